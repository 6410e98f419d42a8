//! Why connections cannot be exported or imported, in words.

use std::io::ErrorKind;

use super::pick;
use crate::i18n::Lang;
use crate::store::age::SealError;
use crate::store::bundle::BundleError;

/// Why a file with connections cannot be read or written.
pub fn bundle_error(error: BundleError, lang: Lang) -> String {
    match error {
        BundleError::Io(ErrorKind::NotFound) => pick(
            lang,
            "Die Datei oder ihr Ordner ist nicht da. Den Pfad prüfen.",
            "The file or its folder is not there. Check the path.",
        ),
        BundleError::Io(ErrorKind::PermissionDenied) => pick(
            lang,
            "Das Recht dazu fehlt. Einen anderen Ordner wählen oder die Rechte der Datei prüfen.",
            "The permission is missing. Choose another folder or check the permissions of the file.",
        ),
        BundleError::Io(kind) => pick(
            lang,
            format!("Das System meldet einen Fehler: {kind}. Einen anderen Ordner wählen."),
            format!("The system reports an error: {kind}. Choose another folder."),
        ),
        BundleError::Exists => pick(lang, "Die Datei gibt es schon.", "The file exists already."),
        BundleError::NotOurs => pick(
            lang,
            "Die Datei enthält keine Verbindungen von Steckbrett. Eine andere Datei wählen.",
            "The file does not hold connections of Steckbrett. Choose another file.",
        ),
        BundleError::NeedsPassphrase => pick(
            lang,
            "Die Datei ist mit einer Passphrase geschützt. Die Passphrase eingeben.",
            "The file is protected with a passphrase. Enter the passphrase.",
        ),
        BundleError::Newer(format) => pick(
            lang,
            format!("Die Datei stammt von einer neueren Version (Format {format}). Steckbrett aktualisieren."),
            format!("The file was made by a newer version (format {format}). Update Steckbrett."),
        ),
        BundleError::Sealed(error) => seal_error(error, lang),
    }
}

fn seal_error(error: SealError, lang: Lang) -> String {
    match error {
        SealError::Passphrase => pick(
            lang,
            "Die Passphrase öffnet die Datei nicht. Groß- und Kleinschreibung prüfen und noch einmal eingeben.",
            "The passphrase does not open the file. Check capitals and small letters and enter it again.",
        ),
        SealError::Truncated => pick(
            lang,
            "Das Ende der Datei fehlt. Die Datei noch einmal kopieren oder neu exportieren.",
            "The end of the file is missing. Copy the file again or export it anew.",
        ),
        SealError::Damaged => pick(
            lang,
            "Die Datei ist beschädigt oder wurde verändert. Die Datei noch einmal kopieren oder neu exportieren.",
            "The file is damaged or was changed. Copy the file again or export it anew.",
        ),
        SealError::TooCostly => pick(
            lang,
            "Die Datei zu öffnen braucht mehr Speicher, als dieses Programm dafür nimmt. Mit Steckbrett neu exportieren.",
            "Opening the file takes more memory than this program uses for it. Export it anew with Steckbrett.",
        ),
        SealError::NotSealed => bundle_error(BundleError::NotOurs, lang),
        SealError::NoRandomness => pick(
            lang,
            "Das System liefert keine Zufallszahlen. Den Rechner neu starten und noch einmal versuchen.",
            "The system gives no random numbers. Restart the computer and try again.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_has_its_own_sentence_in_both_languages() {
        let io = [ErrorKind::NotFound, ErrorKind::PermissionDenied, ErrorKind::StorageFull].map(BundleError::Io);
        let sealed = [
            SealError::Passphrase,
            SealError::Truncated,
            SealError::Damaged,
            SealError::TooCostly,
            SealError::NoRandomness,
        ]
        .map(BundleError::Sealed);
        let own = [BundleError::Exists, BundleError::NotOurs, BundleError::NeedsPassphrase, BundleError::Newer(7)];
        let all: Vec<_> = io.into_iter().chain(sealed).chain(own).collect();
        let said = |lang| all.iter().map(|error| bundle_error(*error, lang)).collect::<std::collections::BTreeSet<_>>();
        assert_eq!((said(Lang::De).len(), said(Lang::En).len()), (all.len(), all.len()));
        assert!(said(Lang::De).is_disjoint(&said(Lang::En)));
    }
}
