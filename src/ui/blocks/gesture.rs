//! What the mouse is doing: dragging blocks, drawing wires, selecting by a frame, panning, zooming.

pub(super) mod drop;
mod feedback;

use std::collections::BTreeSet;

use egui::{DragAndDrop, Key, Pos2, Rect, Response, Ui, Vec2};

use super::layout::Wire;
use super::quick_add::{QuickAdd, Want};
use super::scene::Scene;
use super::snap::{DraggedBlocks, Snap, snap};
use super::viewport::Viewport;
use super::{Outbox, State, hit, things};
use crate::editor::command::Command;
use crate::editor::selection::Selection;
use crate::language;
use crate::model::blocks::check::{Shape, WireRefusal, may_follow, may_hang};
use crate::model::blocks::{Block, Port};
use crate::model::id::BlockId;

/// What the mouse is doing.
#[derive(Debug, Default)]
pub(super) enum Gesture {
    /// Nothing.
    #[default]
    None,
    /// Drags a block.
    Block(BlockDrag),
    /// Draws a wire.
    Wire(WireDrag),
    /// Draws a frame; everything in it will be selected.
    Marquee {
        /// Where it began, on the canvas.
        from: Pos2,
        /// What was selected before and stays so.
        keep: Vec<BlockId>,
    },
}

/// A block that is being dragged.
#[derive(Debug)]
pub(super) struct BlockDrag {
    /// The block that was grabbed.
    pub(super) root: BlockId,
    /// All blocks that were selected with it, in the order of reading; only the grabbed one if it is alone.
    pub(super) roots: Vec<BlockId>,
    /// Whether what comes below stays behind.
    pub(super) alone: bool,
    /// Whether copies move, and everything stays where it is.
    pub(super) copies: bool,
    /// Whether a value keeps its wire and only changes its place.
    pub(super) keep_wire: bool,
    /// From its left upper corner to the pointer.
    pub(super) grab: Vec2,
    /// The blocks that move.
    pub(super) moving: BTreeSet<BlockId>,
    /// Where it would go.
    pub(super) snap: Option<Snap>,
}

/// The end of a wire that stays where it is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum WireEnd {
    /// A flow port that blocks hang in.
    Flow(Port),
    /// The upper port of a statement.
    FlowIn(BlockId),
    /// The output of a value block.
    Value(BlockId),
    /// An empty slot.
    Slot(Port),
    /// The output of a value block; its wire is being taken out of this slot.
    Wired {
        /// The value block.
        value: BlockId,
        /// The slot.
        slot: Port,
    },
}

/// A wire that is being drawn.
#[derive(Debug)]
pub(super) struct WireDrag {
    /// The end that stays.
    pub(super) end: WireEnd,
    /// Where that is, on the canvas.
    pub(super) from: Pos2,
    /// Where the other end would go.
    pub(super) snap: Option<Snap>,
}

/// A block on its way from the palette.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FromPalette {
    /// The block.
    pub(super) block: Block,
    /// What stands on it.
    pub(super) label: String,
}

impl BlockDrag {
    /// Follows the keys that are held: what moves is decided when the button is let go.
    pub(super) fn follow(&mut self, scene: &Scene<'_>, modifiers: egui::Modifiers) {
        self.alone = modifiers.command;
        self.copies = modifiers.shift;
        let wired =
            scene.layout.blocks.get(&self.root).is_some_and(|block| matches!(block.parent, Some(Port::Slot(..))));
        self.keep_wire = modifiers.alt && wired && !self.copies;
        self.roots = if self.alone { vec![self.root] } else { hit::grabbed(scene, self.root) };
        self.moving = match self.roots.as_slice() {
            [_] => scene.moving(self.root, self.alone).into_iter().collect(),
            roots => roots.iter().flat_map(|root| scene.graph.piece(*root)).collect(),
        };
    }
}

impl Gesture {
    /// Whether this block is painted where the pointer is, not where it lies.
    pub(super) fn moves(&self, id: BlockId) -> bool {
        matches!(self, Self::Block(drag) if !drag.copies && drag.moving.contains(&id))
    }

    /// Whether this wire is not painted where it lies.
    pub(super) fn hides(&self, wire: &Wire) -> bool {
        match self {
            Self::Block(drag) => !drag.copies && drag.moving.contains(&wire.block),
            Self::Wire(WireDrag { end: WireEnd::Wired { value, .. }, .. }) => *value == wire.block,
            Self::None | Self::Wire(_) | Self::Marquee { .. } => false,
        }
    }
}

