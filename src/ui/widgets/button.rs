//! Buttons.

use egui::accesskit::Role;
use egui::{
    Color32, CornerRadius, CursorIcon, Pos2, Rect, Response, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo, pos2,
    vec2,
};

use super::text::{elided, icon_at};
use crate::ui::theme::{self, Theme};

const RADIUS: CornerRadius = CornerRadius::same(6);

/// A plain button.
pub fn button(ui: &mut Ui, text: &str) -> Response {
    let color = Theme::current(ui).text;
    framed(ui, None, text, color)
}

/// A plain button with an icon before its text.
pub fn tool_button(ui: &mut Ui, icon: &str, text: &str) -> Response {
    let color = Theme::current(ui).text;
    framed(ui, Some(icon), text, color)
}

/// The one button of a dialog that does what the dialog is for: in the colour of selection.
pub fn primary_button(ui: &mut Ui, text: &str) -> Response {
    let theme = Theme::current(ui);
    filled(ui, &Filled { text, hint: "", fill: theme.select, mark: Mark::None })
}

/// *Starten* and *Stoppen*: a triangle on green or a square on red, with its key.
pub fn run_button(ui: &mut Ui, text: &str, keys: &str, running: bool) -> Response {
    let theme = Theme::current(ui);
    let (fill, mark) = if running { (theme.bad, Mark::Stop) } else { (theme.run, Mark::Start) };
    filled(ui, &Filled { text, hint: keys, fill, mark })
}

/// An icon that can be clicked; the tooltip is its name.
pub fn icon_button(ui: &mut Ui, icon: &str, tooltip: &str) -> Response {
    icon_button_enabled(ui, icon, tooltip, true)
}

/// An [`icon_button`] that may be off.
pub fn icon_button_enabled(ui: &mut Ui, icon: &str, tooltip: &str, enabled: bool) -> Response {
    let theme = Theme::current(ui);
    let enabled = enabled && ui.is_enabled();
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(theme::BUTTON, theme::BUTTON), sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, tooltip));
    let hot = enabled && (response.hovered() || response.has_focus());
    if hot {
        ui.painter().rect(rect, RADIUS, theme.raised, focus_stroke(&theme, &response), StrokeKind::Inside);
    }
    let color = match (enabled, hot) {
        (false, _) => theme.faint.gamma_multiply(0.6),
        (true, false) => theme.muted,
        (true, true) => theme.text,
    };
    icon_at(ui, rect.center(), icon, 16.0, color);
    response.on_hover_text(tooltip)
}

/// Words that can be clicked, such as a quick fix beside its problem.
pub fn link(ui: &mut Ui, text: &str) -> Response {
    let theme = Theme::current(ui);
    let galley = elided(ui, text, theme::regular(13.0), theme.select, ui.available_width());
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Link, ui.is_enabled(), text));
    let width = if response.hovered() || response.has_focus() { 1.5 } else { 1.0 };
    ui.painter().hline(rect.x_range(), rect.bottom() - 1.0, Stroke::new(width, theme.select));
    ui.painter().galley(rect.min, galley, theme.select);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

fn focus_stroke(theme: &Theme, response: &Response) -> Stroke {
    if response.has_focus() { Stroke::new(1.0, theme.select) } else { theme.border() }
}

fn framed(ui: &mut Ui, icon: Option<&str>, text: &str, color: Color32) -> Response {
    let theme = Theme::current(ui);
    let galley = elided(ui, text, theme::regular(13.0), color, ui.available_width().max(60.0));
    let before = if icon.is_some() { 22.0 } else { 0.0 };
    let size = vec2(galley.size().x + before + 24.0, theme::BUTTON);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), text));
    let visuals = ui.style().interact(&response);
    ui.painter().rect(rect, RADIUS, visuals.weak_bg_fill, focus_stroke(&theme, &response), StrokeKind::Inside);
    let shade = if ui.is_enabled() { 1.0 } else { 0.5 };
    if let Some(icon) = icon {
        icon_at(ui, pos2(rect.left() + 20.0, rect.center().y), icon, 15.0, theme.muted.gamma_multiply(shade));
    }
    let at = pos2(rect.left() + 12.0 + before, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley_with_override_text_color(at, galley, color.gamma_multiply(shade));
    response
}

enum Mark {
    None,
    Start,
    Stop,
}

struct Filled<'a> {
    text: &'a str,
    hint: &'a str,
    fill: Color32,
    mark: Mark,
}

fn filled(ui: &mut Ui, look: &Filled<'_>) -> Response {
    let theme = Theme::current(ui);
    let text = elided(ui, look.text, theme::semibold(13.0), theme.on_color, 240.0);
    let hint_color = theme.on_color;
    let hint = elided(ui, look.hint, theme::regular(12.0), hint_color, 120.0);
    let before = if matches!(look.mark, Mark::None) { 0.0 } else { 17.0 };
    let behind = if look.hint.is_empty() { 0.0 } else { hint.size().x + 7.0 };
    let (rect, response) =
        ui.allocate_exact_size(vec2(text.size().x + before + behind + 24.0, theme::BUTTON), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), look.text));
    let shade = if !ui.is_enabled() {
        0.5
    } else if response.hovered() {
        0.88
    } else {
        1.0
    };
    ui.painter().rect_filled(rect, RADIUS, theme.ground(look.fill).gamma_multiply(shade));
    if response.has_focus() {
        ui.painter().rect_stroke(rect, RADIUS, Stroke::new(1.5, theme.text), StrokeKind::Inside);
    }
    let mut x = rect.left() + 12.0;
    let y = rect.center().y;
    match look.mark {
        Mark::None => {}
        Mark::Start => triangle(ui, pos2(x, y), theme.on_color),
        Mark::Stop => {
            let square = Rect::from_center_size(pos2(x + 5.0, y), vec2(9.0, 9.0));
            ui.painter().rect_filled(square, CornerRadius::same(2), theme.on_color);
        }
    }
    x += before;
    let width = text.size().x;
    ui.painter().galley(pos2(x, y - text.size().y / 2.0), text, theme.on_color);
    ui.painter().galley(pos2(x + width + 7.0, y - hint.size().y / 2.0), hint, hint_color);
    response
}

fn triangle(ui: &Ui, left: Pos2, color: Color32) {
    let points = vec![left + vec2(1.0, -5.0), left + vec2(10.0, 0.0), left + vec2(1.0, 5.0)];
    ui.painter().add(Shape::convex_polygon(points, color, Stroke::NONE));
}
