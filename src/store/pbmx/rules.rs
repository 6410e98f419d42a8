//! Conditional formatting: JSON without its outer braces, in a text.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

use super::fields::Fields;
use super::look::{color, first_number};
use super::{Import, LeftOut};
use crate::language;
use crate::model::binding::Binding;
use crate::model::control::Control;
use crate::model::formatting::{Comparator, Comparison, Condition, FormatRule};
use crate::model::place::Place;
use crate::model::value::Value;

impl Import<'_> {
    /// Takes over the rules of a control.
    pub(super) fn rules(&mut self, control: &mut Control, fields: Fields<'_>) {
        let text = fields.text("ConditionalFormatting");
        if text.trim().is_empty() {
            return;
        }
        let Ok(json) = serde_json::from_str::<Json>(&format!("{{{text}}}")) else {
            self.leave(Place::item(control.id), LeftOut::Rule(String::new()));
            return;
        };
        for rule in Fields(&json).list("r") {
            let (taken, whole) = self.rule(control, rule).map_or((None, false), |(rule, whole)| (Some(rule), whole));
            control.rules.extend(taken.map(Arc::new));
            if !whole {
                self.leave(Place::item(control.id), LeftOut::Rule(rule.text("t")));
            }
        }
    }

    /// A rule, and whether it sets all that it did.
    fn rule(&mut self, control: &Control, fields: Fields<'_>) -> Option<(FormatRule, bool)> {
        let mut any = vec![self.all(fields)];
        any.extend(fields.list("ob").map(|group| self.all(group)));
        // What stands in no group asks for nothing.
        any.retain(|part| part.as_ref() != Some(&Condition::All(Vec::new())));
        let mut any = any.into_iter().collect::<Option<Vec<Condition>>>()?;
        let when = if any.len() == 1 { any.pop()? } else { Condition::Any(any) };
        let (mut set, mut whole) = (BTreeMap::new(), true);
        for target in fields.list("tb") {
            match self.target(control, &target.text("p"), target) {
                Some(properties) => set.extend(properties),
                None => whole = false,
            }
        }
        (!set.is_empty()).then(|| (FormatRule { name: fields.text("t"), when, set }, whole))
    }

    fn all(&self, group: Fields<'_>) -> Option<Condition> {
        let mut parts = group.list("ab").map(|part| self.comparison(part)).collect::<Option<Vec<_>>>()?;
        Some(if parts.len() == 1 { parts.pop()? } else { Condition::All(parts) })
    }

    fn comparison(&self, fields: Fields<'_>) -> Option<Condition> {
        let op = match fields.number("o")? as i64 {
            0 => Comparator::Greater,
            1 => Comparator::Less,
            2 => Comparator::Equal,
            3 => Comparator::AtMost,
            4 => Comparator::AtLeast,
            5 => Comparator::NotEqual,
            _ => return None,
        };
        let right = fields.part("r");
        if right.get("d").is_some_and(|name| name.as_str().is_some_and(|name| !name.is_empty())) {
            return None;
        }
        let left = Arc::new(Binding::to(self.origin(&fields.part("l").text("rv"))?));
        let right = Value::from(right.text("rv"));
        let is_empty = right.as_text() == Some("");
        let op = match op {
            Comparator::Equal if is_empty => Comparator::Empty,
            Comparator::NotEqual if is_empty => Comparator::NotEmpty,
            op => op,
        };
        Some(Condition::Is(Comparison { left: Some(left), op, right }))
    }

    /// What a rule sets, as ours; `None` where this control has nothing of the kind.
    fn target(&mut self, control: &Control, property: &str, fields: Fields<'_>) -> Option<Vec<(String, Value)>> {
        let has = |key: &str| language::property(&control.kind, key).is_some();
        let one = |key: &str, value: Value| has(key).then(|| vec![(key.to_owned(), value)]);
        match property {
            "Background" | "Fill" | "FilledBarBrush" | "TrailBrush" | "LineBrush" | "PrimaryColor" | "Color" => {
                one("color", Value::from(color(&fields.text("v"))?))
            }
            "BorderBrush" | "Stroke" => one("border_color", Value::from(color(&fields.text("v"))?)),
            // Here the border of a button or box has one width.
            "BorderThickness" if !has("border") => Some(Vec::new()),
            "BorderSize" | "StrokeThickness" | "BorderThickness" => {
                one("border", Value::from(first_number(fields, "v")?))
            }
            "CornerRadius" => one("radius", Value::from(first_number(fields, "v")?)),
            "ResourceID" if control.kind == "image" => {
                let path = self.resources.get(&fields.text("v"))?.clone();
                one("file", Value::from(self.picture(&path)?))
            }
            "MainIcon" if control.kind == "image" => {
                let svg = super::drawing::svg(&fields.text("v"), None)?;
                one("file", Value::from(self.drawing("icon", svg)?))
            }
            "Visibility" => one("visible", Value::from(fields.flag("v")?)),
            "IsEnabled" => one("enabled", Value::from(fields.flag("v")?)),
            "Text" => {
                let text = fields.text("v");
                // A rule holds what is set, it does not follow anything.
                if super::follow::is_followed(&text) { None } else { one("text", Value::from(text)) }
            }
            "Font" => {
                let look = self.style(&fields.text("v"))?.clone();
                let set = [
                    ("font_size", Value::from(f64::from(look.size))),
                    ("bold", Value::from(look.bold)),
                    ("text_color", Value::from(look.color)),
                ];
                let set: Vec<_> = set.into_iter().filter(|(key, _)| has(key)).collect();
                (!set.is_empty()).then(|| set.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
            }
            _ => None,
        }
    }
}
