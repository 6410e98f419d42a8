//! Tests of the canvas with a mouse and a keyboard, by label.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{Event, Key, Modifiers, PointerButton, Pos2, UiBuilder, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::{State, block_palette_ui, canvas_ui};
use crate::editor::Editor;
use crate::editor::command::{Action, Command};
use crate::editor::dialog::Dialog;
use crate::editor::selection::Selection;
use crate::editor::tabs::Tab;
use crate::editor::view::{UiData, View};
use crate::i18n::Lang;
use crate::model::blocks::Graph;
use crate::model::control::Control;
use crate::model::handler::{Handler, HandlerRef};
use crate::model::id::{BlockId, ControlId, ScreenId};
use crate::model::project::Project;
use crate::model::screen::Area;
use crate::model::value::Value;
use crate::ui::Outbox;

/// A live editor with only canvas and palette.
struct App {
    editor: Editor,
    data: UiData,
    state: State,
    commands: Vec<Command>,
}

impl App {
    fn graph(&self) -> &Graph {
        self.editor.project().handler(&at()).unwrap().graph().unwrap()
    }

    fn edits(&self) -> usize {
        self.commands.iter().filter(|command| matches!(command, Command::Edit { .. })).count()
    }
}

fn at() -> HandlerRef {
    HandlerRef::new(ControlId(2), "tapped")
}

fn app(ron: &str) -> App {
    let graph: Graph = ron::Options::default()
        .with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME)
        .from_str(ron)
        .unwrap();
    let mut project = Project::new("Test", "Start", "Lokaler Broker");
    project.next_id = 100;
    project.screen_mut(ScreenId(1)).unwrap().controls.push(Control {
        id: ControlId(2),
        kind: "button".to_owned(),
        name: "Senden".to_owned(),
        area: Area::new(0.0, 0.0, 100.0, 40.0),
        properties: BTreeMap::new(),
        layer: crate::model::layer::Layer::default(),
        anchors: crate::model::fit::Anchors::default(),
        rules: Vec::new(),
        handlers: BTreeMap::from([("tapped".to_owned(), Arc::new(Handler::Blocks(graph)))]),
    });
    let mut editor = Editor::new(project, None, Lang::De);
    editor.tabs.push(Tab::Handler(at()));
    editor.active = Some(Tab::Handler(at()));
    App { editor, data: UiData::default(), state: State::default(), commands: Vec::new() }
}

fn harness(ron: &str) -> Harness<'static, App> {
    let mut harness = Harness::builder()
        .with_size(vec2(1200.0, 760.0))
        .with_max_steps(60)
        .with_step_dt(0.02)
        .with_context_setup(|ctx| {
            crate::ui::theme::install_fonts(ctx);
            crate::ui::theme::install(ctx, crate::editor::view::ThemeChoice::Dark);
        })
        .build_ui_state(draw, app(ron));
    harness.run();
    harness
}

fn draw(ui: &mut egui::Ui, app: &mut App) {
    let mut out = Outbox::default();
    let whole = ui.available_rect_before_wrap();
    let (left, right) = whole.split_left_right_at_x(whole.right() - 280.0);
    let view = &View::new(&app.editor, &app.data);
    let mut canvas = ui.new_child(UiBuilder::new().max_rect(left).id_salt("canvas"));
    canvas_ui(&mut canvas, view, &mut app.state, &mut out, &at());
    let mut palette = ui.new_child(UiBuilder::new().max_rect(right.shrink(8.0)).id_salt("palette"));
    block_palette_ui(&mut palette, view, &mut app.state, &mut out, &at());
    for command in out.take() {
        app.commands.push(command.clone());
        app.editor.dispatch(command);
    }
}

/// The middle of what has this label.
fn middle(harness: &Harness<'_, App>, label: &str) -> Pos2 {
    harness.get_by_label(label).rect().center()
}

