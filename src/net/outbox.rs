//! Messages on their way to the broker: kept in order, bounded, and sent again when a session is lost.
//!
//! Pure: knows no network and no clock of its own.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::model::run::{DropReason, Publish};

/// Most messages kept.
pub(super) const MAX_MESSAGES: usize = 10_000;
/// Most bytes kept (topics and payloads).
pub(super) const MAX_BYTES: usize = 64 * 1024 * 1024;
/// How long a message is kept.
const MAX_AGE: Duration = Duration::from_hours(24);
/// Most messages handed over to the client and not yet finished. Beyond 10 with quality of service 1 or 2,
/// brokers that allow fewer drop the client (mosquitto allows 20).
const WINDOW_ACKNOWLEDGED: usize = 10;
/// The same for quality of service 0, which only waits for the socket.
const WINDOW: usize = 64;

/// So many sessions in a row may end without any confirmation while the same message is first in line. Then it is
/// that message which the broker closes the connection for, and it must not block all others for ever.
const MAX_STRIKES: u32 = 6;

/// A message in the outbox.
#[derive(Debug)]
pub(super) struct Entry {
    /// Counts up within the outbox.
    pub(super) seq: u64,
    /// The message.
    pub(super) publish: Publish,
    /// Whether it was handed over before; its first hand-over is reported, repeats are not.
    pub(super) repeated: bool,
    since: Instant,
    strikes: u32,
    /// Accepted while the connection was down, so it does not count as back-pressure.
    backlog: bool,
}

impl Entry {
    fn bytes(&self) -> usize {
        self.publish.payload.len() + self.publish.topic.as_str().len()
    }
}

/// The outbox of one connection. Invariant: the first `handed` entries are with the client, all others wait.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    entries: VecDeque<Entry>,
    handed: usize,
    /// How many of the handed ones need an acknowledgement.
    unacknowledged: usize,
    /// Waiting entries that were accepted while connected.
    live: usize,
    bytes: usize,
    next_seq: u64,
    /// Whether this session has finished any message.
    progress: bool,
}

/// A message that was given up: its number and why.
pub(super) type GivenUp = (u64, DropReason);

impl Outbox {
    /// All messages not yet finished.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Messages that wait although the connection is up: the measure of back-pressure.
    pub(super) fn live(&self) -> usize {
        self.live
    }

    /// Accepts a message; gives back those that had to make room.
    pub(super) fn push(&mut self, publish: Publish, connected: bool, now: Instant) -> Vec<GivenUp> {
        let entry = Entry { seq: self.next_seq, publish, repeated: false, since: now, strikes: 0, backlog: !connected };
        self.next_seq += 1;
        let mut given_up = self.expire(now);
        let needed = entry.bytes();
        while self.handed < self.entries.len()
            && (self.entries.len() >= MAX_MESSAGES || self.bytes + needed > MAX_BYTES)
        {
            given_up.extend(self.remove(self.handed).map(|old| (old.publish.number, DropReason::OutboxFull)));
        }
        self.bytes += needed;
        self.live += usize::from(connected);
        self.entries.push_back(entry);
        given_up
    }

    /// Gives up waiting messages that are too old.
    pub(super) fn expire(&mut self, now: Instant) -> Vec<GivenUp> {
        let mut given_up = Vec::new();
        while let Some(entry) = self.entries.get(self.handed)
            && now.saturating_duration_since(entry.since) > MAX_AGE
        {
            given_up.extend(self.remove(self.handed).map(|old| (old.publish.number, DropReason::TooOld)));
        }
        given_up
    }

    /// Hands over the next message, if one waits and the window has room.
    pub(super) fn hand_over(&mut self) -> Option<&Entry> {
        let entry = self.entries.get_mut(self.handed)?;
        let acknowledged = entry.publish.qos > 0;
        if self.handed >= WINDOW || (acknowledged && self.unacknowledged >= WINDOW_ACKNOWLEDGED) {
            return None;
        }
        self.live -= usize::from(!entry.backlog);
        self.unacknowledged += usize::from(acknowledged);
        self.handed += 1;
        self.entries.get(self.handed - 1)
    }

    /// Remembers that the hand-over of `seq` was reported.
    pub(super) fn mark_repeated(&mut self, seq: u64) {
        if let Some(entry) = self.find(seq).and_then(|at| self.entries.get_mut(at)) {
            entry.repeated = true;
        }
    }

    /// A message that is not finished.
    pub(super) fn get(&self, seq: u64) -> Option<&Entry> {
        let at = self.find(seq)?;
        self.entries.get(at)
    }

    /// Takes out a message that is finished.
    pub(super) fn finish(&mut self, seq: u64) -> Option<Publish> {
        let at = self.find(seq)?;
        self.progress = true;
        self.remove(at).map(|entry| entry.publish)
    }

