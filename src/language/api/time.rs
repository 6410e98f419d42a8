//! `time`: now, times of the calendar, and what lies between them.
//!
//! Declared here, done in `engine/host`. A time is a text as ISO 8601 has it, or seconds or milliseconds since 1970.

use super::{ApiDef, Group, arg, option};
use crate::i18n::t;

const OF: &str = "time";

pub(super) const GROUP: Group =
    Group { object: Some(OF), rows: &[&NOW, &FORMAT, &PART, &ADD, &DIFFERENCE, &OF_PARTS, &OF_VALUE, &UNIX] };

/// `time.now`
pub const NOW: ApiDef =
    ApiDef::call(OF, "now", &[], "time", t("Jetzt: 2026-11-22T13:02:11.250Z", "Now: 2026-11-22T13:02:11.250Z"));

/// `time.format`
pub const FORMAT: ApiDef = ApiDef::call(
    OF,
    "format",
    &[arg("time"), option("form")],
    "text",
    t(
        "Wie Menschen sie schreiben, in Ortszeit: 'date', 'clock', 'date_time' (sonst) oder ein Muster wie 'dd.MM.yyyy HH:mm'",
        "As people write it, in local time: 'date', 'clock', 'date_time' (unless given) or a pattern such as 'yyyy-MM-dd HH:mm'",
    ),
);

/// `time.part`
pub const PART: ApiDef = ApiDef::call(
    OF,
    "part",
    &[arg("time"), arg("part")],
    "number",
    t(
        "Ein Teil in Ortszeit: 'year', 'month', 'day', 'hour', 'minute', 'second', 'ms', 'weekday' (Montag ist 1), 'week' (Kalenderwoche), 'dayofyear'",
        "A part in local time: 'year', 'month', 'day', 'hour', 'minute', 'second', 'ms', 'weekday' (Monday is 1), 'week' (of the calendar), 'dayofyear'",
    ),
);

/// `time.add`
pub const ADD: ApiDef = ApiDef::call(
    OF,
    "add",
    &[arg("time"), arg("count"), arg("unit")],
    "time",
    t(
        "So viel später: 'ms', 'second', 'minute', 'hour', 'day', 'week', 'month', 'year'. Ab dem Tag nach dem Kalender, auch über die Zeitumstellung",
        "So much later: 'ms', 'second', 'minute', 'hour', 'day', 'week', 'month', 'year'. From days on by the calendar, also when the clock is changed",
    ),
);

/// `time.difference`
pub const DIFFERENCE: ApiDef = ApiDef::call(
    OF,
    "difference",
    &[arg("from"), arg("to"), option("unit")],
    "number",
    t(
        "Wie viele Einheiten dazwischen liegen (sonst 'second'); unter null, wenn to früher ist",
        "How many units lie between ('second' unless given); below zero where to is earlier",
    ),
);

/// `time.create`
pub const OF_PARTS: ApiDef = ApiDef::call(
    OF,
    "create",
    &[arg("year"), arg("month"), arg("day"), option("hour"), option("minute"), option("second")],
    "time",
    t("Eine Zeit aus ihren Teilen, in Ortszeit", "A time of its parts, in local time"),
);

/// `time.of`
pub const OF_VALUE: ApiDef = ApiDef::call(
    OF,
    "of",
    &[arg("value")],
    "time | nil",
    t(
        "Die Zeit, die ein Text oder eine Zahl meint; nil, wenn es keine ist",
        "The time that a text or a number means; nil if it is none",
    ),
);

/// `time.unix`
pub const UNIX: ApiDef = ApiDef::call(
    OF,
    "unix",
    &[option("time")],
    "number",
    t("Sekunden seit 1970; ohne Zeit die von jetzt", "Seconds since 1970; without a time those of now"),
);