/// Where a block can be grabbed: in its header.
fn grip(harness: &Harness<'_, App>, block: &str) -> Pos2 {
    harness.get_by_label(block).rect().min + vec2(120.0, 13.0)
}

fn button(harness: &Harness<'_, App>, pos: Pos2, pressed: bool, modifiers: Modifiers) {
    harness
        .event_modifiers(Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers }, modifiers);
}

fn drag_to(harness: &mut Harness<'_, App>, from: Pos2, to: Pos2) {
    harness.hover_at(from);
    harness.run_steps(2);
    button(harness, from, true, Modifiers::NONE);
    harness.step();
    for step in 1..=8 {
        harness.hover_at(from + (to - from) * (step as f32 / 8.0));
        harness.step();
    }
}

fn release(harness: &mut Harness<'_, App>, at: Pos2) {
    button(harness, at, false, Modifiers::NONE);
    harness.run_steps(3);
}

fn drag(harness: &mut Harness<'_, App>, from: Pos2, to: Pos2) {
    drag_to(harness, from, to);
    release(harness, to);
}

fn double_click(harness: &mut Harness<'_, App>, pos: Pos2) {
    harness.hover_at(pos);
    harness.step();
    for pressed in [true, false, true, false] {
        button(harness, pos, pressed, Modifiers::NONE);
        harness.step();
    }
    harness.run();
}

const EMPTY: &str = "(blocks: {})";
const PUBLISH: &str = r#"(first: 1, blocks: {1: (kind: "mqtt_publish")})"#;
const THREE: &str =
    r#"(first: 1, blocks: {1: (kind: "mqtt_publish", next: 2), 2: (kind: "wait", next: 3), 3: (kind: "log")})"#;
const LOOSE_TEXT: &str =
    r#"(first: 1, blocks: {1: (kind: "mqtt_publish"), 2: (kind: "text")}, positions: {2: (x: -260, y: 260)})"#;

#[test]
fn double_click_in_the_palette_puts_a_block_at_the_end_of_the_flow() {
    let mut harness = harness(EMPTY);
    let entry = middle(&harness, "MQTT Veröffentlichen");
    double_click(&mut harness, entry);
    let graph = harness.state().graph();
    assert_eq!(graph.block(graph.first.unwrap()).unwrap().kind, "mqtt_publish");
    assert_eq!(harness.state().edits(), 1);
    assert_eq!(harness.state().editor.selection, Selection::Blocks(at(), vec![graph.first.unwrap()]));
}

#[test]
fn a_block_dropped_anywhere_on_the_empty_hint_hangs_on_the_event() {
    for shift in [-120.0, 0.0, 120.0] {
        let mut harness = harness(EMPTY);
        let entry = middle(&harness, "MQTT Veröffentlichen");
        let port = middle(&harness, "Ausgang von Wenn „Senden“ angetippt wird");
        drag(&mut harness, entry, port + vec2(126.0 + shift, 51.0));
        assert!(harness.state().graph().first.is_some(), "{shift}");
    }
}

#[test]
fn the_palette_shows_the_path_of_the_publish_block() {
    let harness = harness(EMPTY);
    let ways = ["Funktionen", "In externen Systemen veröffentlichen", "MQTT", "MQTT Veröffentlichen"];
    let tops: Vec<f32> = ways.iter().map(|way| harness.get_by_label(way).rect().top()).collect();
    assert!(tops.is_sorted(), "{tops:?}");
}

#[test]
fn search_finds_blocks_by_topic_words_of_both_languages_and_enter_inserts() {
    let mut harness = harness(EMPTY);
    harness.state_mut().editor.canvas_action.send(Action::FindBlock);
    harness.run();
    harness.event(Event::Text("broker".to_owned()));
    harness.run();
    assert!(harness.query_by_label("MQTT Veröffentlichen").is_some());
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().graph().blocks.len(), 1);
    harness.state_mut().editor.canvas_action.send(Action::FindBlock);
    harness.run();
    harness.event(Event::Text("warten".to_owned()));
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().graph().blocks.len(), 2);
    assert!(harness.state().state.fields.focus.is_none(), "the same Enter opens no field");
    assert!(harness.state().state.fields.open.is_none(), "nor a list");
}

