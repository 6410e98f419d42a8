//! CPU of one frame of the block canvas in a 1920×1080 window, all blocks visible. Budget: 8 ms with 5,000 blocks.
//!
//! Yardstick: a bare painter that draws as many rounded rectangles with a header and a text.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion};
use egui::{Align2, Color32, Event, Pos2, RawInput, Rect, pos2, vec2};
use steckbrett::editor::Editor;
use steckbrett::editor::command::{Action, Command};
use steckbrett::editor::tabs::Tab;
use steckbrett::editor::view::{ThemeChoice, UiData, View};
use steckbrett::i18n::Lang;
use steckbrett::ui::blocks::{State, canvas_ui};
use steckbrett::ui::{Outbox, theme};

use crate::projects::{wall, wall_size, with_graph};

const SCREEN: Rect = Rect { min: Pos2::ZERO, max: pos2(1920.0, 1080.0) };

fn context() -> egui::Context {
    let ctx = egui::Context::default();
    theme::install_fonts(&ctx);
    theme::install(&ctx, ThemeChoice::Dark);
    ctx
}

/// One frame, with tessellation: everything but the graphics card.
fn frame(ctx: &egui::Context, time: &mut f64, events: Vec<Event>, draw: impl FnMut(&mut egui::Ui)) {
    *time += 1.0 / 60.0;
    // The pointer moves a little in a corner, as it does while somebody works.
    let pointer = pos2(1900.0 + (*time * 60.0) as f32 % 8.0, 1060.0);
    let events = if events.is_empty() { vec![Event::PointerMoved(pointer)] } else { events };
    let input = RawInput { screen_rect: Some(SCREEN), time: Some(*time), events, ..RawInput::default() };
    let mut output = ctx.run_ui(input, draw);
    output.textures_delta.clear();
    black_box(ctx.tessellate(output.shapes, output.pixels_per_point));
}

pub(crate) fn bench(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("canvas frame, 1920x1080, all blocks visible");
    group.sample_size(30);
    for blocks in [100, 1_000, 5_000] {
        let (project, at) = with_graph(wall(blocks), blocks);
        let mut editor = Editor::new(project, None, Lang::De);
        editor.dispatch(Command::OpenTab(Tab::Handler(at.clone())));
        editor.dispatch(Command::Do(Action::ZoomFit));
        let data = UiData::default();
        let (ctx, mut state, mut out, mut time) = (context(), State::default(), Outbox::default(), 0.0);
        let mut canvas = |events| {
            frame(&ctx, &mut time, events, |ui| canvas_ui(ui, &View::new(&editor, &data), &mut state, &mut out, &at));
            out.take();
        };
        canvas(Vec::new());
        canvas(farther(blocks));
        (0..5).for_each(|_| canvas(Vec::new()));
        group.bench_function(BenchmarkId::new("ours", blocks), |bencher| bencher.iter(|| canvas(Vec::new())));
        // Names of events and topics stand there instead of blocks that cannot be read.
        canvas(vec![Event::PointerMoved(pos2(24.0, 24.0)), Event::Zoom((FAR / zoom(blocks)).min(1.0))]);
        (0..5).for_each(|_| canvas(Vec::new()));
        group.bench_function(BenchmarkId::new("ours, from afar", blocks), |bencher| {
            bencher.iter(|| canvas(Vec::new()));
        });

        let (ctx, mut time) = (context(), 0.0);
        let mut bare = || frame(&ctx, &mut time, Vec::new(), |ui| bare_ui(ui, blocks));
        (0..5).for_each(|_| bare());
        group.bench_function(BenchmarkId::new("bare painter", blocks), |bencher| bencher.iter(&mut bare));
    }
    group.finish();
}

/// What zooms out around the left upper corner until all blocks are seen: *Alles zeigen* stays where labels can be read.
fn farther(blocks: u32) -> Vec<Event> {
    vec![Event::PointerMoved(pos2(24.0, 24.0)), Event::Zoom(zoom(blocks) / SHOWN)]
}

/// The zoom that *Alles zeigen* stays at, and one of the far view.
const SHOWN: f32 = 0.648_42;
const FAR: f32 = 0.15;

/// The zoom at which all blocks are seen.
fn zoom(blocks: u32) -> f32 {
    let (columns, rows) = wall_size(blocks);
    let (width, height) = (columns as f32 * 300.0 + 80.0, rows as f32 * 72.0 + 200.0);
    (SCREEN.width() / width).min(SCREEN.height() / height).min(SHOWN)
}

/// As many blocks as rectangles with a header and one text each, on a grid that fills the window.
fn bare_ui(ui: &egui::Ui, blocks: u32) {
    let columns = (f64::from(blocks) * 16.0 / 9.0).sqrt().ceil() as u32;
    let cell = vec2(SCREEN.width() / columns as f32, SCREEN.height() / (blocks / columns + 1) as f32);
    let painter = ui.painter();
    for i in 0..blocks {
        let min = pos2((i % columns) as f32 * cell.x, (i / columns) as f32 * cell.y);
        let rect = Rect::from_min_size(min, cell * 0.9);
        painter.rect_filled(rect, 3.0, Color32::DARK_GRAY);
        let header = Rect::from_min_size(min, vec2(rect.width(), rect.height() * 0.25));
        painter.rect_filled(header, 3.0, Color32::BLUE);
        if cell.x > 60.0 {
            painter.text(min, Align2::LEFT_TOP, "MQTT Veröffentlichen", theme::regular(11.0), Color32::WHITE);
        }
    }
}
