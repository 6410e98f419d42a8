//! The frame of the window, driven by label.

use egui::{Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::{Outbox, UiState, root_ui, theme};
use crate::editor::Editor;
use crate::editor::command::{Action, Command};
use crate::editor::dialog::Dialog;
use crate::editor::selection::Selection;
use crate::editor::tabs::{Panel, Tab};
use crate::editor::view::{Example, UiData, View};
use crate::i18n::Lang;
use crate::language;
use crate::model::edit::Edit;
use crate::model::id::{ConnectionId, ScreenId, VariableId};
use crate::model::preference::THEME;
use crate::model::project::Project;
use crate::model::types::Ty;
use crate::model::value::Value;

/// An editor in a window, without the app around it.
struct Window {
    editor: Editor,
    data: UiData,
    state: UiState,
    /// All commands so far.
    asked: Vec<Command>,
}

fn window(lang: Lang) -> Harness<'static, Window> {
    let mut editor = Editor::new(Project::new("Halle", "Start", "Lokaler Broker"), None, lang);
    let button = language::control("button").map(|def| language::new_control(def, lang)).into_iter().collect();
    let edits =
        [Edit::AddControls(ScreenId(1), button), Edit::AddVariable("linie".to_owned(), Ty::Text, Value::from("A3"))];
    for edit in edits {
        editor.dispatch(Command::Edit { edit, merge: None });
    }
    editor.dispatch(Command::Select(Selection::Nothing));
    let examples = vec![Example { file: "mqtt-senden.ron", name: "MQTT senden".to_owned(), purpose: "P".to_owned() }];
    let data = UiData { local_port: Some(1883), examples, ..UiData::default() };
    let window = Window { editor, data, state: UiState::default(), asked: Vec::new() };
    Harness::builder()
        .with_size(vec2(1280.0, 800.0))
        .with_step_dt(1.0 / 60.0)
        .with_context_setup(theme::install_fonts)
        .build_ui_state(
            |ui, window: &mut Window| {
                let mut out = Outbox::default();
                root_ui(ui, &View::new(&window.editor, &window.data), &mut window.state, &mut out);
                for command in out.take() {
                    window.asked.push(command.clone());
                    window.editor.dispatch(command);
                }
            },
            window,
        )
}

fn asked(harness: &Harness<'_, Window>, command: &Command) -> bool {
    harness.state().asked.contains(command)
}

#[test]
fn the_toolbar_speaks_both_languages() {
    for (lang, start, search) in
        [(Lang::De, "Starten", "Suchen oder Befehl …"), (Lang::En, "Start", "Search or command…")]
    {
        let mut harness = window(lang);
        harness.run();
        assert!(harness.query_all_by_label(start).next().is_some(), "{start}");
        harness.get_by_label(search);
        assert!(harness.query_by_label_contains("127.0.0.1:1883").is_some());
    }
}

#[test]
fn the_local_broker_stands_in_the_toolbar_of_a_project_that_has_it() {
    let mut harness = window(Lang::De);
    harness.state_mut().data.local_port = None;
    harness.run();
    harness.get_by_label("Lokaler Broker · bereit");
    let editor = &mut harness.state_mut().editor;
    let id = editor.project().connections[0].id.clone();
    editor.dispatch(Command::Edit { edit: Edit::Remove(vec![id.into()]), merge: None });
    harness.run();
    assert!(harness.query_by_label_contains("Lokaler Broker · ").is_none());
    // It may run for another program.
    harness.state_mut().data.local_port = Some(1883);
    harness.run();
    assert!(harness.query_by_label_contains("127.0.0.1:1883").is_some());
}

#[test]
fn every_page_draws_in_both_languages_and_themes() {
    for lang in [Lang::De, Lang::En] {
        let mut harness = window(lang);
        harness.run();
        for panel in [Panel::Log, Panel::Problems, Panel::Monitor, Panel::Recording] {
            harness.state_mut().editor.panel = panel;
            harness.run();
        }
        harness.state_mut().data.preferences.set(&THEME, Value::from("light"));
        harness.run();
        nothing_is_named_by_an_icon(&harness);
        let control = harness.state().editor.project().screens[0].controls[0].id;
        for selection in [Selection::one(ScreenId(1)), Selection::one(control)] {
            harness.state_mut().editor.selection = selection;
            // The inspector's scroll bar fades in.
            harness.run_steps(10);
            nothing_is_named_by_an_icon(&harness);
        }
        let at = crate::model::handler::HandlerRef::new(control, "tapped");
        harness.state_mut().editor.dispatch(Command::OpenTab(Tab::Handler(at)));
        // The palette's scroll bar fades in.
        harness.run_steps(10);
        nothing_is_named_by_an_icon(&harness);
        harness.state_mut().editor.active = None;
        // So does that of the start page.
        harness.run_steps(10);
        harness.get_by_label("MQTT senden");
        nothing_is_named_by_an_icon(&harness);
    }
}

