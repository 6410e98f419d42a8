//! What a source makes of its messages: rows with columns, as its message type says.
//!
//! Pure. The engine reads each message once and publishes the [`TableChange`]; whoever shows the table applies it.

mod redesigned;
mod rows;

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use super::convert::{Cell, Offer, Unreadable, convert};
use super::json::{Json, without_bom};
use super::path::ValuePlace;
use super::{ColumnType, Message, MessageKind, PayloadForm, Source};
use crate::model::names::is_same;
use crate::model::topic::TopicFilter;
use crate::model::value::{Value, number_to_text};

pub use self::rows::RowsChange;

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
    /// Whether it is a list, whose rows no message has written.
    is_list: bool,
    payload: PayloadForm,
    most: usize,
    most_bytes: usize,
    /// What the rows hold.
    bytes: usize,
    /// Shared with whoever shows them too.
    lines: VecDeque<Arc<TableRow>>,
    /// The topic of the last message, where rows do not stand in the order of time.
    newest: String,
    told: BTreeSet<(String, Option<usize>)>,
    /// By topic, a digest of the payload that came last.
    last: BTreeMap<String, u64>,
    /// Messages taken in so far.
    pub received: u64,
    /// Values that could not be read so far.
    pub unreadable: u64,
    /// Rows that went for the room that others take, although fewer than the most are kept.
    pub crowded_out: u64,
}

/// What a subscription puts into a column.
#[derive(Clone, Debug, PartialEq)]
struct Feed {
    filter: TopicFilter,
    column: usize,
    /// `None` is one that cannot be read: it finds nothing.
    place: Option<ValuePlace>,
    whole: bool,
    ty: ColumnType,
}

/// What a message has for a column.
type Read = (usize, Result<Cell, Unreadable>);

/// What is wrong with a message, and for which column.
type MessageFlaw = (Option<usize>, Unreadable);

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct TableRow {
    /// The message that wrote it last.
    pub row: Arc<Message>,
    /// Its values, in the order of [`Table::columns`].
    pub cells: Vec<Cell>,
}

/// A column of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShownColumn {
    /// When the message arrived.
    Time,
    /// The topic.
    Topic,
    /// The payload.
    Message,
    /// One with a title, by its place in [`Table::columns`].
    Titled(usize),
}

/// What a message has done to a table: enough for another one of the same source to become the same.
#[derive(Clone, Debug, PartialEq)]
pub struct TableChange {
    /// Where its row stands now.
    pub at: usize,
    /// Whether the row stood there before, with older values.
    pub replaces: bool,
    /// The rows that made room, by their places before, the highest first.
    dropped: Vec<usize>,
    /// How many of them went because of what the rows hold, not because of how many there are.
    crowded_out: usize,
    /// The row.
    pub line: Arc<TableRow>,
    /// Columns that got a value from it.
    pub refreshed: Vec<usize>,
    /// Values that could not be read.
    unreadable: u64,
}

/// What taking in a message came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// What it has done to the table.
    pub change: Arc<TableChange>,
    /// What could not be read, where it is the first time for this topic and column.
    pub notes: Vec<UnreadableNote>,
    /// Whether rows went, for the first time, because of what the rows hold together.
    pub begins_to_crowd: bool,
}

/// A value that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadableNote {
    /// The topic of the message.
    pub topic: String,
    /// Title of the column; `None` where it is the whole payload.
    pub column: Option<String>,
    /// Why.
    pub why: Unreadable,
}

