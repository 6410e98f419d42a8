//! A block below one that ends the flow: it never runs.

use crate::i18n::t;
use crate::language::fixes;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};

/// The check.
pub static CHECK: Check = Check {
    key: "unreachable",
    severity: Severity::Hint,
    finder: Finder::WhoKnows,
    #[cfg(test)]
    samples: || vec![at(Place::Project)],
};

/// The problem of the first block that never runs.
pub fn at(place: Place) -> Problem {
    let says = t(
        "Der Baustein darüber beendet den Ablauf, darum läuft dieser nie. Ihn darüber setzen oder löschen.",
        "The block above ends the flow, so this one never runs. Put it above or delete it.",
    );
    let fix = fixes::delete(&place, true);
    CHECK.at(place, says.into()).with_fix(fix)
}

#[cfg(test)]
mod tests {
    use crate::language::lower::lower;
    use crate::language::testing::with_blocks;
    use crate::model::id::BlockId;
    use crate::model::place::Place;

    /// Lua allows nothing behind them, so what a file has there is told and left out.
    #[test]
    fn what_stands_below_the_end_never_runs() {
        let (project, handler) = with_blocks(
            r#"(first: 9, blocks: {9: (kind: "return", next: 10), 10: (kind: "log", next: 11), 11: (kind: "log")})"#,
        );
        let lowered = lower(&project);
        assert_eq!(lowered.chunk(&handler).unwrap().pretty, "return\n");
        assert_eq!(lowered.problems, [super::at(Place::Block(handler, BlockId(10)))]);
    }
}
