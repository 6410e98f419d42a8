//! The designer by mouse and keyboard, with a real editor behind it.

use egui::accesskit::Role;
use egui::{DragAndDrop, Event, Key, Modifiers, PointerButton, Pos2, Vec2, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

mod columns;
mod components;
mod files;
mod inline;
mod languages;
mod layers;

use super::State;
use crate::editor::Editor;
use crate::editor::command::{Action, Command};
use crate::editor::devices::DeviceDrag;
use crate::editor::monitor::{TopicDrag, line};
use crate::editor::selection::Selection;
use crate::editor::tabs::Tab;
use crate::editor::view::{ThemeChoice, UiData, View};
use crate::i18n::Lang;
use crate::language::{control, new_control};
use crate::model::control::Control;
use crate::model::device::Directory;
use crate::model::edit::Edit;
use crate::model::handler::HandlerRef;
use crate::model::id::{ConnectionId, ControlId, ScreenId};
use crate::model::project::Project;
use crate::model::screen::Area;
use crate::ui::Outbox;
use crate::ui::explorer::PaletteDrag;
use crate::ui::theme::install_fonts;

const SCREEN: ScreenId = ScreenId(1);
const SEND: ControlId = ControlId(2);
const TITLE: ControlId = ControlId(3);

struct App {
    editor: Editor,
    data: UiData,
    state: State,
    commands: Vec<Command>,
}

impl App {
    fn area(&self, id: ControlId) -> Area {
        self.editor.project().control(id).unwrap().area
    }

    fn edits(&self) -> Vec<&Edit> {
        let edits = self.commands.iter().filter_map(|command| match command {
            Command::Edit { edit, .. } => Some(edit),
            _ => None,
        });
        edits.collect()
    }

    fn selected(&self) -> Vec<ControlId> {
        self.editor.selection.control_ids()
    }
}

/// A canvas in which a screen of 1280 × 800 fits at exactly 100 %.
fn harness(lang: Lang) -> Harness<'static, App> {
    harness_of(project(lang), lang, ThemeChoice::Dark)
}

fn project(lang: Lang) -> Project {
    let mut project = Project::new("Test", "Start", "Lokaler Broker");
    for (kind, name, area) in [
        ("button", "Senden", Area::new(100.0, 100.0, 200.0, 80.0)),
        ("text", "Titel", Area::new(500.0, 300.0, 200.0, 80.0)),
    ] {
        let id = ControlId(project.take_id());
        let new = new_control(control(kind).unwrap(), lang);
        let screen = project.screen_mut(SCREEN).unwrap();
        screen.controls.push(Control { id, name: name.to_owned(), area, ..new });
    }
    project
}

fn harness_of(project: Project, lang: Lang, choice: ThemeChoice) -> Harness<'static, App> {
    let app = App {
        editor: Editor::new(project, None, lang),
        data: UiData::default(),
        state: State::default(),
        commands: Vec::new(),
    };
    let mut harness = Harness::builder()
        .with_size(vec2(1352.0, 894.0))
        .with_step_dt(0.02)
        .with_context_setup(move |ctx| {
            install_fonts(ctx);
            crate::ui::theme::install(ctx, choice);
        })
        .build_ui_state(
            |ui, app: &mut App| {
                let mut out = Outbox::default();
                super::designer_ui(ui, &View::new(&app.editor, &app.data), &mut app.state, &mut out, SCREEN);
                for command in out.take() {
                    app.commands.push(command.clone());
                    app.editor.dispatch(command);
                }
            },
            app,
        );
    harness.run_steps(2);
    harness
}

fn center(harness: &Harness<'_, App>, name: &str) -> Pos2 {
    harness.get_by_label(name).rect().center()
}

fn drag(harness: &mut Harness<'_, App>, from: Pos2, by: Vec2, modifiers: Modifiers) {
    harness.event(Event::ModifiersChanged(modifiers));
    harness.hover_at(from);
    harness.run_steps(1);
    button(harness, from, true, modifiers);
    for part in [0.3, 0.7, 1.0] {
        harness.hover_at(from + by * part);
        harness.run_steps(1);
    }
}

fn release(harness: &mut Harness<'_, App>, at: Pos2) {
    button(harness, at, false, Modifiers::NONE);
    harness.event(Event::ModifiersChanged(Modifiers::NONE));
    harness.run_steps(2);
}

