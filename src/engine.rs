//! Runs the handlers: one sandboxed Lua state on its own thread, one coroutine per event.
//!
//! Start reading at [`Engine::start`]; `engine/thread.rs` is the loop, `engine/host.rs` what scripts may call.
//! The engine knows no network and no window: messages leave through [`Outgoing`], everything else as [`RunEvent`]s.

pub mod clock;

mod convert;
mod debug;
mod events;
mod fault;
mod feedback;
mod glimpse;
mod host;
mod interrupt;
mod live;
mod sandbox;
mod seen;
mod thread;
mod waits;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::i18n::{Lang, Locale};
use crate::language::lower::Chunk;
use crate::model::debug::{DebugCommand, Tryout};
use crate::model::dialog::DialogAnswer;
use crate::model::handler::HandlerRef;
use crate::model::id::{AppId, ConnectionId, ControlId, SourceId, VariableId};
use crate::model::place::Place;
use crate::model::project::{Project, STOPPED};
use crate::model::run::{Fate, Fault, FaultKind, Outgoing, RunEvent};
use crate::model::showing::Destination;
use crate::model::source::Message;
use crate::model::value::Value;
use crate::model::web::{WebAnswer, WebError};

use self::clock::{Rest, RunClock};
use self::events::Events;
use self::interrupt::Shared;
use self::seen::Watched;
use self::thread::{Counters, Script, ThreadEnds};

/// Messages that may wait for the script thread.
const INBOX: usize = 4096;
/// The same for what they hold, in bytes.
const INBOX_BYTES: usize = 32 << 20;
/// Luau's parser needs a large stack; on a small one it aborts the process.
const STACK: usize = 8 << 20;
/// How long the end of a run waits for a script that cannot be interrupted.
const LAST_WAIT: Duration = Duration::from_secs(2);
/// How long what the end of an app fires may take.
const LAST_WORDS: Duration = Duration::from_millis(1_500);

/// A fault as a sentence.
pub type Words = fn(&FaultKind, Lang) -> String;

/// What to run.
#[derive(Debug)]
pub struct Program {
    /// The project as it is when the run starts.
    pub project: Arc<Project>,
    /// Its handlers.
    pub chunks: Vec<Arc<Chunk>>,
    /// Variables that start with another value than the project says.
    pub variables: Vec<(VariableId, Value)>,
    /// How bound values are written, and the language of what a script catches.
    pub locale: Locale,
    /// Puts what a script catches into words.
    pub words: Words,
    /// Number of the first message that is published; they count up from there.
    pub first_number: u64,
}

/// The ways out of a run.
pub struct Ports {
    /// Takes the messages that handlers publish.
    pub outgoing: Box<dyn Outgoing>,
    /// Called when there may be new events; must be quick.
    pub wake: Arc<dyn Fn() + Send + Sync>,
}

impl fmt::Debug for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ports").finish_non_exhaustive()
    }
}

/// What a script may use up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Seconds a handler may run without waiting.
    pub slice_secs: f64,
    /// Memory of all scripts together.
    pub memory_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { slice_secs: 5.0, memory_bytes: 256 << 20 }
    }
}

