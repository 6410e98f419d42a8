//! Bindings: where a property of a control gets its value from by itself, and how it is made fit to be shown.
//!
//! Pure. The engine asks [`Binding::value_of`] while the app runs, the editor for its preview. A binding to a topic is a
//! data source that nobody made: [`implied`] says which, and a run starts with the project [`expanded`] by them.

mod circle;
mod format;
mod implied;

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::control::Control;
use super::id::{ColumnId, ConnectionId, ControlId, SourceId, VariableId};
use super::item::{Item, Rewrite};
use super::project::Project;
use super::source::convert::Cell;
use super::source::json::{Json, JsonKind};
use super::source::table::{Table, TableRow};
use super::source::{ColumnType, Message};
use super::time::time_text;
use super::types::{Ty, is_color, truth, truth_of_number};
use super::value::{Value, number_from_text, number_to_text};
use crate::i18n::Locale;

pub use self::circle::{Read, circles, reads};
pub use self::format::{TIME_FORMS, shown_number, time_as};
pub use self::implied::{Implied, expanded, implied, is_implied};

/// Where a property gets its value from, and what is done with it on the way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename = "Bound", deny_unknown_fields)]
pub struct Binding {
    /// Where from.
    pub from: Origin,
    /// A number is multiplied by this first.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub scale: f64,
    /// Then this is added.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub offset: f64,
    /// What stands for which value; the first that fits counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub table: Vec<(String, Value)>,
    /// What stands for all values that the table does not have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Value>,
    /// So many decimals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimals: Option<u8>,
    /// Whether digits stand in groups of three.
    #[serde(default, skip_serializing_if = "is_false")]
    pub thousands: bool,
    /// How a time or duration is written: a key of [`TIME_FORMS`], or a pattern such as `dd.MM. HH:mm`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub time: String,
    /// What stands before the text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// What stands behind it: a unit, with the blank that belongs before it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub suffix: String,
    /// The value while nothing has come; without one the property has its default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub empty: Option<Value>,
    /// After so many seconds without a message the value is shown as out of date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stale_after: Option<f64>,
    /// Where the device says whether it is there; only of a topic, on the same connection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub availability: Option<Availability>,
}

/// Where a device says whether it is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Availability {
    /// The topic, usually that of its last will.
    pub topic: String,
    /// What it says when it is not there; anything else means that it is.
    #[serde(default = "offline", skip_serializing_if = "is_offline")]
    pub offline: String,
}

impl Availability {
    /// The word that devices usually have for it.
    pub const OFFLINE: &str = "offline";

    /// Whether this message says that the device is not there: as a word, or in JSON, which zigbee2mqtt writes
    /// (`{"state":"offline"}`).
    pub fn is_offline(&self, message: &str) -> bool {
        let state = Json::parse(message).and_then(|json| json.member("state")).map(|json| match json.kind() {
            JsonKind::Text(text) => text,
            _ => json.as_written(),
        });
        let word = state.as_deref().unwrap_or(message);
        word.trim().to_lowercase() == self.offline.trim().to_lowercase()
    }
}

fn offline() -> String {
    Availability::OFFLINE.to_owned()
}

fn is_offline(word: &str) -> bool {
    word == Availability::OFFLINE
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Origin {
    /// A variable.
    Variable(VariableId),
    /// A column of a data source.
    Column {
        /// The data source.
        #[serde(with = "as_item")]
        source: SourceId,
        /// The column.
        column: BoundColumn,
        /// Of which row.
        #[serde(default, skip_serializing_if = "RowChoice::is_newest")]
        row: RowChoice,
    },
    /// A topic; the app subscribes to it by itself.
    Topic {
        /// The connection.
        #[serde(with = "as_item")]
        connection: ConnectionId,
        /// The topic, or a filter of which the newest message counts.
        filter: String,
        /// Where in the JSON of the payload the value is; empty for the whole payload.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        path: String,
        /// What the payload is read as.
        #[serde(rename = "type", default, skip_serializing_if = "is_automatic", with = "as_key")]
        ty: ColumnType,
    },
    /// A property of a control.
    Property {
        /// The control.
        #[serde(with = "as_item")]
        control: ControlId,
        /// The property's key.
        property: String,
    },
    /// An expression in Lua.
    Lua(String),
    /// A parameter of the component that the control belongs to, by name.
    Parameter(String),
}

/// A column of a data source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BoundColumn {
    /// One of its own.
    Own(ColumnId),
    /// One that every row has: `time`, `topic` or `message`.
    Fixed(String),
}

/// Which row of a data source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RowChoice {
    /// The newest one that has a value there.
    #[default]
    Newest,
    /// The newest one of this topic.
    OfTopic(String),
    /// The one at this place, from 0, as the source's table shows them.
    Number(u32),
}

