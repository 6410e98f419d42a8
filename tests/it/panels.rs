//! The four panels among the examples, in both languages, against a real broker: what devices tell is shown, what is
//! tapped is sent, and none of it by a handler.

use serde_json::{Value, json};

use crate::broker::Broker;
use crate::projects::example;
use crate::steckbrett::Steckbrett;

/// What is stored at the broker, and what a control then shows: topic, message, control, value.
type Told<'a> = (&'a str, &'a str, &'a str, Value);
/// What somebody does, and what then goes out: command, topic, message.
type Done<'a> = (&'a str, &'a str, &'a str);

fn panel(app: &Steckbrett, file: &str, told: &[Told<'_>], done: &[Done<'_>]) {
    let broker = Broker::start();
    for (topic, message, ..) in told {
        broker.publish_retained(topic, message);
    }
    let text = std::fs::read_to_string(example(file)).unwrap();
    assert!(!text.contains("handlers"), "{file} needs logic");
    let mut run = app.headless(&example(file), &["--connect", &broker.connect()]);
    run.expect("status", &[("status", json!("connected"))]);
    for (.., control, value) in told {
        run.expect("property", &[("control", json!(control)), ("value", value.clone())]);
    }
    for (command, topic, message) in done {
        let device = broker.subscribe(topic);
        run.say(command);
        assert_eq!(device.next(), format!("0 1 {topic} {message}"), "{command}");
    }
    run.quit();
}

