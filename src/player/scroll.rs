//! Repeaters that have more instances than fit: how far each is scrolled, and how people do that.
//!
//! Controls inside stay where they are in the project; only where they are drawn moves. They are cut off at its edges.

use std::collections::BTreeMap;

use egui::{Id, Rect, Sense, Ui, Vec2, vec2};

use super::common::DARK_TEXT;
use super::react::{Reaction, State};
use super::stage::Stage;
use crate::model::component::REPEATER;
use crate::model::control::Control;
use crate::model::id::ControlId;

/// How far repeaters are scrolled, in screen pixels.
pub(super) type Scrolls = BTreeMap<ControlId, Vec2>;

/// How far a finger moves before it scrolls and taps nothing, in points.
const SLACK: f32 = 8.0;
/// How wide the bar is, in points.
const BAR: f32 = 6.0;

/// What the running screen remembers of them.
#[derive(Debug, Default)]
pub(super) struct ScrollState {
    pub(super) offsets: Scrolls,
    /// How far the finger that is down has moved.
    travelled: f32,
    /// What had the keyboard when the last frame began, and when this one did: within a frame it passes on.
    focused: Option<Id>,
    seen: Option<Id>,
}

/// How much larger than a repeater all of its instances together are, in screen pixels.
fn beyond(stage: &Stage<'_>, repeater: &Control) -> Vec2 {
    let inside = stage.screen.controls.iter().filter(|control| control.layer.part_of == Some(repeater.id));
    let end = inside.fold(Vec2::ZERO, |end, it| {
        end.max(vec2(it.area.right() - repeater.area.x, it.area.bottom() - repeater.area.y))
    });
    let seen = stage.rect(repeater).size() / stage.pixel();
    // Half a pixel is no more than how numbers are rounded.
    (end - seen).max(Vec2::ZERO).map(|more| if more < 0.5 { 0.0 } else { more })
}

trait Mapped {
    fn map(self, each: impl Fn(f32) -> f32) -> Self;
}

impl Mapped for Vec2 {
    fn map(self, each: impl Fn(f32) -> f32) -> Self {
        vec2(each(self.x), each(self.y))
    }
}

/// Whether a control is inside of a repeater, through others too.
fn is_inside(stage: &Stage<'_>, control: &Control, repeater: ControlId) -> bool {
    control.layer.part_of.is_some_and(|whole| {
        whole == repeater || stage.screen.control(whole).is_some_and(|whole| is_inside(stage, whole, repeater))
    })
}

/// Scrolls a repeater by wheel, by a finger between and on its controls, and to what has got the keyboard.
pub(super) fn scroll_ui(ui: &Ui, reaction: &mut Reaction<'_>) {
    let (repeater, rect) = (reaction.control(), reaction.rect());
    let id = reaction.id(ui);
    let (stage, state) = reaction.parts();
    let most = beyond(stage, repeater);
    let before = state.scroll.offsets.get(&repeater.id).copied().unwrap_or_default();
    if most == Vec2::ZERO {
        state.scroll.offsets.remove(&repeater.id);
        return;
    }
    let response = ui.interact(rect, id.with("scroll"), Sense::drag());
    let mut moved = Vec2::ZERO;
    if ui.is_enabled() && ui.rect_contains_pointer(rect) {
        ui.input_mut(|input| {
            let mut wheel = input.smooth_scroll_delta();
            if most.y == 0.0 && wheel.x == 0.0 {
                wheel = vec2(wheel.y, 0.0);
            }
            moved -= wheel;
        });
    }
    if response.drag_started() {
        state.scroll.travelled = 0.0;
    }
    // What is held down sends as long as it is held.
    if response.dragged() && state.down.is_none() {
        let delta = response.drag_delta();
        state.scroll.travelled += delta.length();
        moved -= delta;
        if state.scroll.travelled > SLACK {
            state.pressed = None;
        }
    }
    let mut now = before + moved / stage.pixel();
    let focused = ui.memory(egui::Memory::focused);
    state.scroll.seen = focused;
    if focused != state.scroll.focused {
        let parts = stage.screen.controls.iter().filter(|control| is_inside(stage, control, repeater.id));
        let part = parts.into_iter().find(|part| focused == Some(stage.id(ui, part)));
        if let Some(part) = part {
            let at = stage.rect(part);
            let over = (at.max - rect.max).max(Vec2::ZERO) - (rect.min - at.min).max(Vec2::ZERO);
            now += over / stage.pixel();
        }
    }
    let now = now.max(Vec2::ZERO).min(most);
    if now != before {
        state.scroll.offsets.insert(repeater.id, now);
        ui.ctx().request_repaint();
    }
}

/// The bars of the repeaters of a screen that have more instances than fit, over all that is in them.
pub(super) fn bars_ui(ui: &Ui, stage: &Stage<'_>, state: &mut State) {
    for repeater in stage.screen.controls.iter().filter(|control| control.kind == REPEATER) {
        let most = beyond(stage, repeater);
        let rect = stage.rect(repeater);
        for axis in [0, 1].into_iter().filter(|axis| most[*axis] > 0.0) {
            bar_ui(ui, stage, state, (repeater, rect), (axis, most[axis]));
        }
    }
    state.scroll.focused = state.scroll.seen;
}

fn bar_ui(
    ui: &Ui,
    stage: &Stage<'_>,
    state: &mut State,
    (repeater, rect): (&Control, Rect),
    (axis, most): (usize, f32),
) {
    let pixel = stage.pixel()[axis];
    let now = state.scroll.offsets.get(&repeater.id).copied().unwrap_or_default();
    let room = rect.size()[axis];
    let part = room / (room + most * pixel);
    let length = (room * part).max(24.0).min(room);
    let begin = (room - length) * (now[axis] / most);
    let mut track = rect;
    track.min[1 - axis] = rect.max[1 - axis] - BAR;
    let mut thumb = track;
    thumb.min[axis] = rect.min[axis] + begin;
    thumb.max[axis] = thumb.min[axis] + length;
    let id = stage.id(ui, repeater).with(("bar", axis));
    let response = ui.interact(thumb.expand(4.0), id, Sense::drag());
    if response.dragged() && room > length {
        let mut to = now;
        to[axis] = (now[axis] + response.drag_delta()[axis] * most / (room - length)).clamp(0.0, most);
        state.scroll.offsets.insert(repeater.id, to);
        ui.ctx().request_repaint();
    }
    let is_hot = response.hovered() || response.dragged();
    // As its words are, which can be read on the ground below it.
    let ink = stage.values(repeater).get(DARK_TEXT).gamma_multiply(if is_hot { 0.7 } else { 0.35 });
    ui.painter().rect_filled(thumb, BAR / 2.0, ink);
}
