//! `data`: the variables and data sources of the app, and `e`: the message that a handler is about.

use std::rc::Rc;

use mlua::{Function, Lua, Table, Value as LuaValue};

use super::rows::{self, Method};
use super::{Call, Host, closed, wrap};
use crate::engine::convert::{from_lua, number_of, text_of, to_lua, wrong_type};
use crate::engine::fault::{READ_ONLY, Stop, unknown};
use crate::engine::live::{Data, Event, Live};
use crate::language::api::{self, connection, event, hub};
use crate::model::handler::HandlerRef;
use crate::model::id::SourceId;
use crate::model::run::{FaultKind, RunEvent, SourceChange};
use crate::model::source::Source;
use crate::model::source::convert::Cell;
use crate::model::source::table::{self, RowsChange, TableRow};

/// Key of the source's id inside its object.
const ID: &str = "id";
/// In its metatable, where nothing that a script makes has it.
const IS_SOURCE: &str = "source";
/// In the metatable of a row: the titles of its columns, one a line.
const TITLES: &str = "titles";

/// The metatable of `data`.
pub(super) fn metatable(lua: &Lua, host: &Rc<Host>) -> mlua::Result<Table> {
    let shared = Rc::clone(host);
    let index = wrap(lua, host, "source".to_owned(), move |call| source_member(call, &shared))?;
    let len = wrap(lua, host, "#source".to_owned(), |call| {
        let source = source_of(call)?;
        Ok(LuaValue::Number(call.host.live.borrow().row_count(source) as f64))
    })?;
    let newindex = wrap(lua, host, "source".to_owned(), set_source_member)?;
    let source_meta = closed(lua, &[("__index", index), ("__len", len), ("__newindex", newindex)])?;
    source_meta.set_readonly(false);
    source_meta.raw_set(IS_SOURCE, true)?;
    source_meta.set_readonly(true);
    let index = wrap(lua, host, "data".to_owned(), move |call| get(call, &source_meta))?;
    let newindex = wrap(lua, host, "data".to_owned(), set)?;
    closed(lua, &[("__index", index), ("__newindex", newindex)])
}

/// A member of `data` that is not there.
fn unknown_data(call: &Call<'_>, name: &str) -> Stop {
    let live = call.host.live.borrow();
    unknown(format!("data.{name}"), name, live.project.data_idents()).into()
}

/// A member of a source that is not there.
fn unknown_member(ident: &str, name: &str, is_list: bool) -> Stop {
    let of_lists = api::members(api::data::LIST_OF).filter(|_| is_list);
    unknown(format!("data.{ident}.{name}"), name, api::members(api::data::SOURCE_OF).chain(of_lists)).into()
}

fn get(call: &Call<'_>, source_meta: &Table) -> Result<LuaValue, Stop> {
    let name = call.text(1)?;
    let live = call.host.live.borrow();
    match live.data_named(&name) {
        Some(Data::Variable(id)) => match live.variable(id) {
            Some(value) => Ok(to_lua(call.lua, value)?),
            None => Err(unknown_data(call, &name)),
        },
        Some(Data::Source(id)) => {
            let object = call.lua.create_table()?;
            object.raw_set(ID, id.0)?;
            object.set_metatable(Some(source_meta.clone()))?;
            object.set_readonly(true);
            Ok(LuaValue::Table(object))
        }
        None => Err(unknown_data(call, &name)),
    }
}

fn set(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let name = call.text(1)?;
    let found = call.host.live.borrow().data_named(&name);
    let id = match found {
        Some(Data::Variable(id)) => id,
        Some(Data::Source(_)) => return Err(FaultKind::BadOperand { what: READ_ONLY.to_owned() }.into()),
        None => return Err(unknown_data(call, &name)),
    };
    let mut live = call.host.live.borrow_mut();
    let Some(value) = from_lua(call.arg(2))? else {
        let wanted = live.project.variable(id).map_or("string", |variable| variable.ty.name());
        return Err(wrong_type(&format!("data.{name}"), wanted, call.arg(2)).into());
    };
    let changed = live.set_variable(id, &value)?;
    drop(live);
    if let Some(value) = changed {
        call.host.tell(RunEvent::Variable { variable: id, value });
    }
    Ok(LuaValue::Nil)
}

fn source_of(call: &Call<'_>) -> Result<SourceId, Stop> {
    Ok(SourceId(call.table(0)?.raw_get(ID)?))
}

