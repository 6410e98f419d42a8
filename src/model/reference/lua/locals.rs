//! Which names a text itself declares or sets.

use std::collections::BTreeMap;

use super::tokens::{LuaToken, LuaTokenKind};
use crate::model::names::KEYWORDS;

/// How often each local name is declared or set: only a name that is set once can stand for one thing.
pub(super) fn locals(tokens: &[LuaToken<'_>]) -> BTreeMap<String, usize> {
    let mut out: BTreeMap<String, usize> = BTreeMap::new();
    let mut add = |name: &str| *out.entry(name.to_owned()).or_default() += 1;
    for (index, token) in tokens.iter().enumerate() {
        let behind = tokens.get(index + 1..).unwrap_or_default();
        match &token.kind {
            LuaTokenKind::Name("local" | "for") => declared(behind, &mut add),
            LuaTokenKind::Name("function") => function(behind, &mut add),
            LuaTokenKind::Sign('=') => {
                let before = tokens.get(..index).unwrap_or_default();
                let compares = behind.first().is_some_and(|next| next.kind == LuaTokenKind::Sign('='));
                if !compares {
                    assigned(before, &mut add);
                }
            }
            LuaTokenKind::Name(_) | LuaTokenKind::Text(_) | LuaTokenKind::Number(_) | LuaTokenKind::Sign(_) => {}
        }
    }
    out
}

/// All names of the list in front of `=` or `in`, without their types.
fn declared(list: &[LuaToken<'_>], add: &mut impl FnMut(&str)) {
    let (mut depth, mut in_type) = (0_usize, false);
    for token in list {
        match token.kind {
            LuaTokenKind::Sign('(' | '{' | '[' | '<') if in_type => depth += 1,
            LuaTokenKind::Sign(')' | '}' | ']' | '>') if in_type => depth = depth.saturating_sub(1),
            LuaTokenKind::Sign(',') => in_type = in_type && depth > 0,
            LuaTokenKind::Sign(':') => in_type = true,
            LuaTokenKind::Name("function") if !in_type => {}
            LuaTokenKind::Name(name) if KEYWORDS.contains(&name) && name != "nil" => return,
            LuaTokenKind::Sign('=') => return,
            _ if in_type => {}
            LuaTokenKind::Name(name) => add(name),
            LuaTokenKind::Sign(_) | LuaTokenKind::Text(_) | LuaTokenKind::Number(_) => return,
        }
    }
}

/// `function name(…)` sets a name and declares its arguments; with a colon also `self`.
fn function(behind: &[LuaToken<'_>], add: &mut impl FnMut(&str)) {
    let Some(open) = behind.iter().position(|token| token.kind == LuaTokenKind::Sign('(')) else { return };
    let (name, list) = behind.split_at(open);
    match name {
        [LuaToken { kind: LuaTokenKind::Name(name), .. }] => add(name),
        _ if name.iter().any(|token| token.kind == LuaTokenKind::Sign(':')) => add("self"),
        _ => {}
    }
    for token in list {
        match token.kind {
            LuaTokenKind::Name(name) => add(name),
            LuaTokenKind::Sign(')') => return,
            LuaTokenKind::Sign(_) | LuaTokenKind::Text(_) | LuaTokenKind::Number(_) => {}
        }
    }
}

/// `a, b =` sets names that no `local` declares; in braces, behind a comma or at the beginning, are names of members.
fn assigned(before: &[LuaToken<'_>], add: &mut impl FnMut(&str)) {
    let mut names = Vec::new();
    let mut rest = before;
    while let [front @ .., LuaToken { kind: LuaTokenKind::Name(name), .. }] = rest {
        names.push(*name);
        match front {
            [more @ .., LuaToken { kind: LuaTokenKind::Sign(','), .. }] => rest = more,
            [
                ..,
                LuaToken {
                    kind: LuaTokenKind::Name("local" | "for") | LuaTokenKind::Sign('.' | ':' | '{' | '('), ..
                },
            ] => {
                return;
            }
            _ => {
                names.into_iter().for_each(add);
                return;
            }
        }
    }
}
