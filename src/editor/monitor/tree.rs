//! All topics of the monitor as a tree of levels, one root for each connection.
//!
//! Taking in a message costs one look-up; the tree itself grows only with new topics, and says so by
//! [`Tree::shape`], so that whoever shows it can keep what was made from it.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Instant;

use super::search::Search;
use super::topic::{Bounds, Stored, Topic};
use crate::model::id::ConnectionId;
use crate::model::source::Message;

/// A node of the tree; valid until the tree is cleared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);

impl NodeId {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// The text between two slashes; `raum2` comes before `raum10`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct TreeLevel(Arc<str>);

impl Ord for TreeLevel {
    fn cmp(&self, other: &Self) -> Ordering {
        natural(&self.0, &other.0).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for TreeLevel {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Compares texts with the numbers in them by value.
fn natural(one: &str, other: &str) -> Ordering {
    let (mut left, mut right) = (one.as_bytes(), other.as_bytes());
    while let (Some(a), Some(b)) = (left.first(), right.first()) {
        if a.is_ascii_digit() && b.is_ascii_digit() {
            let (x, y) = (digits(left), digits(right));
            let by_value = x.1.len().cmp(&y.1.len()).then_with(|| x.1.cmp(y.1));
            if by_value.is_ne() {
                return by_value;
            }
            (left, right) = (&left[x.0..], &right[y.0..]);
        } else if a == b {
            (left, right) = (&left[1..], &right[1..]);
        } else {
            return a.to_ascii_lowercase().cmp(&b.to_ascii_lowercase()).then_with(|| a.cmp(b));
        }
    }
    left.len().cmp(&right.len())
}

/// How many digits stand at the beginning, and those of them that count.
fn digits(text: &[u8]) -> (usize, &[u8]) {
    let end = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    let zeros = text[..end].iter().position(|byte| *byte != b'0').unwrap_or(end);
    (end, &text[zeros..end])
}

/// A level of a topic.
#[derive(Clone, Debug)]
pub struct TopicNode {
    parent: Option<NodeId>,
    level: Arc<str>,
    children: BTreeMap<TreeLevel, NodeId>,
    below: u32,
    topic: Option<Topic>,
    changed: Instant,
}

impl TopicNode {
    /// The text of this level.
    pub fn level(&self) -> &str {
        &self.level
    }

    /// The node above; `None` for the root of a connection.
    pub fn parent(&self) -> Option<NodeId> {
        self.parent
    }

    /// The topic that ends here, if messages came on it.
    pub fn topic(&self) -> Option<&Topic> {
        self.topic.as_ref()
    }

    /// How many topics are below this level.
    pub fn below(&self) -> u32 {
        self.below
    }

    /// Whether there is something to open.
    pub fn has_children(&self) -> bool {
        !self.children.is_empty()
    }

    /// When the last message came here or below.
    pub fn changed(&self) -> Instant {
        self.changed
    }
}

/// A line of the tree as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TreeLine {
    /// The node.
    pub node: NodeId,
    /// How far it is moved in.
    pub depth: u16,
}

#[derive(Clone, Debug)]
struct Root {
    connection: ConnectionId,
    node: NodeId,
    topics: HashMap<Arc<str>, NodeId>,
    /// The same topics in the order in which they came.
    in_order: Vec<NodeId>,
}

/// The tree.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    bounds: Bounds,
    nodes: Vec<TopicNode>,
    roots: Vec<Root>,
    topics: usize,
    bytes: usize,
    shape: u64,
    age: u64,
    left_out: u64,
    shortened: bool,
    messages: u64,
}

impl Tree {
    /// An empty tree with other bounds.
    pub fn with_bounds(bounds: Bounds) -> Self {
        Self { bounds, ..Self::default() }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self { bounds: self.bounds, shape: self.shape + 1, age: self.age + 1, ..Self::default() };
    }

    /// Changes whenever a line may have come or gone.
    pub fn shape(&self) -> u64 {
        self.shape
    }

    /// Changes whenever the tree was cleared: nodes of another age are not those of this one.
    pub fn age(&self) -> u64 {
        self.age
    }

    /// How many topics there are.
    pub fn topics(&self) -> usize {
        self.topics
    }

