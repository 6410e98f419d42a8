//! The running app in the window: hands the player what the engine has reported, and passes on what it fires.

use std::collections::BTreeSet;
use std::time::Instant;

use egui::{Color32, Ui};

use super::Outbox;
use super::theme::Theme;
use super::widgets::{Landmark, landmark};
use crate::editor::command::Action;
use crate::editor::delivery::DeliveryNote;
use crate::editor::request::Request;
use crate::editor::run_state::RunState;
use crate::editor::view::View;
use crate::i18n::{Lang, t};
use crate::model::command::CommandState;
use crate::model::run::{DropReason, Fate, Level, Status};
use crate::player::{self, Mark, MarkTone, Outage, Play};
use crate::say;

pub use crate::player::State;

/// Draws it.
pub fn run_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    let Some(run) = view.run() else { return };
    let now = Instant::now();
    let outages = outages(view, run, (now, &Theme::current(ui)));
    let (notes, _) = run.deliveries.notes(now);
    let connected = view.data.statuses.iter().filter(|(_, status)| **status == Status::Connected);
    let connected: BTreeSet<_> = connected.map(|(id, _)| id.clone()).collect();
    let mut marks: Vec<Mark> = failed_marks(run, view.lang);
    marks.extend(unconfirmed_marks(run, view.lang));
    // That a handler has failed says more than what became of its messages.
    let notes = notes.iter().filter(|note| marks.iter().all(|mark| mark.control != note.control));
    let notes: Vec<Mark> = notes.map(|note| mark(note, view.lang)).collect();
    marks.extend(notes);
    let notifications: Vec<_> = run.notifications.iter().cloned().chain(failures(view)).collect();
    let play = Play {
        project: run.spoken_project(view.editor.project()),
        screen: run.screen,
        popups: &run.popups,
        since: run.since,
        properties: run.spoken_properties(),
        quality: &run.quality,
        commands: &run.commands,
        connected: &connected,
        tables: &run.tables,
        images: &view.data.images,
        traces: &run.traces,
        notifications: &notifications,
        dialogs: &run.dialogs,
        // A panel on a wall goes on.
        stoppable: !view.data.kiosk && !view.data.only_app && view.data.lock.is_none(),
        outages: &outages,
        marks: &marks,
        // Of an app with languages, the program's own words are in the one that it speaks.
        lang: run.spoken_lang(view.editor.project()).unwrap_or(view.lang),
    };
    if let Some(Landmark::Control(id)) = landmark::wanted(ui.ctx())
        && let Some(place) = player::place_of(&play, ui.available_rect_before_wrap(), id)
    {
        landmark::here(ui, Landmark::Control(id), place);
    }
    let mut fires = Vec::new();
    player::play_ui(ui, &play, state, &mut fires);
    for fire in fires {
        out.push(Request::Fire(fire));
    }
    for to in state.take_goes() {
        out.push(Request::Go(to));
    }
    while let Some((dialog, answer)) = state.take_answer() {
        out.push(Request::Answer(dialog, answer));
    }
    if state.take_stop() {
        out.act(Action::Stop);
    }
}

/// The running app is out of sight: whatever is held down on it is let go.
pub fn out_of_sight(view: &View<'_>, state: &mut State, out: &mut Outbox) {
    let mut fires = Vec::new();
    state.release(&mut fires);
    if view.run().is_some() {
        for fire in fires {
            out.push(Request::Fire(fire));
        }
    }
}

/// Tells over a handler why handlers have failed.
pub fn failures_ui(ui: &Ui, view: &View<'_>) {
    let told: Vec<_> = failures(view).collect();
    player::toasts(ui, &told, ui.max_rect());
}

