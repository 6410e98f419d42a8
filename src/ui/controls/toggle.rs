//! Draws a switch: a track with a knob that slides, and its text at the right.

use egui::{Align, Color32, Rect, pos2, vec2};

use super::{Paint, Touch, faded, shade, soft_shadow};

pub(super) fn paint(paint: &Paint<'_>) {
    let disabled = paint.is_disabled();
    let height = paint.rect.height().min(paint.px(44.0));
    let width = (height * 1.8).min(paint.rect.width());
    let place = pos2(paint.rect.left(), paint.rect.center().y - height / 2.0);
    let track = Rect::from_min_size(place, vec2(width, height));
    let mut color = paint.color("off_color").lerp_to_gamma(paint.color("color"), paint.motion);
    if matches!(paint.touch, Touch::Hovered | Touch::Pressed) {
        color = shade(color, -0.08);
    }
    let radius = paint.round(height / 2.0);
    paint.painter.rect_filled(track, radius, faded(color, disabled));
    paint.focus_ring(track, radius);
    let inset = height * 0.1;
    let size = height - 2.0 * inset;
    // The knob gets a little wider while a finger is on it.
    let stretch = if paint.touch == Touch::Pressed { size * 0.15 } else { 0.0 };
    let left = track.left() + inset + (width - 2.0 * inset - size - stretch).max(0.0) * paint.motion;
    let knob = Rect::from_min_size(pos2(left, track.top() + inset), vec2(size + stretch, size));
    let round = paint.round(size / 2.0);
    soft_shadow(paint.painter, knob, round, paint.scale);
    paint.painter.rect_filled(knob, round, if disabled { Color32::WHITE.gamma_multiply(0.7) } else { Color32::WHITE });
    let text = Rect::from_min_max(pos2(track.right() + paint.px(14.0), paint.rect.top()), paint.rect.max);
    let ink = faded(paint.color("text_color"), disabled);
    paint.line(&paint.text("text"), paint.font(false), ink, Align::Min, text);
}
