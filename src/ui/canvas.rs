//! The block canvas: wired nodes that snap.

use egui::Ui;

use super::Outbox;
use crate::editor::state::View;

/// What it remembers between frames.
#[derive(Debug, Default)]
pub struct State {}

/// Draws it.
pub fn canvas_ui(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    out: &mut Outbox,
    at: &crate::model::handler::HandlerRef,
) {
    let _unused = (ui, view, state, out, at);
}

/// Draws the palette of blocks, at the right of the canvas.
pub fn block_palette_ui(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    out: &mut Outbox,
    at: &crate::model::handler::HandlerRef,
) {
    let _unused = (ui, view, state, out, at);
}
