//! A run: engine and network joined. Start, stop, fire, and one stream of what happens; used by the window and without one.
//!
//! Knows no window. The run itself knows no files either: secrets and certificates are handed in as a `SecretSource`,
//! which `secrets` is from the store.

pub mod keeper;
pub mod overrides;
pub mod secrets;
pub mod specs;
pub mod told_to_end;

pub mod scripted;

mod asking;
mod beside;
mod recorder;
mod replaying;
mod running;
mod signal;
mod touches;

#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

pub use self::running::Instances;

use self::beside::Beside;
use self::keeper::{Keeper, KeptAtStart};
use self::recorder::Recorder;
use self::replaying::Replaying;
use self::running::RunningProject;
use self::signal::{Moments, Signal};
use crate::engine::{Engine, EngineHandle, EngineMsg, Limits, Ports, Program, Words};
use crate::i18n::Locale;
use crate::language::lower::{Chunk, Lowered};
use crate::model::debug::{Breakpoints, DebugCommand, Tryout};
use crate::model::id::{ConnectionId, SourceId, VariableId};
use crate::model::outbox::{Counters, OutboxNotice};
use crate::model::project::Project;
use crate::model::run::{Fate, Publish, PublishError, Reached, Refusal, RunEvent, SourceChange, Status};
use crate::model::source::Message;
use crate::model::value::Value;
use crate::mqtt::{BrokerOptions, ConnectionSpec, Journals, MqttEvent, MqttHandle, MqttOptions, Pace, Wake};
use crate::store::upkeep::NotKept;

/// Most events taken in one go from each side, so that a flood cannot hold up a frame.
const BATCH: usize = 2_000;
/// Most messages that only passed, likewise: taking one in costs next to nothing.
const PASSED_BATCH: usize = 10_000;
/// Numbers of messages published by hand are below those of the first run.
const FIRST_RUN: u64 = 1 << 32;

/// What a session reports.
#[derive(Clone, Debug, PartialEq)]
pub enum SessionEvent {
    /// Something of the run.
    Run(RunEvent),
    /// Repeaters have other instances from now on.
    Instances(Arc<Instances>),
    /// A message passed, for the monitor.
    Passed {
        /// The connection.
        connection: ConnectionId,
        /// The message.
        row: Message,
    },
    /// What has passed over a connection; at most four times a second.
    Counters {
        /// The connection.
        connection: ConnectionId,
        /// What has passed since the app started.
        counters: Counters,
    },
    /// Something about the outbox of a connection that a person should know.
    Outbox {
        /// The connection.
        connection: ConnectionId,
        /// What.
        notice: OutboxNotice,
    },
    /// The local broker can be reached.
    BrokerStarted {
        /// Its port on 127.0.0.1.
        port: u16,
        /// Whether another process runs it.
        shared: bool,
    },
    /// What became of a message published by [`Session::publish`].
    Fate {
        /// Its number.
        number: u64,
        /// What became of it.
        fate: Fate,
    },
    /// How the trial of a connection went.
    Trial(Result<Reached, Refusal>),
    /// Values of variables could not be kept.
    NotKept(NotKept),
}

/// An app that is about to end.
struct Ending {
    engine: EngineHandle,
    until: Instant,
}

/// Engine and network of one program.
pub struct Session {
    mqtt: MqttHandle,
    engine: Option<EngineHandle>,
    signal: Arc<Signal>,
    wake: Wake,
    pace: Moments,
    /// An app that was told to stop and whose last messages may still get out.
    ending: Option<Ending>,
    /// How many apps were started.
    runs: u64,
    /// Number of the last message that the app has told of.
    published: u64,
    /// What runs, with the instances of its repeaters.
    running: RunningProject,
    /// The connections of the app, with all that its sources may subscribe to.
    specs: Vec<ConnectionSpec>,
    /// Sources that are switched off.
    off: BTreeSet<SourceId>,
    /// Fates of messages that the app has not told of yet: the network may be faster.
    early: Vec<MqttEvent>,
    /// What a handler waits for and the app could not take yet.
    untold: VecDeque<EngineMsg>,
    /// What apps are told first: where their handlers shall stop.
    following: Vec<DebugCommand>,
    /// Keeps values of variables of the app that was started last.
    keeper: Option<Keeper>,
    /// Asks other computers for the app.
    beside: Beside,
    /// A test drives the run.
    replaying: Option<Replaying>,
    /// Whether apps are recorded, and the recording of the last one.
    records: bool,
    recorder: Option<Recorder>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("running", &self.is_running()).finish_non_exhaustive()
    }
}