fn button(harness: &mut Harness<'_, App>, pos: Pos2, pressed: bool, modifiers: Modifiers) {
    harness.event(Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers });
    harness.run_steps(1);
}

#[test]
fn clicks_select_and_ctrl_click_adds_and_takes_away() {
    let mut harness = harness(Lang::De);
    harness.get_by_label("Senden, Button").click();
    harness.run_steps(3);
    assert_eq!(harness.state().selected(), [SEND]);
    harness.get_by_label("Titel, Text").click_modifiers(Modifiers::COMMAND);
    harness.run_steps(3);
    assert_eq!(harness.state().selected(), [SEND, TITLE]);
    harness.get_by_label("Senden, Button").click_modifiers(Modifiers::SHIFT);
    harness.run_steps(3);
    assert_eq!(harness.state().selected(), [TITLE]);
    let empty = center(&harness, "Zeichenfläche") + vec2(0.0, 300.0);
    button(&mut harness, empty, true, Modifiers::NONE);
    release(&mut harness, empty);
    assert_eq!(harness.state().editor.selection, Selection::one(SCREEN));
}

#[test]
fn a_drag_is_one_edit_at_its_end_and_snaps_to_the_grid() {
    let mut harness = harness(Lang::De);
    let from = center(&harness, "Senden, Button");
    drag(&mut harness, from, vec2(53.0, 98.0), Modifiers::NONE);
    assert!(harness.state().edits().is_empty(), "nothing changes before the button is let go");
    release(&mut harness, from + vec2(53.0, 98.0));
    assert_eq!(harness.state().edits().len(), 1);
    assert_eq!(harness.state().area(SEND), Area::new(150.0, 200.0, 200.0, 80.0));
    assert_eq!(harness.state().selected(), [SEND]);
}

#[test]
fn near_edges_pull_unless_alt_is_held() {
    let mut harness = harness(Lang::De);
    let from = center(&harness, "Senden, Button");
    // To 497: the grid line at 500 is the left edge of the title too.
    drag(&mut harness, from, vec2(397.0, 33.0), Modifiers::NONE);
    assert!(!harness.state().state.guides.is_empty());
    release(&mut harness, from + vec2(397.0, 33.0));
    assert_eq!(harness.state().area(SEND).x, 500.0);
    let from = center(&harness, "Senden, Button");
    drag(&mut harness, from, vec2(20.0, 0.0), Modifiers::NONE);
    harness.event(Event::ModifiersChanged(Modifiers::ALT));
    harness.hover_at(from + vec2(23.0, 7.0));
    harness.run_steps(1);
    button(&mut harness, from + vec2(23.0, 7.0), false, Modifiers::ALT);
    assert_eq!((harness.state().area(SEND).x, harness.state().area(SEND).y), (523.0, 137.0));
}

#[test]
fn escape_gives_a_drag_up() {
    let mut harness = harness(Lang::De);
    let from = center(&harness, "Senden, Button");
    drag(&mut harness, from, vec2(100.0, 100.0), Modifiers::NONE);
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    release(&mut harness, from + vec2(100.0, 100.0));
    assert!(harness.state().edits().is_empty());
    assert_eq!(center(&harness, "Senden, Button"), from);
}

#[test]
fn alt_drag_makes_a_copy() {
    let mut harness = harness(Lang::De);
    let from = center(&harness, "Senden, Button");
    drag(&mut harness, from, vec2(0.0, 200.0), Modifiers::ALT);
    release(&mut harness, from + vec2(0.0, 200.0));
    let app = harness.state();
    assert_eq!(app.area(SEND), Area::new(100.0, 100.0, 200.0, 80.0));
    assert!(matches!(app.edits()[..], [Edit::AddControls(..)]));
    assert!(harness.query_by_label("Senden 2, Button").is_some());
}

#[test]
fn handles_resize() {
    let mut harness = harness(Lang::De);
    harness.get_by_label("Senden, Button").click();
    harness.run_steps(3);
    let from = center(&harness, "Größe ändern: rechts unten");
    drag(&mut harness, from, vec2(62.0, 41.0), Modifiers::NONE);
    release(&mut harness, from + vec2(62.0, 41.0));
    assert_eq!(harness.state().area(SEND), Area::new(100.0, 100.0, 260.0, 120.0));
    assert_eq!(harness.state().edits().len(), 1);
}

