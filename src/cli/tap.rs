//! `tap`: one event against the real broker, until all it published has come to its end.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::args::LiveOptions;
use super::live::{HeadlessRun, find_control, overrides, start, trouble, unknown};
use super::{Exit, complain, print};
use crate::i18n::{Lang, t};
use crate::model::component::{PartIds, RepeatedRows, unfolded};
use crate::model::dialog::DialogAnswer;
use crate::model::handler::HandlerRef;
use crate::model::id::ConnectionId;
use crate::model::outbox::OutboxNotice;
use crate::model::project::Project;
use crate::model::run::{Fate, Fire, Publish, RunEvent, Status};
use crate::say;
use crate::session::SessionEvent;
use crate::store::home::Home;

/// How long the instances of repeaters may take to come.
const COMING: Duration = Duration::from_secs(3);

/// What to fire.
pub(super) struct Wish<'a> {
    pub(super) control: &'a str,
    pub(super) trigger: &'a str,
    pub(super) timeout_secs: f64,
}

/// What has happened so far.
#[derive(Default)]
struct Progress {
    statuses: BTreeMap<ConnectionId, Status>,
    published: BTreeMap<u64, Arc<Publish>>,
    open: usize,
    ended: bool,
    faults: usize,
    lost: usize,
}

pub(super) fn run(
    project: &Arc<Project>,
    file: &Path,
    wish: &Wish<'_>,
    live: &LiveOptions,
    home: &Home,
    lang: Lang,
) -> Exit {
    let overrides = match overrides(live, project, lang) {
        Ok(overrides) => overrides,
        Err(sentence) => return complain(&sentence, Exit::Usage),
    };
    let known = find(&unfolded(project, &mut PartIds::default(), &RepeatedRows::new()), wish, lang);
    if let (Err(sentence), false) = (known, has_repeater(project)) {
        return complain(&sentence, Exit::Usage);
    }
    let until = Instant::now() + Duration::from_secs_f64(wish.timeout_secs.clamp(0.1, 86_400.0));
    let mut running = start(project, file, (overrides, live.trust), home, lang);
    let mut progress = Progress::default();
    if let Some((connection, why)) = running.refused.first() {
        let name = project.connection(connection).map_or("", |connection| connection.name.as_str());
        return complain(&format!("{}: {}", say::quoted(name, lang), say::refusal(why, lang)), Exit::NoConnection);
    }
    if let Some(exit) = connect(&mut running, &mut progress, project, until, lang) {
        return exit;
    }
    let at = match find_in_time(&mut running, &mut progress, wish, until, lang) {
        Ok(at) => at,
        Err(sentence) => return complain(&sentence, Exit::Usage),
    };
    let project = &Arc::clone(running.session.project());
    if let Some(control) = at.control() {
        running.session.fire(Fire { control, trigger: at.trigger.clone(), change: None });
    }
    loop {
        let is_done = progress.ended && progress.open == 0 && running.session.is_idle();
        let left = until.saturating_duration_since(Instant::now());
        // A sound that lasts longer, or a player that waits for a device, is cut off: all was sent.
        if is_done && (left.is_zero() || !running.session.is_heard()) {
            break;
        }
        if left.is_zero() {
            let sentence = t(
                "Die Zeit ist um; nicht alles wurde bestätigt. Mehr Zeit gibt --timeout.",
                "Time is up; not everything was confirmed. --timeout gives more time.",
            );
            // What waits is kept or given up now, and that is told too.
            running.session.stop(Duration::ZERO);
            for event in running.session.poll() {
                progress.take(event, project, &at, lang);
            }
            return complain(sentence.get(lang), Exit::Timeout);
        }
        // Becoming idle is no event, so every wake-up counts.
        for event in running.session.wait_once(left) {
            if let SessionEvent::Run(RunEvent::Dialog(dialog)) = &event {
                // Nobody is there to answer.
                running.session.answer(dialog.number, DialogAnswer::Cancelled);
            }
            progress.take(event, project, &at, lang);
        }
    }
    if progress.faults + progress.lost > 0 { Exit::Problem } else { Exit::Ok }
}

/// What an outbox tells, on the error output: the other one is for what was published.
fn tell(project: &Project, connection: &ConnectionId, notice: &OutboxNotice, lang: Lang) {
    let name = project.connection(connection).map_or("", |connection| connection.name.as_str());
    complain(&format!("{}: {}", say::quoted(name, lang), say::outbox_notice(notice, lang)), Exit::Ok);
}

fn has_repeater(project: &Project) -> bool {
    project.screens.iter().flat_map(|screen| &screen.controls).any(|control| control.repeats().is_some())
}

/// The handler to fire, also where its control is a part of what a repeater has instances of: those come with messages.
fn find_in_time(
    running: &mut HeadlessRun,
    progress: &mut Progress,
    wish: &Wish<'_>,
    until: Instant,
    lang: Lang,
) -> Result<HandlerRef, String> {
    let until = until.min(Instant::now() + COMING);
    loop {
        let project = Arc::clone(running.session.project());
        let found = find(&project, wish, lang);
        let left = until.saturating_duration_since(Instant::now());
        if found.is_ok() || left.is_zero() || !has_repeater(&project) {
            return found;
        }
        for event in running.session.wait_once(left) {
            // Nothing was tapped yet.
            if let SessionEvent::Run(RunEvent::Status { connection, status }) = event {
                progress.statuses.insert(connection, status);
            }
        }
    }
}

