//! Which screens are seen, one over the other: the page, the one before it while that goes, and pop-ups over both.
//!
//! Only what lies on top reacts. What lies below is painted as it is, and takes neither pointer nor keys.

use std::time::Duration;

use egui::{Color32, Event, Key, Modifiers, Rect, Sense, Ui, UiBuilder, vec2};

use super::common::VISIBLE;
use super::react::{Reaction, State};
use super::scroll::{self, Scrolls};
use super::stage::Stage;
use super::{Play, blink, controls, ground, quality};
use crate::model::control::Control;
use crate::model::id::ScreenId;
use crate::model::run::Fire;
use crate::model::showing::{Destination, Transition};
use crate::theme::{Theme, shade};

/// How long a transition takes, in seconds.
const TURN: f64 = 0.22;

/// What the running screen remembers of the screens that it showed.
#[derive(Debug, Default)]
pub(super) struct SceneState {
    /// What lay on top, and since when, in the interface's seconds.
    top: Option<(ScreenId, f64)>,
    /// The page, and since when.
    page: Option<(ScreenId, f64)>,
    /// The page before it, while that goes.
    leaving: Option<ScreenId>,
    /// When somebody touched it last.
    touched: f64,
    /// Where the person goes, until somebody takes that on.
    pub(super) goes: Vec<Destination>,
}

/// The screens of a frame.
pub(super) struct Scene<'a> {
    page: Stage<'a>,
    popups: Vec<Stage<'a>>,
}

impl<'a> Scene<'a> {
    /// The screens that are shown in `room`; `None` in an app without any.
    pub(super) fn new(play: &'a Play<'a>, room: Rect, scrolls: &'a Scrolls) -> Option<Self> {
        let page = play.project.screen(play.screen).or_else(|| play.project.start_screen())?;
        let page = Stage::new(play, page, room).scrolled(scrolls);
        let open = play.popups.iter().filter_map(|id| play.project.screen(*id));
        let popups = open.map(|screen| Stage::popup(play, screen, (room, page.scale)).scrolled(scrolls)).collect();
        Some(Self { page, popups })
    }

    /// What lies on top: what reacts.
    pub(super) fn top(&self) -> &Stage<'a> {
        self.popups.last().unwrap_or(&self.page)
    }

    /// All, the one on top last.
    pub(super) fn stages(&self) -> impl Iterator<Item = &Stage<'a>> {
        std::iter::once(&self.page).chain(&self.popups)
    }
}

/// Draws the screens, and lets the one on top react.
pub(super) fn scene_ui(ui: &mut Ui, scene: &Scene<'_>, room: Rect, state: &mut State, fires: &mut Vec<Fire>) {
    let now = ui.input(|input| input.time);
    notice_changes(ui, scene, state, now);
    let is_covered = !scene.popups.is_empty();
    page_ui(ui, scene, room, (state, fires), is_covered);
    for (place, popup) in scene.popups.iter().enumerate() {
        let is_top = place + 1 == scene.popups.len();
        popup_ui(ui, popup, room, (state, fires), (is_top, now));
    }
    turn_by_itself(ui, scene, state, now);
}

/// What was pressed or had the keyboard lies below now: it is let go.
fn notice_changes(ui: &Ui, scene: &Scene<'_>, state: &mut State, now: f64) {
    let top = scene.top().screen.id;
    if state.scene.top.is_none_or(|(before, _)| before != top) {
        if state.scene.top.replace((top, now)).is_some() {
            state.pressed = None;
            ui.memory_mut(|memory| memory.focused().into_iter().for_each(|id| memory.surrender_focus(id)));
        }
        state.scene.touched = now;
    }
    let page = scene.page.screen.id;
    match state.scene.page {
        Some((before, _)) if before != page => {
            state.scene.page = Some((page, now));
            state.scene.leaving = Some(before);
        }
        Some(_) => {}
        None => state.scene.page = Some((page, now)),
    }
}

/// How far a transition has come, 0 to 1, eased; `None` where it is over or nothing moves.
fn progress(ui: &Ui, transition: Transition, since: f64) -> Option<f32> {
    // Who wants no motion has no animations at all.
    if transition.is_none() || ui.style().animation_time == 0.0 {
        return None;
    }
    let part = ((ui.input(|input| input.time) - since) / TURN) as f32;
    (part < 1.0).then(|| {
        ui.ctx().request_repaint();
        1.0 - (1.0 - part.max(0.0)).powi(3)
    })
}

fn page_ui(ui: &mut Ui, scene: &Scene<'_>, room: Rect, (state, fires): (&mut State, &mut Vec<Fire>), is_covered: bool) {
    let page = &scene.page;
    let showing = &page.screen.showing;
    let since = state.scene.page.map_or(0.0, |(_, since)| since);
    let before = state.scene.leaving.and_then(|id| page.play.project.screen(id));
    let Some((part, before)) = progress(ui, showing.transition, since).zip(before) else {
        state.scene.leaving = None;
        whole_ui(ui, page, room, (state, fires), !is_covered);
        return;
    };
    let before = Stage::new(page.play, before, room);
    if showing.transition == Transition::Slide {
        let place = |stage: &Stage<'_>| page.play.project.screens.iter().position(|it| it.id == stage.screen.id);
        let side = if place(page) < place(&before) { -1.0 } else { 1.0 };
        let width = vec2(room.width() * side, 0.0);
        let gone = width * part;
        whole_ui(ui, &before.moved(-gone), room.translate(-gone), (state, fires), false);
        whole_ui(ui, &page.moved(width - gone), room.translate(width - gone), (state, fires), !is_covered);
    } else {
        whole_ui(ui, &before, room, (state, fires), false);
        ui.scope_builder(UiBuilder::new().max_rect(room), |ui| {
            ui.multiply_opacity(part);
            whole_ui(ui, page, room, (state, fires), !is_covered);
        });
    }
}

