//! The window: drains inboxes and runs effects in `logic`, draws in `ui`. Everything else happens elsewhere.
//!
//! The program is a list of parts, each with a state of its own, and this frame around them. Parts share the [`hub`]; none
//! names another.

mod certificates;
mod closing;
mod connections;
mod documents;
mod event_log;
mod examples;
mod hub;
mod jobs;
mod monitor_link;
mod preferences;
mod recorder;
mod recovery;
mod route;
mod run;
mod steps;
mod system_fonts;
mod ticket;
mod timeline;
mod transfer;
mod trust;
mod window;

use std::path::PathBuf;
use std::time::Instant;

use crate::editor::effect::Effect;
use crate::editor::view::{ThemeChoice, View};
use crate::i18n::Lang;
use crate::model::kiosk::KioskLock;
use crate::session::overrides::Overrides;
use crate::store::home::Home;
use crate::store::settings::Settings;
use crate::ui::{Outbox, UiState, root_ui, theme};

use self::closing::{Closing, LAST_GRACE};
use self::connections::Connections;
use self::documents::Documents;
use self::event_log::EventLog;
use self::hub::{AppNotice, Hub};
use self::jobs::Done;
use self::monitor_link::MonitorLink;
use self::recorder::RunRecorder;
use self::recovery::Recovery;
use self::run::RunningApp;
use self::steps::StepKeeper;
use self::timeline::StateKeeper;
use self::transfer::Transfer;

/// What a window shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowMode {
    /// The editor.
    Editor,
    /// The app, which runs at once, without the editor.
    App,
    /// The same on the whole screen.
    FullScreen,
}

/// How the window starts.
#[derive(Debug)]
pub struct Start {
    /// The project to open.
    pub file: Option<PathBuf>,
    /// What the window shows.
    pub mode: WindowMode,
    /// How the window is locked, where it is.
    pub lock: Option<KioskLock>,
    /// Whether whatever is opened is trusted: whoever starts the program has said so.
    pub trust: bool,
    /// What the command line changes about it.
    pub overrides: Overrides,
    /// Where the local broker shall listen; 0 takes any free port.
    pub local_port: u16,
    /// Whether the system's file dialogs may open; where not, paths are typed.
    pub system_dialogs: bool,
}

/// Opens the window; comes back when it is closed.
///
/// # Errors
/// The words of the window library.
pub fn run(start: Start, home: &Home, settings: Settings, lang: Lang) -> Result<(), String> {
    let viewport = window::builder(settings.window, start.mode == WindowMode::FullScreen);
    let viewport = if start.lock.is_some() { window::locked(viewport) } else { viewport };
    // Fonts of the system are looked through by `system_fonts`, when they are needed.
    let options = eframe::NativeOptions {
        viewport,
        renderer: eframe::Renderer::Glow,
        system_font_fallback: false,
        ..Default::default()
    };
    let home = home.clone();
    let create: eframe::AppCreator<'_> = Box::new(move |context| {
        let app = App::new(&context.egui_ctx, start, home, settings, lang);
        app.closing.listen(&app.hub);
        Ok(Box::new(app))
    });
    eframe::run_native("steckbrett", options, create).map_err(|err| err.to_string())
}

/// The program with its window.
#[derive(Debug)]
pub struct App {
    hub: Hub,
    ui_state: UiState,
    window: window::Placement,
    documents: Documents,
    connections: Connections,
    event_log: EventLog,
    run: RunningApp,
    monitor: MonitorLink,
    transfer: Transfer,
    recovery: Recovery,
    states: StateKeeper,
    recorder: RunRecorder,
    steps: StepKeeper,
    closing: Closing,
}

