//! The script thread: takes events in, gives each activation its turn, and wakes what waits.
//!
//! Cooperative and fair: a handler runs until it waits, ends, or its slice is over; then the next one in line.
//! To cancel an activation is never to resume it again, which no `pcall` can catch.

mod waiting;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::{Duration, Instant};

use mlua::thread::ThreadStatus;
use mlua::{Function, MultiValue, Thread, Value as LuaValue};

use super::convert::{number_of, text_of};
use super::events::Events;
use super::fault::{HostFault, classify_error, message};
use super::host::{Current, Host};
use super::interrupt::{self, Shared, Watch};
use super::live::{Arrived, Event, Live};
use super::sandbox::{CHUNK, Sandbox};
use super::waits::{Outcome, Waits};
use super::{EngineMsg, Limits, Ports, Program};
use crate::lower::Chunk;
use crate::model::handler::HandlerRef;
use crate::model::id::{ControlId, ScreenId, SourceId};
use crate::model::place::Place;
use crate::model::run::{Fate, Fault, FaultKind, PublishError, RefuseReason, RunEvent, SourceChange};
use crate::model::source::{REFRESHED, Row, Runs};
use crate::model::value::Value;

/// Events that wait for a handler that still runs; newer ones are dropped.
pub(super) const QUEUE: usize = 64;
/// The same for the messages of a data source: a new subscription brings many stored values at once.
pub(super) const SOURCE_QUEUE: usize = 1_000;
/// How often a message that found the queue full is tried again.
const RETRY: Duration = Duration::from_millis(2);
/// How long it is tried.
const RETRY_FOR: Duration = Duration::from_secs(10);
/// Messages read between two slices: many handlers must not keep the inbox waiting, nor the other way round.
const INBOX_BATCH: usize = 64;

/// What the script thread shares with its handle.
#[derive(Debug, Default)]
pub(super) struct Counters {
    /// Messages not read, events queued and activations not ended.
    pub(super) work: AtomicUsize,
    /// Confirmations and answers that handlers wait for.
    pub(super) awaited: Arc<AtomicUsize>,
}

/// Counts one piece of work down when it ends, however it ends.
#[derive(Debug)]
struct Work(Arc<Counters>);

impl Work {
    fn begin(counters: &Arc<Counters>) -> Self {
        counters.work.fetch_add(1, Ordering::AcqRel);
        Self(Arc::clone(counters))
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.0.work.fetch_sub(1, Ordering::AcqRel);
    }
}

/// A handler and the events that wait for it.
struct Handler {
    chunk: Arc<Chunk>,
    function: mlua::Result<Function>,
    running: bool,
    queue: VecDeque<Waiting>,
    /// Most events in the queue.
    most: usize,
    /// Whether of each topic only the newest message waits.
    latest: bool,
    /// Events dropped and not told yet.
    dropped: u64,
}

/// An event that waits for its handler.
struct Waiting {
    work: Work,
    /// The message that it is about.
    event: Option<Event>,
}

/// A handler that runs or waits.
struct Activation {
    handler: usize,
    thread: Thread,
    /// Taken out while its slice runs.
    current: Option<Current>,
    /// Time used since it last waited.
    used: Duration,
    _work: Work,
}

/// What an activation is resumed with.
enum Resume {
    Start(Function),
    Go,
    Fail(HostFault),
    /// Whether the message it waited for was confirmed.
    Confirmed(Result<(), FaultKind>),
    /// The answer it waited for.
    Answer(Outcome),
}

/// Why an activation waits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Wake {
    Time,
    Publish {
        number: u64,
        until: Instant,
    },
    /// The time for the confirmation of this message is over.
    Receipt(u64),
    /// This request found the queue full.
    Request(u64),
    /// The time for the answer to this request is over.
    Answer(u64),
}

/// How a slice ended.
enum Pause {
    /// Its time was over.
    Slice,
    Wait(f64),
    Publish(u64),
    Receipt(u64),
    Answer(u64),
    Ended(Option<(FaultKind, Option<u32>)>),
}

/// Why the script thread could not begin.
pub(super) type StartError = String;

