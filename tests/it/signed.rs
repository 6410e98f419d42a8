//! Signed projects: what a key of this computer's list has signed runs, and a locked panel runs nothing else.

use std::fs;
use std::path::{Path, PathBuf};

use steckbrett::app::WindowMode;
use steckbrett::i18n::Lang;
use steckbrett::model::kiosk::{ExitGesture, KioskLock};
use steckbrett::model::password::Password;
use steckbrett::store::home::Home;
use steckbrett::store::signature::SignerKeys;
use tempfile::TempDir;

use crate::steckbrett::{Steckbrett, exit};
use crate::window::Window;

/// A project of somebody else, that publishes on this computer's broker.
const FOREIGN: &str = r##"(format: 2, name: "Fremd", id: "fremd", next_id: 9, connections: [
        (id: "lokal", name: "Lokaler Broker", settings: {"kind": "local"})],
    screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [
        (id: 5, kind: "button", name: "Senden", area: (x: 40, y: 40, w: 200, h: 60), handlers: {
            "tapped": Lua("connections.getfromid('lokal').publish('tor', 'auf')")})])])"##;

/// The program without trust in anything, and a key with a password that counts nowhere yet.
fn with_key() -> (Steckbrett, PathBuf, String) {
    let app = Steckbrett::new().wary().with("KEY_WORD", "").with("PANEL_PIN", "4711");
    let file = app.write("panel.ron", FOREIGN);
    let key = app.home().join("werk.key").to_str().unwrap().to_owned();
    let said = app.run(["keys", "new", &key, "--password-env", "KEY_WORD"]).expect(exit::OK);
    assert!(said.stdout.contains("stays secret") && said.stdout.contains("werk.key.pub"), "{}", said.stdout);
    (app, file, key)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn what_a_known_key_has_signed_is_trusted_until_it_changes() {
    let (app, file, key) = with_key();
    app.run(["tap", text(&file), "Senden"]).expect(exit::PROBLEM);
    app.run(["sign", text(&file), "--key", &key]).expect(exit::OK);
    let said = app.run(["check", text(&file)]).expect(exit::OK);
    assert!(said.stdout.contains("does not count on this computer"), "{}", said.stdout);
    app.run(["tap", text(&file), "Senden"]).expect(exit::PROBLEM);

    app.run(["keys", "trust", &format!("{key}.pub"), "--name", "Werk 1"]).expect(exit::OK);
    let said = app.run(["check", text(&file)]).expect(exit::OK);
    assert!(said.stdout.contains("Signed by “Werk 1”."), "{}", said.stdout);
    app.run(["tap", text(&file), "Senden"]).expect(exit::OK);

    fs::write(&file, FOREIGN.replace("'auf'", "'zu'")).unwrap();
    app.run(["tap", text(&file), "Senden"]).expect(exit::PROBLEM);
    let said = app.run(["check", text(&file)]).expect(exit::OK);
    assert!(said.stdout.contains("no longer as “Werk 1” signed it"), "{}", said.stdout);
    app.run(["sign", text(&file), "--key", &key]).expect(exit::OK);
    app.run(["tap", text(&file), "Senden"]).expect(exit::OK);

    let listed = app.run(["keys", "list"]).expect(exit::OK);
    assert!(listed.stdout.contains("  Werk 1\n"), "{}", listed.stdout);
    app.run(["keys", "forget", "Werk 1"]).expect(exit::OK);
    app.run(["keys", "forget", "Werk 1"]).expect(exit::USAGE).complains(&["steckbrett keys list"]);
    app.run(["tap", text(&file), "Senden"]).expect(exit::PROBLEM);
    app.run(["keys", "new", &key, "--password-env", "KEY_WORD"]).expect(exit::FILE).complains(&["never written over"]);
    app.run(["sign", text(&file), "--key", text(&file)]).expect(exit::FILE).complains(&["no key in"]);
}

#[test]
fn a_locked_panel_that_knows_a_key_runs_only_what_is_signed() {
    let (app, file, key) = with_key();
    app.run(["keys", "trust", &format!("{key}.pub")]).expect(exit::OK);
    let run = ["run", text(&file), "--fullscreen", "--kiosk", "--pin-env", "PANEL_PIN", "--trust"];
    app.run(run).expect(exit::PROBLEM).complains(&["runs only what a key of its list has signed", "no signature"]);
    let install = ["kiosk", "install", text(&file), "--pin-env", "PANEL_PIN", "--trust"];
    app.run(install).expect(exit::PROBLEM).complains(&["no signature"]);
    // Signed, it gets as far as the display that is not there.
    app.run(["sign", text(&file), "--key", &key]).expect(exit::OK);
    app.run(run).expect(exit::PROBLEM).complains(&["--headless"]);
    fs::write(app.home().join("signers.ron"), "damaged").unwrap();
    app.run(run).expect(exit::PROBLEM).complains(&["list of keys cannot be read"]);
}

/// What the command line has looked at may have become another file until the window opens it.
#[test]
fn a_locked_window_opens_nothing_that_is_not_signed() {
    let (app, file, key) = with_key();
    for signed in [false, true] {
        if signed {
            app.run(["sign", text(&file), "--key", &key]).expect(exit::OK);
        }
        let home = TempDir::new().unwrap();
        SignerKeys::new(&Home::at(home.path())).add("Werk", &format!("{key}.pub")).unwrap();
        let mut window = Window::open_with(home, Lang::De, |start| {
            start.mode = WindowMode::FullScreen;
            start.file = Some(file.clone());
            start.lock = Some(KioskLock { pin: Password::new("4711"), gesture: ExitGesture::Hold });
        });
        window.wait_for(if signed { "Senden" } else { "Dieses Panel führt nur aus, was ein Schlüssel" });
        assert_eq!(window.sees("Senden"), signed);
    }
}
