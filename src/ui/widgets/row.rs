//! The row of every tree and list.

use egui::accesskit::Role;
use egui::{Color32, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::text::{elided, icon_at, lamp_at};
use crate::ui::theme::{self, Theme};

/// A row of a tree: icon or lamp, label, faint hint at the right.
#[derive(Clone, Copy, Debug)]
pub struct TreeRow<'a> {
    label: &'a str,
    icon: Option<&'a str>,
    lamp: Option<Color32>,
    color: Option<Color32>,
    hint: &'a str,
    brief: &'a str,
    hint_color: Option<Color32>,
    depth: u8,
    selected: bool,
    drag: bool,
    open: Option<bool>,
}

impl<'a> TreeRow<'a> {
    /// A row with this label.
    pub fn new(label: &'a str) -> Self {
        Self {
            label,
            icon: None,
            lamp: None,
            color: None,
            hint: "",
            brief: "",
            hint_color: None,
            depth: 0,
            selected: false,
            drag: false,
            open: None,
        }
    }

    /// An icon before the label.
    pub fn icon(mut self, name: &'a str) -> Self {
        self.icon = Some(name);
        self
    }

    /// A lamp before the label, instead of an icon.
    pub fn lamp(mut self, color: Color32) -> Self {
        self.lamp = Some(color);
        self
    }

    /// Colour of label and icon, instead of the usual.
    pub fn color(mut self, color: Color32) -> Self {
        self.color = Some(color);
        self
    }

    /// What stands at the right.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// What stands there where the hint has no room.
    pub fn brief(mut self, brief: &'a str) -> Self {
        self.brief = brief;
        self
    }

    /// Colour of the hint, instead of faint.
    pub fn hint_color(mut self, color: Color32) -> Self {
        self.hint_color = Some(color);
        self
    }

    /// How deep it stands; each step is indented.
    pub fn depth(mut self, depth: u8) -> Self {
        self.depth = depth;
        self
    }

    /// Whether it is selected.
    pub fn selected(mut self, selected: bool) -> Self {
        self.selected = selected;
        self
    }

    /// Whether it can be dragged as well as clicked.
    pub fn draggable(mut self) -> Self {
        self.drag = true;
        self
    }

    /// Shows a triangle before the label: pointing down where open.
    pub fn open(mut self, open: bool) -> Self {
        self.open = Some(open);
        self
    }

    /// Draws it over the whole width.
    pub fn show(self, ui: &mut Ui) -> Response {
        let theme = Theme::current(ui);
        let sense = if self.drag { Sense::click_and_drag() } else { Sense::click() };
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW), sense);
        response.widget_info(|| WidgetInfo {
            // What stands at the right, such as the state of a connection, is spoken too.
            current_text_value: (!self.hint.is_empty()).then(|| self.hint.to_owned()),
            ..WidgetInfo::selected(Role::TreeItem, ui.is_enabled(), self.selected, self.label)
        });
        if !ui.is_rect_visible(rect) {
            return response;
        }
        if self.selected {
            ui.painter().rect_filled(rect, 0.0, theme.select_bg);
        } else if response.hovered() {
            ui.painter().rect_filled(rect, 0.0, theme.raised);
        }
        if response.has_focus() {
            ui.painter().rect_stroke(rect, 0.0, Stroke::new(1.0, theme.select), StrokeKind::Inside);
        }
        let y = rect.center().y;
        let mut x = rect.left() + theme::PAD + f32::from(self.depth) * 16.0;
        if let Some(open) = self.open {
            let name = if open { "chevron-down" } else { "chevron-right" };
            icon_at(ui, pos2(x + 5.0, y), name, 14.0, theme.muted);
            x += 16.0;
        }
        if let Some(color) = self.lamp {
            lamp_at(ui, pos2(x + 4.0, y), color);
            x += 16.0;
        } else if let Some(icon) = self.icon {
            icon_at(ui, pos2(x + 7.0, y), icon, 15.0, self.color.unwrap_or(theme.muted));
            x += 22.0;
        }
        let right = rect.right() - theme::PAD;
        let room = (right - x).max(0.0);
        let hint_color = self.hint_color.unwrap_or(if self.selected { theme.muted } else { theme.faint });
        let color = self.color.unwrap_or(theme.text);
        let wanted = elided(ui, self.label, theme::regular(13.0), color, f32::INFINITY).size().x;
        let for_hint = (room - wanted - 10.0).max(room * 0.35);
        let mut hint = elided(ui, self.hint, theme::regular(11.5), hint_color, for_hint);
        if hint.elided && !self.brief.is_empty() {
            hint = elided(ui, self.brief, theme::regular(11.5), hint_color, for_hint);
        }
        let hint_width = if self.hint.is_empty() { 0.0 } else { hint.size().x + 10.0 };
        let label = elided(ui, self.label, theme::regular(13.0), color, room - hint_width);
        ui.painter().galley(pos2(x, y - label.size().y / 2.0), label, color);
        if !self.hint.is_empty() {
            ui.painter().galley(pos2(right - hint.size().x, y - hint.size().y / 2.0), hint, hint_color);
        }
        response
    }
}
