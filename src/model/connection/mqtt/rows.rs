//! Everything that can be set on a connection that speaks MQTT: one row each.
//!
//! A new setting is a row here and in the part of [`ALL`] where it stands, and a field of [`super::MqttSettings`] for
//! whoever uses it. File, dialog, checks, summaries and `docs/connections.md` follow the row.

use super::super::choice::{Keyed as _, Lasting, Login, OfflineRule, Transport, Trust, Version};
use super::super::row::{Brief, Fact, Rows, SettingDef, SettingSection, SettingType, When, Wrong};
use super::{Announcement, SettingValues};
use crate::i18n::{Lang, Text, same, t};
use crate::model::address::parse_address;
use crate::model::topic::TopicName;

const SECONDS: Text = same("s");

/// Host name or address.
pub static HOST: SettingDef = SettingDef::new("host", same("Host"), SettingSection::Address, SettingType::Text, "")
    .help(t(
        "Name oder Adresse des Brokers; eine ganze Adresse wie mqtts://host:8883 füllt auch die anderen Felder",
        "Name or address of the broker; a whole address such as mqtts://host:8883 fills the other fields too",
    ))
    .hint(t("broker.example oder 192.168.0.10", "broker.example or 192.168.0.10"))
    .check(|values, row| parse_address(values.text(row)).err().map(Wrong::Address));

/// TCP port.
pub static PORT: SettingDef = SettingDef::new(
    "port",
    same("Port"),
    SettingSection::Address,
    whole(1.0, 65_535.0, same(""), t("Der Port ist eine Zahl von 1 bis 65535", "The port is a number from 1 to 65535")),
    "",
)
.usually(
    |values| values.choice::<Transport>(&TRANSPORT).default_port(values.flag(&TLS)).to_string(),
    same("1883, 8883 (TLS), 8083 (WebSocket), 8084 (WebSocket + TLS)"),
)
.help(t("Steht immer in der Datei", "Always stands in the file"))
.part()
.always();

/// How MQTT travels.
pub static TRANSPORT: SettingDef = SettingDef::new(
    "transport",
    t("Übertragung", "Transport"),
    SettingSection::Address,
    SettingType::Choice(Transport::CHOICES),
    "tcp",
)
.fact(Fact::Of(t("Übertragung", "Transport"), |values, lang| {
    values.choice::<Transport>(&TRANSPORT).way(values.flag(&TLS)).get(lang).to_owned()
}));

/// Whether to use TLS.
pub static TLS: SettingDef =
    SettingDef::new("tls", same("TLS"), SettingSection::Address, SettingType::Flag, "false").part();

/// Path of the WebSocket.
pub static PATH: SettingDef =
    SettingDef::new("path", t("Pfad", "Path"), SettingSection::Address, SettingType::UrlPath, super::PATH)
        .hint(same(super::PATH))
        .when(When::If(
            |values| values.choice::<Transport>(&TRANSPORT) == Transport::WebSocket,
            t("mit WebSocket", "with WebSocket"),
        ));

const OVER_TLS: When = When::If(|values| values.flag(&TLS), t("mit TLS", "with TLS"));

/// Which server certificates are trusted.
pub static TRUST: SettingDef = SettingDef::new(
    "trust",
    t("Server prüfen", "Check server"),
    SettingSection::Security,
    SettingType::Choice(Trust::CHOICES),
    "",
)
// Files made before trust was a setting have only a file, which was trusted besides the system's.
.usually(
    |values| {
        let none = values.is_blank(&CA_FILE) && values.is_blank(&CA_PEM);
        if none { Trust::System } else { Trust::Both }.key().to_owned()
    },
    t("`system`; mit einer CA-Datei `both`", "`system`; with a CA file `both`"),
)
.when(OVER_TLS)
.fact(Fact::Named(t("Server prüfen", "Check server")));

pub(super) fn has_own_ca(values: &SettingValues) -> bool {
    values.flag(&TLS) && matches!(values.choice(&TRUST), Trust::Own | Trust::Both)
}

/// The certificate authority itself in PEM, embedded; wins over [`CA_FILE`].
pub static CA_PEM: SettingDef = SettingDef::new(
    "ca_pem",
    t("CA im Projekt", "CA in the project"),
    SettingSection::Security,
    SettingType::Verbatim,
    "",
)
.help(t("Das Zertifikat selbst, als PEM", "The certificate itself, as PEM"))
.when(When::If(has_own_ca, t("mit eigener CA", "with a CA of your own")))
.part();

