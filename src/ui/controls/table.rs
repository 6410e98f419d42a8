//! Draws a table: what a data source has received, the newest row on top.

use std::sync::OnceLock;

use egui::{Align, Rect, Stroke, StrokeKind, pos2, vec2};
use time::formatting::Formattable;
use time::macros::format_description;
use time::{OffsetDateTime, UtcOffset};

use super::{EMPTY_MESSAGE, Paint, faded};
use crate::i18n::{Lang, t};
use crate::model::source::convert::Cell;
use crate::model::source::table::{Column, Line, Table};
use crate::model::time::Moment;
use crate::ui::widgets::bytes_line;

/// The part of the width that a column takes, compared with the others.
fn weight(column: Column) -> f32 {
    match column {
        Column::Time => 0.2,
        Column::Topic => 0.38,
        Column::Message => 0.42,
        Column::Titled(_) => 0.26,
    }
}

fn title(table: Option<&Table>, column: Column, lang: Lang) -> &str {
    match column {
        Column::Time => t("Zeit", "Time").get(lang),
        Column::Topic => "Topic",
        Column::Message => t("Nachricht", "Message").get(lang),
        Column::Titled(index) => table.and_then(|table| table.columns().get(index)).map_or("", String::as_str),
    }
}

/// What stands in a cell.
pub(super) fn cell_text(line: &Line, column: Column, lang: Lang) -> String {
    match column {
        Column::Time => local_time(line.row.at_ms),
        Column::Topic => line.row.topic.clone(),
        Column::Message if line.row.message.is_empty() => EMPTY_MESSAGE.get(lang).to_owned(),
        Column::Message => match &line.row.raw {
            // Taken as text it would be full of holes.
            Some(raw) if line.row.message.contains('\u{fffd}') => bytes_line(raw, raw.len(), lang),
            Some(_) | None => first_line(&line.row.message).to_owned(),
        },
        Column::Titled(index) => match line.cells.get(index) {
            Some(Cell::Bool(true)) => t("ja", "yes").get(lang).to_owned(),
            Some(Cell::Bool(false)) => t("nein", "no").get(lang).to_owned(),
            Some(Cell::Time(moment)) => day_and_time(*moment),
            Some(cell @ (Cell::Text(_) | Cell::Number(_) | Cell::Empty)) => first_line(&cell.to_text()).to_owned(),
            None => String::new(),
        },
    }
}

