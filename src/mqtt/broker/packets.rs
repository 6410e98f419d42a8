//! How the broker answers the packets of a client. Pure.

use std::sync::Arc;

use bytes::BytesMut;

use super::hub::{BrokerHub, Joined, LONGEST_SESSION, RECEIVE_MAX, RoutedTo};
use super::message::StoredMessage;
use super::record::StoredChange;
use super::topics::{WantedFilter, is_topic};
use super::tree::ClientSubscription;
use super::wire::{
    self, Disconnect, DisconnectReasonCode, Packet, PubAck, PubAckReason, PubComp, PubCompReason, PubRec, PubRecReason,
    Publish, QoS, RetainForwardRule, SubAck, Subscribe, SubscribeFilter, SubscribeReasonCode, UnsubAck, UnsubAckReason,
    Unsubscribe,
};
use crate::model::connection::Version;

/// So many filters may one client subscribe to.
const MAX_SUBSCRIPTIONS: usize = 100_000;

/// What comes after a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NextStep {
    GoOn,
    /// The client has said goodbye; whether its last message shall be sent nevertheless.
    Goodbye {
        vanished: bool,
    },
}

impl BrokerHub {
    /// Acts on a packet; the answer is written into `out`.
    ///
    /// # Errors
    /// Why the connection shall end.
    pub(super) fn take(
        &mut self,
        joined: &Joined,
        version: Version,
        packet: Packet,
        out: &mut BytesMut,
    ) -> Result<NextStep, DisconnectReasonCode> {
        let now = self.now();
        let session = self.attached(joined.key, joined.token)?;
        let answer = match packet {
            Packet::Publish(publish) => self.take_publish(joined, version, publish)?,
            Packet::PubRel(release) => {
                let was_there = session.received.remove(&release.pkid);
                let client = session.lasts().then(|| Arc::clone(&session.client));
                let mut answer = PubComp::new(release.pkid, None);
                if !was_there {
                    answer.reason = PubCompReason::PacketIdentifierNotFound;
                } else if let Some(client) = client {
                    self.log.add(now, || StoredChange::Completed { client, pkid: release.pkid });
                }
                Some(Packet::PubComp(answer))
            }
            Packet::PubAck(_) | Packet::PubRec(_) | Packet::PubComp(_) => self.take_answer(joined, &packet),
            Packet::Subscribe(subscribe) => Some(self.take_subscribe(joined, version, &subscribe)?),
            Packet::Unsubscribe(unsubscribe) => Some(self.take_unsubscribe(joined, &unsubscribe)?),
            Packet::PingReq => Some(Packet::PingResp),
            Packet::Disconnect(goodbye) => return self.take_goodbye(joined, &goodbye),
            Packet::Connect(..)
            | Packet::Auth(_)
            | Packet::ConnAck(_)
            | Packet::SubAck(_)
            | Packet::UnsubAck(_)
            | Packet::PingResp => return Err(DisconnectReasonCode::ProtocolError),
        };
        if let Some(answer) = answer {
            wire::write(version, &answer, out);
        }
        Ok(NextStep::GoOn)
    }

    fn take_publish(
        &mut self,
        joined: &Joined,
        version: Version,
        publish: Publish,
    ) -> Result<Option<Packet>, DisconnectReasonCode> {
        let now = self.now();
        let session = self.attached(joined.key, joined.token)?;
        let lasting = session.lasts().then(|| Arc::clone(&session.client));
        let attached = session.attached.as_mut().ok_or(DisconnectReasonCode::SessionTakenOver)?;
        let topic = attached.aliases.resolve(&publish)?;
        if publish.properties.as_ref().is_some_and(|properties| !properties.subscription_identifiers.is_empty()) {
            return Err(DisconnectReasonCode::ProtocolError);
        }
        if !is_topic(&topic) {
            return Err(DisconnectReasonCode::TopicNameInvalid);
        }
        let (qos, retain, pkid) = (publish.qos, publish.retain, publish.pkid);
        if qos == QoS::ExactlyOnce {
            if session.received.contains(&pkid) {
                // It has been passed on, only the answer was lost.
                return Ok(Some(Packet::PubRec(PubRec::new(pkid, None))));
            }
            if version == Version::V5 && session.received.len() >= usize::from(RECEIVE_MAX) {
                return Err(DisconnectReasonCode::ReceiveMaximumExceeded);
            }
            session.received.insert(pkid);
            if let Some(client) = lasting {
                self.log.add(now, || StoredChange::Received { client, pkid });
            }
        }
        let message = Arc::new(StoredMessage::new(topic, &publish.payload, publish.properties, now));
        let outcome = self.publish(Some(joined.key), &message, qos, retain);
        Ok(match qos {
            QoS::AtMostOnce => None,
            QoS::AtLeastOnce => {
                let mut answer = PubAck::new(pkid, None);
                answer.reason = match outcome {
                    RoutedTo::Somebody => PubAckReason::Success,
                    RoutedTo::Nobody => PubAckReason::NoMatchingSubscribers,
                    RoutedTo::NotKept => PubAckReason::QuotaExceeded,
                };
                Some(Packet::PubAck(answer))
            }
            QoS::ExactlyOnce => {
                let mut answer = PubRec::new(pkid, None);
                answer.reason = match outcome {
                    RoutedTo::Somebody => PubRecReason::Success,
                    RoutedTo::Nobody => PubRecReason::NoMatchingSubscribers,
                    RoutedTo::NotKept => PubRecReason::QuotaExceeded,
                };
                if outcome == RoutedTo::NotKept && version == Version::V5 {
                    // Refused: the client does not release it.
                    self.forget_received(joined, pkid);
                }
                Some(Packet::PubRec(answer))
            }
        })
    }

