//! Messages on their way to the broker: kept in order, bounded, and sent again when a session is lost.
//!
//! Pure: knows no network and no clock of its own.
//!
//! # A message that the broker closes the connection for
//!
//! Some brokers close at a message that they do not take, without a word. When a link is lost, each message under way may
//! be the reason. So those go one at a time over the next link, each only when the one before is settled: whoever is
//! innocent is sent twice at most, and order is kept. Only a message that was alone under way [`MAX_STRIKES`] times in a
//! row when the broker closed is given up. (What a library sends again by itself, in a persistent session, is tried once,
//! slowly; when that link is lost too, those messages are on their own as well.)

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::journal::Kept;
use crate::model::connection::OutboxBounds;
use crate::model::outbox::Counters;
use crate::model::run::{DropReason, Publish};

/// Most messages handed over to the client and not yet finished. Beyond 10 with quality of service 1 or 2,
/// brokers that allow fewer drop the client (mosquitto allows 20).
const WINDOW_ACKNOWLEDGED: usize = 10;
/// The same for quality of service 0, which only waits for the socket.
const WINDOW: usize = 100;

/// So many links in a row may end while the same message is alone under way. Then it is that message which the broker
/// closes the connection for, and it must not block all others for ever.
const MAX_STRIKES: u32 = 3;
/// While no more messages than this were given up in a row, the next link may follow soon: there is something to find
/// out. A broker that closes at every message must not be asked twice a second for hours.
const SOON: u32 = 3;

/// The number of a message of an earlier run, which nobody asks for.
pub(super) const RESTORED: u64 = u64::MAX;

/// Messages of an earlier run get their place before those of this one.
const FIRST_SEQ: u64 = 1 << 40;

/// A message in the outbox.
#[derive(Debug)]
pub(super) struct QueuedMessage {
    /// Counts up within the outbox.
    pub(super) seq: u64,
    /// The message.
    pub(super) publish: Arc<Publish>,
    /// Whether it was handed over before; the first time is reported, repeats are not.
    sent: bool,
    /// Its name in the journal, if it is in there.
    pub(super) kept: Option<u64>,
    since: Instant,
    /// How old it was at `since`.
    age: Duration,
    strikes: u32,
    /// Accepted while the connection was down, so it does not count as back-pressure.
    backlog: bool,
}

impl QueuedMessage {
    fn bytes(&self) -> usize {
        size(&self.publish)
    }

    fn age(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.since).saturating_add(self.age)
    }
}

/// What a message counts for.
pub(super) fn size(publish: &Publish) -> usize {
    publish.payload.len() + publish.topic.as_str().len()
}

/// The outbox of one connection. Invariant: the first `handed` entries are with the client, all others wait.
#[derive(Debug)]
pub(super) struct Outbox {
    entries: VecDeque<QueuedMessage>,
    bounds: OutboxBounds,
    handed: usize,
    /// How many of the handed ones need an acknowledgement.
    unacknowledged: usize,
    /// Waiting entries that were accepted while connected.
    live: usize,
    bytes: usize,
    next_seq: u64,
    /// The last of the messages that were under way when a link was lost.
    last_suspect: Option<u64>,
    /// Messages given up in a row because the broker closed for them.
    culprits: u32,
    counters: Counters,
}

impl Default for Outbox {
    fn default() -> Self {
        Self {
            entries: VecDeque::new(),
            bounds: OutboxBounds::default(),
            handed: 0,
            unacknowledged: 0,
            live: 0,
            bytes: 0,
            next_seq: FIRST_SEQ,
            last_suspect: None,
            culprits: 0,
            counters: Counters::default(),
        }
    }
}

/// What the loss of a link has led to.
#[derive(Debug, Default)]
pub(super) struct LinkLoss {
    /// The message that is to blame, once that is certain.
    pub(super) given_up: Vec<GivenUp>,
    /// Whether the next link is to find out more, and may follow soon.
    pub(super) isolating: bool,
    /// Whether messages that an earlier loss had made suspects were still among those under way.
    pub(super) again: bool,
}

/// A message that was given up, and why.
#[derive(Debug)]
pub(super) struct GivenUp {
    pub(super) entry: QueuedMessage,
    pub(super) reason: DropReason,
}

impl Outbox {
    /// All messages not yet finished.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Messages that wait although the connection is up: the measure of back-pressure.
    pub(super) fn live(&self) -> usize {
        self.live
    }

    /// How many messages exist nowhere but here.
    pub(super) fn only_here(&self) -> usize {
        self.entries.iter().filter(|entry| entry.kept.is_none()).count()
    }

