//! Connections while the window is open: passwords, trials, and the running app's connections kept as the editor has
//! them.
//!
//! Controls, handlers and sources of a running app stay as they were at the start; how a connection is made follows
//! every change. What that needs from the disk is read on the job that does things in order.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use super::App;
use super::jobs::Done;
use super::running::Specs;
use crate::cli::Keys;
use crate::editor::state::{Said, Trial};
use crate::i18n::t;
use crate::model::connection::Connection;
use crate::model::id::ConnectionId;
use crate::model::password::{Password, Secret, Secrets as Typed};
use crate::model::place::Place;
use crate::model::project::Project;
use crate::model::run::{Refusal, RunEvent, Status};
use crate::mqtt::ConnectionSpec;
use crate::say;
use crate::session::{SessionEvent, specs};
use crate::store::secrets::Secrets;

/// What runs, as it was started.
#[derive(Debug)]
pub(super) struct Started {
    project: Arc<Project>,
    /// The editor's connections when they were last looked at.
    seen: Vec<Connection>,
    /// What each connection was last made of.
    specs: BTreeMap<ConnectionId, ConnectionSpec>,
    changed: Changed,
}

impl Started {
    pub(super) fn new(project: Arc<Project>, specs: &[ConnectionSpec], changed: Changed) -> Self {
        let seen = project.connections.clone();
        let specs = specs.iter().map(|spec| (spec.id.clone(), spec.clone())).collect();
        Self { project, seen, specs, changed }
    }
}

/// What may differ from the connections of the running app.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Changed {
    /// Nothing.
    #[default]
    Nothing,
    /// The project was edited.
    Project,
    /// A password was set, which no project shows.
    Password,
}

impl App {
    pub(super) fn set_password(&mut self, connection: ConnectionId, password: Password) {
        if password.is_empty() {
            self.shown.passwords.remove(&connection);
        } else {
            self.shown.passwords.insert(connection.clone());
        }
        self.set_secret(connection, Secret::Password, password);
    }

    /// Keeps a secret of a connection, or forgets an empty one.
    pub(super) fn set_secret(&mut self, connection: ConnectionId, secret: Secret, word: Password) {
        let (home, key) = (self.home.clone(), self.keys().key().clone());
        self.jobs.start_in_order(move || {
            let word = (!word.is_empty()).then_some(&word);
            let result = Secrets::new(&home).set(&key, (&connection, secret), word);
            result.err().map(|err| Done::Failed(err.to_string()))
        });
        self.connections_may_differ(Changed::Password);
        self.listen_anew();
    }

    pub(super) fn test(&mut self, connection: Box<Connection>, typed: Typed) {
        let keys = self.keys().trying(typed);
        self.test_with(keys, connection);
    }

    /// Tries a connection with these passwords and files.
    pub(super) fn test_with(&mut self, keys: Keys, connection: Box<Connection>) {
        self.shown.trial = Some(Trial::Running);
        self.trials += 1;
        let trial = self.trials;
        let project = Arc::clone(self.editor.project());
        self.jobs.start_in_order(move || {
            let spec = specs::spec(&project, &connection, &keys, &[]);
            Some(Done::TrialReady(trial, Box::new(spec)))
        });
    }

    /// The password and certificates of the connection that is to be tried as number `trial` are read.
    pub(super) fn trial_ready(&mut self, trial: u64, spec: Result<ConnectionSpec, Refusal>) {
        if trial != self.trials {
            return;
        }
        match spec {
            Ok(spec) => self.session.test(spec),
            Err(why) => self.shown.trial = Some(Trial::Failed(why)),
        }
    }

    /// Remembers to look at the connections of the running app once this frame's commands are done.
    pub(super) fn connections_may_differ(&mut self, changed: Changed) {
        if let Some(starting) = &mut self.starting {
            starting.changed = starting.changed.max(changed);
        }
        if let Some(started) = &mut self.started {
            started.changed = started.changed.max(changed);
        }
    }

    /// Gives the running app the connections as they are in the editor now. Done once for all commands of a frame: a
    /// dialog changes settings and password in two steps, and between them an old password would be tried again.
    pub(super) fn follow_connections(&mut self) {
        let edited = self.editor.project();
        let Some(started) = &mut self.started else { return };
        let changed = std::mem::take(&mut started.changed);
        let differs = match changed {
            Changed::Nothing => false,
            Changed::Project => started.seen != edited.connections,
            Changed::Password => true,
        };
        if !differs {
            return;
        }
        started.seen.clone_from(&edited.connections);
        let now = specs::with_connections_of(&started.project, edited);
        let (start, keys, redirects) = (self.starts, self.keys(), self.overrides.redirects.clone());
        self.jobs.start_in_order(move || {
            let specs = specs::specs(&now, &keys, &redirects);
            Some(Done::Reread(start, Box::new(specs)))
        });
    }

    /// What the changed connections need is read, for the app that was started as number `start`.
    pub(super) fn reread(&mut self, start: u64, (made, refused): Specs) {
        if start != self.starts {
            return;
        }
        // Stopped in the meantime.
        let Some(started) = &mut self.started else { return };
        // One that cannot be made stays as it was: what it has to send must not be lost over a wrong file name.
        let mut all = made;
        all.extend(refused.iter().filter_map(|(id, _)| started.specs.get(id).cloned()));
        let specs: BTreeMap<_, _> = all.into_iter().map(|spec| (spec.id.clone(), spec)).collect();
        if specs != started.specs {
            self.session.reconfigure(specs.values().cloned().collect());
        }
        let kept: Vec<_> = refused.into_iter().map(|(id, why)| (specs.contains_key(&id), id, why)).collect();
        started.specs = specs;
        for (is_kept, connection, why) in kept {
            if is_kept {
                self.settings_not_used(connection, &why);
            } else {
                self.connection_failed(connection, why);
            }
        }
    }

    pub(super) fn connection_failed(&mut self, connection: ConnectionId, why: Refusal) {
        let event = RunEvent::Status { connection, status: Status::Failed(why) };
        self.take_event(SessionEvent::Run(event), Instant::now());
    }

    fn settings_not_used(&mut self, connection: ConnectionId, why: &Refusal) {
        let sentence = t("Die alten Einstellungen gelten weiter.", "The old settings stay in effect.");
        let name = self.editor.project().connection(&connection).map(|c| c.name.clone()).unwrap_or_default();
        let said = Said::new(|lang| {
            format!("{}: {} {}", say::quoted(&name, lang), say::refusal(why, lang), sentence.get(lang))
        });
        self.log_warning(said, Place::item(connection));
    }
}
