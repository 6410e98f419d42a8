//! How whoever takes events is woken: at once, or in a flood once there are many.
//!
//! Knows nothing of the events.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Events of a flood are gathered for so long before they are taken: each switch between threads costs more than it takes
/// to send a message.
const GATHER: Duration = Duration::from_millis(1);
/// A flood is this many events in [`MOMENT`]; taps by hand are far below it.
const FLOOD: usize = 64;
const MOMENT: Duration = Duration::from_millis(1);

/// Wakes whoever waits for events.
#[derive(Debug, Default)]
pub(super) struct Signal {
    raised: Mutex<bool>,
    changed: Condvar,
}

impl Signal {
    pub(super) fn raise(&self) {
        let was_raised = std::mem::replace(&mut *self.raised.lock().unwrap_or_else(PoisonError::into_inner), true);
        if !was_raised {
            self.changed.notify_all();
        }
    }

    /// Waits until raised, at most `limit`; `gather` makes it last for a while, so that more has happened by then.
    pub(super) fn wait(&self, gather: bool, limit: Duration) {
        let mut raised = self.raised.lock().unwrap_or_else(PoisonError::into_inner);
        if gather {
            let gathered = self.changed.wait_timeout_while(raised, GATHER.min(limit), |_raised| true);
            raised = gathered.unwrap_or_else(PoisonError::into_inner).0;
        }
        let waited = self.changed.wait_timeout_while(raised, limit, |raised| !*raised);
        *waited.unwrap_or_else(PoisonError::into_inner).0 = false;
    }
}

/// How many events there were in the last moment.
#[derive(Debug, Default)]
pub(super) struct Moments {
    since: Option<Instant>,
    events: usize,
    flood: bool,
}

impl Moments {
    pub(super) fn count(&mut self, events: usize) {
        self.events += events;
    }

    /// Whether the last whole moment was one of a flood.
    pub(super) fn is_flood(&mut self) -> bool {
        if self.since.is_none_or(|since| since.elapsed() >= MOMENT) {
            self.flood = self.events >= FLOOD;
            self.events = 0;
            self.since = Some(Instant::now());
        }
        self.flood
    }
}
