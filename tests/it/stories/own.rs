//! What belongs to the person and not to a project: personal connections, and the local broker.

use std::net::{TcpListener, TcpStream};

use crate::broker::Broker;
use crate::window::Window;

#[test]
fn the_local_broker_starts_with_its_first_use() {
    let mut window = Window::open();
    let port_file = window.path("broker").join("broker.port");
    window.open_new_project();
    assert!(window.sees("Lokaler Broker · bereit") && !port_file.exists());
    window.click("Lokaler Broker · bereit");
    window.wait_for("Lokaler Broker 127.0.0.1:");
    let port: u16 = std::fs::read_to_string(&port_file).unwrap().parse().unwrap();
    window.wait_for(&format!("mosquitto_sub -h 127.0.0.1 -p {port} "));
}

#[test]
fn a_trial_of_the_local_broker_is_a_first_use() {
    let mut window = Window::open();
    window.open_new_project();
    window.press_ctrl(egui::Key::K);
    window.type_text("Verbindungen …");
    window.press(egui::Key::Enter);
    assert!(window.sees("Lokaler Broker · bereit"));
    window.click("Verbindung testen");
    window.wait_for("Lokaler Broker 127.0.0.1:");
}

#[test]
fn the_local_broker_is_opened_to_the_network_and_closed_again() {
    let mut window = Window::open();
    window.open_new_project();
    window.click("Lokaler Broker · bereit");
    window.wait_for("Lokaler Broker 127.0.0.1:");
    let port_file = window.path("broker").join("broker.port");
    let port: u16 = std::fs::read_to_string(&port_file).unwrap().parse().unwrap();
    window.press(egui::Key::Escape);
    // Whoever listens everywhere keeps all others from listening at any one address.
    let everywhere = |_: &Window| TcpListener::bind(("127.0.0.2", port)).is_err();
    assert!(!everywhere(&window));
    let switch = |window: &mut Window| {
        window.press_ctrl(egui::Key::K);
        window.type_text("Verbindungen …");
        window.press(egui::Key::Enter);
        window.click("Bearbeiten …");
        window.click("Auch im Netzwerk erreichbar");
    };
    switch(&mut window);
    window.type_into("Passwort", "streng-geheim");
    window.click("Speichern");
    window.wait_until("a broker that listens everywhere", everywhere);
    window.click("Schließen");
    switch(&mut window);
    window.click("Speichern");
    window.wait_until("a broker for this computer only", |window| {
        !everywhere(window) && TcpStream::connect(("127.0.0.1", port)).is_ok()
    });
    let settings = std::fs::read_to_string(window.path("settings.ron")).unwrap_or_default();
    assert!(!settings.contains("geheim"), "{settings}");
}

#[test]
fn a_connection_goes_with_its_password_by_way_of_the_person_into_another_project() {
    let broker = Broker::start();
    let mut window = Window::open();
    window.open_new_project();
    let manager = |window: &mut Window| {
        window.press_ctrl(egui::Key::K);
        window.type_text("Verbindungen …");
        window.press(egui::Key::Enter);
        // A dialog that follows upon another one comes to rest in the middle.
        window.settle();
    };
    manager(&mut window);
    window.click("Neue Verbindung …");
    window.type_into("Name", "Halle");
    window.type_into("Host", "127.0.0.1");
    window.type_into("Port", &broker.port().to_string());
    window.click("Passwort");
    window.type_into("Benutzer", "anna");
    window.type_into("Passwort", "streng-geheim");
    window.click("Anlegen");
    // Back in the manager.
    window.click("Halle");
    window.click("Zu den persönlichen");
    window.wait_for("Persönliche aktualisieren");
    window.click("Schließen");

    window.press_ctrl(egui::Key::N);
    window.click("Verwerfen");
    manager(&mut window);
    window.click("Halle");
    window.wait_for("gehört zu keinem Projekt");
    window.click("Ins Projekt übernehmen");
    window.wait_for("Persönliche aktualisieren");
    window.click("Bearbeiten …");
    window.wait_for("gespeichert");
    assert_eq!(window.value("Benutzer"), "anna");
    let personal = std::fs::read_to_string(window.path("connections.ron")).unwrap();
    assert!(personal.contains("\"Halle\"") && !personal.contains("geheim"), "{personal}");
}
