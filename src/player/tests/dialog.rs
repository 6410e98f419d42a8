//! What the app asks the person in front of it.

use super::*;
use crate::model::dialog::{AppDialog, DialogAnswer, DialogForm};

/// The usual app, which asks this; long enough ago that an answer counts.
fn asking(forms: impl IntoIterator<Item = DialogForm>) -> Harness<'static, App> {
    let mut harness = harness(Lang::De);
    for (form, number) in forms.into_iter().zip(7..) {
        let (title, text) = ("Einkauf".to_owned(), format!("Frage {number}"));
        let dialog = AppDialog { number, title, text, form, insists: number > 7 };
        harness.state_mut().run().dialogs.push(Arc::new(dialog));
    }
    harness.run_steps(20);
    harness
}

fn confirm() -> DialogForm {
    DialogForm::Confirm { yes: "Löschen".to_owned(), no: String::new() }
}

fn text() -> DialogForm {
    DialogForm::Text { given: String::new(), hint: "Was?".to_owned() }
}

fn given(harness: &Harness<'_, App>) -> Vec<(u64, DialogAnswer)> {
    harness.state().said.clone()
}

fn value(value: impl Into<Value>) -> DialogAnswer {
    DialogAnswer::Given(value.into())
}

fn tap(harness: &mut Harness<'_, App>, label: &str) {
    harness.get_by_label(label).click();
    harness.run_steps(20);
}

#[test]
fn a_question_is_answered_by_finger_and_nothing_below_it_reacts() {
    let mut harness = asking([confirm()]);
    assert!(harness.query_by_label("Frage 7").is_some() && harness.query_by_label("Einkauf").is_some());
    let below = harness.get_by_label("Senden").rect().center();
    pointer(&mut harness, below, true);
    pointer(&mut harness, below, false);
    assert_eq!((given(&harness), fired(&harness)), (Vec::new(), Vec::new()));
    tap(&mut harness, "Löschen");
    assert_eq!(given(&harness), [(7, value(true))]);
    assert!(harness.query_by_label("Frage 7").is_none(), "it is gone before the engine has said so");
}

#[test]
fn the_safe_answer_is_the_one_that_a_key_hits() {
    let mut harness = asking([confirm()]);
    harness.key_press(Key::Enter);
    harness.run_steps(4);
    assert_eq!(given(&harness), [(7, value(false))]);
    let mut harness = asking([confirm()]);
    harness.key_press(Key::Escape);
    harness.run_steps(4);
    assert_eq!(given(&harness), [(7, DialogAnswer::Cancelled)]);
}

#[test]
fn one_is_shown_after_the_other_and_a_finger_that_was_on_its_way_does_not_answer() {
    let mut harness = asking([confirm(), confirm()]);
    harness.get_by_label("Löschen").click();
    harness.run_steps(3);
    assert!(harness.query_by_label("Frage 8").is_some());
    harness.get_by_label("Löschen").click();
    harness.run_steps(3);
    assert_eq!(given(&harness), [(7, value(true))], "it has only just appeared");
    harness.run_steps(20);
    tap(&mut harness, "Nicht weiter fragen: Ablauf beenden");
    assert_eq!(given(&harness)[1], (8, DialogAnswer::Ended));
}

#[test]
fn a_text_is_typed_and_ends_with_enter() {
    let mut harness = asking([text()]);
    harness.event(Event::Text("Milch".to_owned()));
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(4);
    assert_eq!(given(&harness), [(7, value("Milch"))]);
}

#[test]
fn a_number_is_typed_by_finger_and_only_one_that_counts_is_taken() {
    let mut harness = asking([DialogForm::Number { given: None, min: Some(1.0), max: Some(20.0) }]);
    assert!(harness.query_by_label("1 bis 20").is_some());
    for key in ["2", "1", ","] {
        tap(&mut harness, key);
    }
    tap(&mut harness, "OK");
    assert_eq!(given(&harness), [], "21 is too much");
    for key in ["Leeren", "2", ",", "5"] {
        tap(&mut harness, key);
    }
    tap(&mut harness, "OK");
    assert_eq!(given(&harness), [(7, value(2.5))]);
}

#[test]
fn an_entry_is_chosen_however_many_there_are() {
    let choices: Vec<String> = (1..=40).map(|number| format!("Posten {number}")).collect();
    let mut harness = asking([DialogForm::Choose { choices }]);
    tap(&mut harness, "Posten 2");
    assert_eq!(given(&harness), [(7, value("Posten 2"))]);
    assert!(harness.query_by_label("Abbrechen").is_none());
}

/// A message of any length, in a window of any size, keeps its button in sight.
#[test]
fn its_answers_are_in_sight_in_every_window() {
    let forms = || {
        let choices = DialogForm::Choose { choices: (1..=40).map(|number| format!("Posten {number}")).collect() };
        let number = DialogForm::Number { given: None, min: Some(1.0), max: Some(20.0) };
        [DialogForm::Message { done: String::new() }, confirm(), choices, text(), number]
    };
    for size in [vec2(1280.0, 800.0), vec2(800.0, 480.0), vec2(360.0, 720.0)] {
        for form in forms() {
            let last = match form {
                DialogForm::Confirm { .. } => "Löschen",
                DialogForm::Choose { .. } => "Abbrechen",
                DialogForm::Message { .. } | DialogForm::Text { .. } | DialogForm::Number { .. } => "OK",
            };
            let mut harness = asking([]);
            harness.set_size(size);
            let text = "Sehr lange Meldung. ".repeat(120);
            let dialog = AppDialog { number: 7, title: "Titel".to_owned(), text, form: form.clone(), insists: false };
            harness.state_mut().run().dialogs.push(Arc::new(dialog));
            harness.run_steps(20);
            let rect = harness.get_by_label(last).rect();
            let window = egui::Rect::from_min_size(Pos2::ZERO, size);
            assert!(window.contains_rect(rect), "{size:?} {form:?}: {rect:?}");
        }
    }
}
