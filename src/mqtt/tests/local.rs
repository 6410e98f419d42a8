//! Against the local broker, in this process.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use crate::model::connection::Version;
use crate::model::id::{ConnectionId, SourceId};
use crate::model::run::{Fate, PublishError, Refusal, RefuseReason, Status};
use crate::model::topic::TopicFilter;
use crate::mqtt::testing::{MqttFixture, free_port, local, publish, spec};
use crate::mqtt::{BrokerOptions, ConnectionSpec, LISTENER, MqttEvent, SourceSubscription};

fn retained(number: u64, topic: &str, payload: &str) -> crate::model::run::Publish {
    crate::model::run::Publish { retain: true, ..publish(number, topic, payload, 1) }
}

#[test]
fn a_message_arrives_once_for_each_matching_source_and_in_the_monitor() {
    let mut fixture =
        MqttFixture::connected(local(&[(1, "halle/#"), (2, "halle/tor"), (2, "halle/+"), (3, "anderes")]));
    fixture.publish(publish(1, "halle/tor", "auf ü", 1)).unwrap();
    fixture.publish(publish(2, "halle/tor", "zu", 1)).unwrap();
    let (sources, row) = fixture.until_message();
    assert_eq!(sources, [SourceId(1), SourceId(2)]);
    assert_eq!((row.topic.as_str(), row.message.as_str(), row.retained), ("halle/tor", "auf ü", false));
    assert_eq!(fixture.until_message().1.message, "zu", "the first one came once");
    assert_eq!(fixture.until_fate(1), Fate::Sent);
    assert_eq!(fixture.until_fate(1), Fate::Acknowledged);
    assert_eq!(fixture.until_passed().message, "auf ü");
    assert_eq!(fixture.until_passed().message, "zu", "the monitor showed the first one once");
    assert_eq!(fixture.statuses(), [&Status::Connecting { attempt: 1 }], "one session for all sources");
}

#[test]
fn every_quality_of_service_ends_as_it_should() {
    let mut fixture = MqttFixture::connected(local(&[(1, "#")]));
    for qos in 0..=2 {
        fixture.publish(publish(u64::from(qos), "t", "x", qos)).unwrap();
        assert_eq!(fixture.until_fate(u64::from(qos)), Fate::Sent);
        if qos > 0 {
            assert_eq!(fixture.until_fate(u64::from(qos)), Fate::Acknowledged);
        }
        assert_eq!(fixture.until_message().1.qos, qos.min(1));
    }
}

#[test]
fn a_retained_value_reaches_later_subscribers_until_it_is_cleared() {
    let mut fixture = MqttFixture::connected(local(&[(1, "jetzt")]));
    fixture.publish(retained(1, "lampe", "an")).unwrap();
    fixture.publish(publish(2, "tor", "auf", 1)).unwrap();
    assert_eq!(fixture.mqtt.drain(Duration::from_secs(10)), 0);

    fixture.mqtt.configure(vec![local(&[(1, "jetzt"), (2, "lampe"), (2, "tor")])]);
    let (sources, row) = fixture.until_message();
    assert_eq!((sources.as_slice(), row.message.as_str(), row.retained), (&[SourceId(2)][..], "an", true));

    fixture.publish(retained(3, "lampe", "")).unwrap();
    assert_eq!(fixture.until_message().1.message, "", "clearing is seen by those who listen");
    fixture.mqtt.configure(vec![local(&[(1, "jetzt")])]);
    fixture.mqtt.configure(vec![local(&[(1, "jetzt"), (2, "lampe")])]);
    fixture.publish(publish(4, "jetzt", "Ende", 1)).unwrap();
    assert_eq!(fixture.until_message().1.message, "Ende", "nothing is stored any more");
    assert_eq!(fixture.statuses(), [&Status::Connecting { attempt: 1 }], "the session stayed all the time");
}

#[test]
fn five_thousand_messages_pass_without_loss_and_in_order() {
    const COUNT: u64 = 5000;
    let fixture = MqttFixture::connected(local(&[(1, "viele")]));
    let deadline = Instant::now() + Duration::from_mins(1);
    let (mut sent, mut acknowledged, mut arrived, mut pushed_back) = (0, 0, 0, false);
    while acknowledged < COUNT || arrived < COUNT {
        while sent < COUNT {
            match fixture.publish(publish(sent, "viele", &sent.to_string(), 1)) {
                Ok(()) => sent += 1,
                Err(PublishError::Full(message)) => {
                    assert_eq!(message.number, sent, "given back unharmed");
                    pushed_back = true;
                    break;
                }
                Err(refused) => panic!("{refused:?}"),
            }
        }
        match fixture.mqtt.wait_event(deadline.saturating_duration_since(Instant::now())).expect("in time") {
            MqttEvent::Fate { fate: Fate::Acknowledged, .. } => acknowledged += 1,
            MqttEvent::Message { row, .. } => {
                assert_eq!(row.message, arrived.to_string());
                arrived += 1;
            }
            MqttEvent::Fate { fate: Fate::Sent, .. } | MqttEvent::Passed { .. } | MqttEvent::Counters { .. } => {}
            other => panic!("{other:?}"),
        }
    }
    assert!(pushed_back, "a publisher that is too fast is told so");
    assert_eq!(fixture.mqtt.drain(Duration::ZERO), 0);
}

