//! Both versions and both transports, against mosquitto.

use crate::model::connection::{Announcement, SessionKind, Transport, Trust, Version};
use crate::model::run::{Fate, Properties, Publish, Refusal, Status};
use crate::mqtt::ConnectionSpec;
use crate::mqtt::testing::scripted::Scripted;
use crate::mqtt::testing::{Mosquitto, MqttFixture, WAYS, free_port, publish, remote, remote_v5};

/// A mosquitto with both transports, and connections to it.
struct Both {
    port: u16,
    web: u16,
    _broker: Mosquitto,
}

impl Both {
    fn start() -> Self {
        let (port, web) = (free_port(), free_port());
        Self { port, web, _broker: Mosquitto::with_web(port, web) }
    }

    fn spec(&self, (version, transport): (Version, Transport), subscriptions: &[(u32, &str)]) -> ConnectionSpec {
        let port = match transport {
            Transport::Tcp => self.port,
            Transport::WebSocket => self.web,
        };
        let mut spec = remote(port, subscriptions);
        spec.settings.version = version;
        spec.settings.transport = transport;
        spec
    }
}

#[test]
fn every_version_over_every_transport_sends_and_receives() {
    let both = Both::start();
    for way in WAYS {
        let mut fixture = MqttFixture::connected(both.spec(way, &[(1, "weg/#")]));
        for qos in 0..=2 {
            let number = u64::from(qos);
            fixture.publish(publish(number, "weg/ü 1", &format!("Grüße {qos} 🚀"), qos)).unwrap();
            assert_eq!(fixture.until_fate(number), Fate::Sent, "{way:?}");
            if qos > 0 {
                assert_eq!(fixture.until_fate(number), Fate::Acknowledged, "{way:?}");
            }
            let (_, row) = fixture.until_message();
            assert_eq!((row.topic.as_str(), row.qos), ("weg/ü 1", qos.min(1)), "{way:?}");
            assert_eq!(row.message, format!("Grüße {qos} 🚀"), "{way:?}");
        }
        assert!(fixture.trial(both.spec(way, &[])).unwrap().ms < 5000, "{way:?}");
    }
}

#[test]
fn a_pasted_address_of_a_websocket_is_enough() {
    let both = Both::start();
    let mut spec = remote(1, &[]);
    spec.settings.host = format!("ws://127.0.0.1:{}/mqtt", both.web);
    assert!(MqttFixture::new().trial(spec).is_ok());
}

#[test]
fn transports_that_do_not_fit_the_port_are_named() {
    let both = Both::start();
    for version in [Version::V311, Version::V5] {
        let mut fixture = MqttFixture::new();
        let mut spec = both.spec((version, Transport::WebSocket), &[]);
        spec.settings.port = both.port;
        assert_eq!(fixture.trial(spec), Err(Refusal::NotWebSocket), "{version:?}");
        let mut spec = both.spec((version, Transport::Tcp), &[]);
        spec.settings.port = both.web;
        let refused = fixture.trial(spec);
        assert!(matches!(refused, Err(Refusal::NotMqtt | Refusal::ClosedAtOnce)), "{version:?}: {refused:?}");
    }
}

#[test]
fn what_mqtt_5_sends_with_a_message_arrives() {
    let both = Both::start();
    let mut fixture = MqttFixture::connected(both.spec((Version::V5, Transport::Tcp), &[(1, "frage")]));
    let properties = Properties {
        expiry_secs: Some(60),
        response_topic: Some("antwort/1".to_owned()),
        correlation: Some(vec![0, 255, 7]),
        content_type: Some("application/json".to_owned()),
        user: vec![("ort".to_owned(), "Halle".to_owned()), ("ort".to_owned(), "Tor".to_owned())],
    };
    let mut message = publish(1, "frage", "?", 1);
    message.properties = properties.clone();
    fixture.publish(message.clone()).unwrap();
    let (_, row) = fixture.until_message();
    assert_eq!(row.properties.as_deref(), Some(&properties));
    fixture.publish(publish(2, "frage", "ohne", 1)).unwrap();
    assert_eq!(fixture.until_message().1.properties, None);
    let mut old = MqttFixture::connected(both.spec((Version::V311, Transport::Tcp), &[(1, "frage")]));
    old.publish(message).unwrap();
    assert_eq!(old.until_message().1.properties, None, "3.1.1 sends none of it");
}

