//! The start page: examples and recent files.

use egui::Ui;

use super::Outbox;
use crate::editor::state::View;

/// Draws it.
pub fn start_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
    let _unused = (ui, view, out);
}
