//! Which part of the canvas is seen, and how large: pan and zoom of the designer.

use egui::{Context, Key, PointerButton, Pos2, Rect, Ui, Vec2, pos2, vec2};

use super::geometry::{MAX_STEP, MIN_STEP, fitting_zoom, step_of, zoom_of};
use crate::editor::command::Action;
use crate::model::screen::{Area, Screen};
use crate::ui::widgets::ZOOM_ROOM;

/// Space around a screen that is fitted, in points.
const MARGIN: f32 = 28.0;

/// Pan and zoom of one screen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Viewport {
    /// Points for one pixel of the screen: a step of the zoom, or exactly what makes the screen fit.
    zoom: f32,
    /// The screen's left upper corner, seen from that of the canvas.
    origin: Vec2,
    /// Follows the size of the canvas until the user has moved it.
    is_fitted: bool,
    /// What the wheel has turned towards the next step.
    wheel: f32,
    canvas: Rect,
}

impl Default for Viewport {
    fn default() -> Self {
        Self { zoom: 1.0, origin: Vec2::ZERO, is_fitted: true, wheel: 0.0, canvas: Rect::ZERO }
    }
}

impl Viewport {
    /// Points for one pixel of the screen.
    pub(super) fn zoom(&self) -> f32 {
        self.zoom
    }

    /// `area` in points.
    pub(super) fn rect(&self, area: &Area) -> Rect {
        Rect::from_min_size(self.point((area.x, area.y)), vec2(area.w, area.h) * self.zoom())
    }

    /// A place on the screen, in points.
    pub(super) fn point(&self, (x, y): (f32, f32)) -> Pos2 {
        self.canvas.min + self.origin + vec2(x, y) * self.zoom()
    }

    /// A place in points, on the screen.
    pub(super) fn place(&self, at: Pos2) -> (f32, f32) {
        let at = (at - self.canvas.min - self.origin) / self.zoom();
        (at.x, at.y)
    }

    /// Shows the whole screen.
    fn fit(&mut self, screen: &Screen) {
        let room = self.canvas.size() - vec2(2.0 * MARGIN, MARGIN + ZOOM_ROOM);
        self.zoom = fitting_zoom(screen.width, screen.height, (room.x, room.y));
        let size = vec2(screen.width, screen.height) * self.zoom();
        self.origin = (self.canvas.size() - size) / 2.0;
        // In the middle, unless the buttons at the bottom would then lie on it.
        self.origin.y = self.origin.y.min(self.canvas.height() - ZOOM_ROOM - size.y).max(0.0);
        self.is_fitted = true;
    }

    /// Sets the zoom; the point `around` stays where it is.
    fn zoom_to(&mut self, step: i32, around: Pos2) {
        let place = self.place(around);
        self.zoom = zoom_of(step.clamp(MIN_STEP, MAX_STEP));
        self.origin += around - self.point(place);
        self.is_fitted = false;
    }

    /// Takes the canvas' place of this frame and what the user does with wheel, middle button and space.
    pub(super) fn update(&mut self, ui: &Ui, canvas: Rect, screen: &Screen) {
        self.canvas = canvas;
        if self.is_fitted {
            self.fit(screen);
        }
        let Some(pointer) = ui.input(|input| input.pointer.latest_pos()) else { return };
        if is_panning(ui.ctx()) && canvas.contains(pointer) {
            let delta = ui.input(|input| input.pointer.delta());
            if delta != Vec2::ZERO {
                self.origin += delta;
                self.is_fitted = false;
            }
        }
        if !ui.rect_contains_pointer(canvas) {
            return;
        }
        let (scroll, factor) = ui.input(|input| (input.smooth_scroll_delta(), input.zoom_delta()));
        if factor != 1.0 {
            self.wheel += factor.max(0.01).log2() * 8.0;
            let steps = self.wheel.trunc();
            if steps != 0.0 {
                self.wheel -= steps;
                self.zoom_to(step_of(self.zoom) + steps as i32, pointer);
            }
        } else if scroll != Vec2::ZERO {
            self.origin += scroll;
            self.is_fitted = false;
        }
    }

