//! Handlers: what happens when a trigger of a control or of a data source fires, as blocks or as Lua.

use serde::{Deserialize, Serialize};

use super::blocks::Graph;
use super::id::{ControlId, SourceId};
use super::item::Item;

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
            // The lines, counted as bytes: a script may be long, and this is asked for in each frame.
            Self::Lua(text) => {
                let ends = text.bytes().filter(|byte| *byte == b'\n').count();
                ends + usize::from(!text.is_empty() && !text.ends_with('\n'))
            }
        }
    }
}

/// What stands before a property's key where its script is named as a handler is.
const BOUND: &str = "bind:";

/// Where a handler is: a trigger of a thing that has triggers, such as a control or a data source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HandlerRef {
    /// Whose it is.
    pub owner: Item,
    /// The trigger's key, such as `tapped`.
    pub trigger: String,
}

impl HandlerRef {
    /// The handler of `trigger` of `owner`.
    pub fn new(owner: impl Into<Item>, trigger: &str) -> Self {
        Self { owner: owner.into(), trigger: trigger.to_owned() }
    }

    /// The script that a property of a control is bound to: it is named as a handler is, and is none.
    pub fn bound(control: ControlId, key: &str) -> Self {
        Self::new(control, &format!("{BOUND}{key}"))
    }

    /// The key of the property whose script this is; `None` for a handler.
    pub fn bound_key(&self) -> Option<&str> {
        self.trigger.strip_prefix(BOUND)
    }

    /// The source that it belongs to, if it is one's.
    pub fn source(&self) -> Option<SourceId> {
        self.owner.source()
    }

    /// The control that it belongs to, if it is one's.
    pub fn control(&self) -> Option<ControlId> {
        self.owner.control()
    }
}
