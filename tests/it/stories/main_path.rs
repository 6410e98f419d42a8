//! From an empty project to a message at a real broker, and back into the table.

use crate::broker::Broker;
use crate::window::Window;

use super::with_button;

#[test]
fn from_an_empty_project_to_a_message_at_a_broker_and_back_into_the_table() {
    let broker = Broker::start();
    let listener = broker.subscribe("halle1/#");
    let mut window = Window::open();
    window.open_new_project();
    for (card, name) in [("Textfeld", "Eingabe"), ("Button", "Senden"), ("Tabelle", "Verlauf")] {
        window.add_control(card);
        window.type_into("Name", name);
    }
    window.select("Senden, Button");
    window.edit_event("Tapped");
    window.insert_block("MQTT Veröffentlichen");
    window.choose("Datenquelle von MQTT Veröffentlichen", "Neue MQTT-Datenquelle …");
    window.type_into("Name", "Halle");
    window.new_source("127.0.0.1", broker.port(), "halle1/#");
    assert_eq!(window.value("Datenquelle von MQTT Veröffentlichen"), "Halle");
    window.type_into("Topic von MQTT Veröffentlichen", "halle1/licht");
    window.wire_block("Eingabe", "Text, Eingabe", "Eingang Nachricht von MQTT Veröffentlichen");

    window.show_tab("Start");
    window.select("Verlauf, Tabelle");
    window.choose("Datenquelle", "Halle");
    window.start();
    window.type_into("Eingabe", "Grüße aus Halle 1");
    window.tap("Senden");
    assert_eq!(listener.next(), "0 1 halle1/licht Grüße aus Halle 1");
    window.wait_until("the message in the table", |window| {
        let rows = window.value("Verlauf");
        rows.contains("halle1/licht") && rows.contains("Grüße aus Halle 1")
    });
    window.stop();
    assert_eq!(broker.sessions(), 1, "{}", broker.log());
}

#[test]
fn a_retained_message_reaches_who_comes_later_until_it_is_cleared() {
    let broker = Broker::start();
    let early = broker.subscribe("halle1/#");
    let mut window = with_button(&broker, "Setzen", ("halle1/status", "läuft"));
    window.choose("Art von MQTT Veröffentlichen", "Retained");
    window.add_control("Button");
    window.type_into("Name", "Leeren");
    window.edit_event("Tapped");
    window.insert_block("MQTT Veröffentlichen");
    window.choose("Datenquelle von MQTT Veröffentlichen", "Halle");
    window.choose("Art von MQTT Veröffentlichen", "Retained");
    window.fill("Topic von MQTT Veröffentlichen", "halle1/status");

    window.show_tab("Start");
    window.start();
    window.tap("Setzen");
    assert_eq!(early.next(), "0 1 halle1/status läuft");
    window.stop();
    assert_eq!(broker.subscribe("halle1/#").next(), "1 1 halle1/status läuft");

    window.start();
    window.tap("Leeren");
    assert_eq!(early.next(), "0 1 halle1/status ");
    window.stop();
    let late = broker.subscribe("halle1/#");
    broker.publish("halle1/ende", "nichts mehr gespeichert");
    assert_eq!(late.next(), "0 1 halle1/ende nichts mehr gespeichert");
}

#[test]
fn the_lua_below_the_blocks_is_that_of_the_reference_and_follows_every_change() {
    let mut window = Window::open();
    window.open_new_project();
    window.add_control("Button");
    window.edit_event("Tapped");
    window.insert_block("MQTT Veröffentlichen");
    window.type_into("Topic von MQTT Veröffentlichen", "{Topic}");
    assert_eq!(window.value("Erzeugtes Lua"), "connections.getfromid('lokal').publish('{Topic}', '')");
    window.fill("Nachricht von MQTT Veröffentlichen", "{Nachricht}");
    assert_eq!(window.value("Erzeugtes Lua"), "connections.getfromid('lokal').publish('{Topic}', '{Nachricht}')");
    window.choose("Art von MQTT Veröffentlichen", "Retained");
    assert_eq!(window.value("Erzeugtes Lua"), "connections.getfromid('lokal').publishretain('{Topic}', '{Nachricht}')");
}
