//! The checks that concern any broker, against the local one.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{connected, project};
use crate::broker::{LIMIT, Subscriber, publish_at};
use crate::projects::example;
use crate::steckbrett::{Steckbrett, exit};
use crate::wait;

const LOCAL: &str = r#""kind": "local""#;

#[test]
fn check_01_without_any_server_a_tap_reaches_a_second_client_of_the_local_broker() {
    let app = Steckbrett::new();
    let mut run = app.headless(&example("mqtt-senden.ron"), &[]);
    connected(&mut run);
    let second = Subscriber::at(app.local_port(), "steckbrett/#");
    run.say("set Eingabe.text Hallo");
    let tapped = Instant::now();
    run.say("tap Senden");
    assert_eq!(second.next(), "0 1 steckbrett/demo Hallo");
    // One second, and one more for a machine that does other things too.
    assert!(tapped.elapsed() < Duration::from_secs(2), "{:?}", tapped.elapsed());
    run.quit();
}

#[test]
fn check_02_and_03_a_retained_message_waits_at_the_local_broker_until_it_is_cleared() {
    let app = Steckbrett::new();
    let mut run = app.headless(&example("default-und-retained.ron"), &[]);
    connected(&mut run);
    let port = app.local_port();
    let early = Subscriber::at(port, "halle1/#");
    for _ in 0..2 {
        run.say("tap Retained");
        assert_eq!(early.next(), "0 1 halle1/status läuft");
    }
    assert_eq!(Subscriber::at(port, "halle1/#").next(), "1 1 halle1/status läuft", "who comes later has it once");
    run.say("tap Leeren");
    assert_eq!(early.next(), "0 1 halle1/status ");
    let late = Subscriber::at(port, "halle1/#");
    publish_at(port, "halle1/ende", &["-m", "nichts mehr gespeichert"]);
    assert_eq!(late.next(), "0 1 halle1/ende nichts mehr gespeichert");
    run.quit();
}

/// How many connections to this port of 127.0.0.1 are open on this computer.
fn connections_to(port: u16) -> usize {
    let remote = format!("0100007F:{port:04X}");
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
    let open = |line: &&str| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        (fields[2], fields[3]) == (&remote, "01")
    };
    table.lines().skip(1).filter(open).count()
}

#[test]
fn check_04_two_buttons_and_a_table_are_one_connection_to_the_local_broker() {
    let app = Steckbrett::new();
    let mut run = app.headless(&example("zwei-buttons-eine-verbindung.ron"), &[]);
    connected(&mut run);
    for (control, payload) in [("Starten", "start"), ("Stoppen", "stopp")] {
        run.say(&format!("tap {control}"));
        run.expect("message", &[("source", json!("Befehle")), ("payload", json!(payload))]);
    }
    assert_eq!(connections_to(app.local_port()), 1);
    run.quit();
}

#[test]
fn check_20_the_local_broker_is_taken_over_with_its_stored_values_and_nothing_runs_twice() {
    let app = Steckbrett::new();
    let broker = app.local_broker();
    publish_at(app.local_port(), "strom/wert", &["-r", "-m", "7"]);
    let mut run = app.headless(&project(&app, LOCAL, "peakboard.log('x')"), &[]);
    run.expect("message", &[("payload", json!("7")), ("retain", json!(true))]);
    drop(broker);
    run.expect("status", &[("status", json!("retrying"))]);
    let again = |event: &&serde_json::Value| event["t"] == "status" && event["status"] == "connected";
    wait::until(LIMIT, "the second session", || {
        (run.watch(Duration::ZERO).iter().filter(again).count() == 2).then_some(())
    });
    // Stored on disk, and told again by the broker that is in this program now.
    run.expect_times("message", "7", 2);
    publish_at(app.local_port(), "strom/x", &["-m", "einmal"]);
    run.expect("message", &[("payload", json!("einmal"))]);
    let seen = run.quit();
    let count = seen.iter().filter(|event| event["t"] == "message" && event["payload"] == "einmal").count();
    assert_eq!(count, 1, "no doubled subscription");
}

#[test]
fn check_22_at_the_local_broker_of_another_program_wills_and_goodbyes_hold_too() {
    let app = Steckbrett::new();
    let _broker = app.local_broker();
    let listener = Subscriber::at(app.local_port(), "halle/#");
    let settings = format!(r#"{LOCAL}, "will_topic": "halle/da", "will_message": "verloren""#);
    let lua = "for i = 1, 50 do connections.getfromid('abc').publish('halle/x', tostring(i)) end";
    let file = project(&app, &settings, lua);
    let mut run = app.headless(&file, &[]);
    connected(&mut run);
    run.kill();
    assert_eq!(listener.next(), "0 1 halle/da verloren");
    let mut run = app.headless(&file, &[]);
    connected(&mut run);
    run.say("tap Senden");
    let (seen, code, took) = run.quit_with();
    assert_eq!(code, exit::OK, "{seen:#?}");
    assert!(took < Duration::from_secs(4), "{took:?}");
    for number in 1..=50 {
        assert_eq!(listener.next(), format!("0 1 halle/x {number}"));
    }
    publish_at(app.local_port(), "halle/ende", &["-m", "kein Testament davor"]);
    assert_eq!(listener.next(), "0 1 halle/ende kein Testament davor");
}
