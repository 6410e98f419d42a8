//! The running app: starts and stops it, takes in what it does, and keeps its connections as the editor has them.
//!
//! Passwords and certificates are read on the job that does things in order, so that an app that is started right after
//! a password was typed has it.

mod edits;
mod started;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use self::edits::Edits;
use self::started::{Changed, Reread, Started};
use super::hub::{AppNotice, AppPart, Hub};
use super::jobs::Done;
use super::ticket::{Ticket, Tickets};
use crate::editor::command::{Action, Command};
use crate::editor::debugger::Following;
use crate::editor::run_state::RunState;
use crate::editor::tabs::Tab;
use crate::i18n::Locale;
use crate::language::lower::Lowered;
use crate::model::debug::{DebugCommand, StepKind, Tryout};
use crate::model::id::{ConnectionId, ScreenId, VariableId};
use crate::model::outbox::Counters;
use crate::model::preference::SHOW_VALUES;
use crate::model::project::Project;
use crate::model::run::{Fire, Publish, Refusal, RunEvent, Status};
use crate::model::showing::Destination;
use crate::mqtt::ConnectionSpec;
use crate::say;
use crate::session::keeper::KeptAtStart;
use crate::session::{Instances, SessionEvent, specs};
use crate::store::upkeep::{NotKept, Upkeep};
use crate::store::values::KeptValues;

/// How long messages may take to get out when the app is stopped; nobody waits for it.
const GRACE: Duration = Duration::from_secs(2);
/// Most events that wait for an app that is about to run; a person is not faster.
const MAX_EARLY: usize = 64;

/// The connections of an app with everything they need, and those that cannot be made.
pub(super) type ConnectionSpecs = (Vec<ConnectionSpec>, Vec<(ConnectionId, Refusal)>);

/// What a job has read for the app.
#[derive(Debug)]
pub(super) enum RunDone {
    /// Everything that it needs to start.
    Ready(Ticket, Box<(ConnectionSpecs, KeptAtStart)>),
    /// Everything that its changed connections need.
    Reread(Ticket, Box<ConnectionSpecs>),
    /// What the variables of the project have kept.
    Kept(KeptAtStart),
}

/// An app that is about to run.
#[derive(Debug)]
struct Starting {
    project: Arc<Project>,
    lowered: Arc<Lowered>,
    /// What was touched meanwhile.
    early: VecDeque<Fire>,
    /// What was tried meanwhile.
    tries: Vec<Tryout>,
    /// What was changed meanwhile.
    changed: Changed,
    /// The screen that was in front when it was started.
    screen: Option<ScreenId>,
}

/// The part for the running app.
#[derive(Debug, Default)]
pub(super) struct RunningApp {
    /// It is about to run, once its passwords and certificates are read.
    starting: Option<Starting>,
    /// What runs, as it is now.
    started: Option<Started>,
    /// What was edited that it does not have yet.
    edits: Edits,
    starts: Tickets,
    /// What the session knows of where handlers shall stop.
    following: Following,
    /// Messages of the app that was stopped last, until their fate is known.
    leaving: BTreeMap<u64, Arc<Publish>>,
}

impl AppPart for RunningApp {
    fn hear(&mut self, hub: &mut Hub, notice: &AppNotice) {
        match notice {
            AppNotice::ProjectChanged(project) => {
                if let Some(run) = &mut hub.data.run {
                    run.follow(project);
                    self.edits.made(Instant::now());
                }
                self.may_differ(Changed::Project);
            }
            AppNotice::ProjectOpened => look_at_kept(hub),
            AppNotice::SecretsChanged | AppNotice::ProjectSaved { moved: true } => self.may_differ(Changed::Secrets),
            AppNotice::ProjectLeaves
            | AppNotice::ProjectTrusted
            | AppNotice::ProjectSaved { moved: false }
            | AppNotice::PersonalChanged
            | AppNotice::AppStarts
            | AppNotice::AppStopped
            | AppNotice::WindowFocused => {}
        }
    }
}

