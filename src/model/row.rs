//! What the rows of blocks, controls and sources share: choices, default values, events. Pure data.

use super::value::Value;
use crate::i18n::{Lang, Text};

/// One entry of a fixed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

impl Literal {
    /// The value it stands for, in the user's language where it is made of words.
    pub fn value(self, lang: Lang) -> Option<Value> {
        match self {
            Self::Nothing => None,
            Self::Text(text) => Some(Value::from(text)),
            Self::Words(text) => Some(Value::from(text.get(lang))),
            Self::Number(number) => Some(Value::from(number)),
            Self::Bool(value) => Some(Value::from(value)),
        }
    }
}

/// An event of a control or of a data source: the one place that says what it is called and what fires it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TriggerDef {
    /// Key in the project file, such as `tapped`.
    pub key: &'static str,
    /// The name, the same in both languages: `Tapped`.
    pub name: &'static str,
    /// The same in a word or two: a German interface shows it beside the name, which is English.
    pub words: Text,
    /// When it fires, in a few words.
    pub help: Text,
    /// What stands on the event at the top of its blocks; `{}` is the name of the control or source.
    pub sentence: Text,
    /// What fires it.
    pub cause: Cause,
}

impl TriggerDef {
    /// The name, explained where the language of the interface is not the name's: `Tapped · angetippt`.
    pub fn title(&self, lang: Lang) -> String {
        self.gloss(lang).map_or_else(|| self.name.to_owned(), |gloss| format!("{} · {gloss}", self.name))
    }

    /// Whether it is one of those that most apps want; the others stand behind a fold.
    pub fn is_usual(&self) -> bool {
        match self.cause {
            Cause::Tap
            | Cause::Change(_)
            | Cause::Message
            | Cause::Screen
            | Cause::Value
            | Cause::Time
            | Cause::Call
            | Cause::App
            | Cause::Row
            | Cause::Cell => true,
            Cause::DoubleTap
            | Cause::LongPress
            | Cause::Commit
            | Cause::FocusIn
            | Cause::FocusOut
            | Cause::Press
            | Cause::Release
            | Cause::Hold => false,
        }
    }

    /// What explains the name in this language, where it has to be explained.
    pub fn gloss(&self, lang: Lang) -> Option<&'static str> {
        (lang == Lang::De).then_some(self.words.de)
    }
}

/// What fires an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The control is tapped: by pointer, keyboard or screen reader.
    Tap,
    /// It is tapped twice in a short time; each of both is a tap too.
    DoubleTap,
    /// It is held down for half a second.
    LongPress,
    /// What was typed is done: Enter, or the field is left.
    Commit,
    /// It gets the keyboard.
    FocusIn,
    /// It loses the keyboard.
    FocusOut,
    /// A pointer or key goes down on the control.
    Press,
    /// What was down on it is down no more, for whatever reason.
    Release,
    /// It is down still: again and again.
    Hold,
    /// A row of the control is tapped, or Enter pressed on it.
    Row,
    /// The same, of a cell.
    Cell,
    /// A user has changed the property with this key. What a script sets fires nothing.
    Change(&'static str),
    /// A data source got a message.
    Message,
    /// A screen is shown, or no more.
    Screen,
    /// A variable has got another value.
    Value,
    /// The time of a timer has come.
    Time,
    /// A function is called.
    Call,
    /// The app starts or stops.
    App,
}
