//! What can be chosen in the settings of a connection: each choice once, with its key in the file and its words.

use crate::i18n::{Text, same, t};
use crate::model::row::Choice;

/// A fixed list that settings choose from.
pub trait Keyed: Copy + Default + PartialEq + 'static {
    /// All, in the order of the list.
    const ALL: &'static [Self];
    /// Their keys and words, in the same order.
    const CHOICES: &'static [Choice];

    /// Its entry in the list.
    fn entry(self) -> &'static Choice {
        const NONE: Choice = Choice { key: "", label: same(""), help: same("") };
        let at = Self::ALL.iter().position(|each| *each == self);
        at.and_then(|at| Self::CHOICES.get(at)).unwrap_or(&NONE)
    }

    /// Its key in the file.
    fn key(self) -> &'static str {
        self.entry().key
    }

    /// What people read.
    fn label(self) -> Text {
        self.entry().label
    }

    /// The one with this key.
    fn from_key(key: &str) -> Option<Self> {
        let at = Self::CHOICES.iter().position(|choice| choice.key == key)?;
        Self::ALL.get(at).copied()
    }

    /// The one with this key; the usual one where there is none.
    fn of_key(key: &str) -> Self {
        Self::from_key(key).unwrap_or_default()
    }
}

/// One line for each choice: the variant, its key, its words, one sentence about it.
macro_rules! choices {
    ($ty:ident { $($variant:ident: $key:literal, $label:expr, $help:expr;)+ }) => {
        impl Keyed for $ty {
            const ALL: &'static [Self] = &[$(Self::$variant),+];
            const CHOICES: &'static [Choice] = &[$(Choice { key: $key, label: $label, help: $help }),+];
        }
    };
}

/// Protocol version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// MQTT 3.1.1, which every broker speaks.
    #[default]
    V311,
    /// MQTT 5.
    V5,
}

choices! { Version {
    V311: "3.1.1", same("3.1.1"), t("Spricht jeder Broker", "Every broker speaks it");
    V5: "5", same("5"), t("Nennt Gründe und kennt Eigenschaften", "Tells reasons and knows properties");
} }

/// How MQTT travels; each also over TLS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Transport {
    /// Directly over TCP.
    #[default]
    Tcp,
    /// In a WebSocket.
    WebSocket,
}

choices! { Transport {
    Tcp: "tcp", same("TCP"), t("Direkt", "Directly");
    WebSocket: "websocket", same("WebSocket"), t("Durch einen Webserver", "Through a web server");
} }

/// Which server certificates are trusted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trust {
    /// Those the system trusts.
    #[default]
    System,
    /// Only the certificate authority of the connection.
    Own,
    /// Both.
    Both,
    /// Any, unchecked.
    Any,
}

choices! { Trust {
    System: "system", t("Mit den Zertifikaten dieses Rechners", "With the certificates of this computer"), same("");
    Own: "own", t("Nur mit einer eigenen CA-Datei", "Only with a CA file of your own"), same("");
    Both: "both", t("Mit denen dieses Rechners und einer CA-Datei", "With those of this computer and a CA file"), same("");
    Any: "any", t("Zertifikat nicht prüfen", "Do not check the certificate"), same("");
} }

/// How to log in at the broker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Login {
    /// Anonymous.
    #[default]
    None,
    /// User name and password.
    Password,
    /// Client certificate.
    Certificate,
}

choices! { Login {
    None: "none", t("Keine", "None"), same("");
    Password: "password", t("Passwort", "Password"), same("");
    Certificate: "certificate", t("Zertifikat", "Certificate"), same("");
} }

/// Whether the broker keeps what it knows of us.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lasting {
    /// It forgets us when the connection ends.
    #[default]
    Clean,
    /// It keeps subscriptions and messages.
    Persistent,
}

choices! { Lasting {
    Clean: "clean", t("Jedes Mal neu", "New each time"), same("");
    Persistent: "persistent", t("Dauerhaft", "Persistent"),
        t("Der Broker hebt auf, was während einer Unterbrechung ankommt", "The broker keeps what arrives during an interruption");
} }

/// What happens to a message published while the connection is down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OfflineRule {
    /// Keep it for [`BRIEF_SECS`], then tell it as not sent: what was tapped half a minute ago must not happen now.
    #[default]
    Brief,
    /// Keep it and send it later, in order: up to 10,000 messages, 64 MiB, 24 h; the oldest is dropped and counted.
    Buffer,
    /// Refuse it with an error that the handler can catch.
    Refuse,
}

/// How long [`OfflineRule::Brief`] keeps a message.
pub const BRIEF_SECS: u64 = 5;

choices! { OfflineRule {
    Brief: "brief", t("Kurz puffern", "Keep briefly"),
        t("Nachrichten warten höchstens 5 Sekunden und gelten dann als nicht gesendet", "Messages wait 5 seconds at most and are then told as not sent");
    Buffer: "buffer", t("Puffern", "Keep"),
        t("Nachrichten warten, bis die Verbindung steht", "Messages wait for the connection");
    Refuse: "refuse", t("Ablehnen", "Refuse"),
        t("Der Baustein meldet einen Fehler", "The block reports an error");
} }
