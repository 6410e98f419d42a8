//! Statuses of connections, and why a broker cannot be reached.

use super::certificate::{self, date};
use super::{joined, pick, quoted};
use crate::i18n::{Lang, Text, t};
use crate::model::address::AddressError;
use crate::model::run::{Refusal, Status};

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
const WRONG_VERSION: Text = t(
    "Der Broker spricht diese MQTT-Version nicht. Unter „Erweitert“ die andere wählen (3.1.1 oder 5).",
    "The broker does not speak this MQTT version. Choose the other one under “Advanced” (3.1.1 or 5).",
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
    "Der Broker nimmt das Client-Zertifikat nicht an. Beim Betreiber des Brokers fragen, ob es zugelassen oder gesperrt ist.",
    "The broker does not accept the client certificate. Ask its operator whether it is allowed or revoked.",
);
const NOT_TLS: Text = t(
    "Dieser Port spricht kein TLS. TLS ausschalten oder den TLS-Port eintragen, meist 8883.",
    "This port does not speak TLS. Switch TLS off or enter the TLS port, mostly 8883.",
);
const CLOSED_AT_ONCE: Text = t(
    "Die Verbindung wurde sofort geschlossen, vermutlich verlangt der Port TLS. TLS einschalten oder den Port prüfen.",
    "The connection was closed at once, the port probably wants TLS. Switch TLS on or check the port.",
);

/// The state of a connection in words.
pub fn status(status: &Status, lang: Lang) -> String {
    match status {
        Status::Idle => pick(lang, "Nicht verwendet", "Not in use"),
        Status::Connecting { attempt: 0 | 1 } => pick(lang, "Wird verbunden …", "Connecting …"),
        Status::Connecting { attempt } => {
            pick(lang, format!("Wird verbunden (Versuch {attempt}) …"), format!("Connecting (attempt {attempt}) …"))
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
        Refusal::BadAddress { text } => {
            let text = quoted(text, lang);
            pick(
                lang,
                format!(
                    "{text} ist keine Adresse. Einen Namen oder eine IP-Adresse eintragen, zum Beispiel broker.example oder 192.168.0.10."
                ),
                format!(
                    "{text} is not an address. Enter a name or an IP address, for example broker.example or 192.168.0.10."
                ),
            )
        }
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
            unknown_certificate(issuer, (*self_signed, *own_ca), lang)
        }
        Refusal::CertificateExpired { until, now } => {
            let (until, now) = (date(*until, lang), date(*now, lang));
            pick(
                lang,
                format!(
                    "Das Zertifikat des Servers ist am {until} abgelaufen; die Uhr dieses Rechners zeigt den {now}. Die Uhr prüfen, sonst am Broker ein neues einrichten."
                ),
                format!(
                    "The certificate of the server expired on {until}; the clock of this computer says {now}. Check the clock, else install a new one on the broker."
                ),
            )
        }
        Refusal::CertificateNotYetValid { from, now } => {
            let (from, now) = (date(*from, lang), date(*now, lang));
            pick(
                lang,
                format!(
                    "Das Zertifikat des Servers gilt erst ab {from}; die Uhr dieses Rechners zeigt den {now}. Die Uhr prüfen."
                ),
                format!(
                    "The certificate of the server is valid only from {from}; the clock of this computer says {now}. Check the clock."
                ),
            )
        }
        Refusal::WrongCertificateName { asked, names } => wrong_name(asked, names, lang),
        Refusal::CertificateUnusable { what } => pick(
            lang,
            format!("Das Zertifikat des Servers ist nicht verwendbar ({what}). Am Broker ein anderes einrichten."),
            format!("The certificate of the server cannot be used ({what}). Install another one on the broker."),
        ),
        Refusal::CertificateFile { role, path, what } => {
            format!("{}: {}", certificate::role(*role, path, lang), certificate::finding(what, path, lang))
        }
        Refusal::ClientCertificateExpired { until, now } => client_expired(*until, *now, lang),
        Refusal::ClientCertificateUnknown { issuer } => {
            let by = if issuer.is_empty() { String::new() } else { format!(" ({})", quoted(issuer, lang)) };
            pick(
                lang,
                format!(
                    "Der Broker kennt den Aussteller des Client-Zertifikats nicht{by}. Ein Zertifikat der Stelle verwenden, der der Broker vertraut, oder diese am Broker eintragen."
                ),
                format!(
                    "The broker does not know the issuer of the client certificate{by}. Use a certificate of the authority that the broker trusts, or add this one on the broker."
                ),
            )
        }
        Refusal::LocalBroker { what } => pick(
            lang,
            format!("Der lokale Broker startet nicht: {what}"),
            format!("The local broker does not start: {what}"),
        ),
        Refusal::WrongLogin => WRONG_LOGIN.get(lang).to_owned(),
        Refusal::NotAuthorized => NOT_AUTHORIZED.get(lang).to_owned(),
        Refusal::ClientIdRefused => CLIENT_ID_REFUSED.get(lang).to_owned(),
        Refusal::WrongVersion => WRONG_VERSION.get(lang).to_owned(),
        Refusal::BrokerUnavailable => BROKER_UNAVAILABLE.get(lang).to_owned(),
        Refusal::NotMqtt => NOT_MQTT.get(lang).to_owned(),
        Refusal::Lost => LOST.get(lang).to_owned(),
        Refusal::ClientCertificateMissing => CLIENT_CERTIFICATE_MISSING.get(lang).to_owned(),
        Refusal::ClientCertificateRefused => CLIENT_CERTIFICATE_REFUSED.get(lang).to_owned(),
        Refusal::NotTls => NOT_TLS.get(lang).to_owned(),
        Refusal::ClosedAtOnce => CLOSED_AT_ONCE.get(lang).to_owned(),
        Refusal::Other { what } => other(what.trim(), lang),
    }
}

