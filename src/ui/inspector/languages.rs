//! The languages of the app in a line, and the way to its translations.

use egui::{RichText, Ui};

use super::padded;
use crate::editor::command::Action;
use crate::editor::view::View;
use crate::i18n::t;
use crate::say;
use crate::ui::Outbox;
use crate::ui::theme::Theme;
use crate::ui::widgets;

/// Draws it.
pub(super) fn languages_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
    let (lang, languages) = (view.lang, &view.editor.project().languages);
    widgets::section(ui, t("Sprachen der App", "App languages").get(lang));
    padded(ui, "project/languages", |ui| {
        let words = if languages.has_several() {
            languages.tags.iter().map(|tag| say::language(tag)).collect::<Vec<_>>().join(", ")
        } else {
            t("Texte gibt es in einer Sprache.", "Texts are in one language.").get(lang).to_owned()
        };
        ui.add(egui::Label::new(RichText::new(words).color(Theme::current(ui).muted)).wrap());
        let words = if languages.has_several() {
            t("Übersetzungen …", "Translations…")
        } else {
            t("Mehrere Sprachen …", "Several languages…")
        };
        if widgets::tool_button(ui, "languages", words.get(lang)).clicked() {
            out.act(Action::Languages);
        }
    });
    ui.add_space(6.0);
}
