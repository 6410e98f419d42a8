//! The dialog of a connection: transports, trust, certificates, and what stands under *Erweitert*.

use super::*;
use crate::editor::request::Request;
use crate::editor::trial::{CertificatesRead, ChosenFile};
use crate::model::certificate::{Card, Finding, KeyReport, Report, Reports, Role};
use crate::model::connection::{MqttSettings, SessionKind, Transport, Trust, Version};
use crate::model::password::{Password, Secret};

fn new_connection() -> Harness<'static, Stage> {
    let mut harness = open(with_halle().0, Dialog::EditConnection(None), Lang::De);
    fill(&mut harness, "Host", "broker.example");
    harness
}

fn saved(mut harness: Harness<'static, Stage>) -> MqttSettings {
    click(&mut harness, "Anlegen");
    assert!(!is_open(&harness));
    harness.state().editor.project().connections.last().unwrap().mqtt().unwrap()
}

fn choose(harness: &mut Harness<'static, Stage>, list: &str, entry: &str) {
    click(harness, list);
    click(harness, entry);
}

fn card(subject: &str) -> Card {
    Card {
        subject: subject.to_owned(),
        issuer: "Werks-CA".to_owned(),
        names: vec!["linie-7.werk".to_owned()],
        from: 1_763_769_600,
        until: 1_795_305_600,
        key: "EC P-256".to_owned(),
        self_signed: false,
        is_ca: false,
        count: 1,
        fingerprint: "AB:CD".to_owned(),
    }
}

/// Answers the files that were asked for last.
fn answer(harness: &mut Harness<'static, Stage>, reports: Reports) {
    let asked = harness.state().asked.iter().rev().find_map(|command| match command {
        Command::Request(Request::ReadCertificates(asked)) => {
            Some((asked.connection.as_ref().clone(), asked.secrets.clone()))
        }
        _ => None,
    });
    let (connection, secrets) = asked.expect("no files were asked for");
    let read = CertificatesRead { connection, secrets, reports, stored: (false, false) };
    harness.state_mut().data.certificates = Some(read);
    harness.run();
}

#[test]
fn the_transport_is_one_list_and_the_port_follows_it() {
    let mut harness = new_connection();
    assert!(!shows(&harness, "Server prüfen"));
    choose(&mut harness, "Übertragung", "WebSocket + TLS, verschlüsselt");
    assert_eq!(field(&harness, "Port").value().as_deref(), Some("8084"));
    assert_eq!(field(&harness, "Pfad").value().as_deref(), Some("/mqtt"));
    fill(&mut harness, "Port", "443");
    choose(&mut harness, "Übertragung", "TLS, verschlüsselt");
    let mqtt = saved(harness);
    assert_eq!((mqtt.transport, mqtt.tls, mqtt.port, mqtt.trust), (Transport::Tcp, true, 443, Trust::System));
}

#[test]
fn a_pasted_web_socket_fills_all_that_it_says() {
    let mut harness = open(with_halle().0, Dialog::EditConnection(None), Lang::De);
    field(&harness, "Host").click();
    harness.run();
    harness.event(egui::Event::Paste("wss://broker.example/ws".to_owned()));
    harness.run();
    let value = |label| field(&harness, label).value();
    assert_eq!((value("Port").as_deref(), value("Pfad").as_deref()), (Some("8084"), Some("/ws")));
    let mqtt = saved(harness);
    assert_eq!((mqtt.transport, mqtt.tls, mqtt.host.as_str()), (Transport::WebSocket, true, "broker.example"));
}

#[test]
fn not_checking_the_server_needs_a_second_click_and_stays_visible() {
    let mut harness = new_connection();
    choose(&mut harness, "Übertragung", "TLS, verschlüsselt");
    choose(&mut harness, "Server prüfen", "Zertifikat nicht prüfen");
    assert!(shows(&harness, "Nur zum Ausprobieren"));
    click(&mut harness, "Weiter prüfen");
    assert!(!shows(&harness, "Nur zum Ausprobieren"));
    choose(&mut harness, "Server prüfen", "Zertifikat nicht prüfen");
    click(&mut harness, "Trotzdem nicht prüfen");
    assert!(shows(&harness, "Nur zum Ausprobieren"), "the warning stays");
    click(&mut harness, "Anlegen");
    assert!(harness.state().editor.project().connections.last().unwrap().is_unchecked());
    harness.state_mut().editor.dialog = Some(Dialog::Connections);
    harness.run();
    assert!(shows(&harness, "ungeprüft"));
}

