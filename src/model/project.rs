//! The project: everything that is saved.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::connection::Connection;
use super::control::Control;
use super::embedded::FilesByName;
use super::function::Function;
use super::handler::{Handler, HandlerRef};
use super::id::{AppId, ColumnId, ConnectionId, ControlId, FunctionId, ScreenId, SourceId, TimerId, VariableId};
use super::indexed::Indexed;
use super::item::Item;
use super::languages::AppLanguages;
use super::looks::ProjectLooks;
use super::screen::Screen;
use super::source::{Column, Source};
use super::timer::Timer;
use super::variable::Variable;

/// Version of the file format that this program writes.
pub const FORMAT: u32 = 2;

/// Key of the trigger of the app: it starts.
pub const STARTED: &str = "started";
/// Key of the trigger of the app: it is about to end.
pub const STOPPED: &str = "stopped";

/// A project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Project {
    /// Version of the file format; the first field of the file.
    pub format: u32,
    /// Its name.
    pub name: String,
    /// What it is for, in a sentence or two.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub purpose: String,
    /// What tells it apart from all others, wherever its file lies: by this its passwords and waiting messages are found.
    /// Empty where it was never saved by this program.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// The next free id; ids are never used twice.
    pub next_id: u32,
    /// The hosts that it may ask over HTTP, such as `api.example.com`, `10.0.0.5:8080` or `*.example.com`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub web: Vec<String>,
    /// Its colours and text styles.
    #[serde(default, skip_serializing_if = "ProjectLooks::is_plain")]
    pub looks: ProjectLooks,
    /// The languages that it speaks, with what its texts are in them.
    #[serde(default, skip_serializing_if = "has_no_languages")]
    pub languages: Arc<AppLanguages>,
    /// What happens when the app starts and stops, by trigger.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub handlers: BTreeMap<String, Arc<Handler>>,
    /// The connections, in the order of the explorer.
    #[serde(default)]
    pub connections: Vec<Connection>,
    /// The data sources.
    #[serde(default)]
    pub sources: Indexed<Source>,
    /// The variables.
    #[serde(default)]
    pub variables: Indexed<Variable>,
    /// The timers.
    #[serde(default, skip_serializing_if = "Indexed::has_none")]
    pub timers: Indexed<Timer>,
    /// The functions.
    #[serde(default, skip_serializing_if = "Indexed::has_none")]
    pub functions: Indexed<Function>,
    /// The screens; the app starts with the first one.
    #[serde(default)]
    pub screens: Indexed<Arc<Screen>>,
    /// Images by the name that properties mean them by.
    #[serde(default, skip_serializing_if = "FilesByName::is_empty")]
    pub images: FilesByName,
    /// Sounds by the name that blocks and scripts mean them by.
    #[serde(default, skip_serializing_if = "FilesByName::is_empty")]
    pub sounds: FilesByName,
}

fn has_no_languages(languages: &Arc<AppLanguages>) -> bool {
    languages.is_plain()
}

impl Project {
    /// A new project: one empty screen, and the local broker as its connection.
    ///
    /// The names are content, so the caller gives them in the user's language.
    pub fn new(name: &str, screen_name: &str, local_broker_name: &str) -> Self {
        Self {
            format: FORMAT,
            name: name.to_owned(),
            purpose: String::new(),
            id: String::new(),
            next_id: 2,
            web: Vec::new(),
            looks: ProjectLooks::default(),
            languages: Arc::default(),
            handlers: BTreeMap::new(),
            connections: vec![Connection::local_broker(local_broker_name)],
            sources: Indexed::default(),
            variables: Indexed::default(),
            timers: Indexed::default(),
            functions: Indexed::default(),
            screens: vec![Arc::new(Screen::new(ScreenId(1), screen_name))].into(),
            images: FilesByName::new(),
            sounds: FilesByName::new(),
        }
    }

    /// A fresh id.
    pub fn take_id(&mut self) -> u32 {
        let id = self.next_id;
        self.next_id += 1;
        id
    }

