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
