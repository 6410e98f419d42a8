//! A small picture of the whole canvas, where not all of it is seen; a click leads there.
//!
//! It never hides what is worked on: where blocks lie below it, it is seen only while the view moves.

use std::time::Duration;

use egui::{Pos2, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::State;
use super::gesture::Gesture;
use super::paint::corner;
use super::scene::Scene;
use super::viewport::Viewport;
use crate::i18n::t;
use crate::language::block::Hue;
use crate::ui::widgets::zoom_place;

/// How long it stays over blocks after the view has moved, in seconds.
const STAYS: f64 = 1.2;
/// Room between it and the buttons below it.
const GAP: f32 = 8.0;

/// What it remembers between frames.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The view of the last frame.
    view: Option<Viewport>,
    /// When the view has moved last.
    moved: Option<f64>,
    /// Whether it was there in the last frame.
    shown: bool,
}

/// What decides whether it is seen.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts that one rule joins")]
struct Facts {
    /// Something is seen below it.
    covers: bool,
    /// What the keyboard is in, or what is dragged, is below it.
    disturbs: bool,
    /// The view has moved a moment ago.
    recent: bool,
    /// The view moves right now, by wheel or keys.
    moves: bool,
    /// The pointer is in its place.
    inside: bool,
    /// It was seen in the last frame.
    shown: bool,
}

fn is_shown(facts: Facts) -> bool {
    if !facts.covers {
        return true;
    }
    let wanted = if facts.inside { facts.shown && !facts.moves } else { facts.recent };
    wanted && !facts.disturbs
}

/// Paints and senses it; `notes` is where words stand beside blocks, on the screen.
pub(super) fn minimap(ui: &Ui, scene: &Scene<'_>, state: &mut State, notes: &[Rect]) {
    let camera = &scene.camera;
    let now = ui.input(|input| input.time);
    let view = state.views.get(scene.at).copied();
    let moves = state.minimap.view.is_some() && state.minimap.view != view;
    state.minimap.view = view;
    if moves {
        state.minimap.moved = Some(now);
    }
    let bounds = scene.layout.bounds;
    let seen = camera.seen();
    if seen.contains_rect(bounds) || camera.rect.width() < 420.0 || camera.rect.height() < 260.0 {
        state.minimap.shown = false;
        return;
    }
    let frame = place(camera.rect);
    let used = ui.ctx().is_being_dragged(scene.id.with("minimap"));
    let left = state.minimap.moved.map(|moved| STAYS - (now - moved)).filter(|left| *left > 0.0);
    let facts = Facts {
        covers: covers(scene, frame, notes),
        disturbs: disturbs(scene, state, frame) && !used,
        recent: left.is_some(),
        moves: moves && !used,
        inside: used || scene.pointer.is_some_and(|pointer| frame.contains(camera.pos(pointer))),
        shown: state.minimap.shown,
    };
    state.minimap.shown = is_shown(facts);
    if !state.minimap.shown {
        return;
    }
    if let (true, Some(left)) = (facts.covers, left) {
        ui.ctx().request_repaint_after(Duration::from_secs_f64(left));
    }
    paint(ui, scene, state, frame);
}

/// Above the buttons for the zoom.
fn place(canvas: Rect) -> Rect {
    let size = vec2(150.0, 84.0);
    let corner = pos2(zoom_place(canvas).right(), zoom_place(canvas).top() - GAP);
    Rect::from_min_size(corner - size, size)
}

/// Whether blocks or words are seen below it.
fn covers(scene: &Scene<'_>, frame: Rect, notes: &[Rect]) -> bool {
    let near = frame.expand(4.0);
    let area = Rect::from_min_max(scene.camera.canvas(near.min), scene.camera.canvas(near.max));
    let mut blocks = scene.layout.blocks.values().flat_map(|block| &block.parts);
    notes.iter().any(|note| note.intersects(near))
        || scene.layout.head.intersects(area)
        || blocks.any(|part| part.intersects(area))
}

/// Whether what the keyboard is in lies below it, or something is being dragged.
fn disturbs(scene: &Scene<'_>, state: &State, frame: Rect) -> bool {
    let focus = state.fields.focus.as_ref().and_then(|focus| scene.layout.blocks.get(&focus.block));
    // What is selected is worked on too: the newest block is.
    let selected = scene.selected().iter().filter_map(|id| scene.layout.blocks.get(id));
    let worked_on = focus.into_iter().chain(selected).any(|block| scene.camera.area(block.rect).intersects(frame));
    worked_on || !matches!(state.gesture, Gesture::None)
}

fn paint(ui: &Ui, scene: &Scene<'_>, state: &mut State, frame: Rect) {
    let camera = &scene.camera;
    let seen = camera.seen();
    let bounds = scene.layout.bounds;
    let world = bounds.union(seen.intersect(bounds.expand(400.0))).expand(40.0);
    let scale = (frame.width() / world.width()).min(frame.height() / world.height());
    let place = |at: Pos2| frame.center() + (at - world.center()) * scale;
    let area = |rect: Rect| Rect::from_min_max(place(rect.min), place(rect.max)).intersect(frame);
    let painter = ui.painter();
    painter.rect(frame, corner(7.0), scene.theme.panel, scene.theme.border(), StrokeKind::Inside);
    let mut mesh = egui::Mesh::default();
    mesh.add_colored_rect(area(scene.layout.head), scene.theme.hue(Hue::Event));
    for block in scene.layout.blocks.values() {
        for part in &block.parts {
            mesh.add_colored_rect(area(*part), scene.theme.hue(block.hue));
        }
    }
    painter.add(mesh);
    painter.rect_stroke(area(seen), corner(3.0), Stroke::new(1.0, scene.theme.select), StrokeKind::Inside);
    let response = ui.interact(frame, scene.id.with("minimap"), Sense::CLICK | Sense::DRAG);
    let name = t("Übersicht", "Overview").get(scene.lang);
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, name));
    if let Some(pointer) = response.interact_pointer_pos()
        && (response.clicked() || response.dragged())
    {
        let at = world.center() + (pointer - frame.center()) / scale;
        if let Some(viewport) = state.views.get_mut(scene.at) {
            viewport.pan = camera.rect.size() / 2.0 - at.to_vec2() * camera.zoom;
        }
        ui.ctx().request_repaint();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_gives_way_to_what_is_worked_on() {
        let nothing = Facts::default();
        assert!(is_shown(nothing), "where it hides nothing, it is always there");
        let over = Facts { covers: true, ..nothing };
        assert!(!is_shown(over));
        assert!(is_shown(Facts { recent: true, ..over }), "who moves about may see where");
        assert!(!is_shown(Facts { recent: true, disturbs: true, ..over }));
        let pointed = Facts { inside: true, recent: true, ..over };
        assert!(!is_shown(pointed), "it does not come up below the pointer");
        assert!(is_shown(Facts { shown: true, ..pointed }), "it stays for the pointer that goes there");
        assert!(!is_shown(Facts { shown: true, moves: true, ..pointed }));
    }
}