    /// Carries out an entry of the menus, if it is one of zoom.
    pub(super) fn act(&mut self, action: Action, screen: &Screen) {
        let center = self.canvas.center();
        if action == Action::ZoomFit {
            self.fit(screen);
        } else if action == Action::ZoomReset {
            self.zoom_to(0, center);
        } else if action == Action::ZoomIn {
            self.zoom_to(step_of(self.zoom) + 2, center);
        } else if action == Action::ZoomOut {
            self.zoom_to(step_of(self.zoom) - 2, center);
        }
    }

    /// The first dot of the 20 point grid in the canvas: the grid moves with the screen.
    pub(super) fn first_dot(&self, spacing: f32) -> Pos2 {
        let start = self.canvas.min + vec2(self.origin.x.rem_euclid(spacing), self.origin.y.rem_euclid(spacing));
        pos2(start.x.round(), start.y.round())
    }
}

/// Whether the pointer moves the canvas instead of things on it: middle button, or space held.
pub(super) fn is_panning(ctx: &Context) -> bool {
    let is_typing = ctx.memory(|memory| memory.focused().is_some());
    ctx.input(|input| {
        let by_space = !is_typing && input.key_down(Key::Space) && input.pointer.primary_down();
        input.pointer.button_down(PointerButton::Middle) || by_space
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::ScreenId;

    fn fitted() -> (Viewport, Screen) {
        let screen = Screen::new(ScreenId(1), "Start");
        let canvas = Rect::from_min_size(pos2(240.0, 80.0), vec2(900.0, 700.0));
        let mut port = Viewport { canvas, ..Viewport::default() };
        port.fit(&screen);
        (port, screen)
    }

    #[test]
    fn a_fitted_screen_is_whole_and_centred() {
        let (port, screen) = fitted();
        let card = port.rect(&Area::new(0.0, 0.0, screen.width, screen.height));
        let room = port.canvas.shrink(MARGIN);
        assert!(room.expand(0.1).contains_rect(card));
        assert!((card.width() - room.width()).abs() < 0.1, "it fills the room in one direction");
        assert!((card.center() - port.canvas.center()).length() < 0.1);
    }

    #[test]
    fn a_fitted_screen_leaves_the_zoom_buttons_free() {
        for (width, height) in [(900.0, 700.0), (900.0, 500.0), (1400.0, 600.0)] {
            let canvas = Rect::from_min_size(pos2(240.0, 80.0), vec2(width, height));
            let mut port = Viewport { canvas, ..Viewport::default() };
            let screen = Screen::new(ScreenId(1), "Start");
            port.fit(&screen);
            let card = port.rect(&Area::new(0.0, 0.0, screen.width, screen.height));
            assert!(!card.intersects(crate::ui::widgets::zoom_place(canvas)), "{width}×{height}");
            assert!(canvas.contains_rect(card));
        }
    }

    #[test]
    fn zooming_keeps_the_point_under_the_pointer() {
        let (mut port, _) = fitted();
        let pointer = pos2(500.0, 300.0);
        let before = port.place(pointer);
        port.zoom_to(5, pointer);
        let after = port.place(pointer);
        assert!((before.0 - after.0).abs() < 0.01 && (before.1 - after.1).abs() < 0.01);
        port.zoom_to(999, pointer);
        assert_eq!(port.zoom(), zoom_of(MAX_STEP));
    }

    #[test]
    fn menu_entries_zoom() {
        let (mut port, screen) = fitted();
        let fit = port.zoom();
        port.act(Action::ZoomReset, &screen);
        assert_eq!(port.zoom(), 1.0);
        port.act(Action::ZoomIn, &screen);
        assert!(port.zoom() > 1.0);
        port.act(Action::Save, &screen);
        port.act(Action::ZoomFit, &screen);
        assert_eq!(port.zoom(), fit);
    }
}
