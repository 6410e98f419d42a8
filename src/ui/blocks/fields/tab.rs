//! The Tab key in blocks: from field to list to switch, and on to the next block.

use egui::{EventFilter, Key, Modifiers, Response, Stroke, StrokeKind, Ui};

use super::{FieldState, is_dropdown, is_switch, open};
use crate::editor::command::Command;
use crate::editor::selection::Selection;
use crate::ui::Outbox;
use crate::ui::blocks::layout::Row;
use crate::ui::blocks::paint::corner;
use crate::ui::blocks::scene::Scene;
use crate::ui::blocks::tab_order::{self, Part, TabStop};

/// Takes the Tab key; whether it goes back.
pub(in crate::ui::blocks) fn pressed(ui: &Ui) -> Option<bool> {
    ui.input_mut(|input| {
        if input.consume_key(Modifiers::SHIFT, Key::Tab) {
            Some(true)
        } else {
            input.consume_key(Modifiers::NONE, Key::Tab).then_some(false)
        }
    })
}

/// Gives a field that is no text field the keys where it wants them, shows that it has them, and goes on with Tab;
/// whether it has them.
pub(super) fn keyboard(
    ui: &Ui,
    scene: &Scene<'_>,
    response: &Response,
    stop: &TabStop,
    state: &mut FieldState,
    out: &mut Outbox,
) -> bool {
    if state.wants.as_ref() == Some(stop) {
        state.wants = None;
        response.request_focus();
    }
    if !response.has_focus() {
        return false;
    }
    let filter = EventFilter { tab: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let stroke = Stroke::new(1.5, scene.theme.select);
    ui.painter().rect_stroke(response.rect, corner(5.0 * scene.camera.zoom), stroke, StrokeKind::Inside);
    if let Some(back) = pressed(ui) {
        response.surrender_focus();
        if let Some(next) = tab_order::next(scene.layout, stop, back) {
            to_stop(scene, next, state, out);
        }
    }
    true
}

/// Goes to a stop: edits the text there, or gives the keys to what is there.
pub(in crate::ui::blocks) fn to_stop(scene: &Scene<'_>, stop: TabStop, state: &mut FieldState, out: &mut Outbox) {
    if scene.selected() != [stop.block] {
        out.push(Command::Select(Selection::Blocks(scene.at.clone(), vec![stop.block])));
    }
    if let Part::Slot(key) = &stop.part
        && let Some((view, _)) =
            scene.layout.blocks.get(&stop.block).and_then(|block| block.row(key)).and_then(Row::slot)
        && !is_dropdown(view.takes)
        && !is_switch(view)
    {
        open(scene, stop.block, view, state);
    } else {
        state.wants = Some(stop);
    }
}
