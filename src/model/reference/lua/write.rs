//! Writes names into Lua text.

use std::ops::Range;

use super::Spelling;
use crate::model::names::is_ident;

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
