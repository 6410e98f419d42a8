//! The grid of a list with columns: titles and types on top, a row a line. Enter goes down and makes rows, Tab goes on to
//! the next cell, and rows of a spreadsheet are pasted wherever the keyboard is.

mod draft;
mod file;

use egui::{Align, Event, Key, Layout, Modifiers, RichText, ScrollArea, Ui, vec2};

use self::draft::{COLUMN_TYPES, ListDraft, Spot};
use super::Frame;
use crate::editor::once::LastSeen;
use crate::editor::sentence::Sentence;
use crate::i18n::{Lang, t};
use crate::model::source::list::RowList;
use crate::model::source::{ColumnType, MOST_ROWS};
use crate::model::types::truth;
use crate::say;
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{self, Input};

/// Widths of the number of a row and of a column, and the gap between, in points.
const NUMBER: f32 = 26.0;
const LEAST: f32 = 120.0;
const GAP: f32 = 6.0;
/// Room for the button at the end of a row.
const BUTTON: f32 = 28.0;
/// Most height of the rows.
const HEIGHT: f32 = 260.0;

/// What stands in the grid, and where the keyboard is.
#[derive(Debug)]
pub(super) struct ListForm {
    draft: ListDraft,
    /// The field that had the keyboard in the last frame.
    at: Option<Spot>,
    /// The field that gets it next.
    next: Option<Spot>,
    /// How far the rows are scrolled, in points.
    scrolled: f32,
    file: Box<SheetFile>,
}

/// The file that the rows came from or went to last.
#[derive(Debug, Default)]
struct SheetFile {
    /// The last news that it has seen; what was there before the dialog does not concern it.
    seen: Option<LastSeen>,
    /// What it held, and whether its first row counts as titles.
    loaded: Option<(String, Vec<Vec<String>>, bool)>,
    /// What has become of it, and whether that is well.
    said: Option<(bool, Sentence)>,
}

impl ListForm {
    /// A new list, or one that is there.
    pub(super) fn new(list: Option<&RowList>, lang: Lang) -> Self {
        let draft = list.map_or_else(|| ListDraft::new(lang), ListDraft::of);
        Self { draft, at: None, next: None, scrolled: 0.0, file: Box::default() }
    }

    /// The list as it is filled in; `None` while something is wrong with it.
    pub(super) fn list(&self) -> Option<RowList> {
        self.draft.list()
    }
}

/// Draws it; the list is called `name`.
pub(super) fn grid_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut ListForm, name: &str, out: &mut Outbox) {
    let lang = frame.lang;
    file::follow(frame, form);
    keys(ui, form);
    form.at = None;
    let count = form.draft.columns.len() as f32;
    let room = ui.available_width() - NUMBER - BUTTON - GAP - 12.0;
    let width = (room / count - GAP).max(LEAST);
    ScrollArea::horizontal().id_salt("list").auto_shrink([false, true]).show(ui, |ui| {
        ui.set_min_width(NUMBER + (width + GAP) * count + GAP + BUTTON + 12.0);
        heads_ui(ui, lang, form, width);
        rows_ui(ui, lang, form, width);
    });
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 10.0;
        if widgets::tool_button(ui, "plus", t("Zeile hinzufügen", "Add row").get(lang)).clicked() {
            form.draft.add_row();
            form.next = Some(Spot { row: form.draft.rows.len().checked_sub(1), column: 0 });
        }
        if widgets::tool_button(ui, "copy", t("Als CSV kopieren", "Copy as CSV").get(lang)).clicked() {
            ui.ctx().copy_text(form.draft.csv());
        }
        file::buttons_ui(ui, frame, form, name, out);
    });
    file::said_ui(ui, lang, form);
    let remark = t(
        "Zeilen aus einer Tabellenkalkulation oder CSV lassen sich einfügen; auf einem Spaltennamen mit Überschriften.",
        "Rows of a spreadsheet or CSV can be pasted; on the name of a column with titles.",
    );
    widgets::remark(ui, remark.get(lang));
}

