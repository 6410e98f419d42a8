//! Random projects and random changes of them, for property tests.

mod components;
mod languages;

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use super::binding::{Availability, Binding, BoundColumn, Origin, RowChoice};
use super::blocks::edit::{Fragment, GraphEdit, Target};
use super::blocks::{Block, Graph, Port, Pos, Slot, check};
use super::command::{CommandTopic, SendMoment};
use super::connection::Connection;
use super::control::Control;
use super::edit::{Edit, LayerEdit, ScreenLook, ZOrder};
use super::embedded::EmbeddedFile;
use super::formatting::{Comparator, Comparison, Condition, FormatRule};
use super::function::{CALLED, Function, Parameter};
use super::handler::{Handler, HandlerRef};
use super::id::{
    AppId, BlockId, ColumnId, ConnectionId, ControlId, FunctionId, ScreenId, SourceId, TimerId, VariableId,
};
use super::item::Item;
use super::layer::Layer;
use super::names::{unique_ident, unique_name};
use super::payload::Form;
use super::project::{FORMAT, Project, STARTED};
use super::property::Property;
use super::screen::{Area, SHOWN, Screen};
use super::source::list::RowList;
use super::source::{ColumnType, REFRESHED, Source, Subscription};
use super::timer::{Schedule, TICK, TimeOfDay, Timer, all_weekdays};
use super::types::Ty;
use super::value::Value;
use super::variable::Variable;

/// Any text, with a bias to the ones that are hard to write to a file.
pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-zA-ZäöüÄÖÜß0-9 /_#-]{0,12}",
        1 => any::<String>(),
        1 => vec(
            prop::sample::select(vec![
                "\"", "#", "\"#", "\"##", "\\", "\n", "\r\n", "\r", "\t", "\0", "\u{7f}", "\u{85}", "\u{2028}",
                "\u{feff}", "\u{301}", "'", "//", "/*", "r#\"", "]]", "(", ",", "end", "<<<<<<< HEAD\n",
            ]),
            0..8,
        )
        .prop_map(|pieces| pieces.concat()),
    ]
}

/// Any value, unknown ones too.
pub(crate) fn value() -> impl Strategy<Value = Value> {
    let raw = vec![
        "[1, (a: 2)]",
        "Some(Neues(x: 1))",
        "Neu",
        "()",
        "[1, /* warum */ 2]",
        "{\"a\": [true, Neu]}",
        "(\n  a: 1, // warum\n)",
        "'x'",
        "Wire()",
        "None",
        "Wire(x: 1)",
    ];
    let plain = prop_oneof![
        any::<bool>().prop_map(Value::Bool),
        (-1000_i32..1000).prop_map(|number| Value::Number(f64::from(number))),
        (prop::num::f64::ANY).prop_filter("NaN equals nothing", |n| !n.is_nan()).prop_map(Value::Number),
        text().prop_map(Value::Text),
    ];
    let tree = plain.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::List),
            btree_map(text(), inner, 0..4).prop_map(Value::Record),
        ]
    });
    prop_oneof![6 => tree, 1 => prop::sample::select(raw).prop_map(|ron| Value::Raw(ron.to_owned()))]
}

/// Random references have smaller numbers.
const GONE: u32 = 40;

/// Any reference, most of them to things that are not there.
pub(crate) fn item() -> impl Strategy<Value = Item> {
    let id = 0_u32..GONE;
    prop_oneof![
        id.clone().prop_map(|id| ScreenId(id).into()),
        id.clone().prop_map(|id| ControlId(id).into()),
        id.clone().prop_map(|id| SourceId(id).into()),
        id.clone().prop_map(|id| ColumnId(id).into()),
        id.clone().prop_map(|id| VariableId(id).into()),
        id.clone().prop_map(|id| TimerId(id).into()),
        id.prop_map(|id| FunctionId(id).into()),
        Just(AppId.into()),
        text().prop_map(|id| ConnectionId(id).into()),
    ]
}

