//! Which packet identifiers the library gives, so that its order can be relied on.
//!
//! 4.6.0 of both standards: messages of quality of service 2 are released in the order in which the broker has taken
//! them. Over a session that goes on the library releases them in the order of their identifiers, and begins anew with 1
//! behind the most that it may have under way. So there are more identifiers than the outbox has messages under way, and
//! nothing is handed over behind the last one before all of its round has come to an end.

use super::INFLIGHT;
use crate::mqtt::journal::numbers::StoredSession;

/// How many identifiers there are in a session that is kept. For each packet that it writes the library goes through all
/// of them.
const KEPT: u16 = 256;

/// The most that the library may count to.
pub(super) const fn most(keeps: bool) -> u16 {
    if keeps { KEPT } else { INFLIGHT }
}

/// Follows the library's counting.
#[derive(Debug)]
pub(super) struct PacketIds {
    last: u16,
    /// How many there are.
    range: u16,
    /// Whether the last one was given, so that the next message begins a round.
    over: bool,
    /// Whether a message of this round is released.
    releases: bool,
}

impl Default for PacketIds {
    fn default() -> Self {
        Self { last: 0, range: KEPT, over: false, releases: false }
    }
}

impl PacketIds {
    /// Goes on behind the `last` one that an earlier run has given, with what is under way since.
    pub(super) fn after(last: u16, stored: &StoredSession) -> Self {
        let releases = !stored.under_way.is_empty();
        // The library begins its round with 0.
        Self { last, over: releases && last == 0, releases, ..Self::default() }
    }

    /// The broker takes this many messages at once, on this link.
    pub(super) fn limit(&mut self, receive_max: u16) {
        self.range = receive_max.min(KEPT);
    }

    /// A message with quality of service 1 or 2 is handed over.
    pub(super) fn message(&mut self, qos: u8) {
        if self.is_over() {
            self.releases = false;
        }
        if self.last >= self.range {
            self.last = 0;
        }
        self.last += 1;
        self.releases |= qos == 2;
        self.over = self.last == self.range;
        if self.over {
            self.last = 0;
        }
    }

    /// A subscription is asked for or given up; its identifier may be higher than any of a message.
    pub(super) fn subscription(&mut self) {
        self.last = self.last.saturating_add(1);
    }

    /// Whether the next message must wait for those that are under way.
    pub(super) fn waits(&self) -> bool {
        self.releases && self.is_over()
    }

    fn is_over(&self) -> bool {
        self.over || self.last >= self.range
    }
}
