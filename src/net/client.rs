//! One MQTT session: the only file that names the client library.
//!
//! A [`Link`] is one network connection with a clean session. It never reconnects by itself: when it is lost, all that
//! was not confirmed is sent again over a new one (see `line`), so no message depends on the library's memory.

use std::io;
use std::time::Duration;

pub(super) use rumqttc::tokio_rustls::rustls;
use rumqttc::{
    AsyncClient, Broker, ConnectReturnCode, ConnectionError, Event, EventLoop, MqttOptions, NetworkOptions, Packet,
    PublishNotice, PublishOptions, QoS, SessionMode, StateError, SubscribeFilterInput, SubscribeNotice,
    SubscribeReasonCode, TlsConfiguration, TlsError, Transport,
};
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};

use super::msg::ConnectionSpec;
use super::router::Filters;
use super::status::{CONNECT_TIMEOUT, random};
use super::{dial, tls};
use crate::model::address::parse_address;
use crate::model::connection::Login;
use crate::model::run::{Publish, Refusal};

/// Largest payload we send or take.
pub(super) const MAX_PAYLOAD: usize = 16 * 1024 * 1024;
/// Largest packet: the payload, the longest topic and the header.
const MAX_PACKET: usize = MAX_PAYLOAD + 65_535 + 16;
/// Unconfirmed messages with quality of service 1 or 2; brokers that allow fewer drop the client.
const INFLIGHT: u16 = 10;
/// Room for requests between us and the library; more than the outbox hands over at once.
const REQUESTS: usize = 128;
/// Packets read ahead of whoever takes them; when full, reading pauses and TCP slows the broker down.
const READ_AHEAD: usize = 256;
/// How long a farewell may take.
const GOODBYE: Duration = Duration::from_millis(500);

/// A message that arrived.
#[derive(Debug)]
pub(super) struct Arrived {
    pub(super) topic: String,
    pub(super) payload: Vec<u8>,
    pub(super) retained: bool,
    pub(super) qos: u8,
}

/// Where to connect and how: a spec with its address read and its files parsed.
#[derive(Clone, Debug)]
pub(super) struct Target {
    spec: ConnectionSpec,
    host: String,
    port: u16,
    options: MqttOptions,
}

impl Target {
    /// Reads address and certificates; `local_port` is where the local broker listens, if this is its connection.
    ///
    /// # Errors
    /// An address or a file that cannot be used.
    pub(super) async fn prepare(spec: &ConnectionSpec, local_port: Option<u16>) -> Result<Self, Refusal> {
        let settings = &spec.settings;
        let (host, port, tls, login) = if let Some(port) = local_port {
            ("127.0.0.1".to_owned(), port, false, None)
        } else {
            let address = parse_address(&settings.host)
                .map_err(|_which_part| Refusal::BadAddress { text: settings.host.clone() })?;
            let port = address.port.unwrap_or(settings.port);
            (address.host, port, address.tls.unwrap_or(settings.tls), address.login)
        };
        // With TLS the library sends this name to the server; where to dial is decided by the connector below.
        let name = if settings.server_name.is_empty() { &host } else { &settings.server_name };
        let mut options = MqttOptions::new(client_id(&settings.client_id), Broker::tcp(name.clone(), port));
        options
            .set_keep_alive(settings.keep_alive_secs)
            .set_max_packet_size(MAX_PACKET, MAX_PACKET)
            .set_session_mode(SessionMode::Clean)
            .set_inflight(INFLIGHT)
            .set_request_channel_capacity(REQUESTS);
        match (settings.login, login) {
            (Login::Password, _) => {
                let password = spec.password.clone().unwrap_or_default();
                options.set_credentials(settings.user.clone(), password);
            }
            (Login::None, Some((user, password))) => {
                options.set_credentials(user, password);
            }
            (Login::None | Login::Certificate, _) => {}
        }
        if tls {
            let spec = spec.clone();
            let config = tokio::task::spawn_blocking(move || tls::client_config(&spec))
                .await
                .map_err(|err| Refusal::Other { what: err.to_string() })??;
            options.set_transport(Transport::tls_with_config(TlsConfiguration::Rustls(config)));
        }
        // Our own connector: it knows IPv6 addresses without brackets, tells a failed name lookup from a failed
        // connect, and never leaves Nagle's algorithm on (it delays a single tap by up to 40 ms).
        let to = (host.clone(), port);
        options.set_socket_connector(move |_address, _options| dial::connect(to.clone()));
        Ok(Self { spec: spec.clone(), host, port, options })
    }

