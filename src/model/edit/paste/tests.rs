//! Two projects, and what becomes of references on the way from one to the other.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::*;
use crate::model::binding::{Binding, BoundColumn, Origin, RowChoice};
use crate::model::blocks::edit::Fragment;
use crate::model::blocks::{Block, Graph, Pos};
use crate::model::component::Repeated;
use crate::model::control::Control;
use crate::model::edit::{Edit, apply};
use crate::model::embedded::EmbeddedFile;
use crate::model::function::{CALLED, Function, Parameter};
use crate::model::handler::Handler;
use crate::model::id::{BlockId, ControlId, FunctionId, SourceId};
use crate::model::property::Property;
use crate::model::screen::Area;
use crate::model::source::{ColumnType, Subscription};
use crate::model::types::Ty;
use crate::model::value::Value;

const START: ScreenId = ScreenId(1);

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

fn variable(project: &mut Project, name: &str, ty: Ty, initial: impl Into<Value>) -> Item {
    apply(project, &Edit::AddVariable(name.to_owned(), ty, initial.into())).unwrap().items[0].clone()
}

fn blocks(blocks: Vec<Block>) -> Handler {
    let mut graph = Graph::default();
    for (index, block) in blocks.into_iter().enumerate() {
        graph.blocks.insert(BlockId(500 + index as u32), block);
        graph.positions.insert(BlockId(500 + index as u32), Pos::default());
    }
    Handler::Blocks(graph)
}

/// A project with *Senden*, which publishes *Thema* at a hall's broker and counts the rows of *Klima*.
fn from() -> (Project, Control) {
    let mut project = Project::new("A", "Start", "Lokal");
    let hall = ConnectionId::from_random(7);
    apply(&mut project, &Edit::AddConnection(Connection::to_host(hall.clone(), "Halle", "broker.halle", 1883)))
        .unwrap();
    let source = Source {
        subscriptions: vec![Subscription::column("Temp", "k/#", "t", ColumnType::Number)],
        ..Source::new(SourceId(0), "Klima", "", hall.clone())
    };
    let source = apply(&mut project, &Edit::InsertSource(source)).unwrap().first(Item::source).unwrap();
    let column = project.sources[0].columns()[0].id.unwrap();
    let topic = variable(&mut project, "Thema", Ty::Text, "halle1");
    let count = variable(&mut project, "Stück", Ty::Number, 17.0);
    let other =
        apply(&mut project, &Edit::AddControls(START, vec![control("text", "Anzeige")])).unwrap().items[0].clone();
    let mut send = control("button", "Senden");
    send.properties.insert("columns".to_owned(), Property::List(vec!["time".into(), Item::from(column).into()]));
    let publish = Block::new("mqtt_publish").with("connection", Item::from(hall)).with("topic", "x");
    let get = |item: &Item| Block::new("variable_get").with("variable", item.clone());
    let value = Block::new("source_value").with("source", Item::from(source)).with("column", Item::from(column));
    let set = Block::new("property_set").with("control", other).with("property", "text");
    send.handlers.insert("tapped".to_owned(), Arc::new(blocks(vec![publish, get(&topic), get(&count), value, set])));
    let lua = "screens['Start'].Senden.text = data.Thema .. data.Stueck\nscreens['Start'].Anzeige.text = data.Klima.first.Temp";
    send.handlers.insert("held".to_owned(), Arc::new(Handler::Lua(lua.to_owned())));
    let id = apply(&mut project, &Edit::AddControls(START, vec![send])).unwrap().first(Item::control).unwrap();
    let send = project.control(id).unwrap().clone();
    (project, send)
}

fn put(project: &mut Project, clip: Clip, same_project: bool) -> (Created, Control) {
    let paste = Paste { clip, same_project, to: PasteTo::Screen(START), random: 99 };
    let created = apply(project, &Edit::Paste(Box::new(paste))).unwrap();
    let new = created.first(Item::control).unwrap();
    (created, project.control(new).unwrap().clone())
}

/// What the slots of the pasted handler mean, by kind of block.
fn meant(project: &Project, control: &Control) -> Vec<(String, String)> {
    let graph = control.handlers["tapped"].graph().unwrap();
    let items = graph
        .items()
        .map(|(id, item)| (graph.block(id).unwrap().kind.clone(), project.name_of(&item).unwrap_or("gone").to_owned()));
    items.collect()
}

