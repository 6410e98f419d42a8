//! What a row says about a block; what one of a control says is in `player/row.rs`.

use std::borrow::Cow;

use super::emit::{Emit, Expr, Node};
use crate::i18n::{Lang, Text};
use crate::model::blocks::Block;
use crate::model::item::ItemKind;
use crate::model::project::Project;
use crate::model::types::Ty;

pub use crate::model::row::{Cause, Choice, Literal, TriggerDef};
pub use crate::player::row::{ControlDef, ControlGroup, Holds, PropertyDef, Reading, Section};

/// A heading of the palette with its blocks: one literal per heading, in the file of its rows.
#[derive(Debug)]
pub struct CategoryDef {
    /// The headings above its blocks, the outermost first.
    pub path: &'static [Text],
    /// The colour family of its blocks.
    pub hue: Hue,
    /// Its blocks, in the order of the palette.
    pub rows: &'static [BlockDef],
    /// The palette's own blocks for what the project has, shown after the rows.
    pub ready_made: fn(&Project, Lang) -> Vec<ReadyMade>,
    /// Whether the palette shows it open at first.
    pub is_open: bool,
}

impl CategoryDef {
    /// A heading with nothing but its rows.
    pub const fn new(path: &'static [Text], hue: Hue, rows: &'static [BlockDef]) -> Self {
        Self { path, hue, rows, ready_made: |_, _| Vec::new(), is_open: false }
    }
}

/// A block for something that the project has.
#[derive(Debug)]
pub struct ReadyMade {
    /// What the palette calls it.
    pub label: String,
    /// The headings above it.
    pub path: Vec<String>,
    /// More words to find it by.
    pub words: String,
    /// The block.
    pub block: Block,
}

/// Colour family of a block's header; the colours themselves are the theme's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hue {
    /// The event at the top.
    Event,
    /// MQTT.
    Mqtt,
    /// Logic and loops.
    Logic,
    /// Text.
    Text,
    /// Numbers.
    Number,
    /// Variables.
    Variable,
    /// Controls.
    Control,
    /// Application and log.
    System,
}

/// A block: one literal per block, in the file of its category.
#[derive(Debug)]
pub struct BlockDef {
    /// Key in the project file; never changes.
    pub kind: &'static str,
    /// Name of an icon in the icon font (`lucide`), in kebab case.
    pub icon: &'static str,
    /// What stands on its header.
    pub label: Text,
    /// One or two sentences: what it does.
    pub help: Text,
    /// More words to find it by, lower case.
    pub words: &'static [&'static str],
    /// How it is attached, and what it writes.
    pub form: Form,
    /// Its slots, in the order they are shown.
    pub slots: &'static [SlotDef],
}

impl BlockDef {
    /// Its slot that stands for as many as the user wants; no block has two.
    pub fn repeated(&self) -> Option<(&'static SlotDef, Repeat)> {
        self.slots.iter().find_map(|slot| Some((slot, slot.repeat?)))
    }
}

/// How a block is attached in the graph, with what it writes there.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// In the flow; writes whole lines.
    Statement {
        /// What is attached inside it.
        branches: &'static [BranchDef],
        /// Whether the flow ends with it, so that nothing may follow.
        ends: bool,
        /// Writes it.
        emit: WriteStatement,
    },
    /// In a slot; gives a value.
    Value {
        /// Which type.
        gives: Gives,
        /// What it says besides its slots where it is a chip in a slot.
        says: Says,
        /// Writes it.
        emit: WriteValue,
    },
}

/// What a value says besides its slots where it is drawn small, as a chip in a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// Its name, before them.
    Name,
    /// This, between two of them.
    Between(Text),
    /// Nothing: they say it all.
    Slots,
}

/// Writes a statement block.
pub type WriteStatement = fn(&mut Emit<'_>, &Node<'_>);

/// Gives the expression of a value block.
pub type WriteValue = fn(&mut Emit<'_>, &Node<'_>) -> Expr;

impl Form {
    /// A statement without branches.
    pub const fn statement(emit: WriteStatement) -> Self {
        Self::Statement { branches: &[], ends: false, emit }
    }

