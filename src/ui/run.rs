//! The running app: the current screen, fitted, with controls that react.
//!
//! It only shows what the engine reports and fires events; it never changes the project.

mod choose;
mod field;
mod live;
mod notice;
mod press;
mod stage;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::time::Instant;

use egui::{Sense, Ui, UiBuilder};

use self::live::Live;
use self::stage::Stage;
use super::Outbox;
use super::controls::{Kind, Touch, flag};
use super::theme::{Theme, parse_color};
use crate::editor::view::View;
use crate::model::control::Control;
use crate::model::id::ControlId;

/// What it remembers between frames.
#[derive(Debug, Default)]
pub struct State {
    /// The run that all this belongs to, by its start.
    since: Option<Instant>,
    /// Values that the user has set and the engine has not confirmed.
    live: Live,
    /// What stands in the text boxes, as typed.
    fields: BTreeMap<ControlId, String>,
    /// The control that the pointer went down on.
    pressed: Option<ControlId>,
    /// When controls were touched last, in the interface's seconds.
    touched: BTreeMap<ControlId, f64>,
}

/// Draws it.
pub fn run_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    let Some(run) = view.run() else { return };
    if state.since != Some(run.since) {
        *state = State { since: Some(run.since), ..State::default() };
    }
    let project = view.editor.project();
    let Some(screen) = project.screen(run.screen).or_else(|| project.screens.first()) else { return };
    let rect = ui.available_rect_before_wrap();
    ui.advance_cursor_after_rect(rect);
    let mut inner = ui.new_child(UiBuilder::new().id_salt("run").max_rect(rect));
    inner.shrink_clip_rect(rect);
    let ui = &mut inner;
    let theme = Theme::current(ui);
    ui.painter().rect_filled(rect, 0, theme.canvas);
    let stage = Stage::new(view, run, screen, rect);
    ui.painter().rect_filled(stage.place, 0, parse_color(&screen.background).unwrap_or(theme.bg));

    let whole = ui.clip_rect();
    ui.shrink_clip_rect(stage.place);
    for control in &screen.controls {
        show(ui, &stage, state, out, control);
    }
    if ui.input(|input| !input.pointer.any_down()) {
        state.pressed = None;
    }
    ui.set_clip_rect(whole);
    notice::toasts(ui, run, rect);
    notice::lamps(ui, view, rect);
}

fn show(ui: &mut Ui, stage: &Stage<'_>, state: &mut State, out: &mut Outbox, control: &Control) {
    let values = |key: &str| stage.value(control, key);
    if !flag(&values, "visible", true) {
        return;
    }
    match Kind::of(&control.kind) {
        Some(Kind::Button) => press::button(ui, stage, state, out, control),
        Some(Kind::TextBox) => field::show(ui, stage, state, out, control),
        Some(Kind::Toggle) => choose::toggle(ui, stage, state, out, control),
        Some(Kind::Slider) => choose::slider(ui, stage, state, out, control),
        Some(Kind::Dropdown) => choose::dropdown(ui, stage, state, out, control),
        Some(Kind::Text | Kind::Image | Kind::Rectangle | Kind::Table) => press::area(ui, stage, state, out, control),
        None => {
            let response = ui.interact(stage.rect(control), stage.id(ui, control), Sense::hover());
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Group, false, &control.name));
            stage.paint(ui, control, &values, Touch::Idle, 0.0);
        }
    }
}
