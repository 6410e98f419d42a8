//! The rules of a graph: what may hang where, and what must always hold.
//!
//! What a block looks like is handed in as [`Shape`] by whoever knows the rows.

use std::collections::BTreeSet;

use super::{Block, Graph, Port, Slot};
use crate::model::id::BlockId;
use crate::model::types::Ty;

/// Deepest nesting of values and branches; the engine's parser has a limit too.
pub const MAX_DEPTH: usize = 60;

/// What of a block the rules need to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Hangs in the flow.
    Statement {
        /// Whether a block may follow.
        has_next: bool,
    },
    /// Gives a value.
    Value(Ty),
}

/// Why a wire is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WireRefusal {
    /// A statement cannot sit in a slot.
    StatementInSlot,
    /// A value cannot hang in the flow.
    ValueInFlow,
    /// The type does not fit.
    Type {
        /// What the slot wants.
        wanted: Ty,
        /// What the block gives.
        got: Ty,
    },
    /// This slot takes no wire (a list to choose from).
    NoWire,
    /// A block cannot hang on itself.
    Cycle,
    /// Nothing may follow a block that ends the flow.
    NothingMayFollow,
}

/// Whether a block of `shape` may hang in `port`, whose slot wants `wanted` (`None`: takes no wire).
///
/// # Errors
/// The reason, to be shown at the pointer.
pub fn may_hang(shape: &Shape, port: &Port, wanted: Option<Ty>) -> Result<(), WireRefusal> {
    match (shape, port) {
        (Shape::Statement { .. }, Port::Slot(..)) => Err(WireRefusal::StatementInSlot),
        (Shape::Statement { .. }, Port::First | Port::Next(_) | Port::Branch(..)) => Ok(()),
        (Shape::Value(_), Port::First | Port::Next(_) | Port::Branch(..)) => Err(WireRefusal::ValueInFlow),
        (Shape::Value(got), Port::Slot(..)) => match wanted {
            None => Err(WireRefusal::NoWire),
            Some(wanted) if got.fits(wanted) => Ok(()),
            Some(wanted) => Err(WireRefusal::Type { wanted, got: *got }),
        },
    }
}

/// Whether a stack may go into a flow port: neither may it follow a block that ends the flow, nor may what is there
/// follow its own last block, if that does.
///
/// # Errors
/// [`WireRefusal::NothingMayFollow`].
pub fn may_follow(
    graph: &Graph,
    port: &Port,
    ends: bool,
    is_end: impl Fn(&Block) -> bool,
    moving: &BTreeSet<BlockId>,
) -> Result<(), WireRefusal> {
    let below_an_end = match port {
        Port::Next(above) => graph.block(*above).is_some_and(is_end),
        Port::First | Port::Branch(..) => false,
        Port::Slot(..) => return Ok(()),
    };
    let has_below = graph.at(port).is_some_and(|child| !moving.contains(&child));
    if below_an_end || (ends && has_below) { Err(WireRefusal::NothingMayFollow) } else { Ok(()) }
}

/// The flow port where a new stack may go that was wanted at `wanted`: above a block that ends the flow, and at the end
/// of the stack if it ends the flow itself. `None` if there is no such place.
pub fn room_in_flow(graph: &Graph, wanted: Port, ends: bool, is_end: impl Fn(&Block) -> bool) -> Option<Port> {
    let is_end = |id: BlockId| graph.block(id).is_some_and(&is_end);
    let port = match wanted {
        Port::Next(above) if is_end(above) => graph.parents().remove(&above)?,
        Port::First | Port::Next(_) | Port::Branch(..) | Port::Slot(..) => wanted,
    };
    match graph.at(&port) {
        Some(below) if ends => {
            let last = graph.tail(below);
            (!is_end(last)).then_some(Port::Next(last))
        }
        Some(_) | None => Some(port),
    }
}

/// What is wrong with a graph; a correct program never sees this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrokenInvariant {
    /// A reference to a block that is not there.
    #[error("block {0} is referred to but does not exist")]
    Dangling(BlockId),
    /// A block that hangs in two places.
    #[error("block {0} hangs in two places")]
    Shared(BlockId),
    /// Blocks that hang on each other in a circle.
    #[error("block {0} is part of a circle")]
    Cycle(BlockId),
    /// A position of a block that is not there.
    #[error("block {0} has a position but does not exist")]
    StrayPosition(BlockId),
    /// A block with a wire that sits in no slot.
    #[error("block {0} is unfolded but sits in no slot")]
    StrayForm(BlockId),
}

/// Checks what must always hold: no dangling reference, no block in two places, no circle, no stray position or form.
///
/// # Errors
/// The first thing found.
pub fn check_invariants(graph: &Graph) -> Result<(), BrokenInvariant> {
    let mut used = BTreeSet::new();
    let mut refer = |id: BlockId| {
        if !graph.blocks.contains_key(&id) {
            return Err(BrokenInvariant::Dangling(id));
        }
        if !used.insert(id) {
            return Err(BrokenInvariant::Shared(id));
        }
        Ok(())
    };
    if let Some(first) = graph.first {
        refer(first)?;
    }
    for block in graph.blocks.values() {
        for slot in block.slots.values() {
            if let Slot::Wire(id) = slot {
                refer(*id)?;
            }
        }
        for &id in block.branches.values().chain(&block.next) {
            refer(id)?;
        }
    }
    let mut reached: BTreeSet<BlockId> = BTreeSet::new();
    let roots = graph.blocks.keys().filter(|id| !used.contains(id)).copied().chain(graph.first);
    for root in roots {
        reached.extend(graph.subtree(root));
    }
    if let Some(&lost) = graph.blocks.keys().find(|id| !reached.contains(id)) {
        return Err(BrokenInvariant::Cycle(lost));
    }
    if let Some(&stray) = graph.positions.keys().find(|id| !graph.blocks.contains_key(id)) {
        return Err(BrokenInvariant::StrayPosition(stray));
    }
    let wired: BTreeSet<BlockId> = graph.wired().collect();
    match graph.unfolded.difference(&wired).next() {
        Some(&stray) => Err(BrokenInvariant::StrayForm(stray)),
        None => Ok(()),
    }
}

