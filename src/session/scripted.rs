//! A broker that a test plays: nothing leaves the process, each message is confirmed at once, and what comes from outside
//! is what the test says.
//!
//! As a real one it hands messages to all that listen, also those that the app itself publishes, and tells new listeners
//! what is stored. Connections that lead to the same place are clients of the same broker.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::engine::clock::RunClock;
use crate::model::connection::OfflineRule;
use crate::model::id::{ConnectionId, SourceId};
use crate::model::run::{DropReason, Fate, Outgoing, Publish, PublishError, RefuseReason, Status};
use crate::model::source::Message;
use crate::model::topic::TopicName;
use crate::mqtt::{ConnectionSpec, MqttEvent, SourceSubscription};

/// How long a message is kept for a connection that is down, unless its rule says otherwise.
const BRIEF: Duration = Duration::from_secs(crate::model::connection::BRIEF_SECS);

/// A broker that a test plays.
#[derive(Debug)]
pub struct ScriptedBroker {
    clock: Arc<RunClock>,
    /// What the clock on the wall shows at its start, in milliseconds since 1970.
    wall_ms: i64,
    state: Mutex<BrokerState>,
}

#[derive(Debug, Default)]
struct BrokerState {
    clients: BTreeMap<ConnectionId, ScriptedClient>,
    /// Stored messages, by broker and topic.
    stored: BTreeMap<(String, String), Message>,
    events: VecDeque<MqttEvent>,
    /// Handlers that wait for an answer, the one that waits longest first.
    listeners: Vec<(ConnectionId, u64, String)>,
    /// Connections that are down from the start.
    down: Vec<ConnectionId>,
}

/// A connection of the app.
#[derive(Debug)]
struct ScriptedClient {
    /// The place that it leads to.
    broker: String,
    is_up: bool,
    offline: OfflineRule,
    subscriptions: Vec<SourceSubscription>,
    /// What waits for it to be up, and since when.
    waiting: VecDeque<(Duration, Arc<Publish>)>,
}

impl ScriptedBroker {
    /// A broker that stores nothing, and whose clock shows this on the wall at its start.
    pub fn new(clock: Arc<RunClock>, wall_ms: i64) -> Self {
        Self { clock, wall_ms, state: Mutex::default() }
    }

    fn lock(&self) -> MutexGuard<'_, BrokerState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn row(&self, topic: &str, payload: &[u8], (retained, qos): (bool, u8)) -> Message {
        let raw = std::str::from_utf8(payload).is_err().then(|| payload.into());
        let at_ms = self.wall_ms + i64::try_from(self.clock.elapsed().as_millis()).unwrap_or(0);
        let message = String::from_utf8_lossy(payload).into_owned();
        Message { at_ms, topic: topic.to_owned(), message, retained, qos, raw, properties: None }
    }

    /// A message comes from outside; one that is `retained` was stored before.
    pub fn send(&self, connection: &ConnectionId, topic: &str, payload: &[u8], retained: bool) {
        let row = self.row(topic, payload, (retained, 1));
        let mut state = self.lock();
        let Some(broker) = state.clients.get(connection).map(|client| client.broker.clone()) else { return };
        if retained {
            state.stored.insert((broker, topic.to_owned()), row.clone());
        }
        state.hand_to(connection, &row);
    }

    /// Somebody answers the handler that has waited longest; `false` if none waits.
    pub fn answer(&self, payload: &[u8]) -> bool {
        let mut state = self.lock();
        let Some((connection, listener, topic)) = state.listeners.first().cloned() else { return false };
        let row = self.row(&topic, payload, (false, 1));
        state.events.push_back(MqttEvent::Heard { connection, listener, row });
        true
    }

    /// A connection is lost, or up again.
    pub fn set_up(&self, connection: &ConnectionId, is_up: bool) {
        let now = self.clock.elapsed();
        let mut state = self.lock();
        let Some(client) = state.clients.get_mut(connection) else {
            state.down.retain(|down| down != connection);
            state.down.extend((!is_up).then(|| connection.clone()));
            return;
        };
        if std::mem::replace(&mut client.is_up, is_up) == is_up {
            return;
        }
        let waiting = if is_up { std::mem::take(&mut client.waiting) } else { VecDeque::new() };
        let status = if is_up { Status::Connected } else { Status::Disconnected };
        state.events.push_back(MqttEvent::Status { connection: connection.clone(), status });
        for (since, message) in waiting {
            let rule = message.offline.or_else(|| Some(state.clients.get(connection)?.offline));
            if rule == Some(OfflineRule::Buffer) || now.saturating_sub(since) <= BRIEF {
                self.deliver(&mut state, &message);
            } else {
                state.tell_fate(message.number, Fate::Dropped(DropReason::TooOld));
            }
        }
    }

    /// Whether nothing waits to be told.
    pub(super) fn is_quiet(&self) -> bool {
        self.lock().events.is_empty()
    }

    /// Takes what it has to tell.
    pub(super) fn take_events(&self, into: &mut Vec<MqttEvent>) {
        into.extend(self.lock().events.drain(..));
    }

    /// The connections of the app are these from now on; new listeners are told what is stored.
    pub(super) fn configure(&self, specs: Vec<ConnectionSpec>) {
        let mut state = self.lock();
        state.clients.retain(|id, _| specs.iter().any(|spec| spec.id == *id));
        for spec in specs {
            let broker = place(&spec);
            let is_up = !state.down.contains(&spec.id);
            let is_new = !state.clients.contains_key(&spec.id);
            if is_new {
                let status = if is_up { Status::Connected } else { Status::Disconnected };
                state.events.push_back(MqttEvent::Status { connection: spec.id.clone(), status });
            }
            let client = state.clients.entry(spec.id.clone()).or_insert_with(|| ScriptedClient {
                broker: broker.clone(),
                is_up,
                offline: spec.settings.offline,
                subscriptions: Vec::new(),
                waiting: VecDeque::new(),
            });
            let before = std::mem::replace(&mut client.subscriptions, spec.subscriptions.clone());
            let new = spec.subscriptions.iter().filter(|subscription| !before.contains(subscription));
            for subscription in new {
                let stored =
                    state.stored.iter().filter(|((at, topic), _)| *at == broker && subscription.filter.matches(topic));
                let stored: Vec<Message> = stored.map(|(_, row)| Message { retained: true, ..row.clone() }).collect();
                let sources = vec![subscription.source];
                let told = stored.into_iter().map(|row| MqttEvent::Message {
                    connection: spec.id.clone(),
                    sources: sources.clone(),
                    row,
                });
                state.events.extend(told);
            }
        }
    }

    /// The broker takes a message: it is confirmed, stored where it shall be, and handed to all that listen.
    fn deliver(&self, state: &mut BrokerState, message: &Publish) {
        let fate = if message.qos == 0 { Fate::Sent } else { Fate::Acknowledged };
        state.tell_fate(message.number, fate);
        let Some(broker) = state.clients.get(&message.connection).map(|client| client.broker.clone()) else { return };
        let topic = message.topic.as_str();
        let row = self.row(topic, &message.payload, (false, message.qos));
        if message.retain {
            let key = (broker.clone(), topic.to_owned());
            if message.payload.is_empty() {
                state.stored.remove(&key)
            } else {
                state.stored.insert(key, row.clone())
            };
        }
        let clients = state.clients.iter().filter(|(_, client)| client.broker == broker && client.is_up);
        let clients: Vec<ConnectionId> = clients.map(|(id, _)| id.clone()).collect();
        for client in clients {
            state.hand_to(&client, &row);
        }
    }
}

