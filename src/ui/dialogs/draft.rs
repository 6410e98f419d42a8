//! A connection while it is being filled in: what stands in the fields, checked, and made into a [`Connection`].
//!
//! Pure; the fields themselves are in [`super::connection`].

use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, Hasher as _};

use crate::i18n::{Lang, Text, t};
use crate::model::address::parse_address;
use crate::model::connection::{Connection, Login, OfflineRule, PORT, PORT_TLS, setting};
use crate::model::id::ConnectionId;
use crate::model::names::unique_name;
use crate::model::project::Project;
use crate::model::value::Value;

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
    pub(super) tls: bool,
    pub(super) ca_file: String,
    pub(super) login: Login,
    pub(super) user: String,
    /// Never part of the connection; goes to the store of secrets.
    pub(super) password: String,
    pub(super) certificate_file: String,
    pub(super) key_file: String,
    pub(super) client_id: String,
    pub(super) keep_alive: String,
    pub(super) offline: OfflineRule,
}

/// A field that something is wrong with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Name,
    Host,
    Port,
    User,
    CertificateFile,
    KeyFile,
    KeepAlive,
}

/// What is wrong with a field, as a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Flaw {
    pub(super) field: Field,
    pub(super) sentence: String,
}

fn flaw(field: Field, text: Text, lang: Lang) -> Flaw {
    Flaw { field, sentence: text.get(lang).to_owned() }
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
        Self {
            id: connection.id.clone(),
            settings: connection.settings.clone(),
            local: mqtt.local,
            name: connection.name.clone(),
            host: mqtt.host,
            port: mqtt.port.to_string(),
            tls: mqtt.tls,
            ca_file: mqtt.ca_file,
            login: mqtt.login,
            user: mqtt.user,
            password: String::new(),
            certificate_file: mqtt.certificate_file,
            key_file: mqtt.key_file,
            client_id: mqtt.client_id,
            keep_alive: mqtt.keep_alive_secs.to_string(),
            offline: mqtt.offline,
        }
    }

    /// Switches TLS; the port follows where it is still the usual one.
    pub(super) fn set_tls(&mut self, tls: bool) {
        let (usual, proposed) = if tls { (PORT, PORT_TLS) } else { (PORT_TLS, PORT) };
        self.tls = tls;
        if self.port.trim() == usual.to_string() || self.port.trim().is_empty() {
            self.port = proposed.to_string();
        }
    }

    /// Takes apart what was pasted into the host field: port, TLS and login go to their own fields.
    pub(super) fn read_address(&mut self) {
        let Ok(address) = parse_address(&self.host) else { return };
        self.host = address.host;
        if let Some(tls) = address.tls {
            self.set_tls(tls);
        }
        if let Some(port) = address.port {
            self.port = port.to_string();
        }
        if let Some((user, password)) = address.login {
            self.login = Login::Password;
            self.user = user;
            if !password.is_empty() {
                self.password = password;
            }
        }
    }

    /// The first thing that is wrong; `None` where the connection can be made.
    pub(super) fn flaw(&self, project: &Project, lang: Lang) -> Option<Flaw> {
        self.name_flaw(project, lang).or_else(|| self.settings_flaw(lang))
    }

    fn name_flaw(&self, project: &Project, lang: Lang) -> Option<Flaw> {
        let name = self.name.trim();
        if name.is_empty() {
            return Some(flaw(Field::Name, t("Ein Name fehlt", "A name is missing"), lang));
        }
        let taken = project.connections.iter().any(|c| c.id != self.id && c.name.eq_ignore_ascii_case(name));
        taken.then(|| flaw(Field::Name, t("Der Name ist schon vergeben", "This name is taken"), lang))
    }

    /// The first thing that keeps these settings from being tried.
    pub(super) fn settings_flaw(&self, lang: Lang) -> Option<Flaw> {
        if self.local {
            return None;
        }
        if let Err(error) = parse_address(&self.host) {
            return Some(Flaw { field: Field::Host, sentence: crate::say::address_error(&error, lang) });
        }
        if !self.port.trim().parse::<u16>().is_ok_and(|port| port > 0) {
            let text = t("Der Port ist eine Zahl von 1 bis 65535", "The port is a number from 1 to 65535");
            return Some(flaw(Field::Port, text, lang));
        }
        match self.login {
            Login::Password if self.user.trim().is_empty() => {
                return Some(flaw(Field::User, t("Der Benutzername fehlt", "The user name is missing"), lang));
            }
            Login::Certificate if self.certificate_file.trim().is_empty() => {
                let text = t("Die Datei des Zertifikats fehlt", "The certificate file is missing");
                return Some(flaw(Field::CertificateFile, text, lang));
            }
            Login::Certificate if self.key_file.trim().is_empty() => {
                return Some(flaw(
                    Field::KeyFile,
                    t("Die Datei des Schlüssels fehlt", "The key file is missing"),
                    lang,
                ));
            }
            Login::None | Login::Password | Login::Certificate => {}
        }
        if !self.keep_alive.trim().parse::<u16>().is_ok_and(|secs| secs >= 5) {
            let text = t("Keep-alive dauert 5 bis 65535 Sekunden", "Keep-alive takes 5 to 65535 seconds");
            return Some(flaw(Field::KeepAlive, text, lang));
        }
        None
    }

    /// The connection that the fields describe. Settings at their default are left out of the file.
    pub(super) fn connection(&self) -> Connection {
        let mut draft = self.clone();
        draft.read_address();
        let mut settings = draft.settings;
        let name = draft.name.trim().to_owned();
        if draft.local {
            return Connection { id: draft.id, name, settings };
        }
        let mut set = |key: &str, value: Value, default: &Value| {
            if value == *default {
                settings.remove(key);
            } else {
                settings.insert(key.to_owned(), value);
            }
        };
        let empty = Value::from("");
        let mut text = |key, text: &str| set(key, Value::from(text.trim()), &empty);
        let login = draft.login;
        text(setting::HOST, &draft.host);
        text(setting::CA_FILE, if draft.tls { &draft.ca_file } else { "" });
        text(setting::USER, if login == Login::Password { &draft.user } else { "" });
        let is_certificate = login == Login::Certificate;
        text(setting::CERTIFICATE_FILE, if is_certificate { &draft.certificate_file } else { "" });
        text(setting::KEY_FILE, if is_certificate { &draft.key_file } else { "" });
        text(setting::CLIENT_ID, &draft.client_id);
        let number = |text: &str, usual: u16| Value::from(f64::from(text.trim().parse::<u16>().unwrap_or(usual)));
        let usual_port = if draft.tls { PORT_TLS } else { PORT };
        // The port is written even where it is the usual one: people look for it.
        set(setting::PORT, number(&draft.port, usual_port), &empty);
        set(setting::KEEP_ALIVE, number(&draft.keep_alive, 15), &Value::from(15.0));
        set(setting::TLS, Value::from(draft.tls), &Value::from(false));
        set(setting::LOGIN, Value::from(login.key()), &Value::from(Login::None.key()));
        set(setting::OFFLINE, Value::from(draft.offline.key()), &Value::from(OfflineRule::Buffer.key()));
        Connection { id: draft.id, name, settings }
    }

    /// The password to use: none unless it is asked for.
    pub(super) fn password(&self) -> String {
        let mut draft = self.clone();
        draft.read_address();
        if draft.login == Login::Password { draft.password } else { String::new() }
    }
}

