//! Changes of a project: each one is one function call, one undo step, one label.

mod components;
mod controls;
mod data;
mod layers;
mod names;
mod paste;
mod screens;

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::blocks::edit::{GraphEdit, GraphEditError};
use super::clip::Content;
use super::component::ComponentParameter;
use super::connection::Connection;
use super::control::Control;
use super::embedded::EmbeddedFile;
use super::fit::{Anchors, GroundGradient, ScreenFit};
use super::formatting::FormatRule;
use super::function::Function;
use super::handler::{Handler, HandlerRef};
use super::id::{BlockId, ConnectionId, ControlId, ScreenId, SourceId};
use super::item::{Item, ItemKind};
use super::languages::AppLanguages;
use super::looks::ProjectLooks;
use super::picture::GroundImage;
use super::project::Project;
use super::property::Property;
use super::screen::{Area, Screen};
use super::showing::Showing;
use super::source::Source;
use super::timer::Timer;
use super::types::Ty;
use super::value::Value;
use super::variable::Variable;
use crate::i18n::{Text, t};

pub use self::layers::{Guard, LayerEdit, LayerPlace};
pub use self::paste::{Landing, Paste, PasteTo};

/// One change of a project.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Renames the project.
    RenameProject(String),
    /// Sets what the project is for.
    SetPurpose(String),
    /// Sets the hosts that it may ask over HTTP.
    SetWeb(Vec<String>),
    /// Gives a thing a new name (made unique); scripts follow, as far as their text is certain.
    Rename(Item, String),
    /// Removes things; what referred to them is left as it is and becomes a problem.
    Remove(Vec<Item>),
    /// Adds an empty screen with this name (made unique).
    AddScreen(String),
    /// Adds a copy of a screen behind it, with its controls and handlers.
    DuplicateScreen(ScreenId),
    /// Puts a screen at this place among the screens, from 0; the app starts with the first one.
    MoveScreen(ScreenId, usize),
    /// Sets size, grid, background and fit of a screen; its controls and name stay.
    SetScreen(ScreenId, ScreenLook),
    /// Puts controls on a screen, on top; ids are new, names are made unique, instances of components count on.
    AddControls(ScreenId, Vec<Control>),
    /// Puts in what was copied, here or in another project.
    Paste(Box<Paste>),
    /// Moves and resizes controls.
    SetAreas(Vec<(ControlId, Area)>),
    /// Sets a property of controls; `None` goes back to the default.
    SetProperty(Vec<ControlId>, String, Option<Property>),
    /// Sets the rules of a control by which it changes its look.
    SetRules(ControlId, Vec<Arc<FormatRule>>),
    /// Says what controls keep their distance to where their screen adapts to the window.
    SetAnchors(Vec<ControlId>, Anchors),
    /// Changes the drawing order of controls of one screen.
    Reorder(Vec<ControlId>, ZOrder),
    /// Changes groups of controls, what is locked and hidden, and the order in the tree.
    Layers(LayerEdit),
    /// Takes controls into a component, and puts an instance in their place.
    MakeComponent {
        /// The controls, all of one screen.
        controls: Vec<ControlId>,
        /// Its name (made unique).
        name: String,
        /// How the parameter is called for what all their topics begin with.
        prefix: String,
    },
    /// Adds, changes or takes out a parameter of a component, by its place; its name is made unique and followed.
    SetParameter(ScreenId, Option<usize>, Option<ComponentParameter>),
    /// Puts plain controls in the place of instances of components.
    Detach(Vec<ControlId>),
    /// Sets or removes a handler.
    SetHandler(HandlerRef, Option<Handler>),
    /// Changes the blocks of a handler; makes an empty one where there is none.
    Graph(HandlerRef, GraphEdit),
    /// Adds a connection; its name is made unique.
    AddConnection(Connection),
    /// Replaces a connection.
    SetConnection(Connection),
    /// Adds a source: name, connection, topic filters.
    AddSource(String, ConnectionId, Vec<String>),
    /// Adds a source as it is; number and identifier are new, the name is made unique.
    InsertSource(Source),
    /// Replaces a source; scripts follow where it or a column of it has a new name.
    SetSource(Source),
    /// Adds a variable: name, type, value at start.
    AddVariable(String, Ty, Value),
    /// Replaces a variable; scripts follow where it has a new name.
    SetVariable(Variable),
    /// Sets the colours and text styles of the project.
    SetLooks(ProjectLooks),
    /// Sets the languages of the app and what its texts are in them.
    SetLanguages(Arc<AppLanguages>),
    /// Puts an image into the project under a name, or takes it out.
    SetImage(String, Option<Arc<EmbeddedFile>>),
    /// Takes a sound into the project, or out of it.
    SetSound(String, Option<Arc<EmbeddedFile>>),
    /// Goes back to a state that the project had, whatever has become of it since.
    RestoreState(Arc<Project>),
    /// Adds a timer; number and identifier are new, the name is made unique.
    AddTimer(Timer),
    /// Replaces a timer; scripts follow where it has a new name.
    SetTimer(Timer),
    /// Adds a function; number and identifier are new, the name is made unique.
    AddFunction(Function),
    /// Replaces a function; scripts follow where it or a parameter has a new name. Its own blocks and Lua stay.
    SetFunction(Function),
    /// Several changes as one step.
    All(Text, Vec<Self>),
}

