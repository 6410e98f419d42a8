//! Connections on their way to a file and out of one: what may be asked for, and how far it is.
//!
//! Plain data. Secrets never come here: an offer only says which there are.

use std::path::PathBuf;

use super::once::OneShot;
use super::sentence::Sentence;
use crate::model::connection::Connection;
use crate::model::id::ConnectionId;
use crate::model::password::{Password, Secret};

/// Something about connections in files of their own.
#[derive(Clone, Debug, PartialEq)]
pub enum TransferCommand {
    /// Ask for a file with the system's dialog, to write (`true`) or to read.
    Choose(bool),
    /// Write connections to a file.
    Export(Export),
    /// Read a file, with a passphrase or an empty one.
    Open(PathBuf, Password),
    /// Keep what the file that was read offers.
    Take(Take),
    /// The dialog is closed: nothing of it is kept.
    Forget,
}

/// Which connections are written where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// The file.
    pub path: PathBuf,
    /// Those of the project.
    pub project: Vec<ConnectionId>,
    /// Those of the person.
    pub personal: Vec<ConnectionId>,
    /// Locks the file; without secrets where it is empty.
    pub passphrase: Password,
    /// In place of a file that is there.
    pub over: bool,
}

/// What is kept of an offer.
#[derive(Clone, Debug, PartialEq)]
pub struct Take {
    /// For the person; else for the project, to which an edit adds the connections themselves.
    pub personal: bool,
    /// Place in the offer, and the connection as it is kept.
    pub items: Vec<(usize, Connection)>,
}

/// A connection that a file offers.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// The connection.
    pub connection: Connection,
    /// Which secrets come with it.
    pub secrets: Vec<Secret>,
}

/// How far it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum TransferStep {
    /// Nothing was asked for, or something else is to be.
    #[default]
    Idle,
    /// It is being done.
    Busy,
    /// So many connections were written to this file.
    Exported(usize, PathBuf),
    /// There is such a file already: to be asked about.
    Exists,
    /// The file opens with a passphrase only.
    NeedsPassphrase,
    /// What the file offers.
    Opened(Vec<Offer>),
    /// So many connections were kept.
    Taken(usize),
    /// It did not work.
    Failed(Sentence),
}

/// What was asked for last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Transfers {
    /// How far it is.
    pub step: TransferStep,
    /// Files that were chosen with the system's dialog; nothing where there is no dialog.
    pub chosen: OneShot<Option<PathBuf>>,
}
