//! `text.…`: texts as people count them (characters, not bytes), and templates.

use mlua::{Table, Value as LuaValue};

use super::libs::pace;
use super::{Call, HostFn, host_fn};
use crate::engine::convert::{MAX_TEXT, from_lua, number_of, text_of};
use crate::engine::fault::Stop;
use crate::language::api::{alias, text};
use crate::model::run::FaultKind;
use crate::model::source::json::Json;
use crate::model::template::{Piece, Quotes, pieces};
use crate::model::value::number_to_text;

pub(super) const FUNCTIONS: &[HostFn] = &[
    host_fn(&text::JOIN, join),
    host_fn(&text::OF_VALUE, of),
    host_fn(&text::FORMAT, format),
    host_fn(&text::JSON, json),
    host_fn(&text::LENGTH, |call| Ok(LuaValue::Number(call.text(0)?.chars().count() as f64))),
    host_fn(&text::UPPER, |call| call.give(&call.text(0)?.to_uppercase())),
    host_fn(&text::LOWER, |call| call.give(&call.text(0)?.to_lowercase())),
    host_fn(&text::CONTAINS, contains),
    host_fn(&text::TRIM, |call| call.give(call.text(0)?.trim())),
    host_fn(&text::REPLACE, replace),
    host_fn(&text::PART, part),
    host_fn(&text::CAPITALIZE, capitalize),
    host_fn(&text::STARTS_WITH, |call| Ok(LuaValue::Boolean(call.text(0)?.starts_with(&call.text(1)?)))),
    host_fn(&text::ENDS_WITH, |call| Ok(LuaValue::Boolean(call.text(0)?.ends_with(&call.text(1)?)))),
    host_fn(&text::FIND, |call| find(call, memchr::memmem::find)),
    host_fn(&text::FIND_LAST, |call| find(call, memchr::memmem::rfind)),
    host_fn(&text::COUNT, count),
    host_fn(&text::SPLIT, split),
    host_fn(&text::PAD_START, |call| pad(call, true)),
    host_fn(&text::PAD_END, |call| pad(call, false)),
    host_fn(&alias::ADD_LEADING, |call| swapped(call, true)),
    host_fn(&alias::ADD_ENDING, |call| swapped(call, false)),
];

fn join(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let mut joined = String::new();
    for value in call.args {
        joined.push_str(&text_of(value));
        check_length(&joined)?;
    }
    call.give(&joined)
}

fn of(call: &Call<'_>) -> Result<LuaValue, Stop> {
    call.give(&text_of(call.arg(0)))
}

fn contains(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let (text, part) = (call.text(0)?, call.text(1)?);
    Ok(LuaValue::Boolean(memchr::memmem::find(text.as_bytes(), part.as_bytes()).is_some()))
}

/// All occurrences; replacing nothing changes nothing.
fn replace(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let (text, old, new) = (call.text(0)?, call.text(1)?, call.text(2)?);
    if old.is_empty() {
        return call.give(&text);
    }
    let mut replaced = String::new();
    let mut from = 0;
    for at in memchr::memmem::find_iter(text.as_bytes(), old.as_bytes()) {
        replaced.push_str(text.get(from..at).unwrap_or_default());
        replaced.push_str(&new);
        from = at + old.len();
        check_length(&replaced)?;
    }
    replaced.push_str(text.get(from..).unwrap_or_default());
    call.give(&replaced)
}

/// A part by characters: where it begins, from 1, and how many; to the end if that is left out.
fn part(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let (text, from) = (call.text(0)?, call.number(1)?);
    let count = call.number_or(2, f64::MAX)?;
    // What lies before the beginning counts too: `part("abc", 0, 2)` is "a".
    let skip = (from - 1.0).max(0.0);
    let take = (count + (from - 1.0).min(0.0)).max(0.0);
    let part: String = text.chars().skip(skip as usize).take(take as usize).collect();
    call.give(&part)
}

fn capitalize(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let text = call.text(0)?;
    let mut rest = text.chars();
    let first: String = rest.next().into_iter().flat_map(char::to_uppercase).collect();
    call.give(&format!("{first}{}", rest.as_str()))
}

/// At which character a part begins, from 1; 0 where it is not.
fn find(call: &Call<'_>, search: fn(&[u8], &[u8]) -> Option<usize>) -> Result<LuaValue, Stop> {
    let (text, part) = (call.text(0)?, call.text(1)?);
    let before = search(text.as_bytes(), part.as_bytes()).and_then(|at| text.get(..at));
    Ok(LuaValue::Number(before.map_or(0.0, |before| before.chars().count() as f64 + 1.0)))
}

