//! What a run reports: a queue from the script thread to whoever holds the handle.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::model::run::RunEvent;

/// With so many events unread, handlers pause until someone reads: nothing is lost, and memory stays bounded.
pub(super) const UNREAD: usize = 4096;

/// The queue. Values that change again before anyone looked are replaced at the end of the queue, not repeated.
#[derive(Debug, Default)]
pub(super) struct Events {
    queue: Mutex<VecDeque<RunEvent>>,
    pushed: Condvar,
    taken: Condvar,
}

impl Events {
    fn lock(&self) -> MutexGuard<'_, VecDeque<RunEvent>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn push(&self, event: RunEvent) {
        let mut queue = self.lock();
        // Whoever waits, waits at an empty queue; each needless call to the system costs as much as the event.
        let was_empty = queue.is_empty();
        match (queue.back_mut(), &event) {
            (Some(RunEvent::Variable { variable, value }), RunEvent::Variable { variable: again, value: newer })
                if variable == again =>
            {
                value.clone_from(newer);
            }
            (Some(RunEvent::Property(last)), RunEvent::Property(next))
                if last.control == next.control && last.property == next.property =>
            {
                last.value.clone_from(&next.value);
            }
            _ => queue.push_back(event),
        }
        drop(queue);
        if was_empty {
            self.pushed.notify_one();
        }
    }

    pub(super) fn take(&self) -> Option<RunEvent> {
        let mut queue = self.lock();
        let before = queue.len();
        let event = queue.pop_front();
        self.tell_room(queue, before);
        event
    }

    /// The next events, at most `most`.
    pub(super) fn take_many(&self, most: usize) -> Vec<RunEvent> {
        let mut queue = self.lock();
        let before = queue.len();
        let events = queue.drain(..most.min(before)).collect();
        self.tell_room(queue, before);
        events
    }

    /// Tells who waits for room, once there is some.
    fn tell_room(&self, queue: MutexGuard<'_, VecDeque<RunEvent>>, before: usize) {
        let there_is_room_now = queue.len() <= UNREAD && before > UNREAD;
        drop(queue);
        if there_is_room_now {
            self.taken.notify_one();
        }
    }

    /// The next event, waiting for it for at most `limit`.
    pub(super) fn wait(&self, limit: Duration) -> Option<RunEvent> {
        let until = Instant::now() + limit;
        let mut queue = self.lock();
        while queue.is_empty() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            queue = self.pushed.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        let before = queue.len();
        let event = queue.pop_front();
        self.tell_room(queue, before);
        event
    }

    /// Waits while too many events are unread and `go_on` holds.
    pub(super) fn wait_for_room(&self, go_on: impl Fn() -> bool) {
        let mut queue = self.lock();
        while queue.len() > UNREAD && go_on() {
            queue = self.taken.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Makes `wait_for_room` look again.
    pub(super) fn poke(&self) {
        drop(self.lock());
        self.taken.notify_all();
    }
}