/// Cuts a graph that was read from a file down to one that keeps the invariants; says whether anything was cut.
pub fn repair(graph: &mut Graph) -> bool {
    let mut cut = false;
    // Each round removes at least one reference or position, so this ends.
    while let Err(broken) = check_invariants(graph) {
        cut = true;
        let id = match broken {
            BrokenInvariant::StrayPosition(id) => {
                graph.positions.remove(&id);
                continue;
            }
            BrokenInvariant::StrayForm(id) => {
                graph.unfolded.remove(&id);
                continue;
            }
            BrokenInvariant::Dangling(id) | BrokenInvariant::Shared(id) | BrokenInvariant::Cycle(id) => id,
        };
        let mut keep_first_use = matches!(broken, BrokenInvariant::Shared(_));
        let mut drop_use = |used: BlockId| {
            if used != id {
                return false;
            }
            !std::mem::take(&mut keep_first_use)
        };
        if graph.first.is_some_and(&mut drop_use) {
            graph.first = None;
        }
        for block in graph.blocks.values_mut() {
            block.slots.retain(|_, slot| !matches!(slot, Slot::Wire(used) if drop_use(*used)));
            block.branches.retain(|_, used| !drop_use(*used));
            if block.next.is_some_and(&mut drop_use) {
                block.next = None;
            }
        }
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(ron: &str) -> Graph {
        ron::Options::default()
            .with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME)
            .from_str(ron)
            .unwrap()
    }

    #[test]
    fn broken_files_are_cut_down_to_sound_graphs() {
        for ron in [
            "(first: 9, blocks: {})",
            "(first: 1, blocks: {1: (kind: \"a\", next: 1)})",
            "(first: 1, blocks: {1: (kind: \"a\", next: 2), 2: (kind: \"b\", next: 1)})",
            "(blocks: {1: (kind: \"a\", next: 2), 2: (kind: \"b\", next: 1)})",
            "(first: 1, blocks: {1: (kind: \"a\", slots: {\"x\": Wire(2), \"y\": Wire(2)}), 2: (kind: \"b\")})",
            "(blocks: {}, positions: {4: (x: 1, y: 2)})",
            "(first: 1, blocks: {1: (kind: \"a\")}, unfolded: [1, 4])",
        ] {
            let mut graph = graph(ron);
            assert!(check_invariants(&graph).is_err(), "{ron}");
            assert!(repair(&mut graph));
            assert_eq!(check_invariants(&graph), Ok(()), "{ron}");
        }
    }

    #[test]
    fn nothing_follows_what_ends_the_flow() {
        let graph = graph(
            "(first: 1, blocks: {1: (kind: \"a\", next: 2), 2: (kind: \"end\"), 3: (kind: \"a\", branches: {\"x\": 4}), 4: (kind: \"end\")})",
        );
        let is_end = |block: &Block| block.kind == "end";
        let next = |id| Port::Next(BlockId(id));
        let follow = |port: &Port, ends| may_follow(&graph, port, ends, is_end, &BTreeSet::new());
        let refused = Err(WireRefusal::NothingMayFollow);
        assert_eq!((follow(&next(2), false), follow(&next(2), true)), (refused.clone(), refused.clone()));
        assert_eq!((follow(&next(1), false), follow(&next(1), true)), (Ok(()), refused));
        assert_eq!(may_follow(&graph, &next(1), true, is_end, &BTreeSet::from([BlockId(2)])), Ok(()));
        assert_eq!((follow(&next(3), true), follow(&Port::First, false)), (Ok(()), Ok(())));
        let room = |port, ends| room_in_flow(&graph, port, ends, is_end);
        assert_eq!((room(next(2), false), room(next(2), true)), (Some(next(1)), None));
        assert_eq!((room(Port::First, false), room(Port::First, true)), (Some(Port::First), None));
        let branch = Port::Branch(BlockId(3), "x".to_owned());
        assert_eq!((room(next(4), false), room(next(3), true)), (Some(branch), Some(next(3))));
    }

    #[test]
    fn text_slots_take_everything_and_number_slots_do_not() {
        let slot = Port::Slot(BlockId(1), "x".to_owned());
        assert_eq!(may_hang(&Shape::Value(Ty::Number), &slot, Some(Ty::Text)), Ok(()));
        assert_eq!(
            may_hang(&Shape::Value(Ty::Text), &slot, Some(Ty::Number)),
            Err(WireRefusal::Type { wanted: Ty::Number, got: Ty::Text })
        );
        assert_eq!(may_hang(&Shape::Value(Ty::Text), &slot, None), Err(WireRefusal::NoWire));
        assert_eq!(
            may_hang(&Shape::Statement { has_next: true }, &slot, Some(Ty::Any)),
            Err(WireRefusal::StatementInSlot)
        );
    }
}