#[test]
fn a_marquee_selects_what_it_encloses() {
    let mut harness = harness(Lang::De);
    let from = center(&harness, "Senden, Button") - vec2(130.0, 70.0);
    let by = center(&harness, "Titel, Text") + vec2(130.0, 70.0) - from;
    drag(&mut harness, from, by, Modifiers::NONE);
    release(&mut harness, from + by);
    assert_eq!(harness.state().selected(), [SEND, TITLE]);
    assert!(harness.state().edits().is_empty());
}

#[test]
fn arrow_keys_move_and_are_one_step_of_the_past() {
    let mut harness = harness(Lang::De);
    harness.get_by_label("Senden, Button").click();
    harness.run_steps(3);
    for _ in 0..3 {
        harness.key_press(Key::ArrowRight);
        harness.run_steps(1);
    }
    harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    harness.run_steps(2);
    assert_eq!(harness.state().area(SEND), Area::new(103.0, 110.0, 200.0, 80.0));
    assert_eq!(harness.state().editor.history.undo_labels().count(), 1);
}

#[test]
fn a_double_click_opens_the_first_event() {
    let mut harness = harness(Lang::De);
    harness.get_by_label("Senden, Button").click();
    harness.get_by_label("Senden, Button").click();
    harness.run_steps(6);
    let tab = Tab::Handler(HandlerRef::new(SEND, "tapped"));
    assert!(harness.state().commands.contains(&Command::OpenTab(tab)));
}

#[test]
fn a_control_from_the_palette_lands_under_the_pointer() {
    let mut harness = harness(Lang::De);
    let at = pos2(700.0, 640.0);
    harness.hover_at(at);
    harness.run_steps(1);
    button(&mut harness, at, true, Modifiers::NONE);
    DragAndDrop::set_payload(&harness.ctx, PaletteDrag::Kind("toggle"));
    harness.run_steps(1);
    assert!(harness.state().edits().is_empty());
    release(&mut harness, at);
    let app = harness.state();
    let added = app.editor.project().screen(SCREEN).unwrap().controls.last().unwrap().clone();
    assert_eq!((added.kind.as_str(), app.edits().len()), ("toggle", 1));
    assert_eq!(added.area.x % 10.0, 0.0);
    let rect = harness.get_by_label("Schalter, Schalter").rect();
    assert!(rect.contains(at) && (rect.center() - at).length() < 10.0);
}

/// Drops a topic on which this has come in the middle of the screen.
fn drop_topic(harness: &mut Harness<'_, App>, message: &str) {
    let connection = ConnectionId::local();
    let heard = line(&connection, "halle1/klima", message, 1);
    harness.state_mut().data.topics.take(heard, std::time::Instant::now());
    drop_in_the_middle(harness, TopicDrag { connection, topic: "halle1/klima".to_owned() });
}

fn drop_in_the_middle<T: Send + Sync + 'static>(harness: &mut Harness<'_, App>, what: T) {
    let at = pos2(700.0, 640.0);
    harness.hover_at(at);
    harness.run_steps(1);
    button(harness, at, true, Modifiers::NONE);
    DragAndDrop::set_payload(&harness.ctx, what);
    harness.run_steps(1);
    release(harness, at);
    harness.run_steps(3);
}

#[test]
fn a_dropped_device_becomes_its_controls_in_one_step() {
    let config = r#"{"cmd_t":"l/set","stat_t":"l","uniq_id":"l","name":null,"dev":{"ids":"l","name":"Lampe"}}"#;
    let mut directory = Directory::default();
    directory.take("homeassistant/switch/l/config", config);
    let mut harness = harness(Lang::De);
    let dragged = DeviceDrag::whole(ConnectionId::local(), &directory.devices()[0], &|_| None);
    drop_in_the_middle(&mut harness, dragged);
    let app = harness.state();
    let added = app.editor.project().screen(SCREEN).unwrap().controls.last().unwrap();
    assert_eq!((added.kind.as_str(), app.edits().len()), ("toggle", 1));
    assert!(added.command().is_some() && added.properties["on"].binding().is_some());
}

