//! The window: drains inboxes and runs effects in `logic`, draws in `ui`. Everything else happens elsewhere.

mod certificates;
mod connections;
mod document;
mod effects;
mod events;
mod examples;
mod jobs;
mod lan;
mod monitor;
mod personal;
mod running;
mod transfer;
mod window;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::cli::{Keys, Overrides};
use crate::editor::Editor;
use crate::editor::command::{Action, Command};
use crate::editor::effect::Effect;
use crate::editor::state::{Said, Shown, ThemeChoice};
use crate::i18n::{Lang, t};
use crate::language::lower::Lowerer;
use crate::model::id::ConnectionId;
use crate::model::place::Place;
use crate::model::project::Project;
use crate::model::run::{Publish, Refusal};
use crate::session::Session;
use crate::store::home::Home;
use crate::store::settings::Settings;
use crate::ui::{Outbox, UiState, root_ui, theme};

use self::connections::Started;
use self::document::Document;
use self::jobs::{Done, Jobs};
use self::running::Starting;

/// How long messages and files may take when the window has been closed.
const LAST_GRACE: Duration = Duration::from_secs(2);

/// How the window starts.
#[derive(Debug)]
pub struct Start {
    /// The project to open.
    pub file: Option<PathBuf>,
    /// Whether to run it at once, without the editor.
    pub alone: bool,
    /// Whether to fill the whole screen.
    pub full_screen: bool,
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
    let viewport = window::builder(settings.window, start.full_screen);
    let options = eframe::NativeOptions { viewport, renderer: eframe::Renderer::Glow, ..Default::default() };
    let home = home.clone();
    let create: eframe::AppCreator<'_> =
        Box::new(move |context| Ok(Box::new(App::new(&context.egui_ctx, start, home, settings, lang))));
    eframe::run_native("steckbrett", options, create).map_err(|err| err.to_string())
}

/// The program with its window.
#[derive(Debug)]
pub struct App {
    editor: Editor,
    shown: Shown,
    ui_state: UiState,
    session: Session,
    jobs: Jobs,
    home: Home,
    settings: Settings,
    overrides: Overrides,
    system_dialogs: bool,
    /// `run`: there is no editor to go back to, so stopping closes the window.
    player: bool,
    /// The window may close: everything is saved, or the user has said that it need not be.
    may_close: bool,
    title: String,
    /// Where the window stands.
    place: window::Place,
    /// Passwords and files of the project in the editor, and which project that is: number and file.
    keys: Option<((u64, Option<PathBuf>), Keys)>,
    /// Messages of the app that was stopped last, until their fate is known.
    leaving: BTreeMap<u64, Arc<Publish>>,
    /// Why connections do not come about, as far as the log has told.
    told: BTreeMap<ConnectionId, Refusal>,
    /// The app is about to run, once its passwords and certificates are read.
    starting: Option<Starting>,
    /// Counts the starts so far.
    starts: u64,
    /// Counts the trials of connections so far.
    trials: u64,
    /// The file of the project in the editor, as it was when it was read or written last.
    document: Document,
    /// Home and documents of the person.
    folders: (Option<PathBuf>, Option<PathBuf>),
    /// What runs, as it was started.
    started: Option<Started>,
    /// The window closes once all messages are out; asks when it takes longer than this.
    draining: Option<Instant>,
    /// How long messages may take after the window has been closed.
    last_grace: Duration,
    /// What the monitor has to send.
    by_hand: monitor::ByHandQueue,
    /// What the monitor has wished to listen to.
    listens: monitor::Listens,
    /// Connections that a file has offered, until its dialog closes.
    offered: transfer::Offered,
}

impl App {
    /// Everything that is there before the first frame.
    pub fn new(ctx: &egui::Context, start: Start, home: Home, settings: Settings, lang: Lang) -> Self {
        theme::install_fonts(ctx);
        let dark = settings.dark.unwrap_or(true);
        let choice = if dark { ThemeChoice::Dark } else { ThemeChoice::Light };
        theme::install(ctx, choice);
        let waker = ctx.clone();
        let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(move || waker.request_repaint());
        let session = Session::new(events::broker(&home, start.local_port), Arc::clone(&wake));
        let waker = ctx.clone();
        session.wake_lazily(Arc::new(move || waker.request_repaint_after(monitor::PAUSE)));
        let project = Project::new(
            t("Neues Projekt", "New project").get(lang),
            t("Start", "Start").get(lang),
            t("Lokaler Broker", "Local broker").get(lang),
        );
        let mut editor = Editor::new(project, None, lang);
        editor.lowerer = Lowerer::new(Some(crate::engine::check_syntax));
        editor.active = None;
        let shown = Shown {
            alone: start.alone,
            theme: choice,
            recent: settings.recent.clone(),
            examples: examples::list(lang),
            ..Shown::default()
        };
        let mut app = Self {
            editor,
            shown,
            ui_state: UiState::default(),
            session,
            jobs: Jobs::new(wake),
            home,
            settings,
            overrides: start.overrides,
            system_dialogs: start.system_dialogs,
            player: start.alone,
            may_close: false,
            title: String::new(),
            place: window::Place::default(),
            keys: None,
            leaving: BTreeMap::new(),
            told: BTreeMap::new(),
            starting: None,
            starts: 0,
            trials: 0,
            document: Document::default(),
            folders: Home::of_the_person(),
            started: None,
            draining: None,
            last_grace: LAST_GRACE,
            by_hand: monitor::ByHandQueue::default(),
            listens: monitor::Listens::default(),
            offered: transfer::Offered::default(),
        };
        app.look_for_personal();
        app.look_for_broker_password();
        let effects = app.editor.refresh();
        app.carry_out(ctx, effects);
        if let Some(file) = start.file {
            // From here on it means the same whatever folder the program is in.
            let file = std::path::absolute(&file).unwrap_or(file);
            app.carry_out(ctx, vec![Effect::Load(file)]);
        }
        app
    }

