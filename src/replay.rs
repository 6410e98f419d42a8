//! Tests of apps: a recording becomes one, and one is run, with the real engine, a broker that the test plays, and a clock
//! that it moves.
//!
//! Nothing leaves the process and no file is read, so that any project may be tested. Start reading at [`run`].

mod derive;
mod expect;
mod steps;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::{Duration, Instant};

pub use self::derive::{NoTest, checked};

use crate::editor::run_state::RunState;
use crate::engine::clock::{self, Rest, RunClock};
use crate::i18n::{Lang, Locale};
use crate::language::lower::lower;
use crate::model::app_test::{AppTest, Differs, TestDifference, TestMessage, TestStep};
use crate::model::id::{ScreenId, VariableId};
use crate::model::password::Password;
use crate::model::project::Project;
use crate::model::run::{Fate, Fault, RunEvent};
use crate::model::time::time;
use crate::model::value::Value;
use crate::mqtt::ConnectionSpec;
use crate::say;
use crate::session::scripted::ScriptedBroker;
use crate::session::{Session, SessionEvent};

/// How long, by the clock of this computer, an app may go on at one time of its own.
const RESTLESS: Duration = Duration::from_secs(10);
/// How far a test may go, in seconds: ten years.
const MOST_SECS: f64 = 315_360_000.0;

/// How a test went.
#[derive(Clone, Debug, PartialEq)]
pub struct TestOutcome {
    /// What differs; nothing where all is as it should be.
    pub differences: Vec<TestDifference>,
    /// How long it took the app, in seconds.
    pub secs: f64,
}

/// A message that the app has sent.
#[derive(Debug)]
struct SentMessage {
    number: u64,
    message: TestMessage,
    /// The broker has it: before, it may still be refused or given up.
    is_out: bool,
    /// A step has named it.
    is_named: bool,
    at: Duration,
}

impl SentMessage {
    /// It was sent, and no step has named it.
    fn is_open(&self) -> bool {
        self.is_out && !self.is_named
    }
}

/// A test that runs.
struct TestRun {
    session: Session,
    broker: Arc<ScriptedBroker>,
    state: RunState,
    lang: Lang,
    now: Duration,
    sent: Vec<SentMessage>,
    faults: Vec<(Duration, Fault)>,
    logged: Vec<String>,
    differences: Vec<TestDifference>,
    step: Option<usize>,
    /// It makes no sense to go on.
    is_over: bool,
}

/// The language of a test.
pub fn language_of(test: &AppTest, usual: Lang) -> Lang {
    match test.language.to_ascii_lowercase().as_str() {
        "" => usual,
        language => Lang::from_locale(language),
    }
}

/// Runs a test of a project.
pub fn run(project: &Arc<Project>, test: &AppTest, lang: Lang) -> TestOutcome {
    let mut run = TestRun::start(project, test, language_of(test, lang));
    run.settle();
    for (index, step) in test.steps.iter().enumerate() {
        if run.is_over {
            break;
        }
        run.step = Some(index);
        run.take(step);
    }
    run.end(test.nothing_else);
    let mut differences = run.differences;
    differences.sort_by_key(|difference| difference.step.unwrap_or(usize::MAX));
    TestOutcome { differences, secs: run.now.as_secs_f64() }
}

/// When a test starts, in milliseconds since 1970 (UTC), and how many minutes its place is ahead of UTC.
fn start_of(text: &str) -> (i64, i32) {
    let at = time(text).map_or(0, |at| at.ms);
    let offset = text.len().checked_sub(6).and_then(|from| text.get(from..)).and_then(|offset| {
        let (hours, minutes) = offset.get(1..)?.split_once(':')?;
        let minutes = hours.parse::<i32>().ok()? * 60 + minutes.parse::<i32>().ok()?;
        match offset.get(..1)? {
            "+" => Some(minutes),
            "-" => Some(-minutes),
            _ => None,
        }
    });
    (at, offset.unwrap_or(0))
}

/// The connections of a project, without anything that a network would need.
fn specs(project: &Project) -> Vec<ConnectionSpec> {
    let spec = |connection: &crate::model::connection::Connection| {
        Some(ConnectionSpec {
            id: connection.id.clone(),
            name: connection.name.clone(),
            local: connection.is_local(),
            settings: connection.mqtt()?,
            password: None,
            ca: None,
            certificate: None,
            passphrase: Password::default(),
            subscriptions: Vec::new(),
            journal: None,
        })
    };
    project.connections.iter().filter_map(spec).collect()
}

impl TestRun {
    fn start(project: &Arc<Project>, test: &AppTest, lang: Lang) -> Self {
        Self::begin(project, test, lang, false)
    }

    /// As [`Self::start`], and what happens is recorded.
    #[cfg(test)]
    fn start_recorded(project: &Arc<Project>, test: &AppTest, lang: Lang) -> Self {
        Self::begin(project, test, lang, true)
    }

