//! Following a handler step by step: the bar, the dots and what is held, as a user sees them.

use std::sync::Arc;
use std::time::Instant;

use egui::accesskit::{Role, Toggled};

use super::*;
use crate::editor::debugger::FollowCommand;
use crate::editor::request::Request;
use crate::editor::run_state::RunState;
use crate::model::blocks::edit::{Fragment, GraphEdit, Target};
use crate::model::blocks::{Block, Port};
use crate::model::debug::{
    CallFrame, DebugCommand, LocalSlot, LocalValue, PauseReason, PausedHandler, Sample, StepKind, Tryout,
};
use crate::model::glimpse::Glimpse;
use crate::model::handler::{Handler, HandlerRef};
use crate::model::place::Place;
use crate::model::run::RunEvent;

fn button(harness: &Harness<'_, Window>) -> HandlerRef {
    HandlerRef::new(harness.state().editor.project().screens[0].controls[0].id, "tapped")
}

/// The handler of the button, with one block, and where that is.
fn with_block(harness: &mut Harness<'_, Window>) -> Place {
    let at = button(harness);
    let editor = &mut harness.state_mut().editor;
    let insert = GraphEdit::Insert { fragment: Fragment::single(Block::new("log")), to: Target::Port(Port::First) };
    editor.dispatch(Command::OpenTab(Tab::Handler(at.clone())));
    editor.dispatch(Command::Edit { edit: Edit::Graph(at, insert), merge: None });
    let place = editor.selected_step().unwrap();
    harness.run_steps(3);
    place
}

/// The app runs, and a handler has stopped there.
fn pause(harness: &mut Harness<'_, Window>, place: &Place) {
    let slot = LocalSlot { level: 0, number: 2 };
    let local = LocalValue { name: "menge".to_owned(), slot, value: Glimpse::Plain(Value::from(4.5)) };
    let caller = Place::Handler(button(harness), Some(3));
    let frames =
        vec![CallFrame { place: place.clone(), locals: vec![local] }, CallFrame { place: caller, locals: Vec::new() }];
    let (handler, reason) = (place.handler().unwrap().clone(), PauseReason::Breakpoint);
    let paused = PausedHandler { activation: 7, handler, reason, frames, event: Vec::new() };
    let window = harness.state_mut();
    let project = Arc::clone(window.editor.project());
    let mut run = RunState::new(&project, ScreenId(1), Instant::now());
    run.take(&RunEvent::Paused(Arc::new(paused)), &project, Instant::now());
    window.data.run = Some(run);
    window.editor.dispatch(Command::Do(Action::Run));
    window.editor.dispatch(Command::GoTo(place.clone()));
    harness.run_steps(4);
}

fn requests(harness: &Harness<'_, Window>) -> Vec<Request> {
    let request = |command: &Command| match command {
        Command::Request(request @ (Request::Step(_) | Request::Debug(_))) => Some(request.clone()),
        _ => None,
    };
    harness.state().asked.iter().filter_map(request).collect()
}

#[test]
fn a_click_beside_a_block_sets_a_breakpoint_and_f9_takes_it_away() {
    let mut harness = window(Lang::De);
    let place = with_block(&mut harness);
    let dot = |harness: &Harness<'_, Window>| {
        harness.get_by_label("Haltepunkt von Ins Log schreiben").accesskit_node().toggled()
    };
    assert_eq!(dot(&harness), Some(Toggled::False));
    harness.get_by_label("Haltepunkt von Ins Log schreiben").click();
    harness.run_steps(3);
    assert_eq!(dot(&harness), Some(Toggled::True));
    assert!(harness.state().editor.following.breakpoints.contains_key(&place));
    harness.key_press(Key::F9);
    harness.run_steps(3);
    assert_eq!(dot(&harness), Some(Toggled::False));
}

#[test]
fn a_handler_that_has_stopped_goes_on_by_buttons_and_keys() {
    let mut harness = window(Lang::De);
    let place = with_block(&mut harness);
    pause(&mut harness, &place);
    assert!(harness.query_by_label_contains("Angehalten am Haltepunkt · Baustein „Ins Log schreiben“").is_some());
    harness.get_by_label("Schritt hinein (F7)").click();
    harness.run_steps(2);
    for (modifiers, key) in [
        (Modifiers::NONE, Key::F8),
        (Modifiers::NONE, Key::F10),
        (Modifiers::SHIFT, Key::F7),
        (Modifiers::COMMAND, Key::F10),
    ] {
        harness.key_press_modifiers(modifiers, key);
        harness.run_steps(2);
    }
    let steps = [StepKind::Into, StepKind::Continue, StepKind::Over, StepKind::Out, StepKind::To(place)];
    let asked: Vec<_> = harness.state().asked.clone();
    let acts: Vec<_> = asked.iter().filter(|command| matches!(command, Command::Do(_))).collect();
    assert_eq!(acts.len(), steps.len(), "{acts:?}");
}

