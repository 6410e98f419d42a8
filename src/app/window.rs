//! Where the window stands: fitted to the monitors at the start, remembered for the next one. Never draws anything.

use std::time::Duration;

use egui::{Pos2, Rect, Vec2, ViewportCommand, pos2, vec2};

use super::hub::Hub;
use crate::model::names::visible;
use crate::store::settings::Window;

/// Size in points, where none is remembered and the monitor has room.
const USUAL: Vec2 = vec2(1440.0, 900.0);
/// Smallest size in points.
const LEAST: Vec2 = vec2(480.0, 320.0);
/// Frame and place are known some frames after the first one; this many seconds later it stands where the user wants.
const SETTLES: f64 = 1.5;
/// How often it is looked at until then.
const AGAIN: Duration = Duration::from_millis(100);

/// How the window is made: as it was left, else at its usual size.
pub(super) fn builder(window: Option<Window>, full_screen: bool) -> egui::ViewportBuilder {
    let size = window.map_or(USUAL, |window| vec2(window.width, window.height).max(LEAST));
    let mut builder = egui::ViewportBuilder::default()
        .with_title("Steckbrett")
        .with_app_id("steckbrett")
        .with_inner_size(size)
        .with_min_inner_size(LEAST)
        .with_maximized(window.is_some_and(|window| window.maximized))
        .with_fullscreen(full_screen);
    if let Some((x, y)) = window.and_then(|window| window.at) {
        builder = builder.with_position(pos2(x, y));
    }
    builder
}

/// The same for a locked window: it stands above all others and has nothing to be moved or closed by.
pub(super) fn locked(builder: egui::ViewportBuilder) -> egui::ViewportBuilder {
    builder.with_decorations(false).with_always_on_top().with_close_button(false)
}

/// The title as it shall be.
pub(super) fn title(hub: &Hub) -> String {
    let dirty = if hub.editor.history.is_dirty() { "● " } else { "" };
    match (hub.kiosk_only, hub.editor.active.is_some() || hub.data.run.is_some()) {
        (true, _) => hub.editor.project().name.clone(),
        (false, true) => format!("{dirty}{} – Steckbrett", hub.editor.project().name),
        (false, false) => "Steckbrett".to_owned(),
    }
}

/// What the program knows of its window.
#[derive(Debug, Default)]
pub(super) struct Placement {
    /// As it is to be remembered.
    now: Option<Window>,
    /// When the first frame was.
    began: Option<f64>,
    /// It has been fitted, or the user has begun to work.
    settled: bool,
    title: String,
}

/// What brings a window back onto the monitors.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Remedy {
    /// It is larger than the monitor: the system knows how much room there is beside its bars.
    Fill,
    /// It stands at least partly where no monitor is.
    Move(Pos2),
}

impl Placement {
    /// As it is to be remembered; `None` where the window never told.
    pub(super) fn to_remember(&self) -> Option<Window> {
        self.now
    }

    /// Gives the window its title and takes in where it is; in the first moments brings it onto the monitors.
    pub(super) fn follow(&mut self, ctx: &egui::Context, title: &str, monitors: impl FnOnce(f32) -> Vec<Rect>) {
        // A name from a file may hold what would end the title, or the program.
        let title = visible(title).into_owned();
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
        let (time, busy, whole, seen) = ctx.input(|input| {
            let viewport = input.viewport();
            let maximized = viewport.maximized.unwrap_or(false);
            let full = viewport.fullscreen.unwrap_or(false) || viewport.minimized.unwrap_or(false);
            let seen = Seen { inner: viewport.inner_rect, outer: viewport.outer_rect, maximized };
            (input.time, input.pointer.any_down(), full, seen)
        });
        if whole {
            return;
        }
        let began = *self.began.get_or_insert(time);
        if self.settled || busy || time - began > SETTLES {
            self.settled = true;
            self.now = remembered(self.now, ctx.content_rect().size(), seen);
            return;
        }
        ctx.request_repaint_after(AGAIN);
        let Some(outer) = seen.outer.filter(|_| !seen.maximized) else { return };
        match remedy(outer, &monitors(ctx.pixels_per_point())) {
            Some(Remedy::Fill) => {
                ctx.send_viewport_cmd(ViewportCommand::Maximized(true));
                self.settled = true;
            }
            Some(Remedy::Move(to)) => ctx.send_viewport_cmd(ViewportCommand::OuterPosition(to)),
            None => {}
        }
    }
}

/// What the system says about the window.
#[derive(Clone, Copy, Debug)]
struct Seen {
    inner: Option<Rect>,
    outer: Option<Rect>,
    maximized: bool,
}

/// What is remembered from now on: size and place of a window that fills the screen are those from before.
fn remembered(before: Option<Window>, content: Vec2, seen: Seen) -> Option<Window> {
    if seen.maximized {
        let usual = Window { width: USUAL.x, height: USUAL.y, at: None, maximized: true };
        return Some(before.map_or(usual, |before| Window { maximized: true, ..before }));
    }
    let size = seen.inner.map_or(content, |inner| inner.size());
    let at = seen.outer.map(|outer| (outer.left().round(), outer.top().round()));
    (size.x >= 1.0 && size.y >= 1.0).then_some(Window { width: size.x, height: size.y, at, maximized: false })
}