    /// A statement with these branches.
    pub const fn branching(branches: &'static [BranchDef], emit: WriteStatement) -> Self {
        Self::Statement { branches, ends: false, emit }
    }

    /// A statement that nothing may follow.
    pub const fn ending(emit: WriteStatement) -> Self {
        Self::Statement { branches: &[], ends: true, emit }
    }

    /// A value that is always of this type.
    pub const fn value(ty: Ty, emit: WriteValue) -> Self {
        Self::Value { gives: Gives::Fixed(ty), says: Says::Name, emit }
    }

    /// A value that says what was chosen in its slots.
    pub const fn chosen(gives: Gives, emit: WriteValue) -> Self {
        Self::Value { gives, says: Says::Slots, emit }
    }

    /// The same value, which says something else than its name as a chip.
    #[must_use]
    pub const fn saying(self, says: Says) -> Self {
        match self {
            Self::Value { gives, emit, .. } => Self::Value { gives, says, emit },
            Self::Statement { .. } => self,
        }
    }

    /// The branches; none for a value.
    pub fn branches(&self) -> &'static [BranchDef] {
        match self {
            Self::Statement { branches, .. } => branches,
            Self::Value { .. } => &[],
        }
    }

    /// Whether it gives a value.
    pub fn is_value(&self) -> bool {
        matches!(self, Self::Value { .. })
    }
}

/// A branch of a statement block.
#[derive(Debug)]
pub struct BranchDef {
    /// Key in the project file.
    pub key: &'static str,
    /// What stands at its port.
    pub label: Text,
    /// Whether it is a loop's, which a block in it may leave.
    pub is_loop: bool,
    /// Whether it is there once for each item of the block's repeated slot; then a number stands behind its key.
    pub of_items: bool,
}

impl BranchDef {
    /// A branch that is there once.
    pub const fn new(key: &'static str, label: Text) -> Self {
        Self { key, label, is_loop: false, of_items: false }
    }

    /// The same branch as the body of a loop.
    #[must_use]
    pub const fn looping(self) -> Self {
        Self { is_loop: true, ..self }
    }

    /// The same branch, there once for each item of the block's repeated slot.
    #[must_use]
    pub const fn of_items(self) -> Self {
        Self { of_items: true, ..self }
    }

    /// Its key for the `number`th item, from 1; its key as it is where it is there once.
    pub fn key_of(&self, number: usize) -> Cow<'static, str> {
        if self.of_items { Cow::Owned(format!("{}{number}", self.key)) } else { Cow::Borrowed(self.key) }
    }
}

