//! A table: what a data source has received, the newest row on top; rows and cells can be chosen.

use std::sync::Arc;

use egui::scroll_area::{DragScroll, ScrollSource};
use egui::style::{ScrollFadeStyle, ScrollStyle};
use egui::{
    Align, Color32, CursorIcon, EventFilter, Galley, Key, Modifiers, Rangef, Rect, Response, Role, ScrollArea, Sense,
    Stroke, StrokeKind, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2,
};

use super::ControlClass;
use crate::i18n::{Text, t};
use crate::model::id::SourceId;
use crate::model::row::Literal;
use crate::model::source::Message;
use crate::model::source::table::{ShownColumn, Table, TableRow};
use crate::player::cell::{cell_text, unfolded};
use crate::player::common::{BLINK, DARK_TEXT, TEXT_STYLE, VISIBLE, WHITE, font_size, radius};
use crate::player::grid::{ColumnEdges, Columns, Rows, TableView};
use crate::player::paint::{Look, Paint, Touch, faded};
use crate::player::picked::{
    self, CELL, CELL_TAPPED, COLUMN, Pickable, ROW, ROW_TAPPED, SELECTABLE, SELECTION_CHANGED, is_selectable,
};
use crate::player::property::Handle;
use crate::player::react::Reaction;
use crate::player::row::{ControlDef, ControlGroup, Reading, Section};
use crate::theme::Theme;

const SOURCE: Handle<SourceId> = Handle::source("source", t("Datenquelle", "Data source")).required();
const COLUMNS: Handle<String> = Handle::columns("columns", t("Spalten", "Columns"), SOURCE);
const WIDTHS: Handle<String> =
    Handle::text("widths", t("Breiten", "Widths"), Literal::Text("")).in_section(Section::Data).read_as(Reading::None);
const ROWS: Handle<f64> = Handle::number("rows", t("Max. Zeilen", "Max. rows"), Section::Data, (1.0, 10_000.0), 200.0);
const HEADER_COLOR: Handle<Color32> = Handle::color("header_color", t("Kopfzeile", "Header"), "muted");
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
            WIDTHS.def,
            ROWS.def,
            ROW.def,
            COLUMN.def,
            CELL.def,
            SELECTABLE.def,
            VISIBLE.def,
            WHITE.def,
            DARK_TEXT.def,
            HEADER_COLOR.def,
            TEXT_STYLE.def,
            FONT_SIZE.def,
            RADIUS.def,
            BLINK.def,
        ],
        triggers: &[ROW_TAPPED, CELL_TAPPED, SELECTION_CHANGED],
    },
    paint,
    react,
    describe,
};

/// So many rows are told to a screen reader.
const TOLD: usize = 20;

/// What stands below the last row where older ones had no room.
const FOOT: Text = t("Ältere Zeilen sind entfallen: sie waren zu groß", "Older rows are gone: they were too large");

/// The part of the width that a column takes, compared with the others.
fn weight(column: ShownColumn) -> f32 {
    match column {
        ShownColumn::Time => 0.2,
        ShownColumn::Topic => 0.38,
        ShownColumn::Message => 0.42,
        ShownColumn::Titled(_) => 0.26,
    }
}

fn title<'a>(look: &Look<'a>, table: Option<&'a Table>, column: ShownColumn) -> &'a str {
    let lang = look.lang;
    match column {
        ShownColumn::Time => t("Zeit", "Time").get(lang),
        ShownColumn::Topic => "Topic",
        ShownColumn::Message => t("Nachricht", "Message").get(lang),
        ShownColumn::Titled(index) => {
            table.and_then(|table| table.columns().get(index)).map_or("", |title| look.values.said(title))
        }
    }
}

/// What is drawn of a table: in the designer, and frame for frame while the app runs.
struct Grid<'a> {
    paint: &'a Paint<'a>,
    table: Option<&'a Table>,
    shown: Vec<ShownColumn>,
    columns: Columns,
    /// Height of a row.
    height: f32,
}

