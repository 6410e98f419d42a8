//! What goes wrong in a script: errors of host functions that keep their kind, and Luau's messages sorted into kinds.

use std::fmt;

use mlua::{Error, Table, Value as LuaValue};

use super::interrupt::OVER;
use crate::language::checks::unknown_name;
use crate::language::lower::Chunk;
use crate::model::project::Project;
use crate::model::reference::{UnknownName, nearest};
use crate::model::run::{FaultKind, NotConfirmed, RefuseReason};

/// A line of a handler's code, from 1, and whose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CodeLine {
    /// The number of the chunk.
    pub(super) chunk: usize,
    /// The line.
    pub(super) line: u32,
}

/// Why a host function does not return.
#[derive(Debug)]
pub(super) enum Stop {
    /// The script did something that is not possible.
    Fault(FaultKind),
    /// Lua itself failed, as when memory runs out.
    Lua(Error),
}

impl From<FaultKind> for Stop {
    fn from(kind: FaultKind) -> Self {
        Self::Fault(kind)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Lua(error)
    }
}

/// An error raised by a host function; travels through Lua without losing its kind.
#[derive(Clone, Debug)]
pub(super) struct HostFault {
    /// What.
    pub(super) kind: FaultKind,
    /// The script's line from which the function was called.
    pub(super) line: Option<CodeLine>,
}

impl fmt::Display for HostFault {
    /// For us: a script gets [`super::host::Host::words`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.kind)
    }
}

impl std::error::Error for HostFault {}

/// What a script passed to `error` or `assert`, so that its line is known.
#[derive(Clone, Debug)]
pub(super) struct Raised {
    /// As text; empty for a table.
    pub(super) text: String,
    /// Where.
    pub(super) line: Option<CodeLine>,
    /// The fault that these are the words of.
    pub(super) kind: Option<FaultKind>,
}

/// The host fault inside an error of Lua.
pub(super) fn host_fault(error: &Error) -> Option<&HostFault> {
    error.downcast_ref::<HostFault>()
}

/// The words of an error of Lua itself.
pub(super) fn message_of(error: &Error) -> String {
    match error {
        Error::CallbackError { cause, .. } | Error::WithContext { cause, .. } => message_of(cause),
        Error::RuntimeError(text) | Error::MemoryError(text) | Error::SafetyError(text) => {
            // Where a function of Lua's libraries was called from Rust, its call stack stands below its words.
            let words = text.split("\nstack traceback:").next().unwrap_or(text);
            split_position(words).1.to_owned()
        }
        other => other.to_string(),
    }
}

/// Sorts an error value that ended a handler: its kind, and the line if it is known.
pub(super) fn classify(value: &LuaValue, raised: Option<&Raised>, secs: f64) -> (FaultKind, Option<CodeLine>) {
    match value {
        LuaValue::Error(error) => classify_error(error, secs),
        LuaValue::String(text) => classify_text(&text.to_string_lossy(), raised, secs),
        LuaValue::Table(table) => {
            if let Some(LuaValue::Error(error)) = hidden_fault(table) {
                return classify_error(&error, secs);
            }
            let message = table.raw_get::<LuaValue>("message").map(|value| super::convert::text_of(&value));
            (FaultKind::Raised { message: message.unwrap_or_default() }, raised.and_then(|raised| raised.line))
        }
        other => {
            let message = super::convert::text_of(other);
            (FaultKind::Raised { message }, raised.and_then(|raised| raised.line))
        }
    }
}

/// Sorts an error that came out of Lua itself.
pub(super) fn classify_error(error: &Error, secs: f64) -> (FaultKind, Option<CodeLine>) {
    if let Some(fault) = host_fault(error) {
        return (fault.kind.clone(), fault.line);
    }
    match error {
        Error::CallbackError { cause, .. } | Error::WithContext { cause, .. } => classify_error(cause, secs),
        Error::MemoryError(_) => (FaultKind::Memory, None),
        Error::SyntaxError { message, .. } => {
            let (line, text) = split_position(message);
            (FaultKind::Syntax { what: text.to_owned() }, line)
        }
        Error::RuntimeError(text) => classify_text(text, None, secs),
        other => (FaultKind::Other { what: other.to_string() }, None),
    }
}

/// Lua's words for calls that are too deep inside of each other.
pub(super) const OVERFLOW: &str = "stack overflow";

/// Lua's words for setting what can only be read.
pub(super) const READ_ONLY: &str = "attempt to modify a readonly table";

fn classify_text(text: &str, raised: Option<&Raised>, secs: f64) -> (FaultKind, Option<CodeLine>) {
    const OPERATIONS: &[&str] = &[
        "attempt to perform arithmetic",
        "attempt to compare",
        "attempt to concatenate",
        "attempt to index",
        "attempt to call",
        "attempt to get length",
        "attempt to iterate",
        READ_ONLY,
    ];
    let (line, text) = split_position(text);
    if let Some(raised) = raised.filter(|raised| raised.text == text) {
        let kind = raised.kind.clone().unwrap_or_else(|| FaultKind::Raised { message: text.to_owned() });
        return (kind, raised.line.or(line));
    }
    let what = || text.to_owned();
    let kind = if text.contains(OVER) {
        FaultKind::TooLong { secs }
    } else if text.contains("attempt to yield across") {
        FaultKind::CannotWait
    } else if text.contains("not enough memory") || text.contains("too large") || text.contains("length overflow") {
        FaultKind::Memory
    } else if OPERATIONS.iter().any(|operation| text.starts_with(operation)) {
        FaultKind::BadOperand { what: what() }
    } else {
        FaultKind::Other { what: what() }
    };
    (kind, line)
}

