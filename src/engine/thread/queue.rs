//! Handlers and the events that wait for them.

use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use mlua::Function;

use super::slice::Resume;
use super::{Activation, QUEUE, Script, Work};
use crate::engine::fault::classify_error;
use crate::engine::host::Current;
use crate::engine::host::data::touched_object;
use crate::engine::live::Event;
use crate::language::api::event;
use crate::language::lower::Chunk;
use crate::model::handler::HandlerRef;
use crate::model::run::{Fault, RunEvent};
use crate::model::value::Value;

/// A handler and the events that wait for it.
pub(super) struct Startable {
    pub(super) chunk: Arc<Chunk>,
    pub(super) function: mlua::Result<Function>,
    /// What it runs instead, while somebody looks at its blocks or follows handlers.
    pub(super) instead: Option<(Arc<Chunk>, mlua::Result<Function>)>,
    pub(super) running: bool,
    pub(super) waiting: HandlerQueue,
    /// Whether of each topic only the newest message waits.
    pub(super) latest: bool,
    /// Events dropped and not told yet.
    pub(super) dropped: u64,
}

impl Startable {
    /// One that does not run, of a person's events.
    pub(super) fn new(chunk: Arc<Chunk>, function: mlua::Result<Function>) -> Self {
        let instead = None;
        Self { chunk, function, instead, running: false, waiting: HandlerQueue::new(QUEUE), latest: false, dropped: 0 }
    }

    /// What it runs when it is started now.
    pub(super) fn body(&self) -> (&Arc<Chunk>, &mlua::Result<Function>) {
        match &self.instead {
            Some((chunk, function)) => (chunk, function),
            None => (&self.chunk, &self.function),
        }
    }
}

/// Most bytes of the messages that wait for a handler.
const WAITING_BYTES: usize = 32 << 20;

/// The events that wait for a handler, bounded by their count and by what their messages hold.
pub(super) struct HandlerQueue {
    events: VecDeque<QueuedEvent>,
    most: usize,
    bytes: usize,
}

impl HandlerQueue {
    pub(super) fn new(most: usize) -> Self {
        Self { events: VecDeque::new(), most, bytes: 0 }
    }

    /// Adds one; `false` where there is no room. One is taken however large it is.
    fn push(&mut self, event: QueuedEvent) -> bool {
        let bytes = event.bytes();
        let has_room = self.events.is_empty() || self.bytes + bytes <= WAITING_BYTES;
        if self.events.len() >= self.most || !has_room {
            return false;
        }
        self.bytes += bytes;
        self.events.push_back(event);
        true
    }

    pub(super) fn pop(&mut self) -> Option<QueuedEvent> {
        let event = self.events.pop_front()?;
        self.bytes -= event.bytes();
        Some(event)
    }

    /// Puts a message in the place of an older one of the same topic that still waits; whether there was one.
    fn replace_older(&mut self, event: Option<&Event>) -> bool {
        let Some(event) = event else { return false };
        let is_same_topic = |waiting: &&mut QueuedEvent| {
            waiting.event.as_ref().is_some_and(|older| older.line.row.topic == event.line.row.topic)
        };
        let Some(waiting) = self.events.iter_mut().find(is_same_topic) else { return false };
        let before = waiting.bytes();
        waiting.event = Some(event.clone());
        self.bytes = self.bytes - before + waiting.bytes();
        true
    }
}

/// An event that waits for its handler.
pub(super) struct QueuedEvent {
    pub(super) work: Work,
    /// The message that it is about.
    pub(super) event: Option<Event>,
    /// What goes into a function that is tried.
    pub(super) inputs: Option<Vec<Value>>,
}

impl QueuedEvent {
    fn bytes(&self) -> usize {
        self.event.as_ref().map_or(0, |event| event.line.bytes())
    }
}

impl Script {
    /// Starts the handler at a place, or puts the event in its queue.
    pub(super) fn fire(&mut self, place: &HandlerRef, event: Option<Event>) {
        let Some(&index) = self.by_place.get(place).filter(|_| self.may_fire(place)) else { return };
        self.fire_with(index, event, None);
    }

    /// As [`Self::fire`], for a function with what goes into it.
    pub(super) fn fire_with(&mut self, index: usize, event: Option<Event>, inputs: Option<Vec<Value>>) {
        let work = Work::begin(&self.counters);
        let Some(handler) = self.handlers.get_mut(index) else { return };
        if !handler.running {
            self.start(index, QueuedEvent { work, event, inputs });
            return;
        }
        if handler.latest && handler.waiting.replace_older(event.as_ref()) {
            return;
        }
        // What a property is bound to is calculated once more at the end, however much has changed until then.
        if handler.chunk.handler.bound_key().is_some() && !handler.waiting.events.is_empty() {
            return;
        }
        // The messages of a source may come by the thousand: those are told together when the handler ends.
        let tell_now = event.is_none();
        if handler.waiting.push(QueuedEvent { work, event, inputs }) {
            return;
        }
        handler.dropped += 1;
        if tell_now {
            self.tell_dropped(index);
        }
    }

    /// Reports the events that a handler has missed since the last report.
    pub(super) fn tell_dropped(&mut self, index: usize) {
        let Some(handler) = self.handlers.get_mut(index) else { return };
        let count = std::mem::take(&mut handler.dropped);
        if count > 0 {
            self.host.emit(RunEvent::EventsDropped { handler: handler.chunk.handler.clone(), count });
        }
    }

    pub(super) fn start(&mut self, index: usize, QueuedEvent { work, event, inputs }: QueuedEvent) {
        if self.activations.is_empty() {
            self.host.live.borrow_mut().forget_names();
        }
        let Some(handler) = self.handlers.get(index) else { return };
        let (chunk, function) = handler.body();
        let (chunk, function) = (Arc::clone(chunk), function.clone());
        let generation = event.as_ref().map_or(0, |event| event.generation);
        let place = chunk.handler.clone();
        if place.bound_key().is_none() {
            self.host.emit(RunEvent::HandlerStarted { handler: place.clone() });
        }
        let made = function.and_then(|function| self.sandbox.activate(&function, event.as_ref()));
        let made = made.and_then(|(thread, body, globals)| {
            let touched = touched_object(&self.sandbox.lua, &self.host.live.borrow(), &place)?;
            if let Some(touched) = touched {
                globals.raw_set(event::OF, touched)?;
            }
            let body = match (&inputs, place.owner.function()) {
                (Some(inputs), Some(id)) => self.with_inputs(body, id, inputs)?,
                _ => body,
            };
            Ok((thread, body, globals))
        });
        match made {
            Ok((thread, body, globals)) => {
                if let Some(handler) = self.handlers.get_mut(index) {
                    handler.running = true;
                }
                let id = self.next;
                self.next += 1;
                let mut current = Current::new(chunk, Rc::clone(&self.chunks), generation);
                current.globals = Some(globals);
                let activation = Activation {
                    handler: index,
                    thread,
                    current: Some(current),
                    used: Duration::ZERO,
                    asked: 0,
                    event,
                    stepper: None,
                    is_paused: false,
                    _work: work,
                };
                self.activations.insert(id, activation);
                self.ready.push_back((id, Resume::Start(body)));
            }
            Err(error) => {
                let (kind, line) = classify_error(&error, self.host.telling.slice_secs);
                let place_of_fault = Current::new(chunk, Rc::clone(&self.chunks), generation).place(line);
                if self.is_news(&place) {
                    self.host.emit(RunEvent::Fault(Fault { place: place_of_fault, ran: Some(place.clone()), kind }));
                }
                self.host.emit_ended(place);
            }
        }
    }
}
