//! The code of the MQTT blocks, and what is checked in them while typing.

use super::slots::{
    ANSWER, CONFIRMED, CONNECTION, CONTENT_TYPE, EXPIRY, FORM, MESSAGE, OFFLINE, ON_CHANGE, PROPERTIES, QUALITY,
    REASON, RECEIVED, RESPONSE_TOPIC, RETAIN, TIMEOUT_ANSWER, TIMEOUT_CONFIRMATION, TOPIC,
};
use crate::language::api::{ApiDef, connection, lua};
use crate::language::block::{Literal, SlotDef};
use crate::language::checks::{bad_payload, bad_properties, not_a_number, only_version_5};
use crate::language::emit::{Code, Emit, Expr, Node, number_literal, quoted};
use crate::model::connection::{Keyed as _, OfflineRule, Version};
use crate::model::item::Item;
use crate::model::payload::{Form, user_properties};
use crate::model::types::Ty;
use crate::model::types::truth;
use crate::model::value::{number_from_input, number_from_text, with_dot};

/// One entry of the options table.
type Entry = (String, Expr);

pub(super) fn publish(e: &mut Emit<'_>, n: &Node<'_>) {
    let call = if is_retained(e, n) { &connection::PUBLISH_RETAIN } else { &connection::PUBLISH };
    let code = call_with_message(e, n, call, |e| {
        let is_off = e.value(n, &ON_CHANGE).is_some_and(|value| value.as_bool() != Some(true));
        if is_off { Vec::new() } else { vec![("onchange".to_owned(), e.arg(n, &ON_CHANGE))] }
    });
    e.line(code);
}

pub(super) fn publish_wait(e: &mut Emit<'_>, n: &Node<'_>) {
    let call = call_with_message(e, n, &connection::PUBLISH_WAIT, |e| {
        let mut first: Vec<Entry> = time(e, n, &TIMEOUT_CONFIRMATION).into_iter().collect();
        if is_retained(e, n) {
            first.push(("retain".to_owned(), Code::name(n, "true")));
        }
        first
    });
    let (confirmed, reason) = (e.local_if_named(n, CONFIRMED.key), e.local_if_named(n, REASON.key));
    e.line(match (confirmed, reason) {
        (None, None) => Code::call(n, &lua::ASSERT, vec![call]).into(),
        (Some(confirmed), None) => Code::new(n, format!("{confirmed} = ")).expr(call),
        (Some(confirmed), Some(reason)) => Code::new(n, format!("{confirmed}, {reason} = ")).expr(call),
        (None, Some(reason)) => {
            let second = Code::call(n, &lua::SELECT, vec![Code::name(n, "2"), call]);
            Code::new(n, format!("{reason} = ")).expr(second)
        }
    });
}

pub(super) fn clear_retained(e: &mut Emit<'_>, n: &Node<'_>) {
    let object = connection_of(e, n);
    let topic = e.arg(n, &TOPIC);
    e.line(object.method(n, &connection::CLEAR_RETAINED, vec![topic]));
}

pub(super) fn request(e: &mut Emit<'_>, n: &Node<'_>) {
    let call = call_with_message(e, n, &connection::REQUEST, |e| time(e, n, &TIMEOUT_ANSWER).into_iter().collect());
    let (answer, received) = (e.local_if_named(n, ANSWER.key), e.local_if_named(n, RECEIVED.key));
    match (answer, received) {
        (None, None) => e.line(Code::call(n, &lua::ASSERT, vec![call])),
        (Some(answer), None) => {
            e.line(Code::new(n, format!("{answer} = ")).expr(Code::call(n, &lua::ASSERT, vec![call])));
        }
        (None, Some(received)) => e.line(Code::new(n, format!("{received} = ")).expr(call).text(n, " ~= nil")),
        (Some(answer), Some(received)) => {
            e.line(Code::new(n, format!("{answer} = ")).expr(call));
            e.line(Code::new(n, format!("{received} = {answer} ~= nil")));
        }
    }
}

pub(super) fn connect(e: &mut Emit<'_>, n: &Node<'_>) {
    let object = connection_of(e, n);
    e.line(object.method(n, &connection::CONNECT, Vec::new()));
}

pub(super) fn disconnect(e: &mut Emit<'_>, n: &Node<'_>) {
    let object = connection_of(e, n);
    e.line(object.method(n, &connection::DISCONNECT, Vec::new()));
}

pub(super) fn connected(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    connection_of(e, n).member(n, &connection::CONNECTED)
}

fn is_retained(e: &Emit<'_>, n: &Node<'_>) -> bool {
    e.choice(n, &RETAIN) == "retained"
}

/// `connections.getfromid(id)`
fn connection_of(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let id = e.connection(n, CONNECTION.key);
    Code::call(n, &connection::GET_FROM_ID, vec![Code::name(n, id)])
}

