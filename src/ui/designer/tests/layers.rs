//! Groups, what is locked and hidden, copies that keep their distance, and what is pasted at the pointer.

use super::*;
use crate::model::clip::Clip;
use crate::model::edit::{Guard, LayerEdit};
use crate::model::screen::ScreenSpot;

const THIRD: ControlId = ControlId(4);

/// Three controls in a row, the first two a group.
fn grouped() -> Harness<'static, App> {
    let mut project = project(Lang::De);
    let id = ControlId(project.take_id());
    let new = new_control(control("button").unwrap(), Lang::De);
    let area = Area::new(900.0, 100.0, 200.0, 80.0);
    let screen = project.screen_mut(SCREEN).unwrap();
    screen.controls.push(Control { id, name: "Dritter".to_owned(), area, ..new });
    let mut harness = harness_of(project, Lang::De, ThemeChoice::Dark);
    let group = LayerEdit::Group(vec![SEND, TITLE], "Kopf".to_owned());
    dispatch(&mut harness, Command::Edit { edit: Edit::Layers(group), merge: None });
    harness
}

fn dispatch(harness: &mut Harness<'_, App>, command: Command) {
    harness.state_mut().editor.dispatch(command);
    harness.run_steps(2);
}

fn click(harness: &mut Harness<'_, App>, at: Pos2) {
    harness.hover_at(at);
    button(harness, at, true, Modifiers::NONE);
    button(harness, at, false, Modifiers::NONE);
    harness.run_steps(2);
}

#[test]
fn a_group_is_chosen_and_moved_as_one_and_a_double_click_goes_inside() {
    let mut harness = grouped();
    let at = center(&harness, "Senden, Button");
    click(&mut harness, at);
    assert_eq!(harness.state().selected(), [SEND, TITLE]);
    drag(&mut harness, at, vec2(40.0, 20.0), Modifiers::NONE);
    release(&mut harness, at + vec2(40.0, 20.0));
    assert_eq!(harness.state().area(SEND), Area::new(140.0, 120.0, 200.0, 80.0));
    assert_eq!(harness.state().area(TITLE), Area::new(540.0, 320.0, 200.0, 80.0));
    let at = center(&harness, "Senden, Button");
    // The first click of the two is too long ago for a double-click with the one before.
    harness.run_steps(60);
    for _ in 0..2 {
        button(&mut harness, at, true, Modifiers::NONE);
        button(&mut harness, at, false, Modifiers::NONE);
    }
    harness.run_steps(3);
    assert_eq!(harness.state().selected(), [SEND]);
    // From inside, the sibling is one click away.
    let other = center(&harness, "Titel, Text");
    click(&mut harness, other);
    assert_eq!(harness.state().selected(), [TITLE]);
}

#[test]
fn what_is_locked_or_hidden_lets_the_pointer_through() {
    let mut harness = grouped();
    let locked = LayerEdit::Guard(vec![THIRD], Guard::Locked, true);
    let at = center(&harness, "Dritter, Button");
    dispatch(&mut harness, Command::Edit { edit: Edit::Layers(locked), merge: None });
    assert!(harness.query_by_label("Dritter, Button").is_none());
    click(&mut harness, at);
    assert!(harness.state().selected().is_empty());
    // Not even by the keys, where the tree has selected it.
    dispatch(&mut harness, Command::Select(Selection::one(THIRD)));
    harness.key_press(Key::ArrowRight);
    harness.run_steps(2);
    assert_eq!(harness.state().area(THIRD).x, 900.0);
    dispatch(&mut harness, Command::Do(Action::FreeAll));
    assert!(harness.query_by_label("Dritter, Button").is_some());
    dispatch(&mut harness, Command::Select(Selection::one(THIRD)));
    dispatch(&mut harness, Command::Do(Action::Hide));
    dispatch(&mut harness, Command::Do(Action::SelectAll));
    assert_eq!(harness.state().selected(), [SEND, TITLE]);
}

