//! Asking over HTTP: checks what a script wants to ask, and prepares it. The prelude waits, the scheduler hands it out.

use mlua::{Lua, Table, Value as LuaValue};

use super::text::json_value;
use super::{Call, Host, wrap};
use crate::engine::convert::{as_number, text_of, wrong_type};
use crate::engine::fault::{Stop, unknown};
use crate::engine::waits::Fetch;
use crate::model::run::FaultKind;
use crate::model::web::{WebMethod, WebRequest};

/// How long an answer is waited for unless given, in seconds.
const USUAL: f64 = 10.0;
/// The longest, in seconds: other requests wait for a thread meanwhile.
const LONGEST: f64 = 120.0;
/// Most header lines.
const MOST_HEADERS: usize = 100;
/// What may stand in the options.
const OPTIONS: [&str; 3] = ["body", "headers", "timeout"];

/// Adds the function that only the prelude may call.
pub(super) fn install(lua: &Lua, host: &std::rc::Rc<Host>, table: &Table) -> mlua::Result<()> {
    table.raw_set("fetch", wrap(lua, host, "http.fetch".to_owned(), fetch)?)
}

/// Prepares a request; gives its number.
///
/// Arguments: whether a status from 400 on is an error, method, address, options.
fn fetch(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let is_strict = call.arg(0).as_boolean().unwrap_or(false);
    let name = call.text(1)?;
    let method = WebMethod::from_name(&name)
        .ok_or_else(|| unknown(name.clone(), &name, WebMethod::ALL.into_iter().map(WebMethod::name)))?;
    let options = match call.arg(3) {
        LuaValue::Nil => None,
        _ => Some(call.table(3)?),
    };
    for pair in options.into_iter().flat_map(Table::pairs::<LuaValue, LuaValue>) {
        let key = text_of(&pair?.0);
        if !OPTIONS.contains(&key.as_str()) {
            return Err(unknown(format!("{} {{ {key} }}", call.name), &key, OPTIONS.into_iter()).into());
        }
    }
    let get = |key: &str| options.map_or(Ok(LuaValue::Nil), |table| table.raw_get::<LuaValue>(key));
    let body = match get("body")? {
        LuaValue::Nil => String::new(),
        table @ LuaValue::Table(_) => json_value(&table)?,
        value => text_of(&value),
    };
    let secs = match get("timeout")? {
        LuaValue::Nil => USUAL,
        value => match as_number(&value).filter(|secs| secs.is_finite() && *secs > 0.0) {
            Some(secs) => secs.min(LONGEST),
            None => return Err(wrong_type("timeout", "number", &value).into()),
        },
    };
    if call.arg(2).is_nil() {
        return Err(wrong_type("url", "string", call.arg(2)).into());
    }
    let headers = headers(&get("headers")?)?;
    let number = call.host.take_listener();
    let hosts = call.host.live.borrow().project.web.clone();
    let request = WebRequest { number, method, url: call.text(2)?, headers, body, secs, hosts };
    let fetch =
        Fetch { owner: call.host.owner.get(), is_strict, url: request.url.clone(), secs, request: Some(request) };
    call.host.waits.borrow_mut().add_fetch(number, fetch);
    Ok(LuaValue::Number(number as f64))
}

/// Header lines: `{ Name = 'value' }`, or as in the reference product `{ { name = 'Name', value = 'value' } }`; from a
/// block also a text such as `Accept=application/json; X-Line=A3`.
fn headers(given: &LuaValue) -> Result<Vec<(String, String)>, Stop> {
    let table = match given {
        LuaValue::Nil => return Ok(Vec::new()),
        LuaValue::Table(table) => table,
        LuaValue::String(text) => {
            let text = text.to_string_lossy();
            return crate::model::payload::user_properties(&text)
                .map_err(|_part| wrong_type("headers", "table", given).into());
        }
        _ => return Err(wrong_type("headers", "table", given).into()),
    };
    let mut lines = Vec::new();
    for pair in table.pairs::<LuaValue, LuaValue>() {
        if lines.len() >= MOST_HEADERS {
            return Err(FaultKind::Memory.into());
        }
        lines.push(match pair? {
            (_, LuaValue::Table(line)) => {
                (text_of(&line.raw_get::<LuaValue>("name")?), text_of(&line.raw_get::<LuaValue>("value")?))
            }
            (name, value) => (text_of(&name), text_of(&value)),
        });
    }
    // A table has no order; requests that are the same shall look the same.
    lines.sort();
    Ok(lines)
}
