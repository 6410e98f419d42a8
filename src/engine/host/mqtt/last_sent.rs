//! What was published last where only changes shall be, as the sum of its bytes: the messages themselves may be large.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::model::id::ConnectionId;
use crate::model::run::Publish;
use crate::model::topic::TopicName;

/// So many topics are remembered; beyond them, all are forgotten, and what comes next is sent.
const MOST: usize = 10_000;

/// The last message on each topic, of those where only changes are published.
#[derive(Debug, Default)]
pub(in crate::engine) struct LastSent(HashMap<(ConnectionId, TopicName), u64>);

impl LastSent {
    /// Whether a message says what the last one on its topic has said, where it is `asked` to be another one; else it is
    /// the last one now.
    pub(super) fn is_old_news(&mut self, message: &Publish, asked: bool) -> bool {
        if !asked && self.0.is_empty() {
            return false;
        }
        let at = (message.connection.clone(), message.topic.clone());
        let mut sum = DefaultHasher::new();
        (&message.payload, message.retain).hash(&mut sum);
        let sum = sum.finish();
        if asked && self.0.get(&at) == Some(&sum) {
            return true;
        }
        if asked || self.0.contains_key(&at) {
            if self.0.len() >= MOST {
                self.0.clear();
            }
            self.0.insert(at, sum);
        }
        false
    }

    /// A message on this topic was not taken: the next one is news.
    pub(super) fn forget(&mut self, connection: &ConnectionId, topic: &TopicName) {
        if !self.0.is_empty() {
            self.0.remove(&(connection.clone(), topic.clone()));
        }
    }
}