/// Size, grid, background and fit of a screen.
#[derive(Clone, Debug, PartialEq)]
pub struct ScreenLook {
    /// Width in pixels.
    pub width: f32,
    /// Height in pixels.
    pub height: f32,
    /// Grid step in pixels.
    pub grid: f32,
    /// Background colour: digits, or the key of a colour of the project.
    pub background: String,
    /// The colour that it runs into.
    pub gradient: Option<GroundGradient>,
    /// The image on it.
    pub image: Option<GroundImage>,
    /// How it fits a window of another size or ratio.
    pub fit: ScreenFit,
    /// How it comes and goes.
    pub showing: Showing,
}

impl From<&Screen> for ScreenLook {
    fn from(screen: &Screen) -> Self {
        let Screen { width, height, grid, background, gradient, image, fit, showing, .. } = screen.clone();
        Self { width, height, grid, background, gradient, image, fit, showing }
    }
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
    /// New things, in the order in which they were made.
    pub items: Vec<Item>,
    /// Roots of new blocks.
    pub blocks: Vec<BlockId>,
    /// What pasting did with what was copied elsewhere.
    pub landing: Landing,
}

impl Created {
    /// The new things of one kind, by what `get` reads of them: `created.all(Item::control)`.
    pub fn all<T>(&self, get: fn(&Item) -> Option<T>) -> Vec<T> {
        self.items.iter().filter_map(get).collect()
    }

