//! The editor for Lua, driven by label.

use std::sync::Arc;

use egui::{Event, Key, Modifiers};
use egui_kittest::Harness;

use super::script_ui;
use crate::editor::Editor;
use crate::editor::command::{Action, Command};
use crate::editor::tabs::Tab;
use crate::editor::view::View;
use crate::i18n::Lang;
use crate::language::checks::lua_syntax;
use crate::model::edit::{Edit, apply};
use crate::model::handler::{Handler, HandlerRef};
use crate::model::place::Place;
use crate::ui::Outbox;
use crate::ui::testing::{Stage, click, edits, field, fill, project, shows, stage};

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

/// What stands in the script.
fn lua(harness: &Harness<'_, Stage>, at: &HandlerRef) -> String {
    match text(harness, at) {
        Handler::Lua(text) => text,
        Handler::Blocks(_) => String::new(),
    }
}

/// A script with the cursor at its end.
fn writing(begun: &str, lang: Lang) -> (Harness<'static, Stage>, HandlerRef) {
    let (mut harness, at) = script(begun, lang);
    field(&harness, if lang == Lang::De { "Lua-Skript" } else { "Lua script" }).focus();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::End);
    harness.run();
    (harness, at)
}

/// Types letter by letter, as a person does.
fn write(harness: &mut Harness<'_, Stage>, text: &str) {
    for letter in text.chars() {
        harness.event(Event::Text(letter.to_string()));
        harness.step();
    }
    harness.run();
}

fn press(harness: &mut Harness<'_, Stage>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run();
}

#[test]
fn what_is_begun_is_offered_and_taken() {
    let (mut harness, at) = writing("", Lang::De);
    write(&mut harness, "connections.getf");
    assert!(shows(&harness, "getfromid, Funktion"));
    press(&mut harness, Modifiers::NONE, Key::Tab);
    // The next choice is open at once.
    assert!(shows(&harness, "lokal, Verbindung"));
    press(&mut harness, Modifiers::NONE, Key::Enter);
    press(&mut harness, Modifiers::NONE, Key::End);
    write(&mut harness, ".publ");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(lua(&harness, &at), "connections.getfromid('lokal').publish()");
    // The call is explained.
    assert!(shows(&harness, "connection.publish(topic, message, [options])"));
    write(&mut harness, "'a'");
    assert_eq!(lua(&harness, &at), "connections.getfromid('lokal').publish('a')");
}

#[test]
fn an_entry_is_taken_by_a_click() {
    let (mut harness, at) = writing("x = ", Lang::En);
    write(&mut harness, "scre");
    click(&mut harness, "screens, Collection");
    assert_eq!(lua(&harness, &at), "x = screens");
    assert!(field(&harness, "Lua script").is_focused());
}

#[test]
fn typing_goes_on_as_if_there_was_no_list() {
    let (mut harness, at) = writing("", Lang::De);
    for word in ["local a = 1", "if a == 1 then", "foo()", "end"] {
        write(&mut harness, word);
        press(&mut harness, Modifiers::NONE, Key::Enter);
    }
    // Whole words and unknown ones make a new line, and lines lie as deep as they should.
    assert_eq!(lua(&harness, &at), "local a = 1\nif a == 1 then\n  foo()\nend\n");
}

#[test]
fn escape_closes_the_list_and_nothing_else() {
    let (mut harness, at) = writing("", Lang::De);
    write(&mut harness, "da");
    assert!(shows(&harness, "data, Sammlung"));
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!shows(&harness, "data, Sammlung"));
    assert!(field(&harness, "Lua-Skript").is_focused());
    press(&mut harness, Modifiers::COMMAND, Key::Space);
    assert!(shows(&harness, "data, Sammlung"));
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::NONE, Key::ArrowUp);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(lua(&harness, &at), "data");
}

#[test]
fn lines_become_comments_move_and_are_put_in_order() {
    let (mut harness, at) = writing("if a then\nf()\nend", Lang::De);
    press(&mut harness, Modifiers::ALT | Modifiers::SHIFT, Key::F);
    assert_eq!(lua(&harness, &at), "if a then\n  f()\nend");
    for key in [Key::Slash, Key::Backslash] {
        press(&mut harness, Modifiers::COMMAND, key);
        assert_eq!(lua(&harness, &at), "if a then\n  f()\n-- end");
        press(&mut harness, Modifiers::COMMAND, key);
        assert_eq!(lua(&harness, &at), "if a then\n  f()\nend");
    }
    press(&mut harness, Modifiers::ALT, Key::ArrowUp);
    assert_eq!(lua(&harness, &at), "if a then\nend\n  f()");
    press(&mut harness, Modifiers::COMMAND, Key::D);
    assert_eq!(lua(&harness, &at), "if a then\nend\nend\n  f()");
}

