//! Brings over what the broker of earlier versions has stored, in a folder with one file for each topic. Once.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::file::write_anew;
use super::message::{StoredMessage, WaitingMessage};
use super::record::{StoredChange, encode};
use super::topics::{WantedFilter, is_topic};
use super::wire::{PublishProperties, QoS, RetainForwardRule, SubscribeFilter};

/// The old folder, and what it is called afterwards; nothing in it is changed.
const OLD: &str = "store";
const DONE: &str = "store.old";

#[derive(Clone, Copy, Deserialize)]
enum OldQos {
    #[serde(rename = "AtMostOnce")]
    Zero,
    #[serde(rename = "AtLeastOnce")]
    One,
    #[serde(rename = "ExactlyOnce")]
    Two,
}

impl From<OldQos> for QoS {
    fn from(qos: OldQos) -> Self {
        match qos {
            OldQos::Zero => Self::AtMostOnce,
            OldQos::One => Self::AtLeastOnce,
            OldQos::Two => Self::ExactlyOnce,
        }
    }
}

/// A value that is kept, or a message that waits.
#[derive(Deserialize)]
struct OldMessage {
    topic: String,
    payload: Vec<u8>,
    qos: OldQos,
    #[serde(default)]
    retain: bool,
    #[serde(default, alias = "queued_at_secs")]
    stored_at_secs: u64,
    message_expiry_interval: Option<u32>,
    #[serde(default)]
    subscription_identifiers: Vec<usize>,
    #[serde(default)]
    user_properties: Vec<(String, String)>,
    #[serde(default)]
    content_type: Option<String>,
    #[serde(default)]
    response_topic: Option<String>,
    #[serde(default)]
    correlation_data: Option<Vec<u8>>,
    #[serde(default)]
    payload_format_indicator: Option<bool>,
}

impl OldMessage {
    fn message(mut self) -> Arc<StoredMessage> {
        // That version had added it.
        self.user_properties.retain(|(key, _)| key != "x-mqtt-client-id");
        let properties = PublishProperties {
            payload_format_indicator: self.payload_format_indicator.map(u8::from),
            message_expiry_interval: self.message_expiry_interval,
            response_topic: self.response_topic,
            correlation_data: self.correlation_data.map(Bytes::from),
            user_properties: self.user_properties,
            content_type: self.content_type,
            ..PublishProperties::default()
        };
        let payload = Bytes::from(self.payload);
        let topic = self.topic.as_str().into();
        Arc::new(StoredMessage::new(topic, &payload, Some(properties), self.stored_at_secs.saturating_mul(1000)))
    }
}

#[derive(Deserialize)]
struct OldSubscription {
    qos: OldQos,
    no_local: bool,
    retain_as_published: bool,
    subscription_id: Option<u32>,
}

#[derive(Deserialize)]
struct OldSession {
    persistent: bool,
    expiry_interval: Option<u32>,
    subscriptions: BTreeMap<String, OldSubscription>,
}

#[derive(Deserialize)]
struct OldSessionLine {
    id: String,
    #[serde(default)]
    session: Option<OldSession>,
}

/// Writes what is in the old folder, if there is one, into the file at `path`, and renames the folder.
///
/// # Errors
/// Those of the system. What cannot be read is left out.
pub(super) fn bring_over(folder: &Path, path: &Path) -> io::Result<()> {
    let old = folder.join(OLD);
    if !old.is_dir() {
        return Ok(());
    }
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX);
    let mut records = Vec::new();
    let mut topics = 0;
    for file in sorted(&old.join("retained")) {
        let Some(value) = json::<OldMessage>(&file).filter(|value| is_topic(&value.topic)) else { continue };
        let qos = value.qos.into();
        records.extend(encode(&StoredChange::Retained { message: value.message(), qos }, now));
        topics += 1;
    }
    for (id, session) in sessions(&old) {
        let waiting = sorted(&old.join("queues").join(&id));
        for change in session_changes(&id.into(), &session, &waiting, now) {
            records.extend(encode(&change, now));
        }
    }
    let new = path.with_extension("new");
    drop(write_anew(&new, &records)?);
    fs::rename(new, path)?;
    fs::rename(&old, folder.join(DONE))?;
    tracing::info!("the local broker has taken over {topics} values that an earlier version has stored");
    Ok(())
}

fn session_changes(client: &Arc<str>, session: &OldSession, waiting: &[PathBuf], now: u64) -> Vec<StoredChange> {
    let client = || Arc::clone(client);
    let expiry_secs = session.expiry_interval.unwrap_or(u32::MAX);
    let mut changes = vec![StoredChange::Session { client: client(), expiry_secs, gone_ms: now }];
    for (path, old) in &session.subscriptions {
        if WantedFilter::parse(path).is_some() {
            let filter = SubscribeFilter {
                path: path.clone(),
                qos: old.qos.into(),
                nolocal: old.no_local,
                preserve_retain: old.retain_as_published,
                retain_forward_rule: RetainForwardRule::OnEverySubscribe,
            };
            let id = old.subscription_id.unwrap_or(0) as usize;
            changes.push(StoredChange::Subscribed { client: client(), filter, id });
        }
    }
    for (seq, file) in (0..).zip(waiting) {
        let Some(old) = json::<OldMessage>(file).filter(|old| is_topic(&old.topic)) else { continue };
        let (qos, retain, ids) = (old.qos.into(), old.retain, old.subscription_identifiers.clone());
        let delivery = WaitingMessage { seq, message: old.message(), qos, retain, ids };
        changes.push(StoredChange::Queued { client: client(), delivery });
    }
    changes
}

