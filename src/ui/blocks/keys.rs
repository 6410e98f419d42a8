//! The keyboard on the canvas: walking along the wires, editing, quick-add. Menu shortcuts are not handled here.

use egui::{Key, Modifiers, Ui};

use super::gesture::Gesture;
use super::gesture::drop::turned;
use super::quick_add::{QuickAdd, Want};
use super::scene::Scene;
use super::viewport::Viewport;
use super::{Outbox, State, fields, tab_order};
use crate::editor::command::Command;
use crate::editor::selection::Selection;
use crate::model::blocks::Port;
use crate::model::id::BlockId;

/// Reacts to keys, unless something else has the keyboard.
pub(super) fn keys(ui: &Ui, scene: &Scene<'_>, state: &mut State, viewport: &mut Viewport, out: &mut Outbox) {
    let busy = state.fields.focus.is_some()
        || state.fields.open.is_some()
        || state.quick.is_some()
        || !matches!(state.gesture, Gesture::None)
        || ui.memory(|memory| memory.focused().is_some_and(|id| id != scene.canvas));
    if busy {
        return;
    }
    let filter = egui::EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: false };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(scene.canvas, filter));
    if let [current] = *scene.selected()
        && ui.input(|input| input.key_pressed(Key::Tab))
        && fields::tab_pressed(ui) == Some(false)
    {
        if let Some(stop) = tab_order::first_from(scene.layout, current) {
            fields::to_stop(scene, stop, &mut state.fields, out);
        }
        return;
    }
    let pressed = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    if let [current] = *scene.selected() {
        let target = if pressed(Key::ArrowUp) {
            above(scene, current)
        } else if pressed(Key::ArrowDown) {
            below(scene, current)
        } else if pressed(Key::ArrowLeft) {
            beside(scene, current, true)
        } else if pressed(Key::ArrowRight) {
            beside(scene, current, false)
        } else {
            None
        };
        if let Some(target) = target {
            out.push(Command::Select(Selection::Blocks(scene.at.clone(), vec![target])));
            if let Some(block) = scene.layout.blocks.get(&target) {
                viewport.reveal(scene.camera.rect.size(), block.hull());
            }
        }
        let turns = ui.input_mut(|input| input.consume_key(Modifiers::SHIFT, Key::Enter));
        if let Some(edit) = turned(scene, current).filter(|_| turns) {
            out.edit(scene.edit(edit));
        }
        if pressed(Key::Enter) {
            fields::open_first(scene, current, &mut state.fields);
        }
    } else if scene.selected().is_empty()
        && pressed(Key::ArrowDown)
        && let Some(first) = scene.graph.first
    {
        out.push(Command::Select(Selection::Blocks(scene.at.clone(), vec![first])));
    }
    let pointer = ui.input(|input| input.pointer.latest_pos());
    if let Some(pointer) = pointer.filter(|pointer| scene.camera.rect.contains(*pointer)) {
        let at = scene.camera.canvas(pointer);
        let free = !scene.layout.blocks.values().any(|block| block.hull().contains(at));
        if free && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Tab)) {
            state.quick = Some(QuickAdd::new(at, pointer, Want::Anything));
        }
    }
}

/// The value at the left or right: chips in the order in which they are read, with the block that they are in first;
/// left of that the first value with a wire, right of a value with a wire what it feeds.
fn beside(scene: &Scene<'_>, id: BlockId, left: bool) -> Option<BlockId> {
    let around = scene.layout.around(id);
    let inside: Vec<BlockId> =
        scene.layout.order.iter().copied().filter(|other| scene.layout.around(*other) == around).collect();
    let place = inside.iter().position(|other| *other == id)?;
    let next = if left { place.checked_sub(1) } else { Some(place + 1) };
    if let Some(next) = next.and_then(|next| inside.get(next)) {
        return Some(*next);
    }
    let block = scene.layout.blocks.get(&around)?;
    if left {
        let mut values = block.rows.iter().filter_map(|row| row.slot()?.1);
        return values.find(|value| !scene.layout.is_chip(*value));
    }
    match &block.parent {
        Some(Port::Slot(owner, _)) => Some(*owner),
        Some(Port::First | Port::Next(_) | Port::Branch(..)) | None => None,
    }
}

/// The block above in the flow.
fn above(scene: &Scene<'_>, id: BlockId) -> Option<BlockId> {
    match scene.layout.blocks.get(&id)?.parent.as_ref()? {
        Port::First => None,
        Port::Next(owner) | Port::Branch(owner, _) | Port::Slot(owner, _) => Some(*owner),
    }
}

/// The next block in the order of reading: into the branches, then on.
fn below(scene: &Scene<'_>, id: BlockId) -> Option<BlockId> {
    let block = scene.block(id)?;
    if let Some(inner) = block.branches.values().next() {
        return Some(*inner);
    }
    let mut at = id;
    // Bounded, so that a graph that breaks the rules cannot hang us.
    for _ in 0..scene.graph.blocks.len() {
        if let Some(next) = scene.block(at)?.next {
            return Some(next);
        }
        // At the end of a branch the flow goes on after its owner.
        at = loop {
            match scene.layout.blocks.get(&at)?.parent.as_ref()? {
                Port::Next(owner) => at = *owner,
                Port::Branch(owner, _) => break *owner,
                Port::First | Port::Slot(..) => return None,
            }
        };
    }
    None
}
