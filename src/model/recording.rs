//! What happened in a run, in its order: what came from outside, and what the app made of it. Plain data.
//!
//! It is bounded: of a run that is longer, whole seconds at the beginning are forgotten, and what holds at their end is
//! kept. No secret is in it: where one that the app's connections have turns up in a text, [`HIDDEN`] stands there.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use super::component::{PartIds, RepeatedRows};
use super::dialog::DialogAnswer;
use super::id::{ConnectionId, ControlId, ScreenId, VariableId};
use super::password::Password;
use super::project::Project;
use super::run::{Fire, PropertyChange, Publish, RunEvent};
use super::showing::Destination;
use super::source::Message;
use super::value::Value;

/// What stands where a secret was.
pub const HIDDEN: &str = "•••";
/// Most of one text that is kept, in bytes.
const MOST_TEXT: usize = 64 << 10;
/// Most moments that are kept.
const MOST_MOMENTS: usize = 50_000;
/// Most that all of them hold, in bytes.
const MOST_BYTES: usize = 32 << 20;
/// A shorter secret is no word of its own: it is hidden only where it is all of a text.
const SHORT: usize = 4;

/// What came from outside.
#[derive(Clone, Debug, PartialEq)]
pub enum RecordedInput {
    /// Somebody did something to a control.
    Fire(Fire),
    /// Somebody went to another screen.
    Go(Destination),
    /// Somebody answered a dialog.
    Answer(DialogAnswer),
    /// A message came for sources.
    Came(ConnectionId, Arc<Message>),
    /// A message came that a handler has waited for.
    Reply(Arc<Message>),
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Recorded {
    /// Something came from outside.
    Input(RecordedInput),
    /// The app has told something.
    Event(RunEvent),
    /// Repeaters have other instances from now on.
    Instances(Arc<(PartIds, RepeatedRows)>),
}

/// Something that happened, and when after the start.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedMoment {
    /// When.
    pub at: Duration,
    /// What.
    pub what: Recorded,
    bytes: usize,
}

/// How much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordingBounds {
    /// Most moments.
    pub moments: usize,
    /// Most bytes.
    pub bytes: usize,
}

impl Default for RecordingBounds {
    fn default() -> Self {
        Self { moments: MOST_MOMENTS, bytes: MOST_BYTES }
    }
}

/// What held when the moments that are kept begin.
#[derive(Clone, Debug, Default, PartialEq)]
struct HeldBefore {
    properties: BTreeMap<(ControlId, String), Value>,
    variables: BTreeMap<VariableId, Value>,
    screen: Option<ScreenId>,
    popups: Vec<ScreenId>,
}

/// What happened in a run.
#[derive(Clone, Debug)]
pub struct Recording {
    /// What ran, as it was designed.
    pub project: Arc<Project>,
    /// When it started, in milliseconds since 1970 (UTC).
    pub wall_ms: i64,
    /// Variables that started with another value than the project says.
    pub variables: Vec<(VariableId, Value)>,
    moments: VecDeque<RecordedMoment>,
    bytes: usize,
    bounds: RecordingBounds,
    before: HeldBefore,
    /// Until when everything is forgotten.
    forgotten: Option<Duration>,
    /// How many texts were too long to be kept whole.
    cut: usize,
    secrets: Vec<Password>,
    /// How many moments there ever were: what was shown of them is not old.
    count: u64,
}

impl Recording {
    /// The recording of a run that starts now.
    pub fn new(project: Arc<Project>, wall_ms: i64, bounds: RecordingBounds) -> Self {
        Self {
            project,
            wall_ms,
            variables: Vec::new(),
            moments: VecDeque::new(),
            bytes: 0,
            bounds,
            before: HeldBefore::default(),
            forgotten: None,
            cut: 0,
            secrets: Vec::new(),
            count: 0,
        }
    }

    /// From now on these are hidden wherever they turn up.
    pub fn hide(&mut self, secrets: impl IntoIterator<Item = Password>) {
        self.secrets.extend(secrets.into_iter().filter(|secret| !secret.reveal().is_empty()));
    }

