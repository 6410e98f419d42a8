//! What a command asks of the outside world; carried out by the app or a test.

use std::path::PathBuf;
use std::sync::Arc;

use super::request::Request;
use crate::model::edit::Landing;
use crate::model::project::Project;

/// What a save may write over; otherwise the user is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SavePolicy {
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
    /// What the user asked of it.
    Request(Request),
    /// Ask for a file to open.
    AskOpen,
    /// Ask where to save; the proposed file name.
    AskSave(String),
    /// Read this project file.
    Load(PathBuf),
    /// Read this example.
    LoadExample(&'static str),
    /// Write the project to this path, over what is there only as far as this goes.
    Save(PathBuf, Arc<Project>, SavePolicy),
    /// Start the app.
    Start(Arc<Project>),
    /// Stop the app.
    Stop,
    /// The project has changed: connections may have to.
    ProjectChanged(Arc<Project>),
    /// Show the app alone, or not.
    ToggleKiosk,
    /// Ask for the clipboard's text and paste it.
    RequestPaste,
    /// Tell what became of the things that something pasted refers to.
    Landed(Landing),
    /// Forget what belongs to the project that was open: another one takes its place.
    ProjectLeft,
    /// Close the program once all messages are out.
    Quit,
}
