//! One MQTT session, in either version of the protocol: only this folder names the client libraries.
//!
//! A [`Link`] is one network connection. It never reconnects by itself. MQTT 3.1.1 and 5 are a crate each in the family
//! we use; `v4` and `v5` translate them into `api`. TCP and TLS are dialled by our own [`dial`](super::dial), so that
//! name lookup, server name and refusals are the same for both.
//!
//! # Sessions
//!
//! With a clean session the outbox sends all that was not confirmed again over a new link, so no message depends on the
//! library's memory. With a persistent one the library keeps the packet numbers that the broker knows, and is handed
//! from link to link as [`SessionState`], so that nothing arrives twice; once a message ends each link, the session is
//! begun anew and the outbox sends again. Where messages are kept on disk, the packet numbers are too
//! ([`numbers`](super::journal::numbers)), so that a session goes on over the end of the program, however it ends: what was on the
//! wire with quality of service 2 comes once. A persistent session without a client id gets one that stays the same for
//! this connection on this computer.

mod api;
mod checkpoint;
mod endpoint;
mod error;
mod paced;
mod packet_ids;
mod probe;
mod reason;
mod short_goodbye;
mod v4;
mod v5;

use std::collections::{BTreeSet, VecDeque};
use std::error::Error;
use std::time::Duration;

use futures_util::future::{BoxFuture, FutureExt as _, join_all};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use rumqttc::QoS;
pub(super) use rumqttc::tokio_rustls::{TlsConnector, rustls};
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};

pub(super) use self::api::ConnAck;
use self::api::{Disconnect, EventLoop, OutgoingMessage, Packet, PublishOutcome, Requests};
pub(super) use self::checkpoint::{SessionNumbers, session_with, understands};
pub(super) use self::endpoint::{Endpoint, SessionState};
use self::packet_ids::PacketIds;
use super::dial;
use super::journal::numbers::SharedNumbers;
use super::router::Filters;
use crate::model::connection::{Announcement, SessionKind};
use crate::model::run::{DropReason, Properties, Publish, Refusal};
use crate::model::topic::TopicName;

/// Largest payload we send or take.
pub(super) const MAX_PAYLOAD: usize = 16 * 1024 * 1024;
/// Largest packet: the payload, the longest topic, some properties and the header.
pub(super) const MAX_PACKET: usize = MAX_PAYLOAD + 2 * 65_536;
/// Largest packet that MQTT knows. In 3.1.1 a broker cannot be told of our limit, and refusing to read a stored message
/// that is larger would mean to be sent it again at once; so it is read and skipped.
const LARGEST_PACKET: usize = 268_435_455 + 5;
/// Unconfirmed messages with quality of service 1 or 2; brokers that allow fewer drop the client.
const INFLIGHT: u16 = 10;
/// Room for requests between us and the library; more than the outbox hands over at once. As many are written in one go:
/// left to itself the library makes a call to the system for each.
const REQUESTS: usize = 128;
/// Packets read ahead of whoever takes them; when full, reading pauses and TCP slows the broker down.
const READ_AHEAD: usize = 256;
/// How long a farewell may take.
const GOODBYE: Duration = Duration::from_millis(500);
/// The mark of messages that are not from the outbox.
pub(super) const ANNOUNCED: u64 = u64::MAX;

/// A message that arrived.
#[derive(Debug)]
pub(super) struct IncomingMessage {
    pub(super) topic: String,
    pub(super) payload: Vec<u8>,
    pub(super) retained: bool,
    pub(super) qos: u8,
    pub(super) properties: Option<Box<Properties>>,
    /// Identifiers of the subscriptions that it came for.
    pub(super) ids: Vec<u32>,
}

/// What a session reports.
#[derive(Debug)]
pub(super) enum LinkEvent {
    /// A message arrived.
    Arrived(IncomingMessage),
    /// The message with this mark is finished: flushed (quality of service 0) or confirmed.
    Finished(u64),
    /// The broker does not take the message with this mark.
    Refused(u64, DropReason),
    /// The message with this mark was not flushed before an earlier link of the session ended.
    Lost(u64),
    /// The broker has answered [`Link::change_filters`].
    Subscribed(Vec<Answer>),
    /// The session has ended; nothing more comes.
    Ended(Refusal),
}

