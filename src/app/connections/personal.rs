//! The connections of the user: read, kept and given to projects on the job that does things in order.

use std::io;

use crate::app::certificates::from_any_folder;
use crate::app::hub::{AppNotice, Hub};
use crate::app::jobs::Done;
use crate::editor::personal::PersonalCommand;
use crate::model::connection::Connection;
use crate::model::password::{Secret, Secrets as Typed};
use crate::session::secrets::ProjectSecrets;
use crate::session::specs;
use crate::store::personal::Personal;
use crate::store::secrets::{BoundSecret, ProjectKey, SecretStore};
use crate::store::upkeep::{NotKept, Upkeep};

/// Reads them; other windows may have changed them.
pub(in crate::app) fn look(hub: &Hub) {
    let (personal, secrets) = (Personal::new(&hub.home), SecretStore::new(&hub.home));
    hub.jobs.start_in_order(move || Some(listed(personal.load(), &secrets)));
}

/// Carries out what was asked of them; trials are the business of `connections`.
pub(in crate::app) fn carry_out(hub: &mut Hub, command: PersonalCommand) {
    let (personal, secrets) = (Personal::new(&hub.home), SecretStore::new(&hub.home));
    let (mine, project) = (ProjectKey::personal(), hub.secrets().key().clone());
    let places = hub.secrets().of_user();
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
                let kept = keep_typed(&secrets, &places, &connection, &typed);
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
                given.err().map(|err| Done::NotKept(NotKept::new(Upkeep::Passwords, &err)))
            });
            hub.tell(AppNotice::SecretsChanged);
        }
    }
}

/// Keeps what was typed; what was not stays as it is.
fn keep_typed(
    secrets: &SecretStore,
    places: &ProjectSecrets,
    connection: &Connection,
    typed: &Typed,
) -> io::Result<()> {
    let target = specs::target_of(connection, places);
    let typed_ones = Secret::ALL.into_iter().filter(|kind| !typed.get(*kind).is_empty());
    typed_ones.into_iter().try_for_each(|kind| {
        let kept = BoundSecret::new(typed.get(kind), target.clone());
        secrets.set(places.key(), (&connection.id, kind), Some(kept))
    })
}

/// All connections of the user, and those with a password.
fn listed(result: io::Result<Vec<Connection>>, secrets: &SecretStore) -> Done {
    let mine = ProjectKey::personal();
    match result {
        Ok(all) => {
            let with = all.iter().filter(|connection| secrets.kept(&mine, &connection.id, Secret::Password).is_some());
            let with = with.map(|connection| connection.id.clone()).collect();
            Done::Personal(all, with)
        }
        Err(err) => Done::NotKept(NotKept::new(Upkeep::Connections, &err)),
    }
}
