//! All that the broker knows: sessions, subscriptions, kept values, last messages. Pure but for its file, which is written
//! when [`BrokerHub::flush`] is called; time is given to it. How it answers packets: `packets`.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bytes::BytesMut;

use super::attached::{Attached, LastMessage, MAX_ALIASES, TopicAliases};
use super::file::StoreFile;
use super::message::StoredMessage;
use super::record::{ChangeLog, StoredChange, encode};
use super::retained::RetainedValues;
use super::session::KnownClient;
use super::topics::{WantedFilter, is_topic};
use super::tree::{ClientSubscription, SessionKey, Subscriptions};
use super::wire::{
    self, ConnAck, ConnAckProperties, Connect, ConnectReturnCode, DisconnectReasonCode, LastWill, Packet, QoS,
};
use crate::model::connection::Version;
use crate::mqtt::client::MAX_PACKET;
use crate::mqtt::msg::Wake;
use crate::mqtt::status::random;

/// So many sessions are kept, connected or not. The one that is gone for longest makes room.
pub(super) const MAX_SESSIONS: usize = 1000;
/// A session is forgotten when its client has been gone for so long, whatever it asked for; in 3.1.1 it asks for no time.
pub(super) const LONGEST_SESSION: Duration = Duration::from_hours(7 * 24);
/// Messages with quality of service 2 that a client may have on their way to us.
pub(super) const RECEIVE_MAX: u16 = 1000;
/// Messages that may be on their way to a client which says nothing of it.
const WINDOW: u16 = 1000;
/// What is not written yet when the disk is full; more is given up.
const MAX_UNWRITTEN: usize = 64 * 1024 * 1024;

/// Milliseconds since 1970 that never jump while the program runs.
#[derive(Debug)]
pub(super) struct SteadyClock {
    start: Instant,
    at_start: Duration,
}

impl SteadyClock {
    fn new() -> Self {
        Self { start: Instant::now(), at_start: SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default() }
    }

    fn now(&self) -> u64 {
        u64::try_from((self.at_start + self.start.elapsed()).as_millis()).unwrap_or(u64::MAX)
    }

    /// Lets time pass.
    #[cfg(test)]
    pub(super) fn pass(&mut self, time: Duration) {
        self.at_start += time;
    }
}

/// What a client asks for with its first packet.
#[derive(Debug)]
pub(super) struct Introduction {
    pub(super) version: Version,
    pub(super) connect: Connect,
    pub(super) will: Option<LastWill>,
}

/// A client that was let in.
#[derive(Debug)]
pub(super) struct Joined {
    pub(super) key: SessionKey,
    pub(super) token: u64,
}

/// Called with every message that passes.
pub(super) type Seen = Box<dyn Fn(&StoredMessage, QoS, bool) + Send>;

pub(super) struct BrokerHub {
    pub(super) sessions: BTreeMap<SessionKey, KnownClient>,
    keys: HashMap<Arc<str>, SessionKey>,
    pub(super) subscriptions: Subscriptions,
    pub(super) retained: RetainedValues,
    /// Last messages whose time has not come, by when it does.
    wills: BTreeMap<(u64, SessionKey), LastMessage>,
    pub(super) log: ChangeLog,
    pub(super) file: Option<StoreFile>,
    pub(super) clock: SteadyClock,
    seen: Seen,
    last_number: u64,
    /// Whether the last attempt to write the file has failed.
    is_failing: bool,
}

impl fmt::Debug for BrokerHub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BrokerHub").field("sessions", &self.sessions.len()).finish_non_exhaustive()
    }
}

impl BrokerHub {
    /// One that knows nothing and keeps nothing.
    pub(super) fn new(seen: Seen) -> Self {
        Self {
            sessions: BTreeMap::new(),
            keys: HashMap::new(),
            subscriptions: Subscriptions::default(),
            retained: RetainedValues::default(),
            wills: BTreeMap::new(),
            log: ChangeLog::default(),
            file: None,
            clock: SteadyClock::new(),
            seen,
            last_number: 0,
            is_failing: false,
        }
    }

