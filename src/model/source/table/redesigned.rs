//! The source of a table is designed otherwise while its rows are there: they stay, and have the columns that it has now.

use std::collections::VecDeque;
use std::sync::Arc;

use super::{Feed, Table, TableRow};
use crate::model::id::ColumnId;
use crate::model::source::convert::{Cell, Unreadable};
use crate::model::source::list::{cell_of, unset};
use crate::model::source::{Column, ColumnType, Message, MessageKind, PayloadForm, Source};

impl Table {
    /// The same rows as a source has them that was `before` and is `now`; `None` where nothing differs about them.
    pub fn redesigned(&self, before: &Source, now: &Source) -> Option<Self> {
        let mut table = Self::new(now);
        let designed = Self { lines: VecDeque::new(), bytes: 0, ..table.clone() };
        let old = Self { lines: VecDeque::new(), bytes: 0, ..Self::new(before) };
        if designed == old && column_ids(before) == column_ids(now) {
            return None;
        }
        table.clear();
        if table.is_list && self.is_list {
            table.take_rows_of_list(self, (before, now));
        } else if !table.is_list && !self.is_list {
            table.take_rows_of_messages(self, (before, now));
        }
        (table.received, table.told) = (self.received, self.told.clone());
        Some(table)
    }

    fn take_rows_of_list(&mut self, old: &Self, (before, now): (&Source, &Source)) {
        let (had, has) = (before.columns(), now.columns());
        let from = places_before(&had, &has);
        let rows = old.lines.iter().take(self.most).map(|line| {
            let cells = has.iter().zip(&from).map(|(column, from)| {
                let (was, cell) = from.and_then(|from| Some((had.get(from)?.ty, line.cells.get(from)?)))?;
                as_type(cell, was, column.ty)
            });
            let cells: Vec<Cell> =
                cells.zip(&has).map(|(cell, column)| cell.unwrap_or_else(|| unset(column.ty))).collect();
            line.with_cells(cells)
        });
        let rows: Vec<Arc<TableRow>> = rows.collect();
        self.bytes = rows.iter().map(|line| line.bytes()).sum();
        self.lines = rows.into();
    }

    /// Reads the messages again that have written the rows last. What earlier ones have written into the same row stays
    /// where its column is filled from the same place as before.
    fn take_rows_of_messages(&mut self, old: &Self, (before, now): (&Source, &Source)) {
        let (had, has) = (before.columns(), now.columns());
        let stays = places_before(&had, &has).into_iter().enumerate().filter_map(|(column, from)| {
            let from = from.filter(|from| self.reads_as(column, old, *from))?;
            Some((column, from, (had.get(from)?.ty, has.get(column)?.ty)))
        });
        let stays: Vec<_> = stays.collect();
        // Each message had its row to itself, or one row was of all topics: nothing of it may be put elsewhere.
        let are_written_over = match (old.kind, self.kind) {
            (MessageKind::Last, MessageKind::Last) | (MessageKind::Nodes, MessageKind::Nodes | MessageKind::Last) => {
                true
            }
            (MessageKind::Last | MessageKind::Nodes | MessageKind::All, _) => false,
        };
        for line in old.oldest_first(false).into_iter().filter_map(|place| old.line(place)) {
            let row = as_it_came(&line.row, old.payload);
            let read: Vec<usize> = if are_written_over { self.columns_told_by(&row) } else { Vec::new() };
            let at = self.push(row).change.at;
            if are_written_over {
                let untold = stays.iter().filter(|(column, ..)| !read.contains(column));
                let cells = untold.filter_map(|(column, from, (was, ty))| {
                    Some((*column, as_type(line.cells.get(*from)?, *was, *ty)?))
                });
                self.fill_empty(at, cells);
            }
        }
        if self.node(&old.newest).is_ok() {
            self.newest.clone_from(&old.newest);
        }
        // What is stored on a topic is known, unless something is read of it now that was not read before.
        let new: Vec<&Feed> =
            self.feeds.iter().filter(|feed| !old.feeds.iter().any(|it| it.is_covered_by(feed))).collect();
        let known = old.last.iter().filter(|(topic, _)| !new.iter().any(|feed| feed.filter.matches(topic)));
        let known: Vec<_> = known.map(|(topic, digest)| (topic.clone(), *digest)).collect();
        self.last.extend(known);
    }

