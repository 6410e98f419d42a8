//! An outbox and its journal, kept in step: what enters the one enters the other, what leaves the one leaves the other.
//!
//! A journal that cannot be written stops nothing: the messages then wait in memory only, and that is told once.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::journal::numbers::{NumberedMessage, SharedNumbers};
use super::journal::{Journal, Kept, Unsynced};
use super::outbox::{GivenUp, LinkLoss, Outbox, QueuedMessage};
use crate::model::connection::{OfflineRule, OutboxBounds};
use crate::model::outbox::{Counters, OutboxNotice};
use crate::model::run::{DropReason, Publish};

/// A message that was given up: its number and why.
pub(super) type Dropped = (u64, DropReason);

/// What a change of the outbox has led to, to be told once no lock is held any more.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) dropped: Vec<Dropped>,
    pub(super) notice: Option<OutboxNotice>,
}

/// The messages of one connection that are not finished.
#[derive(Debug, Default)]
pub(super) struct DurableOutbox {
    outbox: Outbox,
    journal: Option<Journal>,
    /// The last attempt to write into the journal has failed.
    failing: bool,
}

impl DurableOutbox {
    pub(super) fn len(&self) -> usize {
        self.outbox.len()
    }

    /// Messages that wait although the connection is up.
    pub(super) fn live(&self) -> usize {
        self.outbox.live()
    }

    /// Messages that the end of the program would lose.
    pub(super) fn only_here(&self) -> usize {
        self.outbox.only_here()
    }

    /// The most bytes that may wait.
    pub(super) fn most_bytes(&self) -> usize {
        self.outbox.bounds().bytes
    }

    pub(super) fn counters(&self) -> Counters {
        self.outbox.counters()
    }

    pub(super) fn count_anew(&mut self) {
        self.outbox.count_anew();
    }

    /// What was written since the last call, for the disk to keep.
    pub(super) fn take_unsynced(&mut self) -> Option<Unsynced> {
        self.journal.as_mut().and_then(Journal::take_unsynced)
    }

    /// Where messages are kept now.
    pub(super) fn journal(&self) -> Option<&Path> {
        self.journal.as_ref().map(Journal::asked)
    }

    /// The packet numbers of a session that outlives the program, where messages are kept.
    pub(super) fn numbers(&self) -> Option<&SharedNumbers> {
        self.journal.as_ref().map(Journal::numbers)
    }

    /// A session goes on in which these are under way; gives under which mark each is known, where the outbox knows it.
    pub(super) fn put_under_way(&mut self, under_way: &BTreeMap<u16, NumberedMessage>) -> BTreeMap<u16, u64> {
        let kept = under_way.iter().filter_map(|(number, numbered)| Some((numbered.kept?, *number))).collect();
        self.outbox.put_under_way(&kept)
    }

    pub(super) fn set_bounds(&mut self, rule: OfflineRule, bounds: OutboxBounds) -> Told {
        let given_up = self.outbox.set_bounds(rule, bounds);
        self.tell(given_up)
    }

    pub(super) fn push(&mut self, publish: Arc<Publish>, connected: bool) -> Told {
        let stays = !self.outbox.is_brief(&publish);
        let (kept, notice) = match self.journal.as_mut().filter(|_| stays) {
            None => (None, None),
            Some(journal) => match journal.add(&publish, Duration::ZERO) {
                Ok(id) => {
                    self.failing = false;
                    (Some(id), None)
                }
                Err(err) => {
                    let first = !std::mem::replace(&mut self.failing, true);
                    (None, first.then(|| OutboxNotice::NotKept { what: err.to_string() }))
                }
            },
        };
        let given_up = self.outbox.push(publish, kept, connected, Instant::now());
        Told { notice, ..self.tell(given_up) }
    }

    /// When to look for messages that are too old, while there is no link.
    pub(super) fn due(&self) -> Option<Instant> {
        self.outbox.due()
    }

    /// There is no link: gives up the messages that are too old.
    pub(super) fn expire(&mut self) -> Told {
        let given_up = self.outbox.expire(Instant::now());
        self.tell(given_up)
    }

    /// A link begins: gives up the messages that are too old and not under way in its session.
    pub(super) fn expire_waiting(&mut self) -> Told {
        let given_up = self.outbox.expire_waiting(Instant::now());
        self.tell(given_up)
    }

    /// Whether the client would send messages that have been given up since the last call.
    pub(super) fn take_left_under_way(&mut self) -> bool {
        self.outbox.take_left_under_way()
    }

    /// Whether the next message may be handed over now.
    pub(super) fn may_hand_over(&self) -> bool {
        self.outbox.may_hand_over()
    }

