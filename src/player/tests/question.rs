//! Buttons that ask before they do anything.

use super::*;
use crate::model::command::{CommandTopic, SendMoment};

const QUESTION: &str = "Wirklich senden?";

/// The usual app, whose button asks; it was tapped.
fn asked() -> Harness<'static, App> {
    let mut harness = harness(Lang::De);
    harness.state_mut().set("Senden", "question", Value::from(QUESTION));
    harness.run_steps(2);
    harness.get_by_label("Senden").click();
    harness.run_steps(4);
    harness
}

fn is_asking(harness: &Harness<'_, App>) -> bool {
    harness.query_by_label(QUESTION).is_some()
}

#[test]
fn a_tap_waits_for_a_yes() {
    let mut harness = asked();
    assert!(is_asking(&harness) && fired(&harness).is_empty());
    harness.get_by_label("Antippen").click();
    harness.run_steps(4);
    assert_eq!(fired(&harness), [fire("Senden", "tapped", None)]);
    assert!(!is_asking(&harness));
}

#[test]
fn a_no_in_any_way_is_a_no() {
    let mut harness = asked();
    harness.get_by_label("Abbrechen").click();
    harness.run_steps(4);
    assert!(!is_asking(&harness));
    harness.get_by_label("Senden").click();
    harness.run_steps(4);
    // A tap beside it is no answer, Esc is one, and so is Enter: it hits what has the focus.
    pointer(&mut harness, Pos2::new(20.0, 700.0), true);
    pointer(&mut harness, Pos2::new(20.0, 700.0), false);
    assert!(is_asking(&harness));
    harness.key_press(Key::Escape);
    harness.run_steps(4);
    assert!(!is_asking(&harness));
    harness.get_by_label("Senden").click();
    harness.run_steps(4);
    harness.key_press(Key::Enter);
    harness.run_steps(4);
    assert!(!is_asking(&harness) && fired(&harness).is_empty());
}

#[test]
fn the_question_goes_with_its_button() {
    for key in ["enabled", "visible"] {
        let mut harness = asked();
        harness.state_mut().set("Senden", key, Value::from(false));
        harness.run_steps(4);
        assert!(!is_asking(&harness), "{key}");
        harness.state_mut().set("Senden", key, Value::from(true));
        harness.run_steps(4);
        assert!(!is_asking(&harness) && fired(&harness).is_empty(), "{key}");
    }
}

/// What sends as soon as it is pressed has sent before anybody could be asked: a quick stop never waits.
#[test]
fn what_sends_when_it_is_pressed_does_not_ask() {
    for sends in [SendMoment::Pressed, SendMoment::Held] {
        let mut harness = harness(Lang::De);
        let command = CommandTopic { sends, ..CommandTopic::to(ConnectionId::local(), "halt/set") };
        let mut project = (**harness.state().editor.project()).clone();
        project.control_mut(id("Senden")).unwrap().properties.insert("command".to_owned(), command.into());
        harness.state_mut().editor = Editor::new(project, None, Lang::De);
        harness.state_mut().data.statuses.insert(ConnectionId::local(), Status::Connected);
        harness.state_mut().set("Senden", "question", Value::from(QUESTION));
        harness.run_steps(2);
        let at = harness.get_by_label("Senden").rect().center();
        pointer(&mut harness, at, true);
        assert_eq!(fired(&harness), [fire("Senden", "pressed", None)], "{sends:?}");
        pointer(&mut harness, at, false);
        assert!(!is_asking(&harness), "{sends:?}");
    }
}
