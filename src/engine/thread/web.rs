//! Requests over HTTP: an activation that asks waits for the answer; all else goes on.
//!
//! The request goes out as an event, and whoever runs the app asks. Where nobody does, the time of the request ends it.

use std::sync::Arc;
use std::time::Duration;

use super::slice::Resume;
use super::{Script, Wake};
use crate::model::run::{FaultKind, RunEvent};
use crate::model::web::{WebAnswer, WebError};

/// How much longer than its time a request is waited for, in seconds: who asks tells best what was wrong.
const LONGER: f64 = 2.0;

impl Script {
    /// The activation waits for the answer to its request from now on.
    pub(super) fn await_fetch(&mut self, id: u64, number: u64) {
        let begun = {
            let mut waits = self.host.waits.borrow_mut();
            waits.fetch(number).and_then(|fetch| Some((fetch.request.take()?, fetch.secs)))
        };
        let Some((request, secs)) = begun else { return };
        self.host.emit(RunEvent::WebRequest(Arc::new(request)));
        self.sleep(id, Duration::from_secs_f64(secs + LONGER), Wake::Fetch(number));
    }

    /// A request is over: whoever asked goes on. An answer to one that is over already means nothing any more.
    pub(super) fn take_fetched(&mut self, number: u64, answer: Result<WebAnswer, WebError>) {
        let Some(fetch) = self.host.waits.borrow_mut().end_fetch(number) else { return };
        let answer = answer.and_then(|answer| match answer.status {
            status @ 400.. if fetch.is_strict => Err(WebError::Status { status }),
            _ => Ok(answer),
        });
        let said = answer.map_err(|why| FaultKind::Web { url: fetch.url, why, secs: fetch.secs });
        self.ready.push_back((fetch.owner, Resume::Fetched(said)));
    }
}
