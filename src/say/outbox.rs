//! What an outbox tells, and its counters.

use super::{joined, pick, size};
use crate::i18n::Lang;
use crate::model::outbox::{Counters, OutboxNotice};

/// Something about an outbox.
pub fn outbox_notice(notice: &OutboxNotice, lang: Lang) -> String {
    match notice {
        OutboxNotice::Restored { count, too_old } => {
            let text = pick(
                lang,
                format!("Von einem früheren Lauf, zuerst gesendet: {}", messages(*count, lang)),
                format!("From an earlier run, sent first: {}", messages(*count, lang)),
            );
            if *too_old == 0 {
                return text;
            }
            let old = pick(
                lang,
                format!("Zu alt und verworfen: {}", messages(*too_old, lang)),
                format!("Too old and dropped: {}", messages(*too_old, lang)),
            );
            joined(&text, &old)
        }
        OutboxNotice::Kept { count } => pick(
            lang,
            format!("Noch nicht bestätigt und aufgehoben bis zum nächsten Start: {}", messages(*count, lang)),
            format!("Not confirmed yet and kept until the next start: {}", messages(*count, lang)),
        ),
        OutboxNotice::GivenUp { count } => pick(
            lang,
            format!("Nicht gesendet, weil die App beendet wurde: {}", messages(*count, lang)),
            format!("Not sent, because the app was stopped: {}", messages(*count, lang)),
        ),
        OutboxNotice::NotKept { what } => joined(
            &pick(
                lang,
                "Wartende Nachrichten können nicht auf der Platte aufgehoben werden; ein Neustart würde sie verlieren",
                "Waiting messages cannot be kept on disk; a restart would lose them",
            ),
            what,
        ),
    }
}

/// What waits, in two words: `3 warten`; nothing where nothing does.
pub fn waiting(waiting: u64, lang: Lang) -> Option<String> {
    match waiting {
        0 => None,
        1 => Some(pick(lang, "1 wartet", "1 waiting")),
        more => Some(pick(lang, format!("{more} warten"), format!("{more} waiting"))),
    }
}

/// All counters of a connection, a line each; those that are 0 and tell nothing are left out.
pub fn counters(counters: &Counters, lang: Lang) -> String {
    let Counters { waiting, waiting_bytes, sent, acknowledged, refused, dropped, received, received_dropped } =
        *counters;
    let always = [
        pick(
            lang,
            format!("Gesendet: {sent}, bestätigt: {acknowledged}"),
            format!("Sent: {sent}, confirmed: {acknowledged}"),
        ),
        pick(lang, format!("Empfangen: {received}"), format!("Received: {received}")),
    ];
    let bytes = size(waiting_bytes, lang);
    let some = [
        (waiting, pick(lang, format!("Wartend: {waiting} ({bytes})"), format!("Waiting: {waiting} ({bytes})"))),
        (refused, pick(lang, format!("Abgelehnt: {refused}"), format!("Refused: {refused}"))),
        (dropped, pick(lang, format!("Verworfen: {dropped}"), format!("Dropped: {dropped}"))),
        (
            received_dropped,
            pick(
                lang,
                format!("Empfangen, aber verworfen: {received_dropped}"),
                format!("Received, but dropped: {received_dropped}"),
            ),
        ),
    ];
    let some = some.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| text);
    always.into_iter().chain(some).collect::<Vec<_>>().join("\n")
}

fn messages(count: usize, lang: Lang) -> String {
    match count {
        1 => pick(lang, "1 Nachricht", "1 message"),
        more => pick(lang, format!("{more} Nachrichten"), format!("{more} messages")),
    }
}

/// The question before the program ends although messages wait: title and sentence.
pub fn still_waiting(count: usize, lang: Lang) -> (String, String) {
    let title = match count {
        1 => pick(lang, "Eine Nachricht wartet noch", "One message is still waiting"),
        more => pick(lang, format!("{more} Nachrichten warten noch"), format!("{more} messages are still waiting")),
    };
    let sentence = pick(
        lang,
        "Der Broker ist nicht erreichbar oder hat sie noch nicht bestätigt. Wird das Programm jetzt beendet, gehen sie verloren.",
        "The broker cannot be reached or has not confirmed them yet. If the program ends now, they are lost.",
    );
    (title, sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_matters_is_told() {
        let mut all = Counters { sent: 3, acknowledged: 2, ..Counters::default() };
        assert_eq!(counters(&all, Lang::De), "Gesendet: 3, bestätigt: 2\nEmpfangen: 0");
        all.waiting = 1;
        all.waiting_bytes = 12;
        all.dropped = 4;
        assert!(
            counters(&all, Lang::En).ends_with("Waiting: 1 (12 bytes)\nDropped: 4"),
            "{}",
            counters(&all, Lang::En)
        );
        assert_eq!(waiting(1, Lang::De).as_deref(), Some("1 wartet"));
        assert_eq!(waiting(0, Lang::De), None);
    }

    #[test]
    fn notices_count_their_messages() {
        let restored = OutboxNotice::Restored { count: 1, too_old: 2 };
        let text = outbox_notice(&restored, Lang::De);
        assert_eq!(text, "Von einem früheren Lauf, zuerst gesendet: 1 Nachricht. Zu alt und verworfen: 2 Nachrichten.");
    }
}
