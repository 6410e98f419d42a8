//! Frames with one message of 16 MB: in a table, a text, a text box, a notification, the log, the monitor, a property, a
//! script. Budget: none above 33 ms. Yardstick: the same frames with a short message.

use std::hint::black_box;
use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{Event, Key, Modifiers, Pos2, RawInput, Rect, pos2};
use steckbrett::editor::Editor;
use steckbrett::editor::command::Command;
use steckbrett::editor::monitor::line;
use steckbrett::editor::run_state::RunState;
use steckbrett::editor::selection::Selection;
use steckbrett::editor::sentence::{LogLine, Sentence};
use steckbrett::editor::tabs::Panel;
use steckbrett::editor::view::{ThemeChoice, UiData, View};
use steckbrett::i18n::Lang;
use steckbrett::language::{control, new_control};
use steckbrett::model::edit::{Edit, apply};
use steckbrett::model::handler::{Handler, HandlerRef};
use steckbrett::model::id::{ConnectionId, ControlId, ScreenId, SourceId};
use steckbrett::model::item::Item;
use steckbrett::model::place::Place;
use steckbrett::model::project::Project;
use steckbrett::model::run::Level;
use steckbrett::model::screen::Area;
use steckbrett::model::source::{Message, Source};
use steckbrett::model::value::Value;
use steckbrett::ui::{Outbox, inspector, log, run, script, theme};

const SCREEN: Rect = Rect { min: Pos2::ZERO, max: pos2(1280.0, 800.0) };
const FRAMES: usize = 30;
const CONTROLS: [&str; 3] = ["table", "text", "text_box"];
const FIRST: ScreenId = ScreenId(1);
const SOURCE: SourceId = SourceId(900);

/// What is drawn of a message.
type Draw = fn(&mut egui::Ui, &mut Stage);

/// An editor with a running app, and what its panels remember.
struct Stage {
    editor: Editor,
    data: UiData,
    controls: Vec<ControlId>,
    player: run::State,
    log: log::State,
    script: script::State,
    inspector: inspector::State,
    out: Outbox,
}

impl Stage {
    fn new() -> Self {
        let mut project = Project::new("P", "Start", "Lokaler Broker");
        project.sources.push(Source::new(SOURCE, "Q", "Q", ConnectionId::local()));
        let controls = CONTROLS.iter().enumerate().filter_map(|(index, kind)| {
            let mut control = new_control(control(kind)?, Lang::De);
            control.area = Area::new(20.0, 20.0 + 250.0 * index as f32, 1200.0, 220.0);
            if *kind == "table" {
                control.properties.insert("source".to_owned(), Item::from(SOURCE).into());
            }
            Some(control)
        });
        let controls = controls.collect();
        apply(&mut project, &Edit::AddControls(FIRST, controls)).expect("the screen is there");
        let controls = project.screens[0].controls.iter().map(|control| control.id).collect();
        let run = RunState::new(&project, FIRST, Instant::now());
        let data = UiData { run: Some(run), ..UiData::default() };
        let editor = Editor::new(project, None, Lang::De);
        Self {
            editor,
            data,
            controls,
            player: run::State::default(),
            log: log::State::default(),
            script: script::State::default(),
            inspector: inspector::State::default(),
            out: Outbox::default(),
        }
    }

    fn run(&mut self) -> &mut RunState {
        self.data.run.as_mut().expect("the app runs")
    }

    /// A message comes, and goes wherever messages go.
    fn take(&mut self, message: &str) {
        let [_, text, text_box] = self.controls[..] else { return };
        let row = Message { topic: "werk/linie".to_owned(), message: message.to_owned(), ..Message::default() };
        let run = self.run();
        if let Some(table) = run.tables.get_mut(&SOURCE) {
            table.push(row);
        }
        for control in [text, text_box] {
            run.properties.entry(control).or_default().insert("text".to_owned(), Value::from(message));
        }
        run.notifications = vec![(Level::Info, message.to_owned(), Instant::now() + Duration::from_mins(1))];
        let text = Sentence::same(message);
        self.data.log.push_back(LogLine { at_ms: 0, level: Level::Info, text, place: Place::Project });
        let line = line(&ConnectionId::local(), "werk/linie", message, 0);
        self.data.topics.take(line, Instant::now());
        self.edit(Edit::SetProperty(
            self.controls[1..2].to_vec(),
            "text".to_owned(),
            Some(Value::from(message).into()),
        ));
        self.editor.selection = Selection::controls([self.controls[1]]);
    }

    /// It stands in a script too.
    fn write(&mut self, message: &str) {
        let at = HandlerRef::new(self.controls[1], "tapped");
        self.edit(Edit::SetHandler(at, Some(Handler::Lua(format!("print([[{message}]])")))));
    }

    fn edit(&mut self, edit: Edit) {
        self.editor.dispatch(Command::Edit { edit, merge: None });
    }
}

const CASES: [(&str, Draw); 6] = [
    ("table, text, text box, notification", |ui, stage| {
        run::run_ui(ui, &View::new(&stage.editor, &stage.data), &mut stage.player, &mut stage.out);
    }),
    ("log", |ui, stage| panel(ui, stage, Panel::Log)),
    ("problems", |ui, stage| panel(ui, stage, Panel::Problems)),
    ("monitor", |ui, stage| panel(ui, stage, Panel::Monitor)),
    ("property", |ui, stage| {
        inspector::inspector_ui(ui, &View::new(&stage.editor, &stage.data), &mut stage.inspector, &mut stage.out);
    }),
    ("script", |ui, stage| {
        let at = HandlerRef::new(stage.controls[1], "tapped");
        let view = View::new(&stage.editor, &stage.data);
        script::script_ui(ui, &view, &mut stage.script, &mut stage.out, &at);
    }),
];

