//! The block canvas: wired nodes that snap.
//!
//! Geometry ([`layout`]) is a pure function of the project; painting and sensing use its rects.
//! It reads the project and pushes commands; it never changes anything itself.
//!
//! # What is kept, and what a drag means
//!
//! The layout is made anew only when the project changes. What was painted of a block is kept as shapes and moved along
//! until its layout, the zoom, the theme or its mood changes; from far away all blocks are one mesh. Only blocks near the
//! pointer, focused or selected are widgets, and all of them where a screen reader listens; a click or drag that comes from
//! nowhere, as a finger does, is answered by the ground behind the blocks. Blocks that are put in without a place are moved
//! to free room within the same undo step. Which blocks show their *Erweitert* slots is remembered by the window, not by
//! the project. The overview lies over blocks only while the view moves. The keys held in the moment a drag ends decide
//! what it does: Ctrl takes one block, Shift copies.

mod annotations;
mod choices;
mod entries;
mod fields;
mod free_space;
mod gesture;
mod hit;
mod keys;
mod labels;
mod layout;
mod live;
mod menu;
mod minimap;
mod mouths;
mod paint;
mod palette;
mod prefill;
mod quick_add;
mod scene;
mod snap;
mod stops;
mod tab_order;
mod things;
mod topics;
mod values;
mod viewport;

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{Sense, Ui};

use self::fields::FieldState;
use self::gesture::Gesture;
use self::layout::Layout;
use self::scene::Scene;
use self::viewport::{Camera, Viewport};
use super::Outbox;
use super::debug::OpenPoint;
use super::theme::{Theme, regular};
use super::widgets::{self, Landmark, landmark};
use crate::editor::command::Action;
use crate::editor::once::LastSeen;
use crate::editor::tabs::Tab;
use crate::editor::view::View;
use crate::i18n::{Lang, t};
use crate::model::blocks::Graph;
use crate::model::handler::{Handler, HandlerRef};
use crate::model::id::BlockId;
use crate::model::project::Project;

/// What it remembers between frames.
#[derive(Debug, Default)]
pub struct State {
    views: BTreeMap<HandlerRef, Viewport>,
    /// The document of the editor that all this belongs to.
    document: u64,
    cache: Option<CachedLayout>,
    gesture: Gesture,
    fields: FieldState,
    painted: paint::cache::Cache,
    quick: Option<quick_add::QuickAdd>,
    palette: palette::PaletteState,
    entries: entries::EntryCache,
    seen_action: LastSeen,
    zoom_rest: f32,
    minimap: minimap::Memory,
    menu: menu::BlockMenu,
    /// The breakpoint that is being changed.
    point: Option<OpenPoint>,
    front: Option<HandlerRef>,
    /// The block that was selected in the last frame.
    led_to: Option<BlockId>,
    /// Where loose blocks lay in the last frame.
    loose: Option<free_space::Loose>,
    /// The newest block of the last frame; ids only grow.
    newest: Option<BlockId>,
}

/// A layout, and what it was made from.
#[derive(Debug)]
struct CachedLayout {
    project: Arc<Project>,
    at: HandlerRef,
    lang: Lang,
    layout: Arc<Layout>,
}

