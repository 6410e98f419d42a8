//! Instances of components have come or gone: what stays keeps its values.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use super::bound::BoundProperties;
use super::{Live, Received};
use crate::model::control::Control;
use crate::model::id::ControlId;
use crate::model::project::Project;
use crate::model::run::RunEvent;
use crate::model::source::table::Table;

impl Live {
    /// The app is this project from now on; what follows from that.
    pub(in crate::engine) fn become_other(&mut self, project: &Arc<Project>) -> Vec<RunEvent> {
        let before = std::mem::replace(&mut self.project, Arc::clone(project));
        self.sources.retain(|id, _| project.source(*id).is_some());
        for source in &project.sources {
            let new = || Received { table: Table::new(source), enabled: source.enabled() };
            self.sources.entry(source.id).or_insert_with(new);
        }
        let is_there = |id: &ControlId| project.control(*id).is_some();
        self.properties.retain(|(id, _), _| is_there(id));
        self.ruled.retain(|id, _| is_there(id));
        self.wishes.keep(is_there);
        let other = others(&before, project);
        let bound = BoundProperties::new(project, self.locale);
        let old = std::mem::replace(&mut self.bound, bound);
        let open = self.bound.take_over(old, &other);
        let mut events = self.settle(VecDeque::from(open));
        for control in other.iter().filter(|id| project.control(**id).is_some_and(|it| !it.rules.is_empty())) {
            let looks = self.look_again(*control);
            events.extend(self.settle_after(looks));
        }
        events.extend(self.cover_new());
        events
    }

    /// The bound properties that get out of date without messages, and after what time from now.
    pub(in crate::engine) fn watched_on(&self) -> Vec<(usize, Duration)> {
        self.bound.watched_on()
    }
}

/// The controls that are new or others than before.
fn others(before: &Project, now: &Project) -> BTreeSet<ControlId> {
    let is_other = |control: &&Control| before.control(control.id) != Some(*control);
    let screens = now.screens.iter().filter(|screen| !before.screens.iter().any(|old| Arc::ptr_eq(old, screen)));
    screens.flat_map(|screen| &screen.controls).filter(is_other).map(|control| control.id).collect()
}
