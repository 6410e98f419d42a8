//! Scripts of the reference product: what stands elsewhere here is called as it is called here.

use std::collections::{BTreeMap, BTreeSet};

use super::tokens::{LuaToken, LuaTokenKind, tokens};
use super::write::replaced;

/// Names that mean something else there.
#[derive(Clone, Debug, Default)]
pub struct ForeignNames {
    /// Functions, which are global there.
    pub functions: BTreeSet<String>,
    /// Clocks behind `data.`, in lower case, and the pattern that each writes the time in.
    pub clocks: BTreeMap<String, String>,
}

impl ForeignNames {
    /// The text as it has to be here: `Tun()` is `functions.Tun()`, `data.Uhr` the time now.
    pub fn adapted(&self, text: &str) -> String {
        let tokens = tokens(text);
        let sign = |at: usize, c: char| tokens.get(at).is_some_and(|token| token.kind == LuaTokenKind::Sign(c));
        let mut new = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            let LuaTokenKind::Name(name) = token.kind else { continue };
            let before = at.checked_sub(1).and_then(|at| tokens.get(at)).map(|token| &token.kind);
            // A list of theirs asks which row was tapped; here that is a property.
            if before == Some(&LuaTokenKind::Sign('.'))
                && name.eq_ignore_ascii_case("getindex")
                && sign(at + 1, '(')
                && sign(at + 2, ')')
            {
                new.push((token.range.start..tokens[at + 2].range.end, "row".to_owned()));
                continue;
            }
            if matches!(before, Some(LuaTokenKind::Sign('.' | ':') | LuaTokenKind::Name("function" | "local"))) {
                continue;
            }
            if sign(at + 1, '(') && self.functions.contains(name) {
                new.push((token.range.clone(), format!("functions.{name}")));
            }
            if name.eq_ignore_ascii_case("data")
                && sign(at + 1, '.')
                && let Some((last, word)) = self.clock(&tokens, at + 2)
            {
                new.push((token.range.start..last.range.end, word));
            }
        }
        replaced(text, new)
    }

    /// What stands for a clock that is named at this token, and the last token that it stands for.
    fn clock<'t, 'a>(&self, tokens: &'t [LuaToken<'a>], at: usize) -> Option<(&'t LuaToken<'a>, String)> {
        const NOW: &str = "time.unix()";
        let name = |at: usize| match &tokens.get(at)?.kind {
            LuaTokenKind::Name(name) => Some(*name),
            _ => None,
        };
        let sign = |at: usize, c: char| tokens.get(at).filter(|token| token.kind == LuaTokenKind::Sign(c));
        let pattern = self.clocks.get(&name(at)?.to_lowercase())?;
        if sign(at + 1, '.').is_some() {
            let member = name(at + 2).unwrap_or_default();
            if member.eq_ignore_ascii_case("format") && sign(at + 3, '(').is_some() {
                let open = sign(at + 3, '(')?;
                return Some((open, format!("date.tostring({NOW}, ")));
            }
            if member.eq_ignore_ascii_case("getluadate") && sign(at + 3, '(').is_some() {
                return Some((sign(at + 4, ')')?, NOW.to_owned()));
            }
            return None;
        }
        let pattern = pattern.replace('\\', "").replace('\'', "\\'");
        Some((&tokens[at], format!("date.tostring({NOW}, '{pattern}')")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_calls_become_calls_of_members_and_clocks_the_time() {
        let names = ForeignNames {
            functions: BTreeSet::from(["Tun".to_owned()]),
            clocks: BTreeMap::from([("uhr".to_owned(), "HH:mm".to_owned())]),
        };
        for (text, new) in [
            (
                "Tun() x.Tun() local s = 'Tun()' -- Tun()\nlocal Tun = 1",
                "functions.Tun() x.Tun() local s = 'Tun()' -- Tun()\nlocal Tun = 1",
            ),
            ("if Tun(1) then y = Tun end", "if functions.Tun(1) then y = Tun end"),
            ("x = data.Uhr", "x = date.tostring(time.unix(), 'HH:mm')"),
            ("x = data.uhr.format('dd') .. y", "x = date.tostring(time.unix(), 'dd') .. y"),
            ("date.addday(data.Uhr.getluadate(), 1)", "date.addday(time.unix(), 1)"),
            ("x = screens['S'].L.getIndex() + data.L.getindex(r)", "x = screens['S'].L.row + data.L.getindex(r)"),
            ("data.Uhr.reload() data.Uhren = 1", "data.Uhr.reload() data.Uhren = 1"),
        ] {
            assert_eq!(names.adapted(text), new);
        }
    }
}
