//! What holds for one connection of a client, and ends with it. Pure.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use super::message::StoredMessage;
use super::wire::{DisconnectReasonCode, Publish, QoS};
use crate::model::connection::Version;
use crate::mqtt::msg::Wake;

/// Topics that a client may give a number, and that we give one to, where it allows as many.
pub(super) const MAX_ALIASES: u16 = 64;

/// The message of a client that is sent when it vanishes.
#[derive(Clone, Debug)]
pub(super) struct LastMessage {
    pub(super) message: Arc<StoredMessage>,
    pub(super) qos: QoS,
    pub(super) retain: bool,
    /// How long after it has vanished.
    pub(super) delay_secs: u32,
}

/// One connection.
pub(super) struct Attached {
    /// Names it among all connections that ever were.
    pub(super) token: u64,
    pub(super) version: Version,
    /// Called when there is something to send.
    pub(super) wake: Wake,
    pub(super) will: Option<LastMessage>,
    /// So many messages that it has not confirmed may be on their way to it.
    pub(super) window: usize,
    /// Bytes of the largest packet that it takes.
    pub(super) largest: usize,
    pub(super) aliases: TopicAliases,
}

impl fmt::Debug for Attached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attached").field("token", &self.token).field("version", &self.version).finish_non_exhaustive()
    }
}

/// Numbers that stand for topics (MQTT 5, 3.3.2.3.4).
#[derive(Debug, Default)]
pub(super) struct TopicAliases {
    incoming: HashMap<u16, Arc<str>>,
    outgoing: HashMap<Bytes, u16>,
    /// So many may be used towards the client.
    allowed: u16,
}

impl TopicAliases {
    /// A client that takes so many.
    pub(super) fn new(allowed: u16) -> Self {
        Self { allowed: allowed.min(MAX_ALIASES), ..Self::default() }
    }

    /// The topic that a client means.
    ///
    /// # Errors
    /// It means none.
    pub(super) fn resolve(&mut self, publish: &Publish) -> Result<Arc<str>, DisconnectReasonCode> {
        let alias = publish.properties.as_ref().and_then(|properties| properties.topic_alias);
        let named = std::str::from_utf8(&publish.topic).map_err(|_no_text| DisconnectReasonCode::MalformedPacket)?;
        match alias {
            Some(alias) if alias > MAX_ALIASES => Err(DisconnectReasonCode::TopicAliasInvalid),
            Some(alias) if named.is_empty() => {
                self.incoming.get(&alias).cloned().ok_or(DisconnectReasonCode::TopicAliasInvalid)
            }
            Some(alias) => {
                let topic: Arc<str> = named.into();
                self.incoming.insert(alias, Arc::clone(&topic));
                Ok(topic)
            }
            None => Ok(named.into()),
        }
    }

    /// Puts a number for the topic of `publish`, where the client knows or may learn one and the packet stays as small
    /// as it has to.
    pub(super) fn shorten(&mut self, publish: &mut Publish, largest: usize) {
        if self.allowed == 0 || publish.size() + 8 > largest {
            return;
        }
        let known = self.outgoing.get(&publish.topic).copied();
        let used = self.outgoing.len() as u16;
        let alias = match known {
            Some(alias) => alias,
            None if used < self.allowed => {
                self.outgoing.insert(publish.topic.clone(), used + 1);
                used + 1
            }
            None => return,
        };
        publish.properties.get_or_insert_default().topic_alias = Some(alias);
        if known.is_some() {
            publish.topic = Bytes::new();
        }
    }
}
