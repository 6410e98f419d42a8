//! A slot that must be filled is empty.

use crate::i18n::Wording;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};

/// The check.
pub static CHECK: Check = Check {
    key: "empty_slot",
    severity: Severity::Error,
    finder: Finder::WhoKnows,
    #[cfg(test)]
    samples: || vec![at(Place::Project, &"Text".into())],
};

/// The problem of a slot.
pub fn at(place: Place, slot: &Wording) -> Problem {
    let slot = slot.quoted();
    CHECK.at(
        place,
        Wording::new(
            format!("{} ist leer und muss ausgefüllt werden", slot.de),
            format!("{} is empty and must be filled in", slot.en),
        ),
    )
}

#[cfg(test)]
mod tests {
    use crate::language::testing::said;

    #[test]
    fn only_required_slots_are_asked_for() {
        let of =
            |slots: &str| said(&format!(r#"(first: 9, blocks: {{9: (kind: "mqtt_publish", slots: {{{slots}}})}})"#));
        assert_eq!(of(r#""topic": """#), ["„Topic“ ist leer und muss ausgefüllt werden"]);
        assert_eq!(of(r#""topic": "a", "message": """#), [""; 0]);
    }
}
