//! The keys that do something: those of the table of actions, by menu, and the gestures of the canvases.

use egui::{Align, Layout, RichText, Ui, vec2};

use super::{Buttons, Frame, modal_ui};
use crate::editor::command::{ACTIONS, Menu};
use crate::editor::gestures::{GESTURES, GesturePlace};
use crate::i18n::{Lang, t};
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;

/// Width of the dialog.
const WIDTH: f32 = 960.0;
/// With less room all stands in one column.
const NARROW: f32 = 780.0;

/// What stands in a column.
enum KeyColumn {
    /// The keys of these menus.
    Menus(&'static [Menu]),
    /// The keys of these menus, and the gestures of the canvases.
    Gestures(&'static [Menu]),
}

const COLUMNS: [KeyColumn; 3] = [
    KeyColumn::Menus(&[Menu::File, Menu::Edit, Menu::Insert]),
    KeyColumn::Menus(&[Menu::Arrange, Menu::Run, Menu::Help]),
    KeyColumn::Gestures(&[Menu::View]),
];

/// Draws the dialog; whether it is to be closed.
pub(super) fn dialog_ui(ui: &Ui, frame: Frame<'_>) -> bool {
    let lang = frame.lang;
    let title = t("Tastenkürzel", "Keyboard shortcuts").get(lang);
    let buttons = Buttons { primary: t("Schließen", "Close").get(lang), cancel: None, ready: true };
    let body = |ui: &mut Ui| {
        if ui.available_width() < NARROW {
            return COLUMNS.iter().for_each(|part| part_ui(ui, part, lang));
        }
        ui.spacing_mut().item_spacing.x = 32.0;
        ui.columns(COLUMNS.len(), |columns| {
            for (column, part) in columns.iter_mut().zip(COLUMNS) {
                part_ui(column, &part, lang);
            }
        });
    };
    let answer = modal_ui(ui, (title, WIDTH, lang), &buttons, body, |_| {});
    answer.close || answer.submit
}

fn part_ui(ui: &mut Ui, part: &KeyColumn, lang: Lang) {
    let spacing = ui.spacing_mut();
    (spacing.item_spacing, spacing.interact_size.y) = (vec2(8.0, 3.0), 20.0);
    match part {
        KeyColumn::Menus(menus) => menus.iter().for_each(|menu| menu_ui(ui, *menu, lang)),
        KeyColumn::Gestures(menus) => {
            menus.iter().for_each(|menu| menu_ui(ui, *menu, lang));
            for place in GesturePlace::ALL {
                heading(ui, place.text().get(lang));
                for def in GESTURES.iter().filter(|def| def.place == place) {
                    key_ui(ui, &def.line(lang), &def.keys(lang));
                }
            }
        }
    }
}

fn menu_ui(ui: &mut Ui, menu: Menu, lang: Lang) {
    let rows = ACTIONS.iter().filter(|def| def.menu == menu);
    let mut keys = rows.filter_map(|def| Some((def.text.get(lang), def.shortcut?.text(lang)))).peekable();
    if keys.peek().is_some() {
        heading(ui, menu.text().get(lang));
    }
    for (what, keys) in keys {
        key_ui(ui, what, &keys);
    }
}

fn heading(ui: &mut Ui, text: &str) {
    let theme = Theme::current(ui);
    ui.add_space(6.0);
    ui.label(widgets::section_job(text, theme.muted));
}

fn key_ui(ui: &mut Ui, what: &str, keys: &str) {
    let theme = Theme::current(ui);
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(RichText::new(keys).font(theme::mono(12.0)).color(theme.text));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(egui::Label::new(RichText::new(what).color(theme.muted)).truncate());
            });
        });
    });
}
