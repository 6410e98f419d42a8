//! The texts of an app that people read: which there are and where, and the app as it reads in another language.
//!
//! Found by what rows say of their properties and slots ([`Reading`]), in scripts as far as their text is certain. What is
//! typed, compared, sent or kept is none of them, so a translation changes nothing of what an app does.

mod edited;
mod parameters;
pub mod sheet;
mod shown;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

pub use self::edited::{may_rewrite, moved};
pub use self::shown::{in_language, live_text};

use self::parameters::parameter_reading;
use super::block::{Gives, Holds, Reading, SlotDef};
use super::{COUNT, ITEM, api, block, control_in, item_key};
use crate::model::blocks::{Block, Graph};
use crate::model::component::{ParameterKind, in_braces};
use crate::model::control::Control;
use crate::model::handler::{Handler, HandlerRef};
use crate::model::languages::{AppLanguages, KNOWN_LANGUAGES};
use crate::model::place::Place;
use crate::model::project::Project;
use crate::model::property::Property;
use crate::model::reference;
use crate::model::value::Value;

/// A text that people read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadText {
    /// As it is written.
    pub text: String,
    /// Where, each place once.
    pub places: Vec<Place>,
    /// Whether it has to be translated: a unit is mostly the same everywhere.
    pub needed: bool,
}

/// All texts that people read, in the order of screens, sources and handlers, each once.
pub fn texts(project: &Project) -> Vec<ReadText> {
    let mut found = Found::default();
    for screen in &project.screens {
        for parameter in screen.component.iter().flat_map(|face| &face.parameters) {
            if parameter.kind == ParameterKind::Text {
                let reading = parameter_reading(project, screen, &parameter.name);
                found.property(&parameter.default, reading, &Place::item(screen.id));
            }
        }
        for control in &screen.controls {
            found.control(project, control);
        }
    }
    for (title, place) in headings(project) {
        found.add(&title, Reading::Text, &place);
    }
    for (at, handler) in project.handlers() {
        found.handler(project, &at, handler);
    }
    found.all
}

/// Translations of texts that nobody reads any more.
pub fn unused(project: &Project, texts: &[ReadText]) -> Vec<String> {
    let used: std::collections::HashSet<&str> = texts.iter().map(|each| each.text.as_str()).collect();
    project.languages.texts.keys().filter(|text| !used.contains(text.as_str())).cloned().collect()
}

/// How many of these texts have no translation into the language with this tag.
pub fn missing(languages: &AppLanguages, texts: &[ReadText], tag: &str) -> usize {
    texts.iter().filter(|each| is_missing(languages, each, tag)).count()
}

/// Whether a text has no translation into a language and needs one.
pub fn is_missing(languages: &AppLanguages, text: &ReadText, tag: &str) -> bool {
    text.needed && languages.translation(&text.text, tag).is_none()
}

#[derive(Default)]
struct Found {
    all: Vec<ReadText>,
    by_text: HashMap<String, usize>,
}

impl Found {
    fn add(&mut self, text: &str, reading: Reading, place: &Place) {
        match reading {
            Reading::None => {}
            Reading::Text => self.one(text, true, place),
            Reading::Unit => self.one(text, false, place),
            Reading::Entries => text.lines().for_each(|line| self.one(line, true, place)),
        }
    }

    fn one(&mut self, text: &str, needed: bool, place: &Place) {
        let text = text.trim();
        if !has_words(text) {
            return;
        }
        let at = *self.by_text.entry(text.to_owned()).or_insert_with(|| {
            self.all.push(ReadText { text: text.to_owned(), places: Vec::new(), needed: false });
            self.all.len() - 1
        });
        let Some(known) = self.all.get_mut(at) else { return };
        // The names of languages are the same in all of them: whoever does not read the others finds the own one.
        known.needed |= needed && !KNOWN_LANGUAGES.iter().any(|language| language.own == text);
        if !known.places.contains(place) {
            known.places.push(place.clone());
        }
    }

    fn value(&mut self, value: &Value, reading: Reading, place: &Place) {
        if let Some(text) = value.as_text() {
            self.add(text, reading, place);
        }
    }

    fn property(&mut self, property: &Property, reading: Reading, place: &Place) {
        match property {
            Property::Literal(value) => self.value(value, reading, place),
            Property::Bound(binding) => {
                // Of what comes, whole texts are looked up; around it stands what is the same each time.
                self.add(&binding.prefix, reading, place);
                let written = binding.table.iter().map(|(_, value)| value).chain(&binding.otherwise);
                written.chain(&binding.empty).for_each(|value| self.value(value, reading, place));
                self.add(&binding.suffix, if reading == Reading::None { reading } else { Reading::Unit }, place);
            }
            Property::Ref(_) | Property::List(_) | Property::Command(_) => {}
        }
    }