/// Sessions as they were last, from lines with a checksum in front.
fn sessions(old: &Path) -> BTreeMap<String, OldSession> {
    let lines = fs::read_to_string(old.join("sessions").join("sessions.log")).unwrap_or_default();
    let mut sessions = BTreeMap::new();
    for line in lines.lines().filter_map(|line| line.split_once(' ')) {
        let Ok(line) = serde_json::from_str::<OldSessionLine>(line.1) else { continue };
        match line.session.filter(|session| session.persistent && session.expiry_interval != Some(0)) {
            Some(session) => sessions.insert(line.id, session),
            None => sessions.remove(&line.id),
        };
    }
    sessions
}

/// The files in a folder; those of a queue are named by their order.
fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort_unstable();
    files
}

fn json<T: DeserializeOwned>(path: &Path) -> Option<T> {
    let content = fs::read(path).inspect_err(|err| tracing::warn!("{}: {err}", path.display())).ok()?;
    serde_json::from_slice(&content).inspect_err(|err| tracing::warn!("{}: {err}", path.display())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mqtt::broker::server::remember;

    fn put(folder: &Path, name: &str, content: &str) {
        let path = folder.join(OLD).join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    #[test]
    fn what_an_earlier_version_has_stored_is_brought_over_once() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        put(
            folder,
            "retained/halle%2Ftor.json",
            r#"{"topic":"halle/tor","payload":[97,117,102,32,195,188],"qos":"AtLeastOnce","retain":true,
            "stored_at_secs":1795797490,"message_expiry_interval":null,
            "user_properties":[["a","b"],["x-mqtt-client-id","auto-5730"]],"content_type":"text/plain",
            "response_topic":null,"correlation_data":null,"payload_format_indicator":null}"#,
        );
        put(folder, "retained/kaputt.json", "{");
        put(
            folder,
            "sessions/sessions.log",
            concat!(
                r#"11be8850 {"op":"put","id":"weg","session":{"client_id":"weg","persistent":true,"expiry_interval":0,"subscriptions":{}}}"#,
                "\n",
                r#"ab045a6b {"op":"put","id":"merker","session":{"client_id":"merker","persistent":true,"expiry_interval":3600,"#,
                r#""subscriptions":{"post/#":{"qos":"AtLeastOnce","no_local":false,"retain_as_published":false,"retain_handling":0,"#,
                r#""subscription_id":null,"protocol_version":5,"change_only":false,"flow_id":null}},"will_message":null,"#,
                r#""receive_maximum":20,"disconnected_at":1795797491847}}"#,
                "\n",
            ),
        );
        put(
            folder,
            "queues/merker/04611686018427387904.json",
            r#"{"topic":"post/a","payload":[49],"client_id":"merker","qos":"AtLeastOnce","queued_at_secs":1795797492,
            "message_expiry_interval":null,"packet_id":null,"dup":false,"retain":false,"subscription_identifiers":[],
            "user_properties":[["x-mqtt-client-id","auto-5730"]],"content_type":null,"response_topic":null,
            "correlation_data":null,"payload_format_indicator":null}"#,
        );
        let expected = |hub: &crate::mqtt::broker::hub::BrokerHub| {
            let values: Vec<_> = hub.retained.iter().collect();
            assert_eq!(values.len(), 1);
            let publish = values[0].message.publish(values[0].qos, true, &[], 0);
            let properties = publish.properties.unwrap();
            assert_eq!((&publish.topic[..], &publish.payload[..]), (&b"halle/tor"[..], "auf ü".as_bytes()));
            assert_eq!(properties.user_properties, [("a".to_owned(), "b".to_owned())]);
            assert_eq!(properties.content_type.as_deref(), Some("text/plain"));
            assert_eq!(hub.sessions.len(), 1);
            let session = hub.sessions.values().next().unwrap();
            assert_eq!((session.client.as_ref(), session.expiry_secs), ("merker", 3600));
            assert_eq!(session.changes().len(), 3, "{:?}", session.changes());
        };
        let seen = || -> crate::mqtt::broker::hub::Seen { Box::new(|_, _, _| {}) };
        expected(&remember(Some(folder), seen()).unwrap());
        assert!(!folder.join(OLD).exists() && folder.join(DONE).join("retained/halle%2Ftor.json").exists());
        expected(&remember(Some(folder), seen()).unwrap());
    }
}
