//! The two languages of the screen texts, and the one type that holds a text in both.
//!
//! A leaf: names nothing else of the crate.
//! Both languages stand side by side in the source, so a missing translation does not compile.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A language of the interface. Projects themselves are language-neutral.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Lang {
    /// German, the first language of the product.
    #[default]
    De,
    /// English.
    En,
}

impl Lang {
    /// The language of a locale name such as `de_DE.UTF-8`; anything that is not German is English.
    pub fn from_locale(locale: &str) -> Self {
        if locale.to_ascii_lowercase().starts_with("de") { Self::De } else { Self::En }
    }

    /// The other language, for the switch in the toolbar.
    pub fn other(self) -> Self {
        match self {
            Self::De => Self::En,
            Self::En => Self::De,
        }
    }

    /// The code shown on the switch: `DE` or `EN`.
    pub fn code(self) -> &'static str {
        match self {
            Self::De => "DE",
            Self::En => "EN",
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// How values are written for people: in which language, and in which time zone.
#[derive(Clone, Copy, Debug)]
pub struct Locale {
    /// The language.
    pub lang: Lang,
    /// How many minutes local time is ahead of UTC at a time, in milliseconds since 1970.
    pub ahead: fn(i64) -> i32,
    /// Which language of an app is wished for, where it has several.
    pub wish: LanguageWish,
}

/// The tag of a language, such as `pl` or `pt-BR`; cheap to copy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LanguageTag {
    bytes: [u8; 15],
    len: u8,
}

impl LanguageTag {
    /// The tag of a locale name such as `de_AT.UTF-8`, or as it is written; nothing where it names no language.
    pub fn new(text: &str) -> Self {
        let text = text.split(['.', '@']).next().unwrap_or_default().trim();
        let mut out = Self::default();
        if matches!(text, "C" | "POSIX") || text.len() > out.bytes.len() || !text.is_ascii() {
            return out;
        }
        for (to, from) in out.bytes.iter_mut().zip(text.bytes()) {
            *to = if from == b'_' { b'-' } else { from };
        }
        out.len = text.len() as u8;
        out
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        self.bytes.get(..usize::from(self.len)).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

/// Which language of an app is wished for, where it has several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LanguageWish {
    /// None: as the app itself says.
    #[default]
    None,
    /// That of this computer, where the app says nothing else.
    OfSystem(LanguageTag),
    /// This one, whatever the app says: somebody has asked for it.
    Told(LanguageTag),
}

impl Locale {
    /// The time zone of this computer, with its summer time.
    pub fn here(lang: Lang) -> Self {
        let ahead = |at_ms: i64| {
            let at = time::OffsetDateTime::from_unix_timestamp(at_ms.div_euclid(1000)).ok();
            let offset = at.and_then(|at| time::UtcOffset::local_offset_at(at).ok());
            offset.map_or(0, |offset| i32::from(offset.whole_minutes()))
        };
        Self { lang, ahead, wish: LanguageWish::None }
    }

    /// The same, with a language of the app that is wished for.
    #[must_use]
    pub fn wishing(self, wish: LanguageWish) -> Self {
        Self { wish, ..self }
    }

    /// The time, in milliseconds since 1970, at which calendar and clock here show so many milliseconds after
    /// 1970-01-01. Where the clock shows it twice, the first; where it skips it, as much later as it skips.
    pub fn utc_of(self, local_ms: i64) -> i64 {
        const DAY: i64 = 86_400_000;
        let ahead = |at| i64::from((self.ahead)(at)) * 60_000;
        let (before, after) = (ahead(local_ms - DAY), ahead(local_ms + DAY));
        let (first, second) = (local_ms - before, local_ms - after);
        if ahead(first) != before && ahead(second) == after { second } else { first }
    }

    /// What calendar and clock here show at a time, as milliseconds after 1970-01-01.
    pub fn local_of(self, at_ms: i64) -> i64 {
        at_ms.saturating_add(i64::from((self.ahead)(at_ms)) * 60_000)
    }

    /// No time zone.
    pub const fn utc(lang: Lang) -> Self {
        Self { lang, ahead: |_| 0, wish: LanguageWish::None }
    }
}

/// A fixed text in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Text {
    /// German.
    pub de: &'static str,
    /// English.
    pub en: &'static str,
}

impl Text {
    /// The text in `lang`.
    pub const fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::De => self.de,
            Lang::En => self.en,
        }
    }

    /// Whether either language contains `needle`, which must be lower case already.
    pub fn contains_lowercase(self, needle: &str) -> bool {
        self.de.to_lowercase().contains(needle) || self.en.to_lowercase().contains(needle)
    }
}

