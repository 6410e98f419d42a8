//! A table: what a data source has received, the newest row on top.

use egui::{Align, Color32, Rect, Role, Stroke, StrokeKind, WidgetInfo, pos2, vec2};

use super::ControlClass;
use crate::i18n::{Lang, t};
use crate::model::id::SourceId;
use crate::model::source::table::{ShownColumn, Table};
use crate::player::cell::cell_text;
use crate::player::common::{DARK_TEXT, VISIBLE, WHITE, font_size, radius};
use crate::player::paint::{Look, Paint, faded};
use crate::player::property::Handle;
use crate::player::react::area;
use crate::player::row::{ControlDef, ControlGroup, Section};

const SOURCE: Handle<SourceId> = Handle::source("source", t("Datenquelle", "Data source")).required();
const COLUMNS: Handle<String> = Handle::columns("columns", t("Spalten", "Columns"), SOURCE);
const ROWS: Handle<f64> = Handle::number("rows", t("Max. Zeilen", "Max. rows"), Section::Data, (1.0, 10_000.0), 200.0);
const HEADER_COLOR: Handle<Color32> = Handle::color("header_color", t("Kopfzeile", "Header"), "#5c6678");
const FONT_SIZE: Handle<f64> = font_size(18.0);
const RADIUS: Handle<f64> = radius(12.0);

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "table",
        group: ControlGroup::Display,
        icon: "table-2",
        label: t("Tabelle", "Table"),
        help: t("Zeigt, was eine Datenquelle empfängt", "Shows what a data source receives"),
        size: (720.0, 320.0),
        properties: &[
            SOURCE.def,
            COLUMNS.def,
            ROWS.def,
            VISIBLE.def,
            WHITE.def,
            DARK_TEXT.def,
            HEADER_COLOR.def,
            FONT_SIZE.def,
            RADIUS.def,
        ],
        triggers: &[],
    },
    paint,
    react: area,
    describe,
};

/// So many rows are told to a screen reader.
const TOLD: usize = 20;

/// The part of the width that a column takes, compared with the others.
fn weight(column: ShownColumn) -> f32 {
    match column {
        ShownColumn::Time => 0.2,
        ShownColumn::Topic => 0.38,
        ShownColumn::Message => 0.42,
        ShownColumn::Titled(_) => 0.26,
    }
}

fn title(table: Option<&Table>, column: ShownColumn, lang: Lang) -> &str {
    match column {
        ShownColumn::Time => t("Zeit", "Time").get(lang),
        ShownColumn::Topic => "Topic",
        ShownColumn::Message => t("Nachricht", "Message").get(lang),
        ShownColumn::Titled(index) => table.and_then(|table| table.columns().get(index)).map_or("", String::as_str),
    }
}

fn paint(paint: &Paint<'_>) {
    let radius = paint.radius(RADIUS);
    let ink = paint.get(DARK_TEXT);
    let header = paint.get(HEADER_COLOR);
    paint.painter.rect_filled(paint.rect, radius, paint.get(WHITE));
    let line = Stroke::new(paint.px(1.5).max(1.0), ink.gamma_multiply(0.12));
    paint.painter.rect_stroke(
        paint.rect,
        radius,
        Stroke::new(line.width, ink.gamma_multiply(0.08)),
        StrokeKind::Inside,
    );
    let font = paint.font(FONT_SIZE, false);
    let height = (paint.get(FONT_SIZE) as f32 * paint.scale * 2.1).max(4.0);
    let mut small = font.clone();
    small.size *= 0.85;
    let row_at = |index: usize| {
        let top = paint.rect.top() + height * index as f32;
        Rect::from_min_size(pos2(paint.rect.left(), top), vec2(paint.rect.width(), height))
    };
    let rule = |row: Rect| paint.painter.hline(paint.rect.x_range().shrink(1.0), row.bottom(), line);
    let table = paint.look.table(SOURCE);
    let columns = match table {
        Some(table) => table.shown(&paint.get(COLUMNS)),
        None => vec![ShownColumn::Time, ShownColumn::Topic, ShownColumn::Message],
    };
    for (index, column) in columns.iter().enumerate() {
        let words = title(table, *column, paint.look.lang);
        paint.line(words, small.clone(), header, Align::Min, cell(paint, row_at(0), &columns, index));
    }
    rule(row_at(0));
    let room = ((paint.rect.height() / height).ceil() as usize).saturating_sub(1);
    let most = paint.get(ROWS).max(1.0) as usize;
    let lines = table.into_iter().flat_map(Table::lines).take(room.min(most));
    let mut count = 0;
    for (index, line) in lines.enumerate() {
        let place = row_at(index + 1);
        let clipped = place.intersect(paint.rect);
        // A row that is cut off at the bottom edge is left out rather than squeezed.
        if clipped.height() > height * 0.95 {
            for (index, column) in columns.iter().enumerate() {
                let ink = if *column == ShownColumn::Message && line.row.message.is_empty() { header } else { ink };
                let cell = cell(paint, place, &columns, index).intersect(clipped);
                let text = cell_text(line, *column, paint.look.lang);
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
        let hint = if paint.get(SOURCE).is_some() {
            t("Noch nichts empfangen", "Nothing received yet")
        } else {
            t("Keine Datenquelle gewählt", "No data source chosen")
        };
        let color = faded(header, true).gamma_multiply(1.6);
        let place = Rect::from_min_max(pos2(paint.rect.left(), row_at(0).bottom()), paint.rect.max);
        if place.height() > font.size {
            paint.line(hint.get(paint.look.lang), font, color, Align::Center, place.shrink(paint.px(8.0)));
        }
    }
}

fn cell(paint: &Paint<'_>, row: Rect, columns: &[ShownColumn], index: usize) -> Rect {
    let inset = paint.px(16.0);
    let inner = row.shrink2(vec2(inset, 0.0));
    let sum = |columns: &[ShownColumn]| columns.iter().map(|column| weight(*column)).sum::<f32>();
    let all = sum(columns);
    let left = inner.left() + inner.width() * sum(&columns[..index]) / all;
    let width = inner.width() * weight(columns[index]) / all;
    let gap = if index + 1 < columns.len() { paint.px(12.0) } else { 0.0 };
    Rect::from_min_size(pos2(left, row.top()), vec2((width - gap).max(0.0), row.height()))
}

/// The newest rows, one a line.
fn describe(look: &Look<'_>) -> WidgetInfo {
    let rows = look.table(SOURCE).map(|table| {
        let columns = table.shown(&look.get(COLUMNS));
        let cells = |line| columns.iter().map(|column| cell_text(line, *column, look.lang)).collect::<Vec<_>>();
        table.lines().take(TOLD).map(|line| cells(line).join(" ")).collect::<Vec<_>>().join("\n")
    });
    WidgetInfo { current_text_value: Some(rows.unwrap_or_default()), ..WidgetInfo::new(Role::Table) }
}
