//! TLS against mosquitto: who is trusted, and each refusal of a certificate for its own reason, in its own words.

use std::fs;
use std::path::Path;

use crate::certificates::testing::{Authority, Issued, expired, not_yet_valid, openssl, self_signed};
use crate::i18n::Lang;
use crate::model::certificate::{Finding, Role};
use crate::model::connection::{Login, Trust};
use crate::model::password::Password;
use crate::model::run::{Refusal, Status, TlsVersion};
use crate::mqtt::testing::{Mosquitto, MqttFixture, free_port, remote};
use crate::mqtt::{ConnectionSpec, OwnCertificate};

/// A broker that shows this certificate; clients need one of `ca`, where `wants` says so.
fn broker(port: u16, server: &Issued, ca: &str, wants: bool) -> Mosquitto {
    Mosquitto::configured(port, |folder| certificates(folder, (server, ca), wants))
}

/// The settings for that.
fn certificates(folder: &Path, (server, ca): (&Issued, &str), wants: bool) -> String {
    let file = |name: &str, content: &str| {
        fs::write(folder.join(name), content).unwrap();
        folder.join(name).display().to_string()
    };
    let (ca, certificate, key) = (file("ca.pem", ca), file("server.pem", &server.pem), file("server.key", &server.key));
    format!("allow_anonymous true\ncafile {ca}\ncertfile {certificate}\nkeyfile {key}\nrequire_certificate {wants}\n")
}

/// Trusts only `ca`, at `localhost`.
fn trusting(port: u16, ca: &str) -> ConnectionSpec {
    let mut spec = remote(port, &[]);
    spec.settings.host = "localhost".to_owned();
    spec.settings.tls = true;
    spec.settings.trust = Trust::Own;
    spec.settings.ca_file = "ca.pem".to_owned();
    spec.ca = Some(ca.as_bytes().to_vec());
    spec
}

fn with_certificate(spec: &ConnectionSpec, certificate: &[u8], key: &[u8], passphrase: &str) -> ConnectionSpec {
    let mut spec = spec.clone();
    spec.settings.login = Login::Certificate;
    spec.settings.certificate_file = "client.pem".to_owned();
    spec.settings.key_file = "client.key".to_owned();
    spec.certificate = Some(OwnCertificate { certificate: certificate.to_vec(), key: key.to_vec(), files: None });
    spec.passphrase = Password::new(passphrase);
    spec
}

/// The refusal, after a look at its sentences.
#[track_caller]
fn refused(spec: ConnectionSpec, words: &[&str]) -> Refusal {
    let refusal = MqttFixture::new().trial(spec).unwrap_err();
    let sentence = crate::say::refusal(&refusal, Lang::De);
    for word in words {
        assert!(sentence.contains(word), "{word:?} is not in: {sentence}");
    }
    refusal
}

#[test]
fn check_13_server_certificates_of_unknown_issuers() {
    let (ca, other) = (Authority::new("Werks-CA"), Authority::new("Andere CA"));
    let port = free_port();
    let server = ca.issue("broker", &["localhost"], |_| {});
    let _broker = broker(port, &server, &ca.pem, false);
    let trusted = trusting(port, &ca.pem);
    assert!(MqttFixture::new().trial(trusted.clone()).is_ok());
    let unknown = |own_ca| Refusal::UnknownCertificate { issuer: "Werks-CA".to_owned(), self_signed: false, own_ca };
    assert_eq!(refused(trusting(port, &other.pem), &["„Werks-CA“", "CA-Datei"]), unknown(true));
    let mut system = ConnectionSpec { ca: None, ..trusted.clone() };
    system.settings.trust = Trust::System;
    assert_eq!(refused(system, &["„Werks-CA“", "eigene CA-Datei wählen"]), unknown(false));
    let mut both = trusted.clone();
    both.settings.trust = Trust::Both;
    assert!(MqttFixture::new().trial(both).is_ok());
    let mut any = ConnectionSpec { ca: None, ..trusted };
    any.settings.trust = Trust::Any;
    any.settings.host = "127.0.0.1".to_owned();
    assert!(MqttFixture::new().trial(any).is_ok(), "neither issuer nor name is checked");
    assert_eq!(refused(remote(port, &[]), &["TLS einschalten"]), Refusal::WantsTls);
}