/// A member of a source, or a row by its number from 0; nil where there is no row.
fn source_member(call: &Call<'_>, host: &Rc<Host>) -> Result<LuaValue, Stop> {
    let source = source_of(call)?;
    let live = call.host.live.borrow();
    let row = |line: Option<&TableRow>| match line {
        Some(line) => Ok(LuaValue::Table(row_of(call.lua, &live, source, line)?)),
        None => Ok(LuaValue::Nil),
    };
    let is_list = live.project.source(source).is_some_and(Source::is_list);
    if let Some(number) = number_of(call.arg(1)) {
        return row(index_of(number).and_then(|index| live.line(source, index)));
    }
    let name = text_of(call.arg(1)).to_lowercase();
    let ident = live.project.source(source).map_or_else(String::new, |source| source.ident.clone());
    let run: Method = match name.as_str() {
        "count" => return Ok(LuaValue::Number(live.row_count(source) as f64)),
        "first" => return row(live.newest(source)),
        "last" => return row(live.row_count(source).checked_sub(1).and_then(|at| live.line(source, at))),
        "enabled" | "isenabled" => return Ok(LuaValue::Boolean(live.is_enabled(source))),
        // Given as it is: it may have to wait.
        "publish" if !is_list => {
            drop(live);
            return Ok(connection_of(call, source)?.raw_get("publish")?);
        }
        "value" => value,
        "cell" => cell,
        "bytopic" => by_topic,
        "clear" => clear,
        "reload" | "reloadandawait" => |_, _| Ok(LuaValue::Nil),
        "getconnection" if !is_list => |call, source| Ok(LuaValue::Table(connection_of(call, source)?)),
        other => match rows::reader(other).or_else(|| rows::writer(other).filter(|_| is_list)) {
            Some(method) => method,
            None => return Err(unknown_member(&ident, &text_of(call.arg(1)), is_list)),
        },
    };
    drop(live);
    let function = wrap(call.lua, host, format!("data.{ident}.{name}"), move |call| {
        // Called with a colon, the source itself comes first.
        let with_colon = call.args.first().and_then(LuaValue::as_table).and_then(source_in) == Some(source)
            && call.args.len() > usize::from(takes_a_list(call.name));
        let args = if with_colon { call.args.get(1..).unwrap_or_default() } else { call.args };
        run(&Call { args, lua: call.lua, host: call.host, name: call.name, line: call.line }, source)
    })?;
    Ok(LuaValue::Function(function))
}

/// Whether the argument of a function of lists is a list itself, so that one alone is no call with a colon.
fn takes_a_list(path: &str) -> bool {
    [&api::data::REPLACE_LIST_WITH, &hub::ADD_TO_HUB_LIST, &hub::REPLACE_HUB_LIST_WITH]
        .iter()
        .any(|row| path.rsplit('.').next() == Some(row.name))
}

/// The connection of a source, as scripts have it.
fn connection_of(call: &Call<'_>, source: SourceId) -> Result<Table, Stop> {
    let id = call.host.live.borrow().project.source(source).map(|source| source.connection.as_str().to_owned());
    let connections: Table = call.lua.globals().get(connection::GET_FROM_ID.of)?;
    let get: Function = connections.raw_get(connection::GET_FROM_ID.name)?;
    Ok(get.call(id)?)
}

/// The source that an object stands for.
pub(super) fn source_in(table: &Table) -> Option<SourceId> {
    let meta = table.metatable()?;
    meta.raw_get::<bool>(IS_SOURCE).ok().filter(|is_source| *is_source)?;
    table.raw_get(ID).ok().map(SourceId)
}

/// A row of a source or list, as scripts have it.
pub(super) fn row_of(lua: &Lua, live: &Live, source: SourceId, line: &TableRow) -> mlua::Result<Table> {
    let columns = live.columns(source);
    if live.project.source(source).is_some_and(Source::is_list) {
        rows::object(lua, source, columns, line)
    } else {
        row_object(lua, columns, line)
    }
}

pub(super) fn index_of(number: f64) -> Option<usize> {
    (number >= 0.0 && number.fract() == 0.0).then_some(number as usize)
}

/// `value(column [, topic])`: what came last.
fn value(call: &Call<'_>, source: SourceId) -> Result<LuaValue, Stop> {
    let column = call.text(0)?;
    let topic = call.text(1)?;
    let live = call.host.live.borrow();
    let line = if topic.is_empty() { live.newest(source) } else { live.of_topic(source, &topic) };
    cell_of(call, &column, live.columns(source), line)
}

