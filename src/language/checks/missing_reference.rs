//! Something is chosen that is no longer there.

use crate::i18n::{Wording, t};
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};
use crate::model::project::Project;

/// The check.
pub static CHECK: Check = Check {
    key: "missing_reference",
    severity: Severity::Error,
    finder: Finder::Project(find),
    #[cfg(test)]
    samples: || vec![at(Place::Project, &"Text".into())],
};

/// Connections of sources; what blocks choose is looked at where they are lowered.
fn find(project: &Project, problems: &mut Vec<Problem>) {
    let gone = project.sources.iter().filter(|source| project.connection(&source.connection).is_none());
    problems.extend(gone.map(|source| at(Place::item(source.id), &t("Verbindung", "Connection").into())));
}

/// The problem of what is chosen in a slot.
pub fn at(place: Place, slot: &Wording) -> Problem {
    let slot = slot.quoted();
    CHECK.at(
        place,
        Wording::new(
            format!("{}: Das Gewählte gibt es nicht mehr. Neu wählen.", slot.de),
            format!("{}: What was chosen no longer exists. Choose again.", slot.en),
        ),
    )
}

#[cfg(test)]
mod tests {
    use crate::language::testing::{found, found_in, project, said};
    use crate::model::id::ConnectionId;

    #[test]
    fn what_blocks_and_sources_have_chosen_must_be_there() {
        let gone = r#"(first: 9, blocks: {9: (kind: "variable_set", slots: {"variable": Variable(99)})})"#;
        assert_eq!(found(gone), ["missing_reference"]);
        assert!(said(gone)[0].starts_with("„Variable“: Das Gewählte"));
        assert_eq!(found(r#"(first: 9, blocks: {9: (kind: "variable_set")})"#), ["empty_slot"]);
        let (mut project, _) = project();
        project.sources[0].connection = ConnectionId("weg".to_owned());
        assert_eq!(found_in(&project), ["empty_handler", "missing_reference"]);
    }
}
