//! What scripts may call. Each file below has the functions of a few namespaces as rows; all of them end in [`Call`].
//!
//! A host function never blocks, never loops over something a script made up without a bound, and never calls back
//! into a script.

mod app;
mod color;
pub(super) mod data;
mod date;
mod dialog;
pub(super) mod functions;
mod hub;
mod internal;
mod json;
mod languages;
mod libs;
mod list;
mod mqtt;
mod number;
pub(super) mod regex;
pub(super) mod rows;
mod screens;
mod sound;
mod text;
pub(super) mod time;
mod timers;
mod web;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use mlua::{Function, Lua, MultiValue, Table, Value as LuaValue};

use super::Words;
use super::clock;
use super::convert::{self, MAX_TAKEN, MAX_TEXT, wrong_type};
use super::events::Events;
use super::fault::{CodeLine, HostFault, Raised, Stop, unknown};
use super::feedback::Feedback;
use super::live::Live;
use super::sandbox::CHUNK;
use super::waits::Waits;
use crate::i18n::Lang;
use crate::language::api::{self, ApiDef, brushes, event};
use crate::language::lower::Chunk;
use crate::model::handler::HandlerRef;
use crate::model::id::{BlockId, FunctionId};
use crate::model::place::Place;
use crate::model::run::{FaultKind, Outgoing, Publish, RunEvent};
use crate::model::showing::Destination;

/// A function of the host: its declaration, and what it does.
#[derive(Debug)]
pub(super) struct HostFn {
    def: &'static ApiDef,
    run: Run,
}

/// What a host function does. All have this one form, so that they can stand in tables.
type Run = fn(&Call<'_>) -> Result<LuaValue, Stop>;

const fn host_fn(def: &'static ApiDef, run: Run) -> HostFn {
    HostFn { def, run }
}

/// The global objects that every handler finds.
fn namespaces() -> impl Iterator<Item = &'static str> {
    api::objects().filter(|name| *name != event::OF)
}

/// The activation that runs now.
#[derive(Debug)]
pub(super) struct Current {
    /// What it runs.
    pub(super) chunk: Arc<Chunk>,
    /// All chunks as they were when it began: a function is one of its own.
    pub(super) chunks: Rc<[Arc<Chunk>]>,
    /// The handler and block reported last.
    block: Option<(usize, BlockId)>,
    /// The line of the last call to the host.
    pub(super) line: Option<CodeLine>,
    /// How it ended, if by an error.
    pub(super) failure: Option<(FaultKind, Option<CodeLine>)>,
    /// Its globals, once it runs.
    pub(super) globals: Option<Table>,
    /// The functions of the project as it calls them.
    functions: BTreeMap<FunctionId, Function>,
    /// See [`super::feedback`].
    generation: u32,
}

impl Current {
    pub(super) fn new(chunk: Arc<Chunk>, chunks: Rc<[Arc<Chunk>]>, generation: u32) -> Self {
        let functions = BTreeMap::new();
        Self { chunk, chunks, block: None, line: None, failure: None, globals: None, functions, generation }
    }

    /// The chunk that a line is of; its own where that is not known.
    pub(super) fn chunk_of(&self, at: Option<CodeLine>) -> &Chunk {
        at.and_then(|at| self.chunks.get(at.chunk)).unwrap_or(&self.chunk)
    }

    /// Where a line is: the control whose property is bound to the script; else its block, or the line itself in a handler written in Lua.
    pub(super) fn place(&self, at: Option<CodeLine>) -> Place {
        let chunk = self.chunk_of(at);
        let handler = chunk.handler.clone();
        if handler.bound_key().is_some() {
            return Place::Item(handler.owner);
        }
        let line = at.map(|at| at.line);
        match line.and_then(|line| chunk.exec_map.block_at(line)) {
            Some(block) => Place::Block(handler, block),
            None => Place::Handler(handler, line.filter(|_| chunk.exec_map.is_empty())),
        }
    }
}

/// How faults are told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Telling {
    pub(super) words: Words,
    pub(super) lang: Lang,
    /// How long a handler may run.
    pub(super) slice_secs: f64,
}

