//! What the running app shows, kept up to date from what happens in the run.

mod redesigned;
mod spoken;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

pub use self::spoken::Spoken;
use super::delivery::Deliveries;
use crate::language;
use crate::model::command::CommandState;
use crate::model::component::{PartIds, RepeatedRows};
use crate::model::debug::PausedHandler;
use crate::model::dialog::AppDialog;
use crate::model::excerpt;
use crate::model::glimpse::{BlockSeen, SeenBlocks};
use crate::model::handler::HandlerRef;
use crate::model::id::{BlockId, ConnectionId, ControlId, ScreenId, SourceId, TimerId, VariableId};
use crate::model::outbox::Counters;
use crate::model::place::Place;
use crate::model::project::Project;
use crate::model::run::{Fate, FaultKind, Level, PropertyChange, Publish, Quality, RunEvent, SourceChange};
use crate::model::source::table::Table;
use crate::model::trace::{Trace, Traces, USUAL_POINTS};
use crate::model::value::Value;

/// Most notifications that are kept at a time; fewer are shown.
const MAX_NOTIFICATIONS: usize = 20;

/// A value that comes after a longer pause has jumped, milliseconds.
const HOLDS_MS: i64 = 2_000;

/// A message that is on its way for longer is held up.
const HELD_UP: Duration = Duration::from_secs(1);

/// What became of the last message of a block.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    /// Number of the message.
    pub number: u64,
    /// When it was published.
    pub at: Instant,
    /// What became of it.
    pub fate: Fate,
    /// Milliseconds from publishing to the network.
    pub sent_after_ms: Option<f64>,
    /// Milliseconds from publishing to that fate.
    pub after_ms: f64,
    /// Its quality of service.
    pub qos: u8,
}

/// How long it is told that a handler has failed; its control stays marked until it runs again.
const TOLD_FOR: Duration = Duration::from_secs(10);

/// Why a handler has failed.
#[derive(Clone, Debug, PartialEq)]
pub struct Failed {
    /// Where.
    pub place: Place,
    /// What went wrong.
    pub kind: FaultKind,
    /// Until when it is told.
    pub until: Instant,
    /// Whether it has been started again since.
    pub again: bool,
}

/// Milliseconds since 1970.
fn now_ms() -> i64 {
    (time::OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000) as i64
}

/// What the running app shows.
#[derive(Clone, Debug)]
pub struct RunState {
    /// The screen that is shown.
    pub screen: ScreenId,
    /// The pop-ups that are open over it, the last one on top.
    pub popups: Vec<ScreenId>,
    /// Properties that differ from the project.
    pub properties: BTreeMap<ControlId, BTreeMap<String, Value>>,
    /// What those of them were over time of which that is shown.
    pub traces: Traces,
    /// What the values of bound properties are worth that are not good.
    pub quality: BTreeMap<(ControlId, String), Quality>,
    /// What became of what controls have written by themselves, while that is of interest.
    pub commands: BTreeMap<ControlId, CommandState>,
    /// What each source has received.
    pub tables: BTreeMap<SourceId, Table>,
    /// Sources that are switched off.
    pub off: BTreeSet<SourceId>,
    /// Variables as they are now.
    pub variables: BTreeMap<VariableId, Value>,
    /// Timers that run.
    pub timers: BTreeSet<TimerId>,
    /// Notifications that are shown: level, text, until when.
    pub notifications: Vec<(Level, String, Instant)>,
    /// What the app asks, the oldest first.
    pub dialogs: Vec<Arc<AppDialog>>,
    /// Why handlers failed when they ran last.
    pub failed: BTreeMap<HandlerRef, Failed>,
    /// Blocks that ran lately, and when.
    pub lit: BTreeMap<(HandlerRef, BlockId), Instant>,
    /// Handlers that have stopped where somebody wanted it, the one in front last.
    pub paused: Vec<Arc<PausedHandler>>,
    /// The line of Lua that ran last, where all go slowly.
    pub slow_line: Option<(HandlerRef, u32)>,
    /// What the blocks have done that somebody has looked at.
    pub seen: BTreeMap<HandlerRef, BTreeMap<BlockId, BlockSeen>>,
    /// What became of the last message of each block.
    pub receipts: BTreeMap<(HandlerRef, BlockId), Receipt>,
    /// What became of the messages of each control.
    pub deliveries: Deliveries,
    /// Messages on their way, by number.
    pub published: BTreeMap<u64, Arc<Publish>>,
    /// How many messages were published, and how many acknowledged or handed over for good.
    pub counts: (u64, u64),
    /// What has passed over each connection.
    pub counters: BTreeMap<ConnectionId, Counters>,
    /// When it started.
    pub since: Instant,
    /// The parts of instances of components.
    pub parts: PartIds,
    /// What repeaters have instances of.
    pub rows: RepeatedRows,
    /// The project as it is shown: with those parts, and without components; `None` where the editor's has none.
    pub unfolded: Option<Arc<Project>>,
    /// The project as it was shown last.
    pub shown_last: Option<Arc<Project>>,
    /// The language that the app speaks, and what is shown in it.
    pub spoken: Spoken,
}

