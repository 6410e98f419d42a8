//! Connections to a file and out of one: the dialogs of export and import.
//!
//! What they share is here. Secrets are never shown; a passphrase is forgotten when the dialog closes.

pub(super) mod export;
pub(super) mod import;

use std::path::PathBuf;

use egui::{Label, RichText, Ui, vec2};

use super::{Frame, row};
use crate::editor::once::LastSeen;
use crate::editor::request::Request;
use crate::editor::transfer::TransferCommand;
use crate::editor::view::View;
use crate::i18n::{Lang, t};
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{self, Input};

/// Width of both dialogs.
const WIDTH: f32 = 640.0;
/// Least height, so that nothing jumps from step to step.
const HEIGHT: f32 = 330.0;

/// The file, as typed or chosen.
#[derive(Debug, Default)]
struct FileField {
    text: String,
    /// The last chosen file that was taken over.
    chosen: LastSeen,
    /// A file was to be chosen, and this system has no dialog for it.
    no_dialog: bool,
}

impl FileField {
    fn new(view: &View<'_>, text: String) -> Self {
        Self { text, chosen: view.data.transfer.chosen.seen(), no_dialog: false }
    }

    fn path(&self) -> PathBuf {
        PathBuf::from(self.text.trim())
    }

    fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Draws it; whether another file stands there now, and whether the system's dialog has given it.
    fn ui(&mut self, ui: &mut Ui, frame: Frame<'_>, save: bool, out: &mut Outbox) -> (bool, bool) {
        let lang = frame.lang;
        let mut taken = false;
        if let Some(chosen) = frame.view.data.transfer.chosen.unseen(&mut self.chosen) {
            self.no_dialog = chosen.is_none();
            if let Some(path) = chosen {
                self.text = path.display().to_string();
                taken = true;
            }
        }
        let label = t("Datei", "File").get(lang);
        let typed = row(ui, label, |ui| {
            let typed = ui
                .horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = 4.0;
                    let width = ui.available_width() - theme::BUTTON - 4.0;
                    let hint = t("/media/stick/verbindungen.age", "/media/stick/connections.age").get(lang);
                    let input = Input::new(label).hint(hint).mono();
                    let layout = egui::Layout::left_to_right(egui::Align::Center);
                    let response = ui
                        .allocate_ui_with_layout(vec2(width, theme::ROW), layout, |ui| {
                            ui.set_max_width(width);
                            input.show(ui, &mut self.text)
                        })
                        .inner;
                    let tip = t("Datei wählen …", "Choose file…");
                    if widgets::icon_button(ui, "folder-open", tip.get(lang)).clicked() {
                        out.push(Request::Transfer(TransferCommand::Choose(save)));
                    }
                    response.changed()
                })
                .inner;
            if self.no_dialog {
                let text = t(
                    "Dieses System hat keinen Dateidialog; den Pfad in das Feld schreiben",
                    "This system has no file dialog; type the path into the field",
                );
                widgets::remark(ui, text.get(lang));
            }
            typed
        });
        (typed || taken, taken)
    }
}

/// A field for a passphrase.
fn passphrase_row(ui: &mut Ui, label: &str, bad: bool, text: &mut String) -> egui::Response {
    row(ui, label, |ui| Input::new(label).password().bad(bad).show(ui, text))
}

/// A sentence with an icon in front.
fn said_ui(ui: &mut Ui, (icon, color): (&'static str, egui::Color32), sentence: &str) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        ui.label(crate::ui::icon::icon(icon, color));
        ui.add(Label::new(RichText::new(sentence).color(color)).wrap());
    });
}

/// That something is being done, in the middle of a strip.
fn busy_ui(ui: &mut Ui, lang: Lang) {
    let theme = Theme::current(ui);
    ui.add(egui::Spinner::new().size(16.0).color(theme.warn));
    let words = t("Einen Augenblick …", "One moment …");
    ui.label(RichText::new(words.get(lang)).color(theme.muted));
}

/// Nothing to say: the strip keeps its height all the same.
fn quiet_ui(ui: &mut Ui) {
    ui.label("");
}

/// `n connections`.
fn connections_text(count: usize, lang: Lang) -> String {
    match (lang, count) {
        (Lang::De, 1) => "1 Verbindung".to_owned(),
        (Lang::De, _) => format!("{count} Verbindungen"),
        (Lang::En, 1) => "1 connection".to_owned(),
        (Lang::En, _) => format!("{count} connections"),
    }
}
