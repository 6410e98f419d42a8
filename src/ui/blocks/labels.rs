//! The canvas' own words: names for screen readers, what stands in a field.

use crate::i18n::{Lang, Text, t};
use crate::language::block::Takes;
use crate::language::blocks::sound::signal_name;
use crate::language::{self, ChosenColumn, SlotView};
use crate::model::blocks::Block;
use crate::model::connection::Connection;
use crate::model::handler::HandlerRef;
use crate::model::item::Item;
use crate::model::project::Project;
use crate::model::sound;
use crate::model::types::Ty;
use crate::model::value::Value;
use crate::say;

/// What stands on the event at the top.
pub(super) fn head(project: &Project, at: &HandlerRef, lang: Lang) -> String {
    let Some((name, _)) = language::handler_names(project, at) else { return at.trigger.clone() };
    match language::triggers(project, &at.owner).iter().find(|trigger| trigger.key == at.trigger) {
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

/// The type that a literal in this slot should have.
pub(super) fn literal_type(takes: Takes) -> Ty {
    if let Takes::Value(ty) = takes { ty } else { Ty::Text }
}

/// Room for the little square of a colour before its digits.
pub(super) const SWATCH: f32 = 17.0;

/// What stands where something that was chosen is gone.
pub(super) const GONE: Text = t("gelöscht", "deleted");

/// The word for a truth value.
pub(super) const fn truth(on: bool) -> Text {
    if on { t("wahr", "true") } else { t("falsch", "false") }
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

/// What stands in the field of a slot of a block in the handler `at`.
pub(super) fn shown(project: &Project, at: &HandlerRef, block: &Block, view: &SlotView, lang: Lang) -> Shown {
    let choose = Shown::Empty(t("wählen …", "choose…").get(lang));
    let item = block.item(&view.key).filter(|item| view.takes.item() == Some(item.kind()));
    // What was read from a file and is no reference.
    let strange = block.literal(&view.key).is_some_and(|value| !matches!(value.to_text().as_str(), "" | "0"));
    match view.takes {
        Takes::Choice(choices) => {
            let key = language::slot_value(block, &view.key).map(|value| value.to_text()).unwrap_or_default();
            match choices.iter().find(|choice| choice.key == key) {
                Some(choice) => Shown::Text(choice.label.get(lang).to_owned()),
                None if key.is_empty() => choose,
                None => Shown::Text(key),
            }
        }
        Takes::Sound => {
            let name = language::slot_value(block, &view.key).map(|value| value.to_text()).unwrap_or_default();
            match signal_name(&name) {
                _ if name.is_empty() => choose,
                Some(signal) if !project.sounds.contains_key(&name) => Shown::Text(signal.get(lang).to_owned()),
                _ if sound::find(project, &name).is_none() => Shown::Gone,
                _ => Shown::Text(name),
            }
        }
        Takes::Language => match block.literal(&view.key).and_then(Value::as_text) {
            Some("") | None => choose,
            Some(tag) if project.languages.find(tag).is_some() => Shown::Text(say::language(tag)),
            Some(_) => Shown::Gone,
        },
        Takes::Connection => match item.and_then(Item::connection) {
            Some(id) => project
                .connection(&id)
                .map_or(Shown::Gone, |connection| Shown::Text(data_source(project, connection, lang).to_owned())),
            None if strange => Shown::Gone,
            None => choose,
        },
        Takes::Variable
        | Takes::Screen
        | Takes::Timer
        | Takes::Function
        | Takes::Control
        | Takes::Source
        | Takes::List
        | Takes::NewRow => match item {
            Some(item) => project.name_of(item).map_or(Shown::Gone, |name| Shown::Text(name.to_owned())),
            None if strange => Shown::Gone,
            None => choose,
        },
        Takes::Parameter => match language::parameter_in(project, block, &view.key) {
            Some(parameter) => Shown::Text(parameter.name.clone()),
            None if strange => Shown::Gone,
            None => choose,
        },
        Takes::Property => {
            let Some(key) = block.literal(&view.key).and_then(Value::as_text) else { return choose };
            let control = language::control_in(project, block);
            let property = control.and_then(|(_, control)| language::property(&control.kind, key));
            property.map_or(Shown::Gone, |property| Shown::Text(property.label.get(lang).to_owned()))
        }
        Takes::Column | Takes::EventColumn => {
            if language::slot_value(block, &view.key).is_none() && item.is_none() {
                return choose;
            }
            let source = if view.takes == Takes::Column {
                language::source_in(project, block)
            } else {
                at.source().and_then(|id| project.source(id))
            };
            // A fixed column has its name also where no data source is chosen yet.
            let fixed = language::slot_value(block, &view.key).map(|value| value.to_text()).unwrap_or_default();
            let fixed = language::blocks::source::FIXED_COLUMNS.iter().find(|(key, _)| *key == fixed);
            match (source.and_then(|source| language::column_in(source, block, &view.key)), fixed) {
                (Some(ChosenColumn::Own(column)), _) => Shown::Text(column.title.to_owned()),
                (Some(ChosenColumn::Fixed(_)) | None, Some((_, label))) => Shown::Text(label.get(lang).to_owned()),
                (Some(ChosenColumn::Fixed(_)) | None, None) => Shown::Gone,
            }
        }
        Takes::Value(_) | Takes::Topic | Takes::Local | Takes::Template | Takes::Fields | Takes::Note | Takes::Lua => {
            match literal(block, view, lang) {
                Some(value) => Shown::Text(literal_text(&value, lang)),
                None => Shown::Empty(""),
            }
        }
    }
}

/// What a connection is called as a data source: by the only source on it, which is what people have named.
fn data_source<'a>(project: &'a Project, connection: &'a Connection, lang: Lang) -> &'a str {
    let mut sources = project.sources.iter().filter(|source| source.connection == connection.id);
    match (sources.next(), sources.next()) {
        (Some(only), None) if !connection.is_local() => &only.name,
        _ => connection.shown_name(lang),
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
