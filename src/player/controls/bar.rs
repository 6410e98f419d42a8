//! A bar: progress, or a value between two ends with its limits on the bar.

use egui::{Align, Color32, Rect, Role, WidgetInfo, pos2, vec2};

use super::ControlClass;
use crate::i18n::t;
use crate::model::row::{Choice, Literal};
use crate::player::common::{BLINK, DARK_TEXT, TAPPED, TEXT_KEY, TEXT_STYLE, VISIBLE, fill, font_size};
use crate::player::measure::{
    ALARM_ABOVE, ALARM_BELOW, DECIMALS, MAX, MIN, Measured, UNIT, VALUE, WARN_ABOVE, WARN_BELOW, figures, told,
    track_color, zone_color,
};
use crate::player::paint::{Look, Paint, soft_shadow};
use crate::player::property::Handle;
use crate::player::react::area;
use crate::player::row::{ControlDef, ControlGroup, Section};

const TEXT: Handle<String> = Handle::text(TEXT_KEY, t("Beschriftung", "Caption"), Literal::Words(t("Balken", "Bar")));
const COLOR: Handle<Color32> = fill("primary");
const FONT_SIZE: Handle<f64> = font_size(22.0);
const DIRECTION: Handle<String> =
    Handle::choice("direction", t("Richtung", "Direction"), Section::Look, DIRECTIONS, "right");
const MARK: Handle<String> = Handle::choice("mark", t("Zeigt", "Shows"), Section::Look, MARKS, "fill");

const UP: &str = "up";
const LINE: &str = "line";

const DIRECTIONS: &[Choice] = &[
    Choice {
        key: "right",
        label: t("Waagerecht", "Horizontal"),
        help: t("Von links nach rechts", "From left to right"),
    },
    Choice { key: UP, label: t("Senkrecht", "Vertical"), help: t("Von unten nach oben", "From bottom to top") },
];
const MARKS: &[Choice] = &[
    Choice { key: "fill", label: t("Füllung", "Filling"), help: t("Gefüllt bis zum Wert", "Filled up to the value") },
    Choice { key: LINE, label: t("Strich", "Mark"), help: t("Ein Strich am Wert", "A mark at the value") },
];

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "bar",
        group: ControlGroup::Display,
        icon: "chart-no-axes-column",
        label: t("Balken", "Bar"),
        help: t("Zeigt Fortschritt oder eine Zahl zwischen zwei Enden", "Shows progress, or a number between two ends"),
        size: (320.0, 64.0),
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
            DIRECTION.def,
            MARK.def,
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
    let is_upright = paint.get(DIRECTION) == UP;
    let track = words(paint, &measured, is_upright);
    let half = track.width().min(track.height()) / 2.0;
    let round = paint.round(half.min(paint.px(10.0)));
    let ink = paint.get(DARK_TEXT);
    // From one part of the bar to another.
    let piece = |from: f32, to: f32| {
        if is_upright {
            let y = |part: f32| track.bottom() - track.height() * part;
            Rect::from_min_max(pos2(track.left(), y(to)), pos2(track.right(), y(from)))
        } else {
            let x = |part: f32| track.left() + track.width() * part;
            Rect::from_min_max(pos2(x(from), track.top()), pos2(x(to), track.bottom()))
        }
    };
    let part_of = |from: f32, to: f32, color: Color32| {
        // Clipped and not cut, so that the ends keep the corners of the whole.
        let clip = piece(from, to).intersect(paint.painter.clip_rect());
        paint.painter.with_clip_rect(clip).rect_filled(track, round, color);
    };
    paint.painter.rect_filled(track, round, track_color(ink));
    for (from, to, severity) in measured.zones() {
        if let Some(color) = zone_color(severity) {
            part_of(from, to, color);
        }
    }
    let Some(value) = measured.value else { return };
    let part = measured.part(value);
    if paint.get(MARK) == LINE {
        let thick = paint.px(6.0).max(2.0);
        let across = track.width().min(track.height()) + paint.px(8.0);
        let at = piece(part, part).center();
        let size = if is_upright { vec2(across, thick) } else { vec2(thick, across) };
        let mark = Rect::from_center_size(at, size);
        soft_shadow(paint.painter, mark, paint.round(thick / 2.0), paint.scale);
        paint.painter.rect_filled(mark, paint.round(thick / 2.0), ink);
    } else {
        part_of(0.0, part, measured.severity().color().unwrap_or_else(|| paint.get(COLOR)));
    }
}

/// Draws caption and value; the rest is the bar's.
fn words(paint: &Paint<'_>, measured: &Measured, is_upright: bool) -> Rect {
    let ink = paint.get(DARK_TEXT);
    let caption = paint.get(TEXT);
    let size = paint.px(paint.get(FONT_SIZE) as f32);
    let height = (size * 1.35).min(paint.rect.height() / 2.0);
    // One that is as low as its letters is only a bar, below a value that stands for itself.
    if caption.trim().is_empty() && paint.rect.width().min(paint.rect.height()) < size * 1.6 {
        return paint.rect;
    }
    let (line, rest) = paint.rect.split_top_bottom_at_y(paint.rect.top() + height);
    if is_upright {
        figures(paint, measured, (size, ink), Align::Center, line);
        let (bar, below) = rest.split_top_bottom_at_y(rest.bottom() - height);
        if caption.trim().is_empty() {
            return rest.shrink2(vec2(rest.width() * 0.2, paint.px(4.0)));
        }
        paint.line(caption.trim(), paint.font(FONT_SIZE, false), ink.gamma_multiply(0.75), Align::Center, below);
        return bar.shrink2(vec2(bar.width() * 0.2, paint.px(4.0)));
    }
    let (left, right) = line.split_left_right_at_fraction(0.55);
    paint.line(caption.trim(), paint.font(FONT_SIZE, false), ink.gamma_multiply(0.75), Align::Min, left);
    figures(paint, measured, (size, ink), Align::Max, right);
    let room = rest.height() - paint.px(4.0);
    let thick = room.min(paint.px(20.0)).max(1.0);
    Rect::from_center_size(rest.center() + vec2(0.0, paint.px(2.0)), vec2(rest.width(), thick))
}

fn describe(look: &Look<'_>) -> WidgetInfo {
    told(look, &Measured::of(look), &look.get(TEXT), Role::ProgressIndicator)
}