/// How often a part is there; of nothing there is none.
fn count(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let (text, part) = (call.text(0)?, call.text(1)?);
    let count = if part.is_empty() { 0 } else { memchr::memmem::find_iter(text.as_bytes(), part.as_bytes()).count() };
    Ok(LuaValue::Number(count as f64))
}

/// The pieces between the separators; an empty text has none, and without a separator each character is a piece.
fn split(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let text = call.text(0)?;
    let separator = if call.arg(1).is_nil() { ",".to_owned() } else { call.text(1)? };
    let list = call.lua.create_table()?;
    let push = |step: usize, piece: &str| -> Result<(), Stop> {
        pace(call.host, step)?;
        Ok(list.raw_push(call.lua.create_string(piece)?)?)
    };
    if separator.is_empty() {
        let mut bytes = [0; 4];
        text.chars().enumerate().try_for_each(|(step, c)| push(step, c.encode_utf8(&mut bytes)))?;
    } else if !text.is_empty() {
        text.split(&separator).enumerate().try_for_each(|(step, piece)| push(step, piece.trim()))?;
    }
    Ok(LuaValue::Table(list))
}

/// As [`pad`], with what is filled in before the length.
fn swapped(call: &Call<'_>, in_front: bool) -> Result<LuaValue, Stop> {
    let args = [call.arg(0), call.arg(2), call.arg(1)].map(Clone::clone);
    pad(&Call { args: &args, lua: call.lua, host: call.host, name: call.name, line: call.line }, in_front)
}

/// Fills up to so many characters, in front or behind.
fn pad(call: &Call<'_>, in_front: bool) -> Result<LuaValue, Stop> {
    let (text, length) = (call.text(0)?, call.number(1)?);
    let with = if call.arg(2).is_nil() { " ".to_owned() } else { call.text(2)? };
    if length > MAX_TEXT as f64 {
        return Err(FaultKind::Memory.into());
    }
    let missing = (length.max(0.0) as usize).saturating_sub(text.chars().count());
    let fill: String = with.chars().cycle().take(missing).collect();
    call.give(&if in_front { format!("{fill}{text}") } else { format!("{text}{fill}") })
}

fn check_length(text: &str) -> Result<(), Stop> {
    if text.len() > MAX_TEXT { Err(FaultKind::Memory.into()) } else { Ok(()) }
}

/// The value for a hole: by its exact name, else by its name in lower case.
fn filling(values: Option<&Table>, name: &str) -> Result<LuaValue, Stop> {
    let Some(values) = values else { return Ok(LuaValue::Nil) };
    Ok(match values.raw_get(name)? {
        LuaValue::Nil => values.raw_get(name.to_lowercase())?,
        value => value,
    })
}

/// The table of values; it may be left out if there is nothing to fill in.
fn values<'a>(call: &'a Call<'_>) -> Result<Option<&'a Table>, Stop> {
    if call.arg(1).is_nil() { Ok(None) } else { call.table(1).map(Some) }
}

fn format(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let template = call.text(0)?;
    let values = values(call)?;
    let mut filled = String::new();
    for piece in pieces(&template) {
        match piece {
            Piece::Text(text) => filled.push_str(text),
            Piece::Hole(name) => filled.push_str(&text_of(&filling(values, name)?)),
        }
        check_length(&filled)?;
    }
    call.give(&filled)
}

fn json(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let template = call.text(0)?;
    let values = values(call)?;
    let mut filled = String::new();
    let mut quotes = Quotes::default();
    for piece in pieces(&template) {
        match piece {
            Piece::Text(text) => {
                quotes.read(text);
                filled.push_str(text);
            }
            Piece::Hole(name) if quotes.open => {
                let quoted = quote(&text_of(&filling(values, name)?));
                let inside = quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
                filled.push_str(inside.unwrap_or_default());
            }
            Piece::Hole(name) => filled.push_str(&json_value(&filling(values, name)?)?),
        }
        check_length(&filled)?;
    }
    if let Err(why) = Json::check(&filled) {
        return Err(FaultKind::InvalidJson { text: filled, why }.into());
    }
    call.give(&filled)
}

/// A value as JSON; nothing is `null`.
pub(super) fn json_value(value: &LuaValue) -> Result<String, Stop> {
    Ok(match value {
        LuaValue::Nil => "null".to_owned(),
        LuaValue::Boolean(value) => value.to_string(),
        LuaValue::Table(_) => from_lua(value)?.map_or_else(|| quote(&text_of(value)), |value| value.to_json()),
        other => number_of(other).map_or_else(|| quote(&text_of(other)), number_to_text),
    })
}

fn quote(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