impl<'a> Grid<'a> {
    /// `dragged` are the widths that somebody has given to the columns.
    fn new(paint: &'a Paint<'a>, dragged: &[f32]) -> Self {
        let table = paint.look.table(SOURCE);
        let shown = match table {
            Some(table) => table.shown(&paint.get(COLUMNS)),
            None => vec![ShownColumn::Time, ShownColumn::Topic, ShownColumn::Message],
        };
        let parts = if dragged.len() == shown.len() { dragged.to_vec() } else { parts(&paint.get(WIDTHS), &shown) };
        let room = Rangef::new(paint.rect.left() + paint.px(16.0), paint.rect.right() - paint.px(30.0));
        let columns = Columns::new(room, paint.px(12.0), parts);
        let height = (paint.get(FONT_SIZE) as f32 * paint.scale * 2.1).max(4.0);
        Self { paint, table, shown, columns, height }
    }

    fn header(&self) -> Rect {
        Rect::from_min_size(self.paint.rect.min, vec2(self.paint.rect.width(), self.height))
    }

    /// Where the rows stand.
    fn body(&self) -> Rect {
        self.paint.rect.with_min_y(self.header().bottom().min(self.paint.rect.bottom()))
    }

    fn edges(&self) -> ColumnEdges {
        let names = self.shown.iter().map(|column| title(&self.paint.look, self.table, *column).to_owned());
        ColumnEdges {
            columns: self.columns.clone(),
            header: self.header(),
            names: names.collect(),
            reach: self.paint.px(20.0).max(12.0),
            least: self.paint.px(36.0),
        }
    }

    fn rows(&self, unfolded: Option<(usize, f32)>) -> Rows {
        let most = self.paint.get(ROWS).max(1.0) as usize;
        let all = self.table.map_or(0, Table::len);
        let has_foot = all <= most && self.table.is_some_and(|table| table.crowded_out > 0);
        Rows { count: all.min(most), height: self.height, unfolded, has_foot }
    }

    fn line_stroke(&self) -> Stroke {
        Stroke::new(self.paint.px(1.5).max(1.0), self.paint.get(DARK_TEXT).gamma_multiply(0.12))
    }

    fn rule(&self, row: Rect) {
        self.paint.painter.hline(self.paint.rect.x_range().shrink(1.0), row.bottom(), self.line_stroke());
    }

    /// Ground and titles.
    fn frame(&self) {
        let paint = self.paint;
        let radius = paint.radius(RADIUS);
        paint.painter.rect_filled(paint.rect, radius, paint.get(WHITE));
        let stroke = Stroke::new(self.line_stroke().width, paint.get(DARK_TEXT).gamma_multiply(0.08));
        paint.painter.rect_stroke(paint.rect, radius, stroke, StrokeKind::Inside);
        let header = self.header();
        let mut small = paint.font(FONT_SIZE, false);
        small.size *= 0.85;
        for (index, column) in self.shown.iter().enumerate() {
            let words = title(&paint.look, self.table, *column);
            let cell = self.columns.cell(header, index);
            paint.line(words, small.clone(), paint.get(HEADER_COLOR), Align::Min, cell);
        }
        self.rule(header);
        paint.focus_ring(paint.rect, radius);
    }

    /// What marks the row that is chosen, and its cell while the table has the keyboard.
    fn mark_picked(&self, place: Rect, column: usize) {
        let paint = self.paint;
        paint.painter.rect_filled(place.shrink2(vec2(1.0, 0.0)), 0, Theme::LIGHT.select.gamma_multiply(0.14));
        let bar = place.with_max_x(place.left() + paint.px(5.0).max(3.0)).translate(vec2(1.0, 0.0));
        paint.painter.rect_filled(bar, 0, Theme::LIGHT.select);
        if paint.touch == Touch::Focused {
            let cell = self.columns.cell(place, column).expand2(vec2(paint.px(5.0), -paint.px(4.0)));
            let stroke = Stroke::new(paint.px(2.0).max(1.0), Theme::LIGHT.select);
            paint.painter.rect_stroke(cell, paint.round(paint.px(6.0)), stroke, StrokeKind::Inside);
        }
    }

