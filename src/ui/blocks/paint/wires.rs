//! Paints wires: the flow runs down, values run to the right.

use egui::epaint::CubicBezierShape;
use egui::{Color32, Painter, Pos2, Rect, Stroke, vec2};

use crate::ui::blocks::layout::{Wire, WireKind};
use crate::ui::blocks::scene::Scene;
use crate::ui::theme::Theme;

/// Colour of a wire.
pub(in crate::ui::blocks) fn color(theme: &Theme, kind: WireKind) -> Color32 {
    match kind {
        WireKind::Flow => theme.flow(),
        WireKind::Branch(hue) => theme.hue(hue),
        WireKind::Value(ty) => theme.ty(ty),
    }
}

/// What a wire is painted in at most.
pub(in crate::ui::blocks) fn hull(wire: &Wire) -> Rect {
    Rect::from_two_pos(wire.from, wire.to).expand(60.0)
}

/// Paints a wire between two canvas points.
pub(in crate::ui::blocks) fn wire(painter: &Painter, scene: &Scene<'_>, from: Pos2, to: Pos2, kind: WireKind) {
    let camera = &scene.camera;
    let stroke = Stroke::new((2.2 * camera.zoom).max(1.0), color(&scene.theme, kind));
    let (from, to) = (camera.pos(from), camera.pos(to));
    let value = matches!(kind, WireKind::Value(_));
    let straight = if value { (from.y - to.y).abs() < 0.5 && from.x < to.x } else { (from.x - to.x).abs() < 0.5 };
    if straight {
        painter.line_segment([from, to], stroke);
        return;
    }
    let bend = if value {
        let reach = ((to.x - from.x).abs() / 2.0).max(26.0 * camera.zoom);
        vec2(reach, 0.0)
    } else {
        vec2(0.0, ((to.y - from.y).abs() / 2.0).max(26.0 * camera.zoom))
    };
    let points = [from, from + bend, to - bend, to];
    painter.add(CubicBezierShape::from_points_stroke(points, false, Color32::TRANSPARENT, stroke));
}
