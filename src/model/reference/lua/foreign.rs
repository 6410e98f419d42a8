//! Scripts of the reference product: what stands elsewhere here is called as it is called here.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

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

/// A control that shows rows, whose parts are tapped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignList {
    /// Its name.
    pub name: String,
    /// What its rows are called behind `data.`, where that is known.
    pub rows: Option<String>,
}

impl ForeignNames {
    /// The text as it has to be here: `Tun()` is `functions.Tun()`, `data.Uhr` the time now. Where it belongs to what was
    /// tapped within a list, `list` is that.
    pub fn adapted(&self, text: &str, list: Option<&ForeignList>) -> String {
        let tokens = tokens(text);
        let sign = |at: usize, c: char| tokens.get(at).is_some_and(|token| token.kind == LuaTokenKind::Sign(c));
        let mut new = Vec::new();
        // One of its own stands somewhere without a member of it.
        let declares_message = (0..tokens.len()).any(|at| {
            let is_member = at > 0 && sign(at - 1, '.');
            tokens[at].kind == LuaTokenKind::Name("message") && !is_member && !sign(at + 1, '.')
        });
        for (at, token) in tokens.iter().enumerate() {
            let LuaTokenKind::Name(name) = token.kind else { continue };
            let before = at.checked_sub(1).and_then(|at| tokens.get(at)).map(|token| &token.kind);
            // Two dots join texts.
            let before = before.filter(|_| !(at > 1 && sign(at - 1, '.') && sign(at - 2, '.')));
            if before == Some(&LuaTokenKind::Sign('.'))
                && let Some((range, word)) = tapped_row(&tokens, at, list)
            {
                new.push((range, word));
                continue;
            }
            if matches!(before, Some(LuaTokenKind::Sign('.' | ':') | LuaTokenKind::Name("function" | "local"))) {
                continue;
            }
            if let Some(member) = old_message(&tokens, at, declares_message) {
                new.push(member);
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
        if sign(at + 1, '.').is_some() && sign(at + 2, '.').is_none() {
            let member = name(at + 2).unwrap_or_default();
            if member.eq_ignore_ascii_case("format") && sign(at + 3, '(').is_some() {
                let open = sign(at + 3, '(')?;
                return Some((open, format!("date.tostring({NOW}, ")));
            }
            if member.eq_ignore_ascii_case("isloaded") {
                return Some((&tokens[at + 2], "true".to_owned()));
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

/// `message.text`, as subscriptions had it before they had `e`; what stands for it.
fn old_message(tokens: &[LuaToken<'_>], at: usize, is_declared: bool) -> Option<(Range<usize>, String)> {
    let name = |at: usize| match tokens.get(at).map(|token| &token.kind) {
        Some(LuaTokenKind::Name(name)) => Some(*name),
        _ => None,
    };
    if is_declared || name(at) != Some("message") || tokens.get(at + 1)?.kind != LuaTokenKind::Sign('.') {
        return None;
    }
    let member = match name(at + 2)?.to_lowercase().as_str() {
        "text" => "e.message",
        "topic" => "e.topic",
        "timestamp" => "e.time",
        _ => return None,
    };
    Some((tokens.get(at)?.range.start..tokens.get(at + 2)?.range.end, member.to_owned()))
}

/// A list of theirs, or the screen, is asked which row was tapped; here that is a property of the list. What stands for
/// the words from this one on.
fn tapped_row(tokens: &[LuaToken<'_>], at: usize, list: Option<&ForeignList>) -> Option<(Range<usize>, String)> {
    let sign = |at: usize, c: char| tokens.get(at).is_some_and(|token| token.kind == LuaTokenKind::Sign(c));
    let name = |at: usize| match tokens.get(at).map(|token| &token.kind) {
        Some(LuaTokenKind::Name(name)) => name.to_lowercase(),
        _ => String::new(),
    };
    let asked = name(at);
    let is_item = asked == "getcurrentviewcontrolitem";
    if !sign(at + 1, '(') || !(is_item || ["getindex", "getcurrentviewcontrolindex"].contains(&&*asked)) {
        return None;
    }
    let close = if name(at + 2) == "this" { at + 3 } else { at + 2 };
    let end = tokens.get(close).filter(|_| sign(close, ')'))?.range.end;
    // `screens['S'].getCurrentViewControlIndex(this)`: the screen knows which list it is.
    let dot = at.checked_sub(1)?;
    if dot.checked_sub(4).is_some_and(|root| name(root) == "screens") && sign(dot - 1, ']') {
        let list = list?;
        let quoted = |text: &str| text.replace('\\', "\\\\").replace('\'', "\\'");
        let name = quoted(&list.name);
        if !is_item {
            return Some((tokens.get(dot)?.range.start..end, format!("['{name}'].row")));
        }
        // The row itself: the list is asked for it.
        let (root, rows) = (tokens.get(dot - 4)?.range.start, list.rows.as_ref()?);
        let LuaTokenKind::Text(screen) = &tokens.get(dot - 2)?.kind else { return None };
        return Some((root..end, format!("data.{rows}[screens['{}']['{name}'].row]", quoted(screen))));
    }
    if is_item {
        return None;
    }
    Some((tokens.get(at)?.range.start..end, "row".to_owned()))
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
        let list = ForeignList { name: "Liste 1".to_owned(), rows: Some("Waren".to_owned()) };
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
            ("x = message.text .. Message.topic .. a.message.text", "x = e.message .. Message.topic .. a.message.text"),
            ("local message = f() x = message.text", "local message = f() x = message.text"),
            ("x = data.L[screens['S'].L.getIndex(this)].A", "x = data.L[screens['S'].L.row].A"),
            ("x = screens['S'].getCurrentViewControlIndex(this)", "x = screens['S']['Liste 1'].row"),
            (
                "x = screens['S'].getCurrentViewControlItem(this).Preis",
                "x = data.Waren[screens['S']['Liste 1'].row].Preis",
            ),
            ("x = 'a' .. data.Uhr .. Tun()", "x = 'a' .. date.tostring(time.unix(), 'HH:mm') .. functions.Tun()"),
            ("if data.Uhr.isloaded then end", "if true then end"),
            ("x = screens['S'].L.getCurrentViewControlIndex()", "x = screens['S'].L.row"),
            ("data.Uhr.reload() data.Uhren = 1", "data.Uhr.reload() data.Uhren = 1"),
        ] {
            assert_eq!(names.adapted(text, Some(&list)), new);
        }
    }
}