    /// Milliseconds since 1970.
    pub(super) fn now(&self) -> u64 {
        self.clock.now()
    }

    fn number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }

    /// Lets a client in, under a new session or the one that it had; its answer is written into `out`.
    ///
    /// # Errors
    /// Why it is not let in.
    pub(super) fn connect(
        &mut self,
        opening: Introduction,
        wake: Wake,
        out: &mut BytesMut,
    ) -> Result<Joined, ConnectReturnCode> {
        let Introduction { version, connect, will } = opening;
        let asked = connect.properties.as_ref();
        if asked.is_some_and(|asked| asked.authentication_method.is_some()) {
            return Err(ConnectReturnCode::BadAuthenticationMethod);
        }
        let now = self.now();
        let will = will.map(|will| last_message(will, now)).transpose()?;
        let is_assigned = connect.client_id.is_empty();
        if is_assigned && version == Version::V311 && !connect.clean_start {
            return Err(ConnectReturnCode::ClientIdentifierNotValid);
        }
        let client: Arc<str> =
            if is_assigned { format!("auto-{:016x}", random()).into() } else { connect.client_id.as_str().into() };
        let wished = match version {
            Version::V311 if connect.clean_start => 0,
            Version::V311 => u32::MAX,
            Version::V5 => asked.and_then(|asked| asked.session_expiry_interval).unwrap_or(0),
        };
        let expiry_secs = wished.min(LONGEST_SESSION.as_secs() as u32);

        let known = self.keys.get(&client).copied();
        if let Some(key) = known {
            self.lose(key, true);
            if connect.clean_start {
                self.end(key);
            }
        }
        let known = known.filter(|key| self.sessions.contains_key(key));
        let key = match known {
            Some(key) => key,
            None => self.new_session(&client, expiry_secs)?,
        };
        // The client is back in time.
        self.wills.retain(|(_, of), _| *of != key);
        let token = self.number();
        let window = asked.and_then(|asked| asked.receive_maximum).unwrap_or(WINDOW).min(WINDOW);
        let largest = asked.and_then(|asked| asked.max_packet_size).map_or(usize::MAX, |size| size as usize);
        let aliases = TopicAliases::new(asked.and_then(|asked| asked.topic_alias_max).unwrap_or(0));
        let attached = Attached { token, version, wake, will, window: usize::from(window), largest, aliases };
        if let Some(session) = self.sessions.get_mut(&key) {
            session.expiry_secs = expiry_secs;
            session.attach(attached);
        }
        self.record_session(key);
        let properties = ConnAckProperties {
            session_expiry_interval: (expiry_secs != wished).then_some(expiry_secs),
            receive_max: Some(RECEIVE_MAX),
            max_packet_size: Some(MAX_PACKET as u32),
            assigned_client_identifier: is_assigned.then(|| client.to_string()),
            topic_alias_max: Some(MAX_ALIASES),
            ..no_properties()
        };
        let answer = ConnAck {
            session_present: known.is_some(),
            code: ConnectReturnCode::Success,
            properties: Some(properties),
        };
        wire::write(version, &Packet::ConnAck(answer), out);
        Ok(Joined { key, token })
    }

    fn new_session(&mut self, client: &Arc<str>, expiry_secs: u32) -> Result<SessionKey, ConnectReturnCode> {
        if self.sessions.len() >= MAX_SESSIONS {
            let gone = self.sessions.iter().filter(|(_, session)| session.attached.is_none());
            let oldest = gone.min_by_key(|(_, session)| session.gone_ms).map(|(key, _)| *key);
            let Some(oldest) = oldest else {
                tracing::warn!("the local broker refuses {client:?}: {MAX_SESSIONS} clients are connected");
                return Err(ConnectReturnCode::QuotaExceeded);
            };
            self.end(oldest);
        }
        let key = self.number();
        self.keys.insert(Arc::clone(client), key);
        self.sessions.insert(key, KnownClient::new(Arc::clone(client), expiry_secs));
        Ok(key)
    }

    /// Writes down that a session is there, or is not kept any more.
    pub(super) fn record_session(&mut self, key: SessionKey) {
        let now = self.now();
        let Some(session) = self.sessions.get(&key) else { return };
        let client = Arc::clone(&session.client);
        if session.lasts() {
            let (expiry_secs, gone_ms) = (session.expiry_secs, session.gone_ms);
            self.log.add(now, || StoredChange::Session { client, expiry_secs, gone_ms });
        } else {
            self.log.add(now, || StoredChange::Ended { client });
        }
    }

    /// Whether the connection `token` is still the one of its session.
    ///
    /// # Errors
    /// Another one has taken it over.
    pub(super) fn attached(&mut self, key: SessionKey, token: u64) -> Result<&mut KnownClient, DisconnectReasonCode> {
        self.sessions
            .get_mut(&key)
            .filter(|session| session.attached.as_ref().is_some_and(|attached| attached.token == token))
            .ok_or(DisconnectReasonCode::SessionTakenOver)
    }

    /// Writes what the client is to be sent, until `room` bytes stand in `out`; whether there may be more.
    ///
    /// # Errors
    /// Why its connection shall end.
    pub(super) fn fill(
        &mut self,
        joined: &Joined,
        out: &mut BytesMut,
        room: usize,
    ) -> Result<bool, DisconnectReasonCode> {
        let now = self.now();
        let session = self
            .sessions
            .get_mut(&joined.key)
            .filter(|session| session.attached.as_ref().is_some_and(|attached| attached.token == joined.token))
            .ok_or(DisconnectReasonCode::SessionTakenOver)?;
        let version = session.attached.as_ref().map_or(Version::V5, |attached| attached.version);
        while out.len() < room
            && let Some(packet) = session.next_packet(&self.retained, &mut self.log, now)
        {
            wire::write(version, &packet, out);
        }
        Ok(out.len() >= room)
    }

    /// A connection is gone. `vanished`: without a goodbye, so that its last message is due.
    pub(super) fn lost(&mut self, joined: &Joined, vanished: bool) {
        if self.attached(joined.key, joined.token).is_ok() {
            self.lose(joined.key, vanished);
        }
    }

    fn lose(&mut self, key: SessionKey, vanished: bool) {
        let now = self.now();
        let Some(session) = self.sessions.get_mut(&key) else { return };
        let Some(attached) = session.attached.take() else { return };
        session.detach(now);
        (attached.wake)();
        let expiry_secs = session.expiry_secs;
        if let Some(will) = attached.will.filter(|_| vanished) {
            let delay = will.delay_secs.min(expiry_secs);
            if delay == 0 {
                self.publish(None, &will.message, will.qos, will.retain);
            } else {
                self.wills.insert((now + u64::from(delay) * 1000, key), will);
            }
        }
        if expiry_secs == 0 {
            self.end(key);
        } else {
            self.record_session(key);
        }
    }

    /// A session is over.
    fn end(&mut self, key: SessionKey) {
        let now = self.now();
        let Some(session) = self.sessions.remove(&key) else { return };
        self.keys.remove(&session.client);
        for filter in session.subscriptions.keys() {
            if let Some(wanted) = WantedFilter::parse(filter) {
                self.subscriptions.remove(wanted, key);
            }
        }
        self.log.add(now, || StoredChange::Ended { client: Arc::clone(&session.client) });
        let due: Vec<_> = self.wills.keys().filter(|(_, of)| *of == key).copied().collect();
        for at in due {
            self.publish_will(at);
        }
    }

    fn publish_will(&mut self, at: (u64, SessionKey)) {
        if let Some(will) = self.wills.remove(&at) {
            self.publish(None, &will.message, will.qos, will.retain);
        }
    }

    /// Does what is due by now; when there will be more to do.
    pub(super) fn tick(&mut self) -> Option<Duration> {
        let now = self.now();
        while let Some(at) = self.wills.first_key_value().map(|(at, _)| *at).filter(|(due, _)| *due <= now) {
            self.publish_will(at);
        }
        let ends = |session: &KnownClient| session.ends_ms().unwrap_or(u64::MAX);
        let over: Vec<SessionKey> =
            self.sessions.iter().filter(|(_, session)| ends(session) <= now).map(|(key, _)| *key).collect();
        for key in over {
            self.end(key);
        }
        let next_end = self.sessions.values().map(ends).min();
        let next_will = self.wills.first_key_value().map(|((due, _), _)| *due);
        let next = next_end.into_iter().chain(next_will).min().filter(|due| *due != u64::MAX)?;
        Some(Duration::from_millis(next.saturating_sub(now).max(1)))
    }

    /// Gives a message to all who want it; whether there was anybody, or why it could not be kept.
    pub(super) fn publish(
        &mut self,
        from: Option<SessionKey>,
        message: &Arc<StoredMessage>,
        qos: QoS,
        retain: bool,
    ) -> RoutedTo {
        let now = self.now();
        (self.seen)(message, qos, retain);
        let mut outcome = RoutedTo::Nobody;
        if retain {
            if self.retained.set(message, qos) {
                self.log.add(now, || StoredChange::Retained { message: Arc::clone(message), qos });
            } else {
                let topic = &message.topic;
                tracing::warn!("the local broker has no room to keep the value of {topic:?}");
                outcome = RoutedTo::NotKept;
            }
        }
        let sessions = &self.sessions;
        let is_there = |key| sessions.get(&key).is_some_and(|session| session.attached.is_some());
        for (key, recipient) in self.subscriptions.recipients(&message.topic, from, is_there) {
            let Some(session) = self.sessions.get_mut(&key) else { continue };
            let what = (wire::lower(qos, recipient.qos), retain && recipient.keeps_retain, recipient.ids);
            session.push(message, what, &mut self.log, now);
            if let Some(attached) = &session.attached {
                (attached.wake)();
            }
            if outcome == RoutedTo::Nobody {
                outcome = RoutedTo::Somebody;
            }
        }
        outcome
    }

    /// Takes up what a record of the file says.
    pub(super) fn restore(&mut self, change: StoredChange) {
        let client = match &change {
            StoredChange::Retained { message, qos } => {
                self.retained.set(message, *qos);
                return;
            }
            StoredChange::Session { client, .. }
            | StoredChange::Ended { client }
            | StoredChange::Subscribed { client, .. }
            | StoredChange::Unsubscribed { client, .. }
            | StoredChange::Queued { client, .. }
            | StoredChange::Sent { client, .. }
            | StoredChange::Released { client, .. }
            | StoredChange::Done { client, .. }
            | StoredChange::Received { client, .. }
            | StoredChange::Completed { client, .. } => Arc::clone(client),
        };
        let now = self.now();
        let known = self.keys.get(&client).copied();
        match (change, known) {
            (StoredChange::Session { expiry_secs, gone_ms, .. }, known) => {
                let Some(key) = known.or_else(|| self.new_session(&client, expiry_secs).ok()) else { return };
                if let Some(session) = self.sessions.get_mut(&key) {
                    session.expiry_secs = expiry_secs;
                    // It was connected when the broker ended.
                    session.gone_ms = if gone_ms == 0 { now } else { gone_ms };
                }
            }
            (_, None) => {}
            (StoredChange::Ended { .. }, Some(key)) => self.end(key),
            (StoredChange::Subscribed { filter, id, .. }, Some(key)) => {
                self.subscribe(key, &filter.path, ClientSubscription::new(&filter, id));
            }
            (StoredChange::Unsubscribed { filter, .. }, Some(key)) => {
                self.unsubscribe(key, &filter);
            }
            (StoredChange::Received { pkid, .. }, Some(key)) => {
                self.sessions.get_mut(&key).map(|session| session.received.insert(pkid));
            }
            (StoredChange::Completed { pkid, .. }, Some(key)) => {
                self.sessions.get_mut(&key).map(|session| session.received.remove(&pkid));
            }
            (change, Some(key)) => {
                if let Some(session) = self.sessions.get_mut(&key) {
                    session.restore(change);
                }
            }
        }
    }

    /// Notes a subscription; whether it is a new one.
    pub(super) fn subscribe(&mut self, key: SessionKey, filter: &str, subscription: ClientSubscription) -> bool {
        let (Some(wanted), Some(session)) = (WantedFilter::parse(filter), self.sessions.get_mut(&key)) else {
            return false;
        };
        self.subscriptions.add(wanted, key, subscription);
        session.subscriptions.insert(filter.to_owned(), subscription).is_none()
    }

    /// Forgets one; whether it was there.
    pub(super) fn unsubscribe(&mut self, key: SessionKey, filter: &str) -> bool {
        let (Some(wanted), Some(session)) = (WantedFilter::parse(filter), self.sessions.get_mut(&key)) else {
            return false;
        };
        self.subscriptions.remove(wanted, key);
        session.forget_greeting(filter);
        session.subscriptions.remove(filter).is_some()
    }

    /// Everything that a restart needs to know, as records.
    pub(super) fn snapshot(&self) -> Vec<u8> {
        let now = self.now();
        let mut bytes = Vec::new();
        for value in self.retained.iter().filter(|value| !value.message.is_expired(now)) {
            let change = StoredChange::Retained { message: Arc::clone(&value.message), qos: value.qos };
            bytes.extend(encode(&change, now));
        }
        for session in self.sessions.values().filter(|session| session.lasts()) {
            bytes.extend(session.changes().iter().flat_map(|change| encode(change, now)));
        }
        bytes
    }

    /// Hands over to the system what is to be written; whether there was anything. What could not be written is tried
    /// again the next time.
    pub(super) fn flush(&mut self) -> bool {
        let Some(file) = &mut self.file else { return false };
        if self.log.bytes.is_empty() {
            return false;
        }
        match file.append(&self.log.bytes) {
            Ok(()) => {
                self.log.bytes.clear();
                if std::mem::take(&mut self.is_failing) {
                    tracing::warn!("the local broker can write its file again");
                }
            }
            Err(err) => {
                if !std::mem::replace(&mut self.is_failing, true) {
                    tracing::error!("the local broker cannot write its file, what is new is only in memory: {err}");
                }
                if self.log.bytes.len() > MAX_UNWRITTEN {
                    self.log.bytes.clear();
                    // Whatever is written later stands on what is missing now.
                    file.lacks_something();
                }
            }
        }
        true
    }
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RoutedTo {
    Somebody,
    Nobody,
    /// It was passed on, but there was no room to keep it.
    NotKept,
}

