//! What the Lua and the problems of a handler depend on besides the handler itself, as a number for each thing.
//!
//! Two projects in which a thing has the same stamp lower whatever refers to it alike. A property test compares this
//! with lowering everything anew.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher as _};

use crate::model::connection::Keyed as _;
use crate::model::handler::{Handler, HandlerRef};
use crate::model::item::Item;
use crate::model::project::Project;

/// What a handler refers to.
#[derive(Debug)]
pub(super) enum Refers {
    /// These things, and to its owner.
    To(Vec<Item>),
    /// Names, which may mean anything.
    ToNames,
}

impl Refers {
    pub(super) fn of(at: &HandlerRef, handler: &Handler) -> Self {
        match handler {
            // Scripts of blocks refer by names too.
            Handler::Blocks(graph) if graph.scripts().next().is_some() => Self::ToNames,
            Handler::Blocks(graph) => {
                let mut items: Vec<Item> = graph.items().map(|(_, item)| item).collect();
                items.push(at.owner.clone());
                items.sort_unstable();
                items.dedup();
                Self::To(items)
            }
            Handler::Lua(_) => Self::ToNames,
        }
    }
}

/// The stamps of everything in a project.
#[derive(Debug, Default)]
pub(super) struct Stamps {
    of: HashMap<Item, u64>,
    all: DefaultHasher,
    /// What any handler depends on: the hosts that the project may ask, its sounds, and its only connection, which fixes choose.
    common: u64,
}

impl Stamps {
    pub(super) fn of(project: &Project) -> Self {
        let mut out = Self::default();
        let mut common = DefaultHasher::new();
        let only = if let [only] = &project.connections[..] { Some(&only.id) } else { None };
        (&project.web, only, project.sounds.keys().collect::<Vec<_>>()).hash(&mut common);
        out.common = common.finish();
        out.common.hash(&mut out.all);
        for connection in &project.connections {
            out.add(connection.id.clone(), &(connection.def().key, connection.version().map(|version| version.key())));
        }
        for source in &project.sources {
            let columns: Vec<_> = source.columns().iter().map(|column| (column.id, column.title, column.ty)).collect();
            out.add(source.id, &(&source.ident, columns));
        }
        for variable in &project.variables {
            out.add(variable.id, &(&variable.ident, variable.ty));
        }
        for timer in &project.timers {
            out.add(timer.id, &timer.ident);
        }
        for function in &project.functions {
            let parameters: Vec<_> =
                function.parameters.iter().map(|parameter| (parameter.id, &parameter.name, parameter.ty)).collect();
            out.add(function.id, &(&function.ident, parameters, function.gives));
        }
        for screen in &project.screens {
            out.add(screen.id, &screen.name);
            for control in &screen.controls {
                // A screen is looked through to its controls.
                let keys: Vec<_> = control.properties.keys().collect();
                out.add(control.id, &(&screen.name, &control.name, &control.kind, keys));
            }
        }
        out
    }

    fn add(&mut self, item: impl Into<Item>, what: &impl Hash) {
        let item = item.into();
        let mut hasher = DefaultHasher::new();
        what.hash(&mut hasher);
        let stamp = hasher.finish();
        (&item, stamp).hash(&mut self.all);
        self.of.insert(item, stamp);
    }

    /// The stamp of what a handler refers to.
    pub(super) fn stamp(&self, refers: &Refers) -> u64 {
        match refers {
            Refers::To(items) => {
                let mut hasher = DefaultHasher::new();
                self.common.hash(&mut hasher);
                for item in items {
                    self.of.get(item).hash(&mut hasher);
                }
                hasher.finish()
            }
            Refers::ToNames => self.all.finish(),
        }
    }
}
