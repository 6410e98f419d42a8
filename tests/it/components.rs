//! Components against a real broker: what a master does, each of its instances does for itself.

use serde_json::json;

use crate::broker::Broker;
use crate::steckbrett::{Steckbrett, exit};

/// A component with a button made of blocks, one in Lua and a label, and two instances of it.
const PROJECT: &str = r#"(format: 2, name: "Taster", next_id: 100,
    connections: [(id: "lokal", name: "Lokaler Broker", settings: {"kind": "local"})],
    screens: [
        (id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "background", controls: [
            (id: 2, kind: "component", name: "Erster", area: (x: 0, y: 0, w: 300, h: 200),
                properties: {"master": Screen(10)}),
            (id: 3, kind: "component", name: "Zweiter", area: (x: 400, y: 0, w: 300, h: 200),
                properties: {"master": Screen(10), "{Präfix}": "halle/2", "{Titel}": "Säge \"2\"", "{Zahl}": 21.5}),
        ]),
        (id: 10, name: "Taster", width: 300, height: 200, grid: 10, background: "background",
            component: Some((parameters: [
                (name: "Präfix", type: Prefix, default: "halle/1"),
                (name: "Titel", default: "Presse"),
                (name: "Zahl", type: Number, default: 7),
            ])),
            controls: [
                (id: 11, kind: "text", name: "Anzeige", area: (x: 0, y: 0, w: 300, h: 50),
                    properties: {"text": Bound(from: Topic(connection: Connection("lokal"), filter: "{Präfix}/text"))}),
                (id: 12, kind: "button", name: "Bausteine", area: (x: 0, y: 60, w: 100, h: 50), handlers: {
                    "tapped": Blocks((first: Some(20), blocks: {20: (kind: "mqtt_publish", slots: {
                        "connection": Connection("lokal"), "topic": "{Präfix}/set", "message": "{Titel}: {Zahl}"})})),
                }),
                (id: 13, kind: "button", name: "Skript", area: (x: 120, y: 60, w: 100, h: 50), handlers: {
                    "tapped": Lua("screens.Taster.Anzeige.text = \"{Titel}!\"\nconnections.getfromid('lokal').publish('{Präfix}/lua', `{Zahl} {Titel}`)"),
                }),
                (id: 14, kind: "button", name: "Fehler", area: (x: 0, y: 120, w: 100, h: 50), handlers: {
                    "tapped": Lua("local nichts = nil\nerror('{Titel}')"),
                }),
            ]),
    ])"#;

#[test]
fn each_instance_listens_shows_and_sends_for_itself() {
    let broker = Broker::start();
    broker.publish_retained("halle/1/text", "eins");
    broker.publish_retained("halle/2/text", "zwei");
    let app = Steckbrett::german();
    let file = app.write("taster.ron", PROJECT);
    app.run(["check".as_ref(), file.as_os_str()]).expect(exit::OK);
    let mut run = app.headless(&file, &["--connect", &broker.connect()]);
    for (control, shown) in [("Erster Anzeige", "eins"), ("Zweiter Anzeige", "zwei")] {
        run.expect("property", &[("control", json!(control)), ("value", json!(shown))]);
    }
    for (command, topic, message) in [
        ("tap Erster Bausteine", "halle/1/set", "Presse: 7"),
        ("tap Zweiter Bausteine", "halle/2/set", "Säge \"2\": 21.5"),
        ("tap Erster Skript", "halle/1/lua", "7 Presse"),
        ("tap Zweiter Skript", "halle/2/lua", "21.5 Säge \"2\""),
    ] {
        let device = broker.subscribe(topic);
        run.say(command);
        assert_eq!(device.next(), format!("0 1 {topic} {message}"), "{command}");
    }
    for (control, shown) in [("Erster Anzeige", "Presse!"), ("Zweiter Anzeige", "Säge \"2\"!")] {
        run.expect("property", &[("control", json!(control)), ("value", json!(shown))]);
    }
    run.say("tap Zweiter Fehler");
    let fault = run.expect("fault", &[]);
    assert!(fault.to_string().contains("Zweiter Fehler") && fault.to_string().contains("Säge"), "{fault}");
    let (_, code, _) = run.quit_with();
    assert_eq!(code, exit::PROBLEM, "a handler has failed");
}

#[test]
fn one_tap_on_a_part_of_an_instance_needs_no_window() {
    let broker = Broker::start();
    let app = Steckbrett::german();
    let file = app.write("taster.ron", PROJECT);
    let device = broker.subscribe("halle/2/set");
    let connect = broker.connect();
    let args = ["tap".as_ref(), file.as_os_str(), "Zweiter Bausteine".as_ref(), "--connect".as_ref(), connect.as_ref()];
    app.run(args).expect(exit::OK);
    assert_eq!(device.next(), "0 1 halle/2/set Säge \"2\": 21.5");
}
