//! The queue from the network to whoever shows what happens.
//!
//! Messages are bounded, in number and in bytes, and dropped with a count when nobody takes them; statuses and fates are never lost.
//! Nothing here ever waits for the reader.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use super::msg::{MqttEvent, Wake};
use crate::model::id::ConnectionId;

/// Most messages for sources that wait in the queue.
const MAX_WAITING: usize = 10_000;
/// Most messages that were only seen and wait: a flood of a few seconds.
const MAX_SEEN: usize = 50_000;
/// Most that each of both holds, in bytes; one message is taken however large it is.
const MAX_BYTES: usize = 32 << 20;

/// The queue; shared by all that report.
pub(super) struct EventQueue {
    queue: Mutex<PendingEvents>,
    arrived: Condvar,
    wake: Wake,
    /// Called instead of `wake` when messages were only seen: nobody is in a hurry to show those.
    lazy: OnceLock<Wake>,
}

#[derive(Default)]
struct PendingEvents {
    events: VecDeque<MqttEvent>,
    messages: Held,
    passed: Held,
    dropped: BTreeMap<ConnectionId, u64>,
    /// Seen messages that nobody took in time.
    unseen: u64,
    /// Whether somebody waits in [`EventQueue::wait_pop`].
    awaited: bool,
}

/// How many messages of one kind wait, and what they hold in bytes.
#[derive(Default)]
struct Held {
    count: usize,
    bytes: usize,
}

impl Held {
    fn has_room(&self, bytes: usize, most: usize) -> bool {
        self.count < most && (self.count == 0 || self.bytes + bytes <= MAX_BYTES)
    }

    fn add(&mut self, bytes: usize) {
        self.count += 1;
        self.bytes += bytes;
    }

    fn remove(&mut self, bytes: usize) {
        self.count -= 1;
        self.bytes -= bytes;
    }
}

/// Against which bound an event counts, with its bytes.
enum Counted<'a> {
    /// It must not get lost.
    No,
    /// A message for sources or handlers, on this connection.
    Message(&'a ConnectionId, usize),
    /// A message that is only seen. Every message for a source is seen too: counting both would report each loss twice.
    Seen(usize),
}

fn counted(event: &MqttEvent) -> Counted<'_> {
    match event {
        MqttEvent::Message { connection, row, .. } | MqttEvent::Heard { connection, row, .. } => {
            Counted::Message(connection, row.bytes())
        }
        MqttEvent::Passed { row, .. } => Counted::Seen(row.bytes()),
        MqttEvent::Status { .. }
        | MqttEvent::Fate { .. }
        | MqttEvent::Listening { .. }
        | MqttEvent::MessagesDropped { .. }
        | MqttEvent::Counters { .. }
        | MqttEvent::Outbox { .. }
        | MqttEvent::Warned { .. }
        | MqttEvent::BrokerStarted { .. }
        | MqttEvent::Trial(_) => Counted::No,
    }
}

impl PendingEvents {
    /// Takes in `event` unless its kind is full.
    fn push(&mut self, event: MqttEvent) {
        match counted(&event) {
            Counted::No => {}
            Counted::Message(_, bytes) if self.messages.has_room(bytes, MAX_WAITING) => self.messages.add(bytes),
            Counted::Message(connection, _) => {
                *self.dropped.entry(connection.clone()).or_default() += 1;
                return;
            }
            Counted::Seen(bytes) if self.passed.has_room(bytes, MAX_SEEN) => self.passed.add(bytes),
            Counted::Seen(_) => {
                self.unseen += 1;
                return;
            }
        }
        self.events.push_back(event);
    }

    fn pop(&mut self) -> Option<MqttEvent> {
        if let Some((connection, count)) = self.dropped.pop_first() {
            return Some(MqttEvent::MessagesDropped { connection, count });
        }
        let event = self.events.pop_front()?;
        match counted(&event) {
            Counted::No => {}
            Counted::Message(_, bytes) => self.messages.remove(bytes),
            Counted::Seen(bytes) => self.passed.remove(bytes),
        }
        Some(event)
    }
}

impl EventQueue {
    pub(super) fn new(wake: Wake) -> Self {
        Self { queue: Mutex::default(), arrived: Condvar::new(), wake, lazy: OnceLock::new() }
    }

    /// What to call when messages were only seen; once, and only the first time.
    pub(super) fn wake_lazily(&self, lazy: Wake) {
        if self.lazy.set(lazy).is_err() {
            tracing::warn!("the monitor's waker was set before");
        }
    }

    /// How many seen messages nobody took in time, since the last call.
    pub(super) fn take_unseen(&self) -> u64 {
        std::mem::take(&mut self.lock().unseen)
    }

    fn lock(&self) -> MutexGuard<'_, PendingEvents> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues `event` and wakes the reader.
    pub(super) fn push(&self, event: MqttEvent) {
        self.push_all([event]);
    }

    /// As [`Self::push`]; `false` where it was one message too many.
    pub(super) fn offer(&self, event: MqttEvent) -> bool {
        self.push_all([event]) == 1
    }