/// Takes the keys and pasted rows that mean the grid, before a field does.
fn keys(ui: &Ui, form: &mut ListForm) {
    let Some(at) = form.at else { return };
    let (columns, rows) = (form.draft.columns.len(), form.draft.rows.len());
    let pasted = ui.input_mut(|input| {
        let is_rows =
            |event: &Event| matches!(event, Event::Paste(text) if text.trim_end().contains(['\t', '\n', ';']));
        let found = input.events.iter().position(is_rows)?;
        match input.events.remove(found) {
            Event::Paste(text) => Some(text),
            _ => None,
        }
    });
    if let Some(text) = pasted {
        form.draft.paste(at, &text);
    }
    let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    let below = at.row.map_or(0, |row| row + 1);
    if pressed(Modifiers::NONE, Key::Enter) || pressed(Modifiers::NONE, Key::ArrowDown) && below < rows {
        if below >= rows {
            form.draft.add_row();
        }
        form.next = Some(Spot { row: Some(below.min(form.draft.rows.len().saturating_sub(1))), ..at });
    } else if at.row.is_some() && pressed(Modifiers::NONE, Key::ArrowUp) {
        form.next = Some(Spot { row: at.row.and_then(|row| row.checked_sub(1)), ..at });
    } else if at.row.is_some() && pressed(Modifiers::SHIFT, Key::Tab) {
        form.next = Some(match (at.column.checked_sub(1), at.row.and_then(|row| row.checked_sub(1))) {
            (Some(column), _) => Spot { column, ..at },
            (None, row) => Spot { row, column: columns - 1 },
        });
    } else if at.column + 1 < columns && pressed(Modifiers::NONE, Key::Tab) {
        form.next = Some(Spot { column: at.column + 1, ..at });
    } else if below < rows && pressed(Modifiers::NONE, Key::Tab) {
        form.next = Some(Spot { row: Some(below), column: 0 });
    }
}

fn cell<R>(ui: &mut Ui, width: f32, content: impl FnOnce(&mut Ui) -> R) -> R {
    ui.allocate_ui_with_layout(vec2(width, theme::ROW), Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_width(width);
        ui.set_max_width(width);
        content(ui)
    })
    .inner
}

/// A field that takes part in the moves of the keyboard.
fn field(
    ui: &mut Ui,
    input: Input<'_>,
    text: &mut String,
    spot: Spot,
    (at, next): (&mut Option<Spot>, &mut Option<Spot>),
) {
    let response = input.show(ui, text);
    if *next == Some(spot) {
        *next = None;
        widgets::focus_all(ui, &response);
        response.scroll_to_me(None);
    }
    if response.has_focus() {
        *at = Some(spot);
    }
}

/// Titles and types.
fn heads_ui(ui: &mut Ui, lang: Lang, form: &mut ListForm, width: f32) {
    let mut gone = None;
    let several = form.draft.columns.len() > 1;
    let mut add = false;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        // As high as the buttons, so that all stands on one line.
        ui.set_min_height(theme::BUTTON);
        cell(ui, NUMBER - GAP, |_| {});
        for index in 0..form.draft.columns.len() {
            let flaw = form.draft.title_flaw(index, lang);
            let name = numbered(t("Spalte", "Column").get(lang), index);
            let ListForm { draft, at, next, .. } = &mut *form;
            let input = Input::new(&name).flaw(flaw);
            let spot = Spot { row: None, column: index };
            cell(ui, width, |ui| field(ui, input, &mut draft.columns[index].title, spot, (at, next)));
        }
        add = widgets::icon_button(ui, "plus", t("Spalte hinzufügen", "Add column").get(lang)).clicked();
    });
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        // As high as the buttons, so that all stands on one line.
        ui.set_min_height(theme::BUTTON);
        cell(ui, NUMBER - GAP, |_| {});
        for (index, column) in form.draft.columns.iter_mut().enumerate() {
            let room = if several { width - BUTTON - GAP } else { width };
            let name = numbered(t("Typ der Spalte", "Type of column").get(lang), index);
            let muted = Theme::current(ui).muted;
            cell(ui, room, |ui| {
                let shown = (say::column_type(column.ty, lang), muted);
                widgets::choice_field(ui, &name, shown, |ui| types_ui(ui, lang, &mut column.ty));
            });
            if several {
                let remove = numbered(t("Spalte entfernen", "Remove column").get(lang), index);
                cell(ui, BUTTON, |ui| {
                    if widgets::icon_button(ui, "x", &remove).clicked() {
                        gone = Some(index);
                    }
                });
            }
        }
    });
    if add {
        form.draft.add_column(lang);
        form.next = Some(Spot { row: None, column: form.draft.columns.len() - 1 });
    }
    if let Some(index) = gone {
        form.draft.remove_column(index);
    }
}

