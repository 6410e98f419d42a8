//! Secrets and files of a project's connections, from where the store keeps them.
//!
//! The only file of the session that asks the store. It writes nothing but what a secret from the environment was sent
//! to, and what it holds is never printed.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::specs::{FoundSecret, SecretOrigin, SecretSource};
use crate::model::certificate::Finding;
use crate::model::connection::Connection;
use crate::model::password::{Password, Secret, Secrets as Typed};
use crate::model::project::Project;
use crate::model::target::SecretTarget;
use crate::store::digest;
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
    trusting: bool,
}

impl ProjectSecrets {
    /// Those of this project, whose file is `file`.
    pub fn new(home: &Home, file: Option<&Path>, project: &Project) -> Self {
        let key = ProjectKey::of(&project.id);
        let outbox = home.outbox_folder().join(key.folder_name());
        let file = file.map(Path::to_owned);
        Self { secrets: SecretStore::new(home), key, file, typed: Typed::default(), outbox, trusting: false }
    }

    /// The same, with what was typed in a dialog before the rest.
    pub fn trying(&self, typed: Typed) -> Self {
        Self { typed, ..self.clone() }
    }

    /// The same, with the passwords of the person in place of the project's.
    pub fn of_user(&self) -> Self {
        Self { key: ProjectKey::personal(), ..self.clone() }
    }

    /// The same; whoever starts the program trusts the file, so a secret from the environment may go where it says.
    pub fn trusting(self) -> Self {
        Self { trusting: true, ..self }
    }

    /// A secret as it is in the store, whatever the environment says.
    pub fn kept(&self, connection: &Connection, secret: Secret) -> Option<Password> {
        self.secrets.kept(&self.key, &connection.id, secret).map(|kept| kept.word())
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
    fn find(&self, connection: &Connection, secret: Secret) -> Option<FoundSecret> {
        let typed = self.typed.get(secret);
        if !typed.is_empty() {
            return Some(FoundSecret { word: typed.clone(), origin: SecretOrigin::Typed });
        }
        if let Some(word) = secrets::in_environment(&connection.name, secret) {
            let sent = self.secrets.sent_to(&self.key, &connection.id, secret);
            return Some(FoundSecret { word, origin: SecretOrigin::Environment { sent, trusting: self.trusting } });
        }
        let kept = self.secrets.kept(&self.key, &connection.id, secret)?;
        Some(FoundSecret { word: kept.word(), origin: SecretOrigin::Stored(kept.target().cloned()) })
    }

    fn sends(&self, connection: &Connection, secret: Secret, target: &SecretTarget) {
        if let Err(err) = self.secrets.set_sent_to(&self.key, (&connection.id, secret), target) {
            tracing::warn!("where a secret from the environment goes cannot be kept: {err}");
        }
    }

    fn is_locked(&self) -> bool {
        self.secrets.is_locked()
    }

    fn digest(&self, bytes: &[u8]) -> String {
        digest::sha256(bytes)
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

    fn path(&self, name: &str) -> Option<PathBuf> {
        Some(files::resolve(self.file.as_deref(), name))
    }

    fn journal(&self, connection: &Connection) -> Option<PathBuf> {
        // Ids are letters and digits, but one from a file written by hand might be anything.
        Some(self.outbox.join(format!("{}.journal", secrets::file_name_for(connection.id.as_str()))))
    }
}
