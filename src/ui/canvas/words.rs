//! The canvas' own words: names for screen readers, what stands in a field.

use crate::catalog::def::Takes;
use crate::catalog::{self, SlotView};
use crate::i18n::{Lang, t};
use crate::model::blocks::Block;
use crate::model::blocks::check::Ty;
use crate::model::connection::Connection;
use crate::model::handler::HandlerRef;
use crate::model::id::{ConnectionId, ControlId, ScreenId, SourceId, VariableId};
use crate::model::project::Project;
use crate::model::value::Value;

/// What stands on the event at the top.
pub(super) fn head(project: &Project, at: &HandlerRef, lang: Lang) -> String {
    let Some((name, _)) = catalog::handler_names(project, at) else { return at.trigger.clone() };
    match catalog::triggers(project, at.owner).iter().find(|trigger| trigger.key == at.trigger) {
        Some(trigger) => trigger.sentence.get(lang).replace("{}", name),
        None => format!("{name}: {}", at.trigger),
    }
}

/// `Topic von MQTT Veröffentlichen`.
pub(super) fn of(slot: &str, block: &str, lang: Lang) -> String {
    format!("{slot} {} {block}", t("von", "of").get(lang))
}

/// `Eingang Topic von …`; without a slot, where the flow comes in.
pub(super) fn input(slot: Option<&str>, block: &str, lang: Lang) -> String {
    let word = t("Eingang", "Input").get(lang);
    match slot {
        Some(slot) => format!("{word} {}", of(slot, block, lang)),
        None => of(word, block, lang),
    }
}

/// `Ausgang von …`; with the branch where it is one.
pub(super) fn output(branch: Option<&str>, block: &str, lang: Lang) -> String {
    let word = t("Ausgang", "Output").get(lang);
    match branch {
        Some(branch) => format!("{word} {}", of(branch, block, lang)),
        None => of(word, block, lang),
    }
}

/// The type that a literal in this slot should have: where the slot takes anything, that of what it is for.
pub(super) fn literal_type(project: &Project, block: &Block, takes: Takes) -> Ty {
    let Takes::Value(ty) = takes else { return Ty::Text };
    if ty != Ty::Any {
        return ty;
    }
    if let Some(variable) = catalog::chosen_id(block, "variable").and_then(|id| project.variable(VariableId(id))) {
        return variable.ty;
    }
    let control = catalog::chosen_id(block, "control").and_then(|id| project.find_control(ControlId(id)));
    let key = block.literal("property").and_then(Value::as_text);
    match (control, key) {
        (Some((_, control)), Some(key)) => {
            catalog::property(&control.kind, key).map_or(Ty::Any, |property| property.holds.ty())
        }
        (Some(_) | None, _) => Ty::Any,
    }
}

/// What stands in a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// This text.
    Text(String),
    /// Nothing is set; a word about what belongs here.
    Empty(&'static str),
    /// What was chosen is gone.
    Gone,
}

