//! What holds for all sentences for people; for tests only.

use crate::i18n::Lang;

/// Both languages of each thing, one line each, after the checks that hold for all sentences.
pub(crate) fn table<T>(things: &[T], say: impl Fn(&T, Lang) -> String) -> String {
    let mut out = String::new();
    for thing in things {
        let (de, en) = (say(thing, Lang::De), say(thing, Lang::En));
        for sentence in [&de, &en] {
            assert!(!sentence.trim().is_empty());
            let single = !sentence.trim_end_matches('.').contains(". ");
            assert!(!(single && sentence.ends_with('.')), "one sentence, so no dot: {sentence}");
            assert!(single || sentence.ends_with(['.', '…']), "two sentences, so a dot: {sentence}");
            for code in ["Some(", "::", "{ ", "Error", "()"] {
                assert!(!sentence.contains(code), "{sentence}");
            }
        }
        for address in ["Sie ", "Bitte", " du ", " dein", " Ihr"] {
            assert!(!de.contains(address), "{de}");
        }
        out.extend([de.as_str(), "\n", en.as_str(), "\n\n"]);
    }
    out
}
