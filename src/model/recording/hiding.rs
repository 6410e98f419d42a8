//! Secrets, and what is kept of a text in which one stands.

use std::sync::Arc;

use super::HIDDEN;
use crate::model::password::Password;
use crate::model::run::{Properties, Publish, RunEvent};
use crate::model::source::Message;
use crate::model::topic::TopicName;
use crate::model::value::Value;

/// Most of one text that is kept, in bytes.
const MOST_TEXT: usize = 64 << 10;
/// A shorter secret is no word of its own: it is hidden only where it is all of a text.
const SHORT: usize = 4;

/// What is hidden, and how much was cut off.
#[derive(Clone, Debug, Default)]
pub(super) struct Hiding {
    /// The longest first: a shorter one may be a part of it.
    secrets: Vec<Password>,
    /// How many texts were too long to be kept whole.
    pub(super) cut: usize,
}

impl Hiding {
    /// From now on these are hidden.
    pub(super) fn add(&mut self, secrets: impl IntoIterator<Item = Password>) {
        self.secrets.extend(secrets.into_iter().filter(|secret| !secret.reveal().is_empty()));
        self.secrets.sort_by_key(|secret| std::cmp::Reverse(secret.reveal().len()));
    }

    /// Whether a text of it tells a secret.
    pub(super) fn is_told_by(&self, event: &RunEvent) -> bool {
        if self.secrets.is_empty() {
            return false;
        }
        let all = format!("{event:?}");
        let texts = quoted(&all);
        self.secrets.iter().any(|secret| {
            // A debug form writes quotes and line ends with a backslash.
            let written = format!("{:?}", secret.reveal());
            let written = written.trim_start_matches('"');
            let written = written.strip_suffix('"').unwrap_or(written);
            let is_word = secret.reveal().len() >= SHORT;
            texts.iter().any(|text| *text == written || (is_word && text.contains(written)))
        })
    }

    fn is_in(&self, bytes: &[u8]) -> bool {
        self.secrets.iter().any(|secret| {
            let secret = secret.reveal().as_bytes();
            bytes == secret || (secret.len() >= SHORT && bytes.windows(secret.len()).any(|part| part == secret))
        })
    }

    pub(super) fn text(&mut self, text: &str) -> String {
        let mut kept = text.to_owned();
        for secret in &self.secrets {
            let secret = secret.reveal();
            if kept == secret || (secret.len() >= SHORT && kept.contains(secret)) {
                kept = kept.replace(secret, HIDDEN);
            }
        }
        if kept.len() > MOST_TEXT {
            self.cut += 1;
            kept.truncate(kept.floor_char_boundary(MOST_TEXT));
        }
        kept
    }

    fn bytes(&mut self, bytes: &[u8]) -> Vec<u8> {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return self.text(text).into_bytes();
        }
        if self.is_in(bytes) {
            return HIDDEN.as_bytes().to_vec();
        }
        self.cut += usize::from(bytes.len() > MOST_TEXT);
        bytes.get(..MOST_TEXT).unwrap_or(bytes).to_vec()
    }

    pub(super) fn value(&mut self, value: &Value) -> Value {
        match value {
            Value::Bool(_) | Value::Number(_) => value.clone(),
            Value::Text(text) => Value::Text(self.text(text)),
            Value::Raw(text) => Value::Raw(self.text(text)),
            Value::List(items) => Value::List(items.iter().map(|item| self.value(item)).collect()),
            Value::Record(members) => {
                Value::Record(members.iter().map(|(name, value)| (self.text(name), self.value(value))).collect())
            }
        }
    }

    fn properties(&mut self, properties: &Properties) -> Properties {
        Properties {
            expiry_secs: properties.expiry_secs,
            response_topic: properties.response_topic.as_ref().map(|text| self.text(text)),
            correlation: properties.correlation.as_ref().map(|bytes| self.bytes(bytes)),
            content_type: properties.content_type.as_ref().map(|text| self.text(text)),
            user: properties.user.iter().map(|(name, value)| (self.text(name), self.text(value))).collect(),
        }
    }

    pub(super) fn message(&mut self, row: &Arc<Message>) -> Arc<Message> {
        let (topic, message) = (self.text(&row.topic), self.text(&row.message));
        let properties = row.properties.as_ref().map(|properties| Box::new(self.properties(properties)));
        let raw = row.raw.clone().filter(|raw| message == row.message && raw.len() <= MOST_TEXT);
        let kept = Message { topic, message, raw, properties, ..Message::default() };
        let kept = Message { at_ms: row.at_ms, retained: row.retained, qos: row.qos, ..kept };
        if kept == **row { Arc::clone(row) } else { Arc::new(kept) }
    }

    pub(super) fn publish(&mut self, publish: &Arc<Publish>) -> Arc<Publish> {
        let topic = self.text(publish.topic.as_str());
        let (payload, properties) = (self.bytes(&publish.payload), self.properties(&publish.properties));
        if topic == publish.topic.as_str() && payload == publish.payload && properties == publish.properties {
            return Arc::clone(publish);
        }
        let topic = TopicName::parse(&topic).or_else(|_| TopicName::parse(HIDDEN));
        let topic = topic.unwrap_or_else(|_| publish.topic.clone());
        Arc::new(Publish { topic, payload, properties, ..Publish::clone(publish) })
    }
}

/// The texts in a debug form, as they are written there.
fn quoted(all: &str) -> Vec<&str> {
    let (mut texts, mut begin, mut is_escaped) = (Vec::new(), None, false);
    for (at, byte) in all.bytes().enumerate() {
        // A quote that is a character by itself begins no text.
        let is_alone = begin.is_none() && all.as_bytes().get(at.wrapping_sub(1)..at + 2) == Some(b"'\"'");
        match (byte, begin) {
            _ if is_escaped => is_escaped = false,
            (b'\\', Some(_)) => is_escaped = true,
            (b'"', None) if !is_alone => begin = Some(at + 1),
            (b'"', Some(from)) => {
                texts.extend(all.get(from..at));
                begin = None;
            }
            _ => {}
        }
    }
    texts
}
