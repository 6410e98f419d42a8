//! All connections by id: what is wanted of them, who publishes on them, what is left to send.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::connection::{ActorContext, ConnectionActor};
use super::journal;
use super::msg::{ConnectionSpec, LISTENER};
use super::sharing::SessionRole;
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

/// A connection, and for whom.
type ActorKey = (ConnectionId, SessionRole);

/// What is wanted, by connection.
type SpecsById = BTreeMap<ConnectionId, ConnectionSpec>;

/// Who wants what.
#[derive(Default)]
struct Wishes {
    /// The run.
    run: SpecsById,
    /// The listener.
    listen: SpecsById,
}

impl Wishes {
    /// What each actor shall be. The listener has a session of its own, also where the run has one: what it asks for must
    /// not change what the sources get, nor stay at a broker that keeps their session.
    fn actors(&self) -> BTreeMap<ActorKey, ConnectionSpec> {
        let app = self.run.iter().map(|(id, spec)| ((id.clone(), SessionRole::App), spec.clone()));
        let listeners = self.listen.iter().map(|(id, spec)| ((id.clone(), SessionRole::Listener), as_guest(spec)));
        app.chain(listeners).collect()
    }
}

/// With another client id than the app has, and nothing that is kept or told to others.
fn as_guest(spec: &ConnectionSpec) -> ConnectionSpec {
    let mut spec = spec.clone();
    spec.settings.client_id.clear();
    spec.settings.session = SessionKind::Clean;
    (spec.settings.birth, spec.settings.close, spec.settings.will) = (None, None, None);
    spec.journal = None;
    spec
}

fn by_id(specs: Vec<ConnectionSpec>) -> SpecsById {
    specs.into_iter().map(|spec| (spec.id.clone(), spec)).collect()
}

/// All actors. A actor is never removed: without a use it waits, which costs a few hundred bytes.
pub(super) struct Pool {
    wishes: Mutex<Wishes>,
    actors: Mutex<BTreeMap<ActorKey, Arc<ConnectionActor>>>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
    shared: ActorContext,
}

impl Pool {
    pub(super) fn new(shared: ActorContext) -> Self {
        Self { wishes: Mutex::default(), actors: Mutex::default(), tasks: Mutex::default(), shared }
    }

    fn actors(&self) -> MutexGuard<'_, BTreeMap<ActorKey, Arc<ConnectionActor>>> {
        self.actors.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the run's connections what `specs` say; those that stay the same are not touched.
    pub(super) fn configure(&self, specs: Vec<ConnectionSpec>, runtime: &Handle) {
        let mut wishes = self.wishes.lock().unwrap_or_else(PoisonError::into_inner);
        wishes.run = by_id(specs);
        self.apply(wishes.actors(), runtime);
    }

    /// Makes the listener's connections what `specs` say; whatever else a connection is used for goes on.
    pub(super) fn listen(&self, specs: Vec<ConnectionSpec>, runtime: &Handle) {
        debug_assert!(specs.iter().flat_map(|spec| &spec.subscriptions).all(|one| one.source == LISTENER));
        let mut wishes = self.wishes.lock().unwrap_or_else(PoisonError::into_inner);
        wishes.listen = by_id(specs);
        self.apply(wishes.actors(), runtime);
    }

    fn apply(&self, wanted: BTreeMap<ActorKey, ConnectionSpec>, runtime: &Handle) {
        let mut actors = self.actors();
        for (key, actor) in actors.iter() {
            if !wanted.contains_key(key) {
                actor.stop();
            }
        }
        for (key, spec) in wanted {
            if let Some(actor) = actors.get(&key) {
                actor.start(Arc::new(spec));
                continue;
            }
            let (id, role) = key.clone();
            let other = [SessionRole::App, SessionRole::Listener]
                .map(|role| actors.get(&(id.clone(), role)).map(|one| one.sharing()));
            let sharing = other.into_iter().flatten().next().unwrap_or_default();
            let actor = Arc::new(ConnectionActor::new(id, (role, sharing), self.shared.clone()));
            // Before its task starts, which would report an idle connection first.
            actor.start(Arc::new(spec));
            let task = runtime.spawn(Arc::clone(&actor).run());
            self.tasks.lock().unwrap_or_else(PoisonError::into_inner).push(task);
            actors.insert(key, actor);
        }
    }

    /// How many messages are not finished.
    pub(super) fn unfinished(&self) -> usize {
        self.actors().values().map(|actor| actor.unfinished()).sum()
    }

    /// How many messages the end of the program would lose.
    pub(super) fn only_here(&self) -> usize {
        self.actors().values().map(|actor| actor.only_here()).sum()
    }

    /// Tells the counters of all actors that have changed.
    pub(super) fn report(&self) {
        let actors: Vec<_> = self.actors().values().cloned().collect();
        for actor in actors {
            actor.report();
        }
    }

    /// What all actors keep in folder `from` is kept in `to` from now on, and so is what is left there of earlier runs.
    pub(super) fn move_journals(&self, from: &Path, to: &Path) -> io::Result<()> {
        let actors: Vec<_> = self.actors().values().cloned().collect();
        actors.iter().try_for_each(|actor| actor.move_journal(from, to))?;
        journal::move_all(from, to)
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

    /// Ends all actors: each says goodbye to its broker.
    pub(super) async fn end(&self) {
        let actors: Vec<_> = self.actors().values().cloned().collect();
        for actor in actors {
            actor.end();
        }
        let tasks = std::mem::take(&mut *self.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        for task in tasks {
            if let Err(err) = task.await {
                tracing::error!("a connection ended badly: {err}");
            }
        }
    }
}

/// The way to all that is kept on disk, for a thread that may wait for the disk.
#[derive(Clone)]
pub struct Journals(pub(super) Arc<Pool>);

impl std::fmt::Debug for Journals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Journals").finish_non_exhaustive()
    }
}

impl Journals {
    /// What waits on disk in folder `from` waits in `to` from now on, whether its connection is in use or not.
    ///
    /// # Errors
    /// Those of the system.
    pub fn move_all(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.0.move_journals(from, to)
    }
}

/// Where handlers hand their messages over.
pub(super) struct PoolOutgoing(pub(super) Arc<Pool>);

impl PoolOutgoing {
    /// The app's side of a connection; what a person publishes by hand may go over the monitor's.
    fn actor(&self, connection: &ConnectionId) -> Option<Arc<ConnectionActor>> {
        let actors = self.0.actors();
        let of = |role| actors.get(&(connection.clone(), role));
        let used = |actor: &&Arc<ConnectionActor>| actor.is_used();
        of(SessionRole::App).filter(used).or_else(|| of(SessionRole::Listener).filter(used)).cloned()
    }
}

impl Outgoing for PoolOutgoing {
    fn publish(&self, message: Arc<Publish>) -> Result<(), PublishError> {
        match self.actor(&message.connection) {
            Some(actor) => actor.accept(message),
            None => Err(PublishError::Refused(RefuseReason::UnknownConnection)),
        }
    }

    fn listen(&self, connection: &ConnectionId, number: u64, topic: &TopicName) -> Result<(), RefuseReason> {
        self.actor(connection).ok_or(RefuseReason::UnknownConnection)?.listen(number, topic.clone())
    }

    fn unlisten(&self, connection: &ConnectionId, number: u64) {
        if let Some(actor) = self.actor(connection) {
            actor.unlisten(number);
        }
    }

    fn connect(&self, connection: &ConnectionId, on: bool) {
        if let Some(actor) = self.actor(connection) {
            actor.connect(on);
        }
    }
}