/// What host functions share: the live state and the ways out.
pub(super) struct Host {
    pub(super) live: RefCell<Live>,
    pub(super) events: Arc<Events>,
    pub(super) outgoing: Box<dyn Outgoing>,
    pub(super) current: RefCell<Option<Current>>,
    pub(super) feedback: RefCell<Feedback>,
    /// Messages that found the queue full, by number.
    pub(super) pending: RefCell<BTreeMap<u64, Arc<Publish>>>,
    /// What handlers wait for.
    pub(super) waits: RefCell<Waits>,
    /// Why the last wait that failed did so.
    pub(super) failed_wait: RefCell<Option<FaultKind>>,
    /// The activation that runs now.
    pub(super) owner: Cell<u64>,
    pub(super) raised: RefCell<Option<Raised>>,
    pub(super) telling: Telling,
    pub(super) last_sent: RefCell<mqtt::LastSent>,
    patterns: RefCell<regex::PatternCache>,
    /// Set once everything is loaded.
    pub(super) callable: RefCell<Option<functions::Callable>>,
    next_number: Cell<u64>,
    next_listener: Cell<u64>,
    /// Made up when the run starts.
    mark: u64,
    random: Cell<u64>,
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host").field("live", &self.live).field("current", &self.current).finish_non_exhaustive()
    }
}

impl Host {
    pub(super) fn new(
        live: Live,
        events: Arc<Events>,
        outgoing: Box<dyn Outgoing>,
        telling: Telling,
        first_number: u64,
        waits: Waits,
    ) -> Self {
        let seed = clock::seed();
        Self {
            feedback: RefCell::new(Feedback::new(&live.project)),
            live: RefCell::new(live),
            events,
            outgoing,
            current: RefCell::new(None),
            pending: RefCell::new(BTreeMap::new()),
            waits: RefCell::new(waits),
            failed_wait: RefCell::new(None),
            owner: Cell::new(0),
            raised: RefCell::new(None),
            telling,
            last_sent: RefCell::default(),
            patterns: RefCell::default(),
            callable: RefCell::new(None),
            next_number: Cell::new(first_number),
            next_listener: Cell::new(first_number),
            mark: seed.rotate_left(17),
            random: Cell::new(seed),
        }
    }

    /// A fault as the script that catches it reads it; what it raised itself stays as it is.
    pub(super) fn words(&self, kind: &FaultKind) -> String {
        match kind {
            FaultKind::Raised { message } => message.clone(),
            kind => (self.telling.words)(kind, self.telling.lang),
        }
    }

    pub(super) fn emit(&self, event: RunEvent) {
        self.events.push(event);
    }

    /// Goes to another screen, opens a pop-up or closes one, and reports what is shown then.
    pub(super) fn go(&self, to: Destination) {
        let events = self.live.borrow_mut().go(to);
        self.emit_all(events);
    }

    /// Reports a change, and what follows from it in properties that are bound.
    pub(super) fn tell(&self, event: RunEvent) {
        let follows = self.live.borrow_mut().follow(&event);
        self.emit(event);
        self.emit_all(follows);
    }

    /// Reports what follows from a change.
    pub(super) fn follow(&self, event: &RunEvent) {
        let follows = self.live.borrow_mut().follow(event);
        self.emit_all(follows);
    }

    pub(super) fn emit_all(&self, events: Vec<RunEvent>) {
        for event in events {
            self.emit(event);
        }
    }

    /// Reports the end of a handler; what a property is bound to is none.
    pub(super) fn emit_ended(&self, handler: HandlerRef) {
        if handler.bound_key().is_none() {
            self.emit(RunEvent::HandlerEnded { handler });
        }
    }

    /// Notes where the script is, and reports its block if that is another one than before.
    fn touch(&self, lua: &Lua) -> Option<CodeLine> {
        let line = script_line(lua);
        let mut current = self.current.borrow_mut();
        let current = current.as_mut()?;
        current.line = line.or(current.line);
        self.report_line(current, line);
        line
    }

    /// Reports the block of a line as running, unless it was the last one reported.
    pub(super) fn report_line(&self, current: &mut Current, at: Option<CodeLine>) {
        let chunk = current.chunk_of(at);
        let running = at.and_then(|at| Some((at.chunk, chunk.exec_map.block_at(at.line)?)));
        if let Some((number, block)) = running
            && current.block != running
        {
            let handler = chunk.handler.clone();
            current.block = Some((number, block));
            self.emit(RunEvent::Running { handler, block });
        }
    }

