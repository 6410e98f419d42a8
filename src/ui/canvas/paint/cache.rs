//! Keeps what was painted of each block, so that a frame costs little while nothing changes but the view.
//!
//! Shapes, not meshes: letters stay right when the font's texture grows.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{Context, Id, LayerId, Order, Painter, Pos2, Rect, Shape};

use super::Mood;
use crate::i18n::Lang;
use crate::model::id::BlockId;
use crate::ui::canvas::layout::{BlockLayout, Layout};
use crate::ui::canvas::scene::Scene;
use crate::ui::theme::Theme;

/// What was painted.
#[derive(Debug, Default)]
pub(in crate::ui::canvas) struct Cache {
    made_for: Option<Key>,
    /// How full the texture of the fonts was; when it was emptied, all letters have moved.
    letters: f32,
    blocks: BTreeMap<BlockId, Painted>,
}

/// What all pictures depend on.
#[derive(Debug)]
struct Key {
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
    /// What it is made of.
    shapes: Vec<Shape>,
    /// Text above it that is cut off, and where.
    cut: Vec<(Rect, Shape)>,
}

impl Cache {
    /// Forgets what does not hold any more.
    pub(in crate::ui::canvas) fn begin(&mut self, ctx: &Context, scene: &Scene<'_>, layout: &Arc<Layout>) {
        let letters = ctx.fonts(|fonts| fonts.font_atlas_fill_ratio());
        let pixels = ctx.pixels_per_point();
        let holds = self.made_for.as_ref().is_some_and(|key| {
            Arc::ptr_eq(&key.layout, layout)
                && key.zoom == scene.camera.zoom
                && key.pixels == pixels
                && key.theme == scene.theme
                && key.lang == scene.lang
        });
        if !holds || letters < self.letters {
            self.blocks.clear();
            let (layout, theme, lang) = (Arc::clone(layout), scene.theme, scene.lang);
            self.made_for = Some(Key { layout, zoom: scene.camera.zoom, pixels, theme, lang });
        }
        self.letters = letters;
    }

    /// Paints a block, anew only where it has changed.
    pub(in crate::ui::canvas) fn block(
        &mut self,
        painter: &Painter,
        scene: &Scene<'_>,
        (id, layout): (BlockId, &BlockLayout),
        mood: Mood,
    ) {
        let known = self.blocks.get(&id).is_some_and(|painted| painted.mood == mood);
        if !known {
            let (shapes, cut) = record(painter.ctx(), |painter| super::block(painter, scene, id, layout, mood));
            self.blocks.insert(id, Painted { mood, origin: scene.camera.origin, shapes, cut });
        }
        let Some(painted) = self.blocks.get(&id) else { return };
        let by = scene.camera.origin - painted.origin;
        let whole = painter.clip_rect();
        let moved = |shape: &Shape| {
            let mut shape = shape.clone();
            if by != egui::Vec2::ZERO {
                shape.translate(by);
            }
            shape
        };
        painter.extend(painted.shapes.iter().map(moved));
        for (clip, shape) in &painted.cut {
            painter.with_clip_rect(clip.translate(by).intersect(whole)).add(moved(shape));
        }
    }
}

/// What `draw` paints, instead of showing it; apart, what is cut off.
fn record(ctx: &Context, draw: impl FnOnce(&Painter)) -> (Vec<Shape>, Vec<(Rect, Shape)>) {
    let layer = LayerId::new(Order::Background, Id::unique("recorded block"));
    draw(&Painter::new(ctx.clone(), layer, Rect::EVERYTHING));
    let list = ctx.graphics_mut(|graphics| std::mem::take(graphics.entry(layer)));
    let (mut shapes, mut cut) = (Vec::new(), Vec::new());
    for entry in list.all_entries() {
        if entry.clip_rect == Rect::EVERYTHING {
            shapes.push(entry.shape.clone());
        } else {
            cut.push((entry.clip_rect, entry.shape.clone()));
        }
    }
    (shapes, cut)
}