/// What stands in the field of a slot.
pub(super) fn shown(project: &Project, block: &Block, view: &SlotView, lang: Lang) -> Shown {
    let choose = Shown::Empty(t("wählen …", "choose…").get(lang));
    let named = |name: Option<String>| match (catalog::chosen_id(block, &view.key), name) {
        (None, _) => choose.clone(),
        (Some(_), Some(name)) => Shown::Text(name),
        (Some(_), None) => Shown::Gone,
    };
    let id = catalog::chosen_id(block, &view.key).unwrap_or(0);
    match view.takes {
        Takes::Choice(choices) => {
            let key = catalog::slot_value(block, &view.key).map(|value| value.to_text()).unwrap_or_default();
            match choices.iter().find(|choice| choice.key == key) {
                Some(choice) => Shown::Text(choice.label.get(lang).to_owned()),
                None if key.is_empty() => choose,
                None => Shown::Text(key),
            }
        }
        Takes::Connection => {
            match catalog::slot_value(block, &view.key).and_then(|value| value.as_text().map(str::to_owned)) {
                Some(id) if !id.is_empty() => project
                    .connection(&ConnectionId(id))
                    .map_or(Shown::Gone, |connection| Shown::Text(data_source(project, connection).to_owned())),
                Some(_) | None => choose,
            }
        }
        Takes::Variable => named(project.variable(VariableId(id)).map(|variable| variable.name.clone())),
        Takes::Screen => named(project.screen(ScreenId(id)).map(|screen| screen.name.clone())),
        Takes::Control => named(project.find_control(ControlId(id)).map(|(_, control)| control.name.clone())),
        Takes::Property => {
            let Some(key) = block.literal(&view.key).and_then(Value::as_text) else { return choose };
            let control = catalog::chosen_id(block, "control").and_then(|id| project.find_control(ControlId(id)));
            let property = control.and_then(|(_, control)| catalog::property(&control.kind, key));
            property.map_or(Shown::Gone, |property| Shown::Text(property.label.get(lang).to_owned()))
        }
        Takes::Source => named(project.source(SourceId(id)).map(|source| source.name.clone())),
        Takes::Column => {
            let key = catalog::slot_value(block, &view.key).map(|value| value.to_text()).unwrap_or_default();
            let fixed = catalog::source::FIXED_COLUMNS.iter().find(|(fixed, _)| *fixed == key);
            match fixed {
                Some((_, label)) => Shown::Text(label.get(lang).to_owned()),
                None if key.is_empty() => choose,
                None => Shown::Text(key),
            }
        }
        Takes::Value(_) | Takes::Topic | Takes::Local | Takes::Template | Takes::Note => {
            match literal(block, view, lang) {
                Some(value) => Shown::Text(literal_text(&value, lang)),
                None => Shown::Empty(""),
            }
        }
    }
}

/// What a connection is called as a data source: by the only source on it, which is what people have named.
fn data_source<'a>(project: &'a Project, connection: &'a Connection) -> &'a str {
    let mut sources = project.sources.iter().filter(|source| source.connection == connection.id);
    match (sources.next(), sources.next()) {
        (Some(only), None) if !connection.is_local() => &only.name,
        _ => &connection.name,
    }
}

/// The literal in a slot, or its default.
pub(super) fn literal(block: &Block, view: &SlotView, lang: Lang) -> Option<Value> {
    block.literal(&view.key).cloned().or_else(|| view.default.value(lang))
}

/// A literal as a person reads and types it: numbers with the language's decimal mark.
pub(super) fn literal_text(value: &Value, lang: Lang) -> String {
    match (value, lang) {
        (Value::Number(_), Lang::De) => value.to_text().replacen('.', ",", 1),
        (Value::Bool(true), Lang::De) => "wahr".to_owned(),
        (Value::Bool(false), Lang::De) => "falsch".to_owned(),
        (_, _) => value.to_text(),
    }
}

/// What a person typed, as a literal of the wanted type; text that does not fit stays text and is shown as a problem.
pub(super) fn parse_literal(text: &str, ty: Ty) -> Value {
    ty.parse(text).unwrap_or_else(|| Value::from(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_the_type_that_is_wanted() {
        assert_eq!(parse_literal("1,5", Ty::Number), Value::Number(1.5));
        assert_eq!(parse_literal("abc", Ty::Number), Value::from("abc"));
        assert_eq!(parse_literal("5", Ty::Text), Value::from("5"));
        assert_eq!(parse_literal("17", Ty::Any), Value::Number(17.0));
        assert_eq!(parse_literal("007", Ty::Any), Value::from("007"));
        assert_eq!(parse_literal("ja", Ty::Bool), Value::Bool(true));
    }

    #[test]
    fn numbers_are_shown_in_the_language_of_the_interface() {
        assert_eq!(literal_text(&Value::Number(1.5), Lang::De), "1,5");
        assert_eq!(literal_text(&Value::Number(1.5), Lang::En), "1.5");
    }
}
