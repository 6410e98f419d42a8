//! The reasons of MQTT 5 that have no sentence elsewhere: what the broker does not take, and what to do.

use super::{joined, pick, quoted};
use crate::i18n::{Lang, Text, t};
use crate::model::refusal::BrokerReason;

/// The reason, with the broker's own words where it has any.
pub(super) fn sentence(reason: BrokerReason, words: &str, lang: Lang) -> String {
    let sentence = text(reason).get(lang).to_owned();
    let words = words.trim();
    if words.is_empty() {
        return sentence;
    }
    let words = quoted(words, lang);
    joined(&sentence, &pick(lang, format!("Der Broker sagt dazu {words}."), format!("The broker says {words}.")))
}

fn text(reason: BrokerReason) -> Text {
    of_the_login(reason).or_else(|| of_a_message(reason)).unwrap_or_else(|| of_the_session(reason))
}

/// What stands in the settings of the connection.
fn of_the_login(reason: BrokerReason) -> Option<Text> {
    Some(match reason {
        BrokerReason::AuthenticationMethod => t(
            "Der Broker verlangt eine andere Art der Anmeldung. In der Verbindung bei „Anmeldung“ eine andere wählen.",
            "The broker wants another way of logging in. Choose another one under “Login” in the connection.",
        ),
        BrokerReason::WillTopic => t(
            "Der Broker nimmt das Topic des letzten Willens nicht an. In der Verbindung ein anderes eintragen.",
            "The broker does not accept the topic of the last will. Enter another one in the connection.",
        ),
        BrokerReason::WillPayload => t(
            "Der Broker nimmt den Inhalt des letzten Willens nicht an. In der Verbindung einen anderen eintragen.",
            "The broker does not accept the content of the last will. Enter another one in the connection.",
        ),
        BrokerReason::WillRetained => t(
            "Der Broker speichert keinen letzten Willen. In der Verbindung beim letzten Willen „Retained“ ausschalten.",
            "The broker stores no last will. Switch “Retained” off at the last will in the connection.",
        ),
        BrokerReason::WillQos => t(
            "Der Broker nimmt die QoS des letzten Willens nicht an. In der Verbindung eine niedrigere wählen.",
            "The broker does not accept the QoS of the last will. Choose a lower one in the connection.",
        ),
        BrokerReason::Will => t(
            "Der Broker nimmt den letzten Willen nicht an; ohne ihn lässt er die Verbindung zu. In der Verbindung Topic und Rechte des letzten Willens prüfen.",
            "The broker does not accept the last will; without it the connection is let in. Check the topic and the rights of the last will in the connection.",
        ),
        BrokerReason::ConnectTooLarge => t(
            "Die Anmeldung ist dem Broker zu groß. In der Verbindung den letzten Willen kürzen.",
            "The login is too large for the broker. Shorten the last will in the connection.",
        ),
        _of_something_else => return None,
    })
}

