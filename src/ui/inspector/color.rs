//! A colour: a swatch that opens a picker, and the same as text.

use egui::accesskit::Role;
use egui::{Color32, Popup, PopupCloseBehavior, RichText, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use crate::i18n::{Lang, t};
use crate::language::color::colors;
use crate::model::project::Project;
use crate::player::looks::{COLOR_ROLES, role_name, role_named};
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
        let mut changed = self.swatch_ui(ui, true);
        let looks = &self.project.looks;
        let role = role_named(looks, self.text, self.lang).filter(|role| role.key == self.text.trim());
        let mut typed = role.map_or(self.text, |role| role_name(looks, role, self.lang)).to_owned();
        let hint = role_named(looks, self.hint, self.lang).map_or(self.hint, |role| role_name(looks, role, self.lang));
        let bad = self.color().is_none() && !self.text.is_empty();
        let input = Input::new(self.name).color(self.ink).hint(hint).bad(bad);
        let response = if role.is_some() { input } else { input.mono() }.show(ui, &mut typed);
        if response.changed() {
            let typed = typed.trim();
            let role = role_named(looks, typed, self.lang);
            changed = Some(role.map_or(typed, |role| role.key).to_owned());
        }
        ColorAnswer { changed, ended: response.lost_focus() }
    }

    /// The colour that it is.
    fn color(&self) -> Option<Color32> {
        theme::parse_color(self.project.looks.resolve(self.text))
    }

    /// The swatch alone, with its picker; `named` says whether the colours of the project are offered first.
    pub(super) fn swatch_ui(&self, ui: &mut Ui, named: bool) -> Option<String> {
        let theme = Theme::current(ui);
        let color = self.color();
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
        let shown = popup.show(|ui| {
            let role = if named { self.roles_ui(ui) } else { None };
            let picked = widgets::color_picker(ui, old, &colors(self.project), self.lang);
            role.or_else(|| (picked != old).then(|| theme::color_text(picked)))
        });
        shown?.inner
    }

    /// The colours of the project by name; the key of the one that was clicked.
    fn roles_ui(&self, ui: &mut Ui) -> Option<String> {
        let theme = Theme::current(ui);
        let looks = &self.project.looks;
        let mut picked = None;
        ui.label(
            RichText::new(t("Farben des Projekts", "Colors of the project").get(self.lang))
                .size(11.0)
                .color(theme.muted),
        );
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 3.0;
            for role in &COLOR_ROLES {
                let (rect, response) = ui.allocate_exact_size(vec2(18.0, 18.0), Sense::click());
                let name = role_name(looks, role, self.lang);
                let is_it = self.text.trim() == role.key;
                response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_it, name));
                let color = theme::parse_color(looks.resolve(role.key)).unwrap_or(Color32::TRANSPARENT);
                let hot = is_it || response.hovered() || response.has_focus();
                let stroke = if hot { Stroke::new(2.0, theme.select) } else { theme.border() };
                ui.painter().rect_filled(rect.shrink(1.0), 4.0, color);
                ui.painter().rect_stroke(rect, 4.0, stroke, StrokeKind::Inside);
                if widgets::tip(response, name).clicked() {
                    picked = Some(role.key.to_owned());
                }
            }
        });
        picked
    }
}