/// Icons are characters of a private range; a screen reader would read nonsense.
fn nothing_is_named_by_an_icon(harness: &Harness<'_, Window>) {
    for node in harness.root().children_recursive() {
        let node = node.accesskit_node();
        for words in [node.label(), node.value()].into_iter().flatten() {
            assert!(!words.contains(|c: char| ('\u{e000}'..='\u{f8ff}').contains(&c)), "{:?} {words:?}", node.role());
        }
    }
}

#[test]
fn the_main_menu_reads_well_and_opens_its_menus() {
    let mut harness = window(Lang::De);
    harness.run();
    harness.get_by_label("Menü").click();
    harness.run_steps(8);
    nothing_is_named_by_an_icon(&harness);
    harness.get_by_label("Ansicht").click();
    harness.run_steps(8);
    assert!(harness.query_all_by_label_contains("Alles zeigen").count() > 1, "beside the button on the canvas");
    nothing_is_named_by_an_icon(&harness);
}

#[test]
fn a_card_of_the_start_page_says_what_it_is_for() {
    let mut harness = window(Lang::De);
    harness.state_mut().editor.active = None;
    harness.run();
    let card = harness.get_by_label("MQTT senden");
    assert_eq!(card.accesskit_node().description().as_deref(), Some("P"));
}

#[test]
fn the_project_is_renamed_in_the_tree_and_in_the_inspector() {
    let mut harness = window(Lang::De);
    harness.run();
    harness.key_press(Key::F2);
    harness.run_steps(3);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.get_by_label("Neuer Name").type_text("Halle 7");
    harness.run_steps(3);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert_eq!(harness.state().editor.project().name, "Halle 7");

    let field = |node: &egui_kittest::Node<'_>| node.accesskit_node().role() == egui::accesskit::Role::TextInput;
    harness.query_all_by_label("Name").find(field).unwrap().click();
    harness.run_steps(3);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.query_all_by_label("Name").find(field).unwrap().type_text("Band");
    harness.run_steps(3);
    assert_eq!(harness.state().editor.project().name, "Band");
    let role = |node: &egui_kittest::Node<'_>| node.accesskit_node().role();
    let several = egui::accesskit::Role::MultilineTextInput;
    let is_purpose = |node: &egui_kittest::Node<'_>| role(node) == several;
    harness.query_all_by_label("Zweck").find(is_purpose).unwrap().focus();
    harness.run_steps(3);
    harness.query_all_by_label("Zweck").find(is_purpose).unwrap().type_text("Zählt Teile.");
    harness.run_steps(3);
    assert_eq!(harness.state().editor.project().purpose, "Zählt Teile.");
}

#[test]
fn ctrl_w_closes_the_tab_in_front() {
    let mut harness = window(Lang::De);
    harness.run();
    let control = harness.state().editor.project().screens[0].controls[0].id;
    let at = crate::model::handler::HandlerRef::new(control, "tapped");
    harness.state_mut().editor.dispatch(Command::OpenTab(Tab::Handler(at)));
    harness.run_steps(2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::W);
    harness.run_steps(2);
    assert_eq!(harness.state().editor.tabs, [Tab::Screen(ScreenId(1))]);
    assert_eq!(harness.state().editor.active, Some(Tab::Screen(ScreenId(1))));
}