fn names(list: &[(ItemKind, String)]) -> Vec<&str> {
    list.iter().map(|(_, name)| name.as_str()).collect()
}

#[test]
fn in_the_same_project_everything_means_the_same() {
    let (mut project, send) = from();
    let before = meant(&project, &send);
    let clip = Clip::of_controls(&project, "a", vec![send]);
    let variables = project.variables.len();
    let (created, copy) = put(&mut project, clip, true);
    assert!(created.landing.is_empty(), "{:?}", created.landing);
    assert_eq!(meant(&project, &copy), before);
    assert_eq!(project.variables.len(), variables);
    // What the copy says of itself it says of the copy.
    let Handler::Lua(text) = copy.handlers["held"].as_ref() else { panic!() };
    assert!(text.starts_with("screens['Start']['Senden 2'].text = data.Thema"), "{text}");
}

#[test]
fn what_a_property_is_bound_to_comes_along() {
    let (mut project, send) = from();
    let (source, column) = (project.sources[0].id, project.sources[0].columns()[0].id.unwrap());
    let mut bound = |from: Origin| {
        let value = Some(Property::from(Binding { decimals: Some(1), ..Binding::to(from) }));
        apply(&mut project, &Edit::SetProperty(vec![send.id], "text".to_owned(), value)).unwrap();
        let clip = Clip::of_controls(&project, "a", vec![project.control(send.id).unwrap().clone()]);
        let mut other = Project::new("B", "Start", "Lokal");
        let (_, copy) = put(&mut other, clip, false);
        let items = copy.properties["text"].items();
        let names = items.iter().map(|item| other.name_of(item).unwrap_or("gone").to_owned()).collect::<Vec<_>>();
        (names, copy.properties["text"].binding().unwrap().decimals)
    };
    let hall = ConnectionId::from_random(7);
    let topic = |filter: &str| filter.to_owned();
    let from = Origin::Topic { connection: hall, filter: topic("a"), path: String::new(), ty: ColumnType::Number };
    assert_eq!(bound(from), (vec!["Halle".to_owned()], Some(1)));
    let from = Origin::Column { source, column: BoundColumn::Own(column), row: RowChoice::Newest };
    assert_eq!(bound(from).0, ["Klima", "Temp"]);
    assert_eq!(bound(Origin::Property { control: send.id, property: topic("color") }).0, ["Senden"], "itself");
}

/// `cases/paste-other-project`: the same numbers are other things there, among them a PIN.
#[test]
fn in_another_project_things_are_found_by_name_made_or_left_open_and_never_met_by_number() {
    let (project, send) = from();
    let clip = Clip::of_controls(&project, "a", vec![send]);
    let mut other = Project::new("B", "Start", "Lokal");
    for (name, value) in [("Geheimcode", "1234"), ("PIN", "0000"), ("Schlüssel", "x"), ("Mehr", "y"), ("Noch", "z")] {
        variable(&mut other, name, Ty::Text, value);
    }
    variable(&mut other, "THEMA", Ty::Text, "b");
    // Another type, so another thing.
    variable(&mut other, "Stück", Ty::Text, "viele");
    let (created, copy) = put(&mut other, clip, false);
    assert_eq!(
        names(&created.landing.matched),
        ["THEMA", "Start"].map(|name| if name == "THEMA" { "Thema" } else { name })
    );
    assert_eq!(names(&created.landing.made), ["Halle", "Stück", "Klima"]);
    assert_eq!(names(&created.landing.open), ["Anzeige"]);
    let meant = meant(&other, &copy);
    let meant: Vec<(&str, &str)> = meant.iter().map(|(kind, name)| (kind.as_str(), name.as_str())).collect();
    assert_eq!(
        meant,
        [
            ("mqtt_publish", "Halle"),
            ("variable_get", "THEMA"),
            ("variable_get", "Stück 2"),
            ("source_value", "Temp"),
            ("source_value", "Klima"),
        ]
    );
    // The column of the list is that of the source that came along.
    let column = other.sources[0].columns()[0].id.unwrap();
    assert_eq!(copy.properties["columns"], Property::List(vec!["time".into(), Item::from(column).into()]));
    assert_eq!(other.connection(&other.sources[0].connection).unwrap().mqtt().unwrap().host, "broker.halle");
    // Scripts name what they mean as it is called here.
    let Handler::Lua(text) = copy.handlers["held"].as_ref() else { panic!() };
    assert_eq!(
        text,
        "screens['Start'].Senden.text = data.THEMA .. data.Stueck_2\nscreens['Start'].Anzeige.text = data.Klima.first.Temp"
    );
    // Once more: now everything is there, and nothing is made twice.
    let clip = Clip::of_controls(&project, "a", vec![project.control_by_name("Senden").unwrap().1.clone()]);
    let (again, _) = put(&mut other, clip, false);
    assert_eq!(names(&again.landing.made), ["Stück"], "the one with another type is in the way of its name");
}