/// Any binding, most of them to things that are not there.
pub(crate) fn binding() -> impl Strategy<Value = Binding> {
    let id = 0_u32..40;
    let row = prop_oneof![
        Just(RowChoice::Newest),
        text().prop_map(RowChoice::OfTopic),
        any::<u32>().prop_map(RowChoice::Number)
    ];
    let column =
        prop_oneof![id.clone().prop_map(|id| BoundColumn::Own(ColumnId(id))), text().prop_map(BoundColumn::Fixed)];
    let from = prop_oneof![
        id.clone().prop_map(|id| Origin::Variable(VariableId(id))),
        (id.clone(), column, row).prop_map(|(id, column, row)| Origin::Column { source: SourceId(id), column, row }),
        (text(), text(), text(), prop::sample::select(ColumnType::ALL)).prop_map(|(connection, filter, path, ty)| {
            Origin::Topic { connection: ConnectionId(connection), filter, path, ty }
        }),
        (id, text()).prop_map(|(id, property)| Origin::Property { control: ControlId(id), property }),
        text().prop_map(Origin::Lua),
    ];
    let known = || value().prop_filter("unknown ones are kept as the whole", |value| !matches!(value, Value::Raw(_)));
    let number = || (-1000_i32..1000).prop_map(|number| f64::from(number) / 8.0);
    let format = (any::<Option<u8>>(), any::<bool>(), text(), text(), text());
    let rest = (vec((text(), known()), 0..3), prop::option::of(known()), prop::option::of(known()));
    (from, number(), number(), format, rest, prop::option::of((number(), text(), text()))).prop_map(
        |(from, scale, offset, (decimals, thousands, time, prefix, suffix), (table, otherwise, empty), device)| {
            Binding {
                scale,
                offset,
                table,
                otherwise,
                decimals,
                thousands,
                time,
                prefix,
                suffix,
                empty,
                stale_after: device.as_ref().map(|(secs, ..)| *secs),
                availability: device.map(|(_, topic, offline)| Availability { topic, offline }),
                ..Binding::to(from)
            }
        },
    )
}

/// Any command, most of them on connections that are not there.
fn command() -> impl Strategy<Value = CommandTopic> {
    let texts = (text(), text(), text(), text(), text(), text());
    let numbers = (0_u8..3, any::<bool>(), any::<Option<u8>>(), any::<u16>(), 0_u16..1000, 0_usize..3);
    (texts, numbers, prop::sample::select(&Form::ALL[..])).prop_map(
        |((connection, topic, message, on, off, path), (qos, retain, decimals, repeat, patience, moment), form)| {
            let sends = [SendMoment::Tapped, SendMoment::Pressed, SendMoment::Held][moment];
            let (repeat_ms, patience) = (u32::from(repeat), f64::from(patience) / 8.0);
            let plain = CommandTopic::to(ConnectionId(connection), &topic);
            CommandTopic { message, on, off, path, form, decimals, qos, retain, sends, repeat_ms, patience, ..plain }
        },
    )
}

fn properties() -> impl Strategy<Value = BTreeMap<String, Property>> {
    let one = prop_oneof![
        4 => value().prop_map(Property::from),
        4 => item().prop_map(Property::Ref),
        1 => binding().prop_map(Property::from).boxed(),
        1 => command().prop_map(Property::from).boxed(),
    ];
    // What a list holds is understood, or the whole of it is kept as it stands.
    let plain = one.clone().prop_filter("raw", |each| {
        !matches!(each, Property::Literal(Value::Raw(_)) | Property::Bound(_) | Property::Command(_))
    });
    btree_map(text(), prop_oneof![4 => one, 1 => vec(plain, 0..4).prop_map(Property::List)], 0..4)
}

fn values() -> impl Strategy<Value = BTreeMap<String, Value>> {
    btree_map(text(), value(), 0..4)
}

