//! `runtime`: sounds. Declared here, done in `engine/host` and by whoever runs the app.

use super::{ApiDef, Group, arg, option};
use crate::i18n::t;

const OF: &str = "runtime";

pub(super) const GROUP: Group =
    Group { object: Some(OF), rows: &[&PLAY, &ApiDef::alias(OF, "playaudio", &PLAY), &BEEP, &STOP] };

/// `runtime.playsound`
pub const PLAY: ApiDef = ApiDef::call(
    OF,
    "playsound",
    &[arg("name")],
    "",
    t(
        "Spielt einen Klang ab, ohne auf sein Ende zu warten: 'hint', 'success', 'error', 'warning', 'alarm', 'gong', 'buzzer', 'siren', 'airhorn', 'click' oder einen des Projekts, mit oder ohne die Endung seiner Datei",
        "Plays a sound without waiting for its end: 'hint', 'success', 'error', 'warning', 'alarm', 'gong', 'buzzer', 'siren', 'airhorn', 'click' or one of the project, with or without the ending of its file",
    ),
);

/// `runtime.beep`
pub const BEEP: ApiDef = ApiDef::call(
    OF,
    "beep",
    &[option("hz"), option("seconds")],
    "",
    t(
        "Ein Ton von dieser Höhe (30 bis 15000 Hz, ohne Angabe 880) und Dauer (höchstens 10 Sekunden, ohne Angabe 0,2)",
        "A tone of this pitch (30 to 15000 Hz, 880 unless given) and length (10 seconds at most, 0.2 unless given)",
    ),
);

/// `runtime.stopsounds`
pub const STOP: ApiDef =
    ApiDef::call(OF, "stopsounds", &[], "", t("Was gerade klingt, verstummt", "What sounds now falls silent"));
