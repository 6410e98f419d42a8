//! A project with something to choose in every kind of slot, and blocks with everything chosen; for tests only.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::block::{BlockDef, Form, Gives, Takes};
use super::lower::lower;
use super::{control, new_block, new_control};
use crate::i18n::Lang;
use crate::model::blocks::{Block, Graph, Slot};
use crate::model::connection::{Keyed as _, Version, rows};
use crate::model::edit::{Edit, apply};
use crate::model::function::{CALLED, Function, Parameter};
use crate::model::handler::{Handler, HandlerRef};
use crate::model::id::{BlockId, ConnectionId, ControlId, FunctionId, ScreenId, SourceId, TimerId};
use crate::model::item::Item;
use crate::model::project::Project;
use crate::model::source::list::{ListColumn, RowList};
use crate::model::source::{ColumnType, Source, Subscription};
use crate::model::timer::{Schedule, Timer};
use crate::model::types::Ty;
use crate::model::value::Value;

/// The project, and a handler of its source, so that the blocks about a message fit too.
pub(crate) fn project() -> (Project, HandlerRef) {
    let mut project = Project::new("Reihen", "Start", "Lokaler Broker");
    // Of MQTT 5, so that everything a block can say is sent.
    let version = Value::from(Version::V5.key());
    project.connections[0].settings.insert(rows::VERSION.key.to_owned(), version);
    let screen = ScreenId(1);
    let button = new_control(control("button").unwrap(), Lang::De);
    apply(&mut project, &Edit::AddControls(screen, vec![button])).unwrap();
    let add = Edit::AddSource("Größen".to_owned(), ConnectionId::local(), vec!["a/#".to_owned()]);
    let source = apply(&mut project, &add).unwrap().first(Item::source).unwrap();
    let mut titled = project.sources[0].clone();
    titled.subscriptions = vec![Subscription::column("Temp", "a/#", "t", ColumnType::Number)];
    apply(&mut project, &Edit::SetSource(titled)).unwrap();
    let add = Edit::AddVariable("Größe".to_owned(), Ty::Number, Value::from(1.0));
    apply(&mut project, &add).unwrap();
    let add = Edit::AddVariable("Liste".to_owned(), Ty::List, Value::List(vec![Value::from("a")]));
    apply(&mut project, &add).unwrap();
    let columns = vec![ListColumn::new("Ware", ColumnType::Text), ListColumn::new("Menge", ColumnType::Number)];
    let list = RowList { columns, rows: vec![vec!["Milch".into(), 2.0.into()]] };
    apply(&mut project, &Edit::InsertSource(Source::of_list(SourceId(0), "Einkauf", "", list))).unwrap();
    apply(&mut project, &Edit::AddTimer(timer("Täglich"))).unwrap();
    apply(&mut project, &Edit::AddFunction(function(Handler::Lua("return Zahl".to_owned())))).unwrap();
    let at = HandlerRef::new(source, "refreshed");
    apply(&mut project, &Edit::SetHandler(at.clone(), Some(Handler::empty()))).unwrap();
    (project, at)
}

/// A function with a number that goes in and one that comes out.
pub(crate) fn function(does: Handler) -> Function {
    let parameters = vec![Parameter { id: 0, name: "Zahl".to_owned(), ty: Ty::Number }];
    let handlers = BTreeMap::from([(CALLED.to_owned(), Arc::new(does))]);
    let (id, name, ident) = (FunctionId(0), "Rechnen".to_owned(), String::new());
    Function { id, name, ident, parameters, last_parameter: 0, gives: Some(Ty::Number), handlers }
}

/// A project with such a function, made of these blocks, and its id.
pub(crate) fn with_function(ron: &str, gives: bool) -> (Project, FunctionId) {
    let mut project = Project::new("Test", "Start", "Lokaler Broker");
    let mut function = function(Handler::empty());
    function.gives = function.gives.filter(|_| gives);
    let id = apply(&mut project, &Edit::AddFunction(function)).unwrap().first(Item::function).unwrap();
    project.next_id = 1000;
    apply(&mut project, &set_blocks(HandlerRef::new(id, CALLED), ron)).unwrap();
    (project, id)
}

/// The edit that sets a handler to these blocks.
pub(crate) fn set_blocks(at: HandlerRef, ron: &str) -> Edit {
    let options = ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
    Edit::SetHandler(at, Some(Handler::Blocks(options.from_str(ron).unwrap())))
}

/// Where a block belongs that means something in a function only.
pub(crate) fn home(project: &Project, def: &BlockDef) -> Option<HandlerRef> {
    let inside = ["function_return", "function_input"].contains(&def.kind);
    inside.then(|| HandlerRef::new(project.functions[0].id, CALLED))
}

/// A timer that ticks each minute, and in which nothing happens.
pub(crate) fn timer(name: &str) -> Timer {
    let (name, ident, when) = (name.to_owned(), String::new(), Schedule::Every { ms: 60_000 });
    Timer { id: TimerId(0), name, ident, when, starts: true, handlers: BTreeMap::new() }
}

