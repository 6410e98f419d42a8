//! Binding a property by hand, driven by label.

use std::time::Instant;

use egui_kittest::Harness;

use super::*;
use crate::editor::Editor;
use crate::editor::monitor::line;
use crate::editor::selection::Selection;
use crate::model::binding::Availability;
use crate::model::id::{ConnectionId, ControlId};
use crate::model::source::ColumnType;
use crate::ui::inspector::inspector_ui;
use crate::ui::testing::{Stage, click, field, fill, project, shows, stage};

fn inspector(kinds: &[&str], lang: Lang) -> (Harness<'static, Stage>, Vec<ControlId>) {
    let (project, ids) = project(kinds, lang);
    let mut editor = Editor::new(project, None, lang);
    editor.selection = Selection::controls(ids[..1].to_vec());
    let mut harness = stage(editor, |ui, view, state, out| {
        ui.set_max_width(300.0);
        inspector_ui(ui, view, &mut state.inspector, out);
    });
    harness.run();
    (harness, ids)
}

fn binding(harness: &Harness<'_, Stage>, id: ControlId, key: &str) -> Option<Binding> {
    let property = harness.state().editor.project().control(id)?.properties.get(key)?;
    property.binding().map(|binding| (**binding).clone())
}

/// Chooses an entry of a list.
fn choose(harness: &mut Harness<'_, Stage>, list: &str, entry: &str) {
    click(harness, list);
    click(harness, entry);
}

#[test]
fn a_text_is_bound_to_a_topic_and_shows_its_value() {
    let (mut harness, ids) = inspector(&["text"], Lang::De);
    click(&mut harness, "Text binden");
    choose(&mut harness, "Woher", "Topic");
    assert_eq!(binding(&harness, ids[0], "text"), None, "nothing is bound before something is chosen");
    fill(&mut harness, "Topic", "halle1/temp");
    fill(&mut harness, "Feld im JSON", "t");
    click(&mut harness, "Format");
    choose(&mut harness, "Kommastellen", "1");
    fill(&mut harness, "Dahinter", " °C");
    let from = Origin::Topic {
        connection: ConnectionId::local(),
        filter: "halle1/temp".to_owned(),
        path: "t".to_owned(),
        ty: ColumnType::Automatic,
    };
    let empty = Some(Value::from("–"));
    let wanted = Binding { decimals: Some(1), suffix: " °C".to_owned(), empty, ..Binding::to(from) };
    assert_eq!(binding(&harness, ids[0], "text"), Some(wanted));
    let message = line(&ConnectionId::local(), "halle1/temp", r#"{"t": 21.46}"#, 1);
    harness.state_mut().data.topics.take(message, Instant::now());
    harness.run();
    assert!(shows(&harness, "Text gebunden an halle1/temp · t") && shows(&harness, "21,5 °C"));
    click(&mut harness, "Bindung von Text lösen");
    let control = harness.state().editor.project().control(ids[0]).unwrap();
    assert_eq!(control.properties["text"], Property::from("21,5 °C"), "its value stays");
    let steps = harness.state().editor.history.undo_labels().count();
    assert_eq!(steps, 5, "a field is one step");
}

#[test]
fn numbers_are_converted_and_a_bad_topic_is_told_at_once() {
    let (mut harness, ids) = inspector(&["slider"], Lang::En);
    click(&mut harness, "Bind Value");
    choose(&mut harness, "From", "Topic");
    fill(&mut harness, "Topic", "a/#/b");
    assert!(shows(&harness, "may only stand alone as the last level"));
    fill(&mut harness, "Topic", "a/b");
    click(&mut harness, "Conversion");
    fill(&mut harness, "times", "0,125");
    fill(&mut harness, "plus", "x");
    assert!(shows(&harness, "This is not a number"));
    fill(&mut harness, "plus", "-2");
    click(&mut harness, "When there is nothing");
    fill(&mut harness, "Stale after s", "30");
    fill(&mut harness, "Device tells", "a/state");
    fill(&mut harness, "Offline is", "gone");
    let bound = binding(&harness, ids[0], "value").unwrap();
    assert_eq!((bound.scale, bound.offset, bound.stale_after, bound.empty), (0.125, -2.0, Some(30.0), None));
    let device = Some(Availability { topic: "a/state".to_owned(), offline: "gone".to_owned() });
    assert_eq!(bound.availability, device);
    assert!(!shows(&harness, "Decimals"), "a number has no format");
}

#[test]
fn a_property_follows_another_control_and_words_are_translated() {
    let (mut harness, ids) = inspector(&["text", "toggle"], Lang::De);
    click(&mut harness, "Text binden");
    choose(&mut harness, "Woher", "Anderes Control");
    choose(&mut harness, "Control", "Schalter");
    choose(&mut harness, "Eigenschaft", "An");
    click(&mut harness, "Umrechnung");
    click(&mut harness, "Wert übersetzen");
    fill(&mut harness, "Kommt 1", "true");
    fill(&mut harness, "Zeigt 1", "läuft");
    fill(&mut harness, "Sonst", "steht");
    let bound = binding(&harness, ids[0], "text").unwrap();
    assert_eq!(bound.from, Origin::Property { control: ids[1], property: "on".to_owned() });
    assert_eq!((bound.table, bound.otherwise), (vec![("true".to_owned(), "läuft".into())], Some("steht".into())));
    click(&mut harness, "Text binden");
    assert!(!shows(&harness, "Woher"), "the card closes again");
    assert!(field(&harness, "Name").value().is_some());
}

#[test]
fn an_expression_says_what_is_wrong_with_it() {
    let (mut harness, ids) = inspector(&["text"], Lang::De);
    click(&mut harness, "Text binden");
    choose(&mut harness, "Woher", "Lua-Ausdruck");
    fill(&mut harness, "Ausdruck", "data.Nichts");
    assert!(shows(&harness, "„Text“: `Nichts` gibt es nicht"));
    fill(&mut harness, "Ausdruck", "os.date('%H')");
    assert!(!shows(&harness, "gibt es nicht"));
    assert_eq!(binding(&harness, ids[0], "text").unwrap().from, Origin::Lua("os.date('%H')".to_owned()));
}

#[test]
fn topics_and_fields_are_chosen_from_what_the_monitor_has_heard() {
    let (mut harness, ids) = inspector(&["slider"], Lang::De);
    for (topic, message) in [("halle1/klima", r#"{"temp": 21.5, "feuchte": 40}"#), ("halle1/tor", "auf")] {
        let heard = line(&ConnectionId::local(), topic, message, 1);
        harness.state_mut().data.topics.take(heard, Instant::now());
    }
    click(&mut harness, "Wert binden");
    choose(&mut harness, "Woher", "Topic");
    choose(&mut harness, "Gehörte Topics", "halle1/klima");
    choose(&mut harness, "Felder der letzten Nachricht", "temp");
    let Some(Origin::Topic { filter, path, .. }) = binding(&harness, ids[0], "value").map(|bound| bound.from) else {
        panic!("bound to a topic")
    };
    assert_eq!((filter.as_str(), path.as_str()), ("halle1/klima", "temp"));
    assert!(shows(&harness, "21,5"));
}
