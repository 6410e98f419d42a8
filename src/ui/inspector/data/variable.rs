//! A variable: name, type, value at start.

use egui::Ui;

use super::super::{NameField, State, copy_row, name_field, row};
use super::header_ui;
use crate::editor::command::Command;
use crate::editor::request::Request;
use crate::editor::view::View;
use crate::i18n::t;
use crate::model::edit::Edit;
use crate::model::id::VariableId;
use crate::model::types::Ty;
use crate::model::variable::Variable;
use crate::say;
use crate::ui::Outbox;
use crate::ui::dialogs::labels;
use crate::ui::theme::Theme;
use crate::ui::widgets::{self, Input};

/// Draws it; `false` where the variable is gone.
pub(in super::super) fn variable_ui(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    out: &mut Outbox,
    id: VariableId,
) -> bool {
    let project = view.editor.project();
    let Some(variable) = project.variable(id) else { return false };
    let lang = view.lang;
    let key = format!("variable/{id}");
    header_ui(ui, &key, "variable", &variable.name, t("Variable", "Variable").get(lang));
    widgets::section(ui, t("Allgemein", "General").get(lang));
    let label = t("Name", "Name").get(lang);
    row(ui, &format!("{key}/name"), label, |ui| {
        if let Some(name) =
            name_field(ui, state, &NameField { key: &key, label, current: &variable.name, title: false }, out)
        {
            out.edit_merged(Edit::Rename(id.into(), name), key.clone());
        }
    });
    let label = t("Typ", "Type").get(lang);
    let ink = Theme::current(ui).text;
    row(ui, &format!("{key}/type"), label, |ui| {
        widgets::choice_field(ui, label, (say::type_label(variable.ty).get(lang), ink), |ui| {
            for ty in labels::TYPES {
                if ui.selectable_label(ty == variable.ty, say::type_label(ty).get(lang)).clicked() && ty != variable.ty
                {
                    out.edit(Edit::SetVariable(with_type(variable, ty)));
                }
            }
        });
    });
    initial_ui(ui, view, state, out, variable);
    kept_ui(ui, view, out, variable);
    let label = t("Im Skript", "In scripts").get(lang);
    copy_row(ui, &format!("{key}/ident"), label, &format!("data.{}", variable.ident), lang, out);
    if let Some(value) = view.run().and_then(|run| run.variables.get(&id)) {
        super::super::fact_row(ui, &format!("{key}/now"), t("Jetzt", "Now").get(lang), &value.to_text());
    }
    super::super::logic::logic_ui(ui, view, out, &id.into());
    true
}

/// Whether it keeps its value, and the one that it has kept.
fn kept_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, variable: &Variable) {
    let lang = view.lang;
    let (key, theme) = (format!("variable/{}/kept", variable.id), Theme::current(ui));
    let label = t("Wert behalten", "Keep value").get(lang);
    row(ui, &key, label, |ui| {
        ui.vertical(|ui| {
            let word = if variable.kept { t("ja", "yes") } else { t("nein", "no") };
            if widgets::switch(ui, label, Some(variable.kept), (word.get(lang), theme.text)) {
                out.edit(Edit::SetVariable(Variable { kept: !variable.kept, ..variable.clone() }));
            }
            if variable.kept {
                let said = t(
                    "Die App beginnt mit dem letzten Wert; mit dem Startwert nur, solange es keinen gibt.",
                    "The app begins with the last value; with the start value only while there is none.",
                );
                widgets::remark(ui, said.get(lang));
            }
        });
    });
    let Some(value) = view.data.kept.get(&variable.id).filter(|_| variable.kept) else { return };
    let label = t("Letzter Wert", "Last value").get(lang);
    row(ui, &format!("{key}/value"), label, |ui| {
        let text = egui::RichText::new(value.to_text()).color(theme.muted);
        let room = ui.available_width() - 34.0;
        let layout = egui::Layout::left_to_right(egui::Align::Center);
        ui.allocate_ui_with_layout(egui::vec2(room, crate::ui::theme::ROW), layout, |ui| {
            ui.set_min_width(room);
            ui.add(egui::Label::new(text).truncate())
        });
        let tooltip = t("Vergessen: wieder mit dem Startwert beginnen", "Forget: begin with the start value again");
        if widgets::icon_button(ui, "rotate-ccw", tooltip.get(lang)).clicked() {
            out.push(Request::ForgetKept(variable.id));
        }
    });
}

/// The variable with another type; its value at start is kept where it can be read so.
fn with_type(variable: &Variable, ty: Ty) -> Variable {
    let initial = Variable::initial_from(ty, &variable.initial.to_text()).unwrap_or_else(|| ty.default_value());
    Variable { ty, initial, ..variable.clone() }
}

fn initial_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, variable: &Variable) {
    let lang = view.lang;
    let label = t("Startwert", "Start value").get(lang);
    let key = format!("variable/{}/initial", variable.id);
    row(ui, &key, label, |ui| {
        if variable.ty == Ty::Bool {
            let on = variable.initial.as_bool();
            let word = if on == Some(true) { t("ja", "yes") } else { t("nein", "no") };
            let ink = Theme::current(ui).text;
            if widgets::switch(ui, label, on, (word.get(lang), ink)) {
                let initial = (on != Some(true)).into();
                out.edit(Edit::SetVariable(Variable { initial, ..variable.clone() }));
            }
            return;
        }
        ui.vertical(|ui| {
            let typed = state.typing.as_ref().filter(|(field, _)| *field == key).map(|(_, text)| text.clone());
            let mut text = typed.unwrap_or_else(|| variable.initial_text());
            let bad = Variable::initial_from(variable.ty, &text).is_none();
            let flaw = bad.then(|| labels::unreadable(variable.ty).get(lang));
            let rows = if variable.ty == Ty::List { 6 } else { 1 };
            let response = Input::new(label).flaw(flaw).rows(rows).show(ui, &mut text);
            if response.changed()
                && let Some(initial) = Variable::initial_from(variable.ty, &text)
            {
                out.edit_merged(Edit::SetVariable(Variable { initial, ..variable.clone() }), key.clone());
            }
            if response.has_focus() {
                state.typing = Some((key.clone(), text));
            } else if response.lost_focus() {
                state.typing = None;
                out.push(Command::Seal);
            }
            if variable.ty == Ty::List {
                widgets::remark(ui, labels::ONE_A_LINE.get(lang));
            }
        });
    });
}
