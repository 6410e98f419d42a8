//! Who the server is: which certificates are trusted, and the warning that stays where none is checked.

use egui::{RichText, Ui};

use super::{ConnectionForm, card, narrow};
use crate::editor::request::Request;
use crate::i18n::{Lang, Text, t};
use crate::model::certificate::Role;
use crate::model::connection::{Keyed as _, Trust, rows};
use crate::ui::Outbox;
use crate::ui::dialogs::draft::check::{Field, Flaw};
use crate::ui::dialogs::{Frame, row};
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{self, Input};

/// Draws the choice, and what belongs to it.
pub(super) fn security_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut ConnectionForm, flaws: &[Flaw], out: &mut Outbox) {
    let lang = frame.lang;
    let label = rows::TRUST.label.get(lang);
    row(ui, label, |ui| {
        let theme = Theme::current(ui);
        let chosen = form.draft.values.choice::<Trust>(&rows::TRUST);
        let unchecked = chosen == Trust::Any;
        let color = if unchecked { theme.warn } else { theme.text };
        let shown = chosen.label().get(lang);
        widgets::choice_field(ui, label, (shown, color), |ui| {
            for &trust in Trust::ALL {
                if ui.selectable_label(trust == chosen, trust.label().get(lang)).clicked() {
                    form.doubting = trust == Trust::Any && !unchecked;
                    if trust != Trust::Any {
                        form.draft.values.choose(&rows::TRUST, trust);
                    }
                }
            }
        });
        if unchecked || form.doubting {
            unchecked_ui(ui, lang, form);
        }
    });
    if matches!(form.draft.values.choice(&rows::TRUST), Trust::Own | Trust::Both) {
        ca_ui(ui, lang, form, flaws, out);
    }
}

/// The warning; with the button that accepts it until it was pressed.
fn unchecked_ui(ui: &mut Ui, lang: Lang, form: &mut ConnectionForm) {
    let theme = Theme::current(ui);
    framed(ui, theme.warn, |ui| {
        ui.horizontal_top(|ui| {
            ui.label(crate::ui::icon::icon("shield-off", theme.warn));
            let text = t(
                "Die Verbindung ist verschlüsselt, aber ungeprüft: Jeder im Netzwerk kann sich als dieser Broker ausgeben, mitlesen und Passwörter abgreifen. Nur zum Ausprobieren.",
                "The connection is encrypted but unchecked: anybody on the network can pose as this broker, read along and take passwords. For trying things out only.",
            );
            ui.add(egui::Label::new(RichText::new(text.get(lang)).size(12.0).color(theme.text)).wrap());
        });
        if form.doubting {
            ui.horizontal(|ui| {
                if widgets::button(ui, t("Trotzdem nicht prüfen", "Do not check anyway").get(lang)).clicked() {
                    form.draft.values.choose(&rows::TRUST, Trust::Any);
                    form.doubting = false;
                }
                if widgets::button(ui, t("Weiter prüfen", "Keep checking").get(lang)).clicked() {
                    form.doubting = false;
                }
            });
        }
    });
}

/// A box with a border in this colour, as wide as there is room.
pub(super) fn framed(ui: &mut Ui, color: egui::Color32, content: impl FnOnce(&mut Ui)) {
    let theme = Theme::current(ui);
    egui::Frame::NONE
        .fill(theme.raised)
        .stroke(egui::Stroke::new(1.0, color))
        .corner_radius(egui::CornerRadius::same(6))
        .inner_margin(egui::Margin::symmetric(10, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 3.0;
            content(ui);
        });
}

fn ca_ui(ui: &mut Ui, lang: Lang, form: &mut ConnectionForm, flaws: &[Flaw], out: &mut Outbox) {
    let label = rows::CA_FILE.label.get(lang);
    let flaw = form.flaw(flaws, Field::Setting(&rows::CA_FILE));
    row(ui, label, |ui| {
        if form.draft.values.text(&rows::CA_PEM).is_empty() {
            let input = Input::new(label).hint(rows::CA_FILE.hint.get(lang)).flaw(flaw);
            file_field(ui, lang, input, Role::Ca, form.draft.values.text_mut(&rows::CA_FILE), out);
            no_dialog_ui(ui, lang, form, Role::Ca);
        } else if embedded_ui(ui, lang, form.embedded_text()) {
            form.draft.values.set(&rows::CA_PEM, "");
        }
        let Some(report) = form.read.as_ref().and_then(|read| read.reports.ca.clone()) else { return };
        let take = form.draft.values.text(&rows::CA_PEM).is_empty().then(|| form.embed_text());
        if card::card_ui(ui, lang, &report, (form.draft.values.text(&rows::CA_FILE), take)) {
            form.draft.values.set(&rows::CA_PEM, report.pem);
            form.draft.values.set(&rows::CA_FILE, "");
        }
    });
}

/// A field for a path, with the button that asks for a file.
pub(super) fn file_field(ui: &mut Ui, lang: Lang, input: Input<'_>, role: Role, text: &mut String, out: &mut Outbox) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let width = ui.available_width() - theme::BUTTON - 4.0;
        narrow(ui, width, input, text);
        let tip = match role {
            Role::Ca => t("CA-Datei wählen …", "Choose CA file…"),
            Role::Certificate => t("Zertifikat wählen …", "Choose certificate…"),
            Role::Key => t("Schlüssel wählen …", "Choose key…"),
        };
        if widgets::icon_button(ui, "folder-open", tip.get(lang)).clicked() {
            out.push(Request::ChooseFile(role));
        }
    });
}

/// Sentence once where there is no file dialog on this system.
pub(super) fn no_dialog_ui(ui: &mut Ui, lang: Lang, form: &ConnectionForm, role: Role) {
    if form.no_dialog == Some(role) {
        let text = t(
            "Dieses System hat keinen Dateidialog; den Pfad in das Feld schreiben",
            "This system has no file dialog; type the path into the field",
        );
        widgets::remark(ui, text.get(lang));
    }
}

/// What is kept without a file, and the button that drops it. Whether it was pressed.
pub(super) fn embedded_ui(ui: &mut Ui, lang: Lang, text: Text) -> bool {
    let theme = Theme::current(ui);
    ui.horizontal(|ui| {
        ui.set_min_height(theme::ROW);
        ui.label(RichText::new(text.get(lang)).color(theme.text));
        widgets::link(ui, t("Andere Datei …", "Another file…").get(lang)).clicked()
    })
    .inner
}
