//! Sizes, topics, rights and client ids, against mosquitto.

use std::time::Duration;

use crate::model::connection::{Announcement, Transport, Version};
use crate::model::run::{DropReason, Fate, LinkWarning, Publish, PublishError, Refusal, RefuseReason, Status};
use crate::model::topic::TopicName;
use crate::mqtt::MqttEvent;
use crate::mqtt::testing::{Mosquitto, MqttFixture, WAYS, free_port, publish, remote, remote_v5};

/// The message was sent and confirmed.
#[track_caller]
fn confirmed(fixture: &mut MqttFixture, number: u64) {
    assert_eq!(fixture.until_fate(number), Fate::Sent);
    assert_eq!(fixture.until_fate(number), Fate::Acknowledged);
}

#[test]
fn check_14_a_topic_that_is_not_allowed_says_so_and_the_rest_goes_on() {
    let port = free_port();
    let _broker = Mosquitto::configured(port, |folder| {
        let rights = folder.join("rights");
        std::fs::write(&rights, "topic readwrite erlaubt/#\n").unwrap();
        format!("allow_anonymous true\nacl_file {}\n", rights.display())
    });
    let mut fixture = MqttFixture::connected(remote_v5(port, &[(1, "erlaubt/#")]));
    fixture.publish(publish(1, "geheim/tor", "auf", 1)).unwrap();
    fixture.publish(publish(2, "geheim/tor", "auf", 2)).unwrap();
    fixture.publish(publish(3, "erlaubt/tor", "auf", 1)).unwrap();
    for number in [1, 2] {
        assert_eq!(fixture.until_fate(number), Fate::Sent);
        assert_eq!(fixture.until_fate(number), Fate::Dropped(DropReason::NotAllowed));
    }
    confirmed(&mut fixture, 3);
    assert_eq!(fixture.until_message().1.topic, "erlaubt/tor");
    assert_eq!(fixture.statuses(), [&Status::Connecting { attempt: 1 }], "one session for all of it");
}

#[test]
fn check_15_topics_that_break_a_rule_never_reach_the_broker() {
    for topic in ["", "a/+", "a/#", "a\0b", &"x".repeat(65_536)] {
        assert!(TopicName::parse(topic).is_err(), "{topic:?} could be published to");
    }
    // Those that are not published by blocks are typed into the connection.
    let bad = |topic: &str| {
        let (topic, message) = (topic.to_owned(), "x".to_owned());
        Some(Announcement { topic, message, qos: 1, retain: false })
    };
    let port = free_port();
    let _broker = Mosquitto::start(port);
    for version in [Version::V311, Version::V5] {
        let mut spec = remote(port, &[]);
        spec.settings.version = version;
        (spec.settings.birth, spec.settings.will, spec.settings.close) = (bad("a/+"), bad("#"), bad("a\0"));
        let mut fixture = MqttFixture::connected(spec);
        fixture.publish(publish(1, "t", "x", 1)).unwrap();
        confirmed(&mut fixture, 1);
        assert_eq!(fixture.statuses(), [&Status::Connecting { attempt: 1 }], "{version:?}");
    }
}

