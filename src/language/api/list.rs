//! `list`: values one after the other, counted from 1. Where values are records, a column says which part of them counts.
//!
//! Declared here, done in `engine/host`.

use super::{ApiDef, Arg, Group, arg, many, option};
use crate::i18n::{Text, t};

const OF: &str = "list";

pub(super) const GROUP: Group = Group {
    object: Some(OF),
    rows: &[
        &NEW,
        &ADD,
        &INSERT,
        &SET,
        &REMOVE,
        &REMOVE_VALUE,
        &GET,
        &COUNT,
        &FIND,
        &CONTAINS,
        &SUM,
        &MIN,
        &MAX,
        &AVERAGE,
        &SORT,
        &REVERSE,
        &FILTER,
        &DISTINCT,
        &JOIN,
    ],
};

/// `list.new`
pub const NEW: ApiDef =
    ApiDef::call(OF, "new", &[many("…")], "list", t("Eine Liste mit diesen Werten", "A list of these values"));

/// `list.add`
pub const ADD: ApiDef = ApiDef::call(
    OF,
    "add",
    &[arg("list"), arg("value")],
    "list",
    t("Hängt einen Wert an und gibt die Liste zurück", "Appends a value and gives the list back"),
);

/// `list.insert`
pub const INSERT: ApiDef = ApiDef::call(
    OF,
    "insert",
    &[arg("list"), arg("index"), arg("value")],
    "list",
    t("Setzt einen Wert vor diese Stelle", "Puts a value in front of this place"),
);

/// `list.set`
pub const SET: ApiDef = ApiDef::call(
    OF,
    "set",
    &[arg("list"), arg("index"), arg("value")],
    "list",
    t("Ersetzt den Wert an dieser Stelle", "Replaces the value at this place"),
);

/// `list.remove`
pub const REMOVE: ApiDef = ApiDef::call(
    OF,
    "remove",
    &[arg("list"), arg("index")],
    "list",
    t("Nimmt den Wert an dieser Stelle heraus", "Takes the value at this place out"),
);

/// `list.removevalue`
pub const REMOVE_VALUE: ApiDef = ApiDef::call(
    OF,
    "removevalue",
    &[arg("list"), arg("value"), option("column")],
    "list",
    t("Nimmt jeden Wert heraus, der dieser ist", "Takes out each value that is this one"),
);

/// `list.get`
pub const GET: ApiDef = ApiDef::call(
    OF,
    "get",
    &[arg("list"), arg("index"), option("column")],
    "value | nil",
    t("Ein Wert der Liste; der erste ist 1", "A value of the list; the first one is 1"),
);

/// `list.count`
pub const COUNT: ApiDef = ApiDef::call(
    OF,
    "count",
    &[arg("list")],
    "number",
    t("Wie viele Werte in der Liste sind", "How many values are in the list"),
);

/// `list.find`
pub const FIND: ApiDef = ApiDef::call(
    OF,
    "find",
    &[arg("list"), arg("value"), option("column")],
    "number",
    t(
        "An welcher Stelle ein Wert zum ersten Mal steht; 0, wenn nirgends. 5 und '5' sind dasselbe",
        "At which place a value is for the first time; 0 if nowhere. 5 and '5' are the same",
    ),
);

/// `list.contains`
pub const CONTAINS: ApiDef = ApiDef::call(
    OF,
    "contains",
    &[arg("list"), arg("value"), option("column")],
    "true | false",
    t("Ob ein Wert in der Liste ist", "Whether a value is in the list"),
);

const OF_COLUMN: &[Arg] = &[arg("list"), option("column")];

const fn of_numbers(name: &'static str, gives: &'static str, doc: Text) -> ApiDef {
    ApiDef::call(OF, name, OF_COLUMN, gives, doc)
}

/// `list.sum`
pub const SUM: ApiDef = of_numbers("sum", "number", t("Die Summe der Zahlen", "The sum of the numbers"));

/// `list.min`
pub const MIN: ApiDef = of_numbers("min", "number | nil", t("Die kleinste Zahl", "The smallest number"));

/// `list.max`
pub const MAX: ApiDef = of_numbers("max", "number | nil", t("Die größte Zahl", "The largest number"));

/// `list.average`
pub const AVERAGE: ApiDef = of_numbers("average", "number | nil", t("Der Mittelwert der Zahlen", "The average"));

/// `list.sort`
pub const SORT: ApiDef = ApiDef::call(
    OF,
    "sort",
    &[arg("list"), option("column"), option("down")],
    "list",
    t(
        "Ordnet die Liste: Zahlen nach Größe, Texte nach dem Alphabet; down = true: abwärts",
        "Sorts the list: numbers by size, texts by the alphabet; down = true: downwards",
    ),
);

/// `list.reverse`
pub const REVERSE: ApiDef =
    ApiDef::call(OF, "reverse", &[arg("list")], "list", t("Kehrt die Reihenfolge um", "Turns the order around"));

/// `list.filter`
pub const FILTER: ApiDef = ApiDef::call(
    OF,
    "filter",
    &[arg("list"), arg("operator"), arg("value"), option("column")],
    "list",
    t(
        "Eine neue Liste der Werte, für die es stimmt: '=', '~=', '<', '<=', '>', '>=' oder 'contains'",
        "A new list of the values for which it is so: '=', '~=', '<', '<=', '>', '>=' or 'contains'",
    ),
);

/// `list.distinct`
pub const DISTINCT: ApiDef = ApiDef::call(
    OF,
    "distinct",
    &[arg("list"), option("column")],
    "list",
    t("Eine neue Liste mit jedem Wert nur einmal", "A new list with each value only once"),
);

/// `list.join`
pub const JOIN: ApiDef = ApiDef::call(
    OF,
    "join",
    &[arg("list"), option("separator"), option("column")],
    "text",
    t(
        "Die Werte als Text hintereinander, mit dem Trennzeichen (sonst Komma) dazwischen",
        "The values as text one after the other, with the separator (a comma unless given) between them",
    ),
);
