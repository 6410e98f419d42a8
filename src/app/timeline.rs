//! Keeps the states that the project had, and shows them.

use std::sync::Arc;

use super::hub::{AppNotice, AppPart, Hub, now_ms};
use super::jobs::Done;
use crate::editor::sentence::Sentence;
use crate::editor::timeline::{ShownPast, Timeline, TimelineCommand};
use crate::model::past::{PastReason, PastState};
use crate::model::place::Place;
use crate::model::project::Project;
use crate::model::run::Level;
use crate::say;
use crate::store::timeline::ProjectStates;
use crate::store::upkeep::{NotKept, Upkeep};
use crate::store::{LoadError, Opened};

/// What a job has done for the time line.
#[derive(Debug)]
pub(super) enum TimelineDone {
    /// The states were listed.
    Listed(Vec<PastState>),
    /// One of them was read.
    Read(i64, Box<Result<Opened, LoadError>>),
}

/// The part for the time line.
#[derive(Debug)]
pub(super) struct StateKeeper;

impl AppPart for StateKeeper {
    fn hear(&mut self, hub: &mut Hub, notice: &AppNotice) {
        match notice {
            AppNotice::ProjectLeaves => hub.data.timeline = Timeline::default(),
            // Nothing is kept of a project that nobody trusts, or that has no file yet.
            AppNotice::ProjectOpened if hub.data.preview.is_none() && hub.editor.path.is_some() => {
                keep_saved(hub, PastReason::Opened);
            }
            AppNotice::ProjectSaved { .. } => keep_saved(hub, PastReason::Saved),
            _ => {}
        }
    }
}

/// Keeps what is in the file.
fn keep_saved(hub: &Hub, reason: PastReason) {
    // What was restored after a crash is in no file.
    let restored = hub.editor.history.is_dirty() && reason == PastReason::Opened;
    if !(hub.kiosk_only || restored) {
        keep(hub, Arc::clone(hub.editor.history.saved()), reason);
    }
}

fn keep(hub: &Hub, project: Arc<Project>, reason: PastReason) {
    let states = ProjectStates::new(&hub.home, &project.id);
    let (at_ms, lists) = (now_ms(), hub.data.timeline.open);
    hub.jobs.start_in_order(move || match states.keep(&project, &reason, at_ms) {
        Ok(()) => lists.then(|| Done::Timeline(TimelineDone::Listed(states.list()))),
        Err(err) => Some(Done::NotKept(NotKept::of_project(Upkeep::History, &err))),
    });
}

/// Does what is asked of the time line.
pub(super) fn carry_out(hub: &mut Hub, command: TimelineCommand) {
    let states = ProjectStates::new(&hub.home, &hub.editor.project().id);
    let timeline = &mut hub.data.timeline;
    match command {
        TimelineCommand::Open => {
            *timeline = Timeline { open: true, ..Timeline::default() };
            hub.jobs.start_in_order(move || Some(Done::Timeline(TimelineDone::Listed(states.list()))));
        }
        TimelineCommand::Close => *timeline = Timeline::default(),
        TimelineCommand::Now(now) => timeline.now = now,
        TimelineCommand::Look(command) => {
            if let Some(shown) = &mut timeline.shown {
                shown.look(*command);
            }
        }
        TimelineCommand::Show(at_ms) => {
            let read = move || Some(Done::Timeline(TimelineDone::Read(at_ms, Box::new(states.load(at_ms)))));
            hub.jobs.start_in_order(read);
        }
        TimelineCommand::Name(name) => keep(hub, Arc::clone(hub.editor.project()), PastReason::Named(name)),
    }
}

/// Takes in what a job has done.
pub(super) fn done(hub: &mut Hub, done: TimelineDone) {
    match done {
        TimelineDone::Listed(states) => hub.data.timeline.states = states,
        TimelineDone::Read(at_ms, read) => match *read {
            Ok(opened) if hub.data.timeline.open => {
                let now = hub.editor.project();
                // It is the same project, whatever identity its file had then.
                let past = Project { id: now.id.clone(), ..opened.project };
                let shown = ShownPast::new(at_ms, past, now, hub.editor.lang);
                hub.data.timeline.shown = Some(shown);
                hub.data.timeline.now = false;
            }
            Ok(_closed) => {}
            Err(err) => {
                let said = Sentence::new(|lang| say::load_error(&err, lang));
                hub.log(Level::Warning, said, Place::Project);
            }
        },
    }
}
