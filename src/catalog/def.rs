//! What a row of the catalog says about a block or a control.

use super::emit::{Emit, Expr, Node};
use crate::i18n::Text;
use crate::model::blocks::check::Ty;
use crate::model::item::ItemKind;

/// Branch of the palette: a path of headings, one colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Funktionen → In externen Systemen veröffentlichen → MQTT.
    Mqtt,
    /// Funktionen → Anwendung.
    Application,
    /// Daten → Variablen.
    Variables,
    /// Daten → Lokale Variablen.
    Locals,
    /// Daten → Datenquellen.
    Sources,
    /// Controls.
    Controls,
    /// Grundlagen → Logik & Schleifen.
    Logic,
    /// Grundlagen → Mathematik.
    Math,
    /// Grundlagen → Text.
    Text,
    /// Grundlagen → Kommentar.
    Comment,
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
    /// Where in the palette.
    pub category: Category,
    /// Name of an icon in the icon font (`lucide`), in kebab case.
    pub icon: &'static str,
    /// What stands on its header.
    pub label: Text,
    /// One or two sentences: what it does.
    pub help: Text,
    /// More words to find it by, lower case.
    pub words: &'static [&'static str],
    /// How it hangs.
    pub form: Form,
    /// Its slots, in the order they are shown.
    pub slots: &'static [SlotDef],
    /// Slots that come from what the user enters.
    pub extra: Extra,
    /// What it writes.
    pub emit: Lowering,
}

/// How a block hangs in the graph.
#[derive(Debug)]
pub enum Form {
    /// In the flow.
    Statement(&'static [BranchDef]),
    /// In a slot; gives a value.
    Value(Gives),
}

/// A branch of a statement block.
#[derive(Debug)]
pub struct BranchDef {
    /// Key in the project file.
    pub key: &'static str,
    /// What stands at its port.
    pub label: Text,
}

/// Type of the value that a block gives.
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
}

/// A slot of a block.
#[derive(Debug)]
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
    /// One sentence about it.
    pub help: Text,
}

impl SlotDef {
    /// A slot that may stay as it is.
    pub const fn new(key: &'static str, label: Text, takes: Takes, default: Literal, help: Text) -> Self {
        Self { key, label, takes, default, required: false, advanced: false, help }
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
}

/// What a slot takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// A value of this type: a wire or an inline literal.
    Value(Ty),
    /// A topic to publish to: text, checked while typing.
    Topic,
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
    /// A control, on any screen.
    Control,
    /// A property of the control in the slot `control`.
    Property,
    /// A data source.
    Source,
    /// A column of the data source in the slot `source`.
    Column,
    /// A column of the data source whose event this is; a wire that gives its title does too.
    EventColumn,
    /// A text with `#[name]#` holes; each hole is a slot of its own.
    Template,
    /// Several lines of text for people.
    Note,
}

impl Takes {
    /// The type that a wire into it must give; `None` if it takes no wire.
    pub fn wire(self) -> Option<Ty> {
        match self {
            Self::Value(ty) => Some(ty),
            Self::Topic | Self::EventColumn => Some(Ty::Text),
            Self::Choice(_)
            | Self::Connection
            | Self::Variable
            | Self::Local
            | Self::Screen
            | Self::Control
            | Self::Property
            | Self::Source
            | Self::Column
            | Self::Template
            | Self::Note => None,
        }
    }

    /// What kind of thing it refers to; `None` where it holds no reference.
    pub fn item(self) -> Option<ItemKind> {
        match self {
            Self::Connection => Some(ItemKind::Connection),
            Self::Variable => Some(ItemKind::Variable),
            Self::Screen => Some(ItemKind::Screen),
            Self::Control => Some(ItemKind::Control),
            Self::Source => Some(ItemKind::Source),
            Self::Column | Self::EventColumn => Some(ItemKind::Column),
            Self::Value(_)
            | Self::Topic
            | Self::Choice(_)
            | Self::Local
            | Self::Property
            | Self::Template
            | Self::Note => None,
        }
    }
}

/// One entry of a fixed list.
#[derive(Debug, PartialEq, Eq)]
pub struct Choice {
    /// Key in the project file.
    pub key: &'static str,
    /// What the user sees.
    pub label: Text,
    /// One sentence about it.
    pub help: Text,
}

