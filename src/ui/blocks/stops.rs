//! Breakpoints at the left of statements, and the block at which a handler has stopped.

use egui::{Align2, Pos2, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::layout::{BlockLayout, HEADER};
use super::paint::corner;
use super::scene::{FIELDS, Scene, TEXTS};
use super::{Outbox, State, labels};
use crate::editor::debugger::{FollowCommand, statement_of};
use crate::i18n::t;
use crate::model::blocks::check::Shape;
use crate::model::id::BlockId;
use crate::model::place::Place;
use crate::ui::debug;
use crate::ui::icon::glyph;
use crate::ui::theme::icons;
use crate::ui::widgets::tip;

/// How far the middle of a dot is from the left edge of its block.
const ASIDE: f32 = 10.0;
/// Its radius.
const RADIUS: f32 = 5.5;

/// The place of the breakpoint for a block: at the statement that it is part of.
pub(super) fn place_of(scene: &Scene<'_>, id: BlockId) -> Place {
    Place::Block(scene.at.clone(), statement_of(scene.graph, id))
}

fn center(layout: &BlockLayout) -> Pos2 {
    pos2(layout.rect.left() - ASIDE, layout.rect.top() + HEADER / 2.0)
}

/// Paints and senses the breakpoints, and marks where a handler has stopped.
pub(super) fn stops(ui: &Ui, scene: &Scene<'_>, state: &mut State, out: &mut Outbox) {
    for (&id, layout) in &scene.layout.blocks {
        if is_statement(layout) && scene.sees(layout.rect.expand(ASIDE * 3.0)) && !state.gesture.moves(id) {
            stop_ui(ui, scene, (id, layout), out);
        }
    }
    let halted = scene.view.run().and_then(|run| run.halted()?.place());
    if let Some(Place::Block(at, block)) = halted
        && at == scene.at
        && let Some(layout) = scene.layout.blocks.get(block)
    {
        halted_ui(ui, scene, layout);
    }
    debug::point_ui(ui, scene.view, out, scene.id.with("breakpoint"), &mut state.point);
}

/// The statement whose dot is at a canvas point.
pub(super) fn at(scene: &Scene<'_>, point: Pos2) -> Option<BlockId> {
    let is_near = |layout: &BlockLayout| Rect::from_center_size(center(layout), vec2(16.0, 22.0)).contains(point);
    let mut statements = scene.layout.blocks.iter().filter(|(_, layout)| is_statement(layout));
    statements.find(|(_, layout)| is_near(layout)).map(|(id, _)| *id)
}

fn is_statement(layout: &BlockLayout) -> bool {
    layout.chip.is_none() && matches!(layout.shape, Some(Shape::Statement { .. }))
}

fn stop_ui(ui: &Ui, scene: &Scene<'_>, (id, layout): (BlockId, &BlockLayout), out: &mut Outbox) {
    let zoom = scene.camera.zoom;
    let place = Place::Block(scene.at.clone(), id);
    let point = scene.view.editor.following.breakpoints.get(&place);
    let at = scene.camera.pos(center(layout));
    let radius = (RADIUS * zoom).max(3.0);
    if point.is_some() {
        debug::dot(ui.painter(), &scene.theme, (at, radius), point);
    }
    if zoom < FIELDS || !scene.reaches(layout.rect.expand(ASIDE)) {
        return;
    }
    let area = Rect::from_center_size(at, vec2(15.0, 22.0) * zoom);
    let response = ui.interact(area, scene.id.with(("stop", id.0)), Sense::CLICK);
    let name = labels::of(t("Haltepunkt", "Breakpoint").get(scene.lang), &layout.name, scene.lang);
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, point.is_some(), &name));
    if response.hovered() && point.is_none() {
        debug::dot(ui.painter(), &scene.theme, (at, radius), None);
    }
    let words = t(
        "Haltepunkt: Klick setzt oder entfernt ihn, die rechte Taste ändert ihn",
        "Breakpoint: a click sets or removes it, the right button changes it",
    );
    if tip(response, words.get(scene.lang)).clicked() {
        out.push(FollowCommand::Toggle(place));
    }
}

/// The block before which a handler stands.
fn halted_ui(ui: &Ui, scene: &Scene<'_>, layout: &BlockLayout) {
    let zoom = scene.camera.zoom;
    let color = scene.theme.warn;
    for part in &layout.parts {
        let rect = scene.camera.area(*part);
        ui.painter().rect_stroke(
            rect.expand(4.0),
            corner(9.0 * zoom),
            Stroke::new(5.0, color.gamma_multiply(0.3)),
            StrokeKind::Middle,
        );
        ui.painter().rect_stroke(rect, corner(7.0 * zoom), Stroke::new(2.5, color), StrokeKind::Outside);
    }
    if zoom >= TEXTS {
        let at = scene.camera.pos(center(layout) - vec2(18.0, 0.0));
        ui.painter().text(at, Align2::CENTER_CENTER, glyph("arrow-right"), icons(18.0 * zoom), color);
    }
}
