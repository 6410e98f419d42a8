//! The beginning of a text that is too long to be shown: one rule for controls, lists, logs and sentences.
//!
//! Laying out a text costs far more than holding it: 16 MB take seconds. Whoever shows one lays out its beginning, and
//! says that there is more. Pure.

use std::borrow::Cow;

use crate::i18n::{Lang, count_text};

/// Most bytes of a sentence that is kept or shown as a whole: a line of a log, a tooltip, what a screen reader is told.
pub const SENTENCE: usize = 4_000;
/// Most bytes of a line that can be edited: each key lays all of it out anew.
pub const LINE: usize = 10_000;
/// Most bytes of a text of several lines that can be edited.
pub const EDITABLE: usize = 200_000;

/// Whether a text can be edited without holding up the window; a longer one is shown only.
pub fn is_editable(text: &str) -> bool {
    text.len() <= LINE || (text.len() <= EDITABLE && text.split('\n').all(|line| line.len() <= LINE))
}

/// The beginning of a text, at most `most` bytes of it.
pub fn begin(text: &str, most: usize) -> &str {
    text.split_at(text.floor_char_boundary(most)).0
}

/// The text where it is short enough; else its beginning with `…` behind it.
pub fn cut(text: &str, most: usize) -> Cow<'_, str> {
    if text.len() <= most { Cow::Borrowed(text) } else { Cow::Owned(format!("{}…", begin(text, most))) }
}

/// The text where it is short enough; else its beginning, and in words how long it is.
pub fn shortened(text: &str, most: usize, lang: Lang) -> Cow<'_, str> {
    if text.len() <= most {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("{}… ({})", begin(text, most), shortened_words(text.len(), lang)))
}

/// What stands beside a text that is not shown whole.
pub fn shortened_words(bytes: usize, lang: Lang) -> String {
    let bytes = count_text(bytes as u64, lang);
    match lang {
        Lang::De => format!("gekürzt, es sind {bytes} Bytes"),
        Lang::En => format!("shortened, there are {bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_its_beginning_and_says_so() {
        assert_eq!(shortened("kurz", 4, Lang::De), "kurz");
        let long = "ä".repeat(1_000_000);
        assert_eq!(shortened(&long, 3, Lang::De), "ä… (gekürzt, es sind 2.000.000 Bytes)");
        assert_eq!(shortened(&long, 4, Lang::En), "ää… (shortened, there are 2,000,000 bytes)");
        assert_eq!((cut(&long, 5), cut("kurz", 9)), ("ää…".into(), "kurz".into()));
        assert_eq!(begin("", 7), "");
    }

    #[test]
    fn lines_can_be_edited_up_to_a_length_and_so_can_the_whole() {
        let line = "x".repeat(LINE);
        assert!(is_editable(&line) && is_editable(&format!("{line}\n{line}\n")));
        assert!(!is_editable(&format!("kurz\n{line}x")));
        assert!(!is_editable(&"kurz\n".repeat(EDITABLE / 5 + 1)));
    }
}
