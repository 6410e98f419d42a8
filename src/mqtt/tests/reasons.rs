//! What a broker says, or does without a word, is told as what it is, with a next step.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::net::TcpStream;

use crate::i18n::Lang;
use crate::model::connection::{Announcement, Transport, Version};
use crate::model::refusal::BrokerReason;
use crate::model::run::{FilterList, LinkWarning, Refusal, Status};
use crate::mqtt::MqttEvent;
use crate::mqtt::testing::scripted::{Scripted, kind};
use crate::mqtt::testing::{Mosquitto, MqttFixture, free_port, publish, remote, remote_v5};

/// All codes of MQTT 5 with which a broker refuses to let a client in.
const OF_CONNACK: [u8; 21] = [
    0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8c, 0x90, 0x95, 0x97, 0x99, 0x9a, 0x9b, 0x9c,
    0x9d, 0x9f,
];
/// All codes of MQTT 5 with which a broker ends a session.
const OF_DISCONNECT: [u8; 29] = [
    0x00, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8b, 0x8d, 0x8e, 0x8f, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99,
    0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f, 0xa0, 0xa1, 0xa2, 0x04,
];

/// Both sentences, once they say something of their own.
#[track_caller]
fn sentences(code: u8, refusal: &Refusal) -> String {
    let [de, en] = [Lang::De, Lang::En].map(|lang| crate::say::refusal(refusal, lang));
    assert!(!matches!(refusal, Refusal::Other { .. } | Refusal::Lost), "0x{code:02x}: {refusal:?}");
    format!("0x{code:02x} {de}\n     {en}\n")
}

#[test]
fn each_code_that_refuses_a_client_has_its_sentence() {
    let broker = Scripted::start(|number, peer| {
        peer.expect(kind::CONNECT);
        peer.send(&[0x20, 3, 0, OF_CONNACK[number], 0]);
    });
    let mut fixture = MqttFixture::new();
    let said = OF_CONNACK.map(|code| sentences(code, &fixture.trial(remote_v5(broker.port(), &[])).unwrap_err()));
    insta::assert_snapshot!(said.concat());
}

#[test]
fn each_code_that_ends_a_session_has_its_sentence() {
    let broker = Scripted::start(|number, peer| {
        peer.connack(Version::V5);
        // In its shortest form by turns, as mosquitto sends it.
        let code = OF_DISCONNECT[number];
        if number % 2 == 0 {
            peer.send(&[0xe0, 1, code]);
        } else {
            peer.send(&[0xe0, 2, code, 0]);
        }
        peer.ignore();
    });
    let said = OF_DISCONNECT.map(|code| {
        let mut fixture = MqttFixture::hasty();
        fixture.mqtt.configure(vec![remote_v5(broker.port(), &[])]);
        let ended = fixture.until_status(|status| matches!(status, Status::Retrying { .. } | Status::Failed(_)));
        let (Status::Retrying { why, .. } | Status::Failed(why)) = ended else { panic!("{ended:?}") };
        sentences(code, &why)
    });
    insta::assert_snapshot!(said.concat());
}

/// What is put right at the broker heals by itself: a panel must not wait for somebody who comes by.
#[test]
fn who_was_let_in_once_is_tried_again_slowly_whatever_the_broker_says_later() {
    for code in [0x86, 0x87, 0x8a] {
        let broker = Scripted::start(move |number, peer| match number {
            0 => {
                peer.connack(Version::V5);
                peer.cut();
            }
            1 => {
                peer.expect(kind::CONNECT);
                peer.send(&[0x20, 3, 0, code, 0]);
            }
            _ => {
                peer.connack(Version::V5);
                peer.ignore();
            }
        });
        let mut fixture = MqttFixture::hasty();
        fixture.mqtt.configure(vec![remote_v5(broker.port(), &[])]);
        let refused = |status: &Status| match status {
            Status::Retrying { why, in_ms, .. } => why.is_permanent() && *in_ms >= 250,
            _ => false,
        };
        fixture.until_status(|status| *status == Status::Connected);
        fixture.until_status(refused);
        fixture.until_status(|status| *status == Status::Connected);
    }
}

#[test]
fn the_words_of_a_broker_are_told_with_its_reason() {
    let broker = Scripted::start(|_, peer| {
        peer.connack(Version::V5);
        peer.send(&[0xe0, 2 + 3 + 4, 0x83, 7, 0x1f, 0, 4, b'V', b'o', b'l', b'l']);
        peer.ignore();
    });
    let mut fixture = MqttFixture::hasty();
    fixture.mqtt.configure(vec![remote_v5(broker.port(), &[])]);
    let ended = fixture.until_status(|status| matches!(status, Status::Retrying { .. }));
    assert!(crate::say::status(&ended, Lang::De).contains("sagt dazu „Voll“."), "{ended:?}");
}