/// Type of the value that a block gives, or that a slot takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    /// Always this one.
    Fixed(Ty),
    /// That of the variable chosen in this slot.
    VariableIn(&'static str),
    /// That of the property chosen in this slot, of the control chosen in `control`.
    PropertyIn(&'static str),
    /// That of the column chosen in this slot, of the data source chosen in `source`.
    ColumnIn(&'static str),
    /// That of the result of the function chosen in this slot.
    ResultOf(&'static str),
    /// That of the input chosen in this slot, of the function chosen in `function`.
    ParameterIn(&'static str),
}

/// A slot of a block: a constant that stands in the row's list, and by which its lowering asks for what is in it.
#[derive(Clone, Copy, Debug)]
pub struct SlotDef {
    /// Key in the project file.
    pub key: &'static str,
    /// What stands beside it.
    pub label: Text,
    /// What it takes.
    pub takes: Takes,
    /// What it holds when nothing was set.
    pub default: Literal,
    /// Whether the user must fill it.
    pub required: bool,
    /// Whether it stands under *Erweitert*: shown only when opened there, wired or set.
    pub advanced: bool,
    /// Whether it stands for as many slots as the user wants.
    pub repeat: Option<Repeat>,
    /// Whether people read what is in it, so that it is shown in their language.
    pub reading: Reading,
    /// What its value is for, where that says which type it takes.
    pub typed_by: Option<Gives>,
    /// One sentence about it.
    pub help: Text,
}

/// How many slots one may become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// Fewest.
    pub min: usize,
    /// Most.
    pub max: usize,
}

impl SlotDef {
    /// A slot that may stay as it is.
    pub const fn new(key: &'static str, label: Text, takes: Takes, default: Literal, help: Text) -> Self {
        let (required, advanced, repeat, typed_by, reading) = (false, false, None, None, Reading::None);
        Self { key, label, takes, default, required, advanced, repeat, reading, typed_by, help }
    }

    /// The same slot, which the user must fill.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same slot, under *Erweitert*.
    #[must_use]
    pub const fn advanced(mut self) -> Self {
        self.advanced = true;
        self
    }

    /// The same slot, which people read.
    #[must_use]
    pub const fn read(mut self) -> Self {
        self.reading = Reading::Text;
        self
    }

    /// The same slot, which takes the type of what its value is for.
    #[must_use]
    pub const fn typed_by(mut self, what: Gives) -> Self {
        self.typed_by = Some(what);
        self
    }

    /// The same slot, there as often as the user wants; its key is [`super::ITEM`].
    #[must_use]
    pub const fn repeated(mut self, min: usize, max: usize) -> Self {
        self.repeat = Some(Repeat { min, max });
        self
    }
}

/// What a slot takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// A value of this type: a wire or an inline literal.
    Value(Ty),
    /// A topic to publish to: text, checked while typing.
    Topic,
    /// A sound, by its name: one of the project or of the program.
    Sound,
    /// One of these.
    Choice(&'static [Choice]),
    /// A connection, chosen from a list with its sources.
    Connection,
    /// A variable of the app.
    Variable,
    /// The name of a local variable.
    Local,
    /// A screen.
    Screen,
    /// A timer.
    Timer,
    /// A function; each of its inputs is a slot of its own, unless one of them is chosen.
    Function,
    /// An input of the function in the slot `function`.
    Parameter,
    /// A control, on any screen.
    Control,
    /// A property of the control in the slot `control`.
    Property,
    /// A data source, or a list with columns.
    Source,
    /// A list with columns.
    List,
    /// A list with columns; each of them is a slot of its own.
    NewRow,
    /// A column of the data source or list in the slot `source`.
    Column,
    /// A column of the data source whose event this is; a wire that gives its title does too.
    EventColumn,
    /// One of the languages of the app, by its tag; a wire that gives one does too.
    Language,
    /// A text with `#[name]#` holes; each hole is a slot of its own, after those of the row.
    Template,
    /// Names with commas between them; each is a slot of its own, as a hole is.
    Fields,
    /// Several lines of text for people.
    Note,
    /// Lua text.
    Lua,
}

impl Takes {
    /// The type that a wire into it must give; `None` if it takes no wire.
    pub fn wire(self) -> Option<Ty> {
        match self {
            Self::Value(ty) => Some(ty),
            Self::Topic | Self::Sound | Self::EventColumn | Self::Language => Some(Ty::Text),
            Self::Choice(_)
            | Self::Connection
            | Self::Variable
            | Self::Local
            | Self::Screen
            | Self::Timer
            | Self::Function
            | Self::Parameter
            | Self::Control
            | Self::Property
            | Self::Source
            | Self::List
            | Self::NewRow
            | Self::Column
            | Self::Template
            | Self::Fields
            | Self::Note
            | Self::Lua => None,
        }
    }

    /// Whether it takes the thing that a column is of.
    pub fn is_table(self) -> bool {
        matches!(self, Self::Source | Self::List | Self::NewRow)
    }

    /// What kind of thing it refers to; `None` where it holds no reference.
    pub fn item(self) -> Option<ItemKind> {
        match self {
            Self::Connection => Some(ItemKind::Connection),
            Self::Variable => Some(ItemKind::Variable),
            Self::Screen => Some(ItemKind::Screen),
            Self::Timer => Some(ItemKind::Timer),
            Self::Function => Some(ItemKind::Function),
            Self::Control => Some(ItemKind::Control),
            Self::Source | Self::List | Self::NewRow => Some(ItemKind::Source),
            Self::Column | Self::EventColumn => Some(ItemKind::Column),
            Self::Value(_)
            | Self::Topic
            | Self::Sound
            | Self::Language
            | Self::Choice(_)
            | Self::Local
            | Self::Parameter
            | Self::Property
            | Self::Template
            | Self::Fields
            | Self::Note
            | Self::Lua => None,
        }
    }
}