fn slots() -> impl Strategy<Value = BTreeMap<String, Slot>> {
    let one = prop_oneof![4 => value().prop_map(Slot::Literal), 1 => item().prop_map(Slot::Ref)];
    btree_map(text(), one, 0..4)
}

fn pos() -> impl Strategy<Value = Pos> {
    (-2000.0_f32..2000.0, -2000.0_f32..2000.0).prop_map(|(x, y)| Pos { x, y })
}

/// Any sound graph: each block hangs on an earlier one, or nowhere.
pub(crate) fn graph() -> impl Strategy<Value = Graph> {
    vec((text(), slots(), any::<u8>(), any::<prop::sample::Index>(), pos()), 0..8).prop_map(|blocks| {
        let mut graph = Graph::default();
        for (index, (kind, slots, how, on, pos)) in blocks.into_iter().enumerate() {
            let id = BlockId(index as u32);
            graph.blocks.insert(id, Block { kind, slots, ..Block::default() });
            let other = (index > 0).then(|| BlockId(on.index(index) as u32));
            let other = other.and_then(|other| graph.blocks.get_mut(&other));
            match (how % 5, other) {
                (0, _) if graph.first.is_none() => graph.first = Some(id),
                (1, Some(other)) if other.next.is_none() => other.next = Some(id),
                (2, Some(other)) if !other.branches.contains_key("then") => {
                    other.branches.insert("then".to_owned(), id);
                }
                (3, Some(other)) => {
                    other.slots.insert(format!("wired{index}"), Slot::Wire(id));
                    if index % 2 == 0 {
                        graph.unfolded.insert(id);
                    }
                }
                _ => {
                    graph.positions.insert(id, pos);
                }
            }
        }
        graph
    })
}

fn handler() -> impl Strategy<Value = Handler> {
    prop_oneof![graph().prop_map(Handler::Blocks), text().prop_map(Handler::Lua)]
}

fn control() -> impl Strategy<Value = Control> {
    let area = (-50.0_f32..2000.0, -50.0_f32..2000.0, 0.0_f32..900.0, 0.0_f32..900.0)
        .prop_map(|(x, y, w, h)| Area::new(x, y, w, h));
    let handlers = btree_map(text(), handler().prop_map(Arc::new), 0..3);
    let parts = (text(), text(), area, properties(), vec(rule().prop_map(Arc::new), 0..3), handlers);
    parts.prop_map(|(kind, name, area, properties, rules, handlers)| {
        let group = vec![name.clone(); name.len() % 3];
        let layer = Layer { group, locked: area.x < 0.0, hidden: area.y < 0.0, part_of: None };
        let anchors = super::fit::Anchors::default();
        Control { id: ControlId(0), kind, name, area, layer, anchors, properties, rules, handlers }
    })
}

fn rule() -> impl Strategy<Value = FormatRule> {
    let known = value().prop_filter("kept as the whole", |value| !matches!(value, Value::Raw(_)));
    let left = prop::option::of(binding().prop_map(Arc::new));
    let one = (left, prop::sample::select(&Comparator::ALL[..]), known)
        .prop_map(|(left, op, right)| Condition::Is(Comparison { left, op, right }));
    let when = one.prop_recursive(2, 6, 3, |inner| {
        let parts = vec(inner, 0..3);
        prop_oneof![parts.clone().prop_map(Condition::All), parts.prop_map(Condition::Any)]
    });
    (text(), when, values()).prop_map(|(name, when, set)| FormatRule { name, when, set })
}

fn screen() -> impl Strategy<Value = Screen> {
    let handlers = prop::option::of(handler())
        .prop_map(|handler| handler.into_iter().map(|each| (SHOWN.to_owned(), Arc::new(each))).collect());
    (text(), 1.0_f32..5000.0, 1.0_f32..5000.0, 0.5_f32..100.0, text(), vec(control(), 0..4), handlers).prop_map(
        |(name, width, height, grid, background, controls, handlers)| {
            let controls = controls.into();
            Screen { width, height, grid, background, controls, handlers, ..Screen::new(ScreenId(0), &name) }
        },
    )
}

