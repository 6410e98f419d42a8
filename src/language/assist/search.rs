//! Finding and replacing in a text.

use std::borrow::Cow;
use std::ops::Range;

use crate::model::regex::{Pattern, PatternFlaw, escaped, read_pattern};

/// So many places are found at most.
const MOST: usize = 10_000;

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    /// The words, or the pattern.
    pub words: String,
    /// Whether capitals count.
    pub case: bool,
    /// Whether it has to stand alone.
    pub whole: bool,
    /// Whether it is a pattern.
    pub pattern: bool,
}

impl Sought {
    fn read(&self) -> Result<Pattern, PatternFlaw> {
        // What is wrong with it is told of what was written.
        if self.pattern {
            read_pattern(&self.words)?;
        }
        let words = if self.pattern { self.words.clone() } else { escaped(&self.words) };
        let words = if self.whole { format!("\\b(?:{words})\\b") } else { words };
        read_pattern(&format!("(?m{}){words}", if self.case { "" } else { "i" }))
    }

    /// Where it stands in a text, in bytes.
    ///
    /// # Errors
    /// Why the pattern cannot be used.
    pub fn found(&self, text: &str) -> Result<Vec<Range<usize>>, PatternFlaw> {
        if self.words.is_empty() {
            return Ok(Vec::new());
        }
        let pattern = self.read()?;
        let found = pattern.find_iter(text).map(|found| found.range()).filter(|range| !range.is_empty());
        Ok(found.take(MOST).collect())
    }

    /// The text in which one place that was found is replaced, and what stands there then; of a pattern `$1` stands for
    /// its first bracket.
    pub fn replaced(&self, text: &str, at: &Range<usize>, with: &str) -> Option<(String, Range<usize>)> {
        let pattern = self.read().ok()?;
        let new = if self.pattern {
            let captures = pattern
                .captures_at(text, at.start)
                .filter(|captures| captures.get(0).is_some_and(|whole| whole.range() == *at))?;
            let mut new = String::new();
            captures.expand(&template(with), &mut new);
            new
        } else {
            with.to_owned()
        };
        let mut out = text.to_owned();
        text.get(at.clone())?;
        out.replace_range(at.clone(), &new);
        Some((out, at.start..at.start + new.len()))
    }

    /// The text in which all places are replaced, and how many there were.
    pub fn all_replaced(&self, text: &str, with: &str) -> (String, usize) {
        let Some(pattern) = self.read().ok().filter(|_| !self.words.is_empty()) else { return (text.to_owned(), 0) };
        let with = if self.pattern { Cow::Owned(template(with)) } else { Cow::Borrowed(with) };
        let (mut out, mut from, mut count) = (String::with_capacity(text.len()), 0, 0);
        for captures in pattern.captures_iter(text) {
            let Some(at) = captures.get(0).map(|whole| whole.range()).filter(|range| !range.is_empty()) else {
                continue;
            };
            out.push_str(text.get(from..at.start).unwrap_or_default());
            if self.pattern {
                captures.expand(&with, &mut out);
            } else {
                out.push_str(&with);
            }
            from = at.end;
            count += 1;
        }
        out.push_str(text.get(from..).unwrap_or_default());
        (out, count)
    }
}

/// What stands for brackets, so that letters behind their numbers are text: `$1_neu` is `${1}_neu`.
fn template(with: &str) -> String {
    let mut out = String::new();
    let mut rest = with;
    while let Some((before, behind)) = rest.split_once('$') {
        out.push_str(before);
        let digits = behind.len() - behind.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, after) = behind.split_at(digits);
        if digits > 0 {
            out.extend(["${", number, "}"]);
            rest = after;
        } else if let Some(after) = behind.strip_prefix('$') {
            out.push_str("$$");
            rest = after;
        } else {
            out.push('$');
            rest = behind;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sought(words: &str, marks: &str) -> Sought {
        Sought {
            words: words.to_owned(),
            case: marks.contains('c'),
            whole: marks.contains('w'),
            pattern: marks.contains('p'),
        }
    }

    #[test]
    fn it_is_found_as_it_is_meant() {
        let text = "data.a = Data.ab -- a.b\nx(a)";
        let count = |words: &str, marks: &str| sought(words, marks).found(text).map(|found| found.len());
        for (words, marks, wanted) in [
            ("data", "", 2),
            ("data", "c", 1),
            ("a", "w", 3),
            ("a.b", "", 1),
            ("a.", "p", 8),
            ("^x", "p", 1),
            ("", "", 0),
        ] {
            assert_eq!(count(words, marks), Ok(wanted), "{words} {marks}");
        }
        assert!(count("a(", "p").is_err());
        assert_eq!(count("a(", ""), Ok(0));
    }

    #[test]
    fn it_is_replaced_once_or_everywhere() {
        let text = "f(a) f(b)";
        assert_eq!(sought("f", "").all_replaced(text, "$0g"), ("$0g(a) $0g(b)".to_owned(), 2));
        assert_eq!(sought("f\\((.)\\)", "p").all_replaced(text, "g($1)"), ("g(a) g(b)".to_owned(), 2));
        // A name that follows the number of a bracket is text.
        let named = sought("f\\((.)\\)", "p");
        assert_eq!(named.all_replaced(text, "$1_neu $$1 ${1}x $1x"), ("a_neu $1 ax ax b_neu $1 bx bx".to_owned(), 2));
        assert_eq!(named.replaced(text, &(5..9), "$1_neu"), Some(("f(a) b_neu".to_owned(), 5..10)));
        // However many there are.
        let many = "ab ".repeat(30_000);
        let (new, count) = sought("a", "").all_replaced(&many, "xyz");
        assert_eq!((count, new.len(), new.contains('a')), (30_000, many.len() + 60_000, false));
        assert_eq!(sought("(a)b", "p").all_replaced(&many, "$1").1, 30_000);
        assert_eq!(sought("f", "").replaced(text, &(5..6), "gg"), Some(("f(a) gg(b)".to_owned(), 5..7)));
    }
}
