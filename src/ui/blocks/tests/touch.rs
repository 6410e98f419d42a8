//! Tests without a screen reader, where only what the pointer can reach is a widget: a finger comes from nowhere.

use egui::{Context, RawInput, Rect};

use super::*;
use crate::ui::blocks::layout::Layout;

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
    crate::ui::theme::install(&ctx, crate::editor::view::ThemeChoice::Dark);
    let mut bare = Bare { ctx, app: app(ron), time: 0.0 };
    bare.frames(3);
    bare
}

fn press(pos: Pos2, pressed: bool) -> Event {
    Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE }
}

impl Bare {
    fn frame(&mut self, events: Vec<Event>) -> Vec<egui::epaint::ClippedShape> {
        self.time += 0.02;
        let input = RawInput { screen_rect: Some(SCREEN), time: Some(self.time), events, ..RawInput::default() };
        let app = &mut self.app;
        let mut output = self.ctx.run_ui(input, |ui| draw(ui, app));
        output.textures_delta.clear();
        output.shapes
    }

    fn pan(&mut self, by: egui::Vec2) {
        self.app.state.views.get_mut(&at()).unwrap().pan += by;
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

#[test]
fn a_kept_picture_looks_like_a_fresh_one_after_panning() {
    let mut bare = bare(
        r#"(first: 1, blocks: {1: (kind: "mqtt_publish", slots: {"message": Wire(4)}, next: 2), 2: (kind: "if_else", branches: {"then": 3}), 3: (kind: "log"), 4: (kind: "text_template")})"#,
    );
    bare.pan(vec2(-48.0, 16.0));
    let kept = bare.frame(Vec::new());
    bare.app.state.painted = super::super::paint::cache::Cache::default();
    let fresh = bare.frame(Vec::new());
    assert_eq!(kept.len(), fresh.len());
    for (kept, fresh) in kept.iter().zip(&fresh) {
        assert_eq!(format!("{kept:.1?}"), format!("{fresh:.1?}"));
    }
}

#[test]
fn letters_stay_right_when_the_theme_and_with_it_their_texture_changes() {
    let mut bare = bare(THREE);
    for choice in [crate::editor::view::ThemeChoice::Light, crate::editor::view::ThemeChoice::Dark] {
        // In the middle of a frame, as the window does it: the texture changes with the next one.
        let (app, input) = (&mut bare.app, RawInput { screen_rect: Some(SCREEN), ..RawInput::default() });
        let mut output = bare.ctx.run_ui(input, |ui| {
            crate::ui::theme::install(ui.ctx(), choice);
            draw(ui, app);
        });
        output.textures_delta.clear();
        bare.frames(4);
        let kept = bare.frame(Vec::new());
        bare.app.state.painted = super::super::paint::cache::Cache::default();
        let fresh = bare.frame(Vec::new());
        let painted = |shapes| format!("{:.3?}", bare.ctx.tessellate(shapes, 1.0));
        assert!(painted(kept) == painted(fresh), "letters are cut out of where they now are");
    }
}

#[test]
fn a_picture_follows_the_project_and_the_selection() {
    let mut bare = bare(THREE);
    let before = bare.frame(Vec::new());
    bare.app.editor.selection = Selection::Blocks(at(), vec![BlockId(2)]);
    let selected = bare.frame(Vec::new());
    assert_ne!(before, selected);
    bare.app.editor.dispatch(Command::Do(Action::Delete));
    assert!(bare.frame(Vec::new()).len() < selected.len());
}

#[test]
fn from_far_away_all_blocks_are_one_shape() {
    let blocks: Vec<String> = (1..=400).map(|id| format!("{id}: (kind: \"log\", next: {}),", id + 1)).collect();
    let mut bare = bare(&format!("(first: 1, blocks: {{{} 401: (kind: \"log\")}})", blocks.join(" ")));
    let near = bare.frame(Vec::new()).len();
    let middle = bare.app.state.cache.as_ref().unwrap().layout.blocks[&BlockId(200)].rect.center();
    let viewport = bare.app.state.views.get_mut(&at()).unwrap();
    viewport.zoom_by(-100, egui::Vec2::ZERO);
    viewport.pan = SCREEN.size() / 2.0 - vec2(140.0, 0.0) - middle.to_vec2() * viewport.zoom();
    bare.frames(2);
    let far = bare.frame(Vec::new()).len();
    assert!(far < near, "{far} {near}");
    let block = bare.place(|layout| layout.blocks[&BlockId(200)].rect.center());
    bare.tap(block);
    let [selected] = match &bare.app.editor.selection {
        Selection::Blocks(_, blocks) => blocks[..].try_into().unwrap(),
        other => panic!("{other:?}"),
    };
    assert!((BlockId(190)..=BlockId(210)).contains(&selected), "{selected}");
}
