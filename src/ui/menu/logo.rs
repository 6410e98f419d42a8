//! The logo: a little breadboard.

use egui::{CornerRadius, Rect, Ui, vec2};

use crate::ui::theme::Theme;

/// Paints the logo into a square: holes of a breadboard, where there is room two of them bridged by a wire.
pub fn logo_at(ui: &Ui, square: Rect) {
    let theme = Theme::current(ui);
    let side = square.width();
    let painter = ui.painter();
    // The same in both themes: it is a picture, and no mark of the interface.
    painter.rect_filled(square, CornerRadius::same((side * 0.24) as u8), Theme::DARK.accent);
    let hole = side * 0.075;
    let step = side * 0.25;
    for column in -1_i8..=1 {
        for row in -1_i8..=1 {
            let center = square.center() + vec2(f32::from(column) * step, f32::from(row) * step);
            painter.circle_filled(center, hole, theme.on_color);
        }
    }
    if side < 32.0 {
        return;
    }
    let from = square.center() + vec2(-step, step);
    let to = square.center() + vec2(step, -step);
    painter.line_segment([from, to], egui::Stroke::new(side * 0.07, theme.on_color));
}
