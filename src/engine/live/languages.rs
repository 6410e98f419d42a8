//! The language that a running app speaks. What it shows is translated where it is shown; here stands which language that
//! is, and numbers and times are written as its people do. No value, message or comparison becomes another one by it.

use std::collections::BTreeMap;

use super::Live;
use crate::i18n::{LanguageWish, Locale};
use crate::model::id::VariableId;
use crate::model::languages::known_language;
use crate::model::project::Project;
use crate::model::run::RunEvent;
use crate::model::value::Value;

/// The place of the language that an app begins with.
pub(super) fn spoken_at_start(project: &Project, locale: Locale, variables: &BTreeMap<VariableId, Value>) -> usize {
    let variable = project.languages.spoken.variable().and_then(|id| variables.get(&id));
    project.languages.at_start(locale.wish, variable)
}

/// Where somebody has asked for a language that a variable says otherwise, the variable says it from the start: else what is
/// bound to it shows another one, and leads nowhere.
pub(super) fn say_told(project: &Project, (own, place): (Locale, usize), variables: &mut BTreeMap<VariableId, Value>) {
    let languages = &project.languages;
    let LanguageWish::Told(tag) = own.wish else { return };
    let Some(id) = languages.spoken.variable().filter(|_| languages.find(tag.as_str()).is_some()) else { return };
    let said = variables.get(&id).map(Value::to_text);
    if said.as_ref().is_some_and(|said| languages.find(said).unwrap_or(0) == place && !said.trim().is_empty()) {
        return;
    }
    let word = Value::from(word_for(project, place, said.as_deref()));
    if let Some(value) = project.variable(id).and_then(|variable| variable.ty.convert(&word)) {
        variables.insert(id, value);
    }
}

/// What a variable says where it says the language at a place: its name where it says a name until now, as a list of
/// languages may be bound to it; else its tag.
fn word_for(project: &Project, place: usize, said: Option<&str>) -> String {
    let languages = &project.languages;
    let is_named = said
        .is_some_and(|said| languages.tags.iter().filter_map(|tag| known_language(tag)).any(|known| known.own == said));
    let tag = languages.tag(place);
    known_language(tag).filter(|_| is_named).map_or(tag, |known| known.own).to_owned()
}

/// How values are written where the app speaks the language at a place.
pub(super) fn locale_of(project: &Project, locale: Locale, place: usize) -> Locale {
    Locale { lang: project.languages.lang(place).unwrap_or(locale.lang), ..locale }
}

impl Live {
    /// The tag of the language that the app speaks; empty where it has none.
    pub(in crate::engine) fn language_tag(&self) -> &str {
        self.project.languages.tag(self.language)
    }

    /// A text in that language.
    pub(in crate::engine) fn translated(&self, text: &str) -> String {
        self.project.languages.lines_in(text, self.language).into_owned()
    }

    /// What is to be told of a variable that says the language somebody has asked for.
    pub(super) fn wish_told(&self) -> Option<RunEvent> {
        let variable = self.project.languages.spoken.variable()?;
        let LanguageWish::Told(_) = self.own.wish else { return None };
        Some(RunEvent::Variable { variable, value: self.variable(variable)?.clone() })
    }

    /// What is to be told of it as the app begins.
    pub(super) fn language_told(&self) -> Option<RunEvent> {
        self.project.languages.has_several().then(|| RunEvent::Language(self.language_tag().to_owned()))
    }

    /// The app speaks the language at a place; the variable that says so is changed with it.
    pub(in crate::engine) fn speak(&mut self, place: usize) -> Vec<RunEvent> {
        let languages = &self.project.languages;
        let Some(id) = languages.spoken.variable() else { return self.switch(place) };
        let word = word_for(&self.project, place, self.variable(id).map(Value::to_text).as_deref());
        let Ok(changed) = self.set_variable(id, &Value::from(word)) else { return self.switch(place) };
        let Some(value) = changed else { return self.switch(place) };
        let event = RunEvent::Variable { variable: id, value };
        let follows = self.follow(&event);
        [event].into_iter().chain(follows).collect()
    }

    /// The place of another language that this variable says now.
    pub(super) fn language_in(&self, variable: VariableId) -> Option<usize> {
        let languages = &self.project.languages;
        if languages.spoken.variable() != Some(variable) {
            return None;
        }
        let place = languages.find(&self.variable(variable)?.to_text()).unwrap_or(0);
        (place != self.language).then_some(place)
    }

    /// The app speaks the language at a place from now on; what is to be told of that.
    pub(super) fn switch(&mut self, place: usize) -> Vec<RunEvent> {
        if place == self.language {
            return Vec::new();
        }
        self.language = place;
        let before = self.locale;
        self.locale = locale_of(&self.project, self.own, place);
        let mut events: Vec<RunEvent> = self.language_told().into_iter().collect();
        events.extend(self.write_anew(before));
        events
    }

    /// Somebody has edited the languages: the app speaks on as before where it can.
    pub(super) fn renew_language(&mut self, before: &Project) -> Vec<RunEvent> {
        let (old, new) = (&before.languages, &self.project.languages);
        if old.tags == new.tags && old.spoken == new.spoken {
            return Vec::new();
        }
        let known = if old.spoken == new.spoken { new.find(old.tag(self.language)) } else { None };
        // At the place of before there may be another one now.
        let told = old.tag(self.language);
        self.language = known.unwrap_or_else(|| spoken_at_start(&self.project, self.own, &self.variables));
        self.locale = locale_of(&self.project, self.own, self.language);
        if old.has_several() && told == self.language_tag() && old.tag(0) == new.tag(0) {
            return Vec::new();
        }
        self.language_told().into_iter().collect()
    }
}
