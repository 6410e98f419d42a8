//! `json.…`: values in JSON by their path, and JSON to tables and back.

use mlua::Value as LuaValue;

use super::text::json_value;
use super::{Call, HostFn, host_fn};
use crate::engine::convert::{MAX_VALUES, to_lua};
use crate::engine::fault::Stop;
use crate::language::api::json;
use crate::model::run::FaultKind;
use crate::model::source::json::{Json, without_bom};
use crate::model::source::path::DataPath;
use crate::model::value::Value;

pub(super) const FUNCTIONS: &[HostFn] = &[
    host_fn(&json::GET, get),
    host_fn(&json::PARSE, parse),
    host_fn(&json::WRITE, |call| call.give(&json_value(call.arg(0))?)),
    host_fn(&json::SET, set),
];

/// The JSON that a call is about: a text, or a table that is written as JSON.
fn subject(call: &Call<'_>) -> Result<String, Stop> {
    match call.arg(0) {
        table @ LuaValue::Table(_) => json_value(table),
        _ => call.text(0),
    }
}

/// Refuses a text with more values than scripts may give either: nothing could interrupt the reader.
fn bounded(text: &str) -> Result<(), Stop> {
    let (mut values, mut in_text, mut escaped) = (0_usize, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b',' | b'[' | b'{' if !in_text => values += 1,
            _ => {}
        }
    }
    if values > MAX_VALUES { Err(FaultKind::Memory.into()) } else { Ok(()) }
}

fn get(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let (text, path) = (subject(call)?, call.text(1)?);
    bounded(&text)?;
    let found = DataPath::parse(&path).ok().zip(Json::parse(&text)).and_then(|(path, json)| path.find(json));
    match found.and_then(|json| Value::from_json(&json.as_written())) {
        Some(value) => Ok(to_lua(call.lua, &value)?),
        None => Ok(call.arg(2).clone()),
    }
}

fn parse(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let text = call.text(0)?;
    bounded(&text)?;
    match Value::from_json(&text) {
        Some(value) => Ok(to_lua(call.lua, &value)?),
        None => Err(not_json(&text).into()),
    }
}

fn set(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let (text, path, value) = (subject(call)?, call.text(1)?, json_value(call.arg(2))?);
    bounded(&text)?;
    // Nothing is an object to begin with.
    let text = if text.trim().is_empty() { "{}" } else { without_bom(&text) };
    if Json::parse(text).is_none() {
        return Err(not_json(text).into());
    }
    match DataPath::parse(&path).ok().and_then(|path| path.set(text, &value)) {
        Some(changed) => call.give(&changed),
        None => Err(FaultKind::UnknownName { name: path, near: None }.into()),
    }
}

/// A text that is no JSON, or one that is nested too deeply.
fn not_json(text: &str) -> FaultKind {
    let why = Json::check(text).err().unwrap_or_else(|| "too deep".to_owned());
    FaultKind::InvalidJson { text: text.to_owned(), why }
}