#[test]
fn dragging_from_the_palette_onto_the_event_snaps() {
    let mut harness = harness(PUBLISH);
    let head = middle(&harness, "Ausgang von Wenn „Senden“ angetippt wird");
    let heading = middle(&harness, "Variablen");
    harness.get_by_label("Variablen").click();
    harness.run();
    assert!(heading.x > head.x);
    let entry = middle(&harness, "Variable setzen");
    drag(&mut harness, entry, head + vec2(20.0, 14.0));
    let graph = harness.state().graph();
    assert_eq!(graph.first, Some(BlockId(100)));
    assert_eq!(graph.block(BlockId(100)).unwrap().next, Some(BlockId(1)));
}

#[test]
fn typing_a_topic_is_one_undo_step() {
    let mut harness = harness(PUBLISH);
    harness.get_by_label("Topic von MQTT Veröffentlichen").click();
    harness.run();
    for part in ["halle1", "/", "licht"] {
        harness.event(Event::Text(part.to_owned()));
        harness.run();
    }
    harness.key_press(Key::Enter);
    harness.run();
    let topic = |app: &App| app.graph().block(BlockId(1)).unwrap().literal("topic").cloned();
    assert_eq!(topic(harness.state()), Some(Value::from("halle1/licht")));
    assert!(harness.state_mut().editor.history.undo());
    assert_eq!(topic(harness.state()), None);
}

