//! Tests of the layout: without a window.

use std::collections::BTreeSet;

use egui::{Rect, vec2};
use proptest::prelude::*;

use super::{Folds, GAP, INDENT, Input, Layout, RowKind, WIRE, layout};
use crate::i18n::Lang;
use crate::model::blocks::{Graph, Port};
use crate::model::handler::HandlerRef;
use crate::model::id::BlockId;
use crate::model::project::Project;

fn parse(ron: &str) -> Graph {
    ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME).from_str(ron).unwrap()
}

fn lay_out(graph: &Graph) -> Layout {
    lay_out_folded(graph, &Folds::default())
}

fn lay_out_folded(graph: &Graph, folds: &Folds) -> Layout {
    let project = Project::new("Test", "Start", "Lokaler Broker");
    let measure = |text: &str| text.chars().count() as f32 * 7.0;
    let at = HandlerRef::new(crate::model::id::ControlId(2), "tapped");
    layout(Input { project: &project, at: &at, graph, lang: Lang::De, folds, measure: &measure })
}

/// The same with a wire for each value.
fn unfolded(ron: &str) -> Graph {
    let mut graph = parse(ron);
    graph.unfolded = graph.wired().collect();
    graph
}

fn rect(layout: &Layout, id: u32) -> Rect {
    layout.blocks[&BlockId(id)].rect
}

fn overlap(a: Rect, b: Rect) -> bool {
    a.shrink(0.5).intersects(b.shrink(0.5))
}

const CHAIN: &str = r#"(first: 1, blocks: {
    1: (kind: "mqtt_publish", slots: {"topic": Wire(4), "message": Wire(5)}, next: 2),
    2: (kind: "if_else", branches: {"then": 6, "else": 7}, next: 3),
    3: (kind: "log"),
    4: (kind: "text_join", slots: {"item1": Wire(8), "item2": Wire(9)}),
    5: (kind: "text_template"),
    6: (kind: "wait", next: 10),
    7: (kind: "notify"),
    8: (kind: "text"), 9: (kind: "number"), 10: (kind: "log"),
})"#;

#[test]
fn statements_stack_downwards_and_branches_hang_indented_in_order() {
    let layout = lay_out(&parse(CHAIN));
    let chain =
        [rect(&layout, 1), rect(&layout, 2), rect(&layout, 6), rect(&layout, 10), rect(&layout, 7), rect(&layout, 3)];
    for pair in chain.windows(2) {
        assert!(pair[1].top() >= pair[0].bottom() + GAP - 0.01, "{pair:?}");
    }
    assert_eq!(rect(&layout, 1).left(), layout.head.left());
    assert_eq!(rect(&layout, 6).left(), rect(&layout, 2).left() + INDENT);
    assert_eq!(rect(&layout, 7).left(), rect(&layout, 2).left() + INDENT);
    assert_eq!(rect(&layout, 3).left(), rect(&layout, 2).left());
    assert_eq!(
        layout.blocks[&BlockId(2)].parts.len(),
        3,
        "the else row stands below the first branch, the end below all"
    );
    assert!((rect(&layout, 2).top() - rect(&layout, 1).bottom() - GAP).abs() < 0.01, "snapped blocks are near");
}

#[test]
fn unfolded_values_lie_left_of_their_slots_and_nested_ones_further_left() {
    let layout = lay_out(&unfolded(CHAIN));
    let publish = rect(&layout, 1);
    for value in [4, 5] {
        assert_eq!(rect(&layout, value).right(), publish.left() - WIRE);
    }
    assert!(rect(&layout, 5).top() > rect(&layout, 4).bottom());
    assert_eq!(rect(&layout, 8).right(), rect(&layout, 4).left() - WIRE);
    let topic = layout.port_pos(&Port::Slot(BlockId(1), "topic".to_owned())).unwrap();
    assert_eq!(layout.blocks[&BlockId(4)].output().y, topic.y, "the first wire is straight");
}

