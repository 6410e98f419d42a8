//! What the row of a control says: plain data, read by inspector, palette, type check, scripts and file format too.

use crate::i18n::Text;
use crate::model::row::{Cause, Choice, Literal, TriggerDef};
use crate::model::types::Ty;
use crate::model::value::Value;

/// A control: its properties, triggers and size.
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

impl ControlDef {
    /// The event that this fires.
    pub fn fired_by(&self, cause: Cause) -> Option<&'static TriggerDef> {
        self.triggers.iter().find(|trigger| trigger.cause == cause)
    }

    /// The properties that rules can set: how it looks, and not what a person or a device has made of it.
    pub fn formatted(&self) -> impl Iterator<Item = &'static PropertyDef> + '_ {
        self.properties.iter().filter(|property| {
            let is_look = !matches!(
                property.holds,
                Holds::Source | Holds::Columns { .. } | Holds::Command { .. } | Holds::Destination
            );
            is_look
                && !property.fixed
                && property.section != Section::Write
                && self.fired_by(Cause::Change(property.key)).is_none()
        })
    }

    /// Of a control that can write to a topic by itself: the key of the property whose changes it sends, `None` of a
    /// button.
    pub fn commanded(&self) -> Option<Option<&'static str>> {
        self.properties.iter().find_map(|property| match property.holds {
            Holds::Command { of } => Some(of),
            _ => None,
        })
    }
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
    /// Eigene, from the project: not in the palette by themselves.
    Component,
}

/// A property of a control.
#[derive(Clone, Copy, Debug)]
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
    /// Whether the control is of no use without it: an open one is a problem.
    pub required: bool,
    /// Whether the running app keeps what it was over time.
    pub traced: bool,
    /// Whether it says how the app is made up, which nothing changes while it runs.
    pub fixed: bool,
    /// Whether people read it, so that it is shown in their language.
    pub reading: Reading,
}

/// Whether people read what a property or slot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// It is no text, or one that is typed, compared or looked up.
    None,
    /// It is read as a whole.
    Text,
    /// Each of its lines is an entry: what is chosen stays as it is written, and is shown in another language.
    Entries,
    /// It is read, and mostly the same in all languages.
    Unit,
}

impl PropertyDef {
    /// What it holds while nothing is set; of a bound text, while nothing has come, that is no text at all.
    pub fn while_bound(&self, is_bound: bool) -> Literal {
        if is_bound && matches!(self.holds, Holds::Text | Holds::Lines) { Literal::Text("") } else { self.default }
    }
}

/// Section of the inspector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// Allgemein.
    General,
    /// Schreiben.
    Write,
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
    /// A list of columns of a data source; none stands for the usual ones. Scripts see one title a line.
    Columns {
        /// Key of the property of the same control that holds the data source.
        source: &'static str,
    },
    /// Where a tap leads: a screen, or the key of a [`Destination`](crate::model::showing::Destination); scripts see
    /// its name or key.
    Destination,
    /// The name of an image of the project, or a path from the project file on.
    Image,
    /// The name of an icon of the icon font.
    Icon,
    /// A topic that the control writes to by itself; scripts see its name.
    Command {
        /// Key of the property whose changes it sends; `None` of a button, which sends that it is used.
        of: Option<&'static str>,
    },
}

impl Holds {
    /// Whether this is a value of it.
    pub fn takes(self, value: &Value) -> bool {
        match (self, self.ty().convert(value)) {
            (Self::Choice(choices), Some(Value::Text(text))) => {
                choices.iter().any(|choice| choice.key.eq_ignore_ascii_case(&text))
            }
            (Self::Number { .. }, Some(Value::Number(number))) => number.is_finite(),
            (_, value) => value.is_some(),
        }
    }

    /// The type of its value.
    pub fn ty(self) -> Ty {
        match self {
            Self::Text
            | Self::Lines
            | Self::Choice(_)
            | Self::Destination
            | Self::Image
            | Self::Icon
            | Self::Source
            | Self::Columns { .. }
            | Self::Command { .. } => Ty::Text,
            Self::Color => Ty::Color,
            Self::Number { .. } => Ty::Number,
            Self::Bool => Ty::Bool,
        }
    }
}
