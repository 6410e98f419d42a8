//! Statuses of connections, and why a broker cannot be reached.

use super::{certificate, joined, pick, quoted, reason, secret, server, sizes};
use crate::i18n::{Lang, Text, count_text, t};
use crate::model::address::AddressError;
use crate::model::connection::Keyed as _;
use crate::model::run::{FilterList, LinkWarning, Refusal, Status};

const WRONG_LOGIN: Text = t(
    "Der Broker hat die Anmeldung abgelehnt. Benutzername und Passwort prüfen.",
    "The broker refused the login. Check user name and password.",
);
const NOT_AUTHORIZED: Text = t(
    "Der Broker lässt diese Anmeldung nicht zu. Benutzername, Passwort und Rechte am Broker prüfen.",
    "The broker does not allow this login. Check user name, password and the rights on the broker.",
);
const CLIENT_ID_REFUSED: Text = t(
    "Der Broker lehnt die Client-ID ab. Eine andere eintragen oder das Feld leeren.",
    "The broker refuses the client id. Enter another one or clear the field.",
);
const CLIENT_ID_TAKEN: Text = t(
    "Ein anderes Programm meldet sich mit derselben Client-ID an, und der Broker lässt nur eines zu. Eine andere eintragen oder das Feld leeren.",
    "Another program logs in with the same client id, and the broker lets only one of them in. Enter another one or clear the field.",
);
const BROKER_STOPPED: Text = t("Der Broker wird heruntergefahren", "The broker is being shut down");
const SHUT_OUT: Text = t(
    "Der Broker hat diesen Client ausgesperrt. Beim Betreiber des Brokers nachfragen.",
    "The broker has shut this client out. Ask whoever runs the broker.",
);
const TOO_MUCH: Text = t(
    "Der Broker meldet, dass diese Verbindung zu viel sendet oder sich zu oft anmeldet. Seltener senden oder die Grenze am Broker erhöhen.",
    "The broker says that this connection sends too much or logs in too often. Send less often or raise the limit on the broker.",
);
const NOT_WEB_SOCKET: Text = t(
    "Dieser Port spricht kein WebSocket. TCP als Transport wählen oder den WebSocket-Port eintragen, oft 8083 oder 8084.",
    "This port does not speak WebSocket. Choose TCP as transport or enter the WebSocket port, often 8083 or 8084.",
);
const BROKER_UNAVAILABLE: Text = t(
    "Der Broker meldet, dass er gerade keine Verbindungen annimmt",
    "The broker says that it takes no connections at the moment",
);
const NOT_MQTT: Text = t(
    "Hier antwortet kein MQTT-Broker, vermutlich ein Webserver. Den Port prüfen (üblich sind 1883 und 8883) oder WebSocket als Übertragung wählen.",
    "What answers here is no MQTT broker, probably a web server. Check the port (usual are 1883 and 8883) or choose WebSocket as transport.",
);
const LOST: Text = t("Die Verbindung ist abgebrochen", "The connection was lost");
const CLIENT_CERTIFICATE_MISSING: Text = t(
    "Der Broker verlangt ein Client-Zertifikat. Bei der Anmeldung „Zertifikat“ wählen und Zertifikat und Schlüssel angeben.",
    "The broker wants a client certificate. Choose “Certificate” as login and name certificate and key.",
);
const CLIENT_CERTIFICATE_REFUSED: Text = t(
    "Der Broker nimmt das Client-Zertifikat nicht an. Beim Betreiber des Brokers fragen, ob es zugelassen ist.",
    "The broker does not accept the client certificate. Ask its operator whether it is allowed.",
);
const CLIENT_CERTIFICATE_REVOKED: Text = t(
    "Das Client-Zertifikat ist gesperrt; es steht auf der Sperrliste des Brokers. Beim Betreiber des Brokers ein neues ausstellen lassen.",
    "The client certificate is revoked; it is on the list of the broker. Have a new one issued by the operator of the broker.",
);
const NOT_TLS: Text = t(
    "Dieser Port spricht kein TLS. TLS ausschalten oder den TLS-Port eintragen, meist 8883.",
    "This port does not speak TLS. Switch TLS off or enter the TLS port, mostly 8883.",
);
const WANTS_TLS: Text = t(
    "Dieser Port spricht nur TLS. TLS einschalten oder den Port ohne TLS eintragen, meist 1883.",
    "This port speaks TLS only. Switch TLS on or enter the port without TLS, mostly 1883.",
);
const CLOSED_AT_ONCE: Text = t(
    "Der Broker hat die Verbindung geschlossen, ohne zu antworten. Am Broker prüfen, ob die Höchstzahl an Verbindungen erreicht oder dieser Rechner gesperrt ist; hier den Port prüfen.",
    "The broker closed the connection without an answer. Check on the broker whether its maximum of connections is reached or this computer is blocked; check the port here.",
);
const NO_MQTT_IN_WEB_SOCKET: Text = t(
    "Der Server spricht WebSocket, bietet darin aber kein MQTT an (das Unterprotokoll „mqtt“ fehlt). Pfad und Port prüfen; üblich ist der Pfad /mqtt.",
    "The server speaks WebSocket but offers no MQTT in it (the subprotocol “mqtt” is missing). Check path and port; the usual path is /mqtt.",
);

