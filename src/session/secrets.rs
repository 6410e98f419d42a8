//! Secrets and files of a project's connections, from where the store keeps them.
//!
//! The only file of the session that asks the store; it never writes, and what it holds is never printed.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::specs::SecretSource;
use crate::model::certificate::Finding;
use crate::model::connection::Connection;
use crate::model::password::{Password, Secret, Secrets as Typed};
use crate::store::files::{self, FileError};
use crate::store::home::Home;
use crate::store::secrets::{self, ProjectKey, SecretStore};

/// The secrets of one project's connections, and the files that these name.
#[derive(Clone, Debug)]
pub struct ProjectSecrets {
    secrets: SecretStore,
    key: ProjectKey,
    file: Option<PathBuf>,
    /// What was typed and is not in the store yet; it wins.
    typed: Typed,
    outbox: PathBuf,
}

impl ProjectSecrets {
    /// Those of the project in `file`, or of the unsaved project with this name.
    pub fn new(home: &Home, file: Option<&Path>, name: &str) -> Self {
        let key = ProjectKey::new(file, name);
        let outbox = home.outbox_folder().join(key.folder_name());
        let file = file.map(Path::to_owned);
        Self { secrets: SecretStore::new(home), key, file, typed: Typed::default(), outbox }
    }

    /// The same, with what was typed in a dialog before the rest.
    pub fn trying(&self, typed: Typed) -> Self {
        Self { typed, ..self.clone() }
    }

    /// The same, with the passwords of the person in place of the project's.
    pub fn of_user(&self) -> Self {
        Self { key: ProjectKey::personal(), ..self.clone() }
    }

    /// A secret as it is in the store, whatever the environment says.
    pub fn kept(&self, connection: &Connection, secret: Secret) -> Option<Password> {
        self.secrets.kept(&self.key, connection, secret)
    }

    /// The folder with the messages that wait for the project's connections.
    pub fn outbox(&self) -> &Path {
        &self.outbox
    }

    /// Which project's passwords these are.
    pub fn key(&self) -> &ProjectKey {
        &self.key
    }
}

impl SecretSource for ProjectSecrets {
    fn password(&self, connection: &Connection) -> Option<String> {
        self.secret(connection, Secret::Password).map(|password| password.reveal().to_owned())
    }

    fn secret(&self, connection: &Connection, secret: Secret) -> Option<Password> {
        let typed = self.typed.get(secret);
        if typed.is_empty() { self.secrets.get(&self.key, connection, secret) } else { Some(typed.clone()) }
    }

    fn file(&self, name: &str) -> Result<Vec<u8>, Finding> {
        files::read(&files::resolve(self.file.as_deref(), name)).map_err(|err| match err {
            FileError::Io { kind: ErrorKind::NotFound, .. } => Finding::NotFound,
            FileError::Io { kind: ErrorKind::Unsupported | ErrorKind::IsADirectory, .. } => Finding::NotAFile,
            FileError::Io { kind: ErrorKind::TimedOut, .. } => Finding::NoAnswer,
            FileError::Io { what, .. } => Finding::Unreadable { what },
            FileError::Empty { .. } | FileError::TooBig { .. } => Finding::UnknownFormat,
        })
    }

    fn journal(&self, connection: &Connection) -> Option<PathBuf> {
        // Ids are letters and digits, but one from a file written by hand might be anything.
        Some(self.outbox.join(format!("{}.journal", secrets::file_name_for(connection.id.as_str()))))
    }
}
