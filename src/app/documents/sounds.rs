//! The sounds of a project: files that shall go inside, and what its user wants to hear.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::DocumentDone;
use crate::app::hub::Hub;
use crate::app::jobs::Done;
use crate::app::jobs::dialog::{FileAnswer, FileQuestion};
use crate::editor::command::Command;
use crate::editor::sounds::{SoundCommand, SoundSlot, take_sound};
use crate::i18n::t;
use crate::model::sound::{self, SoundFlaw, SoundOrder};
use crate::say;
use crate::store::files;

/// Endings of sound files.
const ENDINGS: &[&str] = &["wav", "ogg", "oga", "mp3"];

/// A sound file that shall go inside the project.
#[derive(Debug)]
pub(in crate::app) struct TakenSound {
    path: PathBuf,
    slot: Option<SoundSlot>,
    read: Result<Vec<u8>, SoundFlaw>,
}

/// Does what the interface asks for about sounds.
pub(in crate::app) fn carry_out(hub: &mut Hub, command: SoundCommand) {
    match command {
        SoundCommand::Choose(slot) => choose(hub, slot),
        SoundCommand::Take(path) => hub.jobs.start("sound-file", move || Some(take(path, None))),
        SoundCommand::Hear(name) => {
            let (player, heard) = &mut hub.listening;
            let again = player.is_playing() && *heard == name;
            player.stop();
            heard.clear();
            if let Some(sound) = sound::find(hub.editor.project(), &name).filter(|_| !again) {
                player.take(&SoundOrder::Play(Arc::new(sound)));
                *heard = name;
            }
        }
    }
}

fn choose(hub: &mut Hub, slot: Option<SoundSlot>) {
    if !hub.system_dialogs {
        return no_dialog(hub);
    }
    let lang = hub.editor.lang;
    let kinds = vec![(t("Klänge", "Sounds").get(lang), ENDINGS)];
    let folder = hub.editor.path.as_deref().and_then(Path::parent).map(Path::to_owned);
    let title = t("Klang wählen", "Choose sound").get(lang);
    let question = FileQuestion { title, kinds, folder, ..FileQuestion::default() };
    hub.jobs.ask_file(question, move |answer| match answer {
        FileAnswer::File(path) => Some(take(path, slot)),
        FileAnswer::NoDialog => Some(Done::Document(DocumentDone::NoSoundDialog)),
        FileAnswer::Cancelled => None,
    });
}

/// Tells what to do where the system has no file dialog.
pub(super) fn no_dialog(hub: &mut Hub) {
    let lang = hub.editor.lang;
    let title = t("Hier gibt es keinen Dateidialog", "There is no file dialog here").get(lang);
    let sentence = t(
        "Die WAV-, Ogg- oder MP3-Datei auf den Bildschirm der App ziehen.",
        "Drag the WAV, Ogg or MP3 file onto the app's screen.",
    );
    hub.editor.failed(title.to_owned(), sentence.get(lang).to_owned());
}

fn take(path: PathBuf, slot: Option<SoundSlot>) -> Done {
    let read = files::read(&path).map_err(|_err| SoundFlaw::Unreadable);
    Done::Document(DocumentDone::SoundTaken(Box::new(TakenSound { path, slot, read })))
}

/// Puts a sound file into the project.
pub(super) fn taken(hub: &mut Hub, taken: TakenSound) {
    let TakenSound { path, slot, read } = taken;
    let (lang, project) = (hub.editor.lang, Arc::clone(hub.editor.project()));
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    match read.and_then(|bytes| take_sound(&project, &name, bytes, slot)) {
        Ok(edit) => hub.ask(Command::Edit { edit, merge: None }),
        Err(flaw) => {
            let title = t("Der Klang kann nicht aufgenommen werden", "The sound cannot be taken in").get(lang);
            let sentence = format!("{}\n\n{}", path.display(), say::sound_flaw(flaw).get(lang));
            hub.editor.failed(title.to_owned(), sentence);
        }
    }
}
