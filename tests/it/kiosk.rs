//! Apps that hang on a wall: nobody gets out of a locked window but by gesture and PIN, and one Esc ends no app.

use std::path::{Path, PathBuf};
use std::time::Duration;

use egui::{Event, Key, Modifiers, MouseWheelUnit, PointerButton, Pos2, TouchPhase, pos2, vec2};
use steckbrett::app::WindowMode;
use steckbrett::i18n::Lang;
use steckbrett::model::kiosk::{ExitGesture, KioskLock};
use steckbrett::model::password::Password;
use tempfile::TempDir;

use crate::steckbrett::{Steckbrett, exit};
use crate::window::Window;

const PIN: &str = "4711";
const CORNER: Pos2 = pos2(20.0, 20.0);

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("projects/mqtt-senden.ron")
}

fn panel(lock: Option<ExitGesture>) -> Window {
    let mut window = Window::open_with(TempDir::new().unwrap(), Lang::De, |start| {
        start.mode = WindowMode::FullScreen;
        start.file = Some(example());
        start.lock = lock.map(|gesture| KioskLock { pin: Password::new(PIN), gesture });
    });
    window.wait_for("Senden");
    window
}

fn pointer(at: Pos2, button: PointerButton, pressed: bool, modifiers: Modifiers) -> Event {
    Event::PointerButton { pos: at, button, pressed, modifiers }
}

fn click(window: &mut Window, at: Pos2, button: PointerButton) {
    window.send([Event::PointerMoved(at)]);
    window.send([pointer(at, button, true, Modifiers::NONE)]);
    window.send([pointer(at, button, false, Modifiers::NONE)]);
}

/// The app runs, and nothing of the program around it is to be seen.
#[track_caller]
fn is_locked(window: &Window, after: &str) {
    assert!(!window.closes(), "{after} closes the window");
    assert!(window.sees("Senden"), "{after}: the app is gone\n{}", window.dump());
    for word in [
        "Datei",
        "Neues Projekt",
        "Projekt öffnen",
        "Suchen",
        "Befehl",
        "Einstellungen",
        "Speichern",
        "Über Steckbrett",
        "Stoppen",
        "Controls",
        "PIN zum",
        "noch einmal",
        "Vertrauen",
    ] {
        assert!(!window.sees(word), "{after} shows {word:?}\n{}", window.dump());
    }
}

#[test]
fn nobody_gets_out_of_a_locked_window() {
    let mut window = panel(Some(ExitGesture::Taps));
    assert!(window.sees("Zum Verlassen fünfmal in die Ecke oben links tippen"), "told once\n{}", window.dump());
    let held = [
        Modifiers::NONE,
        Modifiers::SHIFT,
        Modifiers::ALT,
        Modifiers::COMMAND,
        Modifiers::COMMAND | Modifiers::SHIFT,
        Modifiers::CTRL | Modifiers::ALT,
    ];
    for modifiers in held {
        for key in Key::ALL {
            let event = |pressed| Event::Key { key: *key, physical_key: None, pressed, repeat: false, modifiers };
            window.send([event(true), event(false)]);
            if matches!(key, Key::Escape | Key::F11 | Key::F4 | Key::Q | Key::K | Key::O | Key::N | Key::S) {
                is_locked(&window, &format!("{modifiers:?} {key:?}"));
            }
        }
        is_locked(&window, &format!("all keys with {modifiers:?}"));
    }
    for y in [5.0, 200.0, 400.0, 600.0, 795.0] {
        for x in [100.0, 400.0, 640.0, 900.0, 1275.0] {
            for button in
                [PointerButton::Secondary, PointerButton::Middle, PointerButton::Extra1, PointerButton::Extra2]
            {
                click(&mut window, pos2(x, y), button);
            }
        }
        is_locked(&window, "clicks with other buttons");
    }
    window.drag(pos2(640.0, 2.0), pos2(640.0, 700.0));
    window.drag(pos2(2.0, 400.0), pos2(900.0, 400.0));
    window.double_click_at(pos2(640.0, 780.0));
    let wheel = |modifiers| Event::MouseWheel {
        unit: MouseWheelUnit::Line,
        delta: vec2(0.0, 3.0),
        phase: TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers,
    };
    window.send([wheel(Modifiers::NONE), wheel(Modifiers::COMMAND), Event::Zoom(2.0), Event::Copy, Event::Cut]);
    window.send([Event::Paste(std::fs::read_to_string(example()).unwrap())]);
    window.drop_file(&example());
    is_locked(&window, "drags, zoom, clipboard and a dropped file");
    for _ in 0..3 {
        assert!(!window.close(), "Alt+F4, or whatever else asks the window to close");
        is_locked(&window, "closing");
    }
}