impl RunningApp {
    pub(super) fn start(&mut self, hub: &mut Hub, project: &Arc<Project>) {
        let screen = match &hub.editor.active {
            // A component is no page.
            Some(Tab::Screen(id)) if !hub.kiosk_only && project.components().all(|master| master.id != *id) => {
                Some(*id)
            }
            Some(_) | None => None,
        };
        let Some(start) = project.start_screen() else { return };
        let page = screen.and_then(|id| project.screen(id)).filter(|screen| screen.showing.popup.is_none());
        let mut run = RunState::new(project, page.unwrap_or(start).id, Instant::now());
        run.follow(project);
        hub.data.run = Some(run);
        self.edits = Edits::default();
        hub.tell(AppNotice::AppStarts);
        let (project, lowered) = (Arc::clone(project), Arc::clone(&hub.editor.lowered));
        self.starting = Some(Starting {
            project: Arc::clone(&project),
            lowered: Arc::clone(&lowered),
            early: VecDeque::new(),
            tries: Vec::new(),
            changed: Changed::Nothing,
            screen,
        });
        let (ticket, secrets, redirects) = (self.starts.draw(), hub.secrets(), hub.overrides.redirects.clone());
        let kept = KeptValues::of(&hub.home, &project);
        hub.jobs.start_reading(move || {
            let specs = specs::specs(&project, &secrets, &redirects);
            Some(Done::Run(RunDone::Ready(ticket, Box::new((specs, KeptAtStart::load(kept, &project))))))
        });
        hub.ctx.request_repaint();
    }

    /// Takes in what a job has read.
    pub(super) fn done(&mut self, hub: &mut Hub, done: RunDone) {
        match done {
            RunDone::Ready(ticket, read) if self.starts.is_last(ticket) => self.ready(hub, *read),
            RunDone::Reread(ticket, specs) if self.starts.is_last(ticket) => self.reread(hub, *specs),
            RunDone::Kept(kept) if kept.file == KeptValues::of(&hub.home, hub.editor.project()) => {
                hub.data.kept = kept.values;
            }
            RunDone::Ready(..) | RunDone::Reread(..) | RunDone::Kept(_) => {}
        }
    }

    fn ready(&mut self, hub: &mut Hub, ((specs, refused), kept): (ConnectionSpecs, KeptAtStart)) {
        // Stopped in the meantime.
        let Some(starting) = self.starting.take() else { return };
        let (variables, locale) =
            (hub.overrides.variables.clone(), Locale::here(hub.editor.lang).wishing(hub.overrides.language));
        let given = (Some(kept), variables);
        hub.session.start(&starting.project, &starting.lowered, specs.clone(), given, (locale, say::fault));
        // A list may have rows from the start.
        repeat(hub, &hub.session.instances());
        self.started = Some(Started::new(starting.project, &specs, starting.changed));
        // Before anything runs that somebody may want to see.
        self.follow_sight(hub);
        for (connection, why) in refused {
            report_failed(hub, connection, why);
        }
        // A screen that is designed is tried where it stands, in the app itself too.
        if let Some(screen) = starting.screen {
            self.go(hub, Destination::Screen(screen));
        }
        for fire in starting.early {
            self.fire(hub, fire);
        }
        for tryout in starting.tries {
            hub.session.try_out(tryout);
        }
        hub.ctx.request_repaint();
    }

    /// Gives the app what was edited, once nobody edits for a moment.
    pub(super) fn follow_edits(&mut self, hub: &mut Hub) {
        match self.edits.due(Instant::now()) {
            Some(Duration::ZERO) => self.hand_over(hub),
            Some(left) => hub.ctx.request_repaint_after(left),
            None => {}
        }
    }

    /// Gives the app what was edited.
    fn hand_over(&mut self, hub: &mut Hub) {
        // One that is about to start gets them when it runs.
        let Some(started) = self.started.as_mut().filter(|_| self.starting.is_none()) else { return };
        if !self.edits.take() {
            return;
        }
        let (project, lowered) = (Arc::clone(hub.editor.project()), Arc::clone(&hub.editor.lowered));
        if !started.becomes(&project) {
            return;
        }
        let events = hub.session.redesign(&project, &lowered);
        repeat(hub, &hub.session.instances());
        if let Some(run) = &mut hub.data.run {
            run.handed_over(&project);
        }
        // Of the instances the window knows already: to unfold the project again is the dear part.
        for event in events.into_iter().filter(|event| !matches!(event, SessionEvent::Instances(_))) {
            hub.report(event);
        }
        if started.looks() {
            hub.session.watch(started.watched().map(Arc::new));
        }
        hub.ctx.request_repaint();
    }

    /// Leads the app to another screen; while it starts there is none to go to yet.
    pub(super) fn go(&mut self, hub: &mut Hub, to: Destination) {
        self.hand_over(hub);
        if self.starting.is_none() && !hub.session.go(to) {
            tracing::warn!("the app cannot take more events");
        }
    }

    /// Hands an event of a control to the app.
    pub(super) fn fire(&mut self, hub: &mut Hub, fire: Fire) {
        self.hand_over(hub);
        let taken = match &mut self.starting {
            Some(starting) if starting.early.len() < MAX_EARLY => {
                starting.early.push_back(fire);
                true
            }
            Some(_) => false,
            None => hub.session.fire(fire),
        };
        if !taken {
            tracing::warn!("the app cannot take more events");
        }
    }

