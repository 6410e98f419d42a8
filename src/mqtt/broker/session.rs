//! One client as the broker knows it: what waits for it, what is on its way, and what it has sent. Pure.
//!
//! Messages go out in the order of their arrival. Those with quality of service 1 and 2 are kept until the client has
//! confirmed them, at most as many at a time as it takes; over a new connection they are sent again, with their numbers.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

use super::attached::Attached;
use super::message::{StoredMessage, WaitingMessage};
use super::record::{ChangeLog, StoredChange};
use super::retained::{RetainedSearch, RetainedValue, RetainedValues};
use super::tree::ClientSubscription;
use super::wire::{Packet, PubRel, PubRelReason, QoS, lower};

/// So many messages may wait for a client, and so many bytes of them. Then the oldest one makes room.
pub(super) const MAX_WAITING: usize = 100_000;
pub(super) const MAX_WAITING_BYTES: usize = 64 * 1024 * 1024;

/// A message that is not confirmed yet.
#[derive(Debug)]
struct Flight {
    delivery: WaitingMessage,
    /// Whether the client has received it: then only its number is still of interest.
    is_released: bool,
}

/// What a client gets of the values that are kept, for one subscription.
#[derive(Debug)]
struct Greeting {
    search: RetainedSearch,
    subscription: ClientSubscription,
}

/// What is still to be handed out of the values that are kept, in the order of the subscriptions; one for each filter,
/// which is found without going through all: a client may subscribe to 100,000 at once.
#[derive(Debug, Default)]
struct Greetings {
    queue: BTreeMap<u64, Greeting>,
    by_filter: HashMap<String, u64>,
    next: u64,
}

impl Greetings {
    /// At the end; one of the same filter that was not over gives way.
    fn push(&mut self, greeting: Greeting) {
        let filter = greeting.search.filter().to_owned();
        if let Some(before) = self.by_filter.insert(filter, self.next) {
            self.queue.remove(&before);
        }
        self.queue.insert(self.next, greeting);
        self.next += 1;
    }

    fn forget(&mut self, filter: &str) {
        if let Some(number) = self.by_filter.remove(filter) {
            self.queue.remove(&number);
        }
    }

    /// The next value, and the subscription that it is for.
    fn next(&mut self, all: &RetainedValues, now: u64) -> Option<(RetainedValue, ClientSubscription)> {
        loop {
            let mut first = self.queue.first_entry()?;
            let greeting = first.get_mut();
            if let Some(value) = greeting.search.next(all, now) {
                return Some((value, greeting.subscription));
            }
            let over = first.remove();
            self.by_filter.remove(over.search.filter());
        }
    }
}

/// A client, connected or not.
#[derive(Debug)]
pub(super) struct KnownClient {
    pub(super) client: Arc<str>,
    /// How long it outlives its connection.
    pub(super) expiry_secs: u32,
    /// Since when it has no connection.
    pub(super) gone_ms: u64,
    pub(super) subscriptions: BTreeMap<String, ClientSubscription>,
    /// Its connection.
    pub(super) attached: Option<Attached>,
    /// Numbers of messages with quality of service 2 that it has sent and not released.
    pub(super) received: BTreeSet<u16>,
    waiting: VecDeque<WaitingMessage>,
    waiting_bytes: usize,
    greetings: Greetings,
    flights: BTreeMap<u16, Flight>,
    again: VecDeque<u16>,
    last_id: u16,
    next_seq: u64,
    /// Messages that were dropped since all had gone out.
    dropped: u64,
}

impl KnownClient {
    pub(super) fn new(client: Arc<str>, expiry_secs: u32) -> Self {
        Self {
            client,
            expiry_secs,
            gone_ms: 0,
            subscriptions: BTreeMap::new(),
            attached: None,
            received: BTreeSet::new(),
            waiting: VecDeque::new(),
            waiting_bytes: 0,
            greetings: Greetings::default(),
            flights: BTreeMap::new(),
            again: VecDeque::new(),
            last_id: 0,
            next_seq: 0,
            dropped: 0,
        }
    }

    /// Whether it outlives its connection, and so a restart of the broker.
    pub(super) fn lasts(&self) -> bool {
        self.expiry_secs > 0
    }

    /// When it ends if it stays without a connection.
    pub(super) fn ends_ms(&self) -> Option<u64> {
        (self.attached.is_none() && self.expiry_secs != u32::MAX)
            .then(|| self.gone_ms.saturating_add(u64::from(self.expiry_secs) * 1000))
    }

