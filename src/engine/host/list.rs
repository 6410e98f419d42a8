//! `list.…`: plain Lua tables, counted from 1, without holes. What looks at or orders all values takes a bounded list.

use std::cmp::Ordering;

use mlua::{Table, Value as LuaValue};

use super::{Call, HostFn, host_fn};
use crate::engine::convert::{MAX_TEXT, MAX_VALUES, as_number, text_of, wrong_type};
use crate::engine::fault::{Stop, unknown};
use crate::language::api::list;
use crate::model::run::FaultKind;

pub(super) const FUNCTIONS: &[HostFn] = &[
    host_fn(&list::NEW, new),
    host_fn(&list::ADD, add),
    host_fn(&list::INSERT, insert),
    host_fn(&list::SET, set),
    host_fn(&list::REMOVE, remove),
    host_fn(&list::REMOVE_VALUE, remove_value),
    host_fn(&list::GET, get),
    host_fn(&list::COUNT, |call| Ok(LuaValue::Number(call.table(0)?.raw_len() as f64))),
    host_fn(&list::FIND, |call| Ok(LuaValue::Number(find(call)?.map_or(0.0, |at| at as f64)))),
    host_fn(&list::CONTAINS, |call| Ok(LuaValue::Boolean(find(call)?.is_some()))),
    host_fn(&list::SUM, |call| Ok(LuaValue::Number(numbers(call)?.iter().sum()))),
    host_fn(&list::MIN, |call| Ok(number_or_nil(numbers(call)?.into_iter().reduce(f64::min)))),
    host_fn(&list::MAX, |call| Ok(number_or_nil(numbers(call)?.into_iter().reduce(f64::max)))),
    host_fn(&list::AVERAGE, average),
    host_fn(&list::SORT, sort),
    host_fn(&list::REVERSE, reverse),
    host_fn(&list::FILTER, filter),
    host_fn(&list::DISTINCT, distinct),
    host_fn(&list::JOIN, join),
];

fn new(call: &Call<'_>) -> Result<LuaValue, Stop> {
    if let Some(hole) = call.args.iter().find(|value| value.is_nil()) {
        return Err(wrong_type(call.name, "value", hole).into());
    }
    Ok(LuaValue::Table(call.lua.create_sequence_from(call.args.iter())?))
}

/// The value of an argument; nothing would be a hole.
fn value<'a>(call: &'a Call<'_>, index: usize) -> Result<&'a LuaValue, Stop> {
    match call.arg(index) {
        hole @ LuaValue::Nil => Err(wrong_type(call.name, "value", hole).into()),
        value => Ok(value),
    }
}

/// The place in an argument, from 1; there must be one up to `most`.
fn place(call: &Call<'_>, index: usize, most: usize) -> Result<i64, Stop> {
    let number = call.number(index)?;
    if number >= 1.0 && number <= most as f64 && number.fract() == 0.0 {
        return Ok(number as i64);
    }
    Err(unknown(format!("{}: [{}]", call.name, text_of(call.arg(index))), "", [].into_iter()).into())
}

/// The list that a call has changed.
fn changed(list: &Table) -> LuaValue {
    LuaValue::Table(list.clone())
}

fn add(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let list = call.table(0)?;
    list.raw_push(value(call, 1)?)?;
    Ok(changed(list))
}

fn insert(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let list = call.table(0)?;
    let at = place(call, 1, bounded(list)?.saturating_add(1))?;
    list.raw_insert(at, value(call, 2)?)?;
    Ok(changed(list))
}

fn set(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let list = call.table(0)?;
    list.raw_set(place(call, 1, list.raw_len())?, value(call, 2)?)?;
    Ok(changed(list))
}

fn remove(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let list = call.table(0)?;
    list.raw_remove(place(call, 1, bounded(list)?)?)?;
    Ok(changed(list))
}

/// Takes out every value that is this one; what is not there needs no taking out.
fn remove_value(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let list = call.table(0)?;
    let (wanted, column) = (value(call, 1)?, column(call, 2)?);
    let mut kept = values(list)?;
    let mut error = None;
    kept.retain(|value| match cell(value, column.as_deref()) {
        Ok(cell) => !is_same(&cell, wanted),
        Err(stop) => {
            error = Some(stop);
            true
        }
    });
    if let Some(stop) = error {
        return Err(stop);
    }
    refill(list, kept)
}

