//! All connections by id: what is wanted of them, who publishes on them, what is left to send.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::line::{Line, Shared};
use super::msg::{ConnectionSpec, LISTENER};
use crate::model::connection::SessionKind;
use crate::model::id::ConnectionId;
use crate::model::run::{Outgoing, Publish, PublishError, RefuseReason};
use crate::model::topic::TopicName;

/// Wakes those who wait for the outboxes to become empty.
#[derive(Default)]
pub(super) struct Drained {
    /// Whether anybody waits: to tell nobody costs as much as to tell somebody.
    watched: AtomicBool,
    gate: Mutex<()>,
    changed: Condvar,
}

impl Drained {
    fn lock(&self) -> MutexGuard<'_, ()> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn notify(&self) {
        if self.watched.load(Ordering::SeqCst) {
            let _gate = self.lock();
            self.changed.notify_all();
        }
    }
}

/// Specs by connection.
type Specs = BTreeMap<ConnectionId, ConnectionSpec>;

/// Who wants what.
#[derive(Default)]
struct Wishes {
    /// The run.
    run: Specs,
    /// The listener.
    listen: Specs,
}

impl Wishes {
    /// What each line shall be. On a connection that the run uses, the listener joins its session; but not where the
    /// broker keeps it, or what the listener asked for would stay there when everybody is gone.
    fn merged(&self) -> Specs {
        let mut specs = self.run.clone();
        for (id, listener) in &self.listen {
            let shared = specs.get_mut(id);
            let kept = shared.as_ref().is_some_and(|spec| spec.settings.session != SessionKind::Clean);
            if let (Some(spec), false) = (shared, kept) {
                spec.subscriptions.extend(listener.subscriptions.iter().cloned());
            } else {
                let mut alone = listener.clone();
                // A guest: another id than the app has, and nothing that the broker keeps or tells others.
                alone.settings.client_id.clear();
                alone.settings.session = SessionKind::Clean;
                (alone.settings.birth, alone.settings.close, alone.settings.will) = (None, None, None);
                let key = if kept { beside(id) } else { id.clone() };
                specs.insert(key, alone);
            }
        }
        specs
    }
}

/// The key of a listener's own line beside that of the run.
fn beside(id: &ConnectionId) -> ConnectionId {
    ConnectionId(format!("{}/listener", id.as_str()))
}

fn by_id(specs: Vec<ConnectionSpec>) -> Specs {
    specs.into_iter().map(|spec| (spec.id.clone(), spec)).collect()
}

/// All lines. A line is never removed: without a use it waits, which costs a few hundred bytes.
pub(super) struct Pool {
    wishes: Mutex<Wishes>,
    lines: Mutex<BTreeMap<ConnectionId, Arc<Line>>>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
    shared: Shared,
}

impl Pool {
    pub(super) fn new(shared: Shared) -> Self {
        Self { wishes: Mutex::default(), lines: Mutex::default(), tasks: Mutex::default(), shared }
    }

    fn lines(&self) -> MutexGuard<'_, BTreeMap<ConnectionId, Arc<Line>>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the run's connections what `specs` say; those that stay the same are not touched.
    pub(super) fn configure(&self, specs: Vec<ConnectionSpec>, runtime: &Handle) {
        let mut wishes = self.wishes.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut wishes.run, by_id(specs));
        // Where the listener stays, the app comes or goes: with a new session, in which stored values arrive again.
        let renewed = wishes.listen.keys().filter(|id| before.contains_key(*id) != wishes.run.contains_key(*id));
        self.apply(wishes.merged(), &renewed.cloned().collect::<Vec<_>>(), runtime);
    }

    /// Makes the listener's connections what `specs` say; whatever else a connection is used for goes on.
    pub(super) fn listen(&self, specs: Vec<ConnectionSpec>, runtime: &Handle) {
        debug_assert!(specs.iter().flat_map(|spec| &spec.subscriptions).all(|one| one.source == LISTENER));
        let mut wishes = self.wishes.lock().unwrap_or_else(PoisonError::into_inner);
        wishes.listen = by_id(specs);
        self.apply(wishes.merged(), &[], runtime);
    }

    fn apply(&self, wanted: Specs, renewed: &[ConnectionId], runtime: &Handle) {
        let mut lines = self.lines();
        for (id, line) in lines.iter() {
            if !wanted.contains_key(id) || renewed.contains(id) {
                line.stop();
            }
        }
        for (id, spec) in wanted {
            if let Some(line) = lines.get(&id) {
                line.start(Arc::new(spec));
                continue;
            }
            let line = Arc::new(Line::new(spec.id.clone(), self.shared.clone()));
            // Before its task starts, which would report an idle connection first.
            line.start(Arc::new(spec));
            let task = runtime.spawn(Arc::clone(&line).run());
            self.tasks.lock().unwrap_or_else(PoisonError::into_inner).push(task);
            lines.insert(id, line);
        }
    }

    /// How many messages are not finished.
    pub(super) fn unfinished(&self) -> usize {
        self.lines().values().map(|line| line.unfinished()).sum()
    }

    /// How many messages the end of the program would lose.
    pub(super) fn only_here(&self) -> usize {
        self.lines().values().map(|line| line.only_here()).sum()
    }

    /// Tells the counters of all lines that have changed.
    pub(super) fn report(&self) {
        let lines: Vec<_> = self.lines().values().cloned().collect();
        for line in lines {
            line.report();
        }
    }

    /// Waits until everything is sent, at most `limit`; gives what is left.
    pub(super) fn drain(&self, limit: Duration) -> usize {
        let deadline = Instant::now() + limit;
        // Before the first look, so that what ends after it is told.
        self.shared.drained.watched.store(true, Ordering::SeqCst);
        let mut gate = self.shared.drained.lock();
        loop {
            let unfinished = self.unfinished();
            let Some(left) = deadline.checked_duration_since(Instant::now()) else { return unfinished };
            if unfinished == 0 {
                return 0;
            }
            let waited = self.shared.drained.changed.wait_timeout(gate, left);
            (gate, _) = waited.unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Ends all lines: each says goodbye to its broker.
    pub(super) async fn end(&self) {
        let lines: Vec<_> = self.lines().values().cloned().collect();
        for line in lines {
            line.end();
        }
        let tasks = std::mem::take(&mut *self.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        for task in tasks {
            if let Err(err) = task.await {
                tracing::error!("a connection ended badly: {err}");
            }
        }
    }
}

/// Where handlers hand their messages over.
pub(super) struct Port(pub(super) Arc<Pool>);

impl Outgoing for Port {
    fn publish(&self, message: Arc<Publish>) -> Result<(), PublishError> {
        let line = self.0.lines().get(&message.connection).cloned();
        match line {
            Some(line) => line.accept(message),
            None => Err(PublishError::Refused(RefuseReason::UnknownConnection)),
        }
    }

    fn listen(&self, connection: &ConnectionId, number: u64, topic: &TopicName) -> Result<(), RefuseReason> {
        let line = self.0.lines().get(connection).cloned();
        line.ok_or(RefuseReason::UnknownConnection)?.listen(number, topic.clone())
    }

    fn unlisten(&self, connection: &ConnectionId, number: u64) {
        if let Some(line) = self.0.lines().get(connection) {
            line.unlisten(number);
        }
    }

    fn connect(&self, connection: &ConnectionId, on: bool) {
        if let Some(line) = self.0.lines().get(connection) {
            line.connect(on);
        }
    }
}
