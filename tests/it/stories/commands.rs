//! Controls that write to devices by themselves: no block, no handler.

use super::with_button;
use crate::broker::Broker;

#[test]
fn a_toggle_has_a_state_and_a_command_and_shows_what_the_device_tells() {
    let broker = Broker::start();
    broker.publish_retained("licht/state", "OFF");
    let device = broker.subscribe("licht/set");
    let mut window = with_button(&broker, "Senden", ("halle1/x", "an"));
    window.show_tab("Start");
    window.add_control("Schalter");
    window.type_into("Name", "Licht");
    window.click("An binden");
    window.choose("Woher", "Topic");
    window.type_into("Topic", "licht/state");
    window.click("An binden");
    // What it writes to is guessed from where it reads.
    window.choose("Schreibt nach", "Topic");
    assert_eq!(window.value("Befehls-Topic"), "licht/set");
    window.start();
    window.wait_until("the broker", |window| !window.sees("Keine Verbindung zum Broker"));
    window.tap("Licht");
    assert_eq!(device.next(), "0 1 licht/set ON");
    assert!(!window.is_on("Licht"), "nobody has told that it is on");
    broker.publish_retained("licht/state", "ON");
    window.wait_until("the new state", |window| window.is_on("Licht"));
    window.tap("Licht");
    assert_eq!(device.next(), "0 1 licht/set OFF");
    window.stop();
}

#[test]
fn a_button_that_is_held_lets_go_when_the_finger_leaves_and_when_the_app_stops() {
    let broker = Broker::start();
    let belt = broker.subscribe("band");
    let mut window = with_button(&broker, "Senden", ("halle1/x", "an"));
    window.show_tab("Start");
    window.add_control("Button");
    window.type_into("Name", "Band");
    window.choose("Schreibt nach", "Topic");
    window.type_into("Befehls-Topic", "band");
    window.choose("Sendet", "solange gedrückt");
    assert!(window.sees("muss das Gerät von selbst anhalten"), "what the device must do is said");
    window.start();
    window.wait_until("the broker", |window| !window.sees("Keine Verbindung zum Broker"));
    window.hold("Band");
    assert_eq!(belt.next(), "0 1 band ON");
    window.slide(egui::pos2(640.0, 700.0));
    assert_eq!(belt.until("OFF").pop().as_deref(), Some("0 1 band OFF"));
    window.lift(egui::pos2(640.0, 700.0));
    window.hold("Band");
    assert_eq!(belt.next(), "0 1 band ON");
    // Escape ends what is being dragged or held, as everywhere.
    window.press(egui::Key::Escape);
    assert_eq!(belt.until("OFF").pop().as_deref(), Some("0 1 band OFF"));
    window.lift(egui::pos2(640.0, 700.0));
    window.hold("Band");
    assert_eq!(belt.next(), "0 1 band ON");
    window.quit();
    assert_eq!(belt.until("OFF").pop().as_deref(), Some("0 1 band OFF"));
}