impl Session {
    /// Starts the network; nothing connects yet. `wake` is called on any thread when something has happened.
    pub fn new(broker: BrokerOptions, wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        let signal = Arc::new(Signal::default());
        let inner = Arc::clone(&signal);
        let wake: Wake = Arc::new(move || {
            inner.raise();
            wake();
        });
        let beside = Beside::new(&wake);
        let mqtt = MqttHandle::spawn(MqttOptions { wake: Arc::clone(&wake), broker, pace: Pace::default() });
        Self {
            mqtt,
            engine: None,
            signal,
            wake,
            pace: Moments::default(),
            ending: None,
            runs: 0,
            published: 0,
            running: RunningProject::none(),
            specs: Vec::new(),
            off: BTreeSet::new(),
            early: Vec::new(),
            untold: VecDeque::new(),
            following: Vec::new(),
            keeper: None,
            beside,
            replaying: None,
            records: false,
            recorder: None,
        }
    }

    /// What is kept on disk of messages that wait.
    pub fn journals(&self) -> Journals {
        self.mqtt.journals()
    }

    /// What to call, on any thread, when messages have passed and nothing else has happened.
    pub fn wake_lazily(&self, lazy: Arc<dyn Fn() + Send + Sync>) {
        let signal = Arc::clone(&self.signal);
        self.mqtt.wake_lazily(Arc::new(move || {
            signal.raise();
            lazy();
        }));
    }

    /// Listens on a connection besides what the app does, or no longer: [`SessionEvent::Passed`] tells what arrives.
    pub fn listen(&self, connection: Option<ConnectionSpec>) {
        self.mqtt.listen(connection.into_iter().collect());
    }

    /// How many passed messages were dropped since the last call, as they came too fast.
    pub fn take_unseen(&self) -> u64 {
        self.mqtt.take_unseen()
    }

    /// Publishes by hand, on a connection that the app or [`Self::listen`] uses; [`SessionEvent::Fate`] tells what
    /// becomes of it. The number is the caller's, below 2³².
    ///
    /// # Errors
    /// Why it is not taken.
    pub fn publish(&self, message: Arc<Publish>) -> Result<(), PublishError> {
        debug_assert!(message.number < FIRST_RUN);
        self.mqtt.outgoing().publish(message)
    }

    /// Starts or joins the local broker, so that its address can be shown.
    pub fn start_broker(&self) {
        self.mqtt.start_broker();
    }

    /// Lets clients on other computers use the local broker, with this password and any user name; an empty password
    /// closes it to them. It counts at once: a broker that we run is started anew, and its clients connect again.
    pub fn open_broker_to_lan(&self, password: &str) {
        self.mqtt.open_broker_to_lan(password);
    }

    /// Runs a project as it was designed, with the parts of components and the data sources that its bindings imply;
    /// `lowered` counts where it has no components. An app that runs already is stopped first; connections that stay the
    /// same stay up. What a script catches is told by `words`, in the language of `locale`.
    pub fn start(
        &mut self,
        project: &Arc<Project>,
        lowered: &Lowered,
        connections: Vec<ConnectionSpec>,
        (kept, variables): (Option<KeptAtStart>, Vec<(VariableId, Value)>),
        (locale, words): (Locale, Words),
    ) {
        let (running, chunks) = RunningProject::new(project, lowered);
        self.running = running;
        let project = Arc::clone(self.running.whole());
        self.close();
        if self.engine.take().is_some() {
            // New sessions, so that the new app is told of connections and stored values again.
            self.configure(Vec::new());
        }
        let variables: Vec<_> = self.begin_to_keep(kept, &project).into_iter().chain(variables).collect();
        self.begin_to_record(self.running.designed(), &connections, &variables);
        // Numbers of their own, so that a late fate of the last app is never taken for one of this.
        self.runs += 1;
        self.published = self.runs * FIRST_RUN;
        self.early.clear();
        self.untold.clear();
        // What the last app has asked for is none of this one's business.
        self.beside = Beside::new(&self.wake);
        self.specs = self.with_subscriptions(connections);
        self.off = project.sources.iter().filter(|source| !source.enabled()).map(|source| source.id).collect();
        self.subscribe();
        let first_number = self.published + 1;
        let program = Program { project, chunks, variables, locale, words, first_number };
        let ports = Ports { outgoing: self.outgoing(), wake: Arc::clone(&self.wake) };
        let clock = self.replaying.as_ref().map(|replaying| Arc::clone(&replaying.clock));
        let first = self.following.iter().cloned().map(EngineMsg::Debug).collect();
        self.engine = Some(Engine::start_told(program, ports, Limits::default(), first, clock));
    }

