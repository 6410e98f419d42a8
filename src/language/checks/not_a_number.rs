//! A text that is no number, where a number is wanted.

use crate::i18n::{Text, Wording, t};
use crate::language::fixes;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};

/// The check.
pub static CHECK: Check = Check {
    key: "not_a_number",
    severity: Severity::Error,
    finder: Finder::WhoKnows,
    #[cfg(test)]
    samples: || {
        let slot = t("Schriftgröße", "Font size");
        vec![at(Place::Project, &slot.into(), "groß")]
    },
};

const RESET: Text = t("Zurücksetzen", "Reset");

/// The problem of a text in a slot, which goes back to what it is at first.
pub fn in_slot(place: Place, slot: (&str, &Wording), text: &str) -> Problem {
    let fix = fixes::set_slot(&place, RESET, slot.0, None);
    at(place, slot.1, text).with_fix(fix)
}

/// The problem of a text.
pub fn at(place: Place, slot: &Wording, text: &str) -> Problem {
    let (slot, text) = (slot.quoted(), Wording::from(text).quoted());
    CHECK.at(
        place,
        Wording::new(
            format!("{}: {} ist keine Zahl. Eine Zahl eintragen, zum Beispiel 21,5.", slot.de, text.de),
            format!("{}: {} is not a number. Enter a number, for example 21.5.", slot.en, text.en),
        ),
    )
}

#[cfg(test)]
mod tests {
    use crate::language::testing::{found, said};

    #[test]
    fn both_decimal_marks_are_numbers_and_words_are_none() {
        let of = |seconds: &str| {
            said(&format!(r#"(first: 9, blocks: {{9: (kind: "wait", slots: {{"seconds": "{seconds}"}})}})"#))
        };
        for fine in ["", "2", "0,5", "0.5", " 7 "] {
            assert_eq!(of(fine), [""; 0], "{fine:?}");
        }
        assert!(of("viel")[0].starts_with("„Sekunden“: „viel“ ist keine Zahl"), "{:?}", of("viel"));
    }

    #[test]
    fn only_numbers_are_counted() {
        let of = |id: u32| {
            format!(r#"(first: 9, blocks: {{9: (kind: "variable_change", slots: {{"variable": Variable({id})}})}})"#)
        };
        assert_eq!(found(&of(4)), [""; 0]);
        assert_eq!(found(&of(5)), ["not_a_number"]);
    }
}
