//! Connections, data sources and variables.

use std::time::Instant;

use egui::{Color32, Ui};

use super::rename::{Named, Rename, rename_ui};
use super::screens::{handler_ui, item, rename_item};
use super::{State, drag};
use crate::editor::command::{Action, Command};
use crate::editor::dialog::Dialog;
use crate::editor::request::Request;
use crate::editor::selection::Selection;
use crate::editor::tabs::Tab;
use crate::editor::view::View;
use crate::i18n::{Lang, Text, t};
use crate::language;
use crate::model::connection::Connection;
use crate::model::edit::Edit;
use crate::model::handler::HandlerRef;
use crate::model::id::ConnectionId;
use crate::model::run::Status;
use crate::model::source::Source;
use crate::model::types::Ty;
use crate::model::value::Value;
use crate::model::variable::Variable;
use crate::say;
use crate::ui::Outbox;
use crate::ui::dialogs::labels;
use crate::ui::theme::{PAD, Theme};
use crate::ui::widgets::{self, TreeRow};

/// Draws the connections.
pub(super) fn connections_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    let title = t("Verbindungen", "Connections").get(view.lang);
    if widgets::section_with_plus(ui, title, t("Verbindung hinzufügen", "Add connection").get(view.lang)) {
        out.act(Action::AddConnection);
    }
    for connection in &view.editor.project().connections {
        connection_ui(ui, view, state, out, connection);
    }
}

fn connection_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, connection: &Connection) {
    let named = Named::Item(connection.id.clone().into());
    if rename_ui(ui, view, state, out, (&named, PAD + 10.0)) {
        return;
    }
    let theme = Theme::current(ui);
    let (mut color, words) = state_of(view, &theme, connection);
    if view.run().is_some_and(|run| run.is_held_up(&connection.id, Instant::now())) && color != theme.bad {
        color = theme.warn;
    }
    let uses = state.uses.of(&connection.id.clone().into());
    let hint = match words {
        Some(words) => words.get(view.lang).to_owned(),
        None if uses == 0 => String::new(),
        None => format!("{uses}×"),
    };
    let counters = view.run().and_then(|run| run.counters.get(&connection.id));
    let hint = match counters.and_then(|counters| say::waiting(counters.waiting, view.lang)) {
        Some(waiting) if words.is_some() => format!("{hint} · {waiting}"),
        Some(waiting) => waiting,
        None => hint,
    };
    let selected = view.editor.selection == Selection::one(connection.id.clone());
    let mut row = TreeRow::new(connection.shown_name(view.lang)).lamp(color).hint(&hint).selected(selected).draggable();
    if connection.is_unchecked() && words.is_none() {
        row = row.hint(labels::UNCHECKED.get(view.lang)).hint_color(theme.warn);
    }
    let mut response = ui.push_id(&connection.id, |ui| row.show(ui)).inner;
    state.reveal(&response, view, &connection.id.clone().into());
    drag(ui, view, &response, connection.id.clone());
    if let Some(counters) = counters {
        let status = say::status(view.data.statuses.get(&connection.id).unwrap_or(&Status::Idle), view.lang);
        response = widgets::tip(response, format!("{status}\n{}", say::counters(counters, view.lang)));
    }
    if response.clicked() {
        out.push(Command::Select(Selection::one(connection.id.clone())));
    }
    if response.double_clicked() {
        out.push(Command::OpenDialog(Dialog::EditConnection(Some(connection.id.clone()))));
    }
    response.context_menu(|ui| {
        ui.set_min_width(210.0);
        if item(ui, t("Bearbeiten …", "Edit…").get(view.lang)) {
            out.push(Command::OpenDialog(Dialog::EditConnection(Some(connection.id.clone()))));
        }
        rename_item(ui, view, state, &named);
        if item(ui, t("ID kopieren", "Copy id").get(view.lang)) {
            out.push(Request::CopyText(connection.id.as_str().to_owned()));
        }
        if item(ui, t("Datenquelle mit dieser Verbindung …", "Data source with this connection…").get(view.lang)) {
            out.push(Command::Select(Selection::one(connection.id.clone())));
            out.push(Command::OpenDialog(Dialog::NewSource(None)));
        }
        ui.separator();
        if item(ui, t("Löschen", "Delete").get(view.lang)) {
            out.push(Command::Delete(vec![connection.id.clone().into()]));
        }
    });
}

/// Colour of a connection's lamp, and a word where the state is not the usual one.
fn state_of(view: &View<'_>, theme: &Theme, connection: &Connection) -> (Color32, Option<Text>) {
    match view.data.statuses.get(&connection.id) {
        None | Some(Status::Idle) if connection.is_local() && view.data.local_port.is_some() => (theme.run, None),
        None | Some(Status::Idle) => (theme.faint, None),
        Some(Status::Disconnected) => (theme.faint, Some(t("getrennt", "disconnected"))),
        Some(Status::Connecting { .. }) => (theme.warn, Some(t("verbindet …", "connecting…"))),
        Some(Status::Connected) => (theme.run, None),
        Some(Status::Retrying { .. }) => (theme.warn, Some(t("getrennt", "offline"))),
        Some(Status::Failed(_)) => (theme.bad, Some(t("Fehler", "failed"))),
    }
}