fn variable() -> impl Strategy<Value = Variable> {
    let ty = prop::sample::select(Ty::ALL.to_vec());
    let handlers = prop::option::of(handler())
        .prop_map(|handler| handler.into_iter().map(|each| (REFRESHED.to_owned(), Arc::new(each))).collect());
    (text(), text(), ty, (value(), any::<bool>()), handlers).prop_map(|(name, ident, ty, (initial, kept), handlers)| {
        Variable { id: VariableId(0), name, ident, ty, initial, kept, handlers }
    })
}

fn timer() -> impl Strategy<Value = Timer> {
    let when = prop_oneof![
        any::<u64>().prop_map(|ms| Schedule::Every { ms }),
        any::<u64>().prop_map(|ms| Schedule::Once { ms }),
        vec((0_u32..24, 0_u32..60), 0..3).prop_map(|times| {
            let times = times.into_iter().filter_map(|(hour, minute)| TimeOfDay::parse(&format!("{hour}:{minute}")));
            Schedule::Daily { times: times.collect(), weekdays: all_weekdays() }
        }),
        text().prop_map(Schedule::Cron),
    ];
    let handlers = prop::option::of(handler())
        .prop_map(|handler| handler.into_iter().map(|each| (TICK.to_owned(), Arc::new(each))).collect());
    (text(), text(), when, any::<bool>(), handlers).prop_map(|(name, ident, when, starts, handlers)| Timer {
        id: TimerId(0),
        name,
        ident,
        when,
        starts,
        handlers,
    })
}

fn function() -> impl Strategy<Value = Function> {
    let ty = || prop::sample::select(Ty::ALL.to_vec());
    let parameters = vec((text(), ty()), 0..3).prop_map(|parameters| {
        let parameters = parameters.into_iter().map(|(name, ty)| Parameter { id: 0, name, ty });
        parameters.collect::<Vec<_>>()
    });
    let handlers = handler().prop_map(|handler| BTreeMap::from([(CALLED.to_owned(), Arc::new(handler))]));
    (text(), text(), parameters, prop::option::of(ty()), handlers).prop_map(
        |(name, ident, parameters, gives, handlers)| Function {
            id: FunctionId(0),
            name,
            ident,
            parameters,
            gives,
            handlers,
            last_parameter: 0,
        },
    )
}

fn source() -> impl Strategy<Value = Source> {
    let subscription = (text(), text(), values()).prop_map(|(title, filter, settings)| Subscription {
        title,
        filter,
        settings,
        column: None,
    });
    let handlers = btree_map(text(), handler().prop_map(Arc::new), 0..2);
    (text(), text(), text(), vec(text(), 0..3), vec(subscription, 0..3), values(), handlers).prop_map(
        |(name, ident, connection, topics, subscriptions, settings, handlers)| Source {
            list: (topics.len() == 1 && subscriptions.is_empty()).then(|| RowList::sample(&name)),
            topics,
            subscriptions,
            settings,
            handlers,
            ..Source::new(SourceId(0), &name, &ident, ConnectionId(connection))
        },
    )
}

