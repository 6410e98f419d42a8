//! Search and commands (Ctrl+K).

use egui::Ui;

use super::Outbox;
use crate::editor::state::View;

/// What it remembers between frames.
#[derive(Debug, Default)]
pub struct State {}

/// Draws it.
pub fn palette_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    let _unused = (ui, view, state, out);
}
