//! Clients at a hub, packet by packet, without a network: what arrives, in which order, and what survives.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use proptest::prelude::*;

use super::hub::{BrokerHub, Introduction, Joined, RECEIVE_MAX};
use super::packets::NextStep;
use super::record::decode;
use super::session::MAX_WAITING;
use super::wire::{
    self, Connect, ConnectReturnCode, Disconnect, DisconnectReasonCode, LastWill, Packet, PubAck, PubComp, PubRec,
    PubRel, Publish, PublishProperties, QoS, RetainForwardRule, Subscribe, SubscribeFilter, SubscribeReasonCode,
    Unsubscribe,
};
use crate::model::connection::Version;
use crate::mqtt::journal::record::body;

const VERSIONS: [Version; 2] = [Version::V311, Version::V5];
const QUALITIES: [QoS; 3] = [QoS::AtMostOnce, QoS::AtLeastOnce, QoS::ExactlyOnce];

fn hub() -> BrokerHub {
    let mut hub = BrokerHub::new(Box::new(|_, _, _| {}));
    hub.log.is_kept = true;
    hub
}

/// A connection at the hub, as a client sees it.
struct HubClient {
    joined: Joined,
    version: Version,
    out: BytesMut,
    /// Sent to it, and not taken yet.
    inbox: VecDeque<Packet>,
    resumed: bool,
}

fn connect_packet(id: &str, clean_start: bool) -> Connect {
    Connect { keep_alive: 0, client_id: id.to_owned(), clean_start, properties: None }
}

impl HubClient {
    fn with(hub: &mut BrokerHub, version: Version, connect: Connect, will: Option<LastWill>) -> Self {
        let mut out = BytesMut::new();
        let joined = hub.connect(Introduction { version, connect, will }, Arc::new(|| {}), &mut out).unwrap();
        let Ok(Some(Packet::ConnAck(ack))) = wire::read(version, &mut out, usize::MAX) else { panic!("no answer") };
        assert_eq!(ack.code, ConnectReturnCode::Success);
        Self { joined, version, out, inbox: VecDeque::new(), resumed: ack.session_present }
    }

    fn new(hub: &mut BrokerHub, version: Version, id: &str) -> Self {
        Self::with(hub, version, connect_packet(id, true), None)
    }

    /// A session that is kept.
    fn lasting(hub: &mut BrokerHub, id: &str) -> Self {
        let mut connect = connect_packet(id, false);
        connect.properties =
            Some(wire::ConnectProperties { session_expiry_interval: Some(100), ..wire::ConnectProperties::new() });
        Self::with(hub, Version::V5, connect, None)
    }

    fn send(&mut self, hub: &mut BrokerHub, packet: Packet) -> Result<NextStep, DisconnectReasonCode> {
        hub.take(&self.joined, self.version, packet, &mut self.out)
    }

    fn subscribe(&mut self, hub: &mut BrokerHub, filter: &str, qos: QoS, id: usize) {
        self.subscribe_as(hub, SubscribeFilter::new(filter, qos), id);
    }

    fn subscribe_as(&mut self, hub: &mut BrokerHub, filter: SubscribeFilter, id: usize) {
        self.out.clear();
        let properties = (id > 0).then(|| wire::SubscribeProperties { id: Some(id), user_properties: Vec::new() });
        self.send(hub, Packet::Subscribe(Subscribe { pkid: 9, filters: vec![filter], properties })).unwrap();
        let Ok(Some(Packet::SubAck(ack))) = wire::read(self.version, &mut self.out, usize::MAX) else { panic!() };
        assert!(matches!(ack.return_codes[..], [SubscribeReasonCode::Success(_)]));
    }

    fn publish(&mut self, hub: &mut BrokerHub, topic: &str, payload: &str, qos: QoS, retain: bool) {
        let publish = Publish { pkid: u16::from(qos != QoS::AtMostOnce), retain, ..message(topic, payload, qos) };
        self.send(hub, Packet::Publish(publish)).unwrap();
        if qos == QoS::ExactlyOnce {
            self.send(hub, Packet::PubRel(PubRel::new(1, None))).unwrap();
        }
    }