/// PEM file of the certificate authority to trust.
pub static CA_FILE: SettingDef =
    SettingDef::new("ca_file", t("CA-Datei", "CA file"), SettingSection::Security, SettingType::File, "")
        .hint(t("ca.crt, vom Betreiber des Brokers", "ca.crt, from the broker's operator"))
        .when(When::If(
            |values| has_own_ca(values) && values.text(&CA_PEM).is_empty(),
            t("mit eigener CA, die nicht im Projekt steht", "with a CA of your own that is not in the project"),
        ))
        .check(|values, row| missing(values, row, t("Die CA-Datei fehlt", "The CA file is missing")))
        .part();

/// How to log in.
pub static LOGIN: SettingDef = SettingDef::new(
    "login",
    t("Anmeldung", "Login"),
    SettingSection::Login,
    SettingType::Choice(Login::CHOICES),
    "none",
)
.fact(Fact::Of(t("Anmeldung", "Login"), |values, lang: Lang| match values.choice(&LOGIN) {
    Login::Password => values.text(&USER).to_owned(),
    login @ (Login::None | Login::Certificate) => login.label().get(lang).to_owned(),
}));

pub(super) fn is_certificate(values: &SettingValues) -> bool {
    values.choice::<Login>(&LOGIN) == Login::Certificate
}

const BY_CERTIFICATE: When = When::If(is_certificate, t("bei Anmeldung mit Zertifikat", "with login by certificate"));

/// The client certificate itself in PEM, embedded; wins over [`CERTIFICATE_FILE`].
pub static CERTIFICATE_PEM: SettingDef = SettingDef::new(
    "certificate_pem",
    t("Zertifikat im Projekt", "Certificate in the project"),
    SettingSection::Login,
    SettingType::Verbatim,
    "",
)
.help(t("Das Zertifikat selbst, als PEM", "The certificate itself, as PEM"))
.when(BY_CERTIFICATE)
.part();

/// PEM or PKCS#12 file of the client certificate.
pub static CERTIFICATE_FILE: SettingDef =
    SettingDef::new("certificate_file", t("Zertifikat", "Certificate"), SettingSection::Login, SettingType::File, "")
        .hint(t("client.crt oder client.p12", "client.crt or client.p12"))
        .when(When::If(
            |values| is_certificate(values) && values.text(&CERTIFICATE_PEM).is_empty(),
            t(
                "bei Anmeldung mit Zertifikat, das nicht im Projekt steht",
                "with login by certificate that is not in the project",
            ),
        ))
        .check(|values, row| {
            if values.flag(&TLS) {
                return missing(values, row, t("Die Datei des Zertifikats fehlt", "The certificate file is missing"));
            }
            Some(Wrong::Bad(t(
                "Ein Zertifikat braucht TLS. Als Übertragung TLS wählen.",
                "A certificate needs TLS. Choose TLS as transport.",
            )))
        })
        .part();

/// PEM file of the certificate's key: a path, never the key itself.
pub static KEY_FILE: SettingDef =
    SettingDef::new("key_file", t("Schlüssel", "Key"), SettingSection::Login, SettingType::File, "")
        .hint(t("client.key; leer: in der Zertifikatsdatei", "client.key; empty: in the certificate file"))
        .when(BY_CERTIFICATE)
        .part();

/// The private key, where no file is named.
pub static KEY: SettingDef =
    SettingDef::new("key", t("Schlüssel", "Key"), SettingSection::Login, SettingType::Secret, "")
        .when(When::If(
            |values| is_certificate(values) && values.is_blank(&KEY_FILE),
            t("bei Anmeldung mit Zertifikat, ohne Schlüsseldatei", "with login by certificate, without a key file"),
        ))
        .part();

/// The passphrase of the private key.
pub static PASSPHRASE: SettingDef =
    SettingDef::new("passphrase", same("Passphrase"), SettingSection::Login, SettingType::Secret, "")
        .when(BY_CERTIFICATE)
        .part();

/// User name.
pub static USER: SettingDef =
    SettingDef::new("user", t("Benutzer", "User"), SettingSection::Login, SettingType::Text, "")
        .when(When::If(|values| values.choice::<Login>(&LOGIN) != Login::None, t("mit Anmeldung", "with a login")))
        .check(|values, row| match values.choice(&LOGIN) {
            Login::Password => missing(values, row, t("Der Benutzername fehlt", "The user name is missing")),
            Login::None | Login::Certificate => None,
        })
        .part();

