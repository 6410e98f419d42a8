//! Problems of a project in words, and what the rules for topics and wires say.

use super::types::type_name;
use super::{pick, quoted};
use crate::i18n::{Lang, Text, t};
use crate::language;
use crate::model::blocks::check::WireRefusal;
use crate::model::item::Item;
use crate::model::payload::{Form, PayloadError};
use crate::model::place::Place;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::Project;
use crate::model::topic::{MAX_TOPIC_BYTES, MAX_TOPIC_LEVELS, TopicError};

const NO_HOST: Text = t(
    "Die Verbindung hat keinen Host. Name oder Adresse des Brokers eintragen.",
    "The connection has no host. Enter the name or address of the broker.",
);
const NO_SOURCE: Text = t(
    "Hier kommt nichts an: Es ist kein Topic zum Empfangen gewählt. Eine Datenquelle wählen oder ein Topic eintragen.",
    "Nothing arrives here: no topic to receive is chosen. Choose a data source or enter a topic.",
);
const OUTSIDE_LOOP: Text = t(
    "Hier ist keine Schleife, die dieser Baustein verlassen könnte. Ihn in eine Schleife setzen oder löschen.",
    "There is no loop here that this block could leave. Put it in a loop or delete it.",
);
const UNREACHABLE: Text = t(
    "Der Baustein darüber beendet den Ablauf, darum läuft dieser nie. Ihn darüber setzen oder löschen.",
    "The block above ends the flow, so this one never runs. Put it above or delete it.",
);
const NO_EVENT: Text = t(
    "Hier gibt es keine Nachricht: Der Baustein gehört in die Logik einer Datenquelle (Ereignis Refreshed)",
    "There is no message here: the block belongs into the logic of a data source (event Refreshed)",
);
const ONE_LOOSE_BLOCK: Text = t(
    "Ein Baustein hängt an keinem Ereignis und läuft nie. Anhängen oder löschen.",
    "One block hangs on no event and never runs. Attach or delete it.",
);
const EMPTY_HANDLER: Text = t(
    "Das Skript ist leer und tut nichts. Einen Baustein anhängen oder das Skript löschen.",
    "The script is empty and does nothing. Attach a block or delete the script.",
);