#[test]
fn a_certificate_is_shown_as_a_card_and_taken_into_the_project_without_its_key() {
    let mut harness = new_connection();
    click(&mut harness, "Zertifikat");
    assert_eq!(field(&harness, "Port").value().as_deref(), Some("8883"), "a certificate goes over TLS");
    fill(&mut harness, "Zertifikat", "client.crt");
    fill(&mut harness, "Schlüssel", "locked.key");
    let broken = KeyReport { findings: vec![Finding::NeedsPassphrase], ..KeyReport::default() };
    let certificate = Report {
        card: Some(card("linie-7")),
        findings: vec![Finding::ExpiresSoon { until: 1_795_305_600, days: 5 }],
        pem: "-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n".to_owned(),
    };
    let reports = Reports { ca: None, certificate: Some(certificate.clone()), key: Some(broken) };
    answer(&mut harness, reports);
    for words in ["linie-7", "ausgestellt von Werks-CA", "gültig vom", "Läuft in 5 Tagen ab", "Passphrase eintragen"]
    {
        assert!(shows(&harness, words), "{words}");
    }
    fill(&mut harness, "Passphrase", "geheim");
    let pem = Password::new("-----BEGIN PRIVATE KEY-----\nMIG=\n-----END PRIVATE KEY-----\n");
    let key = KeyReport { kind: "EC".to_owned(), encrypted: true, fits: true, findings: Vec::new(), pem: pem.clone() };
    answer(&mut harness, Reports { ca: None, certificate: Some(certificate), key: Some(key) });
    assert!(shows(&harness, "passt zum Zertifikat"));
    click(&mut harness, "Ins Projekt übernehmen");
    assert!(shows(&harness, "Im Projekt gespeichert") && shows(&harness, "nie im Projekt"));
    click(&mut harness, "Anlegen");
    let connection = harness.state().editor.project().connections.last().unwrap().clone();
    let mqtt = connection.mqtt().unwrap();
    assert!(mqtt.certificate_pem.contains("BEGIN CERTIFICATE") && mqtt.certificate_file.is_empty());
    assert!(mqtt.key_file.is_empty() && !format!("{connection:?}").contains("PRIVATE"));
    assert!(harness.state().asked.contains(&Command::Request(Request::SetSecret(connection.id, Secret::Key, pem))));
}

#[test]
fn a_chosen_file_goes_into_its_field() {
    let mut harness = new_connection();
    choose(&mut harness, "Übertragung", "TLS, verschlüsselt");
    choose(&mut harness, "Server prüfen", "Nur mit einer eigenen CA-Datei");
    click(&mut harness, "Anlegen");
    assert!(shows(&harness, "Die CA-Datei fehlt") && is_open(&harness));
    click(&mut harness, "CA-Datei wählen …");
    assert!(harness.state().asked.contains(&Command::Request(Request::ChooseFile(Role::Ca))));
    harness.state_mut().data.chosen.send(ChosenFile { role: Role::Ca, file: None });
    harness.run();
    assert!(shows(&harness, "hat keinen Dateidialog"));
    let file = Some("certs/ca.crt".to_owned());
    harness.state_mut().data.chosen.send(ChosenFile { role: Role::Ca, file });
    harness.run();
    answer(&mut harness, Reports { ca: Some(Report::of(Finding::NotFound)), ..Reports::default() });
    assert!(shows(&harness, "Diese Datei gibt es nicht"));
    let mqtt = saved(harness);
    assert_eq!((mqtt.ca_file.as_str(), mqtt.trust), ("certs/ca.crt", Trust::Own));
}

