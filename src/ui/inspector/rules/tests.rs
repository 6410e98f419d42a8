//! Rules made by hand, driven by label.

use std::time::Instant;

use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::*;
use crate::editor::Editor;
use crate::editor::bound::samples;
use crate::editor::monitor::line;
use crate::editor::selection::Selection;
use crate::model::id::{ConnectionId, ControlId};
use crate::ui::inspector::inspector_ui;
use crate::ui::testing::{SCREEN, Stage, click, fill, project, shows, stage};

fn inspector(kinds: &[&str], lang: Lang) -> (Harness<'static, Stage>, Vec<ControlId>) {
    let (project, ids) = project(kinds, lang);
    let mut editor = Editor::new(project, None, lang);
    editor.selection = Selection::controls(ids[..1].to_vec());
    let mut harness = stage(editor, |ui, view, state, out| {
        ui.set_max_width(300.0);
        inspector_ui(ui, view, &mut state.inspector, out);
    });
    // All of it is seen.
    harness.set_size(vec2(900.0, 2000.0));
    harness.run();
    (harness, ids)
}

fn heard(harness: &mut Harness<'static, Stage>, topic: &str, message: &str) {
    let message = line(&ConnectionId::local(), topic, message, 1);
    harness.state_mut().data.topics.take(message, Instant::now());
    harness.run();
}

fn rules(harness: &Harness<'_, Stage>, id: ControlId) -> Vec<String> {
    let control = harness.state().editor.project().control(id).unwrap();
    control.rules.iter().map(|rule| ron::to_string(&**rule).unwrap()).collect()
}

/// What the designer shows of a property.
fn look(harness: &Harness<'_, Stage>, id: ControlId, key: &str) -> Option<String> {
    let stage = harness.state();
    let view = View::new(&stage.editor, &stage.data);
    let screen = stage.editor.project().screen(SCREEN).unwrap();
    samples(&view, screen).get(&id)?.get(key).map(Value::to_text)
}

/// The aim of the issue: a lamp with a rule in five gestures at most. The first one is to put it there.
#[test]
fn a_lamp_has_a_rule_after_five_gestures() {
    let (mut harness, ids) = inspector(&["lamp"], Lang::De);
    heard(&mut harness, "halle1/pumpe", "läuft");
    click(&mut harness, "Regel");
    click(&mut harness, "Gehörte Topics");
    click(&mut harness, "halle1/pumpe");
    fill(&mut harness, "Vergleichswert 1", "läuft");
    let left = r#"Bound(from: Topic(connection: Connection("lokal"), filter: "halle1/pumpe"))"#;
    let wanted = format!(r#"(when:All([Is(left: {left}, op: Equal, right: "läuft")]),set:{{"state":"on"}})"#);
    assert_eq!(rules(&harness, ids[0]), [wanted]);
    assert_eq!(look(&harness, ids[0], "state").as_deref(), Some("on"));
    assert!(shows(&harness, "Verglichener Wert gebunden an halle1/pumpe"));
}

#[test]
fn a_rule_takes_names_conditions_groups_and_properties_and_is_tried() {
    let (mut harness, ids) = inspector(&["slider"], Lang::De);
    let id = ids[0];
    click(&mut harness, "Regel");
    fill(&mut harness, "Regelname", "zu viel");
    click(&mut harness, "Vergleich 1");
    click(&mut harness, "mindestens");
    fill(&mut harness, "Vergleichswert 1", "80,5");
    click(&mut harness, "+ Bedingung");
    fill(&mut harness, "Vergleichswert 2", "100");
    click(&mut harness, "eine genügt");
    click(&mut harness, "Eigenschaft setzen");
    // The property has a field of the same name above.
    let is_field = |role| matches!(role, Role::Label | Role::CheckBox);
    let entry = |node: &egui_kittest::Node<'_>| !is_field(node.accesskit_node().role());
    harness.query_all_by_label("Sichtbar").find(entry).unwrap().click();
    harness.run();
    let own = format!("Bound(from: Property(control: Control({id}), property: \"value\"))");
    let when = format!("Any([Is(left: {own}, op: AtLeast, right: 80.5), Is(left: {own}, op: Equal, right: 100)])");
    let told = rules(&harness, id);
    assert!(told[0].contains(&when) && told[0].contains("\"visible\":false"), "{told:?}");
    click(&mut harness, "Probieren");
    let trial = harness.get_all_by_label_contains("Probewert").next().unwrap().accesskit_node().label().unwrap();
    fill(&mut harness, &trial, "90");
    assert_eq!(look(&harness, id, "visible").as_deref(), Some("false"));
    fill(&mut harness, &trial, "1");
    assert_eq!(look(&harness, id, "visible"), None);
    click(&mut harness, "Bedingung entfernen 2");
    click(&mut harness, "Regel löschen: zu viel");
    assert!(rules(&harness, id).is_empty());
    harness.state_mut().editor.history.undo();
    assert_eq!(rules(&harness, id).len(), 1, "each is a step that is undone");
}

#[test]
fn rules_are_ordered_copied_and_pasted_behind_those_of_another_control() {
    let (mut harness, ids) = inspector(&["value", "value"], Lang::En);
    for name in ["warm", "hot"] {
        click(&mut harness, "Rule");
        fill(&mut harness, "Rule name", name);
    }
    click(&mut harness, "Move up: hot");
    let names = |harness: &Harness<'_, Stage>, id| {
        let control = harness.state().editor.project().control(id).unwrap();
        control.rules.iter().map(|rule| rule.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&harness, ids[0]), ["hot", "warm"]);
    let effects = harness.state_mut().editor.dispatch(Command::CopyRules(ids[0]));
    let text = effects.into_iter().find_map(|effect| match effect {
        crate::editor::effect::Effect::Request(crate::editor::request::Request::CopyText(text)) => Some(text),
        _ => None,
    });
    harness.state_mut().editor.selection = Selection::controls(vec![ids[1]]);
    harness.state_mut().editor.dispatch(Command::PasteText(text.unwrap()));
    assert_eq!(names(&harness, ids[1]), ["hot", "warm"]);
    let own = format!("control: Control({})", ids[1]);
    assert!(rules(&harness, ids[1]).iter().all(|rule| rule.contains(&own)), "its own value is its own there");
}
