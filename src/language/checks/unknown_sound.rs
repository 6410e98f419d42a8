//! A sound that is neither in the project nor one of the program's own.

use crate::i18n::Wording;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};
use crate::model::project::Project;
use crate::model::sound;

/// The check.
pub static CHECK: Check = Check {
    key: "unknown_sound",
    severity: Severity::Error,
    finder: Finder::WhoKnows,
    #[cfg(test)]
    samples: || vec![at(Place::Project, "Sirene.ogg")],
};

/// What is wrong with the name of a sound that stands in a slot.
pub fn in_slot(place: Place, project: &Project, name: &str) -> Option<Problem> {
    sound::find(project, name).is_none().then(|| at(place, name))
}

fn at(place: Place, name: &str) -> Problem {
    let says = Wording::new(
        "ist kein Klang dieses Projekts. Einen anderen wählen, oder die Datei am Projekt unter „Klänge“ aufnehmen.",
        "is no sound of this project. Choose another one, or add the file at the project under “Sounds”.",
    );
    CHECK.at(place, Wording::from(name).quoted().then(" ", &says))
}
