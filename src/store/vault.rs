//! Locks the file of the passwords, and knows where its key lies: with the service manager, in the keyring of the system,
//! or, where there is neither, in a file beside it.
//!
//! The file is one line, `steckbrett-secrets 1 <place of the key>`, and an age file (see `age`) whose passphrase is the
//! key, 32 random bytes. One key and not one entry for each password lies in the keyring: some hold no private keys, and
//! two windows could not change two entries at once. A key that cannot be had is an error and never a reason to begin
//! anew. What is read from the keyring is kept until the program ends; asking waits for whoever has to unlock it, so it
//! happens on a thread of its own, and not for ever.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use ring::rand::{SecureRandom as _, SystemRandom};

use super::home::Home;
use super::{age, disk};
use crate::model::password::{KeyPlace, Password};
use crate::model::payload::base64_text;

const MARK: &str = "steckbrett-secrets 1 ";
/// The key is random, so nobody gains anything by making each guess slow.
const WORK: u8 = 1;
/// What the service manager calls the key, below the folder that this variable names (systemd: `LoadCredential=`).
const CREDENTIAL: &str = "steckbrett.key";
const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";
const SERVICE: &str = "steckbrett";
/// How long the keyring may take: somebody may have to type its password.
const LONGEST: Duration = Duration::from_mins(1);

/// What the keyring has said, by home.
static ASKED: Mutex<BTreeMap<PathBuf, Option<Password>>> = Mutex::new(BTreeMap::new());

/// The lock of the file of passwords.
#[derive(Clone, Debug)]
pub(super) struct Vault {
    home: Home,
    /// Where the service manager has put the key.
    credential: Option<PathBuf>,
}

impl Vault {
    pub(super) fn new(home: &Home) -> Self {
        let folder = std::env::var_os(CREDENTIALS).map(PathBuf::from);
        let credential = folder.map(|folder| folder.join(CREDENTIAL)).filter(|file| file.is_file());
        Self { home: home.clone(), credential }
    }

    /// Whether a file is locked by us.
    pub(super) fn is_locked(content: &[u8]) -> bool {
        content.starts_with(MARK.as_bytes())
    }

    /// Where the key of a file lies.
    pub(super) fn place_of(content: &[u8]) -> Option<KeyPlace> {
        let line = content.split(|byte| *byte == b'\n').next()?.strip_prefix(MARK.as_bytes())?;
        PLACES.into_iter().find(|place| name(*place).as_bytes() == line.trim_ascii())
    }

    /// Unlocks a file.
    ///
    /// # Errors
    /// [`io::ErrorKind::PermissionDenied`] where the key cannot be had, [`io::ErrorKind::InvalidData`] where it does not
    /// fit or the file was changed.
    pub(super) fn unlock(&self, content: &[u8]) -> io::Result<Vec<u8>> {
        let damaged = || io::Error::new(io::ErrorKind::InvalidData, "the file of the passwords is damaged");
        let place = Self::place_of(content).ok_or_else(damaged)?;
        let line = content.iter().position(|byte| *byte == b'\n').ok_or_else(damaged)?;
        let key = self.key(place, false)?.ok_or_else(|| no_key(place))?;
        age::open(content.get(line + 1..).unwrap_or_default(), &key).map_err(|_any| damaged())
    }

    /// Locks a text. The key stays where it is for a file that is there already, unless it can lie better.
    ///
    /// # Errors
    /// Those of the system.
    pub(super) fn lock(&self, plain: &[u8]) -> io::Result<(KeyPlace, String)> {
        for place in PLACES {
            let Some(key) = self.key(place, true)? else { continue };
            let sealed = age::seal(plain, &key, WORK).map_err(|err| io::Error::other(format!("{err:?}")))?;
            return Ok((place, format!("{MARK}{}\n{sealed}", name(place))));
        }
        Err(no_key(KeyPlace::File))
    }

    /// Where the key of the next file will lie.
    pub(super) fn best_place(&self) -> KeyPlace {
        let usable =
            |place: &KeyPlace| *place == KeyPlace::File || self.key(*place, true).is_ok_and(|key| key.is_some());
        PLACES.into_iter().find(usable).unwrap_or(KeyPlace::File)
    }

    /// The key at this place; `None` where that is none, or nothing is there and none shall be made.
    fn key(&self, place: KeyPlace, make: bool) -> io::Result<Option<Password>> {
        match place {
            KeyPlace::Credential => match &self.credential {
                Some(file) => key_in(&std::fs::read(file)?).map(Some),
                None => Ok(None),
            },
            KeyPlace::Keyring => Ok(if self.home.uses_keyring() { self.key_in_keyring(make) } else { None }),
            KeyPlace::File => self.key_beside(make),
        }
    }

    fn key_beside(&self, make: bool) -> io::Result<Option<Password>> {
        let file = self.home.key_file();
        match disk::read_if_there(&file)? {
            Some(content) => key_in(&content).map(Some),
            None if make => {
                let key = random_key()?;
                self.home.create()?;
                // Another window may have made one in the meantime; the first one counts.
                match disk::create_private(&file, key.reveal().as_bytes()) {
                    Err(err) if err.kind() == io::ErrorKind::AlreadyExists => self.key_beside(false),
                    made => made.map(|()| Some(key)),
                }
            }
            None => Ok(None),
        }
    }

