//! What a link needs of a client library, and nothing that only one of the two has.

use std::error::Error;
use std::time::Duration;

use futures_util::future::BoxFuture;

use crate::model::connection::Announcement;
use crate::model::run::{DropReason, Properties, Publish, Refusal};

use super::{IncomingMessage, Notice};

/// A message to send.
#[derive(Clone, Copy, Debug)]
pub(super) struct OutgoingMessage<'a> {
    pub(super) topic: &'a str,
    pub(super) payload: &'a [u8],
    pub(super) retain: bool,
    pub(super) qos: u8,
    /// What only MQTT 5 can send.
    pub(super) properties: Option<&'a Properties>,
}

impl<'a> From<&'a Publish> for OutgoingMessage<'a> {
    fn from(publish: &'a Publish) -> Self {
        let Publish { topic, payload, retain, qos, properties, .. } = publish;
        Self { topic: topic.as_str(), payload, retain: *retain, qos: *qos, properties: Some(properties) }
    }
}

impl<'a> From<&'a Announcement> for OutgoingMessage<'a> {
    fn from(announcement: &'a Announcement) -> Self {
        let Announcement { topic, message, qos, retain } = announcement;
        Self { topic, payload: message.as_bytes(), retain: *retain, qos: *qos, properties: None }
    }
}

/// What became of a message.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum PublishOutcome {
    /// Flushed (quality of service 0) or confirmed.
    Done,
    /// The broker does not take it.
    Refused(DropReason),
    /// The session ended before the answer.
    Lost,
}

/// The broker's answer to a subscription: for each filter the quality of service, or `None` where it refuses; `None` if no
/// answer came.
pub(super) type Granted = Option<Vec<Option<u8>>>;

/// Gives requests to the library; an error says why one was not taken.
pub(super) trait Requests: Send + Sync + std::fmt::Debug {
    /// Sends a message; its end comes under `mark`.
    fn publish(&self, mark: u64, message: OutgoingMessage<'_>) -> Result<BoxFuture<'static, Notice>, String>;
    /// Subscribes to filters with their qualities of service; `id` is the subscription identifier of MQTT 5.
    fn subscribe(&self, filters: &[(&str, u8)], id: Option<u32>) -> Result<BoxFuture<'static, Granted>, String>;
    /// Unsubscribes; ends with the broker's answer, or when none can come any more.
    fn unsubscribe(&self, filter: String) -> Result<BoxFuture<'static, ()>, String>;
    /// Says goodbye.
    fn disconnect(&self) -> Result<(), String>;
    /// How many bytes the packet of a message takes.
    fn size(&self, message: OutgoingMessage<'_>) -> usize;
}

/// Keeps the network going while it is polled; when polled after an error it connects again.
pub(super) trait EventLoop: Send {
    /// The next packet. Must not be dropped half way: what was read or written by then would be lost.
    fn poll(&mut self) -> BoxFuture<'_, Result<Packet, Disconnect>>;
    /// After an error: adds what was handed over too late for it to what the next connection resumes or gives up.
    fn gather(&mut self);
    /// What is resumed goes one message at a time, with a pause between them, as far as that keeps their order: when the
    /// connection ends for one of them, those behind it are not sent in vain.
    fn resume_slowly(&mut self, pause: Duration);
}

/// A packet that arrived.
#[derive(Debug)]
pub(super) enum Packet {
    /// The broker has let us in.
    ConnAck(ConnAck),
    /// A message.
    Message(IncomingMessage),
    /// Nothing that concerns us.
    Other,
}

/// What the broker says when it lets us in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mqtt) struct ConnAck {
    /// Whether it still knew our session.
    pub(in crate::mqtt) resumed: bool,
    /// The largest packet that it takes.
    pub(in crate::mqtt) max_packet: Option<usize>,
    /// Whether it tells for which subscription a message comes.
    pub(in crate::mqtt) subscription_ids: bool,
    /// Whether it knows shared subscriptions, as far as it says.
    pub(in crate::mqtt) shared: bool,
    /// How many messages with quality of service 1 or 2 it takes at once.
    pub(in crate::mqtt) receive_max: u16,
    /// The highest quality of service that it takes.
    pub(in crate::mqtt) max_qos: u8,
}

/// Why a session ended or did not begin.
#[derive(Debug)]
pub(super) enum Disconnect {
    /// An error; what it means is found in the errors inside it.
    Failed(Box<dyn Error + Send + Sync>),
    /// No answer in time.
    TimedOut,
    /// The other side has closed the connection, or is silent.
    Closed,
    /// What was read is no MQTT.
    Malformed(String),
    /// What answered the first packet is no broker.
    NotMqtt,
    /// User name, password or certificate were not accepted.
    LoginRefused,
    /// The broker has said why.
    Refused(Refusal),
    /// The broker has confirmed a message with a code that the library cannot read and ends the session for.
    OddConfirmation(u8),
    /// No WebSocket came about, in the words of the library.
    NoWebSocket(String),
}
