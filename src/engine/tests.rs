//! Tests of the engine: a small project, handlers written as Lua, and what a run of them reports.

mod api;
mod becoming;
mod bound;
mod command;
mod debugging;
mod dialogs;
mod escape;
mod faults;
mod finish;
mod flow;
mod functions;
mod languages;
mod lists;
mod looks;
mod news;
mod own_functions;
mod redesigned;
mod reference;
mod rows;
mod seen;
mod snippets;
mod sources;
mod syntax;
mod timers;
mod waiting;
mod web;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::*;
use crate::i18n::Lang;
use crate::language::lower::lower;
use crate::language::raise::raise;
use crate::language::source_map::SourceMap;
use crate::model::control::Control;
use crate::model::edit::{Edit, apply};
use crate::model::function::Function;
use crate::model::handler::{Handler, HandlerRef};
use crate::model::id::BlockId;
use crate::model::id::{ColumnId, FunctionId, ScreenId, TimerId};
use crate::model::run::{FaultKind, Publish, PublishError, RefuseReason};
use crate::model::screen::{Area, Screen};
use crate::model::source::list::{ListColumn, RowList};
use crate::model::source::{ColumnType, Source};
use crate::model::timer::Timer;
use crate::model::topic::TopicName;
use crate::model::types::Ty;
use crate::model::variable::Variable;
use crate::say;

/// How the bound values of these tests are written.
const LOCALE: Locale = Locale { ahead: |_| 60, ..Locale::utc(Lang::De) };

/// Longest wait for anything in these tests.
const LIMIT: Duration = Duration::from_secs(20);

/// Answers of the outbox, in order; `Ok` when they are used up.
#[derive(Clone, Debug, Default)]
struct Outbox {
    answers: Arc<Mutex<Vec<Answer>>>,
    sent: Arc<Mutex<Vec<Publish>>>,
    /// Listeners and connects, as they were asked for.
    asked: Arc<Mutex<Vec<String>>>,
}

#[derive(Clone, Debug)]
enum Answer {
    Full,
    Refused(RefuseReason),
}

impl Outgoing for Outbox {
    fn publish(&self, message: Arc<Publish>) -> Result<(), PublishError> {
        match self.answers.lock().unwrap().pop() {
            Some(Answer::Full) => Err(PublishError::Full(message)),
            Some(Answer::Refused(reason)) => Err(PublishError::Refused(reason)),
            None => {
                self.sent.lock().unwrap().push(Arc::unwrap_or_clone(message));
                Ok(())
            }
        }
    }

    fn listen(&self, connection: &ConnectionId, number: u64, topic: &TopicName) -> Result<(), RefuseReason> {
        self.asked.lock().unwrap().push(format!("{} listen {number} {topic}", connection.as_str()));
        Ok(())
    }

    fn unlisten(&self, connection: &ConnectionId, number: u64) {
        self.asked.lock().unwrap().push(format!("{} unlisten {number}", connection.as_str()));
    }

    fn connect(&self, connection: &ConnectionId, on: bool) {
        self.asked.lock().unwrap().push(format!("{} connect {on}", connection.as_str()));
    }
}

fn variable(id: u32, ident: &str, ty: Ty) -> Variable {
    Variable {
        id: VariableId(id),
        name: ident.to_owned(),
        ident: ident.to_owned(),
        ty,
        initial: ty.default_value(),
        kept: false,
        handlers: BTreeMap::new(),
    }
}

/// A list with two rows.
fn shopping() -> RowList {
    let columns = [("Name", ColumnType::Text), ("Menge", ColumnType::Number), ("Da", ColumnType::Bool)];
    let column = |((title, ty), id)| ListColumn::new(title, ty).with_id(Some(ColumnId(id)));
    let columns = columns.into_iter().zip(90..).map(column).collect();
    let row = |name: &str, count: f64| vec![Value::from(name), Value::from(count)];
    RowList { columns, rows: vec![row("Milch", 2.0), row("Brot", 1.0)] }
}

fn control(id: u32, kind: &str, name: &str) -> Control {
    Control {
        id: ControlId(id),
        kind: kind.to_owned(),
        name: name.to_owned(),
        area: Area::new(0.0, 0.0, 10.0, 10.0),
        properties: BTreeMap::new(),
        layer: crate::model::layer::Layer::default(),
        anchors: crate::model::fit::Anchors::default(),
        rules: Vec::new(),
        handlers: BTreeMap::new(),
    }
}

