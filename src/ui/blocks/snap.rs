//! Where a block that is being dragged would go: pure geometry and the rules of the graph.

use std::collections::BTreeSet;

use egui::{Pos2, pos2};

use super::layout::{BlockLayout, FLOW_X, Layout, Row, RowKind, STATEMENT};
use crate::language::{self, SlotView};
use crate::model::blocks::check::{Shape, WireRefusal, may_follow, may_hang};
use crate::model::blocks::{Graph, Port};
use crate::model::id::BlockId;

/// How near a block must come to a port, in canvas pixels.
const NEAR: f32 = 48.0;
/// How far above and below the seam of two blocks the pointer is still on it.
const SEAM: f32 = 16.0;
/// How near a branch is whose words the pointer is on.
const WORDS: f32 = 12.0;
/// How near the triangle of a port the pointer is on it.
const TRIANGLE: f32 = 9.0;
/// How near the pointer must come to a port for a refusal to be told.
const TOUCH: f32 = 14.0;

/// A port near what is being dragged.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Snap {
    /// The port.
    pub(super) port: Port,
    /// Where it is.
    pub(super) at: Pos2,
    /// Why it refuses, where it does.
    pub(super) refused: Option<WireRefusal>,
}

/// What is being dragged.
#[derive(Clone, Copy, Debug)]
pub(super) struct DraggedBlocks<'a> {
    /// How it hangs.
    pub(super) shape: &'a Shape,
    /// Whether the flow ends with its last block.
    pub(super) ends: bool,
    /// Blocks that move with it: they offer no port.
    pub(super) moving: &'a BTreeSet<BlockId>,
    /// Its own port: where the flow comes in, or its value comes out.
    pub(super) port: Pos2,
    /// The pointer.
    pub(super) pointer: Pos2,
}

/// A port that could be meant, and how far away it is.
struct Candidate {
    port: Port,
    at: Pos2,
    wanted: Option<crate::model::types::Ty>,
    distance: f32,
    touched: bool,
}

/// The port that `dragged` would snap to, or that it touches and that refuses it.
pub(super) fn snap(layout: &Layout, graph: &Graph, dragged: &DraggedBlocks<'_>) -> Option<Snap> {
    let mut best: Option<(f32, Snap)> = None;
    let mut refused: Option<(f32, Snap)> = None;
    for candidate in candidates(layout, graph, dragged) {
        let verdict = may_hang(dragged.shape, &candidate.port, candidate.wanted)
            .and_then(|()| may_follow(graph, &candidate.port, dragged.ends, language::ends_flow, dragged.moving));
        let near = match &verdict {
            Ok(()) => candidate.distance < NEAR,
            Err(_) => candidate.touched,
        };
        let place = if verdict.is_ok() { &mut best } else { &mut refused };
        if near && place.as_ref().is_none_or(|(distance, _)| candidate.distance < *distance) {
            let snap = Snap { port: candidate.port, at: candidate.at, refused: verdict.err() };
            *place = Some((candidate.distance, snap));
        }
    }
    best.or(refused).map(|(_, snap)| snap)
}

fn candidates(layout: &Layout, graph: &Graph, dragged: &DraggedBlocks<'_>) -> Vec<Candidate> {
    let mut out = Vec::new();
    flow(layout, graph, dragged, Port::First, &mut out);
    for mouth in layout.mouths.iter().filter(|mouth| mouth.band.contains(dragged.pointer)) {
        let owner = match &mouth.port {
            Port::Next(owner) | Port::Branch(owner, _) | Port::Slot(owner, _) => Some(owner),
            Port::First => None,
        };
        if owner.is_some_and(|owner| dragged.moving.contains(owner)) {
            continue;
        }
        let before = out.len();
        flow(layout, graph, dragged, mouth.port.clone(), &mut out);
        // What says "block here" takes one wherever the pointer lets go of it.
        if let Some(candidate) = out.get_mut(before) {
            candidate.distance = candidate.distance.min(1.0);
        }
    }
    let reach = egui::Rect::from_two_pos(dragged.port, dragged.pointer).expand(NEAR * 2.0);
    for (&id, block) in &layout.blocks {
        if dragged.moving.contains(&id) || !reach.intersects(block.hull().expand(NEAR)) {
            continue;
        }
        if block.chip.is_none() {
            slots(layout, (id, block), dragged, &mut out);
        }
        if block.is_value() {
            continue;
        }
        flow(layout, graph, dragged, Port::Next(id), &mut out);
        for row in &block.rows {
            if let RowKind::Branch { key, .. } = &row.kind {
                let before = out.len();
                flow(layout, graph, dragged, Port::Branch(id, key.clone()), &mut out);
                // Whoever points at the very words of a branch means it, unless the block's own port is right at another.
                if let Some(candidate) = out.get_mut(before).filter(|_| row.rect.contains(dragged.pointer)) {
                    candidate.distance = candidate.distance.min(WORDS);
                }
            }
        }
    }
    out
}

