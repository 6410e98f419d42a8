//! Lists written as the reference product writes those of its server: rows are told apart by their column *ID*.

use std::sync::Arc;

use mlua::Value as LuaValue;

use super::Call;
use super::data::{index_of, to_cell};
use super::list::is_same;
use super::rows::{Method, cell, change, column, ident, new_row};
use crate::engine::convert::{number_of, text_of};
use crate::engine::fault::{Stop, unknown};
use crate::engine::live::Live;
use crate::model::id::SourceId;
use crate::model::source::ColumnType;
use crate::model::source::convert::Cell;
use crate::model::source::list::{cell_of, unset};
use crate::model::source::table::{RowsChange, TableRow, position};
use crate::model::value::Value;

/// The title of the column that tells rows apart.
const ID: &str = "ID";

/// The functions that only lists have, as the reference product calls them.
pub(super) fn writer(name: &str) -> Option<Method> {
    Some(match name {
        "appendentry" => append,
        "setentry" => set,
        "removeentry" => |call, source| {
            let at = entry(call, source)?;
            change(call, source, RowsChange::Remove(at))
        },
        "clearentries" => |call, source| change(call, source, RowsChange::All(Vec::new())),
        _ => return None,
    })
}

/// The place of the row that the first argument names: by its ID, in a list without such a column by its number.
fn entry(call: &Call<'_>, source: SourceId) -> Result<usize, Stop> {
    let live = call.host.live.borrow();
    let wanted = call.arg(0);
    let found = match position(live.columns(source), ID) {
        Some(id) => {
            let mut found = None;
            for at in 0..live.row_count(source) {
                let cell = live.line(source, at).and_then(|line| line.cells.get(id)).unwrap_or(&Cell::Empty);
                if is_same(&to_cell(call.lua, cell)?, wanted) {
                    found = Some(at);
                    break;
                }
            }
            found
        }
        None => number_of(wanted).and_then(index_of).filter(|at| *at < live.row_count(source)),
    };
    let path = || format!("data.{}[{ID} = {}]", ident(&live, source), text_of(wanted));
    found.ok_or_else(|| unknown(path(), "", [].into_iter()).into())
}

/// `appendentry(row)`
fn append(call: &Call<'_>, source: SourceId) -> Result<LuaValue, Stop> {
    let live = call.host.live.borrow();
    let mut cells = new_row(&live, source, call.arg(0), call.name)?;
    let count = live.row_count(source);
    let gives = match position(live.columns(source), ID) {
        Some(id) => {
            let ty = live.column_types(source).get(id).copied().unwrap_or_default();
            if let Some(own) = cells.get_mut(id).filter(|own| **own == unset(ty)) {
                *own = next_id(&live, source, id, ty);
            }
            to_cell(call.lua, cells.get(id).unwrap_or(&Cell::Empty))?
        }
        None => LuaValue::Number(count as f64),
    };
    drop(live);
    change(call, source, RowsChange::Insert(count, TableRow::of_list(cells)))?;
    Ok(gives)
}

/// One more than the largest number in a column.
fn next_id(live: &Live, source: SourceId, id: usize, ty: ColumnType) -> Cell {
    let lines = (0..live.row_count(source)).filter_map(|at| live.line(source, at));
    let numbers = lines.filter_map(|line| match line.cells.get(id)? {
        Cell::Number(number) => Some(*number),
        Cell::Text(text) => text.trim().parse().ok(),
        _ => None,
    });
    let largest: f64 = numbers.filter(|number: &f64| number.is_finite()).fold(0.0, f64::max);
    cell_of(ty, &Value::from(largest.floor() + 1.0)).unwrap_or_else(|| unset(ty))
}

/// `setentry(id, row)`
fn set(call: &Call<'_>, source: SourceId) -> Result<LuaValue, Stop> {
    let at = entry(call, source)?;
    let given = call.table(1)?;
    let live = call.host.live.borrow();
    let Some(line) = live.line(source, at) else { return Ok(LuaValue::Nil) };
    let mut cells = line.cells.clone();
    for pair in given.pairs::<LuaValue, LuaValue>() {
        let (title, value) = pair?;
        let index = column(&live, source, &text_of(&title))?;
        cells[index] = cell(&live, source, index, &value)?;
    }
    if cells == line.cells {
        return Ok(LuaValue::Nil);
    }
    let line: Arc<TableRow> = line.with_cells(cells);
    drop(live);
    change(call, source, RowsChange::Replace(at, line))
}
