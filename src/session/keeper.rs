//! Writes what variables keep while an app runs, on a thread of its own: the last values, at most twice a second.

use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use std::{fmt, io};

use super::Session;
use crate::model::id::VariableId;
use crate::model::project::Project;
use crate::model::value::Value;
use crate::mqtt::Wake;
use crate::store::upkeep::{NotKept, Upkeep};
use crate::store::values::{KeptValues, ValuesById};

/// A changed value is on the disk after this time at the latest, if the disk is.
const WITHIN: Duration = Duration::from_millis(500);
/// How long the end of the program waits for the last values to be written.
const PATIENCE: Duration = Duration::from_secs(3);

/// Where the values of a project are kept, and what was read there.
#[derive(Clone, Debug)]
pub struct KeptAtStart {
    /// The file.
    pub file: KeptValues,
    /// What it holds.
    pub values: ValuesById,
}

impl KeptAtStart {
    /// Reads what variables of this project have kept; what cannot be read counts as none.
    pub fn load(file: KeptValues, project: &Project) -> Self {
        // Whoever keeps nothing needs no file.
        let values =
            if project.variables.iter().any(|variable| variable.kept) { file.load() } else { Ok(ValuesById::new()) };
        let values = values.unwrap_or_else(|err| {
            tracing::warn!("kept values cannot be read: {err}");
            ValuesById::new()
        });
        Self { file, values }
    }
}

/// What there is to be written, and how writing it went.
#[derive(Debug, Default)]
struct ToKeep {
    /// As they are now, whether they are written already or not.
    values: ValuesById,
    failed: Option<NotKept>,
}

/// Keeps the values of one project, once it has variables that keep theirs.
#[derive(Debug)]
pub(super) struct Keeper {
    file: KeptValues,
    shared: Arc<Mutex<ToKeep>>,
    /// The variables of the app that keep their value.
    which: BTreeSet<VariableId>,
    /// Missing while nothing is kept.
    writer: Option<ValueWriter>,
    wake: KeeperWake,
}

/// Called when something could not be written.
#[derive(Clone)]
struct KeeperWake(Wake);

impl fmt::Debug for KeeperWake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeeperWake")
    }
}

/// The thread that writes.
#[derive(Debug)]
struct ValueWriter {
    /// Rings when something is to be written; the values themselves are taken when it is time, however often they change.
    bell: Option<SyncSender<()>>,
    ended: Receiver<()>,
}

impl ValueWriter {
    /// Begins to write; what is in the file `before` that was not read yet stays in it.
    fn start(shared: &Arc<Mutex<ToKeep>>, to: &KeptValues, wake: &Wake, before: KeptBefore) -> io::Result<Self> {
        let (bell, rung) = sync_channel(1);
        let (end, ended) = channel();
        let (shared, to, wake) = (Arc::clone(shared), to.clone(), Arc::clone(wake));
        std::thread::Builder::new().name("values".to_owned()).spawn(move || {
            if before == KeptBefore::Unread {
                read_first(&to, &shared);
            }
            write_all(&rung, &to, &shared, &wake);
            // Nobody listens any more where it took too long.
            let _late = end.send(());
        })?;
        Ok(Self { bell: Some(bell), ended })
    }
}

impl Drop for ValueWriter {
    fn drop(&mut self) {
        self.bell = None;
        if self.ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            tracing::warn!("kept values are not written yet");
        }
    }
}

/// What is known of the file when the first value is to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum KeptBefore {
    Read,
    Unread,
}

impl Keeper {
    /// Begins with what was read. It costs nothing until something is to be kept.
    pub(super) fn new(kept: KeptAtStart, wake: Wake) -> Self {
        let KeptAtStart { file, values } = kept;
        let shared = Arc::new(Mutex::new(ToKeep { values, failed: None }));
        Self { file, shared, which: BTreeSet::new(), writer: None, wake: KeeperWake(wake) }
    }

    /// Whether it keeps the values of that file.
    pub(super) fn is_of(&self, file: &KeptValues) -> bool {
        self.file == *file && self.writer.is_some()
    }

    /// An app of this project starts; the values with which its variables begin.
    pub(super) fn begin(&mut self, project: &Project) -> Vec<(VariableId, Value)> {
        self.keep_those_of(project, KeptBefore::Read);
        let shared = lock(&self.shared);
        let kept = shared.values.iter().filter(|(id, _)| self.which.contains(id));
        kept.map(|(id, value)| (*id, value.clone())).collect()
    }