/// A flow port: near is also whoever is near the wire that starts there.
fn flow(layout: &Layout, graph: &Graph, dragged: &DraggedBlocks<'_>, port: Port, out: &mut Vec<Candidate>) {
    let Some(at) = layout.port_pos(&port) else { return };
    let child = graph.at(&port).filter(|child| !dragged.moving.contains(child));
    let end = child.and_then(|child| layout.blocks.get(&child)).map_or(at, BlockLayout::flow_in);
    let nearest = |point: Pos2| pos2(at.x, point.y.clamp(at.y.min(end.y), at.y.max(end.y)));
    let mut distance = dragged.port.distance(nearest(dragged.port));
    // Over the seam between two blocks, anywhere across their width.
    let (top, bottom) = (at.y.min(end.y) - SEAM, at.y.max(end.y).min(at.y + NEAR) + SEAM);
    let seam = egui::Rect::from_min_max(pos2(at.x - FLOW_X, top), pos2(at.x - FLOW_X + STATEMENT, bottom));
    if seam.contains(dragged.pointer) {
        distance = distance.min(NEAR / 2.0 + (dragged.pointer.y - seam.center().y).abs() / 4.0);
    }
    // What says "drag a block here" takes one wherever the pointer lets go of it.
    if port == Port::First && child.is_none() && layout.empty_zone().contains(dragged.pointer) {
        distance = distance.min(NEAR / 2.0);
    }
    // Whoever points at the triangle itself means this port.
    if dragged.pointer.distance(at + egui::vec2(0.0, 1.0)) < TRIANGLE {
        distance = distance.min(1.0);
    }
    let touched = dragged.pointer.distance(nearest(dragged.pointer)) < TOUCH;
    out.push(Candidate { port, at, wanted: None, distance, touched });
}

/// The slots of a block. What is in one already is replaced only by who points at it; who narrowly misses a slot of a
/// chip means the nearest free one.
fn slots(layout: &Layout, (id, block): (BlockId, &BlockLayout), dragged: &DraggedBlocks<'_>, out: &mut Vec<Candidate>) {
    for row in &block.rows {
        let Some((view, wired)) = row.slot() else { continue };
        let wired = wired.filter(|value| !dragged.moving.contains(value));
        let touched = row.rect.contains(dragged.pointer);
        if let Some(value) = wired.filter(|value| layout.is_chip(*value)) {
            if touched {
                chip(layout, (id, row), value, dragged, out);
            }
            continue;
        }
        let by_port = if wired.is_none() { dragged.port.distance(row.port()) } else { f32::INFINITY };
        let distance = if touched { by_port.min(NEAR / 2.0) } else { by_port };
        out.push(slot(id, row, view, (distance, touched)));
    }
}

fn slot(id: BlockId, row: &Row, view: &SlotView, (distance, touched): (f32, bool)) -> Candidate {
    let port = Port::Slot(id, view.key.clone().into_owned());
    Candidate { port, at: row.port(), wanted: view.takes.wire(), distance, touched }
}

/// What a chip in the row of a slot offers to a pointer in that row: the slot that is pointed at, else the nearest free
/// one of the innermost chip that is pointed at, else the place of that chip itself.
fn chip(
    layout: &Layout,
    (owner, around): (BlockId, &Row),
    value: BlockId,
    dragged: &DraggedBlocks<'_>,
    out: &mut Vec<Candidate>,
) {
    let Some(block) = layout.blocks.get(&value) else { return };
    let mut on_slot = false;
    for row in &block.rows {
        let Some((view, wired)) = row.slot() else { continue };
        let wired = wired.filter(|value| !dragged.moving.contains(value));
        let touched = row.rect.contains(dragged.pointer);
        on_slot |= touched;
        match wired {
            Some(inner) if touched => chip(layout, (value, row), inner, dragged, out),
            Some(_) => {}
            None => {
                let missed_by = row.field.distance_to_pos(dragged.pointer);
                out.push(slot(value, row, view, (if touched { 0.0 } else { 1.0 + missed_by / NEAR }, touched)));
            }
        }
    }
    if !on_slot
        && block.rect.contains(dragged.pointer)
        && let Some((view, _)) = around.slot()
    {
        out.push(slot(owner, around, view, (NEAR / 2.0, true)));
    }
}