/// `cell(row, column)`.
fn cell(call: &Call<'_>, source: SourceId) -> Result<LuaValue, Stop> {
    let row = match call.arg(0) {
        LuaValue::Table(_) => Some(rows::place(call, source, 0, 0)?),
        _ => index_of(call.number(0)?),
    };
    let column = call.text(1)?;
    let live = call.host.live.borrow();
    let line = row.and_then(|index| live.line(source, index));
    cell_of(call, &column, live.columns(source), line)
}

/// `bytopic(topic)`: the newest row of a topic.
fn by_topic(call: &Call<'_>, source: SourceId) -> Result<LuaValue, Stop> {
    let topic = call.text(0)?;
    let live = call.host.live.borrow();
    match live.of_topic(source, &topic) {
        Some(line) => Ok(LuaValue::Table(row_object(call.lua, live.columns(source), line)?)),
        None => Ok(LuaValue::Nil),
    }
}

/// `clear()`: forgets all rows.
fn clear(call: &Call<'_>, source: SourceId) -> Result<LuaValue, Stop> {
    if call.host.live.borrow().project.source(source).is_some_and(Source::is_list) {
        return rows::change(call, source, RowsChange::All(Vec::new()));
    }
    call.host.live.borrow_mut().clear(source);
    call.host.tell(RunEvent::Source { source, change: SourceChange::Cleared });
    Ok(LuaValue::Nil)
}

/// `data.Name.enabled = true | false`.
fn set_source_member(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let source = source_of(call)?;
    let name = call.text(1)?;
    if !["enabled", "isenabled"].iter().any(|known| name.eq_ignore_ascii_case(known)) {
        let live = call.host.live.borrow();
        let source = live.project.source(source);
        return Err(unknown_member(source.map_or("", |it| &it.ident), &name, source.is_some_and(Source::is_list)));
    }
    let LuaValue::Boolean(on) = call.arg(2) else {
        return Err(wrong_type("enabled", "boolean", call.arg(2)).into());
    };
    if call.host.live.borrow_mut().set_enabled(source, *on) {
        call.host.emit(RunEvent::Source { source, change: SourceChange::Enabled(*on) });
    }
    Ok(LuaValue::Nil)
}

/// What every row has that a message has written, besides its columns.
pub(super) const FIXED: [&str; 8] = ["zeit", "time", "topic", "nachricht", "message", "at_ms", "retained", "qos"];

/// The value of a row in a column; nil where there is no row. A column that does not exist is a fault.
/// Rows of lists have no message.
fn cell_of(call: &Call<'_>, column: &str, columns: &[String], line: Option<&TableRow>) -> Result<LuaValue, Stop> {
    let known = table::position(columns, column.trim());
    let folded = column.trim().to_lowercase();
    match (known, line) {
        (None, _) if !FIXED.contains(&folded.as_str()) => {
            let titles = columns.iter().map(String::as_str);
            Err(unknown(format!("{}: {column}", call.name), column, titles).into())
        }
        (_, None) => Ok(LuaValue::Nil),
        (Some(index), Some(line)) => Ok(to_cell(call.lua, line.cells.get(index).unwrap_or(&Cell::Empty))?),
        (None, Some(line)) => Ok(row_object(call.lua, columns, line)?.raw_get(folded)?),
    }
}

/// A value of a table for a script; a time as text in local time.
pub(super) fn to_cell(lua: &Lua, cell: &Cell) -> mlua::Result<LuaValue> {
    Ok(match cell {
        Cell::Empty => LuaValue::Nil,
        Cell::Text(text) => LuaValue::String(lua.create_string(text)?),
        Cell::Number(number) => LuaValue::Number(*number),
        Cell::Bool(value) => LuaValue::Boolean(*value),
        Cell::Time(moment) => {
            let format = if moment.floating { "!%Y-%m-%d %H:%M:%S" } else { "%Y-%m-%d %H:%M:%S" };
            LuaValue::String(lua.create_string(date(lua, format, moment.ms)?)?)
        }
    })
}

fn date(lua: &Lua, format: &str, at_ms: i64) -> mlua::Result<String> {
    let os: Table = lua.globals().get("os")?;
    let date: Function = os.raw_get("date")?;
    date.call((format, at_ms.div_euclid(1000)))
}

