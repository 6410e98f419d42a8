//! A renderer without a graphics card, so that a picture is the same on every machine: triangles, pixel by pixel.

use std::collections::{BTreeMap, HashMap};

use egui::epaint::{ImageData, Mesh, Primitive, Vertex};
use egui::{Color32, ColorImage, Pos2, Rect, TextureId, TexturesDelta, pos2};
use image::{Rgb, RgbImage};

/// Textures as egui has sent them.
#[derive(Default)]
pub(super) struct Raster {
    textures: HashMap<TextureId, ColorImage>,
}

impl Raster {
    /// Takes in what has changed of the textures.
    pub(super) fn take(&mut self, delta: &mut TexturesDelta) {
        let changed: BTreeMap<_, _> = delta.set.drain().collect();
        for (id, changes) in changed {
            for change in changes {
                let ImageData::Color(image) = change.image;
                match (change.pos, self.textures.get_mut(&id)) {
                    (Some([left, top]), Some(whole)) => {
                        for (y, row) in image.pixels.chunks(image.size[0]).enumerate() {
                            let at = (top + y) * whole.size[0] + left;
                            whole.pixels[at..at + row.len()].copy_from_slice(row);
                        }
                    }
                    _ => {
                        self.textures.insert(id, ColorImage::clone(&image));
                    }
                }
            }
        }
        delta.clear();
    }

    /// The picture of these shapes, one pixel for each point.
    pub(super) fn draw(&self, size: [u32; 2], primitives: &[egui::ClippedPrimitive]) -> RgbImage {
        let mut picture = RgbImage::new(size[0], size[1]);
        for primitive in primitives {
            let Primitive::Mesh(mesh) = &primitive.primitive else { continue };
            let texture = &self.textures[&mesh.texture_id];
            let whole = Rect::from_min_size(Pos2::ZERO, egui::vec2(size[0] as f32, size[1] as f32));
            let clip = primitive.clip_rect.intersect(whole);
            if clip.is_positive() {
                draw_mesh(&mut picture, mesh, texture, clip);
            }
        }
        picture
    }
}

fn draw_mesh(picture: &mut RgbImage, mesh: &Mesh, texture: &ColorImage, clip: Rect) {
    for corners in mesh.indices.chunks_exact(3) {
        let [a, mut b, mut c] = [0, 1, 2].map(|corner| mesh.vertices[corners[corner] as usize]);
        let mut area = edge(a.pos, b.pos, c.pos);
        if area < 0.0 {
            std::mem::swap(&mut b, &mut c);
            area = -area;
        }
        if area > 0.0 {
            draw_triangle(picture, [a, b, c], area, texture, clip);
        }
    }
}

/// Twice the area between an edge and a point, above 0 on its right side.
fn edge(from: Pos2, to: Pos2, at: Pos2) -> f32 {
    (to.x - from.x) * (at.y - from.y) - (to.y - from.y) * (at.x - from.x)
}

fn draw_triangle(picture: &mut RgbImage, [a, b, c]: [Vertex; 3], area: f32, texture: &ColorImage, clip: Rect) {
    let bounds = Rect::from_points(&[a.pos, b.pos, c.pos]).intersect(clip);
    if !bounds.is_positive() {
        return;
    }
    // A pixel on an edge that two triangles share belongs to one of them.
    let owns = |from: Pos2, to: Pos2| to.y < from.y || (to.y == from.y && to.x > from.x);
    // What is filled has one colour of the texture.
    let plain = (a.uv == b.uv && b.uv == c.uv).then(|| sample(texture, a.uv.x, a.uv.y));
    let sides = [(b.pos, c.pos), (c.pos, a.pos), (a.pos, b.pos)];
    for y in bounds.top() as u32..(bounds.bottom().ceil() as u32).min(picture.height()) {
        for x in bounds.left() as u32..(bounds.right().ceil() as u32).min(picture.width()) {
            let at = pos2(x as f32 + 0.5, y as f32 + 0.5);
            if !clip.contains(at) {
                continue;
            }
            let parts = sides.map(|(from, to)| edge(from, to, at));
            let inside =
                parts.iter().zip(sides).all(|(part, (from, to))| *part > 0.0 || (*part == 0.0 && owns(from, to)));
            if !inside {
                continue;
            }
            let [p, q, r] = parts.map(|part| part / area);
            let mix = |of: &dyn Fn(&Vertex) -> f32| of(&a) * p + of(&b) * q + of(&c) * r;
            let texel = plain.unwrap_or_else(|| sample(texture, mix(&|v| v.uv.x), mix(&|v| v.uv.y)));
            let channel = |n: usize| mix(&|v| f32::from(v.color.to_array()[n])) * texel[n] / 255.0;
            let rest = 1.0 - channel(3) / 255.0;
            let below = picture.get_pixel(x, y).0;
            let blended = [0, 1, 2].map(|n| (channel(n) + f32::from(below[n]) * rest).round().clamp(0.0, 255.0) as u8);
            picture.put_pixel(x, y, Rgb(blended));
        }
    }
}

/// The texture between its pixels.
fn sample(texture: &ColorImage, u: f32, v: f32) -> [f32; 4] {
    let [width, height] = texture.size;
    let (x, y) = (u * width as f32 - 0.5, v * height as f32 - 0.5);
    let (left, top) = (x.floor(), y.floor());
    let at = |x: f32, y: f32| -> Color32 {
        let column = (x.max(0.0) as usize).min(width - 1);
        let row = (y.max(0.0) as usize).min(height - 1);
        texture.pixels[row * width + column]
    };
    let corners = [at(left, top), at(left + 1.0, top), at(left, top + 1.0), at(left + 1.0, top + 1.0)];
    let (fx, fy) = (x - left, y - top);
    let weights = [(1.0 - fx) * (1.0 - fy), fx * (1.0 - fy), (1.0 - fx) * fy, fx * fy];
    [0, 1, 2, 3]
        .map(|n| corners.iter().zip(weights).map(|(color, weight)| f32::from(color.to_array()[n]) * weight).sum())
}
