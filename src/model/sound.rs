//! Sounds: those that the program makes itself, those inside a project, and what an app plays.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::blocks::{Block, Slot};
use super::embedded::{EmbeddedFile, FilesByName, TooLarge};
use super::handler::Handler;
use super::project::Project;
use super::value::Value;

/// Key of the block that plays a sound.
pub const SOUND_BLOCK: &str = "sound_play";
/// Key of its slot with the name of the sound.
pub const SOUND_SLOT: &str = "sound";

/// How a tone sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timbre {
    /// It stays, and ends softly.
    Soft,
    /// It dies away as a struck bell does.
    Bell,
    /// As a horn: with many overtones.
    Horn,
}

/// A tone that may glide from one pitch to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Note {
    /// The pitch that it begins with, in Hz; 0 is a pause.
    pub hz: f32,
    /// The pitch that it ends with, in Hz.
    pub to: f32,
    /// How long, in seconds.
    pub secs: f32,
    /// How it sounds.
    pub timbre: Timbre,
}

impl Note {
    /// One that stays.
    pub const fn new(hz: f32, secs: f32) -> Self {
        Self { hz, to: hz, secs, timbre: Timbre::Soft }
    }

    const fn bell(hz: f32, secs: f32) -> Self {
        Self { timbre: Timbre::Bell, ..Self::new(hz, secs) }
    }

    const fn horn(hz: f32, secs: f32) -> Self {
        Self { timbre: Timbre::Horn, ..Self::new(hz, secs) }
    }

    const fn glide(hz: f32, to: f32, secs: f32) -> Self {
        Self { to, ..Self::new(hz, secs) }
    }
}

/// A sound that the program makes.
#[derive(Debug)]
pub struct SoundSignal {
    /// What files and scripts call it.
    pub key: &'static str,
    /// One after the other.
    pub notes: &'static [Note],
}

const PAUSE: Note = Note::new(0.0, 0.06);

/// All of them.
pub const SIGNALS: &[SoundSignal] = &[
    SoundSignal { key: "hint", notes: &[Note::bell(880.0, 0.35)] },
    SoundSignal { key: "success", notes: &[Note::new(659.3, 0.11), Note::new(784.0, 0.11), Note::bell(1046.5, 0.4)] },
    SoundSignal { key: "error", notes: &[Note::new(311.1, 0.18), PAUSE, Note::new(233.1, 0.35)] },
    SoundSignal { key: "warning", notes: &[Note::new(740.0, 0.15), PAUSE, Note::new(740.0, 0.15)] },
    SoundSignal {
        key: "alarm",
        notes: &[
            Note::new(988.0, 0.22),
            Note::new(740.0, 0.22),
            Note::new(988.0, 0.22),
            Note::new(740.0, 0.22),
            Note::new(988.0, 0.22),
            Note::new(740.0, 0.22),
        ],
    },
    SoundSignal { key: "gong", notes: &[Note::bell(523.3, 0.7), Note::bell(392.0, 1.6)] },
    SoundSignal { key: "buzzer", notes: &[Note::horn(140.0, 0.6)] },
    SoundSignal { key: "siren", notes: &[Note::glide(500.0, 1200.0, 0.7), Note::glide(1200.0, 500.0, 0.7)] },
    SoundSignal { key: "airhorn", notes: &[Note::horn(277.2, 0.9)] },
    SoundSignal { key: "click", notes: &[Note::bell(1500.0, 0.05)] },
];

/// What the reference product calls some of them (its runtime: `playsound`).
const CALLED_THERE: [(&str, &str); 2] = [("beep", "hint"), ("confirm", "success")];

/// The signal with this key.
pub fn signal(key: &str) -> Option<&'static SoundSignal> {
    SIGNALS.iter().find(|signal| signal.key == key)
}

/// What is heard.
#[derive(Clone, Debug, PartialEq)]
pub enum Wave {
    /// Tones, one after the other.
    Notes(Vec<Note>),
    /// A file of the project.
    File(Arc<EmbeddedFile>),
}

/// A sound, ready to be played.
#[derive(Clone, Debug, PartialEq)]
pub struct Sound {
    /// What scripts call it; empty for a tone.
    pub name: String,
    /// What is heard.
    pub wave: Wave,
}

/// What an app asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum SoundOrder {
    /// Play this beside what plays already.
    Play(Arc<Sound>),
    /// Stop all that plays.
    Stop,
}

