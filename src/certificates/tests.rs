//! Files of all kinds, read.

use std::fs;

use super::testing::{Authority, expired, not_yet_valid, openssl, self_signed};
use super::*;
use crate::model::certificate::Weight;

const NOW: i64 = 1_795_305_600;

fn nothing() -> Password {
    Password::default()
}

#[test]
fn a_card_says_what_people_ask_for() {
    let ca = Authority::new("Werks-CA");
    let server = ca.issue("broker", &["broker.example", "127.0.0.1", "::1"], |params| {
        params.distinguished_name.push(rcgen::DnType::OrganizationName, "Werk GmbH");
    });
    let report = check_ca(server.pem.as_bytes(), NOW);
    let card = report.card.unwrap();
    assert_eq!((card.subject.as_str(), card.issuer.as_str()), ("broker (Werk GmbH)", "Werks-CA"));
    assert_eq!(card.names, ["broker.example", "127.0.0.1", "::1"]);
    assert_eq!((card.key.as_str(), card.self_signed, card.is_ca, card.count), ("EC P-256", false, false, 1));
    assert_eq!((card.fingerprint.len(), card.fingerprint.matches(':').count()), (95, 31));
    assert_eq!(report.findings, [Finding::NotCa]);
    assert_eq!(chain(report.pem.as_bytes(), &nothing()), chain(server.pem.as_bytes(), &nothing()));
    assert!(check_ca(ca.pem.as_bytes(), NOW).findings.is_empty());
}

#[test]
fn the_fingerprint_is_that_of_openssl() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("ca.pem"), Authority::new("CA").pem).unwrap();
    openssl(folder.path(), "x509 -in ca.pem -noout -fingerprint -sha256 -out print.txt");
    let theirs = fs::read_to_string(folder.path().join("print.txt")).unwrap();
    let ours = check_ca(&fs::read(folder.path().join("ca.pem")).unwrap(), NOW).card.unwrap().fingerprint;
    assert!(theirs.trim().ends_with(&ours), "{theirs} {ours}");
}

#[test]
fn dates_are_checked() {
    let ca = Authority::new("CA");
    let of = |pem: &str, now| check_client(pem.as_bytes(), None, &nothing(), now).0.findings;
    let old = ca.issue("alt", &[], expired);
    let until = 1_577_836_800;
    assert_eq!(of(&old.pem, NOW), [Finding::Expired { until, now: NOW }]);
    assert_eq!(of(&old.pem, until - 3 * 86_400 - 5), [Finding::ExpiresSoon { until, days: 3 }]);
    assert_eq!(of(&old.pem, until - 40 * 86_400), []);
    let new = ca.issue("neu", &[], not_yet_valid);
    assert!(matches!(of(&new.pem, NOW)[..], [Finding::NotYetValid { from: 3_786_912_000, now: NOW }]));
    assert_eq!(check_ca(old.pem.as_bytes(), NOW).weight(), Some(Weight::Error));
}

/// All ways in which openssl writes the same key, each told apart and each fitting the certificate.
#[test]
fn keys_are_read_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let file = |name: &str| fs::read(path.join(name)).unwrap();
    for (kind, make) in [
        ("RSA", "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out plain.key"),
        ("EC", "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out plain.key"),
        ("Ed25519", "genpkey -algorithm ED25519 -out plain.key"),
    ] {
        openssl(path, make);
        openssl(path, "req -x509 -key plain.key -subj /CN=client -days 2 -out client.pem");
        openssl(path, "pkey -in plain.key -outform DER -out der.key");
        openssl(path, "pkcs8 -topk8 -in plain.key -out locked.key -passout pass:geheim");
        openssl(path, "pkcs8 -topk8 -outform DER -in plain.key -out locked.der -passout pass:geheim");
        openssl(path, "pkcs12 -export -in client.pem -inkey plain.key -out both.p12 -passout pass:geheim");
        let mut names = vec!["plain.key", "der.key", "locked.key", "locked.der", "both.p12"];
        if kind != "Ed25519" {
            openssl(path, "pkey -traditional -in plain.key -out old.key");
            names.push("old.key");
        }
        for name in names {
            let (certificate, report) =
                check_client(&file("client.pem"), Some(&file(name)), &Password::new("geheim"), NOW);
            assert_eq!((report.kind.as_str(), report.findings.len()), (kind, 0), "{kind} {name}: {report:?}");
            assert_eq!(report.encrypted, name.starts_with("locked"), "{name}");
            assert_eq!(certificate.card.unwrap().subject, "client");
            let again = key(report.pem.reveal().as_bytes(), &nothing()).unwrap();
            assert_eq!(fits(&chain(&file("client.pem"), &nothing()).unwrap(), &again), Some(true), "{kind} {name}");
        }
        for name in ["locked.key", "locked.der", "both.p12"] {
            let read = |passphrase: &str| key(&file(name), &Password::new(passphrase)).err();
            assert_eq!(read(""), Some(Finding::NeedsPassphrase), "{name}");
            assert_eq!(read("falsch"), Some(Finding::WrongPassphrase), "{name}");
        }
        let (report, key) = check_client(&file("both.p12"), None, &Password::new("geheim"), NOW);
        assert_eq!((report.card.unwrap().subject, key.findings), ("client".to_owned(), vec![]));
        let (report, key) = check_client(&file("both.p12"), None, &nothing(), NOW);
        assert_eq!((report.findings, key.findings), (vec![Finding::NeedsPassphrase], vec![]), "said once");
    }
}

