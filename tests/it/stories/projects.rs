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
fn the_example_runs_at_once_on_the_local_broker() {
    let mut window = Window::open();
    window.click("Förderband Halle 1");
    window.wait_for("Senden, Button");
    window.start();
    window.type_into("Eingabe", "Schichtwechsel");
    window.tap("Senden");
    window.wait_until("the message in the table", |window| window.value("Verlauf").contains("Schichtwechsel"));
    window.wait_for("1 gesendet · 1 bestätigt");
    window.show_tab("Monitor");
    window.wait_for("Schichtwechsel");
    window.stop();
    assert!(window.close(), "an example that was only run has no changes");
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
    // The ending may be left out.
    window.type_into("Pfad", &window.path("halle").display().to_string());
    window.click_and_look("Speichern", "the window to close", Window::closes);
    let saved = std::fs::read_to_string(window.path("halle.ron")).unwrap();
    assert!(saved.contains("\"button\""), "{saved}");
    assert!(window.close());
}

/// Dropped without being closed, as a crash or a power cut leaves it.
#[test]
fn what_was_not_saved_comes_back_after_a_crash() {
    let mut window = Window::open();
    window.open_new_project();
    window.add_control("Button");
    window.wait_until("the edit on the disk", |window| window.unsaved().contains("\"button\""));

    let mut window = Window::open_in(window.crash(), Lang::De);
    window.wait_for("Nicht gespeicherte Arbeit gefunden");
    window.wait_for("noch nie gespeichert");
    window.click("Später");
    window.click("Nicht gespeicherte Arbeit …");
    window.click("Wiederherstellen");
    window.wait_for("Button, Button");
    assert!(window.is_changed());
    let file = window.path("halle.ron");
    window.save_as(&file);
    window.wait_until("nothing left on the disk", |window| window.unsaved().is_empty());

    window.type_into("Name", "Not-Halt");
    window.wait_until("the edit on the disk", |window| window.unsaved().contains("Not-Halt"));
    let mut window = Window::open_in(window.crash(), Lang::De);
    window.wait_for("Projekt · geändert");
    assert!(!std::fs::read_to_string(&file).unwrap().contains("Not-Halt"), "the file itself has not changed");
    window.click("Verwerfen");
    window.wait_until("nothing left on the disk", |window| window.unsaved().is_empty());
    assert!(!Window::open_in(window.quit(), Lang::De).sees("Nicht gespeicherte Arbeit"));
}

/// Steps can be taken back over the end of the program, and what a crash has left is one of them.
#[test]
fn what_was_done_yesterday_can_be_taken_back() {
    let mut window = Window::open();
    window.open_new_project();
    window.add_control("Button");
    window.type_into("Name", "Rot");
    window.press(Key::Tab);
    window.type_into("Name", "Gelb");
    let file = window.path("halle.ron");
    window.save_as(&file);
    window.close();
    let open = |home| Window::open_with(home, Lang::De, |start| start.file = Some(file.clone()));
    let mut window = open(window.quit());
    window.wait_for("Gelb, Button");
    // Its first save has given the project its name.
    window.wait_for("Rückgängig: Projekt umbenennen");
    window.press_ctrl(Key::Z);
    for name in ["Rot, Button", "Button, Button"] {
        window.press_ctrl(Key::Z);
        window.wait_for(name);
    }
    window.press_ctrl(Key::Y);
    window.wait_for("Rot, Button");
    // States before it may be there a moment earlier.
    window.wait_until("the state on the disk", |window| window.unsaved().contains("\"Rot\""));

    let mut window = Window::open_in(window.crash(), Lang::De);
    window.wait_for("Nicht gespeicherte Arbeit gefunden");
    window.click("Wiederherstellen");
    window.wait_for("Rot, Button");
    window.wait_for("Rückgängig: Nicht gespeicherte Änderungen");
    for name in ["Gelb, Button", "Gelb, Button", "Rot, Button", "Button, Button"] {
        window.press_ctrl(Key::Z);
        window.wait_for(name);
    }
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

#[test]
fn a_file_that_another_program_has_changed_is_not_lost() {
    let mut window = Window::open();
    window.open_new_project();
    window.add_control("Button");
    let file = window.path("halle.ron");
    window.save_as(&file);
    let theirs = std::fs::read_to_string(&file).unwrap().replace("name: \"Button\"", "name: \"Fremd\"");
    std::fs::write(&file, &theirs).unwrap();

    window.add_control("Schalter");
    window.press_ctrl(Key::S);
    window.wait_for("Die Datei hat sich geändert");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), theirs);
    window.click("Abbrechen");
    assert!(window.is_changed());

    window.press_ctrl(Key::S);
    window.wait_for("Die Datei hat sich geändert");
    window.click("Neu laden");
    window.wait_for("Fremd, Button");
    assert!(!window.sees("Schalter, Schalter"));
    window.add_control("Schalter");
    window.press_ctrl(Key::S);
    window.wait_until("the project saved", |window| !window.is_changed());
    assert!(std::fs::read_to_string(&file).unwrap().contains("\"toggle\""));
}

#[test]
fn a_typed_path_never_writes_over_another_file_unasked() {
    let mut window = Window::open();
    window.open_new_project();
    window.add_control("Button");
    // What is there has the ending that was left out.
    let there = window.path("halle.ron");
    std::fs::write(&there, "something else").unwrap();
    window.press_ctrl(Key::S);
    window.wait_for("Speichern unter");
    window.type_into("Pfad", &window.path("halle").display().to_string());
    window.click_the(Role::Button, "Speichern");
    window.wait_for("Datei überschreiben?");
    assert_eq!(std::fs::read_to_string(&there).unwrap(), "something else");
    window.click("Anderer Name …");
    window.wait_for("Speichern unter");
    window.type_into("Pfad", &window.path("halle2").display().to_string());
    window.click_the(Role::Button, "Speichern");
    window.wait_until("the project saved", |window| !window.is_changed());
    assert_eq!(std::fs::read_to_string(&there).unwrap(), "something else");
    assert!(window.path("halle2.ron").exists());
}

#[test]
fn a_folder_that_does_not_exist_is_made_and_nothing_typed_is_lost() {
    let mut window = Window::open();
    window.open_new_project();
    window.add_control("Button");
    let file = window.path("neu").join("halle.ron");
    window.press_ctrl(Key::S);
    window.type_into("Pfad", &file.display().to_string());
    window.click_the(Role::Button, "Speichern");
    window.wait_for("Ordner anlegen?");
    assert!(window.sees("Neues Projekt"), "it is named once it is saved");
    window.click("Anderer Pfad …");
    window.wait_for("Speichern unter");
    assert_eq!(window.value("Pfad"), file.display().to_string());
    window.click_the(Role::Button, "Speichern");
    window.wait_for("Ordner anlegen?");
    window.click("Anlegen und speichern");
    window.wait_for(&format!("Gespeichert: {}", file.display()));
    window.wait_until("the project saved", |window| !window.is_changed());
    assert!(!window.sees("Neues Projekt"));
    assert!(std::fs::read_to_string(&file).unwrap().contains("name: \"halle\""));
}

#[test]
fn a_new_project_begins_with_an_empty_log() {
    let mut window = Window::open();
    window.open_new_project();
    window.add_control("Button");
    let file = window.path("halle.ron");
    window.save_as(&file);
    window.press_ctrl(Key::N);
    window.settle();
    assert!(!window.sees("Gespeichert:"), "what happened in another project");
    assert!(!window.sees("Button, Button"));
}
