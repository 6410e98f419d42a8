//! Tiles: each row of a data source, or each topic of it, as a card of one template; they scroll and can be chosen.

use std::borrow::Cow;
use std::collections::HashSet;

use egui::scroll_area::{DragScroll, ScrollSource};
use egui::{
    Align, Color32, CursorIcon, Rangef, Rect, Response, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, UiBuilder,
    WidgetInfo, pos2, vec2,
};

use super::{ControlClass, table};
use crate::i18n::{Lang, t};
use crate::model::binding::shown_number;
use crate::model::id::SourceId;
use crate::model::names::is_same;
use crate::model::row::{Choice, Literal};
use crate::model::source::convert::Cell;
use crate::model::source::table::{ShownColumn, Table, TableRow};
use crate::model::template::{Piece, pieces};
use crate::player::cell::cell_text;
use crate::player::common::{BLINK, DARK_TEXT, LEADS_TO, TEXT_STYLE, VISIBLE, WHITE, font_size, radius};
use crate::player::grid::TableView;
use crate::player::looks::role_named;
use crate::player::paint::{Look, Paint, Touch, shade};
use crate::player::picked::{
    self, CELL, COLUMN, Pickable, ROW, ROW_TAPPED, SELECTABLE, SELECTION_CHANGED, is_selectable,
};
use crate::player::property::{Handle, color_in};
use crate::player::react::Reaction;
use crate::player::row::{ControlDef, ControlGroup, Reading, Section};
use crate::theme::{Theme, regular, semibold};

const SOURCE: Handle<SourceId> = Handle::source("source", t("Datenquelle", "Data source")).required();
const EACH: Handle<String> = Handle::choice("each", t("Kachel je", "Tile for each"), Section::Data, EACHES, "topic");
const TITLE: Handle<String> = template("title", "#[topic]#", t("Titel", "Title"));
const VALUE: Handle<String> = template("value", "#[message]#", t("Wert", "Value"));
const NOTE: Handle<String> = template("note", "#[time]#", t("Fußzeile", "Footer"));
const STATE: Handle<String> = template("state", "", t("Zustand", "State"));
const STATES: Handle<String> = Handle::lines(
    "states",
    t("Farben", "Colors"),
    Literal::Words(t("an = Gut\naus = Leise Schrift\nStörung = Fehler", "on = Good\noff = Quiet text\nfault = Fault")),
)
.in_section(Section::Data)
.read_as(Reading::None);
const TILE_WIDTH: Handle<f64> =
    Handle::number("tile_width", t("Kachelbreite", "Tile width"), Section::Look, (40.0, 4000.0), 220.0);
const TILE_HEIGHT: Handle<f64> =
    Handle::number("tile_height", t("Kachelhöhe", "Tile height"), Section::Look, (30.0, 4000.0), 130.0);
const GAP: Handle<f64> = Handle::number("gap", t("Abstand", "Gap"), Section::Look, (0.0, 200.0), 16.0);
const QUIET: Handle<Color32> = Handle::color("quiet_color", t("Leise Schrift", "Quiet text"), "muted");
const FONT_SIZE: Handle<f64> = font_size(32.0);
const RADIUS: Handle<f64> = radius(12.0);

const fn template(key: &'static str, default: &'static str, label: crate::i18n::Text) -> Handle<String> {
    Handle::text(key, label, Literal::Text(default)).in_section(Section::Data)
}

const EACHES: &[Choice] = &[
    Choice {
        key: "topic",
        label: t("Topic", "Topic"),
        help: t(
            "Die neueste Zeile jedes Topics, nach Topics geordnet",
            "The newest row of each topic, in the order of topics",
        ),
    },
    Choice {
        key: "row",
        label: t("Zeile", "Row"),
        help: t("Jede Zeile, wie die Tabelle sie hat", "Each row as the table has it"),
    },
];

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "tiles",
        group: ControlGroup::Display,
        icon: "layout-grid",
        label: t("Kacheln", "Tiles"),
        help: t(
            "Zeigt jedes Topic oder jede Zeile einer Datenquelle als Kachel nach einer Vorlage: #[Spalte]#, #[topic]#, #[topic.2]#, #[message]#, #[time]#",
            "Shows each topic or row of a data source as a tile of one template: #[Column]#, #[topic]#, #[topic.2]#, #[message]#, #[time]#",
        ),
        size: (720.0, 440.0),
        properties: &[
            SOURCE.def,
            EACH.def,
            TITLE.def,
            VALUE.def,
            NOTE.def,
            STATE.def,
            STATES.def,
            ROW.def,
            COLUMN.def,
            CELL.def,
            LEADS_TO.def,
            SELECTABLE.def,
            VISIBLE.def,
            WHITE.def,
            DARK_TEXT.def,
            QUIET.def,
            TILE_WIDTH.def,
            TILE_HEIGHT.def,
            GAP.def,
            TEXT_STYLE.def,
            FONT_SIZE.def,
            RADIUS.def,
            BLINK.def,
        ],
        triggers: &[ROW_TAPPED, SELECTION_CHANGED],
    },
    paint,
    react,
    describe,
};

