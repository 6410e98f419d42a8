//! Where a handler has stopped: which functions are being run, and what they and the app hold, which can be changed.

use egui::{Frame, Margin, RichText, Ui};

use crate::editor::command::Command;
use crate::editor::request::Request;
use crate::editor::run_state::RunState;
use crate::editor::view::View;
use crate::i18n::{Text, t};
use crate::language;
use crate::model::debug::{CallFrame, DebugCommand, LocalSlot, PausedHandler};
use crate::model::glimpse::Glimpse;
use crate::model::handler::HandlerRef;
use crate::model::id::VariableId;
use crate::model::place::Place;
use crate::model::types::Ty;
use crate::model::value::Value;
use crate::say;
use crate::ui::Outbox;
use crate::ui::theme::{self, PAD, Theme};
use crate::ui::widgets::{self, TreeRow};

/// Something that holds a value which can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holder {
    Local(LocalSlot),
    Variable(VariableId),
}

/// What it remembers between frames.
#[derive(Debug, Default)]
pub struct HeldState {
    /// What is being changed, and what is typed.
    typed: Option<(Holder, String)>,
    /// The function whose variables are shown: of which pause, and how far from the innermost.
    frame: Option<(u64, usize)>,
}

/// Draws it: nothing where no handler has stopped.
pub fn held_ui(ui: &mut Ui, view: &View<'_>, run: &RunState, state: &mut HeldState, out: &mut Outbox) {
    let Some(paused) = run.halted() else { return };
    let theme = Theme::current(ui);
    ui.spacing_mut().item_spacing.y = 0.0;
    if run.paused.len() > 1 {
        section(ui, t("Angehalten", "Paused").get(view.lang));
        for other in run.paused.iter().rev() {
            let name = handler_words(view, &other.handler);
            let is_front = other.activation == paused.activation;
            let row = TreeRow::new(&name).icon("circle-pause").selected(is_front);
            if ui.push_id(other.activation, |ui| row.show(ui)).inner.clicked() && !is_front {
                out.push(Request::LookAtPaused(other.activation));
            }
        }
    }
    section(ui, t("Aufrufe", "Calls").get(view.lang));
    let chosen = state.frame.filter(|(of, _)| *of == paused.activation).map_or(0, |(_, frame)| frame);
    for (number, frame) in paused.frames.iter().enumerate() {
        let (step, whose) = call_words(view, &frame.place);
        let icon = if number == 0 { "arrow-right" } else { "corner-down-right" };
        let row = TreeRow::new(&step).icon(icon).hint(&whose);
        if ui.push_id(("call", number), |ui| row.selected(number == chosen).show(ui)).inner.clicked() {
            state.frame = Some((paused.activation, number));
            out.push(Command::GoTo(frame.place.clone()));
        }
    }
    if let Some(frame) = paused.frames.get(chosen) {
        locals_ui(ui, view, (paused, frame), state, out);
    }
    if !paused.event.is_empty() {
        section(ui, t("Ereignis", "Event").get(view.lang));
        for (name, value) in &paused.event {
            row_ui(ui, view, (name, value, None), state, out);
        }
    }
    section(ui, t("Variablen", "Variables").get(view.lang));
    for variable in &view.editor.project().variables {
        let value = Glimpse::of(run.variables.get(&variable.id).unwrap_or(&variable.initial));
        let holder = Some((Holder::Variable(variable.id), paused.activation));
        row_ui(ui, view, (&variable.name, &value, holder), state, out);
    }
    if view.editor.project().variables.is_empty() {
        nothing(ui, t("Diese App hat keine Variablen", "This app has no variables"), view);
    }
    ui.add_space(8.0);
    let hint = t("Ein Doppelklick ändert einen Wert.", "A double click changes a value.").get(view.lang);
    Frame::NONE.inner_margin(Margin::symmetric(PAD as i8, 0)).show(ui, |ui| {
        ui.label(RichText::new(hint).font(theme::regular(12.0)).color(theme.faint));
    });
}

