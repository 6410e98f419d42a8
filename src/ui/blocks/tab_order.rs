//! Where the Tab key stops: the fields, lists and switches of the blocks, in the order of reading.

use super::layout::{Layout, Row, RowKind};
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

/// The stops of one block, from top to bottom, with those of the chips in it: what is wired to another block has no
/// field.
fn of_block(layout: &Layout, id: BlockId) -> Vec<TabStop> {
    let rows = layout.blocks.get(&id).map_or(&[][..], |block| &block.rows);
    let of_row = |row: &Row| match &row.kind {
        RowKind::Slot { view, wired: None } => vec![TabStop::slot(id, &view.key)],
        RowKind::Slot { wired: Some(value), .. } if layout.is_chip(*value) => of_block(layout, *value),
        RowKind::More { .. } => vec![TabStop { block: id, part: Part::More }],
        RowKind::Slot { .. } | RowKind::Branch { .. } | RowKind::Items { .. } => Vec::new(),
    };
    rows.iter().flat_map(of_row).collect()
}

/// All stops in the order of reading; those of chips come with the blocks that they are in.
fn all(layout: &Layout) -> impl Iterator<Item = TabStop> {
    layout.order.iter().filter(|id| !layout.is_chip(**id)).flat_map(|id| of_block(layout, *id))
}

/// The first stop of a block, or of one that comes after it.
pub(super) fn first_from(layout: &Layout, id: BlockId) -> Option<TabStop> {
    layout.order.iter().skip_while(|other| **other != id).find_map(|other| of_block(layout, *other).into_iter().next())
}

/// The stop after this one, or before it; none at either end.
pub(super) fn next(layout: &Layout, stop: &TabStop, back: bool) -> Option<TabStop> {
    let mut stops = all(layout);
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