/// Draws the data sources.
pub(super) fn sources_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    let title = t("Datenquellen", "Data sources").get(view.lang);
    if widgets::section_with_plus(ui, title, t("Datenquelle hinzufügen", "Add data source").get(view.lang)) {
        out.act(Action::AddSource);
    }
    let sources = &view.editor.project().sources;
    let mut is_empty = true;
    for source in sources.iter().filter(|source| !source.is_list()) {
        source_ui(ui, view, state, out, source);
        is_empty = false;
    }
    if is_empty && empty_row(ui, t("Topic empfangen …", "Receive a topic…").get(view.lang)) {
        out.act(Action::AddSource);
    }
}

fn source_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, source: &Source) {
    let named = Named::Item(source.id.into());
    if rename_ui(ui, view, state, out, (&named, PAD + 16.0)) {
        return;
    }
    let off = view.run().map_or_else(|| !source.enabled(), |run| run.off.contains(&source.id));
    let hint = match source.filters().as_slice() {
        _ if source.is_list() => list_words(view, source),
        [] => t("nur senden", "send only").get(view.lang).to_owned(),
        _ if off => t("ausgeschaltet", "switched off").get(view.lang).to_owned(),
        [one] => (*one).to_owned(),
        [first, rest @ ..] => format!("{first} +{}", rest.len()),
    };
    let selected = view.editor.selection == Selection::one(source.id);
    let row = TreeRow::new(&source.name)
        .icon(if source.is_list() { "table-2" } else { "rss" })
        .hint(&hint)
        .selected(selected)
        .draggable();
    let response = ui.push_id(source.id, |ui| row.show(ui)).inner;
    state.reveal(&response, view, &source.id.into());
    drag(ui, view, &response, source.id);
    if response.clicked() {
        out.push(Command::Select(Selection::one(source.id)));
    }
    if response.double_clicked() {
        out.push(Command::OpenDialog(Dialog::EditSource(source.id)));
    }
    response.context_menu(|ui| {
        ui.set_min_width(180.0);
        if item(ui, t("Bearbeiten …", "Edit…").get(view.lang)) {
            out.push(Command::OpenDialog(Dialog::EditSource(source.id)));
        }
        let triggers = language::triggers(view.editor.project(), &source.id.into());
        for trigger in triggers {
            if item(ui, &format!("{} …", trigger.title(view.lang))) {
                out.push(Command::OpenTab(Tab::Handler(HandlerRef::new(source.id, trigger.key))));
            }
        }
        rename_item(ui, view, state, &named);
        if item(ui, t("Duplizieren", "Duplicate").get(view.lang)) {
            out.edit(Edit::InsertSource(source.clone()));
        }
        if let Some(link) = source.link() {
            connection_item(ui, view, out, link);
        }
        ui.separator();
        if item(ui, t("Löschen", "Delete").get(view.lang)) {
            out.push(Command::Delete(vec![source.id.into()]));
        }
    });
    columns_ui(ui, view, out, source);
    for (trigger, handler) in &source.handlers {
        let at = HandlerRef::new(source.id, trigger);
        handler_ui(ui, view, out, (language::triggers(view.editor.project(), &at.owner), &at, handler, 2));
    }
}

/// What a list is, and how many rows it has now.
fn list_words(view: &View<'_>, list: &Source) -> String {
    let running = view.run().and_then(|run| run.tables.get(&list.id)).map(|table| table.len());
    let rows = running.unwrap_or_else(|| list.list.as_ref().map_or(0, |list| list.rows.len()));
    match (rows, view.lang) {
        (1, Lang::De) => "Liste · 1 Zeile".to_owned(),
        (_, Lang::De) => format!("Liste · {rows} Zeilen"),
        (1, Lang::En) => "List · 1 row".to_owned(),
        (_, Lang::En) => format!("List · {rows} rows"),
    }
}

/// The columns of a source: what is dragged from here is the value that came last for it.
fn columns_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, source: &Source) {
    for column in source.columns() {
        let Some(id) = column.id else { continue };
        let row = TreeRow::new(column.title).icon("columns-3").hint(say::column_type(column.ty, view.lang)).depth(1);
        let response = ui.push_id(("column", id), |ui| row.draggable().show(ui)).inner;
        drag(ui, view, &response, id);
        if response.clicked() {
            out.push(Command::Select(Selection::one(source.id)));
        }
        if response.double_clicked() {
            out.push(Command::OpenDialog(Dialog::EditSource(source.id)));
        }
    }
}

