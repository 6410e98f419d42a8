//! Connections beside the running app: their secrets, trials, and what their certificate files say; those of the user, and
//! the local broker.
//!
//! All of it is read and written on the job that does things in order.

pub(super) mod personal;
pub(super) mod sharing;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use super::certificates::{now, reports};
use super::hub::{AppNotice, AppPart, Hub};
use super::jobs::Done;
use super::jobs::dialog::{FileAnswer, FileQuestion};
use super::ticket::{Ticket, Tickets};
use crate::editor::trial::{CertificatesRead, ChosenFile, Trial};
use crate::i18n::t;
use crate::model::certificate::Role;
use crate::model::connection::Connection;
use crate::model::id::ConnectionId;
use crate::model::password::{KeyPlace, Password, Secret, Secrets as Typed};
use crate::model::run::{Reached, Refusal};
use crate::mqtt::ConnectionSpec;
use crate::session::secrets::ProjectSecrets;
use crate::session::specs::{self, SecretSource as _};
use crate::store::files;
use crate::store::secrets::{BoundSecret, SecretStore};
use crate::store::upkeep::{NotKept, Upkeep};

/// What a job has done for connections of the project.
#[derive(Debug)]
pub(super) enum ConnectionDone {
    /// Where the key of the stored passwords lies.
    KeyPlace(KeyPlace),
    /// Those with a stored password.
    Passwords(BTreeSet<ConnectionId>),
    /// Everything that the trial needs.
    TrialReady(Ticket, Box<Result<ConnectionSpec, Refusal>>),
    /// What certificate files say.
    Certificates(Box<CertificatesRead>),
    /// The system's dialog for a certificate or key file was answered; nothing where there is no dialog.
    ChosenFile(Role, Option<PathBuf>),
}

/// The part for the project's connections.
#[derive(Debug, Default)]
pub(super) struct Connections {
    trials: Tickets,
}

impl AppPart for Connections {
    fn hear(&mut self, hub: &mut Hub, notice: &AppNotice) {
        match notice {
            AppNotice::ProjectOpened | AppNotice::SecretsChanged => look_for_passwords(hub),
            AppNotice::PersonalChanged => personal::look(hub),
            AppNotice::WindowFocused => sharing::look_for_addresses(hub),
            AppNotice::ProjectLeaves
            | AppNotice::ProjectChanged(_)
            | AppNotice::ProjectTrusted
            | AppNotice::ProjectSaved { .. }
            | AppNotice::AppStarts
            | AppNotice::AppStopped => {}
        }
    }
}

impl Connections {
    /// Tries a connection with these secrets and files.
    pub(super) fn test(&mut self, hub: &mut Hub, secrets: ProjectSecrets, connection: Box<Connection>) {
        hub.data.trial = Some(Trial::Running);
        let ticket = self.trials.draw();
        let project = Arc::clone(hub.editor.project());
        hub.jobs.start_reading(move || {
            let spec = specs::spec(&project, &connection, &secrets, &[]);
            Some(Done::Connection(ConnectionDone::TrialReady(ticket, Box::new(spec))))
        });
    }

    /// Takes in what a job has done.
    pub(super) fn done(&self, hub: &mut Hub, done: ConnectionDone) {
        match done {
            ConnectionDone::KeyPlace(place) => hub.data.key_place = Some(place),
            ConnectionDone::Passwords(connections) => hub.data.passwords = connections,
            ConnectionDone::TrialReady(ticket, _) if !self.trials.is_last(ticket) => {}
            ConnectionDone::TrialReady(_, spec) => match *spec {
                Ok(spec) => hub.session.test(spec),
                Err(why) => hub.data.trial = Some(Trial::Failed(why)),
            },
            ConnectionDone::Certificates(read) => hub.data.certificates = Some(*read),
            ConnectionDone::ChosenFile(role, path) => chosen_certificate(hub, role, path),
        }
    }
}

/// Keeps the password of a connection, or forgets an empty one.
pub(super) fn set_password(hub: &mut Hub, connection: &ConnectionId, password: Password) {
    if password.is_empty() {
        hub.data.passwords.remove(connection);
    } else {
        hub.data.passwords.insert(connection.clone());
    }
    set_secret(hub, connection, Secret::Password, password);
}

/// Keeps a secret of a connection, or forgets an empty one.
pub(super) fn set_secret(hub: &mut Hub, connection: &ConnectionId, secret: Secret, word: Password) {
    let wanted = if word.is_empty() { KeptAs::Forget } else { KeptAs::Keep(word) };
    keep(hub, connection, vec![secret], wanted);
}

/// Keeps a secret that the user was asked for, even an empty one; without one, the stored ones count for where the
/// connection leads now.
pub(super) fn give_secret(hub: &mut Hub, connection: &ConnectionId, secret: Secret, word: Option<Password>) {
    hub.editor.dialog = None;
    match word {
        Some(word) => {
            if secret == Secret::Password {
                hub.data.passwords.insert(connection.clone());
            }
            keep(hub, connection, vec![secret], KeptAs::Keep(word));
        }
        None => keep(hub, connection, Secret::ALL.to_vec(), KeptAs::LeadHere),
    }
}

/// What is to become of a stored secret.
enum KeptAs {
    Forget,
    Keep(Password),
    /// It stays, and counts for where the connection leads now.
    LeadHere,
}