fn unknown_certificate(issuer: &str, (self_signed, own_ca): (bool, bool), lang: Lang) -> String {
    let issuer = quoted(issuer, lang);
    match (self_signed, own_ca) {
        (true, false) => pick(
            lang,
            format!(
                "Der Server hat sein Zertifikat selbst ausgestellt ({issuer}). Genau dieses Zertifikat als CA-Datei wählen."
            ),
            format!(
                "The server has issued its certificate itself ({issuer}). Choose this very certificate as CA file."
            ),
        ),
        (true, true) => pick(
            lang,
            format!(
                "Der Server hat sein Zertifikat selbst ausgestellt ({issuer}), und es ist nicht das der CA-Datei. Dieses Zertifikat als CA-Datei wählen."
            ),
            format!(
                "The server has issued its certificate itself ({issuer}), and it is not the one of the CA file. Choose this certificate as CA file."
            ),
        ),
        (false, false) => pick(
            lang,
            format!(
                "Dieser Rechner kennt den Aussteller {issuer} nicht, der das Zertifikat des Servers ausgestellt hat. Das CA-Zertifikat von {issuer} als CA-Datei wählen."
            ),
            format!(
                "This computer does not know {issuer}, who issued the certificate of the server. Choose the CA certificate of {issuer} as CA file."
            ),
        ),
        (false, true) => pick(
            lang,
            format!(
                "Das Zertifikat des Servers stammt von {issuer}, nicht von der Stelle in der CA-Datei. Das CA-Zertifikat von {issuer} als CA-Datei wählen."
            ),
            format!(
                "The certificate of the server is by {issuer}, not by the authority in the CA file. Choose the CA certificate of {issuer} as CA file."
            ),
        ),
    }
}

fn wrong_name(asked: &str, names: &[String], lang: Lang) -> String {
    const SHOWN: usize = 4;
    let asked = quoted(asked, lang);
    if names.is_empty() {
        return pick(
            lang,
            format!(
                "Im Zertifikat des Servers steht kein Name, der sich mit {asked} vergleichen lässt. Am Broker ein Zertifikat mit „Subject Alternative Name“ einrichten."
            ),
            format!(
                "The certificate of the server has no name to be compared with {asked}. Install one with a “Subject Alternative Name” on the broker."
            ),
        );
    }
    let mut list = names.iter().take(SHOWN).map(|name| quoted(name, lang)).collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN {
        list.push_str(", …");
    }
    pick(
        lang,
        format!(
            "Das Zertifikat des Servers gilt für {list}, nicht für {asked}. Als Host oder unter „Erweitert“ als Servername einen dieser Namen eintragen."
        ),
        format!(
            "The certificate of the server is for {list}, not for {asked}. Enter one of these names as host, or as server name under “Advanced”."
        ),
    )
}

fn client_expired(until: Option<i64>, now: i64, lang: Lang) -> String {
    let now = date(now, lang);
    let (de, en) = match until {
        Some(until) => {
            let until = date(until, lang);
            (format!(" (gültig bis {until}, heute ist der {now})"), format!(" (valid until {until}, today is {now})"))
        }
        None => (String::new(), String::new()),
    };
    pick(
        lang,
        format!(
            "Der Broker hält das Client-Zertifikat für abgelaufen{de}. Ein neues ausstellen lassen, sonst die Uhr des Brokers prüfen."
        ),
        format!(
            "The broker says that the client certificate has expired{en}. Have a new one issued, else check the clock of the broker."
        ),
    )
}

fn other(what: &str, lang: Lang) -> String {
    if what.is_empty() {
        return pick(lang, "Die Verbindung ist fehlgeschlagen", "The connection failed");
    }
    pick(lang, format!("Die Verbindung ist fehlgeschlagen: {what}"), format!("The connection failed: {what}"))
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
