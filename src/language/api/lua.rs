//! What Lua itself has under a bare name; a test of the engine compares it with a real state.

use super::{ApiDef, Group, arg, many};
use crate::i18n::t;

/// Every function and table that scripts find without the app's doing.
pub const LIBRARY: &[&str] = &[
    "_G",
    "_VERSION",
    "assert",
    "bit32",
    "buffer",
    "debug",
    "error",
    "getmetatable",
    "integer",
    "ipairs",
    "math",
    "next",
    "os",
    "pairs",
    "pcall",
    "print",
    "rawequal",
    "rawget",
    "rawlen",
    "rawset",
    "select",
    "setmetatable",
    "string",
    "table",
    "tonumber",
    "tostring",
    "type",
    "typeof",
    "unpack",
    "utf8",
    "vector",
    "xpcall",
];

/// Those that blocks write too.
pub(super) const GROUP: Group = Group { object: None, rows: &[&ASSERT, &SELECT] };

const MATH_OF: &str = "math";

/// What people calculate with; the rest of `math` is there too.
pub(super) const MATH: Group = Group { object: None, rows: &[&ABS, &CEIL, &FLOOR, &MAX, &MIN, &SQRT] };

/// `math.abs`
pub const ABS: ApiDef =
    ApiDef::call(MATH_OF, "abs", &[arg("number")], "number", t("Ohne Vorzeichen", "Without its sign"));

/// `math.ceil`
pub const CEIL: ApiDef = ApiDef::call(MATH_OF, "ceil", &[arg("number")], "number", t("Aufgerundet", "Rounded up"));

/// `math.floor`
pub const FLOOR: ApiDef = ApiDef::call(MATH_OF, "floor", &[arg("number")], "number", t("Abgerundet", "Rounded down"));

/// `math.max`
pub const MAX: ApiDef = ApiDef::call(
    MATH_OF,
    "max",
    &[arg("a"), many("…")],
    "number",
    t("Die größte der Zahlen", "The largest of the numbers"),
);

/// `math.min`
pub const MIN: ApiDef = ApiDef::call(
    MATH_OF,
    "min",
    &[arg("a"), many("…")],
    "number",
    t("Die kleinste der Zahlen", "The smallest of the numbers"),
);

/// `math.sqrt`
pub const SQRT: ApiDef =
    ApiDef::call(MATH_OF, "sqrt", &[arg("number")], "number", t("Die Quadratwurzel", "The square root"));

/// `assert`
pub const ASSERT: ApiDef = ApiDef::call(
    "",
    "assert",
    &[arg("value"), many("…")],
    "value, …",
    t(
        "Gibt weiter, was es bekommt; ist das erste false oder nil, wird daraus ein Fehler mit dem zweiten als Text",
        "Gives back what it gets; if the first is false or nil, that is an error with the second as its text",
    ),
);

/// `select`
pub const SELECT: ApiDef = ApiDef::call(
    "",
    "select",
    &[arg("number"), many("…")],
    "value, …",
    t("Was ab dieser Stelle kommt; die erste ist 1", "What comes from this place on; the first is 1"),
);
