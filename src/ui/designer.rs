//! The designer: controls on a screen.

use egui::Ui;

use super::Outbox;
use crate::editor::state::View;

/// What it remembers between frames.
#[derive(Debug, Default)]
pub struct State {}

/// Draws it.
pub fn designer_ui(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    out: &mut Outbox,
    screen: crate::model::id::ScreenId,
) {
    let _unused = (ui, view, state, out, screen);
}