/// A default value that can stand in a constant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Literal {
    /// Nothing: the slot is empty until filled.
    Nothing,
    /// A text.
    Text(&'static str),
    /// A text that depends on the language of the interface when the thing is made.
    Words(Text),
    /// A number.
    Number(f64),
    /// A truth value.
    Bool(bool),
}

/// Slots that are not in the row's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extra {
    /// None.
    None,
    /// `item1`, `item2` …: as many as the user wants, from `min` to `max`.
    Items {
        /// What each takes.
        takes: Takes,
        /// Fewest.
        min: usize,
        /// Most.
        max: usize,
    },
    /// One slot `hole:name` for each distinct `#[name]#` in the template slot.
    Holes {
        /// Key of the template slot.
        template: &'static str,
    },
}

/// How a block becomes code.
#[derive(Clone, Copy)]
pub enum Lowering {
    /// Writes whole lines.
    Statement(fn(&mut Emit<'_>, &Node<'_>)),
    /// Gives an expression.
    Value(fn(&mut Emit<'_>, &Node<'_>) -> Expr),
}

impl std::fmt::Debug for Lowering {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Statement(_) => "Statement",
            Self::Value(_) => "Value",
        })
    }
}

/// A control: its properties, triggers and size; its painter is in `ui/controls`.
#[derive(Debug)]
pub struct ControlDef {
    /// Key in the project file; never changes.
    pub kind: &'static str,
    /// Where in the palette.
    pub group: ControlGroup,
    /// Name of an icon in the icon font (`lucide`), in kebab case.
    pub icon: &'static str,
    /// What the palette calls it; a new one is named so too.
    pub label: Text,
    /// One sentence: what it is for.
    pub help: Text,
    /// Size of a new one, in screen pixels.
    pub size: (f32, f32),
    /// Its properties, in the order of the inspector.
    pub properties: &'static [PropertyDef],
    /// Its triggers; the first one opens on double-click.
    pub triggers: &'static [TriggerDef],
}

/// Group of the control palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ControlGroup {
    /// Eingabe.
    Input,
    /// Anzeige.
    Display,
    /// Formen.
    Shapes,
}

/// A property of a control.
#[derive(Debug)]
pub struct PropertyDef {
    /// Key in the project file and in scripts, such as `text`.
    pub key: &'static str,
    /// What the inspector calls it.
    pub label: Text,
    /// Section of the inspector.
    pub section: Section,
    /// What it holds, and so which editor it gets.
    pub holds: Holds,
    /// What it holds when nothing was set.
    pub default: Literal,
}

/// Section of the inspector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// Allgemein.
    General,
    /// Daten.
    Data,
    /// Aussehen.
    Look,
}

/// What a property holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Holds {
    /// One line of text.
    Text,
    /// Several lines of text.
    Lines,
    /// A number between two bounds.
    Number {
        /// Smallest.
        min: f64,
        /// Largest.
        max: f64,
    },
    /// A truth value.
    Bool,
    /// A colour, `#rrggbb` or `#rrggbbaa`.
    Color,
    /// One of these.
    Choice(&'static [Choice]),
    /// A data source; scripts see its name.
    Source,
    /// A list of columns of the data source in the property `source`; none stands for the usual ones. Scripts see one
    /// title a line.
    Columns,
    /// A path to an image file, relative to the project file.
    Image,
}

impl Holds {
    /// The type of its value.
    pub fn ty(self) -> Ty {
        match self {
            Self::Text | Self::Lines | Self::Choice(_) | Self::Image | Self::Source | Self::Columns => Ty::Text,
            Self::Color => Ty::Color,
            Self::Number { .. } => Ty::Number,
            Self::Bool => Ty::Bool,
        }
    }
}

/// A trigger of a control or of a data source.
#[derive(Debug)]
pub struct TriggerDef {
    /// Key in the project file, such as `tapped`.
    pub key: &'static str,
    /// The name, the same in both languages: `Tapped`.
    pub name: &'static str,
    /// When it fires, in a few words.
    pub help: Text,
    /// What stands on the event at the top of its blocks; `{}` is the name of the control or source.
    pub sentence: Text,
}