#[test]
fn what_stands_under_advanced_is_kept_and_summed_up() {
    let mut harness = new_connection();
    // All of it is in view, without scrolling.
    harness.set_size(egui::vec2(900.0, 1500.0));
    assert!(!shows(&harness, "Client-ID"));
    click(&mut harness, "Erweitert");
    click(&mut harness, "5");
    click(&mut harness, "Dauerhaft");
    assert!(field(&harness, "Client-ID").value().unwrap().starts_with("steckbrett-"), "a session needs a fixed id");
    fill(&mut harness, "Ablauf der Sitzung", "600");
    fill(&mut harness, "Keep-alive", "drei");
    assert!(shows(&harness, "5 bis 65535 Sekunden"));
    fill(&mut harness, "Keep-alive", "30");
    assert!(shows(&harness, "höchstens 5 Sekunden"), "a new connection keeps messages briefly");
    click(&mut harness, "Puffern");
    fill(&mut harness, "Nachrichten", "500");
    fill(&mut harness, "Letzter Wille", "halle/#");
    assert!(shows(&harness, "#") && !shows(&harness, "Letzter Wille, "));
    fill(&mut harness, "Letzter Wille", "halle/zustand");
    fill(&mut harness, "Letzter Wille: Nachricht", "weg");
    click(&mut harness, "Letzter Wille: retained");
    click(&mut harness, "Erweitert");
    assert!(shows(
        &harness,
        "MQTT 5 · feste Client-ID · Keep-alive 30 s · dauerhafte Sitzung · Puffer · Letzter Wille"
    ));
    let mqtt = saved(harness);
    assert_eq!((mqtt.version, mqtt.session), (Version::V5, SessionKind::Persistent { expiry_secs: 600 }));
    assert_eq!((mqtt.keep_alive_secs, mqtt.outbox.messages), (30, 500));
    let will = mqtt.will.unwrap();
    assert_eq!((will.topic.as_str(), will.message.as_str(), will.qos, will.retain), ("halle/zustand", "weg", 1, true));
}

#[test]
fn a_copy_has_a_name_and_the_secrets_of_its_own() {
    let (project, id) = with_halle();
    let mut harness = open(project, Dialog::Connections, Lang::De);
    click(&mut harness, "Halle 1");
    click(&mut harness, "Duplizieren");
    let copy = harness.state().editor.project().connections.last().unwrap().clone();
    assert_eq!(copy.name, "Halle 2");
    assert!(harness.state().asked.contains(&Command::Request(Request::CopySecrets(id, copy.id))));
}

#[test]
fn two_sources_with_new_connections_do_not_share_a_name() {
    let mut harness = open(with_halle().0, Dialog::NewSource(None), Lang::De);
    for name in ["Eins", "Zwei"] {
        harness.state_mut().editor.dialog = Some(Dialog::NewSource(None));
        harness.run();
        click(&mut harness, "Neue Verbindung");
        fill(&mut harness, "Name", name);
        fill(&mut harness, "Host", "broker.example");
        click(&mut harness, "Anlegen");
    }
    let project = harness.state().editor.project();
    let names: Vec<&str> = project.connections.iter().map(|connection| connection.name.as_str()).collect();
    assert_eq!(names[2..], ["broker.example", "broker.example 2"]);
}

#[test]
fn filters_that_cross_and_shared_ones_are_told_below_the_topics() {
    let mut harness = open(with_halle().0, Dialog::NewSource(None), Lang::De);
    harness.set_size(egui::vec2(1200.0, 1500.0));
    click(&mut harness, "Neue Verbindung");
    fill(&mut harness, "Host", "broker.example");
    fill(&mut harness, "Topic-Filter", "halle/+");
    click(&mut harness, "Topic hinzufügen");
    fill(&mut harness, "Topic-Filter 2", "+/licht");
    assert!(shows(&harness, "+/licht, halle/+ überschneiden sich"));
    // The broker says for which filter a message came.
    click(&mut harness, "Erweitert");
    click(&mut harness, "5");
    assert!(!shows(&harness, "überschneiden sich"));
    fill(&mut harness, "Topic-Filter 2", "$share/wartung/licht");
    assert!(shows(&harness, "nur an ein Mitglied der Gruppe „wartung“"));
}
