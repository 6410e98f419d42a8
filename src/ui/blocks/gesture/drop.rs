//! What letting go of the mouse button changes.

use egui::{Pos2, Ui};

use super::{BlockDrag, WireDrag, WireEnd};
use crate::editor::command::Command;
use crate::editor::selection::Selection;
use crate::language;
use crate::model::blocks::edit::{Fragment, GraphEdit, Target, apply};
use crate::model::blocks::{Block, Port, Pos};
use crate::model::edit::Edit;
use crate::model::handler::HandlerRef;
use crate::model::id::BlockId;
use crate::model::project::Project;
use crate::ui::blocks::free_space::let_go;
use crate::ui::blocks::prefill::prefilled;
use crate::ui::blocks::quick_add::{QuickAdd, Want};
use crate::ui::blocks::scene::Scene;
use crate::ui::blocks::snap::Snap;
use crate::ui::blocks::{Outbox, State};

/// A copy that comes less far than this lies on its original: that was a click.
const LEAST_MOVE: f32 = 8.0;

/// A canvas point as it stands in the project.
pub(in crate::ui::blocks) fn pos(at: Pos2) -> Pos {
    Pos { x: at.x.round(), y: at.y.round() }
}

/// Lets a block go.
pub(super) fn block(ui: &Ui, scene: &Scene<'_>, drag: &BlockDrag, at: Pos2, out: &mut Outbox) {
    let Some(layout) = scene.layout.blocks.get(&drag.root) else { return };
    let corner = at - drag.grab;
    if drag.keep_wire {
        if let Some(Port::Slot(owner, _)) = &layout.parent
            && let Some(owner) = scene.layout.blocks.get(owner)
        {
            let offset = Some(pos((corner - owner.rect.min).to_pos2()));
            out.edit(scene.edit(GraphEdit::SetPosition { block: drag.root, pos: offset }));
        }
        return;
    }
    if drag.copies {
        return copies(scene, drag, corner - layout.rect.min, out);
    }
    if drag.roots.len() > 1 {
        return group(scene, drag, corner - layout.rect.min, out);
    }
    if let Some(Snap { port, refused: None, .. }) = &drag.snap {
        if layout.parent.as_ref() == Some(port) {
            // On its own slot: there a block with a wire becomes a chip again.
            let on_slot = scene.layout.row_of(port).is_some_and(|row| row.rect.contains(at));
            if on_slot && layout.can_fold {
                out.edit(scene.edit(folded(scene, drag.root)));
            }
        } else {
            let to = Target::Port(port.clone());
            let edit = GraphEdit::Move { root: drag.root, alone: drag.alone, to };
            let_go(scene, making_room(scene, port, drag.root, edit), out);
        }
        return;
    }
    if layout.chip.is_some() && !drag.alone {
        return chip_out(ui, scene, drag, at, out);
    }
    let edit = if layout.parent.is_none() && !drag.alone {
        GraphEdit::SetPosition { block: drag.root, pos: Some(pos(corner)) }
    } else {
        GraphEdit::Move { root: drag.root, alone: drag.alone, to: Target::Free(pos(corner)) }
    };
    let_go(scene, edit, out);
}

/// Lets a chip go beside the block that it was drawn in: there it is a block with a wire. Within that nothing happens.
fn chip_out(ui: &Ui, scene: &Scene<'_>, drag: &BlockDrag, at: Pos2, out: &mut Outbox) {
    let around = scene.layout.blocks.get(&scene.layout.around(drag.root));
    if around.is_some_and(|around| around.parts.iter().any(|part| part.contains(at))) {
        return;
    }
    let unfold = GraphEdit::Unfold { blocks: vec![drag.root], unfolded: true };
    // What it feeds may become a block with a wire too, and then lies elsewhere.
    let mut after = scene.graph.clone();
    let owner = scene.layout.blocks.get(&drag.root).and_then(|layout| match &layout.parent {
        Some(Port::Slot(owner, _)) => Some(*owner),
        Some(_) | None => None,
    });
    let mut next_id = scene.project.next_id;
    let place = apply(&mut after, &unfold, &mut next_id).ok().and_then(|_| {
        let layout = scene.layout_of(ui, &after);
        Some(layout.blocks.get(&owner?)?.rect.min)
    });
    let Some(place) = place else { return };
    let offset = pos((at - drag.grab - place).to_pos2());
    let place = GraphEdit::SetPosition { block: drag.root, pos: Some(offset) };
    out.edit(scene.edit(GraphEdit::All(vec![unfold, place])));
}

