//! A handler written in Lua.

use egui::Ui;

use super::Outbox;
use crate::editor::state::View;

/// What it remembers between frames.
#[derive(Debug, Default)]
pub struct State {}

/// Draws it.
pub fn script_ui(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    out: &mut Outbox,
    at: &crate::model::handler::HandlerRef,
) {
    let _unused = (ui, view, state, out, at);
}
