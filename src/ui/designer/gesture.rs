//! What the user does on the canvas: click, drag, resize, marquee, arrow keys.

use egui::{CursorIcon, EventFilter, Key, Modifiers, PointerButton, Response, Sense, Ui, WidgetInfo, vec2};

use super::geometry::{AreaSnap, Axis, Guide, ResizeHandle, marquee_takes, resize};
use super::inline::Inline;
use super::viewport::is_panning;
use super::{Canvas, State, columns, inline, menu};
use crate::editor::command::Command;
use crate::editor::gestures::{COPY_CONTROL, GIVE_UP, OFF_GRID, ONE_DIRECTION};
use crate::editor::selection::Selection;
use crate::editor::tabs::Tab;
use crate::i18n::{Text, t};
use crate::language;
use crate::model::arrange::{bounds, scaled};
use crate::model::control::Control;
use crate::model::edit::Edit;
use crate::model::handler::HandlerRef;
use crate::model::id::ControlId;
use crate::model::layer::{entered, taken_with};
use crate::model::screen::Area;
use crate::player::controls::class;
use crate::ui::Outbox;
use crate::ui::widgets::{self, Landmark, landmark};

/// How near an edge must be to be pulled to a guide, in points.
const PULL: f32 = 4.0;
/// Size of a handle, in points.
pub(super) const HANDLE: f32 = 8.0;

/// What the pointer is doing.
#[derive(Debug, Default)]
pub(super) enum Drag {
    /// Nothing.
    #[default]
    None,
    /// Moves controls, or copies of them.
    Move {
        /// The controls.
        ids: Vec<ControlId>,
        /// Where it began, in screen pixels.
        start: (f32, f32),
        /// Whether copies are made.
        copies: bool,
        /// Whether that was asked for with Alt at the start; later Alt means something else.
        by_alt: bool,
    },
    /// Resizes controls.
    Resize {
        /// The controls.
        ids: Vec<ControlId>,
        /// The handle that is dragged.
        handle: ResizeHandle,
        /// Where it began, in screen pixels.
        start: (f32, f32),
    },
    /// Makes a column of a table wider or narrower.
    Column {
        /// The table.
        id: ControlId,
        /// The edge behind which column, from 0.
        edge: usize,
        /// How far beside the edge it was taken hold of, in points.
        beside: f32,
    },
    /// Draws a marquee.
    Marquee {
        /// Where it began, in screen pixels.
        start: (f32, f32),
        /// Where the pointer is.
        end: (f32, f32),
        /// What was selected before and stays so.
        kept: Vec<ControlId>,
    },
}

impl Drag {
    /// The controls that the marquee takes, with those that stay selected.
    pub(super) fn candidates(&self, canvas: &Canvas<'_>) -> Vec<ControlId> {
        let Self::Marquee { start, end, kept } = self else { return Vec::new() };
        let mut ids = kept.clone();
        let takes = |id: &ControlId| {
            canvas.screen.control(*id).is_some_and(|control| marquee_takes(*start, *end, &control.area))
        };
        for control in canvas.screen.controls.iter().filter(|control| control.layer.is_free()) {
            if ids.contains(&control.id) || !takes(&control.id) {
                continue;
            }
            // A group comes as a whole: enclosed, or touched.
            let unit = taken_with(canvas.screen, control.id, &[]);
            if end.0 < start.0 || unit.iter().all(takes) {
                ids.extend(unit);
            }
        }
        ids
    }
}

/// Where the pointer went down, in screen pixels: drags begin there, not where they were noticed.
fn press_place(ui: &Ui, canvas: &Canvas<'_>) -> Option<(f32, f32)> {
    let at = ui.input(|input| input.pointer.press_origin().or_else(|| input.pointer.latest_pos()))?;
    Some(canvas.port.place(at))
}

/// Whether the pointer went down on the canvas: a fast one may have come from a panel within one frame.
fn began_on(ui: &Ui, canvas: &Canvas<'_>) -> bool {
    ui.input(|input| input.pointer.press_origin()).is_none_or(|at| canvas.rect.contains(at))
}

fn adds(ui: &Ui) -> bool {
    ui.input(|input| input.modifiers.command || input.modifiers.shift)
}