    /// Its bounds.
    pub(super) fn bounds(&self) -> OutboxBounds {
        self.bounds
    }

    /// What has passed so far; what was not accepted or arrived is counted elsewhere.
    pub(super) fn counters(&self) -> Counters {
        Counters { waiting: self.entries.len() as u64, waiting_bytes: self.bytes as u64, ..self.counters }
    }

    /// A new use begins: counts from nothing.
    pub(super) fn count_anew(&mut self) {
        self.counters = Counters::default();
    }

    /// Sets other bounds; gives back what no longer fits.
    pub(super) fn set_bounds(&mut self, bounds: OutboxBounds, now: Instant) -> Vec<GivenUp> {
        self.bounds = bounds;
        let mut given_up = self.expire(now);
        given_up.extend(self.make_room(0, 0));
        given_up
    }

    /// Accepts a message; gives back those that had to make room.
    pub(super) fn push(
        &mut self,
        publish: Arc<Publish>,
        kept: Option<u64>,
        connected: bool,
        now: Instant,
    ) -> Vec<GivenUp> {
        let mut given_up = self.expire(now);
        given_up.extend(self.make_room(1, size(&publish)));
        let seq = self.next_seq;
        self.next_seq += 1;
        self.bytes += size(&publish);
        self.live += usize::from(connected);
        let age = Duration::ZERO;
        let backlog = !connected;
        self.entries.push_back(QueuedMessage { seq, publish, sent: false, kept, since: now, age, strikes: 0, backlog });
        given_up
    }

    /// Puts messages of an earlier run before all others, in their order; gives back what is too old or too much.
    /// Only while nothing is handed over.
    pub(super) fn restore(&mut self, found: Vec<Kept>, now: Instant) -> Vec<GivenUp> {
        debug_assert_eq!(self.handed, 0, "order would be lost");
        let mut seq = self.entries.front().map_or(self.next_seq, |first| first.seq);
        for Kept { id, publish, age } in found.into_iter().rev() {
            seq -= 1;
            self.bytes += size(&publish);
            let kept = Some(id);
            let entry = QueuedMessage { seq, publish, sent: false, kept, since: now, age, strikes: 0, backlog: true };
            self.entries.push_front(entry);
        }
        let mut given_up = self.expire(now);
        given_up.extend(self.make_room(0, 0));
        given_up
    }

    /// Entries that are not in the journal yet, to be put there.
    pub(super) fn unkept(&mut self) -> impl Iterator<Item = &mut QueuedMessage> {
        self.entries.iter_mut().filter(|entry| entry.kept.is_none())
    }

    /// All that is in the journal: name, age, message.
    pub(super) fn kept(&self, now: Instant) -> impl Iterator<Item = (u64, Duration, &Publish)> {
        self.entries.iter().filter_map(move |entry| Some((entry.kept?, entry.age(now), &*entry.publish)))
    }

    /// The journal is gone.
    pub(super) fn forget_journal(&mut self) {
        for entry in &mut self.entries {
            entry.kept = None;
        }
    }

    fn make_room(&mut self, messages: usize, bytes: usize) -> Vec<GivenUp> {
        let mut given_up = Vec::new();
        while self.handed < self.entries.len()
            && (self.entries.len() + messages > self.bounds.messages || self.bytes + bytes > self.bounds.bytes)
        {
            given_up.extend(self.give_up(self.handed, DropReason::OutboxFull));
        }
        given_up
    }

    /// When the first waiting message is too old; the others are younger.
    pub(super) fn expires(&self) -> Option<Instant> {
        let first = self.entries.get(self.handed)?;
        first.since.checked_add(Duration::from_secs(self.bounds.age_secs).saturating_sub(first.age))
    }

    /// Gives up waiting messages that are too old.
    pub(super) fn expire(&mut self, now: Instant) -> Vec<GivenUp> {
        let most = Duration::from_secs(self.bounds.age_secs);
        let mut given_up = Vec::new();
        while self.entries.get(self.handed).is_some_and(|entry| entry.age(now) >= most) {
            given_up.extend(self.give_up(self.handed, DropReason::TooOld));
        }
        given_up
    }

    /// Whether a message waits for which the window has room.
    pub(super) fn may_hand_over(&self) -> bool {
        let window = if self.is_isolating() { 1 } else { WINDOW };
        self.entries.get(self.handed).is_some_and(|entry| {
            self.handed < window && (entry.publish.qos == 0 || self.unacknowledged < WINDOW_ACKNOWLEDGED)
        })
    }

