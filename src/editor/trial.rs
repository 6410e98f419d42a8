//! What the dialog of a connection learns from outside: how a trial went, what certificate files say, which file was chosen.

use crate::model::certificate::{Reports, Role};
use crate::model::connection::Connection;
use crate::model::password::Secrets;
use crate::model::run::{Reached, Refusal};

/// A connection as it stands in a dialog, not yet kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// Its settings.
    pub connection: Box<Connection>,
    /// What was typed; stored ones are used where it is empty.
    pub secrets: Secrets,
    /// Whether it is one of the user's own, whose secrets are stored beside all projects.
    pub personal: bool,
}

/// How a trial of a connection went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trial {
    /// Still trying.
    Running,
    /// The broker accepted us.
    Worked(Reached),
    /// It did not work.
    Failed(Refusal),
}

/// What the certificate files of a connection say.
#[derive(Clone, Debug, PartialEq)]
pub struct CertificatesRead {
    /// The settings that name them.
    pub connection: Connection,
    /// The secrets that were used.
    pub secrets: Secrets,
    /// What they say.
    pub reports: Reports,
    /// Whether a passphrase and a private key are in the store of secrets.
    pub stored: (bool, bool),
}

/// A certificate or key file that was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenFile {
    /// What it was chosen as.
    pub role: Role,
    /// The file as the project names it; `None` where this system has no file dialog.
    pub file: Option<String>,
}
