//! What the outbox of a connection tells: how much went through it, and what became of what it kept.

/// What has passed over a connection since its use began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Messages that are neither confirmed nor given up.
    pub waiting: u64,
    /// Bytes of topics and payloads that wait.
    pub waiting_bytes: u64,
    /// Messages handed over to the network, each counted once.
    pub sent: u64,
    /// Messages that the broker has confirmed.
    pub acknowledged: u64,
    /// Messages that were not accepted.
    pub refused: u64,
    /// Messages that were accepted and given up later.
    pub dropped: u64,
    /// Messages that arrived.
    pub received: u64,
    /// Messages that arrived, but faster than the app could take them.
    pub received_dropped: u64,
}

impl Counters {
    /// Messages that did not get through, out or in.
    pub fn lost(&self) -> u64 {
        self.refused + self.dropped + self.received_dropped
    }
}

/// Something about an outbox that a person should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutboxNotice {
    /// Messages of an earlier run were found and are sent first.
    Restored {
        /// How many.
        count: usize,
        /// How many more were too old and were given up.
        too_old: usize,
    },
    /// The run has ended; messages that were not confirmed are sent by the next one.
    Kept {
        /// How many.
        count: usize,
    },
    /// The run has ended; messages that were not confirmed were given up.
    GivenUp {
        /// How many.
        count: usize,
    },
    /// Messages cannot be kept on disk, so a restart would lose them.
    NotKept {
        /// Why, in the words of the system.
        what: String,
    },
}
