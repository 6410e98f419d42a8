//! The only functions that change a graph. Every one keeps the invariants of [`super::check`].

use std::collections::{BTreeMap, BTreeSet};

use super::{Block, Graph, Port, Pos, Slot};
use crate::model::id::BlockId;

/// Blocks outside a graph: what is copied, pasted, or dragged in from the palette.
///
/// Its ids are its own; [`apply`] gives new ones.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Fragment {
    /// Roots of the stacks, each with its position relative to the first one.
    pub roots: Vec<(BlockId, Pos)>,
    /// All blocks by id.
    pub blocks: BTreeMap<BlockId, Block>,
}

impl Fragment {
    /// A single block.
    pub fn single(block: Block) -> Self {
        let id = BlockId(1);
        Self { roots: vec![(id, Pos::default())], blocks: BTreeMap::from([(id, block)]) }
    }

    /// The last block of its first stack.
    pub fn last(&self) -> Option<&Block> {
        let mut last = self.blocks.get(&self.roots.first()?.0)?;
        // A bound, so that a circle in what was pasted cannot hang us.
        for _ in 0..self.blocks.len() {
            match last.next.and_then(|id| self.blocks.get(&id)) {
                Some(next) => last = next,
                None => break,
            }
        }
        Some(last)
    }

    /// A copy of `roots` and, where `with_rest`, what hangs below them; `pos_of` gives their places on the canvas.
    pub fn copy_of(graph: &Graph, roots: &[BlockId], with_rest: bool, mut pos_of: impl FnMut(BlockId) -> Pos) -> Self {
        let mut out = Self::default();
        let pieces: Vec<(BlockId, Vec<BlockId>)> =
            roots.iter().map(|&root| (root, if with_rest { graph.subtree(root) } else { graph.piece(root) })).collect();
        // A block that comes along with another one is no root, whichever was chosen first.
        let comes_along = |root| pieces.iter().any(|(other, ids)| *other != root && ids.contains(&root));
        let mut origin = None;
        for (root, ids) in &pieces {
            let root = *root;
            if out.blocks.contains_key(&root) || comes_along(root) {
                continue;
            }
            for &id in ids {
                if let Some(block) = graph.block(id) {
                    out.blocks.insert(id, block.clone());
                }
            }
            if !with_rest && let Some(block) = out.blocks.get_mut(&root) {
                block.next = None;
            }
            let pos = pos_of(root);
            let origin = *origin.get_or_insert(pos);
            out.roots.push((root, Pos { x: pos.x - origin.x, y: pos.y - origin.y }));
        }
        out
    }
}

/// Where a stack goes.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// Into a port. A statement that is there is pushed below; a value that is there becomes loose.
    Port(Port),
    /// Loose, at a place on the canvas.
    Free(Pos),
}

/// One change of a graph.
#[derive(Clone, Debug, PartialEq)]
pub enum GraphEdit {
    /// Puts new blocks in. The first root goes to the target, the others loose beside it.
    Insert {
        /// What to put in.
        fragment: Fragment,
        /// Where.
        to: Target,
    },
    /// Moves a block with all that hangs on it, or alone (the gap heals).
    Move {
        /// The block.
        root: BlockId,
        /// Whether what comes below stays behind.
        alone: bool,
        /// Where.
        to: Target,
    },
    /// Removes blocks with their values and branches; the flow heals. With `rest`, also what comes below.
    Remove {
        /// The blocks.
        blocks: Vec<BlockId>,
        /// Whether what comes below goes too.
        rest: bool,
    },
    /// Puts a literal or a reference into a slot; a value block wired there becomes loose.
    SetSlot {
        /// The block.
        block: BlockId,
        /// The slot's key.
        slot: String,
        /// What it holds then, never a wire; `None` goes back to the default.
        value: Option<Slot>,
    },
    /// Takes the wire out of a slot; the value block becomes loose.
    Unwire {
        /// The block.
        block: BlockId,
        /// The slot's key.
        slot: String,
        /// Where the value block goes.
        to: Pos,
    },
    /// Moves a loose stack, or a wired value block relative to its owner; `None` returns it to the layout.
    SetPosition {
        /// The block.
        block: BlockId,
        /// Its new place.
        pos: Option<Pos>,
    },
    /// Makes values in slots blocks with a wire, or chips inside their slots: only what is drawn changes.
    Unfold {
        /// The values.
        blocks: Vec<BlockId>,
        /// Whether they are blocks; as chips they also give up the place that they were moved to.
        unfolded: bool,
    },
    /// Several changes as one.
    All(Vec<Self>),
}

/// Why a change of a graph cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GraphEditError {
    /// A block that the change names is gone.
    #[error("block {0} does not exist")]
    NoSuchBlock(BlockId),
    /// A block would hang on itself.
    #[error("block {0} cannot hang on itself")]
    Cycle(BlockId),
    /// A wire is made by moving a block, never by filling a slot.
    #[error("a slot of block {0} cannot be filled with a wire")]
    Wire(BlockId),
    /// Nothing to insert.
    #[error("nothing to insert")]
    Empty,
}

