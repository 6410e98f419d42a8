//! Connections. One connection is one session at a broker, whatever uses it; what can be set on it are the rows of its kind.

mod choice;
mod local;
pub mod mqtt;
mod needs;
mod row;
#[cfg(test)]
mod tests;
mod values;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use self::choice::{BRIEF_SECS, Keyed, Lasting, Login, OfflineRule, Transport, Trust, Version};
pub use self::mqtt::{
    Announcement, MqttSettings, OutboxBounds, PATH, PORT, PORT_TLS, PORT_WEBSOCKET, PORT_WEBSOCKET_TLS, SessionKind,
    rows,
};
pub use self::needs::{ClientNeeds, KeptIn, Needs};
pub use self::row::{Brief, Check, Fact, Rows, SettingDef, SettingSection, SettingType, Usual, When, Wrong, number};
pub use self::values::SettingValues;
use super::address::Address;
use super::id::ConnectionId;
use super::value::Value;
use crate::i18n::{Lang, Text};

/// The setting that says of what kind a connection is. It has no row: a connection does not change its kind.
pub const KIND: &str = "kind";

/// A connection: a name for people, an id for references, settings by key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Connection {
    /// What blocks and scripts refer to.
    pub id: ConnectionId,
    /// What people see; unique in the project.
    pub name: String,
    /// Settings by key (see [`KindDef::rows`]); unknown keys survive.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, Value>,
}

/// A connection with the settings of its kind, read out with their defaults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectionKind {
    /// The built-in broker; host and port are found at run time.
    Local(Box<MqttSettings>),
    /// Any other MQTT broker.
    Mqtt(Box<MqttSettings>),
}

/// A kind of connection: everything about it that is asked without speaking its protocol.
#[derive(Debug)]
pub struct KindDef {
    /// The value of [`KIND`].
    pub key: &'static str,
    /// What it is called.
    pub label: Text,
    /// What can be set, in the order of the dialog.
    pub rows: Rows,
    /// Its settings as those who speak its protocol need them.
    pub kind: fn(&SettingValues) -> ConnectionKind,
    /// What it needs besides them.
    pub needs: fn(&SettingValues) -> Needs,
    /// Leads it to another address, for one start.
    pub redirect: fn(&mut Connection, &Address),
    /// Where it goes, for lists; `None` where that is found at run time.
    pub address: fn(&SettingValues) -> Option<String>,
    /// What two connections that go to the same place have in common.
    pub target: fn(&SettingValues) -> String,
    /// Whether it encrypts without checking whom it talks to.
    pub unchecked: fn(&SettingValues) -> bool,
}

impl KindDef {
    /// Whether it is that of the built-in broker.
    pub fn is_local(&self) -> bool {
        self.key == local::KIND.key
    }
}

/// All kinds; the first is that of a file that names none.
pub static KINDS: [&KindDef; 2] = [&mqtt::KIND, &local::KIND];

impl Connection {
    /// The connection to the built-in broker.
    pub fn local_broker(name: &str) -> Self {
        let settings = BTreeMap::from([(KIND.to_owned(), Value::from(local::KIND.key))]);
        Self { id: ConnectionId::local(), name: name.to_owned(), settings }
    }

    /// A connection to a broker at `host:port`.
    pub fn to_host(id: ConnectionId, name: &str, host: &str, port: u16) -> Self {
        let settings = BTreeMap::from([
            (rows::HOST.key.to_owned(), Value::from(host)),
            (rows::PORT.key.to_owned(), Value::from(f64::from(port))),
        ]);
        Self { id, name: name.to_owned(), settings }
    }

    /// Keeps messages while offline unless it says otherwise: what a file of format 1 left unsaid.
    pub fn buffer_unless_said(&mut self) {
        let rule = Value::from(OfflineRule::Buffer.key());
        self.settings.entry(rows::OFFLINE.key.to_owned()).or_insert(rule);
    }

    /// What there is to say about its kind.
    pub fn def(&self) -> &'static KindDef {
        let key = self.settings.get(KIND).and_then(Value::as_text).unwrap_or_default();
        KINDS.iter().find(|def| def.key == key).copied().unwrap_or(&mqtt::KIND)
    }

    /// Its settings by row, with their defaults.
    pub fn values(&self) -> SettingValues {
        SettingValues::of(self.def().rows, &self.settings)
    }

    /// Its settings as those who speak its protocol need them.
    pub fn kind(&self) -> ConnectionKind {
        (self.def().kind)(&self.values())
    }

    /// What it needs besides its settings.
    pub fn needs(&self) -> Needs {
        (self.def().needs)(&self.values())
    }

    /// The same connection, led to another address.
    #[must_use]
    pub fn redirected(&self, to: &Address) -> Self {
        let mut connection = self.clone();
        (self.def().redirect)(&mut connection, to);
        connection
    }

    /// The settings of MQTT, where it speaks that.
    pub fn mqtt(&self) -> Option<MqttSettings> {
        match self.kind() {
            ConnectionKind::Local(settings) | ConnectionKind::Mqtt(settings) => Some(*settings),
        }
    }

    /// The version of MQTT that it speaks, where it speaks that.
    pub fn version(&self) -> Option<Version> {
        self.mqtt().map(|settings| settings.version)
    }

    /// Whether this is the built-in broker.
    pub fn is_local(&self) -> bool {
        self.def().is_local()
    }

    /// What people see: its name; that of the built-in broker in their language, unless somebody gave it another one.
    pub fn shown_name(&self, lang: Lang) -> &str {
        let usual = local::KIND.label;
        if self.is_local() && [usual.de, usual.en].contains(&self.name.as_str()) { usual.get(lang) } else { &self.name }
    }

    /// Whether it encrypts without checking whom it talks to.
    pub fn is_unchecked(&self) -> bool {
        (self.def().unchecked)(&self.values())
    }

    /// Where it goes, for lists; `None` where that is found at run time.
    pub fn address(&self) -> Option<String> {
        (self.def().address)(&self.values())
    }

    /// Whether messages go to the same place.
    pub fn goes_where(&self, other: &Self) -> bool {
        let target = |connection: &Self| (connection.def().target)(&connection.values());
        self.def().key == other.def().key && target(self) == target(other)
    }
}
