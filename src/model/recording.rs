//! What happened in a run, in its order: what came from outside, and what the app made of it. Plain data.
//!
//! It is bounded: of a run that is longer, whole seconds at the beginning are forgotten, and what holds at their end is
//! kept. No secret is in it: where one that the app's connections have turns up in a text, [`HIDDEN`] stands there.

mod held;
mod hiding;
mod typing;

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use self::held::HeldBefore;
use self::hiding::Hiding;
use super::command::CommandState;
use super::component::{PartIds, RepeatedRow, RepeatedRows};
use super::dialog::DialogAnswer;
use super::id::{ConnectionId, ControlId, VariableId};
use super::password::Password;
use super::project::Project;
use super::run::{Fire, PropertyChange, Publish, RunEvent, SourceChange};
use super::showing::Destination;
use super::source::Message;
use super::source::table::TableRow;
use super::value::Value;

/// What stands where a secret was.
pub const HIDDEN: &str = "•••";
/// Most moments that are kept.
const MOST_MOMENTS: usize = 50_000;
/// Most that all of them hold, in bytes.
const MOST_BYTES: usize = 32 << 20;
/// What an event holds besides its texts, about.
const PLAIN: usize = 256;

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

/// What happened in a run.
#[derive(Clone, Debug)]
pub struct Recording {
    /// What ran, as it was designed.
    pub project: Arc<Project>,
    /// When it started, in milliseconds since 1970 (UTC).
    pub wall_ms: i64,
    variables: Vec<(VariableId, Value)>,
    moments: VecDeque<RecordedMoment>,
    /// What the moments hold, and what is kept besides them.
    bytes: usize,
    bounds: RecordingBounds,
    before: HeldBefore,
    /// Until when everything is forgotten.
    forgotten: Option<Duration>,
    hiding: Hiding,
    /// What was set last, and since when in one go.
    typing: Option<(ControlId, String, Duration)>,
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
            hiding: Hiding::default(),
            typing: None,
            count: 0,
        }
    }

    /// From now on these are hidden wherever they turn up.
    pub fn hide(&mut self, secrets: impl IntoIterator<Item = Password>) {
        self.hiding.add(secrets);
    }

    /// Variables start with another value than the project says.
    pub fn start_with(&mut self, variables: &[(VariableId, Value)]) {
        self.variables = variables.iter().map(|(id, value)| (*id, self.hiding.value(value))).collect();
        self.bytes += self.variables.iter().map(|(_, value)| value.bytes()).sum::<usize>();
    }

    /// Variables that started with another value than the project says.
    pub fn variables(&self) -> &[(VariableId, Value)] {
        &self.variables
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
        self.hiding.cut
    }

    /// How many moments there ever were.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// What held when the moments that are kept begin, as if it had happened then.
    pub fn held_before(&self) -> Vec<Recorded> {
        self.before.told()
    }

    /// Something came from outside.
    pub fn take_input(&mut self, at: Duration, input: &RecordedInput) {
        let input = match input {
            RecordedInput::Fire(fire) => {
                self.leave_out_typing(at, fire);
                let change = fire.change.as_ref().map(|(key, value)| (key.clone(), self.hiding.value(value)));
                if change != fire.change {
                    self.hide_typing(fire);
                }
                RecordedInput::Fire(Fire { change, ..fire.clone() })
            }
            RecordedInput::Answer(DialogAnswer::Given(value)) => {
                RecordedInput::Answer(DialogAnswer::Given(self.hiding.value(value)))
            }
            RecordedInput::Came(connection, row) => RecordedInput::Came(connection.clone(), self.hiding.message(row)),
            RecordedInput::Reply(row) => RecordedInput::Reply(self.hiding.message(row)),
            RecordedInput::Go(_) | RecordedInput::Answer(DialogAnswer::Cancelled | DialogAnswer::Ended) => {
                input.clone()
            }
        };
        let bytes = match &input {
            RecordedInput::Came(_, row) | RecordedInput::Reply(row) => row.bytes(),
            RecordedInput::Fire(Fire { change: Some((key, value)), trigger, .. }) => {
                trigger.len() + key.len() + value.bytes()
            }
            RecordedInput::Answer(DialogAnswer::Given(value)) => value.bytes(),
            RecordedInput::Fire(_) | RecordedInput::Go(_) | RecordedInput::Answer(_) => 0,
        };
        self.push(at, Recorded::Input(input), bytes);
    }

    /// The app has told something.
    pub fn take_event(&mut self, at: Duration, event: &RunEvent) {
        let (event, bytes) = match event {
            RunEvent::Log { level, text, place } => {
                let text = self.hiding.text(text);
                let bytes = text.len();
                (RunEvent::Log { level: *level, text, place: place.clone() }, bytes)
            }
            RunEvent::Notification { level, text, secs } => {
                let text = self.hiding.text(text);
                let bytes = text.len();
                (RunEvent::Notification { level: *level, text, secs: *secs }, bytes)
            }
            RunEvent::Published(publish) => {
                let publish = self.hiding.publish(publish);
                let bytes = size_of::<Publish>()
                    + publish.topic.as_str().len()
                    + publish.payload.len()
                    + publish.properties.bytes();
                (RunEvent::Published(publish), bytes)
            }
            RunEvent::Property(change) => {
                let value = self.hiding.value(&change.value);
                let bytes = change.property.len() + value.bytes();
                (RunEvent::Property(PropertyChange { value, ..change.clone() }), bytes)
            }
            RunEvent::Variable { variable, value } => {
                let value = self.hiding.value(value);
                let bytes = value.bytes();
                (RunEvent::Variable { variable: *variable, value }, bytes)
            }
            RunEvent::Message { source, row, change } => {
                let kept = self.hiding.message(row);
                // What was hidden in the message is in what it did to the table as well.
                let change = change.clone().filter(|_| Arc::ptr_eq(&kept, row));
                let bytes =
                    kept.bytes() + change.as_ref().map_or(0, |change| size_of_val(&**change) + change.line.bytes());
                (RunEvent::Message { source: *source, row: kept, change }, bytes)
            }
            RunEvent::Fate { .. }
            | RunEvent::Running { .. }
            | RunEvent::HandlerStarted { .. }
            | RunEvent::HandlerEnded { .. } => (event.clone(), 64),
            event if is_part(event) && !self.hiding.is_told_by(event) => (event.clone(), bytes_of(event)),
            // What somebody who follows handlers does is no part of it, nor what tells a secret.
            _ => return,
        };
        self.push(at, Recorded::Event(event), bytes);
    }

    /// Repeaters have other instances from now on.
    pub fn take_instances(&mut self, at: Duration, parts: PartIds, rows: RepeatedRows) {
        let of_rows = |rows: &Vec<RepeatedRow>| rows.iter().map(RepeatedRow::bytes).sum::<usize>();
        let bytes = parts.bytes() + rows.values().map(of_rows).sum::<usize>();
        self.leave_out_instances(at);
        self.push(at, Recorded::Instances(Arc::new((parts, rows))), bytes);
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
        self.bytes -= self.before.bytes;
        while most > 0
            && let Some(moment) = self.moments.pop_front_if(|moment| moment.at < until)
        {
            most -= 1;
            self.bytes -= moment.bytes;
            self.forgotten = Some(moment.at);
            self.before.take(moment.what, moment.bytes, &self.project);
        }
        // What held takes no more room than what happened.
        self.before.fit(self.bounds.bytes / 2);
        self.bytes += self.before.bytes;
    }
}

/// Whether what else the app tells is a part of what happened.
fn is_part(event: &RunEvent) -> bool {
    matches!(
        event,
        RunEvent::Dialog(_)
            | RunEvent::Sound(_)
            | RunEvent::Source { .. }
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
    )
}

/// What such an event holds, in bytes.
fn bytes_of(event: &RunEvent) -> usize {
    PLAIN
        + match event {
            RunEvent::Dialog(dialog) => dialog.bytes(),
            RunEvent::Source { change: SourceChange::Rows(change), .. } => change.bytes(),
            RunEvent::Source { change: SourceChange::Redesigned(table), .. } => {
                table.lines().map(|line| size_of::<Arc<TableRow>>() + line.bytes()).sum()
            }
            RunEvent::Command { state: CommandState::Pending { wish }, .. } => wish.bytes(),
            RunEvent::PopUps(open) => size_of_val(&**open),
            // Seldom, and their texts are as long as a script or a broker makes them.
            RunEvent::Fault(_) | RunEvent::Status { .. } | RunEvent::NotShown { .. } => format!("{event:?}").len(),
            _ => 0,
        }
}