/// `connections.getfromid(id).call(topic, message [, options])`; `first` are the first entries of the options.
fn call_with_message(
    e: &mut Emit<'_>,
    n: &Node<'_>,
    call: &ApiDef,
    first: impl FnOnce(&mut Emit<'_>) -> Vec<Entry>,
) -> Expr {
    let object = connection_of(e, n);
    let topic = e.arg(n, &TOPIC);
    let form = Form::from_key(&e.choice(n, &FORM)).unwrap_or_default();
    let retained = *call != connection::REQUEST && is_retained(e, n);
    let message = message(e, n, (form, retained));
    let mut entries = first(e);
    entries.extend(options(e, n, *call == connection::REQUEST, form));
    let mut args = vec![topic, message];
    if !entries.is_empty() {
        args.push(Code::table(n, entries));
    }
    object.method(n, call, args)
}

/// The message, checked where it is known by now.
fn message(e: &mut Emit<'_>, n: &Node<'_>, (form, retained): (Form, bool)) -> Expr {
    let Some(value) = e.value(n, &MESSAGE) else { return e.arg(n, &MESSAGE) };
    let text = value.to_text();
    match form {
        Form::Number if !text.trim().is_empty() => match number_text(&text) {
            // Its digits are the user's: 007 and 21.50 are sent so.
            Some(typed) if n.block.wire(MESSAGE.key).is_none() => Code::name(n, quoted(&typed)),
            _ => e.arg_of_type(n, &MESSAGE, Ty::Number),
        },
        Form::Bool if truth(&text).is_some() => {
            Code::name(n, if truth(&text) == Some(true) { "true" } else { "false" })
        }
        Form::Text | Form::Json | Form::Number | Form::Bool | Form::Hex | Form::Base64 => {
            if let Err(why) = form.message(&text, retained) {
                e.report(bad_payload::at(e.place(n), &MESSAGE.label.into(), form, &why));
            }
            e.arg(n, &MESSAGE)
        }
    }
}

/// A number that a literal of Lua would not keep as it was typed, with a dot.
fn number_text(text: &str) -> Option<String> {
    let text = with_dot(text);
    let number = number_from_text(&text)?;
    (number_literal(number) != text).then_some(text)
}

/// What is set besides topic and message.
fn options(e: &mut Emit<'_>, n: &Node<'_>, is_request: bool, form: Form) -> Vec<Entry> {
    let mut entries = Vec::new();
    let level = e.choice(n, &QUALITY);
    if matches!(level.as_str(), "0" | "2") {
        entries.push(("qos".to_owned(), Code::name(n, level)));
    }
    // A request is for now: it ends with the time that its answer is waited for.
    if !is_request && let Some(rule) = OfflineRule::from_key(&e.choice(n, &OFFLINE)) {
        entries.push(("offline".to_owned(), Code::name(n, quoted(rule.key()))));
    }
    let mut five = Vec::new();
    if let Some(entry) = time(e, n, &EXPIRY) {
        five.push(EXPIRY.label);
        entries.push(entry);
    }
    if is_set(e, n, &RESPONSE_TOPIC) {
        // A request listens there itself, in either version.
        if !is_request {
            five.push(RESPONSE_TOPIC.label);
        }
        entries.push(("responsetopic".to_owned(), e.arg(n, &RESPONSE_TOPIC)));
    }
    if is_set(e, n, &CONTENT_TYPE) {
        five.push(CONTENT_TYPE.label);
        entries.push(("contenttype".to_owned(), e.arg(n, &CONTENT_TYPE)));
    }
    if is_set(e, n, &PROPERTIES) {
        five.push(PROPERTIES.label);
        entries.push(("properties".to_owned(), properties(e, n)));
    }
    if form != Form::Text {
        entries.push(("format".to_owned(), Code::name(n, quoted(form.key()))));
    }
    let id = n.block.item(CONNECTION.key).and_then(Item::connection);
    let connection = id.and_then(|id| e.project().connection(&id));
    let old = connection.is_some_and(|connection| connection.version() == Some(Version::V311));
    for slot in five.into_iter().filter(|_| old) {
        let fix = connection.map(only_version_5::fix);
        e.report(only_version_5::at(e.place(n), &slot.into()).with_fix(fix));
    }
    entries
}

/// Whether a slot is wired or has a text in it.
fn is_set(e: &Emit<'_>, n: &Node<'_>, slot: &SlotDef) -> bool {
    e.is_wired(n, slot) || !e.choice(n, slot).is_empty()
}

/// A number of seconds, unless it is the row's default.
fn time(e: &mut Emit<'_>, n: &Node<'_>, slot: &SlotDef) -> Option<Entry> {
    let name = if slot.key == EXPIRY.key { "expiry" } else { "timeout" };
    if let Some(text) = e.value(n, slot).map(|value| value.to_text())
        && let Literal::Number(default) = slot.default
    {
        let number = number_from_input(&text);
        if text.trim().is_empty() || number == Some(default) {
            return None;
        }
        if let Some(negative) = number.filter(|number| *number < 0.0) {
            e.report(not_a_number::in_slot(e.place(n), (slot.key, &slot.label.into()), &number_literal(negative)));
        }
    }
    Some((name.to_owned(), e.arg(n, slot)))
}

/// The user's own properties: a table where the names allow it.
fn properties(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let Some(value) = e.value(n, &PROPERTIES) else { return e.arg(n, &PROPERTIES) };
    let pairs = match user_properties(&value.to_text()) {
        Ok(pairs) => pairs,
        Err(part) => {
            e.report(bad_properties::at(e.place(n), (PROPERTIES.key, &PROPERTIES.label.into()), &part));
            return Code::name(n, "{}");
        }
    };
    let repeated = pairs.iter().enumerate().any(|(i, (name, _))| pairs.iter().take(i).any(|(other, _)| other == name));
    if repeated {
        return e.arg(n, &PROPERTIES);
    }
    Code::table(n, pairs.into_iter().map(|(name, value)| (name, Code::name(n, quoted(&value)))).collect())
}
