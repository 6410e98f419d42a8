//! Keeping a connection up: connecting, the life of one link, and what goes on from link to link.
//!
//! Decides nothing about messages: what becomes of them is told to the connection.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::{ConnectionActor, Order, Wanted};
use crate::model::connection::SessionKind;
use crate::model::refusal::{BrokerReason, Refusal};
use crate::model::run::{LinkWarning, Status};
use crate::model::topic::TopicFilter;
use crate::mqtt::broker::LocalBroker;
use crate::mqtt::client::{
    ANNOUNCED, Answer, Endpoint, Handed, Link, LinkEvent, SessionNumbers, SessionState, session_with, understands,
};
use crate::mqtt::copies::Copies;
use crate::mqtt::msg::ConnectionSpec;
use crate::mqtt::router::{self, Filters};
use crate::mqtt::sharing::SessionRole;
use crate::mqtt::status::Backoff;

/// What goes on from link to link.
#[derive(Default)]
struct ClientSession {
    kept: Option<SessionState>,
    /// There was a link: what is not kept since is to begin anew, and not as it was left on the disk.
    begun: bool,
    /// What the broker has subscribed us to, as far as it keeps that.
    filters: Filters,
    /// What has come for filters that cross.
    copies: Copies,
    /// Identifiers of shared subscriptions.
    shared: Vec<u32>,
    /// Filters of shared subscriptions that were told to be refused.
    told_refused: BTreeSet<String>,
    /// Filters that the broker has refused in this session.
    refused: BTreeSet<String>,
    /// Filters for which a lower quality of service was told.
    told_lowered: BTreeSet<String>,
    /// What is to be told of filters once the broker has answered for all of them.
    untold: Untold,
    /// Whether the next link is to find out for which message the broker has closed the last one.
    isolating: bool,
    /// Messages that an earlier link had not flushed, the oldest first.
    lost: Vec<u64>,
}

/// What is to be told of filters, each kind in one warning however many they are.
#[derive(Default)]
struct Untold {
    refused: Vec<String>,
    /// Filters by what was asked for and what is granted.
    lowered: BTreeMap<(u8, u8), Vec<String>>,
}

impl Untold {
    fn take(&mut self) -> Vec<LinkWarning> {
        let kinds: (Vec<_>, Vec<_>) = self.refused.drain(..).partition(|filter| is_shared(filter));
        let refused = <[_; 2]>::from(kinds).into_iter().filter(|filters| !filters.is_empty());
        let refused = refused.map(|filters| LinkWarning::FiltersRefused { filters: filters.into_iter().collect() });
        let lowered = std::mem::take(&mut self.lowered).into_iter().map(|((asked, granted), filters)| {
            LinkWarning::QosLowered { filters: filters.into_iter().collect(), asked, granted }
        });
        refused.chain(lowered).collect()
    }
}

/// How far a link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LinkStage {
    /// The birth message is on its way.
    Announcing,
    /// Nothing is published before the subscriptions hold: an app that listens to what it sends must hear it.
    Subscribing,
    Ready,
}

impl ConnectionActor {
    /// Connects and reconnects until something else is wanted.
    pub(super) async fn serve(&self, order: Order, wanted: &mut watch::Receiver<Wanted>) {
        let mut session = ClientSession::default();
        self.serve_session(order, wanted, &mut session).await;
        // What the library knew of a persistent session is gone: the next one goes on with what is on the disk.
        self.lock().outbox.requeue();
    }