const SECRET_MISSING: Text = t(
    "Das Passwort fehlt noch, deshalb wird nicht verbunden. In der Verbindung eingeben.",
    "The password is missing, so nothing is connected. Enter it in the connection.",
);
const SECRETS_LOCKED: Text = t(
    "Die gespeicherten Passwörter lassen sich gerade nicht öffnen. Den Schlüsselbund des Systems entsperren und Steckbrett neu starten.",
    "The stored passwords cannot be opened at the moment. Unlock the keyring of the system and start Steckbrett again.",
);
const NOT_TRUSTED: Text = t(
    "Dieses Projekt ist eine Vorschau und verbindet sich erst, wenn ihm jemand vertraut",
    "This project is a preview and connects only once somebody trusts it",
);

/// The state of a connection in words.
pub fn status(status: &Status, lang: Lang) -> String {
    match status {
        Status::Idle => pick(lang, "Nicht verbunden", "Not connected"),
        Status::Disconnected => pick(
            lang,
            "Von der App getrennt, bis sie wieder verbindet",
            "Disconnected by the app until it connects again",
        ),
        Status::Connecting { attempt: 0 | 1 } => pick(lang, "Wird verbunden …", "Connecting…"),
        Status::Connecting { attempt } => {
            pick(lang, format!("Wird verbunden (Versuch {attempt}) …"), format!("Connecting (attempt {attempt})…"))
        }
        Status::Connected => pick(lang, "Verbunden", "Connected"),
        Status::Retrying { attempt: _, in_ms, why } => {
            // Rounded up: "in 0 s" would be a lie.
            let secs = in_ms.div_ceil(1000).max(1);
            let next = pick(lang, format!("Nächster Versuch in {secs} s"), format!("Next attempt in {secs} s"));
            joined(&refusal(why, lang), &next)
        }
        Status::Failed(why) => {
            let next = pick(
                lang,
                "Ein neuer Versuch folgt, sobald die Verbindung geändert wird",
                "It will be tried again once the connection is changed",
            );
            joined(&refusal(why, lang), &next)
        }
    }
}

