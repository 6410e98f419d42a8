//! A block that leaves a loop, outside of any.

use crate::i18n::t;
use crate::language::fixes;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};

/// The check.
pub static CHECK: Check = Check {
    key: "outside_loop",
    severity: Severity::Error,
    finder: Finder::WhoKnows,
    #[cfg(test)]
    samples: || vec![at(Place::Project)],
};

/// The problem of a block.
pub fn at(place: Place) -> Problem {
    let says = t(
        "Hier ist keine Schleife, die dieser Baustein verlassen könnte. Ihn in eine Schleife setzen oder löschen.",
        "There is no loop here that this block could leave. Put it in a loop or delete it.",
    );
    let fix = fixes::delete(&place, false);
    CHECK.at(place, says.into()).with_fix(fix)
}

#[cfg(test)]
mod tests {
    use crate::language::testing::found;

    #[test]
    fn outside_a_loop_there_is_none_to_leave() {
        for kind in ["break", "continue"] {
            assert_eq!(found(&format!(r#"(first: 9, blocks: {{9: (kind: "{kind}")}})"#)), ["outside_loop"]);
        }
        let after = r#"(first: 9, blocks: {9: (kind: "repeat", next: 10), 10: (kind: "break")})"#;
        assert_eq!(found(after), ["outside_loop"]);
        let inside = r#"(first: 9, blocks: {9: (kind: "repeat", branches: {"body": 10}), 10: (kind: "break")})"#;
        assert_eq!(found(inside), [""; 0]);
    }
}
