//! Which names a text itself declares or sets.

use std::collections::BTreeMap;

use super::tokens::{LuaToken, LuaTokenKind};

/// How often each local name is declared or set: only a name that is set once can stand for one thing.
pub(super) fn locals(tokens: &[LuaToken<'_>]) -> BTreeMap<String, usize> {
    let mut out: BTreeMap<String, usize> = BTreeMap::new();
    let mut add = |name: &str| *out.entry(name.to_owned()).or_default() += 1;
    for (index, token) in tokens.iter().enumerate() {
        let LuaTokenKind::Name(word) = token.kind else { continue };
        match word {
            "local" | "for" => {
                // All names of the list in front of `=` or `in`.
                let list = tokens.get(index + 1..).unwrap_or_default();
                for token in list {
                    match token.kind {
                        LuaTokenKind::Name("function") | LuaTokenKind::Sign(',') => {}
                        LuaTokenKind::Name(name) if name != "in" => add(name),
                        LuaTokenKind::Name(_)
                        | LuaTokenKind::Sign(_)
                        | LuaTokenKind::Text(_)
                        | LuaTokenKind::Number(_) => break,
                    }
                }
            }
            "function" => {
                // `function name(…)` sets a name too.
                if let (Some(LuaTokenKind::Name(name)), Some(LuaTokenKind::Sign('('))) =
                    (tokens.get(index + 1).map(|token| &token.kind), tokens.get(index + 2).map(|token| &token.kind))
                {
                    add(name);
                }
                let open = tokens.iter().skip(index).position(|token| token.kind == LuaTokenKind::Sign('('));
                let list = open.and_then(|open| tokens.get(index + open + 1..)).unwrap_or_default();
                for token in list {
                    match token.kind {
                        LuaTokenKind::Name(name) => add(name),
                        LuaTokenKind::Sign(')') => break,
                        LuaTokenKind::Sign(_) | LuaTokenKind::Text(_) | LuaTokenKind::Number(_) => {}
                    }
                }
            }
            name => {
                let next = tokens.get(index + 1).map(|token| &token.kind);
                let after = tokens.get(index + 2).map(|token| &token.kind);
                let before = index.checked_sub(1).and_then(|before| tokens.get(before)).map(|token| &token.kind);
                let sets = next == Some(&LuaTokenKind::Sign('=')) && after != Some(&LuaTokenKind::Sign('='));
                let declared = matches!(
                    before,
                    Some(LuaTokenKind::Name("local" | "for") | LuaTokenKind::Sign('.' | ',' | ':' | '{'))
                );
                if sets && !declared {
                    add(name);
                }
            }
        }
    }
    out
}
