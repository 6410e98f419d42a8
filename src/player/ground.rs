//! The ground of a screen: a colour, or one that runs into another, and an image on it.

use egui::{Color32, CornerRadius, Mesh, Painter, Rect};

use super::picture::{Images, PictureLook, picture};
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

/// Paints the image of the ground, where it has one; `scale` is how many points a pixel of the screen has.
pub fn ground_image(painter: &Painter, (rect, radius): (Rect, u8), screen: &Screen, images: &Images, scale: f32) {
    let Some(image) = &screen.image else { return };
    let Some(picture) = picture(images, &image.file) else { return };
    let clipped = painter.with_clip_rect(painter.clip_rect().intersect(rect));
    let look = PictureLook { tint: Color32::WHITE, scale };
    picture.paint(&clipped, (rect, CornerRadius::same(radius)), image.fit, look);
}