    fn control(&mut self, project: &Project, control: &Control) {
        let place = Place::item(control.id);
        let Some(def) = super::control(&control.kind) else { return };
        for property in def.properties.iter().filter(|property| property.reading != Reading::None) {
            if let Some(content) = control.properties.get(property.key) {
                self.property(content, property.reading, &place);
            }
            for rule in &control.rules {
                if let Some(value) = rule.set.get(property.key) {
                    self.value(value, property.reading, &place);
                }
            }
        }
        if let Some((master, face)) = project.master_of(control) {
            for parameter in face.parameters.iter().filter(|parameter| parameter.kind == ParameterKind::Text) {
                if let Some(given) = control.properties.get(&in_braces(&parameter.name)) {
                    self.property(given, parameter_reading(project, master, &parameter.name), &place);
                }
            }
        }
    }

    fn handler(&mut self, project: &Project, at: &HandlerRef, handler: &Handler) {
        match handler {
            Handler::Blocks(graph) => self.graph(project, at, graph),
            Handler::Lua(_) => {}
        }
        let blocks: Vec<_> = handler.graph().into_iter().flat_map(Graph::scripts).map(|(id, _)| id).collect();
        for (script, text) in handler.scripts(at) {
            let block = script.block_number().and_then(|(_, number)| blocks.get(number).copied());
            for (said, start) in reference::said_texts(text, api::shows, is_read_name) {
                let line = || Place::Handler(at.clone(), Some(reference::line_of(text, start)));
                let place = block.map_or_else(line, |block| Place::Block(at.clone(), block));
                self.add(&said, Reading::Text, &place);
            }
        }
    }

    fn graph(&mut self, project: &Project, at: &HandlerRef, graph: &Graph) {
        for (id, each) in &graph.blocks {
            let Some(def) = block(&each.kind) else { continue };
            for slot in def.slots {
                let reading = reading_of(project, each, slot);
                if reading == Reading::None {
                    continue;
                }
                let place = Place::Block(at.clone(), *id);
                let items = slot.repeat.map(|repeat| repeat.count(each));
                let keys = items.into_iter().flat_map(|count| (1..=count).map(item_key));
                for key in keys.chain(slot.repeat.is_none().then(|| slot.key.to_owned())) {
                    if let Some(value) = each.literal(&key) {
                        self.value(value, reading, &place);
                    }
                }
            }
        }
    }
}

/// Whether what is in a slot of this block is read: as the row says, or as the property that it becomes.
fn reading_of(project: &Project, of: &Block, slot: &SlotDef) -> Reading {
    debug_assert!(slot.key != COUNT && (slot.repeat.is_none() || slot.key == ITEM), "items are found by their number");
    match slot.typed_by {
        Some(Gives::PropertyIn(key)) => {
            let property = of.literal(key).and_then(Value::as_text);
            let control = control_in(project, of).map(|(_, control)| control);
            let def = control.zip(property).and_then(|(control, key)| super::property(&control.kind, key));
            def.map_or(Reading::None, |def| def.reading)
        }
        _ => slot.reading,
    }
}

/// Whether a property of this name is read, of whatever control.
fn is_read_name(name: &str) -> bool {
    let all = super::controls().flat_map(|def| def.properties);
    all.filter(|def| def.key.eq_ignore_ascii_case(name)).any(|def| !matches!(def.reading, Reading::None))
}

/// The titles of columns that tables show, each with where it stands.
fn headings(project: &Project) -> Vec<(String, Place)> {
    let controls = project.screens.iter().flat_map(|screen| &screen.controls);
    let mut sources: Vec<_> = controls
        .flat_map(|control| {
            let properties = super::control(&control.kind).map_or(&[][..], |def| def.properties);
            let of = properties.iter().filter_map(|property| match property.holds {
                Holds::Columns { source } => Some(source),
                _ => None,
            });
            of.filter_map(|key| control.properties.get(key)?.item()?.source()).collect::<Vec<_>>()
        })
        .collect();
    sources.sort_unstable();
    sources.dedup();
    let sources = sources.into_iter().filter_map(|id| project.source(id));
    sources
        .flat_map(|source| {
            let titles = source.columns().into_iter();
            let titles = titles.map(|column| (column.title.to_owned(), Place::item(source.id)));
            titles.collect::<Vec<_>>()
        })
        .collect()
}

/// Whether there is anything to translate: a letter outside of what stands for a value.
fn has_words(text: &str) -> bool {
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("#[") {
        if before.chars().any(char::is_alphabetic) {
            return true;
        }
        rest = behind.split_once("]#").map_or("", |(_, rest)| rest);
    }
    let bare = rest.trim_matches(|c: char| c == '{' || c == '}');
    let is_parameter = rest.starts_with('{') && rest.ends_with('}') && !bare.contains(['{', '}']);
    !is_parameter && rest.chars().any(char::is_alphabetic)
}
