//! Changes of a project: each one is one function call, one undo step, one label.

mod rename;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::blocks::edit::{GraphEdit, GraphEditError};
use super::blocks::{CONTROL_SLOT, Slot};
use super::connection::Connection;
use super::control::Control;
use super::handler::{Handler, HandlerRef};
use super::id::{BlockId, ConnectionId, ControlId, ScreenId, SourceId, VariableId};
use super::names::{unique_ident, unique_name};
use super::project::Project;
use super::screen::{Area, Screen};
use super::source::Source;
use super::types::Ty;
use super::value::Value;
use super::variable::Variable;
use crate::i18n::{Text, t};

/// One change of a project.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Renames the project.
    RenameProject(String),
    /// Sets what the project is for.
    SetPurpose(String),
    /// Adds an empty screen with this name (made unique).
    AddScreen(String),
    /// Adds a copy of a screen behind it, with its controls and handlers.
    DuplicateScreen(ScreenId),
    /// Puts a screen at this place among the screens, from 0; the app starts with the first one.
    MoveScreen(ScreenId, usize),
    /// Removes a screen.
    RemoveScreen(ScreenId),
    /// Renames a screen.
    RenameScreen(ScreenId, String),
    /// Sets size, grid and background of a screen; its controls and name stay.
    SetScreen(ScreenId, ScreenLook),
    /// Puts controls on a screen, on top; ids are new, names are made unique.
    AddControls(ScreenId, Vec<Control>),
    /// Removes controls.
    RemoveControls(ScreenId, Vec<ControlId>),
    /// Moves and resizes controls.
    SetAreas(ScreenId, Vec<(ControlId, Area)>),
    /// Sets a property of controls; `None` goes back to the default.
    SetProperty(ScreenId, Vec<ControlId>, String, Option<Value>),
    /// Renames a control.
    RenameControl(ScreenId, ControlId, String),
    /// Changes the drawing order of controls.
    Reorder(ScreenId, Vec<ControlId>, ZOrder),
    /// Sets or removes a handler.
    SetHandler(HandlerRef, Option<Handler>),
    /// Changes the blocks of a handler; makes an empty one where there is none.
    Graph(HandlerRef, GraphEdit),
    /// Adds a connection; its name is made unique.
    AddConnection(Connection),
    /// Replaces a connection.
    SetConnection(Connection),
    /// Removes a connection.
    RemoveConnection(ConnectionId),
    /// Adds a source: name, connection, topic filters.
    AddSource(String, ConnectionId, Vec<String>),
    /// Adds a source as it is; number and identifier are new, the name is made unique.
    InsertSource(Source),
    /// Replaces a source.
    SetSource(Source),
    /// Removes a source.
    RemoveSource(SourceId),
    /// Adds a variable: name, type, value at start.
    AddVariable(String, Ty, Value),
    /// Replaces a variable.
    SetVariable(Variable),
    /// Removes a variable.
    RemoveVariable(VariableId),
    /// Several changes as one step.
    All(Text, Vec<Self>),
}

/// Size, grid and background of a screen.
#[derive(Clone, Debug, PartialEq)]
pub struct ScreenLook {
    /// Width in pixels.
    pub width: f32,
    /// Height in pixels.
    pub height: f32,
    /// Grid step in pixels.
    pub grid: f32,
    /// Background colour, `#rrggbb`.
    pub background: String,
}

/// A change of the drawing order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZOrder {
    /// On top of all others.
    ToFront,
    /// One step up.
    Forward,
    /// One step down.
    Backward,
    /// Below all others.
    ToBack,
}

/// What an edit has made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Created {
    /// New screens.
    pub screens: Vec<ScreenId>,
    /// New controls.
    pub controls: Vec<ControlId>,
    /// Roots of new blocks.
    pub blocks: Vec<BlockId>,
    /// New sources.
    pub sources: Vec<SourceId>,
    /// New variables.
    pub variables: Vec<VariableId>,
}