    /// The screen with this id.
    pub fn screen(&self, id: ScreenId) -> Option<&Arc<Screen>> {
        self.screens.by_id(id)
    }

    /// The screen with this id, to change it.
    pub fn screen_mut(&mut self, id: ScreenId) -> Option<&mut Screen> {
        self.screens.by_id_mut(id).map(Arc::make_mut)
    }

    /// The control with this id, on whatever screen.
    pub fn control(&self, id: ControlId) -> Option<&Control> {
        self.find_control(id).map(|(_, control)| control)
    }

    /// The control with this id, to change it; only its screen is copied.
    pub fn control_mut(&mut self, id: ControlId) -> Option<&mut Control> {
        let screen = self.screen_of(id)?;
        self.screen_mut(screen)?.control_mut(id)
    }

    /// The screen and control with this control id.
    pub fn find_control(&self, id: ControlId) -> Option<(&Arc<Screen>, &Control)> {
        self.screens.iter().find_map(|screen| Some((screen, screen.control(id)?)))
    }

    /// The screen that a control stands on.
    pub fn screen_of(&self, control: ControlId) -> Option<ScreenId> {
        self.find_control(control).map(|(screen, _)| screen.id)
    }

    /// The control with this name (any case), on any screen; the first screen first.
    pub fn control_by_name(&self, name: &str) -> Option<(&Arc<Screen>, &Control)> {
        self.screens.iter().find_map(|screen| Some((screen, screen.controls.all_named(name).next()?)))
    }

    /// The handler at a place.
    pub fn handler(&self, at: &HandlerRef) -> Option<&Arc<Handler>> {
        self.handlers_of(&at.owner)?.get(&at.trigger)
    }

    /// The handlers of a thing, by trigger; `None` where it is gone or of a kind that has none.
    pub fn handlers_of(&self, owner: &Item) -> Option<&BTreeMap<String, Arc<Handler>>> {
        match owner {
            Item::Control(id) => self.control(*id).map(|control| &control.handlers),
            Item::Source(id) => self.source(*id).map(|source| &source.handlers),
            Item::Screen(id) => self.screen(*id).map(|screen| &screen.handlers),
            Item::Variable(id) => self.variable(*id).map(|variable| &variable.handlers),
            Item::Timer(id) => self.timer(*id).map(|timer| &timer.handlers),
            Item::Function(id) => self.function(*id).map(|function| &function.handlers),
            Item::App(AppId) => Some(&self.handlers),
            Item::Connection(_) | Item::Column(_) => None,
        }
    }

    /// The handlers of a thing, to change them.
    pub fn handlers_mut(&mut self, owner: &Item) -> Option<&mut BTreeMap<String, Arc<Handler>>> {
        match owner {
            Item::Control(id) => self.control_mut(*id).map(|control| &mut control.handlers),
            Item::Source(id) => self.source_mut(*id).map(|source| &mut source.handlers),
            Item::Screen(id) => self.screen_mut(*id).map(|screen| &mut screen.handlers),
            Item::Variable(id) => self.variables.by_id_mut(*id).map(|variable| &mut variable.handlers),
            Item::Timer(id) => self.timers.by_id_mut(*id).map(|timer| &mut timer.handlers),
            Item::Function(id) => self.functions.by_id_mut(*id).map(|function| &mut function.handlers),
            Item::App(AppId) => Some(&mut self.handlers),
            Item::Connection(_) | Item::Column(_) => None,
        }
    }

