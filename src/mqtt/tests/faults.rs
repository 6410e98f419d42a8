//! Against a scripted broker: silence, codes and packets that no real broker can be brought to send.

use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use crate::model::connection::Version;
use crate::model::run::{DropReason, Fate, FilterList, LinkWarning, Refusal, Status};
use crate::mqtt::testing::scripted::{Peer, Scripted, kind};
use crate::mqtt::testing::{Mosquitto, MqttFixture, free_port, publish, remote};
use crate::mqtt::{ConnectionSpec, MqttEvent};

const VERSIONS: [Version; 2] = [Version::V311, Version::V5];

fn spec(broker: &Scripted, version: Version, subscriptions: &[(u32, &str)]) -> ConnectionSpec {
    let mut spec = remote(broker.port(), subscriptions);
    spec.settings.version = version;
    spec
}

fn until_retrying(fixture: &mut MqttFixture) -> (u64, Refusal) {
    match fixture.until_status(|status| matches!(status, Status::Retrying { .. })) {
        Status::Retrying { in_ms, why: refusal, .. } => (in_ms, refusal),
        other => panic!("{other:?}"),
    }
}

#[test]
fn check_9_pauses_between_attempts_grow_while_the_broker_is_gone() {
    let port = free_port();
    let broker = Mosquitto::start(port);
    let mut fixture = MqttFixture::hasty();
    fixture.mqtt.configure(vec![remote(port, &[])]);
    fixture.until_status(|status| *status == Status::Connected);
    // Killed, not stopped: no goodbye.
    drop(broker);
    let start = Instant::now();
    let pauses: Vec<u64> = (0..12).map(|_| until_retrying(&mut fixture).0).collect();
    // The last pause has only begun.
    let waited: u64 = pauses[..11].iter().sum();
    assert!(start.elapsed() >= Duration::from_millis(waited), "no attempt before its time: {pauses:?}");
    assert!(waited >= 600, "the hundredth part of a minute in at most 12 attempts: {pauses:?}");
    assert!(pauses[3] > pauses[0] && pauses[5] > pauses[3], "{pauses:?}");
    assert!(pauses.iter().all(|pause| *pause <= 300), "{pauses:?}");
}

#[test]
fn check_10_a_broker_that_never_answers_is_named() {
    for version in VERSIONS {
        let broker = Scripted::start(|_, peer| peer.ignore());
        let mut spec = spec(&broker, version, &[]);
        spec.settings.connect_timeout_secs = 1;
        let start = Instant::now();
        assert_eq!(MqttFixture::new().trial(spec), Err(Refusal::NoAnswer { secs: 1 }), "{version:?}");
        assert!(start.elapsed() < Duration::from_secs(3), "{version:?}: {:?}", start.elapsed());
    }
}

#[test]
fn check_11_a_broker_that_falls_silent_is_noticed() {
    for version in VERSIONS {
        let broker = Scripted::start(move |_, peer| {
            peer.connack(version);
            peer.ignore();
        });
        let mut spec = spec(&broker, version, &[]);
        spec.settings.keep_alive_secs = 1;
        let mut fixture = MqttFixture::connected(spec);
        let start = Instant::now();
        assert_eq!(until_retrying(&mut fixture).1, Refusal::Lost, "{version:?}");
        // Two times the keep-alive, twice.
        assert!(start.elapsed() < Duration::from_secs(4), "{version:?}: {:?}", start.elapsed());
    }
}

/// Sends what a broker must not send, and tells what the client makes of it.
fn confuse(version: Version, connection: usize, peer: &mut Peer, tell: &Sender<Vec<u8>>) {
    peer.connack(version);
    peer.suback(version, 2);
    if connection > 0 {
        // After the unknown confirmation: everything that was not confirmed comes again.
        let (number, _) = peer.publish();
        peer.send(&[kind::PUBACK, 2, number[0], number[1]]);
        return peer.idle();
    }
    // A message with quality of service 2, twice, then its release.
    let properties: &[u8] = if version == Version::V5 { &[0] } else { &[] };
    let message = [&[0, 1, b't', 0, 9], properties, b"einmal"].concat();
    for first in [0x34, 0x3c] {
        peer.send(&[&[first, message.len() as u8][..], &message].concat());
        assert_eq!(peer.expect(kind::PUBREC)[..2], [0, 9]);
    }
    peer.send(&[kind::PUBREL, 2, 0, 9]);
    assert_eq!(peer.expect(kind::PUBCOMP)[..2], [0, 9]);
    // A release of what was never sent.
    peer.send(&[kind::PUBREL, 2, 0, 77]);
    tell.send(peer.expect(kind::PUBCOMP)).unwrap();
    // Confirmations in the wrong order.
    let numbers: Vec<_> = (0..3).map(|_| peer.publish().0).collect();
    for number in numbers.iter().rev() {
        peer.send(&[kind::PUBACK, 2, number[0], number[1]]);
    }
    // A confirmation of what was never sent, while another message waits for its own.
    peer.publish();
    peer.send(&[kind::PUBACK, 2, 0x7f, 0xff]);
    peer.ignore();
}

