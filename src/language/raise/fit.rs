//! Whether a piece of Lua is what a row writes, and what then is in its slots.

use std::ops::Range;

use super::tree::{LuaHead, LuaTree};

/// What stands in the Lua of a row where something else goes: a value, named by its slot.
pub(super) const HOLE: &str = "__hole_";
/// The same for the statements of a branch: a call of this.
pub(super) const GAP: &str = "__gap_";

/// How well the Lua of a row fits.
#[derive(Debug, Default)]
pub(super) struct RowFit<'t> {
    /// Whether nothing is different.
    pub(super) differs: bool,
    /// More where more is the same; less for what the row writes and is not there.
    pub(super) score: i32,
    /// How much of it the row itself has written.
    pub(super) own: usize,
    /// What is in the holes.
    pub(super) holes: Vec<(String, &'t LuaTree)>,
    /// What is in the branches: the statements, and where they stand with what is around them.
    pub(super) gaps: Vec<(String, &'t [LuaTree], Range<usize>)>,
}

impl<'t> RowFit<'t> {
    /// Compares statements with as many.
    pub(super) fn of(row: &[LuaTree], text: &'t [LuaTree]) -> Self {
        let mut fit = Self { differs: row.is_empty() || row.len() != text.len(), ..Self::default() };
        for (row, text) in row.iter().zip(text) {
            fit.tree(row, text);
        }
        fit
    }

    fn misses(&mut self, row: &LuaTree) {
        self.differs = true;
        self.score -= 1 + i32::try_from(row.kids.len()).unwrap_or(i32::MAX / 2);
    }

    fn tree(&mut self, row: &LuaTree, text: &'t LuaTree) {
        if let Some(slot) = named(row, HOLE) {
            self.score += 1;
            match self.holes.iter().find(|(known, _)| known == slot) {
                Some((_, other)) if !other.same(text) => self.differs = true,
                Some(_) => {}
                None => self.holes.push((slot.to_owned(), text)),
            }
            return;
        }
        if row.head != text.head {
            return self.misses(row);
        }
        self.own += 1;
        self.score += 2;
        match row.head {
            LuaHead::Block => self.block(row, text),
            LuaHead::Table if row.kids.iter().chain(&text.kids).all(|kid| kid.head == LuaHead::Keyed) => {
                self.record(row, text);
            }
            _ => {
                self.differs |= row.kids.len() != text.kids.len();
                let mut texts = text.kids.iter();
                for kid in &row.kids {
                    match texts.next() {
                        Some(text) => self.tree(kid, text),
                        None => self.misses(kid),
                    }
                }
            }
        }
    }

    /// Entries by their keys, in any order.
    fn record(&mut self, row: &LuaTree, text: &'t LuaTree) {
        self.differs |= row.kids.len() != text.kids.len();
        for entry in &row.kids {
            let key = entry.kids.first();
            match text.kids.iter().find(|other| key.zip(other.kids.first()).is_some_and(|(a, b)| a.same(b))) {
                Some(other) => self.tree(entry, other),
                None => self.misses(entry),
            }
        }
    }

    /// What the row itself writes into a block, and the branch behind it.
    fn block(&mut self, row: &LuaTree, text: &'t LuaTree) {
        let gap = row.kids.last().and_then(|last| Some((gap_of(last)?, row.kids.len() - 1)));
        let own = gap.map_or(row.kids.len(), |(_, own)| own);
        for (number, kid) in row.kids.iter().take(own).enumerate() {
            match text.kids.get(number) {
                Some(text) => self.tree(kid, text),
                None => self.misses(kid),
            }
        }
        match gap {
            Some((branch, own)) => {
                let rest = text.kids.get(own..).unwrap_or_default();
                let begin =
                    text.kids.get(..own).and_then(<[LuaTree]>::last).map_or(text.span.start, |last| last.span.end);
                self.gaps.push((branch.to_owned(), rest, begin..text.span.end));
            }
            None => self.differs |= text.kids.len() != own,
        }
    }
}

fn named<'t>(tree: &'t LuaTree, prefix: &str) -> Option<&'t str> {
    match &tree.head {
        LuaHead::Name(name) => name.strip_prefix(prefix),
        _ => None,
    }
}

fn gap_of(tree: &LuaTree) -> Option<&str> {
    if tree.head != LuaHead::Call {
        return None;
    }
    named(tree.kids.first()?, GAP)
}
