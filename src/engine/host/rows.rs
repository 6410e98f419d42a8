//! What lists and the tables of data sources do beside giving rows: `data.<list>.add`, `.sum`, `.sortasc` and so on.
//!
//! A row of a list is an object that knows which row it is, whatever becomes of the others, so it can be written to,
//! taken out and found. What it reads is what was in it when it was asked for, or what was written through it since.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use mlua::{AnyUserData, Function, Lua, Table, Value as LuaValue};

use super::data::{FIXED, index_of, row_of, to_cell};
use super::list::{Fits, average_of, fits, is_same, number_or_nil, numbers_in, ordered};
use super::{Call, Host, wrap};
use crate::engine::convert::{MAX_VALUES, from_lua, number_of, text_of};
use crate::engine::fault::{Stop, unknown};
use crate::engine::live::{Live, mismatch};
use crate::model::id::SourceId;
use crate::model::run::FaultKind;
use crate::model::source::convert::Cell;
use crate::model::source::list::{cell_of, unset};
use crate::model::source::table::{RowsChange, TableRow, position};
use crate::model::source::{ColumnType, Message, Source};
use crate::model::value::Value;

/// What a function of a source does.
pub(super) type Method = fn(&Call<'_>, SourceId) -> Result<LuaValue, Stop>;

/// Where the registry keeps what all rows of lists have in common.
const COMMON: &str = "list_row";
/// In the metatable of a row: its values by their titles, the list, and what tells the row from all others.
const CELLS: &str = "cells";
const SOURCE: &str = "source";
const ROW: &str = "row";

/// Makes what all rows of lists have in common.
pub(super) fn install(lua: &Lua, host: &Rc<Host>) -> mlua::Result<()> {
    let common = lua.create_table()?;
    common.raw_set("__index", wrap(lua, host, "row".to_owned(), get)?)?;
    common.raw_set("__newindex", wrap(lua, host, "row".to_owned(), put)?)?;
    lua.set_named_registry_value(COMMON, common)
}

/// A row of a list, as scripts have it.
pub(super) fn object(lua: &Lua, source: SourceId, columns: &[String], line: &TableRow) -> mlua::Result<Table> {
    let cells = lua.create_table()?;
    for (title, cell) in columns.iter().zip(&line.cells) {
        cells.raw_set(title.as_str(), to_cell(lua, cell)?)?;
    }
    let common: Table = lua.named_registry_value(COMMON)?;
    let meta = lua.create_table()?;
    for name in ["__index", "__newindex"] {
        meta.raw_set(name, common.raw_get::<Function>(name)?)?;
    }
    meta.raw_set("__metatable", false)?;
    meta.raw_set(CELLS, cells)?;
    meta.raw_set(SOURCE, source.0)?;
    meta.raw_set(ROW, lua.create_any_userdata(Arc::clone(&line.row))?)?;
    meta.set_readonly(true);
    let object = lua.create_table()?;
    object.set_metatable(Some(meta))?;
    object.set_readonly(true);
    Ok(object)
}

/// The values of a row of a list by their titles; `None` for any other table.
pub(in crate::engine) fn cells_in(table: &Table) -> Option<Table> {
    table.metatable()?.raw_get(CELLS).ok()
}

/// The list of a row, and what tells the row from all others.
fn identity(table: &Table) -> Option<(SourceId, Arc<Message>)> {
    let meta = table.metatable()?;
    let row: AnyUserData = meta.raw_get(ROW).ok()?;
    let row = Arc::clone(&*row.borrow::<Arc<Message>>().ok()?);
    Some((SourceId(meta.raw_get(SOURCE).ok()?), row))
}

/// The list that a row is one of; `None` for any other table.
pub(super) fn list_of(table: &Table) -> Option<SourceId> {
    identity(table).map(|(source, _)| source)
}

/// The functions that every table has.
pub(super) fn reader(name: &str) -> Option<Method> {
    Some(match name {
        "values" => |call, source| Ok(LuaValue::Table(call.lua.create_sequence_from(cells(call, source)?)?)),
        "sum" => |call, source| Ok(LuaValue::Number(numbers(call, source)?.iter().sum())),
        "min" => |call, source| Ok(number_or_nil(numbers(call, source)?.into_iter().reduce(f64::min))),
        "max" => |call, source| Ok(number_or_nil(numbers(call, source)?.into_iter().reduce(f64::max))),
        "average" => |call, source| Ok(average_of(&numbers(call, source)?)),
        "distinct" => |call, source| Ok(LuaValue::Table(call.lua.create_sequence_from(distinct(call, source)?)?)),
        "countdistinct" => |call, source| Ok(LuaValue::Number(distinct(call, source)?.len() as f64)),
        "indexof" => |call, source| {
            let found = cells(call, source)?.iter().position(|cell| is_same(cell, call.arg(1)));
            Ok(place_or_none(found))
        },
        "lastindexof" => |call, source| {
            let found = cells(call, source)?.iter().rposition(|cell| is_same(cell, call.arg(1)));
            Ok(place_or_none(found))
        },
        "contains" => {
            |call, source| Ok(LuaValue::Boolean(cells(call, source)?.iter().any(|cell| is_same(cell, call.arg(1)))))
        }
        "rows" => rows,
        "filter" => filter,
        _ => return None,
    })
}

/// The functions that only lists have.
pub(super) fn writer(name: &str) -> Option<Method> {
    Some(match name {
        "add" => |call, source| {
            let end = call.host.live.borrow().row_count(source);
            insert_at(call, source, end, 0)
        },
        "insert" => |call, source| {
            let most = call.host.live.borrow().row_count(source);
            let at = place(call, source, 0, most + 1)?;
            insert_at(call, source, at, 1)
        },
        "set" => set,
        "remove" => |call, source| {
            let count = call.host.live.borrow().row_count(source);
            let at = place(call, source, 0, count)?;
            change(call, source, RowsChange::Remove(at))
        },
        "getindex" => |call, source| {
            let found = call.table(0).ok().and_then(identity).filter(|(of, _)| *of == source);
            let live = call.host.live.borrow();
            Ok(place_or_none(found.and_then(|(_, row)| live.place_of_row(source, &row))))
        },
        "sortasc" => |call, source| sort(call, source, false),
        "sortdesc" => |call, source| sort(call, source, true),
        "replacelistwith" | "replacehublistwith" => {
            |call, source| change(call, source, RowsChange::All(lines_given(call, source)?))
        }
        "addtohublist" => |call, source| {
            let mut lines = call.host.live.borrow().shared_lines(source);
            lines.extend(lines_given(call, source)?);
            change(call, source, RowsChange::All(lines))
        },
        other => return super::hub::writer(other),
    })
}

/// Makes a change of a list, and tells it.
pub(super) fn change(call: &Call<'_>, source: SourceId, change: RowsChange) -> Result<LuaValue, Stop> {
    let event = call.host.live.borrow_mut().change_rows(source, change)?;
    call.host.tell(event);
    Ok(LuaValue::Nil)
}

fn place_or_none(found: Option<usize>) -> LuaValue {
    LuaValue::Number(found.map_or(-1.0, |at| at as f64))
}

pub(super) fn ident(live: &Live, source: SourceId) -> String {
    live.project.source(source).map_or_else(String::new, |source| source.ident.clone())
}

/// The column of this title; a fault where there is none.
pub(super) fn column(live: &Live, source: SourceId, title: &str) -> Result<usize, Stop> {
    let columns = live.columns(source);
    let known = || columns.iter().map(String::as_str);
    let name = || format!("data.{}[…].{}", ident(live, source), title.trim());
    position(columns, title.trim()).ok_or_else(|| unknown(name(), title, known()).into())
}

/// The cells of the column that the first argument names, from the top; what is empty is an empty text.
fn cells(call: &Call<'_>, source: SourceId) -> Result<Vec<LuaValue>, Stop> {
    let title = call.text(0)?;
    let live = call.host.live.borrow();
    let lines = (0..live.row_count(source)).filter_map(|at| live.line(source, at));
    let fixed = title.trim().to_lowercase();
    let is_list = live.project.source(source).is_some_and(Source::is_list);
    if !is_list && position(live.columns(source), title.trim()).is_none() && FIXED.contains(&fixed.as_str()) {
        let rows = lines.map(|line| row_of(call.lua, &live, source, line)?.raw_get(fixed.as_str()));
        return Ok(rows.collect::<mlua::Result<_>>()?);
    }
    let index = column(&live, source, &title)?;
    let cells = lines.map(|line| match line.cells.get(index) {
        Some(Cell::Empty) | None => to_cell(call.lua, &Cell::Text(String::new())),
        Some(cell) => to_cell(call.lua, cell),
    });
    Ok(cells.collect::<mlua::Result<_>>()?)
}

fn numbers(call: &Call<'_>, source: SourceId) -> Result<Vec<f64>, Stop> {
    numbers_in(cells(call, source)?, call.name)
}

fn distinct(call: &Call<'_>, source: SourceId) -> Result<Vec<LuaValue>, Stop> {
    let mut known = BTreeSet::new();
    Ok(cells(call, source)?.into_iter().filter(|cell| known.insert(text_of(cell))).collect())
}

pub(super) fn rows(call: &Call<'_>, source: SourceId) -> Result<LuaValue, Stop> {
    let live = call.host.live.borrow();
    let lines = (0..live.row_count(source)).filter_map(|at| live.line(source, at));
    let rows: Vec<Table> = lines.map(|line| row_of(call.lua, &live, source, line)).collect::<mlua::Result<_>>()?;
    Ok(LuaValue::Table(call.lua.create_sequence_from(rows)?))
}

/// `filter(column, operator, value)`: the rows for which it is so.
fn filter(call: &Call<'_>, source: SourceId) -> Result<LuaValue, Stop> {
    let fits: Fits = fits(&call.text(1)?)?;
    let cells = cells(call, source)?;
    let live = call.host.live.borrow();
    let kept = call.lua.create_table()?;
    for (at, cell) in cells.iter().enumerate() {
        if fits(cell, call.arg(2))
            && let Some(line) = live.line(source, at)
        {
            kept.raw_push(row_of(call.lua, &live, source, line)?)?;
        }
    }
    Ok(LuaValue::Table(kept))
}

/// The place of the row that an argument names, below `most`: by its number from 0, or by the row itself.
pub(super) fn place(call: &Call<'_>, source: SourceId, index: usize, most: usize) -> Result<usize, Stop> {
    let live = call.host.live.borrow();
    let gone = |what: &str| unknown(format!("data.{}[{what}]", ident(&live, source)), "", [].into_iter());
    if let LuaValue::Table(table) = call.arg(index)
        && let Some((of, row)) = identity(table)
    {
        let at = (of == source).then(|| live.place_of_row(source, &row)).flatten();
        return at.ok_or_else(|| gone("row").into());
    }
    let number = call.number(index)?;
    index_of(number).filter(|at| *at < most).ok_or_else(|| gone(&text_of(call.arg(index))).into())
}

/// A value of a script as the cell of a column; nil is what is not set.
pub(super) fn cell(live: &Live, source: SourceId, index: usize, value: &LuaValue) -> Result<Cell, Stop> {
    let ty = live.column_types(source).get(index).copied().unwrap_or_default();
    if value.is_nil() {
        return Ok(unset(ty));
    }
    let title = live.columns(source).get(index).map_or("", String::as_str);
    let to = || format!("data.{}[…].{title}", ident(live, source));
    let Some(value) = from_lua(value)? else {
        return Err(FaultKind::WrongType { to: to(), wanted: ty.ty().name(), got: value.type_name().to_owned() }.into());
    };
    cell_of(ty, &value).ok_or_else(|| mismatch(to(), ty.ty().name(), &value).into())
}

/// The cells of a row that a script gives: values by the titles of their columns or in the order of the columns, or a
/// row of a list.
pub(super) fn new_row(live: &Live, source: SourceId, given: &LuaValue, name: &str) -> Result<Vec<Cell>, Stop> {
    let types: Vec<ColumnType> = live.column_types(source);
    let mut row: Vec<Cell> = types.iter().map(|ty| unset(*ty)).collect();
    let table = match given {
        LuaValue::Nil => return Ok(row),
        LuaValue::Table(table) => cells_in(table).unwrap_or_else(|| table.clone()),
        other => return Err(crate::engine::convert::wrong_type(name, "table", other).into()),
    };
    let is_of_other = identity_source(given).is_some_and(|of| of != source);
    for pair in table.pairs::<LuaValue, LuaValue>() {
        let (key, value) = pair?;
        let index = match number_of(&key).and_then(index_of) {
            Some(number) => (number.wrapping_sub(1) < row.len()).then(|| number - 1),
            // A row of another list may have columns of its own.
            None if is_of_other => match position(live.columns(source), &text_of(&key)) {
                Some(index) => Some(index),
                None => continue,
            },
            None => None,
        };
        let index = index.map_or_else(|| column(live, source, &text_of(&key)), Ok)?;
        row[index] = cell(live, source, index, &value)?;
    }
    Ok(row)
}

fn identity_source(value: &LuaValue) -> Option<SourceId> {
    let LuaValue::Table(table) = value else { return None };
    identity(table).map(|(source, _)| source)
}

fn insert_at(call: &Call<'_>, source: SourceId, at: usize, argument: usize) -> Result<LuaValue, Stop> {
    let cells = new_row(&call.host.live.borrow(), source, call.arg(argument), call.name)?;
    let line = TableRow::of_list(cells);
    change(call, source, RowsChange::Insert(at, Arc::clone(&line)))?;
    let live = call.host.live.borrow();
    Ok(LuaValue::Table(object(call.lua, source, live.columns(source), &line)?))
}

/// `set(row, column, value)`.
fn set(call: &Call<'_>, source: SourceId) -> Result<LuaValue, Stop> {
    let count = call.host.live.borrow().row_count(source);
    let at = place(call, source, 0, count)?;
    let title = call.text(1)?;
    write(call, source, at, (&title, call.arg(2)))?;
    Ok(LuaValue::Nil)
}

/// Writes a cell of the row at a place; the cell as it is now.
fn write(
    call: &Call<'_>,
    source: SourceId,
    at: usize,
    (title, value): (&str, &LuaValue),
) -> Result<(String, Cell), Stop> {
    let live = call.host.live.borrow();
    let index = column(&live, source, title)?;
    let new = cell(&live, source, index, value)?;
    let title = live.columns(source).get(index).cloned().unwrap_or_default();
    let Some(line) = live.line(source, at).filter(|line| line.cells.get(index) != Some(&new)) else {
        return Ok((title, new));
    };
    let mut cells = line.cells.clone();
    cells[index] = new.clone();
    let line = line.with_cells(cells);
    drop(live);
    change(call, source, RowsChange::Replace(at, line))?;
    Ok((title, new))
}

fn sort(call: &Call<'_>, source: SourceId, down: bool) -> Result<LuaValue, Stop> {
    let keys = cells(call, source)?;
    let lines = call.host.live.borrow().shared_lines(source);
    let mut keyed: Vec<(LuaValue, Arc<TableRow>)> = keys.into_iter().zip(lines).collect();
    keyed.sort_by(|(a, _), (b, _)| if down { ordered(b, a) } else { ordered(a, b) });
    change(call, source, RowsChange::All(keyed.into_iter().map(|(_, line)| line).collect()))
}

/// New rows for a list: those of another list or source, or those that a script gives.
fn lines_given(call: &Call<'_>, source: SourceId) -> Result<Vec<Arc<TableRow>>, Stop> {
    let given = call.table(0)?;
    let live = call.host.live.borrow();
    let mut lines = Vec::new();
    if let Some(other) = super::data::source_in(given) {
        let columns = live.columns(other);
        let from: Vec<Option<usize>> = live.columns(source).iter().map(|title| position(columns, title)).collect();
        let types = live.column_types(source);
        for line in (0..live.row_count(other)).filter_map(|at| live.line(other, at)) {
            let cell = |(ty, from): (&ColumnType, &Option<usize>)| {
                let value = from.and_then(|from| line.cells.get(from)).and_then(Cell::value);
                value.and_then(|value: Value| cell_of(*ty, &value)).unwrap_or_else(|| unset(*ty))
            };
            lines.push(TableRow::of_list(types.iter().zip(&from).map(cell).collect()));
        }
    } else {
        let count = given.raw_len();
        if count > MAX_VALUES {
            return Err(FaultKind::Memory.into());
        }
        for number in 1..=count {
            lines.push(TableRow::of_list(new_row(&live, source, &given.raw_get(number)?, call.name)?));
        }
    }
    Ok(lines)
}

/// `row.Column`
fn get(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let object = call.table(0)?;
    let title = call.text(1)?;
    let (Some(cells), Some((source, _))) = (cells_in(object), identity(object)) else { return Ok(LuaValue::Nil) };
    let live = call.host.live.borrow();
    let index = column(&live, source, &title)?;
    Ok(cells.raw_get(live.columns(source).get(index).map_or("", String::as_str))?)
}

/// `row.Column = value`
fn put(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let object = call.table(0)?;
    let title = call.text(1)?;
    let (Some(cells), Some((source, _))) = (cells_in(object), identity(object)) else { return Ok(LuaValue::Nil) };
    let count = call.host.live.borrow().row_count(source);
    let at = place(call, source, 0, count)?;
    let (title, cell) = write(call, source, at, (&title, call.arg(2)))?;
    cells.raw_set(title, to_cell(call.lua, &cell)?)?;
    Ok(LuaValue::Nil)
}
