//! From an empty project to a message at a real broker, and back into the table.

use egui::accesskit::Role;

use crate::broker::Broker;
use crate::window::Window;

#[test]
fn from_an_empty_project_to_a_message_at_a_broker_and_back_into_the_table() {
    let broker = Broker::start();
    let listener = broker.subscribe("#");
    let mut window = Window::open();
    println!("{}", window.dump());
    window.open_new_project();
    println!("{}", window.dump());
    window.add_control("Textfeld");
    window.add_control("Button");
    window.add_control("Tabelle");
    println!("{}", window.dump());
    window.select("Button, Button");
    window.edit_event("Tapped");
    window.insert_block("MQTT Veröffentlichen");
    println!("{}", window.dump());
    window.choose("Datenquelle von MQTT Veröffentlichen", "Neue MQTT-Datenquelle …");
    println!("{}", window.dump());
    let _ = (listener, Role::Button);
}