/// Makes `edit`, taking new ids from `next_id`; returns the ids of inserted roots.
///
/// # Errors
/// [`GraphEditError`]; the graph is then unchanged.
pub fn apply(graph: &mut Graph, edit: &GraphEdit, next_id: &mut u32) -> Result<Vec<BlockId>, GraphEditError> {
    let mut copy = graph.clone();
    let mut ids = *next_id;
    let created = apply_in_place(&mut copy, edit, &mut ids)?;
    *graph = copy;
    *next_id = ids;
    Ok(created)
}

fn apply_in_place(graph: &mut Graph, edit: &GraphEdit, next_id: &mut u32) -> Result<Vec<BlockId>, GraphEditError> {
    match edit {
        GraphEdit::Insert { fragment, to } => insert(graph, fragment, to, next_id),
        GraphEdit::Move { root, alone, to } => {
            known(graph, *root)?;
            if let Target::Port(port) = to {
                let moving = if *alone { graph.piece(*root) } else { graph.subtree(*root) };
                if owner(port).is_some_and(|owner| moving.contains(&owner)) {
                    return Err(GraphEditError::Cycle(*root));
                }
            }
            detach(graph, *root, *alone);
            attach(graph, *root, to)?;
            Ok(Vec::new())
        }
        GraphEdit::Remove { blocks, rest } => {
            for &block in blocks {
                // A block may be gone already with one it hung on.
                if graph.block(block).is_none() {
                    continue;
                }
                detach(graph, block, !*rest);
                for id in graph.subtree(block) {
                    graph.blocks.remove(&id);
                    graph.positions.remove(&id);
                    graph.unfolded.remove(&id);
                }
            }
            Ok(Vec::new())
        }
        GraphEdit::SetSlot { block, slot, value } => {
            known(graph, *block)?;
            if matches!(value, Some(Slot::Wire(_))) {
                return Err(GraphEditError::Wire(*block));
            }
            if let Some(child) = graph.blocks.get(block).and_then(|b| b.wire(slot)) {
                graph.positions.entry(child).or_default();
                graph.unfolded.remove(&child);
            }
            if let Some(b) = graph.blocks.get_mut(block) {
                match value {
                    Some(value) => b.slots.insert(slot.clone(), value.clone()),
                    None => b.slots.remove(slot),
                };
            }
            Ok(Vec::new())
        }
        GraphEdit::Unwire { block, slot, to } => {
            known(graph, *block)?;
            if let Some(child) = graph.blocks.get(block).and_then(|b| b.wire(slot)) {
                detach(graph, child, false);
                graph.positions.insert(child, *to);
            }
            Ok(Vec::new())
        }
        GraphEdit::SetPosition { block, pos } => {
            known(graph, *block)?;
            match pos {
                Some(pos) => graph.positions.insert(*block, *pos),
                None => graph.positions.remove(block),
            };
            Ok(Vec::new())
        }
        GraphEdit::Unfold { blocks, unfolded } => {
            unfold(graph, blocks, *unfolded)?;
            Ok(Vec::new())
        }
        GraphEdit::All(edits) => {
            let mut created = Vec::new();
            for edit in edits {
                created.extend(apply_in_place(graph, edit, next_id)?);
            }
            Ok(created)
        }
    }
}

/// Says of values whether they are blocks with a wire; of what sits in no slot nothing is kept.
fn unfold(graph: &mut Graph, blocks: &[BlockId], unfolded: bool) -> Result<(), GraphEditError> {
    let wired: BTreeSet<BlockId> = graph.wired().collect();
    for block in blocks {
        known(graph, *block)?;
        if unfolded && wired.contains(block) {
            graph.unfolded.insert(*block);
        } else {
            graph.unfolded.remove(block);
        }
        if !unfolded && wired.contains(block) {
            graph.positions.remove(block);
        }
    }
    Ok(())
}

fn known(graph: &Graph, id: BlockId) -> Result<(), GraphEditError> {
    graph.block(id).map(|_| ()).ok_or(GraphEditError::NoSuchBlock(id))
}

/// The block whose port it is.
fn owner(port: &Port) -> Option<BlockId> {
    match port {
        Port::First => None,
        Port::Next(id) | Port::Branch(id, _) | Port::Slot(id, _) => Some(*id),
    }
}