fn last_message(will: LastWill, now: u64) -> Result<LastMessage, ConnectReturnCode> {
    let topic = std::str::from_utf8(&will.topic).unwrap_or_default();
    if !is_topic(topic) {
        return Err(ConnectReturnCode::TopicNameInvalid);
    }
    let delay_secs = will.properties.as_ref().and_then(|properties| properties.delay_interval).unwrap_or(0);
    let properties = will.properties.map(|properties| wire::PublishProperties {
        payload_format_indicator: properties.payload_format_indicator,
        message_expiry_interval: properties.message_expiry_interval,
        response_topic: properties.response_topic,
        correlation_data: properties.correlation_data,
        user_properties: properties.user_properties,
        content_type: properties.content_type,
        ..wire::PublishProperties::default()
    });
    // Its time runs from when it is sent, but nobody needs it to the second.
    let message = Arc::new(StoredMessage::new(topic.into(), &will.message, properties, now));
    Ok(LastMessage { message, qos: will.qos, retain: will.retain, delay_secs })
}

fn no_properties() -> ConnAckProperties {
    ConnAckProperties {
        session_expiry_interval: None,
        receive_max: None,
        max_qos: None,
        retain_available: None,
        max_packet_size: None,
        assigned_client_identifier: None,
        topic_alias_max: None,
        reason_string: None,
        user_properties: Vec::new(),
        wildcard_subscription_available: None,
        subscription_identifiers_available: None,
        shared_subscription_available: None,
        server_keep_alive: None,
        response_information: None,
        server_reference: None,
        authentication_method: None,
        authentication_data: None,
    }
}
