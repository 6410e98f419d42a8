//! Where the rows and columns of a table stand: a header that stays, and below it rows of which one may be unfolded. Pure.

use std::ops::Range;
use std::sync::Arc;

use egui::{Rangef, Rect, pos2, vec2};

use super::picked::Picked;
use crate::i18n::{Lang, t};
use crate::model::source::Message;
use crate::model::source::table::Table;

/// What somebody has done to a table on the running screen.
#[derive(Debug, Default)]
pub(super) struct TableView {
    /// The parts of the width that columns take, where somebody has dragged them.
    pub(super) widths: Vec<f32>,
    /// The row that is unfolded, by the message that wrote it.
    pub(super) unfolded: Option<Arc<Message>>,
    /// The first row in view and its place, so that it stays there while others come above it.
    pub(super) top: Option<(Arc<Message>, usize)>,
    /// How far the rows are scrolled, in points.
    pub(super) offset: f32,
    /// What is chosen.
    pub(super) picked: Picked,
}

impl TableView {
    /// How far to scroll so that the first row in view stays where it is; `None` where nothing has moved it.
    pub(super) fn kept(&self, table: &Table, height: f32) -> Option<f32> {
        let (row, before) = self.top.as_ref().filter(|_| self.offset > 0.5)?;
        let now = table.place_of_row(row)?;
        (now != *before).then(|| (self.offset + (now as f32 - *before as f32) * height).max(0.0))
    }
}

/// The columns of a table: parts of its width.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    room: Rangef,
    gap: f32,
    parts: Vec<f32>,
}

impl Columns {
    /// Columns of these parts; `gap` stands between two of them.
    pub(super) fn new(room: Rangef, gap: f32, parts: Vec<f32>) -> Self {
        Self { room, gap, parts }
    }

    fn sum(&self, columns: Range<usize>) -> f32 {
        self.parts.get(columns).unwrap_or_default().iter().sum()
    }

    /// Where a column ends and the next one begins.
    pub(super) fn edge(&self, index: usize) -> f32 {
        let all = self.sum(0..self.parts.len()).max(f32::EPSILON);
        self.room.min + self.room.span() * self.sum(0..index + 1) / all
    }

    /// The cell of a column in a row.
    pub(super) fn cell(&self, row: Rect, index: usize) -> Rect {
        let left = if index == 0 { self.room.min } else { self.edge(index - 1) };
        let gap = if index + 1 < self.parts.len() { self.gap } else { 0.0 };
        let right = (self.edge(index) - gap).max(left);
        Rect::from_min_max(pos2(left, row.top()), pos2(right, row.bottom()))
    }

    /// The parts after the edge behind a column was dragged to `x`; no column becomes narrower than `least`.
    pub(super) fn dragged(&self, index: usize, x: f32, least: f32) -> Vec<f32> {
        let mut parts = self.parts.clone();
        let left = if index == 0 { self.room.min } else { self.edge(index - 1) };
        let both = self.edge(index + 1) - left;
        if both <= least * 2.0 {
            return parts;
        }
        let share = (x - left).clamp(least, both - least) / both;
        let [Some(first), Some(second)] = [parts.get(index).copied(), parts.get(index + 1).copied()] else {
            return parts;
        };
        parts[index] = (first + second) * share;
        parts[index + 1] = (first + second) * (1.0 - share);
        parts
    }
}

/// The edges between the titles of a table, which are dragged.
#[derive(Clone, Debug)]
pub struct ColumnEdges {
    pub(super) columns: Columns,
    /// Where the titles stand.
    pub(super) header: Rect,
    /// The titles.
    pub(super) names: Vec<String>,
    /// How wide the place is in which an edge is taken hold of, in points.
    pub(super) reach: f32,
    /// The width that each column keeps, in points.
    pub(super) least: f32,
}

impl ColumnEdges {
    /// Where each edge is taken hold of, from the left; the edge itself is in the middle.
    pub fn places(&self) -> impl Iterator<Item = Rect> {
        let inner = self.columns.parts.len().saturating_sub(1);
        (0..inner).map(|index| {
            let center = pos2(self.columns.edge(index) - self.columns.gap / 2.0, self.header.center().y);
            Rect::from_center_size(center, vec2(self.reach, self.header.height()))
        })
    }

    /// What a screen reader calls an edge: `Spaltenbreite Topic`.
    pub fn name(&self, index: usize, lang: Lang) -> String {
        let title = self.names.get(index).map_or("", String::as_str);
        format!("{} {title}", t("Spaltenbreite", "Column width").get(lang))
    }

    /// The parts of the width that the columns take after an edge was dragged to `x`.
    pub(super) fn dragged(&self, index: usize, x: f32) -> Vec<f32> {
        self.columns.dragged(index, x + self.columns.gap / 2.0, self.least)
    }

