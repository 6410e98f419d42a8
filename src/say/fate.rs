//! What became of a message, in words.

use super::{pick, sizes, topic_error};
use crate::i18n::{Lang, t};
use crate::model::run::{DropReason, Fate, RefuseReason};

/// What became of a message.
pub fn fate(fate: &Fate, lang: Lang) -> String {
    match fate {
        Fate::Waiting => pick(lang, "Wartet auf die Verbindung", "Waiting for the connection"),
        Fate::Sent => pick(lang, "Gesendet", "Sent"),
        Fate::Acknowledged => pick(lang, "Vom Broker bestätigt", "Confirmed by the broker"),
        Fate::Refused(reason) => {
            let reason = refuse_reason(reason, lang);
            pick(lang, format!("Nicht gesendet: {reason}"), format!("Not sent: {reason}"))
        }
        Fate::Dropped(DropReason::Unconfirmed) => {
            let reason = drop_reason(&DropReason::Unconfirmed, lang);
            pick(lang, format!("Nicht bestätigt: {reason}"), format!("Not confirmed: {reason}"))
        }
        Fate::Dropped(reason) => {
            let reason = drop_reason(reason, lang);
            pick(lang, format!("Verworfen: {reason}"), format!("Dropped: {reason}"))
        }
    }
}

/// Why a message was not accepted.
pub fn refuse_reason(reason: &RefuseReason, lang: Lang) -> String {
    let text = match reason {
        RefuseReason::Offline => t(
            "Die Verbindung besteht nicht, und „Wenn offline“ steht auf „Ablehnen“. Die Verbindung prüfen oder „Puffern“ wählen.",
            "The connection is down, and “While offline” is set to “Refuse”. Check the connection or choose “Keep”.",
        ),
        RefuseReason::UnknownConnection => t(
            "Die Verbindung gibt es nicht mehr. Im Baustein eine andere wählen.",
            "The connection no longer exists. Choose another one in the block.",
        ),
        RefuseReason::Topic(error) => return topic_error(error, lang),
        RefuseReason::TooLarge { bytes, max } => {
            let (bytes, max) = sizes(*bytes as u64, *max as u64, lang);
            return pick(
                lang,
                format!("Die Nachricht ist zu groß: {bytes}, höchstens {max} sind erlaubt"),
                format!("The message is too large: {bytes}, at most {max} are allowed"),
            );
        }
        RefuseReason::QueueFull => t(
            "Es wird schneller gesendet, als die Verbindung aufnehmen kann. Seltener senden oder dazwischen warten.",
            "Messages are sent faster than the connection can take them. Send less often or wait in between.",
        ),
    };
    text.get(lang).to_owned()
}

/// Why an accepted message was given up.
pub fn drop_reason(reason: &DropReason, lang: Lang) -> String {
    let text = match reason {
        DropReason::OutboxFull => t(
            "Der Puffer der Verbindung war voll, die älteste Nachricht musste weichen",
            "The buffer of the connection was full, the oldest message had to go",
        ),
        DropReason::TooOld => t(
            "Die Nachricht hat zu lange auf die Verbindung gewartet und wurde nicht gesendet. Die Verbindung prüfen, dann noch einmal senden.",
            "The message waited too long for the connection and was not sent. Check the connection, then send again.",
        ),
        DropReason::Unconfirmed => t(
            "Die Verbindung ist abgebrochen, bevor der Broker die Nachricht bestätigt hat. Ob die Nachricht angekommen ist, ist nicht bekannt.",
            "The connection was lost before the broker confirmed the message. Whether the message has arrived is not known.",
        ),
        DropReason::Stopped => t(
            "Die App wurde beendet, bevor die Nachricht gesendet war",
            "The app was stopped before the message was sent",
        ),
        DropReason::Rejected => t(
            "Der Broker hat die Verbindung bei dieser Nachricht immer wieder geschlossen. Größe und Topic prüfen.",
            "The broker closed the connection at this message again and again. Check its size and topic.",
        ),
        DropReason::NotAllowed => t(
            "Der Broker erlaubt dieser Anmeldung nicht, auf diesem Topic zu senden. Das Topic oder die Rechte am Broker prüfen.",
            "The broker does not allow this login to send on this topic. Check the topic or the rights on the broker.",
        ),
        DropReason::TopicNotAccepted => t(
            "Der Broker nimmt dieses Topic nicht an. Ein anderes wählen.",
            "The broker does not accept this topic. Choose another one.",
        ),
        DropReason::Quota => t(
            "Der Broker nimmt gerade keine weiteren Nachrichten an, weil eine seiner Grenzen erreicht ist. Seltener senden.",
            "The broker takes no more messages at the moment, as one of its limits is reached. Send less often.",
        ),
        DropReason::PayloadFormat => t(
            "Der Broker nimmt das Format dieser Nachricht nicht an. Inhalt und Inhaltstyp prüfen.",
            "The broker does not accept the format of this message. Check its content and content type.",
        ),
        DropReason::RetainNotAccepted => t(
            "Der Broker speichert keine Nachrichten. Im Baustein die Art „Default“ wählen.",
            "The broker stores no messages. Choose the type “Default” in the block.",
        ),
        DropReason::TooLarge { sizes: Some((bytes, max)) } => {
            let (bytes, max) = sizes(*bytes as u64, *max as u64, lang);
            return pick(
                lang,
                format!("Die Nachricht ist für den Broker zu groß: {bytes}, er nimmt höchstens {max}"),
                format!("The message is too large for the broker: {bytes}, it takes at most {max}"),
            );
        }
        DropReason::TooLarge { sizes: None } => {
            t("Die Nachricht ist für den Broker zu groß", "The message is too large for the broker")
        }
        DropReason::Code { code } => {
            return pick(
                lang,
                format!("Der Broker nimmt die Nachricht nicht an (Grund 0x{code:02X})"),
                format!("The broker does not accept the message (reason 0x{code:02X})"),
            );
        }
    };
    text.get(lang).to_owned()
}