#[test]
fn check_16_every_topic_and_payload_arrives_as_it_was() {
    let (port, web) = (free_port(), free_port());
    let _broker = Mosquitto::with_web(port, web);
    let large: Vec<u8> = (0..1024 * 1024).map(|n: u32| (n % 127) as u8).collect();
    let pairs = [
        ("Halle 1/Größe", "äöü ß".as_bytes()),
        ("emoji/🚀/ ", "🙂👨‍👩‍👧".as_bytes()),
        ("/leer//", b""),
        ("groß", large.as_slice()),
    ];
    let mut by_tcp = MqttFixture::connected(remote(port, &[(1, "#")]));
    for (version, transport) in WAYS {
        // mosquitto sends only 40 kB/s through a WebSocket, so there the large one is awaited elsewhere.
        let (port, filters) = match transport {
            Transport::Tcp => (port, vec![(1, "#")]),
            Transport::WebSocket => (web, vec![(1, "Halle 1/#"), (1, "emoji/#"), (1, "/leer//")]),
        };
        let mut spec = remote(port, &filters);
        (spec.settings.version, spec.settings.transport) = (version, transport);
        let mut fixture = MqttFixture::connected(spec);
        for (number, (topic, payload)) in pairs.iter().enumerate() {
            let message = Publish { payload: payload.to_vec(), ..publish(number as u64, topic, "", 1) };
            fixture.publish(message).unwrap();
            let (_, seen) = by_tcp.until_message();
            let elsewhere = transport == Transport::WebSocket && *topic == "groß";
            let row = if elsewhere { seen } else { fixture.until_message().1 };
            assert_eq!(row.topic, *topic);
            assert!(row.message.as_bytes() == *payload, "{version:?} {transport:?} {topic}: other bytes");
            confirmed(&mut fixture, number as u64);
        }
    }
}

#[test]
fn check_17_a_message_over_the_limit_of_the_broker_is_refused_with_sizes() {
    let port = free_port();
    let limit = |_: &std::path::Path| "allow_anonymous true\nmax_packet_size 2000\n".to_owned();
    let mut fixture = MqttFixture::new();
    fixture.mqtt.configure(vec![remote_v5(port, &[(1, "t")])]);
    // Nobody knows the limit before the broker is there.
    fixture.publish(publish(1, "t", &"x".repeat(1995), 1)).unwrap();
    fixture.publish(publish(2, "t", "danach", 1)).unwrap();
    let _broker = Mosquitto::configured(port, limit);
    // Topic and its length, packet number, no properties, header.
    let bytes = 1995 + 1 + 2 + 2 + 1 + 3;
    assert_eq!(fixture.until_fate(1), Fate::Dropped(DropReason::TooLarge { sizes: Some((bytes, 2000)) }));
    confirmed(&mut fixture, 2);
    assert_eq!(fixture.until_message().1.message, "danach");
    // Now it is refused where it is published.
    let refused = fixture.publish(publish(3, "t", &"x".repeat(2000), 1));
    let refusal = RefuseReason::TooLarge { bytes: 2001, max: 2000 };
    assert_eq!(refused, Err(PublishError::Refused(refusal)));
    fixture.publish(publish(4, "t", &"x".repeat(2000 - 9), 1)).unwrap();
    confirmed(&mut fixture, 4);
}

/// Whoever waits for the outbox hears of it too when the last message is one that is too large.
#[test]
fn nobody_waits_on_for_a_message_that_is_too_large() {
    let port = free_port();
    let limit = |_: &std::path::Path| "allow_anonymous true\nmax_packet_size 2000\n".to_owned();
    let fixture = MqttFixture::new();
    fixture.mqtt.configure(vec![remote_v5(port, &[])]);
    fixture.publish(publish(1, "t", &"x".repeat(1995), 1)).unwrap();
    let (sender, left) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(|| sender.send(fixture.mqtt.drain(Duration::from_mins(1))).unwrap());
        let _broker = Mosquitto::configured(port, limit);
        assert_eq!(left.recv_timeout(Duration::from_secs(20)), Ok(0));
    });
}

#[test]
fn check_17_what_a_broker_refuses_in_its_own_way_does_not_hold_up_the_rest() {
    let port = free_port();
    let _broker = Mosquitto::configured(port, |_folder| "allow_anonymous true\nmessage_size_limit 1000\n".to_owned());
    let mut fixture = MqttFixture::hasty();
    fixture.mqtt.configure(vec![remote_v5(port, &[])]);
    fixture.until_status(|status| *status == Status::Connected);
    fixture.publish(publish(1, "t", "vorher", 1)).unwrap();
    fixture.publish(publish(2, "t", &"x".repeat(1001), 1)).unwrap();
    fixture.publish(publish(3, "t", "danach", 1)).unwrap();
    confirmed(&mut fixture, 1);
    assert_eq!(fixture.until_fate(2), Fate::Sent);
    assert_eq!(fixture.until_fate(2), Fate::Dropped(DropReason::TooLarge { sizes: None }));
    confirmed(&mut fixture, 3);
}