    /// The app was edited: these variables keep their value from now on.
    pub(super) fn follow(&mut self, project: &Project) {
        // Whoever starts an app that keeps nothing does not read the file.
        self.keep_those_of(project, KeptBefore::Unread);
    }

    fn keep_those_of(&mut self, project: &Project, before: KeptBefore) {
        self.which = project.variables.iter().filter(|variable| variable.kept).map(|variable| variable.id).collect();
        if self.which.is_empty() || self.writer.is_some() {
            return;
        }
        match ValueWriter::start(&self.shared, &self.file, &self.wake.0, before) {
            Ok(writer) => self.writer = Some(writer),
            Err(err) => tracing::error!("cannot start a thread: {err}"),
        }
    }

    /// A variable has got another value.
    pub(super) fn take(&self, variable: VariableId, value: &Value) {
        if self.which.contains(&variable) {
            lock(&self.shared).values.insert(variable, value.clone());
            self.ring();
        }
    }

    /// A variable begins with its value at start again.
    pub(super) fn forget(&self, variable: VariableId) {
        if lock(&self.shared).values.remove(&variable).is_some() {
            self.ring();
        }
    }

    /// What could not be written, told once.
    pub(super) fn take_failed(&self) -> Option<NotKept> {
        lock(&self.shared).failed.take()
    }

    fn ring(&self) {
        if let Some(bell) = self.writer.as_ref().and_then(|writer| writer.bell.as_ref()) {
            // One that has not been heard yet is as good.
            let _rings_already = bell.try_send(());
        }
    }
}

fn lock(shared: &Mutex<ToKeep>) -> MutexGuard<'_, ToKeep> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Session {
    /// The values that variables have kept. Those that this session has seen are newer than what was read: an app of the
    /// same project may have ended a moment ago.
    pub(super) fn begin_to_keep(&mut self, kept: Option<KeptAtStart>, project: &Project) -> Vec<(VariableId, Value)> {
        let Some(kept) = kept else {
            self.let_keeper_go();
            return Vec::new();
        };
        if !self.keeper.as_ref().is_some_and(|keeper| keeper.is_of(&kept.file)) {
            self.let_keeper_go();
            self.keeper = Some(Keeper::new(kept, Arc::clone(&self.wake)));
        }
        self.keeper.as_mut().map(|keeper| keeper.begin(project)).unwrap_or_default()
    }

    /// Its last values are written; nobody waits for a disk that is slow.
    fn let_keeper_go(&mut self) {
        let Some(keeper) = self.keeper.take() else { return };
        let waiting = std::thread::Builder::new().name("job-values".to_owned()).spawn(move || drop(keeper));
        if let Err(err) = waiting {
            tracing::error!("cannot start a thread: {err}");
        }
    }

    /// A variable of the app that was started last begins with its value at start again; `false` where nothing of that
    /// project is kept here.
    pub fn forget_kept(&self, file: &KeptValues, variable: VariableId) -> bool {
        let keeper = self.keeper.as_ref().filter(|keeper| keeper.is_of(file));
        keeper.map(|keeper| keeper.forget(variable)).is_some()
    }
}

/// Values that the app has had since are newer than those in the file.
fn read_first(from: &KeptValues, shared: &Mutex<ToKeep>) {
    let values = from.load().unwrap_or_else(|err| {
        tracing::warn!("kept values cannot be read: {err}");
        ValuesById::new()
    });
    let known = &mut lock(shared).values;
    for (id, value) in values {
        known.entry(id).or_insert(value);
    }
}

fn write_all(rung: &Receiver<()>, to: &KeptValues, shared: &Mutex<ToKeep>, wake: &Wake) {
    let mut last = None;
    while rung.recv().is_ok() {
        let due = Instant::now() + WITHIN;
        // Later values take the place of earlier ones; the end of the app waits for nothing.
        while rung.recv_timeout(due.saturating_duration_since(Instant::now())).is_ok() {}
        let values = lock(shared).values.clone();
        if last.as_ref() == Some(&values) {
            continue;
        }
        match to.write(&values) {
            Ok(()) => last = Some(values),
            Err(err) => {
                lock(shared).failed = Some(NotKept::new(Upkeep::Values, &err));
                wake();
            }
        }
    }
}
