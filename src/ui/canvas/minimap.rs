//! A small picture of the whole canvas, where not all of it is seen; a click leads there.

use egui::{Pos2, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use super::State;
use super::paint::corner;
use super::scene::Scene;
use crate::catalog::def::Hue;
use crate::i18n::t;

/// Paints and senses it.
pub(super) fn minimap(ui: &Ui, scene: &Scene<'_>, state: &mut State) {
    let camera = &scene.camera;
    let bounds = scene.layout.bounds;
    let seen = camera.seen();
    if seen.contains_rect(bounds) || camera.rect.width() < 420.0 || camera.rect.height() < 260.0 {
        return;
    }
    let size = vec2(150.0, 84.0);
    let frame = Rect::from_min_size(camera.rect.max - size - vec2(14.0, 14.0), size);
    let world = bounds.union(seen.intersect(bounds.expand(400.0))).expand(40.0);
    let scale = (size.x / world.width()).min(size.y / world.height());
    let place = |at: Pos2| frame.center() + (at - world.center()) * scale;
    let area = |rect: Rect| Rect::from_min_max(place(rect.min), place(rect.max)).intersect(frame);
    let painter = ui.painter();
    painter.rect(frame, corner(6.0), scene.theme.panel, scene.theme.border(), StrokeKind::Inside);
    let mut mesh = egui::Mesh::default();
    mesh.add_colored_rect(area(scene.layout.head), scene.theme.hue(Hue::Event));
    for block in scene.layout.blocks.values() {
        for part in &block.parts {
            mesh.add_colored_rect(area(*part), scene.theme.hue(block.hue));
        }
    }
    painter.add(mesh);
    painter.rect_stroke(area(seen), corner(3.0), Stroke::new(1.0, scene.theme.select), StrokeKind::Inside);
    let response = ui.interact(frame, scene.id.with("minimap"), Sense::click_and_drag());
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
