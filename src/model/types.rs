//! The types of values: one lattice for wires, variables, properties and columns, and how a value becomes one of a type.
//!
//! The table in `docs/semantics.md` is made from this file. Pure; it knows no language but the words for yes and no.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::time::{is_time, time_text, unix};
use super::value::{Value, number_as_typed, number_from_input, number_from_text, with_dot};

/// Type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Ty {
    /// Known only when it runs.
    Any,
    /// Text.
    Text,
    /// Number.
    Number,
    /// Truth value.
    Bool,
    /// A point in time: a text of the form ISO 8601.
    Time,
    /// A colour: a text of the form `#rrggbb` or `#rrggbbaa`.
    Color,
    /// Values in an order.
    List,
    /// Values with names.
    Record,
}

/// How a value of one type becomes one of another, where it is stored: in a variable, a property, a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conversion {
    /// It is one.
    Same,
    /// Each of them has its form there.
    Always,
    /// If it reads as one.
    IfItReads,
    /// No; that is a fault.
    Never,
}

impl Ty {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::Text, Self::Number, Self::Bool, Self::Time, Self::Color, Self::List, Self::Record, Self::Any];

    /// The type of a value as it stands: times and colours are texts.
    pub fn of(value: &Value) -> Self {
        match value {
            Value::Text(_) => Self::Text,
            Value::Number(_) => Self::Number,
            Value::Bool(_) => Self::Bool,
            Value::List(_) => Self::List,
            Value::Record(_) => Self::Record,
            Value::Raw(_) => Self::Any,
        }
    }

    /// Whether its values are texts of a certain form.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Time | Self::Color)
    }

    /// Whether a value of type `self` may go into a slot that wants `wanted`.
    ///
    /// All but lists and records have a text form. Whether a text is a time or a colour shows when it runs, as with a
    /// value whose type is known only then.
    pub fn fits(self, wanted: Self) -> bool {
        match (self, wanted) {
            (Self::List | Self::Record, Self::Text) => false,
            (Self::Any, _) | (_, Self::Any | Self::Text) | (Self::Text, Self::Time | Self::Color) => true,
            (got, wanted) => got == wanted,
        }
    }

    /// How a value of this type becomes one of another.
    pub fn conversion(self, to: Self) -> Conversion {
        match (self, to) {
            (from, to) if from == to => Conversion::Same,
            (_, Self::Any) | (Self::Time | Self::Color, Self::Text) => Conversion::Same,
            (Self::Number | Self::Bool, Self::Text) => Conversion::Always,
            (Self::Any, _)
            | (Self::Text, Self::Number | Self::Time | Self::Color | Self::List | Self::Record)
            | (Self::Number, Self::Time) => Conversion::IfItReads,
            (
                Self::Number | Self::Bool | Self::Time | Self::Color | Self::List | Self::Record,
                Self::Text | Self::Number | Self::Bool | Self::Time | Self::Color | Self::List | Self::Record,
            )
            | (Self::Text, Self::Text | Self::Bool) => Conversion::Never,
        }
    }

    /// The value as one of this type; `None` where it is none.
    ///
    /// Text of a number has a dot. A number is a time as seconds or milliseconds since 1970. Lists and records are read
    /// from JSON. Words for yes and no are read only where a person types or a payload comes: [`Self::parse`].
    pub fn convert(self, value: &Value) -> Option<Value> {
        match (self, value) {
            (_, Value::Raw(_)) => None,
            (Self::Any, value)
            | (Self::Text, value @ Value::Text(_))
            | (Self::Number, value @ Value::Number(_))
            | (Self::Bool, value @ Value::Bool(_))
            | (Self::List, value @ Value::List(_))
            | (Self::Record, value @ Value::Record(_)) => Some(value.clone()),
            (Self::Text, Value::Number(_) | Value::Bool(_)) => Some(Value::from(value.to_text())),
            (Self::Number, Value::Text(text)) => number_from_text(text).map(Value::from),
            (Self::Time, Value::Text(text)) if is_time(text) => Some(value.clone()),
            (Self::Time, Value::Text(text)) => {
                number_from_text(text).and_then(unix).map(|at| Value::from(time_text(at)))
            }
            (Self::Time, Value::Number(number)) => unix(*number).map(|at| Value::from(time_text(at))),
            (Self::Color, Value::Text(text)) if is_color(text) => Some(value.clone()),
            (Self::List | Self::Record, Value::Text(text)) => {
                Value::from_json(text).filter(|value| Self::of(value) == self)
            }
            // An empty table of Lua is both.
            (Self::Record, Value::List(list)) if list.is_empty() => Some(Value::Record(BTreeMap::new())),
            (Self::List, Value::Record(record)) if record.is_empty() => Some(Value::List(Vec::new())),
            (Self::Text | Self::Number | Self::Bool | Self::Time | Self::Color | Self::List | Self::Record, _) => None,
        }
    }

    /// Reads what a person typed, with comma or dot as decimal mark; `None` if it does not fit the type.
    pub fn parse(self, text: &str) -> Option<Value> {
        match self {
            Self::Text => Some(Value::from(text)),
            Self::Number => number_from_input(text).map(Value::from),
            // Only what reads back the same: "007" and "1,50" stay text.
            Self::Any => Some(number_as_typed(&with_dot(text)).map_or_else(|| Value::from(text), Value::from)),
            Self::Bool => truth(text).map(Value::from),
            Self::Time | Self::Color | Self::List | Self::Record => self.convert(&Value::from(text.trim())),
        }
    }

    /// Whether `value` is of this type.
    pub fn has(self, value: &Value) -> bool {
        match (self, value) {
            (_, Value::Raw(_)) => false,
            (Self::Any, _) => true,
            (Self::Time, Value::Text(text)) => is_time(text),
            (Self::Color, Value::Text(text)) => is_color(text),
            (ty, value) => Self::of(value) == ty,
        }
    }

    /// What a variable of this type holds when nothing was set.
    pub fn default_value(self) -> Value {
        match self {
            Self::Text | Self::Any => Value::from(""),
            Self::Number => Value::from(0.0),
            Self::Bool => Value::from(false),
            Self::Time => Value::from("1970-01-01T00:00:00Z"),
            Self::Color => Value::from("#000000"),
            Self::List => Value::List(Vec::new()),
            Self::Record => Value::Record(BTreeMap::new()),
        }
    }

    /// Its name in faults and documents; for Lua's own types as Lua says it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Number => "number",
            Self::Bool => "boolean",
            Self::Time => "time",
            Self::Color => "color",
            Self::List => "list",
            Self::Record => "record",
            Self::Any => "value",
        }
    }
}

