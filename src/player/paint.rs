//! What painters of controls are given, and the strokes they share.
//!
//! Painters only draw: they take no input and know neither the project nor the running app.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::epaint::text::{LayoutJob, TextWrapping};
use egui::{
    Align, Align2, Color32, CornerRadius, FontId, Galley, Painter, Pos2, Rect, Stroke, StrokeKind, Vec2, pos2, vec2,
};

use super::device::{DeviceLook, Sureness};
use super::notice::Outage;
use super::picture::Images;
use super::property::{Handle, Holdable, Values};
use crate::i18n::Lang;
use crate::model::excerpt;
use crate::model::id::SourceId;
use crate::model::source::table::Table;
pub use crate::model::trace::Traces;
use crate::theme::{self, Theme, glyph, icons, regular, semibold};

/// The tables of the data sources; empty ones where nothing runs.
pub type Tables = BTreeMap<SourceId, Table>;

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

/// A control as it is now, in the designer or on the running screen.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// Its properties.
    pub values: Values<'a>,
    /// What data sources have received.
    pub tables: &'a Tables,
    /// Images.
    pub images: &'a Images,
    /// What properties were over time.
    pub traces: &'a Traces,
    /// Connections that are down or do not get rid of their messages.
    pub outages: &'a [Outage],
    /// Language of hints.
    pub lang: Lang,
}

impl<'a> Look<'a> {
    /// What a property holds.
    pub fn get<T: Holdable>(&self, property: Handle<T>) -> T::Seen<'a> {
        self.values.get(property)
    }

    /// The table of the data source in a property; `None` where none is chosen.
    pub fn table(&self, property: Handle<SourceId>) -> Option<&'a Table> {
        self.tables.get(&self.get(property)?)
    }
}

/// What a painter needs to draw a control.
pub struct Paint<'a> {
    /// The control.
    pub look: Look<'a>,
    /// Where to draw.
    pub painter: &'a Painter,
    /// Its place, in points.
    pub rect: Rect,
    /// Points for one pixel of the screen.
    pub scale: f32,
    /// How it reacts.
    pub touch: Touch,
    /// A moving part's position, 0 to 1; `None` where nothing moves and the properties say it.
    pub motion: Option<f32>,
    /// The interface's clock in seconds while the app runs; `None` in the designer, where nothing moves by itself.
    pub clock: Option<f64>,
    /// How it stands to the device that it writes to.
    pub device: DeviceLook<'a>,
}

impl std::fmt::Debug for Paint<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Paint").field("rect", &self.rect).field("touch", &self.touch).finish_non_exhaustive()
    }
}

