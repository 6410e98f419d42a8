//! Tabs: those above the canvas, and the smaller ones of the panel at the bottom.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{CornerRadius, Galley, Rect, Response, Sense, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::text::{elided, icon_at};
use crate::ui::theme::{self, Theme};

/// How a tab above the canvas looks.
#[derive(Clone, Copy, Debug)]
pub struct TabLook<'a> {
    /// Its icon.
    pub icon: &'a str,
    /// Its text.
    pub label: &'a str,
    /// What explains the text, fainter behind it; nothing where it explains itself.
    pub gloss: Option<&'a str>,
    /// Whether it is in front.
    pub active: bool,
    /// What the cross at its right says; `None` where it cannot be closed.
    pub close: Option<&'a str>,
}

/// A tab that is no wider still says what it is: its icon and the first letters.
const LEAST: f32 = 116.0;
/// Room for the icon before the words, and for the cross behind them.
const ICON: f32 = 32.0;
const CROSS: f32 = 34.0;
/// Between label and gloss.
const GLOSS_GAP: f32 = 7.0;

/// The most that each tab may take so that tabs that would like to be so wide fit into `room` together: the widest give
/// way first, and none becomes so narrow that it says nothing.
pub fn fitting_width(wanted: &[f32], room: f32) -> f32 {
    let mut widths = wanted.to_vec();
    widths.sort_by(f32::total_cmp);
    let mut left = room;
    for (index, width) in widths.iter().enumerate() {
        let share = left / (widths.len() - index) as f32;
        if *width > share {
            return share.max(LEAST);
        }
        left -= width;
    }
    f32::INFINITY
}

/// What was done with a tab.
#[derive(Clone, Debug)]
pub struct TabAnswer {
    /// The tab itself, for clicks and menus.
    pub response: Response,
    /// Whether it shall be closed: by its cross or the middle mouse button.
    pub close: bool,
}

impl TabLook<'_> {
    /// How wide it would like to be.
    pub fn wanted(&self, ui: &Ui) -> f32 {
        self.width(&self.words(ui, f32::INFINITY))
    }

    fn width(&self, (label, gloss): &(Arc<Galley>, Option<Arc<Galley>>)) -> f32 {
        label.size().x + gloss.as_ref().map_or(0.0, |gloss| gloss.size().x + GLOSS_GAP) + self.around()
    }

    /// What stands around the words.
    fn around(&self) -> f32 {
        ICON + if self.close.is_some() { CROSS } else { 12.0 }
    }

    /// Label and gloss in at most this width: where it is short, the gloss goes before the label is cut.
    fn words(&self, ui: &Ui, most: f32) -> (Arc<Galley>, Option<Arc<Galley>>) {
        let theme = Theme::current(ui);
        let room = most - self.around();
        let color = if self.active { theme.text } else { theme.muted };
        let label = elided(ui, self.label, theme::regular(13.0), color, room.min(220.0));
        let left = room - label.size().x - GLOSS_GAP;
        let gloss = self.gloss.map(|gloss| elided(ui, gloss, theme::regular(11.5), theme.muted, 120.0));
        (label, gloss.filter(|gloss| gloss.size().x <= left))
    }

    /// Draws it, at most so wide.
    pub fn show(&self, ui: &mut Ui, most: f32) -> TabAnswer {
        let theme = Theme::current(ui);
        let color = if self.active { theme.text } else { theme.muted };
        let words = self.words(ui, most);
        let (rect, response) = ui.allocate_exact_size(vec2(self.width(&words), theme::TAB), Sense::click());
        let (label, gloss) = words;
        let is_cut = label.elided || gloss.is_some() != self.gloss.is_some();
        response.widget_info(|| WidgetInfo::selected(Role::Tab, true, self.active, self.label));
        let shape = Rect::from_min_max(pos2(rect.left(), rect.top() + 4.0), rect.max);
        let radius = CornerRadius { nw: 6, ne: 6, sw: 0, se: 0 };
        if self.active {
            ui.painter().rect(shape, radius, theme.canvas, theme.border(), StrokeKind::Inside);
            // The tab and the canvas below it are one: its lower border goes, the accent marks it.
            let low = Rect::from_min_max(pos2(shape.left() + 1.0, shape.bottom() - 1.0), shape.max - vec2(1.0, 0.0));
            ui.painter().rect_filled(low, 0.0, theme.canvas);
            let mark = Rect::from_min_max(
                pos2(shape.left() + 12.0, shape.bottom() - 2.0),
                pos2(shape.right() - 12.0, shape.bottom()),
            );
            ui.painter().rect_filled(mark, CornerRadius::same(1), theme.accent);
        } else if response.hovered() {
            ui.painter().rect_filled(shape.shrink(1.0), radius, theme.raised);
        }
        let y = shape.center().y;
        let icon_color = if self.active { theme.accent } else { theme.muted };
        icon_at(ui, pos2(rect.left() + 19.0, y), self.icon, 14.0, icon_color);
        let behind = rect.left() + ICON + label.size().x + GLOSS_GAP;
        ui.painter().galley(pos2(rect.left() + ICON, y - label.size().y / 2.0), label, color);
        if let Some(gloss) = gloss {
            ui.painter().galley(pos2(behind, y - gloss.size().y / 2.0 + 0.5), gloss, theme.muted);
        }
        let close = self.close.is_some_and(|tip| self.cross(ui, shape, &response, tip));
        let response = if is_cut { response.on_hover_text(self.all_words()) } else { response };
        TabAnswer { close: close || (self.close.is_some() && response.middle_clicked()), response }
    }

    fn all_words(&self) -> String {
        self.gloss.map_or_else(|| self.label.to_owned(), |gloss| format!("{} ({gloss})", self.label))
    }

    fn cross(&self, ui: &Ui, shape: Rect, tab: &Response, tip: &str) -> bool {
        let theme = Theme::current(ui);
        let spot = Rect::from_center_size(pos2(shape.right() - 18.0, shape.center().y), vec2(18.0, 18.0));
        let cross = ui.interact(spot, tab.id.with("close"), Sense::click());
        cross.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{tip}: {}", self.label)));
        if cross.hovered() {
            ui.painter().rect_filled(spot, CornerRadius::same(4), theme.raised);
        }
        let color = if cross.hovered() { theme.text } else { theme.faint };
        icon_at(ui, spot.center(), "x", 13.0, color);
        cross.on_hover_text(tip).clicked()
    }
}

