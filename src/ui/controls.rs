//! Painters of the controls, one file each, used by designer and run mode alike.
//!
//! They only draw: they take no input and know neither the project nor the running app.
//! A new control is a row in the catalog, a [`Kind`], and a file here.

mod button;
mod dropdown;
mod image;
mod rectangle;
mod slider;
mod table;
mod text;
mod text_box;
mod toggle;

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::epaint::text::{LayoutJob, TextWrapping};
use egui::{Align, Align2, Color32, CornerRadius, FontId, Galley, Painter, Pos2, Rect, Stroke, StrokeKind, pos2, vec2};

use super::icon::glyph;
use super::theme::{self, Theme, icons, parse_color, regular, semibold};
use crate::i18n::{Lang, Text, t};
use crate::model::source::table::{Column, Line, Table};
use crate::model::value::Value;

/// Image files by path as in the project.
pub type Images = BTreeMap<String, Option<Arc<[u8]>>>;

/// A control that this version can draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A button.
    Button,
    /// A field for text or numbers.
    TextBox,
    /// A switch.
    Toggle,
    /// A slider.
    Slider,
    /// A list to pick from.
    Dropdown,
    /// Text.
    Text,
    /// Rows of a data source.
    Table,
    /// An image file.
    Image,
    /// An area.
    Rectangle,
}

impl Kind {
    /// All, in the order of the catalog.
    pub const ALL: [Self; 9] = [
        Self::Button,
        Self::TextBox,
        Self::Toggle,
        Self::Slider,
        Self::Dropdown,
        Self::Text,
        Self::Table,
        Self::Image,
        Self::Rectangle,
    ];

    /// Its key in the project file.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Button => "button",
            Self::TextBox => "text_box",
            Self::Toggle => "toggle",
            Self::Slider => "slider",
            Self::Dropdown => "dropdown",
            Self::Text => "text",
            Self::Table => "table",
            Self::Image => "image",
            Self::Rectangle => "rectangle",
        }
    }

    /// The kind with this key; `None` for one that this version does not know.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// How a control reacts right now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Touch {
    /// Nothing happens to it.
    #[default]
    Idle,
    /// The pointer is over it.
    Hovered,
    /// It is pressed.
    Pressed,
    /// It has the keyboard.
    Focused,
    /// It does not react.
    Disabled,
}

/// What a painter needs to draw a control.
pub struct Paint<'a> {
    /// Where to draw.
    pub painter: &'a Painter,
    /// Its place, in points.
    pub rect: Rect,
    /// Points for one pixel of the screen.
    pub scale: f32,
    /// Its properties by key, live or as designed.
    pub values: &'a dyn Fn(&str) -> Option<Value>,
    /// The table of its data source, empty where nothing runs; `None` where none is chosen.
    pub table: Option<&'a Table>,
    /// Image files.
    pub images: &'a Images,
    /// How it reacts.
    pub touch: Touch,
    /// A moving part's position, 0 to 1: the knob of a switch, the pressing of a button.
    pub motion: f32,
    /// Whether a real text field stands above it and shows its text.
    pub bare: bool,
    /// Language of the hints.
    pub lang: Lang,
}

impl std::fmt::Debug for Paint<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Paint").field("rect", &self.rect).field("touch", &self.touch).finish_non_exhaustive()
    }
}

/// Draws a control of this kind; a grey box with its name for one that this version does not know.
pub fn paint(kind: &str, paint: &Paint<'_>) {
    match Kind::of(kind) {
        Some(Kind::Button) => button::paint(paint),
        Some(Kind::TextBox) => text_box::paint(paint),
        Some(Kind::Toggle) => toggle::paint(paint),
        Some(Kind::Slider) => slider::paint(paint),
        Some(Kind::Dropdown) => dropdown::paint(paint),
        Some(Kind::Text) => text::paint(paint),
        Some(Kind::Table) => table::paint(paint),
        Some(Kind::Image) => image::paint(paint),
        Some(Kind::Rectangle) => rectangle::paint(paint),
        None => unknown(kind, paint),
    }
}

/// What stands for a message without content: an empty retained one clears what the broker has stored.
pub const EMPTY_MESSAGE: Text = t("(leer)", "(empty)");

/// A truth value among properties; `other` where it is missing or no truth value.
pub fn flag(values: &dyn Fn(&str) -> Option<Value>, key: &str, other: bool) -> bool {
    values(key).and_then(|value| value.as_bool()).unwrap_or(other)
}

