//! Job that takes time, on short named threads; results come back into `logic`.

pub(super) mod dialog;

use std::collections::{BTreeSet, VecDeque};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::connections::ConnectionDone;
use super::documents::DocumentDone;
use super::recorder::RecorderDone;
use super::run::RunDone;
use super::steps::PastSteps;
use super::ticket::Ticket;
use super::timeline::TimelineDone;
use super::transfer::TransferDone;
use crate::editor::lost_work::LostProject;
use crate::model::connection::Connection;
use crate::model::id::ConnectionId;
use crate::model::password::Password;
use crate::model::run::Refusal;
use crate::mqtt::ConnectionSpec;
use crate::store::recovery::LostWork;
use crate::store::upkeep::NotKept;

/// Result of a job, by the part that it is for.
#[derive(Debug)]
pub(super) enum Done {
    /// Of a project file.
    Document(DocumentDone),
    /// Of the project's connections.
    Connection(ConnectionDone),
    /// Of the running app.
    Run(RunDone),
    /// Everything that the monitor needs for listening.
    Listen(Ticket, Box<Result<ConnectionSpec, Refusal>>),
    /// The password of the local broker for other devices was read or kept.
    BrokerPassword(Option<Password>),
    /// The connections of the user, and those with a stored password.
    Personal(Vec<Connection>, BTreeSet<ConnectionId>),
    /// Work that windows have left behind that are gone, and what is told of it.
    Recovery(Vec<LostWork>, Vec<LostProject>),
    /// Where the program has ended by a fault of its own the last time.
    Crashed(String),
    /// Of connections on their way to a file or out of one.
    Transfer(TransferDone),
    /// Of the states that the project had.
    Timeline(TimelineDone),
    /// Of the recording of the last run.
    Recorder(RecorderDone),
    /// The steps that led to the project before it was opened.
    Steps(PastSteps),
    /// Something small failed; for the log.
    NotKept(NotKept),
}

type Job = Box<dyn FnOnce() + Send>;

/// Jobs that must not overtake each other, done by one short thread that ends with the last of them.
#[derive(Default)]
struct InOrder {
    queue: Mutex<JobQueue>,
    done: Condvar,
}

#[derive(Default)]
struct JobQueue {
    waiting: VecDeque<Job>,
    busy: bool,
}

impl InOrder {
    /// Puts a job behind those that wait; starts a thread of this name where none is at work.
    fn push(self: &Arc<Self>, name: &str, job: Job) {
        {
            let mut queue = self.lock();
            queue.waiting.push_back(job);
            if std::mem::replace(&mut queue.busy, true) {
                return;
            }
        }
        let in_order = Arc::clone(self);
        if let Err(err) = std::thread::Builder::new().name(format!("job-{name}")).spawn(move || in_order.run()) {
            tracing::error!("cannot start a thread: {err}");
            self.lock().busy = false;
        }
    }

    fn lock(&self) -> MutexGuard<'_, JobQueue> {
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
    reading: Arc<InOrder>,
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
        Self { sender, results, in_order: Arc::default(), reading: Arc::default(), wake }
    }

    fn reporting(&self, work: impl FnOnce() -> Option<Done> + Send + 'static) -> Job {
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
        self.in_order.push("files", self.reporting(work));
    }

    /// Does `work` after all that was started in order before, but beside what comes later: it reads files that a person
    /// has named, which may take long to answer, and no save waits for them.
    pub(super) fn start_reading(&self, work: impl FnOnce() -> Option<Done> + Send + 'static) {
        let (job, reading) = (self.reporting(work), Arc::clone(&self.reading));
        self.in_order.push("files", Box::new(move || reading.push("reading", job)));
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_does_not_wait_for_a_file_that_does_not_answer() {
        let jobs = Jobs::new(Arc::new(|| {}));
        let (go, gate) = sync_channel::<()>(0);
        let (tell, told) = sync_channel(2);
        let also = tell.clone();
        jobs.start_in_order(move || tell.send("before").ok().and(None));
        jobs.start_reading(move || gate.recv().ok().map(|()| Done::Crashed("read".to_owned())));
        jobs.start_in_order(move || also.send("saved").ok().and(None));
        for wanted in ["before", "saved"] {
            assert_eq!(told.recv_timeout(Duration::from_secs(30)), Ok(wanted));
        }
        jobs.finish(Duration::from_secs(30));
        assert!(jobs.results().is_empty(), "it still reads");
        go.send(()).unwrap();
    }

    #[test]
    fn jobs_in_order_do_not_overtake_each_other_and_are_waited_for() {
        let jobs = Jobs::new(Arc::new(|| {}));
        let (go, gate) = sync_channel::<()>(0);
        jobs.start_in_order(move || gate.recv().ok().map(|()| Done::Crashed("0".to_owned())));
        for number in 1..20 {
            jobs.start_in_order(move || Some(Done::Crashed(number.to_string())));
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
