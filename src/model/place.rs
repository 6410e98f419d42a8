//! Where something is in the project; every problem and fault has a place, and a click leads there.

use super::handler::HandlerRef;
use super::id::{BlockId, ConnectionId, ControlId, ScreenId, SourceId, VariableId};

/// A place in the project.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The project as a whole.
    Project,
    /// A screen.
    Screen(ScreenId),
    /// A control.
    Control(ScreenId, ControlId),
    /// A handler, with a line where it is Lua (from 1).
    Handler(HandlerRef, Option<u32>),
    /// A block of a handler.
    Block(HandlerRef, BlockId),
    /// A connection.
    Connection(ConnectionId),
    /// A data source.
    Source(SourceId),
    /// A variable.
    Variable(VariableId),
}
