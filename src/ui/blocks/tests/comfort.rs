//! Tests of what makes work on the canvas easy: keys, advanced slots, room for what is put in, what is seen first.

use super::*;

fn focused(harness: &Harness<'_, App>, label: &str) -> bool {
    harness.query_all_by_label(label).any(|node| node.accesskit_node().is_focused())
}

fn literal(harness: &Harness<'_, App>, block: u32, slot: &str) -> Option<Value> {
    harness.state().graph().block(BlockId(block)).unwrap().literal(slot).cloned()
}

#[test]
fn advanced_slots_are_shown_by_the_row_at_the_foot() {
    let mut harness = harness(PUBLISH);
    assert!(harness.query_by_label("QoS von MQTT Veröffentlichen").is_none());
    harness.get_by_label("Erweitert von MQTT Veröffentlichen").click();
    harness.run();
    harness.get_by_label("QoS von MQTT Veröffentlichen").click();
    harness.run();
    harness.get_by_label("2 – genau einmal").click();
    harness.run();
    assert_eq!(literal(&harness, 1, "qos"), Some(Value::from("2")));
    harness.get_by_label("Erweitert von MQTT Veröffentlichen").click();
    harness.run();
    // What is set stays in sight, the rest is hidden again.
    assert!(harness.query_by_label("QoS von MQTT Veröffentlichen").is_some());
    assert!(harness.query_by_label("Inhaltstyp von MQTT Veröffentlichen").is_none());
    assert_eq!(harness.state().edits(), 1, "opening is no change of the project");
}

#[test]
fn tab_goes_through_fields_and_lists_and_on_to_the_next_block() {
    let mut harness = harness(
        r#"(first: 1, blocks: {1: (kind: "mqtt_publish", slots: {"topic": Wire(4)}, next: 2), 2: (kind: "wait"), 4: (kind: "text")}, unfolded: [4])"#,
    );
    harness.get_by_label("Nachricht von MQTT Veröffentlichen").click();
    harness.run();
    harness.event(Event::Text("an".to_owned()));
    harness.run();
    harness.key_press_modifiers(Modifiers::SHIFT, Key::Tab);
    harness.run();
    assert!(focused(&harness, "Art von MQTT Veröffentlichen"), "the wired topic has no field");
    for key in [Key::ArrowDown, Key::ArrowDown, Key::ArrowDown, Key::Enter] {
        harness.key_press(key);
        harness.run();
    }
    assert_eq!(literal(&harness, 1, "kind"), Some(Value::from("retained")));
    assert!(focused(&harness, "Art von MQTT Veröffentlichen"), "the keys come back to the field");
    for stop in ["Nachricht von MQTT Veröffentlichen", "Erweitert von MQTT Veröffentlichen", "Text von Text"] {
        harness.key_press(Key::Tab);
        harness.run();
        assert!(focused(&harness, stop), "{stop}");
    }
    harness.key_press(Key::Tab);
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.event(Event::Text("3".to_owned()));
    harness.run();
    assert_eq!(literal(&harness, 2, "seconds"), Some(Value::Number(3.0)));
    assert_eq!(literal(&harness, 1, "message"), Some(Value::from("an")));
    assert_eq!(harness.state().editor.selection, Selection::Blocks(at(), vec![BlockId(2)]));
}

#[test]
fn tab_enters_the_fields_of_the_selected_block() {
    let mut harness = harness(THREE);
    let pos = grip(&harness, "Warten");
    harness.hover_at(pos);
    harness.step();
    button(&harness, pos, true, Modifiers::NONE);
    harness.step();
    button(&harness, pos, false, Modifiers::NONE);
    harness.run();
    harness.key_press(Key::Tab);
    harness.run();
    assert!(focused(&harness, "Sekunden von Warten"));
}