impl RunState {
    /// An app that has just started on `screen`.
    pub fn new(project: &Project, screen: ScreenId, now: Instant) -> Self {
        Self {
            screen,
            popups: Vec::new(),
            properties: BTreeMap::new(),
            traces: Traces::new(),
            quality: BTreeMap::new(),
            commands: BTreeMap::new(),
            tables: project.sources.iter().map(|source| (source.id, Table::new(source))).collect(),
            off: project.sources.iter().filter(|source| !source.enabled()).map(|source| source.id).collect(),
            variables: project.variables.iter().map(|variable| (variable.id, variable.initial.clone())).collect(),
            timers: project.timers.iter().filter(|timer| timer.starts).map(|timer| timer.id).collect(),
            notifications: Vec::new(),
            dialogs: Vec::new(),
            failed: BTreeMap::new(),
            lit: BTreeMap::new(),
            paused: Vec::new(),
            slow_line: None,
            seen: BTreeMap::new(),
            receipts: BTreeMap::new(),
            deliveries: Deliveries::default(),
            published: BTreeMap::new(),
            counts: (0, 0),
            counters: BTreeMap::new(),
            since: now,
            parts: PartIds::default(),
            rows: RepeatedRows::new(),
            unfolded: None,
            shown_last: None,
            spoken: Spoken::default(),
        }
    }

    /// The project as it is shown, which the editor has like this.
    pub fn shown<'a>(&'a self, edited: &'a Arc<Project>) -> &'a Arc<Project> {
        self.unfolded.as_ref().unwrap_or(edited)
    }

    fn take_property(&mut self, change: &PropertyChange, project: &Project) {
        self.trace(change, project);
        let of_control = self.properties.entry(change.control).or_default();
        of_control.insert(change.property.clone(), change.value.clone());
        self.translate_one(change, project);
    }

    /// Keeps what a property is from now on, where somebody shows what it was over time.
    fn trace(&mut self, change: &PropertyChange, project: &Project) {
        let control = project.control(change.control);
        let def = control.and_then(|control| language::property(&control.kind, &change.property));
        let (Some(def), Some(value)) = (def.filter(|def| def.traced), change.value.as_number()) else { return };
        let key = (change.control, def.key.to_owned());
        let trace = self.traces.entry(key).or_insert_with(|| Trace::new(USUAL_POINTS));
        let now_ms = now_ms();
        // It has changed now, and not little by little since the last change.
        if let Some((at, last)) = trace.last().filter(|(at, _)| now_ms - at > HOLDS_MS) {
            trace.push((now_ms - 1).max(at), last);
        }
        trace.push(now_ms, value as f32);
    }