/// What to do with a window, frame included, that stands at `outer`.
fn remedy(outer: Rect, monitors: &[Rect]) -> Option<Remedy> {
    let area = |rect: Rect| if rect.is_positive() { rect.area() } else { 0.0 };
    let on = |monitor: &Rect| area(monitor.intersect(outer));
    // The last of equals would win: the first monitor is the one for windows that are on none.
    let home = monitors.iter().rev().max_by(|a, b| on(a).total_cmp(&on(b)))?;
    if outer.width() > home.width() || outer.height() > home.height() {
        return Some(Remedy::Fill);
    }
    let seen: f32 = monitors.iter().map(on).sum();
    if seen >= area(outer) - 1.0 {
        return None;
    }
    let to = pos2(
        outer.left().clamp(home.left(), home.right() - outer.width()),
        outer.top().clamp(home.top(), home.bottom() - outer.height()),
    );
    (to.distance(outer.min) >= 1.0).then_some(Remedy::Move(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rect(x: f32, y: f32, w: f32, h: f32) -> Rect {
        Rect::from_min_size(pos2(x, y), vec2(w, h))
    }

    #[test]
    fn a_window_larger_than_its_monitor_fills_it() {
        let small = [rect(0.0, 0.0, 1280.0, 800.0)];
        assert_eq!(remedy(rect(0.0, 0.0, 1280.0, 820.0), &small), Some(Remedy::Fill));
        assert_eq!(remedy(rect(0.0, 0.0, 1280.0, 800.0), &small), None);
        let both = [rect(0.0, 0.0, 1280.0, 800.0), rect(1280.0, 0.0, 1920.0, 1080.0)];
        assert_eq!(remedy(rect(1300.0, 40.0, 1440.0, 930.0), &both), None, "it has room on the second");
        assert_eq!(remedy(rect(0.0, 0.0, 1440.0, 930.0), &[]), None, "nobody knows");
    }

    #[test]
    fn a_window_on_a_monitor_that_is_gone_comes_back() {
        let one = [rect(0.0, 0.0, 1920.0, 1080.0)];
        let gone = rect(2300.0, 200.0, 1000.0, 700.0);
        assert_eq!(remedy(gone, &one), Some(Remedy::Move(pos2(920.0, 200.0))));
        assert_eq!(remedy(rect(100.0, 600.0, 1000.0, 700.0), &one), Some(Remedy::Move(pos2(100.0, 380.0))));
        let both = [one[0], rect(1920.0, 0.0, 1920.0, 1080.0)];
        assert_eq!(remedy(rect(1500.0, 200.0, 1000.0, 700.0), &both), None, "across both is what the user wanted");
    }

    #[test]
    fn a_maximised_window_keeps_the_size_it_had() {
        let normal = Seen {
            inner: Some(rect(41.0, 70.0, 1000.0, 700.0)),
            outer: Some(rect(40.0, 50.0, 1002.0, 721.0)),
            maximized: false,
        };
        let before = remembered(None, Vec2::ZERO, normal);
        assert_eq!(before, Some(Window { width: 1000.0, height: 700.0, at: Some((40.0, 50.0)), maximized: false }));
        let full = Seen { inner: Some(rect(0.0, 20.0, 1920.0, 1060.0)), outer: None, maximized: true };
        let after = remembered(before, Vec2::ZERO, full);
        assert_eq!(after, Some(Window { maximized: true, ..before.unwrap() }));
        let hidden_place = Seen { inner: None, outer: None, maximized: false };
        let told = remembered(after, vec2(900.0, 600.0), hidden_place);
        assert_eq!(told, Some(Window { width: 900.0, height: 600.0, at: None, maximized: false }), "as on Wayland");
    }

    #[test]
    fn the_next_start_begins_where_the_last_one_ended() {
        let window = Window { width: 1000.0, height: 700.0, at: Some((40.0, 50.0)), maximized: true };
        let made = builder(Some(window), false);
        assert_eq!(made.inner_size, Some(vec2(1000.0, 700.0)));
        assert_eq!(made.position, Some(pos2(40.0, 50.0)));
        assert_eq!(made.maximized, Some(true));
        assert_eq!(builder(None, false).inner_size, Some(USUAL));
        let tiny = Window { width: 3.0, height: 3.0, at: None, maximized: false };
        assert_eq!(builder(Some(tiny), false).inner_size, Some(LEAST));
    }

    #[test]
    fn the_first_frames_fit_the_window_once() {
        let ctx = egui::Context::default();
        let mut place = Placement::default();
        let mut input = egui::RawInput { time: Some(0.1), ..egui::RawInput::default() };
        let viewport = input.viewports.entry(egui::ViewportId::ROOT).or_default();
        viewport.outer_rect = Some(rect(0.0, 0.0, 1440.0, 930.0));
        let mut frame = |time: f64| {
            input.time = Some(time);
            let mut output = ctx.run_ui(input.clone(), |ui| {
                place.follow(ui.ctx(), "", |_| vec![rect(0.0, 0.0, 1280.0, 800.0)]);
            });
            output.textures_delta.clear();
            output.viewport_output[&egui::ViewportId::ROOT].commands.clone()
        };
        assert!(frame(0.1).contains(&ViewportCommand::Maximized(true)));
        assert!(frame(0.2).is_empty(), "the user may make it smaller again at once");
    }
}
