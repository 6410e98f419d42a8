//! Settings that are corrected while the app runs count at once, and disturb nothing else.

use egui::accesskit::Role;

use super::with_button;
use crate::broker::{Broker, Login};
use crate::window::Window;

const RIGHT: Login = Login { user: "anna", password: "kiesel-42" };

/// A second button that sends through a connection of its own, with a wrong password.
fn add_locked(window: &mut Window, port: u16) {
    window.show_tab("Start");
    window.add_control("Button");
    window.type_into("Name", "Lager");
    window.edit_event("Tapped");
    window.insert_block("MQTT Veröffentlichen");
    window.choose("Datenquelle von MQTT Veröffentlichen", "Neue MQTT-Datenquelle …");
    window.type_into("Name", "Lagerhalle");
    window.type_into("Host", "127.0.0.1");
    window.type_into("Port", &port.to_string());
    window.click("Passwort");
    window.type_into("Benutzer", RIGHT.user);
    window.type_into("Passwort", "falsch-77");
    window.click("Anlegen");
    window.fill("Topic von MQTT Veröffentlichen", "lager/licht");
    window.fill("Nachricht von MQTT Veröffentlichen", "an");
}

#[test]
fn check_12_a_corrected_password_is_used_at_once_and_the_old_one_never_again() {
    let open = Broker::start();
    let locked = Broker::start_with_login(RIGHT);
    let listener = locked.subscribe("lager/#");
    let halle = open.subscribe("halle1/#");
    let mut window = with_button(&open, "Senden", ("halle1/licht", "an"));
    add_locked(&mut window, locked.port());
    window.show_tab("Start");
    window.start();
    window.wait_for("„127.0.0.1 2“: Der Broker hat die Anmeldung abgelehnt. Benutzername und Passwort prüfen.");
    window.tap_button("Senden");
    assert_eq!(halle.next(), "0 1 halle1/licht an");
    // Waits in the outbox for a connection that is better.
    window.tap_button("Lager");

    window.edit_connection("127.0.0.1 2");
    window.type_into("Passwort", RIGHT.password);
    window.click_the(Role::Button, "Speichern");
    // The password is stored by a job; the window takes its answer in.
    window.wait_until("the new password to be used", |_| locked.sessions() == 1);
    assert_eq!(listener.next(), "0 1 lager/licht an", "without a new start");
    assert!(window.sees("läuft · "), "the same run goes on");
    window.tap_button("Senden");
    assert_eq!(halle.next(), "0 1 halle1/licht an");
    assert_eq!((open.sessions(), locked.sessions()), (1, 1), "only the corrected connection was made anew");
    let refused = locked.log().lines().filter(|line| line.contains("Sending CONNACK") && line.ends_with("5)")).count();
    assert_eq!(refused, 1, "the wrong password was tried once:\n{}", locked.log());
    window.stop();
}

#[test]
fn logic_that_is_tried_shows_what_it_does_from_its_first_run_on() {
    let broker = Broker::start();
    let halle = broker.subscribe("halle1/#");
    let mut window = with_button(&broker, "Senden", ("halle1/licht", "an"));
    window.click("Ausprobieren");
    window.wait_for("MQTT Veröffentlichen: 1×");
    assert_eq!(halle.next(), "0 1 halle1/licht an");
    window.stop();
}