    /// Takes in what has happened.
    pub fn take(&mut self, event: &RunEvent, project: &Project, now: Instant) {
        self.deliveries.take(event);
        match event {
            RunEvent::Published(publish) => {
                self.counts.0 += 1;
                if let Place::Block(handler, block) = &publish.from {
                    let receipt = Receipt {
                        number: publish.number,
                        at: publish.at,
                        fate: Fate::Waiting,
                        sent_after_ms: None,
                        after_ms: 0.0,
                        qos: publish.qos,
                    };
                    self.receipts.insert((self.parts.home_of(handler), *block), receipt);
                }
                self.published.insert(publish.number, Arc::clone(publish));
            }
            RunEvent::Fate { number, fate, at } => self.take_fate(*number, fate, *at),
            RunEvent::Message { source, change, .. } => {
                if let (Some(of), Some(change)) = (project.source(*source), change) {
                    self.tables.entry(*source).or_insert_with(|| Table::new(of)).apply(change);
                }
            }
            RunEvent::Source { source, change } => self.take_source(*source, change),
            RunEvent::Property(change) => self.take_property(change, project),
            RunEvent::Quality { control, property, quality } => self.take_quality((*control, property), *quality),
            RunEvent::Command { control, state } => self.take_command(*control, state),
            RunEvent::Variable { variable, value } => {
                self.variables.insert(*variable, value.clone());
            }
            RunEvent::Language(tag) => self.speak(tag),
            RunEvent::Screen(screen) => self.screen = *screen,
            RunEvent::PopUps(open) => self.popups.clone_from(open),
            RunEvent::Timer(timer, running) => self.take_timer(*timer, *running),
            RunEvent::Notification { level, text, secs } => {
                let until = now + Duration::from_secs_f32(secs.clamp(0.5, 600.0));
                let text = excerpt::cut(text, excerpt::SENTENCE).into_owned();
                self.notifications.push((*level, text, until));
                // An app that tells something in a loop: the oldest go, as they would have been out of sight.
                let too_many = self.notifications.len().saturating_sub(MAX_NOTIFICATIONS);
                self.notifications.drain(..too_many);
            }
            RunEvent::Dialog(dialog) => self.dialogs.push(Arc::clone(dialog)),
            RunEvent::DialogClosed(number) => self.dialogs.retain(|dialog| dialog.number != *number),
            RunEvent::Running { handler, block } => {
                self.lit.insert((self.parts.home_of(handler), *block), now);
            }
            RunEvent::At(_) | RunEvent::Paused(_) | RunEvent::PausedLocals(..) | RunEvent::Resumed(_) => {
                self.take_steps(event, now);
            }
            RunEvent::Seen { handler, blocks } => self.take_seen(handler, blocks, now),
            RunEvent::HandlerStarted { handler } => {
                // What it tells this time counts; the sentence of last time stays as long as it would have.
                self.failed.retain(|at, failed| at != handler || failed.until > now);
                if let Some(failed) = self.failed.get_mut(handler) {
                    failed.again = true;
                }
            }
            RunEvent::Fault(fault) => {
                if let Some(handler) = fault.ran.as_ref().or_else(|| fault.place.handler()) {
                    let place = self.parts.home_place(fault.place.clone());
                    let (kind, until) = (fault.kind.clone(), now + TOLD_FOR);
                    self.failed.insert(handler.clone(), Failed { place, kind, until, again: false });
                }
            }
            RunEvent::Log { .. }
            | RunEvent::NotShown { .. }
            | RunEvent::Sound(_)
            | RunEvent::Silent(_)
            | RunEvent::WebRequest(_)
            | RunEvent::Status { .. }
            | RunEvent::HandlerEnded { .. }
            | RunEvent::FeedsItself { .. }
            | RunEvent::EventsDropped { .. }
            | RunEvent::Warned { .. }
            | RunEvent::MessagesDropped { .. } => {}
        }
    }

    /// What is told of handlers that somebody follows.
    fn take_steps(&mut self, event: &RunEvent, now: Instant) {
        match event {
            RunEvent::At(place) => match self.parts.home_place(place.clone()) {
                Place::Block(handler, block) => {
                    self.slow_line = None;
                    self.lit.insert((handler, block), now);
                }
                Place::Handler(handler, Some(line)) => self.slow_line = Some((handler, line)),
                Place::Project | Place::Item(_) | Place::Handler(_, None) => {}
            },
            RunEvent::Paused(paused) => {
                let mut paused = PausedHandler::clone(paused);
                paused.handler = self.parts.home_of(&paused.handler);
                for frame in &mut paused.frames {
                    frame.place = self.parts.home_place(frame.place.clone());
                }
                self.paused.push(Arc::new(paused));
            }
            RunEvent::PausedLocals(id, frames) => {
                let known = self.paused.iter_mut().find(|paused| paused.activation == *id);
                if let Some(known) = known {
                    *known = Arc::new(PausedHandler { frames: frames.to_vec(), ..PausedHandler::clone(known) });
                }
            }
            RunEvent::Resumed(id) => self.paused.retain(|paused| paused.activation != *id),
            _ => {}
        }
    }

    /// The handler that has stopped and is in front.
    pub fn halted(&self) -> Option<&Arc<PausedHandler>> {
        self.paused.last()
    }

