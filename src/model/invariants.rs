//! What must always hold in a project: no edit of a sound project breaks it, and the editor looks after each in debug
//! builds and tests.
//!
//! A file may be imperfect: some of it is mended when it is read, the rest is a problem, see `language/checks`.

use std::collections::BTreeSet;

use super::blocks::check::{BrokenInvariant, check_invariants};
use super::handler::HandlerRef;
use super::item::{Item, ItemKind};
use super::names::is_ident;
use super::project::Project;
use super::reference;

/// What does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrokenProject {
    /// Two things have one identity.
    #[error("{0} is there twice")]
    DoubleId(Item),
    /// An id would be given again.
    #[error("{0} is taken, and the next id is {1}")]
    IdNotTaken(String, u32),
    /// Two things that are told apart by their name have the same one.
    #[error("a {0:?} has a name that another has: {1:?}")]
    DoubleName(ItemKind, String),
    /// Two variables or sources have one name behind `data.`.
    #[error("data.{0} is there twice")]
    DoubleIdent(String),
    /// Two timers or functions have one name in scripts.
    #[error("{0} is there twice")]
    DoubleInScripts(String),
    /// A script cannot spell it.
    #[error("{0} cannot be written in a script")]
    BadIdent(String),
    /// A column has no id, or not that of the other subscriptions with its title.
    #[error("the column {0:?} is not settled")]
    UnsettledColumn(String),
    /// There is no screen to start with.
    #[error("there is no screen")]
    NoScreen,
    /// A handler of what its owner cannot report.
    #[error("{0:?} is never fired")]
    NoTrigger(HandlerRef),
    /// The blocks of a handler do not hang together.
    #[error("{0:?}: {1:?}")]
    Graph(HandlerRef, BrokenInvariant),
}

/// Whether the owner of a handler can report its trigger; yes where it is of a kind that is not known.
pub type HasTrigger<'a> = &'a dyn Fn(&Project, &HandlerRef) -> bool;