fn get(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let value = call.table(0)?.raw_get(call.number(1)?)?;
    cell(&value, column(call, 2)?.as_deref())
}

fn find(call: &Call<'_>) -> Result<Option<usize>, Stop> {
    let (wanted, column) = (value(call, 1)?, column(call, 2)?);
    for (value, number) in values(call.table(0)?)?.iter().zip(1..) {
        if is_same(&cell(value, column.as_deref())?, wanted) {
            return Ok(Some(number));
        }
    }
    Ok(None)
}

/// How many values a list has, where that is not too many to look at all of them.
fn bounded(list: &Table) -> Result<usize, Stop> {
    let count = list.raw_len();
    if count > MAX_VALUES { Err(FaultKind::Memory.into()) } else { Ok(count) }
}

fn values(list: &Table) -> Result<Vec<LuaValue>, Stop> {
    (1..=bounded(list)?).map(|index| Ok(list.raw_get(index)?)).collect()
}

/// Puts these values into a list in the place of its own.
fn refill(list: &Table, values: Vec<LuaValue>) -> Result<LuaValue, Stop> {
    list.clear()?;
    values.into_iter().try_for_each(|value| list.raw_push(value))?;
    Ok(changed(list))
}

/// The column that a call is about; `None` for the values themselves.
fn column(call: &Call<'_>, index: usize) -> Result<Option<String>, Stop> {
    let column = call.text(index)?;
    Ok((!column.is_empty()).then_some(column))
}

/// What a value has in a column: the exact name, else the name in any case.
fn cell(value: &LuaValue, column: Option<&str>) -> Result<LuaValue, Stop> {
    let (Some(column), LuaValue::Table(record)) = (column, value) else { return Ok(value.clone()) };
    let record = &super::rows::cells_in(record).unwrap_or_else(|| record.clone());
    let exact: LuaValue = record.raw_get(column)?;
    if !exact.is_nil() {
        return Ok(exact);
    }
    let folded = column.to_lowercase();
    for pair in record.pairs::<LuaValue, LuaValue>() {
        let (name, value) = pair?;
        if matches!(name, LuaValue::String(_)) && text_of(&name).to_lowercase() == folded {
            return Ok(value);
        }
    }
    Ok(LuaValue::Nil)
}

/// Whether two values read the same: 5 and '5' do.
pub(super) fn is_same(a: &LuaValue, b: &LuaValue) -> bool {
    match (a, b) {
        (LuaValue::Table(a), LuaValue::Table(b)) => a.to_pointer() == b.to_pointer(),
        (LuaValue::Table(_), _) | (_, LuaValue::Table(_)) => false,
        (LuaValue::Nil, other) | (other, LuaValue::Nil) => other.is_nil(),
        (a, b) => text_of(a) == text_of(b),
    }
}

/// The order of values: numbers by what they are, also where they are texts, before texts in any case; nothing last.
pub(super) fn ordered(a: &LuaValue, b: &LuaValue) -> Ordering {
    match (as_number(a), as_number(b)) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => {
            let text = |value: &LuaValue| (value.is_nil(), text_of(value).to_lowercase());
            text(a).cmp(&text(b))
        }
    }
}

/// The numbers of a list; what is empty does not count.
fn numbers(call: &Call<'_>) -> Result<Vec<f64>, Stop> {
    let column = column(call, 1)?;
    let cells = values(call.table(0)?)?;
    let cells = cells.iter().map(|value| cell(value, column.as_deref()));
    numbers_in(cells.collect::<Result<_, _>>()?, call.name)
}

/// The numbers among these values, for the function of this name.
pub(super) fn numbers_in(cells: Vec<LuaValue>, name: &str) -> Result<Vec<f64>, Stop> {
    let mut numbers = Vec::new();
    for cell in cells {
        match as_number(&cell) {
            Some(number) => numbers.push(number),
            None if text_of(&cell).trim().is_empty() => {}
            None => return Err(wrong_type(name, "number", &cell).into()),
        }
    }
    Ok(numbers)
}

