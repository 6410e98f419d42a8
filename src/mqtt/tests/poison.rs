//! A message that makes the broker close the connection: only that one is given up, and soon.
//!
//! At people's pace, not at the hasty one: the time it takes is part of what is tested.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::model::connection::{SessionKind, Version};
use crate::model::run::{DropReason, Fate, Status};
use crate::mqtt::testing::scripted::{Peer, Scripted, kind};
use crate::mqtt::testing::{Mosquitto, MqttFixture, free_port, publish, remote};
use crate::mqtt::{ConnectionSpec, MqttEvent};

/// How soon everything else has to be confirmed, on a broker that answers at once.
const SOON: Duration = Duration::from_secs(5);
const SESSIONS: [SessionKind; 2] = [SessionKind::Clean, SessionKind::Persistent { expiry_secs: 60 }];

/// All ways: protocol, session, quality of service.
fn ways() -> impl Iterator<Item = (Version, SessionKind, u8)> {
    [Version::V311, Version::V5].into_iter().flat_map(|version| {
        SESSIONS.into_iter().flat_map(move |session| [1, 2].into_iter().map(move |qos| (version, session, qos)))
    })
}

fn spec(port: u16, version: Version, session: SessionKind, subscriptions: &[(u32, &str)]) -> ConnectionSpec {
    let mut spec = remote(port, subscriptions);
    spec.settings.version = version;
    spec.settings.session = session;
    spec
}

/// Topics in the order in which a broker got them.
type ReceivedTopics = Arc<Mutex<Vec<String>>>;

/// Confirms late, and closes at a message to `gift` or `verboten`; at the latter with a reason, in MQTT 5.
fn late(version: Version, session: SessionKind, connection: usize, peer: &mut Peer, seen: &ReceivedTopics) {
    peer.connack_resuming(version, connection > 0 && session != SessionKind::Clean);
    let mut due: Vec<(u8, [u8; 2])> = Vec::new();
    loop {
        let Some((first, body)) = peer.packet_within(Duration::from_millis(20)) else {
            if peer.is_gone() {
                return;
            }
            for (kind, number) in due.drain(..) {
                peer.send(&[kind, 2, number[0], number[1]]);
            }
            continue;
        };
        match first & 0xf0 {
            kind::PUBLISH => {
                let topic = usize::from(u16::from_be_bytes([body[0], body[1]]));
                let name = String::from_utf8(body[2..2 + topic].to_vec()).unwrap();
                seen.lock().unwrap().push(name.clone());
                if name == "verboten" && version == Version::V5 {
                    peer.send(&[0xe0, 1, 0x87]);
                }
                if name == "gift" || name == "verboten" {
                    return peer.cut();
                }
                let answer = if first & 0x06 == 0x04 { kind::PUBREC } else { kind::PUBACK };
                due.push((answer, [body[2 + topic], body[3 + topic]]));
            }
            0x60 => due.push((kind::PUBCOMP, [body[0], body[1]])),
            kind::PINGREQ => peer.send(&[0xd0, 0]),
            _goodbye => return,
        }
    }
}

/// Hands over twelve good messages with a bad one in their midst; gives the order in which the good ones were confirmed.
fn send_around(fixture: &mut MqttFixture, bad: &str, payload: &str, qos: u8, what: &str) -> Vec<u64> {
    for number in 1..=13 {
        let (topic, payload) = if number == 7 { (bad.to_owned(), payload) } else { (format!("gut/{number}"), "gut") };
        fixture.publish(publish(number, &topic, payload, qos)).unwrap();
    }
    let start = Instant::now();
    let mut order = Vec::new();
    for _ in 0..13 {
        let (number, fate) = fixture.until("end", |event| match event {
            MqttEvent::Fate { fate: Fate::Sent, .. } => None,
            MqttEvent::Fate { number, fate, .. } => Some((*number, fate.clone())),
            _ => None,
        });
        match number {
            // mosquitto 2.0 confirms a message to its own topics and throws it away, others close.
            7 if bad.starts_with('$') && fate == Fate::Acknowledged => {}
            7 => assert_eq!(fate, Fate::Dropped(DropReason::Rejected), "{what}"),
            good => {
                assert_eq!(fate, Fate::Acknowledged, "{what}: {good}");
                order.push(good);
            }
        }
    }
    assert!(start.elapsed() < SOON, "{what}: {:?}", start.elapsed());
    order
}

fn good() -> Vec<u64> {
    (1..=13).filter(|number| *number != 7).collect()
}

#[test]
fn only_the_message_that_the_broker_closes_for_is_given_up_and_soon() {
    std::thread::scope(|scope| {
        for ((version, session, qos), gift) in ways().flat_map(|way| ["gift", "verboten"].map(|gift| (way, gift))) {
            scope.spawn(move || {
                let what = format!("{gift} {version:?} {session:?} {qos}");
                let seen = ReceivedTopics::default();
                let log = Arc::clone(&seen);
                let broker = Scripted::start(move |connection, peer| late(version, session, connection, peer, &log));
                let mut fixture = MqttFixture::connected(spec(broker.port(), version, session, &[]));
                let order = send_around(&mut fixture, gift, "gut", qos, &what);
                assert_eq!(order, good(), "{what}");
                let mut times = BTreeMap::new();
                for topic in seen.lock().unwrap().iter().filter(|topic| *topic != gift) {
                    *times.entry(topic.clone()).or_insert(0) += 1;
                }
                assert_eq!(times.len(), 12, "{what}");
                assert!(times.values().all(|times| *times <= 2), "{what}: {times:?}");
                // It was an episode: the next loss is followed by the first pause again.
                fixture.publish(publish(20, gift, "gut", qos)).unwrap();
                let (attempt, in_ms) = fixture.until("pause", |event| match event {
                    MqttEvent::Status { status: Status::Retrying { attempt, in_ms, .. }, .. } => {
                        Some((*attempt, *in_ms))
                    }
                    _ => None,
                });
                assert!(attempt == 1 && in_ms <= 600, "{what}: {attempt}, {in_ms} ms");
            });
        }
    });
}

#[test]
fn what_mosquitto_closes_for_is_given_up_alone() {
    // In MQTT 5 it names its limit, and refuses what is not allowed instead of closing.
    let version = Version::V311;
    std::thread::scope(|scope| {
        for (bad, payload) in [("$SYS/x", "gut".to_owned()), ("groß", "x".repeat(2000))] {
            for (session, qos) in SESSIONS.into_iter().flat_map(|session| [(session, 1), (session, 2)]) {
                let payload = payload.clone();
                scope.spawn(move || {
                    let what = format!("{bad} {session:?} {qos}");
                    let port = free_port();
                    let settings = "allow_anonymous true\nmax_packet_size 1000\n";
                    let _broker = Mosquitto::configured(port, |_folder| settings.to_owned());
                    let mut listener = MqttFixture::connected(spec(port, version, SessionKind::Clean, &[(1, "gut/#")]));
                    let mut fixture = MqttFixture::connected(spec(port, version, session, &[]));
                    assert_eq!(send_around(&mut fixture, bad, &payload, qos, &what), good(), "{what}");
                    listener.publish(publish(99, "gut/ende", "gut", 1)).unwrap();
                    let topics = std::iter::repeat_with(|| listener.until_message().1.topic);
                    let mut times = BTreeMap::new();
                    for topic in topics.take_while(|topic| topic != "gut/ende") {
                        *times.entry(topic).or_insert(0) += 1;
                    }
                    assert_eq!(times.len(), 12, "{what}");
                    assert!(times.values().all(|times| *times <= 2), "{what}: {times:?}");
                });
            }
        }
    });
}
