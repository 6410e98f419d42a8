//! Where the Tab key stops: the fields, lists and switches of the blocks, in the order of reading.

use super::layout::{Layout, RowKind};
use crate::model::id::BlockId;

/// A place where the Tab key stops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TabStop {
    /// The block.
    pub(super) block: BlockId,
    /// What of it.
    pub(super) part: Part,
}

/// A part of a block that keys can reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The field of this slot.
    Slot(String),
    /// What shows and hides the advanced slots.
    More,
}

impl TabStop {
    /// The field of a slot.
    pub(super) fn slot(block: BlockId, key: &str) -> Self {
        Self { block, part: Part::Slot(key.to_owned()) }
    }
}

/// The stops of one block, from top to bottom: what is wired has no field.
fn of_block(layout: &Layout, id: BlockId) -> impl Iterator<Item = TabStop> {
    layout.blocks.get(&id).into_iter().flat_map(move |block| {
        block.rows.iter().filter_map(move |row| match &row.kind {
            RowKind::Slot { view, wired: None } => Some(TabStop::slot(id, &view.key)),
            RowKind::More { .. } => Some(TabStop { block: id, part: Part::More }),
            RowKind::Slot { .. } | RowKind::Branch { .. } | RowKind::Items { .. } => None,
        })
    })
}

/// The first stop of a block, or of one that comes after it.
pub(super) fn first_from(layout: &Layout, id: BlockId) -> Option<TabStop> {
    layout.order.iter().skip_while(|other| **other != id).find_map(|other| of_block(layout, *other).next())
}

/// The stop after this one, or before it; none at either end.
pub(super) fn next(layout: &Layout, stop: &TabStop, back: bool) -> Option<TabStop> {
    let mut stops = layout.order.iter().flat_map(|id| of_block(layout, *id));
    if !back {
        return stops.skip_while(|other| other != stop).nth(1);
    }
    let mut before = None;
    for other in stops.by_ref() {
        if other == *stop {
            return before;
        }
        before = Some(other);
    }
    None
}
