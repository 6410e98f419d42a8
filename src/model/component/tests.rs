//! Components, from the controls that they are made of to what runs.

use super::*;
use crate::model::binding::{Binding, Origin, bindings};
use crate::model::blocks::{Block, Graph, Slot};
use crate::model::command::CommandTopic;
use crate::model::edit::{Edit, apply};
use crate::model::fit::{Anchor, ScreenFit};
use crate::model::handler::{Handler, HandlerRef};
use crate::model::id::{BlockId, ConnectionId};
use crate::model::place::Place;
use crate::model::source::ColumnType;

const START: ScreenId = ScreenId(1);

fn control(kind: &str, name: &str, area: Area) -> Control {
    Control {
        id: ControlId(0),
        kind: kind.to_owned(),
        name: name.to_owned(),
        area,
        layer: Layer::default(),
        anchors: Anchors::default(),
        properties: BTreeMap::new(),
        rules: Vec::new(),
        handlers: BTreeMap::new(),
    }
}

fn topic(filter: &str) -> Origin {
    let (connection, filter) = (ConnectionId::local(), filter.to_owned());
    Origin::Topic { connection, filter, path: String::new(), ty: ColumnType::Automatic }
}

/// A project with a machine: a label that follows a topic, and a toggle that writes one and has a handler in Lua.
fn machine() -> (Project, Vec<ControlId>) {
    let mut project = Project::new("Halle", "Start", "Lokal");
    let mut label = control("text", "Anzeige", Area::new(100.0, 50.0, 200.0, 40.0));
    label.properties.insert("text".to_owned(), Binding::to(topic("halle/1/temp")).into());
    let mut toggle = control("toggle", "Motor", Area::new(100.0, 100.0, 100.0, 50.0));
    let command = CommandTopic::to(ConnectionId::local(), "halle/1/motor/set");
    toggle.properties.insert("command".to_owned(), command.into());
    let made = apply(&mut project, &Edit::AddControls(START, vec![label, toggle])).unwrap();
    let ids = made.all(Item::control);
    let lua = "screens.Start.Anzeige.text = \"an\"";
    set_handler(&mut project, ids[1], Handler::Lua(lua.to_owned()));
    (project, ids)
}

fn set_handler(project: &mut Project, control: ControlId, handler: Handler) {
    apply(project, &Edit::SetHandler(HandlerRef::new(control, "changed"), Some(handler))).unwrap();
}

fn component(project: &mut Project, controls: &[ControlId]) -> (ScreenId, ControlId) {
    let (name, prefix) = ("Maschine".to_owned(), "Präfix".to_owned());
    let made = apply(project, &Edit::MakeComponent { controls: controls.to_vec(), name, prefix }).unwrap();
    (made.first(Item::screen).unwrap(), made.first(Item::control).unwrap())
}

fn add_parameter(project: &mut Project, master: ScreenId, kind: ParameterKind, name: &str, default: Property) {
    let new = ComponentParameter { name: name.to_owned(), kind, default };
    apply(project, &Edit::SetParameter(master, None, Some(new))).unwrap();
}

fn give(project: &mut Project, instance: ControlId, name: &str, value: impl Into<Property>) {
    let edit = Edit::SetProperty(vec![instance], in_braces(name), Some(value.into()));
    apply(project, &edit).unwrap();
}

fn run(project: &Project) -> Project {
    unfolded(project, &mut PartIds::default(), &RepeatedRows::new()).into_owned()
}

fn named<'a>(project: &'a Project, name: &str) -> &'a Control {
    project.control_by_name(name).unwrap_or_else(|| panic!("{name}")).1
}

fn filter(control: &Control, key: &str) -> String {
    match &control.properties[key].binding().unwrap().from {
        Origin::Topic { filter, .. } => filter.clone(),
        other => panic!("{other:?}"),
    }
}

fn lua(control: &Control) -> &str {
    match control.handlers.values().next().unwrap().as_ref() {
        Handler::Lua(text) => text,
        Handler::Blocks(_) => panic!("blocks"),
    }
}