/// What the broker grants for a filter.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) filter: String,
    /// The quality of service that was asked for.
    pub(super) asked: u8,
    /// The one that is granted; `None` if the filter is refused.
    pub(super) granted: Option<u8>,
}

/// What became of a message that was to be handed over.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Handed {
    /// It is on its way.
    Taken,
    /// It is larger than the broker takes.
    TooLarge {
        /// Size of its packet.
        bytes: usize,
        /// What the broker takes.
        max: usize,
    },
    /// The session is about to end.
    NotNow,
}

/// What became of a request.
#[derive(Debug)]
enum Notice {
    Published(u64, PublishOutcome),
    Subscribed(Vec<Answer>),
    /// The session ended before the answer.
    NotSubscribed,
}

/// Answers that are to come. No tasks: with thousands of messages a second those would cost more than all else.
type Notices = FuturesUnordered<BoxFuture<'static, Notice>>;

/// What the reading task leaves behind.
struct Ended {
    disconnect: Disconnect,
    event_loop: Box<dyn EventLoop>,
}

/// An established session.
pub(super) struct Link {
    pub(super) connack: ConnAck,
    /// `None` once the session has ended.
    requests: Option<Box<dyn Requests>>,
    arrived: mpsc::Receiver<IncomingMessage>,
    reader: JoinSet<Ended>,
    reading: AbortHandle,
    notices: Notices,
    /// Marks that the broker has to confirm, the oldest first.
    unconfirmed: BTreeSet<u64>,
    ids: PacketIds,
    /// To be reported before anything else.
    due: VecDeque<LinkEvent>,
    session: SessionKind,
    numbers: Option<SharedNumbers>,
    /// Whether somebody was told that messages go with a lower quality of service.
    told_lowered: bool,
    /// What a later link of the session needs.
    kept: Option<SessionState>,
}

impl Link {
    fn new(session: SessionKind, connack: ConnAck, kept: SessionState) -> Self {
        let SessionState { requests, event_loop, notices, unconfirmed, mut ids, numbers } = kept;
        ids.limit(connack.receive_max);
        let (sender, arrived) = mpsc::channel(READ_AHEAD);
        let mut reader = JoinSet::new();
        let reading = reader.spawn(read(event_loop, sender));
        let due = VecDeque::new();
        Self {
            connack,
            requests: Some(requests),
            arrived,
            reader,
            reading,
            notices,
            unconfirmed,
            ids,
            due,
            session,
            numbers,
            told_lowered: false,
            kept: None,
        }
    }

    /// The next thing that happened. May be cancelled without loss.
    pub(super) async fn next(&mut self) -> LinkEvent {
        loop {
            if let Some(event) = self.due.pop_front() {
                return event;
            }
            tokio::select! {
                // Confirmations first: they make room for the next messages.
                biased;
                Some(notice) = self.notices.next() => {
                    if let Some(event) = self.event(notice) {
                        return event;
                    }
                }
                Some(message) = self.arrived.recv() => return LinkEvent::Arrived(message),
                Some(ended) = self.reader.join_next() => match ended {
                    Ok(ended) => self.ended(ended),
                    Err(err) => {
                        self.requests = None;
                        return LinkEvent::Ended(Refusal::Other { what: err.to_string() });
                    }
                }
            }
        }
    }

    /// What else has become of messages by now; the rest is left to [`Self::next`].
    pub(super) fn settled_too(&mut self) -> Vec<LinkEvent> {
        let mut settled = Vec::new();
        while let Some(Some(notice)) = self.notices.next().now_or_never() {
            match self.event(notice) {
                Some(event @ (LinkEvent::Finished(mark) | LinkEvent::Refused(mark, _))) if mark != ANNOUNCED => {
                    settled.push(event);
                }
                other => self.due.extend(other),
            }
        }
        settled
    }

