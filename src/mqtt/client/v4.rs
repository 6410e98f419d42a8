//! MQTT 3.1.1, by `rumqttc-v4-next`.

use std::time::Duration;

use futures_util::future::{BoxFuture, FutureExt as _};
use rumqttc::{
    AsyncClient, Broker, ConnectReturnCode, ConnectionError, Event, LastWill, MqttOptions, NetworkOptions,
    PublishNotice, PublishOptions, SessionMode, StateError, SubscribeFilterInput, SubscribeReasonCode,
};

use super::api::{ConnAck, Disconnect, Granted, OutgoingMessage, Packet, PublishOutcome, Requests};
use super::checkpoint::{self, Resumed, SessionNumbers};
use super::paced::{Library, Paced, answer};
use super::packet_ids::{self, PacketIds};
use super::{Endpoint, IncomingMessage, LARGEST_PACKET, MAX_PACKET, Notice, REQUESTS, SessionState, qos};
use crate::model::connection::{SessionKind, Version};
use crate::model::run::Refusal;

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
    let mut options = MqttOptions::new(target.client_id.as_str(), broker);
    options
        .set_keep_alive(settings.keep_alive_secs)
        .set_max_packet_size(LARGEST_PACKET, MAX_PACKET)
        .set_inflight(packet_ids::most(target.is_persistent()))
        .set_request_channel_capacity(REQUESTS)
        .set_max_request_batch(REQUESTS)
        .set_session_mode(match settings.session {
            SessionKind::Clean => SessionMode::Clean,
            SessionKind::Persistent { .. } => SessionMode::Persistent,
        });
    let mut ids = PacketIds::default();
    if let Some(numbers) = numbers {
        let session = checkpoint::v4::read(&numbers.stored);
        ids = PacketIds::after(session.as_ref().map_or(0, |session| session.last_pkid), &numbers.stored);
        options.set_session_store(checkpoint::v4::Store { numbers: Some(numbers.shared.clone()), session });
    }
    if let Some(will) = &settings.will {
        options.set_last_will(LastWill::new(will.topic.as_str(), will.message.as_str(), qos(will.qos), will.retain));
    }
    if let Some((user, password)) = &target.login {
        options.set_credentials(user.as_str(), password.clone());
    }
    let dialer = target.dialer.clone();
    options.set_socket_connector(move |_address, _options| dialer.clone().dial());
    let (client, mut events) = AsyncClient::builder(options).capacity(REQUESTS).build();
    let mut network = NetworkOptions::new();
    network.set_connection_timeout(u64::from(settings.connect_timeout_secs));
    events.set_network_options(network);
    let (resumed, notices) = Resumed::new(numbers);
    let event_loop = Paced::new(V4Library { events, resumed });
    Ok(SessionState::new(Box::new(V4Requests(client)), Box::new(event_loop), (notices, numbers), ids))
}

#[derive(Debug)]
struct V4Requests(AsyncClient);

impl Requests for V4Requests {
    fn publish(&self, mark: u64, message: OutgoingMessage<'_>) -> Result<BoxFuture<'static, Notice>, String> {
        let options = PublishOptions::new(qos(message.qos)).retain(message.retain);
        let notice =
            self.0.try_publish_tracked(message.topic, message.payload, options).map_err(|err| err.to_string())?;
        Ok(Box::pin(async move { Notice::Published(mark, published(notice).await) }))
    }

    fn subscribe(&self, filters: &[(&str, u8)], _id: Option<u32>) -> Result<BoxFuture<'static, Granted>, String> {
        let filters = filters.iter().map(|(filter, level)| SubscribeFilterInput::new(*filter, qos(*level)));
        let notice = self.0.try_subscribe_many_tracked(filters).map_err(|err| err.to_string())?;
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
        // The broker names no limit in this version, so nobody needs it to the byte.
        message.topic.len() + message.payload.len() + 16
    }
}

async fn published(notice: PublishNotice) -> PublishOutcome {
    match notice.wait_async().await {
        Ok(_flushed_or_confirmed) => PublishOutcome::Done,
        Err(err) => {
            tracing::debug!("to be sent again: {err}");
            PublishOutcome::Lost
        }
    }
}

