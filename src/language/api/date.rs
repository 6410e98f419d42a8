//! `date`: dates as seconds since 1970, as the reference product has them, so that its scripts run as they are. Generated
//! code writes `time`.
//!
//! Declared here, done in `engine/host`.

use super::{ApiDef, Arg, Group, arg, option};
use crate::i18n::{Text, t};

const OF: &str = "date";

pub(super) const GROUP: Group = Group {
    object: Some(OF),
    rows: &[
        &CREATE,
        &PARSE,
        &TO_STRING,
        &CHANGE_FORMAT,
        &ADD_YEAR,
        &ADD_MONTH,
        &ADD_WEEK,
        &ADD_DAY,
        &ADD_HOUR,
        &ADD_MINUTE,
        &ADD_SECOND,
        &DIFFERENCE,
        &WEEK,
    ],
};

/// `date.create`
pub const CREATE: ApiDef = ApiDef::call(
    OF,
    "create",
    &[arg("year"), option("month"), option("day"), option("hour"), option("minute"), option("second")],
    "number",
    t("Ein Zeitpunkt in Sekunden seit 1970, aus Ortszeit", "A time in seconds since 1970, from local time"),
);

/// `date.parse`
pub const PARSE: ApiDef = ApiDef::call(
    OF,
    "parse",
    &[arg("text"), option("pattern")],
    "number",
    t(
        "Liest einen Zeitpunkt nach einem Muster wie 'yyyyMMddHHmmss', sonst nach ISO 8601; was sich nicht so liest, ist ein Fehler",
        "Reads a time by a pattern such as 'yyyyMMddHHmmss', else by ISO 8601; what does not read so is an error",
    ),
);

/// `date.tostring`
pub const TO_STRING: ApiDef = ApiDef::call(
    OF,
    "tostring",
    &[arg("date"), option("pattern")],
    "text",
    t("Schreibt einen Zeitpunkt nach einem Muster, in Ortszeit", "Writes a time by a pattern, in local time"),
);

/// `date.changedateformat`
pub const CHANGE_FORMAT: ApiDef = ApiDef::call(
    OF,
    "changedateformat",
    &[arg("text"), arg("from"), arg("to")],
    "text",
    t("Schreibt eine Zeit nach einem anderen Muster", "Writes a time by another pattern"),
);

const COUNTED: &[Arg] = &[arg("date"), arg("count")];

const fn adding(name: &'static str, doc: Text) -> ApiDef {
    ApiDef::call(OF, name, COUNTED, "number", doc)
}

/// `date.addyear`
pub const ADD_YEAR: ApiDef = adding("addyear", t("So viele Jahre später", "So many years later"));
/// `date.addmonth`
pub const ADD_MONTH: ApiDef = adding("addmonth", t("So viele Monate später", "So many months later"));
/// `date.addweek`
pub const ADD_WEEK: ApiDef = adding("addweek", t("So viele Wochen später", "So many weeks later"));
/// `date.addday`
pub const ADD_DAY: ApiDef = adding("addday", t("So viele Tage später", "So many days later"));
/// `date.addhour`
pub const ADD_HOUR: ApiDef = adding("addhour", t("So viele Stunden später", "So many hours later"));
/// `date.addminute`
pub const ADD_MINUTE: ApiDef = adding("addminute", t("So viele Minuten später", "So many minutes later"));
/// `date.addsecond`
pub const ADD_SECOND: ApiDef = adding("addsecond", t("So viele Sekunden später", "So many seconds later"));

/// `date.difference`
pub const DIFFERENCE: ApiDef = ApiDef::call(
    OF,
    "difference",
    &[arg("a"), arg("b")],
    "number",
    t("Wie viele Sekunden a nach b liegt", "How many seconds a lies after b"),
);

/// `date.getweeknumberofyear`
pub const WEEK: ApiDef = ApiDef::call(
    OF,
    "getweeknumberofyear",
    &[arg("date")],
    "number",
    t("Die Kalenderwoche", "The week of the calendar"),
);
