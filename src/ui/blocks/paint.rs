//! Paints blocks: three levels of detail, nothing that is out of sight, no widgets.

pub(super) mod cache;
pub(super) mod chips;
pub(super) mod far;
pub(super) mod parts;
pub(super) mod wires;

use egui::{Align2, Color32, CornerRadius, Painter, Pos2, Rect, Stroke, StrokeKind, Vec2, pos2, vec2};

use self::parts::{elided, port_shape};
use super::labels::{self, Shown};
use super::layout::{BlockLayout, END, PAD, Row, RowKind};
use super::scene::{FIELDS, Scene, TEXTS};
use crate::language::SlotView;
use crate::language::block::{Hue, Takes};
use crate::model::blocks::Block;
use crate::model::blocks::check::Shape;
use crate::model::excerpt;
use crate::model::id::BlockId;
use crate::model::topic::TopicName;
use crate::model::types::Ty;
use crate::player::property::color_in;
use crate::say;
use crate::ui::icon::glyph;
use crate::ui::theme::{icons, mono, regular, semibold, shade};

/// The outline of a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Edge {
    /// Nothing special.
    #[default]
    Plain,
    /// The pointer is over it.
    Hovered,
    /// An error is on it.
    Bad,
    /// Selected.
    Selected,
}

/// How a block is painted besides its content.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Mood {
    /// Drawn somewhere else by this much, on the canvas: it is being dragged.
    pub(super) offset: Vec2,
    /// Its outline.
    pub(super) edge: Edge,
    /// It runs right now.
    pub(super) lit: bool,
}

/// Paints the event.
pub(super) fn head(painter: &Painter, scene: &Scene<'_>) {
    let rect = scene.camera.area(scene.layout.head);
    let zoom = scene.camera.zoom;
    let radius = corner(7.0 * zoom);
    painter.rect_filled(rect, radius, scene.theme.hue(Hue::Event));
    if zoom >= TEXTS {
        let text = labels::head(scene.project, scene.at, scene.lang);
        header_text(painter, scene, rect, "zap", &text);
    }
}

/// Paints a block.
pub(super) fn block(painter: &Painter, scene: &Scene<'_>, id: BlockId, layout: &BlockLayout, mood: Mood) {
    let Some(block) = scene.block(id) else { return };
    let zoom = scene.camera.zoom;
    let mut painter = painter.clone();
    if layout.loose && mood.edge != Edge::Selected {
        // It shows through to the canvas, never to a block below it.
        for part in layout.parts.iter().filter(|_| layout.chip.is_none()) {
            let rect = scene.camera.area(part.translate(mood.offset));
            painter.rect_filled(rect, corner(7.0 * zoom), scene.theme.canvas);
        }
        painter.multiply_opacity(0.55);
    }
    if let Some(look) = &layout.chip {
        return chips::chip(&painter, scene, block, (layout, look), mood);
    }
    let area = |rect: Rect| scene.camera.area(rect.translate(mood.offset));
    body(&painter, scene, layout, mood);
    if zoom < TEXTS {
        return;
    }
    let fold = super::hit::fold_place(layout);
    let mut header = layout.header();
    if layout.can_fold {
        header.set_right(fold.left());
        let middle = area(fold).center();
        let color = scene.theme.on_color.gamma_multiply(0.8);
        painter.text(middle, Align2::CENTER_CENTER, glyph("minimize-2"), icons(12.0 * zoom), color);
    } else if let Some(folded) = super::mouths::is_folded(block, layout) {
        header.set_right(fold.left());
        let icon = glyph(if folded { "chevrons-up-down" } else { "chevrons-down-up" });
        painter.text(area(fold).center(), Align2::CENTER_CENTER, icon, icons(13.0 * zoom), scene.theme.on_color);
    }
    header_text(&painter, scene, area(header), layout.icon, &layout.label);
    for row in &layout.rows {
        paint_row(&painter, scene, block, row, mood.offset);
    }
    if zoom >= FIELDS {
        ports(&painter, scene, layout, mood.offset);
    }
}

/// Width of what keeps the parts of a block together.
const SPINE: f32 = 4.0;

