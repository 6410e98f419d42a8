//! Edits of the running app on their way to it: not each one by itself, so that typing does not make it begin anew with
//! each letter, but before anything else is asked of it.

use std::time::{Duration, Instant};

/// After so long without another edit the app gets what was edited.
const QUIET: Duration = Duration::from_millis(100);
/// After so long it gets it although somebody edits on.
const LATEST: Duration = Duration::from_millis(500);

/// Edits that the running app does not have yet.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Edits {
    /// When the first and the last of them were made.
    since: Option<(Instant, Instant)>,
}

impl Edits {
    /// The project was edited.
    pub(super) fn made(&mut self, now: Instant) {
        let first = self.since.map_or(now, |(first, _)| first);
        self.since = Some((first, now));
    }

    /// After what time from now the app is to have them; `None` where there are none.
    pub(super) fn due(&self, now: Instant) -> Option<Duration> {
        let (first, last) = self.since?;
        let at = (last + QUIET).min(first + LATEST);
        Some(at.saturating_duration_since(now))
    }

    /// Whether there are any; from now on there are none.
    pub(super) fn take(&mut self) -> bool {
        self.since.take().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_is_waited_for_but_not_for_ever() {
        let begin = Instant::now();
        let after = |ms: u64| begin + Duration::from_millis(ms);
        let mut edits = Edits::default();
        assert_eq!(edits.due(begin), None);
        edits.made(begin);
        assert_eq!(edits.due(begin), Some(QUIET));
        edits.made(after(80));
        assert_eq!(edits.due(after(120)), Some(Duration::from_millis(60)), "the last letter counts");
        for ms in [160, 240, 320, 400, 480] {
            edits.made(after(ms));
        }
        assert_eq!(edits.due(after(490)), Some(Duration::from_millis(10)), "somebody types on");
        assert!(edits.take() && !edits.take());
        assert_eq!(edits.due(after(490)), None);
    }
}