#[test]
fn keys_encrypted_in_the_old_way_are_told_from_a_wrong_passphrase() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    openssl(path, "genrsa -aes256 -traditional -passout pass:geheim -out old.key 2048");
    let old = fs::read(path.join("old.key")).unwrap();
    assert_eq!(key(&old, &Password::new("geheim")), Err(Finding::OldEncryption));
    openssl(path, "ecparam -genkey -name prime256v1 -noout -out ec.key");
    openssl(path, "ec -in ec.key -aes128 -passout pass:geheim -out old-ec.key");
    assert_eq!(key(&fs::read(path.join("old-ec.key")).unwrap(), &nothing()), Err(Finding::OldEncryption));
    openssl(
        path,
        "pkcs8 -topk8 -v1 PBE-MD5-DES -provider legacy -provider default -in ec.key -out pbe.key -passout pass:geheim",
    );
    assert_eq!(key(&fs::read(path.join("pbe.key")).unwrap(), &Password::new("geheim")), Err(Finding::OldEncryption));
    // The command that we recommend.
    openssl(path, "pkcs8 -topk8 -v2 aes-256-cbc -in old.key -passin pass:geheim -out new.key -passout pass:geheim");
    assert!(key(&fs::read(path.join("new.key")).unwrap(), &Password::new("geheim")).is_ok());
}

#[test]
fn files_that_are_something_else_are_told_apart() {
    let ca = Authority::new("CA");
    let client = ca.issue("client", &[], |_| {});
    let certificate = client.pem.as_bytes();
    assert_eq!(chain(b"", &nothing()), Err(Finding::UnknownFormat));
    assert_eq!(chain("Hallo Wörld".as_bytes(), &nothing()), Err(Finding::UnknownFormat));
    assert_eq!(chain(client.key.as_bytes(), &nothing()), Err(Finding::NoCertificate));
    assert_eq!(key(certificate, &nothing()), Err(Finding::NoKey));
    let cut = &certificate[..certificate.len() / 2];
    assert_eq!(chain(cut, &nothing()), Err(Finding::Damaged));
    let bent = client.pem.replacen("MI", "!!", 1);
    assert_eq!(chain(bent.as_bytes(), &nothing()), Err(Finding::Damaged));
    let other = ca.issue("other", &[], |_| {});
    let (_, report) = check_client(certificate, Some(other.key.as_bytes()), &nothing(), NOW);
    assert_eq!(report.findings, [Finding::KeyMismatch]);
    let both = format!("{}{}", ca.pem, client.key);
    assert_eq!(check_ca(both.as_bytes(), NOW).findings, [Finding::KeyInside]);
    // Notepad and mail programs: other line ends, blanks, words around.
    let mailed = format!("\u{feff}Hallo,\r\nanbei:\r\n{}\r\nGruß", client.pem.replace('\n', "  \r\n"));
    assert_eq!(chain(mailed.as_bytes(), &nothing()).unwrap().len(), 1);
}

#[test]
fn a_chain_is_read_in_order() {
    let ca = Authority::new("CA");
    let client = ca.issue("client", &[], |_| {});
    let good = format!("{}{}", client.pem, ca.pem);
    let (report, _) = check_client(good.as_bytes(), Some(client.key.as_bytes()), &nothing(), NOW);
    assert_eq!((report.findings, report.card.unwrap().count), (vec![], 2));
    let wrong = format!("{}{}", ca.pem, client.pem);
    let (report, key) = check_client(wrong.as_bytes(), Some(client.key.as_bytes()), &nothing(), NOW);
    assert_eq!(report.findings, [Finding::ChainOrder, Finding::IsCa]);
    assert_eq!(key.findings, [Finding::KeyMismatch]);
    let server = ca.issue("server", &[], |params| {
        params.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ServerAuth];
    });
    let (report, _) = check_client(server.pem.as_bytes(), Some(server.key.as_bytes()), &nothing(), NOW);
    assert_eq!(report.findings, [Finding::NotForClients]);
}

#[test]
fn what_made_itself_may_be_trusted_without_being_an_authority() {
    let broker = self_signed("broker", &["localhost"], false);
    let report = check_ca(broker.pem.as_bytes(), NOW);
    assert_eq!((report.findings, report.card.unwrap().self_signed), (vec![], true));
}

#[test]
fn keys_hide_themselves() {
    let folder = tempfile::tempdir().unwrap();
    openssl(folder.path(), "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out plain.key");
    let bytes = fs::read(folder.path().join("plain.key")).unwrap();
    let key = key(&bytes, &nothing()).unwrap();
    assert_eq!(format!("{key:?}"), "Key { format: Pkcs8, .. }");
    let (_, report) = check_client(&bytes, Some(&bytes), &nothing(), NOW);
    assert!(!report.pem.is_empty() && !format!("{report:?}").contains("BEGIN"));
}
