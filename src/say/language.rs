//! Languages of apps, as people call them.

use crate::model::languages::known_language;

/// The name of a language in its own words, with its tag where that says more; the tag alone of one that is not known.
pub fn language(tag: &str) -> String {
    match known_language(tag) {
        Some(known) if known.tag.eq_ignore_ascii_case(tag) => known.own.to_owned(),
        Some(known) => format!("{} ({tag})", known.own),
        None => tag.to_owned(),
    }
}
