//! What blocks give while the app runs: values beside the statements that they are in, and how often those ran.
//!
//! They stand at the right, where the row is that the value goes into; what is deeper inside is told where it is pointed at.

use std::time::{Duration, Instant};

use egui::{Align2, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::layout::{BlockLayout, HEADER, ROW};
use super::live;
use super::paint::corner;
use super::scene::{Scene, TEXTS};
use crate::model::glimpse::BlockSeen;
use crate::model::id::BlockId;
use crate::model::preference::SHOW_VALUES;
use crate::say;
use crate::ui::theme::regular;
use crate::ui::widgets::{elided, tip};

/// Space between a block and what stands beside it.
const GAP: f32 = 9.0;
/// Most width of a value.
const MOST: f32 = 116.0;
/// Room for how often a block ran.
const COUNT: f32 = 36.0;
/// Its height.
const HEIGHT: f32 = 19.0;
/// How long a value is marked as new.
const FRESH: Duration = Duration::from_millis(300);
/// How often the age of a value is told anew.
const SECOND: Duration = Duration::from_secs(1);

/// What a block has done, where values are shown.
fn seen<'a>(scene: &Scene<'a>, id: BlockId) -> Option<&'a BlockSeen> {
    let run = scene.view.run().filter(|_| scene.view.data.preferences.is_on(&SHOW_VALUES))?;
    run.seen.get(scene.at)?.get(&id)
}

/// What stands beside a block: of its header and of each row, where on the canvas it begins, and which block says it.
fn beside(scene: &Scene<'_>, id: BlockId, layout: &BlockLayout) -> Vec<(Pos2, BlockId)> {
    if layout.chip.is_some() || layout.is_value() {
        // What is wired says it below itself: at its right lies what it feeds.
        let below = layout.rect.left_bottom() + vec2(10.0, 0.0);
        return if layout.chip.is_none() { vec![(below, id)] } else { Vec::new() };
    }
    let x = layout.rect.right() + GAP;
    let header = (pos2(x, layout.rect.top() + HEADER / 2.0), id);
    let chips = layout.rows.iter().filter_map(|row| {
        let (_, wired) = row.slot()?;
        let value = wired.filter(|value| scene.layout.is_chip(*value))?;
        Some((pos2(x, row.rect.center().y), value))
    });
    std::iter::once(header).chain(chips).collect()
}

/// How much room beside the first lines of a block is taken, on the canvas: notes go behind it.
pub(super) fn room(scene: &Scene<'_>, id: BlockId, layout: &BlockLayout) -> f32 {
    let near = layout.rect.top() + HEADER + ROW;
    let taken =
        beside(scene, id, layout).into_iter().filter(|(place, from)| place.y < near && seen(scene, *from).is_some());
    taken.map(|(_, from)| if from == id { COUNT } else { MOST + GAP }).fold(0.0, f32::max)
}

/// Paints the values of all blocks that are seen.
pub(super) fn values(ui: &Ui, scene: &Scene<'_>) {
    if scene.camera.zoom < TEXTS || scene.view.run().is_none() {
        return;
    }
    let now = Instant::now();
    for (&id, layout) in &scene.layout.blocks {
        if !scene.sees(layout.rect.expand(MOST + GAP)) {
            continue;
        }
        for (place, from) in beside(scene, id, layout) {
            if let Some(seen) = seen(scene, from) {
                value(ui, scene, (place, from), seen, now);
            }
        }
    }
}

fn value(ui: &Ui, scene: &Scene<'_>, (place, id): (Pos2, BlockId), seen: &BlockSeen, now: Instant) {
    let theme = &scene.theme;
    let zoom = scene.camera.zoom;
    let age = now.saturating_duration_since(seen.at);
    let at = scene.camera.pos(place);
    let name = scene.name(id);
    let (rect, words) = match &seen.value {
        None => {
            let words = say::times(seen.times, scene.lang);
            let rect = ui.painter().text(at, Align2::LEFT_CENTER, &words, regular(11.0 * zoom), theme.muted);
            (rect, words)
        }
        Some(value) => {
            let words = say::glimpse(value, scene.lang).replace(char::is_control, " ");
            let galley = elided(ui, &words, regular(11.5 * zoom), theme.text, (MOST - 16.0) * zoom);
            let size = vec2(galley.size().x + 16.0 * zoom, HEIGHT * zoom);
            let rect = Rect::from_min_size(at - vec2(0.0, size.y / 2.0), size);
            let fresh = FRESH.checked_sub(age);
            let edge = if fresh.is_some() { Stroke::new(1.5, theme.run) } else { Stroke::new(1.0, theme.line) };
            if let Some(left) = fresh {
                ui.ctx().request_repaint_after(left);
            }
            ui.painter().rect(rect, corner(9.5 * zoom), theme.panel, edge, StrokeKind::Inside);
            ui.painter().galley(rect.center() - galley.size() / 2.0, galley, theme.text);
            (rect, words)
        }
    };
    let reach = Rect::from_two_pos(scene.camera.canvas(rect.min), scene.camera.canvas(rect.max));
    if scene.reaches(reach) {
        let response = ui.interact(rect, scene.id.with(("value", id.0)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{name}: {words}")));
        tip_of(scene, id, response);
    }
}

/// What a block holds or has done, in a line: what was seen of it, else what the app tells of what it uses.
pub(super) fn sentence(scene: &Scene<'_>, id: BlockId) -> Option<String> {
    let run = scene.view.run()?;
    if let Some(seen) = seen(scene, id) {
        return Some(say::block_seen(seen, Instant::now(), scene.lang));
    }
    live::of_block(scene.view, run, scene.block(id)?)
}

/// Tells it where it is pointed at.
pub(super) fn tip_of(scene: &Scene<'_>, id: BlockId, response: Response) -> Response {
    let Some(sentence) = sentence(scene, id) else { return response };
    if response.hovered() {
        response.ctx.request_repaint_after(SECOND);
    }
    tip(response, sentence)
}