/// Draws it.
pub fn canvas_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, at: &HandlerRef) {
    let rect = ui.available_rect_before_wrap();
    let background = ui.allocate_rect(rect, Sense::click_and_drag());
    if state.document != view.editor.document() {
        // Another project has handlers at the same places.
        state.document = view.editor.document();
        state.views.clear();
        state.front = None;
    }
    if state.front.as_ref() != Some(at) {
        state.front = Some(at.clone());
        state.gesture = Gesture::None;
        (state.quick, state.point) = (None, None);
        state.fields.leave();
        (state.newest, state.loose) = (None, None);
        state.minimap = minimap::Memory::default();
    }
    let project = view.editor.project();
    let empty = Graph::default();
    let graph = match project.handler(at).map(Arc::as_ref) {
        Some(Handler::Blocks(graph)) => graph,
        Some(Handler::Lua(_)) | None => &empty,
    };
    let layout = layout_of(ui, view, state, at, graph);
    let mut viewport = state.views.get(at).copied().unwrap_or_default();
    viewport.place(rect.size(), &layout);
    run_action(view, state, &mut viewport, rect.size(), (graph, &layout));
    let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(rect).id_salt("block-canvas"));
    ui.set_clip_rect(rect.intersect(ui.clip_rect()));
    let scene_id = ui.scope_id().with((&at.owner, at.trigger.as_str()));
    gesture::pan_and_zoom(&ui, state, &mut viewport, rect);
    let mut scene = Scene {
        view,
        project,
        at,
        graph,
        layout: &layout,
        camera: Camera::new(&viewport, rect),
        theme: Theme::current(&ui),
        lang: view.lang,
        id: scene_id,
        canvas: background.id,
        pointer: None,
        told: ui.ctx().has_accesskit_node(background.id),
    };
    keys::keys(&ui, &scene, state, &mut viewport, out);
    if free_space::make(&scene, &layout, &mut state.loose, out) {
        // Leads there once the blocks have moved.
        ui.ctx().request_repaint();
    } else {
        lead_to_selected(&scene, state, &mut viewport);
    }
    scene.camera = Camera::new(&viewport, rect);
    scene.pointer = pointer(&ui, &scene.camera);
    state.painted.begin(ui.ctx(), &scene, &layout);
    state.views.insert(at.clone(), viewport);
    draw(&mut ui, &scene, state, out, &background);
    if layout.folds != state.fields.folds {
        ui.ctx().request_repaint();
    }
}

/// Where the pointer is on the canvas, if no window or list lies above it.
fn pointer(ui: &Ui, camera: &Camera) -> Option<egui::Pos2> {
    let pos = ui.input(|input| input.pointer.latest_pos())?;
    let free = ui.clip_rect().contains(pos) && ui.ctx().layer_id_at(pos).is_none_or(|layer| layer == ui.layer_id());
    free.then(|| camera.canvas(pos))
}

/// Brings a block into view that was selected from elsewhere: from the log, the problems, the search; and all of a
/// block that was just put in.
fn lead_to_selected(scene: &Scene<'_>, state: &mut State, viewport: &mut Viewport) {
    let current = scene.selected().last().copied();
    // Of no blocks the newest is none that can be.
    let newest = Some(scene.layout.blocks.last_key_value().map_or(BlockId(0), |(id, _)| *id));
    let before = std::mem::replace(&mut state.newest, newest);
    if current == state.led_to {
        return;
    }
    state.led_to = current;
    if let Some(hidden) = current.filter(|id| !scene.layout.blocks.contains_key(id))
        && mouths::show(scene, hidden, &mut state.fields.folds)
    {
        // It is there with the next picture.
        state.led_to = None;
        return;
    }
    let Some((id, block)) = current.and_then(|id| scene.layout.blocks.get_key_value(&id)) else { return };
    let seen = scene.camera.seen();
    // A click on a block that was there before does not move it away from the pointer.
    let is_new = before.is_some_and(|before| *id > before);
    if is_new {
        fields::ask_where(scene, *id, &mut state.fields);
    }
    // Neither beyond the edge nor below the buttons for the zoom.
    let mut free = seen;
    free.max.y -= widgets::ZOOM_ROOM / scene.camera.zoom;
    if !seen.intersects(block.rect) || (is_new && !free.contains_rect(block.rect)) {
        viewport.reveal(scene.camera.rect.size(), block.rect);
    }
}

