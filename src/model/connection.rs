//! Connections to MQTT brokers. One connection is one broker session, whatever uses it.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::id::ConnectionId;
use super::value::Value;

/// Port of MQTT without TLS.
pub const PORT: u16 = 1883;
/// Port of MQTT over TLS.
pub const PORT_TLS: u16 = 8883;

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

    /// The settings with their defaults.
    pub fn mqtt(&self) -> MqttSettings {
        let tls = self.flag(setting::TLS);
        let number = |key| self.settings.get(key).and_then(Value::as_number);
        MqttSettings {
            local: self.is_local(),
            host: self.text(setting::HOST).to_owned(),
            port: number(setting::PORT)
                .map_or(if tls { PORT_TLS } else { PORT }, |port| port.clamp(0.0, 65_535.0) as u16),
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
            keep_alive_secs: number(setting::KEEP_ALIVE).map_or(15, |secs| secs.clamp(5.0, 65_535.0) as u16),
            offline: match self.text(setting::OFFLINE) {
                "refuse" => OfflineRule::Refuse,
                _ => OfflineRule::Buffer,
            },
        }
    }

    fn text(&self, key: &str) -> &str {
        self.settings.get(key).and_then(Value::as_text).unwrap_or("")
    }

    fn flag(&self, key: &str) -> bool {
        self.settings.get(key).and_then(Value::as_bool).unwrap_or(false)
    }
}

/// What a pasted broker address says.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    /// Host without scheme, brackets, blanks and port.
    pub host: String,
    /// The port, where one was given.
    pub port: Option<u16>,
    /// Whether the scheme asks for TLS (`mqtts`, `ssl`); `None` without a scheme.
    pub tls: Option<bool>,
    /// User and password, where given (`mqtt://user:pw@host`).
    pub login: Option<(String, String)>,
}

// By hand, so that the password cannot get into a log.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Address")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("tls", &self.tls)
            .field("user", &self.login.as_ref().map(|(user, _)| user))
            .finish_non_exhaustive()
    }
}

/// Why an address cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddressError {
    /// No host in it.
    NoHost,
    /// The part after the colon is no port number.
    Port(String),
    /// A scheme other than `mqtt`, `tcp`, `mqtts`, `ssl`.
    Scheme(String),
}

/// Reads what people paste into a host field: `mqtts://host:8883`, ` host `, `[::1]:1883`, `host:1883`.
///
/// # Errors
/// [`AddressError`] says which part cannot be read.
pub fn parse_address(text: &str) -> Result<Address, AddressError> {
    let text = text.trim();
    let (tls, rest) = match text.split_once("://") {
        None => (None, text),
        Some(("mqtt" | "tcp", rest)) => (Some(false), rest),
        Some(("mqtts" | "ssl", rest)) => (Some(true), rest),
        Some((scheme, _)) => return Err(AddressError::Scheme(scheme.to_owned())),
    };
    let rest = rest.split('/').next().unwrap_or("");
    let (login, rest) = match rest.rsplit_once('@') {
        None => (None, rest),
        Some((login, rest)) => {
            let (user, password) = login.split_once(':').unwrap_or((login, ""));
            (Some((user.to_owned(), password.to_owned())), rest)
        }
    };
    let (host, port) = if let Some(inner) = rest.strip_prefix('[') {
        let (host, after) = inner.split_once(']').unwrap_or((inner, ""));
        (host, after.strip_prefix(':'))
    } else if rest.matches(':').count() == 1 {
        let (host, port) = rest.split_once(':').unwrap_or((rest, ""));
        (host, Some(port))
    } else {
        (rest, None)
    };
    let host = host.trim();
    if host.is_empty() {
        return Err(AddressError::NoHost);
    }
    let port = match port.map(str::trim) {
        None | Some("") => None,
        Some(port) => Some(port.parse().map_err(|_not_a_port| AddressError::Port(port.to_owned()))?),
    };
    Ok(Address { host: host.to_owned(), port, tls, login })
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

    #[test]
    fn pasted_addresses_are_understood() {
        let address = parse_address(" mqtts://user:geheim@broker.example:8884/path ").unwrap();
        assert_eq!(address.host, "broker.example");
        assert_eq!((address.port, address.tls), (Some(8884), Some(true)));
        assert_eq!(address.login, Some(("user".to_owned(), "geheim".to_owned())));
        assert!(!format!("{address:?}").contains("geheim"), "{address:?}");
        assert_eq!(parse_address("[::1]:1884").unwrap().host, "::1");
        assert_eq!(parse_address("::1").unwrap().host, "::1");
        assert_eq!(parse_address("localhost:18x"), Err(AddressError::Port("18x".to_owned())));
        assert_eq!(parse_address("http://x"), Err(AddressError::Scheme("http".to_owned())));
        assert_eq!(parse_address("  "), Err(AddressError::NoHost));
    }
}
