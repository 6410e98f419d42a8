//! The app that runs: started, stopped, and its connections kept as the editor has them.
//!
//! Controls, handlers and sources stay as they were at the start; how a connection is made follows every change.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{App, LAST_GRACE};
use crate::editor::state::{Dialog, RunState, Tab};
use crate::i18n::t;
use crate::lower::Lowered;
use crate::model::connection::Connection;
use crate::model::id::ConnectionId;
use crate::model::place::Place;
use crate::model::project::Project;
use crate::model::run::{Refusal, RunEvent, Status};
use crate::net::ConnectionSpec;
use crate::say;
use crate::session::SessionEvent;
use crate::session::specs;

/// How long messages may take to get out when the app is stopped; nobody waits for it.
const GRACE: Duration = Duration::from_secs(2);

/// How long a stopped app's messages are held while somebody is asked about them.
const THINKING: Duration = Duration::from_mins(10);

/// What runs, as it was started.
#[derive(Debug)]
pub(super) struct Started {
    project: Arc<Project>,
    lowered: Arc<Lowered>,
    /// The editor's connections when they were last looked at.
    seen: Vec<Connection>,
    /// What each connection was last made of.
    specs: BTreeMap<ConnectionId, ConnectionSpec>,
    changed: Changed,
}

/// What may differ from the connections of the running app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Changed {
    /// Nothing.
    Nothing,
    /// The project was edited.
    Project,
    /// A password was set, which no project shows.
    Password,
}

impl App {
    /// Remembers to look at the connections of the running app once this frame's commands are done.
    pub(super) fn connections_may_differ(&mut self, changed: Changed) {
        if let Some(started) = &mut self.started {
            started.changed = started.changed.max(changed);
        }
    }

    pub(super) fn start_app(&mut self, ctx: &egui::Context, project: &Arc<Project>) {
        let screen = match &self.editor.active {
            Some(Tab::Screen(id)) if !self.player => *id,
            Some(_) | None => match project.screens.first() {
                Some(screen) => screen.id,
                None => return,
            },
        };
        self.shown.run = Some(RunState::new(project, screen, Instant::now()));
        let keys = self.keys();
        let lowered = Arc::clone(&self.editor.lowered);
        let (specs, refused) = specs::specs(project, &lowered, &keys, &self.overrides.redirects);
        self.session.start(project, &lowered, specs.clone(), self.overrides.variables.clone());
        self.started = Some(Started {
            project: Arc::clone(project),
            lowered,
            seen: project.connections.clone(),
            specs: specs.into_iter().map(|spec| (spec.id.clone(), spec)).collect(),
            changed: Changed::Nothing,
        });
        for (connection, why) in refused {
            self.connection_failed(connection, why);
        }
        ctx.request_repaint();
    }

    pub(super) fn stop_app(&mut self, ctx: &egui::Context) {
        self.session.end(GRACE);
        self.started = None;
        self.take_session_events(ctx);
        if let Some(run) = self.shown.run.take() {
            self.leaving.extend(run.published);
        }
        self.shown.statuses.clear();
        if self.shown.alone && !self.player {
            self.toggle_alone(ctx);
        }
        if self.player {
            self.quit_when_drained(ctx);
        }
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

    /// Gives the running app the connections as they are in the editor now. Done once for all commands of a frame: a
    /// dialog changes settings and password in two steps, and between them an old password would be tried again.
    pub(super) fn follow_connections(&mut self) {
        let Some(changed) =
            self.started.as_mut().map(|started| std::mem::replace(&mut started.changed, Changed::Nothing))
        else {
            return;
        };
        if changed == Changed::Nothing {
            return;
        }
        let edited = Arc::clone(self.editor.project());
        let keys = self.keys();
        let Some(started) = &mut self.started else { return };
        if changed == Changed::Project && started.seen == edited.connections {
            return;
        }
        started.seen.clone_from(&edited.connections);
        let now = specs::with_connections_of(&started.project, &edited);
        let (made, refused) = specs::specs(&now, &started.lowered, &keys, &self.overrides.redirects);
        // One that cannot be made stays as it was: what it has to send must not be lost over a wrong file name.
        let mut all = made;
        all.extend(refused.iter().filter_map(|(id, _)| started.specs.get(id).cloned()));
        let specs: BTreeMap<_, _> = all.into_iter().map(|spec| (spec.id.clone(), spec)).collect();
        if specs != started.specs {
            self.session.reconfigure(specs.values().cloned().collect());
        }
        let kept: Vec<_> = refused.into_iter().map(|(id, why)| (specs.contains_key(&id), id, why)).collect();
        started.specs = specs;
        for (is_kept, connection, why) in kept {
            if is_kept {
                self.settings_not_used(connection, &why);
            } else {
                self.connection_failed(connection, why);
            }
        }
    }

    fn connection_failed(&mut self, connection: ConnectionId, why: Refusal) {
        let event = RunEvent::Status { connection, status: Status::Failed(why) };
        self.take_event(SessionEvent::Run(event), Instant::now());
    }

    fn settings_not_used(&mut self, connection: ConnectionId, why: &Refusal) {
        let lang = self.editor.lang;
        let name = self.editor.project().connection(&connection).map(|c| c.name.clone()).unwrap_or_default();
        let sentence = t("Die alten Einstellungen gelten weiter.", "The old settings stay in effect.").get(lang);
        let text = format!("{}: {} {sentence}", say::quoted(&name, lang), say::refusal(why, lang));
        self.log_warning(&text, Place::Connection(connection));
    }
}
