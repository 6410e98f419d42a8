//! An app that keeps a list: rows come and go by finger, and it asks before anything is gone.

use egui::accesskit::Role;
use serde_json::{Value, json};

use crate::broker::Broker;
use crate::projects::example;
use crate::steckbrett::Steckbrett;
use crate::window::Window;

/// Answers a dialog, as soon as it takes an answer.
#[track_caller]
fn answer(window: &mut Window, words: &str) {
    for _ in 0..4 {
        window.settle();
    }
    window.click(words);
}

#[test]
fn a_shopping_list_is_filled_and_emptied_by_finger() {
    let mut window = Window::open();
    window.click_accessibly(Role::Button, "Einkaufsliste");
    window.wait_for("Hinzufügen");
    window.start();
    window.wait_for("3 Artikel");
    window.click("Eingabe");
    window.type_text("  Butter ");
    window.tap_button("Hinzufügen");
    window.wait_for("4 Artikel");
    assert!(window.sees("Butter 1") && window.value("Eingabe").is_empty());
    // Enter adds too, and nothing but blanks adds nothing.
    window.click("Eingabe");
    window.type_text("Käse");
    window.press(egui::Key::Enter);
    window.wait_for("5 Artikel");
    window.tap_button("Hinzufügen");
    // A tap on a row asks; who says no keeps it.
    window.click("Brot 1");
    window.wait_for("„Brot“ herausnehmen?");
    answer(&mut window, "Behalten");
    assert!(window.sees("5 Artikel"));
    window.click("Brot 1");
    window.wait_for("„Brot“ herausnehmen?");
    answer(&mut window, "Herausnehmen");
    window.wait_for("4 Artikel");
    assert!(!window.sees("Brot 1") && window.sees("Käse 1"));
    window.click("Leeren");
    window.wait_for("Wirklich alles löschen?");
    answer(&mut window, "Alles löschen");
    window.wait_for("0 Artikel");
    window.stop();
}

/// Without a window nobody answers: what is asked is told and cancelled; the list is sent with each change all the same.
#[test]
fn a_shopping_list_without_a_window_tells_what_it_asks_and_sends_what_changes() {
    let broker = Broker::start();
    let listener = broker.subscribe("kueche/einkauf");
    let (app, file) = (Steckbrett::german(), example("einkaufsliste.ron"));
    let mut run = app.headless(&file, &["--connect", &broker.connect()]);
    run.expect("status", &[("status", json!("connected"))]);
    run.say("set Eingabe.text Reis");
    run.say("tap Hinzufügen");
    let line = listener.next();
    let payload = line.strip_prefix("0 1 kueche/einkauf ").unwrap_or_else(|| panic!("{line}"));
    let rows: Vec<Value> = serde_json::from_str(payload).unwrap();
    assert_eq!((rows.len(), &rows[3]), (4, &json!({"Artikel": "Reis", "Menge": 1})));
    run.say("tap Leeren");
    let fields =
        [("kind", json!("confirm")), ("text", json!("Wirklich alles löschen?")), ("answer", json!("cancelled"))];
    run.expect("dialog", &fields);
    run.quit();
    let said = app.run(["tap".as_ref(), file.as_os_str(), "Leeren".as_ref()]).expect(0);
    assert!(said.stdout.contains("Nachfrage  „Wirklich alles löschen?“"), "{}", said.stdout);
}
