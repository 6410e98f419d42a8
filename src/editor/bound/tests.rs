//! What is shown of a bound property while nothing runs.

use std::time::Instant;

use super::*;
use crate::editor::Editor;
use crate::editor::monitor::line;
use crate::editor::view::UiData;
use crate::model::edit::{Edit, apply};
use crate::model::id::ScreenId;
use crate::model::item::Item;
use crate::model::property::Property;
use crate::model::types::Ty;

const SCREEN: ScreenId = ScreenId(1);

/// A label, a slider and a variable; both controls bound.
fn editor(label: Origin, slider: Origin) -> Editor {
    let mut project = Project::new("P", "Start", "Lokal");
    let controls = ["text", "slider"].map(|kind| language::new_control(language::control(kind).unwrap(), Lang::De));
    apply(&mut project, &Edit::AddVariable("Soll".to_owned(), Ty::Number, 21.5.into())).unwrap();
    let ids = apply(&mut project, &Edit::AddControls(SCREEN, controls.to_vec())).unwrap().all(Item::control);
    let celsius = Binding { suffix: " °C".to_owned(), ..Binding::to(label) };
    for (id, key, binding) in [(ids[0], "text", celsius), (ids[1], "value", Binding::to(slider))] {
        let set = Edit::SetProperty(vec![id], key.to_owned(), Some(Property::from(binding)));
        apply(&mut project, &set).unwrap();
    }
    Editor::new(project, None, Lang::De)
}

fn topic(filter: &str, path: &str) -> Origin {
    let connection = ConnectionId::local();
    Origin::Topic { connection, filter: filter.to_owned(), path: path.to_owned(), ty: ColumnType::Automatic }
}

fn painted(editor: &Editor, data: &UiData) -> Vec<String> {
    let view = View::new(editor, data);
    let samples = samples(&view, editor.project().screen(SCREEN).unwrap());
    samples.into_values().flat_map(BTreeMap::into_values).map(|value| value.to_text()).collect()
}

#[test]
fn what_the_monitor_has_heard_is_painted_and_else_where_it_comes_from() {
    let editor = editor(topic("halle1/temp", "t"), topic("halle1/soll", ""));
    let mut data = UiData::default();
    assert_eq!(painted(&editor, &data), ["{halle1/temp · t} °C"]);
    for (topic, message) in [("halle1/temp", r#"{"t": 21.5}"#), ("halle1/soll", "40"), ("halle1/soll", "warm")] {
        data.topics.take(line(&ConnectionId::local(), topic, message, 1), Instant::now());
    }
    assert_eq!(painted(&editor, &data), ["21,5 °C"], "what does not fit is not painted");
}

#[test]
fn variables_have_their_start_value_and_properties_are_looked_through() {
    let project = |editor: &Editor| editor.project().variables[0].id;
    let first = editor(topic("a", ""), topic("b", ""));
    let variable = Origin::Variable(project(&first));
    let slider = first.project().screens[0].controls[1].id;
    let editor = editor(Origin::Property { control: slider, property: "value".to_owned() }, variable.clone());
    assert_eq!(painted(&editor, &UiData::default()), ["21,5 °C", "21.5"]);
    assert_eq!(origin_text(editor.project(), &variable, Lang::De), "Soll");
    let gone = Origin::Property { control: ControlId(999), property: "value".to_owned() };
    assert_eq!(origin_text(editor.project(), &gone, Lang::En), "deleted");
}