    /// All that was sent to it.
    fn packets(&mut self, hub: &mut BrokerHub) -> Vec<Packet> {
        while hub.fill(&self.joined, &mut self.out, usize::MAX).unwrap() {}
        std::iter::from_fn(|| wire::read(self.version, &mut self.out, usize::MAX).unwrap()).collect()
    }

    /// Messages that were sent to it; confirmed at once.
    fn messages(&mut self, hub: &mut BrokerHub) -> Vec<Publish> {
        let mut messages = Vec::new();
        loop {
            let packets = self.packets(hub);
            if packets.is_empty() {
                return messages;
            }
            for packet in packets {
                let answer = match packet {
                    Packet::Publish(publish) => {
                        messages.push(publish.clone());
                        match publish.qos {
                            QoS::AtMostOnce => continue,
                            QoS::AtLeastOnce => Packet::PubAck(PubAck::new(publish.pkid, None)),
                            QoS::ExactlyOnce => Packet::PubRec(PubRec::new(publish.pkid, None)),
                        }
                    }
                    Packet::PubRel(release) => Packet::PubComp(PubComp::new(release.pkid, None)),
                    _of_what_it_sent => continue,
                };
                self.send(hub, answer).unwrap();
            }
        }
    }

    fn texts(&mut self, hub: &mut BrokerHub) -> Vec<String> {
        self.messages(hub).iter().map(text).collect()
    }
}

fn message(topic: &str, payload: &str, qos: QoS) -> Publish {
    Publish::new(topic, qos, Bytes::copy_from_slice(payload.as_bytes()), None)
}

fn text(publish: &Publish) -> String {
    String::from_utf8(publish.payload.to_vec()).unwrap()
}

/// A hub that has read what this one has written down.
fn restarted(hub: &BrokerHub) -> BrokerHub {
    let mut again = BrokerHub::new(Box::new(|_, _, _| {}));
    let (mut at, bytes) = (0, &hub.log.bytes);
    while let Some((record, end)) = body(bytes, at) {
        again.restore(decode(record).unwrap());
        at = end;
    }
    assert_eq!(at, bytes.len());
    again.log.is_kept = true;
    again.log.bytes.clone_from(bytes);
    again
}

#[test]
fn every_quality_reaches_every_version_and_nothing_is_added() {
    for (from, to) in VERSIONS.into_iter().flat_map(|from| VERSIONS.map(|to| (from, to))) {
        let mut hub = hub();
        let (mut one, mut other) = (HubClient::new(&mut hub, from, "a"), HubClient::new(&mut hub, to, "b"));
        other.subscribe(&mut hub, "t/#", QoS::ExactlyOnce, 0);
        for qos in QUALITIES {
            one.publish(&mut hub, "t/x", "hallo", qos, false);
            let got = other.messages(&mut hub);
            assert_eq!(got.len(), 1);
            assert_eq!((got[0].qos, got[0].retain, text(&got[0])), (qos, false, "hallo".to_owned()));
            assert_eq!(got[0].properties, None, "{from:?} {to:?}");
        }
    }
}

#[test]
fn filters_that_cross_give_one_copy_with_all_identifiers() {
    let mut hub = hub();
    for version in VERSIONS {
        let mut peer = HubClient::new(&mut hub, version, "a");
        peer.subscribe(&mut hub, "a/#", QoS::AtMostOnce, if version == Version::V5 { 3 } else { 0 });
        peer.subscribe(&mut hub, "a/+", QoS::AtLeastOnce, if version == Version::V5 { 7 } else { 0 });
        peer.publish(&mut hub, "a/b", "x", QoS::ExactlyOnce, false);
        let got = peer.messages(&mut hub);
        assert_eq!((got.len(), got[0].qos), (1, QoS::AtLeastOnce), "{version:?}");
        let ids = got[0].properties.clone().map_or(Vec::new(), |properties| properties.subscription_identifiers);
        assert_eq!(ids.len(), if version == Version::V5 { 2 } else { 0 });
        peer.send(&mut hub, Packet::Unsubscribe(Unsubscribe { pkid: 3, ..Unsubscribe::new("a/#", None) })).unwrap();
        peer.send(&mut hub, Packet::Unsubscribe(Unsubscribe { pkid: 3, ..Unsubscribe::new("a/+", None) })).unwrap();
        peer.publish(&mut hub, "a/b", "y", QoS::AtLeastOnce, false);
        assert!(peer.messages(&mut hub).is_empty());
    }
}