fn draw(ui: &mut Ui, scene: &Scene<'_>, state: &mut State, out: &mut Outbox, background: &egui::Response) {
    let painter = ui.painter().clone();
    painter.rect_filled(scene.camera.rect, 0.0, scene.theme.canvas);
    paint::parts::dots(&painter, scene);
    let moods = annotations::Moods::of(ui, scene);
    gesture::background(ui, scene, state, background, out);
    mouths::mouths(ui, scene, state);
    blocks(ui, &painter, scene, &moods, state, out);
    values::values(ui, scene);
    stops::stops(ui, scene, state, out);
    let mut notes = annotations::beside(ui, scene, &moods, &state.gesture, out);
    notes.extend(topics::stored_notes(ui, scene));
    if scene.graph.blocks.is_empty() {
        empty_hint(ui, scene);
    }
    fields::focused_ui(ui, scene, &mut state.fields, out);
    gesture::run(ui, scene, state, out);
    topics::drop(ui, scene, out);
    choices::popup_ui(ui, scene, &mut state.fields, out);
    fields::go_on(ui, scene, &mut state.fields);
    quick_add::quick_add_ui(ui, scene, state, out);
    minimap::minimap(ui, scene, state, &notes);
    if let Some(action) = widgets::zoom_buttons(ui, scene.camera.rect, scene.camera.zoom, scene.lang) {
        out.act(action);
    }
    menu::menu_ui(ui, scene, state, out);
}

/// Paints and senses the event, the blocks and their wires: what is seen of them.
fn blocks(
    ui: &Ui,
    painter: &egui::Painter,
    scene: &Scene<'_>,
    moods: &annotations::Moods<'_>,
    state: &mut State,
    out: &mut Outbox,
) {
    let mut far = (scene.camera.zoom < scene::TEXTS)
        .then(|| paint::far::Far::with_room(scene.layout.order.len() + scene.layout.wires.len()));
    let seen = scene.camera.seen().expand(24.0);
    for wire in scene.layout.wires.iter().filter(|wire| seen.intersects(paint::wires::hull(wire))) {
        match &mut far {
            _ if state.gesture.hides(wire) => {}
            Some(far) => far.wire(scene, wire),
            None => paint::wires::wire(painter, scene, wire.from, wire.to, wire.kind),
        }
    }
    hit::head(ui, scene, state);
    match &mut far {
        Some(far) => far.head(scene),
        None => paint::head(painter, scene),
    }
    let keys = state.fields.wants.as_ref().map(|stop| stop.block);
    let sought = landmark::wanted(ui.ctx());
    for (&id, block) in scene.layout.order.iter().filter_map(|id| scene.layout.blocks.get_key_value(id)) {
        let hull = block.hull();
        let focused = state.fields.focus.as_ref().is_some_and(|focus| focus.block == id) || keys == Some(id);
        if !(seen.intersects(hull) || focused) {
            continue;
        }
        if sought == Some(Landmark::Block(id)) {
            landmark::here(ui, Landmark::Block(id), scene.camera.area(block.rect));
        }
        if !state.gesture.moves(id) {
            let mut mood = moods.of_block(scene, id);
            if mood.edge == paint::Edge::Plain && scene.pointer.is_some_and(|pointer| hull.contains(pointer)) {
                mood.edge = paint::Edge::Hovered;
            }
            match &mut far {
                Some(far) => far.block(scene, block, mood),
                None => state.painted.block(painter, scene, (id, block), mood),
            }
        }
        if focused || scene.selected() == [id] || scene.reaches(hull) {
            hit::block(ui, scene, id, block, state, out);
        }
    }
    if let Some(far) = far {
        far.show(painter);
        paint::far::names(painter, scene);
    }
}