#[test]
fn check_17_a_message_that_ends_the_session_each_time_is_given_up() {
    let port = free_port();
    let _broker = Mosquitto::configured(port, |_folder| "allow_anonymous true\nmax_packet_size 2000\n".to_owned());
    let mut fixture = MqttFixture::hasty();
    fixture.mqtt.configure(vec![remote(port, &[])]);
    fixture.until_status(|status| *status == Status::Connected);
    fixture.publish(publish(1, "t", &"x".repeat(3000), 1)).unwrap();
    fixture.publish(publish(2, "t", "danach", 1)).unwrap();
    assert_eq!(fixture.until_fate(1), Fate::Sent);
    assert_eq!(fixture.until_fate(1), Fate::Dropped(DropReason::Rejected));
    confirmed(&mut fixture, 2);
}

#[test]
fn check_18_a_large_stored_message_does_not_end_the_session() {
    const LARGE: usize = 5 * 1024 * 1024;
    const TOO_LARGE: usize = 17 * 1024 * 1024;
    let port = free_port();
    let broker = Mosquitto::start(port);
    for (topic, size) in [("bild/groß", LARGE), ("bild/riesig", TOO_LARGE)] {
        let file = broker.folder.path().join("payload");
        std::fs::write(&file, vec![b'x'; size]).unwrap();
        let (port, file) = (port.to_string(), file.display().to_string());
        let arguments = ["-p", &port, "-q", "1", "-r", "-t", topic, "-f", &file];
        crate::mqtt::testing::prepare("mosquitto_pub", broker.folder.path(), &arguments);
    }
    for version in [Version::V311, Version::V5] {
        let mut spec = remote(port, &[(1, "bild/#")]);
        spec.settings.version = version;
        let mut fixture = MqttFixture::connected(spec);
        let (_, row) = fixture.until_message();
        assert_eq!((row.message.len(), row.retained), (LARGE, true), "{version:?}");
        if version == Version::V311 {
            // In MQTT 5 the broker knows our limit and does not send it.
            let warning = fixture.until("warning", |event| match event {
                MqttEvent::Warned { warning, .. } => Some(warning.clone()),
                _ => None,
            });
            let (topic, max) = ("bild/riesig".to_owned(), 16 * 1024 * 1024);
            assert_eq!(warning, LinkWarning::TooLarge { topic, bytes: TOO_LARGE, max });
        }
        fixture.publish(publish(1, "t", "x", 1)).unwrap();
        confirmed(&mut fixture, 1);
        assert_eq!(fixture.statuses(), [&Status::Connecting { attempt: 1 }], "{version:?}: no reconnect");
    }
}

#[test]
fn check_21_two_programs_with_one_client_id_are_told_so_and_slow_down() {
    for version in [Version::V311, Version::V5] {
        let port = free_port();
        let _broker = Mosquitto::start(port);
        let mut spec = remote(port, &[]);
        spec.settings.version = version;
        spec.settings.client_id = "doppelt".to_owned();
        let (mut first, mut second) = (MqttFixture::hasty(), MqttFixture::hasty());
        first.mqtt.configure(vec![spec.clone()]);
        first.until_status(|status| *status == Status::Connected);
        second.mqtt.configure(vec![spec]);
        let taken = |status: &Status| matches!(status, Status::Retrying { why: Refusal::ClientIdTaken, .. });
        let mut before = 0;
        let in_ms = loop {
            let status = first.until_status(|status| matches!(status, Status::Retrying { .. }));
            match &status {
                // A code of the broker may say it earlier; then the pause is still short.
                Status::Retrying { in_ms, .. } if taken(&status) && *in_ms >= 150 => break *in_ms,
                _ => before += 1,
            }
            assert!(before < 20, "{version:?}: never noticed");
        };
        assert!(in_ms >= 150, "{version:?}: no tight ping-pong");
        second.until_status(|status| *status == Status::Connected);
    }
}
