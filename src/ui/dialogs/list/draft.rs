//! What stands in the fields of a list with columns: titles, types and rows, as somebody types or pastes them.

use crate::i18n::{Lang, t};
use crate::model::id::ColumnId;
use crate::model::names::{is_same, unique_name};
use crate::model::source::list::{ListColumn, RowList, cell_of};
use crate::model::source::{ColumnType, MOST_ROWS, delimited};
use crate::model::types::{Ty, truth};
use crate::model::value::{Value, number_from_input};

/// The types of columns, in the order of the list.
pub(super) const COLUMN_TYPES: [ColumnType; 4] =
    [ColumnType::Text, ColumnType::Number, ColumnType::Bool, ColumnType::Time];

/// Most columns that a list gets by pasting.
const MOST_COLUMNS: usize = 100;

/// A list as it is being filled in.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ListDraft {
    pub(super) columns: Vec<ColumnDraft>,
    /// As they are typed, as many cells in each as there are columns.
    pub(super) rows: Vec<Vec<String>>,
}

/// A column as it is being filled in.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ColumnDraft {
    id: Option<ColumnId>,
    pub(super) title: String,
    pub(super) ty: ColumnType,
}

/// A field of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    /// `None` is that of the title.
    pub(super) row: Option<usize>,
    pub(super) column: usize,
}

impl ListDraft {
    /// A new list: one column, one row.
    pub(super) fn new(lang: Lang) -> Self {
        let column = ColumnDraft { id: None, title: t("Name", "Name").get(lang).to_owned(), ty: ColumnType::Text };
        Self { columns: vec![column], rows: vec![vec![String::new()]] }
    }

    pub(super) fn of(list: &RowList) -> Self {
        let column = |column: &ListColumn| ColumnDraft { id: column.id, title: column.title.clone(), ty: column.ty() };
        let row = |row: &Vec<Value>| {
            let cell = |index| row.get(index).map(Value::to_text).unwrap_or_default();
            (0..list.columns.len()).map(cell).collect()
        };
        let columns = list.columns.iter().map(column).collect();
        Self { columns, rows: list.rows.iter().map(row).collect() }
    }

