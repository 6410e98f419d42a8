//! Payloads to values: one set of rules for every column of every source.
//!
//! Numbers have a dot, never a comma. What cannot be read says why and becomes no value. Pure: no clock, no time zone.

use super::ColumnType;
use super::json::{Json, JsonKind, without_bom};
use crate::model::time::{Moment, time, unix};
use crate::model::types::{truth, truth_of_number};
use crate::model::value::{number_as_meant, number_from_text, number_to_text};

/// A value in a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// Nothing came, or what came could not be read.
    #[default]
    Empty,
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
    /// A truth value.
    Bool(bool),
    /// A point in time.
    Time(Moment),
}

/// What a payload offers to a column.
#[derive(Clone, Copy, Debug)]
pub enum Offer<'a> {
    /// The whole payload as text.
    Text(&'a str),
    /// A part of its JSON.
    Json(Json<'a>),
}

/// Why a column got no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unreadable {
    /// The payload is no JSON.
    NotJson,
    /// The JSON has nothing at the data path.
    NoPath,
    /// It is no number with a dot.
    NotANumber,
    /// It is no truth value.
    NotABool,
    /// It is no time.
    NotATime,
}

/// The value for a column of this type. Nothing (empty text, `null`) is [`Cell::Empty`] and no fault.
///
/// # Errors
/// Why it cannot be read.
pub fn convert(offer: Offer<'_>, ty: ColumnType) -> Result<Cell, Unreadable> {
    let text = match offer {
        Offer::Text(text) => text,
        Offer::Json(json) => match json.kind() {
            JsonKind::Null => return Ok(Cell::Empty),
            JsonKind::Text(text) if ty == ColumnType::Automatic => return Ok(Cell::Text(text)),
            JsonKind::Text(text) => return convert(Offer::Text(&text), ty),
            JsonKind::Bool(value) => return of_truth(value, ty),
            JsonKind::Number => return of_number(&json.as_written(), ty),
            JsonKind::Tree => return of_tree(json, ty),
        },
    };
    let plain = without_bom(text);
    match ty {
        ColumnType::Number | ColumnType::Bool | ColumnType::Time if plain.trim().is_empty() => Ok(Cell::Empty),
        ColumnType::Text => Ok(Cell::Text(text.to_owned())),
        ColumnType::Automatic => Ok(looks_like(plain)),
        ColumnType::Number => number(plain).map(Cell::Number).ok_or(Unreadable::NotANumber),
        ColumnType::Bool => truth(plain).map(Cell::Bool).ok_or(Unreadable::NotABool),
        ColumnType::Time => time(plain).map(Cell::Time).ok_or(Unreadable::NotATime),
    }
}

/// A truth value of JSON.
fn of_truth(value: bool, ty: ColumnType) -> Result<Cell, Unreadable> {
    match ty {
        ColumnType::Automatic | ColumnType::Bool => Ok(Cell::Bool(value)),
        ColumnType::Text => Ok(Cell::Text(value.to_string())),
        ColumnType::Number => Ok(Cell::Number(f64::from(u8::from(value)))),
        ColumnType::Time => Err(Unreadable::NotATime),
    }
}

/// A number of JSON, by its digits. What no number of ours can hold stays the text that it is.
fn of_number(written: &str, ty: ColumnType) -> Result<Cell, Unreadable> {
    let read = number(written);
    let is_whole = !written.contains(['.', 'e', 'E']);
    let exact = if is_whole { number_as_meant(written) } else { read };
    match ty {
        // Whole numbers keep all their digits, others read as everywhere.
        ColumnType::Text => Ok(Cell::Text(match read {
            Some(number) if !is_whole => number_to_text(number),
            Some(_) | None => written.to_owned(),
        })),
        ColumnType::Automatic => Ok(exact.map_or_else(|| Cell::Text(written.to_owned()), Cell::Number)),
        ColumnType::Number => read.map(Cell::Number).ok_or(Unreadable::NotANumber),
        ColumnType::Bool => read.and_then(truth_of_number).map(Cell::Bool).ok_or(Unreadable::NotABool),
        ColumnType::Time => read.and_then(unix).map(Cell::Time).ok_or(Unreadable::NotATime),
    }
}

