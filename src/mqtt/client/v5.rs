//! MQTT 5, by `rumqttc-v5-next`.

use futures_util::future::{BoxFuture, FutureExt as _};
use rumqttc_v5::{
    AsyncClient, Broker, ConnectProperties, ConnectionError, Event, LastWill, MqttOptions, Packet as V5Packet,
    Publish as V5Publish, PublishNotice, PublishNoticeError, PublishOptions, PublishProperties, PublishResult,
    SessionMode, StateError, SubscribeFilterInput, SubscribeProperties, SubscribeReasonCode,
};
use std::time::Duration;

use super::api::{ConnAck, Disconnect, Granted, OutgoingMessage, Packet, PublishOutcome, Requests};
use super::checkpoint::{self, Resumed, SessionNumbers};
use super::paced::{Library, Paced, answer};
use super::packet_ids::{self, PacketIds};
use super::short_goodbye::CompleteGoodbye;
use super::{Endpoint, IncomingMessage, MAX_PACKET, Notice, REQUESTS, SessionState, qos, reason};
use crate::model::connection::{SessionKind, Version};
use crate::model::run::{DropReason, Properties, Refusal};

/// What mosquitto confirms a message with that is larger than its `message_size_limit`. The standard does not have it
/// in a confirmation, so the library takes the packet for broken.
const TOO_LARGE: u8 = 0x95;

/// A client that is not connected yet.
///
/// # Errors
/// An address that cannot be used.
pub(super) fn client(target: &Endpoint, numbers: Option<&SessionNumbers>) -> Result<SessionState, Refusal> {
    let broker = match &target.url {
        Some(url) => Broker::websocket(url.as_str()).map_err(|_unreadable| target.bad_address())?,
        None => Broker::tcp(target.dialer.host.as_str(), target.dialer.port),
    };
    let settings = &target.spec.settings;
    let most = packet_ids::most(target.is_persistent());
    let mut options = MqttOptions::new(target.client_id.as_str(), broker);
    let mut properties = ConnectProperties::new();
    properties.max_packet_size = Some(MAX_PACKET as u32);
    options
        .set_keep_alive(settings.keep_alive_secs)
        .set_connect_properties(properties)
        .set_outgoing_inflight_upper_limit(most)
        .set_request_channel_capacity(REQUESTS)
        .set_max_request_batch(REQUESTS)
        .set_connect_timeout(Duration::from_secs(u64::from(settings.connect_timeout_secs)));
    let mut ids = PacketIds::default();
    match settings.session {
        SessionKind::Clean => {
            options.set_session_mode(SessionMode::Clean);
        }
        SessionKind::Persistent { expiry_secs } => {
            options.set_session_expiry_interval(Some(expiry_secs)).set_session_mode(SessionMode::Persistent);
            let session = numbers.and_then(|numbers| checkpoint::v5::read(&numbers.stored));
            if let Some((session, numbers)) = session.as_ref().zip(numbers) {
                ids = PacketIds::after(session.last_pkid, &numbers.stored);
            }
            let numbers = numbers.map(|numbers| numbers.shared.clone());
            options.set_session_store(checkpoint::v5::Store { numbers, session });
        }
    }
    if let Some(will) = &settings.will {
        let will = LastWill::new(will.topic.as_str(), will.message.as_str(), qos(will.qos), will.retain, None);
        options.set_last_will(will);
    }
    if let Some((user, password)) = &target.login {
        options.set_credentials(user.as_str(), password.clone());
    }
    let dialer = target.dialer.clone();
    if target.url.is_some() {
        // What is below a WebSocket is no stream of packets.
        options.set_socket_connector(move |_address, _options| dialer.clone().dial());
    } else {
        options.set_socket_connector(move |_address, _options| {
            let dialing = dialer.clone().dial();
            async move { dialing.await.map(CompleteGoodbye::new) }
        });
    }
    let (client, events) = AsyncClient::builder(options).capacity(REQUESTS).build();
    let (resumed, notices) = Resumed::new(numbers);
    let event_loop = Paced::new(V5Library { events, resumed, is_kept: numbers.is_some() });
    Ok(SessionState::new(Box::new(V5Requests(client)), Box::new(event_loop), (notices, numbers), ids))
}

#[derive(Debug)]
struct V5Requests(AsyncClient);