/// A problem in words, without its place.
pub fn problem(project: &Project, problem: &Problem, lang: Lang) -> String {
    let slot = |key: &str| quoted(&slot_label(project, &problem.place, key, lang), lang);
    match &problem.kind {
        ProblemKind::EmptySlot { slot: key } => {
            let slot = slot(key);
            pick(
                lang,
                format!("{slot} ist leer und muss ausgefüllt werden"),
                format!("{slot} is empty and must be filled in"),
            )
        }
        ProblemKind::MissingReference { slot: key } => {
            let slot = slot(key);
            pick(
                lang,
                format!("{slot}: Das Gewählte gibt es nicht mehr. Neu wählen."),
                format!("{slot}: What was chosen no longer exists. Choose again."),
            )
        }
        ProblemKind::BadWire { slot: key, why } if key.is_empty() => wire_refusal(why, lang),
        ProblemKind::BadWire { slot: key, why } => format!("{}: {}", slot(key), wire_refusal(why, lang)),
        ProblemKind::NotANumber { slot: key, text } => {
            let (slot, text) = (slot(key), quoted(text, lang));
            pick(
                lang,
                format!("{slot}: {text} ist keine Zahl. Eine Zahl eintragen, zum Beispiel 21,5."),
                format!("{slot}: {text} is not a number. Enter a number, for example 21.5."),
            )
        }
        ProblemKind::BadTopic { topic, why } if topic.is_empty() => topic_error(why, lang),
        ProblemKind::BadTopic { topic, why } => format!("{}: {}", quoted(topic, lang), topic_error(why, lang)),
        ProblemKind::OddTopic { topic } => odd_topic(topic, lang),
        ProblemKind::UnknownBlock { kind } => unknown_block(kind, lang),
        ProblemKind::UnknownControl { kind } => unknown_control(kind, lang),
        ProblemKind::NoHost => NO_HOST.get(lang).to_owned(),
        ProblemKind::NoSource => NO_SOURCE.get(lang).to_owned(),
        ProblemKind::NoEvent => NO_EVENT.get(lang).to_owned(),
        ProblemKind::OutsideLoop => OUTSIDE_LOOP.get(lang).to_owned(),
        ProblemKind::Unreachable => UNREACHABLE.get(lang).to_owned(),
        ProblemKind::BadPath { path } => bad_path(path, lang),
        ProblemKind::EmptyHandler => EMPTY_HANDLER.get(lang).to_owned(),
        ProblemKind::LooseBlocks { count: 1 } => ONE_LOOSE_BLOCK.get(lang).to_owned(),
        ProblemKind::LooseBlocks { count } => pick(
            lang,
            format!("{count} Bausteine hängen an keinem Ereignis und laufen nie. Anhängen oder löschen."),
            format!("{count} blocks hang on no event and never run. Attach or delete them."),
        ),
        ProblemKind::LuaSyntax { what } => lua_syntax(what, lang),
        ProblemKind::TooDeep { max } => pick(
            lang,
            format!(
                "Die Bausteine sind tiefer als {max} Ebenen verschachtelt. Zwischenergebnisse in Variablen ablegen."
            ),
            format!("The blocks are nested more than {max} levels deep. Keep intermediate results in variables."),
        ),
        ProblemKind::DuplicateName { name } => {
            let name = quoted(name, lang);
            pick(
                lang,
                format!("Den Namen {name} gibt es mehrmals. Einen davon umbenennen."),
                format!("The name {name} exists more than once. Rename one of them."),
            )
        }
        ProblemKind::BadPayload { slot: key, form, why } => {
            format!("{}: {}", slot(key), payload_error(*form, why, lang))
        }
        ProblemKind::BadProperties { slot: key, part } => bad_properties(&slot(key), part, lang),
        ProblemKind::OnlyVersion5 { slot: key } => {
            let slot = slot(key);
            pick(
                lang,
                format!("{slot} wird nur mit MQTT 5 gesendet, die Verbindung spricht MQTT 3.1.1"),
                format!("{slot} is only sent with MQTT 5, the connection speaks MQTT 3.1.1"),
            )
        }
        ProblemKind::BadJsonTemplate { why } => pick(
            lang,
            format!("Die Vorlage ergibt kein gültiges JSON ({why}). Klammern, Kommas und Anführungszeichen prüfen."),
            format!("The template does not give valid JSON ({why}). Check brackets, commas and quotes."),
        ),
    }
}

fn bad_properties(slot: &str, part: &str, lang: Lang) -> String {
    let part = quoted(part, lang);
    pick(
        lang,
        format!("{slot}: {part} ist nicht zu lesen. Als name=wert eintragen, mehrere mit Semikolon getrennt."),
        format!("{slot}: {part} cannot be read. Enter name=value, several of them separated by semicolons."),
    )
}

/// Why a message does not have its form, as the beginning of a sentence.
pub(super) fn payload_error(form: Form, why: &PayloadError, lang: Lang) -> String {
    let bytes = match form {
        Form::Base64 => "Base64",
        Form::Text | Form::Json | Form::Number | Form::Bool | Form::Hex => "Hex",
    };
    match why {
        PayloadError::Json(why) => pick(
            lang,
            format!("Die Nachricht ist kein gültiges JSON ({why})"),
            format!("The message is not valid JSON ({why})"),
        ),
        PayloadError::Number => pick(lang, "Die Nachricht ist keine Zahl", "The message is not a number"),
        PayloadError::Bool => pick(lang, "Die Nachricht ist weder ja noch nein", "The message is neither yes nor no"),
        PayloadError::Character(at, c) => {
            let c = quoted(&c.to_string(), lang);
            pick(
                lang,
                format!("Die Nachricht besteht nicht aus Bytes in {bytes} ({c} an Stelle {at})"),
                format!("The message does not consist of bytes in {bytes} ({c} at position {at})"),
            )
        }
        PayloadError::Incomplete => pick(
            lang,
            format!("Die Nachricht besteht nicht aus Bytes in {bytes} (am Ende fehlt ein Zeichen)"),
            format!("The message does not consist of bytes in {bytes} (a character is missing at the end)"),
        ),
    }
}

