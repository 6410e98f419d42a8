//! What of a project from another program was not taken over, and why one cannot be read, in words.

use super::{pick, quoted};
use crate::i18n::Lang;
use crate::language;
use crate::store::pbmx::{LeftOut, PbmxError};

/// How much of a project is not as it was.
pub fn left_out_count(count: usize, lang: Lang) -> String {
    match count {
        0 => pick(lang, "Alles ist übernommen", "Everything was taken over"),
        1 => pick(lang, "Eine Stelle ist nicht, wie sie war", "One place is not as it was"),
        _ => pick(
            lang,
            format!("{count} Stellen sind nicht, wie sie waren"),
            format!("{count} places are not as they were"),
        ),
    }
}

/// What was left out or is another thing now, and what to do.
pub fn left_out(what: &LeftOut, lang: Lang) -> String {
    match what {
        LeftOut::Control(_)
        | LeftOut::Differs { .. }
        | LeftOut::ChartForm(_)
        | LeftOut::Icon(_)
        | LeftOut::Image(_)
        | LeftOut::ButtonImage
        | LeftOut::Validation
        | LeftOut::TooMany(_) => of_control(what, lang),
        LeftOut::Binding(text) => {
            let text = quoted(text, lang);
            pick(
                lang,
                format!("Was {text} folgt, ist nicht dabei. Den Wert neu binden."),
                format!("What follows {text} is not there. Bind the value anew."),
            )
        }
        LeftOut::Format(format) => {
            let format = quoted(format, lang);
            pick(
                lang,
                format!("Das Format {format} gibt es hier nicht; der Wert steht da, wie er kommt"),
                format!("There is no format {format} here; the value stands as it comes"),
            )
        }
        LeftOut::Rule(name) if name.is_empty() => pick(
            lang,
            "Eine bedingte Formatierung ist nicht übernommen. Unter „Bedingte Formatierung“ neu anlegen.",
            "A conditional format was not taken over. Make it anew under “Conditional formatting”.",
        ),
        LeftOut::Rule(name) => {
            let name = quoted(name, lang);
            pick(
                lang,
                format!(
                    "Die bedingte Formatierung {name} ist nicht übernommen; sie setzt oder vergleicht etwas, das es hier nicht gibt"
                ),
                format!(
                    "The conditional format {name} was not taken over; it sets or compares something that is not there"
                ),
            )
        }
        LeftOut::Event(name) => {
            let name = quoted(name, lang);
            pick(
                lang,
                format!("Das Ereignis {name} gibt es hier nicht; sein Skript ist nicht übernommen"),
                format!("There is no event {name} here; its script was not taken over"),
            )
        }
        LeftOut::Skipped => pick(
            lang,
            "Der Bildschirm wurde übersprungen; hier ist er einer wie die anderen",
            "The screen was passed over; here it is one like the others",
        ),
        LeftOut::LongScript => {
            pick(lang, "Ein Skript ist zu lang und nicht übernommen", "A script is too long and was not taken over")
        }
        LeftOut::Dataflow(_)
        | LeftOut::Source(_)
        | LeftOut::Kept
        | LeftOut::Shared
        | LeftOut::Connection { .. }
        | LeftOut::Password
        | LeftOut::Sound(_)
        | LeftOut::NoConnection => of_data(what, lang),
    }
}

fn of_control(what: &LeftOut, lang: Lang) -> String {
    match what {
        LeftOut::Control(kind) => pick(
            lang,
            format!("Ein Control wie {kind} gibt es hier nicht; ein Rahmen zeigt, wo es stand"),
            format!("There is no control like {kind} here; a frame shows where it stood"),
        ),
        LeftOut::Differs { theirs, ours } => {
            let ours = language::control(ours).map_or(ours.as_str(), |def| def.label.get(lang));
            let ours = quoted(ours, lang);
            pick(
                lang,
                format!("Für {theirs} steht hier {ours}. Ansehen, ob das genügt."),
                format!("{ours} stands here for {theirs}. See whether that will do."),
            )
        }
        LeftOut::ChartForm(form) => pick(
            lang,
            format!("Ein Diagramm der Form {form} gibt es hier nicht; es sind Säulen daraus geworden"),
            format!("There is no chart of the form {form} here; it has become columns"),
        ),
        LeftOut::Icon(name) => {
            let name = quoted(name, lang);
            pick(
                lang,
                format!("Das Symbol {name} ist nicht dabei. Ein anderes wählen."),
                format!("The icon {name} is not there. Choose another one."),
            )
        }
        LeftOut::Image(name) if name.is_empty() => pick(
            lang,
            "Das Bild liegt nicht in der Datei. Ein Bild wählen.",
            "The image is not in the file. Choose an image.",
        ),
        LeftOut::Image(name) => {
            let name = quoted(name, lang);
            pick(
                lang,
                format!("Das Bild {name} kann nicht übernommen werden: es fehlt in der Datei oder ist zu groß"),
                format!("The image {name} cannot be taken over: it is missing in the file, or too large"),
            )
        }
        LeftOut::ButtonImage => pick(
            lang,
            "Das Bild auf dem Button ist nicht übernommen. Ein Symbol wählen oder ein Bild darüberlegen.",
            "The image on the button was not taken over. Choose an icon, or lay an image over it.",
        ),
        LeftOut::Validation => {
            pick(lang, "Die Prüfung der Eingabe ist nicht übernommen", "The check of what is typed was not taken over")
        }
        LeftOut::TooMany(count) => pick(
            lang,
            format!("Der Bildschirm hat zu viele Controls; {count} sind nicht übernommen"),
            format!("The screen has too many controls; {count} were not taken over"),
        ),
        _ => String::new(),
    }
}

