//! Connections to MQTT brokers. One connection is one broker session, whatever uses it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::id::ConnectionId;
use super::value::Value;

/// Port of MQTT without TLS.
pub const PORT: u16 = 1883;
/// Port of MQTT over TLS.
pub const PORT_TLS: u16 = 8883;
/// Usual port of MQTT in a WebSocket.
pub const PORT_WEBSOCKET: u16 = 8083;
/// Usual port of MQTT in a WebSocket over TLS.
pub const PORT_WEBSOCKET_TLS: u16 = 8084;
/// Usual path of MQTT in a WebSocket.
pub const PATH: &str = "/mqtt";

/// A connection: a name for people, an id for references, settings by key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Connection {
    /// What blocks and scripts refer to.
    pub id: ConnectionId,
    /// What people see; unique in the project.
    pub name: String,
    /// Settings by key (see [`setting`]); unknown keys survive.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, Value>,
}

/// Keys of [`Connection::settings`].
pub mod setting {
    /// Text: `local` for the built-in broker, `mqtt` (default) for any other.
    pub const KIND: &str = "kind";
    /// Text: host name or address.
    pub const HOST: &str = "host";
    /// Number: TCP port.
    pub const PORT: &str = "port";
    /// Bool: whether to use TLS.
    pub const TLS: &str = "tls";
    /// Text: PEM file of the certificate authority to trust besides the system's.
    pub const CA_FILE: &str = "ca_file";
    /// Text: PEM file of the client certificate.
    pub const CERTIFICATE_FILE: &str = "certificate_file";
    /// Text: PEM file of the client certificate's key (a path, never the key itself).
    pub const KEY_FILE: &str = "key_file";
    /// Text: how to log in: `none`, `password` or `certificate`.
    pub const LOGIN: &str = "login";
    /// Text: user name. The password is never in the project.
    pub const USER: &str = "user";
    /// Text: client id; empty means a random one.
    pub const CLIENT_ID: &str = "client_id";
    /// Number: keep-alive in seconds.
    pub const KEEP_ALIVE: &str = "keep_alive";
    /// Text: what happens to a message while offline: `buffer` or `refuse`.
    pub const OFFLINE: &str = "offline";
    /// Text: protocol version: `3.1.1` (default) or `5`.
    pub const VERSION: &str = "version";
    /// Text: how MQTT travels: `tcp` (default) or `websocket`.
    pub const TRANSPORT: &str = "transport";
    /// Text: path of the WebSocket.
    pub const PATH: &str = "path";
    /// Text: which server certificates are trusted: `system`, `own`, `both` or `any`.
    pub const TRUST: &str = "trust";
    /// Text: name that the server's certificate must have, where it is not the host.
    pub const SERVER_NAME: &str = "server_name";
    /// Text: the certificate authority itself in PEM, embedded in the project; wins over [`CA_FILE`].
    pub const CA_PEM: &str = "ca_pem";
    /// Text: the client certificate itself in PEM, embedded in the project; wins over [`CERTIFICATE_FILE`].
    pub const CERTIFICATE_PEM: &str = "certificate_pem";
    /// Number: how long connecting may take, in seconds.
    pub const CONNECT_TIMEOUT: &str = "connect_timeout";
    /// Text: `clean` (default) or `persistent`.
    pub const SESSION: &str = "session";
    /// Number: how long the broker keeps a persistent session, in seconds (MQTT 5).
    pub const SESSION_EXPIRY: &str = "session_expiry";
    /// Prefix of the settings of the message sent after connecting: `birth_topic`, `birth_message`, `birth_qos`,
    /// `birth_retain`.
    pub const BIRTH: &str = "birth";
    /// Prefix of the settings of the message sent before disconnecting.
    pub const CLOSE: &str = "close";
    /// Prefix of the settings of the message that the broker sends when the connection is lost.
    pub const WILL: &str = "will";
    /// Number: most messages that wait in the outbox.
    pub const OUTBOX_MESSAGES: &str = "outbox_messages";
    /// Number: most bytes that wait in the outbox, in MiB.
    pub const OUTBOX_MIB: &str = "outbox_mib";
    /// Number: how long a message may wait in the outbox, in hours.
    pub const OUTBOX_HOURS: &str = "outbox_hours";
    /// Bool: whether what waits in the outbox is kept on disk and sent after a restart.
    pub const OUTBOX_KEEP: &str = "outbox_keep";
}

