//! What changes while an app runs: variables, properties, received rows, the screen that is shown.
//!
//! Plain data; it knows neither Lua nor threads.

mod becoming;
mod bound;
mod gone;
pub(super) mod groups;
mod languages;
mod looks;
mod names;
mod screens;
pub(super) mod timers;
mod wish;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use self::bound::BoundProperties;
use self::gone::GoneData;
use self::groups::HiddenGroups;
use self::languages::{locale_of, say_told, spoken_at_start};
use self::looks::RuledLooks;
use self::names::FormerNames;
use self::timers::Timers;
pub(super) use self::wish::Commanded;
use self::wish::Wishes;
use super::convert::same;
use super::fault::unknown;
use crate::i18n::Locale;
use crate::language::{self, block::Holds};
use crate::model::control::Control;
use crate::model::handler::HandlerRef;
use crate::model::id::{AppId, ConnectionId, ControlId, ScreenId, SourceId, VariableId};
use crate::model::item::Item;
use crate::model::project::{Project, STARTED};
use crate::model::run::{FaultKind, PropertyChange, RunEvent, SourceChange};
use crate::model::screen::SHOWN;
use crate::model::source::table::{RowsChange, Table, TableChange, TableRow, Taken, UnreadableNote};
use crate::model::source::{ColumnType, Message, REFRESHED};
use crate::model::types::Ty;
use crate::model::value::Value;
use crate::model::variable::Variable;

/// What stands behind a name of `data`.
#[derive(Clone, Copy, Debug)]
pub(super) enum Data {
    /// A variable.
    Variable(VariableId),
    /// A data source.
    Source(SourceId),
}

/// A data source of a running app.
#[derive(Debug)]
struct Received {
    table: Table,
    enabled: bool,
}

/// The message that an event is about, as the table was when it came.
#[derive(Clone, Debug)]
pub(super) struct Event {
    /// Titles of the columns.
    pub(super) columns: Vec<String>,
    /// The row that it wrote.
    pub(super) line: Arc<TableRow>,
    /// Titles of the columns that got a value.
    pub(super) refreshed: Vec<String>,
    /// See [`super::feedback`].
    pub(super) generation: u32,
}

/// What a message has done.
#[derive(Debug)]
pub(super) enum Arrived {
    /// It is new.
    News {
        event: Event,
        /// What could not be read, for the first time.
        notes: Vec<UnreadableNote>,
        /// What the rows may hold, where older ones go for the first time because of that.
        crowded: Option<usize>,
        /// For whoever shows the table.
        change: Arc<TableChange>,
    },
    /// The broker tells a stored value again that is known already, as it does after each new subscription.
    Known,
}

/// The state of a running app.
#[derive(Debug)]
pub(super) struct Live {
    /// As it is, with the instances of components that there are.
    pub(super) project: Arc<Project>,
    /// The screen that is shown.
    pub(super) screen: Option<ScreenId>,
    /// The one that was shown before it.
    last_screen: Option<ScreenId>,
    /// The pop-ups that are open, the last one on top.
    popups: Vec<ScreenId>,
    variables: BTreeMap<VariableId, Value>,
    /// Only what differs from the project.
    properties: BTreeMap<(ControlId, String), Value>,
    sources: BTreeMap<SourceId, Received>,
    connected: BTreeMap<ConnectionId, bool>,
    bound: BoundProperties,
    /// What rules have set, over the properties.
    ruled: RuledLooks,
    /// Groups of controls that are hidden, over both.
    hidden: HiddenGroups,
    /// How values are written for people.
    pub(super) locale: Locale,
    /// How they were written as the app was begun, before any of its languages said otherwise.
    own: Locale,
    /// The place of the language that the app speaks.
    language: usize,
    pub(super) timers: Timers,
    wishes: Wishes,
    /// Handlers whose event has come by what a script did.
    fired: Vec<HandlerRef>,
    /// Variables and lists that have a handler.
    heard: BTreeSet<Item>,
    /// For handlers that were begun before things were renamed.
    former: FormerNames,
    gone: GoneData,
}

