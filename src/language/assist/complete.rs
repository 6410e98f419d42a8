//! What can be written at a place of a text: the names that mean something there, the best first.

use std::cmp::Reverse;
use std::ops::Range;

use super::candidates::{self, Insert, NameCandidate};
use super::describe::{NameDetail, NameKind};
use super::rank::{LIKELY, fit};
use crate::i18n::Wording;
use crate::model::handler::HandlerRef;
use crate::model::project::Project;
use crate::model::reference::{AtCursor, CursorPlace, Spelling, at_cursor, spelled_as};

/// So many are offered at most.
const MOST: usize = 300;

/// A name that can be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// As it stands in the list.
    pub label: String,
    /// The letters of it that were typed, in characters.
    pub marks: Vec<usize>,
    /// What it is.
    pub kind: NameKind,
    /// What stands beside it: its type, what it is given, where it is.
    pub detail: NameDetail,
    /// What it does, in a sentence.
    pub help: Option<Wording>,
    /// What taking it does to the text.
    pub insertion: Insertion,
    /// Whether it fits so well that Enter means it and no new line.
    pub is_likely: bool,
}

/// What taking a completion does to a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insertion {
    /// What is replaced, in bytes.
    pub range: Range<usize>,
    /// What comes there.
    pub text: String,
    /// Where the cursor is afterwards, in bytes of `text`.
    pub caret: usize,
    /// Whether something can be chosen there at once.
    pub again: bool,
}

impl Insertion {
    /// The text with it.
    pub fn applied(&self, text: &str) -> String {
        let mut out = text.to_owned();
        if text.get(self.range.clone()).is_some() {
            out.replace_range(self.range.clone(), &self.text);
        }
        out
    }

    /// Whether the text becomes another one by it.
    pub fn changes(&self, text: &str) -> bool {
        text.get(self.range.clone()).is_some_and(|old| old != self.text)
    }
}

/// What can be written at a byte of a text, the best first.
pub fn complete(project: &Project, at: &HandlerRef, text: &str, offset: usize) -> Vec<Completion> {
    let place = at_cursor(project, at, text, offset);
    place.map(|place| of_place(project, at, text, offset, &place)).unwrap_or_default()
}

/// The same for who has not asked for it: nothing where anything can follow, a new line too.
pub fn complete_begun(project: &Project, at: &HandlerRef, text: &str, offset: usize) -> Vec<Completion> {
    let place = at_cursor(project, at, text, offset).filter(|place| !place.word.is_empty() || is_narrow(&place.place));
    place.map(|place| of_place(project, at, text, offset, &place)).unwrap_or_default()
}

/// Whether nothing but a name can stand there.
fn is_narrow(place: &CursorPlace) -> bool {
    match place {
        CursorPlace::Member(..) | CursorPlace::Bracket(..) | CursorPlace::Text(_) => true,
        CursorPlace::Bare | CursorPlace::Key(_) => false,
    }
}

fn of_place(project: &Project, at: &HandlerRef, text: &str, offset: usize, place: &AtCursor) -> Vec<Completion> {
    let typed = text.get(place.word.clone()).unwrap_or_default();
    let candidates = candidates::all(project, at, text, place, !typed.is_empty());
    let fitting = candidates.into_iter().filter_map(|candidate| {
        let fit = fit(&candidate.label, typed)?;
        Some((fit, candidate))
    });
    let mut fitting: Vec<_> = fitting.collect();
    // Stable: equals keep the order in which they are declared. What has to be looked for anywhere comes last.
    fitting.sort_by_key(|(fit, candidate)| {
        let group = u32::from(fit.score < LIKELY && !typed.is_empty());
        (group, Reverse(fit.score.saturating_sub(candidate.rank * 40)), candidate.rank)
    });
    fitting.truncate(MOST);
    let made = fitting.into_iter().filter_map(|(fit, candidate)| {
        let insertion = insertion(text, offset, place, &candidate)?;
        let NameCandidate { label, kind, detail, help, .. } = candidate;
        // Behind a dot or in quotes nobody wants a new line.
        let is_likely = fit.score >= LIKELY || (typed.is_empty() && is_narrow(&place.place));
        Some(Completion { label, marks: fit.marks, kind, detail, help, insertion, is_likely })
    });
    let made: Vec<Completion> = made.collect();
    // What is there already needs no help.
    if let [only] = made.as_slice()
        && !only.insertion.changes(text)
        && only.insertion.caret == only.insertion.text.len()
    {
        return Vec::new();
    }
    made
}

fn insertion(text: &str, offset: usize, place: &AtCursor, candidate: &NameCandidate) -> Option<Insertion> {
    let behind = text.get(place.end..).unwrap_or_default();
    let word = place.word.start..place.end;
    let plain = |range: Range<usize>, text: String| {
        let caret = text.len();
        Some(Insertion { range, text, caret, again: false })
    };
    match (&candidate.insert, &place.place) {
        (Insert::Named(name), CursorPlace::Member(_, _, link)) => {
            plain(*link..word.end, spelled_as(name, Spelling::Member)?)
        }
        (Insert::Screen(name), CursorPlace::Member(_, _, link)) => {
            plain(*link..word.end, format!("[{}]", spelled_as(name, Spelling::Text)?))
        }
        (Insert::Named(name) | Insert::Screen(name), CursorPlace::Bracket(_, quote, _)) => {
            in_quotes(name, *quote, "]", (word, behind))
        }
        (Insert::Named(name) | Insert::Screen(name), CursorPlace::Text(_)) => {
            let start = word.start.checked_sub(1)?;
            let quote = text.get(start..)?.chars().next()?;
            in_quotes(name, quote, "", (word, behind))
        }
        (Insert::Named(name), CursorPlace::Key(_)) => {
            let equals = if behind.trim_start().starts_with('=') { "" } else { " = " };
            plain(word, format!("{}{equals}", spelled_as(name, Spelling::Key)?))
        }
        (Insert::Call { name, values, quoted }, _) => {
            if behind.starts_with('(') {
                return plain(word, name.clone());
            }
            let inside = if *quoted { "('')" } else { "()" };
            // Between the brackets, or between the quotes in them; behind them where nothing goes in.
            let caret = name.len() + if *values && !quoted { 1 } else { 2 };
            let again = *quoted && offset <= word.end;
            Some(Insertion { range: word, text: format!("{name}{inside}"), caret, again })
        }
        (Insert::Word(name) | Insert::Named(name) | Insert::Screen(name), _) => plain(word, name.clone()),
    }
}

/// A name in quotes that are open, which it closes where nothing else does.
fn in_quotes(name: &str, quote: char, close: &str, (word, behind): (Range<usize>, &str)) -> Option<Insertion> {
    if name.contains(|c: char| c == quote || c == '\\' || c.is_control()) {
        return None;
    }
    let text = format!("{name}{quote}{close}");
    let mut range = word;
    // Over the quote and the bracket that are there already.
    let rest = behind.strip_prefix(quote).inspect(|_| range.end += quote.len_utf8()).unwrap_or(behind);
    if rest.starts_with(close) {
        range.end += close.len();
    }
    let caret = text.len();
    Some(Insertion { range, text, caret, again: false })
}
