//! Topics on which a running app waits for answers, besides what its sources listen to.
//!
//! Pure: knows no network. Each is told of once, when the broker has confirmed it; a lost session is asked again.

use std::collections::BTreeMap;

use super::msg::SourceSubscription;
use crate::model::id::SourceId;
use crate::model::topic::{TopicFilter, TopicName};

/// No source has this id.
const NO_SOURCE: SourceId = SourceId(u32::MAX - 1);

/// Who waits on one connection.
#[derive(Debug, Default)]
pub(super) struct Listeners {
    by_number: BTreeMap<u64, Listener>,
    changed: bool,
}

#[derive(Debug)]
struct Listener {
    topic: TopicName,
    /// Part of what the broker was asked for in this session.
    asked: bool,
    /// Told that it can hear.
    told: bool,
}

impl Listeners {
    pub(super) fn insert(&mut self, number: u64, topic: TopicName) {
        self.by_number.insert(number, Listener { topic, asked: false, told: false });
        self.changed = true;
    }

    pub(super) fn remove(&mut self, number: u64) {
        self.changed |= self.by_number.remove(&number).is_some();
    }

    pub(super) fn clear(&mut self) {
        self.by_number.clear();
        self.changed = false;
    }

    /// Whether anything came or went since [`Self::ask`].
    pub(super) fn changed(&self) -> bool {
        self.changed
    }

    /// What the broker has to be asked for now.
    pub(super) fn ask(&mut self) -> Vec<SourceSubscription> {
        self.changed = false;
        let subscription = |listener: &mut Listener| {
            listener.asked = true;
            // A topic is a filter for itself: it has no wildcards.
            let filter = TopicFilter::parse(listener.topic.as_str()).ok()?;
            Some(SourceSubscription { source: NO_SOURCE, filter, qos: 1 })
        };
        self.by_number.values_mut().filter_map(subscription).collect()
    }

    /// The broker has confirmed all it was asked for: who is to be told.
    pub(super) fn confirmed(&mut self) -> Vec<u64> {
        let mut told = Vec::new();
        for (number, listener) in &mut self.by_number {
            if listener.asked && !listener.told {
                listener.told = true;
                told.push(*number);
            }
        }
        told
    }

    /// The session is over.
    pub(super) fn lost(&mut self) {
        for listener in self.by_number.values_mut() {
            listener.asked = false;
        }
    }

    /// Who hears a message on `topic`.
    pub(super) fn on(&self, topic: &str) -> Vec<u64> {
        let hears = |(number, listener): (&u64, &Listener)| (listener.topic.as_str() == topic).then_some(*number);
        self.by_number.iter().filter_map(hears).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_told_once_when_it_was_asked_for() {
        let mut listeners = Listeners::default();
        let topic = TopicName::parse("a/antwort").unwrap();
        listeners.insert(1, topic.clone());
        assert_eq!(listeners.confirmed(), [0; 0], "nobody was asked yet");
        let filters: Vec<String> = listeners.ask().iter().map(|one| one.filter.as_str().to_owned()).collect();
        assert_eq!(filters, ["a/antwort"]);
        assert!(!listeners.changed());
        listeners.insert(2, topic);
        assert_eq!((listeners.confirmed(), listeners.changed()), (vec![1], true));
        assert_eq!(listeners.ask().len(), 2);
        assert_eq!((listeners.confirmed(), listeners.confirmed()), (vec![2], vec![]));
        assert_eq!((listeners.on("a/antwort"), listeners.on("a")), (vec![1, 2], vec![]));
        listeners.remove(1);
        assert!(listeners.changed());
        listeners.lost();
        listeners.insert(3, TopicName::parse("b").unwrap());
        assert_eq!(listeners.ask().len(), 2);
        assert_eq!(listeners.confirmed(), [3], "number 2 was told in the last session");
        listeners.clear();
        assert_eq!((listeners.on("b"), listeners.changed()), (vec![], false));
    }
}
