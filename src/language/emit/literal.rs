//! Literals of Lua: texts and numbers that come back exactly as they were.

use std::fmt::Write as _;

use super::{Code, Expr, Node, Prec};
use crate::model::names::is_ident;
use crate::model::types::Ty;
use crate::model::value::{Value, number_as_typed, number_to_exact_text, with_dot};

/// A text as Lua literal: single quotes, unless it has `'` and no `"`.
pub fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            // Always three digits: the next character may be a digit.
            c if c.is_ascii_control() => {
                // Writing to a text cannot fail.
                let _written = write!(out, "\\{:03}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}

/// A number as Lua literal: `3`, `0.5`, `1e21`, `math.huge`; it comes back to the last bit.
pub fn number_literal(number: f64) -> String {
    if number.is_nan() {
        "0 / 0".to_owned()
    } else if number == f64::INFINITY {
        "math.huge".to_owned()
    } else if number == f64::NEG_INFINITY {
        "-math.huge".to_owned()
    } else {
        number_to_exact_text(number)
    }
}

pub(super) fn number_expr(node: &Node<'_>, number: f64) -> Expr {
    let prec = if number.is_nan() {
        Prec::Multiply
    } else if number < 0.0 {
        Prec::Unary
    } else {
        Prec::Atom
    };
    Code::new(node, number_literal(number)).with_prec(prec)
}

/// A literal in a slot that takes anything: what is typed as a number or truth value is one.
pub(super) fn any_expr(node: &Node<'_>, value: &Value) -> Expr {
    match value {
        Value::Text(text) | Value::Raw(text) => match text.as_str() {
            "true" | "false" => Code::new(node, text.clone()).atom(),
            text => match number_as_typed(&with_dot(text)) {
                Some(number) => number_expr(node, number),
                None => Code::new(node, quoted(text)).atom(),
            },
        },
        Value::Bool(_) | Value::Number(_) | Value::List(_) | Value::Record(_) => value_expr(node, value),
    }
}

/// A value as it is.
pub(super) fn value_expr(node: &Node<'_>, value: &Value) -> Expr {
    match value {
        Value::Number(number) => number_expr(node, *number),
        Value::Bool(_) | Value::Text(_) | Value::Raw(_) | Value::List(_) | Value::Record(_) => {
            Code::new(node, value_literal(value)).atom()
        }
    }
}

/// A value as Lua literal: `true`, `3`, `'a'`, `{ 1, 2 }`, `{ a = 1, ['b c'] = 2 }`.
pub(super) fn value_literal(value: &Value) -> String {
    let table = |entries: Vec<String>| {
        if entries.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", entries.join(", ")) }
    };
    match value {
        Value::Bool(on) => on.to_string(),
        Value::Number(number) => number_literal(*number),
        Value::Text(text) | Value::Raw(text) => quoted(text),
        Value::List(list) => table(list.iter().map(value_literal).collect()),
        Value::Record(record) => {
            let entry = |(name, value): (&String, &Value)| {
                let name = if is_ident(name) { name.clone() } else { format!("[{}]", quoted(name)) };
                format!("{name} = {}", value_literal(value))
            };
            table(record.iter().map(entry).collect())
        }
    }
}

/// What a slot of this type has where nothing is in it.
pub(super) fn nothing(ty: Ty) -> Value {
    match ty {
        Ty::Text | Ty::Time | Ty::Color | Ty::Any => Value::from(""),
        Ty::Number | Ty::Bool | Ty::List | Ty::Record => ty.default_value(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_so_that_they_come_back() {
        assert_eq!(quoted("an"), "'an'");
        assert_eq!(quoted("it's"), "\"it's\"");
        assert_eq!(quoted("it's \"so\""), "'it\\'s \"so\"'");
        assert_eq!(quoted("a\nb\r\t\\\u{1}7"), "'a\\nb\\r\\t\\\\\\0017'");
        assert_eq!(quoted("]] -- Größe"), "']] -- Größe'");
    }

    #[test]
    fn numbers_are_short() {
        for (number, text) in [
            (3.0, "3"),
            (-2.0, "-2"),
            (0.5, "0.5"),
            (1_234_567_890_123_456.0, "1234567890123456"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1e21, "1e21"),
            (1e-7, "1e-7"),
            (f64::INFINITY, "math.huge"),
        ] {
            assert_eq!(number_literal(number), text);
        }
    }

    #[test]
    fn lists_and_records_are_tables() {
        let value = Value::from_json(r#"{"a": [1, "x"], "b c": true, "end": {}, "x": []}"#).unwrap();
        let lua = "{ a = { 1, 'x' }, ['b c'] = true, ['end'] = {}, x = {} }";
        assert_eq!(value_literal(&value), lua);
    }
}
