//! The table itself: what is written, where it stands, and what it is in each language.

use egui::{Align, Event, Key, Layout, Modifiers, Popup, Rect, RichText, ScrollArea, Sense, Ui, vec2};

use super::{LanguagesForm, set};
use crate::editor::command::Command;
use crate::i18n::{Lang, t};
use crate::language::words::{self, ReadText, sheet};
use crate::model::edit::Edit;
use crate::model::excerpt;
use crate::model::languages::AppLanguages;
use crate::model::source::delimited;
use crate::say;
use crate::ui::Outbox;
use crate::ui::dialogs::Frame;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{self, Input};

/// Widths of where a text stands, and the least of a language.
const WHERE: f32 = 190.0;
const LEAST: f32 = 180.0;
const GAP: f32 = 8.0;
/// Most height of the rows.
const ROWS: f32 = 470.0;
/// What stands for the end of a line in a field of one line.
const LINE_END: &str = " ⏎ ";

/// A field: the row, and the language from the second on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TranslationSpot {
    row: usize,
    column: usize,
}

/// Draws the table; whether a click leads to where a text stands.
pub(super) fn table_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut LanguagesForm, out: &mut Outbox) -> bool {
    let languages = &frame.view.editor.project().languages;
    keys(ui, form, languages, out);
    form.at = None;
    let others = languages.others().len();
    let room = ui.available_width() - WHERE - GAP - 14.0;
    let width = (room / (others + 1) as f32 - GAP).max(LEAST);
    let mut leaves = false;
    ScrollArea::horizontal().id_salt("translations").auto_shrink([false, true]).show(ui, |ui| {
        ui.set_min_width((width + GAP) * (others + 1) as f32 + WHERE + 14.0);
        heads_ui(ui, frame, form, width, out);
        widgets::separator(ui);
        leaves = rows_ui(ui, frame, form, width, out);
    });
    leaves
}

fn cell<R>(ui: &mut Ui, width: f32, content: impl FnOnce(&mut Ui) -> R) -> R {
    ui.allocate_ui_with_layout(vec2(width, theme::ROW), Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_width(width);
        ui.set_max_width(width);
        content(ui)
    })
    .inner
}

/// The names of the languages, each with how much of it is missing.
fn heads_ui(ui: &mut Ui, frame: Frame<'_>, form: &LanguagesForm, width: f32, out: &mut Outbox) {
    let (lang, theme) = (frame.lang, Theme::current(ui));
    let languages = &frame.view.editor.project().languages;
    let Some((_, found)) = &form.found else { return };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        ui.set_min_height(theme::BUTTON);
        cell(ui, width, |ui| {
            ui.label(RichText::new(say::language(languages.tag(0))).font(theme::semibold(13.0)).color(theme.text));
            let words = format!("{} {}", found.texts.len(), t("Texte", "texts").get(lang));
            ui.label(RichText::new(words).color(theme.faint));
        });
        cell(ui, WHERE, |ui| ui.label(RichText::new(t("Steht in", "Stands in").get(lang)).color(theme.muted)));
        for (tag, missing) in languages.others().iter().zip(&found.missing) {
            cell(ui, width, |ui| {
                let name = say::language(tag);
                ui.label(RichText::new(&name).font(theme::semibold(13.0)).color(theme.text));
                let (words, color) = match (missing, lang) {
                    (0, _) => (t("vollständig", "complete").get(lang).to_owned(), theme.run),
                    (1, Lang::De) => ("1 fehlt".to_owned(), theme.warn),
                    (count, Lang::De) => (format!("{count} fehlen"), theme.warn),
                    (count, Lang::En) => (format!("{count} missing"), theme.warn),
                };
                ui.label(RichText::new(words).color(color));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let remove = format!("{}: {name}", t("Sprache entfernen", "Remove language").get(lang));
                    if widgets::icon_button(ui, "x", &remove).clicked() {
                        let mut changed = AppLanguages::clone(languages);
                        changed.remove(tag);
                        set(out, changed);
                    }
                });
            });
        }
    });
}

