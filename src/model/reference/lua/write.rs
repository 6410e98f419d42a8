//! Writes names into Lua text.

use std::ops::Range;

use super::Spelling;
use super::tokens::{LuaTokenKind, tokens};
use crate::model::names::is_ident;
use crate::model::value::{Value, number_to_exact_text};

/// The text with other words in the place of what was found; the ranges must be those of this text.
pub(in crate::model::reference) fn replaced(text: &str, mut new: Vec<(Range<usize>, String)>) -> String {
    new.sort_by_key(|(range, _)| range.start);
    let mut out = String::new();
    let mut done = 0;
    for (range, word) in new {
        out.push_str(text.get(done..range.start).unwrap_or_default());
        out.push_str(&word);
        done = range.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

/// A name as it stands in the text in this spelling; `None` where it would have to be escaped.
pub(in crate::model::reference) fn written(name: &str, spelling: Spelling) -> Option<String> {
    if spelling == Spelling::Member && is_ident(name) {
        return Some(format!(".{name}"));
    }
    if spelling == Spelling::Key && is_ident(name) {
        return Some(name.to_owned());
    }
    if name.contains(|c: char| c == '\\' || c.is_control()) {
        return None;
    }
    let quote = ['\'', '"'].into_iter().find(|quote| !name.contains(*quote))?;
    match spelling {
        Spelling::Member | Spelling::Key => Some(format!("[{quote}{name}{quote}]")),
        Spelling::Text => Some(format!("{quote}{name}{quote}")),
        Spelling::Bare => Some(name.to_owned()),
        Spelling::Number => None,
    }
}

/// A name as it stands in a text in this spelling; `None` where it would have to be escaped.
pub fn spelled_as(name: &str, spelling: Spelling) -> Option<String> {
    written(name, spelling)
}

/// A value as it stands in Lua.
pub(in crate::model::reference) fn literal(value: &Value) -> String {
    match value {
        Value::Bool(on) => on.to_string(),
        Value::Number(number) if number.is_finite() => number_to_exact_text(*number),
        value => format!("\"{}\"", escaped(value.to_text(), '"')),
    }
}

/// A text as it stands between these quotes.
fn escaped(text: String, quote: char) -> String {
    if !text.contains(|c: char| c == quote || c == '\\' || c == '{' || c.is_control()) {
        return text;
    }
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\0' => out.push_str("\\0"),
            '\\' => out.push_str("\\\\"),
            // In backticks it begins an expression.
            '{' if quote == '`' => out.push_str("\\{"),
            c if c == quote => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

/// How the inside of a text is changed: its source, and how what comes into it has to be written.
pub(in crate::model) type InText<'a> = &'a dyn Fn(&str, &dyn Fn(String) -> String) -> Option<String>;

/// The same Lua with its texts changed; also a name that stands alone in the braces of a text in backticks.
pub(in crate::model::reference) fn with_texts(text: &str, change: InText<'_>) -> String {
    let mut new = Vec::new();
    for token in tokens(text) {
        let source = text.get(token.range.clone()).unwrap_or_default();
        let quote = source.chars().next().unwrap_or_default();
        match token.kind {
            LuaTokenKind::Text(_) if matches!(quote, '"' | '\'' | '`') && source.len() > 1 => {
                let inner = source.get(1..source.len() - 1).unwrap_or_default();
                let changed = change(inner, &|value| escaped(value, quote));
                new.extend(changed.map(|inner| (token.range, format!("{quote}{inner}{quote}"))));
            }
            LuaTokenKind::Text(inner) if quote == '[' => {
                let changed = change(&inner, &|value| value).map(Value::from);
                new.extend(changed.map(|inner| (token.range, literal(&inner))));
            }
            LuaTokenKind::Sign(';') if quote == '{' => {
                let rest = text.get(token.range.start..).unwrap_or_default();
                let hole = rest.find('}').and_then(|end| rest.get(..=end)).unwrap_or_default();
                let changed = change(hole, &|value| escaped(value, '`'));
                new.extend(changed.map(|inner| (token.range.start..token.range.start + hole.len(), inner)));
            }
            _ => {}
        }
    }
    replaced(text, new)
}
