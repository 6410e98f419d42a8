//! The inspector, driven by label.

use egui_kittest::Harness;

use super::inspector_ui;
use crate::editor::Editor;
use crate::editor::command::Command;
use crate::editor::request::Request;
use crate::editor::selection::Selection;
use crate::editor::tabs::Tab;
use crate::i18n::Lang;
use crate::model::edit::{Edit, apply};
use crate::model::handler::{Handler, HandlerRef};
use crate::model::id::{ConnectionId, ControlId};
use crate::model::project::Project;
use crate::model::screen::Area;
use crate::model::types::Ty;
use crate::model::value::Value;
use crate::ui::testing::{SCREEN, Stage, click, edits, field, fill, project, shows, stage};

fn inspector(project: Project, selection: Selection, lang: Lang) -> Harness<'static, Stage> {
    let mut editor = Editor::new(project, None, lang);
    editor.selection = selection;
    let mut harness = stage(editor, |ui, view, state, out| {
        ui.set_max_width(300.0);
        inspector_ui(ui, view, &mut state.inspector, out);
    });
    harness.run();
    harness
}

fn with_controls(kinds: &[&str]) -> (Harness<'static, Stage>, Vec<ControlId>) {
    let (project, ids) = project(kinds, Lang::De);
    (inspector(project, Selection::controls(ids.clone()), Lang::De), ids)
}

fn area(harness: &Harness<'_, Stage>, id: ControlId) -> Area {
    harness.state().editor.project().control(id).unwrap().area
}

fn property(harness: &Harness<'_, Stage>, id: ControlId, key: &str) -> Option<Value> {
    harness.state().editor.project().control(id).unwrap().properties.get(key)?.literal().cloned()
}

#[test]
fn text_is_edited_as_one_undo_step() {
    let (mut harness, ids) = with_controls(&["button"]);
    fill(&mut harness, "Text", "Senden");
    field(&harness, "Text").type_text(" jetzt");
    harness.run();
    field(&harness, "X").click();
    harness.run();
    assert_eq!(property(&harness, ids[0], "text"), Some(Value::from("Senden jetzt")));
    assert!(harness.state().asked.contains(&Command::Seal));
    assert_eq!(harness.state().editor.history.undo_labels().count(), 1);
    harness.state_mut().editor.history.undo();
    assert_eq!(property(&harness, ids[0], "text"), Some(Value::from("Antippen")));
}

#[test]
fn a_number_takes_sums_and_commas() {
    let (mut harness, ids) = with_controls(&["button"]);
    fill(&mut harness, "X", "100+20,5");
    assert_eq!(area(&harness, ids[0]).x, 120.5);
    fill(&mut harness, "Breite", "abc");
    assert_eq!(area(&harness, ids[0]).w, 220.0, "nonsense changes nothing");
    fill(&mut harness, "Schriftgröße", "3*12");
    assert_eq!(property(&harness, ids[0], "font_size"), Some(Value::from(36.0)));
}

#[test]
fn tab_leads_through_the_fields_in_their_order_and_each_shows_its_value() {
    let (mut harness, ids) = with_controls(&["button"]);
    let area = area(&harness, ids[0]);
    field(&harness, "X").click();
    harness.run();
    for (name, value) in [("Y", area.y), ("Breite", area.w), ("Höhe", area.h)] {
        harness.key_press(egui::Key::Tab);
        harness.run();
        let node = field(&harness, name);
        assert!(node.is_focused(), "{name}");
        assert_eq!(node.value().as_deref(), Some(value.to_string().as_str()), "{name}");
    }
    harness.key_press(egui::Key::Tab);
    harness.run();
    assert!(field(&harness, "Text").is_focused());
    harness.key_press_modifiers(egui::Modifiers::SHIFT, egui::Key::Tab);
    harness.run();
    assert!(field(&harness, "Höhe").is_focused());
}

#[test]
fn several_controls_show_what_differs_and_change_together() {
    let (mut harness, ids) = with_controls(&["button", "text_box"]);
    assert_eq!(field(&harness, "Breite").value().as_deref(), Some("gemischt"));
    assert!(shows(&harness, "2 Controls"));
    assert!(harness.state().asked.is_empty(), "showing changes nothing: {:?}", harness.state().asked);
    fill(&mut harness, "Breite", "300");
    assert_eq!((area(&harness, ids[0]).w, area(&harness, ids[1]).w), (300.0, 300.0));
    click(&mut harness, "Aktiv");
    for id in &ids {
        assert_eq!(property(&harness, *id, "enabled"), Some(Value::from(false)));
    }
    click(&mut harness, "Aktiv zurücksetzen");
    assert_eq!(property(&harness, ids[0], "enabled"), None);
}

