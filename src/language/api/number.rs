//! `number`: reading, rounding, random numbers.
//!
//! Declared here, done in `engine/host`.

use super::{ApiDef, Group, arg, option};
use crate::i18n::t;

const OF: &str = "number";

pub(super) const GROUP: Group =
    Group { object: Some(OF), rows: &[&OF_TEXT, &ROUND, &ROUND_UP, &ROUND_DOWN, &RANDOM, &CLAMP, &MAP, &FORMAT] };

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
    &[arg("min"), arg("max"), option("digits")],
    "number",
    t(
        "Eine Zufallszahl, mit so vielen Nachkommastellen; sonst ganz, wenn beide Grenzen ganz sind",
        "A random number with so many decimals; else a whole one if both bounds are whole",
    ),
);

/// `number.roundup`
pub const ROUND_UP: ApiDef =
    ApiDef::call(OF, "roundup", &[arg("number"), option("digits")], "number", t("Rundet auf", "Rounds up"));

/// `number.rounddown`
pub const ROUND_DOWN: ApiDef =
    ApiDef::call(OF, "rounddown", &[arg("number"), option("digits")], "number", t("Rundet ab", "Rounds down"));

/// `number.clamp`
pub const CLAMP: ApiDef = ApiDef::call(
    OF,
    "clamp",
    &[arg("number"), arg("min"), arg("max")],
    "number",
    t("Die Zahl, höchstens bis an die Grenzen", "The number, no further than the bounds"),
);

/// `number.map`
pub const MAP: ApiDef = ApiDef::call(
    OF,
    "map",
    &[arg("number"), arg("from1"), arg("from2"), arg("to1"), arg("to2")],
    "number",
    t(
        "Rechnet von einem Bereich in einen anderen um: from1 wird to1, from2 wird to2",
        "Converts from one range to another: from1 becomes to1, from2 becomes to2",
    ),
);

/// `number.format`
pub const FORMAT: ApiDef = ApiDef::call(
    OF,
    "format",
    &[arg("number"), option("digits"), option("thousands")],
    "text",
    t(
        "Wie Menschen sie schreiben, in der Sprache der App: 1.234,50. Mit so vielen Nachkommastellen; thousands = true trennt die Tausender",
        "As people write it, in the language of the app: 1,234.50. With so many decimals; thousands = true parts the thousands",
    ),
);