#[test]
fn a_trial_tells_what_protects_the_connection() {
    let ca = Authority::new("Werks-CA");
    let server = ca.issue("broker", &["localhost"], |_| {});
    for (most, version) in [("TLSv1.3", TlsVersion::V13), ("TLSv1.2", TlsVersion::V12)] {
        let port = free_port();
        let _broker = Mosquitto::configured(port, |folder| {
            let limit =
                "openssl_conf = all\n[all]\nssl_conf = ssl\n[ssl]\nsystem_default = limit\n[limit]\nMaxProtocol =";
            fs::write(folder.join("openssl.cnf"), format!("{limit} {most}\n")).unwrap();
            certificates(folder, (&server, &ca.pem), false)
        });
        let reached = MqttFixture::new().trial(trusting(port, &ca.pem)).unwrap();
        assert_eq!(reached.tls, Some(version));
    }
    let port = free_port();
    let _broker = Mosquitto::start(port);
    assert_eq!(MqttFixture::new().trial(remote(port, &[])).unwrap().tls, None);
}

#[test]
fn check_13_server_certificates_that_made_themselves() {
    for marked_as_authority in [false, true] {
        let port = free_port();
        let server = self_signed("broker", &["localhost"], marked_as_authority);
        let _broker = broker(port, &server, &server.pem, false);
        let other = Authority::new("Andere CA");
        let unknown = Refusal::UnknownCertificate { issuer: "broker".to_owned(), self_signed: true, own_ca: true };
        assert_eq!(refused(trusting(port, &other.pem), &["selbst ausgestellt"]), unknown);
        let mut trusted = trusting(port, &server.pem);
        assert!(MqttFixture::new().trial(trusted.clone()).is_ok(), "chosen itself");
        trusted.settings.host = "127.0.0.1".to_owned();
        assert!(matches!(refused(trusted, &["„localhost“"]), Refusal::WrongCertificateName { .. }));
    }
}

#[test]
fn check_13_server_certificates_out_of_date() {
    let ca = Authority::new("Werks-CA");
    let port = free_port();
    let _broker = broker(port, &ca.issue("broker", &["localhost"], expired), &ca.pem, false);
    let refusal = refused(trusting(port, &ca.pem), &["am 01.01.2020 abgelaufen", "Uhr dieses Rechners"]);
    assert!(matches!(refusal, Refusal::CertificateExpired { until: 1_577_836_800, .. }), "{refusal:?}");
    let port = free_port();
    let _broker = broker(port, &ca.issue("broker", &["localhost"], not_yet_valid), &ca.pem, false);
    let refusal = refused(trusting(port, &ca.pem), &["erst ab 01.01.2090"]);
    assert!(matches!(refusal, Refusal::CertificateNotYetValid { .. }), "{refusal:?}");
}

/// What is connected stays so; the next attempt tells it, and the one after the broker has a new certificate gets through.
#[test]
fn a_certificate_that_runs_out_while_the_app_runs() {
    let ca = Authority::new("Werks-CA");
    let port = free_port();
    let valid = ca.issue("broker", &["localhost"], |_| {});
    let over = ca.issue("broker", &["localhost"], expired);
    let mut fixture = MqttFixture::hasty();
    let first = broker(port, &valid, &ca.pem, false);
    fixture.mqtt.configure(vec![trusting(port, &ca.pem)]);
    fixture.until_status(|status| *status == Status::Connected);
    drop(first);
    let second = broker(port, &over, &ca.pem, false);
    let is_told = |status: &Status| match status {
        Status::Retrying { why, .. } => matches!(why, Refusal::CertificateExpired { .. }),
        _ => false,
    };
    fixture.until_status(is_told);
    fixture.until_status(is_told);
    drop(second);
    let _third = broker(port, &valid, &ca.pem, false);
    fixture.until_status(|status| *status == Status::Connected);
}

