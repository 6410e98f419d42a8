//! The graph of a handler: a forest of blocks, stored flat by id.
//!
//! Statement blocks hang below each other (`next`, and one per branch); value blocks sit in input slots.
//! A block is used in at most one place, so every graph lowers to structured code.
//! Only [`edit`] changes a graph; [`check`] holds the rules.

pub mod check;
pub mod edit;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::id::{BlockId, ColumnId};
use super::item::Item;
use super::value::Value;

/// A position on the canvas, in canvas pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pos {
    /// To the right.
    pub x: f32,
    /// Down.
    pub y: f32,
}

/// The blocks of a handler.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Graph {
    /// The first block below the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<BlockId>,
    /// All blocks by id.
    #[serde(default)]
    pub blocks: BTreeMap<BlockId, Block>,
    /// Positions of loose stacks and hand-detached value blocks; all others are laid out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub positions: BTreeMap<BlockId, Pos>,
    /// Values in slots that are blocks with a wire; all others are chips inside their slots, where they fit.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub unfolded: BTreeSet<BlockId>,
}

/// A block.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// Key of its row, such as `mqtt_publish`.
    pub kind: String,
    /// What is in its slots, by key; missing means the row's default.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub slots: BTreeMap<String, Slot>,
    /// First block of each branch, by key (`then`, `else`, `body`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub branches: BTreeMap<String, BlockId>,
    /// The block below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<BlockId>,
}

/// Key of the slot that holds Lua, in every block that has some.
pub const SCRIPT: &str = "lua";

/// What is in a slot: a wire from a value block, a thing of the project, or a literal.
#[derive(Clone, Debug, PartialEq)]
pub enum Slot {
    /// The value of another block; written `Wire(7)`.
    Wire(BlockId),
    /// A thing of the project; written `Variable(5)`.
    Ref(Item),
    /// A literal.
    Literal(Value),
}

impl Serialize for Slot {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Wire(block) => Value::Raw(format!("Wire({block})")).serialize(serializer),
            Self::Ref(item) => Value::Raw(item.to_string()).serialize(serializer),
            Self::Literal(value) => value.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Slot {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        if let Value::Raw(ron) = &value {
            let wire = ron.strip_prefix("Wire(").and_then(|rest| rest.strip_suffix(')'));
            if let Some(id) = wire.and_then(|id| id.trim().parse().ok()) {
                return Ok(Self::Wire(BlockId(id)));
            }
            if let Some(item) = Item::parse(ron) {
                return Ok(Self::Ref(item));
            }
        }
        Ok(Self::Literal(value))
    }
}

impl From<Item> for Slot {
    fn from(item: Item) -> Self {
        Self::Ref(item)
    }
}

impl<T: Into<Value>> From<T> for Slot {
    fn from(value: T) -> Self {
        Self::Literal(value.into())
    }
}

/// Where a block hangs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Port {
    /// Below the event.
    First,
    /// Below another statement block.
    Next(BlockId),
    /// First in a branch of another statement block.
    Branch(BlockId, String),
    /// In an input slot of another block.
    Slot(BlockId, String),
}

/// What stands before the id of a column in the key of its slot.
const COLUMN_SLOT: &str = "column:";

/// Key of the slot of a column, in a block that makes a row.
pub fn column_key(id: ColumnId) -> String {
    format!("{COLUMN_SLOT}{id}")
}

/// The column that the slot with this key is of.
pub fn column_of_key(key: &str) -> Option<ColumnId> {
    key.strip_prefix(COLUMN_SLOT)?.parse().ok().map(ColumnId)
}

impl Block {
    /// A block of this kind with nothing set.
    pub fn new(kind: &str) -> Self {
        Self { kind: kind.to_owned(), ..Self::default() }
    }

    /// The same block with a literal or a reference in a slot.
    #[must_use]
    pub fn with(mut self, slot: &str, content: impl Into<Slot>) -> Self {
        self.slots.insert(slot.to_owned(), content.into());
        self
    }

    /// The Lua in it, if it has some.
    pub fn script(&self) -> Option<&str> {
        self.literal(SCRIPT).and_then(Value::as_text)
    }

    /// The thing that a slot refers to.
    pub fn item(&self, slot: &str) -> Option<&Item> {
        match self.slots.get(slot) {
            Some(Slot::Ref(item)) => Some(item),
            Some(Slot::Wire(_) | Slot::Literal(_)) | None => None,
        }
    }

    /// Everything that it refers to: what is in slots, and the columns that have slots.
    pub fn items(&self) -> impl Iterator<Item = Item> {
        self.slots.iter().filter_map(|(key, slot)| match slot {
            Slot::Ref(item) => Some(item.clone()),
            Slot::Wire(_) | Slot::Literal(_) => column_of_key(key).map(Item::from),
        })
    }

    /// The literal in a slot.
    pub fn literal(&self, slot: &str) -> Option<&Value> {
        match self.slots.get(slot) {
            Some(Slot::Literal(value)) => Some(value),
            Some(Slot::Wire(_) | Slot::Ref(_)) | None => None,
        }
    }

