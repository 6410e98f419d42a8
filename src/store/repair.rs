//! Mends what a merge or a text editor may have broken: double ids, broken graphs, impossible sizes.
//!
//! Everything else of the model may rely on the invariants after this. Nothing readable is thrown away.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::LoadError;
use crate::model::blocks::check;
use crate::model::handler::{Handler, HandlerRef};
use crate::model::id::{ConnectionId, ControlId, FunctionId, ScreenId, SourceId, TimerId, VariableId};
use crate::model::project::Project;
use crate::model::reference;
use crate::model::screen::Screen;
use crate::model::source::Source;

/// Largest id in a file; leaves room for two thousand million new ones.
const MAX_ID: u32 = u32::MAX / 2;

/// Mends `project`; returns the handlers whose blocks were cut down.
pub(super) fn repair(project: &mut Project) -> Result<Vec<HandlerRef>, LoadError> {
    let largest = used_ids(project).max().unwrap_or(0);
    if let Some(id) = [largest, project.next_id].into_iter().find(|id| *id > MAX_ID) {
        return Err(LoadError::IdTooLarge { id });
    }
    // What is referred to and gone counts too: no new thing shall be taken for it.
    let items = reference::items_by_id(project).filter_map(|item| item.number());
    let largest = items.filter(|id| *id <= MAX_ID).fold(largest, u32::max);
    project.next_id = project.next_id.max(largest + 1);
    if project.screens.is_empty() {
        let id = ScreenId(project.take_id());
        project.screens.push(Arc::new(Screen::new(id, "Start")));
    }
    renumber_doubles(project);
    mend_sizes(project);
    Ok(mend_graphs(project))
}

/// Ids of the columns of a source.
fn columns(source: &Source) -> impl Iterator<Item = u32> {
    let filled = source.subscriptions.iter().filter_map(|subscription| subscription.column);
    let own = source.list.iter().flat_map(|list| list.columns.iter().filter_map(|column| column.id));
    filled.chain(own).map(|id| id.0)
}

fn used_ids(project: &Project) -> impl Iterator<Item = u32> {
    let screens = project.screens.iter().map(|screen| screen.id.0);
    let controls = project.screens.iter().flat_map(|screen| screen.controls.iter().map(|control| control.id.0));
    let sources = project.sources.iter().map(|source| source.id.0);
    let columns = project.sources.iter().flat_map(columns);
    let variables = project.variables.iter().map(|variable| variable.id.0);
    let timers = project.timers.iter().map(|timer| timer.id.0);
    let functions = project.functions.iter().map(|function| function.id.0);
    let graphs = project.handlers().filter_map(|(_, handler)| handler.graph());
    let blocks = graphs.flat_map(|graph| graph.blocks.keys().map(|id| id.0));
    let data = sources.chain(columns).chain(variables).chain(timers).chain(functions);
    screens.chain(controls).chain(data).chain(blocks)
}

/// The first thing with an id keeps it, later ones get a new one.
fn renumber_doubles(project: &mut Project) {
    let Project { next_id, connections, sources, variables, timers, functions, screens, .. } = project;
    let mut fresh = || {
        let id = *next_id;
        *next_id += 1;
        id
    };
    let mut taken = BTreeSet::new();
    for source in sources.iter_mut() {
        if !taken.insert(source.id) {
            source.id = SourceId(fresh());
        }
    }
    let mut columns_taken = BTreeSet::new();
    for source in sources.iter_mut() {
        for subscription in &mut source.subscriptions {
            subscription.column = subscription.column.filter(|id| !columns_taken.contains(&id.0));
        }
        let own = source.list.as_mut().map(|list| &mut Arc::make_mut(list).columns);
        for column in own.into_iter().flatten() {
            column.id = column.id.filter(|id| !columns_taken.contains(&id.0));
        }
        source.settle_columns(&mut fresh);
        columns_taken.extend(columns(source));
    }
    let mut taken = BTreeSet::new();
    for variable in variables {
        if !taken.insert(variable.id) {
            variable.id = VariableId(fresh());
        }
    }
    let mut taken = BTreeSet::new();
    for timer in timers {
        if !taken.insert(timer.id) {
            timer.id = TimerId(fresh());
        }
    }
    let mut taken = BTreeSet::new();
    for function in functions {
        if !taken.insert(function.id) {
            function.id = FunctionId(fresh());
        }
        function.settle_parameters();
    }
    let mut screens_taken = BTreeSet::new();
    let mut controls_taken = BTreeSet::new();
    for screen in screens {
        if !screens_taken.insert(screen.id) {
            Arc::make_mut(screen).id = ScreenId(fresh());
        }
        // Only a screen with a double is copied.
        for index in 0..screen.controls.len() {
            if !controls_taken.insert(screen.controls[index].id) {
                Arc::make_mut(screen).controls[index].id = ControlId(fresh());
            }
        }
    }
    let mut taken: BTreeSet<ConnectionId> = BTreeSet::new();
    for connection in connections {
        while taken.contains(&connection.id) {
            connection.id = ConnectionId(format!("{}{}", connection.id, fresh()));
        }
        taken.insert(connection.id.clone());
    }
}

/// Sizes and places that are no numbers would spread through every calculation of the layout.
fn mend_sizes(project: &mut Project) {
    for screen in &mut project.screens {
        let usual = Screen::new(screen.id, "");
        let sound = |size: f32| size.is_finite() && size > 0.0;
        if !(sound(screen.width) && sound(screen.height) && sound(screen.grid)) {
            let screen = Arc::make_mut(screen);
            for (size, usual) in
                [(&mut screen.width, usual.width), (&mut screen.height, usual.height), (&mut screen.grid, usual.grid)]
            {
                if !sound(*size) {
                    *size = usual;
                }
            }
        }
        for index in 0..screen.controls.len() {
            let area = screen.controls[index].area;
            if [area.x, area.y, area.w, area.h].iter().all(|side| side.is_finite()) {
                continue;
            }
            let area = &mut Arc::make_mut(screen).controls[index].area;
            for side in [&mut area.x, &mut area.y, &mut area.w, &mut area.h] {
                if !side.is_finite() {
                    *side = 100.0;
                }
            }
        }
    }
}

fn mend_graphs(project: &mut Project) -> Vec<HandlerRef> {
    let broken: Vec<HandlerRef> = project
        .handlers()
        .filter(|(_, handler)| {
            handler.graph().is_some_and(|graph| {
                check::check_invariants(graph).is_err()
                    || graph.positions.values().any(|pos| !(pos.x.is_finite() && pos.y.is_finite()))
            })
        })
        .map(|(at, _)| at)
        .collect();
    for at in &broken {
        let handler = project.handlers_mut(&at.owner).and_then(|handlers| handlers.get_mut(&at.trigger));
        if let Some(Handler::Blocks(graph)) = handler.map(Arc::make_mut) {
            graph.positions.retain(|_, pos| pos.x.is_finite() && pos.y.is_finite());
            check::repair(graph);
        }
    }
    broken
}
