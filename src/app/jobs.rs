//! Work that takes time, on short named threads; results come back into `logic`.

use std::collections::{BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::running::Specs;
use super::transfer::Transferred;
use crate::editor::state::CertificatesRead;
use crate::model::certificate::Role;
use crate::model::connection::Connection;
use crate::model::id::ConnectionId;
use crate::model::password::Password;
use crate::model::project::Project;
use crate::model::run::Refusal;
use crate::mqtt::ConnectionSpec;
use crate::store::{LoadError, Opened, SaveError, Saved, Stamp};

/// A file dialog that answers faster than a person can means that there is none.
const TOO_FAST: Duration = Duration::from_millis(400);

/// Result of a job.
#[derive(Debug)]
pub(super) enum Done {
    /// A project file was read.
    Loaded(PathBuf, Box<Result<(Opened, Stamp), LoadError>>),
    /// A project was written: where, the project, which document of the editor it was, and how it went.
    Saved(PathBuf, Arc<Project>, u64, Result<Saved, SaveError>),
    /// The system's file dialog was answered: to save or to open, and the file; `Err` where there is no dialog.
    Chosen { save: bool, file: Result<Option<PathBuf>, ()> },
    /// Everything that the app needs that was started as this number.
    Ready(u64, Box<Specs>),
    /// Everything that the changed connections need of the app that was started as this number.
    Reread(u64, Box<Specs>),
    /// Everything that the trial of a connection with this number needs.
    TrialReady(u64, Box<Result<ConnectionSpec, Refusal>>),
    /// Everything that the monitor needs for its wish to listen with this count.
    ListenReady(u64, Box<Result<ConnectionSpec, Refusal>>),
    /// An image file was read, or cannot be.
    Image(String, Option<Arc<[u8]>>),
    /// What the certificate files of a connection say.
    Certificates(Box<CertificatesRead>),
    /// The system's dialog for a certificate or key file was answered; `Err` where there is no dialog.
    ChosenFile(Role, Result<PathBuf, ()>),
    /// The password of the local broker for other devices was read or kept.
    BrokerPassword(Option<Password>),
    /// The connections of the person.
    Personal(Vec<Connection>, BTreeSet<ConnectionId>),
    /// What became of connections on their way to a file or out of one, asked for with this number.
    Transferred(u64, Transferred),
    /// The system's dialog for a file with connections was answered; `Err` where there is no dialog.
    ChosenTransfer(Result<PathBuf, ()>),
    /// Connections with a stored password.
    Passwords(BTreeSet<ConnectionId>),
    /// Something small failed; for the log.
    Failed(String),
}

type Work = Box<dyn FnOnce() + Send>;

/// Jobs that must not overtake each other, done by one short thread that ends with the last of them.
#[derive(Default)]
struct InOrder {
    queue: Mutex<Queue>,
    done: Condvar,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Work>,
    busy: bool,
}

impl InOrder {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self) {
        loop {
            let work = {
                let mut queue = self.lock();
                let work = queue.waiting.pop_front();
                queue.busy = work.is_some();
                work
            };
            let Some(work) = work else { break };
            work();
        }
        self.done.notify_all();
    }
}

