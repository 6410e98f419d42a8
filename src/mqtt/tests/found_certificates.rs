//! Certificates that people really have, made by the recipes that they find, against mosquitto.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::certificates::testing::openssl;
use crate::i18n::Lang;
use crate::model::connection::{Login, Trust};
use crate::model::run::{Refusal, Status};
use crate::mqtt::testing::{Mosquitto, MqttFixture, free_port, remote};
use crate::mqtt::{ConnectionSpec, OwnCertificate};

const NAMES: &str = "subjectAltName=DNS:localhost,IP:127.0.0.1\n";

/// A certificate authority as the manual of mosquitto makes it: `ca.crt`, `ca.key`.
fn authority(folder: &Path, key: &str) {
    make_key(folder, "ca", key);
    openssl(folder, "req -x509 -new -key ca.key -days 3650 -subj /O=Werk/CN=Werks-CA -out ca.crt");
}

fn make_key(folder: &Path, name: &str, key: &str) {
    match key.strip_prefix("rsa ") {
        Some(bits) => openssl(folder, &format!("genrsa -out {name}.key {bits}")),
        None => openssl(folder, &format!("ecparam -name {key} -genkey -noout -out {name}.key")),
    }
}

/// Lets that authority issue a certificate, of version 1 where there is nothing to put into it; `more` for the command.
fn issue(folder: &Path, name: &str, key: &str, (extensions, more): (&str, &str)) {
    make_key(folder, name, key);
    openssl(folder, &format!("req -new -key {name}.key -subj /CN=localhost -out {name}.csr"));
    let mut line =
        format!("x509 -req -in {name}.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 800 -out {name}.crt");
    if !extensions.is_empty() {
        fs::write(folder.join("extensions"), extensions).unwrap();
        line += " -extfile extensions";
    }
    openssl(folder, &format!("{line}{more}"));
    let mut show = Command::new("openssl");
    show.current_dir(folder).args(["x509", "-noout", "-text", "-in"]).arg(format!("{name}.crt"));
    let text = show.output().unwrap().stdout;
    assert_eq!(String::from_utf8(text).unwrap().contains("Version: 1 "), extensions.is_empty(), "{name}");
}

/// What makes OpenSSL as lenient as it was when such certificates were made.
fn lenient(folder: &Path, more: &str) {
    let head = "openssl_conf = all\n[all]\nssl_conf = ssl\n[ssl]\nsystem_default = limit\n[limit]\n";
    fs::write(folder.join("openssl.cnf"), format!("{head}CipherString = ALL:@SECLEVEL=0\n{more}")).unwrap();
}

/// A broker with the certificate `server`, made by `make`; gives its folder with the files, too.
fn broker(make: impl Fn(&Path), more: &str) -> (Mosquitto, u16) {
    let port = free_port();
    let broker = Mosquitto::configured(port, |folder| {
        make(folder);
        let file = |name: &str| folder.join(name).display().to_string();
        let (ca, certificate, key) = (file("ca.crt"), file("server.crt"), file("server.key"));
        format!("allow_anonymous true\ncafile {ca}\ncertfile {certificate}\nkeyfile {key}\n{more}\n")
    });
    (broker, port)
}

/// Trusts what is in a file of the broker's folder, or nobody in particular.
fn spec((broker, port): &(Mosquitto, u16), trust: Trust, file: &str) -> ConnectionSpec {
    let mut spec = remote(*port, &[]);
    spec.settings.host = "localhost".to_owned();
    spec.settings.tls = true;
    spec.settings.trust = trust;
    spec.ca = (!file.is_empty()).then(|| fs::read(broker.folder.path().join(file)).unwrap());
    spec
}

/// The refusal, which ends the attempts, and whose German sentence has these words.
#[track_caller]
fn given_up(spec: ConnectionSpec, words: &[&str]) -> Refusal {
    let mut fixture = MqttFixture::hasty();
    fixture.mqtt.configure(vec![spec]);
    let end = fixture.until_status(|status| matches!(status, Status::Failed(_) | Status::Retrying { .. }));
    let Status::Failed(refusal) = end else { panic!("tried again: {end:?}") };
    let sentence = crate::say::refusal(&refusal, Lang::De);
    for word in words {
        assert!(sentence.contains(word), "{word:?} is not in: {sentence}");
    }
    refusal
}

#[test]
fn a_certificate_of_version_1_connects_by_itself_or_unchecked_in_every_version_of_tls() {
    for most in ["TLSv1.3", "TLSv1.2"] {
        for key in ["rsa 2048", "prime256v1"] {
            let broker = broker(
                |folder| {
                    authority(folder, key);
                    issue(folder, "server", key, ("", ""));
                    lenient(folder, &format!("MaxProtocol = {most}\n"));
                },
                "",
            );
            let what = format!("{most} {key}");
            let trial = |spec| MqttFixture::new().trial(spec);
            assert!(trial(spec(&broker, Trust::Own, "server.crt")).is_ok(), "{what}: this very file");
            assert!(trial(spec(&broker, Trust::Any, "")).is_ok(), "{what}: unchecked");
            let by_ca = given_up(spec(&broker, Trust::Own, "ca.crt"), &["X.509 Version 1", "genau dieses Zertifikat"]);
            assert_eq!(by_ca, Refusal::CertificateVersion1 { subject: "localhost".to_owned() }, "{what}");
        }
    }
}

