//! What goes on when a connection is lost and the session is not, and what the broker asks for when it lets us in.

use std::sync::mpsc::channel;
use std::time::Duration;

use crate::model::connection::{SessionKind, Version};
use crate::model::id::{ConnectionId, SourceId};
use crate::model::run::{DropReason, Fate, Publish, PublishError, RefuseReason, Status};
use crate::model::topic::{TopicFilter, TopicName};
use crate::mqtt::testing::scripted::{Peer, Scripted, kind};
use crate::mqtt::testing::{MqttFixture, publish, remote};
use crate::mqtt::{BrokerOptions, ConnectionSpec, LISTENER, SourceSubscription};

const VERSIONS: [Version; 2] = [Version::V311, Version::V5];
/// How long a test waits for what a script tells.
const LIMIT: Duration = Duration::from_secs(20);
/// How long nothing may come.
const MOMENT: Duration = Duration::from_millis(200);

fn spec(broker: &Scripted, version: Version, subscriptions: &[(u32, &str)]) -> ConnectionSpec {
    let mut spec = remote(broker.port(), subscriptions);
    spec.settings.version = version;
    spec
}

fn persistent(broker: &Scripted, version: Version, subscriptions: &[(u32, &str)]) -> ConnectionSpec {
    let mut spec = spec(broker, version, subscriptions);
    spec.settings.session = SessionKind::Persistent { expiry_secs: 60 };
    spec
}

fn confirm(peer: &mut Peer, kind: u8, number: [u8; 2]) {
    peer.send(&[kind, 2, number[0], number[1]]);
}

#[test]
fn a_session_that_is_resumed_sends_again_with_the_same_numbers() {
    for version in VERSIONS {
        let (sender, told) = channel();
        let broker = Scripted::start(move |connection, peer| {
            peer.connack_resuming(version, connection > 0);
            let (number, payload) = peer.publish();
            sender.send((number, payload.last().copied())).unwrap();
            if connection == 0 {
                return peer.cut();
            }
            confirm(peer, kind::PUBREC, number);
            peer.expect(kind::PUBREL);
            confirm(peer, kind::PUBCOMP, number);
            peer.idle();
        });
        let mut fixture = MqttFixture::connected(persistent(&broker, version, &[]));
        fixture.publish(publish(1, "t", "7", 2)).unwrap();
        assert_eq!(fixture.until_fate(1), Fate::Sent, "{version:?}");
        assert_eq!(fixture.until_fate(1), Fate::Acknowledged, "{version:?}");
        let first = told.recv_timeout(LIMIT).unwrap();
        assert_eq!(told.recv_timeout(LIMIT).unwrap(), first, "{version:?}");
        assert_eq!(broker.connections(), 2);
    }
}

/// More than the system takes from us while the other side reads nothing.
const HUGE: usize = 15 * 1024 * 1024;

#[test]
fn what_was_not_out_with_quality_of_service_0_is_sent_again_over_a_resumed_session() {
    for version in VERSIONS {
        let broker = Scripted::start(move |connection, peer| {
            peer.connack_resuming(version, connection > 0);
            if connection == 0 {
                peer.begins(kind::PUBLISH);
                return peer.cut();
            }
            let sizes = [peer.expect(kind::PUBLISH).len(), peer.expect(kind::PUBLISH).len()];
            assert!(sizes[0] > HUGE && sizes[1] < 100, "{version:?}: not all or not in order: {sizes:?}");
            peer.idle();
        });
        let mut fixture = MqttFixture::connected(persistent(&broker, version, &[]));
        fixture.publish(publish(1, "t", &"x".repeat(HUGE), 0)).unwrap();
        fixture.until_status(|status| matches!(status, Status::Retrying { .. }));
        fixture.publish(publish(2, "t", "danach", 0)).unwrap();
        for number in [1, 2] {
            assert_eq!(fixture.until_fate(number), Fate::Sent, "{version:?}");
        }
        assert_eq!(broker.connections(), 2);
    }
}

