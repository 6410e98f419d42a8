//! Where the running screen stands in the window, and what its controls show.

use egui::{Id, Pos2, Rect, Ui, vec2};

use super::Play;
use super::property::Values;
use crate::model::control::Control;
use crate::model::screen::Screen;

/// The screen that is shown.
pub(super) struct Stage<'a> {
    pub(super) play: &'a Play<'a>,
    pub(super) screen: &'a Screen,
    /// The screen's place in the window.
    pub(super) place: Rect,
    /// Points for one pixel of the screen.
    pub(super) scale: f32,
}

impl<'a> Stage<'a> {
    /// The screen fitted into `room` with its ratio kept.
    pub(super) fn new(play: &'a Play<'a>, screen: &'a Screen, room: Rect) -> Self {
        let (place, scale) = fitted(room, screen.width, screen.height);
        Self { play, screen, place, scale }
    }

    /// A control's place in the window.
    pub(super) fn rect(&self, control: &Control) -> Rect {
        let area = &control.area;
        let min: Pos2 = self.place.min + vec2(area.x, area.y) * self.scale;
        Rect::from_min_size(min, vec2(area.w, area.h) * self.scale)
    }

    /// The id of a control in the interface.
    pub(super) fn id(&self, ui: &Ui, control: &Control) -> Id {
        ui.scope_id().with((self.screen.id.0, control.id.0))
    }

    /// Its properties as the app has them.
    pub(super) fn values(&self, control: &'a Control) -> Values<'a> {
        Values::running(self.play.project, control, self.play.properties)
    }
}

/// The largest rectangle of this ratio in the middle of `room`, and its scale.
fn fitted(room: Rect, width: f32, height: f32) -> (Rect, f32) {
    let scale = (room.width() / width.max(1.0)).min(room.height() / height.max(1.0)).max(0.01);
    (Rect::from_center_size(room.center(), vec2(width, height) * scale), scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_screen_keeps_its_ratio() {
        let room = Rect::from_min_size(Pos2::new(10.0, 20.0), vec2(1000.0, 1000.0));
        let (place, scale) = fitted(room, 1280.0, 800.0);
        assert!((place.width() - 1000.0).abs() < 0.01 && (place.height() - 625.0).abs() < 0.01);
        assert!((scale - 0.78125).abs() < 0.0001);
        assert_eq!(place.center(), room.center());
    }
}
