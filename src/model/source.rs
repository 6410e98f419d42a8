//! Data sources: topic filters subscribed on a connection, and the rows that arrive.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::id::{ConnectionId, SourceId};
use super::run::Properties;
use super::value::Value;

/// A data source. Without topic filters it is valid too: it only sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What controls and handlers refer to.
    pub id: SourceId,
    /// What people see; unique in the project.
    pub name: String,
    /// Its name in scripts, `data.<ident>`; fixed when the source is made.
    pub ident: String,
    /// The connection it listens on.
    pub connection: ConnectionId,
    /// Topic filters, as typed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// Settings by key (`qos`, `rows`); unknown keys survive.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, Value>,
}

impl Source {
    /// Quality of service of its subscriptions; 1 unless set.
    pub fn qos(&self) -> u8 {
        let qos = self.settings.get("qos").and_then(Value::as_number).unwrap_or(1.0);
        qos.clamp(0.0, 2.0) as u8
    }

    /// How many rows it keeps; 200 unless set.
    pub fn max_rows(&self) -> usize {
        let rows = self.settings.get("rows").and_then(Value::as_number).unwrap_or(200.0);
        rows.clamp(1.0, 10_000.0) as usize
    }
}

/// One message that arrived at a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// When it arrived, in milliseconds since 1970 (UTC).
    pub at_ms: i64,
    /// The topic it came on.
    pub topic: String,
    /// The payload as text; bytes that are not UTF-8 are replaced by U+FFFD.
    pub message: String,
    /// Whether the broker sent it as a stored value.
    pub retained: bool,
    /// Quality of service it came with.
    pub qos: u8,
    /// The bytes of the message, where they are not UTF-8.
    pub raw: Option<Box<[u8]>>,
    /// What MQTT 5 sent with it, where there is anything.
    pub properties: Option<Box<Properties>>,
}
