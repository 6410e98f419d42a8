//! The languages of an app: which there are, which one is spoken, and what its texts are in the others.
//!
//! Translations belong to the text as it is written, not to the place where it is used: what says the same is translated
//! once, and copies, components and scripts need nothing of their own. What is shown is looked up here; what is sent,
//! compared or kept never is.

mod known;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::id::VariableId;
use super::value::Value;
use crate::i18n::{Lang, LanguageWish};

pub use self::known::{KNOWN_LANGUAGES, KnownLanguage, known_language};

/// The languages of an app.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppLanguages {
    /// Their tags (BCP 47), such as `de` or `pt-BR`; texts are written in the first one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Which one the app speaks.
    #[serde(default, skip_serializing_if = "SpokenLanguage::is_of_system")]
    pub spoken: SpokenLanguage,
    /// What texts are in the other languages: by the text as it is written, and then by tag.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub texts: BTreeMap<String, BTreeMap<String, String>>,
    /// Of a project that is only shown: the place of the language that it is shown in.
    #[serde(skip)]
    shown_in: Option<usize>,
}

/// Which language an app speaks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SpokenLanguage {
    /// That of the computer, where the app has it; else the first.
    #[default]
    OfSystem,
    /// Always this one.
    Fixed(String),
    /// The one whose tag or name is in this variable; it changes with it.
    InVariable(VariableId),
}

impl SpokenLanguage {
    fn is_of_system(&self) -> bool {
        *self == Self::OfSystem
    }

    /// The variable that says it.
    pub fn variable(&self) -> Option<VariableId> {
        match self {
            Self::InVariable(id) => Some(*id),
            Self::OfSystem | Self::Fixed(_) => None,
        }
    }
}

impl AppLanguages {
    /// Whether nothing is said about languages.
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// Whether there is more than one to choose from.
    pub fn has_several(&self) -> bool {
        self.tags.len() > 1
    }

    /// The languages that texts are translated into.
    pub fn others(&self) -> &[String] {
        self.tags.get(1..).unwrap_or_default()
    }

    /// The place of the language that is meant by its tag or its own name, in any case; else of another one for the same
    /// people: `de` for `de-AT`, and the other way round.
    pub fn find(&self, wanted: &str) -> Option<usize> {
        let wanted = wanted.trim().replace('_', "-").to_lowercase();
        if wanted.is_empty() {
            return None;
        }
        let main = |tag: &str| tag.split('-').next().unwrap_or_default().to_lowercase();
        let exact = self.tags.iter().position(|tag| tag.to_lowercase() == wanted);
        let named = || {
            let is_name = |tag: &String| {
                known_language(tag).is_some_and(|known| known.all_names().any(|name| name.to_lowercase() == wanted))
            };
            self.tags.iter().position(is_name)
        };
        exact.or_else(named).or_else(|| self.tags.iter().position(|tag| main(tag) == main(&wanted)))
    }

    /// The tag of the language at a place; the first one's where there is none.
    pub fn tag(&self, place: usize) -> &str {
        self.tags.get(place).or_else(|| self.tags.first()).map_or("", String::as_str)
    }

    /// The place of the language that an app speaks as it starts; `variable`: what is in the variable that says it.
    pub fn at_start(&self, wish: LanguageWish, variable: Option<&Value>) -> usize {
        let told = match wish {
            LanguageWish::Told(tag) => self.find(tag.as_str()),
            LanguageWish::None | LanguageWish::OfSystem(_) => None,
        };
        let said = || match &self.spoken {
            SpokenLanguage::Fixed(tag) => self.find(tag),
            SpokenLanguage::InVariable(_) => self.find(&variable?.to_text()),
            SpokenLanguage::OfSystem => match wish {
                LanguageWish::OfSystem(tag) => self.find(tag.as_str()),
                LanguageWish::None | LanguageWish::Told(_) => None,
            },
        };
        told.or_else(said).unwrap_or(0)
    }