/// The password of the user.
pub static PASSWORD: SettingDef =
    SettingDef::new("password", t("Passwort", "Password"), SettingSection::Login, SettingType::Secret, "")
        .when(When::If(
            |values| match values.choice(&LOGIN) {
                Login::None => false,
                Login::Password => true,
                Login::Certificate => !values.is_blank(&USER),
            },
            t("mit Benutzer", "with a user"),
        ))
        .part();

/// Protocol version.
pub static VERSION: SettingDef = SettingDef::new(
    "version",
    t("MQTT-Version", "MQTT version"),
    SettingSection::Session,
    SettingType::Choice(Version::CHOICES),
    "3.1.1",
)
.brief(Brief::Word(same("MQTT 5")))
.fact(Fact::Named(same("MQTT")));

/// Client id.
pub static CLIENT_ID: SettingDef =
    SettingDef::new("client_id", t("Client-ID", "Client ID"), SettingSection::Session, SettingType::Text, "")
        .help(t(
            "Nur ein Gerät darf diese ID verwenden; zwei werfen sich gegenseitig hinaus",
            "Only one device may use this id; two of them throw each other out",
        ))
        .hint(t("jedes Mal eine neue, zufällige", "a new random one each time"))
        .brief(Brief::Word(t("feste Client-ID", "fixed client id")));

/// Keep-alive in seconds.
pub static KEEP_ALIVE: SettingDef = SettingDef::new(
    "keep_alive",
    same("Keep-alive"),
    SettingSection::Session,
    whole(5.0, 65_535.0, SECONDS, t("Keep-alive dauert 5 bis 65535 Sekunden", "Keep-alive takes 5 to 65535 seconds")),
    "15",
)
.help(t(
    "So oft meldet sich die App beim Broker, auch wenn nichts zu senden ist; so merken beide einen Abbruch",
    "How often the app shows the broker that it is there, also with nothing to send; so both notice a break",
))
.brief(Brief::Value);

/// How long connecting may take, in seconds.
pub static CONNECT_TIMEOUT: SettingDef = SettingDef::new(
    "connect_timeout",
    t("Zeitlimit", "Time limit"),
    SettingSection::Session,
    whole(1.0, 300.0, SECONDS, t("Verbinden darf 1 bis 300 Sekunden dauern", "Connecting may take 1 to 300 seconds")),
    "5",
)
.help(t("So lange darf das Verbinden dauern", "How long connecting may take"))
.brief(Brief::Word(t("Zeitlimit", "time limit")));

/// Whether the broker keeps what it knows of us.
pub static SESSION: SettingDef = SettingDef::new(
    "session",
    t("Sitzung", "Session"),
    SettingSection::Session,
    SettingType::Choice(Lasting::CHOICES),
    "clean",
)
.brief(Brief::Word(t("dauerhafte Sitzung", "persistent session")));

/// How long the broker keeps a persistent session, in seconds (MQTT 5).
pub static SESSION_EXPIRY: SettingDef = SettingDef::new(
    "session_expiry",
    t("Ablauf der Sitzung", "Session expiry"),
    SettingSection::Session,
    whole(1.0, u32::MAX as f64, SECONDS, t("Hier fehlt eine Zahl von Sekunden", "A number of seconds is missing here")),
    "3600",
)
.help(t(
    "Nach so vielen Sekunden vergisst der Broker sie (MQTT 5)",
    "After so many seconds the broker forgets it (MQTT 5)",
))
.when(When::If(
    |values| values.choice::<Lasting>(&SESSION) == Lasting::Persistent,
    t("mit dauerhafter Sitzung", "with a persistent session"),
))
.part();

/// Name that the server's certificate must have, where it is not the host.
pub static SERVER_NAME: SettingDef =
    SettingDef::new("server_name", t("Servername", "Server name"), SettingSection::Session, SettingType::Text, "")
        .hint(t(
            "wie der Host; nötig, wenn das Zertifikat anders heißt",
            "as the host; needed if the certificate has another",
        ))
        .when(OVER_TLS)
        .check(|values, row| {
            let text = t("Ein Servername hat keine Leerzeichen", "A server name has no blanks");
            values.text(row).trim().contains(char::is_whitespace).then_some(Wrong::Bad(text))
        })
        .brief(Brief::Word(t("Servername", "server name")));

