//! Messages on their way to the broker: kept in order, bounded, and sent again when a session is lost.
//!
//! Pure: knows no network and no clock of its own.
//!
//! # A message that the broker closes the connection for
//!
//! Some brokers close at a message that they do not take, without a word. When a link is lost, each message under way may
//! be the reason. So those go one at a time over the next link, each only when the one before is settled: whoever is
//! innocent is sent twice at most, and order is kept. Only a message that was alone under way [`MAX_STRIKES`] times in a
//! row when the broker closed is given up. (What a library sends again by itself, in a persistent session, goes slowly, one
//! after the other; only when [`FRUITLESS`] links in a row have ended and the first of those messages was still not
//! confirmed, they are on their own as well: to begin the session anew may send twice what must come once.)
//!
//! # How long a message waits
//!
//! For its connection, as long as its own rule or that of the connection says ([`OfflineRule`]); in a line that moves,
//! as long as it takes. So messages end while there is no link, those too that were under way when it was lost: a
//! session that goes on would send them whenever the broker is back.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::journal::Kept;
use crate::model::connection::{BRIEF_SECS, OfflineRule, OutboxBounds};
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
/// So many links in a row may end before the first message that they have sent again is confirmed.
const FRUITLESS: u32 = 2;
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

/// Whether a message is worth nothing later; `rule` is that of its connection.
fn is_brief(publish: &Publish, rule: OfflineRule) -> bool {
    publish.offline == Some(OfflineRule::Refuse) || publish.offline.unwrap_or(rule) == OfflineRule::Brief
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
    /// For messages that do not say themselves what happens to them while offline.
    rule: OfflineRule,
    /// No message is too old before.
    due: Option<Instant>,
    /// Messages were given up that the client may still send.
    left_under_way: bool,
    handed: usize,
    /// How many of the handed ones need an acknowledgement.
    unacknowledged: usize,
    /// Waiting entries that were accepted while connected.
    live: usize,
    bytes: usize,
    next_seq: u64,
    /// The last of the messages that were under way when a link was lost.
    last_suspect: Option<u64>,
    /// The first message under way when a link was lost, and how many links in a row were lost with it.
    stuck: (Option<u64>, u32),
    /// Messages given up in a row because the broker closed for them.
    culprits: u32,
    counters: Counters,
}

