//! Draws a table: what a data source has received, the newest row on top.

use std::sync::OnceLock;

use egui::{Align, Rect, Stroke, StrokeKind, pos2, vec2};
use time::macros::format_description;
use time::{OffsetDateTime, UtcOffset};

use super::{EMPTY_MESSAGE, Paint, faded};
use crate::i18n::{Text, same, t};

/// Titles of the columns, and the part of the width that each takes.
const COLUMNS: [(Text, f32); 3] = [(t("Zeit", "Time"), 0.2), (same("Topic"), 0.38), (t("Nachricht", "Message"), 0.42)];

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
    for (index, (title, _)) in COLUMNS.iter().enumerate() {
        paint.line(title.get(paint.lang), small.clone(), header, Align::Min, cell(paint, row_at(0), index));
    }
    rule(row_at(0));
    let room = ((paint.rect.height() / height).ceil() as usize).saturating_sub(1);
    let most = paint.number("rows").max(1.0) as usize;
    let rows = paint.rows.into_iter().flatten().take(room.min(most));
    let mut count = 0;
    for (index, row) in rows.enumerate() {
        let place = row_at(index + 1);
        let clipped = place.intersect(paint.rect);
        let time = local_time(row.at_ms);
        let empty = row.message.is_empty();
        let message = if empty { EMPTY_MESSAGE.get(paint.lang) } else { &row.message };
        for (column, text) in [time.as_str(), &row.topic, message].into_iter().enumerate() {
            let ink = if empty && column == 2 { header } else { ink };
            let cell = cell(paint, place, column).intersect(clipped);
            // A row that is cut off at the bottom edge is left out rather than squeezed.
            if clipped.height() > height * 0.95 {
                paint.line(first_line(text), font.clone(), ink, Align::Min, cell);
            }
        }
        if place.bottom() < paint.rect.bottom() - 1.0 {
            rule(place);
        }
        count += 1;
    }
    if count == 0 {
        let has_source = paint.number("source") > 0.0;
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

fn cell(paint: &Paint<'_>, row: Rect, column: usize) -> Rect {
    let inset = paint.px(16.0);
    let inner = row.shrink2(vec2(inset, 0.0));
    let before: f32 = COLUMNS[..column].iter().map(|(_, part)| part).sum();
    let left = inner.left() + inner.width() * before;
    let width = inner.width() * COLUMNS[column].1;
    let gap = if column + 1 < COLUMNS.len() { paint.px(12.0) } else { 0.0 };
    Rect::from_min_size(pos2(left, row.top()), vec2((width - gap).max(0.0), row.height()))
}

/// Only the first line of a message stands in a row.
fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// `HH:MM:SS` in local time. The offset is asked for once; where the system does not tell it, it is UTC.
pub(super) fn local_time(at_ms: i64) -> String {
    static OFFSET: OnceLock<UtcOffset> = OnceLock::new();
    let offset = *OFFSET.get_or_init(|| UtcOffset::current_local_offset().unwrap_or(UtcOffset::UTC));
    clock(at_ms, offset)
}

fn clock(at_ms: i64, offset: UtcOffset) -> String {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(at_ms) * 1_000_000)
        .ok()
        .and_then(|at| at.to_offset(offset).format(format_description!("[hour]:[minute]:[second]")).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_local_and_have_seconds() {
        let offset = UtcOffset::from_hms(2, 0, 0).unwrap();
        assert_eq!(clock(0, UtcOffset::UTC), "00:00:00");
        assert_eq!(clock(43_331_000, offset), "14:02:11");
        assert_eq!(clock(i64::MAX, offset), "");
    }

    #[test]
    fn columns_fill_the_width() {
        assert!((COLUMNS.iter().map(|(_, part)| part).sum::<f32>() - 1.0).abs() < 0.001);
    }
}