/// The scheduler.
pub(super) struct Script {
    sandbox: Sandbox,
    /// Points into the sandbox, so it is dropped first: see `Drop`.
    watch: Option<Watch>,
    host: Rc<Host>,
    handlers: Vec<Handler>,
    by_place: BTreeMap<HandlerRef, usize>,
    activations: BTreeMap<u64, Activation>,
    ready: VecDeque<(u64, Resume)>,
    timers: BinaryHeap<Reverse<(Instant, u64, u64, Wake)>>,
    next: u64,
    shared: Arc<Shared>,
    counters: Arc<Counters>,
    wake: Arc<dyn Fn() + Send + Sync>,
    budget: Duration,
}

impl Script {
    pub(super) fn new(
        program: Program,
        ports: Ports,
        limits: &Limits,
        events: Arc<Events>,
        shared: Arc<Shared>,
        counters: Arc<Counters>,
    ) -> Result<Self, StartError> {
        let live = Live::new(program.project, program.variables);
        let waits = Waits::new(Arc::clone(&counters.awaited));
        let host = Rc::new(Host::new(live, events, ports.outgoing, limits.slice_secs, program.first_number, waits));
        let sandbox = Sandbox::new(&host, limits.memory_bytes).map_err(|error| error.to_string())?;
        let watch = Watch::start(&sandbox.lua, Arc::clone(&shared)).map_err(|error| error.to_string())?;
        let mut handlers = Vec::new();
        let mut by_place = BTreeMap::new();
        for (index, chunk) in program.chunks.into_iter().enumerate() {
            by_place.insert(chunk.handler.clone(), index);
            let function = sandbox.load(index, &chunk.exec);
            let source = chunk.handler.source();
            let live = host.live.borrow();
            let latest = source.and_then(|id| live.project.source(id)).is_some_and(|s| s.runs() == Runs::Latest);
            let most = if source.is_some() { SOURCE_QUEUE } else { QUEUE };
            handlers.push(Handler {
                chunk,
                function,
                running: false,
                queue: VecDeque::new(),
                most,
                latest,
                dropped: 0,
            });
        }
        let budget = Duration::try_from_secs_f64(limits.slice_secs).unwrap_or(Duration::from_secs(5));
        Ok(Self {
            sandbox,
            watch: Some(watch),
            host,
            handlers,
            by_place,
            activations: BTreeMap::new(),
            ready: VecDeque::new(),
            timers: BinaryHeap::new(),
            next: 0,
            shared,
            counters,
            wake: ports.wake,
            budget,
        })
    }

    /// Runs until the handle is dropped.
    pub(super) fn run(&mut self, inbox: &Receiver<EngineMsg>) {
        while !self.shared.stopped() {
            if !self.read(inbox) {
                return;
            }
            self.wake_sleepers();
            let Some((id, resume)) = self.ready.pop_front() else { continue };
            self.host.events.wait_for_room(|| !self.shared.stopped());
            if self.shared.stopped() {
                return;
            }
            self.slice(id, resume);
            if self.sandbox.tidy().is_err() {
                self.warn("collecting garbage failed");
            }
            (self.wake)();
        }
    }

    fn warn(&self, what: &str) {
        tracing::warn!(activations = self.activations.len(), "{what}");
    }

    /// Reads messages; waits for one if nothing else is to be done. `false` when the handle is gone.
    fn read(&mut self, inbox: &Receiver<EngineMsg>) -> bool {
        let mut woke = false;
        for count in 0..INBOX_BATCH {
            let may_wait = count == 0 && self.ready.is_empty();
            let message = match (may_wait, self.timers.peek()) {
                (false, _) => inbox.try_recv().map_err(|error| error == TryRecvError::Disconnected),
                (true, None) => inbox.recv().map_err(|_disconnected| true),
                (true, Some(Reverse((due, ..)))) => inbox
                    .recv_timeout(due.saturating_duration_since(Instant::now()))
                    .map_err(|error| error == RecvTimeoutError::Disconnected),
            };
            match message {
                Ok(message) => {
                    let fired = self.take(message);
                    self.counters.work.fetch_sub(1, Ordering::AcqRel);
                    woke = true;
                    // A handler sees the app as it was when its event fired, not as the next event leaves it.
                    if fired && !self.ready.is_empty() {
                        break;
                    }
                }
                Err(gone) => {
                    if woke {
                        (self.wake)();
                    }
                    return !gone;
                }
            }
        }
        (self.wake)();
        true
    }

