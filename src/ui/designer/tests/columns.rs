//! Widths of a table's columns by mouse.

use super::*;
use crate::model::property::Property;
use crate::model::value::Value;

/// A screen with one table, selected.
fn table() -> (Harness<'static, App>, ControlId) {
    let mut project = Project::new("Test", "Start", "Lokaler Broker");
    let id = ControlId(project.take_id());
    let new = new_control(control("table").unwrap(), Lang::De);
    let area = Area::new(200.0, 100.0, 800.0, 300.0);
    project.screen_mut(SCREEN).unwrap().controls.push(Control { id, name: "Verlauf".to_owned(), area, ..new });
    let mut harness = harness_of(project, Lang::De, ThemeChoice::Dark);
    harness.get_by_label("Verlauf, Tabelle").click();
    harness.run_steps(3);
    (harness, id)
}

fn widths(harness: &Harness<'_, App>, id: ControlId) -> Option<Value> {
    let control = harness.state().editor.project().control(id).unwrap();
    control.properties.get("widths").and_then(Property::literal).cloned()
}

#[test]
fn an_edge_is_dragged_as_one_step_and_a_double_click_gives_the_usual_widths() {
    let (mut harness, id) = table();
    let edge = |harness: &Harness<'_, App>| center(harness, "Spaltenbreite Topic");
    let start = edge(&harness);
    // Beside the line, which must not jump to the pointer.
    let grip = start + vec2(4.0, 0.0);
    drag(&mut harness, grip, vec2(100.0, 5.0), Modifiers::NONE);
    harness.run_steps(1);
    assert!(harness.state().edits().is_empty(), "nothing changes before the button is let go");
    assert!((edge(&harness).x - start.x - 100.0).abs() < 1.0, "{start:?} {:?}", edge(&harness));
    release(&mut harness, grip + vec2(100.0, 5.0));
    assert_eq!(harness.state().edits().len(), 1);
    assert!((edge(&harness).x - start.x - 100.0).abs() < 1.0);
    assert_eq!(widths(&harness, id), Some(Value::from("20 51.3 28.7")));
    assert_eq!(harness.state().selected(), [id]);
    assert_eq!(harness.state().area(id), Area::new(200.0, 100.0, 800.0, 300.0), "the table itself stays");

    // Long enough after the click that selected it.
    harness.run_steps(60);
    let at = edge(&harness);
    for pressed in [true, false, true, false] {
        harness.event(Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }
    harness.run_steps(3);
    assert_eq!(widths(&harness, id), None);
    assert!((edge(&harness).x - start.x).abs() < 0.1);
    harness.state_mut().editor.dispatch(Command::Do(Action::Undo));
    harness.state_mut().editor.dispatch(Command::Do(Action::Undo));
    assert_eq!(widths(&harness, id), None, "the drag was one step");
}

#[test]
fn escape_gives_it_up_and_only_the_one_that_is_selected_has_edges() {
    let (mut harness, id) = table();
    let start = center(&harness, "Spaltenbreite Zeit");
    drag(&mut harness, start, vec2(60.0, 0.0), Modifiers::NONE);
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    release(&mut harness, start + vec2(60.0, 0.0));
    assert_eq!((widths(&harness, id), center(&harness, "Spaltenbreite Zeit")), (None, start));
    harness.state_mut().editor.dispatch(Command::Select(Selection::one(SCREEN)));
    harness.run_steps(2);
    assert!(harness.query_by_label("Spaltenbreite Zeit").is_none());
}
