//! A repeater by its fields.

use egui_kittest::Harness;

use crate::editor::Editor;
use crate::editor::selection::Selection;
use crate::i18n::Lang;
use crate::language::{control, new_control};
use crate::model::component::{ComponentParameter, ParameterKind, REPEATER, Repeated};
use crate::model::edit::{Edit, apply};
use crate::model::id::{ConnectionId, ControlId};
use crate::model::item::Item;
use crate::model::property::Property;
use crate::ui::inspector::inspector_ui;
use crate::ui::testing::{Stage, click, fill, project, shows, stage};

/// A repeater, and a component with two parameters that it does not show yet.
fn repeater() -> (Harness<'static, Stage>, ControlId) {
    let (mut project, ids) = project(&["button"], Lang::De);
    let edit = Edit::MakeComponent { controls: ids, name: "Maschine".to_owned(), prefix: "Präfix".to_owned() };
    let made = apply(&mut project, &edit).unwrap();
    let (master, instance) = (made.first(Item::screen).unwrap(), made.first(Item::control).unwrap());
    for (name, kind, default) in
        [("Präfix", ParameterKind::Prefix, "halle/m1"), ("Titel", ParameterKind::Text, "Presse")]
    {
        let (name, default) = (name.to_owned(), default.into());
        apply(&mut project, &Edit::SetParameter(master, None, Some(ComponentParameter { name, kind, default })))
            .unwrap();
    }
    let on = project.screen_of(instance).unwrap();
    let new = new_control(control(REPEATER).unwrap(), Lang::De);
    let made = apply(&mut project, &Edit::AddControls(on, vec![new])).unwrap();
    let id = made.first(Item::control).unwrap();
    let mut editor = Editor::new(project, None, Lang::De);
    editor.selection = Selection::one(id);
    let mut harness = stage(editor, |ui, view, state, out| {
        ui.set_max_width(300.0);
        inspector_ui(ui, view, &mut state.inspector, out);
    });
    harness.run();
    (harness, id)
}

fn choose(harness: &mut Harness<'_, Stage>, list: &str, entry: &str) {
    click(harness, list);
    click(harness, entry);
}

fn value(harness: &Harness<'_, Stage>, id: ControlId, key: &str) -> Option<Property> {
    harness.state().editor.project().control(id).unwrap().properties.get(key).cloned()
}

fn filter(harness: &Harness<'_, Stage>, id: ControlId) -> String {
    match harness.state().editor.project().control(id).unwrap().repeats() {
        Some(Repeated::Topics { connection, filter }) => {
            assert_eq!(*connection, ConnectionId::local());
            filter.to_owned()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_repeated_follows_from_the_component_and_is_changed_by_fields() {
    let (mut harness, id) = repeater();
    choose(&mut harness, "Zeigt", "Maschine");
    assert_eq!(filter(&harness, id), "halle/+/#", "as the component itself says");
    assert_eq!(value(&harness, id, "{Präfix}"), Some("#[topic]#".into()));
    assert_eq!(value(&harness, id, "{Titel}"), Some("#[topic.2]#".into()));
    harness.state_mut().editor.dispatch(crate::editor::command::Command::Do(crate::editor::command::Action::Undo));
    assert_eq!(value(&harness, id, "topics"), None, "one step takes all of it back");
    harness.state_mut().editor.dispatch(crate::editor::command::Command::Do(crate::editor::command::Action::Redo));
    harness.run();
    fill(&mut harness, "Topics", "werk/+/anlage/+");
    assert_eq!(filter(&harness, id), "werk/+/anlage/+/#");
    click(&mut harness, "Auch darunter");
    assert_eq!(filter(&harness, id), "werk/+/anlage/+");
    assert!(shows(&harness, "Nur Nachrichten auf werk/x/anlage/x selbst"));
    choose(&mut harness, "Titel", "4. Ebene (+)");
    assert_eq!(value(&harness, id, "{Titel}"), Some("#[topic.4]#".into()));
    choose(&mut harness, "Titel", "Vorgabe");
    assert_eq!(value(&harness, id, "{Titel}"), None);
    choose(&mut harness, "Reihenfolge", "nach Topic");
    assert_eq!(value(&harness, id, "order"), Some("topic".into()));
    fill(&mut harness, "Topics", "werk/anlage");
    assert!(shows(&harness, "Ein + steht dort, wo sich die Topics unterscheiden"));
}
