//! One connection: its state shared with publishers, and the task that keeps it up.
//!
//! The state is a mutex held for microseconds, so that a handler's publish is answered at once, on its own thread.
//! Only the task talks to the network.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tokio::sync::{Notify, watch};

use super::broker::LocalBroker;
use super::client::{ANNOUNCED, Arrived, Handed, Kept, Link, LinkEvent, MAX_PAYLOAD, Target};
use super::events::Events;
use super::msg::{ConnectionSpec, NetEvent};
use super::outbox::{GivenUp, Outbox};
use super::pool::Drained;
use super::router::{self, Filters};
use super::status::{Backoff, Pace, random};
use crate::model::connection::{OfflineRule, SessionKind};
use crate::model::id::ConnectionId;
use crate::model::run::{
    DropReason, Fate, LinkWarning, Properties, Publish, PublishError, Refusal, RefuseReason, Status,
};
use crate::model::source::Row;

/// Most messages of a connected run that wait for their turn; then publishers wait.
const MAX_LIVE: usize = 1000;
/// So many links of a persistent session in a row may end without any confirmation. Then the session is begun anew,
/// or a message that the broker closes the connection for would be sent for ever.
const MAX_IDLE_LINKS: u32 = 3;

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
    /// How fast to try again.
    pub(super) pace: Pace,
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
    /// The same for all links, so that a broker which has not noticed the end of one drops it at the next.
    random_id: u32,
}

/// What goes on from link to link.
#[derive(Default)]
struct Session {
    kept: Option<Kept>,
    /// What the broker has subscribed us to, as far as it keeps that.
    filters: Filters,
    /// Links in a row in which no message came to its end.
    idle_links: u32,
}

/// How far a link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// The birth message is on its way.
    Announcing,
    /// Nothing is published before the subscriptions hold: an app that listens to what it sends must hear it.
    Subscribing,
    Ready,
}

#[derive(Default)]
struct State {
    outbox: Outbox,
    connected: bool,
    /// The largest packet that the broker takes, while connected.
    max_packet: Option<usize>,
    /// `None` while nobody uses the connection.
    rule: Option<OfflineRule>,
    /// How often a use has begun.
    uses: u64,
}

