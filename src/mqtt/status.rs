//! When to try again.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::time::{Duration, Instant};

/// How fast to try again; tests are in more of a hurry than people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// First pause between attempts.
    pub first: Duration,
    /// Longest pause between attempts.
    pub longest: Duration,
    /// A session that lasted this long was good; a shorter one counts as another failed attempt.
    pub good: Duration,
    /// Shortest pause while another program throws us out.
    pub kicked: Duration,
    /// Shortest pause while a broker refuses us that has let us in before: it may lock who tries too often.
    pub refused: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            first: Duration::from_millis(500),
            longest: Duration::from_secs(30),
            good: Duration::from_secs(10),
            kicked: Duration::from_secs(15),
            refused: Duration::from_mins(1),
        }
    }
}

/// So many short sessions in a row look as if another client with the same id throws us out.
const KICKS: u32 = 3;

/// Attempts so far and the pause that follows.
#[derive(Debug)]
pub(super) struct Backoff {
    pace: Pace,
    failed: u32,
    /// Short sessions in a row.
    short: u32,
    slow: bool,
}

impl Backoff {
    pub(super) fn new(pace: Pace) -> Self {
        Self { pace, failed: 0, short: 0, slow: false }
    }

    /// Number of the attempt that is due, from 1.
    pub(super) fn attempt(&self) -> u32 {
        self.failed.saturating_add(1)
    }

    /// An attempt has failed: how long to wait before the next one. Doubles, with a fifth of jitter either way.
    pub(super) fn pause(&mut self) -> Duration {
        let doubled = self.pace.first.saturating_mul(1 << self.failed.min(10)).min(self.pace.longest);
        self.failed = self.failed.saturating_add(1);
        let jitter = 0.8 + 0.4 * (random() % 1000) as f64 / 1000.0;
        let pause = doubled.mul_f64(jitter).min(self.pace.longest);
        if self.slow { pause.max(self.pace.kicked) } else { pause }
    }

    /// A session has ended that began at `since`.
    pub(super) fn session_ended(&mut self, since: Instant) {
        if since.elapsed() >= self.pace.good {
            *self = Self::new(self.pace);
        } else {
            self.short = self.short.saturating_add(1);
        }
    }

    /// Whether several sessions in a row were lost soon after they had begun.
    pub(super) fn is_kicked(&self) -> bool {
        self.short >= KICKS
    }

    /// Another try may follow soon: something is to be found out. Whoever was slowed down stays slow.
    pub(super) fn begin_anew(&mut self) {
        *self = Self { slow: self.slow, ..Self::new(self.pace) };
    }

    /// Waits longer from now on, until a session was good.
    pub(super) fn slow_down(&mut self) {
        self.slow = true;
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
        let pace = Pace::default();
        let mut backoff = Backoff::new(pace);
        let pauses: Vec<f64> = (0..12).map(|_| backoff.pause().as_secs_f64()).collect();
        assert!((0.4..=0.6).contains(&pauses[0]), "{pauses:?}");
        assert!((0.8..=1.2).contains(&pauses[1]), "{pauses:?}");
        assert!(pauses[11] >= 24.0 && pauses.iter().all(|pause| *pause <= 30.0), "{pauses:?}");
        assert_eq!(backoff.attempt(), 13);
        backoff.session_ended(Instant::now());
        assert_eq!(backoff.attempt(), 13, "too short to be good");
        if let Some(long_ago) = Instant::now().checked_sub(pace.good) {
            backoff.session_ended(long_ago);
            assert_eq!(backoff.attempt(), 1);
        }
    }

    #[test]
    fn who_is_thrown_out_again_and_again_waits_longer() {
        let pace = Pace::default();
        let mut backoff = Backoff::new(pace);
        for _ in 0..KICKS {
            assert!(!backoff.is_kicked());
            backoff.session_ended(Instant::now());
        }
        assert!(backoff.is_kicked());
        backoff.slow_down();
        assert!(backoff.pause() >= pace.kicked);
    }

    #[test]
    fn random_numbers_differ() {
        assert_ne!(random(), random());
    }
}
