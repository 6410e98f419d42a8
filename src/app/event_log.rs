//! What is told in the log of what the session reports.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::hub::{AppNotice, AppPart, Hub};
use crate::editor::sentence::Sentence;
use crate::i18n::{Lang, Text, t};
use crate::model::command::CommandState;
use crate::model::debug::{PauseReason, PausedHandler};
use crate::model::handler::HandlerRef;
use crate::model::id::SourceId;
use crate::model::id::{ConnectionId, ControlId};
use crate::model::outbox::OutboxNotice;
use crate::model::place::Place;
use crate::model::run::{Fate, Fault, Level, NotShown, Publish, Refusal, RunEvent, SourceChange, Status};
use crate::player::cell::EMPTY_MESSAGE;
use crate::say;

/// The part for the log.
#[derive(Debug, Default)]
pub(super) struct EventLog {
    /// Why connections cannot be made, as far as the log has told.
    refusals: BTreeMap<ConnectionId, Refusal>,
    /// The last fault in the log file.
    failed: Option<Fault>,
}

impl AppPart for EventLog {
    fn hear(&mut self, hub: &mut Hub, notice: &AppNotice) {
        match notice {
            AppNotice::ProjectLeaves => hub.data.log.clear(),
            AppNotice::AppStarts => self.refusals.clear(),
            AppNotice::ProjectOpened
            | AppNotice::ProjectTrusted
            | AppNotice::ProjectChanged(_)
            | AppNotice::ProjectSaved { .. }
            | AppNotice::SecretsChanged
            | AppNotice::PersonalChanged
            | AppNotice::AppStopped
            | AppNotice::WindowFocused => {}
        }
    }
}

/// Why events of a handler were dropped.
fn too_slow(handler: &HandlerRef) -> Text {
    match handler.source() {
        None => t("Ereignisse verworfen, weil noch 64 warten:", "Events dropped, since 64 are waiting:"),
        Some(_) => t(
            "Die Logik war zu langsam, 1000 Nachrichten oder 32 MiB warten schon. Ohne Lauf blieben:",
            "The logic was too slow, 1,000 messages or 32 MiB are waiting already. Without a run remained:",
        ),
    }
}

impl EventLog {
    /// Tells what has happened in the run; `publish` is the message whose fate it is.
    pub(super) fn take(&mut self, hub: &mut Hub, event: &RunEvent, publish: Option<&Publish>) {
        match event {
            RunEvent::Log { level, text, place } => hub.log(*level, Sentence::same(text), place.clone()),
            RunEvent::Fault(fault) => {
                // For who looks after a panel without an editor; one that fails over and over is written once.
                if self.failed.as_ref() != Some(fault) {
                    let place = say::place(hub.editor.project(), &fault.place, Lang::En);
                    tracing::warn!("{place}: {}", say::fault(&fault.kind, Lang::En));
                    self.failed = Some(fault.clone());
                }
                hub.log(Level::Error, Sentence::new(|lang| say::fault(&fault.kind, lang)), fault.place.clone());
            }
            RunEvent::Status { connection, status } => {
                if self.is_old_news(connection, status) {
                    return;
                }
                let level = match status {
                    Status::Failed(_) => Level::Error,
                    Status::Retrying { .. } => Level::Warning,
                    Status::Connected | Status::Disconnected => Level::Info,
                    Status::Idle | Status::Connecting { .. } => return,
                };
                let name = hub.connection_name(connection);
                let said = Sentence::new(|lang| format!("{}: {}", say::quoted(&name, lang), say::status(status, lang)));
                hub.log(level, said, Place::item(connection.clone()));
            }
            RunEvent::Fate { fate, .. } => publish.into_iter().for_each(|publish| log_fate(hub, publish, fate)),
            RunEvent::EventsDropped { handler, count } => {
                let sentence = too_slow(handler);
                let place = Place::Handler(handler.clone(), None);
                let said = Sentence::new(|lang| format!("{} {count}", sentence.get(lang)));
                hub.log(Level::Warning, said, place);
            }
            RunEvent::FeedsItself { place, topic, times } => {
                hub.log(Level::Warning, Sentence::new(|lang| say::feeds_itself(topic, *times, lang)), place.clone());
            }
            RunEvent::Warned { connection, warning } => {
                let place = Place::item(connection.clone());
                hub.log(Level::Warning, Sentence::new(|lang| say::link_warning(warning, lang)), place);
            }
            RunEvent::MessagesDropped { connection, count } => {
                let sentence =
                    t("Nachrichten kamen zu schnell und wurden verworfen:", "Messages came too fast and were dropped:");
                let place = Place::item(connection.clone());
                let said = Sentence::new(|lang| format!("{} {count}", sentence.get(lang)));
                hub.log(Level::Warning, said, place);
            }
            RunEvent::Source { source, change } => take_source(hub, *source, change),
            RunEvent::NotShown { control, why } => log_not_shown(hub, *control, why),
            RunEvent::Command { control, state: CommandState::Unconfirmed } => {
                let said = Sentence::new(|lang| say::UNCONFIRMED.get(lang).to_owned());
                hub.log(Level::Warning, said, Place::item(*control));
            }
            RunEvent::Silent(why) => {
                let place = Place::Project;
                hub.log(Level::Warning, Sentence::new(|lang| say::silence(why, lang)), place);
            }
            RunEvent::Paused(paused) => log_paused(hub, paused),
            RunEvent::Published(_)
            | RunEvent::Command { .. }
            | RunEvent::Quality { .. }
            | RunEvent::Message { .. }
            | RunEvent::Property(_)
            | RunEvent::Variable { .. }
            | RunEvent::Language(_)
            | RunEvent::Screen(_)
            | RunEvent::PopUps(_)
            | RunEvent::Timer(..)
            | RunEvent::Notification { .. }
            | RunEvent::Dialog(_)
            | RunEvent::DialogClosed(_)
            | RunEvent::Sound(_)
            | RunEvent::WebRequest(_)
            | RunEvent::HandlerStarted { .. }
            | RunEvent::HandlerEnded { .. }
            | RunEvent::Running { .. }
            | RunEvent::At(_)
            | RunEvent::PausedLocals(..)
            | RunEvent::Resumed(_)
            | RunEvent::Seen { .. } => {}
        }
    }

