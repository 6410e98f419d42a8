//! Handlers that somebody follows: where they stop, what they hold there, and how they go on.
//!
//! Only the coroutine that has stopped stands still; messages and all other handlers go on. It waits as one that waits for
//! a dialog does: nothing counts while it stands, and it ends with the app.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use mlua::thread::ThreadStatus;
use mlua::{MultiValue, Table, Value as LuaValue};

use super::slice::Resume;
use super::{Activation, Script, Wake};
use crate::engine::convert::{text_of, to_lua};
use crate::engine::debug::hook::{self, StackFrame};
use crate::engine::debug::{Halt, Orders, Plan, Stepper};
use crate::engine::glimpse::glimpse;
use crate::engine::host::Host;
use crate::language::lower::Chunk;
use crate::model::debug::{
    Breakpoint, Breakpoints, CallFrame, DebugCommand, LocalSlot, LocalValue, PauseReason, PausedHandler, StepKind,
};
use crate::model::excerpt;
use crate::model::glimpse::Glimpse;
use crate::model::place::Place;
use crate::model::run::{Level, RunEvent};
use crate::model::value::Value;

/// How long a block waits before it runs, where all go slowly.
const SLOWLY: Duration = Duration::from_millis(500);
/// How long the condition of a breakpoint may take.
const CONDITION: Duration = Duration::from_millis(200);

/// What somebody who follows handlers has said.
#[derive(Debug, Default)]
pub(super) struct Debugger {
    pub(super) orders: Orders,
    /// How often each breakpoint was reached.
    hits: BTreeMap<Place, u32>,
    /// Whether handlers are compiled with the names of their local variables.
    pub(super) named: bool,
}

impl Debugger {
    /// Whether anything may stop.
    pub(super) fn is_on(&self) -> bool {
        self.orders.pause_next || self.orders.slow || !self.orders.breakpoints.is_empty()
    }
}

impl Script {
    /// Carries out what somebody who follows handlers asks for.
    pub(super) fn debug(&mut self, command: DebugCommand) {
        match command {
            DebugCommand::Breakpoints(all) => {
                self.debugger.hits.retain(|place, _| all.contains_key(place));
                let on: Breakpoints = all.into_iter().filter(|(_, point)| point.enabled).collect();
                self.debugger.orders.breakpoints = Rc::new(on);
            }
            DebugCommand::PauseNext(on) => self.debugger.orders.pause_next = on,
            DebugCommand::Slow(on) => self.debugger.orders.slow = on,
            DebugCommand::Go(id, step) => self.go_on(id, step),
            DebugCommand::SetLocal { activation, slot, value } => self.set_local(activation, slot, &value),
            DebugCommand::SetVariable(id, value) => {
                let changed = self.host.live.borrow_mut().set_variable(id, &value);
                if let Ok(Some(value)) = changed {
                    self.host.tell(RunEvent::Variable { variable: id, value });
                }
            }
        }
        self.name_locals();
    }

    /// While anything may stop, handlers are compiled with the names of their local variables.
    fn name_locals(&mut self) {
        let named = self.debugger.is_on();
        if std::mem::replace(&mut self.debugger.named, named) != named {
            for index in 0..self.handlers.len() {
                self.renew(index);
            }
        }
    }

    /// Whether an activation may have to stop in its next slice.
    pub(super) fn is_followed(&self, id: u64) -> bool {
        let Some(activation) = self.activations.get(&id) else { return false };
        let orders = &self.debugger.orders;
        let own = self.handlers.get(activation.handler).map(|handler| &handler.chunk.handler);
        orders.pause_next
            || orders.slow
            || activation.stepper.as_ref().is_some_and(|stepper| stepper.plan != Plan::Run)
            || orders
                .breakpoints
                .keys()
                .filter_map(Place::handler)
                .any(|at| Some(at) == own || at.owner.function().is_some())
    }

    /// What follows an activation in its next slice.
    pub(super) fn stepper(&mut self, id: u64) -> Option<Box<Stepper>> {
        let is_followed = self.is_followed(id);
        let activation = self.activations.get_mut(&id)?;
        let known = activation.stepper.take();
        if !is_followed {
            return None;
        }
        // What it runs may have been edited since it began.
        let chunks = activation.current.as_ref().map_or(&self.chunks, |current| &current.chunks);
        let orders = self.debugger.orders.clone();
        let mut stepper = known.unwrap_or_else(|| Box::new(Stepper::new(Rc::clone(chunks), orders.clone())));
        stepper.orders = orders;
        Some(stepper)
    }

