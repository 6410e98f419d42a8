//! `text`: texts as people count them, and templates.
//!
//! Declared here, done in `engine/host`.

use super::{ApiDef, Group, arg, many, option};
use crate::i18n::t;

const OF: &str = "text";

pub(super) const GROUP: Group = Group {
    object: Some(OF),
    rows: &[&JOIN, &OF_VALUE, &FORMAT, &JSON, &LENGTH, &UPPER, &LOWER, &CONTAINS, &TRIM, &REPLACE, &PART],
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