impl<'a> Paint<'a> {
    /// What a property holds.
    pub(super) fn get<T: Holdable>(&self, property: Handle<T>) -> T::Seen<'a> {
        self.look.get(property)
    }

    /// A text of the project as it is shown: in the language that the app speaks.
    pub(super) fn said<'b>(&self, text: &'b str) -> &'b str
    where
        'a: 'b,
    {
        self.look.values.said(text)
    }

    /// Pixels of the screen in points.
    pub(super) fn px(&self, pixels: f32) -> f32 {
        pixels * self.scale
    }

    /// The font of the control. Glyphs larger than 400 points would not fit into the texture.
    pub(super) fn font(&self, size: Handle<f64>, is_bold: bool) -> FontId {
        let size = self.px(self.get(size) as f32).clamp(1.0, 400.0);
        if is_bold { semibold(size) } else { regular(size) }
    }

    /// Corners as the control has them.
    pub(super) fn radius(&self, radius: Handle<f64>) -> CornerRadius {
        self.round(self.px(self.get(radius) as f32))
    }

    /// Corners that are at most half a circle; the radius is in points.
    pub(super) fn round(&self, radius: f32) -> CornerRadius {
        CornerRadius::same(radius.min(self.rect.width().min(self.rect.height()) / 2.0).clamp(0.0, 255.0) as u8)
    }

    /// Whether it does not react.
    pub(super) fn is_disabled(&self) -> bool {
        self.touch == Touch::Disabled
    }

    /// A line around the control that has the keyboard.
    pub(super) fn focus_ring(&self, rect: Rect, radius: CornerRadius) {
        if self.touch == Touch::Focused {
            let stroke = Stroke::new(self.px(3.0).max(1.5), Theme::LIGHT.select);
            self.painter.rect_stroke(rect, radius, stroke, StrokeKind::Outside);
        }
    }

    /// One line of text, cut off with … where it does not fit, and centred vertically in `rect`; whether all of it fits.
    pub(super) fn line(&self, text: &str, font: FontId, color: Color32, align: Align, rect: Rect) -> bool {
        if rect.width() < 1.0 {
            return text.is_empty();
        }
        let text = excerpt::cut(text, bytes_in(rect.width(), &font));
        let mut job = LayoutJob::simple_singleline(text.into_owned(), font, color);
        job.wrap = TextWrapping { max_rows: 1, ..TextWrapping::truncate_at_width(rect.width()) };
        let galley = self.painter.layout_job(job);
        let fits = !galley.elided;
        self.put(galley, color, Align2([align, Align::Center]), rect);
        fits
    }

    /// The same in smaller letters where it does not fit otherwise; half as large at least.
    pub(super) fn shrunk(&self, text: &str, mut font: FontId, color: Color32, align: Align, rect: Rect) {
        let seen = excerpt::cut(text, bytes_in(rect.width() * 2.0, &font));
        let wide = self.painter.layout_no_wrap(seen.into_owned(), font.clone(), color).size().x;
        if wide > rect.width() {
            font.size *= (rect.width() / wide).max(0.5);
        }
        self.line(text, font, color, align, rect);
    }

    /// An icon and words as one, centred: side by side, or the icon above where there is the height for it. Either may
    /// be missing.
    pub(super) fn captioned(&self, icon: &str, words: &str, font: FontId, color: Color32, rect: Rect) {
        if !theme::is_icon(icon) {
            self.line(words, font, color, Align::Center, rect);
            return;
        }
        let words = words.trim();
        let side = (font.size * 1.15).min(rect.height() * 0.9).min(rect.width());
        if words.is_empty() {
            let side = (rect.height() * 0.5).max(side).min(rect.width());
            return self.icon(icon, rect.center(), side, color);
        }
        let (line, gap) = (font.size * 1.3, font.size * 0.4);
        if rect.height() >= line * 3.0 {
            let side = (rect.height() * 0.36).min(font.size * 2.2).min(rect.width());
            let top = rect.center().y - (side + gap + line) / 2.0;
            self.icon(icon, pos2(rect.center().x, top + side / 2.0), side, color);
            let below =
                Rect::from_min_max(pos2(rect.left(), top + side + gap), pos2(rect.right(), top + side + gap + line));
            self.line(words, font, color, Align::Center, below);
            return;
        }
        let room = (rect.width() - side - gap).max(0.0);
        let seen = excerpt::cut(words, bytes_in(room, &font));
        let wide = self.painter.layout_no_wrap(seen.into_owned(), font.clone(), color).size().x.min(room);
        let left = rect.center().x - (side + gap + wide) / 2.0;
        self.icon(icon, pos2(left + side / 2.0, rect.center().y), side, color);
        self.line(words, font, color, Align::Min, rect.with_min_x(left + side + gap));
    }

    /// Text that wraps; what does not fit into `rect` is cut off with ….
    pub(super) fn lines(&self, text: &str, font: FontId, color: Color32, align: Align, rect: Rect) {
        self.lines_at(text, font, color, Align2([align, Align::Center]), rect);
    }

    /// As [`Self::lines`], at the upper or lower edge too.
    pub(super) fn lines_at(&self, text: &str, font: FontId, color: Color32, align: Align2, rect: Rect) {
        if rect.width() < 1.0 {
            return;
        }
        let rows = (rect.height() / (font.size * 1.25)).floor().max(1.0) as usize;
        let text = excerpt::cut(text, rows.saturating_mul(bytes_in(rect.width(), &font)));
        let mut job = LayoutJob::simple(text.into_owned(), font, color, rect.width());
        job.wrap.max_rows = rows;
        job.halign = align.x();
        let galley = self.painter.layout_job(job);
        self.put(galley, color, align, rect);
    }

    /// Text that wraps, from the upper edge of `rect`; what does not fit is cut off.
    pub(super) fn top_lines(&self, text: &str, font: FontId, color: Color32, rect: Rect) {
        if rect.width() < 1.0 {
            return;
        }
        let rows = (rect.height() / font.size).ceil().max(1.0) as usize;
        let text = excerpt::cut(text, rows.saturating_mul(bytes_in(rect.width(), &font)));
        let mut job = LayoutJob::simple(text.into_owned(), font, color, rect.width());
        // One that is seen in part, and then none.
        job.wrap.max_rows = rows.saturating_add(1);
        self.put(self.painter.layout_job(job), color, Align2::LEFT_TOP, rect);
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

    /// Whether nothing has come yet of what it shows.
    pub(super) fn is_unknown(&self) -> bool {
        self.device.sureness == Sureness::Unknown
    }

    /// Whether what it shows was only asked for.
    pub(super) fn is_assumed(&self) -> bool {
        self.device.sureness == Sureness::Assumed
    }

    /// The ring that goes round while the device has not answered; its colour stands out on any screen.
    pub(super) fn pending_ring(&self, center: Pos2, radius: f32) {
        let width = self.px(4.0).max(2.0);
        let turn = self.clock.unwrap_or(0.0) as f32 * 5.0;
        let points: Vec<Pos2> =
            (0_u8..=24).map(|step| center + Vec2::angled(turn + f32::from(step) / 24.0 * 4.5) * radius).collect();
        self.painter.circle_stroke(center, radius, Stroke::new(width, Theme::LIGHT.select.gamma_multiply(0.22)));
        self.painter.line(points, Stroke::new(width, Theme::LIGHT.select));
    }

    /// An icon, centred.
    pub(super) fn icon(&self, name: &str, center: Pos2, size: f32, color: Color32) {
        let size = size.clamp(1.0, 400.0);
        self.painter.text(center, Align2::CENTER_CENTER, glyph(name), icons(size), color);
    }
}

