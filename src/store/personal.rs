//! The connections of the user, for all projects: `connections.ron` beside the settings.
//!
//! The file is RON, `(format: 2, connections: [(id: "…", name: "…", settings: {…})])`, each connection as in a project file.
//! Fields that this version does not know are ignored. Secrets are never in it: they are in the store of secrets under
//! [`ProjectKey::personal`](super::secrets::ProjectKey::personal). No project refers to this file; taking a connection
//! into a project copies it.
//!
//! Taking one over is an edit that adds a copy, with the same id where that is free, and an effect that copies its secrets.
//! So a project stays self-contained, and undo takes the copy away again. They are tried and edited in place, with their
//! own secrets.

use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::home::Home;
use super::{disk, text};
use crate::model::connection::Connection;
use crate::model::id::ConnectionId;

/// What is written.
const FORMAT: u32 = 2;

/// What stands in the file.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct PersonalContent {
    /// Not there in the first files, in which a connection kept its messages unless it said otherwise.
    format: u32,
    connections: Vec<Connection>,
}

/// The file of the personal connections. It is read anew for each change, since other windows may change it.
#[derive(Clone, Debug)]
pub struct Personal {
    home: Home,
    file: PathBuf,
}

impl Personal {
    /// The personal connections in this home.
    pub fn new(home: &Home) -> Self {
        Self { home: home.clone(), file: home.connections_file() }
    }

    /// All of them. A file that cannot be understood is put aside as `.bad`, and there are none.
    ///
    /// # Errors
    /// Those of the system.
    pub fn load(&self) -> io::Result<Vec<Connection>> {
        let Some(content) = disk::read_if_there(&self.file)? else { return Ok(Vec::new()) };
        let content = text::options().from_bytes::<PersonalContent>(&content).unwrap_or_else(|err| {
            tracing::warn!("personal connections cannot be understood: {err}: {:?}", self.file);
            disk::put_aside(&self.file);
            PersonalContent::default()
        });
        let mut all = content.connections;
        if content.format < FORMAT {
            all.iter_mut().for_each(Connection::buffer_unless_said);
        }
        Ok(all)
    }

    /// Keeps a connection, in place of the one with the same id. Comes back with all of them.
    ///
    /// # Errors
    /// Those of the system; then nothing has changed.
    pub fn keep(&self, connection: Connection) -> io::Result<Vec<Connection>> {
        self.change(|all| match all.iter_mut().find(|old| old.id == connection.id) {
            Some(old) => *old = connection,
            None => all.push(connection),
        })
    }

    /// Gives a connection another name. Comes back with all of them.
    ///
    /// # Errors
    /// Those of the system; then nothing has changed.
    pub fn rename(&self, id: &ConnectionId, name: &str) -> io::Result<Vec<Connection>> {
        self.change(|all| {
            if let Some(connection) = all.iter_mut().find(|connection| connection.id == *id) {
                name.clone_into(&mut connection.name);
            }
        })
    }

    /// Removes a connection. Comes back with all others.
    ///
    /// # Errors
    /// Those of the system; then nothing has changed.
    pub fn remove(&self, id: &ConnectionId) -> io::Result<Vec<Connection>> {
        self.change(|all| all.retain(|connection| connection.id != *id))
    }