#[test]
fn what_cannot_be_sent_is_refused_at_once() {
    let mut fixture = MqttFixture::new();
    let unknown = Err(PublishError::Refused(RefuseReason::UnknownConnection));
    assert_eq!(fixture.publish(publish(1, "t", "x", 1)), unknown);
    fixture.mqtt.configure(vec![local(&[])]);
    fixture.until_status(|status| *status == Status::Connected);
    let max = 16 * 1024 * 1024;
    let too_large = fixture.publish(publish(2, "t", &"x".repeat(max + 1), 1));
    assert_eq!(too_large, Err(PublishError::Refused(RefuseReason::TooLarge { bytes: max + 1, max })));
    fixture.publish(publish(3, "t", &"x".repeat(max), 1)).unwrap();
    assert_eq!(fixture.until_fate(3), Fate::Sent);
    assert_eq!(fixture.until_fate(3), Fate::Acknowledged);
    fixture.mqtt.configure(Vec::new());
    fixture.until_status(|status| *status == Status::Idle);
    assert_eq!(fixture.publish(publish(4, "t", "x", 1)), unknown);
}

#[test]
fn the_broker_is_shared_between_processes_and_outlives_its_owner() {
    let folder = tempfile::tempdir().unwrap();
    let options = BrokerOptions { folder: Some(folder.path().to_owned()), port: free_port() };
    let mut owner = MqttFixture::with_broker(options.clone());
    owner.mqtt.start_broker();
    let (port, shared) = owner.until_broker();
    assert!(!shared);
    assert_eq!(port, options.port, "the wished port is free");
    owner.mqtt.configure(vec![local(&[])]);

    let mut guest = MqttFixture::with_broker(options);
    guest.mqtt.configure(vec![local(&[(1, "#")])]);
    guest.until_status(|status| *status == Status::Connected);
    assert_eq!(guest.until_broker(), (port, true));
    owner.publish(retained(1, "wert", "7")).unwrap();
    let (_, row) = guest.until_message();
    assert_eq!((row.message.as_str(), row.retained), ("7", false));
    assert_eq!(guest.until_passed().message, "7");
    // Published by the guest: the owner's monitor sees it, though nobody there listens.
    guest.publish(publish(1, "vom/gast", "hallo", 1)).unwrap();
    assert_eq!((owner.until_passed().message.as_str(), owner.until_passed().message.as_str()), ("7", "hallo"));
    guest.until_message();

    drop(owner);
    guest.until_status(|status| matches!(status, Status::Retrying { .. }));
    assert!(!guest.until_broker().1, "the guest runs the broker now");
    guest.until_status(|status| *status == Status::Connected);
    let (_, row) = guest.until_message();
    assert_eq!((row.message.as_str(), row.retained), ("7", true), "stored values are on disk");
}

#[test]
fn stored_values_and_the_port_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    // Nothing else may take the port between the two starts: any will do, but the same one again.
    let options = BrokerOptions { folder: Some(folder.path().to_owned()), port: free_port() };
    let mut first = MqttFixture::with_broker(options.clone());
    first.mqtt.configure(vec![local(&[])]);
    first.publish(retained(1, "lampe", "an")).unwrap();
    first.publish(retained(2, "tor", "auf")).unwrap();
    first.publish(retained(3, "tor", "")).unwrap();
    assert_eq!(first.mqtt.drain(Duration::from_secs(20)), 0);
    let (port, _) = first.until_broker();
    drop(first);
    assert!(!folder.path().join("broker.port").exists(), "nobody is led to a broker that is gone");
    let mut second = MqttFixture::with_broker(options);
    second.mqtt.configure(vec![local(&[(1, "#")])]);
    assert_eq!(second.until_broker(), (port, false));
    let (_, row) = second.until_message();
    assert_eq!((row.topic.as_str(), row.message.as_str(), row.retained), ("lampe", "an", true));
    second.publish(publish(4, "ende", "", 1)).unwrap();
    assert_eq!(second.until_message().1.topic, "ende", "what was cleared stays cleared");
}

/// Whether something listens at another address of this computer than 127.0.0.1. That one needs no network, but to the
/// broker it is this computer, which needs no password.
fn is_open(port: u16) -> bool {
    TcpStream::connect((Ipv4Addr::new(127, 0, 0, 2), port)).is_ok()
}

