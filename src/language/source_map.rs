//! Which block a line of generated Lua comes from.

use std::collections::BTreeMap;

use crate::model::id::BlockId;

/// Blocks by line. Total: every line of a chunk made from blocks has one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceMap {
    lines: Vec<BlockId>,
    steps: Steps,
}

/// The statement that a line is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineStep {
    /// The statement, whichever of its values the line is of.
    pub of: BlockId,
    /// Whether it begins there: other lines go on with it or end it.
    pub begins: bool,
}

/// Which statements lines are part of, for whoever follows a handler step by step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// By line.
    pub lines: Vec<Option<LineStep>>,
    /// The statement in whose branch another one is.
    pub outer: BTreeMap<BlockId, BlockId>,
}

impl SourceMap {
    /// A map from the blocks of all lines, the first line first.
    pub fn new(lines: Vec<BlockId>) -> Self {
        Self { lines, steps: Steps::default() }
    }

    /// The same, with the statements that lines are part of.
    #[must_use]
    pub fn with_steps(self, steps: Steps) -> Self {
        Self { steps, ..self }
    }

    /// The statement that a line is part of, counted from 1.
    pub fn step_at(&self, line: u32) -> Option<LineStep> {
        self.steps.lines.get((line as usize).checked_sub(1)?).copied().flatten()
    }

    /// Whether a statement is in a branch of another one, however deep.
    pub fn is_inside(&self, inner: BlockId, outer: BlockId) -> bool {
        std::iter::successors(Some(inner), |at| self.steps.outer.get(at).copied()).skip(1).any(|at| at == outer)
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
