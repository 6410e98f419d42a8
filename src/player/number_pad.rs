//! Keys for a number, for fingers, and how a number is typed.

use egui::{Align2, Role, Sense, Ui, WidgetInfo, vec2};

use crate::i18n::{Lang, t};
use crate::model::value::{number_from_input, number_to_text};
use crate::theme::{Theme, glyph, icons, regular};

const GAP: f32 = 8.0;
const KEY_HEIGHT: f32 = 56.0;

/// The size of the whole pad, in points: this high, and usually this wide.
pub(super) const WIDTH: f32 = 3.0 * 64.0 + 2.0 * GAP;
pub(super) const HEIGHT: f32 = 5.0 * KEY_HEIGHT + 4.0 * GAP;

/// A number as it is typed in this language.
pub(super) fn shown(number: f64, lang: Lang) -> String {
    let text = number_to_text(number);
    match lang {
        Lang::De => text.replace('.', ","),
        Lang::En => text,
    }
}

/// The number that was typed, where it lies between these.
pub(super) fn typed_number(typed: &str, min: Option<f64>, max: Option<f64>) -> Option<f64> {
    let fits = |number: &f64| min.is_none_or(|min| *number >= min) && max.is_none_or(|max| *number <= max);
    number_from_input(typed.trim()).filter(|number| number.is_finite()).filter(fits)
}

/// What a key does.
#[derive(Clone, Copy)]
enum PadKey {
    Digit(&'static str),
    Mark,
    Sign,
    Back,
    Clear,
}

/// The rows from above.
const KEYS: [[PadKey; 3]; 5] = [
    [PadKey::Digit("7"), PadKey::Digit("8"), PadKey::Digit("9")],
    [PadKey::Digit("4"), PadKey::Digit("5"), PadKey::Digit("6")],
    [PadKey::Digit("1"), PadKey::Digit("2"), PadKey::Digit("3")],
    [PadKey::Sign, PadKey::Digit("0"), PadKey::Mark],
    [PadKey::Clear, PadKey::Clear, PadKey::Back],
];

/// Draws the pad as wide as there is room; it types into a field.
pub(super) fn pad_ui(ui: &mut Ui, theme: &Theme, typed: &mut String, may_be_negative: bool, lang: Lang) {
    let (room, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let key_width = (room.width() - 2.0 * GAP) / 3.0;
    for (row, keys) in KEYS.iter().enumerate() {
        for (column, key) in keys.iter().enumerate() {
            let at = room.min + vec2(column as f32 * (key_width + GAP), row as f32 * (KEY_HEIGHT + GAP));
            let is_wide = matches!(key, PadKey::Clear);
            let (columns, is_repeated) = (if is_wide { 2.0 } else { 1.0 }, is_wide && column > 0);
            if is_repeated {
                continue;
            }
            let rect = egui::Rect::from_min_size(at, vec2(columns * key_width + (columns - 1.0) * GAP, KEY_HEIGHT));
            let mark = if lang == Lang::De { "," } else { "." };
            let (name, icon) = match key {
                PadKey::Digit(digit) => (*digit, None),
                PadKey::Mark => (mark, None),
                PadKey::Sign => ("±", None),
                PadKey::Clear => (t("Leeren", "Clear").get(lang), None),
                PadKey::Back => (t("Letzte Ziffer löschen", "Delete last digit").get(lang), Some("delete")),
            };
            let is_enabled = may_be_negative || !matches!(key, PadKey::Sign);
            let sense = if is_enabled { Sense::click() } else { Sense::hover() };
            let response = ui.interact(rect, ui.scope_id().with(("key", row, column)), sense);
            response.widget_info(|| WidgetInfo::labeled(Role::Button, is_enabled, name));
            let is_down = response.is_pointer_button_down_on();
            let fill = if is_down { theme.select.gamma_multiply(0.35) } else { theme.raised };
            let border = if response.has_focus() { egui::Stroke::new(2.0, theme.select) } else { theme.border() };
            let painter = ui.painter();
            painter.rect(rect, 10, fill, border, egui::StrokeKind::Inside);
            let ink = if is_enabled { theme.text } else { theme.faint };
            let size = if name.chars().count() == 1 { 24.0 } else { 16.0 };
            let (text, font) = match icon {
                Some(icon) => (glyph(icon).to_string(), icons(24.0)),
                None => (name.to_owned(), regular(size)),
            };
            painter.text(rect.center(), Align2::CENTER_CENTER, text, font, ink);
            if response.clicked() {
                press(*key, typed, mark);
            }
        }
    }
}

fn press(key: PadKey, typed: &mut String, mark: &str) {
    match key {
        PadKey::Digit(digit) if typed.len() < 24 => typed.push_str(digit),
        PadKey::Mark if !typed.contains([',', '.']) => {
            typed.push_str(if typed.trim_start_matches('-').is_empty() { "0" } else { "" });
            typed.push_str(mark);
        }
        PadKey::Digit(_) | PadKey::Mark => {}
        PadKey::Sign => match typed.strip_prefix('-') {
            Some(rest) => *typed = rest.to_owned(),
            None => typed.insert(0, '-'),
        },
        PadKey::Back => {
            typed.pop();
        }
        PadKey::Clear => typed.clear(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_type_a_number_as_the_language_writes_it() {
        let mut typed = String::new();
        for key in [PadKey::Mark, PadKey::Digit("5"), PadKey::Mark, PadKey::Digit("2"), PadKey::Sign] {
            press(key, &mut typed, ",");
        }
        assert_eq!((typed.as_str(), typed_number(&typed, None, None)), ("-0,52", Some(-0.52)));
        press(PadKey::Back, &mut typed, ",");
        press(PadKey::Sign, &mut typed, ",");
        assert_eq!(typed, "0,5");
        press(PadKey::Clear, &mut typed, ",");
        assert_eq!((typed.as_str(), typed_number(&typed, None, None)), ("", None));
        assert_eq!(typed_number("21", Some(22.0), None), None);
        assert_eq!(typed_number("21", None, Some(20.0)), None);
        assert_eq!((shown(2.5, Lang::De), shown(2.5, Lang::En)), ("2,5".to_owned(), "2.5".to_owned()));
    }
}