    /// The column at a place in a row.
    fn column_at(&self, x: f32) -> usize {
        let last = self.shown.len().saturating_sub(1);
        (0..last).find(|index| x < self.columns.edge(*index)).unwrap_or(last)
    }

    /// One row; whether a cell has more than is seen.
    fn row(&self, line: &TableRow, place: Rect, is_unfolded: bool) -> bool {
        let paint = self.paint;
        let (ink, header) = (paint.get(DARK_TEXT), paint.get(HEADER_COLOR));
        let font = paint.font(FONT_SIZE, false);
        let mut has_more = false;
        for (index, column) in self.shown.iter().enumerate() {
            let is_empty = *column == ShownColumn::Message && line.row.message.is_empty();
            let ink = if is_empty { header } else { ink };
            let cell = self.columns.cell(place, index);
            if is_unfolded {
                let painter = paint.painter.with_clip_rect(paint.painter.clip_rect().intersect(place));
                painter.galley(cell.min + vec2(0.0, self.inset()), self.galley(line, index), ink);
            } else {
                let text = cell_text(line, *column, paint.look.lang);
                has_more |= !paint.line(&text, font.clone(), ink, Align::Min, cell) || text.ends_with('…');
            }
        }
        let middle = place.top() + self.height / 2.0;
        if line.row.retained {
            // A stored value, not one that was just sent.
            let center = pos2(place.left() + paint.px(8.0), middle);
            paint.icon("pin", center, font.size * 0.6, header.gamma_multiply(0.8));
        }
        if has_more || is_unfolded {
            let icon = if is_unfolded { "chevron-up" } else { "chevron-down" };
            paint.icon(icon, pos2(place.right() - paint.px(19.0), middle), font.size * 0.8, header.gamma_multiply(0.8));
        }
        self.rule(place);
        has_more
    }

    /// Space above and below an unfolded cell: its first line stands where it stood.
    fn inset(&self) -> f32 {
        (self.height - self.paint.font(FONT_SIZE, false).size * 1.3).max(0.0) / 2.0
    }

    /// What a cell holds, on as many lines as it takes.
    fn galley(&self, line: &TableRow, index: usize) -> Arc<Galley> {
        let text =
            self.shown.get(index).map(|column| unfolded(line, *column, self.paint.look.lang)).unwrap_or_default();
        let width = self.columns.cell(self.paint.rect, index).width();
        let font = self.paint.font(FONT_SIZE, false);
        self.paint.painter.layout(text.into_owned(), font, self.paint.get(DARK_TEXT), width)
    }

    /// Height of a row that is unfolded.
    fn unfolded_height(&self, line: &TableRow) -> f32 {
        let heights = (0..self.shown.len()).map(|index| self.galley(line, index).size().y + 2.0 * self.inset());
        heights.fold(self.height, f32::max)
    }

    /// What stands in an empty table.
    fn hint(&self) {
        let paint = self.paint;
        let hint = if paint.get(SOURCE).is_some() {
            t("Noch nichts empfangen", "Nothing received yet")
        } else {
            t("Keine Datenquelle gewählt", "No data source chosen")
        };
        self.remark(hint.get(paint.look.lang), self.body());
    }

    /// A sentence in the place of rows.
    fn remark(&self, words: &str, place: Rect) {
        let font = self.paint.font(FONT_SIZE, false);
        let color = faded(self.paint.get(HEADER_COLOR), true).gamma_multiply(1.6);
        if place.height() > font.size {
            self.paint.line(words, font, color, Align::Center, place.shrink2(vec2(self.paint.px(8.0), 0.0)));
        }
    }
}

