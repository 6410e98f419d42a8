//! A rule of conditional formatting that cannot do what it says.

use std::sync::Arc;

use crate::i18n::{Text, Wording, t};
use crate::language;
use crate::language::fixes;
use crate::model::control::Control;
use crate::model::edit::Edit;
use crate::model::formatting::{Condition, FormatRule};
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};
use crate::model::project::Project;
use crate::model::value::Value;

/// The check.
pub static CHECK: Check = Check {
    key: "bad_rule",
    severity: Severity::Error,
    finder: Finder::Project(find),
    #[cfg(test)]
    samples: || {
        let rule = &Wording::from("Warm");
        vec![
            unfit(Place::Project, rule, &"Farbe".into(), &"rot".into()),
            unknown(Place::Project, rule, "farbe"),
            unreadable(Place::Project, rule),
        ]
    },
};

const TAKE_OUT: Text = t("Aus der Regel entfernen", "Remove from the rule");

fn find(project: &Project, problems: &mut Vec<Problem>) {
    for control in project.screens.iter().flat_map(|screen| &screen.controls) {
        // What this version does not know is told by another check, as a whole.
        if language::control(&control.kind).is_none() {
            continue;
        }
        for (index, rule) in control.rules.iter().enumerate() {
            of_rule(control, index, rule, problems);
        }
    }
}

fn of_rule(control: &Control, index: usize, rule: &FormatRule, problems: &mut Vec<Problem>) {
    let name = &language::rule_label(control, index);
    let without = |key: &str| {
        let mut rules = control.rules.clone();
        if let Some(rule) = rules.get_mut(index) {
            Arc::make_mut(rule).set.remove(key);
        }
        Some(fixes::edit(TAKE_OUT, Edit::SetRules(control.id, rules)))
    };
    let place = || Place::item(control.id);
    if has_unknown(&rule.when) {
        problems.push(unreadable(place(), name).with_fix(Some(fixes::without_rule(control, index))));
    }
    for (key, value) in &rule.set {
        match language::property(&control.kind, key) {
            None => problems.push(unknown(place(), name, key).with_fix(without(key))),
            Some(def) if !def.holds.takes(value) => {
                problems.push(unfit(place(), name, &def.label.into(), value).with_fix(without(key)));
            }
            Some(_) => {}
        }
    }
}

fn has_unknown(condition: &Condition) -> bool {
    match condition {
        Condition::Is(_) => false,
        Condition::All(parts) | Condition::Any(parts) => parts.iter().any(has_unknown),
        Condition::Unknown(_) => true,
    }
}

fn unfit(place: Place, rule: &Wording, property: &Wording, value: &Value) -> Problem {
    let (rule, property, value) = (rule.quoted(), property.quoted(), Wording::from(value.to_text()).quoted());
    CHECK.at(
        place,
        Wording::new(
            format!(
                "Bedingte Formatierung {}: {} kann nicht {} sein. Einen anderen Wert eintragen.",
                rule.de, property.de, value.de
            ),
            format!("Conditional formatting {}: {} cannot be {}. Enter another value.", rule.en, property.en, value.en),
        ),
    )
}

fn unknown(place: Place, rule: &Wording, key: &str) -> Problem {
    let (rule, key) = (rule.quoted(), Wording::from(key).quoted());
    CHECK.at(
        place,
        Wording::new(
            format!(
                "Bedingte Formatierung {}: Die Eigenschaft {} hat dieses Control nicht. Aus der Regel entfernen.",
                rule.de, key.de
            ),
            format!(
                "Conditional formatting {}: this control has no property {}. Remove it from the rule.",
                rule.en, key.en
            ),
        ),
    )
}

fn unreadable(place: Place, rule: &Wording) -> Problem {
    let rule = rule.quoted();
    CHECK.at(
        place,
        Wording::new(
            format!(
                "Bedingte Formatierung {}: Eine Bedingung stammt aus einer neueren Version oder ist falsch geschrieben. So lange zählt sie nicht.",
                rule.de
            ),
            format!(
                "Conditional formatting {}: a condition is of a newer version or misspelt. Until then it does not count.",
                rule.en
            ),
        ),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;
    use crate::language::testing::{found_in, project};
    use crate::model::binding::{Binding, Origin};
    use crate::model::formatting::{Comparator, Comparison};

    #[test]
    fn what_a_rule_sets_must_be_there_and_fit() {
        let (mut project, _) = project();
        let left = Some(Arc::new(Binding::to(Origin::Lua("1".to_owned()))));
        let when = Condition::Is(Comparison { left, op: Comparator::Equal, right: 1.0.into() });
        let mut found = |key: &str, value: Value, when: &Condition| {
            let set = BTreeMap::from([(key.to_owned(), value)]);
            let rule = FormatRule { name: "Warm".to_owned(), when: when.clone(), set };
            Arc::make_mut(&mut project.screens[0]).controls[0].rules = vec![Arc::new(rule)];
            found_in(&project).split_off(1)
        };
        assert_eq!(found("color", "#ff0000".into(), &when), [""; 0]);
        assert_eq!(found("color", "rot".into(), &when), ["bad_rule"]);
        assert_eq!(found("enabled", 3.0.into(), &when), ["bad_rule"]);
        assert_eq!(found("farbe", "#ff0000".into(), &when), ["bad_rule"]);
        let newer = Condition::Unknown("Nie".to_owned());
        assert_eq!(found("color", "#ff0000".into(), &newer), ["bad_rule"]);
    }
}
