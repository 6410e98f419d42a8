//! What may be asked of the personal connections: those of the person, kept outside all projects.
//!
//! A project never refers to them. Taking one over is an edit that adds a copy, and [`Personal::GiveSecrets`].

use crate::model::connection::Connection;
use crate::model::id::ConnectionId;

/// Something about the connections of the person.
#[derive(Clone, Debug, PartialEq)]
pub enum Personal {
    /// Keep a copy of this connection of the project, with its secrets, in place of the one with the same id.
    Keep(Box<Connection>),
    /// Give one another name.
    Rename(ConnectionId, String),
    /// Forget one and its secrets.
    Remove(ConnectionId),
    /// Give the secrets of the first, a personal one, to the second, its copy in the project.
    GiveSecrets(ConnectionId, ConnectionId),
}
