//! Changes of connections, sources, variables, timers and functions that give nothing a new name.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Created, EditError};
use crate::model::connection::Connection;
use crate::model::function::{CALLED, Function};
use crate::model::handler::Handler;
use crate::model::id::{FunctionId, SourceId, TimerId, VariableId};
use crate::model::names::{unique_ident, unique_name};
use crate::model::project::Project;
use crate::model::source::Source;
use crate::model::timer::Timer;
use crate::model::types::Ty;
use crate::model::value::Value;
use crate::model::variable::Variable;

pub(super) fn add_connection(project: &mut Project, connection: &Connection, created: &mut Created) {
    let mut connection = connection.clone();
    connection.name = unique_name(&connection.name, project.connections.iter().map(|c| c.name.as_str()));
    created.items.push(connection.id.clone().into());
    project.connections.push(connection);
}

pub(super) fn set_connection(project: &mut Project, connection: &Connection) -> Result<(), EditError> {
    let others = project.connections.iter().filter(|other| other.id != connection.id);
    let name = unique_name(&connection.name, others.map(|other| other.name.as_str()));
    let old = project.connections.iter_mut().find(|old| old.id == connection.id).ok_or(EditError::Gone)?;
    *old = Connection { name, ..connection.clone() };
    Ok(())
}

pub(super) fn insert_source(project: &mut Project, mut source: Source, created: &mut Created) {
    source.name = unique_name(&source.name, project.sources.iter().map(|source| source.name.as_str()));
    source.ident = unique_ident(&source.name, project.data_idents());
    source.id = SourceId(project.take_id());
    for subscription in &mut source.subscriptions {
        subscription.column = None;
    }
    if let Some(list) = &mut source.list {
        Arc::make_mut(list).columns.iter_mut().for_each(|column| column.id = None);
    }
    source.settle_columns(&mut || project.take_id());
    renumber(&mut source.handlers, &mut project.next_id);
    created.items.push(source.id.into());
    project.sources.push(source);
}

pub(super) fn add_variable(project: &mut Project, name: &str, ty: Ty, initial: &Value, created: &mut Created) {
    let name = unique_name(name, project.variables.iter().map(|variable| variable.name.as_str()));
    let ident = unique_ident(&name, project.data_idents());
    let id = VariableId(project.take_id());
    project.variables.push(Variable {
        id,
        name,
        ident,
        ty,
        initial: initial.clone(),
        kept: false,
        handlers: BTreeMap::new(),
    });
    created.items.push(id.into());
}

pub(super) fn add_timer(project: &mut Project, mut timer: Timer, created: &mut Created) {
    timer.name = unique_name(&timer.name, project.timers.iter().map(|timer| timer.name.as_str()));
    timer.ident = unique_ident(&timer.name, project.timers.iter().map(|timer| timer.ident.as_str()));
    timer.id = TimerId(project.take_id());
    renumber(&mut timer.handlers, &mut project.next_id);
    created.items.push(timer.id.into());
    project.timers.push(timer);
}

/// Its parameters keep their numbers: blocks that came along with it keep their values by them.
pub(super) fn add_function(project: &mut Project, mut function: Function, created: &mut Created) {
    function.name = unique_name(&function.name, project.functions.iter().map(|function| function.name.as_str()));
    function.ident = unique_ident(&function.name, project.functions.iter().map(|function| function.ident.as_str()));
    function.id = FunctionId(project.take_id());
    function.settle_parameters();
    function.handlers.entry(CALLED.to_owned()).or_insert_with(|| Arc::new(Handler::empty()));
    renumber(&mut function.handlers, &mut project.next_id);
    created.items.push(function.id.into());
    project.functions.push(function);
}

/// Gives the blocks of copied handlers numbers of their own.
fn renumber(handlers: &mut BTreeMap<String, Arc<Handler>>, next_id: &mut u32) {
    for handler in handlers.values_mut() {
        if let Handler::Blocks(graph) = Arc::make_mut(handler) {
            graph.renumber(next_id);
        }
    }
}
