//! Why sounds are not heard or taken in, in words.

use crate::i18n::{Lang, Text, t};
use crate::model::sound::{Silence, SoundFlaw};

/// Why nothing is heard, and what to do.
pub fn silence(silence: &Silence, lang: Lang) -> String {
    match silence {
        Silence::NoPlayer => t(
            "Es ist nichts zu hören: Auf diesem Rechner ist kein Programm, das Klänge abspielt. Installieren hilft: pipewire-bin, pulseaudio-utils oder alsa-utils.",
            "Nothing can be heard: no program on this computer plays sounds. Installing one helps: pipewire-bin, pulseaudio-utils or alsa-utils.",
        )
        .get(lang)
        .to_owned(),
        Silence::Failed { player, what } => {
            let begins = t("Es ist nichts zu hören.", "Nothing can be heard.").get(lang);
            let ends = t("Prüfen, ob ein Lautsprecher angeschlossen ist.", "Check that a loudspeaker is connected.");
            let says = [player, what].into_iter().filter(|words| !words.is_empty()).cloned().collect::<Vec<_>>();
            let says = if says.is_empty() { String::new() } else { format!(" ({})", says.join(": ")) };
            format!("{begins} {}{says}", ends.get(lang))
        }
    }
}

/// Why a sound file cannot be taken in, and what to do.
pub fn sound_flaw(flaw: SoundFlaw) -> Text {
    match flaw {
        SoundFlaw::Unreadable => t(
            "Diese Datei lässt sich nicht lesen. Prüfen, ob es sie gibt und ob sie gelesen werden darf.",
            "This file cannot be read. Check that it exists and that it may be read.",
        ),
        SoundFlaw::Unknown => t(
            "Das ist keine WAV-, Ogg- oder MP3-Datei, oder sie ist beschädigt. Den Klang als eine davon speichern.",
            "This is no WAV, Ogg or MP3 file, or it is damaged. Save the sound as one of them.",
        ),
        SoundFlaw::TooLarge => t(
            "Der Klang ist zu groß: höchstens 4 MiB, und alle zusammen 24 MiB. Kürzen, oder als MP3 speichern.",
            "The sound is too large: 4 MiB at most, and 24 MiB for all. Make it shorter, or save it as MP3.",
        ),
    }
}