impl Live {
    pub(super) fn new(project: Arc<Project>, overrides: Vec<(VariableId, Value)>, own: Locale) -> Self {
        let mut variables: BTreeMap<VariableId, Value> = BTreeMap::new();
        for variable in &project.variables {
            variables.insert(variable.id, initial(variable));
        }
        for (id, value) in overrides {
            if let Some(value) = project.variable(id).and_then(|variable| variable.ty.convert(&value)) {
                variables.insert(id, value);
            }
        }
        let heard = heard(&project);
        let language = spoken_at_start(&project, own, &variables);
        say_told(&project, (own, language), &mut variables);
        let locale = locale_of(&project, own, language);
        let screen = project.start_screen().map(|screen| screen.id);
        let received = |source| Received { table: Table::new(source), enabled: source.enabled() };
        Self {
            sources: project.sources.iter().map(|source| (source.id, received(source))).collect(),
            bound: BoundProperties::new(&project, locale),
            timers: Timers::new(&project, locale),
            project,
            screen,
            last_screen: None,
            popups: Vec::new(),
            variables,
            properties: BTreeMap::new(),
            ruled: RuledLooks::new(),
            hidden: HiddenGroups::default(),
            connected: BTreeMap::new(),
            locale,
            own,
            language,
            wishes: Wishes::default(),
            fired: Vec::new(),
            heard,
            former: FormerNames::default(),
            gone: GoneData::default(),
        }
    }

    /// The app starts, and the first screen is there.
    pub(super) fn begin_screen(&mut self) {
        self.fired.push(HandlerRef::new(AppId, STARTED));
        self.fired.extend(self.screen.map(|first| HandlerRef::new(first, SHOWN)));
    }

    /// Handlers whose event has come by what a script did, in the order of the events.
    pub(super) fn take_fired(&mut self) -> Vec<HandlerRef> {
        std::mem::take(&mut self.fired)
    }

    pub(super) fn variable(&self, id: VariableId) -> Option<&Value> {
        self.variables.get(&id)
    }

    /// Sets a variable; the value as it is now if it changed.
    pub(super) fn set_variable(&mut self, id: VariableId, value: &Value) -> Result<Option<Value>, FaultKind> {
        let Some(variable) = self.project.variable(id) else {
            return Err(FaultKind::UnknownName { name: format!("data.{id}"), near: None });
        };
        let ty = variable.ty;
        let value = stored(ty, value).ok_or_else(|| mismatch(format!("data.{}", variable.ident), ty.name(), value))?;
        let old = self.variables.insert(id, value.clone());
        if old.is_some_and(|old| same(&old, &value)) {
            return Ok(None);
        }
        self.refreshed(id.into());
        Ok(Some(value))
    }

    /// Fires the event of a variable or list once, however often it changes until its handler can begin.
    fn refreshed(&mut self, item: Item) {
        if self.heard.contains(&item) && !self.fired.iter().any(|at| at.owner == item) {
            self.fired.push(HandlerRef::new(item, REFRESHED));
        }
    }

    /// The value of a property, by its name in any case; `None` if the control has no such property.
    pub(super) fn property(&self, control: ControlId, name: &str) -> Option<Value> {
        let control = self.project.control(control)?;
        let key = property_key(control, name)?;
        if self.is_hidden_by_group(control.id, key) {
            return Some(Value::from(false));
        }
        self.ruled(control.id, key).cloned().or_else(|| self.below(control, key))
    }

    /// The value of a property below what rules set.
    fn below(&self, control: &Control, key: &str) -> Option<Value> {
        match self.properties.get(&(control.id, key.to_owned())) {
            Some(value) => Some(value.clone()),
            None => language::script_value(&self.project, control, key),
        }
    }

    /// Sets a property; the change if there is one.
    pub(super) fn set_property(
        &mut self,
        control: ControlId,
        name: &str,
        value: &Value,
    ) -> Result<Option<PropertyChange>, FaultKind> {
        let project = Arc::clone(&self.project);
        let found =
            project.control(control).ok_or_else(|| FaultKind::UnknownName { name: control.to_string(), near: None })?;
        let key = property_key(found, name).ok_or_else(|| unknown_property(found, name))?;
        let value = match language::property(&found.kind, key) {
            Some(def) => fit_property(&project, def.holds, value)
                .map_err(|wanted| mismatch(format!("{}.{key}", found.name), wanted, value))?,
            None => value.clone(),
        };
        let old = self.below(found, key);
        if old.is_some_and(|old| same(&old, &value)) {
            return Ok(None);
        }
        self.properties.insert((control, key.to_owned()), value.clone());
        if self.ruled(control, key).is_some() || self.is_hidden_by_group(control, key) {
            // It is seen when no rule sets it any more, or the group is shown.
            return Ok(None);
        }
        Ok(Some(PropertyChange { control, property: key.to_owned(), value }))
    }

