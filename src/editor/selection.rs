//! What is selected in the editor. Plain data: what an edit does to it is the dispatcher's business.

use crate::model::handler::HandlerRef;
use crate::model::id::{BlockId, ConnectionId, ControlId, ScreenId, SourceId, VariableId};

/// What is selected; the inspector shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Selection {
    /// Nothing.
    #[default]
    Nothing,
    /// A screen.
    Screen(ScreenId),
    /// Controls of one screen, the last one chosen at the end.
    Controls(ScreenId, Vec<ControlId>),
    /// Blocks of one handler.
    Blocks(HandlerRef, Vec<BlockId>),
    /// A connection.
    Connection(ConnectionId),
    /// A data source.
    Source(SourceId),
    /// A variable.
    Variable(VariableId),
}