#[test]
fn bytes_that_are_no_text_arrive_unharmed() {
    let both = Both::start();
    for way in WAYS {
        let mut fixture = MqttFixture::connected(both.spec(way, &[(1, "roh")]));
        let bytes = vec![0xff, 0, 0x80, b'a'];
        fixture.publish(Publish { payload: bytes.clone(), ..publish(1, "roh", "", 1) }).unwrap();
        let (_, row) = fixture.until_message();
        assert_eq!(row.raw.as_deref(), Some(bytes.as_slice()), "{way:?}");
        assert_eq!(row.message, "\u{fffd}\0\u{fffd}a");
    }
}

#[test]
fn a_websocket_over_tls_is_checked_by_its_certificate() {
    let (port, web) = (free_port(), free_port());
    let rcgen::CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(["127.0.0.1".to_owned(), "halle.example".to_owned()]).unwrap();
    let pem = cert.pem();
    let _broker = Mosquitto::configured(port, |folder| {
        let (certificate, key) = (folder.join("server.pem"), folder.join("server.key"));
        std::fs::write(&certificate, &pem).unwrap();
        std::fs::write(&key, signing_key.serialize_pem()).unwrap();
        let tls = format!("certfile {}\nkeyfile {}\n", certificate.display(), key.display());
        let listener = format!("listener {web} 127.0.0.1\nprotocol websockets\nsocket_domain ipv4\n");
        format!("allow_anonymous true\n{listener}{tls}")
    });
    for version in [Version::V311, Version::V5] {
        let mut spec = remote(web, &[(1, "sicher")]);
        (spec.settings.version, spec.settings.transport) = (version, Transport::WebSocket);
        (spec.settings.tls, spec.settings.trust) = (true, Trust::Own);
        (spec.settings.ca_file, spec.ca) = ("server.pem".to_owned(), Some(pem.clone().into_bytes()));
        let mut fixture = MqttFixture::connected(spec.clone());
        fixture.publish(publish(1, "sicher", "ja", 1)).unwrap();
        assert_eq!(fixture.until_message().1.message, "ja", "{version:?}");
        // Another name in the certificate than in the address.
        spec.settings.server_name = "halle.example".to_owned();
        assert!(fixture.trial(spec.clone()).is_ok(), "{version:?}");
        spec.settings.server_name = "tor.example".to_owned();
        assert!(fixture.trial(spec.clone()).is_err(), "{version:?}");
        (spec.settings.transport, spec.settings.server_name) = (Transport::Tcp, String::new());
        spec.settings.port = port;
        assert_eq!(fixture.trial(spec), Err(Refusal::NotTls), "{version:?}");
    }
}

#[test]
fn addresses_of_ip_version_6_work_with_and_without_brackets() {
    if std::net::TcpListener::bind(("::1", 0)).is_err() {
        // This machine has no version 6.
        return;
    }
    let (port, six, web) = (free_port(), free_port(), free_port());
    let _broker = Mosquitto::configured(port, |_folder| {
        let listeners = format!("listener {six} ::1\nlistener {web} ::1\nprotocol websockets\nsocket_domain ipv6\n");
        format!("allow_anonymous true\n{listeners}")
    });
    let mut fixture = MqttFixture::new();
    for version in [Version::V311, Version::V5] {
        for host in ["::1", "[::1]"] {
            for (transport, port) in [(Transport::Tcp, six), (Transport::WebSocket, web)] {
                let mut spec = remote(port, &[]);
                spec.settings.host = host.to_owned();
                (spec.settings.version, spec.settings.transport) = (version, transport);
                assert!(fixture.trial(spec).is_ok(), "{version:?} {transport:?} {host}");
            }
        }
        let mut spec = remote(1, &[]);
        (spec.settings.version, spec.settings.host) = (version, format!("ws://[::1]:{web}/mqtt"));
        assert!(fixture.trial(spec).is_ok(), "{version:?}");
    }
}

