//! Where the running screen stands in the window, and what its controls show.

use egui::{Id, Rect, Ui, Vec2, vec2};

use super::Play;
use super::property::Values;
use super::scroll::Scrolls;
use crate::model::component::REPEATER;
use crate::model::control::Control;
use crate::model::fit::{Fitted, fitted};
use crate::model::screen::{Area, Screen};

/// A screen that is shown.
#[derive(Clone, Copy)]
pub(super) struct Stage<'a> {
    pub(super) play: &'a Play<'a>,
    pub(super) screen: &'a Screen,
    /// The screen's place in the window.
    pub(super) place: Rect,
    /// Points for one pixel of the screen: the smaller one, by which letters are sized.
    pub(super) scale: f32,
    fitted: Fitted,
    /// How far repeaters are scrolled.
    scrolls: Option<&'a Scrolls>,
}

impl<'a> Stage<'a> {
    /// The screen fitted into `room` as it says.
    pub(super) fn new(play: &'a Play<'a>, screen: &'a Screen, room: Rect) -> Self {
        let fitted = fitted(screen.fit, (screen.width, screen.height), room.size().into());
        let area = &fitted.place;
        let place = Rect::from_min_size(room.min + vec2(area.x, area.y), vec2(area.w, area.h));
        Self { play, screen, place, scale: fitted.scale.0.min(fitted.scale.1), fitted, scrolls: None }
    }

    /// A pop-up in the middle of `room`: as large as the page below it would draw it, and smaller where it has no room.
    pub(super) fn popup(play: &'a Play<'a>, screen: &'a Screen, (room, scale): (Rect, f32)) -> Self {
        let size = vec2(screen.width.max(1.0), screen.height.max(1.0));
        let most = (room.size() * 0.96) / size;
        let scale = scale.min(most.min_elem()).max(0.01);
        let place = Rect::from_center_size(room.center(), size * scale);
        let area = Area::new(place.min.x - room.min.x, place.min.y - room.min.y, place.width(), place.height());
        let fitted = Fitted { place: area, scale: (scale, scale), more: (0.0, 0.0) };
        Self { play, screen, place, scale, fitted, scrolls: None }
    }

    /// The same, with its repeaters scrolled so far.
    pub(super) fn scrolled(self, scrolls: &'a Scrolls) -> Self {
        Self { scrolls: Some(scrolls), ..self }
    }

    /// Points for one pixel of the screen, across and down.
    pub(super) fn pixel(&self) -> Vec2 {
        self.fitted.scale.into()
    }

    /// The repeaters that a control is in, from inside to outside.
    fn repeaters(&self, control: &Control) -> impl Iterator<Item = &'a Control> + use<'a> {
        let screen = self.screen;
        let whole = move |control: &Control| screen.control(control.layer.part_of?);
        std::iter::successors(whole(control), move |part| whole(part)).filter(|part| part.kind == REPEATER)
    }

    /// Where a control is cut off: at the edges of the repeater that it is in.
    pub(super) fn cut(&self, control: &Control) -> Option<Rect> {
        self.repeaters(control).map(|repeater| self.rect(repeater)).reduce(|one, other| one.intersect(other))
    }

    /// The same, drawn elsewhere.
    pub(super) fn moved(&self, by: Vec2) -> Self {
        Self { place: self.place.translate(by), ..*self }
    }

    /// A control's place in the window.
    pub(super) fn rect(&self, control: &Control) -> Rect {
        let area = control.anchors.placed(&control.area, self.fitted.more);
        let scale = Vec2::from(self.fitted.scale);
        let offset = |repeater: &Control| self.scrolls.and_then(|scrolls| scrolls.get(&repeater.id)).copied();
        let scrolled: Vec2 = self.repeaters(control).filter_map(offset).fold(Vec2::ZERO, |all, one| all + one);
        Rect::from_min_size(self.place.min + (vec2(area.x, area.y) - scrolled) * scale, vec2(area.w, area.h) * scale)
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
