//! Who refers to what, in blocks and in Lua; and that Lua follows new names.

use super::*;
use crate::model::binding::Binding;
use crate::model::blocks::Pos;
use crate::model::blocks::edit::{Fragment, GraphEdit, Target};
use crate::model::connection::Connection;
use crate::model::edit::{Edit, LayerEdit, apply};
use crate::model::formatting::{Comparator, Comparison, Condition};
use crate::model::id::{BlockId, ColumnId, ControlId, ScreenId, SourceId};
use crate::model::property::Property;
use crate::model::screen::Area;
use crate::model::source::{ColumnType, Source, Subscription};
use crate::model::types::Ty;

const START: ScreenId = ScreenId(1);
const BUTTON: ControlId = ControlId(2);
const FIELD: ControlId = ControlId(3);

fn control(kind: &str, name: &str) -> Control {
    Control {
        id: ControlId(0),
        kind: kind.to_owned(),
        name: name.to_owned(),
        area: Area::new(0.0, 0.0, 1.0, 1.0),
        properties: BTreeMap::new(),
        layer: crate::model::layer::Layer::default(),
        anchors: crate::model::fit::Anchors::default(),
        rules: Vec::new(),
        handlers: BTreeMap::new(),
    }
}

/// A button *Knopf* and a text box *Feld* on *Start*, a source *Klima* with the columns Temp and Feuchte, and *Soll*.
fn project() -> Project {
    let mut project = Project::new("P", "Start", "Lokal");
    let controls = vec![control("button", "Knopf"), control("text_box", "Feld")];
    apply(&mut project, &Edit::AddControls(START, controls)).unwrap();
    let source = Source {
        subscriptions: vec![
            Subscription::column("Temp", "k/#", "t", ColumnType::Number),
            Subscription::column("Feuchte", "k/#", "h", ColumnType::Number),
        ],
        ..Source::new(SourceId(0), "Klima", "", ConnectionId::local())
    };
    apply(&mut project, &Edit::InsertSource(source)).unwrap();
    apply(&mut project, &Edit::AddVariable("Soll".to_owned(), Ty::Number, 5.0.into())).unwrap();
    project
}

/// The same project, and the handler of its button.
pub(super) fn scripted() -> (Project, HandlerRef) {
    (project(), HandlerRef::new(BUTTON, "tapped"))
}

fn temp(project: &Project) -> ColumnId {
    project.sources[0].column_titled("temp").unwrap().id.unwrap()
}

fn with_lua(owner: impl Into<Item>, trigger: &str, lua: &str) -> (Project, HandlerRef) {
    let mut project = project();
    let at = HandlerRef::new(owner, trigger);
    apply(&mut project, &Edit::SetHandler(at.clone(), Some(Handler::Lua(lua.to_owned())))).unwrap();
    (project, at)
}

fn lua<'a>(project: &'a Project, at: &HandlerRef) -> &'a str {
    match project.handler(at).unwrap().as_ref() {
        Handler::Lua(text) => text,
        Handler::Blocks(_) => panic!("blocks"),
    }
}

/// What a text of the button's handler refers to, by name.
fn named(text: &str) -> Vec<String> {
    let (project, at) = with_lua(BUTTON, "tapped", text);
    let of = |reference: &Reference| reference.place.handler() == Some(&at);
    let found = references(&project).into_iter().filter(of);
    found.map(|reference| project.name_of(&reference.item).unwrap().to_owned()).collect()
}

