//! Names of the reference product for what is declared elsewhere, so that its scripts run as they are; generated code has
//! one spelling.
//!
//! Each row says what it stands for; the engine finds the function there.

use super::{ApiDef, Group, number, text};

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
    ],
};

const MATH_OF: &str = "math";

pub(super) const MATH: Group = Group {
    object: None,
    rows: &[
        &ApiDef::alias(MATH_OF, "tonumber", &number::OF_TEXT),
        &ApiDef::alias(MATH_OF, "roundwithdecimals", &number::ROUND),
        &ApiDef::alias(MATH_OF, "roundwithoutdecimals", &number::ROUND),
    ],
};
