//! Certificate files and secrets for the dialog of a connection: chosen, read, kept.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use super::App;
use super::jobs::Done;
use crate::certificates;
use crate::editor::trial::{CertificatesRead, ChosenFile};
use crate::i18n::t;
use crate::model::certificate::{Finding, KeyReport, Report, Reports, Role};
use crate::model::connection::{Connection, Login, MqttSettings};
use crate::model::id::ConnectionId;
use crate::model::password::{Secret, Secrets as Typed};
use crate::session::secrets::ProjectSecrets;
use crate::session::specs::SecretSource as _;
use crate::store::files;
use crate::store::secrets::Secrets;

impl App {
    /// Gives all secrets of a connection to its copy.
    pub(super) fn copy_secrets(&mut self, from: &ConnectionId, to: ConnectionId) {
        if self.data.passwords.contains(from) {
            self.data.passwords.insert(to.clone());
        }
        let (secrets, key, from) = (Secrets::new(&self.home), self.keys().key().clone(), from.clone());
        self.jobs.start_in_order(move || {
            let copied = secrets.copy_one((&key, &from), (&key, &to));
            copied.err().map(|err| Done::Failed(err.to_string()))
        });
    }

    /// Reads the certificate files that a connection names.
    pub(super) fn read_certificates(&mut self, connection: Connection, typed: Typed) {
        let keys = self.keys();
        self.read_certificates_with(&keys, connection, typed);
    }

    /// Reads the certificate files that a connection names, with these passwords.
    pub(super) fn read_certificates_with(&self, keys: &ProjectSecrets, connection: Connection, typed: Typed) {
        let keys = keys.trying(typed.clone());
        // In order: of two answers the later one is about what stands in the fields now.
        self.jobs.start_in_order(move || {
            let stored = |secret| keys.trying(Typed::default()).secret(&connection, secret).is_some();
            let stored = (stored(Secret::Passphrase), stored(Secret::Key));
            let reports = reports(&connection, &keys, now());
            let read = CertificatesRead { reports, stored, secrets: typed, connection };
            Some(Done::Certificates(Box::new(read)))
        });
    }

    /// Asks for a certificate or key file.
    pub(super) fn choose_certificate(&mut self, role: Role) {
        if !self.system_dialogs {
            return self.chosen_certificate(role, Err(()));
        }
        let lang = self.editor.lang;
        let title = match role {
            Role::Ca => t("CA-Datei wählen", "Choose CA file"),
            Role::Certificate => t("Zertifikat wählen", "Choose certificate"),
            Role::Key => t("Schlüssel wählen", "Choose key"),
        };
        let kind = t("Zertifikate und Schlüssel", "Certificates and keys").get(lang);
        self.jobs.choose_certificate(role, title.get(lang), [kind, t("Alle Dateien", "All files").get(lang)]);
    }

    pub(super) fn chosen_certificate(&mut self, role: Role, path: Result<PathBuf, ()>) {
        let file = path.ok().map(|path| files::relative(self.editor.path.as_deref(), &path));
        self.data.chosen.send(ChosenFile { role, file });
    }
}

pub(super) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// What there is to say about the files of a connection; those that are not chosen are left out.
pub(super) fn reports(connection: &Connection, keys: &ProjectSecrets, now: i64) -> Reports {
    let settings = connection.mqtt();
    let ca = content(keys, &settings.ca_file, &settings.ca_pem).map(|content| match content {
        Ok(bytes) => certificates::check_ca(&bytes, now),
        Err(finding) => Report::of(finding),
    });
    let client = content(keys, &settings.certificate_file, &settings.certificate_pem);
    let client = client.filter(|_| settings.login == Login::Certificate);
    let (certificate, key) = match client {
        None => (None, None),
        Some(Err(finding)) => (Some(Report::of(finding)), None),
        Some(Ok(bytes)) => {
            let (certificate, key) = client_reports(&bytes, connection, &settings, keys, now);
            (Some(certificate), Some(key))
        }
    };
    Reports { ca, certificate, key }
}

fn client_reports(
    bytes: &[u8],
    connection: &Connection,
    settings: &MqttSettings,
    keys: &ProjectSecrets,
    now: i64,
) -> (Report, KeyReport) {
    let passphrase = keys.secret(connection, Secret::Passphrase).unwrap_or_default();
    let key = match content(keys, &settings.key_file, "") {
        Some(Ok(bytes)) => Some(bytes),
        Some(Err(finding)) => {
            let (certificate, _) = certificates::check_client(bytes, None, &passphrase, now);
            return (certificate, KeyReport { findings: vec![finding], ..KeyReport::default() });
        }
        None => keys.secret(connection, Secret::Key).map(|key| key.reveal().as_bytes().to_vec()),
    };
    certificates::check_client(bytes, key.as_deref(), &passphrase, now)
}

/// The content of a file or of what is embedded; `None` where neither is there.
fn content(keys: &ProjectSecrets, name: &str, embedded: &str) -> Option<Result<Vec<u8>, Finding>> {
    if !embedded.is_empty() {
        return Some(Ok(embedded.as_bytes().to_vec()));
    }
    (!name.trim().is_empty()).then(|| keys.file(name.trim()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::certificates::testing::Authority;
    use crate::model::connection::setting;
    use crate::model::password::Password;
    use crate::model::value::Value;
    use crate::store::home::Home;

    const NOW: i64 = 1_795_305_600;

    #[test]
    fn files_beside_the_project_are_read_with_what_was_typed() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("halle.ron");
        let keys = ProjectSecrets::new(&Home::at(&folder.path().join("home")), Some(&project), "Halle");
        let ca = Authority::new("Werks-CA");
        let client = ca.issue("client 7", &[], |_| {});
        fs::write(folder.path().join("ca.crt"), &ca.pem).unwrap();
        fs::write(folder.path().join("client.crt"), &client.pem).unwrap();
        let mut connection = Connection::to_host(ConnectionId::from_random(5), "Nur für diesen Test 3", "h", 8883);
        let mut set = |key: &str, value: &str| connection.settings.insert(key.to_owned(), Value::from(value));
        set(setting::CA_FILE, "ca.crt");
        set(setting::LOGIN, "certificate");
        set(setting::CERTIFICATE_FILE, "client.crt");
        let read = |keys: &ProjectSecrets| reports(&connection, keys, NOW);
        let without_key = read(&keys);
        assert_eq!(without_key.ca.unwrap().card.unwrap().subject, "Werks-CA");
        assert_eq!(without_key.certificate.unwrap().card.unwrap().subject, "client 7");
        assert_eq!(without_key.key.unwrap().findings, [Finding::NoKey]);
        let typed = Typed { key: Password::new(&client.key), ..Typed::default() };
        let with_key = read(&keys.trying(typed)).key.unwrap();
        assert_eq!((with_key.kind.as_str(), with_key.findings), ("EC", vec![]));
        connection.settings.insert(setting::CA_FILE.to_owned(), Value::from("gibt-es-nicht.crt"));
        assert_eq!(reports(&connection, &keys, NOW).ca.unwrap().findings, [Finding::NotFound]);
    }
}