/// What a message or a subscription has.
fn of_a_message(reason: BrokerReason) -> Option<Text> {
    Some(match reason {
        BrokerReason::Topic => t(
            "Der Broker nimmt ein Topic nicht an, auf dem gesendet wurde. Die Topics der gesendeten Nachrichten prüfen.",
            "The broker does not accept a topic that was sent on. Check the topics of the messages that are sent.",
        ),
        BrokerReason::TopicAlias => t(
            "Der Broker versteht die Kurzform eines Topics nicht. In der Verbindung unter „Erweitert“ MQTT 3.1.1 wählen.",
            "The broker does not understand the short form of a topic. Choose MQTT 3.1.1 in the connection under “Advanced”.",
        ),
        BrokerReason::PacketTooLarge => t(
            "Eine Nachricht war dem Broker zu groß. Kürzer senden oder die Grenze am Broker erhöhen.",
            "A message was too large for the broker. Send a shorter one or raise the limit on the broker.",
        ),
        BrokerReason::PayloadFormat => t(
            "Der Broker nimmt das Format einer Nachricht nicht an. Inhalt und Inhaltstyp prüfen.",
            "The broker does not accept the format of a message. Check its content and content type.",
        ),
        BrokerReason::Retained => t(
            "Der Broker speichert keine Nachrichten. Im Baustein die Art „Default“ wählen.",
            "The broker stores no messages. Choose the type “Default” in the block.",
        ),
        BrokerReason::Qos => t(
            "Der Broker nimmt die QoS einer Nachricht nicht an. Im Baustein eine niedrigere wählen.",
            "The broker does not accept the QoS of a message. Choose a lower one in the block.",
        ),
        BrokerReason::TopicFilter => t(
            "Der Broker hält einen Topic-Filter für ungültig. Die Filter der Datenquellen prüfen.",
            "The broker says that a topic filter is invalid. Check the filters of the data sources.",
        ),
        BrokerReason::SharedSubscription => t(
            "Der Broker kennt keine geteilten Subscriptions. In den Datenquellen die Filter ohne $share eintragen.",
            "The broker knows no shared subscriptions. Enter the filters without $share in the data sources.",
        ),
        BrokerReason::SubscriptionIdentifier => t(
            "Der Broker nimmt Filter nicht an, die sich überschneiden. In der Verbindung unter „Erweitert“ MQTT 3.1.1 wählen.",
            "The broker does not accept filters that cross. Choose MQTT 3.1.1 in the connection under “Advanced”.",
        ),
        BrokerReason::Wildcards => t(
            "Der Broker erlaubt keine Platzhalter. In den Datenquellen ganze Topics ohne + und # eintragen.",
            "The broker does not allow wildcards. Enter whole topics without + and # in the data sources.",
        ),
        _of_something_else => return None,
    })
}

/// How the session went.
fn of_the_session(reason: BrokerReason) -> Text {
    match reason {
        BrokerReason::MalformedPacket => t(
            "Der Broker konnte ein Paket nicht lesen. In der Verbindung unter „Erweitert“ die andere MQTT-Version wählen oder den Broker aktualisieren.",
            "The broker could not read a packet. Choose the other version of MQTT in the connection under “Advanced”, or update the broker.",
        ),
        BrokerReason::ProtocolError => t(
            "Der Broker meldet einen Verstoß gegen das Protokoll. In der Verbindung unter „Erweitert“ die andere MQTT-Version wählen oder den Broker aktualisieren.",
            "The broker says that the protocol was violated. Choose the other version of MQTT in the connection under “Advanced”, or update the broker.",
        ),
        BrokerReason::ImplementationSpecific => t(
            "Der Broker nimmt etwas nicht an, das der Standard erlaubt. Im Protokoll des Brokers steht, was.",
            "The broker does not accept something that the standard allows. The log of the broker says what.",
        ),
        BrokerReason::Ended => t(
            "Der Broker hat die Verbindung beendet, ohne einen Grund zu nennen. Im Protokoll des Brokers nachsehen.",
            "The broker ended the connection without a reason. Look into the log of the broker.",
        ),
        BrokerReason::KeepAlive => t(
            "Der Broker hat zu lange nichts von dieser Verbindung gehört. Das Netzwerk prüfen oder unter „Erweitert“ einen kürzeren Keep-alive eintragen.",
            "The broker has not heard from this connection for too long. Check the network or enter a shorter keep-alive under “Advanced”.",
        ),
        BrokerReason::ReceiveMaximum => t(
            "Der Broker meldet, dass zu viele Nachrichten unbestätigt unterwegs sind. Seltener senden oder die Grenze am Broker erhöhen.",
            "The broker says that too many messages are under way unconfirmed. Send less often or raise the limit on the broker.",
        ),
        BrokerReason::MaximumConnectTime => t(
            "Der Broker lässt keine Verbindung länger bestehen; sie wird neu aufgebaut. Die Höchstdauer wird am Broker eingestellt.",
            "The broker lets no connection last longer; it is made anew. The maximum is set on the broker.",
        ),
        _unspecified => t(
            "Der Broker hat die Verbindung wegen eines Fehlers beendet, den er nicht nennt. Im Protokoll des Brokers nachsehen.",
            "The broker ended the connection for an error that it does not name. Look into the log of the broker.",
        ),
    }
}
