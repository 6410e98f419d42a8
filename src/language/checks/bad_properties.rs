//! Properties of a message that are not written as `name=value`.

use crate::i18n::Wording;
use crate::language::fixes;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};

/// The check.
pub static CHECK: Check = Check {
    key: "bad_properties",
    severity: Severity::Error,
    finder: Finder::WhoKnows,
    #[cfg(test)]
    samples: || vec![at(Place::Project, ("properties", &"properties".into()), "ohne Wert")],
};

/// The problem of a slot, with the part that cannot be read.
pub fn at(place: Place, (key, slot): (&str, &Wording), part: &str) -> Problem {
    let fix = fixes::set_slot(&place, fixes::CLEAR, key, None);
    let (slot, part) = (slot.quoted(), Wording::from(part).quoted());
    CHECK
        .at(
            place,
            Wording::new(
                format!(
                    "{}: {} ist nicht zu lesen. Als name=wert eintragen, mehrere mit Semikolon getrennt.",
                    slot.de, part.de
                ),
                format!(
                    "{}: {} cannot be read. Enter name=value, several of them separated by semicolons.",
                    slot.en, part.en
                ),
            ),
        )
        .with_fix(fix)
}

#[cfg(test)]
mod tests {
    use crate::language::testing::said;

    #[test]
    fn the_part_is_told() {
        let of = |properties: &str| {
            said(&format!(
                r#"(first: 9, blocks: {{9: (kind: "mqtt_publish", slots: {{"topic": "a", "properties": "{properties}"}})}})"#
            ))
        };
        assert!(of("linie=A3; ohne")[0].contains("„ohne“ ist nicht zu lesen"));
        assert_eq!(of("").len(), 0);
    }
}