/// The range and step of a slider: smallest, largest, step.
pub fn slider_range(values: &dyn Fn(&str) -> Option<Value>) -> (f64, f64, f64) {
    let number = |key: &str, other: f64| values(key).and_then(|value| value.as_number()).unwrap_or(other);
    let (min, max) = (number("min", 0.0), number("max", 100.0));
    (min.min(max), min.max(max), number("step", 1.0).max(0.0))
}

/// The part of a slider's area that its knob moves in.
pub fn slider_track(rect: Rect, scale: f32, shows_value: bool, font_size: f32) -> Rect {
    slider::track(rect, scale, shows_value, font_size)
}

/// The space between a text box's border and its text, in points.
pub fn text_inset(scale: f32) -> f32 {
    text_box::INSET * scale
}

/// What stands in a cell of a table.
pub fn cell_text(line: &Line, column: Column, lang: Lang) -> String {
    table::cell_text(line, column, lang)
}

fn unknown(kind: &str, paint: &Paint<'_>) {
    let theme = Theme::of(crate::editor::view::ThemeChoice::Light);
    paint.painter.rect(paint.rect, 4, theme.line, Stroke::new(1.0, theme.faint), StrokeKind::Inside);
    let text = format!("{kind}\n{}", t("unbekannt", "unknown").get(paint.lang));
    paint.lines(&text, regular(paint.px(18.0).clamp(8.0, 32.0)), theme.muted, Align::Center, paint.rect.shrink(4.0));
}

impl Paint<'_> {
    fn px(&self, pixels: f32) -> f32 {
        pixels * self.scale
    }

    fn text(&self, key: &str) -> String {
        (self.values)(key).map(|value| value.to_text()).unwrap_or_default()
    }

    fn number(&self, key: &str) -> f64 {
        (self.values)(key).and_then(|value| value.as_number()).unwrap_or(0.0)
    }

    fn flag(&self, key: &str) -> bool {
        flag(self.values, key, false)
    }

    /// A colour property; what cannot be read is invisible.
    fn color(&self, key: &str) -> Color32 {
        parse_color(&self.text(key)).unwrap_or(Color32::TRANSPARENT)
    }

    /// The font of the control. Glyphs larger than 400 points would not fit into the texture.
    fn font(&self, is_bold: bool) -> FontId {
        let size = self.px(self.number("font_size") as f32).clamp(1.0, 400.0);
        if is_bold { semibold(size) } else { regular(size) }
    }

    fn radius(&self) -> CornerRadius {
        self.round(self.px(self.number("radius") as f32))
    }

    fn round(&self, radius: f32) -> CornerRadius {
        CornerRadius::same(radius.min(self.rect.width().min(self.rect.height()) / 2.0).clamp(0.0, 255.0) as u8)
    }

    fn is_disabled(&self) -> bool {
        self.touch == Touch::Disabled
    }

    /// A line around the control that has the keyboard.
    fn focus_ring(&self, rect: Rect, radius: CornerRadius) {
        if self.touch == Touch::Focused {
            let select = Theme::of(crate::editor::view::ThemeChoice::Light).select;
            self.painter.rect_stroke(rect, radius, Stroke::new(self.px(3.0).max(1.5), select), StrokeKind::Outside);
        }
    }

    /// One line of text, cut off with … where it does not fit, and centred vertically in `rect`.
    fn line(&self, text: &str, font: FontId, color: Color32, align: Align, rect: Rect) {
        if rect.width() < 1.0 {
            return;
        }
        let mut job = LayoutJob::simple_singleline(text.to_owned(), font, color);
        job.wrap = TextWrapping { max_rows: 1, ..TextWrapping::truncate_at_width(rect.width()) };
        let galley = self.painter.layout_job(job);
        self.put(galley, color, Align2([align, Align::Center]), rect);
    }

    /// Text that wraps; what does not fit into `rect` is cut off with ….
    fn lines(&self, text: &str, font: FontId, color: Color32, align: Align, rect: Rect) {
        if rect.width() < 1.0 {
            return;
        }
        let rows = (rect.height() / (font.size * 1.25)).floor().max(1.0) as usize;
        let mut job = LayoutJob::simple(text.to_owned(), font, color, rect.width());
        job.wrap.max_rows = rows;
        job.halign = align;
        let galley = self.painter.layout_job(job);
        self.put(galley, color, Align2([align, Align::Center]), rect);
    }

    /// Text that wraps, from the upper edge of `rect`; what does not fit is cut off.
    fn top_lines(&self, text: &str, font: FontId, color: Color32, rect: Rect) {
        if rect.width() >= 1.0 {
            let job = LayoutJob::simple(text.to_owned(), font, color, rect.width());
            self.put(self.painter.layout_job(job), color, Align2::LEFT_TOP, rect);
        }
    }

    fn put(&self, galley: Arc<Galley>, color: Color32, align: Align2, rect: Rect) {
        let place = align.align_size_within_rect(galley.size(), rect);
        // A galley that is aligned itself is placed by its own anchor, not by its left edge.
        let x = match galley.job.halign {
            Align::Min => place.left(),
            Align::Center => place.center().x,
            Align::Max => place.right(),
        };
        let painter = self.painter.with_clip_rect(self.painter.clip_rect().intersect(rect.expand(1.0)));
        painter.galley(pos2(x, place.top()), galley, color);
    }

    /// An icon, centred.
    fn icon(&self, name: &str, center: Pos2, size: f32, color: Color32) {
        let size = size.clamp(1.0, 400.0);
        self.painter.text(center, Align2::CENTER_CENTER, glyph(name), icons(size), color);
    }
}

