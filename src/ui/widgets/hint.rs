//! The keys that change what a drag does, said on the canvas while it goes on.

use egui::text::{LayoutJob, TextFormat};
use egui::{Align2, CornerRadius, Rect, Role, Sense, StrokeKind, Ui, WidgetInfo, vec2};

use super::zoom::zoom_place;
use crate::i18n::{Lang, Text};
use crate::ui::theme::{Theme, regular, semibold};

/// Draws the keys at the bottom of `canvas`; those that are held stand out.
pub fn drag_hint(ui: &Ui, canvas: Rect, lang: Lang, keys: &[(Text, bool)]) {
    let theme = Theme::current(ui);
    let mut job = LayoutJob::default();
    for (number, (text, held)) in keys.iter().enumerate() {
        let color = if *held { theme.select } else { theme.muted };
        let font_id = if *held { semibold(12.0) } else { regular(12.0) };
        let room = if number > 0 { 18.0 } else { 0.0 };
        job.append(text.get(lang), room, TextFormat { font_id, color, ..TextFormat::default() });
    }
    let galley = ui.painter().layout_job(job);
    let bottom = canvas.center_bottom() - vec2(0.0, 12.0);
    let place = Align2::CENTER_BOTTOM.anchor_size(bottom, galley.size() + vec2(28.0, 14.0));
    // Beside the buttons for the zoom, not below them.
    let over = place.right() + 8.0 - zoom_place(canvas).left();
    let place = place.translate(vec2(-over.max(0.0), 0.0));
    let words: Vec<&str> = keys.iter().map(|(text, _)| text.get(lang)).collect();
    let response = ui.interact(place, ui.scope_id().with("drag-hint"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, words.join(", ")));
    let painter = ui.painter();
    painter.rect(place, CornerRadius::same(7), theme.panel, theme.border(), StrokeKind::Inside);
    painter.galley(place.center() - galley.size() / 2.0, galley, theme.muted);
}