/// The handler to fire; the error is a sentence.
fn find(project: &Project, wish: &Wish<'_>, lang: Lang) -> Result<HandlerRef, String> {
    let (_, control) = find_control(project, wish.control, lang)?;
    if !control.handlers.contains_key(wish.trigger) {
        let names: Vec<_> = control.handlers.keys().map(String::as_str).collect();
        let what = t("Das Control hat keine Logik für das Ereignis", "The control has no logic for the event");
        return Err(unknown(what, wish.trigger, &names, lang));
    }
    Ok(HandlerRef::new(control.id, wish.trigger))
}

/// Waits until all connections are up; `Some` where one is not to be had.
fn connect(
    running: &mut HeadlessRun,
    progress: &mut Progress,
    project: &Project,
    until: Instant,
    lang: Lang,
) -> Option<Exit> {
    loop {
        let waiting =
            running.connections.iter().any(|connection| progress.statuses.get(connection) != Some(&Status::Connected));
        if !waiting {
            return None;
        }
        for connection in &running.connections {
            if let Some(why) = progress.statuses.get(connection).and_then(trouble) {
                let name = project.connection(connection).map_or("", |connection| connection.name.as_str());
                return Some(complain(
                    &format!("{}: {}", say::quoted(name, lang), say::refusal(why, lang)),
                    Exit::NoConnection,
                ));
            }
        }
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            let sentence = t("Keine Antwort vom Broker.", "No answer from the broker.");
            return Some(complain(sentence.get(lang), Exit::Timeout));
        }
        for event in running.session.wait(left) {
            match event {
                SessionEvent::Run(RunEvent::Status { connection, status }) => {
                    progress.statuses.insert(connection, status);
                }
                SessionEvent::BrokerStarted { port, shared: false } => {
                    let sentence = t(
                        "Der lokale Broker wurde für diesen Aufruf gestartet; sonst kann niemand zuhören. Adresse:",
                        "The local broker was started for this call; nobody else can be listening. Address:",
                    );
                    complain(&format!("{} 127.0.0.1:{port}", sentence.get(lang)), Exit::Ok);
                }
                SessionEvent::Run(_)
                | SessionEvent::Instances(_)
                | SessionEvent::Passed { .. }
                | SessionEvent::BrokerStarted { .. }
                | SessionEvent::Counters { .. }
                | SessionEvent::Fate { .. }
                | SessionEvent::NotKept(_)
                | SessionEvent::Trial(_) => {}
                SessionEvent::Outbox { connection, notice } => tell(project, &connection, &notice, lang),
            }
        }
    }
}

impl Progress {
    fn take(&mut self, event: SessionEvent, project: &Project, at: &HandlerRef, lang: Lang) {
        let event = match event {
            SessionEvent::Run(event) => event,
            SessionEvent::Outbox { connection, notice } => return tell(project, &connection, &notice, lang),
            SessionEvent::Instances(_)
            | SessionEvent::Passed { .. }
            | SessionEvent::Counters { .. }
            | SessionEvent::Fate { .. }
            | SessionEvent::BrokerStarted { .. }
            | SessionEvent::NotKept(_)
            | SessionEvent::Trial(_) => return,
        };
        match event {
            RunEvent::Published(publish) => {
                self.open += 1;
                self.published.insert(publish.number, publish);
            }
            RunEvent::Fate { number, fate, .. } => {
                let Some(publish) = self.published.get(&number) else { return };
                if !fate.is_final(publish.qos) {
                    return;
                }
                self.open = self.open.saturating_sub(1);
                let fine = matches!(fate, Fate::Sent | Fate::Acknowledged);
                let kind = if publish.retain { "Retained" } else { "Default" };
                let payload = String::from_utf8_lossy(&publish.payload);
                let fate = say::fate(&fate, lang);
                let line = format!("{kind}  {}  {payload}  ({fate})", publish.topic);
                if fine {
                    print(&format!("{line}\n"));
                } else {
                    self.lost += 1;
                    complain(&line, Exit::Problem);
                }
                self.published.remove(&number);
            }
            RunEvent::Fault(fault) => {
                self.faults += 1;
                let place = say::place(project, &fault.place, lang);
                complain(&format!("{place}: {}", say::fault(&fault.kind, lang)), Exit::Problem);
            }
            RunEvent::Dialog(dialog) => print(&format!("{}\n", say::unanswered(&dialog, lang))),
            RunEvent::Silent(why) => print(&format!("{}\n", say::silence(&why, lang))),
            RunEvent::Log { text, .. } => print(&format!("{text}\n")),
            RunEvent::HandlerEnded { handler } if handler == *at => self.ended = true,
            _ => {}
        }
    }
}
