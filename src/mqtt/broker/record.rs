//! What of the broker shall survive a restart, as records of a file that is only appended to. Pure.
//!
//! Messages stand there as PUBLISH packets of MQTT 5. Sessions are recorded only where they outlive their connection.

use std::sync::Arc;

use bytes::BytesMut;

use super::message::{StoredMessage, WaitingMessage};
use super::topics::is_topic;
use super::wire::{self, Packet, QoS, RetainForwardRule, SubscribeFilter};
use crate::model::connection::Version;
use crate::mqtt::journal::record::{Body, Rest, framed};

/// One thing that has happened.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum StoredChange {
    /// A topic has a value that is kept; an empty one is none.
    Retained { message: Arc<StoredMessage>, qos: QoS },
    /// A session is there, and how long it outlives its connection.
    Session { client: Arc<str>, expiry_secs: u32, gone_ms: u64 },
    /// A session is no more.
    Ended { client: Arc<str> },
    /// It subscribes.
    Subscribed { client: Arc<str>, filter: SubscribeFilter, id: usize },
    /// It subscribes no more.
    Unsubscribed { client: Arc<str>, filter: String },
    /// A message waits for it.
    Queued { client: Arc<str>, delivery: WaitingMessage },
    /// That message was sent, under this number.
    Sent { client: Arc<str>, seq: u64, pkid: u16 },
    /// It was received.
    Released { client: Arc<str>, seq: u64 },
    /// It needs nothing any more.
    Done { client: Arc<str>, seq: u64 },
    /// The client has sent a message with quality of service 2 under this number.
    Received { client: Arc<str>, pkid: u16 },
    /// The number is free again.
    Completed { client: Arc<str>, pkid: u16 },
}

/// Records that are not written yet; keeps none where nothing shall survive.
#[derive(Debug, Default)]
pub(super) struct ChangeLog {
    /// Whether anybody will write them.
    pub(super) is_kept: bool,
    pub(super) bytes: Vec<u8>,
}

impl ChangeLog {
    /// Adds a record; `now` is what its messages' time is counted from.
    pub(super) fn add(&mut self, now: u64, change: impl FnOnce() -> StoredChange) {
        if self.is_kept {
            self.bytes.extend(encode(&change(), now));
        }
    }
}

fn head(kind: u8, client: &str) -> Body {
    let mut body = Body(vec![kind]);
    body.bytes(client.as_bytes());
    body
}

/// The record of `change`.
pub(super) fn encode(change: &StoredChange, now: u64) -> Vec<u8> {
    let body = match change {
        StoredChange::Retained { message, qos } => {
            let mut body = Body(vec![b'R']);
            put_message(&mut body, message, *qos, true, &[], now);
            body
        }
        StoredChange::Session { client, expiry_secs, gone_ms } => {
            let mut body = head(b'S', client);
            body.0.extend(expiry_secs.to_le_bytes());
            body.0.extend(gone_ms.to_le_bytes());
            body
        }
        StoredChange::Ended { client } => head(b'E', client),
        StoredChange::Subscribed { client, filter, id } => {
            let mut body = head(b'+', client);
            body.bytes(filter.path.as_bytes());
            let rule = u8::from(filter.retain_forward_rule != RetainForwardRule::OnEverySubscribe);
            let options = [filter.qos as u8, u8::from(filter.nolocal), u8::from(filter.preserve_retain), rule];
            body.0.extend(options);
            body.0.extend((*id as u32).to_le_bytes());
            body
        }
        StoredChange::Unsubscribed { client, filter } => {
            let mut body = head(b'-', client);
            body.bytes(filter.as_bytes());
            body
        }
        StoredChange::Queued { client, delivery } => {
            let mut body = head(b'Q', client);
            body.0.extend(delivery.seq.to_le_bytes());
            put_message(&mut body, &delivery.message, delivery.qos, delivery.retain, &delivery.ids, now);
            body
        }
        StoredChange::Sent { client, seq, pkid } => {
            let mut body = head(b'I', client);
            body.0.extend(seq.to_le_bytes());
            body.0.extend(pkid.to_le_bytes());
            body
        }
        StoredChange::Released { client, seq } => with_seq(b'L', client, *seq),
        StoredChange::Done { client, seq } => with_seq(b'D', client, *seq),
        StoredChange::Received { client, pkid } => with_pkid(b'X', client, *pkid),
        StoredChange::Completed { client, pkid } => with_pkid(b'Y', client, *pkid),
    };
    framed(&body.0)
}