#[test]
fn a_web_server_without_mqtt_says_what_it_answered() {
    let server = Scripted::start(|_, peer| peer.send(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"));
    for version in [Version::V311, Version::V5] {
        let mut spec = remote(server.port(), &[]);
        (spec.settings.version, spec.settings.transport) = (version, Transport::WebSocket);
        let refused = MqttFixture::new().trial(spec);
        assert_eq!(refused, Err(Refusal::WebSocketRefused { what: "404 Not Found".to_owned() }), "{version:?}");
    }
}

fn announcement(topic: &str, message: &str) -> Announcement {
    Announcement { topic: topic.to_owned(), message: message.to_owned(), qos: 1, retain: false }
}

#[test]
fn birth_comes_first_and_close_last() {
    let both = Both::start();
    for way in WAYS {
        let mut listener = MqttFixture::connected(both.spec(way, &[(1, "leben/#")]));
        let mut spec = both.spec(way, &[(1, "x")]);
        spec.settings.birth = Some(announcement("leben/geburt", "da"));
        spec.settings.close = Some(announcement("leben/ende", "tschüss"));
        spec.settings.will = Some(announcement("leben/testament", "weg"));
        let mut fixture = MqttFixture::new();
        fixture.mqtt.configure(vec![spec]);
        fixture.publish(publish(1, "leben/dazwischen", "1", 1)).unwrap();
        fixture.until_status(|status| *status == Status::Connected);
        assert_eq!(fixture.until_fate(1), Fate::Sent);
        assert_eq!(fixture.until_fate(1), Fate::Acknowledged);
        drop(fixture);
        let mut topics = Vec::new();
        for _ in 0..3 {
            topics.push(listener.until_message().1.topic);
        }
        assert_eq!(topics, ["leben/geburt", "leben/dazwischen", "leben/ende"], "{way:?}");
        listener.publish(publish(2, "leben/danach", "", 1)).unwrap();
        assert_eq!(listener.until_message().1.topic, "leben/danach", "{way:?}: no will after a goodbye");
    }
}

#[test]
fn a_persistent_session_gets_what_came_while_it_was_away() {
    for version in [Version::V311, Version::V5] {
        let port = free_port();
        let _broker = Mosquitto::start(port);
        let mut spec = remote(port, &[(1, "post/#")]);
        spec.settings.version = version;
        spec.settings.client_id = "briefkasten".to_owned();
        spec.settings.session = SessionKind::Persistent { expiry_secs: 600 };
        drop(MqttFixture::connected(spec.clone()));
        let mut writer = MqttFixture::connected(remote_v5(port, &[]));
        writer.publish(publish(1, "post/brief", "hallo", 1)).unwrap();
        assert_eq!(writer.until_fate(1), Fate::Sent);
        assert_eq!(writer.until_fate(1), Fate::Acknowledged);
        // Another process would know as little of the session as this new network does.
        let mut reader = MqttFixture::connected(spec.clone());
        assert_eq!(reader.until_message().1.message, "hallo", "{version:?}");
        reader.publish(publish(2, "post/selbst", "auch", 2)).unwrap();
        assert_eq!(reader.until_message().1.message, "auch", "{version:?}: it can send too");
        assert_eq!(reader.until_fate(2), Fate::Sent);
        assert_eq!(reader.until_fate(2), Fate::Acknowledged);
    }
}
