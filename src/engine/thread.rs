//! The script thread: takes events in, gives each activation its turn, and wakes what waits.
//!
//! Cooperative and fair: a handler runs until it waits, ends, or its slice is over; then the next one in line.
//! To cancel an activation is never to resume it again, which no `pcall` can catch.

mod becoming;
mod command;
mod debugging;
mod dialog;
mod finish;
mod queue;
mod resting;
mod slice;
mod timers;
mod trying;
mod waiting;
mod watching;
mod web;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::{Duration, Instant};

use mlua::Thread;

use self::debugging::Debugger;
use self::queue::Startable;
use self::slice::Resume;
use super::clock;
use super::debug::Stepper;
use super::events::Events;
use super::fault::{CodeLine, HostFault, shortened, with_name};
use super::host::{Current, Host, Telling};
use super::interrupt::{Shared, Watch};
use super::live::{Arrived, Event, Live};
use super::sandbox::Sandbox;
use super::seen::Watched;
use super::waits::Waits;
use super::{EngineMsg, Limits, Ports, Program};
use crate::language::lower::Chunk;
use crate::model::dialog::DialogAnswer;
use crate::model::handler::HandlerRef;
use crate::model::id::{ControlId, SourceId};
use crate::model::place::Place;
use crate::model::run::{Fate, Fault, FaultKind, NotShown, PublishError, RefuseReason, RunEvent, SourceChange};
use crate::model::source::{Message, REFRESHED};
use crate::model::value::Value;
use crate::model::web::WebError;

/// Events that wait for a handler that still runs; newer ones are dropped.
pub(super) const QUEUE: usize = 64;
/// The same for the messages of a data source: a new subscription brings many stored values at once.
pub(super) const SOURCE_QUEUE: usize = 1_000;
/// How often a message that found the queue full is tried again.
const RETRY: Duration = Duration::from_millis(2);
/// How long it is tried.
const RETRY_FOR: Duration = Duration::from_secs(10);
/// A handler that was cut short goes on before anything else happens to the app: what it sees must not change under it.
/// One that takes longer than this must let the others have their turn.
const UNDISTURBED: Duration = Duration::from_millis(50);
/// Messages read between two slices: many handlers must not keep the inbox waiting, nor the other way round.
const INBOX_BATCH: usize = 64;

/// What the script thread shares with its handle.
#[derive(Debug, Default)]
pub(super) struct Counters {
    /// Messages not read, events queued and activations not ended.
    pub(super) work: AtomicUsize,
    /// What the messages hold that are not read.
    pub(super) inbox_bytes: AtomicUsize,
    /// Confirmations and answers that handlers wait for.
    pub(super) awaited: Arc<AtomicUsize>,
}

