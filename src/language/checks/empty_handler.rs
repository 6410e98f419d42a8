//! A handler without a block: it does nothing.

use crate::i18n::{Text, t};
use crate::language::fixes;
use crate::model::edit::Edit;
use crate::model::handler::{Handler, HandlerRef};
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};
use crate::model::project::Project;

/// The check.
pub static CHECK: Check = Check {
    key: "empty_handler",
    severity: Severity::Hint,
    finder: Finder::Handler(find),
    #[cfg(test)]
    samples: || vec![at(Place::Project)],
};

const DELETE_SCRIPT: Text = t("Skript löschen", "Delete script");

fn find(_: &Project, handler_ref: &HandlerRef, handler: &Handler, problems: &mut Vec<Problem>) {
    if handler.graph().is_some_and(|graph| graph.first.is_none()) {
        let fix = fixes::edit(DELETE_SCRIPT, Edit::SetHandler(handler_ref.clone(), None));
        problems.push(at(Place::Handler(handler_ref.clone(), None)).with_fix(Some(fix)));
    }
}

fn at(place: Place) -> Problem {
    let says = t(
        "Das Skript ist leer und tut nichts. Einen Baustein anhängen oder das Skript löschen.",
        "The script is empty and does nothing. Attach a block or delete the script.",
    );
    CHECK.at(place, says.into())
}

#[cfg(test)]
mod tests {
    use crate::language::testing::found;

    #[test]
    fn loose_blocks_do_nothing_either() {
        assert_eq!(found("(blocks: {})"), ["empty_handler"]);
        assert_eq!(found(r#"(blocks: {9: (kind: "log")})"#), ["empty_handler", "loose_blocks"]);
        assert_eq!(found(r#"(first: 9, blocks: {9: (kind: "log")})"#), [""; 0]);
    }
}