/// The layout of the handler's blocks, made anew only when the project has changed.
fn layout_of(ui: &Ui, view: &View<'_>, state: &mut State, at: &HandlerRef, graph: &Graph) -> Arc<Layout> {
    let project = view.editor.project();
    if let Some(cached) = &state.cache
        && Arc::ptr_eq(&cached.project, project)
        && cached.at == *at
        && cached.lang == view.lang
        && cached.layout.folds == state.fields.folds
    {
        return Arc::clone(&cached.layout);
    }
    let measure = |text: &str| width(ui, text);
    let input = layout::Input { project, at, graph, lang: view.lang, folds: &state.fields.folds, measure: &measure };
    let layout = Arc::new(layout::layout(input));
    let (project, lang) = (Arc::clone(project), view.lang);
    state.cache = Some(CachedLayout { project, at: at.clone(), lang, layout: Arc::clone(&layout) });
    layout
}

/// How wide a text is at zoom 1.
fn width(ui: &Ui, text: &str) -> f32 {
    ui.painter().layout_no_wrap(text.to_owned(), regular(13.0), egui::Color32::WHITE).size().x
}

/// Carries out a menu action that concerns the canvas, once.
fn run_action(
    view: &View<'_>,
    state: &mut State,
    viewport: &mut Viewport,
    size: egui::Vec2,
    (graph, layout): (&Graph, &Layout),
) {
    let Some(action) = view.editor.canvas_action.unseen(&mut state.seen_action) else { return };
    let middle = size / 2.0;
    match action {
        Action::ZoomFit => viewport.fit(size, layout.bounds, layout.head),
        Action::ZoomReset => viewport.reset(size),
        Action::ZoomIn => viewport.zoom_by(2, middle),
        Action::ZoomOut => viewport.zoom_by(-2, middle),
        Action::FindBlock => state.palette.focus_search(),
        Action::FoldAll | Action::UnfoldAll => {
            let blocks = graph.blocks.iter().map(|(id, block)| (*id, block));
            mouths::fold_all(blocks, *action == Action::FoldAll, &mut state.fields.folds);
        }
        _ => {}
    }
}

/// Where nothing is yet: what to do.
fn empty_hint(ui: &Ui, scene: &Scene<'_>) {
    use egui::{Align2, Shape, Stroke, pos2};
    let zoom = scene.camera.zoom;
    let head = scene.layout.head;
    let ghost = scene.layout.empty_zone();
    let rect = scene.camera.area(ghost);
    let painter = ui.painter();
    let from = scene.camera.pos(pos2(head.left() + layout::FLOW_X, head.bottom()));
    let to = scene.camera.pos(pos2(head.left() + layout::FLOW_X, ghost.top()));
    painter.line_segment([from, to], Stroke::new(2.0 * zoom, scene.theme.line));
    let corners = [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom(), rect.left_top()];
    painter.extend(Shape::dashed_line(&corners, Stroke::new(1.0, scene.theme.faint), 5.0, 4.0));
    let text = t("Baustein hierher ziehen oder doppelklicken", "Drag a block here or double-click");
    painter.text(rect.center(), Align2::CENTER_CENTER, text.get(scene.lang), regular(12.5 * zoom), scene.theme.muted);
}

/// Draws the palette of blocks, at the right of the canvas; while the app runs, its values or the palette.
pub fn block_palette_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, at: &HandlerRef) {
    // Nothing is added where nobody sees it: beside the running app there are only its values.
    let is_in_front = matches!(&view.editor.active, Some(Tab::Handler(front)) if front == at);
    if view.run().is_some() && is_in_front {
        let labels = [t("Werte", "Values"), t("Bausteine", "Add blocks")].map(|text| text.get(view.lang));
        let width = ui.available_width();
        let chosen = usize::from(state.palette.while_running);
        if let Some(other) = widgets::segmented(ui, &labels, chosen, width) {
            state.palette.while_running = other == 1;
        }
        ui.add_space(6.0);
    }
    match view.run() {
        Some(run) if !(is_in_front && state.palette.while_running) => live::live_ui(ui, view, run, at),
        _ => palette::palette_ui(ui, view, state, out, at),
    }
}

#[cfg(test)]
mod tests;
