//! Passwords, passphrases and private keys of connections: in a file of their own that nobody but this user can read,
//! never in a project.
//!
//! They must never be written to a log; [`Password`] hides itself.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::home::Home;
use super::{disk, text};
use crate::model::connection::Connection;
use crate::model::id::ConnectionId;
use crate::model::password::{Password, Secret};

/// What the names of the environment variables with passwords begin with.
pub const VARIABLE_PREFIX: &str = "STECKBRETT_PASSWORD_";
/// What the names of the environment variables with passphrases begin with.
pub const PASSPHRASE_PREFIX: &str = "STECKBRETT_PASSPHRASE_";

/// Which project a password belongs to: its file, or its name while it has none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProjectKey(String);

impl ProjectKey {
    /// The key of a project.
    pub fn new(file: Option<&Path>, name: &str) -> Self {
        match file {
            Some(file) => {
                // The same file by another way has the same passwords.
                let file = std::fs::canonicalize(file)
                    .or_else(|_not_there| std::path::absolute(file))
                    .unwrap_or_else(|_no_current_folder| file.to_owned());
                Self(file.to_string_lossy().into_owned())
            }
            None => Self(format!("name:{name}")),
        }
    }

    /// The key of what belongs to the person and to no project: their connections, the local broker.
    pub fn personal() -> Self {
        // No path is absolute with it, and no name begins with it.
        Self("person:".to_owned())
    }

    /// A folder name of its own for this project: readable at the beginning, unmistakable at the end.
    pub fn folder_name(&self) -> String {
        file_name_for(&self.0)
    }
}