    /// Takes in a message; whether a handler may run by it.
    fn take(&mut self, message: EngineMsg) -> bool {
        match message {
            EngineMsg::Fire { screen, control, trigger, change } => {
                if let Some((property, value)) = change {
                    self.change(screen, control, &property, &value);
                }
                self.fire(&HandlerRef::new(screen, control, &trigger), None);
                true
            }
            EngineMsg::Message { source, row } => self.arrive(source, row),
            EngineMsg::Fate { number, fate } => {
                self.take_fate(number, &fate);
                false
            }
            EngineMsg::Listening { listener } => {
                self.send_request(listener);
                false
            }
            EngineMsg::Heard { listener, row } => {
                self.take_answer(listener, row);
                false
            }
            EngineMsg::Status { connection, connected } => {
                self.host.live.borrow_mut().set_connected(connection, connected);
                false
            }
        }
    }

    /// A message has arrived; whether a handler may run by it.
    fn arrive(&mut self, source: SourceId, row: Row) -> bool {
        let arrived = self.host.live.borrow_mut().receive(source, row.clone());
        let Some(arrived) = arrived else { return false };
        // What is told again has come as well; it only is no news, neither for a handler nor for a table.
        self.host.emit(RunEvent::Message { source, row });
        let Arrived::News { event, notes } = arrived else { return false };
        for note in notes {
            self.host.emit(RunEvent::Source { source, change: SourceChange::Unreadable(note) });
        }
        let at = HandlerRef::of_source(source, REFRESHED);
        let handled = self.by_place.contains_key(&at);
        if handled {
            self.fire(&at, Some(event));
        }
        handled
    }

    /// A person changed a property.
    fn change(&self, screen: ScreenId, control: ControlId, property: &str, value: &Value) {
        let change = self.host.live.borrow_mut().set_property(screen, control, property, value);
        match change {
            Ok(Some(change)) => self.host.emit(RunEvent::Property(change)),
            Ok(None) => {}
            Err(kind) => self.host.emit(RunEvent::Fault(Fault { place: Place::Control(screen, control), kind })),
        }
    }

    /// Starts the handler at a place, or puts the event in its queue.
    fn fire(&mut self, place: &HandlerRef, event: Option<Event>) {
        let Some(&index) = self.by_place.get(place) else { return };
        let work = Work::begin(&self.counters);
        let Some(handler) = self.handlers.get_mut(index) else { return };
        if !handler.running {
            self.start(index, Waiting { work, event });
            return;
        }
        if handler.latest && replace_older(&mut handler.queue, event.as_ref()) {
            return;
        }
        if handler.queue.len() < handler.most {
            handler.queue.push_back(Waiting { work, event });
            return;
        }
        handler.dropped += 1;
        // The messages of a source may come by the thousand: those are told together when the handler ends.
        if event.is_none() {
            self.tell_dropped(index);
        }
    }

    /// Reports the events that a handler has missed since the last report.
    fn tell_dropped(&mut self, index: usize) {
        let Some(handler) = self.handlers.get_mut(index) else { return };
        let count = std::mem::take(&mut handler.dropped);
        if count > 0 {
            self.host.emit(RunEvent::EventsDropped { handler: handler.chunk.handler.clone(), count });
        }
    }

    fn start(&mut self, index: usize, Waiting { work, event }: Waiting) {
        let Some(handler) = self.handlers.get_mut(index) else { return };
        let chunk = Arc::clone(&handler.chunk);
        let place = chunk.handler.clone();
        self.host.emit(RunEvent::HandlerStarted { handler: place.clone() });
        let made = match &handler.function {
            Ok(function) => self.sandbox.activate(function, event.as_ref()),
            Err(error) => Err(error.clone()),
        };
        match made {
            Ok((thread, body)) => {
                handler.running = true;
                let id = self.next;
                self.next += 1;
                let current = Some(Current::new(chunk));
                let activation = Activation { handler: index, thread, current, used: Duration::ZERO, _work: work };
                self.activations.insert(id, activation);
                self.ready.push_back((id, Resume::Start(body)));
            }
            Err(error) => {
                let (kind, line) = classify_error(&error, self.host.slice_secs);
                let place_of_fault = Current::new(chunk).place(line);
                self.host.emit(RunEvent::Fault(Fault { place: place_of_fault, kind }));
                self.host.emit(RunEvent::HandlerEnded { handler: place });
            }
        }
    }