/// Most tiles: more nobody looks through.
const MOST: usize = 2_000;
/// So many are told to a screen reader with the control itself.
const TOLD: usize = 20;
/// What is chosen with a tile: its topic.
const PICKS: &[ShownColumn] = &[ShownColumn::Topic];

/// The rows that have a tile, by their place in the table.
fn rows(table: &Table, each: &str) -> Vec<usize> {
    if each == "row" {
        return (0..table.len().min(MOST)).collect();
    }
    let mut seen = HashSet::new();
    let newest =
        table.lines().enumerate().filter(|(_, line)| line.row.topic.is_empty() || seen.insert(&*line.row.topic));
    let mut rows: Vec<(usize, &str)> = newest.map(|(place, line)| (place, &*line.row.topic)).take(MOST).collect();
    rows.sort_by_key(|(_, topic)| *topic);
    rows.into_iter().map(|(place, _)| place).collect()
}

/// What a hole of a template stands for in a row.
fn hole<'a>(table: &Table, line: &'a TableRow, name: &str, lang: Lang) -> Cow<'a, str> {
    let name = name.trim();
    let level = name.get(..6).filter(|begin| begin.eq_ignore_ascii_case("topic.")).and_then(|_| name.get(6..));
    if let Some(level) = level.and_then(|level| level.parse::<usize>().ok()) {
        return line.row.topic.split('/').nth(level.saturating_sub(1)).unwrap_or_default().into();
    }
    let column = match (table.column(name), name) {
        (Some(index), _) => ShownColumn::Titled(index),
        (None, _) if is_same(name, "time") => ShownColumn::Time,
        (None, _) if is_same(name, "topic") => ShownColumn::Topic,
        (None, _) if is_same(name, "message") => ShownColumn::Message,
        (None, _) => return "".into(),
    };
    match column {
        // As people write it, with the decimal mark of the language.
        ShownColumn::Titled(index) => match line.cells.get(index) {
            Some(Cell::Number(number)) => shown_number(*number, None, false, lang).into(),
            _ => cell_text(line, column, lang).into(),
        },
        _ => cell_text(line, column, lang).into(),
    }
}

/// A template with what stands in a row; without a row, with the names of its holes.
fn filled(template: &str, of: Option<(&Table, &TableRow)>, lang: Lang) -> String {
    let parts = pieces(template).into_iter().map(|piece| match (piece, of) {
        (Piece::Text(text), _) => Cow::Borrowed(text),
        (Piece::Hole(name), Some((table, line))) => hole(table, line, name, lang),
        (Piece::Hole(name), None) => format!("‹{}›", name.trim()).into(),
    });
    parts.collect()
}

/// The words on a tile.
struct TileWords {
    title: String,
    value: String,
    note: String,
    state: String,
}

impl TileWords {
    fn new(look: &Look<'_>, of: Option<(&Table, &TableRow)>) -> Self {
        let of = |template: Handle<String>| filled(&look.get(template), of, look.lang);
        Self { title: of(TITLE), value: of(VALUE), note: of(NOTE), state: of(STATE) }
    }

