//! `text.matches` and its like. Each match is found in time that grows with text and pattern; between two of them a
//! script whose time is over ends.

use mlua::Value as LuaValue;

use super::libs::pace;
use super::{Call, HostFn, host_fn};
use crate::engine::convert::{MAX_TEXT, MAX_VALUES};
use crate::engine::fault::Stop;
use crate::language::api::regex;
use crate::model::regex::{Pattern, read_pattern};
use crate::model::run::FaultKind;

pub(super) const FUNCTIONS: &[HostFn] = &[
    host_fn(&regex::MATCHES, |call| {
        let (text, pattern) = subject(call)?;
        Ok(LuaValue::Boolean(pattern.is_match(&text)))
    }),
    host_fn(&regex::EXTRACT, extract),
    host_fn(&regex::EXTRACT_ALL, extract_all),
    host_fn(&regex::REPLACE_PATTERN, replace),
];

/// Longest text that is looked through: nothing can interrupt the search for one match.
const LONGEST: usize = 1 << 20;
/// Patterns that are kept.
const KEPT: usize = 32;

/// The patterns that were used last: a loop uses the same one again and again.
#[derive(Debug, Default)]
pub(in crate::engine) struct PatternCache(Vec<(String, Pattern)>);

impl PatternCache {
    fn get(&mut self, text: &str) -> Result<Pattern, FaultKind> {
        if let Some((_, known)) = self.0.iter().find(|(known, _)| known == text) {
            return Ok(known.clone());
        }
        let read = read_pattern(text).map_err(|flaw| FaultKind::BadPattern { pattern: text.to_owned(), flaw })?;
        if self.0.len() >= KEPT {
            self.0.remove(0);
        }
        self.0.push((text.to_owned(), read.clone()));
        Ok(read)
    }
}

/// The text and the pattern of a call.
fn subject(call: &Call<'_>) -> Result<(String, Pattern), Stop> {
    let (text, pattern) = (call.text(0)?, call.text(1)?);
    if text.len() > LONGEST {
        return Err(FaultKind::Memory.into());
    }
    let pattern = call.host.patterns.borrow_mut().get(&pattern)?;
    Ok((text, pattern))
}

/// The bracket that a call is about: the one that is named, else the first, else all that is found.
fn group(call: &Call<'_>, pattern: &Pattern) -> Result<usize, Stop> {
    let usual = usize::from(pattern.captures_len() > 1);
    Ok(call.number_or(2, usual as f64)?.max(0.0) as usize)
}

fn extract(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let (text, pattern) = subject(call)?;
    let group = group(call, &pattern)?;
    match pattern.captures(&text).and_then(|found| found.get(group)) {
        Some(found) => call.give(found.as_str()),
        None => Ok(LuaValue::Nil),
    }
}

fn extract_all(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let (text, pattern) = subject(call)?;
    let group = group(call, &pattern)?;
    let list = call.lua.create_table()?;
    for (step, found) in pattern.captures_iter(&text).enumerate() {
        pace(call.host, step)?;
        if step >= MAX_VALUES {
            return Err(FaultKind::Memory.into());
        }
        list.raw_push(found.get(group).map_or("", |found| found.as_str()))?;
    }
    Ok(LuaValue::Table(list))
}

fn replace(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let ((text, pattern), new) = (subject(call)?, call.text(2)?);
    let (mut out, mut done) = (String::new(), 0);
    for (step, found) in pattern.captures_iter(&text).enumerate() {
        pace(call.host, step)?;
        let Some(whole) = found.get(0) else { continue };
        out.push_str(text.get(done..whole.start()).unwrap_or_default());
        found.expand(&new, &mut out);
        done = whole.end();
        if out.len() > MAX_TEXT {
            return Err(FaultKind::Memory.into());
        }
    }
    out.push_str(text.get(done..).unwrap_or_default());
    call.give(&out)
}
