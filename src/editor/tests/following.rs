//! Where handlers shall stop, in an open document.

use super::*;
use crate::editor::debugger::{FollowCommand, Following};
use crate::model::debug::{Breakpoint, StepKind};
use crate::model::place::Place;

#[test]
fn breakpoints_live_with_their_blocks_and_with_the_document() {
    let mut editor = Fixture::new();
    let at = HandlerRef::new(editor.add("button"), "tapped");
    editor.say(Command::OpenTab(Tab::Handler(at.clone())));
    editor.wire(&at, Block::new("log"));
    let place = editor.0.selected_step().unwrap();
    editor.act(Action::ToggleBreakpoint);
    assert_eq!(editor.0.following.breakpoints.get(&place), Some(&Breakpoint::default()));
    let point = Breakpoint { condition: "Menge > 3".to_owned(), ..Breakpoint::default() };
    editor.say(FollowCommand::Set(place.clone(), Some(point.clone())).into());
    assert_eq!(editor.0.following.breakpoints.get(&place), Some(&point));
    editor.act(Action::Delete);
    assert!(editor.0.following.breakpoints.is_empty(), "gone with its block");
    editor.act(Action::Undo);
    editor.say(FollowCommand::Toggle(place).into());
    editor.act(Action::SlowMotion);
    let text = ron::to_string(&**editor.0.project()).unwrap();
    assert!(!text.contains("breakpoint"), "{text}");
    editor.0.open(Project::new("Anders", "Start", "Lokaler Broker"), None);
    assert_eq!(editor.0.following, Following::default());
}

/// Of a value the statement stops that it is part of.
#[test]
fn a_breakpoint_on_a_value_is_one_of_its_statement() {
    let mut editor = Fixture::new();
    let at = HandlerRef::new(editor.add("button"), "tapped");
    editor.say(Command::OpenTab(Tab::Handler(at.clone())));
    editor.wire(&at, Block::new("log"));
    let statement = editor.0.selected_step();
    let Some(Place::Block(_, owner)) = &statement else { panic!("{statement:?}") };
    let fragment = Fragment::single(Block::new("text_join"));
    let to = Target::Port(Port::Slot(*owner, "text".to_owned()));
    editor.edit(Edit::Graph(at.clone(), GraphEdit::Insert { fragment, to }));
    assert!(editor.0.selection != Selection::Blocks(at.clone(), vec![*owner]), "the value is selected");
    assert_eq!(editor.0.selected_step(), statement);
    assert!(!editor.0.enabled(Action::RunToHere));
    editor.act(Action::Run);
    editor.say(Command::GoTo(statement.clone().unwrap()));
    let effects = editor.act(Action::RunToHere);
    assert_eq!(effects, [Effect::Request(Request::Step(StepKind::To(statement.unwrap())))]);
}
