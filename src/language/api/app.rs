//! `peakboard`, `runtime`, `notifieroptions`: log, notifications and screens.
//!
//! Declared here, done in `engine/host`.

use super::{ApiDef, Group, arg, option};
use crate::i18n::t;

const LOGGING_OF: &str = "peakboard";

pub(super) const LOGGING: Group = Group { object: Some(LOGGING_OF), rows: &[&LOG] };

/// `peakboard.log`
pub const LOG: ApiDef = ApiDef::call(
    LOGGING_OF,
    "log",
    &[arg("value")],
    "",
    t(
        "Schreibt ins Protokoll. Heißt wie in Peakboard, damit Skripte von dort auch hier laufen",
        "Writes to the log. Named as in Peakboard, so that scripts from there run here too",
    ),
);

const RUNTIME_OF: &str = "runtime";

pub(super) const RUNTIME: Group = Group {
    object: Some(RUNTIME_OF),
    rows: &[
        &SHOW_NOTIFICATION,
        &SHOW_SCREEN,
        &SHOW_NEXT_SCREEN,
        &SHOW_PREVIOUS_SCREEN,
        &SHOW_LAST_SCREEN,
        &SHOW_POPUP,
        &CLOSE_POPUP,
        &CURRENT_SCREEN_NAME,
        &CURRENT_SCREEN_INDEX,
        &SCREEN_COUNT,
        &CURRENT_TIME,
    ],
};

/// `runtime.shownotification`
pub const SHOW_NOTIFICATION: ApiDef = ApiDef::call(
    RUNTIME_OF,
    "shownotification",
    &[arg("text"), option("options")],
    "",
    t("Zeigt kurz einen Hinweis", "Shows a notification for a while"),
);

/// `runtime.showscreen`
pub const SHOW_SCREEN: ApiDef = ApiDef::call(
    RUNTIME_OF,
    "showscreen",
    &[arg("name | index")],
    "",
    t("Zeigt einen anderen Bildschirm", "Shows another screen"),
);

/// `runtime.shownextscreen`
pub const SHOW_NEXT_SCREEN: ApiDef = ApiDef::call(
    RUNTIME_OF,
    "shownextscreen",
    &[],
    "",
    t(
        "Zeigt den nächsten Bildschirm; nach dem letzten den ersten",
        "Shows the next screen; after the last the first one",
    ),
);

/// `runtime.showpreviousscreen`
pub const SHOW_PREVIOUS_SCREEN: ApiDef = ApiDef::call(
    RUNTIME_OF,
    "showpreviousscreen",
    &[],
    "",
    t(
        "Zeigt den vorigen Bildschirm; vor dem ersten den letzten",
        "Shows the previous screen; before the first the last one",
    ),
);

/// `runtime.showlastscreen`
pub const SHOW_LAST_SCREEN: ApiDef = ApiDef::call(
    RUNTIME_OF,
    "showlastscreen",
    &[],
    "",
    t(
        "Zeigt wieder den Bildschirm, der vor diesem gezeigt war; ohne einen geschieht nichts",
        "Shows the screen again that was shown before this one; without one nothing happens",
    ),
);

/// `runtime.showpopup`
pub const SHOW_POPUP: ApiDef = ApiDef::call(
    RUNTIME_OF,
    "showpopup",
    &[arg("name | index")],
    "",
    t(
        "Öffnet einen Bildschirm als Fenster über dem gezeigten",
        "Opens a screen as a window over the one that is shown",
    ),
);

/// `runtime.closepopup`
pub const CLOSE_POPUP: ApiDef = ApiDef::call(
    RUNTIME_OF,
    "closepopup",
    &[],
    "",
    t(
        "Schließt das Fenster, das zuoberst offen ist; ohne eines geschieht nichts",
        "Closes the window on top; where none is open nothing happens",
    ),
);

/// `runtime.currentscreenindex`
pub const CURRENT_SCREEN_INDEX: ApiDef = ApiDef::member(
    RUNTIME_OF,
    "currentscreenindex",
    "number",
    t("Der Platz des gezeigten Bildschirms, ab 0", "The place of the screen that is shown, from 0"),
);

/// `runtime.screencount`
pub const SCREEN_COUNT: ApiDef = ApiDef::member(
    RUNTIME_OF,
    "screencount",
    "number",
    t("Wie viele Bildschirme es gibt", "How many screens there are"),
);

/// `runtime.currenttime`
pub const CURRENT_TIME: ApiDef = ApiDef::member(
    RUNTIME_OF,
    "currenttime",
    "number",
    t("Die Zeit jetzt, wie time.unix: Sekunden seit 1970", "The time now, as time.unix: seconds since 1970"),
);

/// `runtime.currentscreenname`
pub const CURRENT_SCREEN_NAME: ApiDef = ApiDef::member(
    RUNTIME_OF,
    "currentscreenname",
    "text",
    t("Der Name des gezeigten Bildschirms", "The name of the screen that is shown"),
);

const OPTIONS_OF: &str = "notifieroptions";

pub(super) const OPTIONS: Group = Group { object: Some(OPTIONS_OF), rows: &[&FOR_MESSAGES, &FOR_ERROR_MESSAGES] };

/// `notifieroptions.formessages`
pub const FOR_MESSAGES: ApiDef = ApiDef::call(
    OPTIONS_OF,
    "formessages",
    &[option("ms")],
    "options",
    t("Wie lange ein Hinweis bleibt", "How long a notification stays"),
);

/// `notifieroptions.forerrormessages`
pub const FOR_ERROR_MESSAGES: ApiDef = ApiDef::call(
    OPTIONS_OF,
    "forerrormessages",
    &[option("ms")],
    "options",
    t("Wie lange ein Hinweis auf einen Fehler bleibt", "How long an error notification stays"),
);
