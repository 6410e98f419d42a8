//! Leads commands, effects, requests, results of jobs and events of the session to the parts they are for.
//!
//! It decides nothing: what is done is the business of the parts.

use std::time::Instant;

use super::connections::{self, personal, sharing};
use super::documents::{self, Opening};
use super::hub::{AppNotice, AppPart, Next};
use super::jobs::Done;
use super::{App, event_log, monitor_link, preferences, recorder, recovery, run, steps, timeline, trust};
use crate::editor::command::{Action, Command};
use crate::editor::effect::Effect;
use crate::editor::monitor::MonitorLine;
use crate::editor::request::Request;
use crate::editor::sentence::Sentence;
use crate::editor::trial::Attempt;
use crate::model::outbox::OutboxNotice;
use crate::model::place::Place;
use crate::model::run::{Level, RunEvent, Status};
use crate::say;
use crate::session::SessionEvent;
use crate::session::secrets::ProjectSecrets;

impl App {
    /// Does all that the parts have left to be done.
    pub(super) fn work(&mut self) {
        while let Some(next) = self.hub.next() {
            match next {
                Next::Command(command) => {
                    let effects = self.hub.editor.dispatch(command);
                    self.hub.follow_first(effects);
                }
                Next::Effect(effect) => self.carry_out(effect),
                Next::AppNotice(notice) => self.tell(&notice),
                Next::Event(event) => self.take_event(*event, Instant::now()),
            }
        }
    }

