//! Parameters by their fields: of a master, and of an instance.

use egui_kittest::Harness;

use crate::editor::Editor;
use crate::editor::selection::Selection;
use crate::i18n::Lang;
use crate::model::component::ParameterKind;
use crate::model::edit::{Edit, apply};
use crate::model::id::{ControlId, ScreenId};
use crate::model::item::Item;
use crate::model::property::Property;
use crate::ui::inspector::inspector_ui;
use crate::ui::testing::{Stage, click, field, fill, project, shows, stage};

/// A component with a button in it, and an instance of it.
fn component(select: impl Fn(ScreenId, ControlId) -> Selection) -> (Harness<'static, Stage>, ScreenId, ControlId) {
    let (mut project, ids) = project(&["button"], Lang::De);
    let edit = Edit::MakeComponent { controls: ids, name: "Taster".to_owned(), prefix: "Präfix".to_owned() };
    let made = apply(&mut project, &edit).unwrap();
    let (master, instance) = (made.first(Item::screen).unwrap(), made.first(Item::control).unwrap());
    let mut editor = Editor::new(project, None, Lang::De);
    editor.selection = select(master, instance);
    let mut harness = stage(editor, |ui, view, state, out| {
        ui.set_max_width(300.0);
        inspector_ui(ui, view, &mut state.inspector, out);
    });
    harness.run();
    (harness, master, instance)
}

fn value(harness: &Harness<'_, Stage>, instance: ControlId, key: &str) -> Option<Property> {
    harness.state().editor.project().control(instance).unwrap().properties.get(key).cloned()
}

fn choose(harness: &mut Harness<'_, Stage>, list: &str, entry: &str) {
    click(harness, list);
    click(harness, entry);
}

#[test]
fn a_parameter_is_made_named_and_given_a_default() {
    let (mut harness, master, _) = component(|master, _| Selection::one(master));
    assert!(shows(&harness, "Was sich von Exemplar zu Exemplar unterscheidet"));
    choose(&mut harness, "Parameter hinzufügen", "Zahl");
    fill(&mut harness, "Vorgabe", "12,5");
    fill(&mut harness, "Name von Zahl", "Soll");
    let face = |harness: &Harness<'_, Stage>| {
        harness.state().editor.project().screen(master).unwrap().component.clone().unwrap()
    };
    assert_eq!(face(&harness).parameters[0].name, "Zahl", "not while it is typed");
    harness.key_press(egui::Key::Enter);
    harness.run();
    let parameter = face(&harness).parameters[0].clone();
    assert_eq!((parameter.name.as_str(), parameter.kind), ("Soll", ParameterKind::Number));
    assert_eq!(parameter.default, 12.5.into());
    choose(&mut harness, "Art", "Präfix");
    fill(&mut harness, "Vorgabe", "halle/+");
    assert!(shows(&harness, "+"), "a prefix with a wildcard is told");
    click(&mut harness, "Soll entfernen");
    assert!(face(&harness).parameters.is_empty());
}

#[test]
fn an_instance_has_values_of_its_own_and_goes_back_to_the_default() {
    let (mut harness, master, instance) = component(|_, instance| Selection::one(instance));
    for (name, kind, default) in
        [("Titel", ParameterKind::Text, Property::from("Presse")), ("Licht", ParameterKind::Bool, false.into())]
    {
        let (name, default) = (name.to_owned(), default);
        let new = crate::model::component::ComponentParameter { name, kind, default };
        harness.state_mut().editor.history.apply(&Edit::SetParameter(master, None, Some(new)), None).unwrap();
    }
    harness.run();
    assert_eq!(field(&harness, "Titel").value().as_deref(), Some("Presse"));
    fill(&mut harness, "Titel", "Säge");
    assert_eq!(value(&harness, instance, "{Titel}"), Some("Säge".into()));
    click(&mut harness, "Licht");
    assert_eq!(value(&harness, instance, "{Licht}"), Some(true.into()));
    click(&mut harness, "Titel zurücksetzen");
    assert_eq!(value(&harness, instance, "{Titel}"), None);
    click(&mut harness, "Öffnen");
    assert_eq!(harness.state().editor.selection, Selection::one(master));
}

#[test]
fn where_the_component_is_gone_another_one_is_chosen() {
    let (mut harness, master, instance) = component(|_, instance| Selection::one(instance));
    harness.state_mut().editor.history.apply(&Edit::DuplicateScreen(master), None).unwrap();
    harness.state_mut().editor.history.apply(&Edit::Remove(vec![master.into()]), None).unwrap();
    harness.run();
    assert!(shows(&harness, "gelöscht"));
    choose(&mut harness, "Komponente wählen", "Taster 2");
    let project = harness.state().editor.project();
    let (now, _) = project.master_of(project.control(instance).unwrap()).unwrap();
    assert_eq!(now.name, "Taster 2");
}
