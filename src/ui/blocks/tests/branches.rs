//! Tests of branches: what they ask for, where a drop lands, and how they fold.

use super::*;

const BRANCHES: &str = r#"(first: 1, blocks: {
    1: (kind: "if_else", branches: {"then": 2}, next: 4),
    2: (kind: "wait", next: 3), 3: (kind: "notify"),
    4: (kind: "log"),
})"#;

fn branch(harness: &Harness<'_, App>, key: &str) -> Vec<u32> {
    let graph = harness.state().graph();
    let mut next = graph.block(BlockId(1)).unwrap().branches.get(key).copied();
    let mut out = Vec::new();
    while let Some(id) = next {
        out.push(id.0);
        next = graph.block(id).unwrap().next;
    }
    out
}

#[test]
fn a_block_dropped_on_the_mouth_of_a_branch_goes_to_its_end() {
    for (name, key, expected) in [("dann", "then", vec![2, 3, 100]), ("sonst", "else", vec![100])] {
        let mut harness = harness(BRANCHES);
        let mouth = middle(&harness, &format!("Baustein hierher: {name} von Wenn, sonst"));
        let entry = middle(&harness, "MQTT Veröffentlichen");
        drag(&mut harness, entry, mouth);
        assert_eq!(branch(&harness, key), expected, "{name}");
        assert_eq!(harness.state().edits(), 1);
    }
}

#[test]
fn the_whole_band_of_a_branch_takes_a_block() {
    for (name, key, expected) in [("dann", "then", vec![2, 3, 100]), ("sonst", "else", vec![100])] {
        for right in [20.0, 150.0, 300.0] {
            let mut harness = harness(BRANCHES);
            let block = harness.get_all_by_label("Wenn, sonst").map(|node| node.rect());
            let left = block.map(|rect| rect.left()).fold(f32::INFINITY, f32::min);
            let y = middle(&harness, &format!("Baustein hierher: {name} von Wenn, sonst")).y;
            let entry = middle(&harness, "MQTT Veröffentlichen");
            drag(&mut harness, entry, pos2(left + right, y));
            assert_eq!(branch(&harness, key), expected, "{name} {right}");
        }
    }
}

#[test]
fn a_block_dropped_on_the_triangle_of_a_branch_goes_into_it() {
    for (name, key, expected) in [("dann", "then", vec![100, 2, 3]), ("sonst", "else", vec![100])] {
        let mut harness = harness(BRANCHES);
        let triangle = middle(&harness, &format!("Ausgang {name} von Wenn, sonst"));
        let entry = middle(&harness, "MQTT Veröffentlichen");
        drag(&mut harness, entry, triangle);
        assert_eq!(branch(&harness, key), expected, "{name}");
    }
}

#[test]
fn a_click_on_a_mouth_offers_blocks_for_it() {
    let mut harness = harness(BRANCHES);
    harness.get_by_label("Baustein hierher: sonst von Wenn, sonst").click();
    harness.run();
    harness.event(Event::Text("warten".to_owned()));
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(branch(&harness, "else"), [100]);
}

#[test]
fn a_branch_that_ends_the_flow_has_no_mouth() {
    let harness = harness(r#"(first: 1, blocks: {1: (kind: "if", branches: {"then": 2}), 2: (kind: "return")})"#);
    assert!(harness.query_by_label_contains("Baustein hierher").is_none());
}

#[test]
fn a_block_with_branches_folds_by_its_header_and_all_of_them_by_the_menu() {
    let mut harness = harness(BRANCHES);
    harness.get_by_label("Einklappen: Wenn, sonst").click();
    harness.run();
    assert!(harness.query_by_label("Benachrichtigung anzeigen").is_none());
    harness.get_by_label("Ausklappen: Wenn, sonst").click();
    harness.run();
    assert!(harness.query_by_label("Benachrichtigung anzeigen").is_some());
    for (action, seen) in [(Action::FoldAll, false), (Action::UnfoldAll, true)] {
        assert!(harness.state().editor.enabled(action));
        harness.state_mut().editor.dispatch(Command::Do(action));
        harness.run();
        assert_eq!(harness.query_by_label("Benachrichtigung anzeigen").is_some(), seen, "{action:?}");
    }
    assert_eq!(harness.state().edits(), 0);
}

#[test]
fn a_branch_folds_to_a_line_that_names_what_is_inside() {
    let mut harness = harness(BRANCHES);
    harness.get_by_label("dann von Wenn, sonst").click();
    harness.run();
    assert!(harness.query_by_label("Benachrichtigung anzeigen").is_none());
    let layout = |harness: &Harness<'_, App>| Arc::clone(&harness.state().state.cache.as_ref().unwrap().layout);
    let line = layout(&harness).blocks[&BlockId(1)].rows.iter().find_map(|row| match &row.kind {
        crate::ui::blocks::layout::RowKind::Branch { folded, .. } => folded.clone(),
        _ => None,
    });
    assert_eq!(line.as_deref(), Some("2 Bausteine: Warten, Benachrichtigung anzeigen"));
    assert_eq!((harness.state().edits(), layout(&harness).blocks.len()), (0, 2), "the project stays as it is");
    // What one is led to is shown.
    harness.state_mut().editor.selection = Selection::Blocks(at(), vec![BlockId(3)]);
    harness.run();
    harness.run();
    assert!(layout(&harness).blocks.contains_key(&BlockId(3)));
    assert!(layout(&harness).folds.branches.is_empty());
}

#[test]
fn a_condition_grows_and_shrinks_without_losing_blocks() {
    let mut harness = harness(BRANCHES);
    harness.get_by_label("Weiterer Wert: Wenn, sonst").click();
    harness.run();
    let mouth = harness.get_by_label("Baustein hierher: dann 2 von Wenn, sonst").rect().center();
    let entry = middle(&harness, "MQTT Veröffentlichen");
    drag(&mut harness, entry, mouth);
    assert_eq!(branch(&harness, "then_item1"), [100]);
    harness.get_by_label("Letzten Wert entfernen: Wenn, sonst").click();
    harness.run();
    assert_eq!(branch(&harness, "then_item1"), [0; 0]);
    assert!(harness.state().graph().blocks.contains_key(&BlockId(100)), "it lies loose beside the block");
}
