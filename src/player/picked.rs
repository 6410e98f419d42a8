//! Which row and which cell of a table somebody has chosen, and what fires by that.
//!
//! The row is remembered by the message that wrote it, so that it stays chosen while others come above it: the property
//! `row` follows it. A script that sets `row` chooses too.

use std::sync::Arc;

use egui::{EventFilter, Key, Modifiers, Response, Ui};

use super::property::Handle;
use super::react::Reaction;
use super::row::{Reading, Section};
use crate::i18n::t;
use crate::model::binding::value_in;
use crate::model::row::{Cause, Literal, TriggerDef};
use crate::model::source::Message;
use crate::model::source::table::{ShownColumn, Table};
use crate::model::time::{Moment, time_text};
use crate::model::value::Value;

/// Whether rows are chosen by a tap, also where no event is used.
pub(super) const SELECTABLE: Handle<bool> =
    Handle::flag("selectable", t("Wählbar", "Selectable"), Section::General, false);
/// The row that is chosen, from 0 at the top; -1 for none.
pub(super) const ROW: Handle<f64> =
    Handle::number("row", t("Wahl: Zeile", "Pick: row"), Section::Data, (NONE, 1e9), NONE);
/// The title of its column: that of the data source, or `time`, `topic`, `message`.
pub(super) const COLUMN: Handle<String> = Handle::text("column", t("Wahl: Spalte", "Pick: column"), Literal::Text(""))
    .in_section(Section::Data)
    .read_as(Reading::None);
/// What stands there, as it came.
pub(super) const CELL: Handle<String> = Handle::text("cell", t("Wahl: Wert", "Pick: value"), Literal::Text(""))
    .in_section(Section::Data)
    .read_as(Reading::None);

const NONE: f64 = -1.0;

/// A row was tapped.
pub(super) const ROW_TAPPED: TriggerDef = TriggerDef {
    key: "row_tapped",
    name: "RowTapped",
    words: t("Zeile angetippt", "row tapped"),
    help: t(
        "Wenn eine Zeile angetippt; welche, steht in „Wahl: Zeile“",
        "When a row is tapped; “Pick: row” says which",
    ),
    sentence: t("Wenn in „{}“ eine Zeile angetippt wird", "When a row of “{}” is tapped"),
    cause: Cause::Row,
};
/// A cell was tapped.
pub(super) const CELL_TAPPED: TriggerDef = TriggerDef {
    key: "cell_tapped",
    name: "CellTapped",
    words: t("Zelle angetippt", "cell tapped"),
    help: t(
        "Wenn eine Zelle angetippt; Spalte und Wert stehen in „Wahl: Spalte“ und „Wahl: Wert“",
        "When a cell is tapped; “Pick: column” and “Pick: value” say which",
    ),
    sentence: t("Wenn in „{}“ eine Zelle angetippt wird", "When a cell of “{}” is tapped"),
    cause: Cause::Cell,
};
/// Another row was chosen.
pub(super) const SELECTION_CHANGED: TriggerDef = TriggerDef {
    key: "selection_changed",
    name: "SelectionChanged",
    words: t("gewählt", "selection changed"),
    help: t("Wenn eine andere Zeile gewählt wird", "When another row is chosen"),
    sentence: t("Wenn in „{}“ eine andere Zeile gewählt wird", "When another row of “{}” is chosen"),
    cause: Cause::Change(ROW.key()),
};

/// What is chosen in a table.
#[derive(Debug)]
pub(super) struct Picked {
    row: Option<Arc<Message>>,
    column: usize,
    /// The place that the app was told last.
    told: f64,
    /// The place that the app has.
    seen: f64,
    /// A row that is to be scrolled into view.
    pub(super) reveals: Option<usize>,
}

impl Default for Picked {
    fn default() -> Self {
        Self { row: None, column: 0, told: NONE, seen: NONE, reveals: None }
    }
}

impl Picked {
    /// Row and column that are chosen.
    pub(super) fn place(&self) -> Option<(usize, usize)> {
        (self.told >= 0.0).then_some((self.told as usize, self.column))
    }

    /// Follows the row through the table and what a script has set; gives its new place where that has to be told.
    fn follow(&mut self, table: Option<&Table>, now: f64) -> Option<f64> {
        if now != std::mem::replace(&mut self.seen, now) && now != self.told {
            self.row = table
                .filter(|_| now >= 0.0)
                .and_then(|table| table.line(now as usize))
                .map(|line| Arc::clone(&line.row));
            self.told = now;
        }
        let place = self.row.as_ref().zip(table).and_then(|(row, table)| table.place_of_row(row));
        let place = place.map_or(NONE, |place| place as f64);
        if place < 0.0 {
            self.row = None;
        }
        (place != self.told).then(|| {
            self.told = place;
            place
        })
    }
}

/// A table as it is chosen from.
pub(super) struct Pickable<'a> {
    pub(super) table: &'a Table,
    pub(super) columns: &'a [ShownColumn],
    /// How many rows are shown, and how many are in view.
    pub(super) count: usize,
    pub(super) page: usize,
}

