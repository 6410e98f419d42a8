//! A project from elsewhere gets nothing until somebody has trusted what it may reach, in the window and without one.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use egui::Key;
use egui::accesskit::Role;
use steckbrett::i18n::Lang;
use tempfile::TempDir;

use crate::broker::LIMIT;
use crate::ears::Ears;
use crate::steckbrett::{Steckbrett, exit};
use crate::wait;
use crate::window::Window;

/// A project that tries everything: it connects, listens, sends by itself and when tapped, and reads files.
fn greedy(port: u16) -> String {
    format!(
        r##"(format: 2, name: "Fremd", id: "fremd", next_id: 20, connections: [
                (id: "abc", name: "Werk", settings: {{"host": "127.0.0.1", "port": {port}, "birth_topic": "werk/da", "birth_message": "da"}}),
                (id: "tls", name: "Sicher", settings: {{"host": "127.0.0.1", "port": {port}, "tls": true, "trust": "own", "ca_file": "ca.pem"}}),
                (id: "lokal", name: "Lokaler Broker", settings: {{"kind": "local"}})],
            sources: [(id: 3, name: "Meldungen", ident: "Meldungen", connection: "abc", topics: ["werk/#"]),
                      (id: 4, name: "Sichere", ident: "Sichere", connection: "tls", topics: ["sicher/#"])],
            screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [
                (id: 5, kind: "button", name: "Senden", area: (x: 40, y: 40, w: 200, h: 60), handlers: {{
                    "tapped": Lua("connections.getfromid('abc').publish('werk/tor', 'auf')\nconnections.getfromid('lokal').publish('b', 'y')")}}),
                (id: 6, kind: "image", name: "Bild", area: (x: 300, y: 40, w: 200, h: 160), properties: {{"file": "../plan.png"}}),
                (id: 7, kind: "label", name: "Text", area: (x: 40, y: 200, w: 200, h: 40), properties: {{
                    "text": Bound(from: Topic(connection: Connection("abc"), filter: "werk/stand"))}})])])"##
    )
}

/// How long a socket is watched on which nothing must come.
const QUIET: Duration = Duration::from_millis(600);