/// What the script thread is told.
#[derive(Clone, Debug, PartialEq)]
pub enum EngineMsg {
    /// A person did something.
    Fire {
        /// The control.
        control: ControlId,
        /// What happened, such as `tapped`.
        trigger: String,
        /// The property that the person changed by it; set before the handler starts.
        change: Option<(String, Value)>,
    },
    /// A message arrived at a source. The engine reports it, unless the source is off or it knows the value already.
    Message {
        /// The source.
        source: SourceId,
        /// The message.
        row: Message,
    },
    /// What became of a message that was published. Whoever tells this reports it too.
    Fate {
        /// Its number.
        number: u64,
        /// What became of it.
        fate: Fate,
    },
    /// A listener of this run can hear its topic from now on.
    Listening {
        /// The listener's number.
        listener: u64,
    },
    /// A message arrived for a listener of this run.
    Heard {
        /// The listener's number.
        listener: u64,
        /// The message.
        row: Message,
    },
    /// A person goes to another screen, or one turns by itself.
    Go(Destination),
    /// What somebody has answered to a dialog, or that nobody is there to do so.
    Answer {
        /// The dialog's number.
        dialog: u64,
        /// How it ends.
        answer: DialogAnswer,
    },
    /// What was answered to a request over HTTP.
    Fetched {
        /// The number of the request.
        number: u64,
        /// The answer.
        answer: Result<WebAnswer, WebError>,
    },
    /// The app shall end: what that fires runs to its end, and nothing else.
    Finish,
    /// The app has other instances of components than before or was edited, and is this project from now on. What stays
    /// keeps its ids, its values and what runs.
    Become {
        /// The project.
        project: Arc<Project>,
        /// All of its handlers.
        chunks: Vec<Arc<Chunk>>,
        /// Whether somebody has edited it: what was designed otherwise counts over what the app has set.
        edited: bool,
        /// Sources of which somebody begins to follow the rows: they are told as they are then.
        told: Vec<SourceId>,
    },
    /// Somebody looks at the blocks of this handler ([`crate::language::lower::watched`]), or no longer at any.
    Watch(Option<Arc<Chunk>>),
    /// A handler is tried from the editor.
    Try(Tryout),
    /// Somebody who follows handlers asks for something.
    Debug(DebugCommand),
    /// The clock of the run has been moved, where it has one of its own.
    ClockMoved,
    /// Whether a connection is up, for `connections.getfromid(id).connected`.
    Status {
        /// The connection.
        connection: ConnectionId,
        /// Whether it is up.
        connected: bool,
    },
}

impl EngineMsg {
    /// What it holds, in bytes.
    fn bytes(&self) -> usize {
        match self {
            Self::Message { row, .. } | Self::Heard { row, .. } => row.bytes(),
            Self::Fire { change: Some((_, value)), .. } | Self::Answer { answer: DialogAnswer::Given(value), .. } => {
                value.bytes()
            }
            Self::Fetched { answer: Ok(answer), .. } => answer.content.len(),
            Self::Fire { change: None, .. }
            | Self::Fate { .. }
            | Self::Listening { .. }
            | Self::Status { .. }
            | Self::Go(_)
            | Self::Become { .. }
            | Self::Watch(_)
            | Self::Debug(_)
            | Self::Try(_)
            | Self::ClockMoved
            | Self::Answer { .. }
            | Self::Fetched { answer: Err(_), .. }
            | Self::Finish => 0,
        }
    }
}

/// Starts runs.
#[derive(Clone, Copy, Debug)]
pub struct Engine;

impl Engine {
    /// Starts the script thread of a run. It ends when the handle is dropped.
    pub fn start(program: Program, ports: Ports, limits: Limits) -> EngineHandle {
        Self::start_told(program, ports, limits, Vec::new(), None)
    }

    /// The same; the script thread is told `first` before anything runs, and goes by `clock` where one is given.
    pub fn start_told(
        program: Program,
        ports: Ports,
        limits: Limits,
        first: Vec<EngineMsg>,
        clock: Option<Arc<RunClock>>,
    ) -> EngineHandle {
        let (inbox, messages) = sync_channel(INBOX);
        let (alive, ended) = sync_channel::<()>(0);
        let events = Arc::new(Events::default());
        let shared = Arc::new(Shared::new());
        let counters = Arc::new(Counters::default());
        let watched = Arc::new(Watched::default());
        let ends = ThreadEnds {
            events: Arc::clone(&events),
            shared: Arc::clone(&shared),
            counters: Arc::clone(&counters),
            watched: Arc::clone(&watched),
        };
        let wake = Arc::clone(&ports.wake);
        let has_goodbye = AtomicBool::new(says_goodbye(&program.chunks));
        let given = clock.clone();
        let body = move || {
            let _clock = clock::go_by(given);
            let told = Arc::clone(&ends.events);
            match Script::new(program, ports, &limits, ends) {
                Ok(mut script) => {
                    for message in first {
                        script.tell_first(message);
                    }
                    script.run(&messages);
                    script.release_all();
                }
                Err(what) => told.push(not_started(what)),
            }
            drop(alive);
            wake();
        };
        let thread = std::thread::Builder::new().name("script".to_owned()).stack_size(STACK).spawn(body);
        let thread = match thread {
            Ok(thread) => Some(thread),
            Err(error) => {
                events.push(not_started(error.to_string()));
                None
            }
        };
        EngineHandle {
            inbox: Some(inbox),
            events,
            shared,
            counters,
            watched,
            ended,
            thread,
            rejected: AtomicU64::new(0),
            sent: AtomicU64::new(0),
            clock,
            has_goodbye,
            finishing: false,
        }
    }
}