impl RowChoice {
    fn is_newest(&self) -> bool {
        *self == Self::Newest
    }
}

fn one() -> f64 {
    1.0
}

#[expect(clippy::float_cmp, clippy::trivially_copy_pass_by_ref, reason = "the default itself; serde asks by reference")]
fn is_one(number: &f64) -> bool {
    *number == 1.0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_zero(number: &f64) -> bool {
    *number == 0.0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_false(flag: &bool) -> bool {
    !*flag
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_automatic(ty: &ColumnType) -> bool {
    *ty == ColumnType::Automatic
}

/// Ids are written as the references that they are: `Connection("lokal")`.
pub(super) mod as_item {
    use super::{Deserialize as _, Deserializer, Item, Serialize as _, Serializer, de};
    use crate::model::id::{ConnectionId, ControlId, SourceId};

    pub(in crate::model) trait Id: Clone + Into<Item> {
        fn of(item: &Item) -> Option<Self>;
    }

    impl Id for ConnectionId {
        fn of(item: &Item) -> Option<Self> {
            item.connection()
        }
    }

    impl Id for ControlId {
        fn of(item: &Item) -> Option<Self> {
            item.control()
        }
    }

    impl Id for SourceId {
        fn of(item: &Item) -> Option<Self> {
            item.source()
        }
    }

    pub(in crate::model) fn serialize<T: Id, S: Serializer>(id: &T, serializer: S) -> Result<S::Ok, S::Error> {
        id.clone().into().serialize(serializer)
    }

    pub(in crate::model) fn deserialize<'de, T: Id, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        let item = Item::deserialize(deserializer)?;
        T::of(&item).ok_or_else(|| de::Error::custom(format!("{item} is of another kind")))
    }
}

/// Types are written as in the settings of a source.
mod as_key {
    use super::{ColumnType, Deserialize as _, Deserializer, Serialize as _, Serializer, de};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
    pub(super) fn serialize<S: Serializer>(ty: &ColumnType, serializer: S) -> Result<S::Ok, S::Error> {
        ty.key().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ColumnType, D::Error> {
        let key = String::deserialize(deserializer)?;
        let known = ColumnType::ALL.iter().copied().find(|ty| ty.key() == key);
        known.ok_or_else(|| de::Error::custom(format!("{key:?} is no type")))
    }
}

impl Serialize for BoundColumn {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Own(id) => Item::from(*id).serialize(serializer),
            Self::Fixed(key) => key.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for BoundColumn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<ron::value::RawValue>::deserialize(deserializer).map_err(de::Error::custom)?;
        let own = Item::parse(raw.get_ron()).as_ref().and_then(Item::column).map(Self::Own);
        let fixed = || ron::from_str::<String>(raw.get_ron()).ok().map(Self::Fixed);
        own.or_else(fixed).ok_or_else(|| de::Error::custom(format!("{} is no column", raw.get_ron())))
    }
}

impl Origin {
    /// What it refers to by id; a script refers by name.
    pub fn items(&self) -> Vec<Item> {
        match self {
            Self::Variable(id) => vec![(*id).into()],
            Self::Column { source, column, .. } => {
                let own = match column {
                    BoundColumn::Own(id) => Some(Item::from(*id)),
                    BoundColumn::Fixed(_) => None,
                };
                std::iter::once((*source).into()).chain(own).collect()
            }
            Self::Topic { connection, .. } => vec![connection.clone().into()],
            Self::Property { control, .. } => vec![(*control).into()],
            Self::Lua(_) | Self::Parameter(_) => Vec::new(),
        }
    }

    /// The same with its references as `map` says; `None` where one of them is not there.
    fn rewritten(&self, map: &dyn Fn(&Item) -> Rewrite) -> Option<Self> {
        let fate = |item: Item| match map(&item) {
            Rewrite::Keep => Some(item),
            Rewrite::To(new) => Some(new),
            Rewrite::Open => None,
        };
        Some(match self {
            Self::Variable(id) => Self::Variable(fate((*id).into())?.variable()?),
            Self::Column { source, column, row } => Self::Column {
                source: fate((*source).into())?.source()?,
                column: match column {
                    BoundColumn::Own(id) => BoundColumn::Own(fate((*id).into())?.column()?),
                    BoundColumn::Fixed(key) => BoundColumn::Fixed(key.clone()),
                },
                row: row.clone(),
            },
            Self::Topic { connection, filter, path, ty } => Self::Topic {
                connection: fate(connection.clone().into())?.connection()?,
                filter: filter.clone(),
                path: path.clone(),
                ty: *ty,
            },
            Self::Property { control, property } => {
                Self::Property { control: fate((*control).into())?.control()?, property: property.clone() }
            }
            Self::Lua(_) | Self::Parameter(_) => self.clone(),
        })
    }
}

impl Binding {
    /// `decimals: 1`, not `decimals: Some(1)`.
    pub(super) fn options() -> ron::Options {
        ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME)
    }

    /// A binding that shows what comes as it comes.
    pub fn to(from: Origin) -> Self {
        Self {
            from,
            scale: 1.0,
            offset: 0.0,
            table: Vec::new(),
            otherwise: None,
            decimals: None,
            thousands: false,
            time: String::new(),
            prefix: String::new(),
            suffix: String::new(),
            empty: None,
            stale_after: None,
            availability: None,
        }
    }

    /// Reads a binding as it stands in a project file, `Bound(from: …)`; `None` for anything else.
    pub fn parse(ron: &str) -> Option<Self> {
        let known: Self =
            ron.trim_start().starts_with("Bound").then(|| Self::options().from_str(ron).ok()).flatten()?;
        // What a newer version can hold there stays as it is, with the whole binding.
        let is_known = known.values().all(|value| !matches!(value, Value::Raw(_)));
        is_known.then_some(known)
    }

    /// The values that it holds itself.
    pub(super) fn values(&self) -> impl Iterator<Item = &Value> {
        self.table.iter().map(|(_, value)| value).chain(&self.otherwise).chain(&self.empty)
    }

    /// As it stands in a project file.
    ///
    /// # Errors
    /// What RON cannot write.
    pub fn to_ron(&self) -> Result<String, ron::Error> {
        // One line, with blanks: it is read by people.
        let config = ron::ser::PrettyConfig::new().depth_limit(0).struct_names(true);
        Self::options().to_string_pretty(self, config)
    }

    /// The topics that the app has to subscribe to for it: that of the value, and that of the device's availability.
    pub fn topics(&self) -> impl Iterator<Item = Origin> {
        let value = matches!(self.from, Origin::Topic { .. }).then(|| self.from.clone());
        value.into_iter().chain(self.availability_origin())
    }

    /// Where the device says whether it is there.
    pub fn availability_origin(&self) -> Option<Origin> {
        let (Origin::Topic { connection, .. }, Some(Availability { topic, .. })) = (&self.from, &self.availability)
        else {
            return None;
        };
        let (connection, filter) = (connection.clone(), topic.clone());
        Some(Origin::Topic { connection, filter, path: String::new(), ty: ColumnType::Text })
    }

    /// The same with its references as `map` says; `None` where one of them is not there.
    pub fn rewritten(&self, map: &dyn Fn(&Item) -> Rewrite) -> Option<Self> {
        Some(Self { from: self.from.rewritten(map)?, ..self.clone() })
    }

    /// The value for a property of this type, from what came; nothing has come where that is `None`.
    ///
    /// Gives `None` where it is of another type, and where nothing has come and nothing is said for that case.
    pub fn value_of(&self, came: Option<&Value>, ty: Ty, locale: Locale) -> Option<Value> {
        let Some(came) = came else { return read_as(self.empty.as_ref()?, ty) };
        let value = self.looked_up(self.calculated(came));
        if ty == Ty::Text { Some(Value::from(self.text_of(&value, locale))) } else { read_as(&value, ty) }
    }

    /// What a person has set, as it goes back to where the value comes from; `None` where that is no value of this type.
    pub fn value_back(&self, set: &Value, ty: Ty) -> Option<Value> {
        let bare = match set {
            Value::Text(text) => {
                let text = text.strip_prefix(&self.prefix).unwrap_or(text);
                Value::from(text.strip_suffix(&self.suffix).unwrap_or(text))
            }
            _ => set.clone(),
        };
        let translated = self.table.iter().find(|(_, to)| to.to_text() == bare.to_text());
        let back = translated.map_or(bare, |(from, _)| Value::from(from.as_str()));
        let back = match &back {
            // As it was typed: with a comma, perhaps.
            Value::Text(text) if ty != Ty::Text => ty.parse(text)?,
            _ => read_as(&back, ty)?,
        };
        match back {
            Value::Number(number) if !is_zero(&self.scale) => {
                Some(Value::from(as_it_reads((number - self.offset) / self.scale)))
            }
            Value::Number(_) => None,
            back => Some(back),
        }
    }

    fn calculated(&self, came: &Value) -> Value {
        if is_one(&self.scale) && is_zero(&self.offset) {
            return came.clone();
        }
        number_in(came)
            .map_or_else(|| came.clone(), |number| Value::from(as_it_reads(number * self.scale + self.offset)))
    }

    fn looked_up(&self, value: Value) -> Value {
        let text = value.to_text();
        let exact = |key: &str| key == text;
        let alike = |key: &str| {
            let numbers = number_from_text(key).zip(number_in(&value));
            numbers.is_some_and(|(key, number)| (key - number).abs() < f64::EPSILON * number.abs().max(1.0))
                || key.trim().to_lowercase() == text.trim().to_lowercase()
        };
        let found = |fits: &dyn Fn(&str) -> bool| self.table.iter().find(|(key, _)| fits(key)).map(|(_, to)| to);
        match found(&exact).or_else(|| found(&alike)) {
            Some(to) => to.clone(),
            None if self.table.is_empty() => value,
            None => self.otherwise.clone().unwrap_or(value),
        }
    }
}

/// The Lua that gives the value of an expression.
pub fn as_chunk(expression: &str) -> String {
    // A comment that ends the line ends before the bracket.
    format!("return ({expression}\n)")
}

/// A number without the noise of arithmetic, as its text reads.
fn as_it_reads(number: f64) -> f64 {
    number_from_text(&number_to_text(number)).unwrap_or(number)
}

/// The number that a value is, or that its text says.
fn number_in(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => Some(*number),
        Value::Text(text) => number_from_text(text).filter(|number| number.is_finite()),
        Value::Bool(_) | Value::List(_) | Value::Record(_) | Value::Raw(_) => None,
    }
}

