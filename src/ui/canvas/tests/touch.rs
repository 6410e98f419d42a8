//! Tests without a screen reader, where only what the pointer can reach is a widget: a finger comes from nowhere.

use egui::{Context, RawInput, Rect, pos2};

use super::*;
use crate::ui::canvas::layout::Layout;

const SCREEN: Rect = Rect { min: Pos2::ZERO, max: pos2(1200.0, 760.0) };

/// The canvas and the palette in a context that nobody reads aloud.
struct Bare {
    ctx: Context,
    app: App,
    time: f64,
}

fn bare(ron: &str) -> Bare {
    let ctx = Context::default();
    crate::ui::theme::install_fonts(&ctx);
    crate::ui::theme::install(&ctx, crate::editor::state::ThemeChoice::Dark);
    let mut bare = Bare { ctx, app: app(ron), time: 0.0 };
    bare.frames(3);
    bare
}

fn press(pos: Pos2, pressed: bool) -> Event {
    Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE }
}

impl Bare {
    fn frame(&mut self, events: Vec<Event>) {
        self.time += 0.02;
        let input = RawInput { screen_rect: Some(SCREEN), time: Some(self.time), events, ..RawInput::default() };
        let app = &mut self.app;
        self.ctx.run_ui(input, |ui| draw(ui, app)).textures_delta.clear();
    }

    fn frames(&mut self, count: usize) {
        for _ in 0..count {
            self.frame(Vec::new());
        }
    }

    /// The pointer jumps to `pos` and is pressed and let go there at once.
    fn tap(&mut self, pos: Pos2) {
        self.frame(vec![Event::PointerMoved(pos), press(pos, true), press(pos, false)]);
        self.frames(3);
    }

    fn drag(&mut self, from: Pos2, to: Pos2) {
        self.frame(vec![Event::PointerMoved(from), press(from, true)]);
        for step in 1..=8 {
            self.frame(vec![Event::PointerMoved(from + (to - from) * (step as f32 / 8.0))]);
        }
        self.frame(vec![press(to, false)]);
        self.frames(3);
    }

    /// Where a point of the layout is on the screen.
    fn place(&self, of: impl Fn(&Layout) -> Pos2) -> Pos2 {
        let layout = &self.app.state.cache.as_ref().unwrap().layout;
        let viewport = self.app.state.views[&at()];
        (of(layout).to_vec2() * viewport.zoom() + viewport.pan).to_pos2()
    }
}

#[test]
fn a_tap_from_nowhere_selects_a_block() {
    let mut bare = bare(THREE);
    let pos = bare.place(|layout| layout.blocks[&BlockId(2)].header().center());
    bare.tap(pos);
    assert_eq!(bare.app.editor.selection, Selection::Blocks(at(), vec![BlockId(2)]));
}

#[test]
fn a_tap_from_nowhere_edits_a_field() {
    let mut bare = bare(THREE);
    let pos = bare.place(|layout| layout.blocks[&BlockId(1)].row("topic").unwrap().field.center());
    bare.tap(pos);
    bare.frame(vec![Event::Text("halle".to_owned())]);
    bare.frames(2);
    let topic = bare.app.graph().block(BlockId(1)).unwrap().literal("topic").cloned();
    assert_eq!(topic, Some(Value::from("halle")));
}

#[test]
fn a_drag_from_nowhere_moves_a_block_and_draws_a_wire() {
    let mut bare = bare(THREE);
    let from = bare.place(|layout| layout.blocks[&BlockId(3)].header().center());
    bare.drag(from, from + vec2(320.0, 100.0));
    assert_eq!(bare.app.graph().loose(), vec![BlockId(3)]);
    let from = bare.place(|layout| layout.blocks[&BlockId(2)].flow_out());
    let to = bare.place(|layout| layout.blocks[&BlockId(3)].header().center());
    bare.drag(from, to);
    assert_eq!(bare.app.graph().block(BlockId(2)).unwrap().next, Some(BlockId(3)));
}

#[test]
fn a_drag_over_empty_ground_still_draws_a_frame() {
    let mut bare = bare(THREE);
    let top = bare.place(|layout| layout.blocks[&BlockId(2)].rect.left_top());
    let bottom = bare.place(|layout| layout.blocks[&BlockId(3)].rect.right_bottom());
    bare.drag(bottom + vec2(30.0, 20.0), top + vec2(60.0, 5.0));
    assert_eq!(bare.app.editor.selection, Selection::Blocks(at(), vec![BlockId(2), BlockId(3)]));
}
