//! What is painted while the mouse drags something.

use egui::{Pos2, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

use super::{BlockDrag, FromPalette, WireDrag, WireEnd};
use crate::editor::gestures::{COPY_BLOCK, GIVE_UP, KEEP_WIRE, ONLY_THIS};
use crate::language::block::Hue;
use crate::model::blocks::Port;
use crate::model::blocks::check::Shape;
use crate::model::types::Ty;
use crate::say;
use crate::ui::blocks::layout::{BlockLayout, FLOW_X, GAP, HEADER, STATEMENT, VALUE, WireKind};
use crate::ui::blocks::paint::parts::elided;
use crate::ui::blocks::paint::{self, Edge, Mood, corner};
use crate::ui::blocks::scene::Scene;
use crate::ui::blocks::snap::Snap;
use crate::ui::theme::semibold;
use crate::ui::widgets::drag_hint;

/// A block that is being dragged, with all that moves with it.
pub(super) fn block(ui: &Ui, scene: &Scene<'_>, drag: &BlockDrag, at: Pos2) {
    let Some(root) = scene.layout.blocks.get(&drag.root) else { return };
    let offset = (at - drag.grab) - root.rect.min;
    ghost(ui, scene, drag.snap.as_ref(), root.rect.width());
    let painter = ui.painter();
    for wire in &scene.layout.wires {
        if drag.moving.contains(&wire.block) && wire.block != drag.root {
            paint::wires::wire(painter, scene, wire.from + offset, wire.to + offset, wire.kind);
        }
    }
    for id in scene.layout.order.iter().filter(|id| drag.moving.contains(id)) {
        if let Some(layout) = scene.layout.blocks.get(id) {
            let edge = if *id == drag.root { Edge::Selected } else { Edge::Plain };
            let mood = Mood { offset, edge, lit: false };
            paint::block(painter, scene, *id, layout, mood);
        }
    }
    let icon = if drag.copies { egui::CursorIcon::Copy } else { egui::CursorIcon::Grabbing };
    ui.ctx().set_cursor_icon(icon);
    refusal(ui, scene, drag.snap.as_ref());
}

/// The keys that change what a drag does, at the bottom of the canvas; those that are held stand out.
pub(super) fn hint(ui: &Ui, scene: &Scene<'_>, drag: &BlockDrag) {
    let layout = scene.layout.blocks.get(&drag.root);
    let is_value = layout.is_some_and(BlockLayout::is_value);
    let wired = layout.is_some_and(|layout| matches!(layout.parent, Some(Port::Slot(..))));
    let mut parts = Vec::new();
    if !is_value {
        parts.push((&ONLY_THIS, drag.alone));
    }
    parts.push((&COPY_BLOCK, drag.copies));
    if wired {
        parts.push((&KEEP_WIRE, drag.keep_wire));
    }
    parts.push((&GIVE_UP, false));
    drag_hint(ui, scene.camera.rect, scene.lang, &parts);
}

/// The place that a block would take.
fn ghost(ui: &Ui, scene: &Scene<'_>, snap: Option<&Snap>, width: f32) {
    let Some(Snap { port, at, refused: None }) = snap else { return };
    let zoom = scene.camera.zoom;
    let theme = &scene.theme;
    let rect = match port {
        Port::Slot(owner, key) => {
            let row = scene.layout.blocks.get(owner).and_then(|layout| layout.row(key));
            row.map_or_else(|| Rect::from_center_size(*at, vec2(20.0, 20.0)), |row| row.rect.shrink2(vec2(4.0, 1.0)))
        }
        Port::First | Port::Next(_) | Port::Branch(..) => {
            if let Some(mouth) = scene.layout.mouths.iter().find(|mouth| mouth.port == *port) {
                mouth.rect.union(Rect::from_min_size(mouth.rect.min, vec2(width.max(VALUE), HEADER)))
            } else {
                Rect::from_min_size(pos2(at.x - FLOW_X, at.y + GAP), vec2(width.max(VALUE), HEADER))
            }
        }
    };
    let rect = scene.camera.area(rect);
    let painter = ui.painter();
    painter.rect_filled(rect, corner(7.0 * zoom), theme.select.gamma_multiply(0.25));
    painter.rect_stroke(rect, corner(7.0 * zoom), Stroke::new(2.0, theme.select), StrokeKind::Inside);
    painter.circle_filled(scene.camera.pos(*at), 4.0 * zoom, theme.select);
}

/// The reason of a refusal, at the pointer.
fn refusal(ui: &Ui, scene: &Scene<'_>, snap: Option<&Snap>) {
    let Some(Snap { refused: Some(why), at, .. }) = snap else { return };
    let text = say::wire_refusal(why, scene.lang);
    ui.painter().circle_stroke(scene.camera.pos(*at), 7.0 * scene.camera.zoom, Stroke::new(2.0, scene.theme.bad));
    ui.ctx().set_cursor_icon(egui::CursorIcon::NotAllowed);
    let id = scene.id.with("refusal");
    egui::Tooltip::always_open(ui.ctx().clone(), ui.layer_id(), id, egui::PopupAnchor::Pointer).gap(14.0).show(|ui| {
        ui.set_max_width(260.0);
        ui.label(text);
    });
}

/// A wire that is being drawn.
pub(super) fn wire(ui: &Ui, scene: &Scene<'_>, drag: &WireDrag, at: Pos2) {
    let allowed = drag.snap.as_ref().filter(|snap| snap.refused.is_none());
    let painter = ui.painter();
    match &drag.end {
        WireEnd::Flow(port) => {
            let to = allowed.map_or(at, |snap| snap.at);
            let kind = match port {
                Port::Branch(owner, _) => {
                    WireKind::Branch(scene.layout.blocks.get(owner).map_or(Hue::Logic, |owner| owner.hue))
                }
                Port::First | Port::Next(_) | Port::Slot(..) => WireKind::Flow,
            };
            paint::wires::wire(painter, scene, drag.from, to, kind);
        }
        WireEnd::FlowIn(_) => {
            let to = allowed.map_or(at, |snap| snap.at);
            paint::wires::wire(painter, scene, to, drag.from, WireKind::Flow);
        }
        WireEnd::Slot(port) => {
            let to = allowed.map_or(at, |snap| snap.at);
            paint::wires::wire(painter, scene, to, drag.from, WireKind::Value(slot_type(scene, port)));
        }
        WireEnd::Value(id) | WireEnd::Wired { value: id, .. } => {
            ghost(ui, scene, drag.snap.as_ref(), VALUE);
            let layout = scene.layout.blocks.get(id);
            let ty = match layout.and_then(|layout| layout.shape.as_ref()) {
                Some(Shape::Value(ty)) => *ty,
                Some(Shape::Statement { .. }) | None => Ty::Any,
            };
            let from = layout.map_or(drag.from, |layout| layout.output());
            let to = allowed.map_or(at, |snap| snap.at);
            paint::wires::wire(painter, scene, from, to, WireKind::Value(ty));
        }
    }
    refusal(ui, scene, drag.snap.as_ref());
}

fn slot_type(scene: &Scene<'_>, port: &Port) -> Ty {
    let Port::Slot(owner, key) = port else { return Ty::Any };
    let row = scene.layout.blocks.get(owner).and_then(|layout| layout.row(key));
    row.and_then(|row| row.slot()).and_then(|(view, _)| view.takes.wire()).unwrap_or(Ty::Any)
}

/// The frame that selects.
pub(super) fn marquee(ui: &Ui, scene: &Scene<'_>, frame: Rect) {
    let rect = scene.camera.area(frame);
    let color = scene.theme.select;
    ui.painter().rect(rect, 2.0, color.gamma_multiply(0.12), Stroke::new(1.0, color), StrokeKind::Inside);
}

/// A block on its way from the palette.
pub(super) fn from_palette(
    ui: &Ui,
    scene: &Scene<'_>,
    payload: &FromPalette,
    shape: &Shape,
    at: Pos2,
    snap: Option<&Snap>,
) {
    let width = if matches!(shape, Shape::Value(_)) { VALUE } else { STATEMENT };
    ghost(ui, scene, snap, width);
    let hue = crate::language::hue(&payload.block.kind);
    let zoom = scene.camera.zoom;
    let rect = scene.camera.area(Rect::from_min_size(at, vec2(width, HEADER)));
    let painter = ui.painter();
    painter.rect_filled(rect, corner(7.0 * zoom), scene.theme.hue(hue).gamma_multiply(0.9));
    let text = pos2(rect.left() + 10.0 * zoom, rect.center().y);
    elided(painter, text, &payload.label, semibold(12.5 * zoom), scene.theme.on_color, rect.width() - 16.0 * zoom);
    refusal(ui, scene, snap);
}