#[test]
fn a_dropped_topic_becomes_a_bound_control() {
    let mut harness = harness(Lang::De);
    drop_topic(&mut harness, "21.5");
    assert!(harness.state().edits().is_empty(), "nothing before one is chosen");
    harness.get_by_label("Rundskala").click();
    harness.run_steps(3);
    let app = harness.state();
    let added = app.editor.project().screen(SCREEN).unwrap().controls.last().unwrap();
    assert_eq!((added.kind.as_str(), added.name.as_str(), app.edits().len()), ("gauge", "klima", 1));
    assert!(added.properties["value"].binding().is_some());
    assert!(harness.query_by_label("Rundskala").is_none(), "the list closes");
    // On the control that is there now it is bound to that.
    drop_topic(&mut harness, "22");
    assert!(harness.query_by_label("Messwert").is_none());
    assert_eq!(harness.state().edits().len(), 2);
}

#[test]
fn escape_closes_the_list_of_what_a_topic_can_become() {
    let mut harness = harness(Lang::De);
    drop_topic(&mut harness, "an");
    harness.get_by_label("Leuchte");
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert!(harness.query_by_label("Leuchte").is_none());
    assert_eq!(harness.state().edits().len(), 0);
}

#[test]
fn a_dropped_word_becomes_a_toggle_with_state_and_command() {
    let mut harness = harness(Lang::De);
    drop_topic(&mut harness, "an");
    harness.get_by_label("Schalter").click();
    harness.run_steps(3);
    let app = harness.state();
    let toggle = app.editor.project().screen(SCREEN).unwrap().controls.last().unwrap();
    let command = toggle.command().unwrap();
    assert_eq!([&*command.topic, &*command.on, &*command.off], ["halle1/klima/set", "an", "aus"]);
    assert!(toggle.properties["on"].binding().is_some());
}