/// The parts of the width that the columns take: as the property says, `1 3 2`, else as is usual.
fn parts(said: &str, shown: &[ShownColumn]) -> Vec<f32> {
    let said: Vec<f32> = said
        .split(|c: char| c.is_whitespace() || c == ';')
        .filter_map(|part| part.replace(',', ".").parse::<f32>().ok().filter(|part| part.is_finite() && *part > 0.0))
        .collect();
    if said.len() == shown.len() { said } else { shown.iter().map(|column| weight(*column)).collect() }
}

/// In the designer: the first rows, as many as there is room for.
fn paint(paint: &Paint<'_>) {
    let grid = Grid::new(paint, &[]);
    grid.frame();
    let rows = grid.rows(None);
    let body = grid.body();
    for index in rows.seen(Rangef::new(0.0, body.height() - grid.height)) {
        let Some(line) = grid.table.and_then(|table| table.line(index)) else { break };
        grid.row(line, row_rect(body, rows.place(index)), false);
    }
    if rows.count == 0 {
        grid.hint();
    }
}

fn row_rect(body: Rect, place: Rangef) -> Rect {
    Rect::from_min_max(pos2(body.left(), body.top() + place.min), pos2(body.right(), body.top() + place.max))
}

fn react(ui: &mut Ui, reaction: &mut Reaction<'_>) {
    let response = reaction.sense(ui, Sense::click());
    reaction.describe(&response);
    let mut view = reaction.take_view();
    let touch = if response.has_focus() { Touch::Focused } else { Touch::Idle };
    reaction.paint_with(ui, touch, None, |paint| {
        let grid = Grid::new(paint, &view.widths);
        grid.frame();
        if let Some(widths) = widths_ui(ui, &response, &grid) {
            view.widths = widths;
        }
    });
    let table = reaction.table(SOURCE);
    picked::follow(reaction, &mut view.picked, table);
    let picks = is_selectable(reaction);
    let columns = table.map(|table| table.shown(&reaction.get(COLUMNS))).unwrap_or_default();
    let height = reaction.get(FONT_SIZE) as f32 * reaction.scale() * 2.1;
    let pickable = table.filter(|_| picks).map(|table| Pickable {
        table,
        columns: &columns,
        count: table.len().min(reaction.get(ROWS).max(1.0) as usize),
        page: (reaction.rect().height() / height.max(4.0)) as usize,
    });
    if let Some(pickable) = &pickable {
        pickable.by_keys(ui, &response, reaction, &mut view.picked);
    }
    let tapped = rows_ui(ui, reaction, &response, &mut view);
    if let (Some(pickable), Some(place)) = (&pickable, tapped) {
        pickable.choose(reaction, &mut view.picked, place, true);
    }
    reaction.keep_view(view);
}

/// The edges between the titles: they are dragged, and a double click gives the usual widths back.
fn widths_ui(ui: &Ui, table: &Response, grid: &Grid<'_>) -> Option<Vec<f32>> {
    let edges = grid.edges();
    let mut widths = None;
    for (index, place) in edges.places().enumerate() {
        let edge = ui.interact(place, table.id.with(("width", index)), Sense::CLICK | Sense::DRAG);
        edge.widget_info(|| WidgetInfo::labeled(Role::Splitter, true, edges.name(index, grid.paint.look.lang)));
        let is_held = edge.hovered() || edge.dragged();
        let stroke = Stroke::new(if is_held { 2.0 } else { 1.0 }, grid.paint.get(HEADER_COLOR));
        let stroke = Stroke { color: stroke.color.gamma_multiply(if is_held { 1.0 } else { 0.35 }), ..stroke };
        ui.painter().vline(place.center().x, place.y_range().shrink(place.height() * 0.28), stroke);
        if let Some(at) = edge.interact_pointer_pos().filter(|_| edge.dragged()) {
            widths = Some(edges.dragged(index, at.x));
        }
        if edge.double_clicked() {
            widths = Some(Vec::new());
        }
        edge.on_hover_cursor(CursorIcon::ResizeHorizontal);
    }
    widths
}

/// The edges between the columns as they are drawn, and the property that keeps where they are.
pub(super) fn column_edges(paint: &Paint<'_>) -> (&'static str, ColumnEdges) {
    (WIDTHS.key(), Grid::new(paint, &[]).edges())
}

