//! The slots that the MQTT blocks share, with their lists.

use crate::i18n::{same, t};
use crate::language::block::{Choice, Literal, SlotDef, Takes};
use crate::model::connection::{Keyed, OfflineRule};
use crate::model::types::Ty;

const KINDS: &[Choice] = &[
    Choice {
        key: "default",
        label: same("Default"),
        help: t(
            "Nur wer gerade zuhört, bekommt die Nachricht. Für Ereignisse: „Es hat geklingelt“.",
            "Only those listening right now get the message. For events: “The bell rang”.",
        ),
    },
    Choice {
        key: "retained",
        label: same("Retained"),
        help: t(
            "Der Broker merkt sich den letzten Wert und gibt ihn auch später Hinzukommenden. Für Zustände: „Die Tür ist offen“. Eine leere Nachricht löscht ihn.",
            "The broker keeps the last value and gives it to those who come later, too. For states: “The door is open”. An empty message clears it.",
        ),
    },
];

/// The qualities of service, 0 to 2.
pub const QOS: &[Choice] = &[
    Choice {
        key: "0",
        label: t("0 – höchstens einmal", "0 – at most once"),
        help: t("Ohne Bestätigung.", "Without confirmation."),
    },
    Choice {
        key: "1",
        label: t("1 – mindestens einmal", "1 – at least once"),
        help: t("Der Broker bestätigt; kann doppelt ankommen.", "The broker confirms; may arrive twice."),
    },
    Choice {
        key: "2",
        label: t("2 – genau einmal", "2 – exactly once"),
        help: t("Der Broker bestätigt zweifach.", "The broker confirms in two steps."),
    },
];

const FORMS: &[Choice] = &[
    Choice { key: "text", label: same("Text"), help: t("Wird gesendet, wie es ist.", "Is sent as it is.") },
    Choice {
        key: "json",
        label: t("JSON (geprüft)", "JSON (checked)"),
        help: t("Nur gültiges JSON wird gesendet.", "Only valid JSON is sent."),
    },
    Choice {
        key: "number",
        label: t("Zahl", "Number"),
        help: t("Nur eine Zahl wird gesendet, mit Punkt: 21.5.", "Only a number is sent, with a dot: 21.5."),
    },
    Choice {
        key: "bool",
        label: t("ja/nein", "yes/no"),
        help: t("Gesendet wird true oder false.", "Sends true or false."),
    },
    Choice {
        key: "hex",
        label: same("Bytes (Hex)"),
        help: t("Die Bytes, die so geschrieben sind: DE AD BE EF.", "The bytes written like this: DE AD BE EF."),
    },
    Choice {
        key: "base64",
        label: same("Bytes (Base64)"),
        help: t("Die Bytes, die so geschrieben sind: aGFsbG8=.", "The bytes written like this: aGFsbG8=."),
    },
];

pub(super) const CONNECTION: SlotDef = SlotDef::new(
    "connection",
    t("Datenquelle", "Data source"),
    Takes::Connection,
    Literal::Nothing,
    t(
        "Über welche Verbindung es geht. Eine Datenquelle steht für die Verbindung, die sie benutzt.",
        "Which connection is used. A data source stands for the connection that it uses.",
    ),
)
.required();

pub(super) const RETAIN: SlotDef = SlotDef::new(
    "kind",
    t("Art", "Type"),
    Takes::Choice(KINDS),
    Literal::Text("default"),
    t(
        "Default: nur wer gerade zuhört, bekommt die Nachricht – für Ereignisse wie „Es hat geklingelt“. Retained: der Broker merkt sich den letzten Wert und gibt ihn auch jedem, der später dazukommt – für Zustände wie „Die Tür ist offen“.",
        "Default: only those listening now get the message – for events such as “The bell rang”. Retained: the broker keeps the last value and also gives it to everyone who comes later – for states such as “The door is open”.",
    ),
);

pub(super) const TOPIC: SlotDef = SlotDef::new(
    "topic",
    same("Topic"),
    Takes::Topic,
    Literal::Text(""),
    t("Wohin, zum Beispiel halle1/licht.", "Where to, for example hall1/light."),
)
.required();

pub(super) const MESSAGE: SlotDef = SlotDef::new(
    "message",
    t("Nachricht", "Message"),
    Takes::Value(Ty::Text),
    Literal::Text(""),
    t("Was gesendet wird: Text, Zahl oder ja/nein.", "What is sent: text, number or yes/no."),
);

pub(super) const QUALITY: SlotDef = SlotDef::new(
    "qos",
    same("QoS"),
    Takes::Choice(QOS),
    Literal::Text("1"),
    t("Wie sicher die Nachricht zugestellt wird.", "How reliably the message is delivered."),
)
.advanced();

pub(super) const ON_CHANGE: SlotDef = SlotDef::new(
    "on_change",
    t("Nur bei Änderung", "Only on change"),
    Takes::Value(Ty::Bool),
    Literal::Bool(false),
    t(
        "Sendet nicht, was diese App dort als Letztes gesendet hat: gut für Werte, die oft gemessen werden und sich selten ändern.",
        "Does not send what this app has sent there last: good for values that are measured often and change seldom.",
    ),
)
.advanced();