#[test]
fn enter_finishes_a_template_and_shift_enter_begins_a_line() {
    let mut harness = harness(r#"(blocks: {1: (kind: "text_template")}, positions: {1: (x: 0, y: 80)})"#);
    harness.get_by_label("Vorlage von Text mit Platzhaltern").click();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.event(Event::Text("eins".to_owned()));
    harness.run();
    harness.key_press_modifiers(Modifiers::SHIFT, Key::Enter);
    harness.run();
    harness.event(Event::Text("zwei".to_owned()));
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(literal(&harness, 1, "template"), Some(Value::from("eins\nzwei")));
    assert!(!focused(&harness, "Vorlage von Text mit Platzhaltern"));
}

#[test]
fn choosing_a_control_chooses_its_main_property_too() {
    let mut harness = harness(r#"(first: 1, blocks: {1: (kind: "property_set")})"#);
    harness.get_all_by_label_contains("Control von").next().unwrap().click();
    harness.run();
    harness.get_by_label("Senden").click();
    harness.run();
    assert_eq!(literal(&harness, 1, "property"), Some(Value::from("text")));
    assert_eq!(harness.state().edits(), 1, "one step");
}

#[test]
fn that_a_block_hangs_on_no_event_is_said_once() {
    let harness = harness(LOOSE_TEXT);
    assert_eq!(harness.query_all_by_label_contains("keinem Ereignis").count(), 1);
}

#[test]
fn copies_lie_beside_what_is_there_and_are_one_step() {
    let mut harness = harness(LOOSE_TEXT);
    harness.state_mut().editor.selection = Selection::Blocks(at(), vec![BlockId(2)]);
    for _ in 0..3 {
        harness.state_mut().editor.dispatch(Command::Do(Action::Duplicate));
        harness.run();
    }
    let block = |harness: &Harness<'_, App>, id: u32| {
        harness.state().state.cache.as_ref().unwrap().layout.blocks[&BlockId(id)].rect
    };
    let ids = [1, 2, 100, 101, 102];
    for (number, a) in ids.iter().enumerate() {
        for b in &ids[number + 1..] {
            assert!(!block(&harness, *a).intersects(block(&harness, *b)), "{a} {b}");
        }
    }
    assert!(harness.state_mut().editor.history.undo());
    assert_eq!(harness.state().graph().blocks.len(), 4);
}

#[test]
fn what_is_let_go_over_other_blocks_lies_beside_them() {
    let mut harness = harness(
        r#"(first: 1, blocks: {1: (kind: "mqtt_publish"), 2: (kind: "wait"), 3: (kind: "number")},
            positions: {2: (x: 330, y: 300), 3: (x: 20, y: 300)})"#,
    );
    let block = |harness: &Harness<'_, App>, id: u32| {
        harness.state().state.cache.as_ref().unwrap().layout.blocks[&BlockId(id)].rect
    };
    let publish = harness.get_all_by_label("MQTT Veröffentlichen").map(|node| node.rect());
    let publish = publish.min_by(|a, b| a.left().total_cmp(&b.left())).unwrap();
    // The middle of the block: far from every port.
    for from in [grip(&harness, "Warten"), grip(&harness, "Zahl")] {
        drag(&mut harness, from, publish.center() + vec2(90.0, -20.0));
        harness.run();
    }
    let entry = middle(&harness, "MQTT Trennen");
    drag(&mut harness, entry, publish.center() + vec2(90.0, -20.0));
    harness.run();
    let ids: Vec<u32> = harness.state().graph().blocks.keys().map(|id| id.0).collect();
    assert_eq!(harness.state().graph().loose().len(), ids.len() - 1, "all are loose");
    for (number, a) in ids.iter().enumerate() {
        for b in &ids[number + 1..] {
            assert!(!block(&harness, *a).intersects(block(&harness, *b)), "{a} {b}");
        }
    }
    assert!(harness.state_mut().editor.history.undo());
    assert_eq!(harness.state().graph().blocks.len(), 3, "one step each");
}

#[test]
fn a_handler_with_nested_values_opens_with_all_of_it_in_sight() {
    let harness = harness(
        r#"(first: 1, blocks: {1: (kind: "mqtt_publish", slots: {"message": Wire(2)}), 2: (kind: "text_join", slots: {"item1": Wire(3)}), 3: (kind: "text_join", slots: {"item1": Wire(4)}), 4: (kind: "number")}, unfolded: [2, 3, 4])"#,
    );
    let first = harness.get_by_label("Eingang 1. von Text verbinden 2").rect();
    let last = harness.get_by_label("Topic von MQTT Veröffentlichen").rect();
    assert!(first.left() >= 212.0 * 0.7 && last.right() <= 920.0, "{first:?} {last:?}");
    assert!(last.height() > 23.0 * 0.7, "text can still be read");
}

#[test]
fn a_note_that_has_no_room_is_a_mark_on_the_block() {
    let mut harness = harness(
        r#"(blocks: {1: (kind: "property_get"), 2: (kind: "number"), 3: (kind: "number")}, positions: {1: (x: 0, y: 80), 2: (x: 230, y: 80), 3: (x: 0, y: 180)})"#,
    );
    let slot = "Control".into();
    let place = crate::model::place::Place::Block(at(), BlockId(1));
    let problem = crate::language::checks::empty_slot::at(place, &slot);
    let sentence = problem.wording.get(Lang::De).to_owned();
    harness.state_mut().editor.problems = Arc::new(vec![problem]);
    harness.run();
    let mark = harness.get_by_label(&sentence).rect();
    assert!(mark.width() < 30.0, "{mark:?}");
}
