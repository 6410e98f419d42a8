//! The project itself: what it is called, what it is for, what happens when it starts and stops, and what is in it.

use egui::{RichText, Ui};

use super::{NameField, State, fact_row, name_field, padded, row};
use crate::editor::command::Command;
use crate::editor::view::View;
use crate::i18n::t;
use crate::model::edit::Edit;
use crate::model::id::AppId;
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{self, Input};

/// Draws it.
pub(super) fn project_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    let project = view.editor.project();
    let theme = Theme::current(ui);
    let lang = view.lang;
    ui.add_space(10.0);
    padded(ui, "project/header", |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            widgets::icon_in_line(ui, "folder-kanban", 16.0, theme.accent);
            ui.add(egui::Label::new(RichText::new(&project.name).font(theme::semibold(14.0))).truncate());
        });
    });
    widgets::section(ui, t("Allgemein", "General").get(lang));
    let label = t("Name", "Name").get(lang);
    row(ui, "project/name", label, |ui| {
        let field = NameField { key: "project/name", label, current: &project.name, title: false };
        if let Some(name) = name_field(ui, state, &field, out) {
            out.edit_merged(Edit::RenameProject(name), "project/name");
        }
    });
    let label = t("Zweck", "Purpose").get(lang);
    // Sentences: they take the whole width, below their label.
    widgets::field_below(ui, label, |ui| {
        let mut text = project.purpose.clone();
        let hint = t("Wozu die App da ist", "What the app is for").get(lang);
        let response = Input::new(label).rows(4).hint(hint).show(ui, &mut text);
        if response.changed() {
            out.edit_merged(Edit::SetPurpose(text), "project/purpose");
        }
        if response.lost_focus() {
            out.push(Command::Seal);
        }
    });
    super::languages::languages_ui(ui, view, out);
    super::logic::logic_ui(ui, view, out, &AppId.into());
    ui.spacing_mut().item_spacing.y = 4.0;
    super::looks::looks_ui(ui, view, state, out);
    super::images::images_ui(ui, view, state, out);
    super::sounds::sounds_ui(ui, view, state, out);
    super::web::web_ui(ui, view, state, out);
    widgets::section(ui, t("Inhalt", "Content").get(lang));
    let controls: usize = project.screens.iter().map(|screen| screen.controls.len()).sum();
    let components = project.components().count();
    let lists = project.sources.iter().filter(|source| source.is_list()).count();
    let counts = [
        (t("Bildschirme", "Screens"), project.screens.len() - components),
        (t("Komponenten", "Components"), components),
        (t("Controls", "Controls"), controls),
        (t("Verbindungen", "Connections"), project.connections.len()),
        (t("Datenquellen", "Data sources"), project.sources.len() - lists),
        (t("Variablen", "Variables"), project.variables.len() + lists),
        (t("Zeitgeber", "Timers"), project.timers.len()),
        (t("Funktionen", "Functions"), project.functions.len()),
    ];
    // What is not there needs no line.
    for (words, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        fact_row(ui, &format!("project/{}", words.en), words.get(lang), &count.to_string());
    }
    if let Some(first) = project.screens.first() {
        fact_row(ui, "project/start", t("Beginnt mit", "Starts with").get(lang), &first.name);
    }
    let file = view.editor.path.as_ref().map(|path| path.display().to_string());
    let file = file.unwrap_or_else(|| t("nicht gespeichert", "not saved").get(lang).to_owned());
    fact_row(ui, "project/file", t("Datei", "File").get(lang), &file);
}