    /// Queues all and wakes the reader once; gives how many were not too many.
    pub(super) fn push_all(&self, events: impl IntoIterator<Item = MqttEvent>) -> usize {
        let (waiting, seen, taken, of_them_seen, awaited) = {
            let mut queue = self.lock();
            let (waiting, seen) = (queue.events.len(), queue.passed.count);
            for event in events {
                queue.push(event);
            }
            (waiting, seen, queue.events.len() - waiting, queue.passed.count - seen, queue.awaited)
        };
        if taken == 0 {
            return 0;
        }
        // The reader takes all that waits: one call for the first of its kind is enough, and each costs as much as
        // handing a message over.
        if awaited {
            self.arrived.notify_one();
        }
        let seen_only = taken == of_them_seen;
        match self.lazy.get() {
            Some(lazy) if seen_only && seen == 0 => lazy(),
            Some(_) if seen_only => {}
            Some(_) if waiting == seen => (self.wake)(),
            None if waiting == 0 => (self.wake)(),
            Some(_) | None => {}
        }
        taken
    }

    /// The next event, if one waits.
    pub(super) fn try_pop(&self) -> Option<MqttEvent> {
        self.lock().pop()
    }

    /// Takes what waits, at most `others` events and `passed` messages that were only seen; whether there is more.
    pub(super) fn take(&self, into: &mut Vec<MqttEvent>, others: usize, passed: usize) -> bool {
        let (mut others, mut passed) = (others, passed);
        let mut queue = self.lock();
        while others > 0 && passed > 0 {
            let Some(event) = queue.pop() else { return false };
            *if matches!(event, MqttEvent::Passed { .. }) { &mut passed } else { &mut others } -= 1;
            into.push(event);
        }
        true
    }

    /// The next event; waits for one, at most `timeout`.
    pub(super) fn wait_pop(&self, timeout: Duration) -> Option<MqttEvent> {
        let deadline = Instant::now() + timeout;
        let mut queue = self.lock();
        loop {
            if let Some(event) = queue.pop() {
                return Some(event);
            }
            let left = deadline.checked_duration_since(Instant::now())?;
            queue.awaited = true;
            (queue, _) = self.arrived.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner);
            queue.awaited = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::model::id::SourceId;
    use crate::model::run::Fate;
    use crate::model::source::Message;

    fn message(n: usize) -> MqttEvent {
        let row =
            Message { at_ms: 0, topic: "t".to_owned(), message: n.to_string(), retained: false, ..Message::default() };
        MqttEvent::Message { connection: ConnectionId::local(), sources: vec![SourceId(1)], row }
    }

    #[test]
    fn a_flood_of_messages_is_bounded_and_counted_but_fates_are_kept() {
        let woken = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&woken);
        let events = EventQueue::new(Arc::new(move || {
            counter.fetch_add(1, Ordering::SeqCst);
        }));
        for n in 0..MAX_WAITING + 7 {
            events.push(message(n));
        }
        let sent = MqttEvent::Fate { number: 1, fate: Fate::Sent, at: Instant::now() };
        events.push(sent.clone());
        assert_eq!(woken.load(Ordering::SeqCst), 1, "nobody has read in between");
        assert_eq!(events.try_pop(), Some(MqttEvent::MessagesDropped { connection: ConnectionId::local(), count: 7 }));
        for n in 0..MAX_WAITING {
            assert_eq!(events.try_pop(), Some(message(n)));
        }
        assert_eq!(events.try_pop(), Some(sent));
        events.push(message(0));
        assert_eq!(events.wait_pop(Duration::ZERO), Some(message(0)));
        assert_eq!(events.wait_pop(Duration::ZERO), None);
    }

    #[test]
    fn long_messages_are_bounded_in_bytes_each_kind_for_itself() {
        let events = EventQueue::new(Arc::new(|| {}));
        let long = |bytes: usize| match message(0) {
            MqttEvent::Message { connection, sources, row } => {
                MqttEvent::Message { connection, sources, row: Message { message: "x".repeat(bytes), ..row } }
            }
            other => other,
        };
        let seen = |event: MqttEvent| match event {
            MqttEvent::Message { connection, row, .. } => MqttEvent::Passed { connection, row },
            other => other,
        };
        assert!(events.offer(long(40 << 20)), "one is taken however large it is");
        assert!(!events.offer(message(1)) && events.offer(seen(long(20 << 20))));
        assert!(!events.offer(seen(long(20 << 20))) && events.offer(seen(message(2))));
        let dropped = MqttEvent::MessagesDropped { connection: ConnectionId::local(), count: 1 };
        assert_eq!((events.try_pop(), events.take_unseen()), (Some(dropped), 1));
        while events.try_pop().is_some() {}
        assert!((0..3).all(|_| events.offer(long(10 << 20))) && !events.offer(long(10 << 20)));
    }

    #[test]
    fn messages_that_are_only_seen_wake_lazily_and_once() {
        let calls = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
        let (fast, slow) = (Arc::clone(&calls), Arc::clone(&calls));
        let events = EventQueue::new(Arc::new(move || {
            fast.0.fetch_add(1, Ordering::SeqCst);
        }));
        events.wake_lazily(Arc::new(move || {
            slow.1.fetch_add(1, Ordering::SeqCst);
        }));
        let seen = |n: usize| match message(n) {
            MqttEvent::Message { connection, row, .. } => MqttEvent::Passed { connection, row },
            other => other,
        };
        (0..MAX_SEEN + 3).for_each(|n| events.push(seen(n)));
        assert_eq!((calls.0.load(Ordering::SeqCst), calls.1.load(Ordering::SeqCst)), (0, 1));
        assert_eq!((events.take_unseen(), events.take_unseen()), (3, 0));
        while events.try_pop().is_some() {}
        events.push(seen(0));
        events.push(message(0));
        assert_eq!((calls.0.load(Ordering::SeqCst), calls.1.load(Ordering::SeqCst)), (1, 2));
    }
}
