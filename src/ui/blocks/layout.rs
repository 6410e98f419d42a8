//! Where everything on the canvas lies: a pure function of the project, without a window.
//!
//! Statements stack downwards, branches hang below their row; values are chips inside their slots, where they do not
//! fit or were unfolded blocks left of them.
//! Row heights are fixed and nothing here asks a widget for its size, so hit tests, culling and tests all use the same rects.

mod build;
mod chips;
mod rows;

use std::collections::{BTreeMap, BTreeSet};

use egui::{Pos2, Rect, pos2};

use crate::i18n::Lang;
use crate::language::SlotView;
use crate::language::block::Hue;
use crate::model::blocks::check::Shape;
use crate::model::blocks::{Graph, Port};
use crate::model::handler::HandlerRef;
use crate::model::id::BlockId;
use crate::model::project::Project;

/// Height of a header.
pub(super) const HEADER: f32 = 26.0;
/// Height of a row.
pub(super) const ROW: f32 = 29.0;
/// Width of a statement.
pub(super) const STATEMENT: f32 = 280.0;
/// Width of a value block.
pub(super) const VALUE: f32 = 212.0;
/// Space between two blocks that are snapped together.
pub(super) const GAP: f32 = 10.0;
/// Space between two values above each other.
pub(super) const VALUE_GAP: f32 = 14.0;
/// Space between a value block and the block it feeds.
pub(super) const WIRE: f32 = 46.0;
/// How far a branch is indented.
pub(super) const INDENT: f32 = 24.0;
/// Where the flow runs, from the left edge of a block.
pub(super) const FLOW_X: f32 = 14.0;
/// Space inside a block, left and right.
pub(super) const PAD: f32 = 12.0;
/// Space inside a block below its last row.
pub(super) const FOOT: f32 = 3.0;
/// Height of a field inside its row.
pub(super) const FIELD: f32 = 23.0;
/// Height of the row that shows and hides what is advanced.
pub(super) const MORE: f32 = 22.0;
/// Size of the place where a branch asks for its next block.
pub(super) const MOUTH: egui::Vec2 = egui::vec2(132.0, 22.0);
/// Height of the bar that ends a block with branches.
pub(super) const END: f32 = 9.0;
/// Height of a line in a field of several lines.
pub(super) const LINE: f32 = 18.0;

/// What of the blocks is folded; remembered by the window, not by the project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Folds {
    /// The blocks that show their advanced slots.
    pub(super) opened: BTreeSet<BlockId>,
    /// The branches that are one line.
    pub(super) branches: BTreeSet<(BlockId, String)>,
}

/// Where a branch asks for its next block.
#[derive(Debug)]
pub(super) struct Mouth {
    /// The port that it is.
    pub(super) port: Port,
    /// Where it is.
    pub(super) rect: Rect,
    /// What takes a block that is dropped: the whole width of the branch, down to what comes below it.
    pub(super) band: Rect,
    /// The block with the branch, and what that is called.
    pub(super) branch: (BlockId, String),
}

/// Where the blocks of one handler lie.
#[derive(Debug)]
pub(super) struct Layout {
    /// The event.
    pub(super) head: Rect,
    /// The blocks.
    pub(super) blocks: BTreeMap<BlockId, BlockLayout>,
    /// The blocks in the order in which they are painted and read.
    pub(super) order: Vec<BlockId>,
    /// The wires.
    pub(super) wires: Vec<Wire>,
    /// The topics that stand in blocks, each with the place of its block: what is looked for from far away.
    pub(super) topics: Vec<(Rect, String)>,
    /// Where branches ask for their next blocks.
    pub(super) mouths: Vec<Mouth>,
    /// What was folded.
    pub(super) folds: Folds,
    /// Everything together.
    pub(super) bounds: Rect,
}