/// Clicks and drags on the empty canvas.
pub(super) fn background(ui: &Ui, canvas: &Canvas<'_>, state: &mut State, out: &mut Outbox, response: &Response) {
    if is_panning(ui.ctx()) {
        ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
        return;
    }
    if (response.clicked() && !adds(ui)) || response.secondary_clicked() {
        out.push(Command::Select(Selection::one(canvas.screen.id)));
    }
    if response.drag_started_by(PointerButton::Primary)
        && began_on(ui, canvas)
        && let Some(start) = press_place(ui, canvas)
    {
        let kept = if adds(ui) { canvas.selected.clone() } else { Vec::new() };
        state.drag = Drag::Marquee { start, end: start, kept };
    }
}

/// Clicks and drags on the controls; the one under the pointer.
pub(super) fn controls(ui: &Ui, canvas: &Canvas<'_>, state: &mut State, out: &mut Outbox) -> Option<ControlId> {
    let (mut hovered, sought) = (None, landmark::wanted(ui.ctx()));
    for control in &canvas.screen.controls {
        // What is locked or hidden lets through to what lies below; the tree can select it.
        let Some(area) = canvas.area(state, control.id).filter(|_| control.layer.is_free()) else { continue };
        let id = ui.scope_id().with(("control", control.id.0));
        let response = ui.interact(canvas.port.rect(&area), id, Sense::click_and_drag());
        if sought == Some(Landmark::Control(control.id)) {
            landmark::here(ui, Landmark::Control(control.id), response.rect);
        }
        let is_selected = canvas.selected.contains(&control.id);
        let name = accessible_name(canvas, control);
        response.widget_info(|| WidgetInfo {
            current_text_value: described(canvas, state, control),
            ..WidgetInfo::selected(egui::Role::Button, true, is_selected, &name)
        });
        menu::control(&response, canvas, state, control, out);
        if response.hovered() && matches!(state.drag, Drag::None) {
            hovered = Some(control.id);
        }
        if !is_panning(ui.ctx()) {
            click(ui, canvas, state, control, &response, out);
            begin_move(ui, canvas, state, control, &response, out);
        }
        if response.has_focus() {
            keep_arrow_keys(ui, &response);
        }
    }
    hovered
}

/// What a screen reader says that a control shows, in the language that is looked at.
fn described(canvas: &Canvas<'_>, state: &State, control: &Control) -> Option<String> {
    let shown = canvas.shown.control(control.id).unwrap_or(control);
    (class(&control.kind).describe)(&canvas.look(state, shown)).current_text_value
}

/// The name that a screen reader says: `Senden, Button`.
fn accessible_name(canvas: &Canvas<'_>, control: &Control) -> String {
    let kind = language::control(&control.kind).map_or(control.kind.as_str(), |def| def.label.get(canvas.view.lang));
    format!("{}, {kind}", control.name)
}

/// Arrow keys move the control that has the keyboard; they do not move the keyboard to another one.
fn keep_arrow_keys(ui: &Ui, response: &Response) {
    let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
}

fn click(ui: &Ui, canvas: &Canvas<'_>, state: &mut State, control: &Control, response: &Response, out: &mut Outbox) {
    let screen = canvas.screen.id;
    let is_selected = canvas.selected.contains(&control.id);
    let within = entered(canvas.screen, &canvas.selected);
    let unit = || taken_with(canvas.screen, control.id, &within);
    let is_in_group = is_selected && canvas.selected.len() > 1 && canvas.selected == unit();
    if response.double_clicked() && is_in_group {
        // One step inside: the group in it, or the control itself.
        let inside = &control.layer.group[..=within.len()];
        out.push(Command::Select(Selection::controls(taken_with(canvas.screen, control.id, inside))));
    } else if response.double_clicked() && inline::is_text(control) {
        out.push(Command::Select(Selection::one(control.id)));
        state.inline = Some(Inline::new(control.id, None));
    } else if response.double_clicked()
        && let Some(master) = control.master()
    {
        out.push(Command::OpenTab(Tab::Screen(master)));
        out.push(Command::Select(Selection::one(master)));
    } else if response.double_clicked() {
        if let Some(trigger) = language::control(&control.kind).and_then(|def| def.triggers.first()) {
            out.push(Command::OpenTab(Tab::Handler(HandlerRef::new(control.id, trigger.key))));
        }
    } else if response.clicked() && adds(ui) {
        let (mut ids, unit) = (canvas.selected.clone(), unit());
        if is_selected {
            ids.retain(|id| !unit.contains(id));
        } else {
            ids.extend(unit);
        }
        let selection = if ids.is_empty() { Selection::one(screen) } else { Selection::controls(ids) };
        out.push(Command::Select(selection));
    } else if response.clicked() || (!is_selected && (response.gained_focus() || response.secondary_clicked())) {
        out.push(Command::Select(Selection::controls(unit())));
    }
}

