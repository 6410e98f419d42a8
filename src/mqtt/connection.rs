//! One connection: its state shared with publishers, and the task that keeps it up.
//!
//! The state is a mutex held for microseconds, so that a handler's publish is answered at once, on its own thread.
//! Only the task talks to the network.

mod serve;
mod traffic;

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, watch};

use self::traffic::fate;
pub(super) use self::traffic::row;
use super::broker::LocalBroker;
use super::client::MAX_PAYLOAD;
use super::counters::CounterReporter;
use super::durable::{DurableOutbox, Told};
use super::events::EventQueue;
use super::journal::Journal;
use super::listeners::Listeners;
use super::msg::{ConnectionSpec, MqttEvent};
use super::outbox::size;
use super::pool::Drained;
use super::router::{self, Filters};
use super::sharing::{SessionRole, Sharing};
use super::status::{Pace, random};
use crate::model::connection::OfflineRule;
use crate::model::id::ConnectionId;
use crate::model::outbox::{Counters, OutboxNotice};
use crate::model::run::{Fate, LinkWarning, Publish, PublishError, RefuseReason, Status};
use crate::model::topic::TopicName;

/// Most messages of a connected run that wait for their turn; then publishers wait.
const MAX_LIVE: usize = 1000;
/// What a connection shall do.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wanted {
    /// Nothing: nobody uses the connection.
    Nothing,
    /// Be connected.
    Connected(Order),
    /// Not be connected, as the app wishes, although it uses the connection.
    Disconnected,
    /// End the task.
    End,
}

/// How to be connected.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Order {
    spec: Arc<ConnectionSpec>,
    /// Uses are counted: a new use is a new session, in which stored values arrive again.
    uses: u64,
}

impl Order {
    fn same_session(&self, other: &Self) -> bool {
        self.uses == other.uses && self.spec.same_session(&other.spec)
    }
}

/// What all connections share.
#[derive(Clone)]
pub(super) struct ActorContext {
    pub(super) events: Arc<EventQueue>,
    pub(super) broker: Arc<LocalBroker>,
    pub(super) drained: Arc<Drained>,
    pub(super) counters: Arc<CounterReporter>,
    /// How fast to try again.
    pub(super) pace: Pace,
}

/// One connection, as publishers and the pool see it.
pub(super) struct ConnectionActor {
    id: ConnectionId,
    role: SessionRole,
    sharing: Arc<Sharing>,
    state: Mutex<State>,
    /// A message may be waiting in the outbox.
    sendable: Notify,
    /// A message has begun to wait for the connection, or its time is another.
    waiting: Notify,
    wanted: watch::Sender<Wanted>,
    shared: ActorContext,
    /// The same for all links, so that a broker which has not noticed the end of one drops it at the next.
    random_id: u32,
}

#[derive(Default)]
struct State {
    outbox: DurableOutbox,
    /// What is counted here and not by the outbox.
    counters: Counters,
    /// What was reported last.
    reported: Counters,
    connected: bool,
    /// The largest packet that the broker takes, while connected.
    max_packet: Option<usize>,
    /// `None` while nobody uses the connection.
    rule: Option<OfflineRule>,
    /// How often a use has begun.
    uses: u64,
    /// What the app waits for besides what its sources listen to.
    listeners: Listeners,
    /// How to connect again, while the app has disconnected the connection.
    disconnected: Option<Order>,
}