    fn begin(project: &Arc<Project>, test: &AppTest, lang: Lang, records: bool) -> Self {
        let (wall_ms, ahead) = start_of(&test.start);
        let clock = Arc::new(RunClock::new(wall_ms, ahead));
        let broker = Arc::new(ScriptedBroker::new(Arc::clone(&clock), wall_ms));
        let mut session = Session::replaying(Arc::clone(&broker), clock);
        session.record(records);
        let screen = project.start_screen().map_or(ScreenId(0), |screen| screen.id);
        let mut state = RunState::new(project, screen, Instant::now());
        state.follow(project);
        let mut differences = Vec::new();
        let variables: Vec<(VariableId, Value)> = test
            .variables
            .iter()
            .filter_map(|(name, value)| {
                let found = project.variables.iter().find(|variable| variable.name.eq_ignore_ascii_case(name));
                if found.is_none() {
                    let what = Differs::Missing(crate::model::app_test::NamedKind::Variable, name.clone());
                    differences.push(TestDifference { step: None, at_secs: 0.0, what });
                }
                found.map(|variable| (variable.id, value.clone()))
            })
            .collect();
        state.variables.extend(variables.iter().cloned());
        // What is lost before anything else happens never was up.
        for step in test.steps.iter().take_while(|step| matches!(step, TestStep::Lose(_))) {
            if let TestStep::Lose(name) = step
                && let Some(connection) = steps::connection_named(project, name)
            {
                broker.set_up(&connection, false);
            }
        }
        let locale = Locale { ahead: clock::ahead, ..Locale::utc(lang) };
        session.start(project, &lower(project), specs(project), (None, variables), (locale, say::fault));
        Self {
            session,
            broker,
            state,
            lang,
            now: Duration::ZERO,
            sent: Vec::new(),
            faults: Vec::new(),
            logged: Vec::new(),
            differences,
            step: None,
            is_over: false,
        }
    }

    fn differs(&mut self, what: Differs) {
        let (step, at_secs) = (self.step, self.now.as_secs_f64());
        self.differences.push(TestDifference { step, at_secs, what });
    }

    /// Lets everything happen that happens now; when something happens next by itself.
    fn settle(&mut self) -> Rest {
        let (events, rest) = self.session.settle(RESTLESS);
        for event in events {
            self.follow(event);
        }
        match rest {
            Some(Rest::Ended) if !self.is_over => {
                self.is_over = true;
                self.differs(Differs::Ended);
            }
            None if !self.is_over => {
                self.is_over = true;
                self.differs(Differs::Restless);
            }
            _ => {}
        }
        rest.unwrap_or(Rest::Ended)
    }

    /// Lets the time go on.
    fn go_on_to(&mut self, until: Duration) {
        loop {
            let rest = self.settle();
            if self.is_over {
                return;
            }
            let next = match rest {
                Rest::Until(due) if due <= until => due,
                Rest::Until(_) | Rest::Idle => break,
                Rest::Ended => return,
            };
            self.now = self.now.max(next);
            self.session.advance(next);
        }
        self.now = until;
        self.session.advance(until);
        self.settle();
    }

    fn follow(&mut self, event: SessionEvent) {
        match event {
            SessionEvent::Run(event) => {
                let project = Arc::clone(self.session.project());
                self.state.take(&event, &project, Instant::now());
                match event {
                    RunEvent::Published(publish) => {
                        let connection = project.connection(&publish.connection);
                        let message = TestMessage {
                            topic: publish.topic.as_str().to_owned(),
                            retained: publish.retain,
                            connection: connection.map(|connection| connection.name.clone()).unwrap_or_default(),
                            ..TestMessage::default()
                        };
                        let message = message.with_payload(&publish.payload);
                        let number = publish.number;
                        self.sent.push(SentMessage { number, message, is_out: false, is_named: false, at: self.now });
                    }
                    RunEvent::Fate { number, fate: Fate::Sent | Fate::Acknowledged, .. } => {
                        let sent = self.sent.iter_mut().find(|sent| sent.number == number);
                        if let Some(sent) = sent {
                            (sent.is_out, sent.at) = (true, self.now);
                        }
                    }
                    RunEvent::Fault(fault) => self.faults.push((self.now, fault)),
                    RunEvent::Log { text, .. } => self.logged.push(text),
                    _ => {}
                }
            }
            SessionEvent::Instances(instances) => {
                let project = Arc::clone(&instances.project);
                self.state.repeat((instances.parts.clone(), instances.rows.clone()), &project);
            }
            _ => {}
        }
    }

    /// What no step has named.
    fn end(&mut self, nothing_else: bool) {
        self.step = None;
        for (at, fault) in std::mem::take(&mut self.faults) {
            let what = Differs::Failed(Box::new(fault));
            self.differences.push(TestDifference { step: None, at_secs: at.as_secs_f64(), what });
        }
        if nothing_else {
            for sent in std::mem::take(&mut self.sent).into_iter().filter(SentMessage::is_open) {
                let (at_secs, what) = (sent.at.as_secs_f64(), Differs::AlsoSent(sent.message));
                self.differences.push(TestDifference { step: None, at_secs, what });
            }
        }
    }
}
