//! The table that publishing functions take as their last argument.

use mlua::Value as LuaValue;

use super::super::Call;
use crate::engine::convert::{MAX_TEXT, as_number, text_of, wrong_type};
use crate::engine::fault::{Stop, unknown};
use crate::model::connection::{Keyed as _, OfflineRule};
use crate::model::payload::{Form, user_properties};
use crate::model::run::{FaultKind, Properties, RefuseReason};
use crate::model::topic::TopicName;

/// Longest wait for a confirmation or an answer, in seconds: a day.
const LONGEST: f64 = 86_400.0;
/// Most properties of the user's own.
const MAX_USER: usize = 1_000;

/// All options.
const KEYS: &[&str] = &[
    "qos",
    "retain",
    "format",
    "timeout",
    "expiry",
    "responsetopic",
    "contenttype",
    "offline",
    "properties",
    "onchange",
];

/// What a script asks for besides topic and message.
#[derive(Debug)]
pub(super) struct Options {
    pub(super) qos: u8,
    pub(super) retain: bool,
    pub(super) form: Form,
    /// Seconds to wait, where the function waits.
    pub(super) timeout: Option<f64>,
    pub(super) properties: Properties,
    /// What happens while offline, where it is not what the connection says.
    pub(super) offline: Option<OfflineRule>,
    /// Only if it differs from what was published there last.
    pub(super) on_change: bool,
}

impl Options {
    /// That it is sent in any case: whoever waits for what comes of it would wait in vain.
    pub(super) fn always(&self, call: &Call<'_>) -> Result<(), Stop> {
        if self.on_change {
            let others = KEYS.iter().copied().filter(|key| *key != "onchange");
            return Err(unknown(format!("{} {{ onchange }}", call.name), "onchange", others).into());
        }
        Ok(())
    }
}

/// Reads the options at `index`.
pub(super) fn read(call: &Call<'_>, index: usize, retain: bool) -> Result<Options, Stop> {
    let mut options = Options {
        qos: 1,
        retain,
        form: Form::Text,
        timeout: None,
        properties: Properties::default(),
        offline: None,
        on_change: false,
    };
    let table = match call.arg(index) {
        LuaValue::Nil => return Ok(options),
        LuaValue::Table(table) => table,
        other => return Err(wrong_type(call.name, "table", other).into()),
    };
    for pair in table.pairs::<LuaValue, LuaValue>() {
        let (key, value) = pair?;
        let key = text_of(&key);
        if value == LuaValue::Nil {
            continue;
        }
        match key.to_lowercase().as_str() {
            "qos" => options.qos = quality(&value)?,
            "retain" => {
                options.retain = value.as_boolean().ok_or_else(|| wrong_type("retain", "boolean", &value))?;
            }
            "format" => options.form = form(&value)?,
            "timeout" => options.timeout = Some(number(&value, "timeout", 0.0, LONGEST)?),
            "expiry" => {
                // Zero is the block's way to say that it never expires.
                let secs = number(&value, "expiry", 0.0, f64::from(u32::MAX))?;
                options.properties.expiry_secs = (secs > 0.0).then_some(secs.ceil() as u32);
            }
            "responsetopic" => options.properties.response_topic = response_topic(&value)?,
            "contenttype" => {
                let text = text_of(&value);
                options.properties.content_type = (!text.is_empty()).then_some(text);
            }
            "offline" => options.offline = offline(&value)?,
            "onchange" => {
                options.on_change = value.as_boolean().ok_or_else(|| wrong_type("onchange", "boolean", &value))?;
            }
            "properties" => options.properties.user = user(&value)?,
            _ => return Err(unknown(format!("{} {{ {key} }}", call.name), &key, KEYS.iter().copied()).into()),
        }
    }
    Ok(options)
}

fn quality(value: &LuaValue) -> Result<u8, Stop> {
    match as_number(value) {
        Some(qos) if [0.0, 1.0, 2.0].contains(&qos) => Ok(qos as u8),
        Some(_) | None => {
            Err(FaultKind::WrongType { to: "qos".to_owned(), wanted: "0, 1 or 2", got: text_of(value) }.into())
        }
    }
}

fn form(value: &LuaValue) -> Result<Form, Stop> {
    Form::from_key(&text_of(value)).ok_or_else(|| {
        let wanted = "text, json, number, bool, hex or base64";
        FaultKind::WrongType { to: "format".to_owned(), wanted, got: text_of(value) }.into()
    })
}

/// As a connection says it; empty, as in a slot that was left alone, is what the connection says.
fn offline(value: &LuaValue) -> Result<Option<OfflineRule>, Stop> {
    let key = text_of(value).to_lowercase();
    match OfflineRule::from_key(&key) {
        None if !key.is_empty() => {
            let wanted = "brief, buffer or refuse";
            Err(FaultKind::WrongType { to: "offline".to_owned(), wanted, got: text_of(value) }.into())
        }
        rule => Ok(rule),
    }
}

/// A number not below `min`; above `max` it counts as `max`.
fn number(value: &LuaValue, to: &str, min: f64, max: f64) -> Result<f64, Stop> {
    match as_number(value) {
        Some(number) if number >= min => Ok(number.min(max)),
        Some(_) | None => Err(wrong_type(to, "number", value).into()),
    }
}

fn response_topic(value: &LuaValue) -> Result<Option<String>, Stop> {
    let text = text_of(value);
    if text.is_empty() {
        return Ok(None);
    }
    match TopicName::parse(&text) {
        Ok(topic) => Ok(Some(topic.as_str().to_owned())),
        Err(why) => Err(FaultKind::Publish(RefuseReason::Topic(why)).into()),
    }
}

/// Properties from a table of names and values, or from the text `name=value; name2=value2`.
fn user(value: &LuaValue) -> Result<Vec<(String, String)>, Stop> {
    let table = match value {
        LuaValue::Table(table) => table,
        other => {
            return user_properties(&text_of(other)).map_err(|part| {
                FaultKind::WrongType { to: "properties".to_owned(), wanted: "name=value", got: part }.into()
            });
        }
    };
    let (mut user, mut bytes) = (Vec::new(), 0);
    for pair in table.pairs::<LuaValue, LuaValue>() {
        let (name, value) = pair?;
        let (name, value) = (text_of(&name), text_of(&value));
        bytes += name.len() + value.len();
        if user.len() >= MAX_USER || bytes > MAX_TEXT {
            return Err(FaultKind::Memory.into());
        }
        user.push((name, value));
    }
    // A table has no order of its own.
    user.sort();
    Ok(user)
}
