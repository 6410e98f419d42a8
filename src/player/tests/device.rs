//! Controls that write to devices: what they show, when they cannot be used, and that whatever is held is let go.

use super::*;
use crate::model::binding::{Binding, Origin};
use crate::model::command::CommandState;
use crate::model::command::{CommandTopic, SendMoment};
use crate::model::property::Property;
use crate::model::run::Quality;
use crate::model::source::ColumnType;

fn state() -> Property {
    let (connection, filter) = (ConnectionId::local(), "lampe".to_owned());
    Binding::to(Origin::Topic { connection, filter, path: String::new(), ty: ColumnType::Automatic }).into()
}

fn command() -> CommandTopic {
    CommandTopic::to(ConnectionId::local(), "lampe/set")
}

/// The usual app, whose controls have these properties, while the broker is there.
fn with(all: Vec<(&str, &str, Property)>) -> Harness<'static, App> {
    let mut harness = harness(Lang::De);
    let mut project = (**harness.state().editor.project()).clone();
    for (name, key, property) in all {
        project.control_mut(id(name)).unwrap().properties.insert(key.to_owned(), property);
    }
    let app = harness.state_mut();
    app.editor = Editor::new(project, None, Lang::De);
    // The engine says what is so.
    app.answers = false;
    app.data.statuses.insert(ConnectionId::local(), Status::Connected);
    harness.run_steps(2);
    harness
}

fn lamp() -> Vec<(&'static str, &'static str, Property)> {
    vec![("Licht", "on", state()), ("Licht", "command", command().into())]
}

fn is_on(harness: &Harness<'_, App>) -> bool {
    harness.get_by_label("Licht").accesskit_node().toggled() == Some(egui::accesskit::Toggled::True)
}

#[test]
fn a_toggle_with_a_state_shows_that_and_not_the_wish() {
    let mut harness = with(lamp());
    harness.state_mut().set("Licht", "on", Value::from(false));
    harness.get_by_label("Licht").click();
    harness.run_steps(3);
    assert_eq!(fired(&harness), [fire("Licht", "toggled", Some(("on", Value::from(true))))]);
    assert!(!is_on(&harness), "nobody has said so");
    let pending = CommandState::Pending { wish: Value::from(true) };
    harness.state_mut().run().commands.insert(id("Licht"), pending);
    harness.run_steps(30);
    assert!(!is_on(&harness));
    // A second tap takes the wish back.
    harness.get_by_label("Licht").click();
    harness.run_steps(3);
    assert_eq!(
        harness.state().fired[1],
        Fire {
            control: id("Licht"),
            trigger: "toggled".to_owned(),
            change: Some(("on".to_owned(), Value::from(false)))
        }
    );
    harness.state_mut().run().commands.clear();
    harness.state_mut().set("Licht", "on", Value::from(true));
    harness.run_steps(3);
    assert!(is_on(&harness));
}

#[test]
fn what_cannot_be_reached_cannot_be_used_and_says_why() {
    let mut harness = with(lamp());
    harness.state_mut().data.statuses.insert(ConnectionId::local(), Status::Connecting { attempt: 2 });
    harness.run_steps(2);
    harness.get_by_label("Licht").click();
    harness.run_steps(3);
    assert!(harness.get_by_label("Licht").accesskit_node().is_disabled());
    harness.get_by_label_contains("Keine Verbindung zum Broker");
    harness.state_mut().data.statuses.insert(ConnectionId::local(), Status::Connected);
    let of = (id("Licht"), "on".to_owned());
    harness.state_mut().run().quality.insert(of, Quality::Offline);
    harness.run_steps(2);
    harness.get_by_label("Licht").click();
    harness.run_steps(3);
    harness.get_by_label_contains("Gerät offline");
    assert!(fired(&harness).is_empty());
    harness.state_mut().run().quality.clear();
    harness.run_steps(2);
    harness.get_by_label("Licht").click();
    harness.run_steps(3);
    assert_eq!(harness.state().fired.len(), 1);
}

#[test]
fn echoes_do_not_move_a_slider_under_the_finger() {
    let mut harness = with(vec![("Helligkeit", "value", state()), ("Helligkeit", "command", command().into())]);
    harness.state_mut().set("Helligkeit", "value", Value::from(10.0));
    harness.run_steps(2);
    let rect = harness.get_by_label("Helligkeit").rect();
    pointer(&mut harness, rect.left_center() + vec2(150.0, 0.0), true);
    let shown = |harness: &Harness<'_, App>| harness.get_by_label("Helligkeit").accesskit_node().numeric_value();
    let held = shown(&harness);
    assert_eq!(harness.state().fired.len(), 1);
    harness.state_mut().set("Helligkeit", "value", Value::from(90.0));
    harness.run_steps(40);
    assert_eq!(shown(&harness), held, "the finger is still there");
    pointer(&mut harness, rect.left_center() + vec2(150.0, 0.0), false);
    harness.run_steps(30);
    assert_eq!(shown(&harness), Some(90.0), "the device has the last word");
}