    /// Connects and logs in.
    ///
    /// # Errors
    /// Why that failed.
    pub(super) async fn open(&self) -> Result<Link, Refusal> {
        let (client, mut events) = AsyncClient::builder(self.options.clone()).capacity(REQUESTS).build();
        let mut network = NetworkOptions::new();
        network.set_tcp_nodelay(true);
        network.set_connection_timeout(CONNECT_TIMEOUT.as_secs());
        events.set_network_options(network);
        loop {
            match events.poll().await {
                Ok(Event::Incoming(Packet::ConnAck(_))) => break,
                Ok(_before_the_answer) => {}
                Err(err) => return Err(self.refusal(&err)),
            }
        }
        let (arrived_tx, arrived) = mpsc::channel(READ_AHEAD);
        let mut reader = JoinSet::new();
        let reading = reader.spawn(read(events, arrived_tx));
        Ok(Link { client: Some(client), arrived, reader, reading, notices: JoinSet::new() })
    }

    /// What an error while connecting means for people.
    fn refusal(&self, err: &ConnectionError) -> Refusal {
        match err {
            ConnectionError::Io(err)
            | ConnectionError::MqttState(StateError::Io(err) | StateError::Deserialization(rumqttc::Error::Io(err))) => {
                self.refusal_of_io(err)
            }
            ConnectionError::NetworkTimeout | ConnectionError::FlushTimeout => {
                Refusal::NoAnswer { secs: CONNECT_TIMEOUT.as_secs() }
            }
            ConnectionError::Tls(err) => self.refusal_of_tls(err),
            ConnectionError::ConnectionRefused(code) => self.refusal_of_code(*code),
            ConnectionError::NotConnAck(_) | ConnectionError::MqttState(StateError::Deserialization(_)) => {
                Refusal::NotMqtt
            }
            ConnectionError::MqttState(StateError::ConnectionAborted) => Refusal::ClosedAtOnce,
            other => Refusal::Other { what: other.to_string() },
        }
    }

    fn refusal_of_io(&self, err: &io::Error) -> Refusal {
        tls::refusal_inside(err, &self.spec).unwrap_or_else(|| dial::refusal(err, &self.host, self.port))
    }

    fn refusal_of_tls(&self, err: &TlsError) -> Refusal {
        match err {
            TlsError::TLS(err) => tls::refusal_of_tls(err, &self.spec),
            TlsError::Io(err) => match self.refusal_of_io(err) {
                // A server that does not speak TLS closes when it sees the first bytes.
                Refusal::ClosedAtOnce => Refusal::NotTls,
                other => other,
            },
            TlsError::DNSName(_) | TlsError::Addr(_) => Refusal::BadAddress { text: self.spec.settings.host.clone() },
            other => Refusal::Other { what: other.to_string() },
        }
    }

    fn refusal_of_code(&self, code: ConnectReturnCode) -> Refusal {
        match code {
            ConnectReturnCode::RefusedProtocolVersion => Refusal::WrongVersion,
            ConnectReturnCode::BadClientId => Refusal::ClientIdRefused,
            ConnectReturnCode::ServiceUnavailable => Refusal::BrokerUnavailable,
            ConnectReturnCode::NotAuthorized if self.spec.settings.login == Login::Certificate => {
                Refusal::NotAuthorized
            }
            // mosquitto answers a wrong password with "not authorized", and never with the code made for it.
            ConnectReturnCode::BadUserNamePassword | ConnectReturnCode::NotAuthorized => Refusal::WrongLogin,
            ConnectReturnCode::Success => Refusal::Other { what: "refused without a reason".to_owned() },
        }
    }
}

fn client_id(wished: &str) -> String {
    // Two clients with one id throw each other out for ever, so there is no fixed default.
    if wished.is_empty() { format!("steckbrett-{:08x}", random() as u32) } else { wished.to_owned() }
}

/// Reads until the session ends, and says why. A task of its own, because the library's `poll` must not be cancelled
/// half way: what it has read or written by then would be lost.
async fn read(mut events: EventLoop, arrived: mpsc::Sender<Arrived>) -> Refusal {
    loop {
        match events.poll().await {
            Ok(Event::Incoming(Packet::Publish(publish))) => {
                let message = Arrived {
                    topic: String::from_utf8_lossy(&publish.topic).into_owned(),
                    payload: publish.payload.to_vec(),
                    retained: publish.retain,
                    qos: publish.qos as u8,
                };
                if arrived.send(message).await.is_err() {
                    return Refusal::Lost;
                }
            }
            Ok(_no_concern_of_ours) => {}
            Err(err) => {
                tracing::debug!("session ended: {err}");
                return end_reason(&err);
            }
        }
    }
}

/// Why a session ended that was up.
fn end_reason(err: &ConnectionError) -> Refusal {
    match err {
        ConnectionError::Io(err)
        | ConnectionError::MqttState(StateError::Io(err) | StateError::Deserialization(rumqttc::Error::Io(err))) => {
            dial::end_reason(err)
        }
        ConnectionError::MqttState(StateError::Deserialization(err)) => Refusal::Other { what: err.to_string() },
        _closed_or_silent => Refusal::Lost,
    }
}

