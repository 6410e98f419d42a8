//! What bound properties show right now: from the running app, else from what the monitor has heard.
//!
//! Pure. The inspector tells it beside the property, the designer paints it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::tabs::Tab;
use super::view::View;
use crate::i18n::{Lang, Locale, Text, t};
use crate::language;
use crate::language::block::{Holds, PropertyDef};
use crate::language::blocks::source::FIXED_COLUMNS;
use crate::model::binding::{Binding, BoundColumn, Origin, RowChoice, value_in_payload};
use crate::model::control::Control;
use crate::model::formatting::looks;
use crate::model::id::{ConnectionId, ControlId};
use crate::model::project::Project;
use crate::model::screen::Screen;
use crate::model::source::ColumnType;
use crate::model::types::Ty;
use crate::model::value::Value;

/// So far one bound property is looked through to another.
const FAR: usize = 8;

/// The value of a bound property now; `None` where nobody knows.
pub fn value_now(view: &View<'_>, control: &Control, def: &PropertyDef, binding: &Binding) -> Option<Value> {
    if let Some(run) = view.run() {
        return run.properties.get(&control.id).and_then(|of| of.get(def.key)).cloned();
    }
    let came = came(view, &binding.from, FAR)?;
    binding.value_of(Some(&came), def.holds.ty(), Locale::here(view.lang))
}

/// What has come for a binding while no app runs.
fn came(view: &View<'_>, origin: &Origin, far: usize) -> Option<Value> {
    let project = view.editor.project();
    match origin {
        Origin::Variable(id) => project.variable(*id).map(|variable| variable.initial.clone()),
        Origin::Column { source, column, row } => {
            let source = project.source(*source)?;
            let subscription = match column {
                BoundColumn::Own(id) => source.subscriptions.iter().find(|each| each.column == Some(*id))?.clone(),
                BoundColumn::Fixed(key) if key == "message" => source.all_subscriptions().next()?,
                BoundColumn::Fixed(_) => return None,
            };
            let topic = match row {
                RowChoice::OfTopic(topic) => topic,
                RowChoice::Newest | RowChoice::Number(0) => &subscription.filter,
                RowChoice::Number(_) => return None,
            };
            heard(view, &source.connection, topic, (subscription.path(), subscription.ty()))
        }
        Origin::Topic { connection, filter, path, ty } => heard(view, connection, filter, (path, *ty)),
        Origin::Property { control, property } => {
            let control = project.control(*control)?;
            let def = language::property(&control.kind, property)?;
            match control.properties.get(def.key) {
                Some(property) if property.binding().is_some() => {
                    let binding = property.binding()?;
                    let came = came(view, &binding.from, far.checked_sub(1)?)?;
                    binding.value_of(Some(&came), def.holds.ty(), Locale::here(view.lang))
                }
                Some(_) | None => language::script_value(project, control, def.key),
            }
        }
        Origin::Lua(_) => None,
        Origin::Parameter(name) => {
            let Some(Tab::Screen(master)) = &view.editor.active else { return None };
            let face = project.screen(*master)?.component.as_ref()?;
            face.parameter(name)?.default.literal().cloned()
        }
    }
}

/// The values that the rules of a control are tried with, each for what it stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct LookTrial {
    /// The control.
    pub control: ControlId,
    /// What a comparison follows, and what is taken in its place.
    pub values: Vec<(Arc<Binding>, String)>,
}

/// The value that a comparison of a control's rules looks at now: the one that is tried, else what has come.
pub fn compared_now(view: &View<'_>, control: ControlId, left: &Binding) -> Option<Value> {
    let trial = view.editor.look_trial.as_ref().filter(|trial| trial.control == control);
    let tried = trial.and_then(|trial| trial.values.iter().find(|(of, _)| **of == *left));
    if let Some((_, text)) = tried {
        return Ty::Any.parse(text);
    }
    let came = came(view, &left.from, FAR);
    left.value_of(came.as_ref(), Ty::Any, Locale::here(view.lang))
}

