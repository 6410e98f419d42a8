//! The states that the project had, as the user looks through them: which there are, and the one that is shown.

use super::Editor;
use super::command::Command;
use super::tabs::Tab;
use crate::i18n::Lang;
use crate::model::difference::{Differences, differences};
use crate::model::handler::HandlerRef;
use crate::model::item::Item;
use crate::model::past::PastState;
use crate::model::place::Place;
use crate::model::project::Project;

/// So many handlers of things that differ have a tab of their own at first.
const TABS: usize = 12;

/// What is asked of the time line.
#[derive(Clone, Debug, PartialEq)]
pub enum TimelineCommand {
    /// Show it.
    Open,
    /// Go back to the project as it is now.
    Close,
    /// Show the state of this moment, in ms since 1970.
    Show(i64),
    /// Show what is now, or (`false`) the state again.
    Now(bool),
    /// Keep the project as it is now under this name.
    Name(String),
    /// Another tab or thing of the state is looked at.
    Look(Box<Command>),
}

/// The time line while it is open.
#[derive(Debug, Default)]
pub struct Timeline {
    /// Whether it is.
    pub open: bool,
    /// The states, the latest first.
    pub states: Vec<PastState>,
    /// The one that is shown.
    pub shown: Option<ShownPast>,
    /// Whether the project as it is now is shown instead.
    pub now: bool,
}

/// A state that is shown.
#[derive(Debug)]
pub struct ShownPast {
    /// When it was kept.
    pub at_ms: i64,
    /// An editor that holds it, to be looked at only.
    pub editor: Box<Editor>,
    /// What has become of it since.
    pub differences: Differences,
}

impl ShownPast {
    /// A state beside the project as it is `now`.
    pub fn new(at_ms: i64, past: Project, now: &Project, lang: Lang) -> Self {
        let differences = differences(&past, now);
        let mut editor = Editor::new(past, None, lang);
        let screens = editor.project().screens.iter().map(|screen| Tab::Screen(screen.id));
        let differing = differences.things.iter().filter_map(|thing| handlers(editor.project(), &thing.item)).flatten();
        editor.tabs = screens.chain(differing.take(TABS).map(Tab::Handler)).collect();
        editor.refresh();
        Self { at_ms, editor: Box::new(editor), differences }
    }

    /// Another tab or thing is looked at; nothing else is done.
    pub fn look(&mut self, command: Command) {
        if is_looking(&command) {
            self.editor.dispatch(command);
        }
    }
}

/// Whether a command only leads elsewhere.
pub fn is_looking(command: &Command) -> bool {
    matches!(command, Command::Select(_) | Command::OpenTab(_) | Command::CloseTab(_) | Command::GoTo(_))
}

/// The handlers of a thing, where it is in the project.
fn handlers(project: &Project, item: &Item) -> Option<Vec<HandlerRef>> {
    let of = |triggers: Vec<&String>| {
        triggers.into_iter().map(|trigger| HandlerRef { owner: item.clone(), trigger: trigger.clone() }).collect()
    };
    match item {
        Item::Control(id) => Some(of(project.control(*id)?.handlers.keys().collect())),
        Item::Source(id) => Some(of(project.source(*id)?.handlers.keys().collect())),
        Item::Variable(id) => Some(of(project.variable(*id)?.handlers.keys().collect())),
        _ => None,
    }
}

/// Where a thing that differs is found.
pub fn place_of(item: &Item) -> Place {
    Place::item(item.clone())
}