    fn event(&mut self, notice: Notice) -> Option<LinkEvent> {
        match notice {
            Notice::Published(mark, outcome) => {
                self.unconfirmed.remove(&mark);
                Some(match outcome {
                    PublishOutcome::Done => LinkEvent::Finished(mark),
                    PublishOutcome::Refused(reason) => LinkEvent::Refused(mark, reason),
                    PublishOutcome::Lost => LinkEvent::Lost(mark),
                })
            }
            Notice::Subscribed(answers) => Some(LinkEvent::Subscribed(answers)),
            Notice::NotSubscribed => None,
        }
    }

    /// The reading task has ended: reports what was still known, then why.
    fn ended(&mut self, Ended { disconnect, mut event_loop }: Ended) {
        tracing::debug!("session ended: {disconnect:?}");
        while let Some(Some(notice)) = self.notices.next().now_or_never() {
            let event = self.event(notice);
            self.due.extend(event);
        }
        let requests = self.requests.take();
        if let Disconnect::OddConfirmation(_too_large) = &disconnect
            && let Some(mark) = self.unconfirmed.pop_first()
        {
            // Brokers confirm in order, so it is the oldest one. What the library knows has become useless: it would
            // send that message again.
            let reason = DropReason::TooLarge { sizes: None };
            self.due.push_back(LinkEvent::Refused(mark, reason));
        } else if let (SessionKind::Persistent { .. }, Some(requests)) = (self.session, requests) {
            // Else a broker that has forgotten the session would get it before anything else, and once more after that.
            event_loop.gather();
            let notices = std::mem::take(&mut self.notices);
            let unconfirmed = std::mem::take(&mut self.unconfirmed);
            let (ids, numbers) = (std::mem::take(&mut self.ids), self.numbers.take());
            self.kept = Some(SessionState { requests, event_loop, notices, unconfirmed, ids, numbers });
        }
        self.due.push_back(LinkEvent::Ended(error::while_up(disconnect)));
    }

    /// What the next link of a persistent session needs, once this one was lost.
    pub(super) fn keep(&mut self) -> Option<SessionState> {
        self.kept.take()
    }

    /// What became of messages before the end.
    pub(super) async fn last_events(&mut self) -> Vec<LinkEvent> {
        self.requests = None;
        let mut events: Vec<_> = std::mem::take(&mut self.due).into();
        while let Some(notice) = self.notices.next().await {
            let event = self.event(notice);
            events.extend(event);
        }
        events
    }

    /// Whether a message goes with a lower quality of service for the first time on this link; asked once a message does.
    pub(super) fn is_lowered_first(&mut self) -> bool {
        !std::mem::replace(&mut self.told_lowered, true)
    }

    /// Whether a message may be handed over by now, as far as order asks for it.
    pub(super) fn is_open(&self) -> bool {
        self.session == SessionKind::Clean || self.unconfirmed.is_empty() || !self.ids.waits()
    }

    /// Hands a message to the library; `mark` comes back when it is finished. `kept`: its name in the journal.
    pub(super) fn publish(&mut self, mark: u64, publish: &Publish, kept: Option<u64>) -> Handed {
        let numbered = publish.qos.min(self.connack.max_qos) > 0;
        let Some((numbers, kept)) = self.numbers.clone().zip(kept).filter(|_| numbered) else {
            return self.send(mark, publish.into());
        };
        numbers.hand_over(kept, publish.topic.as_str(), &publish.payload);
        let handed = self.send(mark, publish.into());
        if handed != Handed::Taken {
            numbers.take_back();
        }
        handed
    }

    /// Sends a birth message, under the mark [`ANNOUNCED`]; `false` if it cannot be sent.
    pub(super) fn announce(&mut self, announcement: &Announcement) -> bool {
        if TopicName::parse(&announcement.topic).is_err() {
            tracing::warn!("{:?} is no topic for a birth or close message", announcement.topic);
            return false;
        }
        let handed = self.send(ANNOUNCED, announcement.into());
        if let Handed::TooLarge { bytes, max } = handed {
            tracing::warn!("a birth or close message of {bytes} bytes is too large, the broker takes {max}");
        }
        handed == Handed::Taken
    }

