//! A colour: a swatch that opens a picker, and the same as text.

use egui::accesskit::Role;
use egui::{Color32, Popup, PopupCloseBehavior, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use crate::i18n::Lang;
use crate::language;
use crate::model::project::Project;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{self, Input};

/// A colour to edit.
pub(super) struct ColorField<'a> {
    pub(super) name: &'a str,
    /// As it stands in the project; empty where several things differ.
    pub(super) text: &'a str,
    /// What stands in the field while it is empty.
    pub(super) hint: &'a str,
    /// Colour of the text in the field.
    pub(super) ink: Color32,
    pub(super) lang: Lang,
    /// Its colours are offered.
    pub(super) project: &'a Project,
}

/// What was done with it.
#[derive(Debug, Default)]
pub(super) struct ColorAnswer {
    /// The new colour, as it shall stand in the project.
    pub(super) changed: Option<String>,
    /// Typing is over.
    pub(super) ended: bool,
}

impl ColorField<'_> {
    /// Draws it, as wide as there is room.
    pub(super) fn show(&self, ui: &mut Ui) -> ColorAnswer {
        let mut changed = self.swatch_ui(ui);
        let mut typed = self.text.to_owned();
        let bad = theme::parse_color(self.text).is_none() && !self.text.is_empty();
        let response = Input::new(self.name).mono().color(self.ink).hint(self.hint).bad(bad).show(ui, &mut typed);
        if response.changed() {
            changed = Some(typed.trim().to_owned());
        }
        ColorAnswer { changed, ended: response.lost_focus() }
    }

    fn swatch_ui(&self, ui: &mut Ui) -> Option<String> {
        let theme = Theme::current(ui);
        let color = theme::parse_color(self.text);
        let (rect, swatch) = ui.allocate_exact_size(vec2(theme::ROW, theme::ROW), Sense::click());
        let name = match self.lang {
            Lang::De => format!("{} wählen", self.name),
            Lang::En => format!("Pick {}", self.name),
        };
        swatch.widget_info(|| WidgetInfo::labeled(Role::ColorWell, true, &name));
        let stroke = if swatch.hovered() || swatch.has_focus() { theme.select } else { theme.line };
        let painter = ui.painter();
        painter.rect_filled(rect, 6.0, theme.field);
        egui::color_picker::show_color_at(painter, color.unwrap_or(Color32::TRANSPARENT), rect.shrink(4.0));
        painter.rect_stroke(rect, 6.0, Stroke::new(1.0, stroke), StrokeKind::Inside);
        let old = color.unwrap_or(theme.text);
        let close = if widgets::is_picking(ui) {
            PopupCloseBehavior::IgnoreClicks
        } else {
            PopupCloseBehavior::CloseOnClickOutside
        };
        let popup = Popup::menu(&swatch).close_behavior(close);
        let picked = popup.show(|ui| widgets::color_picker(ui, old, &language::colors(self.project), self.lang))?.inner;
        (picked != old).then(|| theme::color_text(picked))
    }
}