    /// What happened, in its order.
    pub fn moments(&self) -> &VecDeque<RecordedMoment> {
        &self.moments
    }

    /// What is held, in bytes.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Until when everything is forgotten, where that is so.
    pub fn forgotten(&self) -> Option<Duration> {
        self.forgotten
    }

    /// How many texts were too long to be kept whole.
    pub fn cut(&self) -> usize {
        self.cut
    }

    /// How many moments there ever were.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// What held when the moments that are kept begin, as if it had happened then.
    pub fn held_before(&self) -> Vec<RunEvent> {
        let HeldBefore { properties, variables, screen, popups } = &self.before;
        let properties = properties.iter().map(|((control, property), value)| {
            let (control, property, value) = (*control, property.clone(), value.clone());
            RunEvent::Property(PropertyChange { control, property, value })
        });
        let variables = variables.iter().map(|(id, value)| RunEvent::Variable { variable: *id, value: value.clone() });
        let popups = (!popups.is_empty()).then(|| RunEvent::PopUps(popups.clone()));
        properties.chain(variables).chain(screen.map(RunEvent::Screen)).chain(popups).collect()
    }

    /// Something came from outside.
    pub fn take_input(&mut self, at: Duration, input: &RecordedInput) {
        let input = match input {
            RecordedInput::Fire(fire) => {
                let change = fire.change.as_ref().map(|(key, value)| (key.clone(), self.value(value)));
                RecordedInput::Fire(Fire { change, ..fire.clone() })
            }
            RecordedInput::Answer(DialogAnswer::Given(value)) => {
                RecordedInput::Answer(DialogAnswer::Given(self.value(value)))
            }
            RecordedInput::Came(connection, row) => RecordedInput::Came(connection.clone(), self.message(row)),
            RecordedInput::Reply(row) => RecordedInput::Reply(self.message(row)),
            RecordedInput::Go(_) | RecordedInput::Answer(DialogAnswer::Cancelled | DialogAnswer::Ended) => {
                input.clone()
            }
        };
        let bytes = match &input {
            RecordedInput::Came(_, row) | RecordedInput::Reply(row) => row.bytes(),
            RecordedInput::Fire(Fire { change: Some((_, value)), .. })
            | RecordedInput::Answer(DialogAnswer::Given(value)) => value.bytes(),
            RecordedInput::Fire(_) | RecordedInput::Go(_) | RecordedInput::Answer(_) => 0,
        };
        self.push(at, Recorded::Input(input), bytes);
    }

    /// The app has told something.
    pub fn take_event(&mut self, at: Duration, event: &RunEvent) {
        let (event, bytes) = match event {
            RunEvent::Log { level, text, place } => {
                let text = self.text(text);
                let bytes = text.len();
                (RunEvent::Log { level: *level, text, place: place.clone() }, bytes)
            }
            RunEvent::Notification { level, text, secs } => {
                let text = self.text(text);
                let bytes = text.len();
                (RunEvent::Notification { level: *level, text, secs: *secs }, bytes)
            }
            RunEvent::Published(publish) => {
                let publish = self.publish(publish);
                let bytes = size_of::<Publish>() + publish.payload.len() + publish.properties.bytes();
                (RunEvent::Published(publish), bytes)
            }
            RunEvent::Property(change) => {
                let value = self.value(&change.value);
                let bytes = value.bytes();
                (RunEvent::Property(PropertyChange { value, ..change.clone() }), bytes)
            }
            RunEvent::Variable { variable, value } => {
                let value = self.value(value);
                let bytes = value.bytes();
                (RunEvent::Variable { variable: *variable, value }, bytes)
            }
            RunEvent::Message { source, row, change } => {
                let kept = self.message(row);
                // What was hidden in the message is in what it did to the table as well.
                let change = change.clone().filter(|_| Arc::ptr_eq(&kept, row));
                let bytes = 2 * kept.bytes();
                (RunEvent::Message { source: *source, row: kept, change }, bytes)
            }
            RunEvent::Fate { .. }
            | RunEvent::Running { .. }
            | RunEvent::HandlerStarted { .. }
            | RunEvent::HandlerEnded { .. } => (event.clone(), 64),
            RunEvent::Dialog(dialog) if !self.is_told_by(event) => (event.clone(), dialog.bytes()),
            RunEvent::Source { .. }
            | RunEvent::NotShown { .. }
            | RunEvent::Quality { .. }
            | RunEvent::Command { .. }
            | RunEvent::Screen(_)
            | RunEvent::PopUps(_)
            | RunEvent::Timer(..)
            | RunEvent::DialogClosed(_)
            | RunEvent::Fault(_)
            | RunEvent::Status { .. }
            | RunEvent::FeedsItself { .. }
            | RunEvent::EventsDropped { .. }
            | RunEvent::MessagesDropped { .. }
                if !self.is_told_by(event) =>
            {
                (event.clone(), 256)
            }
            // What somebody who follows handlers does is no part of it.
            _ => return,
        };
        self.push(at, Recorded::Event(event), bytes);
    }

