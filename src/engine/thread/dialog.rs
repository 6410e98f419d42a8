//! Dialogs: an activation that asks the person in front of the app waits for the answer; all else goes on.
//!
//! One is shown as soon as its activation waits for it. Nobody answers an app that ends, so there none is shown.

use std::sync::Arc;
use std::time::Duration;

use super::queue::HandlerQueue;
use super::slice::Resume;
use super::{QUEUE, Script, Wake};
use crate::model::dialog::DialogAnswer;
use crate::model::run::RunEvent;

/// After so many dialogs of one activation whoever is asked may end it: it may ask for ever.
const PATIENCE: u32 = 3;

impl Script {
    /// The activation waits for the answer to its dialog from now on.
    pub(super) fn show_dialog(&mut self, id: u64, number: u64) {
        if self.finishing.is_some() {
            return self.answer_dialog(number, DialogAnswer::Cancelled);
        }
        let shown = {
            let mut waits = self.host.waits.borrow_mut();
            waits.dialog(number).and_then(|open| Some((open.dialog.take()?, open.timeout)))
        };
        let Some((mut dialog, timeout)) = shown else { return };
        if let Some(activation) = self.activations.get_mut(&id) {
            activation.asked += 1;
            dialog.insists = activation.asked >= PATIENCE;
        }
        self.host.emit(RunEvent::Dialog(Arc::new(dialog)));
        if let Some(secs) = timeout {
            self.sleep(id, Duration::from_secs_f64(secs), Wake::Dialog(number));
        }
    }

    /// A dialog is over: whoever asked goes on. An answer to one that is over already means nothing any more.
    pub(super) fn answer_dialog(&mut self, number: u64, answer: DialogAnswer) {
        let Some(open) = self.host.waits.borrow_mut().end_dialog(number) else { return };
        if open.dialog.is_none() {
            self.host.emit(RunEvent::DialogClosed(number));
        }
        let said = match answer {
            DialogAnswer::Given(value) => Some(value),
            DialogAnswer::Cancelled => None,
            DialogAnswer::Ended => {
                let handler = self.activations.get(&open.owner).map(|activation| activation.handler);
                if let Some(handler) = handler.and_then(|index| self.handlers.get_mut(index)) {
                    // What waits would ask the same again.
                    handler.waiting = HandlerQueue::new(QUEUE);
                }
                return self.end(open.owner, None);
            }
        };
        self.ready.push_back((open.owner, Resume::Said(said)));
    }
}