#[test]
fn what_lua_certainly_means_is_found() {
    for (text, names) in [
        ("screens['Start'].Feld.text = data.Soll", &["Start", "Feld", "Soll"][..]),
        ("screens[\"start\"]['feld'].text = data['soll']", &["Start", "Feld", "Soll"]),
        ("screens[0].Feld.text = 'x'", &["Start", "Feld"]),
        ("local s = screens['Start']\ns.Feld.text = 'x'", &["Start", "Feld"]),
        ("local s = screens['Start']\ns = nil\ns.Feld.text = 'x'", &["Start"]),
        ("local s = screens['Start'].Feld.text", &["Start", "Feld"]),
        ("-- screens['Start'].Feld data.Soll", &[]),
        ("local x = 'data.Soll' .. [[ data.Soll ]]", &[]),
        ("peakboard.log(`Soll {data.Soll}`)", &["Soll"]),
        ("my.data.Soll = 1", &[]),
        ("local data = {}\ndata.Soll = 1", &[]),
        ("local a = 1 ..data.Soll", &["Soll"]),
        ("connections.getfromid('lokal').publish('lokal', 'Soll')", &["Lokal"]),
        ("Runtime.showscreen('Start') runtime.ShowScreen('Start')", &["Start", "Start"]),
        ("data.Klima.value('Temp', 'k/1')", &["Klima", "Temp"]),
        ("data.Klima.cell(f(1, 2), 'temp')", &["Klima", "Temp"]),
        ("data.Klima[0].Temp + data.Klima[i + 1]['Feuchte']", &["Klima", "Temp", "Klima", "Feuchte"]),
        ("data.Klima.first.Temp", &["Klima", "Temp"]),
        ("data.Klima.bytopic('Temp').Feuchte", &["Klima", "Feuchte"]),
        ("local k = data.Klima\nk.first.Temp()", &["Klima", "Temp"]),
        ("local r = data.Klima.first\nr.Temp = r.topic", &["Klima", "Temp"]),
        ("data.Klima.first.topic", &["Klima"]),
        ("e.row.Temp", &[]),
    ] {
        assert_eq!(named(text), names, "{text}");
    }
}

#[test]
fn the_event_of_a_source_has_its_columns() {
    let source = project().sources[0].id;
    let (project, at) =
        with_lua(source, "refreshed", "if e.istitlerefreshed('Temp') then peakboard.log(e.row.Feuchte) end");
    let found = references(&project).into_iter().filter(|reference| reference.place.handler() == Some(&at));
    let names: Vec<_> = found.map(|reference| project.name_of(&reference.item).unwrap().to_owned()).collect();
    assert_eq!(names, ["Temp", "Feuchte"]);
}

#[test]
fn names_that_mean_nothing_are_told_with_the_nearest_that_exists() {
    let text = "data.Sol = 1\nscreens['Start'].Feldd.text = screens['Ende'].x\ndata.Klima.first.Tmp = connections.getfromid('xy')";
    let (project, at) = with_lua(BUTTON, "tapped", text);
    let told: Vec<_> = asked(&project, &at, text)
        .unknown
        .into_iter()
        .map(|unknown| (line_of(text, unknown.range.start), unknown.name, unknown.near))
        .collect();
    let near = |name: &str| Some(name.to_owned());
    assert_eq!(
        told,
        [
            (1, "Sol".to_owned(), near("Soll")),
            (2, "Feldd".to_owned(), near("Feld")),
            (2, "Ende".to_owned(), None),
            (3, "Tmp".to_owned(), near("Temp")),
            (3, "xy".to_owned(), None),
        ]
    );
}

/// `cases/rename-column.ron`: all spellings of a control, and all uses of a column.
#[test]
fn lua_follows_new_names_in_every_spelling() {
    let text = "screens['Start'].Feld.text = 'a'\nscreens[0].Feld.text = 'b'\nscreens['Start'].feld.text = 'c'\n\
                local s = screens['Start']\ns.Feld.text = 'Feld'\npeakboard.log(data.Klima.value('Temp'))\n\
                peakboard.log(data.Klima.first.Temp)\nruntime.ShowScreen('Start')\ndata.Soll = data.Soll + 1";
    let (mut project, at) = with_lua(BUTTON, "tapped", text);
    let soll = project.variables[0].id;
    for (item, name) in [
        (Item::from(FIELD), "Eingabe 2"),
        (temp(&project).into(), "Temperatur"),
        (START.into(), "Tom's"),
        (project.sources[0].id.into(), "Größen"),
        (soll.into(), "Ziel"),
    ] {
        apply(&mut project, &Edit::Rename(item, name.to_owned())).unwrap();
    }
    let wanted = "screens[\"Tom's\"]['Eingabe 2'].text = 'a'\nscreens[0]['Eingabe 2'].text = 'b'\n\
                  screens[\"Tom's\"]['Eingabe 2'].text = 'c'\nlocal s = screens[\"Tom's\"]\ns['Eingabe 2'].text = 'Feld'\n\
                  peakboard.log(data.Groessen.value('Temperatur'))\npeakboard.log(data.Groessen.first.Temperatur)\n\
                  runtime.ShowScreen(\"Tom's\")\ndata.Ziel = data.Ziel + 1";
    assert_eq!(lua(&project, &at), wanted);
    assert_eq!(project.source(project.sources[0].id).unwrap().column(temp_of(&project)).unwrap().title, "Temperatur");
}

