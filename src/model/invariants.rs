//! What must always hold in a project, whatever was edited; the tests look after each step.
//!
//! What may be imperfect is no invariant but a problem, see `language/checks`.

use std::collections::BTreeSet;

use super::blocks::check::{BrokenInvariant, check_invariants};
use super::handler::HandlerRef;
use super::item::Item;
use super::project::Project;

/// What does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrokenProject {
    /// Two things have one identity.
    #[error("{0} is there twice")]
    DoubleId(Item),
    /// An id would be given again.
    #[error("{0} is taken, and the next id is {1}")]
    IdNotTaken(String, u32),
    /// Two variables or sources have one name behind `data.`.
    #[error("data.{0} is there twice")]
    DoubleIdent(String),
    /// A column has no id, or not that of the other subscriptions with its title.
    #[error("the column {0:?} is not settled")]
    UnsettledColumn(String),
    /// There is no screen to start with.
    #[error("there is no screen")]
    NoScreen,
    /// The blocks of a handler do not hang together.
    #[error("{0:?}: {1:?}")]
    Graph(HandlerRef, BrokenInvariant),
}

/// Checks what must always hold.
///
/// # Errors
/// The first thing that does not.
pub fn check_project(project: &Project) -> Result<(), BrokenProject> {
    if project.screens.is_empty() {
        return Err(BrokenProject::NoScreen);
    }
    let mut known: BTreeSet<Item> = BTreeSet::new();
    for (item, id) in items(project) {
        if id.is_some_and(|id| id >= project.next_id) {
            return Err(BrokenProject::IdNotTaken(item.to_string(), project.next_id));
        }
        if !known.insert(item.clone()) {
            return Err(BrokenProject::DoubleId(item));
        }
    }
    let mut idents = BTreeSet::new();
    if let Some(double) = project.data_idents().find(|ident| !idents.insert(ident.to_lowercase())) {
        return Err(BrokenProject::DoubleIdent(double.to_owned()));
    }
    for (at, handler) in project.handlers() {
        let Some(graph) = handler.graph() else { continue };
        if let Some(id) = graph.blocks.keys().find(|id| id.0 >= project.next_id) {
            return Err(BrokenProject::IdNotTaken(format!("block {id}"), project.next_id));
        }
        check_invariants(graph).map_err(|broken| BrokenProject::Graph(at, broken))?;
    }
    for source in &project.sources {
        for subscription in &source.subscriptions {
            let title = subscription.title.trim();
            let settled = source.column_titled(title).and_then(|column| column.id);
            if subscription.column != settled || (settled.is_none() && !title.is_empty()) {
                return Err(BrokenProject::UnsettledColumn(subscription.title.clone()));
            }
        }
    }
    Ok(())
}

/// Everything that has an identity, with its number where it has one.
fn items(project: &Project) -> impl Iterator<Item = (Item, Option<u32>)> {
    let connections = project.connections.iter().map(|connection| (connection.id.clone().into(), None));
    let sources = project.sources.iter().map(|source| (source.id.into(), Some(source.id.0)));
    let columns = project.sources.iter().flat_map(|source| source.columns());
    let columns = columns.filter_map(|column| column.id).map(|id| (id.into(), Some(id.0)));
    let variables = project.variables.iter().map(|variable| (variable.id.into(), Some(variable.id.0)));
    let screens = project.screens.iter().map(|screen| (screen.id.into(), Some(screen.id.0)));
    let controls = project.screens.iter().flat_map(|screen| &screen.controls);
    let controls = controls.map(|control| (control.id.into(), Some(control.id.0)));
    connections.chain(sources).chain(columns).chain(variables).chain(screens).chain(controls)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::id::{ConnectionId, ScreenId, SourceId};
    use crate::model::screen::Screen;
    use crate::model::source::{Source, Subscription};

    #[test]
    fn each_kind_of_damage_is_found() {
        let sound = Project::new("P", "Start", "Lokal");
        assert_eq!(check_project(&sound), Ok(()));
        let broken = |damage: fn(&mut Project)| {
            let mut project = sound.clone();
            damage(&mut project);
            check_project(&project).unwrap_err()
        };
        assert_eq!(broken(|project| project.screens.clear()), BrokenProject::NoScreen);
        assert_eq!(
            broken(|project| project.screens.push(Arc::clone(&project.screens[0]))),
            BrokenProject::DoubleId(ScreenId(1).into())
        );
        let late = |project: &mut Project| project.screens.push(Arc::new(Screen::new(ScreenId(9), "Neu")));
        assert_eq!(broken(late), BrokenProject::IdNotTaken("Screen(9)".to_owned(), 2));
        let twins = |project: &mut Project| {
            project.next_id = 9;
            for (id, ident) in [(3, "Temp"), (4, "temp")] {
                project.sources.push(Source::new(SourceId(id), ident, ident, ConnectionId::local()));
            }
        };
        assert_eq!(broken(twins), BrokenProject::DoubleIdent("temp".to_owned()));
        let loose = |project: &mut Project| {
            project.next_id = 9;
            let mut source = Source::new(SourceId(3), "S", "S", ConnectionId::local());
            source.subscriptions = vec![Subscription { title: "Temp".to_owned(), ..Subscription::plain("a") }];
            project.sources.push(source);
        };
        assert_eq!(broken(loose), BrokenProject::UnsettledColumn("Temp".to_owned()));
    }
}