#[test]
fn controls_become_a_component_whose_topics_begin_with_a_parameter() {
    let (mut project, ids) = machine();
    let (master, instance) = component(&mut project, &ids);
    let screen = project.screen(master).unwrap();
    assert_eq!((screen.width, screen.height), (200.0, 100.0));
    assert_eq!(screen.controls[1].area, Area::new(0.0, 50.0, 100.0, 50.0));
    let face = screen.component.as_ref().unwrap();
    assert_eq!((face.parameters[0].kind, &face.parameters[0].default), (ParameterKind::Prefix, &"halle/1".into()));
    assert_eq!(filter(&screen.controls[0], "text"), "{Präfix}/temp");
    assert_eq!(screen.controls[1].command().unwrap().topic, "{Präfix}/motor/set");
    assert_eq!(lua(&screen.controls[1]), "screens.Maschine.Anzeige.text = \"an\"");
    let all: Vec<_> = project.screen(START).unwrap().controls.iter().map(|control| control.id).collect();
    assert_eq!(all, [instance]);
    assert_eq!(project.control(instance).unwrap().area, Area::new(100.0, 50.0, 200.0, 100.0));
    assert_eq!(project.pages().count(), 1);
}

#[test]
fn what_runs_has_plain_controls_with_the_values_of_each_instance() {
    let (mut project, ids) = machine();
    let (master, first) = component(&mut project, &ids);
    let copy = instance(&project, master, (400.0, 0.0)).unwrap();
    let copy = Control { area: Area { w: 400.0, ..copy.area }, ..copy };
    let second = apply(&mut project, &Edit::AddControls(START, vec![copy])).unwrap().first(Item::control).unwrap();
    give(&mut project, second, "Präfix", "halle/2");
    let run = run(&project);
    assert_eq!(run.components().count(), 0);
    assert_eq!(filter(named(&run, "Maschine Anzeige"), "text"), "halle/1/temp");
    let part = named(&run, "Maschine 2 Anzeige");
    assert_eq!(filter(part, "text"), "halle/2/temp");
    assert_eq!(part.area, Area::new(400.0, 0.0, 400.0, 40.0), "it grows with the instance");
    assert_eq!(part.layer.part_of, Some(second));
    assert_eq!(named(&run, "Maschine 2 Motor").command().unwrap().topic, "halle/2/motor/set");
    assert_eq!(lua(named(&run, "Maschine 2 Motor")), "screens.Start['Maschine 2 Anzeige'].text = \"an\"");
    assert_eq!(run.screens[0].controls.iter().filter(|control| control.id == first).count(), 1);
    assert!(bindings(&run).all(|(_, _, binding)| !matches!(&binding.from, Origin::Parameter(_))));
}

#[test]
fn parameters_stand_in_texts_blocks_and_lua_and_properties_follow_them() {
    let (mut project, ids) = machine();
    let (master, instance) = component(&mut project, &ids);
    add_parameter(&mut project, master, ParameterKind::Text, "Titel", "Presse".into());
    add_parameter(&mut project, master, ParameterKind::Number, "Soll", 5.0.into());
    add_parameter(&mut project, master, ParameterKind::Color, "Farbe", "good".into());
    let label = Edit::SetProperty(vec![ids[0]], "text".to_owned(), Some("{Titel}: {Soll} {nichts} {".into()));
    apply(&mut project, &label).unwrap();
    let follow = |name: &str| Some(Property::from(Binding::to(Origin::Parameter(name.to_owned()))));
    apply(&mut project, &Edit::SetProperty(vec![ids[0]], "color".to_owned(), follow("Farbe"))).unwrap();
    apply(&mut project, &Edit::SetProperty(vec![ids[0]], "font_size".to_owned(), follow("Soll"))).unwrap();
    give(&mut project, instance, "Titel", "Säge \"{Soll}\"\n");
    give(&mut project, instance, "Soll", 12.5);
    let text = "log('{Titel}', \"{Titel}\", [[{Titel}]], `{Soll}`, {Soll}) -- {Titel}";
    set_handler(&mut project, ids[1], Handler::Lua(text.to_owned()));
    let part = run(&project);
    let label = named(&part, "Maschine Anzeige");
    assert_eq!(label.properties["text"], "Säge \"{Soll}\"\n: 12.5 {nichts} {".into());
    assert_eq!(label.properties["color"], "good".into());
    assert_eq!(label.properties["font_size"], 12.5.into());
    assert_eq!(
        lua(named(&part, "Maschine Motor")),
        "log('Säge \"{Soll}\"\\n', \"Säge \\\"{Soll}\\\"\\n\", \"Säge \\\"{Soll}\\\"\\n\", `12.5`, {Soll}) -- {Titel}"
    );
    let block = Block::new("log").with("text", "{Titel}!").with("value", "{Soll}");
    let graph = Graph { first: Some(BlockId(90)), blocks: BTreeMap::from([(BlockId(90), block)]), ..Graph::default() };
    set_handler(&mut project, ids[1], Handler::Blocks(graph));
    let part = run(&project);
    let graph = named(&part, "Maschine Motor").handlers["changed"].graph().unwrap().clone();
    let slots = &graph.blocks[&BlockId(90)].slots;
    assert_eq!(slots["value"], Slot::from(12.5), "a text that is nothing else has the type of the parameter");
    assert_eq!(slots["text"], Slot::from("Säge \"{Soll}\"\n!"));
}