/// The quality of service that the broker grants; `None` if it refuses.
fn granted(code: SubscribeReasonCode) -> Option<u8> {
    match code {
        SubscribeReasonCode::Success(qos) => Some(qos as u8),
        SubscribeReasonCode::Failure => None,
    }
}

struct V4Library {
    events: rumqttc::EventLoop,
    resumed: Resumed,
}

impl Library for V4Library {
    async fn next(&mut self) -> Result<Packet, Disconnect> {
        let event = self.events.poll().await.map_err(disconnect)?;
        match &event {
            Event::Incoming(rumqttc::Packet::PubAck(ack)) => self.resumed.told(ack.pkid, PublishOutcome::Done),
            Event::Incoming(rumqttc::Packet::PubComp(ack)) => self.resumed.told(ack.pkid, PublishOutcome::Done),
            _ => {}
        }
        Ok(packet(event))
    }

    fn pace(&mut self, pause: Duration, batch: usize) {
        self.events.mqtt_options.set_pending_throttle(pause).set_max_request_batch(batch);
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

fn packet(event: Event) -> Packet {
    match event {
        Event::Incoming(rumqttc::Packet::ConnAck(ack)) => Packet::ConnAck(ConnAck {
            resumed: ack.session_present,
            max_packet: None,
            subscription_ids: false,
            shared: true,
            receive_max: u16::MAX,
            max_qos: 2,
        }),
        Event::Incoming(rumqttc::Packet::Publish(publish)) => Packet::Message(IncomingMessage {
            topic: String::from_utf8_lossy(&publish.topic).into_owned(),
            payload: publish.payload.to_vec(),
            retained: publish.retain,
            qos: publish.qos as u8,
            properties: None,
            ids: Vec::new(),
        }),
        Event::Incoming(_) | Event::Outgoing(_) => Packet::Other,
    }
}

fn disconnect(err: ConnectionError) -> Disconnect {
    match err {
        ConnectionError::NetworkTimeout | ConnectionError::FlushTimeout => Disconnect::TimedOut,
        ConnectionError::ConnectionRefused(code) => refused(code),
        ConnectionError::NotConnAck(_) => Disconnect::NotMqtt,
        ConnectionError::MqttState(StateError::Deserialization(rumqttc::Error::Io(err))) => {
            Disconnect::Failed(Box::new(err))
        }
        // What brokers that know only MQTT 5 answer: its codes, in our form or in theirs.
        ConnectionError::MqttState(StateError::Deserialization(rumqttc::Error::InvalidConnectReturnCode(0x84))) => {
            Disconnect::Refused(Refusal::WrongVersion { wanted: Version::V311 })
        }
        ConnectionError::MqttState(StateError::Deserialization(err)) => Disconnect::Malformed(err.to_string()),
        ConnectionError::MqttState(StateError::ConnectionAborted | StateError::AwaitPingResp) => Disconnect::Closed,
        ConnectionError::Websocket(err) => super::web_socket(err),
        ConnectionError::ResponseValidation(_) => Disconnect::Refused(Refusal::NoMqttInWebSocket),
        other => Disconnect::Failed(Box::new(other)),
    }
}

fn refused(code: ConnectReturnCode) -> Disconnect {
    match code {
        ConnectReturnCode::RefusedProtocolVersion => {
            Disconnect::Refused(Refusal::WrongVersion { wanted: Version::V311 })
        }
        ConnectReturnCode::BadClientId => Disconnect::Refused(Refusal::ClientIdRefused),
        ConnectReturnCode::ServiceUnavailable => Disconnect::Refused(Refusal::BrokerUnavailable),
        // mosquitto answers a wrong password with "not authorized", and never with the code made for it.
        ConnectReturnCode::BadUserNamePassword | ConnectReturnCode::NotAuthorized => Disconnect::LoginRefused,
        ConnectReturnCode::Success => {
            Disconnect::Refused(Refusal::Other { what: "refused without a reason".to_owned() })
        }
    }
}
