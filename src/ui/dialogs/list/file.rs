//! Rows of a list from a CSV file and into one: what is separated by what, in which letters, and whether the first row has
//! the titles, is found out; the last can be said otherwise.

use egui::{RichText, Ui};

use super::draft::Spot;
use super::{Frame, ListForm};
use crate::editor::request::Request;
use crate::editor::sentence::Sentence;
use crate::editor::sheet::{SheetCommand, SheetEvent};
use crate::i18n::{Lang, t};
use crate::model::source::{MOST_ROWS, delimited};
use crate::say;
use crate::ui::Outbox;
use crate::ui::theme::Theme;
use crate::ui::widgets;

/// *CSV laden …* and *CSV sichern …*.
pub(super) fn buttons_ui(ui: &mut Ui, frame: Frame<'_>, form: &ListForm, name: &str, out: &mut Outbox) {
    let lang = frame.lang;
    if widgets::tool_button(ui, "folder-open", t("CSV laden …", "Load CSV…").get(lang)).clicked() {
        out.push(Request::Sheet(SheetCommand::Load));
    }
    if widgets::tool_button(ui, "save", t("CSV sichern …", "Save CSV…").get(lang)).clicked() {
        // With the mark by which spreadsheets know the letters.
        let (csv, name) = (format!("\u{feff}{}", form.draft.csv()), name.trim());
        let name = if name.is_empty() { t("Liste", "List").get(lang) } else { name };
        out.push(Request::Sheet(SheetCommand::Save { name: name.to_owned(), csv }));
    }
}

/// Takes in what has become of what was asked for.
pub(super) fn follow(frame: Frame<'_>, form: &mut ListForm) {
    let news = &frame.view.data.sheet;
    let Some(event) = news.unseen(form.file.seen.get_or_insert_with(|| news.seen())) else { return };
    form.file.said = Some(match event {
        SheetEvent::Read(name, bytes) => return read(form, name, bytes, frame.lang),
        SheetEvent::Saved(path) => {
            let path = path.display().to_string();
            (true, Sentence::new(|lang| format!("{}: {path}", t("Gesichert", "Saved").get(lang))))
        }
        SheetEvent::Failed(sentence) => (false, sentence.clone()),
        SheetEvent::NoDialog => {
            let sentence = t(
                "Dieses System hat keinen Dateidialog. Den Inhalt der Datei kopieren und hier einfügen; „Als CSV kopieren“ geht den umgekehrten Weg.",
                "This system has no file dialog. Copy what the file holds and paste it here; “Copy as CSV” goes the other way.",
            );
            (false, Sentence::new(|lang| sentence.get(lang).to_owned()))
        }
    });
}

fn read(form: &mut ListForm, name: &str, bytes: &[u8], lang: Lang) {
    let text = delimited::decoded(bytes);
    if let Some(line) = delimited::open_quote(&text) {
        let name = name.to_owned();
        let sentence = Sentence::new(|lang| {
            let name = say::quoted(&name, lang);
            match lang {
                Lang::De => format!(
                    "{name}, Zeile {line}: Ein Anführungszeichen wird nicht geschlossen. Es schließen oder weglassen und die Datei noch einmal laden."
                ),
                Lang::En => format!(
                    "{name}, line {line}: A quotation mark is not closed. Close it or leave it out, and load the file again."
                ),
            }
        });
        form.file.said = Some((false, sentence));
        return;
    }
    let rows = delimited::read(&text);
    let titled = form.draft.has_titles(&rows);
    form.file.loaded = Some((name.to_owned(), rows, titled));
    take(form, lang);
}

/// Takes over what was read.
fn take(form: &mut ListForm, lang: Lang) {
    let Some((name, rows, titled)) = &form.file.loaded else { return };
    form.draft.load(rows, *titled, lang);
    let (name, there) = (name.clone(), rows.len() - usize::from(*titled && !rows.is_empty()));
    let too_many = there > MOST_ROWS as usize;
    let count = form.draft.rows.len();
    let wrong = form.draft.unreadable().map(|(Spot { row, column }, count)| {
        let title = form.draft.columns.get(column).map(|column| column.title.clone()).unwrap_or_default();
        (row.map_or(1, |row| row + 1), title, count)
    });
    let sentence = Sentence::new(|lang| {
        let file = say::quoted(&name, lang);
        let loaded = match (lang, count) {
            (Lang::De, 1) => format!("1 Zeile aus {file} geladen."),
            (Lang::De, count) => format!("{count} Zeilen aus {file} geladen."),
            (Lang::En, 1) => format!("1 row loaded from {file}."),
            (Lang::En, count) => format!("{count} rows loaded from {file}."),
        };
        let too_many = too_many.then(|| match lang {
            Lang::De => format!("Die Datei hat {there}; mehr hält eine Liste nicht."),
            Lang::En => format!("The file has {there}; a list holds no more."),
        });
        let wrong = wrong.as_ref().map(|(row, title, count)| {
            let title = say::quoted(title, lang);
            match (lang, count) {
                (Lang::De, 1) => format!(
                    "Nicht lesbar: Zeile {row}, Spalte {title}. Berichtigen, oder der Spalte einen anderen Typ geben."
                ),
                (Lang::De, count) => format!(
                    "{count} Zellen sind nicht lesbar, die erste in Zeile {row}, Spalte {title}. Berichtigen, oder der Spalte einen anderen Typ geben."
                ),
                (Lang::En, 1) => {
                    format!("Cannot be read: row {row}, column {title}. Correct it, or give the column another type.")
                }
                (Lang::En, count) => format!(
                    "{count} cells cannot be read, the first in row {row}, column {title}. Correct them, or give the column another type."
                ),
            }
        });
        [Some(loaded), too_many, wrong].into_iter().flatten().collect::<Vec<_>>().join(" ")
    });
    form.next = wrong.is_some().then(|| form.draft.unreadable()).flatten().map(|(spot, _)| spot);
    form.file.said = Some((wrong.is_none() && !too_many, sentence));
}

/// What has become of the file, and whether its first row counts as titles.
pub(super) fn said_ui(ui: &mut Ui, lang: Lang, form: &mut ListForm) {
    if let Some((is_well, sentence)) = &form.file.said {
        let theme = Theme::current(ui);
        let color = if *is_well { theme.muted } else { theme.bad };
        ui.add(egui::Label::new(RichText::new(sentence.get(lang)).color(color)).wrap());
    }
    let Some((_, _, titled)) = &mut form.file.loaded else { return };
    let words =
        t("Die erste Zeile der Datei hat die Spaltennamen", "The first row of the file has the names of the columns");
    let ink = Theme::current(ui).text;
    if widgets::switch(ui, words.get(lang), Some(*titled), (words.get(lang), ink)) {
        *titled = !*titled;
        take(form, lang);
    }
}
