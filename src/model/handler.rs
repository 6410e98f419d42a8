//! Handlers: what happens when a trigger of a control or of a data source fires, as blocks or as Lua.

use serde::{Deserialize, Serialize};

use super::blocks::Graph;
use super::id::{ControlId, ScreenId, SourceId};

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

/// Whose handler it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// A control on a screen.
    Control(ScreenId, ControlId),
    /// A data source.
    Source(SourceId),
}

/// Where a handler is: a trigger of a control or of a data source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HandlerRef {
    /// Whose it is.
    pub owner: Owner,
    /// The trigger's key, such as `tapped`.
    pub trigger: String,
}

impl HandlerRef {
    /// The handler of `trigger` of `control` on `screen`.
    pub fn new(screen: ScreenId, control: ControlId, trigger: &str) -> Self {
        Self { owner: Owner::Control(screen, control), trigger: trigger.to_owned() }
    }

    /// The handler of `trigger` of a data source.
    pub fn of_source(source: SourceId, trigger: &str) -> Self {
        Self { owner: Owner::Source(source), trigger: trigger.to_owned() }
    }

    /// The screen it is on; that of a source is on none.
    pub fn screen(&self) -> Option<ScreenId> {
        match self.owner {
            Owner::Control(screen, _) => Some(screen),
            Owner::Source(_) => None,
        }
    }

    /// The source that it belongs to, if it is one's.
    pub fn source(&self) -> Option<SourceId> {
        match self.owner {
            Owner::Control(..) => None,
            Owner::Source(source) => Some(source),
        }
    }
}