/// A list or an object of JSON: it has a text, and no other value.
fn of_tree(json: Json<'_>, ty: ColumnType) -> Result<Cell, Unreadable> {
    match ty {
        ColumnType::Automatic | ColumnType::Text => Ok(Cell::Text(json.as_written())),
        ColumnType::Number => Err(Unreadable::NotANumber),
        ColumnType::Bool => Err(Unreadable::NotABool),
        ColumnType::Time => Err(Unreadable::NotATime),
    }
}

/// What a text looks like: a number where it reads back the same (not `007`, nor beyond 2^53), `true`, `false`, or text.
fn looks_like(text: &str) -> Cell {
    let trimmed = text.trim();
    match trimmed {
        "true" => return Cell::Bool(true),
        "false" => return Cell::Bool(false),
        _ => {}
    }
    match number_as_meant(trimmed) {
        Some(number) => Cell::Number(number),
        None => Cell::Text(text.to_owned()),
    }
}

fn number(text: &str) -> Option<f64> {
    number_from_text(text).filter(|number| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::value::MAX_WHOLE;

    fn of(text: &str, ty: ColumnType) -> Result<Cell, Unreadable> {
        convert(Offer::Text(text), ty)
    }

    fn json(text: &str, ty: ColumnType) -> Result<Cell, Unreadable> {
        convert(Offer::Json(Json::parse(text).unwrap()), ty)
    }

    #[test]
    fn numbers_have_a_dot() {
        for (text, number) in [("21.5", 21.5), (" -3 ", -3.0), ("1e3", 1000.0), ("0x1F", 31.0), ("007", 7.0)] {
            assert_eq!(of(text, ColumnType::Number), Ok(Cell::Number(number)), "{text}");
        }
        for text in ["21,5", "1.234,5", "warm", "nan", "inf", "1e999", "21.5 °C"] {
            assert_eq!(of(text, ColumnType::Number), Err(Unreadable::NotANumber), "{text}");
        }
        assert_eq!(json("5", ColumnType::Number), Ok(Cell::Number(5.0)));
        assert_eq!(json(r#""5.5""#, ColumnType::Number), Ok(Cell::Number(5.5)));
        assert_eq!(json("true", ColumnType::Number), Ok(Cell::Number(1.0)));
        assert_eq!(json("[5]", ColumnType::Number), Err(Unreadable::NotANumber));
    }

    #[test]
    fn truth_values_have_the_words_of_both_languages() {
        for text in ["true", "TRUE", "1", "on", "ja", " An ", "yes", "wahr"] {
            assert_eq!(of(text, ColumnType::Bool), Ok(Cell::Bool(true)), "{text}");
        }
        for text in ["false", "0", "OFF", "nein", "aus", "no", "falsch"] {
            assert_eq!(of(text, ColumnType::Bool), Ok(Cell::Bool(false)), "{text}");
        }
        for text in ["2", "vielleicht", "truee"] {
            assert_eq!(of(text, ColumnType::Bool), Err(Unreadable::NotABool), "{text}");
        }
        assert_eq!(json("0", ColumnType::Bool), Ok(Cell::Bool(false)));
        assert_eq!(json("0.5", ColumnType::Bool), Err(Unreadable::NotABool));
    }

    #[test]
    fn times_are_iso_or_seconds_or_milliseconds() {
        let at = |ms, floating| Ok(Cell::Time(Moment { ms, floating }));
        for (text, ms, floating) in [
            ("1970-01-01T00:00:00Z", 0, false),
            ("2026-11-22T14:02:11.250+01:00", 1_795_352_531_250, false),
            ("2026-11-22T14:02:11.25", 1_795_356_131_250, true),
            ("2026-11-22 14:02", 1_795_356_120_000, true),
            ("2026-11-22", 1_795_305_600_000, true),
            ("2024-02-29T23:59:60-0130", 1_709_256_600_000, false),
            ("1795352531", 1_795_352_531_000, false),
            ("1795352531250", 1_795_352_531_250, false),
            ("1795352531.5", 1_795_352_531_500, false),
        ] {
            assert_eq!(of(text, ColumnType::Time), at(ms, floating), "{text}");
        }
        for text in ["14:02", "2026-02-30", "2026-13-01", "22.11.2026", "heute", "-1", "2026-11-22T25:00", "1e15", "ä"]
        {
            assert_eq!(of(text, ColumnType::Time), Err(Unreadable::NotATime), "{text}");
        }
        assert_eq!(json("1795352531", ColumnType::Time), at(1_795_352_531_000, false));
        assert_eq!(json("true", ColumnType::Time), Err(Unreadable::NotATime));
    }

    #[test]
    fn nothing_is_no_fault_and_text_takes_all() {
        for ty in [ColumnType::Number, ColumnType::Bool, ColumnType::Time] {
            assert_eq!(of(" ", ty), Ok(Cell::Empty));
            assert_eq!(json("null", ty), Ok(Cell::Empty));
        }
        assert_eq!(of(" a ", ColumnType::Text), Ok(Cell::Text(" a ".to_owned())));
        assert_eq!(json(r#"{ "a": [1] }"#, ColumnType::Text), Ok(Cell::Text("{\"a\":[1]}".to_owned())));
        assert_eq!(json("5.0", ColumnType::Text), Ok(Cell::Text("5".to_owned())));
        assert_eq!(json("12345678901234567", ColumnType::Text), Ok(Cell::Text("12345678901234567".to_owned())));
    }

    #[test]
    fn what_no_number_can_hold_stays_the_text_that_it_is() {
        assert_eq!(json("9007199254740992", ColumnType::Automatic), Ok(Cell::Number(MAX_WHOLE)));
        for text in ["9007199254740993", "-12345678901234567890", "1e400"] {
            assert_eq!(json(text, ColumnType::Automatic), Ok(Cell::Text(text.to_owned())), "{text}");
            assert_eq!(json(text, ColumnType::Text), Ok(Cell::Text(text.to_owned())), "{text}");
        }
        assert_eq!(json("1e400", ColumnType::Number), Err(Unreadable::NotANumber));
        assert_eq!(json("1e20", ColumnType::Automatic), Ok(Cell::Number(1e20)));
        for ty in [ColumnType::Automatic, ColumnType::Number] {
            assert_eq!(of("\u{feff}21.5", ty), Ok(Cell::Number(21.5)), "{ty:?}");
        }
    }

    #[test]
    fn automatic_takes_what_reads_back_the_same() {
        for (text, number) in
            [("21.50", 21.5), ("0", 0.0), ("-0.5", -0.5), ("1234567890123456", 1_234_567_890_123_456.0)]
        {
            assert_eq!(of(text, ColumnType::Automatic), Ok(Cell::Number(number)), "{text}");
        }
        assert_eq!(of("true", ColumnType::Automatic), Ok(Cell::Bool(true)));
        for text in ["007", "1e5", "0x1F", "21,5", "9007199254740993", "an", "", "{\"a\":1}", "1.", "+5", "-"] {
            assert_eq!(of(text, ColumnType::Automatic), Ok(Cell::Text(text.to_owned())), "{text}");
        }
        assert_eq!(json(r#""5""#, ColumnType::Automatic), Ok(Cell::Text("5".to_owned())));
        assert_eq!(json("5", ColumnType::Automatic), Ok(Cell::Number(5.0)));
        assert_eq!(json("[1]", ColumnType::Automatic), Ok(Cell::Text("[1]".to_owned())));
    }
}