/// The fault of a name that nothing has; `wanted` is the part of it that is looked for among these.
pub(super) fn unknown<'a>(name: String, wanted: &str, known: impl Iterator<Item = &'a str>) -> FaultKind {
    FaultKind::UnknownName { name, near: nearest(wanted, known) }
}

/// The fault of a script's line with the name in it that means nothing, which Lua's own words leave out.
pub(super) fn with_name(kind: FaultKind, line: Option<CodeLine>, chunk: &Chunk, project: &Project) -> FaultKind {
    let nothing = ["attempt to index nil", "attempt to call a nil value", "attempt to call missing method"];
    let (FaultKind::BadOperand { what }, Some(line), true) = (&kind, line, chunk.exec_map.is_empty()) else {
        return kind;
    };
    if !nothing.iter().any(|words| what.starts_with(words)) {
        return kind;
    }
    match unknown_name::in_line(project, &chunk.handler, &chunk.exec, line.line) {
        Some(UnknownName { name, near, .. }) => FaultKind::UnknownName { name, near },
        None => kind,
    }
}

/// The fault with words that people can read to the end: a script may raise megabytes.
pub(super) fn shortened(mut kind: FaultKind) -> FaultKind {
    const MOST: usize = 4096;
    let words = match &mut kind {
        FaultKind::Raised { message } => message,
        FaultKind::BadOperand { what } | FaultKind::Syntax { what } | FaultKind::Other { what } => what,
        FaultKind::UnknownName { name, .. } => name,
        FaultKind::UnknownConnection { id } => id,
        FaultKind::BadPattern { pattern, .. } => pattern,
        FaultKind::Payload { text, .. } | FaultKind::InvalidJson { text, .. } => text,
        FaultKind::WrongType { got, .. } => got,
        FaultKind::NoAnswer { topic, .. } => topic,
        FaultKind::Web { url, .. } => url,
        FaultKind::ListFull { list, .. } => list,
        FaultKind::Publish(_)
        | FaultKind::NotConfirmed(_)
        | FaultKind::CannotWait
        | FaultKind::TooLong { .. }
        | FaultKind::Assertion
        | FaultKind::Memory => return kind,
    };
    if words.len() > MOST {
        words.truncate(words.floor_char_boundary(MOST));
        words.push('…');
    }
    kind
}

/// Splits `h3:7: message` into the line and the message; the message alone where there is no position, or one of the
/// prelude.
pub(super) fn split_position(text: &str) -> (Option<CodeLine>, &str) {
    let position = text.split_once(':').and_then(|(chunk, rest)| {
        let number = chunk.trim_start_matches("[string \"").strip_prefix(super::sandbox::CHUNK)?;
        let chunk = number.trim_end_matches("\"]").parse().ok()?;
        let (line, message) = rest.split_once(':')?;
        Some((CodeLine { chunk, line: line.parse().ok()? }, message.trim_start()))
    });
    let in_prelude = || Some(text.strip_prefix("prelude:")?.split_once(": ")?.1);
    match position {
        Some((line, message)) => (Some(line), message),
        None => (None, in_prelude().unwrap_or(text)),
    }
}

/// The fault that `trycatch` hid in the exception it gave out, so that it survives being raised again.
fn hidden_fault(table: &Table) -> Option<LuaValue> {
    table.metatable()?.raw_get("fault").ok()
}

/// Type and code of a fault, as a script sees them in the exception of `trycatch`.
pub(super) fn type_and_code(kind: &FaultKind) -> (&'static str, &'static str) {
    match kind {
        FaultKind::Publish(reason) => {
            let code = match reason {
                RefuseReason::Offline => "offline",
                RefuseReason::UnknownConnection => "unknown_connection",
                RefuseReason::Topic(_) => "topic",
                RefuseReason::TooLarge { .. } => "too_large",
                RefuseReason::QueueFull => "queue_full",
            };
            ("publish", code)
        }
        FaultKind::NotConfirmed(why) => {
            let code = match why {
                NotConfirmed::Refused(_) => "refused",
                NotConfirmed::Dropped(_) => "dropped",
                NotConfirmed::TooLate { .. } => "timeout",
            };
            ("not_confirmed", code)
        }
        FaultKind::NoAnswer { .. } => ("no_answer", "timeout"),
        FaultKind::Web { why, .. } => ("http", why.key()),
        FaultKind::Payload { form, .. } => ("payload", form.key()),
        FaultKind::UnknownConnection { .. } => ("unknown_connection", ""),
        FaultKind::UnknownName { .. } => ("unknown_name", ""),
        FaultKind::WrongType { .. } => ("wrong_type", ""),
        FaultKind::BadOperand { .. } => ("bad_operand", ""),
        FaultKind::InvalidJson { .. } => ("invalid_json", ""),
        FaultKind::BadPattern { .. } => ("bad_pattern", ""),
        FaultKind::CannotWait => ("cannot_wait", ""),
        FaultKind::TooLong { .. } => ("too_long", ""),
        FaultKind::Memory => ("memory", ""),
        FaultKind::ListFull { .. } => ("list_full", ""),
        FaultKind::Syntax { .. } => ("syntax", ""),
        FaultKind::Assertion => ("assertion", ""),
        FaultKind::Raised { .. } => ("raised", ""),
        FaultKind::Other { .. } => ("other", ""),
    }
}
