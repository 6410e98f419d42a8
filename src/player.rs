//! The running screen: controls that are drawn and react. Below the editor, which draws the same controls.
//!
//! It is given the app as plain data ([`Play`]) and gives back events to fire; it never changes the project, and knows
//! neither editor nor engine. A control is one file in [`controls`]; its row is read by the language and all above it.

mod blink;
mod card;
pub mod cell;
pub mod common;
pub mod controls;
mod device;
mod dialog;
pub mod docs;
mod grid;
pub mod ground;
mod live;
pub mod looks;
mod mark;
mod measure;
mod notice;
mod number_pad;
mod options;
mod pace;
pub mod paint;
mod picked;
pub mod picture;
mod plot;
mod press;
pub mod property;
mod quality;
mod question;
mod react;
pub mod row;
mod scene;
mod scroll;
mod stage;
pub mod told;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use egui::{Rect, Ui, UiBuilder};

pub use self::device::DeviceLook;
pub use self::grid::ColumnEdges;
pub use self::mark::{Mark, MarkTone};
pub use self::notice::{Outage, toasts};
pub use self::react::State;

use self::common::VISIBLE;
use self::paint::{Tables, Traces};
use self::picture::Images;
use self::property::Properties;
use self::scene::Scene;
use self::scroll::Scrolls;
use crate::i18n::Lang;
use crate::model::command::CommandState;
use crate::model::dialog::AppDialog;
use crate::model::id::{ConnectionId, ControlId, ScreenId};
use crate::model::project::Project;
use crate::model::run::{Fire, Level, Quality};

/// The running app, as it is in this frame.
#[derive(Clone, Copy, Debug)]
pub struct Play<'a> {
    /// Its project.
    pub project: &'a Project,
    /// The screen that is shown.
    pub screen: ScreenId,
    /// The pop-ups that are open over it, the last one on top.
    pub popups: &'a [ScreenId],
    /// When it started; a new start forgets what users have done.
    pub since: Instant,
    /// Properties that differ from the project.
    pub properties: &'a Properties,
    /// What the values of bound properties are worth that are not good.
    pub quality: &'a BTreeMap<(ControlId, String), Quality>,
    /// What became of what controls have written by themselves.
    pub commands: &'a BTreeMap<ControlId, CommandState>,
    /// The connections that are up.
    pub connected: &'a BTreeSet<ConnectionId>,
    /// What the data sources have received.
    pub tables: &'a Tables,
    /// Images by name.
    pub images: &'a Images,
    /// What properties were over time.
    pub traces: &'a Traces,
    /// Notifications, the newest last, each until when it is shown.
    pub notifications: &'a [(Level, String, Instant)],
    /// What the app asks, the oldest first.
    pub dialogs: &'a [Arc<AppDialog>],
    /// Whether whoever is asked may stop the app.
    pub stoppable: bool,
    /// Connections that are down or do not get rid of their messages.
    pub outages: &'a [Outage],
    /// What is to be said at controls.
    pub marks: &'a [Mark],
    /// Language of hints.
    pub lang: Lang,
}

/// Where a control stands in the window when the app is drawn into `room`; `None` where its screen is not shown.
pub fn place_of(play: &Play<'_>, room: Rect, control: ControlId) -> Option<Rect> {
    let scrolls = Scrolls::new();
    let scene = Scene::new(play, room, &scrolls)?;
    scene.stages().find_map(|stage| Some(stage.rect(stage.screen.control(control)?)))
}

/// The notifications in the language that the app speaks.
fn said_in<'a>(play: &Play<'a>) -> Cow<'a, [(Level, String, Instant)]> {
    let languages = &play.project.languages;
    if languages.shown_in() == 0 {
        return Cow::Borrowed(play.notifications);
    }
    let said =
        |(level, text, until): &(Level, String, Instant)| (*level, languages.said_lines(text).into_owned(), *until);
    play.notifications.iter().map(said).collect()
}

/// Draws it, and lets it react.
pub fn play_ui(ui: &mut Ui, play: &Play<'_>, state: &mut State, fires: &mut Vec<Fire>) {
    state.follow(play.since);
    let project = play.project;
    let rect = ui.available_rect_before_wrap();
    let scrolls = state.scroll.offsets.clone();
    let Some(scene) = Scene::new(play, rect, &scrolls) else { return };
    ui.advance_cursor_after_rect(rect);
    let mut inner = ui.new_child(UiBuilder::new().id_salt("run").max_rect(rect));
    inner.shrink_clip_rect(rect);
    let ui = &mut inner;
    scene::scene_ui(ui, &scene, rect, state, fires);
    state.end_presses(fires);
    if ui.input(|input| !input.pointer.any_down()) {
        state.let_go();
    }
    let mut elsewhere = Vec::new();
    for mark in play.marks {
        let at = scene.stages().find_map(|stage| Some((stage, stage.screen.control(mark.control)?)));
        match at.filter(|(stage, control)| stage.values(control).get(VISIBLE)) {
            Some((stage, control)) => {
                let mut inner = ui.new_child(UiBuilder::new().id_salt("marks").max_rect(stage.place));
                inner.shrink_clip_rect(stage.place);
                mark::mark_ui(&inner, stage, control, mark);
            }
            // A button that shows another screen is out of sight when its message is given up.
            None => elsewhere.extend(mark::outage(project, mark)),
        }
    }
    question::question_ui(ui, scene.top(), state, fires);
    dialog::dialog_ui(ui, scene.top(), state);
    toasts(ui, &said_in(play), rect);
    notice::outages(ui, elsewhere.iter().chain(play.outages), rect);
}
