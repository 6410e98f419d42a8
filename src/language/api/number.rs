//! `number`: reading, rounding, random numbers.
//!
//! Declared here, done in `engine/host`.

use super::{ApiDef, Group, arg, option};
use crate::i18n::t;

const OF: &str = "number";

pub(super) const GROUP: Group = Group { object: Some(OF), rows: &[&OF_TEXT, &ROUND, &RANDOM] };

/// `number.of`
pub const OF_TEXT: ApiDef = ApiDef::call(
    OF,
    "of",
    &[arg("text")],
    "number | nil",
    t(
        "Die Zahl in einem Text, mit Punkt; nil, wenn es keine ist",
        "The number in a text, with a dot; nil if it is none",
    ),
);

/// `number.round`
pub const ROUND: ApiDef = ApiDef::call(
    OF,
    "round",
    &[arg("number"), option("digits")],
    "number",
    t("Rundet, ab der Hälfte weg von null", "Rounds, halves away from zero"),
);

/// `number.random`
pub const RANDOM: ApiDef = ApiDef::call(
    OF,
    "random",
    &[arg("min"), arg("max")],
    "number",
    t("Eine Zufallszahl; ganz, wenn beide Grenzen ganz sind", "A random number; a whole one if both bounds are whole"),
);
