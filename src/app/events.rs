//! Takes in what the session reports: into the running app, the log, the monitor, the lamps.

use std::sync::Arc;
use std::time::Instant;

use super::App;
use crate::editor::state::{LogLine, MonitorLine, Said, Trial};
use crate::i18n::t;
use crate::model::id::ConnectionId;
use crate::model::outbox::OutboxNotice;
use crate::model::place::Place;
use crate::model::run::{Fate, Level, RunEvent, SourceChange, Status};
use crate::mqtt::BrokerOptions;
use crate::player::cell::EMPTY_MESSAGE;
use crate::say;
use crate::session::SessionEvent;
use crate::store::home::Home;

/// Most lines of the log and of the monitor; older ones go.
const MAX_LINES: usize = 5_000;

/// The local broker of this user.
pub(super) fn broker(home: &Home, port: u16) -> BrokerOptions {
    BrokerOptions { folder: Some(home.broker_folder()), port }
}

/// The number of the message whose fate this is; 0 is none.
fn number_of(event: &RunEvent) -> u64 {
    if let RunEvent::Fate { number, .. } = event { *number } else { 0 }
}

impl App {
    pub(super) fn take_session_events(&mut self, ctx: &egui::Context) {
        let now = Instant::now();
        let events = self.session.poll();
        // Those that only passed are painted in this very frame; another one would show nothing new.
        if events.iter().any(|event| !matches!(event, SessionEvent::Passed { .. })) {
            ctx.request_repaint();
        }
        self.shown.topics.lost += self.session.take_unseen();
        for event in events {
            self.take_event(event, now);
        }
    }

    pub(super) fn take_event(&mut self, event: SessionEvent, now: Instant) {
        match event {
            SessionEvent::Run(event) => {
                self.log_event(&event);
                self.note_stored(&event);
                let project = Arc::clone(self.editor.project());
                match &mut self.shown.run {
                    // What the last app published belongs to it, also while the next one runs.
                    Some(run) if !self.leaving.contains_key(&number_of(&event)) => run.take(&event, &project, now),
                    Some(_) | None => self.take_leaving(&event),
                }
                if let RunEvent::Status { connection, status } = event {
                    if matches!(status, Status::Connecting { .. }) {
                        self.shown.topics.tree.doubt_stored(&connection);
                    }
                    self.shown.statuses.insert(connection, status);
                }
            }
            SessionEvent::Passed { connection, row } => {
                let line = self.shown.topics.take(MonitorLine { connection, row }, now);
                self.list(line);
            }
            SessionEvent::Counters { connection, counters } => {
                if let Some(run) = &mut self.shown.run {
                    run.counters.insert(connection, counters);
                }
            }
            SessionEvent::Outbox { connection, notice } => self.take_notice(&connection, &notice),
            SessionEvent::Fate { number, fate } => self.fate_by_hand(number, fate),
            SessionEvent::BrokerStarted { port, shared } => {
                self.shown.local_port = Some(port);
                self.shown.lan.foreign = shared;
                self.look_for_addresses();
            }
            SessionEvent::Trial(result) => {
                self.shown.trial = Some(match result {
                    Ok(reached) => Trial::Worked(reached),
                    Err(why) => Trial::Failed(why),
                });
            }
        }
    }

    /// Adds messages to the list of those that passed.
    pub(super) fn list(&mut self, lines: impl IntoIterator<Item = MonitorLine>) {
        self.shown.monitor.extend(lines);
        let more = self.shown.monitor.len().saturating_sub(MAX_LINES);
        self.shown.monitor.drain(..more);
    }

