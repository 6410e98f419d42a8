//! What held when the moments that are kept begin.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Recorded;
use crate::model::component::{PartIds, RepeatedRows};
use crate::model::id::{ControlId, ScreenId, SourceId, VariableId};
use crate::model::project::Project;
use crate::model::run::{PropertyChange, RunEvent, SourceChange};
use crate::model::source::table::{RowsChange, Table, TableRow};
use crate::model::value::Value;

/// A longer value goes where there is too much.
const LONG: usize = 4 << 10;

/// What held when the moments that are kept begin.
#[derive(Clone, Debug, Default)]
pub(super) struct HeldBefore {
    properties: BTreeMap<(ControlId, String), Value>,
    variables: BTreeMap<VariableId, Value>,
    screen: Option<ScreenId>,
    popups: Vec<ScreenId>,
    instances: Option<Arc<(PartIds, RepeatedRows)>>,
    of_instances: usize,
    tables: BTreeMap<SourceId, Table>,
    /// Sources whose rows hold too much to be kept besides: what else comes for them would make no whole table.
    given_up: BTreeSet<SourceId>,
    /// What all of it holds, as it was counted last.
    pub(super) bytes: usize,
}

impl HeldBefore {
    /// Takes over what is forgotten, which holds so many bytes.
    pub(super) fn take(&mut self, what: Recorded, bytes: usize, project: &Project) {
        match what {
            Recorded::Event(RunEvent::Property(change)) => {
                self.properties.insert((change.control, change.property), change.value);
            }
            Recorded::Event(RunEvent::Variable { variable, value }) => {
                self.variables.insert(variable, value);
            }
            Recorded::Event(RunEvent::Screen(screen)) => self.screen = Some(screen),
            Recorded::Event(RunEvent::PopUps(open)) => self.popups = open,
            Recorded::Event(RunEvent::Message { source, change: Some(change), .. }) => {
                if let Some(table) = self.table(source, project) {
                    table.apply(&change);
                }
            }
            Recorded::Event(RunEvent::Source { source, change }) => self.take_source(source, &change, project),
            Recorded::Instances(instances) => {
                // Instances that are gone never come back under the same number.
                let parts = &instances.0;
                self.properties.retain(|(id, _), _| parts.home(*id) != *id || project.control(*id).is_some());
                (self.instances, self.of_instances) = (Some(instances), bytes);
            }
            Recorded::Event(_) | Recorded::Input(_) => {}
        }
    }

    fn take_source(&mut self, source: SourceId, change: &SourceChange, project: &Project) {
        match change {
            SourceChange::Redesigned(table) => {
                self.given_up.remove(&source);
                self.tables.insert(source, Table::clone(table));
            }
            SourceChange::Cleared => {
                self.given_up.remove(&source);
                if let Some(table) = self.table(source, project) {
                    table.clear();
                }
            }
            SourceChange::Rows(change) => {
                if matches!(change, RowsChange::All(_)) {
                    self.given_up.remove(&source);
                }
                if let Some(table) = self.table(source, project) {
                    table.change_rows(change);
                }
            }
            SourceChange::Enabled(_) | SourceChange::Crowded { .. } | SourceChange::Unreadable(_) => {}
        }
    }

    fn table(&mut self, id: SourceId, project: &Project) -> Option<&mut Table> {
        let source = project.source(id).filter(|_| !self.given_up.contains(&id))?;
        Some(self.tables.entry(id).or_insert_with(|| Table::new(source)))
    }

    /// Counts what is held, and lets go of what is largest where that is more than `most`.
    pub(super) fn fit(&mut self, most: usize) {
        let mut tables: Vec<(usize, SourceId)> = self.tables.iter().map(|(id, table)| (held_by(table), *id)).collect();
        tables.sort_unstable();
        let mut bytes = self.of_values() + self.of_instances + tables.iter().map(|(bytes, _)| bytes).sum::<usize>();
        while bytes > most
            && let Some((of_table, id)) = tables.pop()
        {
            bytes -= of_table;
            self.tables.remove(&id);
            self.given_up.insert(id);
        }
        if bytes > most {
            bytes -= self.of_values();
            self.properties.retain(|_, value| value.bytes() <= LONG);
            self.variables.retain(|_, value| value.bytes() <= LONG);
            bytes += self.of_values();
        }
        self.bytes = bytes;
    }

    fn of_values(&self) -> usize {
        let properties =
            self.properties.iter().map(|((_, key), value)| size_of::<ControlId>() + key.len() + value.bytes());
        properties.chain(self.variables.values().map(Value::bytes)).sum()
    }

    /// All of it, as if it had happened.
    pub(super) fn told(&self) -> Vec<Recorded> {
        let properties = self.properties.iter().map(|((control, property), value)| {
            let (control, property, value) = (*control, property.clone(), value.clone());
            RunEvent::Property(PropertyChange { control, property, value })
        });
        let variables =
            self.variables.iter().map(|(id, value)| RunEvent::Variable { variable: *id, value: value.clone() });
        let tables = self.tables.iter().map(|(source, table)| {
            let change = SourceChange::Redesigned(Arc::new(table.clone()));
            RunEvent::Source { source: *source, change }
        });
        let popups = (!self.popups.is_empty()).then(|| RunEvent::PopUps(self.popups.clone()));
        let events = tables.chain(properties).chain(variables).chain(self.screen.map(RunEvent::Screen)).chain(popups);
        let instances = self.instances.clone().map(Recorded::Instances);
        instances.into_iter().chain(events.map(Recorded::Event)).collect()
    }
}

fn held_by(table: &Table) -> usize {
    size_of::<Table>() + table.lines().map(|line| size_of::<Arc<TableRow>>() + line.bytes()).sum::<usize>()
}