/// An id that no connection of the project has.
pub(super) fn new_id(project: &Project) -> ConnectionId {
    loop {
        // A fresh `RandomState` is the standard library's source of randomness.
        let random = std::hash::RandomState::new().build_hasher().finish();
        let id = ConnectionId::from_random(random);
        if project.connection(&id).is_none() {
            return id;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        Draft::new(&Project::new("P", "Start", "Lokaler Broker"), Lang::De)
    }

    #[test]
    fn the_port_follows_tls_only_where_it_was_the_usual_one() {
        let mut draft = draft();
        draft.set_tls(true);
        assert_eq!(draft.port, "8883");
        draft.set_tls(false);
        assert_eq!(draft.port, "1883");
        draft.port = "2000".to_owned();
        draft.set_tls(true);
        assert_eq!(draft.port, "2000");
    }

    #[test]
    fn a_pasted_address_fills_the_other_fields() {
        let mut draft = draft();
        draft.host = "mqtts://anna:geheim@broker.example".to_owned();
        draft.read_address();
        assert_eq!((draft.host.as_str(), draft.port.as_str(), draft.tls), ("broker.example", "8883", true));
        assert_eq!((draft.user.as_str(), draft.password()), ("anna", "geheim".to_owned()));
        let mqtt = draft.connection().mqtt();
        assert_eq!((mqtt.login, mqtt.port), (Login::Password, 8883));
        let saved = format!("{:?}", draft.connection());
        assert!(!saved.contains("geheim"), "the password stands in the project: {saved}");
    }

    #[test]
    fn a_connection_survives_its_fields() {
        let mut connection = Connection::to_host(ConnectionId::from_random(3), "Halle", "h", 1884);
        connection.settings.insert("neu".to_owned(), Value::Raw("[1]".to_owned()));
        connection.settings.insert(setting::OFFLINE.to_owned(), Value::from("refuse"));
        assert_eq!(Draft::of(&connection).connection(), connection);
        let local = Connection::local_broker("Lokaler Broker");
        assert_eq!(Draft::of(&local).connection(), local);
    }

    #[test]
    fn flaws_name_the_field() {
        let project = Project::new("P", "Start", "Lokaler Broker");
        let mut draft = draft();
        let field = |draft: &Draft| draft.flaw(&project, Lang::De).map(|flaw| flaw.field);
        assert_eq!(field(&draft), Some(Field::Host));
        draft.host = "http://x".to_owned();
        assert_eq!(field(&draft), Some(Field::Host));
        draft.host = "h".to_owned();
        assert_eq!(field(&draft), None);
        draft.port = "99999".to_owned();
        assert_eq!(field(&draft), Some(Field::Port));
        draft.port = "1883".to_owned();
        draft.login = Login::Password;
        assert_eq!(field(&draft), Some(Field::User));
        draft.login = Login::Certificate;
        assert_eq!(field(&draft), Some(Field::CertificateFile));
        draft.login = Login::None;
        draft.name = "lokaler broker".to_owned();
        assert_eq!(field(&draft), Some(Field::Name));
    }
}
