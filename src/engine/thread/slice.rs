//! One turn of an activation: what it is resumed with, how long it may take, how it ends.

use std::time::{Duration, Instant};

use mlua::thread::ThreadStatus;
use mlua::{Function, Lua, MultiValue, Thread, Value as LuaValue};

use super::{RETRY, RETRY_FOR, Script, UNDISTURBED, Wake};
use crate::engine::clock;
use crate::engine::convert::{number_of, text_of, to_lua};
use crate::engine::debug::hook;
use crate::engine::fault::{CodeLine, HostFault, OVERFLOW, classify_error};
use crate::engine::host::{Current, Host};
use crate::engine::interrupt;
use crate::engine::sandbox::CHUNK;
use crate::engine::waits::Outcome;
use crate::model::run::FaultKind;
use crate::model::value::Value;
use crate::model::web::WebAnswer;

/// How much longer a handler takes that is followed: what that costs is not counted.
const FOLLOWED: u32 = 10;

/// What an activation is resumed with.
pub(super) enum Resume {
    Start(Function),
    Go,
    Fail(HostFault),
    /// Whether the message it waited for was confirmed.
    Confirmed(Result<(), FaultKind>),
    /// The answer it waited for.
    Answer(Outcome),
    /// What was answered over HTTP.
    Fetched(Result<WebAnswer, FaultKind>),
    /// What somebody has answered to its dialog.
    Said(Option<Value>),
}

/// How a slice ended.
enum Pause {
    /// Its time was over.
    Slice,
    Wait(f64),
    Publish(u64),
    Receipt(u64),
    Answer(u64),
    Dialog(u64),
    Fetch(u64),
    Ended(Option<(FaultKind, Option<CodeLine>)>),
}

impl Script {
    /// Gives an activation its turn.
    pub(super) fn slice(&mut self, id: u64, resume: Resume) {
        let stepper = self.stepper(id);
        let Some(activation) = self.activations.get_mut(&id) else { return };
        let Some(watch) = &self.watch else { return };
        *self.host.current.borrow_mut() = activation.current.take();
        self.host.owner.set(id);
        let left = self.budget.saturating_sub(activation.used);
        let began = Instant::now();
        watch.begin(left);
        let lua = &self.sandbox.lua;
        let slowed = if stepper.is_some() { FOLLOWED } else { 1 };
        let (result, stepper) = match stepper {
            Some(stepper) => hook::followed(lua, &activation.thread, stepper, || {
                resumed(lua, &activation.thread, resume, &self.host)
            }),
            None => (resumed(lua, &activation.thread, resume, &self.host), None),
        };
        watch.end();
        activation.used += began.elapsed() / slowed;
        activation.stepper = stepper;
        let halt = activation.stepper.as_mut().and_then(|stepper| stepper.halt.take());
        let mut current = self.host.current.borrow_mut().take();
        let over = activation.used >= self.budget;
        let pause = pause_of(&activation.thread, result, current.as_mut(), self.host.telling.slice_secs);
        if let (Pause::Slice, Some(current)) = (&pause, &mut current) {
            let line = interrupt::line_of(&activation.thread, CHUNK);
            current.line = line.or(current.line);
            self.host.report_line(current, line);
        }
        let line = current.as_ref().and_then(|current| current.line);
        activation.current = current;
        if let (Pause::Slice, Some((place, halt))) = (&pause, halt) {
            return self.halt(id, &place, halt);
        }
        match pause {
            Pause::Slice if over => {
                self.end(id, Some((FaultKind::TooLong { secs: self.host.telling.slice_secs }, line)));
            }
            // Short ones end in the order in which their events fired, however busy the computer is.
            Pause::Slice if activation.used < UNDISTURBED => self.ready.push_front((id, Resume::Go)),
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
                self.sleep(id, RETRY, Wake::Publish { number, until: clock::now() + RETRY_FOR });
            }
            Pause::Receipt(number) => {
                activation.used = Duration::ZERO;
                self.await_receipt(id, number);
            }
            Pause::Answer(request) => {
                activation.used = Duration::ZERO;
                self.await_answer(id, request);
            }
            Pause::Dialog(number) => {
                activation.used = Duration::ZERO;
                self.show_dialog(id, number);
            }
            Pause::Fetch(number) => {
                activation.used = Duration::ZERO;
                self.await_fetch(id, number);
            }
            Pause::Ended(failure) => self.end(id, failure),
        }
    }
}

/// Resumes a coroutine with what it waited for.
fn resumed(lua: &Lua, thread: &Thread, resume: Resume, host: &Host) -> mlua::Result<MultiValue> {
    let failed = |why: FaultKind| {
        let words = host.words(&why);
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
        Resume::Answer(Err(why)) | Resume::Fetched(Err(why)) => thread.resume((LuaValue::Nil, failed(why))),
        Resume::Fetched(Ok(answer)) => thread.resume((answer.content, answer.status)),
        Resume::Said(said) => {
            let said = said.map_or(Ok(LuaValue::Nil), |said| to_lua(lua, &said))?;
            thread.resume(said)
        }
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
            FaultKind::Other { ref what } if what == OVERFLOW => (kind, line.or(last_line)),
            _ => (kind, line),
        }));
    }
    let argument = values.get(1).and_then(number_of);
    match (values.front().map(text_of).as_deref(), argument) {
        (Some("wait"), Some(secs)) => Pause::Wait(secs),
        (Some("publish"), Some(number)) => Pause::Publish(number as u64),
        (Some("receipt"), Some(number)) => Pause::Receipt(number as u64),
        (Some("answer"), Some(number)) => Pause::Answer(number as u64),
        (Some("dialog"), Some(number)) => Pause::Dialog(number as u64),
        (Some("web"), Some(number)) => Pause::Fetch(number as u64),
        _ => Pause::Slice,
    }
}