impl SoundOrder {
    /// A tone of `hz` for `secs` seconds.
    pub fn tone(hz: f32, secs: f32) -> Self {
        let wave = Wave::Notes(vec![Note::new(hz, secs)]);
        Self::Play(Arc::new(Sound { name: String::new(), wave }))
    }
}

/// Why nothing is heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Silence {
    /// None of the programs that play sounds is there.
    NoPlayer,
    /// None of those that are there could play it; what the last one said.
    Failed {
        /// Its name.
        player: String,
        /// In its own words.
        what: String,
    },
}

/// Why a sound file cannot be taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SoundFlaw {
    /// The file is missing or cannot be read.
    Unreadable,
    /// It is no sound of a known kind.
    Unknown,
    /// Too many bytes.
    TooLarge,
}

impl From<TooLarge> for SoundFlaw {
    fn from(_: TooLarge) -> Self {
        Self::TooLarge
    }
}

/// Kinds of sound files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SoundKind {
    /// RIFF WAVE.
    Wav,
    /// Ogg, such as Vorbis.
    Ogg,
    /// MPEG audio, layer 3.
    Mp3,
}

impl SoundKind {
    /// The kind of a file, by how it begins (RIFF: Microsoft "Multimedia Programming
    /// Interface" 1.0; Ogg: RFC 3533, 6; MP3: an `ID3v2` tag, or the eleven bits of a frame, ISO 11172-3, 2.4.1.3).
    ///
    /// # Errors
    /// [`SoundFlaw::Unknown`]
    pub fn of(bytes: &[u8]) -> Result<Self, SoundFlaw> {
        match bytes {
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => Ok(Self::Wav),
            [b'O', b'g', b'g', b'S', ..] => Ok(Self::Ogg),
            [b'I', b'D', b'3', ..] => Ok(Self::Mp3),
            // Layer 3, and no version that is reserved.
            [0xFF, second, ..] if second & 0b1110_0110 == 0b1110_0010 && second & 0b0001_1000 != 0b0000_1000 => {
                Ok(Self::Mp3)
            }
            _ => Err(SoundFlaw::Unknown),
        }
    }

    /// The ending of its files.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Wav => "wav",
            Self::Ogg => "ogg",
            Self::Mp3 => "mp3",
        }
    }
}

/// The sound that a script or a block calls by `name`: the file of the project that is called so, else the signal of the
/// program, else a file without the ending of its name, else what the reference product calls so.
pub fn find(project: &Project, name: &str) -> Option<Sound> {
    let file = |file: &Arc<EmbeddedFile>| Wave::File(Arc::clone(file));
    let made = |signal: &SoundSignal| Wave::Notes(signal.notes.to_vec());
    let called_there = || CALLED_THERE.iter().find(|(there, _)| *there == name).and_then(|(_, here)| signal(here));
    let wave = project.sounds.get(name).map(file);
    let wave = wave.or_else(|| signal(name).map(made));
    let wave =
        wave.or_else(|| project.sounds.iter().find(|(file, _)| stem(file) == name).map(|(_, sound)| file(sound)));
    let wave = wave.or_else(|| called_there().map(made))?;
    Some(Sound { name: name.to_owned(), wave })
}

/// A name without the ending of its file.
fn stem(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

/// The names of all sounds that blocks of a project can choose: its own, then those that the program makes.
pub fn names(project: &Project) -> impl Iterator<Item = &str> {
    project.sounds.keys().map(String::as_str).chain(SIGNALS.iter().map(|signal| signal.key))
}

/// What handlers may call a sound of the project: its file, and that without the ending unless a signal is called so.
fn called(file: &str) -> impl Iterator<Item = &str> {
    std::iter::once(file).chain(Some(stem(file)).filter(|stem| *stem != file && signal(stem).is_none()))
}

/// Whether a text is this name, or a script in which it stands as a text.
fn says(text: &str, name: &str) -> bool {
    text == name || ['\'', '"'].iter().any(|quote| text.contains(&format!("{quote}{name}{quote}")))
}

/// The sounds of the project that handlers play or may play: also those that a script spells out.
pub fn played_by<'a>(project: &Project, handlers: impl Iterator<Item = &'a Handler>) -> FilesByName {
    if project.sounds.is_empty() {
        return FilesByName::new();
    }
    let texts = |handler: &'a Handler| -> Vec<&'a str> {
        match handler {
            Handler::Lua(text) => vec![text],
            Handler::Blocks(graph) => graph.blocks.values().flat_map(block_texts).collect(),
        }
    };
    let texts: Vec<&str> = handlers.flat_map(texts).collect();
    played_in(project, &texts)
}