fn types_ui(ui: &mut Ui, lang: Lang, chosen: &mut ColumnType) {
    for ty in COLUMN_TYPES {
        if ui.selectable_label(*chosen == ty, say::column_type(ty, lang)).clicked() {
            *chosen = ty;
        }
    }
}

fn rows_ui(ui: &mut Ui, lang: Lang, form: &mut ListForm, width: f32) {
    let count = form.draft.rows.len();
    let mut gone = None;
    let mut area = ScrollArea::vertical().id_salt("list rows").max_height(HEIGHT).auto_shrink([false, true]);
    // A row that is out of sight comes into sight with the keyboard.
    if let Some(Spot { row: Some(row), .. }) = form.next {
        let top = row as f32 * (theme::BUTTON + GAP);
        if top < form.scrolled || top + theme::BUTTON > form.scrolled + HEIGHT {
            area = area.vertical_scroll_offset((top - HEIGHT / 2.0).max(0.0));
        }
    }
    ui.spacing_mut().item_spacing.y = GAP;
    let output = area.show_rows(ui, theme::BUTTON, count, |ui, rows| {
        for row in rows {
            if row_ui(ui, lang, form, (row, width)) {
                gone = Some(row);
            }
        }
    });
    form.scrolled = output.state.clamped_offset().y;
    if let Some(row) = gone {
        form.draft.rows.remove(row);
    }
    if count >= MOST_ROWS as usize {
        widgets::remark(ui, t("Mehr Zeilen hält eine Liste nicht", "A list holds no more rows").get(lang));
    }
}

/// Draws a row; whether it shall go.
fn row_ui(ui: &mut Ui, lang: Lang, form: &mut ListForm, (row, width): (usize, f32)) -> bool {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        ui.set_min_height(theme::BUTTON);
        let faint = Theme::current(ui).faint;
        cell(ui, NUMBER - GAP, |ui| {
            ui.label(RichText::new((row + 1).to_string()).font(theme::regular(11.5)).color(faint))
        });
        for column in 0..form.draft.columns.len() {
            let flaw = form.draft.cell_flaw(row, column, lang);
            let ListForm { draft, at, next, .. } = &mut *form;
            let name = format!("{} {}", draft.columns[column].title.trim(), row + 1);
            let is_truth = draft.columns[column].ty == ColumnType::Bool;
            let text = &mut draft.rows[row][column];
            cell(ui, width, |ui| {
                if is_truth && flaw.is_none() {
                    return truth_ui(ui, lang, &name, text);
                }
                field(ui, Input::new(&name).flaw(flaw), text, Spot { row: Some(row), column }, (at, next));
            });
        }
        widgets::icon_button(ui, "x", &numbered(t("Zeile entfernen", "Remove row").get(lang), row)).clicked()
    })
    .inner
}

fn truth_ui(ui: &mut Ui, lang: Lang, name: &str, text: &mut String) {
    let on = truth(text).unwrap_or(false);
    let word = if on { t("ja", "yes") } else { t("nein", "no") };
    let ink = Theme::current(ui).text;
    if widgets::switch(ui, name, Some(on), (word.get(lang), ink)) {
        *text = (!on).to_string();
    }
}

/// The name of a field or button: that of the first is the word alone.
fn numbered(word: &str, index: usize) -> String {
    if index == 0 { word.to_owned() } else { format!("{word} {}", index + 1) }
}