    /// Lets a message wait for its turn.
    pub(super) fn push(
        &mut self,
        message: &Arc<StoredMessage>,
        (qos, retain, ids): (QoS, bool, Vec<usize>),
        log: &mut ChangeLog,
        now: u64,
    ) {
        if qos == QoS::AtMostOnce && self.attached.is_none() {
            return;
        }
        while self.waiting.len() >= MAX_WAITING
            || (self.waiting_bytes + message.size() > MAX_WAITING_BYTES && !self.waiting.is_empty())
        {
            if let Some(oldest) = self.pop() {
                self.done(&oldest, log, now);
            }
            if self.dropped == 0 {
                let client = &self.client;
                tracing::warn!(
                    "client {client:?} of the local broker reads too slowly; its oldest messages are dropped"
                );
            }
            self.dropped += 1;
        }
        let delivery = WaitingMessage { seq: self.next_seq, message: Arc::clone(message), qos, retain, ids };
        self.next_seq += 1;
        if qos != QoS::AtMostOnce && self.lasts() {
            log.add(now, || StoredChange::Queued { client: Arc::clone(&self.client), delivery: delivery.clone() });
        }
        self.put(delivery);
    }

    fn put(&mut self, delivery: WaitingMessage) {
        self.waiting_bytes += delivery.message.size();
        self.waiting.push_back(delivery);
    }

    fn pop(&mut self) -> Option<WaitingMessage> {
        let delivery = self.waiting.pop_front()?;
        self.waiting_bytes -= delivery.message.size();
        Some(delivery)
    }

    fn done(&self, delivery: &WaitingMessage, log: &mut ChangeLog, now: u64) {
        if delivery.qos != QoS::AtMostOnce && self.lasts() {
            log.add(now, || StoredChange::Done { client: Arc::clone(&self.client), seq: delivery.seq });
        }
    }

    /// Hands out what is kept, for a new subscription; it comes before all that is published from now on.
    pub(super) fn greet(&mut self, search: RetainedSearch, subscription: ClientSubscription) {
        self.greetings.push(Greeting { search, subscription });
    }

    pub(super) fn forget_greeting(&mut self, filter: &str) {
        self.greetings.forget(filter);
    }

    /// A connection has begun: what is on its way goes out again, in order.
    pub(super) fn attach(&mut self, attached: Attached) {
        self.attached = Some(attached);
        self.gone_ms = 0;
        let mut order: Vec<(u64, u16)> = self.flights.iter().map(|(id, flight)| (flight.delivery.seq, *id)).collect();
        order.sort_unstable();
        self.again = order.into_iter().map(|(_, id)| id).collect();
    }

    /// The connection is gone. What may be lost is.
    pub(super) fn detach(&mut self, now: u64) {
        self.attached = None;
        self.gone_ms = now;
        self.waiting.retain(|delivery| delivery.qos != QoS::AtMostOnce);
        self.waiting_bytes = self.waiting.iter().map(|delivery| delivery.message.size()).sum();
    }

    /// The next packet for the client, if there is one and it may be sent.
    pub(super) fn next_packet(&mut self, all: &RetainedValues, log: &mut ChangeLog, now: u64) -> Option<Packet> {
        while let Some(id) = self.again.pop_front() {
            let Some(flight) = self.flights.get(&id) else { continue };
            if flight.is_released {
                return Some(Packet::PubRel(PubRel::new(id, None)));
            }
            let delivery = &flight.delivery;
            let mut publish = delivery.message.publish(delivery.qos, delivery.retain, &delivery.ids, now);
            (publish.pkid, publish.dup) = (id, true);
            return Some(Packet::Publish(publish));
        }
        loop {
            if self.flights.len() >= self.attached.as_ref()?.window {
                return None;
            }
            let Some(delivery) = self.next_greeting(all, now).or_else(|| self.pop()) else {
                if self.dropped > 0 {
                    let (client, dropped) = (&self.client, self.dropped);
                    tracing::warn!(
                        "client {client:?} of the local broker has caught up; {dropped} messages were dropped"
                    );
                    self.dropped = 0;
                }
                return None;
            };
            if let Some(packet) = self.send(delivery, log, now) {
                return Some(packet);
            }
        }
    }

    fn next_greeting(&mut self, all: &RetainedValues, now: u64) -> Option<WaitingMessage> {
        let (value, subscription) = self.greetings.next(all, now)?;
        let (seq, qos) = (self.next_seq, lower(value.qos, subscription.qos));
        self.next_seq += 1;
        Some(WaitingMessage { seq, message: value.message, qos, retain: true, ids: subscription.ids() })
    }