/// What the script thread and its handle hold an end of each.
#[derive(Debug)]
pub(super) struct ThreadEnds {
    pub(super) events: Arc<Events>,
    pub(super) shared: Arc<Shared>,
    pub(super) counters: Arc<Counters>,
    pub(super) watched: Arc<Watched>,
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

/// A handler that runs or waits.
struct Activation {
    handler: usize,
    thread: Thread,
    /// Taken out while its slice runs.
    current: Option<Current>,
    /// Time used since it last waited.
    used: Duration,
    /// How many dialogs it has shown.
    asked: u32,
    /// The message that it is about.
    event: Option<Event>,
    /// Follows it, where somebody does.
    stepper: Option<Box<Stepper>>,
    /// It has stopped where somebody wanted it to.
    is_paused: bool,
    _work: Work,
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
    /// A message should have come for the bound property with this number.
    Silence,
    /// The device of the control with this number should have told its new state.
    Command,
    /// Nobody has answered this dialog in its time.
    Dialog(u64),
    /// Nobody has answered this request over HTTP in its time.
    Fetch(u64),
    /// The timer with this number is to be looked at.
    Alarm,
    /// What the end of the app has fired has had its time.
    End,
}

/// Why the script thread could not begin.
pub(super) type StartError = String;

/// The scheduler.
pub(super) struct Script {
    sandbox: Sandbox,
    /// Points into the sandbox, so it is dropped first: see `Drop`.
    watch: Option<Watch>,
    host: Rc<Host>,
    handlers: Vec<Startable>,
    /// Places of handlers that are gone.
    free: Vec<usize>,
    /// What the handlers run, in their order, and behind each what it runs while somebody looks at it.
    chunks: Rc<[Arc<Chunk>]>,
    by_place: BTreeMap<HandlerRef, usize>,
    activations: BTreeMap<u64, Activation>,
    ready: VecDeque<(u64, Resume)>,
    timers: BinaryHeap<Reverse<(Instant, u64, u64, Wake)>>,
    next: u64,
    /// Buttons that are held down and send while they are.
    held: BTreeSet<ControlId>,
    /// The app shall end, by then at the latest.
    finishing: Option<Instant>,
    shared: Arc<Shared>,
    counters: Arc<Counters>,
    watched: Arc<Watched>,
    /// The blocks that somebody looks at, as they run then.
    looked_at: Option<Arc<Chunk>>,
    debugger: Debugger,
    wake: Arc<dyn Fn() + Send + Sync>,
    budget: Duration,
    /// The time goes on only when it is told.
    has_moved_clock: bool,
    messages_read: u64,
}

impl Script {
    pub(super) fn new(program: Program, ports: Ports, limits: &Limits, ends: ThreadEnds) -> Result<Self, StartError> {
        let ThreadEnds { events, shared, counters, watched } = ends;
        let telling = Telling { words: program.words, lang: program.locale.lang, slice_secs: limits.slice_secs };
        let live = Live::new(program.project, program.variables, program.locale);
        let waits = Waits::new(Arc::clone(&counters.awaited));
        let host = Rc::new(Host::new(live, events, ports.outgoing, telling, program.first_number, waits));
        let sandbox = Sandbox::new(&host, limits.memory_bytes).map_err(|error| error.to_string())?;
        let watch = Watch::start(&sandbox.lua, Arc::clone(&shared)).map_err(|error| error.to_string())?;
        let budget = Duration::try_from_secs_f64(limits.slice_secs).unwrap_or(Duration::from_secs(5));
        let mut script = Self {
            sandbox,
            watch: Some(watch),
            host,
            handlers: Vec::new(),
            free: Vec::new(),
            chunks: Rc::new([]),
            by_place: BTreeMap::new(),
            activations: BTreeMap::new(),
            ready: VecDeque::new(),
            timers: BinaryHeap::new(),
            next: 0,
            held: BTreeSet::new(),
            finishing: None,
            shared,
            counters,
            watched,
            looked_at: None,
            debugger: Debugger::default(),
            wake: ports.wake,
            budget,
            has_moved_clock: clock::moved().is_some(),
            messages_read: 0,
        };
        script.take_over(program.chunks);
        Ok(script)
    }

    /// Takes in what counts from the start.
    pub(super) fn tell_first(&mut self, message: EngineMsg) {
        self.take_in(message);
    }

    /// Runs until the handle is dropped.
    pub(super) fn run(&mut self, inbox: &Receiver<EngineMsg>) {
        let begins = self.host.live.borrow_mut().begin_bound();
        self.host.emit_all(begins);
        self.host.live.borrow_mut().begin_screen();
        self.begin_timers();
        let watched = self.host.live.borrow().watched();
        self.watch_for_silence(watched);
        self.fire_due();
        (self.wake)();
        while !self.shared.stopped() && !self.is_finished() {
            if !self.is_undisturbed() {
                // What nobody reads is not added to: the inbox fills, and who sends is told.
                self.host.events.wait_for_room(|| !self.shared.stopped());
                if !self.read(inbox) {
                    return;
                }
            }
            self.wake_sleepers();
            let Some((id, resume)) = self.ready.pop_front() else { continue };
            self.host.events.wait_for_room(|| !self.shared.stopped());
            if self.shared.stopped() {
                return;
            }
            self.slice(id, resume);
            self.fire_due();
            if self.sandbox.tidy().is_err() {
                self.warn("collecting garbage failed");
            }
            (self.wake)();
        }
    }

