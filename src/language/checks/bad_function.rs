//! A block about functions where it means nothing: an input outside of its function, a result of one that gives none.

use crate::i18n::t;
use crate::language::fixes;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};

/// The check.
pub static CHECK: Check = Check {
    key: "bad_function",
    severity: Severity::Error,
    finder: Finder::WhoKnows,
    #[cfg(test)]
    samples: || [outside, foreign_input, gives_nothing, gives_nothing_back].map(|at| at(Place::Project)).to_vec(),
};

/// The problem of a block that gives a result back, outside of any function.
pub fn outside(place: Place) -> Problem {
    let says = t(
        "Hier ist keine Funktion, die ein Ergebnis zurückgeben könnte. „Beenden“ nehmen oder den Baustein löschen.",
        "There is no function here that could return a result. Use “Stop here” or delete the block.",
    );
    let fix = fixes::delete(&place, false);
    CHECK.at(place, says.into()).with_fix(fix)
}

/// The problem of a block that reads an input of another function.
pub fn foreign_input(place: Place) -> Problem {
    let says = t(
        "Die Eingabe einer Funktion gibt es nur in dieser Funktion. Den Baustein löschen oder die eigene Eingabe wählen.",
        "The input of a function is only there inside of this function. Delete the block or choose an input of this one.",
    );
    CHECK.at(place, says.into())
}

/// The problem of a block that wants the result of a function without one.
pub fn gives_nothing(place: Place) -> Problem {
    let says = t(
        "Diese Funktion hat kein Ergebnis. In ihren Einstellungen eines angeben oder sie nur aufrufen.",
        "This function has no result. Give it one in its settings, or only call it.",
    );
    CHECK.at(place, says.into())
}

/// The problem of a block that gives a result back, in a function without one.
pub fn gives_nothing_back(place: Place) -> Problem {
    let says = t(
        "Die Einstellungen dieser Funktion sagen, dass sie kein Ergebnis hat. Dort eines angeben oder „Beenden“ nehmen.",
        "The settings of this function say that it has no result. Give it one there, or use “Stop here”.",
    );
    let fix = fixes::delete(&place, false);
    CHECK.at(place, says.into()).with_fix(fix)
}

#[cfg(test)]
mod tests {
    use crate::language::testing::{found, found_in, with_function};

    #[test]
    fn results_are_given_back_by_functions_only() {
        assert_eq!(found(r#"(first: 9, blocks: {9: (kind: "function_return")})"#), ["bad_function"]);
        let own = r#"(first: 9, blocks: {9: (kind: "function_return", slots: {"value": 2.0})})"#;
        assert_eq!(found_in(&with_function(own, true).0), [""; 0]);
        assert_eq!(found_in(&with_function(own, false).0), ["bad_function"]);
    }

    #[test]
    fn inputs_are_there_inside_of_their_function_only() {
        let graph = r#"(first: 9, blocks: {9: (kind: "log", slots: {"text": Wire(10)}),
            10: (kind: "function_input", slots: {"function": Function(FID), "parameter": NUMBER.0})})"#;
        let (mut project, id) = with_function("(blocks: {})", true);
        let graph = |number: &str| graph.replace("FID", &id.to_string()).replace("NUMBER", number);
        assert_eq!(found_in(&with_function(&graph("1"), true).0), [""; 0]);
        assert_eq!(found_in(&with_function(&graph("7"), true).0), ["missing_reference"]);
        let elsewhere = crate::model::handler::HandlerRef::new(crate::model::id::AppId, "started");
        let set = crate::language::testing::set_blocks(elsewhere, &graph("1"));
        crate::model::edit::apply(&mut project, &set).unwrap();
        assert_eq!(found_in(&project), ["bad_function", "empty_handler"]);
    }
}
