//! Tells copies of a message from new messages, by the identifiers of the subscriptions that it was sent for.
//!
//! Where filters cross, brokers differ: some send a message once with all identifiers, some once for each filter, some
//! once with one of them. In each case the copies for one identifier come in the order of the messages. So it is enough
//! to count: the third copy for any identifier is the third message on its topic, and is new unless another identifier
//! has had its third before. Pure.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher as _, RandomState};
use std::time::{Duration, Instant};

/// After so long without a message on a topic, no copy of the last one is still to come. A broker that has dropped some is
/// then counted with anew.
const OVER: Duration = Duration::from_secs(10);
/// So many topics are looked at before those that are over are forgotten.
const TIDY: usize = 1024;

/// What has come on topics that several filters match.
#[derive(Debug, Default)]
pub(super) struct Copies {
    known: HashSet<u32>,
    counts: HashMap<u64, Counts>,
    hasher: RandomState,
    tidy_at: usize,
}

#[derive(Debug)]
struct Counts {
    by_id: Vec<(u32, u64)>,
    /// How many messages there were.
    messages: u64,
    last: Instant,
}

impl Copies {
    /// From now on these identifiers are in use.
    pub(super) fn begin(&mut self, ids: impl IntoIterator<Item = u32>) {
        self.known = ids.into_iter().collect();
        self.counts.clear();
    }

    /// Whether a message is none that has come before. Those of subscriptions that the broker knows from elsewhere are.
    pub(super) fn is_new(&mut self, (topic, retained): (&str, bool), ids: &[u32], now: Instant) -> bool {
        let ids: Vec<u32> = ids.iter().copied().filter(|id| self.known.contains(id)).collect();
        if ids.is_empty() {
            return true;
        }
        if self.counts.len() >= self.tidy_at.max(TIDY) {
            self.counts.retain(|_, counts| now.saturating_duration_since(counts.last) < OVER);
            self.tidy_at = 2 * self.counts.len();
        }
        let begin = || Counts { by_id: Vec::new(), messages: 0, last: now };
        let counts = self.counts.entry(self.hasher.hash_one((topic, retained))).or_insert_with(begin);
        if now.saturating_duration_since(counts.last) >= OVER {
            *counts = begin();
        }
        counts.last = now;
        let mut most = 0;
        for id in ids {
            let count = match counts.by_id.iter_mut().find(|(of, _)| *of == id) {
                Some((_, count)) => count,
                None => &mut counts.by_id.push_mut((id, 0)).1,
            };
            *count += 1;
            most = most.max(*count);
        }
        let new = most > counts.messages;
        counts.messages = counts.messages.max(most);
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn news(copies: &[&[u32]]) -> Vec<bool> {
        let (mut seen, now) = (Copies::default(), Instant::now());
        seen.begin([1, 2]);
        copies.iter().map(|ids| seen.is_new(("t", false), ids, now)).collect()
    }

    #[test]
    fn each_message_is_new_once_however_a_broker_sends_copies() {
        assert_eq!(news(&[&[1], &[2], &[1], &[2]]), [true, false, true, false], "one after the other");
        assert_eq!(news(&[&[1], &[1], &[2], &[2]]), [true, true, false, false], "by subscription");
        assert_eq!(news(&[&[1], &[1], &[1]]), [true, true, true], "once, with the first");
        assert_eq!(news(&[&[1, 2], &[1, 2]]), [true, true], "once, with all");
        assert_eq!(news(&[&[], &[]]), [true, true], "without any");
        assert_eq!(news(&[&[1], &[9], &[2]]), [true, true, false], "one that is not ours");
    }

    #[test]
    fn topics_and_stored_values_are_counted_apart_and_for_a_while() {
        let (mut seen, now) = (Copies::default(), Instant::now());
        seen.begin([1, 2]);
        assert!(seen.is_new(("a", false), &[1], now) && seen.is_new(("b", false), &[2], now));
        assert!(seen.is_new(("a", true), &[2], now) && !seen.is_new(("a", true), &[1], now));
        assert!(!seen.is_new(("a", false), &[2], now));
        assert!(seen.is_new(("a", false), &[1], now), "the copy for the other filter is dropped by the broker");
        assert!(seen.is_new(("a", false), &[2], now + OVER), "and does not count for ever");
        seen.begin([1, 2]);
        assert!(seen.is_new(("a", false), &[1], now));
    }

    #[test]
    fn topics_that_are_over_are_forgotten() {
        let (mut seen, now) = (Copies::default(), Instant::now());
        seen.begin([1]);
        for n in 0..3 * TIDY {
            seen.is_new((&n.to_string(), false), &[1], now + OVER * u32::try_from(n / TIDY).unwrap());
        }
        assert!(seen.counts.len() <= TIDY + 1, "{}", seen.counts.len());
    }
}
