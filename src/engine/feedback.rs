//! Notices an app that feeds itself: what a handler sends comes back through the broker and lets a handler send again.
//!
//! What is sent because of an own message is a generation later than that message. Nothing is stopped: an app may count
//! this way on purpose, and it harms nobody else. Pure.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::model::handler::HandlerRef;
use crate::model::id::ConnectionId;
use crate::model::project::Project;
use crate::model::run::Publish;
use crate::model::source::{Message, REFRESHED};
use crate::model::topic::TopicFilter;

/// So many generations are no coincidence.
pub(super) const GENERATIONS: u32 = 100;
/// Most own messages that are remembered.
const MOST: usize = 10_000;

/// What an app has sent to itself.
#[derive(Debug)]
pub(super) struct Feedback {
    /// What the handlers of sources listen to.
    heard: Vec<(ConnectionId, TopicFilter)>,
    /// The generation of own messages, by what they are.
    sent: HashMap<u64, u32>,
    /// In the order in which they were sent first.
    order: VecDeque<u64>,
    told: BTreeSet<HandlerRef>,
}

impl Feedback {
    pub(super) fn new(project: &Project) -> Self {
        let with_handler = project.sources.iter().filter(|source| source.handlers.contains_key(REFRESHED));
        let heard = with_handler.flat_map(|source| {
            let filters = source.filters().into_iter().filter_map(|filter| TopicFilter::parse(filter).ok());
            filters.map(|filter| (source.connection.clone(), filter))
        });
        Self { heard: heard.collect(), sent: HashMap::new(), order: VecDeque::new(), told: BTreeSet::new() }
    }

    /// The app is this project from now on, and what it has sent has been sent.
    pub(super) fn follow(&mut self, project: &Project) {
        self.heard = Self::new(project).heard;
    }

    /// A handler that runs in `generation` sends a message; whether it is now certain that this never ends by itself.
    /// That is so once for each handler.
    pub(super) fn sends(&mut self, publish: &Publish, generation: u32) -> bool {
        let topic = publish.topic.as_str();
        if !self.heard.iter().any(|(connection, filter)| *connection == publish.connection && filter.matches(topic)) {
            return false;
        }
        let key = key(&publish.connection, topic, &publish.payload);
        if self.sent.insert(key, generation.saturating_add(1)).is_none() {
            self.order.push_back(key);
            if self.order.len() > MOST
                && let Some(oldest) = self.order.pop_front()
            {
                self.sent.remove(&oldest);
            }
        }
        let handler = publish.from.handler().filter(|_| generation >= GENERATIONS);
        handler.is_some_and(|handler| self.told.insert(handler.clone()))
    }

    /// The generation of a message that has arrived; 0 is that of what others have sent.
    pub(super) fn arrives(&self, connection: &ConnectionId, row: &Message) -> u32 {
        if self.sent.is_empty() {
            return 0;
        }
        let payload = row.raw.as_deref().unwrap_or(row.message.as_bytes());
        self.sent.get(&key(connection, &row.topic, payload)).copied().unwrap_or_default()
    }
}

fn key(connection: &ConnectionId, topic: &str, payload: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    (connection, topic, payload).hash(&mut hasher);
    hasher.finish()
}
