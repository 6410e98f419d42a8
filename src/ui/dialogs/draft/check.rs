//! What is wrong with the fields of a connection, one sentence for each.

use super::{Draft, NoteDraft, number};
use crate::i18n::{Lang, Text, t};
use crate::model::address::parse_address;
use crate::model::connection::{Connection, Login, Trust};
use crate::model::topic::TopicName;

/// A field that something can be wrong with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui::dialogs) enum Field {
    Name,
    Host,
    Port,
    User,
    CaFile,
    CertificateFile,
    LanPassword,
    KeepAlive,
    ConnectTimeout,
    Expiry,
    ServerName,
    OutboxMessages,
    OutboxMib,
    OutboxHours,
    Birth,
    Close,
    Will,
}

impl Field {
    /// Whether it stands under *Erweitert*.
    pub(in crate::ui::dialogs) fn is_advanced(self) -> bool {
        match self {
            Self::Name
            | Self::Host
            | Self::Port
            | Self::User
            | Self::CaFile
            | Self::CertificateFile
            | Self::LanPassword => false,
            Self::KeepAlive
            | Self::ConnectTimeout
            | Self::Expiry
            | Self::ServerName
            | Self::OutboxMessages
            | Self::OutboxMib
            | Self::OutboxHours
            | Self::Birth
            | Self::Close
            | Self::Will => true,
        }
    }
}

/// What is wrong with a field, as a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui::dialogs) struct Flaw {
    pub(in crate::ui::dialogs) field: Field,
    pub(in crate::ui::dialogs) sentence: String,
    /// Nothing stands in the field yet: it is unfinished rather than wrong.
    pub(in crate::ui::dialogs) unfinished: bool,
}

fn flaw(field: Field, text: Text, lang: Lang) -> Flaw {
    Flaw { field, sentence: text.get(lang).to_owned(), unfinished: false }
}

fn missing(field: Field, text: Text, lang: Lang) -> Flaw {
    Flaw { unfinished: true, ..flaw(field, text, lang) }
}

impl Draft {
    /// Everything that is wrong; nothing where the connection can be made.
    /// `others` have their names already.
    pub(in crate::ui::dialogs) fn flaws(&self, others: &[Connection], lang: Lang) -> Vec<Flaw> {
        let mut found: Vec<Flaw> = self.name_flaw(others, lang).into_iter().collect();
        found.extend(self.settings_flaws(lang));
        found
    }

    fn name_flaw(&self, others: &[Connection], lang: Lang) -> Option<Flaw> {
        let name = self.name.trim();
        if name.is_empty() {
            return Some(flaw(Field::Name, t("Ein Name fehlt", "A name is missing"), lang));
        }
        let taken = others.iter().any(|c| c.id != self.id && c.name.eq_ignore_ascii_case(name));
        taken.then(|| flaw(Field::Name, t("Der Name ist schon vergeben", "This name is taken"), lang))
    }

    /// What keeps these settings from being tried.
    pub(in crate::ui::dialogs) fn settings_flaws(&self, lang: Lang) -> Vec<Flaw> {
        let mut found = Vec::new();
        if !self.local {
            self.check_address(lang, &mut found);
            self.check_security(lang, &mut found);
            self.check_session(lang, &mut found);
            for (field, note) in [(Field::Birth, &self.birth), (Field::Close, &self.close), (Field::Will, &self.will)] {
                found.extend(note_flaw(field, note, lang));
            }
        }
        self.check_outbox(lang, &mut found);
        found
    }

    fn check_address(&self, lang: Lang, found: &mut Vec<Flaw>) {
        if let Err(error) = parse_address(&self.host) {
            let sentence = crate::say::address_error(&error, lang);
            found.push(Flaw { field: Field::Host, sentence, unfinished: self.host.trim().is_empty() });
        }
        if !self.port.trim().parse::<u16>().is_ok_and(|port| port > 0) {
            let text = t("Der Port ist eine Zahl von 1 bis 65535", "The port is a number from 1 to 65535");
            found.push(Flaw { unfinished: self.port.trim().is_empty(), ..flaw(Field::Port, text, lang) });
        }
    }

