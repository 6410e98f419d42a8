//! What the running app shows in the language that it speaks: translated when something changes, not with every frame.
//!
//! What the app has set stays beside it as it is: whoever compares, records or tests sees that.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::RunState;
use crate::i18n::Lang;
use crate::language::words;
use crate::model::component::unfolded;
use crate::model::id::ControlId;
use crate::model::project::Project;
use crate::model::run::PropertyChange;
use crate::model::value::Value;

/// The language that an app speaks, and what is shown in it.
#[derive(Clone, Debug, Default)]
pub struct Spoken {
    /// Its tag; empty until the app has told it.
    tag: String,
    /// The project as somebody has written it, as it was seen last.
    written: Option<Arc<Project>>,
    /// What differs where it is another language than the one that texts are written in.
    other: Option<OtherLanguage>,
}

/// An app in another language than the one that its texts are written in.
#[derive(Clone, Debug)]
struct OtherLanguage {
    place: usize,
    /// The project as it is shown.
    project: Arc<Project>,
    /// What the app has set, as it is shown.
    properties: BTreeMap<ControlId, BTreeMap<String, Value>>,
}

impl RunState {
    /// The project as it is shown, in the language that the app speaks; `edited` is how the editor has it.
    pub fn spoken_project<'a>(&'a self, edited: &'a Arc<Project>) -> &'a Arc<Project> {
        self.spoken.other.as_ref().map_or_else(|| self.shown(edited), |other| &other.project)
    }

    /// What the app has set, in that language.
    pub fn spoken_properties(&self) -> &BTreeMap<ControlId, BTreeMap<String, Value>> {
        self.spoken.other.as_ref().map_or(&self.properties, |other| &other.properties)
    }

    /// The language in which the program itself says something in it; `None` in an app without languages.
    pub fn spoken_lang(&self, edited: &Project) -> Option<Lang> {
        let languages = &edited.languages;
        languages.has_several().then(|| languages.lang(languages.find(&self.spoken.tag).unwrap_or(0))).flatten()
    }

    /// The app speaks the language with this tag from now on.
    pub(super) fn speak(&mut self, tag: &str) {
        tag.clone_into(&mut self.spoken.tag);
        if let Some(written) = self.spoken.written.clone() {
            self.translate_again(&written);
        }
    }

    /// Translates all that is shown: the project is another one, or the language.
    pub(super) fn translate_again(&mut self, written: &Arc<Project>) {
        self.spoken.written = Some(Arc::clone(written));
        let place = written.languages.find(&self.spoken.tag).unwrap_or(0);
        if place == 0 {
            self.spoken.other = None;
            return;
        }
        // Before it is unfolded: what a component says is translated once, with its placeholders in it.
        let translated = words::in_language(written, place);
        let whole = match unfolded(&translated, &mut self.parts, &self.rows) {
            Cow::Borrowed(_) => None,
            Cow::Owned(whole) => Some(Arc::new(whole)),
        };
        let project = whole.unwrap_or(translated);
        let shown = Arc::clone(self.shown(written));
        let mut properties = self.properties.clone();
        for (id, of_control) in &mut properties {
            let Some(control) = shown.control(*id) else { continue };
            let looks = (control, project.control(*id));
            for (key, value) in of_control {
                if let Some(said) = words::live_text(&shown, looks, key, value, place) {
                    *value = said;
                }
            }
        }
        self.spoken.other = Some(OtherLanguage { place, project, properties });
    }

    /// Translates what has just been set.
    pub(super) fn translate_one(&mut self, change: &PropertyChange, project: &Project) {
        let Some(other) = &mut self.spoken.other else { return };
        let looks = project.control(change.control).map(|control| (control, other.project.control(change.control)));
        let said = looks
            .and_then(|looks| words::live_text(project, looks, &change.property, &change.value, other.place))
            .unwrap_or_else(|| change.value.clone());
        other.properties.entry(change.control).or_default().insert(change.property.clone(), said);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::language;
    use crate::model::edit::{Edit, apply};
    use crate::model::id::ScreenId;
    use crate::model::item::Item;
    use crate::model::run::RunEvent;

    /// A button, and what it shows in the language that the app speaks.
    fn shown(run: &RunState, project: &Arc<Project>, id: ControlId) -> String {
        let live = run.spoken_properties().get(&id).and_then(|of| of.get("text")).map(Value::to_text);
        let designed = || {
            let control = run.spoken_project(project).control(id).unwrap();
            control.properties["text"].literal().unwrap().to_text()
        };
        live.unwrap_or_else(designed)
    }

    #[test]
    fn what_is_shown_follows_the_language_and_every_edit_and_what_is_set_stays_as_it_is() {
        let mut project = Project::new("x", "Start", "Lokal");
        let button = language::new_control(language::control("button").unwrap(), Lang::De);
        let made = apply(&mut project, &Edit::AddControls(ScreenId(1), vec![button])).unwrap();
        let id = made.first(Item::control).unwrap();
        let set = |project: &mut Project, text: &str| {
            let edit = Edit::SetProperty(vec![id], "text".to_owned(), Some(text.into()));
            apply(project, &edit).unwrap();
        };
        set(&mut project, "Stopp");
        let languages = Arc::make_mut(&mut project.languages);
        languages.tags = vec!["de".to_owned(), "pl".to_owned()];
        languages.set("Stopp", "pl", "Zatrzymaj");
        languages.set("Läuft", "pl", "Pracuje");
        let mut project = Arc::new(project);
        let mut run = RunState::new(&project, ScreenId(1), Instant::now());
        run.follow(&project);
        assert_eq!(shown(&run, &project, id), "Stopp");
        let language = |run: &mut RunState, project: &Project, tag: &str| {
            run.take(&RunEvent::Language(tag.to_owned()), project, Instant::now());
        };
        language(&mut run, &project, "pl");
        assert_eq!(shown(&run, &project, id), "Zatrzymaj");
        let change = PropertyChange { control: id, property: "text".to_owned(), value: Value::from("Läuft") };
        run.take(&RunEvent::Property(change), &project, Instant::now());
        assert_eq!(shown(&run, &project, id), "Pracuje");
        assert_eq!(run.properties[&id]["text"], Value::from("Läuft"), "whoever compares sees what was set");
        // A translation that somebody mends while the app runs is seen at once.
        Arc::make_mut(&mut Arc::make_mut(&mut project).languages).set("Läuft", "pl", "Działa");
        run.follow(&project);
        assert_eq!(shown(&run, &project, id), "Działa");
        set(Arc::make_mut(&mut project), "Start");
        run.follow(&project);
        assert_eq!(shown(&run, &project, id), "Start", "what was designed is seen, translated or not");
        language(&mut run, &project, "de");
        assert_eq!(shown(&run, &project, id), "Start");
        assert_eq!(run.spoken_lang(&project), Some(Lang::De));
    }
}