fn bad_path(path: &str, lang: Lang) -> String {
    let path = quoted(path, lang);
    pick(
        lang,
        format!("Der Datenpfad {path} ist nicht zu lesen; er sieht so aus: sensor.werte[0].temperatur"),
        format!("The data path {path} cannot be read; it looks like this: sensor.values[0].temperature"),
    )
}

fn unknown_block(kind: &str, lang: Lang) -> String {
    let kind = quoted(kind, lang);
    pick(
        lang,
        format!(
            "Den Baustein {kind} kennt diese Version nicht; er bleibt erhalten und tut nichts. Eine neuere Version verwenden oder ihn löschen."
        ),
        format!(
            "This version does not know the block {kind}; it is kept and does nothing. Use a newer version or delete it."
        ),
    )
}

fn unknown_control(kind: &str, lang: Lang) -> String {
    let kind = quoted(kind, lang);
    pick(
        lang,
        format!(
            "Das Control {kind} kennt diese Version nicht; es bleibt erhalten und zeigt nichts. Eine neuere Version verwenden oder es löschen."
        ),
        format!(
            "This version does not know the control {kind}; it is kept and shows nothing. Use a newer version or delete it."
        ),
    )
}

/// What the compiler says about Lua text.
pub(super) fn lua_syntax(what: &str, lang: Lang) -> String {
    let what = what.trim();
    pick(lang, format!("Der Lua-Text hat einen Fehler: {what}"), format!("The Lua text has an error: {what}"))
}

/// What the slot with this key is called on the block at `place`.
fn slot_label(project: &Project, place: &Place, key: &str, lang: Lang) -> String {
    let slot = match place {
        Place::Block(at, id) => project
            .handler(at)
            .and_then(|handler| handler.graph())
            .and_then(|graph| graph.block(*id))
            .and_then(|block| language::slot(project, block, key)),
        Place::Project | Place::Item(_) | Place::Handler(..) => None,
    };
    if let Some(slot) = slot {
        return slot.label.get(lang).into_owned();
    }
    // Properties of controls have keys of the same form.
    let property = match place {
        Place::Item(Item::Control(id)) => {
            project.control(*id).and_then(|control| language::property(&control.kind, key))
        }
        Place::Project | Place::Item(_) | Place::Handler(..) | Place::Block(..) => None,
    };
    property.map_or_else(|| key.to_owned(), |property| property.label.get(lang).to_owned())
}

fn odd_topic(topic: &str, lang: Lang) -> String {
    let quoted = quoted(topic, lang);
    if topic.trim() != topic {
        return pick(
            lang,
            format!(
                "{quoted} beginnt oder endet mit einem Leerzeichen, das zum Topic gehört. Ohne Absicht: entfernen."
            ),
            format!("{quoted} begins or ends with a blank, which is part of the topic. If not meant: remove it."),
        );
    }
    if topic.starts_with('/') {
        return pick(
            lang,
            format!("{quoted} beginnt mit einem Schrägstrich, die erste Ebene ist also leer. Ohne Absicht: entfernen."),
            format!("{quoted} begins with a slash, so its first level is empty. If not meant: remove it."),
        );
    }
    if topic.starts_with('$') {
        return pick(
            lang,
            format!("{quoted}: Topics mit $ am Anfang gehören dem Broker; er verwirft solche Nachrichten meist"),
            format!("{quoted}: topics that begin with $ belong to the broker; it mostly drops such messages"),
        );
    }
    pick(
        lang,
        format!("{quoted} ist ein ungewöhnliches Topic. Die Schreibweise prüfen."),
        format!("{quoted} is an unusual topic. Check the spelling."),
    )
}

