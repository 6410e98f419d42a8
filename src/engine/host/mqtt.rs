//! Publishing: `connections.getfromid(id).publish(…)`. The waiting part is in the prelude and the scheduler.

use std::time::Instant;

use mlua::Value as LuaValue;

use super::Call;
use crate::engine::convert::{as_number, text_of, wrong_type};
use crate::engine::fault::Stop;
use crate::model::id::ConnectionId;
use crate::model::run::{Fate, FaultKind, Properties, Publish, PublishError, RefuseReason, RunEvent};
use crate::model::topic::TopicName;

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
        LuaValue::Nil => Err(FaultKind::UnknownName { name: format!("connection.{key}") }.into()),
        found => Ok(found),
    }
}

/// Hands a message over. Gives nil when it was taken, and its number when the queue is full and the script must wait.
///
/// Arguments: connection, retain, topic, message, options.
pub(super) fn publish(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let connection = ConnectionId(call.text(0)?);
    let retain = call.arg(1).as_boolean().unwrap_or(false);
    let topic = TopicName::parse(&call.text(2)?).map_err(|error| FaultKind::Publish(RefuseReason::Topic(error)))?;
    let payload = match call.arg(3) {
        LuaValue::String(bytes) => bytes.as_bytes().to_vec(),
        _ => call.text(3)?.into_bytes(),
    };
    let qos = quality(call, 4)?;
    let from = call.host.place(call.line);
    let at = Instant::now();
    let message = Publish {
        number: call.host.take_number(),
        connection,
        topic,
        payload,
        retain,
        qos,
        properties: Properties::default(),
        from,
        at,
    };
    let number = message.number;
    // Told first: whoever reports the message's fate must not be faster than this.
    call.host.emit(RunEvent::Published(message.clone()));
    match call.host.outgoing.publish(message) {
        Ok(()) => Ok(LuaValue::Nil),
        Err(PublishError::Full(message)) => {
            call.host.pending.borrow_mut().insert(number, *message);
            Ok(LuaValue::Number(number as f64))
        }
        Err(PublishError::Refused(reason)) => {
            call.host.emit(RunEvent::Fate { number, fate: Fate::Refused(reason.clone()), at: Instant::now() });
            Err(FaultKind::Publish(reason).into())
        }
    }
}

/// Quality of service from the options table; 1 unless given.
fn quality(call: &Call<'_>, index: usize) -> Result<u8, Stop> {
    let value = match call.arg(index) {
        LuaValue::Nil => return Ok(1),
        LuaValue::Table(options) => match options.raw_get::<LuaValue>("qos")? {
            LuaValue::Nil => options.raw_get::<LuaValue>("QoS")?,
            value => value,
        },
        other => return Err(wrong_type("publish", "table", other).into()),
    };
    match (as_number(&value), &value) {
        (_, LuaValue::Nil) => Ok(1),
        (Some(qos), _) if [0.0, 1.0, 2.0].contains(&qos) => Ok(qos as u8),
        (Some(_) | None, other) => {
            Err(FaultKind::WrongType { to: "qos".to_owned(), wanted: "0, 1 or 2", got: text_of(other) }.into())
        }
    }
}
