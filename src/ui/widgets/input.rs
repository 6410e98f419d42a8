//! Fields to fill in: text, choices, switches. Each has an AccessKit name of its own, given by the caller.

use egui::accesskit::Role;
use egui::{
    Align2, Color32, ComboBox, CornerRadius, Frame, Id, Margin, Rect, Response, RichText, Sense, Stroke, StrokeKind,
    TextBuffer, TextEdit, Ui, WidgetInfo, pos2, vec2,
};

use super::text::{elided, icon_at};
use crate::model::excerpt;
use crate::ui::theme::{self, Theme};

const RADIUS: CornerRadius = CornerRadius::same(6);
/// So many bytes are shown of a text that is too long to be edited.
const SHOWN: usize = 1_000;

/// A field for text.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a look of its own, and any two can go together")]
pub struct Input<'a> {
    name: &'a str,
    hint: &'a str,
    color: Option<Color32>,
    rows: usize,
    mono: bool,
    bad: bool,
    flaw: Option<&'a str>,
    password: bool,
    title: bool,
}

impl<'a> Input<'a> {
    /// A field of one line with this AccessKit name.
    pub fn new(name: &'a str) -> Self {
        Self {
            name,
            hint: "",
            color: None,
            rows: 1,
            mono: false,
            bad: false,
            flaw: None,
            password: false,
            title: false,
        }
    }

    /// What stands in it while it is empty.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// Colour of the text, instead of the usual.
    pub fn color(mut self, color: Color32) -> Self {
        self.color = Some(color);
        self
    }

    /// Several lines, this many of them visible at first.
    pub fn rows(mut self, rows: usize) -> Self {
        self.rows = rows;
        self
    }

    /// The face for topics and code.
    pub fn mono(mut self) -> Self {
        self.mono = true;
        self
    }

    /// Framed as wrong where `bad`.
    pub fn bad(mut self, bad: bool) -> Self {
        self.bad = bad;
        self
    }

    /// Framed as wrong where there is a sentence, which is told beside the field: see [`flaw_beside`].
    pub fn flaw(mut self, flaw: Option<&'a str>) -> Self {
        self.flaw = flaw;
        self
    }

    /// Shows dots instead of the text.
    pub fn password(mut self) -> Self {
        self.password = true;
        self
    }

    /// A name that reads as a heading: larger, and without a frame until the pointer comes.
    pub fn title(mut self) -> Self {
        self.title = true;
        self
    }

    /// Draws it, as wide as there is room.
    pub fn show(self, ui: &mut Ui, text: &mut String) -> Response {
        let theme = Theme::current(ui);
        let several = self.rows > 1;
        let font = match (self.title, self.mono) {
            (true, _) => theme::semibold(14.0),
            (false, true) => theme::mono(12.5),
            (false, false) => theme::regular(13.0),
        };
        let padding = if several { 5 } else { 0 };
        let fill = if self.title { Color32::TRANSPARENT } else { theme.field };
        let frame = Frame::NONE.fill(fill).corner_radius(RADIUS).inner_margin(Margin {
            left: if self.title { 4 } else { 8 },
            right: 8,
            top: padding,
            bottom: padding,
        });
        let width = ui.available_width();
        // What no key could be typed into without holding up the window is shown only.
        let is_editable = excerpt::is_editable(text);
        let beginning = if is_editable { String::new() } else { excerpt::cut(text, SHOWN).into_owned() };
        let mut beginning = beginning.as_str();
        let buffer: &mut dyn TextBuffer = if is_editable { text } else { &mut beginning };
        let edit = if several {
            TextEdit::multiline(buffer).desired_rows(self.rows)
        } else {
            TextEdit::singleline(buffer).align(Align2::LEFT_CENTER).min_size(vec2(0.0, theme::ROW)).clip_text(true)
        };
        let edit = edit
            .hint_text(RichText::new(self.hint).color(theme.faint))
            .frame(frame)
            .font(font)
            .text_color(self.color.unwrap_or(theme.text))
            .password(self.password)
            .char_limit(excerpt::EDITABLE)
            .desired_width(width);
        let response = ui.add(edit);
        name(ui, &response, self.name);
        if let Some(sentence) = self.flaw {
            flaw_beside(ui, &response, sentence);
        }
        let color = match (self.bad || self.flaw.is_some(), response.has_focus()) {
            (true, _) => theme.bad,
            (false, true) => theme.select,
            (false, false) if self.title && !response.hovered() => Color32::TRANSPARENT,
            (false, false) => theme.line,
        };
        ui.painter().rect_stroke(response.rect, RADIUS, Stroke::new(1.0, color), StrokeKind::Inside);
        response
    }
}

/// Gives a widget its AccessKit name, where it would be named by what it holds.
pub fn name(ui: &Ui, response: &Response, name: &str) {
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
}

