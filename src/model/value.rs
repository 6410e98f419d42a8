//! Values of properties, slots and settings.
//!
//! What type a value has, and how it becomes one of another type, is said in [`super::types`].

mod number;

use std::collections::BTreeMap;
use std::fmt;

use ron::value::RawValue;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};
use serde_json::value::RawValue as JsonText;

use super::source::json::without_bom;

pub use self::number::{
    MAX_WHOLE, number_as_meant, number_as_typed, number_from_input, number_from_text, number_to_exact_text,
    number_to_text, with_dot,
};

/// How deeply lists and records may be nested: a project file with deeper ones could not be read again.
pub const MAX_NESTING: usize = 32;

/// A value in the project: text, number, truth value, list, record, or something this version does not know.
///
/// In the file a value is written as plain RON (`"an"`, `21.5`, `true`, `[1, 2]`, `{"a": 1}`).
/// Anything else is kept as [`Value::Raw`] and written back unchanged, so that a file made by a newer version loses nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A truth value.
    Bool(bool),
    /// A number; never written with a comma.
    Number(f64),
    /// A text.
    Text(String),
    /// Values in an order.
    List(Vec<Self>),
    /// Values with names.
    Record(BTreeMap<String, Self>),
    /// RON text that this version does not understand.
    Raw(String),
}

impl Value {
    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The truth value, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// How the value reads in a text: `5` not `5.0`, always with a dot, `true`/`false`, lists and records as JSON.
    /// What it holds, in bytes.
    pub fn bytes(&self) -> usize {
        size_of::<Self>()
            + match self {
                Self::Bool(_) | Self::Number(_) => 0,
                Self::Text(text) | Self::Raw(text) => text.len(),
                Self::List(items) => items.iter().map(Self::bytes).sum(),
                Self::Record(members) => members.iter().map(|(name, value)| name.len() + value.bytes()).sum(),
            }
    }

    pub fn to_text(&self) -> String {
        match self {
            Self::Bool(value) => value.to_string(),
            Self::Number(number) => number_to_text(*number),
            Self::Text(text) | Self::Raw(text) => text.clone(),
            Self::List(_) | Self::Record(_) => self.to_json(),
        }
    }

    /// The value as JSON. What JSON has no number for (`nan`, `inf`) is a text there.
    pub fn to_json(&self) -> String {
        let quote = |text: &str| serde_json::Value::from(text).to_string();
        match self {
            Self::Bool(value) => value.to_string(),
            Self::Number(number) if number.is_finite() => number_to_text(*number),
            Self::Number(_) | Self::Text(_) | Self::Raw(_) => quote(&self.to_text()),
            Self::List(list) => {
                let items: Vec<String> = list.iter().map(Self::to_json).collect();
                format!("[{}]", items.join(","))
            }
            Self::Record(record) => {
                let members: Vec<String> =
                    record.iter().map(|(name, value)| format!("{}:{}", quote(name), value.to_json())).collect();
                format!("{{{}}}", members.join(","))
            }
        }
    }

    /// Reads JSON, at most [`MAX_NESTING`] deep. A number that would lose digits is the text of them, nothing (`null`) an
    /// empty text.
    pub fn from_json(json: &str) -> Option<Self> {
        of_json(serde_json::from_str::<&JsonText>(without_bom(json)).ok()?.get(), MAX_NESTING)
    }

    /// Reads one RON value; what is not a plain literal becomes [`Value::Raw`].
    pub fn from_ron(ron: &str) -> Self {
        let ron = ron.trim();
        if let Ok(value) = ron::from_str::<bool>(ron) {
            return Self::Bool(value);
        }
        let begins = ron.chars().next().unwrap_or(' ');
        if matches!(begins, '[' | '{') {
            return Self::tree(ron, begins).unwrap_or_else(|| Self::Raw(ron.to_owned()));
        }
        if begins == '"' || (ron.starts_with("r\"") || ron.starts_with("r#")) {
            if let Ok(text) = ron::from_str::<String>(ron) {
                return Self::Text(text);
            }
        } else if let Ok(number) = ron::from_str::<f64>(ron)
            && !loses_digits(ron, number)
        {
            return Self::Number(number);
        }
        Self::Raw(ron.to_owned())
    }

    /// A list or a record of which all is understood, and that would be written with all that it has: no comments, and
    /// each name once.
    fn tree(ron: &str, begins: char) -> Option<Self> {
        let tree = if begins == '[' {
            Self::List(ron::from_str(ron).ok()?)
        } else {
            Self::Record(ron::from_str::<Members>(ron).ok()?.0)
        };
        (tree.is_understood() && has_all_of(&tree, ron)).then_some(tree)
    }

