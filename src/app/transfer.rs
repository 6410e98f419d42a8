//! Connections into a file and out of one: what is needed is read, locked, opened and kept on jobs.
//!
//! Secrets stay here, between store and file; the interface only learns which there are.

use std::io;
use std::path::{Path, PathBuf};

use super::certificates::{from_any_folder, now, reports};
use super::hub::{AppNotice, Hub};
use super::jobs::Done;
use super::jobs::dialog::{FileAnswer, FileQuestion};
use super::ticket::{Ticket, Tickets};
use crate::editor::sentence::Sentence;
use crate::editor::transfer::{Export, Offer, Take, TransferCommand, TransferStep};
use crate::i18n::t;
use crate::model::connection::{Connection, rows};
use crate::model::password::{Secret, Secrets as Typed};
use crate::model::value::Value;
use crate::say;
use crate::session::secrets::ProjectSecrets;
use crate::session::specs;
use crate::store::age;
use crate::store::bundle::{self, BundleError, BundleItem};
use crate::store::personal::Personal;
use crate::store::secrets::{BoundSecret, ProjectKey, SecretStore};

/// What a job has done for connections on their way.
#[derive(Debug)]
pub(super) enum TransferDone {
    /// So many were written.
    Exported(Ticket, Result<(usize, PathBuf), BundleError>),
    /// What the file holds.
    Opened(Ticket, Result<Vec<BundleItem>, BundleError>),
    /// So many were kept.
    Taken(Ticket, Result<usize, BundleError>),
    /// The system's dialog for a file was answered; nothing where there is no dialog.
    Chosen(Option<PathBuf>),
}

/// The part for connections on their way to a file and out of one.
#[derive(Debug, Default)]
pub(super) struct Transfer {
    wishes: Tickets,
    /// What a file has offered, until its dialog closes.
    offered: Vec<BundleItem>,
}

impl Transfer {
    /// Carries out what was asked of it.
    pub(super) fn carry_out(&mut self, hub: &mut Hub, command: TransferCommand) {
        match command {
            TransferCommand::Choose(save) => choose(hub, save),
            TransferCommand::Export(export) => self.export(hub, export),
            TransferCommand::Open(path, passphrase) => {
                let (ticket, path) = (self.begin(hub), hub.typed(&path));
                // Making a key of the passphrase takes its time; nothing waits for it.
                hub.jobs.start("import", move || {
                    Some(Done::Transfer(TransferDone::Opened(ticket, bundle::read(&path, &passphrase))))
                });
            }
            TransferCommand::Take(take) => self.take_offered(hub, take),
            TransferCommand::Forget => {
                self.wishes.void();
                self.offered.clear();
                hub.data.transfer.step = TransferStep::Idle;
            }
        }
    }

    fn begin(&mut self, hub: &mut Hub) -> Ticket {
        hub.data.transfer.step = TransferStep::Busy;
        self.wishes.draw()
    }

    fn export(&mut self, hub: &mut Hub, export: Export) {
        let (ticket, secrets, path) = (self.begin(hub), hub.secrets(), hub.typed(&export.path));
        let project = hub.editor.project();
        let of_project = export.project.iter().filter_map(|id| project.connection(id).cloned());
        let of_user = hub.data.personal.iter().filter(|connection| export.personal.contains(&connection.id));
        let wanted: Vec<(Connection, ProjectSecrets)> = of_project
            .map(|connection| (connection, secrets.clone()))
            .chain(of_user.map(|connection| (connection.clone(), secrets.of_user())))
            .collect();
        let file = hub.editor.path.clone();
        // In order: a password that was typed just now is part of it.
        hub.jobs.start_reading(move || {
            let locked = !export.passphrase.is_empty();
            let items: Vec<BundleItem> =
                wanted.iter().map(|(connection, secrets)| item(connection, secrets, locked, file.as_deref())).collect();
            let result = if !export.over && path.exists() {
                Err(BundleError::Exists)
            } else {
                bundle::pack(&items, &export.passphrase, age::WORK)
                    .and_then(|text| bundle::write(&path, &text, export.over))
            };
            let result = result.map(|()| (items.len(), path));
            Some(Done::Transfer(TransferDone::Exported(ticket, result)))
        });
    }

