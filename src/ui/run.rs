//! The running app in the window: hands the player what the engine has reported, and passes on what it fires.

use egui::{Color32, Ui};

use super::Outbox;
use super::theme::Theme;
use crate::editor::request::Request;
use crate::editor::view::View;
use crate::model::run::Status;
use crate::player::{self, Outage, Play};
use crate::say;

pub use crate::player::State;

/// Draws it.
pub fn run_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    let Some(run) = view.run() else { return };
    let outages = outages(view, &Theme::current(ui));
    let play = Play {
        project: view.editor.project(),
        screen: run.screen,
        since: run.since,
        properties: &run.properties,
        tables: &run.tables,
        images: &view.data.images,
        notifications: &run.notifications,
        outages: &outages,
        lang: view.lang,
    };
    let mut fires = Vec::new();
    player::play_ui(ui, &play, state, &mut fires);
    for fire in fires {
        out.push(Request::Fire(fire));
    }
}

/// The connections in use that are not connected.
fn outages<'a>(view: &View<'a>, theme: &Theme) -> Vec<Outage<'a>> {
    let mut outages = Vec::new();
    for connection in &view.editor.project().connections {
        if let Some(status) = view.data.statuses.get(&connection.id)
            && let Some(color) = color(status, theme)
        {
            let text = format!("{}: {}", connection.shown_name(view.lang), say::status(status, view.lang));
            outages.push(Outage { connection: &connection.id, text, color });
        }
    }
    outages
}

/// How bad a status is; `None` where all is well.
fn color(status: &Status, theme: &Theme) -> Option<Color32> {
    match status {
        Status::Idle | Status::Connected => None,
        Status::Connecting { .. } | Status::Retrying { .. } => Some(theme.warn),
        Status::Disconnected => Some(theme.faint),
        Status::Failed(_) => Some(theme.bad),
    }
}
