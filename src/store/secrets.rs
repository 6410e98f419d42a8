//! Passwords, passphrases and private keys of connections: in a file of their own, locked (see `vault`), never in a
//! project. Each is kept with the place it is for.
//!
//! They must never be written to a log; [`Password`] hides itself.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::home::Home;
use super::vault::Vault;
use super::{disk, text};
use crate::model::id::ConnectionId;
use crate::model::password::{KeyPlace, Password, Secret};
use crate::model::target::SecretTarget;

/// What the names of the environment variables with passwords begin with.
pub const VARIABLE_PREFIX: &str = "STECKBRETT_PASSWORD_";
/// What the names of the environment variables with passphrases begin with.
pub const PASSPHRASE_PREFIX: &str = "STECKBRETT_PASSPHRASE_";

/// Which project a password belongs to: by the identity that stands in its file, wherever that lies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProjectKey(String);

impl ProjectKey {
    /// The key of the project with this identity.
    pub fn of(id: &str) -> Self {
        Self(format!("id:{id}"))
    }

    /// The key that a project had before it had an identity: its file.
    pub(super) fn of_file(file: &Path) -> Self {
        Self(full(file).to_string_lossy().into_owned())
    }

    /// The key of what belongs to the person and to no project: their connections, the local broker.
    pub fn personal() -> Self {
        // No path is absolute with it, and no identity begins with it.
        Self("person:".to_owned())
    }

    /// A folder name of its own for this project: readable at the beginning, unmistakable at the end.
    pub fn folder_name(&self) -> String {
        file_name_for(&self.0)
    }
}

/// The path from the root on, by no link: the same file by another way is the same.
pub(super) fn full(file: &Path) -> PathBuf {
    std::fs::canonicalize(file)
        .or_else(|_not_there| std::path::absolute(file))
        .unwrap_or_else(|_no_current_folder| file.to_owned())
}

/// A file name for any text: readable at the beginning, unmistakable at the end.
pub fn file_name_for(text: &str) -> String {
    let name = Path::new(text).file_stem().unwrap_or_default().to_string_lossy();
    let readable: String = name.chars().filter(|c| c.is_alphanumeric()).take(40).collect();
    format!("{readable}-{:016x}", sum(text))
}

/// FNV-1a: the same in every version of this program.
pub(super) fn sum(text: &str) -> u64 {
    let step = |sum: u64, byte: u8| (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}

/// A secret, and the place that it was typed for; one without a place is from an older version.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoundSecret {
    word: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target: Option<SecretTarget>,
}

// By hand: the word is a secret.
impl std::fmt::Debug for BoundSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BoundSecret").field("target", &self.target).finish_non_exhaustive()
    }
}

impl BoundSecret {
    /// A secret for this place.
    pub fn new(word: &Password, target: Option<SecretTarget>) -> Self {
        Self { word: word.reveal().to_owned(), target }
    }

    /// The secret itself.
    pub fn word(&self) -> Password {
        Password::new(&self.word)
    }

    /// What it may be sent to.
    pub fn target(&self) -> Option<&SecretTarget> {
        self.target.as_ref()
    }
}

/// By project, by connection and kind (see [`entry`]).
type AllSecrets = BTreeMap<String, BTreeMap<String, BoundSecret>>;

/// The file of the passwords. It is read anew each time, since other windows may change it.
#[derive(Clone, Debug)]
pub struct SecretStore {
    home: Home,
    file: PathBuf,
    vault: Vault,
}

impl SecretStore {
    /// The passwords in this home.
    pub fn new(home: &Home) -> Self {
        Self { home: home.clone(), file: home.secrets_file(), vault: Vault::new(home) }
    }

    /// A secret of a connection as it is in the file, whatever the environment says.
    pub fn kept(&self, project: &ProjectKey, connection: &ConnectionId, secret: Secret) -> Option<BoundSecret> {
        self.entry_of(project, &entry(connection, secret))
    }

    /// What a secret from the environment was last sent to.
    pub fn sent_to(&self, project: &ProjectKey, connection: &ConnectionId, secret: Secret) -> Option<SecretTarget> {
        self.entry_of(project, &from_env(connection, secret))?.target
    }

    /// Whether the passwords are there and cannot be unlocked now.
    pub fn is_locked(&self) -> bool {
        self.load().is_err()
    }

    /// Whether anything is kept of a project.
    pub fn has_any(&self, project: &ProjectKey) -> bool {
        self.loaded().contains_key(&project.0)
    }

    fn entry_of(&self, project: &ProjectKey, entry: &str) -> Option<BoundSecret> {
        self.loaded().get(&project.0)?.get(entry).cloned()
    }