/// Starts jobs and collects their results.
pub(super) struct Jobs {
    sender: SyncSender<Done>,
    results: Receiver<Done>,
    in_order: Arc<InOrder>,
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
        Self { sender, results, in_order: Arc::default(), wake }
    }

    fn reporting(&self, work: impl FnOnce() -> Option<Done> + Send + 'static) -> Work {
        let sender = self.sender.clone();
        let wake = Arc::clone(&self.wake);
        Box::new(move || {
            if let Some(done) = work()
                && sender.send(done).is_ok()
            {
                wake();
            }
        })
    }

    /// Does `work` on a thread named `job-…`.
    pub(super) fn start(&self, name: &str, work: impl FnOnce() -> Option<Done> + Send + 'static) {
        let job = self.reporting(work);
        if let Err(err) = std::thread::Builder::new().name(format!("job-{name}")).spawn(job) {
            tracing::error!("cannot start a thread: {err}");
        }
    }

    /// Does `work` after all that was started in order before: of two saves the later one stays in the file.
    pub(super) fn start_in_order(&self, work: impl FnOnce() -> Option<Done> + Send + 'static) {
        let job = self.reporting(work);
        {
            let mut queue = self.in_order.lock();
            queue.waiting.push_back(job);
            if std::mem::replace(&mut queue.busy, true) {
                return;
            }
        }
        let in_order = Arc::clone(&self.in_order);
        if let Err(err) = std::thread::Builder::new().name("job-files".to_owned()).spawn(move || in_order.run()) {
            tracing::error!("cannot start a thread: {err}");
            self.in_order.lock().busy = false;
        }
    }

    /// Waits until all jobs in order are done, at most `limit`: for the end of the program.
    pub(super) fn finish(&self, limit: Duration) {
        let queue = self.in_order.lock();
        let waited = self.in_order.done.wait_timeout_while(queue, limit, |queue| queue.busy);
        if waited.unwrap_or_else(PoisonError::into_inner).1.timed_out() {
            tracing::warn!("not all files were written in time");
        }
    }

    /// Results since the last call.
    pub(super) fn results(&self) -> Vec<Done> {
        self.results.try_iter().collect()
    }

    /// Asks for a project file with the system's dialog; it proposes a folder and a name.
    pub(super) fn choose(
        &self,
        save: bool,
        title: &'static str,
        kind: &'static str,
        proposed: (Option<PathBuf>, String),
    ) {
        self.start("dialog", move || {
            let (folder, name) = proposed;
            let mut dialog = rfd::FileDialog::new().set_title(title).add_filter(kind, &["ron"]);
            if let Some(folder) = folder {
                dialog = dialog.set_directory(folder);
            }
            let asked = Instant::now();
            let file = if save { dialog.set_file_name(name).save_file() } else { dialog.pick_file() };
            let none = file.is_none() && asked.elapsed() < TOO_FAST;
            Some(Done::Chosen { save, file: if none { Err(()) } else { Ok(file) } })
        });
    }
}

impl Jobs {
    /// Asks for a certificate or key file with the system's dialog.
    pub(super) fn choose_certificate(&self, role: Role, title: &'static str, kinds: [&'static str; 2]) {
        self.start("dialog", move || {
            let endings: &[&str] = match role {
                Role::Ca => &["pem", "crt", "cer", "der"],
                Role::Certificate => &["pem", "crt", "cer", "der", "p12", "pfx"],
                Role::Key => &["key", "pem", "p8", "der", "p12", "pfx"],
            };
            let dialog =
                rfd::FileDialog::new().set_title(title).add_filter(kinds[0], endings).add_filter(kinds[1], &["*"]);
            let asked = Instant::now();
            match dialog.pick_file() {
                Some(path) => Some(Done::ChosenFile(role, Ok(path))),
                None if asked.elapsed() < TOO_FAST => Some(Done::ChosenFile(role, Err(()))),
                None => None,
            }
        });
    }
}

impl Jobs {
    /// Asks for a file with connections with the system's dialog.
    pub(super) fn choose_transfer(&self, save: Option<&'static str>, title: &'static str, kinds: [&'static str; 2]) {
        self.start("dialog", move || {
            let dialog = rfd::FileDialog::new().set_title(title);
            let dialog = dialog.add_filter(kinds[0], &["age", "ron"]).add_filter(kinds[1], &["*"]);
            let asked = Instant::now();
            let file = match save {
                Some(name) => dialog.set_file_name(name).save_file(),
                None => dialog.pick_file(),
            };
            match file {
                Some(path) => Some(Done::ChosenTransfer(Ok(path))),
                None if asked.elapsed() < TOO_FAST => Some(Done::ChosenTransfer(Err(()))),
                None => None,
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_in_order_do_not_overtake_each_other_and_are_waited_for() {
        let jobs = Jobs::new(Arc::new(|| {}));
        let (go, gate) = sync_channel::<()>(0);
        jobs.start_in_order(move || gate.recv().ok().map(|()| Done::Failed("0".to_owned())));
        for number in 1..20 {
            jobs.start_in_order(move || Some(Done::Failed(number.to_string())));
        }
        assert!(jobs.results().is_empty(), "the first one is not done yet");
        go.send(()).unwrap();
        jobs.finish(Duration::from_secs(30));
        let done: Vec<String> = jobs
            .results()
            .into_iter()
            .map(|done| format!("{done:?}").chars().filter(char::is_ascii_digit).collect())
            .collect();
        assert_eq!(done, (0..20).map(|number| number.to_string()).collect::<Vec<_>>());
    }
}
