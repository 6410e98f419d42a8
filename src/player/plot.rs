//! Values over time as lines: axes, limits and a cursor that tells what was when.

use std::borrow::Cow;

use egui::{Align2, Color32, FontId, Mesh, Pos2, Rect, Shape, Stroke, StrokeKind, pos2, vec2};

use crate::i18n::Lang;
use crate::model::trace::{Stretch, Trace};
use crate::player::cell::{clock_text, offset_ms};
use crate::player::measure::{DECIMALS, Severity, UNIT, number, zone_color};
use crate::player::paint::Paint;
use crate::theme::{Theme, regular};

/// From when to when, and between which values; what is not said follows what is there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    pub(super) from_ms: i64,
    pub(super) to_ms: i64,
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
}

/// A series as it is drawn.
pub(super) struct PlotLine<'a> {
    pub(super) color: Color32,
    pub(super) name: String,
    pub(super) trace: Cow<'a, Trace>,
    /// Whether it only shows in the designer how it will look.
    pub(super) is_sample: bool,
}

/// What is drawn.
pub(super) struct Plot<'a, 'p> {
    pub(super) paint: &'a Paint<'p>,
    pub(super) scale: Scale,
    pub(super) ink: Color32,
    /// Size of the letters at the axes.
    pub(super) small: f32,
    pub(super) lines: Vec<PlotLine<'p>>,
    pub(super) area: bool,
}

/// A curve for the designer.
pub(super) fn sample(now_ms: i64, span_ms: i64, index: usize) -> Trace {
    let mut trace = Trace::new(64);
    for step in 0_i64..=40 {
        let at = step as f64 / 40.0;
        let phase = index as f64 * 0.9;
        let value = 50.0 + 22.0 * (at * 9.0 + phase).sin() + 9.0 * (at * 23.0 + phase).cos();
        trace.push(now_ms - span_ms + span_ms * step / 40, value as f32);
    }
    trace
}

/// Steps that people count in: 1, 2 or 5 times a power of ten, so that there are about so many.
pub(super) fn step(range: f64, about: f64) -> f64 {
    let raw = (range / about.max(1.0)).max(1e-9);
    let power = 10_f64.powf(raw.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0];
    steps.iter().map(|step| step * power).find(|step| *step >= raw * 0.999).unwrap_or(power * 10.0)
}

/// Steps of a time axis, in seconds.
const TIME_STEPS: [i64; 17] =
    [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400];

/// The marks of a time axis, at whole steps of local time: each when, and how far they are apart.
pub(super) fn time_marks(from_ms: i64, to_ms: i64, about: f32, offset_ms: i64) -> (Vec<i64>, i64) {
    let wanted = (to_ms - from_ms) as f64 / 1000.0 / f64::from(about.max(1.0));
    let step = TIME_STEPS.iter().copied().find(|step| *step as f64 >= wanted);
    let step = step.unwrap_or_else(|| ((wanted / 86_400.0).ceil() as i64).max(1) * 86_400) * 1000;
    let first = (from_ms + offset_ms).div_euclid(step) + 1;
    let marks = (first..).map(|mark| mark * step - offset_ms).take_while(|at| *at <= to_ms);
    (marks.collect(), step)
}

impl Plot<'_, '_> {
    fn font(&self) -> FontId {
        regular(self.small.clamp(1.0, 100.0))
    }

    fn lang(&self) -> Lang {
        self.paint.look.lang
    }

