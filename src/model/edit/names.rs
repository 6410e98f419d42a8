//! New names: everything that spells the old one follows, as far as its text is certain.
//!
//! Blocks need nothing: they refer by id. Names that a script puts together while the app runs cannot be known here.

use std::sync::Arc;

use super::EditError;
use crate::model::command::{COMMAND_KEY, commands};
use crate::model::function::{CALLED, Function};
use crate::model::handler::HandlerRef;
use crate::model::id::ControlId;
use crate::model::item::Item;
use crate::model::names::{ident, unique_ident, unique_name};
use crate::model::project::Project;
use crate::model::reference;
use crate::model::source::Source;
use crate::model::timer::Timer;
use crate::model::variable::Variable;

pub(super) fn rename(project: &mut Project, item: &Item, name: &str) -> Result<(), EditError> {
    match item {
        Item::Connection(id) => {
            // Scripts know it by its id.
            let others = project.connections.iter().filter(|other| other.id != *id);
            let name = unique_name(name, others.map(|other| other.name.as_str()));
            let connection = project.connections.iter_mut().find(|connection| connection.id == *id);
            connection.ok_or(EditError::Gone)?.name = name;
        }
        Item::Screen(id) => {
            let spelled = reference::spelled_names(project, std::slice::from_ref(item));
            let others = project.screens.iter().filter(|screen| screen.id != *id);
            let name = unique_name(name, others.map(|screen| screen.name.as_str()));
            project.screen_mut(*id).ok_or(EditError::Gone)?.name = name;
            reference::respell(project, &spelled);
        }
        Item::Control(id) => {
            let spelled = reference::spelled_names(project, std::slice::from_ref(item));
            let (screen, _) = project.find_control(*id).ok_or(EditError::Gone)?;
            let others = screen.controls.iter().filter(|control| control.id != *id);
            let name = unique_name(name, others.map(|control| control.name.as_str()));
            project.control_mut(*id).ok_or(EditError::Gone)?.name = name;
            reference::respell(project, &spelled);
        }
        Item::Source(id) => {
            let mut source = project.source(*id).ok_or(EditError::Gone)?.clone();
            name.clone_into(&mut source.name);
            set_source(project, &source)?;
        }
        Item::Variable(id) => {
            let mut variable = project.variable(*id).ok_or(EditError::Gone)?.clone();
            name.clone_into(&mut variable.name);
            set_variable(project, &variable)?;
        }
        Item::App(_) => name.clone_into(&mut project.name),
        Item::Function(id) => {
            let mut function = project.function(*id).ok_or(EditError::Gone)?.clone();
            name.clone_into(&mut function.name);
            set_function(project, &function)?;
        }
        Item::Timer(id) => {
            let mut timer = project.timer(*id).ok_or(EditError::Gone)?.clone();
            name.clone_into(&mut timer.name);
            set_timer(project, &timer)?;
        }
        Item::Column(id) => {
            let (source, _) = project.column(*id).ok_or(EditError::Gone)?;
            let mut source = source.clone();
            for subscription in source.subscriptions.iter_mut().filter(|each| each.column == Some(*id)) {
                name.clone_into(&mut subscription.title);
            }
            let of_list = source.list.as_mut().map(|list| &mut Arc::make_mut(list).columns);
            for column in of_list.into_iter().flatten().filter(|column| column.id == Some(*id)) {
                name.clone_into(&mut column.title);
            }
            set_source(project, &source)?;
        }
    }
    Ok(())
}

/// Replaces a source; scripts follow new names of it and of its columns.
pub(super) fn set_source(project: &mut Project, source: &Source) -> Result<(), EditError> {
    let old = project.source(source.id).ok_or(EditError::Gone)?;
    let (old_name, old_ident) = (old.name.clone(), old.ident.clone());
    let columns = old.columns().into_iter().filter_map(|column| column.id.map(Item::from));
    let named: Vec<Item> = std::iter::once(source.id.into()).chain(columns).collect();
    let spelled = reference::spelled_names(project, &named);
    let mut new = source.clone();
    new.settle_columns(&mut || project.take_id());
    new.ident.clone_from(&old_ident);
    if new.name != old_name {
        let others = project.sources.iter().filter(|other| other.id != new.id);
        new.name = unique_name(&new.name, others.map(|other| other.name.as_str()));
        new.ident = unique_ident(&new.name, project.data_idents().filter(|ident| *ident != old_ident));
    }
    *project.source_mut(source.id).ok_or(EditError::Gone)? = new;
    reference::respell(project, &spelled);
    Ok(())
}