    /// Whether a handler was cut short that has not waited and not taken long.
    fn is_undisturbed(&self) -> bool {
        self.ready.iter().filter_map(|(id, _)| self.activations.get(id)).any(|activation| {
            // Nothing is used before the first slice and after each wait.
            !activation.used.is_zero() && activation.used < UNDISTURBED
        })
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
                (true, _) if self.has_moved_clock => self.read_at_rest(inbox),
                (true, None) => inbox.recv().map_err(|_disconnected| true),
                (true, Some(Reverse((due, ..)))) => inbox
                    .recv_timeout(due.saturating_duration_since(clock::now()))
                    .map_err(|error| error == RecvTimeoutError::Disconnected),
            };
            match message {
                Ok(message) => {
                    self.counters.inbox_bytes.fetch_sub(message.bytes(), Ordering::AcqRel);
                    let fired = self.take(message);
                    self.counters.work.fetch_sub(1, Ordering::AcqRel);
                    self.messages_read += 1;
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

    /// Starts the scripts of bound properties that what they name has changed for, and what fires by what a script did;
    /// sets the alarms of timers that it has started.
    fn fire_due(&mut self) {
        self.set_alarms();
        let due = self.host.live.borrow_mut().take_due();
        let fired = self.host.live.borrow_mut().take_fired();
        for at in due.into_iter().chain(fired) {
            self.fire(&at, None);
        }
    }

    /// Takes in a message; whether a handler may run by it.
    fn take(&mut self, message: EngineMsg) -> bool {
        let fired = self.take_in(message);
        self.fire_due();
        fired
    }

    fn take_in(&mut self, message: EngineMsg) -> bool {
        match message {
            EngineMsg::Fire { .. } | EngineMsg::Go(_) | EngineMsg::Message { .. } | EngineMsg::Try(_)
                if self.finishing.is_some() =>
            {
                false
            }
            EngineMsg::Finish => {
                self.finish();
                true
            }
            // It may have gone while the finger was on it.
            EngineMsg::Fire { control, .. } if self.host.live.borrow().project.control(control).is_none() => false,
            EngineMsg::Fire { control, trigger, change } => {
                if let Some((property, value)) = change
                    && !self.command(control, &property, &value)
                {
                    self.change(control, &property, &value);
                }
                self.button_command(control, &trigger);
                self.fire(&HandlerRef::new(control, &trigger), None);
                true
            }
            EngineMsg::Go(to) => {
                self.host.go(to);
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
            EngineMsg::Answer { dialog, answer } => {
                self.answer_dialog(dialog, answer);
                true
            }
            EngineMsg::Fetched { number, answer } => {
                self.take_fetched(number, answer);
                true
            }
            EngineMsg::Try(tryout) => self.try_out(tryout),
            EngineMsg::Debug(command) => {
                self.debug(command);
                false
            }
            EngineMsg::Become { project, chunks, edited, told } => {
                self.become_other(&project, chunks, (edited, &told));
                false
            }
            EngineMsg::Watch(chunk) => {
                self.watch(chunk);
                false
            }
            // Whoever waits long enough is woken by the loop.
            EngineMsg::ClockMoved => false,
            EngineMsg::Status { connection, connected } => {
                let mut live = self.host.live.borrow_mut();
                live.follow_connection(&connection);
                live.set_connected(connection, connected);
                false
            }
        }
    }

    /// A message has arrived; whether a handler may run by it.
    fn arrive(&mut self, source: SourceId, row: Message) -> bool {
        let row = Arc::new(row);
        let arrived = self.host.live.borrow_mut().receive(source, Arc::clone(&row));
        let (event, notes, crowded, change) = match arrived {
            None => return false,
            Some(Arrived::News { event, notes, crowded, change }) => (event, notes, crowded, change),
            // What is told again has come as well; it only is no news, neither for a handler nor for a table.
            Some(Arrived::Known) => {
                if self.host.live.borrow().implied_by(source).is_none() {
                    self.host.emit(RunEvent::Message { source, row, change: None });
                }
                return false;
            }
        };
        // What a binding hears by itself is no source that anybody has made: its properties tell.
        let control = self.host.live.borrow().implied_by(source);
        let (topic, retained, text) = (row.topic.clone(), row.retained, row.message.clone());
        let message = RunEvent::Message { source, row, change: Some(Arc::clone(&change)) };
        if control.is_none() {
            self.host.tell(message);
        } else {
            self.host.follow(&message);
        }
        for note in notes {
            self.host.emit(match control {
                Some(control) => RunEvent::NotShown { control, why: NotShown::Unreadable(note) },
                None => RunEvent::Source { source, change: SourceChange::Unreadable(note) },
            });
        }
        if control.is_some() {
            let events = self.host.live.borrow_mut().device_says(source, &text);
            self.host.emit_all(events);
        }
        let told = self.host.live.borrow_mut().states_told(source, &topic, &change.refreshed);
        self.host.emit_all(told);
        // A stored value may be of last year.
        if !retained {
            let (events, watched) = self.host.live.borrow_mut().heard(source, &topic);
            self.host.emit_all(events);
            self.watch_for_silence(watched);
        }
        if let Some(most) = crowded.filter(|_| control.is_none()) {
            self.host.emit(RunEvent::Source { source, change: SourceChange::Crowded { most } });
        }
        let at = HandlerRef::new(source, REFRESHED);
        let handled = self.by_place.contains_key(&at);
        if handled {
            let of = self.host.live.borrow().project.source(source).map(|source| source.connection.clone());
            let generation =
                of.map_or(0, |connection| self.host.feedback.borrow().arrives(&connection, &event.line.row));
            self.fire(&at, Some(Event { generation, ..event }));
        }
        handled
    }

    /// A person changed a property.
    fn change(&self, control: ControlId, property: &str, value: &Value) {
        let change = self.host.live.borrow_mut().set_property(control, property, value);
        match change {
            Ok(Some(change)) => {
                let written = self.host.live.borrow_mut().write_back(&change);
                self.host.tell(RunEvent::Property(change));
                if let Some(written) = written {
                    self.host.tell(written);
                }
            }
            Ok(None) => {}
            Err(kind) => self.host.emit(RunEvent::Fault(Fault { place: Place::item(control), ran: None, kind })),
        }
    }

    /// Looks at bound properties again after the time in which a message should come.
    fn watch_for_silence(&mut self, watched: Vec<(usize, Duration)>) {
        for (index, time) in watched {
            self.sleep(index as u64, time, Wake::Silence);
        }
    }

    /// A message should have come for a bound property by now.
    fn silence(&mut self, index: u64) {
        let outdated = self.host.live.borrow_mut().outdated(index as usize);
        match outdated {
            Some(Ok(event)) => {
                self.host.emit_all(event.into_iter().collect());
                (self.wake)();
            }
            Some(Err(left)) => self.sleep(index, left, Wake::Silence),
            None => {}
        }
    }

    /// Whether a fault of a handler is to be told; the script of a bound property may run with each message.
    fn is_news(&self, at: &HandlerRef) -> bool {
        let bound = at.control().zip(at.bound_key());
        bound.is_none_or(|(control, key)| self.host.live.borrow_mut().fails_first(control, key))
    }

    fn sleep(&mut self, id: u64, time: Duration, wake: Wake) {
        let order = self.next;
        self.next += 1;
        self.timers.push(Reverse((clock::now() + time, order, id, wake)));
    }

    /// The activation has ended: reports it and starts the next event of its handler.
    fn end(&mut self, id: u64, failure: Option<(FaultKind, Option<CodeLine>)>) {
        // Before the activation ends, so that the run is not idle in between.
        self.fire_due();
        let Some(activation) = self.activations.remove(&id) else { return };
        self.forget_waits(id);
        let index = activation.handler;
        let Some(handler) = self.handlers.get_mut(index) else { return };
        handler.running = false;
        let place = handler.chunk.handler.clone();
        let next = handler.waiting.pop();
        if let (Some((kind, line)), Some(current)) = (failure, &activation.current) {
            let memory = kind == FaultKind::Memory;
            let kind = shortened(with_name(kind, line, current.chunk_of(line), &self.host.live.borrow().project));
            if self.is_news(&current.chunk.handler) {
                self.host.emit(RunEvent::Fault(Fault { place: current.place(line), ran: Some(place.clone()), kind }));
            }
            drop(activation);
            if memory && self.sandbox.collect().is_err() {
                self.warn("collecting garbage failed");
            }
        }
        self.host.emit_ended(place);
        self.tell_dropped(index);
        if let Some(waiting) = next {
            self.start(index, waiting);
        }
    }

    /// Puts whoever has waited long enough in the line.
    fn wake_sleepers(&mut self) {
        let now = clock::now();
        while self.timers.peek().is_some_and(|Reverse((due, ..))| *due <= now) {
            let Some(Reverse((due, _, id, wake))) = self.timers.pop() else { return };
            match wake {
                Wake::Time => self.ready.push_back((id, Resume::Go)),
                Wake::Publish { number, until } => self.publish_again(id, number, until),
                Wake::Receipt(number) => self.receipt_too_late(id, number),
                Wake::Request(request) => self.send_request(request),
                Wake::Answer(request) => self.answer_too_late(request),
                Wake::Silence => self.silence(id),
                // It was made of one.
                Wake::Command => self.unconfirmed(ControlId(id as u32)),
                Wake::Dialog(number) => self.answer_dialog(number, DialogAnswer::Cancelled),
                Wake::Fetch(number) => self.take_fetched(number, Err(WebError::TooLate)),
                Wake::Alarm => self.alarm(id, due),
                // The loop looks itself.
                Wake::End => {}
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
            Err(PublishError::Full(message)) if clock::now() < until => {
                self.host.pending.borrow_mut().insert(number, message);
                self.sleep(id, RETRY, Wake::Publish { number, until });
            }
            Err(PublishError::Full(_)) => self.refuse(id, number, RefuseReason::QueueFull),
            Err(PublishError::Refused(reason)) => self.refuse(id, number, reason),
        }
    }

    fn refuse(&mut self, id: u64, number: u64, reason: RefuseReason) {
        let fate = Fate::Refused(reason.clone());
        self.host.last_sent.borrow_mut().take_fate(number, &fate);
        self.host.emit(RunEvent::Fate { number, fate: fate.clone(), at: clock::now() });
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