    /// An activation has come to where it may have to stop.
    pub(super) fn halt(&mut self, id: u64, place: &Place, halt: Halt) {
        match halt {
            Halt::Slow => {
                self.host.emit(RunEvent::At(place.clone()));
                self.sleep(id, SLOWLY, Wake::Time);
            }
            Halt::Step => self.pause(id, PauseReason::Step),
            Halt::Asked => self.pause(id, PauseReason::Asked),
            Halt::Breakpoint => match self.at_breakpoint(id, place) {
                Some(reason) => self.pause(id, reason),
                // Nothing else may happen to the app because of one that does not count.
                None => self.ready.push_front((id, Resume::Go)),
            },
        }
    }

    /// Why an activation stops at a breakpoint, if it does.
    fn at_breakpoint(&mut self, id: u64, place: &Place) -> Option<PauseReason> {
        let point = self.debugger.orders.breakpoints.get(place).cloned()?;
        let Breakpoint { condition, from_hit, log, .. } = &point;
        if !condition.trim().is_empty() {
            match self.evaluate(id, condition) {
                Ok(LuaValue::Nil | LuaValue::Boolean(false)) => return None,
                Ok(_) => {}
                Err(why) => return Some(PauseReason::BadBreakpoint(why)),
            }
        }
        let hits = self.debugger.hits.entry(place.clone()).or_default();
        *hits = hits.saturating_add(1);
        if *hits < *from_hit {
            return None;
        }
        if log.trim().is_empty() {
            return Some(PauseReason::Breakpoint);
        }
        match self.filled(id, log) {
            Ok(text) => {
                self.host.emit(RunEvent::Log { level: Level::Info, text, place: place.clone() });
                None
            }
            Err(why) => Some(PauseReason::BadBreakpoint(why)),
        }
    }

    /// The words with what stands in `#[…]#`.
    fn filled(&self, id: u64, words: &str) -> Result<String, String> {
        let mut out = String::new();
        let mut rest = words;
        while let Some((before, after)) = rest.split_once("#[") {
            let Some((inside, behind)) = after.split_once("]#") else { break };
            out.push_str(before);
            out.push_str(&text_of(&self.evaluate(id, inside)?));
            rest = behind;
        }
        out.push_str(rest);
        Ok(out)
    }

    /// What an expression is where an activation stands: with its local variables, and the variables of the project.
    fn evaluate(&self, id: u64, expression: &str) -> Result<LuaValue, String> {
        let made = self.environment(id).and_then(|env| {
            let text = format!("return ({expression}\n)");
            let body = self.sandbox.lua.load(text).set_name("=?").set_environment(env).into_function()?;
            self.sandbox.lua.create_thread(body)
        });
        let thread = made.map_err(|error| told(&error))?;
        let Some(watch) = &self.watch else { return Err(String::new()) };
        watch.begin(CONDITION);
        let result = thread.resume::<MultiValue>(());
        watch.end();
        let value = result.map_err(|error| told(&error))?.into_iter().next().unwrap_or(LuaValue::Nil);
        if thread.status() == ThreadStatus::Resumable {
            return Err(expression.trim().to_owned());
        }
        Ok(value)
    }

    /// The names that are known where an activation stands.
    fn environment(&self, id: u64) -> mlua::Result<Table> {
        let lua = &self.sandbox.lua;
        let env = lua.create_table()?;
        let Some(activation) = self.activations.get(&id) else { return Ok(env) };
        let frames = hook::stack(lua, &activation.thread);
        let chunks = self.chunks_of(activation);
        let innermost = frames.iter().position(|frame| is_whole(frame, chunks)).map_or(0, |at| at + 1);
        for frame in frames.iter().take(innermost).rev() {
            for (name, _, value) in &frame.locals {
                env.raw_set(name.as_str(), value)?;
            }
        }
        let globals = activation.current.as_ref().and_then(|current| current.globals.clone());
        let host = Rc::clone(&self.host);
        let index = lua.create_function(move |lua, (_, name): (Table, LuaValue)| {
            if let Some(globals) = &globals {
                let known: LuaValue = globals.get(&name)?;
                if !known.is_nil() {
                    return Ok(known);
                }
            }
            match variable(&host, &text_of(&name)) {
                Some(value) => to_lua(lua, &value),
                None => Ok(LuaValue::Nil),
            }
        })?;
        let meta = lua.create_table()?;
        meta.raw_set("__index", index)?;
        env.set_metatable(Some(meta))?;
        Ok(env)
    }

    /// What an activation runs, as it was when it began: it may have been edited since.
    fn chunks_of<'a>(&'a self, activation: &'a Activation) -> &'a [Arc<Chunk>] {
        activation.current.as_ref().map_or(&self.chunks, |current| &current.chunks)
    }