    /// Gives an activation its turn.
    fn slice(&mut self, id: u64, resume: Resume) {
        let Some(activation) = self.activations.get_mut(&id) else { return };
        let Some(watch) = &self.watch else { return };
        *self.host.current.borrow_mut() = activation.current.take();
        self.host.owner.set(id);
        let left = self.budget.saturating_sub(activation.used);
        let began = Instant::now();
        watch.begin(left);
        let result = resumed(&activation.thread, resume, &self.host);
        watch.end();
        activation.used += began.elapsed();
        let mut current = self.host.current.borrow_mut().take();
        let over = activation.used >= self.budget;
        let pause = pause_of(&activation.thread, result, current.as_mut(), self.host.slice_secs);
        if let (Pause::Slice, Some(current)) = (&pause, &mut current) {
            let line = interrupt::line_of(&activation.thread, CHUNK);
            current.line = line.or(current.line);
            self.host.report_line(current, line);
        }
        let line = current.as_ref().and_then(|current| current.line);
        activation.current = current;
        match pause {
            Pause::Slice if over => self.end(id, Some((FaultKind::TooLong { secs: self.host.slice_secs }, line))),
            Pause::Slice => self.ready.push_back((id, Resume::Go)),
            Pause::Wait(secs) => {
                activation.used = Duration::ZERO;
                if secs > 0.0 {
                    self.sleep(id, Duration::from_secs_f64(secs), Wake::Time);
                } else {
                    self.ready.push_back((id, Resume::Go));
                }
            }
            Pause::Publish(number) => {
                activation.used = Duration::ZERO;
                self.sleep(id, RETRY, Wake::Publish { number, until: Instant::now() + RETRY_FOR });
            }
            Pause::Receipt(number) => {
                activation.used = Duration::ZERO;
                self.await_receipt(id, number);
            }
            Pause::Answer(request) => {
                activation.used = Duration::ZERO;
                self.await_answer(id, request);
            }
            Pause::Ended(failure) => self.end(id, failure),
        }
    }

    fn sleep(&mut self, id: u64, time: Duration, wake: Wake) {
        let order = self.next;
        self.next += 1;
        self.timers.push(Reverse((Instant::now() + time, order, id, wake)));
    }

    /// The activation has ended: reports it and starts the next event of its handler.
    fn end(&mut self, id: u64, failure: Option<(FaultKind, Option<u32>)>) {
        let Some(activation) = self.activations.remove(&id) else { return };
        self.forget_waits(id);
        let index = activation.handler;
        let Some(handler) = self.handlers.get_mut(index) else { return };
        handler.running = false;
        let place = handler.chunk.handler.clone();
        let next = handler.queue.pop_front();
        if let (Some((kind, line)), Some(current)) = (failure, &activation.current) {
            let memory = kind == FaultKind::Memory;
            self.host.emit(RunEvent::Fault(Fault { place: current.place(line), kind }));
            drop(activation);
            if memory && self.sandbox.collect().is_err() {
                self.warn("collecting garbage failed");
            }
        }
        self.host.emit(RunEvent::HandlerEnded { handler: place });
        self.tell_dropped(index);
        if let Some(waiting) = next {
            self.start(index, waiting);
        }
    }

    /// Puts whoever has waited long enough in the line.
    fn wake_sleepers(&mut self) {
        let now = Instant::now();
        while self.timers.peek().is_some_and(|Reverse((due, ..))| *due <= now) {
            let Some(Reverse((_, _, id, wake))) = self.timers.pop() else { return };
            match wake {
                Wake::Time => self.ready.push_back((id, Resume::Go)),
                Wake::Publish { number, until } => self.publish_again(id, number, until),
                Wake::Receipt(number) => self.receipt_too_late(id, number),
                Wake::Request(request) => self.send_request(request),
                Wake::Answer(request) => self.answer_too_late(request),
            }
        }
    }