    /// Gives the running app other connections. Those that stay the same keep their session; a changed one starts anew,
    /// with all that waits in its outbox; one that is missing is closed.
    pub fn reconfigure(&mut self, connections: Vec<ConnectionSpec>) {
        if self.engine.is_some() {
            self.hide(&connections);
            self.specs = self.with_subscriptions(connections);
            self.subscribe();
        }
    }

    /// Stops the app and closes its connections; messages that wait are given `grace` to get out.
    pub fn stop(&mut self, grace: Duration) {
        self.end(grace);
        if let Some(Ending { engine, until }) = self.ending.take() {
            engine.wait_for_goodbye();
            drop(engine);
            self.mqtt.drain(until.saturating_duration_since(Instant::now()));
        }
        self.disconnect();
    }

    /// As [`Self::stop`], but waits for nothing: [`Self::poll`] closes the connections once all messages are out or
    /// `grace` is over. Until then [`Self::ends_in`] says how long that may take.
    pub fn end(&mut self, grace: Duration) {
        if let Some(mut engine) = self.engine.take() {
            self.close();
            // What it has asked for reaches nobody any more; what its end asks for does.
            self.beside = Beside::new(&self.wake);
            self.end_recording();
            engine.finish();
            self.ending = Some(Ending { engine, until: Instant::now() + grace });
        }
    }

    /// Gives an app that was told to stop this much time from now.
    pub fn extend_grace(&mut self, grace: Duration) {
        if let Some(ending) = &mut self.ending {
            ending.until = Instant::now() + grace;
        }
    }

    /// While a stopped app still has messages to send: when to call [`Self::poll`] at the latest.
    pub fn ends_in(&self) -> Option<Duration> {
        self.ending.as_ref().map(|ending| ending.until.saturating_duration_since(Instant::now()))
    }

    /// Whether what the end of the app fires may run still.
    pub fn says_goodbye(&self) -> bool {
        self.ending.as_ref().is_some_and(|ending| ending.engine.is_finishing())
    }

    /// Closes the connections of an app that was told to stop.
    fn close(&mut self) {
        let Some(Ending { engine, .. }) = self.ending.take() else { return };
        self.disconnect();
        if !engine.has_ended() {
            // Its last step takes long; nobody waits for it.
            let waiting = std::thread::Builder::new().name("job-engine".to_owned()).spawn(move || drop(engine));
            if let Err(err) = waiting {
                tracing::error!("cannot start a thread: {err}");
            }
        }
    }

    fn disconnect(&self) {
        self.configure(Vec::new());
    }

    /// How many messages are neither sent and confirmed nor given up.
    pub fn unfinished(&self) -> usize {
        self.mqtt.unfinished()
    }

    /// How many of them the end of the program would lose, because their connection keeps nothing on disk.
    pub fn would_be_lost(&self) -> usize {
        self.mqtt.only_in_memory()
    }

    fn close_when_done(&mut self) {
        let done = self.ending.as_ref().is_some_and(|ending| {
            Instant::now() >= ending.until || (ending.engine.has_ended() && self.mqtt.unfinished() == 0)
        });
        if done {
            self.close();
        }
    }

    /// Whether an app runs.
    pub fn is_running(&self) -> bool {
        self.engine.is_some()
    }

    /// Whether no handler runs or waits to run.
    pub fn is_idle(&self) -> bool {
        self.engine.as_ref().is_none_or(EngineHandle::is_idle)
    }

