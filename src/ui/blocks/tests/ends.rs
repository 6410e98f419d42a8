//! Blocks that end the flow: nothing goes below them, by whatever way.

use super::*;

const ENDED: &str = r#"(first: 1, blocks: {1: (kind: "mqtt_publish", next: 3), 3: (kind: "return"), 2: (kind: "wait")},
    positions: {2: (x: 330, y: 300)})"#;

fn flow(harness: &Harness<'_, App>) -> Vec<String> {
    let graph = harness.state().graph();
    let mut kinds = Vec::new();
    let mut next = graph.first;
    while let Some(block) = next.and_then(|id| graph.block(id)) {
        kinds.push(block.kind.clone());
        next = block.next;
    }
    kinds
}

#[test]
fn a_block_that_ends_the_flow_has_no_lower_port_and_refuses_what_is_dropped_below() {
    let mut harness = harness(ENDED);
    assert!(harness.query_by_label("Ausgang von Beenden").is_none());
    assert!(harness.query_by_label("Eingang von Beenden").is_some());
    let end = harness.get_by_label("Beenden").rect();
    let from = grip(&harness, "Warten");
    drag_to(&mut harness, from, end.left_bottom() + vec2(20.0, 1.0));
    release(&mut harness, end.left_bottom() + vec2(20.0, 1.0));
    assert_eq!(flow(&harness), ["mqtt_publish", "return"]);
}

#[test]
fn above_a_block_that_ends_the_flow_there_is_room() {
    let mut harness = harness(ENDED);
    let (from, port) = (grip(&harness, "Warten"), middle(&harness, "Ausgang von MQTT Veröffentlichen"));
    drag(&mut harness, from, port + vec2(106.0, 18.0));
    assert_eq!(flow(&harness), ["mqtt_publish", "wait", "return"]);
}

#[test]
fn it_goes_to_the_end_of_the_flow_and_others_go_above_it() {
    let mut harness = harness(r#"(first: 1, blocks: {1: (kind: "mqtt_publish")})"#);
    for (word, kinds) in [
        ("return", &["mqtt_publish", "return"][..]),
        ("warten", &["mqtt_publish", "wait", "return"]),
        // The one that was put in is selected: what is added goes below it, but the end stays the end.
        ("return", &["mqtt_publish", "wait", "return"]),
    ] {
        harness.state_mut().editor.canvas_action.send(Action::FindBlock);
        harness.run();
        harness.event(Event::Text(word.to_owned()));
        harness.run();
        harness.key_press(Key::Enter);
        harness.run();
        assert_eq!(flow(&harness), kinds, "{word}");
    }
    assert_eq!(harness.state().graph().loose().len(), 1, "a second end has no place in the flow");
}
