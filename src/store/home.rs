//! The one folder for everything that is not a project: settings, passwords, the broker's store, the log.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use super::disk;

/// Names the folder where it shall not be the platform's.
pub const VARIABLE: &str = "STECKBRETT_HOME";

/// `off` leaves the keyring of the system alone.
pub const KEYRING_VARIABLE: &str = "STECKBRETT_KEYRING";

/// The folder for the state of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    folder: PathBuf,
    /// Whether the keyring of the system may be asked.
    keyring: bool,
}

impl Home {
    /// The folder that `STECKBRETT_HOME` names, else the platform's.
    pub fn from_env() -> Self {
        let keyring = std::env::var_os(KEYRING_VARIABLE).is_none_or(|value| value != "off");
        Self { keyring, ..Self::from_variable(std::env::var_os(VARIABLE)) }
    }

    fn from_variable(variable: Option<OsString>) -> Self {
        let platform = || {
            directories::ProjectDirs::from("", "", "steckbrett").map_or_else(
                // A user without a home folder still gets a working program.
                || std::env::temp_dir().join("steckbrett"),
                |dirs| dirs.data_local_dir().to_owned(),
            )
        };
        let folder = variable.filter(|folder| !folder.is_empty()).map_or_else(platform, PathBuf::from);
        Self::at(&folder)
    }

    /// This folder, without the keyring of the system; it need not exist.
    pub fn at(folder: &Path) -> Self {
        let folder = std::path::absolute(folder).unwrap_or_else(|_no_current_folder| folder.to_owned());
        Self { folder, keyring: false }
    }

    /// Whether the keyring of the system may be asked.
    pub(super) fn uses_keyring(&self) -> bool {
        self.keyring
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes the folder where it does not exist; only this user can look into it.
    ///
    /// # Errors
    /// Those of the system.
    pub fn create(&self) -> io::Result<()> {
        disk::make_private_folder(&self.folder)
    }

    /// The user's own folders: home, and where their documents are; each only where there is one.
    pub fn of_the_user() -> (Option<PathBuf>, Option<PathBuf>) {
        let Some(dirs) = directories::UserDirs::new() else { return (None, None) };
        let there = |folder: &Path| folder.is_dir().then(|| folder.to_owned());
        (there(dirs.home_dir()), dirs.document_dir().and_then(there))
    }

    /// The settings.
    pub fn settings_file(&self) -> PathBuf {
        self.folder.join("settings.ron")
    }

    /// The personal connections.
    pub fn connections_file(&self) -> PathBuf {
        self.folder.join("connections.ron")
    }

    /// The passwords.
    pub fn secrets_file(&self) -> PathBuf {
        self.folder.join("secrets.ron")
    }

    /// The keys whose signatures count.
    pub fn signers_file(&self) -> PathBuf {
        self.folder.join("signers.ron")
    }

    /// The key of the passwords, where it cannot lie elsewhere.
    pub fn key_file(&self) -> PathBuf {
        self.folder.join("secrets.key")
    }

    /// The projects that this user has trusted or made.
    pub fn projects_file(&self) -> PathBuf {
        self.folder.join("projects.ron")
    }

    /// The folder of the local broker: its stored messages and its port file.
    pub fn broker_folder(&self) -> PathBuf {
        self.folder.join("broker")
    }

    /// Messages that wait to be sent, by project.
    pub fn outbox_folder(&self) -> PathBuf {
        self.folder.join("outbox")
    }

    /// Values that variables keep, a file for each project.
    pub fn values_folder(&self) -> PathBuf {
        self.folder.join("values")
    }

    /// Work that is not saved yet, a file for each window.
    pub fn recovery_folder(&self) -> PathBuf {
        self.folder.join("recovery")
    }

    /// The states that projects had, a folder for each.
    pub fn history_folder(&self) -> PathBuf {
        self.folder.join("history")
    }

    /// Left behind by a program that has ended by a fault of its own.
    pub fn crash_file(&self) -> PathBuf {
        self.folder.join("crash")
    }

    /// What the program does.
    pub fn log_file(&self) -> PathBuf {
        self.folder.join("steckbrett.log")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_names_the_folder_of_all_files() {
        let home = Home::from_variable(Some("/tmp/x".into()));
        assert_eq!(home.folder(), Path::new("/tmp/x"));
        for file in [home.settings_file(), home.secrets_file(), home.broker_folder(), home.log_file()] {
            assert!(file.starts_with("/tmp/x"), "{file:?}");
        }
    }

    #[test]
    fn without_the_variable_the_folder_is_absolute_and_ours() {
        for variable in [None, Some(OsString::new())] {
            let home = Home::from_variable(variable);
            assert!(home.folder().is_absolute());
            assert!(home.folder().ends_with("steckbrett"), "{:?}", home.folder());
        }
    }
}