#[test]
fn a_connection_to_another_broker_is_another_one_whatever_it_is_called() {
    let (project, send) = from();
    let clip = Clip::of_controls(&project, "a", vec![send]);
    let mut other = Project::new("B", "Start", "Lokal");
    let same_id = Connection::to_host(ConnectionId::from_random(7), "Halle", "broker.lager", 1883);
    apply(&mut other, &Edit::AddConnection(same_id)).unwrap();
    put(&mut other, clip.clone(), false);
    let hosts: Vec<String> =
        other.connections.iter().skip(1).map(|connection| connection.mqtt().unwrap().host).collect();
    assert_eq!(hosts, ["broker.lager", "broker.halle"]);
    // The same broker under another name is the same.
    let mut third = Project::new("C", "Start", "Lokal");
    let renamed = Connection::to_host(ConnectionId::from_random(8), "Werk", "Broker.Halle", 1883);
    apply(&mut third, &Edit::AddConnection(renamed)).unwrap();
    put(&mut third, clip, false);
    assert_eq!(third.connections.len(), 2);
}

#[test]
fn what_is_gone_since_it_was_copied_is_brought_back_or_left_open() {
    let (mut project, send) = from();
    let clip = Clip::of_controls(&project, "a", vec![send]);
    let topic = project.variables[0].id;
    let shown = project.control_by_name("Anzeige").unwrap().1.id;
    apply(&mut project, &Edit::Remove(vec![topic.into(), shown.into()])).unwrap();
    let (created, _) = put(&mut project, clip, true);
    assert_eq!(names(&created.landing.made), ["Thema"]);
    assert_eq!(names(&created.landing.open), ["Anzeige"]);
    assert!(created.landing.matched.is_empty());
}

#[test]
fn blocks_go_the_same_way() {
    let (project, _) = from();
    let topic = Item::from(project.variables[0].id);
    let fragment = Fragment::single(Block::new("variable_get").with("variable", topic));
    let clip = Clip::of_blocks(&project, "a", fragment);
    let text = ron::to_string(&clip).unwrap();
    let clip: Clip = ron::from_str(&text).unwrap();
    let mut other = Project::new("B", "Start", "Lokal");
    apply(&mut other, &Edit::AddControls(START, vec![control("button", "B")])).unwrap();
    let at = HandlerRef::new(ControlId(2), "tapped");
    let to = PasteTo::Handler(at.clone(), Target::Free(Pos::default()));
    let created =
        apply(&mut other, &Edit::Paste(Box::new(Paste { clip, same_project: false, to, random: 1 }))).unwrap();
    assert_eq!(names(&created.landing.made), ["Thema"]);
    let graph = other.handler(&at).unwrap().graph().unwrap();
    let (_, item) = graph.items().next().unwrap();
    assert_eq!(other.name_of(&item), Some("Thema"));
}

#[test]
fn a_timer_that_a_handler_starts_is_matched_or_comes_along() {
    let mut project = Project::new("A", "Start", "Lokal");
    let timer = crate::language::testing::timer("Takt");
    let id = apply(&mut project, &Edit::AddTimer(timer)).unwrap().first(Item::timer).unwrap();
    let mut send = control("button", "Senden");
    let start = Block::new("timer_start").with("timer", Item::from(id));
    send.handlers.insert("tapped".to_owned(), Arc::new(blocks(vec![start])));
    let id = apply(&mut project, &Edit::AddControls(START, vec![send])).unwrap().first(Item::control).unwrap();
    let clip = Clip::of_controls(&project, "a", vec![project.control(id).unwrap().clone()]);
    let mut other = Project::new("B", "Start", "Lokal");
    let (created, copy) = put(&mut other, clip.clone(), false);
    assert_eq!(names(&created.landing.made), ["Takt"]);
    assert_eq!(meant(&other, &copy), [("timer_start".to_owned(), "Takt".to_owned())]);
    let (created, _) = put(&mut other, clip, false);
    assert_eq!((names(&created.landing.matched), other.timers.len()), (vec!["Takt"], 1));
}

