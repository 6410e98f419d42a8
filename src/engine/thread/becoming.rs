//! The handlers of the app as they are now: at its start, when instances of components have come or gone, and when somebody
//! has edited it while it runs.
//!
//! Whatever stays goes on, also in the middle of what it does. What goes is never resumed, and lets go of what it held down.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::queue::{HandlerQueue, Startable};
use super::{QUEUE, SOURCE_QUEUE, Script, Wake};
use crate::engine::host::functions::Callable;
use crate::engine::host::time::both_clocks;
use crate::language::lower::Chunk;
use crate::language::source_map::SourceMap;
use crate::model::binding;
use crate::model::handler::HandlerRef;
use crate::model::id::{ConnectionId, ControlId, SourceId};
use crate::model::project::Project;
use crate::model::run::RunEvent;
use crate::model::source::{Message, Runs};

/// The number of what a handler usually runs among the chunks, by its place; the next one is what it runs while somebody
/// looks at it.
pub(super) fn number(index: usize) -> usize {
    2 * index
}

impl Script {
    /// The app is this project from now on, `edited` or not; `told` are the sources whose rows somebody begins to follow.
    pub(super) fn become_other(
        &mut self,
        project: &Arc<Project>,
        chunks: Vec<Arc<Chunk>>,
        (edited, told): (bool, &[SourceId]),
    ) {
        let gone: Vec<ControlId> = self.held.iter().copied().filter(|id| project.control(*id).is_none()).collect();
        for control in gone {
            self.let_go(control);
        }
        let before = Arc::clone(&self.host.live.borrow().project);
        let events = self.host.live.borrow_mut().become_other(project, edited, both_clocks());
        let tables = told.iter().filter_map(|source| self.host.live.borrow().table_told(*source)).collect();
        self.host.feedback.borrow_mut().follow(project);
        let stays = |id: &ConnectionId| before.connection(id) == project.connection(id);
        self.host.last_sent.borrow_mut().keep_those(stays);
        self.take_over(chunks);
        self.host.emit_all(events);
        self.host.emit_all(tables);
        let heard = self.host.live.borrow().heard_by_others(&before);
        for (source, row) in heard {
            self.arrive(source, Message::clone(&row));
        }
        // They are known by other numbers now.
        self.timers.retain(|alarm| alarm.0.3 != Wake::Silence);
        let watched = self.host.live.borrow().watched_on();
        self.watch_for_silence(watched);
        (self.wake)();
    }

    /// These are all handlers from now on, with the scripts of bound properties.
    pub(super) fn take_over(&mut self, chunks: Vec<Arc<Chunk>>) {
        let scripts = self.host.live.borrow().bound_scripts();
        let scripts = scripts.into_iter().map(|(handler, text)| {
            let exec = binding::as_chunk(&text);
            let (pretty, pretty_map, exec_map) = (text, SourceMap::default(), SourceMap::default());
            Arc::new(Chunk { handler, pretty, pretty_map, exec, exec_map })
        });
        let chunks: Vec<Arc<Chunk>> = chunks.into_iter().chain(scripts).collect();
        let wanted: BTreeSet<&HandlerRef> = chunks.iter().map(|chunk| &chunk.handler).collect();
        let gone: Vec<HandlerRef> = self.by_place.keys().filter(|at| !wanted.contains(at)).cloned().collect();
        for at in gone {
            self.forget(&at);
        }
        let mut renewed = Vec::new();
        for chunk in chunks {
            renewed.extend(self.install(chunk));
        }
        let twice = self.handlers.iter().flat_map(|handler| [&handler.chunk, &handler.chunk]);
        self.chunks = twice.cloned().collect();
        // What is gone has its place still.
        let there = self.by_place.values().filter_map(|index| self.handlers.get(*index));
        let bodies = there.filter_map(|one| Some((one.chunk.handler.owner.function()?, one.body().1.clone())));
        let bodies: BTreeMap<_, _> = bodies.collect();
        let make = self.sandbox.callable.clone();
        *self.host.callable.borrow_mut() = Some(Callable { bodies, make });
        // What somebody looks at is told by blocks that are not the same any more: whoever looks asks again.
        let places = renewed.iter().filter_map(|index| self.handlers.get(*index));
        let is_other = |at: &HandlerRef| places.clone().any(|handler| handler.chunk.handler == *at);
        self.looked_at = self.looked_at.take().filter(|chunk| !is_other(&chunk.handler));
        let looked_at = self.looked_at.as_ref().and_then(|chunk| self.by_place.get(&chunk.handler)).copied();
        for index in renewed.into_iter().chain(looked_at) {
            self.renew(index);
        }
    }

    /// Compiles a handler where it is another one than before; its place then.
    fn install(&mut self, chunk: Arc<Chunk>) -> Option<usize> {
        if let Some(&index) = self.by_place.get(&chunk.handler) {
            let latest = self.takes_latest(&chunk.handler);
            let handler = self.handlers.get_mut(index)?;
            handler.latest = latest;
            if Arc::ptr_eq(&handler.chunk, &chunk) || handler.chunk == chunk {
                return None;
            }
            // The same text may be of other blocks.
            if handler.chunk.exec != chunk.exec {
                handler.function = self.sandbox.load(number(index), &chunk.exec);
            }
            (handler.chunk, handler.instead) = (chunk, None);
            return Some(index);
        }
        let index = self.free.pop().unwrap_or(self.handlers.len());
        self.by_place.insert(chunk.handler.clone(), index);
        let function = self.sandbox.load(number(index), &chunk.exec);
        let latest = self.takes_latest(&chunk.handler);
        let most = if chunk.handler.source().is_some() { SOURCE_QUEUE } else { QUEUE };
        let new = Startable { waiting: HandlerQueue::new(most), latest, ..Startable::new(chunk, function) };
        match self.handlers.get_mut(index) {
            Some(place) => *place = new,
            None => self.handlers.push(new),
        }
        Some(index)
    }

    /// Whether only the newest message of each topic waits for a handler.
    fn takes_latest(&self, at: &HandlerRef) -> bool {
        let live = self.host.live.borrow();
        at.source().and_then(|id| live.project.source(id)).is_some_and(|it| it.runs() == Runs::Latest)
    }

    /// A handler is gone, with all that it does.
    fn forget(&mut self, at: &HandlerRef) {
        let Some(index) = self.by_place.remove(at) else { return };
        let running: Vec<u64> =
            self.activations.iter().filter(|(_, activation)| activation.handler == index).map(|(id, _)| *id).collect();
        for id in running {
            self.forget_waits(id);
            if self.activations.remove(&id).is_some_and(|activation| activation.is_paused) {
                self.host.emit(RunEvent::Resumed(id));
            }
            self.ready.retain(|(ready, _)| *ready != id);
            self.host.emit_ended(at.clone());
        }
        if let Some(handler) = self.handlers.get_mut(index) {
            // What waited for it never comes.
            handler.waiting = HandlerQueue::new(0);
            handler.running = false;
        }
        self.free.push(index);
    }
}
