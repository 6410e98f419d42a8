//! Looking for a text in topics and in their values, those before the newest too.
//!
//! Never searches a value twice, and never much more than [`PER_STEP`] at once: what is found grows from step to step.
//! Knows no window; whoever shows the tree calls [`Search::step`] once for each picture.

use std::ops::Range;

use super::topic::{Topic, TopicValue};
use super::tree::{NodeId, Tree};
use crate::model::id::ConnectionId;

/// About how many bytes are searched in one step.
const PER_STEP: usize = 1 << 20;
/// What looking at a topic costs of them, whatever stands in it.
const PER_TOPIC: usize = 32;

/// Where in a topic something was found; the first of these that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchHit {
    /// In its name.
    Name,
    /// In its newest value.
    Value,
    /// In the value that came so many before the newest one, from 1.
    Earlier(usize),
}

/// How many topics something was found in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// In their names.
    pub names: usize,
    /// In their newest values.
    pub values: usize,
    /// Only in values before.
    pub earlier: usize,
}

impl Sum {
    /// All of them.
    pub fn topics(self) -> usize {
        self.names + self.values + self.earlier
    }

    fn of(&mut self, found: SearchHit) -> &mut usize {
        match found {
            SearchHit::Name => &mut self.names,
            SearchHit::Value => &mut self.values,
            SearchHit::Earlier(_) => &mut self.earlier,
        }
    }
}

/// What is known of one topic.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    /// Whether it was looked at, and how many messages had come by then: a topic may be known before any has.
    looked: bool,
    seen: u64,
    in_name: bool,
    /// The newest message that it was found in, counted from 1; 0 for none.
    hit: u64,
    found: Option<SearchHit>,
}

impl Known {
    /// Looks at what is new; how many bytes were searched.
    fn look(&mut self, topic: &Topic, needle: &str) -> usize {
        let mut searched = 0;
        if !self.looked {
            self.looked = true;
            searched += topic.name().len();
            self.in_name = find(topic.name(), needle).is_some();
        }
        let (count, history) = (topic.count(), topic.history());
        let new = usize::try_from(count - self.seen).unwrap_or(usize::MAX).min(history.len());
        for (entry, number) in history.iter().rev().take(new).zip((0..=count).rev()) {
            searched += entry.kept();
            if in_entry(entry, needle) {
                self.hit = number;
                break;
            }
        }
        self.seen = count;
        let ago = usize::try_from(count - self.hit).unwrap_or(usize::MAX);
        self.found = match ago {
            _ if self.in_name => Some(SearchHit::Name),
            _ if self.hit == 0 || ago >= history.len() => None,
            0 => Some(SearchHit::Value),
            ago => Some(SearchHit::Earlier(ago)),
        };
        searched
    }
}

/// A search that is under way, or done.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// What is looked for, in small letters.
    needle: String,
    connection: Option<ConnectionId>,
    age: u64,
    /// The tree's shape, and how many messages it had taken in, when the round began.
    seen: Option<(u64, u64)>,
    /// By node.
    known: Vec<Known>,
    /// The topic that comes next, in the order of their arrival, and how many are left in this round.
    at: usize,
    left: usize,
    sum: Sum,
    version: u64,
}

impl Search {
    /// What is looked for, in small letters; empty while nothing is.
    pub fn needle(&self) -> &str {
        &self.needle
    }

    /// Changes whenever it is found in another topic, or in one no longer.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// How many topics it was found in.
    pub fn sum(&self) -> Sum {
        self.sum
    }

    /// Whether everything that had come with the last step was searched.
    pub fn is_done(&self) -> bool {
        self.left == 0
    }

    /// Where in this topic something was found.
    pub fn found(&self, id: NodeId) -> Option<SearchHit> {
        let known = self.known.get(id.index())?;
        known.found
    }

    /// Looks for a text in the topics of a connection, a step further; for nothing where the text is empty. Costs next
    /// to nothing while nothing has changed.
    pub fn step(&mut self, tree: &Tree, connection: &ConnectionId, needle: &str) {
        let needle = needle.trim();
        if needle.is_empty() && self.needle.is_empty() {
            return;
        }
        let needle = needle.to_lowercase();
        if needle != self.needle || self.connection.as_ref() != Some(connection) || self.age != tree.age() {
            let (connection, age, version) = (Some(connection.clone()), tree.age(), self.version + 1);
            *self = Self { needle, connection, age, version, ..Self::default() };
        }
        if self.needle.is_empty() {
            return;
        }
        let topics = tree.topics_in_order(connection);
        let now = Some((tree.shape(), tree.messages()));
        if self.seen != now {
            self.seen = now;
            self.known.resize(tree.nodes(), Known::default());
            self.left = topics.len();
        }
        let mut budget = PER_STEP;
        while self.left > 0 && budget > 0 {
            self.at = if self.at < topics.len() { self.at } else { 0 };
            let Some(id) = topics.get(self.at).copied() else { break };
            self.at += 1;
            self.left -= 1;
            budget = budget.saturating_sub(PER_TOPIC + self.look(tree, id));
        }
    }