#[test]
fn a_broker_of_another_version_is_told_over_every_transport() {
    for (asked, answer) in [(Version::V5, [0x20, 2, 0, 1]), (Version::V311, [0x20, 2, 0, 0x84])] {
        for transport in [Transport::Tcp, Transport::WebSocket] {
            let broker = Scripted::start(move |_, peer| match transport {
                // Some leave it open after that, so the library waits for the rest of what it takes for MQTT 5.
                Transport::Tcp => {
                    peer.expect(kind::CONNECT);
                    peer.send(&answer);
                    peer.ignore();
                }
                Transport::WebSocket => {
                    peer.web_socket("Sec-WebSocket-Protocol: mqtt\r\n");
                    peer.frame(&answer);
                    peer.ignore();
                }
            });
            let mut spec = remote(broker.port(), &[]);
            (spec.settings.version, spec.settings.transport) = (asked, transport);
            spec.settings.connect_timeout_secs = 1;
            let refused = MqttFixture::new().trial(spec);
            assert_eq!(refused, Err(Refusal::WrongVersion { wanted: asked }), "{transport:?}");
        }
    }
}

#[test]
fn a_broker_of_another_version_that_only_closes_is_told_over_every_transport() {
    for transport in [Transport::Tcp, Transport::WebSocket] {
        let broker = Scripted::start(move |_, peer| {
            if transport == Transport::WebSocket {
                peer.web_socket("Sec-WebSocket-Protocol: mqtt\r\n");
                return peer.frame_unless_version_5(&[0x20, 2, 0, 0]);
            }
            let Some((_, connect)) = peer.packet() else { return };
            if connect.get(6) == Some(&4) {
                peer.send(&[0x20, 2, 0, 0]);
                peer.ignore();
            }
        });
        let mut spec = remote_v5(broker.port(), &[]);
        spec.settings.transport = transport;
        let refused = MqttFixture::new().trial(spec);
        assert_eq!(refused, Err(Refusal::WrongVersion { wanted: Version::V5 }), "{transport:?}");
    }
}

#[test]
fn a_web_socket_without_mqtt_is_told() {
    for header in ["", "Sec-WebSocket-Protocol: soap\r\n"] {
        let broker = Scripted::start(move |_, peer| peer.web_socket(header));
        for version in [Version::V311, Version::V5] {
            let mut spec = remote(broker.port(), &[]);
            (spec.settings.version, spec.settings.transport) = (version, Transport::WebSocket);
            let refused = MqttFixture::new().trial(spec);
            assert_eq!(refused, Err(Refusal::NoMqttInWebSocket), "{version:?} {header:?}");
        }
    }
}

/// A connection that takes the only place.
fn taking_the_place(port: u16) -> TcpStream {
    use std::io::Write as _;
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.write_all(b"\x10\x0d\0\x04MQTT\x04\x02\0\x3c\0\x01a").unwrap();
    stream.read_exact(&mut [0; 4]).unwrap();
    stream
}

#[test]
fn a_broker_without_room_does_not_want_tls() {
    let port = free_port();
    let _broker = Mosquitto::configured(port, |_| "allow_anonymous true\nmax_connections 1\n".to_owned());
    let _first = taking_the_place(port);
    for version in [Version::V311, Version::V5] {
        let mut spec = remote(port, &[]);
        spec.settings.version = version;
        assert_eq!(MqttFixture::new().trial(spec.clone()), Err(Refusal::ClosedAtOnce), "{version:?}");
        spec.settings.tls = true;
        assert_eq!(MqttFixture::new().trial(spec.clone()), Err(Refusal::ClosedAtOnce), "{version:?} with TLS");
        spec.settings.tls = false;
        spec.settings.transport = Transport::WebSocket;
        assert_eq!(MqttFixture::new().trial(spec), Err(Refusal::ClosedAtOnce), "{version:?} in a WebSocket");
    }
    let said = crate::say::refusal(&Refusal::ClosedAtOnce, Lang::De);
    assert!(said.contains("Höchstzahl an Verbindungen") && !said.contains("TLS"), "{said}");
}

#[test]
fn a_last_will_that_the_broker_does_not_take_is_told_as_that() {
    let port = free_port();
    let _broker = Mosquitto::configured(port, |_| "allow_anonymous true\nretain_available false\n".to_owned());
    // A trial goes without a will, so that nobody is ever told of its end.
    let failed = |spec| {
        let mut fixture = MqttFixture::new();
        fixture.mqtt.configure(vec![spec]);
        fixture.until_failed()
    };
    let because = |reason| Refusal::Broker { reason, words: String::new() };
    let mut spec = remote_v5(port, &[]);
    let stored = Announcement { topic: "w".to_owned(), message: "weg".to_owned(), qos: 0, retain: true };
    spec.settings.will = Some(stored.clone());
    assert_eq!(failed(spec), because(BrokerReason::WillRetained));
    // In 3.1.1 brokers only close: newer ones than Debian's at a stored will, others at any.
    for (flag, reason) in [(0x20, BrokerReason::WillRetained), (0x04, BrokerReason::Will)] {
        let picky = Scripted::start(move |_, peer| {
            let Some((_, connect)) = peer.packet() else { return };
            if connect.get(7).is_some_and(|flags| flags & flag == 0) {
                peer.send(&[0x20, 2, 0, 0]);
                peer.ignore();
            }
        });
        let mut spec = remote(picky.port(), &[]);
        spec.settings.will = Some(stored.clone());
        assert_eq!(failed(spec), because(reason));
    }
}

