//! What may be asked of the personal connections: those of the person, kept outside all projects.
//!
//! A project never refers to them. Taking one over is an edit that adds a copy, and [`PersonalCommand::GiveSecrets`].

use crate::model::connection::Connection;
use crate::model::id::ConnectionId;
use crate::model::password::Secrets;

/// Something about the connections of the user.
#[derive(Clone, Debug, PartialEq)]
pub enum PersonalCommand {
    /// Keep a copy of this connection of the project, with its secrets, in place of the one with the same id.
    Keep(Box<Connection>),
    /// Set one to this, and its secrets to those that are not empty.
    Change(Box<Connection>, Secrets),
    /// Keep this copy of one, with its secrets.
    Duplicate(ConnectionId, Box<Connection>),
    /// Give one another name.
    Rename(ConnectionId, String),
    /// Forget one and its secrets.
    Remove(ConnectionId),
    /// Give the secrets of the first, a personal one, to the second, its copy in the project.
    GiveSecrets(ConnectionId, ConnectionId),
}
