//! Why files cannot be read or written, in words.

use std::io::ErrorKind;
use std::path::Path;

use super::{pick, quoted, size, sizes};
use crate::i18n::{Lang, Text, t};
use crate::store::files::FileError;
use crate::store::signature::{SignError, SignatureVerdict};
use crate::store::upkeep::{NotKept, Upkeep};
use crate::store::{LoadError, SaveError, WriteNotes};

/// What of a file could not be kept when it was saved, a sentence each.
pub fn write_notes(notes: WriteNotes) -> impl Iterator<Item = Text> {
    let other_names = t(
        "Die Datei hat noch andere Namen (Hardlinks). Diese führen weiter zum Stand vor dem Speichern.",
        "The file has other names (hard links). They still lead to what it held before saving.",
    );
    let owner = t(
        "Die Datei gehörte einem anderen Benutzer oder einer anderen Gruppe und gehört jetzt diesem Benutzer.",
        "The file belonged to another user or group and belongs to this user now.",
    );
    [(notes.other_names, other_names), (notes.owner, owner)]
        .into_iter()
        .filter_map(|(holds, said)| holds.then_some(said))
}

/// Why a project cannot be opened.
pub fn load_error(error: &LoadError, lang: Lang) -> String {
    match error {
        LoadError::Io { path, kind, what } => cannot_read(path, *kind, what, lang),
        LoadError::Syntax { line, column, what, field } => {
            let field = field.as_ref().map(|field| pick(lang, format!(" (Feld {field})"), format!(" (field {field})")));
            let field = field.unwrap_or_default();
            pick(
                lang,
                format!(
                    "Die Datei ist in Zeile {line}, Spalte {column} nicht lesbar{field}: {what}. Die Stelle berichtigen oder die Sicherung mit der Endung .bak öffnen."
                ),
                format!(
                    "The file cannot be read at line {line}, column {column}{field}: {what}. Correct the place or open the backup that ends in .bak."
                ),
            )
        }
        LoadError::NotText { line, column } => pick(
            lang,
            format!(
                "Die Datei ist kein Text: Zeile {line}, Spalte {column}. Eine andere Datei wählen oder die Sicherung mit der Endung .bak öffnen."
            ),
            format!(
                "The file is not text: line {line}, column {column}. Choose another file or open the backup that ends in .bak."
            ),
        ),
        LoadError::Conflict { line } => pick(
            lang,
            format!("Die Datei enthält ab Zeile {line} einen ungelösten Git-Konflikt. In einem Texteditor lösen."),
            format!("The file contains an unresolved git conflict from line {line}. Resolve it in a text editor."),
        ),
        LoadError::Newer { format } => pick(
            lang,
            format!(
                "Das Projekt stammt von einer neueren Version (Format {format}). Steckbrett aktualisieren; die Datei bleibt unverändert."
            ),
            format!(
                "The project was made by a newer version (format {format}). Update Steckbrett; the file stays as it is."
            ),
        ),
        LoadError::NotAProject => pick(
            lang,
            "Die Datei ist kein Projekt von Steckbrett. Eine andere Datei wählen.",
            "The file is not a Steckbrett project. Choose another file.",
        ),
        LoadError::Archive => pick(
            lang,
            "Die Datei ist ein Archiv und kein Projekt von Steckbrett. Ein Projekt von Peakboard Designer (.pbmx) übernimmt der Editor beim Öffnen, oder: steckbrett import DATEI.",
            "The file is an archive and no Steckbrett project. A project of Peakboard Designer (.pbmx) is taken over by the editor when it is opened, or by: steckbrett import FILE.",
        ),
        LoadError::Foreign(error) => super::pbmx_error(error, lang),
        LoadError::TooBig { bytes, max } => {
            let (bytes, max) = sizes(*bytes, *max, lang);
            pick(
                lang,
                format!("Die Datei ist zu groß für ein Projekt: {bytes}, höchstens {max} werden gelesen"),
                format!("The file is too large for a project: {bytes}, at most {max} are read"),
            )
        }
        LoadError::IdTooLarge { id } => pick(
            lang,
            format!(
                "Die Nummer {id} in der Datei ist zu groß. In einem Texteditor durch eine kleinere, unbenutzte ersetzen."
            ),
            format!("The number {id} in the file is too large. Replace it in a text editor by a smaller, unused one."),
        ),
        LoadError::NotSigned(verdict) => {
            let why = signature(verdict, lang);
            pick(
                lang,
                format!("Dieses Panel führt nur aus, was ein Schlüssel aus seiner Liste signiert hat. {why}"),
                format!("This panel runs only what a key of its list has signed. {why}"),
            )
        }
    }
}

