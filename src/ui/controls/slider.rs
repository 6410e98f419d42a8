//! Draws a slider: a track that is filled up to the knob, and its value at the right.

use egui::{Align, Color32, Rect, Stroke, pos2, vec2};

use super::{Paint, Touch, faded, slider_range, soft_shadow};
use crate::model::value::number_to_text;

/// Radius of the knob, in screen pixels.
const KNOB: f32 = 16.0;

/// The part of the area that the knob moves in.
pub(super) fn track(rect: Rect, scale: f32, shows_value: bool, font_size: f32) -> Rect {
    let right = if shows_value { font_size * 3.2 * scale } else { 0.0 };
    let knob = (KNOB * scale).min(rect.height() / 2.0);
    let right = (rect.right() - right - knob).max(rect.left() + knob + 1.0);
    Rect::from_min_max(pos2(rect.left() + knob, rect.top()), pos2(right, rect.bottom()))
}

pub(super) fn paint(paint: &Paint<'_>) {
    let disabled = paint.is_disabled();
    let shows_value = paint.flag("show_value");
    let track = track(paint.rect, paint.scale, shows_value, paint.number("font_size") as f32);
    let (min, max, _) = slider_range(paint.values);
    let value = paint.number("value").clamp(min, max);
    let part = if max > min { ((value - min) / (max - min)) as f32 } else { 0.0 };
    let (y, half) = (track.center().y, paint.px(4.0).max(1.0));
    let x = track.left() + track.width() * part;
    let color = faded(paint.color("color"), disabled);
    let round = paint.round(half);
    let ink = paint.color("text_color");
    let line = |from: f32, to: f32| Rect::from_min_max(pos2(from, y - half), pos2(to, y + half));
    let (begin, end) = (track.left() - half, track.right() + half);
    paint.painter.rect_filled(line(begin, end), round, faded(ink, disabled).gamma_multiply(0.16));
    paint.painter.rect_filled(line(begin, x), round, color);
    let knob = paint.px(KNOB).min(paint.rect.height() / 2.0);
    let grown = match paint.touch {
        Touch::Pressed => 1.0,
        Touch::Hovered | Touch::Focused => 0.9,
        Touch::Idle | Touch::Disabled => 0.8,
    };
    if matches!(paint.touch, Touch::Pressed | Touch::Focused) {
        paint.painter.circle_filled(pos2(x, y), knob * 1.5, color.gamma_multiply(0.2));
    }
    let square = Rect::from_center_size(pos2(x, y), vec2(2.0, 2.0) * knob * grown);
    soft_shadow(paint.painter, square, paint.round(knob * grown), paint.scale);
    paint.painter.circle(pos2(x, y), knob * grown, Color32::WHITE, Stroke::new(paint.px(4.0).max(1.0), color));
    if shows_value {
        let place = Rect::from_min_max(pos2(end + knob, paint.rect.top()), paint.rect.max);
        paint.line(&number_to_text(value), paint.font(true), faded(ink, disabled), Align::Max, place);
    }
}