/// A page with its ground, which has the window's whole room: on a wall there is no frame.
fn whole_ui(ui: &mut Ui, stage: &Stage<'_>, room: Rect, (state, fires): (&mut State, &mut Vec<Fire>), reacts: bool) {
    let of = (stage.play.project, stage.screen);
    ground::ground(ui.painter(), room, of, 0, Theme::current(ui).bg);
    ground::ground_image(ui.painter(), (stage.place, 0), stage.screen, stage.play.images, stage.scale);
    controls_ui(ui, stage, (state, fires), reacts);
}

fn popup_ui(
    ui: &mut Ui,
    stage: &Stage<'_>,
    room: Rect,
    (state, fires): (&mut State, &mut Vec<Fire>),
    (is_top, now): (bool, f64),
) {
    let id = ui.scope_id().with(("pop-up", stage.screen.id.0));
    let since = state.scene.top.filter(|(top, _)| *top == stage.screen.id).map_or(0.0, |(_, since)| since);
    let part = progress(ui, stage.screen.showing.transition, since).unwrap_or(1.0);
    let closes = stage.screen.showing.popup.as_ref().is_none_or(|popup| popup.closes_outside);
    let beside = ui.interact(room, id.with("beside"), Sense::click());
    let is_escape = || ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    // A tap that opens it may end beside it.
    let is_settled = now - since > 0.15;
    if is_top && closes && state.asks.is_none() && is_settled {
        let outside = beside.clicked() && !beside.interact_pointer_pos().is_some_and(|at| stage.place.contains(at));
        if outside || is_escape() {
            state.scene.goes.push(Destination::Close);
        }
    }
    ui.scope_builder(UiBuilder::new().max_rect(room), |ui| {
        ui.multiply_opacity(part);
        let dim = if is_top { shade(130) } else { Color32::TRANSPARENT };
        ui.painter().rect_filled(room, 0, dim);
        let radius = (16.0 * stage.scale).clamp(0.0, 64.0) as u8;
        let blur = 40.0 * stage.scale;
        let shadow = egui::epaint::RectShape::filled(stage.place.translate(vec2(0.0, blur / 4.0)), radius, shade(120));
        ui.painter().add(shadow.with_blur_width(blur));
        // Taps on it are none beside it.
        ui.interact(stage.place, id.with("ground"), Sense::click());
        let of = (stage.play.project, stage.screen);
        ground::ground(ui.painter(), stage.place, of, radius, Theme::current(ui).bg);
        ground::ground_image(ui.painter(), (stage.place, radius), stage.screen, stage.play.images, stage.scale);
        controls_ui(ui, stage, (state, fires), is_top);
    });
}

fn controls_ui(ui: &mut Ui, stage: &Stage<'_>, (state, fires): (&mut State, &mut Vec<Fire>), reacts: bool) {
    let mut inner = ui.new_child(UiBuilder::new().id_salt(("screen", stage.screen.id.0)).max_rect(stage.place));
    inner.shrink_clip_rect(stage.place);
    if !reacts {
        inner.visuals_mut().disabled_alpha = 1.0;
        inner.disable();
    }
    for control in &stage.screen.controls {
        let values = stage.values(control);
        let whole = control.layer.part_of.and_then(|id| stage.screen.control(id));
        if values.get(VISIBLE) && whole.is_none_or(|whole| is_shown(stage, whole)) {
            let class = controls::class(&control.kind);
            let clip = inner.clip_rect();
            if let Some(cut) = stage.cut(control) {
                inner.shrink_clip_rect(cut);
            }
            blink::blinking(&mut inner, &values, |ui| {
                quality::shown(ui, stage, control, |ui| {
                    (class.react)(ui, &mut Reaction::new(stage, state, fires, control, class));
                });
            });
            inner.set_clip_rect(clip);
        }
    }
    scroll::bars_ui(&inner, stage, state);
}

/// Whether an instance of a component is seen, with those that it is a part of itself.
fn is_shown(stage: &Stage<'_>, instance: &Control) -> bool {
    let whole = instance.layer.part_of.and_then(|id| stage.screen.control(id));
    stage.values(instance).get(VISIBLE) && whole.is_none_or(|whole| is_shown(stage, whole))
}

/// Goes on to the next page where this one has been left alone for as long as it says.
fn turn_by_itself(ui: &Ui, scene: &Scene<'_>, state: &mut State, now: f64) {
    let Some(after) = scene.page.screen.showing.turns_after else { return };
    let is_touched = ui.input(|input| {
        let is_touch =
            |event: &Event| matches!(event, Event::Key { .. } | Event::Touch { .. } | Event::MouseWheel { .. });
        input.pointer.any_down() || input.events.iter().any(is_touch)
    });
    if is_touched || !scene.popups.is_empty() || state.asks.is_some() {
        state.scene.touched = now;
    }
    let left = after.max(1.0) - (now - state.scene.touched);
    if left > 0.0 {
        ui.ctx().request_repaint_after(Duration::from_secs_f64(left));
    } else if let Some(next) = scene.page.play.project.turn_from(scene.page.screen.id) {
        // Until the app has done it, and once more where it cannot.
        state.scene.touched = now;
        state.scene.goes.push(Destination::Screen(next));
    }
}
