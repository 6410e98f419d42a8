//! New rules, and rules in a few words. Pure.

use std::sync::Arc;

use crate::editor::bound::{compared_now, origin_text};
use crate::editor::view::View;
use crate::i18n::{Lang, Text, same, t};
use crate::language;
use crate::language::block::{Cause, ControlDef, Holds, PropertyDef};
use crate::model::binding::{Binding, Origin};
use crate::model::control::Control;
use crate::model::formatting::{Comparator, Comparison, Condition, FormatRule};
use crate::model::project::Project;
use crate::model::property::Property;
use crate::model::types::Ty;
use crate::model::value::Value;
use crate::theme::{Theme, color_text};

/// A rule that is nearly right: it looks at what the control shows, or at `left`, and makes it stand out.
pub(super) fn rule(view: &View<'_>, control: &Control, def: &ControlDef, left: Option<Arc<Binding>>) -> FormatRule {
    let left = left.or_else(|| shown_by(control, def).map(Arc::new));
    let now = left.as_ref().and_then(|left| compared_now(view, control.id, left));
    let now = now.map(|now| Ty::Any.parse(&now.to_text()).unwrap_or(now));
    let op = if matches!(now, Some(Value::Number(_))) { Comparator::Greater } else { Comparator::Equal };
    let right = now.filter(|now| !matches!(now, Value::List(_) | Value::Record(_)));
    let comparison = Comparison { left, op, right: right.unwrap_or_else(|| Value::from("")) };
    let set = first_set(def).map(|(def, value)| (def.key.to_owned(), value)).into_iter().collect();
    FormatRule { name: String::new(), when: Condition::All(vec![Condition::Is(comparison)]), set }
}

/// A comparison that is still open, looking at the same as the one before it.
pub(super) fn another(before: Option<&Comparison>) -> Comparison {
    let left = before.and_then(|before| before.left.clone());
    Comparison { left, op: Comparator::Equal, right: Value::from("") }
}

/// Where what the control shows comes from: that of its bound property, unformatted, else the property itself where
/// that changes by itself.
fn shown_by(control: &Control, def: &ControlDef) -> Option<Binding> {
    let bound = def.properties.iter().find_map(|property| control.properties.get(property.key)?.binding());
    if let Some(bound) = bound {
        let (scale, offset) = (bound.scale, bound.offset);
        return Some(Binding { scale, offset, ..Binding::to(bound.from.clone()) });
    }
    let is_input = |property: &&PropertyDef| def.fired_by(Cause::Change(property.key)).is_some();
    let is_value = |property: &&PropertyDef| property.key == "value";
    let own = def.properties.iter().find(is_input).or_else(|| def.properties.iter().find(is_value))?;
    Some(Binding::to(Origin::Property { control: control.id, property: own.key.to_owned() }))
}

/// What makes a control stand out: a lamp is lit, all else gets a colour.
fn first_set(def: &ControlDef) -> Option<(&'static PropertyDef, Value)> {
    let choice = def.formatted().find_map(|property| match property.holds {
        Holds::Choice(choices) if property.key == "state" => Some((property, Value::from(choices.get(1)?.key))),
        _ => None,
    });
    let color = |key: &str| {
        let found = def.formatted().find(|property| property.holds == Holds::Color && property.key == key)?;
        Some((found, Value::from(color_text(Theme::LIGHT.bad))))
    };
    choice.or_else(|| color("color")).or_else(|| color("text_color"))
}

/// A value that is another one than the control has, as far as there is one that makes sense.
pub(super) fn other_value(control: &Control, def: &PropertyDef, lang: Lang) -> Option<Value> {
    let now = language::property_value(control, def.key);
    let literal = now.as_ref().and_then(Property::literal).cloned();
    let literal = literal.or_else(|| def.default.value(lang));
    Some(match (def.holds, literal) {
        (Holds::Bool, literal) => Value::from(literal.and_then(|value| value.as_bool()) != Some(true)),
        (Holds::Color, _) => Value::from(color_text(Theme::LIGHT.bad)),
        (Holds::Choice(choices), literal) => {
            let other = choices.iter().find(|choice| literal.as_ref().and_then(Value::as_text) != Some(choice.key))?;
            Value::from(other.key)
        }
        (Holds::Number { min, .. }, None) => Value::from(min.max(0.0)),
        (_, literal) => literal.unwrap_or_else(|| Value::from("")),
    })
}

/// A comparator in the list.
pub(super) fn comparator(op: Comparator) -> Text {
    match op {
        Comparator::Equal => t("ist gleich", "is"),
        Comparator::NotEqual => t("ist nicht", "is not"),
        Comparator::Greater => t("größer als", "greater than"),
        Comparator::AtLeast => t("mindestens", "at least"),
        Comparator::Less => t("kleiner als", "less than"),
        Comparator::AtMost => t("höchstens", "at most"),
        Comparator::Contains => t("enthält", "contains"),
        Comparator::StartsWith => t("beginnt mit", "begins with"),
        Comparator::Empty => t("ist leer", "is empty"),
        Comparator::NotEmpty => t("ist nicht leer", "is not empty"),
    }
}

/// The same where there is no room.
pub(super) fn sign(op: Comparator) -> Text {
    match op {
        Comparator::Equal => same("="),
        Comparator::NotEqual => same("≠"),
        Comparator::Greater => same(">"),
        Comparator::AtLeast => same("≥"),
        Comparator::Less => same("<"),
        Comparator::AtMost => same("≤"),
        other => comparator(other),
    }
}

/// A condition in a line: `halle1/temp > 80 und (Pumpe = an oder …)`.
pub(super) fn summary(project: &Project, condition: &Condition, lang: Lang) -> String {
    let joined = |parts: &[Condition], word: Text| {
        let word = format!(" {} ", word.get(lang));
        let part = |part: &Condition| match part {
            Condition::All(inner) | Condition::Any(inner) if inner.len() > 1 => {
                format!("({})", summary(project, part, lang))
            }
            _ => summary(project, part, lang),
        };
        parts.iter().map(part).collect::<Vec<_>>().join(&word)
    };
    match condition {
        Condition::Is(Comparison { left, op, right }) => {
            let from = left.as_ref().map(|left| origin_text(project, &left.from, lang));
            let from = from.unwrap_or_else(|| "…".to_owned());
            let sign = sign(*op).get(lang);
            if op.has_right() {
                format!("{from} {sign} {}", super::shown(right, lang))
            } else {
                format!("{from} {sign}")
            }
        }
        Condition::All(parts) => joined(parts, t("und", "and")),
        Condition::Any(parts) => joined(parts, t("oder", "or")),
        Condition::Unknown(ron) => ron.clone(),
    }
}
