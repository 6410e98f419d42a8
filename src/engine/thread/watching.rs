//! Handlers that somebody looks at or follows run another text or the same one with more names, from their next event on:
//! what runs already goes on as it is.

use std::sync::Arc;

use super::Script;
use super::becoming::number;
use crate::language::lower::Chunk;

impl Script {
    /// Somebody looks at the blocks of this handler, or no longer at any.
    pub(super) fn watch(&mut self, chunk: Option<Arc<Chunk>>) {
        self.watched.look_at(chunk.as_ref().map(|chunk| chunk.handler.clone()));
        let before = std::mem::replace(&mut self.looked_at, chunk.clone());
        for chunk in before.into_iter().chain(chunk) {
            if let Some(&index) = self.by_place.get(&chunk.handler) {
                self.renew(index);
            }
        }
    }

    /// Compiles what a handler runs from now on.
    pub(super) fn renew(&mut self, index: usize) {
        let named = self.debugger.named;
        let (usual, told) = (number(index), number(index) + 1);
        let Some(handler) = self.handlers.get_mut(index) else { return };
        let looked_at = self.looked_at.as_ref().filter(|chunk| chunk.handler == handler.chunk.handler);
        let compiled = match looked_at {
            Some(chunk) => {
                // Its lines are told by a number of their own: what runs already has the lines of the other text.
                let mut chunks = self.chunks.to_vec();
                if let Some(place) = chunks.get_mut(told) {
                    *place = Arc::clone(chunk);
                }
                self.chunks = chunks.into();
                let tell = self.watched.teller(&self.sandbox.lua, chunk.handler.clone());
                let compile = |tell| self.sandbox.compile_watched(told, &chunk.exec, &tell, named);
                Some((Arc::clone(chunk), tell.and_then(compile)))
            }
            None if named => Some((Arc::clone(&handler.chunk), self.sandbox.compile(usual, &handler.chunk.exec, true))),
            None => None,
        };
        // One that is too long with all that it tells runs as it always does.
        handler.instead = compiled.filter(|(_, function)| function.is_ok());
        // Who calls a function from now on runs what it is now.
        if let (Some(id), Some(callable)) =
            (handler.chunk.handler.owner.function(), self.host.callable.borrow_mut().as_mut())
        {
            callable.bodies.insert(id, handler.body().1.clone());
        }
    }
}
