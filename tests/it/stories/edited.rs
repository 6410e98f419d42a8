//! The app is edited while it runs: what was changed counts at once, and nothing that it holds is lost.

use egui::Key;

use super::with_button;
use crate::broker::Broker;

#[test]
fn another_topic_and_message_are_sent_by_the_next_tap_and_what_is_typed_stays() {
    let broker = Broker::start();
    let halle = broker.subscribe("halle1/#");
    let mut window = with_button(&broker, "Senden", ("halle1/licht", "an"));
    window.add_control("Textfeld");
    window.type_into("Name", "Notiz");
    window.show_tab("Start");
    window.start();
    window.tap_button("Senden");
    assert_eq!(halle.next(), "0 1 halle1/licht an");
    window.type_into("Notiz", "getippt");

    window.show_tab("Senden · Tapped");
    window.wait_for("gilt ab dem nächsten Ereignis");
    window.fill("Topic von MQTT Veröffentlichen", "halle1/tor");
    window.fill("Nachricht von MQTT Veröffentlichen", "auf");
    window.show_tab("Start");
    window.tap_button("Senden");
    assert_eq!(halle.next(), "0 1 halle1/tor auf");
    assert_eq!(window.value("Notiz"), "getippt");

    // A block more, from the palette that takes the place of the values.
    window.show_tab("Senden · Tapped");
    window.click("Bausteine");
    window.insert_block("Ins Log schreiben");
    window.fill("Text von Ins Log schreiben", "geschafft");
    window.show_tab("Start");
    window.tap_button("Senden");
    assert_eq!(halle.next(), "0 1 halle1/tor auf");
    window.wait_for("geschafft");

    // What is taken back is taken back in the running app too.
    window.show_tab("Senden · Tapped");
    for _ in 0..9 {
        if window.value("Nachricht von MQTT Veröffentlichen") == "auf" {
            window.press_ctrl(Key::Z);
        }
    }
    window.show_tab("Start");
    window.tap_button("Senden");
    assert_eq!(halle.next(), "0 1 halle1/tor an");
    assert!(window.sees("läuft · 4 gesendet"), "it is one run:\n{}", window.dump());
    assert_eq!(broker.sessions(), 1);
    window.stop();
}

#[test]
fn a_screen_is_designed_while_the_app_runs_and_used_at_once() {
    let broker = Broker::start();
    let halle = broker.subscribe("halle1/#");
    let mut window = with_button(&broker, "Senden", ("halle1/licht", "an"));
    window.add_control("Textfeld");
    window.type_into("Name", "Notiz");
    window.start();
    window.type_into("Notiz", "getippt");
    window.click("Gestalten");
    window.wait_for("Zeichenfläche");
    // A new button with logic of its own.
    window.add_control("Button");
    window.type_into("Name", "Zweiter");
    window.edit_event("Tapped");
    window.click("Bausteine");
    window.insert_block("MQTT Veröffentlichen");
    window.choose("Datenquelle von MQTT Veröffentlichen", "Halle");
    window.fill("Topic von MQTT Veröffentlichen", "halle1/zweiter");
    window.fill("Nachricht von MQTT Veröffentlichen", "da");
    window.show_tab("Start");
    window.click("Bedienen");
    window.tap_button("Zweiter");
    assert_eq!(halle.next(), "0 1 halle1/zweiter da");
    assert_eq!(window.value("Notiz"), "getippt");
    // One that goes is gone, and Esc lets go of what is selected before it stops the app.
    window.click("Gestalten");
    window.select("Zweiter, Button");
    window.press(Key::Escape);
    assert!(window.sees("läuft · "));
    window.select("Zweiter, Button");
    window.press(Key::Delete);
    window.click("Bedienen");
    assert!(!window.words().contains("Zweiter"), "{}", window.dump());
    window.tap_button("Senden");
    assert_eq!(halle.next(), "0 1 halle1/licht an");
    assert_eq!(window.value("Notiz"), "getippt");
    window.stop();
}