impl Line {
    pub(super) fn new(id: ConnectionId, shared: Shared) -> Self {
        let wanted = watch::Sender::new(Wanted::Nothing);
        Self { id, state: Mutex::default(), sendable: Notify::new(), wanted, shared, random_id: random() as u32 }
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
            if let Some(max) = state.max_packet
                && bytes + message.topic.as_str().len() > max
            {
                return Err(PublishError::Refused(RefuseReason::TooLarge { bytes, max }));
            }
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
    async fn serve(&self, order: Order, wanted: &mut watch::Receiver<Wanted>) {
        let mut session = Session::default();
        self.serve_session(order, wanted, &mut session).await;
        if session.kept.take().is_some() {
            // What the library knew of the session is gone: the next one begins anew.
            self.requeue(false);
        }
    }

    async fn serve_session(&self, mut order: Order, wanted: &mut watch::Receiver<Wanted>, session: &mut Session) {
        let mut backoff = Backoff::new(self.shared.pace);
        let mut was_connected = false;
        loop {
            let attempt = backoff.attempt();
            self.shared.status(&self.id, Status::Connecting { attempt });
            let client_id = self.client_id(&order.spec);
            let opened = tokio::select! {
                opened = open(&order.spec, &self.shared.broker, &client_id, &mut session.kept) => opened,
                _ = wanted.changed() => return,
            };
            let why = match opened {
                Err(why) => why,
                Ok(link) => {
                    was_connected = true;
                    let since = Instant::now();
                    let Some(why) = self.serve_link(link, &mut order, wanted, session).await else { return };
                    backoff.session_ended(since);
                    self.blame(why, &order.spec, &mut backoff)
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

    /// A client id that was chosen may be used by another program too: then both throw each other out, and the broker
    /// may not say why. While messages are under way, one of them may as well be the cause.
    fn blame(&self, why: Refusal, spec: &ConnectionSpec, backoff: &mut Backoff) -> Refusal {
        let chosen = !spec.settings.client_id.is_empty() || is_persistent(spec);
        let kicked = chosen && backoff.is_kicked() && why == Refusal::Lost && self.unfinished() == 0;
        let why = if kicked { Refusal::ClientIdTaken } else { why };
        if why == Refusal::ClientIdTaken && backoff.is_kicked() {
            backoff.slow_down();
        }
        why
    }

    /// Two clients with one id throw each other out for ever, so the usual one is random. A persistent session is found
    /// by its id, so it needs one that stays the same on this computer.
    fn client_id(&self, spec: &ConnectionSpec) -> String {
        let settings = &spec.settings;
        if !settings.client_id.is_empty() {
            return settings.client_id.clone();
        }
        let suffix = if is_persistent(spec) { self.shared.broker.lasting_id(&self.id) } else { self.random_id };
        format!("steckbrett-{suffix:08x}")
    }

    /// Serves a link: `None` when something else is wanted, else why it ended.
    async fn serve_link(
        &self,
        mut link: Link,
        order: &mut Order,
        wanted: &mut watch::Receiver<Wanted>,
        session: &mut Session,
    ) -> Option<Refusal> {
        self.lock().max_packet = link.welcome.max_packet;
        if !link.welcome.resumed {
            session.filters.clear();
            self.requeue(true);
        }
        let birth = order.spec.settings.birth.as_ref();
        let mut stage = Stage::Announcing;
        if !birth.is_some_and(|birth| link.announce(birth)) {
            stage = self.subscribe(&mut link, order, session);
        }
        let limit = Duration::from_secs(u64::from(order.spec.settings.connect_timeout_secs));
        let too_late = tokio::time::sleep(limit);
        tokio::pin!(too_late);
        let ended = loop {
            if stage == Stage::Ready {
                self.feed(&mut link, &order.spec);
            }
            tokio::select! {
                event = link.next() => match event {
                    LinkEvent::Finished(ANNOUNCED) | LinkEvent::Refused(ANNOUNCED, _) => {
                        if stage == Stage::Announcing {
                            stage = self.subscribe(&mut link, order, session);
                        }
                    }
                    LinkEvent::Subscribed(refused) => {
                        self.filters_refused(refused);
                        if stage == Stage::Subscribing {
                            stage = Stage::Ready;
                            self.connected();
                        }
                    }
                    LinkEvent::Arrived(message) => self.arrived(message, &order.spec),
                    LinkEvent::Ended(why) => break Some(why),
                    LinkEvent::Lost(seq) => self.again(&mut link, seq),
                    event @ (LinkEvent::Finished(_) | LinkEvent::Refused(..)) => {
                        session.idle_links = 0;
                        self.settled(event);
                    }
                },
                () = self.sendable.notified() => {}
                () = &mut too_late, if stage != Stage::Ready => break Some(Refusal::NoAnswer { secs: limit.as_secs() }),
                _ = wanted.changed() => {
                    let now = wanted.borrow_and_update().clone();
                    match now {
                        Wanted::Connected(new) if order.same_session(&new) => {
                            resubscribe(&mut link, &mut session.filters, &new.spec);
                            *order = new;
                        }
                        Wanted::Connected(_) | Wanted::Nothing | Wanted::End => break None,
                    }
                }
            }
        };
        self.leave(link, ended.is_some(), order, session).await;
        ended
    }

    /// The link is over; `lost`: we did not end it.
    async fn leave(&self, mut link: Link, lost: bool, order: &Order, session: &mut Session) {
        {
            let mut state = self.lock();
            state.connected = false;
            state.max_packet = None;
        }
        session.idle_links += 1;
        session.kept = link.keep().filter(|_| session.idle_links < MAX_IDLE_LINKS);
        if session.kept.is_some() {
            return;
        }
        link.close(order.spec.settings.close.as_ref()).await;
        for event in link.last_events().await {
            self.settled(event);
        }
        self.requeue(lost);
    }

    /// Everything that was handed over waits again.
    fn requeue(&self, lost: bool) {
        let given_up = self.lock().outbox.requeue(lost);
        self.shared.give_up(given_up);
    }

    /// Subscribes to what is wanted and not subscribed yet.
    fn subscribe(&self, link: &mut Link, order: &Order, session: &mut Session) -> Stage {
        let (added, removed) = resubscribe(link, &mut session.filters, &order.spec);
        if added || removed {
            tracing::debug!("{}: subscriptions change", order.spec.name);
        }
        if added {
            return Stage::Subscribing;
        }
        self.connected();
        Stage::Ready
    }

    fn filters_refused(&self, refused: Vec<String>) {
        for filter in refused {
            self.warn(LinkWarning::FilterRefused { filter });
        }
    }

    fn warn(&self, warning: LinkWarning) {
        self.shared.events.push(NetEvent::Warned { connection: self.id.clone(), warning });
    }

    /// Hands over again what an earlier link of the session had not flushed.
    fn again(&self, link: &mut Link, seq: u64) {
        if link.welcome.resumed
            && let Some(entry) = self.lock().outbox.get(seq)
        {
            link.publish(seq, &entry.publish);
        }
    }

    fn settled(&self, event: LinkEvent) {
        match event {
            LinkEvent::Finished(seq) => self.finish(seq, None),
            LinkEvent::Refused(seq, reason) => self.finish(seq, Some(reason)),
            LinkEvent::Arrived(_) | LinkEvent::Lost(_) | LinkEvent::Subscribed(_) | LinkEvent::Ended(_) => {}
        }
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
                match link.publish(seq, &entry.publish) {
                    Handed::Taken => {}
                    // Only when the session is about to end; then everything is handed over again.
                    Handed::NotNow => return,
                    Handed::TooLarge { bytes, max } => {
                        drop(state);
                        self.finish(seq, Some(DropReason::TooLarge { sizes: Some((bytes, max)) }));
                        continue;
                    }
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

    /// A message has come to its end: confirmed, or refused for a reason.
    fn finish(&self, seq: u64, refused: Option<DropReason>) {
        let (publish, empty) = {
            let mut state = self.lock();
            (state.outbox.finish(seq), state.outbox.len() == 0)
        };
        if let Some(publish) = publish {
            let fate = match refused {
                Some(reason) => Fate::Dropped(reason),
                None if publish.qos == 0 => Fate::Sent,
                None => Fate::Acknowledged,
            };
            self.shared.fate(publish.number, fate);
        }
        if empty {
            self.shared.drained.notify();
        }
    }

    fn arrived(&self, message: Arrived, spec: &ConnectionSpec) {
        let bytes = message.payload.len();
        if bytes > MAX_PAYLOAD {
            return self.warn(LinkWarning::TooLarge { topic: message.topic, bytes, max: MAX_PAYLOAD });
        }
        let row = Row {
            properties: message.properties,
            ..row(message.topic, &message.payload, message.retained, message.qos)
        };
        if !self.seen_by_broker(spec) {
            self.passed(row.clone());
        }
        let sources = router::sources(&spec.subscriptions, &row.topic);
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
        let properties = &publish.properties;
        Some(Row {
            properties: (*properties != Properties::default()).then(|| Box::new(properties.clone())),
            ..row(topic.to_owned(), &publish.payload, publish.retain, publish.qos)
        })
    }

    fn seen_by_broker(&self, spec: &ConnectionSpec) -> bool {
        spec.settings.local && self.shared.broker.is_ours()
    }

    fn passed(&self, row: Row) {
        self.shared.events.push(NetEvent::Passed { connection: self.id.clone(), row });
    }
}

/// Connects once, going on with the session that is kept, if one is.
pub(super) async fn open(
    spec: &Arc<ConnectionSpec>,
    broker: &Arc<LocalBroker>,
    client_id: &str,
    kept: &mut Option<Kept>,
) -> Result<Link, Refusal> {
    let local_port = if spec.settings.local { Some(broker.port().await?) } else { None };
    Target::prepare(Arc::clone(spec), local_port, client_id).await?.open(kept).await
}

fn is_persistent(spec: &ConnectionSpec) -> bool {
    matches!(spec.settings.session, SessionKind::Persistent { .. }) && !spec.settings.local
}

/// Whether trying again cannot help. Once a session was up, a port that answers strangely is a broker being restarted.
fn is_hopeless(why: &Refusal, was_connected: bool) -> bool {
    why.is_permanent() && !(was_connected && matches!(why, Refusal::NotTls | Refusal::NotMqtt | Refusal::NotWebSocket))
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

/// Makes the filters what `spec` wants; gives whether some were added and some removed.
fn resubscribe(link: &mut Link, filters: &mut Filters, spec: &ConnectionSpec) -> (bool, bool) {
    let wanted = router::minimal(&spec.subscriptions);
    let (added, removed) = router::changes(filters, &wanted);
    let changed = (!added.is_empty(), !removed.is_empty());
    link.change_filters(&added, removed);
    *filters = wanted;
    changed
}

/// A message as sources and the monitor show it; it arrives now.
pub(super) fn row(topic: String, payload: &[u8], retained: bool, qos: u8) -> Row {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let at_ms = i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX);
    let message = String::from_utf8_lossy(payload);
    // It is a copy only where something had to be replaced.
    let raw = matches!(message, Cow::Owned(_)).then(|| payload.into());
    Row { at_ms, topic, message: message.into_owned(), retained, qos, raw, properties: None }
}