/// A project with a text box, a button, three variables, and these blocks in the button's `tapped`.
pub(crate) fn with_blocks(ron: &str) -> (Project, HandlerRef) {
    let mut project = Project::new("Test", "Start", "Lokaler Broker");
    let screen = ScreenId(1);
    let def = |kind| control(kind).unwrap();
    let mut new = |kind, name: &str| {
        let mut control = new_control(def(kind), Lang::De);
        control.name = name.to_owned();
        apply(&mut project, &Edit::AddControls(screen, vec![control])).unwrap();
    };
    new("button", "Senden");
    new("text_box", "Eingabe");
    for (name, ty, value) in [
        ("Größe", Ty::Number, Value::from(1.0)),
        ("linie", Ty::Text, Value::from("A3")),
        ("ok", Ty::Bool, Value::from(true)),
        ("liste", Ty::List, Ty::List.default_value()),
        ("satz", Ty::Record, Ty::Record.default_value()),
        ("wann", Ty::Time, Ty::Time.default_value()),
    ] {
        apply(&mut project, &Edit::AddVariable(name.to_owned(), ty, value)).unwrap();
    }
    let at = HandlerRef::new(ControlId(2), "tapped");
    let mut graph: Graph = ron::Options::default()
        .with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME)
        .from_str(ron)
        .unwrap();
    // Where a test does not say otherwise, blocks send over the local broker.
    for block in graph.blocks.values_mut() {
        let slots = super::block(&block.kind).map(|def| def.slots).unwrap_or_default();
        for slot in slots.iter().filter(|slot| slot.takes == Takes::Connection) {
            let local = Item::from(ConnectionId::local());
            block.slots.entry(slot.key.to_owned()).or_insert_with(|| local.into());
        }
    }
    project.next_id = 1000;
    apply(&mut project, &Edit::SetHandler(at.clone(), Some(Handler::Blocks(graph)))).unwrap();
    (project, at)
}

/// The same project, with this Lua in the button's `tapped`.
pub(crate) fn with_lua(lua: &str) -> (Project, HandlerRef) {
    let (mut project, at) = with_blocks("(blocks: {})");
    apply(&mut project, &Edit::SetHandler(at.clone(), Some(Handler::Lua(lua.to_owned())))).unwrap();
    (project, at)
}

/// The keys of the problems of a project.
pub(crate) fn found_in(project: &Project) -> Vec<&'static str> {
    lower(project).problems.iter().map(|problem| problem.check.key).collect()
}

/// The keys of the problems of these blocks.
#[track_caller]
pub(crate) fn found(ron: &str) -> Vec<&'static str> {
    found_in(&with_blocks(ron).0)
}

/// What is said about these blocks, in German.
#[track_caller]
pub(crate) fn said(ron: &str) -> Vec<String> {
    lower(&with_blocks(ron).0).problems.iter().map(|problem| problem.wording.de.to_string()).collect()
}

/// The row with everything chosen that it needs.
pub(crate) fn filled(project: &Project, def: &BlockDef) -> Block {
    let mut block = new_block(def, Lang::De);
    if let Some((_, repeat)) = def.repeated() {
        block = block.with(super::COUNT, repeat.min.max(1) as f64);
    }
    for slot in def.slots {
        let content: Slot = match slot.takes {
            Takes::Connection => Item::from(ConnectionId::local()).into(),
            Takes::Variable => {
                let list = project.variables.iter().find(|variable| variable.ty == Ty::List);
                let of_list = list.filter(|_| def.kind.starts_with("list_"));
                Item::from(of_list.unwrap_or(&project.variables[0]).id).into()
            }
            Takes::Screen => Item::from(project.screens[0].id).into(),
            Takes::Timer => Item::from(project.timers[0].id).into(),
            Takes::Function => Item::from(project.functions[0].id).into(),
            Takes::Parameter => f64::from(project.functions[0].parameters[0].id).into(),
            Takes::Control => Item::from(project.screens[0].controls[0].id).into(),
            Takes::Source if def.kind.starts_with("row") => Item::from(project.sources[1].id).into(),
            Takes::Source => Item::from(project.sources[0].id).into(),
            Takes::List | Takes::NewRow => Item::from(project.sources[1].id).into(),
            Takes::Column if def.kind.starts_with("row") => {
                Item::from(project.sources[1].columns()[1].id.unwrap()).into()
            }
            Takes::EventColumn => Item::from(project.sources[0].columns()[0].id.unwrap()).into(),
            Takes::Property => "text".into(),
            Takes::Column => "topic".into(),
            Takes::Local if block.slots.contains_key(slot.key) => continue,
            Takes::Local => "zähler".into(),
            Takes::Topic => "halle1/licht".into(),
            Takes::Language => "de".into(),
            Takes::Template => "{\"a b\": #[a b]#, \"end\": #[end]#}".into(),
            Takes::Fields => "a b, end".into(),
            Takes::Note => "eins\nzwei ]] --".into(),
            Takes::Lua if def.form.is_value() => "#'abc' + 1".into(),
            Takes::Lua => "local eigen = 1\nprint(eigen)".into(),
            Takes::Value(_) if slot.key == "pattern" => "(\\d+) °C".into(),
            Takes::Value(_) | Takes::Choice(_) | Takes::Sound => continue,
        };
        block.slots.insert(slot.key.to_owned(), content);
    }
    block
}

/// A graph with this block as the first one, or in the slot of a carrier if it gives a value; inside a loop.
pub(crate) fn graph_with(def: &BlockDef, block: Block) -> Graph {
    let (first, id) = (BlockId(1), BlockId(2));
    let carrier = match def.form {
        Form::Statement { .. } => {
            let mut carrier = Block::new("repeat");
            carrier.branches.insert("body".to_owned(), id);
            carrier
        }
        // These have no text.
        Form::Value { gives: Gives::Fixed(Ty::Any | Ty::List | Ty::Record), .. } => {
            Block { slots: [("value".to_owned(), Slot::Wire(id))].into(), ..Block::new("local_set") }
                .with("name", "träger")
        }
        Form::Value { .. } => Block { slots: [("text".to_owned(), Slot::Wire(id))].into(), ..Block::new("log") },
    };
    Graph { first: Some(first), blocks: [(first, carrier), (id, block)].into(), ..Graph::default() }
}
