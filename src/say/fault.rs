//! What went wrong in a run, in words.

use super::web::web_error;
use super::{drop_reason, lua, number, pick, quoted, refuse_reason};
use crate::i18n::Lang;
use crate::language::checks::{bad_json_template, bad_pattern, bad_payload, lua_syntax, unknown_name};
use crate::model::payload::{Form, PayloadError};
use crate::model::run::{FaultKind, NotConfirmed};

/// That an app receives what it sends itself to a topic, and sends again.
pub fn feeds_itself(topic: &str, times: u32, lang: Lang) -> String {
    let topic = quoted(topic, lang);
    pick(
        lang,
        format!(
            "Die App empfängt, was sie selbst an {topic} sendet, und sendet dann wieder: schon {times}-mal hintereinander. An ein Topic senden, das keine Datenquelle empfängt, oder nur unter einer Bedingung senden."
        ),
        format!(
            "The app receives what it sends itself to {topic}, and then sends again: {times} times in a row so far. Send to a topic that no data source receives, or only under a condition."
        ),
    )
}

/// What went wrong, without its place.
pub fn fault(kind: &FaultKind, lang: Lang) -> String {
    match kind {
        FaultKind::Publish(reason) => {
            let reason = refuse_reason(reason, lang);
            pick(lang, format!("Nicht gesendet: {reason}"), format!("Not sent: {reason}"))
        }
        FaultKind::UnknownConnection { id } => {
            let id = quoted(id, lang);
            pick(
                lang,
                format!("Keine Verbindung hat die Kennung {id}. Im Baustein oder Skript eine vorhandene wählen."),
                format!("No connection has the id {id}. Choose an existing one in the block or script."),
            )
        }
        FaultKind::UnknownName { name, near } => unknown_name::sentence(name, near.as_deref()).get(lang).to_owned(),
        FaultKind::WrongType { to, wanted, got } => {
            let to = quoted(to, lang);
            let (wanted, got) = (type_name(wanted, lang), type_name(got, lang));
            pick(
                lang,
                format!("{to} erwartet {wanted}, bekommen hat es {got}"),
                format!("{to} wants {wanted}, it got {got}"),
            )
        }
        FaultKind::BadOperand { what } => {
            lua::operation(what.trim(), lang).unwrap_or_else(|| bad_operand(what.trim(), lang))
        }
        FaultKind::InvalidJson { text, why } => {
            let (text, why) = (quoted(&shortened(text), lang), bad_json_template::json(why));
            let why = why.get(lang);
            pick(
                lang,
                format!("Das ist kein gültiges JSON ({why}): {text}"),
                format!("This is not valid JSON ({why}): {text}"),
            )
        }
        FaultKind::BadPattern { pattern, flaw } => bad_pattern::sentence(pattern, *flaw).get(lang).to_owned(),
        FaultKind::Payload { form, text, why } => bad_payload(*form, text, why, lang),
        FaultKind::NotConfirmed(why) => not_confirmed(why, lang),
        FaultKind::NoAnswer { topic, secs } => no_answer(topic, *secs, lang),
        FaultKind::Web { url, why, secs } => web_error(url, why, *secs, lang),
        FaultKind::CannotWait => pick(
            lang,
            "Hier kann nicht gewartet werden. Vor oder nach dieser Funktion warten.",
            "Waiting is not possible here. Wait before or after this function.",
        ),
        FaultKind::TooLong { secs } => {
            let secs = number(*secs, lang);
            pick(
                lang,
                format!("Das Skript lief {secs} s ohne Pause und wurde beendet. Schleifen prüfen oder darin warten."),
                format!(
                    "The script ran for {secs} s without a pause and was stopped. Check its loops or wait in them."
                ),
            )
        }
        FaultKind::Assertion => pick(
            lang,
            "Eine Annahme (assert) stimmt hier nicht. Als zweiten Wert angeben, was dann gemeldet wird.",
            "An assumption (assert) does not hold here. Give what is then reported as its second value.",
        ),
        FaultKind::Memory => pick(
            lang,
            "Das Skript braucht zu viel Speicher. Prüfen, ob eine Liste oder ein Text endlos wächst.",
            "The script needs too much memory. Check whether a list or text grows without end.",
        ),
        FaultKind::ListFull { list, rows, mib } => list_full(list, *rows, *mib, lang),
        FaultKind::Syntax { what } => lua_syntax::sentence(what).get(lang).to_owned(),
        FaultKind::Raised { message } => {
            let message = message.trim();
            pick(lang, format!("Das Skript meldet: {message}"), format!("The script reports: {message}"))
        }
        FaultKind::Other { what } => {
            let what = what.trim();
            let plain =
                || pick(lang, format!("Das Skript ist abgebrochen: {what}"), format!("The script has failed: {what}"));
            lua::operation(what, lang).unwrap_or_else(plain)
        }
    }
}

