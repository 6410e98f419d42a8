//! One connection: its state shared with publishers, and the task that keeps it up.
//!
//! The state is a mutex held for microseconds, so that a handler's publish is answered at once, on its own thread.
//! Only the task talks to the network.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use tokio::sync::{Notify, watch};

use super::broker::LocalBroker;
use super::client::{Arrived, Link, LinkEvent, MAX_PAYLOAD, Target};
use super::events::Events;
use super::msg::{ConnectionSpec, LISTENER, NetEvent, Subscription};
use super::outbox::{GivenUp, Outbox};
use super::pool::Drained;
use super::router::{self, Filters};
use super::status::{Backoff, CONNECT_TIMEOUT};
use crate::model::connection::OfflineRule;
use crate::model::id::ConnectionId;
use crate::model::run::{Fate, Publish, PublishError, Refusal, RefuseReason, Status};
use crate::model::source::Row;

/// Most messages of a connected run that wait for their turn; then publishers wait.
const MAX_LIVE: usize = 1000;

/// What a line shall do.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wanted {
    /// Nothing: nobody uses the connection.
    Nothing,
    /// Be connected.
    Connected(Order),
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

/// What all lines share.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) events: Arc<Events>,
    pub(super) broker: Arc<LocalBroker>,
    pub(super) drained: Arc<Drained>,
}

impl Shared {
    fn status(&self, connection: &ConnectionId, status: Status) {
        self.events.push(NetEvent::Status { connection: connection.clone(), status });
    }

    fn fate(&self, number: u64, fate: Fate) {
        self.events.push(NetEvent::Fate { number, fate, at: Instant::now() });
    }

    fn give_up(&self, given_up: Vec<GivenUp>) {
        for (number, reason) in given_up {
            self.fate(number, Fate::Dropped(reason));
        }
    }
}

/// One connection, as publishers and the pool see it.
pub(super) struct Line {
    id: ConnectionId,
    state: Mutex<State>,
    /// A message may be waiting in the outbox.
    sendable: Notify,
    wanted: watch::Sender<Wanted>,
    shared: Shared,
}

#[derive(Default)]
struct State {
    outbox: Outbox,
    connected: bool,
    /// `None` while nobody uses the connection.
    rule: Option<OfflineRule>,
    /// How often a use has begun.
    uses: u64,
}

impl Line {
    pub(super) fn new(id: ConnectionId, shared: Shared) -> Self {
        let wanted = watch::Sender::new(Wanted::Nothing);
        Self { id, state: Mutex::default(), sendable: Notify::new(), wanted, shared }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps the line connected as `spec` says.
    pub(super) fn start(&self, spec: Arc<ConnectionSpec>) {
        let uses = {
            let mut state = self.lock();
            if state.rule.replace(spec.settings.offline).is_none() {
                state.uses += 1;
            }
            state.uses
        };
        self.want(Wanted::Connected(Order { spec, uses }));
    }

    /// Nobody uses the line any more: closes it and gives up what waits in its outbox.
    pub(super) fn stop(&self) {
        self.give_up_all();
        self.want(Wanted::Nothing);
    }

    /// Closes the line and ends its task.
    pub(super) fn end(&self) {
        self.give_up_all();
        self.want(Wanted::End);
    }

    fn give_up_all(&self) {
        let given_up = {
            let mut state = self.lock();
            state.rule = None;
            state.outbox.clear()
        };
        self.shared.give_up(given_up);
        self.shared.drained.notify();
    }

    fn want(&self, wanted: Wanted) {
        self.wanted.send_if_modified(|now| {
            let differs = *now != wanted;
            *now = wanted;
            differs
        });
    }

    /// Takes a message into the outbox, or says why not.
    pub(super) fn accept(&self, message: Publish) -> Result<(), PublishError> {
        let bytes = message.payload.len();
        if bytes > MAX_PAYLOAD {
            return Err(PublishError::Refused(RefuseReason::TooLarge { bytes, max: MAX_PAYLOAD }));
        }
        let given_up = {
            let mut state = self.lock();
            let connected = state.connected;
            match state.rule {
                None => return Err(PublishError::Refused(RefuseReason::UnknownConnection)),
                Some(OfflineRule::Refuse) if !connected => {
                    return Err(PublishError::Refused(RefuseReason::Offline));
                }
                Some(OfflineRule::Refuse | OfflineRule::Buffer) => {}
            }
            if connected && state.outbox.live() >= MAX_LIVE {
                return Err(PublishError::Full(Box::new(message)));
            }
            state.outbox.push(message, connected, Instant::now())
        };
        self.shared.give_up(given_up);
        self.sendable.notify_one();
        Ok(())
    }

    /// How many messages are not finished.
    pub(super) fn unfinished(&self) -> usize {
        self.lock().outbox.len()
    }

    /// Keeps the line as wanted until its end is wanted.
    pub(super) async fn run(self: Arc<Self>) {
        let mut wanted = self.wanted.subscribe();
        loop {
            let now = wanted.borrow_and_update().clone();
            match now {
                Wanted::End => return,
                Wanted::Connected(order) => self.serve(order, &mut wanted).await,
                Wanted::Nothing => {
                    self.shared.status(&self.id, Status::Idle);
                    if wanted.changed().await.is_err() {
                        return;
                    }
                }
            }
        }
    }

    /// Connects and reconnects until something else is wanted.
    async fn serve(&self, mut order: Order, wanted: &mut watch::Receiver<Wanted>) {
        let mut backoff = Backoff::default();
        let mut was_connected = false;
        loop {
            let attempt = backoff.attempt();
            self.shared.status(&self.id, Status::Connecting { attempt });
            let opened = tokio::select! {
                opened = open(&order.spec, &self.shared.broker) => opened,
                _ = wanted.changed() => return,
            };
            let why = match opened {
                Err(why) => why,
                Ok(link) => {
                    was_connected = true;
                    let since = Instant::now();
                    let Some(why) = self.serve_link(link, &mut order, wanted).await else { return };
                    backoff.session_ended(since);
                    why
                }
            };
            // The port of the local broker may for a moment be that of one that is gone.
            if is_hopeless(&why, was_connected || order.spec.settings.local) {
                self.shared.status(&self.id, Status::Failed(why));
                return new_settings(&order, wanted).await;
            }
            let given_up = self.lock().outbox.expire(Instant::now());
            self.shared.give_up(given_up);
            let pause = backoff.pause();
            let in_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
            self.shared.status(&self.id, Status::Retrying { attempt, in_ms, why });
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = wanted.changed() => return,
            }
        }
    }