/// The first row in view: its message and its place.
type FirstRow = (Arc<Message>, usize);
/// A cell by its row and column.
type CellPlace = (usize, usize);

/// The rows in view, in a room of their own that scrolls; the cell that was tapped, by row and column.
fn rows_ui(ui: &mut Ui, reaction: &Reaction<'_>, table: &Response, view: &mut TableView) -> Option<CellPlace> {
    let mut wanted = None;
    let mut body = Rect::NOTHING;
    let mut rows = Rows { count: 0, height: 1.0, unfolded: None, has_foot: false };
    reaction.paint_with(ui, Touch::Idle, None, |paint| {
        let grid = Grid::new(paint, &view.widths);
        let unfolded = grid.table.zip(view.unfolded.as_ref()).and_then(|(table, row)| table.place_of_row(row));
        let line = unfolded.and_then(|index| Some((index, grid.table?.line(index)?)));
        rows = grid.rows(line.map(|(index, line)| (index, grid.unfolded_height(line))));
        wanted = grid.table.and_then(|table| view.kept(table, grid.height));
        body = grid.body();
        if rows.count == 0 {
            grid.hint();
        }
    });
    if rows.count == 0 || body.height() < 1.0 {
        return None;
    }
    let revealed = view.picked.reveals.take();
    let revealed = revealed.and_then(|index| rows.reveal(index, body.height(), wanted.unwrap_or(view.offset)));
    let mut inner = ui.new_child(UiBuilder::new().id_salt(("rows", reaction.control().id.0)).max_rect(body));
    inner.shrink_clip_rect(body);
    bars(&mut inner, reaction.get(DARK_TEXT), reaction.scale());
    let mut area = ScrollArea::vertical()
        .id_salt("rows")
        .auto_shrink(false)
        .scroll_source(ScrollSource { drag: DragScroll::Always, ..ScrollSource::default() });
    let keyed = || by_keys(ui, table, &rows, body.height(), wanted.unwrap_or(view.offset));
    let by_keys = if is_selectable(reaction) { None } else { keyed() };
    if let Some(offset) = revealed.or(by_keys).or(wanted) {
        area = area.vertical_scroll_offset(offset);
    }
    let shown = area.show_viewport(&mut inner, |ui, seen| lines_ui(ui, reaction, table, &rows, (seen, view)));
    view.offset = shown.state.clamped_offset().y;
    let (top, tapped) = shown.inner;
    view.top = top;
    tapped
}

/// The rows that are seen; gives the first of them, and the cell that was tapped.
fn lines_ui(
    ui: &mut Ui,
    reaction: &Reaction<'_>,
    table: &Response,
    rows: &Rows,
    (seen, view): (Rect, &mut TableView),
) -> (Option<FirstRow>, Option<CellPlace>) {
    let (mut top, mut tapped, mut clicked) = (None, None, None);
    let picks = is_selectable(reaction);
    let room = ui.max_rect();
    ui.set_min_height(rows.total());
    let ui = &*ui;
    let touch = if table.has_focus() { Touch::Focused } else { Touch::Idle };
    reaction.paint_with(ui, touch, None, |paint| {
        let grid = Grid::new(paint, &view.widths);
        for index in rows.seen(seen.y_range()) {
            let Some(line) = grid.table.and_then(|table| table.line(index)) else { break };
            let place = row_rect(room, rows.place(index));
            let is_unfolded = rows.unfolded.is_some_and(|(unfolded, _)| unfolded == index);
            if let Some((_, column)) = view.picked.place().filter(|(row, _)| picks && *row == index) {
                grid.mark_picked(place, column);
            }
            let has_more = grid.row(line, place, is_unfolded);
            let row = ui.interact(place, table.id.with(("row", index)), Sense::CLICK);
            row.widget_info(|| WidgetInfo::labeled(Role::Row, true, words(&paint.look, &grid.shown, line)));
            let at = row.interact_pointer_pos().map_or_else(|| place.left(), |at| at.x);
            // Where rows are chosen, the arrow at the end unfolds.
            let folds = !picks || (has_more || is_unfolded) && at > place.right() - paint.px(48.0);
            if row.clicked() && folds {
                let opens = has_more && !is_unfolded;
                clicked = Some(opens.then(|| Arc::clone(&line.row)));
            } else if row.clicked() {
                tapped = Some((index, grid.column_at(at)));
            }
            if picks || has_more || is_unfolded {
                row.on_hover_cursor(CursorIcon::PointingHand);
            }
            top = top.take().or_else(|| Some((Arc::clone(&line.row), index)));
        }
        if rows.has_foot {
            let place = row_rect(room, rows.foot());
            let words = FOOT.get(paint.look.lang);
            let foot = ui.interact(place, table.id.with("foot"), Sense::hover());
            foot.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
            grid.remark(words, place);
        }
    });
    if let Some(unfolded) = clicked {
        view.unfolded = unfolded;
        table.request_focus();
    }
    if tapped.is_some() {
        table.request_focus();
    }
    (top, tapped)
}

