//! Where handlers shall stop while the app runs. It belongs to the open document and lies in no file.

use super::Editor;
use super::selection::Selection;
use crate::model::blocks::{Graph, Port};
use crate::model::debug::{Breakpoint, Breakpoints};
use crate::model::handler::Handler;
use crate::model::id::BlockId;
use crate::model::place::Place;
use crate::model::project::Project;

/// What somebody who follows handlers has set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Following {
    /// Where handlers shall stop.
    pub breakpoints: Breakpoints,
    /// Whether each block waits for a moment before it runs.
    pub slow: bool,
}

impl Following {
    /// Sets a breakpoint where there is none, and takes it away where there is one.
    pub fn toggle(&mut self, place: Place) {
        if self.breakpoints.remove(&place).is_none() {
            self.breakpoints.insert(place, Breakpoint::default());
        }
    }

    /// Sets a breakpoint, or takes it away.
    pub fn set(&mut self, place: Place, point: Option<Breakpoint>) {
        match point {
            Some(point) => self.breakpoints.insert(place, point),
            None => self.breakpoints.remove(&place),
        };
    }

    /// Lets go of breakpoints whose block or line is gone.
    pub(super) fn keep(&mut self, project: &Project) {
        self.breakpoints.retain(|place, _| match place {
            Place::Block(at, block) => project
                .handler(at)
                .and_then(|handler| handler.graph())
                .is_some_and(|graph| graph.block(*block).is_some()),
            Place::Handler(at, Some(line)) => project.handler(at).is_some_and(|handler| match &**handler {
                Handler::Lua(text) => *line as usize <= text.lines().count(),
                Handler::Blocks(_) => false,
            }),
            Place::Project | Place::Item(_) | Place::Handler(_, None) => false,
        });
    }
}

impl Editor {
    /// Where a breakpoint on what is selected would be: at the statement that the block is part of.
    pub fn selected_step(&self) -> Option<Place> {
        let Selection::Blocks(at, blocks) = &self.selection else { return None };
        let graph = self.project().handler(at)?.graph()?;
        Some(Place::Block(at.clone(), statement_of(graph, *blocks.last()?)))
    }
}

/// The statement whose value a block is; a statement itself.
pub fn statement_of(graph: &Graph, block: BlockId) -> BlockId {
    let parents = graph.parents();
    let owner = |at: &BlockId| match parents.get(at) {
        Some(Port::Slot(owner, _)) => Some(*owner),
        _ => None,
    };
    // Bounded, so that a graph that breaks the rules cannot hang us.
    std::iter::successors(Some(block), owner).take(graph.blocks.len() + 1).last().unwrap_or(block)
}
