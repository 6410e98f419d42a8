//! Passwords and files for connections, from where the store keeps them.

use std::path::{Path, PathBuf};

use crate::model::connection::Connection;
use crate::model::run::Refusal;
use crate::session::specs::Provide;
use crate::store::files;
use crate::store::home::Home;
use crate::store::secrets::{self, ProjectKey, Secrets};

/// Passwords and files of one project.
#[derive(Clone, Debug)]
pub struct Keys {
    secrets: Secrets,
    key: ProjectKey,
    file: Option<PathBuf>,
    outbox: PathBuf,
}

impl Keys {
    /// Those of the project in `file`, or of the unsaved project with this name.
    pub fn new(home: &Home, file: Option<&Path>, name: &str) -> Self {
        let key = ProjectKey::new(file, name);
        let outbox = home.outbox_folder().join(key.folder_name());
        Self { secrets: Secrets::new(home), key, file: file.map(Path::to_owned), outbox }
    }

    /// Which project's passwords these are.
    pub fn key(&self) -> &ProjectKey {
        &self.key
    }
}

impl Provide for Keys {
    fn password(&self, connection: &Connection) -> Option<String> {
        self.secrets.get(&self.key, connection).map(|password| password.reveal().to_owned())
    }

    fn file(&self, name: &str) -> Result<Vec<u8>, Refusal> {
        let path = files::resolve(self.file.as_deref(), name);
        files::read(&path).map_err(|err| Refusal::CertificateFile { path: name.to_owned(), what: err.to_string() })
    }

    fn journal(&self, connection: &Connection) -> Option<PathBuf> {
        // Ids are letters and digits, but one from a file written by hand might be anything.
        Some(self.outbox.join(format!("{}.journal", secrets::file_name_for(connection.id.as_str()))))
    }
}
