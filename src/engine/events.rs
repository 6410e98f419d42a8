//! What a run reports: a queue from the script thread to whoever holds the handle.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::model::command::CommandState;
use crate::model::run::{PropertyChange, RunEvent, SourceChange};
use crate::model::source::table::RowsChange;

/// With so many events unread, handlers pause until someone reads: nothing is lost, and memory stays bounded.
pub(super) const UNREAD: usize = 4096;

/// The same for what they hold, in bytes.
pub(super) const UNREAD_BYTES: usize = 32 << 20;

/// The events, and what they hold together.
#[derive(Debug, Default)]
struct Unread {
    events: VecDeque<RunEvent>,
    bytes: usize,
}

impl Unread {
    fn is_full(&self) -> bool {
        self.events.len() > UNREAD || self.bytes > UNREAD_BYTES
    }

    fn pop(&mut self) -> Option<RunEvent> {
        let event = self.events.pop_front()?;
        self.bytes -= bytes(&event);
        Some(event)
    }
}

/// What an event holds, in bytes: what scripts and senders make as long as they like.
fn bytes(event: &RunEvent) -> usize {
    size_of::<RunEvent>()
        + match event {
            RunEvent::Log { text, .. } | RunEvent::Notification { text, .. } => text.len(),
            RunEvent::Language(tag) => tag.len(),
            RunEvent::Message { row, .. } => row.bytes(),
            RunEvent::Dialog(dialog) => dialog.bytes(),
            RunEvent::WebRequest(request) => request.bytes(),
            RunEvent::Published(publish) => publish.payload.len() + publish.properties.bytes(),
            RunEvent::Property(PropertyChange { value, .. }) | RunEvent::Variable { value, .. } => value.bytes(),
            RunEvent::Command { state: CommandState::Pending { wish }, .. } => wish.bytes(),
            RunEvent::Source { change: SourceChange::Rows(change), .. } => change.bytes(),
            RunEvent::Command { .. }
            | RunEvent::Fate { .. }
            | RunEvent::Source { .. }
            | RunEvent::Quality { .. }
            | RunEvent::NotShown { .. }
            | RunEvent::Screen(_)
            | RunEvent::PopUps(_)
            | RunEvent::Timer(..)
            // The files that they play are those of the project.
            | RunEvent::Sound(_)
            | RunEvent::Silent(_)
            | RunEvent::DialogClosed(_)
            | RunEvent::Fault(_)
            | RunEvent::Status { .. }
            | RunEvent::HandlerStarted { .. }
            | RunEvent::HandlerEnded { .. }
            | RunEvent::Running { .. }
            | RunEvent::At(_)
            | RunEvent::Paused(_)
            | RunEvent::PausedLocals(..)
            | RunEvent::Resumed(_)
            | RunEvent::Seen { .. }
            | RunEvent::EventsDropped { .. }
            | RunEvent::Warned { .. }
            | RunEvent::FeedsItself { .. }
            | RunEvent::MessagesDropped { .. } => 0,
        }
}

/// The queue. Values that change again before anyone looked are replaced at the end of the queue, not repeated.
#[derive(Debug, Default)]
pub(super) struct Events {
    queue: Mutex<Unread>,
    pushed: Condvar,
    taken: Condvar,
}

impl Events {
    fn lock(&self) -> MutexGuard<'_, Unread> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn push(&self, event: RunEvent) {
        let mut queue = self.lock();
        // Whoever waits, waits at an empty queue; each needless call to the system costs as much as the event.
        let was_empty = queue.events.is_empty();
        let replaced = queue.events.back().filter(|last| is_newer(last, &event)).map(bytes);
        queue.bytes += bytes(&event);
        match (replaced, queue.events.back_mut()) {
            (Some(before), Some(last)) => {
                *last = event;
                queue.bytes -= before;
            }
            _ => queue.events.push_back(event),
        }
        drop(queue);
        if was_empty {
            self.pushed.notify_one();
        }
    }

    pub(super) fn take(&self) -> Option<RunEvent> {
        self.take_many(1).pop()
    }

    /// The next events, at most `most`.
    pub(super) fn take_many(&self, most: usize) -> Vec<RunEvent> {
        let mut queue = self.lock();
        let was_full = queue.is_full();
        let events = std::iter::from_fn(|| queue.pop()).take(most).collect();
        self.tell_room(queue, was_full);
        events
    }

    /// Tells who waits for room, once there is some.
    fn tell_room(&self, queue: MutexGuard<'_, Unread>, was_full: bool) {
        let there_is_room_now = was_full && !queue.is_full();
        drop(queue);
        if there_is_room_now {
            self.taken.notify_one();
        }
    }

    /// The next event, waiting for it for at most `limit`.
    pub(super) fn wait(&self, limit: Duration) -> Option<RunEvent> {
        let until = Instant::now() + limit;
        let mut queue = self.lock();
        while queue.events.is_empty() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            queue = self.pushed.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        let was_full = queue.is_full();
        let event = queue.pop();
        self.tell_room(queue, was_full);
        event
    }

    /// Waits while too many events are unread and `go_on` holds.
    pub(super) fn wait_for_room(&self, go_on: impl Fn() -> bool) {
        let mut queue = self.lock();
        while queue.is_full() && go_on() {
            queue = self.taken.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Makes `wait_for_room` look again.
    pub(super) fn poke(&self) {
        drop(self.lock());
        self.taken.notify_all();
    }
}

/// Whether an event tells the value anew that the last one told.
fn is_newer(last: &RunEvent, event: &RunEvent) -> bool {
    match (last, event) {
        (RunEvent::Variable { variable, .. }, RunEvent::Variable { variable: again, .. }) => variable == again,
        (RunEvent::Property(last), RunEvent::Property(next)) => {
            last.control == next.control && last.property == next.property
        }
        (
            RunEvent::Source { source: last, change: SourceChange::Rows(_) | SourceChange::Cleared },
            RunEvent::Source { source, change: SourceChange::Rows(RowsChange::All(_)) },
        ) => last == source,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::model::id::VariableId;
    use crate::model::place::Place;
    use crate::model::run::Level;
    use crate::model::value::Value;

    fn log(bytes: usize) -> RunEvent {
        RunEvent::Log { level: Level::Info, text: "x".repeat(bytes), place: Place::Project }
    }

    #[test]
    fn unread_events_are_bounded_by_what_they_hold() {
        let events = Arc::new(Events::default());
        events.push(log(UNREAD_BYTES - 1_000));
        assert!(!events.lock().is_full());
        events.push(log(UNREAD_BYTES));
        assert!(events.lock().is_full());
        let (waiting, go_on) = (Arc::clone(&events), Arc::new(AtomicBool::new(true)));
        let on = Arc::clone(&go_on);
        let waiter = std::thread::spawn(move || waiting.wait_for_room(|| on.load(Ordering::Acquire)));
        events.take();
        events.take();
        waiter.join().unwrap();
        assert_eq!(events.lock().bytes, 0);
    }

    #[test]
    fn a_value_that_is_told_anew_counts_once() {
        let events = Events::default();
        let set = |text: String| RunEvent::Variable { variable: VariableId(1), value: Value::from(text) };
        events.push(set("x".repeat(1_000_000)));
        events.push(set("kurz".to_owned()));
        assert!(events.lock().bytes < 1_000);
        assert_eq!(events.take_many(9), [set("kurz".to_owned())]);
        assert_eq!(events.lock().bytes, 0);
    }
}
