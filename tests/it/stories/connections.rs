//! Connections are shared: what one source has set up, the next one uses.

use egui::accesskit::Role;

use super::with_button;
use crate::broker::Broker;

#[test]
fn two_buttons_that_share_a_connection_are_one_session() {
    let broker = Broker::start();
    let listener = broker.subscribe("halle1/#");
    let mut window = with_button(&broker, "Starten", ("halle1/band", "an"));
    window.add_control("Button");
    window.type_into("Name", "Stoppen");
    window.edit_event("Tapped");
    window.insert_block("MQTT Veröffentlichen");
    window.choose("Datenquelle von MQTT Veröffentlichen", "Neue MQTT-Datenquelle …");
    window.type_into("Name", "Rückmeldungen");
    window.click("Vorhandene Verbindung verwenden");
    window.click_the(Role::TreeItem, "127.0.0.1");
    window.receive("halle1/rueck/+");
    window.click("Anlegen");
    // It carries two sources now, so it goes by its own name.
    assert_eq!(window.value("Datenquelle von MQTT Veröffentlichen"), "127.0.0.1");
    window.fill("Topic von MQTT Veröffentlichen", "halle1/band");
    window.fill("Nachricht von MQTT Veröffentlichen", "aus");

    window.show_tab("Start");
    window.start();
    window.tap_button("Starten");
    assert_eq!(listener.next(), "0 1 halle1/band an");
    window.tap_button("Stoppen");
    assert_eq!(listener.next(), "0 1 halle1/band aus");
    window.stop();
    assert_eq!(broker.sessions(), 1, "{}", broker.log());
}