    fn send(&mut self, mark: u64, mut message: OutgoingMessage<'_>) -> Handed {
        let Some(requests) = &self.requests else { return Handed::NotNow };
        message.qos = message.qos.min(self.connack.max_qos);
        if let Some(max) = self.connack.max_packet {
            let bytes = requests.size(message);
            if bytes > max {
                return Handed::TooLarge { bytes, max };
            }
        }
        match requests.publish(mark, message) {
            Ok(notice) => {
                if message.qos > 0 {
                    self.ids.message(message.qos);
                    self.unconfirmed.insert(mark);
                }
                self.notices.push(notice);
                Handed::Taken
            }
            Err(err) => {
                tracing::debug!("not handed over: {err}");
                Handed::NotNow
            }
        }
    }

    /// Subscribes to `added`, and unsubscribes from `removed`; gives how many times [`LinkEvent::Subscribed`] will come.
    pub(super) fn change_filters(&mut self, added: &Filters, removed: Vec<String>) -> usize {
        let Some(requests) = &self.requests else { return 0 };
        let (crossing, others): (Vec<_>, Vec<_>) = added.iter().partition(|(_, ask)| ask.id.is_some());
        // An identifier stands for a whole packet.
        let packets = crossing.chunks(1).chain((!others.is_empty()).then_some(others.as_slice()));
        let mut answers = 0;
        for packet in packets {
            let id = packet.first().and_then(|(_, ask)| ask.id);
            let asked: Vec<(&str, u8)> = packet.iter().map(|(filter, ask)| (filter.as_str(), ask.qos)).collect();
            match requests.subscribe(&asked, id) {
                Ok(granted) => {
                    answers += 1;
                    self.ids.subscription();
                    let asked: Vec<_> = packet.iter().map(|(filter, ask)| ((*filter).clone(), ask.qos)).collect();
                    self.notices.push(Box::pin(async move {
                        let Some(granted) = granted.await else { return Notice::NotSubscribed };
                        let answers = asked.into_iter().zip(granted);
                        let answer = |((filter, asked), granted)| Answer { filter, asked, granted };
                        Notice::Subscribed(answers.map(answer).collect())
                    }));
                }
                Err(err) => tracing::warn!("cannot subscribe: {err}"),
            }
        }
        for filter in removed {
            match requests.unsubscribe(filter) {
                Ok(_not_awaited) => self.ids.subscription(),
                Err(err) => tracing::warn!("cannot unsubscribe: {err}"),
            }
        }
        answers
    }

    /// Unsubscribes and waits until the broker has done it: a goodbye would overtake it, and a broker that keeps the session
    /// would go on collecting.
    pub(super) fn forget(&self, filters: Vec<String>) -> impl Future<Output = ()> + use<> {
        let answers: Vec<_> = match &self.requests {
            Some(requests) => filters.into_iter().filter_map(|filter| requests.unsubscribe(filter).ok()).collect(),
            None => Vec::new(),
        };
        async move {
            if tokio::time::timeout(GOODBYE, join_all(answers)).await.is_err() {
                tracing::debug!("not unsubscribed in time");
            }
        }
    }

    /// Sends the close message, says goodbye, so that a will is not sent, and closes.
    pub(super) async fn close(&mut self, last: Option<&Announcement>) {
        let announced = self.requests.is_some() && last.is_some_and(|last| self.announce(last));
        if announced && tokio::time::timeout(GOODBYE, self.announced()).await.is_err() {
            tracing::debug!("the close message was not confirmed in time");
        }
        let Some(requests) = self.requests.take() else { return };
        if let Err(err) = requests.disconnect() {
            tracing::debug!("no goodbye: {err}");
        }
        drop(requests);
        let gone = async {
            loop {
                tokio::select! {
                    _ended = self.reader.join_next() => return,
                    // The reader must not be stuck with a message that nobody wants any more.
                    Some(_unwanted) = self.arrived.recv() => {}
                }
            }
        };
        if tokio::time::timeout(GOODBYE, gone).await.is_err() {
            tracing::debug!("no goodbye in time");
        }
        self.reading.abort();
    }