    fn look(&mut self, tree: &Tree, id: NodeId) -> usize {
        let Some(known) = self.known.get_mut(id.index()) else { return 0 };
        let Some(topic) = tree.node(id).and_then(|node| node.topic()) else { return 0 };
        if known.looked && known.seen == topic.count() {
            return 0;
        }
        let before = known.found;
        let searched = known.look(topic, &self.needle);
        let after = known.found;
        if before.is_some() != after.is_some() {
            self.version += 1;
        }
        if let Some(before) = before {
            *self.sum.of(before) -= 1;
        }
        if let Some(after) = after {
            *self.sum.of(after) += 1;
        }
        searched
    }
}

/// Whether a value has it: in its text; of one that is no text, in the bytes as they are written and in letters among
/// them.
fn in_entry(entry: &TopicValue, needle: &str) -> bool {
    let among = |raw: &[u8]| needle.is_ascii() && find_ascii(raw, needle.as_bytes()).is_some();
    find(&entry.message, needle).is_some() || entry.raw.as_deref().is_some_and(among)
}

/// Where a text has `needle`, which is in small letters; capitals are the same.
pub fn find(text: &str, needle: &str) -> Option<Range<usize>> {
    if needle.is_empty() {
        return None;
    }
    if needle.is_ascii() {
        // An ASCII byte is never part of another character.
        return find_ascii(text.as_bytes(), needle.as_bytes());
    }
    text.char_indices().find_map(|(start, _)| {
        let mut wanted = needle.chars().peekable();
        for (at, c) in text.split_at(start).1.char_indices() {
            for small in c.to_lowercase() {
                wanted.next_if_eq(&small)?;
                if wanted.peek().is_none() {
                    return Some(start..start + at + c.len_utf8());
                }
            }
        }
        None
    })
}

fn find_ascii(text: &[u8], needle: &[u8]) -> Option<Range<usize>> {
    let first = *needle.first()?;
    let last_start = text.len().checked_sub(needle.len())?;
    memchr::memchr2_iter(first, first.to_ascii_uppercase(), text.get(..=last_start)?)
        .map(|start| start..start + needle.len())
        .find(|range| text.get(range.clone()).is_some_and(|found| found.eq_ignore_ascii_case(needle)))
}