/// A folder for state, with the greedy project beside it.
fn stranger(ears: &Ears) -> (TempDir, TempDir, PathBuf) {
    let (home, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let file = folder.path().join("fremd.ron");
    fs::write(&file, greedy(ears.port)).unwrap();
    (home, folder, file)
}

fn wary(home: TempDir, lang: Lang, file: &Path) -> Window {
    Window::open_with(home, lang, |start| {
        start.trust = false;
        start.file = Some(file.to_owned());
    })
}

#[test]
fn a_project_that_tries_everything_gets_nothing_before_it_is_trusted() {
    let ears = Ears::new();
    let (home, _folder, file) = stranger(&ears);
    let mut window = wary(home, Lang::De, &file);
    window.wait_for("Diesem Projekt vertrauen?");
    for wish in [
        "sich mit dem lokalen Broker dieses Rechners verbinden",
        &format!("sich mit 127.0.0.1:{} verbinden (unverschlüsselt)", ears.port),
        &format!("bei 127.0.0.1:{} auf „werk/#“ hören", ears.port),
        &format!("bei 127.0.0.1:{} auf „werk/stand“ hören", ears.port),
        &format!("bei 127.0.0.1:{} auf „werk/da“ senden", ears.port),
        "die Datei „ca.pem“ lesen",
        "die Datei „../plan.png“ lesen",
        "eigenen Lua-Code ausführen",
    ] {
        assert!(window.sees(wish), "{wish} is missing among\n{}", window.dump());
    }
    window.click("Nur ansehen");
    window.wait_for("Vorschau");
    // Neither by a key, nor from the palette, nor by the monitor, nor by a trial of its connection.
    window.press(Key::F5);
    window.wait_for("Vertrauen und starten");
    window.press(Key::Escape);
    window.press(Key::F11);
    window.wait_for("Vertrauen und starten");
    window.press(Key::Escape);
    window.click_the(Role::Button, "Projekt");
    window.edit_connection("Werk");
    window.click("Verbindung testen");
    window.wait_for("verbindet sich erst, wenn ihm jemand vertraut");
    window.press(Key::Escape);
    window.press(Key::Escape);
    // It can be edited and saved, and stays what it was.
    window.click_the(Role::Button, "Controls");
    window.add_control("Button");
    window.press_ctrl(Key::S);
    window.wait_until("the file to be saved", |window| !window.is_changed());
    let until = std::time::Instant::now() + QUIET;
    window.wait_until("a quiet while", |_| std::time::Instant::now() >= until);
    assert!(ears.all().is_empty(), "nobody was called");
    assert!(!window.path("broker").join("broker.port").exists(), "the local broker does not run");
    let home = window.quit();

    let mut window = wary(home, Lang::En, &file);
    window.wait_for("Trust this project?");
    window.click("Only look");
    window.press(Key::F5);
    window.wait_for("Trust and start");
    window.click("Trust and start");
    window.wait_until("a client", |_| !ears.all().is_empty());
    window.click("Stop");
    let home = window.quit();

    // It is trusted from now on, as long as it reaches nothing else.
    let mut window = wary(home, Lang::De, &file);
    window.wait_for("Senden, Button");
    assert!(!window.sees("Vorschau"));
    let home = window.quit();
    let changed = fs::read_to_string(&file).unwrap().replace("werk/tor", "werk/anderes");
    fs::write(&file, changed).unwrap();
    let mut window = wary(home, Lang::De, &file);
    window.wait_for("wurde außerhalb von Steckbrett geändert");
    assert!(window.sees("senden kann · neu"));
}

#[test]
fn what_was_made_here_is_trusted() {
    let ears = Ears::new();
    let (home, folder, _) = stranger(&ears);
    let mut window = Window::open_with(home, Lang::De, |start| start.trust = false);
    window.open_new_project();
    window.add_control("Button");
    // What reaches nothing is not asked about anyway.
    window.edit_event("Tapped");
    window.insert_block("MQTT Veröffentlichen");
    window.choose("Datenquelle von MQTT Veröffentlichen", "Neue MQTT-Datenquelle …");
    window.type_into("Name", "Halle");
    window.new_source("127.0.0.1", ears.port, "halle1/#");
    let file = folder.path().join("eigenes.ron");
    window.save_as(&file);
    let mut window = wary(window.quit(), Lang::De, &file);
    window.wait_for("Button, Button");
    assert!(!window.sees("Vorschau"));
    window.start();
    window.stop();
}

#[test]
fn a_copy_asks_about_the_passwords_and_is_a_project_of_its_own() {
    let ears = Ears::new();
    let (home, folder, file) = stranger(&ears);
    fs::write(
        &file,
        greedy(ears.port).replace(r#""birth_topic""#, r#""login": "password", "user": "anna", "birth_topic""#),
    )
    .unwrap();
    let mut window = wary(home, Lang::De, &file);
    window.wait_for("Diesem Projekt vertrauen?");
    window.click("Vertrauen");
    window.wait_for("Senden, Button");
    window.start();
    window.wait_for("Passwort für „Werk“");
    window.type_into("Passwort", "geheim-0815");
    window.click("Merken und verbinden");
    window.wait_until("the login", |_| ears.heard("geheim-0815"));
    window.stop();
    let home = window.quit();

    let copy = folder.path().join("kopie.ron");
    fs::copy(&file, &copy).unwrap();
    let mut window = wary(home, Lang::De, &copy);
    window.wait_for("Diesem Projekt vertrauen?");
    window.click("Vertrauen");
    window.wait_for("Passwörter mitnehmen?");
    window.click("Mitnehmen");
    window.wait_for("Senden, Button");
    window.start();
    window.wait_until("the login", |_| ears.heard("geheim-0815"));
    window.stop();

    // The same project leads elsewhere now: the password is asked about, and used once that is answered.
    let other = Ears::new();
    window.click_the(Role::Button, "Projekt");
    window.edit_connection("Werk");
    window.type_into("Port", &other.port.to_string());
    window.click_the(Role::Button, "Speichern");
    window.press(Key::F5);
    window.wait_for("Das Passwort gehört zu");
    assert!(other.all().is_empty());
    window.click("Gespeichertes hier verwenden");
    window.wait_until("the login", |_| other.heard("geheim-0815"));
}

#[test]
fn without_a_window_only_what_is_trusted_runs() {
    let ears = Ears::new();
    let app = Steckbrett::new().wary();
    let file = app.write("fremd.ron", &greedy(ears.port));
    let file = file.to_str().unwrap();
    for task in [vec!["run", file, "--headless"], vec!["run", file], vec!["tap", file, "Senden"]] {
        let said = app.run(task).expect(exit::PROBLEM);
        said.complains(&["is not from this computer", "read the file “ca.pem”", "--trust", "werk/#"]);
    }
    assert!(ears.all().is_empty());
    assert!(!app.home().join("broker").join("broker.port").exists());
    // To look is no harm.
    app.run(["lua", file]).expect(exit::OK);
    // What ships with the program runs as it shipped, as the README says.
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("projects/mqtt-senden.ron");
    app.run(["tap", example.to_str().unwrap(), "Senden"]).expect(exit::OK);
    app.headless(&example, &[]).quit();
    let changed = fs::read_to_string(&example).unwrap().replace("steckbrett/demo", "steckbrett/anders");
    let changed = app.write("changed.ron", &changed);
    app.run(["tap", changed.to_str().unwrap(), "Senden"]).expect(exit::PROBLEM);
    // Not `tap`: it ends as soon as one connection is refused, which the one without its certificate file is at once.
    let running = app.headless(Path::new(file), &["--trust"]);
    wait::until(LIMIT, "what reaches the broker, since somebody has said so", || {
        (!ears.all().is_empty()).then_some(())
    });
    running.kill();
}