/// A file name for any text: readable at the beginning, unmistakable at the end.
pub fn file_name_for(text: &str) -> String {
    let name = Path::new(text).file_stem().unwrap_or_default().to_string_lossy();
    let readable: String = name.chars().filter(|c| c.is_alphanumeric()).take(40).collect();
    // FNV-1a: the same in every version of this program.
    let step = |sum: u64, byte: u8| (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    let sum = text.bytes().fold(0xcbf2_9ce4_8422_2325, step);
    format!("{readable}-{sum:016x}")
}

/// By project, by connection and kind (see [`entry`]).
type Passwords = BTreeMap<String, BTreeMap<String, String>>;

/// The file of the passwords. It is read anew each time, since other windows may change it.
#[derive(Clone, Debug)]
pub struct SecretStore {
    home: Home,
    file: PathBuf,
}

impl SecretStore {
    /// The passwords in this home.
    pub fn new(home: &Home) -> Self {
        Self { home: home.clone(), file: home.secrets_file() }
    }

    /// A secret of a connection: from its environment variable (see [`variable`]), else from the file. A private key
    /// is in the file only.
    pub fn get(&self, project: &ProjectKey, connection: &Connection, secret: Secret) -> Option<Password> {
        let from_env = variable(&connection.name, secret).and_then(|name| std::env::var(name).ok());
        self.choose(from_env, project, &connection.id, secret)
    }

    /// A secret of a connection as it is in the file, whatever the environment says.
    pub fn kept(&self, project: &ProjectKey, connection: &Connection, secret: Secret) -> Option<Password> {
        self.choose(None, project, &connection.id, secret)
    }

    fn choose(
        &self,
        from_env: Option<String>,
        project: &ProjectKey,
        connection: &ConnectionId,
        secret: Secret,
    ) -> Option<Password> {
        from_env.map(|password| Password::new(&password)).or_else(|| {
            let passwords = self.load().unwrap_or_else(|err| {
                tracing::warn!("passwords cannot be read: {err}: {:?}", self.file);
                Passwords::new()
            });
            passwords.get(&project.0)?.get(&entry(connection, secret)).map(|password| Password::new(password))
        })
    }

    /// Keeps a secret of a connection; `None` forgets it.
    ///
    /// # Errors
    /// Those of the system.
    pub fn set(
        &self,
        project: &ProjectKey,
        (connection, secret): (&ConnectionId, Secret),
        password: Option<&Password>,
    ) -> io::Result<()> {
        let mut passwords = self.load()?;
        let of_project = passwords.entry(project.0.clone()).or_default();
        let entry = entry(connection, secret);
        match password {
            Some(password) => of_project.insert(entry, password.reveal().to_owned()),
            None => of_project.remove(&entry),
        };
        if of_project.is_empty() {
            passwords.remove(&project.0);
        }
        self.store(&passwords)
    }

    /// Gives the passwords of one project to another too: it was saved under a new name.
    ///
    /// # Errors
    /// Those of the system.
    pub fn copy(&self, from: &ProjectKey, to: &ProjectKey) -> io::Result<()> {
        let mut passwords = self.load()?;
        match passwords.get(&from.0).cloned() {
            Some(of_project) if from != to => {
                passwords.entry(to.0.clone()).or_default().extend(of_project);
                self.store(&passwords)
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Gives a connection the secrets of another, of which it is a copy, in this project or another; and no others.
    ///
    /// # Errors
    /// Those of the system.
    pub fn copy_one(
        &self,
        (project, connection): (&ProjectKey, &ConnectionId),
        (to_project, to): (&ProjectKey, &ConnectionId),
    ) -> io::Result<()> {
        Secret::ALL.into_iter().try_for_each(|kind| {
            let kept = self.choose(None, project, connection, kind);
            self.set(to_project, (to, kind), kept.as_ref())
        })
    }

    /// Forgets all secrets of a connection.
    ///
    /// # Errors
    /// Those of the system.
    pub fn forget_one(&self, project: &ProjectKey, connection: &ConnectionId) -> io::Result<()> {
        Secret::ALL.into_iter().try_for_each(|kind| self.set(project, (connection, kind), None))
    }

    /// An error of the system is one: taken for an empty file, the next change would throw all passwords away.
    fn load(&self) -> io::Result<Passwords> {
        let content = disk::read_if_there(&self.file)?.unwrap_or_default();
        if content.is_empty() {
            return Ok(Passwords::new());
        }
        Ok(text::options().from_bytes(&content).unwrap_or_else(|err| {
            // Not the whole error: it may quote the text.
            tracing::warn!("passwords cannot be understood at {}: {:?}", err.span, self.file);
            disk::put_aside(&self.file);
            Passwords::new()
        }))
    }

    fn store(&self, passwords: &Passwords) -> io::Result<()> {
        let text = text::options().to_string_pretty(passwords, text::pretty()).map_err(io::Error::other)?;
        self.home.create()?;
        disk::write(&self.file, text.as_bytes(), disk::Access::Private)
    }
}

/// The name of a secret in the file: the connection's id, for others than the password with their kind.
fn entry(connection: &ConnectionId, secret: Secret) -> String {
    match secret {
        Secret::Password => connection.0.clone(),
        Secret::Passphrase => format!("{connection}/passphrase"),
        Secret::Key => format!("{connection}/key"),
    }
}

/// The environment variable with a secret of a connection: the password of `Halle 1` is in
/// `STECKBRETT_PASSWORD_HALLE_1`. A private key has none.
pub fn variable(connection_name: &str, secret: Secret) -> Option<String> {
    let prefix = match secret {
        Secret::Password => VARIABLE_PREFIX,
        Secret::Passphrase => PASSPHRASE_PREFIX,
        Secret::Key => return None,
    };
    let name = connection_name.to_uppercase().replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    Some(format!("{prefix}{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::project::Project;
    use crate::store;

    fn secrets() -> (tempfile::TempDir, SecretStore) {
        let folder = tempfile::tempdir().unwrap();
        let secrets = SecretStore::new(&Home::at(&folder.path().join("home")));
        (folder, secrets)
    }

    #[test]
    fn passwords_are_kept_per_project_and_connection() {
        let (_folder, secrets) = secrets();
        let (one, two) = (ProjectKey::new(None, "Eins"), ProjectKey::new(Some(Path::new("/x/zwei.ron")), "Zwei"));
        let id = ConnectionId::from_random(1);
        let connection = Connection::to_host(id.clone(), "Nur für diesen Test 1", "h", 1883);
        secrets.set(&one, (&id, Secret::Password), Some(&Password::new("ge\"heim\n"))).unwrap();
        assert_eq!(secrets.get(&one, &connection, Secret::Password), Some(Password::new("ge\"heim\n")));
        assert_eq!(secrets.get(&two, &connection, Secret::Password), None);
        secrets.copy(&one, &two).unwrap();
        secrets.set(&one, (&id, Secret::Password), None).unwrap();
        assert_eq!(secrets.get(&one, &connection, Secret::Password), None);
        assert_eq!(secrets.get(&two, &connection, Secret::Password).unwrap().reveal(), "ge\"heim\n");
    }

    #[test]
    fn each_kind_of_secret_is_kept_for_itself() {
        let (_folder, secrets) = secrets();
        let (project, id) = (ProjectKey::new(None, "Eins"), ConnectionId::from_random(3));
        let connection = Connection::to_host(id.clone(), "Nur für diesen Test 2", "h", 8883);
        let kinds = [Secret::Password, Secret::Passphrase, Secret::Key];
        for (number, kind) in kinds.into_iter().enumerate() {
            secrets.set(&project, (&id, kind), Some(&Password::new(&number.to_string()))).unwrap();
        }
        secrets.set(&project, (&id, Secret::Passphrase), None).unwrap();
        let kept = kinds.map(|kind| secrets.get(&project, &connection, kind).map(|secret| secret.reveal().to_owned()));
        assert_eq!(kept, [Some("0".to_owned()), None, Some("2".to_owned())]);
    }

    #[test]
    fn the_environment_wins() {
        let (_folder, secrets) = secrets();
        let (project, id) = (ProjectKey::new(None, "Eins"), ConnectionId::local());
        secrets.set(&project, (&id, Secret::Password), Some(&Password::new("alt"))).unwrap();
        assert_eq!(secrets.choose(Some("neu".to_owned()), &project, &id, Secret::Password).unwrap().reveal(), "neu");
        assert_eq!(secrets.choose(None, &project, &id, Secret::Password).unwrap().reveal(), "alt");
        let name = |secret| variable("Halle 1 / Süd", secret);
        assert_eq!(name(Secret::Password).as_deref(), Some("STECKBRETT_PASSWORD_HALLE_1___S_D"));
        assert_eq!(name(Secret::Passphrase).as_deref(), Some("STECKBRETT_PASSPHRASE_HALLE_1___S_D"));
        assert_eq!(name(Secret::Key), None);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_the_file() {
        use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
        let (_folder, secrets) = secrets();
        let (project, id) = (ProjectKey::new(None, "Eins"), ConnectionId::local());
        secrets.set(&project, (&id, Secret::Password), Some(&Password::new("geheim"))).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().mode() & 0o777;
        assert_eq!(mode(&secrets.file), 0o600);
        assert_eq!(mode(secrets.home.folder()), 0o700);
        // A file that was opened to others is closed again with the next change.
        std::fs::set_permissions(&secrets.file, std::fs::Permissions::from_mode(0o644)).unwrap();
        secrets.set(&project, (&id, Secret::Password), Some(&Password::new("neu"))).unwrap();
        assert_eq!(mode(&secrets.file), 0o600);
    }

    #[test]
    fn passwords_that_cannot_be_read_are_not_overwritten() {
        let (_folder, secrets) = secrets();
        // A folder in the place of the file: reading it is an error that not even root is spared.
        std::fs::create_dir_all(&secrets.file).unwrap();
        let (project, id) = (ProjectKey::new(None, "Eins"), ConnectionId::local());
        assert_eq!(secrets.choose(None, &project, &id, Secret::Password), None);
        let err = secrets.set(&project, (&id, Secret::Password), Some(&Password::new("neu"))).unwrap_err();
        assert_eq!(err.kind(), io::ErrorKind::IsADirectory, "{err}");
    }

    #[test]
    fn a_broken_file_is_kept() {
        let (_folder, secrets) = secrets();
        secrets.home.create().unwrap();
        std::fs::write(&secrets.file, "{ kaputt").unwrap();
        let (project, id) = (ProjectKey::new(None, "Eins"), ConnectionId::local());
        assert_eq!(secrets.choose(None, &project, &id, Secret::Password), None);
        secrets.set(&project, (&id, Secret::Password), Some(&Password::new("neu"))).unwrap();
        let bad = disk::with_suffix(&secrets.file, ".bad");
        assert_eq!(std::fs::read_to_string(bad).unwrap(), "{ kaputt");
        assert_eq!(secrets.choose(None, &project, &id, Secret::Password), Some(Password::new("neu")));
    }

    #[test]
    fn no_password_in_project_files_or_debug_output() {
        let (folder, secrets) = secrets();
        let mut project = Project::new("Eins", "Start", "Lokaler Broker");
        project.connections.push(Connection::to_host(ConnectionId::from_random(9), "Halle", "h", 1883));
        let path = folder.path().join("eins.ron");
        let key = ProjectKey::new(Some(&path), &project.name);
        let password = Password::new("streng-geheim");
        for connection in &project.connections {
            secrets.set(&key, (&connection.id, Secret::Password), Some(&password)).unwrap();
        }
        store::save(&path, &project).unwrap();
        project.name.push('2');
        store::save(&path, &project).unwrap();
        let mut seen = 0;
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                seen += 1;
                assert!(!std::fs::read_to_string(&path).unwrap().contains("geheim"), "{path:?}");
            }
        }
        assert_eq!(seen, 2, "the project and its backup");
        assert!(
            !format!("{password:?} {secrets:?} {:?}", secrets.get(&key, &project.connections[0], Secret::Password))
                .contains("geheim")
        );
    }
}