#[test]
fn a_client_certificate_that_is_renewed_in_its_files_is_shown_at_the_next_try() {
    let (ca, next_ca) = (Authority::new("Werks-CA"), Authority::new("Neue CA"));
    let (old, new) = (ca.issue("client", &[], |_| {}), next_ca.issue("client", &[], |_| {}));
    let server = ca.issue("broker", &["localhost"], |_| {});
    let port = free_port();
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = (folder.path().join("client.pem"), folder.path().join("client.key"));
    fs::write(&certificate, &old.pem).unwrap();
    fs::write(&key, &old.key).unwrap();
    let mut spec = with_certificate(&trusting(port, &ca.pem), old.pem.as_bytes(), old.key.as_bytes(), "");
    spec.certificate.as_mut().unwrap().files = Some((certificate.clone(), key.clone()));
    let mut fixture = MqttFixture::hasty();
    let first = broker(port, &server, &ca.pem, true);
    fixture.mqtt.configure(vec![spec]);
    fixture.until_status(|status| *status == Status::Connected);
    drop(first);
    // This one wants what only the new authority has issued.
    let _second = broker(port, &server, &next_ca.pem, true);
    let refused_for = |issuer: &'static str| {
        move |status: &Status| match status {
            Status::Retrying { why, .. } => {
                matches!(why, Refusal::ClientCertificateUnknown { issuer: found } if found == issuer)
            }
            _ => false,
        }
    };
    fixture.until_status(refused_for("Werks-CA"));
    // New files come one after the other: a certificate without its key is not shown.
    fs::write(&certificate, &new.pem).unwrap();
    fixture.until_status(refused_for("Werks-CA"));
    fs::write(&key, &new.key).unwrap();
    fixture.until_status(|status| *status == Status::Connected);
}

#[test]
fn check_13_server_certificates_for_other_names() {
    let ca = Authority::new("Werks-CA");
    let port = free_port();
    let _broker = broker(port, &ca.issue("broker", &["broker.werk", "127.0.0.1"], |_| {}), &ca.pem, false);
    let mut spec = trusting(port, &ca.pem);
    let wrong = Refusal::WrongCertificateName {
        asked: "localhost".to_owned(),
        names: vec!["broker.werk".to_owned(), "127.0.0.1".to_owned()],
    };
    assert_eq!(refused(spec.clone(), &["gilt für „broker.werk“, „127.0.0.1“, nicht für „localhost“"]), wrong);
    spec.settings.server_name = "broker.werk".to_owned();
    assert!(MqttFixture::new().trial(spec.clone()).is_ok(), "asked for under another name");
    spec.settings.server_name = "kein name!".to_owned();
    assert_eq!(refused(spec.clone(), &[]), Refusal::BadAddress { text: "kein name!".to_owned() });
    spec.settings.server_name.clear();
    spec.settings.host = "127.0.0.1".to_owned();
    assert!(MqttFixture::new().trial(spec).is_ok(), "an address in the certificate");
    let port = free_port();
    let _in_letters = broker(
        port,
        &ca.issue("broker", &[], |params| {
            params.subject_alt_names = vec![rcgen::SanType::DnsName("127.0.0.1".try_into().unwrap())];
        }),
        &ca.pem,
        false,
    );
    let mut in_letters = trusting(port, &ca.pem);
    in_letters.settings.host = "127.0.0.1".to_owned();
    refused(in_letters, &["als Name (DNS), nicht als IP-Adresse", "„IP:127.0.0.1“"]);
    let port = free_port();
    let _nameless = broker(port, &ca.issue("localhost", &[], |_| {}), &ca.pem, false);
    let nameless = Refusal::WrongCertificateName { asked: "localhost".to_owned(), names: Vec::new() };
    assert_eq!(refused(trusting(port, &ca.pem), &["Subject Alternative Name"]), nameless);
}