    /// The activation stands still from now on, and everybody is told what it holds.
    fn pause(&mut self, id: u64, reason: PauseReason) {
        self.debugger.orders.pause_next = false;
        self.name_locals();
        let frames = self.call_frames(id);
        let Some(activation) = self.activations.get_mut(&id) else { return };
        activation.is_paused = true;
        if let Some(stepper) = &mut activation.stepper {
            stepper.plan = Plan::Run;
        }
        let Some(handler) = self.handlers.get(activation.handler) else { return };
        let cut =
            |text: &str| Glimpse::Plain(Value::from(excerpt::cut(text, crate::model::glimpse::MOST).into_owned()));
        let event = activation.event.as_ref().map(|event| {
            let row = &event.line.row;
            vec![("topic".to_owned(), cut(&row.topic)), ("message".to_owned(), cut(&row.message))]
        });
        let paused = PausedHandler {
            activation: id,
            handler: handler.chunk.handler.clone(),
            reason,
            frames,
            event: event.unwrap_or_default(),
        };
        self.host.emit(RunEvent::Paused(Arc::new(paused)));
    }

    /// What an activation runs, the innermost function first, each with its local variables.
    fn call_frames(&self, id: u64) -> Vec<CallFrame> {
        let Some(activation) = self.activations.get(&id) else { return Vec::new() };
        let chunks = self.chunks_of(activation);
        let (mut out, mut open): (Vec<CallFrame>, Option<CallFrame>) = (Vec::new(), None);
        for frame in hook::stack(&self.sandbox.lua, &activation.thread) {
            let is_whole = is_whole(&frame, chunks);
            let StackFrame { chunk, line, locals, .. } = frame;
            let Some(text) = chunks.get(chunk) else { continue };
            let at = text.handler.clone();
            let block = text.exec_map.step_at(line).map(|step| step.of).or_else(|| text.exec_map.block_at(line));
            let place = match block {
                Some(block) => Place::Block(at, block),
                None => Place::Handler(at, Some(line)),
            };
            let call = open.get_or_insert(CallFrame { place, locals: Vec::new() });
            call.locals.extend(locals.into_iter().map(|(name, slot, value)| LocalValue {
                name,
                slot,
                value: glimpse(&value),
            }));
            if is_whole {
                out.extend(open.take());
            }
        }
        out.extend(open);
        out
    }

    /// An activation that stands goes on.
    fn go_on(&mut self, id: u64, step: StepKind) {
        let Some(activation) = self.activations.get_mut(&id).filter(|activation| activation.is_paused) else { return };
        activation.is_paused = false;
        activation.used = Duration::ZERO;
        if let Some(stepper) = &mut activation.stepper {
            stepper.plan = Plan::of(step, stepper.level());
        }
        self.host.emit(RunEvent::Resumed(id));
        self.ready.push_back((id, Resume::Go));
    }

    fn set_local(&self, id: u64, slot: LocalSlot, value: &Value) {
        let Some(activation) = self.activations.get(&id).filter(|activation| activation.is_paused) else { return };
        let lua = &self.sandbox.lua;
        let set = to_lua(lua, value).and_then(|value| hook::set_local(lua, &activation.thread, slot, value));
        if set.is_err() {
            self.warn("a local variable cannot be set");
        }
        self.host.emit(RunEvent::PausedLocals(id, Arc::new(self.call_frames(id))));
    }

    /// The app ends: nothing stands any more.
    pub(super) fn end_pauses(&self) {
        let paused = self.activations.iter().filter(|(_, activation)| activation.is_paused);
        self.host.emit_all(paused.map(|(id, _)| RunEvent::Resumed(*id)).collect());
    }
}

/// Whether a function on the stack is all of a handler, as whoever follows it sees it.
fn is_whole(frame: &StackFrame, chunks: &[Arc<Chunk>]) -> bool {
    frame.is_whole || chunks.get(frame.chunk).is_none_or(|chunk| chunk.exec_map.is_empty())
}

/// A variable of the project, by the name that scripts have for it or its own.
fn variable(host: &Host, name: &str) -> Option<Value> {
    let live = host.live.borrow();
    let known = live.project.variables.iter().find(|variable| variable.ident == name || variable.name == name)?;
    live.variable(known.id).cloned()
}

/// The words of an error, without where it is in what was typed.
fn told(error: &mlua::Error) -> String {
    let words = error.to_string();
    let words = words.split("\nstack traceback:").next().unwrap_or(&words);
    let words = words.rsplit_once("?:1: ").map_or(words, |(_, words)| words);
    words.trim().to_owned()
}