    /// Takes in a message. `None` where nobody listens: the source is unknown or off.
    pub(super) fn receive(&mut self, source: SourceId, row: Arc<Message>) -> Option<Arrived> {
        let Received { table, enabled } = self.sources.get_mut(&source)?;
        if !*enabled {
            return None;
        }
        if table.knows(&row) {
            return Some(Arrived::Known);
        }
        let Taken { change, notes, begins_to_crowd } = table.push(row);
        let columns = table.columns().to_vec();
        let refreshed = change.refreshed.iter().filter_map(|index| columns.get(*index).cloned()).collect();
        let event = Event { columns, line: Arc::clone(&change.line), refreshed, generation: 0 };
        let crowded = begins_to_crowd.then(|| table.most_bytes());
        Some(Arrived::News { event, notes, crowded, change })
    }

    fn table(&self, source: SourceId) -> Option<&Table> {
        self.sources.get(&source).map(|received| &received.table)
    }

    pub(super) fn row_count(&self, source: SourceId) -> usize {
        self.table(source).map_or(0, Table::len)
    }

    /// Titles of a source's columns.
    pub(super) fn columns(&self, source: SourceId) -> &[String] {
        self.table(source).map_or(&[], Table::columns)
    }

    /// A row, from 0.
    pub(super) fn line(&self, source: SourceId, index: usize) -> Option<&TableRow> {
        self.table(source)?.line(index)
    }

    /// The row that was written last.
    pub(super) fn newest(&self, source: SourceId) -> Option<&TableRow> {
        self.table(source)?.newest()
    }

    /// The newest row of a topic.
    pub(super) fn of_topic(&self, source: SourceId, topic: &str) -> Option<&TableRow> {
        self.table(source)?.of_topic(topic)
    }

    /// Where a row stands now; `None` where it is gone.
    pub(super) fn place_of_row(&self, source: SourceId, row: &Arc<Message>) -> Option<usize> {
        self.table(source)?.place_of_row(row)
    }

    /// All rows, to be shared.
    pub(super) fn shared_lines(&self, source: SourceId) -> Vec<Arc<TableRow>> {
        self.table(source).map_or_else(Vec::new, |table| table.shared_lines().cloned().collect())
    }

    /// The types of a source's columns.
    pub(super) fn column_types(&self, source: SourceId) -> Vec<ColumnType> {
        let source = self.project.source(source);
        source.map_or_else(Vec::new, |source| source.columns().into_iter().map(|column| column.ty).collect())
    }

    /// Changes rows of a list; what is to be told.
    pub(super) fn change_rows(&mut self, source: SourceId, change: RowsChange) -> Result<RunEvent, FaultKind> {
        if let Some(Received { table, .. }) = self.sources.get_mut(&source) {
            if table.has_no_room_for(&change) {
                let list = self.project.source(source).map_or_else(String::new, |list| list.name.clone());
                return Err(FaultKind::ListFull { list, rows: table.most_rows(), mib: table.most_bytes() >> 20 });
            }
            table.change_rows(&change);
        }
        self.refreshed(source.into());
        Ok(RunEvent::Source { source, change: SourceChange::Rows(change) })
    }

    /// Forgets the rows of a source.
    pub(super) fn clear(&mut self, source: SourceId) {
        if let Some(received) = self.sources.get_mut(&source) {
            received.table.clear();
        }
    }

    pub(super) fn is_enabled(&self, source: SourceId) -> bool {
        self.sources.get(&source).is_some_and(|received| received.enabled)
    }

    /// Switches a source on or off; whether that is a change.
    pub(super) fn set_enabled(&mut self, source: SourceId, on: bool) -> bool {
        let Some(received) = self.sources.get_mut(&source) else { return false };
        std::mem::replace(&mut received.enabled, on) != on
    }

