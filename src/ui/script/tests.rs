//! The editor for Lua, driven by label.

use std::sync::Arc;

use egui_kittest::Harness;

use super::script_ui;
use crate::editor::Editor;
use crate::editor::command::Command;
use crate::editor::tabs::Tab;
use crate::editor::view::View;
use crate::i18n::Lang;
use crate::language::checks::lua_syntax;
use crate::model::edit::{Edit, apply};
use crate::model::handler::{Handler, HandlerRef};
use crate::model::place::Place;
use crate::ui::Outbox;
use crate::ui::testing::{Stage, click, edits, field, project, shows, stage};

fn script(lua: &str, lang: Lang) -> (Harness<'static, Stage>, HandlerRef) {
    let (mut project, ids) = project(&["button"], lang);
    let at = HandlerRef::new(ids[0], "tapped");
    apply(&mut project, &Edit::SetHandler(at.clone(), Some(Handler::Lua(lua.to_owned())))).unwrap();
    let mut editor = Editor::new(project, None, lang);
    editor.dispatch(Command::OpenTab(Tab::Handler(at.clone())));
    let mut harness = stage(editor, |ui, view, state, out| {
        if let Some(Tab::Handler(at)) = &view.editor.active {
            script_ui(ui, view, &mut state.script, out, at);
        }
    });
    harness.run();
    (harness, at)
}

fn text(harness: &Harness<'_, Stage>, at: &HandlerRef) -> Handler {
    (**harness.state().editor.project().handler(at).unwrap()).clone()
}

#[test]
fn what_is_typed_is_one_step() {
    let (mut harness, at) = script("", Lang::De);
    field(&harness, "Lua-Skript").click();
    harness.run();
    field(&harness, "Lua-Skript").type_text("wait(");
    harness.run();
    field(&harness, "Lua-Skript").type_text("1)");
    harness.run();
    assert_eq!(text(&harness, &at), Handler::Lua("wait(1)".to_owned()));
    assert_eq!(harness.state().editor.history.undo_labels().count(), 1);
}

#[test]
fn a_connection_puts_its_call_in() {
    let (mut harness, at) = script("-- los", Lang::De);
    click(&mut harness, "Senden über Lokaler Broker");
    let wanted = "-- los\nconnections.getfromid('lokal').publish('topic', 'message')";
    assert_eq!(text(&harness, &at), Handler::Lua(wanted.to_owned()));
    assert_eq!(edits(&harness).len(), 1);
}

#[test]
fn problems_stand_below_with_their_line() {
    for lang in [Lang::De, Lang::En] {
        let (mut harness, at) = script("local x = 'größe'\nfoo(", lang);
        let problem = lua_syntax::at(&at, 2, "Expected ')'");
        harness.state_mut().editor.problems = Arc::new(vec![problem]);
        harness.run();
        assert!(shows(&harness, if lang == Lang::De { "Zeile 2: " } else { "Line 2: " }));
    }
}

#[test]
fn lua_becomes_the_blocks_that_mean_the_same() {
    let (mut harness, at) = script("wait(1) -- kurz\nodd(2)", Lang::De);
    let stage = harness.state_mut();
    let (view, mut out) = (View::new(&stage.editor, &stage.data), Outbox::default());
    stage.state.script.to_blocks(&view, &at, &mut out);
    for command in out.take() {
        harness.state_mut().editor.dispatch(command);
    }
    let handler = text(&harness, &at);
    let kinds: Vec<&str> = handler.graph().unwrap().blocks.values().map(|block| block.kind.as_str()).collect();
    assert_eq!(kinds, ["wait", "comment", "lua"]);
}

#[test]
fn what_is_no_lua_gives_way_to_blocks_only_after_a_question() {
    let (mut harness, at) = script("wait(1)\nwait(", Lang::De);
    let lua = text(&harness, &at);
    for (answer, stays) in [("Lua behalten", true), ("Lua verwerfen", false)] {
        let stage = harness.state_mut();
        let (view, mut out) = (View::new(&stage.editor, &stage.data), Outbox::default());
        stage.state.script.to_blocks(&view, &at, &mut out);
        harness.run();
        assert!(shows(&harness, "Ab Zeile 2 ist dieser Text kein Lua"));
        assert_eq!(text(&harness, &at), lua);
        click(&mut harness, answer);
        assert_eq!(text(&harness, &at) == lua, stays, "{answer}");
    }
    assert_eq!(text(&harness, &at), Handler::empty());
}

#[test]
fn a_click_on_a_fault_leads_to_its_line() {
    let (mut harness, at) = script("eins()\nzwei()\ndrei()", Lang::De);
    harness.state_mut().editor.dispatch(Command::GoTo(Place::Handler(at.clone(), Some(2))));
    harness.run();
    assert!(field(&harness, "Lua-Skript").is_focused());
    // What is typed goes on in that line.
    field(&harness, "Lua-Skript").type_text("x()");
    harness.run();
    assert_eq!(text(&harness, &at), Handler::Lua("eins()\nzwei()x()\ndrei()".to_owned()));
}
