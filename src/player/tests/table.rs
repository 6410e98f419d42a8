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
