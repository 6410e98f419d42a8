//! The system's file dialogs. Each is a job of its own, since it waits for the user.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::{Done, Jobs};

/// A dialog that answers faster than a person can means that there is none.
const TOO_FAST: Duration = Duration::from_millis(400);

/// A kind of file: its name and the endings of its files.
pub(in crate::app) type FileKind = (&'static str, &'static [&'static str]);

/// What a dialog asks for.
#[derive(Debug, Default)]
pub(in crate::app) struct FileQuestion {
    pub(in crate::app) title: &'static str,
    pub(in crate::app) kinds: Vec<FileKind>,
    /// Where it begins.
    pub(in crate::app) folder: Option<PathBuf>,
    /// The proposed name, where a file shall be written.
    pub(in crate::app) save_as: Option<String>,
}

/// How a dialog was answered.
#[derive(Debug)]
pub(in crate::app) enum FileAnswer {
    /// With a file.
    File(PathBuf),
    /// Not at all.
    Cancelled,
    /// There is no such dialog on this system.
    NoDialog,
}

impl Jobs {
    /// Asks for a file with the system's dialog.
    pub(in crate::app) fn ask_file(
        &self,
        question: FileQuestion,
        done: impl FnOnce(FileAnswer) -> Option<Done> + Send + 'static,
    ) {
        self.start("dialog", move || {
            let mut dialog = rfd::FileDialog::new().set_title(question.title);
            for (name, endings) in question.kinds {
                dialog = dialog.add_filter(name, endings);
            }
            if let Some(folder) = question.folder {
                dialog = dialog.set_directory(folder);
            }
            let asked = Instant::now();
            let file = match question.save_as {
                Some(name) => dialog.set_file_name(name).save_file(),
                None => dialog.pick_file(),
            };
            done(match file {
                Some(file) => FileAnswer::File(file),
                None if asked.elapsed() < TOO_FAST => FileAnswer::NoDialog,
                None => FileAnswer::Cancelled,
            })
        });
    }
}
