//! Senses blocks and ports: clicks, drags, and their names for screen readers and tests.
//!
//! Only what the pointer can reach is a widget of its own (all of it for screen readers); where the pointer jumps
//! somewhere else, as a finger does, the canvas behind the blocks asks here what was hit.

use std::collections::BTreeSet;

use egui::{Modifiers, Pos2, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo, vec2};

use super::gesture::drop::turned;
use super::gesture::{BlockDrag, Gesture, WireDrag, WireEnd};
use super::layout::{BlockLayout, Row, RowKind};
use super::menu::form;
use super::paint::chips;
use super::scene::{FIELDS, Scene};
use super::{Outbox, State, fields, labels, mouths, values};
use crate::editor::command::Command;
use crate::editor::selection::Selection;
use crate::i18n::t;
use crate::model::blocks::Port;
use crate::model::blocks::check::Shape;
use crate::model::id::BlockId;
use crate::ui::widgets::tip;

/// Size of the area that senses a port, on the screen.
const PORT: Vec2 = vec2(18.0, 16.0);
/// The same at a field in a chip, where there is less room.
const PORT_IN_CHIP: Vec2 = vec2(9.0, 17.0);

/// Senses the event and the port below it.
pub(super) fn head(ui: &Ui, scene: &Scene<'_>, state: &mut State) {
    let text = labels::head(scene.project, scene.at, scene.lang);
    let response = ui.interact(scene.camera.area(scene.layout.head), scene.id.with("head"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
    if scene.camera.zoom >= FIELDS
        && let Some(at) = scene.layout.port_pos(&Port::First)
    {
        let name = labels::output(None, &text, scene.lang);
        let end = WireEnd::Flow(Port::First);
        let place = HitPlace { at, salt: Salt::First, label: String::new(), end, in_chip: None, turns: None };
        port(ui, scene, state, place, &name);
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
        if response.clicked_by(egui::PointerButton::Primary) {
            ui.memory_mut(|memory| memory.request_focus(scene.canvas));
        }
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
        mouths::folds(ui, scene, id, &layout.rows, &mut state.fields.folds);
        if layout.can_fold {
            fold_button(ui, scene, (id, layout), out);
        } else {
            mouths::fold_button(ui, scene, (id, layout), &mut state.fields.folds);
        }
        ports(ui, scene, (id, layout), state, out);
    }
}

/// What makes a value with a wire a chip, or folds the branches of a statement, at the right of its header.
pub(super) fn fold_place(layout: &BlockLayout) -> Rect {
    let header = layout.header();
    Rect::from_center_size(header.right_center() - vec2(20.0, 0.0), vec2(22.0, 20.0))
}

fn fold_button(ui: &Ui, scene: &Scene<'_>, (id, layout): (BlockId, &BlockLayout), out: &mut Outbox) {
    let Some(edit) = turned(scene, id) else { return };
    let response = ui.interact(scene.camera.area(fold_place(layout)), scene.id.with(("fold", id.0)), Sense::click());
    let text = form(scene, id).get(scene.lang);
    let name = format!("{text}: {}", layout.name);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    if tip(response, text).clicked() {
        out.edit(scene.edit(edit));
    }
}

/// What a block does and what it gives now, where the pointer rests on its header.
fn header_tooltip(scene: &Scene<'_>, id: BlockId, layout: &BlockLayout, response: Response) {
    let header = scene.camera.area(layout.header());
    let over = response.hover_pos().is_some_and(|pos| header.contains(pos));
    let def = scene.block(id).and_then(|block| crate::language::block(&block.kind));
    if let (true, Some(def)) = (over, def) {
        let help = def.help.get(scene.lang);
        match values::sentence(scene, id) {
            Some(now) => tip(response, format!("{now}\n{help}")),
            None => tip(response, help),
        };
    }
}

fn block_response(
    scene: &Scene<'_>,
    (id, layout): (BlockId, &BlockLayout),
    response: &Response,
    state: &mut State,
    out: &mut Outbox,
) {
    if response.double_clicked()
        && layout.chip.is_some()
        && let Some(edit) = turned(scene, id)
    {
        out.edit(scene.edit(edit));
    }
    if response.clicked() {
        let add = response.ctx.input(|input| input.modifiers.command || input.modifiers.shift);
        select(scene, id, add, out);
    }
    if !response.drag_started_by(egui::PointerButton::Primary) {
        return;
    }
    if response.ctx.input(|input| input.key_down(egui::Key::Space)) {
        return;
    }
    let Some(origin) = response.ctx.input(|input| input.pointer.press_origin()) else { return };
    let modifiers = response.ctx.input(|input| input.modifiers);
    begin_drag(scene, (id, layout), (origin, modifiers), state, out);
}

/// Begins to drag a block that was pressed at `origin` on the screen.
fn begin_drag(
    scene: &Scene<'_>,
    (id, layout): (BlockId, &BlockLayout),
    (origin, modifiers): (Pos2, Modifiers),
    state: &mut State,
    out: &mut Outbox,
) {
    if !scene.selected().contains(&id) {
        select(scene, id, false, out);
    }
    let mut drag = BlockDrag {
        root: id,
        roots: Vec::new(),
        alone: false,
        copies: false,
        keep_wire: false,
        grab: scene.camera.canvas(origin) - layout.rect.min,
        moving: BTreeSet::new(),
        snap: None,
    };
    drag.follow(scene, modifiers);
    state.gesture = Gesture::Block(drag);
}

/// The selected blocks, if `id` is one of several: without those that belong to another one of them.
pub(super) fn grabbed(scene: &Scene<'_>, id: BlockId) -> Vec<BlockId> {
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

/// A port.
struct HitPlace {
    /// Where it is, on the canvas.
    at: Pos2,
    /// What makes its id.
    salt: Salt,
    /// The slot or branch; empty where the block has only one of the kind.
    label: String,
    /// What a wire from it begins with.
    end: WireEnd,
    /// The field that it belongs to, in a chip.
    in_chip: Option<Rect>,
    /// The value that a click makes a chip, or a block with a wire.
    turns: Option<BlockId>,
}

/// What makes the id of a port.
#[derive(Debug, Hash)]
enum Salt {
    First,
    In(u32, String),
    Out(u32),
    FlowIn(u32),
    FlowOut(u32),
    Branch(u32, String),
}

/// All ports of a block.
fn places(scene: &Scene<'_>, id: BlockId, layout: &BlockLayout) -> Vec<HitPlace> {
    let mut out = Vec::new();
    for row in layout.rows.iter().filter(|row| row.takes_wire()) {
        let Some((view, wired)) = row.slot() else { continue };
        let in_chip = layout.chip.is_some().then_some(row.field);
        if in_chip.is_some() && wired.is_some() {
            // The chip in it is what is dragged.
            continue;
        }
        let key = view.key.clone().into_owned();
        let salt = Salt::In(id.0, key.clone());
        let end = match wired {
            Some(value) => WireEnd::Wired { value, slot: Port::Slot(id, key) },
            None => WireEnd::Slot(Port::Slot(id, key)),
        };
        let turns = wired.filter(|value| turned(scene, *value).is_some());
        out.push(HitPlace { at: row.port(), salt, label: fields::slot_name(view, scene), end, in_chip, turns });
    }
    let mut add = |at, salt, label: &str, end| {
        out.push(HitPlace { at, salt, label: label.to_owned(), end, in_chip: None, turns: None });
    };
    if layout.chip.is_some() {
        return out;
    }
    if matches!(layout.shape, Some(Shape::Value(_))) {
        add(layout.output(), Salt::Out(id.0), "", WireEnd::Value(id));
        return out;
    }
    add(layout.flow_in(), Salt::FlowIn(id.0), "", WireEnd::FlowIn(id));
    if !layout.ends_flow() {
        add(layout.flow_out(), Salt::FlowOut(id.0), "", WireEnd::Flow(Port::Next(id)));
    }
    for row in &layout.rows {
        let RowKind::Branch { key, .. } = &row.kind else { continue };
        let Some(at) = layout.branch_port(key) else { continue };
        add(at, Salt::Branch(id.0, key.clone()), &row.label, WireEnd::Flow(Port::Branch(id, key.clone())));
    }
    out
}

fn ports(ui: &Ui, scene: &Scene<'_>, (id, layout): (BlockId, &BlockLayout), state: &mut State, out: &mut Outbox) {
    let lang = scene.lang;
    for place in places(scene, id, layout) {
        let label = Some(place.label.as_str()).filter(|label| !label.is_empty());
        let name = match place.end {
            WireEnd::Slot(_) | WireEnd::Wired { .. } | WireEnd::FlowIn(_) => labels::input(label, &layout.name, lang),
            WireEnd::Value(_) | WireEnd::Flow(_) => labels::output(label, &layout.name, lang),
        };
        let turns = place.turns;
        let carries = match &place.end {
            WireEnd::Wired { value, .. } | WireEnd::Value(value) => Some(*value),
            WireEnd::Slot(_) | WireEnd::FlowIn(_) | WireEnd::Flow(_) => None,
        };
        let response = port(ui, scene, state, place, &name);
        let response = match carries {
            Some(value) => values::tip_of(scene, value, response),
            None => response,
        };
        let Some((value, edit)) = turns.and_then(|value| Some((value, turned(scene, value)?))) else { continue };
        let hint = t("Klick", "Click").get(lang);
        if tip(response, format!("{hint}: {}", form(scene, value).get(lang))).clicked() {
            out.edit(scene.edit(edit));
        }
    }
}

/// The area that senses a port, on the screen.
fn port_area(scene: &Scene<'_>, place: &HitPlace) -> Rect {
    let size = if place.in_chip.is_some() { PORT_IN_CHIP } else { PORT };
    Rect::from_center_size(scene.camera.pos(place.at), size * scene.camera.zoom.clamp(0.7, 1.3))
}

/// Senses a port; a drag from it draws a wire.
fn port(ui: &Ui, scene: &Scene<'_>, state: &mut State, place: HitPlace, name: &str) -> Response {
    let rect = port_area(scene, &place);
    let sense = if place.turns.is_some() { Sense::CLICK | Sense::DRAG } else { Sense::DRAG };
    let response = ui.interact(rect, scene.id.with(("port", &place.salt)), sense);
    response.widget_info(|| WidgetInfo::labeled(Role::GenericContainer, true, name));
    if response.hovered() {
        ui.ctx().set_cursor_icon(egui::CursorIcon::Crosshair);
        let ring = egui::Stroke::new(1.5, scene.theme.select);
        match place.in_chip {
            Some(field) => chips::port(ui.painter(), scene, field),
            None => {
                ui.painter().circle_stroke(rect.center(), 8.0 * scene.camera.zoom, ring);
            }
        }
    }
    if response.drag_started_by(egui::PointerButton::Primary) {
        state.gesture = Gesture::Wire(WireDrag { end: place.end, from: place.at, snap: None });
    }
    response
}

/// The block at a canvas point, the topmost one.
pub(super) fn block_at<'a>(scene: &Scene<'a>, at: Pos2) -> Option<(BlockId, &'a BlockLayout)> {
    let hit = |id: &BlockId| {
        let block = scene.layout.blocks.get(id)?;
        block.parts.iter().any(|part| part.contains(at)).then_some((*id, block))
    };
    scene.layout.order.iter().rev().find_map(hit)
}

/// A click at a screen point where no widget was yet; whether something was there.
pub(super) fn clicked_at(scene: &Scene<'_>, at: Pos2, add: bool, state: &mut State, out: &mut Outbox) -> bool {
    let canvas = scene.camera.canvas(at);
    let Some((id, layout)) = block_at(scene, canvas) else { return false };
    let folds = |row: &&Row| match &row.kind {
        RowKind::Branch { key, .. } => {
            let filled = scene.block(id).is_some_and(|block| block.branches.contains_key(key));
            filled && mouths::fold_area(row).is_some_and(|area| area.contains(canvas))
        }
        RowKind::Slot { .. } | RowKind::More { .. } | RowKind::Items { .. } => false,
    };
    if let Some(row) = layout.rows.iter().find(folds).filter(|_| scene.camera.zoom >= FIELDS) {
        mouths::turn(&mut state.fields.folds, id, row);
        return true;
    }
    let field = layout.rows.iter().find(|row| row.field.contains(canvas) && scene.camera.zoom >= FIELDS);
    match field.map(|row| &row.kind) {
        Some(RowKind::Slot { view, wired: None }) => fields::act(scene, id, view, &mut state.fields, out),
        Some(RowKind::More { .. }) => {
            if !state.fields.folds.opened.remove(&id) {
                state.fields.folds.opened.insert(id);
            }
        }
        Some(RowKind::Slot { .. } | RowKind::Branch { .. } | RowKind::Items { .. }) | None => {
            select(scene, id, add, out);
        }
    }
    true
}

/// A drag that began at a screen point where no widget was yet; whether something was there.
pub(super) fn dragged_at(
    scene: &Scene<'_>,
    origin: Pos2,
    modifiers: Modifiers,
    state: &mut State,
    out: &mut Outbox,
) -> bool {
    let hit = scene.camera.zoom >= FIELDS;
    let near = scene.camera.canvas(origin);
    let around =
        |block: &&BlockId| scene.layout.blocks.get(block).is_some_and(|b| b.hull().expand(12.0).contains(near));
    for id in scene.layout.order.iter().rev().filter(around).filter(|_| hit) {
        let Some(layout) = scene.layout.blocks.get(id) else { continue };
        let place = places(scene, *id, layout).into_iter().find(|place| port_area(scene, place).contains(origin));
        if let Some(place) = place {
            state.gesture = Gesture::Wire(WireDrag { end: place.end, from: place.at, snap: None });
            return true;
        }
    }
    let Some((id, layout)) = block_at(scene, near) else { return false };
    begin_drag(scene, (id, layout), (origin, modifiers), state, out);
    true
}