fn insert(
    graph: &mut Graph,
    fragment: &Fragment,
    to: &Target,
    next_id: &mut u32,
) -> Result<Vec<BlockId>, GraphEditError> {
    let (first, rest) = fragment.roots.split_first().ok_or(GraphEditError::Empty)?;
    let mut new_id = BTreeMap::new();
    for &old in fragment.blocks.keys() {
        new_id.insert(old, BlockId(*next_id));
        *next_id += 1;
    }
    for (old, block) in &fragment.blocks {
        let mut block = block.clone();
        block.next = block.next.and_then(|id| new_id.get(&id).copied());
        block.branches = block.branches.into_iter().filter_map(|(key, id)| Some((key, *new_id.get(&id)?))).collect();
        block.slots.retain(|_, slot| match slot {
            Slot::Wire(id) => match new_id.get(id) {
                Some(new) => {
                    *id = *new;
                    true
                }
                None => false,
            },
            Slot::Ref(_) | Slot::Literal(_) => true,
        });
        if let Some(&id) = new_id.get(old) {
            graph.blocks.insert(id, block);
        }
    }
    let root = |old: BlockId| new_id.get(&old).copied().ok_or(GraphEditError::NoSuchBlock(old));
    let mut created = vec![root(first.0)?];
    attach(graph, created[0], to)?;
    let origin = match to {
        Target::Free(pos) => *pos,
        Target::Port(_) => Pos { x: 480.0, y: 0.0 },
    };
    for (old, offset) in rest {
        let id = root(*old)?;
        graph.positions.insert(id, Pos { x: origin.x + offset.x, y: origin.y + offset.y });
        created.push(id);
    }
    Ok(created)
}

/// Takes a block out of where it hangs; where `alone`, what comes below closes the gap.
fn detach(graph: &mut Graph, root: BlockId, alone: bool) {
    let parent = graph.parents().remove(&root);
    let follower = if alone { graph.blocks.get_mut(&root).and_then(|block| block.next.take()) } else { None };
    match parent {
        Some(Port::First) => graph.first = follower,
        Some(Port::Next(id)) => {
            if let Some(block) = graph.blocks.get_mut(&id) {
                block.next = follower;
            }
        }
        Some(Port::Branch(id, key)) => {
            if let Some(block) = graph.blocks.get_mut(&id) {
                match follower {
                    Some(follower) => block.branches.insert(key, follower),
                    None => block.branches.remove(&key),
                };
            }
        }
        Some(Port::Slot(id, key)) => {
            if let Some(block) = graph.blocks.get_mut(&id) {
                block.slots.remove(&key);
            }
        }
        None => {
            // A loose stack that loses its head stays where it was.
            if let Some(follower) = follower {
                let pos = graph.positions.get(&root).copied().unwrap_or_default();
                graph.positions.insert(follower, pos);
            }
        }
    }
    graph.positions.remove(&root);
    graph.unfolded.remove(&root);
}

/// Hangs a detached block on a target.
fn attach(graph: &mut Graph, root: BlockId, to: &Target) -> Result<(), GraphEditError> {
    let port = match to {
        Target::Free(pos) => {
            graph.positions.insert(root, *pos);
            return Ok(());
        }
        Target::Port(port) => port,
    };
    graph.positions.remove(&root);
    if let Some(owner) = owner(port) {
        known(graph, owner)?;
    }
    let displaced = graph.at(port);
    match port {
        Port::First => graph.first = Some(root),
        Port::Next(id) => {
            if let Some(block) = graph.blocks.get_mut(id) {
                block.next = Some(root);
            }
        }
        Port::Branch(id, key) => {
            if let Some(block) = graph.blocks.get_mut(id) {
                block.branches.insert(key.clone(), root);
            }
        }
        Port::Slot(id, key) => {
            if let Some(block) = graph.blocks.get_mut(id) {
                block.slots.insert(key.clone(), Slot::Wire(root));
            }
            if let Some(displaced) = displaced {
                graph.positions.entry(displaced).or_default();
                graph.unfolded.remove(&displaced);
            }
            return Ok(());
        }
    }
    if let Some(displaced) = displaced {
        let tail = graph.tail(root);
        if let Some(block) = graph.blocks.get_mut(&tail) {
            block.next = Some(displaced);
        }
    }
    Ok(())
}

impl Graph {
    /// Gives every block a new id from `next_id`: for copies of whole handlers.
    pub fn renumber(&mut self, next_id: &mut u32) {
        let new_id: BTreeMap<BlockId, BlockId> = self
            .blocks
            .keys()
            .map(|&old| {
                let new = BlockId(*next_id);
                *next_id += 1;
                (old, new)
            })
            .collect();
        let map = |id: BlockId| new_id.get(&id).copied().unwrap_or(id);
        self.first = self.first.map(map);
        self.positions = std::mem::take(&mut self.positions).into_iter().map(|(id, pos)| (map(id), pos)).collect();
        self.unfolded = std::mem::take(&mut self.unfolded).into_iter().map(map).collect();
        self.blocks = std::mem::take(&mut self.blocks)
            .into_iter()
            .map(|(id, mut block)| {
                block.next = block.next.map(map);
                for child in block.branches.values_mut() {
                    *child = map(*child);
                }
                for slot in block.slots.values_mut() {
                    if let Slot::Wire(child) = slot {
                        *child = map(*child);
                    }
                }
                (map(id), block)
            })
            .collect();
    }
}
