//! Each way of being refused has its own reason.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use crate::model::connection::{Login, Version};
use crate::model::run::{Fate, Refusal, Status};
use crate::net::ConnectionSpec;
use crate::net::testing::{Fixture, Mosquitto, free_port, prepare, publish, remote};

fn with_password(port: u16, password: &str) -> ConnectionSpec {
    let mut spec = remote(port, &[]);
    spec.settings.login = Login::Password;
    spec.settings.user = "anna".to_owned();
    spec.password = Some(password.to_owned());
    spec
}

#[test]
fn addresses_that_lead_nowhere() {
    let mut fixture = Fixture::new();
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
    let refused = Fixture::new().trial(spec);
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
    let mut fixture = Fixture::new();
    fixture.net.configure(vec![with_password(port, "falsch")]);
    assert_eq!(fixture.until_failed(), Refusal::WrongLogin);
    fixture.publish(publish(1, "t", "x", 1)).unwrap();
    let mut renamed = with_password(port, "falsch");
    renamed.name = "Anders".to_owned();
    fixture.net.configure(vec![renamed]);
    fixture.net.configure(vec![with_password(port, "richtig")]);
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
    let mut fixture = Fixture::new();
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

/// Makes a certificate authority `ca.*`, a server's certificate `server.*` for `name`, a client's `client.*`.
fn certificates(folder: &Path, name: &str) {
    let openssl = |line: &str| prepare("openssl", folder, &line.split(' ').collect::<Vec<_>>());
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    openssl(&format!("req -x509 {key} -keyout ca.key -out ca.pem -subj /CN=TestCA -days 2"));
    fs::write(folder.join("server.ext"), format!("subjectAltName={name}")).unwrap();
    fs::write(folder.join("client.ext"), "extendedKeyUsage=clientAuth").unwrap();
    for who in ["server", "client"] {
        openssl(&format!("req {key} -keyout {who}.key -out {who}.csr -subj /CN={who}"));
        openssl(&format!(
            "x509 -req -in {who}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out {who}.pem -days 2 -extfile {who}.ext"
        ));
    }
}

fn tls_broker(port: u16, name: &str, more: &str) -> Mosquitto {
    Mosquitto::configured(port, |folder| {
        certificates(folder, name);
        let path = |file: &str| folder.join(file).display().to_string();
        let (ca, certificate, key) = (path("ca.pem"), path("server.pem"), path("server.key"));
        format!("allow_anonymous true\ncafile {ca}\ncertfile {certificate}\nkeyfile {key}\n{more}")
    })
}

fn with_tls(port: u16, broker: &Mosquitto) -> ConnectionSpec {
    let mut spec = remote(port, &[]);
    spec.settings.tls = true;
    spec.settings.ca_file = "ca.pem".to_owned();
    spec.settings.key_file = "client.key".to_owned();
    spec.ca = Some(fs::read(broker.folder.path().join("ca.pem")).unwrap());
    spec
}

#[test]
fn servers_are_checked_by_their_certificate() {
    let port = free_port();
    let broker = tls_broker(port, "IP:127.0.0.1", "");
    let mut fixture = Fixture::new();
    let trusted = with_tls(port, &broker);
    assert!(fixture.trial(trusted.clone()).is_ok());
    let stranger = ConnectionSpec { ca: None, ..trusted.clone() };
    assert_eq!(fixture.trial(stranger), Err(Refusal::UnknownCertificate));
    let mut renamed = trusted.clone();
    renamed.settings.host = "localhost".to_owned();
    assert_eq!(fixture.trial(renamed), Err(Refusal::WrongCertificateName));
    assert_eq!(fixture.trial(remote(port, &[])), Err(Refusal::ClosedAtOnce), "plain to a port that wants TLS");
    let damaged = ConnectionSpec { ca: Some(b"no PEM".to_vec()), ..trusted };
    let Err(Refusal::CertificateFile { path, .. }) = fixture.trial(damaged) else { panic!("not refused") };
    assert_eq!(path, "ca.pem");
}

#[test]
fn a_port_without_tls_is_recognized() {
    let port = free_port();
    let broker = Mosquitto::start(port);
    fs::write(broker.folder.path().join("ca.pem"), "").unwrap();
    let spec = ConnectionSpec { ca: None, ..with_tls(port, &broker) };
    assert_eq!(Fixture::new().trial(spec), Err(Refusal::NotTls));
}

#[test]
fn clients_are_checked_by_their_certificate() {
    let port = free_port();
    let broker = tls_broker(port, "IP:127.0.0.1", "require_certificate true\n");
    let file = |name: &str| fs::read(broker.folder.path().join(name)).unwrap();
    let mut fixture = Fixture::new();
    let without = with_tls(port, &broker);
    assert_eq!(fixture.trial(without.clone()), Err(Refusal::ClientCertificateRefused));
    let with = ConnectionSpec { certificate: Some((file("client.pem"), file("client.key"))), ..without.clone() };
    assert!(fixture.trial(with).is_ok());
    let mixed = ConnectionSpec { certificate: Some((file("client.pem"), file("server.key"))), ..without.clone() };
    let Err(Refusal::CertificateFile { path, .. }) = fixture.trial(mixed) else { panic!("not refused") };
    assert_eq!(path, "client.key");
    prepare(
        "openssl",
        broker.folder.path(),
        &["pkcs8", "-topk8", "-in", "client.key", "-out", "locked.key", "-passout", "pass:geheim"],
    );
    let locked = ConnectionSpec { certificate: Some((file("client.pem"), file("locked.key"))), ..without };
    let what = "the key is encrypted".to_owned();
    assert_eq!(fixture.trial(locked), Err(Refusal::CertificateFile { path: "client.key".to_owned(), what }));
}