fn temp_of(project: &Project) -> ColumnId {
    project.sources[0].column_titled("Temperatur").unwrap().id.unwrap()
}

#[test]
fn typing_a_name_letter_by_letter_loses_no_use() {
    let (mut project, at) = with_lua(BUTTON, "tapped", "screens['Start'].Feld.text = data.Soll");
    let soll = project.variables[0].id;
    for name in ["Fel", "Fe", "F", "", "E", "Ei", "Ein x", "end", "Knopf", "Eingabe"] {
        apply(&mut project, &Edit::Rename(FIELD.into(), name.to_owned())).unwrap();
        apply(&mut project, &Edit::Rename(soll.into(), name.to_owned())).unwrap();
    }
    assert_eq!(lua(&project, &at), "screens['Start'].Eingabe.text = data.Eingabe");
}

#[test]
fn a_copy_of_a_screen_stands_behind_it_and_means_its_own_controls() {
    let text = "screens['Start'].Feld.text = 'x'\nscreens[0].Feld.text = data.Soll\nruntime.showscreen('Start')\n";
    let (mut project, _) = with_lua(BUTTON, "tapped", text);
    apply(&mut project, &Edit::AddScreen("Ende".to_owned())).unwrap();
    let created = apply(&mut project, &Edit::DuplicateScreen(START)).unwrap();
    let names: Vec<&str> = project.screens.iter().map(|screen| screen.name.as_str()).collect();
    assert_eq!(names, ["Start", "Start 2", "Ende"]);
    let copy = HandlerRef::new(created.first(Item::control).unwrap(), "tapped");
    let wanted =
        "screens['Start 2'].Feld.text = 'x'\nscreens['Start 2'].Feld.text = data.Soll\nruntime.showscreen('Start')\n";
    assert_eq!(lua(&project, &copy), wanted);
    let screen = created.first(Item::screen).unwrap();
    apply(&mut project, &Edit::MoveScreen(screen, 0)).unwrap();
    apply(&mut project, &Edit::MoveScreen(START, 99)).unwrap();
    let names: Vec<&str> = project.screens.iter().map(|screen| screen.name.as_str()).collect();
    assert_eq!(names, ["Start 2", "Ende", "Start"]);
}

fn insert(project: &mut Project, at: &HandlerRef, block: Block) -> BlockId {
    let insert = GraphEdit::Insert { fragment: Fragment::single(block), to: Target::Free(Pos::default()) };
    apply(project, &Edit::Graph(at.clone(), insert)).unwrap().blocks[0]
}

#[test]
fn a_text_that_equals_an_id_uses_nothing() {
    let mut project = project();
    let id = ConnectionId::from_random(7);
    apply(&mut project, &Edit::AddConnection(Connection::to_host(id.clone(), "Halle", "h", 1883))).unwrap();
    let at = HandlerRef::new(BUTTON, "tapped");
    let to_hall = Block::new("mqtt_publish").with("connection", Item::from(id.clone()));
    let block = insert(&mut project, &at, to_hall.with("topic", "lokales/licht").with("message", "lokal"));
    assert_eq!(uses(&project, &[id.clone().into()]), [Place::Block(at.clone(), block)]);
    // Only the source listens on the local broker; without it nothing uses it.
    let source = project.sources[0].id;
    assert_eq!(uses(&project, &[ConnectionId::local().into()]), [Place::item(source)]);
    apply(&mut project, &Edit::Remove(vec![source.into()])).unwrap();
    assert_eq!(used(&project), BTreeSet::from([Item::from(id)]));
}

