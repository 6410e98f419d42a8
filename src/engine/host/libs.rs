//! Functions of Lua's own libraries that the host replaces: to write numbers as everywhere else, and to bound work.

use std::rc::Rc;

use memchr::memmem;
use mlua::{Function, Lua, MultiValue, Table, Value as LuaValue};

use super::{Host, raise};
use crate::engine::convert::{MAX_TEXT, number_of, text_of};
use crate::engine::fault::{Stop, message_of};
use crate::model::run::{FaultKind, Level, RunEvent};
use crate::model::value::number_to_text;

/// Characters that make a search a pattern.
const MAGIC: &[u8] = b"^$*+?.([%-";

pub(super) fn install(lua: &Lua, host: &Rc<Host>) -> mlua::Result<()> {
    let globals = lua.globals();
    let string: Table = globals.raw_get("string")?;
    let split: Function = string.raw_get("split")?;
    let find: Function = string.raw_get("find")?;
    string.raw_set("find", guarded(lua, host, move |lua, args| find_text(lua, &find, args))?)?;
    string.raw_set("split", guarded(lua, host, move |lua, args| split_text(lua, &split, args))?)?;
    string.raw_set("rep", guarded(lua, host, |lua, args| repeat(lua, &args))?)?;
    // Texts in backticks are made by it too.
    let format: Function = string.raw_get("format")?;
    string.raw_set("format", guarded(lua, host, move |lua, args| format_text(lua, &format, args))?)?;
    let table: Table = globals.raw_get("table")?;
    let concat: Function = table.raw_get("concat")?;
    table.raw_set("concat", guarded(lua, host, move |lua, args| concat_list(lua, &concat, args))?)?;
    let math: Table = globals.raw_get("math")?;
    let seed = Rc::clone(host);
    math.raw_get::<Function>("randomseed")?.call::<()>(seed.random() >> 33)?;
    let tostring: Function = globals.raw_get("tostring")?;
    globals.raw_set(
        "tostring",
        guarded(lua, host, move |lua, args| match args.front().and_then(number_of) {
            Some(number) => {
                Ok(MultiValue::from_vec(vec![LuaValue::String(lua.create_string(number_to_text(number))?)]))
            }
            None => Ok(tostring.call(args)?),
        })?,
    )?;
    let printer = Rc::clone(host);
    globals.raw_set(
        "print",
        lua.create_function(move |lua, args: MultiValue| {
            let line = printer.touch(lua);
            let words: Vec<String> = args.iter().map(text_of).collect();
            let event = RunEvent::Log { level: Level::Info, text: words.join("\t"), place: printer.place(line) };
            printer.emit(event);
            Ok(())
        })?,
    )?;
    Ok(())
}

/// A library function: its errors get the line of the script, which they would lose on the way through Rust.
fn guarded(
    lua: &Lua,
    host: &Rc<Host>,
    run: impl Fn(&Lua, MultiValue) -> Result<MultiValue, Stop> + 'static,
) -> mlua::Result<Function> {
    let host = Rc::clone(host);
    lua.create_function(move |lua, args: MultiValue| {
        run(lua, args).map_err(|stop| {
            let stop = match stop {
                Stop::Lua(mlua::Error::RuntimeError(text)) => {
                    Stop::Fault(FaultKind::Other { what: message_of(&mlua::Error::RuntimeError(text)) })
                }
                other => other,
            };
            raise(stop, host.touch(lua))
        })
    })
}

/// `string.find`. Without magic characters the search is linear, where Luau's own is quadratic.
fn find_text(_: &Lua, find: &Function, args: MultiValue) -> Result<MultiValue, Stop> {
    let (Some(LuaValue::String(text)), Some(LuaValue::String(part))) = (args.front(), args.get(1)) else {
        return Ok(find.call(args)?);
    };
    let plain = args.get(3).is_some_and(|value| !matches!(value, LuaValue::Nil | LuaValue::Boolean(false)));
    let (text, part) = (text.as_bytes(), part.as_bytes());
    if !plain && part.iter().any(|byte| MAGIC.contains(byte)) {
        return Ok(find.call(args.clone())?);
    }
    let begin = args.get(2).and_then(number_of).unwrap_or(1.0);
    let begin = if begin < 0.0 { (text.len() as f64 + begin).max(0.0) } else { (begin - 1.0).max(0.0) };
    let found = text.get(begin as usize..).and_then(|rest| memmem::find(rest, &part));
    Ok(MultiValue::from_vec(found.map_or_else(
        || vec![LuaValue::Nil],
        |at| {
            let first = at as f64 + begin + 1.0;
            vec![LuaValue::Number(first), LuaValue::Number(first + part.len() as f64 - 1.0)]
        },
    )))
}