    /// A file that cannot be read is an error: taken for an empty one, the change would throw all of it away.
    fn change(&self, change: impl FnOnce(&mut Vec<Connection>)) -> io::Result<Vec<Connection>> {
        let mut content = PersonalContent { format: FORMAT, connections: self.load()? };
        change(&mut content.connections);
        let text = text::options().to_string_pretty(&content, text::pretty()).map_err(io::Error::other)?;
        self.home.create()?;
        disk::write(&self.file, text.as_bytes(), disk::Access::Private)?;
        Ok(content.connections)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::connection::OfflineRule;
    use crate::model::password::{Password, Secret};
    use crate::store::secrets::{BoundSecret, ProjectKey, SecretStore};

    fn personal() -> (tempfile::TempDir, Personal) {
        let folder = tempfile::tempdir().unwrap();
        let personal = Personal::new(&Home::at(&folder.path().join("home")));
        (folder, personal)
    }

    fn connection(number: u64, name: &str) -> Connection {
        Connection::to_host(ConnectionId::from_random(number), name, "broker.example", 8883)
    }

    #[test]
    fn connections_survive_the_file_and_are_replaced_renamed_and_removed() {
        let (_folder, personal) = personal();
        assert_eq!(personal.load().unwrap(), []);
        let (one, two) = (connection(1, "Halle 1"), connection(2, "Halle \"2\""));
        personal.keep(one.clone()).unwrap();
        assert_eq!(personal.keep(two.clone()).unwrap(), [one.clone(), two.clone()]);
        assert_eq!(personal.load().unwrap(), [one.clone(), two.clone()]);
        let newer = Connection { settings: connection(9, "").settings, name: "Halle neu".to_owned(), ..one.clone() };
        assert_eq!(personal.keep(newer.clone()).unwrap(), [newer, two.clone()]);
        assert_eq!(personal.rename(&one.id, "Werk").unwrap()[0].name, "Werk");
        assert_eq!(personal.remove(&one.id).unwrap(), std::slice::from_ref(&two));
        assert_eq!(personal.load().unwrap(), [two]);
    }

    #[test]
    fn connections_of_the_first_files_keep_their_messages_while_offline() {
        let (_folder, personal) = personal();
        personal.home.create().unwrap();
        std::fs::write(&personal.file, "(connections: [(id: \"a\", name: \"Halle\")])").unwrap();
        let rules = |all: Vec<Connection>| all.iter().map(|one| one.mqtt().unwrap().offline).collect::<Vec<_>>();
        assert_eq!(rules(personal.load().unwrap()), [OfflineRule::Buffer]);
        let both = personal.keep(connection(2, "Neu")).unwrap();
        assert_eq!(rules(both), [OfflineRule::Buffer, OfflineRule::Brief]);
        assert_eq!(rules(personal.load().unwrap()), [OfflineRule::Buffer, OfflineRule::Brief]);
    }

    #[test]
    fn a_broken_file_is_kept_and_unknown_fields_do_no_harm() {
        let (_folder, personal) = personal();
        personal.home.create().unwrap();
        std::fs::write(&personal.file, "(connections: [").unwrap();
        let one = connection(1, "Halle 1");
        assert_eq!(personal.keep(one.clone()).unwrap(), [one]);
        let bad = disk::with_suffix(&personal.file, ".bad");
        assert_eq!(std::fs::read_to_string(bad).unwrap(), "(connections: [");
        std::fs::write(&personal.file, "(future: {\"x\": 1}, connections: [])").unwrap();
        assert_eq!(personal.load().unwrap(), []);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_not_overwritten() {
        let (_folder, personal) = personal();
        std::fs::create_dir_all(&personal.file).unwrap();
        assert!(personal.keep(connection(1, "Halle 1")).is_err());
        assert!(personal.file.is_dir());
    }

    #[test]
    fn secrets_go_along_to_the_person_and_into_another_project_but_never_into_the_file() {
        let (_folder, personal) = personal();
        let secrets = SecretStore::new(&personal.home);
        let (mine, other) = (ProjectKey::of("eins"), ProjectKey::of("zwei"));
        let (one, new) = (connection(1, "Nur für diesen Test 8"), connection(2, "Nur für diesen Test 9"));
        for kind in [Secret::Password, Secret::Key] {
            let kept = BoundSecret::new(&Password::new(&format!("geheim {kind:?}")), None);
            secrets.set(&mine, (&one.id, kind), Some(kept)).unwrap();
        }
        personal.keep(one.clone()).unwrap();
        secrets.copy_one((&mine, &one.id), (&ProjectKey::personal(), &one.id)).unwrap();
        secrets.copy_one((&ProjectKey::personal(), &one.id), (&other, &new.id)).unwrap();
        let kept =
            Secret::ALL.map(|kind| secrets.kept(&other, &new.id, kind).map(|kept| kept.word().reveal().to_owned()));
        assert_eq!(kept, [Some("geheim Password".to_owned()), None, Some("geheim Key".to_owned())]);
        assert!(!std::fs::read_to_string(&personal.file).unwrap().contains("geheim"));
        secrets.forget_one(&ProjectKey::personal(), &one.id).unwrap();
        assert_eq!(secrets.kept(&ProjectKey::personal(), &one.id, Secret::Password), None);
        assert!(secrets.kept(&other, &new.id, Secret::Password).is_some());
    }
}