impl Pickable<'_> {
    /// The title of a column, as scripts call it, and what stands there in a row.
    fn cell(&self, row: usize, column: usize) -> Option<(&str, Value)> {
        let line = self.table.line(row)?;
        Some(match *self.columns.get(column)? {
            ShownColumn::Time => ("time", Value::from(time_text(Moment { ms: line.row.at_ms, floating: false }))),
            ShownColumn::Topic => ("topic", Value::from(line.row.topic.as_str())),
            ShownColumn::Message => ("message", Value::from(line.row.message.as_str())),
            ShownColumn::Titled(index) => (
                self.table.columns().get(index)?,
                line.cells.get(index).and_then(value_in).unwrap_or_else(|| Value::from("")),
            ),
        })
    }

    /// Somebody has chosen a cell, by a tap or by keys that move there.
    pub(super) fn choose(
        &self,
        reaction: &mut Reaction<'_>,
        picked: &mut Picked,
        (row, column): (usize, usize),
        taps: bool,
    ) {
        let (Some(line), Some((title, value))) = (self.table.line(row), self.cell(row, column)) else { return };
        picked.row = Some(Arc::clone(&line.row));
        picked.column = column;
        reaction.set(COLUMN, Value::from(title));
        reaction.set(CELL, Value::from(value.to_text()));
        let place = row as f64;
        if picked.told != place {
            picked.told = place;
            reaction.fire(SELECTION_CHANGED.cause, Some((ROW.key().to_owned(), Value::from(place))));
        }
        if taps {
            reaction.fire(Cause::Row, None);
            reaction.fire(Cause::Cell, None);
        }
    }

    /// The keys of the table that has them: arrows move, Enter taps.
    pub(super) fn by_keys(&self, ui: &Ui, response: &Response, reaction: &mut Reaction<'_>, picked: &mut Picked) {
        if !response.has_focus() || self.count == 0 {
            return;
        }
        let arrows = EventFilter { vertical_arrows: true, horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
        let keys = ui.input_mut(|input| {
            let mut hits = |key| input.count_and_consume_key(Modifiers::NONE, key);
            let page = self.page.max(1);
            let rows =
                (hits(Key::ArrowDown) + hits(Key::PageDown) * page, hits(Key::ArrowUp) + hits(Key::PageUp) * page);
            let columns = (hits(Key::ArrowRight), hits(Key::ArrowLeft));
            (rows, columns, (hits(Key::Home) > 0, hits(Key::End) > 0), hits(Key::Enter) > 0)
        });
        let (rows, columns, (to_begin, to_end), taps) = keys;
        if keys == ((0, 0), (0, 0), (false, false), false) {
            return;
        }
        let at = |from: usize, (on, back): (usize, usize), count: usize| {
            (from + on).saturating_sub(back).min(count.saturating_sub(1))
        };
        let row = match picked.place() {
            _ if to_begin => 0,
            _ if to_end => self.count - 1,
            // The first key chooses the first row, wherever it leads later.
            None => 0,
            Some((row, _)) => at(row, rows, self.count),
        };
        picked.reveals = Some(row);
        self.choose(reaction, picked, (row, at(picked.column, columns, self.columns.len())), taps);
    }
}

/// Whether rows of the table are chosen.
pub(super) fn is_selectable(reaction: &Reaction<'_>) -> bool {
    let events = [ROW_TAPPED, CELL_TAPPED, SELECTION_CHANGED];
    reaction.get(SELECTABLE) || events.iter().any(|event| reaction.has_handler(event.cause))
}

/// Follows what is chosen, and tells the app where it stands now.
pub(super) fn follow(reaction: &mut Reaction<'_>, picked: &mut Picked, table: Option<&Table>) {
    let now = reaction.get(ROW);
    if let Some(place) = picked.follow(table, now) {
        reaction.set(ROW, Value::from(place));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::{ConnectionId, SourceId};
    use crate::model::source::Source;
    use crate::model::source::table::Table;

    #[test]
    fn a_row_stays_chosen_while_others_come_and_until_it_goes() {
        let mut table = Table::new(&Source::new(SourceId(1), "Q", "Q", ConnectionId::local()));
        table.push(Message { topic: "a".to_owned(), ..Message::default() });
        let mut picked = Picked::default();
        assert_eq!(picked.follow(Some(&table), NONE), None);
        // A script chooses it.
        assert_eq!((picked.follow(Some(&table), 0.0), picked.place()), (None, Some((0, 0))));
        table.push(Message { topic: "b".to_owned(), ..Message::default() });
        assert_eq!(picked.follow(Some(&table), 0.0), Some(1.0));
        assert_eq!(picked.follow(Some(&table), 0.0), None, "the app does not know of it yet");
        assert_eq!((picked.follow(Some(&table), 1.0), picked.place()), (None, Some((1, 0))));
        table.clear();
        assert_eq!((picked.follow(Some(&table), 1.0), picked.place()), (Some(NONE), None));
        assert_eq!(picked.follow(Some(&table), NONE), None);
        // One that is not there.
        assert_eq!(picked.follow(Some(&table), 7.0), Some(NONE));
    }
}
