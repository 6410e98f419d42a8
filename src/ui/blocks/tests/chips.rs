//! Tests of values as chips in their slots: put in, edited in place, turned into blocks with a wire and back.

use super::*;
use crate::model::blocks::Slot;

const JOINED: &str = r#"(first: 1, blocks: {
    1: (kind: "mqtt_publish", slots: {"message": Wire(2)}),
    2: (kind: "text_join", slots: {"item1": "Zu warm: ", "item2": Wire(3)}),
    3: (kind: "text"),
})"#;

fn layout(harness: &Harness<'_, App>) -> Arc<super::super::layout::Layout> {
    Arc::clone(&harness.state().state.cache.as_ref().unwrap().layout)
}

fn is_chip(harness: &Harness<'_, App>, id: u32) -> bool {
    layout(harness).is_chip(BlockId(id))
}

fn wire(harness: &Harness<'_, App>, block: u32, slot: &str) -> Option<BlockId> {
    harness.state().graph().block(BlockId(block)).unwrap().wire(slot)
}

/// A block or chip on the canvas: the palette has names like theirs.
fn block(harness: &Harness<'_, App>, name: &str) -> egui::Rect {
    let all = harness.get_all_by_label(name).map(|node| node.rect());
    all.min_by(|a, b| a.left().total_cmp(&b.left())).unwrap()
}

/// Where a chip can be grabbed: at its icon.
fn icon(harness: &Harness<'_, App>, name: &str) -> Pos2 {
    block(harness, name).left_center() + vec2(14.0, 0.0)
}

/// Where a block can be grabbed: in its header.
fn grip(harness: &Harness<'_, App>, name: &str) -> Pos2 {
    block(harness, name).min + vec2(120.0, 13.0)
}

fn click(harness: &mut Harness<'_, App>, pos: Pos2) {
    harness.hover_at(pos);
    harness.step();
    for pressed in [true, false] {
        button(harness, pos, pressed, Modifiers::NONE);
        harness.step();
    }
    harness.run();
}

#[test]
fn a_value_dropped_on_a_slot_is_a_chip_and_edited_there() {
    let mut harness = harness(LOOSE_TEXT);
    let from = grip(&harness, "Text");
    let to = middle(&harness, "Nachricht von MQTT Veröffentlichen");
    drag(&mut harness, from, to);
    assert_eq!(wire(&harness, 1, "message"), Some(BlockId(2)));
    assert!(is_chip(&harness, 2));
    assert_eq!(harness.state().edits(), 1);
    harness.get_by_label("Text von Text").click();
    harness.run();
    harness.event(Event::Text("an".to_owned()));
    harness.run();
    let text = |harness: &Harness<'_, App>| harness.state().graph().block(BlockId(2)).unwrap().literal("text").cloned();
    assert_eq!(text(&harness), Some(Value::from("an")));
    assert!(is_chip(&harness, 2), "typing leaves it where it is");
}

#[test]
fn a_value_from_the_palette_goes_into_the_innermost_slot_that_is_pointed_at() {
    let mut harness =
        harness(r#"(first: 1, blocks: {1: (kind: "if", slots: {"condition": Wire(2)}), 2: (kind: "compare")})"#);
    let fields: Vec<_> = layout(&harness).blocks[&BlockId(2)].rows.iter().map(|row| row.field).collect();
    let entry = middle(&harness, "MQTT ist verbunden");
    let camera = layout_to_screen(&harness);
    drag(&mut harness, entry, camera(fields[2].center()));
    assert_eq!(wire(&harness, 2, "b"), Some(BlockId(100)));
    assert_eq!(wire(&harness, 1, "condition"), Some(BlockId(2)), "what is around it stays");
    assert!(is_chip(&harness, 2) && is_chip(&harness, 100));
}

/// Where a canvas point is on the screen.
fn layout_to_screen(harness: &Harness<'_, App>) -> impl Fn(Pos2) -> Pos2 + use<> {
    let viewport = *harness.state().state.views.values().next().unwrap();
    move |at| (at.to_vec2() * viewport.zoom() + viewport.pan).to_pos2()
}

#[test]
fn a_slot_in_a_chip_that_refuses_keeps_the_chip_around_it() {
    let mut harness = harness(
        r#"(first: 1, blocks: {1: (kind: "mqtt_publish", slots: {"message": Wire(2)}), 2: (kind: "random"), 3: (kind: "text")},
            positions: {3: (x: -260, y: 260)})"#,
    );
    let from = grip(&harness, "Text");
    let to = middle(&harness, "von von Zufallszahl");
    drag(&mut harness, from, to);
    assert_eq!(wire(&harness, 1, "message"), Some(BlockId(2)));
    assert_eq!(wire(&harness, 2, "from"), None);
}

