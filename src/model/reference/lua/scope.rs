//! The names that a text defines, each with where it is visible and used.
//!
//! Follows blocks and functions by their words, on any text: what is not closed yet reaches to the end.

use std::collections::BTreeMap;
use std::ops::Range;

use super::tokens::{LuaToken, LuaTokenKind, tokens};
use crate::model::names::KEYWORDS;

/// How a name is defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalKind {
    /// By `local`.
    Variable,
    /// By `local function` or `function`.
    Function,
    /// As what a function is given.
    Parameter,
    /// By `for`.
    Loop,
    /// By setting it, without `local`.
    Global,
}

/// A name that a text defines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalName {
    /// The name.
    pub name: String,
    /// How it is defined.
    pub kind: LocalKind,
    /// Where it is defined, in bytes.
    pub declared: Range<usize>,
    /// Where else it stands.
    pub uses: Vec<Range<usize>>,
    /// Where it can be used.
    pub visible: Range<usize>,
    /// What the function of this name is given, as it is written; of others nothing.
    pub given: Vec<String>,
}

impl LocalName {
    /// Everywhere that it stands, its definition first.
    pub fn all(&self) -> impl Iterator<Item = &Range<usize>> {
        std::iter::once(&self.declared).chain(&self.uses)
    }
}

/// All names that a text defines, in the order of their definitions.
pub fn local_names(text: &str) -> Vec<LocalName> {
    let tokens = tokens(text);
    let blocks = vec![LuaScope::new(Opener::File)];
    let mut walk = Walk { tokens: &tokens, end: text.len(), names: Vec::new(), blocks, unbound: BTreeMap::new() };
    walk.all();
    walk.names
}

/// The names that can be used at a byte: of those with the same name the innermost.
pub fn locals_at(text: &str, offset: usize) -> Vec<LocalName> {
    let mut out: Vec<LocalName> = Vec::new();
    for name in local_names(text).into_iter().rev() {
        let hidden = out.iter().any(|other| other.name == name.name);
        if !hidden && name.visible.start <= offset && offset <= name.visible.end {
            out.push(name);
        }
    }
    out
}

/// What began a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Opener {
    File,
    Function,
    /// `if`, `do`, a loop: ended by `end`.
    Block,
    /// Its condition still sees what is defined in it.
    Repeat,
    /// That condition, which ends with the statement.
    Until,
    /// `if` as a value has no `end`.
    Value,
}

#[derive(Debug)]
struct LuaScope {
    opener: Opener,
    /// How many names were defined before.
    first: Vec<usize>,
    /// Names that can be used once the statement that defines them is over, and how deep its brackets lie.
    pending: Vec<usize>,
    depth: usize,
    /// `for` and `while`: their `do` opens no other block.
    waits_for_do: bool,
}

impl LuaScope {
    fn new(opener: Opener) -> Self {
        Self { opener, first: Vec::new(), pending: Vec::new(), depth: 0, waits_for_do: false }
    }
}

struct Walk<'t> {
    tokens: &'t [LuaToken<'t>],
    end: usize,
    names: Vec<LocalName>,
    blocks: Vec<LuaScope>,
    /// Where names stand that nothing in front defines: the whole script may do that further down.
    unbound: BTreeMap<&'t str, Vec<Range<usize>>>,
}

