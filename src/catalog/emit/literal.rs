//! Literals of Lua: texts and numbers that come back exactly as they were.

use std::fmt::Write as _;

use super::{Code, Expr, Node, Prec};
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
        Value::Bool(on) => Code::new(node, if *on { "true" } else { "false" }).atom(),
        Value::Number(number) => number_expr(node, *number),
        Value::Text(text) | Value::Raw(text) => match text.as_str() {
            "true" | "false" => Code::new(node, text.clone()).atom(),
            text => match number_as_typed(&with_dot(text)) {
                Some(number) => number_expr(node, number),
                None => Code::new(node, quoted(text)).atom(),
            },
        },
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
}