#[test]
fn a_connection_takes_the_place_of_the_one_that_the_master_uses() {
    let (mut project, ids) = machine();
    let (master, instance) = component(&mut project, &ids);
    let other = ConnectionId::from_random(7);
    let connection = crate::model::connection::Connection::to_host(other.clone(), "Halle", "broker.halle", 1883);
    apply(&mut project, &Edit::AddConnection(connection)).unwrap();
    let usual = Item::from(ConnectionId::local());
    add_parameter(&mut project, master, ParameterKind::Connection, "Netz", usual.into());
    give(&mut project, instance, "Netz", Item::from(other.clone()));
    set_handler(&mut project, ids[1], Handler::Lua("connections.getfromid('lokal').publish('a', 'b')".to_owned()));
    let run = run(&project);
    assert_eq!(named(&run, "Maschine Motor").command().unwrap().connection, other);
    assert!(lua(named(&run, "Maschine Motor")).contains(other.as_str()));
    assert!(named(&run, "Maschine Anzeige").items().any(|item| item == other.clone().into()));
}

#[test]
fn a_parameter_has_a_new_name_wherever_it_is_used() {
    let (mut project, ids) = machine();
    let (master, instance) = component(&mut project, &ids);
    give(&mut project, instance, "Präfix", "halle/9");
    let bound = Binding { decimals: Some(1), ..Binding::to(Origin::Parameter("Präfix".to_owned())) };
    apply(&mut project, &Edit::SetProperty(vec![ids[0]], "note".to_owned(), Some(bound.into()))).unwrap();
    let old = project.screen(master).unwrap().component.clone().unwrap().parameters[0].clone();
    let new = ComponentParameter { name: "{Wo}".to_owned(), ..old };
    apply(&mut project, &Edit::SetParameter(master, Some(0), Some(new))).unwrap();
    let label = project.control(ids[0]).unwrap();
    assert_eq!(filter(label, "text"), "{Wo}/temp");
    assert_eq!(label.properties["note"].binding().unwrap().from, Origin::Parameter("Wo".to_owned()));
    assert_eq!(project.control(instance).unwrap().properties["{Wo}"], "halle/9".into());
    assert_eq!(filter(named(&run(&project), "Maschine Anzeige"), "text"), "halle/9/temp");
    // Another kind: what was said for the old one does not count.
    let number = ComponentParameter { name: "Wo".to_owned(), kind: ParameterKind::Number, default: 1.0.into() };
    apply(&mut project, &Edit::SetParameter(master, Some(0), Some(number))).unwrap();
    assert_eq!(project.control(instance).unwrap().properties.len(), 1);
    apply(&mut project, &Edit::SetParameter(master, Some(0), None)).unwrap();
    assert!(project.screen(master).unwrap().component.as_ref().unwrap().parameters.is_empty());
}

