//! Values of properties, slots and settings.

use std::fmt;

use ron::value::RawValue;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

/// A value in the project: text, number, truth value, or something this version does not know.
///
/// In the file a value is written as plain RON (`"an"`, `21.5`, `true`).
/// Anything else is kept as [`Value::Raw`] and written back unchanged, so that a file made by a newer version loses nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A truth value.
    Bool(bool),
    /// A number; never written with a comma.
    Number(f64),
    /// A text.
    Text(String),
    /// RON text that this version does not understand.
    Raw(String),
}

impl Value {
    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Bool(_) | Self::Number(_) | Self::Raw(_) => None,
        }
    }

    /// The number, if it is one.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Bool(_) | Self::Text(_) | Self::Raw(_) => None,
        }
    }

    /// The truth value, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            Self::Number(_) | Self::Text(_) | Self::Raw(_) => None,
        }
    }

    /// How the value reads in a text: `5` not `5.0`, always with a dot, `true`/`false`.
    pub fn to_text(&self) -> String {
        match self {
            Self::Bool(value) => value.to_string(),
            Self::Number(number) => number_to_text(*number),
            Self::Text(text) | Self::Raw(text) => text.clone(),
        }
    }

    /// Reads one RON value; what is not a plain literal becomes [`Value::Raw`].
    pub fn from_ron(ron: &str) -> Self {
        let ron = ron.trim();
        if let Ok(value) = ron::from_str::<bool>(ron) {
            return Self::Bool(value);
        }
        let begins = ron.chars().next().unwrap_or(' ');
        if begins == '"' || (ron.starts_with("r\"") || ron.starts_with("r#")) {
            if let Ok(text) = ron::from_str::<String>(ron) {
                return Self::Text(text);
            }
        } else if let Ok(number) = ron::from_str::<f64>(ron) {
            return Self::Number(number);
        }
        Self::Raw(ron.to_owned())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bool(value) => serializer.serialize_bool(*value),
            // Whole numbers without ".0": positions and sizes are read by people.
            Self::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
                serializer.serialize_i64(*number as i64)
            }
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serialize_text(text, serializer),
            Self::Raw(ron) => RawValue::from_ron(ron).map_err(ser::Error::custom)?.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer).map_err(de::Error::custom)?;
        Ok(Self::from_ron(raw.get_ron()))
    }
}

/// Writes a text to the file: several lines as a raw string, which reads there as it stands; all else escaped.
///
/// Texts with control characters are escaped too: editors and git change or hide them.
pub(crate) fn serialize_text<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let plain = |c: char| !c.is_control() || matches!(c, '\n' | '\t');
    if !text.contains('\n') || !text.chars().all(plain) {
        return serializer.serialize_str(text);
    }
    // One more than any run of `#` behind a quote, so that the text cannot end the string.
    let longest = text.split('"').skip(1).map(|rest| rest.chars().take_while(|c| *c == '#').count()).max();
    let fence = "#".repeat(longest.unwrap_or(0) + 1);
    RawValue::from_ron(&format!("r{fence}\"{text}\"{fence}")).map_err(ser::Error::custom)?.serialize(serializer)
}

/// A number as text: at most 14 significant digits, no exponent for everyday sizes, `5` not `5.0`, dot as decimal mark.
///
/// The same form in blocks, Lua and payloads (`0.1 + 0.2` reads `0.3`).
pub fn number_to_text(number: f64) -> String {
    if number.is_nan() {
        return "nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    if number == 0.0 {
        return "0".to_owned();
    }
    let exponent = number.abs().log10().floor() as i32;
    if !(-5..15).contains(&exponent) {
        return format!("{number:e}");
    }
    let decimals = (13 - exponent).clamp(0, 18) as usize;
    let text = format!("{number:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A number from text: blanks around it and a leading sign are fine, `0x1F` too; a comma is not.
pub fn number_from_text(text: &str) -> Option<f64> {
    let text = text.trim();
    let hex = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    if let Some(hex) = hex {
        return u64::from_str_radix(hex, 16).ok().map(|n| n as f64);
    }
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-');
    if text.is_empty() || !text.chars().all(plain) {
        return None;
    }
    text.parse().ok()
}

/// A number from what a person typed: comma or dot as decimal mark.
pub fn number_from_input(text: &str) -> Option<f64> {
    number_from_text(&text.trim().replacen(',', ".", 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_expect() {
        for (number, text) in [
            (5.0, "5"),
            (0.1 + 0.2, "0.3"),
            (-2.5, "-2.5"),
            (1e-3, "0.001"),
            (100_000.0, "100000"),
            (-0.0, "0"),
            (f64::INFINITY, "inf"),
            (21.5, "21.5"),
            (1e21, "1e21"),
        ] {
            assert_eq!(number_to_text(number), text);
        }
    }

    #[test]
    fn numbers_from_text_take_dots_and_from_input_commas_too() {
        assert_eq!(number_from_text(" 7 "), Some(7.0));
        assert_eq!(number_from_text("0x1F"), Some(31.0));
        assert_eq!(number_from_text(""), None);
        assert_eq!(number_from_text("1,5"), None);
        assert_eq!(number_from_text("inf"), None);
        assert_eq!(number_from_input("1,5"), Some(1.5));
    }

    #[test]
    fn values_survive_the_file_and_unknown_ones_too() {
        for ron in ["\"an\"", "21.5", "5", "true", "[1, (a: 2)]", "Some(Neues(x: 1))"] {
            let value: Value = ron::from_str(ron).unwrap();
            assert_eq!(ron::to_string(&value).unwrap(), ron);
        }
        assert_eq!(ron::from_str::<Value>("5.0").unwrap(), Value::Number(5.0));
        assert_eq!(Value::from_ron("r#\"a\"b\"#"), Value::Text("a\"b".to_owned()));
    }
}