    fn log_event(&mut self, event: &RunEvent) {
        match event {
            RunEvent::Log { level, text, place } => self.push_log(*level, Said::same(text), place.clone()),
            RunEvent::Fault(fault) => {
                self.push_log(Level::Error, Said::new(|lang| say::fault(&fault.kind, lang)), fault.place.clone());
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
                let name = self.editor.project().connection(connection).map(|c| c.name.clone()).unwrap_or_default();
                let said = Said::new(|lang| format!("{}: {}", say::quoted(&name, lang), say::status(status, lang)));
                self.push_log(level, said, Place::item(connection.clone()));
            }
            RunEvent::Fate { number, fate, .. } => self.log_fate(*number, fate),
            RunEvent::EventsDropped { handler, count } => {
                let sentence = match handler.source() {
                    None => t("Ereignisse verworfen, weil noch 64 warten:", "Events dropped, since 64 are waiting:"),
                    Some(_) => t(
                        "Die Logik war zu langsam, 1000 Nachrichten warten schon. Ohne Lauf blieben:",
                        "The logic was too slow, 1,000 messages are waiting already. Without a run remained:",
                    ),
                };
                let place = Place::Handler(handler.clone(), None);
                let said = Said::new(|lang| format!("{} {count}", sentence.get(lang)));
                self.push_log(Level::Warning, said, place);
            }
            RunEvent::Warned { connection, warning } => {
                let place = Place::item(connection.clone());
                self.push_log(Level::Warning, Said::new(|lang| say::link_warning(warning, lang)), place);
            }
            RunEvent::MessagesDropped { connection, count } => {
                let sentence =
                    t("Nachrichten kamen zu schnell und wurden verworfen:", "Messages came too fast and were dropped:");
                let place = Place::item(connection.clone());
                let said = Said::new(|lang| format!("{} {count}", sentence.get(lang)));
                self.push_log(Level::Warning, said, place);
            }
            RunEvent::Source { source, change: SourceChange::Unreadable(note) } => {
                self.push_log(Level::Warning, Said::new(|lang| say::note(note, lang)), Place::item(*source));
            }
            RunEvent::Published(_)
            | RunEvent::Message { .. }
            | RunEvent::Source { change: SourceChange::Enabled(_) | SourceChange::Cleared, .. }
            | RunEvent::Property(_)
            | RunEvent::Variable { .. }
            | RunEvent::Screen(_)
            | RunEvent::Notification { .. }
            | RunEvent::HandlerStarted { .. }
            | RunEvent::HandlerEnded { .. }
            | RunEvent::Running { .. } => {}
        }
    }

    fn take_notice(&mut self, connection: &ConnectionId, notice: &OutboxNotice) {
        let level = match notice {
            OutboxNotice::Restored { too_old: 0, .. } | OutboxNotice::Kept { .. } => Level::Info,
            OutboxNotice::Restored { .. } | OutboxNotice::GivenUp { .. } | OutboxNotice::NotKept { .. } => {
                Level::Warning
            }
        };
        if matches!(notice, OutboxNotice::Kept { .. }) {
            // Their fate is a matter of the next run.
            self.leaving.retain(|_, publish| publish.connection != *connection);
        }
        let name = self.editor.project().connection(connection).map(|c| c.name.clone()).unwrap_or_default();
        let said = Said::new(|lang| format!("{}: {}", say::quoted(&name, lang), say::outbox_notice(notice, lang)));
        self.push_log(level, said, Place::item(connection.clone()));
    }

    /// Whether the log has said already why this connection does not come about; its lamp counts the attempts.
    fn is_old_news(&mut self, connection: &ConnectionId, status: &Status) -> bool {
        match status {
            Status::Retrying { why, .. } => self.told.insert(connection.clone(), why.clone()).as_ref() == Some(why),
            Status::Connected | Status::Failed(_) | Status::Idle | Status::Disconnected => {
                self.told.remove(connection);
                false
            }
            Status::Connecting { .. } => false,
        }
    }

    /// What becomes of the messages of an app that was stopped.
    fn take_leaving(&mut self, event: &RunEvent) {
        match event {
            RunEvent::Published(publish) => {
                self.leaving.insert(publish.number, Arc::clone(publish));
            }
            RunEvent::Fate { number, fate, .. }
                if self.leaving.get(number).is_some_and(|publish| fate.is_final(publish.qos)) =>
            {
                self.leaving.remove(number);
            }
            _ => {}
        }
    }

    fn log_fate(&mut self, number: u64, fate: &Fate) {
        let of_run = self.shown.run.as_ref().and_then(|run| run.published.get(&number));
        let Some(publish) = of_run.or_else(|| self.leaving.get(&number)) else { return };
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
            Said::new(|lang| format!("{} ← {}  ({kind}: {})", publish.topic, shown(lang), say::fate(fate, lang)));
        let place = publish.from.clone();
        self.push_log(level, said, place);
    }

    pub(super) fn log_line(&mut self, said: Said, place: Place) {
        self.push_log(Level::Info, said, place);
    }

    pub(super) fn log_warning(&mut self, said: Said, place: Place) {
        self.push_log(Level::Warning, said, place);
    }

    fn push_log(&mut self, level: Level, text: Said, place: Place) {
        let at_ms = (time::OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000) as i64;
        self.shown.log.push_back(LogLine { at_ms, level, text, place });
        if self.shown.log.len() > MAX_LINES {
            self.shown.log.pop_front();
        }
    }
}
