//! A data source: name, connection, topics.

use egui::Ui;

use super::super::logic;
use super::super::{NameField, State, copy_row, fact_row, name_field, padded, row};
use super::header_ui;
use crate::editor::command::Command;
use crate::editor::dialog::Dialog;
use crate::editor::view::View;
use crate::i18n::{Lang, t};
use crate::model::edit::Edit;
use crate::model::id::SourceId;
use crate::model::source::{Source, setting};
use crate::model::value::Value;
use crate::say;
use crate::ui::Outbox;
use crate::ui::dialogs::labels;
use crate::ui::theme::Theme;
use crate::ui::widgets::{self, Input};

/// Draws it; `false` where the source is gone.
pub(in super::super) fn source_ui(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    out: &mut Outbox,
    id: SourceId,
) -> bool {
    let project = view.editor.project();
    let Some(source) = project.source(id) else { return false };
    let lang = view.lang;
    let key = format!("source/{id}");
    let (icon, kind) = if source.is_list() {
        ("table-2", t("Liste mit Spalten", "List with columns"))
    } else {
        ("database", t("Datenquelle", "Data source"))
    };
    header_ui(ui, &key, icon, &source.name, kind.get(lang));
    widgets::section(ui, t("Allgemein", "General").get(lang));
    let label = t("Name", "Name").get(lang);
    row(ui, &format!("{key}/name"), label, |ui| {
        if let Some(name) =
            name_field(ui, state, &NameField { key: &key, label, current: &source.name, title: false }, out)
        {
            out.edit_merged(Edit::Rename(id.into(), name), key.clone());
        }
    });
    if source.is_list() {
        list_ui(ui, view, source);
    } else {
        receiving_ui(ui, view, state, out, source);
    }
    let label = t("Im Skript", "In scripts").get(lang);
    copy_row(ui, &format!("{key}/ident"), label, &format!("data.{}", source.ident), lang, out);
    padded(ui, &format!("{key}/buttons"), |ui| {
        ui.add_space(6.0);
        if widgets::tool_button(ui, "pencil", t("Bearbeiten …", "Edit…").get(lang)).clicked() {
            out.push(Command::OpenDialog(Dialog::EditSource(id)));
        }
    });
    logic::logic_ui(ui, view, out, &id.into());
    true
}

/// The columns of a list, and how many rows it has.
fn list_ui(ui: &mut Ui, view: &View<'_>, list: &Source) {
    let lang = view.lang;
    row(ui, &format!("source/{}/columns", list.id), t("Spalten", "Columns").get(lang), |ui| {
        ui.vertical(|ui| {
            for column in list.columns() {
                widgets::remark(ui, &format!("{} · {}", column.title, say::column_type(column.ty, lang)));
            }
        });
    });
    let at_start = list.list.as_ref().map_or(0, |list| list.rows.len());
    let label = t("Anfangs", "At start").get(lang);
    fact_row(ui, &format!("source/{}/rows", list.id), label, &rows_text(at_start, lang));
    if let Some(table) = view.run().and_then(|run| run.tables.get(&list.id)) {
        fact_row(ui, &format!("source/{}/now", list.id), t("Jetzt", "Now").get(lang), &rows_text(table.len(), lang));
    }
}

/// `1 Zeile`, `2 Zeilen`.
fn rows_text(count: usize, lang: Lang) -> String {
    match (count, lang) {
        (1, Lang::De) => "1 Zeile".to_owned(),
        (_, Lang::De) => format!("{count} Zeilen"),
        (1, Lang::En) => "1 row".to_owned(),
        (_, Lang::En) => format!("{count} rows"),
    }
}