/// Any project that keeps the invariants of the model.
pub(crate) fn project() -> impl Strategy<Value = Project> {
    let connections = btree_map(text(), (text(), values()), 0..4);
    let logic = (vec(variable(), 0..4), vec(timer(), 0..3), vec(function(), 0..3));
    let images = btree_map(text(), vec(proptest::num::u8::ANY, 0..20), 0..3);
    (text(), text(), connections, vec(source(), 0..3), logic, vec(screen(), 1..4), images).prop_map(
        |(name, purpose, connections, sources, (variables, timers, functions), screens, images)| {
            let image = |bytes| EmbeddedFile::new(bytes).map(Arc::new).ok();
            let images =
                images.into_iter().filter_map(|(name, bytes)| Some((name, image(bytes)?))).collect::<BTreeMap<_, _>>();
            let connections = connections
                .into_iter()
                .map(|(id, (name, settings))| Connection { id: ConnectionId(id), name, settings })
                .collect();
            number(Project {
                format: FORMAT,
                id: name.clone(),
                name,
                purpose,
                next_id: 1,
                web: images.keys().cloned().collect(),
                sounds: images.clone(),
                looks: super::looks::ProjectLooks::default(),
                languages: languages::of_texts(&images),
                handlers: BTreeMap::new(),
                connections,
                sources: sources.into(),
                variables: variables.into(),
                timers: timers.into(),
                functions: functions.into(),
                screens: screens.into_iter().map(Arc::new).collect(),
                images,
            })
        },
    )
}

/// Gives everything an id and a name of its own.
fn number(mut project: Project) -> Project {
    let mut next_id = 1;
    name_apart(project.connections.iter_mut().map(|connection| &mut connection.name));
    name_apart(project.sources.iter_mut().map(|source| &mut source.name));
    name_apart(project.variables.iter_mut().map(|variable| &mut variable.name));
    name_apart(project.functions.iter_mut().map(|function| &mut function.name));
    name_apart(project.timers.iter_mut().map(|timer| &mut timer.name));
    name_apart(project.screens.iter_mut().map(|screen| &mut Arc::make_mut(screen).name));
    for screen in &mut project.screens {
        name_apart(Arc::make_mut(screen).controls.iter_mut().map(|control| &mut control.name));
    }
    let mut fresh = || {
        next_id += 1;
        next_id - 1
    };
    let mut idents: Vec<String> = Vec::new();
    let mut free = |ident: &str| {
        let free = unique_ident(ident, idents.iter().map(String::as_str));
        idents.push(free.clone());
        free
    };
    for source in &mut project.sources {
        source.id = SourceId(fresh());
        source.ident = free(&source.ident);
        source.settle_columns(&mut fresh);
    }
    for variable in &mut project.variables {
        variable.id = VariableId(fresh());
        variable.ident = free(&variable.ident);
    }
    let mut idents: Vec<String> = Vec::new();
    for timer in &mut project.timers {
        timer.id = TimerId(fresh());
        timer.ident = unique_ident(&timer.ident, idents.iter().map(String::as_str));
        idents.push(timer.ident.clone());
    }
    let mut idents: Vec<String> = Vec::new();
    for function in &mut project.functions {
        function.id = FunctionId(fresh());
        function.ident = unique_ident(&function.ident, idents.iter().map(String::as_str));
        idents.push(function.ident.clone());
        function.settle_parameters();
    }
    for screen in project.screens.iter_mut().map(Arc::make_mut) {
        screen.id = ScreenId(fresh());
        for control in &mut screen.controls {
            control.id = ControlId(fresh());
        }
    }
    let controls = project.screens.iter_mut().flat_map(|screen| &mut Arc::make_mut(screen).controls);
    let of_controls = controls.flat_map(|control| control.handlers.values_mut());
    let of_sources = project.sources.iter_mut().flat_map(|source| source.handlers.values_mut());
    let of_timers = project.timers.iter_mut().flat_map(|timer| timer.handlers.values_mut());
    let of_functions = project.functions.iter_mut().flat_map(|function| function.handlers.values_mut());
    for handler in of_controls.chain(of_sources).chain(of_timers).chain(of_functions) {
        if let Handler::Blocks(graph) = Arc::make_mut(handler) {
            graph.renumber(&mut next_id);
        }
    }
    // References to what is gone are to things that were there once.
    project.next_id = next_id.max(GONE);
    project
}

/// Gives each a name that none before has.
fn name_apart<'a>(names: impl Iterator<Item = &'a mut String>) {
    let mut taken: Vec<String> = Vec::new();
    for name in names {
        *name = unique_name(name, taken.iter().map(String::as_str));
        taken.push(name.clone());
    }
}

