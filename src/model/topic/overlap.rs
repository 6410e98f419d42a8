//! Which topic filters cover or cross each other, and a set of filters that brings the same without doing so.
//!
//! Two filters cross where there is a topic that both match and neither covers the other, as `a/+` and `+/b`. A broker may
//! then deliver a message once for each. Pure; a filter of a shared subscription stands for itself, since its messages are
//! counted apart from all others.

use std::collections::{BTreeMap, BTreeSet};

use super::TopicFilter;

/// A filter to subscribe to in the place of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterGroup {
    /// What to subscribe to: it matches all that its members do, and overlaps with no other group.
    pub filter: TopicFilter,
    /// The filters that are wanted.
    pub members: BTreeSet<TopicFilter>,
}

impl FilterGroup {
    /// Whether more may arrive than is wanted, because members cross.
    pub fn is_widened(&self) -> bool {
        !self.members.contains(&self.filter)
    }
}

/// Filters that do not overlap and match all that `filters` do: what others cover is left out, those that cross are
/// widened to a common one.
pub fn disjoint<'a>(filters: impl IntoIterator<Item = &'a TopicFilter>) -> Vec<FilterGroup> {
    let mut groups: Vec<Option<FilterGroup>> = Vec::new();
    let mut tree = FilterTree::default();
    for filter in filters.into_iter().collect::<BTreeSet<_>>() {
        let mut group = FilterGroup { filter: filter.clone(), members: BTreeSet::from([filter.clone()]) };
        while let Some(other) = tree.overlapping(&group.filter, None).and_then(|number| groups.get_mut(number)?.take())
        {
            tree.remove(&other.filter);
            group.filter = common(&group.filter, &other.filter);
            group.members.extend(other.members);
        }
        tree.insert(&group.filter, groups.len());
        groups.push(Some(group));
    }
    groups.into_iter().flatten().collect()
}

/// The narrowest filter that matches all that two overlapping ones do.
fn common(a: &TopicFilter, b: &TopicFilter) -> TopicFilter {
    let (mut a, mut b) = (a.as_str().split('/'), b.as_str().split('/'));
    let mut levels = Vec::new();
    loop {
        match (a.next(), b.next()) {
            (None, None) => break,
            (Some("#") | None, _) | (_, Some("#") | None) => {
                levels.push("#");
                break;
            }
            (Some(one), Some(other)) => levels.push(if one == other { one } else { "+" }),
        }
    }
    TopicFilter(levels.join("/"))
}

/// Filters by their levels, each with a number: finds what overlaps without comparing all with all.
#[derive(Debug, Default)]
pub struct FilterTree(FilterNode);

#[derive(Debug, Default)]
struct FilterNode {
    below: BTreeMap<String, Self>,
    here: Option<usize>,
}

impl FilterTree {
    /// Puts in a filter; one of a shared subscription is left out.
    pub fn insert(&mut self, filter: &TopicFilter, number: usize) {
        if filter.share().is_none() {
            let node = filter
                .as_str()
                .split('/')
                .fold(&mut self.0, |node, level| node.below.entry(level.to_owned()).or_default());
            node.here = Some(number);
        }
    }

    fn remove(&mut self, filter: &TopicFilter) {
        let mut node = &mut self.0;
        for level in filter.as_str().split('/') {
            let Some(next) = node.below.get_mut(level) else { return };
            node = next;
        }
        node.here = None;
    }

    /// The number of a filter that matches a topic which `filter` matches too, other than number `but`.
    pub fn overlapping(&self, filter: &TopicFilter, but: Option<usize>) -> Option<usize> {
        let levels: Vec<&str> = filter.as_str().split('/').collect();
        if filter.share().is_some() { None } else { self.0.overlapping(&levels, (true, but)) }
    }

    /// The number of a filter, other than number `but`, that matches every topic which `filter` matches.
    pub fn covering(&self, filter: &TopicFilter, but: Option<usize>) -> Option<usize> {
        let levels: Vec<&str> = filter.as_str().split('/').collect();
        if filter.share().is_some() { None } else { self.0.covering(&levels, (true, but)) }
    }
}

impl FilterNode {
    fn here(&self, but: Option<usize>) -> Option<usize> {
        self.here.filter(|number| Some(*number) != but)
    }

    /// The `#` below.
    fn all(&self, but: Option<usize>) -> Option<usize> {
        self.below.get("#")?.here(but)
    }

    /// `top`: wildcards do not match what begins with `$` here.
    fn any(&self, (top, but): (bool, Option<usize>)) -> Option<usize> {
        let mut below = self.below.iter().filter(|(level, _)| !top || !level.starts_with('$'));
        self.here(but).or_else(|| below.find_map(|(_, node)| node.any((false, but))))
    }