#[test]
fn check_19_packets_out_of_turn_do_no_harm() {
    for version in VERSIONS {
        let (sender, told) = channel();
        let broker = Scripted::start(move |connection, peer| confuse(version, connection, peer, &sender));
        let mut fixture = MqttFixture::hasty();
        fixture.mqtt.configure(vec![spec(&broker, version, &[(1, "t")])]);
        assert_eq!(fixture.until_message().1.message, "einmal", "{version:?}");
        assert_eq!(told.recv_timeout(Duration::from_secs(10)).unwrap()[..2], [0, 77], "{version:?}");
        for number in 0..4 {
            fixture.publish(publish(number, "u", "x", 1)).unwrap();
        }
        for number in 0..4 {
            assert_eq!(fixture.until_fate(number), Fate::Sent, "{version:?}");
            assert_eq!(fixture.until_fate(number), Fate::Acknowledged, "{version:?}");
        }
        fixture.until_status(|status| *status == Status::Connected);
        assert_eq!(broker.connections(), 2, "{version:?}: the library gives up a session for an unknown number");
        let twice = fixture.mqtt.try_event();
        assert!(!matches!(twice, Some(MqttEvent::Message { .. })), "{version:?}: {twice:?}");
    }
}

#[test]
fn a_refused_filter_is_reported_and_the_rest_goes_on() {
    for (version, code) in [(Version::V311, 0x80), (Version::V5, 0x87)] {
        let broker = Scripted::start(move |_, peer| {
            peer.connack(version);
            peer.suback(version, code);
            peer.idle();
        });
        let mut fixture = MqttFixture::connected(spec(&broker, version, &[(1, "intern/#")]));
        let warning = fixture.until("warning", |event| match event {
            MqttEvent::Warned { warning, .. } => Some(warning.clone()),
            _ => None,
        });
        assert_eq!(
            warning,
            LinkWarning::FiltersRefused { filters: FilterList::from_iter(["intern/#".to_owned()]) },
            "{version:?}"
        );
    }
}

#[test]
fn each_code_of_a_refused_message_has_its_own_fate() {
    let reasons = [
        (0x87, DropReason::NotAllowed),
        (0x90, DropReason::TopicNotAccepted),
        (0x97, DropReason::Quota),
        (0x99, DropReason::PayloadFormat),
        (0x83, DropReason::Code { code: 0x83 }),
    ];
    let codes = reasons.clone().map(|(code, _)| code);
    let broker = Scripted::start(move |_, peer| {
        peer.connack(Version::V5);
        for (first, code) in codes.iter().flat_map(|code| [(kind::PUBACK, *code), (kind::PUBREC, *code)]) {
            let (number, _) = peer.publish();
            peer.send(&[first, 3, number[0], number[1], code]);
        }
        let (number, _) = peer.publish();
        peer.send(&[kind::PUBACK, 3, number[0], number[1], 0x10]);
        peer.idle();
    });
    let mut fixture = MqttFixture::connected(spec(&broker, Version::V5, &[]));
    let mut number = 0;
    for (_, reason) in reasons {
        for qos in [1, 2] {
            fixture.publish(publish(number, "t", "x", qos)).unwrap();
            assert_eq!(fixture.until_fate(number), Fate::Sent);
            assert_eq!(fixture.until_fate(number), Fate::Dropped(reason.clone()));
            number += 1;
        }
    }
    fixture.publish(publish(number, "t", "x", 1)).unwrap();
    assert_eq!(fixture.until_fate(number), Fate::Sent);
    assert_eq!(fixture.until_fate(number), Fate::Acknowledged, "nobody listens, but it was taken");
    assert_eq!(broker.connections(), 1, "all in one session");
}

#[test]
fn brokers_of_mqtt_5_say_why_they_refuse_or_end() {
    let greetings = [
        (0x84, Refusal::WrongVersion { wanted: Version::V5 }),
        (0x85, Refusal::ClientIdRefused),
        (0x86, Refusal::WrongLogin),
        (0x87, Refusal::WrongLogin),
        (0x88, Refusal::BrokerUnavailable),
        (0x8a, Refusal::ShutOut),
        (0x97, Refusal::TooMuch),
        (0x9d, Refusal::Moved { to: String::new() }),
    ];
    for (code, refusal) in greetings {
        let broker = Scripted::start(move |_, peer| {
            peer.expect(kind::CONNECT);
            peer.send(&[0x20, 3, 0, code, 0]);
        });
        assert_eq!(MqttFixture::new().trial(spec(&broker, Version::V5, &[])), Err(refusal), "0x{code:02x}");
    }
    // A broker that knows only 3.1.1 answers in the form of that version.
    let old = Scripted::start(|connection, peer| {
        if connection == 0 {
            peer.expect(kind::CONNECT);
            peer.send(&[0x20, 2, 0, 1]);
        } else {
            peer.connack(Version::V311);
            peer.expect(kind::DISCONNECT);
        }
    });
    let refused = MqttFixture::new().trial(spec(&old, Version::V5, &[]));
    assert_eq!(refused, Err(Refusal::WrongVersion { wanted: Version::V5 }));
    let farewells = [
        (0x8b, Refusal::BrokerStopped),
        (0x89, Refusal::BrokerUnavailable),
        (0x8e, Refusal::ClientIdTaken),
        (0x97, Refusal::TooMuch),
    ];
    for (code, refusal) in farewells {
        let broker = Scripted::start(move |_, peer| {
            peer.connack(Version::V5);
            peer.send(&[kind::DISCONNECT, 2, code, 0]);
            peer.cut();
        });
        let mut fixture = MqttFixture::new();
        fixture.mqtt.configure(vec![spec(&broker, Version::V5, &[])]);
        assert_eq!(until_retrying(&mut fixture).1, refusal, "0x{code:02x}");
    }
}
