//! Values of Lua as they are shown to whoever looks on: what is read of one is bounded, and no metamethod is called.

use mlua::{Table, Value as LuaValue};

use super::convert::{number_of, text_of};
use super::host::rows::cells_in;
use crate::model::glimpse::{Glimpse, MOST};
use crate::model::value::{Value, number_to_text};

/// Most values of a table with names that are counted.
const COUNTED: usize = 1_000;
/// How deep tables inside of tables are shown.
const DEPTH: usize = 3;

/// What is shown of a value.
pub(super) fn glimpse(value: &LuaValue) -> Glimpse {
    match value {
        LuaValue::Nil => Glimpse::Nothing,
        LuaValue::Boolean(value) => Glimpse::Plain(Value::from(*value)),
        LuaValue::String(text) => Glimpse::Plain(Value::from(beginning(&text.as_bytes()))),
        LuaValue::Table(table) => of_table(table),
        LuaValue::Function(_) => Glimpse::Function,
        other => number_of(other).map_or(Glimpse::Object, |number| Glimpse::Plain(Value::from(number))),
    }
}

/// The beginning of a text, with `…` where there is more.
fn beginning(bytes: &[u8]) -> String {
    if bytes.len() <= MOST {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    let text = String::from_utf8_lossy(bytes.get(..MOST).unwrap_or_default());
    // What was cut in two is left out.
    format!("{}…", text.trim_end_matches('\u{fffd}'))
}

fn of_table(table: &Table) -> Glimpse {
    let row = cells_in(table);
    if row.is_none() && table.metatable().is_some() {
        return Glimpse::Object;
    }
    let table = row.as_ref().unwrap_or(table);
    let mut begin = String::new();
    write(table, DEPTH, &mut begin);
    if begin.len() > MOST {
        begin = beginning(begin.as_bytes());
    }
    let places = table.raw_len();
    let names = if places > 0 { 0 } else { table.pairs::<LuaValue, LuaValue>().take(COUNTED).count() };
    Glimpse::Table { count: places.max(names), named: names > 0, begin }
}

/// Writes what is in a table as JSON has it, until there is enough.
fn write(table: &Table, depth: usize, out: &mut String) {
    let is_list = table.raw_len() > 0;
    out.push(if is_list { '[' } else { '{' });
    for (number, pair) in table.pairs::<LuaValue, LuaValue>().enumerate() {
        let Ok((key, value)) = pair else { break };
        if out.len() > MOST {
            return;
        }
        if number > 0 {
            out.push_str(", ");
        }
        if !is_list {
            out.push_str(&beginning(text_of(&key).as_bytes()));
            out.push_str(": ");
        }
        match &value {
            LuaValue::String(text) => {
                out.push('"');
                out.push_str(&beginning(&text.as_bytes()));
                out.push('"');
            }
            LuaValue::Table(inner) if depth > 1 && inner.metatable().is_none() => write(inner, depth - 1, out),
            LuaValue::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
            other => out.push_str(&number_of(other).map_or_else(|| "…".to_owned(), number_to_text)),
        }
    }
    out.push(if is_list { ']' } else { '}' });
}
