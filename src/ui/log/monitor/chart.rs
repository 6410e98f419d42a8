//! A small line of the numbers that came on a topic, with lowest, highest and last.

use egui::accesskit::Role;
use egui::{Align2, Pos2, Rect, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::value::number_text;
use crate::editor::monitor::topic::Topic;
use crate::i18n::{Lang, t};
use crate::ui::log::clock::time_of_day;
use crate::ui::theme::{self, Theme};

/// Height of it.
const HEIGHT: f32 = 76.0;

/// The numbers of a topic with their times, the oldest first; empty unless at least two of its values are numbers.
pub(super) fn numbers(topic: &Topic) -> Vec<(i64, f64)> {
    let numbers: Vec<_> = topic.history().iter().filter_map(|entry| Some((entry.at_ms, entry.number()?))).collect();
    if numbers.len() < 2 { Vec::new() } else { numbers }
}

/// Draws it over the whole width.
pub(super) fn chart_ui(ui: &mut Ui, numbers: &[(i64, f64)], lang: Lang) {
    let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else { return };
    let theme = Theme::current(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let low = numbers.iter().map(|(_, number)| *number).fold(f64::INFINITY, f64::min);
    let high = numbers.iter().map(|(_, number)| *number).fold(f64::NEG_INFINITY, f64::max);
    let words = [(t("kleinster", "lowest"), low), (t("größter", "highest"), high), (t("letzter", "last"), last.1)]
        .map(|(word, number)| format!("{} {}", word.get(lang), number_text(number, lang)));
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, words.join(", ")));
    let painter = ui.painter_at(rect);
    let plot = Rect::from_min_max(rect.min + vec2(0.0, 18.0), rect.max - vec2(4.0, 6.0));
    let span = if high > low { high - low } else { 1.0 };
    let time = (last.0 - first.0).max(1) as f64;
    let at = |(ms, number): &(i64, f64)| -> Pos2 {
        let x = (ms - first.0) as f64 / time;
        let y = if high > low { (number - low) / span } else { 0.5 };
        pos2(plot.left() + plot.width() * x as f32, plot.bottom() - plot.height() * y as f32)
    };
    for y in [plot.top(), plot.bottom()] {
        painter.hline(plot.x_range(), y, Stroke::new(1.0, theme.line));
    }
    let points: Vec<Pos2> = numbers.iter().map(at).collect();
    painter.add(Shape::line(points.clone(), Stroke::new(1.5, theme.accent)));
    if let Some(end) = points.last() {
        painter.circle_filled(*end, 3.0, theme.accent);
    }
    let mut x = rect.left();
    for text in &words {
        let galley = painter.layout_no_wrap(text.clone(), theme::regular(11.5), theme.muted);
        let width = galley.size().x;
        painter.galley(pos2(x, rect.top()), galley, theme.muted);
        x += width + 14.0;
    }
    if let Some(pointer) = response.hover_pos() {
        let near = |i: &usize| (points[*i].x - pointer.x).abs();
        let nearest = (0..points.len()).min_by(|a, b| near(a).total_cmp(&near(b)));
        let Some(i) = nearest else { return };
        painter.vline(points[i].x, plot.y_range(), Stroke::new(1.0, theme.select));
        painter.circle_filled(points[i], 3.5, theme.select);
        let text = format!("{}  {}", number_text(numbers[i].1, lang), time_of_day(numbers[i].0, lang));
        painter.text(rect.right_top() - vec2(4.0, 0.0), Align2::RIGHT_TOP, text, theme::regular(11.5), theme.text);
    }
}
