//! The functions that only the prelude may call.

use std::rc::Rc;

use mlua::{Error, Lua, Table, Value as LuaValue};

use super::{Call, Host, Run, closed, data, dialog, functions, mqtt, web, wrap};
use crate::engine::convert::{as_number, from_lua, text_of, wrong_type};
use crate::engine::fault::{Raised, Stop, classify, type_and_code};
use crate::model::run::FaultKind;

/// Longest wait, in seconds: a bit more than three years.
const LONGEST_WAIT: f64 = 1e8;

pub(super) fn table(lua: &Lua, host: &Rc<Host>) -> mlua::Result<Table> {
    let table = lua.create_table()?;
    let rows: &[(&str, Run)] = &[
        ("message", caught),
        ("exception", exception),
        ("note", note),
        ("unmet", |_| Err(FaultKind::Assertion.into())),
        ("toolarge", |_| Err(FaultKind::Memory.into())),
        ("seconds", seconds),
        ("ended", ended),
        ("failed", failed),
        ("titles", data::titles),
        ("lines", data::lines),
    ];
    for (name, run) in rows {
        table.raw_set(*name, wrap(lua, host, (*name).to_owned(), *run)?)?;
    }
    table.raw_set("connection", wrap(lua, host, "connections.getfromid".to_owned(), mqtt::connection)?)?;
    let of_connections: &[(&str, Run)] = &[
        ("publish", mqtt::publish),
        ("publishwait", mqtt::publish_wait),
        ("request", mqtt::request),
        ("connect", mqtt::connect),
        ("isconnected", mqtt::is_connected),
    ];
    for (name, run) in of_connections {
        table.raw_set(*name, wrap(lua, host, (*name).to_owned(), *run)?)?;
    }
    table.raw_set(
        "connection_metatable",
        closed(lua, &[("__index", wrap(lua, host, "connection".to_owned(), mqtt::member)?)])?,
    )?;
    dialog::install(lua, host, &table)?;
    web::install(lua, host, &table)?;
    functions::checks(lua, host, &table)?;
    table.raw_set("seal", lua.create_function(seal)?)?;
    Ok(table)
}

/// Gives an object its metatable and makes it read-only; `table.freeze` refuses once the metatable is closed.
fn seal(_lua: &Lua, (object, metatable): (Table, Table)) -> mlua::Result<()> {
    object.set_metatable(Some(metatable))?;
    object.set_readonly(true);
    Ok(())
}

/// What a script that catches an error gets: ours and Luau's in the language of the app, any other value as it is.
fn caught(call: &Call<'_>) -> Result<LuaValue, Stop> {
    match call.arg(0) {
        value @ (LuaValue::Error(_) | LuaValue::String(_)) => call.give(&call.host.words(&kind_of(call, value))),
        other => Ok(other.clone()),
    }
}

fn kind_of(call: &Call<'_>, value: &LuaValue) -> FaultKind {
    classify(value, call.host.raised.borrow().as_ref(), call.host.telling.slice_secs).0
}

/// The exception that `trycatch` gives out: message, type and code; the fault itself hides in its metatable.
fn exception(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let value = call.arg(0);
    if let LuaValue::Table(_) = value {
        return Ok(value.clone());
    }
    let kind = kind_of(call, value);
    let (name, code) = type_and_code(&kind);
    let table = call.lua.create_table()?;
    table.raw_set("message", call.host.words(&kind))?;
    table.raw_set("type", name)?;
    table.raw_set("code", code)?;
    let meta = call.lua.create_table()?;
    meta.raw_set("fault", value)?;
    meta.raw_set("__metatable", false)?;
    table.set_metatable(Some(meta))?;
    Ok(LuaValue::Table(table))
}

/// Called by `error` and `assert`: the value itself may not say where it was raised.
#[expect(clippy::unnecessary_wraps, reason = "all host functions have one form")]
fn note(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let text = match call.arg(0) {
        LuaValue::Table(_) => String::new(),
        other => text_of(other),
    };
    // `assert(connection.publishwait(…))` raises the words of the fault, which stand for the fault itself.
    let kind = call.host.failed_wait.borrow().clone().filter(|kind| call.host.words(kind) == text);
    *call.host.raised.borrow_mut() = Some(Raised { text, line: call.line, kind });
    Ok(LuaValue::Nil)
}

/// Checks what `wait` was given.
fn seconds(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let value = call.arg(0);
    match as_number(value) {
        Some(secs) if !secs.is_nan() => Ok(LuaValue::Number(secs.clamp(0.0, LONGEST_WAIT))),
        Some(_) | None => Err(wrong_type("wait", "number", value).into()),
    }
}

/// The activation has come to its end: the script that a property is bound to with its value.
fn ended(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let at = call.host.current.borrow().as_ref().map(|current| current.chunk.handler.clone());
    let Some((control, at)) = at.and_then(|at| Some((at.control()?, at))) else { return Ok(LuaValue::Nil) };
    let Some(key) = at.bound_key() else { return Ok(LuaValue::Nil) };
    let value = match call.arg(0) {
        LuaValue::Nil => None,
        value => Some(from_lua(value)?.ok_or_else(|| wrong_type(key, "string", value))?),
    };
    let events = call.host.live.borrow_mut().scripted(control, key, value);
    call.host.emit_all(events);
    Ok(LuaValue::Nil)
}

/// The activation ended by an error.
fn failed(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let raised = call.host.raised.take();
    let (kind, line) = classify(call.arg(0), raised.as_ref(), call.host.telling.slice_secs);
    if let Some(current) = call.host.current.borrow_mut().as_mut() {
        current.failure = Some((kind, line));
    }
    if let LuaValue::Error(error) = call.arg(0)
        && let Error::MemoryError(_) = **error
    {
        call.lua.gc_collect()?;
    }
    Ok(LuaValue::Nil)
}