fn begin_move(
    ui: &Ui,
    canvas: &Canvas<'_>,
    state: &mut State,
    control: &Control,
    response: &Response,
    out: &mut Outbox,
) {
    if !response.drag_started_by(PointerButton::Primary) || !began_on(ui, canvas) {
        return;
    }
    let Some(start) = press_place(ui, canvas) else { return };
    let ids = if canvas.selected.contains(&control.id) {
        canvas.movable()
    } else {
        let unit = taken_with(canvas.screen, control.id, &entered(canvas.screen, &canvas.selected));
        out.push(Command::Select(Selection::controls(unit.clone())));
        unit.into_iter().filter(|id| canvas.screen.control(*id).is_some_and(|control| !control.layer.locked)).collect()
    };
    // Some desktops keep Alt with a drag for themselves, to move the window.
    let (by_alt, by_ctrl) = ui.input(|input| (input.modifiers.alt, input.modifiers.command));
    state.drag = Drag::Move { ids, start, copies: by_alt || by_ctrl, by_alt };
}

/// The handles of the selection.
pub(super) fn handles(ui: &Ui, canvas: &Canvas<'_>, state: &mut State) {
    let Some(all) = selection_bounds(canvas, state) else { return };
    if is_panning(ui.ctx()) || canvas.movable().len() < canvas.selected.len() {
        return;
    }
    for handle in shown_handles(canvas, &all) {
        let center = canvas.port.point(handle.on(&all));
        let rect = egui::Rect::from_center_size(center, vec2(1.0, 1.0) * (HANDLE + 6.0));
        let response = ui.interact(rect, ui.scope_id().with(("handle", handle.x, handle.y)), Sense::drag());
        let name = handle_name(handle).get(canvas.view.lang);
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Splitter, true, name));
        let response = response.on_hover_and_drag_cursor(cursor(handle));
        if response.drag_started_by(PointerButton::Primary)
            && let Some(start) = press_place(ui, canvas)
        {
            state.drag = Drag::Resize { ids: canvas.selected.clone(), handle, start };
        }
    }
}

/// The rectangle around the selected controls as they are shown.
pub(super) fn selection_bounds(canvas: &Canvas<'_>, state: &State) -> Option<Area> {
    bounds(canvas.selected.iter().filter_map(|id| canvas.area(state, *id)))
}

/// The handles there is room for: on a small selection only the corner that is needed most.
pub(super) fn shown_handles(canvas: &Canvas<'_>, all: &Area) -> impl Iterator<Item = ResizeHandle> + use<> {
    let size = canvas.port.rect(all).size();
    let (wide, high) = (size.x > HANDLE * 4.0, size.y > HANDLE * 4.0);
    ResizeHandle::ALL.into_iter().filter(move |handle| match (handle.x, handle.y) {
        (1, 1) => true,
        (0, _) => wide,
        (_, 0) => high,
        (_, _) => wide && high,
    })
}

fn cursor(handle: ResizeHandle) -> CursorIcon {
    match (handle.x, handle.y) {
        (0, _) => CursorIcon::ResizeVertical,
        (_, 0) => CursorIcon::ResizeHorizontal,
        (x, y) if x == y => CursorIcon::ResizeNwSe,
        (_, _) => CursorIcon::ResizeNeSw,
    }
}

fn handle_name(handle: ResizeHandle) -> Text {
    match (handle.x, handle.y) {
        (-1, -1) => t("Größe ändern: links oben", "Resize: top left"),
        (0, -1) => t("Größe ändern: oben", "Resize: top"),
        (1, -1) => t("Größe ändern: rechts oben", "Resize: top right"),
        (1, 0) => t("Größe ändern: rechts", "Resize: right"),
        (1, 1) => t("Größe ändern: rechts unten", "Resize: bottom right"),
        (0, 1) => t("Größe ändern: unten", "Resize: bottom"),
        (-1, 1) => t("Größe ändern: links unten", "Resize: bottom left"),
        (_, _) => t("Größe ändern: links", "Resize: left"),
    }
}

