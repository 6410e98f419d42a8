//! `data.<list>`: how the reference product writes the lists of its server, so that its scripts run as they are. A list of
//! the project stands for them; its column *ID* tells a row from the others.
//!
//! Declared here, done in `engine/host`.

use super::data::LIST_OF;
use super::{ApiDef, arg};
use crate::i18n::t;

/// `data.<list>.appendentry`
pub const APPEND_ENTRY: ApiDef = ApiDef::call(
    LIST_OF,
    "appendentry",
    &[arg("row")],
    "value",
    t(
        "Wie add; eine Spalte ID bekommt die nächste Nummer, wenn sie fehlt. Gibt die ID, ohne diese Spalte die Nummer der Zeile",
        "As add; a column ID gets the next number where it is missing. Gives the ID, without that column the number of the row",
    ),
);

/// `data.<list>.setentry`
pub const SET_ENTRY: ApiDef = ApiDef::call(
    LIST_OF,
    "setentry",
    &[arg("id"), arg("row")],
    "",
    t(
        "Setzt Werte der Zeile mit dieser ID, ohne eine Spalte ID die mit dieser Nummer: data.Name.setentry(3, { Menge = 5 })",
        "Sets values of the row with this ID, without a column ID of the one with this number: data.Name.setentry(3, { Amount = 5 })",
    ),
);

/// `data.<list>.removeentry`
pub const REMOVE_ENTRY: ApiDef = ApiDef::call(
    LIST_OF,
    "removeentry",
    &[arg("id")],
    "",
    t(
        "Nimmt die Zeile mit dieser ID heraus, ohne eine Spalte ID die mit dieser Nummer",
        "Takes out the row with this ID, without a column ID the one with this number",
    ),
);

/// `data.<list>.clearentries`
pub const CLEAR_ENTRIES: ApiDef =
    ApiDef::call(LIST_OF, "clearentries", &[], "", t("Vergisst alle Zeilen, wie clear", "Forgets all rows, as clear"));

/// `data.<list>.addtohublist`
pub const ADD_TO_HUB_LIST: ApiDef = ApiDef::call(
    LIST_OF,
    "addtohublist",
    &[arg("rows")],
    "",
    t(
        "Hängt alle Zeilen einer anderen Liste oder Datenquelle an",
        "Puts all rows of another list or data source at the end",
    ),
);

/// `data.<list>.replacehublistwith`
pub const REPLACE_HUB_LIST_WITH: ApiDef = ApiDef::call(
    LIST_OF,
    "replacehublistwith",
    &[arg("rows")],
    "",
    t("Ersetzt alle Zeilen, wie replacelistwith", "Replaces all rows, as replacelistwith"),
);