    fn check_security(&self, lang: Lang, found: &mut Vec<Flaw>) {
        let is_empty = |text: &str| text.trim().is_empty();
        match self.login {
            Login::None => {}
            Login::Password => {
                if is_empty(&self.user) {
                    found.push(missing(Field::User, t("Der Benutzername fehlt", "The user name is missing"), lang));
                }
            }
            Login::Certificate => {
                if !self.tls {
                    let text = t(
                        "Ein Zertifikat braucht TLS. Als Übertragung TLS wählen.",
                        "A certificate needs TLS. Choose TLS as transport.",
                    );
                    found.push(flaw(Field::CertificateFile, text, lang));
                } else if is_empty(&self.certificate_file) && self.certificate_pem.is_empty() {
                    let text = t("Die Datei des Zertifikats fehlt", "The certificate file is missing");
                    found.push(missing(Field::CertificateFile, text, lang));
                }
            }
        }
        let own = self.tls && matches!(self.trust, Trust::Own | Trust::Both);
        if own && is_empty(&self.ca_file) && self.ca_pem.is_empty() {
            found.push(missing(Field::CaFile, t("Die CA-Datei fehlt", "The CA file is missing"), lang));
        }
        if self.tls && self.server_name.trim().contains(char::is_whitespace) {
            let text = t("Ein Servername hat keine Leerzeichen", "A server name has no blanks");
            found.push(flaw(Field::ServerName, text, lang));
        }
    }

    fn check_session(&self, lang: Lang, found: &mut Vec<Flaw>) {
        if !whole(&self.keep_alive, 5.0, 65_535.0) {
            let text = t("Keep-alive dauert 5 bis 65535 Sekunden", "Keep-alive takes 5 to 65535 seconds");
            found.push(flaw(Field::KeepAlive, text, lang));
        }
        if !whole(&self.connect_timeout, 1.0, 300.0) {
            let text = t("Verbinden darf 1 bis 300 Sekunden dauern", "Connecting may take 1 to 300 seconds");
            found.push(flaw(Field::ConnectTimeout, text, lang));
        }
        if self.persistent && !whole(&self.expiry, 1.0, f64::from(u32::MAX)) {
            let text = t("Hier fehlt eine Zahl von Sekunden", "A number of seconds is missing here");
            found.push(flaw(Field::Expiry, text, lang));
        }
    }

    fn check_outbox(&self, lang: Lang, found: &mut Vec<Flaw>) {
        if !whole(&self.outbox.messages, 1.0, 1_000_000.0) {
            let text = t("1 bis 1 000 000 Nachrichten", "1 to 1,000,000 messages");
            found.push(flaw(Field::OutboxMessages, text, lang));
        }
        if !within(&self.outbox.mib, 1.0, 4096.0) {
            found.push(flaw(Field::OutboxMib, t("1 bis 4096 MiB", "1 to 4096 MiB"), lang));
        }
        if !within(&self.outbox.hours, 0.01, 8760.0) {
            let text = t("0,01 bis 8760 Stunden", "0.01 to 8760 hours");
            found.push(flaw(Field::OutboxHours, text, lang));
        }
    }
}

fn within(text: &str, least: f64, most: f64) -> bool {
    number(text).is_some_and(|number| (least..=most).contains(&number))
}

fn whole(text: &str, least: f64, most: f64) -> bool {
    within(text, least, most) && number(text).is_some_and(|number| number.fract() == 0.0)
}

fn note_flaw(field: Field, note: &NoteDraft, lang: Lang) -> Option<Flaw> {
    if !note.is_used() {
        let text = t("Ein Topic fehlt, ohne wird nichts gesendet", "A topic is missing; without one nothing is sent");
        return (!note.message.is_empty()).then(|| flaw(field, text, lang));
    }
    let error = TopicName::parse(&note.topic).err()?;
    Some(Flaw { field, sentence: crate::say::topic_error(&error, lang), unfinished: false })
}
