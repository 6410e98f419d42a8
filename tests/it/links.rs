//! The program and its brokers: transports, versions, and what is announced when it comes and goes.

use std::path::PathBuf;

use serde_json::json;

use crate::broker::Broker;
use crate::projects::example;
use crate::steckbrett::Steckbrett;

/// A project with a button that sends, on a connection with these further settings.
fn project(app: &Steckbrett, broker: &Broker, settings: &str) -> PathBuf {
    let port = broker.port();
    let text = format!(
        r##"(
            format: 1, name: "Link", next_id: 4,
            connections: [(id: "halle", name: "Halle", settings: {{"host": "127.0.0.1", "port": {port}, {settings}}})],
            screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [
                (id: 2, kind: "button", name: "Senden", area: (x: 0, y: 0, w: 100, h: 50), handlers: {{
                    "tapped": Blocks((first: 3, blocks: {{3: (kind: "mqtt_publish", slots: {{
                        "connection": "halle", "kind": "default", "topic": "halle/band", "message": "an",
                    }})}})),
                }}),
            ])],
        )"##
    );
    app.write("link.ron", &text)
}

#[test]
fn a_websocket_is_reached_through_its_address() {
    let broker = Broker::start();
    let listener = broker.subscribe("halle1/#");
    let file = example("default-und-retained.ron");
    let mut run = Steckbrett::new().headless(&file, &["--connect", &broker.connect_by_web()]);
    run.say("tap Default");
    run.expect("publish", &[("payload", json!("Schichtwechsel")), ("fate", json!("acknowledged"))]);
    run.expect("message", &[("payload", json!("Schichtwechsel"))]);
    assert_eq!(listener.next(), "0 1 halle1/meldung Schichtwechsel");
    run.quit();
}

const ANNOUNCED: &str = r#""birth_topic": "halle/da", "birth_message": "ja", "birth_retain": true,
    "close_topic": "halle/da", "close_message": "nein",
    "will_topic": "halle/da", "will_message": "verloren", "will_qos": 2, "#;

#[test]
fn check_22_a_killed_app_leaves_its_will_and_one_that_ends_says_goodbye() {
    for version in [r#""version": "3.1.1""#, r#""version": "5""#] {
        let app = Steckbrett::new();
        let broker = Broker::start();
        let listener = broker.subscribe("halle/#");
        let file = project(&app, &broker, &format!("{ANNOUNCED}{version}"));
        let mut run = app.headless(&file, &[]);
        run.expect("status", &[("status", json!("connected"))]);
        assert_eq!(listener.next(), "0 1 halle/da ja", "{version}");
        run.kill();
        assert_eq!(listener.next(), "0 1 halle/da verloren", "{version}");

        let mut run = app.headless(&file, &[]);
        // What is sent at the very end still gets out, before the goodbye.
        run.say("tap Senden");
        run.quit();
        for line in ["0 1 halle/da ja", "0 1 halle/band an", "0 1 halle/da nein"] {
            assert_eq!(listener.next(), line, "{version}");
        }
        broker.publish("halle/ende", "kein Testament davor");
        assert_eq!(listener.next(), "0 1 halle/ende kein Testament davor", "{version}");
    }
}