/// Why a broker cannot be reached or has refused.
pub fn refusal(refusal: &Refusal, lang: Lang) -> String {
    match refusal {
        Refusal::HostNotFound { host } => {
            let host = quoted(host, lang);
            pick(
                lang,
                format!("Der Server {host} wurde nicht gefunden. Den Namen und das Netzwerk prüfen."),
                format!("The server {host} was not found. Check the name and the network."),
            )
        }
        Refusal::BadAddress { text } => bad_address(&quoted(text, lang), lang),
        Refusal::NothingListens { host, port } => pick(
            lang,
            format!("Unter {host}:{port} antwortet kein Broker. Den Port prüfen und ob der Broker läuft."),
            format!("No broker answers at {host}:{port}. Check the port and whether the broker is running."),
        ),
        Refusal::NoAnswer { secs } => pick(
            lang,
            format!("Keine Antwort innerhalb von {secs} s. Adresse, Port und Firewall prüfen."),
            format!("No answer within {secs} s. Check address, port and firewall."),
        ),
        Refusal::Unreachable { host } => {
            let host = quoted(host, lang);
            pick(
                lang,
                format!("{host} ist nicht erreichbar. Das Netzwerk prüfen und ob das Gerät eingeschaltet ist."),
                format!("{host} cannot be reached. Check the network and whether the device is switched on."),
            )
        }
        Refusal::UnknownCertificate { issuer, self_signed, own_ca } => {
            server::unknown(issuer, (*self_signed, *own_ca), lang)
        }
        Refusal::CertificateExpired { until, now } => server::expired(*until, *now, lang),
        Refusal::CertificateNotYetValid { from, now } => server::not_yet_valid(*from, *now, lang),
        Refusal::WrongCertificateName { asked, names } => server::wrong_name(asked, names, lang),
        Refusal::CertificateUnusable { what } => server::unusable(what, lang),
        Refusal::CertificateVersion1 { subject } => server::version_1(subject, lang),
        Refusal::CertificateKeyShort { key } => server::key_short(key, lang),
        Refusal::CertificateSignatureOld => server::SIGNATURE_OLD.get(lang).to_owned(),
        Refusal::TlsTooOld => server::TLS_TOO_OLD.get(lang).to_owned(),
        Refusal::NoCommonCipher => server::NO_COMMON_CIPHER.get(lang).to_owned(),
        Refusal::CertificateFile { role, path, what } => {
            format!("{}: {}", certificate::role(*role, path, lang), certificate::finding(what, path, lang))
        }
        Refusal::SecretMissing => SECRET_MISSING.get(lang).to_owned(),
        Refusal::SecretsLocked => SECRETS_LOCKED.get(lang).to_owned(),
        Refusal::SecretElsewhere { secret: _, stored, now } => secret::elsewhere(stored.as_deref(), now, lang),
        Refusal::NotTrusted => NOT_TRUSTED.get(lang).to_owned(),
        Refusal::ClientCertificateExpired { until, now } => server::client_expired(*until, *now, lang),
        Refusal::ClientCertificateUnknown { issuer } => server::client_unknown(issuer, lang),
        Refusal::LocalBroker { what } => pick(
            lang,
            format!("Der lokale Broker startet nicht: {what}"),
            format!("The local broker does not start: {what}"),
        ),
        Refusal::WrongLogin => WRONG_LOGIN.get(lang).to_owned(),
        Refusal::NotAuthorized => NOT_AUTHORIZED.get(lang).to_owned(),
        Refusal::ClientIdRefused => CLIENT_ID_REFUSED.get(lang).to_owned(),
        Refusal::WrongVersion { wanted } => wrong_version(wanted.key(), lang),
        Refusal::Moved { to } => moved(to, lang),
        Refusal::WebSocketRefused { what } => web_socket_refused(what, lang),
        Refusal::ClientIdTaken => CLIENT_ID_TAKEN.get(lang).to_owned(),
        Refusal::BrokerStopped => BROKER_STOPPED.get(lang).to_owned(),
        Refusal::ShutOut => SHUT_OUT.get(lang).to_owned(),
        Refusal::TooMuch => TOO_MUCH.get(lang).to_owned(),
        Refusal::NotWebSocket => NOT_WEB_SOCKET.get(lang).to_owned(),
        Refusal::BrokerUnavailable => BROKER_UNAVAILABLE.get(lang).to_owned(),
        Refusal::NotMqtt => NOT_MQTT.get(lang).to_owned(),
        Refusal::Lost => LOST.get(lang).to_owned(),
        Refusal::ClientCertificateMissing => CLIENT_CERTIFICATE_MISSING.get(lang).to_owned(),
        Refusal::ClientCertificateRefused => CLIENT_CERTIFICATE_REFUSED.get(lang).to_owned(),
        Refusal::ClientCertificateRevoked => CLIENT_CERTIFICATE_REVOKED.get(lang).to_owned(),
        Refusal::NotTls => NOT_TLS.get(lang).to_owned(),
        Refusal::WantsTls => WANTS_TLS.get(lang).to_owned(),
        Refusal::ClosedAtOnce => CLOSED_AT_ONCE.get(lang).to_owned(),
        Refusal::NoMqttInWebSocket => NO_MQTT_IN_WEB_SOCKET.get(lang).to_owned(),
        Refusal::Broker { reason, words } => reason::sentence(*reason, words, lang),
        Refusal::Other { what } => other(what.trim(), lang),
    }
}

fn bad_address(text: &str, lang: Lang) -> String {
    pick(
        lang,
        format!(
            "{text} ist keine Adresse. Einen Namen oder eine IP-Adresse eintragen, zum Beispiel broker.example oder 192.168.0.10."
        ),
        format!("{text} is not an address. Enter a name or an IP address, for example broker.example or 192.168.0.10."),
    )
}

fn wrong_version(wanted: &str, lang: Lang) -> String {
    pick(
        lang,
        format!(
            "Der Broker spricht kein MQTT {wanted}. In der Verbindung unter „Erweitert“ die andere Version wählen."
        ),
        format!(
            "The broker does not speak MQTT {wanted}. Choose the other version in the connection under “Advanced”."
        ),
    )
}

fn moved(to: &str, lang: Lang) -> String {
    if to.is_empty() {
        return pick(
            lang,
            "Der Broker meldet, dass er umgezogen ist. Die neue Adresse eintragen.",
            "The broker says that it has moved. Enter its new address.",
        );
    }
    let to = quoted(to, lang);
    pick(
        lang,
        format!("Der Broker meldet, dass er umgezogen ist: {to}. Die neue Adresse eintragen."),
        format!("The broker says that it has moved: {to}. Enter its new address."),
    )
}

fn web_socket_refused(what: &str, lang: Lang) -> String {
    let what = quoted(what, lang);
    pick(
        lang,
        format!("Der Webserver bietet hier kein MQTT an ({what}). Den Pfad prüfen; üblich ist /mqtt."),
        format!("The web server offers no MQTT here ({what}). Check the path; usual is /mqtt."),
    )
}