/// A button that sends while it is held, with a finger on it.
fn held() -> Harness<'static, App> {
    let held = CommandTopic { sends: SendMoment::Held, repeat_ms: 200, ..command() };
    let mut harness = with(vec![("Senden", "command", held.into())]);
    let at = harness.get_by_label("Senden").rect().center();
    pointer(&mut harness, at, true);
    assert_eq!(fired(&harness), [fire("Senden", "pressed", None)]);
    harness
}

#[track_caller]
fn assert_released(mut harness: Harness<'static, App>) {
    harness.run_steps(2);
    let seen = fired(&harness);
    assert_eq!(seen.iter().filter(|(_, trigger, _)| trigger == "released").count(), 1, "{seen:?}");
    let count = seen.len();
    harness.run_steps(40);
    let at = harness.query_by_label("Senden").map(|node| node.rect().center());
    pointer(&mut harness, at.unwrap_or_default(), false);
    let later = fired(&harness).split_off(count);
    assert!(later.iter().all(|(_, trigger, _)| trigger == "tapped"), "over is over: {later:?}");
}

#[test]
fn what_is_held_is_told_again_and_again_and_let_go_once() {
    let mut harness = held();
    harness.run_steps(45);
    let again = fired(&harness).iter().filter(|(_, trigger, _)| trigger == "held").count();
    assert!((3..=5).contains(&again), "{again} times in 0.9 s");
    let at = harness.get_by_label("Senden").rect().center();
    pointer(&mut harness, at, false);
    assert_released(harness);
}

#[test]
fn a_finger_that_slides_off_lets_go() {
    let mut harness = held();
    harness.hover_at(pos2_outside());
    harness.run_steps(2);
    assert_released(harness);
}

fn pos2_outside() -> Pos2 {
    Pos2::new(1200.0, 780.0)
}

#[test]
fn a_window_that_loses_the_focus_lets_go() {
    let mut harness = held();
    harness.input_mut().focused = false;
    harness.event(Event::WindowFocused(false));
    assert_released(harness);
}

#[test]
fn another_screen_a_hidden_and_a_disabled_control_let_go() {
    let mut harness = held();
    harness.state_mut().run().screen = ScreenId(99);
    let mut project = (**harness.state().editor.project()).clone();
    let other = crate::model::screen::Screen::new(ScreenId(99), "Zwei");
    project.screens.push(other.into());
    let app = harness.state_mut();
    app.editor = Editor::new(project, None, Lang::De);
    assert_released(harness);
    for key in ["visible", "enabled"] {
        let mut harness = held();
        harness.state_mut().set("Senden", key, Value::from(false));
        assert_released(harness);
    }
    let mut harness = held();
    harness.state_mut().data.statuses.clear();
    assert_released(harness);
}

#[test]
fn an_app_that_is_out_of_sight_lets_go() {
    let mut harness = held();
    let mut fires = Vec::new();
    harness.state_mut().state.release(&mut fires);
    assert_eq!(fires.len(), 1);
    harness.state_mut().state.release(&mut fires);
    assert_eq!((fires.len(), fires[0].trigger.as_str()), (1, "released"));
}

#[test]
fn a_space_bar_holds_and_lets_go_too() {
    let held = CommandTopic { sends: SendMoment::Held, ..command() };
    let mut harness = with(vec![("Senden", "command", held.into())]);
    harness.key_press(Key::Tab);
    harness.run_steps(2);
    harness.key_down(Key::Space);
    harness.run_steps(2);
    harness.key_up(Key::Space);
    harness.run_steps(2);
    let seen: Vec<String> = fired(&harness).into_iter().map(|(_, trigger, _)| trigger).collect();
    assert!(seen.contains(&"pressed".to_owned()) && seen.contains(&"released".to_owned()), "{seen:?}");
}

#[test]
fn whether_brokers_are_reached_is_told_in_a_word_and_spoken_in_full() {
    let mut harness = with(Vec::new());
    let mut project = (**harness.state().editor.project()).clone();
    let place = project.control_mut(id("Titel")).unwrap();
    let new = new_control(control("connection_state").unwrap(), Lang::De);
    *place = Control { id: place.id, name: place.name.clone(), area: place.area, ..new };
    harness.state_mut().editor = Editor::new(project, None, Lang::De);
    harness.run_steps(2);
    let told = |harness: &Harness<'_, App>| harness.get_by_label("Titel").value().unwrap();
    assert_eq!(told(&harness), "Verbunden");
    harness.state_mut().data.statuses.insert(ConnectionId::local(), Status::Connecting { attempt: 2 });
    harness.run_steps(2);
    let words = told(&harness);
    assert!(words.starts_with("Lokaler Broker: "), "{words}");
}