/// Every place where a text has `needle`, at most `most`.
pub fn find_all(text: &str, needle: &str, most: usize) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    while found.len() < most
        && let Some(next) = text.get(from..).and_then(|rest| find(rest, needle))
    {
        found.push(from + next.start..from + next.end);
        from += next.end;
    }
    found
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::editor::monitor::topic::Bounds;
    use crate::model::source::Message;

    fn take(tree: &mut Tree, topic: &str, message: &str) {
        let row = Message { topic: topic.to_owned(), message: message.to_owned(), ..Message::default() };
        tree.take(&ConnectionId::local(), &row, Instant::now());
    }

    fn step(search: &mut Search, tree: &Tree, needle: &str) {
        search.step(tree, &ConnectionId::local(), needle);
    }

    fn found(search: &Search, tree: &Tree, topic: &str) -> Option<SearchHit> {
        search.found(tree.find(&ConnectionId::local(), topic).unwrap())
    }

    #[test]
    fn names_values_and_earlier_values_are_found() {
        let (mut tree, mut search) = (Tree::default(), Search::default());
        for (topic, message) in [("halle/tor", "x"), ("a", "Tor auf"), ("b", "TOR zu"), ("b", "x"), ("c", "x")] {
            take(&mut tree, topic, message);
        }
        step(&mut search, &tree, " TOR ");
        let all = |search: &Search, tree: &Tree| ["halle/tor", "a", "b", "c"].map(|topic| found(search, tree, topic));
        assert_eq!(
            all(&search, &tree),
            [Some(SearchHit::Name), Some(SearchHit::Value), Some(SearchHit::Earlier(1)), None]
        );
        assert_eq!(search.sum(), Sum { names: 1, values: 1, earlier: 1 });
        assert!(search.is_done());
        // What comes is searched with the next step, and nothing else changes.
        let version = search.version();
        take(&mut tree, "a", "y");
        take(&mut tree, "b", "tor");
        step(&mut search, &tree, "tor");
        assert_eq!(
            all(&search, &tree),
            [Some(SearchHit::Name), Some(SearchHit::Earlier(1)), Some(SearchHit::Value), None]
        );
        assert_eq!(search.version(), version, "the same topics");
        take(&mut tree, "c", "Motor");
        step(&mut search, &tree, "tor");
        assert!(search.version() > version);
        assert_eq!(search.sum(), Sum { names: 1, values: 2, earlier: 1 });
        step(&mut search, &tree, "");
        assert_eq!((search.sum(), found(&search, &tree, "a")), (Sum::default(), None));
    }

    #[test]
    fn what_the_history_has_forgotten_is_found_no_longer() {
        let mut tree = Tree::with_bounds(Bounds { values: 2, ..Bounds::default() });
        let mut search = Search::default();
        take(&mut tree, "t", "tor");
        step(&mut search, &tree, "tor");
        take(&mut tree, "t", "1");
        step(&mut search, &tree, "tor");
        assert_eq!(found(&search, &tree, "t"), Some(SearchHit::Earlier(1)));
        take(&mut tree, "t", "2");
        step(&mut search, &tree, "tor");
        assert_eq!((found(&search, &tree, "t"), search.sum()), (None, Sum::default()));
        // Several values between two steps are all searched.
        take(&mut tree, "t", "tor");
        take(&mut tree, "t", "3");
        step(&mut search, &tree, "tor");
        assert_eq!(found(&search, &tree, "t"), Some(SearchHit::Earlier(1)));
    }

    #[test]
    fn a_step_is_bounded_and_the_next_ones_do_the_rest() {
        let (mut tree, mut search) = (Tree::default(), Search::default());
        let long = format!("{}Tor", "x".repeat(200_000));
        for i in 0..20 {
            take(&mut tree, &i.to_string(), &long);
        }
        let mut steps = 0;
        while steps == 0 || !search.is_done() {
            step(&mut search, &tree, "tor");
            steps += 1;
            assert!(search.sum().topics() <= steps * 6, "{steps}: {:?}", search.sum());
        }
        assert_eq!((search.sum().topics(), steps), (20, 4));
        let version = search.version();
        step(&mut search, &tree, "tor");
        assert_eq!(search.version(), version);
    }

    #[test]
    fn another_connection_or_a_cleared_tree_is_searched_anew() {
        let (mut tree, mut search) = (Tree::default(), Search::default());
        take(&mut tree, "tor", "");
        step(&mut search, &tree, "tor");
        search.step(&tree, &ConnectionId::from_random(7), "tor");
        assert_eq!((search.sum().topics(), found(&search, &tree, "tor")), (0, None));
        step(&mut search, &tree, "tor");
        assert_eq!(search.sum().topics(), 1);
        // Known by what the broker has stored, before any message came.
        tree.stored(&ConnectionId::local(), "Motor", "1", 5);
        step(&mut search, &tree, "tor");
        assert_eq!(search.sum().topics(), 2);
        tree.clear();
        step(&mut search, &tree, "tor");
        assert_eq!(search.sum().topics(), 0);
    }

    #[test]
    fn capitals_and_umlauts_are_found_where_they_stand() {
        let text = "Grüße aus KÖLN, köln";
        assert_eq!(find(text, "aus"), Some(8..11));
        assert_eq!(
            find_all(text, "köln", 9).into_iter().filter_map(|at| text.get(at)).collect::<Vec<_>>(),
            ["KÖLN", "köln"]
        );
        assert_eq!(find_all("aaaa", "aa", 9), [0..2, 2..4]);
        assert_eq!(find_all("aaaa", "a", 3).len(), 3);
        for (text, needle) in [("", "x"), ("x", ""), ("x", "xy"), ("ab", "b ")] {
            assert_eq!(find(text, needle), None, "{text:?} {needle:?}");
        }
        // A capital letter that is longer in small ones.
        assert_eq!(find("İstanbul", "stan"), Some(2..6));
    }

    #[test]
    fn bytes_are_found_as_they_are_written_and_by_letters_among_them() {
        let raw: &[u8] = &[0xff, 0x00, b'T', b'o', b'r'];
        let row = Message { topic: "t".to_owned(), raw: Some(raw.into()), ..Message::default() };
        let (mut tree, mut search) = (Tree::default(), Search::default());
        tree.take(&ConnectionId::local(), &row, Instant::now());
        for (needle, is_there) in [("ff 00", true), ("tor", true), ("fe", false)] {
            step(&mut search, &tree, needle);
            assert_eq!(found(&search, &tree, "t").is_some(), is_there, "{needle}");
        }
    }
}
