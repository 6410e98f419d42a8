//! Messages that are published by hand: those that wait for room, and those on their way.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use crate::app::hub::{Hub, PAUSE};
use crate::editor::monitor::{ByHand, Outcome};
use crate::model::place::Place;
use crate::model::run::{Fate, Properties, Publish, PublishError, RefuseReason};

/// The messages.
#[derive(Debug, Default)]
pub(super) struct ByHandQueue {
    waiting: VecDeque<Arc<Publish>>,
    on_the_way: BTreeMap<u64, Arc<Publish>>,
    numbers: u64,
}

impl ByHandQueue {
    /// Publishes these messages, which belong together, after all that waits.
    pub(super) fn publish(&mut self, hub: &mut Hub, messages: Vec<ByHand>) {
        if let Some(last) = messages.last() {
            let (topic, count) = (last.topic.to_string(), messages.len());
            hub.data.topics.outcome = Some(Outcome { topic, count, done: 0, fate: Ok(Fate::Waiting) });
        }
        for message in messages {
            self.numbers += 1;
            self.waiting.push_back(Arc::new(Publish {
                number: self.numbers,
                connection: message.connection.clone(),
                topic: message.topic,
                payload: message.message.into_bytes(),
                retain: message.retain,
                qos: message.qos,
                properties: Properties::default(),
                offline: None,
                from: Place::item(message.connection),
                ran: None,
                at: Instant::now(),
            }));
        }
        self.send(hub);
    }

    /// Hands over what waits, as much as the connection takes.
    pub(super) fn send(&mut self, hub: &mut Hub) {
        while let Some(publish) = self.waiting.pop_front() {
            self.on_the_way.insert(publish.number, Arc::clone(&publish));
            match hub.session.publish(publish) {
                Ok(()) => {}
                Err(PublishError::Full(publish)) => {
                    self.on_the_way.remove(&publish.number);
                    self.waiting.push_front(publish);
                    hub.ctx.request_repaint_after(PAUSE);
                    return;
                }
                Err(PublishError::Refused(why)) => return self.refused(hub, why),
            }
        }
    }

    fn refused(&mut self, hub: &mut Hub, why: RefuseReason) {
        // What is refused once is refused for all of them.
        self.waiting.clear();
        self.on_the_way.clear();
        if let Some(outcome) = &mut hub.data.topics.outcome {
            outcome.fate = Err(PublishError::Refused(why));
        }
    }

    /// Takes in what became of one of them.
    pub(super) fn take_fate(&mut self, hub: &mut Hub, number: u64, fate: Fate) {
        let Some(publish) = self.on_the_way.get(&number) else { return };
        let last = fate.is_final(publish.qos);
        if last && let Some(publish) = self.on_the_way.remove(&number) {
            note_stored(hub, &publish, &fate);
        }
        if let Some(outcome) = &mut hub.data.topics.outcome {
            outcome.done += usize::from(last);
            outcome.fate = Ok(fate);
        }
    }
}

/// A retained message that the broker has taken is what it has stored now.
pub(super) fn note_stored(hub: &mut Hub, publish: &Publish, fate: &Fate) {
    if publish.retain && matches!(fate, Fate::Sent | Fate::Acknowledged) {
        let message = String::from_utf8_lossy(&publish.payload);
        let at_ms = (time::OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000) as i64;
        hub.data.topics.tree.stored(&publish.connection, publish.topic.as_str(), &message, at_ms);
    }
}
