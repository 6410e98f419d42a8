//! What goes into the network thread and what comes out of it, as plain data.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use super::status::Pace;
use crate::model::connection::{MqttSettings, OutboxBounds};
use crate::model::id::{ConnectionId, SourceId};
use crate::model::outbox::{Counters, OutboxNotice};
use crate::model::password::Password;
use crate::model::run::{Fate, LinkWarning, Reached, Refusal, Status};
use crate::model::source::Message;
use crate::model::topic::TopicFilter;

/// Called after an event was queued, on any thread; must not block.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// How to start the network.
#[derive(Clone)]
pub struct MqttOptions {
    /// Called after an event was queued.
    pub wake: Wake,
    /// The local broker.
    pub broker: BrokerOptions,
    /// How fast to try again.
    pub pace: Pace,
}

impl fmt::Debug for MqttOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MqttOptions").field("broker", &self.broker).finish_non_exhaustive()
    }
}

/// How to run the local broker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokerOptions {
    /// Where it keeps retained messages, its lock and its port. `None`: in memory, never shared with other processes.
    pub folder: Option<PathBuf>,
    /// The port it should listen on if that is free; 0 for any.
    pub port: u16,
}

/// One connection as it shall be, with everything needed to make it.
#[derive(Clone, PartialEq, Eq)]
pub struct ConnectionSpec {
    /// Which connection.
    pub id: ConnectionId,
    /// Its name, for the log.
    pub name: String,
    /// Whether it goes to the built-in broker, whose host and port are found when it connects.
    pub local: bool,
    /// Its settings.
    pub settings: MqttSettings,
    /// The password, where one is needed.
    pub password: Option<String>,
    /// Content of the file of the certificate authority, where there is one.
    pub ca: Option<Vec<u8>>,
    /// What identifies this program, where the broker wants that.
    pub certificate: Option<OwnCertificate>,
    /// Passphrase of the key; empty where it needs none.
    pub passphrase: Password,
    /// What its sources listen to.
    pub subscriptions: Vec<SourceSubscription>,
    /// Where messages are kept that wait in its outbox; `None`: nowhere, so a restart loses them.
    pub journal: Option<PathBuf>,
}

impl ConnectionSpec {
    /// Whether going from `self` to `other` needs no new session: name, offline rule, subscriptions, the bounds of the
    /// outbox and where it is kept may differ.
    pub(super) fn same_session(&self, other: &Self) -> bool {
        let key = |spec: &Self| Self {
            name: String::new(),
            subscriptions: Vec::new(),
            settings: MqttSettings {
                offline: other.settings.offline,
                outbox: OutboxBounds { keep: spec.settings.outbox.keep, ..other.settings.outbox },
                ..spec.settings.clone()
            },
            journal: None,
            ..spec.clone()
        };
        key(self) == key(other)
    }
}

// By hand, so that neither password nor key can get into a log.
impl fmt::Debug for ConnectionSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectionSpec")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("settings", &self.settings)
            .field("subscriptions", &self.subscriptions)
            .finish_non_exhaustive()
    }
}

/// The client certificate and its key, with their passphrase beside them in the spec.
#[derive(Clone, PartialEq, Eq)]
pub struct OwnCertificate {
    /// Content of the certificate's file.
    pub certificate: Vec<u8>,
    /// Content of the key's file; the same where one file holds both.
    pub key: Vec<u8>,
    /// Both files, to be read again once they have changed; `None` where one of them is not a file.
    pub files: Option<(PathBuf, PathBuf)>,
}

// By hand, so that no key can get into a log.
impl fmt::Debug for OwnCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnCertificate").field("files", &self.files).finish_non_exhaustive()
    }
}

/// One topic filter of one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceSubscription {
    /// Who gets the messages.
    pub source: SourceId,
    /// Which messages.
    pub filter: TopicFilter,
    /// Quality of service, 0 to 2.
    pub qos: u8,
}

/// Whoever listens besides the sources: the monitor. What arrives for it alone is reported as [`MqttEvent::Passed`].
pub const LISTENER: SourceId = SourceId(u32::MAX);

/// What the network reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MqttEvent {
    /// A connection changed its state.
    Status {
        /// The connection.
        connection: ConnectionId,
        /// Its state.
        status: Status,
    },
    /// What became of a published message.
    Fate {
        /// The message's number.
        number: u64,
        /// What became of it.
        fate: Fate,
        /// When.
        at: std::time::Instant,
    },
    /// A message arrived for at least one source.
    Message {
        /// The connection.
        connection: ConnectionId,
        /// The sources with a matching filter, each once.
        sources: Vec<SourceId>,
        /// The message.
        row: Message,
    },
    /// The broker has confirmed that a listener of the app hears its topic.
    Listening {
        /// The listener's number.
        listener: u64,
    },
    /// A message arrived for a listener of the app.
    Heard {
        /// The connection.
        connection: ConnectionId,
        /// The listener's number.
        listener: u64,
        /// The message.
        row: Message,
    },
    /// A message was seen: all that pass the local broker while it runs here, else those received or published; and
    /// everything that arrives for the [`LISTENER`].
    Passed {
        /// The connection.
        connection: ConnectionId,
        /// The message.
        row: Message,
    },
    /// Something on a connection is not as wished, though it is up.
    Warned {
        /// The connection.
        connection: ConnectionId,
        /// What.
        warning: LinkWarning,
    },
    /// [`MqttEvent::Message`] events that were not taken in time were dropped.
    MessagesDropped {
        /// The connection.
        connection: ConnectionId,
        /// How many since the last report.
        count: u64,
    },
    /// What has passed over a connection; at most four times a second, and only when it has changed.
    Counters {
        /// The connection.
        connection: ConnectionId,
        /// What has passed since its use began.
        counters: Counters,
    },
    /// Something about the outbox of a connection that a person should know.
    Outbox {
        /// The connection.
        connection: ConnectionId,
        /// What.
        notice: OutboxNotice,
    },
    /// The local broker can be reached.
    BrokerStarted {
        /// Its port on 127.0.0.1.
        port: u16,
        /// Whether another process runs it.
        shared: bool,
    },
    /// Result of a trial: how long connecting took in milliseconds, or why it failed.
    Trial(Result<Reached, Refusal>),
}
