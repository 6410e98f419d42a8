//! What a source makes of its messages: rows with columns, as its message type says.
//!
//! Pure; the engine and the window each keep one, fed with the same messages, and so show the same.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::convert::{Cell, Offer, Unreadable, convert};
use super::json::{Json, without_bom};
use super::path::DataPath;
use super::{ColumnType, MessageKind, PayloadForm, Row, Source};
use crate::model::topic::TopicFilter;
use crate::model::value::{Value, number_to_text};

/// Topics and columns of which is remembered that they were told; beyond it nothing more is told, only counted.
const TOLD: usize = 1_000;

/// Topics of which the last payload is remembered.
const TOPICS: usize = 10_000;

/// The table of a source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    columns: Vec<String>,
    feeds: Vec<Feed>,
    kind: MessageKind,
    payload: PayloadForm,
    most: usize,
    lines: VecDeque<Line>,
    /// The topic of the last message, where rows do not stand in the order of time.
    newest: String,
    told: BTreeSet<(String, Option<usize>)>,
    /// By topic, a digest of the payload that came last.
    last: BTreeMap<String, u64>,
    /// Messages taken in so far.
    pub received: u64,
    /// Values that could not be read so far.
    pub unreadable: u64,
}

/// What a subscription puts into a column.
#[derive(Clone, Debug, PartialEq)]
struct Feed {
    filter: TopicFilter,
    column: usize,
    /// `None` is a path that cannot be read: it finds nothing.
    path: Option<DataPath>,
    whole: bool,
    ty: ColumnType,
}

/// What a message has for a column.
type Read = (usize, Result<Cell, Unreadable>);

/// What is wrong with a message, and for which column.
type Flaw = (Option<usize>, Unreadable);

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The message that wrote it last.
    pub row: Row,
    /// Its values, in the order of [`Table::columns`].
    pub cells: Vec<Cell>,
}

/// A column of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// When the message arrived.
    Time,
    /// The topic.
    Topic,
    /// The payload.
    Message,
    /// One with a title, by its place in [`Table::columns`].
    Titled(usize),
}

/// What a message has done to the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// The row that it wrote.
    pub line: usize,
    /// Columns that got a value from it.
    pub refreshed: Vec<usize>,
    /// What could not be read, where it is the first time for this topic and column.
    pub notes: Vec<Note>,
}

/// A value that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The topic of the message.
    pub topic: String,
    /// Title of the column; `None` where it is the whole payload.
    pub column: Option<String>,
    /// Why.
    pub why: Unreadable,
}

impl Table {
    /// The empty table of a source.
    pub fn new(source: &Source) -> Self {
        let columns: Vec<String> = source.columns().into_iter().map(|column| column.title.to_owned()).collect();
        let column_of = |title: &str| position(&columns, title);
        let feeds = source.subscriptions.iter().filter_map(|subscription| {
            Some(Feed {
                filter: TopicFilter::parse(&subscription.filter).ok()?,
                column: column_of(subscription.title.trim())?,
                path: DataPath::parse(subscription.path()).ok(),
                whole: subscription.path().trim().is_empty(),
                ty: subscription.ty(),
            })
        });
        Self {
            feeds: feeds.collect(),
            columns,
            kind: source.kind(),
            payload: source.payload(),
            most: source.max_rows(),
            ..Self::default()
        }
    }

    /// Titles of the columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The column with this title, in any case.
    pub fn column(&self, title: &str) -> Option<usize> {
        position(&self.columns, title.trim())
    }

    /// The columns that someone has chosen, one key or title a line; the usual ones where nothing is chosen.
    pub fn shown(&self, chosen: &str) -> Vec<Column> {
        let lines = chosen.lines().map(str::trim).filter(|line| !line.is_empty());
        let of_line = |line: &str| match (self.column(line), line) {
            (Some(index), _) => Some(Column::Titled(index)),
            (None, "time") => Some(Column::Time),
            (None, "topic") => Some(Column::Topic),
            (None, "message") => Some(Column::Message),
            (None, _) => None,
        };
        let chosen: Vec<Column> = lines.filter_map(of_line).collect();
        if chosen.is_empty() { self.usual() } else { chosen }
    }

