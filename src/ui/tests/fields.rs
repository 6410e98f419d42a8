//! Text fields in the whole window: what the first key does, wherever one comes from.

use egui::accesskit::Role;
use egui::{Event, Pos2};

use super::*;
use crate::model::id::ControlId;

fn with_button_selected() -> Harness<'static, Window> {
    let mut harness = window(Lang::De);
    let control = harness.state().editor.project().screens[0].controls[0].id;
    harness.state_mut().editor.selection = Selection::one(control);
    // The inspector's scroll bar fades in.
    harness.run_steps(10);
    harness
}

fn field(harness: &Harness<'_, Window>, label: &str) -> Pos2 {
    let is_field = |node: &egui_kittest::Node<'_>| {
        [Role::TextInput, Role::MultilineTextInput, Role::SpinButton].contains(&node.accesskit_node().role())
    };
    harness.query_all_by_label(label).find(is_field).unwrap().rect().center()
}

fn button(harness: &Harness<'_, Window>, pos: Pos2, pressed: bool) {
    let button = egui::PointerButton::Primary;
    harness.event(Event::PointerButton { pos, button, pressed, modifiers: Modifiers::NONE });
}

/// Presses, moves, lets go: each in a frame of its own.
fn drag(harness: &mut Harness<'_, Window>, from: Pos2, to: Pos2) {
    harness.hover_at(from);
    button(harness, from, true);
    for part in 1..=4 {
        harness.hover_at(from + (to - from) * (part as f32 / 4.0));
    }
    button(harness, to, false);
    harness.run_steps(4);
}

fn click_at(harness: &mut Harness<'_, Window>, at: Pos2) {
    drag(harness, at, at);
}

fn write(harness: &mut Harness<'_, Window>, text: &str) {
    harness.event(Event::Text(text.to_owned()));
    harness.run_steps(4);
}

fn button_text(harness: &Harness<'_, Window>) -> String {
    let control = &harness.state().editor.project().screens[0].controls[0];
    control.properties["text"].literal().unwrap().to_text()
}

fn controls(harness: &Harness<'_, Window>) -> Vec<ControlId> {
    harness.state().editor.project().screens[0].controls.iter().map(|control| control.id).collect()
}

#[test]
fn the_first_click_selects_all_and_the_second_sets_the_cursor() {
    let mut harness = with_button_selected();
    let at = field(&harness, "Text");
    click_at(&mut harness, at);
    write(&mut harness, "Start");
    assert_eq!(button_text(&harness), "Start");
    harness.run_steps(60);
    click_at(&mut harness, at);
    write(&mut harness, "er");
    assert_eq!(button_text(&harness), "Starter", "behind the end");
}

#[test]
fn what_a_drag_selects_stays_selected() {
    let mut harness = with_button_selected();
    let at = field(&harness, "Text");
    let left = harness.query_all_by_label("Text").map(|node| node.rect()).find(|rect| rect.contains(at)).unwrap();
    drag(&mut harness, left.left_center() + vec2(9.0, 0.0), left.left_center() + vec2(26.0, 0.0));
    write(&mut harness, "X");
    let text = button_text(&harness);
    assert!(text.starts_with('X') && text.ends_with("pen"), "{text}");
}

#[test]
fn tab_selects_all_in_both_directions() {
    let mut harness = with_button_selected();
    let at = field(&harness, "Höhe");
    click_at(&mut harness, at);
    harness.key_press(Key::Tab);
    harness.run_steps(4);
    write(&mut harness, "Los");
    assert_eq!(button_text(&harness), "Los");
    harness.key_press(Key::Tab);
    harness.run_steps(4);
    harness.key_press_modifiers(Modifiers::SHIFT, Key::Tab);
    harness.run_steps(4);
    write(&mut harness, "Halt");
    assert_eq!(button_text(&harness), "Halt");
}

#[test]
fn no_key_is_lost_that_comes_in_one_frame_with_tab() {
    let mut harness = with_button_selected();
    let at = field(&harness, "Breite");
    click_at(&mut harness, at);
    let key = |key| Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE };
    let text = |text: &str| Event::Text(text.to_owned());
    let typed = [text("111"), key(Key::Tab), text("55"), key(Key::Tab), text("Los")];
    harness.input_mut().events.extend(typed);
    harness.run_steps(20);
    assert_eq!(button_text(&harness), "Los");
    let area = harness.state().editor.project().screens[0].controls[0].area;
    assert_eq!((area.w, area.h), (111.0, 55.0));
}

#[test]
fn undo_right_after_a_drop_takes_the_drop_back_although_a_field_had_the_keyboard() {
    let mut harness = with_button_selected();
    let at = field(&harness, "Text");
    click_at(&mut harness, at);
    write(&mut harness, "Start");
    let from = harness.get_by_label("Schalter").rect().center();
    let to = harness.get_by_label("Zeichenfläche").rect().center() + vec2(0.0, 80.0);
    drag(&mut harness, from, to);
    assert_eq!(controls(&harness).len(), 2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_steps(4);
    assert_eq!((controls(&harness).len(), button_text(&harness).as_str()), (1, "Start"));
}

#[test]
fn a_field_takes_back_its_own_text_and_leaves_the_rest_to_the_project() {
    let mut harness = with_button_selected();
    let at = field(&harness, "Text");
    click_at(&mut harness, at);
    // Nothing was typed here yet: the step before is what is meant.
    let before = harness.state().editor.history.undo_labels().count();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_steps(4);
    assert_eq!(harness.state().editor.history.undo_labels().count(), before - 1);
    write(&mut harness, "Start");
    harness.run_steps(90);
    assert_eq!(button_text(&harness), "Start");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_steps(4);
    assert_eq!(button_text(&harness), "Antippen");
    assert!(harness.state().editor.project().variables.is_empty(), "only the field was undone");
}

#[test]
fn an_open_list_has_the_arrow_keys_and_the_selected_control_stays_where_it_is() {
    let mut harness = window(Lang::De);
    let text = language::new_control(language::control("text").unwrap(), Lang::De);
    let edit = Edit::AddControls(ScreenId(1), vec![text]);
    harness.state_mut().editor.dispatch(Command::Edit { edit, merge: None });
    let control = harness.state().editor.project().screens[0].controls.last().unwrap().clone();
    harness.state_mut().editor.selection = Selection::one(control.id);
    harness.run();
    let list = harness.query_all_by_label("Ausrichtung").find(|node| node.accesskit_node().role() == Role::ComboBox);
    let at = list.unwrap().rect().center();
    click_at(&mut harness, at);
    harness.key_press(Key::ArrowDown);
    harness.run_steps(4);
    let area = |harness: &Harness<'_, Window>| harness.state().editor.project().control(control.id).unwrap().area;
    assert_eq!(area(&harness), control.area);
    harness.key_press(Key::Escape);
    harness.run_steps(4);
    harness.key_press(Key::ArrowDown);
    harness.run_steps(4);
    assert_ne!(area(&harness), control.area, "with the list closed the keys move it");
}