impl App {
    /// Everything that is there before the first frame.
    pub fn new(ctx: &egui::Context, mut start: Start, home: Home, settings: Settings, lang: Lang) -> Self {
        theme::install_fonts(ctx);
        system_fonts::install(ctx);
        let file = start.file.take();
        let hub = Hub::new(ctx, start, home, settings, lang);
        theme::install(ctx, hub.data.theme());
        let mut app = Self {
            hub,
            ui_state: UiState::default(),
            window: window::Placement::default(),
            documents: Documents::default(),
            connections: Connections::default(),
            event_log: EventLog::default(),
            run: RunningApp::default(),
            monitor: MonitorLink::default(),
            transfer: Transfer::default(),
            recovery: Recovery::default(),
            states: StateKeeper,
            recorder: RunRecorder,
            steps: StepKeeper,
            closing: Closing::default(),
        };
        connections::personal::look(&app.hub);
        connections::sharing::look_for_password(&app.hub);
        connections::look_for_key(&app.hub);
        Recovery::look(&app.hub);
        app.recovery.keep_at_panic(&app.hub);
        let effects = app.hub.editor.refresh();
        app.hub.follow(effects);
        if let Some(file) = file {
            // From here on it means the same whatever folder the program is in.
            let file = std::path::absolute(&file).unwrap_or(file);
            app.hub.follow(vec![Effect::Load(file)]);
        }
        app.work();
        app
    }

    /// The running app follows what was edited and what somebody looks at.
    fn follow_run(&mut self) {
        self.run.follow_edits(&mut self.hub);
        self.run.follow_connections(&self.hub);
        self.run.follow_sight(&mut self.hub);
        self.work();
    }
}

/// The monitors in points, the first one being the main one.
fn monitors(frame: &eframe::Frame, scale: f32) -> Vec<egui::Rect> {
    let Some(window) = frame.winit_window() else { return Vec::new() };
    let others = window.available_monitors();
    let rects = window.primary_monitor().into_iter().chain(others).map(|monitor| {
        let (at, size) = (monitor.position(), monitor.size());
        let min = egui::pos2(at.x as f32, at.y as f32) / scale;
        egui::Rect::from_min_size(min, egui::vec2(size.width as f32, size.height as f32) / scale)
    });
    let mut out: Vec<egui::Rect> = Vec::new();
    for rect in rects.filter(|rect| rect.is_positive()) {
        if !out.contains(&rect) {
            out.push(rect);
        }
    }
    out
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, frame: &mut eframe::Frame) {
        self.closing.guard(&mut self.hub);
        if ctx.input(|input| input.events.contains(&egui::Event::WindowFocused(true))) {
            self.hub.tell(AppNotice::WindowFocused);
        }
        self.work();
        self.take_results();
        self.take_session_events();
        self.work();
        self.follow_run();
        self.closing.follow(&mut self.hub);
        self.recovery.follow(&self.hub, || self.documents.belongs(&self.hub));
        self.monitor.send_by_hand(&mut self.hub);
        self.window.follow(ctx, &window::title(&self.hub), |scale| monitors(frame, scale));
        if let Some(left) = self.hub.session.ends_in() {
            ctx.request_repaint_after(left);
        }
        let now = Instant::now();
        if let Some(next) = self.hub.data.run.as_mut().and_then(|run| run.expire(now)) {
            ctx.request_repaint_after(next);
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.hub.data.system_theme = match ui.ctx().system_theme() {
            Some(egui::Theme::Light) => ThemeChoice::Light,
            Some(egui::Theme::Dark) | None => ThemeChoice::Dark,
        };
        let mut out = Outbox::default();
        root_ui(ui, &View::new(&self.hub.editor, &self.hub.data), &mut self.ui_state, &mut out);
        let commands = out.take();
        if !commands.is_empty() {
            // What a command changes is painted at once, not at the next mouse move.
            self.hub.ctx.request_repaint();
        }
        for command in commands {
            self.hub.ask(command);
            self.work();
        }
        self.follow_run();
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.closing.end(&mut self.hub);
        if self.closing.is_told() {
            self.recovery.keep(&self.hub);
        } else {
            self.recovery.end(&self.hub);
        }
        if let Some(window) = self.window.to_remember()
            && !self.hub.kiosk_only
        {
            self.hub.settings.window = Some(window);
            self.hub.save_settings();
        }
        self.hub.jobs.finish(LAST_GRACE);
        for done in self.hub.jobs.results() {
            if let Done::NotKept(not_kept) = done {
                tracing::warn!("not kept at the end: {not_kept:?}");
            }
        }
    }
}
