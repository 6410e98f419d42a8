//! What runs, and how its connections follow those of the editor.
//!
//! Controls, handlers and sources of a running app follow the editor a moment later; how a connection is made follows
//! every change at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::ConnectionSpecs;
use crate::app::hub::Hub;
use crate::editor::sentence::Sentence;
use crate::i18n::t;
use crate::language::lower::{self, Chunk};
use crate::model::connection::Connection;
use crate::model::handler::HandlerRef;
use crate::model::id::ConnectionId;
use crate::model::place::Place;
use crate::model::project::Project;
use crate::model::run::{Level, Refusal};
use crate::mqtt::ConnectionSpec;
use crate::say;
use crate::session::specs;

/// What may differ from the connections of the running app.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Changed {
    /// Nothing.
    #[default]
    Nothing,
    /// The project was edited.
    Project,
    /// The app uses other connections than before.
    Used,
    /// A secret was set, which no project shows.
    Secrets,
}

/// What runs.
#[derive(Debug)]
pub(super) struct Started {
    project: Arc<Project>,
    /// The connections that it uses.
    used: BTreeSet<ConnectionId>,
    /// The editor's connections when they were last looked at.
    seen: Vec<Connection>,
    /// What each connection was last made of.
    specs: BTreeMap<ConnectionId, ConnectionSpec>,
    changed: Changed,
    /// The handler whose blocks tell what they give.
    watched: Option<HandlerRef>,
}

/// What the connections are to be made of now.
pub(super) struct Reread {
    /// All of them, where one differs.
    pub(super) specs: Option<Vec<ConnectionSpec>>,
    /// Those that cannot be made, why, and whether the old settings stay in effect.
    pub(super) refused: Vec<(ConnectionId, Refusal, bool)>,
}

impl Started {
    pub(super) fn new(project: Arc<Project>, specs: &[ConnectionSpec], changed: Changed) -> Self {
        let seen = project.connections.clone();
        let specs = specs.iter().map(|spec| (spec.id.clone(), spec.clone())).collect();
        let used = specs::used_connections(&project);
        Self { project, used, seen, specs, changed, watched: None }
    }

    /// The app becomes this project; whether it is another one. It may use other connections then.
    pub(super) fn becomes(&mut self, project: &Arc<Project>) -> bool {
        if Arc::ptr_eq(&self.project, project) {
            return false;
        }
        self.project = Arc::clone(project);
        let used = specs::used_connections(project);
        if std::mem::replace(&mut self.used, used.clone()) != used {
            self.may_differ(Changed::Used);
        }
        true
    }

    /// Somebody looks at the blocks of this handler now; whether at others than before.
    pub(super) fn looks_at(&mut self, handler: Option<&HandlerRef>) -> bool {
        let is_new = self.watched.as_ref() != handler;
        if is_new {
            self.watched = handler.cloned();
        }
        is_new
    }

    /// Whether somebody looks at blocks.
    pub(super) fn looks(&self) -> bool {
        self.watched.is_some()
    }

    /// These blocks as they are to run.
    pub(super) fn watched(&self) -> Option<Chunk> {
        lower::watched(&self.project, self.watched.as_ref()?)
    }

    pub(super) fn may_differ(&mut self, changed: Changed) {
        self.changed = self.changed.max(changed);
    }

    /// The project that runs with the connections as they were edited, where these may differ.
    pub(super) fn differing(&mut self, edited: &Project) -> Option<Project> {
        let differs = match std::mem::take(&mut self.changed) {
            Changed::Nothing => false,
            Changed::Project => self.seen != edited.connections,
            Changed::Used | Changed::Secrets => true,
        };
        differs.then(|| {
            self.seen.clone_from(&edited.connections);
            specs::with_connections_of(&self.project, edited)
        })
    }

    /// Takes in what the changed connections need. One that cannot be made stays as it was: what it has to send must
    /// not be lost over a wrong file name.
    pub(super) fn reread(&mut self, (made, refused): ConnectionSpecs) -> Reread {
        let mut all = made;
        all.extend(refused.iter().filter_map(|(id, _)| self.specs.get(id).cloned()));
        let specs: BTreeMap<_, _> = all.into_iter().map(|spec| (spec.id.clone(), spec)).collect();
        let refused = refused.into_iter().map(|(id, why)| {
            let is_kept = specs.contains_key(&id);
            (id, why, is_kept)
        });
        let refused = refused.collect();
        let differ = specs != self.specs;
        self.specs = specs;
        Reread { specs: differ.then(|| self.specs.values().cloned().collect()), refused }
    }
}

/// Tells that new settings cannot be used.
pub(super) fn log_not_used(hub: &mut Hub, connection: ConnectionId, why: &Refusal) {
    let sentence = t("Die alten Einstellungen gelten weiter.", "The old settings stay in effect.");
    let name = hub.connection_name(&connection);
    let said = Sentence::new(|lang| {
        format!("{}: {} {}", say::quoted(&name, lang), say::refusal(why, lang), sentence.get(lang))
    });
    hub.log(Level::Warning, said, Place::item(connection));
}
