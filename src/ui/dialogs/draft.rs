//! A connection while it is being filled in: what stands in the fields, made into a [`Connection`].
//!
//! Pure; the fields themselves are in [`super::connection`], what is wrong with them is found in [`check`].

pub(super) mod check;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, Hasher as _};

use crate::i18n::{Lang, t};
use crate::model::address::parse_address;
use crate::model::connection::{
    Announcement, Connection, Login, OfflineRule, OutboxBounds, PATH, SessionKind, Transport, Trust, Version, setting,
};
use crate::model::id::ConnectionId;
use crate::model::names::unique_name;
use crate::model::password::{Password, Secrets};
use crate::model::project::Project;
use crate::model::value::{Value, number_to_text};

/// Usual keep-alive, in seconds.
pub(super) const KEEP_ALIVE: &str = "15";
/// Usual time that connecting may take, in seconds.
pub(super) const CONNECT_TIMEOUT: &str = "5";
/// Usual time that a broker shall keep a session, in seconds.
pub(super) const EXPIRY: &str = "3600";
/// How many bytes a MiB has.
const MIB: usize = 1024 * 1024;

/// What stands in the fields.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Draft {
    pub(super) id: ConnectionId,
    /// Settings that this dialog does not show; they survive.
    settings: BTreeMap<String, Value>,
    pub(super) local: bool,
    pub(super) name: String,
    pub(super) host: String,
    pub(super) port: String,
    pub(super) transport: Transport,
    pub(super) tls: bool,
    pub(super) path: String,
    pub(super) trust: Trust,
    pub(super) server_name: String,
    pub(super) ca_file: String,
    pub(super) ca_pem: String,
    pub(super) login: Login,
    pub(super) user: String,
    /// Never part of the connection, as the other secrets; they go to the store of secrets.
    pub(super) password: String,
    pub(super) certificate_file: String,
    pub(super) certificate_pem: String,
    pub(super) key_file: String,
    /// A private key that was taken over from its file.
    pub(super) key: Password,
    pub(super) passphrase: String,
    pub(super) version: Version,
    pub(super) client_id: String,
    pub(super) keep_alive: String,
    pub(super) connect_timeout: String,
    pub(super) persistent: bool,
    pub(super) expiry: String,
    pub(super) offline: OfflineRule,
    pub(super) outbox: OutboxDraft,
    pub(super) birth: NoteDraft,
    pub(super) close: NoteDraft,
    pub(super) will: NoteDraft,
}

/// The bounds of the outbox, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OutboxDraft {
    pub(super) messages: String,
    pub(super) mib: String,
    pub(super) hours: String,
    pub(super) keep: bool,
}

impl OutboxDraft {
    fn of(bounds: OutboxBounds) -> Self {
        Self {
            messages: bounds.messages.to_string(),
            mib: number_to_text(bounds.bytes as f64 / MIB as f64),
            hours: number_to_text(bounds.age_secs as f64 / 3600.0),
            keep: bounds.keep,
        }
    }
}

/// A message that the connection itself causes, as typed; without a topic there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NoteDraft {
    pub(super) topic: String,
    pub(super) message: String,
    pub(super) qos: u8,
    pub(super) retain: bool,
}

impl NoteDraft {
    fn of(announcement: Option<Announcement>) -> Self {
        match announcement {
            Some(Announcement { topic, message, qos, retain }) => Self { topic, message, qos, retain },
            None => Self { topic: String::new(), message: String::new(), qos: 1, retain: false },
        }
    }

    /// Whether there is such a message.
    pub(super) fn is_used(&self) -> bool {
        !self.topic.is_empty()
    }
}

/// A number as people type it.
pub(super) fn number(text: &str) -> Option<f64> {
    text.trim().replace(',', ".").parse().ok().filter(|number: &f64| number.is_finite())
}