/// Protocol version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// MQTT 3.1.1, which every broker speaks.
    #[default]
    V311,
    /// MQTT 5.
    V5,
}

impl Version {
    /// The value of [`setting::VERSION`].
    pub fn key(self) -> &'static str {
        match self {
            Self::V311 => "3.1.1",
            Self::V5 => "5",
        }
    }
}

/// How MQTT travels; each also over TLS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Transport {
    /// Directly over TCP.
    #[default]
    Tcp,
    /// In a WebSocket.
    WebSocket,
}

impl Transport {
    /// The value of [`setting::TRANSPORT`].
    pub fn key(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::WebSocket => "websocket",
        }
    }

    /// The usual port.
    pub fn default_port(self, tls: bool) -> u16 {
        match (self, tls) {
            (Self::Tcp, false) => PORT,
            (Self::Tcp, true) => PORT_TLS,
            (Self::WebSocket, false) => PORT_WEBSOCKET,
            (Self::WebSocket, true) => PORT_WEBSOCKET_TLS,
        }
    }
}

/// Which server certificates are trusted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trust {
    /// Those the system trusts.
    #[default]
    System,
    /// Only the certificate authority of the connection.
    Own,
    /// Both.
    Both,
    /// Any, unchecked.
    Any,
}

impl Trust {
    /// The value of [`setting::TRUST`].
    pub fn key(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Own => "own",
            Self::Both => "both",
            Self::Any => "any",
        }
    }
}

/// How long the broker keeps what it knows of us.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SessionKind {
    /// It forgets us when the connection ends.
    #[default]
    Clean,
    /// It keeps subscriptions and messages; for this many seconds in MQTT 5, as long as it likes in 3.1.1.
    Persistent {
        /// The seconds.
        expiry_secs: u32,
    },
}

/// A message that the connection itself causes: birth, close, last will.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// The topic, as typed.
    pub topic: String,
    /// The message.
    pub message: String,
    /// Quality of service, 0 to 2.
    pub qos: u8,
    /// Whether the broker stores it.
    pub retain: bool,
}

/// Bounds of the outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutboxBounds {
    /// Most messages.
    pub messages: usize,
    /// Most bytes of payload.
    pub bytes: usize,
    /// Longest wait, in seconds.
    pub age_secs: u64,
    /// Whether it is kept on disk.
    pub keep: bool,
}

impl Default for OutboxBounds {
    fn default() -> Self {
        Self { messages: 10_000, bytes: 64 * 1024 * 1024, age_secs: 24 * 60 * 60, keep: false }
    }
}

/// How to log in at the broker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Login {
    /// Anonymous.
    #[default]
    None,
    /// User name and password.
    Password,
    /// Client certificate.
    Certificate,
}

impl Login {
    /// The value of [`setting::LOGIN`].
    pub fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Password => "password",
            Self::Certificate => "certificate",
        }
    }
}

/// What happens to a message published while the connection is down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OfflineRule {
    /// Keep it and send it later, in order: up to 10,000 messages, 64 MiB, 24 h; the oldest is dropped and counted.
    #[default]
    Buffer,
    /// Refuse it with an error that the handler can catch.
    Refuse,
}

impl OfflineRule {
    /// The value of [`setting::OFFLINE`].
    pub fn key(self) -> &'static str {
        match self {
            Self::Buffer => "buffer",
            Self::Refuse => "refuse",
        }
    }
}

