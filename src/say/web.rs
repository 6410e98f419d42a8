//! Why a request over HTTP brought nothing, in words.

use super::{number, pick, quoted};
use crate::i18n::Lang;
use crate::language::checks::web_access;
use crate::model::excerpt::{LINE, cut};
use crate::model::web::{MOST_ANSWER, WebError};

/// Why a request to an address brought nothing, in the time that it had.
pub(super) fn web_error(url: &str, why: &WebError, secs: f64, lang: Lang) -> String {
    if let WebError::NotAllowed { host } = why {
        return web_access::sentence(host).get(lang).to_owned();
    }
    // What follows the question mark may be a password.
    let address = quoted(&cut(url.split('?').next().unwrap_or_default(), LINE), lang);
    let reason = match why {
        WebError::NotAllowed { .. } => String::new(),
        WebError::Address => pick(
            lang,
            "das ist keine Web-Adresse. Vorn steht http:// oder https://, dann der Rechner.",
            "this is no web address. It begins with http:// or https://, then comes the computer.",
        ),
        WebError::Header { name } => {
            let name = quoted(name, lang);
            pick(
                lang,
                format!(
                    "die Kopfzeile {name} lässt sich nicht senden. Name und Wert ohne Umlaute und Zeilenumbrüche angeben."
                ),
                format!(
                    "the header {name} cannot be sent. Give name and value in plain letters and without line breaks."
                ),
            )
        }
        WebError::UnknownHost => pick(
            lang,
            "diesen Rechner gibt es nicht, oder das Netz fehlt. Den Namen prüfen.",
            "there is no such computer, or no network. Check the name.",
        ),
        WebError::Unreachable => pick(
            lang,
            "dort antwortet niemand. Prüfen, ob das Gerät läuft und Adresse und Port stimmen.",
            "nobody answers there. Check that the device runs, and its address and port.",
        ),
        WebError::Insecure { what } => pick(
            lang,
            format!(
                "die verschlüsselte Verbindung kam nicht zustande, weil das Zertifikat nicht passt oder nicht vertraut ist ({what})"
            ),
            format!("the encrypted connection failed, as the certificate does not fit or is not trusted ({what})"),
        ),
        WebError::TooLate => {
            let secs = number(secs, lang);
            pick(lang, format!("nach {secs} s kam noch keine ganze Antwort"), format!("no whole answer after {secs} s"))
        }
        WebError::TooLarge => {
            let mib = MOST_ANSWER >> 20;
            pick(lang, format!("die Antwort ist größer als {mib} MiB"), format!("the answer is larger than {mib} MiB"))
        }
        WebError::Redirects => pick(
            lang,
            "die Antwort leitet immer weiter oder an keine brauchbare Adresse",
            "the answer leads on and on, or to no usable address",
        ),
        WebError::Status { status } => status_words(*status, lang),
        WebError::Busy => {
            pick(lang, "zu viele Anfragen auf einmal. Seltener fragen.", "too many requests at once. Ask less often.")
        }
        WebError::Other { what } => what.clone(),
    };
    pick(
        lang,
        format!("Die Anfrage an {address} hat nichts gebracht: {reason}"),
        format!("The request to {address} brought nothing: {reason}"),
    )
}

/// What a status from 400 on means (RFC 9110, section 15).
fn status_words(status: u16, lang: Lang) -> String {
    let (de, en) = match status {
        401 | 403 => ("keine Berechtigung", "no permission"),
        404 | 410 => ("gibt es dort nicht", "not there"),
        405 => ("diese Art ist dort nicht erlaubt", "this method is not allowed there"),
        408 | 504 => ("der Server hat zu lange gebraucht", "the server took too long"),
        429 => ("zu viele Anfragen", "too many requests"),
        500..=599 => ("Fehler im Server", "a fault of the server"),
        _ => ("der Server lehnt sie ab", "the server refuses it"),
    };
    pick(lang, format!("Status {status}, {de}"), format!("status {status}, {en}"))
}