    async fn serve_session(&self, mut order: Order, wanted: &mut watch::Receiver<Wanted>, session: &mut ClientSession) {
        let mut backoff = Backoff::new(self.shared.pace);
        let mut was_connected = false;
        loop {
            let attempt = backoff.attempt();
            self.status(Status::Connecting { attempt });
            if self.lock().outbox.take_left_under_way() {
                session.kept = None;
                session.begun = true;
                self.lock().outbox.requeue();
            }
            let client_id = self.client_id(&order.spec);
            let numbers =
                if session.kept.is_none() { self.numbers(&order.spec, &client_id, !session.begun) } else { None };
            let (kept, numbers) = (&mut session.kept, numbers.as_ref());
            let opened = tokio::select! {
                opened = open((&order.spec, &client_id), &self.shared.broker, kept, numbers) => opened,
                _ = wanted.changed() => return,
            };
            let refusal = match opened {
                Err(refusal) => refusal,
                Ok(link) => {
                    was_connected = true;
                    session.begun = true;
                    let since = Instant::now();
                    let Some(refusal) = self.serve_link(link, &mut order, wanted, session).await else { return };
                    backoff.session_ended(since);
                    if session.isolating {
                        backoff.begin_anew();
                    }
                    self.blame(refusal, &order.spec, &mut backoff)
                }
            };
            if is_hopeless(&refusal, was_connected, &order.spec) {
                self.status(Status::Failed(refusal));
                return new_settings(&order, wanted).await;
            }
            self.expire();
            let mut pause = backoff.pause();
            // A session that ends so may end for a message, which is found out soon.
            if refusal.is_permanent() && !is_restart(&refusal) && !session.isolating {
                pause = pause.max(self.shared.pace.refused);
            }
            let in_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
            self.status(Status::Retrying { attempt, in_ms, why: refusal });
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = wanted.changed() => return,
            }
        }
    }

    /// A client id that was chosen may be used by another program too: then both throw each other out, and the broker
    /// may not say why. While messages are under way, one of them may as well be the cause.
    fn blame(&self, refusal: Refusal, spec: &ConnectionSpec, backoff: &mut Backoff) -> Refusal {
        let chosen = !spec.settings.client_id.is_empty() || is_persistent(spec);
        let closed = matches!(refusal, Refusal::Lost | Refusal::Broker { reason: BrokerReason::Ended, .. });
        let kicked = chosen && backoff.is_kicked() && closed && self.unfinished() == 0;
        let refusal = if kicked { Refusal::ClientIdTaken } else { refusal };
        if refusal == Refusal::ClientIdTaken && backoff.is_kicked() {
            backoff.slow_down();
        }
        refusal
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

    /// The packet numbers of a session that outlives the program; with `resumes` it goes on where an earlier run has ended.
    fn numbers(&self, spec: &ConnectionSpec, client_id: &str, resumes: bool) -> Option<SessionNumbers> {
        let mut state = self.lock();
        let shared = state.outbox.numbers()?.clone();
        if !is_persistent(spec) {
            shared.discard();
            return None;
        }
        let settings = &spec.settings;
        let with = session_with(settings.version, client_id, (&settings.host, settings.port));
        let stored = shared.stored(&with).filter(|stored| resumes && understands(settings.version, stored));
        if stored.is_none() {
            shared.begin(&with);
        }
        let stored = stored.unwrap_or_default();
        // Where a first attempt has failed, they are marked already.
        state.outbox.requeue();
        let marks = state.outbox.put_under_way(&stored.under_way);
        Some(SessionNumbers { shared, stored, marks })
    }

    /// Serves a link: `None` when something else is wanted, else why it ended.
    async fn serve_link(
        &self,
        mut link: Link,
        order: &mut Order,
        wanted: &mut watch::Receiver<Wanted>,
        session: &mut ClientSession,
    ) -> Option<Refusal> {
        self.lock().max_packet = link.connack.max_packet;
        if !link.connack.resumed {
            session.filters.clear();
            session.refused.clear();
            session.lost.clear();
            self.lock().outbox.requeue();
        }
        let birth = order.spec.settings.birth.as_ref();
        session.copies.begin(ids(&session.filters));
        // How many answers to subscriptions are still to come.
        let mut unanswered = 0;
        let mut stage = if birth.is_some_and(|birth| link.announce(birth)) {
            LinkStage::Announcing
        } else {
            self.subscribe(&mut link, order, (session, &mut unanswered))
        };
        let limit = Duration::from_secs(u64::from(order.spec.settings.connect_timeout_secs));
        let too_late = tokio::time::sleep(limit);
        tokio::pin!(too_late);
        let ended = loop {
            if stage == LinkStage::Ready {
                session.lost.retain(|seq| !self.again(&mut link, *seq));
                self.feed(&mut link, &order.spec);
                if self.lock().listeners.changed() {
                    unanswered += self.resubscribe(&mut link, session, &order.spec);
                }
                if unanswered == 0 {
                    self.tell_listeners();
                    session.untold.take().into_iter().for_each(|warning| self.warn(warning));
                }
            }
            tokio::select! {
                event = link.next() => match event {
                    LinkEvent::Finished(ANNOUNCED) | LinkEvent::Refused(ANNOUNCED, _) => {
                        if stage == LinkStage::Announcing {
                            stage = self.subscribe(&mut link, order, (session, &mut unanswered));
                        }
                    }
                    LinkEvent::Subscribed(answers) => {
                        unanswered = unanswered.saturating_sub(1);
                        if Self::answered(answers, session, &order.spec) {
                            unanswered += self.resubscribe(&mut link, session, &order.spec);
                        }
                        if stage == LinkStage::Subscribing {
                            stage = LinkStage::Ready;
                            self.connected(&order.spec);
                        }
                    }
                    LinkEvent::Arrived(message) => {
                        let about = (message.topic.as_str(), message.retained);
                        if session.copies.is_new(about, &message.ids, Instant::now()) {
                            let by_shared = || message.ids.iter().any(|id| session.shared.contains(id));
                            let shared = (!session.shared.is_empty()).then(by_shared);
                            self.arrived(message, &order.spec, shared);
                        }
                    }
                    LinkEvent::Ended(refusal) => break Some(refusal),
                    LinkEvent::Lost(seq) => session.lost.push(seq),
                    event @ (LinkEvent::Finished(_) | LinkEvent::Refused(..)) => {
                        self.settled(std::iter::once(event).chain(link.settled_too()));
                    }
                },
                () = self.sendable.notified() => {}
                () = &mut too_late, if stage != LinkStage::Ready => break Some(Refusal::NoAnswer { secs: limit.as_secs() }),
                _ = wanted.changed() => {
                    let now = wanted.borrow_and_update().clone();
                    match now {
                        Wanted::Connected(new) if order.same_session(&new) => {
                            unanswered += self.resubscribe(&mut link, session, &new.spec);
                            *order = new;
                        }
                        Wanted::Connected(_) | Wanted::Nothing | Wanted::Disconnected | Wanted::End => break None,
                    }
                }
            }
        };
        self.leave(link, ended.as_ref(), order, session).await;
        ended
    }

    /// The link is over; `lost`: we did not end it, for this reason.
    async fn leave(&self, mut link: Link, lost: Option<&Refusal>, order: &Order, session: &mut ClientSession) {
        {
            let mut state = self.lock();
            state.connected = false;
            state.max_packet = None;
            state.listeners.lost();
        }
        if self.role == SessionRole::Listener {
            self.sharing.hear(Vec::new());
        }
        let kept = link.keep();
        if kept.is_none() {
            self.close(link, lost.is_some(), order, &session.filters).await;
        }
        let again = lost.is_some_and(|refusal| self.link_lost(refusal, session));
        // The library would send all of it again, the message that the broker closes for as well.
        session.kept = kept.filter(|_| !again);
        if session.kept.is_none() {
            self.lock().outbox.requeue();
        }
        self.waiting.notify_one();
    }

    /// Says goodbye, and settles what is known of the messages that were under way.
    async fn close(&self, mut link: Link, lost: bool, order: &Order, filters: &Filters) {
        if !lost && is_persistent(&order.spec) {
            // What was listened to besides the sources: nobody waits for those answers any more.
            let (_, removed) = router::changes(
                filters,
                &router::wanted(&order.spec.subscriptions, link.connack.subscription_ids, &BTreeSet::new()),
            );
            if !removed.is_empty() {
                link.forget(removed).await;
            }
        }
        link.close(order.spec.settings.close.as_ref()).await;
        self.settled(link.last_events().await);
    }

    /// Looks for the message that the broker may have closed the link for; whether it was there at the last loss too.
    fn link_lost(&self, refusal: &Refusal, session: &mut ClientSession) -> bool {
        let (told, loss) = self.lock().outbox.link_lost(may_be_a_message(refusal));
        let again = loss.again || !told.dropped.is_empty();
        session.isolating = loss.isolating;
        self.tell(told);
        again
    }

    /// Subscribes to what is wanted and not subscribed yet.
    fn subscribe(
        &self,
        link: &mut Link,
        order: &Order,
        (session, unanswered): (&mut ClientSession, &mut usize),
    ) -> LinkStage {
        *unanswered += self.resubscribe(link, session, &order.spec);
        if *unanswered > 0 {
            return LinkStage::Subscribing;
        }
        self.connected(&order.spec);
        LinkStage::Ready
    }

    /// Makes the session listen to what is wanted; gives how many answers will come.
    fn resubscribe(&self, link: &mut Link, session: &mut ClientSession, spec: &ConnectionSpec) -> usize {
        let mut wanted = self.filters(spec, link.connack.subscription_ids, &session.refused);
        if !link.connack.shared {
            // To ask for it would be the end of the session.
            let shared = wanted.extract_if(.., |filter, _| is_shared(filter)).map(|(filter, _)| filter);
            let told = &mut session.told_refused;
            session.untold.refused.extend(shared.filter(|filter| told.insert(filter.clone())));
        }
        let (added, removed) = router::changes(&session.filters, &wanted);
        if ids(&wanted) != ids(&session.filters) {
            session.copies.begin(ids(&wanted));
        }
        let shared = wanted.iter().filter(|(filter, _)| is_shared(filter));
        session.shared = shared.filter_map(|(_, ask)| ask.id).collect();
        session.filters = wanted;
        link.change_filters(&added, removed)
    }

    /// Takes the broker's answer to a subscription; whether there is something else to ask for now.
    fn answered(answers: Vec<Answer>, session: &mut ClientSession, spec: &ConnectionSpec) -> bool {
        let mut refused = Vec::new();
        for Answer { filter, asked, granted } in answers {
            match granted {
                Some(granted) if granted < asked && session.told_lowered.insert(filter.clone()) => {
                    session.untold.lowered.entry((asked, granted)).or_default().push(filter);
                }
                Some(_) => {}
                None => {
                    session.filters.remove(&filter);
                    refused.push(filter);
                }
            }
        }
        session.refused.extend(refused.iter().cloned());
        let any = !refused.is_empty();
        // A wider one is nothing that anybody knows of.
        if any {
            let known: HashSet<&str> = spec.subscriptions.iter().map(|one| one.filter.as_str()).collect();
            refused.retain(|filter| known.contains(filter.as_str()));
        }
        session.untold.refused.extend(refused);
        any
    }

    /// Hands over again what an earlier link of the session had not flushed; `false` while that cannot be done.
    fn again(&self, link: &mut Link, seq: u64) -> bool {
        let state = self.lock();
        state.outbox.get(seq).is_none_or(|entry| link.publish(seq, &entry.publish, entry.kept) != Handed::NotNow)
    }
}