    fn command(&mut self, ctx: &egui::Context, command: Command) {
        let effects = self.editor.dispatch(command);
        self.carry_out(ctx, effects);
    }

    /// Kept while file and project stay the same, so that a new name does not lose the passwords.
    fn keys(&mut self) -> Keys {
        let now = (self.editor.document(), self.editor.path.clone());
        if let Some((of, keys)) = &self.keys
            && *of == now
        {
            return keys.clone();
        }
        let keys = Keys::new(&self.home, self.editor.path.as_deref(), &self.editor.project().name);
        self.keys = Some((now, keys.clone()));
        keys
    }

    /// A window that is about to close asks about unsaved changes first.
    fn guard_close(&mut self, ctx: &egui::Context) {
        let wants_to_close = ctx.input(|input| input.viewport().close_requested());
        if !wants_to_close || self.may_close {
            return;
        }
        if self.editor.history.is_dirty() && !self.player {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.command(ctx, Command::Do(Action::Quit));
        } else if self.session.unfinished() > 0 {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.quit_when_drained(ctx);
        }
    }

    /// Takes in what the jobs have done.
    fn take_results(&mut self, ctx: &egui::Context) {
        for done in self.jobs.results() {
            match done {
                Done::Loaded(path, result) => self.loaded(ctx, path, *result),
                Done::Saved(path, project, number, result) => self.saved(ctx, path, (project, number), result),
                Done::Chosen { save, file } => self.chosen(ctx, save, file),
                Done::Ready(start, specs) => self.ready(ctx, start, *specs),
                Done::Reread(start, specs) => self.reread(start, *specs),
                Done::ListenReady(count, spec) => self.listen_ready(count, *spec),
                Done::TrialReady(trial, spec) => self.trial_ready(trial, *spec),
                Done::Image(name, bytes) => {
                    self.shown.images.insert(name, bytes);
                }
                Done::Certificates(read) => self.shown.certificates = Some(*read),
                Done::ChosenFile(role, path) => self.chosen_certificate(role, path),
                Done::BrokerPassword(password) => self.broker_password(password.as_ref()),
                Done::Personal(connections, passwords) => {
                    self.shown.personal = connections;
                    self.shown.personal_passwords = passwords;
                }
                Done::Transferred(number, result) => self.transferred(number, result),
                Done::ChosenTransfer(file) => self.chosen_transfer(file),
                Done::Passwords(connections) => self.shown.passwords = connections,
                Done::Failed(sentence) => self.log_warning(Said::same(sentence), Place::Project),
            }
        }
    }

    fn update_title(&mut self, ctx: &egui::Context) {
        let dirty = if self.editor.history.is_dirty() { "● " } else { "" };
        let title = match (self.player, self.editor.active.is_some() || self.shown.run.is_some()) {
            (true, _) => self.editor.project().name.clone(),
            (false, true) => format!("{dirty}{} – Steckbrett", self.editor.project().name),
            (false, false) => "Steckbrett".to_owned(),
        };
        if title != self.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
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
        self.guard_close(ctx);
        self.look_again(ctx);
        self.take_results(ctx);
        self.take_session_events(ctx);
        self.follow_connections();
        self.close_when_drained(ctx);
        self.send_by_hand(ctx);
        self.update_title(ctx);
        self.place.follow(ctx, |scale| monitors(frame, scale));
        if let Some(left) = self.session.ends_in() {
            ctx.request_repaint_after(left);
        }
        let now = Instant::now();
        if let Some(next) = self.shown.run.as_mut().and_then(|run| run.expire(now)) {
            ctx.request_repaint_after(next);
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let mut out = Outbox::default();
        root_ui(ui, &self.shown.view(&self.editor), &mut self.ui_state, &mut out);
        let ctx = ui.ctx().clone();
        let commands = out.take();
        if !commands.is_empty() {
            // What a command changes is painted at once, not at the next mouse move.
            ctx.request_repaint();
        }
        for command in commands {
            self.command(&ctx, command);
        }
        self.follow_connections();
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.session.stop(self.last_grace);
        if let Some(window) = self.place.to_remember()
            && !self.player
        {
            self.settings.window = Some(window);
            self.save_settings();
        }
        self.jobs.finish(LAST_GRACE);
        for done in self.jobs.results() {
            if let Done::Failed(sentence) = done {
                tracing::warn!("{sentence}");
            }
        }
    }
}
