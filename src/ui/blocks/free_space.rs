//! Finds free room for blocks that would lie on others: pasted, duplicated, double-clicked, or let go over them.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{Rect, Vec2, vec2};

use super::Outbox;
use super::gesture::drop::pos;
use super::layout::Layout;
use super::scene::Scene;
use crate::editor::clipboard::INSERTING;
use crate::editor::command::Command;
use crate::model::blocks::Pos;
use crate::model::blocks::edit::GraphEdit;
use crate::model::id::BlockId;

/// Room that stays between blocks.
const APART: f32 = 14.0;
/// How far each step of the search goes.
const STEP: f32 = 24.0;
/// After so many steps the blocks may lie where they are.
const STEPS: u32 = 120;

/// Where the loose blocks lay, and the layout in which they did.
#[derive(Debug)]
pub(super) struct Loose {
    layout: Arc<Layout>,
    places: BTreeMap<BlockId, Pos>,
}

/// Moves loose blocks that were just put in or let go, if they lie on others; whether it did. `before` is the last frame.
pub(super) fn make(scene: &Scene<'_>, layout: &Arc<Layout>, before: &mut Option<Loose>, out: &mut Outbox) -> bool {
    if before.as_ref().is_some_and(|before| Arc::ptr_eq(&before.layout, layout)) {
        return false;
    }
    let place = |root: BlockId| (root, scene.graph.positions.get(&root).copied().unwrap_or_default());
    let now: BTreeMap<BlockId, Pos> = scene.graph.loose().into_iter().map(place).collect();
    let kept = Loose { layout: Arc::clone(layout), places: now.clone() };
    let Some(Loose { places: before, .. }) = before.replace(kept) else { return false };
    if before == now || !scene.view.editor.history.joins(INSERTING) {
        return false;
    }
    let roots = || now.iter().filter(|(root, at)| before.get(root) != Some(at)).map(|(root, _)| *root);
    let Some(by) = shift(scene.layout, &roots().flat_map(|root| scene.graph.subtree(root)).collect::<Vec<_>>()) else {
        return false;
    };
    let edits = roots().filter_map(|root| {
        let at = scene.layout.blocks.get(&root)?.rect.min + by;
        Some(GraphEdit::SetPosition { block: root, pos: Some(pos(at)) })
    });
    out.edit_merged(scene.edit(GraphEdit::All(edits.collect())), INSERTING);
    true
}

/// A change that may lay blocks on others: what lies so is moved to free room, within the same step.
pub(super) fn let_go(scene: &Scene<'_>, edit: GraphEdit, out: &mut Outbox) {
    out.push(Command::Seal);
    out.edit_merged(scene.edit(edit), INSERTING);
}

/// How far these blocks must move so that they lie on no other; `None` where they do not lie on any.
fn shift(layout: &Layout, moving: &[BlockId]) -> Option<Vec2> {
    let others = layout.blocks.iter().filter(|(id, _)| !moving.contains(id));
    let mut taken: Vec<Rect> = others.flat_map(|(_, block)| block.parts.iter().copied()).collect();
    taken.push(layout.head);
    let own: Vec<Rect> =
        moving.iter().filter_map(|id| layout.blocks.get(id)).flat_map(|block| block.parts.iter().copied()).collect();
    let free = |by: Vec2| {
        own.iter().all(|part| {
            let part = part.translate(by).expand(APART);
            taken.iter().all(|other| !other.intersects(part))
        })
    };
    let lies_free = own.iter().all(|part| taken.iter().all(|other| !other.intersects(*part)));
    if lies_free {
        return None;
    }
    let ways = [vec2(0.0, 1.0), vec2(-1.0, 0.0), vec2(1.0, 0.0), vec2(0.0, -1.0)];
    (1..STEPS).flat_map(|step| ways.map(|way| way * STEP * step as f32)).find(|by| free(*by))
}
