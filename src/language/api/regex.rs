//! `text`: what a pattern finds in a text.
//!
//! Declared here, done in `engine/host`.

use super::{ApiDef, Group, arg, option};
use crate::i18n::t;

const OF: &str = "text";

pub(super) const GROUP: Group = Group { object: None, rows: &[&MATCHES, &EXTRACT, &EXTRACT_ALL, &REPLACE_PATTERN] };

/// `text.matches`
pub const MATCHES: ApiDef = ApiDef::call(
    OF,
    "matches",
    &[arg("text"), arg("pattern")],
    "true | false",
    t(
        "Ob ein Muster (regulärer Ausdruck) im Text vorkommt; mit ^ und $ muss es der ganze sein",
        "Whether a pattern (regular expression) is found in the text; with ^ and $ it has to be the whole",
    ),
);

/// `text.extract`
pub const EXTRACT: ApiDef = ApiDef::call(
    OF,
    "extract",
    &[arg("text"), arg("pattern"), option("group")],
    "text | nil",
    t(
        "Was ein Muster zuerst findet: seine erste Klammer, sonst alles; mit group die soundsovielte, 0 ist alles",
        "What a pattern finds first: its first bracket, else all of it; with group that one, 0 is all of it",
    ),
);

/// `text.extractall`
pub const EXTRACT_ALL: ApiDef = ApiDef::call(
    OF,
    "extractall",
    &[arg("text"), arg("pattern"), option("group")],
    "list",
    t("Alles, was ein Muster findet, wie extract", "All that a pattern finds, as extract"),
);

/// `text.replacepattern`
pub const REPLACE_PATTERN: ApiDef = ApiDef::call(
    OF,
    "replacepattern",
    &[arg("text"), arg("pattern"), arg("new")],
    "text",
    t(
        "Ersetzt alles, was ein Muster findet; $1 ist seine erste Klammer, $0 alles, $$ ein Dollar",
        "Replaces all that a pattern finds; $1 is its first bracket, $0 all of it, $$ a dollar",
    ),
);
