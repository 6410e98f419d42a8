//! Names of the reference product for what is declared elsewhere, so that its scripts run as they are; generated code has
//! one spelling.
//!
//! Each row says what it stands for; the engine finds the function there.

use super::{ApiDef, Arg, Group, arg, number, text};
use crate::i18n::t;

const STRING_OF: &str = "string";

pub(super) const STRING: Group = Group {
    object: None,
    rows: &[
        &ApiDef::alias(STRING_OF, "contains", &text::CONTAINS),
        &ApiDef::alias(STRING_OF, "startswith", &text::STARTS_WITH),
        &ApiDef::alias(STRING_OF, "endswith", &text::ENDS_WITH),
        &ApiDef::alias(STRING_OF, "replace", &text::REPLACE),
        &ApiDef::alias(STRING_OF, "count", &text::COUNT),
        &ApiDef::alias(STRING_OF, "trim", &text::TRIM),
        &ApiDef::alias(STRING_OF, "gsubph", &text::FORMAT),
        &ApiDef::alias(STRING_OF, "tostring", &text::OF_VALUE),
        &ApiDef::alias(STRING_OF, "firstindexof", &text::FIND),
        &ApiDef::alias(STRING_OF, "lastindexof", &text::FIND_LAST),
        &ADD_LEADING,
        &ADD_ENDING,
    ],
};

const FILLED: &[Arg] = &[arg("text"), arg("with"), arg("length")];

/// `string.addleadingcharacters`
pub const ADD_LEADING: ApiDef = ApiDef::call(
    STRING_OF,
    "addleadingcharacters",
    FILLED,
    "text",
    t("Füllt vorn auf so viele Zeichen auf, wie text.padstart", "Fills up in front, as text.padstart"),
);

/// `string.addendingcharacters`
pub const ADD_ENDING: ApiDef = ApiDef::call(
    STRING_OF,
    "addendingcharacters",
    FILLED,
    "text",
    t("Füllt hinten auf so viele Zeichen auf, wie text.padend", "Fills up behind, as text.padend"),
);

const MATH_OF: &str = "math";

pub(super) const MATH: Group = Group {
    object: None,
    rows: &[
        &ApiDef::alias(MATH_OF, "tonumber", &number::OF_TEXT),
        &ApiDef::alias(MATH_OF, "roundwithdecimals", &number::ROUND),
        &ApiDef::alias(MATH_OF, "roundwithoutdecimals", &number::ROUND),
    ],
};