/// The monitor joins before the broker has told the sources what is stored: that is no repetition for them.
#[test]
fn sources_get_their_stored_values_though_the_monitor_joins_at_once() {
    for version in VERSIONS {
        let (sender, asked) = channel();
        let broker = Scripted::start(move |connection, peer| {
            peer.connack_resuming(version, false);
            if connection > 0 {
                return peer.idle();
            }
            let body = peer.expect(kind::SUBSCRIBE);
            sender.send(()).unwrap();
            let properties: &[u8] = if version == Version::V5 { &[0] } else { &[] };
            let stored = [&[0, 5][..], b"lampe", properties, b"an"].concat();
            let suback = [&body[..2], properties, &[0]].concat();
            peer.send(&[&[0x90, suback.len() as u8][..], &suback].concat());
            peer.send(&[&[0x31, stored.len() as u8][..], &stored].concat());
            peer.idle();
        });
        let mut fixture = MqttFixture::new();
        fixture.mqtt.configure(vec![spec(&broker, version, &[(1, "lampe")])]);
        asked.recv_timeout(LIMIT).unwrap();
        let mut listener = spec(&broker, version, &[]);
        let filter = TopicFilter::parse("#").unwrap();
        listener.subscriptions = vec![SourceSubscription { source: LISTENER, filter, qos: 0 }];
        fixture.mqtt.listen(vec![listener]);
        let (sources, row) = fixture.until_message();
        assert_eq!((sources, row.message.as_str(), row.retained), (vec![SourceId(1)], "an", true), "{version:?}");
    }
}

/// The broker has taken the first of three messages and says so; the second and third it has read. It must get the rest
/// of the first, the others again under their numbers, and what was published while the link died.
#[test]
fn what_the_broker_has_taken_is_only_released_over_a_resumed_session() {
    for version in VERSIONS {
        let (sender, told) = channel();
        let (to_first, first) = channel();
        let broker = Scripted::start(move |connection, peer| {
            peer.connack_resuming(version, connection > 0);
            if connection == 0 {
                let numbers = [peer.publish().0, peer.publish().0, peer.publish().0];
                confirm(peer, kind::PUBREC, numbers[0]);
                assert_eq!(peer.expect(kind::PUBREL)[..2], numbers[0]);
                to_first.send(numbers[0]).unwrap();
                return peer.cut();
            }
            let mut open = 6;
            while open > 0 {
                let Some((what, body)) = peer.packet() else { return };
                match what & 0xf0 {
                    0x30 => {
                        let number = [body[3], body[4]];
                        sender.send((number, body.last().copied())).unwrap();
                        confirm(peer, kind::PUBREC, number);
                    }
                    0x60 => {
                        open -= 1;
                        confirm(peer, kind::PUBCOMP, [body[0], body[1]]);
                    }
                    _ping => {}
                }
            }
            peer.idle();
        });
        let mut fixture = MqttFixture::connected(persistent(&broker, version, &[]));
        for number in 1..=3 {
            fixture.publish(publish(number, "t", &number.to_string(), 2)).unwrap();
        }
        let first = first.recv_timeout(LIMIT).unwrap();
        for number in 4..=6 {
            fixture.publish(publish(number, "t", &number.to_string(), 2)).unwrap();
        }
        for number in 1..=6 {
            assert_eq!(fixture.until_fate(number), Fate::Sent, "{version:?}");
            assert_eq!(fixture.until_fate(number), Fate::Acknowledged, "{version:?}");
        }
        let again: Vec<_> = told.try_iter().collect();
        let payloads: Vec<u8> = again.iter().filter_map(|(_, payload)| *payload).collect();
        assert_eq!(payloads, *b"23456", "{version:?}: each of the others once, in order");
        assert!(again[..2].iter().all(|(number, _)| *number != first), "{version:?}: {again:?}");
    }
}

