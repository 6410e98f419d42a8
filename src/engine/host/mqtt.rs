//! Connections: publishing, with and without waiting for the broker, requests, connecting.
//!
//! Nothing here waits: the waiting part is in the prelude and the scheduler.

mod last_sent;
mod options;

use std::sync::Arc;
use std::time::Duration;

use mlua::Value as LuaValue;

pub(super) use self::last_sent::LastSent;
use self::options::Options;
use super::Call;
use crate::engine::clock;
use crate::engine::convert::text_of;
use crate::engine::fault::{Stop, unknown};
use crate::engine::waits::{Request, Waiting};
use crate::language::api;
use crate::model::connection::Version;
use crate::model::id::ConnectionId;
use crate::model::payload::Form;
use crate::model::run::{Fate, FaultKind, NotConfirmed, Publish, PublishError, RefuseReason, RunEvent};
use crate::model::topic::TopicName;

/// How long a confirmation is waited for unless given, in seconds.
const CONFIRMATION: f64 = 10.0;
/// How long an answer is waited for unless given, in seconds.
const ANSWER: f64 = 5.0;
/// Where answers are expected with MQTT 5 unless the script says otherwise; what follows is never used twice.
const ANSWERS: &str = "steckbrett/antwort";

/// Checks the id of a connection.
pub(super) fn connection(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let id = ConnectionId(call.text(0)?);
    if call.host.live.borrow().project.connection(&id).is_none() {
        return Err(FaultKind::UnknownConnection { id: id.0 }.into());
    }
    call.give(id.as_str())
}

/// Members of a connection that are not in its table: other spellings, and its state.
pub(super) fn member(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let key = call.text(1)?;
    let folded = key.to_lowercase();
    let object = call.table(0)?;
    if folded == "connected" {
        let id = ConnectionId(text_of(&object.raw_get("id")?));
        return Ok(LuaValue::Boolean(call.host.live.borrow().is_connected(&id)));
    }
    match object.raw_get(folded)? {
        LuaValue::Nil => Err(unknown(format!("connection.{key}"), &key, api::members(api::connection::OF)).into()),
        found => Ok(found),
    }
}

/// Whether a connection is up.
pub(super) fn is_connected(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let id = ConnectionId(call.text(0)?);
    Ok(LuaValue::Boolean(call.host.live.borrow().is_connected(&id)))
}

/// Connects again, or disconnects until then.
pub(super) fn connect(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let id = ConnectionId(call.text(0)?);
    let on = call.arg(1).as_boolean().unwrap_or(false);
    call.host.outgoing.connect(&id, on);
    if !on {
        // The report comes later; a script that looks at once shall not see the old state.
        call.host.live.borrow_mut().set_connected(id, false);
    }
    Ok(LuaValue::Nil)
}

/// Hands a message over. Gives nil when it was taken, and its number when the queue is full and the script must wait.
///
/// Arguments: connection, retain, topic, message, options.
pub(super) fn publish(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let retain = call.arg(1).as_boolean().unwrap_or(false);
    let options = options::read(call, 4, retain)?;
    let message = message(call, &options, (2, 3))?;
    if options.on_change && call.host.last_sent.borrow().is_old_news(&message) {
        return Ok(LuaValue::Nil);
    }
    let number = call.host.take_number();
    let message = Publish { number, ..message };
    match hand_over(call, message, options.on_change) {
        Ok(true) => Ok(LuaValue::Nil),
        Ok(false) => Ok(LuaValue::Number(number as f64)),
        Err(reason) => Err(FaultKind::Publish(reason).into()),
    }
}

/// Hands a message over and gives its number; how it ends, the scheduler tells.
///
/// Arguments: connection, topic, message, options.
pub(super) fn publish_wait(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let options = options::read(call, 3, false)?;
    options.always(call)?;
    let number = call.host.take_number();
    let message = Publish { number, ..message(call, &options, (1, 2))? };
    let waiting = waiting(call, options.timeout.unwrap_or(CONFIRMATION));
    // First: whoever reports the message's fate must not be faster than this.
    call.host.waits.borrow_mut().add_receipt(number, message.qos, waiting);
    if let Err(reason) = hand_over(call, message, false)
        && let Some(waiting) = call.host.waits.borrow_mut().receipt(number)
    {
        waiting.outcome = Some(Err(FaultKind::NotConfirmed(NotConfirmed::Refused(reason))));
    }
    Ok(LuaValue::Number(number as f64))
}

