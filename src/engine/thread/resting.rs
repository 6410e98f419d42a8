//! A run whose clock is moved by a test: when it has nothing left to do, it says so instead of waiting for the time.

use std::cmp::Reverse;
use std::sync::mpsc::{Receiver, TryRecvError};

use super::Script;
use crate::engine::{EngineMsg, clock};

impl Script {
    /// Reads a message; with none unread and nothing due, says so and waits for one.
    pub(super) fn read_at_rest(&self, inbox: &Receiver<EngineMsg>) -> Result<EngineMsg, bool> {
        let next = self.timers.peek().map(|Reverse((due, ..))| *due);
        match (inbox.try_recv(), clock::moved()) {
            (Err(TryRecvError::Empty), Some(clock)) if next.is_none_or(|due| due > clock::now()) => {
                clock.came_to_rest(self.messages_read, next);
                inbox.recv().map_err(|_disconnected| true)
            }
            (read, _) => read.map_err(|error| error == TryRecvError::Disconnected),
        }
    }
}