/// Lets the client in, to a broker of MQTT 5 that allows as many messages under way as mosquitto does.
fn let_in(peer: &mut Peer, version: Version, known: bool) {
    match version {
        Version::V311 => drop(peer.connack_resuming(version, known)),
        Version::V5 => {
            peer.expect(kind::CONNECT);
            peer.send(&[0x20, 6, u8::from(known), 0, 3, 0x21, 0, 20]);
        }
    }
}

/// Takes messages until none comes any more, and lets the first `ended` of them come to their end; gives the numbers of
/// the others.
fn take_first(peer: &mut Peer, ended: usize) -> Vec<[u8; 2]> {
    let (mut taken, mut released) = (Vec::new(), 0);
    while let Some((what, body)) = peer.packet_within(MOMENT) {
        if what & 0xf0 == kind::PUBLISH {
            let number = [body[3], body[4]];
            confirm(peer, kind::PUBREC, number);
            taken.push(number);
        } else {
            released += 1;
            if released <= ended {
                confirm(peer, kind::PUBCOMP, [body[0], body[1]]);
            }
        }
    }
    taken.split_off(ended)
}

/// 4.6.0: releases go out in the order in which the broker has confirmed the messages, whatever their numbers are.
#[test]
fn what_the_broker_has_taken_is_released_in_order_when_numbers_begin_anew() {
    for (version, ended) in VERSIONS.into_iter().flat_map(|version| [7, 17, 253].map(|ended| (version, ended))) {
        let (sender, told) = channel();
        let mut taken = Vec::new();
        let broker = Scripted::start(move |connection, peer| {
            let_in(peer, version, connection > 0);
            if connection == 0 {
                taken = take_first(peer, ended);
                return peer.cut();
            }
            let released = taken.iter().map(|_| {
                let number = peer.expect(kind::PUBREL);
                [number[0], number[1]]
            });
            let released: Vec<_> = released.collect();
            sender.send((taken.clone(), released)).unwrap();
            peer.ignore();
        });
        let fixture = MqttFixture::connected(persistent(&broker, version, &[]));
        for number in 1..=ended as u64 + 10 {
            fixture.publish(publish(number, "t", "x", 2)).unwrap();
        }
        let (taken, released) = told.recv_timeout(LIMIT).unwrap();
        assert!(!taken.is_empty(), "{version:?}, {ended}");
        assert_eq!(released, taken, "{version:?}, {ended}");
    }
}

/// The topic on which an answer is expected is no business of a broker that keeps the session, once the answer is there.
#[test]
fn nobody_stays_subscribed_to_the_topic_of_an_answer() {
    for version in VERSIONS {
        let (sender, told) = channel();
        let broker = Scripted::start(move |_, peer| {
            peer.connack_resuming(version, false);
            peer.suback(version, 1);
            let body = peer.expect(kind::UNSUBSCRIBE);
            assert!(body.ends_with(b"antwort"));
            sender.send(()).unwrap();
            peer.idle();
        });
        let mut fixture = MqttFixture::connected(persistent(&broker, version, &[]));
        let topic = TopicName::parse("antwort").unwrap();
        fixture.mqtt.outgoing().listen(&ConnectionId::local(), 7, &topic).unwrap();
        fixture.until_listening(7);
        fixture.mqtt.outgoing().unlisten(&ConnectionId::local(), 7);
        told.recv_timeout(LIMIT).unwrap();
    }
}

/// An app that ends while it waits for an answer leaves no subscription behind.
#[test]
fn nobody_stays_subscribed_to_the_topic_of_an_answer_that_the_app_did_not_wait_for() {
    for version in VERSIONS {
        let (sender, told) = channel();
        let broker = Scripted::start(move |_, peer| {
            peer.connack_resuming(version, false);
            peer.suback(version, 1);
            while let Some((what, body)) = peer.packet() {
                if what == kind::UNSUBSCRIBE {
                    assert!(body.ends_with(b"antwort"));
                    sender.send(()).unwrap();
                }
            }
        });
        let mut fixture = MqttFixture::connected(persistent(&broker, version, &[]));
        let topic = TopicName::parse("antwort").unwrap();
        fixture.mqtt.outgoing().listen(&ConnectionId::local(), 7, &topic).unwrap();
        fixture.until_listening(7);
        fixture.mqtt.configure(Vec::new());
        told.recv_timeout(LIMIT).unwrap();
    }
}

