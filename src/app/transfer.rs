//! Connections into a file and out of one: what is needed is read, locked, opened and kept on jobs.
//!
//! Secrets stay here, between store and file; the interface only learns which there are.

use std::io;
use std::path::{Path, PathBuf};

use super::App;
use super::certificates::{now, reports};
use super::jobs::Done;
use super::personal::from_any_folder;
use crate::editor::sentence::Sentence;
use crate::editor::transfer::{Export, Offer, Step, Take, TransferCommand};
use crate::i18n::t;
use crate::model::connection::{Connection, setting};
use crate::model::id::ConnectionId;
use crate::model::password::{Secret, Secrets as Typed};
use crate::model::value::Value;
use crate::say;
use crate::session::secrets::ProjectSecrets;
use crate::store::bundle::{self, BundleError, Item};
use crate::store::personal::Personal;
use crate::store::sealed;
use crate::store::secrets::{ProjectKey, Secrets};

/// What a file has offered, and which question that was the answer to.
#[derive(Debug, Default)]
pub(super) struct Offered {
    /// Counts what was asked: an answer to an earlier question is for nobody.
    number: u64,
    items: Vec<Item>,
}

/// What became of a wish.
#[derive(Debug)]
pub(super) enum Transferred {
    /// So many were written.
    Exported(Result<(usize, PathBuf), BundleError>),
    /// What the file holds.
    Opened(Result<Vec<Item>, BundleError>),
    /// So many were kept.
    Taken(Result<usize, BundleError>),
}

impl App {
    pub(super) fn ask_transfer(&mut self, ask: TransferCommand) {
        match ask {
            TransferCommand::Choose(save) => self.choose_transfer(save),
            TransferCommand::Export(export) => self.export(export),
            TransferCommand::Open(path, passphrase) => {
                let (number, path) = (self.begin_transfer(), self.typed(&path));
                // Making a key of the passphrase takes its time; nothing waits for it.
                self.jobs.start("import", move || {
                    Some(Done::Transferred(number, Transferred::Opened(bundle::read(&path, &passphrase))))
                });
            }
            TransferCommand::Take(take) => self.take_offered(take),
            TransferCommand::Forget => {
                self.offered = Offered { number: self.offered.number + 1, items: Vec::new() };
                self.data.transfer.step = Step::Idle;
            }
        }
    }

    fn begin_transfer(&mut self) -> u64 {
        self.data.transfer.step = Step::Busy;
        self.offered.number += 1;
        self.offered.number
    }

    fn choose_transfer(&mut self, save: bool) {
        if !self.system_dialogs {
            return self.chosen_transfer(Err(()));
        }
        let lang = self.editor.lang;
        let title = if save {
            t("Verbindungen exportieren", "Export connections")
        } else {
            t("Verbindungen importieren", "Import connections")
        };
        let name = t("verbindungen.age", "connections.age").get(lang);
        let kind = t("Verbindungen", "Connections").get(lang);
        let kinds = [kind, t("Alle Dateien", "All files").get(lang)];
        self.jobs.choose_transfer(save.then_some(name), title.get(lang), kinds);
    }

    pub(super) fn chosen_transfer(&mut self, file: Result<PathBuf, ()>) {
        self.data.transfer.chosen.send(file.ok());
    }

    fn export(&mut self, export: Export) {
        let (number, keys, path) = (self.begin_transfer(), self.keys(), self.typed(&export.path));
        let project = self.editor.project();
        let of_project = export.project.iter().filter_map(|id| project.connection(id).cloned());
        let of_person = self.data.personal.iter().filter(|connection| export.personal.contains(&connection.id));
        let wanted: Vec<(Connection, ProjectSecrets)> = of_project
            .map(|connection| (connection, keys.clone()))
            .chain(of_person.map(|connection| (connection.clone(), keys.of_person())))
            .collect();
        let file = self.editor.path.clone();
        // In order: a password that was typed just now is part of it.
        self.jobs.start_in_order(move || {
            let locked = !export.passphrase.is_empty();
            let items: Vec<Item> =
                wanted.iter().map(|(connection, keys)| item(connection, keys, locked, file.as_deref())).collect();
            let result = if !export.over && path.exists() {
                Err(BundleError::Exists)
            } else {
                bundle::pack(&items, &export.passphrase, sealed::WORK)
                    .and_then(|text| bundle::write(&path, &text, export.over))
            };
            let result = result.map(|()| (items.len(), path));
            Some(Done::Transferred(number, Transferred::Exported(result)))
        });
    }

    /// Keeps what was chosen of the offer: all secrets, and the connections themselves where they are the person's.
    fn take_offered(&mut self, take: Take) {
        let number = self.begin_transfer();
        let chosen: Vec<Item> = take
            .items
            .into_iter()
            .filter_map(|(place, connection)| {
                let secrets = self.offered.items.get(place)?.secrets.clone();
                Some(Item { connection, secrets })
            })
            .collect();
        let (personal, secrets) = (Personal::new(&self.home), Secrets::new(&self.home));
        let key = if take.personal { ProjectKey::personal() } else { self.keys().key().clone() };
        self.jobs.start_in_order(move || {
            let kept = chosen.iter().try_for_each(|item| {
                keep_secrets(&secrets, &key, &item.connection.id, &item.secrets)?;
                if take.personal {
                    personal.keep(item.connection.clone())?;
                }
                Ok(())
            });
            let result = kept.map(|()| chosen.len()).map_err(|err: io::Error| BundleError::Io(err.kind()));
            Some(Done::Transferred(number, Transferred::Taken(result)))
        });
        if take.personal {
            self.look_for_personal();
        } else {
            self.look_for_passwords();
            self.connections_may_differ(super::connections::Changed::Password);
            self.listen_anew();
        }
    }

