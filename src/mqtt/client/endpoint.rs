//! Where to connect and how, and connecting itself.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::api::{EventLoop, Packet, Requests};
use super::checkpoint::SessionNumbers;
use super::packet_ids::PacketIds;
use super::rustls::pki_types::ServerName;
use super::{Link, Notices, TlsConnector, error, v4, v5};
use crate::model::address::parse_address;
use crate::model::connection::{Login, SessionKind, Transport, Version};
use crate::model::run::{Refusal, TlsVersion};
use crate::model::topic::TopicName;
use crate::mqtt::dial::Dialer;
use crate::mqtt::journal::numbers::SharedNumbers;
use crate::mqtt::msg::ConnectionSpec;
use crate::mqtt::tls;

/// The shortest and the longest pause between messages that are sent again in a session that goes on.
const RESUME_PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(2));

/// What is known of a session whose network connection was lost: in the library, and answers that may yet come.
pub(in crate::mqtt) struct SessionState {
    pub(super) requests: Box<dyn Requests>,
    pub(super) event_loop: Box<dyn EventLoop>,
    pub(super) notices: Notices,
    pub(super) unconfirmed: BTreeSet<u64>,
    pub(super) ids: PacketIds,
    /// Where packet numbers are kept, if the session outlives the program.
    pub(super) numbers: Option<SharedNumbers>,
}

impl SessionState {
    /// Of a client that has not connected yet; `notices` of what it resumes.
    pub(super) fn new(
        requests: Box<dyn Requests>,
        event_loop: Box<dyn EventLoop>,
        (notices, numbers): (Notices, Option<&SessionNumbers>),
        ids: PacketIds,
    ) -> Self {
        let unconfirmed = numbers.into_iter().flat_map(|numbers| numbers.marks.values().copied()).collect();
        let numbers = numbers.map(|numbers| numbers.shared.clone());
        Self { requests, event_loop, notices, unconfirmed, ids, numbers }
    }
}

/// Where to connect and how: a spec with its address read and its files parsed.
#[derive(Debug)]
pub(in crate::mqtt) struct Endpoint {
    pub(super) spec: Arc<ConnectionSpec>,
    pub(super) dialer: Dialer,
    /// Where MQTT travels in a WebSocket.
    pub(super) url: Option<String>,
    pub(super) client_id: String,
    pub(super) login: Option<(String, String)>,
}

impl Endpoint {
    /// Reads address and certificates; `local_port` is where the local broker listens, if this is its connection.
    ///
    /// # Errors
    /// An address or a file that cannot be used.
    pub(in crate::mqtt) async fn prepare(
        spec: Arc<ConnectionSpec>,
        local_port: Option<u16>,
        client_id: &str,
    ) -> Result<Self, Refusal> {
        if let Some(port) = local_port {
            return Ok(Self::local(&spec, port, client_id));
        }
        let settings = &spec.settings;
        let bad_address = || Refusal::BadAddress { text: settings.host.clone() };
        let address = parse_address(&settings.host).map_err(|_which_part| bad_address())?;
        let with_tls = address.tls.unwrap_or(settings.tls);
        let transport = address.transport.unwrap_or(settings.transport);
        let port = address.port.unwrap_or(settings.port);
        let path = address.path.as_deref().unwrap_or(&settings.path);
        let url = (transport == Transport::WebSocket).then(|| url(&address.host, port, path));
        let passed = Arc::default();
        let (tls, own) = if with_tls {
            let name = if settings.server_name.is_empty() { &address.host } else { &settings.server_name };
            let unreadable = Refusal::BadAddress { text: name.clone() };
            let name = ServerName::try_from(name.clone()).map_err(|_unreadable| unreadable)?;
            let (for_thread, for_check) = (Arc::clone(&spec), Arc::clone(&passed));
            let (config, own) = tokio::task::spawn_blocking(move || tls::client_config(&for_thread, for_check))
                .await
                .map_err(|err| Refusal::Other { what: err.to_string() })??;
            (Some((TlsConnector::from(config), name)), own)
        } else {
            (None, None)
        };
        let login = match (settings.login, address.login) {
            (Login::Password, _) => Some((settings.user.clone(), spec.password.clone().unwrap_or_default())),
            (Login::None, login) => login,
            // Some brokers want a user besides.
            (Login::Certificate, _) => {
                (!settings.user.is_empty()).then(|| (settings.user.clone(), spec.password.clone().unwrap_or_default()))
            }
        };
        let dialer = Dialer { host: address.host, port, tls, own, agreed: Arc::default(), passed };
        Ok(Self { spec: usable(&spec), dialer, url, client_id: client_id.to_owned(), login })
    }