    fn overlapping(&self, levels: &[&str], (top, but): (bool, Option<usize>)) -> Option<usize> {
        let Some((level, rest)) = levels.split_first() else { return self.here(but).or_else(|| self.all(but)) };
        let for_all = !top || !level.starts_with('$');
        match *level {
            "#" => self.any((top, but)),
            "+" => {
                let mut below = self.below.iter().filter(|(level, _)| !top || !level.starts_with('$'));
                self.all(but).or_else(|| below.find_map(|(_, node)| node.overlapping(rest, (false, but))))
            }
            name => {
                let wild = || for_all.then(|| self.below.get("+")?.overlapping(rest, (false, but))).flatten();
                let all = for_all.then(|| self.all(but)).flatten();
                all.or_else(|| self.below.get(name)?.overlapping(rest, (false, but))).or_else(wild)
            }
        }
    }

    fn covering(&self, levels: &[&str], (top, but): (bool, Option<usize>)) -> Option<usize> {
        let Some((level, rest)) = levels.split_first() else { return self.here(but).or_else(|| self.all(but)) };
        let for_all = !top || !level.starts_with('$');
        let all = for_all.then(|| self.all(but)).flatten();
        if all.is_some() || *level == "#" {
            return all;
        }
        let by = |name: &str| self.below.get(name)?.covering(rest, (false, but));
        by(level).or_else(|| for_all.then(|| by("+")).flatten())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn filters(texts: &[&str]) -> Vec<TopicFilter> {
        texts.iter().map(|text| TopicFilter::parse(text).unwrap()).collect()
    }

    /// What is subscribed, and whether it is widened.
    fn asked(texts: &[&str]) -> Vec<(String, bool)> {
        let groups = disjoint(&filters(texts));
        let mut asked: Vec<_> = groups.iter().map(|one| (one.filter.as_str().to_owned(), one.is_widened())).collect();
        asked.sort();
        asked
    }

    fn own(pairs: &[(&str, bool)]) -> Vec<(String, bool)> {
        pairs.iter().map(|(filter, widened)| ((*filter).to_owned(), *widened)).collect()
    }

    #[test]
    fn filters_that_cross_are_widened_to_a_common_one() {
        assert_eq!(asked(&["kr/+/temp", "kr/a/+"]), own(&[("kr/+/+", true)]));
        assert_eq!(asked(&["a/#", "+/b"]), own(&[("+/#", true)]));
        assert_eq!(asked(&["a/+", "+/b", "c/d", "c/e/f"]), own(&[("+/+", true), ("c/e/f", false)]));
        // Each widening may cross something else.
        assert_eq!(asked(&["a/b/+", "a/+/c", "+/x/y"]), own(&[("+/+/+", true)]));
    }

    #[test]
    fn filters_that_do_not_cross_stay_as_they_are() {
        assert_eq!(asked(&["a/b", "a/#", "a"]), own(&[("a/#", false)]));
        assert_eq!(asked(&["a/+", "b/+", "+"]), own(&[("+", false), ("a/+", false), ("b/+", false)]));
        assert_eq!(asked(&["$SYS/#", "#", "+/x"]), own(&[("#", false), ("$SYS/#", false)]));
        assert_eq!(
            asked(&["$share/g/a/+", "$share/h/a/+", "a/b", "a/b"]),
            own(&[("$share/g/a/+", false), ("$share/h/a/+", false), ("a/b", false)])
        );
    }

    #[test]
    fn a_hundred_thousand_filters_are_no_matter() {
        let many: Vec<String> = (0..100_000).map(|n| format!("halle/{n}/+")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).chain(["halle/7/x"]).collect();
        assert_eq!(disjoint(&filters(&many)).len(), 100_000);
    }

    fn some_filter() -> impl Strategy<Value = TopicFilter> {
        let level = prop::sample::select(vec!["a", "b", "$c", "+"]);
        (prop::collection::vec(level, 1..4), any::<bool>()).prop_map(|(mut levels, all)| {
            if all {
                levels.push("#");
            }
            TopicFilter::parse(&levels.join("/")).unwrap()
        })
    }

    fn some_topic() -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(vec!["a", "b", "$c", "d"]), 1..5).prop_map(|levels| levels.join("/"))
    }

    proptest! {
        #[test]
        fn what_is_wanted_is_matched_by_exactly_one_group(
            filters in prop::collection::vec(some_filter(), 1..8),
            topics in prop::collection::vec(some_topic(), 50),
        ) {
            let groups = disjoint(&filters);
            for topic in &topics {
                let matching = groups.iter().filter(|group| group.filter.matches(topic)).count();
                let wanted = filters.iter().any(|filter| filter.matches(topic));
                prop_assert!(matching <= 1 && (matching == 1 || !wanted), "{topic} in {groups:?}");
            }
        }

        #[test]
        fn covering_and_overlapping_are_what_matching_says(a in some_filter(), b in some_filter(), topics in prop::collection::vec(some_topic(), 50)) {
            let mut tree = FilterTree::default();
            tree.insert(&a, 1);
            for topic in &topics {
                prop_assert!(tree.covering(&b, None).is_none() || !b.matches(topic) || a.matches(topic), "{a} {b} {topic}");
                prop_assert!(!(a.matches(topic) && b.matches(topic)) || tree.overlapping(&b, None).is_some(), "{a} {b} {topic}");
            }
            prop_assert_eq!((tree.overlapping(&a, Some(1)), tree.covering(&a, Some(1))), (None, None));
        }
    }
}