#[test]
fn check_13_client_certificates() {
    let (ca, other) = (Authority::new("Werks-CA"), Authority::new("Andere CA"));
    let port = free_port();
    let server = ca.issue("broker", &["localhost"], |_| {});
    let _broker = broker(port, &server, &ca.pem, true);
    let without = trusting(port, &ca.pem);
    assert_eq!(refused(without.clone(), &["verlangt ein Client-Zertifikat"]), Refusal::ClientCertificateMissing);
    let with = |issued: &Issued| with_certificate(&without, issued.pem.as_bytes(), issued.key.as_bytes(), "");
    let good = ca.issue("client", &[], |_| {});
    assert!(MqttFixture::new().trial(with(&good)).is_ok());
    let refusal = refused(with(&ca.issue("client", &[], expired)), &["gültig bis 01.01.2020"]);
    assert!(matches!(refusal, Refusal::ClientCertificateExpired { until: Some(1_577_836_800), .. }), "{refusal:?}");
    let unknown = Refusal::ClientCertificateUnknown { issuer: "Andere CA".to_owned() };
    assert_eq!(refused(with(&other.issue("client", &[], |_| {})), &["„Andere CA“"]), unknown);
    let only_server = ca.issue("client", &[], |params| {
        params.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ServerAuth];
    });
    assert_eq!(
        refused(with(&only_server), &["nimmt das Client-Zertifikat nicht an"]),
        Refusal::ClientCertificateRefused
    );
    let mixed = with_certificate(&without, good.pem.as_bytes(), server.key.as_bytes(), "");
    let key_file = |what| Refusal::CertificateFile { role: Role::Key, path: "client.key".to_owned(), what };
    assert_eq!(refused(mixed, &["„client.key“", "gehört nicht zu"]), key_file(Finding::KeyMismatch));
}

#[test]
fn check_13_encrypted_keys_and_files_for_both() {
    let ca = Authority::new("Werks-CA");
    let port = free_port();
    let broker = broker(port, &ca.issue("broker", &["localhost"], |_| {}), &ca.pem, true);
    let client = ca.issue("client", &[], |_| {});
    let folder = broker.folder.path();
    fs::write(folder.join("client.pem"), &client.pem).unwrap();
    fs::write(folder.join("client.key"), &client.key).unwrap();
    openssl(folder, "pkcs8 -topk8 -in client.key -out locked.key -passout pass:geheim");
    openssl(folder, "ec -in client.key -aes128 -passout pass:geheim -out old.key");
    openssl(folder, "ec -in client.key -out sec1.key");
    openssl(folder, "pkcs12 -export -in client.pem -inkey client.key -out client.p12 -passout pass:geheim");
    let file = |name: &str| fs::read(folder.join(name)).unwrap();
    let with = |key: &str, passphrase: &str| {
        with_certificate(&trusting(port, &ca.pem), client.pem.as_bytes(), &file(key), passphrase)
    };
    let key_file = |what| Refusal::CertificateFile { role: Role::Key, path: "client.key".to_owned(), what };
    assert_eq!(refused(with("locked.key", ""), &["Passphrase eintragen"]), key_file(Finding::NeedsPassphrase));
    assert_eq!(refused(with("locked.key", "falsch"), &["passt nicht"]), key_file(Finding::WrongPassphrase));
    assert_eq!(refused(with("old.key", "geheim"), &["openssl pkcs8 -topk8"]), key_file(Finding::OldEncryption));
    assert!(MqttFixture::new().trial(with("locked.key", "geheim")).is_ok());
    assert!(MqttFixture::new().trial(with("sec1.key", "")).is_ok());
    let both = file("client.p12");
    assert!(MqttFixture::new().trial(with_certificate(&trusting(port, &ca.pem), &both, &both, "geheim")).is_ok());
}

#[test]
fn check_13_files_that_hold_no_certificate() {
    let ca = Authority::new("Werks-CA");
    let spec = trusting(free_port(), "Hallo");
    let ca_file = |what| Refusal::CertificateFile { role: Role::Ca, path: "ca.pem".to_owned(), what };
    assert_eq!(refused(spec.clone(), &["CA-Datei „ca.pem“"]), ca_file(Finding::UnknownFormat));
    let key = ca.issue("x", &[], |_| {}).key;
    let only_a_key = ConnectionSpec { ca: Some(key.into_bytes()), ..spec.clone() };
    assert_eq!(refused(only_a_key, &["BEGIN CERTIFICATE"]), ca_file(Finding::NoCertificate));
    let none = ConnectionSpec { ca: None, ..spec };
    assert_eq!(refused(none, &["CA-Datei"]), ca_file(Finding::NoCertificate));
}

#[test]
fn check_13_a_port_without_tls() {
    let port = free_port();
    let _broker = Mosquitto::start(port);
    let spec = trusting(port, &Authority::new("Werks-CA").pem);
    assert_eq!(refused(spec, &["kein TLS"]), Refusal::NotTls);
}