    /// Runs a handler as if its event had come.
    pub(super) fn try_out(&mut self, hub: &mut Hub, tryout: Tryout) {
        self.hand_over(hub);
        match &mut self.starting {
            Some(starting) => starting.tries.push(tryout),
            None => hub.session.try_out(tryout),
        }
    }

    /// The app tells what the blocks give that are in front, and no others; its handlers stop where they shall.
    pub(super) fn follow_sight(&mut self, hub: &mut Hub) {
        let following = &hub.editor.following;
        if self.following != *following {
            self.following = following.clone();
            hub.session.follow(following.breakpoints.clone(), following.slow);
        }
        let Some(started) = &mut self.started else { return };
        let front = match &hub.editor.active {
            Some(Tab::Handler(at)) if !hub.data.kiosk => Some(at),
            Some(_) | None => None,
        };
        let front = front.filter(|_| hub.data.preferences.is_on(&SHOW_VALUES));
        if started.looks_at(front) {
            hub.session.watch(started.watched().map(Arc::new));
        }
    }

    /// Tells the app to end. What it has done until now is to be taken in before [`Self::leave`].
    pub(super) fn end(&mut self, hub: &mut Hub) {
        self.starting = None;
        self.started = None;
        self.edits = Edits::default();
        hub.session.end(GRACE);
    }

    /// The app is gone, but for its messages that are still on their way.
    pub(super) fn leave(&mut self, hub: &mut Hub) {
        if let Some(run) = hub.data.run.take() {
            self.leaving.extend(run.published);
        }
        // The monitor may still listen; what becomes of its connection is told again.
        let listening = hub.data.topics.listening.as_ref().map(|(connection, _)| connection);
        hub.data.statuses.retain(|connection, _| Some(connection) == listening);
        if hub.data.kiosk && !hub.kiosk_only {
            toggle_kiosk(hub);
        }
        hub.tell(AppNotice::AppStopped);
    }

    /// The message whose fate this is, of the app that runs or of the last one.
    pub(super) fn publish_of(&self, hub: &Hub, event: &RunEvent) -> Option<Arc<Publish>> {
        let RunEvent::Fate { number, .. } = event else { return None };
        let of_run = hub.data.run.as_ref().and_then(|run| run.published.get(number));
        of_run.or_else(|| self.leaving.get(number)).cloned()
    }

    /// Takes in what has happened in the run.
    pub(super) fn take(&mut self, hub: &mut Hub, event: RunEvent, now: Instant) {
        let edited = Arc::clone(hub.editor.project());
        // What the last app published belongs to it, also while the next one runs.
        let of_last = matches!(&event, RunEvent::Fate { number, .. } if self.leaving.contains_key(number));
        match &mut hub.data.run {
            Some(run) if !of_last => {
                let project = Arc::clone(run.shown(&edited));
                run.take(&event, &project, now);
            }
            Some(_) | None => self.take_leaving(&event),
        }
        if matches!(event, RunEvent::Paused(_)) {
            if hub.data.kiosk && !hub.kiosk_only {
                toggle_kiosk(hub);
            }
            let place = hub.data.run.as_ref().and_then(|run| run.halted()?.place().cloned());
            if let Some(place) = place {
                hub.ask(Command::GoTo(place));
            }
        }
        match event {
            RunEvent::Status { connection, status } => {
                hub.data.statuses.insert(connection, status);
            }
            RunEvent::Variable { variable, value } if edited.variable(variable).is_some_and(|it| it.kept) => {
                hub.data.kept.insert(variable, value);
            }
            _ => {}
        }
    }

    /// What becomes of the messages of an app that was stopped.
    fn take_leaving(&mut self, event: &RunEvent) {
        match event {
            RunEvent::Published(publish) => {
                self.leaving.insert(publish.number, Arc::clone(publish));
            }
            RunEvent::Fate { number, fate, .. }
                if self.leaving.get(number).is_some_and(|publish| fate.is_final(publish.qos)) =>
            {
                self.leaving.remove(number);
            }
            _ => {}
        }
    }

    /// What this connection has not sent is kept on disk: its fate is a matter of the next run.
    pub(super) fn kept(&mut self, connection: &ConnectionId) {
        self.leaving.retain(|_, publish| publish.connection != *connection);
    }

    /// Remembers to look at the connections of the app once this frame's commands are done.
    fn may_differ(&mut self, changed: Changed) {
        if let Some(starting) = &mut self.starting {
            starting.changed = starting.changed.max(changed);
        }
        if let Some(started) = &mut self.started {
            started.may_differ(changed);
        }
    }

