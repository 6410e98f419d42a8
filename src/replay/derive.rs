//! A recording becomes a test: what came in is done again, and what the app sent and showed in the end is expected.
//!
//! What came back to the app of its own messages is left out, since the broker of the test sends it as well. Times are
//! those of the recording; what follows at once stands behind what it follows from.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{run, steps};
use crate::editor::replayed::{shown_in, state_after};
use crate::i18n::{Lang, Locale};
use crate::language;
use crate::model::app_test::{AppTest, TEST_FORMAT, TestMessage, TestOrigin, TestStep};
use crate::model::component::{PartIds, RepeatedRows};
use crate::model::control::Control;
use crate::model::dialog::DialogAnswer;
use crate::model::id::{ConnectionId, ControlId};
use crate::model::project::Project;
use crate::model::recording::{Recorded, RecordedInput, Recording};
use crate::model::row::Cause;
use crate::model::run::{Fate, Fire, Publish, RunEvent, Status};
use crate::model::showing::Destination;
use crate::model::time::{Civil, civil};

/// What comes this much later than what it follows from follows at once.
const AT_ONCE: Duration = Duration::from_millis(150);
/// Most controls whose last text is expected.
const MOST_SHOWN: usize = 40;

/// Why a recording becomes no test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTest {
    /// Its beginning is forgotten.
    Forgotten,
    /// Texts in it were too long to be kept whole.
    Cut,
    /// Nothing has happened.
    Empty,
}

/// The test that a recording is, with further steps at their times; whether it runs as it was recorded is tried.
///
/// # Errors
/// Why it is none.
pub fn checked(recording: &Recording, origin: &TestOrigin, lang: Lang) -> Result<(AppTest, bool), NoTest> {
    if recording.forgotten().is_some() {
        return Err(NoTest::Forgotten);
    }
    if recording.cut() > 0 {
        return Err(NoTest::Cut);
    }
    let mut last = None;
    // On a busy computer what follows at once comes late; a handler may also wait that long.
    for at_once in [AT_ONCE, AT_ONCE / 10, Duration::ZERO] {
        let test = Deriving::new(recording, at_once, lang).test(origin);
        if test.steps.is_empty() {
            return Err(NoTest::Empty);
        }
        if run(&recording.project, &test, lang).differences.is_empty() {
            return Ok((test, true));
        }
        last = last.or(Some(test));
    }
    last.map(|test| (test, false)).ok_or(NoTest::Empty)
}

struct Deriving<'a> {
    recording: &'a Recording,
    at_once: Duration,
    lang: Lang,
    steps: Vec<TestStep>,
    now: Duration,
    /// Messages of the app that come back to it, by broker, topic and payload.
    own: BTreeMap<(String, String, Vec<u8>), usize>,
    /// What each broker has stored.
    stored: BTreeMap<(String, String), String>,
    up: BTreeSet<ConnectionId>,
    /// Messages that never got out.
    lost: BTreeSet<u64>,
    /// Messages for connections that are down.
    waiting: BTreeMap<u64, Arc<Publish>>,
    project: Arc<Project>,
    /// What repeaters have instances of since, not yet unfolded.
    instances: Option<Arc<(PartIds, RepeatedRows)>>,
}

impl<'a> Deriving<'a> {
    fn new(recording: &'a Recording, at_once: Duration, lang: Lang) -> Self {
        let lost = recording.moments().iter().filter_map(|moment| match &moment.what {
            Recorded::Event(RunEvent::Fate { number, fate: Fate::Refused(_) | Fate::Dropped(_), .. }) => Some(*number),
            _ => None,
        });
        Self {
            recording,
            at_once,
            lang,
            steps: Vec::new(),
            now: Duration::ZERO,
            own: BTreeMap::new(),
            stored: BTreeMap::new(),
            up: BTreeSet::new(),
            lost: lost.collect(),
            waiting: BTreeMap::new(),
            project: Arc::clone(&recording.project),
            instances: None,
        }
    }

    fn test(mut self, origin: &TestOrigin) -> AppTest {
        let recording = self.recording;
        self.never_up();
        let mut wished = origin.wished.iter().peekable();
        for (index, moment) in recording.moments().iter().enumerate() {
            while let Some((_, step)) = wished.next_if(|(at, _)| *at <= index) {
                self.steps.push(step.clone());
            }
            match &moment.what {
                Recorded::Input(input) => self.input(moment.at, input),
                Recorded::Event(event) => self.event(moment.at, event),
                Recorded::Instances(instances) => self.instances = Some(Arc::clone(instances)),
            }
        }
        self.steps.extend(wished.map(|(_, step)| step.clone()));
        if !self.steps.is_empty() {
            self.last_shown();
        }
        let named = |(id, value): &(_, _)| Some((recording.project.variable(*id)?.name.clone(), Clone::clone(value)));
        AppTest {
            format: TEST_FORMAT,
            project: origin.project.clone(),
            language: self.lang.code().to_lowercase(),
            start: start_text(recording.wall_ms, self.lang),
            variables: recording.variables().iter().filter_map(named).collect(),
            nothing_else: true,
            steps: self.steps,
        }
    }

