//! What was published last where only changes shall be, as the sum of its bytes: the messages themselves may be large.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::model::id::ConnectionId;
use crate::model::run::{Fate, Publish};
use crate::model::topic::TopicName;

/// So many topics are remembered; beyond them, all are forgotten, and what comes next is sent.
const MOST: usize = 10_000;

type SentAt = (ConnectionId, TopicName);

/// The last message on each topic, of those where only changes are published. One that did not get out was none.
#[derive(Debug, Default)]
pub(in crate::engine) struct LastSent {
    /// The sum of the last one, and its number.
    by_topic: HashMap<SentAt, (u64, u64)>,
    by_number: BTreeMap<u64, SentAt>,
}

impl LastSent {
    /// Whether a message that shall be another one than the last on its topic is the same.
    pub(super) fn is_old_news(&self, message: &Publish) -> bool {
        let at = (message.connection.clone(), message.topic.clone());
        self.by_topic.get(&at).is_some_and(|(known, _)| *known == sum(message))
    }

    /// A message is handed over; `asked`: only if it was news.
    pub(in crate::engine) fn note(&mut self, message: &Publish, asked: bool) {
        if !asked && self.by_topic.is_empty() {
            return;
        }
        let at = (message.connection.clone(), message.topic.clone());
        if !asked && !self.by_topic.contains_key(&at) {
            return;
        }
        if self.by_topic.len() >= MOST {
            self.by_topic.clear();
            self.by_number.clear();
        }
        if let Some((_, before)) = self.by_topic.insert(at.clone(), (sum(message), message.number)) {
            self.by_number.remove(&before);
        }
        self.by_number.insert(message.number, at);
    }

    /// This has become of a message.
    pub(in crate::engine) fn take_fate(&mut self, number: u64, fate: &Fate) {
        if matches!(fate, Fate::Refused(_) | Fate::Dropped(_))
            && let Some(at) = self.by_number.remove(&number)
        {
            self.by_topic.remove(&at);
        }
    }

    /// Only these connections lead where they did.
    pub(in crate::engine) fn keep_those(&mut self, stays: impl Fn(&ConnectionId) -> bool) {
        self.by_topic.retain(|(connection, _), _| stays(connection));
        self.by_number.retain(|_, (connection, _)| stays(connection));
    }
}

fn sum(message: &Publish) -> u64 {
    let mut sum = DefaultHasher::new();
    (&message.payload, message.retain).hash(&mut sum);
    sum.finish()
}
