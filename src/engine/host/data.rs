//! `data`: the variables and data sources of the app.

use std::rc::Rc;

use mlua::{Lua, Table, Value as LuaValue};

use super::{Call, Host, closed, wrap};
use crate::engine::convert::{from_lua, number_of, text_of, to_lua, type_name, wrong_type};
use crate::engine::fault::Stop;
use crate::engine::live::Data;
use crate::model::id::SourceId;
use crate::model::run::{FaultKind, RunEvent};
use crate::model::source::Row;

/// Key of the source's id inside its object.
const ID: &str = "id";

/// The metatable of `data`.
pub(super) fn metatable(lua: &Lua, host: &Rc<Host>) -> mlua::Result<Table> {
    let index = wrap(lua, host, "source".to_owned(), source_member)?;
    let len = wrap(lua, host, "#source".to_owned(), |call| {
        let source = source_of(call)?;
        Ok(LuaValue::Number(call.host.live.borrow().row_count(source) as f64))
    })?;
    let refuse = wrap(lua, host, "source".to_owned(), |call| Err(unknown(&call.text(1)?)))?;
    let source_meta = closed(lua, &[("__index", index), ("__len", len), ("__newindex", refuse)])?;
    let index = wrap(lua, host, "data".to_owned(), move |call| get(call, &source_meta))?;
    let newindex = wrap(lua, host, "data".to_owned(), set)?;
    closed(lua, &[("__index", index), ("__newindex", newindex)])
}

fn unknown(name: &str) -> Stop {
    FaultKind::UnknownName { name: format!("data.{name}") }.into()
}

fn get(call: &Call<'_>, source_meta: &Table) -> Result<LuaValue, Stop> {
    let name = call.text(1)?;
    let live = call.host.live.borrow();
    match live.data_named(&name) {
        Some(Data::Variable(id)) => match live.variable(id) {
            Some(value) => to_lua(call.lua, value),
            None => Err(unknown(&name)),
        },
        Some(Data::Source(id)) => {
            let object = call.lua.create_table()?;
            object.raw_set(ID, id.0)?;
            object.set_metatable(Some(source_meta.clone()))?;
            object.set_readonly(true);
            Ok(LuaValue::Table(object))
        }
        None => Err(unknown(&name)),
    }
}

fn set(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let name = call.text(1)?;
    let mut live = call.host.live.borrow_mut();
    let Some(Data::Variable(id)) = live.data_named(&name) else { return Err(unknown(&name)) };
    let Some(value) = from_lua(call.arg(2)) else {
        let wanted = live.project.variable(id).map_or("string", |variable| type_name(variable.ty));
        return Err(wrong_type(&format!("data.{name}"), wanted, call.arg(2)).into());
    };
    if let Some(value) = live.set_variable(id, &value)? {
        call.host.emit(RunEvent::Variable { variable: id, value });
    }
    Ok(LuaValue::Nil)
}

fn source_of(call: &Call<'_>) -> Result<SourceId, Stop> {
    Ok(SourceId(call.table(0)?.raw_get(ID)?))
}

/// `count`, `first`, or a row by its number from 0, the newest first; nil where there is no row.
fn source_member(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let source = source_of(call)?;
    let live = call.host.live.borrow();
    if let Some(number) = number_of(call.arg(1)) {
        let row = (number >= 0.0 && number.fract() == 0.0).then(|| live.row(source, number as usize)).flatten();
        return row.map_or(Ok(LuaValue::Nil), |row| row_object(call, row));
    }
    let name = text_of(call.arg(1));
    match name.to_lowercase().as_str() {
        "count" => Ok(LuaValue::Number(live.row_count(source) as f64)),
        "first" => live.row(source, 0).map_or(Ok(LuaValue::Nil), |row| row_object(call, row)),
        _ => Err(unknown(&name)),
    }
}

/// A row for a script; its columns have a German and an English name.
fn row_object(call: &Call<'_>, row: &Row) -> Result<LuaValue, Stop> {
    let globals = call.lua.globals();
    let os: Table = globals.get("os")?;
    let date: mlua::Function = os.raw_get("date")?;
    let time: String = date.call(("%H:%M:%S", row.at_ms.div_euclid(1000)))?;
    let object = call.lua.create_table()?;
    for (name, text) in [
        ("zeit", &time),
        ("time", &time),
        ("topic", &row.topic),
        ("nachricht", &row.message),
        ("message", &row.message),
    ] {
        object.raw_set(name, text.as_str())?;
    }
    object.raw_set("at_ms", row.at_ms as f64)?;
    object.raw_set("retained", row.retained)?;
    object.raw_set("qos", row.qos)?;
    let fold = call.lua.create_function(|_, (table, key): (Table, LuaValue)| {
        table.raw_get::<LuaValue>(text_of(&key).to_lowercase())
    })?;
    object.set_metatable(Some(closed(call.lua, &[("__index", fold)])?))?;
    object.set_readonly(true);
    Ok(LuaValue::Table(object))
}