    /// The place of a line of the activation that runs now.
    fn place(&self, line: Option<CodeLine>) -> Place {
        self.current.borrow().as_ref().map_or(Place::Project, |current| current.place(line))
    }

    /// The handler of the activation that runs now.
    fn running(&self) -> Option<HandlerRef> {
        Some(self.current.borrow().as_ref()?.chunk.handler.clone())
    }

    /// Tells where the app feeds itself by a message.
    fn watch_feedback(&self, publish: &Publish) {
        let generation = self.current.borrow().as_ref().map_or(0, |current| current.generation);
        if self.feedback.borrow_mut().sends(publish, generation) {
            let topic = publish.topic.as_str().to_owned();
            self.emit(RunEvent::FeedsItself { place: publish.from.clone(), topic, times: generation });
        }
    }

    pub(super) fn take_number(&self) -> u64 {
        let number = self.next_number.get();
        self.next_number.set(number + 1);
        number
    }

    /// Number of a listener; no run has the same.
    fn take_listener(&self) -> u64 {
        let number = self.next_listener.get();
        self.next_listener.set(number + 1);
        number
    }

    /// What tells this run from all others.
    fn run_mark(&self) -> u64 {
        self.mark
    }

    /// Sixty-four random bits (splitmix64).
    fn random(&self) -> u64 {
        let state = self.random.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.random.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// The line of the innermost function of a handler on the stack.
fn script_line(lua: &Lua) -> Option<CodeLine> {
    for level in 1..32 {
        let found = lua.inspect_stack(level, |info| {
            let source = info.source();
            let chunk = source.short_src.as_ref().and_then(|name| name.strip_prefix(CHUNK)?.parse().ok())?;
            Some(CodeLine { chunk, line: u32::try_from(info.current_line()?).ok()? })
        })?;
        if found.is_some() {
            return found;
        }
    }
    None
}

/// One call of a host function.
pub(super) struct Call<'a> {
    lua: &'a Lua,
    host: &'a Host,
    /// As the script writes it, for messages.
    name: &'a str,
    args: &'a [LuaValue],
    line: Option<CodeLine>,
}

impl Call<'_> {
    fn arg(&self, index: usize) -> &LuaValue {
        self.args.get(index).unwrap_or(&LuaValue::Nil)
    }

    /// An argument as text; anything but a table or function is fine.
    fn text(&self, index: usize) -> Result<String, Stop> {
        match self.arg(index) {
            LuaValue::Nil | LuaValue::Boolean(_) | LuaValue::Integer(_) | LuaValue::Number(_) | LuaValue::Error(_) => {
                Ok(convert::text_of(self.arg(index)))
            }
            LuaValue::String(text) if text.as_bytes().len() > MAX_TAKEN => Err(FaultKind::Memory.into()),
            LuaValue::String(text) => Ok(text.to_string_lossy()),
            other => Err(wrong_type(self.name, "string", other).into()),
        }
    }

    fn number(&self, index: usize) -> Result<f64, Stop> {
        let value = self.arg(index);
        convert::as_number(value).ok_or_else(|| wrong_type(self.name, "number", value).into())
    }

    /// A number that may be left out.
    fn number_or(&self, index: usize, default: f64) -> Result<f64, Stop> {
        match self.arg(index) {
            LuaValue::Nil => Ok(default),
            _ => self.number(index),
        }
    }

    fn table(&self, index: usize) -> Result<&Table, Stop> {
        match self.arg(index) {
            LuaValue::Table(table) => Ok(table),
            other => Err(wrong_type(self.name, "table", other).into()),
        }
    }

    /// Gives a text back to the script.
    fn give(&self, text: &str) -> Result<LuaValue, Stop> {
        if text.len() > MAX_TEXT {
            return Err(FaultKind::Memory.into());
        }
        Ok(LuaValue::String(self.lua.create_string(text)?))
    }
}

