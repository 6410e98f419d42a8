//! Topics and filters as the broker takes them, and the tree of filters that finds who wants a topic. Pure.

use std::collections::HashMap;

/// So many levels may a topic or a filter have; the tree is walked by recursion.
const MAX_LEVELS: usize = 200;
const SHARE: &str = "$share/";

/// Whether messages may be published to `topic` (MQTT 5, 4.7.3; that it is UTF-8 without U+0000 the codec has checked).
pub(super) fn is_topic(topic: &str) -> bool {
    !topic.is_empty() && !topic.contains(['+', '#']) && topic.split('/').count() <= MAX_LEVELS
}

/// A filter that somebody subscribes to, and the group of a shared subscription (MQTT 5, 4.8.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WantedFilter<'a> {
    pub(super) group: Option<&'a str>,
    pub(super) filter: &'a str,
}

impl<'a> WantedFilter<'a> {
    /// Takes `text` apart; `None` if it is no filter.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let (group, filter) = match text.strip_prefix(SHARE) {
            Some(shared) => {
                let (group, filter) = shared.split_once('/')?;
                (Some(group), filter)
            }
            None => (None, text),
        };
        let is_group = group.is_none_or(|group| !group.is_empty() && !group.contains(['+', '#']));
        (is_group && is_filter(filter)).then_some(Self { group, filter })
    }
}

fn is_filter(filter: &str) -> bool {
    let last = filter.split('/').count() - 1;
    let fits = |(at, level): (usize, &str)| match level {
        "+" => true,
        "#" => at == last,
        other => !other.contains(['+', '#']),
    };
    !filter.is_empty() && last < MAX_LEVELS && filter.split('/').enumerate().all(fits)
}

/// Whether a message on `topic` matches `filter`. A wildcard on the first level matches no topic that starts with `$`.
pub(super) fn matches(filter: &str, topic: &str) -> bool {
    if topic.starts_with('$') && filter.starts_with(['+', '#']) {
        return false;
    }
    let mut levels = topic.split('/');
    for wanted in filter.split('/') {
        match (wanted, levels.next()) {
            ("#", _) => return true,
            ("+", Some(_)) => {}
            (wanted, Some(level)) if wanted == level => {}
            _ => return false,
        }
    }
    levels.next().is_none()
}

/// What topics that match `filter` begin with.
pub(super) fn prefix(filter: &str) -> &str {
    let end = filter.find(['+', '#']).unwrap_or(filter.len());
    // `a/#` matches `a` as well.
    let start = filter.get(..end).unwrap_or(filter);
    if filter.get(end..) == Some("#") { start.strip_suffix('/').unwrap_or(start) } else { start }
}

/// Filters with something at each.
#[derive(Debug, Default)]
pub(super) struct FilterTree<V> {
    here: V,
    below: HashMap<Box<str>, Self>,
}

impl<V: Default + PartialEq> FilterTree<V> {
    /// What is at `filter`; made where nothing was.
    pub(super) fn at(&mut self, filter: &str) -> &mut V {
        let mut node = self;
        for level in filter.split('/') {
            if !node.below.contains_key(level) {
                node.below.insert(level.into(), Self::default());
            }
            let Some(next) = node.below.get_mut(level) else { unreachable!("was put in just now") };
            node = next;
        }
        &mut node.here
    }

    /// Changes what is at `filter`, if anything is, and forgets what has become empty by it.
    pub(super) fn change(&mut self, filter: &str, change: impl FnOnce(&mut V)) {
        let levels: Vec<&str> = filter.split('/').collect();
        self.change_below(&levels, change);
    }

    fn change_below(&mut self, levels: &[&str], change: impl FnOnce(&mut V)) {
        match levels.split_first() {
            None => change(&mut self.here),
            Some((level, rest)) => {
                let Some(next) = self.below.get_mut(*level) else { return };
                next.change_below(rest, change);
                if next.is_empty() {
                    self.below.remove(*level);
                }
            }
        }
    }

    fn is_empty(&self) -> bool {
        self.below.is_empty() && self.here == V::default()
    }

