//! Blocks nested deeper than the engine allows.

use crate::i18n::Wording;
use crate::model::blocks::check::MAX_DEPTH;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};

/// The check.
pub static CHECK: Check = Check {
    key: "too_deep",
    severity: Severity::Error,
    finder: Finder::WhoKnows,
    #[cfg(test)]
    samples: || vec![at(Place::Project)],
};

/// The problem of the block that is one too deep.
pub fn at(place: Place) -> Problem {
    CHECK.at(
        place,
        Wording::new(
            format!(
                "Die Bausteine sind tiefer als {MAX_DEPTH} Ebenen verschachtelt. Zwischenergebnisse in Variablen ablegen."
            ),
            format!("The blocks are nested more than {MAX_DEPTH} levels deep. Keep intermediate results in variables."),
        ),
    )
}

#[cfg(test)]
mod tests {
    use crate::language::testing::found;
    use crate::model::blocks::check::MAX_DEPTH;

    #[test]
    fn one_level_more_than_allowed_is_told_once() {
        let nested = |depth: usize| {
            let inner = (1..depth).map(|id| format!(r#"{id}: (kind: "repeat", branches: {{"body": {}}}), "#, id + 1));
            let inner: Vec<String> = inner.collect();
            format!(r#"(first: 1, blocks: {{{}{depth}: (kind: "log")}})"#, inner.concat())
        };
        assert_eq!(found(&nested(MAX_DEPTH + 1)), [""; 0]);
        assert_eq!(found(&nested(MAX_DEPTH + 2)), ["too_deep"]);
    }
}