/// Whether something happens when the app ends.
fn says_goodbye(chunks: &[Arc<Chunk>]) -> bool {
    let goodbye = HandlerRef::new(AppId, STOPPED);
    chunks.iter().any(|chunk| chunk.handler == goodbye)
}

fn not_started(what: String) -> RunEvent {
    RunEvent::Fault(Fault { place: Place::Project, ran: None, kind: FaultKind::Other { what } })
}

/// A run. Dropping it cancels everything in it.
#[derive(Debug)]
pub struct EngineHandle {
    inbox: Option<SyncSender<EngineMsg>>,
    events: Arc<Events>,
    shared: Arc<Shared>,
    counters: Arc<Counters>,
    watched: Arc<Watched>,
    ended: Receiver<()>,
    thread: Option<JoinHandle<()>>,
    rejected: AtomicU64,
    /// How many messages the script thread reads, or has read.
    sent: AtomicU64,
    clock: Option<Arc<RunClock>>,
    /// Whether something happens when the app ends.
    has_goodbye: AtomicBool,
    finishing: bool,
}

impl EngineHandle {
    /// Tells the script thread something; `false` if its inbox is full, which is counted.
    pub fn send(&self, msg: EngineMsg) -> bool {
        let Some(inbox) = &self.inbox else { return false };
        let bytes = msg.bytes();
        // One that is edited may end otherwise than it has begun.
        let goodbye = if let EngineMsg::Become { chunks, .. } = &msg { Some(says_goodbye(chunks)) } else { None };
        self.counters.work.fetch_add(1, Ordering::AcqRel);
        let waiting = self.counters.inbox_bytes.fetch_add(bytes, Ordering::AcqRel);
        // One is taken however large it is.
        let is_full = waiting > 0 && waiting + bytes > INBOX_BYTES;
        let sent = if is_full { Err(TrySendError::Full(msg)) } else { inbox.try_send(msg) };
        match sent {
            Ok(()) => {
                if let Some(goodbye) = goodbye {
                    self.has_goodbye.store(goodbye, Ordering::Release);
                }
                self.sent.fetch_add(1, Ordering::AcqRel);
                true
            }
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {
                self.counters.work.fetch_sub(1, Ordering::AcqRel);
                self.counters.inbox_bytes.fetch_sub(bytes, Ordering::AcqRel);
                self.rejected.fetch_add(1, Ordering::Relaxed);
                false
            }
        }
    }

    /// Whether a handler waits for what becomes of a message. If none does, fates need not be sent.
    pub fn awaits_fates(&self) -> bool {
        self.counters.awaited.load(Ordering::Acquire) > 0
    }

    /// Where the run goes by a clock that is moved: whether all is done that there is to do at its time. Waits for that
    /// for at most `limit`.
    pub fn rest(&self, limit: Duration) -> Option<Rest> {
        self.clock.as_ref()?.rest(self.sent.load(Ordering::Acquire), limit)
    }

    /// Moves that clock on, to a time after the start.
    pub fn advance(&self, to: Duration) {
        if let Some(clock) = &self.clock {
            clock.advance(to);
            self.send(EngineMsg::ClockMoved);
        }
    }

