//! Draws a button: rounded, lighter under the pointer, darker and a little smaller while pressed.

use egui::Align;

use super::{Paint, Touch, faded, shade, soft_shadow};

pub(super) fn paint(paint: &Paint<'_>) {
    let color = paint.color("color");
    let pressed = paint.motion;
    let fill = match paint.touch {
        Touch::Hovered | Touch::Focused => shade(color, 0.08),
        Touch::Idle | Touch::Pressed | Touch::Disabled => color,
    };
    let fill = faded(shade(fill, -0.16 * pressed), paint.is_disabled());
    let rect = paint.rect.scale_from_center(1.0 - 0.03 * pressed);
    let radius = paint.radius();
    if !paint.is_disabled() && color.a() > 0 {
        soft_shadow(paint.painter, rect, radius, paint.scale * (1.0 - pressed));
    }
    paint.painter.rect_filled(rect, radius, fill);
    paint.focus_ring(rect, radius);
    let text = faded(paint.color("text_color"), paint.is_disabled());
    let mut font = paint.font(paint.flag("bold"));
    font.size *= 1.0 - 0.03 * pressed;
    let inner = rect.shrink2(egui::vec2(paint.px(12.0).min(rect.width() / 8.0), 0.0));
    paint.line(&paint.text("text"), font, text, Align::Center, inner);
}
