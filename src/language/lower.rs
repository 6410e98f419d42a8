//! Blocks to Lua. Never fails: what cannot be lowered becomes a problem with a place.

use std::sync::Arc;

use super::checks;
use super::emit::{Emit, Layout};
use crate::model::handler::{Handler, HandlerRef};
use crate::model::problem::Problem;
use crate::model::project::Project;

use super::source_map::SourceMap;

/// All handlers of a project as Lua.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lowered {
    /// One per handler, in the order of screens and controls.
    pub chunks: Vec<Arc<Chunk>>,
    /// What is imperfect in the whole project.
    pub problems: Vec<Problem>,
}

/// A handler as Lua.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// The handler.
    pub handler: HandlerRef,
    /// For people: one statement a line.
    pub pretty: String,
    /// Which block each line of `pretty` comes from.
    pub pretty_map: SourceMap,
    /// For the engine: one value block a line, so that a fault leads to the very block.
    pub exec: String,
    /// Which block each line of `exec` comes from; empty for a handler written in Lua.
    pub exec_map: SourceMap,
}

impl Lowered {
    /// The chunk of a handler.
    pub fn chunk(&self, handler: &HandlerRef) -> Option<&Arc<Chunk>> {
        self.chunks.iter().find(|chunk| chunk.handler == *handler)
    }
}

/// Lowers all handlers and collects what is imperfect.
pub fn lower(project: &Project) -> Lowered {
    let mut out = Lowered::default();
    for (at, handler) in project.handlers() {
        out.chunks.push(Arc::new(lower_handler(project, &at, handler, &mut out.problems)));
    }
    checks::project(project, &mut out.problems);
    out
}

fn lower_handler(project: &Project, at: &HandlerRef, handler: &Handler, problems: &mut Vec<Problem>) -> Chunk {
    let chunk = match handler {
        Handler::Lua(text) => Chunk {
            handler: at.clone(),
            pretty: text.clone(),
            pretty_map: SourceMap::default(),
            exec: text.clone(),
            exec_map: SourceMap::default(),
        },
        Handler::Blocks(graph) => {
            let written = Emit::handler(project, at, graph);
            let (pretty, pretty_blocks) = written.print(Layout::Pretty);
            let (exec, exec_blocks) = written.print(Layout::Exec);
            problems.extend(written.problems);
            Chunk {
                handler: at.clone(),
                pretty,
                pretty_map: SourceMap::new(pretty_blocks),
                exec,
                exec_map: SourceMap::new(exec_blocks),
            }
        }
    };
    checks::handler(project, at, handler, problems);
    chunk
}

#[cfg(test)]
mod tests;