    fn loaded(&self) -> AllSecrets {
        self.load().unwrap_or_else(|err| {
            tracing::warn!("passwords cannot be read: {err}: {:?}", self.file);
            AllSecrets::new()
        })
    }

    /// Where the key lies that they are locked with, or will be.
    pub fn key_place(&self) -> KeyPlace {
        let content = disk::read_if_there(&self.file).ok().flatten().unwrap_or_default();
        Vault::place_of(&content).unwrap_or_else(|| self.vault.best_place())
    }

    /// Keeps a secret of a connection; `None` forgets it.
    ///
    /// # Errors
    /// Those of the system.
    pub fn set(
        &self,
        project: &ProjectKey,
        (connection, secret): (&ConnectionId, Secret),
        kept: Option<BoundSecret>,
    ) -> io::Result<()> {
        self.change(project, entry(connection, secret), kept)
    }

    /// Remembers what a secret from the environment was sent to, never the secret.
    ///
    /// # Errors
    /// Those of the system.
    pub fn set_sent_to(
        &self,
        project: &ProjectKey,
        (connection, secret): (&ConnectionId, Secret),
        target: &SecretTarget,
    ) -> io::Result<()> {
        let kept = BoundSecret { word: String::new(), target: Some(target.clone()) };
        self.change(project, from_env(connection, secret), Some(kept))
    }

    fn change(&self, project: &ProjectKey, entry: String, kept: Option<BoundSecret>) -> io::Result<()> {
        let mut all = self.load()?;
        let before = all.clone();
        let of_project = all.entry(project.0.clone()).or_default();
        match kept {
            Some(kept) => of_project.insert(entry, kept),
            None => of_project.remove(&entry),
        };
        if of_project.is_empty() {
            all.remove(&project.0);
        }
        if all == before { Ok(()) } else { self.store(&all) }
    }

