//! Following a running handler step by step: where it shall stop, and what it holds where it has stopped.
//!
//! Plain data. Breakpoints belong to the open document, not to the project: no file has them.

use std::collections::BTreeMap;

use super::glimpse::Glimpse;
use super::handler::HandlerRef;
use super::id::VariableId;
use super::place::Place;
use super::value::Value;

/// What a breakpoint does when a handler comes to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breakpoint {
    /// Whether it does anything.
    pub enabled: bool,
    /// An expression of Lua: it counts only where this is true. Empty: always.
    pub condition: String,
    /// It counts from so many times on; 1 is each time.
    pub from_hit: u32,
    /// Instead of stopping, this is written into the log, with `#[…]#` for names and expressions. Empty: it stops.
    pub log: String,
}

impl Default for Breakpoint {
    fn default() -> Self {
        Self { enabled: true, condition: String::new(), from_hit: 1, log: String::new() }
    }
}

/// Where handlers shall stop: at blocks that are statements, and at lines of Lua.
pub type Breakpoints = BTreeMap<Place, Breakpoint>;

/// How a handler that has stopped goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// To the next breakpoint.
    Continue,
    /// To the next block or line, wherever that is.
    Into,
    /// To the next one that is not in a function which is called on the way.
    Over,
    /// To the next one of whoever has called the function.
    Out,
    /// To this place.
    To(Place),
}

/// What somebody who follows handlers asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum DebugCommand {
    /// These are the breakpoints from now on.
    Breakpoints(Breakpoints),
    /// The next handler that comes to a block or line stops there; or no longer.
    PauseNext(bool),
    /// Each block and line waits for a moment before it runs; or no longer.
    Slow(bool),
    /// The activation with this number goes on.
    Go(u64, StepKind),
    /// A local variable of an activation that has stopped gets another value: its frame and its number there.
    SetLocal {
        /// The activation.
        activation: u64,
        /// The stack level as [`LocalSlot`] tells it.
        slot: LocalSlot,
        /// The value.
        value: Value,
    },
    /// A variable of the project gets another value.
    SetVariable(VariableId, Value),
}

/// Where a local variable of a paused activation lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalSlot {
    /// The level of the stack, 0 is the innermost.
    pub level: u32,
    /// Its number there, from 1.
    pub number: u32,
}

/// Why a handler has stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PauseReason {
    /// It has come to a breakpoint.
    Breakpoint,
    /// The condition or the words of its breakpoint cannot be worked out, in these words.
    BadBreakpoint(String),
    /// It has made a step.
    Step,
    /// Somebody has asked the next one to stop.
    Asked,
}

/// A local variable where a handler has stopped.
#[derive(Clone, Debug, PartialEq)]
pub struct LocalValue {
    /// Its name.
    pub name: String,
    /// Where it lies.
    pub slot: LocalSlot,
    /// What it holds.
    pub value: Glimpse,
}

/// A handler or function that is being run, where a handler has stopped.
#[derive(Clone, Debug, PartialEq)]
pub struct CallFrame {
    /// Where it is.
    pub place: Place,
    /// Its local variables.
    pub locals: Vec<LocalValue>,
}

/// A handler that has stopped.
#[derive(Clone, Debug, PartialEq)]
pub struct PausedHandler {
    /// The number of its activation.
    pub activation: u64,
    /// The handler that was started.
    pub handler: HandlerRef,
    /// Why.
    pub reason: PauseReason,
    /// What is being run, the innermost first; never empty.
    pub frames: Vec<CallFrame>,
    /// The message that it is about: its columns.
    pub event: Vec<(String, Glimpse)>,
}

impl PausedHandler {
    /// Where it has stopped.
    pub fn place(&self) -> Option<&Place> {
        self.frames.first().map(|frame| &frame.place)
    }
}

/// What a handler gets that is tried from the editor.
#[derive(Clone, Debug, PartialEq)]
pub enum Sample {
    /// Nothing: its event alone.
    Nothing,
    /// A message, as if it had come from the broker.
    Message {
        /// Its topic.
        topic: String,
        /// The payload.
        message: String,
    },
    /// The value that a person has set, of the property with this key.
    Value(String, Value),
    /// What goes into a function, in order.
    Inputs(Vec<Value>),
}

/// A handler that is tried from the editor.
#[derive(Clone, Debug, PartialEq)]
pub struct Tryout {
    /// The handler.
    pub handler: HandlerRef,
    /// What it gets.
    pub sample: Sample,
}
