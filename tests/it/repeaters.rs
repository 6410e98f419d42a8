//! Repeaters against a real broker: instances come with topics and rows, work each for itself, and go with them, while all
//! others keep what they have.

use serde_json::json;

use crate::broker::Broker;
use crate::projects::example;
use crate::steckbrett::{Steckbrett, exit};

/// The labels of so many machines.
fn numbered(labels: impl IntoIterator<Item = u32>) -> serde_json::Value {
    labels.into_iter().map(|label| label.to_string()).collect::<Vec<_>>().into()
}

#[test]
fn twenty_machines_are_one_component_and_one_repeater() {
    let broker = Broker::start();
    for machine in 1..=20 {
        broker.publish_retained(&format!("halle1/maschine/{machine}/zustand"), "läuft");
        broker.publish_retained(&format!("halle1/maschine/{machine}/stueck"), &(machine * 10).to_string());
    }
    let app = Steckbrett::german();
    let file = example("maschinenhalle.ron");
    // The second start has them from the broker again.
    for _ in 0..2 {
        let mut run = app.headless(&file, &["--connect", &broker.connect()]);
        run.expect("property", &[("property", json!("instances")), ("value", numbered(1..=20))]);
        run.expect("property", &[("control", json!("Maschine 7 Zustand")), ("value", json!("on"))]);
        run.expect("property", &[("control", json!("Maschine 20 Stück")), ("value", json!(200))]);
        let device = broker.subscribe("halle1/#");
        run.say("set Maschine 7 Antrieb.on true");
        let told = device.until("ON");
        assert!(told.last().unwrap().ends_with("halle1/maschine/7/antrieb/set ON"), "{told:?}");
        run.quit();
    }
    let mut run = app.headless(&file, &["--connect", &broker.connect()]);
    run.expect("property", &[("property", json!("instances")), ("value", numbered(1..=20))]);
    // What the app itself has said to a machine does not keep it there.
    let device = broker.subscribe("halle1/maschine/7/antrieb/set");
    run.say("set Maschine 7 Antrieb.on true");
    assert_eq!(device.next(), "0 1 halle1/maschine/7/antrieb/set ON");
    broker.publish_retained("halle1/maschine/7/zustand", "");
    broker.publish_retained("halle1/maschine/7/stueck", "");
    run.expect("property", &[("property", json!("instances")), ("value", numbered((1..=20).filter(|it| *it != 7)))]);
    run.say("set Maschine 7 Antrieb.on true");
    run.expect("fault", &[("place", json!("set Maschine 7 Antrieb.on true"))]);
    broker.publish("halle1/maschine/21/zustand", "steht");
    let with_new = (1..=21).filter(|it| *it != 7);
    run.expect("property", &[("property", json!("instances")), ("value", numbered(with_new))]);
    // The message that has brought it is shown too, although nobody tells it again.
    run.expect("property", &[("control", json!("Maschine 21 Zustand")), ("value", json!("off"))]);
}

/// One machine has a button whose handler waits in the middle, and a field that somebody types in.
const HALL: &str = r##"(format: 2, name: "Halle", next_id: 100,
    connections: [(id: "lokal", name: "Lokaler Broker", settings: {"kind": "local"})],
    screens: [
        (id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "background", controls: [
            (id: 2, kind: "repeater", name: "M", area: (x: 0, y: 0, w: 1000, h: 700), properties: {
                "master": Screen(10), "{P}": "#[topic]#", "{Titel}": "Nr. #[topic.2]#",
                "topics": Bound(from: Topic(connection: Connection("lokal"), filter: "halle/+/da"))}),
        ]),
        (id: 10, name: "Maschine", width: 300, height: 200, grid: 10, background: "background",
            component: Some((parameters: [(name: "P", type: Prefix, default: "halle/x"), (name: "Titel", default: "X")])),
            controls: [
                (id: 11, kind: "text", name: "Anzeige", area: (x: 0, y: 0, w: 300, h: 50),
                    properties: {"text": Bound(from: Topic(connection: Connection("lokal"), filter: "{P}/text"))}),
                (id: 12, kind: "text_box", name: "Feld", area: (x: 0, y: 60, w: 100, h: 50)),
                (id: 13, kind: "button", name: "Langsam", area: (x: 120, y: 60, w: 100, h: 50), handlers: {
                    "tapped": Lua("connections.getfromid('lokal').publish('{P}/begin', '1')\nwait(1.5)\nconnections.getfromid('lokal').publish('{P}/end', '{Titel}: ' .. screens.Maschine.Feld.text)"),
                }),
            ]),
    ])"##;