/// Prepares a request and listens for its answer; gives its number. The scheduler sends it once it can be heard.
///
/// Arguments: connection, topic, message, options.
pub(super) fn request(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let mut options = options::read(call, 3, false)?;
    options.always(call)?;
    let listener = call.host.take_listener();
    let id = ConnectionId(call.text(0)?);
    let five = {
        let live = call.host.live.borrow();
        live.project.connection(&id).is_some_and(|connection| connection.version() == Some(Version::V5))
    };
    let topic = call.text(1)?;
    let answers = match options.properties.response_topic.take() {
        Some(given) => given,
        None if five => format!("{ANSWERS}/{:08x}/{listener}", call.host.run_mark() as u32),
        None => format!("{topic}/antwort"),
    };
    let bad_topic = |why| Stop::from(FaultKind::Publish(RefuseReason::Topic(why)));
    let answers = TopicName::parse(&answers).map_err(bad_topic)?;
    let correlation = five.then(|| format!("{listener:x}").into_bytes());
    if five {
        options.properties.response_topic = Some(answers.as_str().to_owned());
        options.properties.correlation.clone_from(&correlation);
    }
    let publish = message(call, &options, (1, 2))?;
    let waiting = waiting(call, options.timeout.unwrap_or(ANSWER));
    let request =
        Request { connection: id.clone(), topic, publish: Some(Arc::new(publish)), number: None, correlation, waiting };
    call.host.waits.borrow_mut().add_request(listener, request);
    if let Err(reason) = call.host.outgoing.listen(&id, listener, &answers) {
        call.host.waits.borrow_mut().end_request(listener);
        return Err(FaultKind::Publish(reason).into());
    }
    Ok(LuaValue::Number(listener as f64))
}

fn waiting(call: &Call<'_>, secs: f64) -> Waiting {
    let owner = call.host.owner.get();
    // The options bound the time, so it cannot overflow.
    let until = clock::now() + Duration::from_secs_f64(secs);
    Waiting { owner, until, secs, suspended: false, outcome: None }
}

/// Makes the message, without its number; `at` says which arguments are its topic and text.
fn message(call: &Call<'_>, options: &Options, at: (usize, usize)) -> Result<Publish, Stop> {
    let connection = ConnectionId(call.text(0)?);
    let topic = TopicName::parse(&call.text(at.0)?).map_err(|error| FaultKind::Publish(RefuseReason::Topic(error)))?;
    let payload = payload(call, options, at.1)?;
    Ok(Publish {
        number: 0,
        connection,
        topic,
        payload,
        retain: options.retain,
        qos: options.qos,
        properties: options.properties.clone(),
        offline: options.offline,
        from: call.host.place(call.line),
        ran: call.host.running(),
        at: clock::now(),
    })
}

fn payload(call: &Call<'_>, &Options { form, retain, .. }: &Options, index: usize) -> Result<Vec<u8>, Stop> {
    let text = match (form, call.arg(index)) {
        (Form::Text, LuaValue::String(bytes)) => return Ok(bytes.as_bytes().to_vec()),
        (Form::Json, LuaValue::Nil) => "null".to_owned(),
        (Form::Text | Form::Json | Form::Number | Form::Bool | Form::Hex | Form::Base64, _) => call.text(index)?,
    };
    form.message(&text, retain).map_err(|why| FaultKind::Payload { form, text, why }.into())
}

/// Hands a message over: whether it was taken, or has to wait for room.
fn hand_over(call: &Call<'_>, message: Publish, on_change: bool) -> Result<bool, RefuseReason> {
    let message = Arc::new(message);
    let number = message.number;
    // Told first: whoever reports the message's fate must not be faster than this.
    call.host.emit(RunEvent::Published(Arc::clone(&message)));
    call.host.watch_feedback(&message);
    call.host.last_sent.borrow_mut().note(&message, on_change);
    if on_change {
        call.host.waits.borrow_mut().follow_all();
    }
    match call.host.outgoing.publish(message) {
        Ok(()) => Ok(true),
        Err(PublishError::Full(message)) => {
            call.host.pending.borrow_mut().insert(number, message);
            Ok(false)
        }
        Err(PublishError::Refused(reason)) => {
            let fate = Fate::Refused(reason.clone());
            call.host.last_sent.borrow_mut().take_fate(number, &fate);
            call.host.emit(RunEvent::Fate { number, fate, at: clock::now() });
            Err(reason)
        }
    }
}