#[test]
fn what_subscribing_says_about_kept_values_and_own_ones_holds() {
    let mut hub = hub();
    let mut peer = HubClient::new(&mut hub, Version::V5, "a");
    peer.publish(&mut hub, "k", "1", QoS::AtLeastOnce, true);
    let rule = |rule| SubscribeFilter { retain_forward_rule: rule, ..SubscribeFilter::new("k", QoS::AtLeastOnce) };
    let mut greeted = |rule_| {
        peer.subscribe_as(&mut hub, rule(rule_), 0);
        let got = peer.messages(&mut hub);
        assert!(got.iter().all(|publish| publish.retain));
        got.len()
    };
    assert_eq!(greeted(RetainForwardRule::Never), 0);
    assert_eq!(greeted(RetainForwardRule::OnNewSubscribe), 0, "it is not new");
    assert_eq!(greeted(RetainForwardRule::OnEverySubscribe), 1);
    assert_eq!(greeted(RetainForwardRule::OnEverySubscribe), 1);
    let as_published = SubscribeFilter { preserve_retain: true, ..rule(RetainForwardRule::Never) };
    peer.subscribe_as(&mut hub, as_published, 0);
    peer.publish(&mut hub, "k", "2", QoS::AtLeastOnce, true);
    assert!(peer.messages(&mut hub)[0].retain);
    let not_own = SubscribeFilter { nolocal: true, ..rule(RetainForwardRule::Never) };
    peer.subscribe_as(&mut hub, not_own, 0);
    peer.publish(&mut hub, "k", "3", QoS::AtLeastOnce, true);
    assert!(peer.messages(&mut hub).is_empty());
    peer.publish(&mut hub, "k", "", QoS::AtLeastOnce, true);
    let mut late = HubClient::new(&mut hub, Version::V311, "b");
    late.subscribe(&mut hub, "#", QoS::AtLeastOnce, 0);
    assert!(late.messages(&mut hub).is_empty(), "cleared");
}

#[test]
fn a_kept_value_that_changes_meanwhile_comes_once_and_in_order() {
    let mut hub = hub();
    let mut peer = HubClient::new(&mut hub, Version::V5, "a");
    for n in 0..3 {
        peer.publish(&mut hub, &format!("k/{n}"), "alt", QoS::AtLeastOnce, true);
    }
    peer.subscribe(&mut hub, "k/#", QoS::AtMostOnce, 0);
    peer.publish(&mut hub, "k/1", "neu", QoS::AtLeastOnce, true);
    let got: Vec<_> = peer.messages(&mut hub).iter().map(|p| (text(p), p.retain)).collect();
    assert_eq!(got, [("alt".to_owned(), true), ("alt".to_owned(), true), ("neu".to_owned(), false)]);
}

#[test]
fn a_session_is_kept_as_long_as_asked_and_what_waits_with_it() {
    let mut hub = hub();
    let mut other = HubClient::new(&mut hub, Version::V311, "b");
    let mut peer = HubClient::lasting(&mut hub, "a");
    assert!(!peer.resumed);
    peer.subscribe(&mut hub, "t", QoS::ExactlyOnce, 0);
    hub.lost(&peer.joined, true);
    for qos in QUALITIES {
        other.publish(&mut hub, "t", &format!("{qos:?}"), qos, false);
    }
    hub.clock.pass(Duration::from_secs(99));
    hub.tick();
    let mut peer = HubClient::lasting(&mut hub, "a");
    assert!(peer.resumed);
    assert_eq!(peer.texts(&mut hub), ["AtLeastOnce", "ExactlyOnce"]);
    assert_eq!(
        peer.send(&mut hub, Packet::Disconnect(Disconnect::new(DisconnectReasonCode::NormalDisconnection))),
        Ok(NextStep::Goodbye { vanished: false })
    );
    hub.lost(&peer.joined, false);
    hub.clock.pass(Duration::from_secs(101));
    assert_eq!(hub.tick(), None, "nothing is due any more");
    assert!(!HubClient::lasting(&mut hub, "a").resumed);
}

