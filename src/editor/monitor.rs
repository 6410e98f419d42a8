//! The monitor: what it listens to, everything that has passed as a tree of topics, and what can be asked of it.
//!
//! Pure: messages are handed in, what is asked goes out as an effect. It has bounds and never loses count.
//!
//! It listens as the `LISTENER`, on a clean session of its own under another client id (`mqtt/sharing.rs`). Messages that
//! only passed wake the window lazily, at most 15 times a second; the tree is bounded (50,000 topics, 64 MiB, 100 values a
//! topic), its rows are made anew only when a topic or a level comes or goes, and only rows in view are drawn. A search
//! looks at names and values step by step, about 1 MiB for each picture, and never twice at the same value; without one it
//! costs nothing. A broker tells what it has stored only to new subscribers: what is known, what is likely and what is
//! unknown are three states (`Stored`).

pub mod search;
pub mod topic;
pub mod tree;

use std::collections::{BTreeMap, VecDeque};
use std::time::Instant;

use self::tree::Tree;
use crate::i18n::t;
use crate::language;
use crate::language::block::Takes;
use crate::model::binding::Origin;
use crate::model::blocks::Block;
use crate::model::blocks::Slot;
use crate::model::blocks::edit::GraphEdit;
use crate::model::device::Directory;
use crate::model::edit::Edit;
use crate::model::handler::HandlerRef;
use crate::model::id::{BlockId, ConnectionId};
use crate::model::item::Item;
use crate::model::run::{Fate, PublishError};
use crate::model::saved::SavedMessage;
use crate::model::source::{ColumnType, Message};
use crate::model::topic::{TopicFilter, TopicName};

/// Most messages that wait while the monitor is paused.
const MAX_WAITING: usize = 10_000;
/// Most messages in the list; older ones go.
const MAX_LINES: usize = 5_000;
/// Most bytes of the messages in the list, and of those that wait.
const MAX_BYTES: usize = 64 << 20;

/// What somebody asks of the monitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MonitorCommand {
    /// Listen on a connection, and on no other.
    Listen(ConnectionId, TopicFilter),
    /// Listen no longer.
    Hush,
    /// Stop the pictures; what arrives meanwhile waits.
    Pause(bool),
    /// Publish a message by hand.
    Publish(ByHand),
    /// Clear what the broker has stored on these topics.
    ClearStored(ConnectionId, Vec<TopicName>),
    /// Keep a message under its name; one of the same name is replaced.
    Keep(SavedMessage),
    /// Forget the message of this name.
    Forget(String),
}

/// A message published by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByHand {
    /// The connection.
    pub connection: ConnectionId,
    /// The topic.
    pub topic: TopicName,
    /// The message.
    pub message: String,
    /// Whether the broker shall store it.
    pub retain: bool,
    /// Quality of service, 0 to 2.
    pub qos: u8,
}

/// What became of the messages published by hand last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The topic; the last one of several.
    pub topic: String,
    /// How many belong together: several are cleared at once.
    pub count: usize,
    /// How many of them are done.
    pub done: usize,
    /// What became of the last one.
    pub fate: Result<Fate, PublishError>,
}

/// A message in the monitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonitorLine {
    /// The connection it passed on.
    pub connection: ConnectionId,
    /// The message.
    pub row: Message,
}

/// A topic that is being dragged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicDrag {
    /// The connection that it was seen on.
    pub connection: ConnectionId,
    /// The topic.
    pub topic: String,
}

impl TopicDrag {
    /// Where a property gets its value from that follows the topic, or a field of its JSON.
    pub fn origin(&self, path: &str) -> Origin {
        Origin::Topic {
            connection: self.connection.clone(),
            filter: self.topic.clone(),
            path: path.to_owned(),
            ty: ColumnType::Automatic,
        }
    }