/// Follows the pointer while something is dragged; ends the drag when the button is let go.
pub(super) fn go_on(ui: &Ui, canvas: &Canvas<'_>, state: &mut State, out: &mut Outbox) {
    if matches!(state.drag, Drag::None) {
        return;
    }
    let (pointer, is_down, is_cancelled) =
        ui.input(|input| (input.pointer.latest_pos(), input.pointer.primary_down(), input.key_pressed(Key::Escape)));
    let Some(pointer) = pointer.filter(|_| !is_cancelled) else {
        stop(state);
        return;
    };
    let place = canvas.port.place(pointer);
    match &mut state.drag {
        Drag::None => {}
        Drag::Move { .. } => follow_move(ui, canvas, state, place),
        Drag::Resize { .. } => follow_resize(ui, canvas, state, place),
        Drag::Column { .. } => columns::follow(ui, canvas, state, pointer.x),
        Drag::Marquee { end, .. } => *end = place,
    }
    if !is_down {
        finish(canvas, state, out);
        stop(state);
    }
}

fn stop(state: &mut State) {
    state.drag = Drag::None;
    state.preview.clear();
    state.widths = None;
    state.guides.clear();
    state.equal_gaps.clear();
}

/// What a drag snaps to: the screen and the controls that do not move.
fn others(canvas: &Canvas<'_>, ids: &[ControlId]) -> Vec<Area> {
    let rest = canvas.screen.controls.iter().filter(|control| !ids.contains(&control.id) && !control.layer.hidden);
    std::iter::once(canvas.whole()).chain(rest.map(|control| control.area)).collect()
}

fn snap<'a>(canvas: &Canvas<'_>, is_free: bool, others: &'a [Area]) -> AreaSnap<'a> {
    if is_free {
        AreaSnap { grid: 1.0, pull: None, others }
    } else {
        AreaSnap { grid: canvas.screen.grid, pull: Some(PULL / canvas.port.zoom()), others }
    }
}

fn follow_move(ui: &Ui, canvas: &Canvas<'_>, state: &mut State, place: (f32, f32)) {
    let modifiers = ui.input(|input| input.modifiers);
    let (alt, shift) = (modifiers.alt, modifiers.shift);
    let Drag::Move { ids, start, copies, by_alt } = &mut state.drag else { return };
    *copies = *by_alt || modifiers.command;
    let (ids, start, copies) = (&*ids, *start, *copies);
    let areas = canvas.areas(ids);
    let Some(all) = bounds(areas.iter().map(|(_, area)| *area)) else { return };
    // Copies stand beside their originals, so these are things to align with too.
    let others = if copies { others(canvas, &[]) } else { others(canvas, ids) };
    let snap = snap(canvas, alt && !copies, &others);
    let (dx, dy) = (place.0 - start.0, place.1 - start.1);
    let (mut x, mut y) = snap.shift(&all, dx, dy);
    if shift {
        if dx.abs() > dy.abs() { y = 0.0 } else { x = 0.0 }
    }
    let (x, y) = (x.round(), y.round());
    state.guides = snap.guides(&all.moved(x, y));
    state.equal_gaps = snap.equal_gaps(&all.moved(x, y));
    // What is measured as equal is measured once.
    let is_equal = |guide: &Guide| state.equal_gaps.iter().any(|equal| equal.axis != guide.axis);
    for guide in state.guides.iter_mut().filter(|guide| is_equal(guide)) {
        guide.gap = None;
    }
    state.preview = areas.into_iter().map(|(id, area)| (id, area.moved(x, y))).collect();
}

