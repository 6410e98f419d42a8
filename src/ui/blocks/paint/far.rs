//! Everything from far away: one mesh of coloured plates, since a thousand blocks are only a few pixels each.

use egui::{Color32, Mesh, Painter, Pos2, Rect, Shape, Vec2, pos2, vec2};

use super::{Edge, Mood, parts};
use crate::language::block::Hue;
use crate::ui::blocks::labels;
use crate::ui::blocks::layout::{BlockLayout, Wire};
use crate::ui::blocks::scene::Scene;
use crate::ui::theme::{regular, semibold};

/// Distance of two lines of words, on the screen.
const LINE: f32 = 13.0;
/// No words are wider.
const WIDEST: f32 = 200.0;
/// Most topics that are named at once.
const MOST: usize = 60;

/// Names the event and the topics that are published to, beside the plates: what is looked for from far away.
pub(in crate::ui::blocks) fn names(painter: &Painter, scene: &Scene<'_>) {
    let theme = &scene.theme;
    let head = scene.camera.area(scene.layout.head);
    let text = labels::head(scene.project, scene.at, scene.lang);
    parts::elided(painter, head.left_top() - vec2(0.0, 8.0), &text, semibold(11.0), theme.text, WIDEST);
    let mut lowest = f32::NEG_INFINITY;
    let seen = scene.camera.seen();
    let topics = scene.layout.topics.iter().filter(|(rect, _)| seen.intersects(*rect));
    for (rect, topic) in topics.take(MOST) {
        let at = scene.camera.area(*rect).right_top() + vec2(6.0, 5.0);
        if at.y - lowest >= LINE {
            parts::elided(painter, at, topic, regular(10.5), theme.muted, WIDEST);
            lowest = at.y;
        }
    }
}

/// A picture that is being put together.
#[derive(Debug)]
pub(in crate::ui::blocks) struct Far(Mesh);

impl Far {
    /// With room for so many plates and wires, which would be moved again and again while it grows.
    pub(in crate::ui::blocks) fn with_room(count: usize) -> Self {
        let mut mesh = Mesh::default();
        mesh.reserve_vertices(4 * count);
        mesh.reserve_triangles(2 * count);
        Self(mesh)
    }

    /// Adds the event.
    pub(in crate::ui::blocks) fn head(&mut self, scene: &Scene<'_>) {
        self.plate(scene.camera.area(scene.layout.head), 7.0 * scene.camera.zoom, scene.theme.hue(Hue::Event));
    }

    /// Adds a block.
    pub(in crate::ui::blocks) fn block(&mut self, scene: &Scene<'_>, layout: &BlockLayout, mood: Mood) {
        let theme = &scene.theme;
        let radius = 7.0 * scene.camera.zoom;
        let color = if layout.shape.is_some() { theme.hue(layout.hue) } else { theme.faint };
        let faded = layout.loose && mood.edge != Edge::Selected;
        let color = if faded { color.gamma_multiply(0.55) } else { color };
        let edge = match mood.edge {
            Edge::Selected => Some((2.5, theme.select)),
            Edge::Plain | Edge::Hovered | Edge::Bad if mood.lit => Some((2.0, theme.run)),
            Edge::Bad => Some((1.5, theme.bad)),
            Edge::Hovered => Some((1.0, theme.text)),
            Edge::Plain => None,
        };
        if let [first, .., last] = layout.parts.as_slice() {
            self.0.add_colored_rect(scene.camera.area(super::spine(first, last)), color);
        }
        for part in &layout.parts {
            let rect = scene.camera.area(*part);
            if let Some((width, color)) = edge {
                self.plate(rect.expand(width), radius + width, color);
            }
            self.plate(rect, radius, color);
        }
    }

    /// Adds a wire.
    pub(in crate::ui::blocks) fn wire(&mut self, scene: &Scene<'_>, wire: &Wire) {
        let width = (2.2 * scene.camera.zoom).max(1.0);
        let color = super::wires::color(&scene.theme, wire.kind);
        self.line(scene.camera.pos(wire.from), scene.camera.pos(wire.to), width, color);
    }

    /// Shows it.
    pub(in crate::ui::blocks) fn show(self, painter: &Painter) {
        if !self.0.is_empty() {
            painter.add(Shape::mesh(self.0));
        }
    }

    /// A filled rect; with cut corners, where they can be seen.
    fn plate(&mut self, rect: Rect, radius: f32, color: Color32) {
        if radius < 1.2 || rect.width() < 4.0 * radius || rect.height() < 2.0 * radius {
            self.0.add_colored_rect(rect, color);
            return;
        }
        let cut = radius * 0.5;
        let (min, max) = (rect.min, rect.max);
        let corners = [
            pos2(min.x + cut, min.y),
            pos2(max.x - cut, min.y),
            pos2(max.x, min.y + cut),
            pos2(max.x, max.y - cut),
            pos2(max.x - cut, max.y),
            pos2(min.x + cut, max.y),
            pos2(min.x, max.y - cut),
            pos2(min.x, min.y + cut),
        ];
        self.fan(&corners, color);
    }

    fn line(&mut self, from: Pos2, to: Pos2, width: f32, color: Color32) {
        let along = to - from;
        if along == Vec2::ZERO {
            return;
        }
        let across = vec2(-along.y, along.x).normalized() * (width / 2.0);
        self.fan(&[from - across, to - across, to + across, from + across], color);
    }

    fn fan(&mut self, corners: &[Pos2], color: Color32) {
        let first = self.0.vertices.len() as u32;
        for corner in corners {
            self.0.colored_vertex(*corner, color);
        }
        for number in 2..corners.len() as u32 {
            self.0.add_triangle(first, first + number - 1, first + number);
        }
    }
}
