//! Patterns that look for something in texts (regular expressions), in time that grows with the text and no faster.
//!
//! The crate `regex` has no look-around and no back-references, which is why no pattern can take for ever.

use regex_syntax::ast::ErrorKind;

/// A pattern that can be used.
pub use regex::Regex as Pattern;

/// Most bytes that a compiled pattern may take.
const MOST_BYTES: usize = 1 << 20;
/// Deepest that brackets may lie inside of each other.
const MOST_NESTED: u32 = 50;

/// Why a pattern cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatternFlaw {
    /// A round bracket is not closed; it is this character, from 1.
    Unclosed(usize),
    /// A round bracket is closed that was not opened.
    Unopened(usize),
    /// A square bracket is not closed.
    OpenClass(usize),
    /// What shall be repeated is missing in front of `*`, `+`, `?` or `{`.
    NothingRepeated(usize),
    /// What stands behind `\` means nothing.
    Escape(usize),
    /// It looks ahead or back, or at what was found before.
    LooksAround(usize),
    /// Anything else is wrong there.
    Wrong(usize),
    /// It is too large or too deep.
    TooLarge,
}

/// Reads a pattern.
///
/// # Errors
/// Why it cannot be used, and where.
pub fn read_pattern(text: &str) -> Result<Pattern, PatternFlaw> {
    let read = regex::RegexBuilder::new(text).size_limit(MOST_BYTES).nest_limit(MOST_NESTED).build();
    read.map_err(|_described| flaw(text))
}

/// The pattern that looks for exactly this text.
pub fn escaped(text: &str) -> String {
    regex_syntax::escape(text)
}

/// What is wrong with a pattern that is not taken.
fn flaw(text: &str) -> PatternFlaw {
    let parsed = regex_syntax::ParserBuilder::new().nest_limit(MOST_NESTED).build().parse(text);
    let place = |offset: usize| text.get(..offset).map_or(1, |before| before.chars().count() + 1);
    match parsed {
        Ok(_) => PatternFlaw::TooLarge,
        Err(regex_syntax::Error::Parse(error)) => {
            let at = place(error.span().start.offset);
            match error.kind() {
                ErrorKind::GroupUnclosed => PatternFlaw::Unclosed(at),
                ErrorKind::GroupUnopened => PatternFlaw::Unopened(at),
                ErrorKind::ClassUnclosed => PatternFlaw::OpenClass(at),
                ErrorKind::RepetitionMissing => PatternFlaw::NothingRepeated(at),
                ErrorKind::EscapeUnrecognized | ErrorKind::EscapeUnexpectedEof => PatternFlaw::Escape(at),
                ErrorKind::UnsupportedBackreference | ErrorKind::UnsupportedLookAround => PatternFlaw::LooksAround(at),
                ErrorKind::NestLimitExceeded(_) => PatternFlaw::TooLarge,
                _ => PatternFlaw::Wrong(at),
            }
        }
        Err(regex_syntax::Error::Translate(error)) => PatternFlaw::Wrong(place(error.span().start.offset)),
        Err(_) => PatternFlaw::Wrong(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_a_pattern_is_told_with_its_place() {
        for (text, flaw) in [
            ("ä(b", PatternFlaw::Unclosed(2)),
            ("ab)", PatternFlaw::Unopened(3)),
            ("[ab", PatternFlaw::OpenClass(1)),
            ("*a", PatternFlaw::NothingRepeated(1)),
            ("a\\y", PatternFlaw::Escape(2)),
            ("a\\", PatternFlaw::Escape(2)),
            ("(a)\\1", PatternFlaw::LooksAround(4)),
            ("(?=a)", PatternFlaw::LooksAround(1)),
            ("[b-a]", PatternFlaw::Wrong(2)),
            ("\\p{Nix}", PatternFlaw::Wrong(1)),
            ("(a{500}){500}", PatternFlaw::TooLarge),
        ] {
            assert_eq!(read_pattern(text).err(), Some(flaw), "{text}");
        }
        let deep = format!("{}a{}", "(".repeat(60), ")".repeat(60));
        assert_eq!(read_pattern(&deep).err(), Some(PatternFlaw::TooLarge));
        assert!(read_pattern("").is_ok() && read_pattern("(\\d+)\\s*°C").is_ok());
    }
}