/// Why an edit cannot be made. It means that the thing is gone, so nothing is shown to the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// What the edit names does not exist.
    #[error("what the edit names does not exist")]
    Gone,
    /// The last screen cannot be removed.
    #[error("the last screen cannot be removed")]
    LastScreen,
    /// A change of a graph failed.
    #[error(transparent)]
    Graph(#[from] GraphEditError),
}

impl Edit {
    /// The name of the step in the undo list.
    pub fn label(&self) -> Text {
        match self {
            Self::RenameProject(_) => t("Projekt umbenennen", "Rename project"),
            Self::SetPurpose(_) => t("Zweck ändern", "Change purpose"),
            Self::AddScreen(_) => t("Bildschirm hinzufügen", "Add screen"),
            Self::DuplicateScreen(_) => t("Bildschirm duplizieren", "Duplicate screen"),
            Self::MoveScreen(..) => t("Bildschirme ordnen", "Order screens"),
            Self::RemoveScreen(_) => t("Bildschirm löschen", "Delete screen"),
            Self::RenameScreen(..) => t("Bildschirm umbenennen", "Rename screen"),
            Self::SetScreen(..) => t("Bildschirm ändern", "Change screen"),
            Self::AddControls(..) => t("Control hinzufügen", "Add control"),
            Self::RemoveControls(..) => t("Control löschen", "Delete control"),
            Self::SetAreas(..) => t("Verschieben", "Move"),
            Self::SetProperty(..) => t("Eigenschaft ändern", "Change property"),
            Self::RenameControl(..) => t("Control umbenennen", "Rename control"),
            Self::Reorder(..) => t("Reihenfolge ändern", "Change order"),
            Self::SetHandler(_, Some(_)) => t("Skript ändern", "Change script"),
            Self::SetHandler(_, None) => t("Skript löschen", "Delete script"),
            Self::Graph(_, edit) => graph_label(edit),
            Self::AddConnection(_) => t("Verbindung hinzufügen", "Add connection"),
            Self::SetConnection(_) => t("Verbindung ändern", "Change connection"),
            Self::RemoveConnection(_) => t("Verbindung löschen", "Delete connection"),
            Self::AddSource(..) | Self::InsertSource(_) => t("Datenquelle hinzufügen", "Add data source"),
            Self::SetSource(_) => t("Datenquelle ändern", "Change data source"),
            Self::RemoveSource(_) => t("Datenquelle löschen", "Delete data source"),
            Self::AddVariable(..) => t("Variable hinzufügen", "Add variable"),
            Self::SetVariable(_) => t("Variable ändern", "Change variable"),
            Self::RemoveVariable(_) => t("Variable löschen", "Delete variable"),
            Self::All(label, _) => *label,
        }
    }
}

fn graph_label(edit: &GraphEdit) -> Text {
    match edit {
        GraphEdit::Insert { .. } => t("Baustein einfügen", "Insert block"),
        GraphEdit::Move { .. } | GraphEdit::SetPosition { .. } => t("Baustein verschieben", "Move block"),
        GraphEdit::Remove { .. } => t("Baustein löschen", "Delete block"),
        GraphEdit::SetSlot { .. } => t("Wert ändern", "Change value"),
        GraphEdit::Unwire { .. } => t("Leitung lösen", "Disconnect wire"),
        GraphEdit::All(edits) => edits.first().map_or(t("Bausteine ändern", "Change blocks"), graph_label),
    }
}

/// Makes `edit`.
///
/// # Errors
/// [`EditError`]; the project may then be half changed, so apply to a copy.
pub fn apply(project: &mut Project, edit: &Edit) -> Result<Created, EditError> {
    let mut created = Created::default();
    apply_into(project, edit, &mut created)?;
    Ok(created)
}