/// Why handlers have failed lately, as notifications.
fn failures<'a>(view: &View<'a>) -> impl Iterator<Item = (Level, String, Instant)> + 'a {
    let (project, lang) = (view.editor.project(), view.lang);
    let failed = view.run().into_iter().flat_map(|run| run.failed.values());
    failed.map(move |failed| {
        let text = format!("{}: {}", say::place(project, &failed.place, lang), say::fault(&failed.kind, lang));
        (Level::Error, text, failed.until)
    })
}

/// A mark at each control whose handler failed when it ran last.
fn failed_marks(run: &RunState, lang: Lang) -> Vec<Mark> {
    let failed = run.failed.iter().filter(|(_, failed)| !failed.again);
    failed
        .filter_map(|(at, failed)| {
            let (word, sentence) = (t("Fehler", "Error").get(lang).to_owned(), say::fault(&failed.kind, lang));
            Some(Mark { control: at.owner.control()?, tone: MarkTone::Bad, word, sentence, until: None })
        })
        .collect()
}

/// A mark at each control whose device has not told its new state in time.
fn unconfirmed_marks(run: &RunState, lang: Lang) -> impl Iterator<Item = Mark> + '_ {
    let open = run.commands.iter().filter(|(_, state)| **state == CommandState::Unconfirmed);
    open.map(move |(control, _)| {
        let (word, sentence) = (t("Nicht bestätigt", "Not confirmed").get(lang), say::UNCONFIRMED.get(lang));
        let (word, sentence) = (word.to_owned(), sentence.to_owned());
        Mark { control: *control, tone: MarkTone::Doubtful, word, sentence, until: None }
    })
}

/// What became of the messages of a control, as its mark says it.
fn mark(note: &DeliveryNote, lang: Lang) -> Mark {
    let (tone, word) = match &note.fate {
        Fate::Waiting => (MarkTone::Waiting, t("Wartet", "Waiting").get(lang)),
        Fate::Sent | Fate::Acknowledged => (MarkTone::Good, ""),
        Fate::Dropped(DropReason::Unconfirmed) => (MarkTone::Doubtful, t("Nicht bestätigt", "Not confirmed").get(lang)),
        Fate::Refused(_) | Fate::Dropped(_) => (MarkTone::Bad, t("Nicht gesendet", "Not sent").get(lang)),
    };
    let sentence = say::fate(&note.fate, lang);
    Mark { control: note.control, tone, word: word.to_owned(), sentence, until: note.until }
}

/// The connections in use that are not connected, and those that do not get rid of their messages.
fn outages(view: &View<'_>, run: &RunState, (now, theme): (Instant, &Theme)) -> Vec<Outage> {
    let mut outages = Vec::new();
    for connection in &view.editor.project().connections {
        let id = &connection.id;
        let Some(status) = view.data.statuses.get(id) else { continue };
        let Some(color) = color(status, run.is_held_up(id, now), theme) else { continue };
        let waiting = run.counters.get(id).and_then(|counters| say::waiting(counters.waiting, view.lang));
        let (name, says) = (connection.shown_name(view.lang), say::status(status, view.lang));
        let word = match (&waiting, status) {
            (Some(waiting), Status::Connected) => waiting.clone(),
            _ => t("Nicht verbunden", "Not connected").get(view.lang).to_owned(),
        };
        let text = match waiting {
            Some(waiting) if *status == Status::Connected => format!("{name}: {waiting}"),
            Some(waiting) => format!("{name} · {waiting}: {says}"),
            None => format!("{name}: {says}"),
        };
        outages.push(Outage { of: id.clone().into(), text, word, color });
    }
    outages
}

/// How bad a status is; `None` where all is well.
fn color(status: &Status, is_held_up: bool, theme: &Theme) -> Option<Color32> {
    match status {
        Status::Connecting { .. } | Status::Retrying { .. } => Some(theme.warn),
        Status::Failed(_) => Some(theme.bad),
        Status::Idle | Status::Connected | Status::Disconnected if is_held_up => Some(theme.warn),
        Status::Disconnected => Some(theme.faint),
        Status::Idle | Status::Connected => None,
    }
}