/// A Lua function that runs `run`; its errors keep their kind and line.
fn wrap(
    lua: &Lua,
    host: &Rc<Host>,
    name: String,
    run: impl Fn(&Call<'_>) -> Result<LuaValue, Stop> + 'static,
) -> mlua::Result<Function> {
    let host = Rc::clone(host);
    lua.create_function(move |lua, args: MultiValue| {
        let line = host.touch(lua);
        let args: Vec<LuaValue> = args.into_iter().collect();
        let call = Call { lua, host: &host, name: &name, args: &args, line };
        run(&call).map_err(|stop| raise(stop, line))
    })
}

fn raise(stop: Stop, line: Option<CodeLine>) -> mlua::Error {
    match stop {
        Stop::Fault(kind) => mlua::Error::external(HostFault { kind, line }),
        Stop::Lua(error) => error,
    }
}

/// Makes all namespaces and global functions; gives the table of those that only the prelude may call.
pub(super) fn install(lua: &Lua, host: &Rc<Host>) -> mlua::Result<Table> {
    let globals = lua.globals();
    for name in namespaces() {
        globals.raw_set(name, lua.create_table()?)?;
    }
    let all = [
        text::FUNCTIONS,
        regex::FUNCTIONS,
        number::FUNCTIONS,
        list::FUNCTIONS,
        time::FUNCTIONS,
        date::FUNCTIONS,
        json::FUNCTIONS,
        languages::FUNCTIONS,
        app::FUNCTIONS,
        sound::FUNCTIONS,
        color::FUNCTIONS,
    ];
    for row in all.into_iter().flatten() {
        let table: Table = globals.raw_get(row.def.of)?;
        let function = wrap(lua, host, row.def.path(), skip_self(row, &table))?;
        table.raw_set(row.def.name, function)?;
    }
    rows::install(lua, host)?;
    for name in namespaces() {
        let table: Table = globals.raw_get(name)?;
        let meta = match name {
            "data" => data::metatable(lua, host)?,
            "screens" => screens::metatable(lua, host)?,
            "timers" => timers::metatable(lua, host)?,
            api::functions::OF => functions::metatable(lua, host)?,
            _ => members(lua, host, name)?,
        };
        table.set_metatable(Some(meta))?;
    }
    libs::install(lua, host)?;
    for row in api::rows() {
        let Some(same) = row.same_as else { continue };
        let function: Function = globals.raw_get::<Table>(same.of)?.raw_get(same.name)?;
        globals.raw_get::<Table>(row.of)?.raw_set(row.name, function)?;
    }
    internal::table(lua, host)
}

/// The row's function, which also takes a call with a colon.
fn skip_self(row: &'static HostFn, table: &Table) -> impl Fn(&Call<'_>) -> Result<LuaValue, Stop> + 'static {
    let table = table.to_pointer();
    move |call| {
        let with_colon = matches!(call.args.first(), Some(LuaValue::Table(first)) if first.to_pointer() == table);
        let args = if with_colon { call.args.get(1..).unwrap_or_default() } else { call.args };
        (row.run)(&Call { args, lua: call.lua, host: call.host, name: call.name, line: call.line })
    }
}

/// A metatable that looks members up in lower case, and says which one is unknown.
fn members(lua: &Lua, host: &Rc<Host>, namespace: &'static str) -> mlua::Result<Table> {
    let index = wrap(lua, host, namespace.to_owned(), move |call| {
        let key = convert::text_of(call.arg(1));
        let folded = key.to_lowercase();
        for (row, read) in app::MEMBERS.iter().chain(languages::MEMBERS) {
            if namespace == row.of && folded == row.name {
                return read(call);
            }
        }
        if let Some(color) = brushes::named(&folded).filter(|_| namespace == brushes::OF) {
            return call.give(color);
        }
        match call.table(0)?.raw_get(folded)? {
            LuaValue::Nil => Err(unknown(format!("{namespace}.{key}"), &key, api::members(namespace)).into()),
            found => Ok(found),
        }
    })?;
    closed(lua, &[("__index", index)])
}

/// A metatable that scripts can neither see nor change.
fn closed(lua: &Lua, functions: &[(&str, Function)]) -> mlua::Result<Table> {
    let meta = lua.create_table()?;
    for (name, function) in functions {
        meta.raw_set(*name, function)?;
    }
    meta.raw_set("__metatable", false)?;
    meta.set_readonly(true);
    Ok(meta)
}
