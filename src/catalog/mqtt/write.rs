//! The code of the MQTT blocks, and what is checked in them while typing.

use super::slots::{
    CONTENT_TYPE, EXPIRY, FORM, MESSAGE, PROPERTIES, QUALITY, RESPONSE_TOPIC, TIMEOUT_ANSWER, TIMEOUT_CONFIRMATION,
};
use crate::catalog::def::{Literal, SlotDef};
use crate::catalog::emit::{Code, Emit, Expr, Node, number_literal, quoted};
use crate::catalog::slot_value;
use crate::model::blocks::check::Ty;
use crate::model::connection::Version;
use crate::model::item::Item;
use crate::model::names::is_ident;
use crate::model::payload::{Form, user_properties};
use crate::model::problem::ProblemKind;
use crate::model::types::truth;
use crate::model::value::{number_from_input, number_from_text, with_dot};

/// One entry of the options table.
type Entry = (&'static str, Expr);

pub(super) fn publish(e: &mut Emit<'_>, n: &Node<'_>) {
    let call = if is_retained(e, n) { "publishretain" } else { "publish" };
    let code = call_with_message(e, n, call, |_| Vec::new());
    e.line(code);
}

pub(super) fn publish_wait(e: &mut Emit<'_>, n: &Node<'_>) {
    let code = call_with_message(e, n, "publishwait", |e| {
        let mut first: Vec<Entry> = time(e, n, &TIMEOUT_CONFIRMATION).into_iter().collect();
        if is_retained(e, n) {
            first.push(("retain", Code::new(n, "true").atom()));
        }
        first
    });
    let (confirmed, reason) = (e.local_if_named(n, "confirmed"), e.local_if_named(n, "reason"));
    let call = code.atom();
    e.line(match (confirmed, reason) {
        (None, None) => Code::new(n, "assert(").expr(call).text(n, ")"),
        (Some(confirmed), None) => Code::new(n, format!("{confirmed} = ")).expr(call),
        (Some(confirmed), Some(reason)) => Code::new(n, format!("{confirmed}, {reason} = ")).expr(call),
        (None, Some(reason)) => Code::new(n, format!("{reason} = select(2, ")).expr(call).text(n, ")"),
    });
}

pub(super) fn clear_retained(e: &mut Emit<'_>, n: &Node<'_>) {
    let connection = e.connection(n, "connection");
    let topic = e.arg(n, "topic");
    let code = Code::new(n, format!("connections.getfromid({connection}).clearretained(")).expr(topic).text(n, ")");
    e.line(code);
}

pub(super) fn request(e: &mut Emit<'_>, n: &Node<'_>) {
    let code = call_with_message(e, n, "request", |e| time(e, n, &TIMEOUT_ANSWER).into_iter().collect());
    let (answer, received) = (e.local_if_named(n, "answer"), e.local_if_named(n, "received"));
    let call = code.atom();
    match (answer, received) {
        (None, None) => e.line(Code::new(n, "assert(").expr(call).text(n, ")")),
        (Some(answer), None) => e.line(Code::new(n, format!("{answer} = assert(")).expr(call).text(n, ")")),
        (None, Some(received)) => e.line(Code::new(n, format!("{received} = ")).expr(call).text(n, " ~= nil")),
        (Some(answer), Some(received)) => {
            e.line(Code::new(n, format!("{answer} = ")).expr(call));
            e.line(Code::new(n, format!("{received} = {answer} ~= nil")));
        }
    }
}

pub(super) fn connect(e: &mut Emit<'_>, n: &Node<'_>) {
    let connection = e.connection(n, "connection");
    e.line(Code::new(n, format!("connections.getfromid({connection}).connect()")));
}

pub(super) fn disconnect(e: &mut Emit<'_>, n: &Node<'_>) {
    let connection = e.connection(n, "connection");
    e.line(Code::new(n, format!("connections.getfromid({connection}).disconnect()")));
}

pub(super) fn connected(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let connection = e.connection(n, "connection");
    Code::new(n, format!("connections.getfromid({connection}).connected")).atom()
}

fn is_retained(e: &Emit<'_>, n: &Node<'_>) -> bool {
    e.choice(n, "kind") == "retained"
}

/// `connections.getfromid(id).call(topic, message [, options])`; `first` are the first entries of the options.
fn call_with_message(
    e: &mut Emit<'_>,
    n: &Node<'_>,
    call: &str,
    first: impl FnOnce(&mut Emit<'_>) -> Vec<Entry>,
) -> Code {
    let connection = e.connection(n, "connection");
    let topic = e.arg(n, "topic");
    let form = Form::from_key(&e.choice(n, FORM.key)).unwrap_or_default();
    let message = message(e, n, form);
    let mut code =
        Code::new(n, format!("connections.getfromid({connection}).{call}(")).expr(topic).text(n, ", ").expr(message);
    let mut entries = first(e);
    entries.extend(options(e, n, call == "request", form));
    for (i, (name, value)) in entries.iter().enumerate() {
        code = code.text(n, format!("{}{name} = ", if i == 0 { ", { " } else { ", " })).expr(value.clone());
    }
    code.text(n, if entries.is_empty() { ")" } else { " })" })
}

/// The message, checked where it is known by now.
fn message(e: &mut Emit<'_>, n: &Node<'_>, form: Form) -> Expr {
    let Some(value) = slot_value(n.block, MESSAGE.key) else { return e.arg(n, MESSAGE.key) };
    let text = value.to_text();
    let bad = |why| ProblemKind::BadPayload { slot: MESSAGE.key.to_owned(), form, why };
    match form {
        Form::Number if !text.trim().is_empty() => match number_text(&text) {
            // Its digits are the user's: 007 and 21.50 are sent so.
            Some(typed) if n.block.wire(MESSAGE.key).is_none() => Code::new(n, quoted(&typed)).atom(),
            _ => e.arg_of_type(n, MESSAGE.key, Ty::Number),
        },
        Form::Bool if truth(&text).is_some() => {
            Code::new(n, if truth(&text) == Some(true) { "true" } else { "false" }).atom()
        }
        Form::Text | Form::Json | Form::Number | Form::Bool | Form::Hex | Form::Base64 => {
            if let Err(why) = form.encode(&text) {
                e.problem(n, bad(why));
            }
            e.arg(n, MESSAGE.key)
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
    let level = e.choice(n, QUALITY.key);
    if matches!(level.as_str(), "0" | "2") {
        entries.push(("qos", Code::new(n, level).atom()));
    }
    let mut five = Vec::new();
    if let Some((_, secs)) = time(e, n, &EXPIRY) {
        five.push(EXPIRY.key);
        entries.push(("expiry", secs));
    }
    if is_set(n, RESPONSE_TOPIC.key) {
        // A request listens there itself, in either version.
        if !is_request {
            five.push(RESPONSE_TOPIC.key);
        }
        entries.push(("responsetopic", e.arg(n, RESPONSE_TOPIC.key)));
    }
    if is_set(n, CONTENT_TYPE.key) {
        five.push(CONTENT_TYPE.key);
        entries.push(("contenttype", e.arg(n, CONTENT_TYPE.key)));
    }
    if is_set(n, PROPERTIES.key) {
        five.push(PROPERTIES.key);
        entries.push(("properties", properties(e, n)));
    }
    if form != Form::Text {
        entries.push(("format", Code::new(n, quoted(form.key())).atom()));
    }
    let id = n.block.item("connection").and_then(Item::connection);
    let connection = id.and_then(|id| e.project().connection(&id));
    let old = connection.is_some_and(|connection| connection.mqtt().version == Version::V311);
    for slot in five.into_iter().filter(|_| old) {
        e.problem(n, ProblemKind::OnlyVersion5 { slot: slot.to_owned() });
    }
    entries
}

/// Whether a slot is wired or has a text in it.
fn is_set(n: &Node<'_>, key: &str) -> bool {
    n.block.wire(key).is_some() || slot_value(n.block, key).is_some_and(|value| !value.to_text().is_empty())
}

/// A number of seconds, unless it is the row's default.
fn time(e: &mut Emit<'_>, n: &Node<'_>, slot: &SlotDef) -> Option<Entry> {
    let name = if slot.key == EXPIRY.key { "expiry" } else { "timeout" };
    let value = slot_value(n.block, slot.key).map(|value| value.to_text());
    if n.block.wire(slot.key).is_none()
        && let Some(text) = value
        && let Literal::Number(default) = slot.default
    {
        let number = number_from_input(&text);
        if text.trim().is_empty() || number == Some(default) {
            return None;
        }
        if let Some(negative) = number.filter(|number| *number < 0.0) {
            let text = number_literal(negative);
            e.problem(n, ProblemKind::NotANumber { slot: slot.key.to_owned(), text });
        }
    }
    Some((name, e.arg(n, slot.key)))
}

/// The user's own properties: a table where the names allow it.
fn properties(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let Some(value) = slot_value(n.block, PROPERTIES.key) else { return e.arg(n, PROPERTIES.key) };
    let pairs = match user_properties(&value.to_text()) {
        Ok(pairs) => pairs,
        Err(part) => {
            e.problem(n, ProblemKind::BadProperties { slot: PROPERTIES.key.to_owned(), part });
            return Code::new(n, "{}").atom();
        }
    };
    let repeated = pairs.iter().enumerate().any(|(i, (name, _))| pairs.iter().take(i).any(|(other, _)| other == name));
    if repeated {
        return e.arg(n, PROPERTIES.key);
    }
    let entry = |(name, value): &(String, String)| {
        let name = if is_ident(name) { name.clone() } else { format!("[{}]", quoted(name)) };
        format!("{name} = {}", quoted(value))
    };
    let entries: Vec<String> = pairs.iter().map(entry).collect();
    Code::new(n, format!("{{ {} }}", entries.join(", "))).atom()
}