impl Draft {
    /// A new connection.
    pub(super) fn new(project: &Project, lang: Lang) -> Self {
        let wanted = t("Verbindung", "Connection").get(lang);
        let name = unique_name(wanted, project.connections.iter().map(|c| c.name.as_str()));
        let connection = Connection { id: new_id(project), name, settings: BTreeMap::new() };
        Self::of(&connection)
    }

    /// The fields of a connection.
    pub(super) fn of(connection: &Connection) -> Self {
        let mqtt = connection.mqtt();
        let (persistent, expiry) = match mqtt.session {
            SessionKind::Clean => (false, EXPIRY.to_owned()),
            SessionKind::Persistent { expiry_secs } => (true, expiry_secs.to_string()),
        };
        Self {
            id: connection.id.clone(),
            settings: connection.settings.clone(),
            local: mqtt.local,
            name: connection.name.clone(),
            host: mqtt.host,
            port: mqtt.port.to_string(),
            transport: mqtt.transport,
            tls: mqtt.tls,
            path: mqtt.path,
            trust: mqtt.trust,
            server_name: mqtt.server_name,
            ca_file: mqtt.ca_file,
            ca_pem: mqtt.ca_pem,
            login: mqtt.login,
            user: mqtt.user,
            password: String::new(),
            certificate_file: mqtt.certificate_file,
            certificate_pem: mqtt.certificate_pem,
            key_file: mqtt.key_file,
            key: Password::default(),
            passphrase: String::new(),
            version: mqtt.version,
            client_id: mqtt.client_id,
            keep_alive: mqtt.keep_alive_secs.to_string(),
            connect_timeout: mqtt.connect_timeout_secs.to_string(),
            persistent,
            expiry,
            offline: mqtt.offline,
            outbox: OutboxDraft::of(mqtt.outbox),
            birth: NoteDraft::of(mqtt.birth),
            close: NoteDraft::of(mqtt.close),
            will: NoteDraft::of(mqtt.will),
        }
    }

    /// Sets how MQTT travels; the port follows where it is still the usual one.
    pub(super) fn set_transport(&mut self, transport: Transport, tls: bool) {
        let usual = self.transport.default_port(self.tls).to_string();
        if self.port.trim() == usual || self.port.trim().is_empty() {
            self.port = transport.default_port(tls).to_string();
        }
        (self.transport, self.tls) = (transport, tls);
    }

    /// Sets the way to log in; a certificate only goes over TLS.
    pub(super) fn set_login(&mut self, login: Login) {
        self.login = login;
        if login == Login::Certificate && !self.tls {
            self.set_transport(self.transport, true);
        }
    }

    /// Takes apart what was pasted into the host field: port, transport, path and login go to their own fields.
    pub(super) fn read_address(&mut self) {
        let Ok(address) = parse_address(&self.host) else { return };
        self.host = address.host;
        if address.transport.is_some() || address.tls.is_some() {
            self.set_transport(address.transport.unwrap_or(self.transport), address.tls.unwrap_or(self.tls));
        }
        if let Some(port) = address.port {
            self.port = port.to_string();
        }
        if let Some(path) = address.path {
            self.path = path;
        }
        if let Some((user, password)) = address.login {
            self.login = Login::Password;
            self.user = user;
            if !password.is_empty() {
                self.password = password;
            }
        }
    }

    /// The connection that the fields describe. Settings at their default are left out of the file.
    pub(super) fn connection(&self) -> Connection {
        let mut draft = self.clone();
        draft.read_address();
        let name = draft.name.trim().to_owned();
        let id = draft.id.clone();
        let mut settings = SettingsDraft(std::mem::take(&mut draft.settings));
        if !draft.local {
            draft.write_address(&mut settings);
            draft.write_security(&mut settings);
            draft.write_session(&mut settings);
            settings.note(setting::BIRTH, &draft.birth);
            settings.note(setting::CLOSE, &draft.close);
            settings.note(setting::WILL, &draft.will);
        }
        draft.write_outbox(&mut settings);
        Connection { id, name, settings: settings.0 }
    }

