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
use crate::model::connection::{Connection, KindDef, Login, SettingType, SettingValues, Transport, rows};
use crate::model::id::ConnectionId;
use crate::model::names::unique_name;
use crate::model::password::{Password, Secrets};
use crate::model::project::Project;
use crate::model::value::Value;

/// What stands in the fields.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) id: ConnectionId,
    pub(super) kind: &'static KindDef,
    /// The settings as they were; those that this version does not know survive.
    settings: BTreeMap<String, Value>,
    pub(super) name: String,
    /// The settings as they stand in the fields.
    pub(super) values: SettingValues,
    /// Never part of the connection, as the other secrets; they go to the store of secrets.
    pub(super) password: String,
    /// A private key that was taken over from its file.
    pub(super) key: Password,
    pub(super) passphrase: String,
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
        Self {
            id: connection.id.clone(),
            kind: connection.def(),
            settings: connection.settings.clone(),
            name: connection.name.clone(),
            values: connection.values(),
            password: String::new(),
            key: Password::default(),
            passphrase: String::new(),
        }
    }

    /// Whether it is that of the built-in broker.
    pub(super) fn is_local(&self) -> bool {
        self.kind.is_local()
    }

    /// How MQTT travels, and whether over TLS.
    pub(super) fn way(&self) -> (Transport, bool) {
        (self.values.choice(&rows::TRANSPORT), self.values.flag(&rows::TLS))
    }

    /// Sets the way to log in; a certificate only goes over TLS.
    pub(super) fn set_login(&mut self, login: Login) {
        self.values.choose(&rows::LOGIN, login);
        let (transport, tls) = self.way();
        if login == Login::Certificate && !tls {
            self.values.set_way(transport, true);
        }
    }

    /// Takes apart what was pasted into the host field: port, transport, path and login go to their own fields.
    pub(super) fn read_address(&mut self) {
        let Ok(address) = parse_address(self.values.text(&rows::HOST)) else { return };
        self.values.take_address(&address);
        if let Some((_, password)) = address.login.filter(|(_, password)| !password.is_empty()) {
            self.password = password;
        }
    }

    /// The connection that the fields describe. Settings at their default are left out of the file.
    pub(super) fn connection(&self) -> Connection {
        let mut draft = self.clone();
        draft.read_address();
        let mut settings = draft.settings;
        draft.values.write(self.kind.rows, &mut settings);
        Connection { id: draft.id, name: draft.name.trim().to_owned(), settings }
    }

    /// The secrets to use: none but those that are asked for.
    pub(super) fn secrets(&self) -> Secrets {
        let mut draft = self.clone();
        draft.read_address();
        let values = draft.values;
        let word = |wanted: bool, text: &str| Password::new(if wanted { text } else { "" });
        Secrets {
            password: word(rows::PASSWORD.is_meant(&values), &draft.password),
            passphrase: word(rows::PASSPHRASE.is_meant(&values), &draft.passphrase),
            key: if rows::KEY.is_meant(&values) { draft.key } else { Password::default() },
        }
    }

    /// What a reader of the certificate files needs; `None` where there are none.
    pub(super) fn certificates(&self) -> Option<(Connection, Secrets)> {
        let about = [&rows::TRUST, &rows::CA_PEM, &rows::CERTIFICATE_PEM].map(|row| row.key);
        let files = self.kind.rows.iter().filter(|row| matches!(row.ty, SettingType::File)).map(|row| row.key);
        let keys: Vec<&str> = about.into_iter().chain(files).collect();
        let mut connection = self.connection();
        let login = connection.settings.remove_entry(rows::LOGIN.key);
        connection.settings.retain(|key, _| keys.contains(&key.as_str()));
        if !self.values.flag(&rows::TLS) || connection.settings.is_empty() {
            return None;
        }
        connection.settings.extend(login);
        Some((connection, Secrets { password: Password::default(), ..self.secrets() }))
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