#[test]
fn messages_end_with_their_time_and_tell_what_is_left_of_it() {
    let mut hub = hub();
    let mut peer = HubClient::lasting(&mut hub, "a");
    peer.subscribe(&mut hub, "t", QoS::AtLeastOnce, 0);
    hub.lost(&peer.joined, true);
    let mut other = HubClient::new(&mut hub, Version::V5, "b");
    for secs in [2, 60] {
        let properties = PublishProperties { message_expiry_interval: Some(secs), ..PublishProperties::default() };
        let publish = Publish { pkid: 1, properties: Some(properties), ..message("t", "x", QoS::AtLeastOnce) };
        other.send(&mut hub, Packet::Publish(publish)).unwrap();
    }
    hub.clock.pass(Duration::from_secs(10));
    let got = HubClient::lasting(&mut hub, "a").messages(&mut hub);
    assert_eq!(got.len(), 1);
    let left = got[0].properties.as_ref().unwrap().message_expiry_interval.unwrap();
    assert!((45..=50).contains(&left), "{left}");
}

fn will(delay: u32) -> LastWill {
    let properties = wire::LastWillProperties {
        delay_interval: Some(delay),
        payload_format_indicator: None,
        message_expiry_interval: None,
        content_type: None,
        response_topic: None,
        correlation_data: None,
        user_properties: Vec::new(),
    };
    LastWill::new("w", "weg", QoS::AtLeastOnce, false, Some(properties))
}

#[test]
fn last_messages_are_sent_when_they_are_due_and_only_then() {
    let mut hub = hub();
    let mut watch = HubClient::new(&mut hub, Version::V5, "w");
    watch.subscribe(&mut hub, "w", QoS::AtLeastOnce, 0);
    let lasting = |hub: &mut BrokerHub, delay| {
        let mut connect = connect_packet("a", false);
        let properties =
            wire::ConnectProperties { session_expiry_interval: Some(50), ..wire::ConnectProperties::new() };
        connect.properties = Some(properties);
        HubClient::with(hub, Version::V5, connect, Some(will(delay)))
    };
    let polite = HubClient::with(&mut hub, Version::V5, connect_packet("p", true), Some(will(0)));
    hub.lost(&polite.joined, false);
    assert!(watch.messages(&mut hub).is_empty(), "it has said goodbye");
    let rude = HubClient::with(&mut hub, Version::V5, connect_packet("p", true), Some(will(60)));
    hub.lost(&rude.joined, true);
    assert_eq!(watch.texts(&mut hub), ["weg"], "its session ends at once, whatever the delay");
    let peer = lasting(&mut hub, 10);
    hub.lost(&peer.joined, true);
    let peer = lasting(&mut hub, 10);
    hub.clock.pass(Duration::from_secs(20));
    hub.tick();
    assert!(watch.messages(&mut hub).is_empty(), "it was back in time");
    hub.lost(&peer.joined, true);
    assert!(hub.tick().is_some_and(|due| due <= Duration::from_secs(10)));
    hub.clock.pass(Duration::from_secs(10));
    hub.tick();
    assert_eq!(watch.texts(&mut hub), ["weg"]);
}

#[test]
fn whoever_comes_with_the_same_name_takes_over() {
    let mut hub = hub();
    let mut first = HubClient::new(&mut hub, Version::V5, "a");
    let mut second = HubClient::new(&mut hub, Version::V311, "a");
    assert_eq!(hub.fill(&first.joined, &mut BytesMut::new(), 1), Err(DisconnectReasonCode::SessionTakenOver));
    assert_eq!(first.send(&mut hub, Packet::PingReq), Err(DisconnectReasonCode::SessionTakenOver));
    hub.lost(&first.joined, true);
    assert_eq!(second.send(&mut hub, Packet::PingReq), Ok(NextStep::GoOn), "that the first one is gone is no matter");
}

