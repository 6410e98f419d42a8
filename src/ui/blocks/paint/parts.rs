//! Small painted things: ports, switches, cut-off text, the dot grid.

use egui::text::{LayoutJob, TextWrapping};
use egui::{Color32, FontId, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2, pos2, vec2};

use super::corner;
use crate::model::excerpt;
use crate::model::types::Ty;
use crate::player::paint::bytes_in;
use crate::ui::blocks::labels::SWATCH;
use crate::ui::blocks::scene::Scene;
use crate::ui::theme::mono;

/// Paints one line of text from its left middle, cut off with an ellipsis where it is too wide.
pub(in crate::ui::blocks) fn elided(painter: &Painter, at: Pos2, text: &str, font: FontId, color: Color32, width: f32) {
    if text.is_empty() || width < 4.0 {
        return;
    }
    let line = excerpt::cut(text.lines().next().unwrap_or(""), bytes_in(width, &font));
    let mut job = LayoutJob::simple_singleline(line.into_owned(), font, color);
    job.wrap = TextWrapping::truncate_at_width(width);
    let galley = painter.layout_job(job);
    painter.galley(pos2(at.x, at.y - galley.size().y / 2.0), galley, color);
}

/// A template with its `#[name]#` holes in a colour of their own.
///
/// The signs of a hole are pieces of their own, or the font would join them to one glyph.
pub(in crate::ui::blocks) fn template(text: &str, zoom: f32, color: Color32, hole: Color32, width: f32) -> LayoutJob {
    let mut job = LayoutJob::default();
    job.wrap.max_width = width;
    let mut add = |piece: &str, color: Color32| {
        job.append(piece, 0.0, egui::TextFormat::simple(mono(12.0 * zoom), color));
    };
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("#[") {
        let Some((name, behind)) = after.split_once("]#") else { break };
        add(before, color);
        for piece in ["#", "[", name, "]", "#"] {
            add(piece, hole);
        }
        rest = behind;
    }
    for piece in rest.split_inclusive('#') {
        add(piece, color);
    }
    job
}

/// Paints a value port: round is text, a diamond is a number, a hexagon yes/no, square anything.
pub(in crate::ui::blocks) fn port_shape(
    painter: &Painter,
    scene: &Scene<'_>,
    at: Pos2,
    ty: Ty,
    color: Color32,
    filled: bool,
) {
    let size = 4.8 * scene.camera.zoom;
    let ring = Stroke::new(1.5 * scene.camera.zoom, if filled { scene.theme.canvas } else { color });
    let fill = if filled { color } else { scene.theme.canvas };
    let polygon = |points: Vec<Vec2>| {
        Shape::convex_polygon(points.into_iter().map(|point| at + point * size).collect(), fill, ring)
    };
    let shape = match ty {
        Ty::Text | Ty::Time | Ty::Color => {
            painter.circle(at, size, fill, ring);
            return;
        }
        Ty::Number => polygon(vec![vec2(0.0, -1.25), vec2(1.25, 0.0), vec2(0.0, 1.25), vec2(-1.25, 0.0)]),
        Ty::Bool => polygon(vec![
            vec2(-0.6, -1.0),
            vec2(0.6, -1.0),
            vec2(1.2, 0.0),
            vec2(0.6, 1.0),
            vec2(-0.6, 1.0),
            vec2(-1.2, 0.0),
        ]),
        // A stack: lower than the square of any value.
        Ty::List | Ty::Record => polygon(vec![vec2(-1.2, -0.7), vec2(1.2, -0.7), vec2(1.2, 0.7), vec2(-1.2, 0.7)]),
        Ty::Any => polygon(vec![vec2(-0.9, -0.9), vec2(0.9, -0.9), vec2(0.9, 0.9), vec2(-0.9, 0.9)]),
    };
    painter.add(shape);
}

/// Paints a flow port: a notch that points down.
pub(in crate::ui::blocks) fn flow_port(painter: &Painter, scene: &Scene<'_>, at: Pos2, color: Color32) {
    let zoom = scene.camera.zoom;
    let points = vec![at + vec2(-5.5, -2.0) * zoom, at + vec2(5.5, -2.0) * zoom, at + vec2(0.0, 4.5) * zoom];
    painter.add(Shape::convex_polygon(points, color, Stroke::new(1.5 * zoom, scene.theme.canvas)));
}

/// Paints a switch at the left of a field.
pub(in crate::ui::blocks) fn switch(painter: &Painter, scene: &Scene<'_>, field: Rect, on: bool, words: Color32) {
    let theme = &scene.theme;
    let zoom = scene.camera.zoom;
    let track = Rect::from_center_size(field.left_center() + vec2(14.0, 0.0) * zoom, vec2(26.0, 15.0) * zoom);
    let fill = if on { theme.run } else { theme.field };
    let stroke = Stroke::new(1.0, if on { theme.run } else { theme.faint });
    painter.rect(track, corner(8.0 * zoom), fill, stroke, StrokeKind::Inside);
    let x = if on { track.right() - 8.0 * zoom } else { track.left() + 8.0 * zoom };
    painter.circle_filled(pos2(x, track.center().y), 5.0 * zoom, if on { theme.on_color } else { theme.muted });
    let word = crate::ui::blocks::labels::truth(on).get(scene.lang);
    let at = pos2(track.right() + 6.0 * zoom, field.center().y);
    elided(painter, at, word, crate::ui::theme::regular(12.5 * zoom), words, field.right() + 4.0 - at.x);
}

/// Paints the dots of the canvas.
pub(in crate::ui::blocks) fn dots(painter: &Painter, scene: &Scene<'_>) {
    let camera = &scene.camera;
    // Far away the dots would run together: every second, fourth … is left.
    let mut step = 20.0 * camera.zoom;
    while step < 14.0 {
        step *= 2.0;
    }
    let offset = camera.origin - camera.rect.min;
    let (x0, y0) = (offset.x.rem_euclid(step), offset.y.rem_euclid(step));
    let size = Vec2::splat((1.6 * camera.zoom).clamp(1.0, 2.5));
    let mut mesh = egui::Mesh::default();
    let mut y = y0;
    while y < camera.rect.height() {
        let mut x = x0;
        while x < camera.rect.width() {
            let at = camera.rect.min + vec2(x, y);
            mesh.add_colored_rect(Rect::from_center_size(at, size), scene.theme.dot);
            x += step;
        }
        y += step;
    }
    painter.add(mesh);
}

/// Paints a little square of a colour beside its digits; how far those are moved to the right.
pub(super) fn swatch(painter: &Painter, scene: &Scene<'_>, left: Pos2, color: Color32) -> f32 {
    let zoom = scene.camera.zoom;
    let rect = Rect::from_min_size(left - vec2(0.0, 5.5 * zoom), vec2(11.0, 11.0) * zoom);
    painter.rect(rect, corner(3.0 * zoom), color, Stroke::new(1.0, scene.theme.line), StrokeKind::Outside);
    SWATCH * zoom
}
