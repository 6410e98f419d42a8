//! Translations into a spreadsheet and back: by the clipboard, and by a CSV file.

use egui::{RichText, Ui};

use super::{LanguagesForm, set};
use crate::editor::once::LastSeen;
use crate::editor::request::Request;
use crate::editor::sentence::Sentence;
use crate::editor::sheet::{SheetCommand, SheetEvent};
use crate::i18n::{Lang, t};
use crate::language::words::sheet::{self, ReadSheet};
use crate::model::languages::AppLanguages;
use crate::model::source::delimited;
use crate::ui::Outbox;
use crate::ui::dialogs::Frame;
use crate::ui::theme::Theme;
use crate::ui::widgets;

/// What has become of the file that was read or written last.
#[derive(Debug, Default)]
pub(super) struct TranslationFile {
    seen: Option<LastSeen>,
    said: Option<(bool, Sentence)>,
}

/// The buttons below the table, and what has become of what was asked for.
pub(super) fn buttons_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut LanguagesForm, out: &mut Outbox) {
    let (lang, project) = (frame.lang, frame.view.editor.project());
    let Some((_, found)) = &form.found else { return };
    let rows = || sheet::rows(project, &found.texts);
    if widgets::tool_button(ui, "copy", t("Kopieren", "Copy").get(lang)).clicked() {
        let lines = rows().into_iter().map(|row| row.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join("\t"));
        ui.ctx().copy_text(lines.collect::<Vec<_>>().join("\n"));
        let said = t(
            "Kopiert: In eine Tabellenkalkulation einfügen, übersetzen lassen und als CSV wieder laden.",
            "Copied: paste it into a spreadsheet, have it translated, and load it again as CSV.",
        );
        form.file.said = Some((true, Sentence::new(|lang| said.get(lang).to_owned())));
    }
    if widgets::tool_button(ui, "folder-open", t("CSV laden …", "Load CSV…").get(lang)).clicked() {
        out.push(Request::Sheet(SheetCommand::Load));
    }
    if widgets::tool_button(ui, "save", t("CSV sichern …", "Save CSV…").get(lang)).clicked() {
        // With the mark by which spreadsheets know the letters.
        let csv = format!("\u{feff}{}", delimited::write(&rows()));
        let name = format!("{} {}", project.name, t("Sprachen", "languages").get(lang));
        out.push(Request::Sheet(SheetCommand::Save { name, csv }));
    }
    let unused = found.unused.len();
    if unused > 0 {
        let words = match lang {
            Lang::De => format!("{unused} nicht mehr benutzte entfernen"),
            Lang::En => format!("Remove {unused} no longer used"),
        };
        if widgets::tool_button(ui, "trash-2", &words).clicked() {
            let mut changed = AppLanguages::clone(&project.languages);
            changed.texts.retain(|text, _| !found.unused.contains(text));
            set(out, changed);
        }
    }
    if let Some((is_well, sentence)) = &form.file.said {
        let theme = Theme::current(ui);
        let color = if *is_well { theme.muted } else { theme.bad };
        let words = sentence.get(lang);
        ui.add(egui::Label::new(RichText::new(words).color(color)).truncate()).on_hover_text(words);
    }
}

/// A cell as a spreadsheet takes it from the clipboard.
fn quoted(cell: &str) -> String {
    if cell.contains(['\t', '\n', '"']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

/// Takes in what has become of what was asked for.
pub(super) fn follow(frame: Frame<'_>, form: &mut LanguagesForm, out: &mut Outbox) {
    let news = &frame.view.data.sheet;
    let Some(event) = news.unseen(form.file.seen.get_or_insert_with(|| news.seen())) else { return };
    form.file.said = Some(match event {
        SheetEvent::Read(name, bytes) => read(frame, form, name, bytes, out),
        SheetEvent::Saved(path) => {
            let path = path.display().to_string();
            (true, Sentence::new(|lang| format!("{}: {path}", t("Gesichert", "Saved").get(lang))))
        }
        SheetEvent::Failed(sentence) => (false, sentence.clone()),
        SheetEvent::NoDialog => {
            let sentence = t(
                "Dieses System hat keinen Dateidialog. „Kopieren“ legt die Tabelle in die Zwischenablage; eingefügt wird in den Feldern.",
                "This system has no file dialog. “Copy” puts the table into the clipboard; the fields take what is pasted.",
            );
            (false, Sentence::new(|lang| sentence.get(lang).to_owned()))
        }
    });
}

fn read(frame: Frame<'_>, form: &LanguagesForm, name: &str, bytes: &[u8], out: &mut Outbox) -> (bool, Sentence) {
    let rows = delimited::read(&delimited::decoded(bytes));
    let texts = form.found.as_ref().map(|(_, found)| found.texts.as_slice()).unwrap_or_default();
    let name = name.to_owned();
    let Some((languages, ReadSheet { taken, unknown })) = sheet::read(frame.view.editor.project(), texts, &rows) else {
        let sentence = t(
            "Die erste Zeile nennt keine Sprachen: Sie braucht Kürzel oder Namen, wie „de; pl“ oder „Deutsch; Polski“.",
            "The first row names no languages: it needs tags or names, such as “de; pl” or “Deutsch; Polski”.",
        );
        return (false, Sentence::new(|lang| format!("{name}: {}", sentence.get(lang))));
    };
    set(out, languages);
    let sentence = Sentence::new(|lang| {
        let loaded = match lang {
            Lang::De => format!("{name}: {taken} Übersetzungen geladen."),
            Lang::En => format!("{name}: {taken} translations loaded."),
        };
        match (unknown, lang) {
            (0, _) => loaded,
            (_, Lang::De) => format!("{loaded} {unknown} Zeilen passen zu keinem Text der App."),
            (_, Lang::En) => format!("{loaded} {unknown} rows fit no text of the app."),
        }
    });
    (unknown == 0, sentence)
}