    fn take_seen(&mut self, handler: &HandlerRef, blocks: &SeenBlocks, now: Instant) {
        let handler = self.parts.home_of(handler);
        let of_handler = self.seen.entry(handler.clone()).or_default();
        for (block, seen) in blocks {
            self.lit.insert((handler.clone(), *block), now);
            let known = of_handler.entry(*block).or_insert_with(|| BlockSeen { value: None, times: 0, at: seen.at });
            known.times += seen.times;
            known.at = seen.at;
            if seen.value.is_some() {
                known.value.clone_from(&seen.value);
            }
        }
    }

    fn take_source(&mut self, source: SourceId, change: &SourceChange) {
        match change {
            SourceChange::Enabled(true) => {
                self.off.remove(&source);
            }
            SourceChange::Enabled(false) => {
                self.off.insert(source);
            }
            SourceChange::Cleared => {
                if let Some(table) = self.tables.get_mut(&source) {
                    table.clear();
                }
            }
            SourceChange::Rows(change) => {
                if let Some(table) = self.tables.get_mut(&source) {
                    table.change_rows(change);
                }
            }
            SourceChange::Redesigned(table) => {
                self.tables.insert(source, Table::clone(table));
            }
            // The table has counted it; the log tells it.
            SourceChange::Unreadable(_) | SourceChange::Crowded { .. } => {}
        }
    }

    fn take_command(&mut self, control: ControlId, state: &CommandState) {
        match state {
            CommandState::Settled => self.commands.remove(&control),
            CommandState::Pending { .. } | CommandState::Unconfirmed => self.commands.insert(control, state.clone()),
        };
    }

    fn take_timer(&mut self, timer: TimerId, running: bool) {
        if running {
            self.timers.insert(timer)
        } else {
            self.timers.remove(&timer)
        };
    }

    fn take_quality(&mut self, (control, property): (ControlId, &str), quality: Quality) {
        let of = (control, property.to_owned());
        match quality {
            Quality::Good => self.quality.remove(&of),
            Quality::Stale | Quality::Offline => self.quality.insert(of, quality),
        };
    }

    fn take_fate(&mut self, number: u64, fate: &Fate, at: Instant) {
        let Some(publish) = self.published.get(&number) else { return };
        self.deliveries.take_fate(publish, fate, at);
        if let Place::Block(handler, block) = &publish.from
            && let Some(receipt) = self.receipts.get_mut(&(self.parts.home_of(handler), *block))
            && receipt.number == number
        {
            receipt.fate = fate.clone();
            receipt.after_ms = at.saturating_duration_since(receipt.at).as_secs_f64() * 1000.0;
            if *fate == Fate::Sent {
                receipt.sent_after_ms = Some(receipt.after_ms);
            }
        }
        if fate.is_final(publish.qos) {
            self.counts.1 += 1;
            self.published.remove(&number);
        }
    }

    /// Whether messages have been on their way over a connection for a while.
    pub fn is_held_up(&self, connection: &ConnectionId, now: Instant) -> bool {
        let oldest = self.published.values().find(|publish| publish.connection == *connection);
        oldest.is_some_and(|oldest| oldest.at + HELD_UP <= now)
    }