/// What a session reports.
#[derive(Debug)]
pub(super) enum LinkEvent {
    /// A message arrived.
    Arrived(Arrived),
    /// The message with this mark is finished: flushed (quality of service 0) or confirmed.
    Finished(u64),
    /// The broker has answered [`Link::change_filters`].
    Subscribed,
    /// The session has ended; nothing more comes.
    Ended(Refusal),
}

/// What became of a request.
#[derive(Debug)]
enum Notice {
    Published {
        mark: u64,
    },
    Subscribed,
    /// The session ended before the answer; a message is sent again with the next one.
    Lost,
}

/// An established session.
#[derive(Debug)]
pub(super) struct Link {
    /// `None` once the session has ended.
    client: Option<AsyncClient>,
    arrived: mpsc::Receiver<Arrived>,
    reader: JoinSet<Refusal>,
    reading: AbortHandle,
    notices: JoinSet<Notice>,
}

impl Link {
    /// The next thing that happened. May be cancelled without loss.
    pub(super) async fn next(&mut self) -> LinkEvent {
        loop {
            tokio::select! {
                // Confirmations first: they make room for the next messages.
                biased;
                Some(notice) = self.notices.join_next(), if !self.notices.is_empty() => {
                    match notice {
                        Ok(Notice::Published { mark }) => return LinkEvent::Finished(mark),
                        Ok(Notice::Subscribed) => return LinkEvent::Subscribed,
                        Ok(Notice::Lost) => {}
                        Err(err) => tracing::error!("an answer is lost: {err}"),
                    }
                }
                Some(message) = self.arrived.recv() => return LinkEvent::Arrived(message),
                Some(ended) = self.reader.join_next() => {
                    self.client = None;
                    let why = ended.unwrap_or_else(|err| Refusal::Other { what: err.to_string() });
                    return LinkEvent::Ended(why);
                }
            }
        }
    }

    /// Confirmations that came before the end.
    pub(super) async fn last_notices(&mut self) -> Vec<u64> {
        self.client = None;
        let mut finished = Vec::new();
        while let Some(notice) = self.notices.join_next().await {
            if let Ok(Notice::Published { mark }) = notice {
                finished.push(mark);
            }
        }
        finished
    }

    /// Hands a message to the library; `mark` comes back in [`LinkEvent::Finished`]. `false`: not now.
    pub(super) fn publish(&mut self, mark: u64, publish: &Publish) -> bool {
        let Some(client) = &self.client else { return false };
        let options = PublishOptions::new(qos(publish.qos)).retain(publish.retain);
        match client.try_publish_tracked(publish.topic.as_str(), publish.payload.as_slice(), options) {
            Ok(notice) => {
                self.notices.spawn(published(mark, notice));
                true
            }
            Err(err) => {
                tracing::debug!("not handed over: {err}");
                false
            }
        }
    }

    /// Subscribes to `added`, which is answered by [`LinkEvent::Subscribed`], and unsubscribes from `removed`.
    pub(super) fn change_filters(&mut self, added: &Filters, removed: Vec<String>) {
        let Some(client) = &self.client else { return };
        if !added.is_empty() {
            let filters = added.iter().map(|(filter, level)| SubscribeFilterInput::new(filter.as_str(), qos(*level)));
            match client.try_subscribe_many_tracked(filters) {
                Ok(notice) => {
                    self.notices.spawn(subscribed(notice));
                }
                Err(err) => tracing::warn!("cannot subscribe: {err}"),
            }
        }
        for filter in removed {
            if let Err(err) = client.try_unsubscribe(filter) {
                tracing::warn!("cannot unsubscribe: {err}");
            }
        }
    }

    /// Says goodbye, so that a will is not sent, and closes.
    pub(super) async fn close(&mut self) {
        let Some(client) = self.client.take() else { return };
        if let Err(err) = client.try_disconnect_now() {
            tracing::debug!("no goodbye: {err}");
        }
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
}

async fn published(mark: u64, notice: PublishNotice) -> Notice {
    match notice.wait_async().await {
        Ok(_flushed_or_confirmed) => Notice::Published { mark },
        Err(err) => {
            tracing::debug!("to be sent again: {err}");
            Notice::Lost
        }
    }
}

async fn subscribed(notice: SubscribeNotice) -> Notice {
    match notice.wait_async().await {
        Ok(ack) => {
            if ack.return_codes.contains(&SubscribeReasonCode::Failure) {
                tracing::warn!("the broker refuses a topic filter");
            }
            Notice::Subscribed
        }
        Err(err) => {
            tracing::debug!("not subscribed: {err}");
            Notice::Lost
        }
    }
}

fn qos(level: u8) -> QoS {
    match level {
        0 => QoS::AtMostOnce,
        1 => QoS::AtLeastOnce,
        _exactly_once => QoS::ExactlyOnce,
    }
}
