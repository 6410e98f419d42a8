//! The tabs of handlers: a look at their Lua, many of them, and what a running app changes about them.

use egui::accesskit::Role;

use super::*;
use crate::model::blocks::edit::{Fragment, GraphEdit, Target};
use crate::model::blocks::{Block, Port};
use crate::model::handler::{Handler, HandlerRef};

/// The handler of the button, with one block.
fn with_block(harness: &mut Harness<'_, Window>) -> HandlerRef {
    let editor = &mut harness.state_mut().editor;
    let at = HandlerRef::new(editor.project().screens[0].controls[0].id, "tapped");
    let insert = GraphEdit::Insert { fragment: Fragment::single(Block::new("log")), to: Target::Port(Port::First) };
    editor.dispatch(Command::Edit { edit: Edit::Graph(at.clone(), insert), merge: None });
    editor.dispatch(Command::Select(Selection::Nothing));
    editor.dispatch(Command::OpenTab(Tab::Handler(at.clone())));
    harness.run_steps(3);
    at
}

/// Clicks the button of this name; other things may have the same.
fn press(harness: &mut Harness<'_, Window>, label: &str) {
    let is_button = |node: &egui_kittest::Node<'_>| node.accesskit_node().role() == Role::Button;
    harness.query_all_by_label(label).find(is_button).unwrap_or_else(|| panic!("no button {label:?}")).click();
    harness.run_steps(4);
}

fn edits(harness: &Harness<'_, Window>) -> usize {
    harness.state().asked.iter().filter(|command| matches!(command, Command::Edit { .. })).count()
}

#[test]
fn a_look_at_the_lua_of_blocks_changes_nothing() {
    let mut harness = window(Lang::De);
    let at = with_block(&mut harness);
    let before = (**harness.state().editor.project()).clone();
    press(&mut harness, "Lua");
    let shown = harness.get_by_label("Lua-Skript").accesskit_node().value().unwrap_or_default();
    assert!(!shown.trim().is_empty());
    press(&mut harness, "Blöcke");
    assert!(harness.query_all_by_label("Ins Log schreiben").next().is_some(), "the blocks are back");
    assert_eq!((edits(&harness), &**harness.state().editor.project()), (0, &before));
    assert!(harness.state().editor.project().handler(&at).unwrap().graph().is_some());
}

#[test]
fn the_first_key_makes_it_lua_and_taking_it_back_makes_it_blocks() {
    let mut harness = window(Lang::De);
    let at = with_block(&mut harness);
    let before = (**harness.state().editor.project()).clone();
    press(&mut harness, "Lua");
    harness.get_by_label("Lua-Skript").focus();
    harness.run_steps(2);
    harness.get_by_label("Lua-Skript").type_text("x");
    harness.run_steps(2);
    let lua = |harness: &Harness<'_, Window>| match &**harness.state().editor.project().handler(&at).unwrap() {
        Handler::Lua(text) => Some(text.clone()),
        Handler::Blocks(_) => None,
    };
    assert!(lua(&harness).is_some_and(|text| text.contains('x')));
    harness.key_press(Key::Backspace);
    harness.run_steps(3);
    assert_eq!(&**harness.state().editor.project(), &before, "{:?}", lua(&harness));
    press(&mut harness, "Blöcke");
    assert!(harness.query_by_label_contains("verwirft").is_none(), "nothing to ask about");
}

#[test]
fn a_problem_of_a_block_leads_from_its_lua_to_the_block() {
    use crate::model::id::BlockId;
    use crate::model::place::Place;
    let mut harness = window(Lang::De);
    let at = with_block(&mut harness);
    press(&mut harness, "Lua");
    let block = BlockId(harness.state().editor.project().next_id - 1);
    harness.state_mut().editor.dispatch(Command::GoTo(Place::Block(at, block)));
    harness.run_steps(3);
    assert!(harness.query_by_label("Lua-Skript").is_none());
    assert!(harness.query_all_by_label("Ins Log schreiben").next().is_some());
}

#[test]
fn many_tabs_are_listed_and_the_one_in_front_is_in_sight() {
    let mut harness = window(Lang::De);
    let editor = &mut harness.state_mut().editor;
    for number in 2..=14 {
        editor.dispatch(Command::Edit { edit: Edit::AddScreen(format!("Bildschirm {number}")), merge: None });
    }
    harness.run();
    let tab = |harness: &Harness<'_, Window>, label: &str| {
        let is_tab = |node: &egui_kittest::Node<'_>| node.accesskit_node().role() == Role::Tab;
        harness.query_all_by_label(label).find(is_tab).unwrap_or_else(|| panic!("no tab {label:?}")).rect()
    };
    let right = harness.get_by_label("Alle Tabs").rect().left();
    let last = tab(&harness, "Bildschirm 14");
    assert!(last.right() <= right + 1.0, "{last} {right}");
    press(&mut harness, "Alle Tabs");
    press(&mut harness, "Start");
    harness.run_steps(30);
    assert_eq!(harness.state().editor.active, Some(Tab::Screen(ScreenId(1))));
    assert!(tab(&harness, "Start").left() >= 240.0, "{}", tab(&harness, "Start"));
}

