//! Paints values as chips inside their slots.

use egui::{Align2, Painter, Pos2, Rect, Stroke, StrokeKind, Vec2, pos2, vec2};

use super::parts::{self, elided, switch, template};
use super::{Edge, Mood, corner, filling, outline};
use crate::language::block::{Hue, Takes};
use crate::model::blocks::Block;
use crate::ui::blocks::fields::{is_dropdown, is_switch};
use crate::ui::blocks::labels::Shown;
use crate::ui::blocks::layout::{BlockLayout, ChipLook, Row};
use crate::ui::blocks::scene::{FIELDS, Scene, TEXTS};
use crate::ui::icon::glyph;
use crate::ui::theme::{icons, regular, shade};

/// Size of the letters in a chip.
pub(in crate::ui::blocks) const LETTERS: f32 = 12.0;
/// How dark a field in a chip is.
const DENT: u8 = 84;

/// Paints a chip: its plate, what it says, and its own fields.
pub(super) fn chip(
    painter: &Painter,
    scene: &Scene<'_>,
    block: &Block,
    (layout, look): (&BlockLayout, &ChipLook),
    mood: Mood,
) {
    let theme = &scene.theme;
    let zoom = scene.camera.zoom;
    let at = |canvas: Pos2| scene.camera.pos(canvas + mood.offset);
    let rect = scene.camera.area(layout.rect.translate(mood.offset));
    let radius = corner((layout.rect.height() / 2.0).min(12.0) * zoom);
    let hue = if layout.shape.is_some() { layout.hue } else { Hue::System };
    painter.rect_filled(rect, radius, theme.chip(hue, look.levels));
    let stroke = match mood.edge {
        Edge::Plain if !mood.lit => Stroke::new(1.0, theme.chip_edge(hue)),
        Edge::Hovered if !mood.lit => Stroke::new(1.0, theme.on_color),
        Edge::Plain | Edge::Hovered | Edge::Bad | Edge::Selected => outline(scene, mood),
    };
    painter.rect_stroke(rect, radius, stroke, StrokeKind::Middle);
    if zoom < TEXTS {
        return;
    }
    let color = theme.on_color;
    painter.text(at(look.icon), Align2::CENTER_CENTER, glyph(layout.icon), icons(12.0 * zoom), color);
    for (place, word) in &look.words {
        elided(
            painter,
            at(*place),
            word,
            regular(LETTERS * zoom),
            color.gamma_multiply(0.92),
            rect.right() - at(*place).x,
        );
    }
    for row in &layout.rows {
        if let Some((_, None)) = row.slot() {
            field(painter, scene, block, row, mood.offset);
        }
    }
}

/// Paints a field of a chip: names of things stand there as words, what is typed or chosen lies a little deeper.
fn field(painter: &Painter, scene: &Scene<'_>, block: &Block, row: &Row, offset: Vec2) {
    let Some((view, _)) = row.slot() else { return };
    let theme = &scene.theme;
    let zoom = scene.camera.zoom;
    let rect = scene.camera.area(row.field.translate(offset));
    let font = regular(LETTERS * zoom);
    if is_switch(view) {
        return switch(painter, scene, rect.shrink2(vec2(1.0, 0.0)), super::is_on(scene, block, view), theme.on_color);
    }
    let content = filling(scene, block, view);
    let (text, color) = match &content.shown {
        Shown::Text(text) => (text.as_str(), theme.on_color),
        Shown::Empty(hint) => (*hint, theme.on_color.gamma_multiply(0.75)),
        Shown::Gone => (super::labels::GONE.get(scene.lang), theme.on_color),
    };
    let is_name = is_dropdown(view.takes) && !matches!(view.takes, Takes::Choice(_) | Takes::Sound);
    let is_gone = content.shown == Shown::Gone;
    if zoom >= FIELDS && (!is_name || is_gone || content.bad) {
        let edge = if content.bad { Stroke::new(1.5, theme.bad) } else { Stroke::NONE };
        painter.rect(rect, corner(5.0 * zoom), shade(DENT), edge, StrokeKind::Inside);
    }
    let mut rect = rect;
    if let Some(color) = super::swatch(scene, view, &content.shown) {
        let at = pos2(rect.left() + 6.0 * zoom, rect.center().y);
        *rect.left_mut() += parts::swatch(painter, scene, at, color);
    }
    let left = |pad: f32| pos2(rect.left() + pad * zoom, rect.center().y);
    match view.takes {
        Takes::Template => {
            let clip = painter.with_clip_rect(rect.shrink2(vec2(6.0 * zoom, 0.0)).intersect(painter.clip_rect()));
            let galley = clip.layout_job(template(text, zoom, theme.on_color, theme.hole(), f32::INFINITY));
            let fits = galley.size().x <= rect.width() - 12.0 * zoom;
            let at = pos2(left(8.0).x, rect.center().y - galley.size().y / 2.0);
            if fits {
                painter.galley(at, galley, color);
            } else {
                clip.galley(at, galley, color);
            }
        }
        Takes::Choice(_) | Takes::Sound => {
            elided(painter, left(6.0), text, font, color, rect.width() - 20.0 * zoom);
            let at = pos2(rect.right() - 9.0 * zoom, rect.center().y);
            painter.text(at, Align2::CENTER_CENTER, glyph("chevron-down"), icons(10.0 * zoom), color);
        }
        _ if is_name => elided(painter, left(2.0), text, font, color, rect.width() + 2.0),
        _ => elided(painter, left(7.0), text, font, color, rect.width() - 10.0 * zoom),
    }
}

/// The ring around a slot in a chip that something may be dropped on.
pub(in crate::ui::blocks) fn port(painter: &Painter, scene: &Scene<'_>, field: Rect) {
    let rect = scene.camera.area(field).expand(1.5);
    painter.rect_stroke(
        rect,
        corner(6.0 * scene.camera.zoom),
        Stroke::new(1.5, scene.theme.select),
        StrokeKind::Outside,
    );
}