    /// The session is over: everything handed over waits again, in its old place. `lost`: the broker ended it; gives
    /// back the message that it ended again and again for, if there is one.
    pub(super) fn requeue(&mut self, lost: bool) -> Vec<GivenUp> {
        let suspect = lost && self.handed > 0 && !self.progress;
        self.handed = 0;
        self.unacknowledged = 0;
        self.live = 0;
        self.progress = false;
        for entry in &mut self.entries {
            entry.backlog = true;
        }
        let Some(first) = self.entries.front_mut().filter(|_| suspect) else { return Vec::new() };
        first.strikes += 1;
        if first.strikes < MAX_STRIKES {
            return Vec::new();
        }
        self.remove(0).map(|entry| (entry.publish.number, DropReason::Rejected)).into_iter().collect()
    }

    /// Gives up everything.
    pub(super) fn clear(&mut self) -> Vec<GivenUp> {
        let next_seq = self.next_seq;
        let old = std::mem::take(self);
        self.next_seq = next_seq;
        old.entries.into_iter().map(|entry| (entry.publish.number, DropReason::Stopped)).collect()
    }

    fn find(&self, seq: u64) -> Option<usize> {
        self.entries.binary_search_by_key(&seq, |entry| entry.seq).ok()
    }

    fn remove(&mut self, at: usize) -> Option<Entry> {
        let entry = self.entries.remove(at)?;
        self.bytes -= entry.bytes();
        if at < self.handed {
            self.handed -= 1;
            self.unacknowledged -= usize::from(entry.publish.qos > 0);
        } else {
            self.live -= usize::from(!entry.backlog);
        }
        Some(entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::testing::publish;

    fn numbers(outbox: &Outbox) -> Vec<u64> {
        outbox.entries.iter().map(|entry| entry.publish.number).collect()
    }

    #[test]
    fn the_oldest_waiting_message_makes_room() {
        let now = Instant::now();
        let mut outbox = Outbox::default();
        for n in 0..MAX_MESSAGES as u64 {
            assert_eq!(outbox.push(publish(n, "t", "x", 1), true, now), []);
        }
        assert_eq!(outbox.hand_over().map(|entry| entry.publish.number), Some(0));
        let given_up = outbox.push(publish(10_000, "t", "x", 1), true, now);
        assert_eq!(given_up, [(1, DropReason::OutboxFull)], "number 0 is on its way");
        assert_eq!(outbox.len(), MAX_MESSAGES);
    }

    #[test]
    fn bytes_and_age_are_bounded() {
        let now = Instant::now();
        let mut outbox = Outbox::default();
        let large = "x".repeat(16 * 1024 * 1024 - 1);
        for n in 0..4 {
            assert_eq!(outbox.push(publish(n, "t", &large, 1), false, now), []);
        }
        assert_eq!(outbox.push(publish(4, "t", "x", 1), false, now), [(0, DropReason::OutboxFull)]);
        let later = now + MAX_AGE + Duration::from_secs(1);
        assert_eq!(outbox.expire(later).len(), 4);
        assert_eq!((outbox.len(), outbox.bytes), (0, 0));
    }

    #[test]
    fn a_message_that_the_broker_hangs_up_on_does_not_block_the_others_for_ever() {
        let now = Instant::now();
        let mut outbox = Outbox::default();
        outbox.push(publish(0, "t", "poison", 1), true, now);
        outbox.push(publish(1, "t", "x", 1), true, now);
        for _ in 1..MAX_STRIKES {
            assert!(outbox.hand_over().is_some());
            assert_eq!(outbox.requeue(true), []);
        }
        assert_eq!(outbox.requeue(true), [], "nothing was handed over");
        assert!(outbox.hand_over().is_some());
        assert_eq!(outbox.requeue(false), [], "we ended the session");
        assert!(outbox.hand_over().is_some());
        assert_eq!(outbox.requeue(true), [(0, DropReason::Rejected)]);
        assert_eq!(outbox.hand_over().map(|entry| entry.publish.number), Some(1));
    }

    #[test]
    fn a_lost_session_sends_again_in_order() {
        let now = Instant::now();
        let mut outbox = Outbox::default();
        for n in 0..20 {
            outbox.push(publish(n, "t", "x", 1), true, now);
        }
        let mut seqs = Vec::new();
        while let Some(entry) = outbox.hand_over() {
            seqs.push(entry.seq);
        }
        assert_eq!((seqs.len(), outbox.live()), (WINDOW_ACKNOWLEDGED, 10));
        assert_eq!(outbox.finish(seqs[1]).map(|publish| publish.number), Some(1));
        assert!(outbox.finish(seqs[1]).is_none());
        assert_eq!(outbox.hand_over().map(|entry| entry.publish.number), Some(10));
        assert_eq!(outbox.requeue(true), []);
        assert_eq!(outbox.live(), 0, "what waited during the outage is no back-pressure");
        assert_eq!(outbox.hand_over().map(|entry| entry.publish.number), Some(0));
        assert_eq!(outbox.hand_over().map(|entry| entry.publish.number), Some(2));
        assert_eq!(numbers(&outbox).len(), 19);
        assert_eq!(outbox.clear().len(), 19);
        assert_eq!((outbox.len(), outbox.bytes, outbox.live()), (0, 0, 0));
    }
}