pub(super) const FORM: SlotDef = SlotDef::new(
    "form",
    same("Form"),
    Takes::Choice(FORMS),
    Literal::Text("text"),
    t(
        "Als was die Nachricht gelesen und geprüft wird, bevor sie gesendet wird.",
        "As what the message is read and checked before it is sent.",
    ),
)
.advanced();

/// The rule of the connection.
const AS_CONNECTION: Choice = Choice {
    key: "connection",
    label: t("Wie an der Verbindung", "As the connection says"),
    help: t(
        "Es gilt, was an der Verbindung unter „Wenn offline“ eingestellt ist.",
        "What is set at the connection under “While offline” counts.",
    ),
};

const OFFLINE_RULES: &[Choice] = &[AS_CONNECTION, RULES[0], RULES[1], RULES[2]];
const RULES: &[Choice] = <OfflineRule as Keyed>::CHOICES;

pub(super) const OFFLINE: SlotDef = SlotDef::new(
    "offline",
    t("Wenn offline", "While offline"),
    Takes::Choice(OFFLINE_RULES),
    Literal::Text(AS_CONNECTION.key),
    t(
        "Was mit dieser Nachricht geschieht, wenn die Verbindung gerade nicht besteht. Für Befehle wie „Start“ ist „Kurz puffern“ richtig: spät ausgeführt wären sie gefährlich.",
        "What happens to this message while the connection is down. For commands such as “Start”, “Keep briefly” is right: carried out late they would be dangerous.",
    ),
)
.advanced();

pub(super) const EXPIRY: SlotDef = SlotDef::new(
    "expiry",
    t("Verfällt nach (s)", "Expires after (s)"),
    Takes::Value(Ty::Number),
    Literal::Number(0.0),
    t(
        "Danach stellt der Broker die Nachricht nicht mehr zu; 0 heißt nie. Nur MQTT 5.",
        "After that the broker no longer delivers the message; 0 means never. MQTT 5 only.",
    ),
)
.advanced();

pub(super) const RESPONSE_TOPIC: SlotDef = SlotDef::new(
    "response_topic",
    t("Antwort-Topic", "Response topic"),
    Takes::Topic,
    Literal::Text(""),
    t("Wohin eine Antwort geschickt werden soll.", "Where an answer shall be sent."),
)
.advanced();

pub(super) const CONTENT_TYPE: SlotDef = SlotDef::new(
    "content_type",
    t("Inhaltstyp", "Content type"),
    Takes::Value(Ty::Text),
    Literal::Text(""),
    t(
        "Was die Nachricht ist, zum Beispiel application/json. Nur MQTT 5.",
        "What the message is, for example application/json. MQTT 5 only.",
    ),
)
.advanced();

pub(super) const PROPERTIES: SlotDef = SlotDef::new(
    "properties",
    t("Eigene Eigenschaften", "User properties"),
    Takes::Value(Ty::Text),
    Literal::Text(""),
    t(
        "Angaben neben der Nachricht, zum Beispiel linie=A3; schicht=früh. Nur MQTT 5.",
        "Details beside the message, for example line=A3; shift=early. MQTT 5 only.",
    ),
)
.advanced();

pub(super) const TIMEOUT_CONFIRMATION: SlotDef = SlotDef::new(
    "timeout",
    t("Höchstens warten (s)", "Wait at most (s)"),
    Takes::Value(Ty::Number),
    Literal::Number(10.0),
    t("So lange wird auf die Bestätigung gewartet.", "So long the confirmation is waited for."),
);

pub(super) const TIMEOUT_ANSWER: SlotDef = SlotDef::new(
    "timeout",
    t("Höchstens warten (s)", "Wait at most (s)"),
    Takes::Value(Ty::Number),
    Literal::Number(5.0),
    t("So lange wird auf die Antwort gewartet.", "So long the answer is waited for."),
);

pub(super) const CONFIRMED: SlotDef = SlotDef::new(
    "confirmed",
    t("bestätigt →", "confirmed →"),
    Takes::Local,
    Literal::Nothing,
    t(
        "Ein Name für eine lokale Variable mit dem Ergebnis, ja oder nein. Ohne ihn ist eine fehlende Bestätigung ein Fehler.",
        "A name for a local variable with the result, yes or no. Without it a missing confirmation is an error.",
    ),
);

pub(super) const REASON: SlotDef = SlotDef::new(
    "reason",
    t("Grund →", "reason →"),
    Takes::Local,
    Literal::Nothing,
    t("Ein Name für den Grund, warum nicht bestätigt wurde.", "A name for the reason why it was not confirmed."),
)
.advanced();

pub(super) const ANSWER: SlotDef = SlotDef::new(
    "answer",
    t("Antwort →", "answer →"),
    Takes::Local,
    Literal::Nothing,
    t("Ein Name für den Text der Antwort.", "A name for the text of the answer."),
);

pub(super) const RECEIVED: SlotDef = SlotDef::new(
    "received",
    t("erhalten →", "received →"),
    Takes::Local,
    Literal::Nothing,
    t(
        "Ein Name dafür, ob eine Antwort kam, ja oder nein. Ohne ihn ist eine fehlende Antwort ein Fehler.",
        "A name for whether an answer came, yes or no. Without it a missing answer is an error.",
    ),
);