    /// The same, as the property of the table says it: parts of a hundred.
    pub fn dragged_to(&self, index: usize, x: f32) -> String {
        let parts = self.dragged(index, x);
        let all = parts.iter().sum::<f32>().max(f32::EPSILON);
        let parts = parts.iter().map(|part| ((part / all * 1000.0).round() / 10.0).max(0.1).to_string());
        parts.collect::<Vec<_>>().join(" ")
    }
}

/// The rows of a table, from its first on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rows {
    /// How many there are.
    pub(super) count: usize,
    /// Height of one.
    pub(super) height: f32,
    /// The one that is unfolded, and its height.
    pub(super) unfolded: Option<(usize, f32)>,
    /// Whether a line stands below the last.
    pub(super) has_foot: bool,
}

impl Rows {
    fn more(&self) -> f32 {
        self.unfolded.map_or(0.0, |(_, height)| height - self.height)
    }

    /// Height of all.
    pub(super) fn total(&self) -> f32 {
        self.place(self.count + usize::from(self.has_foot)).min
    }

    /// From where to where the line below the last row goes.
    pub(super) fn foot(&self) -> Rangef {
        self.place(self.count)
    }

    /// How far to scroll so that a row is in view; `None` where it is.
    pub(super) fn reveal(&self, index: usize, room: f32, offset: f32) -> Option<f32> {
        let place = self.place(index);
        if place.min < offset {
            Some(place.min)
        } else {
            (place.max > offset + room).then(|| (place.max - room).max(0.0))
        }
    }

    /// From where to where a row goes.
    pub(super) fn place(&self, index: usize) -> Rangef {
        let more = if self.unfolded.is_some_and(|(unfolded, _)| unfolded < index) { self.more() } else { 0.0 };
        let top = self.height * index as f32 + more;
        let height = self.unfolded.filter(|(unfolded, _)| *unfolded == index).map_or(self.height, |(_, height)| height);
        Rangef::new(top, top + height)
    }

    /// The row at this height.
    pub(super) fn at(&self, y: f32) -> usize {
        let index = |y: f32| (y.max(0.0) / self.height) as usize;
        match self.unfolded {
            Some((unfolded, _)) if y >= self.place(unfolded).max => index(y - self.more()).max(unfolded + 1),
            Some((unfolded, _)) => index(y).min(unfolded),
            None => index(y),
        }
    }

    /// The rows that are seen between these heights.
    pub(super) fn seen(&self, view: Rangef) -> Range<usize> {
        self.at(view.min).min(self.count)..(self.at(view.max) + 1).min(self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::{ConnectionId, SourceId};
    use crate::model::source::Source;

    #[test]
    fn rows_are_found_by_their_height_around_one_that_is_unfolded() {
        let plain = Rows { count: 10_000, height: 30.0, unfolded: None, has_foot: false };
        assert_eq!((plain.total(), plain.seen(Rangef::new(29.0, 61.0))), (300_000.0, 0..3));
        let rows = Rows { unfolded: Some((2, 100.0)), ..plain };
        assert_eq!((rows.total(), rows.place(2), rows.place(3).min), (300_070.0, Rangef::new(60.0, 160.0), 160.0));
        for index in [0, 1, 2, 3, 9_999] {
            let place = rows.place(index);
            assert_eq!((rows.at(place.min), rows.at(place.max - 1.0)), (index, index));
        }
        assert_eq!(rows.seen(Rangef::new(300_000.0, 400_000.0)), 9_997..10_000);
    }

    #[test]
    fn an_edge_is_dragged_between_two_columns_and_the_others_stay() {
        let columns = Columns::new(Rangef::new(100.0, 500.0), 10.0, vec![1.0, 2.0, 1.0]);
        let row = Rect::from_min_max(pos2(0.0, 0.0), pos2(600.0, 30.0));
        assert_eq!(columns.cell(row, 1).x_range(), Rangef::new(200.0, 390.0));
        let dragged = columns.dragged(0, 300.0, 20.0);
        assert_eq!(Columns::new(columns.room, 10.0, dragged.clone()).edge(0), 300.0);
        assert_eq!(dragged[2], 1.0);
        assert_eq!(Columns::new(columns.room, 10.0, columns.dragged(0, 0.0, 20.0)).edge(0), 120.0);
    }

    #[test]
    fn the_first_row_in_view_stays_while_others_come_above_it() {
        let mut table = Table::new(&Source::new(SourceId(1), "Q", "Q", ConnectionId::local()));
        let mut push = |topic: &str| {
            table.push(Message { topic: topic.to_owned(), ..Message::default() });
            table.clone()
        };
        let table = push("a");
        let row = Arc::clone(&table.line(0).unwrap().row);
        let mut view = TableView { offset: 40.0, top: Some((row, 0)), ..TableView::default() };
        assert_eq!(view.kept(&table, 30.0), None);
        assert_eq!(view.kept(&push("b"), 30.0), Some(70.0));
        view.offset = 0.0;
        assert_eq!(view.kept(&push("c"), 30.0), None, "at the top the newest is seen");
    }
}