#[test]
fn a_drop_that_narrowly_misses_a_slot_of_a_chip_means_the_nearest_free_one() {
    let condition = |more: &str| {
        format!(
            r#"(first: 1, blocks: {{1: (kind: "if", slots: {{"condition": Wire(2)}}), 2: (kind: "compare"{more}), 3: (kind: "text")}})"#
        )
    };
    // Dropped between operator and field, on the icon, on the rounded end, beside the chip.
    let rows = |harness: &Harness<'_, App>| {
        layout(harness).blocks[&BlockId(2)].rows.iter().map(|row| row.field).collect::<Vec<_>>()
    };
    let chip = |harness: &Harness<'_, App>| layout(harness).blocks[&BlockId(2)].rect;
    type Place = fn(&[egui::Rect], egui::Rect) -> Pos2;
    let places: [(Place, &str); 4] = [
        (|rows, _| rows[2].left_center() - vec2(2.0, 0.0), "b"),
        (|_, chip| chip.left_center() + vec2(12.0, 0.0), "a"),
        (|_, chip| chip.right_center() - vec2(2.0, 0.0), "b"),
        (|_, chip| chip.right_center() + vec2(9.0, 0.0), "b"),
    ];
    for (place, slot) in places {
        let mut harness = harness(&condition(""));
        let to = layout_to_screen(&harness)(place(&rows(&harness), chip(&harness)));
        let entry = middle(&harness, "MQTT ist verbunden");
        drag(&mut harness, entry, to);
        assert_eq!(wire(&harness, 2, slot), Some(BlockId(100)), "{slot} {to}");
        assert_eq!(wire(&harness, 1, "condition"), Some(BlockId(2)), "the comparison stays");
    }
    // Where no slot is free, only what is pointed at gives way.
    let full = condition(r#", slots: {"a": Wire(3), "b": Wire(4)}), 4: (kind: "text""#);
    for (by, replaced) in [(12.0, true), (-9.0, false)] {
        let mut harness = harness(&full);
        let to = layout_to_screen(&harness)(chip(&harness).left_center() + vec2(by, 0.0));
        let entry = middle(&harness, "MQTT ist verbunden");
        drag(&mut harness, entry, to);
        let condition = wire(&harness, 1, "condition");
        assert_eq!(condition, Some(BlockId(if replaced { 100 } else { 2 })), "{by}");
    }
}

#[test]
fn a_wire_drawn_by_hand_stays_a_wire() {
    let mut harness = harness(LOOSE_TEXT);
    let from = middle(&harness, "Ausgang von Text");
    let to = middle(&harness, "Eingang Nachricht von MQTT Veröffentlichen");
    drag(&mut harness, from, to);
    assert_eq!(wire(&harness, 1, "message"), Some(BlockId(2)));
    assert!(!is_chip(&harness, 2));
    assert_eq!(layout(&harness).wires.len(), 2, "the flow and the value");
    // On its own slot it becomes a chip.
    let from = grip(&harness, "Text");
    let slot = middle(&harness, "Eingang Nachricht von MQTT Veröffentlichen") + vec2(60.0, 0.0);
    drag(&mut harness, from, slot);
    assert!(is_chip(&harness, 2));
    assert!(harness.state_mut().editor.history.undo());
    harness.run();
    assert!(!is_chip(&harness, 2), "one step");
}

