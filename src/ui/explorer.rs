//! The left side: project tree and control palette.

use egui::Ui;

use super::Outbox;
use crate::editor::state::View;

/// What it remembers between frames.
#[derive(Debug, Default)]
pub struct State {}

/// Draws it.
pub fn explorer_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    let _unused = (ui, view, state, out);
}

/// A control that is dragged out of the palette: its kind. The designer takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaletteDrag(pub &'static str);
