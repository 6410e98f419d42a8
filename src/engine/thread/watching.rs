//! Handlers that somebody looks at run another text, from their next event on: what runs already goes on as it is.

use std::sync::Arc;

use super::Script;
use crate::language::lower::Chunk;

impl Script {
    /// Somebody looks at the blocks of this handler, or no longer at any.
    pub(super) fn watch(&mut self, chunk: Option<Arc<Chunk>>) {
        let before = self.handlers.iter_mut().enumerate().find(|(_, handler)| handler.watched.is_some());
        let before = before.map(|(index, handler)| {
            handler.watched = None;
            index
        });
        self.watched.look_at(chunk.as_ref().map(|chunk| chunk.handler.clone()));
        let now = chunk.and_then(|chunk| Some((*self.by_place.get(&chunk.handler)?, chunk)));
        let index = now.as_ref().map(|(index, _)| *index);
        if let Some((index, chunk)) = now {
            // Its lines are told by a number of their own: what runs already has the lines of the other text.
            let number = self.handlers.len() + index;
            let tell = self.watched.teller(&self.sandbox.lua, chunk.handler.clone());
            let function = tell.and_then(|tell| self.sandbox.load_watched(number, &chunk.exec, &tell));
            let mut chunks = self.chunks.to_vec();
            if let Some(place) = chunks.get_mut(number) {
                *place = Arc::clone(&chunk);
            }
            self.chunks = chunks.into();
            // One that is too long with all that it tells runs as it always does.
            if let (Ok(_), Some(handler)) = (&function, self.handlers.get_mut(index)) {
                handler.watched = Some((chunk, function));
            }
        }
        for index in before.into_iter().chain(index) {
            self.renew_function(index);
        }
    }

    /// Where the handler is a function of the project: who calls it from now on runs what it is now.
    fn renew_function(&self, index: usize) {
        let Some(handler) = self.handlers.get(index) else { return };
        if let (Some(id), Some(callable)) =
            (handler.chunk.handler.owner.function(), self.host.callable.borrow_mut().as_mut())
        {
            callable.bodies.insert(id, handler.body().1.clone());
        }
    }
}
