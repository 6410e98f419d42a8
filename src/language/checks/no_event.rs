//! A block about a received message, in a handler that is about none.

use crate::i18n::t;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};

/// The check.
pub static CHECK: Check = Check {
    key: "no_event",
    severity: Severity::Error,
    finder: Finder::WhoKnows,
    #[cfg(test)]
    samples: || vec![at(Place::Project)],
};

/// The problem of a block.
pub fn at(place: Place) -> Problem {
    let says = t(
        "Hier gibt es keine Nachricht: Der Baustein gehört in die Logik einer Datenquelle (Ereignis Refreshed)",
        "There is no message here: the block belongs in the logic of a data source (event Refreshed)",
    );
    CHECK.at(place, says.into())
}

#[cfg(test)]
mod tests {
    use crate::language;
    use crate::language::testing::{filled, found, graph_with, project};

    #[test]
    fn blocks_about_a_message_are_for_handlers_of_sources() {
        let (project, _) = project();
        let about = language::blocks().filter(|def| def.kind.starts_with("event_"));
        let mut count = 0;
        for def in about {
            let graph = ron::to_string(&graph_with(def, filled(&project, def))).unwrap();
            assert_eq!(found(&graph).iter().filter(|key| **key == "no_event").count(), 1, "{}", def.kind);
            count += 1;
        }
        assert!(count > 2, "{count}");
    }
}
