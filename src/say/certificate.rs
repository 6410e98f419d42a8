//! What is to be said about certificates and keys.

use time::OffsetDateTime;

use super::{pick, quoted};
use crate::i18n::{Lang, Text, t};
use crate::model::certificate::{Card, Finding, Role};

const UNKNOWN_FORMAT: Text = t(
    "Das ist weder ein Zertifikat noch ein Schlüssel. Eine Datei in PEM, DER oder PKCS#12 wählen (.pem, .crt, .key, .p12).",
    "This is neither a certificate nor a key. Choose a file in PEM, DER or PKCS#12 (.pem, .crt, .key, .p12).",
);
const NOT_FOUND: Text = t(
    "Diese Datei gibt es nicht. Den Pfad prüfen oder eine andere wählen.",
    "There is no such file. Check the path or choose another one.",
);
const NOT_A_FILE: Text = t(
    "Das ist keine Datei, sondern ein Ordner, eine Leitung oder ein Gerät. Eine Datei wählen.",
    "This is not a file but a folder, a pipe or a device. Choose a file.",
);
const NO_ANSWER: Text = t(
    "Die Datei antwortet nicht. Prüfen, ob das Laufwerk erreichbar ist, oder eine andere wählen.",
    "The file does not answer. Check whether the drive can be reached, or choose another one.",
);
const NO_CERTIFICATE: Text = t(
    "Darin steht kein Zertifikat. Die Datei wählen, in der „BEGIN CERTIFICATE“ steht.",
    "There is no certificate in it. Choose the file that contains “BEGIN CERTIFICATE”.",
);
const NO_KEY: Text = t(
    "Darin steht kein privater Schlüssel. Die Datei wählen, in der „PRIVATE KEY“ steht, meist mit der Endung .key.",
    "There is no private key in it. Choose the file that contains “PRIVATE KEY”, mostly one that ends in .key.",
);
const DAMAGED: Text = t(
    "Der Inhalt ist beschädigt. Die Datei neu vom Original kopieren.",
    "The content is damaged. Copy the file from the original again.",
);
const NEEDS_PASSPHRASE: Text =
    t("Der Schlüssel ist verschlüsselt. Die Passphrase eintragen.", "The key is encrypted. Enter the passphrase.");
const WRONG_PASSPHRASE: Text = t("Die Passphrase passt nicht zum Schlüssel", "The passphrase does not fit the key");
const KEY_MISMATCH: Text = t(
    "Der Schlüssel gehört nicht zu diesem Zertifikat. Die Schlüsseldatei wählen, mit der das Zertifikat beantragt wurde.",
    "The key does not belong to this certificate. Choose the key file with which the certificate was requested.",
);
const UNSUPPORTED_KEY: Text = t(
    "Diese Art von Schlüssel ist nicht verwendbar. Möglich sind RSA mit 2048 bis 8192 Bit, EC P-256, P-384 und P-521 und Ed25519.",
    "This kind of key cannot be used. Possible are RSA with 2048 to 8192 bits, EC P-256, P-384 and P-521 and Ed25519.",
);
const NOT_CA: Text = t(
    "Das ist keine Zertifizierungsstelle, sondern ein einzelnes Zertifikat. Die Datei der Stelle wählen, die es ausgestellt hat.",
    "This is not a certificate authority but a single certificate. Choose the file of the authority that issued it.",
);
const IS_CA: Text = t(
    "Das ist eine Zertifizierungsstelle, als Client-Zertifikat ungewöhnlich",
    "This is a certificate authority, which is unusual as a client certificate",
);
const NOT_FOR_CLIENTS: Text = t(
    "Nur für Server ausgestellt; manche Broker nehmen es von einem Client nicht an",
    "Issued for servers only; some brokers do not accept it from a client",
);
const CHAIN_ORDER: Text = t(
    "Die Zertifikate folgen nicht aufeinander. Zuerst muss das eigene stehen, danach jeweils der Aussteller.",
    "The certificates do not follow each other. First comes the own one, then each one's issuer.",
);
const KEY_INSIDE: Text = t(
    "Darin steht auch ein privater Schlüssel. Für die CA genügt das Zertifikat; den Schlüssel besser nicht weitergeben.",
    "It also contains a private key. The certificate is enough for the CA; better do not pass on the key.",
);

