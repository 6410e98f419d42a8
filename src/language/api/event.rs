//! `e`: the message that a handler is about, in the logic of a data source; what somebody typed or tapped, in that of some
//! controls.
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

/// What somebody typed or tapped.
pub(super) const TOUCHED: Group = Group { object: None, rows: &[&TEXT, &COLUMN] };

/// `e.text`
pub const TEXT: ApiDef = ApiDef::member(
    OF,
    "text",
    "text",
    t(
        "Nur bei TextChanged und Committed eines Textfelds: der neue Text",
        "Only in TextChanged and Committed of a text box: the new text",
    ),
);

/// `e.column`
pub const COLUMN: ApiDef = ApiDef::member(
    OF,
    "column",
    "text",
    t(
        "Nur bei CellTapped und RowTapped: die Spalte, die angetippt wurde; e.row ist dort die Nummer der Zeile, von 0 an",
        "Only in CellTapped and RowTapped: the column that was tapped; e.row is the number of the row there, from 0 on",
    ),
);

/// What `e` has at an event of a control: properties of it, by their keys. Nothing at most of them.
pub fn of_control(trigger: &str) -> &'static [&'static str] {
    match trigger {
        "text_changed" | "committed" => &["text"],
        "row_tapped" | "cell_tapped" => &["row", "column"],
        _ => &[],
    }
}

/// What `e` has in the logic of a data source.
pub fn of_sources() -> impl Iterator<Item = &'static str> {
    GROUP.rows.iter().map(|row| row.name)
}