/// What the signature of a project says, and what to do.
pub fn signature(verdict: &SignatureVerdict, lang: Lang) -> String {
    let again = pick(
        lang,
        "Wer dafür einsteht, signiert es neu: steckbrett sign.",
        "Whoever vouches for it signs it again: steckbrett sign.",
    );
    match verdict {
        SignatureVerdict::Unsigned => pick(
            lang,
            "Das Projekt hat keine Signatur; sie läge daneben, mit der Endung .minisig. Signieren: steckbrett sign.",
            "The project has no signature; it would lie beside it and end in .minisig. To sign it: steckbrett sign.",
        ),
        SignatureVerdict::Good { by } => {
            let by = quoted(by, lang);
            pick(lang, format!("Signiert von {by}."), format!("Signed by {by}."))
        }
        SignatureVerdict::UnknownKey { key } => pick(
            lang,
            format!(
                "Die Signatur ist vom Schlüssel {key}, der auf diesem Rechner nicht gilt. Seine Datei .pub hinzufügen: steckbrett keys trust."
            ),
            format!(
                "The signature is by the key {key}, which does not count on this computer. Add its .pub file: steckbrett keys trust."
            ),
        ),
        SignatureVerdict::Changed { by } => {
            let by = quoted(by, lang);
            pick(
                lang,
                format!("Das Projekt ist nicht mehr so, wie {by} es signiert hat. {again}"),
                format!("The project is no longer as {by} signed it. {again}"),
            )
        }
        SignatureVerdict::OtherFile { name } => {
            let name = quoted(name, lang);
            pick(
                lang,
                format!("Die Datei {name} des Projekts fehlt oder ist nicht die, die mit ihm signiert wurde. {again}"),
                format!(
                    "The file {name} of the project is missing, or is not the one that was signed with it. {again}"
                ),
            )
        }
        SignatureVerdict::Unreadable { what } => pick(
            lang,
            format!("Die Signatur oder die Liste der Schlüssel ist nicht lesbar ({what}). {again}"),
            format!("The signature or the list of keys cannot be read ({what}). {again}"),
        ),
    }
}

/// Why something cannot be signed, or a key not be used.
pub fn sign_error(error: &SignError, lang: Lang) -> String {
    match error {
        SignError::Io { path, kind: ErrorKind::AlreadyExists, .. } => {
            let path = quoted(&path.to_string_lossy(), lang);
            pick(
                lang,
                format!("{path} gibt es schon. Schlüssel werden nie überschrieben: einen anderen Namen nehmen."),
                format!("{path} is there already. Keys are never written over: take another name."),
            )
        }
        SignError::Io { path, kind, what } => cannot_read(path, *kind, what, lang),
        SignError::File(error) => {
            let why = file_error(error, lang);
            pick(
                lang,
                format!("Nicht signiert: Das Projekt nennt eine Datei, die dazugehört. {why}"),
                format!("Not signed: the project names a file that belongs to it. {why}"),
            )
        }
        SignError::NotAKey { path } => {
            let path = quoted(&path.to_string_lossy(), lang);
            pick(
                lang,
                format!("In {path} steht kein Schlüssel. Einen machen: steckbrett keys new."),
                format!("There is no key in {path}. To make one: steckbrett keys new."),
            )
        }
        SignError::WrongPassword => {
            pick(lang, "Das Passwort passt nicht zum Schlüssel.", "The password does not fit the key.")
        }
        SignError::Library(what) => pick(
            lang,
            format!("Der Schlüssel kann nicht verwendet werden: {what}"),
            format!("The key cannot be used: {what}"),
        ),
    }
}

