//! Where the running screen stands in the window, and what its controls show.

use egui::{Id, Pos2, Rect, Ui, vec2};

use crate::catalog::property_value;
use crate::editor::request::Request;
use crate::editor::run_state::RunState;
use crate::editor::view::View;
use crate::model::control::Control;
use crate::model::id::SourceId;
use crate::model::run::Fire;
use crate::model::screen::Screen;
use crate::model::value::Value;
use crate::ui::Outbox;
use crate::ui::controls::{Paint, Touch, flag, paint};

/// The screen that is shown.
pub(super) struct Stage<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) run: &'a RunState,
    pub(super) screen: &'a Screen,
    /// The screen's place in the window.
    pub(super) place: Rect,
    /// Points for one pixel of the screen.
    pub(super) scale: f32,
}

impl<'a> Stage<'a> {
    /// The screen fitted into `room` with its ratio kept.
    pub(super) fn new(view: &'a View<'a>, run: &'a RunState, screen: &'a Screen, room: Rect) -> Self {
        let (place, scale) = fitted(room, screen.width, screen.height);
        Self { view, run, screen, place, scale }
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

    /// A property as it is now: what the app has set, else what stands in the project.
    pub(super) fn value(&self, control: &Control, key: &str) -> Option<Value> {
        let live = self.run.properties.get(&(control.id, key.to_owned()));
        live.cloned().or_else(|| property_value(control, key))
    }

    /// Whether a control reacts.
    pub(super) fn is_enabled(&self, control: &Control) -> bool {
        flag(&|key: &str| self.value(control, key), "enabled", true)
    }

    /// Fires an event of a control, with the property that the user has changed.
    pub(super) fn fire(&self, out: &mut Outbox, control: &Control, trigger: &str, change: Option<(&str, Value)>) {
        out.push(Request::Fire(Fire {
            screen: self.screen.id,
            control: control.id,
            trigger: trigger.to_owned(),
            change: change.map(|(key, value)| (key.to_owned(), value)),
        }));
    }

    /// Draws a control.
    pub(super) fn paint(
        &self,
        ui: &Ui,
        control: &Control,
        values: &dyn Fn(&str) -> Option<Value>,
        touch: Touch,
        motion: f32,
    ) {
        let source = values("source").and_then(|id| id.as_number()).map(|id| SourceId(id as u32));
        paint(
            &control.kind,
            &Paint {
                painter: ui.painter(),
                rect: self.rect(control),
                scale: self.scale,
                values,
                table: source.and_then(|id| self.run.tables.get(&id)),
                images: &self.view.data.images,
                touch,
                motion,
                bare: control.kind == "text_box",
                lang: self.view.lang,
            },
        );
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
