//! Each way of being refused has its own reason.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener};

use crate::model::connection::{Login, Version};
use crate::model::run::{Fate, Refusal, Status};
use crate::mqtt::ConnectionSpec;
use crate::mqtt::testing::{Mosquitto, MqttFixture, free_port, prepare, publish, remote};

fn with_password(port: u16, password: &str) -> ConnectionSpec {
    let mut spec = remote(port, &[]);
    spec.settings.login = Login::Password;
    spec.settings.user = "anna".to_owned();
    spec.password = Some(password.to_owned());
    spec
}

#[test]
fn addresses_that_lead_nowhere() {
    let mut fixture = MqttFixture::new();
    let mut spec = remote(1883, &[]);
    spec.settings.host = "gibt-es-nicht.invalid".to_owned();
    assert_eq!(fixture.trial(spec.clone()), Err(Refusal::HostNotFound { host: "gibt-es-nicht.invalid".to_owned() }));
    spec.settings.host = "http://x".to_owned();
    assert_eq!(fixture.trial(spec.clone()), Err(Refusal::BadAddress { text: "http://x".to_owned() }));
    let port = free_port();
    spec.settings.host = format!("mqtt://127.0.0.1:{port}");
    assert_eq!(fixture.trial(spec), Err(Refusal::NothingListens { host: "127.0.0.1".to_owned(), port }));
}

#[test]
fn an_address_of_ip_version_6_needs_no_brackets() {
    let port = free_port();
    let mut spec = remote(port, &[]);
    spec.settings.host = "::1".to_owned();
    let refused = MqttFixture::new().trial(spec);
    assert!(
        matches!(refused, Err(Refusal::NothingListens { .. } | Refusal::Unreachable { .. } | Refusal::Other { .. })),
        "{refused:?}"
    );
}

#[test]
fn a_wrong_password_is_not_tried_again_until_it_is_changed() {
    let port = free_port();
    let _broker = Mosquitto::configured(port, |folder| {
        prepare("mosquitto_passwd", folder, &["-c", "-b", "passwords", "anna", "richtig"]);
        format!("allow_anonymous false\npassword_file {}\n", folder.join("passwords").display())
    });
    let mut fixture = MqttFixture::new();
    fixture.mqtt.configure(vec![with_password(port, "falsch")]);
    assert_eq!(fixture.until_failed(), Refusal::WrongLogin);
    fixture.publish(publish(1, "t", "x", 1)).unwrap();
    let mut renamed = with_password(port, "falsch");
    renamed.name = "Anders".to_owned();
    fixture.mqtt.configure(vec![renamed]);
    fixture.mqtt.configure(vec![with_password(port, "richtig")]);
    fixture.until_status(|status| *status == Status::Connected);
    assert_eq!(fixture.until_fate(1), Fate::Sent);
    assert_eq!(fixture.until_fate(1), Fate::Acknowledged);
    assert_eq!(fixture.statuses(), [&Status::Connecting { attempt: 1 }, &Status::Connecting { attempt: 1 }]);
}

/// A server that reads something, answers `answer` and closes.
fn server(answer: &'static [u8]) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut buffer = [0; 1024];
        assert!(stream.read(&mut buffer).unwrap() > 0);
        stream.write_all(answer).unwrap();
    });
    port
}

#[test]
fn servers_that_are_no_broker() {
    let mut fixture = MqttFixture::new();
    let http = server(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    assert_eq!(fixture.trial(remote(http, &[])), Err(Refusal::NotMqtt));
    assert_eq!(fixture.trial(remote(server(b""), &[])), Err(Refusal::ClosedAtOnce));
    assert_eq!(
        fixture.trial(remote(server(&[0x20, 2, 0, 1]), &[])),
        Err(Refusal::WrongVersion { wanted: Version::V311 })
    );
    assert_eq!(fixture.trial(remote(server(&[0x20, 2, 0, 2]), &[])), Err(Refusal::ClientIdRefused));
    assert_eq!(fixture.trial(remote(server(&[0x20, 2, 0, 3]), &[])), Err(Refusal::BrokerUnavailable));
    // Listens, but never answers.
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = silent.local_addr().unwrap().port();
    assert_eq!(fixture.trial(remote(port, &[])), Err(Refusal::NoAnswer { secs: 5 }));
}
