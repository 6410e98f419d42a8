//! The widths of a table's columns, dragged at the edges between its titles while it is selected.

use egui::{CursorIcon, PointerButton, Rect, Sense, Stroke, Ui, WidgetInfo};

use super::gesture::Drag;
use super::{Canvas, State, draw};
use crate::model::control::Control;
use crate::model::edit::Edit;
use crate::model::id::ControlId;
use crate::model::property::Property;
use crate::model::value::Value;
use crate::player::ColumnEdges;
use crate::player::controls::column_edges;
use crate::player::paint::Touch;
use crate::ui::Outbox;

/// The one control that is selected, where it has columns whose widths do not come by themselves.
fn edges<'a>(ui: &Ui, canvas: &'a Canvas<'_>, state: &State) -> Option<(&'a Control, &'static str, ColumnEdges)> {
    let [only] = canvas.selected[..] else { return None };
    let control = canvas.screen.control(only)?;
    let rect = canvas.port.rect(&canvas.area(state, only)?);
    let look = canvas.look(state, control);
    let (key, edges) = column_edges(&draw::paint(canvas, look, ui.painter(), rect, Touch::Idle))?;
    let is_bound = control.properties.get(key).is_some_and(|widths| widths.binding().is_some());
    (!is_bound).then_some((control, key, edges))
}

/// Where each edge of this control is taken hold of.
fn id(ui: &Ui, control: &Control, edge: usize) -> egui::Id {
    ui.scope_id().with(("column", control.id.0, edge))
}

/// The edges: a drag moves one, a double-click gives the usual widths back.
pub(super) fn handles(ui: &Ui, canvas: &Canvas<'_>, state: &mut State, out: &mut Outbox) {
    let Some((control, key, edges)) = edges(ui, canvas, state) else { return };
    for (edge, place) in edges.places().enumerate() {
        let response = ui.interact(place, id(ui, control, edge), Sense::click_and_drag());
        let name = edges.name(edge, canvas.view.lang);
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Splitter, true, &name));
        if response.drag_started_by(PointerButton::Primary)
            && let Some(at) = ui.input(|input| input.pointer.press_origin())
        {
            state.drag = Drag::Column { id: control.id, edge, beside: at.x - place.center().x };
        }
        if response.double_clicked() && control.properties.contains_key(key) {
            out.edit(Edit::SetProperty(vec![control.id], key.to_owned(), None));
        }
        response.on_hover_and_drag_cursor(CursorIcon::ResizeHorizontal);
    }
}

/// The edge goes where the pointer is.
pub(super) fn follow(ui: &Ui, canvas: &Canvas<'_>, state: &mut State, x: f32) {
    let Drag::Column { id, edge, beside } = state.drag else { return };
    // From where the edges stand in the project, so that nothing adds up.
    state.widths = None;
    let Some((control, key, edges)) = edges(ui, canvas, state).filter(|(control, ..)| control.id == id) else { return };
    state.widths = Some((control.id, key, Value::from(edges.dragged_to(edge, x - beside))));
}

/// The end of a drag: one edit, and none where nothing has changed.
pub(super) fn finish(canvas: &Canvas<'_>, state: &State, id: ControlId, out: &mut Outbox) {
    let Some((_, key, widths)) = state.widths.as_ref().filter(|(of, ..)| *of == id) else { return };
    let before = canvas.screen.control(id).and_then(|control| control.properties.get(*key));
    if before.and_then(Property::literal) != Some(widths) {
        out.edit(Edit::SetProperty(vec![id], (*key).to_owned(), Some(widths.clone().into())));
    }
}

/// The edges as lines: the one that the pointer has is bold.
pub(super) fn draw(ui: &Ui, canvas: &Canvas<'_>, state: &State) {
    let Some((control, _, edges)) = edges(ui, canvas, state) else { return };
    let held = match state.drag {
        Drag::Column { id, edge, .. } if id == control.id => Some(edge),
        _ => None,
    };
    for (edge, place) in edges.places().enumerate() {
        let is_hovered = matches!(state.drag, Drag::None)
            && ui.ctx().read_response(id(ui, control, edge)).is_some_and(|response| response.hovered());
        let width = if held == Some(edge) || is_hovered { 3.0 } else { 1.5 };
        let line = Rect::from_center_size(place.center(), egui::vec2(width, place.height() * 0.5));
        ui.painter().rect_filled(line, width / 2.0, canvas.theme.select);
        if held == Some(edge) {
            let bottom = canvas.port.rect(&control.area).bottom();
            let stroke = Stroke::new(1.0, canvas.theme.select);
            ui.painter().vline(place.center().x, place.bottom()..=bottom, stroke);
        }
    }
}
