//! Variables of the app.

use serde::{Deserialize, Serialize};

use super::id::VariableId;
use super::value::{Value, number_from_input};

/// The type of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum VariableType {
    /// Text.
    Text,
    /// Number.
    Number,
    /// Truth value.
    Bool,
}

impl VariableType {
    /// What a variable of this type holds when nothing was set.
    pub fn default_value(self) -> Value {
        match self {
            Self::Text => Value::from(""),
            Self::Number => Value::from(0.0),
            Self::Bool => Value::from(false),
        }
    }

    /// Reads what a person typed; `None` if it does not fit the type.
    pub fn parse(self, text: &str) -> Option<Value> {
        match self {
            Self::Text => Some(Value::from(text)),
            Self::Number => number_from_input(text).map(Value::from),
            Self::Bool => match text.trim().to_lowercase().as_str() {
                "true" | "wahr" | "ja" | "1" | "an" | "yes" | "on" => Some(Value::from(true)),
                "false" | "falsch" | "nein" | "0" | "aus" | "no" | "off" => Some(Value::from(false)),
                _ => None,
            },
        }
    }

    /// Whether `value` is of this type.
    pub fn fits(self, value: &Value) -> bool {
        matches!(
            (self, value),
            (Self::Text, Value::Text(_)) | (Self::Number, Value::Number(_)) | (Self::Bool, Value::Bool(_))
        )
    }
}

/// A variable: lives as long as the app runs, shared by all handlers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// What blocks refer to.
    pub id: VariableId,
    /// What people see; unique in the project.
    pub name: String,
    /// Its name in scripts, `data.<ident>`; fixed when the variable is made.
    pub ident: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: VariableType,
    /// Its value when the app starts.
    pub initial: Value,
}