#[test]
fn components_stand_in_components_but_never_in_themselves() {
    let (mut project, ids) = machine();
    let (inner, instance) = component(&mut project, &ids);
    let (outer, whole) = component(&mut project, &[instance]);
    assert!(!project.can_hold(inner, outer) && project.can_hold(START, outer));
    add_parameter(&mut project, outer, ParameterKind::Prefix, "Halle", "halle/3".into());
    give(&mut project, instance, "Präfix", "{Halle}/a");
    give(&mut project, whole, "Halle", "halle/4");
    let running = run(&project);
    let label = named(&running, "Maschine 2 Maschine Anzeige");
    assert_eq!(filter(label, "text"), "halle/4/a/temp");
    // Even where a file says so, it ends.
    let own = project.control(whole).unwrap().clone();
    apply(&mut project, &Edit::AddControls(inner, vec![own])).unwrap();
    assert!(run(&project).screens[0].controls.len() < 20);
}

#[test]
fn detached_controls_are_plain_and_mean_each_other() {
    let (mut project, ids) = machine();
    let (master, instance) = component(&mut project, &ids);
    give(&mut project, instance, "Präfix", "halle/5");
    let made = apply(&mut project, &Edit::Detach(vec![instance])).unwrap();
    assert_eq!(made.all(Item::control).len(), 2);
    let screen = project.screen(START).unwrap();
    assert_eq!(filter(screen.controls.named("Anzeige").unwrap(), "text"), "halle/5/temp");
    let motor = screen.controls.named("Motor").unwrap();
    assert_eq!(lua(motor), "screens.Start.Anzeige.text = \"an\"");
    assert_eq!((motor.layer.group.as_slice(), motor.layer.part_of), (&["Maschine".to_owned()][..], None));
    assert_eq!(motor.area, Area::new(100.0, 100.0, 100.0, 50.0));
    assert!(project.screen(master).is_some());
    assert!(project.control(instance).is_none());
}

#[test]
fn anchors_hold_where_the_master_says_so() {
    let (mut project, ids) = machine();
    let (master, instance) = component(&mut project, &ids);
    let anchors = Anchors { x: Anchor::End, y: Anchor::Both };
    apply(&mut project, &Edit::SetAnchors(vec![ids[1]], anchors)).unwrap();
    project.screen_mut(master).unwrap().fit = ScreenFit::Adapt;
    apply(&mut project, &Edit::SetAreas(vec![(instance, Area::new(0.0, 0.0, 300.0, 130.0))])).unwrap();
    let run = run(&project);
    assert_eq!(named(&run, "Maschine Motor").area, Area::new(100.0, 50.0, 100.0, 80.0));
    assert_eq!(named(&run, "Maschine Anzeige").area, Area::new(0.0, 0.0, 200.0, 40.0));
}

#[test]
fn parts_keep_their_ids_and_lead_home() {
    let (mut project, ids) = machine();
    let (master, instance) = component(&mut project, &ids);
    let mut known = PartIds::default();
    let before = unfolded(&project, &mut known, &RepeatedRows::new()).into_owned();
    let part = named(&before, "Maschine Motor").id;
    let more = super::instance(&project, master, (0.0, 0.0)).unwrap();
    apply(&mut project, &Edit::AddControls(START, vec![more])).unwrap();
    apply(&mut project, &Edit::Reorder(vec![instance], crate::model::edit::ZOrder::ToFront)).unwrap();
    let after = unfolded(&project, &mut known, &RepeatedRows::new()).into_owned();
    assert_eq!(after.control(part).unwrap().name, "Maschine Motor");
    let place = Place::Handler(HandlerRef::new(part, "changed"), Some(1));
    assert_eq!(known.home_place(place), Place::Handler(HandlerRef::new(ids[1], "changed"), Some(1)));
    assert_eq!(known.home(instance), instance);
}

#[test]
fn the_file_keeps_components_and_old_ones_have_none() {
    let (mut project, ids) = machine();
    let (master, instance) = component(&mut project, &ids);
    give(&mut project, instance, "Präfix", "halle/2");
    let text = ron::to_string(&project).unwrap();
    assert!(!text.contains("part_of"));
    let read: Project = ron::from_str(&text).unwrap();
    assert_eq!(read, project);
    assert_eq!(read.control(instance).unwrap().master(), Some(master));
    assert!(!ron::to_string(&machine().0).unwrap().contains("component"));
}

