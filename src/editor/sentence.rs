//! A sentence for people that was put together, kept in both languages; and the lines of the log, made of such sentences.

use crate::i18n::Lang;
use crate::model::excerpt::{SENTENCE, shortened};
use crate::model::place::Place;
use crate::model::run::Level;

/// A sentence that was put together, in both languages: so a log can be read in the one that is chosen later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    de: String,
    /// Missing where it is the same.
    en: Option<String>,
}

impl Sentence {
    /// The sentence that `say` makes in each language.
    pub fn new(say: impl Fn(Lang) -> String) -> Self {
        let (de, en) = (say(Lang::De), say(Lang::En));
        Self { en: (en != de).then_some(en), de }
    }

    /// Words of the user or of the system: the same in both languages.
    pub fn same(words: impl Into<String>) -> Self {
        Self { de: words.into(), en: None }
    }

    /// The same, no longer than what is kept of a sentence; what is cut off is told.
    #[must_use]
    pub fn shortened(self) -> Self {
        let is_short = |text: &String| text.len() <= SENTENCE;
        if is_short(&self.de) && self.en.as_ref().is_none_or(is_short) {
            return self;
        }
        Self::new(|lang| shortened(self.get(lang), SENTENCE, lang).into_owned())
    }

    /// The sentence in this language.
    pub fn get(&self, lang: Lang) -> &str {
        match (lang, &self.en) {
            (Lang::En, Some(en)) => en,
            (Lang::De | Lang::En, _) => &self.de,
        }
    }
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// Milliseconds since 1970 (UTC).
    pub at_ms: i64,
    /// How serious.
    pub level: Level,
    /// The sentence.
    pub text: Sentence,
    /// Where a click leads.
    pub place: Place,
}
