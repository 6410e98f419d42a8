//! Blocks that are attached to no event and never run.

use crate::i18n::{Wording, t};
use crate::language::fixes;
use crate::model::handler::{Handler, HandlerRef};
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};
use crate::model::project::Project;

/// The check.
pub static CHECK: Check = Check {
    key: "loose_blocks",
    severity: Severity::Hint,
    finder: Finder::Handler(find),
    #[cfg(test)]
    samples: || vec![at(Place::Project, 1), at(Place::Project, 3)],
};

fn find(_: &Project, handler_ref: &HandlerRef, handler: &Handler, problems: &mut Vec<Problem>) {
    let Some(graph) = handler.graph() else { return };
    for root in graph.loose() {
        let place = Place::Block(handler_ref.clone(), root);
        let fix = fixes::delete(&place, true);
        problems.push(at(place, graph.subtree(root).len()).with_fix(fix));
    }
}

fn at(place: Place, count: usize) -> Problem {
    let says = match count {
        1 => t(
            "Ein Baustein hängt an keinem Ereignis und läuft nie. Anhängen oder löschen.",
            "One block is attached to no event and never runs. Attach or delete it.",
        )
        .into(),
        _ => Wording::new(
            format!("{count} Bausteine hängen an keinem Ereignis und laufen nie. Anhängen oder löschen."),
            format!("{count} blocks are attached to no event and never run. Attach or delete them."),
        ),
    };
    CHECK.at(place, says)
}

#[cfg(test)]
mod tests {
    use crate::language::testing::said;

    #[test]
    fn each_stack_is_told_once_with_its_size() {
        let ron = r#"(first: 9, blocks: {9: (kind: "log"), 10: (kind: "log", next: 11), 11: (kind: "log"), 12: (kind: "log")})"#;
        let loose = said(ron);
        assert_eq!(loose.len(), 2);
        assert!(loose[0].starts_with("2 Bausteine hängen") && loose[1].starts_with("Ein Baustein hängt"), "{loose:?}");
    }
}
