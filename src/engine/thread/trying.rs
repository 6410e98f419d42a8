//! Handlers that are tried from the editor: they run as if their event had come, with a sample of what comes with it.

use std::rc::Rc;

use mlua::{Function, MultiValue};

use super::Script;
use crate::engine::convert::{text_of, to_lua};
use crate::language::api::functions::GAVE;
use crate::model::debug::{Sample, Tryout};
use crate::model::id::FunctionId;
use crate::model::place::Place;
use crate::model::run::{Level, RunEvent};
use crate::model::source::Message;
use crate::model::value::Value;

/// Calls a function with what goes into it, and tells what it gives.
const CALL: &str = "local body, told, inputs, count = ...\n\
    return function() return told(body(unpack(inputs, 1, count))) end";

impl Script {
    /// Runs a handler with a sample; whether it may run by that.
    pub(super) fn try_out(&mut self, Tryout { handler, sample }: Tryout) -> bool {
        let Some(&index) = self.by_place.get(&handler) else { return false };
        match (sample, handler.source(), handler.control()) {
            (Sample::Message { topic, message }, Some(source), _) => {
                let at_ms = (time::OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000) as i64;
                let row = Message { at_ms, topic, message, retained: false, qos: 0, raw: None, properties: None };
                return self.arrive(source, row);
            }
            (Sample::Value(property, value), _, Some(control)) => {
                self.change(control, &property, &value);
                self.fire(&handler, None);
            }
            (Sample::Inputs(inputs), ..) => self.fire_with(index, None, Some(inputs)),
            (Sample::Nothing | Sample::Message { .. } | Sample::Value(..), ..) => self.fire(&handler, None),
        }
        true
    }

    /// A function that calls this one with what goes into it, and tells what it gives.
    pub(super) fn with_inputs(&self, body: Function, id: FunctionId, inputs: &[Value]) -> mlua::Result<Function> {
        let lua = &self.sandbox.lua;
        let body: Function = self.sandbox.callable.call((body, id.0))?;
        let live = self.host.live.borrow();
        let function = live.project.function(id);
        let (gives, lang) = (function.is_some_and(|function| function.gives.is_some()), self.host.telling.lang);
        let (host, place) = (Rc::clone(&self.host), Place::item(id));
        let told = lua.create_function(move |_, values: MultiValue| {
            if let Some(value) = values.front().filter(|_| gives) {
                let text = format!("{}: {}", GAVE.get(lang), text_of(value));
                host.emit(RunEvent::Log { level: Level::Info, text, place: place.clone() });
            }
            Ok(values)
        })?;
        let values = inputs.iter().map(|value| to_lua(lua, value)).collect::<mlua::Result<Vec<_>>>()?;
        let (count, values) = (values.len(), lua.create_sequence_from(values)?);
        lua.load(CALL).set_name("=prelude").call((body, told, values, count))
    }
}
