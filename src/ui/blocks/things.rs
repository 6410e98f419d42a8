//! Things of the project that are dragged onto the canvas: into a slot that takes the thing itself, else as the block that
//! gives its value.

use egui::{DragAndDrop, Stroke, StrokeKind, Ui};

use super::Outbox;
use super::choices::choose;
use super::fields::set;
use super::gesture::FromPalette;
use super::layout::Row;
use super::scene::Scene;
use crate::editor::drag::ItemDrag;
use crate::model::blocks::edit::GraphEdit;
use crate::model::id::BlockId;
use crate::say;

/// How much more than its field catches a thing, on the screen.
const NEAR: f32 = 4.0;

/// Goes on with a thing that is dragged over the canvas, and lets it go into a slot; gives the block that it is dragged
/// as where no slot takes the thing itself.
pub(super) fn dragged(ui: &Ui, scene: &Scene<'_>, out: &mut Outbox) -> Option<FromPalette> {
    let drag = DragAndDrop::payload::<ItemDrag>(ui.ctx())?;
    let pointer = ui.input(|input| input.pointer.latest_pos()).filter(|at| scene.camera.rect.contains(*at))?;
    let mut target = None;
    for (id, row) in rows(scene, &drag) {
        let field = scene.camera.area(row.field);
        let near = field.expand(NEAR).contains(pointer);
        let stroke = if near { Stroke::new(2.0, scene.theme.accent) } else { Stroke::new(1.0, scene.theme.select) };
        if near {
            ui.painter().rect_filled(field, 5.0, scene.theme.select.gamma_multiply(0.25));
            target = Some((id, row));
        }
        ui.painter().rect_stroke(field, 5.0, stroke, StrokeKind::Outside);
    }
    let Some((id, row)) = target else {
        let label = say::shown_name(scene.project, &drag.0, scene.lang)?.to_owned();
        return Some(FromPalette { block: drag.block(scene.project)?, label });
    };
    if ui.input(|input| input.pointer.any_released()) {
        DragAndDrop::clear_payload(ui.ctx());
        let filled = scene.block(id).and_then(|block| {
            let (view, _) = row.slot()?;
            let slots = drag.fill(scene.project, block, view)?;
            let edit = |(key, value): (String, _)| {
                if key == view.key { choose(scene, block, (id, &key), value) } else { set(id, &key, value) }
            };
            Some(GraphEdit::All(slots.into_iter().map(edit).collect()))
        });
        if let Some(edit) = filled {
            out.edit(scene.edit(edit));
        }
    }
    None
}

/// The slots that are seen and take the thing itself.
fn rows<'a>(scene: &Scene<'a>, drag: &ItemDrag) -> Vec<(BlockId, &'a Row)> {
    let seen = scene.layout.blocks.iter().filter(|(_, layout)| scene.sees(layout.hull()));
    let rows = seen.flat_map(|(id, layout)| layout.rows.iter().map(move |row| (*id, row)));
    let takes = |(id, row): &(BlockId, &Row)| {
        let Some((block, (view, None))) = scene.block(*id).zip(row.slot()) else { return false };
        drag.fill(scene.project, block, view).is_some()
    };
    rows.filter(takes).collect()
}
