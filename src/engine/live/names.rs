//! Names that things had: a handler that runs goes on with the names that it was begun with, also when somebody has given
//! them others meanwhile.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Data, Live};
use crate::model::id::{ControlId, FunctionId, ScreenId, TimerId};
use crate::model::item::Item;
use crate::model::project::Project;

/// Where a name is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum NameSpace {
    Data,
    Screens,
    Controls(ScreenId),
    Timers,
    Functions,
}

/// The names that things had, in lower case.
#[derive(Debug, Default)]
pub(super) struct FormerNames(BTreeMap<(NameSpace, String), Item>);

impl FormerNames {
    /// Takes in what is called otherwise from now on.
    pub(super) fn remember(&mut self, before: &Project, now: &Project) {
        let mut add = |space: NameSpace, item: Item, old: &str, new: Option<&str>| {
            if new.is_some_and(|new| new != old) {
                self.0.insert((space, old.to_lowercase()), item);
            }
        };
        for old in &before.variables {
            add(NameSpace::Data, old.id.into(), &old.ident, now.variable(old.id).map(|new| new.ident.as_str()));
        }
        for old in &before.sources {
            add(NameSpace::Data, old.id.into(), &old.ident, now.source(old.id).map(|new| new.ident.as_str()));
        }
        for old in &before.timers {
            add(NameSpace::Timers, old.id.into(), &old.ident, now.timer(old.id).map(|new| new.ident.as_str()));
        }
        for old in &before.functions {
            add(NameSpace::Functions, old.id.into(), &old.ident, now.function(old.id).map(|new| new.ident.as_str()));
        }
        for old in &before.screens {
            if now.screens.iter().any(|screen| Arc::ptr_eq(screen, old)) {
                continue;
            }
            add(NameSpace::Screens, old.id.into(), &old.name, now.screen(old.id).map(|new| new.name.as_str()));
            for control in &old.controls {
                let new = now.control(control.id).map(|new| new.name.as_str());
                add(NameSpace::Controls(old.id), control.id.into(), &control.name, new);
            }
        }
    }

    fn find(&self, space: NameSpace, name: &str) -> Option<&Item> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&(space, name.to_lowercase()))
    }
}

/// What a name means: of what there is, the exact one, else in any case; else what had that name when what runs began.
impl Live {
    /// Nothing runs that has begun with other names.
    pub(in crate::engine) fn forget_names(&mut self) {
        self.former.0.clear();
    }

    /// `data.<name>`
    pub(in crate::engine) fn data_named(&self, name: &str) -> Option<Data> {
        let former = || self.former.find(NameSpace::Data, name).cloned();
        match self.project.data_named(name).or_else(former)? {
            Item::Variable(id) => Some(Data::Variable(id)),
            Item::Source(id) => Some(Data::Source(id)),
            _ => None,
        }
    }

    /// `screens['name']`
    pub(in crate::engine) fn screen_named(&self, name: &str) -> Option<ScreenId> {
        let former = || self.former.find(NameSpace::Screens, name)?.screen();
        self.project.screens.named(name).map(|screen| screen.id).or_else(former)
    }

    /// A control of a screen.
    pub(in crate::engine) fn control_named(&self, screen: ScreenId, name: &str) -> Option<ControlId> {
        let former = || self.former.find(NameSpace::Controls(screen), name)?.control();
        let now = self.project.screen(screen).and_then(|screen| screen.controls.named(name));
        now.map(|control| control.id).or_else(former)
    }

    /// `timers.<name>`
    pub(in crate::engine) fn timer_named(&self, name: &str) -> Option<TimerId> {
        let former = || self.former.find(NameSpace::Timers, name)?.timer();
        self.project.timers.named(name).map(|timer| timer.id).or_else(former)
    }

    /// `functions.<name>`
    pub(in crate::engine) fn function_named(&self, name: &str) -> Option<FunctionId> {
        let former = || self.former.find(NameSpace::Functions, name)?.function();
        self.project.functions.named(name).map(|function| function.id).or_else(former)
    }
}
