//! A function: name, what goes in, what comes out.

use std::collections::BTreeMap;

use egui::Ui;

use super::source::WaitingSlot;
use super::{Buttons, Frame, cancel, modal_ui, name_row, row};
use crate::editor::view::View;
use crate::i18n::{Lang, Text, t};
use crate::model::blocks::edit::GraphEdit;
use crate::model::edit::Edit;
use crate::model::function::{Function, MOST_PARAMETERS, Parameter};
use crate::model::id::FunctionId;
use crate::model::item::Item;
use crate::model::names::{is_same, unique_name};
use crate::model::types::Ty;
use crate::say;
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{self, Input};

/// What stands in the fields.
#[derive(Debug)]
pub(super) struct FunctionForm {
    function: Function,
    is_new: bool,
    slot: Option<WaitingSlot>,
    /// The input that gets the keyboard: it was just added.
    fresh: Option<usize>,
}

/// What is done with an input.
#[derive(Clone, Copy)]
enum Press {
    Up(usize),
    Remove(usize),
}

impl FunctionForm {
    /// A new function.
    pub(super) fn new(view: &View<'_>, slot: Option<WaitingSlot>) -> Self {
        let wanted = t("Funktion", "Function").get(view.lang);
        let functions = &view.editor.project().functions;
        let name = unique_name(wanted, functions.iter().map(|function| function.name.as_str()));
        let (id, ident, parameters, handlers) = (FunctionId(0), String::new(), Vec::new(), BTreeMap::new());
        let function = Function { id, name, ident, parameters, last_parameter: 0, gives: None, handlers };
        Self { function, is_new: true, slot, fresh: None }
    }

    /// One that is there.
    pub(super) fn of(view: &View<'_>, id: FunctionId) -> Self {
        let new = Self::new(view, None);
        match view.editor.project().function(id) {
            Some(function) => Self { function: function.clone(), is_new: false, ..new },
            None => new,
        }
    }

    fn name_flaw(&self, view: &View<'_>) -> Option<&'static str> {
        let name = self.function.name.trim();
        if name.is_empty() {
            return Some(t("Ein Name fehlt", "A name is missing").get(view.lang));
        }
        let mut others = view.editor.project().functions.iter().filter(|other| other.id != self.function.id);
        let taken = others.any(|other| is_same(&other.name, name));
        taken.then(|| t("Der Name ist schon vergeben", "This name is taken").get(view.lang))
    }

    /// What is wrong with the name of an input.
    fn input_flaw(&self, index: usize) -> Option<Text> {
        let name = self.function.parameters.get(index)?.name.trim();
        if name.is_empty() {
            return Some(t("Ein Name fehlt", "A name is missing"));
        }
        let before = self.function.parameters.iter().take(index);
        let taken = before.into_iter().any(|other| is_same(other.name.trim(), name));
        taken.then_some(t("Eine andere Eingabe heißt schon so", "Another input has this name"))
    }

    fn is_ready(&self, view: &View<'_>) -> bool {
        let inputs = 0..self.function.parameters.len();
        self.name_flaw(view).is_none() && inputs.into_iter().all(|index| self.input_flaw(index).is_none())
    }

    fn edit(&self, view: &View<'_>) -> Edit {
        let name = self.function.name.trim().to_owned();
        let function = Function { name, ..self.function.clone() };
        if !self.is_new {
            return Edit::SetFunction(function);
        }
        let add = Edit::AddFunction(function);
        let Some((at, block, slot)) = self.slot.clone() else { return add };
        // The function gets the next free id, so the slot can point at it within the same step.
        let id = Item::from(FunctionId(view.editor.project().next_id));
        let fill = Edit::Graph(at, GraphEdit::SetSlot { block, slot, value: Some(id.into()) });
        Edit::All(add.label(), vec![add, fill])
    }
}

/// Draws the dialog; whether it closes.
pub(super) fn dialog_ui(ui: &Ui, frame: Frame<'_>, form: &mut FunctionForm, out: &mut Outbox) -> bool {
    let lang = frame.lang;
    let (title, primary) = if form.is_new {
        (t("Neue Funktion", "New function"), t("Anlegen", "Create"))
    } else {
        (t("Funktion", "Function"), t("Übernehmen", "Apply"))
    };
    let ready = form.is_ready(frame.view);
    let buttons = Buttons { primary: primary.get(lang), cancel: Some(cancel(lang)), ready };
    let answer = modal_ui(ui, (title.get(lang), 560.0, lang), &buttons, |ui| body_ui(ui, frame, form), |_| {});
    if !answer.submit || !form.is_ready(frame.view) {
        return answer.close;
    }
    out.edit(form.edit(frame.view));
    true
}

fn body_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut FunctionForm) {
    let lang = frame.lang;
    let flaw = form.name_flaw(frame.view);
    name_row(ui, (lang, frame.fresh), flaw, &mut form.function.name);
    row(ui, t("Eingaben", "Inputs").get(lang), |ui| inputs_ui(ui, lang, form));
    let label = t("Ergebnis", "Result").get(lang);
    row(ui, label, |ui| {
        let shown = result_label(form.function.gives).get(lang);
        let ink = Theme::current(ui).text;
        widgets::choice_field(ui, label, (shown, ink), |ui| {
            for gives in std::iter::once(None).chain(Ty::ALL.map(Some)) {
                if ui.selectable_label(gives == form.function.gives, result_label(gives).get(lang)).clicked() {
                    form.function.gives = gives;
                }
            }
        });
    });
    row(ui, "", |ui| {
        let about = if form.function.gives.is_some() {
            t(
                "Der Baustein „Ergebnis zurückgeben“ beendet die Funktion und gibt das Ergebnis dem Aufrufer.",
                "The block “Return result” ends the function and gives the result to the caller.",
            )
        } else {
            t("Die Funktion tut nur etwas.", "The function only does something.")
        };
        widgets::remark(ui, about.get(lang));
    });
}