#[test]
fn while_the_app_runs_blocks_say_when_a_change_counts_and_offer_more_blocks() {
    use crate::editor::run_state::RunState;
    for (lang, says) in [(Lang::De, "ab dem nächsten Ereignis"), (Lang::En, "from the next event on")] {
        let mut harness = window(lang);
        let at = with_block(&mut harness);
        assert!(harness.query_by_label_contains(says).is_none());
        let window = harness.state_mut();
        window.data.run = Some(RunState::new(window.editor.project(), ScreenId(1), std::time::Instant::now()));
        window.editor.dispatch(Command::Do(Action::Run));
        window.editor.dispatch(Command::OpenTab(Tab::Handler(at)));
        harness.run_steps(3);
        harness.get_by_label_contains(says);
        let (search, more) =
            [("Baustein suchen", "Bausteine"), ("Find block", "Add blocks")][usize::from(lang == Lang::En)];
        assert!(harness.query_by_label(search).is_none(), "its values stand there");
        press(&mut harness, more);
        harness.get_by_label(search);
    }
}

#[test]
fn a_log_line_of_a_connection_shows_it_in_the_tree_and_opens_no_dialog() {
    use crate::model::place::Place;
    let mut harness = window(Lang::De);
    harness.run();
    let editor = &mut harness.state_mut().editor;
    editor.dispatch(Command::GoTo(Place::item(ConnectionId::local())));
    harness.run();
    assert_eq!(harness.state().editor.dialog, None);
    assert_eq!(harness.state().editor.selection, Selection::one(ConnectionId::local()));
    let is_row = |node: &egui_kittest::Node<'_>| node.accesskit_node().role() == Role::TreeItem;
    assert!(harness.query_all_by_label("Lokaler Broker").any(|node| is_row(&node)), "the tree is there");
    harness.get_by_label_contains("Bearbeiten");
}

#[test]
fn the_tree_tells_how_large_a_script_is_without_cutting_the_word() {
    let mut harness = window(Lang::De);
    with_block(&mut harness);
    let row = harness.get_by_label("Tapped");
    assert_eq!(row.accesskit_node().value().as_deref(), Some("angetippt · 1 Baustein"), "spoken in full");
}

#[test]
fn the_bottom_collapses_to_its_tabs_and_comes_up_with_one_of_them() {
    let mut harness = window(Lang::De);
    harness.run();
    let top = |harness: &Harness<'_, Window>| harness.get_by_label("Protokoll").rect().top();
    let before = top(&harness);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::J);
    harness.run_steps(4);
    assert!(top(&harness) > 760.0 && top(&harness) > before + 40.0, "{}", top(&harness));
    harness.get_by_label("Probleme").click();
    harness.run_steps(4);
    assert_eq!(harness.state().editor.panel, Panel::Problems);
    assert!((top(&harness) - before).abs() < 2.0, "{} {before}", top(&harness));
    press(&mut harness, "Einklappen  (Strg+J)");
    assert!(top(&harness) > 760.0);
    harness.state_mut().editor.dispatch(Command::Do(Action::ShowMonitor));
    harness.run_steps(4);
    assert!(top(&harness) < 760.0, "who asks for a panel sees it");
}

#[test]
fn f1_shows_the_keys_of_the_table_in_both_languages() {
    use crate::editor::command::ACTIONS;
    for lang in [Lang::De, Lang::En] {
        let mut harness = window(lang);
        harness.run();
        harness.key_press(Key::F1);
        harness.run_steps(8);
        assert_eq!(harness.state().editor.dialog, Some(Dialog::Shortcuts));
        for def in ACTIONS {
            if let Some(shortcut) = def.shortcut {
                assert!(harness.query_all_by_label(&shortcut.text(lang)).next().is_some(), "{:?}", def.action);
            }
        }
    }
}

#[test]
fn the_size_that_is_chosen_counts_at_once() {
    use crate::model::preference::SCALE;
    let mut harness = window(Lang::De);
    harness.run();
    harness.state_mut().data.preferences.set(&SCALE, Value::from("150"));
    harness.run_steps(3);
    assert_eq!(harness.ctx.zoom_factor(), 1.5);
}

#[test]
fn the_theme_follows_the_system_where_that_is_chosen() {
    use crate::editor::view::ThemeChoice;
    let mut data = UiData { system_theme: ThemeChoice::Light, ..UiData::default() };
    assert_eq!(data.theme(), ThemeChoice::Dark);
    data.preferences.set(&THEME, Value::from("system"));
    assert_eq!(data.theme(), ThemeChoice::Light);
}
