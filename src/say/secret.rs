//! Where secrets may go and where they lie, what a project may reach, and the way out of a locked window.

use super::{pick, quoted};
use crate::i18n::{Lang, Text, t};
use crate::model::kiosk::ExitGesture;
use crate::model::password::KeyPlace;
use crate::model::reach::{Contact, WayThere};
use crate::model::target::{SecretTarget, Vouched};

/// How much of the digest of an authority is shown.
const SHOWN: usize = 8;

/// Where a secret goes, and what protects the way: `broker.example:8883 · TLS`.
pub fn target(target: &SecretTarget, lang: Lang) -> String {
    let ca = |digest: &str| digest.chars().take(SHOWN).collect::<String>();
    let way = match &target.vouched {
        None => pick(lang, "unverschlüsselt", "not encrypted"),
        Some(Vouched::System) => pick(lang, "TLS", "TLS"),
        Some(Vouched::Own(digest)) => {
            pick(lang, format!("TLS, eigene CA {}", ca(digest)), format!("TLS, CA of its own {}", ca(digest)))
        }
        Some(Vouched::Both(digest)) => {
            pick(lang, format!("TLS, auch eigene CA {}", ca(digest)), format!("TLS, also CA of its own {}", ca(digest)))
        }
        Some(Vouched::Nobody) => pick(lang, "TLS ohne Prüfung", "TLS, unchecked"),
    };
    let name = &target.server_name;
    let name = if name.is_empty() { String::new() } else { format!(" ({name})") };
    format!("{}{name} · {way}", target.address())
}

/// Why a stored secret is not sent.
pub(super) fn elsewhere(stored: Option<&SecretTarget>, now: &SecretTarget, lang: Lang) -> String {
    let weaker = stored.is_some_and(|stored| now.is_weaker_than(stored));
    let to = target(now, lang);
    let of = stored.map(|stored| target(stored, lang));
    let first = match (&of, lang) {
        (Some(of), Lang::De) => format!("Das Passwort gehört zu {of}. Jetzt führt die Verbindung zu {to}."),
        (Some(of), Lang::En) => format!("The password is for {of}. The connection leads to {to} now."),
        (None, Lang::De) => {
            format!("Für welche Adresse das Passwort ist, ist nicht bekannt. Die Verbindung führt zu {to}.")
        }
        (None, Lang::En) => format!("For which address the password is, is not known. The connection leads to {to}."),
    };
    let then = if weaker {
        pick(
            lang,
            "Der Weg dorthin ist schwächer geschützt, deshalb wird es nicht gesendet. Wenn es trotzdem dorthin soll, dort neu eingeben.",
            "The way there is protected less, so it is not sent. If it shall go there all the same, enter it there anew.",
        )
    } else {
        pick(lang, "Es wird erst nach einer Bestätigung gesendet.", "It is sent only once that is confirmed.")
    };
    format!("{first} {then}")
}

/// Where the key of the stored passwords lies: the plain truth.
pub fn key_place(place: KeyPlace) -> Text {
    match place {
        KeyPlace::Keyring => t(
            "Passwörter liegen verschlüsselt auf diesem Rechner; der Schlüssel liegt im Schlüsselbund des Systems.",
            "Passwords lie encrypted on this computer; their key lies in the keyring of the system.",
        ),
        KeyPlace::Credential => t(
            "Passwörter liegen verschlüsselt auf diesem Rechner; den Schlüssel gibt die Dienstverwaltung (systemd) herein.",
            "Passwords lie encrypted on this computer; their key is handed in by the service manager (systemd).",
        ),
        KeyPlace::File => t(
            "Passwörter liegen verschlüsselt auf diesem Rechner, der Schlüssel aber daneben: Dieses System hat keinen Schlüsselbund. Wer alle Dateien dieses Benutzers lesen kann, kann auch die Passwörter lesen.",
            "Passwords lie encrypted on this computer, but their key lies beside them: this system has no keyring. Whoever can read all files of this user can read the passwords too.",
        ),
    }
}

/// The way out of a locked window, as it is told once.
pub fn exit_gesture(gesture: ExitGesture) -> Text {
    match gesture {
        ExitGesture::Hold => t(
            "Zum Verlassen die Ecke oben links drei Sekunden halten, dann die PIN eingeben.",
            "To leave, hold the upper left corner for three seconds, then enter the PIN.",
        ),
        ExitGesture::Taps => t(
            "Zum Verlassen fünfmal in die Ecke oben links tippen, dann die PIN eingeben.",
            "To leave, tap the upper left corner five times, then enter the PIN.",
        ),
    }
}

/// One thing that a project may reach, as what it may do then: `connect to …`.
pub fn contact(contact: &Contact, lang: Lang) -> String {
    let at = |at: &str| match at {
        "" => pick(lang, "im lokalen Broker", "in the local broker"),
        at => pick(lang, format!("bei {at}"), format!("at {at}")),
    };
    match contact {
        Contact::LocalBroker => pick(
            lang,
            "sich mit dem lokalen Broker dieses Rechners verbinden",
            "connect to the local broker of this computer",
        ),
        Contact::Broker { address, way } => {
            let way = match way {
                WayThere::Plain => pick(lang, "unverschlüsselt", "not encrypted"),
                WayThere::Unchecked => pick(lang, "TLS ohne Prüfung", "TLS, unchecked"),
                WayThere::Checked => "TLS".to_owned(),
            };
            pick(lang, format!("sich mit {address} verbinden ({way})"), format!("connect to {address} ({way})"))
        }
        Contact::Listens { at: broker, filter } => {
            let (filter, at) = (quoted(filter, lang), at(broker));
            pick(lang, format!("{at} auf {filter} hören"), format!("listen to {filter} {at}"))
        }
        Contact::Publishes { at: broker, topic: Some(topic) } => {
            let (topic, at) = (quoted(topic, lang), at(broker));
            pick(lang, format!("{at} auf {topic} senden"), format!("publish on {topic} {at}"))
        }
        Contact::Publishes { at: broker, topic: None } => {
            let at = at(broker);
            pick(
                lang,
                format!("{at} auf Topics senden, die erst beim Ausführen feststehen"),
                format!("publish {at} on topics that are made while it runs"),
            )
        }
        Contact::Web { host } => {
            let host = quoted(host, lang);
            pick(
                lang,
                format!("Daten von {host} holen und dorthin schicken"),
                format!("get data from {host} and send data there"),
            )
        }
        Contact::File { name } => {
            let name = quoted(name, lang);
            pick(lang, format!("die Datei {name} lesen"), format!("read the file {name}"))
        }
        Contact::Script { .. } => pick(
            lang,
            "eigenen Lua-Code ausführen, der bei allen seinen Brokern senden kann",
            "run Lua of its own, which can publish at all of its brokers",
        ),
    }
}