    /// Bytes that are kept.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Messages on new topics that were not taken in, as there are too many topics.
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// Whether earlier values were given up for want of room.
    pub fn is_shortened(&self) -> bool {
        self.shortened
    }

    /// How many messages were taken in since it was cleared.
    pub fn messages(&self) -> u64 {
        self.messages
    }

    /// How many nodes there are.
    pub(super) fn nodes(&self) -> usize {
        self.nodes.len()
    }

    /// The topics of a connection, in the order in which they came.
    pub(super) fn topics_in_order(&self, connection: &ConnectionId) -> &[NodeId] {
        self.root(connection).map_or(&[], |root| &root.in_order)
    }

    /// The topics of a connection, in the order in which they came.
    pub fn topics_in(&self, connection: &ConnectionId) -> impl Iterator<Item = &Topic> {
        self.topics_in_order(connection).iter().filter_map(|id| self.node(*id)?.topic())
    }

    /// A node; `None` after the tree was cleared.
    pub fn node(&self, id: NodeId) -> Option<&TopicNode> {
        self.nodes.get(id.index())
    }

    fn root(&self, connection: &ConnectionId) -> Option<&Root> {
        self.roots.iter().find(|root| root.connection == *connection)
    }

    /// The node where a topic ends.
    pub fn find(&self, connection: &ConnectionId, topic: &str) -> Option<NodeId> {
        self.root(connection)?.topics.get(topic).copied()
    }

    /// A topic by its name.
    pub fn topic(&self, connection: &ConnectionId, topic: &str) -> Option<&Topic> {
        self.node(self.find(connection, topic)?)?.topic()
    }

    /// How many topics a connection has.
    pub fn topics_of(&self, connection: &ConnectionId) -> usize {
        self.root(connection).map_or(0, |root| root.topics.len())
    }

    /// Takes in a message.
    pub fn take(&mut self, connection: &ConnectionId, row: &Message, now: Instant) {
        let Some(id) = self.find(connection, &row.topic).or_else(|| self.grow(connection, &row.topic, now)) else {
            self.left_out += 1;
            return;
        };
        self.messages += 1;
        let index = id.index();
        let room = self.bounds.total_bytes.saturating_sub(self.bytes);
        let mut above = Some(id);
        if let Some(topic) = self.nodes.get_mut(index).and_then(|node| node.topic.as_mut()) {
            let before = topic.cost();
            self.shortened |= topic.take(row, &self.bounds, room, now);
            self.bytes = self.bytes - before + topic.cost();
        }
        while let Some(node) = above.and_then(|id| self.nodes.get_mut(id.index())) {
            node.changed = now;
            above = node.parent;
        }
    }

    /// What the broker has stored now is known: our own retained message was accepted. Often it says so before it
    /// gives the message to those who listen.
    pub fn stored(&mut self, connection: &ConnectionId, topic: &str, message: &str, at_ms: i64) {
        let known = self.find(connection, topic);
        let node =
            if message.is_empty() { known } else { known.or_else(|| self.grow(connection, topic, Instant::now())) };
        let Some(index) = node.map(|id| id.index()) else { return };
        let stored = if message.is_empty() {
            Stored::Nothing
        } else {
            Stored::Value { message: message.into(), since_ms: Some(at_ms), sure: true }
        };
        if let Some(topic) = self.nodes.get_mut(index).and_then(|node| node.topic.as_mut()) {
            topic.set_stored(stored);
        }
    }

    /// A new session begins: what was stored may have changed meanwhile, until the broker says it again.
    pub fn doubt_stored(&mut self, connection: &ConnectionId) {
        let mut todo: Vec<NodeId> = self.root(connection).map(|root| root.node).into_iter().collect();
        while let Some(id) = todo.pop() {
            let node = &mut self.nodes[id.index()];
            todo.extend(node.children.values());
            if let Some(topic) = &mut node.topic
                && let Stored::Value { message, since_ms, .. } = topic.stored().clone()
            {
                topic.set_stored(Stored::Value { message, since_ms, sure: false });
            }
        }
    }