/// What a random change is made of; it becomes an edit of the project as it is then.
#[derive(Clone, Debug)]
pub(crate) struct Seed {
    kind: u8,
    picks: [prop::sample::Index; 4],
    text: String,
    value: Value,
    pos: Pos,
    flag: bool,
    graph: Graph,
}

/// Any change.
pub(crate) fn seed() -> impl Strategy<Value = Seed> {
    let picks = any::<[prop::sample::Index; 4]>();
    (any::<u8>(), picks, text(), value(), pos(), any::<bool>(), graph())
        .prop_map(|(kind, picks, text, value, pos, flag, graph)| Seed { kind, picks, text, value, pos, flag, graph })
}

impl Seed {
    /// The edit that this seed means for `project`; some name things that do not exist.
    pub(crate) fn edit(&self, project: &Project) -> Edit {
        let [a, b, ..] = self.picks;
        let screen = &project.screens[a.index(project.screens.len())];
        let control = if screen.controls.is_empty() {
            return Edit::AddControls(screen.id, vec![self.control()]);
        } else {
            &screen.controls[b.index(screen.controls.len())]
        };
        let first = |handlers: &BTreeMap<String, Arc<Handler>>| handlers.keys().next().cloned();
        let at = match project.sources.first().filter(|_| self.picks[3].index(5) == 0) {
            Some(source) if self.flag => HandlerRef::new(source.id, &first(&source.handlers).unwrap_or_default()),
            Some(_) => HandlerRef::new(AppId, STARTED),
            None => HandlerRef::new(control.id, first(&control.handlers).as_deref().unwrap_or("tapped")),
        };
        match self.kind % 24 {
            0 => Edit::RenameProject(self.text.clone()),
            1 => Edit::AddScreen(self.text.clone()),
            2 => Edit::Remove(vec![screen.id.into()]),
            3 => Edit::Rename(screen.id.into(), self.text.clone()),
            4 => {
                let look = ScreenLook { width: 800.0, background: self.text.clone(), ..ScreenLook::from(&**screen) };
                Edit::SetScreen(screen.id, look)
            }
            5 => Edit::AddControls(screen.id, vec![self.control(), control.clone()]),
            6 => Edit::Remove(vec![control.id.into()]),
            7 => Edit::SetAreas(vec![(control.id, control.area.moved(self.pos.x, self.pos.y))]),
            8 => {
                let value = self.flag.then(|| self.value.clone().into());
                Edit::SetProperty(vec![control.id], self.text.clone(), value)
            }
            9 => Edit::Rename(control.id.into(), self.text.clone()),
            10 if self.flag => {
                Edit::Layers(LayerEdit::Group(vec![screen.controls[0].id, control.id], self.text.clone()))
            }
            10 => {
                let order = [ZOrder::ToFront, ZOrder::Forward, ZOrder::Backward, ZOrder::ToBack];
                Edit::Reorder(vec![control.id], order[self.picks[2].index(4)])
            }
            11 => {
                let handler = self.flag.then(|| Handler::Lua(self.text.clone()));
                Edit::SetHandler(HandlerRef::new(control.id, "tapped"), handler)
            }
            12 => Edit::AddSource(self.text.clone(), ConnectionId::local(), vec![self.text.clone()]),
            13 => Edit::AddVariable(self.text.clone(), Ty::Text, self.value.clone()),
            15 => {
                let when = Schedule::Every { ms: u64::from(self.kind) };
                let handlers = BTreeMap::from([(TICK.to_owned(), Arc::new(Handler::Blocks(self.graph.clone())))]);
                let (name, ident) = (self.text.clone(), String::new());
                Edit::AddTimer(Timer { id: TimerId(0), name, ident, when, starts: self.flag, handlers })
            }
            16 if !project.timers.is_empty() => {
                let timer = &project.timers[self.picks[2].index(project.timers.len())];
                let item = Item::from(timer.id);
                if self.flag { Edit::Remove(vec![item]) } else { Edit::Rename(item, self.text.clone()) }
            }
            17 if !project.functions.is_empty() => {
                let mut function = project.functions[self.picks[2].index(project.functions.len())].clone();
                let ty = if self.flag { Ty::Number } else { Ty::Text };
                function.parameters.push(Parameter { id: 0, name: self.text.clone(), ty });
                if self.flag { Edit::SetFunction(function) } else { Edit::AddFunction(function) }
            }
            18 | 19 => self.component_edit(screen, control),
            14 => Edit::All(
                crate::i18n::same("Zwei"),
                vec![
                    Edit::AddScreen(self.text.clone()),
                    Edit::RenameProject(self.text.clone()),
                    Edit::SetPurpose(self.text.clone()),
                    Edit::DuplicateScreen(screen.id),
                    Edit::MoveScreen(screen.id, self.picks[2].index(4)),
                ],
            ),
            _ => {
                let empty = Graph::default();
                let graph = project.handler(&at).and_then(|handler| handler.graph()).unwrap_or(&empty);
                let edit = self.graph_edit(graph);
                Edit::Graph(at, edit)
            }
        }
    }