#[test]
fn a_chip_dragged_out_is_a_block_with_a_wire_where_it_was_let_go() {
    let mut harness = harness(JOINED);
    assert!(is_chip(&harness, 2) && is_chip(&harness, 3));
    // The inner one: what it feeds becomes a block too.
    let from = icon(&harness, "Text");
    let to = pos2(200.0, 500.0);
    drag(&mut harness, from, to);
    assert_eq!(wire(&harness, 2, "item2"), Some(BlockId(3)));
    assert!(!is_chip(&harness, 2) && !is_chip(&harness, 3));
    assert_eq!(harness.state().edits(), 1);
    let at = layout(&harness).blocks[&BlockId(3)].rect;
    assert!((layout_to_screen(&harness)(at.min) - to).length() < 30.0, "{at:?}");
    // Back, with all that feeds it.
    harness.get_by_label("Als Chip: Text verbinden").click();
    harness.run();
    assert!(is_chip(&harness, 2) && is_chip(&harness, 3));
    assert!(harness.state().graph().unfolded.is_empty() && harness.state().graph().positions.is_empty());
}

#[test]
fn a_chip_let_go_within_its_block_stays() {
    let mut harness = harness(JOINED);
    let from = icon(&harness, "Text");
    let header = grip(&harness, "MQTT Veröffentlichen");
    drag(&mut harness, from, header);
    assert_eq!(harness.state().edits(), 0);
}

#[test]
fn a_chip_moves_to_another_slot_and_is_copied_with_shift() {
    let mut harness = harness(JOINED);
    let from = icon(&harness, "Text");
    let to = middle(&harness, "Topic von MQTT Veröffentlichen");
    drag(&mut harness, from, to);
    assert_eq!((wire(&harness, 1, "topic"), wire(&harness, 2, "item2")), (Some(BlockId(3)), None));
    assert!(is_chip(&harness, 3));
}

#[test]
fn one_click_turns_the_form_of_a_value() {
    let mut harness = harness(JOINED);
    let port = middle(&harness, "Eingang Nachricht von MQTT Veröffentlichen");
    click(&mut harness, port);
    assert!(!is_chip(&harness, 2) && is_chip(&harness, 3));
    let port = middle(&harness, "Eingang Nachricht von MQTT Veröffentlichen");
    click(&mut harness, port);
    assert!(is_chip(&harness, 2));
    assert_eq!(harness.state().edits(), 2);
    // With the keyboard.
    let chip = icon(&harness, "Text verbinden");
    click(&mut harness, chip);
    assert_eq!(harness.state().editor.selection, Selection::Blocks(at(), vec![BlockId(2)]));
    harness.key_press_modifiers(Modifiers::SHIFT, Key::Enter);
    harness.run();
    assert!(!is_chip(&harness, 2));
}

#[test]
fn all_values_of_a_handler_turn_at_once() {
    let mut harness = harness(JOINED);
    harness.state_mut().editor.dispatch(Command::OpenTab(Tab::Handler(at())));
    for (action, chips) in [(Action::ValuesAsWires, false), (Action::ValuesAsChips, true)] {
        harness.state_mut().editor.dispatch(Command::Do(action));
        harness.run();
        assert_eq!((is_chip(&harness, 2), is_chip(&harness, 3)), (chips, chips), "{action:?}");
    }
    let history = &mut harness.state_mut().editor.history;
    assert!(history.is_dirty(), "it stands in the file");
    assert!(history.undo());
    harness.run();
    assert!(!is_chip(&harness, 2) && !is_chip(&harness, 3), "one step");
    let history = &mut harness.state_mut().editor.history;
    assert!(history.undo() && !history.is_dirty(), "the project is as it was saved");
    let Some(Slot::Wire(_)) = harness.state().graph().block(BlockId(1)).unwrap().slots.get("message") else {
        panic!("the graph does not change")
    };
}

#[test]
fn what_shows_all_values_in_one_form_is_ticked_and_shows_all_of_them() {
    let mut harness = harness(JOINED);
    let editor = &mut harness.state_mut().editor;
    assert!(editor.ticked(Action::ValuesAsChips) && !editor.ticked(Action::ValuesAsWires));
    let before = Arc::clone(editor.project());
    editor.dispatch(Command::Do(Action::ValuesAsChips));
    assert!(Arc::ptr_eq(&before, editor.project()), "it is so already: nothing changes");
    editor.dispatch(Command::Do(Action::ValuesAsWires));
    assert!(editor.ticked(Action::ValuesAsWires) && !editor.ticked(Action::ValuesAsChips));
    harness.run();
    let canvas = egui::Rect::from_min_max(Pos2::ZERO, pos2(920.0, 760.0));
    for name in ["Text", "Text verbinden", "MQTT Veröffentlichen"] {
        assert!(canvas.contains_rect(block(&harness, name)), "{name} {:?}", block(&harness, name));
    }
    // One of both forms: neither is ticked.
    let fold = crate::model::blocks::edit::GraphEdit::Unfold { blocks: vec![BlockId(3)], unfolded: false };
    let editor = &mut harness.state_mut().editor;
    editor.dispatch(Command::Edit { edit: crate::model::edit::Edit::Graph(at(), fold), merge: None });
    assert!(!editor.ticked(Action::ValuesAsWires) && !editor.ticked(Action::ValuesAsChips));
}

