//! Handlers: what happens when a control's trigger fires, as blocks or as Lua.

use serde::{Deserialize, Serialize};

use super::blocks::Graph;
use super::id::{ControlId, ScreenId};

/// What a trigger does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Handler {
    /// Wired blocks.
    Blocks(Graph),
    /// Lua text.
    Lua(#[serde(serialize_with = "super::value::serialize_text")] String),
}

impl Handler {
    /// An empty handler made of blocks.
    pub fn empty() -> Self {
        Self::Blocks(Graph::default())
    }

    /// The block graph, if it is one.
    pub fn graph(&self) -> Option<&Graph> {
        match self {
            Self::Blocks(graph) => Some(graph),
            Self::Lua(_) => None,
        }
    }

    /// How many blocks it has, or lines of Lua.
    pub fn size(&self) -> usize {
        match self {
            Self::Blocks(graph) => graph.blocks.len(),
            Self::Lua(text) => text.lines().count(),
        }
    }
}

/// Where a handler is: a trigger of a control on a screen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HandlerRef {
    /// The screen.
    pub screen: ScreenId,
    /// The control on it.
    pub control: ControlId,
    /// The trigger's key, such as `tapped`.
    pub trigger: String,
}

impl HandlerRef {
    /// The handler of `trigger` of `control` on `screen`.
    pub fn new(screen: ScreenId, control: ControlId, trigger: &str) -> Self {
        Self { screen, control, trigger: trigger.to_owned() }
    }
}
