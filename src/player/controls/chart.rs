//! A column, bar or pie chart of the rows of a data source: what each is called, and its number.

use std::f32::consts::{FRAC_PI_2, TAU};

use egui::{Align, Color32, CornerRadius, Mesh, Pos2, Rect, Role, Vec2, WidgetInfo, pos2, vec2};

use super::ControlClass;
use crate::i18n::{Lang, t};
use crate::model::id::SourceId;
use crate::model::row::{Choice, Literal};
use crate::model::source::convert::Cell;
use crate::model::source::table::{ShownColumn, Table, TableRow};
use crate::player::cell::cell_text;
use crate::player::common::{BLINK, DARK_TEXT, TAPPED, TEXT_KEY, TEXT_STYLE, VISIBLE, font_size};
use crate::player::measure::{DECIMALS, UNIT, number, track_color};
use crate::player::paint::{Look, Paint};
use crate::player::property::Handle;
use crate::player::react::area;
use crate::player::row::{ControlDef, ControlGroup, Section};
use crate::theme::regular;

const SOURCE: Handle<SourceId> = Handle::source("source", t("Datenquelle", "Data source")).required();
const COLUMNS: Handle<String> = Handle::columns("columns", t("Spalten", "Columns"), SOURCE);
const ROWS: Handle<f64> = Handle::number("rows", t("Max. Zeilen", "Max. rows"), Section::Data, (1.0, 60.0), 12.0);
const TEXT: Handle<String> = Handle::text(TEXT_KEY, t("Beschriftung", "Caption"), Literal::Text(""));
const FORM: Handle<String> = Handle::choice("form", t("Form", "Form"), Section::Look, FORMS, UPRIGHT);
const FONT_SIZE: Handle<f64> = font_size(18.0);

const UPRIGHT: &str = "columns";
const LYING: &str = "bars";
const PIE: &str = "pie";
const RING: &str = "ring";

const FORMS: &[Choice] = &[
    Choice {
        key: UPRIGHT, label: t("Säulen", "Columns"), help: t("Nebeneinander, aufrecht", "Side by side, upright")
    },
    Choice { key: LYING, label: t("Balken", "Bars"), help: t("Untereinander, liegend", "One below the other, lying") },
    Choice { key: PIE, label: t("Kreis", "Pie"), help: t("Anteile am Ganzen", "Parts of the whole") },
    Choice {
        key: RING,
        label: t("Ring", "Ring"),
        help: t("Anteile, mit der Summe in der Mitte", "Parts, the sum inside"),
    },
];

/// The colours of the parts, one after the other and then again.
const COLORS: [Handle<Color32>; 6] = [
    Handle::color("color", t("Farbe", "Color"), "primary"),
    Handle::color("color2", t("Farbe 2", "Color 2"), "#e67e22"),
    Handle::color("color3", t("Farbe 3", "Color 3"), "#1d9a5b"),
    Handle::color("color4", t("Farbe 4", "Color 4"), "#8e44ad"),
    Handle::color("color5", t("Farbe 5", "Color 5"), "#d64550"),
    Handle::color("color6", t("Farbe 6", "Color 6"), "#17a2b8"),
];

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "chart",
        group: ControlGroup::Display,
        icon: "chart-pie",
        label: t("Diagramm", "Chart"),
        help: t("Säulen, Balken oder Kreis aus einer Datenquelle", "Columns, bars or a pie from a data source"),
        size: (480.0, 280.0),
        properties: &[
            TEXT.def,
            UNIT.def,
            VISIBLE.def,
            SOURCE.def,
            COLUMNS.def,
            ROWS.def,
            FORM.def,
            DECIMALS.def,
            COLORS[0].def,
            COLORS[1].def,
            COLORS[2].def,
            COLORS[3].def,
            COLORS[4].def,
            COLORS[5].def,
            DARK_TEXT.def,
            TEXT_STYLE.def,
            FONT_SIZE.def,
            BLINK.def,
        ],
        triggers: &[TAPPED],
    },
    paint,
    react: area,
    describe,
};

/// A row as it is drawn.
#[derive(Clone, Debug, PartialEq)]
struct Portion {
    name: String,
    value: f64,
}

