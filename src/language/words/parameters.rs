//! What the parameters of a component are to people: a text that stands only where somebody reads it is one to translate;
//! one that is also a topic, an entry that is chosen or a value stays what it is wherever it stands.

use crate::language::{self, block::Reading};
use crate::model::binding::Origin;
use crate::model::component::{in_braces, uses_parameter};
use crate::model::control::Control;
use crate::model::project::Project;
use crate::model::property::Property;
use crate::model::screen::Screen;
use crate::model::value::Value;

/// Components stand in components only so deep.
const DEEPEST: usize = 16;

/// How a parameter of this component is read: as a text where nothing else is made of it, as entries where it stands among
/// some, which are looked up as they are drawn.
pub(super) fn parameter_reading(project: &Project, master: &Screen, name: &str) -> Reading {
    reading(project, master, name, DEEPEST)
}

fn reading(project: &Project, master: &Screen, name: &str, deep: usize) -> Reading {
    if deep == 0 {
        return Reading::None;
    }
    let braces = in_braces(name);
    let (mut is_text, mut is_entry, mut is_value) = (false, false, false);
    for control in master.controls.iter().filter(|control| uses_parameter(control, name)) {
        let mut rest = control.clone();
        // Handlers run in the app as it is written.
        rest.handlers.clear();
        for (key, property) in &mut rest.properties {
            match reading_of(project, control, key, deep) {
                Reading::Text | Reading::Unit => is_text |= take(property, name, &braces),
                Reading::Entries => is_entry |= holds(property, &braces),
                Reading::None => {}
            }
        }
        for rule in &mut rest.rules {
            let rule = std::sync::Arc::make_mut(rule);
            rule.set.retain(|key, value| {
                let is_read = matches!(reading_of(project, control, key, deep), Reading::Text | Reading::Unit);
                let is_taken = is_read && value.as_text().is_some_and(|text| text.contains(&braces));
                is_text |= is_taken;
                !is_taken
            });
        }
        is_value |= uses_parameter(&rest, name);
    }
    match (is_text, is_entry, is_value) {
        (_, true, _) => Reading::Entries,
        (true, false, false) => Reading::Text,
        _ => Reading::None,
    }
}

/// How a property of a control is read: as its row says, or as the parameter that it gives to a component.
fn reading_of(project: &Project, control: &Control, key: &str, deep: usize) -> Reading {
    if let Some(def) = language::property(&control.kind, key) {
        return def.reading;
    }
    let Some((master, face)) = project.master_of(control) else { return Reading::None };
    let given = face.parameters.iter().find(|parameter| in_braces(&parameter.name) == key);
    given.map_or(Reading::None, |parameter| reading(project, master, &parameter.name, deep - 1))
}

fn holds(property: &Property, braces: &str) -> bool {
    property.literal().and_then(Value::as_text).is_some_and(|text| text.contains(braces))
}

/// Takes out of a property that is read what is read of it; whether the parameter was in there.
fn take(property: &mut Property, name: &str, braces: &str) -> bool {
    if holds(property, braces) {
        *property = Property::from("");
        return true;
    }
    let Property::Bound(binding) = property else { return false };
    if matches!(&binding.from, Origin::Parameter(known) if known == name) {
        *property = Property::from("");
        return true;
    }
    let mut rest = (**binding).clone();
    let mut is_taken = false;
    for text in [&mut rest.prefix, &mut rest.suffix] {
        if text.contains(braces) {
            text.clear();
            is_taken = true;
        }
    }
    let values = rest.table.iter_mut().map(|(_, value)| value).chain(&mut rest.otherwise).chain(&mut rest.empty);
    for value in values {
        if value.as_text().is_some_and(|text| text.contains(braces)) {
            *value = Value::from("");
            is_taken = true;
        }
    }
    *property = rest.into();
    is_taken
}
