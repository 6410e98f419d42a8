//! Functions without an object: waiting and catching errors.
//!
//! Declared here, done in `engine/host`.

use super::{ApiDef, Group, arg};
use crate::i18n::t;

pub(super) const GROUP: Group = Group { object: None, rows: &[&WAIT, &TRY_CATCH, &TRY_CATCH_FN] };

/// `wait`
pub const WAIT: ApiDef = ApiDef::call(
    "",
    "wait",
    &[arg("seconds")],
    "",
    t("Wartet; andere Abläufe laufen weiter", "Waits; other handlers go on meanwhile"),
);

/// `trycatch`
pub const TRY_CATCH: ApiDef = ApiDef::call(
    "",
    "trycatch",
    &[arg("function() … end")],
    "ok, ex",
    t(
        "Fängt Fehler: ok ist dann false, ex hat message, type und code",
        "Catches errors: ok is false then, ex has message, type and code",
    ),
);

/// `trycatchfn`
pub const TRY_CATCH_FN: ApiDef = ApiDef::call(
    "",
    "trycatchfn",
    &[arg("function() … end"), arg("function(ex) … end")],
    "value, …",
    t(
        "Ruft bei einem Fehler die zweite Funktion auf; gibt, was die letzte der beiden gibt",
        "Calls the second function if there is an error; gives what the last of both gives",
    ),
);
