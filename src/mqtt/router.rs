//! Which filters to subscribe to, and which sources get a message.
//!
//! Pure. A broker may deliver a message once for each filter that matches it (mosquitto 2.1 does so unless told otherwise).
//! So filters are asked for that do not overlap, or, in MQTT 5, those that do carry an identifier by which
//! [`super::copies`] tells copies apart.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::msg::SourceSubscription;
use crate::model::id::SourceId;
use crate::model::topic::{FilterTree, TopicFilter, disjoint};

/// How to subscribe to a filter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct SubscribeOptions {
    /// Quality of service.
    pub(super) qos: u8,
    /// Subscription identifier, for a filter that others cross.
    pub(super) id: Option<u32>,
}

/// Filters to subscribe to.
pub(super) type Filters = BTreeMap<String, SubscribeOptions>;

/// More identifiers than this are not asked for, since each takes a packet of its own.
const MAX_IDS: usize = 64;
/// The largest identifier that MQTT knows.
const LARGEST_ID: u32 = 268_435_455;

/// The filters that bring every message the subscriptions want; `ids`: whether the broker knows identifiers, `refused`:
/// what it has refused, which is not asked for again.
///
/// A filter covered by another is left out; the other takes over the higher quality of service.
pub(super) fn wanted(subscriptions: &[SourceSubscription], ids: bool, refused: &BTreeSet<String>) -> Filters {
    let mut wished: BTreeMap<&TopicFilter, u8> = BTreeMap::new();
    for SourceSubscription { filter, qos, .. } in subscriptions {
        if refused.contains(filter.as_str()) {
            continue;
        }
        let highest = wished.entry(filter).or_default();
        *highest = (*highest).max(*qos).min(2);
    }
    let tagged = ids
        .then(|| uncovered(&wished))
        .filter(|filters| filters.values().filter(|ask| ask.id.is_some()).count() <= MAX_IDS);
    tagged.unwrap_or_else(|| widened(&wished, refused))
}

/// Filters without those that others cover; with identifiers where they cross, or are of a shared subscription.
fn uncovered(wished: &BTreeMap<&TopicFilter, u8>) -> Filters {
    let mut all = FilterTree::default();
    for (number, filter) in wished.keys().enumerate() {
        all.insert(filter, number);
    }
    let is_kept = |number: usize, filter: &TopicFilter| all.covering(filter, Some(number)).is_none();
    let mut kept: Vec<(&TopicFilter, u8)> = Vec::new();
    let mut tree = FilterTree::default();
    for (number, (filter, qos)) in wished.iter().enumerate() {
        if is_kept(number, filter) {
            tree.insert(filter, kept.len());
            kept.push((*filter, *qos));
        }
    }
    for (filter, qos) in wished {
        if let Some((_, highest)) = tree.covering(filter, None).and_then(|number| kept.get_mut(number)) {
            *highest = (*highest).max(*qos);
        }
    }
    let mut used = BTreeMap::new();
    let ask = |(number, (filter, qos)): (usize, &(&TopicFilter, u8))| {
        let crosses = filter.share().is_some() || tree.overlapping(filter, Some(number)).is_some();
        (
            filter.as_str().to_owned(),
            SubscribeOptions { qos: *qos, id: crosses.then(|| id(filter.as_str(), &mut used)) },
        )
    };
    kept.iter().enumerate().map(ask).collect()
}

/// Filters that do not overlap, where the broker allows them. Rights may be for the filters that were chosen and not for
/// a wider one: then those are asked for, although a broker may send what matches two of them twice.
fn widened(wished: &BTreeMap<&TopicFilter, u8>, refused: &BTreeSet<String>) -> Filters {
    let mut filters = Filters::new();
    for group in disjoint(wished.keys().copied()) {
        let members = group.members.iter().filter_map(|member| wished.get_key_value(member));
        if refused.contains(group.filter.as_str()) {
            let kept = uncovered(&members.map(|(filter, qos)| (*filter, *qos)).collect());
            filters.extend(kept.into_iter().map(|(filter, ask)| (filter, SubscribeOptions { id: None, ..ask })));
        } else {
            let qos = members.map(|(_, qos)| *qos).max().unwrap_or_default();
            filters.insert(group.filter.as_str().to_owned(), SubscribeOptions { qos, id: None });
        }
    }
    filters
}

/// An identifier that stays the same for a filter, so that a broker which still knows an older one of a session says
/// nothing wrong.
fn id(filter: &str, used: &mut BTreeMap<u32, String>) -> u32 {
    // FNV-1a: the same in every version of the program.
    let hash = filter.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let mut id = hash % LARGEST_ID + 1;
    loop {
        match used.entry(id) {
            Entry::Vacant(free) => {
                free.insert(filter.to_owned());
                return id;
            }
            Entry::Occupied(_) => id = id % LARGEST_ID + 1,
        }
    }
}

/// What to subscribe to and what to unsubscribe from to get from one set of filters to another.
pub(super) fn changes(from: &Filters, to: &Filters) -> (Filters, Vec<String>) {
    let added = to.iter().filter(|(filter, ask)| from.get(*filter) != Some(ask));
    let removed = from.keys().filter(|filter| !to.contains_key(*filter));
    (added.map(|(filter, ask)| (filter.clone(), *ask)).collect(), removed.cloned().collect())
}

