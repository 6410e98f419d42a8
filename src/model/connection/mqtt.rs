//! The kind of any MQTT broker: its settings as those who speak MQTT need them. What can be set is in [`rows`].

pub mod rows;

use self::rows as row;
use super::choice::{Lasting, Login, OfflineRule, Transport, Trust, Version};
use super::row::{SettingDef, url_path};
use super::{ClientNeeds, Connection, ConnectionKind, KIND as KIND_KEY, KeptIn, KindDef, Needs, SettingValues};
use crate::i18n::{Text, t};
use crate::model::address::Address;

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

const MIB: f64 = 1024.0 * 1024.0;

/// The kind.
pub(super) static KIND: KindDef = KindDef {
    key: "mqtt",
    label: t("MQTT-Verbindung", "MQTT connection"),
    rows: row::ALL,
    kind: |values| ConnectionKind::Mqtt(Box::new(MqttSettings::of(values))),
    needs,
    redirect,
    address: |values| Some(address(values)),
    target: |values| format!("{} {}", address(values).to_lowercase(), values.flag(&row::TLS)),
    unchecked: |values| values.flag(&row::TLS) && values.choice::<Trust>(&row::TRUST) == Trust::Any,
};

/// `host:port`.
fn address(values: &SettingValues) -> String {
    let (host, port) = (values.text(&row::HOST).trim(), values.text(&row::PORT));
    // An IPv6 address has colons of its own.
    if host.contains(':') && !host.contains("//") { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}

fn needs(values: &SettingValues) -> Needs {
    let ca = || KeptIn::of(values, Some(&row::CA_PEM), &row::CA_FILE);
    let client = || ClientNeeds {
        certificate: KeptIn::of(values, Some(&row::CERTIFICATE_PEM), &row::CERTIFICATE_FILE),
        key: KeptIn::of(values, None, &row::KEY_FILE),
    };
    Needs {
        password: row::PASSWORD.is_meant(values),
        ca: row::has_own_ca(values).then(ca).flatten(),
        client: (values.flag(&row::TLS) && row::is_certificate(values)).then(client),
    }
}

/// Leads a connection that speaks MQTT to the broker at `to`; what the address leaves open stays, but for the port.
pub(super) fn redirect(connection: &mut Connection, to: &Address) {
    connection.settings.remove(KIND_KEY);
    let mut values = connection.values();
    values.set(&row::PORT, "");
    values.take_address(to);
    values.write(row::ALL, &mut connection.settings);
}

impl SettingValues {
    /// Sets how MQTT travels; the port follows where it is still the usual one, or none.
    pub fn set_way(&mut self, transport: Transport, tls: bool) {
        let follows = row::PORT.is_usual(self) || self.is_blank(&row::PORT);
        self.choose(&row::TRANSPORT, transport);
        self.switch(&row::TLS, tls);
        if follows {
            self.set(&row::PORT, row::PORT.usual(self));
        }
    }

    /// Puts the parts of an address where they belong: host, port, transport, path, user. What it does not say stays.
    pub fn take_address(&mut self, address: &Address) {
        self.set(&row::HOST, address.host.as_str());
        let tls = address.tls.unwrap_or_else(|| self.flag(&row::TLS));
        self.set_way(address.transport.unwrap_or_else(|| self.choice(&row::TRANSPORT)), tls);
        if let Some(port) = address.port {
            self.set(&row::PORT, port.to_string());
        }
        if let Some(path) = &address.path {
            self.set(&row::PATH, path.as_str());
        }
        if let Some((user, _)) = &address.login {
            self.choose(&row::LOGIN, Login::Password);
            self.set(&row::USER, user.as_str());
        }
    }
}

impl Transport {
    /// The usual port.
    pub fn default_port(self, tls: bool) -> u16 {
        match (self, tls) {
            (Self::Tcp, false) => PORT,
            (Self::Tcp, true) => PORT_TLS,
            (Self::WebSocket, false) => PORT_WEBSOCKET,
            (Self::WebSocket, true) => PORT_WEBSOCKET_TLS,
        }
    }

    /// What the way is called, with or without TLS.
    pub fn way(self, tls: bool) -> Text {
        match (self, tls) {
            (Self::Tcp, false) => t("TCP, unverschlüsselt", "TCP, not encrypted"),
            (Self::Tcp, true) => t("TLS, verschlüsselt", "TLS, encrypted"),
            (Self::WebSocket, false) => t("WebSocket, unverschlüsselt", "WebSocket, not encrypted"),
            (Self::WebSocket, true) => t("WebSocket + TLS, verschlüsselt", "WebSocket + TLS, encrypted"),
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
    /// Longest wait of what is kept, in seconds.
    pub age_secs: u64,
    /// Whether it is kept on disk.
    pub keep: bool,
}

impl Default for OutboxBounds {
    fn default() -> Self {
        Self { messages: 10_000, bytes: 64 * 1024 * 1024, age_secs: 24 * 60 * 60, keep: false }
    }
}

/// The settings of a connection that speaks MQTT, with their defaults. Of the built-in broker, host and port are found at
/// run time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MqttSettings {
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

impl MqttSettings {
    /// Reads them.
    pub(super) fn of(values: &SettingValues) -> Self {
        let text = |row: &SettingDef| values.text(row).to_owned();
        let session = match values.choice(&row::SESSION) {
            Lasting::Clean => SessionKind::Clean,
            Lasting::Persistent => SessionKind::Persistent { expiry_secs: values.number(&row::SESSION_EXPIRY) as u32 },
        };
        let offline = values.choice(&row::OFFLINE);
        Self {
            host: text(&row::HOST),
            port: values.number(&row::PORT) as u16,
            tls: values.flag(&row::TLS),
            ca_file: text(&row::CA_FILE),
            certificate_file: text(&row::CERTIFICATE_FILE),
            key_file: text(&row::KEY_FILE),
            login: values.choice(&row::LOGIN),
            user: text(&row::USER),
            client_id: text(&row::CLIENT_ID),
            keep_alive_secs: values.number(&row::KEEP_ALIVE) as u16,
            offline,
            version: values.choice(&row::VERSION),
            transport: values.choice(&row::TRANSPORT),
            path: url_path(values.text(&row::PATH)),
            trust: values.choice(&row::TRUST),
            server_name: values.text(&row::SERVER_NAME).trim().to_owned(),
            ca_pem: text(&row::CA_PEM),
            certificate_pem: text(&row::CERTIFICATE_PEM),
            connect_timeout_secs: values.number(&row::CONNECT_TIMEOUT) as u16,
            session,
            birth: row::BIRTH.read(values),
            close: row::CLOSE.read(values),
            will: row::WILL.read(values),
            outbox: OutboxBounds {
                messages: values.number(&row::OUTBOX_MESSAGES) as usize,
                bytes: (values.number(&row::OUTBOX_MIB) * MIB) as usize,
                age_secs: (values.number(&row::OUTBOX_HOURS) * 3600.0) as u64,
                keep: values.flag(&row::OUTBOX_KEEP) && offline != OfflineRule::Brief,
            },
        }
    }
}
