//! A table by wheel, finger, bar, keys and pointer.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{MouseWheelSource, MouseWheelUnit, Rect, TouchPhase, Vec2};

use super::*;
use crate::model::edit::Edit;

/// A table of 200 rows, the newest on top: `Wert 199`.
fn filled(columns: &str) -> Harness<'static, App> {
    let mut harness = harness(Lang::De);
    let app = harness.state_mut();
    let source = app.editor.project().sources[0].id;
    let mut table = Table::new(&app.editor.project().sources[0]);
    for number in 0..200 {
        table.push(row(&format!("Wert {number}")));
    }
    app.run().tables.insert(source, table);
    for (key, value) in
        [("source", Value::from("Q")), ("columns", Value::from(columns)), ("rows", Value::from(10_000.0))]
    {
        app.set("Verlauf", key, value);
    }
    // Above the others, so that nothing covers it.
    let areas = vec![(id("Verlauf"), Area::new(600.0, 100.0, 600.0, 400.0))];
    app.editor.dispatch(Command::Edit { edit: Edit::SetAreas(areas), merge: None });
    harness.run_steps(3);
    harness
}

fn row(message: &str) -> Message {
    Message { topic: "werk/linie".to_owned(), message: message.to_owned(), ..Message::default() }
}

/// The rows that stand in the tree, by their numbers.
fn seen(harness: &Harness<'_, App>) -> Vec<u32> {
    let rows = harness.query_all_by_role(Role::Row);
    let number = |label: String| label.rsplit(' ').next().and_then(|number| number.parse().ok());
    rows.filter_map(|row| number(row.accesskit_node().label().unwrap_or_default())).collect()
}

fn place(harness: &Harness<'_, App>) -> Rect {
    harness.get_by_label("Verlauf").rect()
}

fn wheel(harness: &mut Harness<'_, App>, points: f32) {
    harness.hover_at(place(harness).center());
    harness.event(Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: Vec2::new(0.0, points),
        phase: TouchPhase::Move,
        source: MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    });
    harness.run_steps(40);
}

#[test]
fn only_rows_in_view_are_laid_out_and_the_wheel_scrolls_them() {
    let mut harness = filled("message");
    let first = seen(&harness);
    assert_eq!((first[0], first.len() < 20), (199, true), "{first:?}");
    wheel(&mut harness, -300.0);
    let later = seen(&harness);
    assert!(later[0] < 195 && later.len() < 20, "{later:?}");
    wheel(&mut harness, 9_000.0);
    assert_eq!(seen(&harness), first);
}

#[test]
fn a_finger_drags_the_rows_and_the_titles_stay() {
    let mut harness = filled("message");
    let from = place(&harness).center();
    harness.hover_at(from);
    harness.drag_at(from);
    harness.run_steps(2);
    harness.hover_at(from - vec2(0.0, 150.0));
    harness.run_steps(2);
    harness.drop_at(from - vec2(0.0, 150.0));
    harness.run_steps(60);
    assert!(seen(&harness)[0] < 198, "{:?}", seen(&harness));
}

#[test]
fn keys_scroll_the_table_that_has_them() {
    let mut harness = filled("message");
    harness.get_by_label("Verlauf").focus();
    harness.run_steps(2);
    let mut press = |key| {
        harness.key_press(key);
        harness.run_steps(4);
        seen(&harness)
    };
    assert_eq!(press(Key::ArrowDown)[0], 198);
    assert_eq!(press(Key::ArrowUp)[0], 199);
    let page = press(Key::PageDown);
    assert!(page[0] < 195 && page[0] > 180, "{page:?}");
    assert_eq!(press(Key::End).last(), Some(&0));
    assert_eq!(press(Key::Home)[0], 199);
}

#[test]
fn what_comes_above_leaves_the_row_in_view_where_it_is() {
    let mut harness = filled("message");
    wheel(&mut harness, -400.0);
    let before = seen(&harness)[0];
    let source = harness.state().editor.project().sources[0].id;
    for number in 200..205 {
        harness.state_mut().run().tables.get_mut(&source).unwrap().push(row(&format!("Wert {number}")));
        harness.run_steps(2);
    }
    assert_eq!(seen(&harness)[0], before);
}

