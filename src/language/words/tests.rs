//! Which texts people read, what they are in another language, and that nothing else becomes another one.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{following, in_language, live_text, missing, sheet, texts, unused};
use crate::i18n::Lang;
use crate::language::{control, new_control};
use crate::model::binding::{Binding, Origin};
use crate::model::blocks::{Block, Graph};
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
        live_text(&project, project.control(ControlId(id)).unwrap(), "text", &Value::from(value), 1)
    };
    assert_eq!(live(3, "Menge: viel Stück"), Some("Ilość: dużo szt.".into()));
    assert_eq!(live(3, "Menge: 5 Stück"), Some("Ilość: 5 szt.".into()));
    assert_eq!((live(5, "Stopp"), live(2, "Los")), (None, None));
}

#[test]
fn translations_follow_a_typo_that_is_mended_and_not_what_stays_elsewhere() {
    let text = |id: u32| new(id, "button", &[("text", "Stop".into())]);
    let both = project(vec![text(2), text(3)], &[("Stop", "Zatrzymaj")]);
    let edit = |id: u32| Edit::SetProperty(vec![ControlId(id)], "text".to_owned(), Some("Stopp".into()));
    assert_eq!(following(&both, &edit(2)), None, "the other one says it still");
    let one = project(vec![text(2)], &[("Stop", "Zatrzymaj")]);
    let mut edited = Project::clone(&one);
    apply(&mut edited, &following(&one, &edit(2)).unwrap()).unwrap();
    assert_eq!(edited.languages.translation("Stopp", "pl"), Some("Zatrzymaj"));
    assert_eq!(edited.languages.texts.len(), 1);
    let plain = project(vec![text(2)], &[]);
    assert_eq!(following(&plain, &edit(2)), None);
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
}
