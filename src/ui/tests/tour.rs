//! The tour through the first app: each step ends when it has been done, and a frame shows where.

use std::sync::Arc;
use std::time::Instant;

use super::*;
use crate::editor::command::UnsavedAnswer;
use crate::editor::run_state::RunState;
use crate::model::blocks::Block;
use crate::model::blocks::edit::{Fragment, GraphEdit, Target};
use crate::model::blocks::{Port, Slot};
use crate::model::handler::HandlerRef;
use crate::model::id::BlockId;
use crate::ui::widgets::landmark;

/// A window with the tour at its first step.
fn tour(lang: Lang) -> Harness<'static, Window> {
    let mut harness = window(lang);
    harness.state_mut().editor.dispatch(Command::Do(Action::FirstApp));
    assert_eq!(harness.state().editor.dialog, Some(Dialog::Unsaved), "what is open is not thrown away unasked");
    harness.state_mut().editor.dispatch(Command::Unsaved(UnsavedAnswer::Discard));
    harness.run_steps(8);
    harness
}

fn step(harness: &mut Harness<'_, Window>, command: Command) {
    harness.state_mut().editor.dispatch(command);
    harness.run_steps(8);
}

fn says(harness: &Harness<'_, Window>, words: &str) -> bool {
    harness.query_all_by_label_contains(words).next().is_some()
}

#[test]
fn each_step_ends_when_it_is_done_and_shows_where() {
    let mut harness = tour(Lang::De);
    assert!(says(&harness, "1 VON 6") || says(&harness, "1 von 6"));
    assert!(says(&harness, "Einen Button auf den Bildschirm ziehen"));
    let framed = |harness: &Harness<'_, Window>| landmark::shown(&harness.ctx);
    let card = harness.get_by_label("Button").rect();
    assert_eq!(framed(&harness), Some(card));

    let new = language::new_control(language::control("button").unwrap(), Lang::De);
    step(&mut harness, Command::Edit { edit: Edit::AddControls(ScreenId(1), vec![new]), merge: None });
    assert!(says(&harness, "Den Button doppelt anklicken"));
    let button = harness.state().editor.project().screens[0].controls[0].id;
    let on_screen = harness.get_by_label_contains(", Button").rect();
    assert_eq!(framed(&harness), Some(on_screen));

    let at = HandlerRef::new(button, "tapped");
    step(&mut harness, Command::OpenTab(Tab::Handler(at.clone())));
    assert!(says(&harness, "auf die Fläche ziehen"));
    assert!(framed(&harness).is_some(), "the block stands in the palette");

    let block = Block::new("mqtt_publish");
    let insert = GraphEdit::Insert { fragment: Fragment::single(block), to: Target::Port(Port::First) };
    step(&mut harness, Command::Edit { edit: Edit::Graph(at.clone(), insert), merge: None });
    assert!(says(&harness, "dann Topic und Nachricht eintragen"));
    assert!(framed(&harness).is_some());

    let id =
        *harness.state().editor.project().handler(&at).unwrap().graph().unwrap().blocks.first_key_value().unwrap().0;
    let fill = |slot: &str, value: &str| set(&at, id, slot, value);
    step(&mut harness, fill("topic", "halle/licht"));
    assert!(says(&harness, "dann Topic und Nachricht eintragen"), "one of two");
    step(&mut harness, fill("message", "an"));
    assert!(says(&harness, "Die App starten"));
    assert!(framed(&harness).is_some());

    step(&mut harness, Command::Do(Action::Run));
    let project = Arc::clone(harness.state().editor.project());
    harness.state_mut().data.run = Some(RunState::new(&project, ScreenId(1), Instant::now()));
    harness.run_steps(8);
    assert!(says(&harness, "Den Button antippen"));
    assert_eq!(harness.state().editor.panel, Panel::Monitor);
    assert!(framed(&harness).is_some());

    harness.state_mut().data.run.as_mut().unwrap().counts = (1, 0);
    harness.run_steps(8);
    assert!(says(&harness, "Geschafft"));
    harness.get_by_label("Fertig").click();
    harness.run_steps(8);
    assert!(!says(&harness, "Geschafft") && framed(&harness).is_none());
}

fn set(at: &HandlerRef, block: BlockId, slot: &str, value: &str) -> Command {
    let edit = GraphEdit::SetSlot { block, slot: slot.to_owned(), value: Some(Slot::Literal(Value::from(value))) };
    Command::Edit { edit: Edit::Graph(at.clone(), edit), merge: None }
}

#[test]
fn somebody_goes_on_back_and_out_of_it() {
    let mut harness = tour(Lang::En);
    assert!(says(&harness, "Drag a button onto the screen"));
    harness.get_by_label("Next").click();
    harness.run_steps(8);
    assert!(says(&harness, "Double-click the button"));
    harness.get_by_label("Back").click();
    harness.run_steps(8);
    assert!(says(&harness, "Drag a button onto the screen") && harness.query_by_label("Back").is_none());
    let new = language::new_control(language::control("button").unwrap(), Lang::En);
    step(&mut harness, Command::Edit { edit: Edit::AddControls(ScreenId(1), vec![new]), merge: None });
    harness.get_by_label("Back").click();
    harness.run_steps(8);
    assert!(says(&harness, "Drag a button onto the screen"), "who goes back to a step stays there");
    harness.get_by_label("End").click();
    harness.run_steps(8);
    assert!(!says(&harness, "Drag a button onto the screen"));
    // Another project ends it too.
    step(&mut harness, Command::Do(Action::FirstApp));
    step(&mut harness, Command::Unsaved(UnsavedAnswer::Discard));
    assert!(says(&harness, "Drag a button onto the screen"));
    step(&mut harness, Command::Do(Action::New));
    assert!(!says(&harness, "Drag a button onto the screen"));
}

#[test]
fn the_start_page_offers_it() {
    let mut harness = window(Lang::De);
    harness.state_mut().editor.active = None;
    harness.run_steps(8);
    harness.get_by_label("Erste App").click();
    harness.run_steps(4);
    assert!(asked(&harness, &Command::Do(Action::FirstApp)));
}
