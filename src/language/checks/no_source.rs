//! A control that shows messages, without a data source: nothing arrives in it.

use crate::i18n::t;
use crate::language;
use crate::language::block::Holds;
use crate::language::fixes;
use crate::model::edit::Edit;
use crate::model::item::Item;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};
use crate::model::project::Project;
use crate::model::property::Property;

/// The check.
pub static CHECK: Check = Check {
    key: "no_source",
    severity: Severity::Hint,
    finder: Finder::Project(find),
    #[cfg(test)]
    samples: || vec![at(Place::Project)],
};

fn find(project: &Project, problems: &mut Vec<Problem>) {
    for control in project.screens.iter().flat_map(|screen| &screen.controls) {
        let Some(def) = language::control(&control.kind) else { continue };
        for property in def.properties.iter().filter(|property| property.required && property.holds == Holds::Source) {
            let chosen = control.properties.get(property.key).and_then(Property::item).and_then(Item::source);
            if chosen.and_then(|id| project.source(id)).is_none() {
                let only = match &project.sources[..] {
                    [only] => Some(Property::from(Item::from(only.id))),
                    _ => None,
                };
                let choose = only.map(|only| {
                    let set = Edit::SetProperty(vec![control.id], property.key.to_owned(), Some(only));
                    fixes::edit(fixes::CHOOSE_IT, set)
                });
                problems.push(at(Place::item(control.id)).with_fix(choose));
            }
        }
    }
}

fn at(place: Place) -> Problem {
    let says = t(
        "Hier kommt nichts an: Es ist kein Topic zum Empfangen gewählt. Eine Datenquelle wählen oder ein Topic eintragen.",
        "Nothing arrives here: no topic to receive is chosen. Choose a data source or enter a topic.",
    );
    CHECK.at(place, says.into())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::i18n::Lang;
    use crate::language::testing::{found_in, project};
    use crate::language::{control, new_control};
    use crate::model::id::SourceId;
    use crate::model::item::Item;
    use crate::model::property::Property;

    #[test]
    fn a_table_wants_one_that_is_there() {
        let (mut project, _) = project();
        let table = new_control(control("table").unwrap(), Lang::De);
        Arc::make_mut(&mut project.screens[0]).controls = vec![table].into();
        assert_eq!(found_in(&project), ["empty_handler", "no_source"]);
        let there = project.sources[0].id;
        for (id, count) in [(there, 1), (SourceId(99), 2)] {
            let chosen = Property::from(Item::from(id));
            Arc::make_mut(&mut project.screens[0]).controls[0].properties.insert("source".to_owned(), chosen);
            assert_eq!(found_in(&project).len(), count, "{id:?}");
        }
    }
}
