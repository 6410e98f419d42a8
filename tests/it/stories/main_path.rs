//! From an empty project to a message at a real broker, and back into the table.

use crate::broker::Broker;
use crate::window::Window;

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
    window.drag_block("Eingabe", "Text, Eingabe", "Eingang Nachricht von MQTT Veröffentlichen");

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