#[test]
fn a_certificate_without_names_connects_by_itself() {
    let only_a_purpose = "extendedKeyUsage=serverAuth\n";
    let broker = broker(
        |folder| {
            authority(folder, "rsa 2048");
            issue(folder, "server", "rsa 2048", (only_a_purpose, ""));
        },
        "",
    );
    assert!(MqttFixture::new().trial(spec(&broker, Trust::Own, "server.crt")).is_ok());
    assert!(MqttFixture::new().trial(spec(&broker, Trust::Any, "")).is_ok());
    given_up(spec(&broker, Trust::Own, "ca.crt"), &["kein Name", "genau dieses Zertifikat"]);
}

#[test]
fn keys_of_p_521_work_for_servers_authorities_and_clients() {
    let with = |limit: &'static str| {
        broker(
            move |folder| {
                authority(folder, "secp521r1");
                issue(folder, "server", "secp521r1", (NAMES, ""));
                issue(folder, "client", "secp521r1", ("extendedKeyUsage=clientAuth\n", ""));
                openssl(folder, "pkcs8 -topk8 -nocrypt -in client.key -out client.p8");
                lenient(folder, limit);
            },
            "require_certificate true",
        )
    };
    let new = with("");
    let without = spec(&new, Trust::Own, "ca.crt");
    assert_eq!(MqttFixture::new().trial(without.clone()), Err(Refusal::ClientCertificateMissing));
    for key in ["client.key", "client.p8"] {
        let reached = MqttFixture::new().trial(with_client(&new.0, without.clone(), key));
        assert!(reached.is_ok(), "{key}: {reached:?}");
    }
    // In TLS 1.2 the curve must also be one to agree on a key with.
    let old = with("MaxProtocol = TLSv1.2\n");
    assert_eq!(given_up(spec(&old, Trust::Own, "ca.crt"), &["TLS 1.3"]), Refusal::NoCommonCipher);
}

#[test]
fn a_client_certificate_that_is_missing_is_told_in_tls_1_2_too() {
    let old = broker(
        |folder| {
            authority(folder, "rsa 2048");
            issue(folder, "server", "rsa 2048", (NAMES, ""));
            issue(folder, "client", "secp521r1", ("extendedKeyUsage=clientAuth\n", ""));
            lenient(folder, "MaxProtocol = TLSv1.2\n");
        },
        "require_certificate true",
    );
    let without = spec(&old, Trust::Own, "ca.crt");
    assert_eq!(given_up(without.clone(), &["Client-Zertifikat"]), Refusal::ClientCertificateMissing);
    let refused = given_up(with_client(&old.0, without, "client.key"), &["nimmt das Client-Zertifikat nicht an"]);
    assert_eq!(refused, Refusal::ClientCertificateRefused);
}

fn with_client(broker: &Mosquitto, mut spec: ConnectionSpec, key: &str) -> ConnectionSpec {
    let file = |name: &str| fs::read(broker.folder.path().join(name)).unwrap();
    spec.settings.login = Login::Certificate;
    spec.settings.certificate_file = "client.crt".to_owned();
    spec.settings.key_file = key.to_owned();
    spec.certificate = Some(OwnCertificate { certificate: file("client.crt"), key: file(key), files: None });
    spec
}

#[test]
fn client_certificates_of_version_1_work() {
    let broker = broker(
        |folder| {
            authority(folder, "rsa 2048");
            issue(folder, "server", "rsa 2048", (NAMES, ""));
            issue(folder, "client", "rsa 2048", ("", ""));
        },
        "require_certificate true",
    );
    let with = with_client(&broker.0, spec(&broker, Trust::Own, "ca.crt"), "client.key");
    let reached = MqttFixture::new().trial(with);
    assert!(reached.is_ok(), "{reached:?}");
}

#[test]
fn what_counts_as_broken_is_told_once_with_what_to_do() {
    let short = |key: &'static str, of_ca: &'static str| {
        broker(
            move |folder| {
                authority(folder, of_ca);
                issue(folder, "server", key, (NAMES, ""));
                lenient(folder, "");
            },
            "",
        )
    };
    let key_short = Refusal::CertificateKeyShort { key: "RSA 1024".to_owned() };
    let leaf = short("rsa 1024", "rsa 2048");
    assert_eq!(given_up(spec(&leaf, Trust::Own, "ca.crt"), &["zu kurz (RSA 1024)", "RSA 2048"]), key_short);
    assert_eq!(given_up(spec(&leaf, Trust::Any, ""), &["zu kurz"]), key_short);
    assert_eq!(given_up(spec(&short("rsa 2048", "rsa 1024"), Trust::Own, "ca.crt"), &["Ausstellers"]), key_short);

    let sha1 = broker(
        |folder| {
            authority(folder, "rsa 2048");
            issue(folder, "server", "rsa 2048", (NAMES, " -sha1"));
            lenient(folder, "");
        },
        "",
    );
    assert_eq!(given_up(spec(&sha1, Trust::Own, "ca.crt"), &["SHA-1", "SHA-256"]), Refusal::CertificateSignatureOld);
    assert!(MqttFixture::new().trial(spec(&sha1, Trust::Any, "")).is_ok());

    let limited = |limit: &'static str, more: &'static str| {
        broker(
            move |folder| {
                authority(folder, "rsa 2048");
                issue(folder, "server", "rsa 2048", (NAMES, ""));
                lenient(folder, limit);
            },
            more,
        )
    };
    let old = limited("MinProtocol = TLSv1\nMaxProtocol = TLSv1.1\n", "");
    assert_eq!(given_up(spec(&old, Trust::Own, "ca.crt"), &["TLS 1.0 oder 1.1", "TLS 1.2"]), Refusal::TlsTooOld);
    let ciphers = limited("MaxProtocol = TLSv1.2\n", "ciphers AES128-SHA:@SECLEVEL=0");
    assert_eq!(given_up(spec(&ciphers, Trust::Own, "ca.crt"), &["ECDHE und GCM"]), Refusal::NoCommonCipher);
}
