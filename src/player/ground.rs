//! The ground of a screen: a colour, or one that runs into another.

use egui::{Color32, Mesh, Painter, Rect};

use super::property::color_in;
use crate::model::fit::GradientWay;
use crate::model::project::Project;
use crate::model::screen::Screen;

/// Paints it; `usual` is the colour where that of the screen cannot be read.
pub fn ground(painter: &Painter, rect: Rect, (project, screen): (&Project, &Screen), radius: u8, usual: Color32) {
    let from = color_in(project, &screen.background).unwrap_or(usual);
    painter.rect_filled(rect, radius, from);
    let Some(gradient) = &screen.gradient else { return };
    let Some(to) = color_in(project, &gradient.to) else { return };
    let middle = from.lerp_to_gamma(to, 0.5);
    // Clockwise from the left upper corner.
    let corners = match gradient.toward {
        GradientWay::Down => [from, from, to, to],
        GradientWay::Right => [from, to, to, from],
        GradientWay::Corner => [from, middle, to, middle],
    };
    let mut mesh = Mesh::default();
    let points = [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom()];
    for (point, color) in points.into_iter().zip(corners) {
        mesh.colored_vertex(point, color);
    }
    // Across the other diagonal, so that the middle of the two stays the middle.
    mesh.add_triangle(0, 1, 3);
    mesh.add_triangle(1, 2, 3);
    painter.add(mesh);
}