    /// Unfolds the instances that there are now, once somebody asks for a part of one.
    fn unfold(&mut self) {
        let Some(instances) = self.instances.take() else { return };
        let project = &self.recording.project;
        let mut state = state_after(self.recording, 0, Instant::now());
        state.repeat((*instances).clone(), project);
        self.project = Arc::clone(state.shown(project));
    }

    /// Connections that never were up are lost from the start.
    fn never_up(&mut self) {
        let moments = || self.recording.moments().iter();
        let statuses = moments().filter_map(|moment| match &moment.what {
            Recorded::Event(RunEvent::Status { connection, status }) => Some((connection, status)),
            _ => None,
        });
        let all: BTreeSet<&ConnectionId> = statuses.clone().map(|(connection, _)| connection).collect();
        let up = statuses.filter(|(_, status)| **status == Status::Connected).map(|(connection, _)| connection);
        let up: BTreeSet<&ConnectionId> = up.collect();
        for connection in all.difference(&up) {
            self.steps.extend(self.name_of(connection).map(TestStep::Lose));
        }
    }

    fn name_of(&self, connection: &ConnectionId) -> Option<String> {
        self.project.connection(connection).map(|connection| connection.name.clone())
    }

    /// The name of a connection, where there is more than one.
    fn chosen(&self, connection: &ConnectionId) -> String {
        if self.project.connections.len() < 2 { String::new() } else { self.name_of(connection).unwrap_or_default() }
    }

    fn broker(&self, connection: &ConnectionId) -> String {
        let connection = self.project.connection(connection);
        let remote = connection.filter(|connection| !connection.is_local()).and_then(|connection| connection.mqtt());
        remote.map(|settings| format!("{}:{}", settings.host, settings.port)).unwrap_or_default()
    }

    /// The time goes on to this, in whole milliseconds.
    fn go_on(&mut self, ms: u128) {
        let at = Duration::from_millis(u64::try_from(ms).unwrap_or(u64::MAX));
        if at > self.now {
            self.now = at;
            self.steps.push(TestStep::At(at.as_millis() as f64 / 1000.0));
        }
    }

    fn input(&mut self, at: Duration, input: &RecordedInput) {
        let step = match input {
            RecordedInput::Fire(fire) => {
                self.unfold();
                self.fire(fire)
            }
            RecordedInput::Go(to) => self.go(*to),
            RecordedInput::Answer(DialogAnswer::Given(value)) => Some(TestStep::Answer(value.clone())),
            RecordedInput::Answer(DialogAnswer::Cancelled | DialogAnswer::Ended) => Some(TestStep::Cancel),
            RecordedInput::Reply(row) => Some(TestStep::Reply(row.message.clone())),
            RecordedInput::Came(connection, row) => {
                let bytes = row.raw.as_deref().unwrap_or(row.message.as_bytes());
                let broker = self.broker(connection);
                let own = self.own.get_mut(&(broker.clone(), row.topic.clone(), bytes.to_vec()));
                let key = (broker, row.topic.clone());
                if row.retained {
                    if self.stored.get(&key) == Some(&row.message) {
                        return;
                    }
                    self.stored.insert(key, row.message.clone());
                } else if let Some(own) = own.filter(|own| **own > 0) {
                    *own -= 1;
                    return;
                }
                let message = TestMessage {
                    topic: row.topic.clone(),
                    retained: row.retained,
                    connection: self.chosen(connection),
                    ..TestMessage::default()
                };
                Some(TestStep::Receive(message.with_payload(bytes)))
            }
        };
        if let Some(step) = step {
            self.leave_out_typing(&step);
            self.go_on(at.as_millis());
            self.steps.push(step);
        }
    }

    /// Of a text that is typed letter by letter, or a slider that is dragged, only the end counts where nothing happens
    /// in between.
    fn leave_out_typing(&mut self, next: &TestStep) {
        let TestStep::Set(name, _) = next else { return };
        if !matches!(self.steps.last(), Some(TestStep::Set(before, _)) if before == name) {
            return;
        }
        let Some((_, control)) = self.project.control_by_name(name) else { return };
        let matters = steps::changed_by_hand(control).is_some_and(|(_, event)| control.handlers.contains_key(event));
        if matters || control.properties.contains_key("command") {
            return;
        }
        self.steps.pop();
        if let Some(TestStep::At(_)) = self.steps.last() {
            self.steps.pop();
            let times = self.steps.iter().rev().find_map(|step| match step {
                TestStep::At(secs) => Some(Duration::from_secs_f64(*secs)),
                _ => None,
            });
            self.now = times.unwrap_or_default();
        }
    }

    fn go(&self, to: Destination) -> Option<TestStep> {
        let key = Destination::KEYS.iter().find(|(_, known)| *known == to).map(|(key, _)| (*key).to_owned());
        let (Destination::Screen(id) | Destination::PopUp(id)) = to else { return key.map(TestStep::Go) };
        self.project.screen(id).map(|screen| TestStep::Go(screen.name.clone()))
    }