    /// All handlers with their places: those of the app itself, then in the order of screens, each with its controls; those of the sources, variables, timers
    /// and functions last.
    pub fn handlers(&self) -> impl Iterator<Item = (HandlerRef, &Arc<Handler>)> {
        let of_app = self.handlers.iter().map(|(trigger, handler)| (HandlerRef::new(AppId, trigger), handler));
        let of_screens = self.screens.iter().flat_map(|screen| {
            let own = screen.handlers.iter();
            let own = own.map(|(trigger, handler)| (HandlerRef::new(screen.id, trigger), handler));
            own.chain(screen.controls.iter().flat_map(|control| {
                let handlers = control.handlers.iter();
                handlers.map(|(trigger, handler)| (HandlerRef::new(control.id, trigger), handler))
            }))
        });
        let of_sources = self.sources.iter().flat_map(|source| {
            let handlers = source.handlers.iter();
            handlers.map(|(trigger, handler)| (HandlerRef::new(source.id, trigger), handler))
        });
        let of_variables = self.variables.iter().flat_map(|variable| {
            let handlers = variable.handlers.iter();
            handlers.map(|(trigger, handler)| (HandlerRef::new(variable.id, trigger), handler))
        });
        let of_timers = self.timers.iter().flat_map(|timer| {
            let handlers = timer.handlers.iter();
            handlers.map(|(trigger, handler)| (HandlerRef::new(timer.id, trigger), handler))
        });
        let of_functions = self.functions.iter().flat_map(|function| {
            let handlers = function.handlers.iter();
            handlers.map(|(trigger, handler)| (HandlerRef::new(function.id, trigger), handler))
        });
        of_app.chain(of_screens).chain(of_sources).chain(of_variables).chain(of_timers).chain(of_functions)
    }

    /// Whether a thing is there.
    pub fn has(&self, item: &Item) -> bool {
        self.name_of(item).is_some()
    }

    /// The name of a thing, as people see it; `None` where it is gone.
    pub fn name_of(&self, item: &Item) -> Option<&str> {
        Some(match item {
            Item::Screen(id) => &self.screen(*id)?.name,
            Item::Control(id) => &self.control(*id)?.name,
            Item::Connection(id) => &self.connection(id)?.name,
            Item::Source(id) => &self.source(*id)?.name,
            Item::Column(id) => self.column(*id)?.1.title,
            Item::Variable(id) => &self.variable(*id)?.name,
            Item::Timer(id) => &self.timer(*id)?.name,
            Item::Function(id) => &self.function(*id)?.name,
            Item::App(AppId) => &self.name,
        })
    }

    /// The connection with this id.
    pub fn connection(&self, id: &ConnectionId) -> Option<&Connection> {
        self.connections.iter().find(|connection| connection.id == *id)
    }

    /// The source with this id.
    pub fn source(&self, id: SourceId) -> Option<&Source> {
        self.sources.by_id(id)
    }

    /// The source with this id, to change it.
    pub fn source_mut(&mut self, id: SourceId) -> Option<&mut Source> {
        self.sources.by_id_mut(id)
    }

    /// The column with this id, and its source.
    pub fn column(&self, id: ColumnId) -> Option<(&Source, Column<'_>)> {
        self.sources.iter().find_map(|source| Some((source, source.column(id)?)))
    }

    /// The variable with this id.
    pub fn variable(&self, id: VariableId) -> Option<&Variable> {
        self.variables.by_id(id)
    }

    /// The timer with this id.
    pub fn timer(&self, id: TimerId) -> Option<&Timer> {
        self.timers.by_id(id)
    }

    /// The function with this id.
    pub fn function(&self, id: FunctionId) -> Option<&Function> {
        self.functions.by_id(id)
    }

    /// The variable or data source that `data.<name>` means: the exact name, else the name in any case.
    pub fn data_named(&self, name: &str) -> Option<Item> {
        let variable = self.variables.named(name);
        let source = self.sources.named(name);
        let is_exact = source.is_some_and(|source| source.ident == name);
        match (variable, source) {
            (Some(variable), _) if !is_exact || variable.ident == name => Some(variable.id.into()),
            (_, source) => source.map(|source| source.id.into()),
        }
    }

    /// All identifiers behind `data.` that are taken.
    pub fn data_idents(&self) -> impl Iterator<Item = &str> + Clone {
        let sources = self.sources.iter().map(|source| source.ident.as_str());
        sources.chain(self.variables.iter().map(|variable| variable.ident.as_str()))
    }
}
