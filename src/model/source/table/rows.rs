//! What the app itself changes about the rows of a list.

use std::sync::Arc;

use super::{Table, TableRow};
use crate::model::source::Message;
use crate::model::source::convert::Cell;

/// A change of the rows of a list: enough for another table of it to become the same.
#[derive(Clone, Debug, PartialEq)]
pub enum RowsChange {
    /// A new row, at this place.
    Insert(usize, Arc<TableRow>),
    /// Other values in the row at this place.
    Replace(usize, Arc<TableRow>),
    /// The row at this place goes.
    Remove(usize),
    /// These are all rows from now on.
    All(Vec<Arc<TableRow>>),
}

impl RowsChange {
    /// What it holds, in bytes.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Insert(_, line) | Self::Replace(_, line) => line.bytes(),
            Self::Remove(_) => 0,
            Self::All(lines) => bytes(lines),
        }
    }
}

fn bytes(lines: &[Arc<TableRow>]) -> usize {
    lines.iter().map(|line| size_of_val(line) + line.bytes()).sum()
}

impl TableRow {
    /// A new row of a list. No message has written it: its own empty one tells it from all others, also when other
    /// values are in it.
    pub fn of_list(cells: Vec<Cell>) -> Arc<Self> {
        Arc::new(Self { row: Arc::new(Message::default()), cells })
    }

    /// The same row with other values.
    pub fn with_cells(&self, cells: Vec<Cell>) -> Arc<Self> {
        Arc::new(Self { row: Arc::clone(&self.row), cells })
    }
}

impl Table {
    /// The rows of a list, to be shared.
    pub fn shared_lines(&self) -> impl ExactSizeIterator<Item = &Arc<TableRow>> {
        self.lines.iter()
    }

    /// How many rows there may be.
    pub fn most_rows(&self) -> usize {
        self.most
    }

    /// Whether there would be more rows, or more in them, than there may be.
    pub fn has_no_room_for(&self, change: &RowsChange) -> bool {
        let (rows, bytes) = match change {
            RowsChange::Insert(_, line) => (self.lines.len() + 1, self.bytes + line.bytes()),
            RowsChange::Replace(at, line) => {
                (0, (self.bytes + line.bytes()).saturating_sub(self.line(*at).map_or(0, TableRow::bytes)))
            }
            RowsChange::Remove(_) => (0, 0),
            RowsChange::All(lines) => (lines.len(), bytes(lines)),
        };
        rows > self.most || bytes > self.most_bytes
    }

    /// Takes in a change; a place that is not there is at the end.
    pub fn change_rows(&mut self, change: &RowsChange) {
        match change {
            RowsChange::Insert(at, line) => {
                self.bytes += line.bytes();
                self.lines.insert((*at).min(self.lines.len()), Arc::clone(line));
            }
            RowsChange::Replace(at, line) => {
                if let Some(old) = self.lines.get_mut(*at) {
                    self.bytes += line.bytes();
                    self.bytes -= std::mem::replace(old, Arc::clone(line)).bytes();
                }
            }
            RowsChange::Remove(at) => self.bytes -= self.lines.remove(*at).map_or(0, |line| line.bytes()),
            RowsChange::All(lines) => {
                self.lines = lines.iter().cloned().collect();
                self.bytes = lines.iter().map(|line| line.bytes()).sum();
            }
        }
    }
}