    /// Whether the log has said already why this connection does not come about; its lamp counts the attempts.
    fn is_old_news(&mut self, connection: &ConnectionId, status: &Status) -> bool {
        match status {
            Status::Retrying { why, .. } => self.refusals.insert(connection.clone(), why.clone()).as_ref() == Some(why),
            Status::Connected | Status::Failed(_) | Status::Idle | Status::Disconnected => {
                self.refusals.remove(connection);
                false
            }
            Status::Connecting { .. } => false,
        }
    }
}

/// Tells that a bound property does not get what came.
fn log_not_shown(hub: &mut Hub, control: ControlId, why: &NotShown) {
    let edited = hub.editor.project();
    let project = Arc::clone(hub.data.run.as_ref().map_or(edited, |run| run.shown(edited)));
    let said = Sentence::new(|lang| say::not_shown(&project, control, why, lang));
    hub.log(Level::Warning, said, Place::item(control));
}

/// Tells that a handler has stopped; whoever goes step by step is told by what is seen.
fn log_paused(hub: &mut Hub, paused: &PausedHandler) {
    if paused.reason != PauseReason::Step {
        let place = paused.place().cloned().unwrap_or_else(|| Place::Handler(paused.handler.clone(), None));
        hub.log(Level::Info, Sentence::new(|lang| say::paused(&paused.reason, lang)), place);
    }
}

/// Tells what the outbox of a connection has to say.
pub(super) fn notice(hub: &mut Hub, connection: &ConnectionId, notice: &OutboxNotice) {
    let level = match notice {
        OutboxNotice::Restored { too_old: 0, .. } | OutboxNotice::Kept { .. } => Level::Info,
        OutboxNotice::Restored { .. } | OutboxNotice::GivenUp { .. } | OutboxNotice::NotKept { .. } => Level::Warning,
    };
    let name = hub.connection_name(connection);
    let said = Sentence::new(|lang| format!("{}: {}", say::quoted(&name, lang), say::outbox_notice(notice, lang)));
    hub.log(level, said, Place::item(connection.clone()));
}

fn log_fate(hub: &mut Hub, publish: &Publish, fate: &Fate) {
    if !fate.is_final(publish.qos) {
        return;
    }
    let level = match fate {
        Fate::Waiting | Fate::Sent | Fate::Acknowledged => Level::Info,
        Fate::Refused(_) | Fate::Dropped(_) => Level::Error,
    };
    let kind = if publish.retain { "Retained" } else { "Default" };
    let payload = String::from_utf8_lossy(&publish.payload);
    let shortened: String = payload.chars().take(200).collect();
    let shown = |lang| if shortened.is_empty() { EMPTY_MESSAGE.get(lang) } else { &shortened };
    let said =
        Sentence::new(|lang| format!("{} ← {}  ({kind}: {})", publish.topic, shown(lang), say::fate(fate, lang)));
    let place = publish.from.clone();
    hub.log(level, said, place);
}

/// What is told of a source besides its messages.
fn take_source(hub: &mut Hub, source: SourceId, change: &SourceChange) {
    let said = match change {
        SourceChange::Unreadable(note) => Sentence::new(|lang| say::note(note, lang)),
        SourceChange::Crowded { most } => Sentence::new(|lang| say::crowded(*most, lang)),
        SourceChange::Enabled(_) | SourceChange::Cleared | SourceChange::Rows(_) | SourceChange::Redesigned(_) => {
            return;
        }
    };
    hub.log(Level::Warning, said, Place::item(source));
}