    /// The least and the most value that the axis has room for.
    fn range(&self, drawn: &[Vec<Stretch>], limits: &[(f64, Severity)]) -> (f64, f64) {
        let all = drawn.iter().flatten();
        let (low, high) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), stretch| {
            (low.min(f64::from(stretch.extreme.min)), high.max(f64::from(stretch.extreme.max)))
        });
        let (low, high) = if low > high { (0.0, 1.0) } else { (low, high) };
        let room = ((high - low) * 0.08).max(high.abs().max(low.abs()) * 0.005).max(0.01);
        // Limits near by are seen, those far away do not flatten the line.
        let near = |limit: f64| limit > low - (high - low) && limit < high + (high - low);
        let seen = limits.iter().map(|(limit, _)| *limit).filter(|limit| near(*limit));
        let (low, high) = seen.fold((low - room, high + room), |(low, high), limit| (low.min(limit), high.max(limit)));
        let (low, high) = (self.scale.low.unwrap_or(low), self.scale.high.unwrap_or(high));
        if high > low { (low, high) } else { (low, low + 1.0) }
    }

    pub(super) fn draw(&self, rect: Rect, limits: &[(f64, Severity)], cursor: Option<f32>) {
        let Scale { from_ms, to_ms, .. } = self.scale;
        let columns = (rect.width().max(1.0) * self.paint.painter.ctx().pixels_per_point()) as usize;
        let drawn: Vec<Vec<Stretch>> =
            self.lines.iter().map(|line| line.trace.stretches((from_ms, to_ms), columns.clamp(16, 4096))).collect();
        let (low, high) = self.range(&drawn, limits);
        let step = step(high - low, f64::from((rect.height() / (self.small * 2.6)).clamp(1.0, 6.0)));
        let decimals = (-step.log10().floor()).clamp(0.0, 6.0) as u8;
        let first = (low / step).ceil();
        let marks: Vec<f64> =
            (0..20).map(|mark| (first + f64::from(mark)) * step).take_while(|mark| *mark <= high).collect();
        let words: Vec<String> = marks.iter().map(|mark| number(*mark, Some(decimals), self.lang())).collect();
        let painter = self.paint.painter;
        let width = |text: &String| painter.layout_no_wrap(text.clone(), self.font(), self.ink).size().x;
        let left = words.iter().map(width).fold(0.0, f32::max) + self.small * 0.6;
        let plot = Rect::from_min_max(
            pos2((rect.left() + left).min(rect.right()), rect.top()),
            pos2(rect.right(), (rect.bottom() - self.small * 1.6).max(rect.top())),
        );
        let to_y = |value: f64| plot.bottom() - plot.height() * ((value - low) / (high - low)) as f32;
        let to_x = |at: i64| plot.left() + plot.width() * ((at - from_ms) as f64 / (to_ms - from_ms) as f64) as f32;
        let rule = Stroke::new(self.paint.px(1.0).max(0.5), self.ink.gamma_multiply(0.12));
        let faint = self.ink.gamma_multiply(0.65);
        for (mark, text) in marks.iter().zip(&words) {
            let y = to_y(*mark);
            painter.hline(plot.x_range(), y, rule);
            painter.text(pos2(plot.left() - self.small * 0.5, y), Align2::RIGHT_CENTER, text, self.font(), faint);
        }
        self.time_axis(plot, rule, faint, &to_x);
        for (limit, severity) in limits {
            if let Some(color) = zone_color(*severity).filter(|_| (low..=high).contains(limit)) {
                let ends = [pos2(plot.left(), to_y(*limit)), pos2(plot.right(), to_y(*limit))];
                let stroke = Stroke::new(self.paint.px(2.0).max(1.0), color);
                painter.extend(Shape::dashed_line(&ends, stroke, self.small * 0.5, self.small * 0.35));
            }
        }
        if self.lines.is_empty() {
            let words = crate::i18n::t("Noch keine Werte", "No values yet").get(self.lang());
            // Between two lines of the scale.
            let at = plot.center() - vec2(0.0, plot.height() / 4.0);
            painter.text(at, Align2::CENTER_CENTER, words, regular(self.small * 1.2), faint);
        }
        for (line, stretches) in self.lines.iter().zip(&drawn) {
            self.line(plot, line, stretches, (&to_x, &to_y));
        }
        if let Some(x) = cursor.filter(|x| plot.x_range().contains(*x)) {
            self.cursor(plot, x, (&to_x, &to_y));
        }
    }

    fn time_axis(&self, plot: Rect, rule: Stroke, faint: Color32, to_x: &dyn Fn(i64) -> f32) {
        let Scale { from_ms, to_ms, .. } = self.scale;
        let about = plot.width() / (self.small * 6.0);
        let (marks, step) = time_marks(from_ms, to_ms, about.clamp(1.0, 12.0), offset_ms());
        let painter = self.paint.painter;
        painter.hline(plot.x_range(), plot.bottom(), Stroke { color: self.ink.gamma_multiply(0.3), ..rule });
        for at in marks {
            let x = to_x(at);
            painter.vline(x, plot.bottom()..=plot.bottom() + self.small * 0.3, rule);
            let text = clock_text(at, step, self.lang());
            let half = painter.layout_no_wrap(text.clone(), self.font(), faint).size().x / 2.0;
            let x = x.clamp((plot.left() + half).min(plot.right()), (plot.right() - half).max(plot.left()));
            painter.text(pos2(x, plot.bottom() + self.small * 0.9), Align2::CENTER_CENTER, text, self.font(), faint);
        }
    }

    fn line(
        &self,
        plot: Rect,
        line: &PlotLine<'_>,
        stretches: &[Stretch],
        (to_x, to_y): (&dyn Fn(i64) -> f32, &dyn Fn(f64) -> f32),
    ) {
        let mut points: Vec<Pos2> = Vec::with_capacity(stretches.len() * 2 + 1);
        for stretch in stretches {
            let x = to_x(stretch.at_ms);
            let (top, bottom) = (to_y(f64::from(stretch.extreme.max)), to_y(f64::from(stretch.extreme.min)));
            // The nearer end first, so that the line goes the short way.
            let near_top = points.last().is_none_or(|last| (last.y - top).abs() < (last.y - bottom).abs());
            let (first, second) = if near_top { (top, bottom) } else { (bottom, top) };
            points.push(pos2(x, first));
            if first != second {
                points.push(pos2(x, second));
            }
        }
        // What came last counts until now.
        if let Some((_, value)) = line.trace.last().filter(|(at, _)| *at <= self.scale.to_ms) {
            points.push(pos2(plot.right(), to_y(f64::from(value))));
        }
        let painter = self.paint.painter.with_clip_rect(self.paint.painter.clip_rect().intersect(plot.expand(1.0)));
        let color = if line.is_sample { line.color.gamma_multiply(0.5) } else { line.color };
        if self.area && self.lines.len() == 1 {
            let mut mesh = Mesh::default();
            let tint = color.gamma_multiply(0.14);
            for (point, next) in points.iter().zip(points.iter().skip(1)) {
                let first = mesh.vertices.len() as u32;
                for corner in [*point, *next, pos2(next.x, plot.bottom()), pos2(point.x, plot.bottom())] {
                    mesh.colored_vertex(corner, tint);
                }
                mesh.add_triangle(first, first + 1, first + 2);
                mesh.add_triangle(first, first + 2, first + 3);
            }
            painter.add(mesh);
        }
        painter.line(points, Stroke::new(self.paint.px(2.5).max(1.0), color));
    }

    /// The values where somebody points.
    fn cursor(&self, plot: Rect, x: f32, (_, to_y): (&dyn Fn(i64) -> f32, &dyn Fn(f64) -> f32)) {
        let Scale { from_ms, to_ms, .. } = self.scale;
        let part = f64::from((x - plot.left()) / plot.width().max(1.0));
        let at = from_ms + ((to_ms - from_ms) as f64 * part) as i64;
        let painter = self.paint.painter;
        let stroke = Stroke::new(self.paint.px(1.5).max(1.0), self.ink.gamma_multiply(0.45));
        let ends = [pos2(x, plot.top()), pos2(x, plot.bottom())];
        painter.extend(Shape::dashed_line(&ends, stroke, self.small * 0.35, self.small * 0.3));
        let unit = self.paint.get(UNIT);
        let decimals = self.paint.get(DECIMALS).parse().ok();
        let mut told = vec![(None, clock_text(at, 1000, self.lang()))];
        for line in self.lines.iter().filter(|line| !line.is_sample) {
            let Some(value) = line.trace.value_at(at) else { continue };
            painter.circle_filled(pos2(x, to_y(f64::from(value))), self.small * 0.3, line.color);
            let text = number(f64::from(value), decimals, self.lang());
            let text = format!("{} {text} {}", line.name, unit.trim());
            told.push((Some(line.color), text.trim().to_owned()));
        }
        let theme = Theme::DARK;
        let font = regular(self.small);
        let galleys: Vec<_> = told
            .into_iter()
            .map(|(color, text)| (color, painter.layout_no_wrap(text, font.clone(), theme.text)))
            .collect();
        let dot = self.small * 0.9;
        let width = galleys.iter().map(|(_, galley)| galley.size().x).fold(0.0, f32::max) + dot + self.small;
        let height = galleys.iter().map(|(_, galley)| galley.size().y).sum::<f32>() + self.small * 0.7;
        let right = x + self.small * 0.6;
        let left = if right + width > plot.right() { x - self.small * 0.6 - width } else { right };
        let rect = Rect::from_min_size(pos2(left, plot.top()), vec2(width, height));
        painter.rect(rect, self.small * 0.35, theme.panel, theme.border(), StrokeKind::Inside);
        let mut y = rect.top() + self.small * 0.35;
        for (color, galley) in galleys {
            if let Some(color) = color {
                let center = pos2(rect.left() + self.small * 0.7, y + galley.size().y / 2.0);
                painter.circle_filled(center, self.small * 0.25, color);
            }
            let at = pos2(rect.left() + self.small * 0.5 + if color.is_some() { dot } else { 0.0 }, y);
            y += galley.size().y;
            painter.galley(at, galley, theme.text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_are_divided_as_people_count() {
        for (range, about, wanted) in [(10.0, 5.0, 2.0), (1.0, 4.0, 0.5), (7.0, 6.0, 2.0), (1234.0, 4.0, 500.0)] {
            assert!((step(range, about) - wanted).abs() < 1e-9, "{range}: {}", step(range, about));
        }
    }

    #[test]
    fn time_marks_stand_at_whole_steps_of_local_time() {
        let hour = 3_600_000;
        // UTC+1:30, so that whole hours are not those of the local clock.
        let (marks, step) = time_marks(0, 6 * hour, 6.0, hour * 3 / 2);
        assert_eq!(step, hour);
        assert_eq!(marks.first(), Some(&(hour / 2)));
        assert!(marks.iter().all(|at| (at + hour * 3 / 2) % hour == 0));
        let (marks, step) = time_marks(0, 60_000, 6.0, 0);
        assert_eq!((marks.len(), step), (6, 10_000));
    }
}
