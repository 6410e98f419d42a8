//! Carries out effects: files, the running app, the clipboard, the window.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::jobs::Done;
use super::{App, examples};
use crate::editor::command::{Action, Command};
use crate::editor::effect::Effect;
use crate::editor::state::{Dialog, RunState, Tab, ThemeChoice, Trial};
use crate::i18n::{Lang, t};
use crate::model::connection::Connection;
use crate::model::id::ConnectionId;
use crate::model::password::Password;
use crate::model::project::Project;
use crate::model::run::{RunEvent, Status};
use crate::model::value::Value;
use crate::say;
use crate::session::SessionEvent;
use crate::session::specs::{self, Provide as _};
use crate::store::secrets::Secrets;
use crate::store::{self, LoadError, Opened, SaveError, files};
use crate::ui::theme;

/// How long messages may take to get out when the app is stopped.
const GRACE: Duration = Duration::from_millis(500);

impl App {
    pub(super) fn carry_out(&mut self, ctx: &egui::Context, effects: Vec<Effect>) {
        for effect in effects {
            self.carry_out_one(ctx, effect);
        }
    }

    fn carry_out_one(&mut self, ctx: &egui::Context, effect: Effect) {
        let lang = self.editor.lang;
        match effect {
            Effect::AskOpen if !self.system_dialogs => self.editor.dialog = Some(Dialog::AskPath(false)),
            Effect::AskSave(_) if !self.system_dialogs => self.editor.dialog = Some(Dialog::AskPath(true)),
            Effect::AskOpen => {
                let title = t("Projekt öffnen", "Open project").get(lang);
                self.jobs.choose(false, title, project_kind(lang), String::new());
            }
            Effect::AskSave(name) => {
                let title = t("Projekt speichern", "Save project").get(lang);
                self.jobs.choose(true, title, project_kind(lang), name);
            }
            Effect::Load(path) => {
                let load = move || {
                    let opened = store::load(&path);
                    Some(Done::Loaded(path, Box::new(opened)))
                };
                self.jobs.start("load", load);
            }
            Effect::LoadExample(file) => self.open_example(ctx, file),
            Effect::Save(path, project) => {
                self.shown.saving = true;
                let document = self.editor.document();
                self.jobs.start_in_order(move || {
                    let result = store::save(&path, &project);
                    Some(Done::Saved(path, project, document, result))
                });
            }
            Effect::Start(project) => self.start_app(ctx, &project),
            Effect::Stop => self.stop_app(ctx),
            Effect::Fire(fire) => {
                if !self.session.fire(fire) {
                    tracing::warn!("the app cannot take more events");
                }
            }
            Effect::ProjectChanged(project) => self.project_changed(&project),
            Effect::ToggleAlone => self.toggle_alone(ctx),
            Effect::SetPassword(connection, password) => self.set_password(&connection, &password),
            Effect::TestConnection(connection, password) => self.test(&connection, &password),
            Effect::CopyText(text) => ctx.copy_text(text),
            Effect::RequestPaste => ctx.send_viewport_cmd(egui::ViewportCommand::RequestPaste),
            Effect::ToggleTheme => {
                self.shown.theme = match self.shown.theme {
                    ThemeChoice::Dark => ThemeChoice::Light,
                    ThemeChoice::Light => ThemeChoice::Dark,
                };
                theme::install(ctx, self.shown.theme);
                self.settings.dark = Some(self.shown.theme == ThemeChoice::Dark);
                self.save_settings();
            }
            Effect::SetLang(lang) => {
                self.settings.lang = Some(lang);
                self.save_settings();
            }
            Effect::ClearLog => self.shown.log.clear(),
            Effect::ClearMonitor => self.clear_monitor(),
            Effect::Monitor(ask) => self.ask_monitor(ctx, ask),
            Effect::Quit => {
                self.may_close = true;
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
        }
    }

    fn open_example(&mut self, ctx: &egui::Context, file: &str) {
        let Some(text) = examples::text(file) else { return };
        match store::parse(text) {
            // Without a path, so that saving asks where: the example itself stays as it is.
            Ok(opened) => self.opened(ctx, opened, None),
            Err(err) => tracing::error!("example {file:?} cannot be read: {err}"),
        }
    }

    fn opened(&mut self, ctx: &egui::Context, opened: Opened, path: Option<PathBuf>) {
        if self.editor.running && !self.player {
            self.editor.running = false;
            self.stop_app(ctx);
        }
        if let Some(path) = &path {
            self.settings.remember(path);
            self.shown.recent.clone_from(&self.settings.recent);
            self.save_settings();
        }
        self.shown.images.clear();
        self.shown.log.clear();
        self.leave_monitor();
        let name = opened.project.name.clone();
        let effects = self.editor.open(opened.project, path);
        self.carry_out(ctx, effects);
        let sentence = t("Projekt geöffnet:", "Project opened:").get(self.editor.lang);
        let name = say::quoted(&name, self.editor.lang);
        self.log_line(&format!("{sentence} {name}"), crate::model::place::Place::Project);
        for at in opened.repaired {
            let sentence = t(
                "Die Bausteine waren beschädigt und wurden so weit wie möglich gerettet.",
                "The blocks were damaged and have been saved as far as possible.",
            );
            self.log_warning(sentence.get(self.editor.lang), crate::model::place::Place::Handler(at, None));
        }
        self.look_for_passwords();
        self.load_messages();
        if self.player {
            self.command(ctx, Command::Do(Action::Run));
        }
    }

    /// Takes in what the jobs have done.
    pub(super) fn take_results(&mut self, ctx: &egui::Context) {
        for done in self.jobs.results() {
            match done {
                Done::Loaded(path, result) => match *result {
                    Ok(opened) => self.opened(ctx, opened, Some(path)),
                    Err(err) => self.load_failed(&path, &err),
                },
                Done::Saved(path, project, document, result) => {
                    let result = result.map(|()| (project, document));
                    self.saved(ctx, path, result);
                }
                Done::Chosen { save, file } => match file {
                    Ok(Some(path)) if save => self.command(ctx, Command::SaveTo(with_ending(path))),
                    // Asks again where something was changed while the dialog was open.
                    Ok(Some(path)) => self.command(ctx, Command::OpenPath(path)),
                    Ok(None) => self.editor.forget_pending(),
                    Err(()) => self.editor.dialog = Some(Dialog::AskPath(save)),
                },
                Done::Image(name, bytes) => {
                    self.shown.images.insert(name, bytes);
                }
                Done::Passwords(connections) => self.shown.passwords = connections,
                Done::Failed(sentence) => self.log_warning(&sentence, crate::model::place::Place::Project),
            }
        }
    }

    fn load_failed(&mut self, path: &Path, err: &LoadError) {
        let lang = self.editor.lang;
        self.settings.forget(path);
        self.shown.recent.clone_from(&self.settings.recent);
        let title = t("Das Projekt kann nicht geöffnet werden", "The project cannot be opened").get(lang);
        self.editor.failed(title.to_owned(), format!("{}\n\n{}", path.display(), say::load_error(err, lang)));
    }

    fn saved(&mut self, ctx: &egui::Context, path: PathBuf, result: Result<(Arc<Project>, u64), SaveError>) {
        let lang = self.editor.lang;
        self.shown.saving = false;
        let (project, document) = match result {
            Ok(saved) => saved,
            Err(err) => {
                let title = t("Das Projekt kann nicht gespeichert werden", "The project cannot be saved").get(lang);
                self.editor.failed(title.to_owned(), format!("{}\n\n{}", path.display(), say::save_error(&err, lang)));
                return;
            }
        };
        let old = self.keys().key().clone();
        self.settings.remember(&path);
        self.shown.recent.clone_from(&self.settings.recent);
        self.save_settings();
        let sentence = t("Gespeichert:", "Saved:").get(lang);
        self.log_line(&format!("{sentence} {}", path.display()), crate::model::place::Place::Project);
        if document != self.editor.document() {
            // Another project is open by now; its place is not this file.
            return;
        }
        let effects = self.editor.saved(path, &project);
        self.store_messages();
        let new = self.keys().key().clone();
        if let Err(err) = Secrets::new(&self.home).copy(&old, &new) {
            self.log_warning(&err.to_string(), crate::model::place::Place::Project);
        }
        self.carry_out(ctx, effects);
    }

    fn start_app(&mut self, ctx: &egui::Context, project: &Arc<Project>) {
        let screen = match &self.editor.active {
            Some(Tab::Screen(id)) if !self.player => *id,
            Some(_) | None => match project.screens.first() {
                Some(screen) => screen.id,
                None => return,
            },
        };
        self.shown.run = Some(RunState::new(project, screen, Instant::now()));
        let keys = self.keys();
        let (specs, refused) = specs::specs(project, &self.editor.lowered, &keys, &self.overrides.redirects);
        self.session.start(project, &self.editor.lowered, specs, self.overrides.variables.clone());
        for (connection, why) in refused {
            let event = RunEvent::Status { connection, status: Status::Failed(why) };
            self.take_event(SessionEvent::Run(event), Instant::now());
        }
        ctx.request_repaint();
    }

    fn stop_app(&mut self, ctx: &egui::Context) {
        self.session.end(GRACE);
        self.take_session_events(ctx);
        if let Some(run) = self.shown.run.take() {
            self.leaving.extend(run.published);
        }
        // The monitor may still listen; what becomes of its connection is told again.
        let listening = self.shown.topics.listening.as_ref().map(|(connection, _)| connection);
        self.shown.statuses.retain(|connection, _| Some(connection) == listening);
        if self.shown.alone && !self.player {
            self.toggle_alone(ctx);
        }
        if self.player {
            self.may_close = true;
            ctx.send_viewport_cmd(egui::ViewportCommand::Close);
        }
    }

    fn toggle_alone(&mut self, ctx: &egui::Context) {
        if self.player {
            let full = ctx.input(|input| input.viewport().fullscreen.unwrap_or(false));
            ctx.send_viewport_cmd(egui::ViewportCommand::Fullscreen(!full));
            return;
        }
        if !self.shown.alone && self.shown.run.is_none() {
            self.command(ctx, Command::Do(Action::Run));
        }
        self.shown.alone = !self.shown.alone;
        ctx.send_viewport_cmd(egui::ViewportCommand::Fullscreen(self.shown.alone));
    }

    fn set_password(&mut self, connection: &ConnectionId, password: &Password) {
        if password.is_empty() {
            self.shown.passwords.remove(connection);
        } else {
            self.shown.passwords.insert(connection.clone());
        }
        // At once, not on a thread: the app may be started in the next moment, and two writers would lose a password.
        let password = (!password.is_empty()).then_some(password);
        if let Err(err) = Secrets::new(&self.home).set(self.keys().key(), connection, password) {
            self.log_warning(&err.to_string(), crate::model::place::Place::Project);
        }
    }

    fn look_for_passwords(&mut self) {
        let keys = self.keys();
        let connections: Vec<Connection> = self.editor.project().connections.clone();
        self.jobs.start_in_order(move || {
            let with = connections.iter().filter(|connection| keys.password(connection).is_some());
            Some(Done::Passwords(with.map(|connection| connection.id.clone()).collect()))
        });
    }

    fn test(&mut self, connection: &Connection, password: &Password) {
        self.shown.trial = Some(Trial::Running);
        let keys = self.keys();
        match specs::spec(self.editor.project(), connection, &keys, &[]) {
            Ok(mut spec) => {
                if !password.is_empty() {
                    spec.password = Some(password.reveal().to_owned());
                }
                self.session.test(spec);
            }
            Err(why) => self.shown.trial = Some(Trial::Failed(why)),
        }
    }

    /// Reads images that the project names and that were not read yet.
    fn project_changed(&mut self, project: &Project) {
        self.listen_anew();
        let names =
            project.screens.iter().flat_map(|screen| &screen.controls).filter(|control| control.kind == "image");
        let names: Vec<String> = names
            .filter_map(|control| control.properties.get("file").and_then(Value::as_text))
            .filter(|name| !name.is_empty() && !self.shown.images.contains_key(*name))
            .map(str::to_owned)
            .collect();
        for name in names {
            let path = files::resolve(self.editor.path.as_deref(), &name);
            self.shown.images.insert(name.clone(), None);
            self.jobs.start("image", move || Some(Done::Image(name, files::read(&path).ok().map(Arc::from))));
        }
    }

    pub(super) fn save_settings(&self) {
        let (settings, home) = (self.settings.clone(), self.home.clone());
        self.jobs.start_in_order(move || settings.save(&home).err().map(|err| Done::Failed(err.to_string())));
    }
}

fn project_kind(lang: Lang) -> &'static str {
    t("Steckbrett-Projekt", "Steckbrett project").get(lang)
}

/// A project file ends in `.ron`, also where the user leaves that out.
fn with_ending(path: PathBuf) -> PathBuf {
    if path.extension().is_some() { path } else { path.with_extension("ron") }
}