/// The settings of a connection, read out with their defaults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MqttSettings {
    /// Whether this is the built-in local broker; host and port are then found at run time.
    pub local: bool,
    /// Host name or address, as typed.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Whether to use TLS.
    pub tls: bool,
    /// PEM file of a certificate authority; empty: only the system's.
    pub ca_file: String,
    /// PEM file of the client certificate.
    pub certificate_file: String,
    /// PEM file of its key.
    pub key_file: String,
    /// How to log in.
    pub login: Login,
    /// User name, where [`Login::Password`].
    pub user: String,
    /// Client id; empty means a random one.
    pub client_id: String,
    /// Keep-alive in seconds.
    pub keep_alive_secs: u16,
    /// What happens to messages while offline.
    pub offline: OfflineRule,
    /// Protocol version.
    pub version: Version,
    /// How MQTT travels.
    pub transport: Transport,
    /// Path of the WebSocket, with its slash.
    pub path: String,
    /// Which server certificates are trusted.
    pub trust: Trust,
    /// Name that the server's certificate must have; empty: the host.
    pub server_name: String,
    /// Embedded certificate authority, PEM; empty: see `ca_file`.
    pub ca_pem: String,
    /// Embedded client certificate, PEM; empty: see `certificate_file`.
    pub certificate_pem: String,
    /// How long connecting may take, in seconds.
    pub connect_timeout_secs: u16,
    /// How long the broker keeps what it knows of us.
    pub session: SessionKind,
    /// Sent after connecting.
    pub birth: Option<Announcement>,
    /// Sent before disconnecting.
    pub close: Option<Announcement>,
    /// Sent by the broker when the connection is lost.
    pub will: Option<Announcement>,
    /// Bounds of the outbox.
    pub outbox: OutboxBounds,
}

impl Connection {
    /// The connection to the built-in broker.
    pub fn local_broker(name: &str) -> Self {
        let settings = BTreeMap::from([(setting::KIND.to_owned(), Value::from("local"))]);
        Self { id: ConnectionId::local(), name: name.to_owned(), settings }
    }

    /// A connection to a broker at `host:port`.
    pub fn to_host(id: ConnectionId, name: &str, host: &str, port: u16) -> Self {
        let settings = BTreeMap::from([
            (setting::HOST.to_owned(), Value::from(host)),
            (setting::PORT.to_owned(), Value::from(f64::from(port))),
        ]);
        Self { id, name: name.to_owned(), settings }
    }

    /// Whether this is the built-in broker.
    pub fn is_local(&self) -> bool {
        self.text(setting::KIND) == "local"
    }

    /// Whether it encrypts without checking whom it talks to.
    pub fn is_unchecked(&self) -> bool {
        !self.is_local() && self.flag(setting::TLS) && self.trust() == Trust::Any
    }

