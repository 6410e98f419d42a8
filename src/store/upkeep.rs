//! What the program keeps for itself in its folder, and that it could not.

use std::io;

use super::SaveError;

/// What the program keeps for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Upkeep {
    /// Changes that are not saved.
    UnsavedWork,
    /// What other windows have left behind.
    LostWork,
    /// The settings.
    Settings,
    /// Passwords.
    Passwords,
    /// Personal connections.
    Connections,
    /// States of the project.
    History,
    /// Steps that can be taken back.
    Steps,
    /// Which projects are trusted.
    Trust,
    /// Messages that wait.
    Waiting,
    /// Values of variables.
    Values,
}

impl Upkeep {
    /// All of it.
    pub const ALL: [Self; 10] = [
        Self::UnsavedWork,
        Self::LostWork,
        Self::Settings,
        Self::Passwords,
        Self::Connections,
        Self::History,
        Self::Steps,
        Self::Trust,
        Self::Waiting,
        Self::Values,
    ];
}

/// That something of it could not be written or read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotKept {
    /// What.
    pub what: Upkeep,
    /// What kind of trouble.
    pub kind: io::ErrorKind,
    /// The words of the system.
    pub said: String,
}

impl NotKept {
    /// For trouble with a file.
    pub fn new(what: Upkeep, err: &io::Error) -> Self {
        Self { what, kind: err.kind(), said: err.to_string() }
    }

    /// For trouble with a project.
    pub fn of_project(what: Upkeep, err: &SaveError) -> Self {
        match err {
            SaveError::Io { kind, what: said, .. } => Self { what, kind: *kind, said: said.clone() },
            _ => Self { what, kind: io::ErrorKind::Other, said: err.to_string() },
        }
    }
}
