//! Keeps what is not saved in a log on the disk, and offers what a window has left behind that is gone.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::documents::Opening;
use super::hub::{AppNotice, AppPart, Hub};
use super::jobs::Done;
use crate::editor::dialog::Dialog;
use crate::editor::lost_work::LostProject;
use crate::model::difference::differences;
use crate::store::recovery::{self, Belongs, LostWork, RecoveryLog};
use crate::store::{self, home::Home};

/// An edit is on the disk after this time at the latest.
const WITHIN: Duration = Duration::from_millis(900);

/// What the window has on the disk, shared with the jobs that write it.
type SharedLog = Arc<Mutex<Option<RecoveryLog>>>;

/// The part for work that is not saved.
#[derive(Debug, Default)]
pub(super) struct Recovery {
    log: SharedLog,
    /// When the project as it is now has to be on the disk.
    due: Option<Instant>,
    /// What was found, in the order in which the user is asked.
    found: Vec<LostWork>,
    /// The first project that is opened takes the question away, which is then asked again.
    ask_again: bool,
    /// What was restored, and stays on the disk until the log of this window has it.
    restored: Option<LostWork>,
}

impl AppPart for Recovery {
    fn hear(&mut self, hub: &mut Hub, notice: &AppNotice) {
        match notice {
            AppNotice::ProjectChanged(_) if !hub.kiosk_only => {
                self.due.get_or_insert_with(|| Instant::now() + WITHIN);
            }
            AppNotice::ProjectSaved { .. } if hub.editor.history.is_dirty() => self.due = Some(Instant::now()),
            AppNotice::ProjectOpened if std::mem::take(&mut self.ask_again) => self.ask(hub),
            // The user has saved it or does not want it.
            AppNotice::ProjectSaved { .. } | AppNotice::ProjectLeaves => self.forget(hub),
            _ => {}
        }
    }
}

impl Recovery {
    /// Looks for what other windows have left behind.
    pub(super) fn look(hub: &Hub) {
        if hub.kiosk_only {
            return;
        }
        let home = hub.home.clone();
        hub.jobs.start("recovery", move || match recovery::lost(&home) {
            Ok(found) if found.is_empty() => None,
            Ok(found) => {
                let told = found.iter().map(told).collect();
                Some(Done::Recovery(found, told))
            }
            Err(err) => Some(Done::Failed(err.to_string())),
        });
    }

    /// Asks about what was found.
    pub(super) fn found(&mut self, hub: &mut Hub, found: Vec<LostWork>, told: Vec<LostProject>) {
        self.found = found;
        hub.data.lost = told;
        self.ask_again = true;
        self.ask(hub);
    }

    fn ask(&self, hub: &mut Hub) {
        if !self.found.is_empty() && hub.editor.dialog.is_none() {
            hub.editor.dialog = Some(Dialog::LostWork);
        }
    }

    /// What was found under this number, to be opened as it was: not saved. Then to be given to [`Self::restored`].
    pub(super) fn restore(&mut self, hub: &mut Hub, number: usize) -> Option<(Opening, LostWork)> {
        self.ask_again = false;
        let lost = self.take(hub, number)?;
        Some((Opening::unsaved(&lost), lost))
    }

    /// It is open; what it was read from stays until the log of this window has it.
    pub(super) fn restored(&mut self, lost: LostWork) {
        self.restored = Some(lost);
        self.due = Some(Instant::now());
    }

    /// What was found under this number is not wanted.
    pub(super) fn discard(&mut self, hub: &mut Hub, number: usize) {
        if let Some(lost) = self.take(hub, number) {
            hub.jobs.start_in_order(move || {
                lost.remove();
                None
            });
        }
    }

    fn take(&mut self, hub: &mut Hub, number: usize) -> Option<LostWork> {
        if number >= self.found.len() {
            return None;
        }
        if number < hub.data.lost.len() {
            hub.data.lost.remove(number);
        }
        if hub.data.lost.is_empty() && hub.editor.dialog == Some(Dialog::LostWork) {
            hub.editor.dialog = None;
        }
        Some(self.found.remove(number))
    }

    /// Writes what has to be on the disk by now.
    pub(super) fn follow(&mut self, hub: &Hub, belongs: impl FnOnce() -> Belongs) {
        let Some(due) = self.due else { return };
        let left = due.saturating_duration_since(Instant::now());
        if !left.is_zero() {
            hub.ctx.request_repaint_after(left);
            return;
        }
        self.due = None;
        if !hub.editor.history.is_dirty() {
            return self.forget(hub);
        }
        let (log, home, project) = (Arc::clone(&self.log), hub.home.clone(), Arc::clone(hub.editor.project()));
        let (belongs, at_ms, restored) = (belongs(), now_ms(), self.restored.take());
        hub.jobs.start_in_order(move || {
            let failed = append(&log, &home, &belongs, &project, at_ms);
            if let (None, Some(restored)) = (&failed, restored) {
                restored.remove();
            }
            failed
        });
    }

    fn forget(&mut self, hub: &Hub) {
        self.due = None;
        let (log, restored) = (Arc::clone(&self.log), self.restored.take());
        hub.jobs.start_in_order(move || {
            if let Some(restored) = restored {
                restored.remove();
            }
            let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
            log.as_mut()?.clear().err().map(|err| Done::Failed(err.to_string()))
        });
    }

    /// The window was closed by its user, who was asked about what is not saved.
    pub(super) fn end(&self, hub: &Hub) {
        let log = Arc::clone(&self.log);
        hub.jobs.start_in_order(move || {
            if let Some(log) = log.lock().unwrap_or_else(PoisonError::into_inner).take() {
                log.remove();
            }
            None
        });
    }
}

fn append(
    log: &SharedLog,
    home: &Home,
    belongs: &Belongs,
    project: &crate::model::project::Project,
    at_ms: i64,
) -> Option<Done> {
    let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
    if log.is_none() {
        match RecoveryLog::begin(home) {
            Ok(begun) => *log = Some(begun),
            Err(err) => return Some(Done::Failed(err.to_string())),
        }
    }
    let kept = log.as_mut().map(|log| log.append(belongs, project, at_ms));
    kept.and_then(Result::err).map(|err| Done::Failed(err.to_string()))
}

fn told(lost: &LostWork) -> LostProject {
    let saved = lost.belongs.path.as_ref().and_then(|path| store::load(path).ok());
    LostProject {
        name: lost.opened.project.name.clone(),
        path: lost.belongs.path.clone(),
        at_ms: lost.at_ms,
        differences: saved.map(|saved| differences(&saved.project, &lost.opened.project)),
    }
}

fn now_ms() -> i64 {
    (time::OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000) as i64
}