fn rows_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut LanguagesForm, width: f32, out: &mut Outbox) -> bool {
    let count = form.rows.len();
    if count == 0 {
        let words = if form.only_missing && form.search.trim().is_empty() {
            t("Alles ist übersetzt.", "All is translated.")
        } else {
            t("Kein Text passt dazu.", "No text fits.")
        };
        ui.allocate_ui(vec2(ui.available_width(), 120.0), |ui| widgets::empty_state(ui, words.get(frame.lang), None));
        return false;
    }
    let mut area = ScrollArea::vertical().id_salt("translation rows").max_height(ROWS).auto_shrink([false, false]);
    let step = theme::BUTTON + 4.0;
    // A row that is out of sight comes into sight with the keyboard.
    if let Some(TranslationSpot { row, .. }) = form.next {
        let top = row as f32 * step;
        if top < form.scrolled || top + step > form.scrolled + ROWS {
            area = area.vertical_scroll_offset((top - ROWS / 2.0).max(0.0));
        }
    }
    let mut leaves = false;
    ui.spacing_mut().item_spacing.y = 4.0;
    let output = area.show_rows(ui, theme::BUTTON, count, |ui, rows| {
        for row in rows {
            leaves |= row_ui(ui, frame, form, (row, width), out);
        }
    });
    form.scrolled = output.state.clamped_offset().y;
    leaves
}

fn row_ui(
    ui: &mut Ui,
    frame: Frame<'_>,
    form: &mut LanguagesForm,
    (row, width): (usize, f32),
    out: &mut Outbox,
) -> bool {
    let theme = Theme::current(ui);
    let languages = &frame.view.editor.project().languages;
    let Some(text) = form.rows.get(row).cloned() else { return false };
    let read = form.found.as_ref().and_then(|(_, found)| found.texts.iter().find(|each| each.text == text)).cloned();
    let mut leaves = false;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        ui.set_min_height(theme::BUTTON);
        cell(ui, width, |ui| {
            let shown = excerpt::cut(&text, excerpt::LINE).replace('\n', LINE_END);
            let words = RichText::new(shown).color(if read.is_some() { theme.text } else { theme.faint });
            ui.add(egui::Label::new(words).truncate()).on_hover_text(&text);
        });
        leaves = cell(ui, WHERE, |ui| where_ui(ui, frame, read.as_ref(), &text, out));
        for (column, tag) in languages.others().iter().enumerate() {
            let spot = TranslationSpot { row, column };
            cell(ui, width, |ui| field_ui(ui, (frame.lang, languages), form, (&text, tag, read.as_ref(), spot), out));
        }
    });
    leaves
}

/// Where a text stands: a link there, or a list of links.
fn where_ui(ui: &mut Ui, frame: Frame<'_>, read: Option<&ReadText>, text: &str, out: &mut Outbox) -> bool {
    let lang = frame.lang;
    let Some(read) = read else {
        ui.label(RichText::new(t("nicht mehr benutzt", "no longer used").get(lang)).color(Theme::current(ui).faint));
        let name = format!("{}: {text}", t("Übersetzung entfernen", "Remove translation").get(lang));
        if widgets::icon_button(ui, "trash-2", &name).clicked() {
            let mut changed = AppLanguages::clone(&frame.view.editor.project().languages);
            changed.texts.remove(text);
            set(out, changed);
        }
        return false;
    };
    let project = frame.view.editor.project();
    let name = |place| say::place(project, place, lang);
    let Some(first) = read.places.first() else { return false };
    let more = read.places.len() - 1;
    let mut chosen = None;
    let room = ui.available_width() - if more > 0 { 34.0 } else { 0.0 };
    ui.scope(|ui| {
        ui.set_max_width(room);
        let words = RichText::new(name(first)).font(theme::regular(12.0)).color(Theme::current(ui).muted);
        let link = ui.add(egui::Label::new(words).truncate().sense(Sense::click()));
        if link.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text(name(first)).clicked() {
            chosen = Some(first);
        }
    });
    if more > 0 {
        let button = ui.small_button(format!("+{more}"));
        Popup::menu(&button).show(|ui| {
            for place in read.places.iter().take(40) {
                if ui.button(name(place)).clicked() {
                    chosen = Some(place);
                }
            }
        });
    }
    match chosen {
        Some(place) => {
            out.push(Command::GoTo(place.clone()));
            true
        }
        None => false,
    }
}