    /// A keyring that is not there, locked, or does not answer is like none.
    fn key_in_keyring(&self, make: bool) -> Option<Password> {
        let folder = self.home.folder().to_owned();
        let mut asked = ASKED.lock().unwrap_or_else(PoisonError::into_inner);
        // Once it has refused, it is not asked again for each password.
        if let Some(known) = asked.get(&folder) {
            return known.clone();
        }
        let account = folder.to_string_lossy().into_owned();
        let (answer, answered) = sync_channel(1);
        let asking = std::thread::Builder::new().name("job-keyring".to_owned()).spawn(move || {
            // Nobody listens any more where it took too long.
            let _late = answer.send(ask_keyring(&account, make).map_err(|err| err.to_string()));
        });
        let said = asking.map_err(|err| err.to_string()).and_then(|_thread| {
            answered.recv_timeout(LONGEST).unwrap_or_else(|_late| Err("it does not answer".to_owned()))
        });
        let key = said.unwrap_or_else(|what| {
            tracing::info!("the keyring cannot be used: {what}");
            asked.insert(folder.clone(), None);
            None
        });
        if key.is_some() {
            asked.insert(folder, key.clone());
        }
        key
    }

    /// The key lies elsewhere now, so the one beside the passwords goes.
    pub(super) fn forget_file_key(&self) {
        let file = self.home.key_file();
        if let Err(err) = std::fs::remove_file(&file)
            && err.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!("the old key cannot be removed: {err}: {file:?}");
        }
    }
}

/// The best first.
const PLACES: [KeyPlace; 3] = [KeyPlace::Credential, KeyPlace::Keyring, KeyPlace::File];

fn name(place: KeyPlace) -> &'static str {
    match place {
        KeyPlace::Credential => "credential",
        KeyPlace::Keyring => "keyring",
        KeyPlace::File => "file",
    }
}

fn no_key(place: KeyPlace) -> io::Error {
    let what = match place {
        KeyPlace::Credential => "the key of the passwords is not handed over by the service manager",
        KeyPlace::Keyring => "the keyring, where the key of the passwords lies, is locked or not running",
        KeyPlace::File => "the key of the passwords is gone",
    };
    io::Error::new(io::ErrorKind::PermissionDenied, what)
}

fn ask_keyring(account: &str, make: bool) -> Result<Option<Password>, keyring::Error> {
    let entry = keyring::Entry::new(SERVICE, account)?;
    match entry.get_password() {
        Ok(key) => Ok(Some(Password::new(&key))),
        Err(keyring::Error::NoEntry) if make => {
            let key = random_key().map_err(|err| keyring::Error::PlatformFailure(Box::new(err)))?;
            entry.set_password(key.reveal())?;
            // What another window has put there at the same time counts for both.
            entry.get_password().map(|key| Some(Password::new(&key)))
        }
        Err(keyring::Error::NoEntry) => Ok(None),
        Err(err) => Err(err),
    }
}

fn random_key() -> io::Result<Password> {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).map_err(|_unspecified| io::Error::other("the system gives no randomness"))?;
    Ok(Password::new(&base64_text(&bytes)))
}

fn key_in(content: &[u8]) -> io::Result<Password> {
    match std::str::from_utf8(content).map(str::trim) {
        Ok(key) if key.len() >= 16 => Ok(Password::new(key)),
        Ok(_) | Err(_) => Err(io::Error::new(io::ErrorKind::InvalidData, "the key of the passwords is damaged")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault() -> (tempfile::TempDir, Vault) {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault { home: Home::at(&folder.path().join("home")), credential: None };
        (folder, vault)
    }

    #[test]
    fn what_was_locked_is_unlocked_by_the_same_key_only() {
        let (_folder, vault) = vault();
        let (place, locked) = vault.lock(b"geheim").unwrap();
        assert_eq!((place, Vault::place_of(locked.as_bytes())), (KeyPlace::File, Some(KeyPlace::File)));
        assert!(Vault::is_locked(locked.as_bytes()) && !locked.contains("geheim"));
        assert_eq!(vault.unlock(locked.as_bytes()).unwrap(), b"geheim");
        std::fs::write(vault.home.key_file(), "another key that is long enough").unwrap();
        assert_eq!(vault.unlock(locked.as_bytes()).unwrap_err().kind(), io::ErrorKind::InvalidData);
        std::fs::remove_file(vault.home.key_file()).unwrap();
        assert_eq!(vault.unlock(locked.as_bytes()).unwrap_err().kind(), io::ErrorKind::PermissionDenied);
        assert!(!vault.home.key_file().exists(), "to read makes no key");
    }

    #[test]
    fn the_service_managers_key_comes_first() {
        let (folder, mut vault) = vault();
        let file = folder.path().join(CREDENTIAL);
        std::fs::write(&file, "a key of the service manager\n").unwrap();
        vault.credential = Some(file);
        let (place, locked) = vault.lock(b"geheim").unwrap();
        assert_eq!(place, KeyPlace::Credential);
        assert!(!vault.home.key_file().exists());
        assert_eq!(vault.unlock(locked.as_bytes()).unwrap(), b"geheim");
        vault.credential = None;
        assert_eq!(vault.unlock(locked.as_bytes()).unwrap_err().kind(), io::ErrorKind::PermissionDenied);
    }
}
