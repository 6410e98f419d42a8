//! Lists: sources that listen to nothing. The app itself writes their rows, in columns that somebody has named.
//!
//! A cell always holds a value of its column's type: what was not set is an empty text, 0 or no; only a time may be
//! missing.

use serde::{Deserialize, Serialize};

use super::convert::Cell;
use super::{Column, ColumnType};
use crate::model::id::ColumnId;
use crate::model::time::{time, unix};
use crate::model::types::{Ty, truth, truth_of_number};
use crate::model::value::Value;

/// The columns of a list, and its rows when the app starts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowList {
    /// The columns, from the left.
    pub columns: Vec<ListColumn>,
    /// The rows, from the top: a value for each column.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Vec<Value>>,
}

/// A column of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListColumn {
    /// What references mean; missing only until the list is part of a project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<ColumnId>,
    /// Its title; unique in the list.
    pub title: String,
    /// Key of its type, also one of a newer version.
    #[serde(rename = "type")]
    key: String,
}

impl ListColumn {
    /// A column that is not part of a project yet.
    pub fn new(title: &str, ty: ColumnType) -> Self {
        Self { id: None, title: title.to_owned(), key: ty.key().to_owned() }
    }

    /// The same column, which references mean by this id.
    #[must_use]
    pub fn with_id(self, id: Option<ColumnId>) -> Self {
        Self { id, ..self }
    }

    /// Its type.
    pub fn ty(&self) -> ColumnType {
        ColumnType::of_key(&self.key)
    }

    /// As columns of any source are told.
    pub(super) fn column(&self) -> Column<'_> {
        Column { id: self.id, title: self.title.trim(), ty: self.ty() }
    }
}

impl RowList {
    /// A list with two columns and a row, for tests.
    #[cfg(test)]
    pub(crate) fn sample(title: &str) -> std::sync::Arc<Self> {
        let second = format!("{title}+");
        let columns = vec![ListColumn::new(title, ColumnType::Text), ListColumn::new(&second, ColumnType::Number)];
        std::sync::Arc::new(Self { columns, rows: vec![vec![Value::from("a"), Value::from(1.0)]] })
    }

    /// The cells of a row, as many as there are columns; what does not fit counts as not set.
    pub fn cells(&self, row: &[Value]) -> Vec<Cell> {
        let cell = |(index, column): (usize, &ListColumn)| {
            let value = row.get(index).and_then(|value| cell_of(column.ty(), value));
            value.unwrap_or_else(|| unset(column.ty()))
        };
        self.columns.iter().enumerate().map(cell).collect()
    }

    /// Takes out columns, and their cells.
    pub fn retain_columns(&mut self, stays: impl Fn(ColumnId) -> bool) {
        let keep: Vec<bool> = self.columns.iter().map(|column| column.id.is_none_or(&stays)).collect();
        let mut columns = keep.iter();
        self.columns.retain(|_| columns.next() == Some(&true));
        for row in &mut self.rows {
            let mut cells = keep.iter().chain(std::iter::repeat(&true));
            row.retain(|_| cells.next() == Some(&true));
        }
    }
}

/// What a cell of this type holds where nothing was set.
pub fn unset(ty: ColumnType) -> Cell {
    match ty {
        ColumnType::Text => Cell::Text(String::new()),
        ColumnType::Number => Cell::Number(0.0),
        ColumnType::Bool => Cell::Bool(false),
        ColumnType::Automatic | ColumnType::Time => Cell::Empty,
    }
}

/// A value as a cell of this type; `None` where it is none. An empty text stands for what is not set.
pub fn cell_of(ty: ColumnType, value: &Value) -> Option<Cell> {
    let is_blank = value.as_text().is_some_and(|text| text.trim().is_empty());
    match (ty, value) {
        (_, Value::Raw(_)) => None,
        (ColumnType::Number | ColumnType::Bool | ColumnType::Time, _) if is_blank => Some(unset(ty)),
        (ColumnType::Automatic | ColumnType::Text, Value::List(_) | Value::Record(_)) => {
            Some(Cell::Text(value.to_json()))
        }
        (ColumnType::Automatic | ColumnType::Bool, Value::Bool(value)) => Some(Cell::Bool(*value)),
        (ColumnType::Automatic, Value::Number(number)) => Some(Cell::Number(*number)),
        (ColumnType::Automatic | ColumnType::Text, value) => Some(Cell::Text(value.to_text())),
        (ColumnType::Number, value) => Ty::Number.convert(value)?.as_number().map(Cell::Number),
        (ColumnType::Bool, Value::Number(number)) => truth_of_number(*number).map(Cell::Bool),
        (ColumnType::Bool, Value::Text(text)) => truth(text).map(Cell::Bool),
        (ColumnType::Time, Value::Text(text)) => time(text).map(Cell::Time),
        (ColumnType::Time, Value::Number(number)) => unix(*number).map(Cell::Time),
        (ColumnType::Bool | ColumnType::Time, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> RowList {
        let columns = [("Name", ColumnType::Text), ("Menge", ColumnType::Number), ("Da", ColumnType::Bool)];
        let columns = columns.map(|(title, ty)| ListColumn::new(title, ty)).to_vec();
        RowList { columns, rows: vec![vec![Value::from("Milch"), Value::from(2.0)]] }
    }

    #[test]
    fn a_cell_is_of_the_type_of_its_column_or_not_set() {
        let row = [Value::from(7.0), Value::from("viel"), Value::from("ja")];
        let cells = list().cells(&row);
        assert_eq!(cells, [Cell::Text("7".to_owned()), Cell::Number(0.0), Cell::Bool(true)]);
        assert_eq!(list().cells(&[]), [Cell::Text(String::new()), Cell::Number(0.0), Cell::Bool(false)]);
        assert_eq!(cell_of(ColumnType::Number, &Value::from("2.5")), Some(Cell::Number(2.5)));
        assert_eq!(cell_of(ColumnType::Number, &Value::from("viel")), None);
        assert_eq!(cell_of(ColumnType::Bool, &Value::from(2.0)), None);
        assert_eq!(cell_of(ColumnType::Time, &Value::from(" ")), Some(Cell::Empty));
    }

    #[test]
    fn columns_go_with_their_cells() {
        let mut list = list();
        list.columns.iter_mut().zip(1..).for_each(|(column, id)| column.id = Some(ColumnId(id)));
        list.retain_columns(|id| id != ColumnId(1));
        assert_eq!(list.columns.len(), 2);
        assert_eq!(list.rows, [vec![Value::from(2.0)]]);
    }

    #[test]
    fn it_is_written_as_a_person_reads_it() {
        let mut list = list();
        list.columns.truncate(2);
        let written =
            "(columns:[(title:\"Name\",type:\"text\"),(title:\"Menge\",type:\"number\")],rows:[[\"Milch\",2]])";
        assert_eq!(ron::to_string(&list).unwrap(), written);
        assert_eq!(ron::from_str::<RowList>(written).unwrap(), list);
    }
}