    /// The local broker: on this machine, for everybody, and never with a session that outlives the connection, since
    /// its port may be another one next time.
    fn local(spec: &Arc<ConnectionSpec>, port: u16, client_id: &str) -> Self {
        let mut spec = usable(spec);
        Arc::make_mut(&mut spec).settings.session = SessionKind::Clean;
        let (agreed, passed) = (Arc::default(), Arc::default());
        let dialer = Dialer { host: "127.0.0.1".to_owned(), port, tls: None, own: None, agreed, passed };
        Self { spec, dialer, url: None, client_id: client_id.to_owned(), login: None }
    }

    /// The version of TLS that was agreed on; `None` without TLS, and before it was.
    pub(in crate::mqtt) fn tls(&self) -> Option<TlsVersion> {
        self.dialer.agreed.get().copied()
    }

    /// Connects and logs in, going on with the session that is kept, if one is, else with that of an earlier run. When that
    /// fails it is kept still.
    ///
    /// # Errors
    /// Why that failed.
    pub(in crate::mqtt) async fn open(
        &self,
        kept: &mut Option<SessionState>,
        numbers: Option<&SessionNumbers>,
    ) -> Result<Link, Refusal> {
        let mut session = match kept.take() {
            Some(kept) => kept,
            None => self.new_session(numbers)?,
        };
        let start = Instant::now();
        let connack = loop {
            match session.event_loop.poll().await {
                Ok(Packet::ConnAck(connack)) => break connack,
                Ok(Packet::Message(_) | Packet::Other) => {}
                Err(disconnect) => {
                    if self.is_persistent() {
                        *kept = Some(session);
                    }
                    return Err(self.found_out(error::while_connecting(disconnect, self)).await);
                }
            }
        };
        if connack.resumed && !session.unconfirmed.is_empty() {
            // To be let in has taken at least the way there and back.
            let (shortest, longest) = RESUME_PAUSES;
            session.event_loop.resume_slowly((2 * start.elapsed()).clamp(shortest, longest));
        }
        if !connack.resumed {
            // The library has given up what was under way; whoever holds the messages sends them again.
            session.notices = Notices::new();
            session.unconfirmed.clear();
            session.ids = PacketIds::default();
        }
        Ok(Link::new(self.spec.settings.session, connack, session))
    }

    pub(super) fn is_persistent(&self) -> bool {
        matches!(self.spec.settings.session, SessionKind::Persistent { .. })
    }

    pub(super) fn new_session(&self, numbers: Option<&SessionNumbers>) -> Result<SessionState, Refusal> {
        match self.spec.settings.version {
            Version::V311 => v4::client(self, numbers),
            Version::V5 => v5::client(self, numbers),
        }
    }

    /// The refusal for an address that cannot be read.
    pub(super) fn bad_address(&self) -> Refusal {
        let text = self.url.clone().unwrap_or_else(|| self.dialer.host.clone());
        Refusal::BadAddress { text }
    }
}

/// Without a will that no broker could send.
fn usable(spec: &Arc<ConnectionSpec>) -> Arc<ConnectionSpec> {
    let mut spec = Arc::clone(spec);
    if let Some(will) = &spec.settings.will
        && TopicName::parse(&will.topic).is_err()
    {
        tracing::warn!("{:?} is no topic for a last will", will.topic);
        Arc::make_mut(&mut spec).settings.will = None;
    }
    spec
}

/// Where the WebSocket is. Its scheme is always that without TLS: ours lies below what the library sees.
fn url(host: &str, port: u16, path: &str) -> String {
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    format!("ws://{host}:{port}{path}")
}
