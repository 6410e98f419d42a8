//! Funktionen → Töne.

use super::slots::{FUNCTIONS, number};
use crate::i18n::{Text, t};
use crate::language::api::sound;
use crate::language::block::{BlockDef, CategoryDef, Form, Hue, Literal, SlotDef, Takes};
use crate::language::checks::unknown_sound;
use crate::language::emit::{Code, Emit, Node};
use crate::model::sound::{SOUND_BLOCK, SOUND_SLOT};

const SOUNDS: Text = t("Töne", "Sounds");

pub(super) const CATEGORY: CategoryDef = CategoryDef::new(&[FUNCTIONS, SOUNDS], Hue::System, ROWS);

/// What people call the sounds that the program makes, by their keys.
pub const SIGNAL_NAMES: &[(&str, Text)] = &[
    ("hint", t("Hinweis", "Hint")),
    ("success", t("Erfolg", "Success")),
    ("error", t("Fehler", "Error")),
    ("warning", t("Warnung", "Warning")),
    ("alarm", t("Alarm", "Alarm")),
    ("gong", t("Gong", "Gong")),
    ("buzzer", t("Summer", "Buzzer")),
    ("siren", t("Sirene", "Siren")),
    ("airhorn", t("Hupe", "Horn")),
    ("click", t("Klick", "Click")),
];

/// What people call the sound that the program makes under this key.
pub fn signal_name(key: &str) -> Option<Text> {
    SIGNAL_NAMES.iter().find(|(known, _)| *known == key).map(|(_, name)| *name)
}

const SOUND: SlotDef = SlotDef::new(
    SOUND_SLOT,
    t("Klang", "Sound"),
    Takes::Sound,
    Literal::Text("hint"),
    t(
        "Einer der mitgelieferten Töne, oder eine WAV-, Ogg- oder MP3-Datei, die ins Projekt aufgenommen ist.",
        "One of the built-in sounds, or a WAV, Ogg or MP3 file that was taken into the project.",
    ),
)
.required();

const PITCH: SlotDef = number(
    "hz",
    t("Höhe (Hz)", "Pitch (Hz)"),
    880.0,
    t(
        "Die Tonhöhe: 440 ist das a, das Doppelte klingt eine Oktave höher.",
        "The pitch: 440 is a, twice that sounds an octave higher.",
    ),
);

const LENGTH: SlotDef = number(
    "secs",
    t("Dauer (s)", "Length (s)"),
    0.2,
    t("Wie lange der Ton klingt, höchstens 10 Sekunden.", "How long the tone sounds, 10 seconds at most."),
);

const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: SOUND_BLOCK,
        icon: "volume-2",
        label: t("Klang abspielen", "Play sound"),
        help: t(
            "Spielt einen Klang auf diesem Rechner ab und wartet nicht auf sein Ende. Ohne Lautsprecher bleibt es still.",
            "Plays a sound on this computer and does not wait for its end. Without a loudspeaker it stays silent.",
        ),
        words: &["sound", "ton", "klang", "audio", "wav", "ogg", "mp3", "gong", "alarm", "signal", "hupe", "abspielen"],
        form: Form::statement(play),
        slots: &[SOUND],
    },
    BlockDef {
        kind: "sound_beep",
        icon: "audio-lines",
        label: t("Piepton", "Beep"),
        help: t("Ein Ton von dieser Höhe und Dauer.", "A tone of this pitch and length."),
        words: &["beep", "piep", "ton", "tone", "sound", "frequenz", "summer", "buzzer"],
        form: Form::statement(beep),
        slots: &[PITCH, LENGTH],
    },
    BlockDef {
        kind: "sound_stop",
        icon: "volume-x",
        label: t("Klänge beenden", "Stop sounds"),
        help: t("Was gerade klingt, verstummt.", "What sounds now falls silent."),
        words: &["sound", "ton", "stumm", "silence", "mute", "stop", "aus"],
        form: Form::statement(stop),
        slots: &[],
    },
];

fn play(e: &mut Emit<'_>, n: &Node<'_>) {
    let typed = e.value(n, &SOUND).map(|name| name.to_text()).filter(|name| !name.is_empty());
    if let Some(problem) = typed.and_then(|name| unknown_sound::in_slot(e.place(n), e.project(), &name)) {
        e.report(problem);
    }
    let name = e.arg(n, &SOUND);
    e.line(Code::call(n, &sound::PLAY, vec![name]));
}

fn beep(e: &mut Emit<'_>, n: &Node<'_>) {
    let (hz, secs) = (e.arg(n, &PITCH), e.arg(n, &LENGTH));
    e.line(Code::call(n, &sound::BEEP, vec![hz, secs]));
}

fn stop(e: &mut Emit<'_>, n: &Node<'_>) {
    e.line(Code::call(n, &sound::STOP, Vec::new()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sound::SIGNALS;

    #[test]
    fn each_signal_has_a_name_and_can_be_chosen() {
        assert!(SIGNAL_NAMES.iter().map(|(key, _)| *key).eq(SIGNALS.iter().map(|signal| signal.key)));
        assert_eq!(signal_name("gong").map(|name| name.en), Some("Gong"));
    }
}
