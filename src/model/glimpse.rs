//! What a block, a variable or a name of a running app holds, as it is shown to whoever looks on: short, whatever it is.
//!
//! A value may be megabytes; only its beginning leaves the script thread. Pure.

use std::time::Instant;

use super::excerpt;
use super::id::BlockId;
use super::value::Value;

/// Most bytes of a value that are shown.
pub const MOST: usize = 200;

/// A value, cut.
#[derive(Clone, Debug, PartialEq)]
pub enum Glimpse {
    /// No value at all.
    Nothing,
    /// A text, number or truth value.
    Plain(Value),
    /// A list or a record.
    Table {
        /// How many values there are, as far as they were counted.
        count: usize,
        /// Whether it has names instead of places.
        named: bool,
        /// Its beginning.
        begin: String,
    },
    /// A function.
    Function,
    /// Something of the app itself, such as a connection or a control.
    Object,
}

impl Glimpse {
    /// A value of the project.
    pub fn of(value: &Value) -> Self {
        let cut = |text: &str| excerpt::cut(text, MOST).into_owned();
        match value {
            Value::Text(text) => Self::Plain(Value::from(cut(text))),
            Value::Bool(_) | Value::Number(_) => Self::Plain(value.clone()),
            Value::List(list) => Self::Table { count: list.len(), named: false, begin: cut(&value.to_json()) },
            Value::Record(record) => Self::Table { count: record.len(), named: true, begin: cut(&value.to_json()) },
            Value::Raw(raw) => Self::Plain(Value::from(cut(raw))),
        }
    }
}

/// What a block has done lately.
#[derive(Clone, Debug, PartialEq)]
pub struct BlockSeen {
    /// What it gave last; nothing where it gives nothing.
    pub value: Option<Glimpse>,
    /// How often it ran, since somebody has begun to look.
    pub times: u64,
    /// When it ran last.
    pub at: Instant,
}

/// What the blocks of a handler have done since this was told last.
pub type SeenBlocks = Vec<(BlockId, BlockSeen)>;
