//! The examples that ship with the program, inside its binary.

use crate::editor::state::Example;
use crate::i18n::Lang;
use crate::store;

/// File name and text of each.
const EXAMPLES: &[(&str, &str)] = &[
    ("mqtt-senden.ron", include_str!("../../projects/mqtt-senden.ron")),
    ("default-und-retained.ron", include_str!("../../projects/default-und-retained.ron")),
    ("zwei-buttons-eine-verbindung.ron", include_str!("../../projects/zwei-buttons-eine-verbindung.ron")),
    ("topic-und-json.ron", include_str!("../../projects/topic-und-json.ron")),
    ("sensorwerte.ron", include_str!("../../projects/sensorwerte.ron")),
];

/// The examples with name and purpose. They are content, in German, whatever the language of the interface.
pub(super) fn list(_lang: Lang) -> Vec<Example> {
    let read = |(file, text): &(&'static str, &str)| {
        let opened = store::parse(text).ok()?;
        Some(Example { file, name: opened.project.name, purpose: opened.project.purpose })
    };
    EXAMPLES.iter().filter_map(read).collect()
}

/// The text of an example.
pub(super) fn text(file: &str) -> Option<&'static str> {
    EXAMPLES.iter().find(|(name, _)| *name == file).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_can_be_read_and_says_what_it_is_for() {
        let examples = list(Lang::De);
        assert_eq!(examples.len(), EXAMPLES.len());
        for example in examples {
            assert!(!example.purpose.is_empty(), "{}", example.file);
        }
    }
}
