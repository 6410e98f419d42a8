//! What a user asks of the outside world alone: the editor hands it on as it is.
//!
//! A command and an effect at the same time, so that it is spelled once.

use super::images::ImageCommand;
use super::monitor::MonitorCommand;
use super::personal::PersonalCommand;
use super::record::RecordingCommand;
use super::sheet::SheetCommand;
use super::sounds::SoundCommand;
use super::timeline::TimelineCommand;
use super::transfer::TransferCommand;
use super::trial::Attempt;
use crate::model::certificate::Role;
use crate::model::debug::{DebugCommand, StepKind, Tryout};
use crate::model::dialog::DialogAnswer;
use crate::model::id::{ConnectionId, VariableId};
use crate::model::password::{Password, Secret};
use crate::model::run::Fire;
use crate::model::showing::Destination;
use crate::model::value::Value;

/// Something for the outside world that changes nothing in the editor.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// An event of a control, for the running app.
    Fire(Fire),
    /// The person at the running app goes to another screen.
    Go(Destination),
    /// The screen that the running app shows comes to the front, to be designed.
    OpenShown,
    /// What was answered to the dialog with this number, for the running app.
    Answer(u64, DialogAnswer),
    /// A handler of the running app runs as if its event had come.
    TryOut(Tryout),
    /// The handler that has stopped and is in front goes on.
    Step(StepKind),
    /// Another handler that has stopped comes to the front, by the number of its activation.
    LookAtPaused(u64),
    /// A variable that keeps its value begins with its value at start again.
    ForgetKept(VariableId),
    /// Something for the handlers that are followed in the running app.
    Debug(DebugCommand),
    /// Keep a password outside the project, for a connection.
    SetPassword(ConnectionId, Password),
    /// Keep a passphrase or private key outside the project, for a connection; an empty one is forgotten.
    SetSecret(ConnectionId, Secret, Password),
    /// Keep a secret of a connection for where it leads now, even an empty one: the user was asked for it. Without one,
    /// keep the stored one for there.
    GiveSecret(ConnectionId, Secret, Option<Password>),
    /// Trust the project with all that it may reach; then (`true`) run it.
    TrustProject(bool),
    /// Take over the passwords of the project that this one is a copy of, or (`false`) leave them there.
    TakeOver(bool),
    /// Give the secrets of the first connection to the second too, its copy.
    CopySecrets(ConnectionId, ConnectionId),
    /// Something about the connections of the user.
    Personal(PersonalCommand),
    /// Something about connections in files of their own.
    Transfer(TransferCommand),
    /// Something about the states that the project had.
    Timeline(TimelineCommand),
    /// Something about the recording of the last run.
    Recording(RecordingCommand),
    /// Start the local broker, or join the one that runs already.
    StartBroker,
    /// Let other devices use the local broker with this password, an empty one is the stored one; or no longer.
    ShareBroker(Option<Password>),
    /// Try to connect; the answer is `UiData::trial`.
    TestConnection(Attempt),
    /// Read the certificate files that the settings name; the answer is `UiData::certificates`.
    ReadCertificates(Attempt),
    /// Something about images.
    Image(ImageCommand),
    /// Something about sounds.
    Sound(SoundCommand),
    /// Something about files with rows of lists.
    Sheet(SheetCommand),
    /// Ask for a certificate or key file with the system's dialog; the answer is `UiData::chosen`.
    ChooseFile(Role),
    /// Put text into the system's clipboard.
    CopyText(String),
    /// Set a setting of the program, by the key of its row.
    SetPreference(&'static str, Value),
    /// Set a setting of the program to what comes after what it is.
    TogglePreference(&'static str),
    /// Clear the log.
    ClearLog,
    /// Clear the monitor.
    ClearMonitor,
    /// Something for the monitor.
    Monitor(MonitorCommand),
    /// Open what a window has left behind that is gone, by its place in `UiData::lost`.
    RestoreWork(usize),
    /// Throw it away.
    DiscardWork(usize),
    /// The PIN was right: unlock the window and end the app.
    LeaveKiosk,
    /// Close the program at once although messages wait.
    QuitAnyway,
}
