//! A switch between two or three ways to see the same place.

use egui::accesskit::Role;
use egui::{CornerRadius, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::text::elided;
use crate::ui::theme::{self, Theme};

/// Draws the switch, `width` wide, with the segment `chosen` pressed; gives the segment that was clicked.
pub fn segmented(ui: &mut Ui, labels: &[&str], chosen: usize, width: f32) -> Option<usize> {
    let theme = Theme::current(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(width, theme::ROW), Sense::hover());
    let radius = CornerRadius::same(6);
    ui.painter().rect(rect, radius, theme.field, theme.border(), StrokeKind::Inside);
    let step = rect.width() / labels.len().max(1) as f32;
    let mut clicked = None;
    for (i, label) in labels.iter().enumerate() {
        let left = rect.left() + step * i as f32;
        let part = Rect::from_min_max(pos2(left, rect.top()), pos2(left + step, rect.bottom()));
        let segment = ui.interact(part, response.id.with(i), Sense::click());
        segment.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), i == chosen, label));
        let inner = part.shrink(2.0);
        if i == chosen {
            let fill = ui.visuals().widgets.hovered.weak_bg_fill;
            ui.painter().rect_filled(inner, CornerRadius::same(4), fill);
        }
        if segment.has_focus() {
            ui.painter().rect_stroke(inner, CornerRadius::same(4), Stroke::new(1.0, theme.select), StrokeKind::Inside);
        }
        let color = if i == chosen || segment.hovered() { theme.text } else { theme.muted };
        let galley = elided(ui, label, theme::regular(13.0), color, part.width() - 8.0);
        ui.painter().galley(part.center() - galley.size() / 2.0, galley, color);
        if segment.clicked() {
            clicked = Some(i);
        }
    }
    clicked.filter(|&i| i != chosen)
}
