//! Things of the tree that are dragged onto slots, properties and the screen.

use egui::accesskit::Role;
use egui::{Event, PointerButton, Pos2, pos2};

use super::*;
use crate::model::binding::Origin;
use crate::model::handler::HandlerRef;

fn button(harness: &Harness<'_, Window>, pos: Pos2, pressed: bool) {
    harness.event(Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE });
}

/// The middle of the row of the tree with this name.
fn row(harness: &Harness<'_, Window>, name: &str) -> Pos2 {
    let is_row = |node: &egui_kittest::Node<'_>| node.accesskit_node().role() == Role::TreeItem;
    harness.query_all_by_label(name).find(is_row).unwrap_or_else(|| panic!("no row {name:?}")).rect().center()
}

fn drag(harness: &mut Harness<'_, Window>, from: Pos2, to: Pos2) {
    hold(harness, from, to);
    button(harness, to, false);
    harness.run_steps(4);
}

fn hold(harness: &mut Harness<'_, Window>, from: Pos2, to: Pos2) {
    harness.hover_at(from);
    harness.run_steps(2);
    button(harness, from, true);
    harness.run_steps(1);
    for step in 1..=6 {
        harness.hover_at(from + (to - from) * (step as f32 / 6.0));
        harness.run_steps(1);
    }
    harness.run_steps(2);
}

fn tree(lang: Lang) -> Harness<'static, Window> {
    let mut harness = window(lang);
    harness.run();
    harness.get_by_label(if lang == Lang::De { "Projekt" } else { "Project" }).click();
    harness.run_steps(3);
    harness
}

#[test]
fn a_variable_dragged_onto_a_property_is_followed_by_it() {
    for (lang, says) in [(Lang::De, "Text"), (Lang::En, "Text")] {
        let mut harness = tree(lang);
        let control = harness.state().editor.project().screens[0].controls[0].id;
        harness.state_mut().editor.selection = Selection::one(control);
        harness.run_steps(3);
        let is_field = |node: &egui_kittest::Node<'_>| node.accesskit_node().role() == Role::TextInput;
        let field = harness.query_all_by_label(says).find(is_field).unwrap().rect().center();
        let from = row(&harness, "linie");
        drag(&mut harness, from, field);
        let project = harness.state().editor.project();
        let binding = project.screens[0].controls[0].properties["text"].binding().expect("bound");
        assert_eq!(binding.from, Origin::Variable(project.variables[0].id));
        assert_eq!(harness.state().editor.selection, Selection::one(control), "a drag is no click");
    }
}

#[test]
fn a_variable_dragged_onto_a_control_goes_into_what_it_shows_and_onto_the_ground_offers_controls() {
    let mut harness = tree(Lang::De);
    let ground = harness.get_by_label("Zeichenfläche").rect();
    // The only text of the screen.
    let text = language::control("text").map(|def| language::new_control(def, Lang::De)).into_iter().collect();
    let add = Command::Edit { edit: Edit::AddControls(ScreenId(1), text), merge: None };
    harness.state_mut().editor.dispatch(add);
    harness.run_steps(4);
    let on = harness.get_by_label_contains("Text, Text").rect().center();
    let from = row(&harness, "linie");
    drag(&mut harness, from, on);
    let control = harness.state().editor.project().screens[0].controls[1].clone();
    assert!(control.properties["text"].binding().is_some());
    drag(&mut harness, from, ground.center() + vec2(60.0, 80.0));
    let is_offer = |node: &egui_kittest::Node<'_>| node.rect().left() > 300.0;
    let offer = harness.query_all_by_label("Textfeld").find(is_offer).expect("offered").rect().center();
    harness.hover_at(offer);
    harness.run_steps(2);
    for pressed in [true, false] {
        button(&harness, offer, pressed);
        harness.run_steps(2);
    }
    let added = harness.state().editor.project().screens[0].controls[2].clone();
    assert_eq!((added.kind.as_str(), added.name.as_str()), ("text_box", "linie"));
}

#[test]
fn things_dragged_onto_blocks_fill_slots_that_take_them_or_become_values() {
    use crate::model::blocks::edit::{Fragment, GraphEdit, Target};
    use crate::model::blocks::{Block, Port, Slot};
    let mut harness = window(Lang::De);
    let editor = &mut harness.state_mut().editor;
    let at = HandlerRef::new(editor.project().screens[0].controls[0].id, "tapped");
    let blocks = [Block::new("variable_set"), Block::new("log")];
    for block in blocks {
        let graph = editor.project().handler(&at).and_then(|handler| handler.graph().cloned()).unwrap_or_default();
        let port = graph.first.map_or(Port::First, |first| Port::Next(graph.tail(first)));
        let insert = GraphEdit::Insert { fragment: Fragment::single(block), to: Target::Port(port) };
        editor.dispatch(Command::Edit { edit: Edit::Graph(at.clone(), insert), merge: None });
    }
    editor.dispatch(Command::OpenTab(Tab::Handler(at.clone())));
    editor.dispatch(Command::Select(Selection::Nothing));
    harness.run_steps(4);
    let slot = |harness: &Harness<'_, Window>, name: &str| harness.get_by_label(name).rect().center();
    let from = row(&harness, "linie");
    let to = slot(&harness, "Variable von Variable setzen");
    drag(&mut harness, from, to);
    let to = slot(&harness, "Text von Ins Log schreiben");
    drag(&mut harness, from, to);
    let project = harness.state().editor.project();
    let variable = project.variables[0].id;
    let graph = project.handler(&at).unwrap().graph().unwrap();
    let of = |kind: &str| graph.blocks.values().find(|block| block.kind == kind).unwrap();
    assert_eq!(of("variable_set").slots.get("variable"), Some(&Slot::Ref(variable.into())));
    let value = of("log").wire("text").expect("a value is plugged in");
    assert_eq!(graph.block(value).unwrap().kind, "variable_get");
    assert_eq!(graph.block(value).unwrap().slots.get("variable"), Some(&Slot::Ref(variable.into())));
    // Beside everything it is a loose value.
    drag(&mut harness, from, pos2(900.0, 500.0));
    assert_eq!(harness.state().editor.project().handler(&at).unwrap().graph().unwrap().loose().len(), 1);
}