/// Does it, for where the connection leads as it is in the editor now.
fn keep(hub: &mut Hub, id: &ConnectionId, kinds: Vec<Secret>, wanted: KeptAs) {
    let (home, secrets, id) = (hub.home.clone(), hub.secrets(), id.clone());
    let connection = hub.editor.project().connection(&id).cloned();
    hub.jobs.start_in_order(move || {
        let (store, key) = (SecretStore::new(&home), secrets.key());
        let target = connection.and_then(|connection| specs::target_of(&connection, &secrets));
        let result = kinds.iter().try_for_each(|kind| {
            let word = match &wanted {
                KeptAs::Forget => None,
                KeptAs::Keep(word) => Some(word.clone()),
                KeptAs::LeadHere => match store.kept(key, &id, *kind) {
                    Some(kept) => Some(kept.word()),
                    None => return Ok(()),
                },
            };
            store.set(key, (&id, *kind), word.map(|word| BoundSecret::new(&word, target.clone())))
        });
        result.err().map(|err| Done::NotKept(NotKept::new(Upkeep::Passwords, &err)))
    });
    hub.tell(AppNotice::SecretsChanged);
}

/// Looks up where the key of the passwords lies, to say so.
pub(super) fn look_for_key(hub: &Hub) {
    let secrets = SecretStore::new(&hub.home);
    // Not in order: a keyring may have to be unlocked first.
    hub.jobs.start("key", move || Some(Done::Connection(ConnectionDone::KeyPlace(secrets.key_place()))));
}

/// Gives all secrets of a connection to its copy.
pub(super) fn copy_secrets(hub: &mut Hub, from: ConnectionId, to: ConnectionId) {
    if hub.data.passwords.contains(&from) {
        hub.data.passwords.insert(to.clone());
    }
    let (secrets, key) = (SecretStore::new(&hub.home), hub.secrets().key().clone());
    hub.jobs.start_in_order(move || {
        let copied = secrets.copy_one((&key, &from), (&key, &to));
        copied.err().map(|err| Done::NotKept(NotKept::new(Upkeep::Passwords, &err)))
    });
}

/// Takes in how a trial went.
pub(super) fn tried(hub: &mut Hub, result: Result<Reached, Refusal>) {
    hub.data.trial = Some(match result {
        Ok(reached) => Trial::Worked(reached),
        Err(why) => Trial::Failed(why),
    });
}

/// Reads the certificate files that a connection names, with these secrets.
pub(super) fn read_certificates(hub: &Hub, secrets: &ProjectSecrets, connection: Box<Connection>, typed: Typed) {
    let secrets = secrets.trying(typed.clone());
    // In order: of two answers the later one is about what stands in the fields now.
    hub.jobs.start_reading(move || {
        let stored = |secret| secrets.trying(Typed::default()).secret(&connection, secret).is_some();
        let stored = (stored(Secret::Passphrase), stored(Secret::Key));
        let reports = reports(&connection, &secrets, now());
        let read = CertificatesRead { reports, stored, secrets: typed, connection: *connection };
        Some(Done::Connection(ConnectionDone::Certificates(Box::new(read))))
    });
}

/// Asks for a certificate or key file.
pub(super) fn choose_certificate(hub: &mut Hub, role: Role) {
    if !hub.system_dialogs {
        return chosen_certificate(hub, role, None);
    }
    let lang = hub.editor.lang;
    let title = match role {
        Role::Ca => t("CA-Datei wählen", "Choose CA file"),
        Role::Certificate => t("Zertifikat wählen", "Choose certificate"),
        Role::Key => t("Schlüssel wählen", "Choose key"),
    };
    let endings: &[&str] = match role {
        Role::Ca => &["pem", "crt", "cer", "der"],
        Role::Certificate => &["pem", "crt", "cer", "der", "p12", "pfx"],
        Role::Key => &["key", "pem", "p8", "der", "p12", "pfx"],
    };
    let kind = t("Zertifikate und Schlüssel", "Certificates and keys").get(lang);
    let kinds = vec![(kind, endings), (t("Alle Dateien", "All files").get(lang), &["*"])];
    let question = FileQuestion { title: title.get(lang), kinds, ..FileQuestion::default() };
    hub.jobs.ask_file(question, move |answer| {
        let file = match answer {
            FileAnswer::File(path) => Some(path),
            FileAnswer::NoDialog => None,
            FileAnswer::Cancelled => return None,
        };
        Some(Done::Connection(ConnectionDone::ChosenFile(role, file)))
    });
}

fn chosen_certificate(hub: &mut Hub, role: Role, path: Option<PathBuf>) {
    let file = path.map(|path| files::relative(hub.editor.path.as_deref(), &path));
    hub.data.chosen.send(ChosenFile { role, file });
}

fn look_for_passwords(hub: &Hub) {
    let secrets = hub.secrets();
    let connections = hub.editor.project().connections.clone();
    hub.jobs.start_in_order(move || {
        let with = connections.iter().filter(|connection| secrets.secret(connection, Secret::Password).is_some());
        let with = with.map(|connection| connection.id.clone()).collect();
        Some(Done::Connection(ConnectionDone::Passwords(with)))
    });
}