/// The connection of a source, and what it listens to there.
fn receiving_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, source: &Source) {
    let (project, lang) = (view.editor.project(), view.lang);
    let key = format!("source/{}", source.id);
    let label = t("Verbindung", "Connection").get(lang);
    let connection = project.connection(&source.connection);
    let shown = connection.map_or_else(|| t("gelöscht", "deleted").get(lang), |connection| connection.shown_name(lang));
    let ink = Theme::current(ui).text;
    row(ui, &format!("{key}/connection"), label, |ui| {
        widgets::choice_field(ui, label, (shown, ink), |ui| {
            for connection in &project.connections {
                let chosen = connection.id == source.connection;
                if ui.selectable_label(chosen, connection.shown_name(lang)).clicked() && !chosen {
                    out.edit(Edit::SetSource(Source { connection: connection.id.clone(), ..source.clone() }));
                }
            }
        });
    });
    if source.subscriptions.is_empty() {
        topics_ui(ui, view, state, out, source);
    } else {
        columns_ui(ui, lang, source);
    }
    let label = t("Empfangen", "Receive").get(lang);
    row(ui, &format!("{key}/enabled"), label, |ui| {
        let on = source.enabled();
        let word = if on { t("an", "on") } else { t("aus", "off") };
        if widgets::switch(ui, label, Some(on), (word.get(lang), ink)) {
            let mut changed = source.clone();
            changed.settings.insert(setting::ENABLED.to_owned(), Value::from(!on));
            if !on {
                // On is the usual and leaves no trace in the file.
                changed.settings.remove(setting::ENABLED);
            }
            out.edit(Edit::SetSource(changed));
        }
    });
    counts_ui(ui, view, source);
}

/// The subscriptions of a source that has columns; they are edited in its dialog.
fn columns_ui(ui: &mut Ui, lang: Lang, source: &Source) {
    let label = t("Spalten", "Columns").get(lang);
    row(ui, &format!("source/{}/columns", source.id), label, |ui| {
        ui.vertical(|ui| {
            for subscription in source.all_subscriptions() {
                let title = if subscription.title.is_empty() { "–" } else { &subscription.title };
                let path = if subscription.path().is_empty() { "" } else { " · " };
                widgets::remark(ui, &format!("{title} ← {}{path}{}", subscription.filter, subscription.path()));
            }
        });
    });
}

/// While the app runs: what has arrived, and what could not be read of it.
fn counts_ui(ui: &mut Ui, view: &View<'_>, source: &Source) {
    let Some(table) = view.run().and_then(|run| run.tables.get(&source.id)) else { return };
    let lang = view.lang;
    let label = t("Empfangen bisher", "Received so far").get(lang);
    row(ui, &format!("source/{}/counts", source.id), label, |ui| {
        let words = match lang {
            Lang::De => format!("{} Nachrichten, {} Werte nicht lesbar", table.received, table.unreadable),
            Lang::En => format!("{} messages, {} values unreadable", table.received, table.unreadable),
        };
        if table.unreadable > 0 { widgets::flaw(ui, &words) } else { widgets::remark(ui, &words) }
    });
}

fn topics_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, source: &Source) {
    let lang = view.lang;
    let label = t("Topics", "Topics").get(lang);
    let key = format!("source/{}/topics", source.id);
    // What is typed keeps its empty lines; the project does not.
    let typed = state.typing.as_ref().filter(|(field, _)| *field == key).map(|(_, text)| text.clone());
    let mut text = typed.unwrap_or_else(|| source.topics.join("\n"));
    let flaw = labels::topics_flaw(&text, lang);
    row(ui, &key, label, |ui| {
        ui.vertical(|ui| {
            let hint = t("halle1/#\nein Filter je Zeile", "hall1/#\none filter per line").get(lang);
            let response = Input::new(label).rows(2).mono().hint(hint).flaw(flaw.as_deref()).show(ui, &mut text);
            if response.changed() {
                let topics = labels::topics(&text);
                out.edit_merged(Edit::SetSource(Source { topics, ..source.clone() }), key.clone());
            }
            if response.has_focus() {
                state.typing = Some((key.clone(), text.clone()));
            } else if response.lost_focus() {
                state.typing = None;
                out.push(Command::Seal);
            }
            let remark = if text.trim().is_empty() {
                t("Ohne Topics: nur senden", "Without topics: send only")
            } else {
                t("+ eine Ebene, # alles darunter", "+ one level, # all below")
            };
            widgets::remark(ui, remark.get(lang));
        });
    });
}
