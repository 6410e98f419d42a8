//! A name in the script of a bound property that means nothing.

use super::unknown_name;
use crate::i18n::Wording;
use crate::language;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};
use crate::model::project::Project;

/// The check.
pub static CHECK: Check = Check {
    key: "binding_script",
    severity: Severity::Error,
    finder: Finder::Project(find),
    #[cfg(test)]
    samples: || vec![at(Place::Project, &"Text".into(), &unknown_name::sentence("data.Zal", Some("Zahl")))],
};

fn find(project: &Project, problems: &mut Vec<Problem>) {
    for control in project.screens.iter().flat_map(|screen| &screen.controls) {
        for (script, text) in control.scripts() {
            let Some(key) = script.bound_key() else { continue };
            let property = language::bound_label(control, key);
            for unknown in unknown_name::all(project, &script, text) {
                let sentence = unknown_name::sentence(&unknown.name, unknown.near.as_deref());
                problems.push(at(Place::item(control.id), &property, &sentence));
            }
        }
    }
}

fn at(place: Place, property: &Wording, sentence: &Wording) -> Problem {
    CHECK.at(place, property.quoted().then(": ", sentence))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::language::lower::lower;
    use crate::language::testing::project;
    use crate::model::binding::{Binding, Origin};

    #[test]
    fn names_are_looked_for() {
        let (mut project, _) = project();
        let mut said = |script: &str| {
            let control = &mut Arc::make_mut(&mut project.screens[0]).controls[0];
            control.properties.insert("text".to_owned(), Binding::to(Origin::Lua(script.to_owned())).into());
            let problems = lower(&project).problems;
            problems.iter().skip(1).map(|problem| problem.wording.de.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(said("data.Groesse * 2 .. text.of(1)"), [""; 0]);
        let told = said("data.Groese * 2");
        assert_eq!(told, ["„Text“: `Groese` gibt es nicht. Gemeint ist vielleicht `Groesse`."]);
    }
}
