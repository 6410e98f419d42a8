//! The last value of each topic that asked to be kept. Pure.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use super::message::StoredMessage;
use super::topics::{matches, prefix};
use super::wire::QoS;

/// So much is kept: topics, and bytes of all.
const MAX_TOPICS: usize = 1_000_000;
const MAX_BYTES: usize = 512 * 1024 * 1024;

/// A value that is kept.
#[derive(Clone, Debug)]
pub(super) struct RetainedValue {
    pub(super) message: Arc<StoredMessage>,
    pub(super) qos: QoS,
    /// Later ones have larger numbers.
    stamp: u64,
}

/// All values that are kept, by topic.
#[derive(Debug, Default)]
pub(super) struct RetainedValues {
    values: BTreeMap<Arc<str>, RetainedValue>,
    bytes: usize,
    stamp: u64,
}

impl RetainedValues {
    /// Keeps `message`, or forgets its topic where the message is empty; `false` where there is no room for it.
    pub(super) fn set(&mut self, message: &Arc<StoredMessage>, qos: QoS) -> bool {
        let before = self.values.get(&message.topic).map_or(0, |value| value.message.size());
        if message.payload.is_empty() {
            self.values.remove(&message.topic);
            self.bytes -= before;
            return true;
        }
        let bytes = self.bytes - before + message.size();
        if bytes > MAX_BYTES || (before == 0 && self.values.len() >= MAX_TOPICS) {
            return false;
        }
        self.bytes = bytes;
        self.stamp += 1;
        let value = RetainedValue { message: Arc::clone(message), qos, stamp: self.stamp };
        self.values.insert(Arc::clone(&message.topic), value);
        true
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &RetainedValue> {
        self.values.values()
    }

    /// Begins to hand out what `filter` matches by now.
    pub(super) fn search(&self, filter: &str) -> RetainedSearch {
        RetainedSearch { filter: filter.into(), after: None, until: self.stamp }
    }
}

/// Where somebody is who gets the values of a filter one after the other: constant in size, however many there are.
#[derive(Clone, Debug)]
pub(super) struct RetainedSearch {
    filter: Box<str>,
    after: Option<Arc<str>>,
    /// What is later comes as a message of its own.
    until: u64,
}

impl RetainedSearch {
    pub(super) fn filter(&self) -> &str {
        &self.filter
    }

    /// The next one.
    pub(super) fn next(&mut self, all: &RetainedValues, now: u64) -> Option<RetainedValue> {
        let prefix = prefix(&self.filter);
        let from = self.after.as_deref().map_or(Bound::Included(prefix), Bound::Excluded);
        let mut candidates =
            all.values.range::<str, _>((from, Bound::Unbounded)).take_while(|(topic, _)| topic.starts_with(prefix));
        let (topic, value) = candidates.find(|(topic, value)| {
            value.stamp <= self.until && !value.message.is_expired(now) && matches(&self.filter, topic)
        })?;
        self.after = Some(Arc::clone(topic));
        Some(value.clone())
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use proptest::prelude::*;

    use super::*;

    fn message(topic: &str, payload: &str) -> Arc<StoredMessage> {
        Arc::new(StoredMessage::new(topic.into(), &Bytes::copy_from_slice(payload.as_bytes()), None, 0))
    }

    fn found(search: &mut RetainedSearch, all: &RetainedValues) -> Vec<String> {
        std::iter::from_fn(|| search.next(all, 0)).map(|value| value.message.topic.to_string()).collect()
    }

    #[test]
    fn values_are_found_by_filter_and_those_that_come_meanwhile_are_not() {
        let mut all = RetainedValues::default();
        for topic in ["a", "a/b", "a/c/d", "ab", "$SYS/x", "b/b"] {
            assert!(all.set(&message(topic, "1"), QoS::AtMostOnce));
        }
        assert_eq!(found(&mut all.search("a/#"), &all), ["a", "a/b", "a/c/d"]);
        assert_eq!(found(&mut all.search("+/b"), &all), ["a/b", "b/b"]);
        assert_eq!(found(&mut all.search("ab"), &all), ["ab"]);
        assert_eq!(found(&mut all.search("$SYS/#"), &all), ["$SYS/x"]);
        let mut search = all.search("#");
        assert_eq!(search.next(&all, 0).unwrap().message.topic.as_ref(), "a");
        all.set(&message("a/b", "2"), QoS::AtMostOnce);
        all.set(&message("ab", ""), QoS::AtMostOnce);
        all.set(&message("c", "3"), QoS::AtMostOnce);
        assert_eq!(found(&mut search, &all), ["a/c/d", "b/b"]);
    }

    proptest! {
        #[test]
        fn bytes_are_counted(steps in prop::collection::vec(("[ab]", "[x]{0,3}"), 0..30)) {
            let mut all = RetainedValues::default();
            for (topic, payload) in steps {
                all.set(&message(&topic, &payload), QoS::AtMostOnce);
                prop_assert_eq!(all.bytes, all.iter().map(|value| value.message.size()).sum::<usize>());
            }
        }
    }
}
