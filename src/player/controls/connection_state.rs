//! Whether the brokers of the app are reached, as a dot and words that fit beside a title.

use egui::{Align, Color32, Rect, Role, WidgetInfo, pos2};

use super::ControlClass;
use crate::i18n::t;
use crate::model::excerpt;
use crate::player::common::{BLINK, DARK_TEXT, TAPPED, TEXT_STYLE, VISIBLE, align, font_size, halign};
use crate::player::paint::{Look, Paint, Touch, bytes_in, spoken};
use crate::player::property::Handle;
use crate::player::react::area;
use crate::player::row::{ControlDef, ControlGroup};
use crate::theme::Theme;

const FONT_SIZE: Handle<f64> = font_size(20.0);
const ALIGN: Handle<String> = align("right");

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "connection_state",
        group: ControlGroup::Display,
        icon: "plug",
        label: t("Verbindung", "Connection"),
        help: t("Sagt, ob die Broker erreicht werden", "Says whether the brokers are reached"),
        size: (260.0, 48.0),
        properties: &[VISIBLE.def, DARK_TEXT.def, TEXT_STYLE.def, FONT_SIZE.def, ALIGN.def, BLINK.def],
        triggers: &[TAPPED],
    },
    paint,
    react: area,
    describe,
};

/// The words, and the colour of the dot; of several connections that are down the first one is told.
fn told<'a>(look: &Look<'a>) -> (&'a str, Color32) {
    // Light letters stand on something dark.
    let is_dark = look.get(DARK_TEXT).intensity() > 0.5;
    match look.outages {
        [] => (t("Verbunden", "Connected").get(look.lang), if is_dark { Theme::DARK.run } else { Theme::LIGHT.run }),
        [first, ..] => (&first.word, first.color),
    }
}

fn paint(paint: &Paint<'_>) {
    let (words, color) = told(&paint.look);
    let ink = paint.get(DARK_TEXT);
    let ink = if paint.touch == Touch::Pressed { ink.gamma_multiply(0.7) } else { ink };
    let font = paint.font(FONT_SIZE, false);
    let (radius, gap) = (font.size * 0.34, font.size * 0.45);
    let room = (paint.rect.width() - 2.0 * radius - gap).max(0.0);
    let seen = excerpt::cut(words, bytes_in(room, &font));
    let wide = paint.painter.layout_no_wrap(seen.into_owned(), font.clone(), ink).size().x.min(room);
    let left = match halign(&paint.get(ALIGN)) {
        Align::Min => paint.rect.left(),
        Align::Center => paint.rect.center().x - (2.0 * radius + gap + wide) / 2.0,
        Align::Max => paint.rect.right() - (2.0 * radius + gap + wide),
    };
    paint.painter.circle_filled(pos2(left + radius, paint.rect.center().y), radius, color);
    let place = Rect::from_min_max(pos2(left + 2.0 * radius + gap, paint.rect.top()), paint.rect.max);
    paint.line(words, font, ink, Align::Min, place);
}

fn describe(look: &Look<'_>) -> WidgetInfo {
    // Spoken there is room for all of it.
    let words = look.outages.first().map_or_else(|| told(look).0, |first| &first.text);
    WidgetInfo { current_text_value: Some(spoken(words, look.lang)), ..WidgetInfo::new(Role::Status) }
}
