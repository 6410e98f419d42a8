//! Funktionen → In externen Systemen veröffentlichen → MQTT.

use super::def::{BlockDef, Category, Choice, Extra, Form, Literal, Lowering, SlotDef, Takes};
use super::emit::{Code, Emit, Node};
use crate::i18n::{same, t};
use crate::model::blocks::check::Ty;

const KINDS: &[Choice] = &[
    Choice {
        key: "default",
        label: same("Default"),
        help: t("Nur wer gerade zuhört, bekommt die Nachricht.", "Only those listening right now get the message."),
    },
    Choice {
        key: "retained",
        label: same("Retained"),
        help: t(
            "Der Broker merkt sich den letzten Wert und gibt ihn auch später Hinzukommenden. Eine leere Nachricht löscht ihn.",
            "The broker keeps the last value and gives it to those who come later, too. An empty message clears it.",
        ),
    },
];

const QOS: &[Choice] = &[
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

pub(super) const ROWS: &[BlockDef] = &[BlockDef {
    kind: "mqtt_publish",
    category: Category::Mqtt,
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
    form: Form::Statement(&[]),
    slots: &[
        SlotDef::new(
            "connection",
            t("Datenquelle", "Data source"),
            Takes::Connection,
            Literal::Text("lokal"),
            t("Die Verbindung, über die gesendet wird.", "The connection that is used to send."),
        )
        .required(),
        SlotDef::new(
            "kind",
            t("Art", "Type"),
            Takes::Choice(KINDS),
            Literal::Text("default"),
            t(
                "Default: nur wer gerade zuhört. Retained: der Broker merkt sich den letzten Wert.",
                "Default: only those listening now. Retained: the broker keeps the last value.",
            ),
        ),
        SlotDef::new(
            "topic",
            same("Topic"),
            Takes::Topic,
            Literal::Text(""),
            t("Wohin, zum Beispiel halle1/licht.", "Where to, for example hall1/light."),
        )
        .required(),
        SlotDef::new(
            "message",
            t("Nachricht", "Message"),
            Takes::Value(Ty::Text),
            Literal::Text(""),
            t("Was gesendet wird: Text, Zahl oder ja/nein.", "What is sent: text, number or yes/no."),
        ),
        SlotDef::new(
            "qos",
            same("QoS"),
            Takes::Choice(QOS),
            Literal::Text("1"),
            t("Wie sicher die Nachricht zugestellt wird.", "How reliably the message is delivered."),
        )
        .advanced(),
    ],
    extra: Extra::None,
    emit: Lowering::Statement(publish),
}];

fn publish(e: &mut Emit<'_>, n: &Node<'_>) {
    let connection = e.connection(n, "connection");
    let call = if e.choice(n, "kind") == "retained" { "publishretain" } else { "publish" };
    let topic = e.arg(n, "topic");
    let message = e.arg(n, "message");
    let code =
        Code::new(n, format!("connections.getfromid({connection}).{call}(")).expr(topic).text(n, ", ").expr(message);
    let code = match e.choice(n, "qos").as_str() {
        "0" => code.text(n, ", { qos = 0 }"),
        "2" => code.text(n, ", { qos = 2 }"),
        _ => code,
    };
    e.line(code.text(n, ")"));
}
