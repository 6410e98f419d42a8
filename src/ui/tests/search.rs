//! Ctrl+F looks into everything and leads there.

use super::*;
use crate::model::blocks::edit::{Fragment, GraphEdit, Target};
use crate::model::blocks::{Block, Port};
use crate::model::handler::{Handler, HandlerRef};
use crate::model::id::{BlockId, ControlId, SourceId};

const FILTER: &str = "werk/band/#";

/// A project with a topic in a block, a filter of a source, and a line of Lua.
fn filled(harness: &mut Harness<'static, Window>) -> (ControlId, SourceId, BlockId) {
    let editor = &mut harness.state_mut().editor;
    let control = editor.project().screens[0].controls[0].id;
    let source = Edit::AddSource("Band".to_owned(), ConnectionId::local(), vec![FILTER.to_owned()]);
    let publish = Block::new("mqtt_publish").with("topic", Value::from("halle1/lüfter"));
    let insert = GraphEdit::Insert { fragment: Fragment::single(publish), to: Target::Port(Port::First) };
    for edit in [source, Edit::Graph(HandlerRef::new(control, "tapped"), insert)] {
        editor.dispatch(Command::Edit { edit, merge: None });
    }
    let source = editor.project().sources[0].id;
    let lua = Handler::Lua("local grenze = 21\nscreens['Start'].unbekannt()".to_owned());
    let edit = Edit::SetHandler(HandlerRef::new(source, "refreshed"), Some(lua));
    editor.dispatch(Command::Edit { edit, merge: None });
    let tapped = HandlerRef::new(control, "tapped");
    let block = *editor.project().handler(&tapped).unwrap().graph().unwrap().blocks.keys().next().unwrap();
    harness.run_steps(8);
    (control, source, block)
}

fn search(harness: &mut Harness<'static, Window>, words: &str) {
    harness.key_press_modifiers(Modifiers::COMMAND, Key::F);
    harness.run_steps(4);
    harness.event(egui::Event::Text(words.to_owned()));
    harness.run_steps(3);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert_eq!(harness.state().editor.dialog, None, "{words}");
}

#[test]
fn topics_filters_texts_values_blocks_and_lua_are_found_and_lead_there() {
    let mut harness = window(Lang::De);
    let (control, source, block) = filled(&mut harness);
    let tapped = HandlerRef::new(control, "tapped");
    search(&mut harness, "lufter");
    assert_eq!(harness.state().editor.selection, Selection::Blocks(tapped.clone(), vec![block]));
    assert_eq!(harness.state().editor.active, Some(Tab::Handler(tapped)));
    search(&mut harness, "werk/band");
    assert_eq!(harness.state().editor.selection, Selection::one(source));
    search(&mut harness, "antipp");
    assert_eq!(harness.state().editor.selection, Selection::one(control));
    assert_eq!(harness.state().editor.active, Some(Tab::Screen(ScreenId(1))));
    search(&mut harness, "unbekannt");
    let refreshed = HandlerRef::new(source, "refreshed");
    assert_eq!(harness.state().editor.active, Some(Tab::Handler(refreshed.clone())));
    assert_eq!(harness.state().editor.line.last(), Some(&(refreshed, 2)));
    // In the script that it has led to it would look into that alone.
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    search(&mut harness, "A3");
    let variable = harness.state().editor.project().variables[0].id;
    assert_eq!(harness.state().editor.selection, Selection::one(variable));
}

#[test]
fn a_search_is_emptied_with_its_cross() {
    let mut harness = window(Lang::En);
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    harness.run_steps(4);
    assert!(harness.query_by_label("Clear search").is_none());
    harness.event(egui::Event::Text("zoom".to_owned()));
    harness.run_steps(3);
    harness.get_by_label("Clear search").click();
    harness.run_steps(4);
    assert!(harness.query_by_label("Clear search").is_none());
    assert!(harness.get_by_label("Search").is_focused());
}