#[test]
fn a_long_cell_unfolds_and_folds_by_a_click() {
    let mut harness = filled("message");
    let source = harness.state().editor.project().sources[0].id;
    let long = format!("Anfang {}\nzweite Zeile 7", "sehr lang ".repeat(40));
    harness.state_mut().run().tables.get_mut(&source).unwrap().push(row(&long));
    harness.run_steps(2);
    let height = |harness: &Harness<'_, App>| harness.get_by_label_contains("Anfang").rect().height();
    let folded = height(&harness);
    let press = |harness: &mut Harness<'_, App>| {
        let at = harness.get_by_label_contains("Anfang").rect().left_top() + vec2(40.0, 8.0);
        pointer(harness, at, true);
        pointer(harness, at, false);
        harness.run_steps(3);
    };
    press(&mut harness);
    assert!(height(&harness) > folded * 3.0);
    // It stays unfolded while others come.
    harness.state_mut().run().tables.get_mut(&source).unwrap().push(row("Wert 300"));
    harness.run_steps(2);
    assert!(height(&harness) > folded * 3.0);
    press(&mut harness);
    assert!((height(&harness) - folded).abs() < 0.1);
    // A short one has nothing to unfold.
    let short = |harness: &Harness<'_, App>| harness.get_by_label("Wert 300").rect();
    let at = short(&harness).center();
    pointer(&mut harness, at, true);
    pointer(&mut harness, at, false);
    assert!((short(&harness).height() - folded).abs() < 0.1);
}

#[test]
fn columns_are_dragged_and_a_double_click_gives_the_usual_widths() {
    let mut harness = filled("topic\nmessage");
    let edge = |harness: &Harness<'_, App>| harness.get_by_label("Spaltenbreite Topic").rect().center();
    let start = edge(&harness);
    harness.drag_at(start);
    harness.run_steps(2);
    harness.hover_at(start + vec2(80.0, 0.0));
    harness.run_steps(2);
    harness.drop_at(start + vec2(80.0, 0.0));
    harness.run_steps(3);
    assert!((edge(&harness).x - start.x - 80.0).abs() < 2.0, "{:?} {start:?}", edge(&harness));
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
    assert!((edge(&harness).x - start.x).abs() < 1.0);
    // Those of the property, as long as there is one for each column.
    harness.state_mut().set("Verlauf", "widths", Value::from("3 1"));
    harness.run_steps(2);
    let wide = edge(&harness).x;
    assert!(wide > start.x + 100.0);
    harness.state_mut().set("Verlauf", "widths", Value::from("3 1 0,5"));
    harness.run_steps(2);
    assert!((edge(&harness).x - start.x).abs() < 1.0);
}

#[test]
fn rows_that_were_too_large_to_be_kept_are_told_below_the_last() {
    let mut harness = filled("message");
    let source = harness.state().editor.project().sources[0].id;
    let large = row(&"x".repeat(70 << 20));
    harness.state_mut().run().tables.get_mut(&source).unwrap().push(Arc::new(large));
    harness.run_steps(3);
    let table = &harness.state().data.run.as_ref().unwrap().tables[&source];
    assert_eq!((table.len(), table.crowded_out), (1, 199), "one of them was one too many anyway");
    harness.get_by_label("Ältere Zeilen sind entfallen: sie waren zu groß");
}

/// The filled table with logic for its events.
fn chosen_from(columns: &str) -> Harness<'static, App> {
    let mut harness = filled(columns);
    let mut project = (**harness.state().editor.project()).clone();
    for trigger in ["row_tapped", "cell_tapped", "selection_changed"] {
        let control = project.control_mut(id("Verlauf")).unwrap();
        control.handlers.insert(trigger.to_owned(), Handler::empty().into());
    }
    harness.state_mut().editor = Editor::new(project, None, Lang::De);
    harness.run_steps(3);
    harness
}