/// Where a block lies.
#[derive(Debug)]
pub(super) struct BlockLayout {
    /// Its main part.
    pub(super) rect: Rect,
    /// Its parts from top to bottom: more than one where branches lie between them.
    pub(super) parts: Vec<Rect>,
    /// Its rows.
    pub(super) rows: Vec<Row>,
    /// Name for screen readers and tests: the label, numbered from the second block of a kind.
    pub(super) name: String,
    /// What stands on the header.
    pub(super) label: String,
    /// Icon of its header.
    pub(super) icon: &'static str,
    /// Colour family.
    pub(super) hue: Hue,
    /// How it hangs; `None` for a kind that this version does not know.
    pub(super) shape: Option<Shape>,
    /// Where it hangs; `None` for the root of a loose stack.
    pub(super) parent: Option<Port>,
    /// Whether it hangs on no event.
    pub(super) loose: bool,
    /// How it is drawn inside its slot; `None` for a block of its own.
    pub(super) chip: Option<ChipLook>,
    /// Whether it is a value with a wire that could be a chip as well.
    pub(super) can_fold: bool,
}

/// What a chip says besides its slots.
#[derive(Debug)]
pub(super) struct ChipLook {
    /// Middle of its icon.
    pub(super) icon: Pos2,
    /// Its words, each with its left middle.
    pub(super) words: Vec<(Pos2, String)>,
    /// How many levels of chips it has, 1 without another in it.
    pub(super) levels: usize,
}

/// A row of a block.
#[derive(Debug)]
pub(super) struct Row {
    /// The whole row.
    pub(super) rect: Rect,
    /// Its field.
    pub(super) field: Rect,
    /// What stands at the left.
    pub(super) label: String,
    /// What it is.
    pub(super) kind: RowKind,
}

/// What a row is.
#[derive(Debug)]
pub(super) enum RowKind {
    /// An input.
    Slot {
        /// The slot.
        view: SlotView,
        /// The value block that feeds it.
        wired: Option<BlockId>,
    },
    /// A branch.
    Branch {
        /// Its key.
        key: String,
        /// What is in it, where that is folded to a line.
        folded: Option<String>,
    },
    /// Shows and hides the slots that hardly anyone needs.
    More {
        /// Whether they are shown.
        open: bool,
    },
    /// The buttons that change how many items there are.
    Items {
        /// How many there are.
        count: usize,
        /// Fewest.
        min: usize,
        /// Most.
        max: usize,
    },
}

/// What a wire carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WireKind {
    /// The flow.
    Flow,
    /// The flow into a branch of a block of this colour.
    Branch(Hue),
    /// A value.
    Value(crate::model::types::Ty),
}

/// A wire.
#[derive(Debug)]
pub(super) struct Wire {
    /// Its upper or left end.
    pub(super) from: Pos2,
    /// Its lower or right end.
    pub(super) to: Pos2,
    /// What it carries.
    pub(super) kind: WireKind,
    /// The block at its end that hangs in the other one.
    pub(super) block: BlockId,
}

/// What a layout is made from.
#[derive(Clone, Copy)]
pub(super) struct Input<'a> {
    /// The project.
    pub(super) project: &'a Project,
    /// The handler.
    pub(super) at: &'a HandlerRef,
    /// Its blocks.
    pub(super) graph: &'a Graph,
    /// Language of the labels.
    pub(super) lang: Lang,
    /// What is folded.
    pub(super) folds: &'a Folds,
    /// Width of a text at zoom 1.
    pub(super) measure: &'a dyn Fn(&str) -> f32,
}

/// Lays out the blocks of a handler.
pub(super) fn layout(input: Input<'_>) -> Layout {
    build::Builder::new(input).run()
}

impl Row {
    /// The slot, where it is one.
    pub(super) fn slot(&self) -> Option<(&SlotView, Option<BlockId>)> {
        match &self.kind {
            RowKind::Slot { view, wired } => Some((view, *wired)),
            RowKind::Branch { .. } | RowKind::Items { .. } | RowKind::More { .. } => None,
        }
    }

    /// Where a wire goes in.
    pub(super) fn port(&self) -> Pos2 {
        self.rect.left_center()
    }

    /// Whether a wire may go in at all.
    pub(super) fn takes_wire(&self) -> bool {
        self.slot().is_some_and(|(view, wired)| view.takes.wire().is_some() || wired.is_some())
    }
}

impl BlockLayout {
    /// Where a value comes out.
    pub(super) fn output(&self) -> Pos2 {
        if self.chip.is_some() {
            return self.rect.left_center();
        }
        pos2(self.rect.right(), self.rect.top() + HEADER / 2.0)
    }

    /// Where the flow comes in.
    pub(super) fn flow_in(&self) -> Pos2 {
        pos2(self.rect.left() + FLOW_X, self.rect.top())
    }

