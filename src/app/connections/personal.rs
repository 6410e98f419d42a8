//! The connections of the user: read, kept and given to projects on the job that does things in order.

use std::io;
use std::path::Path;

use crate::app::hub::{Hub, Notice};
use crate::app::jobs::Done;
use crate::editor::personal::PersonalCommand;
use crate::model::connection::{Connection, setting};
use crate::model::id::ConnectionId;
use crate::model::password::{Secret, Secrets as Typed};
use crate::model::value::Value;
use crate::store::files;
use crate::store::personal::Personal;
use crate::store::secrets::{ProjectKey, Secrets};

/// Reads them; other windows may have changed them.
pub(in crate::app) fn look(hub: &Hub) {
    let (personal, secrets) = (Personal::new(&hub.home), Secrets::new(&hub.home));
    hub.jobs.start_in_order(move || Some(listed(personal.load(), &secrets)));
}

/// Carries out what was asked of them; trials are the business of `connections`.
pub(in crate::app) fn carry_out(hub: &mut Hub, command: PersonalCommand) {
    let (personal, secrets) = (Personal::new(&hub.home), Secrets::new(&hub.home));
    let (mine, project) = (ProjectKey::personal(), hub.secrets().key().clone());
    match command {
        PersonalCommand::Keep(connection) => {
            let connection = from_any_folder(*connection, hub.editor.path.as_deref());
            hub.jobs.start_in_order(move || {
                let copied = secrets.copy_one((&project, &connection.id), (&mine, &connection.id));
                Some(listed(copied.and_then(|()| personal.keep(connection)), &secrets))
            });
        }
        PersonalCommand::Change(connection, typed) => {
            let connection = from_any_folder(*connection, hub.editor.path.as_deref());
            hub.jobs.start_in_order(move || {
                let kept = keep_typed(&secrets, &connection.id, &typed);
                Some(listed(kept.and_then(|()| personal.keep(connection)), &secrets))
            });
        }
        PersonalCommand::Duplicate(from, copy) => hub.jobs.start_in_order(move || {
            let copied = secrets.copy_one((&mine, &from), (&mine, &copy.id));
            Some(listed(copied.and_then(|()| personal.keep(*copy)), &secrets))
        }),
        PersonalCommand::Rename(id, name) => {
            hub.jobs.start_in_order(move || Some(listed(personal.rename(&id, &name), &secrets)));
        }
        PersonalCommand::Remove(id) => hub.jobs.start_in_order(move || {
            let forgotten = secrets.forget_one(&mine, &id);
            Some(listed(forgotten.and_then(|()| personal.remove(&id)), &secrets))
        }),
        PersonalCommand::GiveSecrets(from, to) => {
            hub.jobs.start_in_order(move || {
                let given = secrets.copy_one((&mine, &from), (&project, &to));
                given.err().map(|err| Done::Failed(err.to_string()))
            });
            hub.tell(Notice::SecretsChanged);
        }
    }
}

/// Keeps what was typed; what was not stays as it is.
fn keep_typed(secrets: &Secrets, id: &ConnectionId, typed: &Typed) -> io::Result<()> {
    let typed_ones = Secret::ALL.into_iter().filter(|kind| !typed.get(*kind).is_empty());
    typed_ones.into_iter().try_for_each(|kind| secrets.set(&ProjectKey::personal(), (id, kind), Some(typed.get(kind))))
}

/// All connections of the user, and those with a password.
pub(in crate::app) fn listed(result: io::Result<Vec<Connection>>, secrets: &Secrets) -> Done {
    let mine = ProjectKey::personal();
    match result {
        Ok(all) => {
            let with = all.iter().filter(|connection| secrets.kept(&mine, connection, Secret::Password).is_some());
            let with = with.map(|connection| connection.id.clone()).collect();
            Done::Personal(all, with)
        }
        Err(err) => Done::Failed(err.to_string()),
    }
}

/// A file named from the project's folder on would not be found from another project's.
pub(in crate::app) fn from_any_folder(mut connection: Connection, project_file: Option<&Path>) -> Connection {
    for key in [setting::CA_FILE, setting::CERTIFICATE_FILE, setting::KEY_FILE] {
        let Some(name) = connection.settings.get(key).and_then(Value::as_text).filter(|name| !name.is_empty()) else {
            continue;
        };
        let full = files::resolve(project_file, name);
        // A path that is not text could not be written.
        if let Some(full) = full.to_str().filter(|_| full.is_absolute()) {
            let full = Value::from(full);
            connection.settings.insert(key.to_owned(), full);
        }
    }
    connection
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_so_that_any_project_finds_them() {
        let mut connection = Connection::to_host(ConnectionId::from_random(1), "Halle", "h", 8883);
        connection.settings.insert(setting::CA_FILE.to_owned(), Value::from("certs/ca.pem"));
        connection.settings.insert(setting::KEY_FILE.to_owned(), Value::from(""));
        let folder = tempfile::tempdir().unwrap();
        let moved = from_any_folder(connection.clone(), Some(&folder.path().join("halle.ron")));
        let full = folder.path().join("certs/ca.pem");
        assert_eq!(moved.settings.get(setting::CA_FILE).and_then(Value::as_text), full.to_str());
        assert_eq!(moved.settings.get(setting::KEY_FILE), connection.settings.get(setting::KEY_FILE));
        // Without a file of its own, a project has no folder that a name could start from.
        assert_eq!(from_any_folder(connection.clone(), None), connection);
    }
}
