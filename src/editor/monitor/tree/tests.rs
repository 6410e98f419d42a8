//! The tree against a plain map, and its bounds.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn row(topic: &str, message: &str, retained: bool) -> Message {
    Message { at_ms: 1, topic: topic.to_owned(), message: message.to_owned(), retained, ..Message::default() }
}

fn tree(topics: &[&str]) -> Tree {
    let mut tree = Tree::default();
    for topic in topics {
        tree.take(&ConnectionId::local(), &row(topic, "x", false), Instant::now());
    }
    tree
}

fn shown(tree: &Tree, open: bool, needle: &str) -> Vec<String> {
    let mut search = Search::default();
    search.step(tree, &ConnectionId::local(), needle);
    let lines = tree.lines(&ConnectionId::local(), &|_| open, &search);
    lines
        .iter()
        .map(|line| format!("{}{}", "  ".repeat(line.depth.into()), tree.node(line.node).unwrap().level()))
        .collect()
}

#[test]
fn levels_stand_in_natural_order_below_each_other() {
    let tree = tree(&["halle/raum10/t", "halle/raum2/t", "Büro", "halle", "/x", "halle/raum2"]);
    let all = ["", "  x", "Büro", "halle", "  raum2", "    t", "  raum10", "    t"];
    assert_eq!(shown(&tree, true, ""), all);
    assert_eq!(shown(&tree, false, ""), ["", "Büro", "halle"]);
    assert_eq!(shown(&tree, false, "RAUM1"), ["halle", "  raum10", "    t"]);
    assert_eq!(shown(&tree, true, "nirgends"), Vec::<String>::new());
    let halle = tree.node(tree.find(&ConnectionId::local(), "halle").unwrap()).unwrap();
    assert_eq!(halle.below(), 3);
    assert!(tree.lines(&ConnectionId::from_random(1), &|_| true, &Search::default()).is_empty());
}

#[test]
fn numbers_in_levels_count_by_value() {
    assert_eq!(natural("a9", "a10"), Ordering::Less);
    assert_eq!(natural("a09", "a9"), Ordering::Equal);
    assert_eq!(natural("b1", "a2"), Ordering::Greater);
    assert_eq!(natural("a", "a1"), Ordering::Less);
    assert_eq!(natural("B", "a"), Ordering::Greater);
}

#[test]
fn more_topics_than_fit_are_counted() {
    let mut tree = Tree::with_bounds(Bounds { topics: 2, ..Bounds::default() });
    for topic in ["a", "b", "c", "a", "d"] {
        tree.take(&ConnectionId::local(), &row(topic, "x", false), Instant::now());
    }
    assert_eq!((tree.topics(), tree.left_out()), (2, 2));
    assert_eq!(tree.topic(&ConnectionId::local(), "a").unwrap().count(), 2);
    let (shape, age) = (tree.shape(), tree.age());
    tree.clear();
    assert_eq!((tree.topics(), tree.left_out(), tree.bytes()), (0, 0, 0));
    assert!(tree.shape() > shape && tree.age() > age);
}

#[test]
fn a_confirmation_may_come_before_the_message_itself() {
    let mut tree = tree(&["e"]);
    let local = ConnectionId::local();
    tree.stored(&local, "a/b", "an", 7);
    tree.stored(&local, "nie/gesehen", "", 7);
    assert!(tree.topic(&local, "nie/gesehen").is_none());
    assert_eq!(tree.topic(&local, "a/b").unwrap().count(), 0);
    tree.take(&local, &row("a/b", "an", false), Instant::now());
    let known = Stored::Value { message: "an".into(), since_ms: Some(7), sure: true };
    let topic = tree.topic(&local, "a/b").unwrap();
    assert_eq!((topic.stored(), topic.count()), (&known, 1));
}

#[test]
fn our_own_stored_value_is_known_and_found_below_a_branch() {
    let mut tree = tree(&["a/b", "a/c/d", "e"]);
    let local = ConnectionId::local();
    tree.stored(&local, "a/c/d", "an", 7);
    let root = tree.lines(&local, &|_| false, &Search::default())[0].node;
    assert_eq!(tree.path(root), "a");
    assert_eq!(tree.stored_below(root), [Arc::from("a/c/d")]);
    let known = Stored::Value { message: "an".into(), since_ms: Some(7), sure: true };
    assert_eq!(*tree.topic(&local, "a/c/d").unwrap().stored(), known);
    tree.doubt_stored(&local);
    let likely = Stored::Value { message: "an".into(), since_ms: Some(7), sure: false };
    assert_eq!(*tree.topic(&local, "a/c/d").unwrap().stored(), likely, "until the broker says it again");
    tree.take(&local, &row("a/c/d", "an", true), Instant::now());
    assert_eq!(*tree.topic(&local, "a/c/d").unwrap().stored(), known, "its age is not lost");
    tree.stored(&local, "a/c/d", "", 8);
    assert_eq!(tree.stored_below(root), Vec::<Arc<str>>::new());
}

#[test]
fn two_hundred_levels_are_no_danger() {
    let deep = vec!["x"; 200].join("/");
    let tree = tree(&[&deep]);
    let lines = tree.lines(&ConnectionId::local(), &|_| true, &Search::default());
    assert_eq!(lines.len(), 200);
    assert_eq!(tree.path(lines[199].node), deep);
}

proptest! {
    /// Whatever comes: the tree holds what a plain map of topics holds, within its bounds.
    #[test]
    fn the_tree_is_the_map(messages in prop::collection::vec(("[a-c]{0,1}(/[a-b0-9]{0,2}){0,3}", ".{0,40}", any::<bool>()), 0..200)) {
        let bounds = Bounds { values: 5, topic_bytes: 700, value_bytes: 64, topics: 40, total_bytes: 24_000 };
        let (mut tree, local) = (Tree::with_bounds(bounds), ConnectionId::local());
        let mut map: BTreeMap<String, (u64, String)> = BTreeMap::new();
        let mut left_out = 0;
        for (topic, message, retained) in &messages {
            tree.take(&local, &row(topic, message, *retained), Instant::now());
            if tree.find(&local, topic).is_none() {
                left_out += 1;
                continue;
            }
            let seen = map.entry(topic.clone()).or_default();
            *seen = (seen.0 + 1, message.clone());
        }
        prop_assert_eq!(tree.left_out(), left_out);
        prop_assert_eq!(tree.topics(), map.len());
        prop_assert!(tree.topics() <= bounds.topics);
        // A value that does not fit may still bring 64 bytes.
        prop_assert!(tree.bytes() <= bounds.total_bytes + map.len() * 200, "{}", tree.bytes());
        let mut shown = Vec::new();
        for line in tree.lines(&local, &|_| true, &Search::default()) {
            let node = tree.node(line.node).unwrap();
            let path = tree.path(line.node);
            let below = map.keys().filter(|topic| topic.strip_prefix(&path).is_some_and(|rest| rest.starts_with('/')));
            prop_assert_eq!(node.below() as usize, below.count(), "below {:?}", path);
            if let Some(topic) = node.topic() {
                let (count, message) = &map[&path];
                prop_assert_eq!(topic.count(), *count);
                let last = topic.last().unwrap();
                prop_assert!(message.starts_with(&*last.message));
                prop_assert_eq!(last.is_cut(), last.message.len() < message.len());
                prop_assert!(topic.history().len() <= bounds.values);
                shown.push(path);
            }
        }
        shown.sort();
        prop_assert_eq!(shown, map.into_keys().collect::<Vec<_>>());
    }
}