/// The change that makes a value with all that feeds it chips.
pub(in crate::ui::blocks) fn folded(scene: &Scene<'_>, value: BlockId) -> GraphEdit {
    GraphEdit::Unfold { blocks: scene.graph.piece(value), unfolded: false }
}

/// The change that turns the form of a value: from a chip to a block with a wire, or back where it fits.
pub(in crate::ui::blocks) fn turned(scene: &Scene<'_>, value: BlockId) -> Option<GraphEdit> {
    let layout = scene.layout.blocks.get(&value)?;
    if layout.chip.is_some() {
        return Some(GraphEdit::Unfold { blocks: vec![value], unfolded: true });
    }
    layout.can_fold.then(|| folded(scene, value))
}

/// Lets copies go: into the port, else as far away from their originals as the mouse went. These stay as they are.
fn copies(scene: &Scene<'_>, drag: &BlockDrag, by: egui::Vec2, out: &mut Outbox) {
    let place = |id| scene.layout.blocks.get(&id).map_or(Pos2::ZERO, |layout| layout.rect.min);
    let with_rest = drag.roots.len() == 1 && !drag.alone;
    let fragment = Fragment::copy_of(scene.graph, &drag.roots, with_rest, |id| pos(place(id)));
    let Some((first, _)) = fragment.roots.first() else { return };
    let to = match &drag.snap {
        Some(Snap { port, refused: None, .. }) => Target::Port(port.clone()),
        Some(_) | None if by.length() < LEAST_MOVE => return,
        Some(_) | None => Target::Free(pos(place(*first) + by)),
    };
    let new = BlockId(scene.project.next_id);
    let edit = GraphEdit::Insert { fragment, to: to.clone() };
    let edit = match &to {
        Target::Port(port) => making_room(scene, port, new, edit),
        Target::Free(_) => edit,
    };
    let_go(scene, edit, out);
}

/// Lets several blocks go: into the port one below the other, else each as far away as the mouse went.
fn group(scene: &Scene<'_>, drag: &BlockDrag, by: egui::Vec2, out: &mut Outbox) {
    let mut port = match &drag.snap {
        Some(Snap { port, refused: None, .. }) => Some(port.clone()),
        Some(_) | None => None,
    };
    let mut edits = Vec::new();
    for &root in &drag.roots {
        let Some(layout) = scene.layout.blocks.get(&root) else { continue };
        let above = match &layout.parent {
            Some(Port::Next(above)) if drag.roots.contains(above) => Some(Port::Next(*above)),
            Some(_) | None => None,
        };
        let to = match (layout.is_value(), port.take()) {
            (false, Some(at)) if !matches!(at, Port::Slot(..)) => {
                let ends = scene.graph.block(root).is_some_and(language::ends_flow);
                port = (!ends).then_some(Port::Next(root));
                Target::Port(at)
            }
            (_, kept) => {
                port = kept;
                above.map_or_else(|| Target::Free(pos(layout.rect.min + by)), Target::Port)
            }
        };
        edits.push(GraphEdit::Move { root, alone: true, to });
    }
    let_go(scene, GraphEdit::All(edits), out);
}

/// The same edit, after a value that is in the port already has been put beside it.
pub(in crate::ui::blocks) fn making_room(scene: &Scene<'_>, port: &Port, new: BlockId, edit: GraphEdit) -> GraphEdit {
    let Port::Slot(block, slot) = port else { return edit };
    let Some(old) = scene.graph.at(port).filter(|old| *old != new) else { return edit };
    let to = pos(scene.layout.aside(old));
    GraphEdit::All(vec![GraphEdit::Unwire { block: *block, slot: slot.clone(), to }, edit])
}

/// Lets the end of a wire go; `at` is on the canvas, `pointer` on the screen.
pub(super) fn wire(
    scene: &Scene<'_>,
    drag: &WireDrag,
    (at, pointer): (Pos2, Pos2),
    state: &mut State,
    out: &mut Outbox,
) {
    match &drag.snap {
        Some(Snap { refused: Some(_), .. }) => {}
        Some(Snap { port, refused: None, .. }) => {
            let root = match &drag.end {
                WireEnd::Flow(_) | WireEnd::Slot(_) => under(scene, at),
                WireEnd::FlowIn(id) | WireEnd::Value(id) | WireEnd::Wired { value: id, .. } => Some(*id),
            };
            let copies = matches!(drag.end, WireEnd::Value(_) | WireEnd::Slot(_));
            if let Some(root) = root {
                connect(scene, root, port, copies, out);
            }
        }
        None => nowhere(scene, drag, (at, pointer), state, out),
    }
}

