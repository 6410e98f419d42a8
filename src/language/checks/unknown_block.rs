//! A block of a kind that this version does not know; it is kept and does nothing.

use crate::i18n::Wording;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};

/// The check.
pub static CHECK: Check = Check {
    key: "unknown_block",
    severity: Severity::Error,
    finder: Finder::WhoKnows,
    #[cfg(test)]
    samples: || vec![at(Place::Project, "zukunft")],
};

/// The problem of a block of this kind.
pub fn at(place: Place, kind: &str) -> Problem {
    let kind = Wording::from(kind).quoted();
    CHECK.at(
        place,
        Wording::new(
            format!(
                "Den Baustein {} kennt diese Version nicht; er bleibt erhalten und tut nichts. Eine neuere Version verwenden oder ihn löschen.",
                kind.de
            ),
            format!(
                "This version does not know the block {}; it is kept and does nothing. Use a newer version or delete it.",
                kind.en
            ),
        ),
    )
}

#[cfg(test)]
mod tests {
    use crate::language::testing::found;

    #[test]
    fn in_the_flow_and_in_slots() {
        assert_eq!(found(r#"(first: 9, blocks: {9: (kind: "neues", slots: {"a": [1]})})"#), ["unknown_block"]);
        let wired = r#"(first: 9, blocks: {9: (kind: "log", slots: {"text": Wire(10)}), 10: (kind: "neues")})"#;
        assert_eq!(found(wired), ["unknown_block"]);
    }
}
