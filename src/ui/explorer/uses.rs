//! How often each connection is used, counted once per version of the project.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::catalog;
use crate::catalog::def::Takes;
use crate::model::blocks::Block;
use crate::model::handler::Handler;
use crate::model::id::ConnectionId;
use crate::model::project::Project;
use crate::model::value::Value;

/// Uses of the connections of a project.
#[derive(Debug, Default)]
pub(super) struct Uses {
    of: Option<Arc<Project>>,
    counts: BTreeMap<ConnectionId, usize>,
}

impl Uses {
    /// Counts again where the project is another than before.
    pub(super) fn follow(&mut self, project: &Arc<Project>) {
        if self.of.as_ref().is_some_and(|known| Arc::ptr_eq(known, project)) {
            return;
        }
        self.of = Some(Arc::clone(project));
        self.counts = count(project);
    }

    /// How many sources, blocks and scripts use a connection.
    pub(super) fn of(&self, id: &ConnectionId) -> usize {
        self.counts.get(id).copied().unwrap_or(0)
    }
}

fn count(project: &Project) -> BTreeMap<ConnectionId, usize> {
    let mut counts = BTreeMap::new();
    let mut add = |id: &str, uses: usize| {
        if uses > 0 {
            *counts.entry(ConnectionId(id.to_owned())).or_insert(0) += uses;
        }
    };
    for source in &project.sources {
        add(source.connection.as_str(), 1);
    }
    for (_at, handler) in project.handlers() {
        match &**handler {
            Handler::Blocks(graph) => graph.blocks.values().filter_map(connection_of).for_each(|id| add(&id, 1)),
            Handler::Lua(text) => {
                for connection in &project.connections {
                    let id = connection.id.as_str();
                    add(id, text.matches(&format!("'{id}'")).count() + text.matches(&format!("\"{id}\"")).count());
                }
            }
        }
    }
    counts
}

/// The connection that a block names in one of its slots.
fn connection_of(block: &Block) -> Option<String> {
    let def = catalog::block(&block.kind)?;
    let slot = def.slots.iter().find(|slot| slot.takes == Takes::Connection)?;
    catalog::slot_value(block, slot.key).as_ref().and_then(Value::as_text).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::edit::{Edit, apply};

    #[test]
    fn sources_count_as_uses() {
        let mut project = Project::new("P", "Start", "Lokaler Broker");
        assert_eq!(count(&project).get(&ConnectionId::local()), None);
        for name in ["A", "B"] {
            let add = Edit::AddSource(name.to_owned(), ConnectionId::local(), vec!["x/#".to_owned()]);
            apply(&mut project, &add).unwrap();
        }
        assert_eq!(count(&project).get(&ConnectionId::local()), Some(&2));
    }
}