/// The rows with a number: the first column that holds some gives it, the first other one the name.
fn parts(table: &Table, chosen: &str, most: usize, lang: Lang) -> Vec<Portion> {
    let shown = table.shown(chosen);
    let number_in = |column: &ShownColumn| {
        let ShownColumn::Titled(index) = column else { return None };
        table.lines().any(|line| matches!(line.cells.get(*index), Some(Cell::Number(_)))).then_some(*index)
    };
    let Some(value_at) = shown.iter().find_map(number_in) else { return Vec::new() };
    let is_name = |column: &&ShownColumn| **column != ShownColumn::Titled(value_at);
    // A name that was chosen says more than when it came.
    let by_title = shown.iter().filter(is_name).find(|column| matches!(column, ShownColumn::Titled(_)));
    let name_at = by_title.or_else(|| shown.iter().find(|column| **column == ShownColumn::Topic));
    let name_at = name_at.or_else(|| shown.iter().find(is_name)).copied();
    let part = |line: &TableRow| {
        let Some(Cell::Number(value)) = line.cells.get(value_at) else { return None };
        let name = name_at.map(|column| cell_text(line, column, lang)).unwrap_or_default();
        value.is_finite().then_some(Portion { name, value: *value })
    };
    let mut parts: Vec<Portion> = table.lines().filter_map(part).take(most).collect();
    if name_at == Some(ShownColumn::Topic) {
        name_apart(&mut parts);
    }
    parts
}

/// Leaves of topics only the levels in which they differ: `werk/presse/stueck` and `werk/säge/stueck` are `presse` and
/// `säge`.
fn name_apart(parts: &mut [Portion]) {
    let topics: Vec<Vec<String>> = parts.iter().map(|part| part.name.split('/').map(str::to_owned).collect()).collect();
    let level = |topic: &[String], at: usize| topic.get(at).cloned();
    let differs = |at: &usize| topics.windows(2).any(|pair| level(&pair[0], *at) != level(&pair[1], *at));
    for (part, topic) in parts.iter_mut().zip(&topics) {
        let telling: Vec<String> = (0..topic.len()).filter(differs).filter_map(|at| level(topic, at)).collect();
        if !telling.is_empty() {
            part.name = telling.join("/");
        }
    }
}

/// What the designer shows, where nothing has come.
fn sample() -> Vec<Portion> {
    let part = |(name, value): (&str, f64)| Portion { name: name.to_owned(), value };
    [("A", 42.0), ("B", 65.0), ("C", 28.0), ("D", 51.0)].map(part).to_vec()
}

fn all_parts(look: &Look<'_>) -> Vec<Portion> {
    let most = look.get(ROWS).max(1.0) as usize;
    look.table(SOURCE).map(|table| parts(table, &look.get(COLUMNS), most, look.lang)).unwrap_or_default()
}

/// What the painters of the forms share.
struct Chart<'a, 'p> {
    paint: &'a Paint<'p>,
    parts: Vec<Portion>,
    ink: Color32,
    small: f32,
    is_sample: bool,
}

fn paint(paint: &Paint<'_>) {
    let ink = paint.get(DARK_TEXT);
    let line = paint.px(paint.get(FONT_SIZE) as f32).clamp(6.0, 60.0);
    let mut room = paint.rect;
    let caption = paint.get(TEXT);
    if !caption.trim().is_empty() {
        let (above, below) = room.split_top_bottom_at_y(room.top() + line * 1.5);
        paint.line(caption.trim(), regular(line), ink.gamma_multiply(0.8), Align::Min, above);
        room = below;
    }
    let found = all_parts(&paint.look);
    let is_sample = found.is_empty() && paint.clock.is_none();
    let parts = if is_sample { sample() } else { found };
    if parts.is_empty() {
        let words = t("Noch keine Werte", "No values yet").get(paint.look.lang);
        paint.line(words, regular(line), ink.gamma_multiply(0.6), Align::Center, room);
        return;
    }
    let chart = Chart { paint, parts, ink, small: line * 0.8, is_sample };
    match &*paint.get(FORM) {
        LYING => chart.bars(room),
        form @ (PIE | RING) => chart.pie(room, form == RING),
        _ => chart.columns(room),
    }
}

impl Chart<'_, '_> {
    fn color(&self, index: usize) -> Color32 {
        let color = self.paint.get(COLORS[index % COLORS.len()]);
        if self.is_sample { color.gamma_multiply(0.5) } else { color }
    }

    fn value_text(&self, value: f64) -> String {
        let decimals = self.paint.get(DECIMALS).parse().ok();
        let text = number(value, decimals, self.paint.look.lang);
        format!("{text} {}", self.paint.get(UNIT).trim()).trim().to_owned()
    }

    fn words(&self, text: &str, part: f32, align: Align, rect: Rect) {
        self.paint.line(text, regular(self.small.clamp(1.0, 100.0)), self.ink.gamma_multiply(part), align, rect);
    }