#[test]
fn a_session_that_is_resumed_is_not_subscribed_again_and_a_lost_one_is() {
    for version in VERSIONS {
        let (sender, told) = channel();
        let broker = Scripted::start(move |connection, peer| {
            // Known the second time, forgotten the third.
            peer.connack_resuming(version, connection == 1);
            if connection == 1 {
                // The first thing that comes is the message.
                let (number, _) = peer.publish();
                confirm(peer, kind::PUBACK, number);
            } else {
                peer.suback(version, 1);
            }
            sender.send(()).unwrap();
            if connection < 2 {
                return peer.cut();
            }
            let (number, _) = peer.publish();
            confirm(peer, kind::PUBACK, number);
            peer.idle();
        });
        let mut fixture = MqttFixture::hasty();
        fixture.mqtt.configure(vec![persistent(&broker, version, &[(1, "t/#")])]);
        told.recv_timeout(LIMIT).unwrap();
        for number in [1, 2] {
            fixture.publish(publish(number, "u", "x", 1)).unwrap();
            told.recv_timeout(LIMIT).unwrap();
        }
        for number in [1, 2] {
            assert_eq!(fixture.until_fate(number), Fate::Sent, "{version:?}");
            assert_eq!(fixture.until_fate(number), Fate::Acknowledged, "{version:?}");
        }
        assert_eq!(broker.connections(), 3, "{version:?}");
    }
}

#[test]
fn a_session_that_is_lost_sends_again_what_was_not_confirmed() {
    for version in VERSIONS {
        let broker = Scripted::start(move |connection, peer| {
            peer.connack_resuming(version, false);
            if connection == 0 {
                peer.publish();
                return peer.cut();
            }
            for _ in 0..2 {
                let (number, _) = peer.publish();
                confirm(peer, kind::PUBACK, number);
            }
            peer.idle();
        });
        let mut fixture = MqttFixture::connected(persistent(&broker, version, &[]));
        for number in [1, 2] {
            fixture.publish(publish(number, "t", "x", 1)).unwrap();
        }
        for number in [1, 2] {
            assert_eq!(fixture.until_fate(number), Fate::Sent, "{version:?}");
            assert_eq!(fixture.until_fate(number), Fate::Acknowledged, "{version:?}");
        }
    }
}

#[test]
fn a_message_that_ends_a_persistent_session_each_time_is_given_up() {
    for version in VERSIONS {
        let broker = Scripted::start(move |connection, peer| {
            peer.connack_resuming(version, connection > 0);
            loop {
                let Some((first, body)) = peer.packet() else { return };
                if first == kind::DISCONNECT {
                    return;
                }
                if body.ends_with(b"gift") {
                    return peer.cut();
                }
                confirm(peer, kind::PUBACK, [body[3], body[4]]);
            }
        });
        let mut fixture = MqttFixture::hasty();
        fixture.mqtt.configure(vec![persistent(&broker, version, &[])]);
        fixture.until_status(|status| *status == Status::Connected);
        fixture.publish(publish(1, "t", "gift", 1)).unwrap();
        fixture.publish(publish(2, "t", "x", 1)).unwrap();
        assert_eq!(fixture.until_fate(1), Fate::Sent, "{version:?}");
        assert_eq!(fixture.until_fate(1), Fate::Dropped(DropReason::Rejected), "{version:?}");
        assert_eq!(fixture.until_fate(2), Fate::Sent, "{version:?}");
        assert_eq!(fixture.until_fate(2), Fate::Acknowledged, "{version:?}");
    }
}

/// The client id in a first packet.
fn client_id(version: Version, connect: &[u8]) -> String {
    // Name and level of the protocol, flags, keep-alive; then the properties of MQTT 5.
    let at = match version {
        Version::V311 => 10,
        Version::V5 => 11 + usize::from(connect[10]),
    };
    let length = usize::from(u16::from_be_bytes([connect[at], connect[at + 1]]));
    String::from_utf8(connect[at + 2..at + 2 + length].to_vec()).unwrap()
}