    /// Repeaters have other instances from now on.
    pub fn take_instances(&mut self, at: Duration, parts: PartIds, rows: RepeatedRows) {
        self.push(at, Recorded::Instances(Arc::new((parts, rows))), 1024);
    }

    fn push(&mut self, at: Duration, what: Recorded, bytes: usize) {
        let bytes = size_of::<RecordedMoment>() + bytes;
        self.bytes += bytes;
        self.count += 1;
        self.moments.push_back(RecordedMoment { at, what, bytes });
        while self.moments.len() > self.bounds.moments || (self.bytes > self.bounds.bytes && self.moments.len() > 1) {
            self.forget_a_second();
        }
    }

    fn forget_a_second(&mut self) {
        let Some(first) = self.moments.front() else { return };
        let until = Duration::from_secs(first.at.as_secs() + 1);
        // One second alone may be too much.
        let mut most = self.moments.len() - self.moments.len() / 4;
        while most > 0
            && let Some(moment) = self.moments.pop_front_if(|moment| moment.at < until)
        {
            most -= 1;
            self.bytes -= moment.bytes;
            self.forgotten = Some(moment.at);
            match moment.what {
                Recorded::Event(RunEvent::Property(change)) => {
                    self.before.properties.insert((change.control, change.property), change.value);
                }
                Recorded::Event(RunEvent::Variable { variable, value }) => {
                    self.before.variables.insert(variable, value);
                }
                Recorded::Event(RunEvent::Screen(screen)) => self.before.screen = Some(screen),
                Recorded::Event(RunEvent::PopUps(open)) => self.before.popups = open,
                Recorded::Event(_) | Recorded::Input(_) | Recorded::Instances(_) => {}
            }
        }
    }

    /// Whether a secret is somewhere in it.
    fn is_told_by(&self, event: &RunEvent) -> bool {
        !self.secrets.is_empty() && {
            let all = format!("{event:?}");
            // A debug form writes quotes and line ends with a backslash.
            let is_in = |secret: &str| all.contains(secret) || all.contains(&secret.escape_debug().to_string());
            self.secrets.iter().any(|secret| is_in(secret.reveal()))
        }
    }

    fn text(&mut self, text: &str) -> String {
        let mut kept = text.to_owned();
        for secret in &self.secrets {
            let secret = secret.reveal();
            if kept == secret || (secret.len() >= SHORT && kept.contains(secret)) {
                kept = kept.replace(secret, HIDDEN);
            }
        }
        if kept.len() > MOST_TEXT {
            self.cut += 1;
            kept.truncate(kept.floor_char_boundary(MOST_TEXT));
        }
        kept
    }

    fn value(&mut self, value: &Value) -> Value {
        match value {
            Value::Bool(_) | Value::Number(_) => value.clone(),
            Value::Text(text) => Value::Text(self.text(text)),
            Value::Raw(text) => Value::Raw(self.text(text)),
            Value::List(items) => Value::List(items.iter().map(|item| self.value(item)).collect()),
            Value::Record(members) => {
                Value::Record(members.iter().map(|(name, value)| (name.clone(), self.value(value))).collect())
            }
        }
    }