    fn is_understood(&self) -> bool {
        match self {
            Self::Raw(_) => false,
            Self::List(list) => list.iter().all(Self::is_understood),
            Self::Record(record) => record.values().all(Self::is_understood),
            Self::Bool(_) | Self::Number(_) | Self::Text(_) => true,
        }
    }
}

/// Whether what was read would be written with all that its RON has. Outside of texts only comments have a slash.
pub(super) fn has_all_of(read: &impl Serialize, ron: &str) -> bool {
    let slashes = |text: &str| text.matches('/').count();
    ron::to_string(read).is_ok_and(|written| slashes(&written) == slashes(ron))
}

/// The members of a record, each name once.
struct Members(BTreeMap<String, Value>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map with texts as keys")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = BTreeMap::new();
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    if members.insert(name, value).is_some() {
                        return Err(de::Error::custom("a name stands there twice"));
                    }
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Reader)
    }
}

fn of_json(json: &str, depth: usize) -> Option<Value> {
    match json.as_bytes().first()? {
        b'[' => {
            let (depth, list) = (depth.checked_sub(1)?, serde_json::from_str::<Vec<&JsonText>>(json).ok()?);
            list.into_iter().map(|value| of_json(value.get(), depth)).collect::<Option<_>>().map(Value::List)
        }
        b'{' => {
            let (depth, members) =
                (depth.checked_sub(1)?, serde_json::from_str::<BTreeMap<String, &JsonText>>(json).ok()?);
            let member = |(name, value): (String, &JsonText)| Some((name, of_json(value.get(), depth)?));
            members.into_iter().map(member).collect::<Option<_>>().map(Value::Record)
        }
        b'n' => Some(Value::from("")),
        b't' | b'f' => Some(Value::Bool(json == "true")),
        b'"' => serde_json::from_str(json).ok().map(Value::Text),
        _number => {
            let is_whole = !json.contains(['.', 'e', 'E']);
            let fraction = || json.parse().ok().filter(|number: &f64| number.is_finite());
            let read = if is_whole { number_as_meant(json) } else { fraction() };
            Some(read.map_or_else(|| Value::from(json), Value::Number))
        }
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
            Self::Number(number) if number.fract() == 0.0 && number.abs() <= MAX_WHOLE => {
                serializer.serialize_i64(*number as i64)
            }
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serialize_text(text, serializer),
            Self::List(list) => list.serialize(serializer),
            Self::Record(record) => record.serialize(serializer),
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

/// Whether a whole number of the file is not the number that was read: a newer version may know what it is.
fn loses_digits(ron: &str, number: f64) -> bool {
    number.abs() > MAX_WHOLE && ron.parse::<i128>().is_ok_and(|whole| whole != number as i128)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_survive_the_file_and_unknown_ones_too() {
        for ron in ["\"an\"", "21.5", "5", "true", "[1, (a: 2)]", "Some(Neues(x: 1))", "12345678901234567891"] {
            let value: Value = ron::from_str(ron).unwrap();
            assert_eq!(ron::to_string(&value).unwrap(), ron);
        }
        for raw in ["[1, /* one */ 2]", "[1, Neu]", "{\"a\":1,\"a\":2}", "{1: 2}", "[12345678901234567891]", "[(1)]"] {
            assert_eq!(Value::from_ron(raw), Value::Raw(raw.to_owned()));
        }
        let list = Value::List(vec![1.0.into(), "a/b // c".into(), Value::List(Vec::new())]);
        assert_eq!(Value::from_ron("[1.0, \"a/b // c\", [],]"), list);
        let record = Value::Record(BTreeMap::from([("b".to_owned(), list), ("a".to_owned(), true.into())]));
        assert_eq!(Value::from_ron("{\"b\":[1, r#\"a/b // c\"#, []], \"a\": true}"), record);
        assert_eq!(ron::from_str::<Value>("5.0").unwrap(), Value::Number(5.0));
        assert_eq!(Value::from_ron("r#\"a\"b\"#"), Value::Text("a\"b".to_owned()));
    }
    #[test]
    fn lists_and_records_are_json_outside_of_the_file() {
        let json = r#"{"a":[1,true,"x\"y"],"b":{},"c":"12345678901234567891","d":0.3}"#;
        let value = Value::from_json(json).unwrap();
        assert_eq!((value.to_json().as_str(), value.to_text().as_str()), (json, json));
        assert_eq!(
            Value::from_json("[12345678901234567891, null]").unwrap().to_json(),
            r#"["12345678901234567891",""]"#
        );
        assert_eq!(Value::from_json("\u{feff}[1e400, 1.5, -7, true]").unwrap().to_json(), r#"["1e400",1.5,-7,true]"#);
        assert_eq!(Value::from_json("[1"), None);
        assert_eq!(Value::List(vec![f64::NAN.into(), (0.1 + 0.2).into()]).to_json(), r#"["nan",0.3]"#);
    }
}