/// A small tab of a panel: text, where given a count in a colour, an accent line below the chosen one.
pub fn panel_tab(ui: &mut Ui, label: &str, count: Option<(usize, egui::Color32)>, active: bool) -> Response {
    let theme = Theme::current(ui);
    let color = if active { theme.text } else { theme.muted };
    let text = elided(ui, label, theme::regular(12.5), color, 200.0);
    let number = count.map(|(n, color)| (elided(ui, &n.to_string(), theme::semibold(12.0), color, 60.0), color));
    let extra = number.as_ref().map_or(0.0, |(galley, _)| galley.size().x + 5.0);
    let (rect, response) = ui.allocate_exact_size(vec2(text.size().x + extra, 30.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, active, label));
    let width = text.size().x;
    let color = if response.hovered() { theme.text } else { color };
    let y = rect.center().y;
    ui.painter().galley_with_override_text_color(pos2(rect.left(), y - text.size().y / 2.0), text, color);
    if let Some((galley, color)) = number {
        ui.painter().galley(pos2(rect.left() + width + 5.0, y - galley.size().y / 2.0), galley, color);
    }
    if active {
        let mark =
            Rect::from_min_max(pos2(rect.left(), rect.bottom() - 4.0), pos2(rect.left() + width, rect.bottom() - 2.0));
        ui.painter().rect_filled(mark, CornerRadius::same(1), theme.accent);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widest_tabs_give_way_first_and_none_says_nothing() {
        assert_eq!(fitting_width(&[100.0, 300.0], 400.0), f32::INFINITY);
        assert_eq!(fitting_width(&[100.0, 300.0, 300.0], 600.0), 250.0);
        assert_eq!(fitting_width(&[280.0, 290.0, 300.0], 600.0), 200.0);
        assert_eq!(fitting_width(&[300.0; 20], 600.0), LEAST);
        assert_eq!(fitting_width(&[], 600.0), f32::INFINITY);
    }
}
