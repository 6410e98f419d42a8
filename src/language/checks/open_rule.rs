//! A rule of conditional formatting in which something is not chosen yet.

use crate::i18n::Wording;
use crate::language;
use crate::language::fixes;
use crate::model::formatting::Condition;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};
use crate::model::project::Project;

/// The check.
pub static CHECK: Check = Check {
    key: "open_rule",
    severity: Severity::Hint,
    finder: Finder::Project(find),
    #[cfg(test)]
    samples: || vec![no_left(Place::Project, &"Warm".into()), sets_nothing(Place::Project, &"Warm".into())],
};

fn find(project: &Project, problems: &mut Vec<Problem>) {
    for control in project.screens.iter().flat_map(|screen| &screen.controls) {
        for (index, rule) in control.rules.iter().enumerate() {
            let name = language::rule_label(control, index);
            if is_open(&rule.when) {
                let fix = fixes::without_rule(control, index);
                problems.push(no_left(Place::item(control.id), &name).with_fix(Some(fix)));
            }
            if rule.set.is_empty() {
                let fix = fixes::without_rule(control, index);
                problems.push(sets_nothing(Place::item(control.id), &name).with_fix(Some(fix)));
            }
        }
    }
}

fn is_open(condition: &Condition) -> bool {
    match condition {
        Condition::Is(comparison) => comparison.left.is_none(),
        Condition::All(parts) | Condition::Any(parts) => parts.is_empty() || parts.iter().any(is_open),
        Condition::Unknown(_) => false,
    }
}

fn no_left(place: Place, rule: &Wording) -> Problem {
    let rule = rule.quoted();
    CHECK.at(
        place,
        Wording::new(
            format!("Bedingte Formatierung {}: Wählen, welcher Wert verglichen wird", rule.de),
            format!("Conditional formatting {}: choose which value is compared", rule.en),
        ),
    )
}

fn sets_nothing(place: Place, rule: &Wording) -> Problem {
    let rule = rule.quoted();
    CHECK.at(
        place,
        Wording::new(
            format!("Bedingte Formatierung {}: Wählen, was sich dann ändert", rule.de),
            format!("Conditional formatting {}: choose what changes then", rule.en),
        ),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use crate::language::testing::{found_in, project};
    use crate::model::formatting::{Comparator, Comparison, Condition, FormatRule};

    #[test]
    fn a_new_rule_says_what_it_lacks() {
        let (mut project, _) = project();
        let when = Condition::Is(Comparison { left: None, op: Comparator::Equal, right: 1.0.into() });
        let rule = FormatRule { name: String::new(), when, set: BTreeMap::new() };
        Arc::make_mut(&mut project.screens[0]).controls[0].rules = vec![Arc::new(rule)];
        assert_eq!(found_in(&project).split_off(1), ["open_rule", "open_rule"]);
    }
}
