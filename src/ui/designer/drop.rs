//! Controls dragged in from the palette: a ghost under the pointer, a new control where it is let go.

use egui::{DragAndDrop, Ui};

use super::Canvas;
use crate::language::{control, new_control_on};
use crate::model::arrange::to_grid;
use crate::model::control::Control;
use crate::model::edit::Edit;
use crate::ui::Outbox;
use crate::ui::explorer::PaletteDrag;

/// The control under the pointer, while one is dragged over the canvas; adds it when it is let go.
pub(super) fn update(ui: &Ui, canvas: &Canvas<'_>, out: &mut Outbox) -> Option<Control> {
    let kind = DragAndDrop::payload::<PaletteDrag>(ui.ctx())?;
    let pointer = ui.input(|input| input.pointer.latest_pos()).filter(|at| canvas.rect.contains(*at))?;
    let mut new = new_control_on(canvas.screen, control(kind.0)?, canvas.view.lang);
    let (x, y) = canvas.port.place(pointer);
    let grid = canvas.screen.grid;
    new.area.x = inside(to_grid(x - new.area.w / 2.0, grid).round(), new.area.w, canvas.screen.width);
    new.area.y = inside(to_grid(y - new.area.h / 2.0, grid).round(), new.area.h, canvas.screen.height);
    if ui.input(|input| input.pointer.any_released()) {
        DragAndDrop::clear_payload(ui.ctx());
        out.edit(Edit::AddControls(canvas.screen.id, vec![new]));
        return None;
    }
    ui.ctx().set_cursor_icon(egui::CursorIcon::Grabbing);
    Some(new)
}

/// The nearest place at which something this long lies inside the screen; where it is too long, at its beginning.
fn inside(at: f32, length: f32, room: f32) -> f32 {
    at.min(room - length).max(0.0)
}