    fn message(&mut self, row: &Arc<Message>) -> Arc<Message> {
        let (topic, message) = (self.text(&row.topic), self.text(&row.message));
        if topic == row.topic && message == row.message && row.raw.as_ref().is_none_or(|raw| raw.len() <= MOST_TEXT) {
            return Arc::clone(row);
        }
        Arc::new(Message { topic, message, raw: None, properties: None, ..Message::clone(row) })
    }

    fn publish(&mut self, publish: &Arc<Publish>) -> Arc<Publish> {
        let Ok(text) = std::str::from_utf8(&publish.payload) else { return Arc::clone(publish) };
        let kept = self.text(text);
        if kept == text {
            return Arc::clone(publish);
        }
        Arc::new(Publish { payload: kept.into_bytes(), ..Publish::clone(publish) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recording(bounds: RecordingBounds) -> Recording {
        Recording::new(Arc::new(Project::new("P", "Start", "Lokal")), 0, bounds)
    }

    fn changed(value: &str) -> RunEvent {
        let (control, property) = (ControlId(7), "text".to_owned());
        RunEvent::Property(PropertyChange { control, property, value: Value::from(value) })
    }

    #[test]
    fn of_a_long_run_whole_seconds_go_and_what_held_then_stays() {
        let mut recording = recording(RecordingBounds { moments: 100, bytes: usize::MAX });
        for index in 0..1_000_u64 {
            recording.take_event(Duration::from_millis(index * 100), &changed(&index.to_string()));
            assert!(recording.moments().len() <= 100);
        }
        let first = recording.moments().front().unwrap();
        assert_eq!(first.at.subsec_nanos(), 0, "a whole second begins");
        assert_eq!(recording.forgotten(), first.at.checked_sub(Duration::from_millis(100)));
        let last = first.at.as_millis() / 100 - 1;
        assert_eq!(recording.held_before(), [changed(&last.to_string())]);
        assert_eq!(recording.count(), 1_000);
    }

    #[test]
    fn what_is_held_is_bounded_in_bytes_and_each_text_is() {
        let mut recording = recording(RecordingBounds { moments: usize::MAX, bytes: 1 << 20 });
        for _ in 0..100 {
            recording.take_event(Duration::ZERO, &changed(&"ä".repeat(40_000)));
        }
        assert!(recording.bytes() <= 1 << 20 && recording.moments().len() > 3);
        assert_eq!(recording.cut(), 100);
        assert_eq!(recording.bytes(), recording.moments().iter().map(|moment| moment.bytes).sum::<usize>());
    }

    #[test]
    fn no_secret_of_a_connection_is_kept_wherever_it_turns_up() {
        let mut recording = recording(RecordingBounds::default());
        recording.hide([Password::new("geheim!"), Password::new("ab")]);
        let text = |text: &str| {
            Arc::new(Message {
                at_ms: 0,
                topic: "t".to_owned(),
                message: text.to_owned(),
                retained: false,
                qos: 0,
                raw: None,
                properties: None,
            })
        };
        recording.take_event(Duration::ZERO, &changed("Es ist geheim!"));
        recording.take_event(Duration::ZERO, &changed("ab"));
        recording.take_event(Duration::ZERO, &changed("aber"));
        recording.take_input(Duration::ZERO, &RecordedInput::Came(ConnectionId::local(), text("{geheim!}")));
        let given = DialogAnswer::Given(Value::List(vec![Value::from("geheim!")]));
        recording.take_input(Duration::ZERO, &RecordedInput::Answer(given));
        let dialog = crate::model::dialog::AppDialog {
            number: 1,
            title: String::new(),
            text: "Ist es geheim!?".to_owned(),
            form: crate::model::dialog::DialogForm::Message { done: String::new() },
            insists: false,
        };
        recording.take_event(Duration::ZERO, &RunEvent::Dialog(Arc::new(dialog)));
        let all = format!("{:?}", recording.moments());
        assert!(!all.contains("geheim!"), "{all}");
        assert!(!all.contains("\"ab\"") && all.contains("aber") && all.contains(HIDDEN), "{all}");
    }
}