    pub(super) fn set_connected(&mut self, connection: ConnectionId, connected: bool) {
        self.connected.insert(connection, connected);
    }

    pub(super) fn is_connected(&self, connection: &ConnectionId) -> bool {
        self.connected.get(connection).copied().unwrap_or(false)
    }
}

/// The variables and lists that have a handler.
fn heard(project: &Project) -> BTreeSet<Item> {
    let with_handler = project.variables.iter().filter(|variable| variable.handlers.contains_key(REFRESHED));
    let lists = project.sources.iter().filter(|it| it.is_list() && it.handlers.contains_key(REFRESHED));
    with_handler.map(|variable| variable.id.into()).chain(lists.map(|list| list.id.into())).collect()
}

/// What a variable begins with.
fn initial(variable: &Variable) -> Value {
    variable.ty.convert(&variable.initial).unwrap_or_else(|| variable.ty.default_value())
}

fn named<'a, T>(things: &'a [T], name: &str, name_of: impl Fn(&'a T) -> &'a str) -> Option<&'a T> {
    let exact = things.iter().find(|thing| name_of(thing) == name);
    exact.or_else(|| {
        let name = name.to_lowercase();
        things.iter().find(|thing| name_of(thing).to_lowercase() == name)
    })
}

/// The key of a property, from its name in any case: known to the row, or set in the project.
fn property_key<'a>(control: &'a Control, name: &str) -> Option<&'a str> {
    if let Some(def) = language::scripted_property(&control.kind, name) {
        return Some(def.key);
    }
    control.properties.keys().find(|key| key.eq_ignore_ascii_case(name)).map(String::as_str)
}

/// The fault of a property that a control does not have.
pub(super) fn unknown_property(control: &Control, name: &str) -> FaultKind {
    let rows = language::control(&control.kind).into_iter().flat_map(|def| def.properties);
    let known = rows.map(|property| property.key).chain(control.properties.keys().map(String::as_str));
    unknown(format!("{}.{name}", control.name), name, known)
}

/// The value as one of this type; scripts of the reference product set truth values by words and numbers too.
pub(super) fn stored(ty: Ty, value: &Value) -> Option<Value> {
    let truth = || match value {
        Value::Number(number) if *number == 0.0 || *number == 1.0 => Some(*number == 1.0),
        Value::Text(text) => match text.trim().to_lowercase().as_str() {
            "true" | "1" | "visible" => Some(true),
            "false" | "0" | "hidden" | "collapsed" => Some(false),
            _ => None,
        },
        _ => None,
    };
    ty.convert(value).or_else(|| truth().filter(|_| ty == Ty::Bool).map(Value::from))
}

/// The value as the property takes it, or what it wants instead. Numbers are held within the property's bounds.
fn fit_property(project: &Project, holds: Holds, value: &Value) -> Result<Value, &'static str> {
    let ty = holds.ty();
    let value = stored(ty, value).ok_or_else(|| ty.name())?;
    match (holds, &value) {
        (Holds::Number { min, max }, Value::Number(number)) if number.is_finite() => {
            Ok(Value::from(number.max(min).min(max)))
        }
        (Holds::Number { .. }, _) => Err("number"),
        (Holds::Choice(choices), Value::Text(text)) => choices
            .iter()
            .find(|choice| choice.key.eq_ignore_ascii_case(text))
            .map(|choice| Value::from(choice.key))
            .ok_or("choice"),
        (Holds::Source, Value::Text(text)) if !text.is_empty() => named(&project.sources, text, |source| &source.name)
            .map(|source| Value::from(source.name.as_str()))
            .ok_or("source"),
        _ => Ok(value),
    }
}

pub(super) fn mismatch(to: String, wanted: &'static str, value: &Value) -> FaultKind {
    let got = match value {
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::Text(_) if matches!(wanted, "choice" | "color" | "time" | "source") => {
            return FaultKind::WrongType { to, wanted, got: value.to_text() };
        }
        Value::Text(_) | Value::Raw(_) => "string",
        Value::List(_) | Value::Record(_) => "table",
    };
    FaultKind::WrongType { to, wanted, got: got.to_owned() }
}