/// The type of a result in words.
pub(in crate::ui) fn result_label(gives: Option<Ty>) -> Text {
    gives.map_or(t("kein Ergebnis", "no result"), say::type_label)
}

fn inputs_ui(ui: &mut Ui, lang: Lang, form: &mut FunctionForm) {
    let mut press = None;
    let fresh = form.fresh.take();
    for index in 0..form.function.parameters.len() {
        let flaw = form.input_flaw(index).map(|flaw| flaw.get(lang));
        let Some(parameter) = form.function.parameters.get_mut(index) else { continue };
        let pressed =
            ui.push_id(("input", index), |ui| input_ui(ui, lang, (index, fresh == Some(index)), flaw, parameter));
        press = press.or(pressed.inner);
    }
    let parameters = &mut form.function.parameters;
    match press {
        Some(Press::Up(index)) => parameters.swap(index - 1, index),
        Some(Press::Remove(index)) => {
            parameters.remove(index);
        }
        None => {}
    }
    let room = parameters.len() < MOST_PARAMETERS;
    let add = t("Eingabe hinzufügen", "Add input").get(lang);
    if ui.add_enabled_ui(room, |ui| widgets::tool_button(ui, "plus", add)).inner.clicked() {
        let name = unique_name(t("Eingabe", "Input").get(lang), parameters.iter().map(|each| each.name.as_str()));
        form.fresh = Some(parameters.len());
        parameters.push(Parameter { id: 0, name, ty: Ty::Number });
    }
}

/// The line of an input: its name, its type, and what can be done with it.
fn input_ui(
    ui: &mut Ui,
    lang: Lang,
    (index, has_keyboard): (usize, bool),
    flaw: Option<&'static str>,
    parameter: &mut Parameter,
) -> Option<Press> {
    const TYPE: f32 = 120.0;
    let mut press = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let width = ui.available_width() - TYPE - 6.0 - 2.0 * (theme::BUTTON + 6.0);
        let label = format!("{} {}", t("Eingabe", "Input").get(lang), index + 1);
        ui.scope(|ui| {
            ui.set_max_width(width);
            let response = Input::new(&label).flaw(flaw).show(ui, &mut parameter.name);
            if has_keyboard {
                widgets::focus_all(ui, &response);
            }
        });
        ui.scope(|ui| {
            ui.set_max_width(TYPE);
            type_ui(ui, lang, index, &mut parameter.ty);
        });
        let up = t("Nach oben", "Move up").get(lang);
        if widgets::icon_button_enabled(ui, "arrow-up", up, index > 0).clicked() {
            press = Some(Press::Up(index));
        }
        if widgets::icon_button(ui, "trash-2", t("Eingabe löschen", "Delete input").get(lang)).clicked() {
            press = Some(Press::Remove(index));
        }
    });
    press
}

fn type_ui(ui: &mut Ui, lang: Lang, index: usize, ty: &mut Ty) {
    let label = format!("{} {}", t("Typ von Eingabe", "Type of input").get(lang), index + 1);
    let ink = Theme::current(ui).text;
    widgets::choice_field(ui, &label, (say::type_label(*ty).get(lang), ink), |ui| {
        for each in Ty::ALL {
            if ui.selectable_label(each == *ty, say::type_label(each).get(lang)).clicked() {
                *ty = each;
            }
        }
    });
}