#[test]
fn gesture_and_pin_lead_out_and_a_wrong_pin_does_not() {
    let mut window = panel(Some(ExitGesture::Taps));
    let ask = |window: &mut Window| {
        for _ in 0..5 {
            click(window, CORNER, PointerButton::Primary);
        }
        window.wait_for("PIN zum Verlassen");
    };
    ask(&mut window);
    window.press(Key::Escape);
    is_locked(&window, "a question that was closed");
    ask(&mut window);
    for digit in ["1", "2", "3", "4", "OK"] {
        window.click(digit);
    }
    window.wait_for("Falsche PIN");
    window.type_text("0815");
    window.press(Key::Enter);
    assert!(window.sees("Falsche PIN") && !window.closes());
    for digit in ["4", "7", "1", "1"] {
        window.click(digit);
    }
    window.click_and_look("OK", "the window to close", Window::closes);
}

#[test]
fn pins_cannot_be_tried_for_ever() {
    let mut window = panel(Some(ExitGesture::Hold));
    window.send([Event::PointerMoved(CORNER)]);
    window.send([pointer(CORNER, PointerButton::Primary, true, Modifiers::NONE)]);
    window.wait_for("PIN zum Verlassen");
    window.send([pointer(CORNER, PointerButton::Primary, false, Modifiers::NONE)]);
    for _ in 0..5 {
        window.type_text("0");
        window.press(Key::Enter);
    }
    window.wait_for("Zu oft falsch");
    for digit in PIN.chars() {
        window.type_text(&digit.to_string());
    }
    window.press(Key::Enter);
    assert!(!window.closes() && window.sees("Zu oft falsch"));
}

#[test]
fn one_escape_says_how_to_end_an_app_and_two_end_it() {
    let mut window = panel(None);
    for key in [Key::K, Key::O, Key::N, Key::S, Key::F] {
        window.press_ctrl(key);
        is_locked(&window, &format!("Ctrl+{key:?} without an editor"));
    }
    window.press(Key::Escape);
    window.wait_for("Esc noch einmal drücken, um die App zu beenden");
    assert!(window.sees("Senden"));
    window.send([Event::Key {
        key: Key::Escape,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    }]);
    // Asked for in one frame: perhaps in that of the key.
    if !window.closes() {
        window.wait_until("the window to close", Window::closes);
    }
}

#[test]
fn a_panel_is_installed_for_systemd() {
    let app = Steckbrett::new();
    let config = app.home().join("config");
    let app = app.with("XDG_CONFIG_HOME", config.to_str().unwrap()).with("PANEL_PIN", PIN);
    let example = example();
    let file = example.to_str().unwrap();
    app.run(["kiosk", "install", file]).expect(exit::USAGE).complains(&["PIN"]);
    let said = app.run(["kiosk", "install", file, "--pin-env", "PANEL_PIN", "--gesture", "taps"]).expect(exit::OK);
    assert!(said.stdout.contains("systemctl --user enable --now steckbrett-kiosk.service"), "{}", said.stdout);
    let unit = std::fs::read_to_string(config.join("systemd/user/steckbrett-kiosk.service")).unwrap();
    assert!(unit.contains("--fullscreen --kiosk --gesture taps") && unit.contains("Restart=on-failure"), "{unit}");
    assert!(unit.contains(&format!("STECKBRETT_HOME={}", app.home().display())) && !unit.contains(PIN), "{unit}");
    // The stored PIN is enough from now on: without a display that is the next complaint.
    app.run(["run", file, "--fullscreen", "--kiosk"]).expect(exit::PROBLEM).complains(&["display"]);
    let other = Steckbrett::new();
    other.run(["run", file, "--fullscreen", "--kiosk"]).expect(exit::USAGE).complains(&["PIN"]);
    other.run(["run", file, "--kiosk"]).expect(exit::USAGE);
}

/// How long nothing is asked for when somebody only rests a hand there.
const SHORT: Duration = Duration::from_millis(700);

#[test]
fn a_short_touch_of_the_corner_asks_for_nothing() {
    let mut window = panel(Some(ExitGesture::Hold));
    let until = std::time::Instant::now() + SHORT;
    window.send([Event::PointerMoved(CORNER), pointer(CORNER, PointerButton::Primary, true, Modifiers::NONE)]);
    window.wait_until("a moment", |_| std::time::Instant::now() >= until);
    window.send([pointer(CORNER, PointerButton::Primary, false, Modifiers::NONE)]);
    window.settle();
    is_locked(&window, "a short touch");
}
