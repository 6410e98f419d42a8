//! `data`: the variables and data sources of the project.
//!
//! Declared here, done in `engine/host`.

use super::{ApiDef, Group, arg, connection, hub, option};
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
        &LAST,
        &ROWS,
        &FILTER,
        &VALUES,
        &DISTINCT,
        &COUNT_DISTINCT,
        &INDEX_OF,
        &LAST_INDEX_OF,
        &CONTAINS,
        &SUM,
        &AVERAGE,
        &MIN,
        &MAX,
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
    t(
        "Ein Wert der Tabelle; die oberste Zeile ist 0. Eine Zeile einer Liste geht auch selbst",
        "A value of the table; the top row is 0. A row of a list will do itself",
    ),
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

/// `data.<source>.last`
pub const LAST: ApiDef = ApiDef::member(SOURCE_OF, "last", "row | nil", t("Die unterste Zeile", "The lowest row"));

/// `data.<source>.rows`
pub const ROWS: ApiDef = ApiDef::call(
    SOURCE_OF,
    "rows",
    &[],
    "list",
    t(
        "Alle Zeilen, von oben; auch die einer Liste, die man ändern und herausnehmen kann",
        "All rows, from the top; those of a list can be changed and taken out",
    ),
);

/// `data.<source>.filter`
pub const FILTER: ApiDef = ApiDef::call(
    SOURCE_OF,
    "filter",
    &[arg("column"), arg("operator"), arg("value")],
    "list",
    t(
        "Die Zeilen, für die es stimmt; operator ist '=', '~=', '<', '<=', '>', '>=' oder 'contains'",
        "The rows for which it is so; operator is '=', '~=', '<', '<=', '>', '>=' or 'contains'",
    ),
);

/// `data.<source>.values`
pub const VALUES: ApiDef = ApiDef::call(
    SOURCE_OF,
    "values",
    &[arg("column")],
    "list",
    t("Die Werte einer Spalte, von oben", "The values of a column, from the top"),
);

/// `data.<source>.distinct`
pub const DISTINCT: ApiDef = ApiDef::call(
    SOURCE_OF,
    "distinct",
    &[arg("column")],
    "list",
    t("Jeder Wert einer Spalte einmal", "Each value of a column once"),
);

/// `data.<source>.countdistinct`
pub const COUNT_DISTINCT: ApiDef = ApiDef::call(
    SOURCE_OF,
    "countdistinct",
    &[arg("column")],
    "number",
    t("Wie viele verschiedene Werte in einer Spalte stehen", "How many different values a column has"),
);

/// `data.<source>.indexof`
pub const INDEX_OF: ApiDef = ApiDef::call(
    SOURCE_OF,
    "indexof",
    &[arg("column"), arg("value")],
    "number",
    t(
        "Die Zeile, in der ein Wert steht, von 0 an; -1, wenn in keiner. 5 und '5' sind dasselbe",
        "The row that has a value, from 0 on; -1 where none has. 5 and '5' are the same",
    ),
);

/// `data.<source>.lastindexof`
pub const LAST_INDEX_OF: ApiDef = ApiDef::call(
    SOURCE_OF,
    "lastindexof",
    &[arg("column"), arg("value")],
    "number",
    t("Wie indexof, von unten gesucht", "As indexof, looked for from below"),
);

/// `data.<source>.contains`
pub const CONTAINS: ApiDef = ApiDef::call(
    SOURCE_OF,
    "contains",
    &[arg("column"), arg("value")],
    "boolean",
    t("Ob ein Wert in einer Spalte steht", "Whether a column has a value"),
);

/// `data.<source>.sum`
pub const SUM: ApiDef =
    ApiDef::call(SOURCE_OF, "sum", &[arg("column")], "number", t("Die Summe einer Spalte", "The sum of a column"));

/// `data.<source>.average`
pub const AVERAGE: ApiDef = ApiDef::call(
    SOURCE_OF,
    "average",
    &[arg("column")],
    "number | nil",
    t("Der Mittelwert einer Spalte", "The average of a column"),
);

