//! What a command asks of the outside world; carried out by the app or a test.

use std::path::PathBuf;
use std::sync::Arc;

use super::monitor::Ask;
use super::personal::Personal;
use super::transfer::Transfer;
use crate::i18n::Lang;
use crate::model::certificate::Role;
use crate::model::connection::Connection;
use crate::model::edit::Landing;
use crate::model::id::ConnectionId;
use crate::model::password::{Password, Secret, Secrets};
use crate::model::project::Project;
use crate::model::run::Fire;

/// What a save may write over; otherwise the user is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// The file as it was when this project was last read from it or saved to it.
    Known,
    /// No file at all.
    Nothing,
    /// No file at all, and its folder is made first.
    NewFolder,
    /// Whatever is there.
    Anything,
}

/// Something for the outside world.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask for a file to open.
    AskOpen,
    /// Ask where to save; the proposed file name.
    AskSave(String),
    /// Read this project file.
    Load(PathBuf),
    /// Read this example.
    LoadExample(&'static str),
    /// Write the project to this path, over what is there only as far as this goes.
    Save(PathBuf, Arc<Project>, Over),
    /// Start the app.
    Start(Arc<Project>),
    /// Stop the app.
    Stop,
    /// An event for the running app.
    Fire(Fire),
    /// The project has changed: connections may have to.
    ProjectChanged(Arc<Project>),
    /// Show the app alone, or not.
    ToggleAlone,
    /// Keep a password outside the project.
    SetPassword(ConnectionId, Password),
    /// Keep a passphrase or a private key outside the project, or forget it.
    SetSecret(ConnectionId, Secret, Password),
    /// Give the secrets of the first connection to the second too.
    CopySecrets(ConnectionId, ConnectionId),
    /// Something about the connections of the person.
    Personal(Personal),
    /// Something about connections in files of their own.
    Transfer(Transfer),
    /// Start or join the local broker.
    StartBroker,
    /// Let other devices use the local broker with this password, an empty one is the stored one; or no longer.
    ShareBroker(Option<Password>),
    /// Try these settings.
    TestConnection(Box<Connection>, Secrets),
    /// Read the certificate files that these settings name.
    ReadCertificates(Box<Connection>, Secrets),
    /// Ask for a certificate or key file.
    ChooseFile(Role),
    /// Put text into the clipboard.
    CopyText(String),
    /// Ask for the clipboard's text and paste it.
    RequestPaste,
    /// Tell what became of the things that something pasted refers to.
    Landed(Landing),
    /// Switch dark and light.
    ToggleTheme,
    /// Set the language.
    SetLang(Lang),
    /// Forget what belongs to the project that was open: another one takes its place.
    ProjectLeft,
    /// Clear the log.
    ClearLog,
    /// Clear the monitor.
    ClearMonitor,
    /// Something for the monitor.
    Monitor(Ask),
    /// Close the program once all messages are out.
    Quit,
    /// Close the program at once.
    QuitAnyway,
}
