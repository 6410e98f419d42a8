//! What goes wrong is told in a sentence, and nothing stops working.

use egui::accesskit::Role;

use crate::broker::{Broker, Login, free_port};
use crate::window::Window;

const RIGHT: Login = Login { user: "anna", password: "kiesel-42" };

#[test]
fn a_wrong_host_port_or_password_is_told_before_and_while_the_app_runs() {
    let broker = Broker::start_with_login(RIGHT);
    let listener = broker.subscribe("halle1/#");
    let mut window = Window::open();
    window.open_new_project();
    window.add_control("Button");
    window.type_into("Name", "Senden");
    window.edit_event("Tapped");
    window.insert_block("MQTT Veröffentlichen");
    window.choose("Datenquelle von MQTT Veröffentlichen", "Neue MQTT-Datenquelle …");
    window.type_into("Name", "Halle");

    window.type_into("Host", "gibt-es-nicht.invalid");
    window.click("Verbindung testen");
    window.wait_for("„gibt-es-nicht.invalid“ wurde nicht gefunden");
    window.type_into("Host", "127.0.0.1");
    window.type_into("Port", &free_port().to_string());
    assert!(!window.sees("wurde nicht gefunden"), "the sentence belongs to other settings");
    window.click("Verbindung testen");
    window.wait_for("antwortet kein Broker");
    window.type_into("Port", &broker.port().to_string());
    window.click("Passwort");
    window.type_into("Benutzer", RIGHT.user);
    window.type_into("Passwort", "falsch-77");
    assert!(!window.sees("falsch-77"), "a password is never shown");
    window.click("Verbindung testen");
    window.wait_for("Benutzername");
    window.click("Anlegen");
    window.fill("Topic von MQTT Veröffentlichen", "halle1/licht");
    window.fill("Nachricht von MQTT Veröffentlichen", "an");

    window.show_tab("Start");
    window.start();
    window.wait_for("„127.0.0.1“: Der Broker hat die Anmeldung abgelehnt. Benutzername und Passwort prüfen.");
    window.wait_for("Fehler");
    window.tap("Senden");
    assert!(window.sees("läuft · "), "the app keeps running");
    window.stop();

    window.click("Projekt");
    window.edit_connection("127.0.0.1");
    window.type_into("Passwort", RIGHT.password);
    window.click("Verbindung testen");
    window.wait_for("Verbunden nach");
    window.click_the(Role::Button, "Speichern");
    window.start();
    window.tap("Senden");
    assert_eq!(listener.next(), "0 1 halle1/licht an");
    window.stop();
    let file = window.path("halle.ron");
    window.save_as(&file);
    let saved = std::fs::read_to_string(file).unwrap();
    assert!(saved.contains("anna") && !saved.contains("kiesel") && !saved.contains("falsch"), "{saved}");
}