/// What happens to a message while offline.
pub static OFFLINE: SettingDef = SettingDef::new(
    "offline",
    t("Wenn offline", "While offline"),
    SettingSection::Offline,
    SettingType::Choice(OfflineRule::CHOICES),
    "brief",
)
.brief(Brief::Of(|values| match values.choice(&OFFLINE) {
    OfflineRule::Brief => None,
    OfflineRule::Buffer => Some(t("Puffer", "buffer")),
    OfflineRule::Refuse => Some(t("offline ablehnen", "refuse offline")),
}))
.fact(Fact::Named(same("Offline")));

/// The bounds of the outbox are summed up in one word.
const BUFFER: Brief = Brief::Of(|values| {
    let waits = values.choice::<OfflineRule>(&OFFLINE) == OfflineRule::Buffer;
    waits.then_some(t("Puffer", "buffer"))
});

/// Most messages that wait.
pub static OUTBOX_MESSAGES: SettingDef = SettingDef::new(
    "outbox_messages",
    t("Nachrichten", "Messages"),
    SettingSection::Offline,
    whole(1.0, 1_000_000.0, same(""), t("1 bis 1 000 000 Nachrichten", "1 to 1,000,000 messages")),
    "10000",
)
.help(t("So viele Nachrichten warten höchstens; die älteste weicht", "So many messages wait at most; the oldest goes"))
.brief(BUFFER)
.part();

/// Most bytes that wait, in MiB.
pub static OUTBOX_MIB: SettingDef = SettingDef::new(
    "outbox_mib",
    same("MiB"),
    SettingSection::Offline,
    SettingType::Number {
        min: 1.0,
        max: 4096.0,
        whole: false,
        unit: same("MiB"),
        wrong: t("1 bis 4096 MiB", "1 to 4096 MiB"),
    },
    "64",
)
.help(t("So groß sind sie zusammen höchstens", "So large they are together at most"))
.brief(BUFFER)
.part();

/// How long a message may wait, in hours.
pub static OUTBOX_HOURS: SettingDef = SettingDef::new(
    "outbox_hours",
    t("Stunden", "Hours"),
    SettingSection::Offline,
    SettingType::Number {
        min: 0.01,
        max: 8760.0,
        whole: false,
        unit: same("h"),
        wrong: t("0,01 bis 8760 Stunden", "0.01 to 8760 hours"),
    },
    "24",
)
.help(t("So lange wartet eine höchstens", "So long one waits at most"))
.brief(BUFFER)
.part();

/// Whether what waits is kept on disk and sent after a restart.
pub static OUTBOX_KEEP: SettingDef = SettingDef::new(
    "outbox_keep",
    t("Über Neustarts behalten", "Keep over restarts"),
    SettingSection::Offline,
    SettingType::Flag,
    "false",
)
.brief(BUFFER)
.part();

/// The rows of one message that the connection itself causes; without a topic there is none.
#[derive(Debug)]
pub struct AnnouncementRows {
    /// Its topic.
    pub topic: SettingDef,
    /// The message.
    pub message: SettingDef,
    /// Quality of service, 0 to 2.
    pub qos: SettingDef,
    /// Whether the broker stores it.
    pub retain: SettingDef,
}

