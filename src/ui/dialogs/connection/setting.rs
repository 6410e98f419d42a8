//! A setting of a connection as its row says: label, field, unit, hint, and what is wrong with it. Knows none by name.

use egui::{RichText, Ui};

use super::narrow;
use crate::i18n::Lang;
use crate::model::connection::{SettingDef, SettingType, SettingValues};
use crate::ui::dialogs::row;
use crate::ui::theme::Theme;
use crate::ui::widgets::{self, Input};

/// Width of a field for a number.
pub(super) const NUMBER: f32 = 72.0;
/// More choices than this do not fit beside each other.
const BESIDE: usize = 3;

/// Draws the row.
pub(super) fn setting_ui(ui: &mut Ui, lang: Lang, values: &mut SettingValues, def: &SettingDef, flaw: Option<&str>) {
    let label = def.label.get(lang);
    row(ui, label, |ui| {
        match def.ty {
            SettingType::Text | SettingType::Verbatim | SettingType::UrlPath | SettingType::File => {
                Input::new(label).hint(def.hint.get(lang)).flaw(flaw).show(ui, values.text_mut(def));
            }
            SettingType::Number { unit, .. } => {
                let hint = def.usual(values);
                ui.horizontal(|ui| {
                    let input = Input::new(label).hint(&hint).flaw(flaw);
                    let response = narrow(ui, NUMBER, input, values.text_mut(def));
                    if !def.help.get(lang).is_empty() {
                        response.on_hover_text(def.help.get(lang));
                    }
                    unit_ui(ui, unit.get(lang));
                });
            }
            SettingType::Choice(choices) if choices.len() <= BESIDE => {
                choice_ui(ui, lang, values, def);
            }
            SettingType::Choice(choices) => {
                let shown = def.shown(values, lang);
                let color = Theme::current(ui).text;
                widgets::choice_field(ui, label, (&shown, color), |ui| {
                    for choice in choices {
                        let is_chosen = choice.key == values.text(def);
                        if ui.selectable_label(is_chosen, choice.label.get(lang)).clicked() {
                            values.set(def, choice.key);
                        }
                    }
                });
            }
            SettingType::Flag => {
                let (on, muted) = (values.flag(def), Theme::current(ui).muted);
                if widgets::switch(ui, label, Some(on), (label, muted)) {
                    values.switch(def, !on);
                }
            }
            // It is not among the values; whoever has one draws it.
            SettingType::Secret => {}
        }
    });
}

/// The choices beside each other; whether one was clicked.
pub(super) fn choice_ui(ui: &mut Ui, lang: Lang, values: &mut SettingValues, def: &SettingDef) -> bool {
    let SettingType::Choice(choices) = def.ty else { return false };
    let labels: Vec<&str> = choices.iter().map(|choice| choice.label.get(lang)).collect();
    let chosen = choices.iter().position(|choice| choice.key == values.text(def)).unwrap_or_default();
    let width = ui.available_width();
    let clicked = widgets::segmented(ui, &labels, chosen, width).and_then(|i| choices.get(i));
    if let Some(choice) = clicked {
        values.set(def, choice.key);
    }
    clicked.is_some()
}

/// What the chosen one means.
pub(super) fn choice_help(lang: Lang, values: &SettingValues, def: &SettingDef) -> &'static str {
    let SettingType::Choice(choices) = def.ty else { return "" };
    let chosen = choices.iter().find(|choice| choice.key == values.text(def));
    chosen.map_or("", |choice| choice.help.get(lang))
}

/// A word beside a field.
pub(in crate::ui::dialogs) fn unit_ui(ui: &mut Ui, text: &str) {
    let theme = Theme::current(ui);
    ui.label(RichText::new(text).color(theme.muted));
}