    /// Gives the app the connections as they are in the editor now. Done once for all commands of a frame: a dialog
    /// changes settings and password in two steps, and between them an old password would be tried again.
    pub(super) fn follow_connections(&mut self, hub: &Hub) {
        let Some(started) = &mut self.started else { return };
        let Some(now) = started.differing(hub.editor.project()) else { return };
        let (ticket, secrets, redirects) = (self.starts.last(), hub.secrets(), hub.overrides.redirects.clone());
        hub.jobs.start_reading(move || {
            let specs = specs::specs(&now, &secrets, &redirects);
            Some(Done::Run(RunDone::Reread(ticket, Box::new(specs))))
        });
    }

    fn reread(&mut self, hub: &mut Hub, specs: ConnectionSpecs) {
        // Stopped in the meantime.
        let Some(started) = &mut self.started else { return };
        let Reread { specs, refused } = started.reread(specs);
        if let Some(specs) = specs {
            hub.session.reconfigure(specs);
        }
        for (connection, why, is_kept) in refused {
            if is_kept {
                started::log_not_used(hub, connection, &why);
            } else {
                report_failed(hub, connection, why);
            }
        }
    }
}

/// Reads what the variables of the project have kept, to be shown beside their values at start.
fn look_at_kept(hub: &mut Hub) {
    hub.data.kept.clear();
    let project = Arc::clone(hub.editor.project());
    let file = KeptValues::of(&hub.home, &project);
    hub.jobs.start_reading(move || Some(Done::Run(RunDone::Kept(KeptAtStart::load(file, &project)))));
}

/// A variable begins with its value at start again.
pub(super) fn forget_kept(hub: &mut Hub, variable: VariableId) {
    hub.data.kept.remove(&variable);
    let file = KeptValues::of(&hub.home, hub.editor.project());
    if hub.session.forget_kept(&file, variable) {
        return;
    }
    hub.jobs.start_in_order(move || {
        let forgotten = file.load().and_then(|mut values| {
            values.remove(&variable);
            file.write(&values)
        });
        forgotten.err().map(|err| Done::NotKept(NotKept::new(Upkeep::Values, &err)))
    });
}

/// The screen that the app shows comes to the front.
pub(super) fn open_shown(hub: &mut Hub) {
    let Some(run) = &hub.data.run else { return };
    let shown = run.popups.last().copied().unwrap_or(run.screen);
    hub.ask(Command::OpenTab(Tab::Screen(shown)));
}

/// The handler that has stopped and is in front goes on.
pub(super) fn step(hub: &mut Hub, step: StepKind) {
    let halted = hub.data.run.as_ref().and_then(RunState::halted).map(|paused| paused.activation);
    if let Some(activation) = halted {
        hub.session.debug(DebugCommand::Go(activation, step));
    }
}

/// Another handler that has stopped comes to the front.
pub(super) fn look_at(hub: &mut Hub, activation: u64) {
    let Some(run) = &mut hub.data.run else { return };
    if let Some(at) = run.paused.iter().position(|paused| paused.activation == activation) {
        let paused = run.paused.remove(at);
        let place = paused.place().cloned();
        run.paused.push(paused);
        if let Some(place) = place {
            hub.ask(Command::GoTo(place));
        }
    }
}

/// Shows the app alone on the whole screen, or no longer.
pub(super) fn toggle_kiosk(hub: &mut Hub) {
    if hub.kiosk_only {
        let full = hub.ctx.input(|input| input.viewport().fullscreen.unwrap_or(false));
        hub.ctx.send_viewport_cmd(egui::ViewportCommand::Fullscreen(!full));
        return;
    }
    if !hub.data.kiosk && hub.data.run.is_none() {
        hub.ask(Command::Do(Action::Run));
    }
    hub.data.kiosk = !hub.data.kiosk;
    hub.ctx.send_viewport_cmd(egui::ViewportCommand::Fullscreen(hub.data.kiosk));
}

pub(super) fn counters(hub: &mut Hub, connection: ConnectionId, counters: Counters) {
    if let Some(run) = &mut hub.data.run {
        run.counters.insert(connection, counters);
    }
}

/// Repeaters have other instances.
pub(super) fn repeat(hub: &mut Hub, instances: &Instances) {
    let edited = Arc::clone(hub.editor.project());
    if let Some(run) = &mut hub.data.run {
        run.repeat((instances.parts.clone(), instances.rows.clone()), &edited);
    }
}

/// Tells of a connection that could not even be tried.
fn report_failed(hub: &mut Hub, connection: ConnectionId, why: Refusal) {
    hub.report(SessionEvent::Run(RunEvent::Status { connection, status: Status::Failed(why) }));
}