    /// The least and the most: zero always belongs to it.
    fn range(&self) -> (f64, f64) {
        let values = self.parts.iter().map(|part| part.value);
        let (low, high) = values.fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        if high > low { (low, high) } else { (0.0, 1.0) }
    }

    fn columns(&self, room: Rect) {
        let (low, high) = self.range();
        let plot = Rect::from_min_max(
            pos2(room.left(), room.top() + self.small * 1.4),
            pos2(room.right(), room.bottom() - self.small * 1.5),
        );
        let to_y = |value: f64| plot.bottom() - plot.height() * ((value - low) / (high - low)) as f32;
        let step = plot.width() / self.parts.len() as f32;
        let zero = to_y(0.0);
        for (index, part) in self.parts.iter().enumerate() {
            let left = plot.left() + step * index as f32;
            let column = Rect::from_x_y_ranges(left + step * 0.16..=left + step * 0.84, plot.y_range());
            let y = to_y(part.value);
            let bar = Rect::from_min_max(pos2(column.left(), y.min(zero)), pos2(column.right(), y.max(zero)));
            self.paint.painter.rect_filled(bar, self.corners(column.width()), self.color(index));
            let cell = Rect::from_min_max(pos2(left, room.top()), pos2(left + step, room.bottom()));
            let above = cell.with_min_y(bar.top() - self.small * 1.4).with_max_y(bar.top());
            self.words(&self.value_text(part.value), 0.9, Align::Center, above);
            self.words(&part.name, 0.65, Align::Center, cell.with_min_y(plot.bottom()).shrink2(vec2(2.0, 0.0)));
        }
        let stroke = egui::Stroke::new(self.paint.px(1.5).max(1.0), self.ink.gamma_multiply(0.3));
        self.paint.painter.hline(plot.x_range(), zero, stroke);
    }

    fn corners(&self, width: f32) -> CornerRadius {
        self.paint.round((width * 0.12).min(self.paint.px(6.0)))
    }

    fn bars(&self, room: Rect) {
        let (low, high) = self.range();
        let height = room.height() / self.parts.len() as f32;
        let names = room.width() * 0.28;
        let values = (self.small * 5.0).min(room.width() * 0.25);
        let plot = Rect::from_x_y_ranges(room.left() + names..=room.right() - values, room.y_range());
        let to_x = |value: f64| plot.left() + plot.width() * ((value - low) / (high - low)) as f32;
        for (index, part) in self.parts.iter().enumerate() {
            let top = room.top() + height * index as f32;
            let line = Rect::from_x_y_ranges(room.x_range(), top..=top + height);
            let track = Rect::from_center_size(line.center(), vec2(line.width(), (height * 0.6).min(self.small * 1.4)));
            let track = Rect::from_x_y_ranges(plot.x_range(), track.y_range());
            let corners = self.corners(track.height() * 2.0);
            self.paint.painter.rect_filled(track, corners, track_color(self.ink).gamma_multiply(0.5));
            let (zero, x) = (to_x(0.0), to_x(part.value));
            let bar = Rect::from_x_y_ranges(zero.min(x)..=zero.max(x), track.y_range());
            self.paint.painter.rect_filled(bar, corners, self.color(index));
            let name = line.with_max_x(plot.left() - self.small * 0.5);
            self.words(&part.name, 0.75, Align::Min, name);
            let value = line.with_min_x(plot.right() + self.small * 0.5);
            self.words(&self.value_text(part.value), 0.9, Align::Min, value);
        }
    }

    fn pie(&self, room: Rect, is_ring: bool) {
        let sum: f64 = self.parts.iter().map(|part| part.value.max(0.0)).sum();
        let beside = room.width() > room.height() * 1.3;
        let side = if beside { room.height() } else { room.height().min(room.width()) };
        let disc = Rect::from_min_size(room.min, vec2(side, side));
        let disc = if beside { disc } else { Rect::from_center_size(room.center(), vec2(side, side)) };
        let (center, radius) = (disc.center(), side * 0.48);
        let inner = if is_ring { radius * 0.6 } else { 0.0 };
        let mut begin = -FRAC_PI_2;
        for (index, part) in self.parts.iter().enumerate() {
            let sweep = if sum > 0.0 { (part.value.max(0.0) / sum) as f32 * TAU } else { 0.0 };
            self.slice(center, (inner, radius), (begin, sweep), self.color(index));
            begin += sweep;
        }
        if is_ring {
            let place = Rect::from_center_size(center, Vec2::splat(inner * 1.5));
            let font = regular((inner * 0.36).clamp(1.0, 200.0));
            self.paint.line(&self.value_text(sum), font, self.ink, Align::Center, place);
        }
        if beside {
            self.legend(room.with_min_x(disc.right() + self.small), sum);
        }
    }