#[test]
fn a_connection_looked_up_by_a_variable_may_be_any_that_is_spelled_somewhere() {
    let (mut project, at) =
        with_lua(BUTTON, "tapped", "local id = 'lokal'\nconnections.getfromid(id).publish('a', 'b')");
    let source = project.sources[0].id;
    apply(&mut project, &Edit::Remove(vec![source.into()])).unwrap();
    assert_eq!(uses(&project, &[ConnectionId::local().into()]), [Place::Handler(at, None)]);
}

#[test]
fn where_used_names_properties_blocks_and_lines_and_never_the_thing_itself() {
    let (mut project, at) = with_lua(BUTTON, "tapped", "x = 1\ndata.Klima.first.Temp()");
    let source = project.sources[0].id;
    let mut table = control("table", "Tab");
    table.properties.insert("source".to_owned(), Item::from(source).into());
    table
        .properties
        .insert("columns".to_owned(), Property::List(vec!["time".into(), Item::from(temp(&project)).into()]));
    apply(&mut project, &Edit::AddControls(START, vec![table])).unwrap();
    let table = project.control_by_name("Tab").unwrap().1.id;
    let own = HandlerRef::new(source, "refreshed");
    let temp_is_new = Block::new("event_refreshed").with("title", Item::from(temp(&project)));
    insert(&mut project, &own, temp_is_new);
    let other = HandlerRef::new(FIELD, "changed");
    let block = insert(&mut project, &other, Block::new("source_count").with("source", Item::from(source)));
    let all = [Place::item(table), Place::Handler(at, Some(2)), Place::Block(other, block)];
    assert_eq!(uses(&project, &[source.into()]), all);
    // A column is also used by the handler of its own source.
    assert_eq!(uses(&project, &[temp(&project).into()]).len(), 3);
    // A screen goes with its controls, so what they use of each other does not count.
    assert_eq!(uses(&project, &[START.into()]), []);
    assert_eq!(counts(&project)[&Item::from(temp(&project))], 3);
}

#[test]
fn broken_lua_hurts_nobody() {
    for text in [
        "screens[",
        "screens['Start",
        "data.",
        "e.row[",
        "local s = ",
        "connections.getfromid(",
        "data.Klima.cell(",
        "f(((",
        "`{data.",
    ] {
        let (project, at) = with_lua(BUTTON, "tapped", text);
        let _found = references(&project);
        let _asked = asked(&project, &at, text);
    }
}

#[test]
fn scripts_of_bound_properties_follow_new_names() {
    use crate::model::binding::{Binding, Origin};
    let mut project = Project::new("P", "Start", "Lokal");
    let number = Edit::AddVariable("Zahl".to_owned(), Ty::Number, 1.0.into());
    let number = apply(&mut project, &number).unwrap().items[0].clone();
    let label = control("text", "Text");
    let label = apply(&mut project, &Edit::AddControls(START, vec![label])).unwrap().items[0].clone();
    let script = Binding::to(Origin::Lua("data.Zahl * 2 .. screens.Start.Text.name".to_owned()));
    let ids = vec![label.control().unwrap()];
    apply(&mut project, &Edit::SetProperty(ids, "text".to_owned(), Some(script.into()))).unwrap();
    assert_eq!(counts(&project)[&number], 1);
    apply(&mut project, &Edit::Rename(number, "Anzahl".to_owned())).unwrap();
    apply(&mut project, &Edit::Rename(label, "Schild".to_owned())).unwrap();
    let copied = project.screens[0].controls.to_vec();
    apply(&mut project, &Edit::AddControls(START, copied)).unwrap();
    let scripts: Vec<&str> =
        project.screens[0].controls.iter().flat_map(|c| c.scripts()).map(|(_, text)| text).collect();
    assert_eq!(
        scripts,
        ["data.Anzahl * 2 .. screens.Start.Schild.name", "data.Anzahl * 2 .. screens.Start['Schild 2'].name"]
    );
}