fn warning(fixture: &mut MqttFixture) -> LinkWarning {
    fixture.until("warning", |event| match event {
        MqttEvent::Warned { warning, .. } => Some(warning.clone()),
        _ => None,
    })
}

#[test]
fn a_lower_quality_of_service_is_told() {
    for version in [Version::V311, Version::V5] {
        let broker = Scripted::start(move |_, peer| {
            peer.connack(version);
            peer.suback(version, 0);
            peer.idle();
        });
        let mut spec = remote(broker.port(), &[(1, "t")]);
        spec.settings.version = version;
        let mut fixture = MqttFixture::connected(spec);
        let lowered =
            LinkWarning::QosLowered { filters: FilterList::from_iter(["t".to_owned()]), asked: 1, granted: 0 };
        assert_eq!(warning(&mut fixture), lowered, "{version:?}");
    }
    let broker = Scripted::start(|_, peer| {
        peer.connack_with(&[0x24, 0]);
        peer.idle();
    });
    let mut fixture = MqttFixture::connected(remote_v5(broker.port(), &[]));
    fixture.publish(publish(1, "t", "a", 0)).unwrap();
    fixture.publish(publish(2, "t", "b", 1)).unwrap();
    assert_eq!(warning(&mut fixture), LinkWarning::PublishQosLowered { most: 0 });
}

/// The filters of a SUBSCRIBE of version 3.1.1 (MQTT 3.1.1, 3.8.3).
fn filters_in(body: &[u8]) -> Vec<String> {
    let (mut filters, mut rest) = (Vec::new(), &body[2..]);
    while let [high, low, more @ ..] = rest {
        let (filter, more) = more.split_at(usize::from(u16::from_be_bytes([*high, *low])));
        filters.push(String::from_utf8(filter.to_vec()).unwrap());
        rest = &more[1..];
    }
    filters
}

#[test]
fn filters_that_are_refused_are_told_in_one_line_however_many_they_are() {
    let broker = Scripted::start(|_, peer| {
        peer.connack(Version::V311);
        let body = loop {
            match peer.packet() {
                Some((kind::SUBSCRIBE, body)) => break body,
                Some(_) => {}
                None => return,
            }
        };
        let codes = vec![0x80; filters_in(&body).len()];
        peer.send(&[&[0x90, 2 + codes.len() as u8, body[0], body[1]], codes.as_slice()].concat());
        peer.idle();
    });
    let filters: Vec<String> = (0..50).map(|n| format!("halle/{n}/x")).collect();
    let subscriptions: Vec<(u32, &str)> = (1..).zip(filters.iter().map(String::as_str)).collect();
    let mut fixture = MqttFixture::connected(remote(broker.port(), &subscriptions));
    let LinkWarning::FiltersRefused { filters } = warning(&mut fixture) else { panic!("another warning") };
    assert_eq!((filters.named.len(), filters.others), (3, 47));
}

#[test]
fn what_is_refused_gives_way_to_the_filters_that_were_chosen() {
    /// The filters, what the broker is asked for first, and then, as it refuses that.
    type Case = (&'static [(u32, &'static str)], &'static str, &'static [&'static str]);
    let cases: [Case; 2] =
        [(&[(1, "a/+"), (2, "+/b")], "+/+", &["+/b", "a/+"]), (&[(1, "a/#"), (2, "a/b")], "a/#", &["a/b"])];
    for (sources, first, then) in cases {
        let (asked, seen) = std::sync::mpsc::channel();
        let broker = Scripted::start(move |_, peer| {
            peer.connack(Version::V311);
            loop {
                let Some((byte, body)) = peer.packet() else { return };
                if byte != kind::SUBSCRIBE {
                    continue;
                }
                let filters = filters_in(&body);
                let codes = filters.iter().map(|filter| if filter == "+/+" || filter == "a/#" { 0x80 } else { 1 });
                let codes: Vec<u8> = codes.collect();
                peer.send(&[&[0x90, 2 + codes.len() as u8, body[0], body[1]], codes.as_slice()].concat());
                asked.send(filters).unwrap();
            }
        });
        let mut fixture = MqttFixture::connected(remote(broker.port(), sources));
        assert_eq!(seen.recv().unwrap(), [first]);
        assert_eq!(seen.recv().unwrap(), then);
        if first == "a/#" {
            assert_eq!(
                warning(&mut fixture),
                LinkWarning::FiltersRefused { filters: FilterList::from_iter([first.to_owned()]) }
            );
        }
        let told: BTreeSet<String> = std::iter::from_fn(|| fixture.mqtt.try_event())
            .filter(|event| matches!(event, MqttEvent::Warned { .. }))
            .map(|event| format!("{event:?}"))
            .collect();
        assert!(told.is_empty(), "nobody knows of a wider one: {told:?}");
    }
}