    /// How the program itself writes numbers and says its own words, where the app speaks the language at a place: one
    /// that the program does not have is written as the app's first one.
    pub fn lang(&self, place: usize) -> Option<Lang> {
        let of = |tag: &str| match tag.split(['-', '_']).next().unwrap_or_default().to_lowercase().as_str() {
            "de" => Some(Lang::De),
            "en" => Some(Lang::En),
            _ => None,
        };
        of(self.tag(place)).or_else(|| of(self.tag(0)))
    }

    /// A text in the language with this tag; `None` where nobody has translated it.
    pub fn translation(&self, text: &str, tag: &str) -> Option<&str> {
        self.texts.get(text)?.get(tag).map(String::as_str).filter(|translated| !translated.is_empty())
    }

    /// A text in the language at a place; as it is where nobody has translated it, and in the first language.
    pub fn text_in<'a>(&'a self, text: &'a str, place: usize) -> &'a str {
        if place == 0 || text.is_empty() {
            return text;
        }
        self.tags.get(place).and_then(|tag| self.translation(text, tag)).unwrap_or(text)
    }

    /// The place of the language that this project is shown in.
    pub fn shown_in(&self) -> usize {
        self.shown_in.unwrap_or(0)
    }

    /// The same, of a project that is only shown, in the language at a place.
    #[must_use]
    pub fn showing(&self, place: usize) -> Self {
        Self { shown_in: Some(place), ..self.clone() }
    }

    /// A text as this project shows it. It costs nothing where that is the first language.
    pub fn said<'a>(&'a self, text: &'a str) -> &'a str {
        match self.shown_in {
            Some(place) => self.line_in(text, place),
            None => text,
        }
    }

    /// Several lines as this project shows them, each for itself where the whole is not translated.
    pub fn said_lines<'a>(&'a self, text: &'a str) -> Cow<'a, str> {
        self.lines_in(text, self.shown_in())
    }

    /// Several lines in the language at a place, each for itself where the whole is not translated. The blanks around the
    /// whole stay: what is put together needs them.
    pub fn lines_in<'a>(&'a self, text: &'a str, place: usize) -> Cow<'a, str> {
        let bare = text.trim();
        let whole = self.text_in(bare, place);
        if place == 0 {
            return Cow::Borrowed(text);
        }
        if !std::ptr::eq(whole, bare) {
            let is_bare = bare.len() == text.len();
            return if is_bare { Cow::Borrowed(whole) } else { Cow::Owned(text.replacen(bare, whole, 1)) };
        }
        if !text.contains('\n') {
            return Cow::Borrowed(text);
        }
        let lines: Vec<&str> = text.split('\n').map(|line| self.line_in(line, place)).collect();
        Cow::Owned(lines.join("\n"))
    }

    /// A line, whatever blanks stand around it.
    fn line_in<'a>(&'a self, line: &'a str, place: usize) -> &'a str {
        let bare = line.trim();
        let translated = self.text_in(bare, place);
        if std::ptr::eq(translated, bare) { line } else { translated }
    }

    /// Sets what a text is in a language; an empty one takes it out.
    pub fn set(&mut self, text: &str, tag: &str, translated: &str) {
        if translated.is_empty() {
            if let Some(known) = self.texts.get_mut(text) {
                known.remove(tag);
                if known.is_empty() {
                    self.texts.remove(text);
                }
            }
            return;
        }
        self.texts.entry(text.to_owned()).or_default().insert(tag.to_owned(), translated.to_owned());
    }

    /// A language is no longer one of them; what texts are in it goes too.
    pub fn remove(&mut self, tag: &str) {
        self.tags.retain(|known| known != tag);
        for translations in self.texts.values_mut() {
            translations.remove(tag);
        }
        self.texts.retain(|_, translations| !translations.is_empty());
        if self.spoken == SpokenLanguage::Fixed(tag.to_owned()) {
            self.spoken = SpokenLanguage::OfSystem;
        }
    }