fn follow_resize(ui: &Ui, canvas: &Canvas<'_>, state: &mut State, place: (f32, f32)) {
    let Drag::Resize { ids, handle, start } = &state.drag else { return };
    let (alt, shift) = ui.input(|input| (input.modifiers.alt, input.modifiers.shift));
    let areas = canvas.areas(ids);
    let Some(all) = bounds(areas.iter().map(|(_, area)| *area)) else { return };
    let others = others(canvas, ids);
    let snap = snap(canvas, alt, &others);
    let corner = handle.on(&all);
    let (x, y) = (corner.0 + place.0 - start.0, corner.1 + place.1 - start.1);
    let after = resize(&all, *handle, (snap.edge(x, Axis::X).round(), snap.edge(y, Axis::Y).round()), shift);
    state.guides = snap.guides(&after);
    // Only the edges that move are of interest.
    state.guides.retain(|guide| match guide.axis {
        Axis::X => handle.x != 0 && (guide.at - handle.on(&after).0).abs() < 1.0,
        Axis::Y => handle.y != 0 && (guide.at - handle.on(&after).1).abs() < 1.0,
    });
    state.preview = areas.into_iter().map(|(id, area)| (id, rounded(&scaled(&area, &all, &after)))).collect();
}

fn rounded(area: &Area) -> Area {
    Area::new(area.x.round(), area.y.round(), area.w.round(), area.h.round())
}

/// While controls are moved: the keys that change what that does.
pub(super) fn hint(ui: &Ui, canvas: &Canvas<'_>, state: &State) {
    let Drag::Move { copies, .. } = &state.drag else { return };
    let modifiers = ui.input(|input| input.modifiers);
    let keys = [
        (&COPY_CONTROL, *copies),
        (&ONE_DIRECTION, modifiers.shift),
        (&OFF_GRID, modifiers.alt && !copies),
        (&GIVE_UP, false),
    ];
    widgets::drag_hint(ui, canvas.rect, canvas.view.lang, &keys);
}

/// The end of a drag: exactly one edit, and none where nothing has changed.
fn finish(canvas: &Canvas<'_>, state: &State, out: &mut Outbox) {
    let screen = canvas.screen.id;
    let changed: Vec<(ControlId, Area)> = state
        .preview
        .iter()
        .filter(|(id, area)| canvas.screen.control(**id).is_some_and(|control| control.area != **area))
        .map(|(id, area)| (*id, *area))
        .collect();
    match &state.drag {
        Drag::None => {}
        Drag::Move { copies: true, .. } => {
            let controls = canvas.screen.controls.iter();
            let copies = controls.filter_map(|control| {
                let area = *state.preview.get(&control.id)?;
                Some(Control { area, ..control.clone() })
            });
            let copies: Vec<Control> = copies.collect();
            if !changed.is_empty() {
                out.edit(Edit::AddControls(screen, copies));
            }
        }
        Drag::Move { .. } | Drag::Resize { .. } => {
            if !changed.is_empty() {
                out.edit(Edit::SetAreas(changed));
            }
        }
        Drag::Column { id, .. } => columns::finish(canvas, state, *id, out),
        Drag::Marquee { .. } => {
            let ids = state.drag.candidates(canvas);
            let selection = if ids.is_empty() { Selection::one(screen) } else { Selection::controls(ids) };
            out.push(Command::Select(selection));
        }
    }
}

/// Arrow keys move the selection by one pixel, with Shift by one step of the grid; in a row they are one undo step.
pub(super) fn keys(ui: &Ui, canvas: &Canvas<'_>, state: &mut State, out: &mut Outbox) {
    // An open list has the arrow keys.
    let is_elsewhere = canvas.view.editor.dialog.is_some() || egui::Popup::is_any_open(ui.ctx());
    if canvas.selected.is_empty() || is_elsewhere {
        return;
    }
    let owns = |id: egui::Id| canvas.screen.controls.iter().any(|c| ui.scope_id().with(("control", c.id.0)) == id);
    if ui.memory(|memory| memory.focused()).is_some_and(|id| !owns(id)) {
        return;
    }
    inline::begin_by_keys(ui, canvas, state);
    let (dx, dy) = ui.input_mut(|input| {
        let mut count = |key: Key| {
            let far = input.count_and_consume_key(Modifiers::SHIFT, key) as f32 * canvas.screen.grid.max(1.0);
            far + input.count_and_consume_key(Modifiers::NONE, key) as f32
        };
        let x = count(Key::ArrowRight) - count(Key::ArrowLeft);
        (x, count(Key::ArrowDown) - count(Key::ArrowUp))
    });
    if dx != 0.0 || dy != 0.0 {
        let areas = canvas.areas(&canvas.movable());
        let moved = areas.into_iter().map(|(id, area)| (id, area.moved(dx, dy))).collect();
        out.edit_merged(Edit::SetAreas(moved), format!("nudge {:?}", canvas.selected));
    }
}
