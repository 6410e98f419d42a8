//! What is selected in the editor. Plain data: what an edit does to it is the dispatcher's business.

use crate::model::handler::HandlerRef;
use crate::model::id::{BlockId, ControlId};
use crate::model::item::Item;

/// What is selected; the inspector shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Selection {
    /// Nothing.
    #[default]
    Nothing,
    /// Things of the project, the one chosen last at the end: one of any kind, or several controls of one screen.
    Items(Vec<Item>),
    /// Blocks of one handler.
    Blocks(HandlerRef, Vec<BlockId>),
}

impl Selection {
    /// One thing.
    pub fn one(item: impl Into<Item>) -> Self {
        Self::Items(vec![item.into()])
    }

    /// Controls of one screen; nothing where there are none.
    pub fn controls(ids: impl IntoIterator<Item = ControlId>) -> Self {
        let items: Vec<Item> = ids.into_iter().map(Item::from).collect();
        if items.is_empty() { Self::Nothing } else { Self::Items(items) }
    }

    /// The things that are selected.
    pub fn items(&self) -> &[Item] {
        match self {
            Self::Items(items) => items,
            Self::Nothing | Self::Blocks(..) => &[],
        }
    }

    /// The controls that are selected; empty where anything else is.
    pub fn control_ids(&self) -> Vec<ControlId> {
        self.items().iter().filter_map(Item::control).collect()
    }

    /// The thing, where it is a single one.
    pub fn single(&self) -> Option<&Item> {
        match self.items() {
            [item] => Some(item),
            [] | [_, ..] => None,
        }
    }
}
