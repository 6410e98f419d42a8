//! What happens to programs in the field: they are told to end, their disk is full, another one runs beside.

use std::process::Command;

use serde_json::json;

use crate::broker::{Broker, LIMIT, free_port};
use crate::steckbrett::{Headless, Steckbrett, exit};
use crate::wait;

/// A project that sends ten messages on a tap, to this port.
fn project(app: &Steckbrett, port: u16, settings: &str) -> std::path::PathBuf {
    let lua = "for i = 1, 10 do connections.getfromid('abc').publish('feld/x', tostring(i), { qos = 1 }) end";
    let text = format!(
        r##"(format: 2, name: "Feld", id: "feld", next_id: 9, connections: [(id: "abc", name: "Halle", settings: {{"host": "127.0.0.1",
            "port": {port}, "offline": "buffer"{settings}}})], screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10,
            background: "#ffffff", controls: [(id: 2, kind: "button", name: "Senden", area: (x: 0, y: 0, w: 100, h: 50),
            handlers: {{"tapped": Lua({lua:?})}})])])"##
    );
    app.write("feld.ron", &text)
}

fn signal(run: &Headless, name: &str) {
    let sent = Command::new("kill").args([name, &run.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

fn ten() -> Vec<String> {
    (1..=10).map(|number| format!("0 1 feld/x {number}")).collect()
}

/// A service that is stopped: what can get out gets out, and the will is not sent.
#[test]
fn told_to_end_it_sends_what_waits_and_says_goodbye() {
    let broker = Broker::start();
    let listener = broker.subscribe("feld/#");
    let app = Steckbrett::new();
    let settings = r#", "will": {"topic": "feld/letzter", "message": "weg", "qos": 1}"#;
    let mut run = app.headless(&project(&app, broker.port(), settings), &[]);
    run.expect("status", &[("status", json!("connected"))]);
    run.say("tap Senden");
    run.expect_fates("sent", 1);
    signal(&run, "-TERM");
    assert_eq!(run.ended().1, exit::OK);
    let got: Vec<String> = (0..10).map(|_| listener.next()).collect();
    assert_eq!(got, ten());
    broker.publish("feld/ende", "Ende");
    assert_eq!(listener.next(), "0 1 feld/ende Ende", "no will");
}

/// The same without a broker: what is kept waits for the next start.
#[test]
fn told_to_end_without_a_broker_it_keeps_what_waits() {
    let (app, port) = (Steckbrett::new(), free_port());
    let file = project(&app, port, r#", "outbox_keep": true"#);
    let mut run = app.headless(&file, &[]);
    run.expect("status", &[("status", json!("retrying"))]);
    run.say("tap Senden");
    wait::until(LIMIT, "ten messages on disk", || (app.kept_bytes() > 400).then_some(()));
    signal(&run, "-TERM");
    assert_eq!(run.ended().1, exit::OK);
    let broker = Broker::start_at(port);
    let listener = broker.subscribe("feld/#");
    let mut run = app.headless(&file, &[]);
    run.expect("status", &[("status", json!("connected"))]);
    let got: Vec<String> = (0..10).map(|_| listener.next()).collect();
    assert_eq!(got, ten());
    run.quit();
}

/// No folder for the state of the program: everything works, nothing is kept, and that is told.
#[test]
fn without_a_folder_of_its_own_it_works_all_the_same() {
    let broker = Broker::start();
    let listener = broker.subscribe("feld/#");
    let app = Steckbrett::new();
    let file = project(&app, broker.port(), r#", "outbox_keep": true"#);
    let nowhere = Steckbrett::new().with("STECKBRETT_HOME", "/dev/null/steckbrett");
    let mut run = nowhere.headless(&file, &[]);
    run.expect("status", &[("status", json!("connected"))]);
    run.say("tap Senden");
    let got: Vec<String> = (0..10).map(|_| listener.next()).collect();
    assert_eq!(got, ten());
    run.expect_that("that nothing is kept", |event| {
        event["text"].as_str().is_some_and(|text| text.contains("cannot be kept on disk"))
    });
    run.quit();
}
