//! The source of a table is designed otherwise while its rows are there: they stay, and have the columns that it has now.

use std::collections::VecDeque;
use std::sync::Arc;

use super::{Table, TableRow};
use crate::model::source::convert::Cell;
use crate::model::source::list::{cell_of, unset};
use crate::model::source::{Column, Message, PayloadForm, Source};

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
            for line in self.oldest_first(false).into_iter().filter_map(|place| self.line(place)) {
                table.push(as_it_came(&line.row, self.payload));
            }
        }
        (table.received, table.told) = (self.received, self.told.clone());
        Some(table)
    }

    fn take_rows_of_list(&mut self, old: &Self, (before, now): (&Source, &Source)) {
        let (had, has) = (before.columns(), now.columns());
        let from: Vec<Option<usize>> =
            has.iter().map(|column| had.iter().position(|other| is_same_column(other, column))).collect();
        let rows = old.lines.iter().take(self.most).map(|line| {
            let cells = has.iter().zip(&from).map(|(column, from)| {
                let (was, cell) = from.and_then(|from| Some((had.get(from)?.ty, line.cells.get(from)?)))?;
                if was == column.ty { Some(cell.clone()) } else { cell_of(column.ty, &cell.value()?) }
            });
            let cells: Vec<Cell> =
                cells.zip(&has).map(|(cell, column)| cell.unwrap_or_else(|| unset(column.ty))).collect();
            line.with_cells(cells)
        });
        let rows: Vec<Arc<TableRow>> = rows.collect();
        self.bytes = rows.iter().map(|line| line.bytes()).sum();
        self.lines = rows.into();
    }
}

fn column_ids(source: &Source) -> Vec<(Option<crate::model::id::ColumnId>, crate::model::source::ColumnType)> {
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
    use crate::model::id::{ColumnId, ConnectionId, SourceId};
    use crate::model::source::list::{ListColumn, RowList};
    use crate::model::source::{ColumnType, MessageKind, Subscription, setting};
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