    /// Keeps what was chosen of the offer: all secrets, and the connections themselves where they are the user's.
    fn take_offered(&mut self, hub: &mut Hub, take: Take) {
        let ticket = self.begin(hub);
        let chosen: Vec<BundleItem> = take
            .items
            .into_iter()
            .filter_map(|(place, connection)| {
                let secrets = self.offered.get(place)?.secrets.clone();
                Some(BundleItem { connection, secrets })
            })
            .collect();
        let (personal, secrets) = (Personal::new(&hub.home), SecretStore::new(&hub.home));
        let key = if take.personal { ProjectKey::personal() } else { hub.secrets().key().clone() };
        let places = hub.secrets();
        hub.jobs.start_in_order(move || {
            let kept = chosen.iter().try_for_each(|item| {
                keep_secrets(&secrets, &key, item, &places)?;
                if take.personal {
                    personal.keep(item.connection.clone())?;
                }
                Ok(())
            });
            let result = kept.map(|()| chosen.len()).map_err(|err: io::Error| BundleError::Io(err.kind()));
            Some(Done::Transfer(TransferDone::Taken(ticket, result)))
        });
        hub.tell(if take.personal { AppNotice::PersonalChanged } else { AppNotice::SecretsChanged });
    }

    /// Takes in what a job has done; the answer to an earlier wish is for nobody.
    pub(super) fn done(&mut self, hub: &mut Hub, done: TransferDone) {
        let (ticket, step) = match done {
            TransferDone::Chosen(file) => return hub.data.transfer.chosen.send(file),
            TransferDone::Exported(ticket, result) => (ticket, exported(result)),
            TransferDone::Taken(ticket, result) => (ticket, result.map_or_else(failed, TransferStep::Taken)),
            TransferDone::Opened(ticket, result) if self.wishes.is_last(ticket) => (ticket, self.opened(result)),
            TransferDone::Opened(..) => return,
        };
        if self.wishes.is_last(ticket) {
            if matches!(step, TransferStep::Taken(_)) {
                self.offered.clear();
            }
            hub.data.transfer.step = step;
        }
    }

    fn opened(&mut self, result: Result<Vec<BundleItem>, BundleError>) -> TransferStep {
        match result {
            Ok(items) => {
                let offers = items.iter().map(offer).collect();
                self.offered = items;
                TransferStep::Opened(offers)
            }
            Err(BundleError::NeedsPassphrase) => TransferStep::NeedsPassphrase,
            Err(err) => failed(err),
        }
    }
}

/// Asks for a file with the system's dialog.
fn choose(hub: &mut Hub, save: bool) {
    if !hub.system_dialogs {
        return hub.data.transfer.chosen.send(None);
    }
    let lang = hub.editor.lang;
    let title = if save {
        t("Verbindungen exportieren", "Export connections")
    } else {
        t("Verbindungen importieren", "Import connections")
    };
    let name = t("verbindungen.age", "connections.age").get(lang);
    let kinds = vec![
        (t("Verbindungen", "Connections").get(lang), &["age", "ron"] as &[&str]),
        (t("Alle Dateien", "All files").get(lang), &["*"]),
    ];
    let save_as = save.then(|| name.to_owned());
    let question = FileQuestion { title: title.get(lang), kinds, folder: None, save_as };
    hub.jobs.ask_file(question, |answer| match answer {
        FileAnswer::File(path) => Some(Done::Transfer(TransferDone::Chosen(Some(path)))),
        FileAnswer::NoDialog => Some(Done::Transfer(TransferDone::Chosen(None))),
        FileAnswer::Cancelled => None,
    });
}

fn exported(result: Result<(usize, PathBuf), BundleError>) -> TransferStep {
    match result {
        Ok((count, path)) => TransferStep::Exported(count, path),
        Err(BundleError::Exists) => TransferStep::Exists,
        Err(err) => failed(err),
    }
}

fn failed(err: BundleError) -> TransferStep {
    TransferStep::Failed(Sentence::new(|lang| say::bundle_error(err, lang)))
}

fn offer(item: &BundleItem) -> Offer {
    let there = Secret::ALL.into_iter().filter(|kind| !item.secrets.get(*kind).is_empty());
    Offer { connection: item.connection.clone(), secrets: there.collect() }
}

