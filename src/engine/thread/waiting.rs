//! Handlers that wait for the network: they are suspended, and resumed with what came of it.

use std::sync::Arc;
use std::time::Instant;

use super::slice::Resume;
use super::{RETRY, Script, Wake};
use crate::engine::clock;
use crate::engine::waits::Outcome;
use crate::model::run::{Fate, FaultKind, NotConfirmed, Publish, PublishError, RunEvent};
use crate::model::source::Message;

impl Script {
    /// The activation waits for the confirmation of its message from now on.
    pub(super) fn await_receipt(&mut self, id: u64, number: u64) {
        if self.host.pending.borrow().contains_key(&number) {
            let until = self.until_of_receipt(number);
            self.sleep(id, RETRY, Wake::Publish { number, until });
        }
        let now = clock::now();
        let (known, until) = match self.host.waits.borrow_mut().receipt(number) {
            Some(waiting) => {
                waiting.suspended = true;
                (waiting.outcome.is_some(), waiting.until)
            }
            None => (true, now),
        };
        if known {
            self.finish_receipt(id, number, None);
        } else {
            self.sleep(id, until.saturating_duration_since(now), Wake::Receipt(number));
        }
    }

    fn until_of_receipt(&self, number: u64) -> Instant {
        self.host.waits.borrow_mut().receipt(number).map_or_else(clock::now, |waiting| waiting.until)
    }

    /// Resumes who waits for a confirmation, with this outcome or the one that came before it waited.
    fn finish_receipt(&mut self, id: u64, number: u64, outcome: Option<Outcome>) {
        let Some(waiting) = self.host.waits.borrow_mut().end_receipt(number) else { return };
        // A message that found the queue full until now is not sent any more.
        self.host.pending.borrow_mut().remove(&number);
        let too_late = || Err(FaultKind::NotConfirmed(NotConfirmed::TooLate { secs: waiting.secs }));
        let outcome = outcome.or(waiting.outcome).unwrap_or_else(too_late);
        self.ready.push_back((id, Resume::Confirmed(outcome.map(|_text| ()))));
    }

    /// The time for a confirmation is over.
    pub(super) fn receipt_too_late(&mut self, id: u64, number: u64) {
        if self.host.pending.borrow().contains_key(&number) {
            let reason = crate::model::run::RefuseReason::QueueFull;
            self.host.emit(RunEvent::Fate { number, fate: Fate::Refused(reason), at: clock::now() });
        }
        self.finish_receipt(id, number, None);
    }

    /// Somebody may wait for what became of this message.
    pub(super) fn take_fate(&mut self, number: u64, fate: &Fate) {
        self.host.last_sent.borrow_mut().take_fate(number, fate);
        let outcome = self.host.waits.borrow().confirmation(number, fate);
        if let Some(outcome) = outcome {
            let owner = {
                let mut waits = self.host.waits.borrow_mut();
                match waits.receipt(number) {
                    Some(waiting) if waiting.suspended => Some(waiting.owner),
                    Some(waiting) => {
                        waiting.outcome = Some(outcome.clone());
                        None
                    }
                    None => None,
                }
            };
            if let Some(owner) = owner {
                self.finish_receipt(owner, number, Some(outcome));
            }
        }
        let failed = self.host.waits.borrow().failed_request(number, fate);
        if let Some((request, why)) = failed {
            self.finish_request(request, Err(why));
        }
    }

    /// The activation waits for the answer to its request from now on.
    pub(super) fn await_answer(&mut self, id: u64, request: u64) {
        let now = clock::now();
        let (outcome, until) = match self.host.waits.borrow_mut().request(request) {
            Some(request) => {
                request.waiting.suspended = true;
                (request.waiting.outcome.take(), request.waiting.until)
            }
            None => (None, now),
        };
        match outcome {
            Some(outcome) => self.finish_request(request, outcome),
            None => self.sleep(id, until.saturating_duration_since(now), Wake::Answer(request)),
        }
    }

    /// The answer of a request can be heard: sends it.
    pub(super) fn send_request(&mut self, request: u64) {
        let message = {
            let mut waits = self.host.waits.borrow_mut();
            let Some(request) = waits.request(request) else { return };
            let Some(mut message) = request.publish.take() else { return };
            if request.number.is_none() {
                // Only now: numbers must count up in the order in which messages are handed over.
                let numbered = Arc::make_mut(&mut message);
                numbered.number = self.host.take_number();
                numbered.at = clock::now();
                request.number = Some(numbered.number);
                self.host.emit(RunEvent::Published(Arc::clone(&message)));
            }
            message
        };
        let number = message.number;
        self.host.last_sent.borrow_mut().note(&message, false);
        match self.host.outgoing.publish(message) {
            Ok(()) => {}
            Err(PublishError::Full(message)) => self.send_later(request, message),
            Err(PublishError::Refused(reason)) => {
                self.host.emit(RunEvent::Fate { number, fate: Fate::Refused(reason.clone()), at: clock::now() });
                self.finish_request(request, Err(FaultKind::NotConfirmed(NotConfirmed::Refused(reason))));
            }
        }
    }

    fn send_later(&mut self, request: u64, message: Arc<Publish>) {
        let owner = self.host.waits.borrow_mut().request(request).map(|request| {
            request.publish = Some(message);
            request.waiting.owner
        });
        if let Some(owner) = owner {
            self.sleep(owner, RETRY, Wake::Request(request));
        }
    }

    /// A message arrived where a request expects its answer.
    pub(super) fn take_answer(&mut self, request: u64, row: Message) {
        if self.host.waits.borrow().is_answer(request, &row) {
            self.finish_request(request, Ok(Some(row.message)));
        }
    }

    /// The time for an answer is over.
    pub(super) fn answer_too_late(&mut self, request: u64) {
        let why = match self.host.waits.borrow_mut().request(request) {
            Some(request) => FaultKind::NoAnswer { topic: request.topic.clone(), secs: request.waiting.secs },
            None => return,
        };
        self.finish_request(request, Err(why));
    }

    /// Resumes who waits for an answer; before it waits, keeps the outcome for it.
    fn finish_request(&mut self, number: u64, outcome: Outcome) {
        {
            let mut waits = self.host.waits.borrow_mut();
            match waits.request(number) {
                Some(request) if !request.waiting.suspended => {
                    request.waiting.outcome = Some(outcome);
                    return;
                }
                Some(_) => {}
                None => return,
            }
        }
        let Some(request) = self.host.waits.borrow_mut().end_request(number) else { return };
        self.host.outgoing.unlisten(&request.connection, number);
        if let Some(unsent) = request.publish.filter(|_| request.number.is_some()) {
            let reason = crate::model::run::RefuseReason::QueueFull;
            let number = unsent.number;
            self.host.emit(RunEvent::Fate { number, fate: Fate::Refused(reason), at: clock::now() });
        }
        self.ready.push_back((request.waiting.owner, Resume::Answer(outcome)));
    }

    /// An activation has ended: nothing it waited for matters any more.
    pub(super) fn forget_waits(&self, id: u64) {
        let requests = self.host.waits.borrow_mut().end_owner(id);
        for (connection, number) in requests {
            self.host.outgoing.unlisten(&connection, number);
        }
        let dialogs = self.host.waits.borrow_mut().end_dialogs(id);
        self.host.emit_all(dialogs.into_iter().map(RunEvent::DialogClosed).collect());
    }
}
