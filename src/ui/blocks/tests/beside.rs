//! Tests of what stands beside blocks, and of groups of blocks.

use std::time::Instant;

use super::*;
use crate::editor::run_state::{Receipt, RunState};
use crate::language::checks::empty_slot;
use crate::model::glimpse::{BlockSeen, Glimpse};
use crate::model::place::Place;
use crate::model::preference::SHOW_VALUES;
use crate::model::run::{Fate, RunEvent};

#[test]
fn a_problem_stands_beside_its_block_in_words() {
    let mut harness = harness(PUBLISH);
    let slot = "Topic".into();
    let problem = empty_slot::at(Place::Block(at(), BlockId(1)), &slot);
    let sentence = problem.wording.get(Lang::De).to_owned();
    harness.state_mut().editor.problems = Arc::new(vec![problem]);
    harness.run();
    let text = harness.get_by_label(&sentence).rect();
    let block = harness.get_by_label("Topic von MQTT Veröffentlichen").rect();
    assert!(text.left() > block.right() && text.top() < block.bottom(), "{text:?} {block:?}");
}

#[test]
fn a_problem_of_a_wired_value_does_not_cover_the_block_it_feeds() {
    let mut harness = harness(
        r#"(first: 1, blocks: {1: (kind: "mqtt_publish", slots: {"message": Wire(2)}), 2: (kind: "property_get")}, unfolded: [2])"#,
    );
    let slot = "Control".into();
    let problem = empty_slot::at(Place::Block(at(), BlockId(2)), &slot);
    let sentence = problem.wording.get(Lang::De).to_owned();
    harness.state_mut().editor.problems = Arc::new(vec![problem]);
    harness.run();
    let text = harness.get_by_label(&sentence).rect();
    let value = harness.get_by_label("Eigenschaft von Eigenschaft").rect();
    let fed = harness.get_by_label("Topic von MQTT Veröffentlichen").rect();
    assert!(text.top() > value.bottom() && text.right() < fed.left(), "{text:?} {value:?} {fed:?}");
}

#[test]
fn a_receipt_stands_beside_the_block_that_published() {
    let mut harness = harness(PUBLISH);
    let receipt = Receipt {
        number: 1,
        at: Instant::now(),
        fate: Fate::Acknowledged,
        sent_after_ms: Some(0.1),
        after_ms: 0.62,
        qos: 1,
    };
    let mut run = RunState::new(harness.state().editor.project(), ScreenId(1), Instant::now());
    run.receipts = BTreeMap::from([((at(), BlockId(1)), receipt)]);
    harness.state_mut().data.run = Some(run);
    harness.run();
    assert!(harness.query_by_label("gesendet 0,1 ms").is_some());
    assert!(harness.query_by_label("bestätigt 0,6 ms").is_some());
}

#[test]
fn selected_blocks_move_together_and_stay_together() {
    let mut harness = harness(THREE);
    // Before they are selected: the palette then shows what the selected block does, under the same name.
    let from = grip(&harness, "Warten");
    harness.state_mut().editor.selection = Selection::Blocks(at(), vec![BlockId(3), BlockId(2)]);
    harness.run();
    drag(&mut harness, from, from + vec2(330.0, 150.0));
    let graph = harness.state().graph();
    assert_eq!(graph.block(BlockId(1)).unwrap().next, None);
    assert_eq!(graph.loose(), vec![BlockId(2)]);
    assert_eq!(graph.block(BlockId(2)).unwrap().next, Some(BlockId(3)));
    assert_eq!(harness.state().edits(), 1);
}

#[test]
fn a_block_dropped_on_a_flow_wire_splices_in() {
    let mut harness = harness(
        r#"(first: 1, blocks: {1: (kind: "mqtt_publish", next: 3), 3: (kind: "log"), 2: (kind: "wait")}, positions: {2: (x: 330, y: 300)})"#,
    );
    let from = grip(&harness, "Warten");
    let port = middle(&harness, "Ausgang von MQTT Veröffentlichen");
    drag(&mut harness, from, port + vec2(106.0, 18.0));
    let graph = harness.state().graph();
    assert_eq!(graph.block(BlockId(1)).unwrap().next, Some(BlockId(2)));
    assert_eq!(graph.block(BlockId(2)).unwrap().next, Some(BlockId(3)));
}

#[test]
fn a_block_dropped_on_the_seam_of_two_blocks_splices_in_anywhere_across_their_width() {
    let mut harness = harness(THREE);
    // What is open above it would push the entry out of view.
    harness.get_by_label("In externen Systemen veröffentlichen").click();
    harness.run();
    harness.get_by_label("Anwendung").click();
    harness.run();
    let entry = middle(&harness, "Benachrichtigung anzeigen");
    let port = middle(&harness, "Ausgang von MQTT Veröffentlichen");
    drag(&mut harness, entry, port + vec2(190.0, 8.0));
    let graph = harness.state().graph();
    assert_eq!(graph.block(BlockId(1)).unwrap().next, Some(BlockId(100)));
    assert_eq!(graph.block(BlockId(100)).unwrap().next, Some(BlockId(2)));
}