/// `data.<source>.min`
pub const MIN: ApiDef = ApiDef::call(
    SOURCE_OF,
    "min",
    &[arg("column")],
    "number | nil",
    t("Die kleinste Zahl einer Spalte", "The smallest number of a column"),
);

/// `data.<source>.max`
pub const MAX: ApiDef = ApiDef::call(
    SOURCE_OF,
    "max",
    &[arg("column")],
    "number | nil",
    t("Die größte Zahl einer Spalte", "The largest number of a column"),
);

/// A list with columns: what a data source has, and this.
pub const LIST_OF: &str = "data.<list>";

pub(super) const LIST: Group = Group {
    object: None,
    rows: &[
        &ADD,
        &INSERT,
        &SET,
        &REMOVE,
        &GET_INDEX,
        &SORT_ASC,
        &SORT_DESC,
        &REPLACE_LIST_WITH,
        &hub::APPEND_ENTRY,
        &hub::SET_ENTRY,
        &hub::REMOVE_ENTRY,
        &hub::CLEAR_ENTRIES,
        &hub::ADD_TO_HUB_LIST,
        &hub::REPLACE_HUB_LIST_WITH,
    ],
};

/// `data.<list>.add`
pub const ADD: ApiDef = ApiDef::call(
    LIST_OF,
    "add",
    &[option("row")],
    "row",
    t(
        "Hängt eine Zeile an: { Name = 'Milch', Menge = 2 } oder { 'Milch', 2 }. Was fehlt, ist leer, 0 oder false",
        "Puts a row at the end: { Name = 'Milk', Amount = 2 } or { 'Milk', 2 }. What is missing is empty, 0 or false",
    ),
);

/// `data.<list>.insert`
pub const INSERT: ApiDef = ApiDef::call(
    LIST_OF,
    "insert",
    &[arg("index"), option("row")],
    "row",
    t("Setzt eine Zeile vor eine andere; die oberste ist 0", "Puts a row in front of another one; the top one is 0"),
);

/// `data.<list>.set`
pub const SET: ApiDef = ApiDef::call(
    LIST_OF,
    "set",
    &[arg("row"), arg("column"), arg("value")],
    "",
    t(
        "Setzt einen Wert; die Zeile mit ihrer Nummer von 0 an, oder sie selbst. data.Name[0].Spalte = 5 tut dasselbe",
        "Sets a value; the row by its number from 0 on, or itself. data.Name[0].Column = 5 does the same",
    ),
);

/// `data.<list>.remove`
pub const REMOVE: ApiDef = ApiDef::call(
    LIST_OF,
    "remove",
    &[arg("row")],
    "",
    t(
        "Nimmt eine Zeile heraus, mit ihrer Nummer von 0 an, oder sie selbst",
        "Takes out a row, by its number from 0 on, or itself",
    ),
);

/// `data.<list>.getindex`
pub const GET_INDEX: ApiDef = ApiDef::call(
    LIST_OF,
    "getindex",
    &[arg("row")],
    "number",
    t(
        "Wo eine Zeile jetzt steht, von 0 an; -1, wenn es sie nicht mehr gibt",
        "Where a row is now, from 0 on; -1 where it is gone",
    ),
);

/// `data.<list>.sortasc`
pub const SORT_ASC: ApiDef = ApiDef::call(
    LIST_OF,
    "sortasc",
    &[arg("column")],
    "",
    t("Ordnet die Zeilen nach einer Spalte, das Kleinste zuerst", "Sorts the rows by a column, the smallest first"),
);

/// `data.<list>.sortdesc`
pub const SORT_DESC: ApiDef = ApiDef::call(
    LIST_OF,
    "sortdesc",
    &[arg("column")],
    "",
    t("Ordnet die Zeilen nach einer Spalte, das Größte zuerst", "Sorts the rows by a column, the largest first"),
);

/// `data.<list>.replacelistwith`
pub const REPLACE_LIST_WITH: ApiDef = ApiDef::call(
    LIST_OF,
    "replacelistwith",
    &[arg("rows")],
    "",
    t(
        "Ersetzt alle Zeilen: durch die einer anderen Liste oder Datenquelle, oder durch eine Liste von Zeilen",
        "Replaces all rows: by those of another list or data source, or by a list of rows",
    ),
);