    /// A piece of the disc; its edge fades over a point, as those of other shapes do.
    fn slice(&self, center: Pos2, (inner, outer): (f32, f32), (begin, sweep): (f32, f32), color: Color32) {
        if sweep <= 0.0 {
            return;
        }
        let steps = (sweep / TAU * 120.0).ceil().max(1.0) as u32;
        let mut mesh = Mesh::default();
        let gone = Color32::TRANSPARENT;
        let rings = [((inner - 1.0).max(0.0), gone), (inner, color), (outer, color), (outer + 1.0, gone)];
        for step in 0..=steps {
            let angle = begin + sweep * step as f32 / steps as f32;
            for (radius, color) in rings {
                mesh.colored_vertex(center + Vec2::angled(angle) * radius, color);
            }
            if step > 0 {
                let (old, new) = ((step - 1) * 4, step * 4);
                for ring in 0..3 {
                    mesh.add_triangle(old + ring, old + ring + 1, new + ring + 1);
                    mesh.add_triangle(old + ring, new + ring + 1, new + ring);
                }
            }
        }
        self.paint.painter.add(mesh);
    }

    fn legend(&self, room: Rect, sum: f64) {
        let height = (self.small * 1.7).min(room.height() / self.parts.len() as f32);
        let top = room.center().y - height * self.parts.len() as f32 / 2.0;
        for (index, part) in self.parts.iter().enumerate() {
            let y = top + height * index as f32;
            let line = Rect::from_x_y_ranges(room.x_range(), y..=y + height);
            let dot = pos2(line.left() + self.small * 0.4, line.center().y);
            self.paint.painter.circle_filled(dot, self.small * 0.35, self.color(index));
            let share = if sum > 0.0 { part.value.max(0.0) / sum * 100.0 } else { 0.0 };
            let share = format!("{} %", number(share, Some(0), self.paint.look.lang));
            let words = line.with_min_x(line.left() + self.small * 1.2);
            let figures = words.with_min_x(words.right() - (self.small * 7.5).min(words.width() * 0.62));
            self.words(&part.name, 0.85, Align::Min, words.with_max_x(figures.left()));
            self.words(&format!("{} · {share}", self.value_text(part.value)), 0.65, Align::Max, figures);
        }
    }
}

fn describe(look: &Look<'_>) -> WidgetInfo {
    let parts = all_parts(look);
    let part = |part: &Portion| format!("{} {}", part.name, number(part.value, None, look.lang));
    let told: Vec<String> = parts.iter().take(20).map(part).collect();
    let words = if told.is_empty() { t("kein Wert", "no value").get(look.lang).to_owned() } else { told.join(", ") };
    let caption = look.get(TEXT);
    let text = format!("{}: {words}", caption.trim());
    let text = text.strip_prefix(": ").unwrap_or(&text).to_owned();
    WidgetInfo { current_text_value: Some(text), ..WidgetInfo::new(Role::Image) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::ConnectionId;
    use crate::model::source::{ColumnType, Message, MessageKind, Source, Subscription, setting};

    #[test]
    fn rows_with_a_number_are_parts_and_called_by_their_topic_or_title() {
        let mut source = Source::new(SourceId(1), "Q", "Q", ConnectionId::local());
        source.settings.insert(setting::KIND.to_owned(), MessageKind::Nodes.key().into());
        source.subscriptions = vec![
            Subscription::column("Leistung", "werk/+", "p", ColumnType::Number),
            Subscription::column("Ort", "werk/+", "ort", ColumnType::Text),
        ];
        let mut table = Table::new(&source);
        for (topic, message) in [("a", r#"{"p": 5, "ort": "Halle"}"#), ("b", r#"{"ort": "Hof"}"#), ("c", r#"{"p": 7}"#)]
        {
            let (topic, message) = (format!("werk/{topic}"), message.to_owned());
            table.push(Message { topic, message, ..Message::default() });
        }
        let of = |chosen: &str| parts(&table, chosen, 9, Lang::De).into_iter().map(|part| (part.name, part.value));
        assert_eq!(of("").collect::<Vec<_>>(), [("Halle".to_owned(), 5.0), (String::new(), 7.0)]);
        assert_eq!(of("topic\nLeistung").collect::<Vec<_>>(), [("a".to_owned(), 5.0), ("c".to_owned(), 7.0)]);
        assert_eq!(of("topic\nOrt").count(), 0, "nothing of it is a number");
    }
}