    /// The list; `None` while something is wrong with it. Rows that say nothing are none.
    pub(super) fn list(&self) -> Option<RowList> {
        if self.columns.is_empty() || (0..self.columns.len()).any(|index| self.title_flaw(index, Lang::De).is_some()) {
            return None;
        }
        let columns = self.columns.iter();
        let columns = columns.map(|column| ListColumn::new(column.title.trim(), column.ty).with_id(column.id));
        let said = self.rows.iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty()));
        let row = |row: &Vec<String>| -> Option<Vec<Value>> {
            self.columns.iter().zip(row).map(|(column, text)| value(column.ty, text)).collect()
        };
        Some(RowList { columns: columns.collect(), rows: said.map(row).collect::<Option<_>>()? })
    }

    /// What is wrong with the title of a column.
    pub(super) fn title_flaw(&self, index: usize, lang: Lang) -> Option<&'static str> {
        let title = self.columns.get(index)?.title.trim();
        if title.is_empty() {
            return Some(t("Ein Name für die Spalte fehlt", "A name for the column is missing").get(lang));
        }
        let taken = self.columns.iter().take(index).any(|other| is_same(other.title.trim(), title));
        taken.then(|| t("So heißt schon eine andere Spalte", "Another column is called so already").get(lang))
    }

    /// What is wrong with a cell.
    pub(super) fn cell_flaw(&self, row: usize, column: usize, lang: Lang) -> Option<&'static str> {
        let ty = self.columns.get(column)?.ty;
        let text = self.rows.get(row)?.get(column)?;
        value(ty, text).is_none().then(|| super::super::labels::unreadable(ty.ty()).get(lang))
    }

    /// A new column at the right.
    pub(super) fn add_column(&mut self, lang: Lang) {
        let wanted = t("Spalte", "Column").get(lang);
        let title = unique_name(wanted, self.columns.iter().map(|column| column.title.as_str()));
        self.columns.push(ColumnDraft { id: None, title, ty: ColumnType::Text });
        self.even();
    }

    pub(super) fn remove_column(&mut self, index: usize) {
        if self.columns.len() > 1 {
            self.columns.remove(index);
            for row in &mut self.rows {
                row.remove(index);
            }
        }
    }

    /// A new row at the end, unless there are as many as there may be.
    pub(super) fn add_row(&mut self) {
        if self.rows.len() < MOST_ROWS as usize {
            self.rows.push(vec![String::new(); self.columns.len()]);
        }
    }

    /// Gives each row as many cells as there are columns.
    fn even(&mut self) {
        let count = self.columns.len();
        self.rows.iter_mut().for_each(|row| row.resize(count, String::new()));
    }

    /// Puts rows of a spreadsheet in, from a field on: at a title the first of them has the titles. Columns and rows that
    /// are missing are made; new columns get the type that their cells read as.
    pub(super) fn paste(&mut self, at: Spot, text: &str) {
        let mut pasted = delimited::read(text);
        let width = pasted.iter().map(Vec::len).max().unwrap_or(0).min(MOST_COLUMNS.saturating_sub(at.column));
        let titles = if at.row.is_none() && !pasted.is_empty() { Some(pasted.remove(0)) } else { None };
        let begin = at.row.unwrap_or(0);
        let was = self.columns.len();
        for number in 0..width {
            let column = at.column + number;
            let wanted = titles.as_ref().and_then(|titles| titles.get(number)).filter(|title| !title.is_empty());
            if column >= self.columns.len() {
                self.add_column(Lang::De);
            }
            if let Some(title) = wanted {
                self.columns[column].title.clone_from(title);
            }
            if column >= was || titles.is_some() {
                self.columns[column].ty = ty_of(pasted.iter().filter_map(|row| row.get(number)));
            }
        }
        for (number, cells) in pasted.into_iter().enumerate() {
            let row = begin + number;
            if row >= self.rows.len() {
                self.add_row();
            }
            let Some(row) = self.rows.get_mut(row) else { return };
            for (cell, text) in cells.into_iter().take(width).enumerate() {
                row[at.column + cell] = text;
            }
        }
    }

    /// Takes over the rows of a file in the place of all that is there. The first row may have the titles: columns that are
    /// called so already stay what they are, all others are made anew.
    pub(super) fn load(&mut self, rows: &[Vec<String>], titled: bool, lang: Lang) {
        let width = rows.iter().map(Vec::len).max().unwrap_or(0).clamp(1, MOST_COLUMNS);
        let (head, body) = if titled { rows.split_at(rows.len().min(1)) } else { (&[][..], rows) };
        let mut old = std::mem::take(&mut self.columns);
        for column in 0..width {
            let cells = body.iter().filter_map(|row| row.get(column));
            let title = head.first().and_then(|head| head.get(column)).map_or("", |title| title.trim());
            let same = if titled {
                old.iter().position(|known| !title.is_empty() && is_same(known.title.trim(), title))
            } else {
                (!old.is_empty()).then_some(0)
            };
            let known = same.map(|known| old.remove(known));
            let column = known.unwrap_or_else(|| {
                let wanted = if title.is_empty() { t("Spalte", "Column").get(lang) } else { title };
                let title = unique_name(wanted, self.columns.iter().map(|column| column.title.as_str()));
                ColumnDraft { id: None, title, ty: ty_of(cells) }
            });
            self.columns.push(column);
        }
        self.rows = body.iter().take(MOST_ROWS as usize).cloned().collect();
        self.even();
    }

    /// Whether the first of these rows says how the columns are called: as they are called here, or in words where numbers
    /// and the like stand below them.
    pub(super) fn has_titles(&self, rows: &[Vec<String>]) -> bool {
        let Some((head, body)) = rows.split_first() else { return false };
        let is_known = |title: &String| self.columns.iter().any(|column| is_same(column.title.trim(), title.trim()));
        if head.iter().any(is_known) {
            return true;
        }
        let is_name = |title: &String| !title.trim().is_empty() && ty_of(std::iter::once(title)) == ColumnType::Text;
        if body.is_empty() || !head.iter().all(is_name) {
            return false;
        }
        let below = |column: usize| ty_of(body.iter().filter_map(|row| row.get(column)));
        head.len() > 1 && (0..head.len()).any(|column| below(column) != ColumnType::Text)
    }

    /// The first cell that does not read as the type of its column, from the top, and how many there are.
    pub(super) fn unreadable(&self) -> Option<(Spot, usize)> {
        let is_wrong = |row: &Vec<String>, column: usize| {
            self.columns.get(column).zip(row.get(column)).is_some_and(|(of, text)| value(of.ty, text).is_none())
        };
        let mut found = self.rows.iter().enumerate().flat_map(|(row, cells)| {
            let wrong = (0..self.columns.len()).filter(move |column| is_wrong(cells, *column));
            wrong.map(move |column| Spot { row: Some(row), column })
        });
        let first = found.next()?;
        Some((first, 1 + found.count()))
    }

    /// All of it as CSV, with the titles on top.
    pub(super) fn csv(&self) -> String {
        let titles = self.columns.iter().map(|column| column.title.clone()).collect();
        let rows: Vec<Vec<String>> = std::iter::once(titles).chain(self.rows.iter().cloned()).collect();
        delimited::write(&rows)
    }
}