#[test]
fn a_client_id_is_random_unless_the_session_outlives_the_connection() {
    for version in VERSIONS {
        let (sender, told) = channel();
        let broker = Scripted::start(move |_, peer| {
            let connect = peer.connack_resuming(version, false);
            sender.send(client_id(version, &connect)).unwrap();
            peer.idle();
        });
        let folder = tempfile::tempdir().unwrap();
        let ids = |spec: ConnectionSpec| {
            let mut two = Vec::new();
            for _start_of_the_program in 0..2 {
                let options = BrokerOptions { folder: Some(folder.path().to_owned()), port: 0 };
                let fixture = MqttFixture::with_broker(options);
                fixture.mqtt.configure(vec![spec.clone()]);
                two.push(told.recv_timeout(LIMIT).unwrap());
            }
            two
        };
        let random = ids(spec(&broker, version, &[]));
        assert_ne!(random[0], random[1], "{version:?}");
        let lasting = ids(persistent(&broker, version, &[]));
        assert_eq!(lasting[0], lasting[1], "{version:?}");
        for id in [&random[0], &lasting[0]] {
            assert!(id.starts_with("steckbrett-") && id.len() == "steckbrett-12345678".len(), "{id}");
        }
        let mut chosen = spec(&broker, version, &[]);
        chosen.settings.client_id = "presse 1".to_owned();
        assert_eq!(ids(chosen), ["presse 1", "presse 1"], "{version:?}");
    }
}

#[test]
fn no_more_is_under_way_than_the_broker_takes() {
    let (sender, told) = channel();
    let broker = Scripted::start(move |_, peer| {
        // Receive Maximum 2.
        peer.connack_with(&[0x21, 0, 2]);
        let numbers = [peer.publish().0, peer.publish().0];
        peer.silence(MOMENT);
        sender.send(()).unwrap();
        for number in numbers {
            confirm(peer, kind::PUBACK, number);
        }
        for _ in 0..3 {
            let (number, _) = peer.publish();
            confirm(peer, kind::PUBACK, number);
        }
        peer.idle();
    });
    let mut fixture = MqttFixture::connected(spec(&broker, Version::V5, &[]));
    for number in 0..5 {
        fixture.publish(publish(number, "t", "x", 1)).unwrap();
    }
    told.recv_timeout(LIMIT).unwrap();
    for number in 0..5 {
        assert_eq!(fixture.until_fate(number), Fate::Sent);
        assert_eq!(fixture.until_fate(number), Fate::Acknowledged);
    }
}

#[test]
fn what_the_broker_does_not_offer_is_not_asked_for() {
    let broker = Scripted::start(|_, peer| {
        // Maximum QoS 1, no stored messages, packets of 30 bytes at most.
        peer.connack_with(&[0x24, 1, 0x25, 0, 0x27, 0, 0, 0, 30]);
        let (number, _) = peer.publish();
        confirm(peer, kind::PUBACK, number);
        peer.idle();
    });
    let mut fixture = MqttFixture::connected(spec(&broker, Version::V5, &[]));
    fixture.publish(publish(1, "t", "x", 2)).unwrap();
    assert_eq!(fixture.until_fate(1), Fate::Sent);
    assert_eq!(fixture.until_fate(1), Fate::Acknowledged, "with quality of service 1");
    fixture.publish(Publish { retain: true, ..publish(2, "t", "x", 1) }).unwrap();
    assert_eq!(fixture.until_fate(2), Fate::Sent);
    assert_eq!(fixture.until_fate(2), Fate::Dropped(DropReason::RetainNotAccepted));
    let large = fixture.publish(publish(3, "t", &"x".repeat(30), 1));
    assert_eq!(large, Err(PublishError::Refused(RefuseReason::TooLarge { bytes: 31, max: 30 })));
}
