//! Tests of what surrounds the blocks: zoom, overview, context menu, the palette's words, and what a drag may do.

use super::*;
use crate::model::connection::Connection;
use crate::model::id::ConnectionId;
use crate::model::item::Item;

fn right_click(harness: &mut Harness<'_, App>, pos: Pos2) {
    harness.hover_at(pos);
    harness.run_steps(2);
    for pressed in [true, false] {
        let button = PointerButton::Secondary;
        harness.event(Event::PointerButton { pos, button, pressed, modifiers: Modifiers::NONE });
        harness.step();
    }
    harness.run_steps(3);
}

/// A drag during which these keys are held.
fn drag_with(harness: &mut Harness<'_, App>, from: Pos2, to: Pos2, modifiers: Modifiers) {
    drag_to(harness, from, from + (to - from) * 0.5);
    for step in 5..=8 {
        harness.event_modifiers(Event::PointerMoved(from + (to - from) * (step as f32 / 8.0)), modifiers);
        harness.step();
    }
}

fn let_go(harness: &mut Harness<'_, App>, at: Pos2, modifiers: Modifiers) {
    button(harness, at, false, modifiers);
    harness.run_steps(4);
}

#[test]
fn the_zoom_buttons_zoom_and_tell_how_large_it_is_shown() {
    let mut harness = harness(PUBLISH);
    let figure = |harness: &Harness<'_, App>, figure: &str| {
        harness.query_by_label(&format!("Auf 100 % zoomen ({figure}\u{a0}%)")).is_some()
    };
    assert!(figure(&harness, "100"));
    harness.get_by_label("Vergrößern").click();
    harness.run();
    assert!(figure(&harness, "119"));
    harness.get_by_label("Auf 100 % zoomen (119\u{a0}%)").click();
    harness.run();
    assert!(figure(&harness, "100"));
    harness.get_by_label("Verkleinern").click();
    harness.run();
    assert!(figure(&harness, "84"));
    // With the keyboard too.
    harness.get_by_label("Alles zeigen").focus();
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert!(figure(&harness, "100"));
    assert_eq!(harness.state().edits(), 0);
}

/// Twelve blocks, more than fit below each other.
fn tall() -> String {
    let blocks = (1..=12).map(|id| {
        let next = if id < 12 { format!(", next: {}", id + 1) } else { String::new() };
        format!("{id}: (kind: \"mqtt_publish\"{next})")
    });
    format!("(first: 1, blocks: {{{}}})", blocks.collect::<Vec<_>>().join(", "))
}

#[test]
fn the_overview_hides_no_block_that_is_worked_on() {
    let mut harness = harness(&tall());
    let overview = |harness: &Harness<'_, App>| harness.query_by_label("Übersicht").map(|node| node.rect());
    let there = overview(&harness).expect("nothing lies below it");
    // The blocks are moved below it: seen while that goes on, gone a moment later.
    harness.hover_at(pos2(200.0, 300.0));
    harness.run_steps(2);
    let blocks = harness.get_all_by_label("MQTT Veröffentlichen").map(|node| node.rect());
    let block = blocks.filter(|rect| rect.right() < 900.0).map(|rect| rect.center().x).next().unwrap();
    wheel(&mut harness, vec2(there.center().x - block, 0.0));
    harness.run_steps(2);
    assert!(overview(&harness).is_some(), "who moves about sees where");
    harness.run_steps(100);
    assert_eq!(overview(&harness), None);
    // Below the pointer it does not come up either.
    harness.hover_at(there.center());
    harness.run_steps(2);
    wheel(&mut harness, vec2(0.0, -40.0));
    harness.run_steps(2);
    assert_eq!(overview(&harness), None);
}

fn wheel(harness: &mut Harness<'_, App>, delta: egui::Vec2) {
    harness.event(Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta,
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: Modifiers::NONE,
    });
    harness.step();
}

#[test]
fn from_far_away_the_event_and_the_topics_are_named() {
    let words = |harness: &Harness<'_, App>| {
        let shapes = &harness.output().shapes;
        let texts = shapes.iter().filter_map(|clipped| match &clipped.shape {
            egui::Shape::Text(text) => Some(text.galley.text().to_owned()),
            _ => None,
        });
        texts.collect::<Vec<_>>()
    };
    let mut harness = harness(r#"(first: 1, blocks: {1: (kind: "mqtt_publish", slots: {"topic": "halle/tor"})})"#);
    let viewport = harness.state_mut().state.views.get_mut(&at()).unwrap();
    viewport.zoom_by(-14, egui::Vec2::ZERO);
    viewport.pan = vec2(200.0, 200.0);
    harness.run();
    let words = words(&harness);
    assert!(words.iter().any(|text| text.contains("halle/tor")), "{words:?}");
    assert!(words.iter().any(|text| text.contains("Wenn „Senden“")), "{words:?}");
}

#[test]
fn every_name_in_the_palette_is_read_to_its_end() {
    let mut harness = harness(EMPTY);
    let one = harness.get_by_label("MQTT Verbinden").rect().height();
    for lang in [Lang::De, Lang::En] {
        harness.state_mut().editor.lang = lang;
        harness.run();
        let name = crate::language::block("mqtt_publish_wait").unwrap().label.get(lang);
        assert!(harness.get_by_label(name).rect().height() > one + 8.0, "{name} has a second line");
    }
}