#[test]
fn a_client_gets_no_more_at_a_time_than_it_takes() {
    let mut hub = hub();
    let mut connect = connect_packet("a", true);
    connect.properties = Some(wire::ConnectProperties {
        receive_maximum: Some(2),
        max_packet_size: Some(60),
        topic_alias_max: Some(1),
        ..wire::ConnectProperties::new()
    });
    let mut peer = HubClient::with(&mut hub, Version::V5, connect, None);
    peer.subscribe(&mut hub, "lang/#", QoS::ExactlyOnce, 0);
    let mut other = HubClient::new(&mut hub, Version::V5, "b");
    for n in 0..5 {
        other.publish(&mut hub, "lang/ein-topic", &n.to_string(), QoS::ExactlyOnce, false);
    }
    other.publish(&mut hub, "lang/ein-topic", &"x".repeat(60), QoS::AtLeastOnce, false);
    let first = peer.packets(&mut hub);
    assert_eq!(first.len(), 2, "{first:?}");
    let topics: Vec<_> = first
        .iter()
        .map(|packet| match packet {
            Packet::Publish(publish) => (publish.topic.len(), publish.properties.as_ref().unwrap().topic_alias),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(topics, [(14, Some(1)), (0, Some(1))], "the second one is shorter");
    for pkid in [1, 2] {
        peer.send(&mut hub, Packet::PubRec(PubRec::new(pkid, None))).unwrap();
    }
    assert_eq!(peer.texts(&mut hub), ["2", "3", "4"], "what is too large for it is left out");
}

#[test]
fn clients_that_break_the_rules_are_told_which() {
    let mut hub = hub();
    let mut tell = |packet: Packet| HubClient::new(&mut hub, Version::V5, "a").send(&mut hub, packet);
    let alias = |alias| Some(PublishProperties { topic_alias: Some(alias), ..PublishProperties::default() });
    let ids = Some(PublishProperties { subscription_identifiers: vec![1], ..PublishProperties::default() });
    let publish =
        |topic: &str, properties| Packet::Publish(Publish { properties, ..message(topic, "x", QoS::AtMostOnce) });
    assert_eq!(tell(publish("", None)), Err(DisconnectReasonCode::TopicNameInvalid));
    assert_eq!(tell(publish("", alias(1))), Err(DisconnectReasonCode::TopicAliasInvalid));
    assert_eq!(tell(publish("a", alias(999))), Err(DisconnectReasonCode::TopicAliasInvalid));
    assert_eq!(tell(publish("a", ids)), Err(DisconnectReasonCode::ProtocolError));
    assert_eq!(tell(Packet::PingResp), Err(DisconnectReasonCode::ProtocolError));
    let filter = SubscribeFilter { nolocal: true, ..SubscribeFilter::new("$share/g/a", QoS::AtMostOnce) };
    let subscribe = Packet::Subscribe(Subscribe { pkid: 1, filters: vec![filter], properties: None });
    assert_eq!(tell(subscribe), Err(DisconnectReasonCode::ProtocolError));

    let mut peer = HubClient::new(&mut hub, Version::V5, "b");
    for pkid in 1..=RECEIVE_MAX {
        peer.send(&mut hub, Packet::Publish(Publish { pkid, ..message("a", "x", QoS::ExactlyOnce) })).unwrap();
    }
    let one_more = Publish { pkid: RECEIVE_MAX + 1, ..message("a", "x", QoS::ExactlyOnce) };
    assert_eq!(peer.send(&mut hub, Packet::Publish(one_more)), Err(DisconnectReasonCode::ReceiveMaximumExceeded));
}

#[test]
fn names_are_given_and_refused_as_each_version_says() {
    let mut hub = hub();
    let mut refused = |version, connect| {
        hub.connect(Introduction { version, connect, will: None }, Arc::new(|| {}), &mut BytesMut::new()).err()
    };
    assert_eq!(refused(Version::V311, connect_packet("", false)), Some(ConnectReturnCode::ClientIdentifierNotValid));
    assert_eq!(refused(Version::V311, connect_packet("", true)), None);
    assert_eq!(refused(Version::V5, connect_packet("", false)), None);
    let mut asks = connect_packet("a", true);
    asks.properties =
        Some(wire::ConnectProperties { authentication_method: Some("x".to_owned()), ..wire::ConnectProperties::new() });
    assert_eq!(refused(Version::V5, asks), Some(ConnectReturnCode::BadAuthenticationMethod));
}

#[test]
fn who_does_not_read_loses_the_oldest_and_nobody_else_does() {
    let mut hub = hub();
    let mut slow = HubClient::new(&mut hub, Version::V5, "slow");
    let mut quick = HubClient::new(&mut hub, Version::V5, "quick");
    slow.subscribe(&mut hub, "t", QoS::AtMostOnce, 0);
    quick.subscribe(&mut hub, "t", QoS::AtMostOnce, 0);
    let mut other = HubClient::new(&mut hub, Version::V5, "o");
    let mut got = 0;
    for n in 0..MAX_WAITING + 100 {
        other.publish(&mut hub, "t", &n.to_string(), QoS::AtMostOnce, false);
        if n % 1000 == 0 {
            got += quick.messages(&mut hub).len();
        }
    }
    got += quick.messages(&mut hub).len();
    assert_eq!(got, MAX_WAITING + 100);
    let late = slow.texts(&mut hub);
    assert_eq!((late.len(), late[0].as_str()), (MAX_WAITING, "100"));
}

/// What may happen to two lasting clients, of which one sends to the other.
#[derive(Clone, Copy, Debug)]
enum Happening {
    Publish(QoS),
    /// The receiver takes what has come, up to so many packets; the others are lost where it is.
    Receive(usize),
    SenderLost,
    ReceiverLost,
    Restart,
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        4 => prop::sample::select(vec![QoS::AtLeastOnce, QoS::ExactlyOnce]).prop_map(Happening::Publish),
        3 => (0..6_usize).prop_map(Happening::Receive),
        1 => Just(Happening::SenderLost),
        1 => Just(Happening::ReceiverLost),
        1 => Just(Happening::Restart),
    ]
}

/// A receiver that keeps the rules of quality of service 2.
#[derive(Default)]
struct Receiver {
    got: Vec<String>,
    open: Vec<u16>,
}

impl Receiver {
    fn take(&mut self, peer: &mut HubClient, hub: &mut BrokerHub, limit: usize) {
        let new = peer.packets(hub);
        peer.inbox.extend(new);
        let taken: Vec<Packet> = peer.inbox.drain(..limit.min(peer.inbox.len())).collect();
        for packet in taken {
            let answer = match packet {
                Packet::Publish(publish) if publish.qos == QoS::AtLeastOnce => {
                    self.got.push(text(&publish));
                    Packet::PubAck(PubAck::new(publish.pkid, None))
                }
                Packet::Publish(publish) => {
                    if !self.open.contains(&publish.pkid) {
                        self.open.push(publish.pkid);
                        self.got.push(text(&publish));
                    }
                    Packet::PubRec(PubRec::new(publish.pkid, None))
                }
                Packet::PubRel(release) => {
                    self.open.retain(|pkid| *pkid != release.pkid);
                    Packet::PubComp(PubComp::new(release.pkid, None))
                }
                _other => continue,
            };
            peer.send(hub, answer).unwrap();
        }
    }
}

proptest! {
    #[test]
    fn nothing_is_lost_and_quality_2_comes_once_whatever_breaks(steps in prop::collection::vec(happening(), 0..60)) {
        let mut hub = hub();
        let mut sender = HubClient::lasting(&mut hub, "s");
        let mut peer = HubClient::lasting(&mut hub, "r");
        peer.subscribe(&mut hub, "t", QoS::ExactlyOnce, 0);
        let (mut receiver, mut sent, mut open) = (Receiver::default(), Vec::new(), Vec::new());
        for (n, step) in (1..).zip(steps) {
            match step {
                Happening::Publish(qos) => {
                    sent.push((n.to_string(), qos));
                    let publish = Publish { pkid: n, ..message("t", &n.to_string(), qos) };
                    sender.send(&mut hub, Packet::Publish(publish)).unwrap();
                    if qos == QoS::ExactlyOnce {
                        open.push(n);
                    }
                }
                Happening::Receive(limit) => receiver.take(&mut peer, &mut hub, limit),
                Happening::SenderLost => {
                    hub.lost(&sender.joined, true);
                    sender = HubClient::lasting(&mut hub, "s");
                    // Its answers are lost: it sends again what it has not released.
                    for pkid in &open {
                        let publish = Publish { pkid: *pkid, dup: true, ..message("t", &pkid.to_string(), QoS::ExactlyOnce) };
                        sender.send(&mut hub, Packet::Publish(publish)).unwrap();
                    }
                    for pkid in open.drain(..) {
                        sender.send(&mut hub, Packet::PubRel(PubRel::new(pkid, None))).unwrap();
                    }
                }
                Happening::ReceiverLost => {
                    hub.lost(&peer.joined, true);
                    peer = HubClient::lasting(&mut hub, "r");
                }
                Happening::Restart => {
                    hub = restarted(&hub);
                    sender = HubClient::lasting(&mut hub, "s");
                    peer = HubClient::lasting(&mut hub, "r");
                    prop_assert!(sender.resumed && peer.resumed);
                }
            }
        }
        hub.lost(&peer.joined, true);
        peer = HubClient::lasting(&mut hub, "r");
        for _ in 0..100 {
            receiver.take(&mut peer, &mut hub, usize::MAX);
        }
        for (payload, qos) in &sent {
            let times = receiver.got.iter().filter(|got| *got == payload).count();
            prop_assert!(times == 1 || (times > 1 && *qos == QoS::AtLeastOnce), "{} {:?} {}", payload, qos, times);
        }
        // Those that came once stand in order.
        let first_times: Vec<u64> = sent.iter().map(|(payload, _)| receiver.got.iter().position(|got| got == payload).unwrap() as u64).collect();
        prop_assert!(first_times.is_sorted(), "{:?}", receiver.got);
    }

    #[test]
    fn a_restart_knows_what_was_known(steps in prop::collection::vec(happening(), 0..40), topics in prop::collection::vec("[a-c]", 0..10)) {
        let mut hub = hub();
        let mut sender = HubClient::lasting(&mut hub, "s");
        let mut peer = HubClient::lasting(&mut hub, "r");
        peer.subscribe(&mut hub, "t/#", QoS::ExactlyOnce, 5);
        for (n, topic) in (0_u32..).zip(&topics) {
            let payload = if n % 3 == 2 { String::new() } else { n.to_string() };
            sender.publish(&mut hub, &format!("t/{topic}"), &payload, QoS::AtLeastOnce, true);
        }
        for (n, step) in (2..).zip(steps) {
            match step {
                Happening::Publish(qos) => {
                    sender.send(&mut hub, Packet::Publish(Publish { pkid: n, ..message("t/x", "y", qos) })).unwrap();
                }
                Happening::Receive(limit) => Receiver::default().take(&mut peer, &mut hub, limit),
                Happening::SenderLost | Happening::Restart => {
                    hub.lost(&sender.joined, true);
                    sender = HubClient::lasting(&mut hub, "s");
                }
                Happening::ReceiverLost => {
                    hub.lost(&peer.joined, true);
                    peer = HubClient::lasting(&mut hub, "r");
                }
            }
        }
        hub.lost(&sender.joined, true);
        hub.lost(&peer.joined, true);
        let (from_records, from_snapshot) = (restarted(&hub).snapshot(), hub.snapshot());
        let changes = |bytes: &[u8]| {
            let (mut at, mut all) = (0, Vec::new());
            while let Some((record, end)) = body(bytes, at) {
                all.push(format!("{:?}", decode(record).unwrap()));
                at = end;
            }
            all.sort();
            all
        };
        prop_assert_eq!(changes(&from_records), changes(&from_snapshot));
    }
}
