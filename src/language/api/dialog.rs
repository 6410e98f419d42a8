//! The part of `runtime` that asks the person in front of the app; each waits for the answer, while all else goes on.
//!
//! Declared here, done in `engine/host`.

use super::{ApiDef, Group, arg, option};
use crate::i18n::t;

const OF: &str = "runtime";

pub(super) const GROUP: Group =
    Group { object: None, rows: &[&SHOW_MESSAGE, &CONFIRM, &CHOOSE, &ASK_TEXT, &ASK_NUMBER, &SHOW_DIALOG] };

/// `runtime.showmessage`
pub const SHOW_MESSAGE: ApiDef = ApiDef::call(
    OF,
    "showmessage",
    &[arg("text"), option("options")],
    "",
    t(
        "Zeigt eine Meldung und wartet, bis sie jemand schließt. Optionen hier und bei den folgenden: title, timeout (schließt nach so vielen Sekunden); hier auch ok",
        "Shows a message and waits until somebody closes it. Options here and of the following: title, timeout (closes after so many seconds); here also ok",
    ),
);

/// `runtime.confirm`
pub const CONFIRM: ApiDef = ApiDef::call(
    OF,
    "confirm",
    &[arg("text"), option("options")],
    "true | false",
    t(
        "Fragt nach und wartet auf Ja oder Nein; wer schließt, meint Nein. Optionen: yes und no, was auf den Knöpfen steht",
        "Asks and waits for yes or no; who closes it means no. Options: yes and no, what stands on the buttons",
    ),
);

/// `runtime.choose`
pub const CHOOSE: ApiDef = ApiDef::call(
    OF,
    "choose",
    &[arg("text"), arg("list"), option("options")],
    "text | nil",
    t(
        "Lässt einen Eintrag der Liste auswählen; nil, wenn niemand wählt",
        "Lets somebody choose an entry of the list; nil where nobody does",
    ),
);

/// `runtime.asktext`
pub const ASK_TEXT: ApiDef = ApiDef::call(
    OF,
    "asktext",
    &[arg("text"), option("options")],
    "text | nil",
    t(
        "Lässt einen Text eingeben; nil, wenn niemand etwas eingibt. Optionen: default, hint",
        "Lets somebody enter a text; nil where nobody does. Options: default, hint",
    ),
);

/// `runtime.asknumber`
pub const ASK_NUMBER: ApiDef = ApiDef::call(
    OF,
    "asknumber",
    &[arg("text"), option("options")],
    "number | nil",
    t(
        "Lässt eine Zahl eingeben; nil, wenn niemand etwas eingibt. Optionen: default, min, max",
        "Lets somebody enter a number; nil where nobody does. Options: default, min, max",
    ),
);

/// `runtime.showdialog`
pub const SHOW_DIALOG: ApiDef = ApiDef::call(
    OF,
    "showdialog",
    &[arg("title"), arg("text"), option("answer1"), option("answer2"), option("function1"), option("function2")],
    "1 | 2",
    t(
        "Zeigt einen Dialog mit einem oder zwei Knöpfen, wartet und ruft die Funktion des gewählten; wer schließt, meint den letzten. Heißt wie in Peakboard",
        "Shows a dialog with one or two buttons, waits and calls the function of the chosen one; who closes it means the last one. Named as in Peakboard",
    ),
);