/// What keeps the parts of a block together.
fn spine(first: &Rect, last: &Rect) -> Rect {
    let x = first.left();
    Rect::from_min_max(pos2(x, first.bottom() - 8.0), pos2(x + SPINE, last.top() + 5.0))
}

/// Background, header and outline.
fn body(painter: &Painter, scene: &Scene<'_>, layout: &BlockLayout, mood: Mood) {
    let theme = &scene.theme;
    let zoom = scene.camera.zoom;
    let area = |rect: Rect| scene.camera.area(rect.translate(mood.offset));
    let color = if layout.shape.is_some() { theme.hue(layout.hue) } else { theme.faint };
    let fill = if theme.dark { theme.raised } else { theme.panel };
    let radius = corner(7.0 * zoom);
    if let (Some(first), Some(last), true) = (layout.parts.first(), layout.parts.last(), layout.parts.len() > 1) {
        // The spine that keeps the parts of one block together.
        let spine = spine(first, last);
        painter.rect_filled(area(spine), 0.0, color);
    }
    for (number, part) in layout.parts.iter().enumerate() {
        let rect = area(*part);
        if zoom < TEXTS {
            painter.rect_filled(rect, radius, color);
            continue;
        }
        if !theme.dark {
            let blur = (8.0 * zoom).min(20.0) as u8;
            let shadow = egui::Shadow { offset: [0, 2], blur, spread: 0, color: shade(22) };
            painter.add(shadow.as_shape(rect, radius));
        }
        painter.rect_filled(rect, radius, fill);
        if number == 0 {
            let header = area(layout.header());
            let top = CornerRadius { sw: 0, se: 0, ..radius };
            let top = if header.height() + 1.0 >= rect.height() { radius } else { top };
            painter.rect_filled(header, top, color);
        } else if part.height() <= END {
            painter.rect_filled(rect, radius, color);
        } else {
            let edge = Rect::from_min_size(rect.min, vec2(SPINE * zoom, rect.height()));
            painter.rect_filled(edge, CornerRadius { ne: 0, se: 0, ..radius }, color);
        }
        let stroke = outline(scene, mood);
        painter.rect_stroke(rect, radius, stroke, StrokeKind::Outside);
        if mood.lit {
            painter.rect_stroke(
                rect.expand(3.0),
                radius,
                Stroke::new(3.0, theme.run.gamma_multiply(0.4)),
                StrokeKind::Outside,
            );
        }
    }
}

fn outline(scene: &Scene<'_>, mood: Mood) -> Stroke {
    let theme = &scene.theme;
    match mood.edge {
        Edge::Selected => Stroke::new(2.5, theme.select),
        Edge::Plain | Edge::Hovered | Edge::Bad if mood.lit => Stroke::new(2.0, theme.run),
        Edge::Bad => Stroke::new(1.5, theme.bad),
        Edge::Hovered => Stroke::new(1.0, theme.faint),
        Edge::Plain => theme.border(),
    }
}

fn header_text(painter: &Painter, scene: &Scene<'_>, header: Rect, icon: &str, text: &str) {
    let zoom = scene.camera.zoom;
    let color = scene.theme.on_color;
    let left = header.left() + 10.0 * zoom;
    let middle = header.center().y;
    painter.text(pos2(left, middle), Align2::LEFT_CENTER, glyph(icon), icons(14.0 * zoom), color);
    let x = left + 21.0 * zoom;
    elided(painter, pos2(x, middle), text, semibold(12.5 * zoom), color, header.right() - 8.0 * zoom - x);
}