#[test]
fn what_comes_and_goes_leaves_all_others_alone() {
    let broker = Broker::start();
    broker.publish_retained("halle/a/da", "1");
    broker.publish_retained("halle/c/da", "1");
    broker.publish_retained("halle/a/text", "von a");
    let app = Steckbrett::german();
    let file = app.write("halle.ron", HALL);
    app.run(["check".as_ref(), file.as_os_str()]).expect(exit::OK);
    let mut run = app.headless(&file, &["--connect", &broker.connect()]);
    run.expect("property", &[("property", json!("instances")), ("value", json!(["a", "c"]))]);
    run.expect("property", &[("control", json!("M a Anzeige")), ("value", json!("von a"))]);
    let (begins, device) = (broker.subscribe("halle/+/begin"), broker.subscribe("halle/+/end"));
    run.say("set M a Feld.text getippt");
    run.expect("property", &[("control", json!("M a Feld")), ("value", json!("getippt"))]);
    run.say("tap M a Langsam");
    run.say("tap M c Langsam");
    let _both = [begins.next(), begins.next()];
    // While both wait, one goes with its handler, and another one comes.
    broker.publish_retained("halle/c/da", "");
    broker.publish_retained("halle/b/da", "1");
    run.expect("property", &[("property", json!("instances")), ("value", json!(["a", "b"]))]);
    assert_eq!(device.next(), "0 1 halle/a/end Nr. a: getippt");
    run.say("tap M b Langsam");
    assert_eq!(device.next(), "0 1 halle/b/end Nr. b: ", "what is gone does no more");
    run.quit();
}

#[test]
fn a_part_of_what_comes_with_a_message_is_tapped_without_a_window() {
    let broker = Broker::start();
    broker.publish_retained("halle/a/da", "1");
    let app = Steckbrett::german();
    let file = app.write("halle.ron", HALL);
    let device = broker.subscribe("halle/a/end");
    let connect = broker.connect();
    let args = ["tap".as_ref(), file.as_os_str(), "M a Langsam".as_ref(), "--connect".as_ref(), connect.as_ref()];
    app.run(args).expect(exit::OK);
    assert_eq!(device.next(), "0 1 halle/a/end Nr. a: ");
}

/// An instance for each row of a list that the app itself changes.
pub(crate) const ORDERS: &str = r#"(format: 2, name: "Aufträge", next_id: 100,
    connections: [(id: "lokal", name: "Lokaler Broker", settings: {"kind": "local"})],
    sources: [(id: 5, name: "Aufträge", ident: "Auftraege", list: (
        columns: [(id: 6, title: "Ort", type: "text"), (id: 7, title: "Menge", type: "number")],
        rows: [["lager/1", 10], ["lager/2", 2]]))],
    screens: [
        (id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "background", controls: [
            (id: 2, kind: "repeater", name: "A", area: (x: 0, y: 0, w: 1000, h: 700), properties: {
                "master": Screen(10), "source": Source(5),
                "{P}": Bound(from: Column(source: Source(5), column: Column(6))),
                "{Menge}": Bound(from: Column(source: Source(5), column: Column(7))),
                "order": Bound(from: Column(source: Source(5), column: Column(7)))}),
            (id: 3, kind: "button", name: "Neu", area: (x: 0, y: 720, w: 100, h: 50), handlers: {
                "tapped": Lua("data.Auftraege.add({Ort = 'lager/3', Menge = 5})")}),
            (id: 4, kind: "button", name: "Weg", area: (x: 110, y: 720, w: 100, h: 50), handlers: {
                "tapped": Lua("data.Auftraege.remove(0)")}),
        ]),
        (id: 10, name: "Auftrag", width: 300, height: 200, grid: 10, background: "background",
            component: Some((parameters: [(name: "P", type: Prefix, default: "lager/x"), (name: "Menge", type: Number, default: 0)])),
            controls: [
                (id: 11, kind: "button", name: "Los", area: (x: 120, y: 60, w: 100, h: 50), handlers: {
                    "tapped": Lua("connections.getfromid('lokal').publish('{P}/los', '{Menge}')")}),
            ]),
    ])"#;

#[test]
fn each_row_of_a_list_has_an_instance_in_the_order_of_a_column() {
    let broker = Broker::start();
    let app = Steckbrett::german();
    let file = app.write("auftraege.ron", ORDERS);
    app.run(["check".as_ref(), file.as_os_str()]).expect(exit::OK);
    let mut run = app.headless(&file, &["--connect", &broker.connect()]);
    let instances = |labels: serde_json::Value| [("property", json!("instances")), ("value", labels)];
    run.expect("property", &instances(json!(["lager/2", "lager/1"])));
    run.say("tap Neu");
    run.expect("property", &instances(json!(["lager/2", "lager/3", "lager/1"])));
    for (command, topic, message) in
        [("tap A lager/3 Los", "lager/3/los", "5"), ("tap A lager/1 Los", "lager/1/los", "10")]
    {
        let device = broker.subscribe(topic);
        run.say(command);
        assert_eq!(device.next(), format!("0 1 {topic} {message}"));
    }
    run.say("tap Weg");
    run.expect("property", &instances(json!(["lager/2", "lager/3"])));
    run.quit();
}

#[test]
fn what_a_repeater_lacks_is_told_by_check() {
    let app = Steckbrett::german();
    let file = app.write("halle.ron", &HALL.replace("halle/+/da", "halle/da"));
    app.run(["check".as_ref(), file.as_os_str()]).expect(exit::PROBLEM);
}