/// A value as one of this type, read as generously as a payload.
pub fn read_as(value: &Value, ty: Ty) -> Option<Value> {
    match (ty, value) {
        (Ty::Bool, Value::Text(text)) => {
            let of_number = || number_from_text(text).and_then(truth_of_number);
            truth(text).or_else(of_number).map(Value::from)
        }
        (Ty::Bool, Value::Number(number)) => truth_of_number(*number).map(Value::from),
        (Ty::Number, Value::Bool(on)) => Some(Value::from(f64::from(u8::from(*on)))),
        (Ty::Number, _) => number_in(value).filter(|number| number.is_finite()).map(Value::from),
        (Ty::Text, Value::List(_) | Value::Record(_)) => Some(Value::from(value.to_json())),
        (Ty::Color, Value::Text(text)) => is_color(text.trim()).then(|| Value::from(text.trim())),
        _ => ty.convert(value),
    }
}

/// What a cell holds, as it comes to a binding; a time is a text of the form ISO 8601.
pub fn value_in(cell: &Cell) -> Option<Value> {
    match cell {
        Cell::Time(moment) => Some(Value::from(time_text(*moment))),
        Cell::Empty | Cell::Text(_) | Cell::Number(_) | Cell::Bool(_) => cell.value(),
    }
}

/// What the rows of a source have for a column. `index` is the place of an own column among those of the table.
pub fn value_in_table(table: &Table, column: &BoundColumn, index: Option<usize>, row: &RowChoice) -> Option<Value> {
    let of_line = |line: &TableRow| match column {
        BoundColumn::Own(_) => value_in(line.cells.get(index?)?),
        BoundColumn::Fixed(key) => match key.as_str() {
            "time" => {
                let at = super::time::Moment { ms: line.row.at_ms, floating: false };
                Some(Value::from(time_text(at)))
            }
            "topic" => Some(Value::from(line.row.topic.as_str())),
            "message" => Some(Value::from(line.row.message.as_str())),
            _ => None,
        },
    };
    match row {
        // A message about something else leaves the column as it was.
        RowChoice::Newest => table.newest().and_then(of_line).or_else(|| table.lines().find_map(of_line)),
        RowChoice::OfTopic(topic) => of_line(table.of_topic(topic)?),
        RowChoice::Number(number) => of_line(table.line(*number as usize)?),
    }
}

/// What the payload of a message has at a data path; `None` where there is nothing, or nothing of this type.
pub fn value_in_payload(payload: &str, path: &str, ty: ColumnType) -> Option<Value> {
    let mut table = Table::new(&implied::listening(SourceId(0), &ConnectionId::local(), "#", (path, ty)));
    // Not one for the topics of a broker itself, which no filter with a wildcard hears.
    table.push(Message { topic: "a".to_owned(), message: payload.to_owned(), ..Message::default() });
    value_in(table.newest()?.cells.first()?)
}

/// All bindings of a project, in the order of screens and controls, each with what is bound: the key of a property, or
/// the [name of a comparison](super::formatting::term_key).
pub fn bindings(project: &Project) -> impl Iterator<Item = (&Control, Cow<'_, str>, &std::sync::Arc<Binding>)> {
    let controls = project.screens.iter().flat_map(|screen| &screen.controls);
    controls.flat_map(|control| control.bindings().map(move |(key, binding)| (control, key, binding)))
}

#[cfg(test)]
mod tests;
