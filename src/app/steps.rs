//! Keeps the steps that can be taken back over the end of the program.

use std::sync::Arc;

use super::hub::{AppNotice, AppPart, Hub};
use super::jobs::Done;
use crate::i18n::t;
use crate::model::history::UndoStep;
use crate::model::project::Project;
use crate::store::upkeep::{NotKept, Upkeep};
use crate::store::{self, steps};

/// The part for the steps.
#[derive(Debug)]
pub(super) struct StepKeeper;

/// The steps that led to a project before it was opened.
#[derive(Debug)]
pub(super) struct PastSteps {
    opened: Arc<Project>,
    past: Vec<UndoStep>,
}

impl AppPart for StepKeeper {
    fn hear(&mut self, hub: &mut Hub, notice: &AppNotice) {
        match notice {
            // What nobody trusts has no past here.
            AppNotice::ProjectOpened if !hub.kiosk_only && hub.data.preview.is_none() => load(hub),
            AppNotice::ProjectSaved { .. } if !hub.kiosk_only => keep(hub),
            _ => {}
        }
    }
}

fn keep(hub: &Hub) {
    let history = &hub.editor.history;
    let Some(past) = history.past_of_saved().map(<[UndoStep]>::to_vec) else { return };
    let (home, saved) = (hub.home.clone(), Arc::clone(history.saved()));
    hub.jobs.start_in_order(move || {
        let kept = steps::keep(&home, &saved, &past);
        kept.err().map(|err| Done::NotKept(NotKept::of_project(Upkeep::Steps, &err)))
    });
}

fn load(hub: &Hub) {
    let (home, opened) = (hub.home.clone(), Arc::clone(hub.editor.project()));
    let file = hub.editor.path.clone().filter(|_| hub.editor.history.is_dirty());
    hub.jobs.start_in_order(move || {
        let saved = file.and_then(|file| store::load(&file).ok()).map(|saved| saved.project);
        let saved = saved.filter(|saved| saved.id == opened.id);
        let mut past = steps::load(&home, saved.as_ref().unwrap_or(&opened));
        // What was restored after a crash is one step from what is in the file.
        if let Some(saved) = saved {
            let label = t("Nicht gespeicherte Änderungen", "Unsaved changes").into();
            past.push(UndoStep { label, other: Arc::new(saved) });
        }
        (!past.is_empty()).then_some(Done::Steps(PastSteps { opened, past }))
    });
}

/// Takes in what was kept.
pub(super) fn loaded(hub: &mut Hub, steps: PastSteps) {
    hub.editor.history.take_past(&steps.opened, steps.past);
}
