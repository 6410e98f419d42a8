//! Draws text, wrapped and aligned, on a background where one is set.

use super::{Paint, Touch, halign, shade};

pub(super) fn paint(paint: &Paint<'_>) {
    let back = paint.color("color");
    let back = if paint.touch == Touch::Pressed { shade(back, -0.1) } else { back };
    if back.a() > 0 {
        paint.painter.rect_filled(paint.rect, paint.radius(), back);
    }
    let inset = if back.a() > 0 { paint.px(12.0) } else { 0.0 };
    let inner = paint.rect.shrink2(egui::vec2(inset, 0.0));
    let align = halign(&paint.text("align"));
    paint.lines(&paint.text("text"), paint.font(paint.flag("bold")), paint.color("text_color"), align, inner);
}