/// What of the program's own could not be kept in its folder, what that means, and what to do.
pub fn not_kept(not_kept: &NotKept, folder: &Path, lang: Lang) -> String {
    let what = match not_kept.what {
        Upkeep::UnsavedWork => t(
            "Was nicht gespeichert ist, wird gerade nicht mitgeschrieben und wäre nach einem Absturz verloren.",
            "What is not saved is not being recorded right now and would be lost after a crash.",
        ),
        Upkeep::LostWork => t(
            "Ob von früher Ungespeichertes da ist, kann nicht nachgesehen werden.",
            "Whether something unsaved is left from before cannot be looked up.",
        ),
        Upkeep::Settings => t("Die Einstellungen werden nicht gespeichert.", "The settings are not saved."),
        Upkeep::Passwords => t("Das Passwort wird nicht gespeichert.", "The password is not saved."),
        Upkeep::Connections => {
            t("Persönliche Verbindungen werden nicht gespeichert.", "Personal connections are not saved.")
        }
        Upkeep::History => t("Im Verlauf fehlt der Stand von jetzt.", "The history lacks the state as it is now."),
        Upkeep::Steps => t(
            "Nach dem nächsten Start lassen sich diese Schritte nicht mehr zurücknehmen.",
            "After the next start these steps can no longer be taken back.",
        ),
        Upkeep::Trust => t(
            "Dass diesem Projekt vertraut wird, gilt nur bis zum Ende.",
            "That this project is trusted holds only until the end.",
        ),
        Upkeep::Values => t(
            "Beim nächsten Start beginnen Variablen, die ihren Wert behalten, mit älteren Werten.",
            "At the next start, variables that keep their value begin with older ones.",
        ),
        Upkeep::Waiting => {
            t("Nachrichten, die warten, bleiben bei der alten Datei.", "Messages that wait stay with the old file.")
        }
    };
    let folder = quoted(&folder.to_string_lossy(), lang);
    let why = match not_kept.kind {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => pick(
            lang,
            format!("In {folder} ist kein Platz mehr frei. Platz schaffen."),
            format!("There is no space left in {folder}. Free some space."),
        ),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => pick(
            lang,
            format!("In {folder} darf nicht geschrieben werden. Die Rechte des Ordners prüfen."),
            format!("Writing is not allowed in {folder}. Check the permissions of the folder."),
        ),
        _ => pick(lang, format!("{folder}: {}", not_kept.said), format!("{folder}: {}", not_kept.said)),
    };
    format!("{} {why}", what.get(lang))
}

/// Why a project cannot be saved.
pub fn save_error(error: &SaveError, lang: Lang) -> String {
    match error {
        SaveError::Io { path, kind, what } => {
            let path = quoted(&path.to_string_lossy(), lang);
            let why = cannot_write(*kind, what, lang);
            pick(lang, format!("{path} wurde nicht gespeichert: {why}"), format!("{path} was not saved: {why}"))
        }
        SaveError::NoFolder { folder } => {
            let folder = quoted(&folder.to_string_lossy(), lang);
            pick(
                lang,
                format!(
                    "Nicht gespeichert: Den Ordner {folder} gibt es nicht. Ihn anlegen oder in einem anderen speichern."
                ),
                format!("Not saved: the folder {folder} does not exist. Create it or save in another one."),
            )
        }
        SaveError::Newer { format } => pick(
            lang,
            format!(
                "Nicht gespeichert: Die vorhandene Datei stammt von einer neueren Version (Format {format}). Unter anderem Namen speichern."
            ),
            format!(
                "Not saved: the existing file was made by a newer version (format {format}). Save under another name."
            ),
        ),
        SaveError::Text { what } => pick(
            lang,
            format!(
                "Nicht gespeichert: Das Projekt lässt sich nicht verlustfrei schreiben ({what}). Den letzten Schritt rückgängig machen."
            ),
            format!("Not saved: the project cannot be written without loss ({what}). Undo the last step."),
        ),
    }
}