/// A function that a copied block calls comes along with what it does and calls itself.
#[test]
fn a_caller_brings_its_functions_along() {
    let function = |name: &str, does: Handler| Function {
        id: FunctionId(0),
        name: name.to_owned(),
        ident: String::new(),
        parameters: vec![Parameter { id: 0, name: "Zahl".to_owned(), ty: Ty::Number }],
        last_parameter: 0,
        gives: Some(Ty::Number),
        handlers: BTreeMap::from([(CALLED.to_owned(), Arc::new(does))]),
    };
    let mut old = Project::new("A", "Start", "Lokal");
    variable(&mut old, "Summe", Ty::Number, 0.0);
    let add = |project: &mut Project, new: Function| {
        apply(project, &Edit::AddFunction(new)).unwrap().first(Item::function).unwrap()
    };
    let inner =
        add(&mut old, function("Innen", Handler::Lua("data.Summe = Zahl return functions.Innen(1)".to_owned())));
    let call = Block::new("function_call").with("function", Item::from(inner));
    let outer = add(&mut old, function("Außen", blocks(vec![call])));
    let call = Block::new("function_call").with("function", Item::from(outer)).with("input:1", 4.0);
    let clip = Clip::of_blocks(&old, "A", Fragment::single(call));
    let mut new = Project::new("B", "Start", "Lokal");
    // Another thing has the name of the variable, and another function that of the inner one.
    variable(&mut new, "Summe", Ty::Text, "");
    add(&mut new, Function { parameters: Vec::new(), ..function("Innen", Handler::Lua(String::new())) });
    let to = PasteTo::Handler(HandlerRef::new(crate::model::id::AppId, "started"), Target::Free(Pos::default()));
    let paste = Edit::Paste(Box::new(Paste { clip, same_project: false, to, random: 1 }));
    let created = apply(&mut new, &paste).unwrap();
    let made: Vec<&str> = created.landing.made.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(made, ["Summe", "Innen", "Außen"]);
    let does = |name: &str| {
        let function = new.functions.iter().find(|function| function.name == name).unwrap();
        (function.id, Arc::clone(&function.handlers[CALLED]))
    };
    let (inner, text) = does("Innen 2");
    assert_eq!(*text, Handler::Lua("data.Summe_2 = Zahl return functions.Innen_2(1)".to_owned()));
    let (outer, body) = does("Außen");
    assert_eq!(body.graph().unwrap().items().map(|(_, item)| item).collect::<Vec<_>>(), [Item::from(inner)]);
    let caller = new.handlers[&"started".to_owned()].graph().unwrap().blocks.values().next().unwrap();
    assert_eq!((caller.item("function"), caller.slots.len()), (Some(&Item::from(outer)), 2));
    // What has kept its name is found the second time.
    let again = apply(&mut new, &paste).unwrap();
    assert_eq!(names(&again.landing.matched), ["Außen"]);
}

/// Images that a control and its rules show come along; where the name is taken by another one, under a new name.
#[test]
fn images_come_along_and_never_replace_another_one() {
    let image = |byte| Arc::new(EmbeddedFile::new(vec![byte]).unwrap());
    let mut from = Project::new("A", "Start", "Lokal");
    from.images.insert("logo.png".to_owned(), image(1));
    from.images.insert("not shown.png".to_owned(), image(9));
    let mut shown = control("image", "Logo");
    shown.properties.insert("file".to_owned(), "logo.png".into());
    let created = apply(&mut from, &Edit::AddControls(START, vec![shown])).unwrap();
    let copied = from.control(created.first(Item::control).unwrap()).unwrap().clone();
    let clip = Clip::of_controls(&from, "a", vec![copied]);
    let clip: Clip = ron::from_str(&ron::to_string(&clip).unwrap()).unwrap();
    let mut to = Project::new("B", "Start", "Lokal");
    to.images.insert("logo.png".to_owned(), image(2));
    let paste = Edit::Paste(Box::new(Paste { clip, same_project: false, to: PasteTo::Screen(START), random: 1 }));
    for _ in 0..2 {
        let created = apply(&mut to, &paste).unwrap();
        let pasted = to.control(created.first(Item::control).unwrap()).unwrap();
        assert_eq!(pasted.properties["file"], "logo-2.png".into());
    }
    let names: Vec<_> = to.images.iter().map(|(name, image)| (name.as_str(), image.bytes()[0])).collect();
    assert_eq!(names, [("logo-2.png", 1), ("logo.png", 2)]);
}