    /// The block wired to a slot.
    pub fn wire(&self, slot: &str) -> Option<BlockId> {
        match self.slots.get(slot) {
            Some(Slot::Wire(block)) => Some(*block),
            Some(Slot::Literal(_) | Slot::Ref(_)) | None => None,
        }
    }

    /// The blocks that hang on this one: values, branches, next; in this order.
    pub fn children(&self) -> impl Iterator<Item = BlockId> {
        self.inner_children().chain(self.next)
    }

    /// The blocks that belong to this one, without what comes after it: values, then branches.
    pub fn inner_children(&self) -> impl Iterator<Item = BlockId> {
        let wires = self.slots.values().filter_map(|slot| match slot {
            Slot::Wire(block) => Some(*block),
            Slot::Ref(_) | Slot::Literal(_) => None,
        });
        wires.chain(self.branches.values().copied())
    }
}

impl Graph {
    /// The blocks with Lua in them, in the order of their ids.
    pub fn scripts(&self) -> impl Iterator<Item = (BlockId, &str)> {
        self.blocks.iter().filter_map(|(id, block)| Some((*id, block.script()?)))
    }

    /// Everything that its blocks refer to, with the block.
    pub fn items(&self) -> impl Iterator<Item = (BlockId, Item)> {
        self.blocks.iter().flat_map(|(&id, block)| block.items().map(move |item| (id, item)))
    }

    /// The block with this id.
    pub fn block(&self, id: BlockId) -> Option<&Block> {
        self.blocks.get(&id)
    }

    /// Where each block hangs; blocks that hang nowhere (loose stacks) are missing.
    pub fn parents(&self) -> BTreeMap<BlockId, Port> {
        let mut parents = BTreeMap::new();
        if let Some(first) = self.first {
            parents.insert(first, Port::First);
        }
        for (&id, block) in &self.blocks {
            for (key, slot) in &block.slots {
                if let Slot::Wire(child) = slot {
                    parents.insert(*child, Port::Slot(id, key.clone()));
                }
            }
            for (key, &child) in &block.branches {
                parents.insert(child, Port::Branch(id, key.clone()));
            }
            if let Some(next) = block.next {
                parents.insert(next, Port::Next(id));
            }
        }
        parents
    }

    /// The block in a port.
    pub fn at(&self, port: &Port) -> Option<BlockId> {
        match port {
            Port::First => self.first,
            Port::Next(id) => self.block(*id)?.next,
            Port::Branch(id, key) => self.block(*id)?.branches.get(key).copied(),
            Port::Slot(id, key) => self.block(*id)?.wire(key),
        }
    }

    /// The values that sit in slots.
    pub fn wired(&self) -> impl Iterator<Item = BlockId> {
        self.blocks.values().flat_map(|block| {
            block.slots.values().filter_map(|slot| match slot {
                Slot::Wire(child) => Some(*child),
                Slot::Ref(_) | Slot::Literal(_) => None,
            })
        })
    }

    /// Roots of loose stacks: blocks that hang nowhere, in order of their ids.
    pub fn loose(&self) -> Vec<BlockId> {
        let parents = self.parents();
        self.blocks.keys().copied().filter(|id| !parents.contains_key(id)).collect()
    }

    /// The block and all that hangs on it, the block first.
    pub fn subtree(&self, root: BlockId) -> Vec<BlockId> {
        self.collect(vec![root])
    }

    /// The block with its values and branches, without what comes after it.
    pub fn piece(&self, root: BlockId) -> Vec<BlockId> {
        let mut out = vec![root];
        if let Some(block) = self.block(root) {
            out.extend(self.collect(block.inner_children().collect()));
        }
        out
    }

    /// The last block of the stack that starts at `root`.
    pub fn tail(&self, root: BlockId) -> BlockId {
        let mut last = root;
        // A bound, so that a graph that breaks the rules cannot hang us.
        for _ in 0..self.blocks.len() {
            match self.block(last).and_then(|block| block.next) {
                Some(next) => last = next,
                None => break,
            }
        }
        last
    }

    fn collect(&self, mut stack: Vec<BlockId>) -> Vec<BlockId> {
        let mut out = Vec::new();
        stack.reverse();
        while let Some(id) = stack.pop() {
            let Some(block) = self.block(id) else { continue };
            if out.len() > self.blocks.len() {
                break;
            }
            out.push(id);
            let children: Vec<_> = block.children().collect();
            stack.extend(children.into_iter().rev());
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::ConnectionId;

    #[test]
    fn slots_read_well_in_the_file() {
        let block = Block::new("mqtt_publish").with("topic", "halle/1").with("qos", 1.0);
        let mut block = block.with("connection", Item::from(ConnectionId::local()));
        block.slots.insert("message".to_owned(), Slot::Wire(BlockId(7)));
        let ron = ron::to_string(&block).unwrap();
        let slots = r#""connection":Connection("lokal"),"message":Wire(7),"qos":1,"topic":"halle/1""#;
        assert_eq!(ron, format!("(kind:\"mqtt_publish\",slots:{{{slots}}})"));
        assert_eq!(ron::from_str::<Block>(&ron).unwrap(), block);
    }
}
