//! Writes what variables keep while an app runs, on a thread of its own: the last values, at most twice a second.

use std::collections::BTreeSet;
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

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

/// What was kept last, and how writing it went.
#[derive(Debug, Default)]
struct LastWrite {
    failed: Option<NotKept>,
}

/// Keeps the values of one project.
#[derive(Debug)]
pub(super) struct Keeper {
    file: KeptValues,
    /// As they are now, whether they are written already or not.
    values: ValuesById,
    /// The variables of the app that keep their value.
    which: BTreeSet<VariableId>,
    to_write: Option<Sender<ValuesById>>,
    ended: Receiver<()>,
    written: Arc<Mutex<LastWrite>>,
}

impl Keeper {
    /// Begins with what was read.
    ///
    /// # Errors
    /// No thread can be started.
    pub(super) fn new(kept: KeptAtStart, wake: Wake) -> io::Result<Self> {
        let KeptAtStart { file, values } = kept;
        let (to_write, wanted) = channel();
        let (end, ended) = channel();
        let written = Arc::<Mutex<LastWrite>>::default();
        let (of_thread, to) = (Arc::clone(&written), file.clone());
        std::thread::Builder::new().name("values".to_owned()).spawn(move || {
            write_all(&wanted, &to, &of_thread, &wake);
            // Nobody listens any more where it took too long.
            let _late = end.send(());
        })?;
        Ok(Self { file, values, which: BTreeSet::new(), to_write: Some(to_write), ended, written })
    }

    /// Whether it keeps the values of that file.
    pub(super) fn is_of(&self, file: &KeptValues) -> bool {
        self.file == *file
    }

    /// An app of this project starts; the values with which its variables begin.
    pub(super) fn begin(&mut self, project: &Project) -> Vec<(VariableId, Value)> {
        self.which = project.variables.iter().filter(|variable| variable.kept).map(|variable| variable.id).collect();
        let kept = self.values.iter().filter(|(id, _)| self.which.contains(id));
        kept.map(|(id, value)| (*id, value.clone())).collect()
    }

    /// A variable has got another value.
    pub(super) fn take(&mut self, variable: VariableId, value: &Value) {
        if self.which.contains(&variable) {
            self.values.insert(variable, value.clone());
            self.write();
        }
    }

    /// A variable begins with its value at start again.
    pub(super) fn forget(&mut self, variable: VariableId) {
        if self.values.remove(&variable).is_some() {
            self.write();
        }
    }

    /// What could not be written, told once.
    pub(super) fn take_failed(&self) -> Option<NotKept> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner).failed.take()
    }

    fn write(&self) {
        if let Some(to_write) = &self.to_write {
            // The thread lives as long as this sender.
            let _gone = to_write.send(self.values.clone());
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.to_write = None;
        if self.ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            tracing::warn!("kept values are not written yet");
        }
    }
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
            // Whoever keeps nothing needs no thread.
            if project.variables.iter().any(|variable| variable.kept) {
                match Keeper::new(kept, Arc::clone(&self.wake)) {
                    Ok(keeper) => self.keeper = Some(keeper),
                    Err(err) => tracing::error!("cannot start a thread: {err}"),
                }
            }
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
    pub fn forget_kept(&mut self, file: &KeptValues, variable: VariableId) -> bool {
        let keeper = self.keeper.as_mut().filter(|keeper| keeper.is_of(file));
        keeper.map(|keeper| keeper.forget(variable)).is_some()
    }
}

fn write_all(wanted: &Receiver<ValuesById>, to: &KeptValues, written: &Mutex<LastWrite>, wake: &Wake) {
    let mut last = None;
    while let Ok(mut values) = wanted.recv() {
        let due = Instant::now() + WITHIN;
        // Later values take the place of earlier ones; the end of the app waits for nothing.
        while let Ok(later) = wanted.recv_timeout(due.saturating_duration_since(Instant::now())) {
            values = later;
        }
        if last.as_ref() == Some(&values) {
            continue;
        }
        match to.write(&values) {
            Ok(()) => last = Some(values),
            Err(err) => {
                let failed = NotKept::new(Upkeep::Values, &err);
                written.lock().unwrap_or_else(PoisonError::into_inner).failed = Some(failed);
                wake();
            }
        }
    }
}