    /// The first new thing of one kind: `created.first(Item::source)`.
    pub fn first<T>(&self, get: fn(&Item) -> Option<T>) -> Option<T> {
        self.items.iter().find_map(get)
    }
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
            Self::SetWeb(_) => t("Web-Zugriff ändern", "Change web access"),
            Self::Rename(item, _) => rename_label(item.kind()),
            Self::Remove(items) => items.first().map_or(t("Löschen", "Delete"), |item| remove_label(item.kind())),
            Self::AddScreen(_) => t("Bildschirm hinzufügen", "Add screen"),
            Self::DuplicateScreen(_) => t("Bildschirm duplizieren", "Duplicate screen"),
            Self::MoveScreen(..) => t("Bildschirme ordnen", "Order screens"),
            Self::SetScreen(..) => t("Bildschirm ändern", "Change screen"),
            Self::AddControls(..) => t("Control hinzufügen", "Add control"),
            Self::Paste(paste) => match paste.clip.content {
                Content::Controls(_) => t("Control hinzufügen", "Add control"),
                Content::Blocks(_) => t("Baustein einfügen", "Insert block"),
                Content::Rules(..) => t("Bedingte Formatierung einfügen", "Paste conditional formatting"),
            },
            Self::SetAreas(..) => t("Verschieben", "Move"),
            Self::SetProperty(..) => t("Eigenschaft ändern", "Change property"),
            Self::SetRules(..) => t("Bedingte Formatierung ändern", "Change conditional formatting"),
            Self::SetAnchors(..) => t("Anker ändern", "Change anchors"),
            Self::Reorder(..) => t("Reihenfolge ändern", "Change order"),
            Self::Layers(edit) => edit.label(),
            Self::MakeComponent { .. } => t("Komponente daraus machen", "Make a component of it"),
            Self::SetParameter(_, None, _) => t("Parameter hinzufügen", "Add parameter"),
            Self::SetParameter(_, Some(_), Some(_)) => t("Parameter ändern", "Change parameter"),
            Self::SetParameter(_, Some(_), None) => t("Parameter entfernen", "Remove parameter"),
            Self::Detach(_) => t("Von der Komponente lösen", "Detach from component"),
            Self::SetHandler(_, Some(_)) => t("Skript ändern", "Change script"),
            Self::SetHandler(_, None) => t("Skript löschen", "Delete script"),
            Self::Graph(_, edit) => graph_label(edit),
            Self::AddConnection(_) => t("Verbindung hinzufügen", "Add connection"),
            Self::SetConnection(_) => t("Verbindung ändern", "Change connection"),
            Self::InsertSource(source) if source.is_list() => t("Liste hinzufügen", "Add list"),
            Self::SetSource(source) if source.is_list() => t("Liste ändern", "Change list"),
            Self::AddSource(..) | Self::InsertSource(_) => t("Datenquelle hinzufügen", "Add data source"),
            Self::SetSource(_) => t("Datenquelle ändern", "Change data source"),
            Self::AddVariable(..) => t("Variable hinzufügen", "Add variable"),
            Self::SetVariable(_) => t("Variable ändern", "Change variable"),
            Self::SetLooks(_) => t("Farben und Textstile ändern", "Change colors and text styles"),
            Self::SetLanguages(_) => t("Übersetzungen ändern", "Change translations"),
            Self::SetImage(_, Some(_)) => t("Bild ins Projekt aufnehmen", "Take image into project"),
            Self::SetSound(_, Some(_)) => t("Klang ins Projekt aufnehmen", "Take sound into project"),
            Self::SetSound(_, None) => t("Klang aus dem Projekt entfernen", "Remove sound from project"),
            Self::SetImage(_, None) => t("Bild aus dem Projekt entfernen", "Remove image from project"),
            Self::RestoreState(_) => t("Stand wiederherstellen", "Restore state"),
            Self::AddTimer(_) => t("Zeitgeber hinzufügen", "Add timer"),
            Self::SetTimer(_) => t("Zeitgeber ändern", "Change timer"),
            Self::AddFunction(_) => t("Funktion hinzufügen", "Add function"),
            Self::SetFunction(_) => t("Funktion ändern", "Change function"),
            Self::All(label, _) => *label,
        }
    }
}

impl Edit {
    /// The name of the step in the undo list of this project: what is a screen to the file may be a component to people.
    pub fn label_in(&self, project: &Project) -> Text {
        let is_component = |id: &ScreenId| project.screen(*id).is_some_and(|screen| screen.component.is_some());
        match self {
            Self::Rename(Item::Screen(id), _) if is_component(id) => t("Komponente umbenennen", "Rename component"),
            Self::Remove(items) => match items.first() {
                Some(Item::Screen(id)) if is_component(id) => t("Komponente löschen", "Delete component"),
                _ => self.label(),
            },
            Self::DuplicateScreen(id) if is_component(id) => t("Komponente duplizieren", "Duplicate component"),
            Self::MoveScreen(id, _) if is_component(id) => t("Komponenten ordnen", "Order components"),
            Self::SetScreen(id, _) if is_component(id) => t("Komponente ändern", "Change component"),
            _ => self.label(),
        }
    }
}

fn rename_label(kind: ItemKind) -> Text {
    match kind {
        ItemKind::Screen => t("Bildschirm umbenennen", "Rename screen"),
        ItemKind::Control => t("Control umbenennen", "Rename control"),
        ItemKind::Connection => t("Verbindung umbenennen", "Rename connection"),
        ItemKind::Source => t("Datenquelle umbenennen", "Rename data source"),
        ItemKind::Column => t("Spalte umbenennen", "Rename column"),
        ItemKind::Variable => t("Variable umbenennen", "Rename variable"),
        ItemKind::Timer => t("Zeitgeber umbenennen", "Rename timer"),
        ItemKind::Function => t("Funktion umbenennen", "Rename function"),
        ItemKind::App => t("Projekt umbenennen", "Rename project"),
    }
}