fn apply_into(project: &mut Project, edit: &Edit, created: &mut Created) -> Result<(), EditError> {
    match edit {
        Edit::RenameProject(name) => project.name.clone_from(name),
        Edit::SetPurpose(purpose) => project.purpose.clone_from(purpose),
        Edit::AddScreen(_)
        | Edit::DuplicateScreen(_)
        | Edit::MoveScreen(..)
        | Edit::RemoveScreen(_)
        | Edit::RenameScreen(..)
        | Edit::SetScreen(..) => apply_to_screens(project, edit, created)?,
        Edit::AddControls(..)
        | Edit::RemoveControls(..)
        | Edit::SetAreas(..)
        | Edit::SetProperty(..)
        | Edit::RenameControl(..)
        | Edit::Reorder(..)
        | Edit::SetHandler(..)
        | Edit::Graph(..) => apply_to_controls(project, edit, created)?,
        Edit::AddConnection(_)
        | Edit::SetConnection(_)
        | Edit::RemoveConnection(_)
        | Edit::AddSource(..)
        | Edit::InsertSource(_)
        | Edit::SetSource(_)
        | Edit::RemoveSource(_)
        | Edit::AddVariable(..)
        | Edit::SetVariable(_)
        | Edit::RemoveVariable(_) => apply_to_data(project, edit, created)?,
        Edit::All(_, edits) => {
            for edit in edits {
                apply_into(project, edit, created)?;
            }
        }
    }
    Ok(())
}

fn apply_to_screens(project: &mut Project, edit: &Edit, created: &mut Created) -> Result<(), EditError> {
    match edit {
        Edit::AddScreen(name) => {
            let name = unique_name(name, project.screens.iter().map(|screen| screen.name.as_str()));
            let id = ScreenId(project.take_id());
            project.screens.push(Arc::new(Screen::new(id, &name)));
            created.screens.push(id);
        }
        Edit::DuplicateScreen(id) => duplicate_screen(project, *id, created)?,
        Edit::MoveScreen(id, to) => {
            let from = project.screens.iter().position(|screen| screen.id == *id).ok_or(EditError::Gone)?;
            let screen = project.screens.remove(from);
            project.screens.insert((*to).min(project.screens.len()), screen);
        }
        Edit::RemoveScreen(id) => {
            if project.screens.len() == 1 {
                return Err(EditError::LastScreen);
            }
            project.screens.retain(|screen| screen.id != *id);
        }
        Edit::RenameScreen(id, name) => {
            let others = project.screens.iter().filter(|screen| screen.id != *id);
            let name = unique_name(name, others.map(|screen| screen.name.as_str()));
            let screen = project.screen_mut(*id).ok_or(EditError::Gone)?;
            let old = std::mem::replace(&mut screen.name, name.clone());
            rename::screen(project, &old, &name);
        }
        Edit::SetScreen(id, look) => {
            let screen = project.screen_mut(*id).ok_or(EditError::Gone)?;
            screen.width = look.width;
            screen.height = look.height;
            screen.grid = look.grid;
            screen.background.clone_from(&look.background);
        }
        _ => return Err(EditError::Gone),
    }
    Ok(())
}

fn duplicate_screen(project: &mut Project, id: ScreenId, created: &mut Created) -> Result<(), EditError> {
    let at = project.screens.iter().position(|screen| screen.id == id).ok_or(EditError::Gone)?;
    let old = Arc::clone(&project.screens[at]);
    let name = unique_name(&old.name, project.screens.iter().map(|screen| screen.name.as_str()));
    let copy = ScreenId(project.take_id());
    let empty = Screen { id: copy, name: name.clone(), controls: Vec::new(), ..(*old).clone() };
    project.screens.insert(at + 1, Arc::new(empty));
    apply_to_controls(project, &Edit::AddControls(copy, old.controls.clone()), created)?;
    rename::copied_screen(project, copy, &old.name, &name);
    created.screens.push(copy);
    Ok(())
}

