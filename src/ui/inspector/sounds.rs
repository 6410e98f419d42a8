//! The sounds of the project: to be heard, taken in and taken out.

use egui::Ui;

use super::{State, fold_line, padded};
use crate::editor::request::Request;
use crate::editor::sounds::SoundCommand;
use crate::editor::view::View;
use crate::i18n::t;
use crate::model::edit::Edit;
use crate::model::embedded::EmbeddedFile;
use crate::model::sound;
use crate::say;
use crate::ui::Outbox;
use crate::ui::theme::Theme;
use crate::ui::widgets;

/// Draws them.
pub(super) fn sounds_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    let (project, lang) = (view.editor.project(), view.lang);
    let words = t("Klänge", "Sounds").get(lang);
    let bytes: usize = project.sounds.values().map(|sound| sound.bytes().len()).sum();
    let title = match project.sounds.len() {
        0 => words.to_owned(),
        count => format!("{words} ({count}, {})", say::size(bytes as u64, lang)),
    };
    if fold_line(ui, &title, state.unfolded.sounds) {
        state.unfolded.sounds = !state.unfolded.sounds;
    }
    if !state.unfolded.sounds {
        return;
    }
    let used = sound::played_by(project, project.handlers().map(|(_, handler)| &**handler));
    let plays = view.data.preview.is_none();
    for (name, sound) in &project.sounds {
        sound_row(ui, view, (name, sound), (used.contains_key(name), plays), out);
    }
    padded(ui, "project/sounds/add", |ui| {
        ui.vertical(|ui| {
            let remark = t(
                "WAV, Ogg oder MP3. Mitgelieferte Töne gibt es im Block „Klang abspielen“.",
                "WAV, Ogg or MP3. The block “Play sound” has built-in sounds.",
            );
            widgets::remark(ui, remark.get(lang));
            let label = t("Klangdatei aufnehmen …", "Add sound file…").get(lang);
            if ui.button(label).clicked() {
                out.push(Request::Sound(SoundCommand::Choose(None)));
            }
        });
    });
}

fn sound_row(
    ui: &mut Ui,
    view: &View<'_>,
    (name, sound): (&str, &EmbeddedFile),
    (is_used, plays): (bool, bool),
    out: &mut Outbox,
) {
    let (lang, theme) = (view.lang, Theme::current(ui));
    padded(ui, &format!("project/sound/{name}"), |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            if plays {
                let tip = format!("{} {name}", t("Anhören:", "Listen:").get(lang));
                if widgets::icon_button(ui, "play", &tip).clicked() {
                    out.push(Request::Sound(SoundCommand::Hear(name.to_owned())));
                }
            }
            let size = say::size(sound.bytes().len() as u64, lang);
            let unused = if is_used { "" } else { t(" · unbenutzt", " · unused").get(lang) };
            let facts = format!("{size}{unused}");
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let tip = format!("{} {name}", t("Aus dem Projekt entfernen:", "Remove from project:").get(lang));
                if widgets::icon_button(ui, "trash-2", &tip).clicked() {
                    out.edit(Edit::SetSound(name.to_owned(), None));
                }
                ui.label(egui::RichText::new(facts).size(12.0).color(theme.faint));
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    ui.add(egui::Label::new(name).truncate());
                });
            });
        });
    });
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::editor::Editor;
    use crate::editor::command::Command;
    use crate::i18n::Lang;
    use crate::ui::inspector::inspector_ui;
    use crate::ui::testing::{Stage, click, project, shows, stage};

    #[test]
    fn a_sound_is_heard_and_taken_out() {
        let editor = Editor::new(project(&[], Lang::De).0, None, Lang::De);
        let mut harness = stage(editor, |ui, view, state, out| {
            ui.set_max_width(300.0);
            inspector_ui(ui, view, &mut state.inspector, out);
        });
        let file = Arc::new(EmbeddedFile::new(b"OggS".to_vec()).unwrap());
        let edit = Edit::SetSound("hupe.ogg".to_owned(), Some(file));
        harness.state_mut().editor.dispatch(Command::Edit { edit, merge: None });
        harness.run();
        click(&mut harness, "Klänge (1, 4 Byte)");
        assert!(shows(&harness, "unbenutzt"));
        click(&mut harness, "Anhören: hupe.ogg");
        let asked = |harness: &egui_kittest::Harness<'_, Stage>, command| {
            let wanted = Request::Sound(command).into();
            harness.state().asked.contains(&wanted)
        };
        assert!(asked(&harness, SoundCommand::Hear("hupe.ogg".to_owned())));
        click(&mut harness, "Aus dem Projekt entfernen: hupe.ogg");
        assert!(harness.state().editor.project().sounds.is_empty());
        click(&mut harness, "Klangdatei aufnehmen …");
        assert!(asked(&harness, SoundCommand::Choose(None)));
    }
}