fn remove_label(kind: ItemKind) -> Text {
    match kind {
        ItemKind::Screen => t("Bildschirm löschen", "Delete screen"),
        ItemKind::Control => t("Control löschen", "Delete control"),
        ItemKind::Connection => t("Verbindung löschen", "Delete connection"),
        ItemKind::Source => t("Datenquelle löschen", "Delete data source"),
        ItemKind::Column => t("Spalte löschen", "Delete column"),
        ItemKind::Variable => t("Variable löschen", "Delete variable"),
        ItemKind::Timer => t("Zeitgeber löschen", "Delete timer"),
        ItemKind::Function => t("Funktion löschen", "Delete function"),
        ItemKind::App => t("Löschen", "Delete"),
    }
}

fn graph_label(edit: &GraphEdit) -> Text {
    match edit {
        GraphEdit::Insert { .. } => t("Baustein einfügen", "Insert block"),
        GraphEdit::Move { .. } | GraphEdit::SetPosition { .. } => t("Baustein verschieben", "Move block"),
        GraphEdit::Remove { .. } => t("Baustein löschen", "Delete block"),
        GraphEdit::SetSlot { .. } => t("Wert ändern", "Change value"),
        GraphEdit::Unwire { .. } => t("Leitung lösen", "Disconnect wire"),
        GraphEdit::Unfold { unfolded: true, .. } => t("Werte als Leitungen", "Values as wires"),
        GraphEdit::Unfold { unfolded: false, .. } => t("Werte als Chips", "Values as chips"),
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
        Edit::SetWeb(hosts) => project.web.clone_from(hosts),
        Edit::Rename(item, name) => names::rename(project, item, name)?,
        Edit::Remove(items) => remove(project, items)?,
        Edit::AddScreen(name) => screens::add(project, name, created),
        Edit::DuplicateScreen(id) => screens::duplicate(project, *id, created)?,
        Edit::MoveScreen(id, to) => screens::move_to(project, *id, *to)?,
        Edit::SetScreen(id, look) => screens::set_look(project, *id, look)?,
        Edit::AddControls(screen, new) => controls::add(project, *screen, new.clone(), created)?,
        Edit::Paste(paste) => paste::paste(project, paste, created)?,
        Edit::SetAreas(areas) => controls::set_areas(project, areas)?,
        Edit::SetProperty(ids, key, value) => controls::set_property(project, ids, key, value.as_ref())?,
        Edit::SetRules(id, rules) => controls::set_rules(project, *id, rules)?,
        Edit::SetAnchors(ids, anchors) => {
            for id in ids {
                project.control_mut(*id).ok_or(EditError::Gone)?.anchors = *anchors;
            }
        }
        Edit::Reorder(ids, order) => controls::reorder(project, ids, *order)?,
        Edit::Layers(edit) => layers::apply(project, edit)?,
        Edit::MakeComponent { controls, name, prefix } => {
            components::make(project, controls, (name, prefix), created)?;
        }
        Edit::SetParameter(master, at, new) => components::set_parameter(project, *master, *at, new.as_ref())?,
        Edit::Detach(ids) => components::detach(project, ids, created)?,
        Edit::SetHandler(at, handler) => {
            // What was made outside of the project has taken its ids from where they are free.
            let blocks = handler.as_ref().and_then(Handler::graph).and_then(|graph| graph.blocks.last_key_value());
            let taken = blocks.map_or(0, |(id, _)| id.0.saturating_add(1));
            project.next_id = project.next_id.max(taken);
            let handlers = project.handlers_mut(&at.owner).ok_or(EditError::Gone)?;
            match handler {
                Some(handler) => handlers.insert(at.trigger.clone(), Arc::new(handler.clone())),
                None => handlers.remove(&at.trigger),
            };
        }
        Edit::Graph(at, edit) => change_graph(project, at, edit, created)?,
        Edit::AddConnection(connection) => data::add_connection(project, connection, created),
        Edit::SetConnection(connection) => data::set_connection(project, connection)?,
        Edit::AddSource(name, connection, topics) => {
            let source = Source::new(SourceId(0), name, "", connection.clone());
            data::insert_source(project, Source { topics: topics.clone(), ..source }, created);
        }
        Edit::InsertSource(source) => data::insert_source(project, source.clone(), created),
        Edit::SetSource(source) => names::set_source(project, source)?,
        Edit::AddVariable(name, ty, initial) => data::add_variable(project, name, *ty, initial, created),
        Edit::SetVariable(variable) => names::set_variable(project, variable)?,
        Edit::SetLooks(looks) => project.looks = looks.clone(),
        Edit::SetLanguages(languages) => project.languages = Arc::clone(languages),
        Edit::SetImage(name, Some(image)) => {
            project.images.insert(name.clone(), Arc::clone(image));
        }
        Edit::SetImage(name, None) => {
            project.images.remove(name).ok_or(EditError::Gone)?;
        }
        Edit::SetSound(name, Some(sound)) => {
            project.sounds.insert(name.clone(), Arc::clone(sound));
        }
        Edit::SetSound(name, None) => {
            project.sounds.remove(name).ok_or(EditError::Gone)?;
        }
        Edit::RestoreState(state) => {
            // Ids of things that were made since are not given again: what was copied would mean others.
            let next_id = project.next_id.max(state.next_id);
            *project = Project { id: project.id.clone(), next_id, ..Project::clone(state) };
        }
        Edit::AddTimer(timer) => data::add_timer(project, timer.clone(), created),
        Edit::SetTimer(timer) => names::set_timer(project, timer)?,
        Edit::AddFunction(function) => data::add_function(project, function.clone(), created),
        Edit::SetFunction(function) => names::set_function(project, function)?,
        Edit::All(_, edits) => {
            for edit in edits {
                apply_into(project, edit, created)?;
            }
        }
    }
    Ok(())
}

