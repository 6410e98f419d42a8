//! Handlers: what happens when a trigger of a control or of a data source fires, as blocks or as Lua.

use serde::{Deserialize, Serialize};

use super::blocks::{Graph, SCRIPT};
use super::id::{ControlId, SourceId};
use super::item::Item;
use super::value::Value;

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

    /// What is written in Lua in it, named as a handler is: its text, or that of each block that has some.
    pub fn scripts(&self, at: &HandlerRef) -> Vec<(HandlerRef, &str)> {
        match self {
            Self::Blocks(graph) => {
                graph.scripts().enumerate().map(|(number, (_, text))| (at.of_block(number), text)).collect()
            }
            Self::Lua(text) => vec![(at.clone(), text)],
        }
    }

    /// Writes one of its [scripts](Self::scripts) anew.
    pub fn set_script(&mut self, at: &HandlerRef, new: String) {
        match (self, at.block_number()) {
            (Self::Blocks(graph), Some((_, number))) => {
                let block = graph.scripts().nth(number).map(|(id, _)| id);
                if let Some(block) = block.and_then(|id| graph.blocks.get_mut(&id)) {
                    block.slots.insert(SCRIPT.to_owned(), Value::from(new).into());
                }
            }
            (Self::Lua(text), None) => *text = new,
            (Self::Blocks(_), None) | (Self::Lua(_), Some(_)) => {}
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
/// What stands before the number and the trigger where the script of a block is named as a handler is.
const OF_BLOCK: &str = "block:";

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

    /// The script of a block of this handler, by its number among those that have one: it is named as a handler is, and
    /// is none. Numbers stay when blocks get other ids.
    fn of_block(&self, number: usize) -> Self {
        Self { owner: self.owner.clone(), trigger: format!("{OF_BLOCK}{number}:{}", self.trigger) }
    }

    /// The handler of the block whose script this is, and its number; `None` for a handler.
    pub fn block_number(&self) -> Option<(Self, usize)> {
        let (number, trigger) = self.trigger.strip_prefix(OF_BLOCK)?.split_once(':')?;
        Some((Self { owner: self.owner.clone(), trigger: trigger.to_owned() }, number.parse().ok()?))
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
