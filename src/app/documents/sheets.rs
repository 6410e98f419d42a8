//! Files with rows of a list: asked for with the system's dialog, read and written on its job.

use std::path::Path;
use std::sync::Arc;

use super::DocumentDone;
use crate::app::hub::Hub;
use crate::app::jobs::Done;
use crate::app::jobs::dialog::{FileAnswer, FileQuestion};
use crate::editor::sentence::Sentence;
use crate::editor::sheet::{SheetCommand, SheetEvent};
use crate::i18n::t;
use crate::say;
use crate::store::files;

/// Does what the dialog of a list asks for.
pub(in crate::app) fn carry_out(hub: &mut Hub, command: SheetCommand) {
    if !hub.system_dialogs {
        return hub.data.sheet.send(SheetEvent::NoDialog);
    }
    let lang = hub.editor.lang;
    let kinds = vec![
        (t("Tabellen (CSV)", "Tables (CSV)").get(lang), &["csv", "tsv", "txt"] as &[&str]),
        (t("Alle Dateien", "All files").get(lang), &["*"]),
    ];
    let folder = hub.editor.path.as_deref().and_then(Path::parent).map(Path::to_owned);
    let (title, save_as) = match &command {
        SheetCommand::Load => (t("CSV laden", "Load CSV"), None),
        SheetCommand::Save { name, .. } => {
            let name: String =
                name.chars().map(|c| if c.is_alphanumeric() || "-_ ".contains(c) { c } else { '_' }).collect();
            (t("CSV sichern", "Save CSV"), Some(format!("{}.csv", name.trim())))
        }
    };
    let question = FileQuestion { title: title.get(lang), kinds, folder, save_as };
    hub.jobs.ask_file(question, move |answer| {
        let event = match answer {
            FileAnswer::File(path) => done(&command, &path),
            FileAnswer::NoDialog => SheetEvent::NoDialog,
            FileAnswer::Cancelled => return None,
        };
        Some(Done::Document(DocumentDone::Sheet(event)))
    });
}

fn done(command: &SheetCommand, path: &Path) -> SheetEvent {
    match command {
        SheetCommand::Load => match files::read(path) {
            Ok(bytes) => {
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                SheetEvent::Read(name, Arc::new(bytes))
            }
            Err(error) => SheetEvent::Failed(Sentence::new(|lang| say::file_error(&error, lang))),
        },
        SheetCommand::Save { csv, .. } => match files::write(path, csv.as_bytes()) {
            Ok(()) => SheetEvent::Saved(path.to_owned()),
            Err(error) => SheetEvent::Failed(Sentence::new(|lang| say::save_error(&error, lang))),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn a_file_is_written_and_read_and_what_fails_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("Einkauf.csv");
        let csv = "\u{feff}Ware;Menge\nKäse;1\n".to_owned();
        let save = SheetCommand::Save { name: "Einkauf".to_owned(), csv: csv.clone() };
        assert_eq!(done(&save, &path), SheetEvent::Saved(path.clone()));
        let read = SheetEvent::Read("Einkauf.csv".to_owned(), Arc::new(csv.into_bytes()));
        assert_eq!(done(&SheetCommand::Load, &path), read);
        for command in [SheetCommand::Load, save] {
            let SheetEvent::Failed(sentence) = done(&command, &folder.path().join("fehlt").join("a.csv")) else {
                panic!("{command:?}")
            };
            assert!(sentence.get(Lang::De).contains("a.csv"), "{sentence:?}");
        }
    }
}
