//! `timers`: the timers of the project.
//!
//! Declared here, done in `engine/host`.

use super::{ApiDef, Group};
use crate::i18n::t;

/// The object that leads to them.
pub const OF: &str = "timers";
/// A timer.
pub const TIMER_OF: &str = "timers.<timer>";

pub(super) const ALL: Group = Group { object: Some(OF), rows: &[&TIMER] };

pub(super) const GROUP: Group = Group { object: None, rows: &[&START, &STOP, &IS_ENABLED] };

/// `timers.<timer>`
pub const TIMER: ApiDef =
    ApiDef::member(OF, "<timer>", "timer", t("Ein Zeitgeber des Projekts", "A timer of the project"));

/// `timers.<timer>.start`
pub const START: ApiDef = ApiDef::call(
    TIMER_OF,
    "start",
    &[],
    "",
    t(
        "Startet einen Zeitgeber; läuft er schon, beginnt seine Zeit von vorn",
        "Starts a timer; if it runs already, its time begins anew",
    ),
);

/// `timers.<timer>.stop`
pub const STOP: ApiDef = ApiDef::call(
    TIMER_OF,
    "stop",
    &[],
    "",
    t(
        "Hält einen Zeitgeber an; was gerade durch ihn läuft, läuft zu Ende",
        "Stops a timer; what runs by it runs to its end",
    ),
);

/// `timers.<timer>.isenabled`
pub const IS_ENABLED: ApiDef = ApiDef::writable(
    TIMER_OF,
    "isenabled",
    "true | false",
    t(
        "Ob ein Zeitgeber läuft; true startet ihn, false hält ihn an",
        "Whether a timer runs; true starts it, false stops it",
    ),
);