fn field_ui(
    ui: &mut Ui,
    (lang, languages): (Lang, &AppLanguages),
    form: &mut LanguagesForm,
    (text, tag, read, spot): (&str, &str, Option<&ReadText>, TranslationSpot),
    out: &mut Outbox,
) {
    let is_missing = read.is_some_and(|read| words::is_missing(languages, read, tag));
    let mut typed = languages.translation(text, tag).unwrap_or_default().replace('\n', LINE_END);
    let name = format!("{}: {}", say::language(tag), excerpt::cut(text, excerpt::LINE));
    let hint = if is_missing { t("fehlt", "missing").get(lang) } else { "" };
    let response = Input::new(&name).hint(hint).show(ui, &mut typed);
    if is_missing {
        let bar = Rect::from_min_size(response.rect.min + vec2(1.0, 5.0), vec2(3.0, response.rect.height() - 10.0));
        ui.painter().rect_filled(bar, 2, Theme::current(ui).warn);
    }
    if form.next == Some(spot) {
        form.next = None;
        widgets::focus_all(ui, &response);
    }
    if response.has_focus() {
        form.at = Some(spot);
    }
    if response.changed() {
        let mut changed = languages.clone();
        changed.set(text, tag, &typed.replace(LINE_END, "\n").replace('⏎', "\n"));
        out.edit_merged(Edit::SetLanguages(changed.into()), format!("languages/{tag}/{text}"));
    }
    if response.lost_focus() {
        out.push(Command::Seal);
    }
}

/// Takes the keys and pasted rows that mean the table, before a field does.
fn keys(ui: &Ui, form: &mut LanguagesForm, languages: &AppLanguages, out: &mut Outbox) {
    let Some(at) = form.at else { return };
    let (columns, rows) = (languages.others().len(), form.rows.len());
    let pasted = ui.input_mut(|input| {
        let is_rows = |event: &Event| matches!(event, Event::Paste(text) if text.trim_end().contains(['\t', '\n']));
        let found = input.events.iter().position(is_rows)?;
        match input.events.remove(found) {
            Event::Paste(text) => Some(text),
            _ => None,
        }
    });
    if let Some(text) = pasted {
        let texts: Vec<&str> = form.rows.iter().map(String::as_str).collect();
        let changed = sheet::pasted(languages, &texts, (at.row, at.column), &delimited::pasted(&text));
        set(out, changed);
        form.next = Some(at);
    }
    let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    let down = |row: usize| (row + 1 < rows).then_some(row + 1);
    // From the first and the last field Tab leads out of the table.
    let has_before = at.row > 0 || at.column > 0;
    let is_back = ui.input(|input| input.modifiers.shift);
    let has_after = !is_back && (at.row + 1 < rows || at.column + 1 < columns);
    if pressed(Modifiers::NONE, Key::Enter) || pressed(Modifiers::NONE, Key::ArrowDown) {
        // In the last row the keyboard stays, and what was typed is there.
        form.next = Some(TranslationSpot { row: down(at.row).unwrap_or(at.row), ..at });
    } else if pressed(Modifiers::NONE, Key::ArrowUp) {
        form.next = at.row.checked_sub(1).map(|row| TranslationSpot { row, ..at });
    } else if has_before && pressed(Modifiers::SHIFT, Key::Tab) {
        let before = at.column.checked_sub(1).map(|column| TranslationSpot { column, ..at });
        let above = || at.row.checked_sub(1).map(|row| TranslationSpot { row, column: columns - 1 });
        form.next = before.or_else(above);
    } else if has_after && pressed(Modifiers::NONE, Key::Tab) {
        let beside = (at.column + 1 < columns).then_some(TranslationSpot { column: at.column + 1, ..at });
        form.next = beside.or_else(|| down(at.row).map(|row| TranslationSpot { row, column: 0 }));
    }
}
