//! Values between Lua and the project: one rule for texts, numbers and truth values everywhere.

use mlua::Value as LuaValue;

use super::fault::Stop;
use crate::model::run::FaultKind;
use crate::model::value::{Value, number_from_text, number_to_text};
use crate::model::variable::VariableType;

/// Longest text that a host function makes; longer ones count as running out of memory.
pub(super) const MAX_TEXT: usize = 8 << 20;

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

/// The value for a project's variable or property; `None` for nil, tables and functions.
pub(super) fn from_lua(value: &LuaValue) -> Option<Value> {
    match value {
        LuaValue::Boolean(value) => Some(Value::from(*value)),
        LuaValue::String(text) => Some(Value::from(text.to_string_lossy())),
        other => number_of(other).map(Value::from),
    }
}

/// A project's value for a script.
pub(super) fn to_lua(lua: &mlua::Lua, value: &Value) -> Result<LuaValue, Stop> {
    Ok(match value {
        Value::Bool(value) => LuaValue::Boolean(*value),
        Value::Number(number) => LuaValue::Number(*number),
        Value::Text(text) | Value::Raw(text) => LuaValue::String(lua.create_string(text)?),
    })
}

/// A value made to fit a type: text takes numbers and truth values, a number takes text that is one.
pub(super) fn fit(value: &Value, ty: VariableType) -> Option<Value> {
    match (ty, value) {
        (VariableType::Text, Value::Text(_) | Value::Number(_) | Value::Bool(_)) => Some(Value::from(value.to_text())),
        (VariableType::Number, Value::Text(text)) => number_from_text(text).map(Value::from),
        (VariableType::Number, Value::Number(_)) | (VariableType::Bool, Value::Bool(_)) => Some(value.clone()),
        (VariableType::Number, Value::Bool(_))
        | (VariableType::Bool, Value::Text(_) | Value::Number(_))
        | (_, Value::Raw(_)) => None,
    }
}

/// Whether both are the same for the person who looks: not-a-number equals itself.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) if a.is_nan() && b.is_nan() => true,
        (a, b) => a == b,
    }
}

/// Name of a type as Lua says it.
pub(super) fn type_name(ty: VariableType) -> &'static str {
    match ty {
        VariableType::Text => "string",
        VariableType::Number => "number",
        VariableType::Bool => "boolean",
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