    pub(super) fn hand_over(&mut self) -> Option<&QueuedMessage> {
        self.outbox.hand_over()
    }

    pub(super) fn take_back(&mut self) {
        self.outbox.take_back();
    }

    /// The message that was handed over last was taken; gives it if that was the first time.
    pub(super) fn mark_sent(&mut self) -> Option<&Publish> {
        self.outbox.mark_sent()
    }

    /// A message that was handed over.
    pub(super) fn get(&self, seq: u64) -> Option<&QueuedMessage> {
        self.outbox.get(seq)
    }

    /// Takes out a message that has come to its end: `confirmed`, or refused by the broker.
    pub(super) fn finish(&mut self, seq: u64, confirmed: bool) -> Option<QueuedMessage> {
        let entry = self.outbox.finish(seq, confirmed)?;
        self.note_done(&entry);
        self.tidy();
        Some(entry)
    }

    pub(super) fn requeue(&mut self) {
        self.outbox.requeue();
    }

    pub(super) fn link_lost(&mut self, may_blame: bool) -> (Told, LinkLoss) {
        let mut loss = self.outbox.link_lost(may_blame);
        (self.tell(std::mem::take(&mut loss.given_up)), loss)
    }

    /// From now on messages are kept in `journal`, in which `found` was found; those go first.
    pub(super) fn keep_in(&mut self, mut journal: Journal, found: Vec<Kept>) -> Told {
        let mut failed = None;
        for entry in self.outbox.unkept() {
            match journal.add(&entry.publish, Duration::ZERO) {
                Ok(id) => entry.kept = Some(id),
                Err(err) => failed = Some(OutboxNotice::NotKept { what: err.to_string() }),
            }
        }
        self.failing = failed.is_some();
        self.journal = Some(journal);
        let count = found.len();
        let given_up = self.outbox.restore(found, Instant::now());
        let told = self.tell(given_up);
        let too_old = told.dropped.iter().filter(|(_, reason)| *reason == DropReason::TooOld).count();
        let restored =
            (count > 0).then(|| OutboxNotice::Restored { count: count.saturating_sub(told.dropped.len()), too_old });
        Told { notice: failed.or(restored), ..told }
    }

    /// Messages that are kept in folder `from` are kept in `to` from now on.
    pub(super) fn move_journal(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        let Some(journal) = self.journal.as_mut().filter(|journal| journal.asked().parent() == Some(from)) else {
            return Ok(());
        };
        let name = journal.asked().file_name().unwrap_or_default().to_owned();
        journal.move_to(&to.join(name))
    }

    /// Messages are not to be kept any more, or elsewhere.
    pub(super) fn forget_journal(&mut self) {
        self.outbox.forget_journal();
        if let Some(journal) = self.journal.take()
            && let Err(err) = journal.discard()
        {
            tracing::warn!("an outbox file cannot be removed: {err}");
        }
    }

    /// The use has ended: what is in the journal stays there, all else is given up. Gives a file to be synced too.
    pub(super) fn end(&mut self) -> (Told, Option<Unsynced>) {
        let (given_up, kept) = self.outbox.clear();
        let dropped: Vec<_> = given_up.into_iter().map(named).collect();
        let to_sync = self.take_unsynced();
        self.journal = None;
        let notice = match (kept, dropped.len()) {
            (0, 0) => None,
            (0, count) => Some(OutboxNotice::GivenUp { count }),
            (count, _) => Some(OutboxNotice::Kept { count }),
        };
        (Told { dropped, notice }, to_sync)
    }

    fn tell(&mut self, given_up: Vec<GivenUp>) -> Told {
        for given_up in &given_up {
            self.note_done(&given_up.entry);
        }
        if !given_up.is_empty() {
            self.tidy();
        }
        Told { dropped: given_up.into_iter().map(named).collect(), notice: None }
    }

    fn note_done(&mut self, entry: &QueuedMessage) {
        if let (Some(journal), Some(id)) = (&mut self.journal, entry.kept)
            && let Err(err) = journal.done(id, &entry.publish)
        {
            tracing::warn!("a message may be sent again after a restart: {err}");
        }
    }

    fn tidy(&mut self) {
        if let Some(journal) = self.journal.as_mut().filter(|journal| journal.is_wasteful())
            && let Err(err) = journal.rewrite(self.outbox.kept(Instant::now()))
        {
            tracing::warn!("an outbox file cannot be written anew: {err}");
        }
    }
}

fn named(given_up: GivenUp) -> Dropped {
    (given_up.entry.publish.number, given_up.reason)
}
