//! Draws a text box: border, text, and the placeholder where it is empty.

use egui::{Align, Stroke, StrokeKind, vec2};

use super::{Paint, Touch, faded, shade};
use crate::ui::theme::Theme;

/// Space between border and text, in screen pixels.
pub(super) const INSET: f32 = 18.0;

pub(super) fn paint(paint: &Paint<'_>) {
    let disabled = paint.is_disabled();
    let radius = paint.radius();
    paint.painter.rect_filled(paint.rect, radius, faded(paint.color("color"), disabled));
    let (color, width) = match paint.touch {
        Touch::Focused | Touch::Pressed => (Theme::of(crate::editor::view::ThemeChoice::Light).select, 3.0),
        Touch::Hovered => (shade(paint.color("border_color"), -0.2), 2.0),
        Touch::Idle | Touch::Disabled => (faded(paint.color("border_color"), disabled), 2.0),
    };
    let stroke = Stroke::new(paint.px(width).max(1.0), color);
    paint.painter.rect_stroke(paint.rect, radius, stroke, StrokeKind::Inside);
    if paint.bare {
        return;
    }
    let text = paint.text("text");
    let ink = faded(paint.color("text_color"), disabled);
    let is_empty = text.is_empty();
    let (shown, ink) = if is_empty { (paint.text("placeholder"), ink.gamma_multiply(0.5)) } else { (text, ink) };
    let inner = paint.rect.shrink2(vec2(paint.px(INSET), paint.px(6.0)));
    if paint.flag("multiline") {
        paint.top_lines(&shown, paint.font(false), ink, inner.shrink2(vec2(0.0, paint.px(6.0))));
    } else {
        paint.line(&shown, paint.font(false), ink, Align::Min, inner);
    }
}
