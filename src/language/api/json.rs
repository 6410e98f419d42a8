//! `json`: reading and writing JSON.
//!
//! Declared here, done in `engine/host`.

use super::{ApiDef, Group, arg, option};
use crate::i18n::t;

const OF: &str = "json";

pub(super) const GROUP: Group = Group { object: Some(OF), rows: &[&GET, &PARSE, &WRITE, &SET, &GET_ALIAS] };

/// `json.get`
pub const GET: ApiDef = ApiDef::call(
    OF,
    "get",
    &[arg("json"), arg("path"), option("default")],
    "value",
    t(
        "Der Wert an einem Pfad wie sensor.werte[0].temp; default, wo nichts ist oder der Text kein JSON ist",
        "The value at a path such as sensor.values[0].temp; default where there is nothing or the text is no JSON",
    ),
);

/// The name that the reference product has for it.
const GET_ALIAS: ApiDef = ApiDef::alias(OF, "getvaluefrompath", &GET);

/// `json.parse`
pub const PARSE: ApiDef = ApiDef::call(
    OF,
    "parse",
    &[arg("text")],
    "value",
    t(
        "Liest JSON: Listen und Objekte werden Tabellen; was kein JSON ist, ist ein Fehler",
        "Reads JSON: lists and objects become tables; what is no JSON is an error",
    ),
);

/// `json.write`
pub const WRITE: ApiDef =
    ApiDef::call(OF, "write", &[arg("value")], "text", t("Schreibt einen Wert als JSON", "Writes a value as JSON"));

/// `json.set`
pub const SET: ApiDef = ApiDef::call(
    OF,
    "set",
    &[arg("json"), arg("path"), arg("value")],
    "text",
    t(
        "Dasselbe JSON mit einem anderen Wert an diesem Pfad; was auf dem Weg dorthin fehlt, kommt dazu",
        "The same JSON with another value at this path; what is missing on the way is added",
    ),
);