#[test]
fn a_conveyor_is_shown_and_driven() {
    panel(
        &Steckbrett::german(),
        "foerderband.ron",
        &[
            ("foerderband1/zustand", "stoerung", "Zustand", json!("Störung")),
            ("foerderband1/zustand", "stoerung", "Zustand", json!("blink")),
            ("foerderband1/zustand", "stoerung", "Meldung", json!("#c63036")),
            ("foerderband1/geschwindigkeit", "1.24", "Geschwindigkeit", json!(1.24)),
            ("foerderband1/stueck", r#"{"heute": 1184, "soll": 1600}"#, "Stück Soll", json!("von 1.600")),
            ("foerderband1/antriebstemperatur", "84.5", "Motor", json!(84.5)),
            ("foerderband1/ampel", r#"{"rot": 1, "gelb": 0, "gruen": 0}"#, "Rot", json!("on")),
            ("foerderband1/antrieb", "OFF", "Antrieb", json!(false)),
        ],
        &[
            ("set Antrieb.on true", "foerderband1/antrieb/set", "ON"),
            ("set Betriebsart.selected Hand", "foerderband1/betriebsart/set", "Hand"),
            ("set Sollwert.value 1.5", "foerderband1/sollwert/set", "1.5"),
            ("fire Vorwärts.pressed", "foerderband1/tippen/set", "VOR"),
            ("fire Vorwärts.released", "foerderband1/tippen/set", "HALT"),
            ("fire Schnellhalt.pressed", "foerderband1/halt/set", "1"),
            ("tap Quittieren", "foerderband1/meldung/set", "QUITTIERT"),
        ],
    );
    panel(
        &Steckbrett::new(),
        "conveyor.ron",
        &[
            ("conveyor1/state", "running", "State", json!("running")),
            ("conveyor1/speed", "1.24", "Speed", json!(1.24)),
            ("conveyor1/pieces", r#"{"today": 1184, "planned": 1600}"#, "Pieces planned", json!("of 1,600")),
        ],
        &[("set Drive.on false", "conveyor1/drive/set", "OFF"), ("fire Quick stop.pressed", "conveyor1/stop/set", "1")],
    );
}

#[test]
fn a_home_shows_what_its_devices_tell_and_switches_them() {
    panel(
        &Steckbrett::german(),
        "zuhause.ron",
        &[
            ("zigbee2mqtt/wohnzimmer_licht", r#"{"state": "ON", "brightness": 127}"#, "Deckenlicht", json!(true)),
            ("zigbee2mqtt/wohnzimmer_klima", r#"{"temperature": 21.44}"#, "Messwert Wohnzimmer", json!("21,4 °C")),
            ("stat/kaffee/POWER", "ON", "Kaffeemaschine", json!(true)),
            ("tele/kaffee/SENSOR", r#"{"ENERGY": {"Power": 1184}}"#, "Leistung Kaffee", json!("1.184 W")),
            ("zigbee2mqtt/kueche_fenster", r#"{"contact": false}"#, "Fenster", json!("Fenster offen")),
            ("zigbee2mqtt/heizung_wohnzimmer", r#"{"local_temperature": 20.5}"#, "Raumtemperatur", json!(20.5)),
        ],
        &[
            ("set Deckenlicht.on false", "zigbee2mqtt/wohnzimmer_licht/set", r#"{"state":"OFF"}"#),
            ("set Helligkeit.value 100", "zigbee2mqtt/wohnzimmer_licht/set", r#"{"brightness":254}"#),
            ("set Kaffeemaschine.on false", "cmnd/kaffee/POWER", "OFF"),
            ("tap Rollladen Halt", "shelly-rollladen/command/cover:0", "stop"),
            (
                "set Solltemperatur.value 21.5",
                "zigbee2mqtt/heizung_wohnzimmer/set",
                r#"{"occupied_heating_setpoint":21.5}"#,
            ),
        ],
    );
    panel(
        &Steckbrett::new(),
        "smart-home.ron",
        &[("zigbee2mqtt/kitchen_window", r#"{"contact": true}"#, "Window", json!("Window closed"))],
        &[
            ("set Irrigation.on true", "garden/valve/set", "ON"),
            ("tap Blind up", "shelly-blind/command/cover:0", "open"),
        ],
    );
}

#[test]
fn an_order_terminal_sends_scans_with_quantity_and_place() {
    panel(
        &Steckbrett::german(),
        "auftragsterminal.ron",
        &[
            ("lager/terminal1/auftrag", r#"{"nr": "WE-7", "fortschritt": 60}"#, "Auftrag", json!("WE-7")),
            ("lager/terminal1/antwort", r#"{"ok": false, "text": "Unbekannt"}"#, "Antwort", json!("Unbekannt")),
            ("lager/terminal1/antwort", r#"{"ok": false, "text": "Unbekannt"}"#, "Antwort", json!("#fbdcdd")),
        ],
        &[
            (
                "set Scan.text 4006381",
                "lager/terminal1/scan",
                r#"{"artikel": "4006381", "menge": 1, "platz": "Regal A"}"#,
            ),
            ("tap Beleg drucken", "lager/terminal1/druck", "BELEG"),
            ("tap Auftrag abschließen", "lager/terminal1/auftrag/set", "ABGESCHLOSSEN"),
        ],
    );
    panel(
        &Steckbrett::new(),
        "order-terminal.ron",
        &[("warehouse/terminal1/order", r#"{"nr": "GR-7", "progress": 5}"#, "Progress", json!(5))],
        &[("tap Close order", "warehouse/terminal1/order/set", "CLOSED")],
    );
}

/// What is chosen goes into a variable, and with the next scan into its message.
#[test]
fn a_scan_carries_what_was_chosen_and_its_answer_becomes_a_row() {
    let broker = Broker::start();
    let mut run = Steckbrett::new().headless(&example("order-terminal.ron"), &["--connect", &broker.connect()]);
    run.expect("status", &[("status", json!("connected"))]);
    let scans = broker.subscribe("warehouse/terminal1/scan");
    run.say("set Quantity.value 4");
    run.say("set Place.selected Rack B");
    run.say("set Scan.text 007");
    let said = scans.next();
    assert!(said.ends_with(r#"{"article": "007", "quantity": 4, "place": "Rack B"}"#), "{said}");
    broker.publish(
        "warehouse/terminal1/item",
        r#"{"article": "007", "name": "Bolt", "quantity": 4, "status": "booked"}"#,
    );
    let row = run.expect("message", &[("topic", json!("warehouse/terminal1/item"))]);
    assert_eq!(row["columns"]["Description"], json!("Bolt"), "{row}");
    run.quit();
}

#[test]
fn an_energy_board_follows_its_topics() {
    panel(
        &Steckbrett::german(),
        "energie.ron",
        &[
            (
                "energie/leistung",
                r#"{"pv": 12.5, "last": 20, "netz": 7.5, "richtung": "bezug"}"#,
                "Erzeugung",
                json!(12.5),
            ),
            (
                "energie/leistung",
                r#"{"pv": 12.5, "last": 20, "netz": 7.5, "richtung": "bezug"}"#,
                "Richtung",
                json!("Bezug aus dem Netz"),
            ),
            ("energie/heute", r#"{"autarkie": 71.6, "erzeugt": 184}"#, "Untertitel", json!("72 % selbst erzeugt")),
            ("energie/preis", "28.44", "Preis", json!("Preis 28,4 ct/kWh")),
        ],
        &[],
    );
    panel(
        &Steckbrett::new(),
        "energy.ron",
        &[
            ("energy/storage", r#"{"soc": 64}"#, "Storage", json!(64)),
            ("energy/power", r#"{"pv": 12.5}"#, "Trend", json!(12.5)),
        ],
        &[],
    );
}

#[test]
fn twenty_machines_from_one_component_each_have_their_own_topics() {
    panel(
        &Steckbrett::german(),
        "maschinenhalle.ron",
        &[
            ("halle1/maschine/1/stueck", "118", "Maschine 1 Stück", json!(118)),
            ("halle1/maschine/7/temperatur", "61.5", "Maschine 7 Temperatur", json!(61.5)),
            ("halle1/maschine/12/zustand", "störung", "Maschine 12 Zustand", json!("blink")),
            ("halle1/maschine/12/zustand", "störung", "Maschine 12 Zustand", json!("#e5352b")),
            ("halle1/maschine/20/antrieb", "ON", "Maschine 20 Antrieb", json!(true)),
        ],
        &[
            ("set Maschine 1 Antrieb.on true", "halle1/maschine/1/antrieb/set", "ON"),
            ("set Maschine 20 Antrieb.on false", "halle1/maschine/20/antrieb/set", "OFF"),
        ],
    );
    panel(
        &Steckbrett::new(),
        "machine-hall.ron",
        &[
            ("hall1/machine/3/pieces", "42", "Machine 3 Pieces", json!(42)),
            ("hall1/machine/16/state", "running", "Machine 16 State", json!("on")),
        ],
        &[("set Machine 16 Drive.on true", "hall1/machine/16/drive/set", "ON")],
    );
}