#[test]
fn the_fields_of_a_json_message_become_controls_in_one_step() {
    let mut harness = harness(Lang::En);
    drop_topic(&mut harness, r#"{"temp": 21.5, "on": true, "name": "A3"}"#);
    for field in ["temp", "on"] {
        harness.get_by_label(field).click();
        harness.run_steps(2);
    }
    harness.get_by_label("Add 2 controls").click();
    harness.run_steps(3);
    let app = harness.state();
    let [.., first, second] = app.editor.project().screen(SCREEN).unwrap().controls.as_slice() else { panic!("two") };
    // In the order of the message's names.
    assert_eq!([first.kind.as_str(), second.kind.as_str()], ["lamp", "value"]);
    assert!(first.area.y + first.area.h <= second.area.y);
    assert_eq!(app.edits().len(), 1);
}

#[test]
fn the_toolbar_lines_up_several_controls() {
    let mut harness = harness(Lang::En);
    assert!(harness.query_by_label("Align left").is_none());
    harness.get_by_label("Senden, Button").click();
    harness.run_steps(3);
    harness.get_by_label("Titel, Text").click_modifiers(Modifiers::COMMAND);
    harness.run_steps(3);
    harness.get_by_label("Align left").click();
    harness.run_steps(3);
    assert_eq!(harness.state().area(TITLE).x, 100.0);
    assert_eq!(harness.state().selected(), [SEND, TITLE], "the click must not reach the canvas");
    harness.get_by_label("Distribute horizontally").click();
    harness.run_steps(3);
    let done = |command: &&Command| matches!(command, Command::Do(_) | Command::Edit { .. });
    let done: Vec<&Command> = harness.state().commands.iter().filter(done).collect();
    assert_eq!(done, [&Command::Do(Action::AlignLeft)], "two things have nothing to distribute");
}

#[test]
fn the_context_menu_has_events_and_actions() {
    for (lang, duplicate) in [(Lang::De, "Duplizieren"), (Lang::En, "Duplicate")] {
        let mut harness = harness(lang);
        harness.get_by_label("Senden, Button").click_secondary();
        harness.run_steps(4);
        assert_eq!(harness.state().selected(), [SEND]);
        assert!(harness.query_all_by_label_contains("Tapped").next().is_some());
        let entry =
            harness.query_all_by_label_contains(duplicate).find(|node| node.accesskit_node().role() == Role::Button);
        entry.unwrap().click();
        harness.run_steps(4);
        assert!(harness.state().commands.contains(&Command::Do(Action::Duplicate)));
    }
}

#[test]
fn zoom_follows_the_menu_once() {
    let mut harness = harness(Lang::De);
    let before = harness.get_by_label("Senden, Button").rect().width();
    harness.state_mut().editor.canvas_action.send(Action::ZoomIn);
    harness.run_steps(5);
    let after = harness.get_by_label("Senden, Button").rect().width();
    assert!((after / before - 2.0_f32.powf(0.25)).abs() < 0.01, "{before} became {after}");
}

#[test]
fn an_empty_screen_is_drawn_and_selectable() {
    let mut harness = harness(Lang::En);
    let all = Edit::Remove(vec![SEND.into(), TITLE.into()]);
    harness.state_mut().editor.dispatch(Command::Edit { edit: all, merge: None });
    harness.run_steps(2);
    harness.get_by_label("Canvas").click();
    harness.run_steps(3);
    assert_eq!(harness.state().editor.selection, Selection::one(SCREEN));
}

#[test]
fn the_zoom_buttons_zoom_and_tell_how_large_it_is_shown() {
    let mut harness = harness(Lang::De);
    assert!(harness.query_by_label("Auf 100 % zoomen (100\u{a0}%)").is_some());
    harness.get_by_label("Verkleinern").click();
    harness.run_steps(3);
    assert!(harness.query_by_label("Auf 100 % zoomen (84\u{a0}%)").is_some());
    harness.get_by_label("Auf 100 % zoomen (84\u{a0}%)").click();
    harness.run_steps(3);
    harness.get_by_label("Vergrößern").click();
    harness.run_steps(3);
    harness.get_by_label("Alles zeigen").click();
    harness.run_steps(3);
    assert!(harness.query_by_label("Auf 100 % zoomen (100\u{a0}%)").is_some());
    assert!(harness.state().edits().is_empty());
}

#[test]
fn the_keys_of_a_drag_are_told_and_count_while_it_goes_on() {
    let mut harness = harness(Lang::De);
    let from = center(&harness, "Senden, Button");
    let by = vec2(50.0, 200.0);
    drag(&mut harness, from, by, Modifiers::NONE);
    assert!(harness.query_by_label_contains("Strg: kopieren").is_some());
    harness.event(Event::ModifiersChanged(Modifiers::COMMAND));
    harness.run_steps(2);
    release(&mut harness, from + by);
    assert!(matches!(harness.state().edits()[..], [Edit::AddControls(..)]));
    assert!(harness.query_by_label_contains("Strg: kopieren").is_none());
}

#[test]
fn each_control_is_drawn_in_both_themes_and_languages_and_has_a_name_and_what_it_shows() {
    for def in crate::language::controls() {
        for (lang, choice) in [(Lang::De, ThemeChoice::Dark), (Lang::En, ThemeChoice::Light)] {
            let mut project = Project::new("Test", "Start", "Lokaler Broker");
            let new = Control { id: ControlId(7), name: "Ding".to_owned(), ..new_control(def, lang) };
            let words =
                new.properties.get(crate::player::common::TEXT_KEY).and_then(|text| Some(text.literal()?.to_text()));
            project.screen_mut(SCREEN).unwrap().controls.push(new);
            let harness = harness_of(project, lang, choice);
            let name = format!("Ding, {}", def.label.get(lang));
            let node = harness.get_by_label(&name);
            if def.kind == "text" {
                assert_eq!(node.value(), words);
            }
        }
    }
}

#[test]
fn empty_tables_are_made_once_for_each_project_and_not_for_each_frame() {
    let mut harness = harness(Lang::De);
    let tables = |harness: &Harness<'_, App>| std::sync::Arc::clone(&harness.state().state.tables.as_ref().unwrap().1);
    let before = tables(&harness);
    harness.run_steps(3);
    assert!(std::sync::Arc::ptr_eq(&before, &tables(&harness)));
    harness.state_mut().editor.dispatch(Command::Edit { edit: Edit::RenameProject("Neu".to_owned()), merge: None });
    harness.run_steps(1);
    assert!(!std::sync::Arc::ptr_eq(&before, &tables(&harness)));
}
