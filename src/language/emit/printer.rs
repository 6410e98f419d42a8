//! Lines of pieces to text, in two layouts, each with its source map.

use std::collections::BTreeMap;

use crate::language::source_map::{LineStep, Steps};
use crate::model::id::BlockId;
use crate::model::problem::Problem;

/// How the code is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// For people: one statement a line.
    Pretty,
    /// For the engine: a new line wherever another block begins, so that a fault leads to the very block.
    Exec,
}

/// A line of code before it is laid out.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) indent: usize,
    pub(super) pieces: Vec<(BlockId, String)>,
    /// The statement that it is part of.
    pub(super) step: Option<LineStep>,
}

/// A handler in pieces.
#[derive(Clone, Debug, Default)]
pub struct Written {
    pub(super) lines: Vec<Line>,
    /// The statement in whose branch another one is.
    pub(super) outer: BTreeMap<BlockId, BlockId>,
    /// What is imperfect.
    pub problems: Vec<Problem>,
}

impl Written {
    /// The code, and the block of each of its lines.
    pub fn print(&self, layout: Layout) -> (String, Vec<BlockId>) {
        let mut text = String::new();
        let mut blocks = Vec::new();
        for line in &self.lines {
            let Some(&(first, _)) = line.pieces.first() else { continue };
            let mut owner = first;
            text.push_str(&"  ".repeat(line.indent));
            blocks.push(owner);
            for (block, piece) in &line.pieces {
                if *block != owner && layout == Layout::Exec {
                    text.push('\n');
                    text.push_str(&"  ".repeat(line.indent + 1));
                    blocks.push(*block);
                }
                owner = *block;
                text.push_str(piece);
                // A text of the user's may have lines of its own.
                blocks.extend(piece.matches('\n').map(|_| *block));
            }
            text.push('\n');
        }
        (text, blocks)
    }

    /// The statements that the lines are part of, as they are laid out for the engine.
    pub fn steps(self) -> Steps {
        let lines = self.lines.iter().filter(|line| !line.pieces.is_empty());
        let laid_out = lines.flat_map(|line| {
            let others = line.pieces.windows(2).filter(|pair| matches!(pair, [(a, _), (b, _)] if a != b)).count();
            let own: usize = line.pieces.iter().map(|(_, text)| text.matches('\n').count()).sum();
            std::iter::repeat_n(line.step, 1 + others + own)
        });
        Steps { lines: laid_out.collect(), outer: self.outer }
    }
}