#[test]
fn a_name_in_use_is_made_unique_and_what_is_typed_stays() {
    let (project, ids) = project(&["button", "button"], Lang::De);
    let mut harness = inspector(project, Selection::one(ids[1]), Lang::De);
    fill(&mut harness, "Name", "Button");
    let name = |harness: &Harness<'_, Stage>| harness.state().editor.project().control(ids[1]).unwrap().name.clone();
    assert_eq!(name(&harness), "Button 2");
    field(&harness, "Name").type_text("leiste");
    harness.run();
    assert_eq!(name(&harness), "Buttonleiste");
    fill(&mut harness, "Name", " ");
    assert_eq!(name(&harness), "Buttonleiste", "a name is never empty");
}

#[test]
fn the_logic_section_opens_the_handler() {
    let (mut harness, ids) = with_controls(&["button"]);
    click(&mut harness, "Tapped bearbeiten");
    let at = HandlerRef::new(ids[0], "tapped");
    assert!(harness.state().asked.contains(&Command::OpenTab(Tab::Handler(at.clone()))));
    click(&mut harness, "Mehr zu Tapped");
    click(&mut harness, "Mit Lua");
    let handler = harness.state().editor.project().handler(&at).cloned();
    assert_eq!(handler.as_deref(), Some(&Handler::Lua(String::new())));
}

#[test]
fn a_color_is_typed_and_goes_back_to_the_default() {
    let (mut harness, ids) = with_controls(&["rectangle"]);
    fill(&mut harness, "Farbe", "#102030");
    assert_eq!(property(&harness, ids[0], "color"), Some(Value::from("#102030")));
    click(&mut harness, "Farbe zurücksetzen");
    assert_eq!(property(&harness, ids[0], "color"), None);
    click(&mut harness, "Farbe wählen");
    let before = edits(&harness).len();
    click(&mut harness, "#2b78d8");
    assert_eq!(property(&harness, ids[0], "color"), Some(Value::from("#2b78d8")));
    assert_eq!(edits(&harness).len(), before + 1, "showing a colour changes nothing");
}

#[test]
fn everything_is_drawn_in_both_languages() {
    for lang in [Lang::De, Lang::En] {
        let kinds: Vec<&str> = crate::language::controls().map(|def| def.kind).collect();
        let (mut project, ids) = project(&kinds, lang);
        apply(&mut project, &Edit::AddSource("Q".to_owned(), ConnectionId::local(), vec!["a/#".to_owned()])).unwrap();
        apply(&mut project, &Edit::AddVariable("n".to_owned(), Ty::Number, 1.0.into())).unwrap();
        let (source, variable) = (project.sources[0].id, project.variables[0].id);
        let mut selections: Vec<_> = ids.iter().map(|id| Selection::one(*id)).collect();
        selections.extend([
            Selection::Nothing,
            Selection::one(SCREEN),
            Selection::controls(ids.clone()),
            Selection::one(ConnectionId::local()),
            Selection::one(source),
            Selection::one(variable),
        ]);
        let mut harness = inspector(project, Selection::Nothing, lang);
        for selection in selections {
            harness.state_mut().editor.selection = selection.clone();
            harness.run();
            assert!(harness.state().asked.is_empty(), "{selection:?} asks {:?}", harness.state().asked);
        }
    }
}

#[test]
fn data_is_edited_in_place() {
    let (mut project, _) = project(&[], Lang::De);
    apply(&mut project, &Edit::AddVariable("Zahl".to_owned(), Ty::Number, 1.0.into())).unwrap();
    apply(&mut project, &Edit::AddSource("Q".to_owned(), ConnectionId::local(), Vec::new())).unwrap();
    let (source, variable) = (project.sources[0].id, project.variables[0].id);
    let mut harness = inspector(project, Selection::one(variable), Lang::De);
    fill(&mut harness, "Startwert", "2,5");
    let initial = |harness: &Harness<'_, Stage>| harness.state().editor.project().variables[0].initial.clone();
    assert_eq!(initial(&harness), Value::from(2.5));
    fill(&mut harness, "Startwert", "zwei");
    assert_eq!(initial(&harness), Value::from(2.5));
    assert!(shows(&harness, "Das ist keine Zahl"));
    click(&mut harness, "Wert behalten");
    assert!(harness.state().editor.project().variables[0].kept);
    assert!(!shows(&harness, "Vergessen"));
    harness.state_mut().data.kept.insert(variable, Value::from(7.0));
    harness.run();
    click(&mut harness, "Vergessen: wieder mit dem Startwert beginnen");
    assert!(harness.state().asked.contains(&Command::Request(Request::ForgetKept(variable))));
    click(&mut harness, "Im Skript kopieren");
    assert!(harness.state().asked.contains(&Command::Request(Request::CopyText("data.Zahl".to_owned()))));
    harness.state_mut().editor.selection = Selection::one(source);
    harness.run();
    fill(&mut harness, "Topics", "halle1/#");
    assert_eq!(harness.state().editor.project().sources[0].topics, ["halle1/#"]);
    click(&mut harness, "Refreshed bearbeiten");
    let at = HandlerRef::new(source, "refreshed");
    assert_eq!(harness.state().editor.active, Some(Tab::Handler(at.clone())));
    assert!(harness.state().editor.project().handler(&at).is_none(), "a look is no edit");
}