/// What the rules of a control set now.
fn looks_now(view: &View<'_>, control: &Control) -> BTreeMap<String, Value> {
    if let Some(run) = view.run() {
        let Some(of_control) = run.properties.get(&control.id) else { return BTreeMap::new() };
        let keys = control.rules.iter().flat_map(|rule| rule.set.keys());
        return keys.filter_map(|key| Some((key.clone(), of_control.get(key)?.clone()))).collect();
    }
    let value = |rule: usize, place: usize| {
        let comparison = *control.rules.get(rule)?.when.comparisons().get(place)?;
        compared_now(view, control.id, comparison.left.as_ref()?)
    };
    let set = looks(&control.rules, &value);
    set.into_iter().map(|(key, value)| (key.to_owned(), value.clone())).collect()
}

/// What the monitor has heard last on a topic.
fn heard(view: &View<'_>, on: &ConnectionId, topic: &str, (path, ty): (&str, ColumnType)) -> Option<Value> {
    let last = view.data.topics.tree.topic(on, topic)?.last()?;
    value_in_payload(&last.message, path, ty)
}

/// What the designer paints in the place of what is bound: the values now, of texts without one their origin, and over it
/// what rules set.
pub fn samples(view: &View<'_>, screen: &Screen) -> BTreeMap<ControlId, BTreeMap<String, Value>> {
    let of = screen.controls.iter().map(|control| (control.id, sample_of(view, control)));
    of.filter(|(_, sample)| !sample.is_empty()).collect()
}

/// The same of one control, which may be one that is on no screen.
pub fn sample_of(view: &View<'_>, control: &Control) -> BTreeMap<String, Value> {
    let project = view.editor.project();
    let mut out = BTreeMap::new();
    for (key, property) in &control.properties {
        let Some(binding) = property.binding() else { continue };
        let Some(def) = language::property(&control.kind, key) else { continue };
        let sample = || {
            let is_text = matches!(def.holds, Holds::Text | Holds::Lines);
            is_text.then(|| Value::from(sample(project, binding, view.lang)))
        };
        if let Some(value) = value_now(view, control, def, binding).or_else(sample) {
            out.insert(def.key.to_owned(), value);
        }
    }
    if !control.rules.is_empty() {
        out.extend(looks_now(view, control));
    }
    out
}

/// `{halle1/temp} °C`
fn sample(project: &Project, binding: &Binding, lang: Lang) -> String {
    format!("{}{{{}}}{}", binding.prefix, origin_text(project, &binding.from, lang), binding.suffix)
}

/// Where a value comes from, in a word: `halle1/temp`, `Messwerte · Temperatur`, `Regler · Wert`.
pub fn origin_text(project: &Project, origin: &Origin, lang: Lang) -> String {
    let gone = || t("gelöscht", "deleted").get(lang).to_owned();
    match origin {
        Origin::Variable(id) => project.variable(*id).map_or_else(gone, |variable| variable.name.clone()),
        Origin::Column { source, column, row } => {
            let Some(source) = project.source(*source) else { return gone() };
            let column = match column {
                BoundColumn::Own(id) => source.column(*id).map(|column| column.title.to_owned()),
                BoundColumn::Fixed(key) => fixed_column(key).map(|label| label.get(lang).to_owned()),
            };
            let row = match row {
                RowChoice::Newest => String::new(),
                RowChoice::OfTopic(topic) => format!(" · {topic}"),
                RowChoice::Number(number) => format!(" · {}", number.saturating_add(1)),
            };
            format!("{} · {}{row}", source.name, column.unwrap_or_else(gone))
        }
        Origin::Topic { filter, path, .. } if path.trim().is_empty() => filter.clone(),
        Origin::Topic { filter, path, .. } => format!("{filter} · {path}"),
        Origin::Property { control, property } => {
            let Some(control) = project.control(*control) else { return gone() };
            let label =
                language::property(&control.kind, property).map_or(property.as_str(), |def| def.label.get(lang));
            format!("{} · {label}", control.name)
        }
        Origin::Lua(text) => text.trim().to_owned(),
        Origin::Parameter(name) => name.clone(),
    }
}

/// The name of a column that every row has.
pub fn fixed_column(key: &str) -> Option<Text> {
    FIXED_COLUMNS.iter().find(|(fixed, _)| *fixed == key).map(|(_, label)| *label)
}

#[cfg(test)]
mod tests;
