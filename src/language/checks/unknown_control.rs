//! A control of a kind that this version does not know; it is kept and shows nothing.

use crate::i18n::Wording;
use crate::language;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};
use crate::model::project::Project;

/// The check.
pub static CHECK: Check = Check {
    key: "unknown_control",
    severity: Severity::Error,
    finder: Finder::Project(find),
    #[cfg(test)]
    samples: || vec![at(Place::Project, "hologramm")],
};

fn find(project: &Project, problems: &mut Vec<Problem>) {
    let controls = project.screens.iter().flat_map(|screen| &screen.controls);
    let unknown = controls.filter(|control| language::control(&control.kind).is_none());
    problems.extend(unknown.map(|control| at(Place::item(control.id), &control.kind)));
}

fn at(place: Place, kind: &str) -> Problem {
    let kind = Wording::from(kind).quoted();
    CHECK.at(
        place,
        Wording::new(
            format!(
                "Das Control {} kennt diese Version nicht; es bleibt erhalten und zeigt nichts. Eine neuere Version verwenden oder es löschen.",
                kind.de
            ),
            format!(
                "This version does not know the control {}; it is kept and shows nothing. Use a newer version or delete it.",
                kind.en
            ),
        ),
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::language::testing::{found_in, project};

    #[test]
    fn one_of_the_future_is_told() {
        let (mut project, _) = project();
        Arc::make_mut(&mut project.screens[0]).controls[0].kind = "hologramm".to_owned();
        assert_eq!(found_in(&project), ["empty_handler", "unknown_control"]);
    }
}