    fn send(&mut self, delivery: WaitingMessage, log: &mut ChangeLog, now: u64) -> Option<Packet> {
        let attached = self.attached.as_mut()?;
        let mut publish = delivery.message.publish(delivery.qos, delivery.retain, &delivery.ids, now);
        let needs_id = delivery.qos != QoS::AtMostOnce;
        publish.pkid = u16::from(needs_id);
        if delivery.message.is_expired(now) || publish.size() > attached.largest {
            // As if it had been delivered (MQTT 5, 3.1.2.11.4).
            self.done(&delivery, log, now);
            return None;
        }
        attached.aliases.shorten(&mut publish, attached.largest);
        if needs_id {
            publish.pkid = self.free_id();
            if self.lasts() {
                let (client, seq, pkid) = (Arc::clone(&self.client), delivery.seq, publish.pkid);
                log.add(now, || StoredChange::Sent { client, seq, pkid });
            }
            self.flights.insert(publish.pkid, Flight { delivery, is_released: false });
        }
        Some(Packet::Publish(publish))
    }

    fn free_id(&mut self) -> u16 {
        loop {
            self.last_id = self.last_id.checked_add(1).unwrap_or(1);
            if !self.flights.contains_key(&self.last_id) {
                return self.last_id;
            }
        }
    }

    /// The client has confirmed a message with quality of service 1, or refused one or completed one with 2.
    pub(super) fn confirmed(&mut self, id: u16, log: &mut ChangeLog, now: u64) {
        if let Some(flight) = self.flights.remove(&id) {
            self.done(&flight.delivery, log, now);
        }
    }

    /// The client has received a message with quality of service 2; the answer.
    pub(super) fn released(&mut self, id: u16, log: &mut ChangeLog, now: u64) -> PubRel {
        let mut answer = PubRel::new(id, None);
        match self.flights.get_mut(&id) {
            Some(flight) => {
                flight.is_released = true;
                let seq = flight.delivery.seq;
                if self.lasts() {
                    log.add(now, || StoredChange::Released { client: Arc::clone(&self.client), seq });
                }
            }
            None => answer.reason = PubRelReason::PacketIdentifierNotFound,
        }
        answer
    }

    /// A record of the message queue was read.
    pub(super) fn restore(&mut self, change: StoredChange) {
        match change {
            StoredChange::Queued { delivery, .. } => {
                self.next_seq = self.next_seq.max(delivery.seq + 1);
                self.put(delivery);
            }
            StoredChange::Sent { seq, pkid, .. } => {
                let at = self.waiting.iter().position(|delivery| delivery.seq == seq);
                if let Some(delivery) = at.and_then(|at| self.waiting.remove(at)) {
                    self.waiting_bytes -= delivery.message.size();
                    self.last_id = pkid;
                    self.flights.insert(pkid, Flight { delivery, is_released: false });
                }
            }
            StoredChange::Released { seq, .. } => {
                if let Some(flight) = self.flights.values_mut().find(|flight| flight.delivery.seq == seq) {
                    flight.is_released = true;
                }
            }
            StoredChange::Done { seq, .. } => {
                self.flights.retain(|_, flight| flight.delivery.seq != seq);
                if let Some(at) = self.waiting.iter().position(|delivery| delivery.seq == seq)
                    && let Some(delivery) = self.waiting.remove(at)
                {
                    self.waiting_bytes -= delivery.message.size();
                }
            }
            _of_others => {}
        }
    }

    /// Everything that a restart needs to know of it.
    pub(super) fn changes(&self) -> Vec<StoredChange> {
        let client = || Arc::clone(&self.client);
        let mut changes =
            vec![StoredChange::Session { client: client(), expiry_secs: self.expiry_secs, gone_ms: self.gone_ms }];
        for (filter, subscription) in &self.subscriptions {
            changes.push(subscription.change(client(), filter));
        }
        let mut flights: Vec<(&u16, &Flight)> = self.flights.iter().collect();
        flights.sort_unstable_by_key(|(_, flight)| flight.delivery.seq);
        for (pkid, flight) in flights {
            let seq = flight.delivery.seq;
            changes.push(StoredChange::Queued { client: client(), delivery: flight.delivery.clone() });
            changes.push(StoredChange::Sent { client: client(), seq, pkid: *pkid });
            if flight.is_released {
                changes.push(StoredChange::Released { client: client(), seq });
            }
        }
        let waiting = self.waiting.iter().filter(|delivery| delivery.qos != QoS::AtMostOnce);
        changes.extend(waiting.map(|delivery| StoredChange::Queued { client: client(), delivery: delivery.clone() }));
        changes.extend(self.received.iter().map(|pkid| StoredChange::Received { client: client(), pkid: *pkid }));
        changes
    }
}