#[test]
fn a_frame_selects_what_it_touches() {
    let mut harness = harness(THREE);
    let bottom = harness.get_by_label("Ins Log schreiben").rect().right_bottom();
    let top = harness.get_by_label("Warten").rect().left_top();
    drag(&mut harness, bottom + vec2(30.0, 20.0), top + vec2(60.0, 5.0));
    let selected = harness.state().editor.selection.clone();
    assert_eq!(selected, Selection::Blocks(at(), vec![BlockId(2), BlockId(3)]));
}

#[test]
fn escape_gives_up_a_drag() {
    let mut harness = harness(THREE);
    let from = grip(&harness, "Warten");
    drag_to(&mut harness, from, from + vec2(300.0, 100.0));
    harness.key_press(Key::Escape);
    harness.step();
    release(&mut harness, from + vec2(300.0, 100.0));
    assert_eq!(harness.state().edits(), 0);
}

#[test]
fn a_block_dropped_on_the_words_of_a_branch_goes_into_it() {
    for (branch, key) in [("dann", "then"), ("sonst", "else")] {
        let mut harness = harness(r#"(first: 1, blocks: {1: (kind: "if_else")})"#);
        let entry = middle(&harness, "MQTT Veröffentlichen");
        let port = middle(&harness, &format!("Ausgang {branch} von Wenn, sonst"));
        drag(&mut harness, entry, port + vec2(40.0, -12.0));
        let graph = harness.state().graph();
        let block = graph.block(BlockId(1)).unwrap();
        assert_eq!(block.branches.get(key), Some(&BlockId(100)), "{branch}: {block:?}");
    }
}

#[test]
fn what_is_stored_ends_at_the_edge_of_the_canvas() {
    use crate::model::id::ConnectionId;
    use crate::model::run::Status;
    use crate::model::source::Message;
    let mut harness = harness(
        r#"(first: 1, blocks: {1: (kind: "mqtt_publish", slots: {"connection": Connection("lokal"), "topic": "halle1/licht"})})"#,
    );
    let local = ConnectionId::local();
    let row = Message {
        at_ms: 1,
        topic: "halle1/licht".to_owned(),
        message: "ein längerer Wert, zu lang".to_owned(),
        retained: true,
        ..Message::default()
    };
    let shown = &mut harness.state_mut().data;
    shown.statuses.insert(local.clone(), Status::Connected);
    shown.topics.tree.take(&local, &row, Instant::now());
    harness.run();
    let right_of_canvas = 1200.0 - 280.0;
    let note = |harness: &Harness<'_, App>| harness.get_by_label_contains("gespeichert: ein längerer").rect();
    assert!(note(&harness).right() <= right_of_canvas);
    let whole = note(&harness).width();
    // The block is moved to the right edge: the words are broken, then only the pin is left.
    for room in [130.0, 50.0] {
        let field = harness.get_by_label("Topic von MQTT Veröffentlichen").rect();
        let viewport = harness.state_mut().state.views.values_mut().next().unwrap();
        viewport.pan.x += right_of_canvas - room - field.right();
        harness.run();
        let (now, field) = (note(&harness), harness.get_by_label("Topic von MQTT Veröffentlichen").rect());
        assert!(now.right() <= right_of_canvas, "{room}: {now:?}");
        assert!(now.left() >= field.right() && now.width() < whole, "{room}: {now:?}");
    }
}

#[test]
fn while_the_app_runs_values_stand_beside_their_blocks() {
    let mut harness = harness(
        r#"(first: 1, blocks: {
            1: (kind: "wait", slots: {"seconds": Wire(2)}),
            2: (kind: "arithmetic", slots: {"a": 1, "op": "add", "b": 2}),
        })"#,
    );
    let mut run = RunState::new(harness.state().editor.project(), ScreenId(1), Instant::now());
    let seen = |value, times| BlockSeen { value, times, at: Instant::now() };
    let blocks = vec![(BlockId(1), seen(None, 12)), (BlockId(2), seen(Some(Glimpse::Plain(Value::from(2.5))), 12))];
    let project = Arc::clone(harness.state().editor.project());
    run.take(&RunEvent::Seen { handler: at(), blocks: Arc::new(blocks) }, &project, Instant::now());
    harness.state_mut().data.run = Some(run);
    harness.state_mut().editor.running = true;
    harness.run_steps(3);
    assert!(harness.query_by_label("Warten: 12×").is_some());
    harness.hover_at(harness.get_by_label("Rechnen: 2,5").rect().center());
    harness.run_steps(40);
    assert!(harness.query_by_label_contains("2,5 · Zahl · ").is_some());
    assert!(harness.query_by_label_contains("· 12-mal").is_some());
    harness.state_mut().data.preferences.set(&SHOW_VALUES, Value::from(false));
    harness.run_steps(3);
    assert!(harness.query_by_label("Rechnen: 2,5").is_none());
}