    /// Waits until the broker has what was announced; keeps what else becomes of messages.
    async fn announced(&mut self) {
        let mut others = Vec::new();
        loop {
            match self.next().await {
                LinkEvent::Finished(ANNOUNCED) | LinkEvent::Refused(ANNOUNCED, _) | LinkEvent::Ended(_) => break,
                LinkEvent::Arrived(_) | LinkEvent::Subscribed(_) => {}
                other => others.push(other),
            }
        }
        self.due.extend(others);
    }
}

/// Reads until the session ends, and says why. A task of its own, because polling must not be cancelled half way.
async fn read(mut event_loop: Box<dyn EventLoop>, arrived: mpsc::Sender<IncomingMessage>) -> Ended {
    loop {
        match event_loop.poll().await {
            Ok(Packet::Message(message)) => {
                if arrived.send(message).await.is_err() {
                    return Ended { disconnect: Disconnect::Closed, event_loop };
                }
            }
            Ok(Packet::ConnAck(_) | Packet::Other) => {}
            Err(disconnect) => return Ended { disconnect, event_loop },
        }
    }
}

/// What an error of a WebSocket says.
fn web_socket(err: impl Error + Send + Sync + 'static) -> Disconnect {
    // Closed while the WebSocket was being made: not what a broker does that has been spoken to.
    match error::io_inside(&err) {
        Some(io) if !dial::is_closed(io.kind()) => Disconnect::Failed(Box::new(err)),
        Some(_) | None => Disconnect::NoWebSocket(err.to_string()),
    }
}

fn qos(level: u8) -> QoS {
    match level {
        0 => QoS::AtMostOnce,
        1 => QoS::AtLeastOnce,
        _exactly_once => QoS::ExactlyOnce,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::connection::Version;
    use crate::mqtt::router::SubscribeOptions;
    use crate::mqtt::testing::scripted::Scripted;
    use crate::mqtt::testing::{publish, remote};

    /// Until the end is told, messages may still be handed over, which the library then keeps for the next connection.
    async fn hand_over_after_the_end(link: &mut Link) {
        while !link.reading.is_finished() {
            tokio::task::yield_now().await;
        }
        assert_eq!(link.publish(1, &publish(1, "t", "x", 1), None), Handed::Taken);
        while !matches!(link.next().await, LinkEvent::Ended(_)) {}
    }

    #[test]
    fn what_was_handed_over_too_late_does_not_come_first_in_a_lost_session() {
        for version in [Version::V311, Version::V5] {
            let broker = Scripted::start(move |connection, peer| {
                peer.connack_resuming(version, false);
                if connection == 0 {
                    return peer.cut();
                }
                // Fails if anything else comes first.
                peer.suback(version, 1);
                peer.idle();
            });
            let mut spec = remote(broker.port(), &[]);
            spec.settings.version = version;
            spec.settings.session = SessionKind::Persistent { expiry_secs: 60 };
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let target = Endpoint::prepare(Arc::new(spec), None, "werk").await.unwrap();
                let mut link = target.open(&mut None, None).await.unwrap();
                hand_over_after_the_end(&mut link).await;
                let mut kept = link.keep();
                let mut link = target.open(&mut kept, None).await.unwrap();
                assert!(!link.connack.resumed);
                link.change_filters(
                    &Filters::from([("t".to_owned(), SubscribeOptions { qos: 1, id: None })]),
                    Vec::new(),
                );
                let event = link.next().await;
                assert!(matches!(event, LinkEvent::Subscribed(_)), "{version:?}: {event:?}");
                link.close(None).await;
            });
        }
    }
}