#[test]
fn timers_are_found_followed_and_brought_along() {
    let lua_text = "timers.takt.start()\nlocal t = Timers['Takt']\nt:stop()\nif timers.Takd then end";
    let (mut project, at) = with_lua(BUTTON, "tapped", lua_text);
    let timer = crate::language::testing::timer("Takt");
    let id = apply(&mut project, &Edit::AddTimer(timer)).unwrap().first(Item::timer).unwrap();
    assert_eq!(uses(&project, &[id.into()]).len(), 2);
    let unknown = asked(&project, &at, lua_text).unknown;
    assert_eq!(
        unknown.iter().map(|name| (&*name.name, name.near.as_deref())).collect::<Vec<_>>(),
        [("Takd", Some("Takt"))]
    );
    apply(&mut project, &Edit::Rename(id.into(), "Grüße 1".to_owned())).unwrap();
    assert_eq!(
        lua(&project, &at),
        "timers.Gruesse_1.start()\nlocal t = Timers.Gruesse_1\nt:stop()\nif timers.Takd then end"
    );
    let copy = project.timers[0].clone();
    apply(&mut project, &Edit::AddTimer(copy)).unwrap();
    assert_eq!((&*project.timers[1].name, &*project.timers[1].ident), ("Grüße 2", "Gruesse_2"));
    apply(&mut project, &Edit::Remove(vec![id.into()])).unwrap();
    assert_eq!(project.timers.len(), 1);
}

/// A rule that compares these.
fn rule(lefts: Vec<Origin>) -> Arc<FormatRule> {
    let left = |from| {
        Condition::Is(Comparison { left: Some(Arc::new(Binding::to(from))), op: Comparator::Equal, right: 1.0.into() })
    };
    Arc::new(FormatRule {
        name: String::new(),
        when: Condition::All(lefts.into_iter().map(left).collect()),
        set: BTreeMap::new(),
    })
}

