//! The screen in another language while it is designed: whether all of its texts have room is seen before it hangs on a
//! wall. What is edited stays what is written.

use std::sync::Arc;

use egui::{CornerRadius, Rect, RichText, StrokeKind, Ui, UiBuilder, pos2, vec2};

use super::State;
use crate::editor::view::View;
use crate::i18n::t;
use crate::language::words;
use crate::model::project::Project;
use crate::player::property::Properties;
use crate::say;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;

/// The language that is looked at, and the project in it.
#[derive(Debug, Default)]
pub(super) struct LanguageLook {
    /// Its tag; empty for the one that texts are written in.
    tag: String,
    /// The project that was translated last, and what it was translated from.
    shown: Option<(Arc<Project>, Arc<Project>)>,
}

impl LanguageLook {
    /// The text of a control as it was shown last in another language.
    #[cfg(test)]
    pub(super) fn shown_text(&self, control: crate::model::id::ControlId) -> Option<String> {
        let (_, shown) = self.shown.as_ref()?;
        Some(shown.control(control)?.properties.get("text")?.literal()?.to_text())
    }

    fn place(&self, project: &Project) -> usize {
        project.languages.tags.iter().position(|tag| *tag == self.tag).unwrap_or(0)
    }

    /// The project in the language that is looked at. Translated anew only after an edit.
    pub(super) fn project(&mut self, project: &Arc<Project>) -> Arc<Project> {
        let place = self.place(project);
        if place == 0 {
            self.shown = None;
            return Arc::clone(project);
        }
        if let Some((of, shown)) = &self.shown
            && Arc::ptr_eq(of, project)
            && shown.languages.shown_in() == place
        {
            return Arc::clone(shown);
        }
        let shown = words::in_language(project, place);
        self.shown = Some((Arc::clone(project), Arc::clone(&shown)));
        shown
    }

    /// What bound properties show, in the language that is looked at.
    pub(super) fn translate(&self, project: &Project, bound: &mut Properties) {
        let place = self.place(project);
        if place == 0 {
            return;
        }
        for (id, of_control) in bound {
            let Some(control) = project.control(*id) else { continue };
            for (key, value) in of_control {
                if let Some(said) = words::live_text(project, (control, None), key, value, place) {
                    *value = said;
                }
            }
        }
    }
}

/// Draws the switch at the lower left corner, where the app has several languages.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, state: &mut State, canvas: Rect) {
    let (project, theme) = (view.editor.project(), Theme::current(ui));
    let languages = &project.languages;
    if !languages.has_several() {
        return;
    }
    let place = state.language.place(project);
    // Tags where there is room for no more; who looks for the names finds them in the list.
    let is_few = languages.tags.len() <= 5;
    let width = if is_few { 44.0 * languages.tags.len() as f32 } else { 160.0 };
    let size = vec2(width + 40.0, theme::ROW + 10.0);
    let bar = Rect::from_min_size(pos2(canvas.left() + 16.0, canvas.bottom() - size.y - 16.0), size);
    let back = ui.interact(bar, ui.scope_id().with("language"), egui::Sense::click_and_drag());
    let name = t("Gezeigte Sprache", "Shown language").get(view.lang);
    back.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Group, true, name));
    let painter = ui.painter();
    painter.add(ui.visuals().popup_shadow.as_shape(bar, CornerRadius::same(8)));
    let border = if place > 0 { egui::Stroke::new(1.5, theme.accent) } else { theme.border() };
    painter.rect(bar, 8, theme.panel, border, StrokeKind::Inside);
    let ink = if place > 0 { theme.accent } else { theme.muted };
    widgets::icon_at(ui, pos2(bar.left() + 18.0, bar.center().y), "languages", 15.0, ink);
    let field = Rect::from_min_size(pos2(bar.left() + 34.0, bar.top() + 5.0), vec2(width, theme::ROW));
    let chosen = ui
        .scope_builder(UiBuilder::new().max_rect(field), |ui| {
            if is_few {
                let tags: Vec<String> = languages.tags.iter().map(|tag| tag.to_uppercase()).collect();
                let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
                return widgets::segmented(ui, &tags, place, width);
            }
            let shown = say::language(languages.tag(place));
            let mut chosen = None;
            widgets::choice_field(ui, name, (&shown, theme.text), |ui| {
                for (index, tag) in languages.tags.iter().enumerate() {
                    if ui.selectable_label(index == place, say::language(tag)).clicked() {
                        chosen = Some(index);
                    }
                }
            });
            chosen
        })
        .inner;
    if let Some(chosen) = chosen {
        languages.tag(chosen).clone_into(&mut state.language.tag);
    }
    let tip = t(
        "So sieht der Bildschirm in dieser Sprache aus. Bearbeitet wird der Text, wie er geschrieben ist.",
        "This is how the screen looks in this language. What is edited is the text as it is written.",
    );
    back.on_hover_text(RichText::new(tip.get(view.lang)));
}
