//! A message as the broker keeps it, shared by all who get it, and what one client gets of it. Pure.

use std::sync::Arc;

use bytes::Bytes;

use super::wire::{Publish, PublishProperties, QoS};

/// Payloads up to this size are copied out of the buffer that they were read into, which would be kept with them.
const COPIED: usize = 32 * 1024;

/// A message, without what differs from client to client.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct StoredMessage {
    pub(super) topic: Arc<str>,
    pub(super) payload: Bytes,
    /// Without expiry, alias and identifiers of subscriptions; `None` where nothing else is said either.
    properties: Option<Box<PublishProperties>>,
    /// When it is worth nothing any more, in milliseconds of the broker's clock.
    pub(super) expires_ms: Option<u64>,
}

impl StoredMessage {
    /// What `publish` says, its topic being `topic`.
    pub(super) fn new(topic: Arc<str>, payload: &Bytes, properties: Option<PublishProperties>, now: u64) -> Self {
        let payload = if payload.len() <= COPIED { Bytes::copy_from_slice(payload) } else { payload.clone() };
        let mut properties = properties.unwrap_or_default();
        let secs = properties.message_expiry_interval.take();
        properties.topic_alias = None;
        properties.subscription_identifiers = Vec::new();
        let properties = (properties != PublishProperties::default()).then(|| Box::new(properties));
        Self { topic, payload, properties, expires_ms: secs.map(|secs| now.saturating_add(u64::from(secs) * 1000)) }
    }

    pub(super) fn is_expired(&self, now: u64) -> bool {
        self.expires_ms.is_some_and(|at| at <= now)
    }

    /// Bytes that it takes, about.
    pub(super) fn size(&self) -> usize {
        let properties = self.properties.as_ref().map_or(0, |properties| {
            let user: usize = properties.user_properties.iter().map(|(key, value)| key.len() + value.len() + 48).sum();
            let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
            200 + user
                + text(&properties.content_type)
                + text(&properties.response_topic)
                + properties.correlation_data.as_ref().map_or(0, Bytes::len)
        });
        self.topic.len() + self.payload.len() + properties + 100
    }

    /// As a packet, with what is left of its time.
    pub(super) fn publish(&self, qos: QoS, retain: bool, ids: &[usize], now: u64) -> Publish {
        let left = self.expires_ms.map(|at| u32::try_from(at.saturating_sub(now).div_ceil(1000)).unwrap_or(u32::MAX));
        let properties = (self.properties.is_some() || left.is_some() || !ids.is_empty()).then(|| {
            let mut properties = self.properties.as_deref().cloned().unwrap_or_default();
            properties.message_expiry_interval = left;
            properties.subscription_identifiers = ids.to_vec();
            properties
        });
        let topic = Bytes::copy_from_slice(self.topic.as_bytes());
        Publish { dup: false, qos, retain, topic, pkid: 0, payload: self.payload.clone(), properties }
    }
}

/// A message on its way to one client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WaitingMessage {
    /// Names it among all of its session, in the order of their arrival.
    pub(super) seq: u64,
    pub(super) message: Arc<StoredMessage>,
    pub(super) qos: QoS,
    pub(super) retain: bool,
    /// Identifiers of the subscriptions that it came by.
    pub(super) ids: Vec<usize>,
}
