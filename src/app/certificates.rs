//! The certificate and key files that a connection names: what they say, and how they are named from anywhere.
//!
//! Pure but for reading them.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::certificates;
use crate::model::certificate::{Finding, KeyReport, Report, Reports};
use crate::model::connection::{Connection, Login, MqttSettings, SettingType};
use crate::model::password::Secret;
use crate::model::value::Value;
use crate::session::secrets::ProjectSecrets;
use crate::session::specs::SecretSource as _;
use crate::store::files;

/// Seconds since 1970.
pub(super) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// What there is to say about the files of a connection; those that are not chosen are left out.
pub(super) fn reports(connection: &Connection, secrets: &ProjectSecrets, now: i64) -> Reports {
    let Some(settings) = connection.mqtt() else { return Reports::default() };
    let ca = content(secrets, &settings.ca_file, &settings.ca_pem).map(|content| match content {
        Ok(bytes) => certificates::check_ca(&bytes, now),
        Err(finding) => Report::of(finding),
    });
    let client = content(secrets, &settings.certificate_file, &settings.certificate_pem);
    let client = client.filter(|_| settings.login == Login::Certificate);
    let (certificate, key) = match client {
        None => (None, None),
        Some(Err(finding)) => (Some(Report::of(finding)), None),
        Some(Ok(bytes)) => {
            let (certificate, key) = client_reports(&bytes, connection, &settings, secrets, now);
            (Some(certificate), Some(key))
        }
    };
    Reports { ca, certificate, key }
}

fn client_reports(
    bytes: &[u8],
    connection: &Connection,
    settings: &MqttSettings,
    secrets: &ProjectSecrets,
    now: i64,
) -> (Report, KeyReport) {
    let passphrase = secrets.secret(connection, Secret::Passphrase).unwrap_or_default();
    let key = match content(secrets, &settings.key_file, "") {
        Some(Ok(bytes)) => Some(bytes),
        Some(Err(finding)) => {
            let (certificate, _) = certificates::check_client(bytes, None, &passphrase, now);
            return (certificate, KeyReport { findings: vec![finding], ..KeyReport::default() });
        }
        None => secrets.secret(connection, Secret::Key).map(|key| key.reveal().as_bytes().to_vec()),
    };
    certificates::check_client(bytes, key.as_deref(), &passphrase, now)
}

/// The content of a file or of what is embedded; `None` where neither is there.
fn content(secrets: &ProjectSecrets, name: &str, embedded: &str) -> Option<Result<Vec<u8>, Finding>> {
    if !embedded.is_empty() {
        return Some(Ok(embedded.as_bytes().to_vec()));
    }
    (!name.trim().is_empty()).then(|| secrets.file(name.trim()))
}

/// A file named from the project's folder on would not be found from another project's.
pub(super) fn from_any_folder(mut connection: Connection, project_file: Option<&Path>) -> Connection {
    for row in connection.def().rows.iter().filter(|row| matches!(row.ty, SettingType::File)) {
        let Some(name) = connection.settings.get(row.key).and_then(Value::as_text).filter(|name| !name.is_empty())
        else {
            continue;
        };
        let full = files::resolve(project_file, name);
        // A path that is not text could not be written.
        if let Some(full) = full.to_str().filter(|_| full.is_absolute()) {
            let full = Value::from(full);
            connection.settings.insert(row.key.to_owned(), full);
        }
    }
    connection
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::certificates::testing::Authority;
    use crate::model::connection::rows;
    use crate::model::id::ConnectionId;
    use crate::model::password::{Password, Secrets as Typed};
    use crate::model::project::Project;
    use crate::store::home::Home;

    const NOW: i64 = 1_795_305_600;

    #[test]
    fn files_beside_the_project_are_read_with_what_was_typed() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("halle.ron");
        let secrets = ProjectSecrets::new(
            &Home::at(&folder.path().join("home")),
            Some(&project),
            &Project::new("Halle", "Start", "Lokal"),
        );
        let ca = Authority::new("Werks-CA");
        let client = ca.issue("client 7", &[], |_| {});
        fs::write(folder.path().join("ca.crt"), &ca.pem).unwrap();
        fs::write(folder.path().join("client.crt"), &client.pem).unwrap();
        let mut connection = Connection::to_host(ConnectionId::from_random(5), "Nur für diesen Test 3", "h", 8883);
        let mut set = |key: &str, value: &str| connection.settings.insert(key.to_owned(), Value::from(value));
        set(rows::CA_FILE.key, "ca.crt");
        set(rows::LOGIN.key, "certificate");
        set(rows::CERTIFICATE_FILE.key, "client.crt");
        let read = |secrets: &ProjectSecrets| reports(&connection, secrets, NOW);
        let without_key = read(&secrets);
        assert_eq!(without_key.ca.unwrap().card.unwrap().subject, "Werks-CA");
        assert_eq!(without_key.certificate.unwrap().card.unwrap().subject, "client 7");
        assert_eq!(without_key.key.unwrap().findings, [Finding::NoKey]);
        let typed = Typed { key: Password::new(&client.key), ..Typed::default() };
        let with_key = read(&secrets.trying(typed)).key.unwrap();
        assert_eq!((with_key.kind.as_str(), with_key.findings), ("EC", vec![]));
        connection.settings.insert(rows::CA_FILE.key.to_owned(), Value::from("gibt-es-nicht.crt"));
        assert_eq!(reports(&connection, &secrets, NOW).ca.unwrap().findings, [Finding::NotFound]);
    }

    #[test]
    fn files_are_named_so_that_any_project_finds_them() {
        let mut connection = Connection::to_host(ConnectionId::from_random(1), "Halle", "h", 8883);
        connection.settings.insert(rows::CA_FILE.key.to_owned(), Value::from("certs/ca.pem"));
        connection.settings.insert(rows::KEY_FILE.key.to_owned(), Value::from(""));
        let folder = tempfile::tempdir().unwrap();
        let moved = from_any_folder(connection.clone(), Some(&folder.path().join("halle.ron")));
        let full = folder.path().join("certs/ca.pem");
        assert_eq!(moved.settings.get(rows::CA_FILE.key).and_then(Value::as_text), full.to_str());
        assert_eq!(moved.settings.get(rows::KEY_FILE.key), connection.settings.get(rows::KEY_FILE.key));
        // Without a file of its own, a project has no folder that a name could start from.
        assert_eq!(from_any_folder(connection.clone(), None), connection);
    }
}
