//! The running app: starts and stops it, and what it needs from the disk.
//!
//! Passwords and certificates are read and written on the job that does things in order, so that an app that is
//! started right after a password was typed has it.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::App;
use super::jobs::Done;
use crate::cli::Keys;
use crate::editor::command::{Action, Command};
use crate::editor::state::{RunState, Tab, Trial};
use crate::lower::Lowered;
use crate::model::connection::Connection;
use crate::model::id::ConnectionId;
use crate::model::password::Password;
use crate::model::project::Project;
use crate::model::run::{Fire, Refusal, RunEvent, Status};
use crate::net::ConnectionSpec;
use crate::session::SessionEvent;
use crate::session::specs;
use crate::store::secrets::Secrets;

/// How long messages may take to get out when the app is stopped.
const GRACE: Duration = Duration::from_millis(500);
/// Most events that wait for an app that is about to run; a person is not faster.
const MAX_EARLY: usize = 64;

/// An app that is about to run.
#[derive(Debug)]
pub(super) struct Starting {
    project: Arc<Project>,
    lowered: Arc<Lowered>,
    /// What was touched meanwhile.
    early: VecDeque<Fire>,
}

/// The connections of an app with everything they need, and those that cannot be made.
pub(super) type Specs = (Vec<ConnectionSpec>, Vec<(ConnectionId, Refusal)>);

impl App {
    pub(super) fn start_app(&mut self, ctx: &egui::Context, project: &Arc<Project>) {
        let screen = match &self.editor.active {
            Some(Tab::Screen(id)) if !self.player => *id,
            Some(_) | None => match project.screens.first() {
                Some(screen) => screen.id,
                None => return,
            },
        };
        self.shown.run = Some(RunState::new(project, screen, Instant::now()));
        self.read_images(project, true);
        self.starts += 1;
        self.told.clear();
        let (project, lowered) = (Arc::clone(project), Arc::clone(&self.editor.lowered));
        self.starting =
            Some(Starting { project: Arc::clone(&project), lowered: Arc::clone(&lowered), early: VecDeque::new() });
        let (start, keys, redirects) = (self.starts, self.keys(), self.overrides.redirects.clone());
        self.jobs.start_in_order(move || {
            let specs = specs::specs(&project, &lowered, &keys, &redirects);
            Some(Done::Ready(start, Box::new(specs)))
        });
        ctx.request_repaint();
    }

    /// The passwords and certificates of the app that was started as number `start` are read.
    pub(super) fn ready(&mut self, ctx: &egui::Context, start: u64, (specs, refused): Specs) {
        if start != self.starts {
            return;
        }
        // Stopped in the meantime.
        let Some(starting) = self.starting.take() else { return };
        self.session.start(&starting.project, &starting.lowered, specs, self.overrides.variables.clone());
        for (connection, why) in refused {
            let event = RunEvent::Status { connection, status: Status::Failed(why) };
            self.take_event(SessionEvent::Run(event), Instant::now());
        }
        for fire in starting.early {
            self.fire(fire);
        }
        ctx.request_repaint();
    }

    pub(super) fn fire(&mut self, fire: Fire) {
        let taken = match &mut self.starting {
            Some(starting) if starting.early.len() < MAX_EARLY => {
                starting.early.push_back(fire);
                true
            }
            Some(_) => false,
            None => self.session.fire(fire),
        };
        if !taken {
            tracing::warn!("the app cannot take more events");
        }
    }

    pub(super) fn stop_app(&mut self, ctx: &egui::Context) {
        self.starting = None;
        self.session.end(GRACE);
        self.take_session_events(ctx);
        if let Some(run) = self.shown.run.take() {
            self.leaving.extend(run.published);
        }
        self.shown.statuses.clear();
        if self.shown.alone && !self.player {
            self.toggle_alone(ctx);
        }
        if self.player {
            self.may_close = true;
            ctx.send_viewport_cmd(egui::ViewportCommand::Close);
        }
    }

    pub(super) fn toggle_alone(&mut self, ctx: &egui::Context) {
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

    pub(super) fn set_password(&mut self, connection: ConnectionId, password: Password) {
        if password.is_empty() {
            self.shown.passwords.remove(&connection);
        } else {
            self.shown.passwords.insert(connection.clone());
        }
        let (home, key) = (self.home.clone(), self.keys().key().clone());
        self.jobs.start_in_order(move || {
            let password = (!password.is_empty()).then_some(&password);
            let result = Secrets::new(&home).set(&key, &connection, password);
            result.err().map(|err| Done::Failed(err.to_string()))
        });
    }

    pub(super) fn test(&mut self, connection: Box<Connection>, password: Password) {
        self.shown.trial = Some(Trial::Running);
        self.trials += 1;
        let (trial, keys, project) = (self.trials, self.keys(), Arc::clone(self.editor.project()));
        self.jobs.start_in_order(move || {
            let spec = trial_spec(&project, &connection, &password, &keys);
            Some(Done::TrialReady(trial, Box::new(spec)))
        });
    }

    /// The password and certificates of the connection that is to be tried as number `trial` are read.
    pub(super) fn trial_ready(&mut self, trial: u64, spec: Result<ConnectionSpec, Refusal>) {
        if trial != self.trials {
            return;
        }
        match spec {
            Ok(spec) => self.session.test(spec),
            Err(why) => self.shown.trial = Some(Trial::Failed(why)),
        }
    }
}

fn trial_spec(
    project: &Project,
    connection: &Connection,
    password: &Password,
    keys: &Keys,
) -> Result<ConnectionSpec, Refusal> {
    let mut spec = specs::spec(project, connection, keys, &[])?;
    if !password.is_empty() {
        spec.password = Some(password.reveal().to_owned());
    }
    Ok(spec)
}
