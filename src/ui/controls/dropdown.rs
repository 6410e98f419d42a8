//! Draws a list to pick from, closed: the chosen entry and a chevron.

use egui::{Align, Rect, Stroke, StrokeKind, pos2, vec2};

use super::{Paint, Touch, faded, shade};

pub(super) fn paint(paint: &Paint<'_>) {
    let disabled = paint.is_disabled();
    let radius = paint.radius();
    let fill = match paint.touch {
        Touch::Pressed => shade(paint.color("color"), -0.08),
        Touch::Hovered => shade(paint.color("color"), -0.03),
        Touch::Idle | Touch::Focused | Touch::Disabled => paint.color("color"),
    };
    paint.painter.rect_filled(paint.rect, radius, faded(fill, disabled));
    let stroke = Stroke::new(paint.px(2.0).max(1.0), faded(paint.color("border_color"), disabled));
    paint.painter.rect_stroke(paint.rect, radius, stroke, StrokeKind::Inside);
    paint.focus_ring(paint.rect, radius);
    let ink = faded(paint.color("text_color"), disabled);
    let selected = paint.text("selected");
    let is_empty = selected.is_empty();
    let (shown, color) = if is_empty { (paint.text("placeholder"), ink.gamma_multiply(0.5)) } else { (selected, ink) };
    let size = paint.px(paint.number("font_size") as f32).min(paint.rect.height() * 0.6);
    let chevron = pos2(paint.rect.right() - paint.px(14.0) - size / 2.0, paint.rect.center().y);
    paint.icon("chevron-down", chevron, size, ink.gamma_multiply(0.7));
    let inner = paint.rect.shrink2(vec2(paint.px(18.0), 0.0));
    let text = Rect::from_min_max(inner.min, pos2(chevron.x - size / 2.0 - paint.px(6.0), inner.bottom()));
    paint.line(&shown, paint.font(false), color, Align::Min, text);
}