impl Default for Outbox {
    fn default() -> Self {
        Self {
            entries: VecDeque::new(),
            bounds: OutboxBounds::default(),
            rule: OfflineRule::Buffer,
            due: None,
            left_under_way: false,
            handed: 0,
            unacknowledged: 0,
            live: 0,
            bytes: 0,
            next_seq: FIRST_SEQ,
            last_suspect: None,
            stuck: (None, 0),
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
    /// Whether the session has to begin anew, for its library to send suspects one at a time.
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

    /// Sets another rule and other bounds; gives back what no longer fits. What is too old by them is not looked for yet.
    pub(super) fn set_bounds(&mut self, rule: OfflineRule, bounds: OutboxBounds) -> Vec<GivenUp> {
        self.rule = rule;
        self.bounds = bounds;
        self.due = self.earliest(0);
        self.make_room(0, 0)
    }

    /// Whether a message must not be sent after a restart.
    pub(super) fn is_brief(&self, publish: &Publish) -> bool {
        is_brief(publish, self.rule)
    }

    /// How long a message may wait for its connection.
    fn patience(&self, publish: &Publish) -> Duration {
        Duration::from_secs(match publish.offline {
            // It was taken for a link that is there; for another one it is too late.
            Some(OfflineRule::Refuse) => 0,
            _ if self.is_brief(publish) => BRIEF_SECS,
            _ => self.bounds.age_secs,
        })
    }

    fn due_of(&self, entry: &QueuedMessage) -> Option<Instant> {
        entry.since.checked_add(self.patience(&entry.publish).saturating_sub(entry.age))
    }

    /// When the first of the messages from `from` on is too old.
    fn earliest(&self, from: usize) -> Option<Instant> {
        self.entries.iter().skip(from).filter_map(|entry| self.due_of(entry)).min()
    }

    /// Accepts a message; gives back those that had to make room.
    pub(super) fn push(
        &mut self,
        publish: Arc<Publish>,
        kept: Option<u64>,
        connected: bool,
        now: Instant,
    ) -> Vec<GivenUp> {
        let mut given_up = if connected { Vec::new() } else { self.expire(now) };
        given_up.extend(self.make_room(1, size(&publish)));
        let seq = self.next_seq;
        self.next_seq += 1;
        self.bytes += size(&publish);
        self.live += usize::from(connected);
        let age = Duration::ZERO;
        let backlog = !connected;
        let entry = QueuedMessage { seq, publish, sent: false, kept, since: now, age, strikes: 0, backlog };
        self.due = self.due_of(&entry).into_iter().chain(self.due).min();
        self.entries.push_back(entry);
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
        self.due = self.earliest(0);
        let mut given_up = self.expire(now);
        given_up.extend(self.make_room(0, 0));
        given_up
    }

    /// A session goes on in which these are under way, their packet numbers by their names in the journal: they are with the
    /// client again, before all others. Gives their places. Only while nothing is handed over.
    pub(super) fn put_under_way(&mut self, numbers: &BTreeMap<u64, u16>) -> BTreeMap<u16, u64> {
        debug_assert_eq!(self.handed, 0, "order would be lost");
        let seqs: Vec<u64> = self.entries.iter().map(|entry| entry.seq).collect();
        let number_of = |entry: &QueuedMessage| numbers.get(&entry.kept?).copied();
        let (first, rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.entries).into_iter().partition(|entry| number_of(entry).is_some());
        self.handed = first.len();
        self.unacknowledged = first.len();
        self.entries = first.into_iter().chain(rest).collect();
        let mut places = BTreeMap::new();
        for (at, (entry, seq)) in self.entries.iter_mut().zip(seqs).enumerate() {
            entry.seq = seq;
            if at < self.handed {
                self.counters.sent += u64::from(!std::mem::replace(&mut entry.sent, true));
                places.extend(number_of(entry).map(|number| (number, seq)));
            }
        }
        places
    }

    /// Entries that are not in the journal yet, to be put there.
    pub(super) fn unkept(&mut self) -> impl Iterator<Item = &mut QueuedMessage> {
        let rule = self.rule;
        let stays = move |entry: &&mut QueuedMessage| entry.kept.is_none() && !is_brief(&entry.publish, rule);
        self.entries.iter_mut().filter(stays)
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

    /// When to look for messages that are too old, while there is no link.
    pub(super) fn due(&self) -> Option<Instant> {
        self.due
    }

    /// There is no link: gives up the messages that are too old.
    pub(super) fn expire(&mut self, now: Instant) -> Vec<GivenUp> {
        self.expire_from(0, now)
    }

    /// A link begins: gives up the messages that are too old and not under way in its session.
    pub(super) fn expire_waiting(&mut self, now: Instant) -> Vec<GivenUp> {
        self.expire_from(self.handed, now)
    }

    fn expire_from(&mut self, from: usize, now: Instant) -> Vec<GivenUp> {
        let mut given_up = Vec::new();
        if self.due.is_none_or(|due| now < due) {
            return given_up;
        }
        let mut at = from;
        while let Some(entry) = self.entries.get(at) {
            if entry.age(now) < self.patience(&entry.publish) {
                at += 1;
                continue;
            }
            let reason = if entry.sent { DropReason::Unconfirmed } else { DropReason::TooOld };
            self.left_under_way |= at < self.handed;
            given_up.extend(self.give_up(at, reason));
        }
        self.due = self.earliest(from);
        given_up
    }

    /// Whether the client would send messages that have been given up since the last call.
    pub(super) fn take_left_under_way(&mut self) -> bool {
        std::mem::take(&mut self.left_under_way)
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
        self.due = self.earliest(0);
        let (certain, isolating) = (self.handed == 1, self.is_isolating());
        self.last_suspect = self.last_suspect.max(Some(last));
        let Some(first) = self.entries.front_mut().filter(|_| may_blame) else {
            return LinkLoss { again: isolating && self.stuck.1 >= FRUITLESS, ..LinkLoss::default() };
        };
        let fruitless = if self.stuck.0 == Some(first.seq) { self.stuck.1 + 1 } else { 0 };
        self.stuck = (Some(first.seq), fruitless);
        let again = isolating && fruitless >= FRUITLESS;
        // Once it may count although others were behind it: they go after each other.
        first.strikes = if certain { first.strikes + 1 } else { first.strikes.max(u32::from(fruitless > 0)) };
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
        self.due = self.earliest(0);
    }

    /// Gives up everything; what is in the journal stays there, and is only counted.
    pub(super) fn clear(&mut self) -> (Vec<GivenUp>, usize) {
        let Self { bounds, rule, next_seq, counters, .. } = *self;
        let empty = Self { bounds, rule, next_seq, counters, ..Self::default() };
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
mod tests;