/// A text in both languages: German first.
pub const fn t(de: &'static str, en: &'static str) -> Text {
    Text { de, en }
}

/// A text that is the same in both languages, such as `MQTT` or an event's name.
pub const fn same(text: &'static str) -> Text {
    Text { de: text, en: text }
}

/// A text in both languages that was made for the case at hand; cheap to copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// German.
    pub de: Arc<str>,
    /// English.
    pub en: Arc<str>,
}

impl Wording {
    /// Both languages: German first.
    pub fn new(de: impl Into<Arc<str>>, en: impl Into<Arc<str>>) -> Self {
        Self { de: de.into(), en: en.into() }
    }

    /// The text in `lang`.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::De => &self.de,
            Lang::En => &self.en,
        }
    }

    /// In the quotes of each language.
    #[must_use]
    pub fn quoted(&self) -> Self {
        Self::new(quoted(&self.de, Lang::De), quoted(&self.en, Lang::En))
    }

    /// With another text behind it.
    #[must_use]
    pub fn then(&self, between: &str, other: &Self) -> Self {
        Self::new([&*self.de, between, &*other.de].concat(), [&*self.en, between, &*other.en].concat())
    }
}

impl From<Text> for Wording {
    fn from(text: Text) -> Self {
        Self::new(text.de, text.en)
    }
}

/// What is the same in both languages, such as a name.
impl From<&str> for Wording {
    fn from(text: &str) -> Self {
        let text: Arc<str> = text.into();
        Self { de: Arc::clone(&text), en: text }
    }
}

/// What is the same in both languages, such as a name.
impl From<String> for Wording {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

/// The text in the quotes of the language.
pub fn quoted(text: &str, lang: Lang) -> String {
    match lang {
        Lang::De => format!("„{text}“"),
        Lang::En => format!("“{text}”"),
    }
}

/// A count with its thousands apart.
pub fn count_text(count: u64, lang: Lang) -> String {
    let digits = count.to_string();
    let mark = if lang == Lang::De { '.' } else { ',' };
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(mark);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locale_decides_the_language() {
        assert_eq!(Lang::from_locale("de_DE.UTF-8"), Lang::De);
        assert_eq!(Lang::from_locale("de"), Lang::De);
        assert_eq!(Lang::from_locale("en_US.UTF-8"), Lang::En);
        assert_eq!(Lang::from_locale("C"), Lang::En);
    }

    #[test]
    fn a_tag_is_found_in_the_name_of_a_locale() {
        for (name, tag) in
            [("de_AT.UTF-8", "de-AT"), ("pl", "pl"), ("ca_ES@valencia", "ca-ES"), ("C.UTF-8", ""), ("", "")]
        {
            assert_eq!(LanguageTag::new(name).as_str(), tag);
        }
        assert_eq!(LanguageTag::new("language-that-is-none").as_str(), "");
    }

    #[test]
    fn local_times_are_found_again_when_the_clock_is_changed() {
        // Berlin: ahead by an hour, by two from 2027-03-28 01:00 UTC to 2027-10-31 01:00 UTC.
        const SPRING: i64 = 1_806_195_600_000;
        const AUTUMN: i64 = 1_824_944_400_000;
        const HOUR: i64 = 3_600_000;
        let ahead = |at| if (SPRING..AUTUMN).contains(&at) { 120 } else { 60 };
        let berlin = Locale { ahead, ..Locale::utc(Lang::De) };
        for at in [0, SPRING - 1, SPRING, SPRING + HOUR, AUTUMN - HOUR, AUTUMN - 1, AUTUMN + HOUR] {
            assert_eq!(berlin.utc_of(berlin.local_of(at)), at, "{at}");
        }
        // 02:30 is skipped in spring, and is there twice in autumn.
        let local = |at: i64, minutes: i64| at + HOUR + minutes * 60_000;
        assert_eq!(berlin.utc_of(local(SPRING, 30)), SPRING + 30 * 60_000);
        assert_eq!(berlin.utc_of(local(AUTUMN, 30)), AUTUMN - 30 * 60_000);
    }

    #[test]
    fn search_looks_into_both_languages() {
        let text = t("Verbindung", "Connection");
        assert!(text.contains_lowercase("connec"));
        assert!(text.contains_lowercase("verbind"));
        assert!(!text.contains_lowercase("xyz"));
    }

    #[test]
    fn counts_read_as_people_write_them() {
        assert_eq!(count_text(1_204, Lang::De), "1.204");
        assert_eq!(count_text(1_000_000, Lang::En), "1,000,000");
        assert_eq!(count_text(999, Lang::De), "999");
    }
}