    /// Hands out what is at each filter that `topic` matches.
    pub(super) fn visit(&mut self, topic: &str, mut found: impl FnMut(&mut V)) {
        let levels: Vec<&str> = topic.split('/').collect();
        self.visit_below(&levels, topic.starts_with('$'), &mut found);
    }

    fn visit_below(&mut self, levels: &[&str], is_special: bool, found: &mut impl FnMut(&mut V)) {
        if !is_special && let Some(all) = self.below.get_mut("#") {
            found(&mut all.here);
        }
        let Some((level, rest)) = levels.split_first() else { return found(&mut self.here) };
        if let Some(next) = self.below.get_mut(*level) {
            next.visit_below(rest, false, found);
        }
        if !is_special && let Some(any) = self.below.get_mut("+") {
            any.visit_below(rest, false, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::topic::TopicFilter;

    #[test]
    fn filters_and_topics_are_told_apart_from_what_is_none() {
        for filter in ["a", "/", "a/+/b", "#", "a/#", "+", "/+/", "$share/g/a/#", "$share/g//", "$SYS/#"] {
            assert!(WantedFilter::parse(filter).is_some(), "{filter}");
        }
        for filter in
            ["", "a#", "#/a", "a/#/b", "a+", "+a/b", "$share/g", "$share//a", "$share/+/a", "$share/g/", "$share/g/a#"]
        {
            assert!(WantedFilter::parse(filter).is_none(), "{filter}");
        }
        assert_eq!(WantedFilter::parse("$share/g/a/b"), Some(WantedFilter { group: Some("g"), filter: "a/b" }));
        assert!(is_topic("a//b") && is_topic("/") && !is_topic("") && !is_topic("a/+") && !is_topic("#"));
        let deep = "a/".repeat(MAX_LEVELS);
        assert!(!is_topic(&deep) && WantedFilter::parse(&deep).is_none());
    }

    #[test]
    fn stored_values_are_sought_where_they_can_be() {
        assert_eq!(["a/b", "a/+/c", "a/#", "#", "+", "a"].map(prefix), ["a/b", "a/", "a", "", "", "a"]);
    }

    fn level() -> impl Strategy<Value = String> {
        prop::sample::select(vec!["a", "b", "", "$x"]).prop_map(str::to_owned)
    }

    fn filter() -> impl Strategy<Value = String> {
        let level = prop_oneof![3 => level(), 1 => Just("+".to_owned())];
        (prop::collection::vec(level, 1..4), any::<bool>()).prop_map(|(mut levels, all)| {
            if all {
                levels.push("#".to_owned());
            }
            levels.join("/")
        })
    }

    proptest! {
        #[test]
        fn the_tree_finds_what_matches_and_only_that(
            filters in prop::collection::vec(filter(), 0..12),
            gone in prop::collection::vec(any::<bool>(), 12),
            topic in prop::collection::vec(level(), 1..5).prop_map(|levels| levels.join("/")),
        ) {
            prop_assume!(!topic.is_empty());
            let filters: Vec<String> = filters.into_iter().filter(|filter| !filter.is_empty()).collect();
            let mut tree: FilterTree<Vec<usize>> = FilterTree::default();
            for (n, filter) in filters.iter().enumerate() {
                tree.at(filter).push(n);
            }
            let mut expected = Vec::new();
            for (n, filter) in filters.iter().enumerate() {
                if gone[n] {
                    tree.change(filter, |at| at.retain(|other| *other != n));
                } else if matches(filter, &topic) {
                    expected.push(n);
                }
                let model = TopicFilter::parse(filter).unwrap().matches(&topic);
                prop_assert_eq!(matches(filter, &topic), model, "{} {}", filter, &topic);
                prop_assert!(!matches(filter, &topic) || topic.starts_with(prefix(filter)));
            }
            let mut found = Vec::new();
            tree.visit(&topic, |at| found.extend_from_slice(at));
            found.sort_unstable();
            prop_assert_eq!(found, expected);
            for (n, filter) in filters.iter().enumerate() {
                tree.change(filter, |at| at.retain(|other| *other != n));
            }
            prop_assert!(tree.is_empty(), "nothing is left of filters that are gone");
        }
    }
}
