//! Which texts people read, what they are in another language, and that nothing else becomes another one.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{in_language, live_text, missing, moved, sheet, texts, unused};
use crate::i18n::Lang;
use crate::language::{control, new_control};
use crate::model::binding::{Binding, Origin};
use crate::model::blocks::{Block, Graph};
use crate::model::component::{ComponentParameter, ParameterKind, PartIds, RepeatedRows, unfolded};
use crate::model::control::Control;
use crate::model::edit::{Edit, apply};
use crate::model::formatting::{Condition, FormatRule};
use crate::model::handler::Handler;
use crate::model::id::{BlockId, ControlId, VariableId};
use crate::model::item::Item;
use crate::model::languages::AppLanguages;
use crate::model::project::Project;
use crate::model::property::Property;
use crate::model::value::Value;

fn new(id: u32, kind: &str, properties: &[(&str, Property)]) -> Control {
    let mut made = new_control(control(kind).unwrap(), Lang::De);
    (made.id, made.name) = (ControlId(id), format!("C{id}"));
    made.properties.extend(properties.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
    made
}

fn languages(pairs: &[(&str, &str)]) -> AppLanguages {
    let mut out = AppLanguages::default();
    out.tags = vec!["de".to_owned(), "pl".to_owned()];
    for (text, translated) in pairs {
        out.set(text, "pl", translated);
    }
    out
}

fn project(controls: Vec<Control>, pairs: &[(&str, &str)]) -> Arc<Project> {
    let mut project = Project::new("P", "Start", "Lokal");
    Arc::make_mut(&mut project.screens[0]).controls = controls.into();
    project.languages = Arc::new(languages(pairs));
    project.next_id = 100;
    Arc::new(project)
}

fn found(project: &Project) -> Vec<String> {
    texts(project).into_iter().map(|each| each.text).collect()
}

#[test]
fn what_people_read_is_found_and_what_is_typed_or_computed_is_not() {
    let mut bound = Binding::to(Origin::Variable(VariableId(9)));
    (bound.prefix, bound.suffix) = ("Menge: ".to_owned(), " Stück".to_owned());
    bound.table = vec![("1".to_owned(), "läuft".into())];
    bound.empty = Some("nichts".into());
    let rule = FormatRule {
        name: "R".to_owned(),
        when: Condition::All(Vec::new()),
        set: BTreeMap::from([("text".to_owned(), "Zu heiß".into()), ("text_color".to_owned(), "bad".into())]),
    };
    let mut button = new(2, "button", &[("text", "Stopp".into()), ("question", "Wirklich?".into())]);
    button.rules = vec![Arc::new(rule)];
    let say = Block::new("notify").with("text", "Fertig").with("level", "error");
    let set = Block::new("property_set").with("control", Item::Control(ControlId(3))).with("property", "text");
    let hidden = Block::new("property_set").with("control", Item::Control(ControlId(5))).with("property", "text");
    let blocks = [
        (BlockId(20), say),
        (BlockId(21), set.with("value", "Läuft")),
        (BlockId(22), hidden.with("value", "getippt")),
        (BlockId(23), Block::new("mqtt_publish").with("topic", "a/b").with("message", "an")),
    ];
    button
        .handlers
        .insert("tapped".to_owned(), Handler::Blocks(Graph { blocks: blocks.into(), ..Graph::default() }).into());
    let mut lua = new(6, "button", &[("text", "Stopp".into())]);
    let text = "runtime.shownotification('Ende') C3.text = 'Steht' connections.getfromid('x').publish('t', 'aus')";
    lua.handlers.insert("tapped".to_owned(), Handler::Lua(text.to_owned()).into());
    let controls = vec![
        button,
        new(3, "text", &[("text", bound.into())]),
        new(
            4,
            "dropdown",
            &[("options", "Hand\nAuto".into()), ("selected", "Hand".into()), ("placeholder", "".into())],
        ),
        new(5, "text_box", &[("text", "42 Wörter".into()), ("placeholder", "Text hier".into())]),
        new(7, "qr_code", &[("text", "https://example.com".into())]),
        new(8, "value", &[("text", "12,5".into()), ("unit", "U/min".into())]),
        lua,
    ];
    let project = project(controls, &[("Stopp", "Zatrzymaj"), ("Alt", "Stary")]);
    let wanted = [
        "Stopp",
        "Zu heiß",
        "Wirklich?",
        "Menge:",
        "läuft",
        "nichts",
        "Stück",
        "Hand",
        "Auto",
        "Text hier",
        "U/min",
        "Fertig",
        "Läuft",
        "Ende",
        "Steht",
    ];
    let mut all = found(&project);
    all.sort_unstable();
    let mut sorted = wanted.map(str::to_owned).to_vec();
    sorted.sort_unstable();
    assert_eq!(all, sorted);
    let all = texts(&project);
    assert_eq!(all.iter().find(|each| each.text == "Stopp").unwrap().places.len(), 2);
    // Units are not missed.
    assert_eq!(missing(&project.languages, &all, "pl"), wanted.len() - 3);
    assert_eq!(unused(&project, &all), ["Alt"]);
}

#[test]
fn the_shown_project_is_translated_and_the_written_one_is_not() {
    let mut bound = Binding::to(Origin::Variable(VariableId(9)));
    (bound.prefix, bound.suffix) = ("Menge: ".to_owned(), " Stück".to_owned());
    bound.empty = Some("nichts".into());
    let pairs = [
        ("Stopp", "Zatrzymaj"),
        ("Hand", "Ręcznie"),
        ("Menge:", "Ilość:"),
        ("Stück", "szt."),
        ("nichts", "nic"),
        ("viel", "dużo"),
    ];
    let controls = vec![
        new(2, "button", &[("text", "Stopp".into())]),
        new(3, "text", &[("text", bound.into())]),
        new(4, "dropdown", &[("options", "Hand\nAuto".into()), ("selected", "Hand".into())]),
        new(5, "text_box", &[("text", "Stopp".into())]),
    ];
    let project = project(controls, &pairs);
    let shown = in_language(&project, 1);
    let text = |id: u32, key: &str| shown.control(ControlId(id)).unwrap().properties[key].clone();
    assert_eq!(text(2, "text"), "Zatrzymaj".into());
    assert_eq!(text(3, "text").binding().unwrap().empty, Some("nic".into()));
    // What is chosen and what is typed are values; entries are only drawn otherwise.
    assert_eq!((text(4, "options"), text(4, "selected")), ("Hand\nAuto".into(), "Hand".into()));
    assert_eq!(text(5, "text"), "Stopp".into());
    assert_eq!(shown.languages.said("Hand"), "Ręcznie");
    assert!(Arc::ptr_eq(&in_language(&project, 0), &project));
    let live = |id: u32, value: &str| {
        live_text(&project, (project.control(ControlId(id)).unwrap(), None), "text", &Value::from(value), 1)
    };
    assert_eq!(live(3, "Menge: viel Stück"), Some("Ilość: dużo szt.".into()));
    assert_eq!(live(3, "Menge: 5 Stück"), Some("Ilość: 5 szt.".into()));
    assert_eq!((live(5, "Stopp"), live(2, "Los")), (None, None));
}

#[test]
fn translations_follow_a_typo_that_is_mended_and_not_what_stays_elsewhere() {
    let text = |id: u32| new(id, "button", &[("text", "Stop".into())]);
    let edited = |project: &Project| {
        let mut edited = project.clone();
        let edit = Edit::SetProperty(vec![ControlId(2)], "text".to_owned(), Some("Stopp".into()));
        apply(&mut edited, &edit).unwrap();
        edited
    };
    let both = project(vec![text(2), text(3)], &[("Stop", "Zatrzymaj")]);
    assert_eq!(moved(&both, &edited(&both)), None, "the other one says it still");
    let one = project(vec![text(2)], &[("Stop", "Zatrzymaj")]);
    let languages = moved(&one, &edited(&one)).unwrap();
    assert_eq!(languages.translation("Stopp", "pl"), Some("Zatrzymaj"));
    assert_eq!(languages.texts.len(), 1);
    let plain = project(vec![text(2)], &[]);
    assert_eq!(moved(&plain, &edited(&plain)), None);
}

#[test]
fn a_spreadsheet_gives_back_what_it_was_given_and_names_languages_as_people_do() {
    let controls = vec![new(2, "button", &[("text", "Stopp".into())]), new(3, "button", &[("text", "Start".into())])];
    let project = project(controls, &[("Stopp", "Zatrzymaj")]);
    let all = texts(&project);
    let rows = sheet::rows(&project, &all);
    assert_eq!(rows, [["de", "pl"], ["Stopp", "Zatrzymaj"], ["Start", ""]]);
    let cells = |row: [&str; 3]| row.map(str::to_owned).to_vec();
    let filled = [
        cells(["Deutsch", "polski", "English"]),
        cells(["Start", "Uruchom", "Start"]),
        cells(["Stopp", "", "Stop"]),
        cells(["Fremd", "x", "y"]),
    ];
    let (read, told) = sheet::read(&project, &all, &filled).unwrap();
    assert_eq!(read.tags, ["de", "pl", "en"]);
    assert_eq!((told.taken, told.unknown), (3, 1));
    assert_eq!(read.translation("Stopp", "pl"), Some("Zatrzymaj"));
    assert_eq!(read.translation("Start", "pl"), Some("Uruchom"));
    assert_eq!(sheet::read(&project, &all, &[cells(["Stopp", "Halt", "x"])]), None);
    let regional = [["Deutsch", "en-GB", "en_us"], ["Stopp", "Stop it", "Halt"]].map(cells);
    let (read, _) = sheet::read(&project, &all, &regional).unwrap();
    assert_eq!(read.tags, ["de", "pl", "en-GB", "en-US"]);
    assert_eq!(
        (read.translation("Stopp", "en-GB"), read.translation("Stopp", "en-US")),
        (Some("Stop it"), Some("Halt"))
    );
    let twice = [["Deutsch", "PL", "Polnisch"], ["Stopp", "Stój", "Zatrzymaj"]].map(cells);
    let (read, _) = sheet::read(&project, &all, &twice).unwrap();
    assert_eq!((read.tags.len(), read.translation("Stopp", "pl")), (2, Some("Stój")));
}

/// A component with a label and a dropdown, and an instance of it that is given three texts.
fn component() -> Arc<Project> {
    let entries = new(3, "dropdown", &[("options", "{Art}\nAuto".into()), ("selected", "{Art}".into())]);
    let mut nested = new(5, "qr_code", &[("text", "{Wert}".into())]);
    nested.rules = vec![Arc::new(FormatRule {
        name: "R".to_owned(),
        when: Condition::All(Vec::new()),
        set: BTreeMap::from([("text".to_owned(), "{Wert}".into())]),
    })];
    let mut bound = Binding::to(Origin::Variable(VariableId(9)));
    (bound.prefix, bound.suffix) = ("{Titel} Nr. ".to_owned(), " von {Titel}".to_owned());
    bound.table = vec![("1".to_owned(), "läuft".into())];
    let controls =
        vec![new(2, "text", &[("text", "{Titel}".into())]), entries, nested, new(6, "text", &[("text", bound.into())])];
    let project = project(controls, &[("Pumpe", "Pompa"), ("Hand", "Ręcznie"), ("Offen", "Otwarte")]);
    let mut project = Project::clone(&project);
    let controls = [2, 3, 5, 6].map(ControlId).to_vec();
    let (name, prefix) = ("Maschine".to_owned(), String::new());
    let made = apply(&mut project, &Edit::MakeComponent { controls, name, prefix }).unwrap();
    let (master, instance) = (made.first(Item::screen).unwrap(), made.first(Item::control).unwrap());
    for (name, text) in [("Titel", "Pumpe"), ("Art", "Hand"), ("Wert", "Offen")] {
        let new = ComponentParameter { name: name.to_owned(), kind: ParameterKind::Text, default: text.into() };
        apply(&mut project, &Edit::SetParameter(master, None, Some(new))).unwrap();
        apply(&mut project, &Edit::SetProperty(vec![instance], format!("{{{name}}}"), Some(text.into()))).unwrap();
    }
    Arc::new(project)
}

/// A property of the control of this kind in what runs.
fn of_part(project: &Project, kind: &str, key: &str) -> Property {
    let whole = unfolded(project, &mut PartIds::default(), &RepeatedRows::new()).into_owned();
    let start = whole.start_screen().unwrap();
    start.controls.iter().find(|control| control.kind == kind).unwrap().properties[key].clone()
}

#[test]
fn a_text_that_a_component_is_given_is_translated_where_it_is_read_and_nowhere_else() {
    let project = component();
    let all = found(&project);
    assert!(["Pumpe", "Hand", "Auto"].iter().all(|text| all.contains(&(*text).to_owned())), "{all:?}");
    assert!(!all.contains(&"Offen".to_owned()), "what a code says is nobody's text");
    let shown = in_language(&project, 1);
    assert_eq!(of_part(&shown, "text", "text"), "Pompa".into());
    assert_eq!(of_part(&shown, "qr_code", "text"), "Offen".into());
    for key in ["options", "selected"] {
        assert_eq!(of_part(&shown, "dropdown", key), of_part(&project, "dropdown", key), "an entry is drawn otherwise");
    }
}

#[test]
fn what_runs_in_a_component_is_translated_with_its_parameters() {
    let mut project = Project::clone(&component());
    let languages = Arc::make_mut(&mut project.languages);
    languages.set("{Titel} Nr.", "pl", "{Titel} nr");
    languages.set("von {Titel}", "pl", "od {Titel}");
    languages.set("läuft", "pl", "pracuje");
    let master = project.screens.iter().find(|screen| screen.component.is_some()).unwrap().id;
    let renamed = ComponentParameter { name: "Name".to_owned(), kind: ParameterKind::Text, default: "Pumpe".into() };
    apply(&mut project, &Edit::SetParameter(master, Some(0), Some(renamed))).unwrap();
    assert_eq!(project.languages.translation("{Name} Nr.", "pl"), Some("{Name} nr"));
    let project = Arc::new(project);
    let mut ids = PartIds::default();
    let whole = unfolded(&project, &mut ids, &RepeatedRows::new()).into_owned();
    let shown = unfolded(&in_language(&project, 1), &mut ids, &RepeatedRows::new()).into_owned();
    let controls = &whole.start_screen().unwrap().controls;
    let bound = |control: &&Control| control.properties.get("text").is_some_and(|text| text.binding().is_some());
    let control = controls.iter().find(bound).unwrap();
    let live = |value: &str| live_text(&whole, (control, shown.control(control.id)), "text", &Value::from(value), 1);
    assert_eq!(live("Pumpe Nr. 5 von Pumpe"), Some("Pompa nr 5 od Pompa".into()));
    assert_eq!(live("Pumpe Nr. läuft von Pumpe"), Some("Pompa nr pracuje od Pompa".into()));
}
