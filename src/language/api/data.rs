//! `data`: the variables and data sources of the project.
//!
//! Declared here, done in `engine/host`.

use super::{ApiDef, Group, arg, connection, option};
use crate::i18n::t;

const DATA_OF: &str = "data";

pub(super) const DATA: Group = Group { object: Some(DATA_OF), rows: &[&VARIABLE] };

/// `data.<variable>`
pub const VARIABLE: ApiDef = ApiDef::writable(
    DATA_OF,
    "<variable>",
    "value",
    t(
        "Liest oder setzt eine Variable; Zahlen und Wahrheitswerte werden für Text-Variablen zu Text",
        "Reads or sets a variable; numbers and truth values become text for text variables",
    ),
);

/// A data source.
pub const SOURCE_OF: &str = "data.<source>";

pub(super) const SOURCE: Group = Group {
    object: None,
    rows: &[
        &COUNT,
        &ROW,
        &FIRST,
        &VALUE,
        &CELL,
        &BY_TOPIC,
        &CLEAR,
        &ENABLED,
        &IS_ENABLED,
        &RELOAD,
        &RELOAD_AND_AWAIT,
        &PUBLISH,
        &GET_CONNECTION,
    ],
};

/// `data.<source>.count`
pub const COUNT: ApiDef = ApiDef::member(
    SOURCE_OF,
    "count",
    "number",
    t("Wie viele Zeilen die Datenquelle hält", "How many rows the data source keeps"),
);

/// `data.<source>[i]`
pub const ROW: ApiDef = ApiDef::member(
    SOURCE_OF,
    "[i]",
    "row | nil",
    t(
        "Eine Zeile: 0 ist die oberste, nil gibt es jenseits der letzten. Sie hat .Zeit, .Topic, .Nachricht und ihre Spalten, auch .Time, .Message, .retained, .qos und .at_ms",
        "A row: 0 is the top one, nil beyond the last one. It has .Zeit, .Topic, .Nachricht and its columns, also .Time, .Message, .retained, .qos and .at_ms",
    ),
);

/// `data.<source>.first`
pub const FIRST: ApiDef = ApiDef::member(SOURCE_OF, "first", "row | nil", t("Die neueste Zeile", "The newest row"));

/// `data.<source>.value`
pub const VALUE: ApiDef = ApiDef::call(
    SOURCE_OF,
    "value",
    &[arg("column"), option("topic")],
    "value | nil",
    t(
        "Was zuletzt in eine Spalte kam; mit topic das, was zuletzt auf diesem Topic kam. Zeiten sind Text: 2026-11-22 14:02:11",
        "What came last for a column; with topic what came last on that topic. Times are text: 2026-11-22 14:02:11",
    ),
);

/// `data.<source>.cell`
pub const CELL: ApiDef = ApiDef::call(
    SOURCE_OF,
    "cell",
    &[arg("row"), arg("column")],
    "value | nil",
    t("Ein Wert der Tabelle; die oberste Zeile ist 0", "A value of the table; the top row is 0"),
);

/// `data.<source>.bytopic`
pub const BY_TOPIC: ApiDef = ApiDef::call(
    SOURCE_OF,
    "bytopic",
    &[arg("topic")],
    "row | nil",
    t("Die neueste Zeile eines Topics", "The newest row of a topic"),
);

/// `data.<source>.clear`
pub const CLEAR: ApiDef = ApiDef::call(SOURCE_OF, "clear", &[], "", t("Vergisst alle Zeilen", "Forgets all rows"));

/// `data.<source>.enabled`
pub const ENABLED: ApiDef = ApiDef::writable(
    SOURCE_OF,
    "enabled",
    "true | false",
    t(
        "Ob die Datenquelle empfängt; sie lässt sich ein- und ausschalten",
        "Whether the data source receives; it can be switched on and off",
    ),
);

/// `data.<source>.isenabled`
pub const IS_ENABLED: ApiDef = ApiDef::writable(
    SOURCE_OF,
    "isenabled",
    "true | false",
    t(
        "Dasselbe wie enabled. Heißt so in Peakboard, damit Skripte von dort auch hier laufen",
        "The same as enabled. Named as in Peakboard, so that scripts from there run here too",
    ),
);

/// `data.<source>.reload`
pub const RELOAD: ApiDef = ApiDef::call(
    SOURCE_OF,
    "reload",
    &[],
    "",
    t(
        "Tut nichts: Nachrichten kommen von selbst. Da, damit Skripte aus Peakboard auch hier laufen",
        "Does nothing: messages come by themselves. There so that scripts from Peakboard run here too",
    ),
);

/// `data.<source>.reloadandawait`
pub const RELOAD_AND_AWAIT: ApiDef =
    ApiDef::call(SOURCE_OF, "reloadandawait", &[], "", t("Tut nichts, wie reload", "Does nothing, as reload"));

/// `data.<source>.publish`
pub const PUBLISH: ApiDef = ApiDef {
    of: SOURCE_OF,
    doc: t(
        "Veröffentlicht über die Verbindung der Datenquelle, wie connection.publish; so schreiben es ältere Skripte aus Peakboard",
        "Publishes over the connection of the data source, as connection.publish; older scripts from Peakboard write it so",
    ),
    ..connection::PUBLISH
};

/// `data.<source>.getconnection`
pub const GET_CONNECTION: ApiDef = ApiDef::call(
    SOURCE_OF,
    "getconnection",
    &[],
    "connection",
    t("Die Verbindung der Datenquelle", "The connection of the data source"),
);