fn of_data(what: &LeftOut, lang: Lang) -> String {
    match what {
        LeftOut::Dataflow(steps) => pick(
            lang,
            format!(
                "Ein Datenfluss aus {steps} Schritten wird hier nicht gerechnet; die Liste hat die Zeilen, die zuletzt zu sehen waren"
            ),
            format!("A data flow of {steps} steps is not calculated here; the list has the rows that were seen last"),
        ),
        LeftOut::Source(kind) => pick(
            lang,
            format!(
                "Eine Datenquelle wie {kind} gibt es hier nicht; die Liste hat die Zeilen, die zuletzt zu sehen waren"
            ),
            format!("There is no data source like {kind} here; the list has the rows that were seen last"),
        ),
        LeftOut::Kept => pick(
            lang,
            "Der Wert wurde über das Ende der App hinaus behalten; hier beginnt er jedes Mal neu",
            "The value was kept beyond the end of the app; here it begins anew each time",
        ),
        LeftOut::Shared => pick(
            lang,
            "Die Variable wurde über einen Peakboard Hub geteilt; hier gehört sie nur dieser App",
            "The variable was shared over a Peakboard Hub; here it belongs to this app only",
        ),
        LeftOut::Connection { name, kind } => {
            let name = quoted(name, lang);
            pick(
                lang,
                format!("Die Verbindung {name} ({kind}) ist nicht übernommen: hier gibt es MQTT"),
                format!("The connection {name} ({kind}) was not taken over: here there is MQTT"),
            )
        }
        LeftOut::Sound(name) => {
            let name = quoted(name, lang);
            pick(
                lang,
                format!(
                    "Der Klang {name} kann nicht übernommen werden: er fehlt in der Datei, oder ist keine WAV-, Ogg- oder MP3-Datei bis 4 MiB"
                ),
                format!(
                    "The sound {name} cannot be taken over: it is missing in the file, or is no WAV, Ogg or MP3 file of 4 MiB at most"
                ),
            )
        }
        LeftOut::Password => pick(
            lang,
            "Das Passwort wird nie aus der Datei genommen. In der Verbindung eingeben.",
            "The password is never taken out of the file. Enter it in the connection.",
        ),
        LeftOut::NoConnection => pick(
            lang,
            "Die Verbindung der Datenquelle liegt nicht in der Datei. Eine wählen.",
            "The connection of the data source is not in the file. Choose one.",
        ),
        _ => String::new(),
    }
}

/// Why a file of another program cannot be read.
pub fn pbmx_error(error: &PbmxError, lang: Lang) -> String {
    match error {
        PbmxError::NoArchive { what } => pick(
            lang,
            format!("Die Datei ist kein Projekt von Peakboard Designer, oder sie ist beschädigt: {what}"),
            format!("The file is no project of Peakboard Designer, or it is damaged: {what}"),
        ),
        PbmxError::NoModel => pick(
            lang,
            "In der Datei liegt kein Projekt von Peakboard Designer (Peakboard.json fehlt)",
            "There is no project of Peakboard Designer in the file (Peakboard.json is missing)",
        ),
        PbmxError::Damaged { part, what } => pick(
            lang,
            format!(
                "Der Teil {part} der Datei ist beschädigt: {what}. In Peakboard Designer öffnen und neu speichern."
            ),
            format!("The part {part} of the file is damaged: {what}. Open it in Peakboard Designer and save it anew."),
        ),
        PbmxError::TooMuch => pick(
            lang,
            "Ausgepackt ist die Datei größer, als ein Projekt sein kann, und wird nicht geöffnet",
            "Unpacked, the file is larger than a project can be, and is not opened",
        ),
    }
}