/// Replaces a variable; scripts follow its new name.
pub(super) fn set_variable(project: &mut Project, variable: &Variable) -> Result<(), EditError> {
    let old = project.variable(variable.id).ok_or(EditError::Gone)?;
    let (old_name, old_ident) = (old.name.clone(), old.ident.clone());
    let spelled = reference::spelled_names(project, &[variable.id.into()]);
    let mut new = variable.clone();
    new.ident.clone_from(&old_ident);
    if new.name != old_name {
        let others = project.variables.iter().filter(|other| other.id != new.id);
        new.name = unique_name(&new.name, others.map(|other| other.name.as_str()));
        new.ident = unique_ident(&new.name, project.data_idents().filter(|ident| *ident != old_ident));
    }
    let new_ident = new.ident.clone();
    let naming: Vec<ControlId> = commands(project)
        .filter(|(_, command)| old_ident != new_ident && command.variables(project).contains(&variable.id))
        .map(|(control, _)| control.id)
        .collect();
    if let Some(place) = project.variables.iter_mut().find(|each| each.id == variable.id) {
        *place = new;
    }
    for id in naming {
        let Some(control) = project.control_mut(id) else { continue };
        if let Some(command) = control.command().map(|command| command.renamed(&old_ident, &new_ident)) {
            control.properties.insert(COMMAND_KEY.to_owned(), command.into());
        }
    }
    reference::respell(project, &spelled);
    Ok(())
}

/// Replaces a timer; scripts follow its new name.
pub(super) fn set_timer(project: &mut Project, timer: &Timer) -> Result<(), EditError> {
    let old = project.timer(timer.id).ok_or(EditError::Gone)?;
    let mut new = Timer { ident: old.ident.clone(), ..timer.clone() };
    let is_renamed = new.name != old.name;
    let spelled = reference::spelled_names(project, &[timer.id.into()]);
    if is_renamed {
        let others = || project.timers.iter().filter(|other| other.id != timer.id);
        new.name = unique_name(&new.name, others().map(|other| other.name.as_str()));
        new.ident = unique_ident(&new.name, others().map(|other| other.ident.as_str()));
    }
    *project.timers.by_id_mut(timer.id).ok_or(EditError::Gone)? = new;
    reference::respell(project, &spelled);
    Ok(())
}

/// Replaces a function; scripts follow its new name, and what it does itself the new names of its parameters.
pub(super) fn set_function(project: &mut Project, function: &Function) -> Result<(), EditError> {
    let old = project.function(function.id).ok_or(EditError::Gone)?.clone();
    let mut new = Function { ident: old.ident.clone(), handlers: old.handlers.clone(), ..function.clone() };
    let spelled = reference::spelled_names(project, &[function.id.into()]);
    if new.name != old.name {
        let others = || project.functions.iter().filter(|other| other.id != function.id);
        new.name = unique_name(&new.name, others().map(|other| other.name.as_str()));
        new.ident = unique_ident(&new.name, others().map(|other| other.ident.as_str()));
    }
    new.settle_parameters();
    let renamed: Vec<(String, String)> = new
        .parameters
        .iter()
        .filter_map(|parameter| {
            let before = old.parameters.iter().find(|known| known.id == parameter.id)?;
            (before.name != parameter.name).then(|| (ident(&before.name), ident(&parameter.name)))
        })
        .collect();
    for handler in new.handlers.values_mut().filter(|_| !renamed.is_empty()) {
        let at = HandlerRef::new(function.id, CALLED);
        let scripts = handler.scripts(&at).into_iter();
        let texts: Vec<_> = scripts.map(|(at, text)| (at, reference::with_bare_names(text, &renamed))).collect();
        for (at, text) in texts {
            Arc::make_mut(handler).set_script(&at, text);
        }
    }
    *project.functions.by_id_mut(function.id).ok_or(EditError::Gone)? = new;
    reference::respell(project, &spelled);
    Ok(())
}
