//! Input fields and the rows they stand in.

use egui::accesskit::Role;
use egui::{Align, CornerRadius, Frame, Layout, Margin, Response, Sense, Stroke, TextEdit, Ui, WidgetInfo, pos2, vec2};

use super::text::{elided, icon_at};
use crate::i18n::{Lang, t};
use crate::ui::theme::{self, Theme};

/// A field to search in: magnifier, text, a cross that empties it, and while it is empty the shortcut that leads there.
pub fn search_field(ui: &mut Ui, text: &mut String, (hint, lang): (&str, Lang), shortcut: &str) -> Response {
    let theme = Theme::current(ui);
    let width = ui.available_width();
    let frame = Frame::NONE
        .fill(theme.field)
        .stroke(theme.border())
        .corner_radius(CornerRadius::same(6))
        .inner_margin(Margin { left: 28, right: 26, top: 0, bottom: 0 });
    let empty = text.is_empty();
    let edit = TextEdit::singleline(text)
        .hint_text(egui::RichText::new(hint).color(theme.faint))
        .frame(frame)
        .align(egui::Align2::LEFT_CENTER)
        .desired_width(width)
        .min_size(vec2(0.0, theme::BUTTON));
    let mut response = ui.add(edit);
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
    clear_cross(ui, &mut response, text, lang);
    response
}

/// The cross at the end of a search field in which something stands: empties it and gives it the keyboard.
pub fn clear_cross(ui: &Ui, field: &mut Response, text: &mut String, lang: Lang) {
    // The click itself took the keyboard away; it comes back in the next frame.
    let emptied = field.id.with("emptied");
    if ui.data_mut(|data| data.remove_temp::<bool>(emptied)).is_some() {
        field.request_focus();
    }
    if text.is_empty() {
        return;
    }
    let center = pos2(field.rect.right() - 14.0, field.rect.center().y);
    let area = egui::Rect::from_center_size(center, vec2(20.0, 20.0));
    // By the keyboard a search is emptied as every other field is, so this is no stop of Tab.
    let cross = ui.interact(area, field.id.with("cross"), Sense::CLICK);
    let name = t("Suche leeren", "Clear search").get(lang);
    cross.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let theme = Theme::current(ui);
    icon_at(ui, center, "x", 13.0, if cross.hovered() { theme.text } else { theme.muted });
    if cross.on_hover_text(name).on_hover_cursor(egui::CursorIcon::Default).clicked() {
        text.clear();
        field.mark_changed();
        ui.data_mut(|data| data.insert_temp(emptied, true));
        ui.ctx().request_repaint();
    }
}

/// More room at the right of a field than at the left of its label: for the arrow that sets it back.
const RESET: f32 = 12.0;

/// A row of a side panel: muted label at the left, the field in the rest of the width, margins at both ends.
///
/// `content` draws the field and gives back what it likes; it may take `ui.available_width()`.
pub fn field_row<R>(ui: &mut Ui, label: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    // The end of the label is kept free for the button that binds the field.
    labelled(ui, label, (theme::PAD, 114.0, 26.0), theme::PAD + RESET, content)
}

/// As [`field_row`] for a field that takes the whole width, below its label.
pub fn field_below<R>(ui: &mut Ui, label: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    let margin = Margin { left: theme::PAD as i8, right: (theme::PAD + RESET) as i8, ..Margin::ZERO };
    let field = Frame::NONE.inner_margin(margin).show(ui, |ui| {
        ui.label(egui::RichText::new(label).font(theme::regular(13.0)).color(Theme::current(ui).muted));
        content(ui)
    });
    field.inner
}

/// A row of a form in a dialog: like [`field_row`], without margins and with more room for the label.
pub fn form_row<R>(ui: &mut Ui, label: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    labelled(ui, label, (0.0, 128.0, 8.0), 0.0, content)
}

fn labelled<R>(
    ui: &mut Ui,
    label: &str,
    (pad, width, kept): (f32, f32, f32),
    right: f32,
    content: impl FnOnce(&mut Ui) -> R,
) -> R {
    let theme = Theme::current(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.set_min_height(theme::ROW);
        ui.add_space(pad);
        let (rect, response) = ui.allocate_exact_size(vec2(width, theme::ROW), Sense::hover());
        let galley = elided(ui, label, theme::regular(13.0), theme.muted, rect.width() - kept);
        ui.painter().galley(pos2(rect.left(), rect.center().y - galley.size().y / 2.0), galley, theme.muted);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, label));
        let room = vec2((ui.available_width() - right).max(0.0), theme::ROW);
        ui.allocate_ui_with_layout(room, Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            content(ui)
        })
        .inner
    })
    .inner
}
