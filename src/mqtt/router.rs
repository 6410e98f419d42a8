//! Which filters to subscribe to, and which sources get a message.
//!
//! Pure. Two filters that overlap without one covering the other are both subscribed; a broker may then deliver a
//! message that matches both twice, which MQTT 3.1.1 leaves open and a client cannot tell from two messages.

use std::collections::BTreeMap;

use super::msg::SourceSubscription;
use crate::model::id::SourceId;

/// Filters to subscribe to, each with its quality of service.
pub(super) type Filters = BTreeMap<String, u8>;

/// The smallest set of filters that brings every message the subscriptions want.
///
/// A filter covered by another is left out; the other takes over the higher quality of service.
pub(super) fn minimal(subscriptions: &[SourceSubscription]) -> Filters {
    let mut filters = Filters::new();
    for subscription in subscriptions {
        let qos = filters.entry(subscription.filter.as_str().to_owned()).or_default();
        *qos = (*qos).max(subscription.qos);
    }
    let mut minimal = Filters::new();
    for filter in filters.keys() {
        if filters.keys().any(|other| other != filter && covers(other, filter)) {
            continue;
        }
        let qos = filters.iter().filter(|(other, _)| covers(filter, other)).map(|(_, qos)| *qos).max();
        minimal.insert(filter.clone(), qos.unwrap_or(0).min(2));
    }
    minimal
}

/// What to subscribe to and what to unsubscribe from to get from one set of filters to another.
pub(super) fn changes(from: &Filters, to: &Filters) -> (Filters, Vec<String>) {
    let added = to.iter().filter(|(filter, qos)| from.get(*filter) != Some(qos));
    let removed = from.keys().filter(|filter| !to.contains_key(*filter));
    (added.map(|(filter, qos)| (filter.clone(), *qos)).collect(), removed.cloned().collect())
}

/// Sources that get a message on `topic`, each once, in the order of the subscriptions.
pub(super) fn sources(subscriptions: &[SourceSubscription], topic: &str) -> Vec<SourceId> {
    let mut sources = Vec::new();
    for subscription in subscriptions {
        if subscription.filter.matches(topic) && !sources.contains(&subscription.source) {
            sources.push(subscription.source);
        }
    }
    sources
}

/// Whether every topic that `narrow` matches is matched by `wide` too.
fn covers(wide: &str, narrow: &str) -> bool {
    if narrow.starts_with('$') && (wide.starts_with('+') || wide.starts_with('#')) {
        return false;
    }
    let mut wide = wide.split('/');
    let mut narrow = narrow.split('/');
    loop {
        match (wide.next(), narrow.next()) {
            (Some("#"), _) | (None, None) => return true,
            (Some("+"), Some("#")) => return false,
            (Some("+"), Some(_)) => {}
            (Some(wanted), Some(level)) if wanted == level => {}
            (Some(_) | None, Some(_) | None) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::topic::TopicFilter;

    fn subscription(source: u32, filter: &str, qos: u8) -> SourceSubscription {
        SourceSubscription { source: SourceId(source), filter: TopicFilter::parse(filter).unwrap(), qos }
    }

    fn minimal_of(filters: &[(&str, u8)]) -> Vec<(String, u8)> {
        let subscriptions: Vec<_> = filters.iter().map(|(filter, qos)| subscription(1, filter, *qos)).collect();
        minimal(&subscriptions).into_iter().collect()
    }

    #[test]
    fn covered_filters_are_not_subscribed() {
        let own = |filters: &[(&str, u8)]| -> Vec<(String, u8)> {
            filters.iter().map(|(filter, qos)| ((*filter).to_owned(), *qos)).collect()
        };
        assert_eq!(minimal_of(&[("a/b", 2), ("a/#", 0), ("a", 1)]), own(&[("a/#", 2)]));
        assert_eq!(minimal_of(&[("a/b", 1), ("a/b", 0)]), own(&[("a/b", 1)]));
        assert_eq!(minimal_of(&[("a/+", 1), ("a/#", 1)]), own(&[("a/#", 1)]));
        assert_eq!(minimal_of(&[("a/+", 1), ("+/b", 1)]), own(&[("+/b", 1), ("a/+", 1)]));
        assert_eq!(minimal_of(&[("+/#", 1), ("#", 1)]), own(&[("#", 1)]));
        assert_eq!(minimal_of(&[("$SYS/#", 1), ("#", 1)]), own(&[("#", 1), ("$SYS/#", 1)]));
    }

    #[test]
    fn a_message_goes_once_to_every_matching_source() {
        let subscriptions =
            [subscription(1, "a/#", 1), subscription(2, "a/b", 1), subscription(1, "a/+", 1), subscription(3, "c", 1)];
        assert_eq!(sources(&subscriptions, "a/b"), [SourceId(1), SourceId(2)]);
        assert_eq!(sources(&subscriptions, "x"), []);
    }

    #[test]
    fn only_differences_are_subscribed() {
        let from = minimal(&[subscription(1, "a", 1), subscription(1, "b", 1), subscription(1, "c", 0)]);
        let to = minimal(&[subscription(1, "b", 1), subscription(1, "c", 1), subscription(1, "d", 1)]);
        let (added, removed) = changes(&from, &to);
        assert_eq!(added.keys().collect::<Vec<_>>(), ["c", "d"]);
        assert_eq!(removed, ["a"]);
    }
}
