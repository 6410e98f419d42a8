//! Input fields and the rows they stand in.

use egui::accesskit::Role;
use egui::{Align, CornerRadius, Frame, Layout, Margin, Response, Sense, Stroke, TextEdit, Ui, WidgetInfo, pos2, vec2};

use super::text::{elided, icon_at};
use crate::ui::theme::{self, Theme};

/// A field to search in: magnifier, text, and the shortcut that leads there while it is empty.
pub fn search_field(ui: &mut Ui, text: &mut String, hint: &str, shortcut: &str) -> Response {
    let theme = Theme::current(ui);
    let width = ui.available_width();
    let frame = Frame::NONE
        .fill(theme.field)
        .stroke(theme.border())
        .corner_radius(CornerRadius::same(6))
        .inner_margin(Margin { left: 28, right: 8, top: 0, bottom: 0 });
    let empty = text.is_empty();
    let edit = TextEdit::singleline(text)
        .hint_text(egui::RichText::new(hint).color(theme.faint))
        .frame(frame)
        .align(egui::Align2::LEFT_CENTER)
        .desired_width(width)
        .min_size(vec2(0.0, theme::BUTTON));
    let response = ui.add(edit);
    response.widget_info(|| WidgetInfo::labeled(Role::SearchInput, ui.is_enabled(), hint));
    let rect = response.rect;
    if response.has_focus() {
        let stroke = Stroke::new(1.0, theme.select);
        ui.painter().rect_stroke(rect, CornerRadius::same(6), stroke, egui::StrokeKind::Inside);
    }
    icon_at(ui, pos2(rect.left() + 15.0, rect.center().y), "search", 14.0, theme.faint);
    if empty && !shortcut.is_empty() {
        let keys = elided(ui, shortcut, theme::regular(11.0), theme.faint, 100.0);
        let at = pos2(rect.right() - 9.0 - keys.size().x, rect.center().y - keys.size().y / 2.0);
        ui.painter().galley(at, keys, theme.faint);
    }
    response
}

/// A row of a side panel: muted label at the left, the field in the rest of the width, margins at both ends.
///
/// `content` draws the field and gives back what it likes; it may take `ui.available_width()`.
pub fn field_row<R>(ui: &mut Ui, label: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    labelled(ui, label, (theme::PAD, 96.0), content)
}

/// A row of a form in a dialog: like [`field_row`], without margins and with more room for the label.
pub fn form_row<R>(ui: &mut Ui, label: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    labelled(ui, label, (0.0, 128.0), content)
}

fn labelled<R>(ui: &mut Ui, label: &str, (pad, width): (f32, f32), content: impl FnOnce(&mut Ui) -> R) -> R {
    let theme = Theme::current(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.set_min_height(theme::ROW);
        ui.add_space(pad);
        let (rect, response) = ui.allocate_exact_size(vec2(width, theme::ROW), Sense::hover());
        let galley = elided(ui, label, theme::regular(13.0), theme.muted, rect.width() - 8.0);
        ui.painter().galley(pos2(rect.left(), rect.center().y - galley.size().y / 2.0), galley, theme.muted);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, label));
        let room = vec2((ui.available_width() - pad).max(0.0), theme::ROW);
        ui.allocate_ui_with_layout(room, Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            content(ui)
        })
        .inner
    })
    .inner
}
