//! Values between Lua and the project: one rule for texts, numbers and truth values everywhere.

use std::collections::BTreeMap;

use mlua::Value as LuaValue;

use crate::model::run::FaultKind;
use crate::model::value::{MAX_NESTING, Value, number_from_text, number_to_text};

/// Longest text that a host function makes; longer ones count as running out of memory.
pub(super) const MAX_TEXT: usize = 8 << 20;
/// Most bytes of text that a host function takes in: what is put together by `..` may be as long as the memory allows,
/// and a table may hold one long text a thousand times.
pub(super) const MAX_TAKEN: usize = 32 << 20;

/// A Lua value as text: nil is empty, numbers read `5` not `5.0`.
pub(super) fn text_of(value: &LuaValue) -> String {
    match value {
        LuaValue::Nil => String::new(),
        LuaValue::Boolean(value) => value.to_string(),
        LuaValue::String(text) => text.to_string_lossy(),
        LuaValue::Error(error) => super::fault::message_of(error),
        other => number_of(other).map_or_else(|| other.type_name().to_owned(), number_to_text),
    }
}

/// The number, if the value is one. Text is not.
pub(super) fn number_of(value: &LuaValue) -> Option<f64> {
    match value {
        LuaValue::Integer(number) => Some(*number as f64),
        LuaValue::Number(number) => Some(*number),
        _ => None,
    }
}

/// The number that a value stands for: a number, or text that is one.
pub(super) fn as_number(value: &LuaValue) -> Option<f64> {
    match value {
        LuaValue::String(text) => number_from_text(&text.to_string_lossy()),
        other => number_of(other),
    }
}

/// Most values in a table that becomes a list or record.
pub(super) const MAX_VALUES: usize = 100_000;

/// The value for a project's variable or property; `None` for nil and functions, and for tables that are neither a list
/// nor a record of such values.
///
/// # Errors
/// [`FaultKind::Memory`] for what is too much.
pub(super) fn from_lua(value: &LuaValue) -> Result<Option<Value>, FaultKind> {
    let mut room = Room { values: MAX_VALUES, bytes: MAX_TAKEN };
    match value_of(value, MAX_NESTING, &mut room) {
        None if room.values == 0 || room.bytes == 0 => Err(FaultKind::Memory),
        value => Ok(value),
    }
}

/// How much a value may still take up.
struct Room {
    values: usize,
    bytes: usize,
}

impl Room {
    /// The text, where there is room for it.
    fn text(&mut self, text: &mlua::LuaString) -> Option<String> {
        self.bytes = self.bytes.saturating_sub(text.as_bytes().len());
        (self.bytes > 0).then(|| text.to_string_lossy())
    }
}

fn value_of(value: &LuaValue, depth: usize, room: &mut Room) -> Option<Value> {
    room.values = room.values.saturating_sub(1);
    match value {
        _ if room.values == 0 => None,
        LuaValue::Boolean(value) => Some(Value::from(*value)),
        LuaValue::String(text) => room.text(text).map(Value::from),
        LuaValue::Table(table) => {
            let depth = depth.checked_sub(1)?;
            let (mut list, mut record) = (BTreeMap::new(), BTreeMap::new());
            let row = super::host::rows::cells_in(table);
            for pair in row.as_ref().unwrap_or(table).pairs::<LuaValue, LuaValue>() {
                let (key, value) = pair.ok()?;
                let value = value_of(&value, depth, room)?;
                match (&key, number_of(&key)) {
                    (LuaValue::String(name), _) => record.insert(room.text(name)?, value),
                    (_, Some(index)) if index >= 1.0 && index.fract() == 0.0 => list.insert(index as usize, value),
                    _ => return None,
                };
            }
            let is_full = list.keys().last().is_none_or(|last| *last == list.len());
            match (list.is_empty(), record.is_empty()) {
                (true, false) => Some(Value::Record(record)),
                (_, true) if is_full => Some(Value::List(list.into_values().collect())),
                _ => None,
            }
        }
        other => number_of(other).map(Value::from),
    }
}

/// A project's value for a script; a list or record is a copy.
pub(super) fn to_lua(lua: &mlua::Lua, value: &Value) -> mlua::Result<LuaValue> {
    Ok(match value {
        Value::Bool(value) => LuaValue::Boolean(*value),
        Value::Number(number) => LuaValue::Number(*number),
        Value::Text(text) | Value::Raw(text) => LuaValue::String(lua.create_string(text)?),
        Value::List(list) => {
            let table = lua.create_table()?;
            for value in list {
                table.raw_push(to_lua(lua, value)?)?;
            }
            LuaValue::Table(table)
        }
        Value::Record(record) => {
            let table = lua.create_table()?;
            for (name, value) in record {
                table.raw_set(name.as_str(), to_lua(lua, value)?)?;
            }
            LuaValue::Table(table)
        }
    })
}

/// Whether both are the same for the person who looks: not-a-number equals itself.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) if a.is_nan() && b.is_nan() => true,
        (a, b) => a == b,
    }
}

/// The fault for a value that does not fit.
pub(super) fn wrong_type(to: &str, wanted: &'static str, got: &LuaValue) -> FaultKind {
    let got = match got {
        LuaValue::Integer(_) => "number",
        other => other.type_name(),
    };
    FaultKind::WrongType { to: to.to_owned(), wanted, got: got.to_owned() }
}