/// Pans with the middle button, the space bar and the wheel; zooms with Ctrl and the wheel.
pub(super) fn pan_and_zoom(ui: &Ui, state: &mut State, viewport: &mut Viewport, rect: Rect) {
    let typing = state.fields.focus.is_some() || ui.ctx().text_edit_focused();
    let (pointer, delta, held, from) = ui.input(|input| {
        let space = input.key_down(Key::Space) && input.pointer.primary_down() && !typing;
        let held = input.pointer.middle_down() || space;
        (input.pointer.latest_pos(), input.pointer.delta(), held, input.pointer.press_origin())
    });
    if held && from.is_some_and(|from| rect.contains(from)) {
        viewport.pan += delta;
        ui.ctx().set_cursor_icon(egui::CursorIcon::Grabbing);
    }
    let Some(pointer) = pointer.filter(|pointer| {
        rect.contains(*pointer) && ui.ctx().layer_id_at(*pointer).is_none_or(|layer| layer == ui.layer_id())
    }) else {
        return;
    };
    let (zoom, scroll) = ui.input(|input| (input.zoom_delta(), input.smooth_scroll_delta()));
    if zoom == 1.0 {
        viewport.pan += scroll;
        return;
    }
    state.zoom_rest += zoom.log2() * 8.0;
    let steps = state.zoom_rest.trunc();
    state.zoom_rest -= steps;
    viewport.zoom_by(steps as i32, pointer - rect.min);
}

/// Clicks and drags where no block is.
pub(super) fn background(ui: &Ui, scene: &Scene<'_>, state: &mut State, response: &Response, out: &mut Outbox) {
    let modifiers = ui.input(|input| input.modifiers);
    let add = modifiers.command || modifiers.shift;
    // Not a click by a key: Enter and the space bar mean something else here.
    let clicked = response.clicked_by(egui::PointerButton::Primary);
    if clicked {
        response.request_focus();
    }
    let pos = response.interact_pointer_pos().filter(|_| clicked);
    if pos.is_some_and(|pos| hit::clicked_at(scene, pos, add, state, out)) {
        return;
    }
    if response.double_clicked() {
        if let Some(at) = response.interact_pointer_pos() {
            state.quick = Some(QuickAdd::new(scene.camera.canvas(at), at, Want::Anything));
        }
    } else if clicked && !add && !scene.selected().is_empty() {
        out.push(Command::Select(Selection::Nothing));
    }
    let space = ui.input(|input| input.key_down(Key::Space));
    if response.drag_started_by(egui::PointerButton::Primary)
        && !space
        && let Some(origin) = ui.input(|input| input.pointer.press_origin())
        && !hit::dragged_at(scene, origin, modifiers, state, out)
    {
        let keep = if add { scene.selected().to_vec() } else { Vec::new() };
        state.gesture = Gesture::Marquee { from: scene.camera.canvas(origin), keep };
    }
}

/// Goes on with what the mouse is doing, and ends it where the button is let go.
pub(super) fn run(ui: &Ui, scene: &Scene<'_>, state: &mut State, out: &mut Outbox) {
    palette_drag(ui, scene, out);
    let Some(pointer) = ui.input(|input| input.pointer.latest_pos()) else { return };
    if ui.input_mut(|input| {
        !matches!(state.gesture, Gesture::None) && input.consume_key(egui::Modifiers::NONE, Key::Escape)
    }) {
        state.gesture = Gesture::None;
        return;
    }
    let at = scene.camera.canvas(pointer);
    let over = ui.input(|input| !input.pointer.primary_down());
    match std::mem::take(&mut state.gesture) {
        Gesture::None => {}
        Gesture::Block(mut drag) => {
            drag.follow(scene, ui.input(|input| input.modifiers));
            drag.snap = block_snap(scene, &drag, at);
            feedback::block(ui, scene, &drag, at);
            feedback::hint(ui, scene, &drag);
            if over {
                drop::block(ui, scene, &drag, at, out);
            } else {
                state.gesture = Gesture::Block(drag);
            }
        }
        Gesture::Wire(mut drag) => {
            drag.snap = wire_snap(scene, &drag, at);
            feedback::wire(ui, scene, &drag, at);
            if over {
                drop::wire(scene, &drag, (at, pointer), state, out);
            } else {
                state.gesture = Gesture::Wire(drag);
            }
        }
        Gesture::Marquee { from, keep } => {
            let frame = Rect::from_two_pos(from, at);
            feedback::marquee(ui, scene, frame);
            if over {
                let mut blocks = keep;
                let inside = scene.layout.order.iter().filter(|id| {
                    scene.layout.blocks.get(id).is_some_and(|block| block.parts.iter().any(|p| p.intersects(frame)))
                });
                for id in inside {
                    if !blocks.contains(id) {
                        blocks.push(*id);
                    }
                }
                out.push(Command::Select(Selection::Blocks(scene.at.clone(), blocks)));
            } else {
                state.gesture = Gesture::Marquee { from, keep };
            }
        }
    }
}

