//! What Lua itself has under a bare name; a test of the engine compares it with a real state.

use super::{ApiDef, Group, arg, many, option};
use crate::i18n::{Text, t};

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

/// Tables of Lua's own whose names are found in any case, as scripts of the reference product write them.
pub const FOLDED: &[&str] = &["string", "math"];

/// What is in each table of Lua's own; a test of the engine compares it with a real state.
pub const MEMBERS: &[(&str, &[&str])] = &[
    (
        "bit32",
        &[
            "arshift", "band", "bnot", "bor", "btest", "bxor", "byteswap", "countlz", "countrz", "extract", "lrotate",
            "lshift", "replace", "rrotate", "rshift",
        ],
    ),
    (
        "buffer",
        &[
            "copy",
            "create",
            "fill",
            "fromstring",
            "len",
            "readbits",
            "readf32",
            "readf64",
            "readi16",
            "readi32",
            "readi8",
            "readstring",
            "readu16",
            "readu32",
            "readu8",
            "tostring",
            "writebits",
            "writef32",
            "writef64",
            "writei16",
            "writei32",
            "writei8",
            "writestring",
            "writeu16",
            "writeu32",
            "writeu8",
        ],
    ),
    ("debug", &["info", "traceback"]),
    (
        "integer",
        &[
            "add",
            "arshift",
            "band",
            "bnot",
            "bor",
            "bswap",
            "btest",
            "bxor",
            "clamp",
            "countlz",
            "countrz",
            "create",
            "div",
            "extract",
            "fromstring",
            "ge",
            "gt",
            "idiv",
            "le",
            "lrotate",
            "lshift",
            "lt",
            "max",
            "maxsigned",
            "min",
            "minsigned",
            "mod",
            "mul",
            "neg",
            "rem",
            "replace",
            "rrotate",
            "rshift",
            "sub",
            "tonumber",
            "udiv",
            "uge",
            "ugt",
            "ule",
            "ult",
            "urem",
        ],
    ),
    (
        "math",
        &[
            "abs",
            "acos",
            "asin",
            "atan",
            "atan2",
            "ceil",
            "clamp",
            "cos",
            "cosh",
            "deg",
            "e",
            "exp",
            "floor",
            "fmod",
            "frexp",
            "huge",
            "isfinite",
            "isinf",
            "isnan",
            "ldexp",
            "lerp",
            "log",
            "log10",
            "map",
            "max",
            "min",
            "modf",
            "nan",
            "noise",
            "phi",
            "pi",
            "pow",
            "rad",
            "random",
            "randomseed",
            "round",
            "roundwithdecimals",
            "roundwithoutdecimals",
            "sign",
            "sin",
            "sinh",
            "sqrt",
            "sqrt2",
            "tan",
            "tanh",
            "tau",
            "tonumber",
        ],
    ),
    ("os", &["clock", "date", "difftime", "time"]),
    (
        "string",
        &[
            "addendingcharacters",
            "addleadingcharacters",
            "byte",
            "char",
            "contains",
            "count",
            "endswith",
            "find",
            "firstindexof",
            "format",
            "gmatch",
            "gsub",
            "gsubph",
            "lastindexof",
            "len",
            "lower",
            "match",
            "pack",
            "packsize",
            "rep",
            "replace",
            "reverse",
            "split",
            "startswith",
            "sub",
            "tostring",
            "trim",
            "unpack",
            "upper",
        ],
    ),
    (
        "table",
        &[
            "clear", "clone", "concat", "create", "find", "foreach", "foreachi", "freeze", "getn", "insert",
            "isfrozen", "maxn", "move", "pack", "remove", "sort", "unpack",
        ],
    ),
    ("utf8", &["char", "charpattern", "codepoint", "codes", "len", "offset"]),
    (
        "vector",
        &[
            "abs",
            "angle",
            "ceil",
            "clamp",
            "create",
            "cross",
            "dot",
            "floor",
            "lerp",
            "magnitude",
            "max",
            "min",
            "normalize",
            "one",
            "sign",
            "zero",
        ],
    ),
];

/// What is in a table of Lua's own; `None` where it is none of them, or the table of all globals.
pub fn members(table: &str) -> Option<&'static [&'static str]> {
    MEMBERS.iter().find(|(name, _)| *name == table).map(|(_, members)| *members)
}