    /// The change that puts topic and connection into the slots of a block.
    pub fn edit(&self, at: &HandlerRef, block: &Block, id: BlockId, slot: &str) -> Edit {
        let set = |slot: &str, value: Slot| {
            let value = Some(value);
            Edit::Graph(at.clone(), GraphEdit::SetSlot { block: id, slot: slot.to_owned(), value })
        };
        let slots = language::block(&block.kind).map_or(&[][..], |def| def.slots);
        let connections = slots.iter().filter(|slot| slot.takes == Takes::Connection);
        let mut edits: Vec<Edit> = connections
            .filter(|slot| block.wire(slot.key).is_none())
            .map(|slot| set(slot.key, Item::from(self.connection.clone()).into()))
            .collect();
        edits.push(set(slot, self.topic.as_str().into()));
        Edit::All(t("Topic einsetzen", "Use topic"), edits)
    }
}

/// What waits while the monitor is paused.
#[derive(Clone, Debug, Default)]
struct Pause {
    waiting: Vec<MonitorLine>,
    /// What they hold.
    bytes: usize,
    lost: u64,
}

/// The monitor.
#[derive(Clone, Debug, Default)]
pub struct Monitor {
    /// All topics.
    pub tree: Tree,
    /// What devices have said of themselves.
    pub devices: BTreeMap<ConnectionId, Directory>,
    /// The messages that passed last, the oldest first.
    pub lines: VecDeque<MonitorLine>,
    /// What it listens to, besides what the app does.
    pub listening: Option<(ConnectionId, TopicFilter)>,
    /// What became of the last message that was published by hand.
    pub outcome: Option<Outcome>,
    /// Messages that are kept for this project, in the order of their names.
    pub messages: Vec<SavedMessage>,
    /// Messages that came too fast to be taken in.
    pub lost: u64,
    /// What [`Self::lines`] hold, in bytes.
    bytes: usize,
    pause: Option<Pause>,
}

impl Monitor {
    /// Takes in a message that passed; while paused it waits.
    pub fn take(&mut self, line: MonitorLine, now: Instant) {
        match &mut self.pause {
            Some(pause) if pause.waiting.len() >= MAX_WAITING || pause.bytes >= MAX_BYTES => pause.lost += 1,
            Some(pause) => {
                pause.bytes += line.row.bytes();
                pause.waiting.push(line);
            }
            None => {
                self.tree.take(&line.connection, &line.row, now);
                if line.row.raw.is_none() && Directory::concerns(&line.row.topic) {
                    let devices = self.devices.entry(line.connection.clone()).or_default();
                    devices.take(&line.row.topic, &line.row.message);
                }
                self.bytes += line.row.bytes();
                self.lines.push_back(line);
                while self.lines.len() > MAX_LINES || (self.bytes > MAX_BYTES && self.lines.len() > 1) {
                    self.bytes -= self.lines.pop_front().map_or(0, |line| line.row.bytes());
                }
            }
        }
    }

    /// Pauses, or goes on with what has waited.
    pub fn set_paused(&mut self, paused: bool, now: Instant) {
        if paused {
            self.pause.get_or_insert_default();
        } else if let Some(Pause { waiting, lost, .. }) = self.pause.take() {
            self.lost += lost;
            for line in waiting {
                self.take(line, now);
            }
        }
    }

    /// How many messages wait; `None` while it is not paused.
    pub fn waiting(&self) -> Option<usize> {
        self.pause.as_ref().map(|pause| pause.waiting.len())
    }

    /// Forgets what has passed, also what waits.
    pub fn clear(&mut self) {
        self.tree.clear();
        self.devices.values_mut().for_each(Directory::clear);
        self.lines.clear();
        self.bytes = 0;
        self.lost = 0;
        if let Some(pause) = &mut self.pause {
            *pause = Pause::default();
        }
    }

    /// Whether it hears every message on this topic.
    pub fn hears(&self, connection: &ConnectionId, topic: &str) -> bool {
        self.listening.as_ref().is_some_and(|(on, filter)| on == connection && filter.matches(topic))
    }

    /// Keeps a message, in the order of names.
    pub fn keep(&mut self, message: SavedMessage) {
        self.forget(&message.name);
        let at = self.messages.partition_point(|other| other.name.to_lowercase() < message.name.to_lowercase());
        self.messages.insert(at, message);
    }

    /// Forgets the message of this name.
    pub fn forget(&mut self, name: &str) {
        self.messages.retain(|message| message.name != name);
    }
}