/// The entry that leads from a source to its connection.
fn connection_item(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, id: &ConnectionId) {
    if view.editor.project().connection(id).is_some()
        && item(ui, t("Verbindung zeigen", "Show connection").get(view.lang))
    {
        out.push(Command::Select(Selection::one(id.clone())));
    }
}

/// Draws the variables.
pub(super) fn variables_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    let title = t("Variablen", "Variables").get(view.lang);
    if widgets::section_with_plus(ui, title, t("Variable hinzufügen", "Add variable").get(view.lang)) {
        out.act(Action::AddVariable);
    }
    let variables = &view.editor.project().variables;
    for variable in variables {
        variable_ui(ui, view, state, out, variable);
    }
    let mut lists = view.editor.project().sources.iter().filter(|source| source.is_list()).peekable();
    let is_empty = variables.is_empty() && lists.peek().is_none();
    for list in lists {
        source_ui(ui, view, state, out, list);
    }
    if is_empty && empty_row(ui, t("Wert merken …", "Remember a value…").get(view.lang)) {
        out.act(Action::AddVariable);
    }
}

fn variable_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, variable: &Variable) {
    let named = Named::Item(variable.id.into());
    if rename_ui(ui, view, state, out, (&named, PAD + 10.0)) {
        return;
    }
    let theme = Theme::current(ui);
    let running = view.run().and_then(|run| run.variables.get(&variable.id));
    let hint = variable_words(variable.ty, running.unwrap_or(&variable.initial), view.lang);
    let selected = view.editor.selection == Selection::one(variable.id);
    let mut row = TreeRow::new(&variable.name).lamp(theme.ty(variable.ty)).hint(&hint).selected(selected).draggable();
    if running.is_some() {
        row = row.hint_color(theme.text);
    }
    let response = ui.push_id(variable.id, |ui| row.show(ui)).inner;
    state.reveal(&response, view, &variable.id.into());
    drag(ui, view, &response, variable.id);
    if response.clicked() {
        out.push(Command::Select(Selection::one(variable.id)));
    }
    if response.double_clicked() {
        state.rename = Rename::of(view.editor.project(), named.clone());
    }
    response.context_menu(|ui| {
        ui.set_min_width(180.0);
        for trigger in language::blocks::variable::TRIGGERS {
            if item(ui, &format!("{} …", trigger.title(view.lang))) {
                out.push(Command::OpenTab(Tab::Handler(HandlerRef::new(variable.id, trigger.key))));
            }
        }
        rename_item(ui, view, state, &named);
        if item(ui, t("Duplizieren", "Duplicate").get(view.lang)) {
            out.edit(Edit::AddVariable(variable.name.clone(), variable.ty, variable.initial.clone()));
        }
        if item(ui, t("Name im Skript kopieren", "Copy name for scripts").get(view.lang)) {
            out.push(Request::CopyText(format!("data.{}", variable.ident)));
        }
        ui.separator();
        if item(ui, t("Löschen", "Delete").get(view.lang)) {
            out.push(Command::Delete(vec![variable.id.into()]));
        }
    });
    for (trigger, handler) in &variable.handlers {
        let at = HandlerRef::new(variable.id, trigger);
        handler_ui(ui, view, out, (language::blocks::variable::TRIGGERS, &at, handler, 2));
    }
}

/// Type and value of a variable: `Text · „A3“`, `Zahl · 17`.
fn variable_words(ty: Ty, value: &Value, lang: Lang) -> String {
    let name = say::type_label(ty);
    let text = value.to_text();
    let value = match (value, lang) {
        (Value::Text(_), Lang::De) => format!("„{text}“"),
        (Value::Text(_), Lang::En) => format!("“{text}”"),
        (Value::Bool(true), Lang::De) => "ja".to_owned(),
        (Value::Bool(false), Lang::De) => "nein".to_owned(),
        (Value::Bool(true), Lang::En) => "yes".to_owned(),
        (Value::Bool(false), Lang::En) => "no".to_owned(),
        (Value::Number(_) | Value::List(_) | Value::Record(_) | Value::Raw(_), _) => text,
    };
    format!("{} · {value}", name.get(lang))
}

/// The faint row of an empty section that says what belongs there and makes it.
pub(super) fn empty_row(ui: &mut Ui, words: &str) -> bool {
    let theme = Theme::current(ui);
    TreeRow::new(words).icon("plus").color(theme.faint).show(ui).clicked()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_read_as_type_and_value() {
        let words = |ty, value: Value| variable_words(ty, &value, Lang::De);
        assert_eq!(words(Ty::Text, Value::from("A3")), "Text · „A3“");
        assert_eq!(words(Ty::Number, Value::from(17.0)), "Zahl · 17");
        assert_eq!(words(Ty::Bool, Value::from(true)), "Ja/Nein · ja");
    }
}