/// What is being run of a function or handler, and whose it is.
fn call_words(view: &View<'_>, place: &Place) -> (String, String) {
    let whose = place.handler().map(|at| handler_words(view, at)).unwrap_or_default();
    let step = match place {
        Place::Block(at, id) => {
            let graph = view.editor.project().handler(at).and_then(|handler| handler.graph());
            let def = graph.and_then(|graph| language::block(&graph.block(*id)?.kind));
            def.map(|def| def.label.get(view.lang).to_owned()).unwrap_or_default()
        }
        Place::Handler(_, Some(line)) => format!("{} {line}", t("Zeile", "Line").get(view.lang)),
        Place::Project | Place::Item(_) | Place::Handler(_, None) => String::new(),
    };
    (step, whose)
}

fn handler_words(view: &View<'_>, at: &HandlerRef) -> String {
    let names = language::handler_names(view.editor.project(), at);
    names.map_or_else(|| at.trigger.clone(), |(name, trigger)| format!("{name} · {trigger}"))
}

fn section(ui: &mut Ui, title: &str) {
    widgets::section(ui, title);
}

fn nothing(ui: &mut Ui, words: Text, view: &View<'_>) {
    Frame::NONE.inner_margin(Margin::symmetric(PAD as i8, 0)).show(ui, |ui| widgets::remark(ui, words.get(view.lang)));
}

fn locals_ui(
    ui: &mut Ui,
    view: &View<'_>,
    (paused, frame): (&PausedHandler, &CallFrame),
    state: &mut HeldState,
    out: &mut Outbox,
) {
    section(ui, t("Lokale Variablen", "Local variables").get(view.lang));
    for local in &frame.locals {
        let holder = Some((Holder::Local(local.slot), paused.activation));
        row_ui(ui, view, (&local.name, &local.value, holder), state, out);
    }
    if frame.locals.is_empty() {
        nothing(ui, t("Hier gibt es keine", "There are none here"), view);
    }
}

/// A name and its value; a double click changes the value.
fn row_ui(
    ui: &mut Ui,
    view: &View<'_>,
    (name, value, holder): (&str, &Glimpse, Option<(Holder, u64)>),
    state: &mut HeldState,
    out: &mut Outbox,
) {
    let theme = Theme::current(ui);
    if let Some((holder, activation)) = holder
        && let Some((_, text)) = state.typed.as_mut().filter(|(typed, _)| *typed == holder)
    {
        let ended = widgets::field_row(ui, name, |ui| {
            let field = widgets::Input::new(name).mono().show(ui, text);
            field.request_focus();
            let done = ui.input(|input| input.key_pressed(egui::Key::Enter));
            let left = field.clicked_elsewhere() || ui.input(|input| input.key_pressed(egui::Key::Escape));
            (done, done || left)
        });
        if ended.0 {
            out.push(Request::Debug(set(holder, activation, read(value, text))));
        }
        if ended.1 {
            state.typed = None;
        }
        return;
    }
    let shown = say::glimpse(value, view.lang);
    let ty = say::glimpse_type(value, view.lang);
    let row = TreeRow::new(name).icon("variable").hint(&shown).hint_color(theme.text);
    let response = ui.push_id((name, holder.map(|(holder, _)| format!("{holder:?}"))), |ui| row.show(ui)).inner;
    let response = widgets::tip(response, format!("{shown} · {ty}"));
    if let (Some((holder, _)), true) = (holder, response.double_clicked()) {
        let text = if let Glimpse::Plain(value) = value { value.to_text() } else { String::new() };
        state.typed = Some((holder, text));
    }
}

fn set(holder: Holder, activation: u64, value: Value) -> DebugCommand {
    match holder {
        Holder::Local(slot) => DebugCommand::SetLocal { activation, slot, value },
        Holder::Variable(id) => DebugCommand::SetVariable(id, value),
    }
}

/// What was typed, as the type of what was there where it can be one.
fn read(before: &Glimpse, text: &str) -> Value {
    let ty = match before {
        Glimpse::Plain(Value::Number(_)) => Ty::Number,
        Glimpse::Plain(Value::Bool(_)) => Ty::Bool,
        Glimpse::Table { named: false, .. } => Ty::List,
        Glimpse::Table { named: true, .. } => Ty::Record,
        _ => Ty::Text,
    };
    ty.parse(text).unwrap_or_else(|| Value::from(text))
}