/// Two screens, two buttons and a text box, a variable of each type, one source, the local broker.
fn project() -> Arc<Project> {
    let mut project = Project::new("Test", "Start", "Lokal");
    project.variables =
        vec![variable(50, "Name", Ty::Text), variable(51, "Zahl", Ty::Number), variable(52, "An", Ty::Bool)].into();
    let more = [(53, "Liste", Ty::List), (54, "Satz", Ty::Record), (55, "Wann", Ty::Time), (56, "Ton", Ty::Color)];
    project.variables.extend(more.map(|(id, ident, ty)| variable(id, ident, ty)));
    project.sources = vec![Source {
        topics: vec!["a/#".to_owned()],
        settings: BTreeMap::from([("rows".to_owned(), Value::from(3.0))]),
        ..Source::new(SourceId(60), "Messwerte", "Messwerte", ConnectionId::local())
    }]
    .into();
    project.sources.push(Source::of_list(SourceId(69), "Einkauf", "Einkauf", shopping()));
    let first = project.screen_mut(ScreenId(1)).unwrap();
    first.controls =
        vec![control(10, "button", "Knopf"), control(11, "button", "Zweiter"), control(12, "text_box", "Feld eins")]
            .into();
    first.controls.iter_mut().skip(1).for_each(|control| control.layer.group = vec!["Gruppe".to_owned()]);
    project.screens.push(Arc::new(Screen::new(ScreenId(2), "Zweite Seite")));
    let timer = Timer { ident: "Takt".to_owned(), id: TimerId(70), ..crate::language::testing::timer("Takt") };
    project.timers = vec![timer].into();
    let rechnen = crate::language::testing::function(Handler::Lua("return Zahl".to_owned()));
    let (id, ident) = (FunctionId(80), "Rechnen".to_owned());
    project.functions = vec![Function { id, ident, ..rechnen }].into();
    Arc::new(project)
}

fn tapped(control: u32) -> HandlerRef {
    HandlerRef::new(ControlId(control), "tapped")
}

/// A handler written in Lua.
fn lua(control: u32, text: &str) -> Arc<Chunk> {
    Arc::new(Chunk {
        handler: tapped(control),
        pretty: text.to_owned(),
        pretty_map: SourceMap::default(),
        exec: text.to_owned(),
        exec_map: SourceMap::default(),
    })
}

/// A handler made of blocks: line `n` is block `100 + n`.
fn blocks(control: u32, text: &str) -> Arc<Chunk> {
    let map = SourceMap::new((1..=text.lines().count() as u32).map(|line| BlockId(100 + line)).collect());
    let mut chunk = Arc::unwrap_or_clone(lua(control, text));
    chunk.exec_map = map;
    Arc::new(chunk)
}

struct Run {
    handle: EngineHandle,
    outbox: Outbox,
    seen: Vec<RunEvent>,
}

fn start_with(chunks: Vec<Arc<Chunk>>, outbox: Outbox, limits: Limits) -> Run {
    start_all(project(), chunks, outbox, limits)
}

fn start_project(project: Arc<Project>, chunks: Vec<Arc<Chunk>>) -> Run {
    start_all(project, chunks, Outbox::default(), Limits::default())
}

fn start_all(project: Arc<Project>, chunks: Vec<Arc<Chunk>>, outbox: Outbox, limits: Limits) -> Run {
    let program =
        Program { project, chunks, variables: Vec::new(), locale: LOCALE, words: say::fault, first_number: 1 };
    let ports = Ports { outgoing: Box::new(outbox.clone()), wake: Arc::new(|| {}) };
    Run { handle: Engine::start(program, ports, limits), outbox, seen: Vec::new() }
}

fn start(chunks: Vec<Arc<Chunk>>) -> Run {
    start_with(chunks, Outbox::default(), Limits::default())
}

/// What the compiler says of one text.
fn check_syntax(text: &str) -> Result<(), (u32, String)> {
    super::check_syntax(&[text]).remove(0)
}

/// Limits under which a loop is soon over.
fn tight() -> Limits {
    Limits { slice_secs: 0.15, memory_bytes: 64 << 20 }
}