pub(super) fn number_or_nil(number: Option<f64>) -> LuaValue {
    number.map_or(LuaValue::Nil, LuaValue::Number)
}

fn average(call: &Call<'_>) -> Result<LuaValue, Stop> {
    Ok(average_of(&numbers(call)?))
}

pub(super) fn average_of(numbers: &[f64]) -> LuaValue {
    let sum: f64 = numbers.iter().sum();
    number_or_nil((!numbers.is_empty()).then(|| sum / numbers.len() as f64))
}

/// Values that are alike keep their order.
fn sort(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let (list, column) = (call.table(0)?, column(call, 1)?);
    let down = matches!(call.arg(2), LuaValue::Boolean(true));
    let mut keyed = Vec::new();
    for value in values(list)? {
        keyed.push((cell(&value, column.as_deref())?, value));
    }
    keyed.sort_by(|(a, _), (b, _)| if down { ordered(b, a) } else { ordered(a, b) });
    refill(list, keyed.into_iter().map(|(_, value)| value).collect())
}

fn reverse(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let list = call.table(0)?;
    let mut values = values(list)?;
    values.reverse();
    refill(list, values)
}

/// Whether a value stands to another one as an operator says.
pub(super) type Fits = fn(&LuaValue, &LuaValue) -> bool;

/// What an operator says.
pub(super) fn fits(operator: &str) -> Result<Fits, Stop> {
    const OPERATORS: &[&str] = &["=", "~=", "<", "<=", ">", ">=", "contains"];
    Ok(match operator.trim() {
        "=" | "==" => is_same,
        "~=" | "!=" => |cell, wanted| !is_same(cell, wanted),
        "<" => |cell, wanted| !cell.is_nil() && ordered(cell, wanted).is_lt(),
        "<=" => |cell, wanted| !cell.is_nil() && ordered(cell, wanted).is_le(),
        ">" => |cell, wanted| !cell.is_nil() && ordered(cell, wanted).is_gt(),
        ">=" => |cell, wanted| !cell.is_nil() && ordered(cell, wanted).is_ge(),
        "contains" => |cell, wanted| text_of(cell).to_lowercase().contains(&text_of(wanted).to_lowercase()),
        other => return Err(unknown(other.to_owned(), other, OPERATORS.iter().copied()).into()),
    })
}

/// A new list of the values for which it is so.
fn filter(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let (fits, wanted, column) = (fits(&call.text(1)?)?, value(call, 2)?, column(call, 3)?);
    let kept = call.lua.create_table()?;
    for value in values(call.table(0)?)? {
        if fits(&cell(&value, column.as_deref())?, wanted) {
            kept.raw_push(value)?;
        }
    }
    Ok(LuaValue::Table(kept))
}

/// A new list with each value once, or the first of those that have the same in a column.
fn distinct(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let column = column(call, 1)?;
    let (kept, mut known) = (call.lua.create_table()?, std::collections::BTreeSet::new());
    for value in values(call.table(0)?)? {
        let cell = cell(&value, column.as_deref())?;
        // Tables are the same only where they are one.
        if matches!(cell, LuaValue::Table(_)) || known.insert(text_of(&cell)) {
            kept.raw_push(value)?;
        }
    }
    Ok(LuaValue::Table(kept))
}

fn join(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let separator = if call.arg(1).is_nil() { ", ".to_owned() } else { call.text(1)? };
    let column = column(call, 2)?;
    let mut joined = String::new();
    for (number, value) in values(call.table(0)?)?.into_iter().enumerate() {
        if number > 0 {
            joined.push_str(&separator);
        }
        let cell = cell(&value, column.as_deref())?;
        joined.push_str(&if matches!(cell, LuaValue::Table(_)) {
            super::text::json_value(&cell)?
        } else {
            text_of(&cell)
        });
        if joined.len() > MAX_TEXT {
            return Err(FaultKind::Memory.into());
        }
    }
    call.give(&joined)
}