/// Most bytes of a line of this width that can be seen: nearly no letter is narrower than a fifth of its height.
pub fn bytes_in(width: f32, font: &FontId) -> usize {
    (width / font.size.max(1.0) * 5.0) as usize + 16
}

/// What a screen reader is told of a text.
pub(super) fn spoken(text: &str, lang: Lang) -> String {
    excerpt::shortened(text, excerpt::SENTENCE, lang).into_owned()
}

/// `color`, darker (below 0) or lighter (above 0) by this part.
pub(super) fn shade(color: Color32, by: f32) -> Color32 {
    let target = if by < 0.0 { Color32::BLACK } else { Color32::WHITE };
    let alpha = color.a();
    let mixed = color.to_opaque().lerp_to_gamma(target, by.abs());
    mixed.gamma_multiply(f32::from(alpha) / 255.0)
}

/// `color`, paler and partly transparent: a control that does not react.
pub(super) fn faded(color: Color32, is_disabled: bool) -> Color32 {
    if is_disabled { color.gamma_multiply(0.4) } else { color }
}

/// A soft shadow below a part that stands out.
pub(super) fn soft_shadow(painter: &Painter, rect: Rect, radius: CornerRadius, scale: f32) {
    let below = rect.translate(vec2(0.0, 1.5 * scale));
    let shape = egui::epaint::RectShape::filled(below, radius, theme::shade(46));
    painter.add(shape.with_blur_width((6.0 * scale).max(1.0)));
}