impl Run {
    fn tap(&self, control: u32) -> &Self {
        let trigger = "tapped".to_owned();
        let msg = EngineMsg::Fire { control: ControlId(control), trigger, change: None };
        assert!(self.handle.send(msg), "the inbox has room");
        self
    }

    fn message_to(&self, source: SourceId, topic: &str, message: &str, retained: bool) {
        let (topic, message) = (topic.to_owned(), message.to_owned());
        let row = Message { at_ms: 0, topic, message, retained, qos: 0, raw: None, properties: None };
        assert!(self.handle.send(EngineMsg::Message { source, row }), "the inbox has room");
    }

    /// Reads events until one fits, and gives it.
    fn until(&mut self, what: &str, fits: impl Fn(&RunEvent) -> bool) -> RunEvent {
        let end = Instant::now() + LIMIT;
        while let Some(event) = self.handle.wait_event(end.saturating_duration_since(Instant::now())) {
            self.seen.push(event.clone());
            if fits(&event) {
                return event;
            }
        }
        panic!("no {what} in {:#?}", self.seen);
    }

    fn until_end(&mut self, control: u32) -> &mut Self {
        let handler = tapped(control);
        self.until("end", |event| *event == RunEvent::HandlerEnded { handler: handler.clone() });
        self
    }

    fn logs(&self) -> Vec<String> {
        let log = |event: &RunEvent| match event {
            RunEvent::Log { text, .. } => Some(text.clone()),
            _ => None,
        };
        self.seen.iter().filter_map(log).collect()
    }

    fn faults(&self) -> Vec<Fault> {
        let fault = |event: &RunEvent| match event {
            RunEvent::Fault(fault) => Some(fault.clone()),
            _ => None,
        };
        self.seen.iter().filter_map(fault).collect()
    }
}

/// Runs one handler to its end. Of one that ends well nothing may be told while it is typed.
fn run(text: &str) -> Run {
    let mut run = start(vec![lua(10, text)]);
    run.tap(10);
    run.until_end(10);
    let catches = ["pcall", "trycatch"].iter().any(|word| text.contains(word));
    if run.faults().is_empty() && !catches {
        let mut project = Arc::unwrap_or_clone(project());
        apply(&mut project, &Edit::SetHandler(tapped(10), Some(Handler::Lua(text.to_owned())))).unwrap();
        let told: Vec<String> = lower(&project)
            .problems
            .iter()
            .filter(|problem| problem.place.handler() == Some(&tapped(10)))
            .map(|problem| problem.wording.en.to_string())
            .collect();
        assert_eq!(told, [""; 0], "{text}");
    }
    run
}

/// What a handler logs; it must not fault, and the blocks that mean the same must log the same.
fn logged(text: &str) -> Vec<String> {
    let run = run(text);
    assert_eq!(run.faults(), [], "{text}");
    let logs = run.logs();
    let changes_by_itself = ["random", "now", "clock", "os.", "tostring({", "unix()"].iter();
    if !changes_by_itself.into_iter().any(|word| text.contains(word)) {
        assert_eq!(as_blocks(text), logs, "{text}");
    }
    logs
}

/// What the blocks log that a handler becomes.
fn as_blocks(text: &str) -> Vec<String> {
    let mut project = Arc::unwrap_or_clone(project());
    project.next_id = 1000;
    let Ok(raised) = raise(&project, &tapped(10), text) else { panic!("no Lua: {text}") };
    let set = Edit::SetHandler(tapped(10), Some(Handler::Blocks(raised.graph)));
    apply(&mut project, &set).unwrap();
    let project = Arc::new(project);
    let mut run = start_project(Arc::clone(&project), lower(&project).chunks);
    run.tap(10);
    run.until_end(10);
    assert_eq!(run.faults(), [], "{text}");
    run.logs()
}

/// What `expression` reads as text.
fn value(expression: &str) -> String {
    logged(&format!("peakboard.log(text.of({expression}))")).join("|")
}

/// How a handler ends that must fault.
fn fault(text: &str) -> FaultKind {
    let run = run(text);
    let [fault] = &run.faults()[..] else { panic!("one fault of {text:?}, not {:?}", run.faults()) };
    fault.kind.clone()
}