    fn write_address(&self, settings: &mut SettingsDraft) {
        settings.text(setting::HOST, &self.host, "");
        // The port is written even where it is the usual one: people look for it.
        let usual = self.transport.default_port(self.tls);
        let port = self.port.trim().parse().unwrap_or(usual);
        settings.set(setting::PORT, Some(Value::from(f64::from(port))));
        settings.flag(setting::TLS, self.tls);
        settings.text(setting::TRANSPORT, self.transport.key(), Transport::Tcp.key());
        let path = format!("/{}", self.path.trim().trim_start_matches('/'));
        let path = if self.transport == Transport::WebSocket && path != "/" { path.as_str() } else { PATH };
        settings.text(setting::PATH, path, PATH);
    }

    fn write_security(&self, settings: &mut SettingsDraft) {
        let own = self.tls && matches!(self.trust, Trust::Own | Trust::Both);
        settings.text(setting::CA_PEM, if own { &self.ca_pem } else { "" }, "");
        settings.text(setting::CA_FILE, if own && self.ca_pem.is_empty() { &self.ca_file } else { "" }, "");
        // What a file without this setting means depends on whether there is an authority.
        let has_ca = own && !(self.ca_pem.is_empty() && self.ca_file.trim().is_empty());
        let usual = if has_ca { Trust::Both } else { Trust::System };
        settings.text(setting::TRUST, if self.tls { self.trust.key() } else { usual.key() }, usual.key());
        settings.text(setting::SERVER_NAME, if self.tls { &self.server_name } else { "" }, "");
        settings.text(setting::LOGIN, self.login.key(), Login::None.key());
        let with_user = matches!(self.login, Login::Password | Login::Certificate);
        settings.text(setting::USER, if with_user { &self.user } else { "" }, "");
        let is_certificate = self.login == Login::Certificate;
        let embedded = !self.certificate_pem.is_empty();
        settings.text(setting::CERTIFICATE_PEM, if is_certificate { &self.certificate_pem } else { "" }, "");
        let file = if is_certificate && !embedded { self.certificate_file.as_str() } else { "" };
        settings.text(setting::CERTIFICATE_FILE, file, "");
        settings.text(setting::KEY_FILE, if is_certificate { &self.key_file } else { "" }, "");
    }

    fn write_session(&self, settings: &mut SettingsDraft) {
        settings.text(setting::VERSION, self.version.key(), Version::V311.key());
        settings.text(setting::CLIENT_ID, &self.client_id, "");
        settings.number(setting::KEEP_ALIVE, &self.keep_alive, KEEP_ALIVE);
        settings.number(setting::CONNECT_TIMEOUT, &self.connect_timeout, CONNECT_TIMEOUT);
        settings.text(setting::SESSION, if self.persistent { "persistent" } else { "clean" }, "clean");
        settings.number(setting::SESSION_EXPIRY, if self.persistent { &self.expiry } else { EXPIRY }, EXPIRY);
    }

    fn write_outbox(&self, settings: &mut SettingsDraft) {
        settings.text(setting::OFFLINE, self.offline.key(), OfflineRule::Buffer.key());
        let usual = OutboxDraft::of(OutboxBounds::default());
        settings.number(setting::OUTBOX_MESSAGES, &self.outbox.messages, &usual.messages);
        settings.number(setting::OUTBOX_MIB, &self.outbox.mib, &usual.mib);
        settings.number(setting::OUTBOX_HOURS, &self.outbox.hours, &usual.hours);
        settings.flag(setting::OUTBOX_KEEP, self.outbox.keep);
    }

    /// The secrets to use: none but those that are asked for.
    pub(super) fn secrets(&self) -> Secrets {
        let mut draft = self.clone();
        draft.read_address();
        let word = |wanted: bool, text: &str| Password::new(if wanted { text } else { "" });
        let is_certificate = draft.login == Login::Certificate;
        let with_password = draft.login == Login::Password || (is_certificate && !draft.user.trim().is_empty());
        Secrets {
            password: word(with_password, &draft.password),
            passphrase: word(is_certificate, &draft.passphrase),
            key: if is_certificate && draft.key_file.trim().is_empty() { draft.key } else { Password::default() },
        }
    }