/// Why a file that a project names cannot be used.
pub fn file_error(error: &FileError, lang: Lang) -> String {
    match error {
        FileError::Io { path, kind, what } => cannot_read(path, *kind, what, lang),
        FileError::Empty { path } => {
            let path = quoted(&path.to_string_lossy(), lang);
            pick(
                lang,
                format!("Die Datei {path} ist leer. Eine andere wählen."),
                format!("The file {path} is empty. Choose another one."),
            )
        }
        FileError::TooBig { path, max } => {
            let (path, max) = (quoted(&path.to_string_lossy(), lang), size(*max, lang));
            pick(
                lang,
                format!("Die Datei {path} ist größer als {max}. Eine kleinere wählen."),
                format!("The file {path} is larger than {max}. Choose a smaller one."),
            )
        }
    }
}

fn cannot_read(path: &Path, kind: ErrorKind, what: &str, lang: Lang) -> String {
    let path = quoted(&path.to_string_lossy(), lang);
    match kind {
        ErrorKind::NotFound => pick(
            lang,
            format!("Die Datei {path} gibt es nicht. Prüfen, ob sie verschoben oder umbenannt wurde."),
            format!("The file {path} does not exist. Check whether it was moved or renamed."),
        ),
        ErrorKind::PermissionDenied => pick(
            lang,
            format!("Die Datei {path} darf nicht gelesen werden. Die Rechte der Datei prüfen."),
            format!("The file {path} may not be read. Check its permissions."),
        ),
        ErrorKind::IsADirectory => pick(
            lang,
            format!("{path} ist ein Ordner. Eine Datei darin wählen."),
            format!("{path} is a folder. Choose a file in it."),
        ),
        ErrorKind::Unsupported => pick(
            lang,
            format!("{path} ist keine Datei, sondern eine Leitung oder ein Gerät. Eine Datei wählen."),
            format!("{path} is not a file but a pipe or device. Choose a file."),
        ),
        ErrorKind::TimedOut => pick(
            lang,
            format!("Die Datei {path} antwortet nicht. Prüfen, ob das Laufwerk erreichbar ist."),
            format!("The file {path} does not answer. Check whether the drive can be reached."),
        ),
        _ => pick(
            lang,
            format!("Die Datei {path} lässt sich nicht lesen: {what}"),
            format!("The file {path} cannot be read: {what}"),
        ),
    }
}

fn cannot_write(kind: ErrorKind, what: &str, lang: Lang) -> String {
    match kind {
        ErrorKind::NotFound => pick(
            lang,
            "Hier lässt sich keine Datei anlegen. In einem anderen Ordner speichern.",
            "No file can be made here. Save in another folder.",
        ),
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => pick(
            lang,
            "Ein Teil des Pfads ist eine Datei und kein Ordner. In einem anderen Ordner speichern.",
            "A part of the path is a file and not a folder. Save in another folder.",
        ),
        ErrorKind::IsADirectory => pick(
            lang,
            "Das ist ein Ordner. Einen Dateinamen dahinter setzen.",
            "This is a folder. Put a file name behind it.",
        ),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => pick(
            lang,
            "Hier darf nicht geschrieben werden. In einem anderen Ordner speichern.",
            "Writing is not allowed here. Save in another folder.",
        ),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => pick(
            lang,
            "Es ist kein Platz mehr frei. Platz schaffen und erneut speichern.",
            "There is no space left. Free some space and save again.",
        ),
        _ => what.to_owned(),
    }
}