#[test]
fn a_value_placed_by_hand_keeps_its_offset_from_its_owner() {
    let mut graph = parse(CHAIN);
    graph.positions.insert(BlockId(5), crate::model::blocks::Pos { x: -500.0, y: -30.0 });
    let layout = lay_out(&graph);
    assert_eq!(rect(&layout, 5).min, rect(&layout, 1).min + vec2(-500.0, -30.0));
    assert!(layout.blocks[&BlockId(5)].parent.is_some());
}

#[test]
fn inserting_shifts_what_follows_and_nothing_else() {
    let before = lay_out(&parse(CHAIN));
    let mut graph = parse(CHAIN);
    let mut next_id = 20;
    let edit = crate::model::blocks::edit::GraphEdit::Insert {
        fragment: crate::model::blocks::edit::Fragment::single(crate::model::blocks::Block::new("log")),
        to: crate::model::blocks::edit::Target::Port(Port::Next(BlockId(6))),
    };
    crate::model::blocks::edit::apply(&mut graph, &edit, &mut next_id).unwrap();
    let after = lay_out(&graph);
    assert_eq!(rect(&before, 6), rect(&after, 6));
    assert_eq!(rect(&after, 20).min, rect(&before, 10).min);
    let shift = rect(&after, 10).top() - rect(&before, 10).top();
    assert!(shift > 0.0);
    for id in [7, 3] {
        assert!((rect(&after, id).top() - rect(&before, id).top() - shift).abs() < 0.01);
    }
}

