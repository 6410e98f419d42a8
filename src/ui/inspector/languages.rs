//! The languages of the app in a line, which leads to its translations.

use egui::Ui;

use super::row;
use crate::editor::command::Action;
use crate::editor::view::View;
use crate::i18n::t;
use crate::say;
use crate::ui::Outbox;
use crate::ui::widgets;

/// Draws it.
pub(super) fn languages_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
    let (lang, languages) = (view.lang, &view.editor.project().languages);
    let names: Vec<String> = languages.tags.iter().map(|tag| say::language(tag)).collect();
    let words = match &names[..] {
        [] | [_] => t("Mehrere …", "Several…").get(lang).to_owned(),
        [_, _] => names.join(", "),
        [first, ..] => format!("{first} + {}", names.len() - 1),
    };
    row(ui, "project/languages", t("Sprachen", "Languages").get(lang), |ui| {
        let button = widgets::tool_button(ui, "languages", &words);
        let tip = t("Texte der App in anderen Sprachen", "Texts of the app in other languages").get(lang);
        if button.on_hover_text(if names.len() > 1 { names.join(", ") } else { tip.to_owned() }).clicked() {
            out.act(Action::Languages);
        }
    });
}