fn change_graph(
    project: &mut Project,
    at: &HandlerRef,
    edit: &GraphEdit,
    created: &mut Created,
) -> Result<(), EditError> {
    let mut next_id = project.next_id;
    let handlers = project.handlers_mut(&at.owner).ok_or(EditError::Gone)?;
    let handler = handlers.entry(at.trigger.clone()).or_insert_with(|| Arc::new(Handler::empty()));
    let Handler::Blocks(graph) = Arc::make_mut(handler) else {
        return Err(EditError::Gone);
    };
    created.blocks.extend(super::blocks::edit::apply(graph, edit, &mut next_id)?);
    project.next_id = next_id;
    Ok(())
}

fn remove(project: &mut Project, items: &[Item]) -> Result<(), EditError> {
    let gone: HashSet<&Item> = items.iter().collect();
    let stays = |item: Item| !gone.contains(&item);
    let is_there = |kind| items.iter().any(|item| item.kind() == kind);
    if is_there(ItemKind::Screen) {
        project.screens.retain(|screen| stays(screen.id.into()));
        if project.screens.iter().all(|screen| screen.component.is_some()) {
            return Err(EditError::LastScreen);
        }
    }
    let screens: BTreeSet<ScreenId> =
        items.iter().filter_map(Item::control).filter_map(|id| project.screen_of(id)).collect();
    for screen in screens {
        if let Some(screen) = project.screen_mut(screen) {
            screen.controls.retain(|control| stays(control.id.into()));
        }
    }
    project.connections.retain(|connection| stays(connection.id.clone().into()));
    if is_there(ItemKind::Source) {
        project.sources.retain(|source| stays(source.id.into()));
    }
    if is_there(ItemKind::Column) {
        for source in &mut project.sources {
            source.subscriptions.retain(|subscription| subscription.column.is_none_or(|id| stays(id.into())));
            let list = source.list.as_mut();
            let list = list.filter(|list| list.columns.iter().any(|it| it.id.is_some_and(|id| !stays(id.into()))));
            if let Some(list) = list {
                Arc::make_mut(list).retain_columns(|id| stays(id.into()));
            }
        }
    }
    if is_there(ItemKind::Variable) {
        project.variables.retain(|variable| stays(variable.id.into()));
    }
    if is_there(ItemKind::Timer) {
        project.timers.retain(|timer| stays(timer.id.into()));
    }
    if is_there(ItemKind::Function) {
        project.functions.retain(|function| stays(function.id.into()));
    }
    Ok(())
}
