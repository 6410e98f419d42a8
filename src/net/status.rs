//! When to try again.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::time::{Duration, Instant};

/// How long one attempt may take.
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// First pause between attempts.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// Longest pause between attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// A session that lasted this long was good; a shorter one counts as another failed attempt, so that two programs
/// with one client id do not throw each other out without a pause.
const GOOD_SESSION: Duration = Duration::from_secs(10);

/// Attempts so far and the pause that follows.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    failed: u32,
}

impl Backoff {
    /// Number of the attempt that is due, from 1.
    pub(super) fn attempt(&self) -> u32 {
        self.failed.saturating_add(1)
    }

    /// An attempt has failed: how long to wait before the next one. Doubles, with a fifth of jitter either way.
    pub(super) fn pause(&mut self) -> Duration {
        let doubled = FIRST_PAUSE.saturating_mul(1 << self.failed.min(10)).min(LONGEST_PAUSE);
        self.failed = self.failed.saturating_add(1);
        let jitter = 0.8 + 0.4 * (random() % 1000) as f64 / 1000.0;
        doubled.mul_f64(jitter).min(LONGEST_PAUSE)
    }

    /// A session has ended that began at `since`.
    pub(super) fn session_ended(&mut self, since: Instant) {
        if since.elapsed() >= GOOD_SESSION {
            self.failed = 0;
        }
    }
}

/// A random number; good enough for jitter and client ids, not for secrets.
pub(super) fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_half_a_minute_and_shrink_after_a_good_session() {
        let mut backoff = Backoff::default();
        let pauses: Vec<f64> = (0..12).map(|_| backoff.pause().as_secs_f64()).collect();
        assert!((0.4..=0.6).contains(&pauses[0]), "{pauses:?}");
        assert!((0.8..=1.2).contains(&pauses[1]), "{pauses:?}");
        assert!(pauses[11] >= 24.0 && pauses.iter().all(|pause| *pause <= 30.0), "{pauses:?}");
        assert_eq!(backoff.attempt(), 13);
        backoff.session_ended(Instant::now());
        assert_eq!(backoff.attempt(), 13, "too short to be good");
        if let Some(long_ago) = Instant::now().checked_sub(GOOD_SESSION) {
            backoff.session_ended(long_ago);
            assert_eq!(backoff.attempt(), 1);
        }
    }

    #[test]
    fn random_numbers_differ() {
        assert_ne!(random(), random());
    }
}
