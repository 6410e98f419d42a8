//! One topic of the monitor: its last values within bounds, and what the broker has stored of it.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use smol_str::SmolStr;

use crate::model::excerpt::begin;
use crate::model::payload::{HEX_BEGIN, hex_begin};
use crate::model::source::Message;

/// How much is kept; smaller in tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Most values of a topic.
    pub values: usize,
    /// Most bytes of a topic's earlier values.
    pub topic_bytes: usize,
    /// Most bytes of a single value; the rest is cut off.
    pub value_bytes: usize,
    /// Most topics.
    pub topics: usize,
    /// Most bytes of everything.
    pub total_bytes: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { values: 100, topic_bytes: 64 << 10, value_bytes: 256 << 10, topics: 50_000, total_bytes: 64 << 20 }
    }
}

/// What a value costs besides its text.
const ENTRY_COST: usize = size_of::<TopicValue>() + 16;

/// One value of a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicValue {
    /// When it arrived, in milliseconds since 1970 (UTC).
    pub at_ms: i64,
    /// The message, perhaps cut; the beginning of its bytes in hexadecimal where it is no text.
    pub message: SmolStr,
    /// The bytes of a message that is no text (UTF-8), perhaps cut.
    pub raw: Option<Arc<[u8]>>,
    /// How many bytes it had.
    pub bytes: usize,
    /// Whether it came as a stored value.
    pub retained: bool,
    /// Quality of service it came with.
    pub qos: u8,
}

impl TopicValue {
    /// The beginning of a message that is not longer than `most` bytes.
    fn new(row: &Message, most: usize) -> Self {
        let (message, raw, bytes) = if let Some(raw) = &row.raw {
            let kept = raw.get(..most).unwrap_or(raw);
            (SmolStr::from(hex_begin(raw)), Some(Arc::from(kept)), raw.len())
        } else {
            (SmolStr::from(begin(&row.message, most)), None, row.message.len())
        };
        Self { at_ms: row.at_ms, message, raw, bytes, retained: row.retained, qos: row.qos }
    }

    /// How many of its bytes are kept.
    pub fn kept(&self) -> usize {
        self.raw.as_ref().map_or(self.message.len(), |raw| raw.len())
    }

    /// Whether there was more than is kept.
    pub fn is_cut(&self) -> bool {
        self.kept() < self.bytes
    }

    /// The number that it is, if it is one.
    pub fn number(&self) -> Option<f64> {
        if self.raw.is_some() { None } else { number(&self.message) }
    }

    fn cost(&self) -> usize {
        self.message.len() + self.raw.as_ref().map_or(0, |raw| raw.len()) + ENTRY_COST
    }
}

/// A message that is a number, or a JSON object's only value that is one.
pub fn number(message: &str) -> Option<f64> {
    let text = message.trim();
    // `f64` also reads `inf` and `NaN`, which are words here.
    let is_numeral = text.len() <= 40 && text.bytes().any(|byte| byte.is_ascii_digit());
    let number = || text.parse::<f64>().ok().filter(|number| number.is_finite());
    is_numeral.then(number).flatten()
}

/// What the broker has stored on a topic, as far as anybody can know.
///
/// A broker says so only when somebody subscribes; what comes later may have replaced it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stored {
    /// Never told.
    Unknown,
    /// Nothing: it was cleared.
    Nothing,
    /// This value.
    Value {
        /// The value.
        message: SmolStr,
        /// Since when, in milliseconds since 1970; unknown where it was there before us.
        since_ms: Option<i64>,
        /// `false`: it came as a usual message on a topic with a stored value, and probably is the new one.
        sure: bool,
    },
}

/// A topic that messages came on.
#[derive(Clone, Debug)]
pub struct Topic {
    name: Arc<str>,
    history: VecDeque<TopicValue>,
    history_cost: usize,
    count: u64,
    stored: Stored,
    changed: Instant,
}

impl Topic {
    pub(super) fn new(name: Arc<str>, now: Instant) -> Self {
        Self { name, history: VecDeque::new(), history_cost: 0, count: 0, stored: Stored::Unknown, changed: now }
    }

