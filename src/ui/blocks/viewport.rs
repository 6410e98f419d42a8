//! Which piece of the canvas is seen, and how large. Never touches the model.

use egui::{Pos2, Rect, Vec2, vec2};

use super::layout::Layout;
use crate::ui::widgets::ZOOM_ROOM;

/// Smallest and largest step; zoom is `2^(step/8)`, so that fonts are drawn in few sizes and stay crisp.
const STEPS: std::ops::RangeInclusive<i32> = -26..=8;

/// The smallest step at which text reads well.
const READABLE: i32 = -4;
/// The smallest step that *Alles zeigen* takes, 60 %: labels can still be read, and the rest is scrolled to.
const FITS: i32 = -5;
/// Room that is left at the edges of the view.
const EDGE: f32 = 24.0;
/// Room above the event, where a handler is opened.
const TOP: f32 = 16.0;
/// Room for what stands beside blocks.
const NOTES: f32 = 210.0;

/// The piece of a canvas that is seen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Viewport {
    /// Where the canvas' origin lies, from the left upper corner of the view.
    pub(super) pan: Vec2,
    /// The zoom step.
    pub(super) step: i32,
    /// Whether it has been placed once.
    pub(super) placed: bool,
}

impl Viewport {
    /// Screen points for each canvas pixel.
    pub(super) fn zoom(&self) -> f32 {
        2.0_f32.powf(self.step as f32 / 8.0)
    }

    /// Shows the event at the top, once: everything fits in width where its text can still be read; what is beside
    /// blocks has room at their right where there is some.
    pub(super) fn place(&mut self, size: Vec2, layout: &Layout) {
        if self.placed || size.x <= 50.0 {
            return;
        }
        self.placed = true;
        let attached = layout.blocks.values().filter(|block| !block.loose);
        let attached = attached.fold(layout.head, |all, block| all.union(block.hull()));
        let room = (size.x - 2.0 * EDGE).max(40.0);
        let fits = |bounds: Rect| bounds.width() * Self { step: READABLE, ..*self }.zoom() <= room;
        let bounds = if fits(layout.bounds) { layout.bounds } else { attached };
        let step = ((room / bounds.width().max(1.0)).log2() * 8.0).floor() as i32;
        self.step = step.clamp(READABLE, 0);
        let zoom = self.zoom();
        let width = bounds.width() * zoom;
        let left = if width <= room {
            let free = (size.x - width) / 2.0;
            free - (NOTES * zoom - free).max(0.0).min(free - EDGE)
        } else {
            // Too wide: the flow is seen, the far end of its values is not.
            (size.x - EDGE - width).max(EDGE - (layout.head.left() - bounds.left()) * zoom)
        };
        self.pan = vec2((left - bounds.left() * zoom).round(), TOP);
    }

    /// Changes the zoom by some steps; the canvas point under `anchor` (from the view's corner) stays where it is.
    pub(super) fn zoom_by(&mut self, steps: i32, anchor: Vec2) {
        let before = self.zoom();
        self.step = (self.step + steps).clamp(*STEPS.start(), *STEPS.end());
        self.pan = anchor - (anchor - self.pan) * (self.zoom() / before);
    }

    /// Zoom 1, around the middle of the view.
    pub(super) fn reset(&mut self, size: Vec2) {
        self.zoom_by(-self.step, size / 2.0);
    }

    /// Shows all of `bounds`, not larger than it is and not so small that it cannot be read: of what is larger, the
    /// beginning at the event.
    pub(super) fn fit(&mut self, size: Vec2, bounds: Rect, head: Rect) {
        let room = (size - vec2(80.0, 40.0 + ZOOM_ROOM)).max(Vec2::splat(40.0));
        let zoom = (room.x / bounds.width().max(1.0)).min(room.y / bounds.height().max(1.0)).min(1.0);
        self.step = ((zoom.log2() * 8.0).floor() as i32).clamp(FITS, 0);
        self.pan = size / 2.0 - bounds.center().to_vec2() * self.zoom();
        let shown = bounds.size() * self.zoom();
        if shown.x > size.x - 2.0 * EDGE {
            self.pan.x = (size.x - EDGE - bounds.right() * self.zoom()).max(EDGE - head.left() * self.zoom());
        }
        if shown.y > size.y - EDGE - ZOOM_ROOM {
            self.pan.y = EDGE - bounds.top().max(head.top()) * self.zoom();
            return;
        }
        // In the middle; a little higher where the buttons at the bottom would else lie on it.
        let (top, bottom) = (bounds.top() * self.zoom() + self.pan.y, bounds.bottom() * self.zoom() + self.pan.y);
        let over = (bottom - (size.y - ZOOM_ROOM)).min(top - EDGE);
        self.pan.y -= over.max(0.0);
    }

