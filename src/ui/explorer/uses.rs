//! How often each thing is used, counted once per version of the project.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::item::Item;
use crate::model::project::Project;
use crate::model::reference;

/// Uses of the things of a project.
#[derive(Debug, Default)]
pub(super) struct Uses {
    of: Option<Arc<Project>>,
    counts: BTreeMap<Item, usize>,
}

impl Uses {
    /// Counts again where the project is another than before.
    pub(super) fn follow(&mut self, project: &Arc<Project>) {
        if self.of.as_ref().is_some_and(|known| Arc::ptr_eq(known, project)) {
            return;
        }
        self.of = Some(Arc::clone(project));
        self.counts = reference::counts(project);
    }

    /// In how many places a thing is used.
    pub(super) fn of(&self, item: &Item) -> usize {
        self.counts.get(item).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::edit::{Edit, apply};
    use crate::model::id::ConnectionId;

    #[test]
    fn uses_follow_the_project() {
        let mut project = Project::new("P", "Start", "Lokaler Broker");
        let mut uses = Uses::default();
        let local = Item::from(ConnectionId::local());
        uses.follow(&Arc::new(project.clone()));
        assert_eq!(uses.of(&local), 0);
        for name in ["A", "B"] {
            let add = Edit::AddSource(name.to_owned(), ConnectionId::local(), vec!["x/#".to_owned()]);
            apply(&mut project, &add).unwrap();
        }
        uses.follow(&Arc::new(project));
        assert_eq!(uses.of(&local), 2);
    }
}
