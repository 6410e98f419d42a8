//! Finding and replacing in a text.

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
            captures.expand(with, &mut new);
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
        let found = self.found(text).unwrap_or_default();
        let mut out = text.to_owned();
        for at in found.iter().rev() {
            // What stands behind it is done, and what stands in front has not changed.
            if let Some((_, new)) = self
                .replaced(text, at, with)
                .map(|(whole, new)| (new.clone(), whole.get(new).unwrap_or_default().to_owned()))
            {
                out.replace_range(at.clone(), &new);
            }
        }
        (out, found.len())
    }
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
        assert_eq!(sought("f", "").replaced(text, &(5..6), "gg"), Some(("f(a) gg(b)".to_owned(), 5..7)));
    }
}
