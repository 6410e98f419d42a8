//! Messages that wait for their broker are seen, and asked about before they are lost.

use super::with_button;
use crate::broker::{Broker, free_port};
use crate::window::Window;

/// A saved app whose connection leads to a port without a broker.
fn app_without_broker(port: u16) -> Window {
    let mut window = {
        let broker = Broker::start();
        with_button(&broker, "Senden", ("halle1/licht", "an"))
    };
    window.edit_connection("127.0.0.1");
    window.type_into("Port", &port.to_string());
    window.click_the(egui::accesskit::Role::Button, "Speichern");
    let file = window.path("halle.ron");
    window.save_as(&file);
    window.show_tab("Start");
    window.start();
    window
}

#[test]
fn check_05_taps_while_the_broker_is_down_wait_visibly_and_arrive_in_order() {
    let mut broker = Broker::start_lasting();
    let listener = broker.subscribe_lastingly("halle1/#", "1");
    let mut window = with_button(&broker, "Senden", ("halle1/licht", "an"));
    window.show_tab("Start");
    window.start();
    window.tap_button("Senden");
    assert_eq!(listener.next(), "0 1 halle1/licht an");
    broker.restart(|| {
        window.wait_for("getrennt");
        for _ in 0..3 {
            window.tap_button("Senden");
        }
        window.wait_for("3 warten");
    });
    for _ in 0..3 {
        assert_eq!(listener.next(), "0 1 halle1/licht an");
    }
    window.wait_until("nothing to wait", |window| !window.sees("warten"));
    broker.publish("halle1/ende", "ende");
    assert_eq!(listener.next(), "0 1 halle1/ende ende", "none came twice");
    window.stop();
}

#[test]
fn closing_asks_when_messages_would_be_lost() {
    let mut window = app_without_broker(free_port());
    window.tap_button("Senden");
    window.wait_for("1 wartet");
    assert!(!window.close(), "two seconds for what waits");
    window.wait_for("Eine Nachricht wartet noch");
    window.click("Weiter warten");
    assert!(window.sees("läuft · "));
    assert!(!window.close());
    window.wait_for("Eine Nachricht wartet noch");
    window.click_and_look("Trotzdem beenden", "the window to close", Window::closes);
}
