//! The keys that do something: those of the table of actions, by menu, and what keys and mouse do on the canvases.

use egui::{Align, Layout, RichText, Ui};

use super::{Buttons, Frame, modal_ui};
use crate::editor::command::{ACTIONS, Menu};
use crate::i18n::{Lang, Text, same, t};
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;

/// Width of the dialog.
const WIDTH: f32 = 660.0;

/// What is no entry of a menu: the keys, and what they do.
const GESTURES: &[(Text, Text)] = &[
    (same("F2"), t("Umbenennen", "Rename")),
    (t("Strg+Rad", "Ctrl+wheel"), t("Zoomen", "Zoom")),
    (t("Leertaste+Ziehen", "Space+drag"), t("Verschieben, was zu sehen ist", "Move the view")),
    (t("Strg+Ziehen", "Ctrl+drag"), t("Nur diesen Baustein", "Only this block")),
    (t("Umschalt+Ziehen", "Shift+drag"), t("Kopieren", "Copy")),
    (t("Alt+Ziehen", "Alt+drag"), t("Wert behält seinen Draht", "A value keeps its wire")),
    (t("Umschalt+Eingabe", "Shift+Enter"), t("Chip oder Baustein mit Leitung", "Chip or block with a wire")),
    (same("Tab"), t("Nächstes Feld; auf freiem Grund Baustein suchen", "Next field; on free ground find a block")),
];

/// Draws the dialog; whether it is to be closed.
pub(super) fn dialog_ui(ui: &Ui, frame: Frame<'_>) -> bool {
    let lang = frame.lang;
    let title = t("Tastenkürzel", "Keyboard shortcuts").get(lang);
    let buttons = Buttons { primary: t("Schließen", "Close").get(lang), cancel: None, ready: true };
    let body = |ui: &mut Ui| {
        ui.columns(2, |columns| {
            let menus = [&[Menu::File, Menu::Edit][..], &[Menu::Insert, Menu::View, Menu::Run, Menu::Help]];
            for (column, menus) in columns.iter_mut().zip(menus) {
                column.spacing_mut().item_spacing.y = 2.0;
                for menu in menus {
                    menu_ui(column, *menu, lang);
                }
            }
            if let [_, right] = columns {
                heading(right, t("Auf den Flächen", "On the canvases").get(lang));
                for (keys, what) in GESTURES {
                    key_ui(right, what.get(lang), keys.get(lang));
                }
            }
        });
    };
    let answer = modal_ui(ui, (title, WIDTH, lang), &buttons, body, |_| {});
    answer.close || answer.submit
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