    fn forget_received(&mut self, joined: &Joined, pkid: u16) {
        let now = self.now();
        let Ok(session) = self.attached(joined.key, joined.token) else { return };
        session.received.remove(&pkid);
        if session.lasts() {
            let client = Arc::clone(&session.client);
            self.log.add(now, || StoredChange::Completed { client, pkid });
        }
    }

    /// What the client says to a message of ours.
    fn take_answer(&mut self, joined: &Joined, packet: &Packet) -> Option<Packet> {
        let now = self.now();
        let session = self.sessions.get_mut(&joined.key)?;
        match packet {
            Packet::PubAck(answer) => session.confirmed(answer.pkid, &mut self.log, now),
            Packet::PubRec(answer) if (answer.reason as u8) < 0x80 => {
                return Some(Packet::PubRel(session.released(answer.pkid, &mut self.log, now)));
            }
            Packet::PubRec(refused) => session.confirmed(refused.pkid, &mut self.log, now),
            Packet::PubComp(answer) => session.confirmed(answer.pkid, &mut self.log, now),
            _no_answer => {}
        }
        None
    }

    fn take_subscribe(
        &mut self,
        joined: &Joined,
        version: Version,
        subscribe: &Subscribe,
    ) -> Result<Packet, DisconnectReasonCode> {
        let id = subscribe.properties.as_ref().and_then(|properties| properties.id).unwrap_or(0);
        let mut return_codes = Vec::with_capacity(subscribe.filters.len());
        for filter in &subscribe.filters {
            return_codes.push(self.take_filter(joined, version, filter, id)?);
        }
        Ok(Packet::SubAck(SubAck { pkid: subscribe.pkid, return_codes, properties: None }))
    }

    fn take_filter(
        &mut self,
        joined: &Joined,
        version: Version,
        filter: &SubscribeFilter,
        id: usize,
    ) -> Result<SubscribeReasonCode, DisconnectReasonCode> {
        let now = self.now();
        let Some(wanted) = WantedFilter::parse(&filter.path) else {
            return Ok(SubscribeReasonCode::TopicFilterInvalid);
        };
        if wanted.group.is_some() && filter.nolocal {
            return Err(DisconnectReasonCode::ProtocolError);
        }
        let session = self.attached(joined.key, joined.token)?;
        if session.subscriptions.len() >= MAX_SUBSCRIPTIONS && !session.subscriptions.contains_key(&filter.path) {
            tracing::warn!(
                "client {:?} of the local broker subscribes to more than {MAX_SUBSCRIPTIONS}",
                session.client
            );
            return Ok(SubscribeReasonCode::QuotaExceeded);
        }
        let subscription = ClientSubscription::new(filter, id);
        let is_new = self.subscribe(joined.key, &filter.path, subscription);
        let search = (wanted.group.is_none()).then(|| self.retained.search(wanted.filter));
        let session = self.attached(joined.key, joined.token)?;
        let greets = match filter.retain_forward_rule {
            // In 3.1.1 each subscription is answered with what is kept.
            _ if version == Version::V311 => true,
            RetainForwardRule::OnEverySubscribe => true,
            RetainForwardRule::OnNewSubscribe => is_new,
            RetainForwardRule::Never => false,
        };
        if let Some(search) = search.filter(|_| greets) {
            session.greet(search, subscription);
        }
        if session.lasts() {
            let client = Arc::clone(&session.client);
            self.log.add(now, || subscription.change(client, &filter.path));
        }
        Ok(SubscribeReasonCode::Success(subscription.qos))
    }

    fn take_unsubscribe(&mut self, joined: &Joined, unsubscribe: &Unsubscribe) -> Result<Packet, DisconnectReasonCode> {
        let now = self.now();
        if unsubscribe.filters.is_empty() {
            return Err(DisconnectReasonCode::ProtocolError);
        }
        let session = self.attached(joined.key, joined.token)?;
        let lasting = session.lasts().then(|| Arc::clone(&session.client));
        let mut reasons = Vec::with_capacity(unsubscribe.filters.len());
        for filter in &unsubscribe.filters {
            let was_there = self.unsubscribe(joined.key, filter);
            if let Some(client) = lasting.clone().filter(|_| was_there) {
                self.log.add(now, || StoredChange::Unsubscribed { client, filter: filter.clone() });
            }
            reasons.push(match (was_there, WantedFilter::parse(filter)) {
                (true, _) => UnsubAckReason::Success,
                (false, Some(_)) => UnsubAckReason::NoSubscriptionExisted,
                (false, None) => UnsubAckReason::TopicFilterInvalid,
            });
        }
        Ok(Packet::UnsubAck(UnsubAck { pkid: unsubscribe.pkid, reasons, properties: None }))
    }

    fn take_goodbye(&mut self, joined: &Joined, goodbye: &Disconnect) -> Result<NextStep, DisconnectReasonCode> {
        let session = self.attached(joined.key, joined.token)?;
        if let Some(secs) = goodbye.properties.as_ref().and_then(|properties| properties.session_expiry_interval) {
            // What was not to be kept at all cannot be kept now (MQTT 5, 3.14.2.2.2).
            if session.expiry_secs == 0 && secs != 0 {
                return Err(DisconnectReasonCode::ProtocolError);
            }
            session.expiry_secs = secs.min(LONGEST_SESSION.as_secs() as u32);
        }
        Ok(NextStep::Goodbye { vanished: goodbye.reason_code != DisconnectReasonCode::NormalDisconnection })
    }
}