impl Requests for V5Requests {
    fn publish(&self, mark: u64, message: OutgoingMessage<'_>) -> Result<BoxFuture<'static, Notice>, String> {
        let mut options = PublishOptions::new(qos(message.qos)).retain(message.retain);
        if let Some(properties) = outgoing(&message) {
            options = options.properties(properties);
        }
        let notice =
            self.0.try_publish_tracked(message.topic, message.payload, options).map_err(|err| err.to_string())?;
        Ok(Box::pin(async move { Notice::Published(mark, published(notice).await) }))
    }

    fn subscribe(&self, filters: &[(&str, u8)], id: Option<u32>) -> Result<BoxFuture<'static, Granted>, String> {
        let filters = filters.iter().map(|(filter, level)| SubscribeFilterInput::new(*filter, qos(*level)));
        let notice = match id {
            None => self.0.try_subscribe_many_tracked(filters),
            Some(id) => {
                let properties = SubscribeProperties { id: Some(id as usize), user_properties: Vec::new() };
                self.0.try_subscribe_many_with_properties_tracked(filters, properties)
            }
        };
        let notice = notice.map_err(|err| err.to_string())?;
        let all = |codes: &[SubscribeReasonCode]| codes.iter().map(|code| granted(*code)).collect();
        Ok(Box::pin(answer(notice.wait_async()).map(move |ack| ack.map(|ack| all(&ack.return_codes)))))
    }

    fn unsubscribe(&self, filter: String) -> Result<BoxFuture<'static, ()>, String> {
        let notice = self.0.try_unsubscribe_tracked(filter).map_err(|err| err.to_string())?;
        Ok(Box::pin(answer(notice.wait_async()).map(|_| ())))
    }

    fn disconnect(&self) -> Result<(), String> {
        self.0.try_disconnect_now().map_err(|err| err.to_string())
    }

    fn size(&self, message: OutgoingMessage<'_>) -> usize {
        let mut empty = V5Publish::new(message.topic, qos(message.qos), Vec::new(), outgoing(&message));
        empty.pkid = 1;
        // The length of the rest stands in the header, in one to four bytes.
        let length_bytes = |rest: usize| match rest {
            0..128 => 1,
            128..16_384 => 2,
            16_384..2_097_152 => 3,
            _largest => 4,
        };
        let without_payload = empty.size();
        let rest = (1..=4)
            .map(|bytes| without_payload - 1 - bytes)
            .find(|rest| 1 + length_bytes(*rest) + rest == without_payload);
        let rest = rest.unwrap_or(without_payload) + message.payload.len();
        1 + length_bytes(rest) + rest
    }
}

/// The properties to send with a message, if there are any.
fn outgoing(message: &OutgoingMessage<'_>) -> Option<PublishProperties> {
    let properties = message.properties.filter(|properties| **properties != Properties::default())?;
    Some(PublishProperties {
        message_expiry_interval: properties.expiry_secs,
        response_topic: properties.response_topic.clone(),
        correlation_data: properties.correlation.clone().map(Into::into),
        content_type: properties.content_type.clone(),
        user_properties: properties.user.clone(),
        ..PublishProperties::default()
    })
}

/// The properties that came with a message, if there are any.
fn incoming(properties: PublishProperties) -> Option<Box<Properties>> {
    let properties = Properties {
        expiry_secs: properties.message_expiry_interval,
        response_topic: properties.response_topic,
        correlation: properties.correlation_data.map(|data| data.to_vec()),
        content_type: properties.content_type,
        user: properties.user_properties,
    };
    (properties != Properties::default()).then(|| Box::new(properties))
}

async fn published(notice: PublishNotice) -> PublishOutcome {
    match notice.wait_async().await {
        Ok(PublishResult::Qos1(ack)) => told(ack.reason as u8),
        Ok(PublishResult::Qos2PubRecRejected(rec)) => told(rec.reason as u8),
        Ok(PublishResult::Qos0Flushed | PublishResult::Qos2Completed(_)) => PublishOutcome::Done,
        Err(PublishNoticeError::RetainNotSupported) => PublishOutcome::Refused(DropReason::RetainNotAccepted),
        Err(err) => {
            tracing::debug!("to be sent again: {err}");
            PublishOutcome::Lost
        }
    }
}

fn told(code: u8) -> PublishOutcome {
    refused(code).map_or(PublishOutcome::Done, PublishOutcome::Refused)
}

/// What a confirmation means by its code, which is the same in both (3.4.2.1, 3.5.2.1); `None`: it was taken.
fn refused(code: u8) -> Option<DropReason> {
    Some(match code {
        0x00 | 0x10 => return None,
        0x87 => DropReason::NotAllowed,
        0x90 => DropReason::TopicNotAccepted,
        0x97 => DropReason::Quota,
        0x99 => DropReason::PayloadFormat,
        code => DropReason::Code { code },
    })
}

/// The quality of service that the broker grants; `None` if it refuses.
fn granted(code: SubscribeReasonCode) -> Option<u8> {
    match code {
        SubscribeReasonCode::Success(qos) => Some(qos as u8),
        _refused => None,
    }
}

struct V5Library {
    events: rumqttc_v5::EventLoop,
    resumed: Resumed,
    /// Whether the session is written down.
    is_kept: bool,
}

