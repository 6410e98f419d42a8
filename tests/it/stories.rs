//! The acceptance scenarios: what people come for, done in the window by mouse and keyboard, against a real broker.
//!
//! Each asserts what a second MQTT client sees, never what the program thinks.

mod commands;
mod connections;
mod edited;
mod inputs;
mod languages;
mod lists;
mod live;
mod main_path;
mod monitor;
mod own;
mod projects;
mod transfer;
mod waiting;
mod wrong;

use crate::broker::Broker;
use crate::window::Window;

/// A new project with one button, called `name`, that publishes `message` to `topic` through a connection *Halle*.
pub(crate) fn with_button(broker: &Broker, name: &str, (topic, message): (&str, &str)) -> Window {
    let mut window = Window::open();
    window.open_new_project();
    window.add_control("Button");
    window.type_into("Name", name);
    window.edit_event("Tapped");
    window.insert_block("MQTT Veröffentlichen");
    window.choose("Datenquelle von MQTT Veröffentlichen", "Neue MQTT-Datenquelle …");
    window.type_into("Name", "Halle");
    window.new_source("127.0.0.1", broker.port(), "halle1/#");
    window.type_into("Topic von MQTT Veröffentlichen", topic);
    window.type_into("Nachricht von MQTT Veröffentlichen", message);
    window
}