    /// Serves a session: `None` when something else is wanted, else why the session ended.
    async fn serve_link(
        &self,
        mut link: Link,
        order: &mut Order,
        wanted: &mut watch::Receiver<Wanted>,
    ) -> Option<Refusal> {
        let mut filters = router::minimal(&order.spec.subscriptions);
        // The sources have had their stored values; those that come again are for the listener that came later.
        let mut repeats_stored = false;
        link.change_filters(&filters, Vec::new());
        // Nothing is published before the subscriptions hold: an app that listens to what it sends must hear it.
        let mut ready = filters.is_empty();
        if ready {
            self.connected();
        }
        let too_late = tokio::time::sleep(CONNECT_TIMEOUT);
        tokio::pin!(too_late);
        let ended = loop {
            if ready {
                self.feed(&mut link, &order.spec);
            }
            tokio::select! {
                event = link.next() => match event {
                    LinkEvent::Subscribed => {
                        if !ready {
                            ready = true;
                            self.connected();
                        }
                    }
                    LinkEvent::Finished(seq) => self.finish(seq),
                    LinkEvent::Arrived(message) => self.arrived(message, &order.spec, repeats_stored),
                    LinkEvent::Ended(why) => break Some(why),
                },
                () = self.sendable.notified() => {}
                () = &mut too_late, if !ready => break Some(Refusal::NoAnswer { secs: CONNECT_TIMEOUT.as_secs() }),
                _ = wanted.changed() => {
                    let now = wanted.borrow_and_update().clone();
                    match now {
                        Wanted::Connected(new) if order.same_session(&new) => {
                            repeats_stored = same_for_sources(&order.spec, &new.spec);
                            filters = resubscribe(&mut link, &filters, &new.spec);
                            *order = new;
                        }
                        Wanted::Connected(_) | Wanted::Nothing | Wanted::End => break None,
                    }
                }
            }
        };
        self.lock().connected = false;
        link.close().await;
        for seq in link.last_notices().await {
            self.finish(seq);
        }
        let given_up = self.lock().outbox.requeue(ended.is_some());
        self.shared.give_up(given_up);
        ended
    }

    fn connected(&self) {
        self.lock().connected = true;
        self.shared.status(&self.id, Status::Connected);
    }