#[test]
fn the_broker_listens_beyond_this_computer_only_while_that_is_wished() {
    if TcpListener::bind((Ipv4Addr::new(127, 0, 0, 2), 0)).is_err() {
        // This system has only one such address.
        return;
    }
    let mut fixture = MqttFixture::with_broker(BrokerOptions { folder: None, port: free_port() });
    fixture.mqtt.configure(vec![local(&[(1, "lampe")])]);
    let (port, _) = fixture.until_broker();
    assert!(!is_open(port));
    fixture.mqtt.open_broker_to_lan("geheim");
    assert_eq!(fixture.until_broker(), (port, false), "it comes back at the same port");
    assert!(is_open(port));
    fixture.mqtt.open_broker_to_lan("");
    assert_eq!(fixture.until_broker(), (port, false));
    assert!(!is_open(port));
    fixture.until_status(|status| *status == Status::Connected);
}

#[test]
fn other_computers_are_let_in_and_shut_out_while_the_broker_runs() {
    // Reached by its address in the network, this computer is another one to the broker.
    let Some(address) = crate::mqtt::addresses().first().copied() else { return };
    let folder = tempfile::tempdir().unwrap();
    let options = BrokerOptions { folder: Some(folder.path().to_owned()), port: free_port() };
    let mut fixture = MqttFixture::with_broker(options);
    fixture.mqtt.configure(vec![local(&[(1, "lampe")])]);
    fixture.until_status(|status| *status == Status::Connected);
    let (port, _) = fixture.until_broker();
    let from_outside = |password: &str| {
        let id = ConnectionId::from_random(5);
        let mut connection = crate::model::connection::Connection::to_host(id, "Handy", &address.to_string(), port);
        let user = crate::model::value::Value::from("steckbrett");
        connection.settings.insert("login".to_owned(), crate::model::value::Value::from("password"));
        connection.settings.insert("user".to_owned(), user);
        ConnectionSpec { password: Some(password.to_owned()), ..spec(&connection, &[]) }
    };
    assert!(matches!(fixture.trial(from_outside("geheim")), Err(Refusal::NothingListens { .. })));
    fixture.publish(retained(1, "lampe", "an")).unwrap();
    assert_eq!(fixture.until_message().1.message, "an");

    fixture.mqtt.open_broker_to_lan("geheim");
    assert_eq!(fixture.until_broker(), (port, false), "it comes back at the same port");
    assert!(fixture.trial(from_outside("geheim")).is_ok());
    assert!(fixture.trial(from_outside("falsch")).is_err());
    fixture.until_status(|status| *status == Status::Connected);

    fixture.mqtt.open_broker_to_lan("");
    assert_eq!(fixture.until_broker(), (port, false));
    assert!(matches!(fixture.trial(from_outside("geheim")), Err(Refusal::NothingListens { .. })));
    fixture.until_status(|status| *status == Status::Connected);
    let mut later = MqttFixture::with_broker(BrokerOptions { folder: Some(folder.path().to_owned()), port });
    later.mqtt.configure(vec![local(&[(1, "lampe")])]);
    let (_, row) = later.until_message();
    assert_eq!((row.message.as_str(), row.retained), ("an", true), "stored values are still there");
}

#[test]
fn a_program_without_a_connection_notices_that_the_owner_of_the_broker_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let options = BrokerOptions { folder: Some(folder.path().to_owned()), port: free_port() };
    let mut owner = MqttFixture::with_broker(options.clone());
    owner.mqtt.start_broker();
    let (port, _) = owner.until_broker();
    let mut idle = MqttFixture::with_broker(options);
    idle.mqtt.start_broker();
    assert_eq!(idle.until_broker(), (port, true));
    drop(owner);
    assert!(!idle.until_broker().1, "it runs the broker itself now, though nothing uses it");
}

#[test]
fn a_taken_port_is_left_alone_and_ending_frees_ours() {
    let foreign = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let wished = foreign.local_addr().unwrap().port();
    let mut fixture = MqttFixture::with_broker(BrokerOptions { folder: None, port: wished });
    fixture.mqtt.configure(vec![local(&[])]);
    fixture.until_status(|status| *status == Status::Connected);
    let (port, _) = fixture.until_broker();
    assert_ne!(port, wished);
    let start = Instant::now();
    drop(fixture);
    assert!(start.elapsed() < Duration::from_secs(2), "took {:?}", start.elapsed());
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).expect("nothing listens any more");
}

#[test]
fn a_trial_leaves_the_session_alone() {
    let mut fixture = MqttFixture::connected(local(&[]));
    let reached = fixture.trial(local(&[])).unwrap();
    assert!(reached.ms < 5000 && reached.tls.is_none(), "{reached:?}");
    assert_eq!(fixture.statuses(), [&Status::Connecting { attempt: 1 }]);
    assert_eq!(ConnectionId::local(), local(&[]).id);
}