    /// Whether messages go one at a time, because one of them may have cost us the link.
    fn is_isolating(&self) -> bool {
        self.entries.front().is_some_and(|first| self.last_suspect.is_some_and(|last| first.seq <= last))
    }

    /// Hands over the next message, if one waits and the window has room.
    pub(super) fn hand_over(&mut self) -> Option<&QueuedMessage> {
        if !self.may_hand_over() {
            return None;
        }
        let entry = self.entries.get(self.handed)?;
        self.live -= usize::from(!entry.backlog);
        self.unacknowledged += usize::from(entry.publish.qos > 0);
        self.handed += 1;
        Some(entry)
    }

    /// The message that was handed over last was not taken: it is the next one again.
    pub(super) fn take_back(&mut self) {
        let Some(entry) = self.handed.checked_sub(1).and_then(|at| self.entries.get(at)) else { return };
        self.live += usize::from(!entry.backlog);
        self.unacknowledged -= usize::from(entry.publish.qos > 0);
        self.handed -= 1;
    }

    /// The message that was handed over last was taken; gives it if that was the first time.
    pub(super) fn mark_sent(&mut self) -> Option<&Publish> {
        let entry = self.entries.get_mut(self.handed.checked_sub(1)?)?;
        if std::mem::replace(&mut entry.sent, true) {
            return None;
        }
        self.counters.sent += 1;
        Some(&entry.publish)
    }

    /// A message that is not finished.
    pub(super) fn get(&self, seq: u64) -> Option<&QueuedMessage> {
        let at = self.find(seq)?;
        self.entries.get(at)
    }

    /// Takes out a message that is finished.
    pub(super) fn finish(&mut self, seq: u64, confirmed: bool) -> Option<QueuedMessage> {
        let at = self.find(seq)?;
        debug_assert!(at < self.handed, "nobody knew it");
        if confirmed {
            self.culprits = 0;
        }
        let entry = self.remove(at)?;
        self.counters.acknowledged += u64::from(confirmed && entry.publish.qos > 0);
        self.counters.dropped += u64::from(!confirmed);
        Some(entry)
    }

    /// The broker has ended the link, before anything is handed over again. `may_blame`: it has not named another reason
    /// than a message.
    pub(super) fn link_lost(&mut self, may_blame: bool) -> LinkLoss {
        let Some(last) = self.handed.checked_sub(1).and_then(|at| self.entries.get(at)).map(|last| last.seq) else {
            return LinkLoss::default();
        };
        let (certain, again) = (self.handed == 1, self.is_isolating());
        self.last_suspect = self.last_suspect.max(Some(last));
        let Some(first) = self.entries.front_mut().filter(|_| may_blame) else {
            return LinkLoss { again, ..LinkLoss::default() };
        };
        first.strikes += u32::from(certain);
        let given_up: Vec<_> = if first.strikes < MAX_STRIKES {
            Vec::new()
        } else {
            self.culprits += 1;
            self.give_up(0, DropReason::Rejected).into_iter().collect()
        };
        LinkLoss { given_up, isolating: self.culprits <= SOON, again }
    }

    /// The session is over: everything handed over waits again, in its old place.
    pub(super) fn requeue(&mut self) {
        self.handed = 0;
        self.unacknowledged = 0;
        self.live = 0;
        for entry in &mut self.entries {
            entry.backlog = true;
        }
    }

    /// Gives up everything; what is in the journal stays there, and is only counted.
    pub(super) fn clear(&mut self) -> (Vec<GivenUp>, usize) {
        let empty = Self { next_seq: self.next_seq, bounds: self.bounds, counters: self.counters, ..Self::default() };
        let old = std::mem::replace(self, empty);
        let all = old.entries.len();
        let lost = old.entries.into_iter().filter(|entry| entry.kept.is_none());
        let given_up: Vec<_> = lost.map(|entry| GivenUp { entry, reason: DropReason::Stopped }).collect();
        self.counters.dropped += given_up.len() as u64;
        let kept = all - given_up.len();
        (given_up, kept)
    }

    fn find(&self, seq: u64) -> Option<usize> {
        // Brokers confirm in order, so it is nearly always the first.
        if self.entries.front().is_some_and(|first| first.seq == seq) {
            return Some(0);
        }
        self.entries.binary_search_by_key(&seq, |entry| entry.seq).ok()
    }

    fn give_up(&mut self, at: usize, reason: DropReason) -> Option<GivenUp> {
        let entry = self.remove(at)?;
        self.counters.dropped += 1;
        Some(GivenUp { entry, reason })
    }