    fn named(&self, id: ControlId) -> Option<Control> {
        let control = self.project.control(id)?;
        let (_, found) = self.project.control_by_name(&control.name)?;
        (found.id == id).then(|| control.clone())
    }

    fn fire(&self, Fire { control, trigger, change }: &Fire) -> Option<TestStep> {
        let control = self.named(*control)?;
        let def = language::control(&control.kind)?;
        let name = control.name.clone();
        if let Some((property, to)) = change {
            let usual = steps::changed_by_hand(&control) == Some((property.as_str(), trigger.as_str()));
            return Some(if usual {
                TestStep::Set(name, to.clone())
            } else {
                let (property, to, event) = (property.clone(), to.clone(), trigger.clone());
                TestStep::Change { control: name, property, to, event }
            });
        }
        if def.fired_by(Cause::Tap).is_some_and(|tap| tap.key == trigger) {
            return Some(TestStep::Tap(name));
        }
        // What nothing happens by is told by every touch, and no part of a test.
        let matters = control.handlers.contains_key(trigger) || control.properties.contains_key("command");
        matters.then(|| TestStep::Fire(name, trigger.clone()))
    }

    fn event(&mut self, at: Duration, event: &RunEvent) {
        let step = match event {
            RunEvent::Published(publish) if self.up.contains(&publish.connection) => {
                (!self.lost.contains(&publish.number)).then(|| self.published(publish))
            }
            RunEvent::Published(publish) => {
                self.waiting.insert(publish.number, Arc::clone(publish));
                None
            }
            RunEvent::Fate { number, fate: Fate::Sent | Fate::Acknowledged, .. } => {
                self.waiting.remove(number).map(|publish| self.published(&publish))
            }
            RunEvent::Fault(_) => Some(TestStep::Fails),
            RunEvent::Dialog(dialog) => Some(TestStep::Asks(dialog.text.clone())),
            RunEvent::Status { connection, status } => return self.status(at, connection, status),
            _ => None,
        };
        let Some(step) = step else { return };
        if at.saturating_sub(self.now) > self.at_once {
            // Rounded up: by then it has happened.
            self.go_on(at.as_nanos().div_ceil(1_000_000));
        }
        self.steps.push(step);
    }

    fn published(&mut self, publish: &Publish) -> TestStep {
        let (broker, topic) = (self.broker(&publish.connection), publish.topic.as_str().to_owned());
        *self.own.entry((broker.clone(), topic.clone(), publish.payload.clone())).or_default() += 1;
        if publish.retain {
            let text = String::from_utf8_lossy(&publish.payload).into_owned();
            self.stored.insert((broker, topic.clone()), text);
        }
        let connection = self.chosen(&publish.connection);
        let message = TestMessage { topic, retained: publish.retain, connection, ..TestMessage::default() };
        TestStep::Sends(message.with_payload(&publish.payload))
    }

    fn status(&mut self, at: Duration, connection: &ConnectionId, status: &Status) {
        let was_up = self.up.contains(connection);
        let step = match status {
            // It is up from the start of a test.
            Status::Connected if self.up.insert(connection.clone()) => {
                let lost = self.name_of(connection).map(TestStep::Lose);
                self.steps.iter().any(|step| Some(step) == lost.as_ref()).then_some(TestStep::Connect as fn(_) -> _)
            }
            Status::Disconnected | Status::Retrying { .. } | Status::Failed(_) if was_up => {
                self.up.remove(connection);
                Some(TestStep::Lose as fn(_) -> _)
            }
            _ => None,
        };
        if let Some((step, name)) = step.zip(self.name_of(connection)) {
            self.go_on(at.as_millis());
            self.steps.push(step(name));
        }
    }

    /// What controls show in the end that showed something else at the start.
    fn last_shown(&mut self) {
        self.unfold();
        let recording = self.recording;
        let moments = recording.moments();
        let (first, last) =
            (state_after(recording, 0, Instant::now()), state_after(recording, moments.len(), Instant::now()));
        if let Some(moment) = moments.back() {
            self.go_on(moment.at.as_nanos().div_ceil(1_000_000));
        }
        let shown = last.properties.keys().filter_map(|id| {
            let control = self.named(*id)?;
            let now = shown_in(&last, recording, &control, self.lang)?;
            let before = shown_in(&first, recording, &control, self.lang);
            (before.as_ref() != Some(&now)).then_some(TestStep::Shows(control.name, now))
        });
        let shown: Vec<TestStep> = shown.take(MOST_SHOWN).collect();
        self.steps.extend(shown);
    }
}

/// A time as it stands in a test, with the offset of the place.
fn start_text(wall_ms: i64, lang: Lang) -> String {
    let ahead = (Locale::here(lang).ahead)(wall_ms);
    let Civil { year, month, day, hour, minute, second, .. } = civil(wall_ms + i64::from(ahead) * 60_000);
    let (sign, offset) = (if ahead < 0 { '-' } else { '+' }, ahead.abs());
    let (hours, minutes) = (offset / 60, offset % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{sign}{hours:02}:{minutes:02}")
}
