//! `connections`, and what `getfromid` gives: a connection.
//!
//! Declared here, done in `engine/host`.

use super::{ApiDef, Group, arg, option};
use crate::i18n::t;

const OPENING_OF: &str = "connections";

pub(super) const OPENING: Group = Group { object: Some(OPENING_OF), rows: &[&GET_FROM_ID] };

/// `connections.getfromid`
pub const GET_FROM_ID: ApiDef = ApiDef::call(
    OPENING_OF,
    "getfromid",
    &[arg("id")],
    "connection",
    t("Die Verbindung mit dieser Kennung, etwa 'lokal'", "The connection with this id, such as 'lokal'"),
);

/// What `getfromid` gives.
pub const OF: &str = "connection";

pub(super) const GROUP: Group = Group {
    object: None,
    rows: &[
        &PUBLISH,
        &PUBLISH_RETAIN,
        &PUBLISH_WAIT,
        &CLEAR_RETAINED,
        &REQUEST,
        &CONNECT,
        &DISCONNECT,
        &IS_CONNECTED,
        &CONNECTED,
    ],
};

/// `connection.publish`
pub const PUBLISH: ApiDef = ApiDef::call(
    OF,
    "publish",
    &[arg("topic"), arg("message"), option("options")],
    "",
    t(
        "Sendet eine Nachricht; kehrt zurück, sobald sie angenommen ist. Mit QoS 1, anders durch Optionen wie { qos = 0 }",
        "Sends a message; returns as soon as it is accepted. With QoS 1, otherwise by options such as { qos = 0 }",
    ),
);

/// `connection.publishretain`
pub const PUBLISH_RETAIN: ApiDef = ApiDef::call(
    OF,
    "publishretain",
    &[arg("topic"), arg("message"), option("options")],
    "",
    t(
        "Wie publish; der Broker behält die Nachricht. Eine leere Nachricht löscht die behaltene",
        "Like publish; the broker keeps the message. An empty message clears the one it keeps",
    ),
);

/// `connection.publishwait`
pub const PUBLISH_WAIT: ApiDef = ApiDef::call(
    OF,
    "publishwait",
    &[arg("topic"), arg("message"), option("options")],
    "true | false, why",
    t(
        "Sendet und wartet auf die Bestätigung des Brokers, ohne Angabe höchstens 10 s (timeout); bei QoS 0, bis sie auf dem Weg ist. assert(…) darum macht aus false einen Fehler",
        "Sends and waits for the broker to confirm, at most 10 s unless given (timeout); with QoS 0, until it is on its way. assert(…) around it turns false into an error",
    ),
);

/// `connection.clearretained`
pub const CLEAR_RETAINED: ApiDef = ApiDef::call(
    OF,
    "clearretained",
    &[arg("topic")],
    "",
    t("Löscht, was der Broker zu diesem Topic behält", "Clears what the broker keeps for this topic"),
);

/// `connection.request`
pub const REQUEST: ApiDef = ApiDef::call(
    OF,
    "request",
    &[arg("topic"), arg("message"), option("options")],
    "answer | nil, why",
    t(
        "Sendet eine Anfrage und wartet auf die Antwort, ohne Angabe höchstens 5 s (timeout). Sie wird auf responsetopic erwartet; ohne Angabe mit MQTT 5 auf einem eigenen Topic, sonst auf topic/antwort",
        "Sends a request and waits for the answer, at most 5 s unless given (timeout). It is expected on responsetopic; unless given, with MQTT 5 on a topic of its own, else on topic/antwort",
    ),
);

/// `connection.connect`
pub const CONNECT: ApiDef = ApiDef::call(
    OF,
    "connect",
    &[],
    "",
    t(
        "Verbindet wieder, was disconnect getrennt hat; wartet nicht, bis die Verbindung steht",
        "Connects again what disconnect has disconnected; does not wait until the connection is up",
    ),
);

/// `connection.disconnect`
pub const DISCONNECT: ApiDef = ApiDef::call(
    OF,
    "disconnect",
    &[],
    "",
    t(
        "Trennt die Verbindung bis zum nächsten connect; Nachrichten werden gepuffert oder abgelehnt, wie an ihr eingestellt",
        "Disconnects until the next connect; messages are buffered or refused, as the connection says",
    ),
);

/// `connection.isconnected`
pub const IS_CONNECTED: ApiDef = ApiDef::call(
    OF,
    "isconnected",
    &[],
    "true | false",
    t("Ob die Verbindung gerade steht", "Whether the connection is up now"),
);

/// `connection.connected`
pub const CONNECTED: ApiDef = ApiDef::member(
    OF,
    "connected",
    "true | false",
    t("Ob die Verbindung gerade steht", "Whether the connection is up now"),
);