/// Sources that get a message on `topic`, each once, in the order of the subscriptions. `shared`: those that listen by a
/// shared subscription, else all others.
pub(super) fn sources(subscriptions: &[SourceSubscription], topic: &str, shared: Option<bool>) -> Vec<SourceId> {
    let mut sources = Vec::new();
    for subscription in subscriptions {
        let wanted = shared.is_none_or(|shared| subscription.filter.share().is_some() == shared);
        if wanted && subscription.filter.matches(topic) && !sources.contains(&subscription.source) {
            sources.push(subscription.source);
        }
    }
    sources
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subscription(source: u32, filter: &str, qos: u8) -> SourceSubscription {
        SourceSubscription { source: SourceId(source), filter: TopicFilter::parse(filter).unwrap(), qos }
    }

    fn asked(filters: &[(&str, u8)], ids: bool) -> Vec<(String, u8, bool)> {
        let subscriptions: Vec<_> = filters.iter().map(|(filter, qos)| subscription(1, filter, *qos)).collect();
        wanted(&subscriptions, ids, &BTreeSet::new())
            .into_iter()
            .map(|(filter, ask)| (filter, ask.qos, ask.id.is_some()))
            .collect()
    }

    fn own(filters: &[(&str, u8, bool)]) -> Vec<(String, u8, bool)> {
        filters.iter().map(|(filter, qos, id)| ((*filter).to_owned(), *qos, *id)).collect()
    }

    #[test]
    fn covered_filters_are_not_subscribed() {
        for ids in [true, false] {
            assert_eq!(asked(&[("a/b", 2), ("a/#", 0), ("a", 1)], ids), own(&[("a/#", 2, false)]));
            assert_eq!(asked(&[("a/b", 1), ("a/b", 0)], ids), own(&[("a/b", 1, false)]));
            assert_eq!(asked(&[("a/+", 1), ("a/#", 1)], ids), own(&[("a/#", 1, false)]));
            assert_eq!(asked(&[("+/#", 1), ("#", 1)], ids), own(&[("#", 1, false)]));
            assert_eq!(asked(&[("$SYS/#", 1), ("#", 1)], ids), own(&[("#", 1, false), ("$SYS/#", 1, false)]));
        }
    }

    #[test]
    fn filters_that_cross_have_an_identifier_or_become_one() {
        let crossing = [("a/+", 1), ("+/b", 2), ("c", 0)];
        assert_eq!(asked(&crossing, true), own(&[("+/b", 2, true), ("a/+", 1, true), ("c", 0, false)]));
        assert_eq!(asked(&crossing, false), own(&[("+/+", 2, false), ("c", 0, false)]));
        let shared = [("$share/g/a/+", 1), ("a/b", 1)];
        assert_eq!(asked(&shared, true), own(&[("$share/g/a/+", 1, true), ("a/b", 1, false)]));
        assert_eq!(asked(&shared, false), own(&[("$share/g/a/+", 1, false), ("a/b", 1, false)]));
        let many: Vec<String> = (0..MAX_IDS).map(|n| format!("{n}/+")).collect();
        let many: Vec<_> = many.iter().map(|filter| (filter.as_str(), 1)).chain([("+/x", 1)]).collect();
        assert_eq!(asked(&many, true), own(&[("+/+", 1, false)]), "too many packets");
    }

    #[test]
    fn what_was_refused_gives_way_to_what_it_stood_for() {
        let with = |filters: &[&str], ids: bool, refused: &str| {
            let subscriptions: Vec<_> = filters.iter().map(|filter| subscription(1, filter, 1)).collect();
            let refused = BTreeSet::from([refused.to_owned()]);
            wanted(&subscriptions, ids, &refused).into_keys().collect::<Vec<_>>()
        };
        assert_eq!(with(&["a/+", "+/b", "a/x"], false, "+/+"), ["+/b", "a/+"]);
        for ids in [true, false] {
            assert_eq!(with(&["a/#", "a/b", "c"], ids, "a/#"), ["a/b", "c"]);
        }
    }

    #[test]
    fn identifiers_stay_the_same_and_differ() {
        let mut used = BTreeMap::new();
        let first = id("a/+", &mut used);
        assert!((1..=LARGEST_ID).contains(&first));
        assert_ne!(id("+/a", &mut used), first);
        assert_eq!(id("a/+", &mut BTreeMap::new()), first);
        assert_ne!(id("a/+", &mut used), first, "one that is taken");
    }

    #[test]
    fn a_message_goes_once_to_every_matching_source() {
        let subscriptions = [
            subscription(1, "a/#", 1),
            subscription(2, "a/b", 1),
            subscription(1, "a/+", 1),
            subscription(3, "c", 1),
            subscription(4, "$share/g/a/#", 1),
        ];
        assert_eq!(sources(&subscriptions, "a/b", None), [SourceId(1), SourceId(2), SourceId(4)]);
        assert_eq!(sources(&subscriptions, "a/b", Some(true)), [SourceId(4)]);
        assert_eq!(sources(&subscriptions, "a/b", Some(false)), [SourceId(1), SourceId(2)]);
        assert_eq!(sources(&subscriptions, "x", None), []);
    }

    #[test]
    fn only_differences_are_subscribed() {
        let own = |filters: &[(&str, u8)]| {
            let subscriptions: Vec<_> = filters.iter().map(|(filter, qos)| subscription(1, filter, *qos)).collect();
            wanted(&subscriptions, true, &BTreeSet::new())
        };
        let (added, removed) = changes(&own(&[("a", 1), ("b", 1), ("c", 0)]), &own(&[("b", 1), ("c", 1), ("d", 1)]));
        assert_eq!(added.keys().collect::<Vec<_>>(), ["c", "d"]);
        assert_eq!(removed, ["a"]);
        let (added, _) = changes(&own(&[("a/+", 1)]), &own(&[("a/+", 1), ("+/b", 1)]));
        assert_eq!(added.len(), 2, "one that is crossed from now on needs an identifier");
    }
}