fn with_seq(kind: u8, client: &str, seq: u64) -> Body {
    let mut body = head(kind, client);
    body.0.extend(seq.to_le_bytes());
    body
}

fn with_pkid(kind: u8, client: &str, pkid: u16) -> Body {
    let mut body = head(kind, client);
    body.0.extend(pkid.to_le_bytes());
    body
}

/// When it expires, and the packet.
fn put_message(body: &mut Body, message: &StoredMessage, qos: QoS, retain: bool, ids: &[usize], now: u64) {
    body.0.extend(message.expires_ms.unwrap_or(0).to_le_bytes());
    let mut publish = message.publish(qos, retain, ids, now);
    publish.pkid = u16::from(qos != QoS::AtMostOnce);
    let mut packet = BytesMut::new();
    wire::write(Version::V5, &Packet::Publish(publish), &mut packet);
    body.bytes(&packet);
}

fn message(rest: &mut Rest<'_>) -> Option<(StoredMessage, QoS, bool, Vec<usize>)> {
    let expires = u64::from_le_bytes(rest.take()?);
    let mut packet = BytesMut::from(rest.bytes()?);
    let Ok(Some(Packet::Publish(publish))) = wire::read(Version::V5, &mut packet, usize::MAX) else { return None };
    let topic: Arc<str> = std::str::from_utf8(&publish.topic).ok()?.into();
    if !is_topic(&topic) {
        return None;
    }
    let ids = publish.properties.as_ref().map(|properties| properties.subscription_identifiers.clone());
    let mut message = StoredMessage::new(topic, &publish.payload, publish.properties, 0);
    message.expires_ms = (expires != 0).then_some(expires);
    Some((message, publish.qos, publish.retain, ids.unwrap_or_default()))
}

/// What a record says; `None` where this version does not know it.
pub(super) fn decode(body: &[u8]) -> Option<StoredChange> {
    let mut rest = Rest(body);
    let [kind] = rest.take()?;
    if kind == b'R' {
        let (message, qos, ..) = message(&mut rest)?;
        return Some(StoredChange::Retained { message: Arc::new(message), qos });
    }
    let client: Arc<str> = rest.text()?.into();
    Some(match kind {
        b'S' => StoredChange::Session {
            client,
            expiry_secs: u32::from_le_bytes(rest.take()?),
            gone_ms: u64::from_le_bytes(rest.take()?),
        },
        b'E' => StoredChange::Ended { client },
        b'+' => {
            let path = rest.text()?;
            let [qos, nolocal, preserve_retain, rule] = rest.take()?;
            let filter = SubscribeFilter {
                path,
                qos: quality(qos)?,
                nolocal: nolocal != 0,
                preserve_retain: preserve_retain != 0,
                retain_forward_rule: match rule {
                    0 => RetainForwardRule::OnEverySubscribe,
                    _ => RetainForwardRule::OnNewSubscribe,
                },
            };
            StoredChange::Subscribed { client, filter, id: u32::from_le_bytes(rest.take()?) as usize }
        }
        b'-' => StoredChange::Unsubscribed { client, filter: rest.text()? },
        b'Q' => {
            let seq = rest.counted()?;
            let (message, qos, retain, ids) = message(&mut rest)?;
            let delivery = WaitingMessage { seq, message: Arc::new(message), qos, retain, ids };
            StoredChange::Queued { client, delivery }
        }
        b'I' => {
            StoredChange::Sent { client, seq: u64::from_le_bytes(rest.take()?), pkid: u16::from_le_bytes(rest.take()?) }
        }
        b'L' => StoredChange::Released { client, seq: u64::from_le_bytes(rest.take()?) },
        b'D' => StoredChange::Done { client, seq: u64::from_le_bytes(rest.take()?) },
        b'X' => StoredChange::Received { client, pkid: u16::from_le_bytes(rest.take()?) },
        b'Y' => StoredChange::Completed { client, pkid: u16::from_le_bytes(rest.take()?) },
        _of_a_later_version => return None,
    })
}

/// The quality of service with this number.
pub(super) fn quality(number: u8) -> Option<QoS> {
    [QoS::AtMostOnce, QoS::AtLeastOnce, QoS::ExactlyOnce].get(usize::from(number)).copied()
}
