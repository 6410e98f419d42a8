//! `text`: texts as people count them, and templates.
//!
//! Declared here, done in `engine/host`.

use super::{ApiDef, Group, arg, many, option};
use crate::i18n::t;

const OF: &str = "text";

pub(super) const GROUP: Group = Group {
    object: Some(OF),
    rows: &[
        &JOIN,
        &OF_VALUE,
        &FORMAT,
        &JSON,
        &LENGTH,
        &UPPER,
        &LOWER,
        &CAPITALIZE,
        &CONTAINS,
        &STARTS_WITH,
        &ENDS_WITH,
        &FIND,
        &FIND_LAST,
        &COUNT,
        &TRIM,
        &REPLACE,
        &PART,
        &SPLIT,
        &PAD_START,
        &PAD_END,
    ],
};

/// `text.join`
pub const JOIN: ApiDef = ApiDef::call(
    OF,
    "join",
    &[arg("a"), many("…")],
    "text",
    t("Hängt Werte aneinander; nil zählt als leer", "Joins values; nil counts as empty"),
);

/// `text.of`
pub const OF_VALUE: ApiDef = ApiDef::call(
    OF,
    "of",
    &[arg("value")],
    "text",
    t("Der Wert als Text: 5, nicht 5.0", "The value as text: 5, not 5.0"),
);

/// `text.format`
pub const FORMAT: ApiDef = ApiDef::call(
    OF,
    "format",
    &[arg("template"), option("{ name = value }")],
    "text",
    t("Füllt die Platzhalter #[name]#", "Fills in the placeholders #[name]#"),
);

/// `text.json`
pub const JSON: ApiDef = ApiDef::call(
    OF,
    "json",
    &[arg("template"), option("{ name = value }")],
    "text",
    t(
        "Wie format, aber als gültiges JSON: Text wird maskiert, außerhalb von Anführungszeichen auch eingefasst",
        "Like format, but as valid JSON: text is escaped, and quoted where it stands outside quotes",
    ),
);

/// `text.length`
pub const LENGTH: ApiDef =
    ApiDef::call(OF, "length", &[arg("text")], "number", t("Anzahl der Zeichen", "Number of characters"));

/// `text.upper`
pub const UPPER: ApiDef = ApiDef::call(OF, "upper", &[arg("text")], "text", t("In Großbuchstaben", "In upper case"));

/// `text.lower`
pub const LOWER: ApiDef = ApiDef::call(OF, "lower", &[arg("text")], "text", t("In Kleinbuchstaben", "In lower case"));

/// `text.contains`
pub const CONTAINS: ApiDef = ApiDef::call(
    OF,
    "contains",
    &[arg("text"), arg("part")],
    "true | false",
    t("Ob ein Teil vorkommt", "Whether it contains a part"),
);

/// `text.trim`
pub const TRIM: ApiDef =
    ApiDef::call(OF, "trim", &[arg("text")], "text", t("Ohne Leerraum am Rand", "Without blanks around it"));

/// `text.replace`
pub const REPLACE: ApiDef = ApiDef::call(
    OF,
    "replace",
    &[arg("text"), arg("old"), arg("new")],
    "text",
    t("Ersetzt jedes Vorkommen", "Replaces every occurrence"),
);

/// `text.part`
pub const PART: ApiDef = ApiDef::call(
    OF,
    "part",
    &[arg("text"), arg("from"), option("count")],
    "text",
    t(
        "Ein Teil ab dem Zeichen from (das erste ist 1), sonst bis zum Ende",
        "A part from the character from on (the first one is 1), to the end unless count is given",
    ),
);

/// `text.capitalize`
pub const CAPITALIZE: ApiDef = ApiDef::call(
    OF,
    "capitalize",
    &[arg("text")],
    "text",
    t("Mit großem Anfangsbuchstaben", "With a capital first letter"),
);

/// `text.startswith`
pub const STARTS_WITH: ApiDef = ApiDef::call(
    OF,
    "startswith",
    &[arg("text"), arg("part")],
    "true | false",
    t("Ob der Text so beginnt", "Whether the text begins like this"),
);

/// `text.endswith`
pub const ENDS_WITH: ApiDef = ApiDef::call(
    OF,
    "endswith",
    &[arg("text"), arg("part")],
    "true | false",
    t("Ob der Text so endet", "Whether the text ends like this"),
);

/// `text.find`
pub const FIND: ApiDef = ApiDef::call(
    OF,
    "find",
    &[arg("text"), arg("part")],
    "number",
    t(
        "An welchem Zeichen ein Teil zum ersten Mal beginnt, von 1 an; 0, wenn er nicht vorkommt",
        "At which character a part begins for the first time, from 1; 0 if it is not in there",
    ),
);

/// `text.findlast`
pub const FIND_LAST: ApiDef = ApiDef::call(
    OF,
    "findlast",
    &[arg("text"), arg("part")],
    "number",
    t("Wie find, aber zum letzten Mal", "Like find, but for the last time"),
);

/// `text.count`
pub const COUNT: ApiDef = ApiDef::call(
    OF,
    "count",
    &[arg("text"), arg("part")],
    "number",
    t("Wie oft ein Teil vorkommt", "How often a part is in there"),
);

/// `text.split`
pub const SPLIT: ApiDef = ApiDef::call(
    OF,
    "split",
    &[arg("text"), option("separator")],
    "list",
    t(
        "Die Stücke zwischen den Trennzeichen (sonst Komma), ohne Leerraum am Rand",
        "The pieces between the separators (a comma unless given), without blanks around them",
    ),
);

/// `text.padstart`
pub const PAD_START: ApiDef = ApiDef::call(
    OF,
    "padstart",
    &[arg("text"), arg("length"), option("with")],
    "text",
    t(
        "Füllt vorn auf so viele Zeichen auf, mit Leerzeichen oder dem, was with sagt",
        "Fills up to so many characters in front, with blanks or what with says",
    ),
);

/// `text.padend`
pub const PAD_END: ApiDef = ApiDef::call(
    OF,
    "padend",
    &[arg("text"), arg("length"), option("with")],
    "text",
    t("Wie padstart, aber hinten", "Like padstart, but behind"),
);