    /// What a reader of the certificate files needs; `None` where there are none.
    pub(super) fn certificates(&self) -> Option<(Connection, Secrets)> {
        const KEYS: [&str; 6] = [
            setting::TRUST,
            setting::CA_FILE,
            setting::CA_PEM,
            setting::CERTIFICATE_FILE,
            setting::CERTIFICATE_PEM,
            setting::KEY_FILE,
        ];
        let mut connection = self.connection();
        connection.settings.retain(|key, _| KEYS.contains(&key.as_str()));
        if !self.tls || connection.settings.is_empty() {
            return None;
        }
        connection.settings.insert(setting::LOGIN.to_owned(), Value::from(self.login.key()));
        Some((connection, Secrets { password: Password::default(), ..self.secrets() }))
    }
}

/// Settings being written.
struct SettingsDraft(BTreeMap<String, Value>);

impl SettingsDraft {
    fn set(&mut self, key: &str, value: Option<Value>) {
        match value {
            Some(value) => self.0.insert(key.to_owned(), value),
            None => self.0.remove(key),
        };
    }

    fn text(&mut self, key: &str, text: &str, usual: &str) {
        // A PEM text ends with a line end; it is only emptiness that counts.
        let text = if text.trim().is_empty() || !text.contains('\n') { text.trim() } else { text };
        self.set(key, (text != usual).then(|| Value::from(text)));
    }

    /// What cannot be read keeps its old value: the field says what is wrong, and the dialog stays open.
    fn number(&mut self, key: &str, text: &str, usual: &str) {
        let Some(value) = number(text) else { return };
        self.set(key, (Some(value) != number(usual)).then(|| Value::from(value)));
    }

    fn flag(&mut self, key: &str, on: bool) {
        self.set(key, on.then(|| Value::from(true)));
    }

    fn note(&mut self, prefix: &str, note: &NoteDraft) {
        let key = |part: &str| format!("{prefix}_{part}");
        let used = note.is_used();
        self.set(&key("topic"), used.then(|| Value::from(note.topic.as_str())));
        let message = (used && !note.message.is_empty()).then(|| Value::from(note.message.as_str()));
        self.set(&key("message"), message);
        self.set(&key("qos"), (used && note.qos != 1).then(|| Value::from(f64::from(note.qos))));
        self.set(&key("retain"), (used && note.retain).then(|| Value::from(true)));
    }
}

/// A client id that nobody else has, for brokers that want a fixed one.
pub(super) fn new_client_id() -> String {
    format!("steckbrett-{:08x}", random() as u32)
}

/// An id that no connection of the project has.
pub(super) fn new_id(project: &Project) -> ConnectionId {
    free_id(&project.connections)
}

/// A copy of a personal connection for the project: with the same id, where that is free.
pub(super) fn copy_for(project: &Project, personal: &Connection) -> Connection {
    let free = project.connection(&personal.id).is_none();
    Connection { id: if free { personal.id.clone() } else { new_id(project) }, ..personal.clone() }
}

/// A copy of one of these connections, with an id and a name of its own.
pub(super) fn duplicate(all: &[Connection], of: &Connection) -> Connection {
    let name = unique_name(&of.name, all.iter().map(|connection| connection.name.as_str()));
    Connection { id: free_id(all), name, ..of.clone() }
}

/// An id that none of these connections has.
pub(super) fn free_id(all: &[Connection]) -> ConnectionId {
    loop {
        let id = ConnectionId::from_random(random());
        if all.iter().all(|connection| connection.id != id) {
            return id;
        }
    }
}

/// A fresh `RandomState` is the standard library's source of randomness.
fn random() -> u64 {
    std::hash::RandomState::new().build_hasher().finish()
}