#[test]
fn the_context_menu_takes_a_block_out_and_the_gap_heals() {
    let mut harness = harness(THREE);
    let block = grip(&harness, "Warten");
    right_click(&mut harness, block);
    assert_eq!(harness.state().editor.selection, Selection::Blocks(at(), vec![BlockId(2)]));
    harness.get_by_label_contains("Aus dem Stapel lösen").click();
    harness.run();
    let graph = harness.state().graph();
    assert_eq!(graph.block(BlockId(1)).unwrap().next, Some(BlockId(3)));
    assert_eq!(graph.loose(), vec![BlockId(2)]);
    assert!(harness.query_by_label_contains("Aus dem Stapel lösen").is_none(), "the menu has closed");
    assert!(harness.state_mut().editor.history.undo());
    assert_eq!(harness.state().graph().block(BlockId(1)).unwrap().next, Some(BlockId(2)), "one step");
}

#[test]
fn the_context_menu_of_the_ground_is_about_the_canvas() {
    let mut harness = harness(THREE);
    right_click(&mut harness, pos2(60.0, 600.0));
    assert!(harness.query_by_label_contains("Aus dem Stapel lösen").is_none());
    harness.get_by_label_contains("Alles auswählen").click();
    harness.run();
    assert!(matches!(&harness.state().editor.selection, Selection::Blocks(_, blocks) if blocks.len() == 3));
}

#[test]
fn a_drag_with_shift_leaves_the_block_and_moves_a_copy_of_the_stack() {
    let mut harness = harness(THREE);
    let from = grip(&harness, "Warten");
    let to = from + vec2(330.0, 60.0);
    drag_with(&mut harness, from, to, Modifiers::SHIFT);
    assert!(harness.query_by_label_contains("Umschalt: kopieren").is_some(), "the keys are told while it is dragged");
    let_go(&mut harness, to, Modifiers::SHIFT);
    let graph = harness.state().graph();
    assert_eq!(graph.block(BlockId(1)).unwrap().next, Some(BlockId(2)), "the original stays");
    assert_eq!(graph.blocks.len(), 5, "the copy brings what hangs below it");
    assert_eq!(harness.state().edits(), 1);
    assert!(harness.query_by_label_contains("Umschalt: kopieren").is_none());
}

#[test]
fn a_drag_with_ctrl_and_shift_copies_one_block() {
    let mut harness = harness(THREE);
    let from = grip(&harness, "Warten");
    let to = from + vec2(330.0, 60.0);
    let both = Modifiers::COMMAND | Modifiers::SHIFT;
    drag_with(&mut harness, from, to, both);
    let_go(&mut harness, to, both);
    let graph = harness.state().graph();
    assert_eq!(graph.blocks.len(), 4);
    assert_eq!(graph.loose().len(), 1);
    assert_eq!(graph.block(graph.loose()[0]).unwrap().kind, "wait");
}

fn with_connections(ids: &[&str], ron: &str) -> Harness<'static, App> {
    let mut app = app(ron);
    let mut project = app.editor.project().as_ref().clone();
    project.connections = ids
        .iter()
        .map(|id| match *id {
            "lokal" => Connection::local_broker("Lokaler Broker"),
            id => Connection::to_host(ConnectionId(id.to_owned()), id, "broker.example", 1883),
        })
        .collect();
    app.editor = Editor::new(project, None, Lang::De);
    app.editor.active = Some(Tab::Handler(at()));
    let mut harness = Harness::builder()
        .with_size(vec2(1200.0, 760.0))
        .with_max_steps(60)
        .with_step_dt(0.02)
        .with_context_setup(|ctx| {
            crate::ui::theme::install_fonts(ctx);
            crate::ui::theme::install(ctx, crate::editor::view::ThemeChoice::Dark);
        })
        .build_ui_state(draw, app);
    harness.run();
    harness
}

fn halle() -> Item {
    ConnectionId("halle".to_owned()).into()
}

fn added(harness: &mut Harness<'_, App>) -> Option<Item> {
    let entries = harness.get_all_by_label("MQTT Veröffentlichen").map(|node| node.rect());
    let entry = entries.max_by(|a, b| a.left().total_cmp(&b.left())).unwrap().center();
    double_click(harness, entry);
    let graph = harness.state().graph();
    let (_, block) = graph.blocks.iter().max_by_key(|(id, _)| **id).unwrap();
    block.item("connection").cloned()
}

#[test]
fn a_new_block_takes_over_the_connection_used_before_it() {
    let two = r#"(first: 1, blocks: {
        1: (kind: "mqtt_publish", slots: {"connection": Connection("halle")}, next: 2), 2: (kind: "wait")})"#;
    let mut harness = with_connections(&["lokal", "halle"], two);
    assert_eq!(added(&mut harness), Some(halle()));
    assert_eq!(harness.state().edits(), 1);
    assert!(harness.state_mut().editor.history.undo());
    assert_eq!(harness.state().graph().blocks.len(), 2, "one step");
}

#[test]
fn the_first_block_takes_the_only_connection_of_the_project() {
    let mut harness = with_connections(&["halle"], EMPTY);
    assert_eq!(added(&mut harness), Some(halle()));
    // Of two it is the project's own; the local broker comes with every project.
    let mut harness = with_connections(&["halle", "lokal"], EMPTY);
    assert_eq!(added(&mut harness), Some(halle()));
    // What a block refers to must be there.
    let gone = r#"(first: 1, blocks: {1: (kind: "mqtt_publish", slots: {"connection": Connection("gone")})})"#;
    let mut harness = with_connections(&["halle"], gone);
    assert_eq!(added(&mut harness), Some(halle()));
}