/// All of them: what the file does not have is forgotten, as it belonged to what was replaced.
fn keep_secrets(
    secrets: &SecretStore,
    key: &ProjectKey,
    BundleItem { connection, secrets: kept }: &BundleItem,
    places: &ProjectSecrets,
) -> io::Result<()> {
    let target = specs::target_of(connection, places);
    Secret::ALL.into_iter().try_for_each(|kind| {
        let word = Some(kept.get(kind)).filter(|word| !word.is_empty());
        secrets.set(key, (&connection.id, kind), word.map(|word| BoundSecret::new(word, target.clone())))
    })
}

/// A connection with all that another computer needs for it: files that it names are taken into it, and the private
/// key among the secrets. A file that cannot be read stays named.
fn item(
    connection: &Connection,
    secrets: &ProjectSecrets,
    with_secrets: bool,
    project_file: Option<&Path>,
) -> BundleItem {
    let read = reports(connection, secrets, now());
    let mut whole = connection.clone();
    let mut embed = |file: &str, pem: &str, text: Option<String>| {
        let named = whole.settings.get(file).and_then(Value::as_text).is_some_and(|name| !name.is_empty());
        if let Some(text) = text.filter(|text| named && !text.is_empty()) {
            whole.settings.remove(file);
            whole.settings.insert(pem.to_owned(), Value::from(text.as_str()));
        }
    };
    embed(rows::CA_FILE.key, rows::CA_PEM.key, read.ca.map(|report| report.pem));
    embed(rows::CERTIFICATE_FILE.key, rows::CERTIFICATE_PEM.key, read.certificate.map(|report| report.pem));
    let sent = if with_secrets {
        let kept = |kind| secrets.kept(connection, kind).unwrap_or_default();
        let key = read.key.map(|report| report.pem).filter(|pem| !pem.is_empty());
        if key.is_some() {
            whole.settings.remove(rows::KEY_FILE.key);
        }
        Typed {
            password: kept(Secret::Password),
            passphrase: kept(Secret::Passphrase),
            key: key.unwrap_or_else(|| kept(Secret::Key)),
        }
    } else {
        Typed::default()
    };
    BundleItem { connection: from_any_folder(whole, project_file), secrets: sent }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificates::testing::Authority;
    use crate::model::id::ConnectionId;
    use crate::model::project::Project;
    use crate::store::home::Home;

    #[test]
    fn files_that_a_connection_names_go_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("halle.ron");
        let home = Home::at(&folder.path().join("home"));
        let secrets = ProjectSecrets::new(&home, Some(&project), &Project::new("Halle", "Start", "Lokal"));
        let ca = Authority::new("Werks-CA");
        let client = ca.issue("client 7", &[], |_| {});
        for (name, text) in [("ca.pem", &ca.pem), ("c.pem", &client.pem), ("c.key", &client.key)] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let mut connection = Connection::to_host(ConnectionId::from_random(1), "Halle", "h", 8883);
        for (key, value) in [
            (rows::CA_FILE.key, "ca.pem"),
            (rows::CERTIFICATE_FILE.key, "c.pem"),
            (rows::KEY_FILE.key, "c.key"),
            (rows::LOGIN.key, "certificate"),
            (rows::TRUST.key, "own"),
        ] {
            connection.settings.insert(key.to_owned(), Value::from(value));
        }
        connection.settings.insert(rows::TLS.key.to_owned(), Value::from(true));
        let whole = item(&connection, &secrets, true, Some(&project));
        let text = |key: &str| whole.connection.settings.get(key).and_then(Value::as_text).unwrap_or_default();
        assert_eq!(text(rows::CA_PEM.key).trim(), ca.pem.trim());
        assert_eq!(text(rows::CERTIFICATE_PEM.key).trim(), client.pem.trim());
        assert!(whole.secrets.key.reveal().contains("PRIVATE KEY"));
        for gone in [rows::CA_FILE.key, rows::CERTIFICATE_FILE.key, rows::KEY_FILE.key] {
            assert_eq!(text(gone), "", "{gone}");
        }
        let bare = item(&connection, &secrets, false, Some(&project));
        assert_eq!(bare.secrets, Typed::default());
        let key = bare.connection.settings.get(rows::KEY_FILE.key).and_then(Value::as_text).unwrap().to_owned();
        assert_eq!(Some(key.as_str()), folder.path().join("c.key").to_str(), "named from anywhere");
        std::fs::remove_file(folder.path().join("ca.pem")).unwrap();
        let missing = item(&connection, &secrets, true, Some(&project));
        assert!(missing.connection.settings.contains_key(rows::CA_FILE.key), "what cannot be read stays named");
    }
}
