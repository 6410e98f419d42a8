//! Funktionen → In externen Systemen veröffentlichen → MQTT.

mod slots;
mod write;

pub use self::slots::QOS;
use self::slots::{
    ANSWER, CONFIRMED, CONNECTION, CONTENT_TYPE, EXPIRY, FORM, MESSAGE, OFFLINE, ON_CHANGE, PROPERTIES, QUALITY,
    REASON, RECEIVED, RESPONSE_TOPIC, RETAIN, TIMEOUT_ANSWER, TIMEOUT_CONFIRMATION, TOPIC,
};
use super::slots::{FUNCTIONS, PUBLISHING};
use crate::i18n::{same, t};
use crate::language::block::{BlockDef, CategoryDef, Form, Hue};
use crate::model::types::Ty;

pub(super) const CATEGORY: CategoryDef =
    CategoryDef { is_open: true, ..CategoryDef::new(&[FUNCTIONS, PUBLISHING, same("MQTT")], Hue::Mqtt, ROWS) };

const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: "mqtt_publish",
        icon: "send",
        label: t("MQTT Veröffentlichen", "MQTT Publish"),
        help: t(
            "Sendet eine Nachricht an ein Topic. Default: nur wer gerade zuhört, bekommt sie. Retained: der Broker merkt sich den letzten Wert und gibt ihn auch später Hinzukommenden.",
            "Sends a message to a topic. Default: only those listening right now get it. Retained: the broker keeps the last value and gives it to those who come later, too.",
        ),
        words: &[
            "mqtt",
            "publish",
            "senden",
            "send",
            "topic",
            "nachricht",
            "message",
            "retained",
            "broker",
            "veröffentlichen",
        ],
        form: Form::statement(write::publish),
        slots: &[
            CONNECTION,
            RETAIN,
            TOPIC,
            MESSAGE,
            ON_CHANGE,
            QUALITY,
            FORM,
            OFFLINE,
            EXPIRY,
            RESPONSE_TOPIC,
            CONTENT_TYPE,
            PROPERTIES,
        ],
    },
    BlockDef {
        kind: "mqtt_publish_wait",
        icon: "mail-check",
        label: t("MQTT Veröffentlichen und auf Bestätigung warten", "MQTT Publish and wait for confirmation"),
        help: t(
            "Sendet eine Nachricht und wartet, bis der Broker sie bestätigt hat; bei QoS 0, bis sie auf dem Weg ist. Andere Ereignisse laufen weiter.",
            "Sends a message and waits until the broker has confirmed it; with QoS 0, until it is on its way. Other events go on meanwhile.",
        ),
        words: &["mqtt", "publish", "senden", "warten", "bestätigung", "ack", "confirm", "wait", "quittung"],
        form: Form::statement(write::publish_wait),
        slots: &[
            CONNECTION,
            RETAIN,
            TOPIC,
            MESSAGE,
            TIMEOUT_CONFIRMATION,
            CONFIRMED,
            REASON,
            QUALITY,
            FORM,
            OFFLINE,
            EXPIRY,
            RESPONSE_TOPIC,
            CONTENT_TYPE,
            PROPERTIES,
        ],
    },
    BlockDef {
        kind: "mqtt_clear_retained",
        icon: "eraser",
        label: t("Retained-Wert löschen", "Clear retained value"),
        help: t(
            "Der Broker vergisst den Wert, den er zu einem Topic gespeichert hat. Wer zuhört, bekommt eine leere Nachricht.",
            "The broker forgets the value that it keeps for a topic. Those listening get an empty message.",
        ),
        words: &["mqtt", "retained", "löschen", "clear", "delete", "leeren", "gespeichert", "topic"],
        form: Form::statement(write::clear_retained),
        slots: &[CONNECTION, TOPIC],
    },
    BlockDef {
        kind: "mqtt_request",
        icon: "message-square-reply",
        label: t("MQTT Anfragen und auf Antwort warten", "MQTT Request and wait for the answer"),
        help: t(
            "Sendet eine Anfrage und wartet auf die Antwort. Mit MQTT 5 erfährt der Empfänger, wohin er antworten soll; mit 3.1.1 wird die Antwort auf dem Antwort-Topic erwartet, sonst auf dem Topic mit /antwort dahinter.",
            "Sends a request and waits for the answer. With MQTT 5 the receiver learns where to answer; with 3.1.1 the answer is expected on the response topic, or else on the topic followed by /antwort.",
        ),
        words: &["mqtt", "request", "response", "anfrage", "antwort", "fragen", "rpc", "warten", "answer", "reply"],
        form: Form::statement(write::request),
        slots: &[
            CONNECTION,
            TOPIC,
            MESSAGE,
            TIMEOUT_ANSWER,
            ANSWER,
            RECEIVED,
            QUALITY,
            FORM,
            EXPIRY,
            RESPONSE_TOPIC,
            CONTENT_TYPE,
            PROPERTIES,
        ],
    },
    BlockDef {
        kind: "mqtt_connect",
        icon: "plug",
        label: t("MQTT Verbinden", "MQTT Connect"),
        help: t(
            "Verbindet eine Verbindung wieder, die diese App getrennt hat. Wartet nicht, bis sie steht.",
            "Connects a connection again that this app has disconnected. Does not wait until it is up.",
        ),
        words: &["mqtt", "connect", "verbinden", "verbindung", "online"],
        form: Form::statement(write::connect),
        slots: &[CONNECTION],
    },
    BlockDef {
        kind: "mqtt_disconnect",
        icon: "unplug",
        label: t("MQTT Trennen", "MQTT Disconnect"),
        help: t(
            "Trennt eine Verbindung, bis die App sie wieder verbindet oder neu startet. Was bis dahin gesendet wird, wird gepuffert oder abgelehnt, wie an der Verbindung eingestellt.",
            "Disconnects a connection until the app connects it again or is started anew. What is sent until then is buffered or refused, as the connection says.",
        ),
        words: &["mqtt", "disconnect", "trennen", "verbindung", "offline"],
        form: Form::statement(write::disconnect),
        slots: &[CONNECTION],
    },
    BlockDef {
        kind: "mqtt_connected",
        icon: "plug-zap",
        label: t("MQTT ist verbunden", "MQTT is connected"),
        help: t("Ob eine Verbindung gerade steht.", "Whether a connection is up right now."),
        words: &["mqtt", "connected", "verbunden", "online", "status"],
        form: Form::value(Ty::Bool, write::connected),
        slots: &[CONNECTION],
    },
];