    /// As a screen reader says it.
    fn spoken(&self) -> String {
        let all = [&self.title, &self.value, &self.state, &self.note];
        all.into_iter().map(|words| words.trim()).filter(|words| !words.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

/// The colour of a state, by the lines `state = colour`; that of `*` for all others.
fn state_color(look: &Look<'_>, state: &str) -> Option<Color32> {
    let states = look.get(STATES);
    let lines = states.lines().filter_map(|line| line.rsplit_once('='));
    let of = |wanted: &str| lines.clone().find(|(name, _)| is_same(name.trim(), wanted)).map(|(_, color)| color.trim());
    let color = of(state.trim()).or_else(|| of("*"))?;
    let project = look.values.project();
    let role = [Lang::De, Lang::En].into_iter().find_map(|lang| role_named(&project.looks, color, lang));
    color_in(project, role.map_or(color, |role| role.key))
}

/// Where tiles stand: as many beside each other as have room, all equally wide.
#[derive(Clone, Copy, Debug, PartialEq)]
struct TileGrid {
    columns: usize,
    width: f32,
    height: f32,
    gap: f32,
}

impl TileGrid {
    fn new(room: f32, (width, height): (f32, f32), gap: f32) -> Self {
        let columns = (((room + gap) / (width + gap)).floor() as usize).max(1);
        let width = (room - gap * (columns as f32 - 1.0)) / columns as f32;
        Self { columns, width: width.max(1.0), height: height.max(1.0), gap }
    }

    fn of(paint: &Paint<'_>) -> Self {
        let px = |size: Handle<f64>| paint.px(paint.get(size) as f32);
        Self::new(paint.rect.width(), (px(TILE_WIDTH), px(TILE_HEIGHT)), px(GAP))
    }

    /// Height of so many.
    fn total(&self, count: usize) -> f32 {
        let rows = count.div_ceil(self.columns) as f32;
        (rows * (self.height + self.gap) - self.gap).max(0.0)
    }

    /// Where a tile stands, from where the first one does.
    fn place(&self, index: usize) -> Rect {
        let (row, column) = (index / self.columns, index % self.columns);
        let at = pos2(column as f32 * (self.width + self.gap), row as f32 * (self.height + self.gap));
        Rect::from_min_size(at, vec2(self.width, self.height))
    }

    /// The tiles that are seen between two heights.
    fn seen(&self, view: Rangef, count: usize) -> std::ops::Range<usize> {
        let row = |y: f32| (y.max(0.0) / (self.height + self.gap)) as usize * self.columns;
        row(view.min).min(count)..(row(view.max) + self.columns).min(count)
    }
}

/// One tile.
fn tile(paint: &Paint<'_>, place: Rect, words: &TileWords, (is_picked, touch): (bool, Touch)) {
    let painter = paint.painter;
    let radius = paint.round(paint.px(paint.get(RADIUS) as f32).min(place.height() / 2.0));
    let ground = paint.get(WHITE);
    let ground = match touch {
        Touch::Pressed => shade(ground, -0.08),
        Touch::Hovered | Touch::Focused => shade(ground, if ground.intensity() > 0.5 { -0.03 } else { 0.05 }),
        Touch::Idle | Touch::Disabled => ground,
    };
    let (ink, quiet) = (paint.get(DARK_TEXT), paint.get(QUIET));
    painter.rect_filled(place, radius, ground);
    let stroke = Stroke::new(paint.px(1.5).max(1.0), ink.gamma_multiply(0.1));
    painter.rect_stroke(place, radius, stroke, StrokeKind::Inside);
    let color = state_color(&paint.look, &words.state);
    let pad = paint.px(14.0).min(place.width() / 8.0);
    let mut inner = place.shrink(pad);
    if let Some(color) = color {
        let bar = Rect::from_min_size(place.min, vec2(paint.px(6.0).max(3.0), place.height()));
        let clipped = painter.with_clip_rect(painter.clip_rect().intersect(bar));
        clipped.rect_filled(place, radius, color);
        inner.min.x += paint.px(4.0);
    }
    let size = paint.px(paint.get(FONT_SIZE) as f32).clamp(1.0, 400.0);
    let small = regular((size * 0.5).max(1.0));
    let line = small.size * 1.35;
    let head = inner.with_max_y(inner.top() + line);
    let mut title = head;
    if !words.state.trim().is_empty() {
        let state = color.unwrap_or(quiet);
        let galley = painter.layout_no_wrap(words.state.trim().to_owned(), semibold(small.size * 0.95), state);
        let wide = galley.size().x.min(head.width() * 0.5);
        title = head.with_max_x(head.right() - wide - paint.px(8.0));
        paint.line(
            words.state.trim(),
            semibold(small.size * 0.95),
            state,
            Align::Max,
            head.with_min_x(head.right() - wide),
        );
    }
    paint.line(&words.title, small.clone(), quiet, Align::Min, title);
    let has_note = !words.note.trim().is_empty() && inner.height() > line * 2.0 + size;
    let foot = if has_note { line } else { 0.0 };
    let middle = Rect::from_min_max(pos2(inner.left(), head.bottom()), pos2(inner.right(), inner.bottom() - foot));
    paint.shrunk(&words.value, semibold(size), ink, Align::Min, middle);
    if has_note {
        let note = regular(small.size * 0.85);
        paint.line(&words.note, note, quiet, Align::Min, inner.with_min_y(inner.bottom() - line));
    }
    if is_picked {
        let stroke = Stroke::new(paint.px(3.0).max(2.0), Theme::LIGHT.select);
        painter.rect_stroke(place, radius, stroke, StrokeKind::Inside);
    }
}

/// A sentence where no tile is.
fn hint(paint: &Paint<'_>) {
    let words = match (paint.get(SOURCE), paint.clock) {
        (Some(_), Some(_)) => t("Noch nichts empfangen", "Nothing received yet"),
        (Some(_), None) => return,
        (None, _) => t("Keine Datenquelle gewählt", "No data source chosen"),
    };
    let font = regular(paint.px(18.0).clamp(1.0, 100.0));
    paint.line(words.get(paint.look.lang), font, paint.get(QUIET), Align::Center, paint.rect);
}

/// In the designer: what has come, else three tiles as the template has them.
fn paint(paint: &Paint<'_>) {
    let grid = TileGrid::of(paint);
    let clipped = paint.painter.with_clip_rect(paint.painter.clip_rect().intersect(paint.rect));
    let paint = &Paint { painter: &clipped, device: paint.device, ..*paint };
    let table = paint.look.table(SOURCE).filter(|table| !table.is_empty());
    let rows = table.map(|table| rows(table, &paint.get(EACH))).unwrap_or_default();
    let place = |index| grid.place(index).translate(paint.rect.min.to_vec2());
    let Some(table) = table else {
        for index in 0..3 {
            tile(paint, place(index), &TileWords::new(&paint.look, None), (false, Touch::Idle));
        }
        return hint(paint);
    };
    for index in grid.seen(Rangef::new(0.0, paint.rect.height()), rows.len()) {
        let Some(line) = table.line(rows[index]) else { break };
        tile(paint, place(index), &TileWords::new(&paint.look, Some((table, line))), (false, Touch::Idle));
    }
}

fn react(ui: &mut Ui, reaction: &mut Reaction<'_>) {
    let response = reaction.sense(ui, Sense::click());
    reaction.describe(&response);
    let mut view = reaction.take_view();
    let table = reaction.table(SOURCE);
    picked::follow(reaction, &mut view.picked, table);
    let rows = table.map(|table| rows(table, &reaction.get(EACH))).unwrap_or_default();
    let picks = is_selectable(reaction) || reaction.get(LEADS_TO).is_some();
    let mut tapped = None;
    match table.filter(|_| !rows.is_empty()) {
        Some(table) => tapped = tiles_ui(ui, reaction, (table, &rows), &response, (picks, &mut view)),
        None => reaction.paint_with(ui, Touch::Idle, None, hint),
    }
    if let (Some(table), Some(row)) = (table, tapped) {
        let pickable = Pickable { table, columns: PICKS, count: table.len(), page: 1 };
        pickable.choose(reaction, &mut view.picked, (row, 0), true);
    }
    reaction.keep_view(view);
}

/// The tiles in view, in a room of their own that scrolls; the row of the one that was tapped.
fn tiles_ui(
    ui: &mut Ui,
    reaction: &Reaction<'_>,
    (table, rows): (&Table, &[usize]),
    response: &Response,
    (picks, view): (bool, &mut TableView),
) -> Option<usize> {
    let room = reaction.rect();
    let mut inner = ui.new_child(UiBuilder::new().id_salt(("tiles", reaction.control().id.0)).max_rect(room));
    inner.shrink_clip_rect(room);
    table::bars(&mut inner, reaction.get(DARK_TEXT), reaction.scale());
    let area = ScrollArea::vertical()
        .id_salt("tiles")
        .auto_shrink(false)
        .scroll_source(ScrollSource { drag: DragScroll::Always, ..ScrollSource::default() });
    let picked = view.picked.place().and_then(|(row, _)| table.line(row));
    let (mut tapped, mut height) = (None, 0.0);
    reaction.paint_with(&inner, Touch::Idle, None, |paint| height = TileGrid::of(paint).total(rows.len()));
    let shown = area.show_viewport(&mut inner, |ui, seen| {
        let at = ui.max_rect().min.to_vec2();
        ui.set_min_height(height);
        let ui = &*ui;
        reaction.paint_with(ui, Touch::Idle, None, |paint| {
            let grid = TileGrid::of(paint);
            for index in grid.seen(seen.y_range(), rows.len()) {
                let Some(line) = table.line(rows[index]) else { break };
                let place = grid.place(index).translate(at);
                let words = TileWords::new(&paint.look, Some((table, line)));
                let sense = if picks { Sense::click() } else { Sense::hover() };
                let one = ui.interact(place, response.id.with(("tile", index)), sense);
                let role = if picks { Role::Button } else { Role::ListItem };
                one.widget_info(|| WidgetInfo::labeled(role, true, words.spoken()));
                let is_picked = picks
                    && picked.is_some_and(|picked| match line.row.topic.as_str() {
                        "" => std::ptr::eq(picked, line),
                        topic => picked.row.topic == topic,
                    });
                let touch = match () {
                    () if one.is_pointer_button_down_on() && picks => Touch::Pressed,
                    () if (one.hovered() || one.has_focus()) && picks => Touch::Hovered,
                    () => Touch::Idle,
                };
                tile(paint, place, &words, (is_picked, touch));
                if one.clicked() {
                    tapped = Some(rows[index]);
                }
                if picks {
                    one.on_hover_cursor(CursorIcon::PointingHand);
                }
            }
        });
    });
    view.offset = shown.state.clamped_offset().y;
    tapped
}

fn describe(look: &Look<'_>) -> WidgetInfo {
    let tiles = look.table(SOURCE).map(|table| {
        let rows = rows(table, &look.get(EACH));
        let lines = rows.iter().take(TOLD).filter_map(|row| table.line(*row));
        lines.map(|line| TileWords::new(look, Some((table, line))).spoken()).collect::<Vec<_>>().join("\n")
    });
    WidgetInfo { current_text_value: Some(tiles.unwrap_or_default()), ..WidgetInfo::new(Role::List) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::ConnectionId;
    use crate::model::source::{ColumnType, Message, Source, Subscription};

    fn table() -> Table {
        let mut source = Source::new(SourceId(1), "Q", "Q", ConnectionId::local());
        source.subscriptions.push(Subscription::column("Temp", "#", "t", ColumnType::Number));
        let mut table = Table::new(&source);
        for (topic, message) in [("halle/b/s", "{\"t\": 1}"), ("halle/a/s", "{\"t\": 2}"), ("halle/b/s", "{\"t\": 3}")]
        {
            table.push(Message { topic: topic.to_owned(), message: message.to_owned(), ..Message::default() });
        }
        table
    }

    #[test]
    fn each_topic_has_a_tile_with_its_newest_row_in_the_order_of_topics() {
        let table = table();
        let words = |template: &str, row: usize| filled(template, table.line(row).map(|line| (&table, line)), Lang::De);
        let tiles =
            |each| rows(&table, each).iter().map(|row| words("#[topic.2]# #[temp]# °C", *row)).collect::<Vec<_>>();
        assert_eq!(tiles("topic"), ["a 2 °C", "b 3 °C"]);
        assert_eq!(tiles("row"), ["b 3 °C", "a 2 °C", "b 1 °C"]);
        assert_eq!(filled("#[Temp]#", Some((&table, table.line(0).unwrap())), Lang::De), "3");
        assert_eq!(words("#[Nichts]#|#[TOPIC]#|#[topic.9]#", 0), "|halle/b/s|");
        assert_eq!(filled("#[Temp]# °C", None, Lang::De), "‹Temp› °C");
    }

    #[test]
    fn tiles_share_the_width_and_only_those_in_view_are_drawn() {
        let grid = TileGrid::new(700.0, (220.0, 100.0), 20.0);
        assert_eq!((grid.columns, grid.width), (3, 220.0));
        assert_eq!((grid.total(7), grid.total(0)), (340.0, 0.0));
        assert_eq!(grid.place(4).min, pos2(240.0, 120.0));
        assert_eq!(grid.seen(Rangef::new(130.0, 200.0), 1_000), 3..6);
        assert_eq!(grid.seen(Rangef::new(0.0, 1e6), 7), 0..7);
        assert_eq!(TileGrid::new(50.0, (220.0, 100.0), 20.0).columns, 1);
    }
}