    /// Lets go of notifications whose time is over; gives the time until something else is to be seen, although nothing
    /// has happened.
    pub fn expire(&mut self, now: Instant) -> Option<Duration> {
        self.notifications.retain(|(_, _, until)| *until > now);
        self.failed.retain(|_, failed| !failed.again || failed.until > now);
        let failed = self.failed.values().map(|failed| failed.until).filter(|until| *until > now);
        let told = self.notifications.iter().map(|(_, _, until)| *until).chain(failed);
        let told = told.map(|until| until.duration_since(now));
        let held_up = self.published.values().map(|publish| publish.at + HELD_UP).find(|at| *at > now);
        let held_up = held_up.map(|at| at.duration_since(now));
        told.chain(held_up).chain(self.deliveries.notes(now).1).min()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::i18n::Lang;
    use crate::model::edit::{Edit, apply};
    use crate::model::item::Item;
    use crate::model::run::{Fault, Properties};
    use crate::model::source::{Message, Source};
    use crate::model::topic::TopicName;

    #[test]
    fn a_receipt_follows_the_message_of_its_block() {
        let project = Project::new("x", "Start", "Lokal");
        let start = Instant::now();
        let mut run = RunState::new(&project, ScreenId(1), start);
        let handler = HandlerRef::new(ControlId(2), "tapped");
        let publish = Publish {
            number: 7,
            connection: ConnectionId::local(),
            topic: TopicName::parse("a").unwrap(),
            payload: b"x".to_vec(),
            retain: false,
            qos: 1,
            properties: Properties::default(),
            offline: None,
            from: Place::Block(handler.clone(), BlockId(3)),
            ran: Some(handler.clone()),
            at: start,
        };
        run.take(&RunEvent::Published(Arc::new(publish)), &project, start);
        let later = start + Duration::from_millis(2);
        let sent = start + Duration::from_millis(1);
        run.take(&RunEvent::Fate { number: 7, fate: Fate::Sent, at: sent }, &project, later);
        assert_eq!(run.counts, (1, 0));
        run.take(&RunEvent::Fate { number: 7, fate: Fate::Acknowledged, at: later }, &project, later);
        let receipt = &run.receipts[&(handler, BlockId(3))];
        assert_eq!((receipt.fate.clone(), receipt.after_ms), (Fate::Acknowledged, 2.0));
        assert_eq!(receipt.sent_after_ms, Some(1.0));
        assert_eq!((run.counts, run.published.len()), ((1, 1), 0));
    }

    #[test]
    fn an_app_that_never_stops_telling_fills_no_memory() {
        let project = Project::new("x", "Start", "Lokal");
        let start = Instant::now();
        let mut run = RunState::new(&project, ScreenId(1), start);
        for number in 0..1000 {
            let event = RunEvent::Notification { level: Level::Info, text: number.to_string(), secs: 600.0 };
            run.take(&event, &project, start);
        }
        assert_eq!(run.notifications.len(), MAX_NOTIFICATIONS);
        assert_eq!(run.notifications.last().map(|(_, text, _)| text.as_str()), Some("999"));
    }

    #[test]
    fn a_stored_value_told_again_is_no_second_row() {
        let mut project = Project::new("x", "Start", "Lokal");
        let source = SourceId(5);
        project.sources.push(Source::new(source, "Werk", "werk", ConnectionId::local()));
        let mut run = RunState::new(&project, ScreenId(1), Instant::now());
        let mut engine = Table::new(&project.sources[0]);
        let mut rows = |message: &str, is_news: bool| {
            let row = Arc::new(Message { topic: "a".to_owned(), message: message.to_owned(), ..Message::default() });
            let change = is_news.then(|| engine.push(Arc::clone(&row)).change);
            run.take(&RunEvent::Message { source, row, change }, &project, Instant::now());
            run.tables.get(&source).map_or(0, Table::len)
        };
        assert_eq!([rows("1", true), rows("1", false), rows("2", true)], [1, 1, 2]);
    }

    #[test]
    fn notifications_end() {
        let project = Project::new("x", "Start", "Lokal");
        let start = Instant::now();
        let mut run = RunState::new(&project, ScreenId(1), start);
        let event = RunEvent::Notification { level: Level::Info, text: "da".to_owned(), secs: 4.0 };
        run.take(&event, &project, start);
        assert_eq!(run.expire(start), Some(Duration::from_secs(4)));
        assert_eq!(run.expire(start + Duration::from_secs(5)), None);
        assert!(run.notifications.is_empty());
    }

    #[test]
    fn what_a_part_of_a_component_does_is_told_at_its_master() {
        let mut project = Project::new("x", "Start", "Lokal");
        let button = language::new_control(language::control("button").unwrap(), Lang::De);
        let made = apply(&mut project, &Edit::AddControls(ScreenId(1), vec![button])).unwrap();
        let button = made.first(Item::control).unwrap();
        let (name, prefix) = ("Taster".to_owned(), "Präfix".to_owned());
        apply(&mut project, &Edit::MakeComponent { controls: vec![button], name, prefix }).unwrap();
        let project = Arc::new(project);
        let now = Instant::now();
        let mut run = RunState::new(&project, ScreenId(1), now);
        run.follow(&project);
        let part = run.shown(&project).screens[0].controls[1].id;
        let (at, home) = (HandlerRef::new(part, "tapped"), HandlerRef::new(button, "tapped"));
        run.take(&RunEvent::Running { handler: at.clone(), block: BlockId(3) }, &project, now);
        assert!(run.lit.contains_key(&(home.clone(), BlockId(3))));
        let kind = FaultKind::Memory;
        let fault = Fault { place: Place::Block(at.clone(), BlockId(3)), ran: Some(at.clone()), kind };
        run.take(&RunEvent::Fault(fault), &project, now);
        // The mark stands at the part that was tapped, a click leads to the master.
        assert_eq!(run.failed[&at].place, Place::Block(home, BlockId(3)));
    }
}