/// Connects once, going on with the session that is kept, if one is.
pub(in crate::mqtt) async fn open(
    (spec, client_id): (&Arc<ConnectionSpec>, &str),
    broker: &Arc<LocalBroker>,
    kept: &mut Option<SessionState>,
    numbers: Option<&SessionNumbers>,
) -> Result<Link, Refusal> {
    let local_port = if spec.local { Some(broker.port().await?) } else { None };
    Endpoint::prepare(Arc::clone(spec), local_port, client_id).await?.open(kept, numbers).await
}

fn is_persistent(spec: &ConnectionSpec) -> bool {
    matches!(spec.settings.session, SessionKind::Persistent { .. }) && !spec.local
}

/// Whether trying again cannot help. Once a session was up, what a broker refuses may be put right there: a list of
/// passwords, a certificate that has expired. The port of the local broker may for a moment be that of one that is gone.
fn is_hopeless(refusal: &Refusal, was_connected: bool, spec: &ConnectionSpec) -> bool {
    refusal.is_permanent() && !(was_connected && refusal.may_heal()) && !(spec.local && is_restart(refusal))
}

/// Whether a port that answers strangely may be a broker being restarted.
fn is_restart(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::NotTls | Refusal::WantsTls | Refusal::NotMqtt | Refusal::NotWebSocket)
}

/// Whether it may be a message that a broker has ended the session for: unless it has said something else.
fn may_be_a_message(refusal: &Refusal) -> bool {
    match refusal {
        Refusal::ClientIdTaken | Refusal::BrokerStopped | Refusal::BrokerUnavailable | Refusal::Moved { .. } => false,
        Refusal::Broker { reason, .. } => reason.is_about_a_message(),
        _anything_else => true,
    }
}

/// Waits for other settings: only those can help where trying again cannot. A wrong password must not be tried again
/// because somebody edits topics; brokers lock accounts for that.
async fn new_settings(order: &Order, wanted: &mut watch::Receiver<Wanted>) {
    while wanted.changed().await.is_ok() {
        match &*wanted.borrow_and_update() {
            Wanted::Connected(new) if order.same_session(new) => {}
            Wanted::Connected(_) | Wanted::Nothing | Wanted::Disconnected | Wanted::End => return,
        }
    }
}

/// The subscription identifiers in use.
fn ids(filters: &Filters) -> BTreeSet<u32> {
    filters.values().filter_map(|ask| ask.id).collect()
}

fn is_shared(filter: &str) -> bool {
    TopicFilter::parse(filter).is_ok_and(|filter| filter.share().is_some())
}
