//! CPU of one frame of a running panel of 1,000 controls, of which 200 have another value in each frame, with tessellation.
//! Budget: 4 ms.
//!
//! Yardstick: the same frame while nothing changes.

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
use steckbrett::model::trace::Traces;
use steckbrett::model::value::Value;
use steckbrett::player::{Play, State, play_ui};
use steckbrett::ui::theme;

const SCREEN: Rect = Rect { min: Pos2::ZERO, max: pos2(1920.0, 1080.0) };
const CONTROLS: u32 = 1_000;
/// Each fifth one changes.
const CHANGES: u32 = 5;
const KINDS: [&str; 5] = ["value", "text", "lamp", "button", "toggle"];

fn project() -> Project {
    let mut project = Project::new("Messung", "Start", "Lokal");
    let controls = (0..CONTROLS).filter_map(|index| {
        let kind = KINDS[index as usize % KINDS.len()];
        let mut control = language::new_control(language::control(kind)?, Lang::De);
        let (row, column) = (index / 40, index % 40);
        control.id = ControlId(index + 2);
        control.name = format!("{kind} {index}");
        control.area = Area::new(column as f32 * 48.0, row as f32 * 43.0, 46.0, 40.0);
        control.properties.insert("font_size".to_owned(), 12.0.into());
        Some(control)
    });
    let controls: Vec<_> = controls.collect();
    if let Some(screen) = project.screen_mut(ScreenId(1)) {
        (screen.width, screen.height) = (SCREEN.width(), SCREEN.height());
        screen.controls = controls.into();
    }
    project
}

pub(crate) fn bench(criterion: &mut Criterion) {
    let project = project();
    let mut group = criterion.benchmark_group("panel frame, 1,000 controls");
    group.sample_size(30);
    for (name, changing) in [("ours", true), ("nothing changes", false)] {
        let ctx = egui::Context::default();
        theme::install_fonts(&ctx);
        theme::install(&ctx, ThemeChoice::Dark);
        let (mut state, mut fires, mut frames, since) = (State::default(), Vec::new(), 0_u32, Instant::now());
        let (quality, commands, traces) = (BTreeMap::new(), BTreeMap::new(), Traces::new());
        let (connected, tables, images) = (BTreeSet::new(), BTreeMap::new(), BTreeMap::new());
        let mut properties: BTreeMap<ControlId, BTreeMap<String, Value>> = BTreeMap::new();
        let mut frame = || {
            frames += 1;
            for index in (0..CONTROLS).step_by(CHANGES as usize).filter(|_| changing) {
                let value = Value::from(f64::from((frames * 7 + index) % 1_000) / 10.0);
                properties.entry(ControlId(index + 2)).or_default().insert("value".to_owned(), value);
            }
            let time = Some(f64::from(frames) / 60.0);
            let input = RawInput { screen_rect: Some(SCREEN), time, ..RawInput::default() };
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
        // Fonts and layouts that stay are there.
        (0..3).for_each(|_| frame());
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| bencher.iter(&mut frame));
    }
    group.finish();
}