#[test]
fn new_instances_count_on_with_the_texts_that_have_the_same_number() {
    let (mut project, ids) = machine();
    let (master, first) = component(&mut project, &ids);
    add_parameter(&mut project, master, ParameterKind::Text, "Titel", "Maschine 1".into());
    add_parameter(&mut project, master, ParameterKind::Text, "Ort", "Halle 7".into());
    let copy = |project: &Project, id| project.control(id).unwrap().clone();
    let copies = vec![copy(&project, first), copy(&project, first)];
    let made = apply(&mut project, &Edit::AddControls(START, copies)).unwrap().all(Item::control);
    let third = copy(&project, made[1]);
    assert_eq!(third.properties["{Präfix}"], "halle/3".into());
    assert_eq!(third.properties["{Titel}"], "Maschine 3".into());
    assert!(!third.properties.contains_key("{Ort}"));
    // The number of one that is gone is free again, and one with a number of its own keeps it.
    apply(&mut project, &Edit::Remove(vec![made[0].into()])).unwrap();
    let mut own = third;
    own.properties.insert("{Präfix}".to_owned(), "x/9".into());
    let copies = vec![copy(&project, first), own];
    let made = apply(&mut project, &Edit::AddControls(START, copies)).unwrap().all(Item::control);
    assert_eq!(copy(&project, made[0]).properties["{Präfix}"], "halle/2".into());
    assert_eq!(copy(&project, made[1]).properties["{Präfix}"], "x/9".into());
}

#[test]
fn braces_in_the_code_of_a_block_are_tables() {
    let (mut project, ids) = machine();
    let script = Block::new("lua").with("lua", "local t = {Titel}\nprint('{Titel}')");
    let graph = Graph { first: Some(BlockId(500)), blocks: [(BlockId(500), script)].into(), ..Graph::default() };
    set_handler(&mut project, ids[1], Handler::Blocks(graph));
    let (master, _) = component(&mut project, &ids);
    add_parameter(&mut project, master, ParameterKind::Text, "Titel", "Eins".into());
    let whole = unfolded(&project, &mut PartIds::default(), &RepeatedRows::new()).into_owned();
    let scripts: Vec<String> = whole.screens[0]
        .controls
        .iter()
        .flat_map(|control| control.scripts())
        .map(|(_, text)| text.to_owned())
        .collect();
    assert_eq!(scripts, ["local t = {Titel}\nprint('Eins')"]);
}

#[test]
fn components_in_components_cannot_grow_without_end() {
    let mut project = Project::new("Halle", "Start", "Lokal");
    let button =
        apply(&mut project, &Edit::AddControls(START, vec![control("button", "K", Area::new(0.0, 0.0, 9.0, 9.0))]));
    let mut inner = button.unwrap().all(Item::control);
    let mut sizes = Vec::new();
    // Ten of ten of ten …
    for _ in 0..9 {
        let (master, instance) = component(&mut project, &inner);
        let nine = vec![project.control(instance).unwrap().clone(); 9];
        inner = apply(&mut project, &Edit::AddControls(START, nine)).unwrap().all(Item::control);
        inner.push(instance);
        assert!(project.screen(master).is_some());
        let whole = unfolded(&project, &mut PartIds::default(), &RepeatedRows::new());
        sizes.push(whole.screens[0].controls.len());
    }
    assert_eq!(sizes[..3], [20, 210, 2_110]);
    assert!(sizes.iter().all(|size| *size <= MOST_PARTS + 10), "{sizes:?}");
    assert!(!left_out(&project).is_empty());
}

#[test]
fn components_are_inside_of_each_other_only_so_deep() {
    let mut project = Project::new("Halle", "Start", "Lokal");
    let button =
        apply(&mut project, &Edit::AddControls(START, vec![control("button", "K", Area::new(0.0, 0.0, 9.0, 9.0))]));
    let mut inner = button.unwrap().all(Item::control);
    for deep in 1..DEEPEST + 5 {
        let (_, instance) = component(&mut project, &inner);
        inner = vec![instance];
        assert_eq!(left_out(&project).contains(&instance), deep > DEEPEST, "{deep}");
    }
}
