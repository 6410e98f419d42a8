//! Headings, lamps, badges and other things that are read rather than used.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Align2, Color32, CornerRadius, FontId, Galley, Pos2, Rect, Response, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::model::excerpt;
use crate::player::paint::bytes_in;
use crate::ui::icon;
use crate::ui::theme::{self, Theme};

/// No window is wider: where a line may take any width, no more of it is laid out.
const MOST_WIDTH: f32 = 8_000.0;

/// One line of text, cut with `…` where it is wider than `width`.
pub fn elided(ui: &Ui, text: &str, font: FontId, color: Color32, width: f32) -> Arc<Galley> {
    let text = excerpt::cut(text, bytes_in(width.min(MOST_WIDTH), &font));
    let mut job = LayoutJob::simple_singleline(text.into_owned(), font, color);
    job.wrap = TextWrapping::truncate_at_width(width.max(0.0));
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

/// Paints an icon with its middle at `center`.
pub fn icon_at(ui: &Ui, center: Pos2, name: &str, size: f32, color: Color32) {
    ui.painter().text(center, Align2::CENTER_CENTER, icon::glyph(name), theme::icons(size), color);
}

/// An icon in a line of widgets. It only repeats what the words beside it say, so a screen reader passes it over.
pub fn icon_in_line(ui: &mut Ui, name: &str, size: f32, color: Color32) {
    let (rect, _response) = ui.allocate_exact_size(vec2(size, size), Sense::hover());
    icon_at(ui, rect.center(), name, size, color);
}

/// The letters of a section heading: small, upper case, spaced.
pub fn section_job(text: &str, color: Color32) -> LayoutJob {
    let format =
        TextFormat { font_id: theme::semibold(11.0), extra_letter_spacing: 0.66, color, ..TextFormat::default() };
    LayoutJob::single_section(text.to_uppercase(), format)
}

/// A section heading over the whole width.
pub fn section(ui: &mut Ui, text: &str) -> Response {
    heading(ui, text, 0.0).1
}

/// A section heading with a button `+` at the right; whether the button was clicked.
pub fn section_with_plus(ui: &mut Ui, text: &str, tooltip: &str) -> bool {
    let (rect, response) = heading(ui, text, 28.0);
    let theme = Theme::current(ui);
    let side = 22.0;
    let button = Rect::from_center_size(pos2(rect.right() - 10.0 - side / 2.0, rect.center().y), vec2(side, side));
    let plus = ui.interact(button, response.id.with("plus"), Sense::click());
    plus.widget_info(|| WidgetInfo::labeled(Role::Button, true, tooltip));
    if plus.hovered() || plus.has_focus() {
        ui.painter().rect_filled(button, CornerRadius::same(5), theme.raised);
    }
    let color = if plus.hovered() { theme.text } else { theme.muted };
    icon_at(ui, button.center(), "plus", 14.0, color);
    plus.on_hover_text(tooltip).clicked()
}

fn heading(ui: &mut Ui, text: &str, right: f32) -> (Rect, Response) {
    let theme = Theme::current(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 30.0), Sense::hover());
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(section_job(text, theme.muted)));
    let at = pos2(rect.left() + theme::PAD, rect.center().y + 2.0 - galley.size().y / 2.0);
    let clip = Rect::from_min_max(rect.min, pos2(rect.right() - right, rect.bottom()));
    ui.painter_at(clip).galley(at, galley, theme.muted);
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, text));
    (rect, response)
}

/// A dot in a line of widgets that tells a state by its colour; the name tells it in words.
pub fn lamp(ui: &mut Ui, color: Color32, name: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(10.0, 16.0), Sense::hover());
    lamp_at(ui, rect.center(), color);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    response
}

/// Paints the dot of a [`lamp`].
pub fn lamp_at(ui: &Ui, center: Pos2, color: Color32) {
    ui.painter().circle_filled(center, 4.0, color);
}

/// A small number or word on a coloured ground.
pub fn badge(ui: &mut Ui, text: &str, fill: Color32) -> Response {
    let theme = Theme::current(ui);
    let galley = elided(ui, text, theme::semibold(11.0), theme.on_color, 200.0);
    let size = vec2((galley.size().x + 10.0).max(18.0), 16.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    ui.painter().rect_filled(rect, CornerRadius::same(8), theme.ground(fill));
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, theme.on_color);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    response
}

/// The keys of a shortcut, faint.
pub fn key_hint(ui: &mut Ui, keys: &str) -> Response {
    let theme = Theme::current(ui);
    ui.label(egui::RichText::new(keys).font(theme::regular(11.0)).color(theme.faint))
}

/// A 1 px line over the whole width.
pub fn separator(ui: &mut Ui) {
    let theme = Theme::current(ui);
    let (rect, _response) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.center().y, theme.border());
}

/// What an empty place says: one line, and where given one button; whether the button was clicked.
pub fn empty_state(ui: &mut Ui, sentence: &str, button: Option<&str>) -> bool {
    let theme = Theme::current(ui);
    let mut clicked = false;
    ui.vertical_centered(|ui| {
        ui.add_space(16.0);
        ui.label(egui::RichText::new(sentence).color(theme.muted));
        if let Some(button) = button {
            ui.add_space(8.0);
            clicked = super::button(ui, button).clicked();
        }
        ui.add_space(8.0);
    });
    clicked
}
