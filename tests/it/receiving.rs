//! Receiving through the command line: JSON from a client that is not ours becomes columns, runs logic, and answers.

use serde_json::{Value, json};

use crate::broker::{Broker, LIMIT};
use crate::projects::example;
use crate::steckbrett::Steckbrett;
use crate::wait;

const CONNECTED: (&str, &str) = ("status", "connected");

#[test]
fn json_fills_columns_and_the_logic_of_the_source_answers() {
    let broker = Broker::start();
    broker.publish_retained("halle1/lager/klima", r#"{"sensor": {"temperatur": 18, "feuchte": 44.5}}"#);
    let alarm = broker.subscribe("halle1/alarm");
    let mut run = Steckbrett::german().headless(&example("sensorwerte.ron"), &["--connect", &broker.connect()]);
    run.expect("status", &[(CONNECTED.0, json!(CONNECTED.1))]);
    // What the broker had stored comes first, marked as such.
    let stored = run.expect("message", &[("topic", json!("halle1/lager/klima"))]);
    assert_eq!((&stored["retain"], &stored["source"]), (&json!(true), &json!("Klima")));
    assert_eq!(stored["columns"], json!({ "Temperatur": 18, "Feuchte": 44.5 }));
    let text = |value: &str| [("control", json!("Meldung")), ("value", json!(value))];
    run.expect("property", &text("halle1/lager/klima: 18 °C"));

    broker.publish("halle1/tor/klima", r#"{"sensor": {"temperatur": "31.5"}}"#);
    let hot = run.expect("message", &[("topic", json!("halle1/tor/klima"))]);
    assert_eq!((&hot["columns"], &hot["retain"]), (&json!({ "Temperatur": 31.5 }), &json!(false)));
    run.expect("property", &text("halle1/tor/klima: 31.5 °C"));
    assert_eq!(alarm.next(), "0 1 halle1/alarm Zu warm: halle1/tor/klima");

    broker.publish("halle1/tor/klima", r#"{"sensor": {"temperatur": "21,5", "feuchte": 40}}"#);
    broker.publish("halle1/tor/klima", r#"{"sensor": {"temperatur": "22,5", "feuchte": 41}}"#);
    run.expect("message", &[("columns", json!({ "Feuchte": 41 }))]);
    run.say("tap Tor");
    run.expect("publish", &[("topic", json!("halle1/tor/klima")), ("fate", json!("acknowledged"))]);
    let seen = run.quit();
    let warnings = |word: &str| {
        let is_it = |event: &&Value| event["t"] == "log" && event["text"].as_str().is_some_and(|t| t.contains(word));
        seen.iter().filter(is_it).count()
    };
    assert_eq!(warnings("Spalte „Temperatur“: Das ist keine Zahl mit Punkt"), 1, "once a topic: {seen:#?}");
}

/// A source that is off subscribes to nothing; switched on by a script it gets what the broker has stored.
#[test]
fn a_source_is_switched_on_and_off_while_the_app_runs() {
    let broker = Broker::start();
    broker.publish_retained("a/b", "gespeichert");
    let project = r##"(format: 1, name: "P", next_id: 9, connections: [(id: "lokal", name: "L", settings: {"kind": "local"})],
        sources: [(id: 2, name: "Q", ident: "Q", connection: "lokal", topics: ["a/#"], settings: {"enabled": false},
            handlers: {"refreshed": Lua("peakboard.log(text.join(e.message, ' ', data.Q.count))")})],
        screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [
            (id: 3, kind: "button", name: "An", area: (x: 0, y: 0, w: 100, h: 50), handlers: {"tapped": Lua("data.Q.enabled = true")}),
            (id: 4, kind: "button", name: "Aus", area: (x: 0, y: 99, w: 100, h: 50), handlers: {"tapped": Lua("data.Q.enabled = false")}),
        ])])"##;
    let app = Steckbrett::new();
    let file = app.write("p.ron", project);
    let mut run = app.headless(&file, &["--connect", &broker.connect()]);
    run.expect("status", &[(CONNECTED.0, json!(CONNECTED.1))]);
    run.say("tap An");
    run.expect("property", &[("source", json!("Q")), ("enabled", json!(true))]);
    run.expect("log", &[("text", json!("gespeichert 1"))]);
    run.expect("message", &[("payload", json!("gespeichert")), ("retain", json!(true))]);
    broker.publish("a/c", "neu");
    run.expect("log", &[("text", json!("neu 2"))]);
    run.say("tap Aus");
    run.expect("property", &[("source", json!("Q")), ("enabled", json!(false))]);
    broker.publish("a/d", "ungehört");
    run.say("tap An");
    // Kept by the broker, so it comes whether it is faster than the subscription or not. What was stored before is
    // told again with it, but known: no second run.
    broker.publish_retained("a/e", "wieder da");
    run.expect("log", &[("text", json!("wieder da 3"))]);
    let seen = run.quit();
    let runs = seen.iter().filter(|event| event["t"] == "log" && event["text"].is_string()).count();
    assert_eq!(runs, 3, "{seen:#?}");
}

#[test]
fn check_20_after_a_lost_session_stored_values_are_known_and_no_handler_runs_twice() {
    let broker = Broker::start();
    broker.publish_retained("a/b", "gespeichert");
    let port = broker.port();
    let project = format!(
        r##"(format: 1, name: "P", next_id: 9,
            connections: [(id: "halle", name: "H", settings: {{"host": "127.0.0.1", "port": {port}, "client_id": "werk"}})],
            sources: [(id: 2, name: "Q", ident: "Q", connection: "halle", topics: ["a/#"],
                handlers: {{"refreshed": Lua("peakboard.log(text.join(e.message, ' ', data.Q.count))")}})],
            screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff")])"##
    );
    let app = Steckbrett::new();
    let mut run = app.headless(&app.write("p.ron", &project), &[]);
    run.expect("log", &[("text", json!("gespeichert 1"))]);
    broker.kick("werk");
    let subscribed = || broker.log().matches("Received SUBSCRIBE from werk").count() >= 2;
    wait::until(LIMIT, "the second subscription", || subscribed().then_some(()));
    broker.publish("a/c", "neu");
    run.expect("log", &[("text", json!("neu 2"))]);
    let seen = run.quit();
    let runs = seen.iter().filter(|event| event["t"] == "log" && event["text"].is_string()).count();
    assert_eq!(runs, 2, "{seen:#?}");
}

/// No source, no handler, no block: a label is bound to a topic, a lamp's words to a field of its JSON.
#[test]
fn bound_properties_follow_topics_by_themselves() {
    let broker = Broker::start();
    broker.publish_retained("halle1/klima", r#"{"temp": 21.46, "an": true}"#);
    let project = r##"(format: 2, name: "P", next_id: 9, connections: [(id: "lokal", name: "L", settings: {"kind": "local"})],
        screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [
            (id: 3, kind: "text", name: "Temperatur", area: (x: 0, y: 0, w: 100, h: 50), properties: {
                "text": Bound(from: Topic(connection: Connection("lokal"), filter: "halle1/klima", path: "$.temp"), decimals: 1, suffix: " °C", empty: "–", stale_after: 0.2)}),
            (id: 4, kind: "text", name: "Pumpe", area: (x: 0, y: 60, w: 100, h: 50), properties: {
                "text": Bound(from: Topic(connection: Connection("lokal"), filter: "halle1/klima", path: "an"), table: [("true", "läuft"), ("false", "steht")])}),
            (id: 5, kind: "text", name: "Doppelt", area: (x: 0, y: 120, w: 100, h: 50), properties: {
                "text": Bound(from: Property(control: Control(4), property: "text"), prefix: "Pumpe: ")}),
        ])])"##;
    let app = Steckbrett::german();
    let file = app.write("p.ron", project);
    app.run(["check".as_ref(), file.as_os_str()]).expect(0);
    let mut run = app.headless(&file, &["--connect", &broker.connect()]);
    let shows = |control: &str, value: &str| [("control", json!(control)), ("value", json!(value))];
    run.expect("property", &shows("Temperatur", "21,5 °C"));
    run.expect("property", &[("control", json!("Temperatur")), ("quality", json!("stale"))]);
    broker.publish("halle1/klima", r#"{"temp": 7, "an": false}"#);
    run.expect("property", &shows("Temperatur", "7,0 °C"));
    run.expect("property", &[("control", json!("Temperatur")), ("quality", json!("good"))]);
    let seen = run.quit();
    let values = |control: &str| {
        let of = seen.iter().filter(|event| event["control"] == control && event["value"].is_string());
        of.map(|event| event["value"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(values("Pumpe"), ["läuft", "steht"]);
    assert_eq!(values("Doppelt"), ["Pumpe: ", "Pumpe: läuft", "Pumpe: steht"]);
    assert!(!seen.iter().any(|event| event["t"] == "message"), "no source that anybody has made: {seen:#?}");
    assert_eq!(broker.log().matches("halle1/klima (QoS 1)").count(), 1, "one subscription for all: {}", broker.log());
}

/// Row, column and value of the cell that was tapped are properties of the table, as logic and bindings read them.
#[test]
fn what_is_chosen_in_a_table_is_read_by_logic_and_shown_by_a_binding() {
    let broker = Broker::start();
    broker.publish_retained("lager/1", "Schraube");
    let project = r##"(format: 2, name: "P", next_id: 9, connections: [(id: "lokal", name: "L", settings: {"kind": "local"})],
        sources: [(id: 2, name: "Q", ident: "Q", connection: "lokal", topics: ["lager/#"])],
        screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [
            (id: 3, kind: "table", name: "Liste", area: (x: 0, y: 0, w: 600, h: 300), properties: {"source": Source(2)},
             handlers: {"cell_tapped": Lua("local l = screens['Start'].Liste peakboard.log(text.join(l.column, ' ', l.cell, ' ', data.Q.cell(l.row, 'topic')))")}),
            (id: 4, kind: "text", name: "Wahl", area: (x: 0, y: 400, w: 600, h: 60), properties: {
                "text": Bound(from: Property(control: Control(3), property: "cell"), prefix: "Gewählt: ")}),
        ])])"##;
    let app = Steckbrett::new();
    let file = app.write("p.ron", project);
    app.run(["check".as_ref(), file.as_os_str()]).expect(0);
    let mut run = app.headless(&file, &["--connect", &broker.connect()]);
    run.expect("message", &[("topic", json!("lager/1"))]);
    for line in ["set Liste.column message", "set Liste.cell Schraube", "set Liste.row 0", "fire Liste.cell_tapped"] {
        run.say(line);
    }
    run.expect("log", &[("text", json!("message Schraube lager/1"))]);
    run.expect("property", &[("control", json!("Wahl")), ("value", json!("Gewählt: Schraube"))]);
    run.quit();
}