impl<'t> Walk<'t> {
    fn word(&self, index: usize) -> Option<&'t str> {
        match self.tokens.get(index)?.kind {
            LuaTokenKind::Name(name) => Some(name),
            _ => None,
        }
    }

    fn is_sign(&self, index: usize, sign: char) -> bool {
        self.tokens.get(index).is_some_and(|token| token.kind == LuaTokenKind::Sign(sign))
    }

    fn start(&self, index: usize) -> usize {
        self.tokens.get(index).map_or(self.end, |token| token.range.start)
    }

    fn all(&mut self) {
        let mut index = 0;
        while index < self.tokens.len() {
            index = self.one(index).max(index + 1);
        }
        if self.is_over(self.tokens.len()) {
            self.settle(self.tokens.len());
        }
        while self.blocks.pop().is_some_and(|block| self.close(&block, self.end)) {}
    }

    /// Ends what is visible in a block; whether there is one.
    fn close(&mut self, block: &LuaScope, at: usize) -> bool {
        for name in block.first.iter().chain(&block.pending) {
            if let Some(name) = self.names.get_mut(*name) {
                name.visible.end = at.max(name.visible.start);
            }
        }
        true
    }

    /// Ends conditions behind `until` that are over in front of a token.
    fn end_until(&mut self, index: usize) {
        let at = index.checked_sub(1).and_then(|before| self.tokens.get(before)).map_or(0, |token| token.range.end);
        while self.blocks.last().is_some_and(|block| block.opener == Opener::Until) {
            self.pop(at);
        }
    }

    fn pop(&mut self, at: usize) {
        if self.blocks.len() > 1
            && let Some(block) = self.blocks.pop()
        {
            self.close(&block, at);
        }
    }

    /// Names of a `local` can be used once its statement is over, which ends in front of this token.
    fn settle(&mut self, index: usize) {
        let end = index.checked_sub(1).and_then(|before| self.tokens.get(before)).map_or(0, |token| token.range.end);
        let at = (end + 1).min(self.end);
        if let Some(block) = self.blocks.last_mut() {
            let pending = std::mem::take(&mut block.pending);
            for name in &pending {
                if let Some(name) = self.names.get_mut(*name) {
                    name.visible = at..self.end;
                }
            }
            block.first.extend(pending);
        }
    }

    /// Whether a value may be over in front of a token.
    fn is_over(&self, index: usize) -> bool {
        let Some(before) = index.checked_sub(1).and_then(|before| self.tokens.get(before)) else { return true };
        match before.kind {
            LuaTokenKind::Name(name) => {
                !matches!(name, "and" | "or" | "not" | "local" | "in" | "return" | "function" | "until")
            }
            LuaTokenKind::Text(_) | LuaTokenKind::Number(_) => true,
            LuaTokenKind::Sign(sign) => matches!(sign, ')' | ']' | '}' | ';' | '.'),
        }
    }

    /// Whether a statement begins here: a value is over, and what follows does not go on with it.
    fn begins_statement(&self, index: usize) -> bool {
        let goes_on = matches!(self.word(index), Some("and" | "or" | "then" | "else" | "elseif" | "do" | "in"));
        self.is_over(index) && !goes_on && self.word(index).is_some()
    }

    fn is_value(&self, index: usize) -> bool {
        match index.checked_sub(1).and_then(|before| self.tokens.get(before)).map(|token| &token.kind) {
            Some(LuaTokenKind::Sign(sign)) => !matches!(sign, ')' | ']' | '}' | ';'),
            Some(LuaTokenKind::Name(name)) => {
                let of_value = self.blocks.last().is_some_and(|block| block.opener == Opener::Value);
                matches!(*name, "and" | "or" | "not" | "return" | "in")
                    || (matches!(*name, "then" | "else" | "elseif") && of_value)
            }
            _ => false,
        }
    }

    fn declare(&mut self, index: usize, kind: LocalKind) -> Option<usize> {
        let (name, range) = (self.word(index)?, self.tokens.get(index)?.range.clone());
        if KEYWORDS.contains(&name) {
            return None;
        }
        let (name, visible) = (name.to_owned(), range.end..self.end);
        self.names.push(LocalName { name, kind, declared: range, uses: Vec::new(), visible, given: Vec::new() });
        Some(self.names.len() - 1)
    }

    /// Defines a name that the whole script can see, also what stands in front.
    fn declare_for_all(&mut self, index: usize, kind: LocalKind) -> Option<usize> {
        let known = self.declare(index, kind)?;
        let name = self.names.get_mut(known)?;
        name.visible = 0..self.end;
        name.uses = self.unbound.remove(name.name.as_str()).unwrap_or_default();
        Some(known)
    }

    /// Reads what begins at a token; the next one to read.
    fn one(&mut self, index: usize) -> usize {
        if self.blocks.last().is_some_and(|block| block.depth == 0) && self.begins_statement(index) {
            self.settle(index);
            self.end_until(index);
        }
        let Some(token) = self.tokens.get(index) else { return index + 1 };
        match token.kind {
            LuaTokenKind::Sign(sign) => {
                if let Some(block) = self.blocks.last_mut() {
                    match sign {
                        '(' | '[' | '{' => block.depth += 1,
                        ')' | ']' | '}' => block.depth = block.depth.saturating_sub(1),
                        _ => {}
                    }
                }
                index + 1
            }
            LuaTokenKind::Name(name) => self.named(index, name),
            LuaTokenKind::Text(_) | LuaTokenKind::Number(_) => index + 1,
        }
    }

    fn named(&mut self, index: usize, name: &'t str) -> usize {
        match name {
            "local" => return self.local(index),
            "function" => return self.function(index, None),
            "for" => return self.for_loop(index),
            "while" => {
                let mut block = LuaScope::new(Opener::Block);
                block.waits_for_do = true;
                self.blocks.push(block);
            }
            "if" => {
                let opener = if self.is_value(index) { Opener::Value } else { Opener::Block };
                self.blocks.push(LuaScope::new(opener));
            }
            "do" => match self.blocks.last_mut() {
                Some(block) if block.waits_for_do => {
                    block.waits_for_do = false;
                    let at = self.tokens.get(index).map_or(self.end, |token| token.range.end);
                    for name in &block.first {
                        if let Some(name) = self.names.get_mut(*name) {
                            name.visible.start = at;
                        }
                    }
                }
                _ => self.blocks.push(LuaScope::new(Opener::Block)),
            },
            "repeat" => self.blocks.push(LuaScope::new(Opener::Repeat)),
            "else" | "elseif" => self.otherwise(index, name),
            "end" => {
                let at = self.start(index);
                while self.blocks.last().is_some_and(|block| matches!(block.opener, Opener::Value | Opener::Until)) {
                    self.pop(at);
                }
                self.pop(at);
            }
            "until" => match self.blocks.last_mut() {
                Some(block) if block.opener == Opener::Repeat => block.opener = Opener::Until,
                _ => self.pop(self.tokens.get(index).map_or(self.end, |token| token.range.end)),
            },
            _ => self.used(index, name),
        }
        index + 1
    }

    fn otherwise(&mut self, index: usize, name: &str) {
        match self.blocks.last().map(|block| block.opener) {
            // Its last value goes on without it.
            Some(Opener::Value) if name == "else" => self.pop(self.start(index)),
            Some(Opener::Block) => {
                self.pop(self.start(index));
                self.blocks.push(LuaScope::new(Opener::Block));
            }
            _ => {}
        }
    }

    fn local(&mut self, index: usize) -> usize {
        if self.word(index + 1) == Some("function") {
            let name = self.declare(index + 2, LocalKind::Function);
            if let (Some(name), Some(block)) = (name, self.blocks.last_mut()) {
                block.first.push(name);
            }
            return self.function(index + 1, name);
        }
        let mut at = index + 1;
        while let Some(name) = self.declare(at, LocalKind::Variable) {
            if let Some(name) = self.names.get_mut(name) {
                // Not before its statement is over.
                name.visible.start = self.end + 1;
            }
            if let Some(block) = self.blocks.last_mut() {
                block.pending.push(name);
            }
            at = self.behind_type(at + 1);
            if !self.is_sign(at, ',') {
                break;
            }
            at += 1;
        }
        at
    }

    /// The first token behind `: type` or `<attribute>`, if one stands here.
    fn behind_type(&self, index: usize) -> usize {
        if !self.is_sign(index, ':') {
            return index;
        }
        let mut depth = 0_usize;
        let mut at = index + 1;
        while let Some(token) = self.tokens.get(at) {
            match token.kind {
                LuaTokenKind::Sign('(' | '{' | '[' | '<') => depth += 1,
                LuaTokenKind::Sign('>') if self.is_sign(at - 1, '-') => {}
                LuaTokenKind::Sign(')' | '}' | ']' | '>') => match depth.checked_sub(1) {
                    Some(less) => depth = less,
                    None => break,
                },
                LuaTokenKind::Sign('=' | ',') if depth == 0 => break,
                LuaTokenKind::Name(name) if depth == 0 && KEYWORDS.contains(&name) && name != "nil" => break,
                LuaTokenKind::Name(_) if depth == 0 && at > index + 1 && self.begins_type(at) => break,
                _ => {}
            }
            at += 1;
        }
        at
    }

    /// Whether a name cannot belong to the type in front of it.
    fn begins_type(&self, at: usize) -> bool {
        match self.tokens.get(at - 1).map(|token| &token.kind) {
            Some(LuaTokenKind::Sign(sign)) => matches!(sign, ')' | '}' | ']' | '?'),
            Some(_) => true,
            None => false,
        }
    }

    /// Reads `function name(…)` up to its body; `local` is what a `local` has defined.
    fn function(&mut self, index: usize, local: Option<usize>) -> usize {
        let mut at = index + 1;
        let mut own = local;
        if let Some(name) = self.word(at) {
            if local.is_none() {
                let is_plain = self.is_sign(at + 1, '(');
                let known = self.visible(name, self.start(at));
                match known {
                    Some(_) => self.used(at, name),
                    None if is_plain => own = self.declare_for_all(at, LocalKind::Function),
                    None => {}
                }
            }
            at += 1;
        }
        while at < self.tokens.len() && !self.is_sign(at, '(') {
            if self.begins_statement(at) && !matches!(self.word(at - 1), Some("function")) && !self.is_sign(at - 1, '.')
            {
                return at;
            }
            at += 1;
        }
        self.blocks.push(LuaScope::new(Opener::Function));
        let mut given = Vec::new();
        let mut next = at + 1;
        while next < self.tokens.len() && !self.is_sign(next, ')') {
            if let Some(name) = self.declare(next, LocalKind::Parameter) {
                given.extend(self.names.get(name).map(|name| name.name.clone()));
                if let Some(block) = self.blocks.last_mut() {
                    block.first.push(name);
                }
                next = self.behind_type(next + 1);
            } else if self.word(next).is_some() {
                // A word of the language: the bracket was never closed.
                return next;
            } else {
                if self.is_sign(next, '.') && given.last().is_none_or(|last| last != "…") {
                    given.push("…".to_owned());
                }
                next += 1;
            }
            if self.is_sign(next, ',') {
                next += 1;
            }
        }
        if let Some(own) = own.and_then(|own| self.names.get_mut(own)) {
            own.given = given;
        }
        next + 1
    }

    fn for_loop(&mut self, index: usize) -> usize {
        let mut block = LuaScope::new(Opener::Block);
        block.waits_for_do = true;
        let mut at = index + 1;
        let mut names = Vec::new();
        while let Some(name) = self.declare(at, LocalKind::Loop) {
            names.push(name);
            if let Some(name) = self.names.get_mut(name) {
                // Its bounds do not see it yet.
                name.visible.start = self.end + 1;
            }
            at = self.behind_type(at + 1);
            if !self.is_sign(at, ',') {
                break;
            }
            at += 1;
        }
        block.first = names;
        self.blocks.push(block);
        at
    }

    /// The definition of this name that is visible at a byte; the innermost.
    fn visible(&self, name: &str, at: usize) -> Option<usize> {
        let open = |index: &usize| {
            self.blocks.iter().any(|block| block.first.contains(index))
                || self.names.get(*index).is_some_and(|name| {
                    name.kind == LocalKind::Global || (name.kind == LocalKind::Function && name.visible.end == self.end)
                })
        };
        (0..self.names.len()).rev().find(|index| {
            let is_it = self.names.get(*index).is_some_and(|known| known.name == name && known.visible.start <= at);
            is_it && open(index)
        })
    }

    fn used(&mut self, index: usize, name: &'t str) {
        if KEYWORDS.contains(&name) {
            return;
        }
        let is_member = index > 0
            && ((self.is_sign(index - 1, '.') && !(index > 1 && self.is_sign(index - 2, '.')))
                || self.is_sign(index - 1, ':'));
        // In braces a name in front of `=` is a key.
        let sets = self.is_sign(index + 1, '=') && !self.is_sign(index + 2, '=');
        let in_braces = index > 0 && ['{', ',', ';'].into_iter().any(|sign| self.is_sign(index - 1, sign));
        let deep = self.blocks.last().is_some_and(|block| block.depth > 0);
        if is_member || (sets && in_braces && deep) {
            return;
        }
        let Some(range) = self.tokens.get(index).map(|token| token.range.clone()) else { return };
        match self.visible(name, range.start) {
            Some(known) => {
                if let Some(known) = self.names.get_mut(known) {
                    known.uses.push(range);
                }
            }
            None if sets && !deep => drop(self.declare_for_all(index, LocalKind::Global)),
            None => self.unbound.entry(name).or_default().push(range),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How often each name is found, by where it is defined.
    fn found(text: &str) -> Vec<(String, usize, usize)> {
        local_names(text).into_iter().map(|name| (name.name, name.declared.start, name.uses.len())).collect()
    }

    fn counts(text: &str) -> Vec<(String, usize)> {
        found(text).into_iter().map(|(name, _, uses)| (name, uses)).collect()
    }

    fn owned(counts: &[(&str, usize)]) -> Vec<(String, usize)> {
        counts.iter().map(|(name, uses)| ((*name).to_owned(), *uses)).collect()
    }

    #[test]
    fn names_are_used_where_they_can_be_seen() {
        for (text, wanted) in [
            ("local a = 1\nb = a + a", vec![("a", 2), ("b", 0)]),
            ("local a = 1\nlocal a = a\nf(a)", vec![("a", 1), ("a", 1)]),
            ("if x then local a = 1 f(a) end f(a)", vec![("a", 1)]),
            ("for i = 1, 3 do f(i) end f(i)", vec![("i", 1)]),
            ("for k, v in pairs(t) do f(k, v) end", vec![("k", 1), ("v", 1)]),
            ("while a do local b = 1 b = 2 end b = 3", vec![("b", 1), ("b", 0)]),
            ("repeat local a = 1 until a > 2\nf(a)", vec![("a", 1)]),
            ("repeat local a = 1 until a > 2 and\n a < 3 f(a)", vec![("a", 2)]),
            ("if x then repeat local a = 1 until f(function() return a end) end f(a)", vec![("a", 1)]),
            ("repeat repeat local a = 1 until a until a", vec![("a", 1)]),
            ("while b do repeat local a = 1 until a end local b = 1 f(a, b)", vec![("a", 1), ("b", 1)]),
            // What the whole script can see is meant by what stands in front, too.
            ("function f() return zahl end\nzahl = 1\nf(zahl)", vec![("f", 1), ("zahl", 2)]),
            ("function f() g() end\nfunction g() end", vec![("f", 0), ("g", 1)]),
            ("for i = 1, i do f(i) end", vec![("i", 1)]),
            ("local t = {}\nfor t, v in pairs(t) do f(t) end", vec![("t", 1), ("t", 1), ("v", 0)]),
            ("local a = 1\nf({ b = 1; a = 2 })\nf(a)", vec![("a", 1)]),
            ("local function f(a, b) return a + b end f(a)", vec![("f", 1), ("a", 1), ("b", 1)]),
            ("function f(a) return a end\nf(f(1))", vec![("f", 2), ("a", 1)]),
            ("local a: number, b: { [string]: number } = 1, {}\nf(a, b)", vec![("a", 1), ("b", 1)]),
            ("local a = if x then 1 else 2\nlocal b = a\nif b then f(a) end", vec![("a", 2), ("b", 1)]),
            ("local a = { a = 1, b = x.a }\nf(a.a)", vec![("a", 1)]),
            ("if a then local b = 1 elseif c then f(b) else f(b) end", vec![("b", 0)]),
            ("local a = 'x' .. 'y'\nlocal b = a .. a", vec![("a", 2), ("b", 0)]),
            ("f(function(x) local y = x return y end)\ng(x, y)", vec![("x", 1), ("y", 1)]),
            ("local a = 1 local b = `{a}`", vec![("a", 1), ("b", 0)]),
        ] {
            assert_eq!(counts(text), owned(&wanted), "{text}");
        }
    }

    #[test]
    fn what_a_function_is_given_is_kept() {
        let names = local_names("local function mix(a: number, b, ...) end");
        assert_eq!(names[0].given, ["a", "b", "…"]);
    }

    #[test]
    fn at_a_place_stands_what_can_be_used_there() {
        let text = "local a = 1\nif a then\n  local b = 2\n  \nend\nlocal c = ";
        let at = |place: usize| locals_at(text, place).into_iter().map(|name| name.name).collect::<Vec<_>>();
        assert_eq!(at(text.find("  \nend").unwrap() + 1), ["b", "a"]);
        assert_eq!(at(text.len()), ["a"]);
        assert_eq!(at(0), [""; 0]);
    }

    #[test]
    fn half_written_text_is_read_too() {
        for text in [
            "local",
            "local a,",
            "for",
            "for i",
            "function",
            "function f(",
            "function f(a, local",
            "if",
            "end end",
            "local function",
            "until",
            "else",
            "x = ",
            "((((",
            "))))",
            "local a: ",
            "function(a: {",
            "`{",
            "do do do",
        ] {
            let _names = local_names(text);
            let _here = locals_at(text, text.len());
        }
    }
}