    fn usual(&self) -> Vec<Column> {
        let titled = (0..self.columns.len()).map(Column::Titled);
        let front: &[Column] = match (self.kind, self.columns.is_empty()) {
            (_, true) => return vec![Column::Time, Column::Topic, Column::Message],
            (MessageKind::Last, false) => &[Column::Time],
            (MessageKind::Nodes, false) => &[Column::Topic],
            (MessageKind::All, false) => &[Column::Time, Column::Topic],
        };
        front.iter().copied().chain(titled).collect()
    }

    /// The rows: the newest first, or by topic where each has one.
    pub fn lines(&self) -> impl ExactSizeIterator<Item = &Line> {
        self.lines.iter()
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// A row, from 0.
    pub fn line(&self, index: usize) -> Option<&Line> {
        self.lines.get(index)
    }

    /// The row that was written last.
    pub fn newest(&self) -> Option<&Line> {
        match self.kind {
            MessageKind::Last | MessageKind::All => self.lines.front(),
            MessageKind::Nodes => self.lines.get(self.node(&self.newest).ok()?),
        }
    }

    /// The newest row of a topic.
    pub fn of_topic(&self, topic: &str) -> Option<&Line> {
        match self.kind {
            MessageKind::Nodes => self.lines.get(self.node(topic).ok()?),
            MessageKind::Last | MessageKind::All => self.lines.iter().find(|line| line.row.topic == topic),
        }
    }

    /// Whether this is a stored value that the table has already, told again after a new subscription.
    pub fn knows(&self, row: &Row) -> bool {
        row.retained && self.last.get(&row.topic) == Some(&digest(row))
    }

    /// Forgets all rows.
    pub fn clear(&mut self) {
        self.lines.clear();
        self.last.clear();
    }

    /// Remembers what came last on a topic; beyond so many topics no new one is remembered.
    fn remember(&mut self, row: &Row) {
        let digest = digest(row);
        if let Some(last) = self.last.get_mut(&row.topic) {
            *last = digest;
        } else if self.last.len() < TOPICS {
            self.last.insert(row.topic.clone(), digest);
        }
    }

    /// Takes in a message.
    pub fn push(&mut self, mut row: Row) -> Taken {
        self.received += 1;
        let (values, mut faults) = self.read(&row);
        self.remember(&row);
        row.message = self.written(&row);
        let mut taken = Taken::default();
        let fresh = || vec![Cell::Empty; self.columns.len()];
        let old = match self.kind {
            MessageKind::Last => self.lines.pop_front(),
            MessageKind::Nodes => self.node(&row.topic).ok().and_then(|index| self.lines.remove(index)),
            MessageKind::All => None,
        };
        let mut cells = old.map_or_else(fresh, |line| line.cells);
        for (column, value) in values {
            match value {
                Ok(cell) => {
                    if !taken.refreshed.contains(&column) {
                        taken.refreshed.push(column);
                    }
                    cells[column] = cell;
                }
                // A message about something else: the column keeps the last value that came for it.
                Err(Unreadable::NoPath) => faults.push((Some(column), Unreadable::NoPath)),
                Err(why) => {
                    cells[column] = Cell::Empty;
                    faults.push((Some(column), why));
                }
            }
        }
        // Another subscription of the same column may have found its value.
        faults.retain(|(column, _)| column.is_none_or(|column| !taken.refreshed.contains(&column)));
        taken.notes = self.note(&row.topic, &faults);
        taken.line = self.put(Line { row, cells });
        taken
    }

    fn put(&mut self, line: Line) -> usize {
        if self.kind != MessageKind::Nodes {
            self.lines.push_front(line);
            self.lines.truncate(self.most);
            return 0;
        }
        if self.lines.len() >= self.most {
            let oldest = (0..self.lines.len()).min_by_key(|index| self.lines[*index].row.at_ms);
            oldest.and_then(|index| self.lines.remove(index));
        }
        let index = self.node(&line.row.topic).unwrap_or_else(|place| place);
        self.newest.clone_from(&line.row.topic);
        self.lines.insert(index, line);
        index
    }

    /// Where the row of a topic is, or would be.
    fn node(&self, topic: &str) -> Result<usize, usize> {
        self.lines.binary_search_by(|line| line.row.topic.as_str().cmp(topic))
    }

    /// The message as it stands in the row.
    fn written(&self, row: &Row) -> String {
        match self.payload {
            PayloadForm::Text | PayloadForm::Json => row.message.clone(),
            PayloadForm::Binary => hex(bytes_of(row)),
        }
    }

    /// The values that a message has for columns, and what is wrong with it as a whole.
    fn read(&self, row: &Row) -> (Vec<Read>, Vec<Flaw>) {
        let feeds: Vec<&Feed> = self.feeds.iter().filter(|feed| feed.filter.matches(&row.topic)).collect();
        let as_json = self.payload == PayloadForm::Json;
        // An empty payload is how a stored value is deleted: no JSON, and no fault.
        let empty = without_bom(&row.message).trim().is_empty();
        let wanted = as_json || feeds.iter().any(|feed| !feed.whole);
        let json = if wanted && !empty { Json::parse(&row.message) } else { None };
        let mut faults = Vec::new();
        if as_json && json.is_none() && !empty {
            faults.push((None, Unreadable::NotJson));
        }
        let shown = (self.payload == PayloadForm::Binary).then(|| hex(bytes_of(row)));
        let text = shown.as_deref().unwrap_or(&row.message);
        let mut values = Vec::new();
        for feed in feeds {
            let value = match (json, &feed.path) {
                _ if empty => Ok(Cell::Empty),
                _ if feed.whole && !as_json => convert(Offer::Text(text), feed.ty),
                (None, _) => Err(Unreadable::NotJson),
                (Some(json), Some(path)) => {
                    path.find(json).map_or(Err(Unreadable::NoPath), |found| convert(Offer::Json(found), feed.ty))
                }
                (Some(_), None) => Err(Unreadable::NoPath),
            };
            // The payload as a whole was noted already.
            let noted = as_json && value == Err(Unreadable::NotJson);
            values.push((feed.column, if noted { Ok(Cell::Empty) } else { value }));
        }
        (values, faults)
    }

    /// Counts what could not be read; gives what was not told yet.
    fn note(&mut self, topic: &str, faults: &[Flaw]) -> Vec<Note> {
        self.unreadable += faults.len() as u64;
        let mut notes = Vec::new();
        for &(column, why) in faults {
            if self.told.len() < TOLD && self.told.insert((topic.to_owned(), column)) {
                let column = column.map(|column| self.columns[column].clone());
                notes.push(Note { topic: topic.to_owned(), column, why });
            }
        }
        notes
    }
}

/// The place of a title in a list, in any case.
pub fn position(columns: &[String], title: &str) -> Option<usize> {
    let exact = columns.iter().position(|column| column == title);
    exact.or_else(|| columns.iter().position(|column| column.to_lowercase() == title.to_lowercase()))
}

impl Cell {
    /// As a value for logs and JSON; a time in milliseconds since 1970. `None` where there is none.
    pub fn value(&self) -> Option<Value> {
        match self {
            Self::Empty => None,
            Self::Text(text) => Some(Value::from(text.as_str())),
            Self::Number(number) => Some(Value::from(*number)),
            Self::Bool(value) => Some(Value::from(*value)),
            Self::Time(moment) => Some(Value::from(moment.ms as f64)),
        }
    }

    /// As text without a time zone: times in milliseconds since 1970.
    pub fn to_text(&self) -> String {
        match self {
            Self::Number(number) => number_to_text(*number),
            Self::Empty | Self::Text(_) | Self::Bool(_) | Self::Time(_) => {
                self.value().map(|value| value.to_text()).unwrap_or_default()
            }
        }
    }
}

fn digest(row: &Row) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes_of(row).hash(&mut hasher);
    hasher.finish()
}

/// The payload as it came.
fn bytes_of(row: &Row) -> &[u8] {
    row.raw.as_deref().unwrap_or(row.message.as_bytes())
}

/// Bytes as people write them: `48 65 6C`.
pub fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 3);
    for byte in bytes {
        for nibble in [byte >> 4, byte & 15] {
            if out.len() % 3 == 2 {
                out.push(' ');
            }
            out.push(char::from(b"0123456789ABCDEF"[usize::from(nibble)]));
        }
    }
    out
}

#[cfg(test)]
mod tests;