/// Yes or no, as people write it.
pub fn truth(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "true" | "1" | "on" | "yes" | "ja" | "an" | "wahr" => Some(true),
        "false" | "0" | "off" | "no" | "nein" | "aus" | "falsch" => Some(false),
        _ => None,
    }
}

/// Yes or no as a number: 1 or 0.
pub fn truth_of_number(number: f64) -> Option<bool> {
    [0.0, 1.0].contains(&number).then_some(number == 1.0)
}

/// Whether a text is a colour: `#rrggbb` or `#rrggbbaa`.
pub fn is_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|hex| matches!(hex.len(), 6 | 8) && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    /// Values of each type; of those that may read as others, some that do and some that do not.
    fn samples(ty: Ty) -> Vec<Value> {
        let record = |name: &str| Value::Record(BTreeMap::from([(name.to_owned(), Value::from(1.0))]));
        match ty {
            Ty::Text => {
                ["21.5", "ja", "2026-11-22", "#102030", "[1]", "{\"a\": 1}", "Halle 7"].map(Value::from).to_vec()
            }
            Ty::Number => [0.0, 1.0, 21.5, 1_795_352_531.0, -1e20].map(Value::from).to_vec(),
            Ty::Bool => vec![Value::from(true), Value::from(false)],
            Ty::Time => ["2026-11-22T14:02:11Z", "2026-11-22 14:02"].map(Value::from).to_vec(),
            Ty::Color => ["#102030", "#10203040"].map(Value::from).to_vec(),
            Ty::List => vec![Value::List(vec![Value::from(1.0)])],
            Ty::Record => vec![record("a")],
            Ty::Any => [Ty::Text, Ty::Number, Ty::Bool, Ty::List, Ty::Record].into_iter().flat_map(samples).collect(),
        }
    }

    #[test]
    fn conversions_do_what_the_table_says() {
        for from in Ty::ALL {
            for to in Ty::ALL {
                let converted: Vec<Option<Value>> = samples(from).iter().map(|value| to.convert(value)).collect();
                let done = converted.iter().flatten().count();
                let fits = match from.conversion(to) {
                    Conversion::Same => converted.iter().zip(samples(from)).all(|(got, sample)| *got == Some(sample)),
                    Conversion::Always => done == converted.len(),
                    Conversion::IfItReads => (1..converted.len()).contains(&done),
                    Conversion::Never => done == 0,
                };
                assert!(fits, "{from:?} to {to:?}: {converted:?}");
                for value in converted.into_iter().flatten() {
                    assert!(to.has(&value), "{value:?} is no {to:?}");
                    assert_eq!(to.convert(&value), Some(value), "converted twice");
                }
                // What a wire lets through has a form there, at least if it reads.
                assert!(!from.fits(to) || from.conversion(to) != Conversion::Never, "{from:?} to {to:?}");
            }
        }
    }

    #[test]
    fn every_type_has_a_value_of_its_own_and_reads_what_is_typed() {
        for ty in Ty::ALL {
            assert!(ty.has(&ty.default_value()), "{ty:?}");
            for value in samples(ty) {
                let parsed = ty.parse(&value.to_text()).unwrap_or_else(|| panic!("{value:?} as {ty:?}"));
                assert!(ty.has(&parsed), "{parsed:?}");
            }
            let word = ron::to_string(&ty).unwrap();
            assert_eq!(ron::from_str::<Ty>(&word), Ok(ty));
        }
        assert_eq!(Ty::Number.parse("1,5"), Some(Value::from(1.5)));
        assert_eq!(Ty::Any.parse("1,50"), Some(Value::from("1,50")));
        assert_eq!(Ty::Bool.parse(" Ja "), Some(Value::from(true)));
        assert_eq!(Ty::Time.parse("heute"), None);
        assert_eq!(Ty::Color.parse("rot"), None);
        assert_eq!(Ty::Time.parse(" 1795352531.25 "), Some(Value::from("2026-11-22T13:02:11.250Z")));
    }

    /// The table of the documentation.
    fn table() -> String {
        let mut text = String::from("| from \\ to |");
        for to in Ty::ALL {
            let _written = write!(text, " {to:?} |");
        }
        text.push_str("\n|---|");
        text.push_str(&"---|".repeat(Ty::ALL.len()));
        for from in Ty::ALL {
            let _written = write!(text, "\n| **{from:?}** |");
            for to in Ty::ALL {
                let word = match from.conversion(to) {
                    Conversion::Same => "as it is",
                    Conversion::Always => "always",
                    Conversion::IfItReads => "if it reads",
                    Conversion::Never => "–",
                };
                let wire = if from.fits(to) { " ⟜" } else { "" };
                let _written = write!(text, " {word}{wire} |");
            }
        }
        text.push('\n');
        text
    }

    #[test]
    fn the_table_of_the_documentation_is_up_to_date() {
        const BEGIN: &str = "<!-- conversions: made from src/model/types.rs -->\n";
        const END: &str = "<!-- end of conversions -->";
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/semantics.md");
        let saved = std::fs::read_to_string(path).unwrap();
        let (before, rest) = saved.split_once(BEGIN).unwrap();
        let (_, after) = rest.split_once(END).unwrap();
        let wanted = format!("{before}{BEGIN}{}{END}{after}", table());
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(path, &wanted).unwrap();
        }
        assert_eq!(std::fs::read_to_string(path).unwrap(), wanted, "run again with UPDATE_DOCS=1");
    }
}