/// A row for a script: its columns by their titles in lower case, and the message with German and English names.
fn row_object(lua: &Lua, columns: &[String], line: &TableRow) -> mlua::Result<Table> {
    let object = lua.create_table()?;
    let row = &line.row;
    let time = date(lua, "%H:%M:%S", row.at_ms)?;
    // Both names share one text: it may be long.
    for (names, text) in [(["zeit", "time"], &time), (["nachricht", "message"], &row.message)] {
        let text = lua.create_string(text)?;
        names.into_iter().try_for_each(|name| object.raw_set(name, &text))?;
    }
    object.raw_set("topic", row.topic.as_str())?;
    object.raw_set("at_ms", row.at_ms as f64)?;
    object.raw_set("retained", row.retained)?;
    object.raw_set("qos", row.qos)?;
    for (title, cell) in columns.iter().zip(&line.cells) {
        object.raw_set(title.to_lowercase(), to_cell(lua, cell)?)?;
    }
    fold(lua, &object)?;
    if let Some(meta) = object.metatable() {
        meta.set_readonly(false);
        meta.raw_set(TITLES, columns.join("\n"))?;
        meta.set_readonly(true);
    }
    Ok(object)
}

/// What `pairs` goes through of a row, in order: the message and the columns of a data source, the columns of a list;
/// nil for anything else.
pub(super) fn titles(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let Some(meta) = call.arg(0).as_table().and_then(Table::metatable) else { return Ok(LuaValue::Nil) };
    let titles: Vec<String> = if let Some(source) = call.arg(0).as_table().and_then(rows::list_of) {
        call.host.live.borrow().columns(source).to_vec()
    } else if let Ok(own) = meta.raw_get::<String>(TITLES) {
        let own: Vec<&str> = own.split('\n').filter(|title| !title.is_empty()).collect();
        let is_free = |name: &&&str| !own.iter().any(|title| title.eq_ignore_ascii_case(name));
        let fixed = ["Zeit", "Topic", "Nachricht"];
        fixed.iter().filter(is_free).chain(&own).map(|title| (*title).to_owned()).collect()
    } else {
        return Ok(LuaValue::Nil);
    };
    Ok(LuaValue::Table(call.lua.create_sequence_from(titles)?))
}

/// The rows of a data source or list, from the top; nil for anything else.
pub(super) fn lines(call: &Call<'_>) -> Result<LuaValue, Stop> {
    match call.arg(0).as_table().and_then(source_in) {
        Some(source) => rows::rows(call, source),
        None => Ok(LuaValue::Nil),
    }
}

/// Lets the members of an object be found in any case, and makes it read-only.
fn fold(lua: &Lua, object: &Table) -> mlua::Result<()> {
    let fold = lua.create_function(|_, (table, key): (Table, LuaValue)| {
        table.raw_get::<LuaValue>(text_of(&key).to_lowercase())
    })?;
    object.set_metatable(Some(closed(lua, &[("__index", fold)])?))?;
    object.set_readonly(true);
    Ok(())
}

/// `e`: what somebody typed or tapped; `None` at events that are about nothing.
pub(in crate::engine) fn touched_object(lua: &Lua, live: &Live, at: &HandlerRef) -> mlua::Result<Option<Table>> {
    let (Some(control), names) = (at.control(), event::of_control(&at.trigger)) else { return Ok(None) };
    if names.is_empty() {
        return Ok(None);
    }
    let object = lua.create_table()?;
    for name in names {
        if let Some(value) = live.property(control, name) {
            object.raw_set(*name, to_lua(lua, &value)?)?;
        }
    }
    fold(lua, &object)?;
    Ok(Some(object))
}

/// `e`: the message that the event of a data source is about.
pub(in crate::engine) fn event_object(lua: &Lua, event: &Event) -> mlua::Result<Table> {
    let object = lua.create_table()?;
    let row = row_object(lua, &event.columns, &event.line)?;
    for name in ["topic", "message", "nachricht", "time", "zeit", "at_ms", "retained", "qos"] {
        object.raw_set(name, row.raw_get::<LuaValue>(name)?)?;
    }
    object.raw_set("row", row)?;
    let refreshed: Vec<String> = event.refreshed.iter().map(|title| title.to_lowercase()).collect();
    let is_new = lua.create_function(move |_, (first, second): (LuaValue, LuaValue)| {
        let title = if matches!(first, LuaValue::Table(_)) { second } else { first };
        Ok(refreshed.contains(&text_of(&title).trim().to_lowercase()))
    })?;
    object.raw_set("istitlerefreshed", is_new)?;
    fold(lua, &object)?;
    Ok(object)
}