fn apply_to_controls(project: &mut Project, edit: &Edit, created: &mut Created) -> Result<(), EditError> {
    match edit {
        Edit::AddControls(screen, controls) => {
            let first_new = created.controls.len();
            for control in controls {
                add_control(project, *screen, control.clone(), created)?;
            }
            let new_id: BTreeMap<ControlId, ControlId> =
                controls.iter().map(|control| control.id).zip(created.controls[first_new..].iter().copied()).collect();
            let screen = project.screen_mut(*screen).ok_or(EditError::Gone)?;
            for control in &mut screen.controls {
                if new_id.values().any(|id| *id == control.id) {
                    follow_copies(control, &new_id);
                }
            }
        }
        Edit::RemoveControls(screen, ids) => {
            let screen = project.screen_mut(*screen).ok_or(EditError::Gone)?;
            screen.controls.retain(|control| !ids.contains(&control.id));
        }
        Edit::SetAreas(screen, areas) => {
            let screen = project.screen_mut(*screen).ok_or(EditError::Gone)?;
            for (id, area) in areas {
                screen.control_mut(*id).ok_or(EditError::Gone)?.area = *area;
            }
        }
        Edit::SetProperty(screen, ids, key, value) => {
            let screen = project.screen_mut(*screen).ok_or(EditError::Gone)?;
            for id in ids {
                let properties = &mut screen.control_mut(*id).ok_or(EditError::Gone)?.properties;
                match value {
                    Some(value) => properties.insert(key.clone(), value.clone()),
                    None => properties.remove(key),
                };
            }
        }
        Edit::RenameControl(screen, id, name) => {
            let screen = project.screen_mut(*screen).ok_or(EditError::Gone)?;
            let others = screen.controls.iter().filter(|control| control.id != *id);
            let name = unique_name(name, others.map(|control| control.name.as_str()));
            let control = screen.control_mut(*id).ok_or(EditError::Gone)?;
            let old = std::mem::replace(&mut control.name, name.clone());
            let screen = screen.name.clone();
            rename::control(project, &screen, &old, &name);
        }
        Edit::Reorder(screen, ids, order) => {
            reorder(&mut project.screen_mut(*screen).ok_or(EditError::Gone)?.controls, ids, *order);
        }
        Edit::SetHandler(at, handler) => {
            let handlers = project.handlers_mut(at.owner).ok_or(EditError::Gone)?;
            match handler {
                Some(handler) => handlers.insert(at.trigger.clone(), Arc::new(handler.clone())),
                None => handlers.remove(&at.trigger),
            };
        }
        Edit::Graph(at, edit) => {
            let mut next_id = project.next_id;
            let handlers = project.handlers_mut(at.owner).ok_or(EditError::Gone)?;
            let handler = handlers.entry(at.trigger.clone()).or_insert_with(|| Arc::new(Handler::empty()));
            let Handler::Blocks(graph) = Arc::make_mut(handler) else {
                return Err(EditError::Gone);
            };
            created.blocks.extend(super::blocks::edit::apply(graph, edit, &mut next_id)?);
            project.next_id = next_id;
        }
        _ => return Err(EditError::Gone),
    }
    Ok(())
}

fn add_control(
    project: &mut Project,
    screen: ScreenId,
    mut control: Control,
    created: &mut Created,
) -> Result<(), EditError> {
    let id = ControlId(project.take_id());
    let mut next_id = project.next_id;
    let screen = project.screen_mut(screen).ok_or(EditError::Gone)?;
    control.id = id;
    control.name = unique_name(&control.name, screen.controls.iter().map(|c| c.name.as_str()));
    for handler in control.handlers.values_mut() {
        if let Handler::Blocks(graph) = Arc::make_mut(handler) {
            graph.renumber(&mut next_id);
        }
    }
    screen.controls.push(control);
    project.next_id = next_id;
    created.controls.push(id);
    Ok(())
}

