//! Check 13: every refusal that can be had on this computer, had for real, in the words of the program.
//!
//! One project with a connection for each, run once in each language.

use std::fmt::Write as _;
use std::path::Path;

use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyIdMethod, KeyPair, RevokedCertParams, SerialNumber, date_time_ymd,
};
use serde_json::Value;

use crate::broker::{Broker, free_port};
use crate::scripted::{Peer, answer, serve};
use crate::steckbrett::Steckbrett;

/// The number of the certificate that was revoked.
const REVOKED: u64 = 4711;

/// A certificate authority: its certificate and what it signs with.
struct Authority(String, Issuer<'static, KeyPair>);

fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    Authority(params.self_signed(&key).unwrap().pem(), Issuer::new(params, key))
}

/// A certificate and its key, for servers with these names and for clients.
fn issue(by: &Authority, names: &[&str], change: impl FnOnce(&mut CertificateParams)) -> (String, String) {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).unwrap();
    params.distinguished_name.push(DnType::CommonName, "presse");
    params.use_authority_key_identifier_extension = true;
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
    change(&mut params);
    let key = KeyPair::generate().unwrap();
    (params.signed_by(&key, &by.1).unwrap().pem(), key.serialize_pem())
}

fn expired(params: &mut CertificateParams) {
    (params.not_before, params.not_after) = (date_time_ymd(2019, 1, 1), date_time_ymd(2020, 1, 1));
}

fn not_yet_valid(params: &mut CertificateParams) {
    (params.not_before, params.not_after) = (date_time_ymd(2090, 1, 1), date_time_ymd(2091, 1, 1));
}

/// What an authority says about the certificates that it has revoked.
fn revocations(by: &Authority) -> String {
    let revoked = RevokedCertParams {
        serial_number: SerialNumber::from(REVOKED),
        revocation_time: date_time_ymd(2026, 1, 1),
        reason_code: None,
        invalidity_date: None,
    };
    let params = CertificateRevocationListParams {
        this_update: date_time_ymd(2026, 1, 1),
        next_update: date_time_ymd(2090, 1, 1),
        crl_number: SerialNumber::from(1),
        issuing_distribution_point: None,
        revoked_certs: vec![revoked],
        key_identifier_method: KeyIdMethod::Sha256,
    };
    params.signed_by(&by.1).unwrap().pem().unwrap()
}

/// A server's certificate, and what its listener shall say about clients.
struct Shown {
    name: &'static str,
    pair: (String, String),
    clients: &'static str,
}

/// A broker with one more listener for each of these; gives their ports in the same order.
fn tls_broker(ca: &Authority, shown: &[Shown]) -> (Broker, Vec<u16>) {
    let ports: Vec<u16> = shown.iter().map(|_| free_port()).collect();
    let settings = |folder: &Path| {
        let file = |name: &str, content: &str| {
            std::fs::write(folder.join(name), content).unwrap();
            folder.join(name).display().to_string()
        };
        let (ca_file, crl) = (file("ca.pem", &ca.0), file("revoked.pem", &revocations(ca)));
        let mut text = String::new();
        for (Shown { name, pair, clients }, port) in shown.iter().zip(&ports) {
            let (certificate, key) = (file(&format!("{name}.pem"), &pair.0), file(&format!("{name}.key"), &pair.1));
            let clients = clients.replace("CRL", &crl);
            writeln!(text, "listener {port} 127.0.0.1\ncafile {ca_file}\ncertfile {certificate}\nkeyfile {key}")
                .unwrap();
            writeln!(text, "{clients}").unwrap();
        }
        text
    };
    (Broker::start_configured(settings), ports)
}

