//! The program's own settings: a line for each row of the table that is shown here. What is chosen counts at once.

use egui::Ui;

use super::{Buttons, Frame, modal_ui, row};
use crate::editor::request::Request;
use crate::i18n::t;
use crate::model::preference::{PREFERENCES, PreferencePlace};
use crate::ui::Outbox;
use crate::ui::theme::Theme;
use crate::ui::widgets;

/// Width of the dialog.
const WIDTH: f32 = 500.0;
/// About as wide as a letter is, and what is free beside the words of a choice: side by side where all have that room.
const LETTER: f32 = 6.6;
const BESIDE: f32 = 12.0;

/// Draws the dialog; whether it is to be closed.
pub(super) fn dialog_ui(ui: &Ui, frame: Frame<'_>, out: &mut Outbox) -> bool {
    let lang = frame.lang;
    let title = t("Einstellungen", "Settings").get(lang);
    let buttons = Buttons { primary: t("Schließen", "Close").get(lang), cancel: None, ready: true };
    let body = |ui: &mut Ui| {
        for def in PREFERENCES.iter().filter(|def| def.place == PreferencePlace::Dialog) {
            let (now, options) = (frame.view.data.preferences.get(def), def.options());
            let names: Vec<&str> = options.iter().map(|(_, name)| name.get(lang)).collect();
            let chosen = options.iter().position(|(value, _)| *value == now).unwrap_or_default();
            let picked = row(ui, def.label.get(lang), |ui| choice_ui(ui, def.label.get(lang), &names, chosen));
            if let Some(index) = picked {
                out.push(Request::SetPreference(def.key, options[index].0.clone()));
            }
        }
    };
    let answer = modal_ui(ui, (title, WIDTH, lang), &buttons, body, |_| {});
    answer.close || answer.submit
}

/// The choices side by side where all can be read, else as a list; gives the one that was picked.
fn choice_ui(ui: &mut Ui, label: &str, names: &[&str], chosen: usize) -> Option<usize> {
    let longest = names.iter().map(|name| name.chars().count()).max().unwrap_or_default();
    let width = ui.available_width();
    if width >= names.len() as f32 * (longest as f32 * LETTER + BESIDE) {
        return widgets::segmented(ui, names, chosen, width);
    }
    let mut picked = None;
    let now = (names.get(chosen).copied().unwrap_or_default(), Theme::current(ui).text);
    widgets::choice_field(ui, label, now, |ui| {
        for (index, name) in names.iter().enumerate() {
            if ui.selectable_label(index == chosen, *name).clicked() {
                picked = Some(index);
            }
        }
    });
    picked
}