fn other(what: &str, lang: Lang) -> String {
    if what.is_empty() {
        return pick(lang, "Die Verbindung ist fehlgeschlagen", "The connection failed");
    }
    pick(lang, format!("Die Verbindung ist fehlgeschlagen: {what}"), format!("The connection failed: {what}"))
}

/// `„a“, „b“ und 97 weitere Filter`.
fn filter_list(filters: &FilterList, lang: Lang) -> String {
    let mut parts: Vec<String> = filters.named.iter().map(|filter| quoted(filter, lang)).collect();
    if filters.others > 0 {
        let others = count_text(filters.others as u64, lang);
        parts.push(pick(lang, format!("{others} weitere Filter"), format!("{others} more filters")));
    }
    let last = parts.pop().unwrap_or_default();
    if parts.is_empty() { last } else { format!("{} {} {last}", parts.join(", "), pick(lang, "und", "and")) }
}

/// What may not be as wished on a connection that is up.
pub fn link_warning(warning: &LinkWarning, lang: Lang) -> String {
    match warning {
        LinkWarning::NotListening { why } => {
            let why = refusal(why, lang);
            pick(
                lang,
                format!("Der Monitor kann neben der App nicht mithören: {why}"),
                format!("The monitor cannot listen beside the app: {why}"),
            )
        }
        LinkWarning::FiltersRefused { filters } if filters.named.iter().any(|one| one.starts_with("$share/")) => {
            let filter = filter_list(filters, lang);
            pick(
                lang,
                format!(
                    "Der Broker nimmt die geteilte Subscription {filter} nicht an. Den Filter ohne $share eintragen oder die Rechte am Broker prüfen."
                ),
                format!(
                    "The broker does not accept the shared subscription {filter}. Enter the filter without $share or check the rights on the broker."
                ),
            )
        }
        LinkWarning::FiltersRefused { filters } => {
            let filter = filter_list(filters, lang);
            pick(
                lang,
                format!(
                    "Der Broker erlaubt nicht, {filter} zu empfangen. Den Filter oder die Rechte am Broker prüfen."
                ),
                format!("The broker does not allow to receive {filter}. Check the filter or the rights on the broker."),
            )
        }
        LinkWarning::QosLowered { filters, asked, granted } => {
            let filter = filter_list(filters, lang);
            pick(
                lang,
                format!(
                    "Der Broker stellt {filter} nur mit QoS {granted} zu, nicht mit QoS {asked}. Wenn keine Nachricht fehlen darf, die Grenze am Broker erhöhen."
                ),
                format!(
                    "The broker delivers {filter} only with QoS {granted}, not with QoS {asked}. If no message may be missing, raise the limit on the broker."
                ),
            )
        }
        LinkWarning::PublishQosLowered { most } => pick(
            lang,
            format!(
                "Der Broker nimmt höchstens QoS {most} an; Nachrichten mit höherer QoS gehen mit QoS {most}. Wenn keine fehlen darf, die Grenze am Broker erhöhen."
            ),
            format!(
                "The broker takes at most QoS {most}; messages with a higher one go with QoS {most}. If none may be missing, raise the limit on the broker."
            ),
        ),
        LinkWarning::TooLarge { topic, bytes, max } => {
            let (topic, (bytes, max)) = (quoted(topic, lang), sizes(*bytes as u64, *max as u64, lang));
            pick(
                lang,
                format!("Eine Nachricht auf {topic} wurde übersprungen: {bytes}, höchstens {max} werden angenommen"),
                format!("A message on {topic} was skipped: {bytes}, at most {max} are taken"),
            )
        }
    }
}

/// Why what was typed as address cannot be read.
pub fn address_error(error: &AddressError, lang: Lang) -> String {
    match error {
        AddressError::NoHost => pick(
            lang,
            "Der Host fehlt. Name oder Adresse des Brokers eintragen.",
            "The host is missing. Enter the name or address of the broker.",
        ),
        AddressError::Port(port) => {
            let port = quoted(port, lang);
            pick(
                lang,
                format!("{port} ist kein Port. Eine Zahl von 1 bis 65535 eintragen."),
                format!("{port} is not a port. Enter a number from 1 to 65535."),
            )
        }
        AddressError::Scheme(scheme) => {
            let scheme = quoted(&format!("{scheme}://"), lang);
            pick(
                lang,
                format!("{scheme} ist keine Adresse für MQTT. Möglich sind mqtt://, mqtts://, ws:// und wss://."),
                format!("{scheme} is not an address for MQTT. Possible are mqtt://, mqtts://, ws:// and wss://."),
            )
        }
    }
}