    /// Gives the passwords of one project to another too: it was saved under a new name.
    ///
    /// # Errors
    /// Those of the system.
    pub fn copy(&self, from: &ProjectKey, to: &ProjectKey) -> io::Result<()> {
        let mut all = self.load()?;
        match all.get(&from.0).cloned() {
            Some(of_project) if from != to => {
                all.entry(to.0.clone()).or_default().extend(of_project);
                self.store(&all)
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
            let kept = self.kept(project, connection, kind);
            self.set(to_project, (to, kind), kept)
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
    fn load(&self) -> io::Result<AllSecrets> {
        let content = disk::read_if_there(&self.file)?.unwrap_or_default();
        if content.is_empty() {
            return Ok(AllSecrets::new());
        }
        let plain = if Vault::is_locked(&content) { self.vault.unlock(&content)? } else { content };
        Ok(understood(&plain).unwrap_or_else(|at| {
            // Not the whole error: it may quote the text.
            tracing::warn!("passwords cannot be understood at {at}: {:?}", self.file);
            disk::put_aside(&self.file);
            AllSecrets::new()
        }))
    }

    fn store(&self, all: &AllSecrets) -> io::Result<()> {
        let text = text::options().to_string_pretty(all, text::pretty()).map_err(io::Error::other)?;
        self.home.create()?;
        let (place, locked) = self.vault.lock(text.as_bytes())?;
        disk::write(&self.file, locked.as_bytes(), disk::Access::Private)?;
        if place != KeyPlace::File {
            self.vault.forget_file_key();
        }
        Ok(())
    }
}

/// What stands in the file; older versions knew no places. Else where it is not understood.
fn understood(plain: &[u8]) -> Result<AllSecrets, String> {
    type WithoutPlaces = BTreeMap<String, BTreeMap<String, String>>;
    text::options().from_bytes(plain).or_else(|err| {
        let older: WithoutPlaces = text::options().from_bytes(plain).map_err(|_older| err.span.to_string())?;
        let of_project = |(key, word)| (key, BoundSecret { word, target: None });
        let all = older.into_iter().map(|(project, words)| (project, words.into_iter().map(of_project).collect()));
        Ok(all.collect())
    })
}

/// The name of a secret in the file: the connection's id, for others than the password with their kind.
fn entry(connection: &ConnectionId, secret: Secret) -> String {
    match secret {
        Secret::Password => connection.0.clone(),
        Secret::Passphrase => format!("{connection}/passphrase"),
        Secret::Key => format!("{connection}/key"),
    }
}

/// The name of the place that a secret from the environment was sent to.
fn from_env(connection: &ConnectionId, secret: Secret) -> String {
    format!("{}/sent", entry(connection, secret))
}

/// A secret of a connection from its environment variable (see [`variable`]).
pub fn in_environment(connection_name: &str, secret: Secret) -> Option<Password> {
    let word = std::env::var(variable(connection_name, secret)?).ok()?;
    Some(Password::new(&word))
}

/// What the PIN of the locked window is kept under, as a secret of the person.
pub fn kiosk_pin() -> ConnectionId {
    // No connection has such an id.
    ConnectionId("kiosk pin".to_owned())
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
    use crate::model::connection::Connection;
    use crate::model::project::Project;
    use crate::store;

    fn secrets() -> (tempfile::TempDir, SecretStore) {
        let folder = tempfile::tempdir().unwrap();
        let secrets = SecretStore::new(&Home::at(&folder.path().join("home")));
        (folder, secrets)
    }

    fn target(host: &str) -> SecretTarget {
        SecretTarget { host: host.to_owned(), port: 1883, tls: false, server_name: String::new(), vouched: None }
    }

    fn bound(word: &str) -> BoundSecret {
        BoundSecret::new(&Password::new(word), Some(target("h")))
    }

    fn word(kept: Option<BoundSecret>) -> Option<String> {
        kept.map(|kept| kept.word().reveal().to_owned())
    }

    #[test]
    fn passwords_are_kept_per_project_and_connection_with_their_place() {
        let (_folder, secrets) = secrets();
        let (one, two) = (ProjectKey::of("eins"), ProjectKey::of("zwei"));
        let id = ConnectionId::from_random(1);
        secrets.set(&one, (&id, Secret::Password), Some(bound("ge\"heim\n"))).unwrap();
        let kept = secrets.kept(&one, &id, Secret::Password).unwrap();
        assert_eq!((kept.word().reveal(), kept.target()), ("ge\"heim\n", Some(&target("h"))));
        assert_eq!(secrets.kept(&two, &id, Secret::Password), None);
        secrets.copy(&one, &two).unwrap();
        secrets.set(&one, (&id, Secret::Password), None).unwrap();
        assert_eq!(secrets.kept(&one, &id, Secret::Password), None);
        assert_eq!(secrets.kept(&two, &id, Secret::Password), Some(kept));
        assert!(!secrets.has_any(&one) && secrets.has_any(&two));
    }

    #[test]
    fn each_kind_of_secret_is_kept_for_itself() {
        let (_folder, secrets) = secrets();
        let (project, id) = (ProjectKey::of("eins"), ConnectionId::from_random(3));
        let kinds = [Secret::Password, Secret::Passphrase, Secret::Key];
        for (number, kind) in kinds.into_iter().enumerate() {
            secrets.set(&project, (&id, kind), Some(bound(&number.to_string()))).unwrap();
        }
        secrets.set(&project, (&id, Secret::Passphrase), None).unwrap();
        let kept = kinds.map(|kind| word(secrets.kept(&project, &id, kind)));
        assert_eq!(kept, [Some("0".to_owned()), None, Some("2".to_owned())]);
    }

    #[test]
    fn of_the_environment_only_the_place_is_remembered() {
        let (_folder, secrets) = secrets();
        let (project, id) = (ProjectKey::of("eins"), ConnectionId::from_random(4));
        assert_eq!(secrets.sent_to(&project, &id, Secret::Password), None);
        secrets.set_sent_to(&project, (&id, Secret::Password), &target("a")).unwrap();
        assert_eq!(secrets.sent_to(&project, &id, Secret::Password), Some(target("a")));
        assert_eq!(secrets.kept(&project, &id, Secret::Password), None);
        let name = |secret| variable("Halle 1 / Süd", secret);
        assert_eq!(name(Secret::Password).as_deref(), Some("STECKBRETT_PASSWORD_HALLE_1___S_D"));
        assert_eq!(name(Secret::Passphrase).as_deref(), Some("STECKBRETT_PASSPHRASE_HALLE_1___S_D"));
        assert_eq!(name(Secret::Key), None);
    }

    #[test]
    fn what_older_versions_kept_is_read_without_a_place_and_locked_with_the_next_change() {
        let (_folder, secrets) = secrets();
        secrets.home.create().unwrap();
        std::fs::write(&secrets.file, r#"{"/apps/halle.ron": {"abc": "geheim"}}"#).unwrap();
        let (old, new) = (ProjectKey::of_file(Path::new("/apps/halle.ron")), ProjectKey::of("x"));
        let id = ConnectionId("abc".to_owned());
        let kept = secrets.kept(&old, &id, Secret::Password).unwrap();
        assert_eq!((kept.word().reveal(), kept.target()), ("geheim", None));
        secrets.copy(&old, &new).unwrap();
        assert!(!std::fs::read_to_string(&secrets.file).unwrap().contains("geheim"));
        assert_eq!(word(secrets.kept(&new, &id, Secret::Password)).as_deref(), Some("geheim"));
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_the_files() {
        use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
        let (_folder, secrets) = secrets();
        let (project, id) = (ProjectKey::of("eins"), ConnectionId::local());
        secrets.set(&project, (&id, Secret::Password), Some(bound("geheim"))).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().mode() & 0o777;
        assert_eq!((mode(&secrets.file), mode(&secrets.home.key_file())), (0o600, 0o600));
        assert_eq!(mode(secrets.home.folder()), 0o700);
        // A file that was opened to others is closed again with the next change.
        std::fs::set_permissions(&secrets.file, std::fs::Permissions::from_mode(0o644)).unwrap();
        secrets.set(&project, (&id, Secret::Password), Some(bound("neu"))).unwrap();
        assert_eq!(mode(&secrets.file), 0o600);
    }

    #[test]
    fn passwords_that_cannot_be_read_are_not_overwritten() {
        let (_folder, secrets) = secrets();
        // A folder in the place of the file: reading it is an error that not even root is spared.
        std::fs::create_dir_all(&secrets.file).unwrap();
        let (project, id) = (ProjectKey::of("eins"), ConnectionId::local());
        assert_eq!(secrets.kept(&project, &id, Secret::Password), None);
        let err = secrets.set(&project, (&id, Secret::Password), Some(bound("neu"))).unwrap_err();
        assert_eq!(err.kind(), io::ErrorKind::IsADirectory, "{err}");
    }

    #[test]
    fn passwords_whose_key_is_gone_are_not_overwritten() {
        let (_folder, secrets) = secrets();
        let (project, id) = (ProjectKey::of("eins"), ConnectionId::local());
        secrets.set(&project, (&id, Secret::Password), Some(bound("alt"))).unwrap();
        let (locked, key) = (std::fs::read(&secrets.file).unwrap(), std::fs::read(secrets.home.key_file()).unwrap());
        std::fs::remove_file(secrets.home.key_file()).unwrap();
        let err = secrets.set(&project, (&id, Secret::Password), Some(bound("neu"))).unwrap_err();
        assert_eq!(err.kind(), io::ErrorKind::PermissionDenied, "{err}");
        assert_eq!(std::fs::read(&secrets.file).unwrap(), locked);
        std::fs::write(secrets.home.key_file(), key).unwrap();
        assert_eq!(word(secrets.kept(&project, &id, Secret::Password)).as_deref(), Some("alt"));
    }

    #[test]
    fn a_broken_file_is_kept() {
        let (_folder, secrets) = secrets();
        secrets.home.create().unwrap();
        std::fs::write(&secrets.file, "{ kaputt").unwrap();
        let (project, id) = (ProjectKey::of("eins"), ConnectionId::local());
        assert_eq!(secrets.kept(&project, &id, Secret::Password), None);
        secrets.set(&project, (&id, Secret::Password), Some(bound("neu"))).unwrap();
        let bad = disk::with_suffix(&secrets.file, ".bad");
        assert_eq!(std::fs::read_to_string(bad).unwrap(), "{ kaputt");
        assert_eq!(word(secrets.kept(&project, &id, Secret::Password)).as_deref(), Some("neu"));
    }

    #[test]
    fn no_password_in_any_file_or_debug_output() {
        let (folder, secrets) = secrets();
        let mut project = Project::new("Eins", "Start", "Lokaler Broker");
        project.connections.push(Connection::to_host(ConnectionId::from_random(9), "Halle", "h", 1883));
        let path = folder.path().join("eins.ron");
        let key = ProjectKey::of("eins");
        for connection in &project.connections {
            secrets.set(&key, (&connection.id, Secret::Password), Some(bound("streng-geheim"))).unwrap();
        }
        store::save(&path, &project).unwrap();
        project.name.push('2');
        store::save(&path, &project).unwrap();
        let mut seen = 0;
        for place in [folder.path(), secrets.home.folder()] {
            for entry in std::fs::read_dir(place).unwrap() {
                let path = entry.unwrap().path();
                if path.is_file() {
                    seen += 1;
                    assert!(!std::fs::read_to_string(&path).unwrap().contains("geheim"), "{path:?}");
                }
            }
        }
        assert_eq!(seen, 4, "the project and its backup, the passwords and their key");
        let kept = secrets.kept(&key, &project.connections[0].id, Secret::Password);
        assert!(!format!("{kept:?} {secrets:?} {:?}", Password::new("streng-geheim")).contains("geheim"));
    }
}