/// A number as everywhere else; any other value as it is.
fn number_as_text(lua: &Lua, value: LuaValue) -> mlua::Result<LuaValue> {
    match number_of(&value) {
        Some(number) => Ok(LuaValue::String(lua.create_string(number_to_text(number))?)),
        None => Ok(value),
    }
}

/// `string.format`, whose `%s` and `%*` write numbers as everywhere else.
fn format_text(lua: &Lua, format: &Function, mut args: MultiValue) -> Result<MultiValue, Stop> {
    let Some(LuaValue::String(template)) = args.front() else { return Ok(format.call(args)?) };
    let template = template.as_bytes().to_vec();
    let (mut index, mut in_item) = (1, false);
    for byte in template {
        match byte {
            b'%' => in_item = !in_item,
            b' ' | b'#' | b'+' | b'-' | b'.' | b'0'..=b'9' => {}
            _ if !in_item => {}
            kind => {
                in_item = false;
                if matches!(kind, b's' | b'*')
                    && let Some(value) = args.get_mut(index)
                {
                    *value = number_as_text(lua, value.clone())?;
                }
                index += 1;
            }
        }
    }
    Ok(format.call(args)?)
}

/// `table.concat`, which writes numbers as everywhere else.
fn concat_list(lua: &Lua, concat: &Function, mut args: MultiValue) -> Result<MultiValue, Stop> {
    if let Some(LuaValue::Table(list)) = args.front() {
        let has_numbers =
            list.sequence_values::<LuaValue>().any(|value| value.is_ok_and(|value| number_of(&value).is_some()));
        if has_numbers {
            let texts = lua.create_table()?;
            for value in list.sequence_values::<LuaValue>() {
                texts.raw_push(number_as_text(lua, value?)?)?;
            }
            args[0] = LuaValue::Table(texts);
        }
    }
    Ok(concat.call(args)?)
}

/// `string.split`, linear.
fn split_text(lua: &Lua, split: &Function, args: MultiValue) -> Result<MultiValue, Stop> {
    let (Some(LuaValue::String(text)), Some(LuaValue::String(part))) = (args.front(), args.get(1)) else {
        return Ok(split.call(args)?);
    };
    let (text, part) = (text.as_bytes(), part.as_bytes());
    if part.is_empty() {
        return Ok(split.call(args.clone())?);
    }
    let list = lua.create_table()?;
    let mut from = 0;
    for at in memmem::find_iter(&text, &part) {
        list.raw_push(lua.create_string(text.get(from..at).unwrap_or_default())?)?;
        from = at + part.len();
    }
    list.raw_push(lua.create_string(text.get(from..).unwrap_or_default())?)?;
    Ok(MultiValue::from_vec(vec![LuaValue::Table(list)]))
}

/// `string.rep` with a bound; Luau's own ignores the separator.
fn repeat(lua: &Lua, args: &MultiValue) -> Result<MultiValue, Stop> {
    let bytes = |index: usize| match args.get(index) {
        Some(LuaValue::String(text)) => text.as_bytes().to_vec(),
        Some(other) => text_of(other).into_bytes(),
        None => Vec::new(),
    };
    let (text, separator) = (bytes(0), bytes(2));
    let Some(count) = args.get(1).and_then(number_of) else {
        let got = args.get(1).map_or("nil", LuaValue::type_name).to_owned();
        return Err(FaultKind::WrongType { to: "string.rep".to_owned(), wanted: "number", got }.into());
    };
    let count = count.max(0.0).floor();
    if count * (text.len() + separator.len()) as f64 > MAX_TEXT as f64 {
        return Err(FaultKind::Memory.into());
    }
    let mut repeated = Vec::new();
    if !(text.is_empty() && separator.is_empty()) {
        for number in 0..count as usize {
            if number > 0 {
                repeated.extend_from_slice(&separator);
            }
            repeated.extend_from_slice(&text);
        }
    }
    Ok(MultiValue::from_vec(vec![LuaValue::String(lua.create_string(repeated)?)]))
}
