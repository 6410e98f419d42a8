//! A tank: a vessel that is filled up to the value.

use egui::{Align, Color32, CornerRadius, Rect, Role, Stroke, StrokeKind, WidgetInfo, pos2, vec2};

use super::ControlClass;
use crate::i18n::t;
use crate::model::row::Literal;
use crate::player::common::{BLINK, DARK_TEXT, TAPPED, TEXT_KEY, TEXT_STYLE, VISIBLE, fill, font_size};
use crate::player::measure::{
    ALARM_ABOVE, ALARM_BELOW, DECIMALS, MAX, MIN, Measured, UNIT, VALUE, WARN_ABOVE, WARN_BELOW, figures, told,
};
use crate::player::paint::{Look, Paint, shade};
use crate::player::property::Handle;
use crate::player::react::area;
use crate::player::row::{ControlDef, ControlGroup};
use crate::theme::regular;

const TEXT: Handle<String> =
    Handle::text(TEXT_KEY, t("Beschriftung", "Caption"), Literal::Words(t("Füllstand", "Level")));
const COLOR: Handle<Color32> = fill("#4aa3ff");
const FONT_SIZE: Handle<f64> = font_size(44.0);

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "tank",
        group: ControlGroup::Display,
        icon: "cylinder",
        label: t("Füllstand", "Tank"),
        help: t("Zeigt, wie voll etwas ist", "Shows how full something is"),
        size: (260.0, 140.0),
        properties: &[
            VALUE.def,
            UNIT.def,
            MIN.def,
            MAX.def,
            TEXT.def,
            VISIBLE.def,
            ALARM_BELOW.def,
            WARN_BELOW.def,
            WARN_ABOVE.def,
            ALARM_ABOVE.def,
            DECIMALS.def,
            COLOR.def,
            DARK_TEXT.def,
            TEXT_STYLE.def,
            FONT_SIZE.def,
            BLINK.def,
        ],
        triggers: &[TAPPED],
    },
    paint,
    react: area,
    describe,
};

fn paint(paint: &Paint<'_>) {
    let measured = Measured::of(&paint.look);
    let ink = paint.get(DARK_TEXT);
    let is_wide = paint.rect.width() > paint.rect.height() * 1.2;
    let side = if is_wide { paint.rect.height() * 0.7 } else { paint.rect.width() };
    let size = paint.px(paint.get(FONT_SIZE) as f32);
    let caption = paint.get(TEXT);
    let (vessel, words) = if is_wide {
        let (vessel, words) = paint.rect.split_left_right_at_x(paint.rect.left() + side);
        (vessel, words.with_min_x(words.left() + paint.px(18.0)))
    } else {
        let line = (size * 1.3).min(paint.rect.height() / 3.0);
        let (mut vessel, words) = paint.rect.split_top_bottom_at_y(paint.rect.bottom() - line);
        if !caption.trim().is_empty() {
            let small = (size * 0.42).max(paint.px(13.0)).min(vessel.height() / 4.0).clamp(1.0, 400.0);
            let (above, rest) = vessel.split_top_bottom_at_y(vessel.top() + small * 1.6);
            paint.line(caption.trim(), regular(small), ink.gamma_multiply(0.7), Align::Center, above);
            vessel = rest;
        }
        (vessel.with_max_y(vessel.bottom() - paint.px(6.0)), words)
    };
    fill_up(paint, &measured, vessel.shrink(paint.px(2.0)));
    if !is_wide {
        return figures(paint, &measured, (size, ink), Align::Center, words);
    }
    let small = (size * 0.42).max(paint.px(13.0)).min(words.height() / 4.0).clamp(1.0, 400.0);
    let height = size * 1.25 + if caption.trim().is_empty() { 0.0 } else { small * 1.5 };
    let top = words.center().y - height.min(words.height()) / 2.0;
    let mut below = words.with_min_y(top);
    if !caption.trim().is_empty() {
        let (line, rest) = below.split_top_bottom_at_y(top + small * 1.5);
        paint.line(caption.trim(), regular(small), ink.gamma_multiply(0.7), Align::Min, line);
        below = rest;
    }
    below.set_height((size * 1.25).min(below.height()));
    figures(paint, &measured, (size, ink), Align::Min, below);
}

fn fill_up(paint: &Paint<'_>, measured: &Measured, vessel: Rect) {
    let ink = paint.get(DARK_TEXT);
    let corner = paint.px(14.0).min(vessel.width() / 3.0).clamp(0.0, 255.0);
    let (small, large) = ((corner * 0.4) as u8, corner as u8);
    let round = CornerRadius { nw: small, ne: small, sw: large, se: large };
    paint.painter.rect_filled(vessel, round, ink.gamma_multiply(0.06));
    let y = |part: f32| vessel.bottom() - vessel.height() * part;
    if let Some(value) = measured.value {
        let color = measured.severity().color().unwrap_or_else(|| paint.get(COLOR));
        let top = y(measured.part(value));
        let clip = vessel.with_min_y(top).intersect(paint.painter.clip_rect());
        paint.painter.with_clip_rect(clip).rect_filled(vessel, round, color);
        // The surface.
        let line = Rect::from_min_max(pos2(vessel.left(), top), pos2(vessel.right(), top + paint.px(3.0)));
        paint.painter.with_clip_rect(clip.intersect(line)).rect_filled(vessel, round, shade(color, 0.35));
    }
    for (from, to, severity) in measured.zones() {
        if let Some(color) = severity.color() {
            let at = if from > 0.0 { from } else { to };
            let from = pos2(vessel.right() - vessel.width() * 0.22, y(at));
            let stroke = Stroke::new(paint.px(3.0).max(1.0), color);
            paint.painter.line_segment([from, from + vec2(vessel.width() * 0.22, 0.0)], stroke);
        }
    }
    let stroke = Stroke::new(paint.px(3.0).max(1.0), ink.gamma_multiply(0.3));
    paint.painter.rect_stroke(vessel, round, stroke, StrokeKind::Middle);
}

fn describe(look: &Look<'_>) -> WidgetInfo {
    told(look, &Measured::of(look), &look.get(TEXT), Role::Meter)
}