#[test]
fn keys_walk_through_chips_and_tab_through_their_fields_in_the_order_of_reading() {
    let mut harness = harness(JOINED);
    harness.state_mut().editor.selection = Selection::Blocks(at(), vec![BlockId(1)]);
    let ground = pos2(60.0, 700.0);
    harness.hover_at(ground);
    let canvas = grip(&harness, "MQTT Veröffentlichen");
    click(&mut harness, canvas);
    let mut walked = Vec::new();
    for key in [Key::ArrowRight, Key::ArrowRight, Key::ArrowLeft, Key::ArrowUp] {
        harness.key_press(key);
        harness.run();
        if let Selection::Blocks(_, blocks) = &harness.state().editor.selection {
            walked.extend(blocks.iter().map(|id| id.0));
        }
    }
    assert_eq!(walked, [2, 3, 2, 1]);
    harness.get_by_label("Topic von MQTT Veröffentlichen").click();
    harness.run();
    harness.key_press(Key::Tab);
    harness.run();
    let focused = |harness: &Harness<'_, App>, label: &str| {
        harness.query_all_by_label(label).any(|node| node.accesskit_node().is_focused())
    };
    for stop in ["1. von Text verbinden", "Text von Text", "Erweitert von MQTT Veröffentlichen"] {
        assert!(focused(&harness, stop), "{stop}");
        harness.key_press(Key::Tab);
        harness.run();
    }
}

#[test]
fn values_turn_while_the_app_runs_too() {
    let mut harness = harness(JOINED);
    harness.state_mut().editor.running = true;
    harness.run();
    let port = middle(&harness, "Eingang Nachricht von MQTT Veröffentlichen");
    click(&mut harness, port);
    assert_eq!(harness.state().edits(), 1);
    assert!(harness.state().editor.enabled(Action::ValuesAsWires));
}

#[test]
fn a_problem_of_a_chip_stands_beside_the_block_that_it_is_in() {
    let mut harness = harness(JOINED);
    let place = crate::model::place::Place::Block(at(), BlockId(3));
    let problem = crate::language::checks::empty_slot::at(place, &"Text".into());
    let sentence = problem.wording.get(Lang::De).to_owned();
    harness.state_mut().editor.problems = Arc::new(vec![problem]);
    harness.run();
    let text = harness.get_by_label(&sentence).rect();
    let block = block(&harness, "MQTT Veröffentlichen");
    assert!(text.left() > block.right(), "{text:?} {block:?}");
}

#[test]
fn the_holes_of_a_template_that_is_typed_are_filled_in_the_chip() {
    let mut harness = harness(
        r#"(first: 1, blocks: {1: (kind: "mqtt_publish", slots: {"message": Wire(2)}), 2: (kind: "text_template")})"#,
    );
    harness.get_by_label("Vorlage von Text mit Platzhaltern").click();
    harness.run();
    harness.event(Event::Text(r##"{"linie": "#[linie]#", "stueck": #[stueck]#, "ok": #[ok]#}"##.to_owned()));
    harness.run();
    assert!(is_chip(&harness, 2), "it stays where it is while it is typed");
    for (hole, text) in [("linie", "A3"), ("stueck", "17"), ("ok", "ja")] {
        let field = harness.get_by_label(&format!("{hole} von Text mit Platzhaltern")).rect();
        click(&mut harness, field.center());
        harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        harness.event(Event::Text(text.to_owned()));
        harness.run();
        let hole = format!("hole:{hole}");
        let typed = harness.state().graph().block(BlockId(2)).unwrap().literal(&hole).map(Value::to_text);
        assert_eq!(typed.as_deref(), Some(text), "{hole}");
    }
}