fn paint_row(painter: &Painter, scene: &Scene<'_>, block: &Block, row: &Row, offset: Vec2) {
    let theme = &scene.theme;
    let zoom = scene.camera.zoom;
    let rect = scene.camera.area(row.rect.translate(offset));
    let left = rect.left() + PAD * zoom;
    match &row.kind {
        RowKind::Slot { view, wired } => {
            let middle = pos2(left, rect.center().y);
            let room = (row.field.left() - row.rect.left() - PAD - 4.0) * zoom;
            elided(painter, middle, &row.label, regular(13.0 * zoom), theme.muted, room);
            if wired.is_some_and(|value| scene.layout.is_chip(value)) {
                // It paints itself, above.
            } else if wired.is_some() {
                let ty = view.takes.wire().unwrap_or(Ty::Any);
                let at = pos2(rect.right() - PAD * zoom, rect.center().y);
                painter.text(
                    at,
                    Align2::RIGHT_CENTER,
                    say::type_label(ty).get(scene.lang),
                    regular(11.0 * zoom),
                    theme.faint,
                );
            } else {
                field(painter, scene, block, row, offset);
            }
        }
        RowKind::Branch { key, folded } => {
            let filled = block.branches.contains_key(key);
            let color = if filled { theme.text } else { theme.muted };
            let mut at = pos2(left, rect.center().y);
            let words = painter.text(at, Align2::LEFT_CENTER, &row.label, regular(13.0 * zoom), color);
            at.x = words.right() + 6.0 * zoom;
            if filled {
                let icon = glyph(if folded.is_some() { "chevron-right" } else { "chevron-down" });
                painter.text(at, Align2::LEFT_CENTER, icon, icons(12.0 * zoom), theme.muted);
                at.x += 18.0 * zoom;
            }
            if let Some(inside) = folded {
                let room = rect.right() - PAD * zoom - at.x;
                elided(painter, at, inside, regular(12.0 * zoom), theme.muted, room);
            }
        }
        RowKind::More { open } => {
            let icon = glyph(if *open { "chevron-down" } else { "chevron-right" });
            let middle = rect.center().y - 1.0 * zoom;
            painter.text(pos2(left, middle), Align2::LEFT_CENTER, icon, icons(12.0 * zoom), theme.faint);
            let x = left + 16.0 * zoom;
            elided(painter, pos2(x, middle), &row.label, regular(11.5 * zoom), theme.muted, rect.right() - x);
        }
        RowKind::Items { count, min, max } => {
            if zoom >= FIELDS {
                let room = scene.camera.area(row.field.translate(offset)).left() - left;
                elided(painter, pos2(left, rect.center().y), &row.label, regular(12.0 * zoom), theme.muted, room);
                for (plus, rect) in super::fields::item_buttons(row) {
                    let able = if plus { count < max } else { count > min };
                    let color = if able { theme.muted } else { theme.faint.gamma_multiply(0.5) };
                    let rect = scene.camera.area(rect.translate(offset));
                    painter.rect(rect, corner(5.0 * zoom), theme.field, theme.border(), StrokeKind::Inside);
                    let icon = glyph(if plus { "plus" } else { "minus" });
                    painter.text(rect.center(), Align2::CENTER_CENTER, icon, icons(12.0 * zoom), color);
                }
            }
        }
    }
}

/// What stands in a field, and whether it does not belong there.
struct Filling {
    shown: Shown,
    bad: bool,
}

fn filling(scene: &Scene<'_>, block: &Block, view: &SlotView) -> Filling {
    let shown = labels::shown(scene.project, scene.at, block, view, scene.lang);
    let bad = match (view.takes, &shown) {
        (_, Shown::Gone) => true,
        (Takes::Topic, Shown::Text(text)) => !text.is_empty() && TopicName::parse(text).is_err(),
        (Takes::Value(_), Shown::Text(_)) => {
            labels::literal_type(view.takes) == Ty::Number
                && labels::literal(block, view, scene.lang).is_some_and(|value| value.as_number().is_none())
        }
        (_, Shown::Text(_) | Shown::Empty(_)) => false,
    };
    Filling { shown, bad }
}

/// The colour that stands in a field, to be shown beside its digits.
fn swatch(scene: &Scene<'_>, view: &SlotView, shown: &Shown) -> Option<Color32> {
    let Shown::Text(text) = shown else { return None };
    if labels::literal_type(view.takes) == Ty::Color { color_in(scene.project, text) } else { None }
}

/// Whether a switch is on.
fn is_on(scene: &Scene<'_>, block: &Block, view: &SlotView) -> bool {
    labels::literal(block, view, scene.lang).is_some_and(|value| value.as_bool() == Some(true))
}

