//! CPU of one frame of a trend of ten million points, 1,800 points wide, with tessellation. Budget: 4 ms.
//!
//! Yardstick: the same frame of a trend of a thousand points, which has nothing to be thinned out.

use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::time::Instant;

use criterion::{BenchmarkId, Criterion};
use egui::{Pos2, RawInput, Rect, pos2};
use steckbrett::editor::view::ThemeChoice;
use steckbrett::i18n::Lang;
use steckbrett::language;
use steckbrett::model::id::{ControlId, ScreenId};
use steckbrett::model::project::Project;
use steckbrett::model::screen::Area;
use steckbrett::model::trace::{Trace, Traces};
use steckbrett::player::{Play, State, play_ui};
use steckbrett::ui::theme;

const SCREEN: Rect = Rect { min: Pos2::ZERO, max: pos2(1920.0, 1080.0) };
const ID: ControlId = ControlId(2);

/// A day of values that swing and jump.
fn traces(points: usize) -> Traces {
    let now_ms = (time::OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000) as i64;
    let day_ms = 86_400_000_i64;
    let mut trace = Trace::new(points);
    for index in 0..points {
        let at = index as f64 / points as f64;
        let value = (at * 40.0).sin() * 30.0 + (index * 7_919 % 1_000) as f64 / 100.0;
        trace.push(now_ms - day_ms + (at * day_ms as f64) as i64, value as f32);
    }
    Traces::from([((ID, "value".to_owned()), trace)])
}

pub(crate) fn bench(criterion: &mut Criterion) {
    let mut project = Project::new("Messung", "Start", "Lokal");
    let Some(def) = language::control("trend") else { return };
    let mut control = language::new_control(def, Lang::De);
    (control.id, control.area) = (ID, Area::new(20.0, 20.0, 1240.0, 700.0));
    control.properties.insert("minutes".to_owned(), 1440.0.into());
    if let Some(screen) = project.screen_mut(ScreenId(1)) {
        screen.controls.push(control);
    }
    let mut group = criterion.benchmark_group("trend frame, 1920x1080");
    group.sample_size(30);
    for (name, points) in [("ours", 10_000_000), ("a thousand points", 1_000)] {
        let traces = traces(points);
        let ctx = egui::Context::default();
        theme::install_fonts(&ctx);
        theme::install(&ctx, ThemeChoice::Dark);
        let (mut state, mut fires, mut time, since) = (State::default(), Vec::new(), 0.0, Instant::now());
        let (properties, quality, commands) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let (connected, tables, images) = (BTreeSet::new(), BTreeMap::new(), BTreeMap::new());
        let mut frame = || {
            time += 1.0 / 60.0;
            // The pointer moves over the lines, so that the cursor is drawn too.
            let pointer = pos2(600.0 + (time * 60.0) as f32 % 200.0, 500.0);
            let events = vec![egui::Event::PointerMoved(pointer)];
            let input = RawInput { screen_rect: Some(SCREEN), time: Some(time), events, ..RawInput::default() };
            let mut output = ctx.run_ui(input, |ui| {
                let play = Play {
                    project: &project,
                    popups: &[],
                    screen: ScreenId(1),
                    since,
                    properties: &properties,
                    quality: &quality,
                    commands: &commands,
                    connected: &connected,
                    tables: &tables,
                    images: &images,
                    traces: &traces,
                    notifications: &[],
                    outages: &[],
                    marks: &[],
                    dialogs: &[],
                    stoppable: false,
                    lang: Lang::De,
                };
                play_ui(ui, &play, &mut state, &mut fires);
            });
            output.textures_delta.clear();
            black_box(ctx.tessellate(output.shapes, output.pixels_per_point));
        };
        (0..5).for_each(|_| frame());
        group.bench_function(BenchmarkId::new(name, points), |bencher| bencher.iter(&mut frame));
    }
    group.finish();
    let mut trace = Trace::new(10_000_000);
    let mut at = 0_i64;
    criterion.bench_function("trend, taking in a value", |bencher| {
        bencher.iter(|| {
            at += 1;
            trace.push(at, black_box((at % 100) as f32));
        });
    });
}
