//! A new variable: name, type, value at start. A list with columns is made and edited here too.

use egui::Ui;

use super::list::{ListForm, grid_ui};
use super::source::WaitingSlot;
use super::{Buttons, Frame, cancel, labels, modal_ui, name_row, row};
use crate::editor::view::View;
use crate::i18n::{Lang, t};
use crate::model::blocks::edit::GraphEdit;
use crate::model::edit::Edit;
use crate::model::id::{SourceId, VariableId};
use crate::model::item::Item;
use crate::model::names::unique_name;
use crate::model::source::Source;
use crate::model::source::list::RowList;
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
    /// The list that is edited.
    old: Option<SourceId>,
    /// The columns and rows, once it is a list with columns.
    list: Option<ListForm>,
    name: String,
    ty: Ty,
    initial: String,
    on: bool,
}

impl VariableForm {
    /// A new variable.
    pub(super) fn new(view: &View<'_>, slot: Option<WaitingSlot>) -> Self {
        let wanted = t("Variable", "Variable").get(view.lang);
        // Who comes from a block about rows wants a list with columns.
        let is_list = slot.as_ref().is_some_and(|(_, _, key)| key == SOURCE);
        let wanted = if is_list { t("Liste", "List").get(view.lang) } else { wanted };
        let name = unique_name(wanted, names(view, None));
        let list = is_list.then(|| ListForm::new(None, view.lang));
        Self { slot, old: None, list, name, ty: Ty::Text, initial: String::new(), on: false }
    }

    /// A list with columns that is there.
    pub(super) fn of_list(view: &View<'_>, list: &Source) -> Self {
        let form = ListForm::new(list.list.as_deref(), view.lang);
        Self { old: Some(list.id), list: Some(form), name: list.name.clone(), ..Self::new(view, None) }
    }

    /// What it is once the dialog is done; `None` while something is wrong.
    fn edit(&self, view: &View<'_>) -> Option<Edit> {
        if self.name_flaw(view).is_some() {
            return None;
        }
        let name = self.name.trim().to_owned();
        let Some(list) = &self.list else { return Some(Edit::AddVariable(name, self.ty, self.value()?)) };
        let list: RowList = list.list()?;
        let Some(old) = self.old else {
            return Some(Edit::InsertSource(Source::of_list(SourceId(0), &name, "", list)));
        };
        let source = view.editor.project().source(old)?.clone();
        Some(Edit::SetSource(Source { name, list: Some(std::sync::Arc::new(list)), ..source }))
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
        let taken = names(view, self.old).any(|other| other.eq_ignore_ascii_case(name));
        taken.then(|| t("Der Name ist schon vergeben", "This name is taken").get(view.lang))
    }
}

/// Key of the slot for a list, in blocks about rows.
const SOURCE: &str = "source";

/// The names that are taken: those of variables, and of lists and data sources, whose names in scripts stand beside them.
fn names<'a>(view: &View<'a>, except: Option<SourceId>) -> impl Iterator<Item = &'a str> + Clone {
    let project = view.editor.project();
    let sources = project.sources.iter().filter(move |source| Some(source.id) != except);
    project.variables.iter().map(|variable| variable.name.as_str()).chain(sources.map(|source| source.name.as_str()))
}

/// Draws the dialog; whether it closes.
pub(super) fn dialog_ui(ui: &Ui, frame: Frame<'_>, form: &mut VariableForm, out: &mut Outbox) -> bool {
    let lang = frame.lang;
    let (title, primary) = match form.old {
        Some(_) => (t("Liste bearbeiten", "Edit list"), t("Speichern", "Save")),
        None => (t("Neue Variable", "New variable"), t("Anlegen", "Create")),
    };
    let ready = form.edit(frame.view).is_some();
    let buttons = Buttons { primary: primary.get(lang), cancel: Some(cancel(lang)), ready };
    let width = if form.list.is_some() { 760.0 } else { 660.0 };
    let answer = modal_ui(ui, (title.get(lang), width, lang), &buttons, |ui| body_ui(ui, frame, form, out), |_| {});
    let edit = form.edit(frame.view).filter(|_| answer.submit);
    let Some(edit) = edit else { return answer.close };
    match form.slot.clone() {
        None => out.edit(edit),
        Some((at, block, slot)) => {
            // It gets the next free id, so the slot can point at it within the same step.
            let next = frame.view.editor.project().next_id;
            let id = if form.list.is_some() { Item::from(SourceId(next)) } else { Item::from(VariableId(next)) };
            let fill = Edit::Graph(at, GraphEdit::SetSlot { block, slot, value: Some(id.into()) });
            out.edit(Edit::All(edit.label(), vec![edit, fill]));
        }
    }
    true
}

fn body_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut VariableForm, out: &mut Outbox) {
    let lang = frame.lang;
    let flaw = form.name_flaw(frame.view);
    name_row(ui, (lang, frame.fresh), flaw, &mut form.name);
    if form.old.is_none() {
        type_ui(ui, lang, form);
    }
    if let Some(list) = &mut form.list {
        ui.add_space(4.0);
        return grid_ui(ui, frame, list, &form.name, out);
    }
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

/// The types; the last one is the list with columns.
fn type_ui(ui: &mut Ui, lang: Lang, form: &mut VariableForm) {
    row(ui, t("Typ", "Type").get(lang), |ui| {
        let mut labels = labels::TYPES.map(|ty| say::type_label(ty).get(lang)).to_vec();
        // Beside "list", which it follows.
        labels.push(t("Mit Spalten", "With columns").get(lang));
        let of_type = labels::TYPES.iter().position(|ty| *ty == form.ty).unwrap_or(0);
        let chosen = if form.list.is_some() { labels.len() - 1 } else { of_type };
        let width = ui.available_width();
        if let Some(i) = widgets::segmented(ui, &labels, chosen, width) {
            match labels::TYPES.get(i) {
                Some(ty) => (form.ty, form.list) = (*ty, None),
                None => form.list = Some(ListForm::new(None, lang)),
            }
        }
    });
}
