//! The running app: starts and stops it, and closes the window once its messages are out.
//!
//! Passwords and certificates are read on the job that does things in order, so that an app that is started right after
//! a password was typed has it.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::connections::{Changed, Started};
use super::jobs::Done;
use super::{App, LAST_GRACE};
use crate::editor::command::{Action, Command};
use crate::editor::state::{Dialog, RunState, Tab};
use crate::language::lower::Lowered;
use crate::model::id::ConnectionId;
use crate::model::project::Project;
use crate::model::run::{Fire, Refusal};
use crate::mqtt::ConnectionSpec;
use crate::session::specs;

/// How long messages may take to get out when the app is stopped; nobody waits for it.
const GRACE: Duration = Duration::from_secs(2);
/// How long a stopped app's messages are held while somebody is asked about them.
const THINKING: Duration = Duration::from_mins(10);
/// Most events that wait for an app that is about to run; a person is not faster.
const MAX_EARLY: usize = 64;

/// An app that is about to run.
#[derive(Debug)]
pub(super) struct Starting {
    project: Arc<Project>,
    lowered: Arc<Lowered>,
    /// What was touched meanwhile.
    early: VecDeque<Fire>,
    /// What was changed meanwhile.
    pub(super) changed: Changed,
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
        self.starting = Some(Starting {
            project: Arc::clone(&project),
            lowered: Arc::clone(&lowered),
            early: VecDeque::new(),
            changed: Changed::Nothing,
        });
        let (start, keys, redirects) = (self.starts, self.keys(), self.overrides.redirects.clone());
        self.jobs.start_in_order(move || {
            let specs = specs::specs(&project, &keys, &redirects);
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
        self.session.start(&starting.project, &starting.lowered, specs.clone(), self.overrides.variables.clone());
        self.started = Some(Started::new(starting.project, &specs, starting.changed));
        for (connection, why) in refused {
            self.connection_failed(connection, why);
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
        self.started = None;
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
            self.quit_when_drained(ctx);
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

    /// Closes the window: at once where nothing waits to be sent, else as soon as that is out.
    pub(super) fn quit_when_drained(&mut self, ctx: &egui::Context) {
        if self.session.unfinished() == 0 {
            self.close(ctx);
            return;
        }
        // A stopped app must not give its messages up while somebody is asked about them.
        self.session.extend_grace(THINKING);
        self.draining = Some(Instant::now() + LAST_GRACE);
        ctx.request_repaint_after(LAST_GRACE);
    }

    pub(super) fn close(&mut self, ctx: &egui::Context) {
        self.draining = None;
        self.may_close = true;
        ctx.send_viewport_cmd(egui::ViewportCommand::Close);
    }

    /// While the window waits to be closed: whether it can be now, or whether to ask.
    pub(super) fn close_when_drained(&mut self, ctx: &egui::Context) {
        let Some(until) = self.draining else { return };
        let left = until.saturating_duration_since(Instant::now());
        if self.session.unfinished() == 0 {
            self.close(ctx);
        } else if !left.is_zero() {
            ctx.request_repaint_after(left);
        } else {
            self.draining = None;
            match self.session.would_be_lost() {
                // All of it is on disk.
                0 => {
                    self.last_grace = Duration::ZERO;
                    self.close(ctx);
                }
                count => {
                    self.editor.dialog = Some(Dialog::StillWaiting(count));
                    ctx.request_repaint();
                }
            }
        }
    }
}
