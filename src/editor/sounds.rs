//! Sounds that are taken into the project, and the edit that does it. Pure.

use std::path::PathBuf;
use std::sync::Arc;

use crate::i18n::t;
use crate::model::blocks::edit::GraphEdit;
use crate::model::edit::Edit;
use crate::model::embedded::{EmbeddedFile, check_room, free_name};
use crate::model::handler::HandlerRef;
use crate::model::id::BlockId;
use crate::model::project::Project;
use crate::model::sound::{SoundFlaw, SoundKind};
use crate::model::value::Value;

/// A slot that shall have the sound.
pub type SoundSlot = (HandlerRef, BlockId, String);

/// Something about sounds for the outside world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SoundCommand {
    /// Ask for a sound file with the system's dialog, and take it in; for this slot.
    Choose(Option<SoundSlot>),
    /// Take this file in.
    Take(PathBuf),
    /// Play the one of this name, so that the user hears it; once more, and it falls silent.
    Hear(String),
}

/// Takes a sound file of this name into the project, and puts it into a slot.
///
/// # Errors
/// Why it cannot be taken in.
pub fn take_sound(project: &Project, name: &str, bytes: Vec<u8>, slot: Option<SoundSlot>) -> Result<Edit, SoundFlaw> {
    SoundKind::of(&bytes)?;
    let sound = EmbeddedFile::new(bytes)?;
    let name = free_name(&project.sounds, name, &sound);
    check_room(&project.sounds, &name, &sound)?;
    let sound = project.sounds.get(&name).map_or_else(|| Arc::new(sound), Arc::clone);
    let mut edits = vec![Edit::SetSound(name.clone(), Some(sound))];
    if let Some((at, block, slot)) = slot {
        let value = Some(Value::from(name.as_str()).into());
        edits.push(Edit::Graph(at, GraphEdit::SetSlot { block, slot, value }));
    }
    Ok(Edit::All(t("Klang ins Projekt aufnehmen", "Take sound into project"), edits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::edit::apply;
    use crate::model::embedded::{MAX_FILE_BYTES, MAX_FILES_BYTES};

    #[test]
    fn a_sound_is_taken_in_once_and_only_if_it_is_one_and_fits() {
        let mut project = Project::new("P", "Start", "Lokal");
        let mut take = |name: &str, bytes: &[u8]| {
            let edit = take_sound(&project, name, bytes.to_vec(), None)?;
            apply(&mut project, &edit).unwrap();
            Ok(project.sounds.keys().cloned().collect::<Vec<_>>())
        };
        assert_eq!(take("hupe.ogg", b"OggS1").unwrap(), ["hupe.ogg"]);
        assert_eq!(take("hupe.ogg", b"OggS1").unwrap(), ["hupe.ogg"]);
        assert_eq!(take("hupe.ogg", b"OggS2").unwrap(), ["hupe-2.ogg", "hupe.ogg"]);
        assert_eq!(take("hupe.mid", b"MThd"), Err(SoundFlaw::Unknown));
        let mut large = b"OggS".to_vec();
        large.resize(MAX_FILE_BYTES + 1, 0);
        assert_eq!(take("a.ogg", &large), Err(SoundFlaw::TooLarge));
        large.truncate(MAX_FILE_BYTES);
        let took = (0..=MAX_FILES_BYTES / MAX_FILE_BYTES).find(|n| {
            large[10] = *n as u8;
            take("a.ogg", &large).is_err()
        });
        // Two small ones are there already.
        assert_eq!(took, Some(MAX_FILES_BYTES / MAX_FILE_BYTES - 1));
    }
}