/// Blocks of a copy that refer to a control that was copied too refer to its copy.
fn follow_copies(control: &mut Control, new_id: &BTreeMap<ControlId, ControlId>) {
    for handler in control.handlers.values_mut() {
        let Handler::Blocks(graph) = Arc::make_mut(handler) else { continue };
        for block in graph.blocks.values_mut() {
            let Some(Slot::Literal(value)) = block.slots.get_mut(CONTROL_SLOT) else { continue };
            let old = value.as_number().map(|id| ControlId(id as u32));
            if let Some(new) = old.and_then(|old| new_id.get(&old)) {
                *value = Value::Number(f64::from(new.0));
            }
        }
    }
}

fn reorder(controls: &mut Vec<Control>, ids: &[ControlId], order: ZOrder) {
    match order {
        ZOrder::ToFront | ZOrder::ToBack => {
            let (chosen, mut rest): (Vec<_>, Vec<_>) =
                controls.drain(..).partition(|control| ids.contains(&control.id));
            if order == ZOrder::ToFront {
                rest.extend(chosen);
                *controls = rest;
            } else {
                *controls = chosen;
                controls.append(&mut rest);
            }
        }
        ZOrder::Forward => {
            for i in (1..controls.len()).rev() {
                if ids.contains(&controls[i - 1].id) && !ids.contains(&controls[i].id) {
                    controls.swap(i - 1, i);
                }
            }
        }
        ZOrder::Backward => {
            for i in 1..controls.len() {
                if ids.contains(&controls[i].id) && !ids.contains(&controls[i - 1].id) {
                    controls.swap(i - 1, i);
                }
            }
        }
    }
}

fn insert_source(project: &mut Project, mut source: Source, created: &mut Created) {
    source.name = unique_name(&source.name, project.sources.iter().map(|source| source.name.as_str()));
    source.ident = unique_ident(&source.name, project.data_idents());
    source.id = SourceId(project.take_id());
    for handler in source.handlers.values_mut() {
        if let Handler::Blocks(graph) = Arc::make_mut(handler) {
            graph.renumber(&mut project.next_id);
        }
    }
    created.sources.push(source.id);
    project.sources.push(source);
}

fn apply_to_data(project: &mut Project, edit: &Edit, created: &mut Created) -> Result<(), EditError> {
    match edit {
        Edit::AddConnection(connection) => {
            let mut connection = connection.clone();
            connection.name = unique_name(&connection.name, project.connections.iter().map(|c| c.name.as_str()));
            project.connections.push(connection);
        }
        Edit::SetConnection(connection) => {
            let old = project.connections.iter_mut().find(|c| c.id == connection.id);
            *old.ok_or(EditError::Gone)? = connection.clone();
        }
        Edit::RemoveConnection(id) => project.connections.retain(|connection| connection.id != *id),
        Edit::AddSource(name, connection, topics) => {
            let source = Source::new(SourceId(0), name, "", connection.clone());
            insert_source(project, Source { topics: topics.clone(), ..source }, created);
        }
        Edit::InsertSource(source) => insert_source(project, source.clone(), created),
        Edit::SetSource(source) => {
            let old = project.sources.iter_mut().find(|s| s.id == source.id);
            *old.ok_or(EditError::Gone)? = source.clone();
        }
        Edit::RemoveSource(id) => project.sources.retain(|source| source.id != *id),
        Edit::AddVariable(name, ty, initial) => {
            let name = unique_name(name, project.variables.iter().map(|variable| variable.name.as_str()));
            let ident = unique_ident(&name, project.data_idents());
            let id = VariableId(project.take_id());
            project.variables.push(Variable { id, name, ident, ty: *ty, initial: initial.clone() });
            created.variables.push(id);
        }
        Edit::SetVariable(variable) => {
            let old = project.variables.iter_mut().find(|v| v.id == variable.id);
            *old.ok_or(EditError::Gone)? = variable.clone();
        }
        Edit::RemoveVariable(id) => project.variables.retain(|variable| variable.id != *id),
        _ => return Err(EditError::Gone),
    }
    Ok(())
}