    fn control(&self) -> Control {
        let handler = Arc::new(Handler::Blocks(self.graph.clone()));
        Control {
            id: ControlId(0),
            kind: self.text.clone(),
            name: self.text.clone(),
            area: Area::new(self.pos.x, self.pos.y, 100.0, 50.0),
            properties: BTreeMap::new(),
            layer: Layer::default(),
            anchors: crate::model::fit::Anchors::default(),
            rules: Vec::new(),
            handlers: BTreeMap::from([("tapped".to_owned(), handler)]),
        }
    }

    fn graph_edit(&self, graph: &Graph) -> GraphEdit {
        let ids: Vec<BlockId> = graph.blocks.keys().copied().collect();
        if ids.is_empty() {
            return GraphEdit::Insert {
                fragment: Fragment::single(Block::new(&self.text)),
                to: Target::Port(Port::First),
            };
        }
        let [_, _, c, d] = self.picks;
        let (block, other) = (ids[c.index(ids.len())], ids[d.index(ids.len())]);
        let slot = graph.block(block).and_then(|b| b.slots.keys().next().cloned()).unwrap_or_else(|| "x".to_owned());
        let to = match self.kind / 20 % 5 {
            0 => Target::Free(self.pos),
            1 => Target::Port(Port::First),
            2 => Target::Port(Port::Next(other)),
            3 => Target::Port(Port::Branch(other, "then".to_owned())),
            _ => Target::Port(Port::Slot(other, "x".to_owned())),
        };
        match self.picks[0].index(8) {
            0 => GraphEdit::Insert { fragment: Fragment::single(Block::new(&self.text)), to },
            1 => GraphEdit::Insert { fragment: Fragment::copy_of(graph, &[block, other], self.flag, |_| self.pos), to },
            2 => GraphEdit::Move { root: block, alone: self.flag, to },
            3 => GraphEdit::Remove { blocks: vec![block, other], rest: self.flag },
            4 => GraphEdit::SetSlot { block, slot, value: self.flag.then(|| self.value.clone().into()) },
            5 => GraphEdit::Unwire { block, slot, to: self.pos },
            6 => GraphEdit::Unfold { blocks: vec![block, other], unfolded: self.flag },
            _ => GraphEdit::SetPosition { block, pos: self.flag.then_some(self.pos) },
        }
    }
}

/// Checks that every graph of a project keeps the invariants.
pub(crate) fn check_graphs(project: &Project) -> Result<(), TestCaseError> {
    for (at, handler) in project.handlers() {
        if let Some(graph) = handler.graph() {
            let checked = check::check_invariants(graph);
            prop_assert!(checked.is_ok(), "{:?} at {:?}", checked, at);
        }
    }
    Ok(())
}
