//! Functions of Lua's own libraries that the host replaces: to write numbers as everywhere else, and to bound work.

use std::rc::Rc;

use memchr::memmem;
use mlua::{Function, Lua, MultiValue, Table, Value as LuaValue};

use super::{Host, raise};
use crate::engine::clock;
use crate::engine::convert::{MAX_TAKEN, MAX_TEXT, number_of, text_of};
use crate::engine::fault::{Stop, classify_error, message_of};
use crate::engine::interrupt;
use crate::engine::sandbox::CHUNK;
use crate::model::run::{FaultKind, Level, RunEvent};
use crate::model::value::number_to_text;

/// Characters that make a search a pattern.
const MAGIC: &[u8] = b"^$*+?.([%-";

/// Functions whose work grows with a text and that nothing can interrupt.
const OF_TEXTS: &[(&str, &[&str])] = &[("string", &["lower", "reverse", "upper"]), ("utf8", &["len", "offset"])];
/// Lists from this length on are sorted by a comparison in Lua, which can be interrupted.
const LONG_LIST: usize = 10_000;

pub(super) fn install(lua: &Lua, host: &Rc<Host>) -> mlua::Result<()> {
    let globals = lua.globals();
    let string: Table = globals.raw_get("string")?;
    let split: Function = string.raw_get("split")?;
    let find: Function = string.raw_get("find")?;
    string.raw_set("find", guarded(lua, host, move |_, _, args| find_text(&find, args))?)?;
    string.raw_set("split", guarded(lua, host, move |lua, host, args| split_text(lua, host, &split, args))?)?;
    string.raw_set("rep", guarded(lua, host, |lua, _, args| repeat(lua, &args))?)?;
    // Texts in backticks are made by it too.
    let format: Function = string.raw_get("format")?;
    string.raw_set("format", guarded(lua, host, move |lua, _, args| format_text(lua, &format, args))?)?;
    for (table, names) in OF_TEXTS {
        let table: Table = globals.raw_get(*table)?;
        for name in *names {
            let own: Function = table.raw_get(*name)?;
            table.raw_set(*name, guarded(lua, host, move |_, _, args| of_text(&own, args))?)?;
        }
    }
    let table: Table = globals.raw_get("table")?;
    let concat: Function = table.raw_get("concat")?;
    table.raw_set("concat", guarded(lua, host, move |lua, host, args| concat_list(lua, host, &concat, args))?)?;
    let sort: Function = table.raw_get("sort")?;
    // Named as handlers are, so that the place in its faults is left out as theirs.
    let less: Function = lua.load("return function(a, b) return a < b end").set_name(format!("={CHUNK}")).eval()?;
    table.raw_set("sort", guarded(lua, host, move |_, _, args| sort_list(&sort, &less, args))?)?;
    let math: Table = globals.raw_get("math")?;
    let seed = Rc::clone(host);
    math.raw_get::<Function>("randomseed")?.call::<()>(seed.random() >> 33)?;
    if clock::moved().is_some() {
        moved_os(lua, &globals)?;
    }
    let tostring: Function = globals.raw_get("tostring")?;
    globals.raw_set(
        "tostring",
        guarded(lua, host, move |lua, _, args| match args.front().and_then(number_of) {
            Some(number) => {
                Ok(MultiValue::from_vec(vec![LuaValue::String(lua.create_string(number_to_text(number))?)]))
            }
            None => Ok(tostring.call(args)?),
        })?,
    )?;
    globals.raw_set("print", guarded(lua, host, |lua, host, args| print(lua, host, &args))?)?;
    Ok(())
}

/// `os.time`, `os.date` and `os.clock` where the clock of the run is moved by a test.
fn moved_os(lua: &Lua, globals: &Table) -> mlua::Result<()> {
    let os: Table = globals.raw_get("os")?;
    let now = || clock::wall_ms().div_euclid(1000);
    let time: Function = os.raw_get("time")?;
    let timed = move |_: &Lua, args: MultiValue| match args.front() {
        None | Some(LuaValue::Nil) => Ok(MultiValue::from_vec(vec![LuaValue::Number(now() as f64)])),
        Some(_) => time.call(args),
    };
    os.raw_set("time", lua.create_function(timed)?)?;
    let date: Function = os.raw_get("date")?;
    let dated = move |_: &Lua, (form, at): (Option<mlua::LuaString>, Option<f64>)| {
        date.call::<LuaValue>((form, at.unwrap_or_else(|| now() as f64)))
    };
    os.raw_set("date", lua.create_function(dated)?)?;
    let from = clock::now();
    os.raw_set("clock", lua.create_function(move |_, ()| Ok(clock::since(from).as_secs_f64()))?)
}

