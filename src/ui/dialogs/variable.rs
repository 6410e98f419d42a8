//! A new variable: name, type, value at start.

use egui::Ui;

use super::source::WaitingSlot;
use super::{Buttons, Frame, cancel, labels, modal_ui, name_row, row};
use crate::editor::view::View;
use crate::i18n::t;
use crate::model::blocks::edit::GraphEdit;
use crate::model::edit::Edit;
use crate::model::id::VariableId;
use crate::model::item::Item;
use crate::model::names::unique_name;
use crate::model::types::Ty;
use crate::model::value::Value;
use crate::model::variable::Variable;
use crate::say;
use crate::ui::Outbox;
use crate::ui::theme::Theme;
use crate::ui::widgets::{self, Input};

/// What stands in the fields.
#[derive(Debug)]
pub(super) struct VariableForm {
    slot: Option<WaitingSlot>,
    name: String,
    ty: Ty,
    initial: String,
    on: bool,
}

impl VariableForm {
    /// A new variable.
    pub(super) fn new(view: &View<'_>, slot: Option<WaitingSlot>) -> Self {
        let wanted = t("Variable", "Variable").get(view.lang);
        let names = view.editor.project().variables.iter().map(|variable| variable.name.as_str());
        let name = unique_name(wanted, names);
        Self { slot, name, ty: Ty::Text, initial: String::new(), on: false }
    }

    /// The value at start; an empty number is 0.
    fn value(&self) -> Option<Value> {
        match self.ty {
            Ty::Bool => Some(Value::from(self.on)),
            Ty::Number if self.initial.trim().is_empty() => Some(Value::from(0.0)),
            _ => Variable::initial_from(self.ty, &self.initial),
        }
    }

    fn name_flaw(&self, view: &View<'_>) -> Option<&'static str> {
        let name = self.name.trim();
        if name.is_empty() {
            return Some(t("Ein Name fehlt", "A name is missing").get(view.lang));
        }
        let taken = view.editor.project().variables.iter().any(|other| other.name.eq_ignore_ascii_case(name));
        taken.then(|| t("Der Name ist schon vergeben", "This name is taken").get(view.lang))
    }
}

/// Draws the dialog; whether it closes.
pub(super) fn dialog_ui(ui: &Ui, frame: Frame<'_>, form: &mut VariableForm, out: &mut Outbox) -> bool {
    let lang = frame.lang;
    let ready = form.name_flaw(frame.view).is_none() && form.value().is_some();
    let buttons = Buttons { primary: t("Anlegen", "Create").get(lang), cancel: Some(cancel(lang)), ready };
    let title = t("Neue Variable", "New variable").get(lang);
    let answer = modal_ui(ui, (title, 460.0, lang), &buttons, |ui| body_ui(ui, frame, form), |_| {});
    let value = form.value().filter(|_| answer.submit && form.name_flaw(frame.view).is_none());
    let Some(value) = value else { return answer.close };
    let add = Edit::AddVariable(form.name.trim().to_owned(), form.ty, value);
    match form.slot.clone() {
        None => out.edit(add),
        Some((at, block, slot)) => {
            // The variable gets the next free id, so the slot can point at it within the same step.
            let id = Item::from(VariableId(frame.view.editor.project().next_id));
            let fill = Edit::Graph(at, GraphEdit::SetSlot { block, slot, value: Some(id.into()) });
            out.edit(Edit::All(add.label(), vec![add, fill]));
        }
    }
    true
}

fn body_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut VariableForm) {
    let lang = frame.lang;
    let flaw = form.name_flaw(frame.view);
    name_row(ui, (lang, frame.fresh), flaw, &mut form.name);
    row(ui, t("Typ", "Type").get(lang), |ui| {
        let labels = labels::TYPES.map(|ty| say::type_label(ty).get(lang));
        let chosen = labels::TYPES.iter().position(|ty| *ty == form.ty).unwrap_or(0);
        let width = ui.available_width();
        if let Some(i) = widgets::segmented(ui, &labels, chosen, width) {
            form.ty = labels::TYPES[i];
        }
    });
    let label = t("Startwert", "Start value").get(lang);
    row(ui, label, |ui| {
        if form.ty == Ty::Bool {
            let word = if form.on { t("ja", "yes") } else { t("nein", "no") };
            let ink = Theme::current(ui).text;
            if widgets::switch(ui, label, Some(form.on), (word.get(lang), ink)) {
                form.on = !form.on;
            }
            return;
        }
        let bad = form.value().is_none();
        let hint = if form.ty == Ty::Number { "0" } else { t("leer", "empty").get(lang) };
        let flaw = bad.then(|| labels::unreadable(form.ty).get(lang));
        let rows = if form.ty == Ty::List { 5 } else { 1 };
        ui.vertical(|ui| {
            Input::new(label).hint(hint).flaw(flaw).rows(rows).show(ui, &mut form.initial);
            if form.ty == Ty::List {
                widgets::remark(ui, labels::ONE_A_LINE.get(lang));
            }
        });
    });
}
