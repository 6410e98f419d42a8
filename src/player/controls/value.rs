//! A measured value in large figures, with a caption above and its unit behind; outside its limits it is marked.

use egui::{Color32, Rect, Role, WidgetInfo, pos2};

use super::ControlClass;
use crate::i18n::t;
use crate::model::row::Literal;
use crate::player::common::{BLINK, DARK_TEXT, TAPPED, TEXT_KEY, TEXT_STYLE, VISIBLE, align, font_size, halign};
use crate::player::measure::{
    ALARM_ABOVE, ALARM_BELOW, DECIMALS, Measured, UNIT, VALUE, WARN_ABOVE, WARN_BELOW, figures, told,
};
use crate::player::paint::{Look, Paint, Touch};
use crate::player::property::Handle;
use crate::player::react::area;
use crate::player::row::{ControlDef, ControlGroup};
use crate::theme::regular;

const TEXT: Handle<String> =
    Handle::text(TEXT_KEY, t("Beschriftung", "Caption"), Literal::Words(t("Messwert", "Value")));
const FONT_SIZE: Handle<f64> = font_size(56.0);
const ALIGN: Handle<String> = align("left");

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "value",
        group: ControlGroup::Display,
        icon: "hash",
        label: t("Messwert", "Value"),
        help: t(
            "Zeigt eine Zahl groß, mit Einheit und Grenzen",
            "Shows a number in large figures, with unit and limits",
        ),
        size: (280.0, 120.0),
        properties: &[
            VALUE.def,
            UNIT.def,
            TEXT.def,
            VISIBLE.def,
            ALARM_BELOW.def,
            WARN_BELOW.def,
            WARN_ABOVE.def,
            ALARM_ABOVE.def,
            DECIMALS.def,
            DARK_TEXT.def,
            TEXT_STYLE.def,
            FONT_SIZE.def,
            ALIGN.def,
            BLINK.def,
        ],
        triggers: &[TAPPED],
    },
    paint,
    react: area,
    describe,
};

fn paint(paint: &Paint<'_>) {
    let ink: Color32 = paint.get(DARK_TEXT);
    let ink = if paint.touch == Touch::Pressed { ink.gamma_multiply(0.7) } else { ink };
    let align = halign(&paint.get(ALIGN));
    let size = paint.px(paint.get(FONT_SIZE) as f32);
    let caption = paint.get(TEXT);
    let mut below = paint.rect;
    if !caption.trim().is_empty() {
        let small = (size * 0.36).max(paint.px(14.0)).min(paint.rect.height() / 3.0);
        let line = Rect::from_min_max(paint.rect.min, pos2(paint.rect.right(), paint.rect.top() + small * 1.5));
        paint.line(caption.trim(), regular(small.clamp(1.0, 400.0)), ink.gamma_multiply(0.7), align, line);
        below.set_top(line.bottom());
    }
    let height = (size * 1.25).min(below.height());
    let line = Rect::from_min_max(below.min, pos2(below.right(), below.top() + height));
    let line = if caption.trim().is_empty() { below } else { line };
    figures(paint, &Measured::without_scale(&paint.look), (size, ink), align, line);
}

fn describe(look: &Look<'_>) -> WidgetInfo {
    told(look, &Measured::without_scale(look), &look.get(TEXT), Role::Status)
}
