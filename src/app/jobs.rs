//! Work that takes time, on short named threads; results come back into `logic`.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use crate::model::id::ConnectionId;
use crate::model::project::Project;
use crate::store::{LoadError, Opened, SaveError};

/// A file dialog that answers faster than a person can means that there is none.
const TOO_FAST: Duration = Duration::from_millis(400);

/// Result of a job.
#[derive(Debug)]
pub(super) enum Done {
    /// A project file was read.
    Loaded(PathBuf, Box<Result<Opened, LoadError>>),
    /// A project was written.
    Saved(PathBuf, Arc<Project>, Result<(), SaveError>),
    /// The system's file dialog was answered: to save or to open, and the file; `Err` where there is no dialog.
    Chosen { save: bool, file: Result<Option<PathBuf>, ()> },
    /// An image file was read, or cannot be.
    Image(String, Option<Arc<[u8]>>),
    /// Connections with a stored password.
    Passwords(BTreeSet<ConnectionId>),
    /// Something small failed; for the log.
    Failed(String),
}

/// Starts jobs and collects their results.
pub(super) struct Jobs {
    sender: SyncSender<Done>,
    results: Receiver<Done>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl std::fmt::Debug for Jobs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Jobs").finish_non_exhaustive()
    }
}

impl Jobs {
    pub(super) fn new(wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        let (sender, results) = sync_channel(64);
        Self { sender, results, wake }
    }

    /// Does `work` on a thread named `job-…`.
    pub(super) fn start(&self, name: &str, work: impl FnOnce() -> Option<Done> + Send + 'static) {
        let sender = self.sender.clone();
        let wake = Arc::clone(&self.wake);
        let job = move || {
            if let Some(done) = work()
                && sender.send(done).is_ok()
            {
                wake();
            }
        };
        if let Err(err) = std::thread::Builder::new().name(format!("job-{name}")).spawn(job) {
            tracing::error!("cannot start a thread: {err}");
        }
    }

    /// Results since the last call.
    pub(super) fn results(&self) -> Vec<Done> {
        self.results.try_iter().collect()
    }

    /// Asks for a project file with the system's dialog.
    pub(super) fn choose(&self, save: bool, title: &'static str, kind: &'static str, name: String) {
        self.start("dialog", move || {
            let dialog = rfd::FileDialog::new().set_title(title).add_filter(kind, &["ron"]);
            let asked = Instant::now();
            let file = if save { dialog.set_file_name(name).save_file() } else { dialog.pick_file() };
            let none = file.is_none() && asked.elapsed() < TOO_FAST;
            Some(Done::Chosen { save, file: if none { Err(()) } else { Ok(file) } })
        });
    }
}
