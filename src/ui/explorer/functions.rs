//! Functions.

use egui::Ui;

use super::data::empty_row;
use super::rename::{Named, rename_ui};
use super::screens::{handler_ui, item, rename_item};
use super::{State, drag};
use crate::editor::command::{Action, Command};
use crate::editor::dialog::Dialog;
use crate::editor::request::Request;
use crate::editor::selection::Selection;
use crate::editor::tabs::Tab;
use crate::editor::view::View;
use crate::i18n::t;
use crate::language::api::functions::signature;
use crate::language::blocks::function::TRIGGERS;
use crate::model::edit::Edit;
use crate::model::function::{CALLED, Function};
use crate::model::handler::HandlerRef;
use crate::say;
use crate::ui::Outbox;
use crate::ui::theme::PAD;
use crate::ui::widgets::{self, TreeRow};

/// Draws them.
pub(super) fn functions_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    let title = t("Funktionen", "Functions").get(view.lang);
    if widgets::section_with_plus(ui, title, t("Funktion hinzufügen", "Add function").get(view.lang)) {
        out.act(Action::AddFunction);
    }
    let functions = &view.editor.project().functions;
    for function in functions {
        function_ui(ui, view, state, out, function);
    }
    let invitation = t("Bausteine mehrfach nutzen …", "Use blocks again and again…");
    if functions.is_empty() && empty_row(ui, invitation.get(view.lang)) {
        out.act(Action::AddFunction);
    }
}

fn function_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, function: &Function) {
    let named = Named::Item(function.id.into());
    if rename_ui(ui, view, state, out, (&named, PAD + 16.0)) {
        return;
    }
    let hint = say::function_shape(function, view.lang);
    let selected = view.editor.selection == Selection::one(function.id);
    let row = TreeRow::new(&function.name).icon("square-function").hint(&hint).selected(selected).draggable();
    let response = ui.push_id(function.id, |ui| row.show(ui)).inner;
    state.reveal(&response, view, &function.id.into());
    drag(ui, view, &response, function.id);
    let body = || Command::OpenTab(Tab::Handler(HandlerRef::new(function.id, CALLED)));
    if response.clicked() {
        out.push(Command::Select(Selection::one(function.id)));
    }
    if response.double_clicked() {
        out.push(body());
    }
    response.context_menu(|ui| {
        ui.set_min_width(180.0);
        if item(ui, t("Öffnen", "Open").get(view.lang)) {
            out.push(body());
        }
        if item(ui, t("Eingaben und Ergebnis …", "Inputs and result…").get(view.lang)) {
            out.push(Command::OpenDialog(Dialog::EditFunction(function.id)));
        }
        rename_item(ui, view, state, &named);
        if item(ui, t("Duplizieren", "Duplicate").get(view.lang)) {
            out.edit(Edit::AddFunction(function.clone()));
        }
        if item(ui, t("Aufruf fürs Skript kopieren", "Copy call for scripts").get(view.lang)) {
            out.push(Request::CopyText(signature(function)));
        }
        ui.separator();
        if item(ui, t("Löschen", "Delete").get(view.lang)) {
            out.push(Command::Delete(vec![function.id.into()]));
        }
    });
    for (trigger, handler) in &function.handlers {
        let at = HandlerRef::new(function.id, trigger);
        handler_ui(ui, view, out, (TRIGGERS, &at, handler, 2));
    }
}