impl State {
    fn may_accept(&self, message: &Publish) -> Result<(), RefuseReason> {
        let (bytes, max) = (message.payload.len(), MAX_PAYLOAD);
        if bytes > max {
            return Err(RefuseReason::TooLarge { bytes, max });
        }
        if let Some(max) = self.max_packet
            && size(message) > max
        {
            return Err(RefuseReason::TooLarge { bytes: size(message), max });
        }
        // What the message itself says counts more than what its connection says.
        match self.rule.map(|rule| message.offline.unwrap_or(rule)) {
            None => return Err(RefuseReason::UnknownConnection),
            Some(OfflineRule::Refuse) if !self.connected => return Err(RefuseReason::Offline),
            Some(OfflineRule::Refuse | OfflineRule::Buffer | OfflineRule::Brief) => {}
        }
        // It would push out all others and still not fit.
        let (bytes, max) = (size(message), self.outbox.most_bytes());
        if bytes > max { Err(RefuseReason::TooLarge { bytes, max }) } else { Ok(()) }
    }

    fn counters(&self) -> Counters {
        let Counters { refused, received, received_dropped, .. } = self.counters;
        Counters { refused, received, received_dropped, ..self.outbox.counters() }
    }
}

impl ConnectionActor {
    pub(super) fn new(id: ConnectionId, (role, sharing): (SessionRole, Arc<Sharing>), shared: ActorContext) -> Self {
        let wanted = watch::Sender::new(Wanted::Nothing);
        Self {
            id,
            role,
            sharing,
            state: Mutex::default(),
            sendable: Notify::new(),
            waiting: Notify::new(),
            wanted,
            shared,
            random_id: random() as u32,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What it shares with the other session on the same connection.
    pub(super) fn sharing(&self) -> Arc<Sharing> {
        Arc::clone(&self.sharing)
    }

    /// Whether anybody uses it.
    pub(super) fn is_used(&self) -> bool {
        self.lock().rule.is_some()
    }

    /// Has another status, and tells it where this session speaks for the connection.
    fn status(&self, status: Status) {
        let refusal = match (&status, self.role) {
            (Status::Retrying { attempt: 1, why, .. } | Status::Failed(why), SessionRole::Listener) => {
                Some(why.clone())
            }
            _ => None,
        };
        let told = self.sharing.status(self.role, status);
        if let (None, Some(refusal)) = (&told, refusal) {
            self.warn(LinkWarning::NotListening { why: refusal });
        }
        if let Some(status) = told {
            self.shared.events.push(MqttEvent::Status { connection: self.id.clone(), status });
        }
    }

    /// Keeps the connection connected as `spec` says.
    pub(super) fn start(&self, spec: Arc<ConnectionSpec>) {
        let (uses, told) = {
            let mut state = self.lock();
            if state.rule.replace(spec.settings.offline).is_none() {
                state.uses += 1;
                state.counters = Counters::default();
                state.outbox.count_anew();
            }
            if state.disconnected.is_some() {
                let uses = state.uses;
                state.disconnected = Some(Order { spec: Arc::clone(&spec), uses });
            }
            let uses = state.disconnected.is_none().then_some(state.uses);
            (uses, state.outbox.set_bounds(spec.settings.offline, spec.settings.outbox))
        };
        self.tell(told);
        self.waiting.notify_one();
        // An app that has disconnected itself stays so until it connects again.
        if let Some(uses) = uses {
            self.want(Wanted::Connected(Order { spec, uses }));
        }
    }

    /// The app disconnects the connection although it uses it, or connects it again.
    pub(super) fn connect(&self, on: bool) {
        let wanted = {
            let mut state = self.lock();
            let now = self.wanted.borrow().clone();
            match (on, now) {
                (false, Wanted::Connected(order)) => {
                    state.disconnected = Some(order);
                    Wanted::Disconnected
                }
                (true, Wanted::Disconnected) => match state.disconnected.take() {
                    Some(order) => Wanted::Connected(order),
                    None => return,
                },
                (_, Wanted::Nothing | Wanted::Connected(_) | Wanted::Disconnected | Wanted::End) => return,
            }
        };
        self.want(wanted);
    }

    /// Listens to a topic as well, until [`Self::unlisten`].
    pub(super) fn listen(&self, number: u64, topic: TopicName) -> Result<(), RefuseReason> {
        {
            let mut state = self.lock();
            match state.rule {
                None => return Err(RefuseReason::UnknownConnection),
                Some(OfflineRule::Refuse) if !state.connected => return Err(RefuseReason::Offline),
                Some(OfflineRule::Refuse | OfflineRule::Buffer | OfflineRule::Brief) => {
                    state.listeners.insert(number, topic);
                }
            }
        }
        self.sendable.notify_one();
        Ok(())
    }

    /// Listens no more.
    pub(super) fn unlisten(&self, number: u64) {
        self.lock().listeners.remove(number);
        self.sendable.notify_one();
    }

    /// What this connection keeps in folder `from` is kept in `to` from now on, without a new session: the project has
    /// another file.
    ///
    /// # Errors
    /// Those of the system; it then stays where it is.
    pub(super) fn move_journal(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.lock().outbox.move_journal(from, to)
    }

    /// Nobody uses the connection any more: closes it; what waits in its outbox is kept or given up.
    pub(super) fn stop(&self) {
        self.empty_outbox();
        self.want(Wanted::Nothing);
    }

    /// Closes the connection and ends its task.
    pub(super) fn end(&self) {
        self.empty_outbox();
        self.want(Wanted::End);
    }

    fn empty_outbox(&self) {
        let (told, to_sync) = {
            let mut state = self.lock();
            state.rule = None;
            state.listeners.clear();
            state.disconnected = None;
            state.outbox.end()
        };
        if let Some(file) = to_sync {
            self.shared.counters.sync_later(file);
        }
        self.tell(told);
        self.shared.drained.notify();
    }

    /// Tells what a change of the outbox has led to.
    fn tell(&self, Told { dropped, notice }: Told) {
        let fewer = !dropped.is_empty();
        for event in dropped.into_iter().filter_map(|(number, reason)| fate(number, Fate::Dropped(reason))) {
            self.shared.events.push(event);
        }
        if let Some(notice) = notice {
            self.shared.events.push(MqttEvent::Outbox { connection: self.id.clone(), notice });
        }
        if fewer {
            self.shared.drained.notify();
        }
        self.shared.counters.changed();
    }

    fn want(&self, wanted: Wanted) {
        self.wanted.send_if_modified(|now| {
            let differs = *now != wanted;
            *now = wanted;
            differs
        });
    }

    /// Takes a message into the outbox, or says why not.
    pub(super) fn accept(&self, message: Arc<Publish>) -> Result<(), PublishError> {
        let (told, goes) = {
            let mut state = self.lock();
            if let Err(refusal) = state.may_accept(&message) {
                state.counters.refused += 1;
                drop(state);
                self.shared.counters.changed();
                return Err(PublishError::Refused(refusal));
            }
            let connected = state.connected;
            if connected && state.outbox.live() >= MAX_LIVE {
                return Err(PublishError::Full(message));
            }
            let due = state.outbox.due();
            let told = state.outbox.push(message, connected);
            if !connected && state.outbox.due() != due {
                self.waiting.notify_one();
            }
            // Else it goes when another one ends; to wake the task for each would cost more than to send it.
            (told, connected && state.outbox.may_hand_over())
        };
        self.tell(told);
        if goes {
            self.sendable.notify_one();
        }
        Ok(())
    }

    /// How many messages are not finished.
    pub(super) fn unfinished(&self) -> usize {
        self.lock().outbox.len()
    }

    /// How many messages the end of the program would lose.
    pub(super) fn only_here(&self) -> usize {
        self.lock().outbox.only_here()
    }

    /// Tells the counters, if they have changed.
    pub(super) fn report(&self) {
        let (counters, to_sync) = {
            let mut state = self.lock();
            let counters = state.counters();
            let changed = std::mem::replace(&mut state.reported, counters) != counters;
            (changed.then_some(counters), state.outbox.take_unsynced())
        };
        if let Some(file) = to_sync {
            self.shared.counters.sync_later(file);
        }
        if let Some(counters) = counters.filter(|_| self.role == SessionRole::App || !self.sharing.has_app()) {
            self.shared.events.push(MqttEvent::Counters { connection: self.id.clone(), counters });
        }
    }

    /// Opens the journal that `order` wants, or closes one that it does not. Before the connection, so that what was kept
    /// is sent first.
    async fn tend_journal(&self, order: &Order) {
        let wanted = order.spec.journal.clone().filter(|_| order.spec.settings.outbox.keep);
        {
            let mut state = self.lock();
            if state.outbox.journal() == wanted.as_deref() || state.rule.is_none() {
                return;
            }
            state.outbox.forget_journal();
        }
        let Some(path) = wanted else { return };
        let id = self.id.clone();
        let opened = tokio::task::spawn_blocking(move || Journal::open(&path, &id)).await;
        let told = match opened.map_err(io::Error::other).flatten() {
            Ok((journal, found)) => {
                let mut state = self.lock();
                if state.rule.is_none() || state.uses != order.uses {
                    // Stopped meanwhile; all is on disk.
                    return;
                }
                state.outbox.keep_in(journal, found)
            }
            Err(err) => Told { notice: Some(OutboxNotice::NotKept { what: err.to_string() }), ..Told::default() },
        };
        self.tell(told);
    }

    /// Gives up each message that waits for the connection in the moment it is too old. Nothing to wait for: no timer.
    async fn keep_time(&self) {
        loop {
            let due = {
                let state = self.lock();
                if state.connected { None } else { state.outbox.due() }
            };
            let due = async {
                match due {
                    Some(due) => tokio::time::sleep_until(due.into()).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = due => self.expire(),
                () = self.waiting.notified() => {}
            }
        }
    }

    /// Keeps the connection as wanted until its end is wanted.
    pub(super) async fn run(self: Arc<Self>) {
        tokio::select! {
            () = self.keep_wanted() => {}
            () = self.keep_time() => {}
        }
    }

    async fn keep_wanted(&self) {
        let mut wanted = self.wanted.subscribe();
        loop {
            let now = wanted.borrow_and_update().clone();
            match now {
                Wanted::End => return,
                Wanted::Connected(order) => {
                    self.tend_journal(&order).await;
                    self.serve(order, &mut wanted).await;
                }
                Wanted::Nothing | Wanted::Disconnected => {
                    let status = if now == Wanted::Nothing { Status::Idle } else { Status::Disconnected };
                    self.status(status);
                    if wanted.changed().await.is_err() {
                        return;
                    }
                }
            }
        }
    }

    fn warn(&self, warning: LinkWarning) {
        self.shared.events.push(MqttEvent::Warned { connection: self.id.clone(), warning });
    }

    fn expire(&self) {
        let told = self.lock().outbox.expire();
        self.tell(told);
    }

    /// What the broker has to be asked for; `ids`: whether it knows subscription identifiers, `refused`: what it does not
    /// allow.
    fn filters(&self, spec: &ConnectionSpec, ids: bool, refused: &BTreeSet<String>) -> Filters {
        let mut subscriptions = spec.subscriptions.clone();
        subscriptions.extend(self.lock().listeners.ask());
        router::wanted(&subscriptions, ids, refused)
    }

    /// The broker has confirmed all that it was asked for.
    fn tell_listeners(&self) {
        let told = self.lock().listeners.confirmed();
        for listener in told {
            self.shared.events.push(MqttEvent::Listening { listener });
        }
    }

    fn connected(&self, spec: &ConnectionSpec) {
        let told = self.lock().outbox.expire_waiting();
        self.tell(told);
        self.lock().connected = true;
        self.waiting.notify_one();
        if self.role == SessionRole::Listener {
            self.sharing.hear(spec.subscriptions.iter().map(|one| one.filter.clone()).collect());
        }
        self.status(Status::Connected);
    }
}