impl Library for V5Library {
    async fn next(&mut self) -> Result<Packet, Disconnect> {
        let event = self.events.poll().await.map_err(disconnect)?;
        match &event {
            Event::Incoming(V5Packet::ConnAck(ack)) => {
                if !self.is_kept {
                    // From now on the library knows the session itself; a store would be asked at every packet.
                    self.events.options.clear_session_store();
                }
                return Ok(Packet::ConnAck(connack(ack)));
            }
            Event::Incoming(V5Packet::PubAck(ack)) => self.resumed.told(ack.pkid, told(ack.reason as u8)),
            Event::Incoming(V5Packet::PubRec(rec)) if refused(rec.reason as u8).is_some() => {
                self.resumed.told(rec.pkid, told(rec.reason as u8));
            }
            Event::Incoming(V5Packet::PubComp(ack)) => self.resumed.told(ack.pkid, PublishOutcome::Done),
            _ => {}
        }
        Ok(packet(event))
    }

    fn pace(&mut self, pause: Duration, batch: usize) {
        self.events.options.set_pending_throttle(pause).set_max_request_batch(batch);
    }

    fn has_resumed(&self) -> bool {
        self.events.pending_is_empty()
    }

    fn releases(&self) -> usize {
        self.events.diagnostics().outbound.outgoing_pubrel_replay
    }

    fn untaken(&self) -> usize {
        let queues = self.events.diagnostics().queues;
        queues.requests_rx_len + queues.control_requests_rx_len
    }

    fn clean(&mut self) {
        self.events.clean();
    }
}

fn connack(ack: &rumqttc_v5::ConnAck) -> ConnAck {
    let properties = ack.properties.as_ref();
    ConnAck {
        resumed: ack.session_present,
        max_packet: properties.and_then(|properties| properties.max_packet_size).map(|size| size as usize),
        subscription_ids: properties.and_then(|properties| properties.subscription_identifiers_available) != Some(0),
        shared: properties.and_then(|properties| properties.shared_subscription_available) != Some(0),
        receive_max: properties.and_then(|properties| properties.receive_max).unwrap_or(u16::MAX),
        max_qos: properties.and_then(|properties| properties.max_qos).unwrap_or(2),
    }
}

fn packet(event: Event) -> Packet {
    match event {
        Event::Incoming(V5Packet::Publish(publish)) => Packet::Message(IncomingMessage {
            ids: identifiers(publish.properties.as_ref()),
            topic: String::from_utf8_lossy(&publish.topic).into_owned(),
            payload: publish.payload.to_vec(),
            retained: publish.retain,
            qos: publish.qos as u8,
            properties: publish.properties.and_then(incoming),
        }),
        Event::Incoming(_) | Event::Outgoing(_) | Event::Auth(_) => Packet::Other,
    }
}

/// For which subscriptions a message comes, as far as the broker says.
fn identifiers(properties: Option<&PublishProperties>) -> Vec<u32> {
    let ids = properties.map(|properties| properties.subscription_identifiers.iter());
    ids.into_iter().flatten().filter_map(|id| u32::try_from(*id).ok()).collect()
}

fn disconnect(err: ConnectionError) -> Disconnect {
    use rumqttc_v5::mqttbytes::Error;
    match err {
        ConnectionError::Timeout(_) => Disconnect::TimedOut,
        ConnectionError::ConnectionRefused(code)
        | ConnectionError::MqttState(StateError::ConnFail { reason: code }) => reason::of_connack(code),
        // What brokers that know only 3.1.1 answer: its codes, in its form.
        ConnectionError::MqttState(StateError::Deserialization(Error::InvalidConnectReturnCode(1..=5))) => {
            Disconnect::Refused(Refusal::WrongVersion { wanted: Version::V5 })
        }
        ConnectionError::NotConnAck(_) => Disconnect::NotMqtt,
        ConnectionError::MqttState(StateError::Deserialization(Error::Io(err))) => Disconnect::Failed(Box::new(err)),
        ConnectionError::MqttState(StateError::Deserialization(Error::InvalidConnectReturnCode(TOO_LARGE))) => {
            Disconnect::OddConfirmation(TOO_LARGE)
        }
        ConnectionError::MqttState(StateError::Deserialization(err)) => Disconnect::Malformed(err.to_string()),
        ConnectionError::MqttState(StateError::ConnectionAborted | StateError::AwaitPingResp) => Disconnect::Closed,
        ConnectionError::MqttState(StateError::ServerDisconnect { reason_code, reason_string }) => {
            reason::of_disconnect(reason_code, reason_string.unwrap_or_default())
        }
        ConnectionError::Websocket(err) => super::web_socket(err),
        ConnectionError::ResponseValidation(_) => Disconnect::Refused(Refusal::NoMqttInWebSocket),
        other => Disconnect::Failed(Box::new(other)),
    }
}