fn panel(ui: &mut egui::Ui, stage: &mut Stage, panel: Panel) {
    stage.editor.panel = panel;
    log::log_ui(ui, &View::new(&stage.editor, &stage.data), &mut stage.log, &mut stage.out);
}

/// One frame, with tessellation: everything but the graphics card.
fn frame(ctx: &egui::Context, time: &mut f64, events: Vec<Event>, draw: impl FnMut(&mut egui::Ui)) -> Duration {
    *time += 1.0 / 60.0;
    let input = RawInput { screen_rect: Some(SCREEN), time: Some(*time), events, ..RawInput::default() };
    let start = Instant::now();
    let mut output = ctx.run_ui(input, draw);
    output.textures_delta.clear();
    black_box(ctx.tessellate(output.shapes, output.pixels_per_point));
    start.elapsed()
}

/// The slowest of some frames; `events` come with each of them.
fn slowest(ctx: &egui::Context, stage: &mut Stage, draw: Draw, events: &[Event]) -> f64 {
    let mut time = ctx.input(|input| input.time);
    let all = (0..FRAMES).map(|_| {
        let spent = frame(ctx, &mut time, events.to_vec(), |ui| draw(ui, stage));
        stage.out.take();
        spent
    });
    all.max().unwrap_or_default().as_secs_f64() * 1000.0
}

fn context() -> egui::Context {
    let ctx = egui::Context::default();
    theme::install_fonts(&ctx);
    theme::install(&ctx, ThemeChoice::Dark);
    ctx
}

pub(crate) fn bench() {
    say(&format!(
        "\nframes with one message of 16 MB, the slowest of {FRAMES} in ms (budget 33; beside it a short message)"
    ));
    let long = "Anfang der langen Nachricht ".repeat((16 << 20) / 28);
    let lines = "eine Zeile\n".repeat((16 << 20) / 11);
    for (name, draw) in CASES {
        let ctx = context();
        let mut stage = Stage::new();
        // The same letters, so that none is drawn for the first time.
        stage.take("Anfang der langen Nachricht; eine Zeile; gekürzt, es sind 1.234.567.890 Bytes… Zu lang, um");
        slowest(&ctx, &mut stage, draw, &[]);
        let short = slowest(&ctx, &mut stage, draw, &[]);
        stage.take(&long);
        if name == "script" {
            stage.write(&long);
        }
        let first = slowest(&ctx, &mut stage, draw, &[]);
        stage.take(&lines);
        if name == "script" {
            stage.write(&lines);
        }
        let of_lines = slowest(&ctx, &mut stage, draw, &[]);
        say(&format!("  {name:36} short {short:6.2}   one line {first:6.2}   many lines {of_lines:6.2}"));
    }
    many_rows();
    keys();
}

/// A table of 10,000 rows beside one of 10.
fn many_rows() {
    let draw = CASES[0].1;
    let mut figures = [10, 10_000].map(|rows| {
        let ctx = context();
        let mut stage = Stage::new();
        let Some(mut source) = stage.editor.project().sources.first().cloned() else { return 0.0 };
        source.settings.insert("rows".to_owned(), Value::from(10_000.0));
        let mut table = steckbrett::model::source::table::Table::new(&source);
        for number in 0..rows {
            let row = Message { topic: format!("werk/{number}"), message: number.to_string(), ..Message::default() };
            table.push(Arc::new(row));
        }
        let control = stage.controls[0];
        stage.run().tables.insert(SOURCE, table);
        stage.run().properties.entry(control).or_default().insert("rows".to_owned(), Value::from(10_000.0));
        slowest(&ctx, &mut stage, draw, &[]);
        slowest(&ctx, &mut stage, draw, &[])
    });
    figures.reverse();
    say(&format!("  table of 10,000 rows {:6.2}   of 10 {:6.2}", figures[0], figures[1]));
}

/// A key in the longest line that can be edited.
fn keys() {
    let ctx = context();
    let mut stage = Stage::new();
    let text_box = stage.controls[2];
    let longest = "Wort ".repeat(steckbrett::model::excerpt::LINE / 5 - 100);
    stage.run().properties.entry(text_box).or_default().insert("text".to_owned(), Value::from(longest));
    let at = pos2(600.0, 600.0);
    let press = |pressed| Event::PointerButton {
        pos: at,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    let draw = CASES[0].1;
    let mut time = 0.0;
    for event in [Event::PointerMoved(at), press(true), press(false)] {
        frame(&ctx, &mut time, vec![event], |ui| draw(ui, &mut stage));
    }
    let key = Event::Key { key: Key::X, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE };
    let typed = slowest(&ctx, &mut stage, draw, &[key, Event::Text("x".to_owned())]);
    say(&format!("  key in a text box of {} bytes {typed:6.2}", steckbrett::model::excerpt::LINE));
}

fn say(words: &str) {
    writeln!(std::io::stdout(), "{words}").expect("somebody reads it");
}
