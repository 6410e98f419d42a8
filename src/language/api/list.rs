//! `list`: values one after the other.
//!
//! Declared here, done in `engine/host`.

use super::{ApiDef, Group, arg, many};
use crate::i18n::t;

const OF: &str = "list";

pub(super) const GROUP: Group = Group { object: Some(OF), rows: &[&NEW, &ADD, &GET, &COUNT] };

/// `list.new`
pub const NEW: ApiDef =
    ApiDef::call(OF, "new", &[many("…")], "list", t("Eine Liste mit diesen Werten", "A list of these values"));

/// `list.add`
pub const ADD: ApiDef =
    ApiDef::call(OF, "add", &[arg("list"), arg("value")], "", t("Hängt einen Wert an", "Appends a value"));

/// `list.get`
pub const GET: ApiDef = ApiDef::call(
    OF,
    "get",
    &[arg("list"), arg("index")],
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
