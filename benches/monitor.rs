//! CPU of the monitor at 10,000 messages a second on 20,000 topics: taking in a frame's messages, and the frame.
//!
//! At 15 pictures a second each one has 667 messages. Yardstick: a bare list of as many rows with the same texts.

use std::hint::black_box;
use std::time::Instant;

use criterion::Criterion;
use egui::{Align2, Color32, Pos2, RawInput, Rect, pos2, vec2};
use steckbrett::editor::Editor;
use steckbrett::editor::monitor::line;
use steckbrett::editor::tabs::Panel;
use steckbrett::editor::view::{ThemeChoice, UiData, View};
use steckbrett::i18n::Lang;
use steckbrett::model::id::ConnectionId;
use steckbrett::model::project::Project;
use steckbrett::ui::log::{State, log_ui};
use steckbrett::ui::{Outbox, theme};

const SCREEN: Rect = Rect { min: Pos2::ZERO, max: pos2(1400.0, 600.0) };
const TOPICS: usize = 20_000;
const PER_FRAME: usize = 667;
/// Height of a row of the tree.
const ROW: f32 = 23.0;

fn context() -> egui::Context {
    let ctx = egui::Context::default();
    theme::install_fonts(&ctx);
    theme::install(&ctx, ThemeChoice::Dark);
    ctx
}

fn frame(ctx: &egui::Context, time: &mut f64, draw: impl FnMut(&mut egui::Ui)) {
    *time += 1.0 / 15.0;
    let input = RawInput { screen_rect: Some(SCREEN), time: Some(*time), ..RawInput::default() };
    let mut output = ctx.run_ui(input, draw);
    output.textures_delta.clear();
    black_box(ctx.tessellate(output.shapes, output.pixels_per_point));
}

fn topic(i: usize) -> String {
    format!("werk/linie{}/sensor{}/wert", i % 100, i / 100)
}

pub(crate) fn bench(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("monitor at 10,000 messages a second, 20,000 topics, one of 15 pictures");
    group.sample_size(30);
    let local = ConnectionId::local();
    let mut editor = Editor::new(Project::new("P", "Start", "Lokaler Broker"), None, Lang::De);
    editor.panel = Panel::Monitor;
    let mut data = UiData::default();
    let mut sent = 0_usize;
    let mut receive = |data: &mut UiData, count: usize| {
        let now = Instant::now();
        for _ in 0..count {
            let message = format!("{}.{}", 20 + sent % 7, sent % 10);
            let at = sent.wrapping_mul(7919) % TOPICS;
            sent += 1;
            data.topics.take(line(&local, &topic(at), &message, 1_700_000_000_000), now);
        }
    };
    receive(&mut data, TOPICS);
    let (ctx, mut state, mut out, mut time) = (context(), State::default(), Outbox::default(), 0.0);
    state.open_all();
    group.bench_function("messages only", |bencher| bencher.iter(|| receive(&mut data, PER_FRAME)));
    let mut ours = || {
        receive(&mut data, PER_FRAME);
        frame(&ctx, &mut time, |ui| log_ui(ui, &View::new(&editor, &data), &mut state, &mut out));
        out.take();
    };
    (0..5).for_each(|_| ours());
    group.bench_function("messages and frame", |bencher| bencher.iter(&mut ours));
    // Found in the names of 200 topics, and looked for in all values.
    let (ctx, mut state, mut out, mut time) = (context(), State::default(), Outbox::default(), 0.0);
    state.search("linie42");
    let mut searched = || {
        receive(&mut data, PER_FRAME);
        frame(&ctx, &mut time, |ui| log_ui(ui, &View::new(&editor, &data), &mut state, &mut out));
        out.take();
    };
    (0..5).for_each(|_| searched());
    group.bench_function("messages and frame while searching", |bencher| bencher.iter(&mut searched));

    let (ctx, mut time) = (context(), 0.0);
    let mut bare = || frame(&ctx, &mut time, |ui| bare_ui(ui));
    (0..5).for_each(|_| bare());
    group.bench_function("bare list of the same rows", |bencher| bencher.iter(&mut bare));
    group.finish();
}

/// As many rows as the tree shows, with a name, a value and a count each.
fn bare_ui(ui: &egui::Ui) {
    let painter = ui.painter();
    for i in 0..((SCREEN.height() - 70.0) / ROW) as usize {
        let min = pos2(0.0, 70.0 + i as f32 * ROW);
        let row = Rect::from_min_size(min, vec2(SCREEN.width() / 2.0, ROW));
        painter.rect_filled(row, 0.0, Color32::DARK_GRAY);
        painter.text(row.left_center(), Align2::LEFT_CENTER, topic(i), theme::regular(13.0), Color32::WHITE);
        painter.text(row.center(), Align2::LEFT_CENTER, "21.5", theme::mono(12.0), Color32::GRAY);
        painter.text(row.right_center(), Align2::RIGHT_CENTER, "12", theme::regular(11.0), Color32::GRAY);
    }
}