impl Table {
    /// The table of a source when the app starts: empty, or the rows that a list begins with.
    pub fn new(source: &Source) -> Self {
        let columns: Vec<String> = source.columns().into_iter().map(|column| column.title.to_owned()).collect();
        // There may be thousands.
        let places: HashMap<String, usize> = columns.iter().map(|title| title.to_lowercase()).zip(0_usize..).collect();
        let feeds = source.subscriptions.iter().filter_map(|subscription| {
            Some(Feed {
                filter: TopicFilter::parse(&subscription.filter).ok()?,
                column: *places.get(&subscription.title.trim().to_lowercase())?,
                place: ValuePlace::parse(subscription.path()).ok(),
                whole: subscription.path().trim().is_empty(),
                ty: subscription.ty(),
            })
        });
        let feeds = feeds.collect();
        let mut table = Self {
            feeds,
            columns,
            kind: if source.is_list() { MessageKind::All } else { source.kind() },
            is_list: source.is_list(),
            payload: source.payload(),
            most: source.max_rows(),
            most_bytes: source.max_bytes(),
            ..Self::default()
        };
        if let Some(list) = &source.list {
            let rows = list.rows.iter().take(table.most).map(|row| TableRow::of_list(list.cells(row)));
            table.change_rows(&RowsChange::All(rows.collect()));
        }
        table
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
    pub fn shown(&self, chosen: &str) -> Vec<ShownColumn> {
        let lines = chosen.lines().map(str::trim).filter(|line| !line.is_empty());
        let of_line = |line: &str| match (self.column(line), line) {
            (Some(index), _) => Some(ShownColumn::Titled(index)),
            (None, "time") => Some(ShownColumn::Time),
            (None, "topic") => Some(ShownColumn::Topic),
            (None, "message") => Some(ShownColumn::Message),
            (None, _) => None,
        };
        let chosen: Vec<ShownColumn> = lines.filter_map(of_line).collect();
        if chosen.is_empty() { self.usual() } else { chosen }
    }

    fn usual(&self) -> Vec<ShownColumn> {
        let titled = (0..self.columns.len()).map(ShownColumn::Titled);
        let front: &[ShownColumn] = match (self.kind, self.columns.is_empty()) {
            (_, false) if self.is_list => &[],
            (_, true) => return vec![ShownColumn::Time, ShownColumn::Topic, ShownColumn::Message],
            (MessageKind::Last, false) => &[ShownColumn::Time],
            (MessageKind::Nodes, false) => &[ShownColumn::Topic],
            (MessageKind::All, false) => &[ShownColumn::Time, ShownColumn::Topic],
        };
        front.iter().copied().chain(titled).collect()
    }

    /// The rows: the newest first, or by topic where each has one.
    pub fn lines(&self) -> impl ExactSizeIterator<Item = &TableRow> {
        self.lines.iter().map(Arc::as_ref)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// What the rows hold at most, in bytes.
    pub fn most_bytes(&self) -> usize {
        self.most_bytes
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// A row, from 0.
    pub fn line(&self, index: usize) -> Option<&TableRow> {
        self.lines.get(index).map(Arc::as_ref)
    }

    /// The row that was written last.
    pub fn newest(&self) -> Option<&TableRow> {
        match self.kind {
            MessageKind::Last | MessageKind::All => self.line(0),
            MessageKind::Nodes => self.line(self.node(&self.newest).ok()?),
        }
    }

    /// Where a row stands that a message has written; what wrote over it stands in its place.
    pub fn place_of_row(&self, row: &Arc<Message>) -> Option<usize> {
        match self.kind {
            MessageKind::All => self.lines.iter().position(|line| Arc::ptr_eq(&line.row, row)),
            MessageKind::Nodes => self.node(&row.topic).ok(),
            MessageKind::Last => (!self.lines.is_empty()).then_some(0),
        }
    }

    /// The newest row of a topic.
    pub fn of_topic(&self, topic: &str) -> Option<&TableRow> {
        match self.kind {
            MessageKind::Nodes => self.line(self.node(topic).ok()?),
            MessageKind::Last | MessageKind::All => self.lines().find(|line| line.row.topic == topic),
        }
    }

    /// Whether this is a stored value that the table has already, told again after a new subscription.
    pub fn knows(&self, row: &Message) -> bool {
        row.retained && self.last.get(&row.topic) == Some(&digest(row))
    }

    /// Forgets all rows.
    pub fn clear(&mut self) {
        self.lines.clear();
        self.last.clear();
        self.bytes = 0;
        self.crowded_out = 0;
    }

    /// Remembers what came last on a topic; beyond so many topics no new one is remembered.
    fn remember(&mut self, row: &Message) {
        let digest = digest(row);
        if let Some(last) = self.last.get_mut(&row.topic) {
            *last = digest;
        } else if self.last.len() < TOPICS {
            self.last.insert(row.topic.clone(), digest);
        }
    }

    /// Takes in a message: reads it once, and tells what others need to follow.
    pub fn push(&mut self, row: impl Into<Arc<Message>>) -> Taken {
        let row: Arc<Message> = row.into();
        let (values, mut faults) = self.read(&row);
        self.remember(&row);
        let row = self.written(row);
        let place = self.place_of(&row.topic);
        let mut cells = match place {
            Ok(at) => self.lines.get(at).map_or_else(Vec::new, |line| line.cells.clone()),
            Err(_) => Vec::new(),
        };
        cells.resize(self.columns.len(), Cell::Empty);
        let mut refreshed = Vec::new();
        for (column, value) in values {
            match value {
                Ok(cell) => {
                    if !refreshed.contains(&column) {
                        refreshed.push(column);
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
        faults.retain(|(column, _)| column.is_none_or(|column| !refreshed.contains(&column)));
        let notes = self.note(&row.topic, &faults);
        let unreadable = faults.len() as u64;
        let line = Arc::new(TableRow { row, cells });
        let (dropped, crowded_out) = self.in_the_way(place, line.bytes());
        let (at, replaces) = (place.unwrap_or_else(|at| at), place.is_ok());
        let at = at - dropped.iter().filter(|dropped| **dropped < at).count();
        let begins_to_crowd = crowded_out > 0 && self.crowded_out == 0;
        let change = Arc::new(TableChange { at, replaces, dropped, crowded_out, line, refreshed, unreadable });
        self.apply(&change);
        Taken { change, notes, begins_to_crowd }
    }

    /// Becomes what another table of the same source has become by a message.
    pub fn apply(&mut self, change: &TableChange) {
        self.received += 1;
        self.unreadable += change.unreadable;
        self.newest.clone_from(&change.line.row.topic);
        self.crowded_out += change.crowded_out as u64;
        for dropped in &change.dropped {
            self.bytes -= self.lines.remove(*dropped).map_or(0, |line| line.bytes());
        }
        self.bytes += change.line.bytes();
        // A table that has missed something must not fall: it follows as far as it can.
        let at = change.at.min(self.lines.len());
        match self.lines.get_mut(at).filter(|_| change.replaces) {
            Some(line) => self.bytes -= std::mem::replace(line, Arc::clone(&change.line)).bytes(),
            None => self.lines.insert(at, Arc::clone(&change.line)),
        }
    }

    /// Where a message of this topic is written: over a row, or as a new one.
    fn place_of(&self, topic: &str) -> Result<usize, usize> {
        match self.kind {
            MessageKind::Last if !self.lines.is_empty() => Ok(0),
            MessageKind::Last | MessageKind::All => Err(0),
            MessageKind::Nodes => self.node(topic),
        }
    }

    /// The rows that make room for one of so many bytes, the oldest: the highest place first, and how many of them go
    /// because of what the rows hold. A row is taken in however large it is.
    fn in_the_way(&self, place: Result<usize, usize>, bytes: usize) -> (Vec<usize>, usize) {
        let replaced = place.ok().and_then(|at| self.line(at)).map_or(0, TableRow::bytes);
        let too_many = (self.lines.len() + usize::from(place.is_err())).saturating_sub(self.most);
        let mut left = (self.bytes + bytes).saturating_sub(replaced + self.most_bytes);
        if too_many == 0 && left == 0 {
            return (Vec::new(), 0);
        }
        let mut dropped: Vec<usize> = Vec::new();
        for index in self.oldest_first(too_many <= 1 && left == 0).into_iter().filter(|index| place != Ok(*index)) {
            if dropped.len() >= too_many && left == 0 {
                break;
            }
            left = left.saturating_sub(self.line(index).map_or(0, TableRow::bytes));
            dropped.push(index);
        }
        let crowded_out = dropped.len().saturating_sub(too_many);
        dropped.sort_unstable_by(|a, b| b.cmp(a));
        (dropped, crowded_out)
    }

    /// The places of the rows, the oldest first; of all or of the very first.
    fn oldest_first(&self, one: bool) -> Vec<usize> {
        let places = 0..self.lines.len();
        let at_ms = |index: &usize| self.lines[*index].row.at_ms;
        match (self.kind, one) {
            (MessageKind::Last | MessageKind::All, true) => places.last().into_iter().collect(),
            (MessageKind::Last | MessageKind::All, false) => places.rev().collect(),
            (MessageKind::Nodes, true) => places.min_by_key(at_ms).into_iter().collect(),
            (MessageKind::Nodes, false) => {
                let mut places: Vec<usize> = places.collect();
                places.sort_by_key(at_ms);
                places
            }
        }
    }

    /// Where the row of a topic is, or would be.
    fn node(&self, topic: &str) -> Result<usize, usize> {
        self.lines.binary_search_by(|line| line.row.topic.as_str().cmp(topic))
    }

    /// The message as it stands in the row.
    fn written(&self, row: Arc<Message>) -> Arc<Message> {
        match self.payload {
            PayloadForm::Text | PayloadForm::Json => row,
            PayloadForm::Binary => Arc::new(Message { message: hex(bytes_of(&row)), ..(*row).clone() }),
        }
    }

    /// The values that a message has for columns, and what is wrong with it as a whole.
    fn read(&self, row: &Message) -> (Vec<Read>, Vec<MessageFlaw>) {
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
            let value = match (json, &feed.place) {
                _ if empty => Ok(Cell::Empty),
                (_, Some(ValuePlace::Template(template))) => {
                    template.run(text).map_or(Err(Unreadable::NoPath), |made| convert(Offer::Text(&made), feed.ty))
                }
                _ if feed.whole && !as_json => convert(Offer::Text(text), feed.ty),
                (None, _) => Err(Unreadable::NotJson),
                (Some(json), Some(ValuePlace::Path(path))) => {
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

    /// What could not be read and was not told yet.
    fn note(&mut self, topic: &str, faults: &[MessageFlaw]) -> Vec<UnreadableNote> {
        let mut notes = Vec::new();
        for &(column, why) in faults {
            if self.told.len() < TOLD && self.told.insert((topic.to_owned(), column)) {
                let column = column.map(|column| self.columns[column].clone());
                notes.push(UnreadableNote { topic: topic.to_owned(), column, why });
            }
        }
        notes
    }
}

impl TableRow {
    /// What it holds, in bytes.
    pub fn bytes(&self) -> usize {
        let cells = self.cells.iter().map(|cell| if let Cell::Text(text) = cell { text.len() } else { 0 });
        self.row.bytes() + cells.sum::<usize>() + size_of_val(&*self.cells)
    }
}

/// The place of a title in a list, in any case.
pub fn position(columns: &[String], title: &str) -> Option<usize> {
    let exact = columns.iter().position(|column| column == title);
    exact.or_else(|| columns.iter().position(|column| is_same(column, title)))
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

fn digest(row: &Message) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes_of(row).hash(&mut hasher);
    hasher.finish()
}

/// The payload as it came.
fn bytes_of(row: &Message) -> &[u8] {
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