fn list_full(list: &str, rows: usize, mib: usize, lang: Lang) -> String {
    pick(
        lang,
        format!(
            "Die Liste „{list}“ ist voll: mehr als {rows} Zeilen oder {mib} MiB hält sie nicht. Vorher Zeilen herausnehmen."
        ),
        format!("The list “{list}” is full: it holds no more than {rows} rows or {mib} MiB. Take out rows before."),
    )
}

/// Calculated or compared with what cannot be.
fn bad_operand(what: &str, lang: Lang) -> String {
    pick(
        lang,
        format!(
            "Mit diesem Wert lässt sich nicht rechnen oder vergleichen ({what}). Prüfen, ob er leer oder ein Text ist."
        ),
        format!("This value cannot be calculated or compared with ({what}). Check whether it is empty or a text."),
    )
}

/// A message does not have its form.
fn bad_payload(form: Form, text: &str, why: &PayloadError, lang: Lang) -> String {
    let why = bad_payload::reason(form, why);
    let why = why.get(lang);
    let text = quoted(&shortened(text), lang);
    pick(lang, format!("Nicht gesendet: {why}: {text}"), format!("Not sent: {why}: {text}"))
}

/// No answer came to a request.
fn no_answer(topic: &str, secs: f64, lang: Lang) -> String {
    let (topic, secs) = (quoted(topic, lang), number(secs, lang));
    pick(
        lang,
        format!("Auf die Anfrage an {topic} kam in {secs} s keine Antwort. Prüfen, ob jemand antwortet und wohin."),
        format!("No answer came to the request to {topic} within {secs} s. Check whether someone answers, and where."),
    )
}

/// Why a message was not confirmed.
fn not_confirmed(why: &NotConfirmed, lang: Lang) -> String {
    match why {
        NotConfirmed::Refused(reason) => {
            let reason = refuse_reason(reason, lang);
            pick(lang, format!("Nicht gesendet: {reason}"), format!("Not sent: {reason}"))
        }
        NotConfirmed::Dropped(reason) => {
            let reason = drop_reason(reason, lang);
            pick(lang, format!("Nicht bestätigt: {reason}"), format!("Not confirmed: {reason}"))
        }
        NotConfirmed::TooLate { secs } => {
            let secs = number(*secs, lang);
            pick(
                lang,
                format!("Die Nachricht wurde nicht in {secs} s bestätigt. Ankommen kann sie trotzdem noch."),
                format!("The message was not confirmed within {secs} s. It may still arrive all the same."),
            )
        }
    }
}

/// A long text, cut for one line.
fn shortened(text: &str) -> String {
    const MOST: usize = 120;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(MOST).collect();
    short.push('…');
    short
}

/// What people call a type of Lua.
pub(super) fn type_name(lua: &str, lang: Lang) -> String {
    match lua {
        "string" => pick(lang, "Text", "text"),
        "number" | "integer" => pick(lang, "eine Zahl", "a number"),
        "boolean" => pick(lang, "wahr oder falsch", "true or false"),
        "time" => pick(lang, "eine Zeit wie 2026-11-22T14:02", "a time such as 2026-11-22T14:02"),
        "record" => pick(lang, "einen Datensatz", "a record"),
        "nil" => pick(lang, "nichts", "nothing"),
        "table" | "list" => pick(lang, "eine Liste", "a list"),
        "function" => pick(lang, "eine Funktion", "a function"),
        "value" => pick(lang, "einen Wert", "a value"),
        "0, 1 or 2" => pick(lang, "0, 1 oder 2", lua),
        "text, json, number, bool, hex or base64" => pick(lang, "text, json, number, bool, hex oder base64", lua),
        "brief, buffer or refuse" => pick(lang, "brief, buffer oder refuse", lua),
        other => other.to_owned(),
    }
}
