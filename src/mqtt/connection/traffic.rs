//! Messages of a connection: handed over, come to their end, arrived; and who is told.
//!
//! Waits for nothing, and changes no connection.

use std::borrow::Cow;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use super::ConnectionActor;
use crate::model::run::{DropReason, Fate, LinkWarning, Properties, Publish};
use crate::model::source::Message;
use crate::mqtt::client::{Handed, IncomingMessage, Link, LinkEvent, MAX_PAYLOAD};
use crate::mqtt::msg::{ConnectionSpec, MqttEvent};
use crate::mqtt::outbox::RESTORED;
use crate::mqtt::router;
use crate::mqtt::sharing::SessionRole;

impl ConnectionActor {
    /// Hands over what the window allows.
    pub(super) fn feed(&self, link: &mut Link, spec: &ConnectionSpec) {
        let mut events = Vec::new();
        let mut lowered = false;
        {
            let mut state = self.lock();
            while link.is_open()
                && let Some(entry) = state.outbox.hand_over()
            {
                let seq = entry.seq;
                match link.publish(seq, &entry.publish, entry.kept) {
                    Handed::Taken => {
                        lowered |= entry.publish.qos > link.connack.max_qos;
                        if let Some(publish) = state.outbox.mark_sent() {
                            self.sent(publish, spec, &mut events);
                        }
                    }
                    // Only when the link is about to end. A session that goes on over the next one hands over no more
                    // than what was never taken.
                    Handed::NotNow => {
                        state.outbox.take_back();
                        break;
                    }
                    Handed::TooLarge { bytes, max } => {
                        let finished = state.outbox.finish(seq, false);
                        let too_large = Fate::Dropped(DropReason::TooLarge { sizes: Some((bytes, max)) });
                        events.extend(finished.and_then(|entry| fate(entry.publish.number, too_large)));
                    }
                }
            }
        }
        if lowered && link.is_lowered_first() {
            self.warn(LinkWarning::PublishQosLowered { most: link.connack.max_qos });
        }
        if !events.is_empty() {
            self.shared.events.push_all(events);
            self.shared.counters.changed();
        }
        // One that was too large may have been the last.
        self.shared.drained.notify();
    }

    /// Messages have come to their end: confirmed, or refused for a reason.
    pub(super) fn settled(&self, ends: impl IntoIterator<Item = LinkEvent>) {
        let mut events = Vec::new();
        let empty = {
            let mut state = self.lock();
            for event in ends {
                let (seq, refused) = match event {
                    LinkEvent::Finished(seq) => (seq, None),
                    LinkEvent::Refused(seq, reason) => (seq, Some(reason)),
                    LinkEvent::Arrived(_) | LinkEvent::Lost(_) | LinkEvent::Subscribed(_) | LinkEvent::Ended(_) => {
                        continue;
                    }
                };
                let Some(entry) = state.outbox.finish(seq, refused.is_none()) else { continue };
                let end = match refused {
                    Some(reason) => Fate::Dropped(reason),
                    None if entry.publish.qos == 0 => Fate::Sent,
                    None => Fate::Acknowledged,
                };
                events.extend(fate(entry.publish.number, end));
            }
            state.outbox.len() == 0
        };
        self.shared.events.push_all(events);
        if empty {
            self.shared.drained.notify();
        }
        self.shared.counters.changed();
    }

    /// A message is on the wire for the first time.
    fn sent(&self, publish: &Publish, spec: &ConnectionSpec, events: &mut Vec<MqttEvent>) {
        if publish.qos > 0 {
            events.extend(fate(publish.number, Fate::Sent));
        }
        let passed = self.passed_on_publish(publish, spec);
        events.extend(passed.map(|row| MqttEvent::Passed { connection: self.id.clone(), row }));
    }

    /// `shared`: whether it came for a shared subscription, where there are any that the broker tells apart.
    pub(super) fn arrived(&self, message: IncomingMessage, spec: &ConnectionSpec, shared: Option<bool>) {
        let bytes = message.payload.len();
        if bytes > MAX_PAYLOAD {
            return self.warn(LinkWarning::TooLarge { topic: message.topic, bytes, max: MAX_PAYLOAD });
        }
        let row = Message {
            properties: message.properties,
            ..row(message.topic, &message.payload, message.retained, message.qos)
        };
        // The local broker tells of every message, but not of those it has stored.
        let passed = match self.role {
            SessionRole::Listener => !self.seen_by_broker(spec) || row.retained,
            SessionRole::App => !self.seen_by_broker(spec) && !self.sharing.hears(&row.topic),
        };
        if passed {
            self.passed(row.clone());
        }
        if self.role == SessionRole::Listener {
            return self.count_received(true);
        }
        let sources = router::sources(&spec.subscriptions, &row.topic, shared);
        // What is stored was said before anybody asked.
        let listeners = if row.retained { Vec::new() } else { self.lock().listeners.on(&row.topic) };
        for listener in listeners {
            self.shared.events.push(MqttEvent::Heard { connection: self.id.clone(), listener, row: row.clone() });
        }
        let taken = sources.is_empty()
            || self.shared.events.offer(MqttEvent::Message { connection: self.id.clone(), sources, row });
        self.count_received(taken);
    }

    fn count_received(&self, taken: bool) {
        {
            let mut state = self.lock();
            state.counters.received += 1;
            state.counters.received_dropped += u64::from(!taken);
        }
        self.shared.counters.changed();
    }

    /// The row the monitor shows for a message we publish; `None` if it is seen anyway: the local broker reports it,
    /// or it comes back because we listen to its topic.
    fn passed_on_publish(&self, publish: &Publish, spec: &ConnectionSpec) -> Option<Message> {
        let topic = publish.topic.as_str();
        if self.seen_by_broker(spec)
            || self.sharing.hears(topic)
            || spec.subscriptions.iter().any(|subscription| subscription.filter.matches(topic))
        {
            return None;
        }
        let properties = &publish.properties;
        Some(Message {
            properties: (*properties != Properties::default()).then(|| Box::new(properties.clone())),
            ..row(topic.to_owned(), &publish.payload, publish.retain, publish.qos)
        })
    }

    fn seen_by_broker(&self, spec: &ConnectionSpec) -> bool {
        spec.local && self.shared.broker.is_ours()
    }

    fn passed(&self, row: Message) {
        self.shared.events.push(MqttEvent::Passed { connection: self.id.clone(), row });
    }
}

/// Reports what became of a message; nobody asks for those of an earlier run.
pub(super) fn fate(number: u64, fate: Fate) -> Option<MqttEvent> {
    (number != RESTORED).then(|| MqttEvent::Fate { number, fate, at: Instant::now() })
}

/// A message as sources and the monitor show it; it arrives now.
pub(in crate::mqtt) fn row(topic: String, payload: &[u8], retained: bool, qos: u8) -> Message {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let at_ms = i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX);
    let message = String::from_utf8_lossy(payload);
    // It is a copy only where something had to be replaced.
    let raw = matches!(message, Cow::Owned(_)).then(|| payload.into());
    Message { at_ms, topic, message: message.into_owned(), retained, qos, raw, properties: None }
}