#[test]
fn a_group_is_lined_up_as_one() {
    let mut harness = grouped();
    dispatch(&mut harness, Command::Select(Selection::controls([SEND, TITLE, THIRD])));
    dispatch(&mut harness, Command::Do(Action::AlignTop));
    // The group reaches from 100 to 380, and so stands at the top already.
    assert_eq!(harness.state().area(TITLE).y, 300.0);
    dispatch(&mut harness, Command::Do(Action::AlignBottom));
    assert_eq!(harness.state().area(THIRD).y, 300.0);
    // Alone it is lined up with the screen.
    dispatch(&mut harness, Command::Select(Selection::one(THIRD)));
    dispatch(&mut harness, Command::Do(Action::AlignRight));
    assert_eq!(harness.state().area(THIRD).x, 1080.0);
}

#[test]
fn a_copy_that_was_moved_away_is_copied_again_as_far() {
    let mut harness = grouped();
    dispatch(&mut harness, Command::Select(Selection::one(THIRD)));
    dispatch(&mut harness, Command::Do(Action::Duplicate));
    let copy = harness.state().selected()[0];
    let edit = Edit::SetAreas(vec![(copy, Area::new(900.0, 200.0, 200.0, 80.0))]);
    dispatch(&mut harness, Command::Edit { edit, merge: None });
    for row in [300.0, 400.0] {
        dispatch(&mut harness, Command::Do(Action::Duplicate));
        let next = harness.state().selected()[0];
        assert_eq!(harness.state().area(next), Area::new(900.0, row, 200.0, 80.0));
    }
}

#[test]
fn what_is_pasted_lands_under_the_pointer_but_beside_its_original() {
    let mut harness = grouped();
    let third = harness.state().editor.project().control(THIRD).unwrap().clone();
    let clip = Clip::of_controls(harness.state().editor.project(), "elsewhere", vec![third]);
    let text = ron::to_string(&clip).unwrap();
    dispatch(&mut harness, Command::Aim(ScreenSpot { screen: SCREEN, at: (500.0, 600.0) }));
    dispatch(&mut harness, Command::PasteText(text.clone()));
    let pasted = harness.state().selected()[0];
    assert_eq!(harness.state().area(pasted), Area::new(400.0, 560.0, 200.0, 80.0));
    // At the edge it stays on the screen.
    dispatch(&mut harness, Command::Aim(ScreenSpot { screen: SCREEN, at: (1270.0, 790.0) }));
    dispatch(&mut harness, Command::PasteText(text.clone()));
    let pasted = harness.state().selected()[0];
    assert_eq!(harness.state().area(pasted), Area::new(1080.0, 720.0, 200.0, 80.0));
    // The pointer rests on what was copied: a staircase, as ever.
    dispatch(&mut harness, Command::Aim(ScreenSpot { screen: SCREEN, at: (950.0, 120.0) }));
    dispatch(&mut harness, Command::PasteText(text));
    let pasted = harness.state().selected()[0];
    assert_eq!(harness.state().area(pasted), Area::new(920.0, 120.0, 200.0, 80.0));
}

#[test]
fn a_look_is_carried_over_with_what_it_is_bound_to() {
    let mut harness = grouped();
    let set = |key: &str, value: &str| Edit::SetProperty(vec![SEND], key.to_owned(), Some(value.into()));
    for edit in [set("color", "#112233"), set("text", "Los")] {
        dispatch(&mut harness, Command::Edit { edit, merge: None });
    }
    dispatch(&mut harness, Command::Select(Selection::one(SEND)));
    dispatch(&mut harness, Command::Do(Action::CopyStyle));
    dispatch(&mut harness, Command::Select(Selection::one(THIRD)));
    dispatch(&mut harness, Command::Do(Action::PasteStyle));
    let third = harness.state().editor.project().control(THIRD).unwrap();
    let color = third.properties.get("color").cloned();
    assert_eq!(color, Some("#112233".into()));
    assert_ne!(third.properties.get("text"), Some(&"Los".into()));
}