#[test]
fn what_rules_compare_is_a_use_follows_new_names_and_goes_along_with_copies() {
    let mut project = project();
    let soll = project.variables[0].id;
    let own = Origin::Property { control: BUTTON, property: "text".to_owned() };
    let script = Origin::Lua("data.Soll + screens.Start.Feld.text".to_owned());
    apply(&mut project, &Edit::SetRules(BUTTON, vec![rule(vec![Origin::Variable(soll), own, script])])).unwrap();
    let used_by_button = |item: Item| uses(&project, &[item]) == [Place::item(BUTTON)];
    assert!(used_by_button(soll.into()) && used_by_button(FIELD.into()));
    assert!(uses(&project, &[BUTTON.into()]).is_empty(), "its own value is no use from outside");
    apply(&mut project, &Edit::Rename(soll.into(), "Ziel".to_owned())).unwrap();
    let script_of = |project: &Project, id| {
        project.control(id).unwrap().scripts().map(|(_, text)| text.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(script_of(&project, BUTTON), ["data.Ziel + screens.Start.Feld.text"]);
    let copy = project.control(BUTTON).unwrap().clone();
    let made = apply(&mut project, &Edit::AddControls(START, vec![copy])).unwrap();
    let copy = made.first(Item::control).unwrap();
    let items: Vec<Item> = project.control(copy).unwrap().items().collect();
    assert_eq!(items, [Item::from(soll), copy.into()], "its own value is that of the copy");
    assert_eq!(script_of(&project, copy), ["data.Ziel + screens.Start.Feld.text"]);
}

/// Button and text box in a group *Fenster*, whose name the button's script spells out.
fn with_group() -> (Project, HandlerRef) {
    let lua = "screens['Start'].groups['Fenster'].hide()\nscreens[0].groups.Fenster.show()\nlocal n = 'Fenster'\n\
               screens.Start.Groups[\"fenster\"].visible = n";
    let (mut project, at) = with_lua(BUTTON, "tapped", lua);
    apply(&mut project, &Edit::Layers(LayerEdit::Group(vec![BUTTON, FIELD], "Fenster".to_owned()))).unwrap();
    (project, at)
}

fn script(project: &Project, at: &HandlerRef) -> String {
    let Some(Handler::Lua(text)) = project.handler(at).map(|handler| &**handler) else { panic!("{at:?}") };
    text.clone()
}

#[test]
fn lua_follows_the_new_name_of_a_group() {
    let (mut project, at) = with_group();
    let rename = |name: &str| Edit::Layers(LayerEdit::Rename(START, vec!["Fenster".to_owned()], name.to_owned()));
    let mut other = project.clone();
    apply(&mut other, &rename("Zweites Fenster")).unwrap();
    assert_eq!(
        script(&other, &at),
        "screens['Start'].groups['Zweites Fenster'].hide()\nscreens[0].groups['Zweites Fenster'].show()\nlocal n = 'Fenster'\n\
         screens.Start.Groups['Zweites Fenster'].visible = n"
    );
    apply(&mut project, &rename("Popup")).unwrap();
    assert!(script(&project, &at).starts_with("screens['Start'].groups.Popup.hide()\n"), "{}", script(&project, &at));
    // Of another group, or of a local variable, nothing is written anew.
    assert_eq!(asked(&project, &at, "screens['Start'].groups['Popup'].hide()").unknown, []);
    let unknown =
        asked(&project, &at, "screens['Start'].groups['Pupup'].hide() screens.Start.Knopf.text = 'x'").unknown;
    assert_eq!(
        unknown.iter().map(|unknown| (&*unknown.name, unknown.near.as_deref())).collect::<Vec<_>>(),
        [("Pupup", Some("Popup"))]
    );
}

#[test]
fn the_last_of_a_group_is_in_use_where_a_script_names_the_group() {
    let (mut project, _) = with_group();
    let timer = crate::language::testing::timer("Takt");
    apply(&mut project, &Edit::AddTimer(timer)).unwrap();
    let at = HandlerRef::new(project.timers[0].id, crate::model::timer::TICK);
    let lua = "\nscreens['Start'].groups['Fenster'].hide()";
    apply(&mut project, &Edit::SetHandler(at.clone(), Some(Handler::Lua(lua.to_owned())))).unwrap();
    assert_eq!(uses(&project, &[FIELD.into()]), []);
    assert_eq!(uses(&project, &[FIELD.into(), BUTTON.into()]), [Place::Handler(at, Some(2))]);
}

#[test]
fn a_copied_group_closes_itself_and_not_the_one_it_was_copied_from() {
    let (mut project, _) = with_group();
    apply(&mut project, &Edit::AddScreen("Zwei".to_owned())).unwrap();
    let controls = project.screens[0].controls.to_vec();
    let closes = |project: &Project, id: ControlId| script(project, &HandlerRef::new(id, "tapped"));
    let two = project.screens[1].id;
    for (screen, name, group) in [(START, "Start", "['Fenster 2']"), (two, "Zwei", ".Fenster")] {
        let created = apply(&mut project, &Edit::AddControls(screen, controls.clone())).unwrap();
        let first = closes(&project, created.all(Item::control)[0]);
        assert!(first.starts_with(&format!("screens['{name}'].groups{group}.hide()")), "{first}");
    }
    let clip = crate::model::clip::Clip::of_controls(&project, "P", controls);
    let to = crate::model::edit::PasteTo::Screen(START);
    let paste = crate::model::edit::Paste { clip, same_project: true, to, random: 1 };
    let created = apply(&mut project, &Edit::Paste(Box::new(paste))).unwrap();
    let first = closes(&project, created.all(Item::control)[0]);
    assert!(first.starts_with("screens['Start'].groups['Fenster 3'].hide()"), "{first}");
}