#[test]
fn a_listener_hears_everything_and_never_repeats_stored_values_to_the_sources() {
    let listener = |filter: &str| ConnectionSpec {
        subscriptions: vec![SourceSubscription {
            source: LISTENER,
            filter: TopicFilter::parse(filter).unwrap(),
            qos: 0,
        }],
        ..local(&[])
    };
    let mut fixture = MqttFixture::connected(local(&[(1, "jetzt"), (1, "lampe")]));
    fixture.publish(retained(1, "lampe", "an")).unwrap();
    assert_eq!(fixture.until_message().1.message, "an");
    assert_eq!(fixture.until_passed().message, "an");
    fixture.mqtt.listen(vec![listener("#")]);
    let stored = fixture.until_passed();
    assert_eq!((stored.topic.as_str(), stored.retained), ("lampe", true), "the listener gets what is stored");
    fixture.publish(publish(2, "anderes", "x", 1)).unwrap();
    assert_eq!(fixture.until_passed().topic, "anderes");
    fixture.publish(publish(3, "jetzt", "Ende", 1)).unwrap();
    assert_eq!(fixture.until_message().1.message, "Ende", "sources get neither stored values twice nor others' topics");
    assert_eq!(fixture.statuses(), [&Status::Connecting { attempt: 1 }], "nothing is told of the second session");

    fixture.mqtt.configure(Vec::new());
    fixture.until_status(|status| *status == Status::Connected);
    assert!(fixture.until_passed().topic == "jetzt", "seen once");
    fixture.publish(publish(4, "von Hand", "x", 1)).unwrap();
    assert_eq!(fixture.until_passed().topic, "von Hand", "a person still publishes when the app is gone");
    fixture.mqtt.listen(Vec::new());
    fixture.until_status(|status| *status == Status::Idle);
}

/// A session of MQTT 5 on the local broker, packet by packet; gives the properties of the answer.
fn raw_session(port: u16, id: u8) -> (TcpStream, Vec<u8>) {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.write_all(&[0x10, 14, 0, 4, b'M', b'Q', b'T', b'T', 5, 2, 0, 60, 0, 0, 1, id]).unwrap();
    let connack = raw_packet(&mut stream);
    assert_eq!((connack[0], connack[3]), (0x20, 0), "{connack:?}");
    (stream, connack[5..].to_vec())
}

/// A short packet, whole.
fn raw_packet(stream: &mut TcpStream) -> Vec<u8> {
    let mut head = [0; 2];
    stream.read_exact(&mut head).unwrap();
    assert!(head[1] < 0x80, "a long packet");
    let mut packet = vec![0; 2 + usize::from(head[1])];
    stream.read_exact(&mut packet[2..]).unwrap();
    packet[..2].copy_from_slice(&head);
    packet
}

fn port_of(fixture: &mut MqttFixture) -> u16 {
    fixture.until("port", |event| match event {
        MqttEvent::BrokerStarted { port, .. } => Some(*port),
        _ => None,
    })
}

#[test]
fn a_client_of_mqtt_5_is_told_a_size_that_the_standard_knows_and_of_a_takeover() {
    let mut fixture = MqttFixture::connected(local(&[]));
    let port = port_of(&mut fixture);
    let (mut first, properties) = raw_session(port, b'a');
    // The largest packet, among properties that all have other numbers in front.
    let at = properties.windows(5).find(|bytes| bytes[0] == 0x27).expect("a largest packet");
    let size = u32::from_be_bytes(at[1..].try_into().unwrap()) as usize;
    assert_eq!(size, crate::mqtt::client::MAX_PACKET);
    let (_second, _) = raw_session(port, b'a');
    let bye = raw_packet(&mut first);
    assert_eq!((bye[0], bye[2]), (0xe0, 0x8e), "taken over: {bye:?}");
}

#[test]
fn a_takeover_at_the_local_broker_is_told_in_both_versions() {
    for version in [Version::V311, Version::V5] {
        let mut fixture = MqttFixture::connected(local(&[]));
        let port = port_of(&mut fixture);
        let mut far = crate::mqtt::testing::remote(port, &[]);
        far.id = ConnectionId("fern".to_owned());
        (far.settings.version, far.settings.client_id) = (version, "a".to_owned());
        fixture.mqtt.configure(vec![local(&[]), far]);
        fixture.until_status(|status| *status == Status::Connected);
        let (_other, _) = raw_session(port, b'a');
        let ended = fixture.until_status(|status| matches!(status, Status::Retrying { .. }));
        let Status::Retrying { why, .. } = ended else { panic!("{ended:?}") };
        let expected = if version == Version::V5 { Refusal::ClientIdTaken } else { Refusal::Lost };
        assert_eq!(why, expected, "{version:?}");
    }
}