    fn tell(&mut self, notice: &AppNotice) {
        let parts: [&mut dyn AppPart; 10] = [
            &mut self.documents,
            &mut self.connections,
            &mut self.event_log,
            &mut self.run,
            &mut self.monitor,
            &mut self.recovery,
            &mut self.states,
            &mut self.recorder,
            &mut self.steps,
            &mut self.closing,
        ];
        for part in parts {
            part.hear(&mut self.hub, notice);
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        let hub = &mut self.hub;
        match effect {
            Effect::Request(request) => self.request(request),
            Effect::AskOpen => documents::ask_path(hub, None),
            Effect::AskSave(name) => documents::ask_path(hub, Some(name)),
            Effect::Load(path) => documents::load(hub, &path),
            Effect::LoadExample(file) => {
                if let Some(opening) = documents::example(file) {
                    self.open(opening);
                }
            }
            Effect::Save(path, project, policy) => {
                self.recovery.before_save(hub, &path, &project, self.documents.belongs(hub));
                self.documents.save(hub, &path, project, policy);
            }
            Effect::Start(_) | Effect::ToggleKiosk if trust::keeps_from_running(hub) => {}
            Effect::Start(project) => self.run.start(hub, &project),
            Effect::Stop => self.stop(),
            Effect::ProjectChanged(project) => self.tell(&AppNotice::ProjectChanged(project)),
            Effect::ProjectLeft => self.tell(&AppNotice::ProjectLeaves),
            Effect::ToggleKiosk => run::toggle_kiosk(hub),
            Effect::Landed(landing) => {
                let said = Sentence::new(|lang| say::landing(&landing, lang));
                hub.log(Level::Info, said, Place::Project);
            }
            Effect::RequestPaste => hub.ctx.send_viewport_cmd(egui::ViewportCommand::RequestPaste),
            Effect::Quit => self.closing.quit(hub),
        }
    }

    fn request(&mut self, request: Request) {
        let hub = &mut self.hub;
        if trust::keeps_back(hub, &request) {
            return;
        }
        match request {
            Request::Fire(fire) => self.run.fire(hub, fire),
            Request::Go(to) => self.run.go(hub, to),
            Request::OpenShown => run::open_shown(hub),
            Request::Answer(dialog, answer) => hub.session.answer(dialog, answer),
            Request::TryOut(tryout) => self.run.try_out(hub, tryout),
            Request::Step(step) => run::step(hub, step),
            Request::ForgetKept(variable) => run::forget_kept(hub, variable),
            Request::LookAtPaused(activation) => run::look_at(hub, activation),
            Request::Debug(command) => hub.session.debug(command),
            Request::SetPassword(connection, word) => connections::set_password(hub, &connection, word),
            Request::SetSecret(connection, secret, word) => connections::set_secret(hub, &connection, secret, word),
            Request::GiveSecret(connection, kind, word) => connections::give_secret(hub, &connection, kind, word),
            Request::TrustProject(run) => trust::trust(hub, run),
            Request::TakeOver(wanted) => trust::take_over(hub, wanted),
            Request::CopySecrets(from, to) => connections::copy_secrets(hub, from, to),
            Request::Personal(command) => personal::carry_out(hub, command),
            Request::Transfer(command) => self.transfer.carry_out(hub, command),
            Request::Timeline(command) => timeline::carry_out(hub, command),
            Request::Recording(command) => recorder::carry_out(hub, command),
            Request::StartBroker => hub.session.start_broker(),
            Request::ShareBroker(password) => sharing::share(hub, password),
            Request::TestConnection(attempt) => {
                let secrets = self.secrets_of(&attempt).trying(attempt.secrets);
                self.connections.test(&mut self.hub, secrets, attempt.connection);
            }
            Request::ReadCertificates(attempt) => {
                let secrets = self.secrets_of(&attempt);
                let Attempt { connection, secrets: typed, .. } = attempt;
                connections::read_certificates(&self.hub, &secrets, connection, typed);
            }
            Request::Image(command) => documents::images::carry_out(hub, command),
            Request::Sound(command) => documents::sounds::carry_out(hub, command),
            Request::Sheet(command) => documents::sheets::carry_out(hub, command),
            Request::ChooseFile(role) => connections::choose_certificate(hub, role),
            Request::CopyText(text) => hub.ctx.copy_text(text),
            Request::SetPreference(key, value) => preferences::set(hub, key, value),
            Request::TogglePreference(key) => preferences::toggle(hub, key),
            Request::ClearLog => hub.data.log.clear(),
            Request::ClearMonitor => hub.data.topics.clear(),
            Request::Monitor(command) => self.monitor.carry_out(hub, command),
            Request::RestoreWork(number) => {
                if let Some((opening, lost)) = self.recovery.restore(hub, number) {
                    self.open(opening);
                    self.recovery.restored(lost);
                }
            }
            Request::DiscardWork(number) => self.recovery.discard(hub, number),
            Request::LeaveKiosk => {
                hub.data.lock = None;
                if hub.editor.running {
                    hub.ask(Command::Do(Action::Stop));
                } else {
                    self.closing.quit(hub);
                }
            }
            Request::QuitAnyway => self.closing.quit_anyway(hub),
        }
    }

    fn secrets_of(&self, attempt: &Attempt) -> ProjectSecrets {
        let secrets = self.hub.secrets();
        if attempt.personal { secrets.of_user() } else { secrets }
    }

    /// Goes over to another project: the one that is open is left first, and its app stopped.
    fn open(&mut self, opening: Opening) {
        if self.hub.editor.running && !self.hub.kiosk_only {
            self.hub.editor.running = false;
            self.stop();
        }
        self.tell(&AppNotice::ProjectLeaves);
        let standing = self.documents.open(&mut self.hub, opening);
        trust::opened(&mut self.hub, standing);
        if self.hub.kiosk_only {
            self.hub.ask(Command::Do(Action::Run));
        }
    }

    fn stop(&mut self) {
        self.run.end(&mut self.hub);
        // What it has done until now is still its own.
        self.take_session_events();
        self.run.leave(&mut self.hub);
    }

    /// Takes in what the jobs have done.
    pub(super) fn take_results(&mut self) {
        for done in self.hub.jobs.results() {
            let hub = &mut self.hub;
            match done {
                Done::Document(done) => {
                    if let Some(opening) = documents::done(hub, done) {
                        self.open(opening);
                    }
                }
                Done::Connection(done) => self.connections.done(hub, done),
                Done::Run(done) => self.run.done(hub, done),
                Done::Listen(ticket, spec) => self.monitor.ready(hub, ticket, *spec),
                Done::BrokerPassword(password) => sharing::password(hub, password.as_ref()),
                Done::Personal(connections, passwords) => {
                    hub.data.personal = connections;
                    hub.data.personal_passwords = passwords;
                }
                Done::Transfer(done) => self.transfer.done(hub, done),
                Done::Recovery(found, told) => self.recovery.found(hub, found, told),
                Done::Timeline(done) => timeline::done(hub, done),
                Done::Recorder(done) => recorder::done(hub, done),
                Done::Steps(past) => steps::loaded(hub, past),
                Done::Crashed(place) => recovery::crashed(hub, &place),
                Done::NotKept(not_kept) => hub.tell_not_kept(&not_kept),
            }
            self.work();
        }
    }

    /// Takes in what the session reports.
    pub(super) fn take_session_events(&mut self) {
        let now = Instant::now();
        let mut events = self.hub.session.poll();
        let silence = self.hub.listening.0.take_silence();
        events.extend(silence.map(|why| SessionEvent::Run(RunEvent::Silent(why))));
        // Those that only passed are painted in this very frame; another one would show nothing new.
        if events.iter().any(|event| !matches!(event, SessionEvent::Passed { .. })) {
            self.hub.ctx.request_repaint();
        }
        self.hub.data.topics.lost += self.hub.session.take_unseen();
        for event in events {
            self.take_event(event, now);
        }
    }

    fn take_event(&mut self, event: SessionEvent, now: Instant) {
        let hub = &mut self.hub;
        match event {
            SessionEvent::Run(event) => {
                let publish = self.run.publish_of(hub, &event);
                self.event_log.take(hub, &event, publish.as_deref());
                monitor_link::take(hub, &event, publish.as_deref());
                if let RunEvent::Status { connection, status: Status::Failed(why) } = &event {
                    hub.ask_for_secret(connection, why);
                }
                self.run.take(hub, event, now);
            }
            SessionEvent::Passed { connection, row } => {
                hub.data.topics.take(MonitorLine { connection, row }, now);
            }
            SessionEvent::Instances(instances) => run::repeat(hub, &instances),
            SessionEvent::Counters { connection, counters } => run::counters(hub, connection, counters),
            SessionEvent::Outbox { connection, notice } => {
                if matches!(notice, OutboxNotice::Kept { .. }) {
                    self.run.kept(&connection);
                }
                event_log::notice(hub, &connection, &notice);
            }
            SessionEvent::Fate { number, fate } => self.monitor.fate_by_hand(hub, number, fate),
            SessionEvent::BrokerStarted { port, shared } => sharing::started(hub, port, shared),
            SessionEvent::Trial(result) => connections::tried(hub, result),
            SessionEvent::NotKept(not_kept) => hub.tell_not_kept(&not_kept),
        }
    }
}