    /// How many messages found the inbox full.
    pub fn rejected(&self) -> u64 {
        self.rejected.load(Ordering::Relaxed)
    }

    /// The next event, if there is one. With 4,096 of them unread, handlers pause until some are read.
    pub fn try_event(&self) -> Option<RunEvent> {
        self.events.take()
    }

    /// The next events, at most `most`.
    pub fn take_events(&self, most: usize) -> Vec<RunEvent> {
        self.events.take_many(most)
    }

    /// What the blocks have done that somebody looks at, since the last call.
    pub fn take_seen(&self) -> Option<RunEvent> {
        self.watched.take()
    }

    /// The next event, waiting for it for at most `limit`.
    pub fn wait_event(&self, limit: Duration) -> Option<RunEvent> {
        self.events.wait(limit)
    }

    /// Whether no message is unread, no event queued and no handler active.
    /// All events of what has ended are in the queue by then: read them after this was `true`.
    pub fn is_idle(&self) -> bool {
        self.counters.work.load(Ordering::Acquire) == 0
    }
}

impl EngineHandle {
    /// Tells the run to end, without waiting for it: what its end fires still runs, for [`LAST_WORDS`] at most. All else
    /// ends at once.
    pub fn finish(&mut self) {
        if self.finishing {
            return;
        }
        self.finishing = self.has_goodbye.load(Ordering::Acquire) && self.send(EngineMsg::Finish);
        if !self.finishing {
            self.stop();
        }
    }

    /// Whether what its end fires may run still.
    pub fn is_finishing(&self) -> bool {
        self.finishing && !self.has_ended()
    }

    /// Waits until what its end fires has run; not for long.
    pub fn wait_for_goodbye(&self) {
        if self.finishing {
            // Nothing is ever sent: the other end is dropped when the thread ends.
            self.ended.recv_timeout(LAST_WORDS + LAST_WORDS / 2).ok();
        }
    }

    /// Tells the run to end, without waiting for it; nothing more can be sent to it.
    pub fn stop(&mut self) {
        self.shared.stop();
        self.events.poke();
        self.inbox = None;
    }

    /// Whether the script thread has ended. The waker is called when it does.
    pub fn has_ended(&self) -> bool {
        // Nothing is ever sent: the other end is dropped when the thread ends.
        matches!(self.ended.try_recv(), Err(std::sync::mpsc::TryRecvError::Disconnected))
    }
}

impl Drop for EngineHandle {
    fn drop(&mut self) {
        self.stop();
        let Some(thread) = self.thread.take() else { return };
        // Nothing is ever sent: the other end is dropped when the thread ends.
        match self.ended.recv_timeout(LAST_WAIT) {
            Err(std::sync::mpsc::RecvTimeoutError::Timeout) => {
                tracing::warn!("a script cannot be interrupted; its thread is given up");
            }
            Ok(()) | Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => {
                if thread.join().is_err() {
                    tracing::error!("the script thread panicked");
                }
            }
        }
    }
}

/// Whether texts are valid Lua handlers, one after the other; else the line, from 1, and what the compiler says.
pub fn check_syntax(texts: &[&str]) -> Vec<Result<(), (u32, String)>> {
    let all = || texts.iter().map(|text| check_syntax_here(text)).collect();
    // On a stack as large as that of a run: how much is left of the caller's nobody knows.
    std::thread::scope(|scope| {
        let checker = std::thread::Builder::new().name("job-syntax".to_owned()).stack_size(STACK);
        let checked = checker.spawn_scoped(scope, all).ok().and_then(|thread| thread.join().ok());
        checked.unwrap_or_else(|| vec![Ok(()); texts.len()])
    })
}

fn check_syntax_here(lua: &str) -> Result<(), (u32, String)> {
    sandbox::check_syntax(lua).map_err(|error| match fault::classify_error(&error, 0.0) {
        (FaultKind::Syntax { what }, at) => (at.map_or(1, |at| at.line), what),
        (_not_of_the_text, at) => (at.map_or(1, |at| at.line), error.to_string()),
    })
}