    fn remove(&mut self, at: usize) -> Option<QueuedMessage> {
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
    use crate::mqtt::testing::publish;

    fn numbers(outbox: &Outbox) -> Vec<u64> {
        outbox.entries.iter().map(|entry| entry.publish.number).collect()
    }

    fn reasons(given_up: &[GivenUp]) -> Vec<(u64, DropReason)> {
        given_up.iter().map(|given_up| (given_up.entry.publish.number, given_up.reason.clone())).collect()
    }

    fn push(outbox: &mut Outbox, number: u64, payload: &str, now: Instant) -> Vec<(u64, DropReason)> {
        reasons(&outbox.push(publish(number, "t", payload, 1).into(), None, true, now))
    }

    #[test]
    fn the_oldest_waiting_message_makes_room() {
        let now = Instant::now();
        let mut outbox = Outbox::default();
        let most = OutboxBounds::default().messages as u64;
        for n in 0..most {
            assert_eq!(push(&mut outbox, n, "x", now), []);
        }
        assert_eq!(outbox.hand_over().map(|entry| entry.publish.number), Some(0));
        let given_up = push(&mut outbox, most, "x", now);
        assert_eq!(given_up, [(1, DropReason::OutboxFull)], "number 0 is on its way");
        assert_eq!((outbox.len() as u64, outbox.counters().dropped), (most, 1));
    }

    #[test]
    fn bytes_and_age_are_bounded() {
        let now = Instant::now();
        let mut outbox = Outbox::default();
        let large = "x".repeat(16 * 1024 * 1024 - 1);
        for n in 0..4 {
            assert_eq!(push(&mut outbox, n, &large, now), []);
        }
        assert_eq!(push(&mut outbox, 4, "x", now), [(0, DropReason::OutboxFull)]);
        let later = now + Duration::from_secs(OutboxBounds::default().age_secs + 1);
        assert_eq!(outbox.expire(later).len(), 4);
        assert_eq!((outbox.len(), outbox.bytes, outbox.counters().dropped), (0, 0, 5));
    }

    #[test]
    fn the_bounds_of_the_connection_count_and_may_change() {
        let now = Instant::now();
        let mut outbox = Outbox::default();
        let bounds = OutboxBounds { messages: 3, bytes: 100, age_secs: 10, keep: false };
        assert!(outbox.set_bounds(bounds, now).is_empty());
        for n in 0..3 {
            assert_eq!(push(&mut outbox, n, "x", now), []);
        }
        assert_eq!(push(&mut outbox, 3, "x", now), [(0, DropReason::OutboxFull)]);
        let given_up = outbox.set_bounds(OutboxBounds { messages: 1, ..bounds }, now);
        assert_eq!(reasons(&given_up), [(1, DropReason::OutboxFull), (2, DropReason::OutboxFull)]);
        assert_eq!(reasons(&outbox.expire(now + Duration::from_secs(11))), [(3, DropReason::TooOld)]);
    }

    #[test]
    fn messages_of_an_earlier_run_come_first_and_keep_their_age() {
        let now = Instant::now();
        let mut outbox = Outbox::default();
        outbox.set_bounds(OutboxBounds { age_secs: 60, ..OutboxBounds::default() }, now);
        push(&mut outbox, 1, "neu", now);
        let kept = |id, age| Kept { id, publish: publish(id, "t", "alt", 1).into(), age: Duration::from_secs(age) };
        let given_up = outbox.restore(vec![kept(10, 61), kept(11, 50), kept(12, 5)], now);
        assert_eq!(reasons(&given_up), [(10, DropReason::TooOld)]);
        assert_eq!(numbers(&outbox), [11, 12, 1]);
        assert_eq!(outbox.only_here(), 1);
        assert_eq!(reasons(&outbox.expire(now + Duration::from_secs(11))), [(11, DropReason::TooOld)]);
        let first = outbox.hand_over().map(|entry| entry.seq).unwrap();
        assert_eq!(outbox.finish(first, true).and_then(|entry| entry.kept), Some(12));
        let (given_up, kept) = outbox.clear();
        assert_eq!((reasons(&given_up), kept), (vec![(1, DropReason::Stopped)], 0));
    }

    #[test]
    fn only_a_message_that_was_alone_under_way_each_time_is_given_up() {
        let now = Instant::now();
        let mut outbox = Outbox::default();
        for n in 0..20 {
            push(&mut outbox, n, "x", now);
        }
        while outbox.hand_over().is_some() {}
        let lost = |outbox: &mut Outbox, may_blame| {
            let LinkLoss { given_up, isolating, .. } = outbox.link_lost(may_blame);
            outbox.requeue();
            (reasons(&given_up), isolating)
        };
        assert_eq!(lost(&mut outbox, true), (vec![], true), "any of the ten may be the reason");
        assert_eq!(lost(&mut outbox, true), (vec![], false), "nothing was handed over");
        let first = outbox.hand_over().map(|entry| entry.seq).unwrap();
        assert!(outbox.hand_over().is_none(), "one at a time");
        assert!(outbox.finish(first, true).is_some());
        for _ in 1..MAX_STRIKES {
            assert_eq!(outbox.hand_over().map(|entry| entry.publish.number), Some(1));
            assert_eq!(lost(&mut outbox, true), (vec![], true));
        }
        assert!(outbox.hand_over().is_some());
        assert_eq!(lost(&mut outbox, false), (vec![], false), "the broker has named another reason");
        assert!(outbox.hand_over().is_some());
        assert_eq!(lost(&mut outbox, true), (vec![(1, DropReason::Rejected)], true));
        for number in 2..10 {
            let next = outbox.hand_over().map(|entry| (entry.seq, entry.publish.number)).unwrap();
            assert_eq!(next.1, number);
            assert!(outbox.hand_over().is_none(), "still one at a time");
            assert!(outbox.finish(next.0, true).is_some());
        }
        while outbox.hand_over().is_some() {}
        assert_eq!(outbox.handed, WINDOW_ACKNOWLEDGED, "no suspect is left");
    }

    #[test]
    fn a_broker_that_closes_at_every_message_is_asked_less_and_less() {
        let now = Instant::now();
        let mut outbox = Outbox::default();
        for n in 0..20 {
            push(&mut outbox, n, "x", now);
        }
        let mut soon = Vec::new();
        while soon.len() < 5 {
            assert!(outbox.hand_over().is_some());
            let loss = outbox.link_lost(true);
            outbox.requeue();
            if !loss.given_up.is_empty() {
                soon.push(loss.isolating);
            }
        }
        assert_eq!(soon, [true, true, true, false, false]);
        let seq = outbox.hand_over().map(|entry| entry.seq).unwrap();
        assert!(outbox.finish(seq, true).is_some());
        assert!(outbox.hand_over().is_some());
        assert!(outbox.link_lost(true).isolating, "it takes some");
    }

    #[test]
    fn a_message_that_was_not_taken_is_the_next_one_again() {
        let now = Instant::now();
        let mut outbox = Outbox::default();
        for n in 0..2 {
            push(&mut outbox, n, "x", now);
        }
        assert_eq!(outbox.hand_over().map(|entry| entry.publish.number), Some(0));
        assert_eq!(outbox.hand_over().map(|entry| entry.publish.number), Some(1));
        outbox.take_back();
        assert_eq!((outbox.live(), outbox.unacknowledged), (1, 1));
        assert_eq!(outbox.hand_over().map(|entry| entry.publish.number), Some(1));
    }

    #[test]
    fn a_lost_session_sends_again_in_order() {
        let now = Instant::now();
        let mut outbox = Outbox::default();
        for n in 0..20 {
            push(&mut outbox, n, "x", now);
        }
        let mut seqs = Vec::new();
        while let Some(entry) = outbox.hand_over() {
            seqs.push(entry.seq);
            assert_eq!(outbox.mark_sent().map(|publish| publish.number), Some(seqs.len() as u64 - 1));
        }
        assert_eq!((seqs.len(), outbox.live()), (WINDOW_ACKNOWLEDGED, 10));
        assert_eq!(outbox.finish(seqs[1], true).map(|entry| entry.publish.number), Some(1));
        assert!(outbox.finish(seqs[1], true).is_none());
        assert_eq!(outbox.hand_over().map(|entry| entry.publish.number), Some(10));
        outbox.requeue();
        assert_eq!(outbox.live(), 0, "what waited during the outage is no back-pressure");
        assert_eq!(outbox.hand_over().map(|entry| entry.publish.number), Some(0));
        assert_eq!(outbox.mark_sent(), None, "a repeat is not told");
        assert_eq!(outbox.hand_over().map(|entry| entry.publish.number), Some(2));
        let counters = outbox.counters();
        assert_eq!((counters.sent, counters.acknowledged, counters.waiting), (10, 1, 19), "repeats count once");
        assert_eq!(numbers(&outbox).len(), 19);
        assert_eq!(outbox.clear().0.len(), 19);
        assert_eq!((outbox.len(), outbox.bytes, outbox.live()), (0, 0, 0));
        assert_eq!(outbox.counters().dropped, 19);
    }
}
