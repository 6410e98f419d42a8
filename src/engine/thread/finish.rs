//! The end of an app: what it fires runs to its end, for a bounded time, and nothing else runs any more.

use super::queue::HandlerQueue;
use super::{QUEUE, Script, Wake};
use crate::engine::LAST_WORDS;
use crate::engine::clock;
use crate::model::handler::HandlerRef;
use crate::model::id::AppId;
use crate::model::project::STOPPED;

impl Script {
    /// The app shall end.
    pub(super) fn finish(&mut self) {
        self.release_all();
        self.end_pauses();
        for id in self.activations.keys() {
            self.forget_waits(*id);
        }
        // To cancel an activation is never to resume it again.
        self.activations.clear();
        self.ready.clear();
        self.timers.clear();
        for handler in &mut self.handlers {
            handler.running = false;
            handler.waiting = HandlerQueue::new(QUEUE);
        }
        self.finishing = Some(clock::now() + LAST_WORDS);
        self.fire(&goodbye(), None);
        self.sleep(0, LAST_WORDS, Wake::End);
    }

    /// Whether the app shall end and what that fired has run, or has had its time.
    pub(super) fn is_finished(&self) -> bool {
        self.finishing.is_some_and(|until| self.activations.is_empty() || clock::now() >= until)
    }

    /// Whether a handler may start now: while the app ends, what that fires and nothing that follows from it.
    pub(super) fn may_fire(&self, place: &HandlerRef) -> bool {
        self.finishing.is_none() || *place == goodbye() || place.bound_key().is_some()
    }
}

fn goodbye() -> HandlerRef {
    HandlerRef::new(AppId, STOPPED)
}