/// Which rule a topic breaks.
pub fn topic_error(error: &TopicError, lang: Lang) -> String {
    match error {
        TopicError::Empty => pick(
            lang,
            "Das Topic ist leer. Eines eintragen, zum Beispiel halle1/lampe.",
            "The topic is empty. Enter one, for example hall1/lamp.",
        ),
        TopicError::Wildcard(c) => {
            let c = quoted(&c.to_string(), lang);
            pick(
                lang,
                format!(
                    "{c} ist beim Senden nicht erlaubt. Das Topic ausschreiben; Platzhalter gibt es nur beim Empfangen."
                ),
                format!("{c} is not allowed when sending. Write the topic out; wildcards are only for receiving."),
            )
        }
        TopicError::ControlCharacter => pick(
            lang,
            "Das Topic enthält ein unsichtbares Steuerzeichen, etwa einen Zeilenumbruch. Dieses entfernen.",
            "The topic contains an invisible control character such as a line break. Remove it.",
        ),
        TopicError::TooLong(bytes) => pick(
            lang,
            format!("Das Topic ist zu lang: {bytes} Byte, höchstens {MAX_TOPIC_BYTES} sind erlaubt"),
            format!("The topic is too long: {bytes} bytes, at most {MAX_TOPIC_BYTES} are allowed"),
        ),
        TopicError::TooDeep(levels) => pick(
            lang,
            format!("Das Topic hat {levels} Ebenen, höchstens {MAX_TOPIC_LEVELS} sind erlaubt"),
            format!("The topic has {levels} levels, at most {MAX_TOPIC_LEVELS} are allowed"),
        ),
        TopicError::Share => pick(
            lang,
            "Eine geteilte Subscription wird als $share/Gruppe/Filter geschrieben, mit einem Gruppennamen ohne + und #",
            "A shared subscription is written as $share/group/filter, with the name of a group without + and #",
        ),
        TopicError::MisplacedWildcard('#') => pick(
            lang,
            "„#“ darf nur allein als letzte Ebene stehen, zum Beispiel halle1/#",
            "“#” may only stand alone as the last level, for example hall1/#",
        ),
        TopicError::MisplacedWildcard(c) => {
            let quoted = quoted(&c.to_string(), lang);
            pick(
                lang,
                format!("{quoted} muss allein eine Ebene bilden, zum Beispiel halle1/{c}/temperatur"),
                format!("{quoted} must be a level of its own, for example hall1/{c}/temperature"),
            )
        }
    }
}

/// Why a block may not hang somewhere.
pub fn wire_refusal(refusal: &WireRefusal, lang: Lang) -> String {
    match refusal {
        WireRefusal::StatementInSlot => pick(
            lang,
            "Dieser Baustein liefert keinen Wert; er gehört in den Ablauf",
            "This block gives no value; it belongs into the flow",
        ),
        WireRefusal::ValueInFlow => pick(
            lang,
            "Dieser Baustein liefert nur einen Wert; er gehört in einen Eingang",
            "This block only gives a value; it belongs into an input",
        ),
        WireRefusal::Type { wanted, got } => {
            let (wanted, got) = (type_name(*wanted, lang), type_name(*got, lang));
            pick(
                lang,
                format!("Hier passt nur {wanted}, der Baustein liefert {got}"),
                format!("Only {wanted} fits here, the block gives {got}"),
            )
        }
        WireRefusal::NoWire => pick(
            lang,
            "Hier lässt sich nur aus der Liste wählen, nichts verbinden",
            "Here one can only choose from the list, not connect",
        ),
        WireRefusal::Cycle => {
            pick(lang, "Ein Baustein kann nicht an sich selbst hängen", "A block cannot hang on itself")
        }
        WireRefusal::NothingMayFollow => {
            pick(lang, "Nach diesem Baustein ist der Ablauf zu Ende", "The flow ends after this block")
        }
    }
}
