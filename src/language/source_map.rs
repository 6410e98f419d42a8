//! Which block a line of generated Lua comes from.

use crate::model::id::BlockId;

/// Blocks by line. Total: every line of a chunk made from blocks has one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceMap {
    lines: Vec<BlockId>,
}

impl SourceMap {
    /// A map from the blocks of all lines, the first line first.
    pub fn new(lines: Vec<BlockId>) -> Self {
        Self { lines }
    }

    /// The block of a line, counted from 1; `None` beyond the end or for hand-written Lua.
    pub fn block_at(&self, line: u32) -> Option<BlockId> {
        self.lines.get((line as usize).checked_sub(1)?).copied()
    }

    /// The first line of a block, counted from 1.
    pub fn line_of(&self, block: BlockId) -> Option<u32> {
        self.lines.iter().position(|&other| other == block).map(|i| i as u32 + 1)
    }

    /// How many lines it knows.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether it knows no line.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}
