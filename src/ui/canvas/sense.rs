//! Senses blocks and ports: clicks, drags, and their names for screen readers and tests.

use egui::{Pos2, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo, vec2};

use super::gesture::{BlockDrag, Gesture, WireDrag, WireEnd};
use super::layout::{BlockLayout, RowKind};
use super::scene::{FIELDS, Scene};
use super::{Outbox, State, fields, words};
use crate::editor::command::Command;
use crate::editor::state::Selection;
use crate::model::blocks::Port;
use crate::model::blocks::check::Shape;
use crate::model::id::BlockId;

/// Size of the area that senses a port, on the screen.
const PORT: Vec2 = vec2(18.0, 16.0);

/// Senses the event and the port below it.
pub(super) fn head(ui: &Ui, scene: &Scene<'_>, state: &mut State) {
    let text = words::head(scene.project, scene.at, scene.lang);
    let response = ui.interact(scene.camera.area(scene.layout.head), scene.id.with("head"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
    if scene.camera.zoom >= FIELDS
        && let Some(at) = scene.layout.port_pos(&Port::First)
    {
        let name = words::output(None, &text, scene.lang);
        port(ui, scene, state, (at, "first"), &name, WireEnd::Flow(Port::First));
    }
}

/// Senses a block with its fields and ports.
pub(super) fn block(
    ui: &Ui,
    scene: &Scene<'_>,
    id: BlockId,
    layout: &BlockLayout,
    state: &mut State,
    out: &mut Outbox,
) {
    let selected = scene.selected().contains(&id);
    for (number, part) in layout.parts.iter().enumerate().rev() {
        let rect = scene.camera.area(*part);
        let response = ui.interact(rect, scene.id.with(("block", id.0, number)), Sense::click_and_drag());
        if number == 0 {
            response.widget_info(|| WidgetInfo::selected(Role::Button, true, selected, &layout.name));
        } else {
            let name = format!("{} ({})", layout.name, number + 1);
            response.widget_info(|| WidgetInfo::selected(Role::Button, true, selected, &name));
        }
        block_response(scene, (id, layout), &response, state, out);
        if number == 0 && layout.header().width() > 0.0 {
            header_tooltip(scene, id, layout, response);
        }
    }
    if scene.camera.zoom >= FIELDS {
        fields::block_fields(ui, scene, id, layout, &mut state.fields, out);
        ports(ui, scene, id, layout, state);
    }
}

/// What a block does, where the pointer rests on its header.
fn header_tooltip(scene: &Scene<'_>, id: BlockId, layout: &BlockLayout, response: Response) {
    let header = scene.camera.area(layout.header());
    let over = response.hover_pos().is_some_and(|pos| header.contains(pos));
    let def = scene.block(id).and_then(|block| crate::catalog::block(&block.kind));
    if let (true, Some(def)) = (over, def) {
        response.on_hover_text(def.help.get(scene.lang));
    }
}

fn block_response(
    scene: &Scene<'_>,
    (id, layout): (BlockId, &BlockLayout),
    response: &Response,
    state: &mut State,
    out: &mut Outbox,
) {
    if response.clicked() {
        let add = response.ctx.input(|input| input.modifiers.command || input.modifiers.shift);
        select(scene, id, add, out);
    }
    if !response.drag_started_by(egui::PointerButton::Primary) || scene.read_only {
        return;
    }
    if response.ctx.input(|input| input.key_down(egui::Key::Space)) {
        return;
    }
    let Some(origin) = response.ctx.input(|input| input.pointer.press_origin()) else { return };
    let modifiers = response.ctx.input(|input| input.modifiers);
    if !scene.selected().contains(&id) {
        select(scene, id, false, out);
    }
    let alone = modifiers.command;
    let roots = if alone { vec![id] } else { grabbed(scene, id) };
    let moving = match roots.as_slice() {
        [_] => scene.moving(id, alone).into_iter().collect(),
        roots => roots.iter().flat_map(|root| scene.graph.piece(*root)).collect(),
    };
    state.gesture = Gesture::Block(BlockDrag {
        root: id,
        roots,
        alone,
        keep_wire: modifiers.alt && matches!(layout.parent, Some(Port::Slot(..))),
        grab: scene.camera.canvas(origin) - layout.rect.min,
        moving,
        snap: None,
    });
}

/// The selected blocks, if `id` is one of several: without those that belong to another one of them.
fn grabbed(scene: &Scene<'_>, id: BlockId) -> Vec<BlockId> {
    let selected = scene.selected();
    if selected.len() < 2 || !selected.contains(&id) {
        return vec![id];
    }
    let inner = |id: &BlockId| selected.iter().any(|other| other != id && scene.graph.piece(*other).contains(id));
    let wanted = |other: &&BlockId| selected.contains(other) && (**other == id || !inner(other));
    scene.layout.order.iter().filter(wanted).copied().collect()
}

/// Selects a block, or adds it to the selection, or takes it out.
pub(super) fn select(scene: &Scene<'_>, id: BlockId, add: bool, out: &mut Outbox) {
    let mut blocks = if add { scene.selected().to_vec() } else { Vec::new() };
    if blocks.contains(&id) {
        blocks.retain(|block| *block != id);
    } else {
        blocks.push(id);
    }
    out.push(Command::Select(Selection::Blocks(scene.at.clone(), blocks)));
}

fn ports(ui: &Ui, scene: &Scene<'_>, id: BlockId, layout: &BlockLayout, state: &mut State) {
    let lang = scene.lang;
    for row in layout.rows.iter().filter(|row| row.takes_wire()) {
        let Some((view, wired)) = row.slot() else { continue };
        let name = words::input(Some(&fields::slot_name(view, scene)), &layout.name, lang);
        let key = view.key.clone().into_owned();
        let salt = ("in", id.0, key.clone());
        let end = match wired {
            Some(value) => WireEnd::Wired { value, slot: Port::Slot(id, key) },
            None => WireEnd::Slot(Port::Slot(id, key)),
        };
        port(ui, scene, state, (row.port(), salt), &name, end);
    }
    if matches!(layout.shape, Some(Shape::Value(_))) {
        let name = words::output(None, &layout.name, lang);
        port(ui, scene, state, (layout.output(), ("out", id.0)), &name, WireEnd::Value(id));
        return;
    }
    let name = words::input(None, &layout.name, lang);
    port(ui, scene, state, (layout.flow_in(), ("flow-in", id.0)), &name, WireEnd::FlowIn(id));
    let name = words::output(None, &layout.name, lang);
    port(ui, scene, state, (layout.flow_out(), ("flow-out", id.0)), &name, WireEnd::Flow(Port::Next(id)));
    for row in &layout.rows {
        let RowKind::Branch { key } = &row.kind else { continue };
        let Some(at) = layout.branch_port(key) else { continue };
        let name = words::output(Some(&row.label), &layout.name, lang);
        let end = WireEnd::Flow(Port::Branch(id, key.clone()));
        port(ui, scene, state, (at, ("branch", id.0, key.clone())), &name, end);
    }
}

/// Senses a port; a drag from it draws a wire.
fn port(
    ui: &Ui,
    scene: &Scene<'_>,
    state: &mut State,
    (at, salt): (Pos2, impl std::hash::Hash + std::fmt::Debug),
    name: &str,
    end: WireEnd,
) {
    let center = scene.camera.pos(at);
    let size = PORT * scene.camera.zoom.clamp(0.7, 1.3);
    let rect = Rect::from_center_size(center, size);
    let response = ui.interact(rect, scene.id.with(("port", salt)), Sense::drag());
    response.widget_info(|| WidgetInfo::labeled(Role::GenericContainer, !scene.read_only, name));
    if response.hovered() && !scene.read_only {
        ui.ctx().set_cursor_icon(egui::CursorIcon::Crosshair);
        ui.painter().circle_stroke(center, 8.0 * scene.camera.zoom, egui::Stroke::new(1.5, scene.theme.select));
    }
    if response.drag_started_by(egui::PointerButton::Primary) && !scene.read_only {
        state.gesture = Gesture::Wire(WireDrag { end, from: at, snap: None });
    }
}