/// What somebody has typed into a cell of this type; `None` where it does not read so.
fn value(ty: ColumnType, text: &str) -> Option<Value> {
    if text.trim().is_empty() && ty != ColumnType::Text {
        return Some(Value::from(""));
    }
    let value = match ty.ty() {
        Ty::Time => Value::from(text.trim()),
        ty => ty.parse(text)?,
    };
    cell_of(ty, &value).map(|_| value)
}

/// The type that all of these texts read as.
fn ty_of<'a>(cells: impl Iterator<Item = &'a String>) -> ColumnType {
    let cells: Vec<&str> = cells.map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    let all = |reads: fn(&str) -> bool| !cells.is_empty() && cells.iter().all(|cell| reads(cell));
    // What begins with a zero is a name made of digits.
    let is_number = |cell: &str| {
        number_from_input(cell).is_some() && !(cell.len() > 1 && cell.starts_with('0') && !cell.contains(['.', ',']))
    };
    match () {
        () if all(is_number) => ColumnType::Number,
        () if all(|cell| truth(cell).is_some()) => ColumnType::Bool,
        // A number is a time too, but hardly meant as one.
        () if all(|cell| cell.contains(['-', ':']) && value(ColumnType::Time, cell).is_some()) => ColumnType::Time,
        () => ColumnType::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_becomes_a_list() {
        let mut draft = ListDraft::new(Lang::De);
        draft
            .paste(Spot { row: None, column: 0 }, "Ware\tMenge\tDa\tNummer\nMilch\t1,5\tja\t007\nBrot\t2\tnein\t008\n");
        let list = draft.list().unwrap();
        let columns: Vec<_> = list.columns.iter().map(|column| (column.title.as_str(), column.ty())).collect();
        let types = [ColumnType::Text, ColumnType::Number, ColumnType::Bool, ColumnType::Text];
        assert_eq!(columns, ["Ware", "Menge", "Da", "Nummer"].into_iter().zip(types).collect::<Vec<_>>());
        assert_eq!(list.rows[0], [Value::from("Milch"), Value::from(1.5), Value::from(true), Value::from("007")]);
        assert_eq!(ListDraft::of(&list).list(), Some(list.clone()));
        assert_eq!(ListDraft::of(&list).csv().lines().next(), Some("Ware;Menge;Da;Nummer"));
        draft.paste(Spot { row: Some(2), column: 1 }, "3;nein\n4;ja");
        assert_eq!(draft.list().unwrap().rows[3], [Value::from(""), 4.0.into(), true.into(), "".into()]);
    }

    #[test]
    fn what_is_wrong_is_told_and_empty_rows_are_none() {
        let mut draft = ListDraft::new(Lang::De);
        draft.add_column(Lang::De);
        draft.columns[1].ty = ColumnType::Number;
        draft.rows[0] = vec!["Milch".to_owned(), "viel".to_owned()];
        assert_eq!(draft.cell_flaw(0, 1, Lang::De), Some("Das ist keine Zahl"));
        assert_eq!(draft.list(), None);
        draft.rows[0][1] = String::new();
        draft.add_row();
        assert_eq!(draft.list().unwrap().rows.len(), 1);
        draft.columns[1].title = " name ".to_owned();
        assert_eq!(draft.title_flaw(1, Lang::De), Some("So heißt schon eine andere Spalte"));
        draft.remove_column(1);
        draft.remove_column(0);
        assert_eq!(draft.columns.len(), 1, "one column stays");
    }

    #[test]
    fn a_file_takes_the_place_of_the_rows_and_known_columns_stay() {
        let mut draft = ListDraft::new(Lang::De);
        draft.paste(Spot { row: None, column: 0 }, "Ware\tMenge\nMilch\t1\n");
        draft.columns[1].id = Some(ColumnId(7));
        let rows = delimited::read("Menge,Platz\n2,A1\nviel,B2\n");
        assert!(draft.has_titles(&rows));
        draft.load(&rows, true, Lang::De);
        let columns: Vec<_> = draft.columns.iter().map(|column| (column.title.as_str(), column.id)).collect();
        assert_eq!(columns, [("Menge", Some(ColumnId(7))), ("Platz", None)]);
        assert_eq!(draft.unreadable(), Some((Spot { row: Some(1), column: 0 }, 1)));
        // Without titles the columns keep their places.
        let rows = delimited::read("5;C3;neu");
        assert!(!draft.has_titles(&rows));
        draft.load(&rows, false, Lang::De);
        assert_eq!(draft.rows, [["5", "C3", "neu"]]);
        assert_eq!((draft.columns[0].id, draft.columns[2].title.as_str()), (Some(ColumnId(7)), "Spalte"));
        assert!(draft.has_titles(&delimited::read("Name;Preis\nBrot;3,5")));
        assert!(!draft.has_titles(&delimited::read("Brot;frisch\nMilch;kalt")));
    }
}