#[test]
fn what_is_held_is_shown_and_a_double_click_changes_it() {
    let mut harness = window(Lang::De);
    let place = with_block(&mut harness);
    pause(&mut harness, &place);
    for words in ["Aufrufe", "Lokale Variablen", "Variablen", "Zeile 3"] {
        assert!(harness.query_all_by_label_contains(words).next().is_some(), "{words}");
    }
    let is_row = |node: &egui_kittest::Node<'_>| node.accesskit_node().role() == Role::TreeItem;
    let row = harness.query_all_by_label("menge").find(is_row).unwrap().rect().center();
    for _ in 0..2 {
        harness.hover_at(row);
        for pressed in [true, false] {
            let event = egui::Event::PointerButton {
                pos: row,
                button: egui::PointerButton::Primary,
                pressed,
                modifiers: Modifiers::NONE,
            };
            harness.event(event);
        }
        harness.step();
    }
    harness.run_steps(3);
    let is_field = |node: &egui_kittest::Node<'_>| node.accesskit_node().role() == Role::TextInput;
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.query_all_by_label("menge").find(is_field).unwrap().type_text("9,25");
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    let slot = LocalSlot { level: 0, number: 2 };
    let set = DebugCommand::SetLocal { activation: 7, slot, value: Value::from(9.25) };
    assert_eq!(requests(&harness), [Request::Debug(set)]);
}

#[test]
fn lines_of_lua_have_breakpoints_in_the_gutter() {
    let mut harness = window(Lang::De);
    let at = button(&harness);
    let text = "local n = 1\n\n-- Hinweis\npeakboard.log(n)\n";
    let edit = Edit::SetHandler(at.clone(), Some(Handler::Lua(text.to_owned())));
    harness.state_mut().editor.dispatch(Command::Edit { edit, merge: None });
    harness.state_mut().editor.dispatch(Command::OpenTab(Tab::Handler(at.clone())));
    harness.run_steps(3);
    let lines: Vec<u32> =
        (1..6).filter(|n| harness.query_by_label(&format!("Haltepunkt in Zeile {n}")).is_some()).collect();
    assert_eq!(lines, [1, 4], "only where something happens");
    harness.get_by_label("Haltepunkt in Zeile 4").click();
    harness.run_steps(3);
    let place = Place::Handler(at, Some(4));
    assert!(harness.state().editor.following.breakpoints.contains_key(&place));
    pause(&mut harness, &place);
    assert!(harness.query_by_label_contains("Angehalten am Haltepunkt").is_some());
}

fn tried(harness: &Harness<'_, Window>) -> Vec<Tryout> {
    let tried = |command: &Command| {
        if let Command::Follow(FollowCommand::TryOut(tryout)) = command { Some(tryout.clone()) } else { None }
    };
    harness.state().asked.iter().filter_map(tried).collect()
}

#[test]
fn logic_is_tried_where_it_stands() {
    let mut harness = window(Lang::De);
    with_block(&mut harness);
    let at = button(&harness);
    harness.get_by_label("Ausprobieren").click();
    harness.run_steps(3);
    assert_eq!(tried(&harness), [Tryout { handler: at.clone(), sample: Sample::Nothing }]);
    let editor = &harness.state().editor;
    assert!(editor.running && editor.active == Some(Tab::Handler(at)), "the app runs, and the logic stays in front");
}

#[test]
fn a_message_is_tried_with_what_stands_in_the_fields() {
    let mut harness = window(Lang::De);
    let editor = &mut harness.state_mut().editor;
    let add = Edit::AddSource("Halle".to_owned(), ConnectionId::local(), vec!["halle/+/t".to_owned()]);
    editor.dispatch(Command::Edit { edit: add, merge: None });
    let at = HandlerRef::new(editor.project().sources[0].id, "refreshed");
    editor.dispatch(Command::OpenTab(Tab::Handler(at.clone())));
    harness.run_steps(3);
    harness.get_by_label("Ausprobieren").click();
    harness.run_steps(4);
    let is_field = |node: &egui_kittest::Node<'_>| node.accesskit_node().role() == Role::TextInput;
    let field = harness.query_all_by_label("Nachricht").find(is_field).unwrap();
    field.click();
    harness.run_steps(2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.query_all_by_label("Nachricht").find(is_field).unwrap().type_text("21.5");
    harness.run_steps(2);
    harness.get_by_label("Ausführen").click();
    harness.run_steps(3);
    let sample = Sample::Message { topic: "halle/1/t".to_owned(), message: "21.5".to_owned() };
    assert_eq!(tried(&harness), [Tryout { handler: at, sample }]);
}