/// A line for tests and benches.
pub fn line(connection: &ConnectionId, topic: &str, message: &str, at_ms: i64) -> MonitorLine {
    let row =
        Message { at_ms, topic: topic.to_owned(), message: message.to_owned(), retained: false, ..Message::default() };
    MonitorLine { connection: connection.clone(), row }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_arrives_during_a_pause_waits_within_bounds() {
        let (mut monitor, local, now) = (Monitor::default(), ConnectionId::local(), Instant::now());
        monitor.take(line(&local, "a", "1", 1), now);
        monitor.set_paused(true, now);
        for _ in 0..MAX_WAITING + 5 {
            monitor.take(line(&local, "a", "2", 1), now);
        }
        assert_eq!(monitor.waiting(), Some(MAX_WAITING));
        assert_eq!(monitor.tree.topic(&local, "a").unwrap().count(), 1);
        assert_eq!(monitor.lines.len(), 1);
        monitor.set_paused(false, now);
        assert_eq!(monitor.lines.len(), MAX_LINES, "the newest of the ones that waited");
        assert_eq!(monitor.tree.topic(&local, "a").unwrap().count(), 1 + MAX_WAITING as u64);
        assert_eq!((monitor.lost, monitor.waiting()), (5, None));
    }

    #[test]
    fn large_messages_are_bounded_by_what_they_hold() {
        let (mut monitor, local, now) = (Monitor::default(), ConnectionId::local(), Instant::now());
        let large = "x".repeat(30 << 20);
        let pass = |monitor: &mut Monitor| monitor.take(line(&local, "a", &large, 1), now);
        (0..4).for_each(|_| pass(&mut monitor));
        assert_eq!(monitor.lines.len(), 2, "the older ones went");
        monitor.set_paused(true, now);
        (0..5).for_each(|_| pass(&mut monitor));
        assert_eq!(monitor.waiting(), Some(3));
        monitor.set_paused(false, now);
        assert_eq!((monitor.lines.len(), monitor.lost), (2, 2));
        monitor.clear();
        assert_eq!(monitor.bytes, 0);
    }

    #[test]
    fn it_hears_what_its_filter_covers() {
        let local = ConnectionId::local();
        let filter = TopicFilter::parse("halle/#").unwrap();
        let monitor = Monitor { listening: Some((local.clone(), filter)), ..Monitor::default() };
        assert!(monitor.hears(&local, "halle/tor"));
        assert!(!monitor.hears(&local, "büro"));
        assert!(!monitor.hears(&ConnectionId::from_random(3), "halle/tor"));
    }

    #[test]
    fn a_dragged_topic_brings_its_connection() {
        let publish = language::blocks().find(|def| def.slots.iter().any(|slot| slot.takes == Takes::Topic)).unwrap();
        let block = Block { kind: publish.kind.to_owned(), ..Block::default() };
        let at = HandlerRef::new(crate::model::id::ControlId(2), "tapped");
        let dragged = TopicDrag { connection: ConnectionId::local(), topic: "halle/tor".to_owned() };
        let Edit::All(_, edits) = dragged.edit(&at, &block, BlockId(3), "topic") else { panic!("one step") };
        let set = |slot: &str, value: Slot| {
            let value = Some(value);
            Edit::Graph(at.clone(), GraphEdit::SetSlot { block: BlockId(3), slot: slot.to_owned(), value })
        };
        let local = Item::from(ConnectionId::local());
        assert_eq!(edits, [set("connection", local.into()), set("topic", "halle/tor".into())]);
    }

    #[test]
    fn kept_messages_have_one_name_each() {
        let saved = |name: &str, topic: &str| SavedMessage {
            name: name.to_owned(),
            topic: topic.to_owned(),
            ..SavedMessage::default()
        };
        let mut monitor = Monitor::default();
        for (name, topic) in [("Zu", "a"), ("auf", "b"), ("Zu", "c")] {
            monitor.keep(saved(name, topic));
        }
        assert_eq!(monitor.messages, [saved("auf", "b"), saved("Zu", "c")]);
        monitor.forget("auf");
        assert_eq!(monitor.messages, [saved("Zu", "c")]);
    }
}