    /// Hands over what the window allows.
    fn feed(&self, link: &mut Link, spec: &ConnectionSpec) {
        loop {
            let reports = {
                let mut state = self.lock();
                let Some(entry) = state.outbox.hand_over() else { return };
                let (seq, first) = (entry.seq, !entry.repeated);
                if !link.publish(seq, &entry.publish) {
                    // Only when the session is about to end; then everything is handed over again.
                    return;
                }
                let reports = first.then(|| {
                    let sent = (entry.publish.qos > 0).then_some(entry.publish.number);
                    (sent, self.passed_on_publish(&entry.publish, spec))
                });
                state.outbox.mark_repeated(seq);
                reports
            };
            let Some((sent, passed)) = reports else { continue };
            if let Some(number) = sent {
                self.shared.fate(number, Fate::Sent);
            }
            if let Some(row) = passed {
                self.passed(row);
            }
        }
    }

    fn finish(&self, seq: u64) {
        let (publish, empty) = {
            let mut state = self.lock();
            (state.outbox.finish(seq), state.outbox.len() == 0)
        };
        if let Some(publish) = publish {
            self.shared.fate(publish.number, if publish.qos == 0 { Fate::Sent } else { Fate::Acknowledged });
        }
        if empty {
            self.shared.drained.notify();
        }
    }

    fn arrived(&self, message: Arrived, spec: &ConnectionSpec, repeats_stored: bool) {
        let row = row(message.topic, &message.payload, message.retained, message.qos);
        let mut sources = router::sources(&spec.subscriptions, &row.topic);
        let listened = sources.contains(&LISTENER);
        sources.retain(|source| *source != LISTENER);
        // The local broker tells of every message, but not of those it has stored.
        if !self.seen_by_broker(spec) || (listened && row.retained) {
            self.passed(row.clone());
        }
        if row.retained && repeats_stored {
            return;
        }
        if !sources.is_empty() {
            self.shared.events.push(NetEvent::Message { connection: self.id.clone(), sources, row });
        }
    }

    /// The row the monitor shows for a message we publish; `None` if it is seen anyway: the local broker reports it,
    /// or it comes back because we listen to its topic.
    fn passed_on_publish(&self, publish: &Publish, spec: &ConnectionSpec) -> Option<Row> {
        let topic = publish.topic.as_str();
        if self.seen_by_broker(spec) || spec.subscriptions.iter().any(|subscription| subscription.filter.matches(topic))
        {
            return None;
        }
        Some(row(topic.to_owned(), &publish.payload, publish.retain, publish.qos))
    }

    fn seen_by_broker(&self, spec: &ConnectionSpec) -> bool {
        spec.settings.local && self.shared.broker.is_ours()
    }

    fn passed(&self, row: Row) {
        self.shared.events.push(NetEvent::Passed { connection: self.id.clone(), row });
    }
}

/// Connects once.
pub(super) async fn open(spec: &ConnectionSpec, broker: &Arc<LocalBroker>) -> Result<Link, Refusal> {
    let local_port = if spec.settings.local { Some(broker.port().await?) } else { None };
    Target::prepare(spec, local_port).await?.open().await
}

/// Whether trying again cannot help. Once a session was up, a port that answers strangely is a broker being restarted.
fn is_hopeless(why: &Refusal, was_connected: bool) -> bool {
    why.is_permanent() && !(was_connected && matches!(why, Refusal::NotTls | Refusal::NotMqtt))
}

/// Waits for other settings: only those can help where trying again cannot. A wrong password must not be tried again
/// because somebody edits topics; brokers lock accounts for that.
async fn new_settings(order: &Order, wanted: &mut watch::Receiver<Wanted>) {
    while wanted.changed().await.is_ok() {
        match &*wanted.borrow_and_update() {
            Wanted::Connected(new) if order.same_session(new) => {}
            Wanted::Connected(_) | Wanted::Nothing | Wanted::End => return,
        }
    }
}

/// Whether the sources listen to the same, whatever the listener does.
fn same_for_sources(before: &ConnectionSpec, after: &ConnectionSpec) -> bool {
    let of_sources = |one: &&Subscription| one.source != LISTENER;
    before.subscriptions.iter().filter(of_sources).eq(after.subscriptions.iter().filter(of_sources))
}

fn resubscribe(link: &mut Link, from: &Filters, spec: &ConnectionSpec) -> Filters {
    let to = router::minimal(&spec.subscriptions);
    let (added, removed) = router::changes(from, &to);
    link.change_filters(&added, removed);
    to
}

/// A message as sources and the monitor show it; it arrives now.
pub(super) fn row(topic: String, payload: &[u8], retained: bool, qos: u8) -> Row {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let at_ms = i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX);
    Row { at_ms, topic, message: String::from_utf8_lossy(payload).into_owned(), retained, qos }
}
