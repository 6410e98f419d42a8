//! Why a certificate did not pass: the server's with us, or ours with the broker.

use super::certificate::date;
use super::{pick, quoted};
use crate::i18n::{Lang, Text, t};

pub(super) const SIGNATURE_OLD: Text = t(
    "Das Zertifikat des Servers ist auf eine Art unterschrieben, die als gebrochen gilt (etwa SHA-1). Am Broker ein neues einrichten, das mit SHA-256 unterschrieben ist (openssl x509 -req -sha256 …).",
    "The certificate of the server is signed in a way that counts as broken (such as SHA-1). Install a new one on the broker that is signed with SHA-256 (openssl x509 -req -sha256 …).",
);
pub(super) const TLS_TOO_OLD: Text = t(
    "Der Server spricht nur TLS 1.0 oder 1.1, die als gebrochen gelten. Am Broker TLS 1.2 oder 1.3 einschalten oder den Broker aktualisieren.",
    "The server speaks only TLS 1.0 or 1.1, which count as broken. Switch TLS 1.2 or 1.3 on at the broker, or update the broker.",
);
pub(super) const NO_COMMON_CIPHER: Text = t(
    "Der Server bietet keine Verschlüsselung an, die heute als sicher gilt. Am Broker TLS 1.3, oder bei TLS 1.2 Verfahren mit ECDHE und GCM zulassen (ECDHE-RSA-AES256-GCM-SHA384 oder ECDHE-ECDSA-AES256-GCM-SHA384).",
    "The server offers no encryption that counts as secure today. Allow TLS 1.3 on the broker, or with TLS 1.2 ciphers with ECDHE and GCM (ECDHE-RSA-AES256-GCM-SHA384 or ECDHE-ECDSA-AES256-GCM-SHA384).",
);

/// The server's certificate is of version 1; this command makes one that is not.
pub(super) fn version_1(subject: &str, lang: Lang) -> String {
    let subject = quoted(subject, lang);
    pick(
        lang,
        format!(
            "Das Zertifikat des Servers ({subject}) ist von alter Art (X.509 Version 1) und enthält keine prüfbaren Namen. Bei „Server prüfen“ genau dieses Zertifikat als CA-Datei wählen. Sonst am Broker ein neues einrichten: openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 825 -extfile san.txt -out server.crt; in san.txt steht subjectAltName=DNS: und der Name des Servers."
        ),
        format!(
            "The certificate of the server ({subject}) is of the old kind (X.509 version 1) and has no names that can be checked. Under “Check server” choose this very certificate as CA file. Else install a new one on the broker: openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 825 -extfile san.txt -out server.crt; san.txt holds subjectAltName=DNS: and the name of the server."
        ),
    )
}

/// A key is too short.
pub(super) fn key_short(key: &str, lang: Lang) -> String {
    pick(
        lang,
        format!(
            "Der Schlüssel im Zertifikat des Servers oder seines Ausstellers ist zu kurz ({key}). Am Broker ein Zertifikat mit RSA 2048 oder EC P-256 einrichten."
        ),
        format!(
            "The key in the certificate of the server or of its issuer is too short ({key}). Install a certificate with RSA 2048 or EC P-256 on the broker."
        ),
    )
}

/// The server's certificate has expired.
pub(super) fn expired(until: i64, now: i64, lang: Lang) -> String {
    let (until, now) = (date(until, lang), date(now, lang));
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

/// The server's certificate is not valid yet.
pub(super) fn not_yet_valid(from: i64, now: i64, lang: Lang) -> String {
    let (from, now) = (date(from, lang), date(now, lang));
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

/// The server's certificate cannot be used, for a reason in the words of the library.
pub(super) fn unusable(what: &str, lang: Lang) -> String {
    pick(
        lang,
        format!("Das Zertifikat des Servers ist nicht verwendbar ({what}). Am Broker ein anderes einrichten."),
        format!("The certificate of the server cannot be used ({what}). Install another one on the broker."),
    )
}

/// The broker does not know who issued our certificate.
pub(super) fn client_unknown(issuer: &str, lang: Lang) -> String {
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

/// The server's certificate is by somebody that is not trusted.
pub(super) fn unknown(issuer: &str, (self_signed, own_ca): (bool, bool), lang: Lang) -> String {
    let issuer = quoted(issuer, lang);
    match (self_signed, own_ca) {
        (true, false) => pick(
            lang,
            format!(
                "Der Server hat sein Zertifikat selbst ausgestellt ({issuer}). Bei „Server prüfen“ genau dieses Zertifikat als CA-Datei wählen."
            ),
            format!(
                "The server has issued its certificate itself ({issuer}). Under “Check server” choose this very certificate as CA file."
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
                "Dieser Rechner kennt {issuer} nicht, den Aussteller des Zertifikats. Bei „Server prüfen“ eine eigene CA-Datei wählen: die von {issuer}."
            ),
            format!(
                "This computer does not know {issuer}, the issuer of the certificate. Under “Check server” choose a CA file of your own: that of {issuer}."
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

/// The server's certificate is for other names.
pub(super) fn wrong_name(asked: &str, names: &[String], lang: Lang) -> String {
    const SHOWN: usize = 4;
    let (plain, asked) = (asked, quoted(asked, lang));
    if names.is_empty() {
        return pick(
            lang,
            format!(
                "Im Zertifikat des Servers steht kein Name, der sich mit {asked} vergleichen lässt. Bei „Server prüfen“ genau dieses Zertifikat als CA-Datei wählen, oder am Broker eines mit „Subject Alternative Name“ einrichten."
            ),
            format!(
                "The certificate of the server has no name to be compared with {asked}. Choose this very certificate as CA file under “Check server”, or install one with a “Subject Alternative Name” on the broker."
            ),
        );
    }
    // Only an address that is written as one counts, and one in letters looks the same.
    if names.iter().any(|name| name == plain) {
        return pick(
            lang,
            format!(
                "Im Zertifikat des Servers steht {asked} als Name (DNS), nicht als IP-Adresse. Am Broker eines mit „IP:{plain}“ im „Subject Alternative Name“ einrichten, oder bei „Server prüfen“ genau dieses Zertifikat als CA-Datei wählen."
            ),
            format!(
                "The certificate of the server has {asked} as a name (DNS), not as an IP address. Install one with “IP:{plain}” in its “Subject Alternative Name” on the broker, or choose this very certificate as CA file under “Check server”."
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

/// The broker says that our certificate has expired.
pub(super) fn client_expired(until: Option<i64>, now: i64, lang: Lang) -> String {
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