#[test]
fn sounds_come_along_with_the_blocks_that_play_them() {
    let sound = |byte| Arc::new(EmbeddedFile::new(vec![byte]).unwrap());
    let mut from = Project::new("A", "Start", "Lokal");
    from.sounds.insert("hupe.ogg".to_owned(), sound(1));
    from.sounds.insert("not played.ogg".to_owned(), sound(9));
    let block = Block::new("sound_play").with("sound", "hupe.ogg");
    let blocks = Fragment::single(block.clone());
    let mut button = control("button", "Knopf");
    let graph = Graph { first: Some(BlockId(1)), blocks: [(BlockId(1), block)].into(), ..Graph::default() };
    button.handlers.insert("tapped".to_owned(), Arc::new(Handler::Blocks(graph)));
    let created = apply(&mut from, &Edit::AddControls(START, vec![button])).unwrap();
    let copied = from.control(created.first(Item::control).unwrap()).unwrap().clone();
    let clips = [Clip::of_controls(&from, "a", vec![copied]), Clip::of_blocks(&from, "a", blocks)];
    let mut to = Project::new("B", "Start", "Lokal");
    to.sounds.insert("hupe.ogg".to_owned(), sound(2));
    let mut at = None;
    for clip in clips {
        let clip: Clip = ron::from_str(&ron::to_string(&clip).unwrap()).unwrap();
        let place = match &at {
            None => PasteTo::Screen(START),
            Some(at) => PasteTo::Handler(HandlerRef::clone(at), Target::Free(Pos { x: 0.0, y: 0.0 })),
        };
        let paste = Edit::Paste(Box::new(Paste { clip, same_project: false, to: place, random: 1 }));
        let created = apply(&mut to, &paste).unwrap();
        at = at.or_else(|| Some(HandlerRef::new(created.first(Item::control).unwrap(), "tapped")));
    }
    let names: Vec<_> = to.sounds.iter().map(|(name, sound)| (name.as_str(), sound.bytes()[0])).collect();
    assert_eq!(names, [("hupe-2.ogg", 1), ("hupe.ogg", 2)]);
    let graphs = to.handlers().filter_map(|(_, handler)| handler.graph());
    let blocks = graphs.flat_map(|graph| graph.blocks.values());
    let played: Vec<_> = blocks.filter_map(|block| block.literal("sound")?.as_text()).collect();
    assert_eq!(played, ["hupe-2.ogg", "hupe-2.ogg"]);
}

/// Those that a function plays, which comes along with a block that calls it, and those that a script spells out.
#[test]
fn sounds_come_along_with_functions_and_scripts() {
    let sound = |byte| Arc::new(EmbeddedFile::new(vec![byte]).unwrap());
    let mut from = Project::new("A", "Start", "Lokal");
    from.sounds.insert("hupe.ogg".to_owned(), sound(1));
    from.sounds.insert("glocke.ogg".to_owned(), sound(3));
    let mut function = Function {
        id: FunctionId(0),
        name: "Hupen".to_owned(),
        ident: String::new(),
        parameters: Vec::new(),
        last_parameter: 0,
        gives: None,
        handlers: BTreeMap::new(),
    };
    let lua = "runtime.playsound('hupe') runtime.playsound(\"glocke.ogg\")".to_owned();
    function.handlers.insert(CALLED.to_owned(), Arc::new(Handler::Lua(lua)));
    let made = apply(&mut from, &Edit::AddFunction(function)).unwrap();
    let call = Block::new("function_call").with("function", made.items[0].clone());
    let clip = Clip::of_blocks(&from, "a", Fragment::single(call));
    let mut to = Project::new("B", "Start", "Lokal");
    to.sounds.insert("hupe.ogg".to_owned(), sound(2));
    let mut button = control("button", "Knopf");
    button.handlers.insert("tapped".to_owned(), Arc::new(Handler::Blocks(Graph::default())));
    let created = apply(&mut to, &Edit::AddControls(START, vec![button])).unwrap();
    let at = HandlerRef::new(created.first(Item::control).unwrap(), "tapped");
    let place = PasteTo::Handler(at, Target::Free(Pos { x: 0.0, y: 0.0 }));
    apply(&mut to, &Edit::Paste(Box::new(Paste { clip, same_project: false, to: place, random: 1 }))).unwrap();
    assert_eq!(to.sounds.keys().collect::<Vec<_>>(), ["glocke.ogg", "hupe-2.ogg", "hupe.ogg"]);
    let lua = "runtime.playsound('hupe-2.ogg') runtime.playsound(\"glocke.ogg\")".to_owned();
    assert_eq!(*to.functions.iter().next().unwrap().handlers[CALLED], Handler::Lua(lua));
}