/// The block under a canvas point.
fn under(scene: &Scene<'_>, at: Pos2) -> Option<BlockId> {
    let hit = |id: &&BlockId| {
        let block = scene.layout.blocks.get(id);
        block.is_some_and(|block| block.parts.iter().any(|part| part.expand(8.0).contains(at)))
    };
    scene.layout.order.iter().find(hit).copied()
}

/// Hangs `root` into `port`; where it feeds another slot already, a copy of it.
fn connect(scene: &Scene<'_>, root: BlockId, port: &Port, copies: bool, out: &mut Outbox) {
    let parent = scene.layout.blocks.get(&root).and_then(|block| block.parent.clone());
    if parent.as_ref() == Some(port) {
        return;
    }
    let (edit, hung) = if copies && matches!(parent, Some(Port::Slot(..))) {
        let fragment = Fragment::copy_of(scene.graph, &[root], true, |_| Pos::default());
        let number = fragment.blocks.keys().position(|id| *id == root).unwrap_or(0);
        let new = BlockId(scene.project.next_id + number as u32);
        (GraphEdit::Insert { fragment, to: Target::Port(port.clone()) }, new)
    } else {
        (GraphEdit::Move { root, alone: false, to: Target::Port(port.clone()) }, root)
    };
    let edit = making_room(scene, port, root, edit);
    // Who draws a wire wants to see it.
    let edit = match port {
        Port::Slot(..) => GraphEdit::All(vec![edit, GraphEdit::Unfold { blocks: vec![hung], unfolded: true }]),
        Port::First | Port::Next(_) | Port::Branch(..) => edit,
    };
    let_go(scene, edit, out);
}

/// A wire that ends nowhere: offers new blocks that fit, or takes the wire out.
fn nowhere(scene: &Scene<'_>, drag: &WireDrag, (at, pointer): (Pos2, Pos2), state: &mut State, out: &mut Outbox) {
    if scene.camera.pos(drag.from).distance(pointer) < 12.0 {
        return;
    }
    let want = match &drag.end {
        WireEnd::Flow(port) | WireEnd::Slot(port) => Want::Into(port.clone()),
        WireEnd::Value(id) => Want::From(*id),
        WireEnd::FlowIn(_) => return,
        WireEnd::Wired { value, slot } => {
            if let Port::Slot(block, slot) = slot {
                let beside = scene.layout.blocks.get(value).filter(|layout| layout.chip.is_none());
                let to = pos(beside.map_or_else(|| scene.layout.aside(*value), |layout| layout.rect.min));
                let_go(scene, GraphEdit::Unwire { block: *block, slot: slot.clone(), to }, out);
            }
            return;
        }
    };
    state.quick = Some(QuickAdd::new(at, pointer, want));
}

/// Puts a new block in, and selects it.
pub(in crate::ui::blocks) fn new_block(
    scene: &Scene<'_>,
    block: Block,
    snap: Option<Snap>,
    corner: Pos2,
    out: &mut Outbox,
) {
    let to = match snap {
        Some(Snap { port, refused: None, .. }) => Target::Port(port),
        Some(_) | None => Target::Free(pos(corner)),
    };
    insert(scene, block, &to, out);
}

/// Puts a new block in, and selects it.
pub(in crate::ui::blocks) fn insert(scene: &Scene<'_>, block: Block, to: &Target, out: &mut Outbox) {
    let id = BlockId(scene.project.next_id);
    let block = prefilled(scene.project, scene.at, to, block);
    let edit = GraphEdit::Insert { fragment: Fragment::single(block), to: to.clone() };
    let edit = match to {
        Target::Port(port) => making_room(scene, port, id, edit),
        Target::Free(_) => edit,
    };
    let_go(scene, edit, out);
    out.push(Command::Select(Selection::Blocks(scene.at.clone(), vec![id])));
}

/// The change that puts a new block in, where it pushes nothing out.
pub(in crate::ui::blocks) fn insert_edit(project: &Project, at: &HandlerRef, block: Block, to: Target) -> Edit {
    let block = prefilled(project, at, &to, block);
    Edit::Graph(at.clone(), GraphEdit::Insert { fragment: Fragment::single(block), to })
}