    /// Somebody looks at the blocks of this handler, or no longer at any; [`RunEvent::Seen`] tells what they give.
    pub fn watch(&mut self, chunk: Option<Arc<Chunk>>) {
        self.tell_surely(EngineMsg::Watch(chunk));
    }

    /// Handlers stop at these places from now on, also those of apps that are started later; and whether all go slowly.
    pub fn follow(&mut self, breakpoints: Breakpoints, slow: bool) {
        self.following = vec![DebugCommand::Breakpoints(breakpoints), DebugCommand::Slow(slow)];
        for command in self.following.clone() {
            self.debug(command);
        }
    }

    /// Runs a handler as if its event had come.
    pub fn try_out(&mut self, tryout: Tryout) {
        self.tell_surely(EngineMsg::Try(tryout));
    }

    /// Something for the handlers that somebody follows.
    pub fn debug(&mut self, command: DebugCommand) {
        self.tell_surely(EngineMsg::Debug(command));
    }

    /// Tries to connect once; the answer comes as [`SessionEvent::Trial`].
    pub fn test(&self, spec: ConnectionSpec) {
        self.mqtt.test(spec);
    }

    /// What has happened since the last call; passes messages on to the app.
    pub fn poll(&mut self) -> Vec<SessionEvent> {
        if !self.holds_back() {
            self.tell_the_rest();
        }
        let mut from_mqtt = std::mem::take(&mut self.early);
        let mut more = self.take_from_network(&mut from_mqtt, BATCH, PASSED_BATCH);
        let mut events = Vec::new();
        let from_app = self.engine().map(|engine| engine.take_events(BATCH)).unwrap_or_default();
        more |= from_app.len() >= BATCH;
        for event in from_app {
            match &event {
                RunEvent::Published(publish) => self.published = publish.number,
                RunEvent::WebRequest(request) => self.ask(request),
                RunEvent::Sound(order) => self.sound(order),
                RunEvent::Variable { variable, value } => {
                    if let Some(keeper) = &self.keeper {
                        keeper.take(*variable, value);
                    }
                }
                RunEvent::Source { source, change: SourceChange::Enabled(on) } => {
                    if *on {
                        self.off.remove(source)
                    } else {
                        self.off.insert(*source)
                    };
                    self.subscribe();
                }
                _ => {}
            }
            self.running.follow(&event);
            events.push(SessionEvent::Run(event));
        }
        self.tell_answers();
        events.extend(self.engine.as_ref().and_then(EngineHandle::take_seen).map(SessionEvent::Run));
        self.note_all(&events);
        let noted = events.len();
        for event in from_mqtt {
            self.note_network(&event);
            match event {
                MqttEvent::Fate { number, fate, .. } if number < FIRST_RUN => {
                    events.push(SessionEvent::Fate { number, fate });
                }
                MqttEvent::Fate { number, .. } if number > self.published => self.early.push(event),
                event => self.pass_on(event, &mut events),
            }
        }
        if self.engine.is_some() {
            self.renew(&mut events);
        }
        self.note_all(&events[noted..]);
        let not_kept = self.keeper.as_ref().and_then(Keeper::take_failed);
        events.extend(not_kept.map(SessionEvent::NotKept).into_iter().chain(self.silence()));
        self.close_when_done();
        self.pace.count(events.len());
        if more {
            // There may be more: come again at once, but let the frame be painted in between.
            (self.wake)();
        }
        events
    }

    /// As [`Self::poll`]; where nothing has happened, waits for something, at most `limit`.
    pub fn wait(&mut self, limit: Duration) -> Vec<SessionEvent> {
        let until = Instant::now() + limit;
        loop {
            let events = self.poll();
            let left = until.saturating_duration_since(Instant::now());
            if !events.is_empty() || left.is_zero() {
                return events;
            }
            self.rest(left);
        }
    }

    /// As [`Self::wait`], but comes back early too when the waker was called, even with nothing to tell.
    pub fn wait_once(&mut self, limit: Duration) -> Vec<SessionEvent> {
        let events = self.poll();
        if !events.is_empty() {
            return events;
        }
        self.rest(limit);
        self.poll()
    }

    /// Waits until something happens, at most `limit`.
    fn rest(&mut self, limit: Duration) {
        // A handler that waits for an answer is not kept waiting.
        let gather = self.pace.is_flood() && !self.engine().is_some_and(EngineHandle::awaits_fates);
        self.signal.wait(gather, limit);
    }

