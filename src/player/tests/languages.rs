//! An app in another language is used as in its own: what people choose is told as it is written.

use super::*;
use crate::model::component::{ComponentParameter, ParameterKind};
use crate::model::edit::{Edit, apply};
use crate::model::item::Item;

/// The usual app, whose dropdown is in a component that is given one of its entries; spoken in the language with this tag.
fn opened(tag: &str) -> Harness<'static, App> {
    let mut harness = harness(Lang::De);
    let mut project = (**harness.state().editor.project()).clone();
    let line = project.control_mut(id("Linie")).unwrap();
    line.properties.insert("options".to_owned(), "{Art}\nAuto".into());
    line.properties.insert("selected".to_owned(), "Auto".into());
    let (name, prefix) = ("Maschine".to_owned(), String::new());
    let made = apply(&mut project, &Edit::MakeComponent { controls: vec![id("Linie")], name, prefix }).unwrap();
    let master = made.first(Item::screen).unwrap();
    let art = ComponentParameter { name: "Art".to_owned(), kind: ParameterKind::Text, default: "Hand".into() };
    apply(&mut project, &Edit::SetParameter(master, None, Some(art))).unwrap();
    let languages = Arc::make_mut(&mut project.languages);
    languages.tags = vec!["de".to_owned(), "pl".to_owned()];
    languages.set("Hand", "pl", "Ręcznie");
    languages.set("Auto", "pl", "Samoczynnie");
    let app = harness.state_mut();
    app.editor = Editor::new(project, None, Lang::De);
    let project = Arc::clone(app.editor.project());
    app.run().follow(&project);
    app.run().take(&RunEvent::Language(tag.to_owned()), &project, Instant::now());
    harness.run_steps(2);
    harness
}

#[test]
fn an_entry_that_a_component_was_given_is_told_as_it_is_written_whatever_it_reads() {
    let choose = |tag: &str, reads: &str| {
        let mut harness = opened(tag);
        harness.get_by_label_contains("Linie").click();
        harness.run_steps(4);
        harness.get_by_label(reads).click();
        harness.run_steps(4);
        assert_eq!(harness.get_by_label_contains("Linie").value().as_deref(), Some(reads));
        fired(&harness)
    };
    let plain = choose("de", "Hand");
    assert!(plain.iter().any(|(.., change)| *change == Some(("selected".to_owned(), Value::from("Hand")))));
    assert_eq!(choose("pl", "Ręcznie"), plain);
}