    /// What is written so is written otherwise now: its translations go along.
    pub fn rewrite(&mut self, old: &str, new: &str) {
        if let Some(translations) = self.texts.remove(old) {
            self.texts.insert(new.to_owned(), translations);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::LanguageTag;

    fn languages() -> AppLanguages {
        let tags = ["de", "en-GB", "pl"].map(str::to_owned).to_vec();
        let mut out = AppLanguages { tags, ..AppLanguages::default() };
        out.set("Stopp", "en-GB", "Stop");
        out.set("Stopp", "pl", "Zatrzymaj");
        out.set("An", "pl", "Włącz");
        out
    }

    #[test]
    fn a_language_is_found_by_tag_and_name_and_by_what_it_is_mainly() {
        let languages = languages();
        for (wanted, place) in [
            ("pl", Some(2)),
            ("PL_PL", Some(2)),
            ("Polski", Some(2)),
            ("polnisch", Some(2)),
            ("de-AT", Some(0)),
            ("en", Some(1)),
            ("Deutsch", Some(0)),
            ("fr", None),
            ("", None),
        ] {
            assert_eq!(languages.find(wanted), place, "{wanted}");
        }
    }

    #[test]
    fn the_app_speaks_what_was_asked_for_else_what_it_says_else_what_the_computer_speaks() {
        let mut languages = languages();
        let system = LanguageWish::OfSystem(LanguageTag::new("pl_PL.UTF-8"));
        let told = LanguageWish::Told(LanguageTag::new("en"));
        assert_eq!(languages.at_start(LanguageWish::None, None), 0);
        assert_eq!(languages.at_start(system, None), 2);
        languages.spoken = SpokenLanguage::Fixed("de".to_owned());
        assert_eq!((languages.at_start(system, None), languages.at_start(told, None)), (0, 1));
        languages.spoken = SpokenLanguage::InVariable(VariableId(3));
        assert_eq!(languages.at_start(system, Some(&Value::from("English"))), 1);
        assert_eq!(languages.at_start(system, Some(&Value::from("unbekannt"))), 0);
        assert_eq!((languages.lang(1), languages.lang(2)), (Some(Lang::En), Some(Lang::De)));
    }

    #[test]
    fn what_is_not_translated_stays_and_lines_are_looked_up_one_by_one() {
        let languages = languages();
        assert_eq!((languages.text_in("Stopp", 0), languages.text_in("Stopp", 2)), ("Stopp", "Zatrzymaj"));
        assert_eq!(languages.text_in("Aus", 2), "Aus");
        assert_eq!(languages.lines_in("An\n Stopp \nAus", 2), "Włącz\nZatrzymaj\nAus");
        assert_eq!((languages.said("Stopp"), languages.showing(1).said("Stopp")), ("Stopp", "Stop"));
        assert_eq!(languages.lines_in(" Stopp: ", 2), " Stopp: ");
        assert_eq!(
            (&*languages.lines_in(" Stopp ", 2), languages.showing(2).said(" Stopp")),
            (" Zatrzymaj ", "Zatrzymaj")
        );
    }

    #[test]
    fn translations_go_along_with_what_is_written_otherwise_and_go_with_their_language() {
        let mut languages = languages();
        languages.rewrite("Stopp", "Anhalten");
        assert_eq!(
            (languages.translation("Stopp", "pl"), languages.translation("Anhalten", "pl")),
            (None, Some("Zatrzymaj"))
        );
        languages.remove("pl");
        assert_eq!(languages.texts.len(), 1);
        languages.set("Anhalten", "en-GB", "");
        assert!(languages.texts.is_empty());
    }

    #[test]
    fn they_survive_the_file_and_nothing_is_written_where_there_are_none() {
        let languages = languages();
        let ron = ron::to_string(&languages).unwrap();
        assert_eq!(ron::from_str::<AppLanguages>(&ron).unwrap(), languages);
        assert_eq!(ron::to_string(&AppLanguages::default()).unwrap(), "()");
    }
}