    /// Wakes [`Self::wait_once`] from another thread.
    pub fn waker(&self) -> Wake {
        let signal = Arc::clone(&self.signal);
        Arc::new(move || signal.raise())
    }

    /// The app that runs or is about to end.
    fn engine(&self) -> Option<&EngineHandle> {
        self.engine.as_ref().or_else(|| self.ending.as_ref().map(|ending| &ending.engine))
    }

    /// Tells the app what a handler waits for: later, if it cannot take it now.
    fn tell_surely(&mut self, msg: EngineMsg) {
        self.untold.push_back(msg);
        self.tell_the_rest();
    }

    /// The app wakes us when it has read what it was told, so there is always another try.
    fn tell_the_rest(&mut self) {
        let Some(engine) = &self.engine else { return self.untold.clear() };
        while let Some(msg) = self.untold.pop_front() {
            if !engine.send(msg.clone()) {
                return self.untold.push_front(msg);
            }
        }
    }

    /// Gives a message to the app, which reports it. What it cannot take any more is counted.
    fn hand_over(&self, source: SourceId, row: Message, connection: &ConnectionId, events: &mut Vec<SessionEvent>) {
        let taken = self.engine.as_ref().is_none_or(|engine| engine.send(EngineMsg::Message { source, row }));
        if taken {
            return;
        }
        match events.last_mut() {
            Some(SessionEvent::Run(RunEvent::MessagesDropped { connection: last, count })) if last == connection => {
                *count += 1;
            }
            _ => {
                let connection = connection.clone();
                events.push(SessionEvent::Run(RunEvent::MessagesDropped { connection, count: 1 }));
            }
        }
    }

    /// Subscribes to what the sources that are on want, and to nothing else.
    fn subscribe(&self) {
        let mut specs = self.specs.clone();
        for spec in &mut specs {
            spec.subscriptions.retain(|subscription| !self.off.contains(&subscription.source));
        }
        self.configure(specs);
    }

    fn pass_on(&mut self, event: MqttEvent, events: &mut Vec<SessionEvent>) {
        let tell = |msg| {
            if let Some(engine) = &self.engine
                && !engine.send(msg)
            {
                tracing::warn!("the app cannot take more events");
            }
        };
        match event {
            MqttEvent::Status { connection, status } => {
                let connected = status == Status::Connected;
                tell(EngineMsg::Status { connection: connection.clone(), connected });
                events.push(SessionEvent::Run(RunEvent::Status { connection, status }));
            }
            MqttEvent::Fate { number, fate, at } => {
                if self.engine.as_ref().is_some_and(EngineHandle::awaits_fates) {
                    self.tell_surely(EngineMsg::Fate { number, fate: fate.clone() });
                }
                events.push(SessionEvent::Run(RunEvent::Fate { number, fate, at }));
            }
            MqttEvent::Message { connection, sources, row } => {
                for source in sources {
                    if !self.running.hear(source, &row) {
                        continue;
                    }
                    self.hand_over(source, row.clone(), &connection, events);
                }
            }
            MqttEvent::Listening { listener } => self.tell_surely(EngineMsg::Listening { listener }),
            MqttEvent::Heard { listener, row, .. } => self.tell_surely(EngineMsg::Heard { listener, row }),
            MqttEvent::Passed { connection, row } => events.push(SessionEvent::Passed { connection, row }),
            MqttEvent::Warned { connection, warning } => {
                events.push(SessionEvent::Run(RunEvent::Warned { connection, warning }));
            }
            MqttEvent::MessagesDropped { connection, count } => {
                events.push(SessionEvent::Run(RunEvent::MessagesDropped { connection, count }));
            }
            MqttEvent::Counters { connection, counters } => {
                events.push(SessionEvent::Counters { connection, counters });
            }
            MqttEvent::Outbox { connection, notice } => events.push(SessionEvent::Outbox { connection, notice }),
            MqttEvent::BrokerStarted { port, shared } => events.push(SessionEvent::BrokerStarted { port, shared }),
            MqttEvent::Trial(result) => events.push(SessionEvent::Trial(result)),
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Handlers end before the network, so that none publishes into the void.
        self.engine = None;
        self.ending = None;
    }
}