/// Paints a field with what stands in it.
fn field(painter: &Painter, scene: &Scene<'_>, block: &Block, row: &Row, offset: Vec2) {
    let Some((view, _)) = row.slot() else { return };
    let theme = &scene.theme;
    let zoom = scene.camera.zoom;
    let rect = scene.camera.area(row.field.translate(offset));
    if super::fields::is_switch(view) {
        return parts::switch(painter, scene, rect, is_on(scene, block, view), theme.text);
    }
    let Filling { shown, bad } = filling(scene, block, view);
    if zoom >= FIELDS {
        let stroke = Stroke::new(1.0, if bad { theme.bad } else { theme.line });
        painter.rect(rect, corner(5.0 * zoom), theme.field, stroke, StrokeKind::Inside);
    }
    let (text, color) = match &shown {
        Shown::Text(text) => (excerpt::begin(text, excerpt::LINE), theme.text),
        Shown::Empty(hint) => (*hint, theme.faint),
        Shown::Gone => (labels::GONE.get(scene.lang), theme.bad),
    };
    let mut text_left = rect.left() + 8.0 * zoom;
    if let Some(color) = swatch(scene, view, &shown) {
        text_left += parts::swatch(painter, scene, pos2(text_left, rect.center().y), color);
    }
    match view.takes {
        Takes::Template | Takes::Note | Takes::Lua => {
            let width = rect.width() - 16.0 * zoom;
            let galley = match view.takes {
                Takes::Template => {
                    painter.layout_job(parts::template(text, zoom, theme.text, theme.hue(Hue::Variable), width))
                }
                Takes::Lua => painter.layout(text.to_owned(), mono(12.0 * zoom), color, width),
                _ => painter.layout(text.to_owned(), regular(12.5 * zoom), color, width),
            };
            let clip = painter.with_clip_rect(rect.intersect(painter.clip_rect()));
            clip.galley(pos2(text_left, rect.top() + 4.0 * zoom), galley, color);
        }
        takes if super::fields::is_dropdown(takes) => {
            let room = rect.width() - 28.0 * zoom;
            elided(painter, pos2(text_left, rect.center().y), text, regular(13.0 * zoom), color, room);
            if zoom >= FIELDS {
                let at = pos2(rect.right() - 12.0 * zoom, rect.center().y);
                painter.text(at, Align2::CENTER_CENTER, glyph("chevron-down"), icons(12.0 * zoom), theme.faint);
            }
        }
        _ => elided(
            painter,
            pos2(text_left, rect.center().y),
            text,
            regular(13.0 * zoom),
            color,
            rect.right() - 4.0 * zoom - text_left,
        ),
    }
}

/// Paints the ports: shape and colour tell the type.
fn ports(painter: &Painter, scene: &Scene<'_>, layout: &BlockLayout, offset: Vec2) {
    let theme = &scene.theme;
    let at = |canvas: Pos2| scene.camera.pos(canvas + offset);
    for row in &layout.rows {
        let Some((view, wired)) = row.slot() else { continue };
        if let Some(ty) = view.takes.wire().or_else(|| wired.map(|_| Ty::Any)) {
            let color = if wired.is_some() { theme.ty(ty) } else { theme.ty(ty).gamma_multiply(0.75) };
            port_shape(painter, scene, at(row.port()), ty, color, wired.is_some());
        }
    }
    match layout.shape {
        Some(Shape::Value(ty)) => {
            let wired = layout.parent.is_some();
            port_shape(painter, scene, at(layout.output()), ty, theme.ty(ty), wired);
        }
        Some(Shape::Statement { .. }) | None => {
            let color = theme.flow();
            parts::flow_port(painter, scene, at(layout.flow_in()), color);
            if !layout.ends_flow() {
                parts::flow_port(painter, scene, at(layout.flow_out()), color);
            }
            for row in &layout.rows {
                if let RowKind::Branch { key, .. } = &row.kind
                    && let Some(port) = layout.branch_port(key)
                {
                    parts::flow_port(painter, scene, at(port), theme.hue(layout.hue));
                }
            }
        }
    }
}

/// A corner radius that grows with the zoom.
pub(super) fn corner(radius: f32) -> CornerRadius {
    CornerRadius::same(radius.round().clamp(0.0, 24.0) as u8)
}
