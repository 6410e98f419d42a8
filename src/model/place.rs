//! Where something is in the project; every problem and fault has a place, and a click leads there.

use super::handler::HandlerRef;
use super::id::BlockId;
use super::item::Item;

/// A place in the project.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The project as a whole.
    Project,
    /// A thing of it.
    Item(Item),
    /// A handler, with a line where it is Lua (from 1).
    Handler(HandlerRef, Option<u32>),
    /// A block of a handler.
    Block(HandlerRef, BlockId),
}

impl Place {
    /// The place of a thing.
    pub fn item(item: impl Into<Item>) -> Self {
        Self::Item(item.into())
    }

    /// The handler that it is in, if it is in one.
    pub fn handler(&self) -> Option<&HandlerRef> {
        match self {
            Self::Handler(at, _) | Self::Block(at, _) => Some(at),
            Self::Project | Self::Item(_) => None,
        }
    }

    /// The thing that it is, or that owns the handler that it is in.
    pub fn owner(&self) -> Option<&Item> {
        match self {
            Self::Project => None,
            Self::Item(item) => Some(item),
            Self::Handler(at, _) | Self::Block(at, _) => Some(&at.owner),
        }
    }
}