/// What a connection is called, and its settings.
type Row = (&'static str, String);

fn plain(host: &str, port: u16, more: &str) -> String {
    format!(r#""host": "{host}", "port": {port}, {more}"#)
}

fn tls(port: u16, more: &str) -> String {
    plain("localhost", port, &format!(r#""tls": true, {more}"#))
}

/// Addresses that lead nowhere, and servers that are no broker or one that refuses.
fn without_tls(open: &Broker, locked: &Broker, secured: u16) -> Vec<Row> {
    let local = |port: u16, more: &str| plain("127.0.0.1", port, more);
    let web = r#""transport": "websocket""#;
    let v5 = r#""version": "5""#;
    let silent = serve(Peer::ignore);
    vec![
        ("no such name", plain("gibt-es-nicht.invalid", 1883, "")),
        ("no address", plain("http://broker", 1883, "")),
        ("nothing listens", local(free_port(), "")),
        // Nobody can connect to all computers at once; so no route leads there, on any network.
        ("no route", plain("255.255.255.255", 1883, "")),
        ("never answers", local(silent, r#""connect_timeout": 1"#)),
        ("wrong password", local(locked.port(), r#""login": "password", "user": "anna""#)),
        ("no password", local(locked.port(), "")),
        ("no password, version 5", local(locked.port(), v5)),
        ("a port with TLS", local(secured, "")),
        ("a web server", local(answer(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"), "")),
        ("wrong path of a WebSocket", local(answer(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"), web)),
        ("a port without WebSocket", local(open.port(), web)),
        ("a port without TLS", tls(open.port(), "")),
        ("only another version", local(answer(&[0x20, 2, 0, 1]), "")),
        ("client id refused", local(answer(&[0x20, 2, 0, 2]), "")),
        ("broker unavailable", local(answer(&[0x20, 2, 0, 3]), "")),
        ("banned", local(answer(&[0x20, 3, 0, 0x8a, 0]), v5)),
        ("used up", local(answer(&[0x20, 3, 0, 0x97, 0]), v5)),
        ("moved", local(answer(&[0x20, 3, 0, 0x9d, 0]), v5)),
        ("cannot be parsed", local(answer(&[0xff; 8]), "")),
    ]
}

/// Certificates of servers and clients, and their files.
fn with_tls(ports: &[u16]) -> Vec<Row> {
    let [good, old, new, other_name, nameless, own, wanting] = ports[..] else { panic!("{ports:?}") };
    let ca = r#""trust": "own", "ca_file": "ca.pem""#;
    let with = |certificate: &str, key: &str| {
        let client = format!(r#""login": "certificate", "certificate_file": "{certificate}", "key_file": "{key}""#);
        tls(wanting, &format!("{ca}, {client}"))
    };
    let own_ca = |file: &str| tls(good, &format!(r#""trust": "own", "ca_file": "{file}""#));
    vec![
        ("unknown to this computer", tls(good, "")),
        ("of another authority", own_ca("other.pem")),
        ("issued by itself", tls(own, "")),
        ("issued by itself, another is trusted", tls(own, ca)),
        ("expired", tls(old, ca)),
        ("not yet valid", tls(new, ca)),
        ("for another name", tls(other_name, ca)),
        ("for no name", tls(nameless, ca)),
        ("the CA file is missing", own_ca("fehlt.pem")),
        ("the CA file is none", own_ca("text.pem")),
        ("the CA file is a key", own_ca("good.key")),
        ("no client certificate", tls(wanting, ca)),
        ("client certificate expired", with("old.pem", "old.key")),
        ("client certificate of another authority", with("foreign.pem", "foreign.key")),
        ("client certificate revoked", with("revoked.pem", "revoked.key")),
        ("client certificate not for clients", with("server.pem", "server.key")),
        ("key of another certificate", with("good.pem", "old.key")),
        ("key without passphrase", with("good.pem", "locked.key")),
        ("wrong passphrase", with("good.pem", "locked.key")),
        ("no key in the key file", with("good.pem", "text.pem")),
    ]
}

/// Puts the files that connections name beside the project.
fn files(app: &Steckbrett, pairs: &[(&str, &(String, String))], authorities: [&Authority; 2]) {
    app.write("ca.pem", &authorities[0].0);
    app.write("other.pem", &authorities[1].0);
    app.write("text.pem", "Hallo\n");
    for (name, (certificate, key)) in pairs {
        app.write(&format!("{name}.pem"), certificate);
        let key = app.write(&format!("{name}.key"), key);
        if *name == "good" {
            let locked = key.with_file_name("locked.key");
            let mut command = std::process::Command::new("openssl");
            command.args(["pkcs8", "-topk8", "-passout", "pass:geheim", "-in"]).arg(&key).arg("-out").arg(locked);
            assert!(command.status().unwrap().success(), "openssl");
        }
    }
}

/// A project that uses all these connections.
fn project(rows: &[Row]) -> String {
    let (mut connections, mut sources) = (String::new(), String::new());
    for (number, (name, settings)) in rows.iter().enumerate() {
        writeln!(connections, r#"(id: "c{number}", name: "{name}", settings: {{{settings}}}),"#).unwrap();
        let (id, topics) = (number + 10, r#"topics: ["t"]"#);
        writeln!(sources, r#"(id: {id}, name: "Q{id}", ident: "q{id}", connection: "c{number}", {topics}),"#).unwrap();
    }
    format!(
        r##"(format: 1, name: "Absagen", next_id: 200, connections: [{connections}], sources: [{sources}],
            screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff")])"##
    )
}

/// What the program says about each connection, without what differs from run to run.
fn sentences(app: &Steckbrett, rows: &[Row]) -> Vec<String> {
    let mut run = app.headless(&app.write("absagen.ron", &project(rows)), &[]);
    let refused = |event: &Value| ["retrying", "failed"].iter().any(|status| event["status"] == *status);
    let sentence = |number: usize| {
        let id = format!("c{number}");
        let status = run.expect_that(&format!("refusal of {:?}", rows[number]), |event| {
            event["connection"] == id && refused(event)
        });
        let mut text = status["text"].as_str().unwrap().to_owned();
        for (from, to) in
            [("zeigt den ", ". Die Uhr"), ("computer says ", ". Check"), ("heute ist der ", ")"), ("today is ", ")")]
        {
            text = masked(&text, from, "TODAY", to);
        }
        for (from, to) in
            [("127.0.0.1:", " antwortet"), ("127.0.0.1:", ". Check"), ("Versuch in ", " s."), ("attempt in ", " s.")]
        {
            text = masked(&text, from, "N", to);
        }
        text
    };
    let all = (0..rows.len()).map(sentence).collect();
    run.quit();
    all
}

/// The text with what stands between two others replaced.
fn masked(text: &str, from: &str, by: &str, to: &str) -> String {
    let found = text.split_once(from).and_then(|(before, rest)| Some((before, rest.split_once(to)?.1)));
    found.map_or_else(|| text.to_owned(), |(before, after)| format!("{before}{from}{by}{to}{after}"))
}

#[test]
fn check_13_each_refusal_has_its_own_sentence_and_a_next_step() {
    let (ca, other) = (authority("Werks-CA"), authority("Andere CA"));
    let own = {
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, "broker");
        let key = KeyPair::generate().unwrap();
        (params.self_signed(&key).unwrap().pem(), key.serialize_pem())
    };
    let good = issue(&ca, &["localhost"], |_| {});
    let server = |name, pair| Shown { name, pair, clients: "" };
    let shown = [
        server("good", good.clone()),
        server("old", issue(&ca, &["localhost"], expired)),
        server("new", issue(&ca, &["localhost"], not_yet_valid)),
        server("other", issue(&ca, &["broker.werk", "192.168.0.10"], |_| {})),
        server("nameless", issue(&ca, &[], |_| {})),
        server("own", own),
        Shown { name: "wanting", pair: good.clone(), clients: "require_certificate true\ncrlfile CRL" },
    ];
    let (open, ports) = tls_broker(&ca, &shown);
    let locked = Broker::start_with_login(crate::broker::Login { user: "anna", password: "kiesel-42" });
    let clients = [
        ("good", &good),
        ("old", &issue(&ca, &[], expired)),
        ("foreign", &issue(&other, &[], |_| {})),
        ("revoked", &issue(&ca, &[], |params| params.serial_number = Some(SerialNumber::from(REVOKED)))),
        ("server", &issue(&ca, &[], |params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth])),
    ];
    let mut rows = without_tls(&open, &locked, ports[0]);
    rows.extend(with_tls(&ports));
    let said = [Steckbrett::german(), Steckbrett::new()].map(|app| {
        let app = app
            .with("STECKBRETT_PASSWORD_WRONG_PASSWORD", "falsch")
            .with("STECKBRETT_PASSPHRASE_WRONG_PASSPHRASE", "x");
        files(&app, &clients, [&ca, &other]);
        sentences(&app, &rows)
    });
    let mut table = String::new();
    for (number, (name, _)) in rows.iter().enumerate() {
        writeln!(table, "{name}\n  {}\n  {}\n", said[0][number], said[1][number]).unwrap();
    }
    insta::assert_snapshot!(table);
}