/// How far the keys scroll, while the table has them.
fn by_keys(ui: &Ui, table: &Response, rows: &Rows, room: f32, offset: f32) -> Option<f32> {
    if !table.has_focus() {
        return None;
    }
    let arrows = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(table.id, arrows));
    let end = (rows.total() - room).max(0.0);
    let page = (room - rows.height).max(rows.height);
    ui.input_mut(|input| {
        let mut hit = |key| input.count_and_consume_key(Modifiers::NONE, key) as f32;
        if hit(Key::Home) > 0.0 {
            return Some(0.0);
        }
        if hit(Key::End) > 0.0 {
            return Some(end);
        }
        let steps = hit(Key::ArrowDown) - hit(Key::ArrowUp);
        let pages = hit(Key::PageDown) - hit(Key::PageUp);
        let by = steps * rows.height + pages * page;
        (by != 0.0).then(|| (offset + by).clamp(0.0, end))
    })
}

/// A bar that is seen without pointing at it, in the colours of the table, and wide enough for a finger.
pub(super) fn bars(ui: &mut Ui, ink: Color32, scale: f32) {
    let spacing = ui.spacing_mut();
    spacing.item_spacing = Vec2::ZERO;
    spacing.scroll = ScrollStyle {
        bar_width: (14.0 * scale).clamp(8.0, 32.0),
        floating_width: (6.0 * scale).clamp(4.0, 14.0),
        handle_min_length: (40.0 * scale).max(16.0),
        bar_inner_margin: 0.0,
        bar_outer_margin: 2.0,
        dormant_handle_opacity: 0.3,
        active_handle_opacity: 0.4,
        interact_handle_opacity: 0.6,
        interact_background_opacity: 0.1,
        active_background_opacity: 0.0,
        fade: ScrollFadeStyle { strength: 0.0, ..ScrollFadeStyle::default() },
        ..ScrollStyle::floating()
    };
    let visuals = ui.visuals_mut();
    for widget in [&mut visuals.widgets.inactive, &mut visuals.widgets.hovered, &mut visuals.widgets.active] {
        widget.fg_stroke.color = ink;
    }
    visuals.extreme_bg_color = ink;
}

/// The newest rows, one a line.
fn describe(look: &Look<'_>) -> WidgetInfo {
    let rows = look.table(SOURCE).map(|table| {
        let columns = table.shown(&look.get(COLUMNS));
        table.lines().take(TOLD).map(|line| words(look, &columns, line)).collect::<Vec<_>>().join("\n")
    });
    WidgetInfo { current_text_value: Some(rows.unwrap_or_default()), ..WidgetInfo::new(Role::Table) }
}

/// A row as a screen reader says it.
fn words(look: &Look<'_>, columns: &[ShownColumn], line: &TableRow) -> String {
    columns.iter().map(|column| cell_text(line, *column, look.lang)).collect::<Vec<_>>().join(" ")
}