impl BrokerState {
    fn tell_fate(&mut self, number: u64, fate: Fate) {
        self.events.push_back(MqttEvent::Fate { number, fate, at: std::time::Instant::now() });
    }

    fn hand_to(&mut self, connection: &ConnectionId, row: &Message) {
        let Some(client) = self.clients.get(connection) else { return };
        let mut sources: Vec<SourceId> = Vec::new();
        for subscription in &client.subscriptions {
            if subscription.filter.matches(&row.topic) && !sources.contains(&subscription.source) {
                sources.push(subscription.source);
            }
        }
        if !sources.is_empty() {
            let (connection, row) = (connection.clone(), row.clone());
            self.events.push_back(MqttEvent::Message { connection, sources, row });
        }
        for (of, listener, topic) in &self.listeners {
            if of == connection && *topic == row.topic {
                let (connection, listener, row) = (of.clone(), *listener, row.clone());
                self.events.push_back(MqttEvent::Heard { connection, listener, row });
            }
        }
    }
}

/// Where a connection leads to: what tells its broker from others.
fn place(spec: &ConnectionSpec) -> String {
    if spec.local { String::new() } else { format!("{}:{}", spec.settings.host, spec.settings.port) }
}

/// The way of the app's messages to the broker.
#[derive(Debug)]
pub(super) struct ScriptedWay(pub(super) Arc<ScriptedBroker>);

impl Outgoing for ScriptedWay {
    fn publish(&self, message: Arc<Publish>) -> Result<(), PublishError> {
        let now = self.0.clock.elapsed();
        let mut state = self.0.lock();
        let Some(client) = state.clients.get_mut(&message.connection) else {
            return Err(PublishError::Refused(RefuseReason::UnknownConnection));
        };
        if client.is_up {
            self.0.deliver(&mut state, &message);
        } else if message.offline.unwrap_or(client.offline) == OfflineRule::Refuse {
            return Err(PublishError::Refused(RefuseReason::Offline));
        } else {
            let number = message.number;
            client.waiting.push_back((now, message));
            state.tell_fate(number, Fate::Waiting);
        }
        Ok(())
    }

    fn listen(&self, connection: &ConnectionId, number: u64, topic: &TopicName) -> Result<(), RefuseReason> {
        let mut state = self.0.lock();
        match state.clients.get(connection) {
            None => return Err(RefuseReason::UnknownConnection),
            Some(client) if !client.is_up => return Err(RefuseReason::Offline),
            Some(_) => {}
        }
        state.listeners.push((connection.clone(), number, topic.as_str().to_owned()));
        state.events.push_back(MqttEvent::Listening { listener: number });
        Ok(())
    }

    fn unlisten(&self, connection: &ConnectionId, number: u64) {
        self.0.lock().listeners.retain(|(of, listener, _)| of != connection || *listener != number);
    }

    fn connect(&self, connection: &ConnectionId, on: bool) {
        self.0.set_up(connection, on);
    }
}
