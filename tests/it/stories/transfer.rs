//! Connections go to another computer in a file, with their passwords behind a passphrase.

use egui::Key;

use crate::broker::{Broker, Login};
use crate::window::Window;

const RIGHT: Login = Login { user: "anna", password: "kiesel-42" };

fn manager(window: &mut Window) {
    window.press_ctrl(Key::K);
    window.type_text("Verbindungen …");
    window.press(Key::Enter);
    window.settle();
}

/// A new project with a connection *Halle* to this broker, and its manager open.
fn with_halle(broker: &Broker) -> Window {
    let mut window = Window::open();
    window.open_new_project();
    manager(&mut window);
    window.click("Neue Verbindung …");
    window.type_into("Name", "Halle");
    window.type_into("Host", "127.0.0.1");
    window.type_into("Port", &broker.port().to_string());
    window.click("Passwort");
    window.type_into("Benutzer", RIGHT.user);
    window.type_into("Passwort", RIGHT.password);
    window.click("Anlegen");
    window.click("Halle");
    window
}

fn open_file(window: &mut Window, path: &str) {
    window.click("Importieren …");
    window.settle();
    window.type_into("Datei", path);
    window.click("Datei öffnen");
    window.wait_for("mit einer Passphrase geschützt");
}

#[test]
fn a_connection_works_on_another_computer_after_export_and_import() {
    let broker = Broker::start_with_login(RIGHT);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("halle.age");
    let path = file.display().to_string();
    let mut window = with_halle(&broker);
    window.click("Exportieren …");
    window.settle();
    window.type_into("Passphrase", "vier gute Wörter hier");
    window.type_into("Noch einmal", "vier gute Wörter hier");
    window.type_into("Datei", &path);
    window.click("Exportieren");
    window.wait_for("1 Verbindung exportiert.");
    let content = std::fs::read_to_string(&file).unwrap();
    assert!(content.starts_with("-----BEGIN AGE ENCRYPTED FILE-----"), "{content}");
    assert!(!content.contains(RIGHT.password) && !content.contains("127.0.0.1"));
    drop(window);

    // Another computer: an empty home.
    let mut window = Window::open();
    window.open_new_project();
    manager(&mut window);
    open_file(&mut window, &path);
    window.type_into("Passphrase", "drei gute Wörter");
    window.click("Datei öffnen");
    window.wait_for("Die Passphrase öffnet die Datei nicht.");
    window.type_into("Passphrase", "vier gute Wörter hier");
    window.click("Datei öffnen");
    window.wait_for("mit Passwort");
    window.click("Importieren");
    window.wait_for("1 Verbindung ins Projekt übernommen.");
    window.click("Fertig");
    window.click("Halle");
    window.click("Verbindung testen");
    window.wait_for("Verbunden nach");

    // Once more, for the person: it is tried there with its own password, and survives an edit.
    open_file(&mut window, &path);
    window.type_into("Passphrase", "vier gute Wörter hier");
    window.click("Datei öffnen");
    window.wait_for("„Halle“ ist schon da");
    window.click("Als persönliche");
    window.wait_until("no clash among the person's", |window| !window.sees("ist schon da"));
    window.click("Importieren");
    window.wait_for("zu den persönlichen übernommen");
    window.click("Fertig");
    let secrets = std::fs::read_to_string(window.path("connections.ron")).unwrap();
    assert!(secrets.contains("\"Halle\"") && !secrets.contains(RIGHT.password), "{secrets}");
}

#[test]
fn a_file_that_is_cut_or_foreign_is_refused_in_a_sentence_and_nothing_changes() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("cut.age"), "-----BEGIN AGE ENCRYPTED FILE-----\nYWdlLWVuY3J5cHRpb24u\n").unwrap();
    std::fs::write(path("foreign.ron"), "(format: 1, name: \"P\")").unwrap();
    std::fs::write(path("newer.ron"), "SteckbrettConnections(format: 9, connections: [])").unwrap();
    let mut window = Window::open();
    window.open_new_project();
    manager(&mut window);
    window.click("Importieren …");
    window.settle();
    for (name, sentence) in [
        ("foreign.ron", "Die Datei enthält keine Verbindungen von Steckbrett."),
        ("newer.ron", "Die Datei stammt von einer neueren Version (Format 9)."),
        ("missing.age", "Die Datei oder ihr Ordner ist nicht da."),
    ] {
        window.type_into("Datei", &path(name));
        window.click("Datei öffnen");
        window.wait_for(sentence);
    }
    window.type_into("Datei", &path("cut.age"));
    window.click("Datei öffnen");
    window.wait_for("mit einer Passphrase geschützt");
    window.type_into("Passphrase", "egal");
    window.click("Datei öffnen");
    window.wait_for("Das Ende der Datei fehlt.");
    window.click("Abbrechen");
    assert!(!window.is_changed());
}