fn block_snap(scene: &Scene<'_>, drag: &BlockDrag, at: Pos2) -> Option<Snap> {
    if drag.keep_wire {
        return None;
    }
    let layout = scene.layout.blocks.get(&drag.root)?;
    let shape = layout.shape.as_ref()?;
    let corner = at - drag.grab;
    let port = if layout.chip.is_some() { at } else { corner + (own_port(layout) - layout.rect.min) };
    // Copies may also go into their originals.
    let stays = BTreeSet::new();
    let moving = if drag.copies { &stays } else { &drag.moving };
    let ends = ends_with(scene, drag.roots.last().copied().unwrap_or(drag.root), drag.alone || drag.roots.len() > 1);
    snap(scene.layout, scene.graph, &DraggedBlocks { shape, ends, moving, port, pointer: at })
}

/// Whether the flow ends with the last block of the stack that begins with this one, or with itself if it is alone.
fn ends_with(scene: &Scene<'_>, root: BlockId, alone: bool) -> bool {
    let last = if alone { root } else { scene.graph.tail(root) };
    scene.graph.block(last).is_some_and(language::ends_flow)
}

/// The port that a block is hung up by.
fn own_port(layout: &super::layout::BlockLayout) -> Pos2 {
    if layout.is_value() { layout.output() } else { layout.flow_in() }
}

fn wire_snap(scene: &Scene<'_>, drag: &WireDrag, at: Pos2) -> Option<Snap> {
    match &drag.end {
        WireEnd::FlowIn(id) | WireEnd::Value(id) | WireEnd::Wired { value: id, .. } => {
            let shape = scene.layout.blocks.get(id)?.shape.as_ref()?;
            let moving = scene.graph.subtree(*id).into_iter().collect();
            let ends = ends_with(scene, *id, false);
            snap(scene.layout, scene.graph, &DraggedBlocks { shape, ends, moving: &moving, port: at, pointer: at })
        }
        WireEnd::Flow(port) | WireEnd::Slot(port) => block_under(scene, port, at),
    }
}

/// The block under the pointer, to be hung into `port`.
fn block_under(scene: &Scene<'_>, port: &Port, at: Pos2) -> Option<Snap> {
    let (&id, layout) =
        scene.layout.blocks.iter().find(|(_, block)| block.parts.iter().any(|part| part.expand(8.0).contains(at)))?;
    let owner = match port {
        Port::First => None,
        Port::Next(owner) | Port::Branch(owner, _) | Port::Slot(owner, _) => Some(*owner),
    };
    if owner == Some(id) {
        return None;
    }
    let shape = layout.shape.as_ref()?;
    let wanted = match port {
        Port::Slot(owner, key) => {
            scene.layout.blocks.get(owner)?.row(key).and_then(|row| row.slot()).and_then(|(view, _)| view.takes.wire())
        }
        Port::First | Port::Next(_) | Port::Branch(..) => None,
    };
    let cycle = owner.is_some_and(|owner| scene.graph.subtree(id).contains(&owner));
    let moving = scene.graph.subtree(id).into_iter().collect();
    let refused = may_hang(shape, port, wanted)
        .and_then(|()| may_follow(scene.graph, port, ends_with(scene, id, false), language::ends_flow, &moving))
        .err()
        .or_else(|| cycle.then_some(WireRefusal::Cycle));
    Some(Snap { port: port.clone(), at: own_port(layout), refused })
}

/// A block that comes from the palette, or as which a thing of the project is dragged.
fn palette_drag(ui: &Ui, scene: &Scene<'_>, out: &mut Outbox) {
    let block = DragAndDrop::payload::<FromPalette>(ui.ctx()).map(|payload| (*payload).clone());
    let Some(payload) = block.or_else(|| things::dragged(ui, scene, out)) else { return };
    let Some(pointer) = ui.input(|input| input.pointer.latest_pos()) else { return };
    if !scene.camera.rect.contains(pointer) {
        return;
    }
    let Some(shape) = language::shape(scene.project, &payload.block) else { return };
    let at = scene.camera.canvas(pointer);
    let corner = at - egui::vec2(40.0, 13.0);
    let port = match shape {
        Shape::Value(_) => corner + egui::vec2(super::layout::VALUE, 13.0),
        Shape::Statement { .. } => corner + egui::vec2(super::layout::FLOW_X, 0.0),
    };
    let moving = BTreeSet::new();
    let ends = language::ends_flow(&payload.block);
    let dragged = DraggedBlocks { shape: &shape, ends, moving: &moving, port, pointer: at };
    let snap = snap(scene.layout, scene.graph, &dragged);
    feedback::from_palette(ui, scene, &payload, &shape, corner, snap.as_ref());
    if ui.input(|input| input.pointer.any_released()) {
        DragAndDrop::clear_payload(ui.ctx());
        drop::new_block(scene, payload.block, snap, corner, out);
    }
}