/// A list to choose from, as wide as there is room; `content` draws the entries.
pub fn choice_field<R>(
    ui: &mut Ui,
    accessible: &str,
    (shown, color): (&str, Color32),
    content: impl FnOnce(&mut Ui) -> R,
) -> Option<R> {
    let theme = Theme::current(ui);
    let width = ui.available_width();
    let answer = ui
        .scope(|ui| {
            let widgets = &mut ui.visuals_mut().widgets;
            widgets.inactive.weak_bg_fill = theme.field;
            widgets.hovered.weak_bg_fill = theme.field;
            widgets.open.weak_bg_fill = theme.field;
            widgets.inactive.fg_stroke.color = theme.muted;
            ui.spacing_mut().button_padding.x = 8.0;
            ComboBox::from_id_salt(accessible)
                .selected_text(RichText::new(shown).color(color))
                .width(width)
                .truncate()
                .icon(|ui, rect, visuals, _open| {
                    icon_at(ui, rect.center(), "chevron-down", 14.0, visuals.fg_stroke.color);
                })
                .show_ui(ui, |ui| {
                    ui.set_min_width(width.max(160.0));
                    content(ui)
                })
        })
        .inner;
    name(ui, &answer.response, accessible);
    answer.inner
}

/// A switch with a word beside it; `on` is missing where several things differ. Whether it was clicked.
pub fn switch(ui: &mut Ui, accessible: &str, on: Option<bool>, (word, color): (&str, Color32)) -> bool {
    let theme = Theme::current(ui);
    let text = elided(ui, word, theme::regular(13.0), color, ui.available_width() - 40.0);
    let (rect, response) = ui.allocate_exact_size(vec2(40.0 + text.size().x, theme::ROW), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), on == Some(true), accessible));
    let track = Rect::from_center_size(pos2(rect.left() + 15.0, rect.center().y), vec2(30.0, 16.0));
    let is_on = ui.ctx().animate_bool_responsive(response.id, on == Some(true));
    let fill = theme.raised.lerp_to_gamma(theme.select, is_on);
    let stroke = if response.has_focus() || response.hovered() { theme.select } else { theme.line };
    ui.painter().rect(track, CornerRadius::same(8), fill, Stroke::new(1.0, stroke), StrokeKind::Inside);
    let knob = if on.is_none() { 0.5 } else { is_on };
    let x = egui::lerp(track.left() + 8.0..=track.right() - 8.0, knob);
    let knob_color = if on == Some(true) { theme.on_color } else { theme.muted };
    ui.painter().circle_filled(pos2(x, track.center().y), 5.0, knob_color);
    ui.painter().galley(pos2(rect.left() + 38.0, rect.center().y - text.size().y / 2.0), text, color);
    response.clicked()
}

/// A sentence that says what is wrong with the field above, where there is nothing below that it could move.
pub fn flaw(ui: &mut Ui, sentence: &str) -> Response {
    let theme = Theme::current(ui);
    ui.add(egui::Label::new(RichText::new(sentence).size(12.0).color(theme.bad)).wrap())
}

/// Says what is wrong with a field without moving anything that may be under the pointer: the sentence lies over what
/// is below, while the field is worked in or pointed at, and of the first one where none is.
pub fn flaw_beside(ui: &Ui, response: &Response, sentence: &str) {
    const LEAST: f32 = 260.0;
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_invalid(egui::accesskit::Invalid::True);
        node.set_description(sentence);
    });
    let pass = ui.ctx().cumulative_pass_nr();
    let first = ui.data_mut(|data| {
        let told = data.get_temp_mut_or_insert_with(Id::unique("pass of the last flaw"), || u64::MAX);
        std::mem::replace(told, pass) != pass
    });
    let meant = response.has_focus() || response.hovered() || (first && !ui.ctx().text_edit_focused());
    if !meant || !ui.clip_rect().intersects(response.rect) {
        return;
    }
    let theme = Theme::current(ui);
    let width = response.rect.width().max(LEAST);
    let room = ui.ctx().content_rect();
    let left = response.rect.left().min(room.right() - width - 12.0).max(room.left() + 4.0);
    let layer = egui::LayerId::new(egui::Order::Tooltip, response.id.with("flaw"));
    let painter = ui.ctx().layer_painter(layer);
    let galley = painter.layout(sentence.to_owned(), theme::regular(12.0), theme.bad, width - 16.0);
    let rect = Rect::from_min_size(pos2(left, response.rect.bottom() + 3.0), vec2(width, galley.size().y + 10.0));
    painter.add(ui.visuals().popup_shadow.as_shape(rect, RADIUS));
    painter.rect(rect, RADIUS, theme.panel, Stroke::new(1.0, theme.bad), StrokeKind::Inside);
    painter.galley(rect.min + vec2(8.0, 5.0), galley, theme.bad);
}

/// A faint sentence that explains.
pub fn remark(ui: &mut Ui, sentence: &str) -> Response {
    let theme = Theme::current(ui);
    ui.add(egui::Label::new(RichText::new(sentence).size(12.0).color(theme.faint)).wrap())
}
