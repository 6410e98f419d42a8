//! Data sources in words: types of columns, and what could not be read.

use super::types::type_label;
use super::{pick, quoted, size};
use crate::i18n::{Lang, t};
use crate::language;
use crate::model::id::ControlId;
use crate::model::project::Project;
use crate::model::run::NotShown;
use crate::model::source::ColumnType;
use crate::model::source::convert::Unreadable;
use crate::model::source::path::PathError;
use crate::model::source::table::UnreadableNote;

/// The name of a column's type.
pub fn column_type(ty: ColumnType, lang: Lang) -> &'static str {
    match ty {
        ColumnType::Automatic => t("Automatisch", "Automatic"),
        ColumnType::Text | ColumnType::Number | ColumnType::Bool | ColumnType::Time => type_label(ty.ty()),
    }
    .get(lang)
}

/// What is wrong with a data path.
pub fn path_error(error: PathError, lang: Lang) -> &'static str {
    match error {
        PathError::EmptyName => t(
            "Zwischen zwei Punkten fehlt ein Name, zum Beispiel sensor.temperatur",
            "A name is missing between two dots, for example sensor.temperature",
        ),
        PathError::Bracket => t(
            "In eckigen Klammern steht eine Zahl ab 0 oder ein Name in Anführungszeichen: werte[0] oder ['a.b']",
            "In square brackets stands a number from 0 or a name in quotes: values[0] or ['a.b']",
        ),
        PathError::Template => t(
            "Die Vorlage ist nicht zu lesen; sie sieht so aus: {{ value_json.energie / 1000 }}",
            "The template cannot be read; it looks like this: {{ value_json.energy / 1000 }}",
        ),
    }
    .get(lang)
}

/// The rows of a source hold as much as they may: what goes, and what to do.
pub fn crowded(most: usize, lang: Lang) -> String {
    let most = size(most as u64, lang);
    pick(
        lang,
        format!(
            "Die Zeilen dieser Datenquelle füllen {most}: ältere entfallen. Kürzere Nachrichten oder engere Topic-Filter helfen."
        ),
        format!(
            "The rows of this data source fill {most}: older ones go. Shorter messages or narrower topic filters help."
        ),
    )
}

/// A value that could not be read: what, where, and what to do.
pub fn note(note: &UnreadableNote, lang: Lang) -> String {
    let topic = quoted(&note.topic, lang);
    let column = note.column.as_deref().map(|column| quoted(column, lang));
    let (why, advice) = unreadable(note.why, lang);
    match column {
        Some(column) => pick(
            lang,
            format!("Topic {topic}, Spalte {column}: {why}. {advice}"),
            format!("Topic {topic}, column {column}: {why}. {advice}"),
        ),
        None => pick(lang, format!("Topic {topic}: {why}. {advice}"), format!("Topic {topic}: {why}. {advice}")),
    }
}

/// Why a bound property keeps its value: what, and what to do.
pub fn not_shown(project: &Project, control: ControlId, why: &NotShown, lang: Lang) -> String {
    match why {
        NotShown::Unreadable(UnreadableNote { topic, why, .. }) => {
            let topic = quoted(topic, lang);
            let (why, advice) = unreadable(*why, lang);
            pick(
                lang,
                format!("Bindung an Topic {topic}: {why}. {advice}"),
                format!("Bound to topic {topic}: {why}. {advice}"),
            )
        }
        NotShown::Unfit { property, value, wanted } => {
            let control = project.control(control);
            let def = control.and_then(|control| language::property(&control.kind, property));
            let property = def.map_or(property.as_str(), |def| def.label.get(lang));
            let name = quoted(control.map_or("", |control| &control.name), lang);
            let value = quoted(value, lang);
            let wanted = type_label(*wanted).get(lang);
            pick(
                lang,
                format!(
                    "{name}, {property}: {value} passt nicht, gebraucht wird der Typ {wanted}. Der alte Wert bleibt; eine Umrechnung kann helfen."
                ),
                format!(
                    "{name}, {property}: {value} does not fit, the type {wanted} is needed. The old value stays; a conversion may help."
                ),
            )
        }
    }
}

fn unreadable(why: Unreadable, lang: Lang) -> (&'static str, &'static str) {
    let (why, advice) = match why {
        Unreadable::NotJson => (
            t("Die Nachricht ist kein gültiges JSON", "The message is not valid JSON"),
            t("Den Sender prüfen oder den Datenpfad weglassen.", "Check the sender, or leave out the data path."),
        ),
        Unreadable::NoPath => (
            t("Im JSON steht nichts am Datenpfad", "The JSON has nothing at the data path"),
            t("Schreibweise und Topic-Filter prüfen.", "Check the spelling and the topic filter."),
        ),
        Unreadable::NotANumber => (
            t("Das ist keine Zahl mit Punkt", "This is no number with a dot"),
            t(
                "Den Spaltentyp auf Text stellen oder den Sender prüfen.",
                "Set the column to text, or check the sender.",
            ),
        ),
        Unreadable::NotABool => (
            t("Das ist weder ja noch nein", "This is neither yes nor no"),
            t(
                "Erkannt werden true, 1, on, ja, an und ihr Gegenteil.",
                "Known are true, 1, on, yes and their opposites.",
            ),
        ),
        Unreadable::NotATime => (
            t("Das ist keine Zeit", "This is no time"),
            t(
                "Erkannt werden ISO 8601 und Sekunden oder Millisekunden seit 1970.",
                "Known are ISO 8601 and seconds or milliseconds since 1970.",
            ),
        ),
    };
    (why.get(lang), advice.get(lang))
}