#[test]
fn a_drag_takes_the_card_it_began_on_however_fast_it_is() {
    // Onto the next card, and straight onto the screen.
    for far in [vec2(80.0, 0.0), vec2(400.0, 100.0)] {
        let mut harness = window(Lang::De);
        harness.run();
        let from = harness.get_by_label("Schalter").rect().center();
        let to = harness.get_by_label("Zeichenfläche").rect().center();
        let button = |pos, pressed| egui::Event::PointerButton {
            pos,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        harness.hover_at(from);
        harness.run_steps(2);
        harness.event(button(from, true));
        harness.event(egui::Event::PointerMoved(from - far));
        harness.event(egui::Event::PointerMoved(from + far));
        harness.run_steps(1);
        harness.hover_at(to);
        harness.run_steps(2);
        harness.event(button(to, false));
        harness.run_steps(3);
        let kinds: Vec<String> =
            harness.state().editor.project().screens[0].controls.iter().map(|control| control.kind.clone()).collect();
        assert_eq!(kinds, ["button", "toggle"], "{far}");
    }
}

#[test]
fn a_log_line_is_read_in_the_language_of_the_interface_and_leads_to_its_block() {
    use crate::editor::sentence::{LogLine, Sentence};
    use crate::model::place::Place;
    use crate::model::run::Level;
    let mut harness = window(Lang::De);
    let place = Place::item(ScreenId(1));
    let text = Sentence::new(|lang| match lang {
        Lang::De => "Kein Topic ".repeat(40),
        Lang::En => "No topic ".repeat(40),
    });
    let at_ms = 1_700_000_000_204;
    harness.state_mut().data.log.push_back(LogLine { at_ms, level: Level::Error, text, place: place.clone() });
    harness.run();
    harness.get_by_label_contains("Kein Topic").click();
    harness.run_steps(3);
    assert!(asked(&harness, &Command::GoTo(place)));
    harness.state_mut().editor.lang = Lang::En;
    harness.run_steps(3);
    harness.get_by_label_contains("No topic");
}

#[test]
fn a_click_on_the_primary_button_starts() {
    let mut harness = window(Lang::De);
    harness.run();
    harness.get_by_label("Starten").click();
    harness.run_steps(3);
    assert!(asked(&harness, &Command::Do(Action::Run)));
}

#[test]
fn ctrl_k_opens_the_palette_and_enter_runs_what_was_found() {
    let mut harness = window(Lang::De);
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    harness.run_steps(3);
    assert_eq!(harness.state().editor.dialog, Some(Dialog::Palette));
    harness.get_by_label("Suche").type_text("monitor");
    harness.run_steps(3);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert!(asked(&harness, &Command::Do(Action::ShowMonitor)));
    assert_eq!(harness.state().editor.dialog, None);
}

#[test]
fn escape_closes_the_palette_without_stopping_anything() {
    let mut harness = window(Lang::De);
    harness.run();
    harness.state_mut().editor.dialog = Some(Dialog::Palette);
    harness.run_steps(3);
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert_eq!(harness.state().editor.dialog, None);
    assert!(!asked(&harness, &Command::Do(Action::Stop)));
}

#[test]
fn a_click_in_the_tree_selects() {
    let mut harness = window(Lang::De);
    harness.run();
    harness.get_by_label("Projekt").click();
    harness.run_steps(3);
    harness.get_by_label("linie").click();
    harness.run_steps(3);
    let variable = harness.state().editor.project().variables[0].id;
    assert_eq!(harness.state().editor.selection, Selection::one(variable));
    harness.get_by_label("Lokaler Broker").click();
    harness.run_steps(3);
    assert_eq!(harness.state().editor.selection, Selection::one(ConnectionId::local()));
}

#[test]
fn f2_renames_in_place() {
    let mut harness = window(Lang::De);
    harness.run();
    let variable = VariableId(harness.state().editor.project().variables[0].id.0);
    harness.state_mut().editor.selection = Selection::one(variable);
    harness.run_steps(2);
    harness.key_press(Key::F2);
    harness.run_steps(3);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.get_by_label("Neuer Name").type_text("Band");
    harness.run_steps(3);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    let name = &harness.state().editor.project().variables[0].name;
    assert!(name.contains("Band"), "{name}");
}

#[test]
fn delete_belongs_to_a_focused_text_field() {
    let mut harness = window(Lang::De);
    harness.run();
    let control = harness.state().editor.project().screens[0].controls[0].id;
    harness.state_mut().editor.selection = Selection::one(control);
    harness.state_mut().editor.panel = Panel::Monitor;
    harness.run_steps(2);
    harness.get_by_label("Topic oder Wert suchen").focus();
    harness.run_steps(2);
    harness.key_press(Key::Delete);
    harness.run_steps(2);
    assert!(!asked(&harness, &Command::Do(Action::Delete)));
}

#[test]
fn a_double_click_on_a_card_adds_the_control_where_there_is_room() {
    let mut harness = window(Lang::De);
    harness.run();
    let card = harness.get_by_label("Schalter");
    card.click();
    card.click();
    harness.run_steps(4);
    let screen = &harness.state().editor.project().screens[0];
    assert_eq!(screen.controls.len(), 2);
    assert!(!screen.controls[0].area.intersects(&screen.controls[1].area));
}

#[test]
fn tabs_open_and_close() {
    let mut harness = window(Lang::De);
    harness.run();
    let control = harness.state().editor.project().screens[0].controls[0].id;
    let at = crate::model::handler::HandlerRef::new(control, "tapped");
    harness.state_mut().editor.dispatch(Command::OpenTab(Tab::Handler(at.clone())));
    harness.run_steps(3);
    harness.get_by_label("Schließen: Button · Tapped").click();
    harness.run_steps(3);
    assert!(asked(&harness, &Command::CloseTab(Tab::Handler(at))));
    assert_eq!(harness.state().editor.active, Some(Tab::Screen(ScreenId(1))));
}

mod drags;
mod fields;
mod first_message;
mod following;
mod handlers;
mod search;
mod tour;

#[test]
fn alt_with_a_letter_is_a_command_and_no_text() {
    let mut harness = window(Lang::De);
    let project = harness.state().editor.project();
    let (screen, id) = (std::sync::Arc::clone(&project.screens[0]), project.screens[0].controls[0].id);
    harness.state_mut().editor.selection = Selection::one(id);
    harness.run_steps(8);
    let modifiers = Modifiers::ALT;
    let key = |pressed| egui::Event::Key { key: Key::D, physical_key: None, pressed, repeat: false, modifiers };
    // All in one frame, Alt let go at its end.
    harness.input_mut().events.extend([key(true), egui::Event::Text("d".to_owned()), key(false)]);
    harness.run_steps(8);
    let before = screen.control(id).unwrap();
    let control = harness.state().editor.project().control(id).unwrap().clone();
    assert_eq!(control.area.right(), screen.width);
    assert_eq!(control.properties, before.properties);
}