    fn publish_again(&mut self, id: u64, number: u64, until: Instant) {
        let message = self.host.pending.borrow_mut().remove(&number);
        let Some(message) = message else { return };
        // Whoever waits for the confirmation as well goes on waiting.
        let awaited = self.host.waits.borrow_mut().receipt(number).is_some();
        match self.host.outgoing.publish(message) {
            Ok(()) if awaited => {}
            Ok(()) => self.ready.push_back((id, Resume::Go)),
            Err(PublishError::Full(message)) if Instant::now() < until => {
                self.host.pending.borrow_mut().insert(number, message);
                self.sleep(id, RETRY, Wake::Publish { number, until });
            }
            Err(PublishError::Full(_)) => self.refuse(id, number, RefuseReason::QueueFull),
            Err(PublishError::Refused(reason)) => self.refuse(id, number, reason),
        }
    }

    fn refuse(&mut self, id: u64, number: u64, reason: RefuseReason) {
        let fate = Fate::Refused(reason.clone());
        self.host.emit(RunEvent::Fate { number, fate: fate.clone(), at: Instant::now() });
        if self.host.waits.borrow_mut().receipt(number).is_some() {
            return self.take_fate(number, &fate);
        }
        let activation = self.activations.get(&id);
        let line = activation.and_then(|activation| activation.current.as_ref()).and_then(|current| current.line);
        self.ready.push_back((id, Resume::Fail(HostFault { kind: FaultKind::Publish(reason), line })));
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        // The watchdog points into the Lua state, so it goes first.
        self.watch = None;
    }
}

/// Resumes a coroutine with what it waited for.
fn resumed(thread: &Thread, resume: Resume, host: &Host) -> mlua::Result<MultiValue> {
    let failed = |why: FaultKind| {
        let words = message(&why);
        // So that an `assert` around the call raises the fault itself.
        *host.failed_wait.borrow_mut() = Some(why);
        words
    };
    match resume {
        Resume::Start(body) => thread.resume(body),
        Resume::Go => thread.resume(()),
        Resume::Fail(fault) => thread.resume(LuaValue::Error(Box::new(mlua::Error::external(fault)))),
        Resume::Confirmed(Ok(())) => thread.resume((true, "")),
        Resume::Confirmed(Err(why)) => thread.resume((false, failed(why))),
        Resume::Answer(Ok(text)) => thread.resume(text.unwrap_or_default()),
        Resume::Answer(Err(why)) => thread.resume((LuaValue::Nil, failed(why))),
    }
}

/// Puts a message in the place of an older one of the same topic that still waits; whether there was one.
fn replace_older(queue: &mut VecDeque<Waiting>, event: Option<&Event>) -> bool {
    let Some(event) = event else { return false };
    let same_topic = |waiting: &&mut Waiting| {
        waiting.event.as_ref().is_some_and(|older| older.line.row.topic == event.line.row.topic)
    };
    match queue.iter_mut().find(same_topic) {
        Some(waiting) => {
            waiting.event = Some(event.clone());
            true
        }
        None => false,
    }
}

/// Reads how a slice ended.
fn pause_of(thread: &Thread, result: mlua::Result<MultiValue>, current: Option<&mut Current>, secs: f64) -> Pause {
    let values = match result {
        Ok(values) => values,
        Err(error) => return Pause::Ended(Some(classify_error(&error, secs))),
    };
    if thread.status() != ThreadStatus::Resumable {
        let last_line = current.as_ref().and_then(|current| current.line);
        let failure = current.and_then(|current| current.failure.take());
        return Pause::Ended(failure.map(|(kind, line)| match kind {
            // These are raised without a position; the last call to the host is the one that did it.
            FaultKind::CannotWait | FaultKind::TooLong { .. } => (kind, line.or(last_line)),
            _ => (kind, line),
        }));
    }
    let argument = values.get(1).and_then(number_of);
    match (values.front().map(text_of).as_deref(), argument) {
        (Some("wait"), Some(secs)) => Pause::Wait(secs),
        (Some("publish"), Some(number)) => Pause::Publish(number as u64),
        (Some("receipt"), Some(number)) => Pause::Receipt(number as u64),
        (Some("answer"), Some(number)) => Pause::Answer(number as u64),
        _ => Pause::Slice,
    }
}