    /// Moves as little as needed to show `rect`.
    pub(super) fn reveal(&mut self, size: Vec2, rect: Rect) {
        let zoom = self.zoom();
        let seen = Rect::from_min_size((rect.min.to_vec2() * zoom + self.pan).to_pos2(), rect.size() * zoom);
        let mut room = Rect::from_min_size(Pos2::ZERO, size).shrink(EDGE);
        // The buttons at the bottom lie on no block that one is led to.
        room.max.y = (size.y - ZOOM_ROOM).max(room.min.y);
        let shift = |min: f32, max: f32, from: f32, to: f32| {
            if min < from {
                from - min
            } else if max > to {
                (to - max).max(from - min)
            } else {
                0.0
            }
        };
        self.pan.x += shift(seen.left(), seen.right(), room.left(), room.right());
        self.pan.y += shift(seen.top(), seen.bottom(), room.top(), room.bottom());
    }
}

/// The same with the place of the view on the screen: converts between the two.
#[derive(Clone, Copy, Debug)]
pub(super) struct Camera {
    /// The view on the screen.
    pub(super) rect: Rect,
    /// Where the canvas' origin lies on the screen.
    pub(super) origin: Pos2,
    /// Screen points for each canvas pixel.
    pub(super) zoom: f32,
}

impl Camera {
    pub(super) fn new(viewport: &Viewport, rect: Rect) -> Self {
        Self { rect, origin: rect.min + viewport.pan, zoom: viewport.zoom() }
    }

    /// A canvas point on the screen.
    pub(super) fn pos(&self, canvas: Pos2) -> Pos2 {
        self.origin + canvas.to_vec2() * self.zoom
    }

    /// A canvas rect on the screen.
    pub(super) fn area(&self, canvas: Rect) -> Rect {
        Rect::from_min_max(self.pos(canvas.min), self.pos(canvas.max))
    }

    /// A screen point on the canvas.
    pub(super) fn canvas(&self, screen: Pos2) -> Pos2 {
        ((screen - self.origin) / self.zoom).to_pos2()
    }

    /// The canvas rect that is seen.
    pub(super) fn seen(&self) -> Rect {
        Rect::from_min_max(self.canvas(self.rect.min), self.canvas(self.rect.max))
    }
}

#[cfg(test)]
mod tests {
    use egui::pos2;

    use super::*;

    #[test]
    fn zooming_keeps_the_point_under_the_pointer() {
        let mut viewport = Viewport { pan: vec2(30.0, 40.0), ..Viewport::default() };
        let rect = Rect::from_min_size(pos2(100.0, 50.0), vec2(800.0, 600.0));
        let pointer = pos2(333.0, 222.0);
        let before = Camera::new(&viewport, rect).canvas(pointer);
        viewport.zoom_by(-5, pointer - rect.min);
        let after = Camera::new(&viewport, rect).canvas(pointer);
        assert!(before.distance(after) < 0.01, "{before} {after}");
        viewport.zoom_by(-100, vec2(0.0, 0.0));
        assert_eq!(viewport.step, -26);
    }

    #[test]
    fn fit_shows_everything_and_never_magnifies() {
        let size = vec2(800.0, 600.0);
        let rect = Rect::from_min_size(Pos2::ZERO, size);
        for bounds in [
            Rect::from_min_size(pos2(-300.0, 0.0), vec2(1100.0, 700.0)),
            Rect::from_min_size(pos2(10.0, 10.0), vec2(50.0, 50.0)),
            Rect::from_min_size(pos2(10.0, 10.0), vec2(600.0, 800.0)),
        ] {
            let mut viewport = Viewport::default();
            viewport.fit(size, bounds, Rect::from_min_size(bounds.min, vec2(280.0, 26.0)));
            let camera = Camera::new(&viewport, rect);
            assert!(rect.contains_rect(camera.area(bounds)));
            assert!(!camera.area(bounds).intersects(crate::ui::widgets::zoom_place(rect)));
            assert!(camera.zoom <= 1.0);
        }
    }

    #[test]
    fn fit_stays_readable_and_shows_the_event() {
        let size = vec2(800.0, 600.0);
        let rect = Rect::from_min_size(Pos2::ZERO, size);
        let head = Rect::from_min_size(Pos2::ZERO, vec2(280.0, 26.0));
        let wide = Rect::from_min_max(pos2(-2800.0, 0.0), pos2(300.0, 400.0));
        let tall = Rect::from_min_max(pos2(0.0, 0.0), pos2(600.0, 9000.0));
        for bounds in [wide, tall, wide.union(tall)] {
            let mut viewport = Viewport::default();
            viewport.fit(size, bounds, head);
            let camera = Camera::new(&viewport, rect);
            assert!(camera.zoom >= 0.6, "{}", camera.zoom);
            assert!(rect.contains_rect(camera.area(head)), "{bounds:?} {:?}", camera.area(head));
        }
    }

    #[test]
    fn reveal_brings_a_far_block_into_view() {
        let mut viewport = Viewport::default();
        let size = vec2(800.0, 600.0);
        let block = Rect::from_min_size(pos2(2000.0, -900.0), vec2(280.0, 100.0));
        viewport.reveal(size, block);
        let rect = Rect::from_min_size(Pos2::ZERO, size);
        assert!(rect.contains_rect(Camera::new(&viewport, rect).area(block)));
    }
}
