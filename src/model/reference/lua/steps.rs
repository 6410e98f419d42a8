//! The pieces of a path: members, what stands in brackets, and what stands in a call.

use std::ops::Range;

use super::tokens::{LuaToken, LuaTokenKind};
use super::{Given, Reader, Spelling, Used};

/// The part of a path behind a thing: a name, and how it stands.
#[derive(Clone)]
pub(super) struct PathStep<'t> {
    pub(super) name: Option<&'t str>,
    pub(super) number: Option<usize>,
    pub(super) spelling: Spelling,
    pub(super) range: Range<usize>,
    /// With the brackets around it, where it stands in some.
    pub(super) whole: Range<usize>,
    /// The first token behind it.
    pub(super) next: usize,
}

impl<'t> Reader<'_, 't> {
    /// `.Name`, `['Name']`, `[3]` or `[anything]` at a token.
    pub(super) fn step(&self, index: usize) -> Option<PathStep<'t>> {
        let open = self.tokens.get(index)?;
        match open.kind {
            LuaTokenKind::Sign('.' | ':') => {
                let token = self.tokens.get(index + 1)?;
                let LuaTokenKind::Name(name) = &token.kind else { return None };
                // Behind a colon that is no call stands a type.
                let calls = matches!(self.kind(index + 2), Some(LuaTokenKind::Sign('(' | '{') | LuaTokenKind::Text(_)));
                if open.kind == LuaTokenKind::Sign(':') && !calls {
                    return None;
                }
                let range = open.range.start..token.range.end;
                let whole = range.clone();
                Some(PathStep {
                    name: Some(name),
                    number: None,
                    spelling: Spelling::Member,
                    range,
                    whole,
                    next: index + 2,
                })
            }
            LuaTokenKind::Sign('[') => {
                let close = self.close(index)?;
                let inner = self.tokens.get(index + 1)?;
                let single = close == index + 2;
                let (name, number, spelling) = match &inner.kind {
                    LuaTokenKind::Text(text) if single => (Some(text.as_ref()), None, Spelling::Text),
                    LuaTokenKind::Number(number) if single => (None, number.parse().ok(), Spelling::Number),
                    _ => (None, None, Spelling::Number),
                };
                let whole = open.range.start..self.tokens.get(close).map_or(inner.range.end, |token| token.range.end);
                Some(PathStep { name, number, spelling, range: inner.range.clone(), whole, next: close + 1 })
            }
            _ => None,
        }
    }

    /// The bracket that closes the one at `index`.
    pub(super) fn close(&self, index: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for (at, token) in self.tokens.iter().enumerate().skip(index) {
            match token.kind {
                LuaTokenKind::Sign('(' | '[' | '{') => depth += 1,
                LuaTokenKind::Sign(')' | ']' | '}') => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Some(at);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// What stands in a call as its `number`th argument, if that is a single text.
    fn argument(&self, index: usize, number: usize) -> Option<(&'t LuaToken<'t>, bool)> {
        if !self.is_sign(index, '(') {
            // `f 'text'` is a call too.
            let token =
                self.tokens.get(index).filter(|token| matches!(token.kind, LuaTokenKind::Text(_)) && number == 0)?;
            return Some((token, true));
        }
        let close = self.close(index)?;
        let (mut at, mut left) = (index + 1, number);
        let mut depth = 0_usize;
        while left > 0 && at < close {
            match self.kind(at) {
                Some(LuaTokenKind::Sign('(' | '[' | '{')) => depth += 1,
                Some(LuaTokenKind::Sign(')' | ']' | '}')) => depth = depth.saturating_sub(1),
                Some(LuaTokenKind::Sign(',')) if depth == 0 => left -= 1,
                _ => {}
            }
            at += 1;
        }
        let token = self.tokens.get(at).filter(|_| at < close)?;
        let single = at + 1 == close || self.is_sign(at + 1, ',');
        Some((token, single && matches!(token.kind, LuaTokenKind::Text(_) | LuaTokenKind::Number(_))))
    }

    pub(super) fn argument_step(&self, index: usize, number: usize) -> Option<PathStep<'t>> {
        let (token, certain) = self.argument(index, number)?;
        let range = token.range.clone();
        match (&token.kind, certain) {
            (LuaTokenKind::Text(text), true) => {
                let whole = range.clone();
                Some(PathStep {
                    name: Some(text.as_ref()),
                    number: None,
                    spelling: Spelling::Text,
                    range,
                    whole,
                    next: index,
                })
            }
            (LuaTokenKind::Number(number), true) => {
                let (number, whole) = (number.parse().ok(), range.clone());
                Some(PathStep { name: None, number, spelling: Spelling::Number, range, whole, next: index })
            }
            _ => None,
        }
    }

    /// What is done with the name in front of a token.
    pub(super) fn used(&self, next: usize) -> Used {
        let equals = |at: usize| self.is_sign(at, '=');
        match self.kind(next) {
            Some(LuaTokenKind::Text(_) | LuaTokenKind::Sign('{')) => Used::Called(Given { least: 1, open: false }),
            Some(LuaTokenKind::Sign('(')) => self.given(next).map_or(Used::Read, Used::Called),
            Some(LuaTokenKind::Sign('=')) if !equals(next + 1) => Used::Set,
            Some(LuaTokenKind::Sign('+' | '-' | '*' | '/' | '%' | '^')) if equals(next + 1) => Used::Set,
            Some(LuaTokenKind::Sign('.' | ':' | '[')) if self.step(next).is_some() => Used::LookedInto,
            _ => Used::Read,
        }
    }

    /// How many values a call gives; `None` where its bracket does not close.
    fn given(&self, open: usize) -> Option<Given> {
        let close = self.close(open)?;
        let inside = self.tokens.get(open + 1..close)?;
        let (mut commas, mut depth, mut last) = (0, 0_usize, 0);
        for (at, token) in inside.iter().enumerate() {
            match token.kind {
                // What stands between it and its `end` has commas of its own.
                LuaTokenKind::Name("function") => return Some(Given { least: 0, open: true }),
                LuaTokenKind::Sign('(' | '[' | '{') => depth += 1,
                LuaTokenKind::Sign(')' | ']' | '}') => depth = depth.saturating_sub(1),
                LuaTokenKind::Sign(',') if depth == 0 => (commas, last) = (commas + 1, at + 1),
                _ => {}
            }
        }
        // A call or `...` at the end may be any number of values.
        let last = inside.get(last..).unwrap_or_default();
        Some(match last.last().map(|token| &token.kind) {
            None => Given { least: commas, open: false },
            Some(LuaTokenKind::Sign(')' | '}' | '.')) => Given { least: commas, open: true },
            Some(LuaTokenKind::Text(_)) if last.len() > 1 => Given { least: commas, open: true },
            Some(_) => Given { least: commas + 1, open: false },
        })
    }
}
