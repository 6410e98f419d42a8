//! The switch that lets other devices use the local broker. It belongs to the person, not to the project.

use egui::{RichText, Ui};

use crate::editor::request::Request;
use crate::editor::sharing::Sharing;
use crate::i18n::{Lang, t};
use crate::model::connection::PORT;
use crate::model::password::Password;
use crate::ui::Outbox;
use crate::ui::dialogs::draft::check::{Field, Flaw};
use crate::ui::dialogs::{Frame, row};
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{self, Input};

/// What stands in the fields.
#[derive(Clone, Debug, Default)]
pub(super) struct SharingDraft {
    on: bool,
    password: String,
    /// As it was when the dialog was opened.
    was: bool,
    stored: bool,
}

impl SharingDraft {
    pub(super) fn of(lan: &Sharing) -> Self {
        Self { on: lan.on, password: String::new(), was: lan.on, stored: lan.stored }
    }

    /// What is wrong with it: without a password, everybody could come in.
    pub(super) fn flaw(&self, lang: Lang) -> Option<Flaw> {
        let sentence = t(
            "Ohne Passwort wird der Broker nicht für andere Geräte geöffnet. Ein Passwort eintragen",
            "Without a password the broker is not opened to other devices. Enter a password",
        );
        let missing = self.on && !self.stored && self.password.is_empty();
        missing.then(|| Flaw { field: Field::LanPassword, sentence: sentence.get(lang).to_owned(), unfinished: true })
    }

    /// Asks for what was changed.
    pub(super) fn push(&self, out: &mut Outbox) {
        let typed = self.on && !self.password.is_empty();
        if self.on != self.was || typed {
            let password = Password::new(&self.password);
            out.push(Request::ShareBroker(self.on.then_some(password)));
        }
    }
}

/// Draws the switch and what belongs to it.
pub(super) fn lan_ui(ui: &mut Ui, frame: Frame<'_>, draft: &mut SharingDraft, flaw: Option<&str>, out: &mut Outbox) {
    let (theme, lang) = (Theme::current(ui), frame.lang);
    let label = t("Auch im Netzwerk erreichbar", "Can be reached from the network too").get(lang);
    row(ui, t("Netzwerk", "Network").get(lang), |ui| {
        if widgets::switch(ui, label, Some(draft.on), (label, theme.text)) {
            draft.on = !draft.on;
        }
        let what = t(
            "Andere Geräte im selben Netzwerk, etwa ein Handy, können dann mit dem Passwort alle Nachrichten lesen und \
             senden; die Übertragung ist nicht verschlüsselt.",
            "Other devices in the same network, such as a phone, can then read and send all messages with the password; \
             the transfer is not encrypted.",
        );
        widgets::remark(ui, what.get(lang));
    });
    if !draft.on {
        return;
    }
    row(ui, t("Benutzer", "User").get(lang), |ui| {
        let any = t("beliebig, zum Beispiel steckbrett", "any, for example steckbrett");
        ui.horizontal(|ui| {
            ui.set_min_height(theme::ROW);
            ui.label(RichText::new(any.get(lang)).color(theme.text));
        });
    });
    let label = t("Passwort", "Password").get(lang);
    row(ui, label, |ui| {
        let hint = if draft.stored { t("gespeichert", "stored") } else { t("", "") };
        Input::new(label).password().hint(hint.get(lang)).flaw(flaw).show(ui, &mut draft.password);
        let remark =
            t("Nur andere Geräte brauchen es, dieser Rechner nicht", "Only other devices need it, not this one");
        widgets::remark(ui, remark.get(lang));
    });
    row(ui, t("Adresse", "Address").get(lang), |ui| addresses_ui(ui, frame, out));
    if frame.view.data.sharing.foreign {
        let sentence = t(
            "Gerade betreibt ein anderes Programm den lokalen Broker. Die Einstellung gilt, sobald es beendet ist.",
            "Another program runs the local broker at the moment. The setting counts as soon as that has ended.",
        );
        ui.add(egui::Label::new(RichText::new(sentence.get(lang)).size(12.0).color(theme.warn)).wrap());
    }
}

fn addresses_ui(ui: &mut Ui, frame: Frame<'_>, out: &mut Outbox) {
    let (theme, lang) = (Theme::current(ui), frame.lang);
    for address in &frame.view.data.sharing.addresses {
        let address = address_text(address, frame.view.data.local_port);
        ui.horizontal(|ui| {
            ui.label(RichText::new(&address).font(theme::mono(12.5)).color(theme.text));
            if widgets::icon_button(ui, "copy", t("Adresse kopieren", "Copy address").get(lang)).clicked() {
                out.push(Request::CopyText(address.clone()));
            }
        });
    }
    let remark = match (frame.view.data.sharing.addresses.is_empty(), frame.view.data.local_port) {
        (true, _) => t("Dieser Rechner ist in keinem Netzwerk", "This computer is in no network"),
        (false, None) => t(
            "Der Broker startet mit der ersten Verbindung; ist der Port dann belegt, steht hier ein anderer",
            "The broker starts with the first connection; if the port is taken then, another one stands here",
        ),
        (false, Some(_)) => return,
    };
    widgets::remark(ui, remark.get(lang));
}

/// How another device reaches the broker; on the usual port until the real one is known.
pub(in crate::ui) fn address_text(address: &str, port: Option<u16>) -> String {
    let port = port.unwrap_or(PORT);
    if address.contains(':') { format!("mqtt://[{address}]:{port}") } else { format!("mqtt://{address}:{port}") }
}
