//! Keeps what was painted of each block, so that a frame costs little while nothing changes but the view.
//!
//! Plates and outlines are kept as a mesh, since rounded corners are what costs; letters and discs as shapes, since they
//! are cut out of the font's texture and must stay right when that grows.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::epaint::Primitive;
use egui::{Context, Galley, Id, LayerId, Mesh, Order, Painter, Pos2, Rect, Shape, Vec2};

use super::Mood;
use crate::i18n::Lang;
use crate::model::id::BlockId;
use crate::ui::blocks::layout::{BlockLayout, Layout};
use crate::ui::blocks::scene::Scene;
use crate::ui::theme::{Theme, regular};

/// What was painted.
#[derive(Debug, Default)]
pub(in crate::ui::blocks) struct Cache {
    made_for: Option<PaintKey>,
    /// A word as egui laid it out; when it does so anew, the texture of the fonts is another one and all letters have
    /// moved.
    letters: Option<Arc<Galley>>,
    blocks: BTreeMap<BlockId, Painted>,
}

/// What all pictures depend on.
#[derive(Debug)]
struct PaintKey {
    layout: Arc<Layout>,
    zoom: f32,
    pixels: f32,
    theme: Theme,
    lang: Lang,
}

/// The picture of a block.
#[derive(Debug)]
struct Painted {
    mood: Mood,
    /// Where the canvas' origin was.
    origin: Pos2,
    picture: Picture,
}

/// What a block is made of, from below to above.
#[derive(Debug)]
struct Picture {
    /// Plates and outlines.
    plates: Arc<Mesh>,
    /// Letters and discs.
    letters: Vec<Shape>,
    /// Letters that are cut off, and where.
    cut: Vec<(Rect, Shape)>,
}

impl Cache {
    /// Forgets what does not hold any more.
    pub(in crate::ui::blocks) fn begin(&mut self, ctx: &Context, scene: &Scene<'_>, layout: &Arc<Layout>) {
        let word = || "Steckbrett".to_owned();
        let letters = ctx.fonts_mut(|fonts| fonts.layout_no_wrap(word(), regular(13.0), scene.theme.text));
        let pixels = ctx.pixels_per_point();
        let holds = self.made_for.as_ref().is_some_and(|key| {
            Arc::ptr_eq(&key.layout, layout)
                && key.zoom == scene.camera.zoom
                && key.pixels == pixels
                && key.theme == scene.theme
                && key.lang == scene.lang
        });
        let same_letters = self.letters.as_ref().is_some_and(|before| Arc::ptr_eq(before, &letters));
        if !holds || !same_letters {
            self.blocks.clear();
            let (layout, theme, lang) = (Arc::clone(layout), scene.theme, scene.lang);
            self.made_for = Some(PaintKey { layout, zoom: scene.camera.zoom, pixels, theme, lang });
        }
        self.letters = Some(letters);
    }

    /// Paints a block, anew only where it has changed.
    pub(in crate::ui::blocks) fn block(
        &mut self,
        painter: &Painter,
        scene: &Scene<'_>,
        (id, layout): (BlockId, &BlockLayout),
        mood: Mood,
    ) {
        let origin = scene.camera.origin;
        let known =
            self.blocks.get(&id).is_some_and(|painted| painted.mood == mood && self.by_pixels(origin - painted.origin));
        if !known {
            let picture = record(painter.ctx(), |painter| super::block(painter, scene, id, layout, mood));
            self.blocks.insert(id, Painted { mood, origin, picture });
        }
        let Some(painted) = self.blocks.get(&id) else { return };
        let by = origin - painted.origin;
        let whole = painter.clip_rect();
        let moved = |shape: &Shape| {
            let mut shape = shape.clone();
            if by != Vec2::ZERO {
                shape.translate(by);
            }
            shape
        };
        painter.add(moved(&Shape::Mesh(Arc::clone(&painted.picture.plates))));
        painter.extend(painted.picture.letters.iter().map(moved));
        for (clip, shape) in &painted.picture.cut {
            painter.with_clip_rect(clip.translate(by).intersect(whole)).add(moved(shape));
        }
    }

    /// Whether a picture that is moved by this much still lies on whole pixels: else its edges would blur.
    fn by_pixels(&self, by: Vec2) -> bool {
        let pixels = by * self.made_for.as_ref().map_or(1.0, |key| key.pixels);
        let off = pixels - pixels.round();
        off.x.abs() < 0.01 && off.y.abs() < 0.01
    }
}

/// What `draw` paints, instead of showing it.
fn record(ctx: &Context, draw: impl FnOnce(&Painter)) -> Picture {
    let layer = LayerId::new(Order::Background, Id::unique("recorded block"));
    draw(&Painter::new(ctx.clone(), layer, Rect::EVERYTHING));
    let list = ctx.graphics_mut(|graphics| std::mem::take(graphics.entry(layer)));
    let (mut plates, mut letters, mut cut) = (Vec::new(), Vec::new(), Vec::new());
    for entry in list.all_entries() {
        if entry.clip_rect != Rect::EVERYTHING {
            cut.push((entry.clip_rect, entry.shape.clone()));
        } else if matches!(entry.shape, Shape::Rect(_) | Shape::Path(_) | Shape::LineSegment { .. }) {
            plates.push(entry.clone());
        } else {
            letters.push(entry.shape.clone());
        }
    }
    let mut mesh = Mesh::default();
    for primitive in ctx.tessellate(plates, ctx.pixels_per_point()) {
        if let Primitive::Mesh(part) = primitive.primitive {
            mesh.append(part);
        }
    }
    Picture { plates: Arc::new(mesh), letters, cut }
}