    /// The settings with their defaults.
    pub fn mqtt(&self) -> MqttSettings {
        let tls = self.flag(setting::TLS);
        let transport = match self.text(setting::TRANSPORT) {
            "websocket" => Transport::WebSocket,
            _tcp => Transport::Tcp,
        };
        let path = self.text(setting::PATH);
        MqttSettings {
            local: self.is_local(),
            host: self.text(setting::HOST).to_owned(),
            port: self
                .number(setting::PORT)
                .map_or_else(|| transport.default_port(tls), |port| port.clamp(0.0, 65_535.0) as u16),
            tls,
            ca_file: self.text(setting::CA_FILE).to_owned(),
            certificate_file: self.text(setting::CERTIFICATE_FILE).to_owned(),
            key_file: self.text(setting::KEY_FILE).to_owned(),
            login: match self.text(setting::LOGIN) {
                "password" => Login::Password,
                "certificate" => Login::Certificate,
                _ => Login::None,
            },
            user: self.text(setting::USER).to_owned(),
            client_id: self.text(setting::CLIENT_ID).to_owned(),
            keep_alive_secs: self.number(setting::KEEP_ALIVE).map_or(15, |secs| secs.clamp(5.0, 65_535.0) as u16),
            offline: match self.text(setting::OFFLINE) {
                "refuse" => OfflineRule::Refuse,
                _ => OfflineRule::Buffer,
            },
            version: if self.text(setting::VERSION) == Version::V5.key() { Version::V5 } else { Version::V311 },
            transport,
            path: if path.is_empty() { PATH.to_owned() } else { format!("/{}", path.trim_start_matches('/')) },
            trust: self.trust(),
            server_name: self.text(setting::SERVER_NAME).trim().to_owned(),
            ca_pem: self.text(setting::CA_PEM).to_owned(),
            certificate_pem: self.text(setting::CERTIFICATE_PEM).to_owned(),
            connect_timeout_secs: self.number(setting::CONNECT_TIMEOUT).map_or(5, |secs| secs.clamp(1.0, 300.0) as u16),
            session: if self.text(setting::SESSION) == "persistent" {
                let secs = self.number(setting::SESSION_EXPIRY).unwrap_or(3600.0);
                SessionKind::Persistent { expiry_secs: secs.clamp(1.0, f64::from(u32::MAX)) as u32 }
            } else {
                SessionKind::Clean
            },
            birth: self.announcement(setting::BIRTH),
            close: self.announcement(setting::CLOSE),
            will: self.announcement(setting::WILL),
            outbox: self.outbox_bounds(),
        }
    }

    /// Files made before trust was a setting have only a file, which was trusted besides the system's.
    fn trust(&self) -> Trust {
        match self.text(setting::TRUST) {
            "system" => Trust::System,
            "own" => Trust::Own,
            "both" => Trust::Both,
            "any" => Trust::Any,
            _ if self.text(setting::CA_FILE).is_empty() && self.text(setting::CA_PEM).is_empty() => Trust::System,
            _ => Trust::Both,
        }
    }

    fn announcement(&self, prefix: &str) -> Option<Announcement> {
        let topic = self.text(&format!("{prefix}_topic"));
        (!topic.is_empty()).then(|| Announcement {
            topic: topic.to_owned(),
            message: self.settings.get(&format!("{prefix}_message")).map(Value::to_text).unwrap_or_default(),
            qos: self.number(&format!("{prefix}_qos")).unwrap_or(1.0).clamp(0.0, 2.0) as u8,
            retain: self.flag(&format!("{prefix}_retain")),
        })
    }

    fn outbox_bounds(&self) -> OutboxBounds {
        let usual = OutboxBounds::default();
        OutboxBounds {
            messages: self
                .number(setting::OUTBOX_MESSAGES)
                .map_or(usual.messages, |messages| messages.clamp(1.0, 1_000_000.0) as usize),
            bytes: self
                .number(setting::OUTBOX_MIB)
                .map_or(usual.bytes, |mib| (mib.clamp(1.0, 4096.0) * 1024.0 * 1024.0) as usize),
            age_secs: self
                .number(setting::OUTBOX_HOURS)
                .map_or(usual.age_secs, |hours| (hours.clamp(0.01, 8760.0) * 3600.0) as u64),
            keep: self.flag(setting::OUTBOX_KEEP),
        }
    }

    fn number(&self, key: &str) -> Option<f64> {
        self.settings.get(key).and_then(Value::as_number)
    }

    fn text(&self, key: &str) -> &str {
        self.settings.get(key).and_then(Value::as_text).unwrap_or("")
    }

    fn flag(&self, key: &str) -> bool {
        self.settings.get(key).and_then(Value::as_bool).unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_those_of_the_documentation() {
        let settings = Connection::to_host(ConnectionId::from_random(7), "Halle", "broker", 1883).mqtt();
        assert_eq!((settings.port, settings.keep_alive_secs, settings.tls), (1883, 15, false));
        assert_eq!(settings.offline, OfflineRule::Buffer);
        assert!(Connection::local_broker("Lokaler Broker").mqtt().local);
    }
}
