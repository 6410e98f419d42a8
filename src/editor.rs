//! The editor without a window: project with its past, selection, tabs, clipboard, problems.
//!
//! A user's wish is a [`command::Command`]; [`Editor::dispatch`] carries it out and gives back [`effect::Effect`]s for the outside world.

pub mod bound;
pub mod command;
pub mod debugger;
pub mod delivery;
pub mod devices;
pub mod dialog;
pub mod drag;
pub mod effect;
pub mod gestures;
pub mod images;
pub mod lost_work;
pub mod monitor;
pub mod offers;
pub mod once;
pub mod personal;
pub mod record;
pub mod replayed;
pub mod request;
pub mod run_state;
pub mod selection;
pub mod sentence;
pub mod sharing;
pub mod sheet;
pub mod sounds;
pub mod tabs;
pub mod timeline;
pub mod transfer;
pub mod trial;
pub mod view;

mod arrange;
pub mod clipboard;
mod dispatch;
mod document;
mod wording;

use std::hash::{BuildHasher as _, RandomState};
use std::path::PathBuf;
use std::sync::Arc;

use crate::i18n::Lang;
use crate::language::lower::{Lowered, Lowerer};
use crate::model::control::Control;
use crate::model::handler::HandlerRef;
use crate::model::history::History;
use crate::model::id::ControlId;
use crate::model::problem::Problem;
use crate::model::project::Project;
use crate::model::screen::ScreenSpot;

use self::command::Action;
use self::debugger::Following;
use self::dialog::Dialog;
use self::once::OneShot;
use self::selection::Selection;
use self::tabs::{Panel, Tab};

/// The editor: everything a user works on.
#[derive(Debug)]
pub struct Editor {
    /// The project and its past.
    pub history: History,
    /// Where the project was read from or saved to.
    pub path: Option<PathBuf>,
    /// What is selected.
    pub selection: Selection,
    /// Open tabs, from left to right.
    pub tabs: Vec<Tab>,
    /// The tab in front; `None` shows the start page.
    pub active: Option<Tab>,
    /// The panel at the bottom.
    pub panel: Panel,
    /// The dialog above everything.
    pub dialog: Option<Dialog>,
    /// Whether the app runs; it follows what is edited.
    pub running: bool,
    /// Whether the screen in front is designed although the app runs.
    pub designing: bool,
    /// Language of new names and texts.
    pub lang: Lang,
    /// Problems of the project as it is now.
    pub problems: Arc<Vec<Problem>>,
    /// The handlers as Lua, for the code below the blocks.
    pub lowered: Arc<Lowered>,
    /// Where handlers shall stop while the app runs.
    pub following: Following,
    /// Menu actions for the canvas in front (zoom, find block).
    pub canvas_action: OneShot<Action>,
    /// Menu actions that show and hide the side panels.
    pub side_action: OneShot<Action>,
    /// Starts of the tour that makes the first app.
    pub tour: OneShot<()>,
    /// Clicks that lead to a line of Lua: the handler, the line from 1.
    pub line: OneShot<(HandlerRef, u32)>,
    /// Lowers and checks what an edit touched; the app hands in one with the engine's compiler.
    pub lowerer: Lowerer,
    /// The values that the rules of a control are tried with.
    pub look_trial: Option<bound::LookTrial>,
    /// Where the pointer is on a screen, for what is pasted next.
    pub aim: Option<ScreenSpot>,
    /// Whether what is pasted next leaves its logic behind.
    pastes_bare: bool,
    /// The last copies of controls, each behind its original.
    copied: Vec<(ControlId, ControlId)>,
    /// The control whose look was copied, and in which project.
    style: Option<(u64, Control)>,
    pending: Option<document::Pending>,
    /// The handler that was in front when the app was started.
    came_from: Option<Tab>,
    /// The project whose changes the user gave up to open another one: not asked about twice.
    discarded: Option<Arc<Project>>,
    /// Counts the projects opened so far.
    document: u64,
    /// A number of this editor alone, for the mark of what is copied.
    session: u64,
    seen: Option<Arc<Project>>,
}

impl Editor {
    /// An editor that works on `project`, with the tab of its first screen in front.
    pub fn new(project: Project, path: Option<PathBuf>, lang: Lang) -> Self {
        let project = with_id(project);
        let first = project.screens.first().map(|screen| Tab::Screen(screen.id));
        Self {
            history: History::new(project),
            path,
            selection: Selection::Nothing,
            tabs: first.iter().cloned().collect(),
            active: first,
            panel: Panel::Log,
            dialog: None,
            running: false,
            designing: false,
            lang,
            problems: Arc::new(Vec::new()),
            lowered: Arc::new(Lowered::default()),
            following: Following::default(),
            canvas_action: OneShot::default(),
            side_action: OneShot::default(),
            tour: OneShot::default(),
            line: OneShot::default(),
            lowerer: Lowerer::default(),
            look_trial: None,
            aim: None,
            pastes_bare: false,
            copied: Vec::new(),
            style: None,
            pending: None,
            came_from: None,
            discarded: None,
            document: 0,
            session: RandomState::new().hash_one(0),
            seen: None,
        }
    }

    /// Which of the projects opened so far this is: another number means another project.
    pub fn document(&self) -> u64 {
        self.document
    }

    /// What is copied carries it, so that the same open project is known again.
    fn mark(&self) -> String {
        format!("{:x}-{}", self.session, self.document)
    }

    /// The project as it is now.
    pub fn project(&self) -> &Arc<Project> {
        self.history.project()
    }
}

/// An identity that no other project has.
pub fn fresh_id() -> String {
    format!("{:016x}", RandomState::new().hash_one(0))
}

/// The same with an identity: one of its own where it has none.
fn with_id(mut project: Project) -> Project {
    if project.id.is_empty() {
        project.id = fresh_id();
    }
    project
}

#[cfg(test)]
mod tests;