#[test]
fn a_number_field_takes_a_comma() {
    let mut harness = harness(r#"(first: 1, blocks: {1: (kind: "wait")})"#);
    harness.get_by_label("Sekunden von Warten").click();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.event(Event::Text("2,5".to_owned()));
    harness.run();
    assert_eq!(harness.state().graph().block(BlockId(1)).unwrap().literal("seconds"), Some(&Value::Number(2.5)));
}

#[test]
fn dragging_a_block_reorders_the_flow() {
    let mut harness = harness(THREE);
    let from = grip(&harness, "Ins Log schreiben");
    let port = middle(&harness, "Ausgang von Wenn „Senden“ angetippt wird");
    drag(&mut harness, from, port + vec2(104.0, 20.0));
    let graph = harness.state().graph();
    assert_eq!(graph.first, Some(BlockId(3)));
    assert_eq!(graph.block(BlockId(3)).unwrap().next, Some(BlockId(1)));
    assert_eq!(graph.block(BlockId(2)).unwrap().next, None);
}

#[test]
fn ctrl_drag_takes_a_block_out_alone_and_the_gap_heals() {
    let mut harness = harness(THREE);
    let from = grip(&harness, "Warten");
    harness.event_modifiers(Event::PointerMoved(from), Modifiers::COMMAND);
    harness.run_steps(2);
    button(&harness, from, true, Modifiers::COMMAND);
    harness.step();
    let to = from + vec2(330.0, 60.0);
    for step in 1..=6 {
        harness.event_modifiers(Event::PointerMoved(from + (to - from) * (step as f32 / 6.0)), Modifiers::COMMAND);
        harness.step();
    }
    button(&harness, to, false, Modifiers::COMMAND);
    harness.run_steps(3);
    let graph = harness.state().graph();
    assert_eq!(graph.block(BlockId(1)).unwrap().next, Some(BlockId(3)));
    assert_eq!(graph.loose(), vec![BlockId(2)]);
}

#[test]
fn a_value_is_wired_to_the_topic_by_its_ports() {
    let mut harness = harness(LOOSE_TEXT);
    let from = middle(&harness, "Ausgang von Text");
    let to = middle(&harness, "Eingang Topic von MQTT Veröffentlichen");
    drag(&mut harness, from, to);
    assert_eq!(harness.state().graph().block(BlockId(1)).unwrap().wire("topic"), Some(BlockId(2)));
    // A second wire from the same value makes a copy.
    let from = middle(&harness, "Ausgang von Text");
    let to = middle(&harness, "Eingang Nachricht von MQTT Veröffentlichen");
    drag(&mut harness, from, to);
    let graph = harness.state().graph();
    assert_eq!(graph.block(BlockId(1)).unwrap().wire("topic"), Some(BlockId(2)));
    assert_eq!(graph.block(BlockId(1)).unwrap().wire("message"), Some(BlockId(100)));
}

#[test]
fn a_wire_dropped_in_the_void_offers_blocks_that_fit_and_wires_them() {
    let mut harness = harness(PUBLISH);
    let from = middle(&harness, "Eingang Topic von MQTT Veröffentlichen");
    drag(&mut harness, from, from + vec2(-180.0, 120.0));
    assert!(harness.query_by_label("Text verbinden").is_some());
    let statements = harness.query_all_by_label("Warten").count();
    assert_eq!(statements, 0, "a statement does not fit into a slot");
    harness.event(Event::Text("verbinden".to_owned()));
    harness.run();
    harness.get_by_label("Text verbinden").click();
    harness.run();
    let graph = harness.state().graph();
    assert_eq!(graph.block(BlockId(1)).unwrap().wire("topic"), Some(BlockId(100)));
}

#[test]
fn a_refused_wire_says_why() {
    let mut harness =
        harness(r#"(first: 1, blocks: {1: (kind: "wait"), 2: (kind: "text")}, positions: {2: (x: -260, y: 260)})"#);
    let from = middle(&harness, "Ausgang von Text");
    let to = harness.get_by_label_contains("Eingang Sekunden").rect().center();
    drag_to(&mut harness, from, to);
    harness.run_steps(2);
    let why = crate::say::wire_refusal(
        &crate::model::blocks::check::WireRefusal::Type {
            wanted: crate::model::types::Ty::Number,
            got: crate::model::types::Ty::Text,
        },
        Lang::De,
    );
    assert!(harness.query_by_label(&why).is_some(), "{why}");
    release(&mut harness, to);
    assert_eq!(harness.state().edits(), 0);
}

#[test]
fn dragging_a_value_out_of_its_slot_leaves_it_loose() {
    let mut harness = harness(
        r#"(first: 1, blocks: {1: (kind: "mqtt_publish", slots: {"topic": Wire(2)}), 2: (kind: "text")}, unfolded: [2])"#,
    );
    let from = middle(&harness, "Ausgang von Text") - vec2(100.0, 0.0);
    drag(&mut harness, from, from + vec2(20.0, 260.0));
    let graph = harness.state().graph();
    assert_eq!(graph.block(BlockId(1)).unwrap().wire("topic"), None);
    assert_eq!(graph.loose(), vec![BlockId(2)]);
}

#[test]
fn zooming_and_panning_leave_the_model_alone() {
    let mut harness = harness(THREE);
    let before = Arc::clone(harness.state().editor.project());
    let narrow = harness.get_by_label("Warten").rect().width();
    harness.hover_at(Pos2::new(300.0, 300.0));
    for action in [Action::ZoomOut, Action::ZoomOut, Action::ZoomFit, Action::ZoomIn, Action::ZoomReset] {
        harness.state_mut().editor.canvas_action.send(action);
        harness.run();
        if action == Action::ZoomOut {
            assert!(harness.get_by_label("Warten").rect().width() < narrow);
        }
    }
    assert!((harness.get_by_label("Warten").rect().width() - narrow).abs() < 1.0);
    assert!(Arc::ptr_eq(&before, harness.state().editor.project()));
    assert_eq!(harness.state().edits(), 0);
}

#[test]
fn the_list_of_connections_ends_with_a_new_data_source() {
    let mut harness = harness(PUBLISH);
    harness.get_by_label("Datenquelle von MQTT Veröffentlichen").click();
    harness.run();
    harness.get_by_label("Neue MQTT-Datenquelle …").click();
    harness.run();
    let wanted = Some((at(), BlockId(1), "connection".to_owned()));
    assert_eq!(harness.state().editor.dialog, Some(Dialog::NewSource(wanted)));
}

#[test]
fn choosing_retained_from_the_list_sets_the_slot() {
    let mut harness = harness(PUBLISH);
    harness.get_by_label("Art von MQTT Veröffentlichen").click();
    harness.run();
    harness.get_by_label("Retained").click();
    harness.run();
    assert_eq!(harness.state().graph().block(BlockId(1)).unwrap().literal("kind"), Some(&Value::from("retained")));
}

#[test]
fn a_click_selects_and_arrows_walk_along_the_flow() {
    let mut harness = harness(THREE);
    let selected = |harness: &Harness<'_, App>| harness.state().editor.selection.clone();
    let pos = grip(&harness, "Warten");
    harness.hover_at(pos);
    harness.step();
    button(&harness, pos, true, Modifiers::NONE);
    harness.step();
    button(&harness, pos, false, Modifiers::NONE);
    harness.run();
    assert_eq!(selected(&harness), Selection::Blocks(at(), vec![BlockId(2)]));
    harness.key_press(Key::ArrowDown);
    harness.run();
    assert_eq!(selected(&harness), Selection::Blocks(at(), vec![BlockId(3)]));
    harness.key_press(Key::ArrowUp);
    harness.key_press(Key::ArrowUp);
    harness.run();
    assert_eq!(selected(&harness), Selection::Blocks(at(), vec![BlockId(1)]));
}

#[test]
fn deleting_the_selected_block_heals_the_flow() {
    let mut harness = harness(THREE);
    harness.state_mut().editor.selection = Selection::Blocks(at(), vec![BlockId(2)]);
    harness.state_mut().editor.dispatch(Command::Do(Action::Delete));
    harness.run();
    assert_eq!(harness.state().graph().block(BlockId(1)).unwrap().next, Some(BlockId(3)));
    assert!(harness.query_by_label("Warten").is_none());
}

#[test]
fn quick_add_opens_on_a_double_click_into_the_void() {
    let mut harness = harness(EMPTY);
    double_click(&mut harness, Pos2::new(150.0, 500.0));
    harness.event(Event::Text("warten".to_owned()));
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().graph().first, Some(BlockId(100)), "the first block goes below the event");
    double_click(&mut harness, Pos2::new(150.0, 600.0));
    harness.event(Event::Text("warten".to_owned()));
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().graph().loose(), vec![BlockId(101)]);
}

#[test]
fn blocks_are_moved_and_typed_into_while_the_app_runs_too() {
    let mut harness = harness(THREE);
    harness.state_mut().editor.running = true;
    harness.run();
    let from = grip(&harness, "Ins Log schreiben");
    drag(&mut harness, from, from + vec2(300.0, -200.0));
    assert_eq!(harness.state().edits(), 1);
    harness.get_by_label("Topic von MQTT Veröffentlichen").click();
    harness.run();
    harness.event(Event::Text("x".to_owned()));
    harness.run();
    assert_eq!(harness.state().edits(), 2);
}

#[test]
fn more_items_make_more_rows() {
    let mut harness = harness(r#"(blocks: {1: (kind: "text_join")}, positions: {1: (x: 0, y: 80)})"#);
    let edits = |harness: &Harness<'_, App>| harness.state().edits();
    assert_eq!(edits(&harness), 0);
    harness.get_by_label("Weiterer Wert: Text verbinden").click();
    harness.run();
    assert!(harness.query_by_label("3. von Text verbinden").is_some());
}

mod beside;
mod branches;
mod chips;
mod comfort;
mod ends;
mod touch;
mod view;
