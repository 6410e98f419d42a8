//! Languages by name: in their own words, as their people look for them, and in those of the program.

use crate::i18n::{Lang, Text};

/// A language that can be chosen by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownLanguage {
    /// Its tag (BCP 47).
    pub tag: &'static str,
    /// What its people call it.
    pub own: &'static str,
    /// What it is called here.
    pub name: Text,
}

impl KnownLanguage {
    /// All that it is called.
    pub fn all_names(&self) -> impl Iterator<Item = &'static str> {
        [self.own, self.name.get(Lang::De), self.name.get(Lang::En)].into_iter()
    }
}

const fn known(tag: &'static str, own: &'static str, de: &'static str, en: &'static str) -> KnownLanguage {
    KnownLanguage { tag, own, name: Text { de, en } }
}

/// The languages that are offered, in the order of their own names; another one, or that of a region, comes with the tag at the head of a spreadsheet.
pub const KNOWN_LANGUAGES: [KnownLanguage; 37] = [
    known("id", "Bahasa Indonesia", "Indonesisch", "Indonesian"),
    known("bs", "Bosanski", "Bosnisch", "Bosnian"),
    known("ca", "Català", "Katalanisch", "Catalan"),
    known("cs", "Čeština", "Tschechisch", "Czech"),
    known("da", "Dansk", "Dänisch", "Danish"),
    known("de", "Deutsch", "Deutsch", "German"),
    known("et", "Eesti", "Estnisch", "Estonian"),
    known("en", "English", "Englisch", "English"),
    known("es", "Español", "Spanisch", "Spanish"),
    known("fr", "Français", "Französisch", "French"),
    known("ga", "Gaeilge", "Irisch", "Irish"),
    known("hr", "Hrvatski", "Kroatisch", "Croatian"),
    known("is", "Íslenska", "Isländisch", "Icelandic"),
    known("it", "Italiano", "Italienisch", "Italian"),
    known("lv", "Latviešu", "Lettisch", "Latvian"),
    known("lt", "Lietuvių", "Litauisch", "Lithuanian"),
    known("hu", "Magyar", "Ungarisch", "Hungarian"),
    known("mt", "Malti", "Maltesisch", "Maltese"),
    known("nl", "Nederlands", "Niederländisch", "Dutch"),
    known("nb", "Norsk", "Norwegisch", "Norwegian"),
    known("pl", "Polski", "Polnisch", "Polish"),
    known("pt", "Português", "Portugiesisch", "Portuguese"),
    known("ro", "Română", "Rumänisch", "Romanian"),
    known("sq", "Shqip", "Albanisch", "Albanian"),
    known("sk", "Slovenčina", "Slowakisch", "Slovak"),
    known("sl", "Slovenščina", "Slowenisch", "Slovenian"),
    known("fi", "Suomi", "Finnisch", "Finnish"),
    known("sv", "Svenska", "Schwedisch", "Swedish"),
    known("vi", "Tiếng Việt", "Vietnamesisch", "Vietnamese"),
    known("tr", "Türkçe", "Türkisch", "Turkish"),
    known("el", "Ελληνικά", "Griechisch", "Greek"),
    known("bg", "Български", "Bulgarisch", "Bulgarian"),
    known("mk", "Македонски", "Mazedonisch", "Macedonian"),
    known("ru", "Русский", "Russisch", "Russian"),
    known("sr", "Српски", "Serbisch", "Serbian"),
    known("uk", "Українська", "Ukrainisch", "Ukrainian"),
    known("kk", "Қазақша", "Kasachisch", "Kazakh"),
];

/// The language that a tag means, or that it is mainly.
pub fn known_language(tag: &str) -> Option<&'static KnownLanguage> {
    let main = tag.split(['-', '_']).next().unwrap_or_default();
    KNOWN_LANGUAGES.iter().find(|known| known.tag.eq_ignore_ascii_case(main))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_is_there_once() {
        let mut tags = std::collections::BTreeSet::new();
        let mut names = std::collections::BTreeSet::new();
        assert!(KNOWN_LANGUAGES.iter().all(|known| tags.insert(known.tag) && names.insert(known.own)));
        assert_eq!(known_language("PT-br").map(|known| known.own), Some("Português"));
        assert_eq!(known_language("xx"), None);
    }
}
