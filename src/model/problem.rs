//! Problems: what is imperfect in a project. Collected while typing; they never stop anything.

use super::blocks::check::WireRefusal;
use super::blocks::edit::GraphEdit;
use super::handler::HandlerRef;
use super::payload::{Form, PayloadError};
use super::place::Place;
use super::topic::TopicError;

/// How serious a problem is; `check` fails on errors only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Hint,
    /// The app will not do what was meant.
    Error,
}

/// Something imperfect, with its place and where possible a fix.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What.
    pub kind: ProblemKind,
    /// A change that mends it.
    pub fix: Option<Fix>,
}

/// A change that mends a problem, offered as a link beside it.
#[derive(Clone, Debug, PartialEq)]
pub enum Fix {
    /// A change of a graph.
    Graph(HandlerRef, GraphEdit),
}

/// What is imperfect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// A block of a kind that this version does not know.
    UnknownBlock {
        /// The kind's key.
        kind: String,
    },
    /// A control of a kind that this version does not know.
    UnknownControl {
        /// The kind's key.
        kind: String,
    },
    /// A slot that must be filled is empty.
    EmptySlot {
        /// The slot's key.
        slot: String,
    },
    /// A slot points at something that is gone.
    MissingReference {
        /// The slot's key.
        slot: String,
    },
    /// A wire that does not fit.
    BadWire {
        /// The slot's key.
        slot: String,
        /// Why.
        why: WireRefusal,
    },
    /// A topic that breaks a rule.
    BadTopic {
        /// The topic.
        topic: String,
        /// Which rule.
        why: TopicError,
    },
    /// A topic that works but is likely a mistake: blanks at an end, a slash at the start.
    OddTopic {
        /// The topic.
        topic: String,
    },
    /// A text that is no number, in a number slot.
    NotANumber {
        /// The slot's key.
        slot: String,
        /// The text.
        text: String,
    },
    /// A connection without a host.
    NoHost,
    /// A table or source that listens to nothing.
    NoSource,
    /// A block about a received message, in a handler that is about none.
    NoEvent,
    /// A data path that cannot be read.
    BadPath {
        /// The path.
        path: String,
    },
    /// Blocks that hang on no event and never run.
    LooseBlocks {
        /// How many.
        count: usize,
    },
    /// A handler without a block.
    EmptyHandler,
    /// A block that leaves a loop, outside of any.
    OutsideLoop,
    /// A block below one that ends the flow: it never runs.
    Unreachable,
    /// Lua that does not compile.
    LuaSyntax {
        /// The compiler's words.
        what: String,
    },
    /// Blocks nested deeper than the engine allows.
    TooDeep {
        /// The limit.
        max: usize,
    },
    /// Two things with the same name.
    DuplicateName {
        /// The name.
        name: String,
    },
    /// A message that does not have the form that was chosen for it.
    BadPayload {
        /// The slot's key.
        slot: String,
        /// The form.
        form: Form,
        /// Why it does not fit.
        why: PayloadError,
    },
    /// Properties that are not written as `name=value`.
    BadProperties {
        /// The slot's key.
        slot: String,
        /// The part that is not.
        part: String,
    },
    /// Something is set that only MQTT 5 sends, and the connection speaks 3.1.1.
    OnlyVersion5 {
        /// The slot's key.
        slot: String,
    },
    /// The JSON of a template cannot be valid whatever is filled in.
    BadJsonTemplate {
        /// The parser's words.
        why: String,
    },
}

impl ProblemKind {
    /// How serious it is.
    pub fn severity(&self) -> Severity {
        match self {
            Self::OddTopic { .. }
            | Self::LooseBlocks { .. }
            | Self::EmptyHandler
            | Self::Unreachable
            | Self::NoSource
            | Self::OnlyVersion5 { .. } => Severity::Hint,
            Self::UnknownBlock { .. }
            | Self::UnknownControl { .. }
            | Self::EmptySlot { .. }
            | Self::MissingReference { .. }
            | Self::BadWire { .. }
            | Self::BadTopic { .. }
            | Self::NotANumber { .. }
            | Self::NoHost
            | Self::NoEvent
            | Self::OutsideLoop
            | Self::BadPath { .. }
            | Self::LuaSyntax { .. }
            | Self::TooDeep { .. }
            | Self::DuplicateName { .. }
            | Self::BadPayload { .. }
            | Self::BadProperties { .. }
            | Self::BadJsonTemplate { .. } => Severity::Error,
        }
    }
}