/// As [`played_by`], of blocks.
pub fn played_by_blocks<'a>(project: &Project, blocks: impl Iterator<Item = &'a Block>) -> FilesByName {
    played_in(project, &blocks.flat_map(block_texts).collect::<Vec<_>>())
}

fn block_texts(block: &Block) -> impl Iterator<Item = &str> {
    block.slots.keys().filter_map(|slot| block.literal(slot)?.as_text())
}

fn played_in(project: &Project, texts: &[&str]) -> FilesByName {
    let is_played = |file: &str| called(file).any(|name| texts.iter().any(|text| says(text, name)));
    let played = project.sounds.iter().filter(|(file, _)| is_played(file));
    played.map(|(file, sound)| (file.clone(), Arc::clone(sound))).collect()
}

/// Writes other names of sounds into a handler.
pub fn rename_in(handler: &mut Handler, names: &BTreeMap<String, String>) {
    match handler {
        Handler::Lua(text) => {
            if let Some(new) = renamed(text, names) {
                *text = new;
            }
        }
        Handler::Blocks(graph) => rename_in_blocks(graph.blocks.values_mut(), names),
    }
}

/// Writes other names of sounds into blocks.
pub fn rename_in_blocks<'a>(blocks: impl Iterator<Item = &'a mut Block>, names: &BTreeMap<String, String>) {
    for block in blocks {
        let is_sound = block.kind == SOUND_BLOCK;
        for (key, slot) in &mut block.slots {
            let Slot::Literal(Value::Text(text)) = slot else { continue };
            let chosen = names.iter().filter(|_| is_sound && key == SOUND_SLOT);
            let mut chosen =
                chosen.filter(|(old, _)| called(old).any(|name| name == text.as_str())).map(|(_, new)| new);
            if let Some(new) = chosen.next().cloned().or_else(|| renamed(text, names)) {
                *slot = Slot::Literal(Value::from(new.as_str()));
            }
        }
    }
}

/// A script in which sounds are called otherwise; `None` where none of them stands in it.
fn renamed(script: &str, names: &BTreeMap<String, String>) -> Option<String> {
    let mut out = script.to_owned();
    for (old, new) in names.iter().filter(|(old, new)| old != new) {
        for name in called(old) {
            for quote in ['\'', '"'] {
                out = out.replace(&format!("{quote}{name}{quote}"), &format!("{quote}{new}{quote}"));
            }
        }
    }
    (out != script).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sounds_are_found_by_their_files_and_signals_stay_what_they_are() {
        let mut project = Project::new("P", "Start", "Lokal");
        let file = Arc::new(EmbeddedFile::new(b"OggS".to_vec()).unwrap());
        for name in ["gong.ogg", "beep.ogg", "hupe.ogg"] {
            project.sounds.insert(name.to_owned(), Arc::clone(&file));
        }
        for name in ["gong.ogg", "hupe", "hupe.ogg", "beep"] {
            assert_eq!(find(&project, name).unwrap().wave, Wave::File(Arc::clone(&file)), "{name}");
        }
        // What a block calls *Gong* stays one, whatever file comes into the project.
        assert!(matches!(find(&project, "gong").unwrap().wave, Wave::Notes(_)));
        assert_eq!(find(&project, "gon"), None);
        assert_eq!(names(&project).next(), Some("beep.ogg"));
        project.sounds.clear();
        for there in ["beep", "confirm", "buzzer", "siren", "airhorn"] {
            assert!(find(&project, there).is_some(), "{there}");
        }
    }

    #[test]
    fn kinds_are_known_by_how_files_begin() {
        assert_eq!(SoundKind::of(b"RIFF\x24\0\0\0WAVEfmt "), Ok(SoundKind::Wav));
        assert_eq!(SoundKind::of(b"OggS\0"), Ok(SoundKind::Ogg));
        for mp3 in [&b"ID3\x04"[..], b"\xFF\xFB\x90", b"\xFF\xF3\x40"] {
            assert_eq!(SoundKind::of(mp3), Ok(SoundKind::Mp3));
        }
        for no_sound in [&b"RIFF\x24\0\0\0AVI "[..], b"\xFF\xD8\xFF", b"\xFF\xFE", b""] {
            assert_eq!(SoundKind::of(no_sound), Err(SoundFlaw::Unknown));
        }
    }
}