    /// Where the flow goes on.
    pub(super) fn flow_out(&self) -> Pos2 {
        pos2(self.rect.left() + FLOW_X, self.parts.last().map_or_else(|| self.rect.bottom(), |part| part.bottom()))
    }

    /// Whether the flow ends with it.
    pub(super) fn ends_flow(&self) -> bool {
        matches!(self.shape, Some(Shape::Statement { has_next: false }))
    }

    /// Whether it gives a value.
    pub(super) fn is_value(&self) -> bool {
        matches!(self.shape, Some(Shape::Value(_))) || matches!(self.parent, Some(Port::Slot(..)))
    }

    /// The header.
    pub(super) fn header(&self) -> Rect {
        if self.chip.is_some() {
            return self.rect;
        }
        Rect::from_min_size(self.rect.min, egui::vec2(self.rect.width(), HEADER))
    }

    /// From the top of the first part to the bottom of the last one.
    pub(super) fn hull(&self) -> Rect {
        self.parts.iter().fold(self.rect, |hull, part| hull.union(*part))
    }

    /// The row of a slot.
    pub(super) fn row(&self, key: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.slot().is_some_and(|(view, _)| view.key == key))
    }

    /// Where a branch begins.
    pub(super) fn branch_port(&self, key: &str) -> Option<Pos2> {
        let row = self.rows.iter().find(|row| matches!(&row.kind, RowKind::Branch { key: k, .. } if k == key))?;
        let part = self.parts.iter().find(|part| part.y_range().contains(row.rect.center().y))?;
        // In a part that goes on below the row, the branch is folded and begins at the row itself.
        let bottom = if part.bottom() - row.rect.bottom() < ROW / 2.0 { part.bottom() } else { row.rect.bottom() };
        Some(pos2(self.rect.left() + INDENT + FLOW_X, bottom))
    }
}

impl Layout {
    /// Where an event without blocks asks for the first one.
    pub(super) fn empty_zone(&self) -> Rect {
        Rect::from_min_size(pos2(self.head.left(), self.head.bottom() + GAP * 2.0), egui::vec2(self.head.width(), 54.0))
    }

    /// Whether this value is a chip inside its slot.
    pub(super) fn is_chip(&self, id: BlockId) -> bool {
        self.blocks.get(&id).is_some_and(|block| block.chip.is_some())
    }

    /// The blocks that a value is drawn in, the innermost first: itself, and what is around it while it is a chip.
    fn outwards(&self, id: BlockId) -> impl Iterator<Item = BlockId> {
        std::iter::successors(Some(id), |at| match self.blocks.get(at).filter(|block| block.chip.is_some())?.parent {
            Some(Port::Slot(owner, _)) => Some(owner),
            Some(_) | None => None,
        })
    }

    /// The block that a chip is drawn in; any other block itself.
    pub(super) fn around(&self, id: BlockId) -> BlockId {
        self.outwards(id).last().unwrap_or(id)
    }

    /// Where a value that leaves its slot has room: beside the block that it was drawn in, or a little aside.
    pub(super) fn aside(&self, id: BlockId) -> Pos2 {
        let Some(own) = self.blocks.get(&id).map(|block| block.rect) else { return Pos2::ZERO };
        match self.blocks.get(&self.around(id)).filter(|_| self.is_chip(id)) {
            Some(around) => pos2(around.rect.left() - WIRE - VALUE, own.top() + GAP),
            None => own.min + egui::vec2(-24.0, 36.0),
        }
    }

    /// The row of a slot.
    pub(super) fn row_of(&self, port: &Port) -> Option<&Row> {
        match port {
            Port::Slot(owner, key) => self.blocks.get(owner)?.row(key),
            Port::First | Port::Next(_) | Port::Branch(..) => None,
        }
    }

    /// Where a port is.
    pub(super) fn port_pos(&self, port: &Port) -> Option<Pos2> {
        match port {
            Port::First => Some(pos2(self.head.left() + FLOW_X, self.head.bottom())),
            Port::Next(id) => Some(self.blocks.get(id)?.flow_out()),
            Port::Branch(id, key) => self.blocks.get(id)?.branch_port(key),
            Port::Slot(id, key) => Some(self.blocks.get(id)?.row(key)?.port()),
        }
    }
}

#[cfg(test)]
mod tests;
