//! The monitor works without the app: it shows what a broker has stored, clears it, and publishes by hand.

use egui::accesskit::Role;

use super::with_button;
use crate::broker::Broker;

#[test]
fn stored_values_are_seen_cleared_and_published_without_starting_the_app() {
    let broker = Broker::start();
    broker.publish_retained("halle1/lampe", "an");
    let mut window = with_button(&broker, "Senden", ("halle1/lampe", "aus"));
    window.click_the(Role::Tab, "Monitor");
    window.choose("Verbindung des Monitors", "127.0.0.1");
    window.click("Verbinden");
    window.wait_for("Verbunden · 1 Topic");
    assert_eq!(window.value("halle1/lampe"), "an");
    window.wait_for("gespeichert: an");

    window.click("halle1/lampe");
    window.click("Retained-Wert löschen");
    window.wait_for("nichts gespeichert");
    let listener = broker.subscribe("halle1/#");
    window.click("Veröffentlichen");
    window.type_into("Topic der Nachricht", "halle1/band");
    window.type_into("Nachricht von Hand", "schnell");
    window.click("Senden");
    // The stored value is gone: else it would come first.
    assert_eq!(listener.next(), "0 0 halle1/band schnell");
    window.wait_until("the message in the tree", |window| window.words().contains("schnell"));

    window.show_tab("Start");
    window.start();
    window.tap_button("Senden");
    assert_eq!(listener.next(), "0 1 halle1/lampe aus");
    assert_eq!(broker.sessions(), 2, "the app has its own session, and the monitor joins it\n{}", broker.log());
}