    /// Whether a column holds at least all that one of the table before has held.
    fn reads_as(&self, column: usize, old: &Self, before: usize) -> bool {
        let mut now = self.feeds.iter().filter(|feed| feed.column == column);
        let mut had = old.feeds.iter().filter(|feed| feed.column == before);
        had.all(|feed| now.clone().any(|now| feed.is_covered_by(now))) && now.next().is_some()
    }

    /// The columns of which a message says something, be it that there is nothing.
    fn columns_told_by(&self, row: &Message) -> Vec<usize> {
        let (values, _) = self.read(row);
        values.into_iter().filter(|(_, value)| *value != Err(Unreadable::NoPath)).map(|(column, _)| column).collect()
    }

    fn fill_empty(&mut self, at: usize, cells: impl Iterator<Item = (usize, Cell)>) {
        let Some(line) = self.lines.get_mut(at) else { return };
        let mut filled = line.cells.clone();
        for (column, cell) in cells {
            if let Some(place) = filled.get_mut(column).filter(|place| **place == Cell::Empty) {
                *place = cell;
            }
        }
        let new = line.with_cells(filled);
        self.bytes += new.bytes();
        self.bytes -= std::mem::replace(line, new).bytes();
    }
}

impl Feed {
    /// Whether another one finds all that this one finds.
    fn is_covered_by(&self, other: &Self) -> bool {
        let (wide, narrow) = (&other.filter, self.filter.topics());
        let is_wider = wide.matches(narrow) && (!narrow.ends_with('#') || wide.topics().ends_with('#'));
        self.place == other.place && (self.filter == other.filter || is_wider)
    }
}

/// Where each column was before.
fn places_before(had: &[Column<'_>], has: &[Column<'_>]) -> Vec<Option<usize>> {
    has.iter().map(|column| had.iter().position(|other| is_same_column(other, column))).collect()
}

/// A cell of a column that has another type now; `None` where that says nothing.
fn as_type(cell: &Cell, was: ColumnType, ty: ColumnType) -> Option<Cell> {
    if was == ty { Some(cell.clone()) } else { cell_of(ty, &cell.value()?) }
}

fn column_ids(source: &Source) -> Vec<(Option<ColumnId>, ColumnType)> {
    source.columns().into_iter().map(|column| (column.id, column.ty)).collect()
}

fn is_same_column(one: &Column<'_>, other: &Column<'_>) -> bool {
    if one.id.is_some() { one.id == other.id } else { other.id.is_none() && one.title == other.title }
}

