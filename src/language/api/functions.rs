//! `functions`: the functions of the project.
//!
//! Declared here, done in `engine/host`.

use super::{ApiDef, Group, many};
use crate::i18n::{Text, t};
use crate::model::function::Function;

/// The object that leads to them.
pub const OF: &str = "functions";

/// What stands before the value that a function has given, where it is tried.
pub const GAVE: Text = t("Ergebnis", "Result");

pub(super) const GROUP: Group = Group { object: Some(OF), rows: &[&FUNCTION] };

/// `functions.<function>`
pub const FUNCTION: ApiDef = ApiDef::call(
    OF,
    "<function>",
    &[many("…")],
    "value",
    t(
        "Eine Funktion des Projekts: bekommt ihre Eingaben der Reihe nach und gibt ihr Ergebnis",
        "A function of the project: takes its inputs in their order and gives its result",
    ),
);

/// What inputs of a function are called inside of it, in their order.
pub fn parameter_names(function: &Function) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for parameter in &function.parameters {
        let taken = names.iter().map(String::as_str);
        names.push(crate::model::names::unique_local(&parameter.name, super::is_global, taken));
    }
    names
}

/// How a function is called: `functions.Name(a, b)`.
pub fn signature(function: &Function) -> String {
    format!("{OF}.{}({})", function.ident, parameter_names(function).join(", "))
}