impl AnnouncementRows {
    const fn new([topic, message, qos, retain]: [&'static str; 4], label: Text, brief: Text, hint: Text) -> Self {
        const HERE: SettingSection = SettingSection::Announcements;
        let filled = When::Filled(topic);
        let level = whole(0.0, 2.0, same(""), t("0, 1 oder 2", "0, 1 or 2"));
        Self {
            topic: SettingDef::new(topic, label, HERE, SettingType::Verbatim, "")
                .hint(hint)
                .check(note_flaw)
                .brief(Brief::Word(brief)),
            message: SettingDef::new(message, t("Nachricht", "Message"), HERE, SettingType::Verbatim, "")
                .when(filled)
                .part(),
            qos: SettingDef::new(qos, same("QoS"), HERE, level, "1").when(filled).part(),
            retain: SettingDef::new(retain, same("Retained"), HERE, SettingType::Flag, "false").when(filled).part(),
        }
    }

    /// The message, where there is one.
    pub(super) fn read(&self, values: &SettingValues) -> Option<Announcement> {
        let topic = values.text(&self.topic);
        (!topic.is_empty()).then(|| Announcement {
            topic: topic.to_owned(),
            message: values.text(&self.message).to_owned(),
            qos: values.number(&self.qos) as u8,
            retain: values.flag(&self.retain),
        })
    }
}

const NOTHING: Text = t("Topic; leer: nichts senden", "topic; empty: send nothing");

/// The message sent after connecting.
pub static BIRTH: AnnouncementRows = AnnouncementRows::new(
    ["birth_topic", "birth_message", "birth_qos", "birth_retain"],
    t("Beim Verbinden", "On connecting"),
    t("Nachricht beim Verbinden", "birth message"),
    NOTHING,
);

/// The message sent before disconnecting.
pub static CLOSE: AnnouncementRows = AnnouncementRows::new(
    ["close_topic", "close_message", "close_qos", "close_retain"],
    t("Beim Trennen", "On closing"),
    t("Nachricht beim Trennen", "close message"),
    NOTHING,
);

/// The message that the broker sends when the connection is lost.
pub static WILL: AnnouncementRows = AnnouncementRows::new(
    ["will_topic", "will_message", "will_qos", "will_retain"],
    t("Letzter Wille", "Last will"),
    t("Letzter Wille", "last will"),
    t("Topic; der Broker sendet, wenn die App verschwindet", "topic; the broker sends when the app vanishes"),
);

/// All messages that a connection itself causes.
pub static NOTES: [&AnnouncementRows; 3] = [&BIRTH, &CLOSE, &WILL];

/// All rows of a connection to a broker, in the order of the dialog.
pub const ALL: Rows = &join::<{ LEAD.len() + TALK.len() + PROVE.len() + SEND.len() }>(&[LEAD, TALK, PROVE, SEND]);

/// The rows that say how the two talk, which the built-in broker has too.
pub const HOW: Rows = &join::<{ TALK.len() + SEND.len() }>(&[TALK, SEND]);

/// What leads to a broker, and lets us in.
const LEAD: Rows = &[
    &HOST,
    &PORT,
    &TRANSPORT,
    &TLS,
    &PATH,
    &TRUST,
    &CA_PEM,
    &CA_FILE,
    &LOGIN,
    &CERTIFICATE_PEM,
    &CERTIFICATE_FILE,
    &KEY_FILE,
    &KEY,
    &PASSPHRASE,
    &USER,
    &PASSWORD,
];

/// How the two talk.
const TALK: Rows = &[&VERSION, &CLIENT_ID, &KEEP_ALIVE, &CONNECT_TIMEOUT, &SESSION, &SESSION_EXPIRY];

/// By what the server is told from others; meant only where there may be others.
const PROVE: Rows = &[&SERVER_NAME];

/// What is sent when: the outbox, and what the connection itself causes.
const SEND: Rows = &[
    &OFFLINE,
    &OUTBOX_MESSAGES,
    &OUTBOX_MIB,
    &OUTBOX_HOURS,
    &OUTBOX_KEEP,
    &BIRTH.topic,
    &BIRTH.message,
    &BIRTH.qos,
    &BIRTH.retain,
    &CLOSE.topic,
    &CLOSE.message,
    &CLOSE.qos,
    &CLOSE.retain,
    &WILL.topic,
    &WILL.message,
    &WILL.qos,
    &WILL.retain,
];

/// These rows, one part after the other; `N` is how many there are.
const fn join<const N: usize>(parts: &[Rows]) -> [&'static SettingDef; N] {
    let mut all = [&HOST; N];
    let (mut part, mut at, mut count) = (0, 0, 0);
    while part < parts.len() {
        if at == parts[part].len() {
            (part, at) = (part + 1, 0);
        } else {
            all[count] = parts[part][at];
            (at, count) = (at + 1, count + 1);
        }
    }
    assert!(count == N, "a row is missing");
    all
}

const fn whole(min: f64, max: f64, unit: Text, wrong: Text) -> SettingType {
    SettingType::Number { min, max, whole: true, unit, wrong }
}

fn missing(values: &SettingValues, row: &SettingDef, text: Text) -> Option<Wrong> {
    values.is_blank(row).then_some(Wrong::Missing(text))
}

fn note_flaw(values: &SettingValues, row: &SettingDef) -> Option<Wrong> {
    let topic = values.text(row);
    if !topic.is_empty() {
        return TopicName::parse(topic).err().map(Wrong::Topic);
    }
    let note = NOTES.iter().find(|note| note.topic.key == row.key)?;
    let text = t("Ein Topic fehlt, ohne wird nichts gesendet", "A topic is missing; without one nothing is sent");
    (!values.text(&note.message).is_empty()).then_some(Wrong::Bad(text))
}