/// The message as the broker has sent it; in a row of bytes it stands written out.
fn as_it_came(row: &Arc<Message>, payload: PayloadForm) -> Arc<Message> {
    if payload != PayloadForm::Binary {
        return Arc::clone(row);
    }
    let bytes = match &row.raw {
        Some(raw) => raw.to_vec(),
        None => row.message.split(' ').filter_map(|byte| u8::from_str_radix(byte, 16).ok()).collect(),
    };
    Arc::new(Message { message: String::from_utf8_lossy(&bytes).into_owned(), ..(**row).clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::{ConnectionId, SourceId};
    use crate::model::source::list::{ListColumn, RowList};
    use crate::model::source::{Subscription, setting};
    use crate::model::value::Value;

    fn message(topic: &str, message: &str, at_ms: i64) -> Message {
        Message { topic: topic.to_owned(), message: message.to_owned(), at_ms, ..Message::default() }
    }

    fn column(id: u32, title: &str, path: &str, ty: ColumnType) -> Subscription {
        let mut column = Subscription::column(title, "halle/+", path, ty);
        column.column = Some(ColumnId(id));
        column
    }

    #[test]
    fn messages_are_read_again_with_the_columns_that_there_are_now() {
        let mut before = Source::new(SourceId(1), "Halle", "halle", ConnectionId::local());
        before.subscriptions.push(column(1, "Temp", "t", ColumnType::Number));
        let mut table = Table::new(&before);
        table.push(message("halle/1", r#"{"t": 20, "p": 5}"#, 1));
        table.push(message("halle/2", r#"{"t": 21, "p": 6}"#, 2));
        assert_eq!(table.redesigned(&before, &before.clone()), None);
        let mut renamed = before.clone();
        renamed.name = "Anders".to_owned();
        assert_eq!(table.redesigned(&before, &renamed), None, "its rows do not know its name");
        let mut now = before.clone();
        now.subscriptions.push(column(2, "Druck", "p", ColumnType::Number));
        let table = table.redesigned(&before, &now).unwrap();
        assert_eq!(table.columns(), ["Temp", "Druck"]);
        let cells: Vec<_> = table.lines().map(|line| line.cells.clone()).collect();
        let numbers = |a: f64, b: f64| vec![Cell::Number(a), Cell::Number(b)];
        assert_eq!(cells, [numbers(21.0, 6.0), numbers(20.0, 5.0)], "the newest first, as before");
        assert_eq!(table.received, 2);
        let mut nodes = now.clone();
        nodes.settings.insert(setting::KIND.to_owned(), Value::from(MessageKind::Nodes.key()));
        let by_topic = table.redesigned(&now, &nodes).unwrap();
        assert_eq!(by_topic.newest().map(|line| line.row.topic.as_str()), Some("halle/2"));
        assert!(by_topic.knows(&Message { retained: true, ..message("halle/1", r#"{"t": 20, "p": 5}"#, 9) }));
    }

    /// One topic for each value of a device, as most devices tell them.
    fn of_kind(kind: MessageKind) -> (Source, Table) {
        let mut source = Source::new(SourceId(1), "Halle", "halle", ConnectionId::local());
        source.settings.insert(setting::KIND.to_owned(), Value::from(kind.key()));
        for (id, title) in [(1, "t"), (2, "p")] {
            source.subscriptions.push(column(id, title, title, ColumnType::Number));
        }
        let mut table = Table::new(&source);
        table.push(Message { retained: true, ..message("halle/1", r#"{"t": 20}"#, 1) });
        if kind == MessageKind::Last {
            table.push(Message { retained: true, ..message("halle/2", r#"{"p": 5}"#, 2) });
        } else {
            table.push(message("halle/1", r#"{"p": 5}"#, 2));
            table.push(message("halle/2", r#"{"t": 7}"#, 2));
            table.push(message("halle/0", r#"{"t": 8}"#, 2));
        }
        (source, table)
    }

    #[test]
    fn what_earlier_messages_have_written_into_a_row_stays() {
        for kind in [MessageKind::Last, MessageKind::Nodes] {
            let (before, table) = of_kind(kind);
            let cells_of = |now: &Source| {
                let table = table.redesigned(&before, now).unwrap();
                let bytes: usize = table.lines().map(TableRow::bytes).sum();
                assert_eq!(table.bytes, bytes);
                assert_eq!(
                    table.newest().unwrap().row.topic,
                    if kind == MessageKind::Last { "halle/2" } else { "halle/0" }
                );
                table.of_topic(if kind == MessageKind::Last { "halle/2" } else { "halle/1" }).unwrap().cells.clone()
            };
            let (t, p) = (Cell::Number(20.0), Cell::Number(5.0));
            let mut now = before.clone();
            now.subscriptions.insert(0, column(3, "x", "x", ColumnType::Number));
            now.subscriptions[1].title = "Temp".to_owned();
            now.subscriptions[1].filter = "halle/#".to_owned();
            assert_eq!(cells_of(&now), [Cell::Empty, t.clone(), p.clone()], "{kind:?}");
            now.subscriptions[1].set(setting::TYPE, Some(Value::from(ColumnType::Text.key())));
            assert_eq!(cells_of(&now), [Cell::Empty, Cell::Text("20".to_owned()), p.clone()], "{kind:?}");
            // What was read elsewhere is nothing that this column holds.
            now.subscriptions[1].set(setting::PATH, Some(Value::from("u")));
            assert_eq!(cells_of(&now), [Cell::Empty, Cell::Empty, p], "{kind:?}");
        }
        let (before, mut table) = of_kind(MessageKind::Nodes);
        table.push(message("halle/1", "", 3));
        let mut now = before.clone();
        now.subscriptions.push(column(3, "x", "x", ColumnType::Number));
        let table = table.redesigned(&before, &now).unwrap();
        assert_eq!(table.of_topic("halle/1").unwrap().cells, [Cell::Empty, Cell::Empty, Cell::Empty], "deleted");
    }

    #[test]
    fn what_is_stored_stays_known_unless_more_is_read_of_it() {
        let (before, table) = of_kind(MessageKind::Last);
        let stored = Message { retained: true, ..message("halle/1", r#"{"t": 20}"#, 9) };
        assert!(table.knows(&stored));
        let mut now = before.clone();
        now.subscriptions[0].title = "Temp".to_owned();
        assert!(table.redesigned(&before, &now).unwrap().knows(&stored), "no row holds it, yet it has come");
        now.subscriptions.push(column(3, "x", "x", ColumnType::Number));
        assert!(!table.redesigned(&before, &now).unwrap().knows(&stored), "the new column has to get it");
    }

    #[test]
    fn bytes_become_words_again() {
        let before = {
            let mut source = Source::new(SourceId(1), "Halle", "halle", ConnectionId::local());
            source.settings.insert(setting::PAYLOAD.to_owned(), Value::from(PayloadForm::Binary.key()));
            source
        };
        let mut table = Table::new(&before);
        table.push(message("a", "Hö", 1));
        assert_eq!(table.line(0).map(|line| line.row.message.as_str()), Some("48 C3 B6"));
        let now = Source::new(SourceId(1), "Halle", "halle", ConnectionId::local());
        let table = table.redesigned(&before, &now).unwrap();
        assert_eq!(table.line(0).map(|line| line.row.message.as_str()), Some("Hö"));
    }

    #[test]
    fn rows_of_a_list_keep_what_they_have_in_the_columns_that_stay() {
        let column = |id: u32, title: &str, ty: ColumnType| ListColumn::new(title, ty).with_id(Some(ColumnId(id)));
        let mut before = Source::new(SourceId(1), "Liste", "liste", ConnectionId::local());
        let columns = vec![column(1, "Name", ColumnType::Text), column(2, "Menge", ColumnType::Text)];
        let rows = vec![vec![Value::from("Brot"), Value::from("2")]];
        before.list = Some(Arc::new(RowList { columns, rows }));
        let table = Table::new(&before);
        let mut now = before.clone();
        let columns = vec![
            column(2, "Anzahl", ColumnType::Number),
            column(1, "Name", ColumnType::Text),
            column(3, "Da", ColumnType::Bool),
        ];
        now.list = Some(Arc::new(RowList { columns: columns.clone(), rows: Vec::new() }));
        let table = table.redesigned(&before, &now).unwrap();
        let cells: Vec<_> = table.lines().map(|line| line.cells.clone()).collect();
        assert_eq!(cells, [vec![Cell::Number(2.0), Cell::Text("Brot".to_owned()), Cell::Bool(false)]]);
        let mut other_start = now.clone();
        other_start.list = Some(Arc::new(RowList { columns, rows: vec![vec![Value::from(1.0)]] }));
        assert_eq!(table.redesigned(&now, &other_start), None, "what it begins with counts when it begins");
    }
}
