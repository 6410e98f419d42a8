//! The dialogs that can stand above everything, with what each is about. Plain data; drawn by the interface.

use std::path::PathBuf;

use crate::model::handler::HandlerRef;
use crate::model::id::{BlockId, ConnectionId, ControlId, FunctionId, SourceId, TimerId};
use crate::model::item::Item;
use crate::model::run::Refusal;

/// A dialog above everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// Search and commands.
    Palette,
    /// New data source; its connection goes into the block's slot where one is named.
    NewSource(Option<(HandlerRef, BlockId, String)>),
    /// New data source, which becomes the value of a property of these controls.
    NewSourceFor(Vec<ControlId>, String),
    /// New data source on this connection that listens to this topic.
    NewSourceOn(ConnectionId, String),
    /// Whether to clear what is stored on all these topics below a branch.
    ClearStored(ConnectionId, String, Vec<String>),
    /// Settings of a data source.
    EditSource(SourceId),
    /// Settings of a connection; `None` makes a new one.
    EditConnection(Option<ConnectionId>),
    /// Settings of one of the user's connections.
    EditPersonal(ConnectionId),
    /// All connections with their uses.
    Connections,
    /// Connections to write to a file; which is ticked at first, and whether it is the user's.
    ExportConnections(Option<(bool, ConnectionId)>),
    /// A file with connections to read.
    ImportConnections,
    /// The languages of the app and its translations.
    Languages,
    /// New variable; it goes into the block's slot where one is named.
    NewVariable(Option<(HandlerRef, BlockId, String)>),
    /// New timer; it goes into the block's slot where one is named.
    NewTimer(Option<(HandlerRef, BlockId, String)>),
    /// Settings of a timer.
    EditTimer(TimerId),
    /// New function; it goes into the block's slot where one is named.
    NewFunction(Option<(HandlerRef, BlockId, String)>),
    /// Settings of a function.
    EditFunction(FunctionId),
    /// Things to delete that are still used: delete them all the same, or not.
    DeleteUsed(Vec<Item>),
    /// Unsaved changes: save, discard or stay.
    Unsaved,
    /// So many messages wait and would be lost: end the program all the same, or not.
    StillWaiting(usize),
    /// A path to type, where the system has no file dialog: to open or (`true`) to save.
    AskPath(bool),
    /// Another file is there already: overwrite it or not.
    Overwrite(PathBuf),
    /// The folder to save in does not exist: make it, or save elsewhere.
    NoFolder(PathBuf),
    /// Saving to this path has failed, and why: save elsewhere.
    NotSaved(PathBuf, String),
    /// Another program has changed the project's file: read it again, overwrite it, or save elsewhere.
    ChangedOutside(PathBuf),
    /// Work that a window has left behind that is gone: restore it or not.
    LostWork,
    /// What a project from elsewhere may reach: trust it or not; then (`true`) run it.
    TrustProject(bool),
    /// A secret of this connection is missing, or stored for another place: give it or not.
    GiveSecret(ConnectionId, Refusal),
    /// The project is a copy of the one in this file: take over its passwords or not.
    TakeOver(PathBuf),
    /// The program's own settings.
    Preferences,
    /// The keys that do something.
    Shortcuts,
    /// What this program is.
    About,
    /// Something could not be done: title and sentence.
    Message(String, String),
}