/// The alignment of a control's text.
fn halign(key: &str) -> Align {
    match key {
        "center" => Align::Center,
        "right" => Align::Max,
        _ => Align::Min,
    }
}

/// `color`, darker (below 0) or lighter (above 0) by this part.
fn shade(color: Color32, by: f32) -> Color32 {
    let target = if by < 0.0 { Color32::BLACK } else { Color32::WHITE };
    let alpha = color.a();
    let mixed = color.to_opaque().lerp_to_gamma(target, by.abs());
    mixed.gamma_multiply(f32::from(alpha) / 255.0)
}

/// `color`, paler and partly transparent: a control that does not react.
fn faded(color: Color32, is_disabled: bool) -> Color32 {
    if is_disabled { color.gamma_multiply(0.4) } else { color }
}

/// A soft shadow below a part that stands out.
fn soft_shadow(painter: &Painter, rect: Rect, radius: CornerRadius, scale: f32) {
    let below = rect.translate(vec2(0.0, 1.5 * scale));
    let shape = egui::epaint::RectShape::filled(below, radius, theme::shade(46));
    painter.add(shape.with_blur_width((6.0 * scale).max(1.0)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::controls::CONTROLS;
    use crate::model::id::{ConnectionId, SourceId};
    use crate::model::source::{ColumnType, Row, Source, Subscription};

    #[test]
    fn every_control_of_the_catalog_has_a_painter_and_the_other_way_round() {
        let keys: Vec<&str> = Kind::ALL.into_iter().map(Kind::key).collect();
        let rows: Vec<&str> = CONTROLS.iter().map(|def| def.kind).collect();
        assert_eq!(keys, rows);
    }

    #[test]
    fn painters_only_ask_for_properties_that_the_catalog_has() {
        let ctx = egui::Context::default();
        theme::install_fonts(&ctx);
        let images = Images::new();
        let mut source = Source::new(SourceId(1), "Q", "Q", ConnectionId::local());
        source.subscriptions.push(Subscription::column("Wert", "#", "", ColumnType::Number));
        let mut table = Table::new(&source);
        table.push(Row {
            at_ms: 0,
            topic: "halle1/A3".to_owned(),
            message: "17".to_owned(),
            retained: true,
            qos: 1,
            ..Row::default()
        });
        for def in CONTROLS {
            let control = crate::catalog::new_control(def, Lang::De);
            let mut shapes = 0;
            let output = ctx.run_ui(egui::RawInput::default(), |ui| {
                let values = |key: &str| {
                    assert!(crate::catalog::property(def.kind, key).is_some(), "{} has no {key}", def.kind);
                    crate::catalog::property_value(&control, key)
                };
                for touch in [Touch::Idle, Touch::Hovered, Touch::Pressed, Touch::Focused, Touch::Disabled] {
                    paint(
                        def.kind,
                        &Paint {
                            painter: ui.painter(),
                            rect: Rect::from_min_size(Pos2::ZERO, vec2(def.size.0, def.size.1)),
                            scale: 1.0,
                            values: &values,
                            table: Some(&table),
                            images: &images,
                            touch,
                            motion: 0.5,
                            bare: false,
                            lang: Lang::En,
                        },
                    );
                }
                ui.painter().for_each_shape(|_| shapes += 1);
            });
            output.drop_without_applying_deltas();
            assert!(shapes > 0, "{} draws nothing", def.kind);
        }
    }

    #[test]
    fn a_backwards_slider_range_is_turned_round() {
        let values = |key: &str| match key {
            "min" => Some(Value::from(10.0)),
            "max" => Some(Value::from(-10.0)),
            _ => None,
        };
        assert_eq!(slider_range(&values), (-10.0, 10.0, 1.0));
    }
}