    /// The whole topic.
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// Its last values, the oldest first.
    pub fn history(&self) -> &VecDeque<TopicValue> {
        &self.history
    }

    /// The newest value.
    pub fn last(&self) -> Option<&TopicValue> {
        self.history.back()
    }

    /// The value before the newest one.
    pub fn previous(&self) -> Option<&TopicValue> {
        self.history.iter().rev().nth(1)
    }

    /// How many messages came, kept or not.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// What the broker has stored.
    pub fn stored(&self) -> &Stored {
        &self.stored
    }

    /// When the last message came.
    pub fn changed(&self) -> Instant {
        self.changed
    }

    pub(super) fn set_stored(&mut self, stored: Stored) {
        self.stored = stored;
    }

    /// What it costs besides its values.
    pub(super) fn own_cost(name: &str) -> usize {
        // The name also stands in the index, and its levels in the tree.
        name.len() * 2 + 320
    }

    pub(super) fn cost(&self) -> usize {
        self.history_cost
    }

    /// Takes in a value; `room` bytes are left for everything. Gives whether history was given up for want of room.
    pub(super) fn take(&mut self, row: &Message, bounds: &Bounds, room: usize, now: Instant) -> bool {
        self.count += 1;
        self.changed = now;
        self.stored = stored_after(&self.stored, row);
        let mut entry = TopicValue::new(row, bounds.value_bytes);
        let short = entry.cost() > room;
        if short {
            // One value is kept: not longer than what it replaces, or short.
            let most = (room + self.history_cost).saturating_sub(ENTRY_COST).max(64).min(bounds.value_bytes);
            self.history.clear();
            self.history_cost = 0;
            entry = TopicValue::new(row, most);
        }
        self.history_cost += entry.cost();
        self.history.push_back(entry);
        while self.history.len() > bounds.values
            || (self.history.len() > 1 && self.history_cost > bounds.topic_bytes.max(self.newest_two()))
        {
            let Some(gone) = self.history.pop_front() else { break };
            self.history_cost -= gone.cost();
        }
        short
    }

    /// The newest value and the one before are kept however long they are: they are compared.
    fn newest_two(&self) -> usize {
        self.history.iter().rev().take(2).map(TopicValue::cost).sum()
    }
}