/// A component with *Senden* of [`from`] in it, and an instance of it; both by name and id.
fn component() -> (Project, Control) {
    let (mut project, send) = from();
    let prefix = "Präfix".to_owned();
    let edit = Edit::MakeComponent { controls: vec![send.id], name: "Sender".to_owned(), prefix };
    let made = apply(&mut project, &edit).unwrap();
    let instance = project.control(made.first(Item::control).unwrap()).unwrap().clone();
    (project, instance)
}

#[test]
fn a_component_comes_along_with_its_instance_and_all_that_is_in_it() {
    let (old, instance) = component();
    let clip = Clip::of_controls(&old, "a", vec![instance]);
    let mut project = Project::new("B", "Start", "Lokal");
    // Other things have the same numbers here.
    variable(&mut project, "Nummer", Ty::Number, 1.0);
    let (created, pasted) = put(&mut project, clip.clone(), false);
    assert!(created.landing.made.contains(&(ItemKind::Screen, "Sender".to_owned())), "{:?}", created.landing);
    let (master, _) = project.master_of(&pasted).unwrap();
    let (master, send) = (master.id, master.controls[0].clone());
    assert_eq!(send.name, "Senden");
    let graph = send.handlers["tapped"].graph().unwrap();
    let items: Vec<Item> = graph.items().map(|(_, item)| item).collect();
    assert!(items.iter().filter(|item| item.kind() != ItemKind::Control).all(|item| project.has(item)), "{items:?}");
    let Handler::Lua(lua) = &*send.handlers["held"] else { panic!() };
    assert!(lua.starts_with("screens['Sender'].Senden.text = data.Thema .. data.Stueck"), "{lua}");
    // Once more: it is there already.
    let (created, again) = put(&mut project, clip, false);
    assert!(created.landing.matched.contains(&(ItemKind::Screen, "Sender".to_owned())), "{:?}", created.landing);
    assert_eq!((again.master(), project.components().count()), (Some(master), 1));
}

#[test]
fn the_copy_of_an_instance_stays_one_of_the_same_component() {
    let (mut project, instance) = component();
    let clip = Clip::of_controls(&project, "a", vec![instance.clone()]);
    let (created, pasted) = put(&mut project, clip, true);
    assert_eq!(created.landing, Landing::default());
    assert_eq!((pasted.master(), project.components().count()), (instance.master(), 1));
}

#[test]
fn a_repeater_brings_its_component_and_keeps_what_it_repeats() {
    let (mut old, instance) = component();
    let mut repeater = control("repeater", "Alle");
    let master = instance.properties["master"].clone();
    let from = Origin::Topic {
        connection: old.connections[0].id.clone(),
        filter: "halle/+/#".to_owned(),
        path: String::new(),
        ty: ColumnType::Automatic,
    };
    repeater.properties.insert("master".to_owned(), master);
    repeater.properties.insert("topics".to_owned(), Binding::to(from).into());
    repeater.properties.insert("{Präfix}".to_owned(), "#[topic]#".into());
    let made = apply(&mut old, &Edit::AddControls(START, vec![repeater])).unwrap();
    let repeater = old.control(made.first(Item::control).unwrap()).unwrap().clone();
    let clip = Clip::of_controls(&old, "a", vec![repeater]);
    let mut project = Project::new("B", "Start", "Lokal");
    let (_, pasted) = put(&mut project, clip, false);
    let (screen, _) = project.master_of(&pasted).unwrap();
    assert_eq!((screen.name.as_str(), project.components().count()), ("Sender", 1));
    let Some(Repeated::Topics { connection, filter }) = pasted.repeats() else { panic!("{pasted:?}") };
    assert!(project.connection(connection).is_some());
    assert_eq!((filter, &pasted.properties["{Präfix}"]), ("halle/+/#", &"#[topic]#".into()));
}