/// Why something that Lua or the reference product has elsewhere is not here; `None` for all that never was.
pub fn refusal(name: &str) -> Option<Text> {
    Some(match name {
        "os.execute" | "os.exit" | "io.popen" => t(
            "Eine App kann keine Programme starten oder beenden. Ein anderes Programm kann auf eine Nachricht hin handeln: sie veröffentlichen.",
            "An app cannot start or end programs. Another program can act on a message: publish it.",
        ),
        "peakboard.restart" | "peakboard.shutdown" => t(
            "Eine App kann den Computer nicht neu starten oder ausschalten. Ein anderes Programm kann auf eine Nachricht hin handeln: sie veröffentlichen.",
            "An app cannot restart the computer or switch it off. Another program can act on a message: publish it.",
        ),
        "mail" => t(
            "Eine App kann keine E-Mails senden. Ein anderes Programm kann auf eine Nachricht hin eine senden: sie veröffentlichen.",
            "An app cannot send mail. Another program can send one on a message: publish it.",
        ),
        "sql" => t(
            "Eine App spricht mit keiner Datenbank. Ein anderes Programm kann auf eine Nachricht hin in eine schreiben: sie veröffentlichen.",
            "An app does not speak to databases. Another program can write to one on a message: publish it.",
        ),
        "os.getenv" => t(
            "Eine App liest nichts aus der Umgebung des Computers. Einen Wert, der anders sein kann, in eine Variable schreiben.",
            "An app reads nothing of the computer's environment. Put a value that may differ into a variable.",
        ),
        "io" | "os.remove" | "os.rename" | "os.tmpname" => t(
            "Ein Skript kann keine Dateien lesen oder schreiben. Was bleiben soll, in eine Variable oder Liste schreiben oder veröffentlichen.",
            "A script cannot read or write files. Put what shall stay into a variable or list, or publish it.",
        ),
        "require" | "dofile" | "loadfile" | "load" | "loadstring" => t(
            "Ein Skript kann kein anderes laden. Was mehrere brauchen, in eine Funktion des Projekts schreiben.",
            "A script cannot load another one. Write what several need into a function of the project.",
        ),
        _ => return None,
    })
}

/// Those that blocks write too.
pub(super) const GROUP: Group = Group { object: None, rows: &[&ASSERT, &ERROR, &IPAIRS, &SELECT] };

const MATH_OF: &str = "math";

/// What people calculate with; the rest of `math` is there too.
pub(super) const MATH: Group = Group {
    object: None,
    rows: &[&ABS, &CEIL, &FLOOR, &MAX, &MIN, &SQRT, &SIN, &COS, &TAN, &RAD, &EXP, &LOG, &LOG_10],
};

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

/// `math.sin`
pub const SIN: ApiDef = ApiDef::call(MATH_OF, "sin", &[arg("radians")], "number", t("Der Sinus", "The sine"));

/// `math.cos`
pub const COS: ApiDef = ApiDef::call(MATH_OF, "cos", &[arg("radians")], "number", t("Der Kosinus", "The cosine"));

/// `math.tan`
pub const TAN: ApiDef = ApiDef::call(MATH_OF, "tan", &[arg("radians")], "number", t("Der Tangens", "The tangent"));

/// `math.rad`
pub const RAD: ApiDef =
    ApiDef::call(MATH_OF, "rad", &[arg("degrees")], "number", t("Grad als Bogenmaß", "Degrees as radians"));

/// `math.exp`
pub const EXP: ApiDef =
    ApiDef::call(MATH_OF, "exp", &[arg("number")], "number", t("e hoch die Zahl", "e to the power"));

/// `math.log`
pub const LOG: ApiDef = ApiDef::call(
    MATH_OF,
    "log",
    &[arg("number"), option("base")],
    "number",
    t("Der Logarithmus, natürlich oder zu dieser Basis", "The logarithm, natural or to this base"),
);

/// `math.log10`
pub const LOG_10: ApiDef =
    ApiDef::call(MATH_OF, "log10", &[arg("number")], "number", t("Der Zehnerlogarithmus", "The decimal logarithm"));

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

/// `error`
pub const ERROR: ApiDef = ApiDef::call(
    "",
    "error",
    &[arg("message"), option("level")],
    "",
    t("Bricht mit einem Fehler ab, den trycatch fängt", "Stops with an error, which trycatch catches"),
);

/// `ipairs`
pub const IPAIRS: ApiDef = ApiDef::call(
    "",
    "ipairs",
    &[arg("list")],
    "number, value …",
    t("In for: jede Stelle einer Liste mit ihrem Wert", "In for: each place of a list with its value"),
);

/// `select`
pub const SELECT: ApiDef = ApiDef::call(
    "",
    "select",
    &[arg("number"), many("…")],
    "value, …",
    t("Was ab dieser Stelle kommt; die erste ist 1", "What comes from this place on; the first is 1"),
);