/// What is to be said about a file, without its name. `path` goes into the command that converts an old key.
pub fn finding(finding: &Finding, path: &str, lang: Lang) -> String {
    let fixed = match finding {
        Finding::NotFound => NOT_FOUND,
        Finding::NotAFile => NOT_A_FILE,
        Finding::NoAnswer => NO_ANSWER,
        Finding::UnknownFormat => UNKNOWN_FORMAT,
        Finding::NoCertificate => NO_CERTIFICATE,
        Finding::NoKey => NO_KEY,
        Finding::Damaged => DAMAGED,
        Finding::NeedsPassphrase => NEEDS_PASSPHRASE,
        Finding::WrongPassphrase => WRONG_PASSPHRASE,
        Finding::KeyMismatch => KEY_MISMATCH,
        Finding::UnsupportedKey => UNSUPPORTED_KEY,
        Finding::NotCa => NOT_CA,
        Finding::IsCa => IS_CA,
        Finding::NotForClients => NOT_FOR_CLIENTS,
        Finding::ChainOrder => CHAIN_ORDER,
        Finding::KeyInside => KEY_INSIDE,
        Finding::Unreadable { what } => {
            return pick(
                lang,
                format!("Die Datei kann nicht gelesen werden: {what}"),
                format!("The file cannot be read: {what}"),
            );
        }
        Finding::OldEncryption => return old_encryption(path, lang),
        Finding::Expired { until, now } => return expired(*until, *now, lang),
        Finding::NotYetValid { from, now } => return not_yet_valid(*from, *now, lang),
        Finding::ExpiresSoon { until, days } => return expires_soon(*until, *days, lang),
    };
    fixed.get(lang).to_owned()
}

fn old_encryption(path: &str, lang: Lang) -> String {
    let from = if path.is_empty() { "client.key" } else { path };
    let to = from.rsplit_once('.').map_or(from, |(stem, _)| stem);
    let to = format!("{to}-{}.key", pick(lang, "neu", "new"));
    let command = format!("openssl pkcs8 -topk8 -v2 aes-256-cbc -in {from} -out {to}");
    pick(
        lang,
        format!("Der Schlüssel ist in einer alten Art verschlüsselt; neu verschlüsselt wird er mit: {command}"),
        format!("The key is encrypted in an old way; this command encrypts it anew: {command}"),
    )
}

fn expired(until: i64, now: i64, lang: Lang) -> String {
    let (until, now) = (date(until, lang), date(now, lang));
    pick(
        lang,
        format!("Abgelaufen am {until}; die Uhr dieses Rechners zeigt den {now}. Ein neues ausstellen lassen."),
        format!("Expired on {until}; the clock of this computer says {now}. Have a new one issued."),
    )
}

fn not_yet_valid(from: i64, now: i64, lang: Lang) -> String {
    let (from, now) = (date(from, lang), date(now, lang));
    pick(
        lang,
        format!("Erst ab {from} gültig; die Uhr dieses Rechners zeigt den {now}. Die Uhr prüfen."),
        format!("Valid only from {from}; the clock of this computer says {now}. Check the clock."),
    )
}

fn expires_soon(until: i64, days: i64, lang: Lang) -> String {
    let date = date(until, lang);
    match days {
        0 => pick(lang, format!("Läuft heute ab ({date})"), format!("Expires today ({date})")),
        1 => pick(lang, format!("Läuft in einem Tag ab ({date})"), format!("Expires in one day ({date})")),
        days => pick(lang, format!("Läuft in {days} Tagen ab ({date})"), format!("Expires in {days} days ({date})")),
    }
}

/// For how long a certificate is valid: `gültig vom 01.02.2026 bis 01.02.2027`.
pub fn validity(card: &Card, lang: Lang) -> String {
    let (from, until) = (date(card.from, lang), date(card.until, lang));
    pick(lang, format!("gültig vom {from} bis {until}"), format!("valid from {from} to {until}"))
}

/// A file by what it was chosen as.
pub(super) fn role(role: Role, path: &str, lang: Lang) -> String {
    let (de, en) = match (role, path.is_empty()) {
        (Role::Ca, false) => ("CA-Datei", "CA file"),
        (Role::Ca, true) => ("CA-Zertifikat", "CA certificate"),
        (Role::Certificate, false) => ("Zertifikatsdatei", "Certificate file"),
        (Role::Certificate, true) => ("Client-Zertifikat", "Client certificate"),
        (Role::Key, false) => ("Schlüsseldatei", "Key file"),
        (Role::Key, true) => ("Privater Schlüssel", "Private key"),
    };
    let word = pick(lang, de, en);
    if path.is_empty() { word } else { format!("{word} {}", quoted(path, lang)) }
}

/// A day, in UTC: `01.02.2027`, `1 Feb 2027`.
pub(super) fn date(secs: i64, lang: Lang) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let Ok(at) = OffsetDateTime::from_unix_timestamp(secs) else { return "?".to_owned() };
    let (year, month, day) = at.to_calendar_date();
    let number = u8::from(month);
    let name = MONTHS[usize::from(number - 1).min(11)];
    pick(lang, format!("{day:02}.{number:02}.{year}"), format!("{day} {name} {year}"))
}
