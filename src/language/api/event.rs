//! `e`: the message that a handler is about; only in the logic of a data source.
//!
//! Declared here, done in `engine/host`.

use super::{ApiDef, Group, arg};
use crate::i18n::t;

/// The global itself.
pub const OF: &str = "e";

pub(super) const GROUP: Group =
    Group { object: Some(OF), rows: &[&TOPIC, &MESSAGE, &RETAINED, &TIME, &ROW, &IS_TITLE_REFRESHED] };

/// `e.topic`
pub const TOPIC: ApiDef = ApiDef::member(
    OF,
    "topic",
    "text",
    t(
        "Nur in der Logik einer Datenquelle (Refreshed): das Topic der Nachricht, um die es geht",
        "Only in the logic of a data source (Refreshed): the topic of the message that it is about",
    ),
);

/// `e.message`
pub const MESSAGE: ApiDef = ApiDef::member(
    OF,
    "message",
    "text",
    t(
        "Nur in der Logik einer Datenquelle (Refreshed): ihr Text",
        "Only in the logic of a data source (Refreshed): its text",
    ),
);

/// `e.retained`
pub const RETAINED: ApiDef = ApiDef::member(
    OF,
    "retained",
    "true | false",
    t(
        "Nur in der Logik einer Datenquelle (Refreshed): ob sie ein gespeicherter Wert des Brokers ist",
        "Only in the logic of a data source (Refreshed): whether it is a value that the broker had stored",
    ),
);

/// `e.time`
pub const TIME: ApiDef = ApiDef::member(
    OF,
    "time",
    "text",
    t(
        "Nur in der Logik einer Datenquelle (Refreshed): wann sie kam",
        "Only in the logic of a data source (Refreshed): when it came",
    ),
);

/// `e.row`
pub const ROW: ApiDef = ApiDef::member(
    OF,
    "row",
    "row",
    t(
        "Nur in der Logik einer Datenquelle (Refreshed): ihre Zeile, mit .Spalte",
        "Only in the logic of a data source (Refreshed): its row, with .Spalte",
    ),
);

/// `e.istitlerefreshed`
pub const IS_TITLE_REFRESHED: ApiDef = ApiDef::call(
    OF,
    "istitlerefreshed",
    &[arg("column")],
    "true | false",
    t(
        "Ob die Nachricht einen Wert für diese Spalte gebracht hat",
        "Whether the message has brought a value for this column",
    ),
);
