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

impl State {
    /// Begins to rename what is selected.
    pub fn rename_selected(&mut self, view: &View<'_>) {
        let _unused = view;
    }
}

/// What is dragged from the palette: the kind of a control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaletteDrag(pub &'static str);