/// Checks what must always hold. Which triggers there are, the rows know that stand above: `has_trigger` asks them.
///
/// # Errors
/// The first thing that does not.
pub fn check_project(project: &Project, has_trigger: HasTrigger<'_>) -> Result<(), BrokenProject> {
    if project.screens.iter().all(|screen| screen.component.is_some()) {
        return Err(BrokenProject::NoScreen);
    }
    check_ids(project)?;
    check_names(project)?;
    for (at, handler) in project.handlers() {
        if !has_trigger(project, &at) {
            return Err(BrokenProject::NoTrigger(at));
        }
        if let Some(graph) = handler.graph() {
            check_invariants(graph).map_err(|broken| BrokenProject::Graph(at, broken))?;
        }
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

/// Everything is there once, and no number that something has, or that something refers to, is given again: what is gone
/// stays gone, and no new thing is taken for it.
fn check_ids(project: &Project) -> Result<(), BrokenProject> {
    let mut known: BTreeSet<Item> = BTreeSet::new();
    for item in items(project) {
        if !known.insert(item.clone()) {
            return Err(BrokenProject::DoubleId(item));
        }
    }
    known.extend(reference::used(project));
    let late = |id: u32| id >= project.next_id;
    if let Some(item) = known.iter().find(|item| item.number().is_some_and(late)) {
        return Err(BrokenProject::IdNotTaken(item.to_string(), project.next_id));
    }
    let graphs = project.handlers().filter_map(|(_, handler)| handler.graph());
    match graphs.flat_map(|graph| graph.blocks.keys()).find(|id| late(id.0)) {
        Some(id) => Err(BrokenProject::IdNotTaken(format!("block {id}"), project.next_id)),
        None => Ok(()),
    }
}

/// What people or scripts tell apart by name has names that differ by more than case.
fn check_names(project: &Project) -> Result<(), BrokenProject> {
    let unique = |kind: ItemKind, names: &mut dyn Iterator<Item = &str>| {
        let double = double(names);
        double.map_or(Ok(()), |name| Err(BrokenProject::DoubleName(kind, name.to_owned())))
    };
    unique(ItemKind::Screen, &mut project.screens.iter().map(|screen| screen.name.as_str()))?;
    for screen in &project.screens {
        unique(ItemKind::Control, &mut screen.controls.iter().map(|control| control.name.as_str()))?;
    }
    unique(ItemKind::Connection, &mut project.connections.iter().map(|connection| connection.name.as_str()))?;
    unique(ItemKind::Source, &mut project.sources.iter().map(|source| source.name.as_str()))?;
    unique(ItemKind::Variable, &mut project.variables.iter().map(|variable| variable.name.as_str()))?;
    if let Some(double) = double(project.data_idents()) {
        return Err(BrokenProject::DoubleIdent(double.to_owned()));
    }
    unique(ItemKind::Timer, &mut project.timers.iter().map(|timer| timer.name.as_str()))?;
    unique(ItemKind::Function, &mut project.functions.iter().map(|function| function.name.as_str()))?;
    let timers = || project.timers.iter().map(|timer| timer.ident.as_str());
    let functions = || project.functions.iter().map(|function| function.ident.as_str());
    if let Some(double) = double(timers()).or_else(|| double(functions())) {
        return Err(BrokenProject::DoubleInScripts(double.to_owned()));
    }
    match project.data_idents().chain(timers()).chain(functions()).find(|ident| !is_ident(ident)) {
        Some(bad) => Err(BrokenProject::BadIdent(bad.to_owned())),
        None => Ok(()),
    }
}

/// A name that an earlier one differs from at most by case.
fn double<'a>(mut names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut known = BTreeSet::new();
    names.find(|name| !known.insert(name.to_lowercase()))
}

/// Everything that has an identity.
fn items(project: &Project) -> impl Iterator<Item = Item> {
    let connections = project.connections.iter().map(|connection| connection.id.clone().into());
    let sources = project.sources.iter().map(|source| source.id.into());
    let columns = project.sources.iter().flat_map(|source| source.columns());
    let columns = columns.filter_map(|column| column.id.map(Item::from));
    let variables = project.variables.iter().map(|variable| variable.id.into());
    let timers = project.timers.iter().map(|timer| timer.id.into());
    let functions = project.functions.iter().map(|function| function.id.into());
    let screens = project.screens.iter().map(|screen| screen.id.into());
    let controls = project.screens.iter().flat_map(|screen| &screen.controls).map(|control| control.id.into());
    connections
        .chain(sources)
        .chain(columns)
        .chain(variables)
        .chain(timers)
        .chain(functions)
        .chain(screens)
        .chain(controls)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;
    use crate::model::blocks::{Block, Graph};
    use crate::model::connection::Connection;
    use crate::model::control::Control;
    use crate::model::handler::Handler;
    use crate::model::id::{BlockId, ConnectionId, ControlId, ScreenId, SourceId, VariableId};
    use crate::model::screen::{Area, Screen};
    use crate::model::source::{Source, Subscription};
    use crate::model::types::Ty;
    use crate::model::value::Value;
    use crate::model::variable::Variable;

    fn check(project: &Project) -> Result<(), BrokenProject> {
        check_project(project, &|_, at| at.trigger == "tapped")
    }

    /// A project with one thing of each kind, its ids from 1 to 6.
    fn sound() -> Project {
        let block = Block::new("variable_set").with("variable", Item::from(VariableId(3)));
        let graph =
            Graph { first: Some(BlockId(4)), blocks: BTreeMap::from([(BlockId(4), block)]), ..Graph::default() };
        let mut project = Project::new("P", "Start", "Lokal");
        project.next_id = 7;
        project.sources.push(Source::new(SourceId(2), "Temp", "Temp", ConnectionId::local()));
        project.sources[0].subscriptions = vec![Subscription { title: "Grad".to_owned(), ..Subscription::plain("a") }];
        project.sources[0].settle_columns(&mut || 6);
        let (name, ident) = ("Zähler".to_owned(), "Zaehler".to_owned());
        project.variables.push(Variable {
            id: VariableId(3),
            name,
            ident,
            ty: Ty::Number,
            initial: Value::from(0.0),
            kept: false,
            handlers: BTreeMap::new(),
        });
        let control = Control {
            id: ControlId(5),
            kind: "button".to_owned(),
            name: "Ärger".to_owned(),
            area: Area::new(0.0, 0.0, 10.0, 10.0),
            properties: BTreeMap::new(),
            layer: crate::model::layer::Layer::default(),
            anchors: crate::model::fit::Anchors::default(),
            rules: Vec::new(),
            handlers: BTreeMap::from([("tapped".to_owned(), Arc::new(Handler::Blocks(graph)))]),
        };
        Arc::make_mut(&mut project.screens[0]).controls.push(control);
        project
    }

    fn broken(damage: fn(&mut Project)) -> BrokenProject {
        let mut project = sound();
        assert_eq!(check(&project), Ok(()));
        damage(&mut project);
        check(&project).unwrap_err()
    }

    fn control(project: &mut Project) -> &mut Control {
        &mut Arc::make_mut(&mut project.screens[0]).controls[0]
    }

    fn not_taken(item: &str) -> BrokenProject {
        BrokenProject::IdNotTaken(item.to_owned(), 7)
    }

    #[test]
    fn ids_are_there_once_and_never_given_again() {
        assert_eq!(broken(|project| project.screens.clear()), BrokenProject::NoScreen);
        let twin = broken(|project| {
            let first = Arc::clone(&project.screens[0]);
            project.screens.push(first);
        });
        assert_eq!(twin, BrokenProject::DoubleId(ScreenId(1).into()));
        let late = broken(|project| project.screens.push(Arc::new(Screen::new(ScreenId(9), "Neu"))));
        assert_eq!(late, not_taken("Screen(9)"));
        let block = broken(|project| {
            let graph = Graph { blocks: BTreeMap::from([(BlockId(8), Block::new("x"))]), ..Graph::default() };
            control(project).handlers.insert("tapped".to_owned(), Arc::new(Handler::Blocks(graph)));
        });
        assert_eq!(block, not_taken("block 8"));
    }

    #[test]
    fn what_is_gone_stays_gone() {
        let mut project = sound();
        project.variables.clear();
        project.connections.clear();
        assert_eq!(check(&project), Ok(()), "a reference to what is gone is a problem, not damage");
        let of_block = broken(|project| {
            let block = Block::new("variable_set").with("variable", Item::from(VariableId(7)));
            let graph =
                Graph { first: Some(BlockId(4)), blocks: BTreeMap::from([(BlockId(4), block)]), ..Graph::default() };
            control(project).handlers.insert("tapped".to_owned(), Arc::new(Handler::Blocks(graph)));
        });
        assert_eq!(of_block, not_taken("Variable(7)"), "the next variable would be taken for it");
        let of_property = broken(|project| {
            control(project).properties.insert("source".to_owned(), Item::from(SourceId(8)).into());
        });
        assert_eq!(of_property, not_taken("Source(8)"));
    }

    #[test]
    fn names_differ_by_more_than_case() {
        let double = |kind, name: &str| BrokenProject::DoubleName(kind, name.to_owned());
        let screen = broken(|project| project.screens.push(Arc::new(Screen::new(ScreenId(4), "START"))));
        assert_eq!(screen, double(ItemKind::Screen, "START"));
        let twin = broken(|project| {
            let twin = Control { id: ControlId(4), name: "ÄRGER".to_owned(), ..control(project).clone() };
            Arc::make_mut(&mut project.screens[0]).controls.push(twin);
        });
        assert_eq!(twin, double(ItemKind::Control, "ÄRGER"));
        let connection = broken(|project| {
            let id = ConnectionId::from_random(1);
            project.connections.push(Connection { id, ..project.connections[0].clone() });
        });
        assert_eq!(connection, double(ItemKind::Connection, "Lokal"));
        let source = broken(|project| {
            project.sources.push(Source::new(SourceId(4), "temp", "anders", ConnectionId::local()));
        });
        assert_eq!(source, double(ItemKind::Source, "temp"));
        let variable = broken(|project| {
            let twin = Variable { id: VariableId(4), ident: "anders".to_owned(), ..project.variables[0].clone() };
            project.variables.push(twin);
        });
        assert_eq!(variable, double(ItemKind::Variable, "Zähler"));
        let ident = broken(|project| project.variables[0].ident = "temp".to_owned());
        assert_eq!(ident, BrokenProject::DoubleIdent("temp".to_owned()));
        let ident = broken(|project| project.variables[0].ident = "Zähler".to_owned());
        assert_eq!(ident, BrokenProject::BadIdent("Zähler".to_owned()));
    }

    #[test]
    fn handlers_hang_together_and_can_be_fired() {
        let at = HandlerRef::new(ControlId(5), "gedacht");
        let never = broken(|project| {
            control(project).handlers.insert("gedacht".to_owned(), Arc::new(Handler::empty()));
        });
        assert_eq!(never, BrokenProject::NoTrigger(at));
        let graph = broken(|project| {
            let graph = Graph { first: Some(BlockId(4)), ..Graph::default() };
            control(project).handlers.insert("tapped".to_owned(), Arc::new(Handler::Blocks(graph)));
        });
        assert!(matches!(graph, BrokenProject::Graph(..)), "{graph}");
        let column = broken(|project| project.sources[0].subscriptions[0].column = None);
        assert_eq!(column, BrokenProject::UnsettledColumn("Grad".to_owned()));
    }
}