pub(super) fn paint(paint: &Paint<'_>) {
    let radius = paint.radius();
    let ink = paint.color("text_color");
    let header = paint.color("header_color");
    paint.painter.rect_filled(paint.rect, radius, paint.color("color"));
    let line = Stroke::new(paint.px(1.5).max(1.0), ink.gamma_multiply(0.12));
    paint.painter.rect_stroke(
        paint.rect,
        radius,
        Stroke::new(line.width, ink.gamma_multiply(0.08)),
        StrokeKind::Inside,
    );
    let font = paint.font(false);
    let height = (paint.number("font_size") as f32 * paint.scale * 2.1).max(4.0);
    let mut small = font.clone();
    small.size *= 0.85;
    let row_at = |index: usize| {
        let top = paint.rect.top() + height * index as f32;
        Rect::from_min_size(pos2(paint.rect.left(), top), vec2(paint.rect.width(), height))
    };
    let rule = |row: Rect| paint.painter.hline(paint.rect.x_range().shrink(1.0), row.bottom(), line);
    let columns = match paint.table {
        Some(table) => table.shown(&paint.text("columns")),
        None => vec![Column::Time, Column::Topic, Column::Message],
    };
    for (index, column) in columns.iter().enumerate() {
        let words = title(paint.table, *column, paint.lang);
        paint.line(words, small.clone(), header, Align::Min, cell(paint, row_at(0), &columns, index));
    }
    rule(row_at(0));
    let room = ((paint.rect.height() / height).ceil() as usize).saturating_sub(1);
    let most = paint.number("rows").max(1.0) as usize;
    let lines = paint.table.into_iter().flat_map(Table::lines).take(room.min(most));
    let mut count = 0;
    for (index, line) in lines.enumerate() {
        let place = row_at(index + 1);
        let clipped = place.intersect(paint.rect);
        // A row that is cut off at the bottom edge is left out rather than squeezed.
        if clipped.height() > height * 0.95 {
            for (index, column) in columns.iter().enumerate() {
                let ink = if *column == Column::Message && line.row.message.is_empty() { header } else { ink };
                let cell = cell(paint, place, &columns, index).intersect(clipped);
                let text = cell_text(line, *column, paint.lang);
                paint.line(&text, font.clone(), ink, Align::Min, cell);
            }
            if line.row.retained {
                // A stored value, not one that was just sent.
                let center = pos2(place.left() + paint.px(8.0), place.center().y);
                paint.icon("pin", center, font.size * 0.6, header.gamma_multiply(0.8));
            }
        }
        if place.bottom() < paint.rect.bottom() - 1.0 {
            rule(place);
        }
        count += 1;
    }
    if count == 0 {
        let has_source = !paint.text("source").is_empty();
        let hint = if has_source {
            t("Noch nichts empfangen", "Nothing received yet")
        } else {
            t("Keine Datenquelle gewählt", "No data source chosen")
        };
        let color = faded(header, true).gamma_multiply(1.6);
        let place = Rect::from_min_max(pos2(paint.rect.left(), row_at(0).bottom()), paint.rect.max);
        if place.height() > font.size {
            paint.line(hint.get(paint.lang), font, color, Align::Center, place.shrink(paint.px(8.0)));
        }
    }
}

fn cell(paint: &Paint<'_>, row: Rect, columns: &[Column], index: usize) -> Rect {
    let inset = paint.px(16.0);
    let inner = row.shrink2(vec2(inset, 0.0));
    let sum = |columns: &[Column]| columns.iter().map(|column| weight(*column)).sum::<f32>();
    let all = sum(columns);
    let left = inner.left() + inner.width() * sum(&columns[..index]) / all;
    let width = inner.width() * weight(columns[index]) / all;
    let gap = if index + 1 < columns.len() { paint.px(12.0) } else { 0.0 };
    Rect::from_min_size(pos2(left, row.top()), vec2((width - gap).max(0.0), row.height()))
}

/// Only the first line of a message stands in a row.
fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// The local offset is asked for once; where the system does not tell it, it is UTC.
fn offset() -> UtcOffset {
    static OFFSET: OnceLock<UtcOffset> = OnceLock::new();
    *OFFSET.get_or_init(|| UtcOffset::current_local_offset().unwrap_or(UtcOffset::UTC))
}

/// `HH:MM:SS` in local time.
fn local_time(at_ms: i64) -> String {
    written(at_ms, offset(), format_description!("[hour]:[minute]:[second]"))
}

/// `YYYY-MM-DD HH:MM:SS`, in local time unless it came without a zone.
fn day_and_time(moment: Moment) -> String {
    let offset = if moment.floating { UtcOffset::UTC } else { offset() };
    written(moment.ms, offset, format_description!("[year]-[month]-[day] [hour]:[minute]:[second]"))
}

fn written(at_ms: i64, offset: UtcOffset, form: &(impl Formattable + ?Sized)) -> String {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(at_ms) * 1_000_000)
        .ok()
        .and_then(|at| at.to_offset(offset).format(form).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_local_and_have_seconds() {
        let clock = |at_ms, offset| written(at_ms, offset, format_description!("[hour]:[minute]:[second]"));
        let offset = UtcOffset::from_hms(2, 0, 0).unwrap();
        assert_eq!(clock(0, UtcOffset::UTC), "00:00:00");
        assert_eq!(clock(43_331_000, offset), "14:02:11");
        assert_eq!(clock(i64::MAX, offset), "");
        let floating = Moment { ms: 1_795_356_131_250, floating: true };
        assert_eq!(day_and_time(floating), "2026-11-22 14:02:11");
    }
}
