//! Keeps what is not saved in a log on the disk, and offers what a window has left behind that is gone.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::documents::{Belonging, Opening};
use super::hub::{AppNotice, AppPart, Hub, now_ms};
use super::jobs::Done;
use crate::editor::dialog::Dialog;
use crate::editor::lost_work::LostProject;
use crate::editor::sentence::Sentence;
use crate::i18n::{Lang, t};
use crate::log;
use crate::model::difference::differences;
use crate::model::place::Place;
use crate::model::project::Project;
use crate::model::run::Level;
use crate::store::recovery::{self, Belongs, LostWork, RecoveryLog};
use crate::store::upkeep::{NotKept, Upkeep};
use crate::store::{self, home::Home};

/// An edit is on the disk after this time at the latest.
const WITHIN: Duration = Duration::from_millis(900);

/// What is to be written still, should the program end by a fault of its own right now.
#[derive(Debug)]
struct Unwritten {
    belongs: Belonging,
    project: Arc<Project>,
}

/// What the window has on the disk, shared with the jobs that write it.
type SharedLog = Arc<Mutex<Option<RecoveryLog>>>;

/// The part for work that is not saved.
#[derive(Debug, Default)]
pub(super) struct Recovery {
    log: SharedLog,
    /// What the log does not have yet.
    unwritten: Arc<Mutex<Option<Unwritten>>>,
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
        let mark = hub.home.crash_file();
        hub.jobs.start("crash", move || log::last_panic(&mark).map(Done::Crashed));
        let home = hub.home.clone();
        hub.jobs.start("recovery", move || match recovery::lost(&home) {
            Ok(found) if found.is_empty() => None,
            Ok(found) => {
                let told = found.iter().map(told).collect();
                Some(Done::Recovery(found, told))
            }
            Err(err) => Some(Done::NotKept(NotKept::new(Upkeep::LostWork, &err))),
        });
    }

    /// Has what the log does not have yet written when the program ends by a fault of its own.
    pub(super) fn keep_at_panic(&self, hub: &Hub) {
        // The wish outlives the window, and what it held would: a log that is locked belongs to a window that lives.
        let (log, unwritten, home) = (Arc::downgrade(&self.log), Arc::downgrade(&self.unwritten), hub.home.clone());
        log::at_panic(move || {
            let (Some(log), Some(unwritten)) = (log.upgrade(), unwritten.upgrade()) else { return };
            // Neither is waited for: whoever holds it may wait for the thread that has panicked.
            let (Ok(mut log), Ok(unwritten)) = (log.try_lock(), unwritten.try_lock()) else { return };
            if let Some(Unwritten { belongs, project }) = &*unwritten
                && let Err(NotKept { said, .. }) = append_to(&mut log, &home, &belongs.now(), project, now_ms())
            {
                tracing::error!("unsaved work cannot be kept: {said}");
            }
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
    pub(super) fn follow(&mut self, hub: &Hub, belongs: impl FnOnce() -> Belonging) {
        let Some(due) = self.due else { return };
        let left = due.saturating_duration_since(Instant::now());
        if !left.is_zero() {
            hub.ctx.request_repaint_after(left);
            let project = Arc::clone(hub.editor.project());
            *self.unwritten.lock().unwrap_or_else(PoisonError::into_inner) =
                Some(Unwritten { belongs: belongs(), project });
            return;
        }
        self.due = None;
        if !hub.editor.history.is_dirty() {
            return self.forget(hub);
        }
        let (log, home, project) = (Arc::clone(&self.log), hub.home.clone(), Arc::clone(hub.editor.project()));
        let (belongs, at_ms, restored) = (belongs(), now_ms(), self.restored.take());
        hub.jobs.start_in_order(move || {
            let failed = append(&log, &home, &belongs.now(), &project, at_ms);
            if let (None, Some(restored)) = (&failed, restored) {
                restored.remove();
            }
            failed
        });
    }

    /// What is about to be saved is in the log first: should the program be killed in between, the file having it already
    /// says that it was saved. Else an older state would be offered, and the file taken for changed by another program.
    pub(super) fn before_save(&self, hub: &Hub, path: &Path, project: &Arc<Project>, belongs: Belonging) {
        if hub.kiosk_only || !hub.editor.history.is_dirty() {
            return;
        }
        let belongs = Belonging { path: Some(hub.typed(path)), ..belongs };
        let (log, home, project, at_ms) = (Arc::clone(&self.log), hub.home.clone(), Arc::clone(project), now_ms());
        hub.jobs.start_in_order(move || append(&log, &home, &belongs.now(), &project, at_ms));
    }

    fn forget(&mut self, hub: &Hub) {
        self.due = None;
        *self.unwritten.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let (log, restored) = (Arc::clone(&self.log), self.restored.take());
        hub.jobs.start_in_order(move || {
            if let Some(restored) = restored {
                restored.remove();
            }
            let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
            let cleared = log.as_mut()?.clear();
            cleared.err().map(|err| Done::NotKept(NotKept::new(Upkeep::UnsavedWork, &err)))
        });
    }

    /// The program was told to end: what is not saved stays for the next start.
    pub(super) fn keep(&self, hub: &Hub) {
        let (log, unwritten, home) = (Arc::clone(&self.log), Arc::clone(&self.unwritten), hub.home.clone());
        hub.jobs.start_in_order(move || {
            let Unwritten { belongs, project } = unwritten.lock().unwrap_or_else(PoisonError::into_inner).take()?;
            append(&log, &home, &belongs.now(), &project, now_ms())
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

fn append(log: &SharedLog, home: &Home, belongs: &Belongs, project: &Project, at_ms: i64) -> Option<Done> {
    let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
    append_to(&mut log, home, belongs, project, at_ms).err().map(Done::NotKept)
}

fn append_to(
    log: &mut Option<RecoveryLog>,
    home: &Home,
    belongs: &Belongs,
    project: &Project,
    at_ms: i64,
) -> Result<(), NotKept> {
    let log = match log {
        Some(log) => log,
        None => log.insert(RecoveryLog::begin(home).map_err(|err| NotKept::new(Upkeep::UnsavedWork, &err))?),
    };
    let kept = log.append(belongs, project, at_ms);
    kept.map_err(|err| NotKept::of_project(Upkeep::UnsavedWork, &err))
}

/// Tells that the program has ended by a fault of its own the last time, and where a report comes from.
pub(super) fn crashed(hub: &mut Hub, place: &str) {
    let title = t("Steckbrett ist abgestürzt", "Steckbrett has crashed");
    let sentence = |lang| match lang {
        Lang::De => format!(
            "Beim letzten Mal wurde Steckbrett durch einen eigenen Fehler beendet ({place}). Was eine Fehlermeldung braucht, zeigt im Terminal: steckbrett report"
        ),
        Lang::En => format!(
            "The last time, Steckbrett was ended by a fault of its own ({place}). What a bug report needs is shown in a terminal by: steckbrett report"
        ),
    };
    hub.log(Level::Warning, Sentence::new(sentence), Place::Project);
    if hub.editor.dialog.is_none() {
        let lang = hub.editor.lang;
        hub.editor.dialog = Some(Dialog::Message(title.get(lang).to_owned(), sentence(lang)));
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Start, WindowMode};
    use crate::session::overrides::Overrides;
    use crate::store::settings::Settings;
    use crate::store::{Saved, WritePolicy};

    fn hub(home: &Home) -> Hub {
        let start = Start {
            file: None,
            mode: WindowMode::Editor,
            lock: None,
            trust: true,
            overrides: Overrides::default(),
            local_port: 0,
            system_dialogs: false,
        };
        let mut hub = Hub::new(&egui::Context::default(), start, home.clone(), Settings::default(), Lang::De);
        let _effects = hub.editor.open(Project::new("Gerade geändert", "Start", "Lokal"), None);
        hub
    }

    /// What is saved is in the log before: a kill while the file is written leaves it there.
    #[test]
    fn a_save_is_in_the_log_before_it_is_in_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        let mut hub = hub(&home);
        hub.editor.history.mark_unsaved();
        let recovery = Recovery::default();
        let (path, project) = (folder.path().join("halle.ron"), Arc::clone(hub.editor.project()));
        recovery.before_save(&hub, &path, &project, Belonging::default());
        hub.jobs.finish(Duration::from_secs(30));
        drop(recovery);
        let lost = recovery::lost(&home).unwrap();
        assert_eq!(lost.iter().map(|lost| lost.belongs.path.as_ref()).collect::<Vec<_>>(), [Some(&path)]);
    }

    /// What was edited while a save was on its way belongs to the file as the save leaves it: a kill right after it would
    /// make the file look changed by another program.
    #[test]
    fn an_edit_during_a_save_belongs_to_the_file_as_saved() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        let mut hub = hub(&home);
        hub.editor.history.mark_unsaved();
        let path = folder.path().join("halle.ron");
        let belonging = Belonging { path: Some(path.clone()), ..Belonging::default() };
        let (gate, opened) = std::sync::mpsc::channel::<()>();
        let known = belonging.known.clone();
        hub.jobs.start_in_order(move || {
            opened.recv().ok()?;
            let saved =
                store::save_over(&path, &Project::new("Wie gespeichert", "Start", "Lokal"), WritePolicy::Anything);
            let Ok(Saved::Written(stamp, _)) = saved else { panic!("{saved:?}") };
            known.written(&path, stamp);
            None
        });
        let mut recovery = Recovery { due: Some(Instant::now()), ..Recovery::default() };
        recovery.follow(&hub, || belonging.clone());
        gate.send(()).unwrap();
        hub.jobs.finish(Duration::from_secs(30));
        drop(recovery);
        let [lost] = &recovery::lost(&home).unwrap()[..] else { panic!("one") };
        assert_eq!((&lost.belongs, lost.belongs.stamp.is_some()), (&belonging.now(), true));
    }

    /// What was edited a moment ago is kept by the fault itself, before the log would have had it.
    #[test]
    fn a_fault_of_the_program_keeps_what_is_not_saved() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        let mut hub = hub(&home);
        let mut recovery = Recovery::default();
        let project = Arc::clone(hub.editor.project());
        recovery.hear(&mut hub, &AppNotice::ProjectChanged(project));
        recovery.follow(&hub, Belonging::default);
        recovery.keep_at_panic(&hub);
        log::catch_panics(home.crash_file(), "");
        let main = std::thread::Builder::new().name("main".to_owned()).spawn(|| panic!("on purpose")).unwrap();
        assert!(main.join().is_err());
        // What is left for a panic holds no log of a window that is gone.
        drop(recovery);
        let lost = recovery::lost(&home).unwrap();
        assert_eq!(lost.iter().map(|lost| lost.opened.project.name.as_str()).collect::<Vec<_>>(), ["Gerade geändert"]);
        assert!(log::last_panic(&home.crash_file()).unwrap().contains("src/app/recovery.rs"));
        assert_eq!(log::last_panic(&home.crash_file()), None, "told once");
    }
}