/// A library function: its errors get the line of the script, which they would lose on the way through Rust.
fn guarded(
    lua: &Lua,
    host: &Rc<Host>,
    run: impl Fn(&Lua, &Host, MultiValue) -> Result<MultiValue, Stop> + 'static,
) -> mlua::Result<Function> {
    let host = Rc::clone(host);
    lua.create_function(move |lua, args: MultiValue| {
        run(lua, &host, args).map_err(|stop| {
            let stop = match stop {
                Stop::Lua(error @ mlua::Error::RuntimeError(_)) => {
                    let words = mlua::Error::RuntimeError(message_of(&error));
                    match classify_error(&words, host.telling.slice_secs).0 {
                        // These belong to the line that ran last, inside of the function.
                        FaultKind::CannotWait | FaultKind::TooLong { .. } => Stop::Lua(error),
                        kind => Stop::Fault(kind),
                    }
                }
                other => other,
            };
            match stop {
                Stop::Lua(error) => error,
                Stop::Fault(_) => raise(stop, host.touch(lua)),
            }
        })
    })
}

/// Ends a loop whose slice is over; asked at each step, it looks at every thousandth.
pub(super) fn pace(host: &Host, step: usize) -> Result<(), Stop> {
    if step.is_multiple_of(1000) && interrupt::over() {
        return Err(FaultKind::TooLong { secs: host.telling.slice_secs }.into());
    }
    Ok(())
}

/// `print`, into the log.
fn print(lua: &Lua, host: &Host, args: &MultiValue) -> Result<MultiValue, Stop> {
    let line = host.touch(lua);
    let mut text = String::new();
    for (index, value) in args.iter().enumerate() {
        if index > 0 {
            text.push('\t');
        }
        text.push_str(&text_of(value));
        if text.len() > MAX_TEXT {
            return Err(FaultKind::Memory.into());
        }
    }
    host.emit(RunEvent::Log { level: Level::Info, text, place: host.place(line) });
    Ok(MultiValue::new())
}

/// A function of texts, for texts of a size that is done at once.
fn of_text(own: &Function, args: MultiValue) -> Result<MultiValue, Stop> {
    if let Some(LuaValue::String(text)) = args.front()
        && text.as_bytes().len() > MAX_TAKEN
    {
        return Err(FaultKind::Memory.into());
    }
    Ok(own.call(args)?)
}

/// `table.sort`, which can be interrupted where it takes long.
fn sort_list(sort: &Function, less: &Function, mut args: MultiValue) -> Result<MultiValue, Stop> {
    if let (Some(LuaValue::Table(list)), None | Some(LuaValue::Nil)) = (args.front(), args.get(1))
        && list.raw_len() >= LONG_LIST
    {
        let list = args.pop_front().unwrap_or(LuaValue::Nil);
        args = MultiValue::from_vec(vec![list, LuaValue::Function(less.clone())]);
    }
    Ok(sort.call(args)?)
}

/// `string.find`. Without magic characters the search is linear, where Luau's own is quadratic.
fn find_text(find: &Function, args: MultiValue) -> Result<MultiValue, Stop> {
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

/// `table.concat`, which writes numbers as everywhere else and can be interrupted.
fn concat_list(lua: &Lua, host: &Host, concat: &Function, args: MultiValue) -> Result<MultiValue, Stop> {
    let Some(LuaValue::Table(list)) = args.front() else { return Ok(concat.call(args)?) };
    let bound = |index: usize, default: f64| match args.get(index) {
        None | Some(LuaValue::Nil) => Some(default),
        Some(value) => number_of(value),
    };
    let separator = match args.get(1) {
        None | Some(LuaValue::Nil) => Some(Vec::new()),
        Some(LuaValue::String(text)) => Some(text.as_bytes().to_vec()),
        Some(value) => number_of(value).map(|number| number_to_text(number).into_bytes()),
    };
    let (Some(separator), Some(first), Some(last)) = (separator, bound(2, 1.0), bound(3, list.raw_len() as f64)) else {
        return Ok(concat.call(args.clone())?);
    };
    let (first, last) = (first as i64, last as i64);
    let mut joined: Vec<u8> = Vec::new();
    for (step, index) in (first..=last).enumerate() {
        pace(host, step)?;
        if step > 0 {
            joined.extend_from_slice(&separator);
        }
        match list.raw_get::<LuaValue>(index)? {
            LuaValue::String(text) => joined.extend_from_slice(&text.as_bytes()),
            value => match number_of(&value) {
                Some(number) => joined.extend_from_slice(number_to_text(number).as_bytes()),
                // Lua's own function says what is wrong with it.
                None => return Ok(concat.call((list, "", index, index))?),
            },
        }
        if joined.len() > MAX_TEXT {
            return Err(FaultKind::Memory.into());
        }
    }
    Ok(MultiValue::from_vec(vec![LuaValue::String(lua.create_string(joined)?)]))
}

/// `string.split`, linear.
fn split_text(lua: &Lua, host: &Host, split: &Function, args: MultiValue) -> Result<MultiValue, Stop> {
    let (Some(LuaValue::String(text)), Some(LuaValue::String(part))) = (args.front(), args.get(1)) else {
        return Ok(split.call(args)?);
    };
    let (text, part) = (text.as_bytes(), part.as_bytes());
    if part.is_empty() {
        return of_text(split, args.clone());
    }
    let list = lua.create_table()?;
    let mut from = 0;
    for (step, at) in memmem::find_iter(&text, &part).enumerate() {
        pace(host, step)?;
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
