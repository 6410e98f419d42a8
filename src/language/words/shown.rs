//! An app as it reads in another language: the project that a window shows, and what its properties are set to while it
//! runs. Looked up when something changes, never while a frame is drawn.

use std::sync::Arc;

use super::parameters::parameter_reading;
use crate::language;
use crate::language::block::Reading;
use crate::model::binding::Binding;
use crate::model::component::{ParameterKind, in_braces};
use crate::model::control::Control;
use crate::model::languages::AppLanguages;
use crate::model::project::Project;
use crate::model::property::Property;
use crate::model::screen::Screen;
use crate::model::value::Value;

/// The project as it reads in the language at a place; the same one where that is the first. Only to be shown: what runs
/// is the project as it is written.
pub fn in_language(project: &Arc<Project>, place: usize) -> Arc<Project> {
    if place == 0 || place >= project.languages.tags.len() {
        return Arc::clone(project);
    }
    let mut shown = Project::clone(project);
    for screen in &project.screens {
        if let Some(translated) = screen_in(project, screen, place)
            && let Some(known) = shown.screen_mut(screen.id)
        {
            *known = translated;
        }
    }
    shown.languages = Arc::new(project.languages.showing(place));
    Arc::new(shown)
}

/// A screen in another language; `None` where nothing on it is another one there.
fn screen_in(project: &Project, screen: &Screen, place: usize) -> Option<Screen> {
    let languages = &project.languages;
    let mut out: Option<Screen> = None;
    for (at, parameter) in screen.component.iter().flat_map(|face| &face.parameters).enumerate() {
        if parameter.kind == ParameterKind::Text
            && let reading = parameter_reading(project, screen, &parameter.name)
            && let Some(translated) = property_in(languages, &parameter.default, reading, place)
        {
            let face = out.get_or_insert_with(|| screen.clone()).component.as_mut();
            if let Some(parameter) = face.and_then(|face| face.parameters.get_mut(at)) {
                parameter.default = translated;
            }
        }
    }
    for control in &screen.controls {
        for (key, translated) in control_in(project, control, place) {
            let screen = out.get_or_insert_with(|| screen.clone());
            if let Some(known) = screen.control_mut(control.id) {
                known.properties.insert(key, translated);
            }
        }
    }
    out
}

/// The properties of a control that are others in this language.
fn control_in(project: &Project, control: &Control, place: usize) -> Vec<(String, Property)> {
    let languages = &project.languages;
    let properties = language::control(&control.kind).map_or(&[][..], |def| def.properties);
    let own = properties.iter().filter(|def| matches!(def.reading, Reading::Text | Reading::Unit));
    let own = own.filter_map(|def| {
        let translated = property_in(languages, control.properties.get(def.key)?, def.reading, place)?;
        Some((def.key.to_owned(), translated))
    });
    let master = project.master_of(control);
    let given = master.into_iter().flat_map(|(master, face)| face.parameters.iter().map(move |each| (master, each)));
    let given = given.filter(|(_, parameter)| parameter.kind == ParameterKind::Text);
    let given = given.filter_map(|(master, parameter)| {
        let key = in_braces(&parameter.name);
        let given = control.properties.get(&key)?;
        let translated = property_in(languages, given, parameter_reading(project, master, &parameter.name), place)?;
        Some((key, translated))
    });
    own.chain(given).collect()
}

fn property_in(languages: &AppLanguages, property: &Property, reading: Reading, place: usize) -> Option<Property> {
    match property {
        Property::Literal(value) => text_in(languages, value.as_text()?, reading, place).map(Property::from),
        Property::Bound(binding) => binding_in(languages, binding, reading, place).map(Property::from),
        Property::Ref(_) | Property::List(_) | Property::Command(_) => None,
    }
}

/// What stands there until something comes, and what stands around what came or in its place: where a component has it, its
/// placeholders are still in it. What came is translated as it comes.
fn binding_in(languages: &AppLanguages, binding: &Binding, reading: Reading, place: usize) -> Option<Binding> {
    let mut out = binding.clone();
    let mut is_other = false;
    for text in [&mut out.prefix, &mut out.suffix] {
        if let Some(translated) = text_in(languages, text, reading, place) {
            *text = translated;
            is_other = true;
        }
    }
    let values = out.table.iter_mut().map(|(_, value)| value).chain(&mut out.otherwise).chain(&mut out.empty);
    for value in values {
        if let Some(translated) = value.as_text().and_then(|text| text_in(languages, text, reading, place)) {
            *value = Value::from(translated);
            is_other = true;
        }
    }
    is_other.then_some(out)
}

/// A text in the language at a place, with the blanks that stand around it; `None` where it is the same there.
fn text_in(languages: &AppLanguages, text: &str, reading: Reading, place: usize) -> Option<String> {
    if !matches!(reading, Reading::Text | Reading::Unit) {
        return None;
    }
    let bare = text.trim();
    let shown = languages.lines_in(bare, place);
    (*shown != *bare).then(|| text.replacen(bare, &shown, 1))
}

/// What a property that the running app has set reads in the language at a place; `None` where it is the same there, or is
/// nothing that people read.
///
/// Of a bound property, what stands before and behind the value is looked up for itself, or taken from how the control is
/// `shown`: of a component it was looked up there with its placeholders.
pub fn live_text(
    project: &Project,
    (control, shown): (&Control, Option<&Control>),
    key: &str,
    value: &Value,
    place: usize,
) -> Option<Value> {
    let languages = &project.languages;
    if place == 0 || languages.texts.is_empty() {
        return None;
    }
    let text = value.as_text().filter(|text| !text.is_empty())?;
    let reading = language::property(&control.kind, key)?.reading;
    if let Some(whole) = text_in(languages, text, reading, place) {
        return Some(Value::from(whole));
    }
    let binding = control.properties.get(key)?.binding()?;
    let shown = shown.and_then(|shown| shown.properties.get(key)?.binding());
    let inner = text.strip_prefix(&binding.prefix)?.strip_suffix(&binding.suffix)?;
    let listed = |of: &Binding| -> Vec<Value> {
        of.table.iter().map(|(_, value)| value).chain(&of.otherwise).cloned().collect()
    };
    // What came may read as what is in the table, which is the same to people.
    let from_table = || {
        let at = listed(binding).iter().position(|value| value.as_text() == Some(inner))?;
        Some(listed(shown?).get(at)?.as_text()?.to_owned())
    };
    let part = |text: &str, said: Option<&str>| match said.filter(|said| *said != text) {
        Some(said) => said.to_owned(),
        None => text_in(languages, text, reading, place).unwrap_or_else(|| text.to_owned()),
    };
    let parts = [
        part(&binding.prefix, shown.map(|shown| &*shown.prefix)),
        part(inner, from_table().as_deref()),
        part(&binding.suffix, shown.map(|shown| &*shown.suffix)),
    ]
    .concat();
    (parts != text).then(|| Value::from(parts))
}