/// What was fired since: `trigger`, or `property=value` where it goes along with an event.
fn told(harness: &mut Harness<'_, App>) -> Vec<String> {
    let all = std::mem::take(&mut harness.state_mut().fired);
    let line = |fire: Fire| match (fire.trigger.as_str(), fire.change) {
        ("", Some((key, value))) => format!("{key}={}", value.to_text()),
        (trigger, Some((key, value))) => format!("{trigger} {key}={}", value.to_text()),
        (trigger, None) => trigger.to_owned(),
    };
    all.into_iter().map(line).collect()
}

fn tap_row(harness: &mut Harness<'_, App>, number: u32, right: f32) {
    let rect = harness.get_by_label(&format!("werk/linie Wert {number}")).rect();
    let at = rect.left_center() + vec2(rect.width() * right, 0.0);
    pointer(harness, at, true);
    pointer(harness, at, false);
    harness.run_steps(3);
}

#[test]
fn a_tap_chooses_row_and_cell_and_tells_what_stands_there() {
    let mut harness = chosen_from("topic\nmessage");
    tap_row(&mut harness, 197, 0.2);
    let topic = ["column=topic", "cell=werk/linie"];
    assert_eq!(told(&mut harness), [&topic[..], &["selection_changed row=2", "row_tapped", "cell_tapped"]].concat());
    // The same row again is no other selection, but a tap.
    tap_row(&mut harness, 197, 0.8);
    assert_eq!(told(&mut harness), ["column=message", "cell=Wert 197", "row_tapped", "cell_tapped"]);
    // Others that come above it move its number along, without an event.
    let source = harness.state().editor.project().sources[0].id;
    harness.state_mut().run().tables.get_mut(&source).unwrap().push(row("Wert 200"));
    harness.run_steps(3);
    assert_eq!(told(&mut harness), ["row=3"]);
}

#[test]
fn keys_choose_and_enter_taps() {
    let mut harness = chosen_from("topic\nmessage");
    harness.get_by_label("Verlauf").focus();
    harness.run_steps(2);
    let mut press = |key| {
        harness.key_press(key);
        harness.run_steps(3);
        told(&mut harness)
    };
    assert_eq!(press(Key::ArrowDown), ["column=topic", "cell=werk/linie", "selection_changed row=0"]);
    assert_eq!(press(Key::ArrowDown), ["column=topic", "cell=werk/linie", "selection_changed row=1"]);
    assert_eq!(press(Key::ArrowRight), ["column=message", "cell=Wert 198"]);
    assert_eq!(press(Key::Enter), ["column=message", "cell=Wert 198", "row_tapped", "cell_tapped"]);
    assert_eq!(press(Key::End).last().unwrap(), "selection_changed row=199");
    assert_eq!(seen(&harness).last(), Some(&0), "it is scrolled into view");
    harness.get_by_label("Verlauf");
    assert!(harness.get_by_label("Verlauf").is_focused());
}

#[test]
fn a_script_chooses_and_a_table_without_use_for_it_does_not() {
    let mut harness = chosen_from("message");
    harness.state_mut().set("Verlauf", "row", Value::from(1.0));
    harness.run_steps(3);
    assert_eq!(told(&mut harness), [""; 0], "what a script sets fires nothing");
    let source = harness.state().editor.project().sources[0].id;
    harness.state_mut().run().tables.get_mut(&source).unwrap().push(row("Wert 200"));
    harness.run_steps(3);
    assert_eq!(told(&mut harness), ["row=2"]);
    let mut plain = filled("topic\nmessage");
    tap_row(&mut plain, 197, 0.2);
    assert_eq!(told(&mut plain), [""; 0]);
    plain.state_mut().set("Verlauf", "selectable", Value::from(true));
    plain.run_steps(2);
    tap_row(&mut plain, 197, 0.2);
    assert_eq!(told(&mut plain).len(), 5);
}