    pub(super) fn transferred(&mut self, number: u64, result: Transferred) {
        if number != self.offered.number {
            return;
        }
        let failed = |err: BundleError| Step::Failed(Sentence::new(|lang| say::bundle_error(err, lang)));
        self.data.transfer.step = match result {
            Transferred::Exported(Ok((count, path))) => Step::Exported(count, path),
            Transferred::Exported(Err(BundleError::Exists)) => Step::Exists,
            Transferred::Opened(Err(BundleError::NeedsPassphrase)) => Step::NeedsPassphrase,
            Transferred::Opened(Ok(items)) => {
                let offers = items.iter().map(offer).collect();
                self.offered.items = items;
                Step::Opened(offers)
            }
            Transferred::Taken(Ok(count)) => {
                self.offered.items.clear();
                Step::Taken(count)
            }
            Transferred::Exported(Err(err)) | Transferred::Opened(Err(err)) | Transferred::Taken(Err(err)) => {
                failed(err)
            }
        };
    }
}

fn offer(item: &Item) -> Offer {
    let there = Secret::ALL.into_iter().filter(|kind| !item.secrets.get(*kind).is_empty());
    Offer { connection: item.connection.clone(), secrets: there.collect() }
}

/// All of them: what the file does not have is forgotten, as it belonged to what was replaced.
fn keep_secrets(secrets: &Secrets, key: &ProjectKey, id: &ConnectionId, kept: &Typed) -> io::Result<()> {
    Secret::ALL.into_iter().try_for_each(|kind| {
        let word = kept.get(kind);
        secrets.set(key, (id, kind), (!word.is_empty()).then_some(word))
    })
}

/// A connection with all that another computer needs for it: files that it names are taken into it, and the private
/// key among the secrets. A file that cannot be read stays named.
fn item(connection: &Connection, keys: &ProjectSecrets, with_secrets: bool, project_file: Option<&Path>) -> Item {
    let read = reports(connection, keys, now());
    let mut whole = connection.clone();
    let mut embed = |file: &str, pem: &str, text: Option<String>| {
        let named = whole.settings.get(file).and_then(Value::as_text).is_some_and(|name| !name.is_empty());
        if let Some(text) = text.filter(|text| named && !text.is_empty()) {
            whole.settings.remove(file);
            whole.settings.insert(pem.to_owned(), Value::from(text.as_str()));
        }
    };
    embed(setting::CA_FILE, setting::CA_PEM, read.ca.map(|report| report.pem));
    embed(setting::CERTIFICATE_FILE, setting::CERTIFICATE_PEM, read.certificate.map(|report| report.pem));
    let secrets = if with_secrets {
        let kept = |kind| keys.kept(connection, kind).unwrap_or_default();
        let key = read.key.map(|report| report.pem).filter(|pem| !pem.is_empty());
        if key.is_some() {
            whole.settings.remove(setting::KEY_FILE);
        }
        Typed {
            password: kept(Secret::Password),
            passphrase: kept(Secret::Passphrase),
            key: key.unwrap_or_else(|| kept(Secret::Key)),
        }
    } else {
        Typed::default()
    };
    Item { connection: from_any_folder(whole, project_file), secrets }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificates::testing::Authority;
    use crate::store::home::Home;

    #[test]
    fn files_that_a_connection_names_go_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("halle.ron");
        let home = Home::at(&folder.path().join("home"));
        let keys = ProjectSecrets::new(&home, Some(&project), "Halle");
        let ca = Authority::new("Werks-CA");
        let client = ca.issue("client 7", &[], |_| {});
        for (name, text) in [("ca.pem", &ca.pem), ("c.pem", &client.pem), ("c.key", &client.key)] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let mut connection = Connection::to_host(ConnectionId::from_random(1), "Halle", "h", 8883);
        for (key, value) in [
            (setting::CA_FILE, "ca.pem"),
            (setting::CERTIFICATE_FILE, "c.pem"),
            (setting::KEY_FILE, "c.key"),
            (setting::LOGIN, "certificate"),
            (setting::TRUST, "own"),
        ] {
            connection.settings.insert(key.to_owned(), Value::from(value));
        }
        connection.settings.insert(setting::TLS.to_owned(), Value::from(true));
        let whole = item(&connection, &keys, true, Some(&project));
        let text = |key: &str| whole.connection.settings.get(key).and_then(Value::as_text).unwrap_or_default();
        assert_eq!(text(setting::CA_PEM).trim(), ca.pem.trim());
        assert_eq!(text(setting::CERTIFICATE_PEM).trim(), client.pem.trim());
        assert!(whole.secrets.key.reveal().contains("PRIVATE KEY"));
        for gone in [setting::CA_FILE, setting::CERTIFICATE_FILE, setting::KEY_FILE] {
            assert_eq!(text(gone), "", "{gone}");
        }
        let bare = item(&connection, &keys, false, Some(&project));
        assert_eq!(bare.secrets, Typed::default());
        let key = bare.connection.settings.get(setting::KEY_FILE).and_then(Value::as_text).unwrap().to_owned();
        assert_eq!(Some(key.as_str()), folder.path().join("c.key").to_str(), "named from anywhere");
        std::fs::remove_file(folder.path().join("ca.pem")).unwrap();
        let missing = item(&connection, &keys, true, Some(&project));
        assert!(missing.connection.settings.contains_key(setting::CA_FILE), "what cannot be read stays named");
    }
}