    /// Makes the nodes of a topic; `None` where there is no room for more.
    fn grow(&mut self, connection: &ConnectionId, topic: &str, now: Instant) -> Option<NodeId> {
        let cost = Topic::own_cost(topic);
        if self.topics >= self.bounds.topics || self.bytes + cost > self.bounds.total_bytes {
            return None;
        }
        let root = if let Some(root) = self.root(connection) {
            root.node
        } else {
            let node = self.add(None, Arc::from(""), now);
            self.roots.push(Root {
                connection: connection.clone(),
                node,
                topics: HashMap::new(),
                in_order: Vec::new(),
            });
            node
        };
        let mut node = root;
        for level in topic.split('/') {
            let level = TreeLevel(Arc::from(level));
            let child = self.node(node).and_then(|node| node.children.get(&level)).copied();
            node = child.unwrap_or_else(|| {
                let child = self.add(Some(node), Arc::clone(&level.0), now);
                self.nodes[node.index()].children.insert(level, child);
                child
            });
        }
        let name: Arc<str> = Arc::from(topic);
        self.nodes[node.index()].topic = Some(Topic::new(Arc::clone(&name), now));
        let found = self.roots.iter_mut().find(|root| root.connection == *connection)?;
        found.topics.insert(name, node);
        found.in_order.push(node);
        let mut above = self.nodes[node.index()].parent;
        while let Some(id) = above {
            let parent = &mut self.nodes[id.index()];
            parent.below += 1;
            above = parent.parent;
        }
        self.topics += 1;
        self.bytes += cost;
        self.shape += 1;
        Some(node)
    }

    fn add(&mut self, parent: Option<NodeId>, level: Arc<str>, now: Instant) -> NodeId {
        // Fewer than topics × levels, and those are bounded by the bytes that they cost.
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(TopicNode { parent, level, children: BTreeMap::new(), below: 0, topic: None, changed: now });
        id
    }

    /// The lines to show: children of what `is_open`, or, with something to look for, every topic that it was found in.
    pub fn lines(&self, connection: &ConnectionId, is_open: &dyn Fn(NodeId) -> bool, search: &Search) -> Vec<TreeLine> {
        let Some(root) = self.root(connection) else { return Vec::new() };
        let kept = (!search.needle().is_empty()).then(|| self.matching(root, search));
        let mut lines = Vec::new();
        // An own stack: topics may have two hundred levels.
        let mut todo: Vec<(NodeId, u16)> = self.children_backwards(root.node).map(|id| (id, 0)).collect();
        while let Some((id, depth)) = todo.pop() {
            if kept.as_ref().is_some_and(|kept| !kept[id.index()]) {
                continue;
            }
            lines.push(TreeLine { node: id, depth });
            if kept.is_some() || is_open(id) {
                todo.extend(self.children_backwards(id).map(|child| (child, depth + 1)));
            }
        }
        lines
    }

    fn children_backwards(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.node(id).into_iter().flat_map(|node| node.children.values().rev().copied())
    }

    /// For each node whether it leads to a topic in which something was found.
    fn matching(&self, root: &Root, search: &Search) -> Vec<bool> {
        let mut kept = vec![false; self.nodes.len()];
        for topic in root.in_order.iter().filter(|topic| search.found(**topic).is_some()) {
            let mut above = Some(*topic);
            while let Some(id) = above
                && !kept[id.index()]
            {
                kept[id.index()] = true;
                above = self.node(id).and_then(TopicNode::parent);
            }
        }
        kept
    }

    /// The text of a node and all above it: a topic, or the beginning of some.
    pub fn path(&self, id: NodeId) -> String {
        let mut levels = Vec::new();
        let mut above = self.node(id);
        while let Some(node) = above
            && let Some(parent) = node.parent
        {
            levels.push(node.level());
            above = self.node(parent);
        }
        levels.reverse();
        levels.join("/")
    }

    /// Topics here and below on which something is stored, or probably is.
    pub fn stored_below(&self, id: NodeId) -> Vec<Arc<str>> {
        let mut found = Vec::new();
        let mut todo = vec![id];
        while let Some(id) = todo.pop() {
            let topic = self.node(id).and_then(TopicNode::topic);
            if let Some(topic) = topic.filter(|topic| matches!(topic.stored(), Stored::Value { .. })) {
                found.push(Arc::clone(topic.name()));
            }
            todo.extend(self.children_backwards(id));
        }
        found
    }
}

#[cfg(test)]
mod tests;