fn stored_after(before: &Stored, row: &Message) -> Stored {
    if row.message.is_empty() {
        // An empty message clears what is stored; one that was not meant to is very rare.
        return match (before, row.retained) {
            (Stored::Unknown, false) => Stored::Unknown,
            (Stored::Unknown | Stored::Nothing | Stored::Value { .. }, _) => Stored::Nothing,
        };
    }
    let begin = row.raw.as_deref().map(hex_begin);
    let text = begin.as_deref().unwrap_or(&row.message);
    let message = || SmolStr::from(text);
    // Of bytes that are not all written out nobody can say that they are the same.
    let is_same = |known: &str| known == text && row.raw.as_ref().is_none_or(|raw| raw.len() <= HEX_BEGIN);
    match before {
        _ if row.retained => match before {
            Stored::Value { message: known, since_ms, .. } if is_same(known) => {
                Stored::Value { message: known.clone(), since_ms: *since_ms, sure: true }
            }
            Stored::Unknown | Stored::Nothing | Stored::Value { .. } => {
                Stored::Value { message: message(), since_ms: None, sure: true }
            }
        },
        Stored::Value { message: known, .. } if is_same(known) => before.clone(),
        Stored::Value { .. } => Stored::Value { message: message(), since_ms: Some(row.at_ms), sure: false },
        Stored::Unknown | Stored::Nothing => Stored::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(message: &str, retained: bool) -> Message {
        Message { at_ms: 5, topic: "t".to_owned(), message: message.to_owned(), retained, ..Message::default() }
    }

    fn topic(rows: &[(&str, bool)], bounds: &Bounds) -> Topic {
        let now = Instant::now();
        let mut topic = Topic::new(Arc::from("t"), now);
        for (message, retained) in rows {
            topic.take(&row(message, *retained), bounds, usize::MAX, now);
        }
        topic
    }

    #[test]
    fn history_has_bounds_and_keeps_two_values_to_compare() {
        let bounds = Bounds { values: 3, topic_bytes: 400, value_bytes: 300, ..Bounds::default() };
        let few = topic(&[("1", false), ("2", false), ("3", false), ("4", false)], &bounds);
        let kept: Vec<&str> = few.history().iter().map(|entry| &*entry.message).collect();
        assert_eq!((kept, few.count()), (vec!["2", "3", "4"], 4));
        let long = "x".repeat(1000);
        let many = topic(&[("1", false), (&long, false), (&long, false)], &bounds);
        assert_eq!(many.history().len(), 2);
        let last = many.last().unwrap();
        assert_eq!((last.message.len(), last.bytes, last.is_cut()), (300, 1000, true));
    }

    #[test]
    fn without_room_one_short_value_is_kept() {
        let now = Instant::now();
        let mut topic = Topic::new(Arc::from("t"), now);
        assert!(!topic.take(&row("1", false), &Bounds::default(), 10_000, now));
        assert!(topic.take(&row(&"ü".repeat(500), false), &Bounds::default(), 0, now));
        assert_eq!(topic.history().len(), 1);
        assert_eq!(topic.last().unwrap().message.chars().count(), 32);
    }

    #[test]
    fn what_is_stored_is_only_said_where_it_is_known() {
        let stored = |rows: &[(&str, bool)]| topic(rows, &Bounds::default()).stored().clone();
        let value = |text: &str, since_ms, sure| Stored::Value { message: SmolStr::from(text), since_ms, sure };
        assert_eq!(stored(&[("an", false)]), Stored::Unknown);
        assert_eq!(stored(&[("an", true)]), value("an", None, true));
        assert_eq!(stored(&[("an", true), ("an", false)]), value("an", None, true));
        assert_eq!(stored(&[("an", true), ("aus", false)]), value("aus", Some(5), false));
        assert_eq!(stored(&[("an", true), ("aus", false), ("aus", true)]), value("aus", Some(5), true));
        assert_eq!(stored(&[("an", true), ("", false)]), Stored::Nothing);
        assert_eq!(stored(&[("an", true), ("", false), ("an", false)]), Stored::Unknown);
    }

    #[test]
    fn bytes_that_are_no_text_are_kept_as_they_came() {
        let bytes = |raw: &[u8], retained| Message {
            message: String::from_utf8_lossy(raw).into_owned(),
            raw: Some(raw.into()),
            ..row("", retained)
        };
        let (bounds, now) = (Bounds { value_bytes: 40, ..Bounds::default() }, Instant::now());
        let mut topic = Topic::new(Arc::from("t"), now);
        topic.take(&bytes(&[0x00, 0xff, 0x80], true), &bounds, 10_000, now);
        let last = topic.last().unwrap();
        assert_eq!((&*last.message, last.raw.as_deref()), ("00 FF 80", Some(&[0x00, 0xff, 0x80][..])));
        assert_eq!((last.bytes, last.is_cut(), last.number()), (3, false, None));
        topic.take(&bytes(&[0x80], false), &bounds, 10_000, now);
        assert_eq!(topic.last().unwrap().number(), None, "80 is a byte and no number");
        let long = [0xfe; 100];
        topic.take(&bytes(&long, true), &bounds, 10_000, now);
        let last = topic.last().unwrap();
        assert_eq!((last.kept(), last.bytes, last.is_cut()), (40, 100, true));
        assert!(last.message.ends_with("FE …"), "{}", last.message);
        // What is alike at the beginning may differ further on.
        topic.take(&bytes(&long, false), &bounds, 10_000, now);
        assert!(matches!(topic.stored(), Stored::Value { sure: false, .. }), "{:?}", topic.stored());
    }

    #[test]
    fn numbers_are_recognised() {
        assert_eq!(number(" 21.5\n"), Some(21.5));
        assert_eq!(number("-3e2"), Some(-300.0));
        for word in ["", "inf", "NaN", "an", "21,5", "1 2", "true"] {
            assert_eq!(number(word), None, "{word}");
        }
    }
}
