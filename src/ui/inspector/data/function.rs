//! A function: name, what goes in, what comes out.

use egui::Ui;

use super::super::{NameField, State, copy_row, fact_row, name_field, row};
use super::header_ui;
use crate::editor::command::Command;
use crate::editor::dialog::Dialog;
use crate::editor::view::View;
use crate::i18n::t;
use crate::language::api::functions::signature;
use crate::model::edit::Edit;
use crate::model::id::FunctionId;
use crate::say;
use crate::ui::Outbox;
use crate::ui::dialogs::function::result_label;
use crate::ui::widgets;

/// Draws it; `false` where the function is gone.
pub(in super::super) fn function_ui(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    out: &mut Outbox,
    id: FunctionId,
) -> bool {
    let Some(function) = view.editor.project().function(id) else { return false };
    let lang = view.lang;
    let key = format!("function/{id}");
    header_ui(ui, &key, "square-function", &function.name, t("Funktion", "Function").get(lang));
    widgets::section(ui, t("Allgemein", "General").get(lang));
    let label = t("Name", "Name").get(lang);
    row(ui, &format!("{key}/name"), label, |ui| {
        let look = NameField { key: &key, label, current: &function.name, title: false };
        if let Some(name) = name_field(ui, state, &look, out) {
            out.edit_merged(Edit::Rename(id.into(), name), key.clone());
        }
    });
    for parameter in &function.parameters {
        let key = format!("{key}/input/{}", parameter.id);
        fact_row(ui, &key, &parameter.name, say::type_label(parameter.ty).get(lang));
    }
    fact_row(ui, &format!("{key}/gives"), t("Ergebnis", "Result").get(lang), result_label(function.gives).get(lang));
    row(ui, &format!("{key}/change"), "", |ui| {
        if widgets::button(ui, t("Ändern …", "Change…").get(lang)).clicked() {
            out.push(Command::OpenDialog(Dialog::EditFunction(id)));
        }
    });
    let label = t("Im Skript", "In scripts").get(lang);
    copy_row(ui, &format!("{key}/ident"), label, &signature(function), lang, out);
    super::super::logic::logic_ui(ui, view, out, &id.into());
    true
}
