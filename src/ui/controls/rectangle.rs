//! Draws an area with a border.

use egui::{Stroke, StrokeKind};

use super::{Paint, Touch, shade};

pub(super) fn paint(paint: &Paint<'_>) {
    let fill = paint.color("color");
    let fill = if paint.touch == Touch::Pressed { shade(fill, -0.08) } else { fill };
    let border = paint.px(paint.number("border") as f32);
    let stroke = if border > 0.0 { Stroke::new(border, paint.color("border_color")) } else { Stroke::NONE };
    paint.painter.rect(paint.rect, paint.radius(), fill, stroke, StrokeKind::Inside);
}
