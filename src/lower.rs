//! Blocks to Lua. Never fails: what cannot be lowered becomes a problem with a place.

pub mod source_map;

use std::sync::Arc;

use crate::model::handler::HandlerRef;
use crate::model::problem::Problem;

use self::source_map::SourceMap;

/// All handlers of a project as Lua.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lowered {
    /// One per handler, in the order of screens and controls.
    pub chunks: Vec<Arc<Chunk>>,
    /// What is imperfect in the whole project.
    pub problems: Vec<Problem>,
}

/// A handler as Lua.
#[derive(Clone, Debug, PartialEq)]
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
