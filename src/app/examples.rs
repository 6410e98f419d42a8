//! The examples that ship with the program, as the start page shows them.

use crate::editor::view::Example;
use crate::i18n::Lang;
use crate::store;
use crate::store::examples::all;

/// The examples in this language, with name and purpose.
pub(super) fn list(lang: Lang) -> Vec<Example> {
    let read = |(file, text)| {
        let opened = store::parse(text).ok()?;
        Some(Example { file, name: opened.project.name, purpose: opened.project.purpose })
    };
    all(lang).filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::examples::text;

    #[test]
    fn every_example_can_be_read_and_says_what_it_is_for() {
        for lang in [Lang::De, Lang::En] {
            let examples = list(lang);
            assert_eq!(examples.len(), all(lang).count());
            for example in examples {
                assert!(!example.purpose.is_empty(), "{}", example.file);
                assert!(text(example.file).is_some());
            }
        }
    }
}