#[test]
fn words_are_found_and_replaced() {
    let (mut harness, at) = writing("foo(1)\nFoo(2)\nfoo(3)", Lang::De);
    press(&mut harness, Modifiers::COMMAND, Key::H);
    write(&mut harness, "foo");
    assert!(shows(&harness, "3 gefunden"));
    for number in ["1 von 3", "2 von 3", "3 von 3", "1 von 3"] {
        press(&mut harness, Modifiers::NONE, Key::Enter);
        assert!(shows(&harness, number), "{number}");
    }
    press(&mut harness, Modifiers::SHIFT, Key::Enter);
    assert!(shows(&harness, "3 von 3"));
    click(&mut harness, "Groß und klein unterscheiden");
    assert!(shows(&harness, "2 von 2"));
    press(&mut harness, Modifiers::NONE, Key::F3);
    fill(&mut harness, "Ersetzen durch", "bar");
    click(&mut harness, "Alle ersetzen");
    assert_eq!(lua(&harness, &at), "bar(1)\nFoo(2)\nbar(3)");
    assert!(shows(&harness, "2-mal ersetzt"));
    click(&mut harness, "Im ganzen Projekt suchen");
    assert!(harness.state().asked.contains(&Command::Do(Action::Find)));
    harness.state_mut().editor.dispatch(Command::CloseDialog);
    click(&mut harness, "Suche schließen (Esc)");
    assert!(!shows(&harness, "Im Skript suchen"));
}

#[test]
fn a_name_of_the_script_gets_another_one() {
    let (mut harness, at) = writing("local a = 1\nf(a)", Lang::De);
    press(&mut harness, Modifiers::NONE, Key::ArrowLeft);
    press(&mut harness, Modifiers::NONE, Key::F2);
    assert!(shows(&harness, "In diesem Skript"));
    write(&mut harness, "anzahl");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(lua(&harness, &at), "local anzahl = 1\nf(anzahl)");
    assert!(field(&harness, "Lua-Skript").is_focused());
}

#[test]
fn a_thing_gets_another_name_everywhere_and_is_gone_to() {
    let (mut harness, at) = writing("x = screens['Start'].Button", Lang::De);
    let id = harness.state().editor.project().screens[0].controls[0].id;
    press(&mut harness, Modifiers::NONE, Key::F2);
    assert!(shows(&harness, "Überall im Projekt"), "{:?}", harness.root());
    write(&mut harness, "Los");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(lua(&harness, &at), "x = screens['Start'].Los");
    press(&mut harness, Modifiers::NONE, Key::F12);
    let gone = Command::GoTo(Place::item(id));
    assert!(harness.state().asked.contains(&gone));
}

#[test]
fn a_mistake_is_mended_where_it_stands() {
    let (mut harness, at) = writing("runtime.shownotificaton('x')", Lang::De);
    harness.state_mut().editor.refresh();
    harness.run();
    assert!(shows(&harness, "Gemeint ist vielleicht `shownotification`"));
    click(&mut harness, "Beheben");
    assert_eq!(lua(&harness, &at), "runtime.shownotification('x')");
}

/// All of this comes within one frame, as it does while the machine is busy.
fn at_once(harness: &mut Harness<'_, Stage>, events: Vec<Event>) {
    harness.input_mut().events.extend(events);
    harness.run();
}

fn pressed(key: Key, modifiers: Modifiers) -> Event {
    Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers }
}

fn typed(text: &str) -> Event {
    Event::Text(text.to_owned())
}

#[test]
fn enter_is_a_new_line_where_no_word_is_begun() {
    for (words, wanted) in [("x = 'a'", "x = 'a'\n"), ("t = {", "t = {\n  "), ("x = 'a' ..", "x = 'a' ..\n")] {
        let (mut harness, at) = writing("", Lang::De);
        write(&mut harness, words);
        press(&mut harness, Modifiers::NONE, Key::Enter);
        assert_eq!(lua(&harness, &at), wanted, "{words}");
    }
    // What was begun and taken away again.
    let (mut harness, at) = writing("", Lang::De);
    write(&mut harness, "da");
    assert!(shows(&harness, "data, Sammlung"));
    press(&mut harness, Modifiers::NONE, Key::Backspace);
    press(&mut harness, Modifiers::NONE, Key::Backspace);
    press(&mut harness, Modifiers::NONE, Key::Tab);
    assert_eq!(lua(&harness, &at), "  ");
    // Asked for, all is offered, and Enter still is a new line.
    press(&mut harness, Modifiers::COMMAND, Key::Space);
    assert!(shows(&harness, "data, Sammlung"));
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(lua(&harness, &at), "  \n");
}

