//! Projects from elsewhere: what one may reach, to be trusted or not; and the one that it is a copy of.

use std::path::Path;

use egui::{CornerRadius, Frame as Card, Label, Margin, RichText, Ui};

use super::{Answer, Buttons, Frame, modal_ui};
use crate::editor::request::Request;
use crate::i18n::{Lang, Text, t};
use crate::model::reach::Contact;
use crate::say;
use crate::ui::Outbox;
use crate::ui::icon::icon;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;

const TRUST: Text = t("Vertrauen", "Trust");
const TRUST_AND_RUN: Text = t("Vertrauen und starten", "Trust and start");

/// Draws what the project may reach; whether it closes.
pub(super) fn dialog_ui(ui: &Ui, frame: Frame<'_>, run: bool, out: &mut Outbox) -> bool {
    let lang = frame.lang;
    let Some(contacts) = &frame.view.data.preview else { return true };
    let changed = contacts.iter().any(|(_, new)| !new);
    let title = t("Diesem Projekt vertrauen?", "Trust this project?").get(lang);
    let primary = if run { TRUST_AND_RUN } else { TRUST }.get(lang);
    let only_look = t("Nur ansehen", "Only look").get(lang);
    let buttons = Buttons { primary, cancel: Some(only_look), ready: true };
    let body = |ui: &mut Ui| {
        sentence_ui(ui, &intro(&frame.view.editor.project().name, changed, lang));
        ui.add_space(4.0);
        contacts_ui(ui, contacts, changed, lang);
        ui.add_space(4.0);
        let remark = t(
            "Bis dahin ist es eine Vorschau: Es lässt sich ansehen und bearbeiten, aber nichts läuft, verbindet sich oder liest andere Dateien.",
            "Until then it is a preview: it can be looked at and edited, but nothing runs, connects or reads other files.",
        );
        widgets::remark(ui, remark.get(lang));
    };
    let Answer { close, submit } = modal_ui(ui, (title, 560.0, lang), &buttons, body, |_| {});
    if submit {
        out.push(Request::TrustProject(run));
    }
    close
}

fn intro(name: &str, changed: bool, lang: Lang) -> String {
    let name = say::quoted(name, lang);
    match (changed, lang) {
        (false, Lang::De) => format!("{name} wurde nicht auf diesem Rechner gemacht. Wenn es läuft, darf es:"),
        (false, Lang::En) => format!("{name} was not made on this computer. When it runs, it may:"),
        (true, Lang::De) => {
            format!(
                "{name} wurde außerhalb von Steckbrett geändert und kann jetzt anderes erreichen. Wenn es läuft, darf es:"
            )
        }
        (true, Lang::En) => {
            format!("{name} was changed outside of Steckbrett and can reach other things now. When it runs, it may:")
        }
    }
}

fn sentence_ui(ui: &mut Ui, sentence: &str) {
    let theme = Theme::current(ui);
    ui.add(Label::new(RichText::new(sentence).font(theme::regular(13.5)).color(theme.text)).wrap());
}

fn contacts_ui(ui: &mut Ui, contacts: &[(Contact, bool)], changed: bool, lang: Lang) {
    let theme = Theme::current(ui);
    let card = Card::NONE
        .fill(theme.raised)
        .stroke(theme.border())
        .corner_radius(CornerRadius::same(7))
        .inner_margin(Margin::symmetric(14, 10));
    card.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 5.0;
        if contacts.is_empty() {
            let nothing = t("nichts außerhalb von sich selbst erreichen", "reach nothing outside of itself");
            return sentence_ui(ui, nothing.get(lang));
        }
        for (contact, new) in contacts {
            let is_new = *new && changed;
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                ui.label(icon(symbol(contact), if is_new { theme.warn } else { theme.muted }).size(14.0));
                let words = say::contact(contact, lang);
                let words = if is_new { format!("{words} · {}", t("neu", "new").get(lang)) } else { words };
                ui.add(Label::new(RichText::new(words).font(theme::regular(13.0)).color(theme.text)).wrap());
            });
        }
    });
}

fn symbol(contact: &Contact) -> &'static str {
    match contact {
        Contact::LocalBroker | Contact::Broker { .. } => "plug",
        Contact::Listens { .. } => "arrow-down",
        Contact::Publishes { .. } => "arrow-up",
        Contact::Web { .. } => "globe",
        Contact::File { .. } => "file",
        Contact::Script { .. } => "code",
    }
}

/// Draws the question whether to take over the passwords of the other project; whether it closes.
pub(super) fn take_over_ui(ui: &Ui, lang: Lang, path: &Path, out: &mut Outbox) -> bool {
    let title = t("Passwörter mitnehmen?", "Take over the passwords?").get(lang);
    let buttons = Buttons {
        primary: t("Mitnehmen", "Take over").get(lang),
        cancel: Some(t("Ohne Passwörter", "Without passwords").get(lang)),
        ready: true,
    };
    let path = path.display();
    let sentence = match lang {
        Lang::De => format!(
            "Dieses Projekt ist eine Kopie von {path}. Es ist ab jetzt ein eigenes Projekt. Die Passwörter des anderen werden nur für dieselben Adressen verwendet."
        ),
        Lang::En => format!(
            "This project is a copy of {path}. From now on it is a project of its own. The passwords of the other one are used for the same addresses only."
        ),
    };
    let Answer { close, submit } =
        modal_ui(ui, (title, 520.0, lang), &buttons, |ui| sentence_ui(ui, &sentence), |_| {});
    if submit || close {
        out.push(Request::TakeOver(submit));
    }
    close
}
