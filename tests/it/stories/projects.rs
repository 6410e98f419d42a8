//! Saving, opening again, leaving, and going back a step.

use egui::Key;
use egui::accesskit::Role;

use super::with_button;
use crate::broker::Broker;
use crate::window::Window;
use steckbrett::i18n::Lang;

#[test]
fn a_saved_project_is_found_under_recent_and_still_sends() {
    let broker = Broker::start();
    let listener = broker.subscribe("halle1/#");
    let mut window = with_button(&broker, "Senden", ("halle1/licht", "an"));
    let file = window.path("halle.ron");
    window.save_as(&file);
    let home = window.quit();

    let mut window = Window::open_in(home, Lang::De);
    window.click_the(Role::TreeItem, "halle");
    window.wait_for("Senden, Button");
    window.start();
    window.tap("Senden");
    assert_eq!(listener.next(), "0 1 halle1/licht an");
    window.stop();
    assert!(window.close(), "nothing has changed, so nothing is asked");
}

#[test]
fn closing_asks_about_unsaved_changes() {
    let mut window = Window::open();
    window.open_new_project();
    window.add_control("Button");
    assert!(!window.close());
    window.wait_for("Änderungen speichern?");
    window.click("Abbrechen");
    assert!(window.sees("Button, Button"));

    assert!(!window.close());
    window.wait_for("Änderungen speichern?");
    window.click_the(Role::Button, "Speichern");
    window.wait_for("Speichern unter");
    let file = window.path("halle.ron");
    window.type_into("Pfad", &file.display().to_string());
    window.click_and_look("Speichern", "the window to close", Window::closes);
    let saved = std::fs::read_to_string(file).unwrap();
    assert!(saved.contains("\"button\""), "{saved}");
    assert!(window.close());
}

#[test]
fn changes_can_be_thrown_away() {
    let mut window = Window::open();
    window.open_new_project();
    window.add_control("Button");
    assert!(!window.close());
    window.wait_for("Änderungen speichern?");
    window.click_and_look("Verwerfen", "the window to close", Window::closes);
    assert!(window.close());
}

#[test]
fn undo_and_redo_go_through_screen_and_blocks() {
    let mut window = Window::open();
    window.open_new_project();
    window.add_control("Button");
    window.edit_event("Tapped");
    window.insert_block("MQTT Veröffentlichen");
    window.fill("Topic von MQTT Veröffentlichen", "halle1/licht");
    window.choose("Art von MQTT Veröffentlichen", "Retained");
    let lua = "connections.getfromid('lokal').publishretain('halle1/licht', '')";
    assert_eq!(window.value("Erzeugtes Lua"), lua);

    window.press_ctrl(Key::Z);
    assert_eq!(window.value("Erzeugtes Lua"), "connections.getfromid('lokal').publish('halle1/licht', '')");
    window.press_ctrl(Key::Z);
    assert_eq!(window.value("Erzeugtes Lua"), "connections.getfromid('lokal').publish('', '')");
    window.press_ctrl(Key::Z);
    assert!(!window.sees("Topic von MQTT Veröffentlichen"));
    let mut steps = 3;
    while window.is_changed() {
        window.press_ctrl(Key::Z);
        steps += 1;
        assert!(steps < 8, "{}", window.dump());
    }
    assert!(!window.sees("Button, Button"));
    assert!(window.sees("Zeichenfläche"), "the tab of the button that is gone has closed");

    for _ in 0..steps {
        window.press_ctrl(Key::Y);
    }
    window.select("Button, Button");
    window.edit_event("Tapped");
    assert_eq!(window.value("Erzeugtes Lua"), lua);
}