#[test]
fn loose_stacks_lie_where_they_were_put() {
    let mut graph = parse(r#"(first: 1, blocks: {1: (kind: "log"), 2: (kind: "wait", next: 3), 3: (kind: "log")})"#);
    graph.positions.insert(BlockId(2), crate::model::blocks::Pos { x: 400.0, y: 333.0 });
    let layout = lay_out(&graph);
    assert_eq!(rect(&layout, 2).min, egui::pos2(400.0, 333.0));
    assert_eq!(rect(&layout, 3).left(), 400.0);
    assert!(layout.blocks[&BlockId(3)].loose && !layout.blocks[&BlockId(1)].loose);
}

#[test]
fn wires_into_slots_that_the_block_no_longer_has_are_shown() {
    let graph = unfolded(
        r#"(first: 1, blocks: {1: (kind: "log", slots: {"hole:alt": Wire(2)}), 2: (kind: "text"), 3: (kind: "neu", slots: {"x": Wire(4)}), 4: (kind: "text")})"#,
    );
    let layout = lay_out(&graph);
    assert_eq!(layout.blocks.len(), 4);
    assert_eq!(layout.wires.iter().filter(|wire| matches!(wire.kind, super::WireKind::Value(_))).count(), 2);
}

/// The keys of the slots that are shown, and whether the row that shows more is open, where there is one.
fn shown(layout: &Layout, id: u32) -> (Vec<&str>, Option<bool>) {
    let rows = &layout.blocks[&BlockId(id)].rows;
    let keys = rows.iter().filter_map(|row| row.slot()).map(|(view, _)| view.key.as_ref()).collect();
    let more = rows.iter().find_map(|row| match row.kind {
        RowKind::More { open } => Some(open),
        RowKind::Slot { .. } | RowKind::Branch { .. } | RowKind::Items { .. } => None,
    });
    (keys, more)
}

#[test]
fn advanced_slots_hide_until_opened_set_or_wired() {
    let closed = lay_out(&parse(r#"(first: 1, blocks: {1: (kind: "mqtt_publish")})"#));
    let (keys, more) = shown(&closed, 1);
    assert!(!keys.contains(&"qos") && keys.contains(&"topic"), "{keys:?}");
    assert_eq!(more, Some(false));
    let open = lay_out_folded(
        &parse(r#"(first: 1, blocks: {1: (kind: "mqtt_publish")})"#),
        &Folds { opened: BTreeSet::from([BlockId(1)]), ..Folds::default() },
    );
    assert!(shown(&open, 1).0.contains(&"qos"));
    assert_eq!(shown(&open, 1).1, Some(true));
    assert!(rect(&open, 1).height() > rect(&closed, 1).height());
    for slot in [r#""2""#, "Wire(2)"] {
        let graph = format!(
            r#"(first: 1, blocks: {{1: (kind: "mqtt_publish", slots: {{"qos": {slot}}}), 2: (kind: "text")}})"#
        );
        assert!(shown(&lay_out(&parse(&graph)), 1).0.contains(&"qos"), "{slot}");
    }
    let default = r#"(first: 1, blocks: {1: (kind: "mqtt_publish", slots: {"qos": "1"})})"#;
    assert!(!shown(&lay_out(&parse(default)), 1).0.contains(&"qos"), "the default is nothing that was set");
}

/// A chip lies within its owner, and beside the others in it.
fn check_chips(layout: &Layout) {
    for (id, block) in &layout.blocks {
        if block.chip.is_none() {
            continue;
        }
        let Some(Port::Slot(owner, key)) = &block.parent else { panic!("{id} is in no slot") };
        let around = &layout.blocks[owner];
        assert!(
            around.rect.expand(0.1).contains_rect(block.rect),
            "{id} in {owner}: {:?} {:?}",
            block.rect,
            around.rect
        );
        assert!(block.rect.expand(3.0).contains_rect(around.row(key).unwrap().field));
        for row in &block.rows {
            assert!(block.rect.contains_rect(row.field), "{id} {:?} {:?}", block.rect, row.field);
        }
        for (number, row) in block.rows.iter().enumerate() {
            assert!(block.rows[number + 1..].iter().all(|other| !overlap(row.field, other.field)), "{id}");
        }
    }
    assert!(layout.wires.iter().all(|wire| !layout.is_chip(wire.block)), "a chip has no wire");
}

#[test]
fn plugged_in_values_are_chips_that_widen_their_stack() {
    let mut graph = parse(CHAIN);
    let text = graph.blocks[&BlockId(8)].clone().with("text", "Zu warm in dieser Halle: ");
    graph.blocks.insert(BlockId(8), text);
    let layout = lay_out(&graph);
    assert!(rect(&layout, 1).width() > super::STATEMENT);
    check_chips(&layout);
    for chip in [4, 5, 8, 9] {
        assert!(layout.is_chip(BlockId(chip)), "{chip}");
    }
    assert_eq!(layout.around(BlockId(8)), BlockId(1));
    assert_eq!([8, 4, 1].map(|id| layout.outwards(BlockId(id)).count()), [3, 2, 1]);
    assert_eq!(layout.order[..5], [1, 4, 8, 9, 5].map(BlockId), "chips are read with the block they are in");
    // All blocks of a stack end at one line, those in branches too.
    for id in [2, 3, 6, 7] {
        assert_eq!(rect(&layout, id).right(), rect(&layout, 1).right(), "{id}");
    }
    assert!(layout.blocks.values().all(|block| block.rect.left() >= layout.head.left()), "one column");
}

#[test]
fn what_is_unfolded_moved_aside_too_deep_or_too_wide_is_a_block_with_a_wire() {
    let is_chip = |graph: &Graph, id| lay_out(graph).is_chip(BlockId(id));
    let mut graph = parse(CHAIN);
    graph.unfolded.insert(BlockId(8));
    let layout = lay_out(&graph);
    // What feeds a chip is a chip: whoever unfolds an inner one unfolds what is around it.
    assert!(!layout.is_chip(BlockId(8)) && !layout.is_chip(BlockId(4)));
    assert!(layout.is_chip(BlockId(9)) && layout.is_chip(BlockId(5)), "the others stay");
    assert!(layout.blocks[&BlockId(4)].can_fold && layout.blocks[&BlockId(8)].can_fold);
    let mut graph = parse(CHAIN);
    graph.positions.insert(BlockId(5), crate::model::blocks::Pos { x: -500.0, y: 0.0 });
    assert!(!is_chip(&graph, 5));
    let nested = |depth: u32| {
        let block = |id: u32| {
            let inner = if id == depth { String::new() } else { format!("slots: {{\"a\": Wire({})}}", id + 1) };
            format!("{id}: (kind: \"not\", {inner}),")
        };
        let values: String = (2..=depth).map(block).collect();
        parse(&format!("(first: 1, blocks: {{1: (kind: \"if\", slots: {{\"condition\": Wire(2)}}), {values}}})"))
    };
    assert!(is_chip(&nested(4), 2));
    let layout = lay_out(&nested(5));
    assert!(!layout.is_chip(BlockId(2)) && layout.is_chip(BlockId(3)), "three levels are left");
    assert!(!layout.blocks[&BlockId(2)].can_fold, "there is nothing to turn");
    let items: Vec<String> = (1..=12).map(|item| format!("\"item{item}\": \"{}\"", "lang ".repeat(5))).collect();
    let wide = format!(
        "(first: 1, blocks: {{1: (kind: \"log\", slots: {{\"text\": Wire(2)}}), 2: (kind: \"text_join\", slots: {{\"count\": 12, {}}})}})",
        items.join(", ")
    );
    assert!(!is_chip(&parse(&wide), 2));
    // A wide template takes a line of its own.
    let template = r#"(first: 1, blocks: {1: (kind: "mqtt_publish", slots: {"message": Wire(2)}), 2: (kind: "text_template",
        slots: {"template": "{\"sensor\": {\"temperatur\": #[temperatur]#, \"feuchte\": #[feuchte]#}}", "hole:feuchte": Wire(3)}), 3: (kind: "random")})"#;
    let layout = lay_out(&parse(template));
    check_chips(&layout);
    assert!(layout.is_chip(BlockId(2)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn chips_lie_within_their_owners(graph in crate::model::testing::graph(), known in 0_usize..1000) {
        let mut graph = graph;
        let kinds = ["and", "if_else", "text_join", "compare", "mqtt_publish", "text_template", "event_topic", "neu"];
        for (index, block) in graph.blocks.values_mut().enumerate() {
            block.kind = kinds[(known + index * 3) % kinds.len()].to_owned();
        }
        let layout = lay_out(&graph);
        prop_assert_eq!(layout.blocks.len(), graph.blocks.len());
        check_chips(&layout);
    }

    #[test]
    fn nothing_overlaps_and_nothing_is_lost(graph in crate::model::testing::graph(), known in 0_usize..1000) {
        let mut graph = graph;
        graph.positions.clear();
        let kinds = ["if_else", "log", "mqtt_publish", "repeat", "neu"];
        for (index, block) in graph.blocks.values_mut().enumerate() {
            block.kind = kinds[(known + index * 7) % kinds.len()].to_owned();
        }
        let layout = lay_out(&graph);
        prop_assert_eq!(layout.blocks.len(), graph.blocks.len());
        let placed: Vec<(&BlockId, &super::BlockLayout)> = layout.blocks.iter().filter(|(_, b)| !b.loose).collect();
        for (i, (id, a)) in placed.iter().enumerate() {
            for (other, b) in &placed[i + 1..] {
                for part in &a.parts {
                    for other_part in &b.parts {
                        prop_assert!(!overlap(*part, *other_part), "{id} {other} {part:?} {other_part:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_block_is_as_wide_as_its_name_needs() {
    let layout =
        lay_out(&parse(r#"(first: 1, blocks: {1: (kind: "mqtt_publish_wait", next: 2), 2: (kind: "mqtt_publish")})"#));
    let long = crate::language::block("mqtt_publish_wait").unwrap().label.get(Lang::De);
    assert!(rect(&layout, 1).width() > long.chars().count() as f32 * 7.0 + 31.0);
    assert_eq!(rect(&layout, 2).width(), super::STATEMENT);
    assert_eq!(rect(&layout, 1).left(), rect(&layout, 2).left());
    let row = layout.blocks[&BlockId(1)].row("timeout").unwrap();
    assert!(row.field.width() > 60.0, "{row:?}");
}

#[test]
fn a_template_has_room_for_all_its_lines() {
    let graph = parse(
        r#"(blocks: {1: (kind: "text_template", slots: {"template": "{\"line\": #[line]#, \"pieces\": #[pieces]#, \"ok\": #[ok]#}"})},
            positions: {1: (x: 0, y: 0)})"#,
    );
    let layout = lay_out(&graph);
    let row = layout.blocks[&BlockId(1)].row("template").unwrap();
    assert!(row.field.height() >= 3.0 * 16.0 + 8.0, "three lines: {:?}", row.field);
}
