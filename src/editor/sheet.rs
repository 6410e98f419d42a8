//! Files with rows of a list (CSV): what the dialog of the list asks for, and what comes back.

use std::path::PathBuf;
use std::sync::Arc;

use super::sentence::Sentence;

/// Something about files with rows for the outside world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SheetCommand {
    /// Ask for a file and read it.
    Load,
    /// Ask where, and write a text there; the name is a proposal.
    Save {
        /// The name of the list.
        name: String,
        /// What the file shall hold.
        csv: String,
    },
}

/// What has become of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SheetEvent {
    /// A file was read: its name, and what it holds.
    Read(String, Arc<Vec<u8>>),
    /// It was written here.
    Saved(PathBuf),
    /// It did not work.
    Failed(Sentence),
    /// This system has no dialog for files.
    NoDialog,
}