#[test]
fn what_is_typed_in_front_of_a_key_comes_first() {
    let none = Modifiers::NONE;
    let (mut harness, at) = writing("if a then\n  en", Lang::De);
    at_once(&mut harness, vec![typed("d"), pressed(Key::Enter, none), typed("x9"), pressed(Key::Enter, none)]);
    assert_eq!(lua(&harness, &at), "if a then\nend\nx9\n");
    let (mut harness, at) = writing("connections.get", Lang::De);
    at_once(&mut harness, vec![typed("f"), pressed(Key::Tab, none)]);
    assert_eq!(lua(&harness, &at), "connections.getfromid('')");
    let (mut harness, at) = writing("if a then", Lang::De);
    at_once(&mut harness, vec![pressed(Key::Enter, none), pressed(Key::Enter, none), typed("f")]);
    assert_eq!(lua(&harness, &at), "if a then\n  \n  f");
}

#[test]
fn the_letter_of_a_key_is_not_written() {
    let (mut harness, at) = writing("if a then\nf()\nend", Lang::De);
    press(&mut harness, Modifiers::COMMAND, Key::A);
    at_once(&mut harness, vec![pressed(Key::F, Modifiers::ALT | Modifiers::SHIFT), typed("F")]);
    assert_eq!(lua(&harness, &at), "if a then\n  f()\nend");
}

#[test]
fn only_what_has_a_name_of_its_own_gets_another_one() {
    for (begun, back) in
        [("x = screens['Start'].Button.text", 1), ("connections.getfromid('lokal').publish('a', 'b')", 24)]
    {
        let (mut harness, _at) = writing(begun, Lang::De);
        for _ in 0..back {
            press(&mut harness, Modifiers::NONE, Key::ArrowLeft);
        }
        press(&mut harness, Modifiers::NONE, Key::F2);
        assert!(!shows(&harness, "Überall im Projekt"), "{begun}");
    }
}

#[test]
fn a_name_is_changed_in_its_own_script_only() {
    let (mut harness, at) = writing("local a = 1\nf(a)", Lang::De);
    press(&mut harness, Modifiers::NONE, Key::ArrowLeft);
    press(&mut harness, Modifiers::NONE, Key::F2);
    assert!(shows(&harness, "In diesem Skript"));
    let other = HandlerRef::new(at.control().unwrap(), "double_tapped");
    let edit = Edit::SetHandler(other.clone(), Some(Handler::Lua("local a = 2".to_owned())));
    harness.state_mut().editor.dispatch(Command::Edit { edit, merge: None });
    harness.state_mut().editor.dispatch(Command::OpenTab(Tab::Handler(other)));
    harness.run();
    assert!(!shows(&harness, "In diesem Skript"));
    assert!(!field(&harness, "Lua-Skript").is_focused());
}

#[test]
fn the_bar_steps_by_its_key_and_leaves_other_fields_alone() {
    let (mut harness, _at) = writing("foo(1)\nfoo(2)\nfoo(3)", Lang::De);
    press(&mut harness, Modifiers::COMMAND, Key::F);
    write(&mut harness, "foo");
    for number in ["1 von 3", "2 von 3"] {
        press(&mut harness, Modifiers::NONE, Key::F3);
        assert!(shows(&harness, number), "{number}");
    }
    press(&mut harness, Modifiers::SHIFT, Key::F3);
    assert!(shows(&harness, "1 von 3"));
    let has = |harness: &Harness<'_, Stage>| harness.state().state.script.has_keyboard(&harness.ctx);
    assert!(has(&harness));
    // The script is gone, and with it the bar that had the keyboard.
    harness.state_mut().editor.dispatch(Command::OpenTab(Tab::Screen(crate::ui::testing::SCREEN)));
    harness.run();
    assert!(!has(&harness));
}

#[test]
fn lines_are_put_in_order_as_they_are_typed_and_not_as_they_are_put_in() {
    let (mut harness, at) = writing("if a then\n    f()\n    ", Lang::De);
    write(&mut harness, "endwert = 1");
    assert_eq!(lua(&harness, &at), "if a then\n    f()\n    endwert = 1");
    let (mut harness, at) = writing("if a then\n    f()\n    ", Lang::De);
    at_once(&mut harness, vec![Event::Paste("end".to_owned())]);
    assert_eq!(lua(&harness, &at), "if a then\n    f()\n    end");
}
